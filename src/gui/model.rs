//! What the window shows, as plain data: the seam between the widgets and the open capture.
//! The app fills these from the document; widgets read them and answer with [`Action`]s.
//! Not here: any painting, any work.

pub mod export;
pub mod find;
pub mod hello;
pub mod statistics;
pub mod tls;

use std::ops::Range;
use std::path::PathBuf;

use self::export::{ObjectView, Order};
use self::find::{ExpertsView, FindView};
use self::hello::{HelloAct, HellosView};
use self::statistics::{IoSpec, Report, ReportView, TcpPlot};
use self::tls::{SecretsView, SessionsView, Typed};
use super::columns::Column;
use super::command::Command;
use super::icons::Icon;
use super::row_colours::RowLook;
use super::session_columns::SessionColumn;
use super::settings::{Bookmark, CaptureSettings, Settings};
use super::sparkline::Traffic;
use super::theme::{Hex, Palette, RowTint};
use crate::document::colour::Rule;
use crate::document::columns::Content;
use crate::document::find::Query;
use crate::document::follow::Kind;
use crate::document::launch::Launch;
use crate::document::sort::Key;
use crate::tls::secrets::KeyId;

/// How a TLS session or record stands; each has an icon of its own shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsState {
    /// Decrypted and proved.
    Open,
    /// Some records of the session, or unproved.
    Half,
    /// Not decrypted: the normal state of TLS.
    Closed,
    /// Live: cannot be decided yet.
    Waiting,
    /// An integrity check or the handshake failed.
    Failed,
    /// NULL cipher: nothing is encrypted.
    Plain,
    /// A handshake message in the clear.
    Handshake,
    /// The frame whose content a loaded key opens.
    KeyFrame,
}

impl TlsState {
    pub fn icon(self) -> Icon {
        match self {
            TlsState::Open => Icon::LockOpen,
            TlsState::Half => Icon::LockHalf,
            TlsState::Closed => Icon::LockClosed,
            TlsState::Waiting => Icon::Waiting,
            TlsState::Failed => Icon::LockBroken,
            TlsState::Plain => Icon::NoEncryption,
            TlsState::Handshake => Icon::Handshake,
            TlsState::KeyFrame => Icon::Key,
        }
    }

    pub fn color(self, palette: &Palette) -> Hex {
        let tls = &palette.tls;
        match self {
            TlsState::Open => tls.open,
            TlsState::Half => tls.half,
            TlsState::Closed => tls.closed,
            TlsState::Waiting | TlsState::KeyFrame => tls.waiting,
            TlsState::Failed => tls.failed,
            TlsState::Plain => tls.plain,
            TlsState::Handshake => tls.handshake,
        }
    }

    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            TlsState::Open => "Decrypted",
            TlsState::Half => "Partly decrypted",
            TlsState::Closed => "Not decrypted",
            TlsState::Waiting => "Not decidable yet",
            TlsState::Failed => "Failed",
            TlsState::Plain => "Not encrypted (NULL cipher)",
            TlsState::Handshake => "Handshake in the clear",
            TlsState::KeyFrame => "The key opens the session here",
        }
    }
}

/// One row of the frame list. Texts may be untrusted.
#[derive(Clone, Debug, Default)]
pub struct RowView {
    /// Frame number, from 1.
    pub number: u64,
    pub time: String,
    pub source: String,
    pub destination: String,
    pub protocol: String,
    /// Bytes on the wire.
    pub len_bytes: u64,
    pub info: String,
    /// Beginning of the decrypted text; painted after Info, never copied with it.
    pub preview: Option<String>,
    /// Of the columns of fields in sight, in order.
    pub fields: Vec<String>,
    pub tint: RowTint,
    /// Colours that no theme names; they go before the tint.
    pub look: Option<RowLook>,
    pub tls: Option<TlsState>,
    /// The verdict sentence shown on hover over the state icon.
    pub tls_note: Option<String>,
    pub ignored: bool,
    pub marked: bool,
    /// Times of later rows count from it.
    pub reference: bool,
    /// The comments, a line each.
    pub comment: Option<String>,
    /// Chosen together with the selected row.
    pub also_selected: bool,
}

/// The frames that pass the filter, in order.
pub trait FrameRows {
    /// How many rows there are.
    fn len(&self) -> u64;

    /// True if nothing passes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Row `index`, if it exists. Called for visible rows only, once a painted frame.
    fn row(&mut self, index: u64) -> Option<&RowView>;

    /// The tint of part `mark` of `marks` equal ones of the first `rows` rows, the most severe of its
    /// rows; there are no more parts than rows. Must not dissect.
    fn minimap_mark(&mut self, mark: usize, marks: usize, rows: u64) -> RowTint;
}

/// The rows between which the selected frame's conversation lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bracket {
    pub first_row: u64,
    pub last_row: u64,
}

/// Bytes of one data source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanView {
    /// Index into [`DetailsView::sources`].
    pub source: usize,
    pub start: usize,
    pub len: usize,
}

impl SpanView {
    pub fn range(self) -> Range<usize> {
        self.start..self.start.saturating_add(self.len)
    }
}

/// What a node of the details tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A protocol.
    Layer,
    Field,
    /// Not in the packet; said in brackets.
    Generated,
    /// The verdict on the TLS session.
    Verdict(TlsState),
    Expert(Severity),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// A few words beside a node.
#[derive(Clone, Debug)]
pub struct ChipView {
    pub text: String,
    pub tone: Tone,
    pub icon: Option<Icon>,
}

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    Accent,
    Success,
    Warn,
    Danger,
}

/// A part of a node's label that leads to another frame.
#[derive(Clone, Debug)]
pub struct LinkView {
    /// Bytes of the label.
    pub range: Range<usize>,
    /// Frame number, from 1.
    pub frame: u64,
}

/// A node of the details tree; the tree is a list in reading order.
#[derive(Clone, Debug)]
pub struct NodeView {
    pub depth: u16,
    pub label: String,
    pub has_children: bool,
    pub span: Option<SpanView>,
    pub kind: NodeKind,
    /// Name in filters, such as `tls.handshake.ciphersuite`.
    pub field: Option<&'static str>,
    /// What the field is, shown on hover.
    pub doc: &'static str,
    /// The expression of "Copy as filter" and "Apply as filter".
    pub filter: Option<String>,
    /// The value alone, for "Copy value".
    pub value: String,
    pub links: Vec<LinkView>,
    pub chips: Vec<ChipView>,
    /// Nodes with equal keys are folded alike in every frame.
    pub key: u64,
    /// Unfolded until the user folds it.
    pub open_at_first: bool,
}

/// What a data source's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    Frame,
    /// Made from other bytes: reassembled or decompressed.
    Made,
    Decrypted(TlsState),
}

/// One tab of the bytes pane.
#[derive(Clone, Debug)]
pub struct SourceView {
    /// Tab title, such as "Frame" or "Decrypted TLS".
    pub title: String,
    pub bytes: Vec<u8>,
    pub kind: SourceKind,
    pub origin: Option<OriginView>,
}

/// Where decrypted bytes came from.
#[derive(Clone, Debug)]
pub struct OriginView {
    /// "Record 1 of the server, 80 bytes after the header".
    pub note: String,
    /// "MAC verified", where it was.
    pub proof: Option<String>,
    /// The record's parts in order.
    pub parts: Vec<PartView>,
    pub span: SpanView,
}

#[derive(Clone, Debug)]
pub struct PartView {
    pub label: String,
    pub len: usize,
    pub kind: PartKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    Data,
    Check,
    Other,
}

/// The selected frame, dissected.
#[derive(Clone, Debug, Default)]
pub struct DetailsView {
    /// Changes whenever anything in here does.
    pub generation: u64,
    pub nodes: Vec<NodeView>,
    pub sources: Vec<SourceView>,
}

impl DetailsView {
    /// The innermost node that covers byte `offset` of `source`.
    pub fn node_at(&self, source: usize, offset: usize) -> Option<usize> {
        let covers = |node: &NodeView| {
            node.span.filter(|span| span.source == source && span.range().contains(&offset))
        };
        self.nodes
            .iter()
            .enumerate()
            .filter_map(|(i, node)| covers(node).map(|span| (i, span.len, node.depth)))
            .min_by_key(|&(i, len, depth)| (len, std::cmp::Reverse(depth), i))
            .map(|(i, _, _)| i)
    }

    /// Nearest node above `index` in the tree.
    pub fn parent(&self, index: usize) -> Option<usize> {
        let depth = self.nodes.get(index)?.depth;
        (0..index).rev().find(|&i| self.nodes.get(i).is_some_and(|node| node.depth < depth))
    }
}

/// An open capture.
pub struct CaptureView<'a> {
    /// File name or interface.
    pub name: &'a str,
    /// Frames of the capture, filtered or not.
    pub frames: u64,
    pub rows: &'a mut dyn FrameRows,
    /// Selected row of `rows`.
    pub selected: Option<u64>,
    pub bracket: Option<Bracket>,
    /// The selected frame's tree and bytes, once dissected.
    pub details: Option<&'a DetailsView>,
    pub selected_node: Option<usize>,
    /// Data source shown in the bytes pane.
    pub source: usize,
    /// Can be written with "Save as".
    pub can_save: bool,
    /// What the rows are sorted by.
    pub sorted: Option<&'a Key>,
    /// How many rows are chosen, how many frames are marked.
    pub chosen: u64,
    pub marked: u64,
    /// The selected frame belongs to a TCP or TLS stream.
    pub has_tcp: bool,
    pub has_udp: bool,
    pub has_tls: bool,
    /// It is a file of a ring.
    pub in_set: bool,
    /// There are frames to go back and forward to.
    pub history: [bool; 2],
}

/// A running live capture.
#[derive(Clone, Debug, Default)]
pub struct LiveView {
    /// Where from, such as `wlp2s0`.
    pub source: String,
    /// Seconds since it began.
    pub seconds: u64,
    pub dropped: u64,
    pub capture_filter: String,
}

/// What a word of a filter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterToken {
    Field,
    Operator,
    Number,
    Text,
    Function,
    Other,
}

/// What is thought of the text in the filter field.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum FilterState {
    #[default]
    Empty,
    /// Not a filter yet, but can still become one.
    Typing,
    Valid,
    /// Works, but the sentence says what to write instead.
    Deprecated(String),
    /// `at` are the bytes of the wrong word.
    Invalid {
        at: Range<usize>,
        sentence: String,
        suggestion: Option<String>,
    },
}

/// The check of one text of the filter field.
#[derive(Clone, Debug, Default)]
pub struct FilterCheck {
    /// The text that was checked.
    pub text: String,
    pub state: FilterState,
    /// Bytes of the text, in order, not overlapping.
    pub tokens: Vec<(Range<usize>, FilterToken)>,
    pub completions: Vec<CompletionView>,
}

#[derive(Clone, Debug)]
pub struct CompletionView {
    /// Bytes of the text that it stands for.
    pub replaces: Range<usize>,
    /// Put in their place.
    pub insert: String,
    pub title: String,
    /// The field's type.
    pub note: String,
    /// How often the capture has it.
    pub count: Option<String>,
    /// Title over the proposals of one kind.
    pub group: String,
}

/// A filter one click away.
#[derive(Clone, Debug)]
pub struct FilterButton {
    pub label: String,
    pub expression: String,
}

#[derive(Clone, Debug, Default)]
pub struct FilterView {
    /// The filter that the list shows now; empty for none.
    pub applied: String,
    pub check: FilterCheck,
    /// "19 frames · 0.2 ms", of the last run.
    pub result: String,
    /// 0 to 1 while a scan runs.
    pub progress: Option<f32>,
    pub buttons: Vec<FilterButton>,
}

/// Work going on in the background.
#[derive(Clone, Debug)]
pub struct JobView {
    pub id: u64,
    /// "Opening lab.pcapng".
    pub title: String,
    /// 0 to 1; none if the end is not known.
    pub progress: Option<f32>,
    pub can_cancel: bool,
}

#[derive(Clone, Debug)]
pub struct BannerView {
    pub tone: Tone,
    pub text: String,
    pub action: Option<(String, Action)>,
}

/// Figures of the status bar.
#[derive(Clone, Debug, Default)]
pub struct StatusView {
    /// Warnings and errors of the capture file itself.
    pub problems: u64,
    pub message: String,
    pub sessions: u64,
    pub sessions_open: u64,
}

/// What an interface is, for its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterfaceKind {
    Ethernet,
    Wifi,
    Loopback,
    Any,
    Usb,
    Bluetooth,
    Other,
}

#[derive(Clone, Debug)]
pub struct InterfaceView {
    pub name: String,
    pub description: String,
    pub kind: InterfaceKind,
    pub addresses: String,
    /// Up and running.
    pub active: bool,
    /// LINKTYPE_ number for checking filters; empty if it is not known.
    pub link_type: String,
    /// `Ethernet`
    pub link_name: String,
    pub traffic: Traffic,
}

/// What libpcap thinks of a capture filter.
#[derive(Clone, Debug, Default)]
pub struct CaptureFilterView {
    /// The text that was checked.
    pub text: String,
    pub error: Option<String>,
}

impl CaptureFilterView {
    /// What is wrong with `text`, if that is known.
    pub fn error_of(&self, text: &str) -> Option<&str> {
        self.error.as_deref().filter(|_| self.text == text)
    }

    /// True: good; none: empty, or not checked yet.
    pub fn state_of(&self, text: &str) -> Option<bool> {
        (self.text == text && !text.trim().is_empty()).then_some(self.error.is_none())
    }
}

/// Whether this program can capture.
#[derive(Clone, Debug, Default)]
pub enum HelperView {
    /// Being asked.
    #[default]
    Unknown,
    Ready,
    /// No interfaces; the sentence says why and the command, if any, what helps.
    Missing {
        reason: String,
    },
}

#[derive(Clone, Debug)]
pub struct RecentView {
    pub path: PathBuf,
    pub name: String,
    /// "~/captures · yesterday".
    pub place: String,
    /// "4.0 kB · 0.050 s · 19 frames".
    pub facts: String,
    /// How many of its sessions were decrypted, where that is known.
    pub sessions: Option<(TlsState, String)>,
}

impl RecentView {
    /// An unsaved capture as a line of the list.
    pub fn unsaved(left: &LeftoverView) -> Self {
        let name = "Unsaved capture".to_owned();
        Self {
            path: left.path.clone(),
            name,
            place: left.words.clone(),
            facts: "click to recover".into(),
            sessions: None,
        }
    }
}

/// A capture that was not saved when the program ended.
#[derive(Clone, Debug)]
pub struct LeftoverView {
    pub path: PathBuf,
    /// "4.0 kB · 2 hours ago".
    pub words: String,
}

#[derive(Clone, Debug, Default)]
pub struct WelcomeView {
    pub interfaces: Vec<InterfaceView>,
    pub helper: HelperView,
    pub recent: Vec<RecentView>,
    pub leftovers: Vec<LeftoverView>,
    /// The sample capture is installed.
    pub has_sample: bool,
}

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
}

/// Everything that one painted frame shows.
pub struct View<'a> {
    pub capture: Option<CaptureView<'a>>,
    pub welcome: &'a WelcomeView,
    pub filter: &'a FilterView,
    pub status: &'a StatusView,
    pub live: Option<&'a LiveView>,
    pub jobs: &'a [JobView],
    pub banner: Option<&'a BannerView>,
    pub follow: Option<&'a FollowView>,
    pub settings: &'a Settings,
    pub secrets: &'a SecretsView,
    pub sessions: &'a SessionsView,
    pub reports: &'a [ReportView],
    pub find: &'a FindView,
    pub experts: &'a ExpertsView,
    /// The files that HTTP carried, once they were asked for and found.
    pub objects: Option<&'a [ObjectView]>,
    pub capture_filter: &'a CaptureFilterView,
    pub hellos: &'a HellosView,
    /// Whether this build and system can capture at all.
    pub can_capture: bool,
}

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

/// What a filter is made from.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterFrom {
    /// The selected row's value in this column.
    Cell(Content),
    /// The selected field.
    Node,
    /// This expression.
    Text(String),
}

/// How a new expression is put together with the one in the filter field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    Selected,
    Not,
    And,
    Or,
    AndNot,
    OrNot,
}

impl Combine {
    /// All, with their names in menus.
    pub const ALL: &[(Combine, &str)] = &[
        (Combine::Selected, "Selected"),
        (Combine::Not, "Not selected"),
        (Combine::And, "…and selected"),
        (Combine::Or, "…or selected"),
        (Combine::AndNot, "…and not selected"),
        (Combine::OrNot, "…or not selected"),
    ];

    /// The new text of the field.
    pub fn text(self, before: &str, new: &str) -> String {
        let before = before.trim();
        // One test needs no brackets; several do, or they would be torn apart.
        let is_one = |text: &str| !["&&", "||", " and ", " or "].iter().any(|word| text.contains(word));
        let closed = |text: &str| if is_one(text) { text.to_owned() } else { format!("({text})") };
        match self {
            Self::Selected => new.to_owned(),
            Self::Not => format!("!({new})"),
            Self::And | Self::Or if before.is_empty() => new.to_owned(),
            Self::AndNot | Self::OrNot if before.is_empty() => format!("!({new})"),
            Self::And => format!("{} && {}", closed(before), closed(new)),
            Self::Or => format!("{} || {}", closed(before), closed(new)),
            Self::AndNot => format!("{} && !({new})", closed(before)),
            Self::OrNot => format!("{} || !({new})", closed(before)),
        }
    }
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
    /// Open the dialog for a column of the settings.
    EditColumn(usize),
    /// Colour the selected frame's conversation; `None`: as the rules say.
    ColourConversation(Option<u8>),
    SetColourRules(Vec<Rule>),
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
    /// Ask where this shall be written, with this file name proposed.
    AskSave {
        name: String,
        bytes: Vec<u8>,
    },
    /// Write what was asked for there.
    SaveAsked(PathBuf),
    Dropped(Vec<PathBuf>),
    ClearRecent,
    StartCapture {
        interfaces: Vec<String>,
        filter: String,
    },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_put_together_without_being_torn_apart() {
        let text = |how: Combine, before| how.text(before, "ip.src == 10.0.0.1");
        assert_eq!(text(Combine::Selected, "tcp"), "ip.src == 10.0.0.1");
        assert_eq!(text(Combine::Not, "tcp"), "!(ip.src == 10.0.0.1)");
        assert_eq!(text(Combine::And, ""), "ip.src == 10.0.0.1");
        assert_eq!(text(Combine::And, "tcp || udp"), "(tcp || udp) && ip.src == 10.0.0.1");
        assert_eq!(text(Combine::AndNot, ""), "!(ip.src == 10.0.0.1)");
        assert_eq!(text(Combine::OrNot, "tcp"), "tcp || !(ip.src == 10.0.0.1)");
        assert_eq!(Combine::Or.text("a", "b && c"), "a || (b && c)");
    }
}
