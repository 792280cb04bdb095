//! The packet diagram: the fields of a frame as boxes in rows of 32 bits, as RFCs draw headers. Laid out
//! from the details' nodes; a click selects the field.

use eframe::egui::{self, Align, Id, Rect, ScrollArea, Sense, StrokeKind, Ui, accesskit::Role, pos2, vec2};

use super::model::{Action, DetailsView, NodeKind, NodeView, SpanView};
use super::text::{self, Line};
use super::theme::{Face, hairline, mono, palette, small, theme};

const BITS_A_ROW: u64 = 32;
const ROW: f32 = 38.0;
const HEAD: f32 = 26.0;
const RULER: f32 = 16.0;
/// Boxes drawn of one layer, and rows drawn of one field.
const MAX_BOXES: usize = 400;
const MAX_ROWS: u64 = 3;

/// A field in its layer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    node: usize,
    /// From the layer's first bit.
    bit: u64,
    bits: u64,
}

/// A layer of the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Layer {
    node: usize,
    fields: Vec<Field>,
    /// Fields that are not drawn.
    more: usize,
}

/// The diagram's state between two painted frames.
#[derive(Debug, Default)]
pub struct Diagram {
    layers: Vec<Layer>,
    made_of: Option<u64>,
    /// Node that was brought into sight last.
    shown: Option<(u64, usize)>,
}

/// The fields of each layer, in order of their bits.
fn layers(details: &DetailsView) -> Vec<Layer> {
    let nodes = &details.nodes;
    let heads = nodes.iter().enumerate().filter(|(_, node)| node.depth == 0 && node.kind == NodeKind::Layer);
    // "Frame" tells of the frame, and is not in it.
    let heads = heads.filter(|(_, node)| node.field != Some("frame"));
    let layer = |(at, head): (usize, &NodeView)| {
        let whole = head.span?;
        let mut fields = parts(nodes, at, whole);
        let more = fields.len().saturating_sub(MAX_BOXES);
        fields.truncate(MAX_BOXES);
        Some(Layer { node: at, fields, more })
    };
    heads.filter_map(layer).collect()
}

/// What a node consists of, in order and without overlaps; bits are counted from the start of `whole`.
fn parts(nodes: &[NodeView], at: usize, whole: SpanView) -> Vec<Field> {
    let Some(parent) = nodes.get(at) else { return Vec::new() };
    let below = nodes.iter().enumerate().skip(at + 1).take_while(|(_, node)| node.depth > parent.depth);
    let mut fields = Vec::new();
    for (index, node) in below.filter(|(_, node)| node.depth == parent.depth + 1) {
        let inside = |span: &SpanView| span.source == whole.source && span.start >= whole.start;
        let Some(span) = node.span.filter(inside) else { continue };
        // What tells of the same bytes once more is no part.
        let repeats =
            parent.span == Some(span) && bits_of(&node.label).is_none() && parent.kind == NodeKind::Field;
        if node.kind == NodeKind::Generated || repeats {
            continue;
        }
        let (start, len) = ((span.start - whole.start) as u64 * 8, span.len as u64 * 8);
        let own = match bits_of(&node.label) {
            None => Field { node: index, bit: start, bits: len },
            Some((width, first, bits)) => {
                // Bits of several bytes may be told by each byte; they are drawn with all of their parent's.
                let whole_span =
                    parent.span.filter(|p| width > len && p.source == span.source).unwrap_or(span);
                let end = (whole_span.range().end.saturating_sub(whole.start)) as u64 * 8;
                Field { node: index, bit: end.saturating_sub(width) + first, bits }
            }
        };
        let lower = if node.has_children { parts(nodes, index, whole) } else { Vec::new() };
        let covered: u64 = lower.iter().map(|field| field.bits).sum();
        // Parts that say little of their whole, such as two bits of an address, leave it as it is.
        if covered.saturating_mul(2) >= own.bits.max(1) { fields.extend(lower) } else { fields.push(own) }
    }
    fields.sort_by_key(|field| (field.bit, std::cmp::Reverse(field.bits)));
    let mut end = 0;
    fields.retain(|field| {
        let fits = field.bit >= end && field.bits > 0;
        end = if fits { field.bit + field.bits } else { end };
        fits
    });
    fields
}

/// `..01 1... = Name`: how many bits are drawn, the first that the field has, how many it has.
fn bits_of(label: &str) -> Option<(u64, u64, u64)> {
    let drawn = label.split_once(" = ")?.0;
    let is_bit = |c: char| matches!(c, '0' | '1' | '.' | ' ');
    if drawn.is_empty() || drawn.len() > 96 || !drawn.chars().all(is_bit) {
        return None;
    }
    let bits: Vec<char> = drawn.chars().filter(|c| *c != ' ').collect();
    let first = bits.iter().position(|c| *c != '.')?;
    let count = bits.iter().filter(|c| **c != '.').count();
    Some((bits.len() as u64, first as u64, count as u64))
}

/// The box that stands for a node: its own, or the one that holds its first byte.
fn box_of(layers: &[Layer], details: &DetailsView, node: usize) -> Option<usize> {
    let boxes = || layers.iter().flat_map(|layer| &layer.fields);
    if boxes().any(|field| field.node == node) {
        return Some(node);
    }
    let wanted = details.nodes.get(node).filter(|node| node.depth > 0)?.span?;
    let holds = |field: &&Field| {
        let span = details.nodes.get(field.node).and_then(|node| node.span);
        span.is_some_and(|span| span.source == wanted.source && span.range().contains(&wanted.start))
    };
    boxes().find(holds).map(|field| field.node)
}

/// A title that fits: whole, or the first letters of its words.
fn short(title: &str, fits: bool) -> String {
    if fits {
        return title.to_owned();
    }
    title.split([' ', '-', '/']).filter_map(|word| word.chars().next()).take(3).collect()
}

/// The pieces of a field, each in one row: row, first bit, bits. Long fields lose rows in the middle.
fn pieces(field: &Field) -> (Vec<(u64, u64, u64)>, bool) {
    let (first, last) = (field.bit / BITS_A_ROW, (field.bit + field.bits - 1) / BITS_A_ROW);
    let is_cut = last - first >= MAX_ROWS;
    let rows = (first..=last).filter(|row| !is_cut || *row < first + MAX_ROWS - 1 || *row == last);
    let piece = |row: u64| {
        let from = field.bit.max(row * BITS_A_ROW);
        let to = (field.bit + field.bits).min((row + 1) * BITS_A_ROW);
        (row, from - row * BITS_A_ROW, to - from)
    };
    (rows.map(piece).collect(), is_cut)
}

impl Diagram {
    /// Paints the diagram in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        details: &DetailsView,
        selected: Option<usize>,
        actions: &mut Vec<Action>,
    ) {
        if self.made_of != Some(details.generation) {
            self.layers = layers(details);
            self.made_of = Some(details.generation);
        }
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.pane.0);
        let selected = selected.and_then(|node| box_of(&self.layers, details, node));
        let reveal = selected.filter(|node| self.shown != Some((details.generation, *node)));
        self.shown = selected.map(|node| (details.generation, node));
        let builder = egui::UiBuilder::new().max_rect(rect).id_salt("packet diagram");
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(rect);
            ScrollArea::vertical().auto_shrink([false; 2]).show(ui, |ui| {
                for layer in &self.layers {
                    paint_layer(ui, layer, details, selected, reveal, actions);
                }
                ui.add_space(12.0);
            });
        });
    }
}

fn paint_layer(
    ui: &mut Ui,
    layer: &Layer,
    details: &DetailsView,
    selected: Option<usize>,
    reveal: Option<usize>,
    actions: &mut Vec<Action>,
) {
    let p = palette(ui);
    let t = theme();
    let Some(head) = details.nodes.get(layer.node) else { return };
    let title = head.label.split(',').next().unwrap_or(&head.label);
    let (place, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::click());
    ui.painter().rect_filled(place, 0.0, p.surface.header.0);
    let line = Line {
        font: Face::UiSemibold.at(t.font.size.body),
        color: p.text.primary.0,
        dim: p.text.secondary.0,
    };
    line.paint(ui.painter(), place.shrink2(vec2(t.space.l, 0.0)), title, Align::Min);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(Role::Heading, true, format!("Layer {}", text::escape(title)))
    });
    if response.clicked() {
        actions.push(Action::SelectNode(layer.node));
    }
    // Rows that any field needs, without those that long fields leave out.
    let mut rows: Vec<u64> = layer.fields.iter().flat_map(|f| pieces(f).0).map(|(row, ..)| row).collect();
    rows.dedup();
    let size = vec2(ui.available_width(), RULER + ROW * rows.len() as f32 + 8.0);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let inner = area.shrink2(vec2(t.space.l, 0.0));
    let bit_width = (inner.width() / BITS_A_ROW as f32).min(30.0);
    if ui.is_rect_visible(area) {
        for byte in 0..=4_u8 {
            let bit = f32::from(byte) * 8.0;
            let label = if byte == 4 { "31".to_owned() } else { (byte * 8).to_string() };
            let x = inner.left() + bit * bit_width;
            let cell = match byte {
                4 => Rect::from_min_max(pos2(x - 30.0, inner.top()), pos2(x, inner.top() + RULER)),
                _ => Rect::from_min_size(pos2(x, inner.top()), vec2(30.0, RULER)),
            };
            let quiet = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
            quiet.paint(ui.painter(), cell, &label, if byte == 4 { Align::Max } else { Align::Min });
        }
    }
    for field in &layer.fields {
        let Some(node) = details.nodes.get(field.node) else { continue };
        let (pieces, is_cut) = pieces(field);
        let is_selected = selected == Some(field.node);
        for (nth, (row, bit, bits)) in pieces.iter().enumerate() {
            let Ok(at) = rows.binary_search(row) else { continue };
            let cell = Rect::from_min_size(
                pos2(inner.left() + *bit as f32 * bit_width, inner.top() + RULER + at as f32 * ROW),
                vec2(*bits as f32 * bit_width, ROW),
            );
            if nth == 0 && reveal == Some(field.node) {
                ui.scroll_to_rect(cell, None);
            }
            if !ui.is_rect_visible(cell) {
                continue;
            }
            let id = Id::unique("diagram box").with((ui.scope_id(), layer.node, field.node, nth));
            let response = ui.interact(cell, id, Sense::click());
            let name = format!("{}: {}", node.title, text::escape(&node.value));
            response
                .widget_info(|| egui::WidgetInfo::selected(Role::Button, true, is_selected, name.clone()));
            let (fill, color, quiet) = match () {
                () if is_selected => {
                    (p.selection.row_unfocused.0, p.selection.row_unfocused_text.0, p.text.secondary.0)
                }
                () if response.hovered() => (p.surface.row_hover.0, p.text.primary.0, p.text.secondary.0),
                () => (p.surface.raised.0, p.text.primary.0, p.text.secondary.0),
            };
            let line = if is_selected { p.accent.base } else { p.line.strong };
            ui.painter().rect(cell, 0.0, fill, hairline(line), StrokeKind::Inside);
            let words = cell.shrink2(vec2(4.0, 3.0));
            let (upper, lower) = words.split_top_bottom_at_fraction(0.5);
            let gap = is_cut && nth + 1 == pieces.len();
            if nth == 0 || gap {
                let title = Line { font: small(), color, dim: quiet };
                let fits = *bits >= 4 || node.title.chars().count() <= 3;
                let name = if gap { "…".to_owned() } else { short(node.title, fits) };
                title.paint(ui.painter(), upper, &name, Align::Center);
                let value = Line { font: mono(), color: quiet, dim: quiet };
                let said = match (gap, node.value.as_str(), field.bits) {
                    (true, ..) => format!("{} bytes", field.bits / 8),
                    (_, "True", 1) => "1".to_owned(),
                    (_, "False", 1) => "0".to_owned(),
                    (_, said, _) => said.to_owned(),
                };
                value.paint(ui.painter(), lower, &said, Align::Center);
            }
            let tooltip = format!(
                "{}\nBits {} to {} of the layer",
                text::escape(&node.label),
                field.bit,
                field.bit + field.bits - 1
            );
            if response.on_hover_text(tooltip).clicked() {
                actions.push(Action::SelectNode(field.node));
            }
        }
    }
    if layer.more > 0 {
        let words = format!("{} more are not drawn", text::plural(layer.more as u64, "field", "fields"));
        ui.label(egui::RichText::new(words).font(small()).color(p.text.tertiary.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_fields_keep_their_beginning_and_end() {
        let field = |bit, bits| Field { node: 0, bit, bits };
        assert_eq!(pieces(&field(4, 4)), (vec![(0, 4, 4)], false));
        assert_eq!(pieces(&field(16, 48)), (vec![(0, 16, 16), (1, 0, 32)], false));
        let (rows, is_cut) = pieces(&field(32, 800));
        assert!(is_cut);
        assert_eq!(rows, [(1, 0, 32), (2, 0, 32), (25, 0, 32)]);
    }

    #[test]
    fn bits_are_read_as_they_are_drawn() {
        assert_eq!(bits_of("0100 .... = Version: 4"), Some((8, 0, 4)));
        assert_eq!(bits_of(".... ..00 0... .... = x"), Some((16, 6, 3)));
        assert_eq!((bits_of("Length = 4"), bits_of("Time to Live: 64"), bits_of(" = ")), (None, None, None));
    }

    #[test]
    fn bits_of_a_header_stand_where_the_rfc_draws_them() {
        use crate::base::id::FrameId;
        use crate::dissect::Settings;
        use crate::document::{Document, Source};
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
        let mut document =
            Document::open(Source::Path(path), Default::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let details = crate::gui::app::details::view(&document.capture(), &document.settings(), FrameId(0));
        let layers = layers(&details);
        let names: Vec<_> = layers.iter().map(|l| details.nodes[l.node].field.unwrap()).collect();
        assert_eq!(names, ["eth", "ip", "tcp"]);
        let place = |layer: usize, name: &str| {
            let field = layers[layer].fields.iter().find(|f| details.nodes[f.node].field == Some(name));
            field.map(|f| (f.bit, f.bits))
        };
        assert_eq!(place(0, "eth.dst"), Some((0, 48)));
        assert_eq!(place(1, "ip.version"), Some((0, 4)));
        assert_eq!(place(1, "ip.hdr_len"), Some((4, 4)));
        assert_eq!(place(1, "ip.ttl"), Some((64, 8)));
        assert_eq!(place(2, "tcp.srcport"), Some((0, 16)));
        assert_eq!(place(2, "tcp.flags.syn"), Some((110, 1)));
        assert_eq!(place(2, "tcp.window_size_value"), Some((112, 16)));
    }
}
