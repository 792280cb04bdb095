//! Fields of DHCPv6, and names of their values.

use crate::field::Names;
use crate::proto::tables::enterprise::ENTERPRISES;
pub(super) const MESSAGES: Names = Names::Table(&[
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
pub(super) const OPTIONS: Names = Names::Table(&[
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
pub(super) const DUIDS: Names = Names::Table(&[
    (1, "link-layer address plus time"),
    (2, "assigned by vendor based on Enterprise number"),
    (3, "link-layer address"),
    (4, "Universally Unique IDentifier (UUID)"),
]);
pub(super) const STATUS: Names = Names::Table(&[
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
pub(super) const HARDWARE: Names = Names::Table(crate::proto::tables::arp_hardware::ARP_HARDWARE);

pub(super) const QUERIES: Names = Names::Table(&[
    (1, "by-address"),
    (2, "by-clientID"),
    (3, "by-relayID"),
    (4, "by-linkAddress"),
    (5, "by-remoteID"),
]);
pub(super) const TIME_SERVERS: Names =
    Names::Table(&[(1, "NTP Server Address"), (2, "NTP Multicast Address"), (3, "NTP Server FQDN")]);
const SET_TRUE: Names = Names::TrueFalse("True", "False");

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
    /// Who is to tell the client's name to DNS (RFC 4704).
    CLIENT_FQDN_FLAGS: U8 = "dhcpv6.client_fqdn_flags", "Flags", Hex;
    /// What a client asks for: no updates at all.
    CLIENT_N: Bool = "dhcpv6.clientfqdn.client.n", "N bit", W8 & 0x04, Names::TrueFalse("Server SHOULD NOT perform PTR RR updates", "Server SHOULD perform PTR RR updates");
    /// What a client asks for: the server updates addresses.
    CLIENT_S: Bool = "dhcpv6.clientfqdn.client.s", "S bit", W8 & 0x01, Names::TrueFalse("Server SHOULD perform AAAA RR updates", "Server SHOULD NOT perform AAAA RR updates");
    /// What a server does: no updates at all.
    SERVER_N: Bool = "dhcpv6.clientfqdn.server.n", "N bit", W8 & 0x04, Names::TrueFalse("Server SHOULD NOT perform PTR RR updates", "Server SHOULD perform PTR RR updates");
    /// The server decided otherwise than the client asked.
    SERVER_O: Bool = "dhcpv6.clientfqdn.server.o", "O bit", W8 & 0x02, Names::TrueFalse("Server HAS overridden client's S bit preference", "Server HAS NOT overridden client's S bit preference");
    /// What a server does: it updates addresses.
    SERVER_S: Bool = "dhcpv6.clientfqdn.server.s", "S bit", W8 & 0x01, Names::TrueFalse("Server SHOULD perform AAAA RR updates", "Server SHOULD NOT perform AAAA RR updates");
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
    /// The client's name is one label.
    CLIENT_TOP_LEVEL: Str = "dhcpv6.tld", "Top Level Domain name", None;
    /// One label alone is rarely found in DNS.
    TOP_LEVEL: Label = "dhcpv6.expert.tld_lookup", "WARNING: TLDs are rarely resolvable ", None;
    /// There is no name: the server is to choose one.
    NAME_EMPTY: U16 = "dhcpv6.domain_field_len", "Empty domain name - field length", Dec;
    /// The name is the root's.
    ROOT_ONLY: Str = "dhcpv6.root_only_domain_name", "Root only domain name", None;
    /// The root has no address.
    ROOT_ONLY_ERROR: Label = "dhcpv6.expert.root_only_domain_name", "ERROR: A root-only domain name cannot be resolved.", None;
    /// A message that must not have this option.
    FQDN_MISPLACED: U8 = "dhcpv6.clientfqdn.bad_msgtype", "Illegal Message Type", Hex;
    /// That it must not.
    FQDN_MISPLACED_ERROR: Label = "dhcpv6.bad_msgtype", "This message type is not permitted to use OPTION_CLIENT_FQDN", None;
    /// An option does not have the form that it must have.
    MALFORMED: Label = "dhcpv6.malformed_option", "Malformed option", None;
    /// Whose options follow.
    VENDOR_ENTERPRISE: U32 = "dhcpv6.vendoropts.enterprise", "Enterprise ID", Dec, Names::Table(ENTERPRISES);
    /// The vendor's option.
    VENDOR_CODE: U16 = "dhcpv6.vendoropts.enterprise.option_code", "Option code", Dec;
    /// Its length.
    VENDOR_LENGTH: U16 = "dhcpv6.vendoropts.enterprise.option_length", "Option length", Dec;
    /// What it holds.
    VENDOR_DATA: Bytes = "dhcpv6.vendoropts.enterprise.option_data", "Option data", None;
    /// NIS+ server.
    NISP_SERVER: Ipv6 = "dhcpv6.nisp_server", "NISP server address", None;
    /// NIS+ domain.
    NISP_DOMAIN: Str = "dhcpv6.nisp_fqdn", "NISP FQDN", None;
    /// Broadcast and multicast service controller.
    BCMCS_DOMAIN: Str = "dhcpv6.bcmcs_server_fqdn", "BCMCS server FQDN", None;
    /// Broadcast and multicast service controller.
    BCMCS_SERVER: Ipv6 = "dhcpv6.bcmcs_server_a", "BCMCS server address", None;
    /// Authentication agent (RFC 5192).
    PANA_AGENT: Ipv6 = "dhcpv6.pana_agent", "PANA agents address", None;
    /// Time zone in words of POSIX (RFC 4833).
    TIME_ZONE: Str = "dhcpv6.timezone", "Time-zone", None;
    /// Time zone by its name (RFC 4833).
    TIME_ZONE_NAME: Str = "dhcpv6.tzdb", "TZ-database", None;
    /// What a query is by (RFC 5007).
    QUERY: U8 = "dhcpv6.lq_query", "Query-type", Dec, QUERIES;
    /// On which link.
    QUERY_LINK: Ipv6 = "dhcpv6.lq_query_link_address", "Link address", None;
    /// Seconds since the client was heard of.
    LAST_TRANSACTION: U32 = "dhcpv6.clt_time", "Clt_time", Dec;
    /// Where the client was relayed from.
    QUERY_PEER: Ipv6 = "dhcpv6.lq_relay_data_peer_addr", "Peer address", None;
    /// What was relayed.
    QUERY_MESSAGE: Str = "dhcpv6.lq_relay_data_msg", "DHCPv6 relay message", None;
    /// A link that the client is on.
    CLIENT_LINK: Ipv6 = "dhcpv6.lq_client_link", "LQ client links address", None;
    /// Controller of access points (RFC 5417).
    CAPWAP_CONTROLLER: Ipv6 = "dhcpv6.capwap_ac_v6", "CAPWAP Access Controllers address", None;
    /// Where tunnels of IPv4 end (RFC 6334).
    AFTR: Str = "dhcpv6.aftr_name", "DS-Lite AFTR Name", None;
    /// Length of the prefix that is left out (RFC 6603).
    EXCLUDED_LENGTH: U8 = "dhcpv6.pd_exclude.pref_len", "Prefix length", Dec;
    /// Its bits behind those of the prefix.
    EXCLUDED: Bytes = "dhcpv6.pd_exclude.subnet_id", "IPv6 subnet ID", None;
    /// How a time server is called (RFC 5908).
    TIME_SERVER: U16 = "dhcpv6.ntpserver.option.type", "Suboption", Dec, TIME_SERVERS;
    /// Length of that.
    TIME_SERVER_LENGTH: U16 = "dhcpv6.ntpserver.option.length", "Length", Dec;
    /// Time server.
    TIME_SERVER_ADDRESS: Ipv6 = "dhcpv6.ntpserver.addr", "NTP Server Address", None;
    /// Time servers.
    TIME_SERVER_GROUP: Ipv6 = "dhcpv6.ntpserver.mc_addr", "NTP Multicast Address", None;
    /// Time server.
    TIME_SERVER_NAME: Str = "dhcpv6.ntpserver.fqdn", "NTP Server FQDN", None;
    /// Where users sign in (RFC 8910).
    CAPTIVE_PORTAL: Str = "dhcpv6.captive_portal", "Captive Portal", None;
    /// Port that a relay sends from (RFC 8357).
    RELAY_PORT: U16 = "dhcpv6.relay_port", "Downstream Source Port", Dec;
    /// Where the device's description is (RFC 8520).
    MUD_URL: Str = "dhcpv6.mudurl", "MUDURL", None;
    /// What holds for a rule of mapping (RFC 7598).
    RULE_FLAGS: U8 = "dhcpv6.s46_rule.flags", "Flags", Hex;
    /// Reserved.
    RULE_RESERVED: Bool = "dhcpv6.s46_rule.flags.reserved", "Reserved", W8 & 0xfe, SET_TRUE;
    /// The rule is for other customers too.
    RULE_FORWARDS: Bool = "dhcpv6.s46_rule.flags.fmr", "Forwarding Mapping Rule", W8 & 0x01, SET_TRUE;
    /// Bits of an IPv4 address that the IPv6 address holds.
    RULE_EMBEDDED: U8 = "dhcpv6.s46_rule.ea_len", "EA-bit length", Dec;
    /// Length of the IPv4 prefix.
    RULE_IPV4_LENGTH: U8 = "dhcpv6.s46_rule.ipv4_pref_len", "IPv4 prefix length", Dec;
    /// IPv4 prefix.
    RULE_IPV4: Ipv4 = "dhcpv6.s46_rule.ipv4_prefix", "IPv4 prefix", None;
    /// Length of the IPv6 prefix.
    RULE_IPV6_LENGTH: U8 = "dhcpv6.s46_rule.ipv6_prefix_len", "IPv6 prefix length", Dec;
    /// IPv6 prefix.
    RULE_IPV6: Ipv6 = "dhcpv6.s46_rule.ipv6_prefix", "IPv6 prefix", None;
    /// Where mapped packets leave.
    BORDER_RELAY: Ipv6 = "dhcpv6.s46_br.address", "BR address", None;
    /// Length of the prefix that stands for the rest of IPv4.
    DEFAULT_LENGTH: U8 = "dhcpv6.s46_dmr.dmr_pref_len", "IPv6 prefix length", Dec;
    /// That prefix.
    DEFAULT_PREFIX: Ipv6 = "dhcpv6.s46_dmr.dmr_prefix", "IPv6 prefix", None;
    /// Address that is bound.
    BOUND_IPV4: Ipv4 = "dhcpv6.s46_v4v6bind.ipv4_address", "IPv4 Address", None;
    /// Length of what it is bound to.
    BOUND_LENGTH: U8 = "dhcpv6.s46_v4v6bind.ipv6_pref_len", "IPv6 prefix length", Dec;
    /// What it is bound to.
    BOUND_PREFIX: Ipv6 = "dhcpv6.s46_v4v6bind.ipv6_prefix", "IPv6 prefix", None;
    /// Bits before the set of ports.
    PORTS_OFFSET: U8 = "dhcpv6.s46_portparam.offset", "Offset", Dec;
    /// Bits of the set of ports.
    PORTS_LENGTH: U8 = "dhcpv6.s46_portparam.psid_len", "PSID length", Dec;
    /// The set of ports.
    PORTS_SET: U16 = "dhcpv6.s46_portparam.psid", "PSID", Dec;
}
