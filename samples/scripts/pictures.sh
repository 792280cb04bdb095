#!/bin/sh
# Pictures of every view and dialog, dark and light, at one and two device pixels for a logical one,
# taken by the program of itself. Usage: pictures.sh WIRELENS FOLDER
set -eu
program=$1
folder=$2
here=$(dirname "$0")/..
mkdir -p "$folder"

# name, then the arguments that bring the view up
views="
main|--frame 14
suites|--frame 4 --select tls.handshake.ciphersuites
find|--frame 14 --find python --command expert-information
follow|--frame 14 --command follow-tls
sessions|--view sessions
hello|--frame 4 --view hello
ladder|--frame 4 --view ladder
certificates|--frame 6 --view certificates
secrets|--view secrets
stacked|--frame 14 --command layout-stacked
beside|--frame 14 --command layout-beside
go-to|--frame 14 --command go-to
export-frames|--frame 14 --command export-frames
export-dissections|--frame 14 --command export-dissections
export-objects|--frame 14 --command export-objects
show-bytes|--frame 14 --command show-bytes
capture-options|--command capture-options
palette|--frame 14 --command palette
preferences|--frame 14 --command preferences
conversations|--frame 14 --command conversations
io-graph|--frame 14 --command io-graph
colouring-rules|--frame 14 --command colouring-rules
shortcuts|--frame 14 --command shortcuts
add-psk|--frame 14 --command add-psk
about|--frame 14 --command about
"

take() {
    file=$1
    shift
    "$program" "$@" --screenshot "$file"
    # Flat colours: a palette takes a third of the room and nobody sees it.
    if command -v pngquant >/dev/null; then
        pngquant --force --skip-if-larger --output "$file" 128 "$file" || test $? = 98
    elif command -v convert >/dev/null; then
        convert "$file" +dither -colors 160 -define png:compression-level=9 "PNG8:$file"
    fi
}

for theme in dark light; do
    take "$folder/welcome-$theme.png" --theme $theme
    take "$folder/welcome-$theme@2x.png" --theme $theme --scale 2
    sibling="$here/sibling/default-tls12-ecdhe.pcap"
    take "$folder/compare-$theme.png" "$here/upyssl.pcap" --rsa-key "$here/key.pem" --theme $theme --compare "$sibling"
    take "$folder/verdict-$theme.png" "$sibling" --rsa-key "$here/key.pem" --theme $theme --view sessions
    echo "$views" | while IFS='|' read -r name arguments; do
        test -n "$name" || continue
        # shellcheck disable=SC2086 # the arguments are words
        take "$folder/$name-$theme.png" "$here/upyssl.pcap" --rsa-key "$here/key.pem" --theme $theme $arguments
        # Twice as fine where the text is: the main views.
        case $name in
        main | find | follow) # shellcheck disable=SC2086
            take "$folder/$name-$theme@2x.png" "$here/upyssl.pcap" --rsa-key "$here/key.pem" --theme $theme --scale 2 $arguments ;;
        esac
    done
done
