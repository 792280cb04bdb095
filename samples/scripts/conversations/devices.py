"""What devices speak: MQTT, CoAP, SNMP, STUN, SSDP, syslog, Modbus."""

import struct

from .directory import number, text, tlv
from .talk import as_bytes, conversation


def counted(value):
    value = as_bytes(value)
    return struct.pack(">H", len(value)) + value


def packet(first, *parts):
    body = b"".join(as_bytes(p) for p in parts)
    size, out = len(body), b""
    while True:
        size, digit = divmod(size, 128)
        out += bytes([digit | (0x80 if size else 0)])
        if not size:
            return bytes([first]) + out + body


@conversation("tcp", 1883)
def mqtt(t):
    t.c(packet(0x10, counted("MQTT"), b"\4\xc6", b"\0\x3c", counted("dev"), counted("last/will"), counted("gone"), counted("ada"), counted("secret")))
    t.s(packet(0x20, b"\0\0"))
    t.c(packet(0x82, b"\0\1", counted("sensor/+"), b"\1", counted("#"), b"\0"))
    t.s(packet(0x90, b"\0\1\1\0"))
    t.c(packet(0x30, counted("sensor/t"), "21.5"), packet(0x32, counted("sensor/h"), b"\0\2", "40"))
    t.s(packet(0x40, b"\0\2"))
    t.c(packet(0x34, counted("sensor/p"), b"\0\3", "1013"))
    t.s(packet(0x50, b"\0\3"))
    t.c(packet(0x62, b"\0\3"))
    t.s(packet(0x70, b"\0\3"))
    t.c(packet(0xA2, b"\0\4", counted("#")))
    t.s(packet(0xB0, b"\0\4"))
    t.c(packet(0xC0))
    t.s(packet(0xD0))
    t.c(packet(0xE0))
    t.close()
    t.begin("tcp", 1883)
    t.c(packet(0x10, counted("MQTT"), b"\5\2", b"\0\x3c", b"\x05\x11\0\0\0\x0a", counted("dev5")))
    t.s(packet(0x20, b"\0\0", b"\3\x22\0\x0a"))
    t.c(packet(0x30, counted("a/b"), b"\3\x23\0\1", "one"), packet(0x30, counted(""), b"\3\x23\0\1", "two"))
    t.c(packet(0xE0, b"\4", b"\0"))
    t.close()


@conversation("udp", 5683)
def coap(t):
    token = b"\xca\xfe"
    t.c(b"\x42\x01\0\1", token, b"\xb4temp\x04last")
    t.s(b"\x62\x45\0\1", token, b"\xc0\x21\x3c\xff21.5")
    t.c(b"\x42\x02\0\2", token, b"\xb3led\x11\x32\xff{\"on\":true}")
    t.s(b"\x62\x44\0\2", token)
    t.c(b"\x42\x01\0\3", token, b"\x60\x54blob\xc1\x06")
    t.s(b"\x60\0\0\3")
    t.s(b"\x42\x45\0\x0a", token, b"\x61\x0c\xc0\xb1\x0e\xff", bytes(64))
    t.c(b"\x60\0\0\x0a")
    t.c(b"\x40\x01\0\4\xb7nothing")
    t.s(b"\x60\x84\0\4")
    t.c(b"\x40\0\0\5")
    t.s(b"\x70\0\0\5")


SYS_NAME = b"\x06\x08\x2b\x06\x01\x02\x01\x01\x05\x00"
UPTIME = b"\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00"


@conversation("udp", 161)
def snmp(t):
    def message(version, kind, one, two, *bindings):
        body = tlv(kind, number(7), number(one), number(two), tlv(0x30, *[tlv(0x30, b) for b in bindings]))
        return tlv(0x30, number(version), text("public"), body)

    null = b"\5\0"
    t.c(message(1, 0xA0, 0, 0, SYS_NAME + null, UPTIME + null))
    t.s(message(1, 0xA2, 0, 0, SYS_NAME + text("router"), UPTIME + number(123456, 0x43)))
    t.c(message(0, 0xA1, 0, 0, SYS_NAME + null))
    t.s(message(0, 0xA2, 2, 1, SYS_NAME + null))
    t.c(message(1, 0xA5, 0, 10, SYS_NAME + null))
    t.s(message(1, 0xA2, 0, 0, SYS_NAME + number(9, 0x41), UPTIME + b"\x82\0"))
    t.c(message(1, 0xA3, 0, 0, SYS_NAME + text("gate")))
    t.s(message(1, 0xA2, 17, 1, SYS_NAME + text("gate")))


@conversation("udp", 3478)
def stun(t):
    number_of_it = b"\x21\x12\xa4\x42" + b"abcdefghijkl"

    def message(kind, *attributes):
        body = b"".join(struct.pack(">HH", code, len(data)) + data + bytes(-len(data) % 4) for code, data in attributes)
        return struct.pack(">HH", kind, len(body)) + number_of_it + body

    t.c(message(0x0001, (0x8022, b"sample client"), (0x0006, b"ada")))
    t.s(message(0x0101, (0x0020, b"\0\1\xe2\x42\xe1\x12\xa6\x43"), (0x0001, b"\0\1\xc3\x50\xc0\0\2\1")))
    t.c(message(0x0003, (0x0019, b"\x11\0\0\0")))
    t.s(message(0x0113, (0x0009, b"\0\0\4\1Unauthorized"), (0x0014, b"example.org"), (0x0015, b"nonce")))
    number_of_it = b"\x21\x12\xa4\x42" + b"sent twice.."
    for say in (t.c, t.c, t.s, t.s):
        say(message(0x0001 if say == t.c else 0x0101))


@conversation("udp", 1900)
def ssdp(t):
    t.begin("udp", 1900, server="239.255.255.250")
    t.c("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 2\r\nST: ssdp:all\r\n\r\n")
    t.c("NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\nLOCATION: http://192.0.2.1/d.xml\r\n\r\n")
    t.begin("udp", 1900)
    t.s("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\nLOCATION: http://192.0.2.2/d.xml\r\n\r\n")


@conversation("udp", 514)
def syslog(t):
    t.c("<34>Nov 14 22:13:20 device su: 'su root' failed for ada")
    t.c("<165>1 2023-11-14T22:13:20.003Z device.example.org app 4711 ID47 [x@32473 a=\"b\"] started")
    t.c("<0>kernel: no time left")


@conversation("tcp", 502, name="mbtcp")
def modbus(t):
    def pdu(transaction, *parts):
        body = b"\1" + b"".join(as_bytes(p) for p in parts)
        return struct.pack(">HHH", transaction, 0, len(body)) + body

    for transaction, asked, told in (
        (1, b"\3\0\x10\0\2", b"\3\4\0\7\0\x08"),
        (2, b"\1\0\0\0\x0a", b"\1\2\x55\1"),
        (3, b"\6\0\x10\0\x2a", b"\6\0\x10\0\x2a"),
        (4, b"\x10\0\1\0\2\4\0\1\0\2", b"\x10\0\1\0\2"),
        (5, b"\4\xff\xff\0\1", b"\x84\2"),
        (6, b"\x2b\x0e\1\0", b"\x2b\x0e\1\1\0\0\1\0\3abc"),
        (7, b"\x08\0\0\xa5\x37", b"\x08\0\0\xa5\x37"),
    ):
        t.c(pdu(transaction, asked))
        t.s(pdu(transaction, told))
    t.close()


@conversation("udp", 69)
def tftp(t):
    t.begin("udp", 69, client_port=40001)
    t.c(b"\0\1boot.cfg\0octet\0")
    # The server answers from a port of its own.
    t.begin("udp", 50001, client_port=40001)
    t.s(struct.pack(">HH", 3, 1), bytes(512))
    t.c(struct.pack(">HH", 4, 1))
    t.s(struct.pack(">HH", 3, 2), b"the rest")
    t.c(struct.pack(">HH", 4, 2))
    t.begin("udp", 69, client_port=40002)
    t.c(b"\0\2log.txt\0netascii\0blksize\0008\0tsize\00011\0")
    t.begin("udp", 50002, client_port=40002)
    t.s(b"\0\6blksize\0008\0tsize\00011\0")
    t.c(struct.pack(">HH", 3, 1), b"12345678")
    t.s(struct.pack(">HH", 4, 1))
    t.c(struct.pack(">HH", 3, 2), b"abc")
    t.s(struct.pack(">HH", 4, 2))
    t.begin("udp", 69, client_port=40003)
    t.c(b"\0\1nothing\0octet\0")
    t.begin("udp", 50003, client_port=40003)
    t.s(struct.pack(">HH", 5, 1), b"no such file\0")


@conversation("udp", 51820)
def wg(t):
    client, server = struct.pack("<I", 0x11111111), struct.pack("<I", 0x22222222)
    t.c(b"\1\0\0\0", client, bytes(range(32)), bytes(48), bytes(28), bytes(range(16)), bytes(16))
    t.s(b"\2\0\0\0", server, client, bytes(range(32, 64)), bytes(16), bytes(range(16)), bytes(16))
    t.c(b"\4\0\0\0", server, struct.pack("<Q", 0), bytes(range(96)))
    t.s(b"\4\0\0\0", client, struct.pack("<Q", 0), bytes(range(96)))
    t.c(b"\4\0\0\0", server, struct.pack("<Q", 1), bytes(16))
    t.s(b"\3\0\0\0", client, bytes(range(24)), bytes(32))


@conversation("udp", 17500, "db-lsp-disc")
def dropbox(t):
    t.c('{"host_int": 4242424242, "version": [2, 0], "displayname": "", "port": 17500, "namespaces": [101, 202]}')
    t.s("C\x005")
