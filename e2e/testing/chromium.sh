#!/usr/bin/env bash
# Chromium that hears nothing of the host's networks. When one comes or goes it gives up connections that are being made,
# to this machine too (ERR_NETWORK_CHANGED), and there is no switch against that. Without a netlink socket it takes
# the network for one that never changes.
set -euo pipefail

# A struct sock_filter, little-endian: code, how far to go on if true, if not, and a value. See bpf(2), seccomp(2).
instruction() {
  local bytes
  printf -v bytes '\\x%02x\\x00\\x%02x\\x%02x\\x%02x\\x%02x\\x%02x\\x%02x' \
    "$1" "$2" "$3" $(($4 & 255)) $(($4 >> 8 & 255)) $(($4 >> 16 & 255)) $(($4 >> 24 & 255))
  printf '%b' "$bytes"
}
load() { instruction 0x20 0 0 "$1"; }
unless() { instruction 0x15 0 "$2" "$1"; }
answer() { instruction 0x06 0 0 "$1"; }

case $(uname -m) in
  x86_64) arch=0xc000003e socket=41 ;;
  aarch64) arch=0xc00000b7 socket=198 ;;
esac
filter() {
  load 4
  unless $arch 5
  load 0
  unless $socket 3
  load 16
  unless 16 1       # AF_NETLINK
  answer 0x00050061 # EAFNOSUPPORT
  answer 0x7fff0000 # allowed
}

exec bwrap --dev-bind / / --die-with-parent --seccomp 9 -- "${CHROMIUM:-/usr/bin/chromium}" "$@" 9< <(filter)
