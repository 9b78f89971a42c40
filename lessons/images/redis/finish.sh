install -d -m 0755 -o 999 -g 999 "$1/data"
