//! What the find bar and the dock at the bottom show: hits, expert information.

use std::sync::Arc;

use crate::document::find::{Needle, Place};

/// The find bar's result, and what it marks.
#[derive(Clone, Debug, Default)]
pub struct FindView {
    /// Why nothing can be sought with what was typed.
    pub error: Option<String>,
    /// "2 of 5", "No match".
    pub result: String,
    /// 0 to 1 while the search runs.
    pub progress: Option<f32>,
    /// Marks what is sought wherever it is seen.
    pub needle: Option<Arc<Needle>>,
    pub place: Place,
    /// The frames found, in order.
    pub hits: Vec<HitView>,
    /// The hit that is selected.
    pub current: Option<usize>,
}

impl FindView {
    /// What to mark in `place`, if anything is.
    pub fn marks(&self, place: Place) -> Option<&Needle> {
        self.needle.as_deref().filter(|_| self.place == place)
    }
}

/// A frame that holds what is sought.
#[derive(Clone, Debug)]
pub struct HitView {
    /// Frame number, from 1.
    pub frame: u64,
    /// The words around; untrusted.
    pub excerpt: String,
}

/// How grave a finding is; ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grave {
    Comment,
    Chat,
    Note,
    Warning,
    Error,
}

impl Grave {
    pub const ALL: [Grave; 5] = [Grave::Error, Grave::Warning, Grave::Note, Grave::Chat, Grave::Comment];

    pub fn words(self) -> &'static str {
        match self {
            Grave::Comment => "Comment",
            Grave::Chat => "Chat",
            Grave::Note => "Note",
            Grave::Warning => "Warning",
            Grave::Error => "Error",
        }
    }

    /// `1 warning`, `2 warnings`.
    pub fn counted(self, n: u64) -> String {
        let word = self.words().to_lowercase();
        crate::gui::text::plural(n, &word, &format!("{word}s"))
    }
}

/// One finding with the frames it was made in.
#[derive(Clone, Debug)]
pub struct ExpertView {
    pub grave: Grave,
    /// First frame, from 1; 0 for a finding about the file.
    pub frame: u64,
    /// "4", "1, 2", "8 and 41 more".
    pub frames: String,
    pub protocol: String,
    pub summary: String,
    /// Filters for it.
    pub field: Option<&'static str>,
    pub count: u64,
}

/// The expert information of the capture.
#[derive(Clone, Debug, Default)]
pub struct ExpertsView {
    /// The gravest first.
    pub rows: Vec<ExpertView>,
    /// 0 to 1 while frames are looked at.
    pub progress: Option<f32>,
}
