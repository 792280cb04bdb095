//! What opened a session, as verdicts and trees name it.

use std::fmt;
use std::sync::Arc;

use crate::tls::secrets::{KeyId, LoadedKeyLog, LogOrigin};

/// What opened a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenedBy {
    /// The server's RSA key decrypted the premaster.
    RsaKey(KeyId, Arc<str>),
    /// The server's EC key, fixed in its certificate.
    EcKey(KeyId, Arc<str>),
    /// A line of a key log.
    KeyLog(KeyId, Arc<str>),
    /// A line of a key log that stands in a capture file itself.
    SecretsBlock(KeyId, Arc<str>),
    Psk(KeyId, Arc<str>),
    /// RSA key and pre-shared key together; the id is the RSA key's, or the key log's with its premaster.
    RsaPsk(KeyId, Arc<str>, Arc<str>),
    /// The session that this one resumed, found by its session id.
    SessionId,
    /// The session that this one resumed, found by its ticket.
    Ticket,
}

impl OpenedBy {
    /// A line of that key log.
    pub fn log(log: &LoadedKeyLog) -> Self {
        match log.origin {
            LogOrigin::SecretsBlock => Self::SecretsBlock(log.id, log.label.clone()),
            LogOrigin::File | LogOrigin::Given => Self::KeyLog(log.id, log.label.clone()),
        }
    }

    /// The secret in the keyring, where it is one.
    pub fn id(&self) -> Option<KeyId> {
        match self {
            Self::RsaKey(id, _)
            | Self::EcKey(id, _)
            | Self::KeyLog(id, _)
            | Self::SecretsBlock(id, _)
            | Self::Psk(id, _)
            | Self::RsaPsk(id, ..) => Some(*id),
            Self::SessionId | Self::Ticket => None,
        }
    }
}

/// As in "opened by …".
impl fmt::Display for OpenedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaKey(_, label) | Self::EcKey(_, label) | Self::SecretsBlock(_, label) => {
                f.write_str(label)
            }
            Self::KeyLog(_, label) => write!(f, "key log {label}"),
            Self::Psk(_, label) => f.write_str(label),
            Self::RsaPsk(_, rsa, psk) => write!(f, "{rsa} and {psk}"),
            Self::SessionId => f.write_str("the session it resumed, by session ID"),
            Self::Ticket => f.write_str("the session it resumed, by ticket"),
        }
    }
}
