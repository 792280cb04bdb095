//! What the hello inspector, the list of hellos and the comparison show, as plain data, and what can
//! be asked of them. Not here: how it is found out (`app`), how it is painted (`hello`, `hellos`,
//! `compare`).

use std::path::PathBuf;
use std::sync::Arc;

use super::TlsState;
use crate::audit::HelloReport;
use crate::audit::grade::Grade;
use crate::audit::policy::Profile;
use crate::audit::side_by_side::SideBySide;
use crate::document::tls_report::Format;

/// Where a hello comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HelloOrigin {
    /// The open capture.
    Here,
    /// The other capture, opened to compare.
    Other,
    Pasted,
}

/// A hello of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HelloId {
    pub origin: HelloOrigin,
    /// In the list of its origin.
    pub index: usize,
}

/// A hello as a row. Texts may be untrusted.
#[derive(Clone, Debug)]
pub struct HelloRow {
    pub id: HelloId,
    /// Frame number, from 1; none of a pasted one.
    pub frame: Option<u64>,
    /// File it is from; empty for the open capture.
    pub file: String,
    pub client: String,
    pub server: String,
    pub sni: String,
    pub version: String,
    pub suites: usize,
    pub stack: &'static str,
    pub grade: Grade,
    pub ja4: String,
}

impl HelloRow {
    /// "frame 4, 192.168.11.2:51900", with the file where it is another.
    pub fn place(&self) -> String {
        let file = if self.file.is_empty() { String::new() } else { format!("{}, ", self.file) };
        match self.frame {
            Some(frame) => format!("{file}frame {frame}, {}", self.client),
            None => format!("pasted hello {}", self.id.index.saturating_add(1)),
        }
    }
}

/// All that is said of the chosen hello.
#[derive(Clone, Debug)]
pub struct HelloView {
    pub row: HelloRow,
    pub report: Arc<HelloReport>,
    /// The suite that the server took.
    pub chosen: Option<u16>,
    /// The server's choice in words.
    pub choice: Option<String>,
    /// What became of its session, once it is judged.
    pub verdict: Option<(TlsState, String)>,
    /// "4 suites", "1 extension", "no SNI".
    pub facts: Vec<String>,
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct SideView {
    pub title: String,
    pub place: String,
    pub grade: Option<Grade>,
    pub id: Option<HelloId>,
    /// Frame of the open capture, from 1.
    pub frame: Option<u64>,
}

/// Which pair of two captures is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairsView {
    /// From 0.
    pub at: usize,
    pub count: usize,
    /// Hellos without a partner, left and right.
    pub alone: [usize; 2],
}

/// Two hellos, or an offer and the choice.
#[derive(Clone, Debug)]
pub struct CompareView {
    /// Changes whenever anything in here does.
    pub generation: u64,
    pub sides: [SideView; 2],
    pub table: Arc<SideBySide>,
    pub pairs: Option<PairsView>,
}

/// The hellos and what is shown of them.
#[derive(Clone, Debug)]
pub struct HellosView {
    /// Changes whenever the rows do.
    pub generation: u64,
    pub rows: Vec<HelloRow>,
    pub inspected: Option<HelloView>,
    pub compare: Option<CompareView>,
    pub profile: &'static Profile,
    /// The other capture's file name.
    pub other: Option<String>,
    pub is_gathering: bool,
    pub is_cut: bool,
}

impl Default for HellosView {
    fn default() -> Self {
        Self {
            generation: 0,
            rows: Vec::new(),
            inspected: None,
            compare: None,
            profile: crate::audit::policy::default_profile(),
            other: None,
            is_gathering: false,
            is_cut: false,
        }
    }
}

/// How something is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAs {
    Text,
    Markdown,
}

/// What the user asked for about hellos.
#[derive(Clone, Debug, PartialEq)]
pub enum HelloAct {
    Inspect(HelloId),
    /// The hello of this frame's session, from 1.
    InspectFrame(u64),
    /// Text with the bytes of a hello.
    Paste(String),
    /// Judge by the policy with this id.
    Judge(&'static str),
    /// The inspected hello.
    Copy(CopyAs),
    /// These two, left and right.
    Compare([HelloId; 2]),
    /// What the server took of this one's offer.
    CompareChoice(HelloId),
    Swap,
    /// Pair of two captures, from 0.
    Pair(usize),
    CloseCompare,
    CopyCompare,
    AskOther,
    OpenOther(PathBuf),
    AskReport(Format, &'static str),
    SaveReport(PathBuf, Format, &'static str),
}
