# Came along as dependencies of the package tools; no program of this image uses them.
rm -rf "$1"/usr/bin/perl* "$1"/usr/lib/*/perl* "$1"/usr/share/perl* "$1"/usr/share/debconf "$1"/usr/bin/debconf* \
  "$1"/etc/init.d "$1"/etc/logrotate.d "$1"/etc/cron* "$1"/usr/lib/systemd "$1"/etc/iproute2 "$1"/usr/share/iproute2 \
  "$1"/usr/bin/openssl "$1"/etc/nginx/sites-* "$1"/usr/share/bash-completion "$1"/usr/lib/*/gconv
# Logs belong on the standard output and error of the container's first process.
mkdir -p "$1/var/log/nginx" "$1/var/cache" "$1/run" "$1/proc" "$1/sys" "$1/dev"
ln -sf /dev/stdout "$1/var/log/nginx/access.log"
ln -sf /dev/stderr "$1/var/log/nginx/error.log"
install -d -m 1777 "$1/tmp"
