//! What is said of one session: the strip of tabs below the table, and the verdict with its sentence,
//! how sure it is, the frames that show it, and what can be done. Not here: the table it stands under
//! (`sessions`), the other tabs (`ladder`, `certificates`).

use eframe::egui::{
    self, Align, Frame, Id, Layout, Margin, Rect, RichText, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2,
};

use super::command::Command;
use super::icons::Icon;
use super::model::hello::HelloAct;
use super::model::tls::{FixView, SessionDetail, SessionRow, TriedView};
use super::model::{Action, ChipView, TlsState, Tone};
use super::sessions::DetailTab;
use super::text;
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::{
    ButtonKind, Empty, Tab, button, command_line, empty_state, link, paint_chip, tab_strip,
};
use crate::document::handshake::ladder::Ladder;

/// Below this width fixes stand under the evidence.
const TWO_COLUMNS: f32 = 900.0;
/// The widest that a single column becomes, px.
const READABLE: f32 = 960.0;

/// Paints the strip of tabs of a session; what is left of `rect` is for the tab.
pub fn frame(
    ui: &mut Ui,
    rect: Rect,
    row: Option<&SessionRow>,
    found: Option<&SessionDetail>,
    tab: &mut DetailTab,
    actions: &mut Vec<Action>,
) -> Rect {
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), theme().size.pane_tabs));
    let certificates: usize =
        found.map_or(0, |found| found.chains.iter().map(|chain| chain.certificates.len()).sum());
    let tabs: Vec<Tab<'_>> = DetailTab::ALL
        .iter()
        .map(|tab| Tab {
            title: tab.title(),
            count: (*tab == DetailTab::Certificates && certificates > 0).then(|| certificates.to_string()),
            icon: None,
        })
        .collect();
    let on = DetailTab::ALL.iter().position(|known| known == tab).unwrap_or(0);
    if let Some(clicked) = tab_strip(ui, head, Id::unique("session tabs"), &tabs, on)
        && let Some(clicked) = DetailTab::ALL.get(clicked)
    {
        *tab = *clicked;
    }
    if let Some(row) = row {
        title(ui, head.with_min_x(head.left() + 330.0), row, actions);
    }
    rect.with_min_y(head.bottom())
}

/// Paints the verdict on `row` in `rect`.
pub fn verdict_tab(
    ui: &mut Ui,
    rect: Rect,
    row: Option<&SessionRow>,
    found: Option<&SessionDetail>,
    actions: &mut Vec<Action>,
) {
    let p = palette(ui);
    ui.painter().rect_filled(rect, 0.0, p.surface.pane.0);
    let below = rect;
    let Some(row) = row else {
        let empty = Empty {
            icon: Icon::Filter,
            title: "No session passes",
            advice: "Clear the text or the chip above the table.",
            actions: &[],
        };
        return empty_state(ui, below, &empty, actions);
    };
    let has_fixes = !row.verdict.fixes.is_empty();
    let wide = rect.width() >= TWO_COLUMNS && has_fixes;
    // Lines whose ends stand far apart are not read as one.
    let alone = rect.right().min(rect.left() + READABLE);
    let split = if wide { (rect.left() + rect.width() * 0.5).round() } else { alone };
    let left = Rect::from_min_max(below.min, pos2(split, below.bottom()));
    column(ui, left, "verdict", |ui| {
        verdict(ui, row, actions);
        if let Some(ladder) = found.and_then(|found| found.ladder.as_deref())
            && row.state == TlsState::Closed
        {
            where_it_closes(ui, row, ladder);
        }
        if has_fixes && !wide {
            fixes(ui, row, actions);
        }
    });
    if wide {
        ui.painter().vline(split + 0.5, below.y_range(), hairline(p.line.subtle));
        let right = Rect::from_min_max(pos2(split + 1.0, below.top()), below.max);
        column(ui, right, "fixes", |ui| fixes(ui, row, actions));
    }
}

fn column(ui: &mut Ui, rect: Rect, id: &str, add: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(20.0, 0.0)))
        .id_salt(id)
        .layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.shrink_clip_rect(rect);
        ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, |ui| {
            ui.add_space(16.0);
            add(ui);
            ui.add_space(16.0);
        });
    });
}

fn title(ui: &mut Ui, rect: Rect, row: &SessionRow, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(theme().space.l, 0.0)))
        .id_salt("session title")
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            if link(ui, "Apply as filter").clicked() {
                actions.push(Action::ApplyFilter(row.filter.clone()));
                actions.push(Action::Run(Command::ShowFrames));
            }
            if link(ui, "Follow stream").clicked() {
                actions.push(Action::FollowSession(row.frame));
            }
            if link(ui, "Inspect hello").clicked() {
                actions.push(Action::Hello(HelloAct::InspectFrame(row.frame)));
            }
            let frames = text::plural(row.frames, "frame", "frames");
            let words = format!("Session {} · {frames} · {}", row.number, row.filter);
            let words = RichText::new(words).font(small()).color(p.text.secondary.0);
            ui.add(egui::Label::new(words).truncate());
        });
    });
}

fn verdict(ui: &mut Ui, row: &SessionRow, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let t = theme();
    let said = &row.verdict;
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.horizontal_top(|ui| {
        let (place, _) = ui.allocate_exact_size(Vec2::splat(36.0), egui::Sense::hover());
        ui.painter().rect_filled(place, f32::from(t.radius.card), p.surface.raised.0);
        let radius = f32::from(t.radius.card);
        ui.painter().rect_stroke(place, radius, hairline(p.line.subtle), egui::StrokeKind::Inside);
        row.state.icon().paint(ui.painter(), place, 18.0, row.state.color(p).0);
        ui.add_space(6.0);
        ui.vertical(|ui| {
            let words = RichText::new(text::escape(&said.title).into_owned());
            ui.label(words.font(Face::UiSemibold.at(t.font.size.title)).color(p.text.primary.0));
            let words = RichText::new(text::escape(&said.sentence).into_owned()).font(body());
            ui.add(egui::Label::new(words.color(p.text.secondary.0)).selectable(true).wrap());
        });
    });
    ui.add_space(6.0);
    chips(ui, row);
    if !said.evidence.is_empty() {
        let leads = said.evidence.iter().any(|fact| fact.frame.is_some());
        heading(ui, "Evidence", if leads { "click a frame to see it" } else { "" });
        for (i, fact) in said.evidence.iter().enumerate() {
            ui.push_id(i, |ui| evidence(ui, fact, actions));
        }
    }
    if !said.tried.is_empty() {
        heading(ui, "Also tried", "");
        for secret in &said.tried {
            tried(ui, secret);
        }
    }
    if !said.also.is_empty() {
        heading(ui, "Also", "");
        for words in &said.also {
            ui.label(RichText::new(*words).color(p.text.secondary.0));
        }
    }
}

fn chips(ui: &mut Ui, row: &SessionRow) {
    let said = &row.verdict;
    let tone = match said.certainty {
        "proved" => Tone::Success,
        "likely" => Tone::Warn,
        _ => Tone::Neutral,
    };
    let mut chips: Vec<(String, Tone)> = Vec::new();
    if let Some(slug) = said.slug {
        chips.push((format!("cause {slug}"), Tone::Neutral));
    }
    chips.push((format!("certainty: {}", said.certainty), tone));
    if let Some(by) = &said.opened_by {
        chips.push((format!("opened by {by}"), Tone::Success));
    }
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), egui::Sense::hover());
    // Painted from the right edge of each: their widths are known first.
    let mut left = rect.left();
    for (text, tone) in &chips {
        let chip = ChipView { text: text.clone(), tone: *tone, icon: None };
        let galley_width = {
            let font = Face::UiMedium.at(theme().font.size.caption);
            let line =
                text::Line { font, color: palette(ui).text.primary.0, dim: palette(ui).text.tertiary.0 };
            line.layout(ui.painter(), text, 240.0).size().x + 12.0
        };
        paint_chip(ui, ui.painter(), rect, left + galley_width, &chip, false);
        left += galley_width + 6.0;
    }
    let name: Vec<String> = chips.into_iter().map(|(text, _)| text).collect();
    let name = text::escape(&name.join(", ")).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, name.clone()));
}

fn heading(ui: &mut Ui, title: &str, note: &str) {
    let p = palette(ui);
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        let words = RichText::new(title).font(Face::UiSemibold.at(theme().font.size.body));
        ui.label(words.color(p.text.primary.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(note).font(small()).color(p.text.tertiary.0));
        });
    });
}

fn evidence(ui: &mut Ui, fact: &super::model::tls::EvidenceView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let top = ui.cursor().top().floor() + 0.5;
    ui.painter().hline(ui.max_rect().x_range(), top, hairline(p.line.subtle));
    ui.add_space(3.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.allocate_ui_with_layout(vec2(76.0, 20.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(76.0);
            match fact.frame {
                Some(frame) => {
                    if link(ui, &format!("frame {frame}")).clicked() {
                        actions.push(Action::GoToFrame(frame));
                        actions.push(Action::Run(Command::ShowFrames));
                    }
                }
                None => {
                    ui.label(RichText::new("–").color(p.text.tertiary.0));
                }
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(fact.field).font(Face::Mono.at(11.0)).color(p.text.tertiary.0));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let value = text::escape(&fact.value).into_owned();
                let chars = (ui.available_width() / 7.4).max(8.0) as usize;
                let short = text::middle_ellipsis(&value, chars).into_owned();
                let label = RichText::new(short).font(mono()).color(p.text.primary.0);
                ui.add(egui::Label::new(label)).on_hover_text(value);
            });
        });
    });
}

fn tried(ui: &mut Ui, secret: &TriedView) {
    let p = palette(ui);
    let top = ui.cursor().top().floor() + 0.5;
    ui.painter().hline(ui.max_rect().x_range(), top, hairline(p.line.subtle));
    ui.add_space(3.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let (place, _) = ui.allocate_exact_size(vec2(14.0, 20.0), egui::Sense::hover());
        let icon = if secret.is_key { Icon::Key } else { Icon::File };
        icon.paint(ui.painter(), place, 14.0, p.text.secondary.0);
        let name = text::escape(&secret.name).into_owned();
        let short = text::middle_ellipsis(&name, 36).into_owned();
        ui.label(RichText::new(short).font(mono()).color(p.text.primary.0)).on_hover_text(name);
        ui.label(RichText::new(secret.text).color(p.text.secondary.0));
    });
}

/// The handshake in one line, up to where it goes on sealed: the steps that made the one-time key
/// are filled.
fn where_it_closes(ui: &mut Ui, row: &SessionRow, ladder: &Ladder) {
    use crate::document::handshake::said::What;
    let p = palette(ui);
    let (makes_key, note): (&[u8], &str) = match row.verdict.slug {
        Some("ecdhe" | "dhe") => (&[12, 16], "the filled steps made the one-time key"),
        Some("tls13") => (&[1, 2], "the filled steps made the one-time key"),
        _ => (&[], ""),
    };
    let mut messages: Vec<(String, u32, bool)> = Vec::new();
    for step in &ladder.steps {
        for item in &step.items {
            // What says nothing by itself is left out.
            if let What::Handshake { kind, whole: true } = item.what
                && !matches!(kind, 3 | 4 | 14 | 22)
                && !item.is_opened
                && messages.len() < 6
            {
                messages.push((item.name.clone(), step.last_frame().number(), makes_key.contains(&kind)));
            }
        }
    }
    if messages.len() < 2 {
        return;
    }
    heading(ui, "Where it closes", note);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 72.0), egui::Sense::hover());
    let width = rect.width() / (messages.len() + 1) as f32;
    let center = |at: usize| (rect.left() + width * (at as f32 + 0.5)).round();
    let y = rect.top() + 10.0;
    let painter = ui.painter();
    let line = hairline(p.line.control);
    for at in 0..messages.len() {
        painter.hline((center(at) + 10.0)..=(center(at + 1) - 10.0), y + 0.5, line);
    }
    for (at, (name, frame, makes)) in messages.iter().enumerate() {
        let (dot, color) = match makes {
            true => (p.accent.base, p.text.primary),
            false => (p.text.tertiary, p.text.secondary),
        };
        if *makes {
            painter.circle_filled(pos2(center(at), y), 3.0, dot.0);
        } else {
            painter.circle_stroke(pos2(center(at), y), 2.5, egui::Stroke::new(1.25, dot.0));
        }
        let face = if *makes { Face::UiMedium } else { Face::Ui };
        let font = face.at(theme().font.size.small);
        let mut job = egui::text::LayoutJob::simple(name.clone(), font, color.0, width - 8.0);
        job.halign = Align::Center;
        let galley = painter.layout_job(job);
        let number = pos2(center(at), y + 18.0 + galley.size().y);
        painter.galley(pos2(center(at), y + 9.0), galley, color.0);
        let font = Face::Mono.at(theme().font.size.mono_small);
        painter.text(number, egui::Align2::CENTER_CENTER, frame, font, p.text.tertiary.0);
    }
    let last = Rect::from_center_size(pos2(center(messages.len()), y), Vec2::splat(14.0));
    Icon::LockClosed.paint(painter, last, 14.0, p.text.secondary.0);
    let at = pos2(center(messages.len()), y + 17.0);
    painter.text(at, egui::Align2::CENTER_CENTER, "encrypted", small(), p.text.secondary.0);
    let names: Vec<&str> = messages.iter().map(|(name, ..)| name.as_str()).collect();
    let words = format!("{}, then encrypted", text::escape(&names.join(", ")));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words.clone()));
}

fn fixes(ui: &mut Ui, row: &SessionRow, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let words = RichText::new("What would open it").font(Face::UiSemibold.at(theme().font.size.title));
    ui.label(words.color(p.text.primary.0));
    ui.add_space(6.0);
    for (i, fix) in row.verdict.fixes.iter().enumerate() {
        ui.push_id(i, |ui| self::fix(ui, i + 1, fix, actions));
        ui.add_space(8.0);
    }
}

fn fix(ui: &mut Ui, number: usize, fix: &FixView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    Frame::new()
        .fill(p.surface.header.0)
        .stroke(hairline(p.line.subtle))
        .corner_radius(f32::from(theme().radius.card))
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                if let Some((label, action)) = fix.buttons.first()
                    && button(ui, ButtonKind::Primary, None, label).clicked()
                {
                    actions.push(action.clone());
                }
                ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                    ui.label(RichText::new(number.to_string()).font(mono()).color(p.text.tertiary.0));
                    let words = RichText::new(text::escape(&fix.text).into_owned());
                    ui.add(egui::Label::new(words.color(p.text.primary.0)).wrap());
                });
            });
            if let Some(command) = &fix.command {
                ui.add_space(6.0);
                command_line(ui, command, actions);
            }
            if fix.buttons.len() > 1 {
                ui.add_space(6.0);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 16.0;
                    for (label, action) in fix.buttons.iter().skip(1) {
                        if link(ui, label).clicked() {
                            actions.push(action.clone());
                        }
                    }
                });
            }
        });
}
