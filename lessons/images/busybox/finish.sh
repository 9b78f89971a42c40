mkdir -p "$1/bin" "$1/home" "$1/root" "$1/var/log" "$1/run" "$1/proc" "$1/sys" "$1/dev"
mv "$1/usr/bin/busybox" "$1/bin/busybox"
# The commands' names come from this machine's own BusyBox: the image's may be for another architecture.
"$2/busybox-static/usr/bin/busybox" --list-full | while read -r command; do
  [ "$command" != bin/busybox ] || continue
  mkdir -p "$1/$(dirname "$command")"
  ln -sf /bin/busybox "$1/$command"
done
chmod 0700 "$1/root"
install -d -m 1777 "$1/tmp"
