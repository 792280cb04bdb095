//! Attributes of sessions and media: `name` or `name:value` (RFC 8866 section 6), and what stands in
//! the values of those that say how media are coded, where they go, and with which keys.

use super::fields::*;
use super::{Formats, Text, number, part, pieces, split};
use crate::dissect::{Dissector, Flags};
use crate::field::show;
use crate::proto::http::base64;

/// How candidates are found (RFC 8445 section 4).
const CANDIDATE_TYPES: &[(&[u8], &str)] = &[
    (b"host", "Host candidate"),
    (b"srflx", "Server reflexive candidate"),
    (b"prflx", "Peer reflexive candidate"),
    (b"relay", "Relayed candidate"),
];
/// Bytes of key and of salt of the suites (RFC 4568 section 6.2).
const SUITES: &[(&[u8], usize, usize)] = &[
    (b"AES_CM_128_HMAC_SHA1_80", 16, 14),
    (b"AES_CM_128_HMAC_SHA1_32", 16, 14),
    (b"F8_128_HMAC_SHA1_80", 16, 14),
    (b"AES_192_CM_HMAC_SHA1_80", 24, 14),
    (b"AES_192_CM_HMAC_SHA1_32", 24, 14),
    (b"AES_256_CM_HMAC_SHA1_80", 32, 14),
    (b"AES_256_CM_HMAC_SHA1_32", 32, 14),
    (b"AEAD_AES_128_GCM", 16, 12),
    (b"AEAD_AES_256_GCM", 32, 12),
];

/// An attribute without a value says all by its line.
pub(super) fn dissect(d: &mut Dissector<'_>, text: Text<'_>, in_media: bool, formats: &mut Formats) {
    let (name, Some(value)) = split(text, b':') else { return };
    let (field, value_field) =
        if in_media { (ATTR_FIELD, ATTR_VALUE) } else { (SESSION_ATTR_FIELD, SESSION_ATTR_VALUE) };
    d.tree.leaf(field, name);
    match name.value {
        b"rtpmap" if in_media => mapping(d, value, formats),
        b"fmtp" if in_media => parameters(d, value, formats),
        b"crypto" if in_media => crypto(d, value),
        b"candidate" => candidate(d, value),
        b"key-mgmt" => key_management(d, value),
        b"path" if in_media => {}
        _ => {
            d.tree.leaf(value_field, value);
        }
    }
}

/// `96 L16/16000/1`: what a payload type stands for.
pub(super) fn meaning(value: Text<'_>) -> Option<(Text<'_>, Text<'_>, Option<Text<'_>>)> {
    let mut words = pieces(value, b' ');
    let (format, coding) = (words.next()?, words.next()?);
    let mut parts = pieces(coding, b'/');
    Some((format, parts.next()?, parts.next()))
}

fn mapping(d: &mut Dissector<'_>, value: Text<'_>, formats: &mut Formats) {
    let Some((format, mime, rate)) = meaning(value) else {
        d.tree.leaf(ATTR_VALUE, value);
        return;
    };
    d.tree.leaf(MEDIA_FORMAT, format);
    d.tree.leaf(MIME_TYPE, mime);
    if let Some(rate) = rate {
        d.tree.leaf(SAMPLE_RATE, rate);
    }
    if let Some(format) = number(format.value) {
        formats.push((format, show::line(mime.value)));
    }
}

/// `96 a=b;c=d`: parameters of a format.
fn parameters(d: &mut Dissector<'_>, value: Text<'_>, formats: &Formats) {
    let (format, rest) = split(value, b' ');
    let known = number::<u8>(format.value).and_then(|n| formats.iter().rev().find(|f| f.0 == n));
    let shown = show::line(format.value);
    match known {
        Some((_, name)) => {
            d.tree.leaf_as(MEDIA_FORMAT, format, format_args!("Media Format: {shown} [{name}]"))
        }
        None => d.tree.leaf(MEDIA_FORMAT, format),
    };
    for parameter in rest.into_iter().flat_map(|rest| pieces(rest, b';')) {
        let blanks = parameter.value.len() - parameter.value.trim_ascii_start().len();
        let parameter = part(parameter, blanks, usize::MAX);
        if parameter.value.is_empty() {
            continue;
        }
        let open = d.tree.open(PARAMETER, parameter);
        if let (b"packetization-mode", Some(mode)) = {
            let (name, value) = split(parameter, b'=');
            (name.value, value)
        } && known.is_some_and(|(_, name)| name.eq_ignore_ascii_case("H264"))
            && let Some(number) = number::<u32>(mode.value)
        {
            d.tree.generated(PACKETIZATION, number, mode.span);
        }
        d.tree.close(open);
    }
}

/// `1 SUITE inline:key|lifetime|mki:length` (RFC 4568 section 4).
fn crypto(d: &mut Dissector<'_>, value: Text<'_>) {
    let mut words = pieces(value, b' ');
    let Some(tag) = words.next() else { return };
    if let Some(number) = number::<u32>(tag.value) {
        d.tree.leaf(CRYPTO_TAG, tag.with(number));
    }
    let Some(suite) = words.next() else { return };
    d.tree.leaf(CRYPTO_SUITE, suite);
    let Some((method, Some(key))) = words.next().map(|p| split(p, b':')) else { return };
    let open = d.tree.open_text(method.span.to(key.span), format_args!("Key parameters"));
    if method.value == b"inline" {
        let mut parts = pieces(key, b'|');
        if let Some(sent) = parts.next() {
            d.tree.leaf(KEY_AND_SALT, sent);
            let bytes = base64(sent.value);
            let lens = SUITES.iter().find(|s| s.0 == suite.value).map(|s| (s.1, s.2));
            let (key_len, salt_len) = lens.unwrap_or((bytes.len(), 0));
            let (key, rest) = bytes.split_at_checked(key_len).unwrap_or((&bytes, &[]));
            let kept = d.tree.keep(key);
            d.tree.leaf(CRYPTO_KEY, sent.with(kept));
            if let Some(salt) = rest.get(..salt_len).filter(|s| !s.is_empty()) {
                let kept = d.tree.keep(salt);
                d.tree.leaf(CRYPTO_SALT, sent.with(kept));
            }
        }
        for more in parts {
            match split(more, b':') {
                (mki, Some(len)) => {
                    d.tree.leaf(CRYPTO_MKI, mki);
                    d.tree.leaf(CRYPTO_MKI_LENGTH, len);
                }
                (lifetime, None) => {
                    d.tree.leaf(CRYPTO_LIFETIME, lifetime);
                }
            }
        }
    }
    d.tree.close(open);
}

/// `1 1 UDP 2130706431 10.0.1.1 8998 typ host` (RFC 8839 section 5.1).
fn candidate(d: &mut Dissector<'_>, value: Text<'_>) {
    let mut words = pieces(value, b' ');
    let fields = [ICE_FOUNDATION, ICE_COMPONENT, ICE_TRANSPORT, ICE_PRIORITY, ICE_ADDRESS, ICE_PORT];
    for field in fields {
        let Some(word) = words.next() else { return };
        d.tree.leaf(field, word);
    }
    // The word before it is `typ`.
    let Some(kind) = words.nth(1) else { return };
    match CANDIDATE_TYPES.iter().find(|t| t.0 == kind.value) {
        Some((_, name)) => {
            let shown = show::line(kind.value);
            d.tree.leaf_as(ICE_TYPE, kind, format_args!("Candidate Type: {shown} ({name})"))
        }
        None => d.tree.leaf(ICE_TYPE, kind),
    };
}

/// `protocol message`, the message in Base64 (RFC 4567 section 3).
fn key_management(d: &mut Dissector<'_>, value: Text<'_>) {
    let open = d.tree.open(KEY_MGMT, value);
    let (protocol, message) = split(value, b' ');
    d.tree.leaf(KEY_MGMT_PROTOCOL, protocol);
    if let Some(message) = message {
        let kept = d.tree.keep(&base64(message.value));
        let node = d.tree.leaf(KEY_MGMT_DATA, message.with(kept));
        d.tree.set_flag(node, Flags::GENERATED);
    }
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    fn said(text: &str) -> Vec<String> {
        let text = format!("m=video 1 RTP/AVP 99\n{text}");
        let (_, lines) = told_alone("sdp", text.as_bytes(), "Session Description");
        let lines = lines.iter().skip(6).map(|l| l[4..].to_owned());
        lines.collect()
    }

    #[test]
    fn formats_have_names_and_parameters() {
        assert_eq!(
            said("a=rtpmap:99 H264/90000\na=fmtp:99 x=1; packetization-mode=1\na=recvonly\na=mid:0"),
            [
                "Media Attribute (a): rtpmap:99 H264/90000",
                "    Media Attribute Fieldname: rtpmap",
                "    Media Format: 99",
                "    MIME Type: H264",
                "    Sample Rate: 90000",
                "Media Attribute (a): fmtp:99 x=1; packetization-mode=1",
                "    Media Attribute Fieldname: fmtp",
                "    Media Format: 99 [H264]",
                "    Media format specific parameters: x=1",
                "    Media format specific parameters: packetization-mode=1",
                "        [Packetization mode: Non-interleaved mode (1)]",
                "Media Attribute (a): recvonly",
                "Media Attribute (a): mid:0",
                "    Media Attribute Fieldname: mid",
                "    Media Attribute Value: 0",
            ]
        );
    }

    #[test]
    fn keys_and_candidates() {
        let key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4";
        let lines = said(&format!(
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{key}\na=candidate:2 1 UDP 5 192.0.2.3 45 typ srflx raddr 1.1.1.1 rport 8"
        ));
        for line in [
            "    tag: 1",
            "        Master Key: 59535f5f5f73656d63746c202829207b",
            "        Master salt: 093232303b7d0a7d0a756e6c6573",
            "        Lifetime: 2^20",
            "        mki-value: 1",
            "        mki_length: 4",
            "    Candidate Port: 45",
            "    Candidate Type: srflx (Server reflexive candidate)",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
    }
}
