//! Options of DHCPv6 that say where services are: of names, time, tunnels (RFC 7598), vendors, leases that are asked about.

use super::fields::*;
use super::{Inside, duid, names, options};
use crate::dissect::{Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Ipv6, Str, U8};

/// Shows an option's value, if it is one of these.
pub(super) fn option(d: &mut Dissector<'_>, kind: u16, c: &mut Cursor<'_>, of: Inside) -> Result<(), Cut> {
    match kind {
        17 => vendor(d, c)?,
        28 => all(d, NISP_SERVER, c)?,
        30 => names(d, "nisp-domain-name", NISP_DOMAIN, c)?,
        33 => names(d, "BCMCS Servers Domain Search List", BCMCS_DOMAIN, c)?,
        34 => all(d, BCMCS_SERVER, c)?,
        40 => all(d, PANA_AGENT, c)?,
        41 => text(d, TIME_ZONE, c),
        42 => text(d, TIME_ZONE_NAME, c),
        43 => {
            while !c.is_empty() {
                d.tree.leaf(REQUESTED, c.u16()?);
            }
        }
        44 => {
            d.tree.leaf(QUERY, c.u8()?);
            d.tree.leaf(QUERY_LINK, c.array::<16>()?);
            options(d, c, of.deeper())?;
        }
        // What holds other options, and nothing else.
        45 | 66 | 94..=96 => options(d, c, of.deeper())?,
        46 => drop(d.tree.leaf(LAST_TRANSACTION, c.u32()?)),
        47 => {
            d.tree.leaf(QUERY_PEER, c.array::<16>()?);
            text(d, QUERY_MESSAGE, c);
        }
        48 => all(d, CLIENT_LINK, c)?,
        52 => all(d, CAPWAP_CONTROLLER, c)?,
        53 => duid(d, c)?,
        56 => time_servers(d, c)?,
        64 => {
            let message = *c;
            let found = crate::proto::dns::name::read(&message, c)?;
            d.tree.made_text(AFTR, &format!("{}.", found.text), found.span);
        }
        67 => {
            d.tree.leaf(EXCLUDED_LENGTH, c.u8()?);
            d.rest_as(EXCLUDED, c);
        }
        89 => rule(d, c)?,
        90 => drop(d.tree.leaf(BORDER_RELAY, c.array::<16>()?)),
        91 => prefix(d, DEFAULT_LENGTH, DEFAULT_PREFIX, c)?,
        92 => {
            d.tree.leaf(BOUND_IPV4, c.array::<4>()?);
            prefix(d, BOUND_LENGTH, BOUND_PREFIX, c)?;
        }
        93 => ports(d, c)?,
        103 => text(d, CAPTIVE_PORTAL, c),
        112 => text(d, MUD_URL, c),
        135 => drop(d.tree.leaf(RELAY_PORT, c.u16()?)),
        _ => {}
    }
    Ok(())
}

fn all(d: &mut Dissector<'_>, field: Field<Ipv6>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        d.tree.leaf(field, c.array::<16>()?);
    }
    Ok(())
}

fn text(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) {
    let at = c.rest();
    d.tree.leaf(field, at);
}

fn vendor(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(VENDOR_ENTERPRISE, c.u32()?);
    while c.left() >= 4 {
        let start = *c;
        let (code, len) = (c.u16()?, c.u16()?);
        let value = c.bytes(len.value.into())?;
        let open = d.tree.open_text(c.since(&start), format_args!("option"));
        d.tree.leaf(VENDOR_CODE, code);
        d.tree.leaf(VENDOR_LENGTH, len);
        if len.value > 0 {
            d.tree.leaf(VENDOR_DATA, value);
        }
        d.tree.close(open);
    }
    Ok(())
}

/// RFC 5908.
fn time_servers(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Err(Cut::Malformed);
    }
    while !c.is_empty() {
        let start = *c;
        let (kind, len) = (c.u16()?, c.u16()?);
        let mut value = c.sub(len.value.into())?;
        let name = TIME_SERVERS.name(kind.value.into()).unwrap_or("Unknown");
        let open = d.tree.open_text(c.since(&start), format_args!("{name}"));
        d.tree.leaf(TIME_SERVER, kind);
        d.tree.leaf(TIME_SERVER_LENGTH, len);
        match (kind.value, len.value) {
            (1, 16) => drop(d.tree.leaf(TIME_SERVER_ADDRESS, value.array::<16>()?)),
            (2, 16) => drop(d.tree.leaf(TIME_SERVER_GROUP, value.array::<16>()?)),
            (3, _) => {
                let message = value;
                let found = crate::proto::dns::name::read(&message, &mut value)?;
                d.tree.made_text(TIME_SERVER_NAME, &format!("{}.", found.text), found.span);
            }
            _ => {}
        }
        d.tree.close(open);
    }
    Ok(())
}

/// How addresses of IPv4 go into those of IPv6. Options that follow are inside.
fn rule(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let flags = c.u8()?;
    let says = if flags.value & 1 != 0 { ", Forwarding Mapping Rule" } else { "" };
    let open = d.tree.open_as(RULE_FLAGS, flags, format_args!("Flags: 0x{:02x}{says}", flags.value));
    d.tree.leaf(RULE_RESERVED, flags.map(u64::from));
    d.tree.leaf(RULE_FORWARDS, flags.map(u64::from));
    d.tree.close(open);
    d.tree.leaf(RULE_EMBEDDED, c.u8()?);
    d.tree.leaf(RULE_IPV4_LENGTH, c.u8()?);
    d.tree.leaf(RULE_IPV4, c.array::<4>()?);
    prefix(d, RULE_IPV6_LENGTH, RULE_IPV6, c)
}

/// A prefix with as many bytes as its length needs.
fn prefix(
    d: &mut Dissector<'_>,
    length: Field<U8>,
    field: Field<Ipv6>,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    let bits = c.u8()?;
    d.tree.leaf(length, bits);
    let bytes = c.bytes(u32::from(bits.value.min(128)).div_ceil(8))?;
    let mut address = [0; 16];
    for (to, from) in address.iter_mut().zip(bytes.value) {
        *to = *from;
    }
    let kept = d.tree.keep(&address);
    d.tree.leaf(field, bytes.with(kept));
    Ok(())
}

fn ports(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(PORTS_OFFSET, c.u8()?);
    let bits = c.u8()?;
    d.tree.leaf(PORTS_LENGTH, bits);
    // The set stands in the first bits.
    let set = c.u16()?;
    d.tree.leaf(PORTS_SET, set.map(|v| v.checked_shr(16 - u32::from(bits.value.min(16))).unwrap_or(0)));
    Ok(())
}
