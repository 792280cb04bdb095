//! Commands that concern the window alone: dialogs, views, copies. Not here: those about the capture
//! (`app`).

use eframe::egui::{self, Ui};

use super::Window;
use crate::gui::byte_forms;
use crate::gui::command::Command;
use crate::gui::dialogs::Dialog;
use crate::gui::dialogs::capture_options::CaptureOptions;
use crate::gui::dialogs::export::ExportDialog;
use crate::gui::dialogs::hello::PasteHelloDialog;
use crate::gui::dialogs::protocols::ProtocolsDialog;
use crate::gui::dialogs::recipes::RecipesDialog;
use crate::gui::dialogs::remote::RemoteDialog;
use crate::gui::dialogs::report::ReportDialog;
use crate::gui::dialogs::show_bytes::ShowBytes;
use crate::gui::dock::DockTab;
use crate::gui::model::{Action, View};

impl Window {
    /// Gives a command as if by hand; what it asks for is in the answer.
    pub fn run(&mut self, ui: &Ui, view: &View<'_>, command: Command) -> Vec<Action> {
        let mut asked = Vec::new();
        let action = Action::Run(command);
        if self.possible(view).allows(command) && !self.run_here(&action, view, ui, &mut asked) {
            asked.push(action);
        }
        asked
    }

    /// What is copied of the bytes: the selected ones, or those of the selected field.
    fn chosen_bytes<'v>(&self, view: &'v View<'_>) -> Option<(String, &'v [u8])> {
        let capture = view.capture.as_ref()?;
        byte_forms::chosen(capture.details?, capture.selected_node, self.bytes.selection())
    }

    /// Carries out what concerns the window alone; true if that was all.
    pub(super) fn run_here(
        &mut self,
        action: &Action,
        view: &View<'_>,
        ui: &Ui,
        asked: &mut Vec<Action>,
    ) -> bool {
        match action {
            Action::CopyText(text) => {
                ui.ctx().copy_text(text.clone());
                return true;
            }
            Action::GoToFrame(_) => {
                self.shows_sessions = false;
                self.shows_hellos = false;
                return false;
            }
            Action::SetColourRules(_) | Action::ColourConversation(_) | Action::Sort(_) => {
                self.list.forget_minimap();
                return false;
            }
            Action::ApplyFilter(filter) => {
                self.filter_bar.text.clone_from(filter);
                self.list.forget_minimap();
                let list = self.list.rows.id();
                ui.memory_mut(|memory| memory.request_focus(list));
                return false;
            }
            Action::ShowHits => {
                self.dock.tab = Some(DockTab::Hits);
                return true;
            }
            Action::ShowBytes { title, bytes } => {
                self.dialog = Some(Dialog::Bytes(ShowBytes::new(title.clone(), bytes.clone())));
                return true;
            }
            Action::ShowRecipe(id) => {
                self.dialog = Some(Dialog::Recipes(RecipesDialog::new(Some(id))));
                return true;
            }
            Action::Run(_) => {}
            _ => return false,
        }
        let Action::Run(command) = action else { return false };
        let details = view.capture.as_ref().and_then(|capture| capture.details);
        let node = view.capture.as_ref().and_then(|capture| capture.selected_node);
        match command {
            Command::Find => {
                let mut edited = Vec::new();
                self.find_bar.focus(&mut edited);
                asked.extend(edited);
            }
            Command::ExpertInformation => {
                let shown = self.dock.tab == Some(DockTab::Experts);
                self.dock.tab = (!shown).then_some(DockTab::Experts);
                return false;
            }
            Command::GoTo => self.dialog = Some(Dialog::go_to()),
            Command::About => self.dialog = Some(Dialog::About),
            Command::Shortcuts => self.dialog = Some(Dialog::Shortcuts(Default::default())),
            Command::CaptureOptions => {
                let options = CaptureOptions::new(view.settings);
                self.dialog = Some(Dialog::CaptureOptions(options));
            }
            Command::ExportFrames => self.dialog = Some(Dialog::Export(ExportDialog::new(false))),
            Command::ExportDissections => self.dialog = Some(Dialog::Export(ExportDialog::new(true))),
            Command::ExportObjects => {
                self.dialog = Some(Dialog::Objects(Default::default()));
                return false;
            }
            Command::CopyAllVisible => {
                if let Some(details) = details {
                    ui.ctx().copy_text(self.details.visible_text(details));
                }
            }
            Command::GoToLinked => {
                let link =
                    details.zip(node).and_then(|(details, node)| details.nodes.get(node)?.links.first());
                if let Some(link) = link {
                    asked.push(Action::GoToFrame(link.frame));
                }
            }
            Command::ShowBytes => {
                if let Some((title, bytes)) = self.chosen_bytes(view) {
                    self.dialog = Some(Dialog::Bytes(ShowBytes::new(title, bytes.to_vec())));
                }
            }
            Command::ExportBytes => {
                if let Some((_, bytes)) = self.chosen_bytes(view) {
                    asked.push(Action::AskSave { name: "bytes.bin".into(), bytes: bytes.to_vec() });
                }
            }
            command if byte_forms::FORMS.iter().any(|(form, _)| form == command) => {
                let bytes = self.chosen_bytes(view);
                if let Some(text) = bytes.and_then(|(_, bytes)| byte_forms::copied(*command, bytes)) {
                    ui.ctx().copy_text(text);
                }
            }
            Command::Palette => self.dialog = Some(Dialog::Palette(Default::default())),
            Command::RemoteCapture => {
                self.dialog = Some(Dialog::Remote(RemoteDialog::new(view.settings)));
            }
            Command::Profiles => self.dialog = Some(Dialog::Profiles(Default::default())),
            Command::PacketDiagram => {
                self.shows_diagram = !self.shows_diagram;
                if self.shows_diagram && !view.settings.panes.details {
                    asked.push(Action::Run(Command::ShowDetails));
                }
            }
            Command::EnabledProtocols => {
                self.dialog =
                    Some(Dialog::Protocols(ProtocolsDialog::new(&view.settings.disabled_protocols)));
            }
            Command::ResetPanes => self.reset_panes(),
            Command::FullScreen => {
                let is_full = ui.input(|input| input.viewport().fullscreen.unwrap_or(false));
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::Fullscreen(!is_full));
            }
            Command::Preferences => self.dialog = Some(Dialog::Preferences(Default::default())),
            Command::ShowFrames => (self.shows_sessions, self.shows_hellos) = (false, false),
            Command::ShowSessions => (self.shows_sessions, self.shows_hellos) = (true, false),
            Command::ShowHellos => self.show_hellos(),
            Command::HelloInspector => {
                let shown = self.inspector_open && !self.secrets_open && !self.shows_hellos;
                (self.inspector_open, self.secrets_open) = (!shown, self.secrets_open && shown);
                if !shown {
                    self.shows_hellos = false;
                }
            }
            Command::PasteHello => self.dialog = Some(Dialog::PasteHello(PasteHelloDialog::default())),
            Command::Report => {
                self.dialog = Some(Dialog::Report(ReportDialog::new(view.hellos.profile)));
            }
            Command::SecretsPanel => self.secrets_open = !self.secrets_open,
            Command::AddPsk => self.dialog = Some(Dialog::Psk(Default::default())),
            Command::LaunchProgram => self.dialog = Some(Dialog::Launch(Default::default())),
            Command::KeyLogRecipes => self.dialog = Some(Dialog::Recipes(RecipesDialog::new(None))),
            Command::FocusFilter => self.filter_bar.focus(),
            Command::ExpandSubtree | Command::CollapseSubtree => {
                if let (Some(details), Some(node)) = (details, node) {
                    let open = *command == Command::ExpandSubtree;
                    self.details.set_subtree(details, Some(node), open);
                }
            }
            Command::ExpandAll | Command::CollapseAll => {
                if let Some(details) = details {
                    self.details.set_subtree(details, None, *command == Command::ExpandAll);
                }
            }
            _ => return false,
        }
        true
    }
}
