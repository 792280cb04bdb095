//! What a column of the frame list shows. Not here: its width and title (`gui`), sorting (`sort`).

use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, FieldSet, Type, show};
use crate::filter::Expression;

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
    /// The values of this field, of several (`tcp.port || udp.port`), or of an expression in the language of
    /// filters (`tcp.len * 8`). `:2` behind the names: the second value alone, `:-1`: the last one.
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
            Self::Field(text) => match split(text) {
                (_, 0) if text.contains(':') => format!("{CUSTOM}{text}:0:R"),
                (_, 0) => format!("{CUSTOM}{text}"),
                (names, occurrence) => format!("{CUSTOM}{names}:{occurrence}:R"),
            },
            fixed => FIXED.iter().find(|(c, ..)| c == fixed).map_or("", |(_, code, _)| code).to_owned(),
        }
    }

    /// Reads a code; of a custom one the resolution behind the name is left out.
    pub fn of_code(code: &str) -> Option<Self> {
        if let Some(field) = code.strip_prefix(CUSTOM) {
            let resolved = field.strip_suffix(":R").or_else(|| field.strip_suffix(":U"));
            let (names, occurrence) = split(resolved.unwrap_or(field));
            let names = names.trim();
            return (!names.is_empty()).then(|| Self::field(names, occurrence));
        }
        FIXED.iter().find(|(_, known, _)| *known == code).map(|(content, ..)| content.clone())
    }

    /// The values of a field, or of what else [`Self::Field`] takes; of which only one, if `occurrence` is not 0.
    pub fn field(names: &str, occurrence: i32) -> Self {
        Self::Field(if occurrence == 0 { names.to_owned() } else { format!("{names}:{occurrence}") })
    }

    /// The title that it has by default.
    pub fn title(&self, registry: &'static Registry) -> String {
        match self {
            Self::Field(text) => {
                let (name, _) = split(text);
                let def = registry.named(name).first().map(|id| registry.def(*id));
                def.map_or_else(|| name.to_owned(), |def| def.title.to_owned())
            }
            fixed => FIXED.iter().find(|(c, ..)| c == fixed).map_or("", |(_, _, title)| title).to_owned(),
        }
    }

    /// Values that are numbers stand at the right.
    pub fn is_number(&self, registry: &'static Registry) -> bool {
        match self {
            Self::Number | Self::Time | Self::Length => true,
            Self::Field(text) => FieldColumn::new(text, registry).is_number(registry),
            _ => false,
        }
    }
}

/// Takes `:2` off what stands before it; 0: there is none.
pub fn split(text: &str) -> (&str, i32) {
    let number = |text: &str| text.parse().ok();
    text.rsplit_once(':').and_then(|(names, n)| Some((names, number(n)?))).unwrap_or((text, 0))
}

/// A column of fields or of an expression, ready to be read from dissections.
#[derive(Clone, Debug, Default)]
pub struct FieldColumn {
    ids: Vec<FieldId>,
    /// 0: all; from 1: of the first ones; below: of the last ones.
    occurrence: i32,
    expression: Option<Expression>,
}

impl FieldColumn {
    /// Without fields of these names, and where the expression is wrong, the column stays empty.
    pub fn new(text: &str, registry: &'static Registry) -> Self {
        let (names, occurrence) = split(text);
        match ids_of(names, registry) {
            Some(ids) => Self { ids, occurrence, expression: None },
            None => Self { ids: Vec::new(), occurrence, expression: Expression::new(names, registry).ok() },
        }
    }

    /// Why a text is no column.
    pub fn trouble(text: &str, registry: &'static Registry) -> Option<String> {
        let (names, _) = split(text);
        let is_name = names.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        match (ids_of(names, registry), is_name) {
            (Some(_), _) => None,
            (None, true) => Some(format!("There is no field “{names}”.")),
            (None, false) => Expression::new(names, registry).err().map(|error| error.message),
        }
    }

    /// The fields, where it is no expression.
    pub fn ids(&self) -> &[FieldId] {
        &self.ids
    }

    /// What a dissection must keep for it.
    pub fn needs(&self) -> FieldSet {
        match &self.expression {
            Some(expression) => expression.needs().clone(),
            None => self.ids.iter().copied().collect(),
        }
    }

    /// Its values are numbers without names.
    fn is_number(&self, registry: &'static Registry) -> bool {
        let is_number = |id: &FieldId| {
            let def = registry.def(*id);
            def.ty.is_integer() && matches!(def.names, crate::field::Names::None)
        };
        match &self.expression {
            Some(expression) => expression.is_number(),
            None => !self.ids.is_empty() && self.ids.iter().all(is_number),
        }
    }

    /// Of `len` values those that it shows: from, and how many.
    fn range(&self, len: usize) -> (usize, usize) {
        let nth = usize::try_from(self.occurrence.unsigned_abs()).unwrap_or(usize::MAX);
        match self.occurrence {
            0 => (0, MAX_VALUES),
            1.. => (nth - 1, 1),
            _ => (len.saturating_sub(nth), usize::from(nth <= len)),
        }
    }

    /// The values in the frame dissected by `d`, with commas between.
    pub fn text(&self, d: &Dissector<'_>, out: &mut String) {
        if let Some(expression) = &self.expression {
            let texts = expression.texts(&d.tree, &d.sources, &d.columns);
            let (from, count) = self.range(texts.len());
            let shown: Vec<&str> = texts.iter().skip(from).take(count).map(String::as_str).collect();
            return out.push_str(&shown.join(","));
        }
        let nodes = || d.tree.nodes().iter().filter(|node| self.ids.contains(&node.field));
        let (from, count) = self.range(if self.occurrence < 0 { nodes().count() } else { 0 });
        for (count, node) in nodes().skip(from).take(count).enumerate() {
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
        if let Some(expression) = &self.expression {
            return expression.number(&d.tree, &d.sources, &d.columns);
        }
        let nodes = || d.tree.nodes().iter().filter(|node| self.ids.contains(&node.field));
        let (from, _) = self.range(if self.occurrence < 0 { nodes().count() } else { 0 });
        let node = nodes().nth(from)?;
        match node.value {
            crate::field::Value::Int(value) => Some(value.into()),
            value => value.uint().map(i128::from),
        }
    }
}

/// The fields of `tcp.port`, of `tcp.port || udp.port`, of `tcp.port or udp.port`.
fn ids_of(names: &str, registry: &'static Registry) -> Option<Vec<FieldId>> {
    let mut words = names.split([' ', '|']).filter(|word| !matches!(*word, "" | "or")).peekable();
    words.peek()?;
    let mut ids = Vec::new();
    for word in words {
        let found = registry.named(word);
        if found.is_empty() {
            return None;
        }
        ids.extend_from_slice(found);
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::FrameId;
    use crate::dissect::{Settings, Wanted};
    use crate::document::{Document, Source};

    #[test]
    fn columns_show_fields_occurrences_and_expressions() {
        let registry = crate::proto::registry();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
        let mut document =
            Document::open(Source::Path(path), std::sync::Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let shown = |text: &str, number: u32| {
            let column = FieldColumn::new(text, registry);
            let mut d = Dissector::new(&capture, &settings, registry, Wanted::Fields(column.needs()));
            d.frame(FrameId(number - 1));
            let mut out = String::new();
            column.text(&d, &mut out);
            (out, column.number(&d))
        };
        let is = |text: &str, number, value: &str| assert_eq!(shown(text, number).0, value, "{text}");
        is("tcp.port", 4, "51900,12345");
        is("tcp.port:1", 4, "51900");
        is("tcp.port:-1", 4, "12345");
        is("tcp.port:3", 4, "");
        is("udp.port || tcp.dstport", 4, "12345");
        is("udp.port or tcp.dstport", 4, "12345");
        is("tcp.len * 8", 4, "576");
        is("eth.src[0:3]", 4, "9a0045");
        is("tcp.len > 100", 4, "");
        is("tcp.len > 70", 4, "✓");
        is("tls.handshake.type", 1, "");
        assert_eq!(shown("tcp.len * 8", 4).1, Some(576));
        assert_eq!(shown("tcp.port:-1", 4).1, Some(12345));
        assert_eq!(FieldColumn::trouble("tcp.len * 8", registry), None);
        assert!(FieldColumn::trouble("tcp.lenn", registry).unwrap().contains("“tcp.lenn”"));
        assert!(FieldColumn::trouble("tcp.len *", registry).is_some());
    }

    #[test]
    fn codes_are_read_as_they_are_written() {
        for (content, ..) in FIXED {
            assert_eq!(Content::of_code(&content.code()).as_ref(), Some(content));
        }
        let field = Content::Field("tcp.window_size".into());
        assert_eq!(Content::of_code(&field.code()), Some(field.clone()));
        assert_eq!(Content::of_code("%Cus:tcp.window_size:0:R"), Some(field.clone()));
        for text in ["tcp.port:2", "tcp.port || udp.port", "eth.src[0:3]", "eth.src[0:3] == 9a:00:45"] {
            let content = Content::Field(text.into());
            assert_eq!(Content::of_code(&content.code()), Some(content), "{text}");
        }
        assert_eq!(Content::of_code("%Cus:tcp.port:2:R"), Some(Content::field("tcp.port", 2)));
        assert_eq!((Content::of_code("%Cus:"), Content::of_code("%?")), (None, None));
        let registry = crate::proto::registry();
        assert!(field.is_number(registry) && !Content::Info.is_number(registry));
        assert_eq!(Content::Field("no.such".into()).title(registry), "no.such");
    }
}
