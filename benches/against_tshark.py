#!/usr/bin/env python3
"""CPU time and memory of tlens against tshark, with the same options in the same run.

    against_tshark.py TLENS [--key FILE] [CAPTURE…]

Without captures it makes one from the founding sample: the exchange again and again, each time with
another client port. With an RSA key the TLS of captures is opened, too (not of that one: its handshakes
are all the same, and a key is used once for each). Every command runs several times, ours and theirs in
turn; the median of user and system time counts, and the ratio pair by pair. A case has no ratio if a command fails or if the two
print different numbers of lines, for then they do not do the same work."""

import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile

RUNS = 5
COPIES = 4_000
KEY = "--key"
CASES = [
    ("list", ["-n"]),
    ("filter: ClientHellos", ["-n", "-Y", "tls.handshake.type==1", "-T", "fields", "-e", "frame.number"]),
    ("filter: HTTP requests", ["-n", "-Y", "http.request", "-T", "fields", "-e", "http.request.uri"]),
    ("filter: port", ["-n", "-Y", "tcp.port==443", "-T", "fields", "-e", "frame.number"]),
    ("filter: every header", ["-n", "-Y", "ip.ttl < 255 && tcp.window_size + 1 > 1000", "-T", "fields", "-e", "frame.number"]),
]
WITH_KEY = [
    ("opened: protocols", ["-n", "-q", "-z", "io,phs"]),
    ("opened: HTTP", ["-n", "-Y", "http", "-T", "fields", "-e", "frame.number"]),
    # Without more room for its tree tshark leaves out the record that ends a text of a million lines.
    ("opened: followed", ["-n", "-o", "gui.max_tree_items:10000000", "-q", "-z", "follow,tls,ascii,0"]),
]


def many(sample, path):
    """The classic pcap file `sample` many times over, with another client port each time."""
    data = open(sample, "rb").read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    frames, at = [], 24
    while at + 16 <= len(data):
        captured = struct.unpack_from(order + "I", data, at + 8)[0]
        frames.append((data[at : at + 16], data[at + 16 : at + 16 + captured]))
        at += 16 + captured
    client = frames[0][1][34:36]
    with open(path, "wb") as out:
        out.write(data[:24])
        for copy in range(COPIES):
            port = struct.pack(">H", 50_000 + copy)
            for header, frame in frames:
                place = 34 if frame[34:36] == client else 36
                out.write(header + frame[:place] + port + frame[place + 2 :])


def run(command):
    """User and system seconds, peak MiB, exit status, lines printed."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        lines = sum(block.count(b"\n") for block in iter(lambda: out.read(1 << 20), b""))
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode, lines


def compare(name, ours, theirs):
    for command in (theirs, ours):
        run(command)
    pairs = [(run(theirs), run(ours)) for _ in range(RUNS)]
    if any(a[2] or b[2] for a, b in pairs):
        return f"{name:<44} no ratio: a command failed"
    if any(a[3] != b[3] for a, b in pairs):
        return f"{name:<44} no ratio: {pairs[0][0][3]} lines against {pairs[0][1][3]}"
    median = lambda which, what: statistics.median(pair[which][what] for pair in pairs)
    ratio = statistics.median(b[0] / max(a[0], 1e-9) for a, b in pairs)
    return (
        f"{name:<44} {median(0, 0):8.3f} s {median(1, 0):8.3f} s {ratio:6.3f}"
        f" {median(0, 1):8.1f} MiB {median(1, 1):7.1f} MiB"
    )


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    tlens, captures, key = sys.argv[1], sys.argv[2:], None
    if KEY in captures:
        at = captures.index(KEY)
        key = captures[at + 1] if at + 1 < len(captures) else sys.exit(__doc__)
        del captures[at : at + 2]
    if not shutil.which("tshark"):
        print("tshark is not installed: nothing to compare with")
        return
    with tempfile.TemporaryDirectory() as folder:
        if not captures:
            captures = [os.path.join(folder, "many.pcap")]
            here = os.path.dirname(os.path.abspath(__file__))
            many(os.path.join(here, "..", "samples", "upyssl.pcap"), captures[0])
            key = None
        opening = ["-o", f'uat:rsa_keys:"{os.path.abspath(key)}",""'] if key else []
        cases = CASES + [(name, [*opening, *options]) for name, options in WITH_KEY if key]
        print(f"{'':<44} {'tshark':>10} {'tlens':>10} {'ratio':>6} {'tshark':>12} {'tlens':>11}")
        for capture in captures:
            for name, options in cases:
                command = ["-r", capture, *options]
                title = f"{os.path.basename(capture)}: {name}"
                print(compare(title, [tlens, *command], ["tshark", *command]), flush=True)


main()
