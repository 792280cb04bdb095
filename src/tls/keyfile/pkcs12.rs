//! PKCS#12 containers (RFC 7292): the private keys in them, whatever else is there. How passwords
//! become keys is in `password.rs`.

use der::Tag;
use zeroize::Zeroizing;

use super::super::der::Walk;
use super::hash::Hash;
use super::key::PrivateKey;
use super::password::{self, Password, Purpose};
use super::{Refusal, asn1, ber};

const STRUCTURE: Refusal = Refusal::Damaged("its structure is not that of PKCS#12");
const UNUSUAL: Refusal = Refusal::Convert {
    what: "a PKCS#12 container of an unusual kind",
    how: "openssl pkcs12 -in FILE -nocerts -nodes -out decrypted.pem",
};

/// Most bags in a container, and how deep they may stand in each other.
const MAX_BAGS: usize = 1_000;
const MAX_DEPTH: usize = 4;

/// Whether it begins as PKCS#12 does: a sequence of the number 3 and another sequence (RFC 7292 section 4).
pub(super) fn is_pkcs12(bytes: &[u8]) -> bool {
    // By hand, since the outer length may be cut or left open.
    let content = match bytes {
        [0x30, 0x80, rest @ ..] | [0x30, 0..=0x7f, rest @ ..] => rest,
        [0x30, len @ 0x81..=0x84, rest @ ..] => rest.get(usize::from(len & 0x7f)..).unwrap_or_default(),
        _ => return false,
    };
    matches!(content, [2, 1, 3, 0x30, ..])
}

/// The keys in a container.
pub(super) fn private_keys(bytes: &[u8], password: &mut Password<'_>) -> Result<Vec<PrivateKey>, Refusal> {
    let der = ber::to_der(bytes).ok_or(STRUCTURE)?;
    let mut pfx = Walk::new(&der).sequence().ok_or(STRUCTURE)?;
    pfx.integer().ok_or(STRUCTURE)?;
    let mut content = pfx.sequence().ok_or(STRUCTURE)?;
    if content.take(Tag::ObjectIdentifier).ok_or(STRUCTURE)? != DATA {
        return Err(UNUSUAL);
    }
    let safe = content.context(0).and_then(|mut safe| safe.take(Tag::OctetString)).ok_or(STRUCTURE)?;
    // Tells a wrong password from damage before any key is tried.
    if let Some(mac) = pfx.sequence() {
        check_mac(mac, safe, password)?;
    }
    let mut found = Found { keys: Vec::new(), refusal: None, bags_left: MAX_BAGS };
    let safe = ber::to_der(safe).ok_or(STRUCTURE)?;
    let mut contents = Walk::new(&safe).sequence().ok_or(STRUCTURE)?;
    while let Some(mut content) = contents.sequence() {
        let kind = content.take(Tag::ObjectIdentifier).ok_or(STRUCTURE)?;
        let mut content = content.context(0).ok_or(STRUCTURE)?;
        let bags = match kind {
            DATA => Zeroizing::new(content.take(Tag::OctetString).ok_or(STRUCTURE)?.to_vec()),
            ENCRYPTED_DATA => decrypt_bags(content, password)?,
            _ => return Err(UNUSUAL),
        };
        let bags = ber::to_der(&bags).ok_or(STRUCTURE)?;
        read_bags(Walk::new(&bags), 0, password, &mut found)?;
    }
    match found {
        Found { keys, refusal: Some(refusal), .. } if keys.is_empty() => Err(refusal),
        Found { keys, .. } if keys.is_empty() => {
            Err(Refusal::NoKey(" (it is a PKCS#12 container without a private key; export it with the key)"))
        }
        Found { keys, .. } => Ok(keys),
    }
}

/// EncryptedData (RFC 5652 section 8): version, then kind, algorithm and data.
fn decrypt_bags(mut content: Walk<'_>, password: &mut Password<'_>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut data = content.sequence().ok_or(STRUCTURE)?;
    data.integer().ok_or(STRUCTURE)?;
    let mut info = data.sequence().ok_or(STRUCTURE)?;
    info.take(Tag::ObjectIdentifier).ok_or(STRUCTURE)?;
    let algorithm = info.sequence().ok_or(STRUCTURE)?;
    // [0] IMPLICIT OCTET STRING, which may be in pieces.
    let is_whole = matches!(info.peek(), Some(Tag::ContextSpecific { constructed: false, .. }));
    let mut content = info.context(0).ok_or(STRUCTURE)?;
    if is_whole {
        return password::decrypt(algorithm, content.rest(), password);
    }
    let mut bytes = Vec::new();
    while let Some(piece) = content.take(Tag::OctetString) {
        bytes.extend(piece);
    }
    password::decrypt(algorithm, &bytes, password)
}

struct Found {
    keys: Vec<PrivateKey>,
    /// Why the first key that is there is of no use.
    refusal: Option<Refusal>,
    bags_left: usize,
}

/// SafeContents (RFC 7292 section 4.2).
fn read_bags(
    mut bags: Walk<'_>,
    depth: usize,
    password: &mut Password<'_>,
    found: &mut Found,
) -> Result<(), Refusal> {
    let mut bags = bags.sequence().ok_or(STRUCTURE)?;
    while let Some(mut bag) = bags.sequence() {
        found.bags_left = found.bags_left.checked_sub(1).ok_or(Refusal::TooManyRounds)?;
        let kind = bag.take(Tag::ObjectIdentifier).ok_or(STRUCTURE)?;
        let value = bag.context(0).ok_or(STRUCTURE)?;
        let key = match kind.strip_prefix(BAG) {
            Some([1]) => asn1::plain(value.rest()),
            Some([2]) => asn1::encrypted_pkcs8(value.rest(), password),
            Some([6]) if depth < MAX_DEPTH => {
                read_bags(value, depth + 1, password, found)?;
                continue;
            }
            _ => continue,
        };
        match key {
            Ok(key) => found.keys.push(key),
            // Not worth going on: the next one asks for as much.
            Err(Refusal::TooManyRounds) => return Err(Refusal::TooManyRounds),
            Err(refusal) => {
                found.refusal.get_or_insert(refusal);
            }
        }
    }
    Ok(())
}

/// MacData (RFC 7292 section 4), or PBMAC1 in its place (RFC 9579).
fn check_mac(mut mac: Walk<'_>, safe: &[u8], password: &mut Password<'_>) -> Result<(), Refusal> {
    let mut info = mac.sequence().ok_or(STRUCTURE)?;
    let mut algorithm = info.sequence().ok_or(STRUCTURE)?;
    let expected = info.take(Tag::OctetString).ok_or(STRUCTURE)?;
    let oid = algorithm.take(Tag::ObjectIdentifier).ok_or(STRUCTURE)?;
    let salt = mac.take(Tag::OctetString).ok_or(STRUCTURE)?;
    let fits = if oid == PBMAC1 {
        let mut parameters = algorithm.sequence().ok_or(STRUCTURE)?;
        let kdf = parameters.sequence().ok_or(STRUCTURE)?;
        let hash = parameters.sequence().and_then(|mut hmac| hmac.take(Tag::ObjectIdentifier));
        let hash = hash.and_then(Hash::from_hmac_oid).ok_or(UNUSUAL)?;
        let key = password::derive(kdf, expected.len().min(MAX_MAC_LEN), password)?;
        hash.hmac(&key, safe).is_some_and(|mac| *mac == expected)
    } else {
        let hash = Hash::from_oid(oid).ok_or(UNUSUAL)?;
        let rounds = match mac.integer() {
            None => 1,
            Some(rounds) if !rounds.is_negative() => rounds.to_u32().ok_or(Refusal::TooManyRounds)?,
            Some(_) => return Err(STRUCTURE),
        };
        password.spend(rounds)?;
        let fits = |text: &[u8]| {
            let key = password::pkcs12_kdf(hash, Purpose::Mac, text, salt, rounds, expected.len())?;
            Some(*hash.hmac(&key, safe)? == expected)
        };
        let text = password.utf16();
        // An empty password is two zeros to some and nothing at all to others.
        fits(&text) == Some(true) || (text.len() == 2 && fits(&[]) == Some(true))
    };
    if fits { Ok(()) } else { Err(password.refusal()) }
}

/// No hash is longer.
const MAX_MAC_LEN: usize = 64;

const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];
const BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1];
const PBMAC1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 14];
