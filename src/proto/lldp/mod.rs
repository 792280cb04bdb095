//! Link layer discovery (IEEE 802.1AB): what a neighbour says of itself, in elements of type, length
//! and value. Those that organisations defined stand in `organisation`.

mod organisation;
pub mod organisation_fields;

use crate::dissect::{Address, Claim, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity, Span};
use crate::field::def::Bool;
use crate::field::{Field, Names, show};
use std::fmt;

pub const PROTOCOL: Protocol = Protocol {
    name: "lldp",
    title: "LLDP",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x88cc)],
    own_len: Some(own_len),
    dissect,
    ..Protocol::EMPTY
};

/// What organisations add, described by itself.
pub const ORGANISATIONS: Protocol = Protocol {
    name: "lldp.media.subtype",
    title: "LLDP",
    fields: organisation_fields::FIELDS,
    ..Protocol::EMPTY
};

const TYPES: Names = Names::Table(&[
    (0, "End of LLDPDU"),
    (1, "Chassis Id"),
    (2, "Port Id"),
    (3, "Time to Live"),
    (4, "Port Description"),
    (5, "System Name"),
    (6, "System Description"),
    (7, "System Capabilities"),
    (8, "Management Address"),
    (127, "Organization Specific"),
]);
const CHASSIS_KINDS: Names = Names::Table(&[
    (0, "Reserved"),
    (1, "Chassis component"),
    (2, "Interface alias"),
    (3, "Port component"),
    (4, "MAC address"),
    (5, "Network address"),
    (6, "Interface name"),
    (7, "Locally assigned"),
]);
const PORT_KINDS: Names = Names::Table(&[
    (0, "Reserved"),
    (1, "Interface alias"),
    (2, "Port component"),
    (3, "MAC address"),
    (4, "Network address"),
    (5, "Interface name"),
    (6, "Agent circuit Id"),
    (7, "Locally assigned"),
]);
const INTERFACE_KINDS: Names = Names::Table(&[(1, "Unknown"), (2, "ifIndex"), (3, "System port number")]);
const ADDRESS_FAMILIES: Names =
    Names::Table(&[(1, "IPv4"), (2, "IPv6"), (6, "802 (includes all 802 media plus Ethernet)")]);
const KINDS_802_1: Names = Names::Table(&[
    (1, "Port VLAN ID"),
    (2, "Port and Protocol VLAN ID"),
    (3, "VLAN Name"),
    (4, "Protocol Identity"),
    (5, "VID Usage Digest"),
    (6, "Management VID"),
    (7, "Link Aggregation"),
    (8, "Congestion Notification"),
    (9, "ETS Configuration"),
    (10, "ETS Recommendation"),
    (11, "Priority Flow Control Configuration"),
    (12, "Application Protocol"),
    (13, "EVB"),
    (14, "CDCP"),
    (15, "Port extension"),
    (16, "Application VLAN"),
    (17, "LRP ECP Discovery"),
    (18, "LRP TCP Discovery"),
    (19, "Congestion Isolation"),
    (20, "Topology Recognition"),
]);
const KINDS_802_3: Names = Names::Table(&[
    (1, "MAC/PHY Configuration/Status"),
    (2, "Power Via MDI"),
    (3, "Link Aggregation"),
    (4, "Maximum Frame Size"),
    (5, "EEE (Energy-Efficient Ethernet)"),
    (7, "IEEE 802.3br Additional Ethernet capabilities"),
]);
const CAPABLE: Names = Names::TrueFalse("Capable", "Not capable");

crate::fields! { "lldp";
    /// Link layer discovery (IEEE 802.1AB).
    LLDP: Protocol = "lldp", "Link Layer Discovery Protocol", None;
    /// What the element is.
    TYPE: U16 = "lldp.tlv.type", "TLV Type", Dec & 0xfe00, TYPES;
    /// Its length.
    LEN: U16 = "lldp.tlv.len", "TLV Length", Dec & 0x01ff;
    /// What names the device.
    CHASSIS_KIND: U8 = "lldp.chassis.subtype", "Chassis Id Subtype", Dec, CHASSIS_KINDS;
    /// Its name.
    CHASSIS: Bytes = "lldp.chassis.id", "Chassis Id", None;
    /// Its name, a MAC address.
    CHASSIS_MAC: Ether = "lldp.chassis.id.mac", "Chassis Id", None;
    /// Its name, an IPv4 address.
    CHASSIS_IPV4: Ipv4 = "lldp.chassis.id.ip4", "Chassis Id", None;
    /// The same, as an IPv6 address.
    CHASSIS_IPV6: Ipv6 = "lldp.chassis.id.ip6", "Chassis Id", None;
    /// What names the port.
    PORT_KIND: U8 = "lldp.port.subtype", "Port Id Subtype", Dec, PORT_KINDS;
    /// Its name.
    PORT: Str = "lldp.port.id", "Port Id", None;
    /// Its name, a MAC address.
    PORT_MAC: Ether = "lldp.port.id.mac", "Port Id", None;
    /// Its name, an IPv4 address.
    PORT_IPV4: Ipv4 = "lldp.port.id.ip4", "Port Id", None;
    /// The same, as an IPv6 address.
    PORT_IPV6: Ipv6 = "lldp.port.id.ip6", "Port Id", None;
    /// Family of an address.
    FAMILY: U8 = "lldp.network_address.subtype", "Network Address family", Dec, ADDRESS_FAMILIES;
    /// How long this holds, in seconds.
    SECONDS: U16 = "lldp.time_to_live", "Seconds", Dec;
    /// The port in words.
    PORT_DESCRIPTION: Str = "lldp.port.desc", "Port Description", None;
    /// The device's name.
    SYSTEM_NAME: Str = "lldp.tlv.system.name", "System Name", None;
    /// The device in words.
    SYSTEM_DESCRIPTION: Str = "lldp.tlv.system.desc", "System Description", None;
    /// What the device can be.
    CAPABILITIES: U16 = "lldp.tlv.system_cap", "Capabilities", Hex;
    /// Can be so used.
    CAN_OTHER: Bool = "lldp.tlv.system_cap.other", "Other", W16 & 0x0001, CAPABLE;
    /// Can be so used.
    CAN_REPEATER: Bool = "lldp.tlv.system_cap.repeater", "Repeater", W16 & 0x0002, CAPABLE;
    /// Can be so used.
    CAN_BRIDGE: Bool = "lldp.tlv.system_cap.bridge", "Bridge", W16 & 0x0004, CAPABLE;
    /// Can be so used.
    CAN_WLAN_ACCESS_PT: Bool = "lldp.tlv.system_cap.wlan_access_pt", "WLAN access point", W16 & 0x0008, CAPABLE;
    /// Can be so used.
    CAN_ROUTER: Bool = "lldp.tlv.system_cap.router", "Router", W16 & 0x0010, CAPABLE;
    /// Can be so used.
    CAN_TELEPHONE: Bool = "lldp.tlv.system_cap.telephone", "Telephone", W16 & 0x0020, CAPABLE;
    /// Can be so used.
    CAN_DOCSIS_CABLE_DEVICE: Bool = "lldp.tlv.system_cap.docsis_cable_device", "DOCSIS cable device", W16 & 0x0040, CAPABLE;
    /// Can be so used.
    CAN_STATION_ONLY: Bool = "lldp.tlv.system_cap.station_only", "Station only", W16 & 0x0080, CAPABLE;
    /// What the device is.
    ENABLED: U16 = "lldp.tlv.enable_system_cap", "Enabled Capabilities", Hex;
    /// Can be so used.
    IS_OTHER: Bool = "lldp.tlv.enable_system_cap.other", "Other", W16 & 0x0001, CAPABLE;
    /// Can be so used.
    IS_REPEATER: Bool = "lldp.tlv.enable_system_cap.repeater", "Repeater", W16 & 0x0002, CAPABLE;
    /// Can be so used.
    IS_BRIDGE: Bool = "lldp.tlv.enable_system_cap.bridge", "Bridge", W16 & 0x0004, CAPABLE;
    /// Can be so used.
    IS_WLAN_ACCESS_PT: Bool = "lldp.tlv.enable_system_cap.wlan_access_pt", "WLAN access point", W16 & 0x0008, CAPABLE;
    /// Can be so used.
    IS_ROUTER: Bool = "lldp.tlv.enable_system_cap.router", "Router", W16 & 0x0010, CAPABLE;
    /// Can be so used.
    IS_TELEPHONE: Bool = "lldp.tlv.enable_system_cap.telephone", "Telephone", W16 & 0x0020, CAPABLE;
    /// Can be so used.
    IS_DOCSIS_CABLE_DEVICE: Bool = "lldp.tlv.enable_system_cap.docsis_cable_device", "DOCSIS cable device", W16 & 0x0040, CAPABLE;
    /// Can be so used.
    IS_STATION_ONLY: Bool = "lldp.tlv.enable_system_cap.station_only", "Station only", W16 & 0x0080, CAPABLE;
    /// Length of family and address.
    MANAGEMENT_LEN: U8 = "lldp.mgn.address.len", "Address String Length", Dec;
    /// Family of the address.
    MANAGEMENT_FAMILY: U8 = "lldp.mgn.address.subtype", "Address Subtype", Dec, ADDRESS_FAMILIES;
    /// Where the device is managed.
    MANAGEMENT_IPV4: Ipv4 = "lldp.mgn.addr.ip4", "Management Address", None;
    /// Where the device is managed.
    MANAGEMENT_IPV6: Ipv6 = "lldp.mgn.addr.ip6", "Management Address", None;
    /// Where the device is managed.
    MANAGEMENT_HEX: Bytes = "lldp.mgn.addr.hex", "Management Address", None;
    /// How interfaces are numbered.
    INTERFACE_KIND: U8 = "lldp.mgn.interface.subtype", "Interface Subtype", Dec, INTERFACE_KINDS;
    /// The interface.
    INTERFACE: U32 = "lldp.mgn.interface.number", "Interface Number", Dec;
    /// Length of an object identifier.
    OID_LEN: U8 = "lldp.mgn.obj.len", "OID String Length", Dec;
    /// What is managed there.
    OID: Oid = "lldp.mgn.obj.id", "Object Identifier", None;
    /// Who defined the element.
    OUI: U24 = "lldp.orgtlv.oui", "Organization Unique Code", Dec;
    /// Which of the elements of IEEE 802.1.
    KIND_802_1: U8 = "lldp.ieee.802_1.subtype", "IEEE 802.1 Subtype", Hex, KINDS_802_1;
    /// VLAN of untagged frames.
    PORT_VLAN: U16 = "lldp.ieee.802_1.port_vlan.id", "Port VLAN Identifier", DecHex;
    /// A VLAN.
    VLAN: U16 = "lldp.ieee.802_1.vlan.id", "VLAN Identifier", DecHex;
    /// Length of its name.
    VLAN_NAME_LEN: U8 = "lldp.ieee.802_1.vlan.name_len", "VLAN Name Length", Dec;
    /// Its name.
    VLAN_NAME: Str = "lldp.ieee.802_1.vlan.name", "VLAN Name", None;
    /// Which of the elements of IEEE 802.3.
    KIND_802_3: U8 = "lldp.ieee.802_3.subtype", "IEEE 802.3 Subtype", Hex, KINDS_802_3;
    /// Longest frame.
    MAX_FRAME: U16 = "lldp.ieee.802_3.max_frame_size", "Maximum Frame Size", Dec;
    /// Another element was to stand here.
    BAD_TYPE: Label = "lldp.bad_type", "Incorrect type", None;
    /// The element is too short for its kind.
    BAD_LENGTH: Label = "lldp.incorrect_length", "Invalid length, too short", None;
    /// Which of an organisation's elements.
    UNKNOWN_KIND: U8 = "lldp.unknown_subtype", "Unknown Subtype", Dec;
    /// What it holds.
    UNKNOWN_CONTENT: Bytes = "lldp.unknown_subtype.content", "Unknown Subtype Content", None;
}

const CAN: [Field<Bool>; 8] = [
    CAN_OTHER,
    CAN_REPEATER,
    CAN_BRIDGE,
    CAN_WLAN_ACCESS_PT,
    CAN_ROUTER,
    CAN_TELEPHONE,
    CAN_DOCSIS_CABLE_DEVICE,
    CAN_STATION_ONLY,
];
const IS: [Field<Bool>; 8] = [
    IS_OTHER,
    IS_REPEATER,
    IS_BRIDGE,
    IS_WLAN_ACCESS_PT,
    IS_ROUTER,
    IS_TELEPHONE,
    IS_DOCSIS_CABLE_DEVICE,
    IS_STATION_ONLY,
];

const IEEE_802_1: u32 = 0x0080c2;
const IEEE_802_3: u32 = 0x00120f;
const TIA: u32 = 0x0012bb;

/// Up to the element that ends it.
fn own_len(bytes: &[u8]) -> Option<u32> {
    let mut at = 0;
    loop {
        let head = u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?);
        at += 2 + usize::from(head & 0x1ff);
        if head >> 9 == 0 {
            return u32::try_from(at).ok();
        }
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let mut order = Order::default();
    let result = elements(d, &mut c, &mut order);
    if let Some(fault) = order.fault {
        d.columns.set_info(format_args!("{fault} TLV"));
    }
    result
}

/// Which of the three elements came that begin every message, in that order (IEEE 802.1AB clause 8.2).
#[derive(Default)]
struct Order {
    met: u16,
    /// What was wrong first: the row says that alone.
    fault: Option<&'static str>,
}

impl Order {
    const COUNT: u16 = 3;

    /// Looks at an element as it comes.
    fn next(&mut self, d: &mut Dissector<'_>, kind: u16, span: Span) {
        if self.met < Self::COUNT {
            self.met += 1;
            if self.fault.is_some() || kind == self.met {
                return;
            }
            let (fault, shown) = match self.met {
                1 => ("Invalid Chassis ID", true),
                2 => ("Invalid Port ID", true),
                _ => ("Invalid Time-to-Live", false),
            };
            self.fault = Some(fault);
            if shown {
                let text = format!("{fault} (0x{kind:02x}), expected (0x{:02x})", self.met);
                let open = d.tree.open_text(span, format_args!("{text}"));
                let group = Group::Malformed;
                d.tree.expert(open.node(), Some(BAD_TYPE), Severity::Warn, group, format_args!("{text}"));
                d.tree.close(open);
            }
            return;
        }
        let twice = match kind {
            1 => "Duplicate Chassis ID",
            2 => "Duplicate Port ID",
            3 => "Duplicate Time-To-Live",
            _ => return,
        };
        self.fault = self.fault.or(Some(twice));
    }
}

fn elements(d: &mut Dissector<'_>, rest: &mut Cursor<'_>, order: &mut Order) -> Result<(), Cut> {
    let mut c = *rest;
    while !c.is_empty() && !d.tree.truncated {
        let mut element = c;
        let head = c.u16()?;
        let (kind, len) = (head.value >> 9, head.value & 0x1ff);
        let body = c.take(len.into());
        let title = TYPES.name(kind.into()).unwrap_or("Unknown TLV");
        let span = element.take(2 + u32::from(len)).rest_span();
        order.next(d, kind, span);
        let open = d.tree.open_text(span, format_args!("{title}"));
        d.tree.leaf(TYPE, head);
        let len_node = d.tree.leaf(LEN, head);
        match kind {
            1 | 2 => name(d, body, [open.node(), len_node], kind == 1, order)?,
            _ => one(d, kind, body, open.node())?,
        }
        d.tree.close(open);
        if kind == 0 {
            break;
        }
    }
    Ok(())
}

fn one(d: &mut Dissector<'_>, kind: u16, mut c: Cursor<'_>, node: NodeRef) -> Result<(), Cut> {
    match kind {
        3 => {
            let seconds = c.u16()?;
            d.tree.leaf(SECONDS, seconds);
            let seconds = seconds.value;
            d.tree.set_label(node, format_args!("Time To Live = {seconds} sec"));
            d.columns.add_info(format_args!("{seconds} "));
        }
        4..=6 => {
            let (field, title, short) = match kind {
                4 => (PORT_DESCRIPTION, "Port Description", None),
                5 => (SYSTEM_NAME, "System Name", Some("SysN")),
                _ => (SYSTEM_DESCRIPTION, "System Description", Some("SysD")),
            };
            let text = c.rest();
            d.tree.leaf(field, text);
            let shown = show::line(text.value).to_string();
            d.tree.set_label(node, format_args!("{title} = {shown}"));
            if let Some(short) = short {
                d.columns.add_info(format_args!("{short}={shown} "));
            }
        }
        7 => {
            d.tree.set_label(node, format_args!("Capabilities"));
            for (field, flags) in [(CAPABILITIES, CAN), (ENABLED, IS)] {
                let value = c.u16()?;
                let open = d.tree.open(field, value);
                for flag in flags {
                    d.tree.leaf(flag, value.map(u64::from));
                }
                d.tree.close(open);
            }
        }
        8 => management(d, &mut c)?,
        127 => organisation::dissect(d, &mut c, node)?,
        _ => {}
    }
    Ok(())
}

/// What names a device or a port. A length that does not fit its kind is said, and nothing more is read.
fn name(
    d: &mut Dissector<'_>,
    mut c: Cursor<'_>,
    [node, len_node]: [NodeRef; 2],
    chassis: bool,
    order: &mut Order,
) -> Result<(), Cut> {
    let len = c.left();
    let (names, kind_field, word) =
        if chassis { (CHASSIS_KINDS, CHASSIS_KIND, "Chassis") } else { (PORT_KINDS, PORT_KIND, "Port") };
    let mut wrong = |d: &mut Dissector<'_>, what: fmt::Arguments<'_>| {
        let text = format_args!("Invalid {word} ID Length ({len}){what}");
        d.tree.expert(len_node, Some(BAD_LENGTH), Severity::Warn, Group::Malformed, text);
        order.fault = order.fault.or(Some(if chassis { "Invalid Chassis ID" } else { "Invalid Port ID" }));
    };
    if len < 2 {
        wrong(d, format_args!(", expected > (2)"));
        d.tree.set_label(node, format_args!("{word} Subtype"));
        return Ok(());
    }
    let kind = c.u8()?;
    d.tree.leaf(kind_field, kind);
    let title = names.name(kind.value.into()).unwrap_or("Reserved");
    d.tree.set_label(node, format_args!("{word} Subtype = {title}"));
    // Kinds of ports are numbered as those of devices, but for the first and one more.
    const PORT_COMPONENT: u8 = 3;
    const AGENT_CIRCUIT: u8 = 8;
    let what = match (chassis, kind.value) {
        (_, kind @ (0 | 8..)) => kind.saturating_mul(AGENT_CIRCUIT),
        (false, 6) => AGENT_CIRCUIT,
        (false, kind @ 1..=5) => kind + 1,
        (_, kind) => kind,
    };
    let shown = match what {
        4 if c.left() != 6 => {
            wrong(d, format_args!(" for Type (MAC address), expected (7)"));
            return Ok(());
        }
        4 => {
            let mac = c.array::<6>()?;
            d.tree.leaf(if chassis { CHASSIS_MAC } else { PORT_MAC }, mac);
            mac.value.map(|b| format!("{b:02x}")).join(":")
        }
        5 => {
            let family = c.u8()?;
            d.tree.leaf(FAMILY, family);
            match (family.value, c.left()) {
                (1, 4) => {
                    let ip = c.array::<4>()?;
                    d.tree.leaf(if chassis { CHASSIS_IPV4 } else { PORT_IPV4 }, ip);
                    std::net::Ipv4Addr::from(ip.value).to_string()
                }
                (2, 16) => {
                    let ip = c.array::<16>()?;
                    d.tree.leaf(if chassis { CHASSIS_IPV6 } else { PORT_IPV6 }, ip);
                    Address::Ipv6(ip.value).to_string()
                }
                (1, _) => {
                    wrong(d, format_args!(" for Type (Network address, IPv4), expected (6)"));
                    return Ok(());
                }
                (2, _) => {
                    wrong(d, format_args!(" for Type (Network address, IPv6), expected (18)"));
                    return Ok(());
                }
                _ => identifier(d, &mut c, chassis, true),
            }
        }
        0 | 9.. => {
            identifier(d, &mut c, chassis, false);
            title.to_owned()
        }
        _ => identifier(d, &mut c, chassis, what == PORT_COMPONENT),
    };
    d.tree.set_label(node, format_args!("{word} Subtype = {title}, Id: {shown}"));
    let short = match what {
        1 => "CC",
        2 => "IA",
        3 => "PC",
        4 => "MA",
        5 => "NA",
        6 => "IN",
        7 => "LA",
        AGENT_CIRCUIT => "AC",
        _ => "Rs",
    };
    d.columns.add_info(format_args!("{short}/{shown} "));
    Ok(())
}

/// A name of another kind, as it is told: as text, or in hex.
fn identifier(d: &mut Dissector<'_>, c: &mut Cursor<'_>, chassis: bool, in_hex: bool) -> String {
    let all = c.rest();
    let text = all.before_zero();
    if chassis {
        d.tree.leaf(CHASSIS, all);
    } else {
        d.tree.leaf(PORT, text);
    }
    let mut shown = String::new();
    if in_hex {
        let _ = show::hex(all.value, "", &mut shown);
    } else {
        shown = show::line(text.value).to_string();
    }
    shown
}

fn management(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.u8()?;
    d.tree.leaf(MANAGEMENT_LEN, len);
    let mut address = c.sub(len.value.into())?;
    let family = address.u8()?;
    d.tree.leaf(MANAGEMENT_FAMILY, family);
    match (family.value, address.left()) {
        (1, 4) => {
            d.tree.leaf(MANAGEMENT_IPV4, address.array()?);
        }
        (2, 16) => {
            d.tree.leaf(MANAGEMENT_IPV6, address.array::<16>()?);
        }
        _ => d.rest_as(MANAGEMENT_HEX, &mut address),
    }
    d.tree.leaf(INTERFACE_KIND, c.u8()?);
    d.tree.leaf(INTERFACE, c.u32()?);
    let len = c.u8()?;
    d.tree.leaf(OID_LEN, len);
    if len.value > 0 {
        d.tree.leaf(OID, c.bytes(len.value.into())?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn frame(elements: &[(u16, &[u8])]) -> Vec<u8> {
        let mut frame = vec![1, 0x80, 0xc2, 0, 0, 0xe, 2, 0, 0, 0, 0, 1, 0x88, 0xcc];
        for (kind, body) in elements {
            frame.extend_from_slice(&(kind << 9 | body.len() as u16).to_be_bytes());
            frame.extend_from_slice(body);
        }
        frame
    }

    #[test]
    fn the_first_elements_have_an_order() {
        const CHASSIS: (u16, &[u8]) = (1, b"\x04\x02\0\0\0\0\x01");
        const PORT: (u16, &[u8]) = (2, b"\x05eth0");
        const TIME: (u16, &[u8]) = (3, b"\0\x78");
        const END: (u16, &[u8]) = (0, b"");
        let info = |elements: &[(u16, &[u8])]| columns(1, &frame(elements))[3].clone();
        assert_eq!(info(&[PORT, CHASSIS, TIME, END]), "Invalid Chassis ID TLV");
        assert_eq!(info(&[CHASSIS, TIME, PORT, END]), "Invalid Port ID TLV");
        assert_eq!(info(&[CHASSIS, PORT, END]), "Invalid Time-to-Live TLV");
        assert_eq!(info(&[CHASSIS, PORT, TIME, PORT, END]), "Duplicate Port ID TLV");
        assert_eq!(info(&[(1, b"\x04abc"), PORT, TIME, END]), "Invalid Chassis ID TLV");
        let lines = labels_from(1, &frame(&[PORT, CHASSIS, TIME, END]), "    Invalid");
        assert_eq!(lines[0], "    Invalid Chassis ID (0x02), expected (0x01)");
        assert!(
            lines.contains(&"    Port Subtype = Interface name, Id: eth0".to_owned()),
            "the rest shows all the same"
        );
        survives_cuts(1, &frame(&[PORT, CHASSIS, TIME, END]));
    }

    #[test]
    fn devices_and_ports_have_names_of_many_kinds() {
        let named = |chassis: &[u8], port: &[u8]| {
            let frame = frame(&[(1, chassis), (2, port), (3, b"\0\x01"), (0, b"")]);
            survives_cuts(1, &frame);
            columns(1, &frame)[3].clone()
        };
        assert_eq!(named(b"\x01abc\0", b"\x01lan"), "CC/abc IA/lan 1 ");
        assert_eq!(named(b"\x02abc", b"\x02\x01\x02"), "IA/abc PC/0102 1 ");
        assert_eq!(named(b"\x05\x01\x0a\0\0\x01", b"\x06circuit"), "NA/10.0.0.1 AC/circuit 1 ");
        let six = [&[5, 2, 0x20, 1][..], &[0; 13], &[1]].concat();
        assert_eq!(named(&six, b"\x04\x07ab"), "NA/2001::1 NA/6162 1 ");
        assert_eq!(named(b"\x07local", b"\x09ab"), "LA/local Rs/Reserved 1 ");
    }

    #[test]
    fn a_switch_says_who_it_is() {
        let frame = frame(&[
            (1, b"\x04\x02\0\0\0\0\x01"),
            (2, b"\x05eth0"),
            (3, b"\0\x78"),
            (5, b"switch"),
            (7, b"\0\x14\0\x04"),
            (8, b"\x05\x01\x0a\0\0\x01\x02\0\0\0\x01\0"),
            (127, b"\0\x80\xc2\x01\0\x01"),
            (127, b"\x08\0\0\x01abc"),
            (0, b""),
        ]);
        assert_eq!(columns(1, &frame)[2..], ["LLDP", "MA/02:00:00:00:00:01 IN/eth0 120 SysN=switch "]);
        let text = labels_from(1, &frame, "Link Layer").join("\n");
        for line in [
            "    Chassis Subtype = MAC address, Id: 02:00:00:00:00:01\n        0000 001. .... .... = TLV Type: Chassis Id (1)",
            "    Port Subtype = Interface name, Id: eth0",
            "            .... .... .... .1.. = Bridge: Capable",
            "        Management Address: 10.0.0.1",
            "    IEEE - Port VLAN ID",
            "        Port VLAN Identifier: 1 (0x0001)",
            "    Unknown - Unknown (1)",
            "        Unknown Subtype Content: 616263",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        survives_cuts(1, &frame);
    }
}
