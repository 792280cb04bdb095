//! Configuration profiles: the list of them, and making, copying, renaming and deleting one. Not here:
//! where they are kept (`gui::profiles`).

use eframe::egui::{self, Align, Context, Layout, Rect, RichText, Sense, Ui, vec2};

use super::{Spec, enter, footer, frame};
use crate::gui::icons::Icon;
use crate::gui::model::profile::{ProfileAct, ProfilesView};
use crate::gui::model::{Action, Tone};
use crate::gui::profiles::{DEFAULT, NAME_MAX, is_name};
use crate::gui::text::{self, Line};
use crate::gui::theme::{body, hairline, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button, field};

const LIST_HEIGHT: f32 = 220.0;

/// What is being named.
#[derive(Clone, Debug, PartialEq)]
enum Naming {
    /// A new profile, as this one is.
    Copy(String),
    /// A new profile, as of a new installation.
    New,
    Rename(String),
}

/// The dialog's state.
#[derive(Debug, Default)]
pub struct ProfilesDialog {
    picked: Option<String>,
    naming: Option<(Naming, String)>,
    focus: bool,
}

impl ProfilesDialog {
    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, view: &ProfilesView, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec {
            title: "Configuration profiles",
            icon: Some((Icon::Bookmark, Tone::Accent)),
            width: 560.0,
        };
        let picked = match &self.picked {
            Some(name) if view.names.contains(name) => name.clone(),
            _ => view.active.clone(),
        };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let words = "A profile has its own columns, colouring rules, filter buttons, time display, layout \
                         and capture options.";
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            ui.add_space(8.0);
            self.list(ui, view, &picked, actions);
            ui.add_space(8.0);
            self.tools(ui, &picked, actions);
            self.name_field(ui, view, actions);
            if let Some(error) = &view.error {
                ui.label(RichText::new(text::escape(error).into_owned()).color(p.danger.base.0));
            }
            footer(ui, |ui| {
                let is_active = picked == view.active;
                ui.add_enabled_ui(!is_active, |ui| {
                    if button(ui, ButtonKind::Primary, None, "Use this profile").clicked() {
                        actions.push(Action::Profile(ProfileAct::Use(picked.clone())));
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Close").clicked();
            });
        });
        self.picked = self.picked.take().or(Some(picked));
        closed || done
    }

    fn list(&mut self, ui: &mut Ui, view: &ProfilesView, picked: &str, actions: &mut Vec<Action>) {
        let t = theme();
        let p = palette(ui);
        let frame = egui::Frame::new().fill(p.surface.pane.0).stroke(hairline(p.line.strong)).inner_margin(1);
        frame.show(ui, |ui| {
            egui::ScrollArea::vertical().max_height(LIST_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for name in &view.names {
                    let size = vec2(ui.available_width(), t.size.panel_row);
                    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                    let is_picked = name == picked;
                    let label = format!("Profile {}", text::escape(name));
                    response.widget_info(|| {
                        egui::WidgetInfo::selected(
                            egui::accesskit::Role::ListBoxOption,
                            true,
                            is_picked,
                            label.clone(),
                        )
                    });
                    if is_picked {
                        ui.painter().rect_filled(rect, 0.0, p.selection.row_unfocused.0);
                    } else if response.hovered() {
                        ui.painter().rect_filled(rect, 0.0, p.surface.row_hover.0);
                    }
                    let inner = rect.shrink2(vec2(10.0, 0.0));
                    let line = Line { font: body(), color: p.text.primary.0, dim: p.text.tertiary.0 };
                    line.paint(ui.painter(), inner, name, Align::Min);
                    if *name == view.active {
                        let place =
                            Rect::from_min_max(inner.right_top() - vec2(84.0, 0.0), inner.right_bottom());
                        let used = Line { font: small(), color: p.accent.base.0, dim: p.accent.base.0 };
                        used.paint(ui.painter(), place, "in use", Align::Max);
                    }
                    if response.clicked() {
                        self.picked = Some(name.clone());
                        self.naming = None;
                    }
                    if response.double_clicked() && *name != view.active {
                        actions.push(Action::Profile(ProfileAct::Use(name.clone())));
                    }
                }
            });
        });
    }

    fn tools(&mut self, ui: &mut Ui, picked: &str, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            if button(ui, ButtonKind::Normal, Some(Icon::Plus), "New").clicked() {
                self.begin(Naming::New, "New profile");
            }
            if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Copy").clicked() {
                self.begin(Naming::Copy(picked.to_owned()), &format!("{picked} (copy)"));
            }
            ui.add_enabled_ui(picked != DEFAULT, |ui| {
                if button(ui, ButtonKind::Normal, None, "Rename").clicked() {
                    self.begin(Naming::Rename(picked.to_owned()), picked);
                }
                if button(ui, ButtonKind::Normal, Some(Icon::Trash), "Delete")
                    .on_hover_text("Its columns, rules and buttons are gone then")
                    .clicked()
                {
                    actions.push(Action::Profile(ProfileAct::Delete(picked.to_owned())));
                    self.picked = None;
                }
            });
        });
    }

    fn begin(&mut self, naming: Naming, name: &str) {
        self.naming = Some((naming, name.to_owned()));
        self.focus = true;
    }

    /// The field for a name, while one is asked for.
    fn name_field(&mut self, ui: &mut Ui, view: &ProfilesView, actions: &mut Vec<Action>) {
        let Some((naming, name)) = &mut self.naming else { return };
        let p = palette(ui);
        let mut given = false;
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.label("Name");
            let edit = egui::TextEdit::singleline(name).desired_width(280.0).char_limit(NAME_MAX);
            let response = field(ui, edit).accessible_name("Profile name");
            if std::mem::take(&mut self.focus) {
                response.request_focus();
            }
            let taken = view.names.contains(name);
            let good = is_name(name) && !taken;
            let entered = response.lost_focus() && enter(ui.ctx());
            ui.add_enabled_ui(good, |ui| {
                given = button(ui, ButtonKind::Primary, None, "OK").clicked() || entered && good;
            });
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = match () {
                    () if taken && !matches!(naming, Naming::Rename(old) if old == name) => {
                        "There is one of that name."
                    }
                    () if !taken && !good && !name.is_empty() => "This cannot be a name.",
                    () => "",
                };
                ui.label(RichText::new(words).font(small()).color(p.warn.base.0));
            });
        });
        if given {
            let name = name.clone();
            let act = match naming.clone() {
                Naming::New => ProfileAct::New(name.clone()),
                Naming::Copy(from) => ProfileAct::Copy { from, to: name.clone() },
                Naming::Rename(from) => ProfileAct::Rename { from, to: name.clone() },
            };
            actions.push(Action::Profile(act));
            self.naming = None;
            self.picked = Some(name);
        }
    }
}
