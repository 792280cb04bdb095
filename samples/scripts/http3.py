#!/usr/bin/env python3
"""Makes samples/http3: two real HTTP/3 endpoints (aioquic, with QPACK of ls-qpack) in one process, their
datagrams carried by hand and written as a capture, and the key log that the client wrote.

    pip install aioquic
    python3 samples/scripts/http3.py samples/http3

Requests with and without bodies, several at once, a body too long for one packet, one that is packed,
an interim response, trailers, a pushed response; header lists that refer to the dynamic table.
"""
import gzip, io, json, sys
from pathlib import Path

from aioquic.h3.connection import H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection

from quic import SAMPLES, SERVER, Capture

CLIENT = ("10.0.0.1", 50001)
PAGE = "".join(f"<p>line {n} of a page that takes more than one packet</p>\n" for n in range(60)).encode()


class Ends:
    def __init__(self, capture, keys):
        common = dict(alpn_protocols=["h3"])
        client = QuicConfiguration(is_client=True, secrets_log_file=keys, server_name="example.test", **common)
        client.verify_mode = 0
        server = QuicConfiguration(is_client=False, **common)
        server.load_cert_chain(SAMPLES / "cert.pem", SAMPLES / "key.pem")
        self.capture, self.now = capture, 0.0
        self.client = QuicConnection(configuration=client)
        self.client.connect(SERVER, now=self.now)
        odcid = self.client.original_destination_connection_id
        self.server = QuicConnection(configuration=server, original_destination_connection_id=odcid)
        self.asks, self.answers, self.bodies = None, None, {}

    def exchange(self, rounds=4):
        for _ in range(rounds):
            self.now += 0.03
            for end, peer, source, target in ((self.client, self.server, CLIENT, SERVER),
                                              (self.server, self.client, SERVER, CLIENT)):
                timer = end.get_timer()
                if timer is not None and timer <= self.now:
                    end.handle_timer(now=self.now)
                for data, _ in end.datagrams_to_send(now=self.now):
                    self.capture.packet(source, target, data)
                    peer.receive_datagram(data, source, now=self.now)
            while event := self.client.next_event():
                if self.asks:
                    self.asks.handle_event(event)
            while event := self.server.next_event():
                for said in self.answers.handle_event(event) if self.answers else []:
                    self.heard(said)

    def begin(self):
        self.exchange()
        self.asks, self.answers = H3Connection(self.client), H3Connection(self.server)
        self.exchange()

    def ask(self, method, path, body=None, **more):
        stream = self.client.get_next_available_stream_id()
        headers = [(b":method", method), (b":scheme", b"https"), (b":authority", b"example.test"), (b":path", path),
                   (b"user-agent", b"wirelens-sample/1"), (b"x-session", b"a value worth remembering")]
        headers += [(name.replace("_", "-").encode(), value) for name, value in more.items()]
        self.asks.send_headers(stream, headers, end_stream=body is None)
        if body is not None:
            self.asks.send_data(stream, body, end_stream=True)

    def heard(self, said):
        if isinstance(said, HeadersReceived):
            self.bodies[said.stream_id] = [dict(said.headers), b""]
        elif isinstance(said, DataReceived):
            self.bodies[said.stream_id][1] += said.data
        if getattr(said, "stream_ended", False):
            self.answer(said.stream_id, *self.bodies.pop(said.stream_id))

    def answer(self, stream, headers, body):
        path = headers[b":path"]
        reply = lambda status, *more: [(b":status", status), (b"server", b"wirelens-sample"), *more]
        if path == b"/page":
            style = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"example.test"),
                     (b":path", b"/style.css")]
            pushed = self.answers.send_push_promise(stream, style)
            self.answers.send_headers(stream, reply(b"200", (b"content-type", b"text/html")))
            self.answers.send_data(stream, PAGE, end_stream=True)
            self.answers.send_headers(pushed, reply(b"200", (b"content-type", b"text/css")))
            self.answers.send_data(pushed, b"p { color: red }\n", end_stream=True)
        elif path == b"/form":
            self.answers.send_headers(stream, [(b":status", b"103"), (b"link", b"</style.css>; rel=preload")])
            packed = gzip.compress(json.dumps({"got": len(body), "ok": True}).encode(), mtime=0)
            self.answers.send_headers(stream, reply(b"201", (b"content-type", b"application/json"),
                                                    (b"content-encoding", b"gzip")))
            self.answers.send_data(stream, packed, end_stream=False)
            self.answers.send_headers(stream, [(b"x-checksum", b"1234")], end_stream=True)
        else:
            self.answers.send_headers(stream, reply(b"404"), end_stream=True)


def main(folder):
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    keys, capture = io.StringIO(), Capture()
    ends = Ends(capture, keys)
    ends.begin()
    ends.asks.send_push_id_limit() if hasattr(ends.asks, "send_push_id_limit") else None
    ends.ask(b"GET", b"/page", accept=b"text/html")
    ends.exchange()
    ends.ask(b"POST", b"/form", b"name=value&other=%20", content_type=b"application/x-www-form-urlencoded")
    ends.ask(b"GET", b"/none")
    ends.exchange()
    ends.ask(b"HEAD", b"/none")
    ends.exchange(2)
    ends.client.close(reason_phrase="done")
    ends.exchange(1)
    (folder / "http3.pcap").write_bytes(capture.out.getvalue())
    (folder / "http3.keys").write_text(keys.getvalue())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else SAMPLES / "http3")
