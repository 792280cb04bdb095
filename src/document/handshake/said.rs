//! What one frame of a session says: handshake messages, alerts, data, and what TCP does meanwhile,
//! read off the frame's dissection. What is made of many frames is in `steps.rs`.

use crate::base::id::FrameId;
use crate::dissect::tree::Node;
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::field::FieldSet;
use crate::store::Capture;

/// Values of one kind that a fact holds.
const MAX_VALUES: usize = 4;
/// Bytes of a handshake message's header over streams and over datagrams.
const HEADER_LEN: u64 = 4;
const DATAGRAM_HEADER_LEN: u64 = 12;
/// QUIC carries alerts as connection errors (RFC 9001 section 4.8).
const QUIC_STREAM_FRAMES: std::ops::RangeInclusive<u64> = 0x08..=0x0f;

/// What a part of a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A handshake message, by its type; `whole`: not a part of one.
    Handshake {
        kind: u8,
        whole: bool,
    },
    ChangeCipherSpec,
    Alert {
        fatal: bool,
        number: u8,
    },
    /// Application data, opened or not.
    Data,
    /// A record or packet that stays closed; its content type, as far as that shows.
    Sealed {
        content_type: Option<u8>,
    },
    Heartbeat,
    /// A QUIC packet that is nothing but a request to begin again.
    Retry,
    /// A QUIC connection ends with this error code.
    ConnectionClose {
        code: u64,
    },
}

/// A part of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub what: What,
    /// As the standard calls it: `Client Hello`.
    pub name: String,
    /// Of the message with its header, of opened data, or of a sealed record.
    pub len_bytes: u64,
    /// It was encrypted, and was opened.
    pub is_opened: bool,
    /// Name and value, for people; may be untrusted.
    pub facts: Vec<(&'static str, String)>,
}

/// What TCP says in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpSaid {
    pub is_tcp: bool,
    pub syn: bool,
    pub ack: bool,
    pub fin: bool,
    pub rst: bool,
    pub len_bytes: u64,
    /// Sent before.
    pub again: bool,
}

/// Everything a frame says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub tcp: TcpSaid,
    pub items: Vec<Item>,
}

/// Facts that are shown of a message: field without the `d` of DTLS, name.
const FACTS: &[(&str, &str)] = &[
    ("tls.handshake.version", "Version"),
    ("tls.handshake.extensions.supported_version", "Supported versions"),
    ("tls.handshake.ciphersuite", "Suites"),
    ("tls.handshake.extensions_server_name", "Server name"),
    ("tls.handshake.extensions_alpn_str", "ALPN"),
    ("tls.handshake.extensions_supported_group", "Groups"),
    ("tls.handshake.extensions_key_share_group", "Key shares"),
    ("tls.handshake.server_named_curve", "Curve"),
    ("tls.handshake.epms_len", "Encrypted secret"),
    ("tls.handshake.session_ticket_lifetime_hint", "Ticket lifetime"),
    ("tls.alert_message.level", "Level"),
    ("tls.alert_message.desc", "Alert"),
    ("wirelens.tls.verify_data", "Verify data"),
    ("wirelens.tls.verified", "Proof"),
    ("wirelens.tls.secret_from", "Opened by"),
    ("wirelens.tls.not_decrypted", "Not decrypted"),
    ("quic.cc.reason_phrase", "Reason"),
];

/// Other fields that are read, the same way.
const STRUCTURE: &[&str] = &[
    "tls.record",
    "tls.record.content_type",
    "tls.record.opaque_type",
    "tls.record.length",
    "tls.handshake.type",
    "tls.handshake.length",
    "tls.handshake.fragment_length",
    "tls.fragments",
    "tls.change_cipher_spec",
    "tls.heartbeat_message",
    "tls.app_data",
    "wirelens.tls.content_len",
    "quic",
    "quic.packet_length",
    "quic.long.packet_type",
    "quic.remaining_payload",
    "quic.protected_payload",
    "quic.frame_type",
    "quic.stream_data",
    "quic.cc.error_code",
    "quic.cc.error_code.tls_alert",
    "tcp.flags",
    "tcp.len",
    "tcp.analysis.retransmission",
    "tcp.analysis.fast_retransmission",
    "tcp.analysis.spurious_retransmission",
];

/// The fields that must be kept to read a frame.
pub fn fields(registry: &Registry) -> FieldSet {
    let names = STRUCTURE.iter().copied().chain(FACTS.iter().map(|(name, _)| *name));
    let both = names.flat_map(|name| [name.to_owned(), format!("d{name}")]);
    both.flat_map(|name| registry.named(&name).to_vec()).collect()
}

/// Reads frames of one capture.
pub struct Reader<'c> {
    d: Dissector<'c>,
}

impl<'c> Reader<'c> {
    pub fn new(capture: &'c Capture, settings: &'c Settings, registry: &'static Registry) -> Self {
        let wanted = Wanted::Labelled(fields(registry));
        Self { d: Dissector::new(capture, settings, registry, wanted) }
    }

    /// What a frame says.
    pub fn read(&mut self, frame: FrameId) -> Said {
        self.d.frame(frame);
        let mut state = State::default();
        for node in self.d.tree.nodes() {
            let name = self.d.tree.def(node.field).abbrev;
            let is_datagram = name.starts_with("dtls");
            let name = if is_datagram { name.get(1..).unwrap_or(name) } else { name };
            state.node(name, is_datagram, node, &|| value(&self.d, node));
        }
        state.end_record();
        state.said
    }
}

/// What stands behind the name in a node's line.
fn value(d: &Dissector<'_>, node: &Node) -> String {
    let mut label = String::new();
    d.tree.label(node, &d.sources, &mut label);
    let label = label.trim_start_matches('[').trim_end_matches(']');
    label.split_once(": ").map_or(label, |(_, value)| value).to_owned()
}

/// The record or packet that is being read.
#[derive(Default)]
struct Record {
    is_open: bool,
    content_type: Option<u8>,
    len_bytes: u64,
    /// Where its items begin.
    first_item: usize,
    is_quic: bool,
    has_frames: bool,
    is_sealed: bool,
}

#[derive(Default)]
struct State {
    said: Said,
    record: Record,
    header_len: u64,
    message_len: u64,
}

impl State {
    fn node(&mut self, name: &str, is_datagram: bool, node: &Node, value: &dyn Fn() -> String) {
        let number = node.value.uint().unwrap_or(0);
        let byte = u8::try_from(number).unwrap_or(u8::MAX);
        match name {
            "tcp.flags" => self.tcp(number),
            "tcp.len" => self.said.tcp.len_bytes = number,
            "tcp.analysis.retransmission"
            | "tcp.analysis.fast_retransmission"
            | "tcp.analysis.spurious_retransmission" => self.said.tcp.again = true,
            // Inside QUIC a record is only a frame around messages.
            "tls.record" if !self.record.is_quic => self.begin(false),
            "tls.record.content_type" => self.record.content_type = Some(byte),
            "tls.record.length" => self.record.len_bytes = number,
            "tls.handshake.type" => {
                self.header_len = if is_datagram { DATAGRAM_HEADER_LEN } else { HEADER_LEN };
                let text = value();
                let name = text.rsplit_once(" (").map_or(text.as_str(), |(name, _)| name);
                self.push(What::Handshake { kind: byte, whole: true }, name, 0);
            }
            "tls.handshake.length" => {
                self.message_len = number;
                let len_bytes = number.saturating_add(self.header_len);
                self.last(|item| item.len_bytes = len_bytes);
            }
            "tls.handshake.fragment_length" => {
                let is_whole = number >= self.message_len;
                self.last(|item| {
                    if let What::Handshake { whole, .. } = &mut item.what {
                        *whole = is_whole;
                    }
                });
            }
            // The last part of a message shows the whole of it.
            "tls.fragments" => self.last(|item| {
                if let What::Handshake { whole, .. } = &mut item.what {
                    *whole = true;
                }
            }),
            "tls.change_cipher_spec" => self.push(What::ChangeCipherSpec, "Change Cipher Spec", 1),
            "tls.alert_message.level" | "tls.alert_message.desc" => {
                self.alert(name.ends_with("level"), byte, value);
            }
            "tls.heartbeat_message" => {
                let len_bytes = self.record.len_bytes;
                self.push(What::Heartbeat, "Heartbeat", len_bytes);
            }
            "tls.app_data" => {
                let len_bytes = self.record.len_bytes;
                self.push(What::Data, "Application Data", len_bytes);
            }
            "wirelens.tls.content_len" => self.opened(number),
            "quic" => self.begin(true),
            "quic.packet_length" => {
                // Packets of one datagram stand one behind the other.
                if self.record.has_frames || self.record.len_bytes > 0 {
                    self.begin(true);
                }
                self.record.len_bytes = number;
            }
            "quic.long.packet_type" if byte == 3 => self.push(What::Retry, "Retry", 0),
            "quic.remaining_payload" | "quic.protected_payload" => self.record.is_sealed = true,
            "quic.frame_type" => {
                self.record.has_frames = true;
                if QUIC_STREAM_FRAMES.contains(&number) {
                    self.push(What::Data, "Application Data", 0);
                    self.last(|item| item.is_opened = true);
                }
            }
            "quic.stream_data" => {
                let len = u64::from(node.span.len);
                self.last(|item| item.len_bytes = len);
            }
            "quic.cc.error_code" => {
                self.push(What::ConnectionClose { code: number }, "Connection Close", 0);
            }
            "quic.cc.error_code.tls_alert" => {
                self.last(|item| item.what = What::Alert { fatal: true, number: byte });
            }
            _ => self.fact(name, value),
        }
    }

    fn tcp(&mut self, flags: u64) {
        let tcp = &mut self.said.tcp;
        // The outer one counts; a tunnel's inner one comes later.
        if tcp.is_tcp {
            return;
        }
        tcp.is_tcp = true;
        (tcp.fin, tcp.syn, tcp.rst, tcp.ack) =
            (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0, flags & 16 != 0);
    }

    fn begin(&mut self, is_quic: bool) {
        self.end_record();
        self.record =
            Record { is_open: true, is_quic, first_item: self.said.items.len(), ..Record::default() };
    }

    /// A record of which nothing was read stays closed.
    fn end_record(&mut self) {
        let record = std::mem::take(&mut self.record);
        let has_items = self.said.items.len() > record.first_item;
        if record.is_open && !record.is_quic && record.content_type.is_none() {
            // TLS 1.3 says of a sealed record only that it is one.
            for item in self.said.items.iter_mut().skip(record.first_item) {
                if item.what == What::Data && !item.is_opened {
                    item.what = What::Sealed { content_type: None };
                    item.name = "Encrypted record".into();
                }
            }
        }
        let is_closed = if record.is_quic { record.is_sealed && !record.has_frames } else { !has_items };
        if record.is_open && is_closed && !has_items && record.len_bytes > 0 {
            let what = What::Sealed { content_type: record.content_type };
            let name = match record.content_type {
                Some(22) => "Encrypted handshake message",
                Some(21) => "Encrypted alert",
                _ if record.is_quic => "Encrypted packet",
                _ => "Encrypted record",
            };
            let (name, len_bytes) = (name.to_owned(), record.len_bytes);
            self.said.items.push(Item { what, name, len_bytes, is_opened: false, facts: Vec::new() });
        }
    }

    fn push(&mut self, what: What, name: &str, len_bytes: u64) {
        let item = Item { what, name: name.to_owned(), len_bytes, is_opened: false, facts: Vec::new() };
        self.said.items.push(item);
    }

    fn last(&mut self, change: impl FnOnce(&mut Item)) {
        if let Some(item) = self.said.items.last_mut() {
            change(item);
        }
    }

    /// An alert begins with its level; a sealed one has none.
    fn alert(&mut self, is_level: bool, byte: u8, value: &dyn Fn() -> String) {
        if is_level {
            self.push(What::Alert { fatal: false, number: 0 }, "Alert", 2);
        }
        self.last(|item| {
            if let What::Alert { fatal, number } = &mut item.what {
                if is_level {
                    *fatal = byte == 2;
                } else {
                    *number = byte;
                }
            }
        });
        self.fact(if is_level { "tls.alert_message.level" } else { "tls.alert_message.desc" }, value);
    }

    /// The record was opened: so was all that stands in it.
    fn opened(&mut self, content_len: u64) {
        let first = self.record.first_item;
        for item in self.said.items.iter_mut().skip(first) {
            item.is_opened = true;
            if item.what == What::Data {
                item.len_bytes = content_len;
            }
        }
    }

    fn fact(&mut self, name: &str, value: &dyn Fn() -> String) {
        let Some((_, title)) = FACTS.iter().find(|(field, _)| *field == name) else { return };
        let first = self.record.first_item;
        if self.said.items.len() <= first {
            // Said of the record before anything is read of it.
            return;
        }
        self.last(|item| match item.facts.iter_mut().find(|(known, _)| known == title) {
            None => item.facts.push((title, value())),
            Some((_, text)) => add_value(text, value),
        });
    }
}

/// Adds to a list of values; beyond a few they are counted.
fn add_value(text: &mut String, value: &dyn Fn() -> String) {
    let (shown, more) = match text.rsplit_once(", +") {
        Some((shown, more)) => (shown.len(), more.parse::<usize>().unwrap_or(0)),
        None => (text.len(), 0),
    };
    if more == 0 && text.matches(", ").count() + 1 < MAX_VALUES {
        text.push_str(", ");
        text.push_str(&value());
    } else {
        text.truncate(shown);
        text.push_str(&format!(", +{}", more + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::opened;
    use super::*;

    fn said(capture: &str, secrets: &[&str], number: u32) -> Said {
        let (capture, settings) = opened(capture, secrets);
        let mut reader = Reader::new(&capture, &settings, crate::proto::registry());
        reader.read(FrameId::from_number(number).unwrap())
    }

    fn names(said: &Said) -> Vec<(&str, u64, bool)> {
        said.items.iter().map(|i| (i.name.as_str(), i.len_bytes, i.is_opened)).collect()
    }

    #[test]
    fn messages_are_read_with_their_sizes() {
        let flight = said("upyssl.pcap", &[], 6);
        let wanted =
            [("Server Hello", 74, false), ("Certificate", 797, false), ("Server Hello Done", 4, false)];
        assert_eq!(names(&flight), wanted);
        let open = said("upyssl.pcap", &["key.pem"], 10);
        assert_eq!(names(&open), [("Change Cipher Spec", 1, false), ("Finished", 16, true)]);
        let closed = said("upyssl.pcap", &[], 10);
        let wanted = [("Change Cipher Spec", 1, false), ("Encrypted handshake message", 80, false)];
        assert_eq!(names(&closed), wanted);
        assert!(said("upyssl.pcap", &[], 1).tcp.syn);
    }

    #[test]
    fn an_alert_is_read_once_it_is_open() {
        let alert = said("upyssl.pcap", &["key.pem"], 18);
        assert_eq!(alert.items[0].what, What::Alert { fatal: false, number: 0 });
        assert!(alert.items[0].is_opened);
        let closed = said("upyssl.pcap", &[], 18);
        assert_eq!(closed.items[0].what, What::Sealed { content_type: Some(21) });
    }

    #[test]
    fn facts_of_many_values_are_counted() {
        let hello = said("sibling/default-tls12-ecdhe.pcap", &[], 4);
        let suites = &hello.items[0].facts.iter().find(|(name, _)| *name == "Suites").unwrap().1;
        assert!(suites.contains(", +"), "{suites}");
        let mut text = "a".to_owned();
        for _ in 0..6 {
            add_value(&mut text, &|| "b".into());
        }
        assert_eq!(text, "a, b, b, b, +3");
    }

    #[test]
    fn datagrams_are_read_too() {
        let part = said("dtls/ecdhe.pcap", &[], 5);
        assert_eq!(part.items[0].what, What::Handshake { kind: 11, whole: false });
        let whole = said("dtls/ecdhe.pcap", &[], 8);
        assert_eq!(whole.items[0].what, What::Handshake { kind: 11, whole: true });
        let quic = said("quic/quic.pcap", &["quic/quic.keys"], 4);
        assert!(quic.items.iter().any(|i| i.name == "Server Hello"), "{quic:?}");
        let closed = said("quic/quic.pcap", &[], 10);
        assert!(matches!(closed.items[0].what, What::Sealed { .. }), "{closed:?}");
    }
}
