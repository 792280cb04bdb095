//! The preferences, on pages and by search; the TLS page stands where Wireshark's users look for
//! it. Each takes effect at once. Not here: how they are kept (`settings`).

use eframe::egui::{self, Context, RichText, ScrollArea, Ui, accesskit::Role, vec2};

use super::{Spec, default_button, footer, frame};
use crate::gui::command::Command;
use crate::gui::icons::Icon;
use crate::gui::model::{Action, View};
use crate::gui::protocol_choices::{CHOICES, Choice};
use crate::gui::settings::{Layout, Settings, ThemeChoice};
use crate::gui::theme::{Face, palette, small, theme};
use crate::gui::widgets::{ButtonKind, Empty, button, check_box, choices, empty_state, field, focus_ring};

/// A page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Appearance,
    Layout,
    Capture,
    Names,
    Protocols,
    Tls,
    Files,
}

/// One preference: its page, words to find it by, and how it is set.
struct Item {
    page: Page,
    title: &'static str,
    about: &'static str,
    control: fn(&mut Ui, &mut Settings, &mut Vec<Action>),
}

const PAGES: [(Page, &str); 7] = [
    (Page::Appearance, "Appearance"),
    (Page::Layout, "Layout"),
    (Page::Capture, "Capture"),
    (Page::Names, "Name resolution"),
    (Page::Protocols, "Protocols"),
    (Page::Tls, "Protocols › TLS"),
    (Page::Files, "Files"),
];

fn command(ui: &mut Ui, command: Command, actions: &mut Vec<Action>) {
    let entry = command.entry();
    if button(ui, ButtonKind::Normal, entry.icon, entry.text).clicked() {
        actions.push(Action::Run(command));
    }
}

/// Every preference.
const ITEMS: &[Item] = &[
    Item {
        page: Page::Appearance,
        title: "Colours",
        about: "Dark, light, or as the desktop says.",
        control: |ui, s, _| {
            let all = [
                (ThemeChoice::System, "As the desktop"),
                (ThemeChoice::Dark, "Dark"),
                (ThemeChoice::Light, "Light"),
            ];
            choices(ui, &mut s.theme, &all);
        },
    },
    Item {
        page: Page::Appearance,
        title: "Zoom",
        about: "Of the whole window; Ctrl+plus, Ctrl+minus, Ctrl+0.",
        control: |ui, s, _| {
            let range = Settings::ZOOM_MIN..=Settings::ZOOM_MAX;
            ui.add(egui::DragValue::new(&mut s.zoom).range(range).speed(5).suffix(" %"))
                .accessible_name("Zoom");
        },
    },
    Item {
        page: Page::Appearance,
        title: "Colour the frame list",
        about: "Rows have the colours of the first rule that fits, as in Wireshark.",
        control: |ui, s, actions| {
            ui.horizontal(|ui| {
                check_box(ui, &mut s.colour_rows, "Colour rows by rule");
                ui.add_space(8.0);
                command(ui, Command::ColouringRules, actions);
            });
        },
    },
    Item {
        page: Page::Appearance,
        title: "Times",
        about: "What stands in the column Time; the menu View has digits, too.",
        control: |ui, s, _| {
            let named = |command: &Command| command.time_format().map(|name| (name, command.entry().text));
            let all: Vec<(&str, &str)> = Command::ALL.iter().filter_map(named).collect();
            let now = all.iter().find(|(name, _)| s.time_format == *name).map_or("", |(_, words)| words);
            let combo = egui::ComboBox::from_id_salt("time format").selected_text(now).width(320.0);
            let chosen = combo.show_ui(ui, |ui| {
                for (name, words) in &all {
                    ui.selectable_value(&mut s.time_format, (*name).to_owned(), *words);
                }
            });
            chosen.response.accessible_name("Times");
        },
    },
    Item {
        page: Page::Layout,
        title: "Panes",
        about: "Where the frame list, the details and the bytes stand.",
        control: |ui, s, _| {
            let all = Layout::ALL.map(|layout| (layout, layout.words()));
            choices(ui, &mut s.layout, &all);
        },
    },
    Item {
        page: Page::Layout,
        title: "Columns",
        about: "A right click on a column's title edits, hides and aligns it; any field becomes a column by “Apply as column”.",
        control: |ui, _, actions| {
            ui.horizontal(|ui| {
                command(ui, Command::ResizeColumns, actions);
                command(ui, Command::ResetColumns, actions);
            });
        },
    },
    Item {
        page: Page::Layout,
        title: "Profiles",
        about: "A profile has its own columns, colouring rules, filter buttons, time display and layout.",
        control: |ui, _, actions| command(ui, Command::Profiles, actions),
    },
    Item {
        page: Page::Capture,
        title: "Follow the newest frame",
        about: "The list stays at its end while frames come, until you scroll up.",
        control: |ui, s, _| {
            check_box(ui, &mut s.auto_scroll, "Follow the newest frame");
        },
    },
    Item {
        page: Page::Capture,
        title: "Promiscuous mode",
        about: "Also take what is not meant for this machine.",
        control: |ui, s, _| {
            check_box(ui, &mut s.capture.promiscuous, "Promiscuous mode");
        },
    },
    Item {
        page: Page::Capture,
        title: "Capture buffer",
        about: "What the kernel keeps until it is written; more of it loses less.",
        control: |ui, s, _| {
            let range = 1..=crate::capture::options::MAX_BUFFER_MIB;
            ui.add(egui::DragValue::new(&mut s.capture.buffer_mib).range(range).suffix(" MiB"))
                .accessible_name("Capture buffer");
        },
    },
    Item {
        page: Page::Capture,
        title: "Processes of connections",
        about: "While capturing, the first frame of a connection gets a comment with the process of yours that has it.",
        control: |ui, s, _| {
            check_box(ui, &mut s.note_processes, "Note processes");
        },
    },
    Item {
        page: Page::Names,
        title: "Names for addresses",
        about: "Names that the capture itself gives, in DNS answers or name blocks, in place of addresses.",
        control: |ui, s, _| {
            check_box(ui, &mut s.resolve_names, "Show names that the capture gives");
        },
    },
    Item {
        page: Page::Names,
        title: "Lookups",
        about: "No names are looked up, whatever is shown: no lookup leaves this machine.",
        control: |_, _, _| {},
    },
    Item {
        page: Page::Protocols,
        title: "Which ones",
        about: "Protocols that are dissected, and which ports, numbers and conversations belong to them.",
        control: |ui, _, actions| {
            ui.horizontal(|ui| {
                command(ui, Command::EnabledProtocols, actions);
                command(ui, Command::DecodeAs, actions);
            });
        },
    },
    Item {
        page: Page::Tls,
        title: "RSA keys, key logs",
        about: "Private keys of servers, and key logs of clients (“(Pre)-Master-Secret log”). They are held in memory only.",
        control: |ui, _, actions| {
            ui.horizontal(|ui| {
                command(ui, Command::LoadKey, actions);
                command(ui, Command::LoadKeyFolder, actions);
            });
        },
    },
    Item {
        page: Page::Tls,
        title: "Pre-shared keys",
        about: "By identity, as many as you like.",
        control: |ui, _, actions| command(ui, Command::AddPsk, actions),
    },
    Item {
        page: Page::Tls,
        title: "Wireshark's own settings",
        about: "The RSA keys, key log and pre-shared key that Wireshark's preferences name.",
        control: |ui, _, actions| command(ui, Command::ImportWireshark, actions),
    },
    Item {
        page: Page::Tls,
        title: "What is loaded",
        about: "Which secret opened which session stands in the secrets panel.",
        control: |ui, _, actions| command(ui, Command::SecretsPanel, actions),
    },
    Item {
        page: Page::Files,
        title: "Recent captures",
        about: "Names of captures opened last, kept in the settings file.",
        control: |ui, s, actions| {
            ui.add_enabled_ui(!s.recent.is_empty(), |ui| {
                if button(ui, ButtonKind::Normal, Some(Icon::Trash), "Clear list").clicked() {
                    actions.push(Action::ClearRecent);
                }
            });
        },
    },
    Item {
        page: Page::Files,
        title: "Recent filters",
        about: "Display filters applied last.",
        control: |ui, s, _| {
            ui.add_enabled_ui(!s.filters.is_empty(), |ui| {
                if button(ui, ButtonKind::Normal, Some(Icon::Trash), "Clear filters").clicked() {
                    s.filters.clear();
                }
            });
        },
    },
];

/// A line of the list of pages; true if it was chosen.
fn page_line(ui: &mut Ui, name: &str, on: bool) -> bool {
    let (p, t) = (palette(ui), theme());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), t.size.control), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::Tab, true, on, name));
    let radius = f32::from(t.radius.control);
    if on || response.hovered() {
        let fill = if on { p.selection.row_unfocused } else { p.surface.hover };
        ui.painter().rect_filled(rect, radius, fill.0);
    }
    if on {
        let edge = egui::Rect::from_min_size(rect.min + vec2(0.0, 5.0), vec2(3.0, rect.height() - 10.0));
        ui.painter().rect_filled(edge, 1.5, p.accent.base.0);
    }
    let face = if on { Face::UiMedium } else { Face::Ui };
    let color = if on { p.selection.row_unfocused_text } else { p.text.primary };
    let at = rect.left_center() + vec2(12.0, 0.0);
    let font = face.at(t.font.size.body);
    ui.painter().text(at, egui::Align2::LEFT_CENTER, name, font, color.0);
    focus_ring(ui, &response, rect.shrink(1.0), radius);
    response.clicked()
}

/// Of the pages and what stands on them, logical px.
const HEIGHT: f32 = 380.0;
const PAGES_WIDTH: f32 = 170.0;

/// A choice about a protocol, with Wireshark's name of it.
fn protocol_choice(ui: &mut Ui, choice: &Choice, flipped: &mut Vec<String>) {
    let p = palette(ui);
    let mut on = choice.is_on(flipped);
    ui.horizontal(|ui| {
        if check_box(ui, &mut on, choice.title).changed() {
            choice.switch(flipped, on);
        }
        let name = RichText::new(choice.name).font(Face::Mono.at(theme().font.size.mono_small));
        ui.label(name.color(p.text.tertiary.0));
    });
    ui.label(RichText::new(choice.about).font(small()).color(p.text.secondary.0));
    ui.add_space(10.0);
}

/// The dialog's state.
#[derive(Debug, Default)]
pub struct PreferencesDialog {
    page: Page,
    sought: String,
    begun: bool,
}

impl PreferencesDialog {
    /// The choices about protocols that stand on the page, or what was sought of them.
    fn choices(&self) -> impl Iterator<Item = &'static Choice> {
        let sought = self.sought.trim().to_lowercase();
        let on_page = self.page == Page::Protocols;
        CHOICES.iter().filter(move |choice| match sought.is_empty() {
            true => on_page,
            false => [choice.title, choice.about, choice.name, "Protocols"]
                .iter()
                .any(|text| text.to_lowercase().contains(&sought)),
        })
    }

    /// What stands on the page, or everywhere what was sought stands.
    fn items(&self) -> Vec<&'static Item> {
        let sought = self.sought.trim().to_lowercase();
        let fits = |item: &&Item| {
            let page = PAGES.iter().find(|(page, _)| *page == item.page).map_or("", |(_, name)| name);
            match sought.is_empty() {
                true => item.page == self.page,
                false => [item.title, item.about, page].iter().any(|t| t.to_lowercase().contains(&sought)),
            }
        };
        ITEMS.iter().filter(fits).collect()
    }

    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let mut settings = view.settings.clone();
        let spec = Spec { title: "Preferences", icon: None, width: 780.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let edit = egui::TextEdit::singleline(&mut self.sought)
                .hint_text("Find a preference")
                .desired_width(f32::INFINITY)
                .char_limit(256);
            let response = field(ui, edit).accessible_name("Find a preference");
            if !std::mem::replace(&mut self.begun, true) {
                response.request_focus();
            }
            ui.add_space(8.0);
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), egui::Sense::hover());
            let split = rect.left() + PAGES_WIDTH;
            let pages = egui::UiBuilder::new().max_rect(rect.with_max_x(split - 12.0));
            let pages = pages.layout(egui::Layout::top_down_justified(egui::Align::Min));
            let mut pages = ui.new_child(pages);
            for (page, name) in PAGES {
                let on = self.sought.trim().is_empty() && page == self.page;
                if page_line(&mut pages, name, on) {
                    self.page = page;
                    self.sought.clear();
                }
            }
            ui.painter().vline(
                split.round() + 0.5,
                rect.y_range(),
                crate::gui::theme::hairline(p.line.subtle),
            );
            let inner = egui::UiBuilder::new().max_rect(rect.with_min_x(split + 16.0));
            let mut inner = ui.new_child(inner.layout(egui::Layout::top_down(egui::Align::Min)));
            ScrollArea::vertical().auto_shrink([false, false]).show(&mut inner, |ui| {
                let items = self.items();
                for item in &items {
                    let title = RichText::new(item.title).font(Face::UiSemibold.at(theme().font.size.body));
                    ui.label(title.color(p.text.primary.0));
                    ui.label(RichText::new(item.about).font(small()).color(p.text.secondary.0));
                    ui.add_space(2.0);
                    (item.control)(ui, &mut settings, actions);
                    ui.add_space(14.0);
                }
                let mut none = items.is_empty();
                for choice in self.choices() {
                    none = false;
                    protocol_choice(ui, choice, &mut settings.flipped_choices);
                }
                if none {
                    let empty = Empty {
                        icon: Icon::Find,
                        title: "No preference is called so",
                        advice: "What concerns one capture stands in its dialog: Capture options, Save as.",
                        actions: &[],
                    };
                    empty_state(ui, ui.max_rect(), &empty, actions);
                }
            });
            footer(ui, |ui| {
                done |= default_button(ui, None, "Done");
                let words = RichText::new("Changes take effect at once.").font(small());
                ui.label(words.color(p.text.tertiary.0));
            });
        });
        if settings != *view.settings {
            actions.push(Action::SetSettings(Box::new(settings)));
        }
        // What opens something else has done its part here.
        let leads_away = |action: &Action| matches!(action, Action::Run(_));
        closed || done || actions.iter().any(leads_away)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preference_is_found_by_its_words_on_any_page() {
        let mut dialog = PreferencesDialog::default();
        assert!(dialog.items().iter().all(|item| item.page == Page::Appearance));
        dialog.sought = "master-secret".into();
        assert_eq!(dialog.items().iter().map(|item| item.title).collect::<Vec<_>>(), ["RSA keys, key logs"]);
        dialog.sought = "TLS".into();
        assert_eq!(dialog.items().len(), 4);
        dialog.sought = "nonsense".into();
        assert!(dialog.items().is_empty());
    }

    #[test]
    fn every_page_has_something() {
        for (page, name) in PAGES {
            assert!(ITEMS.iter().any(|item| item.page == page), "{name}");
        }
    }
}
