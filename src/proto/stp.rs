//! Spanning tree: BPDUs of STP, RSTP and MSTP (IEEE 802.1D, 802.1Q clause 14).

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Scope, Severity, Span};
use crate::field::def::{Ether, Field, U8, U16, YES_NO};
use crate::field::{FieldId, Names};

pub const PROTOCOL: Protocol = Protocol {
    name: "stp",
    title: "STP",
    fields: FIELDS,
    claims: &[Claim::LlcSap(0x42), Claim::EtherType(0x8181)],
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const VERSIONS: Names = Names::Table(&[
    (0, "Spanning Tree"),
    (2, "Rapid Spanning Tree"),
    (3, "Multiple Spanning Tree"),
    (4, "Shortest Path Tree"),
]);

const TYPES: Names = Names::Table(&[
    (0x00, "Configuration"),
    (0x02, "Rapid/Multiple Spanning Tree"),
    (0x80, "Topology Change Notification"),
]);

const ROLES: Names = Names::Table(&[(1, "Alternate or Backup"), (2, "Root"), (3, "Designated")]);

crate::fields! { "stp";
    /// Spanning tree BPDU (IEEE 802.1D).
    STP: Protocol = "stp", "Spanning Tree Protocol", None;
    /// Protocol: 0.
    PROTOCOL_ID: U16 = "stp.protocol", "Protocol Identifier", Hex, Names::Table(&[(0, "Spanning Tree Protocol")]);
    /// Version of the protocol.
    VERSION: U8 = "stp.version", "Protocol Version Identifier", Dec, VERSIONS;
    /// Kind of BPDU.
    TYPE: U8 = "stp.type", "BPDU Type", Hex, TYPES;
    /// Flags of the port.
    FLAGS: U8 = "stp.flags", "BPDU flags", Hex;
    /// A change of the topology is acknowledged.
    TCACK: Bool = "stp.flags.tcack", "Topology Change Acknowledgment", W8 & 0x80, YES_NO;
    /// The port agrees to the proposal.
    AGREEMENT: Bool = "stp.flags.agreement", "Agreement", W8 & 0x40, YES_NO;
    /// The port forwards frames.
    FORWARDING: Bool = "stp.flags.forwarding", "Forwarding", W8 & 0x20, YES_NO;
    /// The port learns addresses.
    LEARNING: Bool = "stp.flags.learning", "Learning", W8 & 0x10, YES_NO;
    /// Role of the port.
    PORT_ROLE: U8 = "stp.flags.port_role", "Port Role", Dec & 0x0c, ROLES;
    /// The port proposes to be designated.
    PROPOSAL: Bool = "stp.flags.proposal", "Proposal", W8 & 0x02, YES_NO;
    /// The topology changed.
    TC: Bool = "stp.flags.tc", "Topology Change", W8 & 0x01, YES_NO;
    /// Priority of the root bridge.
    ROOT_PRIO: U16 = "stp.root.prio", "Root Bridge Priority", Dec;
    /// Extension of the root bridge's identifier: a VLAN or an instance.
    ROOT_EXT: U16 = "stp.root.ext", "Root Bridge System ID Extension", Dec;
    /// Address of the root bridge.
    ROOT_HW: Ether = "stp.root.hw", "Root Bridge System ID", None;
    /// Cost of the way to the root bridge.
    ROOT_COST: U32 = "stp.root.cost", "Root Path Cost", Dec;
    /// Priority of the sending bridge.
    BRIDGE_PRIO: U16 = "stp.bridge.prio", "Bridge Priority", Dec;
    /// Extension of the sending bridge's identifier.
    BRIDGE_EXT: U16 = "stp.bridge.ext", "Bridge System ID Extension", Dec;
    /// Address of the sending bridge.
    BRIDGE_HW: Ether = "stp.bridge.hw", "Bridge System ID", None;
    /// Port that the BPDU was sent from.
    PORT: U16 = "stp.port", "Port identifier", Hex;
    /// Age of what is told, in seconds.
    MSG_AGE: Double = "stp.msg_age", "Message Age", None;
    /// Age at which it is forgotten, in seconds.
    MAX_AGE: Double = "stp.max_age", "Max Age", None;
    /// Time between BPDUs, in seconds.
    HELLO: Double = "stp.hello", "Hello Time", None;
    /// Time that a port stays in each state before it forwards, in seconds.
    FORWARD: Double = "stp.forward", "Forward Delay", None;
    /// Length of the rest of version 1: 0.
    VERSION_1_LENGTH: U8 = "stp.version_1_length", "Version 1 Length", Dec;
    /// Length of the rest of version 3.
    VERSION_3_LENGTH: U16 = "mstp.version_3_length", "Version 3 Length", Dec;
    /// Format of the configuration's identifier: 0.
    CONFIG_FORMAT: U8 = "mstp.config_format_selector", "MST Config ID format selector", Dec;
    /// Name of the region.
    CONFIG_NAME: Str = "mstp.config_name", "MST Config name", None;
    /// Revision of the configuration.
    CONFIG_REVISION: U16 = "mstp.config_revision_level", "MST Config revision", Dec;
    /// Digest of the table from VLANs to instances.
    CONFIG_DIGEST: Bytes = "mstp.config_digest", "MST Config digest", None;
    /// Cost of the way to the region's root.
    CIST_COST: U32 = "mstp.cist_internal_root_path_cost", "CIST Internal Root Path Cost", Dec;
    /// Priority of the sending bridge in the common tree.
    CIST_PRIO: U16 = "mstp.cist_bridge.prio", "CIST Bridge Priority", Dec;
    /// Extension of the sending bridge's identifier in the common tree.
    CIST_EXT: U16 = "mstp.cist_bridge.ext", "CIST Bridge Identifier System ID Extension", Dec;
    /// Address of the sending bridge in the common tree.
    CIST_HW: Ether = "mstp.cist_bridge.hw", "CIST Bridge Identifier System ID", None;
    /// Bridges that the BPDU may still pass.
    CIST_HOPS: U8 = "mstp.cist_remaining_hops", "CIST Remaining hops", Dec;
    /// Flags of an instance.
    MSTI_FLAGS: U8 = "mstp.msti.flags", "MSTI flags", Hex;
    /// Priority of an instance's root.
    MSTI_PRIORITY: U8 = "mstp.msti.priority", "Priority", Hex & 0xf0;
    /// Number of the instance.
    MSTI_ID: U16 = "mstp.msti.msti_id", "MSTID", Dec & 0x0fff;
    /// Address of the instance's root in this region.
    MSTI_ROOT: Ether = "mstp.msti.root.hw", "Regional Root", None;
    /// Cost of the way there.
    MSTI_COST: U32 = "mstp.msti.root_cost", "Internal root path cost", Dec;
    /// Priority of the sender in this instance.
    MSTI_BRIDGE: U8 = "mstp.msti.bridge_priority", "Bridge Identifier Priority", Dec;
    /// Priority of the port in this instance.
    MSTI_PORT: U8 = "mstp.msti.port_priority", "Port identifier priority", Dec;
    /// Bridges that the message may still pass.
    MSTI_HOPS: U8 = "mstp.msti.remaining_hops", "Remaining hops", Dec;
    /// Kind of what a Cisco bridge adds.
    TLV_TYPE: U16 = "stp.pvst.tlvtype", "Type", Hex, Names::Table(&[(0, "Originating VLAN")]);
    /// Its length.
    TLV_LEN: U16 = "stp.pvst.tlvlen", "Length", Dec;
    /// VLAN whose tree this is.
    TLV_VLAN: U16 = "stp.pvst.origvlan", "Originating VLAN", Dec;
    /// Marks a version that is not known.
    VERSION_SUPPORT: Label = "bpdu.version_support", "This version of Wireshark only knows about versions 0, 2, 3 & 4", None;
    /// Marks a type that is not known.
    TYPE_UNKNOWN: Label = "stp.type.unknown", "Unknown BPDU type data", None;
}

const CONFIGURATION: u8 = 0x00;
const RAPID: u8 = 0x02;
const TOPOLOGY_CHANGE: u8 = 0x80;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "STP".into();
    d.columns.clear_info();
    let layer = d.layer_node();
    d.tree.leaf(PROTOCOL_ID, c.u16()?);
    let version = c.u8()?;
    let node = d.tree.leaf(VERSION, version);
    if !matches!(version.value, 0 | 2 | 3 | 4) {
        let text = format_args!("This version of Wireshark only knows about versions 0, 2, 3 & 4");
        d.tree.expert(node, Some(VERSION_SUPPORT), Severity::Warn, Group::Protocol, text);
    }
    let kind = c.u8()?;
    let node = d.tree.leaf(TYPE, kind);
    d.tree.set_span(layer, c.since(&start));
    match kind.value {
        TOPOLOGY_CHANGE => {
            d.columns.set_info(format_args!("Topology Change Notification"));
            return Ok(());
        }
        CONFIGURATION | RAPID => {}
        other => {
            d.columns.set_info(format_args!("Unknown BPDU type ({other})"));
            let text = format_args!("Unknown BPDU type data");
            d.tree.expert(node, Some(TYPE_UNKNOWN), Severity::Warn, Group::Protocol, text);
            return Ok(());
        }
    }
    configuration(d, &mut c, kind.value, version.value)?;
    d.tree.set_span(layer, c.since(&start));
    Ok(())
}

fn configuration(d: &mut Dissector<'_>, c: &mut Cursor<'_>, kind: u8, version: u8) -> Result<(), Cut> {
    let bits = c.u8()?;
    flags(d, bits, kind == RAPID, FLAGS);
    let root = identifier(d, c, "Root Identifier", ROOT_PRIO, ROOT_EXT, ROOT_HW)?;
    let cost = c.u32()?;
    d.tree.leaf(ROOT_COST, cost);
    identifier(d, c, "Bridge Identifier", BRIDGE_PRIO, BRIDGE_EXT, BRIDGE_HW)?;
    let port = c.u16()?;
    d.tree.leaf(PORT, port);
    if !d.columns.skip_info {
        let title = match (kind, version) {
            (CONFIGURATION, _) => "Conf.",
            (_, 0..=2) => "RST.",
            (_, 3) => "MST.",
            _ => "SPT.",
        };
        let change = if bits.value & 1 != 0 { "TC + " } else { "" };
        let (prio, ext, hw) = root;
        let hw = crate::dissect::Address::Ether(hw);
        d.columns.set_info(format_args!(
            "{title} {change}Root = {prio}/{ext}/{hw}  Cost = {}  Port = 0x{:04x}",
            cost.value, port.value
        ));
    }
    for field in [MSG_AGE, MAX_AGE, HELLO, FORWARD] {
        // In units of 1/256 second.
        d.tree.leaf(field, c.u16()?.map(|v| f64::from(v) / 256.0));
    }
    if kind != RAPID {
        c.take(1);
        return vlan(d, c);
    }
    d.tree.leaf(VERSION_1_LENGTH, c.u8()?);
    if version == 2 {
        return vlan(d, c);
    }
    if version < 3 || c.is_empty() {
        return Ok(());
    }
    let len = c.u16()?;
    d.tree.leaf(VERSION_3_LENGTH, len);
    // What is shorter than the region is no tree of several.
    const REGION_LEN: u16 = 64;
    if len.value < REGION_LEN { Ok(()) } else { multiple(d, c.take(len.value.into())) }
}

/// The VLAN that Cisco's bridges name behind a tree of their own (PVST+).
fn vlan(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.peek().starts_with(&[0, 0, 0, 2]) && c.captured() >= 6 {
        let tlv = c.span(6);
        let (kind, len, vlan) = (c.u16()?, c.u16()?, c.u16()?);
        let open = d.tree.open_text(tlv, format_args!("Originating VLAN (PVID): {}", vlan.value));
        d.tree.leaf(TLV_TYPE, kind);
        d.tree.leaf(TLV_LEN, len);
        d.tree.leaf(TLV_VLAN, vlan);
        d.tree.close(open);
    }
    Ok(())
}

/// The flags of a bridge, or of an instance of one.
fn flags(d: &mut Dissector<'_>, at: At<u8>, rapid: bool, field: Field<U8>) {
    if !d.tree.wants_any(&[field.id, TCACK.id, AGREEMENT.id, FORWARDING.id, LEARNING.id, TC.id])
        && !d.tree.wants_any(&[PORT_ROLE.id, PROPOSAL.id])
    {
        return;
    }
    let value = at.value;
    let word = |mask: u8, word: &'static str| if value & mask != 0 { word } else { "" };
    let inner = |mask: u8, text: &'static str| if rapid { word(mask, text) } else { "" };
    // Of an instance also a role that is not known is named.
    let unknown = (field.id == MSTI_FLAGS.id).then_some("Unknown");
    let role = ROLES.name((value >> 2 & 3).into()).or(unknown).filter(|_| rapid);
    let label = format_args!(
        "{}: 0x{value:02x}{}{}{}{}{}{}{}{}",
        d.tree.def(field.id).title,
        word(0x80, ", Topology Change Acknowledgment"),
        inner(0x40, ", Agreement"),
        inner(0x20, ", Forwarding"),
        inner(0x10, ", Learning"),
        if role.is_some() { ", Port Role: " } else { "" },
        role.unwrap_or(""),
        inner(0x02, ", Proposal"),
        word(0x01, ", Topology Change")
    );
    let label = label.to_string();
    let open = d.tree.open_as(field, at, format_args!("{label}"));
    let all = at.map(u64::from);
    d.tree.leaf(TCACK, all);
    if rapid {
        d.tree.leaf(AGREEMENT, all);
        d.tree.leaf(FORWARDING, all);
        d.tree.leaf(LEARNING, all);
        d.tree.leaf(PORT_ROLE, at);
        d.tree.leaf(PROPOSAL, all);
    }
    d.tree.leaf(TC, all);
    d.tree.close(open);
}

/// Priority, extension and address of a bridge.
fn identifier(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    title: &str,
    prio: Field<U16>,
    ext: Field<U16>,
    hw: Field<Ether>,
) -> Result<(u16, u16, [u8; 6]), Cut> {
    let (first, address) = (c.u16()?, c.array::<6>()?);
    let (priority, extension) = (first.value & 0xf000, first.value & 0x0fff);
    let span: Span = first.span.to(address.span);
    let shown = crate::dissect::Address::Ether(address.value);
    let wanted: [FieldId; 3] = [prio.id, ext.id, hw.id];
    if d.tree.wants_any(&wanted) {
        let label = format_args!("{title}: {priority} / {extension} / {shown}");
        let open = d.tree.open_text(span, label);
        d.tree.leaf(prio, first.with(priority));
        d.tree.leaf(ext, first.with(extension));
        d.tree.leaf(hw, address);
        d.tree.close(open);
    }
    Ok((priority, extension, address.value))
}

/// What MSTP adds (IEEE 802.1Q clause 14.4): the region and its instances.
fn multiple(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open_text(c.rest_span(), format_args!("MST Extension"));
    d.tree.leaf(CONFIG_FORMAT, c.u8()?);
    d.tree.leaf(CONFIG_NAME, c.bytes(32)?.before_zero());
    d.tree.leaf(CONFIG_REVISION, c.u16()?);
    d.tree.leaf(CONFIG_DIGEST, c.bytes(16)?);
    d.tree.leaf(CIST_COST, c.u32()?);
    identifier(d, &mut c, "CIST Bridge Identifier", CIST_PRIO, CIST_EXT, CIST_HW)?;
    d.tree.leaf(CIST_HOPS, c.u8()?);
    while c.left() >= INSTANCE_LEN {
        instance(d, &mut c)?;
    }
    d.tree.close(open);
    Ok(())
}

/// Bytes of one instance (section 14.4.1).
const INSTANCE_LEN: u32 = 16;

fn instance(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let span = c.span(INSTANCE_LEN);
    let (bits, number) = (c.u8()?, { *c }.u16()?);
    let priority = c.u8()?;
    c.skip(1)?;
    let root = c.array::<6>()?;
    let (value, name) = (number.value, crate::dissect::Address::Ether(root.value));
    let label =
        format_args!("MSTID {}, Regional Root Identifier {} / {name}", value & 0x0fff, value & 0xf000);
    let open = d.tree.open_text(span, label);
    flags(d, bits, true, MSTI_FLAGS);
    d.tree.leaf(MSTI_PRIORITY, priority);
    d.tree.leaf(MSTI_ID, number);
    d.tree.leaf(MSTI_ROOT, root);
    d.tree.leaf(MSTI_COST, c.u32()?);
    // The upper four bits of priorities, which come in such steps.
    for field in [MSTI_BRIDGE, MSTI_PORT] {
        d.tree.leaf(field, c.u8()?.map(|value| value >> 4));
    }
    d.tree.leaf(MSTI_HOPS, c.u8()?);
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn frame(bpdu: &[u8]) -> Vec<u8> {
        let len = bpdu.len() as u8 + 3;
        let head = [1, 0x80, 0xc2, 0, 0, 0, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0, len, 0x42, 0x42, 3];
        [&head[..], bpdu].concat()
    }

    const RSTP: &[u8] = &[
        0, 0, 2, 2, 0x3c, 0x80, 100, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0, 0, 0x4e, 0x20, 0x80, 1, 2, 0, 0, 0,
        0, 1, 0x80, 2, 1, 0, 20, 0, 2, 0, 15, 0, 0,
    ];

    #[test]
    fn what_is_too_short_is_no_region() {
        let mut bpdu = RSTP.to_vec();
        bpdu[2] = 3;
        bpdu.extend([0, 3, 1, 2, 3]);
        let lines = labels_from(1, &frame(&bpdu), "    Version 3 Length");
        assert_eq!(lines, ["    Version 3 Length: 3"]);
        survives_cuts(1, &frame(&bpdu));
    }

    #[test]
    fn rapid_spanning_tree() {
        assert_eq!(
            labels_from(1, &frame(RSTP), "Spanning Tree"),
            [
                "Spanning Tree Protocol",
                "    Protocol Identifier: Spanning Tree Protocol (0x0000)",
                "    Protocol Version Identifier: Rapid Spanning Tree (2)",
                "    BPDU Type: Rapid/Multiple Spanning Tree (0x02)",
                "    BPDU flags: 0x3c, Forwarding, Learning, Port Role: Designated",
                "        0... .... = Topology Change Acknowledgment: No",
                "        .0.. .... = Agreement: No",
                "        ..1. .... = Forwarding: Yes",
                "        ...1 .... = Learning: Yes",
                "        .... 11.. = Port Role: Designated (3)",
                "        .... ..0. = Proposal: No",
                "        .... ...0 = Topology Change: No",
                "    Root Identifier: 32768 / 100 / 00:11:22:33:44:55",
                "        Root Bridge Priority: 32768",
                "        Root Bridge System ID Extension: 100",
                "        Root Bridge System ID: 00:11:22:33:44:55",
                "    Root Path Cost: 20000",
                "    Bridge Identifier: 32768 / 1 / 02:00:00:00:00:01",
                "        Bridge Priority: 32768",
                "        Bridge System ID Extension: 1",
                "        Bridge System ID: 02:00:00:00:00:01",
                "    Port identifier: 0x8002",
                "    Message Age: 1",
                "    Max Age: 20",
                "    Hello Time: 2",
                "    Forward Delay: 15",
                "    Version 1 Length: 0",
            ]
        );
        assert_eq!(
            columns(1, &frame(RSTP))[2..],
            ["STP", "RST. Root = 32768/100/00:11:22:33:44:55  Cost = 20000  Port = 0x8002"]
        );
    }

    #[test]
    fn other_types() {
        assert_eq!(columns(1, &frame(&[0, 0, 0, 0x80]))[3], "Topology Change Notification");
        assert_eq!(columns(1, &frame(&[0, 0, 5, 0x77]))[3], "Unknown BPDU type (119)");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(1, &frame(RSTP));
        let mut mstp = RSTP.to_vec();
        mstp[2] = 3;
        mstp.extend_from_slice(&[0, 64]);
        mstp.extend_from_slice(&[7; 64]);
        survives_cuts(1, &frame(&mstp));
    }
}
