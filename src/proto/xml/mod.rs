//! XML texts as trees: elements in each other, attributes, text. What is no markup is said where it stands, and
//! reading goes on. Names of elements are values, not fields: no schemas are known here.

mod tokens;

use crate::dissect::tree::Open;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Severity, Span};
use crate::field::Field;
use crate::field::def::{Held, Str};
use std::ops::Range;
use tokens::{Attribute, Token, Tokens};

pub const PROTOCOL: Protocol = Protocol {
    name: "xml",
    title: "XML",
    fields: FIELDS,
    claims: &[
        Claim::MediaType("application/atom+xml"),
        Claim::MediaType("application/rss+xml"),
        Claim::MediaType("application/soap+xml"),
        Claim::MediaType("application/xml"),
        Claim::MediaType("application/xml-dtd"),
        Claim::MediaType("image/svg+xml"),
        Claim::MediaType("text/vnd.wap.wml"),
        Claim::MediaType("text/xml"),
    ],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "xml";
    /// An XML document (W3C XML 1.0).
    XML: Protocol = "xml", "eXtensible Markup Language", None;
    /// An instruction for who reads it.
    INSTRUCTION: Str = "xml.xmlpi", "XMLPI", None;
    /// What the document says of itself.
    DECLARATION: Str = "xml.xmlpi.xml", "xml.xmlpi.xml", None;
    /// Version of XML.
    VERSION: Str = "xml.xmlpi.xml.version", "version", None;
    /// How characters are written.
    ENCODING: Str = "xml.xmlpi.xml.encoding", "encoding", None;
    /// Whether it means the same without what stands elsewhere.
    STANDALONE: Str = "xml.xmlpi.xml.standalone", "standalone", None;
    /// Text in which nothing is markup.
    CDATA_SECTION: Str = "xml.cdatasection", "CDATASection", None;
    /// A remark.
    COMMENT: Str = "xml.comment", "Comment", None;
    /// Name and value in a tag.
    ATTRIBUTE: Str = "xml.attribute", "Attribute", None;
    /// Name of a document type that is declared within the document.
    DOCTYPE: Str = "xml.doctype", "Doctype", None;
    /// A declaration.
    DTD_TAG: Str = "xml.dtdtag", "DTD Tag", None;
    /// Text of an element.
    CDATA: Str = "xml.cdata", "CDATA", None;
    /// The tag that begins an element.
    TAG: Str = "xml.tag", "Tag", None;
    /// Text outside of all elements.
    UNKNOWN: Str = "xml.unknown", "Unknown", None;
    /// Marks the end of an element that did not begin.
    CLOSING_UNOPENED_TAG: Label = "xml.closing_unopened_tag", "Closing an unopened tag", None;
    /// Marks what begins like markup and is none.
    UNRECOGNIZED_TEXT: Label = "xml.unrecognized_text", "Unrecognized text", None;
}

/// Elements that are shown in each other.
const DEPTH_MAX: usize = 64;

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = format!("{}/XML", d.columns.protocol).into();
    if d.tree.wants_any_from(XML.id, FIELDS.len()) {
        let mut shown =
            Shown { bytes: c.peek(), whole: c.rest_span(), open: Vec::new(), deeper: 0, in_doctype: false };
        for token in Tokens::new(shown.bytes) {
            if d.tree.truncated {
                break;
            }
            shown.token(d, token);
        }
        shown.open.drain(..).rev().for_each(|open| d.tree.close(open));
    }
    Ok(())
}

/// What is shown of the text so far.
struct Shown<'a> {
    bytes: &'a [u8],
    whole: Span,
    /// Elements that have not ended, from the outside.
    open: Vec<Open>,
    /// And those within them that are not shown in each other.
    deeper: usize,
    in_doctype: bool,
}

impl<'a> Shown<'a> {
    fn text(&self, range: &Range<usize>) -> &'a [u8] {
        self.bytes.get(range.clone()).unwrap_or(&[])
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.whole.part(range.start as u32, range.len() as u32)
    }

    fn token(&mut self, d: &mut Dissector<'_>, token: Token) {
        match token {
            Token::Text(range) => {
                let inside = !self.open.is_empty() || self.deeper > 0;
                self.piece(d, if inside { CDATA } else { UNKNOWN }, &range);
            }
            Token::Comment(range) => self.piece(d, COMMENT, &range),
            Token::CdataSection(range) => self.piece(d, CDATA_SECTION, &range),
            Token::Declaration(range) => self.piece(d, DTD_TAG, &range),
            Token::Doctype { name, whole } => {
                let label = label(self.text(&whole));
                let value = At { value: self.text(&name), span: self.span(&name) };
                let open = d.tree.open_as(DOCTYPE, value, format_args!("{label}"));
                self.enter(d, open);
                self.in_doctype = true;
            }
            Token::DoctypeEnd(range) => {
                self.line(d, &range);
                if std::mem::take(&mut self.in_doctype) {
                    self.leave(d, None);
                }
            }
            Token::Instruction { name, inside, whole } => self.instruction(d, &name, inside, &whole),
            Token::Open { inside, is_empty, whole } => self.tag(d, inside, is_empty, &whole),
            Token::Close(range) => {
                self.line(d, &range);
                let is_open = self.deeper > 0 || self.open.len() > usize::from(self.in_doctype);
                if is_open {
                    self.leave(d, Some(range.end));
                } else {
                    self.note(
                        d,
                        &range,
                        CLOSING_UNOPENED_TAG,
                        (Severity::Error, Group::Malformed),
                        "Closing an unopened tag",
                    );
                }
            }
            Token::Unrecognized(range) => {
                self.note(
                    d,
                    &range,
                    UNRECOGNIZED_TEXT,
                    (Severity::Warn, Group::Protocol),
                    "Unrecognized text",
                );
            }
        }
    }

    /// A piece that is its own value and its own label.
    fn piece(&self, d: &mut Dissector<'_>, field: Field<Str>, range: &Range<usize>) {
        if d.tree.wants(field.id) {
            let label = label(self.text(range));
            d.tree.leaf_as(
                field,
                At { value: self.text(range), span: self.span(range) },
                format_args!("{label}"),
            );
        }
    }

    /// What has no field.
    fn line(&self, d: &mut Dissector<'_>, range: &Range<usize>) {
        if d.tree.keeps_labels() {
            let label = label(self.text(range));
            d.tree.text(self.span(range), format_args!("{label}"));
        }
    }

    fn note(
        &self,
        d: &mut Dissector<'_>,
        range: &Range<usize>,
        field: Field<crate::field::def::Label>,
        (severity, group): (Severity, Group),
        text: &str,
    ) {
        let node = d.tree.text(self.span(range), format_args!("{text}"));
        d.tree.expert(node, Some(field), severity, group, format_args!("{text}"));
    }

    fn instruction(
        &mut self,
        d: &mut Dissector<'_>,
        name: &Range<usize>,
        inside: Range<usize>,
        whole: &Range<usize>,
    ) {
        let end = inside.end;
        let attributes = Tokens::attributes(self.bytes, inside);
        let attributes_end = attributes.last().map_or(name.end, |a| a.whole.end);
        if !self.text(&(attributes_end..end)).trim_ascii().is_empty() {
            self.piece(d, INSTRUCTION, whole);
            return;
        }
        let is_declaration = self.text(name) == b"xml";
        let label = label(self.text(&(whole.start..name.end)));
        let field = if is_declaration { DECLARATION } else { INSTRUCTION };
        let at = At { value: self.text(whole), span: self.span(whole) };
        let open = d.tree.open_as(field, at, format_args!("{label}"));
        for attribute in attributes {
            let field = match self.text(&attribute.name) {
                b"version" if is_declaration => VERSION,
                b"encoding" if is_declaration => ENCODING,
                b"standalone" if is_declaration => STANDALONE,
                _ => {
                    self.piece(d, ATTRIBUTE, &attribute.whole);
                    continue;
                }
            };
            let label = self::label(self.text(&attribute.whole));
            let at = At { value: self.text(&attribute.value), span: self.span(&attribute.value) };
            d.tree.leaf_as(field, at, format_args!("{label}"));
        }
        self.line(d, &(end..whole.end));
        d.tree.close(open);
    }

    fn tag(&mut self, d: &mut Dissector<'_>, inside: Range<usize>, is_empty: bool, whole: &Range<usize>) {
        let (name_end, end) = (inside.start, inside.end);
        let attributes = Tokens::attributes(self.bytes, inside);
        let (name, behind) = (label(self.text(&(whole.start..name_end))), self.text(&(end..whole.end)));
        let name_ends = if attributes.is_empty() { label(behind) } else { String::new() };
        let value = Held::Part { start: 0, len: whole.len() as u32 };
        let open =
            d.tree.open_as(TAG, At { value, span: self.span(whole) }, format_args!("{name}{name_ends}"));
        let last = attributes.len().saturating_sub(1);
        for (index, attribute) in attributes.iter().enumerate() {
            let behind = if index == last { behind } else { &[] };
            self.attribute(d, attribute, behind);
        }
        if is_empty {
            d.tree.close(open);
        } else {
            self.enter(d, open);
        }
    }

    /// The last one's label has the end of the tag behind it.
    fn attribute(&self, d: &mut Dissector<'_>, attribute: &Attribute, behind: &[u8]) {
        if d.tree.wants(ATTRIBUTE.id) {
            let (label, behind) = (label(self.text(&attribute.whole)), label(behind));
            let at = At { value: self.text(&attribute.whole), span: self.span(&attribute.whole) };
            d.tree.leaf_as(ATTRIBUTE, at, format_args!("{label}{behind}"));
        }
    }

    fn enter(&mut self, d: &mut Dissector<'_>, open: Open) {
        if self.open.len() < DEPTH_MAX {
            self.open.push(open);
        } else {
            d.tree.close(open);
            self.deeper += 1;
        }
    }

    /// Closes what was opened last, which reaches to `end`.
    fn leave(&mut self, d: &mut Dissector<'_>, end: Option<usize>) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(open) = self.open.pop() {
            match end {
                Some(end) => d.tree.close_at(open, self.whole.start + end as u32),
                None => d.tree.close(open),
            }
        }
    }
}

/// A piece of the text in one line; as much of it as labels have room for.
fn label(text: &[u8]) -> String {
    const ROOM: usize = 1 << 10;
    let mut label = String::new();
    let _ = crate::field::show::escape(text.get(..ROOM).unwrap_or(text), &mut label);
    label
}
