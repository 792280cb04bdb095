//! Key logs (RFC 9850 and the older forms): one secret a line, named by the client's random or by
//! what else names a session; reading the text and writing it. Files on disk, and how they grow, are
//! `keylog_file.rs`'s business.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::Side;
use super::handshake::Random;
use super::schedule::MasterSecret;
use super::traffic::Secret;

/// The secrets of a key log. A copy is cheap.
#[derive(Clone, Default)]
pub struct KeyLog {
    /// Older first. What is newer wins; sizes fall, so that adding stays cheap however long the log.
    parts: Vec<Arc<Part>>,
    /// Different secrets that were understood.
    pub secrets: usize,
    /// Lines that are neither empty nor a comment.
    pub lines: usize,
    /// Lines that said again what an earlier one had said.
    pub repeated: usize,
    /// Lines of Encrypted ClientHello, which are known and of no use here (RFC 9850 section 2.2).
    pub ech: usize,
    /// Lines that were not understood; the first of them stand in `broken`.
    pub broken_lines: usize,
    pub broken: Vec<BrokenLine>,
    /// The last line of a file, where it has no line end and is not understood: cut, or half written.
    pub unfinished: Option<BrokenLine>,
}

#[derive(Clone, Default)]
struct Part {
    masters: HashMap<Random, MasterSecret>,
    traffic: HashMap<Random, TrafficSecrets>,
    by_session_id: HashMap<Box<[u8]>, MasterSecret>,
    by_premaster: HashMap<[u8; 8], Zeroizing<Vec<u8>>>,
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
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TrafficSecrets {
    pub client_early: Option<Secret>,
    pub client_handshake: Option<Secret>,
    pub server_handshake: Option<Secret>,
    /// Generation 0.
    pub client_application: Option<Secret>,
    /// Generation 0.
    pub server_application: Option<Secret>,
    /// After key updates: whose, which generation (from 1). Seldom logged, since it follows from
    /// generation 0.
    pub later_application: Vec<(Side, u32, Secret)>,
    pub exporter: Option<Secret>,
    pub early_exporter: Option<Secret>,
}

/// Broken lines that are kept; more are only counted.
const MAX_BROKEN: usize = 100;

/// Later generations kept of a connection.
const MAX_LATER: usize = 64;

/// What a line was.
enum Line {
    New,
    Repeated,
    Ech,
}

impl KeyLog {
    /// Reads a whole key log. Lines that are not understood are noted and skipped.
    pub fn parse(text: &[u8]) -> Self {
        let mut log = Self::default();
        log.extend(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text), 1);
        log
    }

    /// Reads more lines, of which the first has that number.
    pub fn extend(&mut self, text: &[u8], first_line: usize) {
        let mut part = Part::default();
        for (at, line) in text.split(|&b| b == b'\n').enumerate() {
            let line = line.trim_ascii();
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            self.lines += 1;
            match self.line(line, &mut part) {
                Ok(Line::New) => self.secrets += 1,
                Ok(Line::Repeated) => self.repeated += 1,
                Ok(Line::Ech) => self.ech += 1,
                Err(why) => self.note_broken(first_line + at, why),
            }
        }
        if !part.is_empty() {
            self.add(part);
        }
    }

    /// Notes a line that gave nothing.
    pub(super) fn note_broken(&mut self, number: usize, why: String) {
        self.broken_lines += 1;
        if self.broken.len() < MAX_BROKEN {
            self.broken.push(BrokenLine { number, why });
        }
    }

    /// Puts a part behind the others; together with the last where no copy shares it, and with those
    /// that are not clearly larger.
    fn add(&mut self, mut part: Part) {
        if let Some(last) = self.parts.last_mut().and_then(Arc::get_mut) {
            last.absorb(part);
            return;
        }
        while let Some(last) = self.parts.pop_if(|last| last.len() / 2 < part.len()) {
            let mut older = Arc::unwrap_or_clone(last);
            older.absorb(part);
            part = older;
        }
        self.parts.push(Arc::new(part));
    }

    fn line(&self, line: &[u8], part: &mut Part) -> Result<Line, String> {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
        let mut word = || words.next().unwrap_or_default();
        let (label, name, secret) = (word(), word(), word());
        // Lines pasted from scripts end with what continues a line there; Wireshark minds it as little.
        let secret = secret.strip_suffix(b"\\").unwrap_or(secret);
        let fresh = |is_new: bool| Ok(if is_new { Line::New } else { Line::Repeated });
        match label {
            b"RSA" => {
                // `RSA Session-ID:… Master-Key:…` or `RSA <8 bytes of encrypted premaster> <premaster>`.
                if let (Some(id), Some(master)) = (after(name, b"Session-ID:"), after(secret, b"Master-Key:"))
                {
                    let id = hex(id, "session ID")?;
                    let master = master_secret(master)?;
                    let known = part.by_session_id.get(id.as_slice()).or(self.master_of_session_id(&id));
                    let is_new = known.is_none_or(|known| known.as_bytes() != master.as_bytes());
                    part.by_session_id.insert(id.as_slice().into(), master);
                    return fresh(is_new);
                }
                let first: [u8; 8] = sized(name, "encrypted premaster")?;
                let premaster: Zeroizing<[u8; 48]> = Zeroizing::new(sized(secret, "premaster secret")?);
                let known = part.by_premaster.get(&first).map(|p| p.as_slice()).or(self.premaster(&first));
                let is_new = known.is_none_or(|known| known != &premaster[..]);
                part.by_premaster.insert(first, Zeroizing::new(premaster.to_vec()));
                fresh(is_new)
            }
            b"CLIENT_RANDOM" => {
                let random: Random = sized(name, "client random")?;
                let master = master_secret(secret)?;
                let known = part.masters.get(&random).or(self.master(&random));
                let is_new = known.is_none_or(|known| known.as_bytes() != master.as_bytes());
                part.masters.insert(random, master);
                fresh(is_new)
            }
            b"ECH_SECRET" | b"ECH_CONFIG" => {
                let _: Random = sized(name, "client random")?;
                hex(secret, "secret")?;
                Ok(Line::Ech)
            }
            _ => {
                let slot = slot(label).ok_or_else(|| NO_LABEL.to_string())?;
                let random: Random = sized(name, "client random")?;
                let secret = hex(secret, "secret")?;
                if !matches!(secret.len(), 32 | 48 | 64) {
                    return Err(format!("secret has {} bytes, needs 32 or 48", secret.len()));
                }
                // A generation that the one before gives, whichever it is.
                if matches!(slot, Slot::Unnumbered) {
                    return fresh(false);
                }
                let known = part.traffic.remove(&random).or_else(|| self.traffic(&random).cloned());
                let before = known.unwrap_or_default();
                let mut now = before.clone();
                match slot {
                    Slot::First(slot) => *slot(&mut now) = Some(Secret::from_bytes(&secret)),
                    Slot::Later(side, generation) => now.set_later(side, generation, &secret),
                    Slot::Unnumbered => {}
                }
                let is_new = now != before;
                part.traffic.insert(random, now);
                fresh(is_new)
            }
        }
    }

    /// Nothing in it can open anything.
    pub fn is_empty(&self) -> bool {
        self.secrets == 0
    }

    fn newest<'a, T>(&'a self, find: impl Fn(&'a Part) -> Option<T>) -> Option<T> {
        self.parts.iter().rev().find_map(|part| find(part))
    }

    /// The master secret logged for that client random (TLS 1.2 and older).
    pub fn master(&self, client_random: &Random) -> Option<&MasterSecret> {
        self.newest(|part| part.masters.get(client_random))
    }

    /// The traffic secrets logged for that client random (TLS 1.3, QUIC).
    pub fn traffic(&self, client_random: &Random) -> Option<&TrafficSecrets> {
        self.newest(|part| part.traffic.get(client_random))
    }

    pub fn master_of_session_id(&self, id: &[u8]) -> Option<&MasterSecret> {
        self.newest(|part| part.by_session_id.get(id))
    }

    /// The premaster, by the first eight bytes of its encrypted form.
    pub fn premaster(&self, encrypted: &[u8]) -> Option<&[u8]> {
        let first = encrypted.first_chunk()?;
        self.newest(|part| part.by_premaster.get(first).map(|p| p.as_slice()))
    }

    /// All master secrets with their client randoms: for sessions whose ClientHello is missing.
    pub fn masters(&self) -> impl Iterator<Item = (&Random, &MasterSecret)> {
        self.parts.iter().rev().flat_map(|part| part.masters.iter())
    }

    /// All traffic secrets, newer ones first: for connections whose beginning is missing. Those of a
    /// connection that was logged in two goes may come twice, the fuller ones first.
    pub fn all_traffic(&self) -> impl Iterator<Item = (&Random, &TrafficSecrets)> {
        self.parts.iter().rev().flat_map(|part| part.traffic.iter())
    }
}

impl Part {
    fn len(&self) -> usize {
        self.masters.len() + self.traffic.len() + self.by_session_id.len() + self.by_premaster.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn absorb(&mut self, newer: Self) {
        self.masters.extend(newer.masters);
        self.traffic.extend(newer.traffic);
        self.by_session_id.extend(newer.by_session_id);
        self.by_premaster.extend(newer.by_premaster);
    }
}

impl TrafficSecrets {
    fn set_later(&mut self, side: Side, generation: u32, secret: &[u8]) {
        self.later_application.retain(|(s, g, _)| (*s, *g) != (side, generation));
        if self.later_application.len() < MAX_LATER {
            self.later_application.push((side, generation, Secret::from_bytes(secret)));
        }
    }

    /// Label and secret of all that is there.
    fn labelled(&self) -> impl Iterator<Item = (String, &Secret)> {
        let first = [
            ("CLIENT_EARLY_TRAFFIC_SECRET", &self.client_early),
            ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", &self.client_handshake),
            ("SERVER_HANDSHAKE_TRAFFIC_SECRET", &self.server_handshake),
            ("CLIENT_TRAFFIC_SECRET_0", &self.client_application),
            ("SERVER_TRAFFIC_SECRET_0", &self.server_application),
            ("EXPORTER_SECRET", &self.exporter),
            ("EARLY_EXPORTER_SECRET", &self.early_exporter),
        ];
        let later = self.later_application.iter().map(|(side, generation, secret)| {
            let side = if *side == Side::Client { "CLIENT" } else { "SERVER" };
            (format!("{side}_TRAFFIC_SECRET_{generation}"), secret)
        });
        first.into_iter().filter_map(|(label, s)| Some((label.to_string(), s.as_ref()?))).chain(later)
    }
}

/// Where a secret of TLS 1.3 belongs.
enum Slot {
    First(fn(&mut TrafficSecrets) -> &mut Option<Secret>),
    Later(Side, u32),
    /// After a key update, as OpenSSL writes it: `CLIENT_TRAFFIC_SECRET_N`.
    Unnumbered,
}

const NO_LABEL: &str = "not a line of a key log: its first word is no label that is known";

fn slot(label: &[u8]) -> Option<Slot> {
    let label = label.strip_prefix(b"QUIC_").unwrap_or(label);
    Some(Slot::First(match label {
        b"CLIENT_EARLY_TRAFFIC_SECRET" => |t| &mut t.client_early,
        b"CLIENT_HANDSHAKE_TRAFFIC_SECRET" => |t| &mut t.client_handshake,
        b"SERVER_HANDSHAKE_TRAFFIC_SECRET" => |t| &mut t.server_handshake,
        b"CLIENT_TRAFFIC_SECRET_0" => |t| &mut t.client_application,
        b"SERVER_TRAFFIC_SECRET_0" => |t| &mut t.server_application,
        b"EXPORTER_SECRET" => |t| &mut t.exporter,
        b"EARLY_EXPORTER_SECRET" => |t| &mut t.early_exporter,
        _ => {
            let (side, number) = match label.strip_prefix(b"CLIENT_TRAFFIC_SECRET_") {
                Some(number) => (Side::Client, number),
                None => (Side::Server, label.strip_prefix(b"SERVER_TRAFFIC_SECRET_")?),
            };
            if number == b"N" {
                return Some(Slot::Unnumbered);
            }
            return Some(Slot::Later(side, std::str::from_utf8(number).ok()?.parse().ok()?));
        }
    }))
}

/// Whether a line begins with a label of a key log.
pub(super) fn has_label(line: &[u8]) -> bool {
    let label = line.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    matches!(label, b"RSA" | b"CLIENT_RANDOM" | b"ECH_SECRET" | b"ECH_CONFIG") || slot(label).is_some()
}

/// A key log that is being written.
#[derive(Default)]
pub struct Writer(Zeroizing<String>);

impl Writer {
    /// Adds the master secret of a session of TLS 1.2 or older.
    pub fn master(&mut self, client_random: &Random, master: &MasterSecret) {
        self.line("CLIENT_RANDOM", client_random, master.as_bytes());
    }

    /// Adds what is there of a TLS 1.3 or QUIC connection.
    pub fn traffic(&mut self, client_random: &Random, secrets: &TrafficSecrets) {
        for (label, secret) in secrets.labelled() {
            self.line(&label, client_random, secret.as_bytes());
        }
    }

    fn line(&mut self, label: &str, random: &Random, secret: &[u8]) {
        // Room first: a string that grows by itself leaves copies of secrets behind.
        let more = label.len() + 2 * (random.len() + secret.len()) + 3;
        if self.0.capacity() - self.0.len() < more {
            let mut larger = Zeroizing::new(String::with_capacity(2 * self.0.capacity() + more));
            larger.push_str(&self.0);
            self.0 = larger;
        }
        let _ = write!(self.0, "{label} ");
        for (bytes, end) in [(&random[..], ' '), (secret, '\n')] {
            for byte in bytes {
                let _ = write!(self.0, "{byte:02x}");
            }
            self.0.push(end);
        }
    }

    /// The text; empty if nothing was added.
    pub fn finish(self) -> Zeroizing<String> {
        self.0
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

    fn line(label: &str, random: u8, secret: u8, len: usize) -> String {
        let (random, secret) = (format!("{random:02x}").repeat(32), format!("{secret:02X}").repeat(len));
        format!("{label} {random} {secret}\n")
    }

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

    #[test]
    fn every_label_has_its_place() {
        let mut text: String = [
            "CLIENT_EARLY_TRAFFIC_SECRET",
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
            "CLIENT_TRAFFIC_SECRET_3",
            "EXPORTER_SECRET",
            "EARLY_EXPORTER_SECRET",
        ]
        .iter()
        .enumerate()
        .map(|(at, label)| line(label, 7, at as u8, 48))
        .collect();
        text += &line("CLIENT_TRAFFIC_SECRET_N", 7, 99, 48);
        text += &line("ECH_SECRET", 7, 1, 32);
        text += &line("ECH_CONFIG", 7, 1, 90);
        text += &format!("RSA Session-ID:0102 Master-Key:{}\n", "3c".repeat(48));
        text += &format!("RSA 0102030405060708 0303{}\n", "3d".repeat(46));
        let log = KeyLog::parse(format!("\u{feff}{text}").as_bytes());
        assert_eq!((log.secrets, log.ech, log.broken_lines, log.lines), (10, 2, 0, 13));
        let traffic = log.traffic(&[7; 32]).unwrap();
        assert_eq!(traffic.labelled().count(), 8);
        assert!(log.master_of_session_id(&[1, 2]).is_some() && log.master_of_session_id(&[1]).is_none());
        assert_eq!(log.premaster(&[1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap()[..3], [3, 3, 0x3d]);
        // What is written reads the same.
        let mut writer = Writer::default();
        writer.traffic(&[7; 32], traffic);
        writer.master(&[8; 32], log.master_of_session_id(&[1, 2]).unwrap());
        let again = KeyLog::parse(writer.finish().as_bytes());
        assert!(again.traffic(&[7; 32]) == Some(traffic) && again.master(&[8; 32]).is_some());
        assert_eq!(again.broken_lines, 0);
    }

    #[test]
    fn a_log_grows_without_losing_or_doubling_anything() {
        let mut log = KeyLog::default();
        log.extend(line("CLIENT_TRAFFIC_SECRET_0", 200, 1, 32).as_bytes(), 1);
        for random in 0..100 {
            // Somebody holds a snapshot all the time.
            let snapshot = log.clone();
            log.extend(line("CLIENT_RANDOM", random, random, 48).as_bytes(), 2 + usize::from(random));
            assert!(snapshot.secrets < log.secrets);
        }
        let before = log.clone();
        log.extend(line("CLIENT_RANDOM", 5, 5, 48).as_bytes(), 102);
        log.extend(line("SERVER_TRAFFIC_SECRET_0", 200, 2, 32).as_bytes(), 103);
        assert_eq!((log.secrets, log.repeated), (102, 1));
        assert!(log.parts.len() < 10, "{}", log.parts.len());
        assert!((0..100).all(|random| log.master(&[random; 32]).is_some()));
        // Both lines of a connection that was logged in two goes.
        let both = log.traffic(&[200; 32]).unwrap();
        assert!(both.client_application.is_some() && both.server_application.is_some());
        assert!(before.traffic(&[200; 32]).unwrap().server_application.is_none());
        // Of two different secrets for one random the newer holds.
        log.extend(line("CLIENT_RANDOM", 5, 9, 48).as_bytes(), 104);
        assert_eq!(log.master(&[5; 32]).unwrap().as_bytes(), &[9; 48]);
    }
}
