//! What the user can ask for, handed to whom it concerns; and what tasks send, taken in. Not here:
//! how it is carried out (`files`, `navigate`, `secrets`, `sessions`, `capturing`, `follow`).

use std::sync::Arc;

use super::done::Done;
use super::export::EXPORT_JOB;
use super::find::EXPERT_JOB;
use super::follow::follow_view;
use super::live::interface_view;
use super::opened::{Opened, Origin};
use super::order::SORT_JOB;
use super::sessions::JUDGE_JOB;
use super::statistics::report_of;
use super::tasks::numbered;
use super::{App, LOAD_JOB};
use crate::document::follow::Kind;
use crate::gui::command::Command;
use crate::gui::dialogs::colours::ColoursDialog;
use crate::gui::dialogs::column::ColumnDialog;
use crate::gui::dialogs::path::PathDialog;
use crate::gui::dialogs::{Dialog, PathPurpose};
use crate::gui::model::statistics::Report;
use crate::gui::model::{Action, BannerView, Combine, FilterFrom, HelperView, SaveSecrets, Tone};
use crate::gui::sessions::DetailTab;
use crate::gui::settings::{Layout, ThemeChoice};
use crate::gui::text;
use crate::store::Transport;

impl App {
    pub(super) fn act(&mut self, action: Action) {
        if self.discarding.as_ref().is_some_and(|d| *d != action) {
            self.discarding = None;
        }
        match action {
            Action::Run(command) => self.run(command),
            Action::SelectRow(row) => {
                if let Some(open) = &mut self.open {
                    open.choose_only(row);
                    if row.saturating_add(1) < open.shown_count() {
                        // One who reads does not want the list to run away.
                        self.window.list.rows.follow_end(false);
                    }
                }
            }
            Action::ToggleSelected(row) => {
                if let Some(open) = &mut self.open {
                    open.toggle_chosen(row);
                }
            }
            Action::ExtendSelection(row) => {
                if let Some(open) = &mut self.open {
                    open.extend_chosen(row);
                }
            }
            Action::SelectForMenu(row) => {
                if let Some(open) = &mut self.open {
                    open.choose_for_menu(row);
                }
            }
            Action::Sort(key) => {
                if let Some(open) = &mut self.open {
                    open.sorting.set_key(key);
                    open.forget_rows();
                }
            }
            Action::Frame(act) => self.frame_act(act),
            Action::Profile(act) => self.profile_act(act),
            Action::SetColumns(columns) => self.settings.columns = crate::gui::columns::checked(columns),
            Action::EditColumn(index) => {
                if let Some(column) = self.settings.columns.get(index) {
                    self.window.dialog = Some(Dialog::Column(ColumnDialog::new(index, column)));
                }
            }
            Action::AddColumn(index) => {
                self.window.dialog = Some(Dialog::Column(ColumnDialog::before(index)));
            }
            Action::ColourConversation(colour) => self.colour_conversation(colour),
            Action::SetColourRules(rules) => self.set_colour_rules(rules),
            Action::SetDecodeAs(rules) => self.set_decode_as(rules),
            Action::GiveRight(again) => self.tasks.give_right(*again),
            Action::SetDisabledProtocols(names) => {
                self.settings.disabled_protocols = names;
                self.use_choices();
            }
            Action::AskColourRules => self.ask_path(PathPurpose::ImportColours, String::new()),
            Action::ImportColourRules(path) => self.tasks.import_colours(path),
            Action::SetComments(texts) => self.set_comments(&texts),
            Action::ShiftTimes(nanos) => self.shift_times(nanos),
            Action::Filter { from, how, apply } => self.filter_by(&from, how, apply),
            Action::CancelJob(SORT_JOB) => {
                if let Some(open) = &self.open {
                    open.sorting.cancel();
                }
            }
            Action::GoToFrame(number) => self.go_to(number),
            Action::SelectNode(node) => {
                if let Some(open) = &mut self.open {
                    open.select_node(node);
                }
            }
            Action::SelectField(field) => {
                if let Some(open) = &mut self.open {
                    open.want_field(Some(field));
                }
            }
            Action::FindEdited(query) => self.find_edited(query),
            Action::FindStep { forward } => self.find_step(forward),
            Action::FindClosed => self.find_closed(),
            Action::ShowHit(at) => self.show_hit(at),
            Action::ShowSource(source) => {
                if let Some(open) = &mut self.open {
                    open.show_source(source);
                }
            }
            Action::FilterEdited { text, cursor } => self.check_filter(&text, cursor),
            Action::EditBookmark(index) => self.edit_bookmark(index),
            Action::SetBookmarks(bookmarks) => self.settings.bookmarks = bookmarks,
            Action::ApplyFilter(text) => self.apply_filter(&text),
            Action::OpenCapture(path) => self.open_file(path),
            Action::OpenSample => self.open_sample(),
            Action::Tour(act) => self.tour_act(act),
            Action::SaveCapture(path, secrets) => self.save(path, secrets),
            Action::LoadSecrets(paths) => self.load_secrets(paths),
            Action::Unlock(path, password) => self.unlock(path, password),
            Action::ForgetRefused(path) => self.forget_refused(&path),
            Action::AddPsk { identity, key, is_text } => self.add_psk(&identity, &key, is_text),
            Action::RemoveSecret(id) => self.remove_secret(id),
            Action::Launch(launch) => self.tasks.launch(Arc::clone(&self.keyring), launch),
            Action::StopProgram(pid) => self.stop_program(pid),
            Action::ForgetProgram(pid) => self.forget_program(pid),
            Action::ImportWireshark(folder) => self.tasks.import_wireshark(Arc::clone(&self.keyring), folder),
            Action::ExportSessionKeys(path) => self.export_session_keys(path),
            Action::AskExportPath(order) => self.ask_export_path(order),
            Action::Export(path) => self.export(path),
            Action::AskObjectFolder(chosen) => self.ask_object_folder(chosen),
            Action::SaveObjects(folder) => self.save_objects(folder),
            Action::MergeWith(path) => self.merge_with(path),
            Action::Recover(path) => self.recover(path),
            Action::DiscardLeftover(path) => self.discard_leftover(&path),
            Action::FollowSession(frame) => self.follow_session(frame),
            Action::ShowSessionColumns(columns) => self.settings.session_columns = columns,
            Action::SetSessionWidth(column, width) => self.settings.set_session_width(column, width),
            Action::AskSave { name, bytes } => {
                self.asked_to_save = vec![bytes];
                self.ask_path(PathPurpose::SaveAsked, name);
            }
            Action::SavePicture { name, parts } => self.tasks.draw(name, parts),
            Action::SaveAsked(path) => {
                self.tasks.write_files(path, std::mem::take(&mut self.asked_to_save));
            }
            Action::Dropped(paths) => self.dropped(paths),
            Action::ClearRecent => {
                self.settings.recent.clear();
                self.list_recent();
            }
            Action::StartCapture { interfaces, filter } => self.start_capture(&interfaces, &filter),
            Action::StartPlan(plan) => self.start_plan(plan),
            Action::PinInterface(name, on) => {
                self.settings.pinned.retain(|known| *known != name);
                if on {
                    self.settings.pinned.push(name);
                }
                self.arrange_interfaces();
            }
            Action::HideInterface(name) => {
                self.settings.pinned.retain(|known| *known != name);
                self.settings.hidden.push(name);
                self.arrange_interfaces();
            }
            Action::SetSettings(settings) => {
                if settings.time_format != self.settings.time_format {
                    self.window.list.forget_widths();
                }
                let before = std::mem::replace(&mut self.settings, *settings);
                if before.flipped_choices != self.settings.flipped_choices {
                    self.use_choices();
                }
            }
            Action::SetCapture(capture, follows) => {
                self.settings.capture = capture;
                self.settings.auto_scroll = follows;
            }
            Action::CheckCaptureFilter { text, link_type } => self.check_capture_filter(text, link_type),
            Action::CancelJob(LOAD_JOB) => {
                if let Some(open) = &self.open {
                    open.background.cancel();
                }
            }
            Action::CancelJob(JUDGE_JOB) => self.judging.cancel(),
            Action::CancelJob(EXPORT_JOB) => self.exporting.cancel(),
            Action::CancelJob(EXPERT_JOB) => self.experts.cancel(),
            Action::CancelJob(_) => {}
            Action::CloseBanner => self.banner = None,
            Action::CloseFollow => self.follow = None,
            Action::AskFollowPath => {
                let name = format!("stream{}", self.window.follow.ending());
                self.ask_path(PathPurpose::SaveFollow, name);
            }
            Action::Follow { kind, stream } => self.follow_other(kind, stream),
            Action::FollowNext { forward } => self.follow_next(forward),
            Action::SaveFollow(path) => self.save_follow(&path),
            Action::OpenReport(report) => self.open_report(report),
            Action::CloseReport(id) => self.close_report(id),
            Action::CancelReport(id) => self.cancel_report(id),
            Action::SetReportFilter(id, filter) => self.change_report(id, |view| view.filter = filter),
            Action::SetIoSpec(id, io) => self.change_report(id, |view| view.io = io),
            Action::SetTcpPlot(id, plot) => {
                self.change_report(id, |view| view.report = Report::TcpGraph(plot));
            }
            Action::SetTcpStream(id, stream) => self.change_report(id, |view| view.stream = stream),
            Action::Hello(act) => self.hello_act(act),
            // The window does that by itself.
            Action::CopyText(_) | Action::ShowHits | Action::ShowRecipe(_) | Action::ShowBytes { .. } => {}
        }
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::Open => self.ask_path(PathPurpose::OpenCapture, String::new()),
            Command::OpenSample => self.open_sample(),
            Command::Tour => self.begin_tour(),
            Command::Save => self.save_in_place(),
            Command::ExportObjects => self.find_objects(),
            Command::ExportDecrypted => self.export_decrypted(),
            Command::NextFile => self.step_in_set(true),
            Command::PreviousFile => self.step_in_set(false),
            Command::OpenSet => self.open_set(),
            Command::Merge => self.ask_path(PathPurpose::Merge, String::new()),
            Command::SaveAs => self.ask_save(SaveSecrets::Keep),
            Command::SaveWithKeys => self.ask_save(SaveSecrets::Add),
            Command::SaveStripped => self.ask_save(SaveSecrets::Strip),
            Command::ExportSessionKeys => {
                let name = self.proposed_name(".keys");
                self.ask_path(PathPurpose::ExportKeys, name);
            }
            Command::Reload => {
                if let Some(Origin::File(path)) = self.open.as_ref().map(|o| o.origin.clone()) {
                    let selected = self.open.as_ref().and_then(|o| o.selected);
                    self.wanted_filter = Some(self.filter.applied.clone());
                    self.open_file(path);
                    self.wanted = selected.map(|frame| (frame, None));
                }
            }
            Command::Close => {
                if self.may_discard(&Action::Run(Command::Close)) {
                    self.close();
                }
            }
            Command::Quit => self.quit = self.may_discard(&Action::Run(Command::Quit)),
            Command::CopyNode => self.copy_node(|node| Some(node.label.clone())),
            Command::CopyFieldName => self.copy_node(|node| node.field.map(str::to_owned)),
            Command::CopyValue => self.copy_node(|node| Some(node.value.clone())),
            Command::CopyFilter => self.copy_node(|node| node.filter.clone()),
            Command::ApplyAsFilter => self.filter_by(&FilterFrom::Node, Combine::Selected, true),
            Command::PrepareAsFilter => self.filter_by(&FilterFrom::Node, Combine::Selected, false),
            Command::ConversationFilter => self.filter_conversation(),
            Command::ConversationIp => self.filter_addresses(&["ip", "ipv6"], "IP"),
            Command::ConversationEthernet => self.filter_addresses(&["eth"], "Ethernet"),
            Command::ApplyAsColumn => self.apply_as_column(),
            Command::FrameWindow => self.open_frame_window(),
            Command::ColouringRules => {
                let rules = self.colours.rules.to_vec();
                self.window.dialog = Some(Dialog::Colours(ColoursDialog::new(rules)));
            }
            Command::DecodeAs => self.ask_decode_as(),
            Command::ResizeColumns => {
                self.settings.columns.iter_mut().for_each(|column| column.width = None);
                self.window.list.forget_widths();
            }
            Command::ResetColumns => self.settings.columns = crate::gui::columns::standard(),
            Command::TimeHours => self.settings.time_hours = !self.settings.time_hours,
            Command::DigitsAuto => self.settings.time_digits = None,
            Command::ClearFilter => {
                self.window.filter_bar.text.clear();
                self.apply_filter("");
            }
            Command::ColourRows => self.settings.colour_rows = !self.settings.colour_rows,
            Command::NoteProcesses => self.settings.note_processes = !self.settings.note_processes,
            Command::ResolveNames => self.settings.resolve_names = !self.settings.resolve_names,
            Command::ShowHiddenInterfaces => {
                self.settings.hidden.clear();
                self.arrange_interfaces();
            }
            Command::AutoScroll => {
                self.settings.auto_scroll = !self.settings.auto_scroll;
                let follow = self.settings.auto_scroll && self.live.is_some();
                self.window.list.rows.follow_end(follow);
            }
            Command::ZoomIn => self.settings.zoom_by(1),
            Command::ZoomOut => self.settings.zoom_by(-1),
            Command::ZoomReset => self.settings.zoom = 100,
            Command::ShowToolbar => self.settings.panes.toolbar ^= true,
            Command::ShowStatusBar => self.settings.panes.status_bar ^= true,
            Command::ShowDetails => self.settings.panes.details ^= true,
            Command::ShowBytesPane => self.settings.panes.bytes ^= true,
            Command::LayoutOver => self.settings.layout = Layout::Over,
            Command::LayoutStacked => self.settings.layout = Layout::Stacked,
            Command::LayoutBeside => self.settings.layout = Layout::Beside,
            Command::ThemeSystem => self.settings.theme = ThemeChoice::System,
            Command::ThemeDark => self.settings.theme = ThemeChoice::Dark,
            Command::ThemeLight => self.settings.theme = ThemeChoice::Light,
            Command::FindNext => self.find_step(true),
            Command::FindPrevious => self.find_step(false),
            Command::GoBack => self.travel(false),
            Command::GoForward => self.travel(true),
            Command::NextInConversation => self.step_in_conversation(true),
            Command::PreviousInConversation => self.step_in_conversation(false),
            // The window opens the dock; findings come with the next painted frame.
            Command::ExpertInformation => {}
            Command::NextFrame => self.step(1),
            Command::PreviousFrame => self.step(-1),
            Command::FirstFrame => self.select_row(0),
            Command::LastFrame => {
                let last = self.open.as_ref().map_or(0, |o| o.shown_count().saturating_sub(1));
                self.select_row(last);
            }
            Command::ToggleCapture if self.live.is_some() => self.stop_capture(),
            Command::ToggleCapture | Command::StartCapture => {
                let (interfaces, filter) = (self.chosen_interfaces(), self.chosen_filter());
                self.start_capture(&interfaces, &filter);
            }
            Command::StopCapture => self.stop_capture(),
            Command::RestartCapture => {
                if let Some(live) = &self.live {
                    let plan = live.plan.clone();
                    // What was captured so far is given up: that is what restarting means.
                    self.discarding = Some(Action::StartPlan(plan.clone()));
                    self.start_plan(plan);
                }
            }
            Command::RefreshInterfaces => self.tasks.list_interfaces(),
            Command::FollowTcp => self.start_follow(Kind::Tcp),
            Command::FollowUdp => self.start_follow(Kind::Udp),
            Command::FollowHttp => self.start_follow(Kind::Http),
            Command::FollowHttp2 => {
                let details = self.open.as_ref().and_then(|open| open.details.as_ref());
                if let Some(id) = details.and_then(|details| details.http2_stream) {
                    self.start_follow(Kind::Http2(id));
                }
            }
            Command::FollowQuic => {
                let selected = self.open.as_ref().and_then(|open| open.selected);
                let details = self.open.as_ref().and_then(|open| open.details.as_ref());
                if let Some((connection, id)) = details.and_then(|details| details.quic_stream) {
                    self.follow_stream(Kind::Quic(id), connection, selected);
                }
            }
            Command::FollowTls => self.start_follow(match self.open.as_ref().and_then(Opened::stream) {
                Some((Transport::Udp, ..)) => Kind::Dtls,
                _ => Kind::Tls,
            }),
            Command::LoadKey => self.ask_path(PathPurpose::LoadKey, String::new()),
            Command::LoadKeyFolder => self.ask_path(PathPurpose::LoadKeyFolder, String::new()),
            Command::ImportWireshark => self.ask_wireshark(),
            other if report_of(other).is_some() => {
                if let Some(report) = report_of(other) {
                    self.open_report(report);
                }
            }
            other if other.time_format().is_some() => {
                self.settings.time_format = other.time_format().unwrap_or_default().to_owned();
                self.window.list.forget_widths();
            }
            other if other.time_digits().is_some() => self.settings.time_digits = other.time_digits(),
            Command::CompareHellos => self.compare_hellos(),
            Command::ShowLadder => self.show_session_tab(DetailTab::Handshake),
            Command::ShowCertificates => self.show_session_tab(DetailTab::Certificates),
            // These concern the window alone, which has carried them out.
            Command::FocusFilter
            | Command::Find
            | Command::ExpandSubtree
            | Command::CollapseSubtree
            | Command::ExpandAll
            | Command::CollapseAll
            | Command::GoTo
            | Command::Palette
            | Command::CopyAllVisible
            | Command::CopyHexDump
            | Command::CopyHexStream
            | Command::CopyPrintable
            | Command::CopyEscaped
            | Command::CopyCArray
            | Command::CopyRustArray
            | Command::CopyBase64
            | Command::ShowBytes
            | Command::ExportBytes
            | Command::GoToLinked
            | Command::Preferences
            | Command::EnabledProtocols
            | Command::ResetPanes
            | Command::FullScreen
            | Command::ExportFrames
            | Command::ExportDissections
            | Command::CaptureOptions
            | Command::ShowFrames
            | Command::ShowSessions
            | Command::ShowHellos
            | Command::HelloInspector
            | Command::PasteHello
            | Command::Report
            | Command::SecretsPanel
            | Command::AddPsk
            | Command::LaunchProgram
            | Command::KeyLogRecipes
            | Command::Shortcuts
            | Command::About => {}
            other => self.run_annotation(other),
        }
    }

    pub(super) fn done(&mut self, done: Done) {
        match done {
            Done::Path(_, None) => {}
            Done::Path(purpose, Some(path)) => self.act(purpose.action(path)),
            Done::NoDesktopDialog(purpose, name) => {
                let dialog = PathDialog::new(purpose, self.settings.folder.as_deref(), &name);
                self.window.dialog = Some(Dialog::Path(dialog));
            }
            Done::Drawn(name, Some(files)) => {
                self.asked_to_save = files;
                self.ask_path(PathPurpose::SaveAsked, name);
            }
            Done::Drawn(name, None) => {
                let text = format!("{name} could not be drawn; a smaller part of it can be.");
                self.banner = Some(BannerView { tone: Tone::Danger, text, action: None });
            }
            Done::Owners(owners) => self.owners_found(&owners),
            Done::Text(text) => self.tasks.copy(text),
            Done::Gathered(memory, frames, noted, on) => {
                // Another capture may be open by now.
                let same = self.open.as_ref().is_some_and(|open| Arc::ptr_eq(&open.capture.memory, &memory));
                if same {
                    self.note_frames(&frames, noted, on);
                }
            }
            Done::ColourRules(Ok(imported)) => self.colours_imported(imported),
            Done::ColourRules(Err(error)) => {
                self.banner = Some(BannerView { tone: Tone::Danger, text: error, action: None });
            }
            Done::Interfaces(Ok(devices)) => {
                self.devices = devices.iter().map(interface_view).collect();
                self.arrange_interfaces();
                self.welcome.helper = HelperView::Ready;
            }
            Done::Interfaces(Err(error)) => {
                self.devices.clear();
                self.arrange_interfaces();
                self.welcome.helper = HelperView::Missing { reason: error.to_string() };
            }
            Done::Neighbours(neighbours) => self.welcome.neighbours = neighbours,
            Done::Started { plan, outcome } => self.started(plan, outcome),
            Done::RightGiven { again, outcome: Ok(()) } => self.act(*again),
            Done::RightGiven { outcome: Err(why), .. } => {
                let text = format!("The capture helper did not get its right: {}", text::escape(&why));
                self.banner = Some(BannerView { tone: Tone::Danger, text, action: None });
            }
            Done::Dropped { captures, secrets } => {
                match captures.as_slice() {
                    [] => {}
                    [capture] => self.open_file(capture.clone()),
                    several => self.merge_all(several.to_vec()),
                }
                self.load_secrets(secrets);
            }
            Done::Secrets(outcomes) => self.secrets_loaded(outcomes),
            Done::ExportWritten { path, outcome } => self.written(&path, outcome),
            Done::FilterChecked { text, error } => self.capture_filter_checked(text, error),
            Done::Objects(objects, more) => self.objects_found(objects, more),
            Done::Merged(merged) => self.merged(merged),
            Done::NextOfSet(next) => self.stepped_in_set(next),
            Done::Leftovers(found) => self.leftovers_found(found),
            Done::Exported { path, outcome } => self.exported(&path, outcome),
            Done::Judged(judged) => self.judged(*judged),
            Done::Hellos(list) => self.hellos_gathered(list),
            Done::OtherHellos { path, outcome } => self.other_hellos(path, outcome),
            Done::Reported { path, outcome } => {
                let (tone, text) = match outcome {
                    Ok(sessions) => {
                        let sessions = text::plural(sessions as u64, "session", "sessions");
                        (Tone::Success, format!("The report on {sessions} is saved as {}", path.display()))
                    }
                    Err(error) => (Tone::Danger, format!("{} could not be written: {error}", path.display())),
                };
                self.banner = Some(BannerView { tone, text, action: None });
            }
            Done::Detailed(found) => self.detailed(*found),
            Done::Launched(outcome) => self.launched(outcome),
            Done::Written { path, outcome } => {
                let (tone, text) = match outcome {
                    Ok((count, 1)) => {
                        let count = text::plural(count, "byte", "bytes");
                        (Tone::Success, format!("{count} saved as {}", path.display()))
                    }
                    Ok((_, files)) => {
                        let last = numbered(&path, files);
                        let last = last.file_name().unwrap_or_default().display().to_string();
                        let said = format!("{files} pictures saved, from {} to {last}", path.display());
                        (Tone::Success, said)
                    }
                    Err(error) => (Tone::Danger, format!("{} could not be written: {error}", path.display())),
                };
                self.banner = Some(BannerView { tone, text, action: None });
            }
            Done::Saved { path, outcome } => {
                let (tone, text) = match outcome {
                    Ok(frames) => {
                        self.saved(&path);
                        let frames = text::plural(frames, "frame", "frames");
                        (Tone::Success, format!("{frames} saved as {}", path.display()))
                    }
                    Err(error) => (Tone::Danger, error),
                };
                self.banner = Some(BannerView { tone, text, action: None });
            }
            Done::Followed { kind, stream, followed, kinds } => {
                if let Some(open) = &self.open {
                    self.follow_generation += 1;
                    let generation = self.follow_generation;
                    let view = follow_view(&open.capture, kind, stream, *followed, &kinds, generation);
                    self.follow = Some(view);
                }
            }
        }
    }
}
