#!/usr/bin/env python3
"""Makes samples/tls-in-tls: sessions of TLS inside the data of others, as through an HTTPS proxy.
CPython's ssl at both ends of each session, on loopback. Needs tcpdump and the right to capture; run
from the project's folder.

Stream 0: TLS 1.3 to a proxy (key log), CONNECT, inside it TLS 1.2 with RSA key exchange (key.pem).
Stream 1: two proxies one behind the other, so three sessions: TLS 1.3, TLS 1.3, TLS 1.2 with RSA."""

import os
import socket
import ssl
import subprocess
import sys
import threading
import time

OUT = "samples/tls-in-tls"
KEY, CERT = "samples/key.pem", "samples/cert.pem"
NAME, KEYS = f"{OUT}/proxied.pcap", f"{OUT}/proxied.keys"


class Inside:
    """One end of a session whose records travel in `carrier`."""

    def __init__(self, carrier, context, server):
        self.carrier, self.coming, self.going = carrier, ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.coming, self.going, server_side=server)
        self.do(self.tls.do_handshake)

    def do(self, what, *args):
        while True:
            try:
                return what(*args)
            except ssl.SSLWantReadError:
                self.flush()
                data = self.carrier.recv(16384)
                if not data:
                    raise EOFError
                self.coming.write(data)
            finally:
                self.flush()

    def flush(self):
        if self.going.pending:
            self.carrier.sendall(self.going.read())

    def recv(self, count):
        return self.do(self.tls.read, count)

    def sendall(self, data):
        self.do(self.tls.write, data)


def server_context(version, ciphers=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERT, KEY)
    context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)
    return context


def client_context(version, log, ciphers=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)
    if log:
        context.keylog_filename = KEYS
    return context


INNER = "AES128-GCM-SHA256:@SECLEVEL=0"


def serve(connection, proxies):
    """Proxies one inside the other, then the server: all of them here."""
    carrier = connection
    for _ in range(proxies):
        carrier = Inside(carrier, server_context(ssl.TLSVersion.TLSv1_3), True)
        carrier.recv(4096)
        carrier.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    carrier = Inside(carrier, server_context(ssl.TLSVersion.TLSv1_2, INNER), True)
    request = carrier.recv(4096)
    body = b"you asked: " + request.split(b"\r\n")[0]
    carrier.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    time.sleep(0.2)
    connection.close()


def ask(port, proxies):
    carrier = connection = socket.create_connection(("127.0.0.1", port))
    for number in range(proxies):
        carrier = Inside(carrier, client_context(ssl.TLSVersion.TLSv1_3, True), False)
        carrier.sendall(b"CONNECT inner%d.wirelens.test:443 HTTP/1.1\r\nHost: inner%d.wirelens.test\r\n\r\n"
                        % (number, number))
        carrier.recv(4096)
    carrier = Inside(carrier, client_context(ssl.TLSVersion.TLSv1_2, False, INNER), False)
    carrier.sendall(b"GET /inside/%d HTTP/1.1\r\nHost: wirelens.test\r\n\r\n" % proxies)
    print(carrier.recv(4096).decode())
    connection.close()


def main():
    os.makedirs(OUT, exist_ok=True)
    if os.path.exists(KEYS):
        os.remove(KEYS)
    listener = socket.create_server(("127.0.0.1", 24443))
    dump = subprocess.Popen(["tcpdump", "-i", "lo", "-s", "0", "-U", "--immediate-mode", "-w", NAME,
                             "tcp port 24443"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    for proxies in (1, 2):
        accepted = threading.Thread(target=lambda: serve(listener.accept()[0], proxies))
        accepted.start()
        ask(24443, proxies)
        accepted.join()
    time.sleep(1)
    dump.terminate()
    dump.wait()


if __name__ == "__main__":
    sys.exit(main())
