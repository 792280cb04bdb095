//! MQTT 3.1, 3.1.1 and 5.0: packets as a whole. Their parts: `framer` finds them in streams,
//! `property` reads what version 5 adds, `memory` knows what earlier packets said.

pub mod fields;
mod framer;
mod memory;
mod names;
mod property;

use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Flags, Group, MediaType, NodeRef, Protocol, Severity, StreamPlace,
};
use crate::field::Field;
use crate::field::def::{Bool, Bytes, Str, U8, U16};
use crate::field::show;
use crate::proto::json;
use crate::proto::placed::Placed;
use fields::*;
use names::{LEVELS, MSGTYPE_NAMES, SUBSCRIPTION_OPTIONS_RETAIN_NAMES};

pub const PROTOCOL: Protocol = Protocol {
    name: "mqtt",
    title: "MQTT",
    fields: FIELDS,
    framer: Some(framer::FRAMER),
    dissect,
    ..Protocol::EMPTY
};

const V31: u8 = 3;
const V311: u8 = 4;
const V5: u8 = 5;

mod kind {
    pub(super) const CONNECT: u8 = 1;
    pub(super) const CONNACK: u8 = 2;
    pub(super) const PUBLISH: u8 = 3;
    pub(super) const PUBACK: u8 = 4;
    pub(super) const PUBREC: u8 = 5;
    pub(super) const PUBREL: u8 = 6;
    pub(super) const PUBCOMP: u8 = 7;
    pub(super) const SUBSCRIBE: u8 = 8;
    pub(super) const SUBACK: u8 = 9;
    pub(super) const UNSUBSCRIBE: u8 = 10;
    pub(super) const UNSUBACK: u8 = 11;
    pub(super) const DISCONNECT: u8 = 14;
    pub(super) const AUTH: u8 = 15;
}

/// A packet and what is known of its connection.
struct Packet<'a, 'c> {
    kind: u8,
    flags: u8,
    version: u8,
    streams: Option<&'a Placed<'c>>,
    place: Option<StreamPlace>,
}

/// Takes one packet or several that follow each other.
fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if !d.columns.protocol.starts_with("MQTT") {
        d.columns.clear_info();
    }
    let streams = Placed::of(d);
    let mut place = d.place();
    let mut node = d.layer_node();
    loop {
        let len = match framer::lengths(c.peek()) {
            Ok(Some((head, rest))) => (head as u32).saturating_add(rest).min(c.left()),
            _ => c.left(),
        };
        let packet = c.take(len.max(1));
        d.tree.set_span(node, packet.rest_span());
        // What the message of the packet before was stood behind it.
        d.columns.protocol = "MQTT".into();
        let result = one(d, node, packet, streams.as_ref(), place);
        if c.is_empty() {
            return result;
        }
        if let Some(place) = &mut place {
            place.start += u64::from(len);
        }
        if result.is_err() {
            d.hand_over_any(&[Claim::Named("mqtt")], None, c, place);
            return result;
        }
        d.end_layer();
        node = d.tree.open(MQTT, At { value: (), span: c.rest_span() }).node();
    }
}

/// A length of one to four bytes (MQTT 5.0 section 1.5.5).
fn variable_len(c: &mut Cursor<'_>) -> Result<At<u32>, Cut> {
    let start = *c;
    let mut value = 0;
    for nth in 0..4 {
        let byte = c.u8()?.value;
        value |= u32::from(byte & 0x7f) << (7 * nth);
        if byte & 0x80 == 0 {
            return Ok(At { value, span: c.since(&start) });
        }
    }
    Err(Cut::Malformed)
}

fn one(
    d: &mut Dissector<'_>,
    node: NodeRef,
    mut c: Cursor<'_>,
    streams: Option<&Placed<'_>>,
    place: Option<StreamPlace>,
) -> Result<(), Cut> {
    let version = memory::version(streams, place, c.peek());
    let first = c.u8()?;
    let packet = Packet { kind: first.value >> 4, flags: first.value & 15, version, streams, place };
    let name = MSGTYPE_NAMES.name(packet.kind.into()).unwrap_or("Unknown");
    d.columns.add_info_after(", ", format_args!("{name}"));
    d.tree.set_label(node, format_args!("MQ Telemetry Transport Protocol, {name}"));
    if version == 0 && packet.kind != kind::CONNECT {
        let text = format_args!("Unknown version (missing the CONNECT packet?)");
        d.tree.expert(node, Some(UNKNOWN_VERSION), Severity::Note, Group::Protocol, text);
    }
    show_flags(d, &packet, first, name);
    let len = variable_len(&mut c)?;
    d.tree.leaf(LEN, len.map(u64::from));
    packet.content(d, &mut c)
}

fn show_flags(d: &mut Dissector<'_>, packet: &Packet<'_, '_>, at: At<u8>, name: &str) {
    let publish = packet.kind == kind::PUBLISH;
    let old =
        packet.version == V31 && matches!(packet.kind, kind::PUBREL | kind::SUBSCRIBE | kind::UNSUBSCRIBE);
    let level = LEVELS.name(u64::from(packet.flags >> 1 & 3)).unwrap_or_default();
    let mut label = format!("Header Flags: 0x{:02x}, Message Type: {name}", at.value);
    if publish || old {
        label.push_str(if packet.flags & 8 != 0 { ", DUP Flag" } else { "" });
        label.push_str(", QoS Level: ");
        label.push_str(level);
        label.push_str(if publish && packet.flags & 1 != 0 { ", Retain" } else { "" });
    }
    let open = d.tree.open_as(HDRFLAGS, at, format_args!("{label}"));
    d.tree.leaf(MSGTYPE, at);
    if publish || old {
        d.tree.leaf(DUPFLAG, at.map(u64::from));
        d.tree.leaf(QOS, at);
        match publish {
            true => d.tree.leaf(RETAIN, at.map(u64::from)),
            false => d.tree.leaf(RETAIN_RESERVED, at),
        };
    } else {
        d.tree.leaf(HDR_RESERVED, at);
    }
    d.tree.close(open);
}

impl Packet<'_, '_> {
    fn is_v5(&self) -> bool {
        self.version == V5
    }

    fn content(&self, d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
        match self.kind {
            kind::CONNECT => self.connect(d, c),
            kind::CONNACK => self.connack(d, c),
            kind::PUBLISH => self.publish(d, c),
            kind::SUBSCRIBE | kind::UNSUBSCRIBE => self.subscribe(d, c),
            kind::SUBACK | kind::UNSUBACK => self.suback(d, c),
            kind::PUBACK | kind::PUBREC | kind::PUBREL | kind::PUBCOMP => {
                message_id(d, c)?;
                let field = match self.kind {
                    kind::PUBACK => PUBACK_REASON_CODE,
                    kind::PUBREC => PUBREC_REASON_CODE,
                    kind::PUBREL => PUBREL_REASON_CODE,
                    _ => PUBCOMP_REASON_CODE,
                };
                self.reason(d, c, field)
            }
            kind::DISCONNECT => self.reason(d, c, DISCONNECT_REASON_CODE),
            kind::AUTH => self.reason(d, c, AUTH_REASON_CODE),
            _ => Ok(()),
        }
    }

    /// A reason code and properties, both of which may be left out.
    fn reason(&self, d: &mut Dissector<'_>, c: &mut Cursor<'_>, field: Field<U8>) -> Result<(), Cut> {
        if self.is_v5() && !c.is_empty() {
            d.tree.leaf(field, c.u8()?);
            if !c.is_empty() {
                property::all(d, c, PROPERTIES)?;
            }
        }
        Ok(())
    }

    fn connect(&self, d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
        text(d, c, PROTO_LEN, PROTONAME)?;
        d.tree.leaf(VER, c.u8()?);
        let flags = c.u8()?;
        show_connect_flags(d, flags);
        d.tree.leaf(KALIVE, c.u16()?);
        if self.is_v5() {
            property::all(d, c, PROPERTIES)?;
        }
        text(d, c, CLIENTID_LEN, CLIENTID)?;
        if flags.value & 0x04 != 0 {
            if self.is_v5() {
                property::all(d, c, WILL_PROPERTIES)?;
            }
            text(d, c, WILLTOPIC_LEN, WILLTOPIC)?;
            let len = c.u16()?;
            d.tree.leaf(WILLMSG_LEN, len);
            let message: Field<Bytes> = WILLMSG;
            d.tree.leaf(message, c.bytes(len.value.into())?);
        }
        // Clients of version 3.1 may set a flag and leave the text out.
        if flags.value & 0x80 != 0 && !c.is_empty() {
            text(d, c, USERNAME_LEN, USERNAME)?;
        }
        if flags.value & 0x40 != 0 && !c.is_empty() {
            text(d, c, PASSWD_LEN, PASSWD)?;
        }
        Ok(())
    }

    fn connack(&self, d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
        let flags = c.u8()?;
        let bits = flags.map(u64::from);
        if self.version == V31 {
            d.tree.leaf(CONACK_FLAGS_RESERVED, bits);
        } else {
            let present = if flags.value & 1 != 0 { ", Session Present" } else { "" };
            let label = format_args!("Acknowledge Flags: 0x{:02x}{present}", flags.value);
            let open = d.tree.open_as(CONACK_FLAGS, flags, label);
            d.tree.leaf(CONACK_FLAGS_ZERO, bits);
            d.tree.leaf(CONACK_FLAGS_SP, bits);
            d.tree.close(open);
        }
        let code = c.u8()?;
        if matches!(self.version, V31 | V311) {
            d.tree.leaf(CONACK_VAL, code);
            return Ok(());
        }
        d.tree.leaf(CONNACK_REASON_CODE, code);
        if self.is_v5() {
            property::all(d, c, PROPERTIES)?;
        }
        Ok(())
    }

    fn publish(&self, d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
        let len = c.u16()?;
        let node = d.tree.leaf(TOPIC_LEN, len);
        let topic = c.bytes(len.value.into())?;
        let after_topic = c.span(0);
        if len.value > 0 {
            d.tree.leaf(TOPIC, topic);
        } else if !self.is_v5() {
            empty_topic(d, node);
        }
        if self.flags >> 1 & 3 != 0 {
            message_id(d, c)?;
        }
        let mut name = topic.value.to_vec();
        let mut content_type = None;
        if self.is_v5() {
            let said = property::all(d, c, PROPERTIES)?;
            content_type = said.content_type;
            if len.value == 0 {
                let known = self.streams.zip(self.place);
                let known = known.and_then(|(streams, place)| memory::topic(streams, place, said.alias));
                let found = known.is_some();
                name = known.unwrap_or_default();
                let node = d.tree.made_text(TOPIC, &String::from_utf8_lossy(&name), after_topic);
                d.tree.set_flag(node, Flags::GENERATED);
                if !found {
                    let text = format_args!("Unknown topic alias");
                    d.tree.expert(node, Some(UNKNOWN_TOPIC_ALIAS), Severity::Note, Group::Protocol, text);
                }
            }
        }
        topic_in_row(d, &name);
        let body = *c;
        let message = c.rest();
        d.tree.leaf(MSG, message);
        let media_type = content_type.map(MediaType::parse);
        let claimant = media_type.as_ref().and_then(|m| d.registry().of_media_type(&m.essence));
        if let Some((claimant, media_type)) = claimant.zip(media_type)
            && !body.is_empty()
        {
            d.end_layer();
            d.media_type = media_type;
            d.embed(Claim::Named(claimant.protocol.name), body);
        } else if content_type.is_none() && json::looks_like(message.value) {
            // Version 3 has no type, and many senders of version 5 say none: most payloads are JSON.
            d.end_layer();
            d.media_type = MediaType { essence: json::BY_LOOKS.into(), ..MediaType::default() };
            d.embed_by_looks(Claim::Named("json"), body);
        }
        // What was not captured of the message is not an error of the packet.
        if c.is_empty() { Ok(()) } else { Err(Cut::Snapped) }
    }

    fn subscribe(&self, d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
        message_id(d, c)?;
        if self.is_v5() {
            property::all(d, c, PROPERTIES)?;
        }
        while !c.is_empty() {
            let len = c.u16()?;
            let node = d.tree.leaf(TOPIC_LEN, len);
            let topic = c.bytes(len.value.into())?;
            match len.value {
                0 => empty_topic(d, node),
                _ => drop(d.tree.leaf(TOPIC, topic)),
            }
            if self.kind == kind::UNSUBSCRIBE {
                continue;
            }
            topic_in_row(d, topic.value);
            let options = c.u8()?;
            match self.is_v5() {
                true => show_options(d, options),
                false => drop(d.tree.leaf(SUB_QOS, options)),
            }
        }
        Ok(())
    }

    fn suback(&self, d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
        message_id(d, c)?;
        if self.is_v5() {
            property::all(d, c, PROPERTIES)?;
        }
        let field = match (self.kind, self.version) {
            (kind::SUBACK, V31 | V311) => SUBACK_QOS,
            (kind::SUBACK, _) => SUBACK_REASON_CODE,
            (_, V5) => UNSUBACK_REASON_CODE,
            _ => return Ok(()),
        };
        while !c.is_empty() {
            d.tree.leaf(field, c.u8()?);
        }
        Ok(())
    }
}

fn message_id(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let id = c.u16()?;
    d.tree.leaf(MSGID, id);
    d.columns.add_info(format_args!(" (id={})", id.value));
    Ok(())
}

fn topic_in_row(d: &mut Dissector<'_>, topic: &[u8]) {
    if !d.columns.skip_info {
        let text = show::line(topic);
        d.columns.add_info(format_args!(" [{text}]"));
    }
}

fn empty_topic(d: &mut Dissector<'_>, node: NodeRef) {
    let text = format_args!("Length cannot be 0");
    d.tree.expert(node, Some(ILLEGAL_TOPIC_LENGTH), Severity::Warn, Group::Protocol, text);
}

fn text(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    len_field: Field<U16>,
    field: Field<Str>,
) -> Result<(), Cut> {
    let len = c.u16()?;
    d.tree.leaf(len_field, len);
    d.tree.leaf(field, c.bytes(len.value.into())?);
    Ok(())
}

const CONNECT_FLAGS: [(Field<Bool>, u8, &str); 3] = [
    (CONFLAG_UNAME, 0x80, ", User Name Flag"),
    (CONFLAG_PASSWD, 0x40, ", Password Flag"),
    (CONFLAG_RETAIN, 0x20, ", Will Retain"),
];
const LOW_CONNECT_FLAGS: [(Field<Bool>, u8, &str); 3] = [
    (CONFLAG_WILLFLAG, 0x04, ", Will Flag"),
    (CONFLAG_CLEANSESS, 0x02, ", Clean Session Flag"),
    (CONFLAG_RESERVED, 0x01, ", (Reserved)"),
];

fn show_connect_flags(d: &mut Dissector<'_>, at: At<u8>) {
    let mut label = format!("Connect Flags: 0x{:02x}", at.value);
    for (_, bit, name) in CONNECT_FLAGS {
        label.push_str(if at.value & bit != 0 { name } else { "" });
    }
    label.push_str(", QoS Level: ");
    label.push_str(LEVELS.name(u64::from(at.value >> 3 & 3)).unwrap_or_default());
    for (_, bit, name) in LOW_CONNECT_FLAGS {
        label.push_str(if at.value & bit != 0 { name } else { "" });
    }
    let open = d.tree.open_as(CONFLAGS, at, format_args!("{label}"));
    for (field, ..) in CONNECT_FLAGS {
        d.tree.leaf(field, at.map(u64::from));
    }
    d.tree.leaf(CONFLAG_QOS, at);
    for (field, ..) in LOW_CONNECT_FLAGS {
        d.tree.leaf(field, at.map(u64::from));
    }
    d.tree.close(open);
}

fn show_options(d: &mut Dissector<'_>, at: At<u8>) {
    let handling = SUBSCRIPTION_OPTIONS_RETAIN_NAMES.name(u64::from(at.value >> 4 & 3)).unwrap_or_default();
    let kept = if at.value & 8 != 0 { ", Retain As Published" } else { "" };
    let local = if at.value & 4 != 0 { ", No Local" } else { "" };
    let level = LEVELS.name(u64::from(at.value & 3)).unwrap_or_default();
    let label = format_args!(
        "Subscription Options: 0x{:02x}, Retain Handling: {handling}{kept}{local}, QoS: {level}",
        at.value
    );
    let open = d.tree.open_as(SUBSCRIPTION_OPTIONS, at, label);
    d.tree.leaf(SUBSCRIPTION_OPTIONS_RESERVED, at);
    d.tree.leaf(SUBSCRIPTION_OPTIONS_RETAIN, at);
    d.tree.leaf(SUBSCRIPTION_OPTIONS_RAP, at.map(u64::from));
    d.tree.leaf(SUBSCRIPTION_OPTIONS_NL, at.map(u64::from));
    d.tree.leaf(SUBSCRIPTION_OPTIONS_QOS, at);
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    const CONNECT_5: &[u8] = b"\x10\x28\0\x04MQTT\x05\xc6\0\x3c\x05\x11\0\0\0\x07\0\x02id\0\0\x03w/t\0\x02\xaa\xbb\0\x01u\0\x03pwd";

    #[test]
    fn a_connect_packet_shows_its_parts() {
        let (info, lines) = told_alone("mqtt", CONNECT_5, "MQ Telemetry");
        assert_eq!(info, "Connect Command");
        assert_eq!(lines[0], "MQ Telemetry Transport Protocol, Connect Command");
        let connect = "    Connect Flags: 0xc6, User Name Flag, Password Flag, QoS Level: At most once delivery (Fire and Forget), Will Flag, Clean Session Flag";
        assert!(lines.contains(&connect.to_owned()), "{lines:#?}");
        for line in [
            "    Version: MQTT v5.0 (5)",
            "        ID: Session Expiry Interval (0x11)",
            "        Value: 7",
            "    Client ID: id",
            "    Will Topic: w/t",
            "    Will Message: aabb",
            "    User Name: u",
            "    Password: pwd",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
    }

    #[test]
    fn several_packets_stand_side_by_side() {
        let bytes = b"\x32\x07\0\x01a\0\x05hi\x30\x04\0\x01bz\xc0\0";
        let (info, lines) = told_alone("mqtt", bytes, "MQ Telemetry");
        assert_eq!(info, "Publish Message (id=5) [a], Publish Message [b], Ping Request");
        let layers: Vec<_> = lines.iter().filter(|l| l.starts_with("MQ")).collect();
        assert_eq!(layers.len(), 3);
        assert!(lines.contains(&"    Message: 6869".to_owned()), "{lines:#?}");
        assert!(lines.contains(
            &"    [Expert Info (Note/Protocol): Unknown version (missing the CONNECT packet?)]".to_owned()
        ));
    }

    #[test]
    fn a_broken_packet_does_not_hide_the_next() {
        let (info, lines) = told_alone("mqtt", b"\x82\x04\0\x01\0\x09\xd0\0", "MQ Telemetry");
        assert_eq!(info, "Subscribe Request (id=1)[Malformed Packet], Ping Response");
        assert!(lines.contains(&"MQ Telemetry Transport Protocol, Ping Response".to_owned()));
    }
}
