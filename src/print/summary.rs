//! One line a frame: the columns of the frame list.

use super::addresses::AddressTexts;
use super::safe;
use super::shown::Shown;
use super::time::{Date, Form, Seconds};
use super::value::value;
use crate::base::decimal;
use crate::base::time::Zone;
use crate::dissect::{Address, Columns, Flags, Registry, Severity};
use crate::field::{Base, FieldDef, FieldId, FieldSet, Type};
use crate::filter::names::{self, Named};
use crate::platform::vendors;
use crate::proto;
use std::borrow::Cow;
use std::fmt::Write;

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
    /// Bytes of the frames shown so far, with this one.
    CumulativeBytes,
    /// The gravest finding.
    Severity,
    /// What this program does not know; stays empty.
    Nothing,
    /// Values of a field: all of them, or the n-th (negative: from the end); names instead of
    /// numbers.
    Field {
        /// Of each name, in the order in which their values are shown.
        ids: Vec<Vec<FieldId>>,
        occurrence: i32,
        named: bool,
        /// Of addresses: whose.
        side: Option<Side>,
    },
}

/// Which address of which layer a column shows: it is padded, and an arrow points from source to destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    layer: Layer,
    is_source: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layer {
    Any,
    Hardware,
    Network,
}

/// The codes of columns that show one field; the innermost value, if there are several.
const FIELDS: &[(&str, &str, &[&str])] = &[
    ("%f", "IP DSCP Value", &["ip.dsfield.dscp", "ipv6.tclass.dscp"]),
    ("%q", "802.1Q VLAN id", &["vlan.id"]),
    ("%F", "Frequency/Channel", &["wlan_radio.frequency"]),
    ("%e", "IEEE 802.11 RSSI", &["wlan_radio.signal_dbm"]),
    ("%x", "IEEE 802.11 TX rate", &["wlan_radio.data_rate"]),
    ("%hs", "Hardware src addr", HARDWARE_SOURCE),
    ("%rhs", "Hw src addr (resolved)", HARDWARE_SOURCE),
    ("%uhs", "Hw src addr (unresolved)", HARDWARE_SOURCE),
    ("%hd", "Hardware dest addr", HARDWARE_DESTINATION),
    ("%rhd", "Hw dest addr (resolved)", HARDWARE_DESTINATION),
    ("%uhd", "Hw dest addr (unresolved)", HARDWARE_DESTINATION),
    ("%ns", "Network src addr", NETWORK_SOURCE),
    ("%rns", "Net src addr (resolved)", NETWORK_SOURCE),
    ("%uns", "Net src addr (unresolved)", NETWORK_SOURCE),
    ("%nd", "Network dest addr", NETWORK_DESTINATION),
    ("%rnd", "Net dest addr (resolved)", NETWORK_DESTINATION),
    ("%und", "Net dest addr (unresolved)", NETWORK_DESTINATION),
    ("%S", "Source port", PORT_SOURCE),
    ("%uS", "Src port (unresolved)", PORT_SOURCE),
    ("%rS", "Src port (resolved)", PORT_SOURCE),
    ("%D", "Destination port", PORT_DESTINATION),
    ("%uD", "Dest port (unresolved)", PORT_DESTINATION),
    ("%rD", "Dest port (resolved)", PORT_DESTINATION),
];
const HARDWARE_SOURCE: &[&str] = &["eth.src", "wlan.sa"];
const HARDWARE_DESTINATION: &[&str] = &["eth.dst", "wlan.da"];
const NETWORK_SOURCE: &[&str] = &["ip.src", "ipv6.src"];
const NETWORK_DESTINATION: &[&str] = &["ip.dst", "ipv6.dst"];
const PORT_SOURCE: &[&str] = &["tcp.srcport", "udp.srcport"];
const PORT_DESTINATION: &[&str] = &["tcp.dstport", "udp.dstport"];

/// Codes of older releases, and the fields that replace them; no list shows them.
const OLD_CODES: &[(&str, &str)] = &[
    ("%c", "iax2.call"),
    ("%l", "bssgp.tlli"),
    ("%H", "nettl.subsys"),
    ("%P", "nettl.devid"),
    ("%C", "fr.dlci"),
    ("%rct", "tcp.time_relative"),
    ("%dct", "tcp.time_delta"),
    ("%XO", "fc.ox_id"),
    ("%XR", "fc.rx_id"),
    ("%Xd", "mdshdr.srcidx"),
    ("%Xs", "mdshdr.dstidx"),
    ("%z", "dcerpc.cn_ctx_id"),
    ("%U", "vlan.priority"),
];

/// The code of columns with a field of choice.
const CUSTOM: (&str, &str) = ("%Cus", "Custom");

/// All codes, with what they show.
pub fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let fixed = CODES.iter().map(|(code, _, what, _)| (*code, *what));
    fixed.chain(FIELDS.iter().map(|(code, what, _)| (*code, *what))).chain([CUSTOM])
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
    ("%B", "Cumulative", "Cumulative Bytes", Content::CumulativeBytes),
    ("%a", "Expert", "Expert Info Severity", Content::Severity),
    ("%y", "Call", "DCE/RPC call (cn_call_id / dg_seqnum)", Content::Nothing),
    ("%E", "TEI", "TEI", Content::Nothing),
    ("%I", "If/dir", "FW-1 monitor if/direction", Content::Nothing),
    ("%V", "VSAN", "Cisco VSAN", Content::Nothing),
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
    /// From a format, `%m` or `%Cus:field:occurrence:R`; `None`: there is no such.
    pub fn parse(format: &str) -> Option<Self> {
        if let Some(custom) = format.strip_prefix("%Cus:") {
            return field(proto::registry(), custom);
        }
        let registry = proto::registry();
        if let Some((_, _, fields)) = FIELDS.iter().find(|(code, ..)| *code == format) {
            let ids = vec![fields.iter().flat_map(|name| registry.named(name)).copied().collect()];
            let of = |is_source| move |layer| Side { layer, is_source };
            let side = match *fields {
                HARDWARE_SOURCE => Some(Layer::Hardware).map(of(true)),
                HARDWARE_DESTINATION => Some(Layer::Hardware).map(of(false)),
                NETWORK_SOURCE => Some(Layer::Network).map(of(true)),
                NETWORK_DESTINATION => Some(Layer::Network).map(of(false)),
                _ => None,
            };
            return Some(Self::Field { ids, occurrence: -1, named: false, side });
        }
        if let Some((_, name)) = OLD_CODES.iter().find(|(code, _)| *code == format) {
            return Some(Self::Field {
                ids: vec![registry.named(name).to_vec()],
                occurrence: 0,
                named: true,
                side: None,
            });
        }
        CODES.iter().find(|(code, ..)| *code == format).map(|(.., content)| content.clone())
    }
}

/// `http.host or tcp.len:0:R`
fn field(registry: &'static Registry, custom: &str) -> Option<Content> {
    let mut parts = custom.split(':');
    let mut ids = Vec::new();
    for name in parts.next()?.split([' ', '|']).filter(|word| !matches!(*word, "" | "or")) {
        let Some(Named::Fields(found)) = names::resolve(registry, name) else { return None };
        ids.push(found);
    }
    let occurrence = parts.next().map_or(Some(0), |n| n.parse().ok())?;
    Some(Content::Field { ids, occurrence, named: parts.next().unwrap_or("R") == "R", side: None })
}

impl Side {
    fn is_across_from(self, other: Side) -> bool {
        self.layer == other.layer && self.is_source != other.is_source
    }
}

impl Content {
    fn side(&self) -> Option<Side> {
        match self {
            Self::Source => Some(Side { layer: Layer::Any, is_source: true }),
            Self::Destination => Some(Side { layer: Layer::Any, is_source: false }),
            Self::Field { side, .. } => *side,
            _ => None,
        }
    }
}

/// The fields that columns take their values from.
pub fn needs(columns: &[Content]) -> FieldSet {
    let mut needs: FieldSet = columns
        .iter()
        .filter_map(|c| match c {
            Content::Field { ids, .. } => Some(ids),
            _ => None,
        })
        .flatten()
        .flatten()
        .copied()
        .collect();
    if columns.contains(&Content::Severity) {
        // Findings hang on nodes of any field: this asks for all of them.
        proto::registry().named("_ws.expert.severity").iter().for_each(|id| needs.insert(*id));
    }
    needs
}

/// A column of the line: what stands in it, how it is aligned, and what follows it.
#[derive(Clone, Debug)]
pub struct Column {
    content: Content,
    place: Place,
    after: After,
}

/// What follows a column. The commonest are told apart so that they are written as one byte.
#[derive(Clone, Copy, Debug)]
enum After {
    Blank,
    Tab,
    End,
    Arrow(&'static str),
}

impl After {
    #[inline]
    fn push(self, out: &mut String) {
        match self {
            Self::Blank => out.push(' '),
            Self::Tab => out.push('\t'),
            Self::End => out.push('\n'),
            Self::Arrow(text) => out.push_str(text),
        }
    }
}

/// How a column stands in the line; told from its content once, not once a frame.
#[derive(Clone, Copy, Debug)]
enum Place {
    Number,
    /// In a form of its own, or in that of the list.
    Time(Option<Form>),
    Source,
    Destination,
    Protocol,
    Length,
    Info,
    /// A field that stands for who sent it, or to whom.
    SourceField,
    DestinationField,
    /// As its text is.
    Plain,
}

/// The columns of lines; with tabs between them instead of blanks.
pub fn line_of(columns: impl IntoIterator<Item = Content>, tabs: bool) -> Vec<Column> {
    let mut columns = columns.into_iter().peekable();
    let mut line = Vec::new();
    while let Some(content) = columns.next() {
        let place = match &content {
            Content::Number => Place::Number,
            Content::Time(Some(Form::Delta | Form::DeltaDisplayed)) => Place::Plain,
            Content::Time(own) => Place::Time(*own),
            Content::Source => Place::Source,
            Content::Destination => Place::Destination,
            Content::Protocol => Place::Protocol,
            Content::Length => Place::Length,
            Content::Info => Place::Info,
            content => match content.side() {
                Some(Side { is_source: true, .. }) => Place::SourceField,
                Some(_) => Place::DestinationField,
                None => Place::Plain,
            },
        };
        let after = match (columns.peek(), content.side()) {
            (None, _) => After::End,
            (Some(next), Some(from)) if next.side().is_some_and(|to| from.is_across_from(to)) => {
                After::Arrow(match (from.is_source, tabs) {
                    (true, false) => " → ",
                    (true, true) => "\t→\t",
                    (false, false) => " ← ",
                    (false, true) => "\t←\t",
                })
            }
            _ if tabs => After::Tab,
            _ => After::Blank,
        };
        line.push(Column { content, place, after });
    }
    line
}

/// Adds the line of a frame, with its end.
pub fn line(
    columns: &[Column],
    frame: &Shown<'_, '_>,
    form: Form,
    seconds: Seconds,
    addresses: &mut AddressTexts,
    out: &mut String,
) {
    let said = &frame.d.columns;
    for column in columns {
        match column.place {
            Place::Number => {
                if frame.number < 10_000 {
                    blanks(5usize.saturating_sub(decimal::width(frame.number)), out);
                }
                decimal::push(frame.number, out);
            }
            Place::Time(own) => time(frame, own.unwrap_or(form), seconds, out),
            Place::Source => {
                let text = addresses.text(&said.source, |a, out| address(a, frame, out));
                blanks(12usize.saturating_sub(text.len()), out);
                out.push_str(text);
            }
            Place::Destination => {
                let text = addresses.text(&said.destination, |a, out| address(a, frame, out));
                out.push_str(text);
                blanks(12usize.saturating_sub(text.len()), out);
            }
            Place::Protocol => protocol(said, out),
            Place::Length => decimal::push(frame.meta.len, out),
            Place::Info => safe::push(said.info(), out),
            Place::SourceField => {
                let start = out.len();
                text(&column.content, frame, form, seconds, out);
                pad_left(start, out.len() - start, 12, out);
            }
            Place::DestinationField => {
                let start = out.len();
                text(&column.content, frame, form, seconds, out);
                blanks(12usize.saturating_sub(out.len() - start), out);
            }
            Place::Plain => text(&column.content, frame, form, seconds, out),
        }
        column.after.push(out);
    }
    if columns.is_empty() {
        out.push('\n');
    }
}

/// The time, blanks before it.
fn time(frame: &Shown<'_, '_>, form: Form, seconds: Seconds, out: &mut String) {
    const WIDTH: usize = 10;
    let (times, digits) = (&frame.times, frame.digits);
    if let Some(len) = times.len(form, seconds, digits) {
        blanks(WIDTH.saturating_sub(len), out);
        return times.write(form, seconds, digits, out);
    }
    let start = out.len();
    times.write(form, seconds, digits, out);
    pad_left(start, out.len() - start, WIDTH, out);
}

/// As many as a column has at most.
const BLANKS: &str = "            ";

#[inline]
fn blanks(count: usize, out: &mut String) {
    if count > 0 {
        out.push_str(BLANKS.get(..count).unwrap_or(BLANKS));
    }
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
            address(&columns.source, frame, out);
        }
        Content::Destination => {
            address(&columns.destination, frame, out);
        }
        Content::Protocol => protocol(columns, out),
        Content::Length => decimal::push(frame.meta.len, out),
        Content::CumulativeBytes => {
            let _ = write!(out, "{}", frame.cumulative_bytes);
        }
        Content::Severity => {
            if let Some(gravest) = frame.d.tree.experts().iter().map(|e| e.severity).max() {
                out.push_str(match gravest {
                    Severity::Warn => "Warn",
                    other => other.name(),
                });
            }
        }
        Content::Nothing => {}
        Content::Info => safe::push(columns.info(), out),
        Content::Field { ids, occurrence, named, .. } => values(ids, *occurrence, *named, frame, out),
    }
}

fn protocol(columns: &Columns, out: &mut String) {
    match &columns.protocol {
        // Our own words.
        Cow::Borrowed(name) => out.push_str(name),
        Cow::Owned(name) => safe::push(name, out),
    }
}

/// An address, or its name where Ethernet addresses have names.
fn address(address: &Address, frame: &Shown<'_, '_>, out: &mut String) {
    let name = match address {
        Address::Ether(mac) if frame.d.settings().choices.mac_names => vendors::address_name(*mac),
        _ => None,
    };
    match name {
        Some(name) => safe::push(&name, out),
        None => _ = address.write(out),
    }
}

/// A hexadecimal number has as many digits as its bits need, not its type.
pub fn hex_of_bits(def: &FieldDef, value: Option<u64>) -> Option<String> {
    let digits = def.mask.count_ones().div_ceil(4) as usize;
    let value = value.filter(|_| digits > 0 && def.base == Base::Hex && def.ty.is_integer())?;
    Some(format!("0x{value:0digits$x}"))
}

/// Stands in a column for a protocol or a line without a value.
const PRESENT: char = '✓';

fn values(ids: &[Vec<FieldId>], occurrence: i32, named: bool, frame: &Shown<'_, '_>, out: &mut String) {
    let tree = &frame.d.tree;
    let of = |ids: &'_ Vec<FieldId>| {
        let ids = ids.clone();
        tree.nodes().iter().filter(move |n| ids.contains(&n.field) && !n.flags.has(Flags::EXPERT))
    };
    let nodes = || ids.iter().flat_map(of);
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
        // That it is there, once, is all that is said of what has no value.
        if matches!(tree.def(node.field).ty, Type::Label | Type::Protocol) {
            out.truncate(start);
            out.push(PRESENT);
            return;
        }
        if out.len() > start {
            out.push(',');
        }
        let name = node.value.uint().and_then(|v| tree.def(node.field).names.name(v));
        match name.filter(|_| named) {
            Some(name) => out.push_str(name),
            None => match hex_of_bits(tree.def(node.field), node.value.uint()) {
                Some(text) => out.push_str(&text),
                None => value(frame, node, out),
            },
        }
    }
}
