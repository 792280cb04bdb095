//! Live captures begun, followed and ended. Not here: what the helper says (`live`).

use std::sync::Arc;

use super::App;
use super::live::{Live, Unsaved, failure};
use super::opened::{Opened, Origin};
use crate::document::Loader;
use crate::document::background::BackgroundCapture;
use crate::gui::dialogs::Dialog;
use crate::gui::model::{Action, BannerView, CaptureFilterView, Tone};
use crate::gui::text;

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

    pub(super) fn start_capture(&mut self, interfaces: Vec<String>, filter: String) {
        let again = Action::StartCapture { interfaces: interfaces.clone(), filter: filter.clone() };
        let Some(interface) = interfaces.into_iter().next() else {
            self.window.dialog = Some(Dialog::CaptureOptions(
                crate::gui::dialogs::capture_options::CaptureOptions::new(&self.settings),
            ));
            return;
        };
        if !self.may_discard(&again) {
            return;
        }
        self.settings.interfaces = vec![interface.clone()];
        self.settings.capture_filter.clone_from(&filter);
        self.tasks.start_capture(interface, filter, &self.settings.capture);
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
        interface: String,
        filter: String,
        outcome: Result<(crate::capture::control::Running, crate::capture::Spool), crate::capture::Error>,
    ) {
        let opened = outcome.and_then(|(running, spool)| spool.open().map(|file| (running, spool, file)));
        let (running, spool, file) = match opened {
            Ok(parts) => parts,
            Err(error) => {
                self.window.dialog = Some(failure(&interface, &filter, &error));
                return;
            }
        };
        self.close();
        let background = BackgroundCapture::open(
            interface.clone(),
            move || Loader::follow(file),
            true,
            Arc::clone(&self.keyring),
            super::dissect_settings(),
            Arc::clone(&self.wake),
        );
        self.show(Opened::new(interface.clone(), Origin::Live(interface.clone()), background));
        self.unsaved = Some(Unsaved::new(spool));
        self.is_saved = false;
        self.live = Some(Live::new(running, interface, filter));
        self.window.list.rows.follow_end(self.settings.auto_scroll);
    }
}
