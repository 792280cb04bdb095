"""Calls inside TLS, and relays: apt-get install sip-tester socat coturn; GStreamer and ffmpeg as in media.py."""

from .tools import CERT, KEY, capture, wait_for

CALLEE = "sipp -sn uas -i 127.0.0.1 -p 5070 -t t1 -rtp_echo -mp 16384 -bg"


@capture("tcp port 5061 or udp port 6000 or udp port 16384", settled=True)
def sips(run):
    """sipp speaks TCP; socat puts it into TLS on one side and takes it out on the other."""
    run.start("sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", "5070", "-t", "t1", "-rtp_echo", "-mp", "16384", cwd=run.work)
    both = run.file("both.pem", KEY.read_text() + CERT.read_text())
    run.start("socat", f"OPENSSL-LISTEN:5061,bind=127.0.0.1,reuseaddr,fork,cert={both},verify=0,"
              "openssl-max-proto-version=TLS1.2,cipher=AES128-GCM-SHA256:@SECLEVEL=0", "TCP:127.0.0.1:5070")
    run.start("socat", "TCP-LISTEN:5071,bind=127.0.0.1,reuseaddr,fork", "OPENSSL:127.0.0.1:5061,verify=0,"
              "openssl-max-proto-version=TLS1.2,cipher=AES128-GCM-SHA256:@SECLEVEL=0")
    wait_for(5071)
    yield
    import sys
    sys.path.insert(0, str(CERT.parent / "scripts"))
    text = (CERT.parent / "scripts" / "media.py").read_text()
    scenario = text[text.index('CALL = """') + 10:]
    scenario = scenario[: scenario.index('"""')]
    run.do("sipp", "-sf", run.file("call.xml", scenario), "-i", "127.0.0.1", "-p", "5080", "-mp", "6000", "-t", "t1", "-m", "1", "127.0.0.1:5071", cwd=run.work)


@capture("tcp port 3478", inside=True, settled=True)
def turn(run):
    """coturn relays over TCP: by channels, and to a peer over TCP as well (RFC 6062)."""
    config = ("listening-port=3478\nlistening-ip=10.9.0.1\nrelay-ip=10.9.0.1\nlt-cred-mech\nuser=ada:secret\nrealm=example.org\n"
              f"fingerprint\nno-tls\nno-dtls\nno-cli\nallow-loopback-peers\nlog-file={run.work}/log\nsimple-log\npidfile={run.work}/pid\n"
              f"db={run.work}/db\nmin-port=50000\nmax-port=50100\n")
    run.start("turnserver", "-c", run.file("turn.conf", config), until=1.5)
    run.start("turnutils_peer", "-L", "10.9.0.1", "-p", "3480", until=0.5)
    yield
    ask = ["turnutils_uclient", "-u", "ada", "-w", "secret", "-e", "10.9.0.1", "-r", "3480", "-n", "1", "-m", "1", "-l", "40", "-c"]
    for how in (["-t"], ["-t", "-T"]):
        run.do(*ask, *how, "10.9.0.1", seconds=12)
