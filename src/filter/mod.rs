//! Display filters: Wireshark's language, checked against the field registry, tested against
//! the dissection of a frame. Knows no protocol; how results are kept and shown is for others.
#![forbid(unsafe_code)]

mod check;
pub mod complete;
mod condition;
mod error;
mod eval;
mod lex;
mod literal;
mod macros;
mod moment;
pub mod names;
mod parse;
mod pattern;
pub mod prune;
mod value;

pub use condition::condition;
pub use error::Error;
pub(crate) use literal::type_code;
pub use macros::Macros;
pub use prune::Decision;

use crate::base::id::FrameId;
use crate::dissect::source::Sources;
use crate::dissect::{Columns, Registry, Settings, Tree};
use crate::field::FieldSet;
use crate::store::Capture;

/// Longest text taken, in bytes: far more than a person types.
const MAX_TEXT: usize = 1 << 20;

/// A filter ready to be used.
#[derive(Clone, Debug)]
pub struct Filter {
    /// As written.
    pub text: String,
    /// The fields that a dissection must keep for it.
    pub needs: FieldSet,
    /// The columns of the frame list must be filled as well.
    pub needs_columns: bool,
    check: Option<eval::Check>,
    carried: prune::Carried,
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
            needs_columns: false,
            check: None,
            carried: prune::Carried::default(),
            references: Vec::new(),
            referred: Vec::new(),
            registry,
        };
        let tokens = lex::tokens(text)?;
        if tokens.is_empty() {
            return Ok(filter);
        }
        let test = parse::parse(text, &tokens, &check::functions())?;
        let checked = check::check(text, &test, registry)?;
        filter.check = Some(checked.check);
        filter.carried = prune::Carried::new(&checked.needs, registry);
        filter.needs = checked.needs;
        filter.needs_columns = checked.needs_columns;
        filter.referred = vec![Vec::new(); checked.references.len()];
        filter.references = checked.references;
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

    /// What the index alone can tell of a frame.
    pub fn prune(&self, frame: FrameId, capture: &Capture, settings: &Settings) -> Decision {
        let (Some(check), Some(meta)) = (&self.check, capture.frame(frame)) else { return Decision::Yes };
        if settings.annotations.ignored.contains(frame) {
            return Decision::Look;
        }
        let conversation = meta.conversation().and_then(|c| capture.conversation(c));
        let (registry, carried) = (self.registry, &self.carried);
        check.decide(prune::Facts { registry, capture, frame, meta: &meta, conversation, settings, carried })
    }
}

#[cfg(test)]
mod tests;
