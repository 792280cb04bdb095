//! IKE, the key exchange of IPsec: versions 2 (RFC 7296) and 1 (RFC 2408). Headers and the payloads that
//! stand in the clear; proposals of associations are not taken apart.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "isakmp",
    title: "ISAKMP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(500)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "isakmp";
    /// Key exchange of IPsec (RFC 7296, RFC 2408).
    ISAKMP: Protocol = "isakmp", "Internet Security Association and Key Management Protocol", None;
    /// Number that the initiator gives the association.
    INITIATOR: Bytes = "isakmp.ispi", "Initiator SPI", None;
    /// Number that the responder gives it.
    RESPONDER: Bytes = "isakmp.rspi", "Responder SPI", None;
    /// Kind of the next payload.
    NEXT: U8 = "isakmp.nextpayload", "Next payload", Dec, Names::Ranges(NEXT_NAMES);
    /// Version of the protocol.
    VERSION: U8 = "isakmp.version", "Version", Hex;
    /// Its first part.
    MAJOR: U8 = "isakmp.mjver", "MjVer", Hex & 0xf0;
    /// Its second part.
    MINOR: U8 = "isakmp.mnver", "MnVer", Hex & 0x0f;
    /// What is exchanged.
    EXCHANGE: U8 = "isakmp.exchangetype", "Exchange type", Dec, Names::Table(EXCHANGE_NAMES);
    /// Flags of the message.
    FLAGS: U8 = "isakmp.flags", "Flags", Hex;
    /// Who sends it began the association.
    FLAG_INITIATOR: Bool = "isakmp.flag_i", "Initiator", W8 & 0x08, Names::TrueFalse("Initiator", "Responder");
    /// The sender speaks a newer version too.
    FLAG_VERSION: Bool = "isakmp.flag_v", "Version", W8 & 0x10, Names::TrueFalse("A higher version enabled", "No higher version");
    /// It answers another message.
    FLAG_RESPONSE: Bool = "isakmp.flag_r", "Response", W8 & 0x20, Names::TrueFalse("Response", "Request");
    /// The payloads are encrypted.
    FLAG_ENCRYPTION: Bool = "isakmp.flag_e", "Encryption", W8 & 0x01, Names::TrueFalse("Encrypted", "Not encrypted");
    /// The peer shall wait.
    FLAG_COMMIT: Bool = "isakmp.flag_c", "Commit", W8 & 0x02, Names::TrueFalse("Commit", "No commit");
    /// It is only authenticated.
    FLAG_AUTHENTICATION: Bool = "isakmp.flag_a", "Authentication", W8 & 0x04, Names::TrueFalse("Authentication", "No authentication");
    /// Number of the exchange.
    MESSAGE_ID: U32 = "isakmp.messageid", "Message ID", Hex;
    /// Bytes of the message.
    LENGTH: U32 = "isakmp.length", "Length", Dec;
    /// A payload.
    PAYLOAD: U8 = "isakmp.typepayload", "Payload", Dec, Names::Ranges(NEXT_NAMES);
    /// Who does not know it must refuse the message.
    CRITICAL: Bool = "isakmp.criticalpayload", "Critical Bit", W8 & 0x80, Names::TrueFalse("Critical", "Not critical");
    /// Reserved bits.
    RESERVED_BITS: U8 = "isakmp.reserved7", "Reserved", Hex & 0x7f;
    /// Reserved bytes.
    RESERVED: Bytes = "isakmp.reserved", "Reserved", None;
    /// Bytes of the payload.
    PAYLOAD_LENGTH: U16 = "isakmp.payloadlength", "Payload length", Dec;
    /// Bytes of a payload that is not taken apart.
    DATA: Bytes = "isakmp.datapayload", "Data Payload", None;
    /// Group that the key is of.
    DH_GROUP: U16 = "isakmp.key_exchange.dh_group", "DH Group #", Dec, Names::Table(DH_GROUP_NAMES);
    /// The public key.
    KEY: Bytes = "isakmp.key_exchange.data", "Key Exchange Data", None;
    /// A number used once.
    NONCE: Bytes = "isakmp.nonce", "Nonce DATA", None;
    /// Who made the sender, or what it can do.
    VENDOR_ID: Bytes = "isakmp.vid_bytes", "Vendor ID", None;
    /// Protocol that is spoken of.
    NOTIFY_PROTOCOL: U32 = "isakmp.notify.protoid", "Protocol ID", Dec, Names::Table(NOTIFY_PROTOCOL_NAMES);
    /// Bytes of an index.
    SPI_SIZE: U8 = "isakmp.spisize", "SPI Size", Dec;
    /// Index of an association.
    SPI: Bytes = "isakmp.spi", "SPI", None;
    /// What is told.
    NOTIFY: U16 = "isakmp.notify.msgtype", "Notify Message Type", Dec, Names::Ranges(NOTIFY_NAMES);
    /// More about it.
    NOTIFY_DATA: Bytes = "isakmp.notify.data", "Notification DATA", None;
    /// Initialization vector, as long as the longest there is may be.
    IV: Bytes = "isakmp.enc.iv", "Initialization Vector", None;
    /// What is encrypted.
    ENCRYPTED: Label = "isakmp.enc.data", "Encrypted Data", None;
}

const NEXT_NAMES: &[(u32, u32, &str)] = &[
    (0, 0, "NONE / No Next Payload "),
    (1, 1, "Security Association"),
    (2, 2, "Proposal"),
    (3, 3, "Transform"),
    (4, 4, "Key Exchange"),
    (5, 5, "Identification"),
    (6, 6, "Certificate"),
    (7, 7, "Certificate Request"),
    (8, 8, "Hash"),
    (9, 9, "Signature"),
    (10, 10, "Nonce"),
    (11, 11, "Notification"),
    (12, 12, "Delete"),
    (13, 13, "Vendor ID"),
    (14, 14, "Attributes"),
    (15, 15, "SA KEK Payload"),
    (16, 16, "SA TEK Payload"),
    (17, 17, "Key Download"),
    (18, 18, "Sequence Number"),
    (19, 19, "Proof of Possession"),
    (20, 20, "NAT-D (RFC 3947)"),
    (21, 21, "NAT-OA (RFC 3947)"),
    (22, 22, "Group Associated Policy"),
    (33, 33, "Security Association"),
    (34, 34, "Key Exchange"),
    (35, 35, "Identification - Initiator"),
    (36, 36, "Identification - Responder"),
    (37, 37, "Certificate"),
    (38, 38, "Certificate Request"),
    (39, 39, "Authentication"),
    (40, 40, "Nonce"),
    (41, 41, "Notify"),
    (42, 42, "Delete"),
    (43, 43, "Vendor ID"),
    (44, 44, "Traffic Selector - Initiator"),
    (45, 45, "Traffic Selector - Responder"),
    (46, 46, "Encrypted and Authenticated"),
    (47, 47, "Configuration"),
    (48, 48, "Extensible Authentication"),
    (49, 49, "Generic Secure Password Method"),
    (50, 50, "Group Identification"),
    (51, 51, "Group Security Association"),
    (52, 52, "Key Download"),
    (53, 53, "Encrypted and Authenticated Fragment"),
    (54, 127, "Unassigned"),
    (128, 129, "Private Use"),
    (130, 130, "NAT-D (draft-ietf-ipsec-nat-t-ike-01 to 03)"),
    (131, 131, "NAT-OA (draft-ietf-ipsec-nat-t-ike-01 to 03)"),
    (132, 132, "Cisco-Fragmentation"),
    (133, 256, "Private Use"),
];
const EXCHANGE_NAMES: &[(u32, &str)] = &[
    (0, "NONE"),
    (1, "Base"),
    (2, "Identity Protection (Main Mode)"),
    (3, "Authentication Only"),
    (4, "Aggressive"),
    (5, "Informational"),
    (6, "Transaction (Config Mode)"),
    (32, "Quick Mode"),
    (33, "New Group Mode"),
    (34, "IKE_SA_INIT"),
    (35, "IKE_AUTH"),
    (36, "CREATE_CHILD_SA"),
    (37, "INFORMATIONAL"),
    (38, "IKE_SESSION_RESUME"),
];
const DH_GROUP_NAMES: &[(u32, &str)] = &[
    (0, "UNDEFINED - 0"),
    (1, "Default 768-bit MODP group"),
    (2, "Alternate 1024-bit MODP group"),
    (3, "EC2N group on GP[2^155] group"),
    (4, "EC2N group on GP[2^185] group"),
    (5, "1536 bit MODP group"),
    (6, "EC2N group over GF[2^163]"),
    (7, "EC2N group over GF[2^163]"),
    (8, "EC2N group over GF[2^283]"),
    (9, "EC2N group over GF[2^283]"),
    (10, "EC2N group over GF[2^409]"),
    (11, "EC2N group over GF[2^409]"),
    (12, "EC2N group over GF[2^571]"),
    (13, "EC2N group over GF[2^571]"),
    (14, "2048 bit MODP group"),
    (15, "3072 bit MODP group"),
    (16, "4096 bit MODP group"),
    (17, "6144 bit MODP group"),
    (18, "8192 bit MODP group"),
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
    (31, "Curve25519"),
    (32, "Curve448"),
    (33, "GOST3410_2012_256"),
    (34, "GOST3410_2012_512"),
];
const NOTIFY_PROTOCOL_NAMES: &[(u32, &str)] = &[
    (0, "RESERVED"),
    (1, "ISAKMP"),
    (2, "IPSEC_AH"),
    (3, "IPSEC_ESP"),
    (4, "IPCOMP"),
    (5, "GIGABEAM_RADIO"),
];
const NOTIFY_NAMES: &[(u32, u32, &str)] = &[
    (0, 0, "<UNKNOWN>"),
    (1, 1, "INVALID-PAYLOAD-TYPE"),
    (2, 2, "DOI-NOT-SUPPORTED"),
    (3, 3, "SITUATION-NOT-SUPPORTED"),
    (4, 4, "INVALID-COOKIE"),
    (5, 5, "INVALID-MAJOR-VERSION"),
    (6, 6, "INVALID-MINOR-VERSION"),
    (7, 7, "INVALID-EXCHANGE-TYPE"),
    (8, 8, "INVALID-FLAGS"),
    (9, 9, "INVALID-MESSAGE-ID"),
    (10, 10, "INVALID-PROTOCOL-ID"),
    (11, 11, "INVALID-SPI"),
    (12, 12, "INVALID-TRANSFORM-ID"),
    (13, 13, "ATTRIBUTES-NOT-SUPPORTED"),
    (14, 14, "NO-PROPOSAL-CHOSEN"),
    (15, 15, "BAD-PROPOSAL-SYNTAX"),
    (16, 16, "PAYLOAD-MALFORMED"),
    (17, 17, "INVALID-KEY-INFORMATION"),
    (18, 18, "INVALID-ID-INFORMATION"),
    (19, 19, "INVALID-CERT-ENCODING"),
    (20, 20, "INVALID-CERTIFICATE"),
    (21, 21, "CERT-TYPE-UNSUPPORTED"),
    (22, 22, "INVALID-CERT-AUTHORITY"),
    (23, 23, "INVALID-HASH-INFORMATION"),
    (24, 24, "AUTHENTICATION-FAILED"),
    (25, 25, "INVALID-SIGNATURE"),
    (26, 26, "ADDRESS-NOTIFICATION"),
    (27, 27, "NOTIFY-SA-LIFETIME"),
    (28, 28, "CERTIFICATE-UNAVAILABLE"),
    (29, 29, "UNSUPPORTED-EXCHANGE-TYPE"),
    (30, 30, "UNEQUAL-PAYLOAD-LENGTHS"),
    (34, 34, "SINGLE_PAIR_REQUIRED"),
    (35, 35, "NO_ADDITIONAL_SAS"),
    (36, 36, "INTERNAL_ADDRESS_FAILURE"),
    (37, 37, "FAILED_CP_REQUIRED"),
    (38, 38, "TS_UNACCEPTABLE"),
    (39, 39, "INVALID_SELECTORS"),
    (40, 40, "UNACCEPTABLE_ADDRESSES"),
    (41, 41, "UNEXPECTED_NAT_DETECTED"),
    (42, 42, "USE_ASSIGNED_HoA"),
    (43, 43, "TEMPORARY_FAILURE"),
    (44, 44, "CHILD_SA_NOT_FOUND"),
    (45, 45, "INVALID_GROUP_ID"),
    (46, 46, "CHILD_SA_NOT_FOUND"),
    (47, 8191, "RESERVED TO IANA - Error types"),
    (8192, 16383, "Private Use"),
    (16384, 16384, "CONNECTED"),
    (16385, 16385, "SET_WINDOW_SIZE"),
    (16386, 16386, "ADDITIONAL_TS_POSSIBLE"),
    (16387, 16387, "IPCOMP_SUPPORTED"),
    (16388, 16388, "NAT_DETECTION_SOURCE_IP"),
    (16389, 16389, "NAT_DETECTION_DESTINATION_IP"),
    (16390, 16390, "COOKIE"),
    (16391, 16391, "USE_TRANSPORT_MODE"),
    (16392, 16392, "HTTP_CERT_LOOKUP_SUPPORTED"),
    (16393, 16393, "REKEY_SA"),
    (16394, 16394, "ESP_TFC_PADDING_NOT_SUPPORTED"),
    (16395, 16395, "NON_FIRST_FRAGMENTS_ALSO"),
    (16396, 16396, "MOBIKE_SUPPORTED"),
    (16397, 16397, "ADDITIONAL_IP4_ADDRESS"),
    (16398, 16398, "ADDITIONAL_IP6_ADDRESS"),
    (16399, 16399, "NO_ADDITIONAL_ADDRESSES"),
    (16400, 16400, "UPDATE_SA_ADDRESSES"),
    (16401, 16401, "COOKIE2"),
    (16402, 16402, "NO_NATS_ALLOWED"),
    (16403, 16403, "AUTH_LIFETIME"),
    (16404, 16404, "MULTIPLE_AUTH_SUPPORTED"),
    (16405, 16405, "ANOTHER_AUTH_FOLLOWS"),
    (16406, 16406, "REDIRECT_SUPPORTED"),
    (16407, 16407, "REDIRECT"),
    (16408, 16408, "REDIRECTED_FROM"),
    (16409, 16409, "TICKET_LT_OPAQUE"),
    (16410, 16410, "TICKET_REQUEST"),
    (16411, 16411, "TICKET_ACK"),
    (16412, 16412, "TICKET_NACK"),
    (16413, 16413, "TICKET_OPAQUE"),
    (16414, 16414, "LINK_ID"),
    (16415, 16415, "USE_WESP_MODE"),
    (16416, 16416, "ROHC_SUPPORTED"),
    (16417, 16417, "EAP_ONLY_AUTHENTICATION"),
    (16418, 16418, "CHILDLESS_IKEV2_SUPPORTED"),
    (16419, 16419, "QUICK_CRASH_DETECTION"),
    (16420, 16420, "IKEV2_MESSAGE_ID_SYNC_SUPPORTED"),
    (16421, 16421, "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED"),
    (16422, 16422, "IKEV2_MESSAGE_ID_SYNC"),
    (16423, 16423, "IPSEC_REPLAY_COUNTER_SYNC"),
    (16424, 16424, "SECURE_PASSWORD_METHODS"),
    (16425, 16425, "PSK_PERSIST"),
    (16426, 16426, "PSK_CONFIRM"),
    (16427, 16427, "ERX_SUPPORTED"),
    (16428, 16428, "IFOM_CAPABILITY"),
    (16429, 16429, "SENDER_REQUEST_ID"),
    (16430, 16430, "IKEV2_FRAGMENTATION_SUPPORTED"),
    (16431, 16431, "SIGNATURE_HASH_ALGORITHMS"),
    (24576, 24576, "RESPONDER-LIFETIME"),
    (24577, 24577, "REPLAY-STATUS"),
    (24578, 24578, "INITIAL-CONTACT"),
    (24579, 32767, "DOI-specific codes"),
    (32768, 36135, "Private Use"),
    (36136, 36136, "R-U-THERE"),
    (36137, 36137, "R-U-THERE-ACK"),
    (36138, 40500, "Private Use"),
    (40501, 40501, "UNITY-LOAD-BALANCE"),
    (40502, 40502, "UNITY-UNKNOWN"),
    (40503, 40503, "UNITY-GROUP-HASH"),
    (40960, 65535, "RESERVED (Future Use)"),
];

/// Kinds of payloads that are taken apart, of both versions.
mod payload {
    pub const KEY_EXCHANGE_1: u8 = 4;
    pub const NONCE_1: u8 = 10;
    pub const VENDOR_1: u8 = 13;
    pub const KEY_EXCHANGE: u8 = 34;
    pub const NONCE: u8 = 40;
    pub const NOTIFY: u8 = 41;
    pub const VENDOR: u8 = 43;
    pub const ENCRYPTED: u8 = 46;
}
const HEADER_LEN: u32 = 4;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "ISAKMP".into();
    d.columns.clear_info();
    let start = c;
    d.tree.leaf(INITIATOR, c.bytes(8)?);
    d.tree.leaf(RESPONDER, c.bytes(8)?);
    let next = c.u8()?;
    d.tree.leaf(NEXT, next);
    let version = c.u8()?;
    let (major, minor) = (version.value >> 4, version.value & 15);
    let open = d.tree.open_as(VERSION, version, format_args!("Version: {major}.{minor}"));
    d.tree.leaf(MAJOR, version);
    d.tree.leaf(MINOR, version);
    d.tree.close(open);
    let exchange = c.u8()?;
    d.tree.leaf(EXCHANGE, exchange);
    let flags = c.u8()?;
    let bits = flags.map(u64::from);
    let has = |bit: u8| flags.value & bit != 0;
    let value = flags.value;
    let new = major == 2;
    let open = if new {
        let who = if has(0x08) { "Initiator" } else { "Responder" };
        let newer = if has(0x10) { "A higher version enabled" } else { "No higher version" };
        let what = if has(0x20) { "Response" } else { "Request" };
        let open =
            d.tree.open_as(FLAGS, flags, format_args!("Flags: 0x{value:02x} ({who}, {newer}, {what})"));
        d.tree.leaf(FLAG_INITIATOR, bits);
        d.tree.leaf(FLAG_VERSION, bits);
        d.tree.leaf(FLAG_RESPONSE, bits);
        open
    } else {
        let open = d.tree.open(FLAGS, flags);
        d.tree.leaf(FLAG_ENCRYPTION, bits);
        d.tree.leaf(FLAG_COMMIT, bits);
        d.tree.leaf(FLAG_AUTHENTICATION, bits);
        open
    };
    d.tree.close(open);
    let id = c.u32()?;
    d.tree.leaf(MESSAGE_ID, id);
    let name = Names::Table(EXCHANGE_NAMES).name(exchange.value.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("{name}"));
    if new {
        let who = if has(0x08) { "Initiator" } else { "Responder" };
        let what = if has(0x20) { "Response" } else { "Request" };
        d.columns.add_info(format_args!(" MID={:02} {who} {what}", id.value));
    }
    let len = c.u32()?;
    d.tree.leaf(LENGTH, len);
    let used = start.left() - c.left();
    let mut body = c.sub(len.value.saturating_sub(used).min(c.left()))?;
    if !new && has(0x01) {
        let count = body.left();
        let rest = body.rest();
        d.tree.leaf_as(ENCRYPTED, rest.with(()), format_args!("Encrypted Data ({count} bytes)"));
        return Ok(());
    }
    payloads(d, next.value, new, &mut body)
}

/// One payload after the other; each says what the next one is.
fn payloads(d: &mut Dissector<'_>, first: u8, new: bool, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut kind = first;
    while kind != 0 && !c.is_empty() {
        let start = *c;
        let (next, reserved, len) = (c.u8()?, c.u8()?, c.u16()?);
        let body_len = u32::from(len.value).checked_sub(HEADER_LEN).ok_or(Cut::Malformed)?;
        let mut body = c.sub(body_len)?;
        let span = start.span(u32::from(len.value));
        let open = d.tree.open(PAYLOAD, crate::dissect::At { value: kind, span });
        d.tree.leaf(NEXT, next);
        if new {
            d.tree.leaf(CRITICAL, reserved.map(u64::from));
            d.tree.leaf(RESERVED_BITS, reserved);
        } else {
            d.tree.leaf(RESERVED, reserved.span.bytes());
        }
        d.tree.leaf(PAYLOAD_LENGTH, len);
        match kind {
            payload::KEY_EXCHANGE if new => {
                d.tree.leaf(DH_GROUP, body.u16()?);
                d.tree.leaf(RESERVED, body.bytes(2)?);
                d.rest_as(KEY, &mut body);
            }
            payload::KEY_EXCHANGE_1 => d.rest_as(KEY, &mut body),
            payload::NONCE | payload::NONCE_1 => d.rest_as(NONCE, &mut body),
            payload::VENDOR | payload::VENDOR_1 => d.rest_as(VENDOR_ID, &mut body),
            payload::NOTIFY => {
                d.tree.leaf(NOTIFY_PROTOCOL, body.u8()?.map(u32::from));
                let size = body.u8()?;
                d.tree.leaf(SPI_SIZE, size);
                let what = body.u16()?;
                d.tree.leaf(NOTIFY, what);
                let name = Names::Ranges(NOTIFY_NAMES).name(what.value.into()).unwrap_or("Unknown");
                d.append(open.node(), format_args!(" - {name}"));
                if size.value > 0 {
                    d.tree.leaf(SPI, body.bytes(size.value.into())?);
                }
                d.rest_as(NOTIFY_DATA, &mut body);
            }
            payload::ENCRYPTED => {
                // How long the vector is, the encrypted association settled; four bytes are shown.
                let vector = body.take(4);
                d.tree.leaf(IV, vector.rest_span().bytes());
                let rest = body.rest();
                d.tree.leaf(ENCRYPTED, rest.with(()));
            }
            _ => d.rest_as(DATA, &mut body),
        }
        d.tree.close(open);
        // What follows an encrypted payload's number stands inside it.
        kind = if kind == payload::ENCRYPTED { 0 } else { next.value };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    fn message(next: u8, version: u8, exchange: u8, flags: u8, payloads: &[u8]) -> Vec<u8> {
        let mut m = b"initiate".to_vec();
        m.extend_from_slice(&[0; 8]);
        m.extend_from_slice(&[next, version, exchange, flags, 0, 0, 0, 1]);
        m.extend_from_slice(&(28 + payloads.len() as u32).to_be_bytes());
        m.extend_from_slice(payloads);
        m
    }

    #[test]
    fn payloads_follow_each_other() {
        let payloads = [&[41, 0, 0, 6, b'n', b'o'][..], &[0, 0, 0, 10, 0, 0, 0x40, 4, b'h', b'h']].concat();
        let f = over_udp(500, 500, &message(40, 0x20, 34, 8, &payloads));
        assert_eq!(columns(101, &f)[2..], ["ISAKMP", "IKE_SA_INIT MID=01 Initiator Request"]);
        let lines = labels_from(101, &f, "Internet Security");
        for line in [
            "    Version: 2.0",
            "    Flags: 0x08 (Initiator, No higher version, Request)",
            "    Payload: Nonce (40)",
            "        Nonce DATA: 6e6f",
            "    Payload: Notify (41) - NAT_DETECTION_SOURCE_IP",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &f);
    }

    #[test]
    fn the_first_version_may_be_encrypted() {
        let f = over_udp(500, 500, &message(8, 0x10, 5, 1, b"secret"));
        assert_eq!(columns(101, &f)[3], "Informational");
        assert!(labels_from(101, &f, "    Encrypted")[0].ends_with("(6 bytes)"));
        survives_cuts(101, &f);
    }
}
