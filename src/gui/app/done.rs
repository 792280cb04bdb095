//! What tasks outside the window's thread send when they are done.

use std::path::PathBuf;
use std::sync::Arc;

use super::annotate::Noted;
use super::live::Capturing;
use super::programs::Program;
use super::session_detail::Found;
use super::tasks::SecretOutcome;
use crate::capture::{self, Device, Leftover, Spool};
use crate::document::colour::Imported;
use crate::document::follow::{Followed, Kind};
use crate::document::hellos::HelloList;
use crate::document::objects::Object;
use crate::document::sessions::Judged;
use crate::gui::capture_plan::CapturePlan;
use crate::gui::dialogs::PathPurpose;
use crate::gui::model::Action;
use crate::platform::neighbours::Neighbour;
use crate::platform::owners::Owner;
use crate::store::FrameSet;
use crate::store::plain::Memory;

/// What a task sends when it is done.
pub enum Done {
    /// A path was chosen; `None`: cancelled.
    Path(PathPurpose, Option<PathBuf>),
    /// The desktop has no file dialogs; with the file name that was proposed.
    NoDesktopDialog(PathPurpose, String),
    Interfaces(Result<Vec<Device>, capture::Error>),
    Neighbours(Vec<Neighbour>),
    Started {
        plan: CapturePlan,
        outcome: Result<(Capturing, Spool), capture::Error>,
    },
    /// The capture helper has its right, or why not; what was to be done with it.
    RightGiven {
        again: Box<Action>,
        outcome: Result<(), String>,
    },
    /// Dropped files, told apart.
    Dropped {
        captures: Vec<PathBuf>,
        secrets: Vec<PathBuf>,
    },
    Secrets(Vec<SecretOutcome>),
    Exported {
        path: PathBuf,
        outcome: Result<usize, String>,
    },
    Judged(Box<Judged>),
    /// An export ended; how many of what there are in the file.
    ExportWritten {
        path: PathBuf,
        outcome: Result<(u64, [&'static str; 2]), String>,
    },
    Objects(Vec<Object>, bool),
    FilterChecked {
        text: String,
        error: Option<String>,
    },
    Merged(Result<PathBuf, String>),
    Leftovers(Vec<Leftover>),
    /// Another file of the ring.
    NextOfSet(Option<PathBuf>),
    Hellos(HelloList),
    OtherHellos {
        path: PathBuf,
        outcome: Result<HelloList, String>,
    },
    /// How many sessions the report has.
    Reported {
        path: PathBuf,
        outcome: Result<usize, String>,
    },
    Detailed(Box<Found>),
    /// A program runs, and its key log is loaded; or why not.
    Launched(Result<Box<Program>, String>),
    /// Bytes were saved: so many, in so many files.
    Written {
        path: PathBuf,
        outcome: Result<(u64, usize), String>,
    },
    Saved {
        path: PathBuf,
        outcome: Result<u64, String>,
    },
    /// A picture as PNG files, with its name.
    Drawn(String, Option<Vec<Vec<u8>>>),
    /// Who owns the sockets of this machine.
    Owners(Vec<Owner>),
    /// Text for the clipboard.
    Text(String),
    /// Frames of the capture with this memory that are to be noted so, or no more.
    Gathered(Arc<Memory>, FrameSet, Noted, Option<bool>),
    /// The rules of a `colorfilters` file, or why there are none.
    ColourRules(Result<Imported, String>),
    Followed {
        kind: Kind,
        stream: u32,
        followed: Box<Followed>,
        /// What else can be followed there.
        kinds: Vec<(Kind, u32)>,
    },
}
