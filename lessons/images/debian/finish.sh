mkdir -p "$1/home" "$1/proc" "$1/sys" "$1/dev" "$1/run" "$1/var/log" "$1/var/cache" "$1/usr/local/bin"
ln -sf mawk "$1/usr/bin/awk"
chmod 0700 "$1/root"
install -d -m 1777 "$1/tmp"
