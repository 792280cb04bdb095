//! Expert information of a whole capture: every finding once, with the frames it was made in,
//! gathered while frames come. Not here: making findings (`proto`, `dissect::expert`).

use super::sweep::{List, Sweep};
use crate::base::id::FrameId;
use crate::dissect::expert::{Group, Severity};
use crate::dissect::{Dissector, Settings, Wanted};
use crate::field::Type;
use crate::store::Capture;
use std::collections::HashMap;
use std::sync::Arc;

/// Frames remembered of one finding; the count goes on.
const FRAMES_MAX: usize = 10_000;
/// Different findings that are kept.
const FINDINGS_MAX: usize = 20_000;

/// What a finding says, wherever it was made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    pub severity: Severity,
    pub group: Group,
    /// As the Protocol column calls it.
    pub protocol: &'static str,
    pub text: String,
    /// The field that filters for it, if it has one of its own.
    pub field: Option<&'static str>,
}

/// A finding and where it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub finding: Finding,
    /// The first ones, in order.
    pub frames: Vec<FrameId>,
    pub count: u64,
}

/// The findings of a capture so far.
#[derive(Default)]
pub struct Experts {
    found: Vec<Found>,
    at: HashMap<Finding, usize>,
    sweep: Option<Sweep<Vec<Finding>>>,
    /// Frames decided by the sweeps before this one.
    before: usize,
    /// Grows with every change.
    pub generation: u64,
}

impl Experts {
    /// Takes what came, and goes on with the frames that came since. True: something changed.
    pub fn refresh(
        &mut self,
        capture: &Arc<Capture>,
        settings: &Settings,
        wake: &Arc<dyn Fn() + Send + Sync>,
    ) -> bool {
        let mut changed = false;
        if let Some(sweep) = &self.sweep {
            // Asked before taking: what comes in between is taken the next time.
            let running = sweep.is_running();
            let new = sweep.take();
            let (decided, _) = sweep.progress();
            for (frame, findings) in new {
                changed = true;
                findings.into_iter().for_each(|finding| self.add(frame, finding));
            }
            if running {
                self.generation = self.generation.wrapping_add(u64::from(changed));
                return changed;
            }
            self.before = self.before.saturating_add(decided);
            self.sweep = None;
            changed = true;
        }
        if self.before < capture.frames.len() {
            let rest = (self.before..capture.frames.len()).map(FrameId::from_index);
            let list = match self.before {
                0 => List::all(capture),
                _ => List { shown: Some(rest.collect()), frames: capture.frames.len() },
            };
            self.sweep =
                Some(Sweep::start((capture, settings), list, 0, &Wanted::Everything, findings, wake));
        }
        self.generation = self.generation.wrapping_add(u64::from(changed));
        changed
    }

    fn add(&mut self, frame: FrameId, finding: Finding) {
        let next = self.found.len();
        let at = match self.at.get(&finding) {
            Some(at) => *at,
            None if next >= FINDINGS_MAX => return,
            None => {
                self.at.insert(finding.clone(), next);
                self.found.push(Found { finding, frames: Vec::new(), count: 0 });
                next
            }
        };
        if let Some(found) = self.found.get_mut(at) {
            found.count = found.count.saturating_add(1);
            if found.frames.len() < FRAMES_MAX && found.frames.last() != Some(&frame) {
                found.frames.push(frame);
            }
        }
    }

    /// The gravest first, then by the first frame.
    pub fn sorted(&self) -> Vec<&Found> {
        let mut found: Vec<&Found> = self.found.iter().collect();
        found.sort_by_key(|f| (std::cmp::Reverse(f.finding.severity), f.frames.first().copied()));
        found
    }

    /// Frames looked at so far, while there are more.
    pub fn running(&self) -> Option<usize> {
        self.sweep.as_ref().map(|sweep| self.before.saturating_add(sweep.progress().0))
    }

    /// Stops for good: what is known stays.
    pub fn cancel(&mut self) {
        if let Some(sweep) = &self.sweep {
            sweep.cancel();
        }
    }
}

fn findings(d: &mut Dissector<'_>) -> Option<Vec<Finding>> {
    if d.tree.experts().is_empty() {
        return None;
    }
    let nodes = d.tree.nodes();
    let list = d.tree.experts().iter().map(|expert| {
        let before = nodes.get(..=expert.node as usize).unwrap_or(nodes);
        let is_layer =
            |n: &&crate::dissect::tree::Node| n.depth == 0 && d.tree.def(n.field).ty == Type::Protocol;
        let protocol = before.iter().rev().find(is_layer).map_or("", |n| {
            let name = d.tree.def(n.field).abbrev;
            d.registry().protocol(name).map_or(name, |l| l.protocol.title)
        });
        Finding {
            severity: expert.severity,
            group: expert.group,
            protocol,
            text: expert.text.clone(),
            field: expert.field.map(|field| d.tree.def(field).abbrev),
        }
    });
    Some(list.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Source};
    use std::path::Path;

    #[test]
    fn each_finding_stands_once_with_its_frames() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
        let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| ());
        let mut experts = Experts::default();
        experts.refresh(&capture, &settings, &wake);
        while experts.running().is_some() {
            experts.refresh(&capture, &settings, &wake);
            std::thread::yield_now();
        }
        let sorted = experts.sorted();
        assert!(sorted.windows(2).all(|w| w[0].finding.severity >= w[1].finding.severity));
        let rst = sorted.iter().find(|f| f.finding.field == Some("tcp.connection.rst")).unwrap();
        assert_eq!((rst.finding.severity, rst.finding.protocol, rst.count), (Severity::Warn, "TCP", 1));
        assert_eq!(rst.frames, [FrameId(18)]);
        let fin = sorted.iter().find(|f| f.finding.field == Some("tcp.connection.fin")).unwrap();
        assert_eq!(fin.frames.iter().map(|f| f.number()).collect::<Vec<_>>(), [15, 16]);
    }
}
