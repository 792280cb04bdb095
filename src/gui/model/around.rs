//! What lies around the selected frame in the list: its conversation, its handshake, the frames that
//! it belongs together with.

use crate::document::related::Relation;

/// Rows from here to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bracket {
    pub first_row: u64,
    pub last_row: u64,
}

impl Bracket {
    pub fn holds(&self, row: u64) -> bool {
        (self.first_row..=self.last_row).contains(&row)
    }
}

/// What lies around the selected frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The rows between which its conversation lies.
    pub conversation: Option<Bracket>,
    /// Those of the handshake of its TLS session.
    pub handshake: Option<Bracket>,
    /// Rows of frames that it belongs together with, in order.
    pub related: Vec<(u64, Relation)>,
}

impl Around {
    /// What a row is to the selected frame.
    pub fn relation(&self, row: u64) -> Option<Relation> {
        let at = self.related.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.related.get(at).map(|(_, relation)| *relation)
    }
}
