//! What a name in a filter or behind `-e` stands for: fields, aliases of several fields, old
//! names, columns.

use crate::dissect::Registry;
use crate::field::{FieldId, Type};

/// A column of the frame list, as `_ws.col.…` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Number,
    Time,
    Source,
    Destination,
    Protocol,
    Length,
    Info,
}

impl Column {
    pub const ALL: [Self; 7] =
        [Self::Number, Self::Time, Self::Source, Self::Destination, Self::Protocol, Self::Length, Self::Info];

    /// The title over the column.
    pub fn title(self) -> &'static str {
        match self {
            Self::Number => "No.",
            Self::Time => "Time",
            Self::Source => "Source",
            Self::Destination => "Destination",
            Self::Protocol => "Protocol",
            Self::Length => "Length",
            Self::Info => "Info",
        }
    }
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// At least one field; all have one type.
    Fields(Vec<FieldId>),
    Column(Column),
}

/// Names for several fields at once: Wireshark keeps hidden copies in the tree, we look twice.
const ALIASES: &[(&str, &[&str])] = &[
    ("eth.addr", &["eth.src", "eth.dst"]),
    ("ip.addr", &["ip.src", "ip.dst"]),
    ("ip.host", &["ip.src_host", "ip.dst_host"]),
    ("ipv6.addr", &["ipv6.src", "ipv6.dst"]),
    ("ipv6.host", &["ipv6.src_host", "ipv6.dst_host"]),
    ("tcp.port", &["tcp.srcport", "tcp.dstport"]),
    ("udp.port", &["udp.srcport", "udp.dstport"]),
];

/// Names of protocols that were changed; fields below them went along.
const RENAMED: &[(&str, &str)] = &[("ssl", "tls"), ("bootp", "dhcp")];

/// Looks a name up; `None` if nothing has it.
pub fn resolve(registry: &Registry, name: &str) -> Option<Named> {
    if let Some(title) = name.strip_prefix("_ws.col.") {
        let column = Column::ALL.iter().find(|c| c.title().eq_ignore_ascii_case(title));
        return column.map(|c| Named::Column(*c));
    }
    let ids = registry.named(name);
    if !ids.is_empty() {
        return Some(Named::Fields(ids.to_vec()));
    }
    if let Some((_, parts)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
        let ids: Vec<FieldId> = parts.iter().flat_map(|p| registry.named(p)).copied().collect();
        return (!ids.is_empty()).then_some(Named::Fields(ids));
    }
    let (head, rest) = name.split_once('.').map_or((name, None), |(h, r)| (h, Some(r)));
    let (_, new) = RENAMED.iter().find(|(old, _)| *old == head)?;
    resolve(registry, &rest.map_or((*new).to_string(), |rest| format!("{new}.{rest}")))
}

/// Every name that can be used, with the type of its values and what it means.
pub(super) fn all(registry: &'static Registry) -> impl Iterator<Item = (&'static str, Type, &'static str)> {
    let aliases = ALIASES.iter().filter_map(move |(alias, parts)| {
        let first = parts.iter().find_map(|p| registry.named(p).first())?;
        registry.named(alias).is_empty().then(|| (*alias, registry.def(*first).ty, "Either end"))
    });
    registry.fields().map(|(_, d)| (d.abbrev, d.ty, d.title)).chain(aliases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_fields_and_columns() {
        let registry = crate::proto::registry();
        let Some(Named::Fields(ids)) = resolve(registry, "eth.addr") else { panic!("no eth.addr") };
        assert_eq!(ids.len(), 2);
        assert_eq!(resolve(registry, "_ws.col.Info"), Some(Named::Column(Column::Info)));
        assert_eq!(resolve(registry, "_ws.col.no."), Some(Named::Column(Column::Number)));
        assert_eq!(resolve(registry, "nonsense.x"), None);
        assert_eq!(resolve(registry, "ssl.nonsense"), None);
    }
}
