//! The fields of the extended capabilities.

use crate::field::Names;

crate::fields! { "wlan.extcap";
    /// What a station can do beyond the first capabilities, a byte at a time.
    EXTCAP: U8 = "wlan.extcap", "Extended Capabilities", Hex;
    /// 20/40 BSS Coexistence Management Support.
    B0: Bool = "wlan.extcap.b0", "20/40 BSS Coexistence Management Support", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// Reserved (was On-demand beacon).
    B1: U8 = "wlan.extcap.b1", "Reserved (was On-demand beacon)", Hex & 0x02;
    /// Extended Channel Switching.
    B2: Bool = "wlan.extcap.b2", "Extended Channel Switching", W8 & 0x04, Names::TrueFalse("Supported", "Not supported");
    /// Reserved (was WAVE indication).
    B3: U8 = "wlan.extcap.b3", "Reserved (was WAVE indication)", Hex & 0x08;
    /// PSMP Capability.
    B4: Bool = "wlan.extcap.b4", "PSMP Capability", W8 & 0x10, Names::TrueFalse("Supported", "Not supported");
    /// Reserved.
    B5: U8 = "wlan.extcap.b5", "Reserved", Hex & 0x20;
    /// S-PSMP Support.
    B6: Bool = "wlan.extcap.b6", "S-PSMP Support", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// Event.
    B7: Bool = "wlan.extcap.b7", "Event", W8 & 0x80, Names::TrueFalse("Supported", "Not supported");
    /// Diagnostics.
    B8: Bool = "wlan.extcap.b8", "Diagnostics", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// Multicast Diagnostics.
    B9: Bool = "wlan.extcap.b9", "Multicast Diagnostics", W8 & 0x02, Names::TrueFalse("Supported", "Not supported");
    /// Location Tracking.
    B10: Bool = "wlan.extcap.b10", "Location Tracking", W8 & 0x04, Names::TrueFalse("Supported", "Not supported");
    /// FMS.
    B11: Bool = "wlan.extcap.b11", "FMS", W8 & 0x08, Names::TrueFalse("Supported", "Not supported");
    /// Proxy ARP Service.
    B12: Bool = "wlan.extcap.b12", "Proxy ARP Service", W8 & 0x10, Names::TrueFalse("Supported", "Not supported");
    /// Collocated Interference Reporting.
    B13: Bool = "wlan.extcap.b13", "Collocated Interference Reporting", W8 & 0x20, Names::TrueFalse("Supported", "Not supported");
    /// Civic Location.
    B14: Bool = "wlan.extcap.b14", "Civic Location", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// Geospatial Location.
    B15: Bool = "wlan.extcap.b15", "Geospatial Location", W8 & 0x80, Names::TrueFalse("Supported", "Not supported");
    /// TFS.
    B16: Bool = "wlan.extcap.b16", "TFS", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// WNM Sleep Mode.
    B17: Bool = "wlan.extcap.b17", "WNM Sleep Mode", W8 & 0x02, Names::TrueFalse("Supported", "Not supported");
    /// TIM Broadcast.
    B18: Bool = "wlan.extcap.b18", "TIM Broadcast", W8 & 0x04, Names::TrueFalse("Supported", "Not supported");
    /// BSS Transition.
    B19: Bool = "wlan.extcap.b19", "BSS Transition", W8 & 0x08, Names::TrueFalse("Supported", "Not supported");
    /// QoS Traffic Capability.
    B20: Bool = "wlan.extcap.b20", "QoS Traffic Capability", W8 & 0x10, Names::TrueFalse("Supported", "Not supported");
    /// AC Station Count.
    B21: Bool = "wlan.extcap.b21", "AC Station Count", W8 & 0x20, Names::TrueFalse("Supported", "Not supported");
    /// Multiple BSSID.
    B22: Bool = "wlan.extcap.b22", "Multiple BSSID", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// Timing Measurement.
    B23: Bool = "wlan.extcap.b23", "Timing Measurement", W8 & 0x80, Names::TrueFalse("Supported", "Not supported");
    /// Channel Usage.
    B24: Bool = "wlan.extcap.b24", "Channel Usage", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// SSID List.
    B25: Bool = "wlan.extcap.b25", "SSID List", W8 & 0x02, Names::TrueFalse("Supported", "Not supported");
    /// DMS.
    B26: Bool = "wlan.extcap.b26", "DMS", W8 & 0x04, Names::TrueFalse("Supported", "Not supported");
    /// UTC TSF Offset.
    B27: Bool = "wlan.extcap.b27", "UTC TSF Offset", W8 & 0x08, Names::TrueFalse("Supported", "Not supported");
    /// TPU Buffer STA Support.
    B28: Bool = "wlan.extcap.b28", "TPU Buffer STA Support", W8 & 0x10, Names::TrueFalse("Supported", "Not supported");
    /// TDLS Peer PSM Support.
    B29: Bool = "wlan.extcap.b29", "TDLS Peer PSM Support", W8 & 0x20, Names::TrueFalse("Supported", "Not supported");
    /// TDLS channel switching.
    B30: Bool = "wlan.extcap.b30", "TDLS channel switching", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// Interworking.
    B31: Bool = "wlan.extcap.b31", "Interworking", W8 & 0x80, Names::TrueFalse("Supported", "Not supported");
    /// QoS Map.
    B32: Bool = "wlan.extcap.b32", "QoS Map", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// EBR.
    B33: Bool = "wlan.extcap.b33", "EBR", W8 & 0x02, Names::TrueFalse("Supported", "Not supported");
    /// SSPN Interface.
    B34: Bool = "wlan.extcap.b34", "SSPN Interface", W8 & 0x04, Names::TrueFalse("Supported", "Not supported");
    /// Reserved.
    B35: U8 = "wlan.extcap.b35", "Reserved", Hex & 0x08;
    /// MSGCF Capability.
    B36: Bool = "wlan.extcap.b36", "MSGCF Capability", W8 & 0x10, Names::TrueFalse("Supported", "Not supported");
    /// TDLS Support.
    B37: Bool = "wlan.extcap.b37", "TDLS Support", W8 & 0x20, Names::TrueFalse("Supported", "Not supported");
    /// TDLS Prohibited.
    B38: Bool = "wlan.extcap.b38", "TDLS Prohibited", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// TDLS Channel Switching Prohibited.
    B39: Bool = "wlan.extcap.b39", "TDLS Channel Switching Prohibited", W8 & 0x80, Names::TrueFalse("Supported", "Not supported");
    /// Reject Unadmitted Frame.
    B40: Bool = "wlan.extcap.b40", "Reject Unadmitted Frame", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// Service Interval Granularity.
    SERV_INT_GRANULARITY: U8 = "wlan.extcap.serv_int_granularity", "Service Interval Granularity", Dec & 0x0e, Names::Table(SERV_INT_GRANULARITY_NAMES);
    /// Identifier Location.
    B44: Bool = "wlan.extcap.b44", "Identifier Location", W8 & 0x10, Names::TrueFalse("Supported", "Not supported");
    /// U-APSD Coexistence.
    B45: Bool = "wlan.extcap.b45", "U-APSD Coexistence", W8 & 0x20, Names::TrueFalse("Supported", "Not supported");
    /// WNM Notification.
    B46: Bool = "wlan.extcap.b46", "WNM Notification", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// QAB Capability.
    B47: U8 = "wlan.extcap.b47", "QAB Capability", Hex & 0x80;
    /// UTF-8 SSID.
    B48: Bool = "wlan.extcap.b48", "UTF-8 SSID", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// QMF Activated.
    B49: Bool = "wlan.extcap.b49", "QMF Activated", W8 & 0x02;
    /// QMF Reconfiguration Activated.
    B50: Bool = "wlan.extcap.b50", "QMF Reconfiguration Activated", W8 & 0x04;
    /// Robust AV Streaming.
    B51: Bool = "wlan.extcap.b51", "Robust AV Streaming", W8 & 0x08;
    /// Advanced GCR.
    B52: Bool = "wlan.extcap.b52", "Advanced GCR", W8 & 0x10;
    /// Mesh GCR.
    B53: Bool = "wlan.extcap.b53", "Mesh GCR", W8 & 0x20;
    /// SCS.
    B54: Bool = "wlan.extcap.b54", "SCS", W8 & 0x40;
    /// QLoad Report.
    B55: Bool = "wlan.extcap.b55", "QLoad Report", W8 & 0x80;
    /// Alternate EDCA.
    B56: Bool = "wlan.extcap.b56", "Alternate EDCA", W8 & 0x01;
    /// Unprotected TXOP Negotiation.
    B57: Bool = "wlan.extcap.b57", "Unprotected TXOP Negotiation", W8 & 0x02;
    /// Protected TXOP Negotiation.
    B58: Bool = "wlan.extcap.b58", "Protected TXOP Negotiation", W8 & 0x04;
    /// Reserved.
    B59: U16 = "wlan.extcap.b59", "Reserved", Hex & 0x0008;
    /// Protected QLoad Report.
    B60: Bool = "wlan.extcap.b60", "Protected QLoad Report", W8 & 0x10;
    /// TDLS Wider Bandwidth.
    B61: Bool = "wlan.extcap.b61", "TDLS Wider Bandwidth", W8 & 0x20, Names::TrueFalse("Supported", "Not supported");
    /// Operating Mode Notification.
    B62: Bool = "wlan.extcap.b62", "Operating Mode Notification", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// Max Number Of MSDUs In A-MSDU, which stands across octets 8 and 9.
    B63: U16 = "wlan.extcap.b63", "Max Number Of MSDUs In A-MSDU", Dec & 0x0180, Names::Table(MSDUS);
    /// Octets 8 and 9 in one: Alternate EDCA.
    WORD_B56: Bool = "wlan.extcap.b56", "Alternate EDCA", W16 & 0x0001;
    /// Unprotected TXOP Negotiation.
    WORD_B57: Bool = "wlan.extcap.b57", "Unprotected TXOP Negotiation", W16 & 0x0002;
    /// Protected TXOP Negotiation.
    WORD_B58: Bool = "wlan.extcap.b58", "Protected TXOP Negotiation", W16 & 0x0004;
    /// Protected QLoad Report.
    WORD_B60: Bool = "wlan.extcap.b60", "Protected QLoad Report", W16 & 0x0010;
    /// TDLS Wider Bandwidth.
    WORD_B61: Bool = "wlan.extcap.b61", "TDLS Wider Bandwidth", W16 & 0x0020, Names::TrueFalse("Supported", "Not supported");
    /// Operating Mode Notification.
    WORD_B62: Bool = "wlan.extcap.b62", "Operating Mode Notification", W16 & 0x0040, Names::TrueFalse("Supported", "Not supported");
    /// Channel Schedule Management.
    B65: Bool = "wlan.extcap.b65", "Channel Schedule Management", W16 & 0x0200;
    /// Geodatabase Inband Enabling Signal.
    B66: Bool = "wlan.extcap.b66", "Geodatabase Inband Enabling Signal", W16 & 0x0400;
    /// Network Channel Control.
    B67: Bool = "wlan.extcap.b67", "Network Channel Control", W16 & 0x0800;
    /// White Space Map.
    B68: Bool = "wlan.extcap.b68", "White Space Map", W16 & 0x1000;
    /// Channel Availability Query.
    B69: Bool = "wlan.extcap.b69", "Channel Availability Query", W16 & 0x2000;
    /// Fine Timing Measurement Responder.
    B70: Bool = "wlan.extcap.b70", "Fine Timing Measurement Responder", W16 & 0x4000;
    /// Fine Timing Measurement Initiator.
    B71: Bool = "wlan.extcap.b71", "Fine Timing Measurement Initiator", W16 & 0x8000;
    /// FILS Capable.
    B72: Bool = "wlan.extcap.b72", "FILS Capable", W8 & 0x01;
    /// Extended Spectrum Management Capable.
    B73: Bool = "wlan.extcap.b73", "Extended Spectrum Management Capable", W8 & 0x02;
    /// Future Channel Capable.
    B74: Bool = "wlan.extcap.b74", "Future Channel Capable", W8 & 0x04;
    /// Reserved.
    B75: U8 = "wlan.extcap.b75", "Reserved", Hex & 0x08;
    /// Reserved.
    B76: U8 = "wlan.extcap.b76", "Reserved", Hex & 0x10;
    /// TWT Requester Support.
    B77: Bool = "wlan.extcap.b77", "TWT Requester Support", W8 & 0x20;
    /// TWT Responder Support.
    B78: Bool = "wlan.extcap.b78", "TWT Responder Support", W8 & 0x40;
    /// OBSS Narrow Bandwidth RU in UL OFDMA Tolerance Support.
    B79: Bool = "wlan.extcap.b79", "OBSS Narrow Bandwidth RU in UL OFDMA Tolerance Support", W8 & 0x80;
    /// Complete List of NonTxBSSID Profiles.
    B80: Bool = "wlan.extcap.b80", "Complete List of NonTxBSSID Profiles", W8 & 0x01;
    /// SAE Password Identifiers In Use.
    B81: Bool = "wlan.extcap.b81", "SAE Password Identifiers In Use", W8 & 0x02;
    /// SAE Passwords Used Exclusively.
    B82: Bool = "wlan.extcap.b82", "SAE Passwords Used Exclusively", W8 & 0x04;
    /// Enhanced Multi-BSSID Advertisement Support.
    B83: Bool = "wlan.extcap.b83", "Enhanced Multi-BSSID Advertisement Support", W8 & 0x08;
    /// Beacon Protection Enabled.
    B84: Bool = "wlan.extcap.b84", "Beacon Protection Enabled", W8 & 0x10;
    /// Mirrored SCS.
    B85: Bool = "wlan.extcap.b85", "Mirrored SCS", W8 & 0x20;
    /// OCT.
    B86: Bool = "wlan.extcap.b86", "OCT", W8 & 0x40;
    /// Reserved.
    B87: U8 = "wlan.extcap.b87", "Reserved", Hex & 0x80;
    /// SAE-PK Passwords Used Exclusively.
    B88: Bool = "wlan.extcap.b88", "SAE-PK Passwords Used Exclusively", W8 & 0x01;
    /// TWT Parameters Range Support.
    B89: U8 = "wlan.extcap.b89", "TWT Parameters Range Support", Hex & 0x02;
    /// non-TB Ranging Responder.
    B90: Bool = "wlan.extcap.b90", "non-TB Ranging Responder", W8 & 0x04;
    /// TB Ranging Responder.
    B91: Bool = "wlan.extcap.b91", "TB Ranging Responder", W8 & 0x08;
    /// TB Ranging Responder Measurement Support.
    B92: Bool = "wlan.extcap.b92", "TB Ranging Responder Measurement Support", W8 & 0x10;
    /// TB Ranging Initiator Measurement Support.
    B93: Bool = "wlan.extcap.b93", "TB Ranging Initiator Measurement Support", W8 & 0x20;
    /// AOA Measurement Available.
    B94: Bool = "wlan.extcap.b94", "AOA Measurement Available", W8 & 0x40;
    /// Phase Shift Feedback Support.
    B95: Bool = "wlan.extcap.b95", "Phase Shift Feedback Support", W8 & 0x80;
}

const MSDUS: &[(u32, &str)] = &[(0, "No limit"), (1, "32"), (2, "16"), (3, "8")];

const SERV_INT_GRANULARITY_NAMES: &[(u32, &str)] = &[
    (0, "5 ms"),
    (1, "10 ms"),
    (2, "15 ms"),
    (3, "20 ms"),
    (4, "25 ms"),
    (5, "30 ms"),
    (6, "35 ms"),
    (7, "40 ms"),
];
