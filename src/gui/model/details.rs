//! The selected frame as plain data: the tree of its fields, and its bytes.

use std::ops::Range;

use super::Tone;
use super::frames::TlsState;
use crate::gui::icons::Icon;

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
    /// What the field is called.
    pub title: &'static str,
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
    /// The stream of HTTP/2 that the frame is about.
    pub http2_stream: Option<u32>,
    /// The connection and the stream of QUIC.
    pub quic_stream: Option<(u32, u64)>,
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
