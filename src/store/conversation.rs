//! A conversation: two endpoints of one transport, and what was counted and recognised of it.

use super::flow::Flow;
use crate::base::id::FrameId;
use std::net::IpAddr;
use std::sync::Arc;

/// The transport of a conversation; each counts its conversations from 0 (`tcp.stream`, …).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Transport {
    Tcp,
    Udp,
    Sctp,
    Dccp,
}

/// One end: address and port. IPv4 addresses stand as IPv4-mapped IPv6 ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint {
    pub address: [u8; 16],
    pub port: u16,
}

impl Endpoint {
    pub fn v4(address: [u8; 4], port: u16) -> Self {
        let [a, b, c, d] = address;
        Self { address: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d], port }
    }

    pub fn ip(&self) -> IpAddr {
        IpAddr::from(self.address).to_canonical()
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.ip(), self.port)
    }
}

/// What the bytes of a conversation were recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
#[repr(u8)]
pub enum Application {
    #[default]
    Unknown,
    Tls,
    Http,
    Http2,
    Dtls,
    Quic,
    Dns,
    WebSocket,
    Ssh,
    Resp,
    Modbus,
    Smtp,
    Imap,
    Pop,
    Ftp,
    Socks,
    Proxy,
    Mqtt,
    Coap,
    Ldap,
    Xmpp,
    Pgsql,
    Mysql,
    Tftp,
    WireGuard,
    Rtsp,
    Sip,
    OpenVpn,
    Syslog,
    Telnet,
    Snmp,
    Stun,
}

impl Application {
    /// The protocol's name as in filters; `None`, where it is not known.
    pub fn protocol(self) -> Option<&'static str> {
        Some(match self {
            Self::Unknown => return None,
            Self::Tls => "tls",
            Self::Http => "http",
            Self::Http2 => "http2",
            Self::Dtls => "dtls",
            Self::Quic => "quic",
            Self::Dns => "dns",
            Self::WebSocket => "websocket",
            Self::Ssh => "ssh",
            Self::Resp => "resp",
            Self::Modbus => "mbtcp",
            Self::Smtp => "smtp",
            Self::Imap => "imap",
            Self::Pop => "pop",
            Self::Ftp => "ftp",
            Self::Socks => "socks",
            Self::Proxy => "proxy",
            Self::Mqtt => "mqtt",
            Self::Coap => "coap",
            Self::Ldap => "ldap",
            Self::Xmpp => "xmpp",
            Self::Pgsql => "pgsql",
            Self::Mysql => "mysql",
            Self::Tftp => "tftp",
            Self::WireGuard => "wg",
            Self::Rtsp => "rtsp",
            Self::Sip => "sip",
            Self::OpenVpn => "openvpn",
            Self::Syslog => "syslog",
            Self::Telnet => "telnet",
            Self::Snmp => "snmp",
            Self::Stun => "stun",
        })
    }
}

/// Two endpoints and what passed between them. Direction 0 goes from `ends[0]` to `ends[1]`;
/// `ends[0]` sent the first frame.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub ends: [Endpoint; 2],
    pub transport: Transport,
    /// TLS, if any part of it is; else the last protocol recognised.
    pub application: Application,
    /// Number among the conversations of its transport: `tcp.stream`, `udp.stream`.
    pub stream: u32,
    pub first: FrameId,
    pub last: FrameId,
    /// Frames sent in each direction.
    pub frames: [u32; 2],
    /// Bytes on the wire of those frames.
    pub bytes: [u64; 2],
    /// What its segments, or recognised datagrams, carried; made when the first one with data or a
    /// flag worth keeping came.
    pub flow: Option<Arc<Flow>>,
}

impl Conversation {
    /// What stands at an offset of a direction's stream.
    pub fn application_at(&self, direction: usize, offset: u64) -> Application {
        let stream = self.flow.as_ref().and_then(|f| f.directions.get(direction));
        stream.and_then(|d| d.application_at(offset)).unwrap_or(self.application)
    }
}
