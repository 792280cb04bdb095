//! How tables of counts within counts look at frames. Not here: what each of them counts (`addresses`, `names`,
//! `web`).

use super::StatsTree;
use crate::dissect::tree::Node;
use crate::dissect::{Dissector, Registry};
use crate::field::FieldSet;
use crate::statistics::layers::{Address, End as Side, Kind, Layer, Reader};
use crate::statistics::table::{Cell, Table};
use crate::statistics::{FrameLook, Needs, Tally, begin};

/// Counts what it likes of a frame.
type Counter = fn(&mut StatsTree, &Seen<'_, '_>);

/// A table of counts.
#[derive(Debug)]
pub struct TreeDef {
    /// With the family before it, as in `HTTP/Requests`.
    pub(super) title: &'static str,
    /// Fields that are looked at; the ends of layers are always known.
    pub(super) fields: &'static [&'static str],
    /// Makes the nodes that are there though nothing is counted.
    pub(super) begin: fn(&mut StatsTree),
    pub(super) count: Counter,
    /// Shows the frames of a count, given by the names from the outermost to its own.
    pub(super) filter: fn(&[&str]) -> Option<String>,
}

/// Passes a field with the value of that name.
pub(super) fn named(name: &str, field: &str) -> Option<String> {
    let number = name.strip_prefix("Unknown (").or_else(|| name.strip_prefix("Unknown type ("));
    Some(match number.and_then(|rest| rest.strip_suffix(')')) {
        Some(number) => format!("{field} == {number}"),
        None => format!("{field} == {}", quoted(name)),
    })
}

/// As a text in a filter.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A frame to count in.
pub struct Seen<'a, 'c> {
    pub(super) d: &'a Dissector<'c>,
    pub(super) layers: &'a [Layer],
}

/// A layer: its node, and where that stands.
#[derive(Clone, Copy)]
pub(super) struct Message<'a> {
    at: usize,
    pub(super) node: &'a Node,
}

impl Seen<'_, '_> {
    /// The innermost addresses.
    pub(super) fn ends(&self) -> (Side, Side) {
        let found = self.layers.iter().rev().find(|l| matches!(l.kind, Kind::Ipv4 | Kind::Ipv6));
        found.map_or_else(Default::default, |l| (l.source, l.destination))
    }

    pub(super) fn transport(&self) -> Option<&Layer> {
        self.layers.iter().rev().find(|l| l.kind.has_ports() && l.source.address != Address::None)
    }

    /// The transport's name and its destination port.
    pub(super) fn port(&self) -> (&'static str, u64) {
        if let Some(layer) = self.transport() {
            return (layer.kind.names().1, layer.destination.port.into());
        }
        match self.layers_of("sctp").last() {
            Some(sctp) => ("SCTP", self.uint(sctp, "sctp.dstport").unwrap_or(0)),
            None => ("NONE", 0),
        }
    }

    pub(super) fn layers_of<'s>(&'s self, protocol: &str) -> impl Iterator<Item = Message<'s>> {
        let id = self.d.registry().protocol(protocol).map(|l| l.root);
        let nodes = self.d.tree.nodes().iter().enumerate();
        nodes.filter(move |(_, n)| n.depth == 0 && Some(n.field) == id).map(|(at, node)| Message { at, node })
    }

    pub(super) fn find(&self, message: Message<'_>, field: &str) -> Option<&Node> {
        let ids = self.d.registry().named(field);
        let inside = self.d.tree.nodes().get(message.at..message.node.end as usize)?;
        inside.iter().find(|n| ids.contains(&n.field))
    }

    pub(super) fn uint(&self, message: Message<'_>, field: &str) -> Option<u64> {
        self.find(message, field)?.value.uint()
    }

    pub(super) fn int(&self, message: Message<'_>, field: &str) -> Option<i64> {
        match self.find(message, field)?.value {
            crate::field::Value::Int(v) => Some(v),
            _ => None,
        }
    }

    pub(super) fn text(&self, message: Message<'_>, field: &str) -> Option<String> {
        let node = self.find(message, field)?;
        let mut text = String::new();
        self.d.tree.field_text(node, &self.d.sources, &mut text);
        Some(text)
    }

    /// The name of a number's value.
    pub(super) fn name(&self, message: Message<'_>, field: &str) -> Option<String> {
        let value = self.uint(message, field)?;
        Some(self.known_name(message, field).unwrap_or_else(|| format!("Unknown ({value})")))
    }

    /// The same; `None`: it has none.
    pub(super) fn known_name(&self, message: Message<'_>, field: &str) -> Option<String> {
        let node = self.find(message, field)?;
        self.d.tree.def(node.field).names.name(node.value.uint()?).map(str::to_string)
    }
}

/// Counts one of the tables, frame by frame.
#[derive(Clone, Debug)]
pub struct Tree {
    def: &'static TreeDef,
    table: StatsTree,
    needs: FieldSet,
    reader: Reader,
    layers: Vec<Layer>,
}

impl Tree {
    pub fn new(def: &'static TreeDef, registry: &'static Registry) -> Self {
        let reader = Reader::new(registry);
        let mut needs: FieldSet = def.fields.iter().flat_map(|name| registry.named(name)).copied().collect();
        needs.merge(&reader.needs());
        let mut table = StatsTree::default();
        (def.begin)(&mut table);
        Self { def, table, needs, reader, layers: Vec::new() }
    }

    pub fn title(&self) -> &'static str {
        self.def.title
    }

    pub fn counts(&self) -> &StatsTree {
        &self.table
    }

    pub fn needs(&self) -> &FieldSet {
        &self.needs
    }

    /// Takes note of a frame.
    pub fn frame(&mut self, d: &Dissector<'_>) {
        self.reader.layers(d, &mut self.layers);
        self.table.at(d.meta().time.since(begin(d)).0 as f64 / 1e6);
        (self.def.count)(&mut self.table, &Seen { d, layers: &self.layers });
    }

    /// The table, with the last word of its title as that of its tab.
    fn table(&self) -> Table {
        let title = self.def.title.rsplit('/').next().unwrap_or_default();
        let rows = self.table.rows(self.def.filter);
        Table { title: title.to_owned(), columns: StatsTree::columns(), rows }
    }
}

/// Several tables of one capture, counted together.
#[derive(Clone, Debug)]
pub struct Trees(Vec<Tree>);

impl Trees {
    pub fn new(defs: &[&'static TreeDef], registry: &'static Registry) -> Self {
        Self(defs.iter().map(|def| Tree::new(def, registry)).collect())
    }

    /// A table each; one in which nothing was counted has no rows.
    pub fn tables(&self) -> Vec<Table> {
        let of = |tree: &Tree| {
            let mut table = tree.table();
            if table.rows.iter().all(|row| row.cells.get(1) == Some(&Cell::Count(0))) {
                table.rows.clear();
            }
            table.drop_empty_columns();
            table
        };
        self.0.iter().map(of).collect()
    }
}

impl Tally for Trees {
    fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        self.0.iter().for_each(|tree| needs.fields.merge(&tree.needs));
        needs
    }

    fn fresh(&self) -> Self {
        self.clone()
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        let d = frame.dissected();
        self.0.iter_mut().for_each(|tree| tree.frame(d));
    }

    fn merge(&mut self, later: Self) {
        self.0.iter_mut().zip(&later.0).for_each(|(ours, theirs)| ours.table.merge(&theirs.table));
    }
}
