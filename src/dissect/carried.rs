//! Whole files that a frame completes: what they hold, where they came from, what they are called.
//! Protocols that put them together say so here, where somebody asked for them.

/// A file that a protocol carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    pub protocol: &'static str,
    /// Who has it or sent it.
    pub host: String,
    /// A path, a name or a subject.
    pub name: String,
    pub content_type: String,
    /// Codings taken off.
    pub bytes: Vec<u8>,
    /// It came out of an encrypted stream.
    pub decrypted: bool,
}
