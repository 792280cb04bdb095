//! Two ClientHellos, or an offer and what the server took of it, side by side: every row with a sign
//! that says how the sides differ. Not here: how they are set against each other (`audit`).

use eframe::egui::{
    self, Align, FontSelection, Layout, Rect, RichText, Sense, TextStyle, Ui, UiBuilder, Vec2,
    accesskit::Role, pos2, vec2,
};

use super::hello_parts::{Chosen, frame_link, hello_menu, paint_grade, severity_look};
use super::icons::Icon;
use super::model::Action;
use super::model::hello::{CompareView, HelloAct, HelloOrigin, HelloRow, HellosView, SideView};
use super::rows::{RowList, RowUi, Rows};
use super::text::{self, Line};
use super::theme::{Face, Hex, Palette, body, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, button, focus_ring};
use crate::audit::side_by_side::{Cell, Row, Section, Sign};

const BAR_HEIGHT: f32 = 36.0;
const HEAD_HEIGHT: f32 = 58.0;
const ROW_HEIGHT: f32 = 22.0;
/// Width of the labels, and of a sign.
const LABELS: f32 = 200.0;
/// Below this width the bar has no title: its buttons say enough.
const TITLED: f32 = 1_080.0;
const SIGN: f32 = 16.0;

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    All,
    /// Those that differ, with the row before and after.
    #[default]
    Context,
    Differences,
}

impl Show {
    const ALL: [(Show, &'static str); 3] = [
        (Show::All, "All rows"),
        (Show::Context, "Differences and context"),
        (Show::Differences, "Differences"),
    ];
}

/// A line of the table: a section's head, or one of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Head(usize),
    Row(usize, usize),
    /// So many rows that are the same are left out.
    Gap(usize),
}

/// The comparison between two painted frames.
#[derive(Debug)]
pub struct Compare {
    pub rows: RowList,
    show: Show,
    made_of: Option<(u64, Show)>,
    lines: Vec<Place>,
    selected: Option<u64>,
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            rows: RowList::new("comparison"),
            show: Show::default(),
            made_of: None,
            lines: Vec::new(),
            selected: None,
        }
    }
}

/// The lines of a table. Single values are few and always all there.
fn lines(sections: &[Section], show: Show) -> Vec<Place> {
    let mut out = Vec::new();
    for (s, section) in sections.iter().enumerate() {
        let shown = |i: usize| {
            let differs = |i: Option<usize>| i.and_then(|i| section.rows.get(i)).is_some_and(Row::differs);
            match show {
                Show::All => true,
                Show::Context => {
                    section.rows.get(i).is_some_and(|row| !row.label.is_empty())
                        || differs(Some(i))
                        || differs(i.checked_sub(1))
                        || differs(Some(i.saturating_add(1)))
                }
                Show::Differences => differs(Some(i)),
            }
        };
        out.push(Place::Head(s));
        let mut hidden = 0;
        for i in 0..section.rows.len() {
            if shown(i) {
                if hidden > 0 && show == Show::Context {
                    out.push(Place::Gap(hidden));
                }
                hidden = 0;
                out.push(Place::Row(s, i));
            } else {
                hidden += 1;
            }
        }
        if hidden > 0 && show == Show::Context {
            out.push(Place::Gap(hidden));
        }
    }
    out
}

/// Left edges: sign and cell of the left side, sign and cell of the right one, right end.
#[derive(Clone, Copy)]
struct Edges([f32; 5]);

impl Edges {
    fn of(rect: Rect) -> Self {
        let labels = LABELS.min(rect.width() * 0.2);
        let half = ((rect.width() - labels - theme().space.l) / 2.0).floor();
        let first = rect.left() + labels;
        let second = first + half;
        Self([first, first + SIGN, second, second + SIGN, rect.right() - theme().space.l])
    }

    /// Sign and cell of a side.
    fn side(self, side: usize, rect: Rect) -> (Rect, Rect) {
        let [a, b, c, d, end] = self.0;
        let (sign, cell, to) = if side == 0 { (a, b, c - 10.0) } else { (c, d, end) };
        let part = |from: f32, to: f32| Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()));
        (part(sign, cell), part(cell, to))
    }
}

impl Compare {
    /// Paints the comparison in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &CompareView,
        hellos: &HellosView,
        actions: &mut Vec<Action>,
    ) {
        let bar = Rect::from_min_size(rect.min, vec2(rect.width(), BAR_HEIGHT));
        self.bar(ui, bar, view, actions);
        let head = Rect::from_min_size(bar.left_bottom(), vec2(rect.width(), HEAD_HEIGHT));
        let edges = Edges::of(rect.with_max_x(rect.right() - theme().size.scrollbar));
        heads(ui, head, edges, view, hellos, actions);
        let below = rect.with_min_y(head.bottom());
        let line = headline(ui, below, view);
        // Of an offer every row counts.
        let show = if is_choice(view) { Show::All } else { self.show };
        if self.made_of != Some((view.generation, show)) {
            self.lines = lines(&view.table.sections, show);
            self.made_of = Some((view.generation, show));
            self.selected = None;
        }
        let places = &self.lines;
        let sections = &view.table.sections;
        let spec = Rows {
            name: "Comparison",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: places.len() as u64,
            row_height: ROW_HEIGHT,
            selected: self.selected,
            selects: true,
            bar_width: theme().size.scrollbar,
            own_bar: true,
        };
        let events = self.rows.show(ui, below.with_min_y(line.bottom()), &spec, |row_ui| {
            let place = usize::try_from(row_ui.index).ok().and_then(|at| places.get(at));
            let Some(place) = place else { return };
            paint_line(row_ui, *place, sections, edges);
        });
        if let Some(row) = events.clicked.or(events.moved) {
            self.selected = Some(row);
        }
    }

    fn bar(&mut self, ui: &mut Ui, rect: Rect, view: &CompareView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.strong));
        let builder = UiBuilder::new()
            .max_rect(rect.shrink2(vec2(theme().space.l, 0.0)))
            .id_salt("compare bar")
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if button(ui, ButtonKind::Quiet, Some(Icon::Back), "All hellos").clicked() {
                actions.push(Action::Hello(HelloAct::CloseCompare));
            }
            ui.painter().vline(
                ui.cursor().left().round() + 0.5,
                rect.shrink2(vec2(0.0, 8.0)).y_range(),
                hairline(p.line.strong),
            );
            ui.add_space(8.0);
            if rect.width() >= TITLED {
                let title = RichText::new("Compare hellos").font(Face::UiSemibold.at(theme().font.size.body));
                ui.label(title.color(p.text.primary.0));
            }
            if let Some(pairs) = view.pairs {
                pair_switch(ui, pairs, actions);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Copy as Markdown").clicked() {
                    actions.push(Action::Hello(HelloAct::CopyCompare));
                }
                if button(ui, ButtonKind::Normal, Some(Icon::Open), "Other capture…").clicked() {
                    actions.push(Action::Hello(HelloAct::AskOther));
                }
                if !is_choice(view) {
                    if button(ui, ButtonKind::Normal, Some(Icon::Compare), "Swap").clicked() {
                        actions.push(Action::Hello(HelloAct::Swap));
                    }
                    self.segments(ui);
                }
            });
        });
    }

    fn segments(&mut self, ui: &mut Ui) {
        let p = palette(ui);
        let t = theme();
        ui.spacing_mut().item_spacing.x = 0.0;
        for (show, label) in Show::ALL.into_iter().rev() {
            let on = self.show == show;
            let face = if on { Face::UiMedium } else { Face::Ui };
            let color = if on { p.text.primary } else { p.text.secondary };
            let galley = ui.painter().layout_no_wrap(label.to_owned(), face.at(t.font.size.body), color.0);
            let size = vec2(galley.size().x + 20.0, t.size.control);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            if on || response.hovered() {
                let fill = if on { p.surface.pressed } else { p.surface.hover };
                ui.painter().rect_filled(rect, 0.0, fill.0);
            }
            let inside = egui::StrokeKind::Inside;
            ui.painter().rect_stroke(rect, 0.0, hairline(p.line.strong), inside);
            let top = (rect.center().y - galley.size().y / 2.0).round();
            ui.painter().galley(pos2(rect.left() + 10.0, top), galley, color.0);
            focus_ring(ui, &response, rect, 2.0);
            response.widget_info(|| egui::WidgetInfo::selected(Role::Tab, true, on, label));
            if response.clicked() {
                self.show = show;
            }
        }
        ui.spacing_mut().item_spacing.x = 8.0;
    }
}

/// An offer stands beside what the server took of it.
fn is_choice(view: &CompareView) -> bool {
    view.sides.iter().any(|side| side.id.is_none())
}

fn pair_switch(ui: &mut Ui, pairs: super::model::hello::PairsView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let go = |ui: &mut Ui, icon, name: &str, to: Option<usize>, actions: &mut Vec<Action>| {
        ui.add_enabled_ui(to.is_some(), |ui| {
            if super::widgets::icon_button(ui, icon, name, 22.0, false).clicked()
                && let Some(to) = to
            {
                actions.push(Action::Hello(HelloAct::Pair(to)));
            }
        });
    };
    ui.spacing_mut().item_spacing.x = 2.0;
    go(ui, Icon::Prev, "Previous pair", pairs.at.checked_sub(1), actions);
    let words = format!("Pair {} of {}", pairs.at + 1, pairs.count);
    ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
    let next = Some(pairs.at + 1).filter(|at| *at < pairs.count);
    go(ui, Icon::Next, "Next pair", next, actions);
    let [left, right] = pairs.alone;
    if left + right > 0 {
        let words = format!("without a partner: {left} left, {right} right");
        ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
    }
    ui.spacing_mut().item_spacing.x = 8.0;
}

fn heads(
    ui: &mut Ui,
    rect: Rect,
    edges: Edges,
    view: &CompareView,
    hellos: &HellosView,
    actions: &mut Vec<Action>,
) {
    let p = palette(ui);
    ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.strong));
    let quiet = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
    let words = if is_choice(view) { "offered → taken" } else { "left → right" };
    quiet.paint(ui.painter(), rect.with_min_x(rect.left() + theme().space.l), words, Align::Min);
    for (i, side) in view.sides.iter().enumerate() {
        let (_, cell) = edges.side(i, rect);
        ui.push_id(i, |ui| side_head(ui, cell, (i, side), view, hellos, actions));
    }
}

fn side_head(
    ui: &mut Ui,
    rect: Rect,
    (at, side): (usize, &SideView),
    view: &CompareView,
    hellos: &HellosView,
    actions: &mut Vec<Action>,
) {
    let p = palette(ui);
    let icon = Rect::from_min_size(rect.min, vec2(36.0, rect.height()));
    match side.grade {
        Some(grade) => paint_grade(ui, ui.painter(), icon, 36.0, grade),
        None => Icon::Handshake.paint(ui.painter(), icon, 20.0, p.text.secondary.0),
    }
    let builder = UiBuilder::new()
        .max_rect(rect.with_min_x(rect.left() + 48.0).shrink2(vec2(0.0, 9.0)))
        .id_salt("side")
        .layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        ui.spacing_mut().interact_size.y = 18.0;
        ui.horizontal(|ui| {
            let title = RichText::new(&side.title).font(Face::UiSemibold.at(theme().font.size.body));
            ui.label(title.color(p.text.primary.0));
            if side.id.is_some() || at == 1 {
                chooser(ui, (at, side), view, hellos, actions);
            }
        });
        ui.horizontal(|ui| {
            if let Some(frame) = side.frame
                && frame_link(ui, frame)
            {
                actions.push(Action::GoToFrame(frame));
            }
            let place = RichText::new(text::escape(&side.place).into_owned()).font(small());
            ui.add(egui::Label::new(place.color(p.text.secondary.0)).truncate());
        });
    });
}

/// Chooses another hello for a side; for the right one also what the server took.
fn chooser(
    ui: &mut Ui,
    (at, side): (usize, &SideView),
    view: &CompareView,
    hellos: &HellosView,
    actions: &mut Vec<Action>,
) {
    let name = if at == 0 { "Choose the left hello" } else { "Choose the right hello" };
    let response = super::widgets::icon_button(ui, Icon::ChevronDown, name, 18.0, false).on_hover_text(name);
    let on = hellos.rows.iter().position(|row| Some(row.id) == side.id);
    let [left, right] = &view.sides;
    let row = match hello_menu(&response, &hellos.rows, on, at == 1) {
        None => return,
        Some(Chosen::Row(i)) => hellos.rows.get(i),
        Some(Chosen::Answer) => {
            actions.extend(left.id.map(|id| Action::Hello(HelloAct::CompareChoice(id))));
            return;
        }
    };
    let Some(row) = row else { return };
    let ids = match (at, left.id, right.id) {
        (0, _, Some(right)) => [row.id, right],
        (0, _, None) => return actions.push(Action::Hello(HelloAct::CompareChoice(row.id))),
        (_, Some(left), _) => [left, row.id],
        (_, None, _) => return,
    };
    actions.push(Action::Hello(HelloAct::Compare(ids)));
}

/// The comparison in words; returns what it covers.
fn headline(ui: &mut Ui, rect: Rect, view: &CompareView) -> Rect {
    let p = palette(ui);
    let mut job = egui::text::LayoutJob::default();
    let strong = Face::UiSemibold.at(theme().font.size.body);
    let plain = FontSelection::Style(TextStyle::Body).resolve(ui.style());
    let format = |font| egui::TextFormat::simple(font, p.text.primary.0);
    job.append(&text::escape(&view.table.headline), 0.0, format(strong));
    job.append(&format!(" {}", text::escape(&view.table.consequence)), 0.0, format(plain));
    job.wrap.max_width = (rect.width() - 56.0).max(80.0);
    let galley = ui.painter().layout_job(job);
    let height = (galley.size().y + 18.0).max(36.0).round();
    let place = Rect::from_min_size(rect.min, vec2(rect.width(), height));
    ui.painter().rect_filled(place, 0.0, p.info.soft.0);
    ui.painter().hline(place.x_range(), place.bottom() - 0.5, hairline(p.line.subtle));
    let icon = Rect::from_min_size(pos2(place.left() + 12.0, place.top()), vec2(20.0, 36.0));
    Icon::Info.paint(ui.painter(), icon, 14.0, p.info.base.0);
    let top = (place.center().y - galley.size().y / 2.0).round();
    ui.painter().galley(pos2(place.left() + 40.0, top), galley, p.text.primary.0);
    let response = ui.interact(place, egui::Id::unique("comparison headline"), Sense::hover());
    let name = format!("{} {}", view.table.headline, view.table.consequence);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, name.clone()));
    place
}

/// Text and background of a sign.
fn sign_colors(p: &Palette, sign: Sign) -> (Hex, Option<Hex>) {
    match sign {
        Sign::Added => (p.success.base, Some(p.success.soft)),
        Sign::Removed => (p.danger.base, Some(p.danger.soft)),
        Sign::Moved => (p.accent.base, Some(p.accent.soft)),
        Sign::Same | Sign::Differs | Sign::PassedOver => (p.text.tertiary, None),
    }
}

fn paint_line(row_ui: &RowUi<'_>, place: Place, sections: &[Section], edges: Edges) {
    let p = palette(row_ui.ui);
    let (rect, painter) = (row_ui.rect, row_ui.painter);
    let quiet = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
    let inner = rect.shrink2(vec2(theme().space.l, 0.0));
    match place {
        Place::Head(at) => {
            let Some(section) = sections.get(at) else { return };
            painter.rect_filled(rect, 0.0, p.surface.header.0);
            let font = Face::UiSemibold.at(theme().font.size.small);
            let strong = Line { font, color: p.text.primary.0, dim: p.text.tertiary.0 };
            let covered = strong.paint(painter, inner, section.title, Align::Min);
            quiet.paint(painter, inner.with_min_x(covered.right() + 8.0), &section.note, Align::Min);
            row_ui.name(Role::ListBoxOption, || format!("{} {}", section.title, section.note));
        }
        Place::Gap(count) => {
            let words = format!("… {count} the same");
            let (_, cell) = edges.side(0, rect);
            quiet.paint(painter, cell, &words, Align::Min);
            row_ui.name(Role::ListBoxOption, || words.clone());
        }
        Place::Row(section, at) => {
            let Some(row) = sections.get(section).and_then(|s| s.rows.get(at)) else { return };
            let label = Line { font: body(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
            let (sign, _) = edges.side(0, rect);
            label.paint(painter, inner.with_max_x(sign.left() - 6.0), row.label, Align::Min);
            for (side, cell) in [&row.left, &row.right].into_iter().enumerate() {
                if let Some(cell) = cell {
                    paint_cell(row_ui, edges.side(side, rect), cell);
                }
            }
            row_ui.name(Role::ListBoxOption, || name(row));
        }
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    if row_ui.selected {
        let edge = rect.with_max_x(rect.left() + 2.0);
        painter.rect_filled(edge, 0.0, p.accent.base.0);
    }
}

fn paint_cell(row_ui: &RowUi<'_>, (sign, cell): (Rect, Rect), what: &Cell) {
    let p = palette(row_ui.ui);
    let painter = row_ui.painter;
    let (color, soft) = sign_colors(p, what.sign);
    let line = Line { font: mono(), color: color.0, dim: color.0 };
    line.paint(painter, sign, what.sign.text(), Align::Min);
    if let Some(soft) = soft {
        painter.rect_filled(cell.expand2(vec2(6.0, 0.0)).with_max_x(cell.right()), 0.0, soft.0);
    }
    let mut left = cell.left();
    if let Some(severity) = what.severity {
        let (icon, color) = severity_look(p, severity);
        let place = Rect::from_min_size(pos2(left, cell.top()), vec2(14.0, cell.height()));
        icon.paint(painter, place, 12.0, color);
        left += 20.0;
    }
    let faint = if what.sign == Sign::PassedOver { p.text.secondary } else { p.text.primary };
    let text = Line { font: mono(), color: faint.0, dim: p.text.tertiary.0 };
    if let Some(id) = what.id {
        let weak = Line { color: p.text.tertiary.0, ..text.clone() };
        let covered = weak.paint(painter, cell.with_min_x(left), &format!("{id:04x}"), Align::Min);
        left = covered.right() + 8.0;
    }
    let mut right = cell.right() - 6.0;
    if let Some(grade) = what.grade {
        let place = Rect::from_center_size(pos2(right - 9.0, cell.center().y), Vec2::splat(18.0));
        paint_grade(row_ui.ui, painter, place, 16.0, grade);
        right -= 26.0;
    }
    let place = Rect::from_min_max(pos2(left, cell.top()), pos2(right.max(left), cell.bottom()));
    text.paint(painter, place, &what.text, Align::Min);
}

/// A row for those who hear it: "RSA_WITH_AES_128_CBC_SHA removed; …".
fn name(row: &Row) -> String {
    let side = |cell: &Cell| format!("{} {}", text::escape(&cell.text), cell.sign.word());
    let sides: Vec<String> = [&row.left, &row.right].into_iter().flatten().map(side).collect();
    let label = if row.label.is_empty() { String::new() } else { format!("{}: ", row.label) };
    format!("{label}{}", sides.join("; "))
}

/// The hellos to begin a comparison with: the inspected one, and the first that is another.
pub fn first_pair(view: &HellosView) -> Option<HelloAct> {
    let inspected = view.inspected.as_ref().map(|hello| &hello.row);
    let left = inspected.or(view.rows.first())?;
    // One of the other capture is what that was opened for.
    let is_another = |row: &&HelloRow| row.id != left.id && row.ja4 != left.ja4;
    let other = view.rows.iter().filter(is_another).min_by_key(|row| row.id.origin != HelloOrigin::Other);
    Some(match other.or(view.rows.iter().find(|row| row.id != left.id)) {
        Some(right) => HelloAct::Compare([left.id, right.id]),
        None => HelloAct::CompareChoice(left.id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sign: Sign) -> Row {
        let cell = |sign| Cell { sign, id: None, text: "x".into(), grade: None, severity: None };
        Row { label: "", left: Some(cell(sign)), right: None }
    }

    #[test]
    fn what_is_the_same_gives_way_to_what_differs() {
        use Sign::{Added, Same};
        let signs = [Same, Same, Same, Added, Same, Same];
        let section = Section { title: "t", note: String::new(), rows: signs.map(row).into() };
        let sections = [section];
        assert_eq!(lines(&sections, Show::All).len(), 7);
        use Place::{Gap, Head, Row};
        assert_eq!(
            lines(&sections, Show::Context),
            [Head(0), Gap(2), Row(0, 2), Row(0, 3), Row(0, 4), Gap(1)]
        );
        assert_eq!(lines(&sections, Show::Differences), [Head(0), Row(0, 3)]);
    }
}
