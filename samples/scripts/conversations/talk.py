"""What conversations are made of: packets with addresses of the documentation ranges, one each 10 ms,
and TLS between two ends in memory."""

import ipaddress
import ssl
import struct
import warnings

ALL = {}
BEGUN = 1_700_000_000
CLIENT, SERVER = "192.0.2.1", "192.0.2.2"
KEY, CERT = "samples/key.pem", "samples/cert.pem"
SEGMENT_MAX = 1400


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2]))
    total += (data[-1] << 8) if len(data) % 2 else 0
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Talk:
    """One capture: `c` and `s` send what client and server say, over the transport last chosen."""

    def __init__(self, transport, port):
        self.frames, self.clock, self.number = [], 0.0, 0
        self.next_port = 50000
        self.begin(transport, port)

    # ---- conversations ------------------------------------------------------------------------

    def begin(self, transport, port, client=CLIENT, server=SERVER, client_port=None):
        """Another conversation."""
        self.transport = transport
        self.ends = [(client, client_port or self.next_port), (server, port)]
        self.next_port += 1
        self.seq = [1000, 7000]
        if transport == "tcp":
            self.segment(0, b"", 0x02)
            self.seq[0] += 1
            self.segment(1, b"", 0x12)
            self.seq[1] += 1
            self.segment(0, b"", 0x10)

    def c(self, *parts):
        self.send(0, b"".join(as_bytes(p) for p in parts))

    def s(self, *parts):
        self.send(1, b"".join(as_bytes(p) for p in parts))

    def send(self, end, data):
        if self.transport == "udp":
            self.datagram(end, data)
            return
        for at in range(0, len(data), SEGMENT_MAX):
            part = data[at : at + SEGMENT_MAX]
            self.segment(end, part, 0x18)
            self.seq[end] += len(part)

    def close(self):
        """The client ends a TCP connection, the server follows."""
        for end in (0, 1):
            self.segment(end, b"", 0x11)
            self.seq[end] += 1
        self.segment(0, b"", 0x10)

    # ---- packets ------------------------------------------------------------------------------

    def segment(self, end, data, flags):
        head = struct.pack(
            ">HHIIBBHHH",
            self.ends[end][1],
            self.ends[1 - end][1],
            self.seq[end],
            self.seq[1 - end] if flags & 0x10 else 0,
            0x50,
            flags,
            64240,
            0,
            0,
        )
        self.packet(end, 6, head, 16, data)

    def datagram(self, end, data):
        head = struct.pack(">HHHH", self.ends[end][1], self.ends[1 - end][1], 8 + len(data), 0)
        self.packet(end, 17, head, 6, data)

    def packet(self, end, protocol, head, checksum_at, data):
        source = ipaddress.ip_address(self.ends[end][0])
        target = ipaddress.ip_address(self.ends[1 - end][0])
        length = len(head) + len(data)
        pseudo = source.packed + target.packed + struct.pack(">IBBH" if source.version == 6 else ">BBH",
                                                             *((length, 0, 0, protocol) if source.version == 6 else (0, protocol, length)))
        sum_of_it = checksum(pseudo + head + data) or 0xFFFF
        head = head[:checksum_at] + struct.pack(">H", sum_of_it) + head[checksum_at + 2 :]
        self.number += 1
        if source.version == 6:
            ip = struct.pack(">IHBB", 0x60000000, length, protocol, 64) + source.packed + target.packed
        else:
            ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + length, self.number, 0, 64, protocol, 0)
            ip += source.packed + target.packed
            ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
        macs = [b"\x02\0\0\0\0\x01", b"\x02\0\0\0\0\x02"]
        kind = b"\x86\xdd" if source.version == 6 else b"\x08\0"
        self.frame(macs[1 - end] + macs[end] + kind + ip + head + data)

    def frame(self, data):
        self.clock += 0.01
        self.frames.append((self.clock, data))

    def pcap(self):
        out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
        for clock, data in self.frames:
            micros = round(clock * 1e6)
            out += struct.pack("<IIII", BEGUN + micros // 1_000_000, micros % 1_000_000, len(data), len(data))
            out += data
        return out

    # ---- TLS ----------------------------------------------------------------------------------

    def tls(self):
        """From here on in TLS, with RSA key exchange, so that samples/key.pem opens it."""
        return Tls(self)


class Tls:
    """The two ends of a TLS 1.2 session inside a talk."""

    def __init__(self, talk):
        self.talk = talk
        self.ends = []
        for server_side in (False, True):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server_side else ssl.PROTOCOL_TLS_CLIENT)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("AES128-GCM-SHA256:@SECLEVEL=0")
            if server_side:
                context.load_cert_chain(CERT, KEY)
            else:
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            self.ends.append((context.wrap_bio(incoming, outgoing, server_side), incoming, outgoing))
        done = [False, False]
        while not all(done):
            for end in (0, 1):
                try:
                    self.ends[end][0].do_handshake()
                    done[end] = True
                except ssl.SSLWantReadError:
                    pass
                self.carry(end)

    def carry(self, end):
        data = self.ends[end][2].read()
        if data:
            self.talk.send(end, data)
            self.ends[1 - end][1].write(data)

    def say(self, end, parts):
        self.ends[end][0].write(b"".join(as_bytes(p) for p in parts))
        self.carry(end)

    def c(self, *parts):
        self.say(0, parts)

    def s(self, *parts):
        self.say(1, parts)

    def close(self):
        """The session ends, the connection goes on."""
        for end in (1, 0):
            try:
                # What came before is read, or the session would not end.
                while self.ends[end][0].pending() or self.ends[end][1].pending:
                    if not self.ends[end][0].read(1 << 14):
                        break
            except ssl.SSLWantReadError:
                pass
            try:
                self.ends[end][0].unwrap()
            except ssl.SSLWantReadError:
                pass
            self.carry(end)


def as_bytes(part):
    return part.encode() if isinstance(part, str) else bytes(part)


def conversation(transport, port, name=None):
    """Registers a function that says a conversation."""

    def register(function):
        def make():
            talk = Talk(transport, port)
            function(talk)
            return talk.pcap()

        ALL[name or function.__name__] = make
        return function

    return register
