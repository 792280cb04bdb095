//! When a command is possible, and the facts that decide it.

use super::Command;
use crate::gui::model::View;

/// When a command is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Always,
    /// A capture is open.
    Open,
    /// A capture is open that is not running.
    Idle,
    /// The open capture is a file of a ring, and not running.
    InSet,
    /// The open capture can be written.
    CanSave,
    /// The list has rows.
    Rows,
    /// A row is selected.
    Row,
    /// Frames are marked.
    Marked,
    /// There is a frame to go back to.
    Back,
    /// There is a frame to go forward to.
    Forward,
    /// A node of the details is selected.
    Node,
    /// A node with a filter expression is selected.
    NodeFilter,
    /// Bytes are selected, or a node that has some.
    Bytes,
    /// The selected node leads to another frame.
    Linked,
    Tcp,
    Udp,
    Tls,
    /// The selected frame is about a stream of HTTP/2, of QUIC.
    Http2,
    Quic,
    /// A filter is applied or typed.
    Filtered,
    /// A capture is running.
    Live,
    CanCapture,
    /// Capturing can begin or is running.
    CanToggleCapture,
}

/// The facts that decide what is possible.
#[derive(Clone, Copy, Debug, Default)]
pub struct Possible {
    pub open: bool,
    pub live: bool,
    pub in_set: bool,
    pub can_save: bool,
    pub rows: bool,
    pub row: bool,
    pub marked: bool,
    pub back: bool,
    pub forward: bool,
    pub node: bool,
    pub node_filter: bool,
    pub bytes: bool,
    pub linked: bool,
    pub tcp: bool,
    pub udp: bool,
    pub tls: bool,
    pub http2: bool,
    pub quic: bool,
    pub filtered: bool,
    pub can_capture: bool,
}

impl Possible {
    /// The facts of `view`.
    pub fn of(view: &View<'_>) -> Self {
        let mut facts = Possible {
            live: view.live.is_some(),
            filtered: !view.filter.applied.is_empty() || !view.filter.check.text.is_empty(),
            can_capture: view.can_capture,
            ..Possible::default()
        };
        if let Some(capture) = &view.capture {
            let node = capture
                .details
                .zip(capture.selected_node)
                .and_then(|(details, index)| details.nodes.get(index));
            facts.open = true;
            facts.in_set = capture.in_set;
            facts.can_save = capture.can_save;
            facts.rows = !capture.rows.is_empty();
            facts.row = capture.selected.is_some();
            facts.marked = capture.marked > 0;
            [facts.back, facts.forward] = capture.history;
            facts.node = node.is_some();
            facts.bytes = node.is_some_and(|node| node.span.is_some());
            facts.linked = node.is_some_and(|node| !node.links.is_empty());
            facts.node_filter = node.is_some_and(|node| node.filter.is_some());
            facts.tcp = capture.has_tcp;
            facts.udp = capture.has_udp;
            facts.tls = capture.has_tls;
            facts.http2 = capture.details.is_some_and(|details| details.http2_stream.is_some());
            facts.quic = capture.details.is_some_and(|details| details.quic_stream.is_some());
        }
        facts
    }

    /// Whether a command can be given now.
    pub fn allows(&self, command: Command) -> bool {
        match command.entry().when {
            When::Always => true,
            When::Open => self.open,
            When::Idle => self.open && !self.live,
            When::InSet => self.in_set && !self.live,
            When::CanSave => self.can_save,
            When::Rows => self.rows,
            When::Row => self.row,
            When::Marked => self.marked,
            When::Back => self.back,
            When::Forward => self.forward,
            When::Node => self.node,
            When::NodeFilter => self.node_filter,
            When::Bytes => self.bytes,
            When::Linked => self.linked,
            When::Tcp => self.row && self.tcp,
            When::Udp => self.row && self.udp,
            When::Tls => self.row && self.tls,
            When::Http2 => self.row && self.http2,
            When::Quic => self.row && self.quic,
            When::Filtered => self.filtered,
            When::Live => self.live,
            When::CanCapture => self.can_capture && !self.live,
            When::CanToggleCapture => self.can_capture || self.live,
        }
    }
}
