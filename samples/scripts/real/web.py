"""Over HTTP: apt-get install bind9 bind9-dnsutils mosquitto ngtcp2-client ngtcp2-server; pip install grpcio protobuf paho-mqtt websockets."""

import subprocess
import sys
import time

from .tools import CERT, KEY, capture, wait_for

ZONE = """$TTL 300
@ IN SOA ns.example.org. admin.example.org. 1 2 3 4 5
@ IN NS ns
@ IN HTTPS 1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.7
ns IN A 192.0.2.53
www IN A 192.0.2.7
www IN AAAA 2001:db8::7
alias IN CNAME www
"""
NAMED = """
tls own {{ key-file "{key}"; cert-file "{cert}"; }};
http own {{ endpoints {{ "/dns-query"; }}; }};
options {{ directory "{work}"; pid-file none; recursion no; listen-on-v6 {{ none; }};
  listen-on port 5300 {{ 127.0.0.1; }};
  listen-on port 853 tls own {{ 127.0.0.1; }};
  listen-on port 443 tls own http own {{ 127.0.0.1; }};
  listen-on port 8053 tls none http own {{ 127.0.0.1; }}; }};
controls {{ }};
zone "example.org" {{ type primary; file "zone"; }};
"""


def name_server(run):
    run.file("zone", ZONE)
    config = run.file("named.conf", NAMED.format(work=run.work, key=run.file("key", KEY.read_text()), cert=CERT))
    run.start("named", "-g", "-c", config, until=2, env={"PATH": "/usr/sbin:/usr/bin", "SSLKEYLOGFILE": str(run.keys)})


@capture("udp port 4433", settled=True)
def http3_offload(run):
    """The server hands several datagrams at once to the network, which the capture shows as one."""
    run.file("index.html", "<html>" + "".join(f"<p>{n}</p>\n" for n in range(400)) + "</html>\n")
    run.file("small.json", '{"small": true}\n')
    run.start("gtlsserver", "-q", "--no-quic-dump", "--no-http-dump", "-d", run.work, "127.0.0.1", "4433", KEY, CERT)
    yield
    places = [f"https://localhost/{name}" for name in ("index.html", "small.json", "none")]
    run.do("gtlsclient", "-q", "--exit-on-all-streams-close", "--no-pmtud", "127.0.0.1", "4433", *places, keys=True)


@capture("tcp port 443 or tcp port 8053", settled=True)
def doh(run):
    name_server(run)
    yield
    ask = ["dig", "@127.0.0.1", "+tries=1", "+nocookie"]
    run.do(*ask, "+https", "www.example.org", "A", "www.example.org", "AAAA", keys=True)
    run.do(*ask, "+https-get", "example.org", "HTTPS", keys=True)
    run.do(*ask, "-p", "8053", "+http-plain", "alias.example.org", "A")
    run.do(*ask, "-p", "8053", "+http-plain-get", "none.example.org", "A")


@capture("tcp port 853", settled=True)
def dot(run):
    name_server(run)
    yield
    run.do("dig", "@127.0.0.1", "+tls", "+tries=1", "+keepopen", "www.example.org", "A", "example.org", "HTTPS", keys=True)


# message Point { int32 x = 1; string name = 2; repeated sint64 values = 3; Point inner = 4; double d = 5; }, by hand.
GRPC = r'''
import grpc, sys, time
from concurrent import futures

raw = lambda b: b
point = bytes.fromhex("0896011205776f726c641a03010203220608011202696e29000000000000f83f")

class Handler(grpc.GenericRpcHandler):
    def service(self, call):
        kind = call.method.rsplit("/", 1)[1]
        if kind == "Say":
            return grpc.unary_unary_rpc_method_handler(lambda r, c: r, raw, raw)
        if kind == "Count":
            return grpc.unary_stream_rpc_method_handler(lambda r, c: iter([bytes([8, n]) for n in range(3)]), raw, raw)
        if kind == "Gather":
            return grpc.stream_unary_rpc_method_handler(lambda rs, c: bytes([8, len(list(rs))]), raw, raw)
        if kind == "Fail":
            return grpc.unary_unary_rpc_method_handler(lambda r, c: c.abort(grpc.StatusCode.NOT_FOUND, "no such thing"), raw, raw)

if sys.argv[1] == "server":
    server = grpc.server(futures.ThreadPoolExecutor(4), handlers=(Handler(),))
    server.add_insecure_port("127.0.0.1:50051")
    server.start()
    time.sleep(60)
else:
    with grpc.insecure_channel("127.0.0.1:50051", options=[("grpc.enable_http_proxy", 0)]) as channel:
        path = "/lens.v1.Points/"
        channel.unary_unary(path + "Say", raw, raw)(point, metadata=[("trace-bin", b"\0\1")])
        channel.unary_unary(path + "Say", raw, raw)(point * 6, compression=grpc.Compression.Gzip)
        list(channel.unary_stream(path + "Count", raw, raw)(b"\x08\x03"))
        channel.stream_unary(path + "Gather", raw, raw)(iter([point, b"", b"\x12\x01x"]))
        try:
            channel.unary_unary(path + "Fail", raw, raw)(b"\x12\x04what", timeout=3)
        except grpc.RpcError:
            pass
'''


@capture("tcp port 50051", settled=True)
def grpc(run):
    script = run.file("points.py", GRPC)
    run.start(sys.executable, script, "server", until=1.5)
    yield
    run.do(sys.executable, script, "client")


MQTT = """
import ssl, sys, time
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

def talk(port, log=None, **options):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="lens", protocol=mqtt.MQTTv5, **options)
    if log:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode, context.keylog_filename = False, ssl.CERT_NONE, log
        client.tls_set_context(context)
    client.connect("127.0.0.1", port)
    client.loop_start()
    time.sleep(0.4)
    client.subscribe("t/#", 1)
    time.sleep(0.2)
    for kind, payload in (("application/json", b'{"temperature": 21.5, "ok": true}'), ("application/protobuf", bytes.fromhex("0896011205776f726c64")),
                          (None, b'["no type", 1]'), ("text/plain", b"plain words")):
        said = Properties(PacketTypes.PUBLISH)
        if kind:
            said.ContentType = kind
        client.publish("t/" + str(len(payload)), payload, 1, properties=said)
        time.sleep(0.15)
    client.disconnect()
    time.sleep(0.2)

talk(9001, transport="websockets")
talk(8883, sys.argv[1])
"""


@capture("tcp port 9001 or tcp port 8883", settled=True)
def mqtt_payloads(run):
    config = (f"listener 9001 127.0.0.1\nprotocol websockets\nlistener 8883 127.0.0.1\ncertfile {CERT}\nkeyfile {run.file('key', KEY.read_text())}\n"
              "allow_anonymous true\n")
    run.start("mosquitto", "-c", run.file("mosquitto.conf", config), until=1)
    yield
    run.do(sys.executable, run.file("talk.py", MQTT), run.keys)
