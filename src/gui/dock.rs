//! The dock at the window's bottom: expert information and the list of all hits. Not here: how
//! they are gathered (`document::expert`, `document::find`).

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Id, Layout, Rect, Sense, Ui, UiBuilder, accesskit::Role, pos2, vec2};

use super::icons::Icon;
use super::model::find::{ExpertView, ExpertsView, FindView, Grave};
use super::model::{Action, Tone};
use super::rows::{RowEvents, RowList, RowUi, Rows};
use super::table;
use super::text::{self, Line};
use super::theme::{Face, Hex, Palette, body, hairline, mono, palette, small, theme};
use super::widgets::{Empty, Tab, empty_state, focus_ring, icon_button, tab_strip, tone_colors};

/// Row height, logical px.
const ROW: f32 = 22.0;
/// Default height of the dock: its tabs, a table header and eight rows.
pub const DEFAULT_HEIGHT: f32 = 28.0 + 24.0 + 8.0 * ROW;

/// What the dock can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DockTab {
    Experts,
    Hits,
}

/// The dock's state between two painted frames.
#[derive(Debug)]
pub struct Dock {
    pub tab: Option<DockTab>,
    /// As the user set it, logical px.
    pub height: f32,
    experts: RowList,
    selected: Option<u64>,
    /// Severities that are not shown.
    without: BTreeSet<Grave>,
    hits: RowList,
}

impl Default for Dock {
    fn default() -> Self {
        Self {
            tab: None,
            height: DEFAULT_HEIGHT,
            experts: RowList::new("expert information"),
            selected: None,
            without: BTreeSet::new(),
            hits: RowList::new("find results"),
        }
    }
}

impl Dock {
    /// The lists that take the keyboard while the dock is open.
    pub fn pane(&self) -> Option<Id> {
        Some(match self.tab? {
            DockTab::Experts => self.experts.id(),
            DockTab::Hits => self.hits.id(),
        })
    }

    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        experts: &ExpertsView,
        find: &FindView,
        actions: &mut Vec<Action>,
    ) {
        let t = theme();
        let p = palette(ui);
        let Some(tab) = self.tab else { return };
        let strip = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.pane_tabs));
        let inner = Rect::from_min_max(strip.left_bottom(), rect.max);
        ui.painter().rect_filled(inner, 0.0, p.surface.pane.0);
        let tabs = [
            Tab {
                title: "Expert information",
                count: Some(text::count(experts.rows.len() as u64)),
                icon: None,
            },
            Tab { title: "Find results", count: Some(text::count(find.hits.len() as u64)), icon: None },
        ];
        let on = usize::from(tab == DockTab::Hits);
        if let Some(clicked) = tab_strip(ui, strip, Id::unique("dock tabs"), &tabs, on) {
            self.tab = Some(if clicked == 0 { DockTab::Experts } else { DockTab::Hits });
        }
        let builder = UiBuilder::new()
            .max_rect(strip.shrink2(vec2(t.space.m, 0.0)))
            .id_salt("dock buttons")
            .layout(Layout::right_to_left(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = t.space.s;
            if icon_button(ui, Icon::Close, "Close dock", 22.0, false).on_hover_text("Close dock").clicked() {
                self.tab = None;
            }
            if tab == DockTab::Experts {
                if icon_button(ui, Icon::Copy, "Copy expert information", 22.0, false)
                    .on_hover_text("Copy as CSV")
                    .clicked()
                {
                    actions.push(Action::CopyText(as_csv(experts)));
                }
                self.chips(ui, experts);
            }
        });
        match tab {
            DockTab::Experts => self.experts(ui, inner, experts, actions),
            DockTab::Hits => self.hits(ui, inner, find, actions),
        }
    }

    /// A chip for each severity there is; a click leaves its findings out.
    fn chips(&mut self, ui: &mut Ui, experts: &ExpertsView) {
        let p = palette(ui);
        let t = theme();
        for grave in Grave::ALL.into_iter().rev() {
            let n = experts.rows.iter().filter(|row| row.grave == grave).count() as u64;
            if n == 0 {
                continue;
            }
            let on = !self.without.contains(&grave);
            let (color, soft) = tone_colors(p, tone(grave));
            let words = grave.counted(n);
            let font = Face::UiMedium.at(t.font.size.caption);
            let color = if on { color } else { p.text.tertiary };
            let galley = ui.painter().layout_no_wrap(words.clone(), font, color.0);
            let (place, response) =
                ui.allocate_exact_size(vec2(galley.size().x + 12.0, 18.0), Sense::click());
            let radius = f32::from(t.radius.chip);
            if on {
                ui.painter().rect_filled(place, radius, soft.0);
            } else {
                let line = hairline(p.line.subtle);
                ui.painter().rect_stroke(place, radius, line, egui::StrokeKind::Inside);
            }
            let top = (place.center().y - galley.size().y / 2.0).round();
            ui.painter().galley(pos2(place.left() + 6.0, top), galley, color.0);
            focus_ring(ui, &response, place, radius);
            response.widget_info(|| egui::WidgetInfo::selected(Role::CheckBox, true, on, words.clone()));
            if response.on_hover_text(if on { "Leave out" } else { "Show again" }).clicked()
                && !self.without.remove(&grave)
            {
                self.without.insert(grave);
            }
        }
    }

    fn experts(&mut self, ui: &mut Ui, rect: Rect, view: &ExpertsView, actions: &mut Vec<Action>) {
        let columns = expert_columns(rect);
        let body = table_header(
            ui,
            rect,
            &[
                ("", columns[0]),
                ("Severity", columns[1]),
                ("Frame", columns[2]),
                ("Protocol", columns[3]),
                ("Summary", columns[4]),
                ("Field", columns[5]),
                ("Count", columns[6]),
            ],
        );
        let shown: Vec<&ExpertView> =
            view.rows.iter().filter(|row| !self.without.contains(&row.grave)).collect();
        if shown.is_empty() {
            let (title, advice) = match view.progress {
                Some(_) => ("Looking at the frames", "What is worth noting comes here."),
                None => ("Nothing worth noting", "No frame has a finding."),
            };
            empty_state(ui, body, &Empty { icon: Icon::Expert, title, advice, actions: &[] }, actions);
            return;
        }
        let events =
            table(ui, body, &mut self.experts, "Expert information", shown.len(), self.selected, |row| {
                let Some(expert) = usize::try_from(row.index).ok().and_then(|i| shown.get(i)) else { return };
                paint_expert(row, &columns, expert);
            });
        if let Some(row) = events.clicked.or(events.moved).or(events.secondary_clicked) {
            self.selected = Some(row);
            if let Some(expert) = usize::try_from(row).ok().and_then(|i| shown.get(i))
                && expert.frame > 0
            {
                actions.push(Action::GoToFrame(expert.frame));
                if let Some(field) = expert.field {
                    actions.push(Action::SelectField(field.to_owned()));
                }
            }
        }
        let chosen = events.double_clicked.and_then(|row| shown.get(usize::try_from(row).ok()?));
        if let Some(field) = chosen.and_then(|expert| expert.field) {
            actions.push(Action::ApplyFilter(field.to_owned()));
        }
    }

    fn hits(&mut self, ui: &mut Ui, rect: Rect, view: &FindView, actions: &mut Vec<Action>) {
        let x = rect.left();
        let columns = [(x, x + 90.0), (x + 90.0, rect.right())];
        let body = table_header(ui, rect, &[("Frame", columns[0]), ("What stands there", columns[1])]);
        if view.hits.is_empty() {
            let empty = Empty {
                icon: Icon::Find,
                title: if view.result.is_empty() { "Nothing is sought" } else { "Nothing found" },
                advice: "Ctrl+F seeks in the list, the details, the bytes and what was decrypted.",
                actions: &[],
            };
            empty_state(ui, body, &empty, actions);
            return;
        }
        let current = view.current.map(|at| at as u64);
        let events = table(ui, body, &mut self.hits, "Find results", view.hits.len(), current, |row| {
            let Some(hit) = usize::try_from(row.index).ok().and_then(|i| view.hits.get(i)) else { return };
            let p = palette(row.ui);
            let [number, words] = cells(row, &columns);
            let (primary, link) = row_colors(row, p);
            let line = |color: Hex| Line { font: mono(), color: color.0, dim: p.text.tertiary.0 };
            line(link).paint(row.painter, number, &hit.frame.to_string(), Align::Min);
            let marks = view.needle.as_deref().map(|needle| needle.spans(hit.excerpt.as_bytes()));
            line(primary).paint_marked(
                row.painter,
                words,
                &hit.excerpt,
                (&marks.unwrap_or_default(), None),
                p,
            );
            row.name(Role::ListBoxOption, || format!("{} {}", hit.frame, text::escape(&hit.excerpt)));
        });
        if let Some(row) = events.clicked.or(events.moved)
            && let Ok(at) = usize::try_from(row)
        {
            actions.push(Action::ShowHit(at));
        }
    }
}

fn tone(grave: Grave) -> Tone {
    match grave {
        Grave::Error => Tone::Danger,
        Grave::Warning => Tone::Warn,
        Grave::Note => Tone::Accent,
        Grave::Chat | Grave::Comment => Tone::Neutral,
    }
}

fn grave_icon(grave: Grave) -> Icon {
    match grave {
        Grave::Error => Icon::Error,
        Grave::Warning => Icon::Warn,
        Grave::Note => Icon::Info,
        Grave::Chat | Grave::Comment => Icon::Comment,
    }
}

fn expert_columns(rect: Rect) -> [(f32, f32); 7] {
    let (left, right) = (rect.left(), rect.right());
    let wide = rect.width() > 900.0;
    let field = if wide { right - 316.0 } else { right - 70.0 };
    [
        (left, left + 28.0),
        (left + 24.0, left + 108.0),
        (left + 108.0, left + 198.0),
        (left + 198.0, left + 282.0),
        (left + 282.0, field),
        (field, right - 70.0),
        (right - 70.0, right - 10.0),
    ]
}

/// Paints a table's header; returns what is left below it.
fn table_header(ui: &Ui, rect: Rect, columns: &[(&str, (f32, f32))]) -> Rect {
    let p = palette(ui);
    let t = theme();
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header));
    ui.painter().rect_filled(head, 0.0, p.surface.header.0);
    ui.painter().hline(head.x_range(), head.bottom() - 0.5, hairline(p.line.strong));
    let line = Line { font: small(), color: p.text.secondary.0, dim: p.text.secondary.0 };
    for (title, (left, right)) in columns {
        let cell = Rect::from_min_max(pos2(*left, head.top()), pos2(*right, head.bottom()));
        if cell.width() < 2.0 * t.space.m {
            // A narrow window leaves this column out.
            continue;
        }
        let align = if *title == "Count" { Align::Max } else { Align::Min };
        line.paint(ui.painter(), cell.shrink2(vec2(t.space.s, 0.0)), title, align);
    }
    Rect::from_min_max(head.left_bottom(), rect.max)
}

fn table(
    ui: &mut Ui,
    rect: Rect,
    list: &mut RowList,
    name: &str,
    len: usize,
    selected: Option<u64>,
    paint: impl FnMut(&RowUi<'_>),
) -> RowEvents {
    let rows = Rows {
        name,
        role: Role::ListBox,
        row_role: Role::ListBoxOption,
        len: len as u64,
        row_height: ROW,
        selected,
        selects: true,
        bar_width: theme().size.scrollbar,
        own_bar: true,
    };
    list.show(ui, rect, &rows, paint)
}

fn cells<const N: usize>(row: &RowUi<'_>, columns: &[(f32, f32); N]) -> [Rect; N] {
    columns.map(|edges| table::cell(row.rect, edges).shrink2(vec2(theme().space.s, 0.0)))
}

/// Paints the ground of a row; returns the colours of its text and of its links.
fn row_colors(row: &RowUi<'_>, p: &Palette) -> (Hex, Hex) {
    let text = table::ground(row);
    (text, if row.selected && row.focused { text } else { p.accent.base })
}

fn paint_expert(row: &RowUi<'_>, columns: &[(f32, f32); 7], expert: &ExpertView) {
    let p = palette(row.ui);
    let (primary, link) = row_colors(row, p);
    let strong = row.selected && row.focused;
    let [icon, severity, frame, protocol, summary, field, count] = cells(row, columns);
    let (color, _) = tone_colors(p, tone(expert.grave));
    let color = if strong { primary } else { color };
    grave_icon(expert.grave).paint(row.painter, icon, 14.0, color.0);
    let prose = |color: Hex| Line { font: body(), color: color.0, dim: p.text.tertiary.0 };
    let data = |color: Hex| Line { font: mono(), color: color.0, dim: p.text.tertiary.0 };
    prose(primary).paint(row.painter, severity, expert.grave.words(), Align::Min);
    data(link).paint(row.painter, frame, &expert.frames, Align::Min);
    data(primary).paint(row.painter, protocol, &expert.protocol, Align::Min);
    prose(primary).paint(row.painter, summary, &expert.summary, Align::Min);
    if row.rect.width() > 900.0 {
        let quiet = if strong { primary } else { p.text.tertiary };
        data(quiet).paint(row.painter, field, expert.field.unwrap_or(""), Align::Min);
    }
    data(primary).paint(row.painter, count, &text::count(expert.count), Align::Max);
    row.name(Role::ListBoxOption, || {
        format!(
            "{} {} {}: {}",
            expert.grave.words(),
            expert.frames,
            expert.protocol,
            text::escape(&expert.summary)
        )
    });
}

fn as_csv(view: &ExpertsView) -> String {
    let mut csv = String::from("severity,frames,protocol,summary,field,count\n");
    for row in &view.rows {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let parts = [
            quoted(row.grave.words()),
            quoted(&row.frames),
            quoted(&row.protocol),
            quoted(&row.summary),
            quoted(row.field.unwrap_or("")),
            row.count.to_string(),
        ];
        csv.push_str(&parts.join(","));
        csv.push('\n');
    }
    csv
}
