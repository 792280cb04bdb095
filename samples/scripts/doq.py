#!/usr/bin/env python3
"""Makes samples/quic/doq.pcap: DNS over QUIC (RFC 9250) between two ends of aioquic in one process, whose datagrams
are carried by hand and written as a capture, and the key log that the client wrote.

    pip install aioquic
    python3 samples/scripts/doq.py samples/quic

Two queries at once, each in a stream of its own; a response of two messages, as a transfer of a zone has."""
import io
import struct
import sys
from pathlib import Path

from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.events import StreamDataReceived

from quic import SAMPLES, Capture

CLIENT, SERVER = ("10.0.0.1", 50853), ("10.0.0.2", 853)
A, TXT, AXFR = 1, 16, 252


def name(text):
    return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".")) + b"\0"


def framed(message):
    return struct.pack(">H", len(message)) + message


def query(text, kind):
    # The number is 0, as RFC 9250 section 4.2.1 has it.
    return framed(struct.pack(">6H", 0, 0x0100, 1, 0, 0, 0) + name(text) + struct.pack(">HH", kind, 1))


def response(text, kind, *data):
    head = struct.pack(">6H", 0, 0x8580, 1, len(data), 0, 0) + name(text) + struct.pack(">HH", kind, 1)
    return framed(head + b"".join(struct.pack(">HHHIH", 0xC00C, t, 1, 300, len(d)) + d for t, d in data))


ANSWERS = {
    0: [response("www.example.org", A, (A, bytes([192, 0, 2, 80])))],
    4: [response("example.org", TXT, (TXT, b"\x08wirelens"))],
    8: [response("example.org", AXFR, (A, bytes([192, 0, 2, n]))) for n in (1, 2)],
}


def main(folder):
    keys, capture, now = io.StringIO(), Capture(), 0.0
    client = QuicConfiguration(is_client=True, secrets_log_file=keys, server_name="dns.example", alpn_protocols=["doq"])
    client.verify_mode = 0
    server = QuicConfiguration(is_client=False, alpn_protocols=["doq"])
    server.load_cert_chain(SAMPLES / "cert.pem", SAMPLES / "key.pem")
    client = QuicConnection(configuration=client)
    client.connect(SERVER, now=now)
    server = QuicConnection(
        configuration=server, original_destination_connection_id=client.original_destination_connection_id)

    def exchange(rounds):
        nonlocal now
        for _ in range(rounds):
            now += 0.03
            for end, peer, source, target in ((client, server, CLIENT, SERVER), (server, client, SERVER, CLIENT)):
                timer = end.get_timer()
                if timer is not None and timer <= now:
                    end.handle_timer(now=now)
                for data, _ in end.datagrams_to_send(now=now):
                    capture.packet(source, target, data)
                    peer.receive_datagram(data, source, now=now)
            while event := server.next_event():
                if isinstance(event, StreamDataReceived) and event.end_stream:
                    server.send_stream_data(event.stream_id, b"".join(ANSWERS[event.stream_id]), end_stream=True)
            while client.next_event():
                pass

    exchange(4)
    for stream, (text, kind) in enumerate([("www.example.org", A), ("example.org", TXT)]):
        client.send_stream_data(4 * stream, query(text, kind), end_stream=True)
    exchange(3)
    client.send_stream_data(8, query("example.org", AXFR), end_stream=True)
    exchange(3)
    client.close(error_code=0)
    exchange(1)
    Path(folder, "doq.pcap").write_bytes(capture.out.getvalue())
    Path(folder, "doq.keys").write_text(keys.getvalue())


if __name__ == "__main__":
    main(sys.argv[1])
