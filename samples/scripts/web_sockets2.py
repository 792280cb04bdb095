#!/usr/bin/env python3
"""Makes samples/web/sockets2.pcap: WebSocket in a stream of HTTP/2 (RFC 8441) beside a request whose answer ends with
trailers, between real programs, captured on loopback.

    apt-get install tcpdump && pip install hypercorn h2 wsproto
    samples/scripts/web_sockets2.py samples/web

hypercorn answers; hyper-h2 and wsproto ask. Messages are compressed and refer to those before them; one comes in
two DATA frames, two come in one; a second socket is refused.
"""
import asyncio, gzip, socket, subprocess, sys, threading, time
from pathlib import Path

import h2.config, h2.connection, h2.events
from hypercorn.asyncio import serve
from hypercorn.config import Config
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.extensions import PerMessageDeflate

PORT = 18096
TEXT = b"A line that is said again and again.\n" * 20


async def answer(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            said = await receive()
            await send({"type": said["type"] + ".complete"})
            if said["type"] == "lifespan.shutdown":
                return
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/plain"), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": True})
        packed = gzip.compress(TEXT, mtime=0)
        await send({"type": "http.response.body", "body": packed[:20], "more_body": True})
        await send({"type": "http.response.body", "body": packed[20:]})
        await send({"type": "http.response.trailers", "headers": [(b"x-sum", b"7")], "more_trailers": False})
        return
    await receive()
    if scope["path"] == "/no":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    while (said := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", **{k: said[k] for k in ("text", "bytes") if said.get(k) is not None}})


class Asker:
    def __init__(self):
        self.socket, self.heard = socket.create_connection(("127.0.0.1", PORT)), []
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.http.initiate_connection()
        self.hear(lambda e: isinstance(e, h2.events.RemoteSettingsChanged))

    def send(self):
        self.socket.sendall(self.http.data_to_send())

    def hear(self, enough, count=1):
        """Until `count` more events are what `enough` wants."""
        self.send()
        while count > 0:
            for event in self.http.receive_data(self.socket.recv(65536)):
                self.heard.append(event)
                count -= bool(enough(event))
            self.send()

    def ask(self, stream, path, *more):
        headers = [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", path),
                   (":authority", f"127.0.0.1:{PORT}"), ("sec-websocket-version", "13"), *more]
        self.http.send_headers(stream, headers)
        self.hear(lambda e: isinstance(e, h2.events.ResponseReceived) and e.stream_id == stream)
        return dict(self.heard[-1].headers if hasattr(self.heard[-1], "headers") else
                    next(e for e in self.heard if isinstance(e, h2.events.ResponseReceived)).headers)


def talk():
    time.sleep(1)
    asker = Asker()
    get = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "x"), ("te", "trailers")]
    asker.http.send_headers(1, get, end_stream=True)
    asker.hear(lambda e: isinstance(e, h2.events.StreamEnded))
    deflate = PerMessageDeflate()
    headers = asker.ask(3, "/chat", ("sec-websocket-extensions", "permessage-deflate"))
    deflate.finalize(headers[b"sec-websocket-extensions"].decode())
    frames = Connection(ConnectionType.CLIENT, [deflate])

    def say(data, answers=1):
        asker.http.send_data(3, data)
        asker.hear(lambda e: isinstance(e, h2.events.DataReceived), answers)

    say(frames.send(TextMessage("hello, hello, hello")))
    say(frames.send(TextMessage('{"topic": "hello", "n": 1}')))
    say(frames.send(BytesMessage(b"\0\1bytes" * 3)))
    say(frames.send(Ping(b"still there?")))
    split = frames.send(TextMessage("hello over two frames of HTTP/2"))
    asker.http.send_data(3, split[:5])
    asker.send()
    time.sleep(0.1)
    say(split[5:])
    say(frames.send(TextMessage("one")) + frames.send(TextMessage("two")))
    time.sleep(0.1)
    asker.ask(5, "/no")
    say(frames.send(CloseConnection(1000, "enough")))
    asker.http.close_connection()
    asker.send()
    asker.socket.close()


async def both():
    config, stop = Config(), asyncio.Event()
    config.bind, config.loglevel = [f"127.0.0.1:{PORT}"], "ERROR"
    asking = threading.Thread(target=talk)
    asking.start()
    serving = asyncio.create_task(serve(answer, config, shutdown_trigger=stop.wait))
    await asyncio.to_thread(asking.join)
    stop.set()
    await asyncio.wait_for(serving, 5)


def main(folder):
    command = ["tcpdump", "-i", "lo", "-s", "0", "-U", "--immediate-mode", "-w", f"{folder}/sockets2.pcap", f"tcp port {PORT}"]
    capture = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(1)
    asyncio.run(both())
    time.sleep(0.5)
    capture.terminate()
    capture.wait()


main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "web")
