//! What the secrets panel and the sessions table show, as plain data. Not here: how it is found out
//! (`app`), how it is painted (`secrets_panel`, `sessions`).

use std::path::PathBuf;

use std::sync::Arc;

use super::{Action, ChipView, TlsState, Tone};
use crate::audit::grade::Grade;
use crate::document::handshake::ladder::Ladder;
use crate::tls::secrets::KeyId;
use zeroize::Zeroizing;

/// A password or key as it was typed: wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed(pub Zeroizing<String>);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed")
    }
}

/// A session that a card names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLink {
    /// From 1, as in the table.
    pub number: usize,
    /// Frame number, from 1.
    pub frame: u64,
}

/// A line of a card: its name, what it says, and the sessions it says that of.
#[derive(Clone, Debug, Default)]
pub struct CardLine {
    pub name: &'static str,
    pub text: String,
    /// A fingerprint or a file name.
    pub mono: bool,
    pub sessions: Vec<SessionLink>,
}

/// A share of a coverage bar.
#[derive(Clone, Debug)]
pub struct BarPart {
    pub count: u64,
    pub label: &'static str,
    pub tone: Tone,
}

/// One secret.
#[derive(Clone, Debug)]
pub struct SecretCard {
    pub id: KeyId,
    pub title: String,
    /// Whole path or what else the title leaves out; on hover.
    pub hover: String,
    pub state: TlsState,
    pub chip: ChipView,
    pub lines: Vec<CardLine>,
    pub bar: Vec<BarPart>,
    /// Whether the user may remove it here; secrets blocks leave with their capture.
    pub can_remove: bool,
}

/// A program that was started with a key log of its own.
#[derive(Clone, Debug)]
pub struct ProgramCard {
    pub pid: u32,
    /// The line as it was typed.
    pub title: String,
    pub is_running: bool,
    pub chip: ChipView,
    pub lines: Vec<CardLine>,
}

/// A file that gave no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedCard {
    pub path: PathBuf,
    pub name: String,
    pub sentence: String,
    pub wants_password: bool,
}

/// The secrets panel.
#[derive(Clone, Debug, Default)]
pub struct SecretsView {
    pub refused: Vec<RefusedCard>,
    pub programs: Vec<ProgramCard>,
    pub keys: Vec<SecretCard>,
    pub logs: Vec<SecretCard>,
    pub psks: Vec<SecretCard>,
    pub blocks: Vec<SecretCard>,
    /// Blocks of the capture that hold no TLS secrets, in words.
    pub other_blocks: Vec<String>,
    /// What `SSLKEYLOGFILE` names, where it is there and not loaded.
    pub environment: Option<PathBuf>,
    /// A capture is open, so that a secret can have opened something.
    pub has_capture: bool,
    /// Sessions of the capture that use a pre-shared key, once they are judged.
    pub psk_sessions: Option<usize>,
    /// What each secret opened is still being found out.
    pub is_judging: bool,
}

impl SecretsView {
    /// Secrets of all kinds.
    pub fn len(&self) -> usize {
        self.keys.len() + self.logs.len() + self.psks.len() + self.blocks.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// "2 keys, 1 key log".
    pub fn words(&self) -> String {
        let kinds = [
            (self.keys.len(), "key", "keys"),
            (self.logs.len() + self.blocks.len(), "key log", "key logs"),
            (self.psks.len(), "PSK", "PSKs"),
        ];
        let words: Vec<String> = kinds
            .into_iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many)| crate::gui::text::plural(n as u64, one, many))
            .collect();
        if words.is_empty() { "No secrets".into() } else { words.join(", ") }
    }
}

/// A fact that a verdict stands on.
#[derive(Clone, Debug)]
pub struct EvidenceView {
    /// Frame number, from 1.
    pub frame: Option<u64>,
    pub value: String,
    pub field: &'static str,
}

/// What can be done about a closed session.
#[derive(Clone, Debug)]
pub struct FixView {
    pub text: String,
    pub command: Option<String>,
    /// What the program itself can do, the best first.
    pub buttons: Vec<(&'static str, Action)>,
}

/// A loaded secret that did not open a session.
#[derive(Clone, Debug)]
pub struct TriedView {
    pub name: String,
    pub text: &'static str,
    /// A private key; else a key log or a pre-shared key.
    pub is_key: bool,
}

/// The verdict on a session, in full.
#[derive(Clone, Debug, Default)]
pub struct VerdictView {
    pub title: String,
    pub sentence: String,
    pub certainty: &'static str,
    /// Name of the cause that never changes.
    pub slug: Option<&'static str>,
    /// What else holds.
    pub also: Vec<&'static str>,
    pub opened_by: Option<String>,
    pub evidence: Vec<EvidenceView>,
    /// Loaded secrets that did not open it.
    pub tried: Vec<TriedView>,
    pub fixes: Vec<FixView>,
}

/// A session of the table. Texts may be untrusted.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// From 1.
    pub number: usize,
    pub state: TlsState,
    /// "Not decrypted: TLS 1.3".
    pub words: String,
    pub client: String,
    pub server: String,
    pub sni: String,
    pub version: String,
    pub suite: String,
    /// "5 of 5".
    pub records: String,
    pub records_total: u64,
    pub bytes: u64,
    pub duration_ns: u64,
    pub frames: u64,
    /// Its first frame's number, from 1.
    pub frame: u64,
    /// The frames of its connection.
    pub filter: String,
    /// Whose certificate the server showed; empty: none was seen.
    pub certificate: String,
    /// None: too little was seen.
    pub resumed: Option<bool>,
    pub alpn: String,
    /// Of the handshake.
    pub round_trips: Option<u32>,
    pub ja3: String,
    pub ja4: String,
    /// The client's TLS library by its hello; empty: not recognised.
    pub stack: String,
    /// Of the ClientHello.
    pub grade: Option<Grade>,
    pub verdict: VerdictView,
}

/// What the tabs of the selected session show, once it is found out.
#[derive(Clone, Debug, Default)]
pub struct SessionDetail {
    /// Its number, as in the table.
    pub session: usize,
    pub ladder: Option<Arc<Ladder>>,
    pub chains: Vec<ChainView>,
    /// Why there are no certificates.
    pub no_certificates: &'static str,
}

/// The certificates of one message.
#[derive(Clone, Debug)]
pub struct ChainView {
    /// `Server`, `Client`.
    pub sender: &'static str,
    /// Frame number, from 1.
    pub frame: u64,
    /// It came encrypted.
    pub was_sealed: bool,
    /// The sender's own first.
    pub certificates: Vec<CertificateView>,
    /// Issuer of the last one, where that is another.
    pub missing_issuer: Option<String>,
    /// All of them as PEM.
    pub pem: String,
}

/// One certificate. Texts may be hostile.
#[derive(Clone, Debug)]
pub struct CertificateView {
    pub title: String,
    /// `RSA 2048 · until 2036-11-19`.
    pub note: String,
    /// Worst of its findings; none: nothing to say.
    pub tone: Tone,
    pub lines: Vec<CertificateLine>,
    pub findings: Vec<CertificateFindingView>,
    /// Name of the file that it is saved as, without ending.
    pub file_name: String,
    pub pem: String,
    pub der: Vec<u8>,
}

/// A fact of a certificate.
#[derive(Clone, Debug)]
pub struct CertificateLine {
    pub name: &'static str,
    pub text: String,
    /// Digits to compare or copy.
    pub mono: bool,
    pub tone: Tone,
}

#[derive(Clone, Debug)]
pub struct CertificateFindingView {
    pub tone: Tone,
    pub word: &'static str,
    pub title: &'static str,
    pub detail: String,
}

/// Sessions of one status, as a chip that filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountView {
    pub state: TlsState,
    pub label: &'static str,
    pub count: usize,
}

/// The sessions table.
#[derive(Clone, Debug, Default)]
pub struct SessionsView {
    /// Changes whenever anything in here does.
    pub generation: u64,
    pub rows: Vec<SessionRow>,
    /// How many of them begin with a ClientHello.
    pub hellos: u64,
    pub counts: Vec<CountView>,
    /// "5 of 7 sessions decrypted; 2 use ECDHE".
    pub sentence: String,
    /// Why the capture has no session, where that can be seen.
    pub none: Option<VerdictView>,
    /// The sessions are still being judged.
    pub is_judging: bool,
    /// More about the selected one.
    pub detail: Option<SessionDetail>,
}
