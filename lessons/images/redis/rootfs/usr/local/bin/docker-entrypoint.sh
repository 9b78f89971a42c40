#!/bin/sh
# Options alone are the server's; a server started as root gives that up. What other containers ask is answered
# without a password, as in the original.
set -e

case "${1:-}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac

if [ "${1:-}" = redis-server ]; then
  case "$*" in
    *.conf* | *--protected-mode*) ;;
    *) set -- "$@" --protected-mode no ;;
  esac
  if [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis '{}' +
    set -- chroot --skip-chdir --userspec=redis:redis / "$@"
  fi
fi

exec "$@"
