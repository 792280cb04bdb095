//! One line a frame: the columns of the frame list.

use super::time::{Date, Form, Seconds};
use super::{Refused, Shown, safe};
use crate::base::decimal;
use crate::base::time::Zone;
use crate::dissect::{Flags, Registry};
use crate::field::{FieldId, FieldSet};
use crate::filter::names::{self, Named};
use crate::proto;
use std::borrow::Cow;

/// What stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Number,
    /// In the form that `-t` asks for, or in this one.
    Time(Option<Form>),
    Source,
    Destination,
    Protocol,
    Length,
    Info,
    /// Values of a field: all of them, or the n-th (negative: from the end); names instead of
    /// numbers.
    Field {
        ids: Vec<FieldId>,
        occurrence: i32,
        named: bool,
    },
}

/// The codes of column formats, with the titles they have if nobody gives another, and what that
/// is; first those of the usual columns, in their order.
pub const CODES: &[(&str, &str, &str, Content)] = &[
    ("%m", "No.", "Number", Content::Number),
    ("%t", "Time", "Time (format as specified)", Content::Time(None)),
    ("%s", "Source", "Source address", Content::Source),
    ("%d", "Destination", "Destination address", Content::Destination),
    ("%p", "Protocol", "Protocol", Content::Protocol),
    ("%L", "Length", "Packet length (bytes)", Content::Length),
    ("%i", "Info", "Information", Content::Info),
    ("%Yt", "Time", "Absolute date, as YYYY-MM-DD, and time", ABSOLUTE_DATE),
    ("%YDOYt", "Time", "Absolute date, as YYYY/DOY, and time", ABSOLUTE_DAY),
    ("%At", "Time", "Absolute time", ABSOLUTE),
    ("%Yut", "Time", "UTC date, as YYYY-MM-DD, and time", UTC_DATE),
    ("%YDOYut", "Time", "UTC date, as YYYY/DOY, and time", UTC_DAY),
    ("%Aut", "Time", "UTC time", UTC),
    ("%Tt", "Delta", "Delta time", Content::Time(Some(Form::Delta))),
    ("%Gt", "Delta", "Delta time displayed", Content::Time(Some(Form::DeltaDisplayed))),
    ("%Rt", "Time", "Relative time", Content::Time(Some(Form::Relative))),
    ("%rs", "Source", "Src addr (resolved)", Content::Source),
    ("%us", "Source", "Src addr (unresolved)", Content::Source),
    ("%rd", "Destination", "Dest addr (resolved)", Content::Destination),
    ("%ud", "Destination", "Dest addr (unresolved)", Content::Destination),
];

/// The codes of columns that show ports.
const PORTS: &[(&str, &[&str])] = &[
    ("%S", &["tcp.srcport", "udp.srcport"]),
    ("%uS", &["tcp.srcport", "udp.srcport"]),
    ("%rS", &["tcp.srcport", "udp.srcport"]),
    ("%D", &["tcp.dstport", "udp.dstport"]),
    ("%uD", &["tcp.dstport", "udp.dstport"]),
    ("%rD", &["tcp.dstport", "udp.dstport"]),
];

const ABSOLUTE: Content = Content::Time(Some(Form::Absolute(Zone::Local, Date::None)));
const ABSOLUTE_DATE: Content = Content::Time(Some(Form::Absolute(Zone::Local, Date::YearMonthDay)));
const ABSOLUTE_DAY: Content = Content::Time(Some(Form::Absolute(Zone::Local, Date::YearDay)));
const UTC: Content = Content::Time(Some(Form::Absolute(Zone::Utc, Date::None)));
const UTC_DATE: Content = Content::Time(Some(Form::Absolute(Zone::Utc, Date::YearMonthDay)));
const UTC_DAY: Content = Content::Time(Some(Form::Absolute(Zone::Utc, Date::YearDay)));

/// Wireshark's seven columns, each with its title.
pub fn default_columns() -> Vec<(String, Content)> {
    CODES.iter().take(7).map(|(_, title, _, content)| (title.to_string(), content.clone())).collect()
}

impl Content {
    /// From a format, `%m` or `%Cus:field:occurrence:R`.
    pub fn parse(format: &str) -> Result<Self, Refused> {
        let content = match format.strip_prefix("%Cus:") {
            None => match PORTS.iter().find(|(code, _)| *code == format) {
                Some((_, fields)) => {
                    let registry = proto::registry();
                    let ids = fields.iter().flat_map(|name| registry.named(name)).copied().collect();
                    Some(Content::Field { ids, occurrence: 0, named: false })
                }
                None => CODES.iter().find(|(code, ..)| *code == format).map(|(.., c)| c.clone()),
            },
            Some(custom) => field(proto::registry(), custom),
        };
        content.ok_or_else(|| {
            Refused(format!("the column format \"{}\" is not known here", format.escape_debug()))
        })
    }
}

fn field(registry: &'static Registry, custom: &str) -> Option<Content> {
    let mut parts = custom.split(':');
    let Some(Named::Fields(ids)) = names::resolve(registry, parts.next()?) else { return None };
    let occurrence = parts.next().map_or(Some(0), |n| n.parse().ok())?;
    Some(Content::Field { ids, occurrence, named: parts.next().unwrap_or("R") == "R" })
}

/// The fields that columns take their values from.
pub fn needs(columns: &[Content]) -> FieldSet {
    let ids = columns.iter().filter_map(|c| match c {
        Content::Field { ids, .. } => Some(ids),
        _ => None,
    });
    ids.flatten().copied().collect()
}

/// Adds the line of a frame, with its end.
pub fn line(
    columns: &[Content],
    frame: &Shown<'_, '_>,
    form: Form,
    seconds: Seconds,
    tabs: bool,
    out: &mut String,
) {
    let blank = if tabs { '\t' } else { ' ' };
    for (i, column) in columns.iter().enumerate() {
        let start = out.len();
        if matches!(column, Content::Number) {
            blanks(5usize.saturating_sub(decimal::width(frame.number)), out);
        }
        text(column, frame, form, seconds, out);
        let len = out.len() - start;
        match column {
            Content::Time(_) => pad_left(start, len, 10, out),
            Content::Source => pad_left(start, len, 12, out),
            Content::Destination => blanks(12usize.saturating_sub(len), out),
            _ => {}
        }
        let Some(next) = columns.get(i + 1) else { break };
        out.push(blank);
        let arrow = match (column, next) {
            (Content::Source, Content::Destination) => '→',
            (Content::Destination, Content::Source) => '←',
            _ => continue,
        };
        out.push(arrow);
        out.push(blank);
    }
    out.push('\n');
}

/// As many as a column has at most.
const BLANKS: &str = "            ";

fn blanks(count: usize, out: &mut String) {
    out.push_str(BLANKS.get(..count).unwrap_or(BLANKS));
}

fn pad_left(start: usize, len: usize, width: usize, out: &mut String) {
    if let Some(blanks) = width.checked_sub(len).and_then(|n| BLANKS.get(..n)).filter(|b| !b.is_empty()) {
        out.insert_str(start, blanks);
    }
}

/// Adds what stands in a column, without padding.
pub fn text(content: &Content, frame: &Shown<'_, '_>, form: Form, seconds: Seconds, out: &mut String) {
    let columns = &frame.d.columns;
    match content {
        Content::Number => decimal::push(frame.number, out),
        Content::Time(own) => frame.times.write(own.unwrap_or(form), seconds, frame.digits, out),
        Content::Source => {
            let _ = columns.source.write(out);
        }
        Content::Destination => {
            let _ = columns.destination.write(out);
        }
        Content::Protocol => match &columns.protocol {
            // Our own words.
            Cow::Borrowed(name) => out.push_str(name),
            Cow::Owned(name) => safe::push(name, out),
        },
        Content::Length => decimal::push(frame.meta.len, out),
        Content::Info => safe::push(columns.info(), out),
        Content::Field { ids, occurrence, named } => values(ids, *occurrence, *named, frame, out),
    }
}

fn values(ids: &[FieldId], occurrence: i32, named: bool, frame: &Shown<'_, '_>, out: &mut String) {
    let tree = &frame.d.tree;
    let nodes = || tree.nodes().iter().filter(|n| ids.contains(&n.field) && !n.flags.has(Flags::EXPERT));
    let wanted = match occurrence {
        0 => None,
        n if n > 0 => Some(n as usize - 1),
        n => nodes().count().checked_sub(n.unsigned_abs() as usize).or(Some(usize::MAX)),
    };
    let start = out.len();
    for (i, node) in nodes().enumerate() {
        if wanted.is_some_and(|w| w != i) {
            continue;
        }
        if out.len() > start {
            out.push(',');
        }
        let name = node.value.uint().and_then(|v| tree.def(node.field).names.name(v));
        match name.filter(|_| named) {
            Some(name) => out.push_str(name),
            None => super::fields::value(frame, node, out),
        }
    }
}
