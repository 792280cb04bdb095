//! Authentication over LANs (IEEE 802.1X-2020 section 11): the envelope of EAP, and the keys of
//! IEEE 802.11 (section 12.7.2).

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::field::def::SET;

pub const PROTOCOL: Protocol = Protocol {
    name: "eapol",
    title: "EAPOL",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x888e), Claim::EtherType(0x88c7)],
    own_len: Some(own_len),
    dissect,
    ..Protocol::EMPTY
};

const VERSIONS: Names = Names::Table(&[(1, "802.1X-2001"), (2, "802.1X-2004"), (3, "802.1X-2010")]);
const TYPES: Names = Names::Table(&[
    (0, "EAP Packet"),
    (1, "Start"),
    (2, "Logoff"),
    (3, "Key"),
    (4, "Encapsulated ASF Alert"),
    (5, "MKA"),
    (6, "Announcement (Generic)"),
    (7, "Announcement (Specific)"),
    (8, "Announcement Request"),
]);
const DESCRIPTORS: Names =
    Names::Table(&[(1, "RC4 Descriptor"), (2, "EAPOL RSN Key"), (254, "EAPOL WPA Key")]);
const KEY_VERSIONS: Names = Names::Table(&[
    (1, "RC4 Cipher, HMAC-MD5 MIC"),
    (2, "AES Cipher, HMAC-SHA1 MIC"),
    (3, "AES Cipher, AES-128-CMAC MIC"),
]);
const KEY_TYPES: Names = Names::TrueFalse("Pairwise Key", "Group Key");
const KEY_KINDS: Names = Names::TrueFalse("Unicast", "Broadcast");

crate::fields! { "eapol";
    /// Authentication over LANs (IEEE 802.1X).
    EAPOL: Protocol = "eapol", "802.1X Authentication", None;
    /// Version of the protocol.
    VERSION: U8 = "eapol.version", "Version", Dec, VERSIONS;
    /// What the packet is.
    TYPE: U8 = "eapol.type", "Type", Dec, TYPES;
    /// Length of the body.
    LEN: U16 = "eapol.len", "Length", Dec;
    /// How the key is described.
    DESCRIPTOR: U8 = "eapol.keydes.type", "Key Descriptor Type", Dec, DESCRIPTORS;
    /// A description nobody defined.
    BODY: Bytes = "eapol.keydes.body", "Key Descriptor Body", None;
    /// Length of the key.
    KEY_LEN: U16 = "eapol.keydes.key_len", "Key Length", Dec;
    /// Guards against replayed packets.
    REPLAY_COUNTER: U64 = "eapol.keydes.replay_counter", "Replay Counter", Dec;
    /// Initialisation vector.
    KEY_IV: Bytes = "eapol.keydes.key_iv", "Key IV", None;
    /// Which key.
    KEY_INDEX: U8 = "eapol.keydes.key_index", "Key Index", Hex;
    /// Kind of key.
    KEY_INDEX_TYPE: Bool = "eapol.keydes.key_index.type", "Type", W8 & 0x80, KEY_KINDS;
    /// Number of the key.
    KEY_INDEX_NUMBER: U8 = "eapol.keydes.key_index.number", "Number", Dec & 0x7f;
    /// Signature.
    KEY_SIGNATURE: Bytes = "eapol.keydes.key_signature", "Key Signature", None;
    /// The key, encrypted.
    KEY: Bytes = "eapol.keydes.key", "Key", None;
    /// The message's number in the handshake.
    MESSAGE_NUMBER: U8 = "wlan_rsna_eapol.keydes.msgnr", "Message number", Dec;
    /// What the key is for.
    KEY_INFO: U16 = "wlan_rsna_eapol.keydes.key_info", "Key Information", Hex;
    /// Cipher and MAC.
    INFO_VERSION: U16 = "wlan_rsna_eapol.keydes.key_info.keydes_version", "Key Descriptor Version", Dec & 0x0007, KEY_VERSIONS;
    /// For one station or for all.
    INFO_TYPE: Bool = "wlan_rsna_eapol.keydes.key_info.key_type", "Key Type", W16 & 0x0008, KEY_TYPES;
    /// Number of the key.
    INFO_INDEX: U16 = "wlan_rsna_eapol.keydes.key_info.key_index", "Key Index", Dec & 0x0030;
    /// To be used.
    INFO_INSTALL: Bool = "wlan_rsna_eapol.keydes.key_info.install", "Install", W16 & 0x0040, SET;
    /// An answer is wanted.
    INFO_ACK: Bool = "wlan_rsna_eapol.keydes.key_info.key_ack", "Key ACK", W16 & 0x0080, SET;
    /// The packet is signed.
    INFO_MIC: Bool = "wlan_rsna_eapol.keydes.key_info.key_mic", "Key MIC", W16 & 0x0100, SET;
    /// The handshake is over.
    INFO_SECURE: Bool = "wlan_rsna_eapol.keydes.key_info.secure", "Secure", W16 & 0x0200, SET;
    /// A MIC was wrong.
    INFO_ERROR: Bool = "wlan_rsna_eapol.keydes.key_info.error", "Error", W16 & 0x0400, SET;
    /// The station asks for a handshake.
    INFO_REQUEST: Bool = "wlan_rsna_eapol.keydes.key_info.request", "Request", W16 & 0x0800, SET;
    /// Key data is encrypted.
    INFO_ENCRYPTED: Bool = "wlan_rsna_eapol.keydes.key_info.encrypted_key_data", "Encrypted Key Data", W16 & 0x1000, SET;
    /// Between stations.
    INFO_SMK: Bool = "wlan_rsna_eapol.keydes.key_info.smk_message", "SMK Message", W16 & 0x2000, SET;
    /// Random number.
    NONCE: Bytes = "wlan_rsna_eapol.keydes.nonce", "WPA Key Nonce", None;
    /// Receive sequence counter.
    RSC: Bytes = "wlan_rsna_eapol.keydes.rsc", "WPA Key RSC", None;
    /// Unused.
    KEY_ID: Bytes = "wlan_rsna_eapol.keydes.id", "WPA Key ID", None;
    /// Message integrity code.
    MIC: Bytes = "wlan_rsna_eapol.keydes.mic", "WPA Key MIC", None;
    /// Length of key data.
    DATA_LEN: U16 = "wlan_rsna_eapol.keydes.data_len", "WPA Key Data Length", Dec;
    /// Key data.
    DATA: Bytes = "wlan_rsna_eapol.keydes.data", "WPA Key Data", None;
}

/// Length of the header.
const HEADER_LEN: u32 = 4;

fn own_len(bytes: &[u8]) -> Option<u32> {
    let len = bytes.get(2..4)?.first_chunk::<2>()?;
    Some(HEADER_LEN + u32::from(u16::from_be_bytes(*len)))
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let whole = c;
    let version = c.u8()?;
    d.tree.leaf(VERSION, version);
    let kind = c.u8()?;
    d.tree.leaf(TYPE, kind);
    match TYPES.name(kind.value.into()) {
        Some(name) => d.columns.set_info(format_args!("{name}")),
        None => d.columns.set_info(format_args!("Unknown Type (0x{:02X})", kind.value)),
    }
    let len = c.u16()?;
    d.tree.leaf(LEN, len);
    let mut body = c.take(len.value.into());
    d.tree.set_span(d.layer_node(), whole.span(HEADER_LEN + u32::from(len.value)));
    match kind.value {
        0 => {
            d.tree.set_span(d.layer_node(), whole.span(HEADER_LEN));
            d.hand_over(Claim::Named("eap"), body);
        }
        3 if !body.is_empty() => key(d, &mut body)?,
        _ => d.hand_over(Claim::Named("data"), body),
    }
    Ok(())
}

fn key(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let descriptor = c.u8()?;
    d.tree.leaf(DESCRIPTOR, descriptor);
    match descriptor.value {
        1 => rc4(d, c),
        2 | 254 => rsn(d, c),
        _ => {
            d.rest_as(BODY, c);
            Ok(())
        }
    }
}

fn rc4(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(KEY_LEN, c.u16()?);
    d.tree.leaf(REPLAY_COUNTER, c.u64()?);
    d.tree.leaf(KEY_IV, c.bytes(16)?);
    let index = c.u8()?;
    let open = d.tree.open(KEY_INDEX, index);
    d.tree.leaf(KEY_INDEX_TYPE, index.map(u64::from));
    d.tree.leaf(KEY_INDEX_NUMBER, index);
    d.tree.close(open);
    d.tree.leaf(KEY_SIGNATURE, c.bytes(16)?);
    d.rest_as(KEY, c);
    Ok(())
}

/// Which message of a handshake this is (IEEE 802.11-2020 section 12.7.6): said by flags alone,
/// and by whether there is key data.
fn message(info: u16, data_len: u16) -> Option<(u8, &'static str)> {
    let has = |bit: u16| info & bit != 0;
    let pairwise = has(0x0008);
    Some(match (pairwise, has(0x0080), has(0x0100), has(0x0200)) {
        (true, true, false, _) => (1, "Key (Message 1 of 4)"),
        (true, true, true, _) => (3, "Key (Message 3 of 4)"),
        (true, false, true, false) if data_len > 0 => (2, "Key (Message 2 of 4)"),
        (true, false, true, _) => (4, "Key (Message 4 of 4)"),
        (false, true, _, _) => (1, "Key (Group Message 1 of 2)"),
        (false, false, true, _) => (2, "Key (Group Message 2 of 2)"),
        _ => return None,
    })
}

fn rsn(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    // The length of the MIC depends on the method; 16 bytes but for the strongest.
    const MIC_LEN: u32 = 16;
    let data_len = c.peek().get(92..94).and_then(|b| b.first_chunk()).map_or(0, |b| u16::from_be_bytes(*b));
    let info = c.u16()?;
    if let Some((number, name)) = message(info.value, data_len) {
        d.tree.generated(MESSAGE_NUMBER, number, info.span);
        d.columns.set_info(format_args!("{name}"));
    }
    let open = d.tree.open(KEY_INFO, info);
    d.tree.leaf(INFO_VERSION, info);
    d.tree.leaf(INFO_TYPE, info.map(u64::from));
    d.tree.leaf(INFO_INDEX, info);
    let flags =
        [INFO_INSTALL, INFO_ACK, INFO_MIC, INFO_SECURE, INFO_ERROR, INFO_REQUEST, INFO_ENCRYPTED, INFO_SMK];
    for field in flags {
        d.tree.leaf(field, info.map(u64::from));
    }
    d.tree.close(open);
    d.tree.leaf(KEY_LEN, c.u16()?);
    d.tree.leaf(REPLAY_COUNTER, c.u64()?);
    d.tree.leaf(NONCE, c.bytes(32)?);
    d.tree.leaf(KEY_IV, c.bytes(16)?);
    d.tree.leaf(RSC, c.bytes(8)?);
    d.tree.leaf(KEY_ID, c.bytes(8)?);
    d.tree.leaf(MIC, c.bytes(MIC_LEN)?);
    let len = c.u16()?;
    d.tree.leaf(DATA_LEN, len);
    if len.value > 0 {
        const ENCRYPTED: u16 = 0x1000;
        let elements = { *c }.sub(len.value.into())?;
        let open = d.tree.open(DATA, c.bytes(len.value.into())?);
        if info.value & ENCRYPTED == 0 {
            d.show_part("wlan.mgt", elements);
        }
        d.tree.close(open);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut frame =
            vec![1, 0x80, 0xc2, 0, 0, 3, 2, 0, 0, 0, 0, 1, 0x88, 0x8e, 2, kind, 0, body.len() as u8];
        frame.extend_from_slice(body);
        frame
    }

    fn rsn(info: u16, data: &[u8]) -> Vec<u8> {
        let mut body = vec![2];
        body.extend_from_slice(&info.to_be_bytes());
        body.extend_from_slice(&[0; 90]);
        body.extend_from_slice(&(data.len() as u16).to_be_bytes());
        body.extend_from_slice(data);
        frame(3, &body)
    }

    #[test]
    fn the_messages_of_a_handshake_are_numbered() {
        for (info, data, text) in [
            (0x008a, &b""[..], "Key (Message 1 of 4)"),
            (0x010a, b"x", "Key (Message 2 of 4)"),
            (0x13ca, b"x", "Key (Message 3 of 4)"),
            (0x030a, b"", "Key (Message 4 of 4)"),
            (0x1382, b"x", "Key (Group Message 1 of 2)"),
            (0x0302, b"", "Key (Group Message 2 of 2)"),
        ] {
            assert_eq!(columns(1, &rsn(info, data))[2..], ["EAPOL", text]);
        }
        survives_cuts(1, &rsn(0x010a, b"key data"));
    }

    #[test]
    fn a_start() {
        let frame = frame(1, b"");
        assert_eq!(columns(1, &frame)[3], "Start");
        assert_eq!(
            labels_from(1, &frame, "802.1X"),
            ["802.1X Authentication", "    Version: 802.1X-2004 (2)", "    Type: Start (1)", "    Length: 0"]
        );
        assert_eq!(protocols(1, &frame), "eth:ethertype:eapol");
    }
}
