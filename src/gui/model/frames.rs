//! The frame list as plain data: rows, and the open capture around them.

use super::around::Around;
use super::details::DetailsView;
use crate::document::sort::Key;
use crate::gui::icons::Icon;
use crate::gui::row_colours::RowLook;
use crate::gui::theme::{Hex, Palette, RowTint};

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

/// An open capture.
pub struct CaptureView<'a> {
    /// File name or interface.
    pub name: &'a str,
    /// Frames of the capture, filtered or not.
    pub frames: u64,
    pub rows: &'a mut dyn FrameRows,
    /// Selected row of `rows`.
    pub selected: Option<u64>,
    pub around: Around,
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
    /// What is kept of it, `the newest 5 min`; empty: all.
    pub keeps: String,
}
