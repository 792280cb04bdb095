//! `-T fields`: the values of chosen fields, one line a frame.

use super::refused::Refused;
use super::shown::Shown;
use super::summary::{self, Content};
use super::time::{Form, Seconds};
use super::value::{has_text, value};
use crate::dissect::Registry;
use crate::dissect::tree::Node;
use crate::field::{FieldId, FieldSet, Type};
use crate::filter::names::{self, Column, Named};

/// Which of several values are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    First,
    Last,
    All,
}

/// `-E`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub separator: String,
    pub aggregator: String,
    pub occurrence: Occurrence,
    pub quote: Option<char>,
    pub header: bool,
    pub byte_order_mark: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            separator: "\t".into(),
            aggregator: ",".into(),
            occurrence: Occurrence::All,
            quote: None,
            header: false,
            byte_order_mark: false,
        }
    }
}

const HELP: &str = "tlens: The available options for field output \"E\" are:\n\
bom=y|n    Prepend output with the UTF-8 BOM (def: N: no)\n\
header=y|n    Print field abbreviations as first line of output (def: N: no)\n\
separator=/t|/s|<character>   Set the separator to use;\n     \
\"/t\" = tab, \"/s\" = space (def: /t: tab)\n\
occurrence=f|l|a  Select the occurrence of a field to use;\n     \
\"f\" = first, \"l\" = last, \"a\" = all (def: a: all)\n\
aggregator=,|/s|<character>   Set the aggregator to use;\n     \
\",\" = comma, \"/s\" = space (def: ,: comma)\n\
quote=d|s|n   Print either d: double-quotes, s: single quotes or \n     \
n: no quotes around field values (def: n: none)";

impl Layout {
    /// Takes one `-E`.
    pub fn set(&mut self, option: &str) -> Result<(), Refused> {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        // Of a longer text, the first character counts.
        let first = value.chars().next();
        let yes_no = || match first {
            Some('y' | 'Y') => Some(true),
            Some('n' | 'N') => Some(false),
            _ => None,
        };
        let sign = || match value {
            "/t" => Some('\t'),
            "/s" => Some(' '),
            _ => value.chars().next(),
        };
        let taken = match name {
            "bom" => yes_no().map(|on| self.byte_order_mark = on),
            "header" => yes_no().map(|on| self.header = on),
            "separator" => sign().map(|c| self.separator = c.to_string()),
            "aggregator" => sign().map(|c| self.aggregator = c.to_string()),
            "occurrence" => match first {
                Some('f') => Some(Occurrence::First),
                Some('l') => Some(Occurrence::Last),
                Some('a') => Some(Occurrence::All),
                _ => None,
            }
            .map(|o| self.occurrence = o),
            "quote" => match first {
                Some('d') => Some(Some('"')),
                Some('s') => Some(Some('\'')),
                Some('n') => Some(None),
                _ => None,
            }
            .map(|q| self.quote = q),
            _ => None,
        };
        taken.ok_or_else(|| {
            Refused(format!(
                "\"{}\" is not a valid field output option=value pair.\n{HELP}",
                name.escape_debug()
            ))
        })
    }
}

/// One `-e`.
#[derive(Clone, Debug)]
struct Item {
    name: String,
    column: Option<Content>,
    ty: Option<Type>,
}

/// The fields chosen with `-e`.
#[derive(Clone, Debug)]
pub struct Chosen {
    items: Vec<Item>,
    /// Which items each field belongs to, by its number.
    of_field: Vec<Vec<u16>>,
    pub needs: FieldSet,
    /// A field whose value is its label is among them.
    pub needs_labels: bool,
    pub needs_info: bool,
    /// The values of each item in the frame at hand.
    values: Vec<Value>,
}

#[derive(Clone, Debug, Default)]
struct Value {
    text: String,
    count: u32,
    /// Where each value of `text` ends; kept for lists only.
    ends: Vec<usize>,
}

impl Chosen {
    /// Looks the names up; those nobody has are named in the error.
    pub fn new(list: &[String], registry: &'static Registry) -> Result<Self, Refused> {
        let mut chosen = Self {
            items: Vec::new(),
            of_field: Vec::new(),
            needs: FieldSet::default(),
            needs_labels: false,
            needs_info: false,
            values: vec![Value::default(); list.len()],
        };
        let mut unknown = Vec::new();
        for (i, name) in list.iter().enumerate() {
            let mut column = None;
            let mut ty = None;
            match names::resolve(registry, name) {
                None => unknown.push(name),
                Some(Named::Column(c)) => {
                    column = Some(content(c));
                    chosen.needs_info |= c == Column::Info;
                }
                Some(Named::Fields(ids)) => {
                    for id in ids {
                        ty = ty.or(Some(registry.def(id).ty));
                        chosen.add(id, i as u16, registry);
                    }
                }
            }
            chosen.items.push(Item { name: name.clone(), column, ty });
        }
        if unknown.is_empty() {
            return Ok(chosen);
        }
        unknown.sort();
        unknown.dedup();
        let names: String = unknown.iter().map(|n| format!("\n\t{}", n.escape_debug())).collect();
        Err(Refused(format!("Some fields aren't valid:{names}")))
    }

    fn add(&mut self, id: FieldId, item: u16, registry: &'static Registry) {
        let at = usize::from(id.0);
        if self.of_field.len() <= at {
            self.of_field.resize(at + 1, Vec::new());
        }
        if let Some(items) = self.of_field.get_mut(at) {
            items.push(item);
        }
        self.needs.insert(id);
        self.needs_labels |= has_text(registry.def(id));
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|i| i.name.as_str())
    }

    /// Names and types; columns of the frame list have no type.
    pub fn columns(&self) -> impl Iterator<Item = (&str, Option<Type>)> {
        self.items.iter().map(|i| (i.name.as_str(), i.ty))
    }

    /// Hands over the text of each item of a frame by its place, several values joined.
    pub fn row(
        &mut self,
        frame: &Shown<'_, '_>,
        layout: &Layout,
        form: Form,
        seconds: Seconds,
        mut visit: impl FnMut(usize, Option<&str>),
    ) {
        self.gather(frame, layout.occurrence, form, seconds, value);
        let mut joined = String::new();
        for (i, v) in self.values.iter().enumerate() {
            if v.ends.len() < 2 {
                visit(i, (v.count > 0).then_some(v.text.as_str()));
                continue;
            }
            joined.clear();
            let mut from = 0;
            for end in &v.ends {
                if from > 0 {
                    joined.push_str(&layout.aggregator);
                }
                joined.push_str(v.text.get(from..*end).unwrap_or(""));
                from = *end;
            }
            visit(i, Some(&joined));
        }
    }

    /// The line before all others.
    pub fn header(&self, layout: &Layout, out: &mut String) {
        for (i, name) in self.names().enumerate() {
            if i > 0 {
                out.push_str(&layout.separator);
            }
            out.push_str(name);
        }
        out.push('\n');
    }

    /// Adds the line of a frame.
    pub fn line(
        &mut self,
        frame: &Shown<'_, '_>,
        layout: &Layout,
        form: Form,
        seconds: Seconds,
        out: &mut String,
    ) {
        self.gather(frame, layout.occurrence, form, seconds, value);
        for (i, v) in self.values.iter().enumerate() {
            if i > 0 {
                out.push_str(&layout.separator);
            }
            if v.count == 0 {
                continue;
            }
            out.extend(layout.quote);
            let mut from = 0;
            for (n, end) in v.ends.iter().enumerate() {
                if n > 0 {
                    out.push_str(&layout.aggregator);
                }
                out.push_str(v.text.get(from..*end).unwrap_or(""));
                from = *end;
            }
            out.extend(layout.quote);
        }
        out.push('\n');
    }

    /// Hands over name and values of each item that has some.
    pub fn each(
        &mut self,
        frame: &Shown<'_, '_>,
        form: Form,
        seconds: Seconds,
        write: fn(&Shown<'_, '_>, &Node, &mut String),
        mut visit: impl FnMut(&str, &mut dyn Iterator<Item = &str>),
    ) {
        self.gather(frame, Occurrence::All, form, seconds, write);
        for (item, v) in self.items.iter().zip(&self.values) {
            if v.count > 0 {
                let starts = std::iter::once(0).chain(v.ends.iter().copied());
                let mut texts = starts.zip(&v.ends).map(|(a, b)| v.text.get(a..*b).unwrap_or(""));
                visit(&item.name, &mut texts);
            }
        }
    }

    fn gather(
        &mut self,
        frame: &Shown<'_, '_>,
        occurrence: Occurrence,
        form: Form,
        seconds: Seconds,
        write: fn(&Shown<'_, '_>, &Node, &mut String),
    ) {
        for v in &mut self.values {
            v.text.clear();
            v.ends.clear();
            v.count = 0;
        }
        for node in frame.d.tree.nodes() {
            let Some(items) = self.of_field.get(usize::from(node.field.0)) else { continue };
            for item in items {
                let Some(v) = self.values.get_mut(usize::from(*item)) else { continue };
                v.begin(occurrence, |text| write(frame, node, text));
            }
        }
        for (item, v) in self.items.iter().zip(&mut self.values) {
            if let Some(content) = &item.column {
                v.begin(Occurrence::All, |text| summary::text(content, frame, form, seconds, text));
                if v.text.is_empty() {
                    v.count = 0;
                }
            }
        }
    }
}

impl Value {
    fn begin(&mut self, occurrence: Occurrence, write: impl FnOnce(&mut String)) {
        match occurrence {
            Occurrence::First if self.count > 0 => return,
            Occurrence::Last => {
                self.text.clear();
                self.ends.clear();
            }
            _ => {}
        }
        write(&mut self.text);
        self.ends.push(self.text.len());
        self.count += 1;
    }
}

fn content(column: Column) -> Content {
    match column {
        Column::Number => Content::Number,
        Column::Time => Content::Time(None),
        Column::Source => Content::Source,
        Column::Destination => Content::Destination,
        Column::Protocol => Content::Protocol,
        Column::Length => Content::Length,
        Column::Info => Content::Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts() {
        let mut layout = Layout::default();
        for option in ["separator=/s", "aggregator=;", "occurrence=l", "quote=d", "header=y", "bom=y"] {
            layout.set(option).unwrap();
        }
        let expected = Layout {
            separator: " ".into(),
            aggregator: ";".into(),
            occurrence: Occurrence::Last,
            quote: Some('"'),
            header: true,
            byte_order_mark: true,
        };
        assert_eq!(layout, expected);
        layout.set("separator=\x1f").unwrap();
        assert_eq!(layout.separator, "\x1f");
        for (option, named) in [("bogus=1", "bogus"), ("occurrence=q", "occurrence"), ("quote", "quote")] {
            match layout.set(option) {
                Err(Refused(message)) => {
                    let begin = format!("\"{named}\" is not a valid field output option=value pair.\n");
                    assert!(message.starts_with(&begin), "{message}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn unknown_fields_are_listed() {
        let names = ["foo.bar", "frame.number", "baz"].map(String::from);
        match Chosen::new(&names, crate::proto::registry()) {
            Err(Refused(message)) => {
                assert_eq!(message, "Some fields aren't valid:\n\tbaz\n\tfoo.bar");
            }
            other => panic!("{other:?}"),
        }
    }
}
