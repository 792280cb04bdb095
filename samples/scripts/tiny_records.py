#!/usr/bin/env python3
"""Makes tests/fixtures/tls/rsa-tiny-records.pcap: CPython's ssl at both ends, TLS 1.2 with RSA key
exchange (samples/key.pem), 600 records of a digit each, ten in a segment. The two ends talk in one
process; the script writes down what passes, with addresses of its own. Run from the project's folder."""

import ssl
import struct

ENDS = [(b"\xc0\0\2\1", 50000), (b"\xc0\0\2\2", 443)]
out = open("tests/fixtures/tls/rsa-tiny-records.pcap", "wb")
out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
sent, count = [1, 1], 0


def segment(side, data):
    global count
    (source, sport), (destination, dport) = ENDS[side], ENDS[1 - side]
    tcp = struct.pack(">HHIIBBHHH", sport, dport, sent[side], sent[1 - side], 0x50, 0x18, 65000, 0, 0) + data
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), count, 0, 64, 6, 0) + source + destination
    frame = bytes([2, 0, 0, 0, 0, 1 + side, 2, 0, 0, 0, 0, 2 - side, 8, 0]) + ip + tcp
    out.write(struct.pack("<IIII", 1700000000, 1000 * count, len(frame), len(frame)) + frame)
    sent[side] += len(data)
    count += 1


server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain("samples/cert.pem", "samples/key.pem")
client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
for context in (server, client):
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-GCM-SHA256:@SECLEVEL=0")
bios = [ssl.MemoryBIO() for _ in range(4)]
ends = [client.wrap_bio(bios[0], bios[1]), server.wrap_bio(bios[2], bios[3], server_side=True)]
done = [False, False]
while not all(done):
    for side in (0, 1):
        try:
            ends[side].do_handshake()
            done[side] = True
        except ssl.SSLWantReadError:
            pass
        data = bios[2 * side + 1].read()
        if data:
            segment(side, data)
            bios[2 - 2 * side].write(data)
for number in range(600):
    ends[0].write(b"%d" % (number % 10))
    if number % 10 == 9:
        segment(0, bios[1].read())
