//! Packets in the clear: the offers of both sides, the key exchange with the host's key and signature
//! (RFC 4253 sections 7 and 8, RFC 4419, RFC 5656).

use super::Session;
use super::fields::*;
use super::framer::code;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Span};
use crate::field::Field;
use crate::field::def::{Str, U32};
use md5::{Digest, Md5};

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

pub(super) fn plain(
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

#[cfg(test)]
mod tests {
    use super::*;

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
