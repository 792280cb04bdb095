//! JSON Web Keys and sets of them (RFC 7517, RFC 7518 section 6): the private RSA and EC keys among
//! them. No more JSON is understood than that: objects and their strings.

use zeroize::Zeroizing;

use super::super::ec::{Curve, EcKey};
use super::super::pem;
use super::super::rsa::{RsaKey, RsaNumbers};
use super::Refusal;
use super::key::PrivateKey;

/// How deep objects and arrays may stand in each other.
const MAX_DEPTH: usize = 32;

/// The members of an object whose values are strings, in order.
#[derive(Default)]
struct Object<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Object<'a> {
    fn text(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// A number (RFC 7518 section 2) without leading zeros. `None`: it is there and is not base64.
    fn number(&self, name: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = pem::base64(self.text(name).unwrap_or_default())?;
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        let len = bytes.len() - zeros;
        bytes.rotate_left(zeros);
        bytes.truncate(len);
        Some(bytes)
    }
}

/// The keys in a text that begins with a brace or a bracket.
pub(super) fn private_keys(text: &[u8]) -> Result<Vec<PrivateKey>, Refusal> {
    let found = objects(text).ok_or(Refusal::Damaged("it is JSON that is cut short or nested too deep"))?;
    let mut keys = Vec::new();
    let mut refusal = Refusal::NoKey(" (it is JSON without a private key: no JSON Web Key)");
    for object in &found {
        match private_key(object) {
            Some(Ok(key)) => keys.push(key),
            Some(Err(other)) => refusal = other,
            None => {}
        }
    }
    if keys.is_empty() { Err(refusal) } else { Ok(keys) }
}

fn private_key(object: &Object<'_>) -> Option<Result<PrivateKey, Refusal>> {
    let kind = object.text(b"kty")?;
    Some(match kind {
        b"RSA" | b"EC" if object.text(b"d").is_none() => Err(Refusal::Public { what: "only a public key" }),
        b"RSA" => rsa(object),
        b"EC" => ec(object),
        b"oct" => Err(Refusal::OtherKind("a symmetric key")),
        b"OKP" => Err(Refusal::OtherKind("an Ed25519, X25519 or like key")),
        _ => Err(Refusal::OtherKind("a JSON Web Key of an unknown kind")),
    })
}

const NOT_BASE64: Refusal = Refusal::Damaged("a number in it is not base64");

fn rsa(object: &Object<'_>) -> Result<PrivateKey, Refusal> {
    let number = |name: &[u8]| object.number(name).ok_or(NOT_BASE64);
    let [n, e, d, p, q] = [number(b"n")?, number(b"e")?, number(b"d")?, number(b"p")?, number(b"q")?];
    Ok(PrivateKey::Rsa(RsaKey::new(&RsaNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, more_primes: &[] })?))
}

fn ec(object: &Object<'_>) -> Result<PrivateKey, Refusal> {
    let curve = object.text(b"crv").and_then(Curve::from_name);
    let curve = curve.ok_or(Refusal::OtherKind("an EC key on an unknown curve"))?;
    let scalar = object.number(b"d").ok_or(NOT_BASE64)?;
    EcKey::new(curve, &scalar).map(PrivateKey::Ec).ok_or(Refusal::BadEcKey)
}

/// All objects of a JSON text, inner ones first. `None`: it is cut short or nested too deep.
fn objects(text: &[u8]) -> Option<Vec<Object<'_>>> {
    let mut done = Vec::new();
    let mut open: Vec<Object<'_>> = Vec::new();
    let mut name = None;
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b'{' | b'[' if open.len() >= MAX_DEPTH => return None,
            // An array is an object without names.
            b'{' | b'[' => {
                open.push(Object::default());
                name = None;
            }
            b'}' | b']' => {
                done.push(open.pop()?);
                name = None;
            }
            b',' => name = None,
            b'"' => {
                let string = string(rest)?;
                rest = rest.get(string.len() + 1..)?;
                match name.take() {
                    Some(name) => open.last_mut()?.0.push((name, string)),
                    None if rest.trim_ascii_start().starts_with(b":") => name = Some(string),
                    None => {}
                }
            }
            _ => {}
        }
    }
    open.is_empty().then_some(done)
}

/// What stands before the next quote that is not escaped. Escapes stay as they are: no number has any.
fn string(text: &[u8]) -> Option<&[u8]> {
    let mut escaped = false;
    let end = text.iter().position(|&byte| {
        let is_end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_end
    });
    text.get(..end?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_their_strings_are_found() {
        let text = br#"{"a\"b": "x\\", "n": 5, "k": [{"kty":"oct", "t": {"u" : "v"}}, "s"], "z":"y"}"#;
        let found = objects(text).unwrap();
        let all: Vec<_> = found.iter().map(|object| &object.0[..]).collect();
        assert_eq!(all[0], [(&b"u"[..], &b"v"[..])]);
        assert_eq!(all[1], [(&b"kty"[..], &b"oct"[..])]);
        assert_eq!(all[3], [(&b"a\\\"b"[..], &b"x\\\\"[..]), (b"z", b"y")]);
        for cut in 0..text.len() {
            assert!(objects(&text[..cut]).is_none_or(|found| found.is_empty()));
        }
        assert!(objects(&b"[".repeat(100_000)).is_none());
        assert!(objects(b"}").is_none());
    }
}
