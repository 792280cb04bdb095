//! Fields of DHCP.

use super::names::*;

crate::fields! { "dhcp";
    /// DHCP or BOOTP message (RFC 2131).
    DHCP: Protocol = "dhcp", "Dynamic Host Configuration Protocol", None;
    /// Message type.
    TYPE: U8 = "dhcp.type", "Message type", Dec, TYPE_NAMES;
    /// Hardware type.
    HW_TYPE: U8 = "dhcp.hw.type", "Hardware type", Hex, HARDWARE;
    /// Hardware address length.
    HW_LEN: U8 = "dhcp.hw.len", "Hardware address length", Dec;
    /// Hops.
    HOPS: U8 = "dhcp.hops", "Hops", Dec;
    /// Transaction ID.
    ID: U32 = "dhcp.id", "Transaction ID", Hex;
    /// Seconds elapsed.
    SECS: U16 = "dhcp.secs", "Seconds elapsed", Dec;
    /// Bootp flags.
    FLAGS: U16 = "dhcp.flags", "Bootp flags", Hex;
    /// Broadcast flag.
    FLAGS_BC: Bool = "dhcp.flags.bc", "Broadcast flag", W16 & 0x8000, FLAGS_BC_NAMES;
    /// Reserved flags.
    FLAGS_RESERVED: U16 = "dhcp.flags.reserved", "Reserved flags", Hex & 0x7fff;
    /// Client IP address.
    IP_CLIENT: Ipv4 = "dhcp.ip.client", "Client IP address", None;
    /// Your (client) IP address.
    IP_YOUR: Ipv4 = "dhcp.ip.your", "Your (client) IP address", None;
    /// Next server IP address.
    IP_SERVER: Ipv4 = "dhcp.ip.server", "Next server IP address", None;
    /// Relay agent IP address.
    IP_RELAY: Ipv4 = "dhcp.ip.relay", "Relay agent IP address", None;
    /// Client hardware address.
    HW_ADDR: Bytes = "dhcp.hw.addr", "Client hardware address", None;
    /// Client hardware address padding.
    HW_ADDR_PADDING: Bytes = "dhcp.hw.addr_padding", "Client hardware address padding", None;
    /// Client MAC address.
    HW_MAC_ADDR: Ether = "dhcp.hw.mac_addr", "Client MAC address", None;
    /// Server host name.
    SERVER: Str = "dhcp.server", "Server host name", None;
    /// Boot file name.
    FILE: Str = "dhcp.file", "Boot file name", None;
    /// Magic cookie.
    COOKIE: Ipv4 = "dhcp.cookie", "Magic cookie", None;
    /// Server.
    FQDN_S: Bool = "dhcp.fqdn.s", "Server", W8 & 0x1, FQDN_S_NAMES;
    /// Server overrides.
    FQDN_O: Bool = "dhcp.fqdn.o", "Server overrides", W8 & 0x2, FQDN_O_NAMES;
    /// Encoding.
    FQDN_E: Bool = "dhcp.fqdn.e", "Encoding", W8 & 0x4, FQDN_E_NAMES;
    /// Server DDNS.
    FQDN_N: Bool = "dhcp.fqdn.n", "Server DDNS", W8 & 0x8, FQDN_N_NAMES;
    /// Flags.
    FQDN_FLAGS: U8 = "dhcp.fqdn.flags", "Flags", Hex;
    /// Reserved flags.
    FQDN_MBZ: U8 = "dhcp.fqdn.mbz", "Reserved flags", Hex & 0xf0;
    /// A-RR result.
    FQDN_RCODE1: U8 = "dhcp.fqdn.rcode1", "A-RR result", Dec;
    /// PTR-RR result.
    FQDN_RCODE2: U8 = "dhcp.fqdn.rcode2", "PTR-RR result", Dec;
    /// Client name.
    FQDN_NAME: Str = "dhcp.fqdn.name", "Client name", None;
    /// Client Identifier (UUID).
    CLIENT_ID_UUID: Guid = "dhcp.client_id.uuid", "Client Identifier (UUID)", None;
    /// IAID.
    CLIENT_ID_IAID: Str = "dhcp.client_id.iaid", "IAID", None;
    /// DUID Type.
    CLIENT_ID_DUID_TYPE: U16 = "dhcp.client_id.duid_type", "DUID Type", Dec, CLIENT_ID_DUID_TYPE_NAMES;
    /// Hardware type.
    CLIENT_ID_DUID_LLT_HW_TYPE: U16 = "dhcp.client_id.duid_llt_hw_type", "Hardware type", Dec, HARDWARE;
    /// Hardware type.
    CLIENT_ID_DUID_LL_HW_TYPE: U16 = "dhcp.client_id.duid_ll_hw_type", "Hardware type", Dec, HARDWARE;
    /// Time.
    CLIENT_ID_TIME: U32 = "dhcp.client_id.time", "Time", Dec;
    /// Link layer address.
    CLIENT_ID_LINK_LAYER_ADDRESS: Str = "dhcp.client_id.link_layer_address", "Link layer address", None;
    /// Identifier.
    CLIENT_ID: Bytes = "dhcp.client_id", "Identifier", None;
    /// Type.
    CLIENT_ID_TYPE: U8 = "dhcp.client_id.type", "Type", Dec;
    /// Client Identifier.
    CLIENT_ID_UNDEF: Str = "dhcp.client_id.undef", "Client Identifier", None;
    /// Option.
    OPTION_TYPE: U8 = "dhcp.option.type", "Option", Dec;
    /// Length.
    OPTION_LENGTH: U8 = "dhcp.option.length", "Length", Dec;
    /// Length.
    OPTION_SUBOPTION_LENGTH: U8 = "dhcp.option.suboption_length", "Length", Dec;
    /// Value.
    OPTION_VALUE: Bytes = "dhcp.option.value", "Value", None;
    /// Padding.
    OPTION_PADDING: Bytes = "dhcp.option.padding", "Padding", None;
    /// Subnet Mask.
    OPTION_SUBNET_MASK: Ipv4 = "dhcp.option.subnet_mask", "Subnet Mask", None;
    /// Time Offset.
    OPTION_TIME_OFFSET: I32 = "dhcp.option.time_offset", "Time Offset", Dec;
    /// Router.
    OPTION_ROUTER: Ipv4 = "dhcp.option.router", "Router", None;
    /// Time Server.
    OPTION_TIME_SERVER: Ipv4 = "dhcp.option.time_server", "Time Server", None;
    /// Name Server.
    OPTION_NAME_SERVER: Ipv4 = "dhcp.option.name_server", "Name Server", None;
    /// Domain Name Server.
    OPTION_DOMAIN_NAME_SERVER: Ipv4 = "dhcp.option.domain_name_server", "Domain Name Server", None;
    /// Log Server.
    OPTION_LOG_SERVER: Ipv4 = "dhcp.option.log_server", "Log Server", None;
    /// Quotes Server.
    OPTION_QUOTES_SERVER: Ipv4 = "dhcp.option.quotes_server", "Quotes Server", None;
    /// LPR Server.
    OPTION_LPR_SERVER: Ipv4 = "dhcp.option.lpr_server", "LPR Server", None;
    /// Impress Server.
    OPTION_IMPRESS_SERVER: Ipv4 = "dhcp.option.impress_server", "Impress Server", None;
    /// Resource Location Server.
    OPTION_RESOURCE_LOCATION_SERVER: Ipv4 = "dhcp.option.resource_location_server", "Resource Location Server", None;
    /// Host Name.
    OPTION_HOSTNAME: Str = "dhcp.option.hostname", "Host Name", None;
    /// Boot File Size.
    OPTION_BOOT_FILE_SIZE: U16 = "dhcp.option.boot_file_size", "Boot File Size", Dec;
    /// Merit Dump File.
    OPTION_MERIT_DUMP_FILE: Str = "dhcp.option.merit_dump_file", "Merit Dump File", None;
    /// Domain Name.
    OPTION_DOMAIN_NAME: Str = "dhcp.option.domain_name", "Domain Name", None;
    /// Swap Server.
    OPTION_SWAP_SERVER: Ipv4 = "dhcp.option.swap_server", "Swap Server", None;
    /// Root Path.
    OPTION_ROOT_PATH: Str = "dhcp.option.root_path", "Root Path", None;
    /// Extensions Path.
    OPTION_EXTENSION_PATH: Str = "dhcp.option.extension_path", "Extensions Path", None;
    /// IP Forwarding.
    OPTION_IP_FORWARDING: Bool = "dhcp.option.ip_forwarding", "IP Forwarding", None, OPTION_IP_FORWARDING_NAMES;
    /// IP Address.
    OPTION_POLICY_FILTER_IP: Ipv4 = "dhcp.option.policy_filter.ip", "IP Address", None;
    /// Subnet Mask.
    OPTION_POLICY_FILTER_SUBNET_MASK: Ipv4 = "dhcp.option.policy_filter.subnet_mask", "Subnet Mask", None;
    /// Non-Local Source Routing.
    OPTION_NON_LOCAL_SOURCE_ROUTING: Bool = "dhcp.option.non_local_source_routing", "Non-Local Source Routing", None, OPTION_NON_LOCAL_SOURCE_ROUTING_NAMES;
    /// Maximum Datagram Reassembly Size.
    OPTION_MAX_DATAGRAM_REASSEMBLY_SIZE: U16 = "dhcp.option.max_datagram_reassembly_size", "Maximum Datagram Reassembly Size", Dec;
    /// Default IP Time-to-Live.
    OPTION_DEFAULT_IP_TTL: U8 = "dhcp.option.default_ip_ttl", "Default IP Time-to-Live", Dec;
    /// Path MTU Aging Timeout.
    OPTION_PATH_MTU_AGING_TIMEOUT: U32 = "dhcp.option.path_mtu_aging_timeout", "Path MTU Aging Timeout", Dec;
    /// Path MTU Plateau Table Item.
    OPTION_PATH_MTU_PLATEAU_TABLE_ITEM: U16 = "dhcp.option.path_mtu_plateau_table_item", "Path MTU Plateau Table Item", Dec;
    /// Interface MTU.
    OPTION_INTERFACE_MTU: U16 = "dhcp.option.interface_mtu", "Interface MTU", Dec;
    /// All Subnets are Local.
    OPTION_ALL_SUBNETS_ARE_LOCAL: Bool = "dhcp.option.all_subnets_are_local", "All Subnets are Local", None, OPTION_ALL_SUBNETS_ARE_LOCAL_NAMES;
    /// Broadcast Address.
    OPTION_BROADCAST_ADDRESS: Ipv4 = "dhcp.option.broadcast_address", "Broadcast Address", None;
    /// Perform Mask Discovery.
    OPTION_PERFORM_MASK_DISCOVERY: Bool = "dhcp.option.perform_mask_discovery", "Perform Mask Discovery", None, OPTION_PERFORM_MASK_DISCOVERY_NAMES;
    /// Mask Supplier.
    OPTION_MASK_SUPPLIER: Bool = "dhcp.option.mask_supplier", "Mask Supplier", None, OPTION_MASK_SUPPLIER_NAMES;
    /// Perform Router Discover.
    OPTION_PERFORM_ROUTER_DISCOVER: Bool = "dhcp.option.perform_router_discover", "Perform Router Discover", None, OPTION_PERFORM_ROUTER_DISCOVER_NAMES;
    /// Router Solicitation Address.
    OPTION_ROUTER_SOLICITATION_ADDRESS: Ipv4 = "dhcp.option.router_solicitation_address", "Router Solicitation Address", None;
    /// Destination IP Address.
    OPTION_STATIC_ROUTE_IP: Ipv4 = "dhcp.option.static_route.ip", "Destination IP Address", None;
    /// Destination Router.
    OPTION_STATIC_ROUTE_ROUTER: Ipv4 = "dhcp.option.static_route.router", "Destination Router", None;
    /// Trailer Encapsulation.
    OPTION_TRAILER_ENCAPSULATION: Bool = "dhcp.option.trailer_encapsulation", "Trailer Encapsulation", None, OPTION_TRAILER_ENCAPSULATION_NAMES;
    /// ARP Cache Timeout.
    OPTION_ARP_CACHE_TIMEOUT: U32 = "dhcp.option.arp_cache_timeout", "ARP Cache Timeout", Dec;
    /// Ethernet Encapsulation.
    OPTION_ETHERNET_ENCAPSULATION: Bool = "dhcp.option.ethernet_encapsulation", "Ethernet Encapsulation", None, OPTION_ETHERNET_ENCAPSULATION_NAMES;
    /// TCP Default TTL.
    OPTION_TCP_DEFAULT_TTL: U8 = "dhcp.option.tcp_default_ttl", "TCP Default TTL", Dec;
    /// TCP Keepalive Interval.
    OPTION_TCP_KEEPALIVE_INTERVAL: U32 = "dhcp.option.tcp_keepalive_interval", "TCP Keepalive Interval", Dec;
    /// TCP Keepalive Garbage.
    OPTION_TCP_KEEPALIVE_GARBAGE: Bool = "dhcp.option.tcp_keepalive_garbage", "TCP Keepalive Garbage", None, OPTION_TCP_KEEPALIVE_GARBAGE_NAMES;
    /// Network Information Service Domain.
    OPTION_NIS_DOMAIN: Str = "dhcp.option.nis_domain", "Network Information Service Domain", None;
    /// Network Information Service Server.
    OPTION_NIS_SERVER: Ipv4 = "dhcp.option.nis_server", "Network Information Service Server", None;
    /// Network Time Protocol Server.
    OPTION_NTP_SERVER: Ipv4 = "dhcp.option.ntp_server", "Network Time Protocol Server", None;
    /// Value.
    OPTION_VENDOR_VALUE: Bytes = "dhcp.option.vendor.value", "Value", None;
    /// NetBIOS over TCP/IP Name Server.
    OPTION_NETBIOS_OVER_TCPIP_NAME_SERVER: Ipv4 = "dhcp.option.netbios_over_tcpip_name_server", "NetBIOS over TCP/IP Name Server", None;
    /// NetBIOS over TCP/IP Datagram Distribution Name Server.
    OPTION_NETBIOS_OVER_TCPIP_DD_NAME_SERVER: Ipv4 = "dhcp.option.netbios_over_tcpip_dd_name_server", "NetBIOS over TCP/IP Datagram Distribution Name Server", None;
    /// NetBIOS over TCP/IP Node Type.
    OPTION_NETBIOS_OVER_TCPIP_NODE_TYPE: U8 = "dhcp.option.netbios_over_tcpip_node_type", "NetBIOS over TCP/IP Node Type", Dec, OPTION_NETBIOS_OVER_TCPIP_NODE_TYPE_NAMES;
    /// NetBIOS over TCP/IP Scope.
    OPTION_NETBIOS_OVER_TCPIP_SCOPE: Str = "dhcp.option.netbios_over_tcpip_scope", "NetBIOS over TCP/IP Scope", None;
    /// X Window System Font Server.
    OPTION_XWINDOWS_SYSTEM_FONT_SERVER: Ipv4 = "dhcp.option.xwindows_system_font_server", "X Window System Font Server", None;
    /// X Window System Display Manager.
    OPTION_XWINDOWS_SYSTEM_DISPLAY_MANAGER: Ipv4 = "dhcp.option.xwindows_system_display_manager", "X Window System Display Manager", None;
    /// Requested IP Address.
    OPTION_REQUESTED_IP_ADDRESS: Ipv4 = "dhcp.option.requested_ip_address", "Requested IP Address", None;
    /// IP Address Lease Time.
    OPTION_IP_ADDRESS_LEASE_TIME: U32 = "dhcp.option.ip_address_lease_time", "IP Address Lease Time", Dec;
    /// Option Overload.
    OPTION_OPTION_OVERLOAD: U8 = "dhcp.option.option_overload", "Option Overload", Dec, OPTION_OPTION_OVERLOAD_NAMES;
    /// DHCP.
    OPTION_DHCP: U8 = "dhcp.option.dhcp", "DHCP", Dec, OPTION_DHCP_NAMES;
    /// DHCP Server Identifier.
    OPTION_DHCP_SERVER_ID: Ipv4 = "dhcp.option.dhcp_server_id", "DHCP Server Identifier", None;
    /// Parameter Request List Item.
    OPTION_REQUEST_LIST_ITEM: U8 = "dhcp.option.request_list_item", "Parameter Request List Item", Dec;
    /// Message.
    OPTION_MESSAGE: Str = "dhcp.option.message", "Message", None;
    /// Maximum DHCP Message Size.
    OPTION_DHCP_MAX_MESSAGE_SIZE: U16 = "dhcp.option.dhcp_max_message_size", "Maximum DHCP Message Size", Dec;
    /// Renewal Time Value.
    OPTION_RENEWAL_TIME_VALUE: U32 = "dhcp.option.renewal_time_value", "Renewal Time Value", Dec;
    /// Rebinding Time Value.
    OPTION_REBINDING_TIME_VALUE: U32 = "dhcp.option.rebinding_time_value", "Rebinding Time Value", Dec;
    /// Vendor class identifier.
    OPTION_VENDOR_CLASS_ID: Str = "dhcp.option.vendor_class_id", "Vendor class identifier", None;
    /// Network Information Service+ Domain.
    OPTION_NIS_PLUS_DOMAIN: Str = "dhcp.option.nis_plus_domain", "Network Information Service+ Domain", None;
    /// Network Information Service+ Server.
    OPTION_NIS_PLUS_SERVER: Ipv4 = "dhcp.option.nis_plus_server", "Network Information Service+ Server", None;
    /// TFTP Server Name.
    OPTION_TFTP_SERVER_NAME: Str = "dhcp.option.tftp_server_name", "TFTP Server Name", None;
    /// Bootfile name.
    OPTION_BOOTFILE_NAME: Str = "dhcp.option.bootfile_name", "Bootfile name", None;
    /// Mobile IP Home Agent.
    OPTION_MOBILE_IP_HOME_AGENT: Ipv4 = "dhcp.option.mobile_ip_home_agent", "Mobile IP Home Agent", None;
    /// SMTP Server.
    OPTION_SMTP_SERVER: Ipv4 = "dhcp.option.smtp_server", "SMTP Server", None;
    /// POP3 Server.
    OPTION_POP3_SERVER: Ipv4 = "dhcp.option.pop3_server", "POP3 Server", None;
    /// NNTP Server.
    OPTION_NNTP_SERVER: Ipv4 = "dhcp.option.nntp_server", "NNTP Server", None;
    /// Default WWW Server.
    OPTION_DEFAULT_WWW_SERVER: Ipv4 = "dhcp.option.default_www_server", "Default WWW Server", None;
    /// Default Finger Server.
    OPTION_DEFAULT_FINGER_SERVER: Ipv4 = "dhcp.option.default_finger_server", "Default Finger Server", None;
    /// Default IRC Server.
    OPTION_DEFAULT_IRC_SERVER: Ipv4 = "dhcp.option.default_irc_server", "Default IRC Server", None;
    /// StreetTalk Server.
    OPTION_STREETTALK_SERVER: Ipv4 = "dhcp.option.streettalk_server", "StreetTalk Server", None;
    /// StreetTalk Directory Assistance Server.
    OPTION_STREETTALK_DA_SERVER: Ipv4 = "dhcp.option.streettalk_da_server", "StreetTalk Directory Assistance Server", None;
    /// User Class Data (Text).
    OPTION_USER_CLASS_TEXT: Str = "dhcp.option.user_class.text", "User Class Data (Text)", None;
    /// Option 82 Suboption.
    OPTION_AGENT_INFORMATION_OPTION_SUBOPTION: U8 = "dhcp.option.agent_information_option.suboption", "Option 82 Suboption", Dec, OPTION_AGENT_INFORMATION_OPTION_SUBOPTION_NAMES;
    /// Agent Circuit ID.
    OPTION_AGENT_INFORMATION_OPTION_AGENT_CIRCUIT_ID: Bytes = "dhcp.option.agent_information_option.agent_circuit_id", "Agent Circuit ID", None;
    /// Agent Remote ID.
    OPTION_AGENT_INFORMATION_OPTION_AGENT_REMOTE_ID: Bytes = "dhcp.option.agent_information_option.agent_remote_id", "Agent Remote ID", None;
    /// Link selection.
    OPTION_AGENT_INFORMATION_OPTION_LINK_SELECTION: Ipv4 = "dhcp.option.agent_information_option.link_selection", "Link selection", None;
    /// Subscriber ID.
    OPTION_AGENT_INFORMATION_OPTION_SUBSCRIBER_ID: Str = "dhcp.option.agent_information_option.subscriber_id", "Subscriber ID", None;
    /// Server ID Override.
    OPTION_AGENT_INFORMATION_OPTION_SERVER_ID_OVERRIDE: Ipv4 = "dhcp.option.agent_information_option.server_id_override", "Server ID Override", None;
    /// What kind of cable modem it is.
    RELAY_DOCSIS_CLASS: U32 = "dhcp.option.agent_information_option.docsis_device_class", "DOCSIS Device Class", Hex;
    /// What a RADIUS server said.
    RELAY_RADIUS: Bytes = "dhcp.option.agent_information_option.radius_attributes", "RADIUS Attributes", None;
    /// Proof of who the relay is.
    RELAY_AUTHENTICATION: Bytes = "dhcp.option.agent_information_option.authentication", "Authentication", None;
    /// Whether the client asked by unicast.
    RELAY_FLAGS: U8 = "dhcp.option.agent_information_option.flags", "Flags", Hex;
    /// Who the relay is.
    RELAY_ID: Bytes = "dhcp.option.agent_information_option.relay_agent_id", "Relay Agent Identifier", None;
    /// Name of the access network.
    RELAY_NETWORK: Str = "dhcp.option.agent_information_option.ani_network_name", "Access Network Name", None;
    /// Name of the access point.
    RELAY_ACCESS_POINT: Str = "dhcp.option.agent_information_option.ani_ap_name", "Access Point Name", None;
    /// Address of the access point.
    RELAY_BSSID: Ether = "dhcp.option.agent_information_option.ani_ap_bssid", "Access Point BSSID", None;
    /// Who runs the access network.
    RELAY_OPERATOR: Bytes = "dhcp.option.agent_information_option.ani_operator_id", "Access Network Operator ID", None;
    /// The operator's realm.
    RELAY_REALM: Str = "dhcp.option.agent_information_option.ani_operator_realm", "Access Network Operator Realm", None;
    /// Link selection, as Cisco numbered it first.
    RELAY_LINK_CISCO: Ipv4 = "dhcp.option.agent_information_option.link_selection_cisco", "Link selection (Cisco proprietary)", None;
    /// Server ID override, as Cisco numbered it first.
    RELAY_SERVER_CISCO: Ipv4 = "dhcp.option.agent_information_option.server_id_override_cisco", "Server ID Override (Cisco proprietary)", None;
    /// Version of the network boot interface.
    NETWORK_ID_MAJOR: U8 = "dhcp.client_network_id_major", "Major Version", Dec;
    /// The same.
    NETWORK_ID_MINOR: U8 = "dhcp.client_network_id_minor", "Minor Version", Dec;
    /// Bits of IPv4 addresses that all have in common (RFC 5969).
    SIX_RD_MASK: U8 = "dhcp.option.6RD.ipv4_mask_len", "6RD IPv4 Mask Length", Dec;
    /// Bits of the prefix.
    SIX_RD_PREFIX_LEN: U8 = "dhcp.option.6RD.prefix_len", "6RD Prefix Length", Dec;
    /// The prefix.
    SIX_RD_PREFIX: Ipv6 = "dhcp.option.6RD.prefix", "6RD Prefix", None;
    /// Who carries on to IPv6.
    SIX_RD_RELAY: Ipv4 = "dhcp.option.6RD.border_relay_ip", "Border Relay IP", None;
    /// IP Address.
    OPTION_NOVELL_DSS_IP: Ipv4 = "dhcp.option.novell_dss.ip", "IP Address", None;
    /// Novell Directory Services Tree Name.
    OPTION_NOVELL_DS_TREE_NAME: Str = "dhcp.option.novell_ds_tree_name", "Novell Directory Services Tree Name", None;
    /// Novell Directory Services Context.
    OPTION_NOVELL_DS_CONTEXT: Str = "dhcp.option.novell_ds_context", "Novell Directory Services Context", None;
    /// Client last transaction time.
    OPTION_CLIENT_LAST_TRANSACTION_TIME: U32 = "dhcp.option.client_last_transaction_time", "Client last transaction time", Dec;
    /// Associated IP option.
    OPTION_ASSOCIATED_IP_OPTION: Ipv4 = "dhcp.option.associated_ip_option", "Associated IP option", None;
    /// Client System Architecture.
    OPTION_CLIENT_SYSTEM_ARCHITECTURE: U16 = "dhcp.option.client_system_architecture", "Client System Architecture", Dec, OPTION_CLIENT_SYSTEM_ARCHITECTURE_NAMES;
    /// TZ PCode.
    OPTION_TZ_PCODE: Str = "dhcp.option.tz_pcode", "TZ PCode", None;
    /// TZ TCode.
    OPTION_TZ_TCODE: Str = "dhcp.option.tz_tcode", "TZ TCode", None;
    /// NetInfo Parent Server Address.
    OPTION_NETINFO_PARENT_SERVER_ADDRESS: Ipv4 = "dhcp.option.netinfo_parent_server_address", "NetInfo Parent Server Address", None;
    /// NetInfo Parent Server Tag.
    OPTION_NETINFO_PARENT_SERVER_TAG: Str = "dhcp.option.netinfo_parent_server_tag", "NetInfo Parent Server Tag", None;
    /// DHCP Auto-Configuration.
    OPTION_DHCP_AUTO_CONFIGURATION: U8 = "dhcp.option.dhcp_auto_configuration", "DHCP Auto-Configuration", Dec, OPTION_DHCP_AUTO_CONFIGURATION_NAMES;
    /// Subnet Selection Option.
    OPTION_SUBNET_SELECTION_OPTION: Ipv4 = "dhcp.option.subnet_selection_option", "Subnet Selection Option", None;
    /// PAA IPv4 Address.
    OPTION_PANA_AGENT: Ipv4 = "dhcp.option.pana_agent", "PAA IPv4 Address", None;
    /// LoST Server Domain Name.
    OPTION_LOST_SERVER_DOMAIN_NAME: Str = "dhcp.option.lost_server_domain_name", "LoST Server Domain Name", None;
    /// CAPWAP Access Controllers.
    OPTION_CAPWAP_ACCESS_CONTROLLER: Ipv4 = "dhcp.option.capwap_access_controller", "CAPWAP Access Controllers", None;
    /// ANDSF Server.
    OPTION_ANDSF_SERVER: Ipv4 = "dhcp.option.andsf_server", "ANDSF Server", None;
    /// TFTP Server Address.
    OPTION_TFTP_SERVER_ADDRESS: Ipv4 = "dhcp.option.tftp_server_address", "TFTP Server Address", None;
    /// Start Time Of State.
    OPTION_BULK_LEASE_START_TIME_OF_STATE: U32 = "dhcp.option.bulk_lease.start_time_of_state", "Start Time Of State", Dec;
    /// Dhcp State.
    OPTION_BULK_LEASE_DHCP_STATE: U8 = "dhcp.option.bulk_lease.dhcp_state", "Dhcp State", Dec, OPTION_BULK_LEASE_DHCP_STATE_NAMES;
    /// Data Source.
    OPTION_BULK_LEASE_DATA_SOURCE: Bool = "dhcp.option.bulk_lease.data_source", "Data Source", None, OPTION_BULK_LEASE_DATA_SOURCE_NAMES;
    /// MUDURL.
    OPTION_MUDURL: Str = "dhcp.option.mudurl", "MUDURL", None;
    /// PXELINUX configuration file.
    OPTION_PXE_CONFIG_FILE: Str = "dhcp.option.pxe_config_file", "PXELINUX configuration file", None;
    /// PXELINUX path prefix.
    OPTION_PXE_PATH_PREFIX: Str = "dhcp.option.pxe_path_prefix", "PXELINUX path prefix", None;
    /// Captive Portal.
    OPTION_CAPTIVE_PORTAL: Str = "dhcp.option.captive_portal", "Captive Portal", None;
    /// Private/Proxy autodiscovery.
    OPTION_PRIVATE_PROXY_AUTODISCOVERY: Str = "dhcp.option.private_proxy_autodiscovery", "Private/Proxy autodiscovery", None;
    /// Option End.
    OPTION_END: U8 = "dhcp.option.end", "Option End", Dec;
    /// Private/Avaya IP Telephone.
    OPTION_VENDOR_AVAYA: Str = "dhcp.option.vendor.avaya", "Private/Avaya IP Telephone", None;
    /// A domain to search names in.
    OPTION_SEARCH_FQDN: Str = "dhcp.option.dhcp_dns_domain_search_list_fqdn", "FQDN", None;
    /// A route, with as many bytes as its mask needs.
    OPTION_CLASSLESS_ROUTE: Bytes = "dhcp.option.classless_static_route", "Subnet/MaskWidth-Router", None;
    /// Marks a length that the option cannot have.
    BAD_LENGTH: Label = "dhcp.bad_length", "Bad length", None;
    /// What the server's name holds instead: options.
    SERVER_OVERLOADED: Label = "dhcp.server_name_overloaded_by_dhcp", "Server name option overloaded by DHCP", None;
    /// What the boot file's name holds instead: options.
    FILE_OVERLOADED: Label = "dhcp.boot_filename_overloaded_by_dhcp", "Boot file name option overloaded by DHCP", None;
    /// The options in the boot file's name do not end.
    FILE_END_MISSING: Label = "dhcp.option.option_overload.file_end_missing", "file overload end option missing", None;
    /// The options in the server's name do not end.
    SERVER_END_MISSING: Label = "dhcp.option.option_overload.sname_end_missing", "sname overload end option missing", None;
    /// The options do not end.
    END_MISSING: Label = "dhcp.end_option_missing", "End option missing", None;
    /// One of several classes (RFC 3004).
    USER_CLASS: U8 = "dhcp.option.user_class", "Instance of User Class", Dec;
    /// Its length.
    USER_CLASS_LENGTH: U8 = "dhcp.option.user_class.length", "User Class Length", Dec;
    /// The class.
    USER_CLASS_DATA: Bytes = "dhcp.option.user_class.data", "User Class Data", None;
    /// The option is not made as its RFC says.
    NOT_STANDARD: Label = "dhcp.option.nonstd_data", "Non standard compliant option data", None;
    /// Whether other agents may be looked for (RFC 2610).
    SLP_AGENT_KIND: U8 = "dhcp.option.slp_directory_agent.value", "Value", Dec, SLP_AGENT_KIND_NAMES;
    /// Directory agent.
    SLP_AGENT: Ipv4 = "dhcp.option.slp_directory_agent.slpda_address", "IP Address", None;
    /// Whether the scopes overrule what the agent has (RFC 2610).
    SLP_SCOPE_KIND: U8 = "dhcp.option.slp_service_scope.value", "Value", Dec, SLP_SCOPE_KIND_NAMES;
    /// Scopes.
    SLP_SCOPE: Str = "dhcp.option.slp_service_scope.string", "SLP Service Scope", None;
    /// How the message proves its sender (RFC 3118).
    AUTHENTICATION_PROTOCOL: U8 = "dhcp.option.dhcp_authentication.protocol", "Protocol", Dec, AUTHENTICATION_PROTOCOL_NAMES;
    /// How the proof is calculated, delayed until keys are known.
    AUTHENTICATION_DELAY: U8 = "dhcp.option.dhcp_authentication.alg_delay", "Delay Algorithm", Dec, AUTHENTICATION_DELAY_NAMES;
    /// How the proof is calculated.
    AUTHENTICATION_ALGORITHM: U8 = "dhcp.option.dhcp_authentication.algorithm", "Algorithm", Dec;
    /// How messages that come again are found.
    AUTHENTICATION_REPLAY: U8 = "dhcp.option.dhcp_authentication.rdm", "Replay Detection Method", Dec, AUTHENTICATION_REPLAY_NAMES;
    /// A number that grows.
    AUTHENTICATION_COUNTER: U64 = "dhcp.option.dhcp_authentication.rdm_replay_detection", "RDM Replay Detection Value", Hex;
    /// What another method has in its place.
    AUTHENTICATION_OTHER: Str = "dhcp.option.dhcp_authentication.rdm_rdv", "Replay Detection Value", None;
    /// Which key was used.
    AUTHENTICATION_SECRET: U32 = "dhcp.option.dhcp_authentication.secret_id", "Secret ID", Hex;
    /// The proof.
    AUTHENTICATION_HASH: Bytes = "dhcp.option.dhcp_authentication.hmac_md5_hash", "HMAC MD5 Hash", None;
    /// The proof, of another form.
    AUTHENTICATION_INFORMATION: Str = "dhcp.option.dhcp_authentication.information", "Authentication Information", None;
    /// How the SIP servers are called (RFC 3361).
    SIP_ENCODING: U8 = "dhcp.option.sip_server.encoding", "SIP Server Encoding", Dec, SIP_ENCODING_NAMES;
    /// Name of a SIP server.
    SIP_NAME: Str = "dhcp.option.sip_server.name", "SIP Server Name", None;
    /// Address of a SIP server.
    SIP_ADDRESS: Ipv4 = "dhcp.option.sip_server.address", "SIP Server Address", None;
    /// SIP servers are called in a way that is not known.
    SIP_ENCODING_BAD: Label = "dhcp.option.sip_server_address.encoding", "RFC 3361 defines only 0 and 1 for Encoding byte", None;
    /// Whose class it is (RFC 3925).
    VENDOR_CLASS_ENTERPRISE: U32 = "dhcp.option.vi_class.enterprise", "Enterprise", Dec;
    /// Length of the class.
    VENDOR_CLASS_LENGTH: U8 = "dhcp.option.vi_class.length", "CableLab Address Mode", Dec;
    /// The class.
    VENDOR_CLASS_DATA: Str = "dhcp.option.vi_class.data", "NetInfo Parent Server Tag", None;
    /// Whose information it is (RFC 3925).
    VENDOR_ENTERPRISE: U32 = "dhcp.option.vi.enterprise", "Enterprise", Dec;
    /// Its length.
    VENDOR_LENGTH: U8 = "dhcp.option.vi.length", "Length", Dec;
    /// A part of what a vendor adds.
    VENDOR_PART: U8 = "dhcp.vendor.suboption", "Option 125 Suboption", Dec;
    /// What it holds.
    VENDOR_DATA: Bytes = "dhcp.vendor.data", "Data", None;
    /// A part of the Broadband Forum's (TR-111).
    TR111: U8 = "dhcp.option.vi.tr111.suboption", "Option 125 Suboption", Dec, TR111_NAMES;
    /// Who made the device, as a number.
    TR111_DEVICE_MAKER: U24 = "dhcp.option.vi.tr111.device_manufacturer_oui", "DeviceManufacturerOUI", Hex;
    /// The device's number.
    TR111_DEVICE_NUMBER: Str = "dhcp.option.vi.tr111.device_serial_number", "DeviceSerialNumber", None;
    /// What device it is.
    TR111_DEVICE_CLASS: Str = "dhcp.option.vi.tr111.device_product_class", "DeviceProductClass", None;
    /// Who made the gateway.
    TR111_GATEWAY_MAKER: Str = "dhcp.option.vi.tr111.gateway_manufacturer_oui", "GatewayManufacturerOUI", None;
    /// The gateway's number.
    TR111_GATEWAY_NUMBER: Str = "dhcp.option.vi.tr111.gateway_serial_number", "GatewaySerialNumber", None;
    /// What gateway it is.
    TR111_GATEWAY_CLASS: Str = "dhcp.option.vi.tr111.gateway_product_class", "GatewayProductClass", None;
    /// How a forced renewal proves its sender (RFC 6704).
    NONCE_ALGORITHM: U8 = "dhcp.option.forcerenew_nonce.algorithm", "Algorithm", Dec, NONCE_ALGORITHM_NAMES;
    /// Reserved (RFC 6731).
    RDNSS_RESERVED: U8 = "dhcp.option.rdnss.reserved", "Reserved", Hex & 0xfc;
    /// How much these servers are trusted.
    RDNSS_PREFERENCE: U8 = "dhcp.option.rdnss.preference", "Preference", Dec & 0x03, RDNSS_PREFERENCE_NAMES;
    /// Name server.
    RDNSS_PRIMARY: Ipv4 = "dhcp.option.rdnss.primary_dns", "Primary DNS", None;
    /// Another one.
    RDNSS_SECONDARY: Ipv4 = "dhcp.option.rdnss.secondary_dns", "Secondary DNS", None;
    /// What they are asked about.
    RDNSS_DOMAIN: Str = "dhcp.option.rdnss.domain", "Domains and networks", None;
    /// What became of a query for leases (RFC 6926).
    LEASE_STATUS: U8 = "dhcp.option.bulk_lease.status_code", "Status Code", Dec, LEASE_STATUS_NAMES;
    /// The same in words.
    LEASE_MESSAGE: Str = "dhcp.option.bulk_lease.status_code_message", "Status Code Message", None;
    /// The server's time.
    LEASE_BASE_TIME: AbsoluteTime = "dhcp.option.bulk_lease.base_time", "Base Time", None;
    /// Leases from then on are asked for.
    LEASE_QUERY_START: AbsoluteTime = "dhcp.option.bulk_lease.query_start_time", "Query Start Time", None;
    /// Leases up to then are asked for.
    LEASE_QUERY_END: AbsoluteTime = "dhcp.option.bulk_lease.query_end_time", "Query End Time", None;
    /// How many ports are shared (RFC 7618).
    PORTS_OFFSET: U8 = "dhcp.option.portparams.offset", "Offset", Dec;
    /// Bits of the set of ports.
    PORTS_LENGTH: U8 = "dhcp.option.portparams.psid_length", "PSID-Length", Dec;
    /// The set of ports.
    PORTS_SET: Bytes = "dhcp.option.portparams.psid", "PSID", None;
    /// Whose information a relay added.
    RELAY_VENDOR: U32 = "dhcp.option.agent_information_option.vi.enterprise", "Enterprise", Dec;
    /// Its length.
    RELAY_VENDOR_LENGTH: U8 = "dhcp.option.agent_information_option.vi.data_length", "Data Length", Dec;
    /// What a relay added, without a field of its own.
    RELAY_VALUE: Bytes = "dhcp.option.agent_information_option.value", "Value", None;
    /// Table of routes (RFC 6607).
    RELAY_TABLE: Str = "dhcp.option.agent_information_option.vrf_name", "VRF name", None;
    /// No table of routes of its own.
    RELAY_TABLE_GLOBAL: U8 = "dhcp.option.agent_information_option.vrf_name.global", "Global, default VPN", Dec;
}
