//! DHCP over IPv4 (RFC 2131) and BOOTP (RFC 951): the message as a whole. Options stand in
//! `option`, those of several parts in `services`, what each one holds in `table`.

pub mod fields;
mod names;
mod option;
mod services;
mod table;

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Scope, Severity};
use crate::field::def::{Label, Str};
use crate::field::{Field, show};
use fields::*;
use names::OPTION_DHCP_NAMES;

pub const PROTOCOL: Protocol = Protocol {
    name: "dhcp",
    title: "DHCP/BOOTP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(67), Claim::UdpPort(68), Claim::UdpPort(4011)],
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const REQUEST: u8 = 1;
/// Begins the options (RFC 1497).
const COOKIE: [u8; 4] = [0x63, 0x82, 0x53, 0x63];
const HARDWARE_ADDRESS_MAX: u8 = 16;
/// Number of the option that says what the message is.
const KIND: u8 = 53;

/// What the message is, in words.
fn kind_name(kind: u8) -> std::borrow::Cow<'static, str> {
    match OPTION_DHCP_NAMES.name(kind.into()) {
        Some(name) => name.into(),
        None => format!("Unknown Message Type (0x{kind:02x})").into(),
    }
}

/// What the first option of that number says in its first byte.
fn first_byte_of(wanted: u8, mut options: Cursor<'_>) -> Option<u8> {
    loop {
        let code = options.u8().ok()?.value;
        match code {
            option::PAD => {}
            option::END => return None,
            _ => {
                let len = options.u8().ok()?.value;
                let mut value = options.sub(len.into()).ok()?;
                if code == wanted {
                    return Some(value.u8().ok()?.value);
                }
            }
        }
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "BOOTP".into();
    d.columns.clear_info();
    let start = c;
    let op = c.u8()?;
    let (kind, len) = (c.u8()?, c.u8()?);
    let ethernet = option::is_ethernet(kind.value, len.value);
    match (op.value, start.peek().get(28..34)) {
        (REQUEST, Some(mac)) if ethernet => {
            let mut text = String::new();
            let _ = show::hex(mac, ":", &mut text);
            d.columns.set_info(format_args!("Boot Request from {text} ({text})"));
        }
        (REQUEST, _) => d.columns.set_info(format_args!("Boot Request")),
        (2, _) => d.columns.set_info(format_args!("Boot Reply")),
        (other, _) => d.columns.set_info(format_args!("Unknown BOOTP message type ({other})")),
    }
    d.tree.leaf(TYPE, op);
    d.tree.leaf(HW_TYPE, kind);
    d.tree.leaf(HW_LEN, len);
    d.tree.leaf(HOPS, c.u8()?);
    let id = c.u32()?;
    d.tree.leaf(ID, id);
    let first_byte_of = |wanted| {
        start.peek().get(236..240).filter(|cookie| *cookie == COOKIE)?;
        let mut options = start;
        options.skip(240).ok()?;
        first_byte_of(wanted, options)
    };
    if let Some(found) = first_byte_of(KIND) {
        let name = kind_name(found);
        d.columns.protocol = "DHCP".into();
        d.columns.set_info(format_args!("DHCP {name:<8} - Transaction ID 0x{:x}", id.value));
        let node = d.layer_node();
        d.tree.set_label(node, format_args!("Dynamic Host Configuration Protocol ({name})"));
    }
    d.tree.leaf(SECS, c.u16()?);
    flags(d, c.u16()?);
    for field in [IP_CLIENT, IP_YOUR, IP_SERVER, IP_RELAY] {
        d.tree.leaf(field, c.array::<4>()?);
    }
    hardware_address(d, &mut c, len.value, ethernet)?;
    let held = first_byte_of(option::OVERLOAD).unwrap_or(0);
    let names = option::Names {
        server: name(
            d,
            &mut c,
            SERVER,
            64,
            "Server host name",
            (held & 2 != 0).then_some(SERVER_OVERLOADED),
        )?,
        file: name(d, &mut c, FILE, 128, "Boot file name", (held & 1 != 0).then_some(FILE_OVERLOADED))?,
    };
    let cookie = c.array::<4>()?;
    if cookie.value != COOKIE {
        return Err(Cut::Malformed);
    }
    d.tree.leaf_as(fields::COOKIE, cookie, format_args!("Magic cookie: DHCP"));
    if !option::all(d, &mut c, Some(&names))? {
        let (node, text) = (d.layer_node(), format_args!("End option missing"));
        d.tree.expert(node, Some(END_MISSING), Severity::Error, Group::Protocol, text);
    }
    Ok(())
}

fn flags(d: &mut Dissector<'_>, at: At<u16>) {
    let broadcast = at.value & 0x8000 != 0;
    let (set, what) = if broadcast { (", Broadcast flag", "Broadcast") } else { ("", "Unicast") };
    let label = format_args!("Bootp flags: 0x{:04x}{set} ({what})", at.value);
    let open = d.tree.open_as(FLAGS, at, label);
    d.tree.leaf(FLAGS_BC, at.map(u64::from));
    d.tree.leaf(FLAGS_RESERVED, at);
    d.tree.close(open);
}

fn hardware_address(d: &mut Dissector<'_>, c: &mut Cursor<'_>, len: u8, ethernet: bool) -> Result<(), Cut> {
    let mut field = c.sub(HARDWARE_ADDRESS_MAX.into())?;
    if (1..=HARDWARE_ADDRESS_MAX).contains(&len) {
        match ethernet {
            true => drop(d.tree.leaf(HW_MAC_ADDR, field.array::<6>()?)),
            false => drop(d.tree.leaf(HW_ADDR, field.bytes(len.into())?)),
        }
        if !field.is_empty() {
            let padding = field.bytes(field.left())?;
            d.tree.leaf(HW_ADDR_PADDING, padding);
        }
    } else {
        d.tree.text(field.rest_span(), format_args!("Client address not given"));
    }
    Ok(())
}

/// Shows a name. Gives the room for it, where that holds options.
fn name<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<Str>,
    len: u32,
    title: &str,
    overloaded: Option<Field<Label>>,
) -> Result<Option<Cursor<'a>>, Cut> {
    if let Some(overloaded) = overloaded {
        let room = c.sub(len)?;
        let title = d.tree.def(overloaded.id).title;
        let node = d.tree.text(room.rest_span(), format_args!("{title}"));
        d.tree.expert(node, Some(overloaded), Severity::Note, Group::Protocol, format_args!("{title}"));
        return Ok(Some(room));
    }
    let mut at = c.bytes(len)?;
    let end = at.value.iter().position(|b| *b == 0).unwrap_or(at.value.len()) as u32;
    if end == 0 {
        let node = d.tree.made_text(field, "", at.span);
        d.tree.set_label(node, format_args!("{title} not given"));
        return Ok(None);
    }
    at.span.len = end;
    d.tree.leaf(field, at);
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    fn message(op: u8, options: &[u8]) -> Vec<u8> {
        let mut m = vec![op, 1, 6, 0, 0x12, 0x34, 0x56, 0x78, 0, 3, 0x80, 0];
        m.extend_from_slice(&[0; 12]);
        m.extend_from_slice(&[10, 0, 0, 9, 2, 3, 4, 5, 6, 7]);
        m.resize(236, 0);
        m.extend_from_slice(&super::COOKIE);
        m.extend_from_slice(options);
        m
    }

    #[test]
    fn a_discover_is_told_by_its_options() {
        let options = b"\x35\x01\x01\x3d\x07\x01\x02\x03\x04\x05\x06\x07\x32\x04\x0a\x00\x00\x05\x33\x04\x00\x01\x51\x81\x37\x02\x01\xfc\x0c\x02pc\xff\0\0";
        let packet = over_udp(68, 67, &message(1, options));
        assert_eq!(columns(101, &packet)[2..], ["DHCP", "DHCP Discover - Transaction ID 0x12345678"]);
        let lines = labels_from(101, &packet, "Dynamic Host");
        assert_eq!(lines[0], "Dynamic Host Configuration Protocol (Discover)");
        let from = lines.iter().position(|l| l.starts_with("    Option")).unwrap();
        assert_eq!(
            lines[from..],
            [
                "    Option: (53) DHCP Message Type (Discover)",
                "        Length: 1",
                "        DHCP: Discover (1)",
                "    Option: (61) Client identifier",
                "        Length: 7",
                "        Hardware type: Ethernet (0x01)",
                "        Client MAC address: 02:03:04:05:06:07",
                "    Option: (50) Requested IP Address (10.0.0.5)",
                "        Length: 4",
                "        Requested IP Address: 10.0.0.5",
                "    Option: (51) IP Address Lease Time",
                "        Length: 4",
                "        IP Address Lease Time: (86401s) 1 day, 1 second",
                "    Option: (55) Parameter Request List",
                "        Length: 2",
                "        Parameter Request List Item: (1) Subnet Mask",
                "        Parameter Request List Item: (252) Private/Proxy autodiscovery",
                "    Option: (12) Host Name",
                "        Length: 2",
                "        Host Name: pc",
                "    Option: (255) End",
                "        Option End: 255",
                "    Padding: 0000",
            ]
        );
        survives_cuts(101, &packet);
    }

    #[test]
    fn bootp_has_no_kind() {
        let packet = over_udp(67, 68, &message(2, b"\xff"));
        assert_eq!(columns(101, &packet)[2..], ["BOOTP", "Boot Reply"]);
        let packet = over_udp(68, 67, &message(1, b""));
        assert_eq!(columns(101, &packet)[3], "Boot Request from 02:03:04:05:06:07 (02:03:04:05:06:07)");
    }

    #[test]
    fn what_relays_and_loaders_say() {
        let relay = b"\x52\x1a\x0c\x02\x01r\x0e\x03net\x10\x06\x01\x02\x03\x04\x05\x06\x96\x04\x0a\0\0\x01\x0a\x01\x80";
        let loader = b"\x5e\x03\x01\x03\x10\x61\x11\0abcdefghijklmnop";
        let provider = b"\xd4\x16\x08\x20\x20\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x03\x04\xff";
        let packet = over_udp(67, 67, &message(1, &[&relay[..], loader, provider].concat()));
        let lines = labels_from(101, &packet, "Dynamic Host");
        for line in [
            "Relay Agent Identifier: 0172",
            "Access Network Name: net",
            "Access Point BSSID: 01:02:03:04:05:06",
            "Option 82 Suboption: (150) Link selection (Cisco proprietary) (10.0.0.1)",
            "Flags: 0x80",
            "Minor Version: 16",
            "Client Identifier (UUID): 64636261-6665-6867-696a-6b6c6d6e6f70",
            "6RD Prefix: 2001::",
            "Border Relay IP: 1.2.3.4",
        ] {
            assert!(lines.iter().any(|l| l.trim() == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn names_may_hold_options() {
        let mut m = message(1, b"\x35\x01\x01\x34\x01\x03\xff");
        m[44..50].copy_from_slice(b"\x0c\x02pc\xff\0");
        m[108..114].copy_from_slice(b"\x0f\x03lan\0");
        let packet = over_udp(68, 67, &m);
        let lines = labels_from(101, &packet, "Dynamic Host");
        for line in [
            "    Server name option overloaded by DHCP",
            "    Boot file name option overloaded by DHCP",
            "        Server host name option overload",
            "                Host Name: pc",
            "                Domain Name: lan",
            "            [Expert Info (Error/Protocol): file overload end option missing]",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn options_of_several_parts() {
        let options = b"\x4d\x05\x01a\x02bc\x4d\x03one\x78\x0a\0\x03sip\x03org\0\
            \x7d\x0b\0\0\x0d\xe9\x06\x02\x04abcd\x7d\x09\0\0\0\x09\x04\x01\x02xy\x5a\x0c\0\0\0\0\0\0\0\0\0\0\x05t\
            \x92\x0c\x03\x01\x02\x03\x04\x05\x06\x07\x08\x01a\0\x97\x02\x04n\x98\x04\0\0\0\x01\x9f\x04\x06\x04\xa0\0\
            \x52\x0e\x09\x06\0\0\0\x09\x01z\x97\x04\0vrf\xdf\x01q\xff";
        let packet = over_udp(67, 67, &message(1, options));
        let lines = labels_from(101, &packet, "Dynamic Host");
        for line in [
            "Instance of User Class: [1]",
            "User Class Data: 6263",
            "User Class Data (Text): one",
            "SIP Server Name: sip.org",
            "DeviceSerialNumber: abcd",
            "Option 125 Suboption: 1",
            "RDM Replay Detection Value: 0x0000000000000005",
            "Authentication Information: t",
            ".... ..11 = Preference: Low (3)",
            "Secondary DNS: 5.6.7.8",
            "Status Code: NotAllowed (4)",
            "Base Time: Feb  7, 2036 06:28:17.000000000 UTC",
            "PSID: a000",
            "Enterprise: ciscoSystems (9)",
            "VRF name: vrf",
            "Value: 71",
        ] {
            assert!(lines.iter().any(|l| l.trim() == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn what_relays_and_routes_say() {
        let options = b"\x52\x0a\x01\x02ab\x05\x04\x0a\0\0\x01\x79\x0d\x18\xc0\xa8\x02\xc0\xa8\x01\x01\0\xc0\xa8\x01\x01\x77\x05\x01a\x01b\0\xff";
        let packet = over_udp(67, 67, &message(1, options));
        let lines = labels_from(101, &packet, "Dynamic Host");
        for line in [
            "            Agent Circuit ID: 6162",
            "        Option 82 Suboption: (5) Link selection (10.0.0.1)",
            "         192.168.2.0/24-192.168.1.1",
            "         default-192.168.1.1",
            "        FQDN: a.b",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }
}
