//! OpenVPN over UDP and TCP: packets of its control channel, which carry TLS, and of data, which stay closed. Whether
//! packets are signed (tls-auth) nothing says: it is told from what stands where the signature would, as the
//! reference does. TLS is shown as far as one packet holds it, and not opened.

use crate::base::time::Timestamp;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Stretch};
use crate::field::Names;
use crate::store::{Application, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "openvpn",
    title: "OpenVPN",
    fields: FIELDS,
    claims: &[Claim::UdpPort(PORT)],
    framer: Some(Framer { application: Application::OpenVpn, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

const OPCODES: Names = Names::Table(&[
    (1, "P_CONTROL_HARD_RESET_CLIENT_V1"),
    (2, "P_CONTROL_HARD_RESET_SERVER_V1"),
    (3, "P_CONTROL_SOFT_RESET_V1"),
    (4, "P_CONTROL_V1"),
    (5, "P_ACK_V1"),
    (6, "P_DATA_V1"),
    (7, "P_CONTROL_HARD_RESET_CLIENT_V2"),
    (8, "P_CONTROL_HARD_RESET_SERVER_V2"),
    (9, "P_DATA_V2"),
    (10, "P_CONTROL_HARD_RESET_CLIENT_V3"),
    (11, "P_CONTROL_WKC_V1"),
]);

crate::fields! { "openvpn";
    /// A packet of OpenVPN.
    OPENVPN: Protocol = "openvpn", "OpenVPN Protocol", None;
    /// Bytes of the packet, over TCP.
    LEN: U16 = "openvpn.plen", "Packet Length", Dec;
    /// What the packet is, and of which key.
    TYPE: U8 = "openvpn.type", "Type", Hex;
    /// What the packet is.
    OPCODE: U8 = "openvpn.opcode", "Opcode", Hex & 0xf8, OPCODES;
    /// Which key of the session.
    KEY_ID: U8 = "openvpn.keyid", "Key ID", Dec & 0x07;
    /// Names the client, whatever its address.
    PEER_ID: U24 = "openvpn.peerid", "Peer ID", Dec;
    /// Random: the sender's session.
    SESSION_ID: U64 = "openvpn.sessionid", "Session ID", Dec;
    /// Signature with the shared key (tls-auth).
    HMAC: Bytes = "openvpn.hmac", "HMAC", None;
    /// Number of the signed packet.
    REPLAY_ID: U32 = "openvpn.pid", "Replay-Packet-ID", Dec;
    /// When it was signed.
    NET_TIME: AbsoluteTime = "openvpn.net_time", "Net Time", None;
    /// How many packets are acknowledged.
    ACK_COUNT: U8 = "openvpn.mpidarraylength", "Message Packet-ID Array Length", Dec;
    /// One of them.
    ACK: U32 = "openvpn.mpidarrayelement", "Message Packet-ID Array Element", Dec;
    /// The other end's session.
    REMOTE_SESSION_ID: U64 = "openvpn.rsessionid", "Remote Session ID", Dec;
    /// Number of the packet.
    PACKET_ID: U32 = "openvpn.mpid", "Message Packet-ID", Dec;
    /// The client's key, encrypted for the server (tls-crypt-v2).
    CLIENT_KEY: Bytes = "openvpn.wkc", "Wrapped client key", None;
    /// Bytes of the key, and of this number.
    CLIENT_KEY_LEN: U16 = "openvpn.wkc_len", "Wrapped client key length", Dec;
    /// What is encrypted, or goes on from elsewhere.
    DATA: Bytes = "openvpn.data", "Data", None;
}

const PORT: u16 = 1194;
const MESSAGE: MessageKind = MessageKind(1);
/// Bytes before a packet over TCP.
const LEN_LEN: u64 = 2;
/// Of the signature, as OpenVPN makes it by default (HMAC-SHA1).
const HMAC_LEN: u32 = 20;
/// Of the signature where packets are encrypted, too (tls-crypt).
const CRYPT_HMAC_LEN: u32 = 32;

mod opcode {
    pub const ACK: u8 = 5;
    pub const DATA_V1: u8 = 6;
    pub const DATA_V2: u8 = 9;
    pub const RESET_CLIENT_V3: u8 = 10;
    pub const CLIENT_KEY_V1: u8 = 11;
}

fn is_opcode(first: u8) -> bool {
    OPCODES.name(u64::from(first >> 3)).is_some()
}

/// The beginning of a stream: a whole packet by which the client, or the server, begins.
fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let [high, low, first, ..] = *bytes else { return false };
    let len = usize::from(u16::from_be_bytes([high, low]));
    ports.contains(&PORT) && matches!(first >> 3, 1 | 2 | 7 | 8 | 10) && len >= 14 && bytes.len() == len + 2
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(LEN_LEN + 1));
    let [high, low, first] = *head else { return Framed::NeedMore { at_least: LEN_LEN + 1 } };
    let len = u64::from(u16::from_be_bytes([high, low]));
    if len == 0 || !is_opcode(first) {
        return Framed::Skip(0);
    }
    let len = LEN_LEN + len;
    if stretch.len < len {
        return Framed::NeedMore { at_least: len };
    }
    Framed::Message { len, kind: MESSAGE, note: 0 }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    // Over TCP the payload has its place in a stream.
    let is_tcp = d.place().is_some();
    let place = d.place();
    let start = c.offset();
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    if !is_tcp {
        return packet(d, c);
    }
    let len = c.u16()?;
    d.tree.leaf(LEN, len);
    let part = c.take(len.value.into());
    let result = packet(d, part);
    // Others of the segment stand behind what this one holds.
    if let Some(mut place) = place.filter(|_| !c.is_empty()) {
        place.start += u64::from(c.offset().saturating_sub(start));
        d.hand_over_any(&[Claim::Named("openvpn")], None, c, Some(place));
    }
    result
}

fn packet(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let first = c.u8()?;
    let kind = first.value >> 3;
    let open = d.tree.open_as(TYPE, first, format_args!("Type: 0x{:02x} [opcode/key_id]", first.value));
    d.tree.leaf(OPCODE, first);
    d.tree.leaf(KEY_ID, first);
    d.tree.close(open);
    let name = OPCODES.name(kind.into()).unwrap_or("Unknown Messagetype");
    d.columns.add_info_after(", ", format_args!("MessageType: {name}"));
    if matches!(kind, opcode::DATA_V1 | opcode::DATA_V2) {
        if kind == opcode::DATA_V2 {
            let peer = c.array::<3>()?;
            d.tree.leaf(PEER_ID, peer.map(|[a, b, c]| u32::from_be_bytes([0, a, b, c])));
        }
        data(d, c);
        return Ok(());
    }
    if OPCODES.name(kind.into()).is_none() {
        data(d, c);
        return Ok(());
    }
    d.tree.leaf(SESSION_ID, c.u64()?);
    if matches!(kind, opcode::RESET_CLIENT_V3 | opcode::CLIENT_KEY_V1) {
        return with_client_key(d, c);
    }
    if is_signature(c.peek()) {
        d.tree.leaf(HMAC, c.bytes(HMAC_LEN)?);
        d.tree.leaf(REPLAY_ID, c.u32()?);
        let seconds = c.u32()?;
        d.tree.leaf(NET_TIME, seconds.map(|s| Timestamp::from_parts(s.into(), 0)));
    }
    let count = c.u8()?;
    d.tree.leaf(ACK_COUNT, count);
    if count.value > 0 {
        let array = c.span(u32::from(count.value) * 4);
        let open = d.tree.open_text(array, format_args!("Packet-ID Array"));
        for _ in 0..count.value {
            d.tree.leaf(ACK, c.u32()?);
        }
        d.tree.close(open);
        d.tree.leaf(REMOTE_SESSION_ID, c.u64()?);
    }
    if kind == opcode::ACK {
        return Ok(());
    }
    d.tree.leaf(PACKET_ID, c.u32()?);
    if c.is_empty() {
        return Ok(());
    }
    if matches!(c.peek(), [20..=23, 3, 0..=4, ..]) {
        d.columns.clear_info();
        d.hand_over(Claim::Named("tls"), c);
    } else {
        data(d, c);
    }
    Ok(())
}

/// A packet of a session with a key for each client (tls-crypt-v2): encrypted, and that key behind it.
fn with_client_key(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(REPLAY_ID, c.u32()?);
    let seconds = c.u32()?;
    d.tree.leaf(NET_TIME, seconds.map(|s| Timestamp::from_parts(s.into(), 0)));
    d.tree.leaf(HMAC, c.bytes(CRYPT_HMAC_LEN)?);
    // Its length stands at the end, and counts itself.
    let len = c.peek().last_chunk().map_or(0, |end| u32::from(u16::from_be_bytes(*end)));
    if !(2..=c.left()).contains(&len) || c.captured() < c.left() {
        data(d, c);
        return Ok(());
    }
    let encrypted = c.take(c.left() - len);
    data(d, encrypted);
    let s = if len == 1 { "" } else { "s" };
    let open = d.tree.open_text(c.rest_span(), format_args!("Wrapped client key ({len} byte{s})"));
    d.tree.leaf(CLIENT_KEY, c.bytes(len - 2)?);
    d.tree.leaf(CLIENT_KEY_LEN, c.u16()?);
    d.tree.close(open);
    Ok(())
}

/// Four bytes of which at most one is zero are those of a signature: packets without one have a count and a number here.
fn is_signature(bytes: &[u8]) -> bool {
    bytes.first_chunk::<4>().is_some_and(|word| word.iter().filter(|b| **b == 0).count() <= 1)
        && bytes.len() > HMAC_LEN as usize
}

fn data(d: &mut Dissector<'_>, c: Cursor<'_>) {
    if c.is_empty() {
        return;
    }
    let (len, span) = (c.left(), c.rest_span());
    let s = if len == 1 { "" } else { "s" };
    let open = d.tree.open_text(span, format_args!("Data ({len} byte{s})"));
    d.tree.leaf(DATA, At { value: c.peek(), span });
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn a_session_begins() {
        let mut first = vec![0x38];
        first.extend(7u64.to_be_bytes());
        first.extend([0, 0, 0, 0, 0]);
        let packet = over_udp(40_000, 1194, &first);
        assert_eq!(columns(101, &packet)[2..], ["OpenVPN", "MessageType: P_CONTROL_HARD_RESET_CLIENT_V2"]);
        assert_eq!(
            labels_from(101, &packet, "OpenVPN"),
            [
                "OpenVPN Protocol",
                "    Type: 0x38 [opcode/key_id]",
                "        0011 1... = Opcode: P_CONTROL_HARD_RESET_CLIENT_V2 (0x07)",
                "        .... .000 = Key ID: 0",
                "    Session ID: 7",
                "    Message Packet-ID Array Length: 0",
                "    Message Packet-ID: 0",
            ]
        );
        survives_cuts(101, &packet);
    }

    #[test]
    fn a_client_brings_its_key() {
        let mut first = vec![0x50];
        first.extend(7u64.to_be_bytes());
        first.extend([0x0a, 1, 0, 1, 0x62, 0x5a, 0x9e, 0x97]);
        first.extend([0x85; 32]);
        first.extend([1, 2, 3, 4, 5]);
        first.extend([9; 4]);
        first.extend([0, 6]);
        let packet = over_udp(40_000, 1194, &first);
        assert_eq!(columns(101, &packet)[3], "MessageType: P_CONTROL_HARD_RESET_CLIENT_V3");
        let lines = labels_from(101, &packet, "    Replay-Packet-ID");
        assert_eq!(lines[0], "    Replay-Packet-ID: 167837697");
        assert_eq!(
            lines[3..],
            [
                "    Data (5 bytes)",
                "        Data: 0102030405",
                "    Wrapped client key (6 bytes)",
                "        Wrapped client key: 09090909",
                "        Wrapped client key length: 6",
            ]
        );
        survives_cuts(101, &packet);
    }

    #[test]
    fn signed_packets_and_data() {
        let mut signed = vec![0x28];
        signed.extend(7u64.to_be_bytes());
        signed.extend([0xa5; 20]);
        signed.extend([0, 0, 0, 9, 0x65, 0, 0, 0, 1, 0, 0, 0, 3]);
        signed.extend(8u64.to_be_bytes());
        let packet = over_udp(1194, 40_000, &signed);
        let lines = labels_from(101, &packet, "OpenVPN");
        for line in [
            "    Replay-Packet-ID: 9",
            "        Message Packet-ID Array Element: 3",
            "    Remote Session ID: 8",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
        let packet = over_udp(1194, 40_000, &[0x48, 0, 0, 2, 1, 2, 3, 4]);
        let lines = labels_from(101, &packet, "OpenVPN");
        assert_eq!(lines[4..], ["    Peer ID: 2", "    Data (4 bytes)", "        Data: 01020304"]);
        survives_cuts(101, &packet);
    }
}
