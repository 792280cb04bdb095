//! Vectors of the TLS presentation language (RFC 8446 section 3.4): a length and what it measures.

use super::fields::{BUFFER_TOO_SMALL, TRAILING_DATA, VECTOR_LENGTH};
use crate::dissect::{Cursor, Cut, Dissector, Group, NodeRef, Severity};
use crate::field::Field;
use crate::field::def::{U8, U16, U24};
use std::ops::RangeInclusive;

/// Why a message is not read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::proto) enum Stop {
    Cut(Cut),
    /// What is wrong stands in the tree already; what follows the message can be read.
    Noted,
}

impl From<Cut> for Stop {
    fn from(cut: Cut) -> Self {
        Self::Cut(cut)
    }
}

/// What reading a part of a message gives.
pub(in crate::proto) type Read<T> = Result<T, Stop>;

/// Reads the length and cuts off the part; one that is longer than what is left is shortened, with
/// a finding, so that what is there can be shown.
pub(super) fn vec8<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<U8>,
    allowed: RangeInclusive<u32>,
) -> Read<Cursor<'a>> {
    room(d, c, 1)?;
    let len = c.u8()?;
    let node = d.tree.leaf(field, len);
    Ok(measured(d, c, node, len.value.into(), allowed))
}

pub(super) fn vec16<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<U16>,
    allowed: RangeInclusive<u32>,
) -> Read<Cursor<'a>> {
    room(d, c, 2)?;
    let len = c.u16()?;
    let node = d.tree.leaf(field, len);
    Ok(measured(d, c, node, len.value.into(), allowed))
}

pub(super) fn vec24<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<U24>,
    allowed: RangeInclusive<u32>,
) -> Read<Cursor<'a>> {
    room(d, c, 3)?;
    let len = c.u24()?;
    let node = d.tree.leaf(field, len);
    Ok(measured(d, c, node, len.value, allowed))
}

/// Notes that not even the length is there.
fn room(d: &mut Dissector<'_>, c: &Cursor<'_>, len: u32) -> Read<()> {
    if c.left() >= len {
        return Ok(());
    }
    let text = format!("No more room for vector of length {len}");
    let node = d.tree.text(c.rest_span(), format_args!("{text}"));
    let severity = Severity::Error;
    d.tree.expert(node, Some(BUFFER_TOO_SMALL), severity, Group::Malformed, format_args!("{text}"));
    Err(Stop::Noted)
}

fn measured<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    node: NodeRef,
    len: u32,
    allowed: RangeInclusive<u32>,
) -> Cursor<'a> {
    let severity = Severity::Warn;
    if len < *allowed.start() {
        let text = format_args!("Vector length {len} is smaller than minimum {}", allowed.start());
        d.tree.expert(node, Some(VECTOR_LENGTH), severity, Group::Protocol, text);
    } else if len > *allowed.end() {
        let text = format_args!("Vector length {len} is larger than maximum {}", allowed.end());
        d.tree.expert(node, Some(VECTOR_LENGTH), severity, Group::Protocol, text);
    }
    if len > c.left() {
        let text = format_args!("Vector length {len} is too large, truncating it to {}", c.left());
        d.tree.expert(node, Some(BUFFER_TOO_SMALL), Severity::Error, Group::Malformed, text);
    }
    c.take(len)
}

/// Shows and notes what stands behind the last thing that should be there.
pub(super) fn end(d: &mut Dissector<'_>, c: &Cursor<'_>) {
    let left = c.left();
    if left > 0 {
        let were = if left == 1 { "byte was" } else { "bytes were" };
        let text = format!("{left} trailing {were} unprocessed");
        let node = d.tree.text(c.rest_span(), format_args!("{text}"));
        let severity = Severity::Warn;
        d.tree.expert(node, Some(TRAILING_DATA), severity, Group::Protocol, format_args!("{text}"));
    }
}
