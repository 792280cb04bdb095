//! WireGuard: the headers of its four messages (https://www.wireguard.com/protocol/). What is encrypted
//! stays closed.

use super::answers::{Link, Reader, Role};
use super::placed::Placed;
use crate::base::base64;
use crate::dissect::{
    At, Cursor, Cut, DatagramFramer, Dissector, Group, Heuristic, Over, Packet, Protocol, Rest, Scope,
    Severity,
};
use crate::field::Names;
use crate::store::{Application, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "wg",
    title: "WireGuard",
    fields: FIELDS,
    heuristics: &[Heuristic {
        over: Over::Udp,
        accepts: |_, c| kind_of(c.peek(), c.left() as usize).is_some(),
    }],
    datagrams: Some(DatagramFramer {
        application: Application::WireGuard,
        recognises: |bytes, _| matches!(kind_of(bytes, bytes.len()), Some(kind::INITIATION | kind::RESPONSE)),
        next,
        answers_elsewhere: false,
    }),
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

crate::fields! { "wg";
    /// A message of the handshake, or an encrypted packet.
    WG: Protocol = "wg", "WireGuard Protocol", None;
    /// What it is.
    TYPE: U8 = "wg.type", "Type", Dec, TYPES;
    /// Zeros.
    RESERVED: Bytes = "wg.reserved", "Reserved", None;
    /// How the sender wants to be called.
    SENDER: U32 = "wg.sender", "Sender", Hex;
    /// How the receiver wanted to be called.
    RECEIVER: U32 = "wg.receiver", "Receiver", Hex;
    /// Public key of this handshake, in base 64.
    EPHEMERAL: Str = "wg.ephemeral", "Ephemeral", None;
    /// The private key to it was given.
    EPHEMERAL_KNOWN: Bool = "wg.ephemeral.known_privkey", "Has Private Key", None;
    /// The initiator's lasting key, encrypted.
    ENCRYPTED_STATIC: Label = "wg.encrypted_static", "Encrypted Static", None;
    /// The time of the handshake, encrypted.
    ENCRYPTED_TIMESTAMP: Label = "wg.encrypted_timestamp", "Encrypted Timestamp", None;
    /// Nothing, encrypted: proves that the responder has its keys.
    ENCRYPTED_EMPTY: Label = "wg.encrypted_empty", "Encrypted Empty", None;
    /// Proves that the sender knows the receiver's key.
    MAC1: Bytes = "wg.mac1", "mac1", None;
    /// Proves that the sender got the cookie; zeros without one.
    MAC2: Bytes = "wg.mac2", "mac2", None;
    /// Of the cookie's encryption.
    NONCE: Bytes = "wg.nonce", "Nonce", None;
    /// The cookie.
    ENCRYPTED_COOKIE: Bytes = "wg.encrypted_cookie", "Encrypted Cookie", None;
    /// Number of the packet.
    COUNTER: U64 = "wg.counter", "Counter", Dec;
    /// The packet.
    ENCRYPTED_PACKET: Label = "wg.encrypted_packet", "Encrypted Packet", None;
    /// The packet is empty.
    KEEPALIVE: Label = "wg.keepalive", "This is a Keepalive message", None;
    /// The response to this initiation.
    RESPONSE_IN: FrameNum = "wg.response_in", "Response in Frame", None;
    /// The initiation that this responds to.
    RESPONSE_TO: FrameNum = "wg.response_to", "Response to Frame", None;
}

/// Types of messages.
mod kind {
    pub const INITIATION: u8 = 1;
    pub const RESPONSE: u8 = 2;
    pub const COOKIE: u8 = 3;
    pub const DATA: u8 = 4;
}

const TYPES: Names = Names::Table(&[
    (1, "Handshake Initiation"),
    (2, "Handshake Response"),
    (3, "Cookie Reply"),
    (4, "Transport Data"),
]);

const KEY_LEN: u32 = 32;
const TAG_LEN: u32 = 16;
const TIMESTAMP_LEN: u32 = 12;
const MAC_LEN: u32 = 16;
const NONCE_LEN: u32 = 24;
/// Type and indices: what links look at.
const HEAD_BYTES: u64 = 12;

/// The type of a message of that length.
fn kind_of(bytes: &[u8], len: usize) -> Option<u8> {
    let [kind, 0, 0, 0, ..] = *bytes else { return None };
    let fits = match kind {
        kind::INITIATION => len == 148,
        kind::RESPONSE => len == 92,
        kind::COOKIE => len == 64,
        kind::DATA => len >= 32,
        _ => false,
    };
    fits.then_some(kind)
}

fn next(rest: &Rest<'_>) -> Option<Packet> {
    let kind = kind_of(rest.bytes, rest.len)?;
    Some(Packet { len: rest.len, kind: MessageKind(kind), note: 0 })
}

const READER: Reader = Reader { protocol: "wg", head_bytes: HEAD_BYTES, read };

/// A handshake's message: what it is in it, and the initiator's index.
fn read(head: &[u8]) -> Option<(Role, u64)> {
    let index = |at: usize| head.get(at..at + 4)?.first_chunk().map(|b| u32::from_le_bytes(*b).into());
    match *head.first()? {
        kind::INITIATION => Some((Role::Request, index(4)?)),
        kind::RESPONSE => Some((Role::Response, index(8)?)),
        _ => None,
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let start = c;
    let kind = c.u8()?;
    d.tree.leaf(TYPE, kind);
    d.tree.leaf(RESERVED, c.bytes(3)?);
    if let Some(name) = TYPES.name(kind.value.into()) {
        d.columns.set_info(format_args!("{name}"));
    }
    match kind.value {
        kind::INITIATION => {
            sender(d, &mut c)?;
            ephemeral(d, &mut c)?;
            closed(d, &mut c, ENCRYPTED_STATIC, KEY_LEN + TAG_LEN)?;
            closed(d, &mut c, ENCRYPTED_TIMESTAMP, TIMESTAMP_LEN + TAG_LEN)?;
            macs(d, &mut c)?;
        }
        kind::RESPONSE => {
            sender(d, &mut c)?;
            receiver(d, &mut c)?;
            ephemeral(d, &mut c)?;
            closed(d, &mut c, ENCRYPTED_EMPTY, TAG_LEN)?;
            macs(d, &mut c)?;
        }
        kind::COOKIE => {
            receiver(d, &mut c)?;
            d.tree.leaf(NONCE, c.bytes(NONCE_LEN)?);
            d.tree.leaf(ENCRYPTED_COOKIE, c.bytes(MAC_LEN + TAG_LEN)?);
        }
        kind::DATA => data(d, &mut c)?,
        _ => {}
    }
    if let (Some((role, key)), Some(placed)) = (read(start.peek()), Placed::of(d)) {
        let link = Link::of(&placed, d.frame_id(), READER, role, key);
        link.show(d, c.span(0), RESPONSE_IN, RESPONSE_TO, None);
    }
    Ok(())
}

fn sender(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let index = c.u32_le()?;
    d.tree.leaf(SENDER, index);
    d.columns.add_info(format_args!(", sender=0x{:08X}", index.value));
    Ok(())
}

fn receiver(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let index = c.u32_le()?;
    d.tree.leaf(RECEIVER, index);
    d.columns.add_info(format_args!(", receiver=0x{:08X}", index.value));
    Ok(())
}

fn ephemeral(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let key = c.bytes(KEY_LEN)?;
    let node = d.tree.made_text(EPHEMERAL, &base64::text(key.value), key.span);
    let open = d.tree.enter(node);
    d.tree.generated(EPHEMERAL_KNOWN, 0u8, key.span);
    d.tree.close(open);
    Ok(())
}

fn closed(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    field: crate::field::Field<crate::field::def::Label>,
    len: u32,
) -> Result<(), Cut> {
    d.tree.leaf(field, c.bytes(len)?.with(()));
    Ok(())
}

fn macs(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(MAC1, c.bytes(MAC_LEN)?);
    d.tree.leaf(MAC2, c.bytes(MAC_LEN)?);
    Ok(())
}

fn data(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.left().saturating_sub(4 + 8 + TAG_LEN);
    if len == 0 {
        d.columns.set_info(format_args!("Keepalive"));
    }
    receiver(d, c)?;
    let counter = c.u64_le()?;
    d.tree.leaf(COUNTER, counter);
    d.columns.add_info(format_args!(", counter={}", counter.value));
    let packet = At { value: (), span: c.rest_span() };
    let node = d.tree.leaf(ENCRYPTED_PACKET, packet);
    if len == 0 {
        let text = format_args!("This is a Keepalive message");
        d.tree.expert(node, Some(KEEPALIVE), Severity::Chat, Group::Sequence, text);
    } else {
        d.columns.add_info(format_args!(", datalen={len}"));
    }
    c.rest();
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    fn message(kind: u8, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        bytes[..8].copy_from_slice(&[kind, 0, 0, 0, 7, 0, 0, 0xab]);
        over_udp(40_000, 51_820, &bytes)
    }

    #[test]
    fn rows_name_the_indices() {
        let info = |kind, len| {
            let [_, _, protocol, info] = columns(101, &message(kind, len));
            (protocol, info)
        };
        let wg = |info: &str| ("WireGuard".to_owned(), info.to_owned());
        assert_eq!(info(1, 148), wg("Handshake Initiation, sender=0xAB000007"));
        assert_eq!(info(2, 92), wg("Handshake Response, sender=0xAB000007, receiver=0x00000000"));
        assert_eq!(info(3, 64), wg("Cookie Reply, receiver=0xAB000007"));
        assert_eq!(info(4, 32), wg("Keepalive, receiver=0xAB000007, counter=0"));
        assert_eq!(info(4, 112), wg("Transport Data, receiver=0xAB000007, counter=0, datalen=80"));
        for (kind, len) in [(1, 147), (2, 93), (3, 63), (4, 31), (5, 148)] {
            assert_eq!(info(kind, len).0, "UDP", "{kind} {len}");
        }
    }

    #[test]
    fn the_handshake_shows_its_parts() {
        let frame = message(1, 148);
        let lines = labels_from(101, &frame, "WireGuard");
        assert_eq!(
            lines,
            [
                "WireGuard Protocol",
                "    Type: Handshake Initiation (1)",
                "    Reserved: 000000",
                "    Sender: 0xab000007",
                "    Ephemeral: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "        [Has Private Key: False]",
                "    Encrypted Static",
                "    Encrypted Timestamp",
                "    mac1: 00000000000000000000000000000000",
                "    mac2: 00000000000000000000000000000000",
            ]
        );
        survives_cuts(101, &frame);
    }
}
