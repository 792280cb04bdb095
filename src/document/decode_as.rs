//! Decode As: the user's rules that say which protocol a port, a number or a conversation belongs to. One
//! table of what can be decoded otherwise for the window and for `tlens -d`; what a frame could be decoded by.
//! Not here: how a rule is typed (`cli::decode_as`, the dialog).

use crate::base::id::FrameId;
use crate::dissect::Claim;
use crate::proto;
use crate::store::{Capture, Transport};

/// What can be decoded as something else: name, title, and the claim of a number.
#[derive(Debug)]
pub struct LayerType {
    pub name: &'static str,
    pub title: &'static str,
    pub claim: fn(u32) -> Option<Claim>,
    /// Only the capture that is open knows the number: rules are not kept.
    pub of_one_capture: bool,
}

/// The claim of numbers that have 16 bits, or 8.
macro_rules! narrow {
    ($claim:path) => {
        |n| n.try_into().ok().map($claim)
    };
}

const fn layer(name: &'static str, title: &'static str, claim: fn(u32) -> Option<Claim>) -> LayerType {
    LayerType { name, title, claim, of_one_capture: false }
}

const fn conversation(name: &'static str, title: &'static str, claim: fn(u32) -> Option<Claim>) -> LayerType {
    LayerType { name, title, claim, of_one_capture: true }
}

pub const LAYER_TYPES: &[LayerType] = &[
    layer("dtls.port", "DTLS Port", narrow!(Claim::DtlsPort)),
    layer("ethertype", "Ethertype", narrow!(Claim::EtherType)),
    layer("ip.proto", "IP protocol", narrow!(Claim::IpProtocol)),
    layer("llc.dsap", "LLC SAP", narrow!(Claim::LlcSap)),
    layer("ppp.protocol", "PPP protocol", narrow!(Claim::PppProtocol)),
    layer("tcp.port", "TCP port", narrow!(Claim::TcpPort)),
    conversation("tcp.stream", "TCP conversation", |n| Some(Claim::TcpStream(n))),
    layer("tls.port", "TLS Port", narrow!(Claim::TlsPort)),
    layer("udp.port", "UDP port", narrow!(Claim::UdpPort)),
    conversation("udp.stream", "UDP conversation", |n| Some(Claim::UdpStream(n))),
    layer("wtap_encap", "Wiretap encapsulation type", |n| Some(Claim::LinkType(n))),
];

/// The row of that name.
pub fn layer_type(name: &str) -> Option<&'static LayerType> {
    LAYER_TYPES.iter().find(|l| l.name == name)
}

/// One rule: numbers of that layer belong to the protocol.
#[derive(Clone, Debug)]
pub struct Rule {
    pub layer: &'static LayerType,
    pub number: u32,
    pub protocol: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Rule {
    /// As `-d` takes it: `tcp.port==8443,http`.
    pub fn text(&self) -> String {
        format!("{}=={},{}", self.layer.name, self.number, self.protocol)
    }

    /// A rule as [`Self::text`] wrote it; `None`, if it is none, or names what there is not.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once("==")?;
        let (number, protocol) = rest.split_once(',')?;
        let rule = Self {
            layer: layer_type(name)?,
            number: number.parse().ok()?,
            protocol: proto::registry().protocol(protocol)?.protocol.name,
        };
        rule.claim().map(|_| rule)
    }

    pub fn claim(&self) -> Option<Claim> {
        (self.layer.claim)(self.number)
    }
}

/// What dissection is told.
pub fn claims(rules: &[Rule]) -> Vec<(Claim, &'static str)> {
    rules.iter().filter_map(|rule| Some((rule.claim()?, rule.protocol))).collect()
}

/// What the frame's payload could be decoded by: its conversation, then its ports, the lower one first.
pub fn of_frame(capture: &Capture, frame: FrameId) -> Vec<(&'static LayerType, u32)> {
    let conversation = capture.frame(frame).and_then(|meta| capture.conversation(meta.conversation()?));
    let Some(conversation) = conversation else { return Vec::new() };
    let names = match conversation.transport {
        Transport::Tcp => ["tcp.port", "tcp.stream"],
        Transport::Udp => ["udp.port", "udp.stream"],
        Transport::Sctp | Transport::Dccp => return Vec::new(),
    };
    let [port, stream] = names.map(layer_type);
    let mut ports = [&conversation.ends[0], &conversation.ends[1]].map(|end| u32::from(end.port));
    ports.sort_unstable();
    let ports = ports.into_iter().filter_map(|n| Some((port?, n)));
    ports.chain(stream.map(|layer| (layer, conversation.stream))).collect()
}

/// Protocols that can be named: those that dissect, in order of letters.
pub fn protocols() -> Vec<&'static str> {
    let listed = proto::registry().protocols().iter();
    let mut names: Vec<&str> = listed
        .filter(|l| !l.protocol.name.starts_with('_') && !l.protocol.name.contains('.'))
        .map(|l| l.protocol.name)
        .filter(|name| !matches!(*name, "frame" | "pkt_comment"))
        .collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_written_and_read() {
        for text in ["tcp.port==8443,http", "udp.stream==70000,coap", "ethertype==4660,data"] {
            assert_eq!(Rule::parse(text).map(|rule| rule.text()).as_deref(), Some(text));
        }
        for wrong in ["", "tcp.port==8443", "tcp.port==99999,http", "foo==1,http", "tcp.port==1,nonsense"] {
            assert!(Rule::parse(wrong).is_none(), "{wrong}");
        }
        let rules = ["tcp.port==9,http", "tcp.stream==3,data"].map(|t| Rule::parse(t).unwrap());
        assert_eq!(claims(&rules), [(Claim::TcpPort(9), "http"), (Claim::TcpStream(3), "data")]);
        assert!(rules[1].layer.of_one_capture && !rules[0].layer.of_one_capture);
    }

    #[test]
    fn protocols_that_dissect_can_be_named() {
        let names = protocols();
        assert!(names.is_sorted());
        assert!(["http", "tls", "mqtt", "data"].iter().all(|name| names.contains(name)));
        assert!(!names.contains(&"frame") && !names.iter().any(|name| name.contains('.')));
    }
}
