//! The ClientHellos of a capture as a list to choose from: where each stands, who made it, its
//! grade. The long part of a job. What is said of a chosen one is the audit's.

use crate::audit::gather::{self, HelloSeen};
use crate::audit::grade::Grade;
use crate::audit::stacks::Stack;
use crate::audit::{self, HelloFacts, compare, policy};
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::Settings;
use crate::document::{Document, OpenError, Source};
use crate::store::Capture;
use std::path::Path;
use std::sync::Arc;

/// Most hellos of a capture that are listed.
pub const MAX_HELLOS: usize = 50_000;

/// Most hellos of each capture that are paired: each kind counts once.
const MAX_PAIRED: usize = 4_096;

/// A hello of a list.
#[derive(Clone, Debug)]
pub struct ListedHello {
    pub seen: Arc<HelloSeen>,
    /// The best match; none: unknown.
    pub stack: Option<&'static Stack>,
    pub grade: Grade,
    pub ja4: String,
}

/// The hellos of a capture at one moment, in order of frames.
#[derive(Clone, Debug, Default)]
pub struct HelloList {
    /// The capture's generation.
    pub generation: u64,
    pub hellos: Vec<ListedHello>,
    /// There were more than [`MAX_HELLOS`].
    pub is_cut: bool,
}

impl HelloList {
    /// The hello of a frame: the one in it, else the newest before it on its conversation, else the
    /// conversation's first.
    pub fn of_frame(&self, frame: FrameId, conversation: Option<ConversationId>) -> Option<usize> {
        let at = self.hellos.iter().position(|h| h.seen.frame == frame);
        at.or_else(|| {
            let mine = |h: &&ListedHello| Some(h.seen.conversation) == conversation;
            let first = self.hellos.iter().position(|h| mine(&h))?;
            let before = self.hellos.iter().rposition(|h| mine(&h) && h.seen.frame < frame);
            Some(before.unwrap_or(first))
        })
    }

    /// Pairs to compare with another list, and how many of each have no partner.
    pub fn pairs(&self, other: &HelloList) -> (Vec<(usize, usize)>, [usize; 2]) {
        let seen = |list: &HelloList| {
            list.hellos.iter().take(MAX_PAIRED).map(|h| (*h.seen).clone()).collect::<Vec<_>>()
        };
        let (a, b) = (seen(self), seen(other));
        let place = |list: &HelloList, one: &HelloSeen| {
            let is_it = |h: &ListedHello| h.seen.frame == one.frame && h.seen.facts == one.facts;
            list.hellos.iter().position(is_it)
        };
        let change = compare::captures(&a, &b);
        let pairs = change.pairs.iter().filter_map(|p| Some((place(self, p.a)?, place(other, p.b)?)));
        (pairs.collect(), [change.only_a.len(), change.only_b.len()])
    }
}

/// Judges a hello for a list.
pub fn listed(seen: HelloSeen) -> ListedHello {
    let report = audit::hello(&seen.facts, policy::default_profile());
    ListedHello { stack: report.stack, grade: report.grade, ja4: report.ja4, seen: Arc::new(seen) }
}

/// Lists the hellos of a capture.
pub fn list(capture: &Capture) -> HelloList {
    let mut seen = gather::hellos(capture);
    let is_cut = seen.len() > MAX_HELLOS;
    seen.truncate(MAX_HELLOS);
    HelloList { generation: capture.generation, hellos: seen.into_iter().map(listed).collect(), is_cut }
}

/// Lists the hellos of a file: they stand in the clear, no secret is needed.
pub fn list_file(path: &Path) -> Result<HelloList, OpenError> {
    let mut document = Document::open(Source::Path(path.to_owned()), Arc::default(), Settings::default())?;
    document.load_all()?;
    Ok(list(&document.capture()))
}

/// A hello that stands in no capture.
pub fn pasted(facts: HelloFacts) -> ListedHello {
    let nowhere = crate::store::Endpoint::v4([0; 4], 0);
    listed(HelloSeen {
        frame: FrameId(0),
        conversation: ConversationId(0),
        client: nowhere,
        server: nowhere,
        facts,
        answer: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str) -> HelloList {
        list_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).unwrap()
    }

    #[test]
    fn the_founding_hello_is_listed_and_found_from_any_frame_of_its_session() {
        let list = sample("upyssl.pcap");
        let [hello] = &list.hellos[..] else { panic!("one hello") };
        assert_eq!((hello.stack.map(|s| s.id), hello.grade, list.is_cut), (Some("axtls"), Grade::D, false));
        let conversation = Some(hello.seen.conversation);
        for frame in [1, 4, 14, 19] {
            assert_eq!(list.of_frame(FrameId::from_number(frame).unwrap(), conversation), Some(0));
        }
        assert_eq!(list.of_frame(FrameId::from_number(14).unwrap(), None), None);
    }

    #[test]
    fn two_captures_make_pairs() {
        let (a, b) = (sample("upyssl.pcap"), sample("sibling/default-tls12-ecdhe.pcap"));
        assert_eq!(a.pairs(&b), (vec![(0, 0)], [0, 0]));
        assert_eq!(b.hellos[0].stack.map(|s| s.id), Some("python"));
        assert_eq!(a.pairs(&HelloList::default()), (Vec::new(), [1, 0]));
        assert!(list_file(Path::new("/nowhere.pcap")).is_err());
    }
}
