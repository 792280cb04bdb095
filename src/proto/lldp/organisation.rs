//! What organisations add to link layer discovery, by who defined it and its number.

use super::organisation_fields::*;
use super::{IEEE_802_1, IEEE_802_3, KINDS_802_1, KINDS_802_3, TIA};
use super::{KIND_802_1, KIND_802_3, MAX_FRAME, OUI, PORT_VLAN, UNKNOWN_CONTENT, UNKNOWN_KIND};
use super::{VLAN, VLAN_NAME, VLAN_NAME_LEN};
use crate::dissect::{At, Cursor, Cut, Dissector, Group, NodeRef, Severity};
use crate::field::def::{Bool, Str, U8, U16, U40};
use crate::field::{Field, Names};

/// A word with its bits under it.
fn bits8(d: &mut Dissector<'_>, field: Field<U8>, at: At<u8>, bits: &[Field<Bool>]) {
    let open = d.tree.open(field, at);
    bits.iter().for_each(|bit| _ = d.tree.leaf(*bit, at.map(u64::from)));
    d.tree.close(open);
}

fn bits16(d: &mut Dissector<'_>, field: Field<U16>, at: At<u16>, bits: &[Field<Bool>]) {
    let open = d.tree.open(field, at);
    bits.iter().for_each(|bit| _ = d.tree.leaf(*bit, at.map(u64::from)));
    d.tree.close(open);
}

pub(super) fn dissect(d: &mut Dissector<'_>, c: &mut Cursor<'_>, node: NodeRef) -> Result<(), Cut> {
    let oui = c.u24()?;
    let [_, x, y, z] = oui.value.to_be_bytes();
    let kind = c.u8()?;
    // The names as they stand behind the number, and before the kind.
    let (short, who, names, field): (_, _, _, Field<U8>) = match oui.value {
        IEEE_802_1 => ("IEEE", "IEEE", Some(KINDS_802_1), KIND_802_1),
        IEEE_802_3 => ("Ieee 802.3", "Ieee 802.3", Some(KINDS_802_3), KIND_802_3),
        TIA => (
            "Telecommunications In",
            "Telecommunications Industry Association TR-41 Committee",
            Some(Names::Table(MED_SUBTYPE_NAMES)),
            MED_SUBTYPE,
        ),
        _ => ("", "Unknown", None, UNKNOWN_KIND),
    };
    // Wireshark's name of that maker ends where its table does.
    let in_brackets = match oui.value {
        TIA => format!(" ({short}"),
        _ if names.is_some() => format!(" ({short})"),
        _ => String::new(),
    };
    d.tree.leaf_as(OUI, oui, format_args!("Organization Unique Code: {x:02x}:{y:02x}:{z:02x}{in_brackets}"));
    let title = match names {
        Some(names) => match names.name(kind.value.into()) {
            Some(name) => name.to_owned(),
            None => format!("Unknown subtype 0x{:x}", kind.value),
        },
        None => format!("Unknown ({})", kind.value),
    };
    d.tree.set_label(node, format_args!("{who} - {title}"));
    let kind_node = d.tree.leaf(field, kind);
    match oui.value {
        IEEE_802_1 => bridges(d, kind.value, c)?,
        IEEE_802_3 => ethernet(d, kind.value, kind_node, c)?,
        TIA => media(d, kind.value, c)?,
        _ => {}
    }
    d.rest_as(UNKNOWN_CONTENT, c);
    Ok(())
}

fn bridges(d: &mut Dissector<'_>, kind: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    match kind {
        1 => _ = d.tree.leaf(PORT_VLAN, c.u16()?),
        2 => {
            let flags = [L1_PORT_AND_VLAN_ID_FLAG_SUPPORTED, L1_PORT_AND_VLAN_ID_FLAG_ENABLED];
            bits8(d, L1_PORT_AND_VLAN_ID_FLAG, c.u8()?, &flags);
            d.tree.leaf(L1_PORT_PROTO_VLAN_ID, c.u16()?);
        }
        3 => {
            d.tree.leaf(VLAN, c.u16()?);
            let len = c.u8()?;
            d.tree.leaf(VLAN_NAME_LEN, len);
            d.tree.leaf(VLAN_NAME, c.bytes(len.value.into())?);
        }
        4 => {
            let len = c.u8()?;
            d.tree.leaf(L1_PROTO_ID_LENGTH, len);
            if len.value > 0 {
                d.tree.leaf(L1_PROTO_ID, c.bytes(len.value.into())?);
            }
        }
        7 => {
            let at = c.u8()?;
            let open = d.tree.open(L1_AGGREGATION_STATUS, at);
            d.tree.leaf(L1_AGGREGATION_STATUS_CAP, at.map(u64::from));
            d.tree.leaf(L1_AGGREGATION_STATUS_ENABLED, at.map(u64::from));
            d.tree.leaf(L1_AGGREGATION_STATUS_PORTTYPE, at);
            d.tree.close(open);
            d.tree.leaf(L1_AGGREGATED_PORT_ID, c.u32()?);
        }
        _ => {}
    }
    Ok(())
}

const CAPABILITIES: &[Field<Bool>] = &[
    L3_CAN_1000BASE_TFD,
    L3_CAN_1000BASE_T,
    L3_CAN_1000BASE_XFD,
    L3_CAN_1000BASE_X,
    L3_CAN_FDX_BPAUSE,
    L3_CAN_FDX_SPAUSE,
    L3_CAN_FDX_APAUSE,
    L3_CAN_FDX_PAUSE,
    L3_CAN_100BASE_T2FD,
    L3_CAN_100BASE_T2,
    L3_CAN_100BASE_TXFD,
    L3_CAN_100BASE_TX,
    L3_CAN_100BASE_T4,
    L3_CAN_10BASE_TFD,
    L3_CAN_10BASE_T,
    L3_CAN_OTHER,
];

const INVERSE: &[Field<Bool>] = &[
    L3_INV_1000BASE_TFD,
    L3_INV_1000BASE_T,
    L3_INV_1000BASE_XFD,
    L3_INV_1000BASE_X,
    L3_INV_FDX_BPAUSE,
    L3_INV_FDX_SPAUSE,
    L3_INV_FDX_APAUSE,
    L3_INV_FDX_PAUSE,
    L3_INV_100BASE_T2FD,
    L3_INV_100BASE_T2,
    L3_INV_100BASE_TXFD,
    L3_INV_100BASE_TX,
    L3_INV_100BASE_T4,
    L3_INV_10BASE_TFD,
    L3_INV_10BASE_T,
    L3_INV_OTHER,
];

fn ethernet(d: &mut Dissector<'_>, kind: u8, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    match kind {
        1 => {
            let flags = [L3_MAC_PHY_AUTO_NEG_STATUS_SUPPORTED, L3_MAC_PHY_AUTO_NEG_STATUS_ENABLED];
            bits8(d, L3_MAC_PHY_AUTO_NEG_STATUS, c.u8()?, &flags);
            let capable = c.u16()?;
            bits16(d, L3_PMD_AUTO_NEG_ADVERTISED_CAPS, capable, CAPABILITIES);
            // Senders disagree which end bits are counted from.
            let open = d.tree.open_text(capable.span, format_args!("Same in inverse (wrong) bitorder"));
            INVERSE.iter().for_each(|bit| _ = d.tree.leaf(*bit, capable.map(u64::from)));
            d.tree.close(open);
            d.tree.leaf(L3_PMD_MAU_TYPE, c.u16()?);
        }
        2 => power(d, c)?,
        3 => {
            let text = format_args!("TLV has been deprecated");
            d.tree.expert(node, Some(TLV_DEPRECATED), Severity::Warn, Group::Protocol, text);
            let flags = [L3_AGGREGATION_STATUS_CAP, L3_AGGREGATION_STATUS_ENABLED];
            bits8(d, L3_AGGREGATION_STATUS, c.u8()?, &flags);
            d.tree.leaf(L3_AGGREGATED_PORT_ID, c.u32()?);
        }
        4 => _ = d.tree.leaf(MAX_FRAME, c.u16()?),
        5 => {
            for field in [
                L3_EEE_TRANSMIT,
                L3_EEE_RECEIVE,
                L3_EEE_FALLBACK_RECEIVE,
                L3_EEE_ECHO_TRANSMIT,
                L3_EEE_ECHO_RECEIVE,
            ] {
                d.tree.leaf(field, c.u16()?);
            }
        }
        7 => {
            let at = c.u16()?;
            let open = d.tree.open(BR_EAC, at);
            for field in [BR_AEC_SUPPORT, BR_AEC_ENABLE, BR_AEC_ACTIVE] {
                let def = d.tree.def(field.id);
                if u64::from(at.value) & def.mask != 0 {
                    let title = def.title;
                    d.append(open.node(), format_args!(", {title}"));
                }
            }
            for field in [BR_AEC_SUPPORT, BR_AEC_ENABLE, BR_AEC_ACTIVE] {
                d.tree.leaf(field, at.map(u64::from));
            }
            d.tree.leaf(BR_AEC_ADDFRAGSIZE, at);
            d.tree.leaf(BR_AEC_RESERVED, at);
            d.tree.close(open);
        }
        _ => {}
    }
    Ok(())
}

/// Power over Ethernet (IEEE 802.3 clause 79.3.2).
fn power(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let flags = [
        L3_MDI_POWER_SUPPORT_PORT_CLASS,
        L3_MDI_POWER_SUPPORT_SUPPORTED,
        L3_MDI_POWER_SUPPORT_ENABLED,
        L3_MDI_POWER_SUPPORT_PSE_PAIRS,
    ];
    bits8(d, L3_MDI_POWER_SUPPORT, c.u8()?, &flags);
    d.tree.leaf(L3_MDI_PSE_PAIR, c.u8()?);
    d.tree.leaf(L3_MDI_POWER_CLASS, c.u8()?);
    if c.left() < 5 {
        return Ok(());
    }
    let at = c.u8()?;
    d.tree.leaf(L3_MDI_POWER_TYPE, at);
    source(d, L3_MDI_POWER_SOURCE, at);
    d.tree.leaf(L3_MDI_POWER_PRIORITY, at);
    for (field, who) in [(L3_MDI_PDE_REQUESTED, "PD Requested"), (L3_MDI_PSE_ALLOCATED, "PSE Allocated")] {
        let at = c.u16()?;
        let (whole, part) = (at.value / 10, at.value % 10);
        d.tree.leaf_as(field, at, format_args!("{who} Power Value: {whole}.{part}. Watt"));
    }
    Ok(())
}

/// Where power comes from: a device that gives it has other sources than one that takes it.
fn source(d: &mut Dissector<'_>, field: Field<U8>, at: At<u8>) {
    let (gives, source) = (at.value >> 6 & 1 == 0, at.value >> 4 & 3);
    let name = match (gives, source) {
        (_, 0) => "Unknown",
        (true, 1) => "Primary Power Source",
        (true, 2) => "Backup Power Source",
        (false, 1) => "PSE",
        (false, 2) => "Local",
        (false, _) => "PSE and Local",
        (true, _) => "Unknown",
    };
    d.tree.leaf_as(field, at, format_args!("..{source:02b} .... = Power Source: {source} {name}"));
}

fn media(d: &mut Dissector<'_>, kind: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let text: Field<Str> = match kind {
        1 => {
            let flags = [
                MED_SUBTYPE_CAPS_LLPD,
                MED_SUBTYPE_CAPS_NETWORK_POLICY,
                MED_SUBTYPE_CAPS_LOCATION_ID,
                MED_SUBTYPE_CAPS_MDI_PSE,
                MED_SUBTYPE_CAPS_MID_PD,
                MED_SUBTYPE_CAPS_INVENTORY,
            ];
            bits16(d, MED_SUBTYPE_CAPS, c.u16()?, &flags);
            d.tree.leaf(MED_SUBTYPE_CLASS, c.u8()?);
            return Ok(());
        }
        2 => {
            d.tree.leaf(MED_APP_TYPE, c.u8()?);
            let at = c.u24()?;
            d.tree.leaf(MED_POLICY_FLAG, at.map(u64::from));
            d.tree.leaf(MED_TAG_FLAG, at.map(u64::from));
            for field in [MED_VLAN_ID, MED_L2_PRIO, MED_DSCP] {
                d.tree.leaf(field, at);
            }
            return Ok(());
        }
        3 => return location(d, c),
        4 => {
            let at = c.u8()?;
            d.tree.leaf(MED_POWER_TYPE, at);
            source(d, MED_POWER_SOURCE, at);
            d.tree.leaf(MED_POWER_PRIO, at);
            let value = c.u16()?;
            let milliwatts = 100 * u32::from(value.value);
            d.tree.leaf_as(MED_POWER_VALUE, value, format_args!("Power Value: {milliwatts} mW"));
            return Ok(());
        }
        5 => MED_HARDWARE,
        6 => MED_FIRMWARE,
        7 => MED_SOFTWARE,
        8 => MED_SN,
        9 => MED_MANUFACTURER,
        10 => MED_MODEL,
        11 => MED_ASSET,
        _ => return Ok(()),
    };
    d.tree.leaf(text, c.rest());
    Ok(())
}

/// A latitude or longitude: 34 bits, of which 25 are the fraction (RFC 3825 section 2.1), behind its resolution.
fn degrees(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    resolution: Field<U8>,
    field: Field<U40>,
    [positive, negative]: [&str; 2],
) -> Result<(), Cut> {
    const BITS: u32 = 34;
    const FRACTION_BITS: u32 = 25;
    d.tree.leaf(resolution, { *c }.u8()?);
    let bytes = c.array::<5>()?;
    let whole = bytes.value.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let coded = whole & ((1 << BITS) - 1);
    let is_negative = coded >> (BITS - 1) != 0;
    let size = if is_negative { (1 << BITS) - coded } else { coded };
    let parts = ((size & ((1 << FRACTION_BITS) - 1)) * 10_000) >> FRACTION_BITS;
    let side = if is_negative { negative } else { positive };
    let title = d.tree.def(field.id).title;
    let label = format_args!("{title}: {}.{parts:04} degrees {side} (0x{coded:010X})", size >> FRACTION_BITS);
    d.tree.leaf_as(field, At { value: whole, span: bytes.span }, label);
    Ok(())
}

/// Where the device is.
fn location(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const COORDINATES: u8 = 1;
    const CIVIC: u8 = 2;
    const EMERGENCY_NUMBER: u8 = 3;
    let format = c.u8()?;
    d.tree.leaf(MED_LOC_DATA_FORMAT, format);
    match format.value {
        COORDINATES => {
            degrees(d, c, MED_LAT_RESOLUTION, MED_LATITUDE, ["North", "South"])?;
            degrees(d, c, MED_LONG_RESOLUTION, MED_LONGITUDE, ["East", "West"])?;
            let start = *c;
            d.tree.leaf(MED_ALT_TYPE, { *c }.u8()?);
            d.tree.leaf(MED_ALT_RESOLUTION, { start }.u16()?);
            c.skip(1)?;
            d.tree.leaf(MED_ALTITUDE, c.u32()?);
            d.tree.leaf(MED_DATUM, c.u8()?);
        }
        CIVIC => {
            let len = c.u8()?;
            d.tree.leaf(MED_CIVIC_LENGTH, len);
            let mut part = c.take(len.value.into());
            d.tree.leaf(MED_CIVIC_WHAT, part.u8()?);
            d.tree.leaf(MED_CIVIC_COUNTRY, part.bytes(2)?);
            while part.left() >= 2 {
                d.tree.leaf(MED_CIVIC_TYPE, part.u8()?);
                let len = part.u8()?;
                d.tree.leaf_as(MED_CIVIC_LENGTH, len, format_args!("CA Length: {}", len.value));
                d.tree.leaf(MED_CIVIC_VALUE, part.bytes(len.value.into())?);
            }
        }
        EMERGENCY_NUMBER => _ = d.tree.leaf(MED_ECS, c.rest()),
        _ => {}
    }
    Ok(())
}
