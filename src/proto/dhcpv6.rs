//! DHCPv6 (RFC 8415): messages, relayed ones inside each other, options.

pub mod fields;
mod services;

use crate::base::time::Timestamp;
use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::def::{Ipv6, Str, U32};
use crate::field::{Field, show};
use crate::proto::dns::name;
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "dhcpv6",
    title: "DHCPv6",
    fields: FIELDS,
    claims: &[Claim::UdpPort(546), Claim::UdpPort(547)],
    dissect,
    ..Protocol::EMPTY
};

/// Seconds from 1970 to 2000.
const YEAR_2000: i64 = 946_684_800;
/// Options and relayed messages inside each other, at most.
const DEPTH_MAX: u8 = 16;
const RELAY_FORW: u8 = 12;
const RELAY_REPL: u8 = 13;

mod option {
    pub(super) const CLIENT_ID: u16 = 1;
    pub(super) const SERVER_ID: u16 = 2;
    pub(super) const IA_NA: u16 = 3;
    pub(super) const IA_TA: u16 = 4;
    pub(super) const IA_ADDR: u16 = 5;
    pub(super) const REQUEST: u16 = 6;
    pub(super) const PREFERENCE: u16 = 7;
    pub(super) const ELAPSED: u16 = 8;
    pub(super) const RELAY: u16 = 9;
    pub(super) const AUTHENTICATION: u16 = 11;
    pub(super) const UNICAST: u16 = 12;
    pub(super) const STATUS: u16 = 13;
    pub(super) const USER_CLASS: u16 = 15;
    pub(super) const VENDOR_CLASS: u16 = 16;
    pub(super) const INTERFACE_ID: u16 = 18;
    pub(super) const RECONFIGURE: u16 = 19;
    pub(super) const SIP_DOMAINS: u16 = 21;
    pub(super) const SIP_SERVERS: u16 = 22;
    pub(super) const DNS: u16 = 23;
    pub(super) const SEARCH: u16 = 24;
    pub(super) const IA_PD: u16 = 25;
    pub(super) const IA_PREFIX: u16 = 26;
    pub(super) const NIS_SERVERS: u16 = 27;
    pub(super) const NIS_DOMAIN: u16 = 29;
    pub(super) const SNTP: u16 = 31;
    pub(super) const LIFETIME: u16 = 32;
    pub(super) const REMOTE_ID: u16 = 37;
    pub(super) const SUBSCRIBER_ID: u16 = 38;
    pub(super) const CLIENT_FQDN: u16 = 39;
}

/// Options that must not be empty, or that say something when they are.
const MUST_HOLD: [u16; 10] = [
    option::IA_NA,
    option::IA_TA,
    option::IA_ADDR,
    option::IA_PD,
    option::IA_PREFIX,
    option::PREFERENCE,
    option::ELAPSED,
    option::RECONFIGURE,
    option::CLIENT_FQDN,
    56,
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "DHCPv6".into();
    d.columns.clear_info();
    message(d, &mut c, 0)
}

fn message(d: &mut Dissector<'_>, c: &mut Cursor<'_>, depth: u8) -> Result<(), Cut> {
    let kind = c.u8()?;
    d.tree.leaf(MSGTYPE, kind);
    match MESSAGES.name(kind.value.into()) {
        Some(name) => d.columns.add_info(format_args!("{name} ")),
        None => d.columns.add_info(format_args!("Message Type {} ", kind.value)),
    }
    if matches!(kind.value, RELAY_FORW | RELAY_REPL) {
        d.tree.leaf(HOPCOUNT, c.u8()?);
        let link = c.array::<16>()?;
        d.columns.add_info(format_args!("L: {} ", Address::Ipv6(link.value)));
        d.tree.leaf(LINKADDR, link);
        d.tree.leaf(PEERADDR, c.array::<16>()?);
    } else {
        let xid = c.u24()?;
        d.columns.add_info(format_args!("XID: 0x{:06x} ", xid.value));
        d.tree.leaf(XID, xid);
    }
    options(d, c, Inside { message: kind.value, depth })
}

/// Where options stand.
#[derive(Clone, Copy)]
struct Inside {
    message: u8,
    depth: u8,
}

impl Inside {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

fn options(d: &mut Dissector<'_>, c: &mut Cursor<'_>, of: Inside) -> Result<(), Cut> {
    if of.depth > DEPTH_MAX {
        d.tree.text(c.rest_span(), format_args!("[Nested too deep: not dissected]"));
        return Ok(());
    }
    while !c.is_empty() {
        let start = *c;
        let (kind, len) = (c.u16()?, c.u16()?);
        let mut value = c.sub(len.value.into())?;
        let span = c.since(&start);
        let name: std::borrow::Cow<'_, str> = match OPTIONS.name(kind.value.into()) {
            Some(name) => name.into(),
            None => format!("DHCP option {}", kind.value).into(),
        };
        let node = d.tree.made_text(OPTION_NAME, &name, span);
        d.tree.set_label(node, format_args!("{name}"));
        let open = d.tree.enter(node);
        d.tree.leaf(OPTION_TYPE, kind);
        d.tree.leaf(OPTION_LENGTH, len);
        // One that is malformed does not hide those that follow.
        match option(d, kind.value, &mut value, of) {
            Err(Cut::Malformed) => {
                let text = format_args!("{name}: malformed option");
                d.tree.expert(node, Some(MALFORMED), Severity::Error, Group::Malformed, text);
            }
            other => other?,
        }
        d.tree.close(open);
    }
    Ok(())
}

fn option(d: &mut Dissector<'_>, kind: u16, c: &mut Cursor<'_>, of: Inside) -> Result<(), Cut> {
    if c.is_empty() && !MUST_HOLD.contains(&kind) {
        return Ok(());
    }
    match kind {
        option::CLIENT_ID | option::SERVER_ID => {
            if kind == option::CLIENT_ID {
                let mut text = String::new();
                let _ = show::hex(c.peek(), "", &mut text);
                d.columns.add_info(format_args!("CID: {text} "));
            }
            duid(d, c)?;
        }
        option::IA_NA | option::IA_PD => {
            number(d, IAID, c)?;
            lifetime(d, T1, c)?;
            lifetime(d, T2, c)?;
            options(d, c, of.deeper())?;
        }
        option::IA_TA => {
            number(d, IATA, c)?;
            options(d, c, of.deeper())?;
        }
        option::IA_ADDR => {
            let address = c.array::<16>()?;
            d.columns.add_info(format_args!("IAA: {} ", Address::Ipv6(address.value)));
            d.tree.leaf(IAADDR, address);
            lifetime(d, IAADDR_PREFERRED, c)?;
            lifetime(d, IAADDR_VALID, c)?;
            options(d, c, of.deeper())?;
        }
        option::IA_PREFIX => {
            lifetime(d, PREFIX_PREFERRED, c)?;
            lifetime(d, PREFIX_VALID, c)?;
            d.tree.leaf(PREFIX_LENGTH, c.u8()?);
            d.tree.leaf(PREFIX, c.array::<16>()?);
            options(d, c, of.deeper())?;
        }
        option::REQUEST => {
            while !c.is_empty() {
                d.tree.leaf(REQUESTED, c.u16()?);
            }
        }
        option::PREFERENCE => drop(d.tree.leaf(PREFERENCE, c.u8()?)),
        option::ELAPSED => {
            let at = c.u16()?;
            let ms = u32::from(at.value) * 10;
            d.tree.leaf_as(ELAPSED, at.with(ms as u16), format_args!("Elapsed time: {ms}ms"));
        }
        option::RELAY => {
            let open = d.tree.open(DHCPV6, At { value: (), span: c.rest_span() });
            message(d, c, of.depth + 1)?;
            d.tree.close(open);
        }
        option::UNICAST => drop(d.tree.leaf(UNICAST, c.array::<16>()?)),
        option::STATUS => {
            d.tree.leaf(STATUS_CODE, c.u16()?);
            if !c.is_empty() {
                let text = c.rest();
                d.tree.leaf(STATUS_MESSAGE, text);
            }
        }
        option::VENDOR_CLASS => {
            d.tree.leaf(CLASS_ENTERPRISE, c.u32()?);
            while !c.is_empty() {
                let len = c.u16()?.value;
                d.tree.leaf(CLASS_DATA, c.bytes(len.into())?);
            }
        }
        option::INTERFACE_ID => d.rest_as(INTERFACE_ID, c),
        option::RECONFIGURE => drop(d.tree.leaf(RECONFIGURE, c.u8()?)),
        option::DNS => addresses(d, DNS_SERVER, c)?,
        option::SNTP => addresses(d, SNTP_SERVER, c)?,
        option::SEARCH => names(d, "Domain name suffix search list", SEARCH_ENTRY, c)?,
        option::SIP_DOMAINS => names(d, "SIP Servers Domain Search List", SIP_DOMAIN, c)?,
        option::NIS_DOMAIN => names(d, "nis-domain-name", NIS_DOMAIN, c)?,
        option::SIP_SERVERS | option::NIS_SERVERS => {
            let field = if kind == option::SIP_SERVERS { SIP_SERVER } else { NIS_SERVER };
            while !c.is_empty() {
                d.tree.leaf(field, c.array::<16>()?);
            }
        }
        option::AUTHENTICATION => {
            d.tree.leaf(AUTH_PROTOCOL, c.u8()?);
            d.tree.leaf(AUTH_ALGORITHM, c.u8()?);
            d.tree.leaf(AUTH_RDM, c.u8()?);
            d.tree.leaf(AUTH_REPLAY, c.bytes(8)?);
            d.rest_as(AUTH_INFO, c);
        }
        option::USER_CLASS => {
            while !c.is_empty() && !d.tree.truncated {
                let len = u32::from(c.peek().get(1).copied().unwrap_or(0));
                let open = d.tree.open_text(c.span(2 + len), format_args!("User Class suboption"));
                let len = c.u16()?;
                d.tree.leaf(USER_CLASS_LENGTH, len);
                d.tree.leaf(USER_CLASS, c.bytes(len.value.into())?);
                d.tree.close(open);
            }
        }
        option::REMOTE_ID => {
            d.tree.leaf(REMOTE_ENTERPRISE, c.u32()?);
            d.rest_as(REMOTE_ID, c);
        }
        option::SUBSCRIBER_ID => drop(d.tree.leaf(SUBSCRIBER_ID, c.rest())),
        option::LIFETIME => lifetime(d, LIFETIME, c)?,
        option::CLIENT_FQDN => client_name(d, of.message, c)?,
        other => services::option(d, other, c, of)?,
    }
    Ok(())
}

/// The client's name, and who is to tell it to DNS (RFC 4704).
fn client_name(d: &mut Dissector<'_>, message: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const OF_CLIENTS: [u8; 4] = [1, 3, 5, 6];
    const OF_SERVERS: [u8; 2] = [2, 7];
    const S: u8 = 1;
    const O: u8 = 2;
    const N: u8 = 4;
    let flags = c.u8()?;
    let (s, n) = (flags.value & S != 0, flags.value & N != 0);
    let bits = flags.map(u64::from);
    if OF_CLIENTS.contains(&message) {
        let says = match (s, n) {
            (false, false) => "CLIENT wants to update its AAAA RRs and SERVER to update its PTR RRs",
            (true, false) => "CLIENT wants SERVER to update both its AAAA and PTR RRs",
            (false, true) => "CLIENT prefers that the server not perform *any* DNS updates",
            (true, true) => {
                "ERROR: CLIENT prefers that the server not perform *any* DNS updates\nIn which case the 'S' bit MUST be 0"
            }
        };
        let label = format_args!("Flags: 0x{:02x}  [{says}]", flags.value);
        let open = d.tree.open_as(CLIENT_FQDN_FLAGS, flags, label);
        d.tree.leaf(CLIENT_N, bits);
        d.tree.leaf(CLIENT_S, bits);
        d.tree.close(open);
    } else if OF_SERVERS.contains(&message) {
        let says = match (s, n) {
            (false, false) => "CLIENT SHALL update AAAA RRs; SERVER SHALL update PTR RRs",
            (true, false) => "SERVER SHALL update both AAAA and PTR RRs",
            (false, true) => "CLIENT SHALL update AAAA RRs; SERVER SHALL NOT perform any DNS updates",
            (true, true) => {
                "ERROR: SERVER SHALL NOT perform *any* DNS updates in which case         the 'S' bit MUST be 0"
            }
        };
        let overridden = match flags.value & O != 0 && !(s && n) {
            true => "\n[Server has overridden the client's S bit]",
            false => "",
        };
        let label = format_args!("Flags: 0x{:02x}  [{says}]{overridden}", flags.value);
        let open = d.tree.open_as(CLIENT_FQDN_FLAGS, flags, label);
        d.tree.leaf(SERVER_N, bits);
        d.tree.leaf(SERVER_O, bits);
        d.tree.leaf(SERVER_S, bits);
        d.tree.close(open);
    } else {
        let label = "Only the following message types are permitted to use OPTION_CLIENT_FQDN:\nSOLICIT, REQUEST, RENEW, REBIND, ADVERTISE and REPLY";
        d.tree.leaf_as(FQDN_MISPLACED, flags.with(message), format_args!("{label}"));
        let text = format_args!("This message type is not permitted to use OPTION_CLIENT_FQDN");
        let node = d.tree.text(flags.span, text);
        d.tree.expert(node, Some(FQDN_MISPLACED_ERROR), Severity::Error, Group::Protocol, text);
        return Ok(());
    }
    if c.is_empty() {
        let label = "Empty domain field: the client requests the server to provide a domain name";
        d.tree.leaf_as(NAME_EMPTY, At { value: 0u16, span: c.span(0) }, format_args!("{label}"));
        return Ok(());
    }
    if let [0] = c.peek() {
        let node = d.tree.made_text(ROOT_ONLY, "['.' (0)]", c.rest_span());
        d.tree.set_label(node, format_args!("Root only domain name: ['.' (0)]"));
        let text = format_args!("ERROR: A root-only domain name cannot be resolved.");
        let open = d.tree.enter(node);
        let node = d.tree.text(c.rest_span(), text);
        d.tree.close(open);
        d.tree.expert(node, Some(ROOT_ONLY_ERROR), Severity::Error, Group::Protocol, text);
        return Ok(());
    }
    // A name without its root is one that the server is to complete.
    let (all, mut labels, mut text) = (c.rest_span(), *c, String::new());
    loop {
        if labels.is_empty() {
            let label = format_args!("Partial domain name: {text}");
            let node = d.tree.made_text(CLIENT_NAME, &text, all);
            d.tree.set_label(node, label);
            c.take(u32::MAX);
            return Ok(());
        }
        let len = labels.u8()?.value;
        if len == 0 || len > 63 {
            break;
        }
        if !text.is_empty() {
            text.push('.');
        }
        let part = labels.sub(u32::from(len))?;
        text.push_str(&show::line(part.peek()));
    }
    let message = *c;
    let found = name::read(&message, c)?;
    let (text, span) = (format!("{}.", found.text), found.span);
    if !found.text.contains('.') {
        let node = d.tree.made_text(CLIENT_TOP_LEVEL, &text, span);
        d.tree.set_label(node, format_args!("Top Level Domain name (TLD): {text}"));
        let text = format_args!("WARNING: TLDs are rarely resolvable ");
        let open = d.tree.enter(node);
        let node = d.tree.text(span, text);
        d.tree.close(open);
        d.tree.expert(node, Some(TOP_LEVEL), Severity::Warn, Group::Comment, text);
        return Ok(());
    }
    d.tree.made_text(CLIENT_NAME, &text, span);
    Ok(())
}

/// A number that is shown as eight hex digits.
fn number(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let at = c.u32()?;
    d.tree.made_text(field, &format!("{:08x}", at.value), at.span);
    Ok(())
}

fn lifetime(d: &mut Dissector<'_>, field: Field<U32>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let at = c.u32()?;
    let title = d.tree.def(field.id).title;
    match at.value {
        u32::MAX => d.tree.leaf_as(field, at, format_args!("{title}: infinity")),
        _ => d.tree.leaf(field, at),
    };
    Ok(())
}

/// Names one after the other, under a line.
fn names(d: &mut Dissector<'_>, title: &str, field: Field<Str>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open_text(c.rest_span(), format_args!("{title}"));
    let message = *c;
    while !c.is_empty() {
        let found = name::read(&message, c)?;
        d.tree.made_text(field, &format!("{}.", found.text), found.span);
    }
    d.tree.close(open);
    Ok(())
}

fn addresses(d: &mut Dissector<'_>, field: Field<Ipv6>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let title = d.tree.def(field.id).title;
    let mut nth = 0;
    while !c.is_empty() {
        nth += 1;
        let at = c.array::<16>()?;
        d.tree.leaf_as(field, at, format_args!("{nth:2} {title}: {}", Address::Ipv6(at.value)));
    }
    Ok(())
}

/// RFC 8415 section 11.
fn duid(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(DUID, c.rest_span().bytes());
    let kind = c.u16()?;
    d.tree.leaf(DUID_TYPE, kind);
    match kind.value {
        1 => {
            d.tree.leaf(LLT_HWTYPE, c.u16()?);
            let time = c.u32()?;
            let moment = Timestamp::from_parts(i64::from(time.value) + YEAR_2000, 0);
            d.tree.leaf(DUID_TIME, time.with(moment));
            address(d, LLT_ADDRESS, c);
        }
        2 => {
            d.tree.leaf(EN_ENTERPRISE, c.u32()?);
            d.rest_as(EN_IDENTIFIER, c);
        }
        3 => {
            d.tree.leaf(LL_HWTYPE, c.u16()?);
            address(d, LL_ADDRESS, c);
        }
        4 => d.rest_as(UUID, c),
        _ => {}
    }
    Ok(())
}

fn address(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) {
    let at = c.rest();
    if !at.value.is_empty() {
        let mut text = String::new();
        let _ = show::hex(at.value, ":", &mut text);
        d.tree.made_text(field, &text, at.span);
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn a_request_is_told_by_its_options() {
        let m = b"\x03\x01\x02\x03\0\x01\0\x0a\0\x03\0\x01\x02\x03\x04\x05\x06\x07\
            \0\x03\0\x28\0\0\0\x09\0\0\0\x01\0\0\0\x02\0\x05\0\x18\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\
            \0\0\0\x05\xff\xff\xff\xff\0\x08\0\x02\0\x0a\0\x06\0\x02\0\x17";
        let packet = over_udp(546, 547, m);
        assert_eq!(
            columns(101, &packet)[2..],
            ["DHCPv6", "Request XID: 0x010203 CID: 00030001020304050607 IAA: 2001:db8::1 "]
        );
        let lines = labels_from(101, &packet, "DHCPv6");
        for line in [
            "        Link-layer address: 02:03:04:05:06:07",
            "            IPv6 address: 2001:db8::1",
            "            Valid lifetime: infinity",
            "        Elapsed time: 100ms",
            "        Requested Option code: DNS recursive name server (23)",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn what_providers_and_relays_add() {
        let m = b"\x01\0\0\x01\0\x0f\0\x05\0\x03abc\0\x25\0\x07\0\0\0\x09rem\0\x26\0\x03sub\
            \0\x1d\0\x09\x03nis\x03org\0\0\x0b\0\x0d\x02\x01\0\0\0\0\0\0\0\0\x07ab";
        let packet = over_udp(546, 547, m);
        let lines = labels_from(101, &packet, "DHCPv6");
        for line in [
            "            Suboption: 616263",
            "        Enterprise ID: ciscoSystems (9)",
            "        Remote-ID: 72656d",
            "        Subscriber-ID: sub",
            "            NIS FQDN: nis.org.",
            "        Authentication Information: 6162",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn what_says_where_services_are() {
        let m = b"\x01\0\0\x01\0\x38\0\x0b\0\x03\0\x07\x01n\x03org\0\0\x40\0\x07\x01a\x03org\0\0\x11\0\x0a\0\0\0\x09\0\x01\0\x02ab\
            \0\x2b\0\x02\0\x17\0\x5e\0\x18\0\x59\0\x0c\x01\x08\x18\xc0\0\x02\0\x20\x20\x01\x0d\xb8\0\x5d\0\x04\x04\x06\xa0\0\
            \0\x2e\0\x04\0\0\0\x09\0\x87\0\x02\x02\x23\0\x03\0\x02\0\0\0\x70\0\x01x\x27\x0f\0\x01z";
        let packet = over_udp(546, 547, m);
        let lines = labels_from(101, &packet, "DHCPv6");
        for line in [
            "NTP Server FQDN: n.org.",
            "DS-Lite AFTR Name: a.org.",
            "Option data: 6162",
            "Requested Option code: DNS recursive name server (23)",
            "IPv6 prefix: 2001:db8::",
            "PSID: 40",
            "Clt_time: 9",
            "Downstream Source Port: 547",
            "[Expert Info (Error/Malformed): Identity Association for Non-temporary Address: malformed option]",
            "MUDURL: x",
            "DHCP option 9999",
        ] {
            assert!(lines.iter().any(|l| l.trim() == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn names_of_clients_may_be_partial() {
        let packet = over_udp(546, 547, b"\x01\x0a\x0b\x0c\0\x27\0\x06\x01\x04host");
        let lines = labels_from(101, &packet, "        Flags: 0x01");
        assert_eq!(
            lines,
            [
                "        Flags: 0x01  [CLIENT wants SERVER to update both its AAAA and PTR RRs]",
                "            .... .0.. = N bit: Server SHOULD perform PTR RR updates",
                "            .... ...1 = S bit: Server SHOULD perform AAAA RR updates",
                "        Partial domain name: host",
            ]
        );
        survives_cuts(101, &packet);
        let packet = over_udp(547, 546, b"\x07\x0a\x0b\x0c\0\x27\0\x07\0\x04host\0");
        let lines = labels_from(101, &packet, "        Flags: 0x00");
        assert!(lines.iter().any(|l| l == "        Top Level Domain name (TLD): host."), "{lines:#?}");
        survives_cuts(101, &packet);
    }

    #[test]
    fn relayed_messages_are_inside() {
        let mut m = vec![12, 0];
        m.extend_from_slice(&[0x20; 32]);
        m.extend_from_slice(b"\0\x09\0\x04\x01\x0a\x0b\x0c");
        let packet = over_udp(547, 547, &m);
        let expected = "Relay-forw L: 2020:2020:2020:2020:2020:2020:2020:2020 Solicit XID: 0x0a0b0c ";
        assert_eq!(columns(101, &packet)[3], expected);
        survives_cuts(101, &packet);
        // Relayed over and over: the depth is bounded.
        let mut deep = b"\x01\0\0\0".to_vec();
        for _ in 0..30 {
            let mut outer = vec![12, 0];
            outer.extend_from_slice(&[0; 32]);
            outer.extend_from_slice(&[0, 9]);
            outer.extend_from_slice(&(deep.len() as u16).to_be_bytes());
            outer.extend_from_slice(&deep);
            deep = outer;
        }
        let lines = labels_from(101, &over_udp(547, 547, &deep), "DHCPv6");
        assert!(lines.iter().any(|l| l.ends_with("[Nested too deep: not dissected]")));
    }
}
