#!/usr/bin/env python3
"""Makes the captures in samples/dtls: OpenSSL's s_server and s_client with a relay between them,
which writes every datagram it passes on. Run from the project's folder; needs openssl 3."""

import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

SERVER, RELAY = 44330, 44331
KEY, CERT = "samples/key.pem", "samples/cert.pem"


def packet(from_client, number, payload):
    """IPv4 and UDP around a datagram, as between 192.0.2.1 and 192.0.2.2."""
    ends = [(b"\xc0\0\2\1", 50000), (b"\xc0\0\2\2", 4433)]
    (source, sport), (destination, dport) = ends if from_client else ends[::-1]
    udp = struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), number, 0, 64, 17, 0) + source + destination
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return head[:10] + struct.pack(">H", ~total & 0xFFFF) + head[12:] + udp


class Relay(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind(("127.0.0.1", RELAY))
        self.backs, self.frames, self.lock = {}, [], threading.Lock()

    def note(self, from_client, data):
        with self.lock:
            self.frames.append((time.time(), from_client, data))

    def answer(self, client, back):
        while True:
            try:
                data = back.recv(65535)
            except OSError:  # nobody listens any more
                return
            self.note(False, data)
            self.front.sendto(data, client)

    def run(self):
        while True:
            data, client = self.front.recvfrom(65535)
            if client not in self.backs:
                back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                back.connect(("127.0.0.1", SERVER))
                self.backs[client] = back
                threading.Thread(target=self.answer, args=(client, back), daemon=True).start()
            self.note(True, data)
            try:
                self.backs[client].send(data)
            except OSError:
                pass

    def write(self, name):
        with open(name, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
            for number, (when, from_client, data) in enumerate(self.frames):
                frame = packet(from_client, number, data)
                out.write(struct.pack("<IIII", int(when), int(when % 1 * 1e6), len(frame), len(frame)))
                out.write(frame)


def speak(server, client_args, say):
    client = subprocess.Popen(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{RELAY}", "-quiet", "-no_ign_eof", *client_args],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.7)
    client.stdin.write(say)
    client.stdin.flush()
    time.sleep(0.3)
    server.stdin.write(say.upper())
    server.stdin.flush()
    time.sleep(0.3)
    client.stdin.close()
    try:
        client.wait(3)
    except subprocess.TimeoutExpired:
        client.kill()


def capture(name, relay, server_args, clients):
    relay.frames, relay.backs = [], {}
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", str(SERVER), "-cert", CERT, "-key", KEY, "-quiet", *server_args],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    for args, say in clients:
        speak(server, args, say)
    server.kill()
    server.wait()
    relay.write(f"samples/dtls/{name}.pcap")
    print(name, len(relay.frames), "frames")


def main():
    relay = Relay()
    relay.start()
    folder = tempfile.mkdtemp()
    session = os.path.join(folder, "session.pem")
    rsa = ["-cipher", "AES128-GCM-SHA256:@SECLEVEL=0"]
    mtu = ["-mtu", "400"]
    capture("rsa-fragments", relay, ["-dtls1_2", *rsa, *mtu],
            [(["-dtls1_2", *rsa, *mtu], b"over datagrams\n")])
    old = ["-cipher", "AES128-SHA:@SECLEVEL=0"]
    capture("rsa-1.0", relay, ["-dtls1", *old], [(["-dtls1", *old], b"an old version\n")])
    log = "samples/dtls/ecdhe.keys"
    if os.path.exists(log):
        os.remove(log)
    ecdhe = ["-dtls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"]
    capture("ecdhe", relay, ["-dtls1_2"], [([*ecdhe, "-keylogfile", log], b"with a key log\n")])
    resume = ["-dtls1_2", *rsa]
    capture("resumed", relay, resume,
            [([*resume, "-sess_out", session], b"first\n"), ([*resume, "-sess_in", session], b"second\n")])
    psk = ["-psk", "0102030405060708090a0b0c0d0e0f10", "-cipher", "PSK-AES128-CCM8:@SECLEVEL=0"]
    capture("psk-ccm8", relay, ["-dtls1_2", "-nocert", *psk],
            [(["-dtls1_2", "-psk_identity", "sensor", *psk], b"of few bytes\n")])


if __name__ == "__main__":
    sys.exit(main())
