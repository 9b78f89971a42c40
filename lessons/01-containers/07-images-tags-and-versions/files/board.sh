#!/bin/sh
# Prints the tides for the notice board at Saltmouth.
# sh board.sh          uses the version that board.conf names
# sh board.sh 1.4.3    tries another version

. ./board.conf
version=${1:-$TIDE}
docker run "slipway/tide:$version" --harbour saltmouth
