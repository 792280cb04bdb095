//! A followed stream as plain data.

use super::frames::TlsState;
use crate::document::follow::Kind;

/// One side's bytes in a followed stream.
#[derive(Clone, Debug)]
pub struct TurnView {
    pub from_client: bool,
    /// Frame number, from 1.
    pub frame: u64,
    pub time: String,
    pub bytes: Vec<u8>,
}

/// Something else that can be followed of the same conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowKindView {
    /// `TCP`, `TLS`, `HTTP`.
    pub label: &'static str,
    pub kind: Kind,
    pub stream: u32,
    /// It is the one shown.
    pub on: bool,
}

/// The streams inside the one shown: index of this one, and all.
pub type Substreams = (usize, Vec<(Kind, u32)>);

/// A followed stream.
#[derive(Clone, Debug)]
pub struct FollowView {
    /// Changes whenever anything in here does.
    pub generation: u64,
    /// "Follow TLS stream 0".
    pub title: String,
    pub filter: String,
    pub tls: Option<TlsState>,
    pub turns: Vec<TurnView>,
    pub client: String,
    pub server: String,
    /// What is missing or how it ended, in one sentence.
    pub note: Option<String>,
    /// What can be followed of this conversation.
    pub kinds: Vec<FollowKindView>,
    pub substreams: Option<Substreams>,
    /// What is shown, and whether the capture has such a stream before and after it.
    pub shown: (Kind, u32),
    pub neighbours: [bool; 2],
}
