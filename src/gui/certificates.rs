//! The certificates of the selected session: the chains of both sides as a tree, beside it the facts
//! and findings of one certificate, and the ways to save it. Not here: what they say (`app`).

use eframe::egui::{
    self, Align, Id, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, accesskit::Role, pos2, vec2,
};

use super::command::Command;
use super::icons::Icon;
use super::model::tls::{CertificateView, ChainView, SessionDetail};
use super::model::{Action, ChipView, Tone};
use super::text::{self, Line};
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::{
    ButtonKind, Empty, button, empty_state, focus_ring, link, paint_chip, tone_colors, tone_icon,
};

/// Width of the tree, and height of its rows.
const TREE: f32 = 360.0;
const ROW: f32 = 38.0;
/// Width of the names of facts.
const NAME: f32 = 128.0;

/// The pane between two painted frames.
#[derive(Debug, Default)]
pub struct CertificatesPane {
    /// Chain and certificate that are shown.
    selected: (usize, usize),
    session: Option<usize>,
}

impl CertificatesPane {
    /// Paints the certificates in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        found: Option<&SessionDetail>,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.pane.0);
        let Some(found) = found.filter(|found| !found.chains.is_empty()) else {
            let empty = match found {
                None => Empty {
                    icon: Icon::Clock,
                    title: "Looking for certificates",
                    advice: "The handshake is being read.",
                    actions: &[],
                },
                Some(found) => Empty {
                    icon: Icon::Certificate,
                    title: "No certificates",
                    advice: found.no_certificates,
                    actions: &[],
                },
            };
            return empty_state(ui, rect, &empty, actions);
        };
        if self.session != Some(found.session) {
            *self = Self { session: Some(found.session), selected: (0, 0) };
        }
        let chosen = found.chains.get(self.selected.0).and_then(|c| c.certificates.get(self.selected.1));
        if chosen.is_none() {
            self.selected = (0, 0);
        }
        let split = rect.left() + TREE.min(rect.width() * 0.42).round();
        let tree = rect.with_max_x(split);
        self.tree(ui, tree, &found.chains, actions);
        ui.painter().vline(split + 0.5, rect.y_range(), hairline(p.line.subtle));
        let (chain, index) = self.selected;
        if let Some(chain) = found.chains.get(chain)
            && let Some(certificate) = chain.certificates.get(index)
        {
            facts(ui, rect.with_min_x(split + 1.0), chain, certificate, actions);
        }
    }

    fn tree(&mut self, ui: &mut Ui, rect: Rect, chains: &[ChainView], actions: &mut Vec<Action>) {
        let p = palette(ui);
        column(ui, rect, "certificate tree", 0.0, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, chain) in chains.iter().enumerate() {
                chain_head(ui, chain, actions);
                let mut depth = 0;
                if let Some(issuer) = &chain.missing_issuer {
                    missing(ui, issuer);
                    depth = 1;
                }
                // The issuer stands above what it signed, as in a tree.
                for (index, certificate) in chain.certificates.iter().enumerate().rev() {
                    let is_on = self.selected == (at, index);
                    if node(ui, (at, index), certificate, depth, is_on) {
                        self.selected = (at, index);
                    }
                    depth += 1;
                }
            }
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| {
                ui.add_space(12.0);
                let words = "Signatures are not verified and nothing is looked up.";
                ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
            });
        });
    }
}

fn column(ui: &mut Ui, rect: Rect, id: &str, pad: f32, add: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(pad, 0.0)))
        .id_salt(id)
        .layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.shrink_clip_rect(rect);
        ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, add);
    });
}

fn chain_head(ui: &mut Ui, chain: &ChainView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(12.0, 0.0)))
        .id_salt(("chain", chain.sender, chain.frame))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let title = RichText::new(chain.sender).font(Face::UiMedium.at(theme().font.size.small));
        ui.label(title.color(p.text.primary.0));
        let response = link(ui, &format!("frame {}", chain.frame));
        if response.clicked() {
            actions.push(Action::GoToFrame(chain.frame));
            actions.push(Action::Run(Command::ShowFrames));
        }
        if chain.was_sealed {
            ui.label(RichText::new("came encrypted").font(small()).color(p.success.base.0));
        }
    });
}

fn missing(ui: &mut Ui, issuer: &str) {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let line = Line { font: body(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
    let words = format!("{issuer} (not sent)");
    line.paint(ui.painter(), rect.shrink2(vec2(14.0, 0.0)), &words, Align::Min);
    let name = text::escape(&words).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, name.clone()));
}

/// A certificate of the tree; true if it was clicked.
fn node(ui: &mut Ui, at: (usize, usize), certificate: &CertificateView, depth: usize, is_on: bool) -> bool {
    let p = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, Id::unique("certificate").with(at), Sense::click());
    let fill = match (is_on, response.has_focus()) {
        (true, true) => Some(p.selection.row),
        (true, false) => Some(p.selection.row_unfocused),
        _ if response.hovered() => Some(p.surface.row_hover),
        _ => None,
    };
    let (mut title_color, mut note_color) = (p.text.primary, p.text.tertiary);
    let mut icon_color = match certificate.tone {
        Tone::Neutral => p.text.secondary,
        tone => tone_colors(p, tone).0,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 0.0, fill.0);
    }
    if is_on && response.has_focus() {
        (title_color, note_color) = (p.selection.row_text, p.selection.row_text);
        icon_color = p.selection.row_text;
    } else if is_on {
        ui.painter().rect_filled(rect.with_max_x(rect.left() + 2.0), 0.0, p.accent.base.0);
        note_color = p.text.secondary;
    }
    let left = rect.left() + 14.0 + depth as f32 * 16.0;
    if depth > 0 {
        // The elbow that leads from the issuer to what it signed.
        let (x, y) = ((left - 9.0).round() + 0.5, rect.center().y.round() + 0.5);
        let stroke = hairline(p.line.control);
        ui.painter().vline(x, rect.top()..=y, stroke);
        ui.painter().hline(x..=left - 2.0, y, stroke);
    }
    let icon = Rect::from_min_size(pos2(left, rect.top()), vec2(16.0, rect.height()));
    let sign =
        if certificate.tone == Tone::Neutral { Icon::Certificate } else { tone_icon(certificate.tone) };
    sign.paint(ui.painter(), icon, 14.0, icon_color.0);
    let words = rect.with_min_x(left + 22.0).with_max_x(rect.right() - 8.0);
    let title =
        Line { font: Face::UiMedium.at(theme().font.size.body), color: title_color.0, dim: note_color.0 };
    title.paint(ui.painter(), words.with_max_y(rect.center().y + 2.0), &certificate.title, Align::Min);
    let note = Line { font: small(), color: note_color.0, dim: note_color.0 };
    note.paint(ui.painter(), words.with_min_y(rect.center().y), &certificate.note, Align::Min);
    focus_ring(ui, &response, rect.shrink(2.0), 2.0);
    let name = format!("{}, {}", text::escape(&certificate.title), certificate.note);
    response.widget_info(|| egui::WidgetInfo::selected(Role::TreeItem, true, is_on, name.clone()));
    if response.clicked() {
        response.request_focus();
    }
    response.clicked()
}

fn facts(
    ui: &mut Ui,
    rect: Rect,
    chain: &ChainView,
    certificate: &CertificateView,
    actions: &mut Vec<Action>,
) {
    let p = palette(ui);
    let foot = rect.with_min_y(rect.bottom() - 44.0);
    column(ui, rect.with_max_y(foot.top()), "certificate facts", 20.0, |ui| {
        ui.add_space(14.0);
        let words = RichText::new(text::escape(&certificate.title).into_owned());
        let font = Face::UiSemibold.at(theme().font.size.title);
        ui.add(egui::Label::new(words.font(font).color(p.text.primary.0)).wrap());
        ui.add_space(6.0);
        for finding in &certificate.findings {
            ui.push_id((finding.title, &finding.detail), |ui| finding_row(ui, finding));
        }
        if certificate.findings.is_empty() {
            let words = RichText::new("Nothing to find fault with.").color(p.text.secondary.0);
            ui.label(words);
        }
        ui.add_space(10.0);
        ui.spacing_mut().item_spacing.y = 3.0;
        for (index, line) in certificate.lines.iter().enumerate() {
            ui.push_id(index, |ui| fact(ui, line, actions));
        }
        ui.add_space(12.0);
    });
    ui.painter().hline(foot.x_range(), foot.top() + 0.5, hairline(p.line.subtle));
    let builder = UiBuilder::new()
        .max_rect(foot.shrink2(vec2(20.0, 0.0)))
        .id_salt("certificate foot")
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let save = |name: &str, bytes: Vec<u8>| Action::AskSave { name: name.to_owned(), bytes };
        let file = &certificate.file_name;
        if button(ui, ButtonKind::Normal, Some(Icon::Save), "Save PEM…").clicked() {
            actions.push(save(&format!("{file}.pem"), certificate.pem.clone().into_bytes()));
        }
        if button(ui, ButtonKind::Normal, None, "Save DER…").clicked() {
            actions.push(save(&format!("{file}.der"), certificate.der.clone()));
        }
        if chain.certificates.len() > 1 && button(ui, ButtonKind::Normal, None, "Save chain…").clicked() {
            actions.push(save(&format!("{file}-chain.pem"), chain.pem.clone().into_bytes()));
        }
        if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Copy PEM").clicked() {
            actions.push(Action::CopyText(certificate.pem.clone()));
        }
    });
}

fn finding_row(ui: &mut Ui, finding: &super::model::tls::CertificateFindingView) {
    let p = palette(ui);
    let chip = ChipView { text: finding.word.to_owned(), tone: finding.tone, icon: None };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        let (place, _) = ui.allocate_exact_size(vec2(46.0, 20.0), Sense::hover());
        paint_chip(ui, ui.painter(), place, place.left() + chip_width(ui, &chip), &chip, false);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let words = RichText::new(capital(finding.title)).font(Face::UiMedium.at(theme().font.size.body));
            ui.label(words.color(p.text.primary.0));
            let words = RichText::new(text::escape(&finding.detail).into_owned()).color(p.text.secondary.0);
            ui.add(egui::Label::new(words).wrap());
        });
    });
    ui.add_space(6.0);
}

fn chip_width(ui: &Ui, chip: &ChipView) -> f32 {
    let p = palette(ui);
    let font = Face::UiMedium.at(theme().font.size.caption);
    let line = Line { font, color: p.text.primary.0, dim: p.text.tertiary.0 };
    line.layout(ui.painter(), &chip.text, 240.0).size().x + 12.0
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn fact(ui: &mut Ui, line: &super::model::tls::CertificateLine, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let color = match line.tone {
        Tone::Neutral => p.text.primary,
        tone => tone_colors(p, tone).0,
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.allocate_ui(vec2(NAME, 18.0), |ui| {
            ui.set_min_width(NAME);
            ui.label(RichText::new(line.name).color(p.text.tertiary.0));
        });
        let words = text::escape(&line.text).into_owned();
        let font = if line.mono { mono() } else { body() };
        let label = RichText::new(&words).font(font).color(color.0);
        if line.mono {
            let response = ui.add(egui::Label::new(label).sense(Sense::click()).wrap());
            if response.on_hover_text("Click to copy").clicked() {
                actions.push(Action::CopyText(words));
            }
        } else {
            ui.add(egui::Label::new(label).selectable(true).wrap());
        }
    });
}
