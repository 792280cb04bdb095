#!/usr/bin/env python3
"""Makes captures of samples/peers: real programs speak to each other, on loopback or between two network namespaces.

    samples/scripts/real_peers.py [NAME ...]       run as root from the project's folder

What each needs stands at the head of its module in samples/scripts/real/. Secrets of TLS are written beside the
captures (NAME.keys), or are those of samples/key.pem. To add one: a function there, decorated with what tcpdump
shall keep; it starts the programs and returns when they are done."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from real import ALL  # noqa: E402


def main():
    for name in sys.argv[1:] or sorted(ALL):
        ALL[name]()


main()
