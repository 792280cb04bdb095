#!/usr/bin/env python3
"""Makes samples/wlan/upyssl-radiotap.pcap: the founding exchange as a monitor in the same room would have
captured it. The segments are those of samples/upyssl.pcap, unchanged; the 802.11 frames around and
between them are written here by hand. Run from the project's folder."""

import struct
import zlib

AP = bytes.fromhex("020000000100")
STA = bytes.fromhex("020000000200")
HOST = bytes.fromhex("020000000300")
ALL = b"\xff" * 6
SNAP = bytes.fromhex("aaaa03000000")
START = 1_700_000_000_000_000

frames = []
sequence = 100


def radiotap(rate=None, mcs=None, signal=-47, flags=0x10, stamp=None):
    """Header with the fields a driver of our days gives: flags, rate or MCS, channel, signal, antenna."""
    present = 1 << 1 | 1 << 3 | 1 << 5 | 1 << 11
    body = b""
    if stamp is not None:
        present |= 1
        body += struct.pack("<Q", stamp)
    body += struct.pack("<B", flags)
    if rate is not None:
        present |= 1 << 2
        body += struct.pack("<B", rate)
    body += b"\0" * (len(body) % 2)
    body += struct.pack("<HHbB", 2437, 0x00A0 if rate in (2, 4, 11, 22) else 0x0480, signal, 1)
    if mcs is not None:
        present |= 1 << 19
        body += struct.pack("<BBB", 0x07, 0x04, mcs)
    return struct.pack("<BBHI", 0, 0, 8 + len(body), present) + body


def put(frame, **radio):
    """A frame with its check sequence behind a radiotap header."""
    if not radio:
        radio = {"rate": 12}
    frame += struct.pack("<I", zlib.crc32(frame))
    frames.append(radiotap(**radio) + frame)


def head(kind, subtype, flags, one, two=None, three=None, four=None, qos=None, duration=44):
    """MAC header: types 0 management, 1 control, 2 data."""
    global sequence
    out = struct.pack("<BBH", kind << 2 | subtype << 4, flags, duration) + one
    if two is not None:
        out += two
    if three is not None:
        sequence += 1
        out += three + struct.pack("<H", sequence << 4 & 0xFFFF)
    if four is not None:
        out += four
    if qos is not None:
        out += struct.pack("<H", qos)
    return out


def tag(number, body):
    return struct.pack("BB", number, len(body)) + body


SSID = tag(0, b"room 11")
RATES = tag(1, bytes.fromhex("82848b962430486c"))
MORE_RATES = tag(50, bytes.fromhex("0c121860"))
RSN = tag(48, bytes.fromhex("0100000fac040100000fac040200000fac02000fac068000" "0000000fac06"))
WPA = tag(221, bytes.fromhex("0050f2010100" "0050f202" "01000050f202" "01000050f202"))
WMM = tag(221, bytes.fromhex("0050f2020101" "8000" "03a40000" "27a40000" "42435e00" "62322f00"))
WMM_INFO = tag(221, bytes.fromhex("0050f202000100"))
HT = tag(45, bytes.fromhex("2d1a17ffff0000000000000000000000000000000000000000000000"[4:]))
HT_INFO = tag(61, bytes.fromhex("06000000000000000000000000000000000000000000"))
EXTENDED = tag(127, bytes.fromhex("0400080000000040"))
COUNTRY = tag(7, b"DE " + bytes([1, 13, 20]))
VHT = tag(191, bytes.fromhex("b2598003eaff0000eaff0000"))
OTHERS = tag(221, bytes.fromhex("020000") + b"\x07abc")
CAPABILITIES = 0x0431


def management():
    beacon = struct.pack("<QHH", 4_761_907_593, 100, CAPABILITIES) + SSID + RATES + tag(3, b"\x06")
    tim = tag(5, bytes([0, 3, 0, 2]))
    rest = COUNTRY + tag(42, b"\x02") + MORE_RATES + RSN + HT + HT_INFO + EXTENDED + VHT + WPA + WMM + OTHERS
    put(head(0, 8, 0, ALL, AP, AP, duration=0) + beacon + tim + rest, rate=2, stamp=81_000_000)
    put(head(0, 4, 0, ALL, STA, ALL, duration=0) + tag(0, b"") + RATES + MORE_RATES + HT, rate=2)
    put(head(0, 5, 8, STA, AP, AP) + beacon + rest, rate=2)
    put(head(0, 11, 0, AP, STA, AP) + struct.pack("<HHH", 0, 1, 0), rate=2)
    put(head(1, 13, 0, STA, duration=0), rate=2)
    put(head(0, 11, 0, STA, AP, AP) + struct.pack("<HHH", 0, 2, 0), rate=2)
    put(head(0, 0, 0, AP, STA, AP) + struct.pack("<HH", CAPABILITIES, 10) + SSID + RATES + MORE_RATES + RSN + HT
        + WMM_INFO, rate=2)
    put(head(0, 1, 0, STA, AP, AP) + struct.pack("<HHH", CAPABILITIES, 0, 0xC001) + RATES + MORE_RATES + HT + WMM,
        rate=2)
    put(head(0, 13, 0, STA, AP, AP) + bytes.fromhex("0300" "01" "0210" "0000" "1006"))
    put(head(0, 13, 0, AP, STA, AP) + bytes.fromhex("0301" "01" "0000" "0210" "0000"))


def up(payload, qos=0, flags=1, to=None):
    """A data frame of the board, through the access point to the server."""
    put(head(2, 8, flags, AP, STA, to or HOST, qos=qos) + payload, mcs=7, signal=-51)


def down(payload, flags=2):
    put(head(2, 0, flags, STA, AP, HOST) + payload, rate=108)


def arp(operation, source, source_ip, target, target_ip):
    return SNAP + struct.pack(">HHHBBH", 0x0806, 1, 0x0800, 6, 4, operation) + source + source_ip + target + target_ip


def founding():
    data = open("samples/upyssl.pcap", "rb").read()
    at = 24
    while at < len(data):
        _, _, length, _ = struct.unpack_from("<IIII", data, at)
        yield data[at + 16 : at + 16 + length]
        at += 16 + length


def subframe(to, source, payload, last):
    out = to + source + struct.pack(">H", len(payload)) + payload
    return out if last else out + b"\0" * (-len(out) % 4)


def exchange():
    server, board = bytes([192, 168, 11, 1]), bytes([192, 168, 11, 2])
    up(arp(1, STA, board, b"\0" * 6, server), to=ALL)
    down(arp(2, HOST, server, STA, board))
    put(head(1, 11, 0, AP, STA, duration=300), rate=48)
    put(head(1, 12, 0, STA, duration=250), rate=48)
    count = 0
    for ethernet in founding():
        packet = SNAP + ethernet[12:]
        if ethernet[12:14] != b"\x08\x00":
            continue
        count += 1
        if ethernet[26:30] == board:
            if count == 13:
                # Two packets in one frame: an A-MSDU; the first is a ping of nobody's.
                ping = SNAP + b"\x08\0" + bytes.fromhex("4500001c0001000040010000") + board + server
                ping += bytes.fromhex("0800f7fd00010001")
                up(subframe(HOST, STA, ping, False) + subframe(HOST, STA, packet, True), qos=0x80)
            else:
                up(packet)
            put(head(1, 9, 0, STA, AP, duration=0) + struct.pack("<HHQ", 0x0005, sequence << 4 & 0xFFFF, 1), rate=48)
        else:
            down(packet)
            put(head(1, 13, 0, AP, duration=0), rate=48)


def ending():
    put(head(2, 4, 0x11, AP, STA, AP))
    put(head(2, 12, 0x01, AP, STA, AP, qos=5))
    put(head(1, 10, 0x10, AP, STA, duration=0xC001))
    put(head(1, 8, 0, STA, AP) + struct.pack("<HH", 0x0004, sequence << 4 & 0xFFFF))
    up(bytes.fromhex("2100002000000000") + b"ciphertext of CCMP" + b"m" * 8, flags=0x41)
    down(bytes.fromhex("0020012000000000") + b"ciphertext of TKIP" + b"m" * 12, flags=0x42)
    down(bytes.fromhex("01020340") + b"ciphertext of WEP" + b"icv!", flags=0x42)
    put(head(2, 0, 3, AP, HOST, STA, four=ALL) + SNAP + b"\x88\xb5between two cells")
    put(head(0, 13, 0, AP, STA, AP) + bytes.fromhex("0800" "1234"))
    put(head(0, 13, 0, AP, STA, AP) + bytes.fromhex("0302" "0008" "2700"))
    put(head(0, 10, 0, AP, STA, AP) + struct.pack("<H", 8))
    put(head(0, 12, 0, STA, AP, AP) + struct.pack("<H", 7))
    put(head(1, 14, 0, ALL, AP, duration=0))


management()
exchange()
ending()
with open("samples/wlan/upyssl-radiotap.pcap", "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 127))
    for number, frame in enumerate(frames):
        micros = START + number * 1500
        out.write(struct.pack("<IIII", micros // 1_000_000, micros % 1_000_000, len(frame), len(frame)) + frame)
