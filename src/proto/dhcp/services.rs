//! Options of DHCP that are made of parts: servers with how they are called, classes, what vendors add, proofs. Those of
//! one value are read in `option`.

use super::fields::*;
use super::option::{text, wrong_length};
use crate::dissect::{At, Cursor, Cut, Dissector, Group, NodeRef, Severity};
use crate::field::Field;
use crate::field::Names;
use crate::field::def::{Str, U32};
use crate::proto::dns::name;
use crate::proto::tables::enterprise::ENTERPRISES;

/// Reads an option's value; the node is the option's.
pub(super) type Read = fn(&mut Dissector<'_>, NodeRef, &mut Cursor<'_>) -> Result<(), Cut>;

const BROADBAND_FORUM: u32 = 3561;

/// Classes, each with its length (RFC 3004); many send just one, without.
pub(super) fn user_class(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.left() < 2 {
        wrong_length(d, node, format_args!("length isn't >= 2"));
        return Ok(());
    }
    let mut rest = c.peek();
    while let Some((len, behind)) = rest.split_first().filter(|(len, _)| **len > 0) {
        rest = behind.get(usize::from(*len)..).unwrap_or(&[0]);
    }
    if !rest.is_empty() {
        let at = c.rest();
        let node = d.tree.leaf(OPTION_USER_CLASS_TEXT, at);
        let text = format_args!("Non standard compliant option data");
        d.tree.expert(node, Some(NOT_STANDARD), Severity::Note, Group::Protocol, text);
        return Ok(());
    }
    for nth in 0.. {
        if c.is_empty() {
            break;
        }
        let len = c.u8()?;
        let class = c.bytes(len.value.into())?;
        let at = At { value: nth as u8, span: len.span.to(class.span) };
        let open = d.tree.open_as(USER_CLASS, at, format_args!("Instance of User Class: [{nth}]"));
        d.tree.leaf(USER_CLASS_LENGTH, len);
        d.tree.leaf(USER_CLASS_DATA, class);
        d.tree.close(open);
    }
    Ok(())
}

pub(super) fn directory_agents(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        wrong_length(d, node, format_args!("length isn't >= 1"));
        return Ok(());
    }
    d.tree.leaf(SLP_AGENT_KIND, c.u8()?);
    while c.left() >= 4 {
        d.tree.leaf(SLP_AGENT, c.array::<4>()?);
    }
    Ok(())
}

pub(super) fn scopes(d: &mut Dissector<'_>, _: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(SLP_SCOPE_KIND, c.u8()?);
    text(d, SLP_SCOPE, c);
    Ok(())
}

/// RFC 3118 section 2.
pub(super) fn authentication(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const DELAYED: u8 = 1;
    const COUNTER: u8 = 0;
    if c.left() < 11 {
        wrong_length(d, node, format_args!("length isn't >= 11"));
        return Ok(());
    }
    let protocol = c.u8()?;
    d.tree.leaf(AUTHENTICATION_PROTOCOL, protocol);
    let algorithm = c.u8()?;
    let delayed = protocol.value == DELAYED;
    d.tree.leaf(if delayed { AUTHENTICATION_DELAY } else { AUTHENTICATION_ALGORITHM }, algorithm);
    let replay = c.u8()?;
    d.tree.leaf(AUTHENTICATION_REPLAY, replay);
    if replay.value == COUNTER {
        d.tree.leaf(AUTHENTICATION_COUNTER, c.u64()?);
    } else {
        let mut other = c.sub(8)?;
        text(d, AUTHENTICATION_OTHER, &mut other);
    }
    match (delayed, c.left()) {
        (_, 0) => {}
        (true, 20) => {
            d.tree.leaf(AUTHENTICATION_SECRET, c.u32()?);
            d.tree.leaf(AUTHENTICATION_HASH, c.bytes(16)?);
        }
        _ => text(d, AUTHENTICATION_INFORMATION, c),
    }
    Ok(())
}

/// SIP servers by name or address (RFC 3361).
pub(super) fn sip(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let len = c.left();
    let encoding = c.u8()?;
    d.tree.leaf(SIP_ENCODING, encoding);
    match encoding.value {
        0 => {
            let message = *c;
            while !c.is_empty() {
                let found = name::read(&message, c)?;
                d.tree.made_text(SIP_NAME, &found.text, found.span);
            }
        }
        1 if len < 5 => wrong_length(d, node, format_args!("length isn't >= 5 (len = {len})")),
        1 => {
            while c.left() >= 4 {
                d.tree.leaf(SIP_ADDRESS, c.array::<4>()?);
            }
        }
        other => {
            let text = format_args!("RFC 3361 defines only 0 and 1 for Encoding byte (Encoding = {other}).");
            d.tree.expert(node, Some(SIP_ENCODING_BAD), Severity::Error, Group::Protocol, text);
        }
    }
    Ok(())
}

fn enterprise(d: &mut Dissector<'_>, field: Field<U32>, at: At<u32>) -> NodeRef {
    let name = Names::Table(ENTERPRISES).name(at.value.into()).unwrap_or("Unknown");
    d.tree.leaf_as(field, at, format_args!("Enterprise: {name} ({})", at.value))
}

pub(super) fn vendor_classes(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.left() < 5 {
        wrong_length(d, node, format_args!("length isn't >= 5"));
        return Ok(());
    }
    while c.left() >= 5 {
        let at = c.u32()?;
        enterprise(d, VENDOR_CLASS_ENTERPRISE, at);
        let len = c.u8()?;
        d.tree.leaf(VENDOR_CLASS_LENGTH, len);
        text(d, VENDOR_CLASS_DATA, &mut c.sub(len.value.into())?);
    }
    Ok(())
}

/// What vendors add (RFC 3925 section 4).
pub(super) fn vendors(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.left() < 5 {
        wrong_length(d, node, format_args!("length < 5"));
        return Ok(());
    }
    while c.left() >= 5 {
        let maker = c.u32()?;
        let node = enterprise(d, VENDOR_ENTERPRISE, maker);
        let open = d.tree.enter(node);
        let len = c.u8()?;
        d.tree.leaf(VENDOR_LENGTH, len);
        let mut parts = c.sub(len.value.into())?;
        while parts.left() >= 2 {
            vendor_part(d, maker.value, &mut parts)?;
        }
        d.tree.close(open);
    }
    Ok(())
}

fn vendor_part(d: &mut Dissector<'_>, maker: u32, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let (code, len) = (c.u8()?, c.u8()?);
    let mut value = c.sub(len.value.into())?;
    let span = code.span.to(value.rest_span());
    if maker != BROADBAND_FORUM {
        let open = d.tree.open(VENDOR_PART, code);
        d.tree.set_span(open.node(), span);
        d.tree.leaf(OPTION_SUBOPTION_LENGTH, len);
        d.rest_as(VENDOR_DATA, &mut value);
        d.tree.close(open);
        return Ok(());
    }
    let name = d.tree.def(TR111.id).names.name(code.value.into()).unwrap_or("Unknown");
    let label = format_args!("Option 125 Suboption: ({}) {name}", code.value);
    let open = d.tree.open_as(TR111, code, label);
    d.tree.set_span(open.node(), span);
    d.tree.leaf(OPTION_SUBOPTION_LENGTH, len);
    let field: Field<Str> = match code.value {
        1 => {
            let at = value.rest();
            let digits = std::str::from_utf8(at.value).ok();
            if let Some(number) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
                d.tree.leaf(TR111_DEVICE_MAKER, at.with(number & 0x00ff_ffff));
            }
            d.tree.close(open);
            return Ok(());
        }
        2 => TR111_DEVICE_NUMBER,
        3 => TR111_DEVICE_CLASS,
        4 => TR111_GATEWAY_MAKER,
        5 => TR111_GATEWAY_NUMBER,
        6 => TR111_GATEWAY_CLASS,
        _ => {
            d.rest_as(OPTION_VALUE, &mut value);
            d.tree.close(open);
            return Ok(());
        }
    };
    text(d, field, &mut value);
    d.tree.close(open);
    Ok(())
}

pub(super) fn nonces(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        wrong_length(d, node, format_args!("length must >= 1"));
    }
    while !c.is_empty() {
        d.tree.leaf(NONCE_ALGORITHM, c.u8()?);
    }
    Ok(())
}

/// Name servers for some names (RFC 6731 section 4.3).
pub(super) fn name_servers(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.left() < 10 {
        wrong_length(d, node, format_args!("length must be >= 10"));
        return Ok(());
    }
    let flags = c.u8()?;
    d.tree.leaf(RDNSS_RESERVED, flags);
    d.tree.leaf(RDNSS_PREFERENCE, flags);
    d.tree.leaf(RDNSS_PRIMARY, c.array::<4>()?);
    d.tree.leaf(RDNSS_SECONDARY, c.array::<4>()?);
    let message = *c;
    let found = name::read(&message, c)?;
    d.tree.made_text(RDNSS_DOMAIN, &found.text, found.span);
    Ok(())
}

pub(super) fn lease_status(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        wrong_length(d, node, format_args!("length must >= 1"));
        return Ok(());
    }
    d.tree.leaf(LEASE_STATUS, c.u8()?);
    if !c.is_empty() {
        text(d, LEASE_MESSAGE, c);
    }
    Ok(())
}

/// Ports that a client may use of an address that is shared (RFC 7618).
pub(super) fn ports(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.left() != 4 {
        wrong_length(d, node, format_args!("length must be 4"));
        return Ok(());
    }
    d.tree.leaf(PORTS_OFFSET, c.u8()?);
    d.tree.leaf(PORTS_LENGTH, c.u8()?);
    d.rest_as(PORTS_SET, c);
    Ok(())
}

/// What a relay's vendor adds (RFC 4243).
pub(super) fn relay_vendor(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while c.left() >= 5 {
        let at = c.u32()?;
        let node = enterprise(d, RELAY_VENDOR, at);
        let open = d.tree.enter(node);
        let len = c.u8()?;
        d.tree.leaf(RELAY_VENDOR_LENGTH, len);
        d.tree.close(open);
        let mut value = c.sub(len.value.into())?;
        d.rest_as(RELAY_VALUE, &mut value);
    }
    Ok(())
}

/// Whose table of routes the client's addresses are of (RFC 6607 section 4.3).
pub(super) fn relay_table(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const TEXT: u8 = 0;
    const GLOBAL: u8 = 255;
    let kind = c.u8()?;
    match kind.value {
        GLOBAL => drop(d.tree.leaf(RELAY_TABLE_GLOBAL, kind)),
        TEXT => text(d, RELAY_TABLE, c),
        _ => d.rest_as(RELAY_VALUE, c),
    }
    Ok(())
}
