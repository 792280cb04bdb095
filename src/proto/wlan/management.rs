//! Bodies of management frames: parameters of fixed length, then tagged ones.

use super::management_fields::*;
use super::{alliance, extended, key_data, parts, security, throughput};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, NodeRef, Span};
use crate::field::Names;
use crate::proto::tables::oui;

/// Subtypes (section 9.2.4.1.3).
mod subtype {
    pub const ASSOCIATION_REQUEST: u8 = 0;
    pub const ASSOCIATION_RESPONSE: u8 = 1;
    pub const REASSOCIATION_REQUEST: u8 = 2;
    pub const REASSOCIATION_RESPONSE: u8 = 3;
    pub const PROBE_REQUEST: u8 = 4;
    pub const PROBE_RESPONSE: u8 = 5;
    pub const BEACON: u8 = 8;
    pub const ATIM: u8 = 9;
    pub const DISASSOCIATE: u8 = 10;
    pub const AUTHENTICATION: u8 = 11;
    pub const DEAUTHENTICATION: u8 = 12;
    pub const ACTION: u8 = 13;
    pub const ACTION_NO_ACK: u8 = 14;
}

/// Elements (section 9.4.2.1).
mod element {
    pub const SSID: u8 = 0;
    pub const RATES: u8 = 1;
    pub const CHANNEL: u8 = 3;
    pub const TIM: u8 = 5;
    pub const IBSS: u8 = 6;
    pub const COUNTRY: u8 = 7;
    pub const LOAD: u8 = 11;
    pub const CHALLENGE: u8 = 16;
    pub const POWER_CONSTRAINT: u8 = 32;
    pub const POWER_CAPABILITY: u8 = 33;
    pub const ERP: u8 = 42;
    pub const HT_CAPABILITIES: u8 = 45;
    pub const ERP_OLD: u8 = 47;
    pub const RSN: u8 = 48;
    pub const MORE_RATES: u8 = 50;
    pub const MOBILITY_DOMAIN: u8 = 54;
    pub const OPERATING_CLASSES: u8 = 59;
    pub const HT_OPERATION: u8 = 61;
    pub const EXTENDED_CAPABILITIES: u8 = 127;
    pub const VHT_CAPABILITIES: u8 = 191;
    pub const VENDOR: u8 = 221;
    pub const EXTENSION: u8 = 255;
}

/// The body of a management frame, which is not encrypted.
pub(super) fn dissect(d: &mut Dissector<'_>, kind: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    if kind == subtype::ATIM || c.is_empty() {
        return Ok(());
    }
    d.another_node(MGT, c.rest_span());
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("IEEE 802.11 Wireless Management"));
    if matches!(kind, subtype::ACTION | subtype::ACTION_NO_ACK) {
        return action(d, c);
    }
    if kind == subtype::PROBE_REQUEST {
        return tagged(d, c); // nothing of fixed length stands in these
    }
    let open = d.tree.open_as(FIXED, At { value: (), span: c.span(0) }, format_args!("Fixed parameters"));
    let start = c;
    match kind {
        subtype::BEACON | subtype::PROBE_RESPONSE => {
            d.tree.leaf(TIMESTAMP, c.u64_le()?);
            let interval = c.u16_le()?;
            let seconds = f64::from(interval.value) * 1024.0 / 1e6;
            let label = format_args!("Beacon Interval: {seconds:.6} [Seconds]");
            d.tree.leaf_as(BEACON_INTERVAL, interval.map(u32::from), label);
            d.columns.add_info(format_args!(", BI={}", interval.value));
            capabilities(d, c.u16_le()?);
        }
        subtype::ASSOCIATION_REQUEST | subtype::REASSOCIATION_REQUEST => {
            capabilities(d, c.u16_le()?);
            d.tree.leaf(LISTEN_INTERVAL, c.u16_le()?);
            if kind == subtype::REASSOCIATION_REQUEST {
                d.tree.leaf(CURRENT_AP, c.array()?);
            }
        }
        subtype::ASSOCIATION_RESPONSE | subtype::REASSOCIATION_RESPONSE => {
            capabilities(d, c.u16_le()?);
            d.tree.leaf(STATUS, c.u16_le()?);
            d.tree.leaf(ASSOCIATION_ID, c.u16_le()?);
        }
        subtype::AUTHENTICATION => authentication(d, &mut c)?,
        subtype::DISASSOCIATE | subtype::DEAUTHENTICATION => _ = d.tree.leaf(REASON, c.u16_le()?),
        _ => {}
    }
    let span = c.since(&start);
    d.tree.set_span(open.node(), span);
    d.tree.set_label(open.node(), format_args!("Fixed parameters ({} bytes)", span.len));
    d.tree.close(open);
    tagged(d, c)
}

fn capabilities(d: &mut Dissector<'_>, at: At<u16>) {
    let open = d.tree.open(CAPABILITIES, at);
    parts!(
        d, at.map(u64::from);
        CAP_ESS, CAP_IBSS, CAP_RES1, CAP_RES2, CAP_PRIVACY, CAP_PREAMBLE, CAP_RES3, CAP_RES4, CAP_SPECTRUM,
        CAP_QOS, CAP_SLOT, CAP_APSD, CAP_RADIO, CAP_EPD, CAP_RES5, CAP_RES6,
    );
    d.tree.close(open);
}

fn authentication(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const SAE: u16 = 3;
    const NEEDS_TOKEN: u16 = 76;
    const HASH_TO_ELEMENT: u16 = 126;
    let algorithm = c.u16_le()?;
    d.tree.leaf(AUTH_ALGORITHM, algorithm);
    let sequence = c.u16_le()?;
    d.tree.leaf(AUTH_SEQ, sequence);
    let status = c.u16_le()?;
    d.tree.leaf(STATUS, status);
    if algorithm.value != SAE || !matches!(status.value, 0 | NEEDS_TOKEN | HASH_TO_ELEMENT) {
        return Ok(());
    }
    d.tree.leaf(SAE_TYPE, sequence);
    if sequence.value == 2 {
        d.tree.leaf(SAE_SEND_CONFIRM, c.u16_le()?);
        d.tree.leaf(SAE_CONFIRM, c.bytes(c.left())?);
        return Ok(());
    }
    let group = c.u16_le()?;
    d.tree.leaf(SAE_GROUP, group);
    // Bytes of a scalar; an element of a curve has two coordinates, one of a prime field one number.
    let (scalar, element) = match group.value {
        15 => (384, 384),
        16 => (512, 512),
        19 | 28 => (32, 64),
        20 | 29 => (48, 96),
        21 => (66, 132),
        25 => (24, 48),
        26 => (28, 56),
        30 => (64, 128),
        _ => return Ok(()),
    };
    if status.value == NEEDS_TOKEN {
        d.tree.leaf(SAE_TOKEN, c.bytes(c.left())?);
        return Ok(());
    }
    // Without hash to element a token stands before both, and its length is what is left over.
    if status.value == 0 && c.left() > scalar + element {
        d.tree.leaf(SAE_TOKEN, c.bytes(c.left() - scalar - element)?);
    }
    d.tree.leaf(SAE_SCALAR, c.bytes(scalar)?);
    d.tree.leaf(SAE_ELEMENT, c.bytes(element)?);
    Ok(())
}

fn action(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    const BLOCK_ACK: u8 = 3;
    const HIGH_THROUGHPUT: u8 = 7;
    const SA_QUERY: u8 = 8;
    let open = d.tree.open_as(FIXED, At { value: (), span: c.rest_span() }, format_args!("Fixed parameters"));
    let category = c.u8()?;
    d.tree.leaf(CATEGORY, category.map(u16::from));
    if category.value == HIGH_THROUGHPUT {
        const POWER_SAVE: u8 = 1;
        let action = c.u8()?;
        d.tree.leaf(HT_ACTION, action);
        if action.value == POWER_SAVE {
            let at = c.u8()?;
            let inner = d.tree.open(SM_POWER, at);
            parts!(d, at.map(u64::from); SM_POWER_ENABLED, SM_POWER_MODE, SM_POWER_RESERVED);
            d.tree.close(inner);
        }
        d.tree.close(open);
        return Ok(());
    }
    let action = c.u8()?;
    match category.value {
        BLOCK_ACK => block_ack_action(d, action, &mut c)?,
        SA_QUERY => {
            let name = ["Request", "Response"].get(usize::from(action.value)).copied().unwrap_or("unknown");
            d.tree.leaf_as(ACTION, action, format_args!("Action code: SA Query {name} ({})", action.value));
            d.tree.leaf(TRANSACTION, c.u16_le()?);
        }
        _ => _ = d.tree.leaf(ACTION, action),
    }
    d.tree.close(open);
    if !c.is_empty() && !matches!(category.value, BLOCK_ACK | SA_QUERY) {
        d.embed(Claim::Named("data"), c);
    }
    Ok(())
}

fn block_ack_action(d: &mut Dissector<'_>, action: At<u8>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const REQUEST: u8 = 0;
    const RESPONSE: u8 = 1;
    const DELETE: u8 = 2;
    let name = match action.value {
        REQUEST => "Add Block Ack Request",
        RESPONSE => "Add Block Ack Response",
        DELETE => "Delete Block Ack",
        _ => "Unknown",
    };
    d.tree.leaf_as(ACTION, action, format_args!("Action code: {name} (0x{:02x})", action.value));
    if action.value == DELETE {
        let at = c.u16_le()?;
        let initiator = if at.value & 0x0800 != 0 { ", Initiator" } else { "" };
        let value = at.value;
        let label = format_args!("Delete Block Ack (DELBA) Parameter Set: 0x{value:04x}{initiator}");
        let open = d.tree.open_as(DELBA, at, label);
        parts!(d, at.map(u64::from); DELBA_RESERVED, DELBA_INITIATOR, DELBA_TID);
        d.tree.close(open);
        d.tree.leaf(REASON, c.u16_le()?);
        return Ok(());
    }
    if action.value > DELETE {
        return Ok(());
    }
    let token = c.u8()?;
    d.tree.leaf(DIALOG_TOKEN, token);
    d.columns.add_info(format_args!(", Dialog Token={}", token.value));
    if action.value == RESPONSE {
        d.tree.leaf(STATUS, c.u16_le()?);
    }
    let at = c.u16_le()?;
    let open = d.tree.open(BA_PARAMETERS, at);
    for (bit, name) in [(1, ", A-MSDUs"), (2, ", Block Ack Policy")] {
        if at.value & bit != 0 {
            d.append(open.node(), format_args!("{name}"));
        }
    }
    parts!(d, at.map(u64::from); BA_AMSDU, BA_PARAM_POLICY, BA_PARAM_TID, BA_BUFFERS);
    d.tree.close(open);
    d.tree.leaf(BA_TIMEOUT, c.u16_le()?);
    if action.value == REQUEST {
        let at = c.u16_le()?;
        let open = d.tree.open(ADDBA_SSC, at);
        parts!(d, at.map(u64::from); ADDBA_SSC_FRAGMENT, ADDBA_SSC_SEQUENCE);
        d.tree.close(open);
    }
    Ok(())
}

fn tagged(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let span = c.rest_span();
    let label = format_args!("Tagged parameters ({} bytes)", c.left());
    let open = d.tree.open_as(TAGGED, At { value: (), span }, label);
    elements(d, c)?;
    d.tree.close(open);
    Ok(())
}

/// Elements one behind the other.
pub fn elements(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        tag(d, &mut c)?;
    }
    Ok(())
}

fn tag(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let (number, len) = (c.u8()?, c.u8()?);
    let span = start.span(2 + u32::from(len.value));
    let extension = number.value == element::EXTENSION && len.value > 0;
    if extension {
        return extended_tag(d, number, len, span, c);
    }
    let name = Names::Table(super::names::TAG_NUMBER_NAMES).name(number.value.into()).unwrap_or("Reserved");
    let open = d.tree.open_as(TAG, At { value: (), span }, format_args!("Tag: {name}"));
    d.tree.leaf(TAG_NUMBER, number);
    d.tree.leaf(TAG_LENGTH, len.map(u32::from));
    let body = c.sub(len.value.into())?;
    element_body(d, open.node(), number.value, body)?;
    d.tree.close(open);
    Ok(())
}

fn extended_tag(
    d: &mut Dissector<'_>,
    number: At<u8>,
    len: At<u8>,
    span: Span,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    let mut body = c.sub(len.value.into())?;
    let kind = body.u8()?;
    let name = Names::Table(super::names::EXT_TAG_NUMBER_NAMES).name(kind.value.into()).unwrap_or("Unknown");
    let open = d.tree.open_as(EXT_TAG, At { value: (), span }, format_args!("Ext Tag: {name}"));
    d.tree.leaf(TAG_NUMBER, number);
    let label = format_args!("Ext Tag length: {}", u32::from(len.value) - 1);
    d.tree.leaf_as(EXT_TAG_LENGTH, len.map(|len| u32::from(len) - 1), label);
    d.tree.leaf(EXT_TAG_NUMBER, kind);
    d.rest_as(EXT_TAG_DATA, &mut body);
    d.tree.close(open);
    Ok(())
}

fn element_body(d: &mut Dissector<'_>, tag: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    match number {
        element::SSID => ssid(d, tag, c),
        element::RATES => rates(d, tag, c, RATES),
        element::MORE_RATES => rates(d, tag, c, MORE_RATES),
        element::CHANNEL => {
            let channel = c.u8()?;
            d.tree.leaf(CURRENT_CHANNEL, channel);
            d.append(tag, format_args!(": Current Channel: {}", channel.value));
            Ok(())
        }
        element::TIM => traffic(d, tag, c),
        element::IBSS => {
            let window = c.u16_le()?;
            d.tree.leaf(ATIM, window);
            d.append(tag, format_args!(": ATIM window 0x{:x}", window.value));
            Ok(())
        }
        element::COUNTRY => country(d, tag, c),
        element::LOAD => load(d, tag, c),
        element::CHALLENGE => {
            d.rest_as(CHALLENGE, &mut c);
            Ok(())
        }
        element::POWER_CONSTRAINT => {
            let power = c.u8()?;
            d.tree.leaf(POWER_CONSTRAINT, power);
            d.append(tag, format_args!(": {}", power.value));
            Ok(())
        }
        element::POWER_CAPABILITY => {
            let (least, most) = (c.u8()?.map(u8::cast_signed), c.u8()?.map(u8::cast_signed));
            d.tree.leaf(MIN_TRANSMIT, least);
            d.tree.leaf(MAX_TRANSMIT, most);
            d.append(tag, format_args!(" Min: {}, Max: {}", least.value, most.value));
            Ok(())
        }
        element::ERP | element::ERP_OLD => {
            let at = c.u8()?;
            let open = d.tree.open(ERP, at);
            parts!(d, at.map(u64::from); ERP_PRESENT, ERP_PROTECTION, ERP_BARKER, ERP_RESERVED);
            d.tree.close(open);
            Ok(())
        }
        element::HT_CAPABILITIES => throughput::capabilities(d, c),
        element::HT_OPERATION => throughput::operation(d, c),
        element::VHT_CAPABILITIES => throughput::very_high(d, c),
        element::RSN => security::rsn(d, c),
        element::MOBILITY_DOMAIN => {
            d.tree.leaf(MOBILITY_DOMAIN, c.u16_le()?);
            let at = c.u8()?;
            let open = d.tree.open(FT_CAPABILITY, at);
            parts!(d, at.map(u64::from); FT_OVER_DS, FT_RESOURCE, FT_RESERVED);
            d.tree.close(open);
            Ok(())
        }
        element::OPERATING_CLASSES => operating_classes(d, c),
        element::EXTENDED_CAPABILITIES => extended::capabilities(d, tag, c),
        element::VENDOR => vendor(d, tag, c),
        _ => {
            d.rest_as(TAG_DATA, &mut c);
            Ok(())
        }
    }
}

fn ssid(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let name = c.bytes(c.left())?;
    if name.value.is_empty() {
        d.tree.leaf_as(SSID, name, format_args!("SSID: <MISSING>"));
        d.append(tag, format_args!(": Wildcard SSID"));
        d.columns.add_info(format_args!(", SSID=Wildcard (Broadcast)"));
        return Ok(());
    }
    // The longest that there may be has 32 bytes.
    let mut text = String::new();
    let _ = crate::field::show::escape(name.value, &mut text);
    d.tree.leaf_as(SSID, name, format_args!("SSID: \"{text}\""));
    d.append(tag, format_args!(": \"{text}\""));
    d.columns.add_info(format_args!(", SSID=\"{text}\""));
    Ok(())
}

fn rates(
    d: &mut Dissector<'_>,
    tag: NodeRef,
    mut c: Cursor<'_>,
    field: crate::field::Field<crate::field::def::U8>,
) -> Result<(), Cut> {
    let mut list = String::new();
    while !c.is_empty() {
        let rate = c.u8()?;
        d.tree.leaf(field, rate);
        list.push_str(
            Names::Table(super::names::RATES_NAMES).name(rate.value.into()).unwrap_or("Unknown Rate"),
        );
        list.push_str(", ");
    }
    d.append(tag, format_args!(" {list}[Mbit/sec]"));
    Ok(())
}

/// Which stations have frames waiting for them (section 9.4.2.5).
fn traffic(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let count = c.u8()?;
    d.tree.leaf(DTIM_COUNT, count);
    let period = c.u8()?;
    d.tree.leaf(DTIM_PERIOD, period);
    d.append(tag, format_args!(": DTIM {} of {} bitmap", count.value, period.value));
    let control = c.u8()?;
    let open = d.tree.open(BITMAP_CONTROL, control);
    parts!(d, control.map(u64::from); TIM_MULTICAST, TIM_OFFSET);
    d.tree.close(open);
    let bitmap = c.bytes(c.left())?;
    d.tree.leaf(TIM_BITMAP, bitmap);
    let first = u32::from(control.value & 0xfe) * 8;
    for (at, byte) in (0u32..).zip(bitmap.value) {
        for bit in (0..8).filter(|bit| byte >> bit & 1 != 0) {
            let aid = first + at * 8 + bit;
            let at = At { value: aid as u8, span: bitmap.span.part(at, 1) };
            d.tree.leaf_as(TIM_AID, at, format_args!("Association ID: 0x{aid:02x}"));
        }
    }
    Ok(())
}

fn country(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let code = c.bytes(2)?;
    d.tree.leaf(COUNTRY, code);
    let environment = c.u8()?;
    d.tree.leaf(ENVIRONMENT, environment);
    let place = Names::Table(ENVIRONMENT_NAMES).name(environment.value.into()).unwrap_or("Unknown");
    let mut text = String::new();
    let _ = crate::field::show::escape(code.value, &mut text);
    d.append(tag, format_args!(": Country Code {text}, Environment {place}"));
    while c.left() >= 3 {
        let start = c;
        let (first, channels) = (c.u8()?, c.u8()?);
        let power = c.u8()?.map(u8::cast_signed);
        let open = d.tree.open_as(
            COUNTRY_TRIPLET,
            At { value: (), span: c.since(&start) },
            format_args!(
                "Country Info: First Channel Number: {}, Number of Channels: {}, Maximum Transmit Power Level: {} dBm",
                first.value, channels.value, power.value
            ),
        );
        d.tree.leaf(FIRST_CHANNEL, first);
        d.tree.leaf(CHANNELS, channels);
        let label = format_args!("Maximum Transmit Power Level: {} dBm", power.value);
        d.tree.leaf_as(MAX_POWER, power, label);
        d.tree.close(open);
    }
    Ok(())
}

fn load(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    const STANDARD_LEN: u32 = 5;
    if c.left() != STANDARD_LEN {
        d.rest_as(TAG_DATA, &mut c);
        return Ok(());
    }
    d.append(tag, format_args!(" 802.11e CCA Version"));
    d.tree.generated(QBSS_VERSION, 2, c.span(0));
    d.tree.leaf(QBSS_STATIONS, c.u16_le()?);
    let busy = c.u8()?;
    let share = u32::from(busy.value) * 100 / 255;
    let label = format_args!("Channel Utilization: {} ({share}%)", busy.value);
    d.tree.leaf_as(QBSS_LOAD, busy, label);
    let capacity = c.u16_le()?;
    let micros = u32::from(capacity.value) * 32;
    let label = format_args!("Available Admission Capacity: {} ({micros} us/s)", capacity.value);
    d.tree.leaf_as(QBSS_CAPACITY, capacity.map(|v| v as u8), label);
    Ok(())
}

fn operating_classes(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(CLASS_CURRENT, c.u8()?);
    let rest = c.bytes(c.left())?;
    let classes = rest.value.split(|class| *class == 0).next().unwrap_or(&[]);
    if !classes.is_empty() {
        let list = classes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        let label = format_args!("Alternate Operating Classes: {list}");
        d.tree.leaf_as(CLASS_ALTERNATE, rest.with(()), label);
    }
    Ok(())
}

fn vendor(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    const MICROSOFT: u32 = 0x00_50f2;
    let organisation = c.u24()?;
    let text = oui::named(organisation.value);
    d.tree.leaf_as(OUI, organisation, format_args!("OUI: {text}"));
    match oui::name(organisation.value) {
        Some(name) => d.append(tag, format_args!(": {name}")),
        None => d.append(tag, format_args!(": (null)")),
    }
    if c.is_empty() {
        return Ok(());
    }
    let mut kind = c;
    let number = kind.u8()?;
    d.tree.leaf(VENDOR_TYPE, number);
    if organisation.value == MICROSOFT && alliance::dissect(d, tag, number, kind)? {
        return Ok(());
    }
    const IEEE_802_11: u32 = 0x00_0fac;
    if organisation.value == IEEE_802_11 {
        return key_data::dissect(d, tag, number, kind);
    }
    d.rest_as(VENDOR_DATA, &mut c);
    Ok(())
}
