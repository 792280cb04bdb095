//! What a name in a filter or behind `-e` stands for: fields, also by old names, and columns.

use crate::dissect::Registry;
use crate::field::FieldId;

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
    let (head, rest) = name.split_once('.').map_or((name, None), |(h, r)| (h, Some(r)));
    let (_, new) = RENAMED.iter().find(|(old, _)| *old == head)?;
    resolve(registry, &rest.map_or((*new).to_string(), |rest| format!("{new}.{rest}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_fields_and_columns() {
        let registry = crate::proto::registry();
        assert_eq!(resolve(registry, "eth.src"), Some(Named::Fields(registry.named("eth.src").to_vec())));
        assert_eq!(resolve(registry, "ssl.record"), resolve(registry, "tls.record"));
        assert!(resolve(registry, "ssl").is_some());
        assert_eq!(resolve(registry, "_ws.col.Info"), Some(Named::Column(Column::Info)));
        assert_eq!(resolve(registry, "_ws.col.no."), Some(Named::Column(Column::Number)));
        assert_eq!(resolve(registry, "nonsense.x"), None);
        assert_eq!(resolve(registry, "ssl.nonsense"), None);
    }
}
