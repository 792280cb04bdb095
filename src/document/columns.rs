//! What a column of the frame list shows. Not here: its width and title (`gui`), sorting (`sort`).

use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, FieldSet, Type, show};

/// Values of one field that a cell shows; a frame may hold thousands.
const MAX_VALUES: usize = 32;
/// What stands before a field's name in [`Content::code`].
const CUSTOM: &str = "%Cus:";

/// What a column shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    Number,
    Time,
    Source,
    Destination,
    Protocol,
    Length,
    Info,
    /// The values of this field.
    Field(String),
}

/// The contents that are no fields: their codes (Wireshark's `gui.column.format`) and titles.
pub const FIXED: &[(Content, &str, &str)] = &[
    (Content::Number, "%m", "No."),
    (Content::Time, "%t", "Time"),
    (Content::Source, "%s", "Source"),
    (Content::Destination, "%d", "Destination"),
    (Content::Protocol, "%p", "Protocol"),
    (Content::Length, "%L", "Length"),
    (Content::Info, "%i", "Info"),
];

impl Content {
    /// As Wireshark writes it: `%t`, `%Cus:tcp.window_size`.
    pub fn code(&self) -> String {
        match self {
            Self::Field(name) => format!("{CUSTOM}{name}"),
            fixed => FIXED.iter().find(|(c, ..)| c == fixed).map_or("", |(_, code, _)| code).to_owned(),
        }
    }

    /// Reads a code; of a custom one the occurrence and resolution behind the name are left out.
    pub fn of_code(code: &str) -> Option<Self> {
        if let Some(field) = code.strip_prefix(CUSTOM) {
            let name = field.split(':').next().unwrap_or(field).trim();
            return (!name.is_empty()).then(|| Self::Field(name.to_owned()));
        }
        FIXED.iter().find(|(_, known, _)| *known == code).map(|(content, ..)| content.clone())
    }

    /// The title that it has by default.
    pub fn title(&self, registry: &'static Registry) -> String {
        match self {
            Self::Field(name) => {
                let def = registry.named(name).first().map(|id| registry.def(*id));
                def.map_or_else(|| name.clone(), |def| def.title.to_owned())
            }
            fixed => FIXED.iter().find(|(c, ..)| c == fixed).map_or("", |(_, _, title)| title).to_owned(),
        }
    }

    /// Values that are numbers stand at the right.
    pub fn is_number(&self, registry: &'static Registry) -> bool {
        match self {
            Self::Number | Self::Time | Self::Length => true,
            Self::Field(name) => registry.named(name).first().is_some_and(|id| {
                let def = registry.def(*id);
                def.ty.is_integer() && matches!(def.names, crate::field::Names::None)
            }),
            _ => false,
        }
    }
}

/// A column of a field, ready to be read from dissections.
#[derive(Clone, Debug, Default)]
pub struct FieldColumn {
    ids: Vec<FieldId>,
}

impl FieldColumn {
    /// Without a field of that name the column stays empty.
    pub fn new(name: &str, registry: &'static Registry) -> Self {
        Self { ids: registry.named(name).to_vec() }
    }

    /// What a dissection must keep for it.
    pub fn needs(&self) -> FieldSet {
        self.ids.iter().copied().collect()
    }

    /// The values of the field in the frame dissected by `d`, with commas between.
    pub fn text(&self, d: &Dissector<'_>, out: &mut String) {
        let nodes = d.tree.nodes().iter().filter(|node| self.ids.contains(&node.field));
        for (count, node) in nodes.take(MAX_VALUES).enumerate() {
            if count > 0 {
                out.push(',');
            }
            let def = d.tree.def(node.field);
            if matches!(def.ty, Type::Label | Type::Protocol) {
                d.tree.field_text(node, &d.sources, out);
            } else {
                show::label_value(def, node.value, d.tree.value_bytes(node, &d.sources), out);
            }
        }
    }

    /// The first value as a number, where it is one.
    pub fn number(&self, d: &Dissector<'_>) -> Option<i128> {
        let node = d.tree.nodes().iter().find(|node| self.ids.contains(&node.field))?;
        match node.value {
            crate::field::Value::Int(value) => Some(value.into()),
            value => value.uint().map(i128::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_they_are_written() {
        for (content, ..) in FIXED {
            assert_eq!(Content::of_code(&content.code()).as_ref(), Some(content));
        }
        let field = Content::Field("tcp.window_size".into());
        assert_eq!(Content::of_code(&field.code()), Some(field.clone()));
        assert_eq!(Content::of_code("%Cus:tcp.window_size:0:R"), Some(field.clone()));
        assert_eq!((Content::of_code("%Cus:"), Content::of_code("%?")), (None, None));
        let registry = crate::proto::registry();
        assert!(field.is_number(registry) && !Content::Info.is_number(registry));
        assert_eq!(Content::Field("no.such".into()).title(registry), "no.such");
    }
}
