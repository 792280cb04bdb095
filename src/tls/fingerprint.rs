//! Fingerprints of hellos: JA3 and JA3S (John Althouse and others, 2017; MD5 over the numbers in a
//! hello) and JA4 (FoxIO, 2023; BSD-3-Clause, the client's part alone). GREASE is left out of all.

use super::handshake::{ClientHello, ServerHello, extension_type};
use md5::Md5;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Most that the two digits of a count can say.
const MAX_COUNT: usize = 99;
/// Hexadecimal digits of each hash in a JA4.
const HASH_DIGITS: usize = 12;

/// What carries the hello: the first letter of a JA4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Carrier {
    #[default]
    Tcp,
    Dtls,
    Quic,
}

impl Carrier {
    fn letter(self) -> char {
        match self {
            Self::Tcp => 't',
            Self::Dtls => 'd',
            Self::Quic => 'q',
        }
    }
}

/// Values that clients send so that servers learn to skip what they do not know (RFC 8701).
pub fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

/// The list without GREASE.
pub fn without_grease(list: &[u16]) -> impl Iterator<Item = u16> + '_ {
    list.iter().copied().filter(|v| !is_grease(*v))
}

/// `version,suites,extensions,groups,point formats`: what JA3 is the MD5 of.
pub fn ja3_full(hello: &ClientHello) -> String {
    let mut text = hello.version.0.to_string();
    let formats: Vec<u16> = hello.point_formats.iter().map(|f| u16::from(*f)).collect();
    for list in [&hello.suites[..], &hello.extensions, &hello.supported_groups, &formats] {
        join_decimal(list, &mut text);
    }
    text
}

/// `version,suite,extensions`: what JA3S is the MD5 of.
pub fn ja3s_full(hello: &ServerHello) -> String {
    let mut text = format!("{},{}", hello.version.0, hello.suite);
    join_decimal(&hello.extensions, &mut text);
    text
}

/// The fingerprint of a JA3 or JA3S text.
pub fn ja3_hash(full: &str) -> String {
    hex(&Md5::digest(full.as_bytes()))
}

fn join_decimal(list: &[u16], text: &mut String) {
    text.push(',');
    for (i, value) in without_grease(list).enumerate() {
        let _ = write!(text, "{}{value}", if i > 0 { "-" } else { "" });
    }
}

/// A JA4 and the text that its hashes were made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ja4 {
    /// `t13d1516h2_8daaf6152771_e5627efa2ab1`
    pub hashed: String,
    /// The same with the numbers themselves: `ja4_r`.
    pub raw: String,
}

/// The JA4 of a ClientHello.
pub fn ja4(hello: &ClientHello, carrier: Carrier) -> Ja4 {
    let suites: Vec<u16> = without_grease(&hello.suites).collect();
    let extensions: Vec<u16> = without_grease(&hello.extensions).collect();
    let head = format!(
        "{}{}{}{:02}{:02}{}",
        carrier.letter(),
        version(hello),
        if hello.offers(extension_type::SERVER_NAME) { 'd' } else { 'i' },
        suites.len().min(MAX_COUNT),
        extensions.len().min(MAX_COUNT),
        protocol(hello),
    );
    let named = |e: &u16| ![extension_type::SERVER_NAME, extension_type::ALPN].contains(e);
    let suites = sorted(suites);
    let mut rest = sorted(extensions.into_iter().filter(named).collect());
    // The signature schemes stay in their order.
    let schemes: Vec<u16> = without_grease(&hello.signature_algorithms).collect();
    if !schemes.is_empty() {
        rest.push('_');
        rest.push_str(&hex_list(&schemes));
    }
    Ja4 {
        hashed: format!("{head}_{}_{}", short_hash(&suites), short_hash(&rest)),
        raw: format!("{head}_{suites}_{rest}"),
    }
}

/// Two characters for the highest version offered.
fn version(hello: &ClientHello) -> &'static str {
    // Numbers of DTLS fall as versions rise.
    let rank = |v: &u16| if *v >= 0xfe00 { 0xffff - v } else { *v };
    match without_grease(&hello.supported_versions).max_by_key(rank).unwrap_or(hello.version.0) {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        0xfeff => "d1",
        0xfefd => "d2",
        0xfefc => "d3",
        _ => "00",
    }
}

/// First and last character of the first protocol offered.
fn protocol(hello: &ClientHello) -> String {
    let Some((first, last)) = hello.alpn.first().and_then(|p| Some((*p.first()?, *p.last()?))) else {
        return "00".into();
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        [first, last].map(char::from).iter().collect()
    } else {
        // The first digit of the first byte, the last of the last.
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        [digit(first >> 4), digit(last & 15)].iter().collect()
    }
}

fn sorted(mut list: Vec<u16>) -> String {
    list.sort_unstable();
    hex_list(&list)
}

fn hex_list(list: &[u16]) -> String {
    list.iter().map(|v| format!("{v:04x}")).collect::<Vec<_>>().join(",")
}

fn short_hash(text: &str) -> String {
    if text.is_empty() {
        return "0".repeat(HASH_DIGITS);
    }
    let mut hash = hex(&Sha256::digest(text.as_bytes()));
    hash.truncate(HASH_DIGITS);
    hash
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hello with these suites and extensions.
    fn hello(suites: &[u16], extensions: &[(u16, &[u8])]) -> ClientHello {
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.push(0);
        body.extend((suites.len() as u16 * 2).to_be_bytes());
        suites.iter().for_each(|s| body.extend(s.to_be_bytes()));
        body.extend([1, 0]);
        let list: Vec<u8> = extensions
            .iter()
            .flat_map(|(kind, data)| {
                let head = [kind.to_be_bytes(), (data.len() as u16).to_be_bytes()].concat();
                [head, data.to_vec()].concat()
            })
            .collect();
        body.extend((list.len() as u16).to_be_bytes());
        body.extend(list);
        ClientHello::parse(&body).unwrap()
    }

    #[test]
    fn ja3_joins_a_hellos_numbers_without_grease() {
        let hello = hello(
            &[0x0a0a, 0x1301, 0x002f],
            &[(0x1a1a, &[]), (10, &[0, 4, 0x2a, 0x2a, 0, 29]), (11, &[1, 0]), (23, &[])],
        );
        assert_eq!(ja3_full(&hello), "771,4865-47,10-11-23,29,0");
        assert_eq!(ja3_hash("771,4865-47,10-11-23,29,0").len(), 32);
    }

    #[test]
    fn ja4_sorts_what_is_shuffled_and_keeps_the_order_of_signature_schemes() {
        let schemes: &[u8] = &[0, 4, 8, 4, 4, 3];
        let versions: &[u8] = &[4, 3, 4, 3, 3];
        let alpn: &[u8] = &[0, 3, 2, b'h', b'2'];
        let name: &[u8] = &[0, 4, 0, 0, 1, b'a'];
        let a = [(0x3a3a, &[][..]), (0, name), (43, versions), (13, schemes), (16, alpn), (23, &[])];
        let mut b = a;
        b.reverse();
        let one = ja4(&hello(&[0x1a1a, 0x1302, 0x1301], &a), Carrier::Tcp);
        assert_eq!(one, ja4(&hello(&[0x1301, 0x1302], &b), Carrier::Tcp));
        assert_eq!(one.raw, "t13d0205h2_1301,1302_000d,0017,002b_0804,0403");
        assert_eq!(one.hashed.len(), 36);
        assert!(ja4(&hello(&[0x1301], &a), Carrier::Quic).raw.starts_with("q13d0105h2_"));
    }

    #[test]
    fn without_extensions_or_with_strange_protocols_ja4_says_so() {
        let bare = ja4(&hello(&[0x002f], &[]), Carrier::Tcp);
        assert_eq!(bare.raw, "t12i010000_002f_");
        assert!(bare.hashed.ends_with("_000000000000"), "{}", bare.hashed);
        let odd = ja4(&hello(&[0x002f], &[(16, &[0, 3, 2, 0xab, 0xcd])]), Carrier::Dtls);
        assert!(odd.raw.starts_with("d12i0101ad_"), "{}", odd.raw);
    }
}
