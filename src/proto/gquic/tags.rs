//! The values of handshake messages and public resets, each with a name of four letters.

use super::fields::*;
use super::integer;
use super::names::REFUSALS;
use crate::base::time::Timestamp;
use crate::dissect::{At, Cursor, Cut, Dissector, Group, NodeRef, Severity};
use crate::field::def::{Bytes, Str, U32, U64};
use crate::field::{Field, Names};

/// What a value is.
enum Kind {
    Bytes(Field<Bytes>),
    /// Shown in the line of the value as well.
    Text(Field<Str>),
    /// Four letters each.
    Quiet(Field<Str>),
    /// Four letters each, which have names.
    Letters(Field<Str>, &'static [([u8; 4], &'static str)]),
    U32(Field<U32>),
    /// Shown in the line of the value as well.
    Count(Field<U32>),
    U64(Field<U64>),
    /// Of any length, and in the line of the value as well.
    Short(Field<U64>),
    U64s(Field<U64>),
    U32s(Field<U32>),
    Keys,
    Time,
    Address,
    Config,
}

const AEADS: &[([u8; 4], &str)] = &[
    (*b"AESG", "AES-GCM with a 12-byte tag and IV"),
    (*b"S20P", "Salsa20 with Poly1305"),
    (*b"CC12", "Salsa20 with Poly1305"),
];
const EXCHANGES: &[([u8; 4], &str)] = &[(*b"C255", "Curve25519"), (*b"P256", "P-256")];

const TAGS_KNOWN: &[([u8; 4], &str, Kind)] = &[
    (*b"PAD\0", "Padding", Kind::Bytes(TAG_PAD)),
    (*b"SNI\0", "Server Name Indication", Kind::Text(TAG_SNI)),
    (*b"VER\0", "Version", Kind::Text(TAG_VERSION)),
    (*b"CCS\0", "Common Certificate Sets", Kind::U64s(TAG_CCS)),
    (*b"UAID", "Client's User Agent ID", Kind::Text(TAG_UAID)),
    (*b"PDMD", "Proof Demand", Kind::Text(TAG_PDMD)),
    (*b"STK\0", "Source Address Token", Kind::Bytes(TAG_STK)),
    (*b"SNO\0", "Server nonce", Kind::Bytes(TAG_SNO)),
    (*b"PROF", "Proof (Signature)", Kind::Bytes(TAG_PROF)),
    (*b"SCFG", "Server Config", Kind::Config),
    (*b"RREJ", "Reasons for server sending", Kind::U32s(TAG_RREJ)),
    (*b"CRT\xff", "Certificate chain", Kind::Bytes(TAG_CRT)),
    (*b"AEAD", "Authenticated encryption algorithms", Kind::Letters(TAG_AEAD, AEADS)),
    (*b"SCID", "Server config ID", Kind::Bytes(TAG_SCID)),
    (*b"PUBS", "Public value", Kind::Keys),
    (*b"KEXS", "Key exchange algorithms", Kind::Letters(TAG_KEXS, EXCHANGES)),
    (*b"OBIT", "Server Orbit", Kind::Bytes(TAG_OBIT)),
    (*b"EXPY", "Expiry", Kind::U64(TAG_EXPY)),
    (*b"NONC", "Client Nonce", Kind::Bytes(TAG_NONC)),
    (*b"MSPC", "Max streams per connection", Kind::Count(TAG_MSPC)),
    (*b"TCID", "Connection ID truncation", Kind::U32(TAG_TCID)),
    (*b"SRBF", "Socket receive buffer", Kind::U32(TAG_SRBF)),
    (*b"ICSL", "Idle connection state", Kind::U32(TAG_ICSL)),
    (*b"SCLS", "Silently close on timeout", Kind::U32(TAG_SCLS)),
    (*b"COPT", "Connection options", Kind::Quiet(TAG_COPT)),
    (*b"CCRT", "Cached certificates", Kind::Bytes(TAG_CCRT)),
    (*b"IRTT", "Estimated initial RTT", Kind::Count(TAG_IRTT)),
    (*b"CFCW", "Initial session/connection", Kind::Count(TAG_CFCW)),
    (*b"SFCW", "Initial stream flow control", Kind::Count(TAG_SFCW)),
    (*b"CETV", "Client encrypted tag-value", Kind::Bytes(TAG_CETV)),
    (*b"XLCT", "Expected leaf certificate", Kind::Bytes(TAG_XLCT)),
    (*b"NONP", "Client Proof Nonce", Kind::Bytes(TAG_NONP)),
    (*b"CSCT", "Signed cert timestamp (RFC6962) of leaf cert", Kind::Bytes(TAG_CSCT)),
    (*b"CTIM", "Client Timestamp", Kind::Time),
    (*b"MIDS", "Max incoming dynamic streams", Kind::Count(TAG_MIDS)),
    (*b"FHOL", "Force Head Of Line blocking", Kind::Count(TAG_FHOL)),
    (*b"STTL", "Server Config TTL", Kind::U64(TAG_STTL)),
    (*b"SMHL", "Support Max Header List (size)", Kind::Short(TAG_SMHL)),
    (*b"TBKP", "Token Binding Key Params", Kind::Text(TAG_TBKP)),
    (*b"RNON", "Public Reset Nonce Proof", Kind::U64(TAG_RNON)),
    (*b"RSEQ", "Rejected Packet Number", Kind::U64(TAG_RSEQ)),
    (*b"CADR", "Client Address", Kind::Address),
    (*b"MAD0", "Max Ack Delay", Kind::Count(TAG_MAD0)),
    (*b"QLVE", "Legacy Version Encapsulation", Kind::Bytes(TAG_QLVE)),
    (*b"CGST", "Congestion Control Feedback Type", Kind::Bytes(TAG_CGST)),
    (*b"EPID", "Endpoint identifier", Kind::Text(TAG_EPID)),
    (*b"SRST", "Stateless Reset Token", Kind::Bytes(TAG_SRST)),
];

/// A tag without the zeros behind it.
pub fn letters(tag: &[u8]) -> String {
    tag.iter().filter(|b| b.is_ascii_graphic()).map(|b| char::from(*b)).collect()
}

/// Shows `count` values, whose names and ends stand before them.
pub fn values(d: &mut Dissector<'_>, c: &mut Cursor<'_>, count: u16) -> Result<(), Cut> {
    let mut entries = c.take(u32::from(count) * 8);
    let mut begin = 0;
    // The message may go on in later packets.
    while entries.left() >= 8 && !d.tree.truncated {
        let tag = entries.bytes(4)?;
        let end = entries.u32_le()?;
        let len = end.value.checked_sub(begin).ok_or(Cut::Malformed)?;
        begin = end.value;
        let value = c.bytes(len.min(c.left()))?;
        let known = TAGS_KNOWN.iter().find(|(known, ..)| known == tag.value);
        let (letters, name) = (letters(tag.value), known.map_or("Unknown", |(_, name, _)| name));
        let label = format_args!("Tag/value: {letters} ({name}) (l={len})");
        let open = d.tree.open_as(TAGS, At { value: (), span: tag.span.to(end.span) }, label);
        let node = d.tree.made_text(TAG_TYPE, &letters, tag.span);
        d.tree.set_label(node, format_args!("Tag Type: {letters} ({name})"));
        d.tree.leaf(TAG_END, end);
        let node = d.tree.generated(TAG_LENGTH, len, end.span);
        if value.value.len() < len as usize {
            let text = format_args!("Truncated Tag Length...");
            d.tree.expert(node, Some(TAG_TRUNCATED), Severity::Note, Group::Malformed, text);
        }
        d.tree.leaf(TAG_VALUE, value);
        // What is cut is shown as bytes alone.
        let whole = Cursor::at(value.value, value.span.start, value.span.source);
        let _ = one(d, open.node(), known.map(|(.., kind)| kind), value, whole);
        d.tree.close(open);
    }
    Ok(())
}

fn one(
    d: &mut Dissector<'_>,
    line: NodeRef,
    kind: Option<&Kind>,
    value: At<&[u8]>,
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    match kind {
        None => drop(d.tree.leaf(TAG_UNKNOWN, value)),
        Some(Kind::Bytes(field)) => drop(d.tree.leaf(*field, value)),
        Some(Kind::Quiet(field)) => {
            while !c.is_empty() {
                d.tree.leaf(*field, c.bytes(4)?);
            }
        }
        Some(Kind::Keys) => {
            let mut len = c.left() % 3;
            while !c.is_empty() {
                let part = c.bytes(if len == 0 { 3 } else { len })?;
                let number = part.map(|bytes| bytes.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)));
                let label = format_args!("Public value: {0} (0x{0:06x})", number.value);
                d.tree.leaf_as(TAG_PUBS, number, label);
                len = 0;
            }
        }
        Some(Kind::Text(field)) => {
            d.append(line, format_args!(": {}", String::from_utf8_lossy(value.value)));
            d.tree.leaf(*field, value);
        }
        Some(Kind::Letters(field, names)) => {
            while !c.is_empty() {
                let four = c.bytes(4)?;
                let name = names.iter().find(|(known, _)| known == four.value).map_or("Unknown", |(_, n)| n);
                let node = d.tree.leaf(*field, four);
                d.append(node, format_args!(" ({name})"));
                d.append(line, format_args!(", {name}"));
            }
        }
        Some(Kind::U32(field)) => drop(d.tree.leaf(*field, c.u32_le()?)),
        Some(Kind::Count(field)) => {
            let count = c.u32_le()?;
            d.append(line, format_args!(": {}", count.value));
            d.tree.leaf(*field, count);
        }
        Some(Kind::U32s(field)) => {
            while !c.is_empty() {
                let number = c.u32_le()?;
                if let Some(name) = Names::Table(REFUSALS).name(number.value.into()) {
                    d.append(line, format_args!(", Code {name}"));
                }
                d.tree.leaf(*field, number);
            }
        }
        Some(Kind::U64(field)) => {
            d.tree.leaf(*field, integer(c.rest(), false));
        }
        Some(Kind::Short(field)) => {
            let number = integer(c.rest(), false);
            d.append(line, format_args!(": {}", number.value));
            d.tree.leaf(*field, number);
        }
        Some(Kind::U64s(field)) => {
            while !c.is_empty() {
                d.tree.leaf(*field, c.u64()?);
            }
        }
        Some(Kind::Time) => {
            let seconds = c.u64_le()?;
            let time = Timestamp::from_parts(i64::try_from(seconds.value).unwrap_or(i64::MAX), 0);
            d.tree.leaf(TAG_CTIM, seconds.with(time));
        }
        Some(Kind::Address) => {
            let kind = c.u16_le()?;
            d.tree.leaf(TAG_CADR_TYPE, kind);
            match kind.value {
                2 => drop(d.tree.leaf(TAG_CADR_IPV4, c.array::<4>()?)),
                10 => drop(d.tree.leaf(TAG_CADR_IPV6, c.array::<16>()?)),
                _ => return Ok(()),
            }
            d.tree.leaf(TAG_CADR_PORT, c.u16_le()?);
        }
        Some(Kind::Config) => {
            d.tree.leaf(TAG_SCFG, c.bytes(4)?);
            let count = c.u32_le()?;
            d.tree.leaf(TAG_SCFG_NUMBER, count);
            values(d, &mut c, u16::try_from(count.value).unwrap_or(u16::MAX))?;
        }
    }
    Ok(())
}
