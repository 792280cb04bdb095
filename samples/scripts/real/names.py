"""Names, addresses, time, devices: apt-get install bind9 bind9-dnsutils dnsmasq-base isc-dhcp-client isc-dhcp-server chrony snmpd snmp
rsyslog avahi-daemon avahi-utils systemd-resolved samba; pip install pymodbus."""

import os
import sys

from .tools import CERT, KEY, capture
from .web import name_server


@capture("port 5300", settled=True)
def dns(run):
    name_server(run)
    yield
    ask = ["dig", "@127.0.0.1", "-p", "5300", "+tries=1"]
    run.do(*ask, "alias.example.org", "A", "+subnet=192.0.2.0/24")
    run.do(*ask, "example.org", "HTTPS", "+noedns")
    run.do(*ask, "none.example.org", "MX", "+dnssec", "+nsid")
    run.do(*ask, "+tcp", "+keepopen", "www.example.org", "AAAA", "example.org", "ANY")
    run.do(*ask, "example.org", "AXFR")


RARE = """$TTL 300
@ IN SOA ns admin 1 2 3 4 5
@ IN NS ns
ns IN A 127.0.0.1
wks IN WKS 192.0.2.1 6 smtp http
x25 IN X25 "311061700956"
isdn IN ISDN "150862028003217" "004"
rt IN RT 2 ns
nsap IN NSAP 0x47000580005a0000000001e133ffffff00016100
px IN PX 10 net2.it. prmd-net2.admd-p400.c-it.
gpos IN GPOS "-32.6882" "116.8652" "10.0"
loc IN LOC 42 21 54 N 71 06 18 W -24m 30m
naptr IN NAPTR 100 50 "s" "SIP+D2U" "" ns
a6 IN A6 0 2001:db8::5
apl IN APL 1:192.168.32.0/21 !1:192.168.38.0/28 2:2001:db8::/32
ipseckey IN IPSECKEY 10 3 2 ns AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
dhcid IN DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=
hip IN HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p ns
csync IN CSYNC 66 3 A NS AAAA
zonemd IN ZONEMD 1 1 1 62e6cf51b02e54b9b5f967d547ce43136792901f9f88e637493daaf401c92c279dd10f0edb1c56f8080211f8480ee306
nid IN NID 10 0014:4fff:ff20:ee64
l32 IN L32 10 10.1.2.0
l64 IN L64 10 2001:0DB8:1140:1000
lp IN LP 10 l64
eui48 IN EUI48 00-00-5e-00-53-2a
eui64 IN EUI64 00-00-5e-ef-10-00-00-2a
caa IN CAA 128 iodef "mailto:security@example.org"
svcb IN SVCB 16 . alpn=h2 key65000="abc"
uri IN URI 10 1 "ftp://ftp.example.org/public"
"""
RARE_NAMED = """
include "{key}";
controls {{ }};
options {{ directory "{work}"; pid-file none; session-keyfile none; recursion no; listen-on-v6 {{ none; }};
  listen-on port 53 {{ 10.9.0.1; }}; notify no; }};
zone "example.org" {{ type primary; file "zone"; allow-update {{ key own; }}; }};
"""


@capture("port 53", inside=True, settled=True)
def dns_records(run):
    run.file("zone", RARE)
    key = run.file("key", 'key own { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0"; };\n')
    config = run.file("named.conf", RARE_NAMED.format(work=run.work, key=key))
    run.start("named", "-g", "-c", config, until=2, env={"PATH": "/usr/sbin:/usr/bin"})
    yield
    ask = ["dig", "@10.9.0.1", "+tries=1"]
    run.do(*ask, "example.org", "AXFR")
    for name in ("loc", "apl", "a6", "wks"):
        run.do(*ask, f"{name}.example.org", name, "+nocookie")
    run.do(*ask, "ns.example.org", "+ednsopt=15:0012666f6f", "+ednsopt=13", "+ednsopt=65001:abcdef")
    run.do("nsupdate", "-k", key, input=b"server 10.9.0.1\nzone example.org\nprereq nxdomain new.example.org\n"
           b"update add new.example.org 60 TXT hello\nsend\n")


@capture("udp port 67 or udp port 68 or udp port 546 or udp port 547 or icmp6", inside=True, settled=True)
def dhcp_both(run):
    run.start("dnsmasq", "-k", "-p", "0", "-C", "/dev/null", "-i", "cable0", "--dhcp-authoritative", "--enable-ra", "-l", run.work / "leases",
              "--dhcp-range=10.9.0.50,10.9.0.60,1h", "--dhcp-range=fd09::50,fd09::60,64,1h", "--dhcp-option=option:ntp-server,10.9.0.1",
              "--dhcp-option=option:classless-static-route,198.51.100.0/24,10.9.0.1", "--domain=example.org", "--user=root")
    yield
    common = ["-sf", "/bin/true", "-lf", run.work / "l", "-pf", run.work / "p", "-cf", run.file("none.conf", "")]
    run.do("dhclient", "-4", "-1", *common, "cable1", at=1, seconds=8)
    run.do("dhclient", "-4", "-r", *common, "cable1", at=1, seconds=8)
    run.do("dhclient", "-6", "-1", *common, "cable1", at=1, seconds=8)


@capture("udp port 123 or udp port 323", inside=True, settled=True)
def ntp(run):
    run.start("chronyd", "-d", "-x", "-U", "-u", "root", "-f", run.file("chrony.conf", f"local stratum 3\nallow all\npidfile {run.work}/a\nbindcmdaddress /\n"))
    yield
    client = run.file("client.conf", f"server 10.9.0.1 iburst maxsamples 3\npidfile {run.work}/b\ncmdport 0\nbindcmdaddress /\n")
    run.do("chronyd", "-Q", "-x", "-u", "root", "-t", "6", "-f", client, seconds=8)


@capture("udp port 161 or udp port 162", inside=True, settled=True)
def snmp(run):
    config = "rocommunity public\nrwcommunity private\nsysContact ada\ncreateUser ada SHA secretsecret AES secretsecret\nrouser ada\n"
    run.start("snmpd", "-f", "-C", "-Lo", "-c", run.file("snmpd.conf", config), "-p", run.work / "pid", "udp:10.9.0.1:161", until=1.5)
    yield
    for line in ("snmpget -v1 -c public 10.9.0.1 1.3.6.1.2.1.1.3.0 1.3.6.1.2.1.1.4.0",
                 "snmpgetnext -v2c -c public 10.9.0.1 1.3.6.1.2.1.1.4.0",
                 "snmpbulkget -v2c -c public -Cr3 10.9.0.1 1.3.6.1.2.1.2.2.1.2",
                 "snmpset -v2c -c private 10.9.0.1 1.3.6.1.2.1.1.4.0 s bob",
                 "snmpget -v3 -u ada -l authPriv -a SHA -A secretsecret -x AES -X secretsecret 10.9.0.1 1.3.6.1.2.1.1.4.0",
                 "snmptrap -v1 -c public 10.9.0.1 1.3.6.1.4.1.8072 10.9.0.2 2 0 77 1.3.6.1.2.1.2.2.1.1.1 i 1",
                 "snmptrap -v2c -c public 10.9.0.1 77 1.3.6.1.6.3.1.1.5.3"):
        run.do(*line.split(), seconds=4)


@capture("port 514", inside=True)
def syslog(run):
    for line in ("--rfc3164 -d -p local0.warning -t engine old form", "--rfc5424 -d -p mail.err -t engine --msgid M1 --sd-id x@1 --sd-param k=\"v\" new form"):
        run.do("logger", "-n", "10.9.0.1", "-P", "514", *line.split())


@capture("tcp port 601 or tcp port 6514", settled=True)
def syslog_streams(run):
    """logger counts octets, and ends lines; socat puts what it says into TLS."""
    both = run.file("both.pem", KEY.read_text() + CERT.read_text())
    quiet = "openssl-max-proto-version=TLS1.2,cipher=AES128-GCM-SHA256:@SECLEVEL=0"
    run.start("socat", "-u", "TCP-LISTEN:601,bind=127.0.0.1,reuseaddr,fork", "OPEN:/dev/null")
    run.start("socat", "-u", f"OPENSSL-LISTEN:6514,bind=127.0.0.1,reuseaddr,fork,cert={both},verify=0,{quiet}", "OPEN:/dev/null")
    run.start("socat", "TCP-LISTEN:6515,bind=127.0.0.1,reuseaddr,fork", f"OPENSSL:127.0.0.1:6514,verify=0,{quiet}")
    yield
    said = run.file("said.txt", "the engine starts\nthe engine weaves\n")
    log = ["logger", "-T", "-n", "127.0.0.1", "-p", "local0.notice", "-t", "engine", "-f", said]
    run.do(*log, "-P", "601", "--rfc5424", "--octet-count", at=0)
    run.do(*log, "-P", "601", "--rfc3164", at=0)
    run.do(*log, "-P", "6515", "--rfc5424", "--octet-count", at=0)


@capture("udp port 5353", inside=True, settled=True)
def mdns(run):
    config = "[server]\nhost-name=lens{n}\nenable-dbus=no\nuse-ipv6=yes\n[publish]\npublish-hinfo=yes\n[rlimits]\n"
    for n in (0, 1):
        place = run.work / f"run{n}"
        place.mkdir()
        run.start("unshare", "-m", "sh", "-c", f"mkdir -p /run/avahi-daemon; mount --bind {place} /run/avahi-daemon; exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "
                  + str(run.file(f"avahi{n}.conf", config.format(n=n))), at=n, until=0.5 if n == 0 else 0)
        if n == 0:
            yield


OPTIONS = """authoritative; min-secs 0;
option domain-name "example.org"; option domain-search "a.example.org", "b.example.org"; option ntp-servers 10.9.0.4;
option slp-directory-agent true 10.9.0.12; option slp-service-scope true "default"; option tcode "Europe/Berlin";
option sip code 120 = string; option sip 00:03:73:69:70:07:65:78:61:6d:70:6c:65:00;
option vendors code 125 = string; option vendors 00:00:0d:e9:08:04:06:30:30:31:31:32:32;
option choice code 146 = string; option choice 03:0a:09:00:01:0a:09:00:02:07:65:78:61:6d:70:6c:65:00;
option portal code 114 = text; option portal "https://portal.example.org/"; option own code 224 = text; option own "{long}";
subnet 10.9.0.0 netmask 255.255.255.0 {{ range 10.9.0.100 10.9.0.150; option routers 10.9.0.1; default-lease-time 60; }}
"""
CLIENT = """send dhcp-client-identifier "box"; send user-class "\\004test"; send host-name "box"; send dhcp-max-message-size 576;
send fqdn.fqdn "box.example.org."; send fqdn.encoded on; send dhcp-parameter-request-list 1,3,12,15,42,78,79,101,114,119,120,125,146,224;
"""
SERVER_6 = """authoritative; default-lease-time 60;
option dhcp6.name-servers fd09::1; option dhcp6.ntp code 56 = string; option dhcp6.ntp 00:03:00:09:03:6e:74:70:03:6f:72:67:00;
option dhcp6.aftr code 64 = string; option dhcp6.aftr 04:61:66:74:72:07:65:78:61:6d:70:6c:65:00; option dhcp6.nisp-servers fd09::6;
option dhcp6.map code 94 = string; option dhcp6.map 00:59:00:0c:01:08:18:c0:00:02:00:20:20:01:0d:b8;
subnet6 fd09::/64 { range6 fd09::100 fd09::1ff; prefix6 fd0a:: fd0a:0:ff:: /56; }
"""
CLIENT_6 = """send dhcp6.user-class 00:04:61:62:63:64; send dhcp6.vendor-class 00:00:11:8b:00:02:61:62; send dhcp6.oro 23,28,56,64,94;
"""


@capture("udp port 67 or udp port 68 or udp port 546 or udp port 547", inside=True, settled=True)
def dhcp_options(run):
    """ISC's server and client: more options than a message holds, so that names hold some; a prefix for a router."""
    run.work.chmod(0o777)
    for version, config in ((4, OPTIONS.format(long="x" * 200)), (6, SERVER_6)):
        run.file(f"leases{version}", "", 0o666)
        run.start("dhcpd", f"-{version}", "-d", "-f", "-user", "root", "-group", "root", "-cf", run.file(f"dhcpd{version}.conf", config),
                  "-lf", run.work / f"leases{version}", "-pf", run.work / f"pid{version}", "cable0", until=1.5)
    yield
    common = ["-sf", "/bin/true", "-lf", run.work / "l", "-pf", run.work / "p", "-cf"]
    run.do("dhclient", "-4", "-1", *common, run.file("client4.conf", CLIENT), "cable1", at=1, seconds=8)
    run.do("dhclient", "-4", "-r", *common, run.file("client4.conf", CLIENT), "cable1", at=1, seconds=5)
    run.do("dhclient", "-6", "-P", "-N", "-1", "-D", "LL", *common, run.file("client6.conf", CLIENT_6), "cable1", at=1, seconds=8)


@capture("port 161 or port 162", inside=True, settled=True)
def snmp_streams(run):
    """net-snmp over TCP (RFC 3430), and what it tells in version 3: informs, traps, reports of errors."""
    place = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": str(run.work)}
    config = "rocommunity public\nsysContact ada\nsysDescr box\ncreateUser ada SHA secretsecret AES secretsecret\nrouser ada\n"
    run.start("snmpd", "-f", "-C", "-Lo", "-c", run.file("snmpd.conf", config), "-p", run.work / "pid",
              "udp:10.9.0.1:161,tcp:10.9.0.1:161", until=1.5, env=place)
    config = "disableAuthorization yes\ncreateUser ada SHA secretsecret AES secretsecret\n"
    run.start("snmptrapd", "-f", "-C", "-Lo", "-c", run.file("trapd.conf", config), "-p", run.work / "trap", "udp:10.9.0.1:162",
              until=1.5, env={**place, "SNMP_PERSISTENT_DIR": str(run.work / "traps")})
    yield
    proves = "-v3 -u ada -l authNoPriv -a SHA -A"
    for line in ("snmpget -v2c -c public tcp:10.9.0.1:161 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.4.0",
                 "snmpbulkget -v2c -c public -Cr45 tcp:10.9.0.1:161 1.3.6.1.2.1.2.2",
                 "snmpgetnext -v2c -c public 10.9.0.1 1.9.9",
                 f"snmpget {proves} secretsecret 10.9.0.1 1.3.6.1.2.1.1.1.0",
                 f"snmpget {proves} wrongwrong 10.9.0.1 1.3.6.1.2.1.1.1.0",
                 "snmpinform -v2c -c public 10.9.0.1 77 1.3.6.1.6.3.1.1.5.4",
                 f"snmpinform {proves} secretsecret 10.9.0.1 77 1.3.6.1.6.3.1.1.5.4",
                 "snmptrap -v3 -e 0x8000000001020304 -u ada -l noAuthNoPriv 10.9.0.1 77 1.3.6.1.6.3.1.1.5.4"):
        run.do(*line.split(), seconds=4, environment={"SNMP_PERSISTENT_DIR": str(run.work / "client"), "MIBS": ""})


@capture("udp port 137 or udp port 138", inside=True, settled=True)
def netbios(run):
    """Two nmbd of samba's: names are claimed, asked for and given up, and they tell in datagrams that they are there."""
    for n in (0, 1):
        places = {"lock": "lock directory", "state": "state directory", "cache": "cache directory", "private": "private dir",
                  "rpc": "ncalrpc dir", "pid": "pid directory"}
        for name in places:
            (run.work / f"{name}{n}").mkdir()
        lines = [f"{option} = {run.work}/{name}{n}" for name, option in places.items()]
        wins = "wins support = yes" if n == 0 else "wins server = 10.9.0.1"
        lines += ["[global]", "workgroup = LENS", f"netbios name = BOX{n}", f"os level = {65 - n * 20}", wins, f"interfaces = cable{n}",
                  "bind interfaces only = yes", f"log file = {run.work}/log{n}", f"preferred master = {'yes' if n == 0 else 'no'}"]
        run.file(f"smb{n}.conf", "[global]\n" + "\n".join(lines) + "\n")
    yield
    run.start("nmbd", "-F", "--no-process-group", "-s", run.work / "smb0.conf", at=0, until=3)
    run.start("nmbd", "-F", "--no-process-group", "-s", run.work / "smb1.conf", at=1, until=5)
    ask = ["nmblookup", "-s", run.work / "smb1.conf"]
    for line in (["BOX0"], ["-A", "10.9.0.1"], ["-U", "10.9.0.1", "-R", "BOX0#20"], ["-U", "10.9.0.1", "-R", "NOBODY#20"]):
        run.do(*ask, *line, seconds=4)
    run.ends[1].terminate()
    run.ends[1].wait()


@capture("tcp port 502", inside=True, settled=True)
def modbus(run):
    server = """
from pymodbus.server import StartTcpServer
from pymodbus.simulator import SimData, SimDevice, DataType
StartTcpServer(SimDevice(1, simdata=[SimData(0, values=[17] * 20, datatype=DataType.REGISTERS)]), address=("10.9.0.1", 502))
"""
    client = """
from pymodbus.client import ModbusTcpClient
c = ModbusTcpClient("10.9.0.1", port=502)
c.connect()
c.read_holding_registers(0, count=3, device_id=1)
c.read_input_registers(2, count=2, device_id=1)
c.write_register(1, 7, device_id=1)
c.write_registers(2, [8, 9], device_id=1)
c.write_coil(3, True, device_id=1)
c.read_coils(0, count=12, device_id=1)
c.mask_write_register(address=1, and_mask=255, or_mask=0, device_id=1)
c.readwrite_registers(read_address=0, read_count=2, address=4, values=[1], device_id=1)
c.read_holding_registers(900, count=3, device_id=1)
c.read_device_information(device_id=1)
c.close()
"""
    run.start(sys.executable, run.file("server.py", server), until=2)
    yield
    run.do(sys.executable, run.file("client.py", client), at=1)
