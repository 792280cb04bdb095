//! Packets in the clear, which are those of the handshake and the last ones: their frames.

use super::fields::*;
use super::names::{ERRORS, STREAM_ERRORS};
use super::{MESSAGES, integer, tags};
use crate::dissect::{At, Cursor, Cut, Dissector, NodeRef};
use crate::field::Names;

const TYPES: &[(u32, &str)] = &[
    (0, "PADDING"),
    (1, "RST_STREAM"),
    (2, "CONNECTION_CLOSE"),
    (3, "GOAWAY"),
    (4, "WINDOW_UPDATE"),
    (5, "BLOCKED"),
    (6, "STOP_WAITING"),
    (7, "PING"),
];

const HASH_LEN: u32 = 12;
const STREAM_BIT: u8 = 0x80;
const ACK_BIT: u8 = 0x40;
const SPECIAL: u8 = 0xe0;
/// Frames of a packet before one that proves it to be in the clear.
const LOOKS_MAX: usize = 64;

/// How frames are written.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub version: u16,
    /// Length of the packet number.
    pub number_len: u32,
}

impl Form {
    fn is_old(self) -> bool {
        self.version < 34
    }

    fn integer(self, at: At<&[u8]>) -> At<u64> {
        integer(at, self.version >= 39)
    }
}

fn number_len(code: u8) -> u32 {
    [1, 2, 4, 6][usize::from(code & 3)]
}

/// Whether what stands behind the header is in the clear: a hello, or a reason why the connection ends that takes
/// all that is left.
pub fn is_clear(mut c: Cursor<'_>, form: Form) -> bool {
    looks_clear(&mut c, form).unwrap_or(false)
}

fn looks_clear(c: &mut Cursor<'_>, form: Form) -> Result<bool, Cut> {
    c.skip(HASH_LEN + u32::from(form.is_old()))?;
    for _ in 0..LOOKS_MAX {
        let kind = c.u8()?.value;
        match kind {
            1 => drop(c.skip(16)?),
            2 => {
                c.skip(4)?;
                let len = form.integer(c.bytes(2)?).value;
                if u64::from(c.left()) == len {
                    return Ok(len > 0 || c.captured() == c.left());
                }
                return Ok(false);
            }
            3 => {
                c.skip(8)?;
                let len = form.integer(c.bytes(2)?).value;
                c.skip(len as u32)?;
            }
            4 => drop(c.skip(12)?),
            5 => drop(c.skip(4)?),
            6 => drop(c.skip(u32::from(form.is_old()) + form.number_len)?),
            7 => {}
            _ if kind & STREAM_BIT != 0 => {
                let offset = u32::from(kind >> 2 & 7);
                let data = if kind & 0x20 != 0 { 2 } else { 0 };
                c.skip(u32::from(kind & 3) + 1 + offset + u32::from(offset > 0) + data)?;
                return Ok(MESSAGES.iter().any(|(tag, _)| c.peek().starts_with(tag)));
            }
            _ if kind & ACK_BIT != 0 => {
                let mut quiet = |_: Part<'_>| ();
                ack(c, form, kind, &mut quiet)?;
            }
            _ => return Ok(false),
        }
    }
    Ok(false)
}

/// Shows a packet in the clear, and says what it is.
pub fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>, form: Form) -> Result<&'static str, Cut> {
    d.tree.leaf(HASH, c.bytes(HASH_LEN)?);
    if form.is_old() {
        let flags = c.u8()?;
        let open = d.tree.open(PRIVATE, flags);
        for field in [PRIVATE_ENTROPY, PRIVATE_FEC_GROUP, PRIVATE_FEC] {
            d.tree.leaf(field, flags.map(u64::from));
        }
        d.tree.leaf(PRIVATE_RESERVED, flags);
        d.tree.close(open);
    }
    let mut what = "Payload (Encrypted)";
    while !c.is_empty() && !d.tree.truncated {
        let begin = c;
        let kind = c.u8()?;
        let name = match kind.value {
            _ if kind.value & STREAM_BIT != 0 => "STREAM (Special Frame Type)",
            _ if kind.value & ACK_BIT != 0 => "ACK (Special Frame Type)",
            _ if kind.value & SPECIAL != 0 => "CONGESTION_FEEDBACK (Special Frame Type)",
            n => TYPES.iter().find(|(known, _)| *known == u32::from(n)).map_or("Unknown", |(_, name)| name),
        };
        let open = d.tree.open_as(FRAME, At { value: (), span: begin.rest_span() }, format_args!("{name}"));
        let label = format_args!("Frame Type: {name} (0x{:02x})", kind.value);
        let node = d.tree.leaf_as(FRAME_TYPE, kind, label);
        if let Some(said) = one(d, &mut c, form, kind, (open.node(), node))? {
            what = said;
        }
        d.tree.close_at(open, c.offset());
    }
    Ok(what)
}

fn one(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    form: Form,
    kind: At<u8>,
    (line, type_node): (NodeRef, NodeRef),
) -> Result<Option<&'static str>, Cut> {
    let u32_at =
        |c: &mut Cursor<'_>| -> Result<At<u32>, Cut> { Ok(form.integer(c.bytes(4)?).map(|n| n as u32)) };
    let u64_at = |c: &mut Cursor<'_>| -> Result<At<u64>, Cut> { Ok(form.integer(c.bytes(8)?)) };
    let error = |table, code: u32| Names::Table(table).name(code.into()).unwrap_or("Unknown");
    match kind.value {
        0 => {
            let rest = c.rest();
            let len = rest.value.len() as u32;
            d.append(line, format_args!(" Length: {len}"));
            d.tree.generated(PADDING_LENGTH, len, rest.span);
            d.tree.leaf(PADDING, rest);
        }
        1 => {
            let stream = u32_at(c)?;
            d.tree.leaf(RESET_STREAM, stream);
            d.tree.leaf(RESET_OFFSET, u64_at(c)?);
            let code = u32_at(c)?;
            d.tree.leaf(RESET_ERROR, code);
            let text = error(STREAM_ERRORS, code.value);
            d.append(line, format_args!(" Stream ID: {}, Error code: {text}", stream.value));
            return Ok(Some("RST STREAM"));
        }
        2 | 3 => {
            let closes = kind.value == 2;
            let code = u32_at(c)?;
            let text = error(ERRORS, code.value);
            if closes {
                d.tree.leaf(CLOSE_ERROR, code);
                d.append(line, format_args!(" Error code: {text}"));
            } else {
                d.tree.leaf(GOAWAY_ERROR, code);
                let stream = u32_at(c)?;
                d.tree.leaf(GOAWAY_STREAM, stream);
                d.append(line, format_args!(" Stream ID: {}, Error code: {text}", stream.value));
            }
            let len = form.integer(c.bytes(2)?).map(|n| n as u16);
            d.tree.leaf(if closes { CLOSE_LENGTH } else { GOAWAY_LENGTH }, len);
            let reason = c.bytes(len.value.into())?;
            d.tree.leaf(if closes { CLOSE_REASON } else { GOAWAY_REASON }, reason);
            return Ok(Some(if closes { "Connection Close" } else { "GOAWAY" }));
        }
        4 | 5 => {
            let stream = u32_at(c)?;
            d.append(line, format_args!(" Stream ID: {}", stream.value));
            if kind.value == 5 {
                d.tree.leaf(BLOCKED_STREAM, stream);
            } else {
                d.tree.leaf(WINDOW_STREAM, stream);
                d.tree.leaf(WINDOW_OFFSET, u64_at(c)?);
            }
        }
        6 => {
            if form.is_old() {
                let entropy = c.u8()?;
                d.append(line, format_args!(" Send Entropy: {}", entropy.value));
                d.tree.leaf(STOP_ENTROPY, entropy);
            }
            d.tree.leaf(STOP_DELTA, form.integer(c.bytes(form.number_len)?));
        }
        _ if kind.value & STREAM_BIT != 0 => return stream(d, c, form, kind, (line, type_node)),
        _ if kind.value & ACK_BIT != 0 => {
            let bits = d.tree.enter(type_node);
            let flags = kind.map(u64::from);
            d.tree.leaf(STREAM, flags);
            d.tree.leaf(ACK, flags);
            d.tree.leaf(ACK_NACK, flags);
            d.tree.leaf(if form.is_old() { ACK_TRUNCATED } else { ACK_UNUSED }, flags);
            d.tree.leaf(ACK_LARGEST_LENGTH, kind);
            d.tree.leaf(ACK_MISSING_LENGTH, kind);
            d.tree.close(bits);
            ack(c, form, kind.value, &mut |part| part.show(d))?;
        }
        _ => {}
    }
    Ok(None)
}

fn stream(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    form: Form,
    kind: At<u8>,
    (line, type_node): (NodeRef, NodeRef),
) -> Result<Option<&'static str>, Cut> {
    let bits = d.tree.enter(type_node);
    for field in [STREAM, STREAM_FIN, STREAM_DATA_LENGTH] {
        d.tree.leaf(field, kind.map(u64::from));
    }
    d.tree.leaf(STREAM_OFFSET_LENGTH, kind);
    d.tree.leaf(STREAM_ID_LENGTH, kind);
    d.tree.close(bits);
    let id = form.integer(c.bytes(u32::from(kind.value & 3) + 1)?).map(|n| n as u32);
    let node = d.tree.leaf(STREAM_ID, id);
    d.append(line, format_args!(" Stream ID: {}", id.value));
    match id.value {
        1 => d.append(node, format_args!(" (Reserved for (G)QUIC handshake, crypto, config updates...)")),
        3 => d.append(node, format_args!(" (Reserved for headers)")),
        _ => {}
    }
    let offset_len = u32::from(kind.value >> 2 & 7);
    if offset_len > 0 {
        d.tree.leaf(OFFSET, form.integer(c.bytes(offset_len + 1)?));
    }
    let mut data = *c;
    if kind.value & 0x20 != 0 {
        let len = form.integer(c.bytes(2)?).map(|n| n as u32);
        d.tree.leaf(DATA_LEN, len);
        data = c.take(len.value);
    } else {
        c.take(c.left());
    }
    let message = MESSAGES.iter().find(|(tag, _)| data.peek().starts_with(tag));
    let Some((_, name)) = message else {
        d.tree.leaf(STREAM_DATA, data.rest());
        return Ok(None);
    };
    let tag = data.bytes(4)?;
    d.append(line, format_args!(", Type: {} ({name})", tags::letters(tag.value)));
    message_of(d, &mut data, tag, name)?;
    Ok(Some(name))
}

/// A message of the handshake, or a public reset, behind its tag.
pub fn message_of(d: &mut Dissector<'_>, c: &mut Cursor<'_>, tag: At<&[u8]>, name: &str) -> Result<(), Cut> {
    let letters = tags::letters(tag.value);
    let node = d.tree.made_text(TAG, &letters, tag.span);
    d.tree.set_label(node, format_args!("Tag: {letters} ({name})"));
    let count = c.u16_le()?;
    d.tree.leaf(TAG_NUMBER, count);
    d.tree.leaf(TAG_PADDING, c.bytes(2)?);
    tags::values(d, c, count.value)
}

/// A part of a frame that acknowledges.
enum Part<'a> {
    U8(crate::field::Field<crate::field::def::U8>, At<u8>),
    U16(crate::field::Field<crate::field::def::U16>, At<&'a [u8]>, Form),
    U32(crate::field::Field<crate::field::def::U32>, At<&'a [u8]>, Form),
    U64(crate::field::Field<crate::field::def::U64>, At<&'a [u8]>, Form),
}

impl Part<'_> {
    fn show(self, d: &mut Dissector<'_>) {
        match self {
            Self::U8(field, at) => drop(d.tree.leaf(field, at)),
            Self::U16(field, at, form) => drop(d.tree.leaf(field, form.integer(at).map(|n| n as u16))),
            Self::U32(field, at, form) => drop(d.tree.leaf(field, form.integer(at).map(|n| n as u32))),
            Self::U64(field, at, form) => drop(d.tree.leaf(field, form.integer(at))),
        }
    }
}

/// Goes over a frame that acknowledges, behind its type.
fn ack<'a>(c: &mut Cursor<'a>, form: Form, kind: u8, say: &mut impl FnMut(Part<'a>)) -> Result<(), Cut> {
    let (largest, missing) = (number_len(kind >> 2), number_len(kind));
    let (has_more, old) = (kind & 0x20 != 0, form.is_old());
    if old {
        say(Part::U8(ACK_ENTROPY, c.u8()?));
    }
    say(Part::U64(if old { ACK_OBSERVED } else { ACK_LARGEST }, c.bytes(largest)?, form));
    say(Part::U16(if old { ACK_DELAY } else { ACK_LARGEST_DELAY }, c.bytes(2)?, form));
    if !old {
        let mut blocks = 0;
        if has_more {
            let count = c.u8()?;
            blocks = count.value;
            say(Part::U8(ACK_BLOCKS, count));
        }
        say(Part::U64(ACK_FIRST_BLOCK, c.bytes(missing)?, form));
        for _ in 0..blocks {
            say(Part::U8(ACK_GAP, c.u8()?));
            say(Part::U64(ACK_BLOCK, c.bytes(missing)?, form));
        }
    }
    let times = c.u8()?;
    say(Part::U8(ACK_TIMES, times));
    let delta = if old { ACK_DELTA_OBSERVED } else { ACK_DELTA_ACKED };
    for n in 0..times.value {
        say(Part::U8(delta, c.u8()?));
        match n {
            0 => say(Part::U32(if old { ACK_FIRST_TIME } else { ACK_SINCE_LARGEST }, c.bytes(4)?, form)),
            _ => say(Part::U16(ACK_TIME_SINCE, c.bytes(2)?, form)),
        }
    }
    if old && has_more {
        let ranges = c.u8()?;
        say(Part::U8(ACK_RANGES, ranges));
        for _ in 0..ranges.value {
            say(Part::U64(ACK_MISSING, c.bytes(missing)?, form));
            say(Part::U8(ACK_RANGE, c.u8()?));
        }
        let revived = c.u8()?;
        say(Part::U8(ACK_REVIVALS, revived));
        for _ in 0..revived.value {
            say(Part::U64(ACK_REVIVED, c.bytes(largest)?, form));
        }
    }
    Ok(())
}
