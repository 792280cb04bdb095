"""What speaks on the cable itself: apt-get install lldpd."""

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
