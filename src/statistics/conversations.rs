//! Frames and bytes by pairs of ends, and by ends, of each layer that has addresses.

use super::layers::{Address, End, KINDS, Kind, Layer, Reader};
use super::table::{Cell, Column, Row, Table};
use super::{FrameLook, Needs, Tally};
use crate::base::time::Timestamp;
use crate::dissect::{Dissector, Registry};
use std::collections::HashMap;

/// Frames and bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub frames: u64,
    pub bytes: u64,
}

impl Count {
    pub fn add(&mut self, bytes: u64) {
        self.frames = self.frames.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    pub fn and(self, other: Count) -> Count {
        Count {
            frames: self.frames.saturating_add(other.frames),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

/// Two ends and what passed between them.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub ends: [End; 2],
    /// From the first end, from the second.
    pub sent: [Count; 2],
    pub first: Timestamp,
    pub last: Timestamp,
}

impl Conversation {
    pub fn total(&self) -> Count {
        let [a, b] = self.sent;
        a.and(b)
    }
}

/// The conversations of one layer, in order of appearance.
#[derive(Clone, Debug, Default)]
pub struct OfKind {
    pub all: Vec<Conversation>,
    by_ends: HashMap<(End, End), usize>,
}

impl OfKind {
    /// The conversation of these ends, and which of them is its first.
    fn find(&mut self, a: End, b: End, at: Timestamp) -> (usize, usize) {
        if let Some(index) = self.by_ends.get(&(a, b)) {
            return (*index, 0);
        }
        if let Some(index) = self.by_ends.get(&(b, a)) {
            return (*index, 1);
        }
        self.by_ends.insert((a, b), self.all.len());
        self.all.push(Conversation { ends: [a, b], sent: Default::default(), first: at, last: at });
        (self.all.len() - 1, 0)
    }
}

/// Counts conversations of some layers.
#[derive(Clone, Debug)]
pub struct Conversations {
    reader: Reader,
    /// Of the kinds asked for, in their order.
    pub kinds: Vec<(Kind, OfKind)>,
    layers: Vec<Layer>,
}

impl Conversations {
    pub fn new(kinds: &[Kind], registry: &'static Registry) -> Self {
        let kinds = kinds.iter().map(|kind| (*kind, OfKind::default())).collect();
        Self { reader: Reader::new(registry), kinds, layers: Vec::new() }
    }

    /// Takes note of a dissected frame.
    pub fn take(&mut self, d: &Dissector<'_>) {
        let meta = d.meta();
        self.reader.layers(d, &mut self.layers);
        for layer in &self.layers {
            let Some((_, of)) = self.kinds.iter_mut().find(|(kind, _)| *kind == layer.kind) else { continue };
            let (index, way) = of.find(layer.source, layer.destination, meta.time);
            let Some(c) = of.all.get_mut(index) else { continue };
            if let Some(count) = c.sent.get_mut(way) {
                count.add(u64::from(meta.len));
            }
            c.first = c.first.min(meta.time);
            c.last = c.last.max(meta.time);
        }
    }

    /// A table a layer; `begin`: when the capture began.
    pub fn tables(&self, begin: Timestamp) -> Vec<Table> {
        self.kinds.iter().map(|(kind, of)| conversations_table(*kind, of, begin)).collect()
    }
}

impl Tally for Conversations {
    fn needs(&self) -> Needs {
        Needs { fields: self.reader.needs(), ..Needs::default() }
    }

    fn fresh(&self) -> Self {
        let kinds = self.kinds.iter().map(|(kind, _)| (*kind, OfKind::default())).collect();
        Self { reader: self.reader.clone(), kinds, layers: Vec::new() }
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        self.take(frame.dissected());
    }

    fn merge(&mut self, later: Self) {
        for ((_, ours), (_, theirs)) in self.kinds.iter_mut().zip(later.kinds) {
            for other in theirs.all {
                let [a, b] = other.ends;
                let (index, way) = ours.find(a, b, other.first);
                let Some(c) = ours.all.get_mut(index) else { continue };
                for (i, count) in other.sent.into_iter().enumerate() {
                    if let Some(known) = c.sent.get_mut(i ^ way) {
                        *known = known.and(count);
                    }
                }
                c.first = c.first.min(other.first);
                c.last = c.last.max(other.last);
            }
        }
    }
}

/// What an end sent and received.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    pub end: End,
    pub sent: Count,
    pub received: Count,
}

/// The ends of one layer, in order of appearance.
pub fn endpoints(of: &OfKind) -> Vec<Endpoint> {
    let mut all: Vec<Endpoint> = Vec::new();
    let mut by_end: HashMap<End, usize> = HashMap::new();
    for c in &of.all {
        let ([a, b], [from_a, from_b]) = (c.ends, c.sent);
        for (end, sent, received) in [(a, from_a, from_b), (b, from_b, from_a)] {
            let index = *by_end.entry(end).or_insert_with(|| {
                all.push(Endpoint { end, sent: Count::default(), received: Count::default() });
                all.len() - 1
            });
            if let Some(known) = all.get_mut(index) {
                known.sent = known.sent.and(sent);
                known.received = known.received.and(received);
            }
        }
    }
    all
}

/// The filter for one end of a layer.
fn end_filter(kind: Kind, end: End) -> String {
    let address = match end.address {
        Address::None => String::new(),
        Address::Ether(_) => format!("eth.addr == {}", end.address),
        Address::Ipv4(_) => format!("ip.addr == {}", end.address),
        Address::Ipv6(_) => format!("ipv6.addr == {}", end.address),
    };
    match (kind.has_ports(), address.is_empty()) {
        (false, _) => address,
        (true, true) => format!("{}.port == {}", kind.names().0, end.port),
        (true, false) => format!("{address} && {}.port == {}", kind.names().0, end.port),
    }
}

fn conversations_table(kind: Kind, of: &OfKind, begin: Timestamp) -> Table {
    let ports = kind.has_ports();
    let mut columns = vec![Column::text("Address A")];
    columns.extend(ports.then(|| Column::count("Port A")));
    columns.push(Column::text("Address B"));
    columns.extend(ports.then(|| Column::count("Port B")));
    columns.extend([
        Column::count("Packets"),
        Column::bytes("Bytes"),
        Column::count("Packets A → B"),
        Column::bytes("Bytes A → B"),
        Column::count("Packets B → A"),
        Column::bytes("Bytes B → A"),
        Column::seconds("Rel start"),
        Column::seconds("Duration"),
        Column::rate("Bits/s A → B"),
        Column::rate("Bits/s B → A"),
    ]);
    let row = |c: &Conversation| {
        let ([a, b], [from_a, from_b], total) = (c.ends, c.sent, c.total());
        let nanos = c.last.since(c.first).0;
        let rate = |bytes: u64| {
            if nanos > 0 { Cell::Rate(bytes as f64 * 8e9 / nanos as f64) } else { Cell::Nothing }
        };
        let mut cells = vec![Cell::Text(a.address.to_string())];
        cells.extend(ports.then(|| Cell::Count(a.port.into())));
        cells.push(Cell::Text(b.address.to_string()));
        cells.extend(ports.then(|| Cell::Count(b.port.into())));
        cells.extend([
            Cell::Count(total.frames),
            Cell::Bytes(total.bytes),
            Cell::Count(from_a.frames),
            Cell::Bytes(from_a.bytes),
            Cell::Count(from_b.frames),
            Cell::Bytes(from_b.bytes),
            Cell::Seconds(c.first.since(begin).0),
            Cell::Seconds(nanos),
            rate(from_a.bytes),
            rate(from_b.bytes),
        ]);
        let filter = format!("{} && {}", end_filter(kind, a), end_filter(kind, b));
        Row { cells, filter: Some(filter), ..Row::default() }
    };
    Table { title: kind.names().1.to_owned(), columns, rows: of.all.iter().map(row).collect() }
}

/// A table of endpoints a layer.
pub fn endpoint_tables(conversations: &Conversations) -> Vec<Table> {
    let table = |(kind, of): &(Kind, OfKind)| {
        let ports = kind.has_ports();
        let mut columns = vec![Column::text("Address")];
        columns.extend(ports.then(|| Column::count("Port")));
        columns.extend([
            Column::count("Packets"),
            Column::bytes("Bytes"),
            Column::count("Tx packets"),
            Column::bytes("Tx bytes"),
            Column::count("Rx packets"),
            Column::bytes("Rx bytes"),
        ]);
        let row = |e: Endpoint| {
            let total = e.sent.and(e.received);
            let mut cells = vec![Cell::Text(e.end.address.to_string())];
            cells.extend(ports.then(|| Cell::Count(e.end.port.into())));
            cells.extend([
                Cell::Count(total.frames),
                Cell::Bytes(total.bytes),
                Cell::Count(e.sent.frames),
                Cell::Bytes(e.sent.bytes),
                Cell::Count(e.received.frames),
                Cell::Bytes(e.received.bytes),
            ]);
            Row { cells, filter: Some(end_filter(*kind, e.end)), ..Row::default() }
        };
        let rows = endpoints(of).into_iter().map(row).collect();
        Table { title: kind.names().1.to_owned(), columns, rows }
    };
    conversations.kinds.iter().map(table).collect()
}

/// All layers that have addresses, in the order of tables.
pub fn all_kinds() -> Vec<Kind> {
    KINDS.iter().map(|(kind, ..)| *kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(port: u16) -> End {
        End { address: Address::Ipv4([10, 0, 0, 1]), port }
    }

    #[test]
    fn parts_are_put_together_whichever_end_spoke_first() {
        let registry = crate::proto::registry();
        let mut whole = Conversations::new(&[Kind::Tcp], registry);
        let mut later = whole.fresh();
        for (tally, a, b, time) in [(&mut whole, 1, 2, 5), (&mut later, 2, 1, 9)] {
            let (_, of) = &mut tally.kinds[0];
            let (index, way) = of.find(end(a), end(b), Timestamp(time));
            of.all[index].sent[way].add(100);
        }
        whole.merge(later);
        let of = &whole.kinds[0].1;
        assert_eq!(of.all.len(), 1);
        assert_eq!(of.all[0].sent, [Count { frames: 1, bytes: 100 }; 2]);
        assert_eq!((of.all[0].first, of.all[0].last), (Timestamp(5), Timestamp(9)));
        let ends = endpoints(of);
        assert_eq!((ends.len(), ends[0].received.bytes), (2, 100));
        let table = &whole.tables(Timestamp(5))[0];
        assert_eq!(
            table.rows[0].filter.as_deref(),
            Some("ip.addr == 10.0.0.1 && tcp.port == 1 && ip.addr == 10.0.0.1 && tcp.port == 2")
        );
    }
}
