"""What carries others: apt-get install dante-server openvpn wireguard-go wireguard-tools curl."""

import subprocess

from .tools import CERT, KEY, capture, wait_for

DANTE = """
logoutput: /dev/null
internal: 127.0.0.1 port = 1080
external: 127.0.0.1
clientmethod: none
socksmethod: none
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
"""


@capture("tcp port 1080", settled=True)
def socks_tls(run):
    run.start("openssl", "s_server", "-accept", "4433", "-cert", CERT, "-key", KEY, "-www")
    run.start("python3", "-m", "http.server", "4480", "--bind", "127.0.0.1", cwd=run.file("page.txt", "over SOCKS\n").parent)
    run.start("danted", "-f", run.file("danted.conf", DANTE))
    wait_for(1080)
    yield
    curl = ["curl", "-s", "-k", "-A", "curl", "--http1.1"]
    run.do(*curl, "--socks5-hostname", "127.0.0.1:1080", "https://localhost:4433/", keys=True)
    run.do(*curl, "--socks4", "127.0.0.1:1080", "http://127.0.0.1:4480/page.txt")
    run.do(*curl, "--socks4a", "127.0.0.1:1080", "http://localhost:4480/none.txt")


def ping(run):
    run.do("ping", "-c", "2", "-i", "0.2", "10.99.0.1", at=1)


@capture("udp port 51820", inside=True, settled=True)
def wireguard(run):
    secrets = [subprocess.run(["wg", "genkey"], capture_output=True, check=True).stdout.strip() for _ in range(2)]
    public = [subprocess.run(["wg", "pubkey"], input=s, capture_output=True, check=True).stdout.strip().decode() for s in secrets]
    for n in (0, 1):
        run.start("wireguard-go", "-f", f"wg{n}", at=n)
        secret = run.file(f"secret{n}", secrets[n])
        run.do("wg", "set", f"wg{n}", "private-key", secret, "listen-port", 51820, "peer", public[1 - n],
               "endpoint", f"10.9.0.{2 - n}:51820", "allowed-ips", "10.99.0.0/24", at=n)
        run.do("ip", "addr", "add", f"10.99.0.{n + 1}/24", "dev", f"wg{n}", at=n)
        run.do("ip", "link", "set", f"wg{n}", "up", at=n)
    yield
    ping(run)


def open_vpn(run, transport):
    common = ["--dev", "tun", "--cert", CERT, "--key", KEY, "--ca", CERT, "--tls-version-max", "1.2",
              "--data-ciphers", "AES-128-GCM", "--verify-x509-name", "none", "--verb", "0", "--tls-cipher",
              "TLS-RSA-WITH-AES-128-GCM-SHA256:@SECLEVEL=0"]
    common = [word for word in common if word not in ("--verify-x509-name", "none")]
    sides = {"udp": ("udp", "udp"), "tcp": ("tcp-server", "tcp-client")}[transport]
    run.start("openvpn", *common, "--proto", sides[0], "--dh", "none", "--tls-server", "--ifconfig", "10.99.0.1", "10.99.0.2",
              "--local", "10.9.0.1")
    yield
    run.start("openvpn", *common, "--proto", sides[1], "--tls-client", "--ifconfig", "10.99.0.2", "10.99.0.1",
              "--remote", "10.9.0.1", "--nobind", at=1, until=4)
    ping(run)


@capture("udp port 1194", inside=True, settled=True)
def openvpn(run):
    yield from open_vpn(run, "udp")


@capture("tcp port 1194", inside=True, settled=True)
def openvpn_tcp(run):
    yield from open_vpn(run, "tcp")
