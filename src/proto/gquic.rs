//! Google's QUIC before the standard, with a handshake of its own: up to Q043 with public flags, Q044
//! to Q046 with a header like QUIC's. Only hellos are in the clear.

use crate::dissect::{At, Cursor, Cut, Dissector, Heuristic, Over, Protocol, SourceId};
use crate::field::Names;
use crate::field::def::YES_NO;

pub const PROTOCOL: Protocol = Protocol {
    name: "gquic",
    title: "GQUIC",
    fields: FIELDS,
    heuristics: &[Heuristic { over: Over::Udp, accepts }],
    dissect,
    ..Protocol::EMPTY
};

const CID_OLD: Names = Names::Table(&[(0, "0 Byte"), (1, "1 Byte"), (2, "4 Bytes"), (3, "8 Bytes")]);
const CID: Names = Names::TrueFalse("8 Bytes", "0 Byte");
const NUMBER_LEN: Names = Names::Table(&[(0, "1 Byte"), (1, "2 Bytes"), (2, "4 Bytes"), (3, "6 Bytes")]);
const NUMBER_LEN_46: Names = Names::Table(&[(0, "1 bytes"), (1, "2 bytes"), (2, "3 bytes"), (3, "4 bytes")]);
const FORMS: Names = Names::Table(&[(0, "Short Header"), (1, "Long Header")]);
const TYPES: Names = Names::Table(&[(0, "Initial"), (1, "0-RTT"), (2, "Handshake"), (3, "Retry")]);

crate::fields! { "gquic";
    /// Google's QUIC.
    GQUIC: Protocol = "gquic", "GQUIC (Google Quick UDP Internet Connections)", None;
    /// Whether a version stands in the header (Q044 on).
    HEADER_FORM: U8 = "gquic.header_form", "Header Form", Dec & 0x80, FORMS;
    /// Always set (Q044 on).
    FIXED_BIT: Bool = "gquic.fixed_bit", "Fixed Bit", W8 & 0x40;
    /// Kind of a packet with a long header.
    LONG_TYPE: U8 = "gquic.long.packet_type", "Packet Type", Dec & 0x30, TYPES;
    /// Must be 0.
    LONG_RESERVED: U8 = "gquic.long.reserved", "Reserved", Dec & 0x0c;
    /// Length of the packet number, less one.
    NUMBER_LENGTH: U8 = "gquic.packet_number_length", "Packet Number Length", Dec & 0x03, NUMBER_LEN_46;
    /// Length of the destination's connection ID, less three; 0: none.
    DCIL: U8 = "gquic.dcil", "Destination Connection ID Length", Dec & 0xf0;
    /// Length of the source's connection ID, less three; 0: none.
    SCIL: U8 = "gquic.scil", "Source Connection ID Length", Dec & 0x0f;
    /// What the header holds.
    FLAGS: U8 = "gquic.puflags", "Public Flags", Hex;
    /// A version stands in the header.
    FLAG_VERSION: Bool = "gquic.puflags.version", "Version", W8 & 0x01, YES_NO;
    /// The connection is reset.
    FLAG_RESET: Bool = "gquic.puflags.reset", "Reset", W8 & 0x02, YES_NO;
    /// The server sent a nonce for its keys.
    FLAG_NONCE: Bool = "gquic.puflags.nonce", "Diversification nonce", W8 & 0x04, YES_NO;
    /// Whether there is a connection ID.
    FLAG_CID: Bool = "gquic.puflags.cid", "CID Length", W8 & 0x08, CID;
    /// Length of the connection ID, before Q033.
    FLAG_CID_OLD: U8 = "gquic.puflags.cid.old", "CID Length", Hex & 0x0c, CID_OLD;
    /// Length of the packet number.
    FLAG_NUMBER: U8 = "gquic.puflags.pkn", "Packet Number Length", Hex & 0x30, NUMBER_LEN;
    /// For more than one path.
    FLAG_MULTIPATH: Bool = "gquic.puflags.mpth", "Multipath", W8 & 0x40, YES_NO;
    /// Must be 0.
    FLAG_RESERVED: U8 = "gquic.puflags.rsv", "Reserved", Hex & 0x80;
    /// Connection ID.
    CONNECTION: U64 = "gquic.cid", "CID", Dec;
    /// Version, as four letters.
    VERSION: Str = "gquic.version", "Version", None;
    /// Makes the server's keys differ.
    NONCE: Bytes = "gquic.diversification_nonce", "Diversification nonce", None;
    /// Packet number, as much of it as is sent.
    NUMBER: U64 = "gquic.packet_number", "Packet Number", Dec;
    /// Checks a packet in the clear.
    HASH: Bytes = "gquic.message_authentication_hash", "Message Authentication Hash", None;
    /// Kind of the handshake's message.
    TAG: Str = "gquic.tag", "Tag", None;
    /// How many values it has.
    TAG_NUMBER: U16 = "gquic.tag_number", "Tag Number", Dec;
    /// A value with its name.
    TAGS: Label = "gquic.tags", "Tag/value", None;
    /// Name of a value.
    TAG_TYPE: Str = "gquic.tag_type", "Tag Type", None;
    /// Where the value ends.
    TAG_END: U32 = "gquic.tag_offset_end", "Tag offset end", Dec;
    /// The value.
    TAG_VALUE: Bytes = "gquic.tag_value", "Tag/value", None;
    /// The server's name.
    TAG_SNI: Str = "gquic.tag.sni", "Server Name Indication", None;
    /// The client program.
    TAG_UAID: Str = "gquic.tag.uaid", "Client's User Agent ID", None;
    /// What is encrypted.
    PAYLOAD: Bytes = "gquic.payload", "Payload", None;
}

/// The handshake's messages in the clear.
const MESSAGES: &[([u8; 4], &str)] =
    &[(*b"CHLO", "Client Hello"), (*b"SHLO", "Server Hello"), (*b"REJ\0", "Rejection")];
/// Bytes of a clear packet before the message's tag, at most.
const BEFORE_TAG: usize = 64;
const HASH_LEN: u32 = 12;
const NONCE_LEN: u32 = 32;

/// The version in a header that has one: up to Q046; later ones are QUIC's.
fn version_in(bytes: &[u8]) -> Option<u16> {
    let first = *bytes.first()?;
    let old = first & 0x80 == 0 && first & 0x09 == 0x09;
    let at = if old { 9 } else { 1 };
    if !old && first & 0xc0 != 0xc0 {
        return None;
    }
    let [b'Q', digits @ ..] = bytes.get(at..at + 4)? else { return None };
    let text = std::str::from_utf8(digits).ok().filter(|t| t.bytes().all(|b| b.is_ascii_digit()))?;
    let number: u16 = text.parse().ok()?;
    (if old { number < 44 } else { (44..=46).contains(&number) }).then_some(number)
}

/// The version of the conversation: as this packet says, or its first one.
fn version(d: &Dissector<'_>, c: &Cursor<'_>) -> Option<u16> {
    let first = || {
        let conversation = d.capture().conversation(d.meta().conversation()?)?;
        let same_place = c.source() == SourceId(0) && !d.quoted;
        let bytes = d.capture().frame_bytes(Some(conversation.first).filter(|_| same_place)?);
        version_in(bytes.get(c.offset() as usize..)?)
    };
    version_in(c.peek()).or_else(first)
}

fn accepts(d: &Dissector<'_>, c: Cursor<'_>) -> bool {
    let known = c.peek().first().is_some_and(|flags| flags & 0x80 == 0 || version_in(c.peek()).is_some());
    known && version(d, &c).is_some()
}

/// The client sends to the lower port.
fn from_client(d: &Dissector<'_>) -> bool {
    let conversation = d.meta().conversation().and_then(|id| d.capture().conversation(id));
    conversation.is_none_or(|c| {
        let towards = d.meta().direction();
        c.ends.get(1 - towards.min(1)).map(|e| e.port) <= c.ends.get(towards.min(1)).map(|e| e.port)
    })
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "GQUIC".into();
    d.columns.clear_info();
    let version = version(d, &c).unwrap_or_default();
    let flags = c.u8()?;
    let open = d.tree.open(FLAGS, flags);
    let bits = flags.map(u64::from);
    let (cid_len, number_len);
    let mut told_version = None;
    if version >= 44 {
        d.tree.leaf(HEADER_FORM, flags);
        d.tree.leaf(FIXED_BIT, bits);
        let long = flags.value & 0x80 != 0;
        if long {
            d.tree.leaf(LONG_TYPE, flags);
            d.tree.leaf(LONG_RESERVED, flags);
        }
        d.tree.leaf(NUMBER_LENGTH, flags);
        d.tree.close(open);
        number_len = u32::from(flags.value & 3) + 1;
        if long {
            d.tree.leaf(VERSION, c.bytes(4)?);
            let lengths = c.u8()?;
            let shown = |nibble: u8| if nibble == 0 { 0 } else { nibble + 3 };
            let (to, from) = (lengths.value >> 4, lengths.value & 15);
            let label = format_args!("Destination Connection ID Length: {} bytes ({to})", shown(to));
            d.tree.leaf_as(DCIL, lengths, label);
            let label = format_args!("Source Connection ID Length: {} bytes ({from})", shown(from));
            d.tree.leaf_as(SCIL, lengths, label);
            cid_len = shown(to).max(shown(from)).into();
        } else {
            cid_len = if from_client(d) { 8 } else { 0 };
        }
    } else {
        d.tree.leaf(FLAG_VERSION, bits);
        d.tree.leaf(FLAG_RESET, bits);
        if version < 33 {
            d.tree.leaf(FLAG_CID_OLD, flags);
            cid_len = [0, 1, 4, 8][usize::from(flags.value >> 2 & 3)];
        } else {
            d.tree.leaf(FLAG_NONCE, bits);
            d.tree.leaf(FLAG_CID, bits);
            cid_len = u32::from(flags.value >> 3 & 1) * 8;
        }
        d.tree.leaf(FLAG_NUMBER, flags);
        d.tree.leaf(FLAG_MULTIPATH, bits);
        d.tree.leaf(FLAG_RESERVED, flags);
        d.tree.close(open);
        number_len = [1, 2, 4, 6][usize::from(flags.value >> 4 & 3)];
        told_version = (flags.value & 1 != 0).then_some(());
    }
    let big_endian = version >= 39;
    let cid = if cid_len > 0 { Some(integer(c.bytes(cid_len)?, big_endian)) } else { None };
    if let Some(cid) = cid {
        d.tree.leaf(CONNECTION, cid);
    }
    if told_version.is_some() {
        d.tree.leaf(VERSION, c.bytes(4)?);
    }
    if (33..44).contains(&version) && flags.value & 4 != 0 && !from_client(d) {
        d.tree.leaf(NONCE, c.bytes(NONCE_LEN)?);
    }
    let number = integer(c.bytes(number_len)?, big_endian);
    d.tree.leaf(NUMBER, number);
    let what = payload(d, c)?;
    d.columns.set_info(format_args!("{what}, PKN: {}", number.value));
    if let Some(cid) = cid {
        d.columns.add_info(format_args!(", CID: {}", cid.value));
    }
    Ok(())
}

fn integer(at: At<&[u8]>, big_endian: bool) -> At<u64> {
    let add = |n: u64, b: &u8| n << 8 | u64::from(*b);
    at.map(|bytes| if big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) })
}

/// Shows what stands behind the header, and says what it is.
fn payload(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<&'static str, Cut> {
    let head = c.peek().get(..BEFORE_TAG + 4).unwrap_or(c.peek());
    let found = head.windows(4).enumerate().find_map(|(at, tag)| {
        let (_, name) = MESSAGES.iter().find(|(t, _)| t == tag)?;
        (at >= HASH_LEN as usize).then_some((at as u32, *name))
    });
    let Some((at, name)) = found else {
        d.rest_as(PAYLOAD, &mut c);
        return Ok("Payload (Encrypted)");
    };
    d.tree.leaf(HASH, c.bytes(HASH_LEN)?);
    c.skip(at - HASH_LEN)?;
    let tag = c.bytes(4)?;
    d.tree.leaf_as(TAG, tag, format_args!("Tag: {} ({name})", letters(tag.value)));
    let count = c.u16_le()?;
    d.tree.leaf(TAG_NUMBER, count);
    c.skip(2)?;
    let mut entries = c.take(u32::from(count.value) * 8);
    let mut begin = 0;
    for _ in 0..count.value {
        // The message may go on in later packets.
        if entries.left() < 8 {
            break;
        }
        let tag = entries.bytes(4)?;
        let end = entries.u32_le()?;
        let len = end.value.checked_sub(begin).ok_or(Cut::Malformed)?;
        let value = c.bytes(len.min(c.left()))?;
        begin = end.value;
        let label = format_args!("Tag/value: {} (l={len})", letters(tag.value));
        let open = d.tree.open_as(TAGS, At { value: (), span: tag.span.to(end.span) }, label);
        d.tree.leaf(TAG_TYPE, tag);
        d.tree.leaf(TAG_END, end);
        d.tree.leaf(TAG_VALUE, value);
        match tag.value {
            b"SNI\0" => drop(d.tree.leaf(TAG_SNI, value)),
            b"UAID" => drop(d.tree.leaf(TAG_UAID, value)),
            _ => {}
        }
        d.tree.close(open);
    }
    Ok(name)
}

/// A tag without the zeros behind it.
fn letters(tag: &[u8]) -> String {
    tag.iter().filter(|b| b.is_ascii_graphic()).map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    fn hello() -> Vec<u8> {
        let mut packet = vec![0x09, 1, 0, 0, 0, 0, 0, 0, 0];
        packet.extend_from_slice(b"Q043\x01");
        packet.extend_from_slice(&[7; 12]);
        packet.extend_from_slice(&[0xa0, 1, 0, 30]);
        packet.extend_from_slice(b"CHLO\x01\0\0\0SNI\0\x02\0\0\0de");
        packet
    }

    #[test]
    fn a_hello_in_the_clear_is_read() {
        let packet = over_udp(50_000, 443, &hello());
        assert_eq!(columns(101, &packet)[2..], ["GQUIC", "Client Hello, PKN: 1, CID: 72057594037927936"]);
        let lines = labels_from(101, &packet, "GQUIC");
        assert!(lines.contains(&"        Server Name Indication: de".to_owned()), "{lines:#?}");
        survives_cuts(101, &packet);
    }

    #[test]
    fn versions_are_told_from_those_of_quic() {
        assert_eq!(version_in(&hello()), Some(43));
        assert_eq!(version_in(b"\xc3Q046\x50"), Some(46));
        assert_eq!(version_in(b"\xc3Q050\x08"), None);
        assert_eq!(version_in(b"\xc3\0\0\0\x01\x08"), None);
    }

    #[test]
    fn what_is_encrypted_is_only_counted() {
        let mut packet = hello();
        packet.truncate(14);
        packet.extend_from_slice(&[9; 40]);
        let info = &columns(101, &over_udp(50_000, 443, &packet))[3];
        assert_eq!(info, "Payload (Encrypted), PKN: 1, CID: 72057594037927936");
    }
}
