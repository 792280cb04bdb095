//! Extensions of ICMP errors (RFC 4884): MPLS labels (RFC 4950), interfaces (RFC 5837, RFC 8335).
//! They are shown inside the ICMP message, so this is a protocol in name only.

use crate::dissect::checksum::{self, STATUS, Shown, Sum};
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, NodeRef, Protocol, Severity};
use crate::field::Names;
use crate::field::def::SET;

pub const PROTOCOL: Protocol =
    Protocol { name: "icmp.ext", title: "ICMP Extensions", fields: FIELDS, ..Protocol::EMPTY };

const CLASSES: Names = Names::Table(&[
    (1, "MPLS Label Stack Class"),
    (2, "Interface Information Object"),
    (3, "Interface Identification Object"),
]);
const ROLES: Names = Names::Table(&[
    (0, "IP interface upon which datagram arrived"),
    (1, "sub-IP component of an IP interface upon which datagram arrived"),
    (2, "IP interface through which datagram would be forwarded"),
    (3, "IP next-hop to which datagram would be forwarded"),
]);
/// Address families (IANA), those of addresses that occur here.
const FAMILIES: Names = Names::Table(&[
    (0, "Reserved"),
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "NSAP"),
    (6, "802 (includes all 802 media plus Ethernet)"),
    (16389, "48-bit MAC Address"),
    (16390, "64-bit MAC Address"),
]);
const IS_PRESENT: Names = Names::TrueFalse("Present", "Not Present");

crate::fields! { "icmp.ext";
    /// Extensions of an error message (RFC 4884).
    EXT: Protocol = "icmp.ext", "ICMP Extensions", None;
    /// Version: 2.
    VERSION: U8 = "icmp.ext.version", "Version", Dec;
    /// Reserved bits.
    RES: U16 = "icmp.ext.res", "Reserved", Hex & 0x0fff;
    /// Checksum of the extensions; 0: none.
    CHECKSUM: U16 = "icmp.ext.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "icmp.ext.checksum.status", "Checksum Status", None, STATUS;
    /// Bytes of an object, its header included.
    LENGTH: U16 = "icmp.ext.length", "Length", Dec;
    /// Kind of object.
    CLASS: U8 = "icmp.ext.class", "Class", Dec, CLASSES;
    /// Kind within the class.
    CTYPE: U8 = "icmp.ext.ctype", "C-Type", Dec;
    /// Bytes of an object of which nothing is known.
    DATA: Bytes = "icmp.ext.data", "Data", None;
    /// MPLS label (RFC 4950).
    MPLS_LABEL: U24 = "icmp.mpls.label", "Label", Dec & 0xfffff0;
    /// Its traffic class.
    MPLS_EXP: U24 = "icmp.mpls.exp", "Experimental", Dec & 0x00000e;
    /// The last label of the stack.
    MPLS_S: Bool = "icmp.mpls.s", "Stack bit", W24 & 0x000001, SET;
    /// Its time to live.
    MPLS_TTL: U8 = "icmp.mpls.ttl", "Time to live", Dec;
    /// Bytes that are no whole label.
    MPLS_DATA: Bytes = "icmp.mpls.data", "Data", None;
    /// What the interface did (RFC 5837).
    ROLE: U8 = "icmp.int_info.role", "Interface Role", Dec & 0xc0, ROLES;
    /// Reserved bits.
    INFO_RESERVED: U8 = "icmp.int_info.reserved", "Reserved", Dec & 0x30;
    /// The index is there.
    HAS_INDEX: Bool = "icmp.int_info.ifindex", "ifIndex", W8 & 0x08;
    /// The address is there.
    HAS_ADDRESS: Bool = "icmp.int_info.ipaddr", "IP Address", W8 & 0x04, IS_PRESENT;
    /// The name is there.
    HAS_NAME: Bool = "icmp.int_info.name_present", "Interface Name", W8 & 0x02, IS_PRESENT;
    /// The MTU is there.
    HAS_MTU: Bool = "icmp.int_info.mtu_present", "MTU", W8 & 0x01, IS_PRESENT;
    /// Index of the interface.
    INDEX: U32 = "icmp.int_info.index", "Interface Index", Dec;
    /// Kind of its address.
    AFI: U16 = "icmp.int_info.afi", "Address Family Identifier", Dec;
    /// Bytes without meaning.
    RESERVED: Bytes = "icmp.reserved", "Reserved", None;
    /// Its IPv4 address.
    IPV4: Ipv4 = "icmp.int_info.ipv4", "Source", None;
    /// Its IPv6 address.
    IPV6: Ipv6 = "icmp.int_info.ipv6", "Source", None;
    /// Its address, of another kind.
    UNKNOWN: Bytes = "icmp.int_info.ipunknown", "Source", None;
    /// Bytes of its name, this one included.
    NAME_LENGTH: U8 = "icmp.int_info.name_length", "Name Length", Dec;
    /// Its name.
    NAME: Str = "icmp.int_info.name", "Name", None;
    /// Its MTU.
    MTU: U32 = "icmp.int_info.mtu", "Maximum Transmission Unit", Dec;
    /// Name of the interface asked about (RFC 8335).
    IDENT_NAME: Str = "icmp.int_ident.name", "Name", None;
    /// Its index.
    IDENT_INDEX: U32 = "icmp.int_ident.index", "Interface Index", Dec;
    /// Kind of its address.
    IDENT_AFI: U16 = "icmp.int_ident.afi", "Address Family Identifier", Dec, FAMILIES;
    /// Bytes of its address.
    IDENT_ADDR_LENGTH: U8 = "icmp.int_ident.addr_length", "Address Length", Dec;
    /// Bytes without meaning.
    IDENT_RESERVED: Bytes = "icmp.int_ident.reserved", "Reserved", None;
    /// Its IPv4 address.
    IDENT_IPV4: Ipv4 = "icmp.int_ident.ipv4", "Address", None;
    /// Its IPv6 address.
    IDENT_IPV6: Ipv6 = "icmp.int_ident.ipv6", "Address", None;
    /// Its address, of another kind.
    IDENT_ADDRESS: Bytes = "icmp.int_ident.address", "Address", None;
    /// Marks a wrong checksum.
    CHECKSUM_BAD: Label = "icmp.ext.checksum_bad", "Bad checksum", None;
}

const CHECKSUMS: Shown = Shown {
    value: CHECKSUM,
    status: CHECKSUM_STATUS,
    bad: CHECKSUM_BAD,
    title: "Checksum",
    severity: Severity::Warn,
};

/// Shows the extensions.
pub fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let open = d.tree.open_as(
        EXT,
        At { value: (), span: c.rest_span() },
        format_args!("ICMP Multi-Part Extensions"),
    );
    let first = c.u16()?;
    let version = (first.value >> 12) as u8;
    if version != 2 {
        d.append(open.node(), format_args!(" (unsupported version)"));
    }
    d.tree.leaf(VERSION, At { value: version, span: first.span.part(0, 1) });
    let res = first.value & 0x0fff;
    let nibble = |shift: u16| res >> shift & 15;
    let label =
        format_args!(".... {:04b} {:04b} {:04b} = Reserved: 0x{res:03x}", nibble(8), nibble(4), nibble(0));
    d.tree.leaf_as(RES, first, label);
    let found = c.u16()?;
    if found.value == 0 {
        let node = d.tree.leaf_as(CHECKSUM, found, format_args!("Checksum: [missing]"));
        d.tree.set_flag(node, Flags::GENERATED);
        d.tree.generated(CHECKSUM_STATUS, 3, found.span);
    } else {
        let sum = (start.captured() == start.left()).then(|| Sum::default().over(start.peek()));
        checksum::show(d, &CHECKSUMS, found, sum);
    }
    if version == 2 {
        while c.left() >= 4 {
            if !object(d, &mut c)? {
                break;
            }
        }
    }
    d.tree.close(open);
    Ok(())
}

/// Shows one object; false if where it ends cannot be known.
fn object(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<bool, Cut> {
    let start = *c;
    let len = c.u16()?;
    let class = c.u8()?;
    let ctype = c.u8()?;
    let bytes = u32::from(len.value);
    if bytes < 4 {
        let open = d.tree.open_text(start.rest_span(), format_args!("Object with bad length"));
        d.tree.leaf(LENGTH, len);
        d.tree.leaf(CLASS, class);
        d.tree.close(open);
        return Ok(false);
    }
    let truncated = if bytes > start.left() { " (truncated)" } else { "" };
    let name = match (class.value, ctype.value) {
        (1, 1) => "MPLS Stack Entry",
        (2, _) => "Interface Information Object",
        (3, _) => "Interface Identification Object",
        _ => "",
    };
    let span = start.span(bytes);
    let open = if name.is_empty() {
        let label = format_args!("Unknown object ({}/{}){truncated}", class.value, ctype.value);
        d.tree.open_text(span, label)
    } else {
        d.tree.open_text(span, format_args!("{name}{truncated}"))
    };
    d.tree.leaf(LENGTH, len);
    d.tree.leaf(CLASS, class);
    let mut body = c.take(bytes - 4);
    match (class.value, ctype.value) {
        (1, 1) => {
            d.tree.leaf(CTYPE, ctype);
            labels(d, body)?;
        }
        (2, _) => interface_information(d, ctype, body)?,
        (3, _) => interface_identification(d, ctype, body)?,
        _ => {
            d.tree.leaf(CTYPE, ctype);
            d.rest_as(DATA, &mut body);
        }
    }
    d.tree.close(open);
    Ok(truncated.is_empty())
}

fn labels(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    while c.left() >= 4 {
        let at = c.u32()?;
        let (label, exp, last, ttl) = (at.value >> 12, at.value >> 9 & 7, at.value >> 8 & 1, at.value & 0xff);
        let text = format_args!("Label: {label}, Exp: {exp}, S: {last}, TTL: {ttl}");
        let open = d.tree.open_text(at.span, text);
        let high = at.value >> 8;
        d.tree.leaf(MPLS_LABEL, At { value: high, span: at.span.part(0, 3) });
        d.tree.leaf(MPLS_EXP, At { value: high, span: at.span.part(2, 1) });
        d.tree.leaf(MPLS_S, At { value: u64::from(high), span: at.span.part(2, 1) });
        d.tree.leaf(MPLS_TTL, At { value: ttl as u8, span: at.span.part(3, 1) });
        d.tree.close(open);
    }
    d.rest_as(MPLS_DATA, &mut c);
    Ok(())
}

fn interface_information(d: &mut Dissector<'_>, ctype: At<u8>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let bits = ctype.value;
    let open = d.tree.open(CTYPE, ctype);
    let role = ROLES.name((bits >> 6).into()).unwrap_or("Unknown");
    d.append(open.node(), format_args!(", Interface Role: {role}"));
    for (bit, name) in [(8, "ifIndex"), (4, "IP Address"), (2, "Interface Name"), (1, "MTU")] {
        if bits & bit != 0 {
            d.append(open.node(), format_args!(", {name}"));
        }
    }
    d.tree.leaf(ROLE, ctype);
    d.tree.leaf(INFO_RESERVED, ctype);
    for field in [HAS_INDEX, HAS_ADDRESS, HAS_NAME, HAS_MTU] {
        d.tree.leaf(field, ctype.map(u64::from));
    }
    d.tree.close(open);
    if bits & 8 != 0 {
        d.tree.leaf(INDEX, c.u32()?);
    }
    if bits & 4 != 0 {
        let start = c;
        let family = c.u16()?;
        let len = match family.value {
            1 => 4,
            2 => 16,
            _ => c.left().saturating_sub(2),
        };
        let open = d.tree.open_text(start.span(len + 4), format_args!("IP Address Sub-Object"));
        d.tree.leaf(AFI, family);
        d.tree.leaf(RESERVED, c.bytes(2)?);
        match family.value {
            1 => d.tree.leaf(IPV4, c.array()?),
            2 => d.tree.leaf(IPV6, c.array::<16>()?),
            _ => {
                d.rest_as(UNKNOWN, &mut c);
                NodeRef::NONE
            }
        };
        d.tree.close(open);
    }
    if bits & 2 != 0 {
        let start = c;
        let len = c.u8()?;
        let open = d.tree.open_text(start.span(len.value.into()), format_args!("Interface Name Sub-Object"));
        d.tree.leaf(NAME_LENGTH, len);
        let name = c.bytes(u32::from(len.value).saturating_sub(1))?;
        d.tree.leaf(NAME, name);
        d.tree.close(open);
    }
    if bits & 1 != 0 {
        d.tree.leaf(MTU, c.u32()?);
    }
    Ok(())
}

fn interface_identification(d: &mut Dissector<'_>, ctype: At<u8>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let how = match ctype.value {
        1 => "Identifies Interface By Name",
        2 => "Identifies Interface By Index",
        3 => "Identifies Interface By Address",
        other => {
            d.tree.leaf_as(CTYPE, ctype, format_args!("C-Type: {other} (Unknown C-Type {other})"));
            return Ok(());
        }
    };
    d.tree.leaf_as(CTYPE, ctype, format_args!("C-Type: {} ({how})", ctype.value));
    match ctype.value {
        1 => {
            d.tree.leaf(IDENT_NAME, c.rest().before_zero());
        }
        2 => {
            d.tree.leaf(IDENT_INDEX, c.u32()?);
        }
        _ => {
            let family = c.u16()?;
            d.tree.leaf(IDENT_AFI, family);
            d.tree.leaf(IDENT_ADDR_LENGTH, c.u8()?);
            d.tree.leaf(IDENT_RESERVED, c.bytes(1)?);
            match family.value {
                1 => {
                    d.tree.leaf(IDENT_IPV4, c.array()?);
                }
                2 => {
                    d.tree.leaf(IDENT_IPV6, c.array::<16>()?);
                }
                _ => d.rest_as(IDENT_ADDRESS, &mut c),
            }
        }
    }
    Ok(())
}
