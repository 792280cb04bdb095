//! Values as the binary protocol writes them: parameters of prepared statements, and rows of their results.
//! A row does not say what its columns are; the columns before it do.

use super::fields::*;
use super::framer::{command, kind, length_encoded};
use crate::dissect::remembered::Weighed;
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::show;
use crate::proto::placed::Placed;
use std::collections::HashMap;
use std::sync::Arc;

/// Types of columns and parameters whose values are not text.
mod kind_of {
    pub const TINY: u8 = 1;
    pub const SHORT: u8 = 2;
    pub const LONG: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const DOUBLE: u8 = 5;
    pub const NULL: u8 = 6;
    pub const TIMESTAMP: u8 = 7;
    pub const LONGLONG: u8 = 8;
    pub const INT24: u8 = 9;
    pub const DATE: u8 = 10;
    pub const TIME: u8 = 11;
    pub const DATETIME: u8 = 12;
    pub const YEAR: u8 = 13;
}

#[derive(Clone, Debug)]
struct Column {
    name: Box<str>,
    kind: u8,
    unsigned: bool,
}

/// What a connection's server said so far.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Messages of the server that were looked at.
    seen: usize,
    /// Parameters of prepared statements, by their number: with the place where each was said.
    statements: HashMap<u32, Vec<(usize, u16)>>,
    /// Columns of results, and where they began; none, where they are those told when the statement was prepared.
    results: Vec<(usize, Arc<Vec<Column>>)>,
    /// Columns of prepared statements, by their number: with the place where each was said.
    prepared: HashMap<u32, Vec<(usize, Arc<Vec<Column>>)>>,
    /// The statement that was prepared last.
    newest: u32,
}

impl Weighed for Known {
    fn bytes(&self) -> usize {
        let prepared = self.prepared.values().flatten();
        let columns =
            self.results.iter().chain(prepared).map(|(_, columns)| (columns.len() + 1) * COLUMN_BYTES);
        columns.sum::<usize>() + self.statements.len() * COLUMN_BYTES
    }
}

/// What a column, or a statement, takes with its name.
const COLUMN_BYTES: usize = 96;

fn known(placed: &Placed<'_>, server: usize) -> Arc<Known> {
    let count = placed.messages(server).map_or(0, |m| m.len());
    placed.remembered().result::<Known>(
        placed.remembered_key("mysql.binary"),
        |known| known.seen == count,
        |known| {
            if known.seen > count {
                *known = Known::default();
            }
            for nth in known.seen..count {
                look(known, placed, server, nth);
            }
            known.seen = count;
        },
    )
}

/// Takes from a message what later ones depend on.
fn look(known: &mut Known, placed: &Placed<'_>, server: usize, nth: usize) {
    /// Of names that anybody gives to a column, and what stands behind them.
    const MAX_BYTES: u64 = 4096;
    let Some(message) = placed.messages(server).and_then(|m| m.get(nth)).copied() else { return };
    let (start, end) = (message.start(), message.end().min(message.start() + MAX_BYTES));
    match message.kind() {
        kind::PREPARED => {
            let bytes = placed.bytes(server, start..end);
            let id = bytes.get(5..).and_then(|b| b.first_chunk()).map(|b| u32::from_le_bytes(*b));
            let count = bytes.get(11..).and_then(|b| b.first_chunk()).map(|b| u16::from_le_bytes(*b));
            if let Some((id, count)) = id.zip(count) {
                known.statements.entry(id).or_default().push((nth, count));
                known.prepared.entry(id).or_default().push((nth, Arc::default()));
                known.newest = id;
            }
        }
        kind::COLUMN_COUNT => known.results.push((nth, Arc::default())),
        kind::COLUMN | kind::PREPARED_COLUMN => {
            let bytes = placed.bytes(server, start..end);
            let list = match message.kind() {
                kind::COLUMN => Some(&mut known.results),
                _ => known.prepared.get_mut(&known.newest),
            };
            if let Some((_, columns)) = list.and_then(|list| list.last_mut())
                && let Some(column) = column(bytes.get(4..).unwrap_or_default())
            {
                Arc::make_mut(columns).push(column);
            }
        }
        _ => {}
    }
}

/// The columns of the statement that the client executed last.
fn of_statement(known: &Known, placed: &Placed<'_>, own: usize) -> Option<Arc<Vec<Column>>> {
    const EXECUTE_LEN: u64 = 9;
    let server = placed.place.direction;
    let client = 1 - server.min(1);
    let frame = placed.messages(server)?.get(own)?.frame;
    let asked = placed.messages(client)?;
    let last = asked.get(asked.partition_point(|m| m.frame <= frame).checked_sub(1)?)?;
    if last.kind() != kind::COMMAND || last.note() != command::EXECUTE {
        return None;
    }
    let bytes = placed.bytes(client, last.start()..last.end().min(last.start() + EXECUTE_LEN));
    let id = u32::from_le_bytes(*bytes.get(5..)?.first_chunk()?);
    let all = known.prepared.get(&id)?;
    let (_, columns) = all.get(all.partition_point(|(nth, _)| *nth < own).checked_sub(1)?)?;
    Some(Arc::clone(columns))
}

/// What stands behind a column's texts: 12 as a length, and 12 bytes of numbers.
const NUMBERS: u8 = 12;

/// How long MariaDB's metadata is that stands before them, its length included. Form tells, not the login, which
/// may not be there.
pub(super) fn metadata_len(behind_texts: &[u8]) -> usize {
    let numbers = usize::from(NUMBERS) + 1;
    if behind_texts.len() <= numbers {
        return 0;
    }
    let Some((len, digits)) = length_encoded(behind_texts) else { return 0 };
    let whole = usize::try_from(len).unwrap_or(usize::MAX).saturating_add(digits);
    let fits =
        behind_texts.len() == whole.saturating_add(numbers) && behind_texts.get(whole) == Some(&NUMBERS);
    if fits { whole } else { 0 }
}

/// The definition of a column: six texts, then numbers.
fn column(mut bytes: &[u8]) -> Option<Column> {
    const UNSIGNED: u16 = 0x20;
    let mut name = "".into();
    for nth in 0..6 {
        let (len, digits) = length_encoded(bytes)?;
        let rest = bytes.get(digits..)?;
        let (text, behind) = rest.split_at_checked(usize::try_from(len).ok()?)?;
        if nth == 4 {
            name = show::line(text).into();
        }
        bytes = behind;
    }
    let bytes = bytes.get(metadata_len(bytes)..)?;
    let flags = u16::from_le_bytes(*bytes.get(8..)?.first_chunk()?);
    Some(Column { name, kind: *bytes.get(7)?, unsigned: flags & UNSIGNED != 0 })
}

/// What a statement is executed with.
pub(super) fn parameters(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    placed: Option<&Placed<'_>>,
    statement: u32,
) -> Result<(), Cut> {
    let Some(placed) = placed else { return Ok(()) };
    let known = known(placed, 1 - placed.place.direction.min(1));
    let frame = d.frame_id();
    let said = known.statements.get(&statement).and_then(|all| {
        let server = placed.messages(1 - placed.place.direction.min(1))?;
        let past = all.partition_point(|(nth, _)| server.get(*nth).is_some_and(|m| m.frame <= frame));
        all.get(past.checked_sub(1)?)
    });
    let count = said.map_or(0, |(_, count)| usize::from(*count));
    if count == 0 {
        return Ok(());
    }
    let nulls = c.bytes(count.div_ceil(8) as u32)?;
    let bound = c.u8()?;
    d.tree.leaf(BOUND, bound);
    if bound.value == 0 {
        // The types are those of an earlier execution.
        return Ok(());
    }
    let mut types = c.sub(2 * count as u32)?;
    for nth in 0..count {
        let start = *c;
        let (kind, unsigned) = (types.u8()?, types.u8()?);
        let open = d.tree.open(PARAMETER, At { value: (), span: c.span(0) });
        d.tree.leaf(PARAMETER_TYPE, kind);
        d.tree.leaf(PARAMETER_UNSIGNED, unsigned);
        if bit(nulls.value, nth) {
            d.tree.leaf(VALUE_NULL, At { value: (), span: c.span(0) });
        } else {
            value(d, c, kind.value, unsigned.value & 0x80 != 0)?;
        }
        d.tree.set_span(open.node(), c.since(&start));
        d.tree.close(open);
    }
    Ok(())
}

fn bit(bits: &[u8], nth: usize) -> bool {
    bits.get(nth / 8).is_some_and(|byte| byte >> (nth % 8) & 1 != 0)
}

/// A row; nothing is shown where its columns were not seen.
pub(super) fn row(d: &mut Dissector<'_>, c: &mut Cursor<'_>, placed: Option<&Placed<'_>>) -> Result<(), Cut> {
    let Some(placed) = placed else { return Ok(()) };
    let server = placed.place.direction;
    let known = known(placed, server);
    let own = placed.direction(server).and_then(|s| s.message_starting(placed.place.start));
    let Some(own) = own else { return Ok(()) };
    let before = known.results.partition_point(|(nth, _)| *nth < own);
    let told =
        before.checked_sub(1).and_then(|at| known.results.get(at)).map(|(_, columns)| Arc::clone(columns));
    let columns = match told {
        Some(columns) if columns.is_empty() => of_statement(&known, placed, own),
        told => told,
    };
    let Some(columns) = columns else { return Ok(()) };
    // Two bits at the beginning stand for nothing.
    let nulls = c.bytes((columns.len() + 2).div_ceil(8) as u32)?;
    for (nth, column) in columns.iter().enumerate() {
        let start = *c;
        let open = d.tree.open_text(c.span(0), format_args!("{}", column.name));
        if bit(nulls.value, nth + 2) {
            d.tree.leaf(VALUE_NULL, At { value: (), span: c.span(0) });
        } else {
            value(d, c, column.kind, column.unsigned)?;
        }
        d.tree.set_span(open.node(), c.since(&start));
        d.tree.close(open);
    }
    Ok(())
}

fn value(d: &mut Dissector<'_>, c: &mut Cursor<'_>, kind: u8, unsigned: bool) -> Result<(), Cut> {
    use kind_of::*;
    match (kind, unsigned) {
        (NULL, _) => _ = d.tree.leaf(VALUE_NULL, At { value: (), span: c.span(0) }),
        (TINY, true) => _ = d.tree.leaf(VALUE_U8, c.u8()?),
        (TINY, false) => _ = d.tree.leaf(VALUE_I8, c.u8()?.map(u8::cast_signed)),
        (SHORT | YEAR, true) => _ = d.tree.leaf(VALUE_U16, c.u16_le()?),
        (SHORT | YEAR, false) => _ = d.tree.leaf(VALUE_I16, c.u16_le()?.map(u16::cast_signed)),
        (LONG | INT24, true) => _ = d.tree.leaf(VALUE_U32, c.u32_le()?),
        (LONG | INT24, false) => _ = d.tree.leaf(VALUE_I32, c.u32_le()?.map(u32::cast_signed)),
        (LONGLONG, true) => _ = d.tree.leaf(VALUE_U64, c.u64_le()?),
        (LONGLONG, false) => _ = d.tree.leaf(VALUE_I64, c.u64_le()?.map(u64::cast_signed)),
        (FLOAT, _) => {
            let at = c.u32_le()?.map(f32::from_bits);
            d.tree.leaf_as(VALUE_FLOAT, at.map(f64::from), format_args!("Value (Float): {}", at.value));
        }
        (DOUBLE, _) => _ = d.tree.leaf(VALUE_DOUBLE, c.u64_le()?.map(f64::from_bits)),
        (TIMESTAMP | DATE | DATETIME, _) => return date(d, c),
        (TIME, _) => return time(d, c),
        _ => {
            let Some((len, digits)) = length_encoded(c.peek()) else {
                return Err(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed });
            };
            c.skip(digits as u32)?;
            let at = c.bytes(u32::try_from(len).map_err(|_| Cut::Malformed)?)?;
            d.tree.leaf(VALUE_TEXT, at);
        }
    }
    Ok(())
}

fn date(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.u8()?;
    d.tree.leaf(DATE_LENGTH, len.map(u8::cast_signed));
    let mut c = c.sub(len.value.into())?;
    if c.is_empty() {
        return Ok(());
    }
    d.tree.leaf(YEAR, c.u16_le()?.map(u16::cast_signed));
    d.tree.leaf(MONTH, c.u8()?.map(u8::cast_signed));
    d.tree.leaf(DAY, c.u8()?.map(u8::cast_signed));
    clock(d, &mut c)
}

fn time(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.u8()?;
    d.tree.leaf(TIME_LENGTH, len.map(u8::cast_signed));
    let mut c = c.sub(len.value.into())?;
    if c.is_empty() {
        return Ok(());
    }
    d.tree.leaf(TIME_SIGN, c.u8()?);
    d.tree.leaf(TIME_DAYS, c.u32_le()?.map(u32::cast_signed));
    clock(d, &mut c)
}

/// Hours, minutes, seconds and parts of a second, as many as there are.
fn clock(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    for field in [HOUR, MINUTE, SECOND] {
        d.tree.leaf(field, c.u8()?.map(u8::cast_signed));
    }
    if !c.is_empty() {
        d.tree.leaf(SECOND_PART, c.u32_le()?.map(u32::cast_signed));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_of_columns_are_read() {
        let mut bytes = Vec::new();
        for text in ["def", "t", "a", "a", "total", "total"] {
            bytes.push(text.len() as u8);
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(&[12, 63, 0, 20, 0, 0, 0, 8, 0x20, 0, 0, 0, 0]);
        let column = column(&bytes).unwrap();
        assert_eq!((&*column.name, column.kind, column.unsigned), ("total", 8, true));
        let mut extended = bytes[..bytes.len() - 13].to_vec();
        extended.extend_from_slice(b"\x06\x01\x04json");
        extended.extend_from_slice(&bytes[bytes.len() - 13..]);
        assert_eq!(super::column(&extended).unwrap().kind, 8);
        for len in 0..extended.len() {
            let _ = super::column(&extended[..len]);
        }
    }
}
