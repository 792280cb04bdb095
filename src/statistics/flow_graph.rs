//! Who sent what to whom, in order: the frames of a conversation or of a filter as arrows between
//! the addresses.

use super::{FrameLook, Needs, Tally};
use crate::base::id::FrameId;
use crate::base::time::Timestamp;
use crate::store::Capture;
use std::fmt::Write;

/// Arrows kept, and addresses with a line of their own.
pub const MAX_ARROWS: usize = 20_000;
pub const MAX_NODES: usize = 24;
/// Letters of a label.
const LABEL_CHARS: usize = 120;

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    pub frame: FrameId,
    pub time: Timestamp,
    pub from: String,
    pub to: String,
    /// Of TCP and UDP.
    pub ports: Option<(u16, u16)>,
    pub protocol: String,
    pub label: String,
    pub len: u32,
}

/// The arrows in order.
#[derive(Clone, Debug, Default)]
pub struct FlowGraph {
    pub arrows: Vec<Arrow>,
    /// There were more than are kept.
    pub is_cut: bool,
}

impl FlowGraph {
    /// The addresses, in order of appearance; arrows between others are left out.
    pub fn nodes(&self) -> Vec<String> {
        let mut nodes: Vec<String> = Vec::new();
        for name in self.arrows.iter().flat_map(|arrow| [&arrow.from, &arrow.to]) {
            if nodes.len() < MAX_NODES && !name.is_empty() && !nodes.contains(name) {
                nodes.push(name.clone());
            }
        }
        nodes
    }

    fn push(&mut self, arrow: Arrow) {
        if self.arrows.len() < MAX_ARROWS {
            self.arrows.push(arrow);
        } else {
            self.is_cut = true;
        }
    }

    /// As a text of lines, columns between tabs: frame, time, from, to, what.
    pub fn csv(&self, capture: &Capture) -> String {
        let begin = capture.frame(FrameId(0)).unwrap_or_default().time;
        let mut out = String::from("Frame,Time,From,To,Protocol,Length,Comment\n");
        for arrow in &self.arrows {
            let cells = [
                arrow.frame.number().to_string(),
                format!("{:.6}", arrow.time.since(begin).0 as f64 / 1e9),
                end(&arrow.from, arrow.ports.map(|p| p.0)),
                end(&arrow.to, arrow.ports.map(|p| p.1)),
                arrow.protocol.clone(),
                arrow.len.to_string(),
                arrow.label.clone(),
            ];
            super::table::csv_line(cells.into_iter(), &mut out);
        }
        out
    }
}

fn end(address: &str, port: Option<u16>) -> String {
    let mut text = address.to_owned();
    if let Some(port) = port {
        let _ = write!(text, ":{port}");
    }
    text
}

impl Tally for FlowGraph {
    fn needs(&self) -> Needs {
        Needs { columns: true, ..Needs::default() }
    }

    fn fresh(&self) -> Self {
        Self::default()
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        if self.arrows.len() >= MAX_ARROWS {
            self.is_cut = true;
            return;
        }
        let (id, meta) = (frame.id(), frame.meta());
        let d = frame.dissected();
        let conversation = meta.conversation().and_then(|c| d.capture().conversation(c));
        let ports = conversation.map(|c| {
            let [a, b] = c.ends.map(|end| end.port);
            if meta.direction() == 0 { (a, b) } else { (b, a) }
        });
        self.push(Arrow {
            frame: id,
            time: meta.time,
            from: d.columns.source.to_string(),
            to: d.columns.destination.to_string(),
            ports,
            protocol: d.columns.protocol.to_string(),
            label: d.columns.info().chars().take(LABEL_CHARS).collect(),
            len: meta.len,
        });
    }

    fn merge(&mut self, later: Self) {
        self.is_cut |= later.is_cut;
        for arrow in later.arrows {
            self.push(arrow);
        }
    }
}
