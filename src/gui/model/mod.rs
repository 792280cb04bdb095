//! What the window shows, as plain data: the seam between the widgets and the open capture.
//! The app fills these from the document; widgets read them and answer with [`Action`]s.
//! Not here: any painting, any work.

mod action;
pub mod around;
mod details;
pub mod export;
mod filter;
pub mod find;
mod follow;
pub mod frame_window;
mod frames;
pub mod hello;
pub mod profile;
pub mod statistics;
pub mod tls;
mod welcome;

use self::export::ObjectView;
use self::find::{ExpertsView, FindView};
use self::frame_window::FrameWindowView;
use self::hello::HellosView;
use self::profile::ProfilesView;
use self::statistics::ReportView;
use self::tls::{SecretsView, SessionsView};
use super::settings::Settings;

pub use self::action::{Action, SaveSecrets, TourAct};
pub use self::details::{
    ChipView, DetailsView, LinkView, NodeKind, NodeView, OriginView, PartKind, PartView, Severity,
    SourceKind, SourceView, SpanView,
};
pub use self::filter::{
    Combine, CompletionView, FilterButton, FilterCheck, FilterFrom, FilterState, FilterToken, FilterView,
};
pub use self::follow::{FollowKindView, FollowView, Substreams, TurnView};
pub use self::frames::{CaptureView, FrameRows, LiveView, RowView, TlsState};
pub use self::welcome::{
    CaptureFilterView, HelperView, InterfaceKind, InterfaceView, LeftoverView, RecentView, WelcomeView,
};

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    Accent,
    Success,
    Warn,
    Danger,
}

/// Work going on in the background.
#[derive(Clone, Debug)]
pub struct JobView {
    pub id: u64,
    /// "Opening lab.pcapng".
    pub title: String,
    /// 0 to 1; none if the end is not known.
    pub progress: Option<f32>,
    pub can_cancel: bool,
}

#[derive(Clone, Debug)]
pub struct BannerView {
    pub tone: Tone,
    pub text: String,
    pub action: Option<(String, Action)>,
}

/// Figures of the status bar.
#[derive(Clone, Debug, Default)]
pub struct StatusView {
    /// Warnings and errors of the capture file itself.
    pub problems: u64,
    pub message: String,
    pub sessions: u64,
    pub sessions_open: u64,
}

/// Everything that one painted frame shows.
pub struct View<'a> {
    pub capture: Option<CaptureView<'a>>,
    pub welcome: &'a WelcomeView,
    pub filter: &'a FilterView,
    pub status: &'a StatusView,
    pub live: Option<&'a LiveView>,
    pub jobs: &'a [JobView],
    pub banner: Option<&'a BannerView>,
    pub follow: Option<&'a FollowView>,
    pub settings: &'a Settings,
    pub secrets: &'a SecretsView,
    pub sessions: &'a SessionsView,
    pub reports: &'a [ReportView],
    pub frame_windows: &'a [FrameWindowView],
    pub profiles: &'a ProfilesView,
    pub find: &'a FindView,
    pub experts: &'a ExpertsView,
    /// The files that HTTP carried, once they were asked for and found.
    pub objects: Option<&'a [ObjectView]>,
    pub capture_filter: &'a CaptureFilterView,
    pub hellos: &'a HellosView,
    /// Whether this build and system can capture at all.
    pub can_capture: bool,
}
