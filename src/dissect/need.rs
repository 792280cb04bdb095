//! What the layers of a protocol are dissected for, where only some fields are wanted: for these, for
//! what they hand over, or for nothing at all. Not here: what protocols promise (`Protocol::scope`).

use super::{Registry, Scope};
use crate::field::{FieldId, FieldSet};

/// Whether fields of `owner` are those of a protocol or of its parts: `ip.options` is of `ip`; Multipath TCP is
/// options of TCP.
pub(crate) fn is_of(owner: &str, protocol: &str) -> bool {
    if owner == "mptcp" && protocol == "tcp" {
        return true;
    }
    owner.strip_prefix(protocol).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What a layer is dissected for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Need {
    /// For its fields.
    #[default]
    Fields,
    /// None of its fields is wanted, but it may write those of others.
    Unsaid,
    /// None of its fields is wanted: for its payload, and the columns.
    Payload,
    /// Not even that: it is enough that it is there.
    Presence,
}

/// The needs by place of the protocol in the registry; none said of one: its fields.
#[derive(Debug, Default)]
pub(super) struct Needs(Vec<Need>);

impl Needs {
    /// Where `wanted` are the fields that count. `values`: rows are looked at by nobody, and of fields
    /// that are not in it only whether a frame has them.
    pub fn new(wanted: Option<&FieldSet>, values: Option<&FieldSet>, registry: &'static Registry) -> Self {
        let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else { return Self::default() };
        let owners: Vec<&str> = wanted.iter().map(|id| registry.owner(id)).collect();
        // What goes wrong in a layer is the engine's to say: all of it must be tried.
        if owners.iter().any(|name| name.is_empty() || name.starts_with('_')) {
            return Self::default();
        }
        let only_its_presence = |name: &str, root: FieldId| {
            let counts = |id: FieldId| id == root && values.is_some_and(|values| !values.contains(id));
            wanted.iter().filter(|id| is_of(registry.owner(*id), name)).all(counts)
        };
        let need = |listed: &super::tables::Listed| {
            let name = listed.protocol.name;
            let is_wanted = owners.iter().any(|owner| is_of(owner, name));
            match listed.protocol.scope {
                Scope::Last if values.is_some() && only_its_presence(name, listed.root) => Need::Presence,
                Scope::Last | Scope::OwnFields if !is_wanted => Need::Payload,
                Scope::Open if !is_wanted => Need::Unsaid,
                _ => Need::Fields,
            }
        };
        Self(registry.protocols().iter().map(need).collect())
    }

    #[inline]
    pub fn of(&self, at: u16) -> Need {
        self.0.get(usize::from(at)).copied().unwrap_or_default()
    }
}
