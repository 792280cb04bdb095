//! When each cause holds, by section of the catalogue. A rule looks at the facts and at nothing
//! else; the order in which rules are asked is `judge.rs`'s business.

pub mod capture;
pub mod key;
pub mod key_exchange;
pub mod nothing;
pub mod order;
pub mod record_layer;
pub mod secrets;

use super::causes::Cause;
use super::symptoms::Symptoms;
use super::template::Values;
use crate::base::id::FrameId;
use crate::store::verdict::{Certainty, Evidence};

/// A cause that holds, and what shows it.
#[derive(Debug)]
pub struct Finding {
    pub cause: &'static Cause,
    /// Where it is another than the cause's own.
    pub certainty: Option<Certainty>,
    pub values: Values,
    pub evidence: Vec<Evidence>,
    /// The frame it is best seen in.
    pub frame: Option<FrameId>,
}

/// Says whether a cause holds.
pub type Rule = fn(&Symptoms) -> Option<Finding>;

impl Finding {
    pub fn new(cause: &'static Cause) -> Self {
        Self { cause, certainty: None, values: Values::default(), evidence: Vec::new(), frame: None }
    }

    /// Adds a value for the sentence.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.set(name, value);
        self
    }

    pub fn with_if(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.values.set_if(name, value);
        self
    }

    /// Adds what shows it; the first frame named is the cause's.
    pub fn shown(mut self, frame: Option<FrameId>, field: &'static str, value: impl ToString) -> Self {
        self.frame = self.frame.or(frame);
        self.evidence.push(Evidence { frame, field, value: value.to_string() });
        self
    }

    pub fn sure(mut self, certainty: Certainty) -> Self {
        self.certainty = Some(certainty);
        self
    }
}

/// `1 frame`, `3 frames`
pub fn count(n: impl Into<u64>, what: &str) -> String {
    let n = n.into();
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// The first bytes of a fingerprint, as people compare them.
pub fn short_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = bytes.iter().take(8).fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    });
    if bytes.len() > 8 {
        out.push('…');
    }
    out
}

/// All bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
