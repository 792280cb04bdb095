//! Why a session stays closed: the first cause on the way from the handshake to its keys, with what
//! a sentence about it needs. The sentences for people, with frames and remedies, are not made here.

use std::sync::Arc;

use super::handshake::Random;
use super::open::Unsupported;
use super::rsa::WhyNot;
use super::secrets::{KeyId, Secrets};
use super::suite::Suite;
use super::transcript::MAX_TRANSCRIPT_LEN;
use super::unlock::OpenedBy;

/// Why a session stays closed. The first cause on the way from the capture to plaintext.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyClosed {
    #[error("no ServerHello was captured")]
    NoServerHello,
    /// Without the client's random only a key log can help, whose lines bring their own.
    #[error("no ClientHello was captured")]
    NoClientHello { log: LogCoverage },
    #[error("TLS 1.3: the private key only signs and never gives session keys{log}")]
    Tls13 { log: LogCoverage },
    #[error("cipher suite 0x{0:04x} is not known")]
    UnknownSuite(u16),
    /// The exchange leaves nothing behind that a private key or a pre-shared key could open: one-time
    /// keys, anonymous ones, passwords, and exchanges that are not built in.
    #[error(
        "the key exchange of {} is {}, not RSA: no private key can open this session{log}",
        suite.name,
        suite.kx.name()
    )]
    KeyExchange {
        suite: &'static Suite,
        /// It was resumed: another session made the keys, by this or another exchange.
        resumed: bool,
        log: LogCoverage,
    },
    /// A fixed Diffie-Hellman key in the certificate, and no loaded key is that key.
    #[error(
        "the key exchange of {} is {}: the server's own (EC) Diffie-Hellman key is needed{log}",
        suite.name,
        suite.kx.name()
    )]
    StaticKey {
        suite: &'static Suite,
        /// EC keys that are loaded.
        ec_keys: usize,
        log: LogCoverage,
    },
    /// A temporary RSA key, shorter than the certificate's, encrypted the premaster (RFC 2246 section 7.4.3).
    #[error("{} used a temporary RSA key that is not the certificate's{log}", suite.name)]
    ExportKey { suite: &'static Suite, log: LogCoverage },
    /// No pre-shared key for this session is known.
    #[error("the pre-shared key of {} is needed{log}", shown_identity(identity.as_deref()))]
    NoPsk {
        suite: &'static Suite,
        /// As the client sent it.
        identity: Option<Box<[u8]>>,
        /// The server's hint to which key it means (RFC 4279 section 2), where it gave one.
        hint: Option<Box<[u8]>>,
        /// Pre-shared keys that are loaded, all for other identities.
        loaded: usize,
        log: LogCoverage,
    },
    #[error("the session was resumed: its premaster secret was sent in an earlier handshake{log}")]
    Resumed { how: ResumedBy, suite: &'static Suite, log: LogCoverage },
    #[error("no ClientKeyExchange was captured{log}")]
    NoClientKeyExchange { suite: &'static Suite, log: LogCoverage },
    #[error(
        "part of the handshake was not captured, and with extended_master_secret the keys depend on all of it{log}"
    )]
    TranscriptIncomplete { log: LogCoverage },
    #[error("the handshake is longer than {MAX_TRANSCRIPT_LEN} bytes, too long for extended_master_secret")]
    TranscriptTooLong,
    #[error("no RSA key is loaded{log}")]
    NoKeyLoaded { suite: &'static Suite, log: LogCoverage },
    #[error("none of the {} loaded keys decrypts the premaster secret ({})", trials.len(), shown_trials(trials))]
    NoKeyFits {
        suite: &'static Suite,
        trials: Vec<KeyTrial>,
        /// Length of the encrypted premaster: that of the modulus of the key that made it.
        sent_len_bytes: usize,
        log: LogCoverage,
    },
    /// Keys were made of these secrets, but no record's MAC or tag agrees with any: proved wrong.
    #[error("{} not the secret of this session: its first record does not open with it", shown_wrong(.0))]
    WrongSecret(Vec<OpenedBy>),
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    #[error("records compressed with method {0} are not supported")]
    Compressed(u8),
}

/// By what a session was resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResumedBy {
    /// The server gave the client's session id back (RFC 5246 section 7.3).
    SessionId,
    /// The client showed a ticket (RFC 5077).
    Ticket,
}

/// A key that was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTrial {
    pub id: KeyId,
    pub label: Arc<str>,
    /// It is the certificate's key by its modulus; none if no RSA certificate was seen.
    pub is_certificates: Option<bool>,
    pub why: WhyNot,
}

/// What the loaded key logs say of a session that they do not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogCoverage {
    /// Key logs: files and secrets blocks of captures.
    pub logs: usize,
    /// Secrets in them.
    pub secrets: usize,
    /// Lines in them that could not be read.
    pub broken: usize,
    /// A line for this session that cannot open it.
    pub unfit: Option<UnfitLine>,
}

/// A line of a key log that has the session's client random, but the wrong kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnfitLine {
    /// Only `CLIENT_RANDOM`, whose master secret does not exist in TLS 1.3.
    MasterForTls13,
    /// Only traffic secrets, in a session of TLS 1.2 or older.
    TrafficForTls12,
}

impl LogCoverage {
    /// What the logs have for a session that none of them opened.
    pub fn of(secrets: &Secrets, client_random: Option<&Random>, is_tls13: bool) -> Self {
        let mut coverage = Self { logs: secrets.key_logs().len(), ..Self::default() };
        for log in secrets.key_logs() {
            coverage.secrets += log.log.secrets;
            coverage.broken += log.log.broken_lines;
        }
        if let Some(random) = client_random {
            coverage.unfit = match is_tls13 {
                true if secrets.traffic(random).is_none() && secrets.master(random).is_some() => {
                    Some(UnfitLine::MasterForTls13)
                }
                false if secrets.master(random).is_none() && secrets.traffic(random).is_some() => {
                    Some(UnfitLine::TrafficForTls12)
                }
                _ => None,
            };
        }
        coverage
    }

    /// Key logs are loaded, and none has anything for this session.
    pub fn has_none(&self) -> bool {
        self.secrets > 0 && self.unfit.is_none()
    }
}

/// What goes on behind a sentence; nothing where no key log is loaded.
impl std::fmt::Display for LogCoverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.unfit, self.logs) {
            (_, 0) => Ok(()),
            (Some(UnfitLine::MasterForTls13), _) => {
                f.write_str("; the key log has only a CLIENT_RANDOM line for it, which TLS 1.3 does not use")
            }
            (Some(UnfitLine::TrafficForTls12), _) => {
                f.write_str("; the key log has only TLS 1.3 secrets for it")
            }
            (None, 1) => write!(f, "; the key log has {} secrets, none of this session", self.secrets),
            (None, logs) => {
                write!(f, "; the {logs} key logs have {} secrets, none of this session", self.secrets)
            }
        }
    }
}

impl WhyClosed {
    /// Whether a line of a key log would open the session: it is supported and nothing else can, or
    /// what else could is not loaded.
    pub fn wants_key_log(&self) -> bool {
        !matches!(
            self,
            Self::NoServerHello | Self::UnknownSuite(_) | Self::Unsupported(_) | Self::Compressed(_)
        )
    }
}

fn shown_trials(trials: &[KeyTrial]) -> String {
    trials.iter().map(|trial| format!("{}: {}", trial.label, trial.why)).collect::<Vec<_>>().join("; ")
}

fn shown_identity(identity: Option<&[u8]>) -> String {
    match identity {
        None | Some([]) => "this session".into(),
        Some(bytes) => format!("identity '{}'", bytes.escape_ascii()),
    }
}

fn shown_wrong(by: &[OpenedBy]) -> String {
    let names: Vec<String> = by.iter().take(4).map(|by| by.to_string()).collect();
    let more = if by.len() > names.len() { ", …" } else { "" };
    format!("{}{more} {}", names.join(", "), if by.len() == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use super::super::keylog::KeyLog;
    use super::super::secrets::Keyring;
    use super::*;

    #[test]
    fn a_key_log_is_told_by_what_it_lacks() {
        let keyring = Keyring::new();
        assert_eq!(LogCoverage::of(&keyring.snapshot(), None, false).to_string(), "");
        let master = format!("CLIENT_RANDOM {} {}\nnonsense\n", "ab".repeat(32), "cd".repeat(48));
        keyring.add_key_log(KeyLog::parse(master.as_bytes()), "k.txt", None);
        let secrets = keyring.snapshot();
        let other = LogCoverage::of(&secrets, Some(&[1; 32]), false);
        assert_eq!((other.logs, other.secrets, other.broken, other.unfit), (1, 1, 1, None));
        assert!(other.has_none() && other.to_string().contains("none of this session"));
        let tls13 = LogCoverage::of(&secrets, Some(&[0xab; 32]), true);
        assert_eq!(tls13.unfit, Some(UnfitLine::MasterForTls13));
        assert!(WhyClosed::Tls13 { log: tls13 }.to_string().contains("only a CLIENT_RANDOM line"));
    }

    #[test]
    fn an_identity_is_shown_without_control_characters() {
        assert_eq!(shown_identity(Some(b"dev\x1b[2J\xff")), r"identity 'dev\x1b[2J\xff'");
        assert_eq!(shown_identity(None), "this session");
    }
}
