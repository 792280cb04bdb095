"""What has its own encryption: apt-get install openssh-server libcoap3-bin hostapd wpasupplicant; pip install aiortc."""

import json
import subprocess
import sys

from .tools import CERT, KEY, capture, wait_for


@capture("tcp port 22", settled=True)
def ssh(run):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", run.work / "host"], check=True)
    subprocess.run(["mkdir", "-p", "/run/sshd"], check=True)
    run.start("/usr/sbin/sshd", "-D", "-f", "/dev/null", "-h", run.work / "host", "-o", "ListenAddress=127.0.0.1",
              "-o", "UsePAM=no", "-o", "PasswordAuthentication=no")
    wait_for(22)
    yield
    # Nobody is let in: what can be read ends with the new keys.
    run.do("ssh", "-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
           "-o", "BatchMode=yes", "127.0.0.1", "true")


@capture("udp port 5684 or tcp port 5684", settled=True)
def coap_dtls(run):
    # The same key in hexadecimal opens the first session: 736563726574507373.
    run.start("coap-server-gnutls", "-A", "127.0.0.1", "-k", "secretPss", "-c", CERT, "-j", KEY, until=1)
    yield
    psk = ["-u", "sensor", "-k", "secretPss"]
    run.do("coap-client-gnutls", *psk, "-m", "get", "coaps://127.0.0.1/.well-known/core", keys=True)
    run.do("coap-client-gnutls", *psk, "-m", "put", "-t", "50", "-e", '{"a":1}', "coaps://127.0.0.1/example_data", keys=True)
    run.do("coap-client-gnutls", "-n", "-m", "get", "coaps+tcp://127.0.0.1/time", keys=True, seconds=4)


@capture("udp port 5683 or udp port 5684", settled=True)
def coap_blocks(run):
    run.start("coap-server-gnutls", "-A", "127.0.0.1", "-d", "4", "-k", "secretPss", until=1)
    yield
    body = json.dumps({"sensors": [{"name": f"room {n}", "celsius": 20 + n / 2} for n in range(12)]})
    config = run.file("config.json", body)
    run.do("coap-client-gnutls", "-m", "put", "-t", "50", "-b", "128", "-f", config, "coap://127.0.0.1/config")
    run.do("coap-client-gnutls", "-m", "get", "-b", "256", "coap://127.0.0.1/config")
    psk = ["-u", "sensor", "-k", "secretPss", "-b", "256"]
    run.do("coap-client-gnutls", *psk, "-m", "put", "-t", "50", "-f", config, "coaps://127.0.0.1/sealed", keys=True)
    run.do("coap-client-gnutls", *psk, "-m", "get", "coaps://127.0.0.1/sealed", keys=True)


HOSTAPD = """
interface=cable0
driver=wired
use_pae_group_addr=1
ieee8021x=1
eap_server=1
eap_user_file={users}
ca_cert={cert}
server_cert={cert}
private_key={key}
openssl_ciphers=AES128-SHA256:@SECLEVEL=0
tls_flags=[DISABLE-TLSv1.3]
fragment_size=600
"""
SUPPLICANT = """
ap_scan=0
openssl_ciphers=AES128-SHA256:@SECLEVEL=0
network={{
  key_mgmt=IEEE8021X
  eap={method}
  {more}
  identity="ada"
  private_key="{key}"
  client_cert="{cert}"
  eapol_flags=0
  fragment_size=400
  phase1="tls_disable_tlsv1_3=1"
}}
"""


def over_a_cable(run, method, user, more=""):
    users = run.file("users", user)
    run.start("hostapd", run.file("hostapd.conf", HOSTAPD.format(users=users, cert=CERT, key=KEY)), until=1)
    given = SUPPLICANT.format(method=method, key=KEY, cert=CERT, more=more)
    yield
    run.start("wpa_supplicant", "-D", "wired", "-i", "cable1", "-c", run.file("supplicant.conf", given), at=1, until=4)


@capture("ether proto 0x888e", inside=True, settled=True)
def eap_tls(run):
    yield from over_a_cable(run, "TLS", '"ada" TLS\n')


@capture("ether proto 0x888e", inside=True, settled=True)
def eap_peap(run):
    user = '"ada" PEAP\n"ada" MSCHAPV2 "lovelace" [2]\n'
    yield from over_a_cable(run, "PEAP", user, 'password="lovelace"\n  phase2="auth=MSCHAPV2"')


KEY_OF_PAX, KEY_OF_SAKE = "0123456789abcdef" * 2, "0123456789abcdef" * 4
METHODS = {
    "MD5": '"lovelace"',
    "GTC": '"lovelace"',
    "MSCHAPV2": '"lovelace"',
    "PWD": '"lovelace"',
    "IKEV2": '"lovelace"',
    "PAX": KEY_OF_PAX,
    "SAKE": KEY_OF_SAKE,
    "GPSK": '"a key of thirty-two characters.."',
}


@capture("ether proto 0x888e", inside=True, settled=True)
def eap_methods(run):
    """One method after the other, none of them over TLS."""
    users = run.file("users", "".join(f'"{name.lower()}" {name} {secret}\n' for name, secret in METHODS.items()))
    run.start("hostapd", run.file("hostapd.conf", HOSTAPD.format(users=users, cert=CERT, key=KEY)), until=1)
    yield
    for name, secret in METHODS.items():
        network = f'network={{\nkey_mgmt=IEEE8021X\neap={name}\nidentity="{name.lower()}"\npassword={secret}\neapol_flags=0\n}}'
        config = run.file(f"{name}.conf", "ap_scan=0\n" + network)
        run.do("wpa_supplicant", "-D", "wired", "-i", "cable1", "-c", config, at=1, seconds=4)


BROWSER = '''
import asyncio, json, sys
import aiortc.rtcdtlstransport as transport
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack

log, offers = sys.argv[1], sys.argv[2] == "offer"
made = transport.RTCCertificate._create_ssl_context

def with_log(self, *arguments, **named):
    context = made(self, *arguments, **named)
    if offers:
        context.set_keylog_callback(lambda _, line: open(log, "ab").write(line + b"\\n"))
    return context

transport.RTCCertificate._create_ssl_context = with_log

def say(description):
    print(json.dumps({"sdp": description.sdp, "type": description.type}), flush=True)

async def hear():
    line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    return RTCSessionDescription(**json.loads(line))

async def main():
    peer = RTCPeerConnection()
    done = asyncio.Event()

    @peer.on("datachannel")
    def arrived(channel):
        channel.on("message", lambda text: channel.send(text.upper()))

    @peer.on("track")
    def track(_):
        pass

    if offers:
        channel = peer.createDataChannel("chat")
        channel.on("open", lambda: channel.send("hello over data channels"))
        channel.on("message", lambda _: done.set())
        peer.addTrack(AudioStreamTrack())
        await peer.setLocalDescription(await peer.createOffer())
        say(peer.localDescription)
        await peer.setRemoteDescription(await hear())
        await asyncio.wait_for(done.wait(), 8)
        await asyncio.sleep(0.3)
    else:
        await peer.setRemoteDescription(await hear())
        await peer.setLocalDescription(await peer.createAnswer())
        say(peer.localDescription)
        await asyncio.sleep(3)
    await peer.close()

asyncio.run(main())
'''


@capture("udp and (host 10.9.0.1 and host 10.9.0.2)", inside=True)
def webrtc(run):
    script = run.file("browser.py", BROWSER)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    ends = [run.start(sys.executable, script, run.keys, role, at=n, until=0, **pipes) for n, role in enumerate(("offer", "answer"))]
    for said, heard in (ends, ends[::-1]):
        json.loads(line := said.stdout.readline())
        heard.stdin.write(line)
        heard.stdin.flush()
    ends[0].wait(12)
