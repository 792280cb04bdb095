#!/usr/bin/env python3
"""Makes captures of links and tunnels in samples/links from frames that scapy builds: what a desk seldom
has. Needs scapy (pip install scapy). Run from the project's folder.

Compare with tshark: diff <(tshark -n -r X -V) <(target/debug/tlens -n -r X -V)"""

import struct
from socket import AF_INET6, inet_pton

from scapy.contrib.igmp import IGMP
from scapy.contrib.igmpv3 import IGMPv3, IGMPv3gr, IGMPv3mq, IGMPv3mr
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_Router_Alert
from scapy.layers.inet6 import (
    ICMPv6EchoRequest,
    ICMPv6MLDMultAddrRec,
    ICMPv6MLDone,
    ICMPv6MLQuery,
    ICMPv6MLQuery2,
    ICMPv6MLReport,
    ICMPv6MLReport2,
    IPv6,
    IPv6ExtHdrHopByHop,
    RouterAlert,
    in6_chksum,
)
from scapy.layers.l2 import ARP, GRE, LLC, SNAP, Dot3, Ether
from scapy.layers.vxlan import VXLAN
from scapy.packet import Raw

H = struct.pack
A, B = "192.0.2.1", "192.0.2.2"
MAC_A, MAC_B = "02:00:00:00:00:01", "02:00:00:00:00:02"


def write(name, frames, link=1):
    with open(f"samples/links/{name}.pcap", "wb") as out:
        out.write(H("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link))
        for n, frame in enumerate(bytes(f) for f in frames):
            out.write(H("<IIII", 1_700_000_000, n * 20_000, len(frame), len(frame)) + frame)


def ether():
    return Ether(src=MAC_A, dst=MAC_B)


def ip():
    return ether() / IP(src=A, dst=B)


def hexed(text):
    return bytes.fromhex(text.replace(" ", ""))


ping = IP(src="10.0.0.1", dst="10.0.0.2") / ICMP(id=7, seq=1) / b"ping"
ping6 = IPv6(src="2001:db8::1", dst="2001:db8::2") / ICMPv6EchoRequest(id=7, seq=1, data=b"ping")

# Packets in packets: GRE, what switches mirror, VXLAN in both forms, IP in IP.
write(
    "tunnels",
    [
        ip() / GRE(chksum_present=1, key_present=1, key=77, seqnum_present=1, sequence_number=5) / ping,
        ip() / GRE(proto=0x6558) / ether() / ping,
        ip() / GRE(proto=0x88BE, seqnum_present=1, sequence_number=9) / Raw(H(">HHI", 0x1064, 5, 3)) / ether() / ping,
        ip()
        / GRE(proto=0x22EB, seqnum_present=1, sequence_number=9)
        / Raw(hexed("2064 0805 00000003 0005 00a9 12345678 9abcdef0"))
        / ether()
        / ping,
        ip() / UDP(sport=50000, dport=4789) / VXLAN(vni=42, flags=8) / ether() / ping,
        ip() / UDP(sport=50000, dport=4790) / Raw(hexed("0c00000200002a00")) / ping6,
        ip() / ping6,
        ether() / IPv6(src="2001:db8::5", dst="2001:db8::6") / ping,
    ],
)


# What access points and firewalls carry frames in: Aruba's GRE, GRE in UDP, CAPWAP, LISP, what web caches get,
# tags of fabric extenders and of provider backbones.
def station(swapped=False):
    control = hexed("0108" if swapped else "0801")
    addresses = hexed("020000000009 020000000001 020000000002")
    return Raw(control + b"\0\0" + addresses + H(">H" if swapped else "<H", 0x10) + hexed("aaaa030000000800")) / ping


def capwap(flags, payload, optional=b"", binding=1, fragment=0):
    words = 2 + len(optional) // 4
    return Raw(H(">IHH", words << 19 | 1 << 14 | binding << 9 | flags, fragment, 0) + optional) / payload


def provisioning(kind, elements):
    listed = b"".join(H(">HH", number, len(value)) + value for number, value in elements)
    return Raw(H(">IBHB", kind, 7, 3 + len(listed), 0) + listed)


def to_controller(port=5247):
    return ip() / UDP(sport=50000, dport=port)


customer = H(">I6s6sH", 0x31000007, hexed("0a0000000001"), hexed("0a0000000002"), 0x0800)
hello = hexed("16fefd 0000 000000000000 002a 01 00001e 0000 000000 00001e fefd") + bytes(28)
write(
    "carriers",
    [
        ip() / GRE(proto=0x8240) / station(),
        ip() / GRE(proto=0x883E) / ping,
        ip() / GRE(proto=0x883E) / Raw(hexed("00010203")) / ping,
        ip() / UDP(sport=50000, dport=4754) / GRE(proto=0x6558, key_present=1, key=77) / ether() / ping,
        ip() / UDP(sport=4341, dport=4341) / Raw(hexed("c8123456 0000070d")) / ping,
        ip() / UDP(sport=4341, dport=4341) / Raw(hexed("50123456 0a0b0c0d")) / ping6,
        to_controller() / capwap(0x120, station(swapped=True), hexed("04bf230036000000")),
        to_controller() / capwap(0x110, station(), hexed("0602000000000300")),
        to_controller() / capwap(0, ether() / ping),
        to_controller() / capwap(8, Raw(H(">HHH", 22, 35, 16) + bytes(range(16)))),
        to_controller() / capwap(0x180, Raw(b"the first part"), fragment=5),
        to_controller(5246) / capwap(0, provisioning(1, [(20, b"\1"), (37, hexed("000000090001 0002"))])),
        to_controller(5246) / capwap(0, provisioning(3398913, [(1024, bytes(20)), (9999, b"ours")])),
        to_controller(5246) / Raw(hexed("01000000") + hello),
        Ether(src=MAC_A, dst=MAC_B, type=0x8926) / Raw(hexed("c0058033 0800")) / ping,
        Ether(src=MAC_A, dst=MAC_B, type=0x88E7) / Raw(customer) / ping,
    ],
)


# Who has which address: a question, its answer, and a third station that claims both addresses.
def resolution(op, mac, address, target, wanted):
    return Ether(src=mac, dst="ff:ff:ff:ff:ff:ff") / ARP(op=op, hwsrc=mac, psrc=address, hwdst=target, pdst=wanted)


NOBODY, MAC_C = "00:00:00:00:00:00", "02:00:00:00:00:03"
write(
    "addresses",
    [
        resolution(1, MAC_A, A, NOBODY, B),
        resolution(2, MAC_B, B, MAC_A, A),
        resolution(1, MAC_C, "0.0.0.0", NOBODY, A),
        resolution(1, MAC_C, A, NOBODY, A),
        resolution(2, MAC_C, B, MAC_C, A),
        resolution(2, MAC_B, B, MAC_A, A),
    ],
)


# What Linux' firewall logs.
def attribute(kind, value):
    return H("<HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def logged(family, *attributes):
    return Raw(bytes([family, 0, 0, 42]) + b"".join(attributes))


header = attribute(1, hexed("08000300"))
write(
    "nflog",
    [
        logged(
            2,
            header,
            attribute(10, b"dropped: \0"),
            attribute(4, H(">I", 2)),
            attribute(5, H(">I", 3)),
            attribute(11, H(">I", 1000)),
            attribute(14, H(">i", -1)),
            attribute(3, H(">QQ", 1700000000, 250000)),
            attribute(9, bytes(ping)),
        ),
        logged(10, header, attribute(9, bytes(ping6)), attribute(12, H(">I", 1))),
        logged(7, attribute(1, hexed("08060100")), attribute(9, bytes(ARP(psrc=A, pdst=B)))),
    ],
    link=239,
)


# Groups: IGMP 1 to 3, MLD 1 and 2.
def group(to):
    return ether() / IP(src=A, dst=to, ttl=1, proto=2, options=[IPOption_Router_Alert()])


def group6(to):
    hop = IPv6ExtHdrHopByHop(options=[RouterAlert()])
    return ether() / IPv6(src="fe80::1", dst=to, hlim=1) / hop


records = [IGMPv3gr(rtype=t, maddr=f"239.1.2.{t}", srcaddrs=["10.0.0.1"] * (t % 3)) for t in range(1, 7)]
NAME = "ff02::1:3"
write(
    "groups",
    [
        ether() / IP(src=A, dst="224.0.0.1", ttl=1) / IGMP(type=0x11, mrcode=0, gaddr="0.0.0.0"),
        ether() / IP(src=A, dst="239.1.2.3", ttl=1) / IGMP(type=0x12, gaddr="239.1.2.3", mrcode=0),
        group("239.1.2.3") / IGMP(type=0x11, mrcode=10, gaddr="239.1.2.3"),
        group("239.1.2.3") / IGMP(type=0x16, gaddr="239.1.2.3"),
        group("224.0.0.2") / IGMP(type=0x17, gaddr="239.1.2.3"),
        group("224.0.0.1")
        / IGMPv3(type=0x11, mrcode=0x1F)
        / IGMPv3mq(gaddr="239.1.2.3", s=1, qrv=2, qqic=125, srcaddrs=["10.0.0.1", "10.0.0.2"]),
        group("224.0.0.22") / IGMPv3(type=0x22) / IGMPv3mr(records=records),
        group6(NAME) / ICMPv6MLQuery(mladdr=NAME),
        group6(NAME) / ICMPv6MLReport(mladdr=NAME),
        group6("ff02::2") / ICMPv6MLDone(mladdr=NAME),
        group6("ff02::1") / ICMPv6MLQuery2(mladdr=NAME, sources=["2001:db8::1"], QRV=2, QQIC=125, S=1),
        group6("ff02::16")
        / ICMPv6MLReport2(
            records=[
                ICMPv6MLDMultAddrRec(rtype=4, dst=NAME),
                ICMPv6MLDMultAddrRec(rtype=1, dst=NAME, sources=["2001:db8::1", "2001:db8::2"]),
            ]
        ),
    ],
)


# Neighbours on a wire: spanning trees, link layer discovery.
def discovery(message, hops=255):
    packet = IPv6(src="fe80::1", dst="ff02::1", nh=58, hlim=hops)
    total = in6_chksum(58, packet, message)
    return ether() / packet / Raw(message[:2] + H(">H", total) + message[4:])


def option(kind, value):
    value += bytes(-(len(value) + 2) % 8)
    return bytes([kind, (len(value) + 2) // 8]) + value


def advertised(*options):
    return discovery(hexed("86000000 40c00708 00000000 00000000") + b"".join(options))


def about_node(kind, code, what, flags, body):
    return discovery(bytes([kind, code, 0, 0]) + H(">HHQ", what, flags, 77) + body)


FE80_2, DB8 = inet_pton(AF_INET6, "fe80::2"), inet_pton(AF_INET6, "2001:db8::")
NAT64 = inet_pton(AF_INET6, "64:ff9b:1:2:3:4::")
HOST = b"\4host\7example\0"

# Options of neighbour discovery and messages of ICMPv6 that are rarely seen.
write(
    "discovery",
    [
        advertised(*(option(38, H(">H", 600 | code) + NAT64[:12]) for code in range(8))),
        advertised(option(37, b"https://portal.example/api")),
        advertised(option(36, hexed("0001 00000000")), option(26, hexed("d900 00000000"))),
        discovery(
            hexed("87000000 00000000") + FE80_2 + option(33, hexed("00 000000 0258 0001020304050607"))
            + option(13, hexed("000000000000 00006553f1008000")) + option(14, b"random")
        ),
        discovery(hexed("8d000000 00000000") + option(9, bytes(6) + FE80_2 + DB8) + option(10, bytes(6) + FE80_2)),
        discovery(hexed("9d000000 01 00 003c 0001020304050607") + FE80_2),
        about_node(139, 0, 2, 0, DB8),
        about_node(139, 1, 3, 0x3E, HOST),
        about_node(139, 2, 4, 2, bytes([10, 0, 0, 1])),
        about_node(140, 0, 2, 1, H(">I", 100) + HOST),
        about_node(140, 0, 3, 0x3E, H(">I", 100) + DB8 + H(">I", 100) + FE80_2),
        about_node(140, 0, 4, 2, H(">I", 100) + bytes([10, 0, 0, 1])),
        about_node(140, 1, 0, 0, b""),
        discovery(hexed("90000000 1234 0000")),
        discovery(hexed("91000000 1234 0000") + DB8 + FE80_2),
        discovery(hexed("93000000 1234 c001") + option(3, hexed("40c0 00015180 00003840 00000000") + DB8)),
        discovery(hexed("97140000 007d 0002"), hops=1),
        discovery(hexed("98000000"), hops=1),
        discovery(hexed("a0000000 0001 02 01 20000000 000c 03 01") + b"eth0\0\0\0\0"),
        discovery(hexed("a1020000 0001 02 47")),
    ],
)


def bridge(n):
    return H(">H6s", 0x8000 | n, hexed("020000000001"))


def bpdu(version, kind, flags):
    head = H(">HBBB", 0, version, kind, flags) + bridge(1) + H(">I", 4) + bridge(1)
    return head + H(">HHHHH", 0x8002, 256, 20 * 256, 2 * 256, 15 * 256)


def instance(n):
    return H(">B", 0x7C | n % 2) + bridge(n) + H(">IBBB", 200, 0x80, 0x80, 19)


def mstp():
    region = b"\0" + b"region1".ljust(32, b"\0") + H(">H", 1) + bytes(range(16))
    more = region + H(">I", 2000) + bridge(1) + b"\x14" + instance(1) + instance(2)
    return bpdu(3, 2, 0x7C) + b"\0" + H(">H", len(more)) + more


def tree(payload):
    return Dot3(src=MAC_A, dst="01:80:c2:00:00:00") / LLC(dsap=0x42, ssap=0x42, ctrl=3) / payload


def element(kind, value):
    return H(">H", kind << 9 | len(value)) + value


def of(organisation, kind, value):
    return element(127, hexed(organisation) + bytes([kind]) + value)


def neighbour(*elements):
    who = element(1, b"\4" + hexed("020000000001")) + element(2, b"\5eth0") + element(3, H(">H", 120))
    return Ether(src=MAC_A, dst="01:80:c2:00:00:0e", type=0x88CC) / Raw(who + b"".join(elements) + element(0, b""))


IEEE_802_1, IEEE_802_3, MED = "0080c2", "00120f", "0012bb"
pvst = Dot3(src=MAC_A, dst="01:00:0c:cc:cc:cd") / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0xC, code=0x10B)
civic = b"\2DE\1\6Berlin\3\5Mitte"
write(
    "neighbours",
    [
        tree(bpdu(0, 0, 0x81)),
        tree(H(">HBB", 0, 0, 0x80)),
        tree(bpdu(2, 2, 0x3C) + b"\0"),
        tree(mstp()),
        pvst / (bpdu(2, 2, 0x3C) + b"\0" + H(">HHH", 0, 2, 100)),
        neighbour(
            element(4, b"port"),
            element(5, b"sw1"),
            element(7, H(">HH", 0x14, 0x04)),
            element(8, b"\5\1\xc0\0\2\1\2" + H(">I", 3) + b"\0"),
        ),
        neighbour(
            of(IEEE_802_1, 1, H(">H", 100)),
            of(IEEE_802_1, 2, b"\6" + H(">H", 7)),
            of(IEEE_802_1, 3, H(">H", 100) + b"\5vlan1"),
            of(IEEE_802_1, 4, b"\4\x88\x8e\1\0"),
            of(IEEE_802_1, 7, b"\3" + H(">I", 6)),
            of(IEEE_802_3, 1, b"\3" + H(">HH", 0x6C11, 0x10)),
            of(IEEE_802_3, 2, b"\7\1\2\x12" + H(">HH", 130, 130)),
            of(IEEE_802_3, 4, H(">H", 1522)),
            of(IEEE_802_3, 5, H(">HHHHH", 30, 30, 30, 30, 30)),
            of(IEEE_802_3, 7, H(">H", 1)),
        ),
        neighbour(
            of(MED, 1, H(">H", 0x3F) + b"\3"),
            of(MED, 2, b"\1" + hexed("4064ae")),
            of(MED, 3, b"\2" + bytes([len(civic)]) + civic),
            of(MED, 3, b"\3" + b"0123456789"),
            of(MED, 4, b"\x13" + H(">H", 65)),
            of(MED, 5, b"hw1"),
            of(MED, 10, b"model"),
        ),
    ],
)


# The handshake of WPA2 on a wire: EAPOL keys with their data in clear.
def key(info, data=b"", nonce=b"n" * 32, mic=b"m" * 16, count=1):
    head = H(">BHHQ", 2, info, 16, count) + nonce + bytes(32) + mic
    return head + H(">H", len(data)) + data


def eapol(body, kind=3):
    return Ether(src=MAC_A, dst=MAC_B, type=0x888E) / Raw(H(">BBH", 2, kind, len(body)) + body)


rsn = hexed("30140100000fac040100000fac040100000fac020000")
pmkid = hexed("dd14000fac04") + b"p" * 16
group_keys = hexed("dd16000fac01") + b"\1\0" + b"g" * 16 + hexed("dd1c000fac09") + b"\4\0\1\0\0\0\0\0" + b"i" * 16
write(
    "eapol",
    [
        eapol(b"", 1),
        eapol(key(0x008A, pmkid, mic=bytes(16))),
        eapol(key(0x010A, rsn)),
        eapol(key(0x13CA, b"e" * 56, count=2)),
        eapol(key(0x030A, nonce=bytes(32), count=2)),
        eapol(key(0x03CA, group_keys, count=3)),
    ],
)


# L2TP: every attribute, in one message of each version; IP itself carries version 3 as well.
def pair(kind, value, vendor=0):
    return H(">HHH", 0x8000 | 6 + len(value), vendor, kind) + value


lcp = hexed("0506deadbeef")
attributes = [
    (1, H(">HH", 2, 6) + b"sorry"), (2, b"\1\0"), (3, H(">I", 3)), (4, H(">I", 3)), (5, b"tiebreak"),
    (6, H(">H", 0x690)), (7, b"host"), (8, b"vendor"), (9, H(">H", 5)), (10, H(">H", 8)), (11, b"c" * 16),
    (12, H(">HB", 31, 3) + b"adv"), (13, b"r" * 16), (14, H(">H", 9)), (15, H(">I", 77)), (16, H(">I", 1000)),
    (17, H(">I", 2000)), (18, H(">I", 1)), (19, H(">I", 2)), (21, b"called"), (22, b"calling"), (23, b"sub"),
    (24, H(">I", 100_000)), (25, H(">I", 3)), (27, lcp), (29, H(">H", 2)), (30, b"name"), (31, b"chall"),
    (32, H(">H", 9)), (33, b"resp"), (34, H(">HIIIIII", 0, 1, 2, 3, 4, 5, 6)), (35, H(">HII", 0, 1, 2)),
    (36, b"rand"), (37, b"group"), (38, H(">I", 9600)), (39, b""), (46, H(">HHB", 1, 2, 0) + b"bye"),
    (97, H(">HHII", 0, 1, 2, 3)),
]  # fmt: skip
attributes_3 = [
    (60, H(">I", 9)), (61, H(">I", 10)), (62, H(">HHHH", 4, 5, 6, 7)), (63, H(">I", 11)), (64, H(">I", 12)),
    (65, b"12345678"), (66, b"end"), (68, H(">H", 5)), (69, H(">H", 1)), (70, H(">H", 2)), (71, H(">H", 3)),
    (72, b"en"), (73, b"n" * 16), (76, H(">HII", 3, 100, 200)),
]  # fmt: skip
cisco = [(1, H(">I", 3)), (2, H(">H", 3)), (3, H(">I", 9)), (5, b"c"), (7, H(">H", 5)), (8, H(">H", 3))]
line = [(1, b"circuit"), (2, b"remote"), (129, H(">Q", 1000)), (139, H(">I", 5))]
first = pair(0, H(">H", 1))
two = first + b"".join(pair(k, v) for k, v in attributes) + b"".join(pair(k, v, 3561) for k, v in line)
three = first + b"".join(pair(k, v) for k, v in attributes_3) + b"".join(pair(k, v, 9) for k, v in cisco)
l2tp = ip() / UDP(sport=1701, dport=1701, chksum=0)
write(
    "l2tp-attributes",
    [
        l2tp / Raw(H(">HHHHHH", 0xC802, 12 + len(two), 1, 2, 0, 0) + two),
        l2tp / Raw(H(">HHIHH", 0xC803, 12 + len(three), 1, 0, 0) + three),
        ether() / IP(src=A, dst=B, proto=115) / Raw(H(">IHHIHH", 0, 0xC803, 20, 5, 1, 1) + first),
        ether() / IP(src=A, dst=B, proto=115) / Raw(H(">I", 9) + bytes(ether() / ping)),
    ],
)


# SCTP: chunks and parameters beyond the first ones.
def sctp(*chunks):
    head = H(">HHII", 5000, 5001, 0x11111111, 0)
    return ether() / IP(src=A, dst=B, proto=132) / Raw(head + b"".join(chunks))


def chunk(kind, body, flags=0):
    return H(">BBH", kind, flags, 4 + len(body)) + body + bytes(-len(body) % 4)


def parameter(kind, body):
    return H(">HH", kind, 4 + len(body)) + body + bytes(-len(body) % 4)


init = H(">IIHHI", 0x22222222, 65535, 10, 10, 1000)
extensions = [
    (9, H(">I", 500)), (11, b"host.example\0"), (0x8002, b"r" * 32), (0x8003, b"\xc1\x80"),
    (0x8004, H(">HH", 3, 1)), (0x8008, b"\xc1\x80\xc0"), (0xC006, H(">I", 7)), (8, parameter(0xC000, b"")),
]  # fmt: skip
write(
    "sctp-extensions",
    [
        sctp(chunk(1, init + b"".join(parameter(k, v) for k, v in extensions))),
        sctp(chunk(15, H(">HH", 1, 3) + b"h" * 32), chunk(193, H(">I", 1) + parameter(5, b"\xc0\0\2\1"))),
        sctp(chunk(128, H(">I", 1))),
        sctp(chunk(192, H(">IHHHH", 1004, 1, 5, 2, 7))),
        sctp(chunk(130, parameter(13, H(">IIIH", 1, 1, 1000, 3)))),
        sctp(chunk(12, H(">I", 1004)), chunk(13, H(">I", 1004))),
        sctp(chunk(64, H(">IHHII", 1006, 1, 0, 2, 46) + b"idata", 3)),
        sctp(chunk(9, parameter(1, H(">HH", 5, 0)) + parameter(2, H(">IH", 1, 5)) + parameter(3, H(">I", 1)))),
        sctp(chunk(132, b"pad.")),
    ],
)

# What radios say in front of 802.11 frames: PPI, AVS and Prism.
beacon = hexed("80000000ffffffffffff0200000000010200000000011000")
beacon += H("<QHH", 123_456, 100, 0x0401) + b"\0\4test" + b"\1\4\x82\x84\x8b\x96" + b"\3\1\6"
data = hexed("08010000 020000000001 020000000002 020000000003 2000 aaaa030000000800") + bytes(ping)


def ppi(fields, frame, link=105):
    body = b"".join(H("<HH", kind, len(value)) + value for kind, value in fields)
    return H("<BBHI", 0, 0, 8 + len(body), link) + body + frame


def common(flags=0, rate=22, channel=(2437, 0x00A0)):
    return H("<QHHHHBBbb", 1_000_000, flags, rate, *channel, 0, 0, -50, -95)


mac = H("<IIBBBB", 0x03, 7, 2, 0, 0, 0)
measured = H("<IIBBB", 0x03, 7, 2, 7, 1) + bytes(range(40, 49)) + H("<HH", 2437, 0x0480)
measured += H("<bbbbbbbbIIII", -50, -95, -51, -95, -52, -95, -53, -95, 1, 2, 3, 4)
write(
    "ppi",
    [
        ppi([(2, common())], beacon),
        ppi([(2, common(1))], data + b"\1\2\3\4"),
        ppi([(2, common(1)), (4, measured)], data + b"\1\2\3\4"),
        ppi([(8, H("<I", 3)), (9, H("<II", 1, 2))], bytes(ether() / ping), 1),
        ppi([(5, b"abc"), (77, b"x")], beacon),
        ppi([(2, common(0, 108, (5180, 0x0140)))], data),
    ],
    192,
)


def avs(frame, version=1, unit=2, kind=4, channel=6, rate=110):
    head = H(">IIQQIII", 0x80211000 | version, 64, 1_000_000, 2_000_000, kind, channel, rate)
    head += H(">IIIiiII", 0, 0, unit, -50, -95, 1, 1)
    if version == 2:
        head = head[:4] + H(">I", 80) + head[8:] + H(">II6sxx", 5, 0, hexed("020000000009"))
    return head + frame


write("avs", [avs(beacon), avs(data, 2, 1, 6, rate=54), avs(data, kind=8, channel=36, rate=540)], 163)


def prism(frame, order):
    values = [1000, 2000, 6, 30, 5, 40, 10, 22, 0, len(frame)]
    items = b"".join(
        H(order + "IHHi", 0x00010044 + 0x00010000 * n, int(n in (3, 4)), 4, value) for n, value in enumerate(values)
    )
    return H(order + "II", 0x44, 144) + b"wlan0".ljust(16, b"\0") + items + frame


write("prism", [prism(beacon, "<"), prism(data, ">")], 119)


def agreed(protocol, code, *options):
    options = b"".join(bytes([kind, len(value) + 2]) + value for kind, value in options)
    return H(">HBBH", protocol, code, 1, 4 + len(options)) + options


# A line of PPP: options that are seldom asked for, some of a wrong length, and what is compressed then.
write(
    "ppp-options",
    [
        agreed(0xC021, 1, (2, b"\0\x0a\0\0"), (9, b"\6"), (10, b"\7"), (11, b"\4"), (13, b"\6"), (16, b""), (23, b"\1\2")),
        agreed(0xC021, 3, (19, b"\0"), (19, b"\2\xc0\0\2\1"), (19, b"\3\2\0\0\0\0\1"), (15, b"\0"), (12, b""), (7, b"")),
        agreed(0x8021, 1, (1, bytes(8)), (2, b"\0\x2d\x0f\1"), (3, b"\xc0\0\2"), (4, bytes(4))),
        agreed(0x8057, 1, (1, bytes(8)), (2, b"\0\x61")),
        agreed(0x80FD, 1, (18, b"\1\0\0\x60"), (21, b"\x2f"), (26, b"\x78\0"), (1, b""), (27, b"a")),
        agreed(0x80FD, 14),
        agreed(0x8031, 1, (1, b"\0\x12"), (3, b"\1"), (4, b"\1"), (6, b"\2\0\0\0\0\1"), (7, b"\1"), (8, b"\1"), (5, b"")),
        agreed(0x8281, 1),
        agreed(0x8207, 1),
        H(">H", 0xC223) + bytes([2, 1, 0, 58, 49]) + bytes(range(49)) + b"user",
        H(">H", 0x00FD) + b"\x90\0what nobody reads",
        b"\xff\3" + agreed(0xC021, 13)[:4] + H(">HII", 12, 7, 77),
    ],
    9,
)
