//! Status bar, the progress of jobs, and the banner with the result of the last large act.

use eframe::egui::{self, Align, Id, Layout, Rect, RichText, Sense, Ui, UiBuilder, pos2, vec2};

use super::command::Command;
use super::icons::Icon;
use super::model::{Action, BannerView, JobView, Tone, View};
use super::text;
use super::theme::{Hex, body, hairline, palette, small, theme};
use super::widgets::{icon_button, splitter_line, tone_colors, tone_icon};

/// Height of a banner.
pub const BANNER_HEIGHT: f32 = 32.0;

/// The status bar in `rect`.
pub fn status_bar(ui: &mut Ui, rect: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let t = theme();
    ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
    splitter_line(ui, Rect::from_min_size(rect.min, vec2(rect.width(), 1.0)));
    let inner = rect.shrink2(vec2(t.space.m, 0.0));
    let builder =
        UiBuilder::new().max_rect(inner).id_salt("status bar").layout(Layout::right_to_left(Align::Center));
    let mut left_limit = inner.right();
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = t.space.m;
        item(ui, None, &format!("{} %", view.settings.zoom), p.text.secondary);
        separator(ui);
        super::profile_menu::show(ui, view, actions);
        if let Some(capture) = &view.capture {
            let status = view.status;
            if status.sessions > 0 {
                separator(ui);
                let all = status.sessions_open == status.sessions;
                let (icon, color) = match status.sessions_open {
                    0 => (Icon::LockClosed, p.tls.closed),
                    _ if all => (Icon::LockOpen, p.tls.open),
                    _ => (Icon::LockHalf, p.tls.half),
                };
                let sessions = text::plural(status.sessions, "session", "sessions");
                let words = format!("{} of {sessions} decrypted", text::count(status.sessions_open));
                item(ui, Some((icon, color)), &words, p.text.primary);
            }
            separator(ui);
            let shown = capture.rows.len();
            let percent = match capture.frames {
                0 => String::new(),
                frames if shown == frames => " (100 %)".to_owned(),
                frames => format!(" ({:.1} %)", shown as f64 * 100.0 / frames as f64),
            };
            if !view.filter.applied.is_empty() {
                let words = format!("Displayed {}{percent}", text::count(shown));
                item(ui, None, &words, p.text.primary);
                separator(ui);
            }
            if capture.chosen > 1 {
                item(ui, None, &format!("Chosen {}", text::count(capture.chosen)), p.text.primary);
                separator(ui);
            }
            if capture.marked > 0 {
                item(ui, None, &format!("Marked {}", text::count(capture.marked)), p.text.primary);
                separator(ui);
            }
            item(ui, None, &format!("Frames {}", text::count(capture.frames)), p.text.primary);
            if let Some(live) = view.live.filter(|live| live.dropped > 0) {
                separator(ui);
                let words = format!("Dropped {}", text::count(live.dropped));
                item(ui, Some((Icon::Warn, p.danger.base)), &words, p.danger.base);
            }
        }
        left_limit = ui.min_rect().left();
    });
    let left = Rect::from_min_max(inner.min, pos2(left_limit - t.space.m, inner.bottom()));
    let builder =
        UiBuilder::new().max_rect(left).id_salt("status left").layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.shrink_clip_rect(left);
        ui.spacing_mut().item_spacing.x = t.space.m;
        if view.capture.is_some() && view.status.problems > 0 {
            findings_item(ui, view.status.problems, actions);
            separator(ui);
        }
        if let Some(job) = view.jobs.first() {
            job_item(ui, rect, job, view.jobs.len(), actions);
        } else {
            if view.live.is_some() {
                let (dot, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
                ui.painter().circle_filled(dot.center(), 4.0, p.danger.base.0);
            }
            let message = text::escape(&view.status.message).into_owned();
            let label = RichText::new(message).font(small()).color(p.text.secondary.0);
            ui.add(egui::Label::new(label).truncate());
        }
    });
}

/// How many findings there are, which leads to them.
fn findings_item(ui: &mut Ui, problems: u64, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let words = text::count(problems);
    let response = item(ui, Some((Icon::Expert, p.warn.base)), &words, p.text.primary);
    let response = response.interact(Sense::click());
    let name = format!("{words} findings");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
    if response.on_hover_text("Expert information").clicked() {
        actions.push(Action::Run(Command::ExpertInformation));
    }
}

fn separator(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(1.0, 12.0), Sense::hover());
    ui.painter().vline(rect.center().x, rect.y_range(), hairline(palette(ui).line.strong));
}

/// Words with an icon before them, in either direction of the layout.
fn item(ui: &mut Ui, icon: Option<(Icon, Hex)>, words: &str, color: Hex) -> egui::Response {
    let galley = ui.painter().layout_no_wrap(words.to_owned(), small(), color.0);
    let icon_width = if icon.is_some() { 20.0 } else { 0.0 };
    let size = vec2(galley.size().x + icon_width, theme().size.status_bar);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    if let Some((icon, color)) = icon {
        let place = Rect::from_min_size(rect.min, vec2(14.0, rect.height()));
        icon.paint(ui.painter(), place, 14.0, color.0);
    }
    let top = (rect.center().y - galley.size().y / 2.0).round();
    ui.painter().galley(pos2(rect.left() + icon_width, top), galley, color.0);
    let name = words.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, name.clone()));
    response
}

fn job_item(ui: &mut Ui, bar: Rect, job: &JobView, jobs: usize, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let more = match jobs {
        0 | 1 => String::new(),
        n => format!(" and {}", text::plural(n as u64 - 1, "more task", "more tasks")),
    };
    let percent = job.progress.map_or(String::new(), |progress| format!(" · {:.0} %", progress * 100.0));
    let words = format!("{}{percent}{more}", text::escape(&job.title));
    item(ui, Some((Icon::Clock, p.accent.base)), &words, p.text.primary);
    if job.can_cancel && icon_button(ui, Icon::Close, "Cancel", 20.0, false).on_hover_text("Cancel").clicked()
    {
        actions.push(Action::CancelJob(job.id));
    }
    // The busy line along the bar's upper edge.
    let (from, to) = match job.progress {
        Some(progress) => (0.0, progress.clamp(0.0, 1.0)),
        None => {
            let phase = (ui.input(|input| input.time) * 0.6).fract() as f32;
            ui.ctx().request_repaint_after_secs(0.05);
            (phase * 0.8, phase * 0.8 + 0.2)
        }
    };
    let line = Rect::from_min_max(
        pos2(bar.left() + bar.width() * from, bar.top()),
        pos2(bar.left() + bar.width() * to, bar.top() + 2.0),
    );
    let painter = ui.painter().with_clip_rect(bar);
    painter.rect_filled(line, 0.0, p.accent.base.0);
}

/// The result of the last large act; stays until the user closes it.
pub fn banner(ui: &mut Ui, rect: Rect, banner: &BannerView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let t = theme();
    let (color, _) = tone_colors(p, banner.tone);
    let (soft, line) = match banner.tone {
        Tone::Success => (p.success.soft, p.success.line),
        Tone::Warn => (p.warn.soft, p.warn.line),
        Tone::Danger => (p.danger.soft, p.danger.line),
        Tone::Accent | Tone::Neutral => (p.info.soft, p.info.line),
    };
    ui.painter().rect_filled(rect, 0.0, soft.0);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(line));
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(t.space.l, 0.0)))
        .id_salt(Id::unique("banner"))
        .layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        if icon_button(ui, Icon::Close, "Close message", 22.0, false).on_hover_text("Close message").clicked()
        {
            actions.push(Action::CloseBanner);
        }
        if let Some((label, action)) = &banner.action
            && super::widgets::link(ui, label).clicked()
        {
            actions.push(action.clone());
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (place, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
            tone_icon(banner.tone).paint(ui.painter(), place, 16.0, color.0);
            let words = text::escape(&banner.text).into_owned();
            let label = RichText::new(&words).font(body()).color(p.text.primary.0);
            ui.add(egui::Label::new(label).truncate()).on_hover_text(words);
        });
    });
}
