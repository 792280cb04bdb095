#!/bin/sh
# Pictures of every view and dialog, dark and light, at one and two device pixels for a logical one,
# taken by the program of itself. Usage: pictures.sh WIRELENS FOLDER
set -eu
program=$1
folder=$2
here=$(dirname "$(dirname "$0")")
mkdir -p "$folder"

# name, then the arguments that bring the view up
views="
main|--frame 14
suites|--frame 4 --select tls.handshake.ciphersuites
find|--frame 14 --find python --command expert-information
no-match|--filter http
filter-error|--filter tls.handshake.ciphersuite==TLS_RSA
follow|--frame 14 --command follow-tls
sessions|--view sessions
hello|--frame 4 --view hello
hellos|--view hellos
ladder|--frame 4 --view ladder
certificates|--frame 6 --view certificates
secrets|--view secrets
stacked|--frame 14 --command layout-stacked
beside|--frame 14 --command layout-beside
small|--frame 14 --size 1024x640
go-to|--frame 14 --command go-to
decode-as|--frame 14 --command decode-as
enabled-protocols|--frame 14 --command enabled-protocols
export-frames|--frame 14 --command export-frames
export-dissections|--frame 14 --command export-dissections
export-objects|--frame 14 --command export-objects
show-bytes|--frame 14 --command show-bytes
capture-options|--command capture-options
remote-capture|--command remote-capture
palette|--frame 14 --command palette
preferences|--frame 14 --command preferences
properties|--frame 14 --command capture-properties
resolved-addresses|--frame 14 --command resolved-addresses
hierarchy|--frame 14 --command protocol-hierarchy
conversations|--frame 14 --command conversations
endpoints|--frame 14 --command endpoints
packet-lengths|--frame 14 --command packet-lengths
tls-statistics|--frame 14 --command tls-statistics
io-graph|--frame 14 --command io-graph
flow-graph|--frame 14 --command flow-graph
tcp-sequence|--frame 14 --command tcp-sequence
tcp-throughput|--frame 14 --command tcp-throughput
tcp-round-trip|--frame 14 --command tcp-round-trip
tcp-window|--frame 14 --command tcp-window
diagram|--frame 14 --command packet-diagram
frame-window|--frame 14 --command frame-window
profiles|--frame 14 --command profiles
comment|--frame 14 --command edit-comment
time-shift|--frame 14 --command time-shift
colouring-rules|--frame 14 --command colouring-rules
report|--frame 14 --command report
paste-hello|--frame 4 --command paste-hello
add-psk|--frame 14 --command add-psk
launch|--frame 14 --command launch-program
recipes|--frame 14 --command key-log-recipes
shortcuts|--frame 14 --command shortcuts
about|--frame 14 --command about
"

# FILE COLOURS ARGUMENT...
take() {
    file=$1
    colours=$2
    shift 2
    "$program" "$@" --screenshot "$file" </dev/null
    # Flat colours: a palette takes a third of the room and nobody sees it.
    if command -v pngquant >/dev/null; then
        pngquant --force --skip-if-larger --output "$file" "$colours" "$file" || test $? = 98
    elif command -v convert >/dev/null; then
        convert "$file" +dither -colors "$colours" -define png:compression-level=9 "PNG8:$file"
    fi
}

# NAME ARGUMENT...: in both themes, once and twice as fine.
both() {
    name=$1
    shift
    for theme in dark light; do
        take "$folder/$name-$theme.png" 160 "$@" --theme $theme
        take "$folder/$name-$theme@2x.png" 96 "$@" --theme $theme --scale 2
    done
}

sample="$here/upyssl.pcap"
sibling="$here/sibling/default-tls12-ecdhe.pcap"
both welcome
both tour "$sample" --command tour
both compare "$sample" --rsa-key "$here/key.pem" --compare "$sibling"
both http-statistics "$here/web/http.pcap" --command http-statistics
both dns-statistics "$here/protocols/dns.pcap" --command dns-statistics
both ipv4-statistics "$here/protocols/mdns.pcap" --command ipv4-statistics
both objects "$here/peers/ftp.pcap" --command export-objects
both verdict "$sibling" --rsa-key "$here/key.pem" --view sessions
echo "$views" | while IFS='|' read -r name arguments; do
    test -n "$name" || continue
    # shellcheck disable=SC2086 # the arguments are words
    both "$name" "$sample" --rsa-key "$here/key.pem" $arguments
done
