//! Vectors of the TLS presentation language (RFC 8446 section 3.4): a length and what it measures.

use super::fields::{TRAILING_DATA, VECTOR_LENGTH};
use crate::dissect::{Cursor, Cut, Dissector, Group, NodeRef, Severity};
use crate::field::Field;
use crate::field::def::{U8, U16, U24};
use std::ops::RangeInclusive;

/// Reads the length and cuts off the part; one that is longer than what is left is shortened, with
/// a finding, so that what is there can be shown.
pub(super) fn vec8<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<U8>,
    allowed: RangeInclusive<u32>,
) -> Result<Cursor<'a>, Cut> {
    let len = c.u8()?;
    let node = d.tree.leaf(field, len);
    Ok(measured(d, c, node, len.value.into(), allowed))
}

pub(super) fn vec16<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<U16>,
    allowed: RangeInclusive<u32>,
) -> Result<Cursor<'a>, Cut> {
    let len = c.u16()?;
    let node = d.tree.leaf(field, len);
    Ok(measured(d, c, node, len.value.into(), allowed))
}

pub(super) fn vec24<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<U24>,
    allowed: RangeInclusive<u32>,
) -> Result<Cursor<'a>, Cut> {
    let len = c.u24()?;
    let node = d.tree.leaf(field, len);
    Ok(measured(d, c, node, len.value, allowed))
}

fn measured<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    node: NodeRef,
    len: u32,
    allowed: RangeInclusive<u32>,
) -> Cursor<'a> {
    let mut find = |text: std::fmt::Arguments<'_>| {
        d.tree.expert(node, Some(VECTOR_LENGTH), Severity::Warn, Group::Protocol, text);
    };
    if len < *allowed.start() {
        find(format_args!("Vector length {len} is smaller than minimum {}", allowed.start()));
    } else if len > *allowed.end() {
        find(format_args!("Vector length {len} is larger than maximum {}", allowed.end()));
    }
    if len > c.left() {
        find(format_args!("Vector length {len} is too large, truncating it to {}", c.left()));
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
