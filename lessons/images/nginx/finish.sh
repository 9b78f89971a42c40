# Logs belong on the standard output and error of the container's first process.
mkdir -p "$1/var/log/nginx"
ln -sf /dev/stdout "$1/var/log/nginx/access.log"
ln -sf /dev/stderr "$1/var/log/nginx/error.log"
