//! A running live capture, and what its end or failure says to the user.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use crate::base::id::FrameId;
use crate::capture::control::{Helper, Running};
use crate::capture::{self, Event, Keep, Moved, Several, Spool};
use crate::dissect::Settings as DissectSettings;
use crate::document::background::Wake;
use crate::document::filtered::Scan;
use crate::filter::Filter;
use crate::gui::capture_plan::CapturePlan;
use crate::gui::dialogs::{Dialog, Remedy};
use crate::gui::model::{Action, InterfaceKind, InterfaceView, LiveView};
use crate::gui::settings::CaptureSettings;
use crate::proto;
use crate::store::Capture;

/// Those who capture.
pub enum Capturing {
    One(Running),
    Several(Several),
}

impl Capturing {
    /// Starts what `plan` says.
    pub fn start(plan: &CapturePlan, how: &CaptureSettings) -> Result<(Self, Spool), capture::Error> {
        let is_plain = how.ring.is_none() && how.keep() == Keep::default();
        match plan.single().filter(|_| is_plain) {
            Some((name, filter)) => {
                let options = how.options(name, filter);
                let (running, spool) = Helper::find()?.start_spooled(&options)?;
                Ok((Self::One(running), spool))
            }
            None => {
                let (several, spool) = Several::start(&plan.options(how))?;
                Ok((Self::Several(several), spool))
            }
        }
    }

    fn events(&self) -> &Receiver<Event> {
        match self {
            Self::One(running) => &running.events,
            Self::Several(several) => &several.events,
        }
    }

    /// A file in which the capture goes on.
    fn moved(&self) -> Option<Moved> {
        match self {
            Self::One(_) => None,
            Self::Several(several) => several.moved.try_recv().ok(),
        }
    }

    fn stop(&mut self) {
        match self {
            Self::One(running) => running.stop(),
            Self::Several(several) => several.stop(),
        }
    }
}

/// A capture that runs.
pub struct Live {
    running: Capturing,
    pub plan: CapturePlan,
    /// Looks for the frame that ends the capture.
    stop_when: Option<Scan>,
    began: Instant,
    pub view: LiveView,
    stopping: bool,
}

/// What happened since the last look.
#[derive(Default)]
pub struct News {
    pub ended: bool,
    pub error: Option<String>,
    pub note: Option<String>,
}

impl Live {
    pub fn new(
        running: Capturing,
        plan: CapturePlan,
        how: &CaptureSettings,
        stop_when: Option<Scan>,
    ) -> Self {
        let view = LiveView {
            source: plan.name(),
            capture_filter: plan.filter(),
            keeps: how.keeps_words(),
            ..LiveView::default()
        };
        Self { running, plan, stop_when, began: Instant::now(), view, stopping: false }
    }

    /// The first frame that passes the filter that ends the capture, with that filter.
    pub fn condition_met(
        &mut self,
        capture: &Arc<Capture>,
        settings: &DissectSettings,
        wake: &Wake,
    ) -> Option<(FrameId, String)> {
        let scan = self.stop_when.as_ref()?;
        if let Some(frame) = scan.found().0.get(0).copied() {
            let filter = scan.filter().text.clone();
            self.stop_when = None;
            return Some((frame, filter));
        }
        scan.extend(capture, settings, proto::registry(), wake);
        None
    }

    /// A file in which the capture goes on without its oldest frames.
    pub fn moved(&self) -> Option<Moved> {
        self.running.moved()
    }

    /// Frames have other numbers now: the filter that ends the capture looks at all again.
    pub fn look_again(&mut self) {
        let filter = self.stop_when.as_ref().map(|scan| scan.filter().text.clone());
        let filter = filter.and_then(|text| Filter::new(&text, proto::registry()).ok());
        self.stop_when = filter.map(Scan::new);
    }

    /// Asks the helper to drain and end; `Stopped` follows.
    pub fn stop(&mut self) {
        if !self.stopping {
            self.stopping = true;
            self.running.stop();
        }
    }

    /// Reads what the helper said.
    pub fn poll(&mut self) -> News {
        self.view.seconds = self.began.elapsed().as_secs();
        let mut news = News::default();
        loop {
            match self.running.events().try_recv() {
                Ok(Event::Drops(drops)) => self.view.dropped = drops.kernel.saturating_add(drops.interface),
                Ok(Event::Error { text, .. }) => news.error = Some(text),
                Ok(Event::Note(text)) => news.note = Some(text),
                Ok(Event::Stopped(_)) => news.ended = true,
                Ok(Event::Ready { .. } | Event::Committed { .. }) => {}
                Err(std::sync::mpsc::TryRecvError::Empty) => return news,
                Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                    news.ended = true;
                    return news;
                }
            }
        }
    }
}

/// The spool of a capture that nobody has saved: removed when the capture is closed.
pub struct Unsaved {
    spool: Option<Spool>,
    /// A spool that another run left behind.
    left: Option<PathBuf>,
}

impl Unsaved {
    pub fn new(spool: Spool) -> Self {
        Self { spool: Some(spool), left: None }
    }

    pub fn left_behind(path: PathBuf) -> Self {
        Self { spool: None, left: Some(path) }
    }

    pub fn path(&self) -> Option<PathBuf> {
        self.spool.as_ref().map(|spool| spool.path().to_path_buf()).or_else(|| self.left.clone())
    }
}

impl Drop for Unsaved {
    fn drop(&mut self) {
        // A file that cannot be removed stays in the state folder, where the next start finds it.
        if let Some(spool) = self.spool.take() {
            let _ = spool.discard();
        }
        if let Some(path) = self.left.take() {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// The link types that interfaces have; others by their numbers.
pub(in crate::gui) fn link_name(number: u32) -> String {
    match number {
        0 => "Loopback".into(),
        1 => "Ethernet".into(),
        101 => "Raw IP".into(),
        105 => "802.11".into(),
        113 => "Linux cooked".into(),
        127 => "802.11 + radiotap".into(),
        189 | 220 => "USB".into(),
        276 => "Linux cooked v2".into(),
        other => format!("Link type {other}"),
    }
}

/// An interface as the welcome page lists it.
pub fn interface_view(device: &capture::Device) -> InterfaceView {
    let kind = match device.name.as_str() {
        "any" => InterfaceKind::Any,
        _ if device.loopback => InterfaceKind::Loopback,
        _ if device.wireless || device.name.starts_with("wl") => InterfaceKind::Wifi,
        name if name.starts_with("bluetooth") => InterfaceKind::Bluetooth,
        name if name.starts_with("usbmon") => InterfaceKind::Usb,
        name if name.starts_with("en") || name.starts_with("eth") || name.starts_with("veth") => {
            InterfaceKind::Ethernet
        }
        _ => InterfaceKind::Other,
    };
    let addresses: Vec<String> = device.addresses.iter().map(ToString::to_string).collect();
    let kind_words = match kind {
        InterfaceKind::Any => "All interfaces at once",
        InterfaceKind::Loopback => "Loopback",
        InterfaceKind::Wifi => "Wi-Fi",
        InterfaceKind::Bluetooth => "Bluetooth",
        InterfaceKind::Usb => "USB",
        InterfaceKind::Ethernet => "Ethernet",
        InterfaceKind::Other => "",
    };
    let says_nothing = device.description.is_empty() || kind == InterfaceKind::Any;
    InterfaceView {
        name: device.name.clone(),
        description: if says_nothing { kind_words.into() } else { device.description.clone() },
        kind,
        addresses: addresses.join(", "),
        active: device.up && device.running || device.name == "any",
        pinned: false,
        link_type: device.link_types.first().map_or_else(String::new, u32::to_string),
        link_name: device.link_types.first().map_or_else(String::new, |number| link_name(*number)),
        traffic: Default::default(),
    }
}

/// The dialog that says why capturing did not begin, and what helps.
pub fn failure(plan: &CapturePlan, error: &capture::Error) -> Dialog {
    let again = Action::StartPlan(plan.clone());
    let interface = plan.name();
    match error {
        capture::Error::NoPermission { mend, .. } => Dialog::Permission {
            interface: interface.clone(),
            reason: error.to_string().split(". To allow it").next().unwrap_or_default().to_owned(),
            remedies: vec![
                Remedy {
                    title: "Give the helper the right, once".into(),
                    text: match Helper::right_can_be_given(mend) {
                        true => "Only the small helper gets it, never this window. Asks for your password; or in a \
                                 terminal:",
                        false => "Only the small helper gets it, never this window. In a terminal:",
                    }
                    .into(),
                    command: Some(mend.clone()),
                    recommended: true,
                    can_be_done: Helper::right_can_be_given(mend),
                },
                Remedy {
                    title: "Capture elsewhere and open the file".into(),
                    text: "Needs no rights here. Where the traffic passes:".into(),
                    command: Some(format!("sudo tcpdump -i {interface} -s 0 -w capture.pcap")),
                    recommended: false,
                    can_be_done: false,
                },
            ],
            chosen: 0,
            again,
        },
        capture::Error::HelperMissing { .. } => Dialog::Error {
            title: "Capturing is not installed".into(),
            text: error.to_string(),
            advice: "Captures that other programs saved can be opened all the same.".into(),
        },
        capture::Error::BadFilter { .. } => Dialog::Error {
            title: "The capture filter is not valid".into(),
            text: error.to_string(),
            advice: "Capture filters have the syntax of tcpdump: “tcp port 443”, “host 192.168.11.2”.".into(),
        },
        capture::Error::Remote { .. } => Dialog::Error {
            title: "The other machine cannot be captured on".into(),
            text: error.to_string(),
            advice: "Try the command of the dialog in a terminal: ssh must log in there without asking, and \
                     tcpdump needs the right to capture."
                .into(),
        },
        _ => Dialog::Error {
            title: format!("{interface} cannot be captured from"),
            text: error.to_string(),
            advice: "Look at the list of interfaces again (F5), or choose another one.".into(),
        },
    }
}
