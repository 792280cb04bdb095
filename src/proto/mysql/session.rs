//! Lists that newer servers send besides: what changed in the session (behind an OK), and what MariaDB says of a
//! column beyond its type.

use super::fields::*;
use super::{counted, number};
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Str, U64};

/// What an OK says of the session (MySQL documentation, "OK_Packet", session_state_info).
pub(super) fn changes(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = number(d, c)?;
    let mut list = c.sub(u32::try_from(len.value).map_err(|_| Cut::Malformed)?)?;
    let open = d.tree.open(TRACKED, At { value: (), span: list.rest_span() });
    d.tree.leaf(TRACKED_LENGTH, len);
    while !list.is_empty() && !d.tree.truncated {
        let start = list;
        let line = d.tree.open(TRACK, At { value: (), span: list.rest_span() });
        let kind = list.u8()?;
        d.tree.leaf(TRACK_TYPE, kind);
        let len = number(d, &mut list)?;
        d.tree.leaf(TRACK_LENGTH, len);
        let mut one = list.sub(u32::try_from(len.value).map_err(|_| Cut::Malformed)?)?;
        change(d, kind.value, &mut one)?;
        d.tree.set_span(line.node(), list.since(&start));
        d.tree.close(line);
    }
    d.tree.close(open);
    Ok(())
}

fn change(d: &mut Dissector<'_>, kind: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut part = |d: &mut Dissector<'_>, len: Field<U64>, text: Field<Str>| {
        let count = number(d, c)?;
        d.tree.leaf(len, count);
        d.tree.leaf(text, c.bytes(u32::try_from(count.value).map_err(|_| Cut::Malformed)?)?);
        Ok::<(), Cut>(())
    };
    match kind {
        0 => {
            part(d, TRACK_VARIABLE_LENGTH, TRACK_VARIABLE)?;
            part(d, TRACK_VARIABLE_LENGTH, TRACK_VALUE)
        }
        1 => part(d, TRACK_SCHEMA_LENGTH, TRACK_SCHEMA),
        2 => {
            let state = counted(d, c)?;
            d.tree.leaf(TRACK_STATE, state);
            Ok(())
        }
        3 => {
            d.tree.leaf(TRACK_GTIDS_ENCODING, c.u8()?);
            let count = number(d, c)?;
            d.tree.leaf(TRACK_GTIDS_LENGTH, count);
            d.tree.leaf(TRACK_GTIDS, c.bytes(u32::try_from(count.value).map_err(|_| Cut::Malformed)?)?);
            Ok(())
        }
        4 => part(d, TRACK_CHARACTERISTICS_LENGTH, TRACK_CHARACTERISTICS),
        5 => part(d, TRACK_TRANSACTION_LENGTH, TRACK_TRANSACTION),
        _ => {
            d.rest_as(PAYLOAD, c);
            Ok(())
        }
    }
}

/// What MariaDB says of a column besides (MariaDB documentation, "Result Set Packets", extended metadata).
pub(super) fn metadata(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = number(d, c)?;
    let mut list = c.sub(u32::try_from(len.value).map_err(|_| Cut::Malformed)?)?;
    let open = d.tree.open(EXTENDED_DATA, At { value: (), span: list.rest_span() });
    d.tree.leaf(EXTENDED_LENGTH, len);
    while !list.is_empty() && !d.tree.truncated {
        let start = list;
        let line = d.tree.open(EXTENDED, At { value: (), span: list.rest_span() });
        let key = list.u8()?.map(u64::from);
        d.tree.leaf(EXTENDED_KEY, key);
        let len = number(d, &mut list)?;
        d.tree.leaf(EXTENDED_LENGTH, len);
        let text = list.bytes(u32::try_from(len.value).map_err(|_| Cut::Malformed)?)?;
        match key.value {
            0 => _ = d.tree.leaf(EXTENDED_TYPE, text),
            1 => _ = d.tree.leaf(EXTENDED_FORMAT, text),
            _ => _ = d.tree.leaf(PAYLOAD, text),
        }
        d.tree.set_span(line.node(), list.since(&start));
        d.tree.close(line);
    }
    d.tree.close(open);
    Ok(())
}
