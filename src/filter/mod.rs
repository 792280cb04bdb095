//! Display filters: Wireshark's language, checked against the field registry, tested against
//! the dissection of a frame. Knows no protocol but the headers of plain frames (`header`); how results are kept and shown is for others.
#![forbid(unsafe_code)]

mod check;
pub mod complete;
mod condition;
mod error;
mod eval;
mod expression;
mod foreign;
mod header;
mod lex;
mod literal;
mod macros;
mod moment;
pub mod names;
mod parse;
mod pattern;
pub mod prune;
mod types;
mod value;

pub use condition::{condition, string_condition};
pub use error::Error;
pub use expression::Expression;
pub(crate) use literal::type_code;
pub use macros::Macros;
pub use prune::Decision;

use crate::base::id::FrameId;
use crate::dissect::source::Sources;
use crate::dissect::tables::Listed;
use crate::dissect::{Columns, Datagram, Registry, Settings, Tree};
use crate::field::FieldSet;
use crate::proto::plain;
use crate::store::{Capture, FrameFlags, FrameMeta, Transport};

/// Protocols up to the transport.
const UP_TO_TRANSPORT: &[&str] = &["frame", "eth", "vlan", "sll", "ip", "ipv6", "tcp", "udp"];
/// A field that names all layers of a frame.
const LAYERS: &str = "frame.protocols";

/// Longest text taken, in bytes: far more than a person types.
const MAX_TEXT: usize = 1 << 20;

/// A filter ready to be used.
#[derive(Clone, Debug)]
pub struct Filter {
    /// As written.
    pub text: String,
    /// The fields that a dissection must keep for it.
    pub needs: FieldSet,
    /// Those of which more counts than whether a frame has them.
    pub values: FieldSet,
    /// The columns of the frame list must be filled as well.
    pub needs_columns: bool,
    /// What is true of it but perhaps not meant, a sentence each.
    pub notes: Vec<String>,
    check: Option<eval::Check>,
    plan: prune::Plan,
    /// Numbers in headers answer what the index does not.
    direct: Option<header::Direct>,
    /// The protocol that has all that it wants, if datagrams are all there is of it in their frames.
    only: Option<prune::Only>,
    /// It wants nothing that could stand behind a transport but in tunnels.
    ends_at_transport: bool,
    references: Vec<eval::Fields>,
    referred: Vec<Vec<value::Value<'static>>>,
    registry: &'static Registry,
}

impl Filter {
    /// Reads a filter. The empty one lets everything through.
    pub fn new(text: &str, registry: &'static Registry) -> Result<Self, Error> {
        if text.len() > MAX_TEXT {
            return Err(Error::at(0..0, "This filter is too long."));
        }
        let mut filter = Self {
            text: text.to_string(),
            needs: FieldSet::default(),
            values: FieldSet::default(),
            needs_columns: false,
            notes: Vec::new(),
            check: None,
            plan: prune::Plan::Look,
            direct: None,
            only: None,
            ends_at_transport: false,
            references: Vec::new(),
            referred: Vec::new(),
            registry,
        };
        let (tokens, broken) = lex::tokens(text);
        if tokens.is_empty() && broken.is_none() {
            return Ok(filter);
        }
        let test = parse::parse(text, (&tokens, broken), &check::functions())?;
        let checked = check::check(text, &test, registry)?;
        let carried = prune::Carried::new(&checked.needs, registry);
        filter.plan = prune::Plan::new(&checked.check, &carried, registry);
        let plan = |check: &eval::Check| prune::Plan::new(check, &carried, registry);
        filter.direct = header::Direct::new(&checked.check, &plan, registry);
        checked.check.note_values(&mut filter.values);
        filter.check = Some(checked.check);
        filter.needs = checked.needs;
        let is_before =
            |id| UP_TO_TRANSPORT.contains(&registry.owner(id)) && registry.def(id).abbrev != LAYERS;
        filter.ends_at_transport = !checked.needs_columns && filter.needs.iter().all(is_before);
        filter.needs_columns = checked.needs_columns;
        let only = || prune::Only::of(&filter.needs, registry);
        filter.only = if checked.needs_columns { None } else { only() };
        filter.referred = vec![Vec::new(); checked.references.len()];
        filter.references = checked.references;
        let note = |(name, protocol): (String, &str)| match literal::hex_bytes(&name) {
            Some(_) => format!("{name} is a protocol here, which no frame has; the byte is :{name}."),
            None => format!("No frame has {name}: {protocol} is not dissected here."),
        };
        filter.notes = checked.absent.into_iter().map(note).collect();
        Ok(filter)
    }

    /// Lets everything through.
    pub fn is_empty(&self) -> bool {
        self.check.is_none()
    }

    /// Whether the frame dissected into `tree` passes. The dissection must have kept what
    /// [`Self::needs`] names.
    pub fn matches(&self, tree: &Tree, sources: &Sources<'_>, columns: &Columns) -> bool {
        let frame = eval::Frame { tree, sources, columns, references: &self.referred };
        self.check.as_ref().is_none_or(|check| check.holds(frame))
    }

    /// `${field}` refers to the frame a user has selected.
    pub fn has_references(&self) -> bool {
        !self.references.is_empty()
    }

    /// Makes the frame dissected into `tree` the selected one, for `${field}`.
    pub fn select(&mut self, tree: &Tree, sources: &Sources<'_>, columns: &Columns) {
        let frame = eval::Frame { tree, sources, columns, references: &[] };
        let values = |fields: &eval::Fields| {
            let term = eval::Term::Fields(fields.clone());
            term.values(frame).into_iter().map(value::Value::into_owned).collect()
        };
        self.referred = self.references.iter().map(values).collect();
    }

    /// What the index alone can tell of a frame, or numbers in its headers.
    pub fn prune(&self, frame: FrameId, capture: &Capture, settings: &Settings) -> Decision {
        let Some(meta) = capture.frame(frame).filter(|_| self.check.is_some()) else {
            return Decision::Yes;
        };
        let notes = &settings.annotations;
        if notes.ignored.contains(frame) || notes.kept.is_some() || !settings.disabled.is_empty() {
            return Decision::Look;
        }
        self.decide(frame, &meta, capture, settings)
    }

    /// Whether all that it wants of a frame stands before what the transport carries.
    pub fn ends_at_transport(
        &self,
        frame: FrameId,
        meta: &FrameMeta,
        capture: &Capture,
        settings: &Settings,
    ) -> bool {
        self.ends_at_transport && self.facts(frame, meta, capture, settings).has_no_tunnel()
    }

    /// The protocol of a frame's datagram, and where it stands, where that has all that it wants of the frame.
    pub fn datagram(
        &self,
        frame: FrameId,
        meta: &FrameMeta,
        capture: &Capture,
        settings: &Settings,
    ) -> Option<(Listed, Datagram)> {
        let only = self.only.as_ref().filter(|_| settings.disabled.is_empty())?;
        let bytes = capture.bytes_of(meta);
        let interface = capture.interfaces.get(usize::from(meta.interface))?;
        let listed = only.has_all_of(self.facts(frame, meta, capture, settings))?;
        let place = plain::headers(interface.link_type.0, bytes, meta.len)?.datagram(bytes)?;
        Some((listed, place))
    }

    fn facts<'a>(
        &self,
        frame: FrameId,
        meta: &'a FrameMeta,
        capture: &'a Capture,
        settings: &'a Settings,
    ) -> prune::Facts<'a> {
        let conversation = meta.conversation().and_then(|c| capture.conversation(c));
        let (registry, direction, frame) = (self.registry, meta.direction(), Some((frame, meta)));
        prune::Facts { registry, frame, conversation, direction, capture, settings }
    }

    fn decide(&self, frame: FrameId, meta: &FrameMeta, capture: &Capture, settings: &Settings) -> Decision {
        let facts = self.facts(frame, meta, capture, settings);
        match (self.plan.decide(facts), &self.direct) {
            (Decision::Look, Some(direct)) => direct.decide(facts),
            (decision, _) => decision,
        }
    }

    /// The same for many frames of one capture, which are best asked in order: what a conversation
    /// decides of all its frames is worked out once.
    pub fn pruner<'f>(&'f self, capture: &'f Capture, settings: &'f Settings) -> Pruner<'f> {
        let always_look = !settings.disabled.is_empty();
        let remembers = self.plan.asks_conversations() && !always_look && self.check.is_some();
        let directions = if self.plan.asks_directions() { 2 } else { 1 };
        let slots = if remembers { capture.conversations.len() * directions } else { 0 };
        let by_conversation = vec![NOT_ASKED; slots];
        let by_frame = self.plan.asks_frames() || self.direct.is_some();
        let unusual = if self.plan.asks_payloads() { prune::UNUSUAL } else { prune::SPECIAL };
        Pruner { filter: self, capture, settings, directions, by_frame, unusual, by_conversation }
    }
}

/// Nothing is known of a conversation yet.
const NOT_ASKED: u8 = u8::MAX;
/// Of none of its frames more is known.
const ALWAYS_LOOK: u8 = u8::MAX - 1;

/// Asks the index of one frame after the other.
pub struct Pruner<'f> {
    filter: &'f Filter,
    capture: &'f Capture,
    settings: &'f Settings,
    /// 2, where the answer for a conversation may depend on the direction; else 1.
    directions: usize,
    /// Of a frame more may be known than of its conversation, whatever the transport is.
    by_frame: bool,
    /// Frames of which the conversation does not say what counts.
    unusual: FrameFlags,
    /// By conversation and direction: the decision, as a number.
    by_conversation: Vec<u8>,
}

impl Pruner<'_> {
    /// As [`Filter::prune`].
    #[inline]
    pub fn prune(&mut self, frame: FrameId, meta: &FrameMeta) -> Decision {
        let notes = &self.settings.annotations;
        let is_ignored = notes.ignored.contains(frame);
        if !is_ignored
            && !meta.flags.has(self.unusual)
            && let Some(id) = meta.conversation()
            && let Some(slot) = self
                .by_conversation
                .get_mut(id.index() * self.directions + (meta.direction() & (self.directions - 1)))
        {
            if *slot == NOT_ASKED {
                let (capture, settings) = (self.capture, self.settings);
                let (conversation, direction) = (capture.conversation(id), meta.direction());
                let registry = self.filter.registry;
                let facts =
                    prune::Facts { registry, frame: None, conversation, direction, capture, settings };
                // Segments may be without payload, or without the end of a message.
                let is_tcp = conversation.is_none_or(|c| c.transport == Transport::Tcp);
                *slot = match self.filter.plan.decide(facts) {
                    Decision::Look if !is_tcp && !self.by_frame => ALWAYS_LOOK,
                    decision => decision as u8,
                };
            }
            match *slot {
                yes if yes == Decision::Yes as u8 => return Decision::Yes,
                no if no == Decision::No as u8 => return Decision::No,
                ALWAYS_LOOK => return Decision::Look,
                _ => {}
            }
        }
        if self.filter.check.is_none() {
            return Decision::Yes;
        }
        if is_ignored || !self.settings.disabled.is_empty() {
            return Decision::Look;
        }
        self.filter.decide(frame, meta, self.capture, self.settings)
    }
}

#[cfg(test)]
mod tests;
