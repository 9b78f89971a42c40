# Debian's packages as wheels: pip installs them, with no network, just as it installs what it downloads.
wheels="$1/usr/local/share/wheels"
mkdir -p "$wheels" "$1/etc/ssl/certs"
for package in "$2"/python3-*; do python3 make-wheel.py "$package" "$wheels"; done
# pip does not start without authorities to trust, even with nobody to ask.
cat "$2"/ca-certificates/usr/share/ca-certificates/mozilla/*.crt >"$1/etc/ssl/certs/ca-certificates.crt"
