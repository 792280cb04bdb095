//! The fields of management frames. Long tables of names stand in `names.rs`.

use super::names::*;
use crate::field::Names;
use crate::field::def::SET;

crate::fields! { "wlan.mgt";
    /// Body of a management frame.
    MGT: Protocol = "wlan.mgt", "IEEE 802.11 Wireless Management", None;
    /// Parameters of fixed length.
    FIXED: Label = "wlan.fixed.all", "Fixed parameters", None;
    /// Clock of the sender, in microseconds.
    TIMESTAMP: U64 = "wlan.fixed.timestamp", "Timestamp", Dec;
    /// Time between beacons, in units of 1024 microseconds.
    BEACON_INTERVAL: U32 = "wlan.fixed.beacon", "Beacon Interval", Dec;
    /// What the sender can do.
    CAPABILITIES: U16 = "wlan.fixed.capabilities", "Capabilities Information", Hex;
    /// ESS capabilities.
    CAP_ESS: Bool = "wlan.fixed.capabilities.ess", "ESS capabilities", W16 & 0x0001, Names::TrueFalse("Transmitter is an AP", "Transmitter is a STA");
    /// IBSS status.
    CAP_IBSS: Bool = "wlan.fixed.capabilities.ibss", "IBSS status", W16 & 0x0002, Names::TrueFalse("Transmitter belongs to an IBSS", "Transmitter belongs to a BSS");
    /// Reserved bit 2.
    CAP_RES1: U16 = "wlan.fixed.capabilities.reserved1", "Reserved", Dec & 0x0004;
    /// Reserved bit 3.
    CAP_RES2: U16 = "wlan.fixed.capabilities.reserved2", "Reserved", Dec & 0x0008;
    /// Privacy.
    CAP_PRIVACY: Bool = "wlan.fixed.capabilities.privacy", "Privacy", W16 & 0x0010, Names::TrueFalse("Data confidentiality required", "Data confidentiality not required");
    /// Short Preamble.
    CAP_PREAMBLE: Bool = "wlan.fixed.capabilities.short_preamble", "Short Preamble", W16 & 0x0020, Names::TrueFalse("Allowed", "Not Allowed");
    /// Reserved bit 6.
    CAP_RES3: U16 = "wlan.fixed.capabilities.reserved3", "Reserved", Dec & 0x0040;
    /// Reserved bit 7.
    CAP_RES4: U16 = "wlan.fixed.capabilities.reserved4", "Reserved", Dec & 0x0080;
    /// Spectrum Management.
    CAP_SPECTRUM: Bool = "wlan.fixed.capabilities.spec_man", "Spectrum Management", W16 & 0x0100, Names::TrueFalse("Implemented", "Not Implemented");
    /// QoS.
    CAP_QOS: Bool = "wlan.fixed.capabilities.qos", "QoS", W16 & 0x0200, Names::TrueFalse("Implemented", "Not Implemented");
    /// Short Slot Time.
    CAP_SLOT: Bool = "wlan.fixed.capabilities.short_slot_time", "Short Slot Time", W16 & 0x0400, Names::TrueFalse("In use", "Not in use");
    /// Automatic Power Save Delivery.
    CAP_APSD: Bool = "wlan.fixed.capabilities.apsd", "Automatic Power Save Delivery", W16 & 0x0800, Names::TrueFalse("Implemented", "Not Implemented");
    /// Radio Measurement.
    CAP_RADIO: Bool = "wlan.fixed.capabilities.radio_measurement", "Radio Measurement", W16 & 0x1000, Names::TrueFalse("Implemented", "Not Implemented");
    /// EPD.
    CAP_EPD: Bool = "wlan.fixed.capabilities.epd", "EPD", W16 & 0x2000, Names::TrueFalse("Implemented", "Not Implemented");
    /// Reserved bit 14.
    CAP_RES5: U16 = "wlan.fixed.capabilities.reserved5", "Reserved", Dec & 0x4000;
    /// Reserved bit 15.
    CAP_RES6: U16 = "wlan.fixed.capabilities.reserved6", "Reserved", Dec & 0x8000;
    /// How often the station wakes, in beacon intervals.
    LISTEN_INTERVAL: U16 = "wlan.fixed.listen_ival", "Listen Interval", Hex;
    /// Access point the station comes from.
    CURRENT_AP: Ether = "wlan.fixed.current_ap", "Current AP", None;
    /// Whether what was asked for succeeded.
    STATUS: U16 = "wlan.fixed.status_code", "Status code", Hex, Names::Table(STATUS_NAMES);
    /// Number that the access point gives the station.
    ASSOCIATION_ID: U16 = "wlan.fixed.aid", "Association ID", Hex & 0x3fff;
    /// How the station proves who it is.
    AUTH_ALGORITHM: U16 = "wlan.fixed.auth.alg", "Authentication Algorithm", Dec, Names::Table(AUTH_ALGORITHM_NAMES);
    /// Step of the authentication.
    AUTH_SEQ: U16 = "wlan.fixed.auth_seq", "Authentication SEQ", Hex;
    /// Why a station leaves or is sent away.
    REASON: U16 = "wlan.fixed.reason_code", "Reason code", Hex, Names::Table(REASON_NAMES);
    /// Message of simultaneous authentication of equals.
    SAE_TYPE: U16 = "wlan.fixed.sae_message_type", "SAE Message Type", Dec, Names::Table(SAE_TYPE_NAMES);
    /// Group that it calculates in.
    SAE_GROUP: U16 = "wlan.fixed.finite_cyclic_group", "Group Id", Dec, Names::Table(SAE_GROUP_NAMES);
    /// Scalar of a commit.
    SAE_SCALAR: Bytes = "wlan.fixed.scalar", "Scalar", None;
    /// Element of a commit.
    SAE_ELEMENT: Bytes = "wlan.fixed.finite_field_element", "Finite Field Element", None;
    /// Token against floods of commits.
    SAE_TOKEN: Bytes = "wlan.fixed.anti_clogging_token", "Anti-Clogging Token", None;
    /// Number of confirms sent.
    SAE_SEND_CONFIRM: U16 = "wlan.fixed.send_confirm", "Send-Confirm", Dec;
    /// Proof that both know the password.
    SAE_CONFIRM: Bytes = "wlan.fixed.confirm", "Confirm", None;
    /// What an action frame is about.
    CATEGORY: U16 = "wlan.fixed.category_code", "Category code", Dec, Names::Table(CATEGORY_NAMES);
    /// The action.
    ACTION: U8 = "wlan.fixed.action_code", "Action code", Dec;
    /// The action of high throughput.
    HT_ACTION: U8 = "wlan.fixed.htact", "HT Action", Hex, Names::Table(HT_ACTION_NAMES);
    /// Number that a reply repeats.
    DIALOG_TOKEN: U8 = "wlan.fixed.dialog_token", "Dialog token", Hex;
    /// Number that a reply to a query repeats.
    TRANSACTION: U16 = "wlan.fixed.transaction_id", "Transaction Id", Hex;
    /// What a block acknowledgement agreement says.
    BA_PARAMETERS: U16 = "wlan.fixed.baparams", "Block Ack Parameters", Hex;
    /// Aggregates may be sent.
    BA_AMSDU: Bool = "wlan.fixed.baparams.amsdu", "A-MSDUs", W16 & 0x0001, Names::TrueFalse("Permitted in QoS Data MPDUs", "Not Permitted");
    /// When it is acknowledged.
    BA_PARAM_POLICY: Bool = "wlan.fixed.baparams.policy", "Block Ack Policy", W16 & 0x0002, Names::TrueFalse("Immediate Block Ack", "Delayed Block Ack");
    /// Traffic identifier.
    BA_PARAM_TID: U16 = "wlan.fixed.baparams.tid", "Traffic Identifier", Hex & 0x003c;
    /// Frames that the receiver keeps.
    BA_BUFFERS: U16 = "wlan.fixed.baparams.buffersize", "Number of Buffers (1 Buffer = 2304 Bytes)", Dec & 0xffc0;
    /// After how long without frames the agreement ends.
    BA_TIMEOUT: U16 = "wlan.fixed.batimeout", "Block Ack Timeout", Hex;
    /// First frame of the agreement.
    ADDBA_SSC: U16 = "wlan.fixed.ssc", "Block Ack Starting Sequence Control (SSC)", Hex;
    /// Number of the first fragment.
    ADDBA_SSC_FRAGMENT: U16 = "wlan.fixed.ssc.fragment", "Fragment", Dec & 0x000f;
    /// Number of the first frame.
    ADDBA_SSC_SEQUENCE: U16 = "wlan.fixed.ssc.sequence", "Starting Sequence Number", Dec & 0xfff0;
    /// Which agreement ends.
    DELBA: U16 = "wlan.fixed.delba.param", "Delete Block Ack (DELBA) Parameter Set", Hex;
    /// Reserved bits.
    DELBA_RESERVED: U16 = "wlan.fixed.delba.param.reserved", "Reserved", Hex & 0x07ff;
    /// The one who sent the data ends it.
    DELBA_INITIATOR: Bool = "wlan.fixed.delba.param.initiator", "Initiator", W16 & 0x0800;
    /// Traffic identifier.
    DELBA_TID: U16 = "wlan.fixed.delba.param.tid", "TID", Hex & 0xf000;
    /// How a station saves power with its antennas.
    SM_POWER: U8 = "wlan.fixed.sm.powercontrol", "Spatial Multiplexing (SM) Power Control", Hex;
    /// SM Power Save.
    SM_POWER_ENABLED: Bool = "wlan.fixed.sm.powercontrol.enabled", "SM Power Save", W8 & 0x01, Names::TrueFalse("Enabled", "Disabled");
    /// SM Mode.
    SM_POWER_MODE: Bool = "wlan.fixed.sm.powercontrol.mode", "SM Mode", W8 & 0x02, Names::TrueFalse("Dynamic SM Power Save mode", "Static SM Power Save mode");
    /// Reserved bits.
    SM_POWER_RESERVED: U8 = "wlan.fixed.sm.powercontrol.reserved", "Reserved", Hex & 0xfc;
    /// Parameters that begin with their number and length.
    TAGGED: Label = "wlan.tagged.all", "Tagged parameters", None;
    /// A tagged parameter (IEEE 802.11-2020 section 9.4.2).
    TAG: Label = "wlan.tag", "Tag", None;
    /// What it tells.
    TAG_NUMBER: U8 = "wlan.tag.number", "Tag Number", Dec, Names::Table(TAG_NUMBER_NAMES);
    /// Bytes of it.
    TAG_LENGTH: U32 = "wlan.tag.length", "Tag length", Dec;
    /// Bytes of a parameter that is not taken apart.
    TAG_DATA: Bytes = "wlan.tag.data", "Tag Data", None;
    /// A parameter whose number stands in its body.
    EXT_TAG: Label = "wlan.ext_tag", "Ext Tag", None;
    /// What it tells.
    EXT_TAG_NUMBER: U8 = "wlan.ext_tag.number", "Ext Tag Number", Dec, Names::Table(EXT_TAG_NUMBER_NAMES);
    /// Bytes of it.
    EXT_TAG_LENGTH: U32 = "wlan.ext_tag.length", "Ext Tag length", Dec;
    /// Its bytes.
    EXT_TAG_DATA: Bytes = "wlan.ext_tag.data", "Ext Tag Data", None;
    /// Name of the network.
    SSID: Bytes = "wlan.ssid", "SSID", None;
    /// A rate that the sender has, in units of 500 kbit/s.
    RATES: U8 = "wlan.supported_rates", "Supported Rates", Hex, Names::Table(RATES_NAMES);
    /// One more of them.
    MORE_RATES: U8 = "wlan.extended_supported_rates", "Extended Supported Rates", Hex, Names::Table(RATES_NAMES);
    /// Channel of the network.
    CURRENT_CHANNEL: U8 = "wlan.ds.current_channel", "Current Channel", Dec;
    /// Beacons until the next one that wakes all.
    DTIM_COUNT: U8 = "wlan.tim.dtim_count", "DTIM count", Dec;
    /// Every how many beacons wake all.
    DTIM_PERIOD: U8 = "wlan.tim.dtim_period", "DTIM period", Dec;
    /// Where the bitmap begins.
    BITMAP_CONTROL: U8 = "wlan.tim.bmapctl", "Bitmap control", Hex;
    /// Frames to groups follow.
    TIM_MULTICAST: Bool = "wlan.tim.bmapctl.multicast", "Multicast", W8 & 0x01;
    /// First byte of the bitmap that is sent, halved.
    TIM_OFFSET: U8 = "wlan.tim.bmapctl.offset", "Bitmap Offset", Hex & 0xfe;
    /// One bit for each station for which frames wait.
    TIM_BITMAP: Bytes = "wlan.tim.partial_virtual_bitmap", "Partial Virtual Bitmap", None;
    /// A station for which frames wait.
    TIM_AID: U8 = "wlan.tim.aid", "Association ID", Hex;
    /// Window for announcements, without access point.
    ATIM: U16 = "wlan.ibss.atim_windows", "Atim Windows", Hex;
    /// Country whose rules hold.
    COUNTRY: Str = "wlan.country_info.code", "Code", None;
    /// Inside, outside, or which table of classes.
    ENVIRONMENT: U8 = "wlan.country_info.environment", "Environment", Dec, Names::Table(ENVIRONMENT_NAMES);
    /// Channels and their power.
    COUNTRY_TRIPLET: Label = "wlan.country_info.fnm", "Country Info", None;
    /// First of the channels.
    FIRST_CHANNEL: U8 = "wlan.country_info.fnm.fcn", "First Channel Number", Dec;
    /// How many they are.
    CHANNELS: U8 = "wlan.country_info.fnm.nc", "Number of Channels", Dec;
    /// Greatest power allowed, in dBm.
    MAX_POWER: I8 = "wlan.country_info.fnm.mtpl", "Maximum Transmit Power Level", Dec;
    /// What is to be encrypted to prove the key.
    CHALLENGE: Bytes = "wlan.tag.challenge_text", "Challenge Text", None;
    /// By how much power is to be less, in dB.
    POWER_CONSTRAINT: U8 = "wlan.powercon.local", "Local Power Constraint", Dec;
    /// Least power the station can send with, in dBm.
    MIN_TRANSMIT: I8 = "wlan.powercap.min", "Minimum Transmit Power", Dec;
    /// Greatest power it can send with, in dBm.
    MAX_TRANSMIT: I8 = "wlan.powercap.max", "Maximum Transmit Power", Dec;
    /// What old stations near by need.
    ERP: U8 = "wlan.erp_info", "ERP Information", Hex;
    /// Non ERP Present.
    ERP_PRESENT: Bool = "wlan.erp_info.erp_present", "Non ERP Present", W8 & 0x01, SET;
    /// Use Protection.
    ERP_PROTECTION: Bool = "wlan.erp_info.use_protection", "Use Protection", W8 & 0x02, SET;
    /// Barker Preamble Mode.
    ERP_BARKER: Bool = "wlan.erp_info.barker_preamble_mode", "Barker Preamble Mode", W8 & 0x04, SET;
    /// Reserved bits.
    ERP_RESERVED: U8 = "wlan.erp_info.reserved", "Reserved", Hex & 0xf8;
    /// Version of the load element.
    QBSS_VERSION: U8 = "wlan.qbss.version", "QBSS Version", Dec;
    /// Stations associated.
    QBSS_STATIONS: U16 = "wlan.qbss.scount", "Station Count", Dec;
    /// How busy the channel is, 255 for wholly.
    QBSS_LOAD: U8 = "wlan.qbss.cu", "Channel Utilization", Dec;
    /// Time left, in units of 32 microseconds a second.
    QBSS_CAPACITY: U8 = "wlan.qbss.adc", "Available Admission Capacity", Dec;
    /// Domain of fast roaming.
    MOBILITY_DOMAIN: U16 = "wlan.mobility_domain.mdid", "Mobility Domain Identifier", Hex;
    /// How roaming works there.
    FT_CAPABILITY: U8 = "wlan.mobility_domain.ft_capab", "FT Capability and Policy", Hex;
    /// Fast BSS Transition over DS.
    FT_OVER_DS: U8 = "wlan.mobility_domain.ft_capab.ft_over_ds", "Fast BSS Transition over DS", Hex & 0x01;
    /// Resource Request Protocol Capability.
    FT_RESOURCE: U8 = "wlan.mobility_domain.ft_capab.resource_req", "Resource Request Protocol Capability", Hex & 0x02;
    /// Reserved bits.
    FT_RESERVED: U8 = "wlan.mobility_domain.ft_capab.reserved", "Reserved", Hex & 0xfc;
    /// Operating class now used.
    CLASS_CURRENT: U8 = "wlan.supopeclass.current", "Current Operating Class", Dec;
    /// Other operating classes.
    CLASS_ALTERNATE: Label = "wlan.supopeclass.alt", "Alternate Operating Classes", None;
    /// Vendor of a parameter.
    OUI: U24 = "wlan.tag.oui", "OUI", Dec;
    /// Number that the vendor gives it.
    VENDOR_TYPE: U8 = "wlan.tag.vendor.oui.type", "Vendor Specific OUI Type", Dec;
    /// What the vendor says.
    VENDOR_DATA: Bytes = "wlan.tag.vendor.data", "Vendor Specific Data", None;
}

const AUTH_ALGORITHM_NAMES: &[(u32, &str)] = &[
    (0, "Open System"),
    (1, "Shared key"),
    (2, "Fast BSS Transition"),
    (3, "Simultaneous Authentication of Equals (SAE)"),
    (4, "FILS Shared Key authentication without PFS"),
    (5, "FILS Shared Key authentication with PFS"),
    (6, "FILS Public Key authentication"),
    (7, "Pre-Association Security Negotiation (PASN)"),
    (128, "Network EAP"),
];
const SAE_TYPE_NAMES: &[(u32, &str)] = &[(1, "Commit"), (2, "Confirm")];
const SAE_GROUP_NAMES: &[(u32, &str)] = &[
    (1, "default 768-bit MODP group"),
    (2, "alternate 1024-bit MODP group"),
    (3, "EC2N group on GP[2^155]"),
    (4, "EC2N group on GP[2^185]"),
    (5, "1536-bit MODP group"),
    (14, "2048-bit MODP group"),
    (15, "3072-bit MODP group"),
    (16, "4096-bit MODP group"),
    (17, "6144-bit MODP group"),
    (18, "8192-bit MODP group"),
    (19, "256-bit random ECP group"),
    (20, "384-bit random ECP group"),
    (21, "521-bit random ECP group"),
    (22, "1024-bit MODP Group with 160-bit Prime Order Subgroup"),
    (23, "2048-bit MODP Group with 224-bit Prime Order Subgroup"),
    (24, "2048-bit MODP Group with 256-bit Prime Order Subgroup"),
    (25, "192-bit Random ECP Group"),
    (26, "224-bit Random ECP Group"),
    (27, "224-bit Brainpool ECP group"),
    (28, "256-bit Brainpool ECP group"),
    (29, "384-bit Brainpool ECP group"),
    (30, "512-bit Brainpool ECP group"),
];
const HT_ACTION_NAMES: &[(u32, &str)] = &[
    (0, "Notify Channel Width"),
    (1, "Spatial Multiplexing (SM) Power Save"),
    (2, "Power Save Multi-Poll (PSMP) action frame"),
    (3, "Set PCO Phase"),
    (4, "MIMO CSI Matrices"),
    (5, "MIMO Non-compressed Beamforming"),
    (6, "MIMO Compressed Beamforming"),
    (7, "Antenna Selection Indices Feedback"),
    (8, "HT Information Exchange"),
];
/// Names of its values.
pub const ENVIRONMENT_NAMES: &[(u32, &str)] = &[
    (1, "Operating classes in the United States"),
    (2, "Operating classes in Europe"),
    (3, "Operating classes in Japan"),
    (4, "Global operating classes"),
    (5, "S1G operating classes"),
    (6, "Operating classes in China"),
    (32, "All"),
    (73, "Indoor"),
    (79, "Outdoor"),
    (88, "Non Country Entity"),
];
