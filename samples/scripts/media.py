#!/usr/bin/python3
"""Makes samples/media: media streams that real programs set up, captured on loopback.

    apt-get install ffmpeg tcpdump sip-tester gstreamer1.0-plugins-good gstreamer1.0-plugins-base \
        gstreamer1.0-rtsp gir1.2-gst-rtsp-server-1.0 python3-gi
    samples/scripts/media.py samples/media [tones] [calls]

GStreamer's RTSP server sends two tones to ffmpeg, once over UDP and once between the messages of the
connection; then sipp calls another sipp over UDP and over TCP, sends it speech and a key, and gets the speech back.
"""
import subprocess, sys, tempfile, threading, time
from pathlib import Path

PORT = 8554
TONES = ("( audiotestsrc is-live=true num-buffers=25 samplesperbuffer=160 ! audio/x-raw,rate=8000,channels=1 "
         "! mulawenc ! rtppcmupay name=pay0 pt=0 "
         "audiotestsrc is-live=true num-buffers=25 samplesperbuffer=80 ! audio/x-raw,rate=8000,channels=1 "
         "! audioconvert ! rtpL16pay name=pay1 pt=96 )")
# sipp's own call, with a key pressed after a few packets of speech.
CALL = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="call">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]SIPpTag09[call_number]
To: [service] <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: sip:sipp@[local_ip]:[local_port]
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=user1 53655765 2353687637 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[local_ip_type] [local_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-11,16
]]></send>
  <recv response="180" optional="true"/>
  <recv response="200"/>
  <send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]SIPpTag09[call_number]
To: [service] <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Content-Length: 0
]]></send>
  <nop><action><exec play_pcap_audio="/usr/share/sip-tester/g711a.pcap"/></action></nop>
  <pause milliseconds="120"/>
  <nop><action><exec play_pcap_audio="/usr/share/sip-tester/dtmf_2833_1.pcap"/></action></nop>
  <pause milliseconds="400"/>
  <send retrans="500"><![CDATA[
BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: sipp <sip:sipp@[local_ip]:[local_port]>;tag=[pid]SIPpTag09[call_number]
To: [service] <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Content-Length: 0
]]></send>
  <recv response="200"/>
</scenario>
"""


class Capture:
    """tcpdump on loopback, as long as the block runs."""

    def __init__(self, path, what):
        self.command = ["tcpdump", "-i", "lo", "-s", "0", "-U", "--immediate-mode", "-w", str(path), what]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.DEVNULL)
        time.sleep(1)

    def __exit__(self, *_):
        time.sleep(0.5)
        self.process.terminate()
        self.process.wait()


def tones():
    import gi
    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer
    Gst.init(None)
    server, factory = GstRtspServer.RTSPServer(), GstRtspServer.RTSPMediaFactory()
    server.set_address("127.0.0.1")
    server.set_service(str(PORT))
    factory.set_launch(TONES)
    server.get_mount_points().add_factory("/tones", factory)
    server.attach(None)
    threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
    time.sleep(1)


def listen(transport):
    subprocess.run(["timeout", "10", "ffmpeg", "-loglevel", "error", "-rtsp_transport", transport, "-i",
                    f"rtsp://127.0.0.1:{PORT}/tones", "-t", "0.2", "-f", "null", "-"], check=False)


def call(folder, transport):
    scenario = Path(folder, "call.xml")
    scenario.write_text(CALL)
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    answer = subprocess.Popen(["timeout", "15", "sipp", "-t", transport, "-sn", "uas", "-i", "127.0.0.1", "-p", "5060", "-mp", "6000",
                               "-rtp_echo", "-m", "1", "-nostdin"], **quiet)
    time.sleep(1)
    subprocess.run(["timeout", "15", "sipp", "-t", transport, "-sf", str(scenario), "-i", "127.0.0.1", "-p", "5080", "-mp", "7000",
                    "-m", "1", "-nostdin", "127.0.0.1:5060"], **quiet)
    answer.terminate()
    answer.wait()


def main(folder, parts):
    out = Path(folder).resolve()
    out.mkdir(parents=True, exist_ok=True)
    if "tones" in parts:
        tones()
        with Capture(out / "rtsp-udp.pcap", f"tcp port {PORT} or (udp and not port 53)"):
            listen("udp")
        with Capture(out / "rtsp-interleaved.pcap", f"tcp port {PORT}"):
            listen("tcp")
    if "calls" in parts:
        for transport, name in (("u1", "sip-call.pcap"), ("t1", "sip-tcp.pcap")):
            with tempfile.TemporaryDirectory() as work, Capture(out / name, "tcp port 5060 or (udp and not port 53)"):
                call(work, transport)


main(sys.argv[1] if len(sys.argv) > 1 else "samples/media", sys.argv[2:] or ["tones", "calls"])
