//! `-T pdml` and `-T psml`: the tree, or the columns, as XML.

use super::fields::Chosen;
use super::hexdump;
use super::json::is_shown;
use super::shown::Shown;
use super::summary::{self, Content};
use super::time::{Form, Seconds};
use super::value::value;
use crate::base::time::{Precision, Timestamp, Zone};
use crate::dissect::Flags;
use crate::dissect::tree::Node;
use crate::field::{Type, Value, show};
use std::fmt::Write;

const CREATOR: &str = concat!("wirelens/", env!("CARGO_PKG_VERSION"));

/// Writes the columns of frames.
pub struct Psml;

impl Psml {
    pub fn begin(titles: &[String], out: &mut String) {
        let _ = write!(
            out,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<psml version=\"0\" creator=\"{CREATOR}\">\n<structure>\n"
        );
        for title in titles {
            out.push_str("<section>");
            escaped(title, out);
            out.push_str("</section>\n");
        }
        out.push_str("</structure>\n\n");
    }

    pub fn frame(columns: &[Content], frame: &Shown<'_, '_>, form: Form, seconds: Seconds, out: &mut String) {
        out.push_str("<packet>\n");
        let mut text = String::new();
        for column in columns {
            text.clear();
            summary::text(column, frame, form, seconds, &mut text);
            out.push_str("<section>");
            escaped(&text, out);
            out.push_str("</section>\n");
        }
        out.push_str("</packet>\n\n");
    }

    pub fn end(out: &mut String) {
        out.push_str("</psml>\n");
    }
}

/// Writes the trees of frames.
#[derive(Debug)]
pub struct Pdml {
    /// Protocols shown; the others are named. True: with all their parts.
    pub only: Option<(Vec<String>, bool)>,
    /// The file that is read.
    pub file: String,
}

impl Pdml {
    pub fn begin(&self, now: Timestamp, out: &mut String) {
        let _ = write!(
            out,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <?xml-stylesheet type=\"text/xsl\" href=\"pdml2html.xsl\"?>\n\
             <!-- You can find pdml2html.xsl at https://gitlab.com/wireshark/wireshark/-/raw/master/pdml2html.xsl. -->\n\
             <pdml version=\"0\" creator=\"{CREATOR}\" time=\""
        );
        if let Some(t) = now.civil(Zone::Local) {
            let _ = write!(out, "{}", t.strftime("%a %b %e %H:%M:%S %Y"));
        }
        out.push_str("\" capture_file=\"");
        escaped(&self.file, out);
        out.push_str("\">\n");
    }

    pub fn end(out: &mut String) {
        out.push_str("</pdml>\n");
    }

    /// Adds a frame: its tree, or the chosen fields.
    pub fn frame(
        &self,
        frame: &Shown<'_, '_>,
        chosen: Option<&mut Chosen>,
        form: Form,
        seconds: Seconds,
        out: &mut String,
    ) {
        out.push_str("<packet>\n");
        general(frame, out);
        match chosen {
            None => self.nodes(frame, 0..frame.d.tree.nodes().len(), 0, 0, self.only.is_some(), out),
            Some(chosen) => chosen.each(frame, form, seconds, value, |name, values| {
                for value in values {
                    out.push_str("  <field name=\"");
                    escaped(name, out);
                    out.push_str("\" value=\"");
                    escaped(value, out);
                    out.push_str("\"/>\n");
                }
            }),
        }
        out.push_str("</packet>\n\n\n");
    }

    fn nodes(
        &self,
        frame: &Shown<'_, '_>,
        range: std::ops::Range<usize>,
        level: usize,
        parent_start: u32,
        filtered: bool,
        out: &mut String,
    ) {
        let nodes = frame.d.tree.nodes();
        let mut at = range.start;
        while let Some(node) = nodes.get(at).filter(|_| at < range.end) {
            let next = (node.end as usize).max(at + 1);
            self.node(frame, node, at, level, parent_start, filtered, out);
            at = next;
        }
    }

    fn node(
        &self,
        frame: &Shown<'_, '_>,
        node: &Node,
        at: usize,
        level: usize,
        parent_start: u32,
        filtered: bool,
        out: &mut String,
    ) {
        let def = frame.d.tree.def(node.field);
        let is_data = def.abbrev == "data" && def.ty == Type::Protocol;
        let wrapped = level == 0 && (def.ty != Type::Protocol || is_data);
        indent(level, out);
        let mut level = level;
        if wrapped {
            out.push_str("<proto name=\"fake-field-wrapper\">\n");
            level += 1;
            indent(level, out);
        }
        let tag = if def.ty == Type::Protocol && !is_data { "proto" } else { "field" };
        let has_children = node.end as usize > at + 1;
        if is_data {
            out.push_str("<field name=\"data\" value=\"");
            hex(frame, node, out);
            out.push_str("\">\n");
        } else {
            let mut label = String::new();
            super::label::line(frame, node, &mut label);
            // Only Wireshark's window and -V put what was inferred into brackets.
            let plain = label.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
            let label = plain.filter(|_| node.flags.has(Flags::GENERATED)).unwrap_or(&label);
            if def.abbrev == "text" {
                out.push_str("<field name=\"\" show=\"");
                escaped(label, out);
            } else {
                let _ = write!(out, "<{tag} name=\"{}\" showname=\"", def.abbrev);
                if def.abbrev == "_ws.expert.message" && node.flags.has(Flags::HIDDEN) {
                    out.push_str("Message: ");
                }
                escaped(label, out);
                if node.flags.has(Flags::HIDDEN) {
                    out.push_str("\" hide=\"yes");
                }
            }
            let from = if node.span.start < parent_start { parent_start } else { 0 };
            // Findings have no place, but the outermost line of them.
            let is_inside = node.flags.has(Flags::EXPERT) && def.abbrev != "_ws.expert";
            let pos = if is_inside { 0 } else { from + node.span.start };
            let _ = write!(out, "\" size=\"{}\" pos=\"{pos}", node.span.len);
            if def.abbrev == "text" {
                if node.span.len > 0 {
                    out.push_str("\" value=\"");
                    hex(frame, node, out);
                }
            } else {
                values(frame, node, out);
            }
            out.push_str(if has_children { "\">\n" } else { "\"/>\n" });
        }
        if has_children {
            if filtered && !is_shown(self.only.as_ref(), def.abbrev) {
                indent(level + 1, out);
                let _ = writeln!(out, "<field name=\"filtered\" value=\"{}\" />", def.abbrev);
            } else {
                let further = filtered && !self.only.as_ref().is_some_and(|(_, whole)| *whole);
                self.nodes(frame, at + 1..node.end as usize, level + 1, node.span.start, further, out);
            }
        }
        if has_children || is_data {
            indent(level, out);
            let _ = writeln!(out, "</{tag}>");
        }
        if wrapped {
            indent(level - 1, out);
            out.push_str("</proto>\n");
        }
    }
}

/// `show`, `value` and `unmaskedvalue` of a field.
fn values(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let tree = &frame.d.tree;
    let def = tree.def(node.field);
    match def.ty {
        Type::Protocol => return,
        // A protocol in Wireshark.
        Type::Label if def.abbrev == "_ws.expert" => return,
        Type::Label => {
            out.push_str("\" show=\"\" value=\"");
            return;
        }
        _ => {}
    }
    let mut text = String::new();
    match def.ty {
        Type::Bytes => {
            let _ = show::hex(tree.value_bytes(node, &frame.d.sources), ":", &mut text);
        }
        _ => tree.field_text(node, &frame.d.sources, &mut text),
    }
    out.push_str("\" show=\"");
    escaped(&text, out);
    if node.span.len == 0 {
        return;
    }
    out.push_str("\" value=\"");
    if def.mask != 0 {
        let _ = match node.value {
            Value::Uint(v) => write!(out, "{v:X}"),
            Value::Int(v) => write!(out, "{v:X}"),
            _ => Ok(()),
        };
        out.push_str("\" unmaskedvalue=\"");
    }
    hex(frame, node, out);
}

/// The protocol that every packet begins with, made for this form alone.
fn general(frame: &Shown<'_, '_>, out: &mut String) {
    let (number, len, captured) = (frame.number, frame.meta.len, frame.meta.captured());
    let _ = write!(
        out,
        "  <proto name=\"geninfo\" pos=\"0\" showname=\"General information\" size=\"{len}\">\n\
         {0:4}<field name=\"num\" pos=\"0\" show=\"{number}\" showname=\"Number\" value=\"{number:x}\" size=\"{len}\"/>\n\
         {0:4}<field name=\"len\" pos=\"0\" show=\"{len}\" showname=\"Frame Length\" value=\"{len:x}\" size=\"{len}\"/>\n\
         {0:4}<field name=\"caplen\" pos=\"0\" show=\"{captured}\" showname=\"Captured Length\" value=\"{captured:x}\" size=\"{len}\"/>\n\
         {0:4}<field name=\"timestamp\" pos=\"0\" show=\"",
        ""
    );
    let _ = frame.times.this.write_absolute(out, Precision::NANOS, Zone::Local);
    out.push_str("\" showname=\"Captured Time\" value=\"");
    let _ = frame.times.this.write_epoch(out, Precision::NANOS);
    let _ = write!(out, "\" size=\"{len}\"/>\n  </proto>\n");
}

fn hex(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    frame.d.sources.at(node.span).iter().for_each(|b| hexdump::push_hex(*b, out));
}

fn indent(level: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", level + 1));
}

/// Adds text; what XML has a meaning for, and what could steer a terminal, becomes an escape.
fn escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            c if c.is_control() || show::is_deceptive(c) => {
                let _ = write!(out, "\\x{:x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_xml_and_harmless() {
        let mut out = String::new();
        escaped("<a href=\"x\">'&\x1b\u{202e}日", &mut out);
        assert_eq!(out, "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;\\x1b\\x202e日");
    }
}
