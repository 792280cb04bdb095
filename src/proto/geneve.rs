//! Geneve (RFC 8926): payloads of any EtherType in UDP, with options.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::Names;
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "geneve",
    title: "Geneve",
    fields: FIELDS,
    claims: &[Claim::UdpPort(6081)],
    dissect,
    ..Protocol::EMPTY
};

/// Who gives the types of options (IANA).
const CLASSES: Names = Names::Ranges(&[
    (0x0000, 0x00ff, "Standard"),
    (0x0100, 0x0100, "Linux"),
    (0x0101, 0x0101, "Open vSwitch"),
    (0x0102, 0x0102, "Open Virtual Networking (OVN)"),
    (0x0103, 0x0103, "In-band Network Telemetry (INT)"),
    (0x0104, 0x0104, "VMware"),
    (0x0105, 0x0105, "Amazon.com, Inc."),
    (0x0106, 0x0106, "Cisco Systems, Inc."),
    (0x0107, 0x0107, "Oracle Corporation"),
    (0x0108, 0x0110, "Amazon.com, Inc."),
    (0x0111, 0x0118, "IBM"),
    (0x0119, 0x0128, "Ericsson"),
    (0x0129, 0x0129, "Oxide Computer Company"),
    (0x0130, 0x0131, "Cisco Systems, Inc."),
    (0x0132, 0x0135, "Google LLC"),
    (0x0136, 0x0136, "InfoQuick Global Connection Tech Ltd."),
    (0x0137, 0xfeff, "Unassigned"),
    (0xfff0, 0xffff, "Experimental"),
]);

crate::fields! { "geneve";
    /// Generic network virtualization encapsulation (RFC 8926).
    GENEVE: Protocol = "geneve", "Generic Network Virtualization Encapsulation", None;
    /// Version: 0.
    VERSION: U8 = "geneve.version", "Version", Dec;
    /// The flags.
    FLAGS: U8 = "geneve.flags", "Flags", Hex;
    /// A control message, no payload of a tenant.
    FLAG_OAM: Bool = "geneve.flags.oam", "Operations, Administration and Management Frame", W8 & 0x80;
    /// Some option is critical.
    FLAG_CRITICAL: Bool = "geneve.flags.critical", "Critical Options Present", W8 & 0x40;
    /// Reserved, must be 0.
    FLAG_RESERVED: Bool = "geneve.flags.reserved", "Reserved", W8 & 0x3f;
    /// Protocol of the payload (EtherType).
    PROTO_TYPE: U16 = "geneve.proto_type", "Protocol Type", Hex, Names::Table(ETHERTYPES);
    /// Number of the network.
    VNI: U24 = "geneve.vni", "Virtual Network Identifier (VNI)", HexDec;
    /// Reserved, must be 0.
    RESERVED: U8 = "geneve.reserved", "Reserved", Hex;
    /// The options.
    OPTIONS: Bytes = "geneve.options", "Geneve Options", None;
    /// One option.
    OPTION: Bytes = "geneve.option", "Option", None;
    /// Who gives the option's type.
    OPTION_CLASS: U16 = "geneve.option.class", "Class", Hex, CLASSES;
    /// The option's type.
    OPTION_TYPE: U8 = "geneve.option.type", "Type", Hex;
    /// Who does not know the option must drop the packet.
    OPTION_CRITICAL: Bool = "geneve.option.type.critical", "Critical Option", W8 & 0x80;
    /// Bits without a meaning yet.
    OPTION_FLAGS: U8 = "geneve.option.flags", "Flags", Hex;
    /// The same, each.
    OPTION_RESERVED: Bool = "geneve.option.flags.reserved", "Reserved", W8 & 0xe0;
    /// Length of the option with its header.
    OPTION_LENGTH: U8 = "geneve.option.length", "Length", Dec, Names::Unit(" bytes");
    /// What the option holds.
    OPTION_DATA: Bytes = "geneve.option.unknown.data", "Unknown Option Data", None;
    /// Marks a version that is not known.
    VERSION_UNKNOWN: Label = "geneve.version.unknown", "Unknown version", None;
    /// Marks an option that is longer than all options.
    OPTION_LENGTH_INVALID: Label = "geneve.option.length.invalid", "Invalid length for option", None;
}

const OAM: u8 = 0x80;
const CRITICAL: u8 = 0x40;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "Geneve".into();
    d.columns.clear_info();
    let first = c.u8()?;
    let (version, options_len) = (first.value >> 6, u32::from(first.value & 0x3f) * 4);
    let layer = d.layer_node();
    let node = d.tree.leaf(VERSION, first.with(version));
    if version != 0 {
        let text = format_args!("Unknown version {version}");
        d.tree.expert(node, Some(VERSION_UNKNOWN), Severity::Warn, Group::Protocol, text);
    }
    let label = format_args!("Length: {options_len} bytes");
    d.tree.leaf_as(OPTION_LENGTH, first.with(options_len as u8), label);
    let bits = c.u8()?;
    flags(d, bits);
    let kind = c.u16()?;
    d.tree.leaf(PROTO_TYPE, kind);
    match Names::Table(ETHERTYPES).name(kind.value.into()) {
        Some(name) => d.columns.set_info(format_args!("Encapsulated {name}")),
        None => d.columns.set_info(format_args!("Encapsulated 0x{:04x} (unknown)", kind.value)),
    }
    let vni = c.u24()?;
    d.tree.leaf(VNI, vni);
    let oam = if bits.value & OAM != 0 { ", OAM" } else { "" };
    let title = "Generic Network Virtualization Encapsulation";
    d.tree.set_label(layer, format_args!("{title}, VNI: 0x{:06x}{oam}", vni.value));
    let reserved = c.u8()?;
    if reserved.value == 0 {
        d.tree.hidden(RESERVED, reserved);
    } else {
        d.tree.leaf(RESERVED, reserved);
    }
    if options_len > 0 {
        options(d, c.sub(options_len)?)?;
    }
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(Claim::EtherType(kind.value), c);
    Ok(())
}

fn flags(d: &mut Dissector<'_>, at: At<u8>) {
    let value = at.value;
    let set = |bit: u8, name: &'static str| if value & bit != 0 { name } else { "" };
    let label = format_args!(
        "Flags: 0x{value:02x}{}{}",
        set(OAM, ", Operations, Administration and Management Frame"),
        set(CRITICAL, ", Critical Options Present")
    );
    let open = d.tree.open_as(FLAGS, at, label);
    for field in [FLAG_OAM, FLAG_CRITICAL, FLAG_RESERVED] {
        d.tree.leaf(field, at.map(u64::from));
    }
    d.tree.close(open);
}

fn options(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let all = c.rest_span();
    let open = d.tree.open_as(OPTIONS, all.bytes(), format_args!("Options: ({} bytes)", c.left()));
    while !c.is_empty() {
        let start = c;
        let (class, kind, len) = (c.u16()?, c.u8()?, c.u8()?);
        let data_len = u32::from(len.value & 0x1f) * 4;
        let total = data_len + 4;
        let name = CLASSES.name(class.value.into()).unwrap_or("Unknown");
        let (number, option) = (class.value, kind.value);
        let span = start.span(total.min(start.left()));
        if data_len > c.left() {
            let text = format_args!(
                "Unknown, Class: {name} (0x{number:04x}) Type: 0x{option:02x} (length of {total} is past end of options)"
            );
            let node = d.tree.leaf_as(OPTION, span.bytes(), text);
            d.tree.expert(node, Some(OPTION_LENGTH_INVALID), Severity::Warn, Group::Protocol, text);
            break;
        }
        let critical = if option & 0x80 != 0 { "Critical" } else { "Non-critical" };
        let label = format_args!("Unknown, Class: {name} (0x{number:04x}) Type: 0x{option:02x} ({critical})");
        let one = d.tree.open_as(OPTION, span.bytes(), label);
        d.tree.leaf(OPTION_CLASS, class);
        d.tree.leaf_as(OPTION_TYPE, kind, format_args!("Type: 0x{option:02x} ({critical})"));
        d.tree.hidden(OPTION_CRITICAL, kind.map(u64::from));
        let flags = d.tree.hidden(OPTION_FLAGS, len.map(|len| len >> 5));
        let inner = d.tree.enter(flags);
        d.tree.hidden(OPTION_RESERVED, len.map(u64::from));
        d.tree.close(inner);
        d.tree.leaf_as(OPTION_LENGTH, len.with(total as u8), format_args!("Length: {total} bytes"));
        if data_len > 0 {
            d.tree.leaf(OPTION_DATA, c.bytes(data_len)?);
        }
        d.tree.close(one);
    }
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, protocols, survives_cuts};

    const FRAME: &[u8] = &[2, 0xc0, 0x12, 0x34, 0, 0, 0x7b, 0, 1, 2, 0x83, 1, 1, 2, 3, 4, b'a'];

    #[test]
    fn header_and_options() {
        let p = over_udp(4000, 6081, FRAME);
        assert_eq!(
            labels_from(101, &p, "Generic")[..15],
            [
                "Generic Network Virtualization Encapsulation, VNI: 0x00007b, OAM",
                "    Version: 0",
                "    Length: 8 bytes",
                "    Flags: 0xc0, Operations, Administration and Management Frame, Critical Options Present",
                "        1... .... = Operations, Administration and Management Frame: True",
                "        .1.. .... = Critical Options Present: True",
                "        ..00 0000 = Reserved: False",
                "    Protocol Type: Unknown (0x1234)",
                "    Virtual Network Identifier (VNI): 0x00007b (123)",
                "    Options: (8 bytes)",
                "        Unknown, Class: Open Virtual Networking (OVN) (0x0102) Type: 0x83 (Critical)",
                "            Class: Open Virtual Networking (OVN) (0x0102)",
                "            Type: 0x83 (Critical)",
                "            Length: 8 bytes",
                "            Unknown Option Data: 01020304",
            ]
        );
        assert_eq!(columns(101, &p)[2..], ["Geneve", "Encapsulated 0x1234 (unknown)"]);
        assert_eq!(protocols(101, &p), "raw:ip:udp:geneve:data");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &over_udp(4000, 6081, FRAME));
    }
}
