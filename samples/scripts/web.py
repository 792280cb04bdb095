#!/usr/bin/env python3
"""Makes samples/web: HTTP/1, HTTP/2 and WebSocket between real programs, captured on loopback.

    apt-get install curl nodejs tcpdump zstd && pip install websockets h2
    samples/scripts/web.py samples/web

node answers curl: bodies in chunks and packed in every way, interim responses, HEAD, 204 and 304, a body that the
connection's end ends, a tunnel through a proxy with TLS inside, many streams of HTTP/2; a socket sends several
requests at once; hyper-h2 answers curl's upgrade to HTTP/2; the websockets package speaks to itself with compressed
messages, in fragments, with and without TLS. Only what the programs send is written, in the order they send it.
"""
import asyncio, os, socket, ssl, subprocess, sys, tempfile, threading, time
from pathlib import Path

import h2.config, h2.connection, h2.events
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

SAMPLES = Path(__file__).resolve().parents[1]
PLAIN, SECURE, PROXY, UPGRADE, SOCKETS, SECURE_SOCKETS = 18080, 18443, 18081, 18082, 18090, 18493
SERVER = """
const fs = require('fs'), http = require('http'), https = require('https'), http2 = require('http2'), net = require('net'), zlib = require('zlib');
const text = 'A line that is said again and again.\\n'.repeat(40);
const [folder, samples, plain, secure, proxy] = process.argv.slice(2);
const tls = { key: fs.readFileSync(samples + '/key.pem'), cert: fs.readFileSync(samples + '/cert.pem') };
const pack = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync, zstd: () => fs.readFileSync(folder + '/text.zst') };
const server = http.createServer((req, res) => {
  const name = req.url.slice(1);
  if (pack[name]) { res.setHeader('Content-Encoding', name); res.setHeader('Content-Type', 'text/plain'); res.end(pack[name](text)); }
  else if (name === 'chunks') { res.setHeader('Trailer', 'X-Sum'); res.setHeader('Content-Type', 'application/json'); res.write('{"one": 1,'); setTimeout(() => { res.addTrailers({ 'X-Sum': '7' }); res.end(' "two": [true, null]}'); }, 30); }
  else if (name === 'hints') { res.writeProcessing(); res.writeEarlyHints({ link: '</a.css>; rel=preload' }); res.end('at last'); }
  else if (name === 'none') { res.statusCode = 204; res.end(); }
  else if (name === 'same') { res.statusCode = 304; res.setHeader('Content-Length', '1480'); res.end(); }
  else if (name === 'close') { res.useChunkedEncodingByDefault = false; res.removeHeader('Transfer-Encoding'); res.shouldKeepAlive = false; res.setHeader('Content-Type', 'text/plain'); res.write('until'); setTimeout(() => res.end(' the end'), 30); }
  else { const parts = []; req.on('data', p => parts.push(p)); req.on('end', () => { res.setHeader('Content-Type', 'text/plain'); res.end(String(Buffer.concat(parts).length)); }); }
});
server.listen(plain, '127.0.0.1');
const tunnel = http.createServer();
tunnel.on('connect', (req, socket) => { const [host, port] = req.url.split(':'); const to = net.connect(port, host, () => { socket.write('HTTP/1.1 200 Connection established\\r\\n\\r\\n'); to.pipe(socket); socket.pipe(to); }); to.on('error', () => {}); socket.on('error', () => {}); });
tunnel.listen(proxy, '127.0.0.1');
const two = http2.createSecureServer({ ...tls, allowHTTP1: true });
two.on('request', (req, res) => {
  const name = req.url.slice(1);
  if (req.httpVersionMajor === 1) { res.end('inside\\n'); return; }
  if (name === 'page.html') { res.stream.additionalHeaders({ ':status': 103, link: '</style.css>; rel=preload' }); res.setHeader('Content-Type', 'text/html'); res.write('<html>'); setTimeout(() => res.end('<p>page</p></html>'), 40); }
  else if (name === 'style.css') { res.setHeader('Content-Type', 'text/css'); res.setHeader('Content-Encoding', 'gzip'); res.end(zlib.gzipSync('p { color: red }')); }
  else if (name === 'data.json') { res.setHeader('Content-Type', 'application/json'); res.end('{"kind": "json", "list": [1, 2, 3]}'); }
  else if (req.method === 'POST') { const parts = []; req.on('data', p => parts.push(p)); req.on('end', () => res.end(String(Buffer.concat(parts).length))); }
  else { res.statusCode = 404; res.end('nothing'); }
});
two.listen(secure, '127.0.0.1', () => console.log('ready'));
"""


class Capture:
    """tcpdump on loopback, as long as the block runs."""

    def __init__(self, path, ports):
        what = " or ".join(f"tcp port {port}" for port in ports)
        self.command = ["tcpdump", "-i", "lo", "-s", "0", "-U", "--immediate-mode", "-w", str(path), what]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.DEVNULL)
        time.sleep(1)

    def __exit__(self, *_):
        time.sleep(0.5)
        self.process.terminate()
        self.process.wait()


def curl(*arguments, keys=None):
    environment = dict(os.environ, SSLKEYLOGFILE=str(keys)) if keys else None
    subprocess.run(["curl", "-s", "-k", "-o", "/dev/null", "-A", "curl", *arguments], env=environment, check=False, timeout=20,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pipelined():
    with socket.create_connection(("127.0.0.1", PLAIN)) as s:
        s.sendall(b"".join(b"%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % line for line in (b"HEAD /gzip", b"GET /none", b"GET /chunks", b"GET /plain")))
        s.settimeout(0.5)
        try:
            while s.recv(65536):
                pass
        except TimeoutError:
            pass


def upgraded():
    """Answers one request that asks for HTTP/2 (RFC 7540 section 3.2)."""
    listener = socket.create_server(("127.0.0.1", UPGRADE))

    def run():
        peer, _ = listener.accept()
        head = b""
        while b"\r\n\r\n" not in head:
            head += peer.recv(4096)
        settings = next(l.split(b": ")[1] for l in head.split(b"\r\n") if l.lower().startswith(b"http2-settings"))
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_upgrade_connection(settings)
        peer.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + connection.data_to_send())
        connection.send_headers(1, [(":status", "200"), ("content-type", "text/plain")])
        connection.send_data(1, b"over HTTP/2\n", end_stream=True)
        peer.sendall(connection.data_to_send())
        while data := peer.recv(4096):
            connection.receive_data(data)
            peer.sendall(connection.data_to_send())
        peer.close()

    threading.Thread(target=run, daemon=True).start()


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def talk(url, **options):
    async with connect(url, **options) as socket:
        for text in ("hello, hello, hello", '{"topic": "hello, hello", "n": 1}', "hello, hello, hello"):
            await socket.send(text)
            await socket.recv()
        await socket.send(["in three ", "parts, ", "in three parts"])
        await socket.recv()
        await socket.send(b"\x00\x01bytes" * 4)
        await socket.recv()
        await (await socket.ping(b"still there?"))
        await socket.close(1001, "enough")


async def sockets(keys):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(SAMPLES / "cert.pem", SAMPLES / "key.pem")
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.keylog_filename = str(keys)
    async with serve(echo, "127.0.0.1", SOCKETS), serve(echo, "127.0.0.1", SECURE_SOCKETS, ssl=server):
        await talk(f"ws://127.0.0.1:{SOCKETS}/plain")
        await talk(f"ws://127.0.0.1:{SOCKETS}/as-it-is", compression=None)
        await talk(f"wss://127.0.0.1:{SECURE_SOCKETS}/secret", ssl=client)


def main(folder):
    out = Path(folder).resolve()
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.keys"):
        old.unlink()
    with tempfile.TemporaryDirectory() as work:
        text = b"A line that is said again and again.\n" * 40
        subprocess.run(["zstd", "-q", "-o", f"{work}/text.zst"], input=text, check=True)
        Path(work, "server.js").write_text(SERVER)
        Path(work, "big").write_bytes(b"x" * 3000)
        server = subprocess.Popen(["node", f"{work}/server.js", work, str(SAMPLES), str(PLAIN), str(SECURE), str(PROXY)], stdout=subprocess.PIPE)
        server.stdout.readline()
        base = f"http://127.0.0.1:{PLAIN}"
        with Capture(out / "http.pcap", [PLAIN]):
            curl("--compressed", *(f"{base}/{name}" for name in ("gzip", "deflate", "br", "zstd", "chunks", "hints", "none", "same")))
            curl("-I", f"{base}/gzip")
            curl(f"{base}/close")
            curl("-H", "Expect: 100-continue", "--data-binary", f"@{work}/big", f"{base}/up")
            curl("-F", "name=value", "-F", f"file=@{work}/server.js;type=text/plain;filename=a.txt", f"{base}/form")
            curl("-d", "a=1&b=two+words&c=%26", f"{base}/up")
            pipelined()
        with Capture(out / "connect.pcap", [PROXY]):
            curl("--http1.1", "-x", f"http://127.0.0.1:{PROXY}", f"https://127.0.0.1:{SECURE}/x", keys=out / "connect.keys")
        with Capture(out / "http2.pcap", [SECURE]):
            secure = f"https://127.0.0.1:{SECURE}"
            curl("--http2", "--parallel", "-o", "/dev/null", "-o", "/dev/null", "-o", "/dev/null",
                 *(f"{secure}/{name}" for name in ("page.html", "style.css", "data.json", "gone")), keys=out / "http2.keys")
            curl("--http2", "--data-binary", '{"sent": true}', "-H", "Content-Type: application/json", f"{secure}/take", keys=out / "http2.keys")
        upgraded()
        with Capture(out / "h2c.pcap", [UPGRADE]):
            curl("--http2", f"http://127.0.0.1:{UPGRADE}/up")
        with Capture(out / "websocket.pcap", [SOCKETS, SECURE_SOCKETS]):
            asyncio.run(sockets(out / "websocket.keys"))
        server.terminate()
        server.wait()


main(sys.argv[1] if len(sys.argv) > 1 else "samples/web")
