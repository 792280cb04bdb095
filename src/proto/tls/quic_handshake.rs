//! Handshake messages in CRYPTO frames of QUIC (RFC 9001 section 4): there are no records, and a
//! message may span frames and packets. Their bodies are shown as everywhere.

use super::fields::*;
use super::handshake::{PartFields, message_name, one, show_parts};
use super::names;
use super::session::Session;
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Cut, Dissector, Parent};
use crate::field::Field;
use crate::field::def::FrameNum;
use crate::tls::quic::assembly::{By, Handshake, Message};
use crate::tls::record::Version;

/// The bytes of one CRYPTO frame among those of their side and level.
pub(in crate::proto) struct QuicCrypto<'a> {
    pub handshake: &'a Handshake,
    /// Offset of the frame's first byte.
    pub offset: u64,
    pub by: By,
    /// Messages that it has whole are shown although they came before.
    pub as_it_comes: bool,
    /// The frame of the capture that a packet came in.
    pub frame_of: &'a dyn Fn(u32) -> Option<FrameId>,
    pub suite: Option<u16>,
    pub fields: &'a CryptoFields,
}

/// Fields of stretches that did not come in order.
pub(in crate::proto) struct CryptoFields {
    pub parts: PartFields,
    pub joined_in: Field<FrameNum>,
}

/// A message as far as it stands in the frame.
struct Piece<'a> {
    message: Option<&'a Message>,
    start: usize,
    end: usize,
}

/// Shows the messages that `c` has a part of; those that it completes, whole. What came before its
/// turn waits, and is shown with what fills the hole.
pub(in crate::proto) fn dissect(
    d: &mut Dissector<'_>,
    crypto: &QuicCrypto<'_>,
    c: Cursor<'_>,
) -> Result<(), Cut> {
    let Ok(offset) = usize::try_from(crypto.offset) else { return Ok(()) };
    if c.is_empty() {
        return Ok(());
    }
    if crypto.handshake.waits(crypto.by) {
        let later = crypto.handshake.joined_later(offset, crypto.by);
        if let Some(frame) = later.and_then(|j| (crypto.frame_of)(j.by.packet))
            && frame != d.frame_id()
        {
            d.tree.generated(crypto.fields.joined_in, frame.number(), c.rest_span());
        }
        return Ok(());
    }
    let Some(joined) = crypto.handshake.joined_by(crypto.by) else { return stretch(d, crypto, offset, c) };
    let bytes = crypto.handshake.bytes().get(joined.start..joined.end).unwrap_or_default();
    let parents = vec![Parent::Here(c.rest_span())];
    let Some(source) = d.add_source("Reassembled QUIC CRYPTO", bytes.into(), parents) else {
        return Ok(());
    };
    let whole = Cursor::new(bytes, bytes.len() as u32, source);
    show_parts(d, &crypto.fields.parts, &parts(crypto, joined.start, joined.end), whole.rest_span());
    stretch(d, crypto, joined.start, whole)
}

/// The same of bytes that stand at `offset`, with none missing before them.
fn stretch(
    d: &mut Dissector<'_>,
    crypto: &QuicCrypto<'_>,
    offset: usize,
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    let end = offset.saturating_add(c.left() as usize);
    d.note_layer("tls");
    let protocol = d.columns.protocol.clone();
    let mut session = Session::without_records(d, crypto.suite);
    let record = d.tree.open(RECORD, At { value: (), span: c.rest_span() });
    let mut line = String::new();
    for piece in pieces(crypto.handshake, offset, end) {
        let name = name(crypto.handshake, &piece);
        let whole_here = piece.message.is_some_and(|m| m.start >= offset && m.start + m.len <= end);
        let completes = piece.message.is_some_and(|m| m.by == crypto.by);
        let part = c.take((piece.end - piece.start) as u32);
        match piece.message {
            Some(_) if whole_here && (completes || crypto.as_it_comes) => {
                add_line(&mut line, name);
                one(d, &mut session, part)?;
            }
            Some(message) if completes => {
                add_line(&mut line, name);
                let label = format_args!("Handshake Protocol: {name} (last fragment)");
                d.tree.leaf_as(HANDSHAKE, At { value: (), span: part.rest_span() }, label);
                put_together(d, &mut session, crypto, message, &part)?;
            }
            _ => {
                add_line(&mut line, &format!("{name} (fragment)"));
                let label = format_args!("Handshake Protocol: {name} (fragment)");
                d.tree.leaf_as(HANDSHAKE, At { value: (), span: part.rest_span() }, label);
            }
        }
    }
    // A stretch may also complete messages that end behind it, where later bytes came first.
    // They are completed in order, so those stand right behind it.
    let messages = crypto.handshake.messages();
    let behind = messages.partition_point(|m| m.start < end);
    for message in messages.iter().skip(behind).take_while(|m| m.by == crypto.by) {
        let name = message_name(crypto.handshake.message_bytes(message));
        add_line(&mut line, name);
        put_together(d, &mut session, crypto, message, &c)?;
    }
    let version = names::short_version(Some(Version::TLS13.0));
    d.tree.set_label(record.node(), format_args!("{version} Record Layer: Handshake Protocol: {line}"));
    d.tree.close(record);
    d.columns.protocol = protocol;
    Ok(())
}

fn add_line(line: &mut String, name: &str) {
    *line = if line.is_empty() { name.to_owned() } else { "Multiple Handshake Messages".to_owned() };
}

/// The parts of messages that stand between two offsets.
fn pieces(handshake: &Handshake, offset: usize, end: usize) -> Vec<Piece<'_>> {
    let messages = handshake.messages();
    let first = messages.partition_point(|m| m.start + m.len <= offset);
    let within = messages.iter().skip(first).take_while(|m| m.start < end);
    let mut pieces: Vec<Piece<'_>> = within
        .map(|m| Piece { message: Some(m), start: m.start.max(offset), end: (m.start + m.len).min(end) })
        .collect();
    let framed = handshake.framed().max(offset);
    if framed < end {
        pieces.push(Piece { message: None, start: framed, end });
    }
    pieces
}

fn name(handshake: &Handshake, piece: &Piece<'_>) -> &'static str {
    let start = piece.message.map_or(handshake.framed(), |m| m.start);
    match handshake.bytes().get(start..).filter(|b| !b.is_empty()) {
        Some(bytes) => message_name(bytes),
        None => "Unknown",
    }
}

fn put_together(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    crypto: &QuicCrypto<'_>,
    message: &Message,
    here: &Cursor<'_>,
) -> Result<(), Cut> {
    let bytes = crypto.handshake.message_bytes(message);
    let parents = vec![Parent::Here(here.rest_span())];
    let Some(source) = d.add_source("Reassembled TLS Handshake", bytes.into(), parents) else {
        return Ok(());
    };
    let whole = Cursor::new(bytes, bytes.len() as u32, source);
    let fields = PartFields {
        all: HS_FRAGMENTS,
        part: HS_FRAGMENT,
        count: HS_FRAGMENT_COUNT,
        length: None,
        data: None,
        title: "Reassembled Handshake Fragments",
    };
    show_parts(d, &fields, &parts(crypto, message.start, message.start + message.len), whole.rest_span());
    one(d, session, whole)
}

/// Which frames of the capture brought the bytes from `start` to `end`, and how many of them each.
fn parts(crypto: &QuicCrypto<'_>, start: usize, end: usize) -> Vec<(FrameId, u32)> {
    let all = crypto.handshake.parts().iter();
    let mut of_message: Vec<_> = all.filter(|p| p.start < end && p.start + p.len > start).copied().collect();
    // First wins: among those that begin at or before a byte, the one that came first.
    of_message.sort_by_key(|p| (p.start, p.by));
    let (mut at, mut parts) = (start, Vec::new());
    for part in of_message {
        let reaches = (part.start + part.len).min(end);
        if part.start <= at && reaches > at {
            if let Some(frame) = (crypto.frame_of)(part.by.packet) {
                parts.push((frame, (reaches - at) as u32));
            }
            at = reaches;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_cut_at_the_bounds_of_messages() {
        let stream = [&[1, 0, 0, 3, 7, 7, 7][..], &[2, 0, 0, 0], &[11, 0, 0, 9, 9]].concat();
        let mut handshake = Handshake::default();
        handshake.add(0, &stream, By { packet: 0, at: 0 });
        let cut = |from, to| -> Vec<(usize, usize, bool)> {
            let pieces = pieces(&handshake, from, to);
            pieces.iter().map(|p| (p.start, p.end, p.message.is_some())).collect()
        };
        assert_eq!(cut(0, 16), [(0, 7, true), (7, 11, true), (11, 16, false)]);
        assert_eq!(cut(5, 8), [(5, 7, true), (7, 8, true)]);
        assert_eq!(cut(11, 13), [(11, 13, false)]);
        assert_eq!(cut(40, 50), [(40, 50, false)]);
    }
}
