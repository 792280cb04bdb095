//! The fields of EAP's methods, and the names of their numbers.

use crate::field::Names;

crate::fields! { "eap.ms_chap_v2.opcode";
    /// What the packet of MS-CHAP-v2 is.
    MS_CODE: U8 = "eap.ms_chap_v2.opcode", "EAP-MS-CHAP-v2 OpCode", Dec, MS_CHAP_CODES;
    /// Joins challenge and response.
    MS_ID: U8 = "eap.ms_chap_v2.id", "EAP-MS-CHAP-v2 Id", Dec;
    /// Length of the packet of MS-CHAP-v2.
    MS_LENGTH: U16 = "eap.ms_chap_v2.length", "EAP-MS-CHAP-v2 Length", Dec;
    /// Length of challenge or response.
    MS_VALUE_SIZE: U8 = "eap.ms_chap_v2.value_size", "EAP-MS-CHAP-v2 Value-Size", Dec;
    /// The challenge.
    MS_CHALLENGE: Bytes = "eap.ms_chap_v2.challenge", "EAP-MS-CHAP-v2 Challenge", None;
    /// The sender's name.
    MS_NAME: Str = "eap.ms_chap_v2.name", "EAP-MS-CHAP-v2 Name", None;
    /// The peer's own challenge.
    MS_PEER_CHALLENGE: Bytes = "eap.ms_chap_v2.peer_challenge", "EAP-MS-CHAP-v2 Peer-Challenge", None;
    /// Zeros.
    MS_RESERVED: Bytes = "eap.ms_chap_v2.reserved", "EAP-MS-CHAP-v2 Reserved", None;
    /// What proves the password.
    MS_NT_RESPONSE: Bytes = "eap.ms_chap_v2.nt_response", "EAP-MS-CHAP-v2 NT-Response", None;
    /// Zero.
    MS_FLAGS: U8 = "eap.ms_chap_v2.flags", "EAP-MS-CHAP-v2 Flags", Hex;
    /// A response of another form.
    MS_RESPONSE: Bytes = "eap.ms_chap_v2.response", "EAP-MS-CHAP-v2 Response (Unknown Length)", None;
    /// What the server says to a success.
    MS_MESSAGE: Str = "eap.ms_chap_v2.message", "EAP-MS-CHAP-v2 Message", None;
    /// What it says to a failure.
    MS_FAILURE: Str = "eap.ms_chap_v2.failure_request", "EAP-MS-CHAP-v2 Failure-Request", None;
    /// What is of another kind.
    MS_DATA: Bytes = "eap.ms_chap_v2.data", "EAP-MS-CHAP-v2 Data", None;
    /// The length does not fit.
    MS_LENGTH_INVALID: Label = "eap.ms_chap_v2.length.invalid", "Invalid Length", None;
    /// Version of LEAP.
    LEAP_VERSION: U8 = "eap.leap.version", "EAP-LEAP Version", Dec;
    /// Zero.
    LEAP_RESERVED: U8 = "eap.leap.reserved", "EAP-LEAP Reserved", Hex;
    /// Length of challenge or response.
    LEAP_COUNT: U8 = "eap.leap.count", "EAP-LEAP Count", Dec;
    /// Challenge or response.
    LEAP_DATA: Bytes = "eap.leap.data", "EAP-LEAP Data", None;
    /// The peer's name.
    LEAP_NAME: Str = "eap.leap.name", "EAP-LEAP Name", None;
    /// The method is known to be weak.
    LEAP_WEAK: Label = "eap.dictionary_attacks", "Vulnerable to dictionary attacks. If possible, change EAP type. See http://www.cisco.com/warp/public/cc/pd/witc/ao350ap/prodlit/2331_pp.pdf", None;
    /// What the packet of EAP-SIM is.
    SIM_SUBTYPE: U8 = "eap.sim.subtype", "EAP-SIM Subtype", Dec, SIM_SUBTYPES;
    /// Zero.
    SIM_RESERVED: U16 = "eap.sim.reserved", "EAP-SIM Reserved", Hex;
    /// One attribute.
    SIM_ATTRIBUTE: Label = "eap.sim.subtype.attribute", "EAP-SIM Attribute", None;
    /// Kind of attribute.
    SIM_TYPE: U8 = "eap.sim.subtype.type", "EAP-SIM Type", Dec, ATTRIBUTES;
    /// Its length, in units of 4 bytes.
    SIM_LENGTH: U8 = "eap.sim.subtype.len", "EAP-SIM Length", Dec;
    /// What is to be known.
    SIM_NOTIFICATION: U16 = "eap.sim.notification_type", "EAP-SIM Notification Type", Dec, NOTIFICATIONS;
    /// What went wrong.
    SIM_ERROR: U16 = "eap.sim.error_code", "EAP-SIM Error Code", Dec, ERROR_CODES;
    /// What another attribute holds.
    SIM_VALUE: Bytes = "eap.sim.subtype.value", "EAP-SIM Value", None;
    /// What the packet of EAP-AKA is.
    AKA_SUBTYPE: U8 = "eap.aka.subtype", "EAP-AKA Subtype", Dec, AKA_SUBTYPES;
    /// Zero.
    AKA_RESERVED: U16 = "eap.aka.reserved", "EAP-AKA Reserved", Hex;
    /// One attribute.
    AKA_ATTRIBUTE: Label = "eap.aka.subtype.attribute", "EAP-AKA Attribute", None;
    /// Kind of attribute.
    AKA_TYPE: U8 = "eap.aka.subtype.type", "EAP-AKA Type", Dec, ATTRIBUTES;
    /// Its length, in units of 4 bytes.
    AKA_LENGTH: U8 = "eap.aka.subtype.len", "EAP-AKA Length", Dec;
    /// What is to be known.
    AKA_NOTIFICATION: U16 = "eap.aka.notification_type", "EAP-AKA Notification Type", Dec, NOTIFICATIONS;
    /// What went wrong.
    AKA_ERROR: U16 = "eap.aka.error_code", "EAP-AKA Error Code", Dec, ERROR_CODES;
    /// What another attribute holds.
    AKA_VALUE: Bytes = "eap.aka.subtype.value", "EAP-AKA Value", None;
    /// Length of an identity without what fills it up.
    IDENTITY_LENGTH: U16 = "eap.identity.actual_len", "Identity Actual Length", Dec;
    /// What fills it up.
    IDENTITY_PADDING: Bytes = "eap.identity.padding", "Padding", None;
    /// What the packet of EAP-PAX is.
    PAX_CODE: U8 = "eap.pax.opcode", "EAP-PAX OP-Code", Hex, PAX_CODES;
    /// Flags of EAP-PAX.
    PAX_FLAGS: U8 = "eap.pax.flags", "EAP-PAX Flags", Hex;
    /// More fragments follow.
    PAX_MF: Bool = "eap.pax.flags.mf", "more fragments", W8 & 0x01;
    /// Certificates are used.
    PAX_CE: Bool = "eap.pax.flags.ce", "certificate enabled", W8 & 0x02;
    /// Further data is there.
    PAX_AI: Bool = "eap.pax.flags.ai", "ADE Included", W8 & 0x04;
    /// Reserved.
    PAX_FLAGS_RESERVED: Bool = "eap.pax.flags.reserved", "reserved", W8 & 0xf8;
    /// Which MAC.
    PAX_MAC: U8 = "eap.pax.mac_id", "EAP-PAX MAC ID", Hex, PAX_MACS;
    /// Which group.
    PAX_GROUP: U8 = "eap.pax.dh_group_id", "EAP-PAX DH Group ID", Hex, PAX_GROUPS;
    /// Which kind of key.
    PAX_KEY: U8 = "eap.pax.public_key_id", "EAP-PAX Public Key ID", Hex, PAX_KEYS;
    /// Length of the server's number.
    PAX_A_LEN: U16 = "eap.pax.a.len", "EAP-PAX A len", Dec;
    /// The server's number.
    PAX_A: Bytes = "eap.pax.a", "EAP-PAX A", None;
    /// Length of the client's number.
    PAX_B_LEN: U16 = "eap.pax.b.len", "EAP-PAX B len", Dec;
    /// The client's number.
    PAX_B: Bytes = "eap.pax.b", "EAP-PAX B", None;
    /// Length of the client's name.
    PAX_CID_LEN: U16 = "eap.pax.cid.len", "EAP-PAX CID len", Dec;
    /// The client's name.
    PAX_CID: Str = "eap.pax.cid", "EAP-PAX CID", None;
    /// Length of the confirmation.
    PAX_MAC_CK_LEN: U16 = "eap.pax.mac_ck.len", "EAP-PAX MAC_CK len", Dec;
    /// The confirmation.
    PAX_MAC_CK: Bytes = "eap.pax.mac_ck", "EAP-PAX MAC_CK", None;
    /// Length of further data.
    PAX_ADE_LEN: U16 = "eap.pax.ade.len", "EAP-PAX ADE len", Dec;
    /// Further data.
    PAX_ADE: Bytes = "eap.pax.ade", "EAP-PAX ADE", None;
    /// Integrity check value.
    PAX_ICV: Bytes = "eap.pax.icv", "EAP-PAX ICV", None;
    /// Flags of EAP-PSK.
    PSK_FLAGS: U8 = "eap.psk.flags", "EAP-PSK Flags", Hex;
    /// Number of the message, from 0.
    PSK_FLAGS_T: U8 = "eap.psk.flags.t", "T", Hex & 0xc0;
    /// Reserved.
    PSK_FLAGS_RESERVED: U8 = "eap.psk.flags.reserved", "Reserved", Hex & 0x3f;
    /// The peer's random number.
    PSK_RAND_P: Bytes = "eap.psk.rand_p", "EAP-PSK RAND_P", None;
    /// The server's random number.
    PSK_RAND_S: Bytes = "eap.psk.rand_s", "EAP-PSK RAND_S", None;
    /// What proves the peer.
    PSK_MAC_P: Bytes = "eap.psk.mac_p", "EAP-PSK MAC_P", None;
    /// What proves the server.
    PSK_MAC_S: Bytes = "eap.psk.mac_s", "EAP-PSK MAC_S", None;
    /// The peer's name.
    PSK_ID_P: Str = "eap.psk.id_p", "EAP-PSK ID_P", None;
    /// The server's name.
    PSK_ID_S: Str = "eap.psk.id_s", "EAP-PSK ID_S", None;
    /// What is encrypted.
    PSK_CHANNEL: Bytes = "eap.psk.pchannel", "EAP-PSK Protected Channel (encrypted)", None;
    /// Version of EAP-SAKE.
    SAKE_VERSION: U8 = "eap.sake.version", "EAP-SAKE Version", Hex;
    /// Joins the packets of an exchange.
    SAKE_SESSION: U8 = "eap.sake.session_id", "EAP-SAKE Session ID", Hex;
    /// What the packet of EAP-SAKE is.
    SAKE_SUBTYPE: U8 = "eap.sake.subtype", "EAP-SAKE Subtype", Hex, SAKE_SUBTYPES;
    /// Kind of attribute.
    SAKE_TYPE: U8 = "eap.sake.attr.type", "Attribute Type", Hex, SAKE_ATTRIBUTES;
    /// Its length.
    SAKE_LENGTH: U8 = "eap.sake.attr.len", "Attribute Length", Dec;
    /// What it holds.
    SAKE_VALUE: Bytes = "eap.sake.attr.val", "Attribute Value", None;
    /// The text that it holds.
    SAKE_TEXT: Str = "eap.sake.attr.val_str", "Attribute Value", None;
    /// What the packet of EAP-GPSK is.
    GPSK_CODE: U8 = "eap.gpsk.opcode", "EAP-GPSK OP-Code", Hex, GPSK_CODES;
    /// Length of the server's name.
    GPSK_SERVER_LEN: U16 = "eap.gpsk.id_server.len", "EAP-GPSK ID_Server len", Dec;
    /// The server's name.
    GPSK_SERVER: Str = "eap.gpsk.id_server", "EAP-GPSK ID_Server", None;
    /// Length of the peer's name.
    GPSK_PEER_LEN: U16 = "eap.gpsk.id_peer.len", "EAP-GPSK ID_Peer len", Dec;
    /// The peer's name.
    GPSK_PEER: Str = "eap.gpsk.id_peer", "EAP-GPSK ID_Peer", None;
    /// The server's random number.
    GPSK_RAND_SERVER: Bytes = "eap.gpsk.rand_server", "EAP-GPSK Rand_Server", None;
    /// The peer's random number.
    GPSK_RAND_PEER: Bytes = "eap.gpsk.rand_peer", "EAP-GPSK Rand_Peer", None;
    /// Length of the list of suites.
    GPSK_SUITES_LEN: U16 = "eap.gpsk.csuite_list_len", "Len", Dec;
    /// Who defined the suite.
    GPSK_VENDOR: U32 = "eap.gpsk.csuite.vendor", "Vendor", Hex;
    /// Which suite.
    GPSK_SPECIFIER: U16 = "eap.gpsk.csuite.specifier", "Specifier", Hex;
    /// Length of protected data.
    GPSK_PAYLOAD_LEN: U16 = "eap.gpsk.pd_payload.len", "EAP-GPSK PD_Payload len", Dec;
    /// Protected data.
    GPSK_PAYLOAD: Bytes = "eap.gpsk.pd_payload", "EAP-GPSK PD_Payload", None;
    /// MAC of the packet.
    GPSK_MAC: Bytes = "eap.gpsk.payload_mac", "EAP-GPSK Payload MAC", None;
    /// What went wrong.
    GPSK_FAILURE: U32 = "eap.gpsk.failure_code", "EAP-GPSK Failure code", Hex, GPSK_FAILURES;
    /// Who defined an expanded type.
    EXT_VENDOR: U16 = "eap.ext.vendor_id", "EAP-EXT Vendor Id", Hex, VENDORS;
    /// Which of theirs.
    EXT_TYPE: U8 = "eap.ext.vendor_type", "EAP-EXT Vendor Type", Hex, VENDOR_TYPES;
    /// What the packet of Wi-Fi Protected Setup is.
    WPS_CODE: U8 = "eap.wps.code", "Opcode", Dec, WPS_CODES;
    /// Its flags.
    WPS_FLAGS: U8 = "eap.wps.flags", "Flags", Hex;
    /// More fragments follow.
    WPS_MORE: Bool = "eap.wps.flags.more", "More flag", W8 & 0x01;
    /// The length of all fragments follows.
    WPS_HAS_LENGTH: Bool = "eap.wps.flags.length", "Length field present", W8 & 0x02;
    /// Length of all fragments.
    WPS_LENGTH: U16 = "eap.wps.msglen", "Length field", Dec;
    /// Flags of EAP-IKEv2.
    IKE_FLAGS: U8 = "eap.ikev2.flags", "EAP-IKEv2 Flags", Hex;
    /// The length of all fragments follows. The name is the reference's.
    IKE_HAS_LENGTH: Bool = "eap.ikve2.flags.len_included", "Length Included", W8 & 0x80;
    /// More fragments follow.
    IKE_MORE: Bool = "eap.ikev2.flags.more_fragments", "More Fragments", W8 & 0x40;
    /// A checksum stands behind the message.
    IKE_HAS_ICV: Bool = "eap.ikev2.flags.icv_present", "Integrity Checksum Data present", W8 & 0x20;
    /// Length of all fragments.
    IKE_LENGTH: U32 = "eap.ikev2.len", "EAP-IKEv2 Length", Dec;
    /// The checksum.
    IKE_ICV: Bytes = "eap.ikev2.integrity_checksum_data", "EAP-IKEv2 Integrity Checksum Data", None;
    /// What the server of EAP-FAST tells first.
    FAST_TYPE: U16 = "eap.fast.type", "EAP-FAST Type", Dec;
    /// Its length.
    FAST_LENGTH: U16 = "eap.fast.length", "EAP-FAST Length", Dec;
    /// Which server it is.
    FAST_AUTHORITY: Bytes = "eap.fast.authority_id_data", "Authority ID Data", None;
}

pub(super) const MS_CHAP_CODES: Names = Names::Table(&[
    (1, "Challenge"),
    (2, "Response"),
    (3, "Success"),
    (4, "Failure"),
    (7, "Change-Password"),
]);
pub(super) const SIM_SUBTYPES: Names = Names::Table(&[
    (10, "Start"),
    (11, "Challenge"),
    (12, "Notification"),
    (13, "Re-authentication"),
    (14, "Client-Error"),
]);
pub(super) const AKA_SUBTYPES: Names = Names::Table(&[
    (1, "AKA-Challenge"),
    (2, "AKA-Authentication-Reject"),
    (4, "AKA-Synchronization-Failure"),
    (5, "AKA-Identity"),
    (12, "Notification"),
    (13, "Re-authentication"),
    (14, "Client-Error"),
]);
pub(super) const ATTRIBUTES: Names = Names::Table(&[
    (1, "AT_RAND"),
    (2, "AT_AUTN"),
    (3, "AT_RES"),
    (4, "AT_AUTS"),
    (6, "AT_PADDING"),
    (7, "AT_NONCE_MT"),
    (10, "AT_PERMANENT_ID_REQ"),
    (11, "AT_MAC"),
    (12, "AT_NOTIFICATION"),
    (13, "AT_ANY_ID_REQ"),
    (14, "AT_IDENTITY"),
    (15, "AT_VERSION_LIST"),
    (16, "AT_SELECTED_VERSION"),
    (17, "AT_FULLAUTH_ID_REQ"),
    (19, "AT_COUNTER"),
    (20, "AT_COUNTER_TOO_SMALL"),
    (21, "AT_NONCE_S"),
    (22, "AT_CLIENT_ERROR_CODE"),
    (23, "AT_KDF_INPUT"),
    (24, "AT_KDF"),
    (128, "Unassigned"),
    (129, "AT_IV"),
    (130, "AT_ENCR_DATA"),
    (131, "Unassigned"),
    (132, "AT_NEXT_PSEUDONYM"),
    (133, "AT_NEXT_REAUTH_ID"),
    (134, "AT_CHECKCODE"),
    (135, "AT_RESULT_IND"),
    (136, "AT_BIDDING"),
    (137, "AT_IPMS_IND"),
    (138, "AT_IPMS_RES"),
    (139, "AT_TRUST_IND"),
    (140, "AT_SHORT_NAME_FOR_NETWORK"),
    (141, "AT_FULL_NAME_FOR_NETWORK"),
    (142, "AT_RQSI_IND"),
    (143, "AT_RQSI_RES"),
    (144, "AT_TWAN_CONN_MODE"),
    (145, "AT_VIRTUAL_NETWORK_ID"),
    (146, "AT_VIRTUAL_NETWORK_REQ"),
    (147, "AT_CONNECTIVITY_TYPE"),
    (148, "AT_HANDOVER_INDICATION"),
    (149, "AT_HANDOVER_SESSION_ID"),
    (150, "AT_MN_SERIAL_ID"),
    (151, "AT_DEVICE_IDENTITY"),
]);
pub(super) const NOTIFICATIONS: Names = Names::Table(&[
    (0, "General Failure after Authentication"),
    (1026, "User has been temporarily denied access"),
    (1031, "User has not subscribed to the requested service"),
    (8192, "Failure to Terminate the Authentication Exchange"),
    (16384, "General Failure"),
    (32768, "Success"),
]);
pub(super) const ERROR_CODES: Names = Names::Table(&[
    (0, "Unable to process packet"),
    (1, "Unsupported version"),
    (2, "Insufficient number of challenges"),
    (3, "RANDs are not fresh"),
]);
pub(super) const PAX_CODES: Names = Names::Table(&[
    (0x01, "STD-1"),
    (0x02, "STD-2"),
    (0x03, "STD-3"),
    (0x11, "SEC-1"),
    (0x12, "SEC-2"),
    (0x13, "SEC-3"),
    (0x14, "SEC-4"),
    (0x15, "SEC-5"),
    (0x21, "ACK"),
]);
pub(super) const PAX_MACS: Names = Names::Table(&[(1, "HMAC_SHA1_128"), (2, "HMAC_SHA256_128")]);
pub(super) const PAX_GROUPS: Names = Names::Table(&[
    (0, "NONE"),
    (1, "2048-bit MODP Group (IANA DH Group 14)"),
    (2, "3072-bit MODP Group (IANA DH Group 15)"),
    (3, "NIST ECC Group P-256"),
]);
pub(super) const PAX_KEYS: Names = Names::Table(&[
    (0, "NONE"),
    (1, "RSAES-OAEP"),
    (2, "RSA-PKCS1-V1_5"),
    (3, "El-Gamal Over NIST ECC Group P-256"),
]);
pub(super) const SAKE_SUBTYPES: Names = Names::Table(&[
    (1, "SAKE/Challenge"),
    (2, "SAKE/Confirm"),
    (3, "SAKE/Auth-Reject"),
    (4, "SAKE/Identity"),
]);
pub(super) const SAKE_ATTRIBUTES: Names = Names::Table(&[
    (0x01, "Server Nonce RAND_S"),
    (0x02, "Peer Nonce RAND_P"),
    (0x03, "Server MIC"),
    (0x04, "Peer MIC"),
    (0x05, "Server FQDN"),
    (0x06, "Peer NAI (tmp, perm)"),
    (0x07, "Server chosen SPI SPI_S"),
    (0x08, "Peer SPI list SPI_P"),
    (0x09, "Requires any Peer Id (tmp, perm)"),
    (0x0a, "Requires Peer's permanent Id/NAI"),
    (0x80, "Contains encrypted attributes"),
    (0x81, "IV for encrypted attributes"),
    (0x82, "Padding for encrypted attributes"),
    (0x83, "TempID for next EAP-SAKE phase"),
    (0x84, "MSK Lifetime"),
]);
pub(super) const GPSK_CODES: Names = Names::Table(&[
    (0, "Reserved"),
    (1, "GPSK-1"),
    (2, "GPSK-2"),
    (3, "GPSK-3"),
    (4, "GPSK-4"),
    (5, "Fail"),
    (6, "Protected Fail"),
]);
pub(super) const GPSK_FAILURES: Names = Names::Table(&[
    (0, "Reserved"),
    (1, "PSK Not Found"),
    (2, "Authentication Failure"),
    (3, "Authorization Failure"),
]);
pub(super) const VENDORS: Names = Names::Table(&[(0x372a, "WFA")]);
pub(super) const VENDOR_TYPES: Names = Names::Table(&[(1, "SimpleConfig")]);
pub(super) const WPS_CODES: Names = Names::Table(&[
    (1, "WSC Start"),
    (2, "WSC ACK"),
    (3, "WSC NACK"),
    (4, "WSC Msg"),
    (5, "WSC Done"),
    (6, "WSC FRAG ACK"),
]);
