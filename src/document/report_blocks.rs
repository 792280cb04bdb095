//! Headings, paragraphs, lists and tables of a report, written as Markdown or HTML. What stands in
//! them may come from packets: it is made harmless here. What a report says is not decided here.

use crate::field::show::is_deceptive;
use std::fmt::Write;

/// A part of the text. What stands in it may come from packets and is made harmless when written.
pub enum Block {
    Heading(usize, String),
    Paragraph(String),
    List(Vec<String>),
    Table(Vec<&'static str>, Vec<Vec<String>>),
}

/// Text of packets made harmless: nothing that steers a terminal or turns the direction of text.
fn plain(text: &str) -> String {
    let harmless = |c: char| !c.is_control() && !is_deceptive(c);
    text.chars().map(|c| if harmless(c) { c } else { '\u{fffd}' }).collect()
}

fn markdown_text(text: &str) -> String {
    plain(text).chars().fold(String::new(), |mut out, c| {
        if "\\`*_{}[]<>#|!&".contains(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// Adds a block as Markdown.
pub fn markdown(block: &Block, out: &mut String) {
    match block {
        Block::Heading(level, text) => {
            let _ = writeln!(out, "{} {}\n", "#".repeat(*level), markdown_text(text));
        }
        Block::Paragraph(text) => {
            let _ = writeln!(out, "{}\n", markdown_text(text));
        }
        Block::List(items) => {
            for i in items {
                let _ = writeln!(out, "- {}", markdown_text(i));
            }
            out.push('\n');
        }
        Block::Table(head, rows) => {
            let _ = writeln!(out, "| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|c| markdown_text(c)).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
            out.push('\n');
        }
    }
}

fn html_text(text: &str) -> String {
    plain(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Adds a block as HTML.
pub fn html(block: &Block, out: &mut String) {
    let cells = |tag: &str, row: &mut dyn Iterator<Item = &str>| {
        row.fold(String::new(), |mut line, cell| {
            let _ = write!(line, "<{tag}>{}</{tag}>", html_text(cell));
            line
        })
    };
    let _ = match block {
        Block::Heading(level, text) => writeln!(out, "<h{level}>{}</h{level}>", html_text(text)),
        Block::Paragraph(text) => writeln!(out, "<p>{}</p>", html_text(text)),
        Block::List(items) => {
            writeln!(out, "<ul>{}</ul>", cells("li", &mut items.iter().map(String::as_str)))
        }
        Block::Table(head, rows) => {
            let _ = writeln!(out, "<table><tr>{}</tr>", cells("th", &mut head.iter().copied()));
            for row in rows {
                let _ = writeln!(out, "<tr>{}</tr>", cells("td", &mut row.iter().map(String::as_str)));
            }
            writeln!(out, "</table>")
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text_in_every_format() {
        let block = || Block::Paragraph("<script>a|b`\u{202e}\x1b[2J".into());
        let (mut md, mut page) = (String::new(), String::new());
        markdown(&block(), &mut md);
        html(&block(), &mut page);
        assert_eq!(md, "\\<script\\>a\\|b\\`\u{fffd}\u{fffd}\\[2J\n\n");
        assert_eq!(page, "<p>&lt;script&gt;a|b`\u{fffd}\u{fffd}[2J</p>\n");
    }
}
