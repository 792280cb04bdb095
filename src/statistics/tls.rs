//! What TLS does in a capture, over TCP, in datagrams and in QUIC: versions and suites that were
//! agreed and offered, names that were asked for, fingerprints, alerts, messages, records and their
//! lengths. What was decrypted counts, too.

use super::lengths::{Range, Ranges};
use super::table::{Cell, Column, Row, Table};
use super::{FrameLook, Needs, Tally};
use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, FieldSet, show};
use crate::filter::condition;
use crate::tls::handshake::{HELLO_RETRY_REQUEST, message_type};
use std::collections::HashMap;

/// Different values kept of a topic, and characters of each: captures may invent any number.
const MAX_VALUES: usize = 100_000;
const VALUE_CHARS: usize = 300;
/// Of the first table.
const OVERVIEW_COLUMNS: usize = 7;

/// Values of fields that are counted one by one.
struct Topic {
    title: &'static str,
    /// Of the column that has the values.
    column: &'static str,
    /// Names behind `tls.` and `dtls.`.
    fields: &'static [&'static str],
    /// Only what stands in messages of these types; none: wherever it stands.
    messages: &'static [u8],
    /// Has many values, and a table of its own.
    is_long: bool,
}

/// The last one of a ServerHello counts: the version in an extension is the true one.
const VERSIONS: usize = 0;
const MESSAGES: usize = 9;
const TOPICS: [Topic; 10] = [
    Topic {
        title: "Versions",
        column: "Version agreed",
        fields: &["handshake.version", "handshake.extensions.supported_version"],
        messages: &[message_type::SERVER_HELLO],
        is_long: false,
    },
    Topic {
        title: "Suites",
        column: "Suite agreed",
        fields: &["handshake.ciphersuite"],
        messages: &[message_type::SERVER_HELLO],
        is_long: true,
    },
    Topic {
        title: "Offered suites",
        column: "Suite offered",
        fields: &["handshake.ciphersuite"],
        messages: &[message_type::CLIENT_HELLO],
        is_long: true,
    },
    Topic {
        title: "Groups",
        column: "Group agreed",
        fields: &["handshake.extensions_key_share_group", "handshake.server_named_curve"],
        messages: &[message_type::SERVER_HELLO, message_type::SERVER_KEY_EXCHANGE],
        is_long: false,
    },
    Topic {
        title: "Names",
        column: "Server name",
        fields: &["handshake.extensions_server_name"],
        messages: &[message_type::CLIENT_HELLO],
        is_long: true,
    },
    Topic {
        title: "Applications",
        column: "ALPN chosen",
        fields: &["handshake.extensions_alpn_str"],
        messages: &[message_type::SERVER_HELLO, message_type::ENCRYPTED_EXTENSIONS],
        is_long: false,
    },
    Topic {
        title: "JA4",
        column: "JA4 of the client",
        fields: &["handshake.ja4"],
        messages: &[],
        is_long: true,
    },
    Topic {
        title: "JA3",
        column: "JA3 of the client",
        fields: &["handshake.ja3"],
        messages: &[],
        is_long: true,
    },
    Topic {
        title: "Alerts",
        column: "Alert",
        fields: &["alert_message.desc"],
        messages: &[],
        is_long: false,
    },
    Topic {
        title: "Messages",
        column: "Handshake message",
        fields: &["handshake.type"],
        messages: &[],
        is_long: false,
    },
];

/// What a field is looked at for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    MessageType,
    /// Of a message, and of a part of it that a datagram carries.
    MessageLength,
    PartOffset,
    PartLength,
    Random,
    RecordType,
    RecordLength,
    /// A field of one or more topics alone.
    Value,
}

/// What is known of one value.
#[derive(Clone, Debug, Default)]
struct Count {
    count: u64,
    /// As filters write it.
    value: String,
    fields: Vec<FieldId>,
}

/// Records of one type.
#[derive(Clone, Debug, Default)]
struct Records {
    lengths: Ranges,
    value: String,
    fields: Vec<FieldId>,
}

/// The counts.
#[derive(Clone, Debug)]
pub struct TlsStatistics {
    registry: &'static Registry,
    looked: HashMap<FieldId, What>,
    /// Of each topic.
    topic_fields: Vec<Vec<FieldId>>,
    /// Of each topic, by label.
    counts: Vec<HashMap<String, Count>>,
    /// By the name of the type that stands on the wire.
    records: HashMap<String, Records>,
    retries: u64,
    frames: u64,
}

impl TlsStatistics {
    pub fn new(registry: &'static Registry) -> Self {
        let mut looked = HashMap::new();
        let mut look = |name: &str, is: What| {
            for id in both(name).iter().flat_map(|name| registry.named(name)) {
                looked.entry(*id).or_insert(is);
            }
        };
        look("handshake.type", What::MessageType);
        look("handshake.length", What::MessageLength);
        look("handshake.fragment_offset", What::PartOffset);
        look("handshake.fragment_length", What::PartLength);
        look("handshake.random", What::Random);
        look("record.content_type", What::RecordType);
        look("record.opaque_type", What::RecordType);
        look("record.special_type", What::RecordType);
        look("record.length", What::RecordLength);
        for topic in &TOPICS {
            topic.fields.iter().for_each(|name| look(name, What::Value));
        }
        let ids = |topic: &Topic| {
            topic
                .fields
                .iter()
                .flat_map(|name| both(name))
                .flat_map(|name| registry.named(&name).to_vec())
                .collect()
        };
        Self {
            registry,
            looked,
            topic_fields: TOPICS.iter().map(ids).collect(),
            counts: vec![HashMap::new(); TOPICS.len()],
            records: HashMap::new(),
            retries: 0,
            frames: 0,
        }
    }

    /// The fields that it looks at.
    pub fn fields(&self) -> FieldSet {
        self.looked.keys().copied().collect()
    }

    /// Takes note of a dissected frame.
    pub fn take(&mut self, d: &Dissector<'_>) {
        let mut message = None;
        let mut is_retry = false;
        let mut record = None;
        let mut version = None;
        let mut has_any = false;
        // A message in datagrams, until it is known whether this is its end; its length, and where
        // the part stands in it.
        let (mut begun, mut length, mut offset) = (None, 0, 0);
        for node in d.tree.nodes() {
            let Some(looked) = self.looked.get(&node.field).copied() else { continue };
            has_any = true;
            let bytes = d.tree.value_bytes(node, &d.sources);
            let text = || {
                let (mut value, mut label) = (String::new(), String::new());
                d.tree.field_text(node, &d.sources, &mut value);
                show::label_value(d.tree.def(node.field), node.value, bytes, &mut label);
                (value, label)
            };
            match looked {
                What::MessageType => {
                    self.settle(version.take());
                    message = node.value.uint().and_then(|kind| u8::try_from(kind).ok());
                    is_retry = false;
                    if self.registry.def(node.field).abbrev.starts_with("dtls.") {
                        begun = Some((text(), node.field));
                        continue;
                    }
                }
                What::MessageLength => {
                    length = node.value.uint().unwrap_or(0);
                    continue;
                }
                What::PartOffset => {
                    offset = node.value.uint().unwrap_or(0);
                    continue;
                }
                What::PartLength => {
                    if let Some(((value, label), field)) = begun.take()
                        && node.value.uint().and_then(|part| part.checked_add(offset)) == Some(length)
                    {
                        self.add(MESSAGES, label, value, field, 1);
                    }
                    continue;
                }
                What::Random => {
                    is_retry = message == Some(message_type::SERVER_HELLO) && bytes == HELLO_RETRY_REQUEST;
                    if is_retry {
                        self.retries += 1;
                        version = None;
                    }
                    continue;
                }
                What::RecordType => {
                    record = Some((text(), node.field));
                    continue;
                }
                What::RecordLength => {
                    if let Some((((value, label), field), len)) = record.take().zip(node.value.uint()) {
                        self.record(label, value, field, u32::try_from(len).unwrap_or(u32::MAX));
                    }
                    continue;
                }
                What::Value => {}
            }
            let (value, label) = text();
            for (at, topic) in TOPICS.iter().enumerate() {
                let mine = self.topic_fields.get(at).is_some_and(|fields| fields.contains(&node.field));
                let fits = topic.messages.is_empty() || message.is_some_and(|m| topic.messages.contains(&m));
                // A HelloRetryRequest agrees upon nothing yet.
                if !mine || !fits || is_retry && !topic.messages.is_empty() {
                    continue;
                }
                if at == VERSIONS {
                    version = Some((label.clone(), value.clone(), node.field));
                } else {
                    self.add(at, label.clone(), value.clone(), node.field, 1);
                }
            }
        }
        self.settle(version);
        self.frames += u64::from(has_any);
    }

    /// The version that a whole ServerHello agreed upon.
    fn settle(&mut self, version: Option<(String, String, FieldId)>) {
        if let Some((label, value, field)) = version {
            self.add(VERSIONS, label, value, field, 1);
        }
    }

    fn add(&mut self, topic: usize, label: String, value: String, field: FieldId, count: u64) {
        let Some(counts) = self.counts.get_mut(topic) else { return };
        let label = label.chars().take(VALUE_CHARS).collect::<String>();
        if counts.len() >= MAX_VALUES && !counts.contains_key(&label) {
            return;
        }
        let known = counts.entry(label).or_default();
        known.count += count;
        known.value = value;
        if !known.fields.contains(&field) {
            known.fields.push(field);
        }
    }

    fn record(&mut self, label: String, value: String, field: FieldId, len: u32) {
        let known = self.records.entry(label).or_default();
        known.lengths.add(len);
        known.value = value;
        if !known.fields.contains(&field) {
            known.fields.push(field);
        }
    }

    /// Passes frames that have what was counted.
    fn filter(&self, fields: &[FieldId], value: &str, messages: &[u8]) -> String {
        let part = |id: &FieldId| {
            let def = self.registry.def(*id);
            let own = condition(def.abbrev, def.ty, value);
            let prefix = if def.abbrev.starts_with("dtls.") { "dtls" } else { "tls" };
            let kinds: Vec<String> = messages.iter().map(u8::to_string).collect();
            match kinds.as_slice() {
                [] => own,
                [kind] => format!("{prefix}.handshake.type == {kind} && {own}"),
                kinds => format!("{prefix}.handshake.type in {{{}}} && {own}", kinds.join(", ")),
            }
        };
        match fields {
            [one] => part(one),
            many => many.iter().map(|id| format!("({})", part(id))).collect::<Vec<_>>().join(" || "),
        }
    }

    /// How often messages of this type were seen.
    fn messages(&self, kind: u8) -> u64 {
        let all = self.counts.get(MESSAGES).into_iter().flat_map(HashMap::values);
        let of = all.filter(|c| c.value == kind.to_string());
        of.map(|c| c.count).sum()
    }

    fn totals(&self) -> Vec<Row> {
        let hello = |kind: u8| format!("tls.handshake.type == {kind} || dtls.handshake.type == {kind}");
        let answers = self.messages(message_type::SERVER_HELLO).saturating_sub(self.retries);
        let retry = HELLO_RETRY_REQUEST.map(|byte| format!("{byte:02x}")).join(":");
        let lines = [
            ("Frames with TLS", self.frames, "tls || dtls".to_owned()),
            ("Client hellos", self.messages(message_type::CLIENT_HELLO), hello(message_type::CLIENT_HELLO)),
            ("Server hellos", answers, hello(message_type::SERVER_HELLO)),
            ("Hello retry requests", self.retries, format!("tls.handshake.random == {retry}")),
        ];
        let row = |(what, count, filter): (&str, u64, String)| Row {
            cells: cells([Cell::Text(what.to_owned()), Cell::Count(count)]),
            filter: Some(filter),
            ..Row::default()
        };
        lines.into_iter().map(row).collect()
    }

    /// The values of a topic, the commonest first.
    fn values(&self, topic: &Topic, counts: &HashMap<String, Count>, depth: u16) -> Vec<Row> {
        let total = counts.values().map(|count| count.count).sum();
        let row = |(label, count): (&String, &Count)| Row {
            cells: cells([Cell::Text(label.clone()), Cell::Count(count.count), share(count.count, total)]),
            filter: Some(self.filter(&count.fields, &count.value, topic.messages)),
            depth,
        };
        let mut rows: Vec<Row> = counts.iter().map(row).collect();
        commonest_first(&mut rows);
        rows
    }

    /// Records by the type that stands on the wire.
    fn record_rows(&self) -> Vec<Row> {
        let all = self.all_lengths().all();
        let mut rows = vec![measured("Records".into(), &all, None, 0)];
        let of_type = |(label, records): (&String, &Records)| {
            let mut row = measured(label.clone(), &records.lengths.all(), Some(all.count), 1);
            row.filter = Some(self.filter(&records.fields, &records.value, &[]));
            row
        };
        let mut types: Vec<Row> = self.records.iter().map(of_type).collect();
        commonest_first(&mut types);
        rows.extend(types);
        rows
    }

    fn all_lengths(&self) -> Ranges {
        let mut lengths = Ranges::default();
        self.records.values().for_each(|records| lengths.merge(&records.lengths));
        lengths
    }

    /// Records by length.
    fn length_rows(&self) -> Vec<Row> {
        let lengths = self.all_lengths();
        let all = lengths.all();
        let mut rows = vec![heading("Record lengths", all.count)];
        rows.extend(lengths.each().filter(|(.., range)| range.count > 0).map(
            |(name, first, last, range)| {
                let filter = |field: &str| match last {
                    Some(last) => format!("{field} in {{{first}..{last}}}"),
                    None => format!("{field} >= {first}"),
                };
                let mut row = measured(name, &range, Some(all.count), 1);
                row.filter =
                    Some(format!("{} || {}", filter("tls.record.length"), filter("dtls.record.length")));
                row
            },
        ));
        rows
    }

    /// An overview, then a table for each topic that has many values.
    pub fn tables(&self) -> Vec<Table> {
        let topics = || TOPICS.iter().zip(&self.counts);
        let mut rows = self.totals();
        for (topic, counts) in topics().filter(|(topic, counts)| !topic.is_long && !counts.is_empty()) {
            rows.push(heading(topic.title, counts.values().map(|count| count.count).sum()));
            rows.extend(self.values(topic, counts, 1));
        }
        if !self.records.is_empty() {
            rows.extend(self.record_rows());
            rows.extend(self.length_rows());
        }
        let columns = vec![
            Column::text("What"),
            Column::count("Count"),
            Column::percent("Percent"),
            Column::bytes("Bytes"),
            Column::bytes("Average"),
            Column::bytes("Least"),
            Column::bytes("Greatest"),
        ];
        let mut tables = vec![Table { title: "Overview".into(), columns, rows }];
        for (topic, counts) in topics().filter(|(topic, _)| topic.is_long) {
            let columns =
                vec![Column::text(topic.column), Column::count("Count"), Column::percent("Percent")];
            let mut rows = self.values(topic, counts, 0);
            rows.iter_mut().for_each(|row| row.cells.truncate(columns.len()));
            tables.push(Table { title: topic.title.into(), columns, rows });
        }
        tables
    }
}

/// The names that a field has over TCP and in datagrams.
fn both(name: &str) -> [String; 2] {
    ["tls", "dtls"].map(|protocol| format!("{protocol}.{name}"))
}

/// As many cells as the overview has columns.
fn cells<const N: usize>(first: [Cell; N]) -> Vec<Cell> {
    let mut cells = first.to_vec();
    cells.resize(OVERVIEW_COLUMNS, Cell::Nothing);
    cells
}

fn share(part: u64, whole: u64) -> Cell {
    Cell::Percent(part as f64 * 100.0 / whole.max(1) as f64)
}

/// The line over the values of a topic.
fn heading(title: &str, count: u64) -> Row {
    Row { cells: cells([Cell::Text(title.to_owned()), Cell::Count(count)]), ..Row::default() }
}

/// A line with lengths; `total`: of the records that it is a part of.
fn measured(name: String, range: &Range, total: Option<u64>, depth: u16) -> Row {
    let cells = cells([
        Cell::Text(name),
        Cell::Count(range.count),
        total.map_or(Cell::Nothing, |total| share(range.count, total)),
        Cell::Bytes(range.bytes),
        Cell::Bytes(range.bytes / range.count.max(1)),
        Cell::Bytes(range.least.unwrap_or(0).into()),
        Cell::Bytes(range.greatest.into()),
    ]);
    Row { cells, depth, ..Row::default() }
}

/// By the second column downwards, equal ones by name.
fn commonest_first(rows: &mut [Row]) {
    let cell = |row: &Row, at: usize| row.cells.get(at).cloned().unwrap_or_default();
    rows.sort_by(|a, b| cell(b, 1).compare(&cell(a, 1)).then_with(|| cell(a, 0).compare(&cell(b, 0))));
}

impl Tally for TlsStatistics {
    fn needs(&self) -> Needs {
        Needs { fields: self.fields(), ..Needs::default() }
    }

    fn fresh(&self) -> Self {
        Self {
            counts: vec![HashMap::new(); TOPICS.len()],
            records: HashMap::new(),
            retries: 0,
            frames: 0,
            ..self.clone()
        }
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        self.take(frame.dissected());
    }

    fn merge(&mut self, later: Self) {
        for (at, counts) in later.counts.into_iter().enumerate() {
            for (label, count) in counts {
                let mut fields = count.fields.into_iter();
                if let Some(first) = fields.next() {
                    self.add(at, label.clone(), count.value.clone(), first, count.count);
                }
                fields.for_each(|field| self.add(at, label.clone(), count.value.clone(), field, 0));
            }
        }
        for (label, records) in later.records {
            let known = self.records.entry(label).or_default();
            known.lengths.merge(&records.lengths);
            known.value = records.value;
            for field in records.fields {
                if !known.fields.contains(&field) {
                    known.fields.push(field);
                }
            }
        }
        self.retries += later.retries;
        self.frames += later.frames;
    }
}
