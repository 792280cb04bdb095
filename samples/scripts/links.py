#!/usr/bin/env python3
"""Makes the captures in samples/links: links, tunnels and media transports that a desk seldom has, each
message written by hand after its RFC. Run from the project's folder."""

import struct

A, B = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])
MAC_A, MAC_B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
P = struct.pack


def total(data):
    data += b"\0" * (len(data) % 2)
    n = sum(struct.unpack(f">{len(data) // 2}H", data))
    while n >> 16:
        n = (n & 0xFFFF) + (n >> 16)
    return ~n & 0xFFFF


def ip(protocol, payload, there=True, number=1):
    ends = A + B if there else B + A
    head = P(">BBHHHBBH", 0x45, 0, 20 + len(payload), number, 0, 64, protocol, 0) + ends
    return head[:10] + P(">H", total(head)) + head[12:] + payload


def udp(from_port, to_port, payload, there=True):
    return ip(17, P(">HHHH", from_port, to_port, 8 + len(payload), 0) + payload, there)


def ping(reply=False):
    body = P(">BBHHH", 0 if reply else 8, 0, 0, 7, 1) + b"ping"
    body = body[:2] + P(">H", total(body)) + body[4:]
    return ip(1, body, not reply)


def ether(kind, payload, there=True):
    return (MAC_B + MAC_A if there else MAC_A + MAC_B) + P(">H", kind) + payload


def write(name, link, frames):
    with open(f"samples/links/{name}.pcap", "wb") as out:
        out.write(P("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link))
        for n, frame in enumerate(frames):
            out.write(P("<IIII", 1_700_000_000 + n // 50, n % 50 * 20_000, len(frame), len(frame)) + frame)


# Frame Relay (RFC 2427) and Cisco HDLC.
dlci100 = bytes.fromhex("1841")
inverse_arp = P(">HHBBH", 15, 0x0800, 2, 4, 8) + b"\0\0" + A + b"\0\x64" + b"\0" * 4
write(
    "frame-relay",
    107,
    [
        dlci100 + bytes.fromhex("030080000000" "0806") + inverse_arp,
        dlci100 + bytes.fromhex("03cc") + ping(),
        dlci100 + bytes.fromhex("03cc") + ping(True),
        dlci100 + bytes.fromhex("0800") + ping(),
    ],
)
write(
    "cisco-hdlc",
    104,
    [bytes.fromhex("0f000800") + ping(), bytes.fromhex("0f000800") + ping(True), bytes.fromhex("8f008035") + P(">IIIHI", 2, 1, 2, 0xFFFF, 9)],
)


# A dial-in over PPPoE: LCP, CHAP, IPCP, then a packet; and PAP.
def ppp(protocol, code, number, body):
    return P(">HBBH", protocol, code, number, 4 + len(body)) + body


def option(kind, body):
    return P("BB", kind, 2 + len(body)) + body


def session(packet, there=True):
    return ether(0x8864, P(">BBHH", 0x11, 0, 7, len(packet)) + packet, there)


LCP, PAP, CHAP, IPCP, IPV6CP = 0xC021, 0xC023, 0xC223, 0x8021, 0x8057
magic = option(5, bytes.fromhex("01020304"))
mru = option(1, P(">H", 1492))
chap = option(3, P(">HB", CHAP, 5))
zero = b"\0" * 4
write(
    "pppoe-session",
    1,
    [
        session(ppp(LCP, 1, 1, mru + chap + magic)),
        session(ppp(LCP, 4, 1, option(7, b"")), False),
        session(ppp(LCP, 2, 1, mru + chap + magic), False),
        session(ppp(CHAP, 1, 1, b"\x10" + bytes(range(16)) + b"access")),
        session(ppp(CHAP, 2, 1, b"\x10" + bytes(range(16, 32)) + b"user"), False),
        session(ppp(CHAP, 3, 1, b"Welcome")),
        session(ppp(IPCP, 1, 1, option(3, zero) + option(129, zero) + option(131, zero)), False),
        session(ppp(IPCP, 3, 1, option(3, B) + option(129, A) + option(131, A))),
        session(ppp(IPCP, 2, 2, option(3, B))),
        session(ppp(IPV6CP, 1, 1, option(1, bytes(range(8)))), False),
        session(ppp(LCP, 8, 2, P(">H", IPV6CP) + ppp(IPV6CP, 1, 1, option(1, bytes(range(8))))[2:])),
        session(b"\0\x21" + ping()),
        session(ppp(LCP, 9, 3, bytes.fromhex("01020304")), False),
        session(ppp(LCP, 10, 3, bytes.fromhex("05060708"))),
        session(ppp(LCP, 5, 4, b"bye")),
        session(ppp(LCP, 6, 4, b""), False),
        session(ppp(PAP, 1, 5, b"\x04user\x06secret"), False),
        session(ppp(PAP, 2, 5, b"\x02ok")),
    ],
)


# L2TP version 2 (RFC 2661) and 3 (RFC 3931).
def avp(kind, value, mandatory=True):
    return P(">HHH", (0x8000 if mandatory else 0) | 6 + len(value), 0, kind) + value


def control(tunnel, session_id, ns, nr, avps):
    return P(">HHHHHH", 0xC802, 12 + len(avps), tunnel, session_id, ns, nr) + avps


start = avp(0, P(">H", 1)) + avp(2, P(">BB", 1, 0)) + avp(3, P(">I", 3)) + avp(7, b"client") + avp(9, P(">H", 5))
write(
    "l2tp",
    101,
    [
        udp(1701, 1701, control(0, 0, 0, 0, start)),
        udp(1701, 1701, control(5, 0, 0, 1, avp(0, P(">H", 2)) + avp(2, b"\1\0") + avp(7, b"server")), False),
        udp(1701, 1701, control(9, 0, 1, 1, avp(0, P(">H", 3)))),
        udp(1701, 1701, control(5, 0, 1, 2, b""), False),
        udp(1701, 1701, control(9, 0, 2, 1, avp(0, P(">H", 10)) + avp(14, P(">H", 3)) + avp(15, P(">I", 1)))),
        udp(1701, 1701, P(">HHH", 0x0002, 9, 3) + b"\xff\x03" + P(">H", LCP) + ppp(LCP, 9, 1, zero)[2:]),
        udp(1701, 1701, P(">HHHH", 0x4002, 12 + len(ping()), 9, 3) + b"\xff\x03\0\x21" + ping()),
        udp(1701, 1701, control(9, 0, 3, 1, avp(0, P(">H", 4)) + avp(1, P(">H", 1)) + avp(9, P(">H", 5)))),
    ],
)


# SCTP (RFC 9260): an association set up, a message and its acknowledgement, and the end.
CRC32C = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    CRC32C.append(n)


def sctp(tag, chunks, there=True):
    head = P(">HHII", 49152 if there else 7, 7 if there else 49152, tag, 0)
    crc = 0xFFFFFFFF
    for byte in head + chunks:
        crc = CRC32C[(crc ^ byte) & 0xFF] ^ crc >> 8
    return ip(132, head[:8] + P("<I", crc ^ 0xFFFFFFFF) + chunks, there)


def chunk(kind, flags, body):
    return P(">BBH", kind, flags, 4 + len(body)) + body + b"\0" * (-len(body) % 4)


def parameter(kind, body):
    return P(">HH", kind, 4 + len(body)) + body + b"\0" * (-len(body) % 4)


write(
    "sctp",
    101,
    [
        sctp(0, chunk(1, 0, P(">IIHHI", 0x11111111, 65536, 10, 10, 1000) + parameter(5, A) + parameter(12, b"\0\5"))),
        sctp(0x11111111, chunk(2, 0, P(">IIHHI", 0x22222222, 65536, 10, 10, 2000) + parameter(7, b"cookie!!")), False),
        sctp(0x22222222, chunk(10, 0, b"cookie!!")),
        sctp(0x11111111, chunk(11, 0, b""), False),
        sctp(0x22222222, chunk(0, 3, P(">IHHI", 1000, 1, 0, 0) + b"hello") + chunk(0, 3, P(">IHHI", 1001, 1, 1, 46) + b"again")),
        sctp(0x11111111, chunk(3, 0, P(">IIHHHHI", 1000, 65000, 1, 1, 2, 3, 1000)), False),
        sctp(0x22222222, chunk(4, 0, parameter(1, b"12345678"))),
        sctp(0x11111111, chunk(5, 0, parameter(1, b"12345678")), False),
        sctp(0x22222222, chunk(7, 0, P(">I", 2000))),
        sctp(0x11111111, chunk(8, 0, b""), False),
        sctp(0x22222222, chunk(14, 0, b"")),
        sctp(0x22222222, chunk(6, 0, b"")),
    ],
)


# IKE (RFC 7296, RFC 2408) and ESP behind an address translator (RFC 3948).
def ike(first, version, exchange, flags, number, payloads, responder=b"\0" * 8, there=True):
    body = b"".join(payloads)
    return b"initiate" + responder + P(">BBBBII", first, version, exchange, flags, number, 28 + len(body)) + body


def payload(following, body):
    return P(">BBH", following, 0, 4 + len(body)) + body


transform = bytes.fromhex("0300000c" "0100000c" "800e0100" "03000008" "02000005" "03000008" "0300000c" "00000008" "0400000e")
proposal = P(">BBHBBBB", 0, 0, 8 + len(transform), 1, 1, 0, 4) + transform
exchange1 = [payload(34, proposal), payload(40, P(">HH", 14, 0) + b"k" * 32), payload(41, b"n" * 16), payload(0, P(">BBH", 0, 0, 16388) + b"h" * 20)]
old = payload(0, P(">II", 1, 1) + P(">BBHBBBB", 0, 0, 8 + 16, 1, 1, 0, 1) + bytes.fromhex("00000010" "0101" "0000" "80010005" "80020002"))
responder = b"response"
write(
    "ipsec",
    101,
    [
        udp(500, 500, ike(33, 0x20, 34, 0x08, 0, exchange1)),
        udp(500, 500, ike(33, 0x20, 34, 0x20, 0, exchange1, responder), False),
        udp(4500, 4500, zero + ike(46, 0x20, 35, 0x08, 1, [payload(35, b"encrypted and checked")], responder)),
        udp(4500, 4500, P(">II", 0xC0FFEE, 1) + b"what ESP keeps closed"),
        udp(4500, 4500, b"\xff", False),
        udp(500, 500, ike(1, 0x10, 2, 0, 0, [old])),
        udp(500, 500, ike(8, 0x10, 5, 1, 77, [b"ciphertext of phase one"], responder)),
        ip(50, P(">II", 0xC0FFEE, 2) + b"what ESP keeps closed"),
        ip(51, P(">BBHII", 1, 4, 0, 77, 1) + b"i" * 12 + ping()[20:]),
    ],
)


# A film: RTSP (RFC 2326) with SDP (RFC 8866) sets up RTP and RTCP (RFC 3550).
def tcp(from_port, to_port, seq, ack, payload, there=True, flags=0x18):
    head = P(">HHIIBBHHH", from_port, to_port, seq, ack, 0x50, flags, 65535, 0, 0)
    pseudo = (A + B if there else B + A) + P(">BBH", 0, 6, len(head) + len(payload))
    return ip(6, head[:16] + P(">H", total(pseudo + head + payload)) + head[18:] + payload, there)


class Talk:
    def __init__(self):
        self.seq, self.frames = [1000, 5000], []

    def say(self, there, payload=b"", flags=0x18):
        if isinstance(payload, str):
            payload = payload.replace("\n", "\r\n").encode()
        own, peer = (0, 1) if there else (1, 0)
        ports = (40000, 554) if there else (554, 40000)
        self.frames.append(tcp(*ports, self.seq[own], self.seq[peer], payload, there, flags))
        self.seq[own] += len(payload) + (1 if flags & 3 else 0)


def rtp(number, payload, marker=False, kind=0):
    return P(">BBHII", 0x80, kind | (0x80 if marker else 0), number, 160 * number, 0x5EED) + payload


sender_report = P(">BBHIIIIII", 0x80, 200, 6, 0x5EED, 0xE8000000, 0, 320, 2, 320)
description = P(">BBHI", 0x81, 202, 4, 0x5EED) + b"\1\6camera" + b"\0" * 4
receiver_report = P(">BBHIIIIIII", 0x81, 201, 7, 0xCAFE, 0x5EED, 0, 2, 5, 0, 0)
goodbye = P(">BBHI", 0x81, 203, 1, 0x5EED)
sdp = "v=0\no=- 1 1 IN IP4 192.0.2.2\ns=Film\nc=IN IP4 192.0.2.2\nt=0 0\nm=audio 0 RTP/AVP 0\na=rtpmap:0 PCMU/8000\na=control:track1\n"
sdp = sdp.replace("\n", "\r\n")
film = Talk()
film.say(True, flags=2)
film.say(False, flags=0x12)
film.say(True, flags=0x10)
film.say(True, "OPTIONS rtsp://192.0.2.2/film RTSP/1.0\nCSeq: 1\n\n")
film.say(False, "RTSP/1.0 200 OK\nCSeq: 1\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\n\n")
film.say(True, "DESCRIBE rtsp://192.0.2.2/film RTSP/1.0\nCSeq: 2\nAccept: application/sdp\n\n")
film.say(False, f"RTSP/1.0 200 OK\nCSeq: 2\nContent-Type: application/sdp\nContent-Length: {len(sdp)}\n\n".replace("\n", "\r\n").encode() + sdp.encode())
film.say(True, "SETUP rtsp://192.0.2.2/film/track1 RTSP/1.0\nCSeq: 3\nTransport: RTP/AVP;unicast;client_port=6000-6001\n\n")
film.say(False, "RTSP/1.0 200 OK\nCSeq: 3\nSession: 4711\nTransport: RTP/AVP;unicast;client_port=6000-6001;server_port=7000-7001\n\n")
film.say(True, "PLAY rtsp://192.0.2.2/film RTSP/1.0\nCSeq: 4\nSession: 4711\n\n")
film.say(False, "RTSP/1.0 200 OK\nCSeq: 4\nSession: 4711\nRTP-Info: url=rtsp://192.0.2.2/film/track1;seq=1\n\n")
film.frames += [udp(7000, 6000, rtp(n, b"\xd5" * 40, n == 1), False) for n in (1, 2)]
film.frames.append(udp(7001, 6001, sender_report + description, False))
film.frames.append(udp(6001, 7001, receiver_report))
interleaved = rtp(3, b"\xd5" * 20)
film.say(False, b"$\0" + P(">H", len(interleaved)) + interleaved)
film.say(True, "TEARDOWN rtsp://192.0.2.2/film RTSP/1.0\nCSeq: 5\nSession: 4711\n\n")
film.say(False, "RTSP/1.0 200 OK\nCSeq: 5\n\n")
film.frames.append(udp(7001, 6001, goodbye, False))
write("media", 101, film.frames)
