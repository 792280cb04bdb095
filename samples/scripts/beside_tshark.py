#!/usr/bin/env python3
"""Runs tlens and tshark side by side over tables of options and of display filters, and shows where they differ.

    cargo build --bin tlens && samples/scripts/beside_tshark.py target/debug/tlens [options|filters] [REGEX]

The tables stand in beside_tshark/. Compared are exit status, output (for filters: the frames) and messages;
differences of messages alone are counted and shown with -v. What may differ is told in docs/tlens.md.
"""

import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent
FOLDERS = ["", "protocols", "links", "dtls", "tls-in-tls", "quic", "sibling", "wlan", "media"]
NAMES = {"upyssl": "upyssl.pcap", "wlan": "wlan/upyssl-radiotap.pcap"}
# Which bit of which frame's byte is turned, so that a checksum is wrong.
CORRUPT = {"badip.pcap": ("http.pcap", 19), "badtcp.pcap": ("http.pcap", 49), "badudp.pcap": ("dns.pcap", 41)}
CREATOR = re.compile(r'<!--.*?-->|creator="[^"]*"|time="[^"]*"')


def sample(name, made):
    if name in CORRUPT:
        return corrupted(*CORRUPT[name], made / name)
    for folder in FOLDERS:
        for ending in ("", ".pcap"):
            path = SAMPLES / folder / (NAMES.get(name, name) + ending)
            if path.is_file():
                return str(path)
    return name


def corrupted(source, at, target):
    data = bytearray((SAMPLES / "protocols" / source).read_bytes())
    place = 24
    while place + 16 <= len(data):
        length = struct.unpack_from("<I", data, place + 8)[0]
        if at < length:
            data[place + 16 + at] ^= 1
        place += 16 + length
    target.write_bytes(data)
    return str(target)


def run(program, arguments, folder):
    environment = dict(os.environ, TZ="UTC", LC_ALL="C.UTF-8", HOME=str(folder))
    environment.pop("SSLKEYLOGFILE", None)
    done = subprocess.run([program] + arguments, capture_output=True, env=environment, cwd=folder,
                          stdin=subprocess.DEVNULL, timeout=120)
    output = CREATOR.sub("", done.stdout.decode(errors="replace")).split("\n")
    errors = done.stderr.decode(errors="replace").replace("tlens", "tshark").split("\n")
    return done.returncode, output, [e for e in errors if e.strip() and "Running as user" not in e]


def cases(table, wanted, made):
    for line in (HERE / "beside_tshark" / (table + ".txt")).read_text().splitlines():
        if line.startswith("#") or not line.strip() or not re.search(wanted, line):
            continue
        if table == "filters":
            name, text = line.split("|", 1)
            yield line, ["-n", "-r", sample(name, made), "-Y", text, "-T", "fields", "-e", "frame.number"]
        else:
            words = shlex.split(line)
            yield line, [sample(w, made) if before.endswith("r") and before.startswith("-") else w
                         for before, w in zip([""] + words, words)]


def main():
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    program = str(pathlib.Path(arguments[0]).resolve())
    tables = [a for a in arguments[1:] if a in ("options", "filters")] or ["options", "filters"]
    wanted = next((a for a in arguments[1:] if a not in tables), "")
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        made = pathlib.Path(folder)
        for table in tables:
            todo = list(cases(table, wanted, made))
            both = lambda case: (case[0], run("tshark", case[1], made), run(program, case[1], made))
            differ = messages = 0
            for line, theirs, ours in pool.map(both, todo):
                if theirs[:2] != ours[:2]:
                    differ += 1
                    print(f"DIFFERS {line}  (status {theirs[0]}, ours {ours[0]})")
                    for change in list(difflib.unified_diff(theirs[1], ours[1], lineterm="", n=0))[2:10]:
                        print("    " + change[:160])
                elif theirs[2] != ours[2]:
                    messages += 1
                    if "-v" in sys.argv:
                        print(f"MESSAGE {line}\n    {' / '.join(theirs[2])[:200]}\n    {' / '.join(ours[2])[:200]}")
            failed += differ
            print(f"{table}: {len(todo)} cases, {differ} differ, {messages} more in their messages")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
