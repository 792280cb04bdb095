//! Live captures begun, followed and ended. Not here: what the helper says (`live`).

use std::sync::Arc;

use super::App;
use super::live::{Capturing, Live, Unsaved, failure};
use super::opened::{Opened, Origin};
use crate::document::Loader;
use crate::document::background::BackgroundCapture;
use crate::document::columns::Content;
use crate::document::filtered::Scan;
use crate::filter::Filter;
use crate::gui::capture_plan::{CapturePlan, SourcePlan};
use crate::gui::columns::{COLUMNS_MAX, Column};
use crate::gui::dialogs::Dialog;
use crate::gui::model::{Action, BannerView, CaptureFilterView, Tone};
use crate::gui::text;
use crate::proto;

impl App {
    pub(super) fn chosen_interfaces(&self) -> Vec<String> {
        let chosen = self.window.welcome.interface(&self.welcome).map(|i| i.name.clone());
        chosen.or_else(|| self.settings.interfaces.first().cloned()).into_iter().collect()
    }

    pub(super) fn chosen_filter(&self) -> String {
        match self.open {
            Some(_) => self.settings.capture_filter.clone(),
            None => self.window.welcome.capture_filter.clone(),
        }
    }

    pub(super) fn start_capture(&mut self, interfaces: &[String], filter: &str) {
        if interfaces.is_empty() {
            self.window.dialog = Some(Dialog::CaptureOptions(
                crate::gui::dialogs::capture_options::CaptureOptions::new(&self.settings),
            ));
            return;
        }
        self.start_plan(CapturePlan::on(interfaces, filter));
    }

    /// Begins to capture, unless that would discard what nobody has saved.
    pub(super) fn start_plan(&mut self, plan: CapturePlan) {
        if !self.may_discard(&Action::StartPlan(plan.clone())) {
            return;
        }
        if let Err(error) = Filter::new(&self.settings.capture.stop_filter, proto::registry()) {
            self.window.dialog = Some(Dialog::Error {
                title: "The filter that ends the capture is not valid".into(),
                text: error.message,
                advice: "It is a display filter, as “tls.alert_message”. The capture options have it.".into(),
            });
            return;
        }
        let interfaces = plan.interfaces();
        if !interfaces.is_empty() {
            self.settings.interfaces = interfaces;
            self.settings.capture_filter = plan.filter();
        }
        for source in &plan.sources {
            match source {
                SourcePlan::Remote(remote) => self.settings.remote = remote.clone(),
                SourcePlan::Interface { filter, .. } => self.settings.note_capture_filter(filter),
            }
        }
        if plan.sources.len() > 1 {
            self.show_interface_column();
        }
        self.tasks.start_capture(plan, &self.settings.capture);
    }

    /// Frames of several interfaces say where they come from.
    fn show_interface_column(&mut self) {
        let content = Content::Field("frame.interface_name".into());
        let columns = &mut self.settings.columns;
        if let Some(known) = columns.iter_mut().find(|c| c.shows().as_ref() == Some(&content)) {
            known.hidden = false;
        } else if columns.len() < COLUMNS_MAX {
            let before = columns.iter().position(|c| c.shows() == Some(Content::Source)).unwrap_or(0);
            columns.insert(before, Column { title: "Interface".into(), ..Column::new(&content) });
        }
    }

    /// One check at a time; what was typed meanwhile is checked next.
    pub(super) fn check_capture_filter(&mut self, text: String, link_type: String) {
        if self.checking.is_some() {
            self.checking = Some(Some((text, link_type)));
            return;
        }
        self.checking = Some(None);
        self.tasks.check_capture_filter(text, link_type);
    }

    pub(super) fn capture_filter_checked(&mut self, text: String, error: Option<String>) {
        self.capture_filter = CaptureFilterView { text, error };
        if let Some((text, link_type)) = self.checking.take().flatten() {
            self.check_capture_filter(text, link_type);
        }
    }

    /// Lists the interfaces: pinned ones first, then those that are up, hidden ones not at all.
    pub(super) fn arrange_interfaces(&mut self) {
        let settings = &self.settings;
        let shown = self.devices.iter().filter(|device| !settings.hidden.contains(&device.name));
        let mut shown: Vec<_> = shown.cloned().collect();
        for interface in &mut shown {
            interface.pinned = settings.pinned.contains(&interface.name);
        }
        shown.sort_by_key(|interface| (!interface.pinned, !interface.active));
        self.welcome.hidden = self.devices.len().saturating_sub(shown.len());
        self.welcome.interfaces = shown;
    }

    /// Counts the interfaces' traffic while somebody looks at it.
    pub(super) fn watch_traffic(&mut self) {
        let looks = self.open.is_none() || matches!(self.window.dialog, Some(Dialog::CaptureOptions(_)));
        if looks && self.watch.refresh() {
            for interface in &mut self.welcome.interfaces {
                interface.traffic = self.watch.of(&interface.name);
            }
        }
    }

    pub(super) fn stop_capture(&mut self) {
        if let Some(live) = &mut self.live {
            live.stop();
        }
    }

    pub(super) fn poll_live(&mut self) {
        let Some(live) = &mut self.live else { return };
        let news = live.poll();
        if let Some(text) = news.note {
            self.banner = Some(BannerView { tone: Tone::Warn, text, action: None });
        }
        if let Some(text) = news.error {
            self.window.dialog = Some(Dialog::Error {
                title: "The capture has ended".into(),
                text,
                advice: "The frames captured until then are kept; save them if you need them.".into(),
            });
        }
        if news.ended {
            let dropped = live.view.dropped;
            // A file in which it went on is read to its end before it is shown.
            if let Some(next) = &mut self.successor {
                next.ended();
            }
            self.live = None;
            if let Some(open) = &self.open {
                open.background.stop_growing();
            }
            if dropped > 0 {
                let text = format!(
                    "{} dropped: the machine could not keep up",
                    text::plural(dropped, "packet", "packets")
                );
                self.banner = Some(BannerView { tone: Tone::Danger, text, action: None });
            }
        }
    }

    pub(super) fn started(
        &mut self,
        plan: CapturePlan,
        outcome: Result<(Capturing, crate::capture::Spool), crate::capture::Error>,
    ) {
        let opened = outcome.and_then(|(running, spool)| spool.open().map(|file| (running, spool, file)));
        let (running, spool, file) = match opened {
            Ok(parts) => parts,
            Err(error) => {
                self.window.dialog = Some(failure(&plan, &error));
                return;
            }
        };
        self.close();
        let name = plan.name();
        let background = BackgroundCapture::open(
            name.clone(),
            move || Loader::follow(file),
            true,
            Arc::clone(&self.keyring),
            super::dissect_settings(&self.decode_as, &self.settings),
            Arc::clone(&self.wake),
        );
        self.show(Opened::new(name.clone(), Origin::Live(name), background));
        self.unsaved = Some(Unsaved::new(spool));
        self.is_saved = false;
        let stop_when = Filter::new(&self.settings.capture.stop_filter, proto::registry()).ok();
        let stop_when = stop_when.filter(|filter| !filter.is_empty()).map(Scan::new);
        self.live = Some(Live::new(running, plan, &self.settings.capture, stop_when));
        self.window.list.rows.follow_end(self.settings.auto_scroll);
    }

    /// Ends the capture once a frame passes the filter that the options have for it.
    pub(super) fn look_for_end(&mut self) {
        let (Some(live), Some(open)) = (&mut self.live, &self.open) else { return };
        let settings = open.background.settings();
        let met = live.condition_met(&open.capture, &settings, &self.wake);
        if let Some((frame, filter)) = met {
            live.stop();
            let text = format!("The capture was ended by frame {}: it matches “{filter}”", frame.number());
            let action = Some(("Go to frame".to_owned(), Action::GoToFrame(frame.number().into())));
            self.banner = Some(BannerView { tone: Tone::Accent, text, action });
        }
    }
}
