"""Names and addresses: DNS and its kin, NetBIOS, DHCP, and the clock."""

import struct

from .talk import conversation


def name(text):
    return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".") if part) + b"\0"


def question(text, kind=1, cls=1):
    return name(text) + struct.pack(">HH", kind, cls)


def record(owner, kind, data, cls=1, ttl=300):
    owner = owner if isinstance(owner, bytes) else name(owner)
    return owner + struct.pack(">HHIH", kind, cls, ttl, len(data)) + data


def message(number, flags, questions=(), answers=(), authorities=(), extra=()):
    counts = [len(x) for x in (questions, answers, authorities, extra)]
    parts = [*questions, *answers, *authorities, *extra]
    return struct.pack(">HHHHHH", number, flags, *counts) + b"".join(parts)


OPT = b"\0" + struct.pack(">HHIH", 41, 1232, 0x8000, 12) + b"\0\x0a\0\x08" + b"12345678"
HERE = b"\xc0\x0c"  # the name of the question
SVCB = struct.pack(">H", 1) + b"\0" + b"\0\1\0\6\2h2\2h3" + b"\0\3\0\2\x01\xbb" + b"\0\4\0\4\xc0\0\2\7"
SOA = name("ns.example.org") + name("mail.example.org") + struct.pack(">IIIII", 2024010101, 7200, 3600, 1209600, 300)


@conversation("udp", 53)
def dns(t):
    def ask(number, text, kind, *answers, flags=0x8180, authorities=()):
        t.c(message(number, 0x0100, [question(text, kind)], extra=[OPT]))
        t.s(message(number, flags, [question(text, kind)], answers, authorities, [OPT]))

    ask(1, "example.org", 1, record(HERE, 1, b"\xc0\0\2\7"))
    ask(2, "www.example.org", 28, record(HERE, 5, name("example.org")), record("example.org", 28, bytes(15) + b"\1"))
    ask(3, "example.org", 15, record(HERE, 15, b"\0\x0a" + name("mx.example.org")))
    ask(4, "example.org", 16, record(HERE, 16, b"\x0bv=spf1 -all"))
    ask(5, "_ldap._tcp.example.org", 33, record(HERE, 33, b"\0\0\0\5\1\x85" + name("dc.example.org")))
    ask(6, "example.org", 65, record(HERE, 65, SVCB))
    ask(7, "7.2.0.192.in-addr.arpa", 12, record(HERE, 12, name("example.org")))
    ask(8, "nothing.example.org", 1, flags=0x8183, authorities=[record("example.org", 6, SOA)])
    ask(9, "example.org", 48, record(HERE, 48, struct.pack(">HBB", 257, 3, 13) + bytes(range(64))))
    t.begin("tcp", 53)
    asked = message(10, 0x0100, [question("example.org", 2)])
    t.c(struct.pack(">H", len(asked)), asked)
    told = message(10, 0x8180, [question("example.org", 2)], [record(HERE, 2, name("ns.example.org"))])
    t.s(struct.pack(">H", len(told)), told)
    t.close()
    # Datagrams that are sent again, and one that nobody asked for.
    t.begin("udp", 53)
    asked, address = [question("example.org", 1)], [record(HERE, 1, b"\xc0\0\2\7")]
    for _ in range(2):
        t.c(message(1, 0x0100, asked))
    for _ in range(2):
        t.s(message(1, 0x8180, asked, address))
    t.c(message(1, 0x0100, asked))
    t.s(message(1, 0x8180, asked, address))
    t.s(message(2, 0x8180, asked, address))
    t.c(message(3, 0x0100, asked))
    t.clock += 6
    t.c(message(3, 0x0100, asked))
    t.s(message(3, 0x8180, asked, address))


@conversation("udp", 5353)
def mdns(t):
    t.begin("udp", 5353, client="192.0.2.1", server="224.0.0.251", client_port=5353)
    t.c(message(0, 0, [question("_http._tcp.local", 12, 0x8001)]))
    service = "printer._http._tcp.local"
    t.c(
        message(
            0, 0x8400, (),
            [record("_http._tcp.local", 12, name(service))],
            (),
            [record(service, 33, b"\0\0\0\0\0\x50" + name("printer.local"), 0x8001), record(service, 16, b"\6path=/", 0x8001), record("printer.local", 1, b"\xc0\0\2\1", 0x8001)],
        )
    )


@conversation("udp", 5355)
def llmnr(t):
    t.c(message(7, 0, [question("printer")]))
    t.s(message(7, 0x8000, [question("printer")], [record(HERE, 1, b"\xc0\0\2\x09")]))


def netbios(text, suffix=0):
    padded = text.ljust(15).encode() + bytes([suffix])
    return b"\x20" + b"".join(bytes([0x41 + (b >> 4), 0x41 + (b & 15)]) for b in padded) + b"\0"


@conversation("udp", 137)
def nbns(t):
    asked = netbios("PRINTER", 0x20) + struct.pack(">HH", 32, 1)
    t.c(struct.pack(">HHHHHH", 9, 0x0110, 1, 0, 0, 0), asked)
    t.s(struct.pack(">HHHHHH", 9, 0x8500, 0, 1, 0, 0), netbios("PRINTER", 0x20), struct.pack(">HHIH", 32, 1, 300, 6), b"\0\0\xc0\0\2\x09")
    mine = netbios("WORKGROUP", 0x1E) + struct.pack(">HH", 32, 1)
    t.c(struct.pack(">HHHHHH", 10, 0x2910, 1, 0, 0, 1), mine, b"\xc0\x0c", struct.pack(">HHIH", 32, 1, 300, 6), b"\x80\0\xc0\0\2\1")
    everybody = b"\x20CK" + b"A" * 30 + b"\0"
    t.c(struct.pack(">HHHHHH", 11, 0, 1, 0, 0, 0), everybody, struct.pack(">HH", 33, 1))
    known = [(b"PRINTER", 0, 0x0400), (b"PRINTER", 0x20, 0x0400), (b"WORKGROUP", 0x1E, 0x8600)]
    status = bytes([len(known)]) + b"".join(struct.pack(">15sBH", n.ljust(15), s, f) for n, s, f in known)
    status += b"\2\0\0\0\0\1" + struct.pack(">BB6HII7H", 1, 0, 3, 60, 0, 0, 2, 0, 900, 800, 1, 0, 8, 0, 4, 16, 1460)
    t.s(struct.pack(">HHHHHH", 11, 0x8400, 0, 1, 0, 0), everybody, struct.pack(">HHIH", 33, 1, 0, len(status)), status)


@conversation("udp", 5351)
def portcontrol(t):
    def mapped(address):
        return bytes(10) + b"\xff\xff" + bytes(address)

    # NAT-PMP, then its successor.
    t.c(b"\0\0")
    t.s(struct.pack(">BBHI4s", 0, 128, 0, 1234, bytes([198, 51, 100, 7])))
    t.c(struct.pack(">BBHHHI", 0, 1, 0, 5060, 5060, 3600))
    t.s(struct.pack(">BBHIHHI", 0, 129, 0, 1235, 5060, 5061, 3600))
    head = struct.pack(">BBHI", 2, 1, 0, 7200) + mapped([192, 0, 2, 1])
    ports = b"nonce of map\6\0\0\0" + struct.pack(">HH", 80, 8080)
    options = b"\1\0\0\x10" + mapped([192, 0, 2, 9]) + b"\x80\0\0\6camera\0\0"
    t.c(head, ports, mapped([0, 0, 0, 0]), options)
    t.s(struct.pack(">BBBBII", 2, 0x81, 0, 0, 7200, 77777), bytes(12), ports, mapped([198, 51, 100, 7]), options)
    t.c(struct.pack(">BBHI", 2, 2, 0, 60), mapped([192, 0, 2, 1]), b"nonce of map\x11\0\0\0" + struct.pack(">HH", 5000, 0), mapped([0, 0, 0, 0]),
        struct.pack(">HH", 443, 0), mapped([203, 0, 113, 5]))
    t.s(struct.pack(">BBBBII", 2, 0x82, 0, 8, 30, 77778), bytes(12), b"nonce of map\x11\0\0\0" + struct.pack(">HH", 5000, 0), mapped([0, 0, 0, 0]),
        struct.pack(">HH", 443, 0), mapped([203, 0, 113, 5]))


@conversation("udp", 123)
def ntp(t):
    def stamp(seconds):
        return struct.pack(">II", 3_908_988_800 + seconds, 0x40000000)

    t.c(struct.pack(">BBbbII4s", 0x23, 0, 6, -20, 0, 0, b"\0\0\0\0"), bytes(24), stamp(0))
    t.s(struct.pack(">BBbbII4s", 0x24, 2, 6, -23, 0x123, 0x456, b"\xc0\0\2\x0b"), stamp(-60), stamp(0), stamp(1), stamp(1))
    t.s(struct.pack(">BBbbII4s", 0x24, 0, 6, -23, 0, 0, b"RATE"), bytes(32))

    def control(flags, status, association, data=b""):
        t.s(struct.pack(">BBHHHHH", 0x16, flags, 7, status, association, 0, len(data)), data)

    control(0x81, 0x0615, 0, struct.pack(">HHHH", 1, 0x961A, 2, 0x9424))
    control(0x82, 0x0615, 0, b'version="ntpd 4.2.8, a", leap=0')
    control(0x82, 0x961A, 1, b"stratum=2")
    control(0x84, 0x0305, 1, b"poll=5")
    control(0xC2, 0x0400, 9)
    control(0x8C, 0, 0, b"nonce=abc")
    heard = struct.pack(">IIII4s4sI", 5, 6, 0, 7, b"\xc0\0\2\5", b"\xc0\0\2\1", 1)
    t.s(b"\x97\0\3\x2a\0\2\0\x48", *(heard + struct.pack(">HBBII", 123, 3, 4, v6, 0) + bytes(range(32)) for v6 in (0, 1)))
    t.s(b"\x97\0\3\x14\0\1\0\x20", heard[:20] + struct.pack(">HBBII", 123, 3, 4, 0, 0))


def options(*pairs):
    return b"".join(bytes([code, len(data)]) + data for code, data in pairs) + b"\xff"


@conversation("udp", 67)
def dhcp(t):
    def packet(op, kind, yours, *more):
        head = struct.pack(">BBBBIHH4s4s4s4s", op, 1, 6, 0, 0x1234ABCD, 0, 0x8000, bytes(4), yours, bytes(4), bytes(4))
        return head + b"\x02\0\0\0\0\x01" + bytes(10) + bytes(192) + b"\x63\x82\x53\x63" + options((53, bytes([kind])), *more)

    mine = b"\xc0\0\2\x21"
    t.begin("udp", 67, client="0.0.0.0", server="255.255.255.255", client_port=68)
    t.c(packet(1, 1, bytes(4), (12, b"device"), (55, b"\1\3\6\x0f\x33"), (60, b"udhcp 1.36"), (61, b"\1\x02\0\0\0\0\1")))
    t.begin("udp", 67, client="192.0.2.33", server="192.0.2.2", client_port=68)
    given = ((54, b"\xc0\0\2\2"), (51, b"\0\0\x0e\x10"), (1, b"\xff\xff\xff\0"), (3, b"\xc0\0\2\2"), (6, b"\xc0\0\2\2\xc0\0\2\3"), (15, b"example.org"), (42, b"\xc0\0\2\x0b"))
    t.s(packet(2, 2, mine, *given))
    t.c(packet(1, 3, bytes(4), (50, mine), (54, b"\xc0\0\2\2")))
    t.s(packet(2, 5, mine, *given))
    t.c(packet(1, 7, bytes(4), (54, b"\xc0\0\2\2")))


@conversation("udp", 547)
def dhcpv6(t):
    def packet(kind, *pairs):
        body = b"".join(struct.pack(">HH", code, len(data)) + data for code, data in pairs)
        return bytes([kind]) + b"\x12\x34\x56" + body

    client = (1, b"\0\1\0\1\x2c\x00\x00\x01\x02\0\0\0\0\x01")
    server = (2, b"\0\3\0\1\x02\0\0\0\0\x02")
    address = struct.pack(">HH", 5, 24) + b"\x20\1\x0d\xb8" + bytes(11) + b"\x21" + struct.pack(">II", 3600, 7200)
    lease = (3, struct.pack(">III", 1, 1800, 2880) + address)
    t.begin("udp", 547, client="fe80::1", server="ff02::1:2", client_port=546)
    t.c(packet(1, client, (6, b"\0\x17\0\x18"), (8, b"\0\0"), (3, struct.pack(">III", 1, 0, 0))))
    t.begin("udp", 547, client="fe80::1", server="fe80::2", client_port=546)
    t.s(packet(2, client, server, lease, (23, b"\x20\1\x0d\xb8" + bytes(11) + b"\2"), (24, name("example.org"))))
    t.c(packet(3, client, server, lease))
    t.s(packet(7, client, server, lease, (13, b"\0\0ok")))
