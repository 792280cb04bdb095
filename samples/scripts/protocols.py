#!/usr/bin/env python3
"""Makes the captures in samples/protocols: one small conversation of each protocol, said by hand, with
every kind of message that is worth a line of the tree. TLS inside is real (CPython's ssl at both ends).

    samples/scripts/protocols.py [NAME ...]        run from the project's folder

To add one: a function in samples/scripts/conversations/, decorated with the transport and port it is
spoken over; it takes a Talk and says what client and server say."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from conversations import ALL  # noqa: E402


def main():
    folder = pathlib.Path("samples/protocols")
    folder.mkdir(exist_ok=True)
    for name in sys.argv[1:] or sorted(ALL):
        (folder / f"{name}.pcap").write_bytes(ALL[name]())


main()
