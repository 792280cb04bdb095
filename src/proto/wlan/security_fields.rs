//! The fields of the RSN parameter.

use crate::field::Names;

crate::fields! { "wlan.rsn.version";
    /// Version of robust security.
    RSN_VERSION: U16 = "wlan.rsn.version", "RSN Version", Dec;
    /// Cipher of frames to groups.
    GCS: U32 = "wlan.rsn.gcs", "Group Cipher Suite", Dec;
    /// Who numbered the cipher.
    GCS_OUI: U24 = "wlan.rsn.gcs.oui", "Group Cipher Suite OUI", Dec;
    /// Number of the cipher.
    GCS_TYPE: U8 = "wlan.rsn.gcs.type", "Group Cipher Suite type", Dec, Names::Table(GCS_TYPE_NAMES);
    /// Ciphers offered.
    PCS_COUNT: U16 = "wlan.rsn.pcs.count", "Pairwise Cipher Suite Count", Dec;
    /// Ciphers offered.
    PCS_LIST: Label = "wlan.rsn.pcs.list", "Pairwise Cipher Suite List", None;
    /// A cipher of frames to one station.
    PCS: U32 = "wlan.rsn.pcs", "Pairwise Cipher Suite", Dec;
    /// Who numbered the cipher.
    PCS_OUI: U24 = "wlan.rsn.pcs.oui", "Pairwise Cipher Suite OUI", Dec;
    /// Number of the cipher.
    PCS_TYPE: U8 = "wlan.rsn.pcs.type", "Pairwise Cipher Suite type", Dec, Names::Table(GCS_TYPE_NAMES);
    /// Ways to prove who one is.
    AKM_COUNT: U16 = "wlan.rsn.akms.count", "Auth Key Management (AKM) Suite Count", Dec;
    /// Ways to prove who one is.
    AKM_LIST: Label = "wlan.rsn.akms.list", "Auth Key Management (AKM) List", None;
    /// A way to prove who one is.
    AKM: U32 = "wlan.rsn.akms", "Auth Key Management (AKM) Suite", Dec;
    /// Who numbered it.
    AKM_OUI: U24 = "wlan.rsn.akms.oui", "Auth Key Management (AKM) OUI", Dec;
    /// Number of it.
    AKM_TYPE: U8 = "wlan.rsn.akms.type", "Auth Key Management (AKM) type", Dec, Names::Table(AKM_TYPE_NAMES);
    /// What is supported of robust security.
    RSN_CAPABILITIES: U16 = "wlan.rsn.capabilities", "RSN Capabilities", Hex;
    /// RSN Pre-Auth capabilities.
    RSN_PREAUTH: Bool = "wlan.rsn.capabilities.preauth", "RSN Pre-Auth capabilities", W16 & 0x0001, Names::TrueFalse("Transmitter supports pre-authentication", "Transmitter does not support pre-authentication");
    /// RSN No Pairwise capabilities.
    RSN_NO_PAIRWISE: Bool = "wlan.rsn.capabilities.no_pairwise", "RSN No Pairwise capabilities", W16 & 0x0002, Names::TrueFalse("Transmitter cannot support WEP default key 0 simultaneously with Pairwise key", "Transmitter can support WEP default key 0 simultaneously with Pairwise key");
    /// RSN PTKSA Replay Counter capabilities.
    RSN_PTKSA: U16 = "wlan.rsn.capabilities.ptksa_replay_counter", "RSN PTKSA Replay Counter capabilities", Hex & 0x000c, Names::Table(RSN_PTKSA_NAMES);
    /// RSN GTKSA Replay Counter capabilities.
    RSN_GTKSA: U16 = "wlan.rsn.capabilities.gtksa_replay_counter", "RSN GTKSA Replay Counter capabilities", Hex & 0x0030, Names::Table(RSN_PTKSA_NAMES);
    /// Management Frame Protection Required.
    RSN_MFPR: Bool = "wlan.rsn.capabilities.mfpr", "Management Frame Protection Required", W16 & 0x0040;
    /// Management Frame Protection Capable.
    RSN_MFPC: Bool = "wlan.rsn.capabilities.mfpc", "Management Frame Protection Capable", W16 & 0x0080;
    /// Joint Multi-band RSNA.
    RSN_JMR: Bool = "wlan.rsn.capabilities.jmr", "Joint Multi-band RSNA", W16 & 0x0100;
    /// PeerKey Enabled.
    RSN_PEERKEY: Bool = "wlan.rsn.capabilities.peerkey", "PeerKey Enabled", W16 & 0x0200;
    /// Extended Key ID for Individually Addressed Frames.
    RSN_KEY_ID: Bool = "wlan.rsn.capabilities.extended_key_id_iaf", "Extended Key ID for Individually Addressed Frames", W16 & 0x2000, Names::TrueFalse("Supported", "Not supported");
    /// Names of master keys that the station has.
    PMKID_COUNT: U16 = "wlan.rsn.pmkid.count", "PMKID Count", Dec;
    /// The names.
    PMKID_LIST: Label = "wlan.rsn.pmkid.list", "PMKID List", None;
    /// Name of a master key.
    PMKID: Bytes = "wlan.pmkid.akms", "PMKID", None;
    /// Cipher of management frames to groups.
    GMCS: U32 = "wlan.rsn.gmcs", "Group Management Cipher Suite", Dec;
    /// Who numbered the cipher.
    GMCS_OUI: U24 = "wlan.rsn.gmcs.oui", "Group Management Cipher Suite OUI", Dec;
    /// Number of the cipher.
    GMCS_TYPE: U8 = "wlan.rsn.gmcs.type", "Group Management Cipher Suite type", Dec, Names::Table(GCS_TYPE_NAMES);
    /// KeyID.
    KDE_PTK_KEYID: U8 = "wlan.rsn.ie.ptk.keyid", "KeyID", Dec & 0x3;
    /// PMKID.
    KDE_PMKID: Bytes = "wlan.rsn.ie.pmkid", "PMKID", None;
    /// Data Type.
    KDE_DATA_TYPE: U16 = "wlan.rsn.ie.kde.data_type", "Data Type", Dec, Names::Ranges(KEY_DATA_NAMES);
    /// Key ID.
    KDE_GTK_KEY_ID: U8 = "wlan.rsn.ie.gtk_kde.key_id", "Key ID", Hex & 0x3;
    /// Tx.
    KDE_GTK_TX: Bool = "wlan.rsn.ie.gtk_kde.tx", "Tx", W8 & 0x4, Names::TrueFalse("Temporal key used for both transmission and reception", "Temporal key used only for reception");
    /// Reserved.
    KDE_GTK_RES1: U8 = "wlan.rsn.ie.gtk_kde.res1", "Reserved", Hex & 0xf8;
    /// Reserved.
    KDE_GTK_RES2: U8 = "wlan.rsn.ie.gtk_kde.res2", "Reserved", Hex;
    /// GTK.
    KDE_GTK_GTK: Bytes = "wlan.rsn.ie.gtk_kde.gtk", "GTK", None;
    /// MAC Address.
    KDE_MAC_ADDRESS_MAC_ADDRESS: Ether = "wlan.rsn.ie.mac_address_kde.mac_address", "MAC Address", None;
    /// Key Nonce.
    KDE_KEY_NONCE_NONCE: Bytes = "wlan.rsn.ie.key_nonce_kde.nonce", "Key Nonce", None;
    /// Key Lifetime.
    KDE_KEY_LIFETIME_LIFETIME: U32 = "wlan.rsn.ie.key_lifetime_kde.lifetime", "Key Lifetime", Dec;
    /// Reserved.
    KDE_ERROR_RESERVED: U16 = "wlan.rsn.ie.error_kde.reserved", "Reserved", Hex;
    /// Error Type.
    KDE_ERROR_ERROR_TYPE: U16 = "wlan.rsn.ie.error_kde.error_type", "Error Type", Hex;
    /// KeyId.
    KDE_IGTK_KEYID: U16 = "wlan.rsn.ie.igtk.kde.keyid", "KeyId", Dec;
    /// IPN.
    KDE_IGTK_IPN: U48 = "wlan.rsn.ie.igtk.kde.ipn", "IPN", Dec;
    /// IGTK.
    KDE_IGTK_IGTK: Bytes = "wlan.rsn.ie.igtk.kde.igtk", "IGTK", None;
    /// Operating Class.
    KDE_OCI_OPERATING_CLASS: U8 = "wlan.rsn.ie.oci_kde.operating_class", "Operating Class", Dec;
    /// Primary Channel Number.
    KDE_OCI_PRIMARY_CHANNEL_NUMBER: U8 = "wlan.rsn.ie.oci_kde.primary_channel_number", "Primary Channel Number", Dec;
    /// Frequency Segment 1 Channel Number.
    KDE_OCI_FREQUENCY_SEGMENT_1_CHANNEL_NUMBER: U8 = "wlan.rsn.ie.oci_kde.frequency_segment_1_channel_number", "Frequency Segment 1 Channel Number", Dec;
    /// Key ID.
    KDE_BIGTK_KEY_ID: U16 = "wlan.rsn.ie.bigtk_kde.key_id", "Key ID", Dec;
    /// BIPN.
    KDE_BIGTK_BIPN: U48 = "wlan.rsn.ie.bigtk_kde.bipn", "BIPN", Dec;
    /// Key ID.
    KDE_BIGTK_BIGTK: Bytes = "wlan.rsn.ie.bigtk_kde.bigtk", "Key ID", None;
    /// RSN Unknown.
    KDE_UNKNOWN: Bytes = "wlan.rsn.ie.unknown", "RSN Unknown", None;
}

const GCS_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "NONE"),
    (1, "WEP (40-bit)"),
    (2, "TKIP"),
    (3, "AES (OCB)"),
    (4, "AES (CCM)"),
    (5, "WEP (104-bit)"),
    (6, "BIP (128)"),
    (7, "Group addressed traffic not allowed"),
    (8, "GCMP (128)"),
    (9, "GCMP (256)"),
    (10, "CCMP (256)"),
    (11, "BIP (GMAC-128)"),
    (12, "BIP (GMAC-256)"),
    (13, "BIP (CMAC-256)"),
];
const AKM_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "NONE"),
    (1, "WPA"),
    (2, "PSK"),
    (3, "FT over IEEE 802.1X"),
    (4, "FT using PSK"),
    (5, "WPA (SHA256)"),
    (6, "PSK (SHA256)"),
    (7, "TDLS / TPK Handshake (SHA256)"),
    (8, "SAE (SHA256)"),
    (9, "FT using SAE (SHA256)"),
    (10, "APPeerKey (SHA256)"),
    (11, "WPA (SHA256-SuiteB)"),
    (12, "WPA (SHA384-SuiteB)"),
    (13, "FT over IEEE 802.1X (SHA384)"),
    (14, "FILS (SHA256 and AES-SIV-256)"),
    (15, "FILS (SHA384 and AES-SIV-512)"),
    (16, "FT over FILS (SHA256 and AES-SIV-256)"),
    (17, "FT over FILS (SHA384 and AES-SIV-512)"),
    (18, "Opportunistic Wireless Encryption"),
    (19, "FT using PSK (SHA384)"),
    (20, "PSK (SHA384)"),
    (21, "PASN"),
];
const RSN_PTKSA_NAMES: &[(u32, &str)] = &[
    (0, "1 replay counter per PTKSA/GTKSA/STAKeySA"),
    (1, "2 replay counters per PTKSA/GTKSA/STAKeySA"),
    (2, "4 replay counters per PTKSA/GTKSA/STAKeySA"),
    (3, "16 replay counters per PTKSA/GTKSA/STAKeySA"),
];

/// What a piece of key data is (section 12.7.2).
const KEY_DATA_NAMES: &[(u32, u32, &str)] = &[
    (0, 0, "Reserved"),
    (1, 1, "GTK KDE"),
    (2, 2, "Reserved"),
    (3, 3, "MAC address KDE"),
    (4, 4, "PMKID KDE"),
    (5, 5, "Reserved"),
    (6, 6, "Nonce KDE"),
    (7, 7, "Lifetime KDE"),
    (8, 8, "Error KDE"),
    (9, 9, "IGTK KDE"),
    (10, 10, "Key ID KDE"),
    (11, 11, "Multi-band GTK KDE"),
    (12, 12, "Multi-band Key ID KDE"),
    (13, 13, "OCI KDE"),
    (14, 14, "BIGTK KDE"),
    (15, 15, "Reserved"),
    (16, 16, "MLO GTK KDE"),
    (17, 17, "MLO IGTK KDE"),
    (18, 18, "MLO BIGTK KDE"),
    (19, 19, "MLO LINK KDE"),
    (20, 255, "Reserved"),
];
