//! What the window remembers between two runs; no secret and no packet ever.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::capture_plan::{InterfaceFilter, RemoteSettings, RingSettings};
use super::columns::{self, Column};
use super::session_columns::SessionColumn;
use crate::base::time::Precision;
use crate::base::time_form::{Form, Seconds};
use crate::base::whole_file;
use crate::document::rows::TimeLook;

/// Dark or light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the desktop says.
    #[default]
    System,
    Dark,
    Light,
}

impl From<ThemeChoice> for eframe::egui::ThemePreference {
    fn from(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::System => Self::System,
            ThemeChoice::Dark => Self::Dark,
            ThemeChoice::Light => Self::Light,
        }
    }
}

/// Where the three panes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// The list over details and bytes side by side.
    #[default]
    Over,
    /// One over the other.
    Stacked,
    /// The list beside details over bytes.
    Beside,
}

impl Layout {
    pub const ALL: [Layout; 3] = [Layout::Over, Layout::Stacked, Layout::Beside];

    pub fn words(self) -> &'static str {
        match self {
            Layout::Over => "List over details and bytes",
            Layout::Stacked => "One over the other",
            Layout::Beside => "List beside details and bytes",
        }
    }
}

/// What was known of a capture when it was open last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaptureFacts {
    pub path: PathBuf,
    pub frames: u64,
    /// From the first frame to the last.
    pub milliseconds: u64,
    pub sessions: u64,
    pub decrypted: u64,
}

/// How packets are captured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaptureSettings {
    pub promiscuous: bool,
    /// Wi-Fi only.
    pub monitor: bool,
    pub buffer_mib: u32,
    /// Bytes kept of a frame; none: all.
    pub snaplen: Option<u32>,
    pub stop_packets: Option<u64>,
    /// In units of 1,000 bytes.
    pub stop_kilobytes: Option<u64>,
    pub stop_seconds: Option<u64>,
    /// Display filter: the first frame that passes ends the capture.
    pub stop_filter: String,
    /// Capture filters of interfaces that have their own.
    pub filters: Vec<InterfaceFilter>,
    /// Files that are written beside the capture.
    pub ring: Option<RingSettings>,
    /// Only the newest packets are kept: of so many seconds, and megabytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_megabytes: Option<u64>,
}

impl Default for CaptureSettings {
    fn default() -> Self {
        Self {
            promiscuous: true,
            monitor: false,
            buffer_mib: crate::capture::options::DEFAULT_BUFFER_MIB,
            snaplen: None,
            stop_packets: None,
            stop_kilobytes: None,
            stop_seconds: None,
            stop_filter: String::new(),
            filters: Vec::new(),
            ring: None,
            keep_seconds: None,
            keep_megabytes: None,
        }
    }
}

impl CaptureSettings {
    /// What is kept while capturing; all, by default.
    pub fn keep(&self) -> crate::capture::Keep {
        crate::capture::Keep {
            duration: self.keep_seconds.map(std::time::Duration::from_secs),
            kilobytes: self.keep_megabytes.map(|mb| mb.saturating_mul(1_000)),
        }
    }

    /// What is kept, in words; nothing if that is all.
    pub fn keeps_words(&self) -> String {
        let time = self.keep_seconds.map(|s| match (s % 60, s / 60) {
            (0, minutes) => format!("{minutes} min"),
            _ => format!("{s} s"),
        });
        let size = self.keep_megabytes.map(|mb| format!("{mb} MB"));
        let both: Vec<String> = time.into_iter().chain(size).collect();
        if both.is_empty() { String::new() } else { format!("the newest {}", both.join(" or ")) }
    }

    /// The same for the helper.
    pub fn options(&self, interface: &str, filter: &str) -> crate::capture::Options {
        let mut options = crate::capture::Options::new(interface);
        options.filter = filter.trim().to_owned();
        options.promiscuous = self.promiscuous;
        options.monitor = self.monitor;
        options.buffer_mib = self.buffer_mib.clamp(1, crate::capture::options::MAX_BUFFER_MIB);
        options.snaplen = self.snaplen.unwrap_or(crate::capture::options::MAX_SNAPLEN);
        options.stop_after = crate::capture::StopAfter {
            packets: self.stop_packets,
            kilobytes: self.stop_kilobytes,
            duration: self.stop_seconds.map(std::time::Duration::from_secs),
        };
        options
    }
}

/// Which parts of the window are in sight, and how large they were made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Panes {
    pub toolbar: bool,
    pub status_bar: bool,
    pub details: bool,
    pub bytes: bool,
    /// Shares of the frame list and of the details, as far as they were set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_share: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details_share: Option<f32>,
    /// Of the whole window, logical px at zoom 100 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<[f32; 2]>,
    pub maximized: bool,
}

impl Default for Panes {
    fn default() -> Self {
        Self {
            toolbar: true,
            status_bar: true,
            details: true,
            bytes: true,
            list_share: None,
            details_share: None,
            window: None,
            maximized: false,
        }
    }
}

impl Panes {
    /// What a file says may be nonsense.
    fn checked(mut self) -> Self {
        let share = |share: Option<f32>| share.filter(|share| (0.05..=0.95).contains(share));
        self.list_share = share(self.list_share);
        self.details_share = share(self.details_share);
        self.window = self.window.filter(|size| size.iter().all(|px| (200.0..=20_000.0).contains(px)));
        self
    }
}

/// The settings file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: ThemeChoice,
    /// The profile in use.
    pub profile: String,
    /// Percent, [`Settings::ZOOM_MIN`] to [`Settings::ZOOM_MAX`].
    pub zoom: u16,
    pub colour_rows: bool,
    /// Names that the capture itself gives stand in place of addresses.
    pub resolve_names: bool,
    /// Comment connections with the processes that have them, while capturing.
    pub note_processes: bool,
    /// Interfaces that stand first, and those that are not shown.
    pub pinned: Vec<String>,
    pub hidden: Vec<String>,
    pub auto_scroll: bool,
    /// The tour of the sample is known.
    pub tour_taken: bool,
    /// Captures opened last, newest first.
    pub recent: Vec<PathBuf>,
    /// What is known of them.
    pub facts: Vec<CaptureFacts>,
    /// Filters applied last, newest first.
    pub filters: Vec<String>,
    /// Where the last file dialog ended.
    pub folder: Option<PathBuf>,
    /// Interfaces captured from last.
    pub interfaces: Vec<String>,
    pub capture_filter: String,
    /// Capture filters used last, newest first.
    pub capture_filters: Vec<String>,
    pub capture: CaptureSettings,
    /// The machine that was captured on last.
    pub remote: RemoteSettings,
    pub layout: Layout,
    pub panes: Panes,
    /// Columns of the sessions table.
    pub session_columns: Vec<SessionColumn>,
    /// Those of its columns whose width was set.
    pub session_widths: Vec<SessionWidth>,
    /// Form of the Time column, by Wireshark's name for it (`-t`).
    pub time_format: String,
    /// Digits behind the point; as the capture has them, if not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_digits: Option<u8>,
    /// Seconds split into hours and minutes.
    pub time_hours: bool,
    /// Of the frame list, in order.
    pub columns: Vec<Column>,
    /// Filters kept under a name; those with `button` stand beside the field.
    pub bookmarks: Vec<Bookmark>,
    /// Rules of Decode As, as `tlens -d` takes them.
    pub decode_as: Vec<String>,
    /// Protocols that are not dissected.
    pub disabled_protocols: Vec<String>,
    /// Choices of how protocols are dissected that are not as by default.
    pub flipped_choices: Vec<String>,
}

/// The width of a column of the sessions table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionWidth {
    pub column: SessionColumn,
    /// Logical px.
    pub width: f32,
}

/// A filter kept under a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bookmark {
    pub label: String,
    pub expression: String,
    pub button: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            profile: super::profiles::DEFAULT.to_owned(),
            zoom: 100,
            colour_rows: true,
            resolve_names: false,
            note_processes: false,
            pinned: Vec::new(),
            hidden: Vec::new(),
            auto_scroll: true,
            recent: Vec::new(),
            facts: Vec::new(),
            filters: Vec::new(),
            folder: None,
            interfaces: Vec::new(),
            capture_filter: String::new(),
            capture_filters: Vec::new(),
            time_format: Form::Relative.name().to_owned(),
            time_digits: None,
            time_hours: false,
            columns: columns::standard(),
            bookmarks: Vec::new(),
            decode_as: Vec::new(),
            disabled_protocols: Vec::new(),
            flipped_choices: Vec::new(),
            capture: CaptureSettings::default(),
            remote: RemoteSettings::default(),
            layout: Layout::default(),
            panes: Panes::default(),
            session_columns: SessionColumn::DEFAULT.to_vec(),
            session_widths: Vec::new(),
            tour_taken: false,
        }
    }
}

/// Writes `file` whole, and its folder if that is missing.
pub(super) fn write_toml(file: &Path, value: &impl Serialize) -> std::io::Result<()> {
    let text = toml::to_string(value).map_err(std::io::Error::other)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    whole_file::write(file, text.as_bytes())
}

const RECENT_MAX: usize = 20;
const CAPTURE_FILTERS_MAX: usize = 8;
const BOOKMARKS_MAX: usize = 200;

impl Settings {
    pub const ZOOM_MIN: u16 = 70;
    pub const ZOOM_MAX: u16 = 250;

    /// Where this system keeps the settings; none without a home folder.
    pub fn file() -> Option<PathBuf> {
        let dirs = directories::ProjectDirs::from("", "", "wirelens")?;
        Some(dirs.config_dir().join("settings.toml"))
    }

    /// The settings in `file`; what is missing or cannot be read takes its default.
    pub fn load(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let mut settings: Settings = toml::from_str(&text).unwrap_or_default();
        settings.zoom = settings.zoom.clamp(Self::ZOOM_MIN, Self::ZOOM_MAX);
        settings.recent.truncate(RECENT_MAX);
        settings.filters.truncate(RECENT_MAX);
        settings.capture_filters.truncate(CAPTURE_FILTERS_MAX);
        settings.columns = columns::checked(settings.columns);
        settings.panes = settings.panes.checked();
        settings.bookmarks.truncate(BOOKMARKS_MAX);
        settings
    }

    /// Writes `file` whole, so that a crash leaves the old or the new settings.
    pub fn save(&self, file: &Path) -> std::io::Result<()> {
        write_toml(file, self)
    }

    /// Puts `path` first among the recent captures.
    pub fn note_capture(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_path_buf());
        self.recent.truncate(RECENT_MAX);
        self.folder = path.parent().map(Path::to_path_buf);
    }

    /// Remembers what is known of a recent capture.
    pub fn note_facts(&mut self, facts: CaptureFacts) {
        if self.facts.contains(&facts) {
            return;
        }
        let recent = &self.recent;
        self.facts.retain(|known| known.path != facts.path && recent.contains(&known.path));
        self.facts.push(facts);
    }

    /// `path` was no capture after all.
    pub fn forget_capture(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
    }

    /// Puts `filter` first among the recent filters.
    pub fn note_filter(&mut self, filter: &str) {
        if !filter.is_empty() {
            self.filters.retain(|known| known != filter);
            self.filters.insert(0, filter.to_owned());
            self.filters.truncate(RECENT_MAX);
        }
    }

    /// Puts `filter` first among the recent capture filters.
    pub fn note_capture_filter(&mut self, filter: &str) {
        if !filter.is_empty() {
            self.capture_filters.retain(|known| known != filter);
            self.capture_filters.insert(0, filter.to_owned());
            self.capture_filters.truncate(CAPTURE_FILTERS_MAX);
        }
    }

    /// Sets the width of a column of the sessions table; `None`: as at first.
    pub fn set_session_width(&mut self, column: SessionColumn, width: Option<f32>) {
        self.session_widths.retain(|set| set.column != column);
        self.session_widths.extend(width.map(|width| SessionWidth { column, width }));
    }

    /// How the Time column shows times.
    pub fn time(&self) -> TimeLook {
        TimeLook {
            form: Form::named(&self.time_format).unwrap_or(Form::Relative),
            seconds: if self.time_hours { Seconds::HoursMinutes } else { Seconds::Plain },
            digits: self.time_digits.map(|digits| Precision(digits.min(9))),
        }
    }

    /// One step of zoom up or down.
    pub fn zoom_by(&mut self, steps: i32) {
        let zoom = i32::from(self.zoom).saturating_add(steps.saturating_mul(10));
        let zoom = zoom.clamp(i32::from(Self::ZOOM_MIN), i32::from(Self::ZOOM_MAX));
        self.zoom = u16::try_from(zoom).unwrap_or(100);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::columns::Content;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new").join("settings.toml");
        let mut settings = Settings { theme: ThemeChoice::Light, ..Settings::default() };
        settings.note_capture(Path::new("/captures/配電盤.pcapng"));
        settings.note_filter("tcp.stream eq 0");
        settings.columns.push(Column { width: Some(90.0), ..Column::new(&Content::Field("tcp.len".into())) });
        settings.bookmarks.push(Bookmark { label: "Mine".into(), expression: "tls".into(), button: true });
        settings.time_digits = Some(3);
        settings.set_session_width(SessionColumn::Suite, Some(300.0));
        settings.set_session_width(SessionColumn::Sni, Some(90.0));
        settings.set_session_width(SessionColumn::Sni, None);
        settings.save(&file).unwrap();
        assert_eq!(Settings::load(&file), settings);
    }

    #[test]
    fn what_is_chosen_reaches_the_helper() {
        let capture = CaptureSettings {
            snaplen: Some(96),
            monitor: true,
            stop_seconds: Some(5),
            ..CaptureSettings::default()
        };
        let options = capture.options("wlan0", " tcp ");
        assert_eq!((options.filter.as_str(), options.snaplen, options.monitor), ("tcp", 96, true));
        assert_eq!(options.stop_after.duration, Some(std::time::Duration::from_secs(5)));
        assert_eq!(capture.keeps_words(), "");
        let keeps = CaptureSettings { keep_seconds: Some(300), keep_megabytes: Some(500), ..capture };
        assert_eq!(keeps.keeps_words(), "the newest 5 min or 500 MB");
    }

    #[test]
    fn a_broken_file_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        assert_eq!(Settings::load(&file), Settings::default());
        std::fs::write(&file, "zoom = 9000\ntheme = \"dark\"").unwrap();
        let settings = Settings::load(&file);
        assert_eq!((settings.zoom, settings.theme), (250, ThemeChoice::Dark));
        std::fs::write(&file, "zoom = [").unwrap();
        assert_eq!(Settings::load(&file), Settings::default());
    }

    #[test]
    fn recent_lists_keep_one_of_each_newest_first() {
        let mut settings = Settings::default();
        for name in ["a", "b", "a"] {
            settings.note_capture(Path::new(name));
            settings.note_filter(name);
        }
        assert_eq!(settings.recent, [PathBuf::from("a"), PathBuf::from("b")]);
        assert_eq!(settings.filters, ["a", "b"]);
    }

    #[test]
    fn facts_are_kept_of_recent_captures_only() {
        let mut settings = Settings::default();
        let facts = |name: &str, frames| CaptureFacts { path: name.into(), frames, ..Default::default() };
        settings.note_capture(Path::new("a"));
        settings.note_facts(facts("a", 1));
        settings.note_facts(facts("a", 2));
        assert_eq!(settings.facts, [facts("a", 2)]);
        settings.recent.clear();
        settings.note_capture(Path::new("b"));
        settings.note_facts(facts("b", 3));
        assert_eq!(settings.facts, [facts("b", 3)]);
    }

    #[test]
    fn zoom_keeps_its_bounds() {
        let mut settings = Settings::default();
        settings.zoom_by(100);
        assert_eq!(settings.zoom, 250);
        settings.zoom_by(-100);
        assert_eq!(settings.zoom, 70);
    }
}
