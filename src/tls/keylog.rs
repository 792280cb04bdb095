//! Key log files (RFC 9850 and the older forms): one secret a line, named by the client's random or
//! by what else names a session. Reading the file from disk is `secrets.rs`'s business.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::handshake::Random;
use super::schedule::MasterSecret;
use super::traffic::Secret;

/// The secrets of a key log.
#[derive(Clone, Default)]
pub struct KeyLog {
    masters: HashMap<Random, MasterSecret>,
    traffic: HashMap<Random, TrafficSecrets>,
    by_session_id: HashMap<Box<[u8]>, MasterSecret>,
    by_premaster: HashMap<[u8; 8], Zeroizing<Vec<u8>>>,
    /// Lines with a secret that was understood.
    pub secrets: usize,
    /// Lines that are neither empty, nor a comment, nor understood.
    pub broken: Vec<BrokenLine>,
}

/// A line that gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenLine {
    /// From 1.
    pub number: usize,
    /// What is wrong with it; never holds any part of a secret.
    pub why: String,
}

/// The secrets of a TLS 1.3 or QUIC connection, as far as they were logged.
#[derive(Clone, Default)]
pub struct TrafficSecrets {
    pub client_early: Option<Secret>,
    pub client_handshake: Option<Secret>,
    pub server_handshake: Option<Secret>,
    /// Generation 0.
    pub client_application: Option<Secret>,
    /// Generation 0.
    pub server_application: Option<Secret>,
    pub exporter: Option<Secret>,
    pub early_exporter: Option<Secret>,
}

/// Broken lines that are kept; more are only counted by their absence.
const MAX_BROKEN: usize = 100;

impl KeyLog {
    /// Reads a whole key log. Lines that are not understood are noted and skipped.
    pub fn parse(text: &[u8]) -> Self {
        let mut log = Self::default();
        log.extend(text, 1);
        log
    }

    /// Reads more lines, of which the first has that number.
    pub fn extend(&mut self, text: &[u8], first_line: usize) {
        for (at, line) in text.split(|&b| b == b'\n').enumerate() {
            let line = line.trim_ascii();
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            match self.line(line) {
                Ok(()) => self.secrets += 1,
                Err(why) if self.broken.len() < MAX_BROKEN => {
                    self.broken.push(BrokenLine { number: first_line + at, why });
                }
                Err(_) => {}
            }
        }
    }

    fn line(&mut self, line: &[u8]) -> Result<(), String> {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
        let mut word = || words.next().unwrap_or_default();
        let (label, name, secret) = (word(), word(), word());
        if label == b"RSA" {
            // `RSA Session-ID:… Master-Key:…` or `RSA <8 bytes of encrypted premaster> <premaster>`.
            if let (Some(id), Some(master)) = (after(name, b"Session-ID:"), after(secret, b"Master-Key:")) {
                let id = hex(id, "session ID")?;
                self.by_session_id.insert(id.as_slice().into(), master_secret(master)?);
                return Ok(());
            }
            let first: [u8; 8] = sized(name, "encrypted premaster")?;
            let premaster: [u8; 48] = sized(secret, "premaster secret")?;
            self.by_premaster.insert(first, Zeroizing::new(premaster.to_vec()));
            return Ok(());
        }
        if label == b"CLIENT_RANDOM" {
            let random: Random = sized(name, "client random")?;
            self.masters.insert(random, master_secret(secret)?);
            return Ok(());
        }
        type Slot = fn(&mut TrafficSecrets) -> &mut Option<Secret>;
        let slot: Slot = match label {
            b"CLIENT_EARLY_TRAFFIC_SECRET" => |t| &mut t.client_early,
            b"CLIENT_HANDSHAKE_TRAFFIC_SECRET" | b"QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET" => {
                |t| &mut t.client_handshake
            }
            b"SERVER_HANDSHAKE_TRAFFIC_SECRET" | b"QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET" => {
                |t| &mut t.server_handshake
            }
            b"CLIENT_TRAFFIC_SECRET_0" | b"QUIC_CLIENT_TRAFFIC_SECRET_0" => |t| &mut t.client_application,
            b"SERVER_TRAFFIC_SECRET_0" | b"QUIC_SERVER_TRAFFIC_SECRET_0" => |t| &mut t.server_application,
            b"EXPORTER_SECRET" => |t| &mut t.exporter,
            b"EARLY_EXPORTER_SECRET" => |t| &mut t.early_exporter,
            _ => return Err("not a line of a key log: its first word is no label that is known".into()),
        };
        let random: Random = sized(name, "client random")?;
        let secret = hex(secret, "secret")?;
        if !matches!(secret.len(), 32 | 48 | 64) {
            return Err(format!("secret has {} bytes, needs 32 or 48", secret.len()));
        }
        *slot(self.traffic.entry(random).or_default()) = Some(Secret::from_bytes(&secret));
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.secrets == 0
    }

    /// The master secret logged for that client random (TLS 1.2 and older).
    pub fn master(&self, client_random: &Random) -> Option<&MasterSecret> {
        self.masters.get(client_random)
    }

    /// The traffic secrets logged for that client random (TLS 1.3, QUIC).
    pub fn traffic(&self, client_random: &Random) -> Option<&TrafficSecrets> {
        self.traffic.get(client_random)
    }

    pub fn master_of_session_id(&self, id: &[u8]) -> Option<&MasterSecret> {
        self.by_session_id.get(id)
    }

    /// The premaster, by the first eight bytes of its encrypted form.
    pub fn premaster(&self, encrypted: &[u8]) -> Option<&[u8]> {
        self.by_premaster.get(encrypted.first_chunk()?).map(|p| p.as_slice())
    }

    /// All master secrets with their client randoms: for sessions whose ClientHello is missing.
    pub fn masters(&self) -> impl Iterator<Item = (&Random, &MasterSecret)> {
        self.masters.iter()
    }

    /// All traffic secrets: for connections whose beginning is missing.
    pub fn all_traffic(&self) -> impl Iterator<Item = (&Random, &TrafficSecrets)> {
        self.traffic.iter()
    }
}

fn after<'a>(word: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    word.strip_prefix(prefix)
}

fn master_secret(word: &[u8]) -> Result<MasterSecret, String> {
    Ok(MasterSecret::from_bytes(sized(word, "secret")?))
}

fn sized<const N: usize>(word: &[u8], what: &str) -> Result<[u8; N], String> {
    let bytes = hex(word, what)?;
    bytes.as_slice().try_into().map_err(|_| format!("{what} has {} bytes, needs {N}", bytes.len()))
}

fn hex(word: &[u8], what: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let wrong = || format!("{what} is not written in pairs of hexadecimal digits");
    let (pairs, rest) = word.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(wrong());
    }
    let digit = |d: u8| char::from(d).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut bytes = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for [high, low] in pairs {
        bytes.push(digit(*high).ok_or_else(wrong)? << 4 | digit(*low).ok_or_else(wrong)?);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_line_gives_a_secret_and_a_bad_one_is_named() {
        let random = "ab".repeat(32);
        let text = format!(
            "# comment\nCLIENT_RANDOM {random} {}\r\nCLIENT_RANDOM {random} 00\nSERVER_TRAFFIC_SECRET_0 {random} {}\n",
            "cd".repeat(48),
            "ef".repeat(32)
        );
        let log = KeyLog::parse(text.as_bytes());
        assert_eq!(log.secrets, 2);
        assert!(log.master(&[0xab; 32]).is_some());
        assert!(log.traffic(&[0xab; 32]).unwrap().server_application.is_some());
        assert_eq!(log.broken, [BrokenLine { number: 3, why: "secret has 1 bytes, needs 48".into() }]);
    }
}
