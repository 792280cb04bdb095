//! Virtual Router Redundancy Protocol: versions 2 (RFC 3768, with the passwords of RFC 2338) and 3 (RFC 5798, over
//! IPv6 too).

use crate::dissect::checksum::{STATUS, Shown, Sum, show};
use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol, Scope, Severity};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "vrrp",
    title: "VRRP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(IP_PROTOCOL)],
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const IP_PROTOCOL: u8 = 112;
const TYPES: Names = Names::Table(&[(1, "Advertisement")]);
const AUTH_TYPES: Names = Names::Table(&[
    (0, "No Authentication"),
    (AUTH_TEXT as u32, "Simple Text Authentication [RFC 2338] / Reserved [RFC 3768]"),
    (2, "IP Authentication Header [RFC 2338] / Reserved [RFC 3768]"),
    (AUTH_MD5 as u32, "Cisco VRRP MD5 authentication"),
]);
const AUTH_TEXT: u8 = 1;
const AUTH_MD5: u8 = 254;

crate::fields! { "vrrp";
    /// Which of several routers answers for an address.
    VRRP: Protocol = "vrrp", "Virtual Router Redundancy Protocol", None;
    /// Version and kind of message.
    VERSION_AND_TYPE: U8 = "vrrp.typever", "VRRP message version and type", Dec;
    /// Version of the protocol.
    VERSION: U8 = "vrrp.version", "VRRP protocol version", Dec & 0xf0;
    /// Kind of message.
    TYPE: U8 = "vrrp.type", "VRRP packet type", Dec & 0x0f, TYPES;
    /// Number of the virtual router.
    ROUTER: U8 = "vrrp.virt_rtr_id", "Virtual Rtr ID", Dec;
    /// Of several routers the one of the highest priority is the master; 0: it leaves.
    PRIORITY: U8 = "vrrp.prio", "Priority", Dec;
    /// How many addresses follow.
    ADDRESSES: U8 = "vrrp.addr_count", "Addr Count", Dec;
    /// Checksum of the message, with a pseudo-header from version 3 on.
    CHECKSUM: U16 = "vrrp.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "vrrp.checksum.status", "Checksum Status", None, STATUS;
    /// How the message is authenticated.
    AUTH_TYPE: U8 = "vrrp.auth_type", "Auth Type", Dec, AUTH_TYPES;
    /// Seconds between advertisements.
    INTERVAL: U8 = "vrrp.adver_int", "Adver Int", Dec;
    /// Must be 0.
    RESERVED: U8 = "vrrp.reserved_mbz", "Reserved", Dec & 0xf0;
    /// Hundredths of a second between advertisements.
    SHORT_INTERVAL: U16 = "vrrp.short_adver_int", "Adver Int", Dec & 0x0fff;
    /// An address of the virtual router.
    ADDRESS: Ipv4 = "vrrp.ip_addr", "IP Address", None;
    /// An address of the virtual router.
    ADDRESS_6: Ipv6 = "vrrp.ipv6_addr", "IPv6 Address", None;
    /// The password.
    AUTH_STRING: Str = "vrrp.auth_string", "Authentication String", None;
    /// A digest over message and password.
    AUTH_DIGEST: Bytes = "vrrp.md5_auth_data", "MD5 Authentication Data", None;
    /// The checksum is wrong.
    BAD_CHECKSUM: Label = "vrrp.checksum_bad.expert", "Bad checksum", None;
}

const SHOWN: Shown = Shown {
    value: CHECKSUM,
    status: CHECKSUM_STATUS,
    bad: BAD_CHECKSUM,
    title: "Checksum",
    severity: Severity::Warn,
};

const AUTH_STRING_LEN: u32 = 8;
const DIGEST_LEN: u32 = 16;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let whole = c;
    d.columns.protocol = "VRRP".into();
    d.columns.clear_info();
    let over_ipv6 = matches!(d.net(), (Address::Ipv6(_), _));
    let first = c.u8()?;
    let (version, kind) = (first.value >> 4, first.value & 15);
    d.columns.set_info(format_args!("Announcement (v{version})"));
    let name = TYPES.name(kind.into()).unwrap_or("Unknown");
    let label = format_args!("Version {version}, Packet type {kind} ({name})");
    let open = d.tree.open_as(VERSION_AND_TYPE, first, label);
    d.tree.leaf(VERSION, first);
    d.tree.leaf(TYPE, first);
    d.tree.close(open);
    d.tree.leaf(ROUTER, c.u8()?);
    let priority = c.u8()?;
    let meaning = match priority.value {
        0 => "Current Master has stopped participating in VRRP",
        100 => "Default priority for a backup VRRP router",
        255 => "This VRRP router owns the virtual router's IP address(es)",
        _ => "Non-default backup priority",
    };
    d.tree.leaf_as(PRIORITY, priority, format_args!("Priority: {} ({meaning})", priority.value));
    let count = c.u8()?;
    d.tree.leaf(ADDRESSES, count);
    let mut auth = 0;
    if version == 3 {
        let interval = c.u16()?;
        d.tree.leaf(RESERVED, At { value: (interval.value >> 8) as u8, span: interval.span.part(0, 1) });
        d.tree.leaf(SHORT_INTERVAL, interval);
    } else {
        let kind = c.u8()?;
        auth = kind.value;
        d.tree.leaf(AUTH_TYPE, kind);
        d.tree.leaf(INTERVAL, c.u8()?);
    }
    let found = c.u16()?;
    let is_whole = whole.captured() == whole.left();
    let sum = is_whole.then(|| {
        let begin = if version == 3 || over_ipv6 {
            Sum::default().pseudo_header(d.net(), IP_PROTOCOL, whole.left())
        } else {
            Sum::default()
        };
        begin.over(whole.peek())
    });
    show(d, &SHOWN, found, sum);
    for _ in 0..count.value {
        if over_ipv6 {
            d.tree.leaf(ADDRESS_6, c.array::<16>()?);
        } else {
            d.tree.leaf(ADDRESS, c.array::<4>()?);
        }
    }
    if version < 3 && auth == AUTH_TEXT {
        let at = c.bytes(AUTH_STRING_LEN)?;
        let len = at.value.iter().position(|b| *b == 0).unwrap_or(at.value.len());
        let text = at.value.get(..len).unwrap_or_default();
        let span = at.span.part(0, text.len() as u32);
        d.tree.leaf(AUTH_STRING, At { value: text, span });
    } else if auth == AUTH_MD5 && c.left() >= DIGEST_LEN {
        d.tree.leaf(AUTH_DIGEST, c.bytes(DIGEST_LEN)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn over_ip(message: &[u8]) -> Vec<u8> {
        let mut packet =
            vec![0x45, 0, 0, 20 + message.len() as u8, 0, 0, 0, 0, 255, super::IP_PROTOCOL, 0, 0];
        packet.extend_from_slice(&[10, 9, 0, 1, 224, 0, 0, 18]);
        packet.extend_from_slice(message);
        packet
    }

    #[test]
    fn a_router_that_leaves_says_so() {
        let packet = over_ip(b"\x21\x09\0\x01\x01\x01\x97\x39\x0a\x09\0\x66secret\0\0");
        assert_eq!(columns(101, &packet)[2..], ["VRRP", "Announcement (v2)"]);
        let lines = labels_from(101, &packet, "Virtual Router");
        for line in [
            "    Priority: 0 (Current Master has stopped participating in VRRP)",
            "    Checksum: 0x9739 [correct]",
            "    IP Address: 10.9.0.102",
            "    Authentication String: secret",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn version_3_counts_hundredths_and_sums_addresses_too() {
        let packet = over_ip(b"\x31\x07\xc8\x02\0\x32\x07\x4c\x0a\x09\0\x64\x0a\x09\0\x65");
        let lines = labels_from(101, &packet, "Virtual Router");
        assert!(lines.contains(&"    .... 0000 0011 0010 = Adver Int: 50".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"    Checksum: 0x074c [correct]".to_owned()), "{lines:#?}");
        survives_cuts(101, &packet);
    }
}
