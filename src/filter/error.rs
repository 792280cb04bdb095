//! What is wrong with a filter, and where. Texts are Wireshark's where it has one.

use std::fmt;
use std::ops::Range;

/// A filter that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// One sentence.
    pub message: String,
    /// First byte of the text that is at fault. Equal to `end` where no place is to blame.
    pub start: usize,
    /// Past its last byte.
    pub end: usize,
    /// What was perhaps meant, to stand in place of the text at fault.
    pub suggestion: Option<String>,
}

impl Error {
    pub(super) fn at(place: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), start: place.start, end: place.end, suggestion: None }
    }

    pub(super) fn unexpected(text: &str, place: Range<usize>) -> Self {
        let token = text.get(place.clone()).unwrap_or("");
        Self::at(place, format!("\"{token}\" was unexpected in this context."))
    }

    pub(super) fn early_end(text: &str) -> Self {
        Self::at(text.len()..text.len(), "Unexpected end of filter expression.")
    }

    pub(super) fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// The message, the filter below it, and marks under what is at fault: what a terminal shows.
    pub fn explained(&self, filter: &str) -> String {
        let mut text = self.message.clone();
        if self.start < self.end
            && let (Some(before), Some(fault)) = (filter.get(..self.start), filter.get(self.start..self.end))
        {
            let (indent, width) = (before.chars().count(), fault.chars().count().max(1));
            text.push_str(&format!("\n    {filter}\n    {:indent$}^{}", "", "~".repeat(width - 1)));
        }
        if let Some(suggestion) = &self.suggestion {
            text.push_str(&format!("\n    Did you mean {suggestion}?"));
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
