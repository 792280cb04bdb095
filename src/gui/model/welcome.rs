//! The welcome page as plain data: interfaces, and captures opened before.

use crate::platform::neighbours::Neighbour;
use std::path::PathBuf;

use super::frames::TlsState;
use crate::gui::icons::Icon;
use crate::gui::sparkline::Traffic;

/// What an interface is, for its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterfaceKind {
    Ethernet,
    Wifi,
    Loopback,
    Any,
    Usb,
    Bluetooth,
    Other,
}

impl InterfaceKind {
    pub fn icon(self) -> Icon {
        match self {
            Self::Wifi => Icon::Wifi,
            Self::Loopback => Icon::Loopback,
            Self::Any => Icon::Any,
            Self::Usb => Icon::Usb,
            Self::Bluetooth => Icon::Bluetooth,
            Self::Ethernet | Self::Other => Icon::Ethernet,
        }
    }
}

#[derive(Clone, Debug)]
pub struct InterfaceView {
    pub name: String,
    pub description: String,
    pub kind: InterfaceKind,
    pub addresses: String,
    /// Up and running.
    pub active: bool,
    /// Stands first, by the user's wish.
    pub pinned: bool,
    /// LINKTYPE_ number for checking filters; empty if it is not known.
    pub link_type: String,
    /// `Ethernet`
    pub link_name: String,
    pub traffic: Traffic,
}

/// What libpcap thinks of a capture filter.
#[derive(Clone, Debug, Default)]
pub struct CaptureFilterView {
    /// The text that was checked.
    pub text: String,
    pub error: Option<String>,
}

impl CaptureFilterView {
    /// What is wrong with `text`, if that is known.
    pub fn error_of(&self, text: &str) -> Option<&str> {
        self.error.as_deref().filter(|_| self.text == text)
    }

    /// True: good; none: empty, or not checked yet.
    pub fn state_of(&self, text: &str) -> Option<bool> {
        (self.text == text && !text.trim().is_empty()).then_some(self.error.is_none())
    }
}

/// Whether this program can capture.
#[derive(Clone, Debug, Default)]
pub enum HelperView {
    /// Being asked.
    #[default]
    Unknown,
    Ready,
    /// No interfaces; the sentence says why and the command, if any, what helps.
    Missing {
        reason: String,
    },
}

#[derive(Clone, Debug)]
pub struct RecentView {
    pub path: PathBuf,
    pub name: String,
    /// "~/captures · yesterday".
    pub place: String,
    /// "4.0 kB · 0.050 s · 19 frames".
    pub facts: String,
    /// How many of its sessions were decrypted, where that is known.
    pub sessions: Option<(TlsState, String)>,
}

impl RecentView {
    /// An unsaved capture as a line of the list.
    pub fn unsaved(left: &LeftoverView) -> Self {
        let name = "Unsaved capture".to_owned();
        Self {
            path: left.path.clone(),
            name,
            place: left.words.clone(),
            facts: "click to recover".into(),
            sessions: None,
        }
    }
}

/// A capture that was not saved when the program ended.
#[derive(Clone, Debug)]
pub struct LeftoverView {
    pub path: PathBuf,
    /// "4.0 kB · 2 hours ago".
    pub words: String,
}

#[derive(Clone, Debug, Default)]
pub struct WelcomeView {
    pub interfaces: Vec<InterfaceView>,
    /// Interfaces that the user does not want to see.
    pub hidden: usize,
    /// Devices of the networks.
    pub neighbours: Vec<Neighbour>,
    pub helper: HelperView,
    pub recent: Vec<RecentView>,
    pub leftovers: Vec<LeftoverView>,
    /// The window does not hear of files that are dropped on it.
    pub hears_no_drops: bool,
}
