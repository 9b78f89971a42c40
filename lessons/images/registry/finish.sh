mkdir -p "$1/usr/bin" "$1/var/lib/registry"
ln -s docker-registry "$1/usr/bin/registry"
