#!/usr/bin/env python3
"""Makes samples/quic: two real QUIC endpoints (aioquic) in one process, their datagrams carried by
hand and written as a capture, and the key log that the client wrote.

    pip install aioquic
    python3 samples/scripts/quic.py samples/quic

The second connection resumes the first with early data. The exchange holds what is worth testing: a
Retry, a key update, a connection ID changed, and a client that goes on from another port.
"""
import io, struct, sys
from pathlib import Path

from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.packet import QuicProtocolVersion, encode_quic_retry
from aioquic.tls import CipherSuite
import os

SAMPLES = Path(__file__).resolve().parent.parent
SERVER = ("10.0.0.2", 4433)


class Capture:
    def __init__(self):
        self.out = io.BytesIO()
        self.out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        self.ms = 0

    def packet(self, source, destination, data):
        """An IPv4 packet, a millisecond after the one before."""
        ip = lambda a: bytes(int(n) for n in a.split("."))
        head = struct.pack(">BBHHHBBH", 0x45, 0, 28 + len(data), 0, 0, 64, 17, 0)
        packet = head + ip(source[0]) + ip(destination[0])
        packet += struct.pack(">HHHH", source[1], destination[1], 8 + len(data), 0) + data
        self.ms += 1
        self.out.write(struct.pack("<IIII", 1700000000, self.ms * 1000, len(packet), len(packet)) + packet)


class Pair:
    def __init__(self, capture, keys, version, suite, port, ticket=None, tickets=None, original=None, retry=None):
        common = dict(alpn_protocols=["test"], original_version=version, supported_versions=[version])
        client = QuicConfiguration(is_client=True, secrets_log_file=keys, cipher_suites=[suite],
                                   session_ticket=ticket, server_name="example.test", **common)
        client.verify_mode = 0
        server = QuicConfiguration(is_client=False, **common)
        server.load_cert_chain(SAMPLES / "cert.pem", SAMPLES / "key.pem")
        self.store = tickets if tickets is not None else {}
        self.capture, self.now = capture, 0.0
        self.address = ("10.0.0.1", port)
        self.client = QuicConnection(configuration=client, session_ticket_handler=self.keep)
        self.make_server = lambda odcid, rscid=None: QuicConnection(
            configuration=server, original_destination_connection_id=odcid, retry_source_connection_id=rscid,
            session_ticket_fetcher=self.store.get, session_ticket_handler=lambda t: self.store.__setitem__(t.ticket, t))
        self.server, self.ticket, self.retried = None, None, False

    def keep(self, ticket):
        self.ticket = ticket

    def connect(self, with_retry=False):
        self.client.connect(SERVER, now=self.now)
        odcid = self.client.original_destination_connection_id
        if with_retry:
            for data, _ in self.client.datagrams_to_send(now=self.now):
                self.capture.packet(self.address, SERVER, data)
            cid = os.urandom(8)
            retry = encode_quic_retry(version=self.client.configuration.original_version, source_cid=cid,
                                      destination_cid=self.client.host_cid,
                                      original_destination_cid=odcid, retry_token=b"a token of the server")
            self.capture.packet(SERVER, self.address, retry)
            self.client.receive_datagram(retry, SERVER, now=self.now)
            self.server = self.make_server(odcid, cid)
        else:
            self.server = self.make_server(odcid)

    def exchange(self, rounds=6):
        for _ in range(rounds):
            self.now += 0.03
            for end, peer, source, target in ((self.client, self.server, self.address, SERVER),
                                              (self.server, self.client, SERVER, self.address)):
                timer = end.get_timer()
                if timer is not None and timer <= self.now:
                    end.handle_timer(now=self.now)
                for data, _ in end.datagrams_to_send(now=self.now):
                    self.capture.packet(source, target, data)
                    peer.receive_datagram(data, source, now=self.now)
            while self.client.next_event() or self.server.next_event():
                pass


def main(folder):
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    keys, capture, tickets = io.StringIO(), Capture(), {}
    pair = Pair(capture, keys, QuicProtocolVersion.VERSION_1, CipherSuite.AES_256_GCM_SHA384, 50001, tickets=tickets)
    pair.connect(with_retry=True)
    pair.exchange()
    pair.client.send_stream_data(0, b"the question of the first connection", end_stream=True)
    pair.exchange(2)
    pair.server.send_stream_data(0, b"its answer, before the key update, ")
    pair.exchange(2)
    pair.client.request_key_update()
    pair.client.send_stream_data(4, b"after the key update", end_stream=True)
    pair.exchange(2)
    pair.server.send_stream_data(0, b"and after it", end_stream=True)
    pair.client.change_connection_id()
    pair.address = ("10.0.0.1", 50002)
    pair.client.send_stream_data(8, b"from another port with another ID", end_stream=True)
    pair.exchange(4)
    pair.client.close(reason_phrase="done")
    pair.exchange(1)
    again = Pair(capture, keys, QuicProtocolVersion.VERSION_1, CipherSuite.AES_256_GCM_SHA384, 50003,
                 ticket=pair.ticket, tickets=tickets)
    again.connect()
    again.client.send_stream_data(0, b"early data of the second connection", end_stream=True)
    again.exchange()
    again.client.close()
    again.exchange(1)
    second = Pair(capture, keys, QuicProtocolVersion.VERSION_2, CipherSuite.CHACHA20_POLY1305_SHA256, 50004)
    second.connect()
    second.exchange()
    second.client.send_stream_data(0, b"a question over version 2", end_stream=True)
    second.exchange(2)
    (folder / "quic.pcap").write_bytes(capture.out.getvalue())
    (folder / "quic.keys").write_text(keys.getvalue())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else SAMPLES / "quic")
