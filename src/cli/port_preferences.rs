//! `-o http.tcp.port:80,8000-8010`: the ports whose payloads belong to a protocol.

use crate::dissect::Claim;
use crate::proto;

/// The protocols that have such a preference, by what carries them.
const PROTOCOLS: &[(&str, &[&str], Carrier)] = &[
    (
        "tcp.port",
        &[
            "coap", "dns", "ftp", "http", "http2", "imap", "ldap", "mbtcp", "mqtt", "mysql", "ntp", "pgsql",
            "pop", "resp", "rtsp", "sip", "smtp", "snmp", "socks", "ssh", "stun", "syslog", "telnet",
        ],
        |port| Claim::TcpPort(port),
    ),
    (
        "udp.port",
        &[
            "coap", "dhcp", "dhcpv6", "dns", "llmnr", "mdns", "nbns", "ntp", "quic", "rtcp", "sip", "snmp",
            "ssdp", "stun", "syslog", "tftp", "wg",
        ],
        |port| Claim::UdpPort(port),
    ),
    ("tls.port", &["http", "ldap", "sip"], |port| Claim::TlsPort(port)),
];

type Carrier = fn(u16) -> Claim;

/// Ports of HTTP in Wireshark. Here it is recognised by its bytes, so they say nothing.
const HTTP: &[u16] = &[80, 1900, 2710, 2869, 3128, 3132, 5985, 8080, 8088, 11371];

/// The preference of one protocol.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    protocol: &'static str,
    carrier: Carrier,
}

impl Ports {
    /// By its name, `http.tcp.port`.
    pub fn of(preference: &str) -> Option<Self> {
        let (name, rest) = preference.split_once('.')?;
        let (_, names, carrier) = PROTOCOLS.iter().find(|(suffix, ..)| *suffix == rest)?;
        let protocol = names.iter().find(|known| **known == name)?;
        Some(Self { protocol, carrier: *carrier })
    }

    /// All of them.
    pub fn names() -> impl Iterator<Item = String> {
        PROTOCOLS.iter().flat_map(|(rest, names, _)| names.iter().map(move |name| format!("{name}.{rest}")))
    }

    /// What a list of ports says: whose payloads at new ports are. Usual ones that it leaves out stay as they were, as
    /// in tshark. `None`: it is no list.
    pub fn taken(self, list: &str) -> Option<Vec<(Claim, &'static str)>> {
        let mut ports = Vec::new();
        for part in list.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let number = |text: &str| text.trim().parse::<u32>().ok().map(|n| n.min(u16::MAX.into()) as u16);
            let (first, last) = (number(first)?, number(last)?);
            ports.extend(first.min(last)..=first.max(last));
        }
        let usual = |claim: &Claim| {
            let claimant = proto::registry().claimant(*claim);
            claimant.is_some_and(|listed| listed.protocol.name == self.protocol)
        };
        let is_http = |port: &u16| self.protocol == "http" && HTTP.contains(port);
        let new = ports.iter().filter(|port| !is_http(port)).map(|port| (self.carrier)(*port));
        let taken = new.filter(|claim| !usual(claim)).map(|claim| (claim, self.protocol)).collect();
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_ports_are_taken() {
        let taken = |name: &str, list: &str| Ports::of(name).unwrap().taken(list);
        assert_eq!(
            taken("http.tcp.port", "80, 81-82").unwrap(),
            [(Claim::TcpPort(81), "http"), (Claim::TcpPort(82), "http")]
        );
        assert_eq!(taken("dns.udp.port", "53,5300").unwrap(), [(Claim::UdpPort(5300), "dns")]);
        assert_eq!(taken("http.tls.port", "").unwrap(), []);
        assert!(taken("http.tcp.port", "x").is_none());
        assert!(Ports::of("tls.port").is_none() && Ports::of("http.udp.port").is_none());
    }

    #[test]
    fn every_protocol_is_one_of_ours() {
        for name in Ports::names() {
            let protocol = name.split('.').next().unwrap_or("");
            assert!(proto::registry().protocol(protocol).is_some(), "{name}");
        }
    }
}
