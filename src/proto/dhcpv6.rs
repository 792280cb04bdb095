//! DHCPv6 (RFC 8415): messages, relayed ones inside each other, options.

use crate::base::time::Timestamp;
use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::def::{Ipv6, Str, U32};
use crate::field::{Field, Names, show};
use crate::proto::dns::name;
use crate::proto::tables::enterprise::ENTERPRISES;

pub const PROTOCOL: Protocol = Protocol {
    name: "dhcpv6",
    title: "DHCPv6",
    fields: FIELDS,
    claims: &[Claim::UdpPort(546), Claim::UdpPort(547)],
    dissect,
    ..Protocol::EMPTY
};

const MESSAGES: Names = Names::Table(&[
    (1, "Solicit"),
    (2, "Advertise"),
    (3, "Request"),
    (4, "Confirm"),
    (5, "Renew"),
    (6, "Rebind"),
    (7, "Reply"),
    (8, "Release"),
    (9, "Decline"),
    (10, "Reconfigure"),
    (11, "Information-request"),
    (12, "Relay-forw"),
    (13, "Relay-reply"),
    (14, "Leasequery"),
    (15, "Leasequery-reply"),
    (16, "Leasequery-done"),
    (17, "Leasequery-data"),
    (18, "Reconfigure-request"),
    (19, "Reconfigure-reply"),
]);
const OPTIONS: Names = Names::Table(&[
    (1, "Client Identifier"),
    (2, "Server Identifier"),
    (3, "Identity Association for Non-temporary Address"),
    (4, "Identity Association for Temporary Address"),
    (5, "IA Address"),
    (6, "Option Request"),
    (7, "Preference"),
    (8, "Elapsed time"),
    (9, "Relay Message"),
    (11, "Authentication"),
    (12, "Server unicast"),
    (13, "Status code"),
    (14, "Rapid Commit"),
    (15, "User Class"),
    (16, "Vendor Class"),
    (17, "Vendor-specific Information"),
    (18, "Interface-Id"),
    (19, "Reconfigure Message"),
    (20, "Reconfigure Accept"),
    (21, "SIP Server Domain Name List"),
    (22, "SIP Servers IPv6 Address List"),
    (23, "DNS recursive name server"),
    (24, "Domain Search List"),
    (25, "Identity Association for Prefix Delegation"),
    (26, "IA Prefix"),
    (27, "Network Information Server"),
    (28, "Network Information Server V2"),
    (29, "Network Information Server Domain Name"),
    (30, "Network Information Server V2 Domain Name"),
    (31, "Simple Network Time Protocol Server"),
    (32, "Lifetime"),
    (33, "BCMCS Server Domain"),
    (34, "BCMCS Servers IPv6 Address List"),
    (36, "Geoconf Civic Address"),
    (37, "Remote Identifier"),
    (38, "Subscriber Identifier"),
    (39, "Client Fully Qualified Domain Name"),
    (40, "PANA Agents IPv6 Address List"),
    (41, "Time Zone"),
    (42, "Time Zone Database"),
    (43, "Echo Request Option"),
    (44, "Leasequery Query"),
    (45, "Leasequery Client Data"),
    (46, "Client Last Transaction Time"),
    (47, "Leasequery Relay Data"),
    (48, "Leasequery Client Link Address List"),
    (49, "Home Network Identifier FQDN"),
    (50, "Visited Home Network Information"),
    (51, "LoST Server"),
    (52, "CAPWAP Access Controllers"),
    (53, "Relay-ID"),
    (54, "MoS IPv6 Address"),
    (55, "MoS Domain Name List"),
    (56, "NTP Server"),
    (57, "Access Network Domain Name"),
    (58, "SIP User Agent Configuration Service Domains"),
    (59, "Boot File URL"),
    (60, "Boot File Parameters"),
    (61, "Client System Architecture Type"),
    (62, "Client Network Interface Identifier"),
    (63, "Geolocation"),
    (64, "Dual-Stack Lite AFTR Name"),
    (65, "ERP Local Domain Name"),
    (66, "Relay-Supplied Options"),
    (67, "Prefix Exclude"),
    (68, "Virtual Subnet Selection"),
    (69, "Identified Home Network Information"),
    (70, "Unrestricted Home Network Information"),
    (71, "Home Network Prefix"),
    (72, "Home Agent Address"),
    (73, "Home Agent FQDN"),
    (74, "RDNSS Selection"),
    (75, "Kerberos Principal Name"),
    (76, "Kerberos Realm Name"),
    (77, "Kerberos Default Realm Name"),
    (78, "Kerberos KDC"),
    (79, "Client Link-Layer Address"),
    (80, "Link Address"),
    (81, "RADIUS"),
    (82, "SOL_MAX_RT"),
    (83, "INF_MAX_RT"),
    (84, "Address Selection"),
    (85, "Address Selection table"),
    (86, "PCP Server"),
    (87, "DHCPv4 Message"),
    (88, "DHCP 4o6 Servers Address"),
    (89, "S46 Rule"),
    (90, "S46 BR"),
    (91, "S46 DMR"),
    (92, "S46 IPv4/IPv6 Address Binding"),
    (93, "S46 Port Parameters"),
    (94, "S46 MAP-E Container"),
    (95, "S46 MAP-T Container"),
    (96, "S46 Lightweight 4over6 Container"),
    (97, "4rd Options"),
    (98, "4rd Mapping Rule"),
    (99, "4rd Non-Mapping Rule"),
    (100, "LQ Server Base Time"),
    (101, "LQ Server Query Start Time"),
    (102, "LQ Server Query End Time"),
    (103, "Captive Portal"),
    (104, "MPL Parameter Configuration"),
    (105, "Access Technology Type"),
    (106, "Access Network Name"),
    (107, "Access Point Name"),
    (108, "Access Point BSSID"),
    (109, "Access Network Operator ID"),
    (110, "Access Network Operator Realm"),
    (111, "S46 Priority"),
    (112, "Manufacturer Usage Description"),
    (113, "IPv4/IPv6 Multicast Prefixes"),
    (114, "Failover Binding Status"),
    (115, "Failover Connect Flags"),
    (116, "Failover DNS Removal Info"),
    (117, "Failover DNS Hostname"),
    (118, "Failover DNS Zone Name"),
    (119, "Failover DNS Flags"),
    (120, "Failover Expiration Time"),
    (121, "Failover Maximum Number Unacked BNDUPD Messages"),
    (122, "Failover Maximum Client Lead Time (MCLT)"),
    (123, "Failover Partner Lifetime"),
    (124, "Failover Partner Lifetime Sent"),
    (125, "Failover Partner Down Time"),
    (126, "Failover Partner Raw Client Time"),
    (127, "Failover Protocol Version"),
    (128, "Failover Keepalive Time"),
    (129, "Failover Reconfigure Data"),
    (130, "Failover Relationship Name"),
    (131, "Failover Server Flags"),
    (132, "Failover Server State"),
    (133, "Failover Start Time of State"),
    (134, "Failover State Expiration Time"),
    (135, "Relay Source Port"),
    (136, "SZTP Redirect"),
    (137, "Softwire Source Binding Prefix Hint"),
    (143, "ANDSF IPv6 Address"),
    (165, "Mobile IPv6 Home Agent"),
    (166, "Mobile IPv6 Home Address"),
    (167, "Network Access Identifier"),
]);
const DUIDS: Names = Names::Table(&[
    (1, "link-layer address plus time"),
    (2, "assigned by vendor based on Enterprise number"),
    (3, "link-layer address"),
    (4, "Universally Unique IDentifier (UUID)"),
]);
const STATUS: Names = Names::Table(&[
    (0, "Success"),
    (1, "UnspecFail"),
    (2, "NoAddrAvail"),
    (3, "NoBinding"),
    (4, "NotOnLink"),
    (5, "UseMulticast"),
    (6, "NoPrefixAvail"),
    (7, "UnknownQueryType"),
    (8, "MalformedQuery"),
    (9, "NotConfigured"),
    (10, "NotAllowed"),
    (11, "QueryTerminated"),
    (12, "DataMissing"),
    (13, "CatchUpComplete"),
    (14, "NotSupported"),
    (15, "TLSConnectionRefused"),
]);
const HARDWARE: Names = Names::Table(crate::proto::tables::arp_hardware::ARP_HARDWARE);

crate::fields! { "dhcpv6";
    /// DHCPv6 message (RFC 8415).
    DHCPV6: Protocol = "dhcpv6", "DHCPv6", None;
    /// Kind of message.
    MSGTYPE: U8 = "dhcpv6.msgtype", "Message type", Dec, MESSAGES;
    /// Relays passed so far.
    HOPCOUNT: U8 = "dhcpv6.hopcount", "Hopcount", Dec;
    /// Links a response to its request.
    XID: U24 = "dhcpv6.xid", "Transaction ID", Hex;
    /// The link that the client is on.
    LINKADDR: Ipv6 = "dhcpv6.linkaddr", "Link address", None;
    /// Who sent the message to the relay.
    PEERADDR: Ipv6 = "dhcpv6.peeraddr", "Peer address", None;
    /// An option, by its name.
    OPTION_NAME: Str = "dhcpv6.option.type_str", "Option", None;
    /// Number of the option.
    OPTION_TYPE: U16 = "dhcpv6.option.type", "Option", Dec, OPTIONS;
    /// Length of its value.
    OPTION_LENGTH: U16 = "dhcpv6.option.length", "Length", Dec;
    /// Who it is.
    DUID: Bytes = "dhcpv6.duid.bytes", "DUID", None;
    /// What it is made of.
    DUID_TYPE: U16 = "dhcpv6.duid.type", "DUID Type", Dec, DUIDS;
    /// When it was made.
    DUID_TIME: AbsoluteTime = "dhcpv6.duidllt.time", "DUID Time", None;
    /// Kind of address, with a time.
    LLT_HWTYPE: U16 = "dhcpv6.duidllt.hwtype", "Hardware type", Dec, HARDWARE;
    /// The address, with a time.
    LLT_ADDRESS: Str = "dhcpv6.duidllt.link_layer_addr", "Link-layer address", None;
    /// Kind of address.
    LL_HWTYPE: U16 = "dhcpv6.duidll.hwtype", "Hardware type", Dec, HARDWARE;
    /// The address.
    LL_ADDRESS: Str = "dhcpv6.duidll.link_layer_addr", "Link-layer address", None;
    /// Whose number it is.
    EN_ENTERPRISE: U32 = "dhcpv6.duiden.enterprise", "Enterprise ID", Dec, Names::Table(ENTERPRISES);
    /// The number.
    EN_IDENTIFIER: Bytes = "dhcpv6.duiden.identifier", "Identifier", None;
    /// A number without owner.
    UUID: Bytes = "dhcpv6.duiduuid.bytes", "UUID", None;
    /// Number of the association.
    IAID: Str = "dhcpv6.iaid", "IAID", None;
    /// Seconds until it is renewed.
    T1: U32 = "dhcpv6.iaid.t1", "T1", Dec;
    /// Seconds until another server is asked.
    T2: U32 = "dhcpv6.iaid.t2", "T2", Dec;
    /// Number of the association of temporary addresses.
    IATA: Str = "dhcpv6.iata", "IATA", None;
    /// The address.
    IAADDR: Ipv6 = "dhcpv6.iaaddr.ip", "IPv6 address", None;
    /// Seconds that it may be used for new connections.
    IAADDR_PREFERRED: U32 = "dhcpv6.iaaddr.pref_lifetime", "Preferred lifetime", Dec;
    /// Seconds that it may be used.
    IAADDR_VALID: U32 = "dhcpv6.iaaddr.valid_lifetime", "Valid lifetime", Dec;
    /// Seconds that the prefix may be used for new connections.
    PREFIX_PREFERRED: U32 = "dhcpv6.iaprefix.pref_lifetime", "Preferred lifetime", Dec;
    /// Seconds that the prefix may be used.
    PREFIX_VALID: U32 = "dhcpv6.iaprefix.valid_lifetime", "Valid lifetime", Dec;
    /// Length of the prefix in bits.
    PREFIX_LENGTH: U8 = "dhcpv6.iaprefix.pref_len", "Prefix length", Dec;
    /// The prefix.
    PREFIX: Ipv6 = "dhcpv6.iaprefix.pref_addr", "Prefix address", None;
    /// An option that is asked for.
    REQUESTED: U16 = "dhcpv6.requested_option_code", "Requested Option code", Dec, OPTIONS;
    /// How much the server wants to be chosen.
    PREFERENCE: U8 = "dhcpv6.option_preference", "Pref-value", Dec;
    /// Hundredths of a second since the client began.
    ELAPSED: U16 = "dhcpv6.elapsed_time", "Elapsed time", Dec;
    /// Where the server may be asked directly.
    UNICAST: Ipv6 = "dhcpv6.unicast", "IPv6 address", None;
    /// How it went.
    STATUS_CODE: U16 = "dhcpv6.status_code", "Status Code", Dec, STATUS;
    /// The same in words.
    STATUS_MESSAGE: Str = "dhcpv6.status_msg", "Status Message", None;
    /// Whose class it is.
    CLASS_ENTERPRISE: U32 = "dhcpv6.vendorclass.enterprise", "Enterprise ID", Dec, Names::Table(ENTERPRISES);
    /// The class.
    CLASS_DATA: Str = "dhcpv6.vendorclass.data", "vendor-class-data", None;
    /// Interface of the relay.
    INTERFACE_ID: Bytes = "dhcpv6.interface_id", "Interface-ID", None;
    /// What the client shall send.
    RECONFIGURE: U8 = "dhcpv6.reconf_msg", "Reconfigure message type", Dec, MESSAGES;
    /// Resolver of names.
    DNS_SERVER: Ipv6 = "dhcpv6.dns_server", "DNS server address", None;
    /// Time server.
    SNTP_SERVER: Ipv6 = "dhcpv6.sntp_server", "SNTP server address", None;
    /// Domain to search names in.
    SEARCH_ENTRY: Str = "dhcpv6.search_list_entry", "List entry", None;
    /// Seconds that the information lasts.
    LIFETIME: U32 = "dhcpv6.lifetime", "Lifetime", Dec;
    /// Name of the client.
    CLIENT_NAME: Str = "dhcpv6.client_domain", "Client Domain Name", None;
    /// How the message is authenticated.
    AUTH_PROTOCOL: U8 = "dhcpv6.auth.protocol", "Protocol", Dec;
    /// The same.
    AUTH_ALGORITHM: U8 = "dhcpv6.auth.algorithm", "Algorithm", Dec;
    /// How replays are found.
    AUTH_RDM: U8 = "dhcpv6.auth.rdm", "RDM", Dec;
    /// What they are found by.
    AUTH_REPLAY: Bytes = "dhcpv6.auth.replay_detection", "Replay Detection", None;
    /// The proof.
    AUTH_INFO: Bytes = "dhcpv6.auth.info", "Authentication Information", None;
    /// Length of a user class.
    USER_CLASS_LENGTH: U16 = "dhcpv6.userclass.length", "Length", Dec;
    /// A user class.
    USER_CLASS: Bytes = "dhcpv6.userclass.opaque_data", "Suboption", None;
    /// Domain of SIP servers.
    SIP_DOMAIN: Str = "dhcpv6.sip_server_domain_search_fqdn", "SIP Server Domain Search FQDN", None;
    /// SIP server.
    SIP_SERVER: Ipv6 = "dhcpv6.sip_server_a", "SIP server address", None;
    /// NIS server.
    NIS_SERVER: Ipv6 = "dhcpv6.nis_server", "NIS server address", None;
    /// Domain of NIS.
    NIS_DOMAIN: Str = "dhcpv6.nis_fqdn", "NIS FQDN", None;
    /// Whose identifier of the client it is.
    REMOTE_ENTERPRISE: U32 = "dhcpv6.remoteid.enterprise", "Enterprise ID", Dec, Names::Table(ENTERPRISES);
    /// What the relay knows the client by.
    REMOTE_ID: Bytes = "dhcpv6.remoteid_enterprise_id", "Remote-ID", None;
    /// Who the client is, to its provider.
    SUBSCRIBER_ID: Str = "dhcpv6.subscriber_id", "Subscriber-ID", None;
}

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
    options(d, c, depth)
}

fn options(d: &mut Dissector<'_>, c: &mut Cursor<'_>, depth: u8) -> Result<(), Cut> {
    if depth > DEPTH_MAX {
        d.tree.text(c.rest_span(), format_args!("[Nested too deep: not dissected]"));
        return Ok(());
    }
    while !c.is_empty() {
        let start = *c;
        let (kind, len) = (c.u16()?, c.u16()?);
        let mut value = c.sub(len.value.into())?;
        let span = c.since(&start);
        let open = match OPTIONS.name(kind.value.into()) {
            Some(name) => {
                let node = d.tree.made_text(OPTION_NAME, name, span);
                d.tree.set_label(node, format_args!("{name}"));
                d.tree.enter(node)
            }
            None => d.tree.open_text(span, format_args!("DHCP option {}", kind.value)),
        };
        d.tree.leaf(OPTION_TYPE, kind);
        d.tree.leaf(OPTION_LENGTH, len);
        if !value.is_empty() {
            option(d, kind.value, &mut value, depth)?;
        }
        d.tree.close(open);
    }
    Ok(())
}

fn option(d: &mut Dissector<'_>, kind: u16, c: &mut Cursor<'_>, depth: u8) -> Result<(), Cut> {
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
            d.tree.leaf(T1, c.u32()?);
            d.tree.leaf(T2, c.u32()?);
            options(d, c, depth + 1)?;
        }
        option::IA_TA => {
            number(d, IATA, c)?;
            options(d, c, depth + 1)?;
        }
        option::IA_ADDR => {
            let address = c.array::<16>()?;
            d.columns.add_info(format_args!("IAA: {} ", Address::Ipv6(address.value)));
            d.tree.leaf(IAADDR, address);
            lifetime(d, IAADDR_PREFERRED, c)?;
            lifetime(d, IAADDR_VALID, c)?;
            options(d, c, depth + 1)?;
        }
        option::IA_PREFIX => {
            lifetime(d, PREFIX_PREFERRED, c)?;
            lifetime(d, PREFIX_VALID, c)?;
            d.tree.leaf(PREFIX_LENGTH, c.u8()?);
            d.tree.leaf(PREFIX, c.array::<16>()?);
            options(d, c, depth + 1)?;
        }
        option::REQUEST => {
            while !c.is_empty() {
                d.tree.leaf(REQUESTED, c.u16()?);
            }
        }
        option::PREFERENCE => drop(d.tree.leaf(PREFERENCE, c.u8()?)),
        option::ELAPSED => {
            let at = c.u16()?;
            d.tree.leaf_as(ELAPSED, at, format_args!("Elapsed time: {}ms", u32::from(at.value) * 10));
        }
        option::RELAY => {
            let open = d.tree.open(DHCPV6, At { value: (), span: c.rest_span() });
            message(d, c, depth + 1)?;
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
        option::CLIENT_FQDN => {
            c.u8()?;
            let message = *c;
            let found = name::read(&message, c)?;
            d.tree.made_text(CLIENT_NAME, &format!("{}.", found.text), found.span);
        }
        _ => {}
    }
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
