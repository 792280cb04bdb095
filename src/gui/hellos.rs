//! The list of hellos: a row for every ClientHello of the capture, of the other capture and pasted
//! ones; what is said of the selected one stands below (`hello`). A comparison takes its place.

use eframe::egui::{self, Align, Id, Key, Rect, Ui, accesskit::Role, vec2};

use super::command::Command;
use super::compare::Compare;
use super::hello::Inspector;
use super::hello_parts::paint_grade;
use super::icons::Icon;
use super::model::Action;
use super::model::hello::{HelloAct, HelloOrigin, HelloRow, HellosView};
use super::rows::{RowList, RowUi, Rows};
use super::table;
use super::text::{self, Line};
use super::theme::{body, hairline, mono, palette, small, theme};
use super::widgets::{BELOW, ButtonKind, Empty, button, empty_state, splitter, stop};

/// Default share of the list's height.
const LIST_SHARE: f32 = 0.3;

/// Title, width and share of what is over.
const COLUMNS: [(&str, f32, f32); 9] = [
    ("Grade", 50.0, 0.0),
    ("Frame", 62.0, 0.0),
    ("Stack", 150.0, 2.0),
    ("Client", 150.0, 1.0),
    ("Server", 150.0, 1.0),
    ("SNI", 110.0, 1.0),
    ("Version", 70.0, 0.0),
    ("Suites", 52.0, 0.0),
    ("JA4", 262.0, 0.5),
];

fn align(column: &str) -> Align {
    if matches!(column, "Frame" | "Suites") { Align::Max } else { Align::Min }
}

fn cell_text(row: &HelloRow, column: &str) -> String {
    match column {
        "Frame" => row.frame.map_or_else(|| "–".into(), |f| f.to_string()),
        "Stack" if row.file.is_empty() => row.stack.to_owned(),
        "Stack" => format!("{} · {}", row.stack, row.file),
        "Client" if row.frame.is_none() => row.place(),
        "Client" => row.client.clone(),
        "Server" if row.frame.is_none() => "–".into(),
        "Server" => row.server.clone(),
        "SNI" if row.sni.is_empty() => "–".into(),
        "SNI" => row.sni.clone(),
        "Version" => row.version.clone(),
        "Suites" => row.suites.to_string(),
        "JA4" => row.ja4.clone(),
        _ => String::new(),
    }
}

/// The list between two painted frames.
#[derive(Debug)]
pub struct Hellos {
    pub rows: RowList,
    pub compare: Compare,
    /// The comparison stands in place of the list.
    compares: bool,
    filter: String,
    made_of: Option<(u64, String)>,
    /// Indices of rows that pass.
    order: Vec<usize>,
    share: Option<f32>,
}

impl Default for Hellos {
    fn default() -> Self {
        Self {
            rows: RowList::new("hellos list"),
            compare: Compare::default(),
            compares: false,
            filter: String::new(),
            made_of: None,
            order: Vec::new(),
            share: None,
        }
    }
}

impl Hellos {
    /// The widget that takes the keyboard.
    pub fn pane_id(&self) -> Id {
        if self.compares { self.compare.rows.id() } else { self.rows.id() }
    }

    /// Paints the list with `inspector` below, or the comparison, in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &HellosView,
        inspector: &mut Inspector,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.pane.0);
        self.compares = view.compare.is_some();
        if let Some(compare) = &view.compare {
            return self.compare.show(ui, rect, compare, view, actions);
        }
        let bar = Rect::from_min_size(rect.min, vec2(rect.width(), table::BAR_HEIGHT));
        self.bar(ui, bar, view, actions);
        let below = rect.with_min_y(bar.bottom());
        if view.rows.is_empty() {
            return nothing(ui, below, view, actions);
        }
        self.arrange(view);
        let wanted = match self.share {
            Some(share) => below.height() * share,
            None => (t.size.table_header + (view.rows.len() as f32 + 1.0) * t.size.list_row)
                .min(below.height() * LIST_SHARE),
        };
        let least = t.size.table_header + 3.0 * t.size.list_row;
        let height = wanted.clamp(least, (below.height() - least).max(least)).round();
        let table = Rect::from_min_size(below.min, vec2(below.width(), height));
        let line = Rect::from_min_size(table.left_bottom(), vec2(table.width(), t.size.splitter));
        self.table(ui, table, view, actions);
        let detail = Rect::from_min_max(line.left_bottom(), below.max);
        ui.painter().rect_filled(detail, 0.0, p.surface.window.0);
        stop(ui, detail, BELOW);
        inspector.show(ui, detail, view, actions);
        let (moved, reset) = splitter(ui, line, Id::unique("hellos splitter"), "Height of the hellos");
        if moved != 0.0 {
            self.share = Some(((height + moved) / below.height()).clamp(0.1, 0.9));
        }
        if reset {
            self.share = None;
        }
    }

    fn arrange(&mut self, view: &HellosView) {
        let key = (view.generation, self.filter.clone());
        if self.made_of.as_ref() == Some(&key) {
            return;
        }
        let passes = |row: &HelloRow| {
            let texts = COLUMNS.iter().map(|(title, ..)| cell_text(row, title));
            table::holds(&self.filter, texts.chain([row.grade.letter().to_owned()]))
        };
        self.order = (0..view.rows.len()).filter(|i| view.rows.get(*i).is_some_and(passes)).collect();
        self.made_of = Some(key);
    }

    fn bar(&mut self, ui: &mut Ui, rect: Rect, view: &HellosView, actions: &mut Vec<Action>) {
        table::bar(ui, rect, "hellos", &mut self.filter, |ui| {
            if button(ui, ButtonKind::Normal, Some(Icon::Compare), "Compare…").clicked() {
                actions.push(Action::Run(Command::CompareHellos));
            }
            if button(ui, ButtonKind::Normal, Some(Icon::Open), "Other capture…").clicked() {
                actions.push(Action::Hello(HelloAct::AskOther));
            }
            if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Paste a hello…").clicked() {
                actions.push(Action::Run(Command::PasteHello));
            }
            let here = view.rows.iter().filter(|r| r.id.origin == HelloOrigin::Here).count();
            let mut words = text::plural(here as u64, "ClientHello", "ClientHellos");
            if let Some(name) = &view.other {
                let other = view.rows.iter().filter(|r| r.id.origin == HelloOrigin::Other).count();
                words.push_str(&format!(", {} of {name}", text::count(other as u64)));
            }
            if view.is_cut {
                words.push_str("; the rest is left out");
            }
            if view.is_gathering {
                words = "Looking for ClientHellos…".into();
            }
            table::bar_words(ui, &words);
        });
    }

    fn table(&mut self, ui: &mut Ui, rect: Rect, view: &HellosView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let t = theme();
        let header = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header));
        let widths = COLUMNS.map(|(_, width, share)| (width, share));
        let edges = table::edges(&widths, rect.with_max_x(rect.right() - t.size.scrollbar));
        ui.painter().rect_filled(header, 0.0, p.surface.header.0);
        ui.painter().hline(header.x_range(), header.bottom() - 0.5, hairline(p.line.strong));
        let line = Line { font: small(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
        for ((title, ..), (left, right)) in COLUMNS.iter().zip(&edges) {
            let cell = table::cell(header, (*left, *right)).shrink2(vec2(t.space.s, 0.0));
            line.paint(ui.painter(), cell, title, align(title));
        }
        let order = &self.order;
        let row_at = |index: u64| {
            let at = usize::try_from(index).ok()?;
            view.rows.get(*order.get(at)?)
        };
        let on = view.inspected.as_ref().map(|hello| hello.row.id);
        let selected = order.iter().position(|i| view.rows.get(*i).is_some_and(|row| Some(row.id) == on));
        let spec = Rows {
            name: "Hellos",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: order.len() as u64,
            row_height: t.size.list_row,
            selected: selected.map(|at| at as u64),
            selects: true,
            bar_width: t.size.scrollbar,
            own_bar: true,
        };
        let events = self.rows.show(ui, rect.with_min_y(header.bottom()), &spec, |row_ui| {
            let Some(row) = row_at(row_ui.index) else { return };
            paint_row(row_ui, row, &edges);
            row_ui.name(Role::ListBoxOption, || {
                let words = format!("{} grade {} {}", row.stack, row.grade.letter(), row.place());
                text::escape(&words).into_owned()
            });
        });
        if let Some(row) = events.clicked.or(events.secondary_clicked).or(events.moved).and_then(row_at) {
            actions.push(Action::Hello(HelloAct::Inspect(row.id)));
        }
        let enter = events.focused && ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::Enter));
        let go = events.double_clicked.or(spec.selected.filter(|_| enter)).and_then(row_at);
        if let Some(frame) = go.filter(|row| row.id.origin == HelloOrigin::Here).and_then(|row| row.frame) {
            actions.push(Action::GoToFrame(frame));
        }
    }
}

fn paint_row(row_ui: &RowUi<'_>, row: &HelloRow, edges: &[(f32, f32)]) {
    let p = palette(row_ui.ui);
    let t = theme();
    let color = table::ground(row_ui);
    for ((title, ..), (left, right)) in COLUMNS.iter().zip(edges) {
        let cell = table::cell(row_ui.rect, (*left, *right));
        if *title == "Grade" {
            paint_grade(row_ui.ui, row_ui.painter, cell, 16.0, row.grade);
            continue;
        }
        let font = if *title == "Stack" { body() } else { mono() };
        let line = Line { font: font.clone(), color: color.0, dim: p.text.tertiary.0 };
        let (cell, words) = (cell.shrink2(vec2(t.space.s, 0.0)), cell_text(row, title));
        line.paint(row_ui.painter, cell, &words, align(title));
        table::whole_on_hover(row_ui, cell, font, &words);
    }
    row_ui.painter.hline(row_ui.rect.x_range(), row_ui.rect.bottom() - 0.5, hairline(p.line.subtle));
}

fn nothing(ui: &mut Ui, rect: Rect, view: &HellosView, actions: &mut Vec<Action>) {
    if view.is_gathering {
        return;
    }
    let empty = Empty {
        icon: Icon::Device,
        title: "No ClientHello",
        advice: "This capture has none. One given as text, or another capture, can be looked at.",
        actions: &[
            (Some(Icon::Copy), "Paste a hello…", Action::Run(Command::PasteHello)),
            (Some(Icon::Open), "Other capture…", Action::Hello(HelloAct::AskOther)),
        ],
    };
    empty_state(ui, rect, &empty, actions);
}
