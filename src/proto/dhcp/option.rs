//! Options of DHCP: how each kind of value is read. Which option holds what is in `table`.

use super::fields::*;
use super::names::{HARDWARE, OPTION_NAMES};
use super::services;
use super::table::{READ, Read};
use crate::dissect::{Address, At, Cursor, Cut, Dissector, Group, NodeRef, Severity};
use crate::field::Field;
use crate::field::def::Str;
use crate::proto::dns::name;
use crate::proto::ntp::instant;
use crate::proto::time_words::seconds;

pub(super) const PAD: u8 = 0;
pub(super) const END: u8 = 255;
/// Says that names hold options.
pub(super) const OVERLOAD: u8 = 52;

impl Read {
    /// The only length that the value can have, where there is one.
    fn exact_len(self) -> Option<u32> {
        match self {
            Self::Address(_) | Self::Seconds(_) | Self::Offset(_) => Some(4),
            Self::Byte(_) | Self::Flag(_) | Self::Kind => Some(1),
            Self::Word(_) => Some(2),
            Self::NetworkInterface => Some(3),
            Self::Time(_) => Some(4),
            _ => None,
        }
    }

    /// What the length must be a multiple of.
    fn unit_len(self) -> u32 {
        match self {
            Self::Addresses(_) => 4,
            Self::Pairs(..) => 8,
            Self::Words(_) => 2,
            _ => 1,
        }
    }
}

/// Reads options up to their end, if they have one. `names`: those of server and boot file, which may hold more.
pub(super) fn all(d: &mut Dissector<'_>, c: &mut Cursor<'_>, names: Option<&Names<'_>>) -> Result<bool, Cut> {
    while !c.is_empty() {
        let start = *c;
        let code = c.u8()?;
        if code.value == PAD {
            while c.peek().first() == Some(&PAD) {
                c.u8()?;
            }
            let open = d.tree.open_as(OPTION_TYPE, code, format_args!("Option: (0) Padding"));
            let span = c.since(&start);
            d.tree.set_span(open.node(), span);
            d.tree.leaf(OPTION_PADDING, span.bytes());
            d.tree.close(open);
            continue;
        }
        if code.value == END {
            // As the reference has it: the value is 0, the label says what it is.
            let open = d.tree.open_as(OPTION_TYPE, code.with(0), format_args!("Option: (255) End"));
            d.tree.leaf(OPTION_END, code);
            d.tree.close(open);
            if !c.is_empty() && names.is_some() {
                d.rest_as(OPTION_PADDING, c);
            }
            return Ok(true);
        }
        let name = OPTION_NAMES.name(code.value.into()).unwrap_or("Unassigned");
        let open = d.tree.open_as(OPTION_TYPE, code, format_args!("Option: ({}) {name}", code.value));
        let len = c.u8()?;
        d.tree.leaf(OPTION_LENGTH, len);
        let mut value = c.sub(len.value.into())?;
        d.tree.set_span(open.node(), c.since(&start));
        let node = open.node();
        let read = READ.iter().find(|r| r.0 == code.value);
        // What has no fields of its own is at least shown.
        if read.is_none() || matches!(code.value, 61 | 120) && len.value == 0 {
            d.tree.leaf(OPTION_VALUE, value.rest_span().bytes());
        } else {
            d.tree.hidden(OPTION_VALUE, value.rest_span().bytes());
        }
        if let Some((_, read)) = read {
            option(d, *read, node, name, &mut value)?;
        }
        if code.value == OVERLOAD
            && let Some(names) = names
        {
            names.hold_options(d)?;
        }
        d.tree.close(open);
    }
    Ok(false)
}

/// What room for names holds where that is needed for options (RFC 2132 section 9.3).
pub(super) struct Names<'a> {
    pub server: Option<Cursor<'a>>,
    pub file: Option<Cursor<'a>>,
}

impl Names<'_> {
    fn hold_options(&self, d: &mut Dissector<'_>) -> Result<(), Cut> {
        let parts = [
            (self.server, "Server host", SERVER_END_MISSING, "sname"),
            (self.file, "Boot file", FILE_END_MISSING, "file"),
        ];
        for (part, name, field, short) in parts {
            let Some(mut part) = part else { continue };
            let open = d.tree.open_text(part.rest_span(), format_args!("{name} name option overload"));
            if !all(d, &mut part, None)? {
                let text = format_args!("{short} overload end option missing");
                d.tree.expert(open.node(), Some(field), Severity::Error, Group::Protocol, text);
            }
            d.tree.close(open);
        }
        Ok(())
    }
}

pub(super) fn wrong_length(d: &mut Dissector<'_>, node: NodeRef, text: std::fmt::Arguments<'_>) {
    d.tree.expert(node, Some(BAD_LENGTH), Severity::Error, Group::Protocol, text);
}

fn option(
    d: &mut Dissector<'_>,
    read: Read,
    node: NodeRef,
    name: &str,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    if let Some(len) = read.exact_len().filter(|len| *len != c.left()) {
        wrong_length(d, node, format_args!("length isn't {len}"));
        return Ok(());
    }
    let unit = read.unit_len();
    if !c.left().is_multiple_of(unit) {
        wrong_length(d, node, format_args!("Option length isn't a multiple of {unit}"));
        return Ok(());
    }
    match read {
        Read::Address(field) => {
            let at = c.array::<4>()?;
            d.append(node, format_args!(" ({})", Address::Ipv4(at.value)));
            d.tree.leaf(field, at);
        }
        Read::Addresses(field) => {
            while !c.is_empty() {
                d.tree.leaf(field, c.array::<4>()?);
            }
        }
        Read::Pairs(first, second) => {
            while !c.is_empty() {
                d.tree.leaf(first, c.array::<4>()?);
                d.tree.leaf(second, c.array::<4>()?);
            }
        }
        Read::Text(field) => text(d, field, c),
        Read::Byte(field) => drop(d.tree.leaf(field, c.u8()?)),
        Read::Flag(field) => drop(d.tree.leaf(field, c.u8()?.map(u64::from))),
        Read::Word(field) => drop(d.tree.leaf(field, c.u16()?)),
        Read::Words(field) => {
            while !c.is_empty() {
                d.tree.leaf(field, c.u16()?);
            }
        }
        Read::Seconds(field) => {
            let at = c.u32()?;
            let (count, title) = (at.value, d.tree.def(field.id).title);
            match count {
                u32::MAX => d.tree.leaf_as(field, at, format_args!("{title}: ({count}s) infinity")),
                _ => d.tree.leaf_as(field, at, format_args!("{title}: ({count}s) {}", seconds(count))),
            };
        }
        Read::Offset(field) => {
            let at = c.u32()?.map(u32::cast_signed);
            let sign = if at.value < 0 { "-" } else { "" };
            let words = seconds(at.value.unsigned_abs());
            d.tree.leaf_as(field, at, format_args!("{name}: ({}s) {sign}{words}", at.value));
        }
        Read::Kind => {
            let kind = c.u8()?;
            d.append(node, format_args!(" ({})", super::kind_name(kind.value)));
            d.tree.leaf(OPTION_DHCP, kind);
        }
        Read::Requests => {
            while !c.is_empty() {
                let item = c.u8()?;
                let name = OPTION_NAMES.name(item.value.into()).unwrap_or("Unassigned");
                let label = format_args!("Parameter Request List Item: ({}) {name}", item.value);
                d.tree.leaf_as(OPTION_REQUEST_LIST_ITEM, item, label);
            }
        }
        Read::ClientId => return client_id(d, node, c),
        Read::Fqdn => return fqdn(d, node, c),
        Read::Relay => return relay(d, c),
        Read::Routes => routes(d, node, c)?,
        Read::Search => {
            let message = *c;
            while !c.is_empty() {
                let found = name::read(&message, c)?;
                d.tree.made_text(OPTION_SEARCH_FQDN, &found.text, found.span);
            }
        }
        Read::Vendor => d.rest_as(OPTION_VENDOR_VALUE, c),
        Read::NetworkInterface => {
            c.skip(1)?; // always UNDI
            d.tree.leaf(NETWORK_ID_MAJOR, c.u8()?);
            d.tree.leaf(NETWORK_ID_MINOR, c.u8()?);
        }
        Read::Service(read) => return read(d, node, c),
        Read::Time(field) => drop(d.tree.leaf(field, c.u32()?.map(|v| instant(v.into(), 0)))),
        Read::SixRd => {
            d.tree.leaf(SIX_RD_MASK, c.u8()?);
            d.tree.leaf(SIX_RD_PREFIX_LEN, c.u8()?);
            d.tree.leaf(SIX_RD_PREFIX, c.array::<16>()?);
            while !c.is_empty() {
                d.tree.leaf(SIX_RD_RELAY, c.array::<4>()?);
            }
        }
    }
    Ok(())
}

/// A text may end early with a zero.
pub(super) fn text(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) {
    let mut at = c.rest();
    if let Some(end) = at.value.iter().position(|b| *b == 0) {
        at.span.len = end as u32;
    }
    d.tree.leaf(field, at);
}

fn client_id(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.left();
    if len <= 1 {
        wrong_length(d, node, format_args!("length isn't > 1"));
        return Ok(());
    }
    let first = c.u8()?;
    match first.value {
        0 if len == 17 => {
            // The first three parts are little-endian.
            let at = c.array::<16>()?;
            let [a, b, c, d4, e, f, g, h, rest @ ..] = at.value;
            let mut swapped = vec![d4, c, b, a, f, e, h, g];
            swapped.extend_from_slice(&rest);
            let kept = d.tree.keep(&swapped);
            d.tree.leaf(CLIENT_ID_UUID, at.with(kept));
        }
        0 => {
            d.tree.leaf(CLIENT_ID_TYPE, first);
            d.tree.leaf(CLIENT_ID_UNDEF, c.rest());
        }
        255 => return duid(d, c),
        _ if len == 7 && first.value < 48 => {
            d.tree.leaf(HW_TYPE, first);
            d.tree.leaf(HW_MAC_ADDR, c.array::<6>()?);
        }
        _ => d.rest_as(CLIENT_ID, c),
    }
    Ok(())
}

/// RFC 4361 section 6.1.
fn duid(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let iaid = c.u32()?;
    hex_text(d, CLIENT_ID_IAID, iaid.map(|v| format!("{v:08x}")));
    let kind = c.u16()?;
    d.tree.leaf(CLIENT_ID_DUID_TYPE, kind);
    match kind.value {
        1 => {
            d.tree.leaf(CLIENT_ID_DUID_LLT_HW_TYPE, c.u16()?);
            d.tree.leaf(CLIENT_ID_TIME, c.u32()?);
        }
        3 => drop(d.tree.leaf(CLIENT_ID_DUID_LL_HW_TYPE, c.u16()?)),
        _ => {
            d.rest_as(CLIENT_ID, c);
            return Ok(());
        }
    }
    let address = c.rest();
    let mut text = String::new();
    let separator = if address.value.len() == 6 { ":" } else { "" };
    let _ = crate::field::show::hex(address.value, separator, &mut text);
    hex_text(d, CLIENT_ID_LINK_LAYER_ADDRESS, address.with(text));
    Ok(())
}

fn hex_text(d: &mut Dissector<'_>, field: Field<Str>, at: At<String>) {
    d.tree.made_text(field, &at.value, at.span);
}

/// RFC 4702.
fn fqdn(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.left() < 3 {
        wrong_length(d, node, format_args!("length isn't >= 3"));
        return Ok(());
    }
    let flags = c.u8()?;
    let mut label = format!("Flags: 0x{:02x}", flags.value);
    for (bit, name) in [(8, ", Server DDNS"), (4, ", Encoding"), (2, ", Server overrides"), (1, ", Server")] {
        label.push_str(if flags.value & bit != 0 { name } else { "" });
    }
    let open = d.tree.open_as(FQDN_FLAGS, flags, format_args!("{label}"));
    d.tree.leaf(FQDN_MBZ, flags);
    for field in [FQDN_N, FQDN_E, FQDN_O, FQDN_S] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.close(open);
    d.tree.leaf(FQDN_RCODE1, c.u8()?);
    d.tree.leaf(FQDN_RCODE2, c.u8()?);
    if c.is_empty() {
        return Ok(());
    }
    if flags.value & 4 == 0 {
        text(d, FQDN_NAME, c);
        return Ok(());
    }
    let message = *c;
    // The root at the end may be left out.
    let span = c.rest_span();
    match name::read(&message, c) {
        Ok(found) => d.tree.made_text(FQDN_NAME, &found.text, found.span),
        Err(_) => d.tree.leaf(FQDN_NAME, span.bytes()),
    };
    if !c.is_empty() {
        d.rest_as(OPTION_PADDING, c);
    }
    Ok(())
}

/// What a relay added (RFC 3046).
fn relay(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let start = *c;
        let code = c.u8()?;
        let def = d.tree.def(OPTION_AGENT_INFORMATION_OPTION_SUBOPTION.id);
        let name = def.names.name(code.value.into()).unwrap_or("Unknown");
        let label = format_args!("Option 82 Suboption: ({}) {name}", code.value);
        let open = d.tree.open_as(OPTION_AGENT_INFORMATION_OPTION_SUBOPTION, code, label);
        let len = c.u8()?;
        d.tree.leaf(OPTION_SUBOPTION_LENGTH, len);
        let mut value = c.sub(len.value.into())?;
        d.tree.set_span(open.node(), c.since(&start));
        match (code.value, len.value) {
            (1, _) => d.rest_as(OPTION_AGENT_INFORMATION_OPTION_AGENT_CIRCUIT_ID, &mut value),
            (2, _) => d.rest_as(OPTION_AGENT_INFORMATION_OPTION_AGENT_REMOTE_ID, &mut value),
            (6, _) => text(d, OPTION_AGENT_INFORMATION_OPTION_SUBSCRIBER_ID, &mut value),
            (5 | 11 | 150 | 152, 4) => {
                let at = value.array::<4>()?;
                d.append(open.node(), format_args!(" ({})", Address::Ipv4(at.value)));
                let field = match code.value {
                    5 => OPTION_AGENT_INFORMATION_OPTION_LINK_SELECTION,
                    11 => OPTION_AGENT_INFORMATION_OPTION_SERVER_ID_OVERRIDE,
                    150 => RELAY_LINK_CISCO,
                    _ => RELAY_SERVER_CISCO,
                };
                d.tree.leaf(field, at);
            }
            (4, 4) => drop(d.tree.leaf(RELAY_DOCSIS_CLASS, value.u32()?)),
            (7, _) => d.rest_as(RELAY_RADIUS, &mut value),
            (8, _) => d.rest_as(RELAY_AUTHENTICATION, &mut value),
            (10, 1) => drop(d.tree.leaf(RELAY_FLAGS, value.u8()?)),
            (12, _) => d.rest_as(RELAY_ID, &mut value),
            (14, _) => text(d, RELAY_NETWORK, &mut value),
            (15, _) => text(d, RELAY_ACCESS_POINT, &mut value),
            (16, 6) => drop(d.tree.leaf(RELAY_BSSID, value.array::<6>()?)),
            (17, _) => d.rest_as(RELAY_OPERATOR, &mut value),
            (18, _) => text(d, RELAY_REALM, &mut value),
            (9, 5..) => services::relay_vendor(d, &mut value)?,
            (151, 1..) => services::relay_table(d, &mut value)?,
            _ => d.rest_as(RELAY_VALUE, &mut value),
        }
        d.tree.close(open);
    }
    Ok(())
}

/// Routes with as many bytes of the destination as its mask needs (RFC 3442).
fn routes(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.left() < 5 {
        wrong_length(d, node, format_args!("length isn't >= 5"));
        return Ok(());
    }
    while !c.is_empty() {
        let start = *c;
        let width = c.u8()?.value;
        if width > 32 {
            wrong_length(d, node, format_args!("Mask width ({width}) > 32"));
            return Ok(());
        }
        let significant = c.bytes(u32::from(width).div_ceil(8))?.value;
        let mut destination = [0; 4];
        for (to, from) in destination.iter_mut().zip(significant) {
            *to = *from;
        }
        let router = Address::Ipv4(c.array::<4>()?.value);
        let (field, at) = (OPTION_CLASSLESS_ROUTE, c.since(&start).bytes());
        match width {
            0 => d.tree.leaf_as(field, at, format_args!(" default-{router}")),
            _ => {
                let destination = Address::Ipv4(destination);
                d.tree.leaf_as(field, at, format_args!(" {destination}/{width}-{router}"))
            }
        };
    }
    Ok(())
}

/// Whether addresses of that kind are shown as those of Ethernet.
pub(super) fn is_ethernet(kind: u8, len: u8) -> bool {
    len == 6 && matches!(HARDWARE.name(kind.into()), Some("Ethernet" | "IEEE 802"))
}
