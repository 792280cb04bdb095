#!/bin/sh
# Makes small captures of TLS 1.3 on loopback: KeyUpdates of both sides and early data, each with its key log;
# a pre-shared key alone.
# Needs OpenSSL 3, GnuTLS and tcpdump, and the right to capture. Usage: tls13-captures.sh FOLDER
set -eu
out=$1
port=24401
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key.pem" \
    -out "$work/cert.pem" -days 3650 -subj /CN=wirelens.test 2>/dev/null

# capture NAME: runs tcpdump until `stop`.
capture() {
    tcpdump -i lo -s 0 -U --immediate-mode -w "$out/$1.pcap" "tcp port $port" 2>/dev/null &
    dump=$!
    sleep 1
}
stop() {
    sleep 1
    kill $dump
    wait $dump 2>/dev/null || true
}

# KeyUpdates: the client asks for one of both sides (K), then updates its own (k).
capture tls13-key-update
(sleep 6) | openssl s_server -accept $port -cert "$work/cert.pem" -key "$work/key.pem" -tls1_3 -num_tickets 0 \
    -ciphersuites TLS_CHACHA20_POLY1305_SHA256 -rev -naccept 1 >/dev/null 2>&1 &
server=$!
sleep 1
(echo one; sleep 0.4; printf 'K\n'; sleep 0.4; echo two; sleep 0.4; printf 'k\n'; sleep 0.4; echo three; sleep 0.6) |
    openssl s_client -connect 127.0.0.1:$port -tls1_3 -keylogfile "$out/tls13-key-update.keys" >/dev/null 2>&1 || true
kill $server 2>/dev/null || true
stop

# Early data on a resumed session.
port=24402
capture tls13-early-data
openssl s_server -accept $port -cert "$work/cert.pem" -key "$work/key.pem" -tls1_3 -early_data -num_tickets 1 \
    -ciphersuites TLS_AES_128_GCM_SHA256 -quiet >/dev/null 2>&1 &
server=$!
sleep 1
(echo first; sleep 0.6) | openssl s_client -connect 127.0.0.1:$port -tls1_3 -sess_out "$work/session" \
    -keylogfile "$out/tls13-early-data.keys" >/dev/null 2>&1 || true
echo 'sent before the handshake' >"$work/early"
(echo second; sleep 0.6) | openssl s_client -connect 127.0.0.1:$port -tls1_3 -sess_in "$work/session" \
    -early_data "$work/early" -keylogfile "$out/tls13-early-data.keys" >/dev/null 2>&1 || true
kill $server 2>/dev/null || true
stop

# A pre-shared key alone (psk_ke), without a key exchange; needs GnuTLS.
port=24403
capture tls13-psk-ke
echo 'device:0123456789abcdef' >"$work/psk"
priority='NORMAL:-VERS-ALL:+VERS-TLS1.3:-KX-ALL:+PSK:-CIPHER-ALL:+AES-128-GCM'
gnutls-serv --echo --port $port --pskpasswd "$work/psk" --priority "$priority" >/dev/null 2>&1 &
server=$!
sleep 1
(echo with a shared key; sleep 0.6) | gnutls-cli --port $port --pskusername device --pskkey 0123456789abcdef \
    --priority "$priority" 127.0.0.1 >/dev/null 2>&1 || true
kill $server 2>/dev/null || true
stop
