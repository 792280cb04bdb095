//! Numbers of SNMP's engines (RFC 3411, SnmpEngineID; before it RFC 1910): who made the engine, and what it took for the
//! rest: an address, a name, a time.

use super::fields::*;
use crate::base::time::{Precision, Timestamp, Zone};
use crate::dissect::{At, Cursor, Cut, Dissector, Group, Severity};
use crate::field::def::{Bytes, Label};
use crate::field::{Field, Names};
use crate::proto::tables::enterprise::ENTERPRISES;

const CONFORMS: u32 = 0x8000_0000;
const CISCO: u32 = 9;
const UCD_SNMP: u32 = 2021;
const NET_SNMP: u32 = 8072;
/// Longest name or number that an administrator may give.
const GIVEN_MAX: u32 = 27;
/// Of an address and port of RFC 1910.
const TRAILER_LEN: u32 = 8;

pub(super) fn shown(d: &mut Dissector<'_>, field: Field<Bytes>, whole: At<&[u8]>) -> Result<(), Cut> {
    let open = d.tree.open(field, whole);
    let mut c = Cursor::at(whole.value, whole.span.start, whole.span.source);
    if !c.is_empty() {
        d.tree.leaf(ENGINE_CONFORM, { c }.u8()?.map(u64::from));
    }
    if c.left() >= 4 {
        let maker = c.u32()?;
        let enterprise = maker.value & !CONFORMS;
        let name = Names::Table(ENTERPRISES).name(enterprise.into()).unwrap_or("Unknown");
        d.tree.leaf_as(ENGINE_ENTERPRISE, maker, format_args!("Engine Enterprise ID: {name} ({enterprise})"));
        if maker.value & CONFORMS == 0 {
            if c.left() == TRAILER_LEN {
                d.rest_as(AGENT_TRAILER, &mut c);
            } else {
                strange(d, &c, NOT_RFC1910, "Data not conforming to RFC1910");
            }
        } else if !c.is_empty() {
            formatted(d, enterprise, &mut c)?;
            if !c.is_empty() {
                strange(d, &c, NOT_RFC3411, "Data not conforming to RFC3411");
            }
        }
    }
    d.tree.close(open);
    Ok(())
}

/// What the format says of the rest; bytes that do not fit stay.
fn formatted(d: &mut Dissector<'_>, enterprise: u32, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let format = c.u8()?;
    let maker = match enterprise {
        UCD_SNMP => Some("UCD-SNMP"),
        NET_SNMP => Some("Net-SNMP"),
        _ => None,
    };
    match (format.value, maker) {
        (128, Some(maker)) => {
            let label = format_args!("Engine ID Format: Reserved/Enterprise-specific (128): {maker} Random");
            d.tree.leaf_as(ENGINE_FORMAT, format, label)
        }
        (1..=5, _) => d.tree.leaf(ENGINE_FORMAT, format),
        (other, _) => {
            let label = format_args!("Engine ID Format: Reserved/Enterprise-specific ({other})");
            d.tree.leaf_as(ENGINE_FORMAT, format, label)
        }
    };
    match (format.value, c.left()) {
        (1, 4) => _ = d.tree.leaf(ENGINE_IPV4, c.array::<4>()?),
        (2, 16) => _ = d.tree.leaf(ENGINE_IPV6, c.array::<16>()?),
        // Cisco says before the address which engine it is.
        (3, 7) if enterprise == CISCO => {
            d.tree.leaf(ENGINE_CISCO, c.u8()?);
            d.tree.leaf(ENGINE_MAC, c.array::<6>()?);
        }
        (3, 6) => _ = d.tree.leaf(ENGINE_MAC, c.array::<6>()?),
        (4, 1..=GIVEN_MAX) => _ = d.tree.leaf(ENGINE_TEXT, c.bytes(c.left())?),
        (128, 8 | 12) if maker.is_some() => {
            d.tree.leaf(ENGINE_DATA, c.bytes(4)?);
            let seconds = c.bytes(c.left())?;
            let number = seconds.value.iter().rev().fold(0, |n: u64, b| n << 8 | u64::from(*b));
            let since = i64::try_from(number).unwrap_or(i64::MAX);
            let made = seconds.with(Timestamp::from_parts(since, 0));
            let mut text = String::new();
            let _ = made.value.write_absolute(&mut text, Precision(0), Zone::Utc);
            d.tree.leaf_as(ENGINE_MADE, made, format_args!("Engine ID Data: Creation Time: {text}"));
        }
        (1..=4, _) | (_, 0) => {}
        (128, _) if maker.is_some() => {}
        (_, ..=GIVEN_MAX) => d.rest_as(ENGINE_DATA, c),
        _ => {}
    }
    Ok(())
}

fn strange(d: &mut Dissector<'_>, c: &Cursor<'_>, field: Field<Label>, what: &str) {
    let node = d.tree.text(c.rest_span(), format_args!("{what}"));
    d.tree.expert(node, Some(field), Severity::Warn, Group::Protocol, format_args!("{what}"));
}
