//! The tour of the sample: a card at the lower right that leads from the founding capture to its
//! decrypted reply in five short steps. Not here: opening the sample and its key (`app`).

use eframe::egui::{self, Align, Id, Layout, Rect, RichText, Ui, vec2};

use super::command::Command;
use super::icons::Icon;
use super::model::{Action, TlsState, TourAct, View};
use super::theme::{Face, body, hairline, palette, small, theme};
use super::widgets::{ButtonKind, button, icon_button};

/// Width of the card, and its distance from the edges of the panes, logical px.
const WIDTH: f32 = 380.0;
const AWAY: f32 = 16.0;

/// One step: what is said, where it leads, and what can be done in it.
struct Step {
    title: &'static str,
    text: &'static str,
    /// Frame and field that it is about.
    frame: u64,
    field: Option<&'static str>,
    act: Option<(Icon, &'static str, Act)>,
}

#[derive(Clone, Copy)]
enum Act {
    LoadKey,
    Run(Command),
}

const STEPS: &[Step] = &[
    Step {
        title: "A greeting that nobody can read",
        text: "A MicroPython board at 192.168.11.2 talks to a Python server over TLS. Frame 4 is the board's \
               Client Hello; all that follows in frames 13 and 14 is encrypted: the locks are closed.",
        frame: 4,
        field: None,
        act: None,
    },
    Step {
        title: "Which key can open it",
        text: "In frame 6 the server chose a suite with RSA key exchange: its private key opens the session. \
               Had it chosen ECDHE, only a key log of the board or the server could.",
        frame: 6,
        field: Some("tls.handshake.ciphersuite"),
        act: None,
    },
    Step {
        title: "Load the server's key",
        text: "Frame 8 carries a secret that only the server's key can read. The key lies beside the sample; \
               your own is loaded with the key in the toolbar, or dropped on the window.",
        frame: 8,
        field: None,
        act: Some((Icon::Key, "Load key.pem", Act::LoadKey)),
    },
    Step {
        title: "The reply in the clear",
        text: "The locks are open, each record proved by its MAC. Frame 14 says what the server answered; the \
               bytes show the record that it was in, part by part.",
        frame: 14,
        field: Some("data.text"),
        act: None,
    },
    Step {
        title: "Go on from here",
        text: "Follow the stream to read both sides at once. The sessions at the top say of every TLS session \
               why it opens or stays closed, and what would help.",
        frame: 14,
        field: Some("data.text"),
        act: Some((Icon::Follow, "Follow stream", Act::Run(Command::FollowTls))),
    },
];

/// The tour between two painted frames.
#[derive(Debug, Default)]
pub struct Tour {
    step: usize,
}

impl Tour {
    /// Frame that the first step is about.
    pub fn first_frame() -> u64 {
        STEPS.first().map_or(1, |step| step.frame)
    }

    /// Paints the card in the lower right of `panes`; true if the tour is over.
    pub fn show(&mut self, ui: &Ui, panes: Rect, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let Some(step) = STEPS.get(self.step) else { return true };
        let mut is_over = false;
        let mut to = self.step;
        let corner = panes.max - vec2(AWAY, AWAY);
        egui::Area::new(Id::unique("tour"))
            .order(egui::Order::Foreground)
            .pivot(egui::Align2::RIGHT_BOTTOM)
            .fixed_pos(corner)
            .show(ui.ctx(), |ui| {
                let p = palette(ui);
                egui::Frame::popup(ui.style())
                    .stroke(hairline(p.accent.line))
                    .inner_margin(egui::Margin::symmetric(16, 12))
                    .show(ui, |ui| {
                        ui.set_width(WIDTH.min(panes.width() - 3.0 * AWAY));
                        is_over = head(ui, self.step);
                        let title =
                            RichText::new(step.title).font(Face::UiSemibold.at(theme().font.size.title));
                        ui.label(title.color(p.text.primary.0));
                        ui.add_space(2.0);
                        let text = RichText::new(step.text).font(body()).color(p.text.secondary.0);
                        ui.add(egui::Label::new(text).wrap());
                        ui.add_space(8.0);
                        to = buttons(ui, self.step, step, view, actions);
                    });
            });
        if to != self.step && !is_over {
            self.step = to;
            if let Some(next) = STEPS.get(to) {
                actions.push(Action::GoToFrame(next.frame));
                actions.extend(next.field.map(|field| Action::SelectField(field.into())));
            }
        }
        is_over || to >= STEPS.len()
    }
}

/// How far it is, and the cross; true if that was clicked.
fn head(ui: &mut Ui, step: usize) -> bool {
    let words = format!("Tour of the sample · {} of {}", step + 1, STEPS.len());
    let p = palette(ui);
    let words = RichText::new(words).font(small()).color(p.accent.base.0);
    ui.horizontal(|ui| {
        ui.label(words);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            icon_button(ui, Icon::Close, "End the tour", 20.0, false).on_hover_text("End the tour").clicked()
        })
        .inner
    })
    .inner
}

/// The key opened the sample's own session, the first one, and not any other.
fn founding_is_open(view: &View<'_>) -> bool {
    view.sessions.rows.iter().any(|row| row.frame == Tour::first_frame() && row.state == TlsState::Open)
}

/// Back, what can be done here, next; returns the step that follows.
fn buttons(ui: &mut Ui, at: usize, step: &Step, view: &View<'_>, actions: &mut Vec<Action>) -> usize {
    let mut to = at;
    let is_last = at + 1 == STEPS.len();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.add_enabled_ui(at > 0, |ui| {
            if button(ui, ButtonKind::Quiet, None, "Back").clicked() {
                to = at.saturating_sub(1);
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let is_open = founding_is_open(view);
            let waits = matches!(step.act, Some((.., Act::LoadKey))) && !is_open;
            let next = if waits { ButtonKind::Normal } else { ButtonKind::Primary };
            if button(ui, next, None, if is_last { "Done" } else { "Next" }).clicked() {
                to = at + 1;
            }
            match step.act {
                Some((_, _, Act::LoadKey)) if is_open => {
                    ui.label(
                        RichText::new("The key is loaded.").font(small()).color(palette(ui).success.base.0),
                    );
                }
                Some((icon, label, act)) => {
                    let kind = if waits { ButtonKind::Primary } else { ButtonKind::Normal };
                    if button(ui, kind, Some(icon), label).clicked() {
                        actions.push(match act {
                            Act::LoadKey => Action::Tour(TourAct::LoadKey),
                            Act::Run(command) => Action::Run(command),
                        });
                    }
                }
                None => {}
            }
        });
    });
    to
}
