//! Seals packets for tests: the other way round of `keys.rs`, from the standard alone.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit};
use chacha20poly1305::ChaCha20Poly1305;

use super::QuicVersion;
use super::header::{INITIAL_SUITE, PacketKind};
use super::keys::initial_secret;
use crate::tls::Side;
use crate::tls::open::header_protection::HeaderKey;
use crate::tls::suite::{Cipher, Suite};
use crate::tls::suite_table::suite;
use crate::tls::traffic::{LabelPrefix, Secret};

fn expand(version: QuicVersion, suite: &Suite, secret: &Secret, what: &str, len: usize) -> Vec<u8> {
    let label = format!("{} {what}", if version == QuicVersion::V2 { "quicv2" } else { "quic" });
    secret.expand_label(suite.prf, LabelPrefix::Tls13, label.as_bytes(), &[], len).unwrap().to_vec()
}

/// Protects `plain` behind `header`, which ends with a packet number of two bytes.
fn seal(
    version: QuicVersion,
    suite: &'static Suite,
    secret: &Secret,
    generation: usize,
    mut header: Vec<u8>,
    number: u64,
    plain: &[u8],
) -> Vec<u8> {
    let key_len = suite.cipher.key_len_bytes();
    let header_key = HeaderKey::new(suite.cipher, &expand(version, suite, secret, "hp", key_len)).unwrap();
    let mut secret = secret.clone();
    for _ in 0..generation {
        secret = Secret::from_bytes(&expand(version, suite, &secret, "ku", secret.as_bytes().len()));
    }
    let key = expand(version, suite, &secret, "key", key_len);
    let mut nonce: [u8; 12] = expand(version, suite, &secret, "iv", 12).try_into().unwrap();
    nonce.iter_mut().skip(4).zip(number.to_be_bytes()).for_each(|(n, b)| *n ^= b);
    let payload = Payload { msg: plain, aad: &header };
    let sealed = match suite.cipher {
        Cipher::Aes128 => Aes128Gcm::new_from_slice(&key).unwrap().encrypt(&nonce.into(), payload),
        Cipher::Aes256 => Aes256Gcm::new_from_slice(&key).unwrap().encrypt(&nonce.into(), payload),
        _ => ChaCha20Poly1305::new_from_slice(&key).unwrap().encrypt(&nonce.into(), payload),
    }
    .unwrap();
    let number_at = header.len() - 2;
    header.extend_from_slice(&sealed);
    let sample = header[number_at + 4..number_at + 20].try_into().unwrap();
    let mask = header_key.mask(&sample);
    header[0] ^= mask[0] & if header[0] & 0x80 != 0 { 0x0f } else { 0x1f };
    header[number_at] ^= mask[1];
    header[number_at + 1] ^= mask[2];
    header
}

/// A 1-RTT packet.
pub fn short(
    version: QuicVersion,
    suite: &'static Suite,
    secret: &Secret,
    generation: usize,
    dcid: &[u8],
    number: u64,
    plain: &[u8],
) -> Vec<u8> {
    let phase = if generation & 1 == 1 { 0x04 } else { 0 };
    let header = [&[0x41 | phase][..], dcid, &(number as u16).to_be_bytes()].concat();
    seal(version, suite, secret, generation, header, number, plain)
}

/// A packet with a long header.
pub fn long(
    version: QuicVersion,
    kind: PacketKind,
    suite: &'static Suite,
    secret: &Secret,
    dcid: &[u8],
    scid: &[u8],
    number: u64,
    plain: &[u8],
) -> Vec<u8> {
    let bits = (0..4).find(|n| PacketKind::of_long(0xc0 | n << 4, version) == kind).unwrap();
    let mut header = vec![0xc1 | bits << 4];
    header.extend_from_slice(&version.0.to_be_bytes());
    for cid in [dcid, scid] {
        header.push(cid.len() as u8);
        header.extend_from_slice(cid);
    }
    if kind == PacketKind::Initial {
        header.push(0); // no token
    }
    let len = 2 + plain.len() + 16;
    header.extend_from_slice(&(len as u16 | 0x4000).to_be_bytes());
    header.extend_from_slice(&(number as u16).to_be_bytes());
    seal(version, suite, secret, 0, header, number, plain)
}

/// An Initial packet of a connection whose client first chose `original` for the server.
pub fn initial(
    version: QuicVersion,
    side: Side,
    original: &[u8],
    dcid: &[u8],
    scid: &[u8],
    number: u64,
    plain: &[u8],
) -> Vec<u8> {
    let secret = &initial_secret(version, original, side).unwrap();
    let suite = suite(INITIAL_SUITE).unwrap();
    long(version, PacketKind::Initial, suite, secret, dcid, scid, number, plain)
}

/// The tag of a Retry packet of version 1 (RFC 9001 section 5.8).
pub fn retry_tag(packet: &[u8], original: &[u8]) -> Vec<u8> {
    let key = crate::tls::hex::unhex("be0c690b9f66575a1d766b54e368c84e");
    let nonce: [u8; 12] = crate::tls::hex::unhex("461599d35d632bf2239825bb").try_into().unwrap();
    let covered = [&[original.len() as u8][..], original, packet].concat();
    let payload = Payload { msg: &[], aad: &covered };
    Aes128Gcm::new_from_slice(&key).unwrap().encrypt(&nonce.into(), payload).unwrap()
}
