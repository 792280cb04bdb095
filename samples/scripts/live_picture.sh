#!/bin/sh
# A picture of a live capture: the founding sample goes through a pair of virtual interfaces at the speed
# it was captured with. Needs root, Xvfb, xdotool and ImageMagick; an interface wlp2s0 must not exist.
# Usage: live_picture.sh WIRELENS THEME FILE
set -eu
program=$1
theme=$2
file=$3
here=$(dirname "$(dirname "$0")")
home=$(mktemp -d)
ip link add wlp2s0 type veth peer name replay0
trap 'ip link del wlp2s0; kill $window $display 2>/dev/null || true; rm -rf "$home"' EXIT
for interface in wlp2s0 replay0; do
    sysctl -qw "net.ipv6.conf.$interface.disable_ipv6=1"
    ip link set "$interface" up
done
Xvfb :78 -screen 0 1440x900x24 -nolisten tcp &
display=$!
export DISPLAY=:78 HOME="$home" XDG_CONFIG_HOME="$home"
sleep 1
"$program" -i wlp2s0 --rsa-key "$here/key.pem" --theme "$theme" --size 1440x900 &
window=$!
sleep 6
shown=$(xdotool search --name Wirelens | tail -1)
xdotool windowmove "$shown" 0 0 windowfocus "$shown" mousemove 1435 895
python3 - "$here/upyssl.pcap" <<'PYTHON'
import socket, struct, sys, time
data = open(sys.argv[1], "rb").read()
out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
out.bind(("replay0", 0))
at, began, first = 24, time.time(), None
while at < len(data):
    seconds, micros, length, _ = struct.unpack("<IIII", data[at : at + 16])
    moment = seconds + micros / 1e6
    first = moment if first is None else first
    time.sleep(max(0.0, began + moment - first - time.time()))
    out.send(data[at + 16 : at + 16 + length])
    at += 16 + length
PYTHON
sleep 3
xdotool key ctrl+g sleep 1 type --delay 150 14
xdotool sleep 0.5 key Return sleep 2
import -window root "$file"
