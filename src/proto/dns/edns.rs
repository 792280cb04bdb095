//! The OPT pseudo-record and its options (RFC 6891).

use super::data::show_name;
use super::fields::*;
use super::names::OPTIONS;
use crate::dissect::{At, Cursor, Cut, Dissector, Group, Severity};
use crate::field::Field;
use crate::field::def::Bytes;

/// Shows class and time to live as EDNS reads them, and the length of the options, which is returned.
pub(super) fn head(d: &mut Dissector<'_>, c: &mut Cursor<'_>, multicast: bool) -> Result<u16, Cut> {
    let size = c.u16()?;
    if multicast {
        d.tree.leaf(RR_UDP_PAYLOAD_SIZE_MDNS, size);
        d.tree.leaf(RESP_CACHE_FLUSH, size.map(u64::from));
    } else {
        d.tree.leaf(RR_UDP_PAYLOAD_SIZE, size);
    }
    d.tree.leaf(RESP_EXT_RCODE, c.u8()?);
    d.tree.leaf(RESP_EDNS0_VERSION, c.u8()?);
    let z = c.u16()?;
    let open = d.tree.open(RESP_Z, z);
    d.tree.leaf(RESP_Z_DO, z.map(u64::from));
    d.tree.leaf(RESP_Z_RESERVED, z);
    d.tree.close(open);
    let len = c.u16()?;
    d.tree.leaf(RESP_LEN, len);
    Ok(len.value)
}

/// Shows the options in `c`.
pub(super) fn options(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let start = *c;
        let (code, len) = (c.u16()?, c.u16()?);
        let data = c.sub(len.value.into())?;
        let at = At { value: (), span: c.since(&start) };
        let open = match OPTIONS.name(code.value.into()) {
            Some(name) => d.tree.open_as(OPT, at, format_args!("Option: {name}")),
            None => d.tree.open_as(OPT, at, format_args!("Option: Unknown ({})", code.value)),
        };
        d.tree.leaf(OPT_CODE, code);
        d.tree.leaf(OPT_LEN, len);
        missing_or(d, OPT_DATA, "Option Data", &data);
        let result = option(d, code.value, data);
        d.tree.close(open);
        result?;
    }
    Ok(())
}

/// All bytes of `c`; that there are none is said.
fn missing_or(d: &mut Dissector<'_>, field: Field<Bytes>, title: &str, c: &Cursor<'_>) {
    if c.is_empty() {
        d.tree.leaf_as(field, c.span(0).bytes(), format_args!("{title}: <MISSING>"));
    } else {
        d.tree.leaf(field, c.rest_span().bytes());
    }
}

fn option(d: &mut Dissector<'_>, code: u16, mut c: Cursor<'_>) -> Result<(), Cut> {
    match code {
        5..=7 => {
            let field = [OPT_DAU, OPT_DHU, OPT_N3U][usize::from(code - 5)];
            while !c.is_empty() {
                d.tree.leaf(field, c.u8()?);
            }
        }
        8 | 20730 => subnet(d, c)?,
        10 => {
            d.tree.leaf(OPT_COOKIE_CLIENT, c.bytes(8)?);
            missing_or(d, OPT_COOKIE_SERVER, "Server Cookie", &c);
        }
        11 if !c.is_empty() => {
            let at = c.u16()?;
            let ms = u32::from(at.value) * 100;
            d.tree.leaf_as(OPT_KEEPALIVE, at, format_args!("Timeout: {} ({ms} ms)", at.value));
        }
        12 => missing_or(d, OPT_PADDING, "Padding", &c),
        13 if !c.is_empty() => {
            let nowhere = c;
            show_name(d, OPT_CHAIN, &nowhere, &mut c)?;
        }
        15 if !c.is_empty() => {
            d.tree.leaf(OPT_EXT_ERROR_CODE, c.u16()?);
            if !c.is_empty() {
                d.tree.leaf(OPT_EXT_ERROR_TEXT, c.rest());
            }
        }
        _ => {}
    }
    Ok(())
}

/// The client's subnet: only the bytes that the mask covers are sent (RFC 7871 section 6).
fn subnet(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let family = c.u16()?;
    d.tree.leaf(OPT_CLIENT_FAMILY, family);
    d.tree.leaf(OPT_CLIENT_NETMASK, c.u8()?);
    d.tree.leaf(OPT_CLIENT_SCOPE, c.u8()?);
    let at = c.rest();
    match family.value {
        1 if at.value.len() <= 4 => {
            let mut address = [0; 4];
            address.iter_mut().zip(at.value).for_each(|(to, from)| *to = *from);
            d.tree.leaf(OPT_CLIENT_ADDR4, at.with(address));
        }
        2 if at.value.len() <= 16 => {
            let mut address = [0; 16];
            address.iter_mut().zip(at.value).for_each(|(to, from)| *to = *from);
            let held = d.tree.keep(&address);
            d.tree.leaf(OPT_CLIENT_ADDR6, at.with(held));
        }
        family => {
            let node = d.tree.leaf(OPT_CLIENT_ADDR, at);
            if matches!(family, 1 | 2) {
                let text = format_args!("Length too long for any type of IP address.");
                d.tree.expert(node, Some(OPT_BAD_LENGTH), Severity::Error, Group::Malformed, text);
            }
        }
    }
    Ok(())
}
