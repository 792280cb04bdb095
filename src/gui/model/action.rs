//! What the user asks for by painting nothing: the answer of all widgets. Not here: what comes of it (`app`).

use std::path::PathBuf;

use super::export::Order;
use super::filter::{Combine, FilterFrom};
use super::frame_window::FrameAct;
use super::hello::HelloAct;
use super::profile::ProfileAct;
use super::statistics::{IoSpec, Report, TcpPlot};
use super::tls::Typed;
use crate::document::colour::Rule;
use crate::document::decode_as;
use crate::document::find::Query;
use crate::document::follow::Kind;
use crate::document::launch::Launch;
use crate::document::sort::Key;
use crate::gui::capture_plan::CapturePlan;
use crate::gui::columns::Column;
use crate::gui::command::Command;
use crate::gui::picture::Drawing;
use crate::gui::session_columns::SessionColumn;
use crate::gui::settings::{Bookmark, CaptureSettings, Settings};
use crate::tls::secrets::KeyId;

/// What becomes of secrets when a capture is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaveSecrets {
    /// Those in the capture file stay in it.
    #[default]
    Keep,
    /// And the session keys of all opened sessions come with them.
    Add,
    /// None is written.
    Strip,
}

/// What the tour of the sample asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourAct {
    /// The key beside the sample.
    LoadKey,
    /// It is over, for good.
    End,
}

/// What the user asked for. Painting only collects these; the app carries them out afterwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Run(Command),
    SelectRow(u64),
    /// Also choose this row, or no more.
    ToggleSelected(u64),
    /// Choose all rows up to this one.
    ExtendSelection(u64),
    /// A menu was opened on this row: it is selected, unless it is among the chosen ones.
    SelectForMenu(u64),
    Sort(Option<Key>),
    SetColumns(Vec<Column>),
    Frame(FrameAct),
    Profile(ProfileAct),
    /// Open the dialog for a column of the settings.
    EditColumn(usize),
    /// Ask for a column before that one.
    AddColumn(usize),
    /// Colour the selected frame's conversation; `None`: as the rules say.
    ColourConversation(Option<u8>),
    SetColourRules(Vec<Rule>),
    /// All rules of Decode As from now on.
    SetDecodeAs(Vec<decode_as::Rule>),
    /// The desktop asks for the password that gives the capture helper its right; then this is done again.
    GiveRight(Box<Action>),
    /// These protocols are not dissected.
    SetDisabledProtocols(Vec<String>),
    /// Ask for a `colorfilters` file.
    AskColourRules,
    ImportColourRules(PathBuf),
    /// The comments of the chosen frames from now on.
    SetComments(Vec<String>),
    /// Shift all times by so many nanoseconds from those of the file.
    ShiftTimes(i64),
    Filter {
        from: FilterFrom,
        how: Combine,
        apply: bool,
    },
    /// Frame number, from 1.
    GoToFrame(u64),
    SelectNode(usize),
    /// Selects the last node with this field, once the frame's tree is there.
    SelectField(String),
    /// What is sought changed: seek at once.
    FindEdited(Query),
    FindStep {
        forward: bool,
    },
    FindClosed,
    /// Show the list of all hits.
    ShowHits,
    /// Go to a hit of that list.
    ShowHit(usize),
    ShowSource(usize),
    /// The text of the filter field changed; `cursor` is a byte of it.
    FilterEdited {
        text: String,
        cursor: usize,
    },
    ApplyFilter(String),
    OpenCapture(PathBuf),
    OpenSample,
    Tour(TourAct),
    SaveCapture(PathBuf, SaveSecrets),
    /// Files and folders of any kind of secret.
    LoadSecrets(Vec<PathBuf>),
    /// The same for one file that has a password.
    Unlock(PathBuf, Typed),
    /// Forget a file that gave no secret.
    ForgetRefused(PathBuf),
    /// `key` is hexadecimal, or text if `is_text`.
    AddPsk {
        identity: String,
        key: Typed,
        is_text: bool,
    },
    RemoveSecret(KeyId),
    /// Start a program with a key log of its own.
    Launch(Launch),
    /// By process id.
    StopProgram(u32),
    /// Forget a program that has ended, with its key log.
    ForgetProgram(u32),
    /// Show how a TLS stack writes a key log, by the recipe's id.
    ShowRecipe(&'static str),
    /// Secrets of Wireshark's settings in this folder.
    ImportWireshark(PathBuf),
    ExportSessionKeys(PathBuf),
    /// Follow the TLS stream of the session that begins in this frame.
    FollowSession(u64),
    /// Ask where the export shall go.
    AskExportPath(Order),
    Export(PathBuf),
    /// Ask for the folder of these HTTP objects.
    AskObjectFolder(Vec<usize>),
    SaveObjects(PathBuf),
    /// Put the frames of another capture between those of this one.
    MergeWith(PathBuf),
    /// Open a capture that was not saved when the program ended.
    Recover(PathBuf),
    /// Remove it.
    DiscardLeftover(PathBuf),
    /// Which columns the sessions table shows.
    ShowSessionColumns(Vec<SessionColumn>),
    /// The width of one of them, logical px; `None`: as at first.
    SetSessionWidth(SessionColumn, Option<f32>),
    /// Ask where this shall be written, with this file name proposed.
    AskSave {
        name: String,
        bytes: Vec<u8>,
    },
    /// Show them as text, JSON, an image or a dump.
    ShowBytes {
        title: String,
        bytes: Vec<u8>,
    },
    /// Draw it, then ask where it shall be written; a long one is several pictures.
    SavePicture {
        name: String,
        parts: Vec<Drawing>,
    },
    /// Write what was asked for there.
    SaveAsked(PathBuf),
    Dropped(Vec<PathBuf>),
    ClearRecent,
    StartCapture {
        interfaces: Vec<String>,
        filter: String,
    },
    /// Several interfaces, filters of their own, other machines.
    StartPlan(CapturePlan),
    /// The interface stands first on the first screen, or no more.
    PinInterface(String, bool),
    HideInterface(String),
    /// The preferences as they shall be from now on.
    SetSettings(Box<Settings>),
    /// How packets are captured from now on, and whether the list follows them.
    SetCapture(CaptureSettings, bool),
    /// Have libpcap check a capture filter.
    CheckCaptureFilter {
        text: String,
        /// LINKTYPE_ number; empty for Ethernet.
        link_type: String,
    },
    CancelJob(u64),
    CloseBanner,
    CloseFollow,
    /// Follow this in place of what is followed.
    Follow {
        kind: Kind,
        stream: u32,
    },
    /// Follow the next stream of that kind in the capture, or the one before.
    FollowNext {
        forward: bool,
    },
    /// Ask where the followed stream shall be saved.
    AskFollowPath,
    SaveFollow(PathBuf),
    /// About ClientHellos, comparisons and reports.
    Hello(HelloAct),
    CopyText(String),
    /// Open the dialog for a bookmark; `None`: for a new one of the filter in the field.
    EditBookmark(Option<usize>),
    SetBookmarks(Vec<Bookmark>),
    OpenReport(Report),
    CloseReport(u64),
    CancelReport(u64),
    SetReportFilter(u64, String),
    SetIoSpec(u64, IoSpec),
    SetTcpPlot(u64, TcpPlot),
    SetTcpStream(u64, u32),
}
