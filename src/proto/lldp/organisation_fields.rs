//! Fields of what organisations add to link layer discovery: IEEE 802.1, IEEE 802.3 and LLDP-MED
//! (ANSI/TIA-1057).

use crate::field::Names;
use crate::field::def::YES_NO;

crate::fields! { "lldp.media.subtype";
    /// Media Subtype.
    MED_SUBTYPE: U8 = "lldp.media.subtype", "Media Subtype", Hex, Names::Table(MED_SUBTYPE_NAMES);
    /// Flags.
    L1_PORT_AND_VLAN_ID_FLAG: U8 = "lldp.ieee.802_1.port_and_vlan_id_flag", "Flags", Hex;
    /// Port and Protocol VLAN.
    L1_PORT_AND_VLAN_ID_FLAG_SUPPORTED: Bool = "lldp.ieee.802_1.port_and_vlan_id_flag.supported", "Port and Protocol VLAN", W8 & 0x2, Names::TrueFalse("Supported", "Not supported");
    /// Port and Protocol VLAN.
    L1_PORT_AND_VLAN_ID_FLAG_ENABLED: Bool = "lldp.ieee.802_1.port_and_vlan_id_flag.enabled", "Port and Protocol VLAN", W8 & 0x4, Names::TrueFalse("Enabled", "Disabled");
    /// Port and Protocol VLAN Identifier.
    L1_PORT_PROTO_VLAN_ID: U16 = "lldp.ieee.802_1.port_proto_vlan.id", "Port and Protocol VLAN Identifier", DecHex;
    /// Protocol Identity Length.
    L1_PROTO_ID_LENGTH: U8 = "lldp.ieee.802_1.proto.id_length", "Protocol Identity Length", Dec;
    /// Protocol Identity.
    L1_PROTO_ID: Bytes = "lldp.ieee.802_1.proto.id", "Protocol Identity", None;
    /// Aggregation Status.
    L1_AGGREGATION_STATUS: U8 = "lldp.ieee.802_1.aggregation_status", "Aggregation Status", Hex;
    /// Aggregation Capability.
    L1_AGGREGATION_STATUS_CAP: Bool = "lldp.ieee.802_1.aggregation_status.cap", "Aggregation Capability", W8 & 0x1, YES_NO;
    /// Aggregation Status.
    L1_AGGREGATION_STATUS_ENABLED: Bool = "lldp.ieee.802_1.aggregation_status.enabled", "Aggregation Status", W8 & 0x2, Names::TrueFalse("Enabled", "Disabled");
    /// Aggregation Status.
    L1_AGGREGATION_STATUS_PORTTYPE: U8 = "lldp.ieee.802_1.aggregation_status.porttype", "Aggregation Status", Dec & 0xc, Names::Table(L1_AGGREGATION_STATUS_PORTTYPE_NAMES);
    /// Aggregated Port Id.
    L1_AGGREGATED_PORT_ID: U32 = "lldp.ieee.802_1.aggregated_port_id", "Aggregated Port Id", Dec;
    /// Auto-Negotiation Support/Status.
    L3_MAC_PHY_AUTO_NEG_STATUS: U8 = "lldp.ieee.802_3.mac_phy_auto_neg_status", "Auto-Negotiation Support/Status", Hex;
    /// Auto-Negotiation.
    L3_MAC_PHY_AUTO_NEG_STATUS_SUPPORTED: Bool = "lldp.ieee.802_3.mac_phy_auto_neg_status.supported", "Auto-Negotiation", W8 & 0x1, Names::TrueFalse("Supported", "Not supported");
    /// Auto-Negotiation.
    L3_MAC_PHY_AUTO_NEG_STATUS_ENABLED: Bool = "lldp.ieee.802_3.mac_phy_auto_neg_status.enabled", "Auto-Negotiation", W8 & 0x2, Names::TrueFalse("Enabled", "Disabled");
    /// PMD Auto-Negotiation Advertised Capability.
    L3_PMD_AUTO_NEG_ADVERTISED_CAPS: U16 = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps", "PMD Auto-Negotiation Advertised Capability", Hex;
    /// 1000BASE-T (full duplex mode).
    L3_CAN_1000BASE_TFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_tfd", "1000BASE-T (full duplex mode)", W16 & 0x1, Names::TrueFalse("Capable", "Not capable");
    /// 1000BASE-T (half duplex mode).
    L3_CAN_1000BASE_T: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_t", "1000BASE-T (half duplex mode)", W16 & 0x2, Names::TrueFalse("Capable", "Not capable");
    /// 1000BASE-X (-LX, -SX, -CX full duplex mode).
    L3_CAN_1000BASE_XFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_xfd", "1000BASE-X (-LX, -SX, -CX full duplex mode)", W16 & 0x4, Names::TrueFalse("Capable", "Not capable");
    /// 1000BASE-X (-LX, -SX, -CX half duplex mode).
    L3_CAN_1000BASE_X: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_x", "1000BASE-X (-LX, -SX, -CX half duplex mode)", W16 & 0x8, Names::TrueFalse("Capable", "Not capable");
    /// Asymmetric and Symmetric PAUSE (for full-duplex links).
    L3_CAN_FDX_BPAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_bpause", "Asymmetric and Symmetric PAUSE (for full-duplex links)", W16 & 0x10, Names::TrueFalse("Capable", "Not capable");
    /// Symmetric PAUSE (for full-duplex links).
    L3_CAN_FDX_SPAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_spause", "Symmetric PAUSE (for full-duplex links)", W16 & 0x20, Names::TrueFalse("Capable", "Not capable");
    /// Asymmetric PAUSE (for full-duplex links).
    L3_CAN_FDX_APAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_apause", "Asymmetric PAUSE (for full-duplex links)", W16 & 0x40, Names::TrueFalse("Capable", "Not capable");
    /// PAUSE (for full-duplex links).
    L3_CAN_FDX_PAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_pause", "PAUSE (for full-duplex links)", W16 & 0x80, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-T2 (full duplex mode).
    L3_CAN_100BASE_T2FD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2fd", "100BASE-T2 (full duplex mode)", W16 & 0x100, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-T2 (half duplex mode).
    L3_CAN_100BASE_T2: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2", "100BASE-T2 (half duplex mode)", W16 & 0x200, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-TX (full duplex mode).
    L3_CAN_100BASE_TXFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_txfd", "100BASE-TX (full duplex mode)", W16 & 0x400, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-TX (half duplex mode).
    L3_CAN_100BASE_TX: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_tx", "100BASE-TX (half duplex mode)", W16 & 0x800, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-T4.
    L3_CAN_100BASE_T4: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t4", "100BASE-T4", W16 & 0x1000, Names::TrueFalse("Capable", "Not capable");
    /// 10BASE-T (full duplex mode).
    L3_CAN_10BASE_TFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_tfd", "10BASE-T (full duplex mode)", W16 & 0x2000, Names::TrueFalse("Capable", "Not capable");
    /// 10BASE-T (half duplex mode).
    L3_CAN_10BASE_T: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_t", "10BASE-T (half duplex mode)", W16 & 0x4000, Names::TrueFalse("Capable", "Not capable");
    /// Other or unknown.
    L3_CAN_OTHER: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps.other", "Other or unknown", W16 & 0x8000, Names::TrueFalse("Capable", "Not capable");
    /// 1000BASE-T (full duplex mode).: with the bits counted from the other end.
    L3_INV_1000BASE_TFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.1000base_tfd", "1000BASE-T (full duplex mode)", W16 & 0x8000, Names::TrueFalse("Capable", "Not capable");
    /// 1000BASE-T (half duplex mode).: with the bits counted from the other end.
    L3_INV_1000BASE_T: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.1000base_t", "1000BASE-T (half duplex mode)", W16 & 0x4000, Names::TrueFalse("Capable", "Not capable");
    /// 1000BASE-X (-LX, -SX, -CX full duplex mode).: with the bits counted from the other end.
    L3_INV_1000BASE_XFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.1000base_xfd", "1000BASE-X (-LX, -SX, -CX full duplex mode)", W16 & 0x2000, Names::TrueFalse("Capable", "Not capable");
    /// 1000BASE-X (-LX, -SX, -CX half duplex mode).: with the bits counted from the other end.
    L3_INV_1000BASE_X: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.1000base_x", "1000BASE-X (-LX, -SX, -CX half duplex mode)", W16 & 0x1000, Names::TrueFalse("Capable", "Not capable");
    /// Asymmetric and Symmetric PAUSE (for full-duplex links).: with the bits counted from the other end.
    L3_INV_FDX_BPAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.fdx_bpause", "Asymmetric and Symmetric PAUSE (for full-duplex links)", W16 & 0x800, Names::TrueFalse("Capable", "Not capable");
    /// Symmetric PAUSE (for full-duplex links).: with the bits counted from the other end.
    L3_INV_FDX_SPAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.fdx_spause", "Symmetric PAUSE (for full-duplex links)", W16 & 0x400, Names::TrueFalse("Capable", "Not capable");
    /// Asymmetric PAUSE (for full-duplex links).: with the bits counted from the other end.
    L3_INV_FDX_APAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.fdx_apause", "Asymmetric PAUSE (for full-duplex links)", W16 & 0x200, Names::TrueFalse("Capable", "Not capable");
    /// PAUSE (for full-duplex links).: with the bits counted from the other end.
    L3_INV_FDX_PAUSE: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.fdx_pause", "PAUSE (for full-duplex links)", W16 & 0x100, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-T2 (full duplex mode).: with the bits counted from the other end.
    L3_INV_100BASE_T2FD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.100base_t2fd", "100BASE-T2 (full duplex mode)", W16 & 0x80, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-T2 (half duplex mode).: with the bits counted from the other end.
    L3_INV_100BASE_T2: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.100base_t2", "100BASE-T2 (half duplex mode)", W16 & 0x40, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-TX (full duplex mode).: with the bits counted from the other end.
    L3_INV_100BASE_TXFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.100base_txfd", "100BASE-TX (full duplex mode)", W16 & 0x20, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-TX (half duplex mode).: with the bits counted from the other end.
    L3_INV_100BASE_TX: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.100base_tx", "100BASE-TX (half duplex mode)", W16 & 0x10, Names::TrueFalse("Capable", "Not capable");
    /// 100BASE-T4.: with the bits counted from the other end.
    L3_INV_100BASE_T4: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.100base_t4", "100BASE-T4", W16 & 0x8, Names::TrueFalse("Capable", "Not capable");
    /// 10BASE-T (full duplex mode).: with the bits counted from the other end.
    L3_INV_10BASE_TFD: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.10base_tfd", "10BASE-T (full duplex mode)", W16 & 0x4, Names::TrueFalse("Capable", "Not capable");
    /// 10BASE-T (half duplex mode).: with the bits counted from the other end.
    L3_INV_10BASE_T: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.10base_t", "10BASE-T (half duplex mode)", W16 & 0x2, Names::TrueFalse("Capable", "Not capable");
    /// Other or unknown.: with the bits counted from the other end.
    L3_INV_OTHER: Bool = "lldp.ieee.802_3.pmd_auto_neg_advertised_caps_inv.other", "Other or unknown", W16 & 0x1, Names::TrueFalse("Capable", "Not capable");
    /// Unknown.
    L3_PMD_MAU_TYPE: U16 = "lldp.ieee.802_3.pmd_mau_type", "Operational MAU Type", Hex, Names::Table(L3_PMD_MAU_TYPE_NAMES);
    /// MDI Power Support.
    L3_MDI_POWER_SUPPORT: U8 = "lldp.ieee.802_3.mdi_power_support", "MDI Power Support", Hex;
    /// Port Class.
    L3_MDI_POWER_SUPPORT_PORT_CLASS: Bool = "lldp.ieee.802_3.mdi_power_support.port_class", "Port Class", W8 & 0x1, Names::TrueFalse("PSE", "PD");
    /// PSE MDI Power.
    L3_MDI_POWER_SUPPORT_SUPPORTED: Bool = "lldp.ieee.802_3.mdi_power_support.supported", "PSE MDI Power", W8 & 0x2, Names::TrueFalse("Supported", "Not supported");
    /// PSE MDI Power.
    L3_MDI_POWER_SUPPORT_ENABLED: Bool = "lldp.ieee.802_3.mdi_power_support.enabled", "PSE MDI Power", W8 & 0x4, Names::TrueFalse("Enabled", "Disabled");
    /// PSE Pairs Control Ability.
    L3_MDI_POWER_SUPPORT_PSE_PAIRS: Bool = "lldp.ieee.802_3.mdi_power_support.pse_pairs", "PSE Pairs Control Ability", W8 & 0x8, YES_NO;
    /// PSE Power Pair.
    L3_MDI_PSE_PAIR: U8 = "lldp.ieee.802_3.mdi_pse_pair", "PSE Power Pair", Dec;
    /// Power Class.
    L3_MDI_POWER_CLASS: U8 = "lldp.ieee.802_3.mdi_power_class", "Power Class", Dec, Names::Table(L3_MDI_POWER_CLASS_NAMES);
    /// Unknown.
    L3_MDI_POWER_TYPE: U8 = "lldp.ieee.802_3.mdi_power_type", "Power Type", Dec & 0xc0, Names::Table(L3_MDI_POWER_TYPE_NAMES);
    /// Power Source.
    L3_MDI_POWER_SOURCE: U8 = "lldp.ieee.802_3.mdi_power_source", "Power Source", Dec & 0x30;
    /// Reserved.
    L3_MDI_POWER_PRIORITY: U8 = "lldp.ieee.802_3.mdi_power_priority", "Power Priority", Dec & 0xf, Names::Table(L3_MDI_POWER_PRIORITY_NAMES);
    /// PD Requested Power Value.
    L3_MDI_PDE_REQUESTED: U16 = "lldp.ieee.802_3.mdi_pde_requested", "PD Requested Power Value", Dec;
    /// PSE Allocated Power Value.
    L3_MDI_PSE_ALLOCATED: U16 = "lldp.ieee.802_3.mdi_pse_allocated", "PSE Allocated Power Value", Dec;
    /// Aggregation Status.
    L3_AGGREGATION_STATUS: U8 = "lldp.ieee.802_3.aggregation_status", "Aggregation Status", Hex;
    /// Aggregation Capability.
    L3_AGGREGATION_STATUS_CAP: Bool = "lldp.ieee.802_3.aggregation_status.cap", "Aggregation Capability", W8 & 0x1, YES_NO;
    /// Aggregation Status.
    L3_AGGREGATION_STATUS_ENABLED: Bool = "lldp.ieee.802_3.aggregation_status.enabled", "Aggregation Status", W8 & 0x2, Names::TrueFalse("Enabled", "Disabled");
    /// Aggregated Port Id.
    L3_AGGREGATED_PORT_ID: U32 = "lldp.ieee.802_3.aggregated_port_id", "Aggregated Port Id", Dec;
    /// Transmit.
    L3_EEE_TRANSMIT: U16 = "lldp.ieee.802_3.eee.transmit", "Transmit", Dec;
    /// Receive.
    L3_EEE_RECEIVE: U16 = "lldp.ieee.802_3.eee.receive", "Receive", Dec;
    /// Fallback Receive.
    L3_EEE_FALLBACK_RECEIVE: U16 = "lldp.ieee.802_3.eee.fallback_receive", "Fallback Receive", Dec;
    /// Echo Transmit.
    L3_EEE_ECHO_TRANSMIT: U16 = "lldp.ieee.802_3.eee.echo_transmit", "Echo Transmit", Dec;
    /// Echo Receive.
    L3_EEE_ECHO_RECEIVE: U16 = "lldp.ieee.802_3.eee.echo_receive", "Echo Receive", Dec;
    /// Additional Ethernet Capabilities.
    BR_EAC: U16 = "lldp.ieee.802_3br.eac", "Additional Ethernet Capabilities", Hex;
    /// Preemption capabilities support.
    BR_AEC_SUPPORT: Bool = "lldp.ieee.802_3br.aec.support", "Preemption capabilities support", W16 & 0x1, Names::TrueFalse("Supported", "Not supported");
    /// Preemption capabilities enable.
    BR_AEC_ENABLE: Bool = "lldp.ieee.802_3br.aec.enable", "Preemption capabilities enable", W16 & 0x2, Names::TrueFalse("Enabled", "Disabled");
    /// Preemption capabilities active.
    BR_AEC_ACTIVE: Bool = "lldp.ieee.802_3br.aec.active", "Preemption capabilities active", W16 & 0x4, Names::TrueFalse("Active", "Inactive");
    /// Additional Fragment Size.
    BR_AEC_ADDFRAGSIZE: U16 = "lldp.ieee.802_3br.aec.addfragsize", "Additional Fragment Size", Dec & 0x18;
    /// Reserved.
    BR_AEC_RESERVED: U16 = "lldp.ieee.802_3br.aec.reserved", "Reserved", Hex & 0xffe0;
    /// Capabilities.
    MED_SUBTYPE_CAPS: U16 = "lldp.media.subtype.caps", "Capabilities", Hex;
    /// LLDP-MED Capabilities.
    MED_SUBTYPE_CAPS_LLPD: Bool = "lldp.media.subtype.caps.llpd", "LLDP-MED Capabilities", W16 & 0x1, Names::TrueFalse("Capable", "Not capable");
    /// Network Policy.
    MED_SUBTYPE_CAPS_NETWORK_POLICY: Bool = "lldp.media.subtype.caps.network_policy", "Network Policy", W16 & 0x2, Names::TrueFalse("Capable", "Not capable");
    /// Location Identification.
    MED_SUBTYPE_CAPS_LOCATION_ID: Bool = "lldp.media.subtype.caps.location_id", "Location Identification", W16 & 0x4, Names::TrueFalse("Capable", "Not capable");
    /// Extended Power via MDI-PSE.
    MED_SUBTYPE_CAPS_MDI_PSE: Bool = "lldp.media.subtype.caps.mdi_pse", "Extended Power via MDI-PSE", W16 & 0x8, Names::TrueFalse("Capable", "Not capable");
    /// Extended Power via MDI-PD.
    MED_SUBTYPE_CAPS_MID_PD: Bool = "lldp.media.subtype.caps.mid_pd", "Extended Power via MDI-PD", W16 & 0x10, Names::TrueFalse("Capable", "Not capable");
    /// Inventory.
    MED_SUBTYPE_CAPS_INVENTORY: Bool = "lldp.media.subtype.caps.inventory", "Inventory", W16 & 0x20, Names::TrueFalse("Capable", "Not capable");
    /// Unknown.
    MED_SUBTYPE_CLASS: U8 = "lldp.media.subtype.class", "Class Type", Dec, Names::Table(MED_SUBTYPE_CLASS_NAMES);
    /// Unknown.
    MED_APP_TYPE: U8 = "lldp.media.app_type", "Application Type", Dec, Names::Table(MED_APP_TYPE_NAMES);
    /// Policy.
    MED_POLICY_FLAG: Bool = "lldp.media.policy_flag", "Policy", W24 & 0x800000, Names::TrueFalse("Unknown", "Defined");
    /// Tagged.
    MED_TAG_FLAG: Bool = "lldp.media.tag_flag", "Tagged", W24 & 0x400000, YES_NO;
    /// VLAN Id.
    MED_VLAN_ID: U24 = "lldp.media.vlan_id", "VLAN Id", Dec & 0x1ffe00;
    /// L2 Priority.
    MED_L2_PRIO: U24 = "lldp.media.l2_prio", "L2 Priority", Dec & 0x1c0;
    /// DSCP Priority.
    MED_DSCP: U24 = "lldp.media.dscp", "DSCP Priority", Dec & 0x3f;
    /// Location Data Format.
    MED_LOC_DATA_FORMAT: U8 = "lldp.media.loc.data_format", "Location Data Format", Dec, Names::Table(MED_LOC_DATA_FORMAT_NAMES);
    /// How many bits of the latitude count.
    MED_LAT_RESOLUTION: U8 = "lldp.media.loc.lat_resolution", "Latitude Resolution", Dec & 0xfc;
    /// Latitude, with its resolution before it.
    MED_LATITUDE: U40 = "lldp.media.loc.latitude", "Latitude", Dec;
    /// How many bits of the longitude count.
    MED_LONG_RESOLUTION: U8 = "lldp.media.loc.long_resolution", "Longitude Resolution", Dec & 0xfc;
    /// Longitude, with its resolution before it.
    MED_LONGITUDE: U40 = "lldp.media.loc.longitude", "Longitude", Dec;
    /// What the altitude counts.
    MED_ALT_TYPE: U8 = "lldp.media.loc.alt_type", "Altitude Type", Dec & 0xf0, Names::Table(&[(1, "Meters"), (2, "Floors")]);
    /// How many bits of the altitude count.
    MED_ALT_RESOLUTION: U16 = "lldp.media.loc.alt_resolution", "Altitude Resolution", Dec & 0x0fc0;
    /// Altitude, in 256ths.
    MED_ALTITUDE: U32 = "lldp.media.loc.altitude", "Altitude", Dec & 0x3fffffff;
    /// What the coordinates refer to.
    MED_DATUM: U8 = "lldp.media.loc.datum", "Datum", Dec;
    /// Bytes of the address.
    MED_CIVIC_LENGTH: U8 = "lldp.media.civic.length", "LCI Length", Dec;
    /// Unknown.
    MED_CIVIC_WHAT: U8 = "lldp.media.civic.what", "What", Dec, Names::Table(MED_CIVIC_WHAT_NAMES);
    /// Country.
    MED_CIVIC_COUNTRY: Str = "lldp.media.civic.country", "Country", None;
    /// Unknown.
    MED_CIVIC_TYPE: U8 = "lldp.media.civic.type", "CA Type", Dec, Names::Table(MED_CIVIC_TYPE_NAMES);
    /// CA Value.
    MED_CIVIC_VALUE: Str = "lldp.media.civic.value", "CA Value", None;
    /// ELIN.
    MED_ECS: Str = "lldp.media.ecs", "ELIN", None;
    /// Unknown.
    MED_POWER_TYPE: U8 = "lldp.media.power.type", "Power Type", Dec & 0xc0, Names::Table(MED_POWER_TYPE_NAMES);
    /// Power Source.
    MED_POWER_SOURCE: U8 = "lldp.media.power.source", "Power Source", Dec & 0x30;
    /// Reserved.
    MED_POWER_PRIO: U8 = "lldp.media.power.prio", "Power Priority", Dec & 0xf, Names::Table(L3_MDI_POWER_PRIORITY_NAMES);
    /// Power Value.
    MED_POWER_VALUE: U16 = "lldp.media.power.value", "Power Value", Dec;
    /// Hardware Revision.
    MED_HARDWARE: Str = "lldp.media.hardware", "Hardware Revision", None;
    /// Firmware Revision.
    MED_FIRMWARE: Str = "lldp.media.firmware", "Firmware Revision", None;
    /// Software Revision.
    MED_SOFTWARE: Str = "lldp.media.software", "Software Revision", None;
    /// Serial Number.
    MED_SN: Str = "lldp.media.sn", "Serial Number", None;
    /// Manufacturer Name.
    MED_MANUFACTURER: Str = "lldp.media.manufacturer", "Manufacturer Name", None;
    /// Model Name.
    MED_MODEL: Str = "lldp.media.model", "Model Name", None;
    /// Asset ID.
    MED_ASSET: Str = "lldp.media.asset", "Asset ID", None;
    /// TLV has been deprecated.
    TLV_DEPRECATED: Label = "lldp.tlv_deprecated", "TLV has been deprecated", None;
}

pub const L1_AGGREGATION_STATUS_PORTTYPE_NAMES: &[(u32, &str)] = &[
    (0, "Not specified"),
    (1, "From aggregation port"),
    (2, "From aggregator"),
    (3, "From single-port aggregator"),
];
pub const L3_PMD_MAU_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "other or unknown"),
    (1, "AUI - no internal MAU, view from AUI"),
    (2, "10Base5 - thick coax MAU"),
    (3, "Foirl - FOIRL MAU"),
    (4, "10Base2 - thin coax MAU"),
    (5, "10BaseT - UTP MAU"),
    (6, "10BaseFP - passive fiber MAU"),
    (7, "10BaseFB - sync fiber MAU"),
    (8, "10BaseFL - async fiber MAU"),
    (9, "10Broad36 - broadband DTE MAU"),
    (10, "10BaseTHD - UTP MAU, half duplex mode"),
    (11, "10BaseTFD - UTP MAU, full duplex mode"),
    (12, "10BaseFLHD - async fiber MAU, half duplex mode"),
    (13, "10BaseFLDF - async fiber MAU, full duplex mode"),
    (14, "10BaseT4 - 4 pair category 3 UTP"),
    (15, "100BaseTXHD - 2 pair category 5 UTP, half duplex mode"),
    (16, "100BaseTXFD - 2 pair category 5 UTP, full duplex mode"),
    (17, "100BaseFXHD - X fiber over PMT, half duplex mode"),
    (18, "100BaseFXFD - X fiber over PMT, full duplex mode"),
    (19, "100BaseT2HD - 2 pair category 3 UTP, half duplex mode"),
    (20, "100BaseT2DF - 2 pair category 3 UTP, full duplex mode"),
    (21, "1000BaseXHD - PCS/PMA, unknown PMD, half duplex mode"),
    (22, "1000BaseXFD - PCS/PMA, unknown PMD, full duplex mode"),
    (23, "1000BaseLXHD - Fiber over long-wavelength laser, half duplex mode"),
    (24, "1000BaseLXFD - Fiber over long-wavelength laser, full duplex mode"),
    (25, "1000BaseSXHD - Fiber over short-wavelength laser, half duplex mode"),
    (26, "1000BaseSXFD - Fiber over short-wavelength laser, full duplex mode"),
    (27, "1000BaseCXHD - Copper over 150-Ohm balanced cable, half duplex mode"),
    (28, "1000BaseCXFD - Copper over 150-Ohm balanced cable, full duplex mode"),
    (29, "1000BaseTHD - Four-pair Category 5 UTP, half duplex mode"),
    (30, "1000BaseTFD - Four-pair Category 5 UTP, full duplex mode"),
    (31, "10GigBaseX - X PCS/PMA, unknown PMD."),
    (32, "10GigBaseLX4 - X fiber over WWDM optics"),
    (33, "10GigBaseR - R PCS/PMA, unknown PMD."),
    (34, "10GigBaseER - R fiber over 1550 nm optics"),
    (35, "10GigBaseLR - R fiber over 1310 nm optics"),
    (36, "10GigBaseSR - R fiber over 850 nm optics"),
    (37, "10GigBaseW - W PCS/PMA, unknown PMD."),
    (38, "10GigBaseEW - W fiber over 1550 nm optics"),
    (39, "10GigBaseLW - W fiber over 1310 nm optics"),
    (40, "10GigBaseSW - W fiber over 850 nm optics"),
    (41, "10GBASE-CX4 - X copper over 8 pair 100-Ohm balanced cable"),
    (42, "2BASE-TL - Voice grade UTP copper, up to 2700m, optional PAF"),
    (43, "10PASS-TS - Voice grade UTP copper, up to 750m, optional PAF"),
    (44, "100BASE-BX10D - One single-mode fiber OLT, long wavelength, 10km"),
    (45, "100BASE-BX10U - One single-mode fiber ONU, long wavelength, 10km"),
    (46, "100BASE-LX10 - One single-mode fiber ONU, long wavelength, 10km"),
    (47, "1000BASE-BX10D - One single-mode fiber OLT, long wavelength, 10km"),
    (48, "1000BASE-BX10U - One single-mode fiber ONU, long wavelength, 10km"),
    (49, "1000BASE-LX10 - Two sigle-mode fiber, long wavelength, 10km"),
    (50, "1000BASE-PX10D - One single-mode fiber EPON OLT, 10km"),
    (51, "1000BASE-PX10U - One single-mode fiber EPON ONU, 10km"),
    (52, "1000BASE-PX20D - One single-mode fiber EPON OLT, 20km"),
    (53, "1000BASE-PX20U - One single-mode fiber EPON ONU, 20km"),
];
pub const L3_MDI_POWER_CLASS_NAMES: &[(u32, &str)] = &[(1, "0"), (2, "1"), (3, "2"), (4, "3"), (5, "4")];
pub const L3_MDI_POWER_TYPE_NAMES: &[(u32, &str)] =
    &[(0, "Type 2 PSE Device"), (1, "Type 2 PD Device"), (2, "Type 1 PSE Device"), (3, "Type 1 PD Device")];
pub const L3_MDI_POWER_PRIORITY_NAMES: &[(u32, &str)] =
    &[(0, "Unknown"), (1, "Critical"), (2, "High"), (3, "Low")];
pub const MED_SUBTYPE_NAMES: &[(u32, &str)] = &[
    (1, "Media Capabilities"),
    (2, "Network Policy"),
    (3, "Location Identification"),
    (4, "Extended Power-via-MDI"),
    (5, "Inventory - Hardware Revision"),
    (6, "Inventory - Firmware Revision"),
    (7, "Inventory - Software Revision"),
    (8, "Inventory - Serial Number"),
    (9, "Inventory - Manufacturer Name"),
    (10, "Inventory - Model Name"),
    (11, "Inventory - Asset ID"),
];
pub const MED_SUBTYPE_CLASS_NAMES: &[(u32, &str)] = &[
    (0, "Type Not Defined"),
    (1, "Endpoint Class I"),
    (2, "Endpoint Class II"),
    (3, "Endpoint Class III"),
    (4, "Network Connectivity"),
];
pub const MED_APP_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "Reserved"),
    (1, "Voice"),
    (2, "Voice Signaling"),
    (3, "Guest Voice"),
    (4, "Guest Voice Signaling"),
    (5, "Softphone Voice"),
    (6, "Video Conferencing"),
    (7, "Streaming Video"),
    (8, "Video Signaling"),
];
pub const MED_LOC_DATA_FORMAT_NAMES: &[(u32, &str)] =
    &[(0, "Invalid "), (1, "Coordinate-based LCI"), (2, "Civic Address LCI"), (3, "ECS ELIN")];
pub const MED_CIVIC_WHAT_NAMES: &[(u32, &str)] = &[
    (0, "Location of the DHCP server"),
    (1, "Location of the network element believed to be closest to the client"),
    (2, "Location of the client"),
];
pub const MED_CIVIC_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "Language"),
    (1, "National subdivisions (province, state, etc)"),
    (2, "County, parish, district"),
    (3, "City, township"),
    (4, "City division, borough, ward"),
    (5, "Neighborhood, block"),
    (6, "Street"),
    (16, "Leading street direction"),
    (17, "Trailing street suffix"),
    (18, "Street suffix"),
    (19, "House number"),
    (20, "House number suffix"),
    (21, "Landmark or vanity address"),
    (22, "Additional location information"),
    (23, "Name"),
    (24, "Postal/ZIP code"),
    (25, "Building"),
    (26, "Unit"),
    (27, "Floor"),
    (28, "Room number"),
    (29, "Place type"),
    (128, "Script"),
];
pub const MED_POWER_TYPE_NAMES: &[(u32, &str)] =
    &[(0, "PSE Device"), (1, "PD Device"), (2, "PSE Device"), (3, "PD Device")];
