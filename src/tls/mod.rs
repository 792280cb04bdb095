//! TLS on bytes: facts in, keys and plaintext out. Knows no frames and no trees.
//!
//! The way from a capture to plaintext: [`handshake`] reads facts from messages, [`session`] keeps
//! what both sides agreed, [`secrets`] holds the keys that [`keyfile`] loaded, [`unlock`] brings
//! both together, [`schedule`] makes record keys, [`open`] opens one record at a time, in any order.
//! [`walk`] follows a connection through what is said in sealed records.
#![forbid(unsafe_code)]

pub mod certificate;
pub mod certificate_facts;
pub mod certificate_use;
pub mod distinguished_name;
pub mod dtls13;
pub mod dtls_handshake;
pub mod dtls_record;
pub mod ec;
pub mod fingerprint;
pub mod handshake;
pub mod hello;
pub mod keyfile;
pub mod keylog;
pub mod keylog_file;
pub mod messages;
pub mod open;
pub mod prf;
pub mod psk;
pub mod quic;
pub mod record;
pub mod rsa;
pub mod schedule;
pub mod secrets;
pub mod session;
pub mod ssl2_hello;
pub mod suite;
pub mod traffic;
pub mod unlock;
pub mod walk;
pub mod why_closed;

mod der;
mod pem;
mod reader;
pub mod suite_table;
mod transcript;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hex;

/// Who sent a message or a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Client,
    Server,
}
