"""The web and what tunnels it: HTTP, HTTP/2, gRPC, WebSocket, images; SOCKS, SSH."""

import gzip
import struct
import xmlrpc.client
import zlib

from .talk import as_bytes, conversation

PAGE = b"<html><body>Hello</body></html>\n"


@conversation("tcp", 80)
def http(t):
    t.c("GET /page?x=1 HTTP/1.1\r\nHost: example.org\r\nUser-Agent: sample\r\nAccept: */*\r\nCookie: a=b; c=d\r\n\r\n")
    t.s(f"HTTP/1.1 200 OK\r\nServer: sample\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n", PAGE)
    packed = gzip.compress(PAGE, mtime=0)
    t.c("POST /form HTTP/1.1\r\nHost: example.org\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=1&b=%20")
    t.s(f"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Type: text/plain\r\nContent-Length: {len(packed)}\r\n\r\n", packed)
    t.c("GET /chunks HTTP/1.1\r\nHost: example.org\r\nAuthorization: Basic YWRhOnNlY3JldA==\r\n\r\n")
    t.s("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    t.s("7\r\n{\"a\":1,\r\n6\r\n\"b\":2}\r\n0\r\n\r\n")
    t.c("HEAD / HTTP/1.1\r\nHost: example.org\r\nIf-None-Match: \"e\"\r\n\r\n")
    t.s("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\n\r\n")
    t.c("GET /rest HTTP/1.0\r\n\r\n")
    t.s("HTTP/1.0 404 Not Found\r\n\r\n", "until the end")
    t.close()


DOCUMENTS = (
    '{"name": "caf\\u00e9", "on": true, "none": null, "values": [1, -2.5e3, {"deep": []}], "text": "a\\nb"}',
    '[{"id": 1}, {"id": 2}]',
    "not JSON at all",
)


@conversation("tcp", 80)
def json(t):
    for document in DOCUMENTS:
        t.c("GET /document HTTP/1.1\r\nHost: example.org\r\nAccept: application/json\r\n\r\n")
        t.s(f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(document)}\r\n\r\n", document)
    t.close()


DESCRIPTION = """<?xml version="1.0" encoding="utf-8" standalone='yes'?>
<?xml-stylesheet href="look.css"?>
<!-- what a device says
     of itself -->
<!DOCTYPE root [ <!ENTITY maker "ACME"> <!ELEMENT root ANY> ]>
<root xmlns="urn:schemas-upnp-org:device-1-0" configId='7' >
  <device>
    <friendlyName>Lamp &amp; café</friendlyName>
    <manufacturer>&maker;</manufacturer><modelURL/>
    <note><![CDATA[ a < b ]]></note>
    <icon width="16" depth = "8"/>
  </device>
</root>
"""
BROKEN = "<!DOCTYPE note><a><b k=v l>1</b></c></d>behind<e"


@conversation("tcp", 80)
def xml(t):
    call = xmlrpc.client.dumps((1, [True, "x"], {"at": 2.5}), "Device.set")
    t.c(f"POST /RPC2 HTTP/1.1\r\nHost: example.org\r\nContent-Type: text/xml\r\nContent-Length: {len(call)}\r\n\r\n", call)
    for kind, document in (("application/xml", DESCRIPTION), ("application/soap+xml", BROKEN)):
        body = document.encode()
        t.s(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n", body)
    t.close()


@conversation("tcp", 80)
def mime_multipart(t):
    form = (
        "--AaB03x\r\nContent-Disposition: form-data; name=\"who\"\r\n\r\nLarry\r\n"
        "--AaB03x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nlines\r\nof text\r\n"
        "--AaB03x\r\nContent-Type: application/json\r\n\r\n{\"a\": [1, true, \"x\\n\"], \"b\": {}}\r\n--AaB03x--\r\n"
    )
    for _ in range(2):
        t.c(f"POST /form HTTP/1.1\r\nHost: example.org\r\nContent-Type: multipart/form-data; boundary=AaB03x\r\nContent-Length: {len(form)}\r\n\r\n", form)
        t.s("HTTP/1.1 204 No Content\r\n\r\n")
    t.close()


@conversation("tcp", 80, name="image-jfif")
def jpeg(t):
    def segment(marker, *parts):
        data = b"".join(as_bytes(p) for p in parts)
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data

    image = b"".join((
        b"\xff\xd8",
        segment(0xE0, b"JFIF\0\1\1\1\0\x48\0\x48\1\1", b"rgb"),
        segment(0xE1, b"Exif\0\0", b"MM\0*\0\0\0\x08\0\0\0\0\0\0"),
        segment(0xFE, "a comment"),
        segment(0xDB, bytes(65)),
        segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0"),
        segment(0xC4, bytes(29)),
        segment(0xDA, b"\1\1\0\0\x3f\0"),
        b"\x12\xff\0\x34", b"\xff\xd0", b"\x56", b"\xff\xd9",
    ))
    for _ in range(2):
        t.c("GET /i.jpg HTTP/1.1\r\nHost: example.org\r\n\r\n")
        t.s(f"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {len(image)}\r\n\r\n", image)
    t.close()


def frame(kind, flags, stream, *parts):
    body = b"".join(as_bytes(p) for p in parts)
    return struct.pack(">I", len(body))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + body


def literal(name, value):
    """A header that goes into the table, as RFC 7541 section 6.2.1."""
    return b"\x40" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


@conversation("tcp", 80)
def http2(t):
    t.c(PREFACE, frame(4, 0, 0, b"\0\3\0\0\0\x64\0\4\0\1\0\0"), frame(8, 0, 0, b"\0\x0f\0\1"))
    t.s(frame(4, 0, 0, b"\0\5\0\0\x40\0"), frame(4, 1, 0))
    t.c(frame(4, 1, 0), frame(1, 0x25, 1, b"\0\0\0\0\x0f", b"\x82\x86\x84", literal(":authority", "example.org"), literal("user-agent", "sample")))
    t.s(frame(1, 4, 1, b"\x88", literal("content-type", "text/plain")), frame(0, 8, 1, b"\4hello", bytes(4)), frame(0, 1, 1, " world"))
    t.c(frame(6, 0, 0, "12345678"), frame(1, 0, 3, b"\x82\x86"), frame(9, 4, 3, b"\x84\xbf"), frame(2, 0, 3, b"\0\0\0\1\x10"))
    t.s(frame(6, 1, 0, "12345678"), frame(5, 4, 3, b"\0\0\0\2", b"\x82\x86\x84"), frame(3, 0, 3, b"\0\0\0\x08"))
    t.s(frame(7, 0, 0, b"\0\0\0\3\0\0\0\0", "bye"))
    t.close()


@conversation("tcp", 80)
def grpc(t):
    def said(data):
        return b"\0" + struct.pack(">I", len(data)) + data

    t.c(PREFACE, frame(4, 0, 0), frame(1, 4, 1, b"\x83\x86", literal(":path", "/engine.Notes/Add"), literal("content-type", "application/grpc"), literal("te", "trailers")))
    t.c(frame(0, 1, 1, said(b"\x0a\3Ada\x10\x2a\x1a\2\x08\1")))
    t.s(frame(4, 0, 0), frame(1, 4, 1, b"\x88", literal("content-type", "application/grpc")), frame(0, 0, 1, said(b"\x08\x96\1"), said(b"\x12\2ok")))
    t.s(frame(1, 5, 1, literal("grpc-status", "0"), literal("grpc-message", "fine")))
    t.close()


@conversation("tcp", 80)
def websocket(t):
    t.c("GET /live HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
    t.s("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")

    def masked(first, data):
        key = b"\1\2\3\4"
        return bytes([first, 0x80 | len(data)]) + key + bytes(b ^ key[i % 4] for i, b in enumerate(data))

    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = (deflate.compress(b"hello, hello, hello") + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]
    t.c(masked(0x81, b"hello"), masked(0x01, b"in "))
    t.c(masked(0x80, b"parts"), masked(0x89, b"?"))
    t.s(b"\x8a\1?", b"\x82\3\0\1\2", b"\xc1" + bytes([len(packed)]), packed)
    t.c(masked(0x88, b"\x03\xe8bye"))
    t.s(b"\x88\2\x03\xe8")
    t.close()


@conversation("tcp", 1080)
def socks(t):
    t.c(b"\5\2\0\2")
    t.s(b"\5\2")
    t.c(b"\1\3ada\6secret")
    t.s(b"\1\0")
    t.c(b"\5\1\0\3\x0bexample.org\0\x50")
    t.s(b"\5\0\0\1\xc0\0\2\7\0\x50")
    t.c("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")
    t.s("HTTP/1.1 204 No Content\r\n\r\n")
    t.close()
    t.begin("tcp", 1080)
    t.c(b"\4\1\0\x50\0\0\0\1me\0example.org\0")
    t.s(b"\0\x5b\0\0\0\0\0\0")
    t.close()


@conversation("tcp", 22)
def ssh(t):
    def packet(*parts):
        body = b"".join(as_bytes(p) for p in parts)
        padding = 8 - (len(body) + 5) % 8 + (8 if 8 - (len(body) + 5) % 8 < 4 else 0)
        return struct.pack(">IB", len(body) + padding + 1, padding) + body + bytes(padding)

    def names(*lists):
        return b"".join(struct.pack(">I", len(n)) + n.encode() for n in lists)

    def init(cookie):
        cipher, mac = "aes128-ctr,chacha20-poly1305@openssh.com", "hmac-sha2-256"
        return packet(b"\x14", cookie, names("curve25519-sha256", "ssh-ed25519", cipher, cipher, mac, mac, "none", "none", "", ""), bytes(5))

    key = names("ssh-ed25519") + struct.pack(">I", 32) + bytes(range(32))
    signature = names("ssh-ed25519") + struct.pack(">I", 64) + bytes(range(64))
    t.c("SSH-2.0-sample_1\r\n")
    t.s("SSH-2.0-sample_2 it\r\n")
    t.c(init(bytes(16)))
    t.s(init(bytes(range(16))))
    t.c(packet(b"\x1e", struct.pack(">I", 32), bytes(32)))
    t.s(packet(b"\x1f", struct.pack(">I", len(key)), key, struct.pack(">I", 32), bytes(32), struct.pack(">I", len(signature)), signature), packet(b"\x15"))
    t.c(packet(b"\x15"))
    t.c(bytes(range(64)))
    t.s(bytes(range(48)))
    t.close()
