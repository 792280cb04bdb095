//! Google's QUIC before the standard, with a handshake of its own: up to Q043 with public flags, Q044
//! to Q046 with a header like QUIC's. Only hellos and last words are in the clear: `frames` shows those, `tags`
//! the values of hellos.

pub mod fields;
mod frames;
mod names;
mod tags;

use crate::dissect::{At, Cursor, Cut, Dissector, Heuristic, Over, Protocol, SourceId};
use fields::*;
use frames::Form;

pub const PROTOCOL: Protocol = Protocol {
    name: "gquic",
    title: "GQUIC",
    fields: FIELDS,
    heuristics: &[Heuristic { over: Over::Udp, accepts }],
    dissect,
    ..Protocol::EMPTY
};

/// Messages in the clear.
const MESSAGES: &[([u8; 4], &str)] = &[
    (*b"CHLO", "Client Hello"),
    (*b"SHLO", "Server Hello"),
    (*b"REJ\0", "Rejection"),
    (*b"PRST", "Public Reset"),
];
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
            let label = format_args!(
                "{:04b} .... = Destination Connection ID Length: {} bytes ({to})",
                to,
                shown(to)
            );
            d.tree.leaf_as(DCIL, lengths, label);
            let label = format_args!(
                ".... {:04b} = Source Connection ID Length: {} bytes ({from})",
                from,
                shown(from)
            );
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
    let shown_cid = cid.map_or(0, |cid| cid.value);
    if told_version.is_some() && !from_client(d) {
        while !c.is_empty() && !d.tree.truncated {
            d.tree.leaf(VERSION, c.bytes(4)?);
        }
        d.columns.set_info(format_args!("Version Negotiation, CID: {shown_cid}"));
        return Ok(());
    }
    if told_version.is_some() {
        d.tree.leaf(VERSION, c.bytes(4)?);
    }
    if version < 44 && flags.value & 2 != 0 {
        let tag = c.bytes(4)?;
        let known = MESSAGES.iter().find(|(known, _)| known == tag.value);
        frames::message_of(d, &mut c, tag, known.map_or("Unknown Tag", |(_, name)| name))?;
        d.columns.set_info(format_args!("Public Reset, CID: {shown_cid}"));
        return Ok(());
    }
    if (33..44).contains(&version) && flags.value & 4 != 0 && !from_client(d) {
        d.tree.leaf(NONCE, c.bytes(NONCE_LEN)?);
    }
    let number = integer(c.bytes(number_len)?, big_endian);
    d.tree.leaf(NUMBER, number);
    let form = Form { version, number_len };
    let what = if frames::is_clear(c, form) {
        frames::dissect(d, c, form)?
    } else {
        d.rest_as(PAYLOAD, &mut c);
        "Payload (Encrypted)"
    };
    d.columns.set_info(format_args!("{what}, PKN: {}", number.value));
    if let Some(cid) = cid.filter(|cid| cid.value != 0) {
        d.columns.add_info(format_args!(", CID: {}", cid.value));
    }
    Ok(())
}

fn integer(at: At<&[u8]>, big_endian: bool) -> At<u64> {
    let add = |n: u64, b: &u8| n << 8 | u64::from(*b);
    at.map(|bytes| if big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) })
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
        assert!(lines.contains(&"            Server Name Indication: de".to_owned()), "{lines:#?}");
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
    fn last_words_are_read() {
        let mut packet = vec![0x09, 1, 0, 0, 0, 0, 0, 0, 0];
        packet.extend_from_slice(b"Q033\x06");
        packet.extend_from_slice(&[7; 12]);
        // An acknowledgement of old form with a time and a range, then STOP_WAITING and the end.
        packet.extend_from_slice(&[1, 0x60, 9, 8, 3, 0, 1, 2, 4, 0, 0, 0, 1, 5, 6, 0, 6, 1, 2]);
        packet.extend_from_slice(&[2, 25, 0, 0, 0, 4, 0]);
        packet.extend_from_slice(b"idle");
        let frame = over_udp(50_000, 443, &packet);
        assert_eq!(columns(101, &frame)[3], "Connection Close, PKN: 6, CID: 1");
        let lines = labels_from(101, &frame, "GQUIC");
        for line in [
            "    ACK (Special Frame Type)",
            "        Missing Packet Number Delta: 5",
            "    STOP_WAITING Send Entropy: 1",
            "    CONNECTION_CLOSE Error code: We hit our prenegotiated (or default) timeout",
            "        Reason phrase: idle",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &frame);
        // More behind the reason: then it is chance.
        packet.push(0);
        let info = &columns(101, &over_udp(50_000, 443, &packet))[3];
        assert_eq!(info, "Payload (Encrypted), PKN: 6, CID: 1");
    }

    #[test]
    fn a_public_reset_names_what_it_refuses() {
        let mut packet = vec![0x0b, 0, 0, 0, 0, 0, 0, 0, 9];
        packet.extend_from_slice(b"Q043PRST\x02\0\0\0RNON\x08\0\0\0CADR\x10\0\0\0");
        packet.extend_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 10, 0, 0, 1, 0xbb, 1]);
        let frame = over_udp(50_000, 443, &packet);
        assert_eq!(columns(101, &frame)[3], "Public Reset, CID: 9");
        let lines = labels_from(101, &frame, "GQUIC");
        for line in ["        Public reset nonce proof: 1", "        Client IP Address: 10.0.0.1"] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &frame);
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
