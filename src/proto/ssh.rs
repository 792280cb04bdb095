//! SSH: version exchange (RFC 4253 section 4.2), packets in the clear up to the new keys, and what
//! can be told of encrypted ones. Also the packets of version 1.

use super::placed::Placed;
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Framed, Framer, Progress, Protocol, Span, Stretch};
use crate::field::def::{Str, U32};
use crate::field::{Field, Names};
use crate::store::{Application, MessageKind};
use md5::{Digest, Md5};

pub const PROTOCOL: Protocol = Protocol {
    name: "ssh",
    title: "SSH",
    fields: FIELDS,
    framer: Some(Framer { application: Application::Ssh, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

const DIRECTIONS: Names = Names::TrueFalse("server-to-client", "client-to-server");

crate::fields! { "ssh";
    /// Secure Shell (RFC 4253).
    SSH: Protocol = "ssh", "SSH Protocol", None;
    /// Version of protocol and program.
    VERSION: Str = "ssh.protocol", "Protocol", None;
    /// Length of the packet, without this field and the MAC.
    PACKET_LENGTH: U32 = "ssh.packet_length", "Packet Length", Dec;
    /// The length, encrypted.
    PACKET_LENGTH_ENCRYPTED: Bytes = "ssh.packet_length_encrypted", "Packet Length (encrypted)", None;
    /// Length of the padding.
    PADDING_LENGTH: U8 = "ssh.padding_length", "Padding Length", Dec;
    /// What a packet holds.
    PAYLOAD: Bytes = "ssh.payload", "Payload", None;
    /// Bytes of which nothing is known without keys.
    ENCRYPTED: Bytes = "ssh.encrypted_packet", "Encrypted Packet", None;
    /// Random bytes behind the payload.
    PADDING: Bytes = "ssh.padding_string", "Padding String", None;
    /// Number of the packet in its direction.
    SEQUENCE: U32 = "ssh.seq_num", "Sequence number", Dec;
    /// Who sent it.
    DIRECTION: Bool = "ssh.direction", "Direction", None, DIRECTIONS;
    /// What the packet is (RFC 4250 section 4.1).
    MESSAGE_CODE: U8 = "ssh.message_code", "Message Code", Dec;
    /// Random bytes of an offer.
    COOKIE: Bytes = "ssh.cookie", "Cookie", None;
    /// Key exchange methods.
    KEX: Str = "ssh.kex_algorithms", "kex_algorithms string", None;
    /// Algorithms of host keys.
    HOST_KEY_ALGORITHMS: Str = "ssh.server_host_key_algorithms", "server_host_key_algorithms string", None;
    /// Ciphers of the client.
    ENC_C2S: Str = "ssh.encryption_algorithms_client_to_server", "encryption_algorithms_client_to_server string", None;
    /// Ciphers of the server.
    ENC_S2C: Str = "ssh.encryption_algorithms_server_to_client", "encryption_algorithms_server_to_client string", None;
    /// MACs of the client.
    MAC_C2S: Str = "ssh.mac_algorithms_client_to_server", "mac_algorithms_client_to_server string", None;
    /// MACs of the server.
    MAC_S2C: Str = "ssh.mac_algorithms_server_to_client", "mac_algorithms_server_to_client string", None;
    /// Compression of the client.
    COMP_C2S: Str = "ssh.compression_algorithms_client_to_server", "compression_algorithms_client_to_server string", None;
    /// Compression of the server.
    COMP_S2C: Str = "ssh.compression_algorithms_server_to_client", "compression_algorithms_server_to_client string", None;
    /// Languages of the client.
    LANG_C2S: Str = "ssh.languages_client_to_server", "languages_client_to_server string", None;
    /// Languages of the server.
    LANG_S2C: Str = "ssh.languages_server_to_client", "languages_server_to_client string", None;
    /// Length of a list.
    KEX_LENGTH: U32 = "ssh.kex_algorithms_length", "kex_algorithms length", Dec;
    /// Length of a list.
    HOST_KEY_ALGORITHMS_LENGTH: U32 = "ssh.server_host_key_algorithms_length", "server_host_key_algorithms length", Dec;
    /// Length of a list.
    ENC_C2S_LENGTH: U32 = "ssh.encryption_algorithms_client_to_server_length", "encryption_algorithms_client_to_server length", Dec;
    /// Length of a list.
    ENC_S2C_LENGTH: U32 = "ssh.encryption_algorithms_server_to_client_length", "encryption_algorithms_server_to_client length", Dec;
    /// Length of a list.
    MAC_C2S_LENGTH: U32 = "ssh.mac_algorithms_client_to_server_length", "mac_algorithms_client_to_server length", Dec;
    /// Length of a list.
    MAC_S2C_LENGTH: U32 = "ssh.mac_algorithms_server_to_client_length", "mac_algorithms_server_to_client length", Dec;
    /// Length of a list.
    COMP_C2S_LENGTH: U32 = "ssh.compression_algorithms_client_to_server_length", "compression_algorithms_client_to_server length", Dec;
    /// Length of a list.
    COMP_S2C_LENGTH: U32 = "ssh.compression_algorithms_server_to_client_length", "compression_algorithms_server_to_client length", Dec;
    /// Length of a list.
    LANG_C2S_LENGTH: U32 = "ssh.languages_client_to_server_length", "languages_client_to_server length", Dec;
    /// Length of a list.
    LANG_S2C_LENGTH: U32 = "ssh.languages_server_to_client_length", "languages_server_to_client length", Dec;
    /// A guessed packet follows.
    FIRST_KEX_FOLLOWS: U8 = "ssh.first_kex_packet_follows", "First KEX Packet Follows", Dec;
    /// Must be 0.
    RESERVED: Bytes = "ssh.kex.reserved", "Reserved", None;
    /// The lists that make a client's fingerprint.
    HASSH_LISTS: Str = "ssh.kex.hassh_algorithms", "hasshAlgorithms", None;
    /// Their MD5.
    HASSH: Str = "ssh.kex.hassh", "hassh", None;
    /// The lists that make a server's fingerprint.
    HASSH_SERVER_LISTS: Str = "ssh.kex.hasshserver_algorithms", "hasshServerAlgorithms", None;
    /// Their MD5.
    HASSH_SERVER: Str = "ssh.kex.hasshserver", "hasshServer", None;
    /// Length of the host key.
    HOST_KEY_LENGTH: U32 = "ssh.host_key.length", "Host key length", Dec;
    /// Length of the next.
    HOST_KEY_TYPE_LENGTH: U32 = "ssh.host_key.type_length", "Host key type length", Dec;
    /// Kind of host key.
    HOST_KEY_TYPE: Str = "ssh.host_key.type", "Host key type", None;
    /// A host key of a kind nothing is known of.
    HOST_KEY_DATA: Bytes = "ssh.host_key.data", "Host key data", None;
    /// RSA modulus.
    RSA_N: Bytes = "ssh.host_key.rsa.n", "RSA modulus (N)", None;
    /// RSA public exponent.
    RSA_E: Bytes = "ssh.host_key.rsa.e", "RSA public exponent (e)", None;
    /// DSA prime.
    DSA_P: Bytes = "ssh.host_key.dsa.p", "DSA prime modulus (p)", None;
    /// DSA divisor.
    DSA_Q: Bytes = "ssh.host_key.dsa.q", "DSA prime divisor (q)", None;
    /// DSA generator.
    DSA_G: Bytes = "ssh.host_key.dsa.g", "DSA subgroup generator (g)", None;
    /// DSA public key.
    DSA_Y: Bytes = "ssh.host_key.dsa.y", "DSA public key (y)", None;
    /// Name of the curve.
    ECDSA_ID: Str = "ssh.host_key.ecdsa.id", "ECDSA elliptic curve identifier", None;
    /// Length of the name.
    ECDSA_ID_LENGTH: U32 = "ssh.host_key.ecdsa.id_length", "ECDSA elliptic curve identifier length", Dec;
    /// ECDSA public key.
    ECDSA_Q: Bytes = "ssh.host_key.ecdsa.q", "ECDSA public key (Q)", None;
    /// Its length.
    ECDSA_Q_LENGTH: U32 = "ssh.host_key.ecdsa.q_length", "ECDSA public key length", Dec;
    /// EdDSA public key.
    EDDSA_KEY: Bytes = "ssh.host_key.eddsa.key", "EdDSA public key", None;
    /// Its length.
    EDDSA_KEY_LENGTH: U32 = "ssh.host_key.eddsa.key_length", "EdDSA public key length", Dec;
    /// Length of the signature.
    SIGNATURE_LENGTH: U32 = "ssh.host_sig.length", "Host signature length", Dec;
    /// Length of the next.
    SIGNATURE_TYPE_LENGTH: U32 = "ssh.host_sig.type_length", "Host signature type length", Dec;
    /// Kind of signature.
    SIGNATURE_TYPE: Str = "ssh.host_sig.type", "Host signature type", None;
    /// An RSA signature.
    SIGNATURE_RSA: Bytes = "ssh.host_sig.rsa", "RSA signature", None;
    /// A DSA signature.
    SIGNATURE_DSA: Bytes = "ssh.host_sig.dsa", "DSA signature", None;
    /// The signature.
    SIGNATURE_DATA: Bytes = "ssh.host_sig.data", "Host signature data", None;
    /// The client's value.
    DH_E: Bytes = "ssh.dh.e", "DH client e", None;
    /// The server's value.
    DH_F: Bytes = "ssh.dh.f", "DH server f", None;
    /// Smallest group asked for.
    GEX_MIN: U32 = "ssh.dh_gex.min", "DH GEX Min", Dec;
    /// Size of group asked for.
    GEX_BITS: U32 = "ssh.dh_gex.nbits", "DH GEX Number of Bits", Dec;
    /// Largest group asked for.
    GEX_MAX: U32 = "ssh.dh_gex.max", "DH GEX Max", Dec;
    /// Prime of the group.
    GEX_P: Bytes = "ssh.dh_gex.p", "DH GEX modulus (P)", None;
    /// Generator of the group.
    GEX_G: Bytes = "ssh.dh_gex.g", "DH GEX base (G)", None;
    /// The client's point.
    Q_C: Bytes = "ssh.ecdh.q_c", "ECDH client's ephemeral public key (Q_C)", None;
    /// Its length.
    Q_C_LENGTH: U32 = "ssh.ecdh.q_c_length", "ECDH client's ephemeral public key length", Dec;
    /// The server's point.
    Q_S: Bytes = "ssh.ecdh.q_s", "ECDH server's ephemeral public key (Q_S)", None;
    /// Its length.
    Q_S_LENGTH: U32 = "ssh.ecdh.q_s_length", "ECDH server's ephemeral public key length", Dec;
    /// Length of a number.
    MPINT_LENGTH: U32 = "ssh.mpint_length", "Multi Precision Integer Length", Dec;
}

const PORT: u16 = 22;
const VERSION_LINE: MessageKind = MessageKind(1);
const PACKET: MessageKind = MessageKind(2);
const OFFER: MessageKind = MessageKind(3);
const NEW_KEYS_PACKET: MessageKind = MessageKind(4);
const SEALED: MessageKind = MessageKind(5);
const PACKET_1: MessageKind = MessageKind(6);

mod code {
    pub const DISCONNECT: u8 = 1;
    pub const IGNORE: u8 = 2;
    pub const UNIMPLEMENTED: u8 = 3;
    pub const DEBUG: u8 = 4;
    pub const SERVICE_REQUEST: u8 = 5;
    pub const SERVICE_ACCEPT: u8 = 6;
    pub const EXT_INFO: u8 = 7;
    pub const KEXINIT: u8 = 20;
    pub const NEWKEYS: u8 = 21;
}

/// Longest version line (RFC 4253 section 4.2), and longest packet that is believed.
const LINE_MAX: u64 = 512;
const PACKET_MAX: u32 = 256 << 10;
/// Messages of a direction among which its offer is looked for.
const OFFER_WITHIN: usize = 32;

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    bytes.starts_with(b"SSH-") && bytes.iter().take(9).all(u8::is_ascii_graphic)
        || ports.contains(&PORT) && !bytes.is_empty()
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let all = |kind, note| Framed::Message { len: stretch.len, kind, note };
    let head = (stretch.read)(0..stretch.len.min(8));
    let (before, version) = stretch.previous.unwrap_or_default();
    if stretch.nth == 0 {
        if !head.starts_with(b"SSH-") {
            return all(SEALED, 2);
        }
        let line = (stretch.read)(0..stretch.len.min(LINE_MAX));
        return match line.iter().position(|b| *b == b'\n') {
            Some(end) => {
                let is_1 = line.starts_with(b"SSH-1.") && !line.starts_with(b"SSH-1.99");
                Framed::Message { len: end as u64 + 1, kind: VERSION_LINE, note: if is_1 { 1 } else { 2 } }
            }
            None if stretch.len >= LINE_MAX || stretch.ended => all(SEALED, 2),
            None => Framed::NeedMore { at_least: stretch.len + 1 },
        };
    }
    if version != 1 && matches!(before, NEW_KEYS_PACKET | SEALED) {
        return all(SEALED, 2);
    }
    let Some(len) = head.first_chunk::<4>().map(|b| u32::from_be_bytes(*b)) else {
        return if stretch.ended { all(SEALED, version) } else { Framed::NeedMore { at_least: 6 } };
    };
    if !(2..=PACKET_MAX).contains(&len) {
        return all(SEALED, 2);
    }
    let total =
        if version == 1 { 4 + u64::from(padding_1(len)) + u64::from(len) } else { 4 + u64::from(len) };
    if stretch.len < total.max(6) {
        return Framed::NeedMore { at_least: total.max(6) };
    }
    let kind = match head.get(5) {
        _ if version == 1 => PACKET_1,
        Some(&code::KEXINIT) => OFFER,
        Some(&code::NEWKEYS) => NEW_KEYS_PACKET,
        _ => PACKET,
    };
    Framed::Message { len: total, kind, note: version }
}

/// Bytes before the payload of version 1.
fn padding_1(len: u32) -> u32 {
    8 - len % 8
}

/// What both sides agreed on.
#[derive(Clone, Debug, Default)]
struct Agreed {
    kex: String,
    encryption: String,
    mac: String,
    compression: String,
}

/// What is known of the connection.
struct Session<'a, 'c> {
    placed: Option<&'a Placed<'c>>,
    is_server: bool,
    agreed: Option<Agreed>,
    version_1: bool,
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let placed = Placed::of(d);
    let place = d.place();
    let is_server = sent_by_server(d);
    let mut session = Session { placed: placed.as_ref(), is_server, agreed: None, version_1: false };
    session.agreed = session.agree();
    let version = session.version(d.frame_id());
    d.columns.protocol = match version {
        None => "SSH",
        Some(1) => "SSHv1",
        Some(_) => "SSHv2",
    }
    .into();
    session.version_1 = version == Some(1);
    d.columns.clear_info();
    d.columns.add_info(format_args!("{}: ", if is_server { "Server" } else { "Client" }));
    let whole = c.rest_span();
    let begin = c.offset();
    let mut first = true;
    while !c.is_empty() && !d.tree.truncated {
        let at = u64::from(c.offset().saturating_sub(begin));
        let message = session.placed.and_then(|p| p.message(at));
        let kind = message.map_or(SEALED, |m| m.kind());
        let len = message.map_or(c.left(), |m| m.len.min(c.left()));
        let index = place
            .zip(session.placed)
            .and_then(|(place, p)| p.direction(place.direction)?.message_starting(place.start + at));
        let packet = c.take(len);
        let separator = if first { "" } else { ", " };
        first = false;
        d.columns.add_info(format_args!("{separator}"));
        match kind {
            VERSION_LINE => version_line(d, packet)?,
            PACKET_1 => version_1(d, packet)?,
            PACKET | OFFER | NEW_KEYS_PACKET => plain(d, &session, packet, index)?,
            _ => sealed(d, &session, packet)?,
        }
    }
    d.tree.generated(DIRECTION, u64::from(is_server), whole.at_start());
    Ok(())
}

/// The server is the end with the port of SSH, or else the one that was spoken to first.
fn sent_by_server(d: &Dissector<'_>) -> bool {
    let Some(place) = d.place() else { return false };
    let Some(conversation) = d.capture().conversation(place.conversation) else { return false };
    let [a, b] = &conversation.ends;
    let server = match (a.port == PORT, b.port == PORT) {
        (true, false) => 0,
        _ => 1,
    };
    place.direction == server
}

impl Session<'_, '_> {
    fn sides(&self) -> Option<(usize, usize)> {
        let own = self.placed?.place.direction;
        let other = 1 - own.min(1);
        Some(if self.is_server { (other, own) } else { (own, other) })
    }

    /// As the client's line says, once it has been sent.
    fn version(&self, frame: FrameId) -> Option<u8> {
        let placed = self.placed?;
        let (client, _) = self.sides()?;
        let line = placed.direction(client)?.messages.get(0).copied()?;
        (line.kind() == VERSION_LINE && line.frame < frame).then(|| line.note())
    }

    fn offer(&self, direction: usize) -> Option<[String; 8]> {
        let placed = self.placed?;
        let messages = &placed.direction(direction)?.messages;
        let offer = messages.iter().take(OFFER_WITHIN).find(|m| m.kind() == OFFER)?;
        let bytes = placed.bytes(direction, offer.range());
        let mut rest = bytes.get(22..)?;
        let mut lists = <[String; 8]>::default();
        for list in &mut lists {
            let (len, behind) = rest.split_first_chunk::<4>()?;
            let (text, behind) = behind.split_at_checked(u32::from_be_bytes(*len) as usize)?;
            *list = String::from_utf8_lossy(text).into_owned();
            rest = behind;
        }
        Some(lists)
    }

    /// The first of the client's that the server has too (RFC 4253 section 7.1), for what is sent
    /// in this direction.
    fn agree(&self) -> Option<Agreed> {
        let (client, server) = self.sides()?;
        let (client, server) = (self.offer(client)?, self.offer(server)?);
        let choose = |at: usize| {
            let theirs = server.get(at).map_or("", String::as_str);
            let ours = client.get(at).map_or("", String::as_str);
            ours.split(',').find(|a| theirs.split(',').any(|b| b == *a)).unwrap_or("").to_owned()
        };
        let own = usize::from(self.is_server);
        let encryption = choose(2 + own);
        let is_aead = encryption.contains("gcm") || encryption.contains("poly1305");
        let mac = if is_aead { "<implicit>".to_owned() } else { choose(4 + own) };
        Some(Agreed { kex: choose(0), encryption, mac, compression: choose(6 + own) })
    }

    /// The line of a packet under the new keys.
    fn title(&self) -> String {
        match &self.agreed {
            Some(a) => format!(
                "SSH Version 2 (encryption:{} mac:{} compression:{})",
                a.encryption, a.mac, a.compression
            ),
            None => "SSH Version 2".into(),
        }
    }
}

fn version_line(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let line = c.peek();
    let text = line.trim_ascii_end();
    let shown = String::from_utf8_lossy(text).into_owned();
    d.columns.add_info(format_args!("Protocol ({shown})"));
    d.tree.leaf(VERSION, At { value: text, span: c.span(text.len() as u32) });
    if c.captured() < c.left() { Err(Cut::Snapped) } else { Ok(()) }
}

/// A packet of version 1; behind the session key its payload is encrypted.
fn version_1(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open_text(c.rest_span(), format_args!("SSH Version 1"));
    let len = c.u32()?;
    d.tree.leaf(PACKET_LENGTH, len);
    let padding = padding_1(len.value);
    d.tree.leaf(PADDING_LENGTH, At { value: padding as u8, span: c.span(padding) });
    c.skip(padding)?;
    let name = match c.peek().first() {
        Some(2) if len.value > 100 => Some("Public Key"),
        Some(3) if len.value > 100 => Some("Session Key"),
        _ => None,
    };
    match name {
        Some(name) => {
            d.columns.add_info(format_args!("{name}"));
            let code = c.u8()?;
            d.tree.leaf_as(MESSAGE_CODE, code, format_args!("Message Code: {name} ({})", code.value));
        }
        None => d.columns.add_info(format_args!("Encrypted packet (len={})", len.value)),
    }
    d.rest_as(PAYLOAD, &mut c);
    d.tree.close(open);
    Ok(())
}

/// Whether a method's messages are those of groups agreed on, and of curves.
fn method_kind(kex: &str) -> (bool, bool) {
    let is_group = kex.starts_with("diffie-hellman-group-exchange");
    (is_group, !is_group && !kex.starts_with("diffie-hellman"))
}

fn message_name(code: u8, kex: &str) -> &'static str {
    let (group_exchange, curve) = method_kind(kex);
    match code {
        code::DISCONNECT => "Disconnect",
        code::IGNORE => "Ignore",
        code::UNIMPLEMENTED => "Unimplemented",
        code::DEBUG => "Debug",
        code::SERVICE_REQUEST => "Service Request",
        code::SERVICE_ACCEPT => "Service Accept",
        code::EXT_INFO => "Extension Information",
        code::KEXINIT => "Key Exchange Init",
        code::NEWKEYS => "New Keys",
        30 if group_exchange => "Diffie-Hellman Group Exchange Request (Old)",
        31 if group_exchange => "Diffie-Hellman Group Exchange Group",
        32 if group_exchange => "Diffie-Hellman Group Exchange Init",
        33 if group_exchange => "Diffie-Hellman Group Exchange Reply",
        34 if group_exchange => "Diffie-Hellman Group Exchange Request",
        30 if curve => "Elliptic Curve Diffie-Hellman Key Exchange Init",
        31 if curve => "Elliptic Curve Diffie-Hellman Key Exchange Reply",
        30 => "Diffie-Hellman Key Exchange Init",
        31 => "Diffie-Hellman Key Exchange Reply",
        _ => "Unknown",
    }
}

fn plain(
    d: &mut Dissector<'_>,
    session: &Session<'_, '_>,
    mut c: Cursor<'_>,
    index: Option<usize>,
) -> Result<(), Cut> {
    let code = c.peek().get(5).copied().unwrap_or(0);
    let kex = session.agreed.as_ref().map_or("", |a| a.kex.as_str());
    let name = message_name(code, kex);
    d.columns.add_info(format_args!("{name}"));
    let title = if code == code::NEWKEYS { session.title() } else { "SSH Version 2".into() };
    let open = d.tree.open_text(c.rest_span(), format_args!("{title}"));
    let len = c.u32()?;
    d.tree.leaf(PACKET_LENGTH, len);
    let padding = c.u8()?;
    d.tree.leaf(PADDING_LENGTH, padding);
    let payload_len = c.left().checked_sub(padding.value.into()).ok_or(Cut::Malformed)?;
    let mut payload = c.take(payload_len);
    let method =
        if kex.is_empty() || code == code::KEXINIT { String::new() } else { format!(" (method:{kex})") };
    let inner = d.tree.open_text(payload.rest_span(), format_args!("Key Exchange{method}"));
    let code = payload.u8()?;
    d.tree.leaf_as(MESSAGE_CODE, code, format_args!("Message Code: {name} ({})", code.value));
    let (group_exchange, curve) = method_kind(kex);
    match code.value {
        code::KEXINIT => offer(d, session, &mut payload)?,
        34 if group_exchange => {
            d.tree.leaf(GEX_MIN, payload.u32()?);
            d.tree.leaf(GEX_BITS, payload.u32()?);
            d.tree.leaf(GEX_MAX, payload.u32()?);
        }
        30 if group_exchange => {
            d.tree.leaf(GEX_BITS, payload.u32()?);
        }
        31 if group_exchange => {
            number(d, &mut payload, GEX_P)?;
            number(d, &mut payload, GEX_G)?;
        }
        32 if group_exchange => number(d, &mut payload, DH_E)?,
        30 if curve => sized(d, &mut payload, Q_C_LENGTH, Q_C)?,
        30 => number(d, &mut payload, DH_E)?,
        31 | 33 => {
            host_key(d, &mut payload)?;
            if curve {
                sized(d, &mut payload, Q_S_LENGTH, Q_S)?;
            } else {
                number(d, &mut payload, DH_F)?;
            }
            signature(d, &mut payload)?;
        }
        _ => {}
    }
    d.rest_as(PAYLOAD, &mut payload);
    d.tree.close(inner);
    d.rest_as(PADDING, &mut c);
    if let Some(number) = index.and_then(|i| u32::try_from(i).ok()?.checked_sub(1)) {
        d.tree.leaf(SEQUENCE, At { value: number, span: c.span(0) });
    }
    d.tree.close(open);
    Ok(())
}

/// Lists of an offer, with the field of each and of its length.
const LISTS: [(Field<U32>, Field<Str>); 10] = [
    (KEX_LENGTH, KEX),
    (HOST_KEY_ALGORITHMS_LENGTH, HOST_KEY_ALGORITHMS),
    (ENC_C2S_LENGTH, ENC_C2S),
    (ENC_S2C_LENGTH, ENC_S2C),
    (MAC_C2S_LENGTH, MAC_C2S),
    (MAC_S2C_LENGTH, MAC_S2C),
    (COMP_C2S_LENGTH, COMP_C2S),
    (COMP_S2C_LENGTH, COMP_S2C),
    (LANG_C2S_LENGTH, LANG_C2S),
    (LANG_S2C_LENGTH, LANG_S2C),
];

/// `SSH_MSG_KEXINIT` (RFC 4253 section 7.1), with its fingerprint.
fn offer(d: &mut Dissector<'_>, session: &Session<'_, '_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let whole = c.rest_span();
    let open = d.tree.open_text(whole, format_args!("Algorithms"));
    d.tree.leaf(COOKIE, c.bytes(16)?);
    let mut lists = Vec::new();
    for (length, list) in LISTS {
        let len = c.u32()?;
        d.tree.leaf(length, len);
        let text = c.bytes(len.value)?;
        d.tree.leaf(list, text);
        lists.push(String::from_utf8_lossy(text.value).into_owned());
    }
    d.tree.leaf(FIRST_KEX_FOLLOWS, c.u8()?);
    d.tree.leaf(RESERVED, c.bytes(4)?);
    let own = usize::from(session.is_server);
    let of = |at: usize| lists.get(at).map_or("", String::as_str);
    let text = [of(0), of(2 + own), of(4 + own), of(6 + own)].join(";");
    let (algorithms, hash) =
        if session.is_server { (HASSH_SERVER_LISTS, HASSH_SERVER) } else { (HASSH_LISTS, HASSH) };
    let hex: String = Md5::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    for (field, text) in [(algorithms, &text), (hash, &hex)] {
        let node = d.tree.made_text(field, text, whole);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    d.tree.close(open);
    Ok(())
}

/// Bytes with their length before them.
fn sized(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    length: Field<U32>,
    field: Field<crate::field::def::Bytes>,
) -> Result<(), Cut> {
    let len = c.u32()?;
    d.tree.leaf(length, len);
    d.tree.leaf(field, c.bytes(len.value)?);
    Ok(())
}

fn number(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    field: Field<crate::field::def::Bytes>,
) -> Result<(), Cut> {
    sized(d, c, MPINT_LENGTH, field)
}

fn text<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    length: Field<U32>,
    field: Field<Str>,
) -> Result<&'a [u8], Cut> {
    let len = c.u32()?;
    d.tree.leaf(length, len);
    let text = c.bytes(len.value)?;
    d.tree.leaf(field, text);
    Ok(text.value)
}

/// The name that begins a key or a signature.
fn type_of(c: &Cursor<'_>) -> String {
    let bytes = c.peek();
    let len = bytes.get(4..8).and_then(|b| b.first_chunk::<4>()).map_or(0, |b| u32::from_be_bytes(*b));
    let name = bytes.get(8..).and_then(|b| b.get(..len as usize)).unwrap_or(&[]);
    String::from_utf8_lossy(name.get(..64).unwrap_or(name)).into_owned()
}

/// The part of `c` that its length says, with the line of the whole.
fn part<'a>(c: &mut Cursor<'a>) -> Result<(At<u32>, Cursor<'a>, Span), Cut> {
    let mut whole = *c;
    let len = c.u32()?;
    let inner = c.sub(len.value)?;
    Ok((len, inner, whole.take(len.value.saturating_add(4)).rest_span()))
}

fn host_key(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let name = type_of(c);
    let (len, mut key, span) = part(c)?;
    let open = d.tree.open_text(span, format_args!("KEX host key (type: {name})"));
    d.tree.leaf(HOST_KEY_LENGTH, len);
    match text(d, &mut key, HOST_KEY_TYPE_LENGTH, HOST_KEY_TYPE)? {
        b"ssh-rsa" => {
            number(d, &mut key, RSA_E)?;
            number(d, &mut key, RSA_N)?;
        }
        b"ssh-dss" => {
            for field in [DSA_P, DSA_Q, DSA_G, DSA_Y] {
                number(d, &mut key, field)?;
            }
        }
        b"ssh-ed25519" | b"ssh-ed448" => sized(d, &mut key, EDDSA_KEY_LENGTH, EDDSA_KEY)?,
        name if name.starts_with(b"ecdsa-sha2-") => {
            text(d, &mut key, ECDSA_ID_LENGTH, ECDSA_ID)?;
            sized(d, &mut key, ECDSA_Q_LENGTH, ECDSA_Q)?;
        }
        _ => d.rest_as(HOST_KEY_DATA, &mut key),
    }
    d.tree.close(open);
    Ok(())
}

fn signature(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let name = type_of(c);
    let (len, mut signature, span) = part(c)?;
    let open = d.tree.open_text(span, format_args!("KEX host signature (type: {name})"));
    d.tree.leaf(SIGNATURE_LENGTH, len);
    match text(d, &mut signature, SIGNATURE_TYPE_LENGTH, SIGNATURE_TYPE)? {
        b"ssh-rsa" => number(d, &mut signature, SIGNATURE_RSA)?,
        b"ssh-dss" => number(d, &mut signature, SIGNATURE_DSA)?,
        _ => {}
    }
    d.rest_as(SIGNATURE_DATA, &mut signature);
    d.tree.close(open);
    Ok(())
}

/// Encrypted bytes of one segment; where packets begin in them is not known.
fn sealed(d: &mut Dissector<'_>, session: &Session<'_, '_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let len = c.left();
    d.columns.add_info(format_args!("Encrypted packet (len={len})"));
    let open = d.tree.open_text(c.rest_span(), format_args!("{}", session.title()));
    let clear =
        session.agreed.as_ref().is_some_and(|a| a.mac.contains("-etm") || a.encryption.contains("gcm"));
    if len > 4 {
        if clear {
            d.tree.leaf(PACKET_LENGTH, c.u32()?);
        } else {
            d.tree.leaf(PACKET_LENGTH_ENCRYPTED, c.bytes(4)?);
        }
    }
    d.rest_as(ENCRYPTED, &mut c);
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(previous: Option<(MessageKind, u8)>, bytes: &[u8]) -> Framed {
        let read = |r: std::ops::Range<u64>| {
            std::borrow::Cow::Borrowed(bytes.get(r.start as usize..r.end as usize).unwrap_or(&[]))
        };
        let stretch = Stretch {
            len: bytes.len() as u64,
            ended: false,
            direction: 0,
            nth: usize::from(previous.is_some()),
            previous,
            peer: &|_| None,
            read: &read,
        };
        next(&mut Progress::default(), &stretch)
    }

    #[test]
    fn packets_are_framed_until_the_keys_change() {
        let message = |len, kind, note| Framed::Message { len, kind, note };
        assert_eq!(framed(None, b"SSH-2.0-x\r\nrest"), message(11, VERSION_LINE, 2));
        assert_eq!(framed(None, b"SSH-1.5-x\n"), message(10, VERSION_LINE, 1));
        assert_eq!(framed(None, b"SSH-2.0"), Framed::NeedMore { at_least: 8 });
        let line = Some((VERSION_LINE, 2));
        assert_eq!(framed(line, b"\0\0\0\x04\x02\x14xxyy"), message(8, OFFER, 2));
        assert_eq!(framed(line, b"\0\0\0\x04\x02\x15xx"), message(8, NEW_KEYS_PACKET, 2));
        assert_eq!(framed(Some((NEW_KEYS_PACKET, 2)), b"anything"), message(8, SEALED, 2));
        assert_eq!(
            framed(Some((PACKET_1, 1)), &[0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 9]),
            message(12, PACKET_1, 1)
        );
        assert_eq!(framed(line, b"\xff\xff\xff\xff\0\0"), message(6, SEALED, 2));
    }

    #[test]
    fn codes_mean_what_the_method_says() {
        assert_eq!(
            message_name(31, "diffie-hellman-group-exchange-sha256"),
            "Diffie-Hellman Group Exchange Group"
        );
        assert_eq!(message_name(31, "diffie-hellman-group14-sha1"), "Diffie-Hellman Key Exchange Reply");
        assert_eq!(message_name(31, "curve25519-sha256"), "Elliptic Curve Diffie-Hellman Key Exchange Reply");
    }
}
