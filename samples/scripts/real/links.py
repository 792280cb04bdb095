"""What speaks on the cable itself: apt-get install lldpd keepalived bird2 radvd ndisc6."""

from .tools import capture


@capture("ether proto 0x88cc or stp or igmp or (ip6 and icmp6 and ip6[40] == 143) or (ip6[6] == 0)", inside=True, settled=True)
def neighbours(run):
    yield
    run.do("ip", "link", "add", "bridge0", "type", "bridge", "stp_state", "1", at=0)
    run.do("ip", "link", "set", "cable0", "master", "bridge0", at=0)
    run.do("ip", "link", "set", "bridge0", "up", at=0)
    run.start("unshare", "-m", "sh", "-c", "mkdir -p /run/lldpd; mount -t tmpfs none /run; mkdir -p /run/lldpd /run; exec lldpd -d -I cable1 -u /run/s -S lens", at=1, until=1)
    member = """
import socket, struct, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
group = socket.inet_aton("239.1.2.3") + socket.inet_aton("10.9.0.2")
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
time.sleep(2)
s.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group)
time.sleep(1)
"""
    run.do("python3", run.file("member.py", member), at=1)


RADVD = """
interface cable0 {
  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvIntervalOpt on; AdvHomeAgentInfo on; AdvHomeAgentFlag on;
  HomeAgentPreference 7; AdvManagedFlag on; AdvOtherConfigFlag on; AdvDefaultPreference high; AdvLinkMTU 1400;
  prefix fd09::/64 { AdvRouterAddr on; };
  prefix 2001:db8:1::/64 { AdvValidLifetime infinity; AdvPreferredLifetime 600; AdvAutonomous off; };
  route 2001:db8:2::/48 { AdvRoutePreference low; };
  RDNSS fd09::1 fd09::53 { AdvRDNSSLifetime 600; };
  DNSSL example.org lab.example.net { AdvDNSSLLifetime 600; };
  abro fd09::1 { AdvVersionLow 10; AdvVersionHigh 2; AdvValidLifeTime 2; };
  lowpanco { AdvContextLength 64; AdvContextCompressionFlag on; AdvContextID 3; AdvLifeTime 100; };
};
"""


@capture("icmp6", inside=True, settled=True)
def advertisements(run):
    """A router tells hosts what it knows; a host asks, and the router leaves."""
    run.do("sysctl", "-w", "net.ipv6.conf.all.forwarding=1", at=0)
    config = run.file("radvd.conf", RADVD)
    yield
    run.start("radvd", "-n", "-C", config, "-p", run.work / "pid", "-u", "root", at=0, until=1)
    run.do("rdisc6", "-1", "cable1", at=1)
    run.do("ndisc6", "-1", "fd09::1", "cable1", at=1)
    run.do("sh", "-c", f"kill $(cat {run.work}/pid)", at=0)
    run.do("sleep", "0.5")


@capture("tcp port 5000", inside=True)
def mptcp(run):
    """One connection over two paths: the client has a second address, which it tells and uses."""
    run.do("ip", "addr", "add", "10.9.0.22/24", "dev", "cable1", at=1)
    for at in (0, 1):
        run.do("ip", "mptcp", "limits", "set", "subflow", "2", "add_addr_accepted", "2", at=at)
    run.do("ip", "mptcp", "endpoint", "add", "10.9.0.22", "dev", "cable1", "subflow", at=1)
    run.do("ip", "mptcp", "endpoint", "add", "fd09::1", "dev", "cable0", "signal", at=0)
    server = """
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM, 262)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("::", 5000))
s.listen()
c, _ = s.accept()
for path, body in ((b"/1", b"one"), (b"/2", b"two")):
    while path not in c.recv(100):
        pass
    c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\n" + body)
c.close()
"""
    client = """
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
s.connect(("10.9.0.1", 5000))
for path in (b"/1", b"/2"):
    s.sendall(b"GET " + path + b" HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
    s.recv(1000)
    time.sleep(0.3)
s.close()
time.sleep(0.5)
"""
    run.start("python3", run.file("server.py", server), at=0)
    run.do("python3", run.file("client.py", client), at=1)


VRRP = """
global_defs {
    vrrp_version 3
    vrrp_startup_delay 0
}
vrrp_instance new {
    state MASTER
    interface cable0
    virtual_router_id 7
    priority 200
    advert_int 0.5
    virtual_ipaddress {
        10.9.0.100/24
        10.9.0.101/24
    }
}
vrrp_instance new6 {
    state MASTER
    interface cable0
    virtual_router_id 8
    priority 255
    advert_int 0.5
    virtual_ipaddress {
        fe80::100/64
        fd09::100/64
    }
}
vrrp_instance old {
    version 2
    state MASTER
    interface cable0
    virtual_router_id 9
    priority 100
    authentication {
        auth_type PASS
        auth_pass secret
    }
    virtual_ipaddress {
        10.9.0.102/24
    }
}
"""

ROUTES = """
router id 10.9.0.%d;
log "/dev/null" all;
protocol device { }
protocol direct { ipv6; ipv4; }
protocol static { ipv6; route 2001:db8:%d::/48 unreachable; }
protocol rip ng { ipv6 { import all; export all; }; interface "cable%d" { update time 2; }; }
"""


@capture("ip proto 112 or ip6 proto 112 or udp port 521", inside=True, settled=True)
def routers(run):
    """Virtual routers (VRRP 2 and 3) and RIPng."""
    yield
    run.start("keepalived", "-n", "-P", "-f", run.file("vrrp.conf", VRRP), "-p", run.work / "k", "-r", run.work / "v", at=0)
    for at in (0, 1):
        conf = run.file(f"bird{at}.conf", ROUTES % (at + 1, at + 1, at))
        run.start("bird", "-f", "-c", conf, "-s", run.work / f"s{at}", at=at)
    run.do("sleep", "4", seconds=5)
    # Routes that are gone, a router that leaves.
    run.ends[0].terminate()
    run.ends[2].terminate()
    run.do("sleep", "1")
