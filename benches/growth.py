#!/usr/bin/env python3
"""Whether the cost of a protocol grows with its input and no faster: the payloads of each sample are said
again and again in one conversation, 1, 2 and 4 times as often, and dissected as whole trees.

    cargo build --release --no-default-features --bin tlens
    benches/growth.py target/release/tlens [NAME ...]

Prints CPU seconds of each, the microseconds a frame costs in the longest, and how much twice the input costs.
About 2 is right; 4 is the square."""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples"
FOLDERS = ("protocols", "media", "http3", "web")
TIMES = (1000, 2000, 4000)
TCP, UDP = 6, 17


def frames(path):
    data = path.read_bytes()
    link, at = struct.unpack("<I", data[20:24])[0], 24
    while at + 16 <= len(data):
        size = struct.unpack("<I", data[at + 8 : at + 12])[0]
        frame = data[at + 16 : at + 16 + size]
        yield frame[14:] if link == 1 else frame
        at += 16 + size


def payloads(path):
    """Protocol, addresses, ports and bytes of each payload over IPv4."""
    for packet in frames(path):
        if packet[:1] and packet[0] >> 4 == 4 and packet[9] in (TCP, UDP):
            segment = packet[(packet[0] & 15) * 4 : struct.unpack(">H", packet[2:4])[0]]
            data = segment[(segment[12] >> 4) * 4 :] if packet[9] == TCP else segment[8:]
            if data:
                yield packet[9], packet[12:16], packet[16:20], *struct.unpack(">HH", segment[:4]), data


def write(path, said, times):
    """How many frames the capture has."""
    count, numbers = 0, {}
    with path.open("wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))

        def packet(protocol, source, target, ports, data, flags=0x18):
            nonlocal count
            if protocol == UDP:
                body = struct.pack(">HHHH", *ports, 8 + len(data), 0) + data
            else:
                own, other = (source, ports), (target, ports[::-1])
                seq, ack = numbers.get(own, 1000), numbers.get(other, 1000)
                body = struct.pack(">HHIIBBHHH", *ports, seq % 2**32, ack % 2**32, 0x50, flags, 65535, 0, 0) + data
                numbers[own] = seq + len(data) + (flags >> 1 & 1)
            head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), count % 2**16, 0, 64, protocol, 0)
            whole = head + source + target + body
            out.write(struct.pack("<IIII", 1700000000 + count // 1000, count % 1000 * 1000, len(whole), len(whole)))
            out.write(whole)
            count += 1

        protocol, a, b, x, y, _ = said[0]
        if protocol == TCP:
            packet(TCP, a, b, (x, y), b"", 0x02)
            packet(TCP, b, a, (y, x), b"", 0x12)
        for _ in range(times):
            for protocol, a, b, x, y, data in said:
                packet(protocol, a, b, (x, y), data)
    return count


def seconds(command):
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(program, names):
    paths = sorted(path for folder in FOLDERS for path in (SAMPLES / folder).glob("*.pcap"))
    with tempfile.TemporaryDirectory() as folder:
        capture = pathlib.Path(folder, "repeated.pcap")
        for path in paths:
            said = list(payloads(path))
            if not said or names and path.stem not in names:
                continue
            took = []
            for times in TIMES:
                count = write(capture, said, times)
                took.append(seconds([program, "-n", "-r", str(capture), "-V"]))
            shown = " ".join(f"{s:7.2f}" for s in took)
            print(f"{path.stem:20} {count:7} {shown} {took[-1] / count * 1e6:6.1f} us  x{took[2] / max(took[1], 0.01):.2f}")


main(sys.argv[1], sys.argv[2:])
