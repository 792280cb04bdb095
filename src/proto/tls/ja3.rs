//! JA3 and JA3S: fingerprints of hellos, as MD5 over the numbers in them, GREASE left out
//! (John Althouse and others, 2017). Shown as generated fields.

use super::fields::{JA3, JA3_FULL, JA3S, JA3S_FULL};
use super::names::is_grease;
use crate::dissect::{Dissector, Flags, Span};
use crate::field::Field;
use crate::field::def::Str;
use crate::tls::handshake::{ClientHello, ServerHello};
use md5::{Digest, Md5};
use std::fmt::Write;

/// Extensions whose contents go in.
const SUPPORTED_GROUPS: u16 = 10;
const POINT_FORMATS: u16 = 11;

/// Shows the fingerprint of a ClientHello's body.
pub(super) fn client(d: &mut Dissector<'_>, body: &[u8], span: Span) {
    if d.tree.wants_any(&[JA3.id, JA3_FULL.id])
        && let Some(full) = client_text(body)
    {
        show(d, [JA3_FULL, JA3], &full, span);
    }
}

/// Shows the fingerprint of a ServerHello's body.
pub(super) fn server(d: &mut Dissector<'_>, body: &[u8], span: Span) {
    if d.tree.wants_any(&[JA3S.id, JA3S_FULL.id])
        && let Some(full) = server_text(body)
    {
        show(d, [JA3S_FULL, JA3S], &full, span);
    }
}

fn show(d: &mut Dissector<'_>, [full_field, hash_field]: [Field<Str>; 2], full: &str, span: Span) {
    let hash = Md5::digest(full.as_bytes());
    let mut hex = String::new();
    let _ = crate::field::show::hex(&hash, "", &mut hex);
    for (field, text) in [(full_field, full), (hash_field, hex.as_str())] {
        let node = d.tree.made_text(field, text, span.at_start());
        d.tree.set_flag(node, Flags::GENERATED);
    }
}

/// `version,suites,extensions,groups,point formats`
fn client_text(body: &[u8]) -> Option<String> {
    let hello = ClientHello::parse(body)?;
    let (mut groups, mut formats) = (Vec::new(), Vec::new());
    for (kind, data) in extensions(body) {
        match kind {
            SUPPORTED_GROUPS => groups = words(data.get(2..).unwrap_or_default()),
            POINT_FORMATS => formats = data.iter().skip(1).map(|b| u16::from(*b)).collect(),
            _ => {}
        }
    }
    let mut text = String::new();
    let _ = write!(text, "{}", hello.version.0);
    for list in [&hello.suites[..], &hello.extensions, &groups, &formats] {
        join(list, &mut text);
    }
    Some(text)
}

/// `version,suite,extensions`
fn server_text(body: &[u8]) -> Option<String> {
    let hello = ServerHello::parse(body)?;
    let mut text = String::new();
    let _ = write!(text, "{},{}", hello.version.0, hello.suite);
    join(&hello.extensions, &mut text);
    Some(text)
}

fn join(list: &[u16], text: &mut String) {
    text.push(',');
    let mut dash = "";
    for value in list.iter().filter(|v| !is_grease(u64::from(**v))) {
        let _ = write!(text, "{dash}{value}");
        dash = "-";
    }
}

fn words(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|w| w.iter().fold(0, |n, b| n << 8 | u16::from(*b))).collect()
}

/// Types and contents of a ClientHello's extensions, as far as they are whole.
fn extensions(body: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = skip_to_extensions(body).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, after) = take16(rest)?;
        let (len, after) = take16(after)?;
        let (data, after) = after.split_at_checked(usize::from(len))?;
        rest = after;
        Some((kind, data))
    })
}

fn skip_to_extensions(body: &[u8]) -> Option<&[u8]> {
    let rest = body.get(34..)?;
    let (len, rest) = rest.split_first()?;
    let (len, rest) = take16(rest.get(usize::from(*len)..)?)?;
    let (len, rest) = rest.get(usize::from(len)..)?.split_first()?;
    let (_, rest) = take16(rest.get(usize::from(*len)..)?)?;
    Some(rest)
}

fn take16(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (head, rest) = bytes.split_first_chunk()?;
    Some((u16::from_be_bytes(*head), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hellos_numbers_are_joined_without_grease() {
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([0, 0, 6, 0x0a, 0x0a, 0x13, 0x01, 0x00, 0x2f, 1, 0]);
        let extensions: &[u8] =
            &[0x1a, 0x1a, 0, 0, 0, 10, 0, 6, 0, 4, 0x2a, 0x2a, 0, 29, 0, 11, 0, 2, 1, 0, 0, 23, 0, 0];
        body.extend([0, extensions.len() as u8]);
        body.extend(extensions);
        assert_eq!(client_text(&body).unwrap(), "771,4865-47,10-11-23,29,0");
        for len in 0..body.len() {
            let _ = client_text(&body[..len]);
        }
    }
}
