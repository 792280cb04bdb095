//! The fields of WPA and WMM, which stand under Microsoft's vendor number.

use crate::field::Names;
use crate::field::def::YES_NO;

crate::fields! { "wlan.wfa.ie.type";
    /// Kind of a parameter of the Wi-Fi Alliance, under Microsoft's number.
    WFA_TYPE: U8 = "wlan.wfa.ie.type", "Type", Hex, Names::Table(WFA_TYPE_NAMES);
    /// Version of WPA.
    WPA_VERSION: U16 = "wlan.wfa.ie.wpa.version", "WPA Version", Dec;
    /// Cipher of frames to groups.
    MCS: U32 = "wlan.wfa.ie.wpa.mcs", "Multicast Cipher Suite", Dec;
    /// Who numbered the cipher.
    MCS_OUI: U24 = "wlan.wfa.ie.wpa.mcs.oui", "Multicast Cipher Suite OUI", Dec;
    /// Number of the cipher.
    MCS_TYPE: U8 = "wlan.wfa.ie.wpa.mcs.type", "Multicast Cipher Suite type", Dec, Names::Table(MCS_TYPE_NAMES);
    /// Ciphers offered.
    UCS_COUNT: U16 = "wlan.wfa.ie.wpa.ucs.count", "Unicast Cipher Suite Count", Dec;
    /// Ciphers offered.
    UCS_LIST: Label = "wlan.wfa.ie.wpa.ucs.list", "Unicast Cipher Suite List", None;
    /// A cipher of frames to one station.
    UCS: U32 = "wlan.wfa.ie.wpa.ucs", "Unicast Cipher Suite", Dec;
    /// Who numbered the cipher.
    UCS_OUI: U24 = "wlan.wfa.ie.wpa.ucs.oui", "Unicast Cipher Suite OUI", Dec;
    /// Number of the cipher.
    UCS_TYPE: U8 = "wlan.wfa.ie.wpa.ucs.type", "Unicast Cipher Suite type", Dec, Names::Table(MCS_TYPE_NAMES);
    /// Ways to prove who one is.
    WPA_AKM_COUNT: U16 = "wlan.wfa.ie.wpa.akms.count", "Auth Key Management (AKM) Suite Count", Dec;
    /// Ways to prove who one is.
    WPA_AKM_LIST: Label = "wlan.wfa.ie.wpa.akms.list", "Auth Key Management (AKM) List", None;
    /// A way to prove who one is.
    WPA_AKM: U32 = "wlan.wfa.ie.wpa.akms", "Auth Key Management (AKM) Suite", Dec;
    /// Who numbered it.
    WPA_AKM_OUI: U24 = "wlan.wfa.ie.wpa.akms.oui", "Auth Key Management (AKM) OUI", Dec;
    /// Number of it.
    WPA_AKM_TYPE: U8 = "wlan.wfa.ie.wpa.type", "Auth Key Management (AKM) type", Dec, Names::Table(WPA_AKM_TYPE_NAMES);
    /// Kind of multimedia parameter.
    WME_SUBTYPE: U8 = "wlan.wfa.ie.wme.subtype", "WME Subtype", Dec, Names::Table(WME_SUBTYPE_NAMES);
    /// Version of it.
    WME_VERSION: U8 = "wlan.wfa.ie.wme.version", "WME Version", Dec;
    /// Quality of service.
    WME_QOS: U8 = "wlan.wfa.ie.wme.qos_info", "WME QoS Info", Hex;
    /// The access point lets stations sleep.
    WME_AP_UAPSD: Bool = "wlan.wfa.ie.wme.qos_info.ap.u_apsd", "U-APSD", W8 & 0x80, Names::TrueFalse("Enabled", "Disabled");
    /// Changes of the parameters.
    WME_AP_COUNT: U8 = "wlan.wfa.ie.wme.qos_info.ap.parameter_set_count", "Parameter Set Count", Hex & 0x0f;
    /// Reserved bits.
    WME_AP_RESERVED: U8 = "wlan.wfa.ie.wme.qos_info.ap.reserved", "Reserved", Hex & 0x70;
    /// Frames sent to a station that wakes.
    WME_STA_MAX_SP: U8 = "wlan.wfa.ie.wme.qos_info.sta.max_sp_length", "Max SP Length", Hex & 0x60, Names::Table(WME_STA_MAX_SP_NAMES);
    /// AC_BE.
    WME_STA_BE: Bool = "wlan.wfa.ie.wme.qos_info.sta.ac_be", "AC_BE", W8 & 0x08, Names::TrueFalse("WMM delivery and trigger enabled", "non-WMM PS");
    /// AC_BK.
    WME_STA_BK: Bool = "wlan.wfa.ie.wme.qos_info.sta.ac_bk", "AC_BK", W8 & 0x04, Names::TrueFalse("WMM delivery and trigger enabled", "non-WMM PS");
    /// AC_VI.
    WME_STA_VI: Bool = "wlan.wfa.ie.wme.qos_info.sta.ac_vi", "AC_VI", W8 & 0x02, Names::TrueFalse("WMM delivery and trigger enabled", "non-WMM PS");
    /// AC_VO.
    WME_STA_VO: Bool = "wlan.wfa.ie.wme.qos_info.sta.ac_vo", "AC_VO", W8 & 0x01, Names::TrueFalse("WMM delivery and trigger enabled", "non-WMM PS");
    /// Reserved bit.
    WME_STA_RESERVED: U8 = "wlan.wfa.ie.wme.qos_info.sta.reserved", "Reserved", Hex & 0x90;
    /// Reserved byte.
    WME_RESERVED: Bytes = "wlan.wfa.ie.wme.reserved", "Reserved", None;
    /// Parameters of an access category.
    ACP: Label = "wlan.wfa.ie.wme.acp", "Ac Parameters", None;
    /// Which category, and how long it waits.
    ACI_AIFSN: U8 = "wlan.wfa.ie.wme.acp.aci_aifsn", "ACI / AIFSN Field", Hex;
    /// Slots to wait.
    ACP_AIFSN: U8 = "wlan.wfa.ie.wme.acp.aifsn", "AIFSN", Dec & 0x0f;
    /// It must be asked for.
    ACP_ACM: Bool = "wlan.wfa.ie.wme.acp.acm", "Admission Control Mandatory", W8 & 0x10, YES_NO;
    /// Which category.
    ACP_ACI: U8 = "wlan.wfa.ie.wme.acp.aci", "ACI", Dec & 0x60, Names::Table(ACP_ACI_NAMES);
    /// Reserved bit.
    ACP_RESERVED: U8 = "wlan.wfa.ie.wme.acp.reserved", "Reserved", Dec & 0x80;
    /// Contention window, as exponents.
    ACP_ECW: U8 = "wlan.wfa.ie.wme.acp.ecw", "ECW", Hex;
    /// Greatest, as an exponent.
    ECW_MAX: U8 = "wlan.wfa.ie.wme.acp.ecw.max", "ECW Max", Dec & 0xf0;
    /// Least, as an exponent.
    ECW_MIN: U8 = "wlan.wfa.ie.wme.acp.ecw.min", "ECW Min", Dec & 0x0f;
    /// Greatest, in slots; does not fit into the one byte that the reference declares.
    CW_MAX: U16 = "wlan.wfa.ie.wme.acp.cw.max", "CW Max", Dec;
    /// Least, in slots.
    CW_MIN: U16 = "wlan.wfa.ie.wme.acp.cw.min", "CW Min", Dec;
    /// Longest turn, in units of 32 microseconds.
    ACP_TXOP: U16 = "wlan.wfa.ie.wme.acp.txop_limit", "TXOP Limit", Dec;
}

/// Names of its values.
pub const WFA_TYPE_NAMES: &[(u32, &str)] = &[(1, "WPA Information Element"), (2, "WMM/WME"), (4, "WPS")];
const MCS_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "NONE"),
    (1, "WEP (40-bit)"),
    (2, "TKIP"),
    (3, "AES (OCB)"),
    (4, "AES (CCM)"),
    (5, "WEP (104-bit)"),
    (6, "BIP"),
    (7, "Group addressed traffic not allowed"),
];
const WPA_AKM_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "NONE"),
    (1, "WPA"),
    (2, "PSK"),
    (3, "FT over IEEE 802.1X"),
    (4, "FT using PSK"),
    (5, "WPA (SHA256)"),
    (6, "PSK (SHA256)"),
    (7, "TDLS / TPK Handshake"),
];
/// Names of its values.
pub const WME_SUBTYPE_NAMES: &[(u32, &str)] =
    &[(0, "Information Element"), (1, "Parameter Element"), (2, "TSPEC Element")];
const WME_STA_MAX_SP_NAMES: &[(u32, &str)] = &[
    (0, "WMM AP may deliver all buffered frames (MSDUs and MMPDUs)"),
    (1, "WMM AP may deliver a maximum of 2 buffered frames (MSDUs and MMPDUs) per USP"),
    (2, "WMM AP may deliver a maximum of 4 buffered frames (MSDUs and MMPDUs) per USP"),
    (3, "WMM AP may deliver a maximum of 6 buffered frames (MSDUs and MMPDUs) per USP"),
];
/// Names of its values.
pub const ACP_ACI_NAMES: &[(u32, &str)] =
    &[(0, "Best Effort"), (1, "Background"), (2, "Video"), (3, "Voice")];
