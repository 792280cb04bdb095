//! What a command line asks for, all of it, and what holds where it says nothing. The options that
//! fill it stand in `options`.

use super::preferences::Preferences;
use super::print::fields::Layout;
use super::print::hexdump::Dump;
use super::print::time::{Form, Seconds};
use super::print::{Output, Style};
use super::{ring, taps};
use crate::capture::Options as CaptureOptions;
use crate::dissect::Claim;
use crate::document::save::Format;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// What is to be done instead of reading packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    Help,
    Version,
    Interfaces,
    LinkTypes,
    Glossary(String),
    /// `-z help`
    Statistics,
    /// `--generate`
    Generate(String),
    /// `--hexdump help`
    HexdumpHelp,
}

/// All that the command line asks for.
#[derive(Debug)]
pub struct Wishes {
    pub read: Option<PathBuf>,
    pub interfaces: Vec<OsString>,
    /// The capture filter of each of them.
    pub interface_filters: Vec<String>,
    pub write: Option<PathBuf>,
    pub format: Format,
    pub count: Option<u64>,
    pub instead: Option<Instead>,
    pub display_filter: Option<String>,
    pub read_filter: Option<String>,
    pub two_passes: bool,
    /// Words that are no options: a filter.
    pub words: Vec<String>,
    pub output: Output,
    pub fields: Vec<String>,
    pub layout: Layout,
    pub details: bool,
    /// Protocols shown with all their lines; the others with one.
    pub only: Option<Vec<String>>,
    pub hex: bool,
    /// How `-x` shows bytes.
    pub dump: Dump,
    /// `-P`: the summary line, whatever else is printed.
    pub summary: bool,
    pub quiet: bool,
    pub silent: bool,
    /// Protocols that `-G elastic-mapping` tells of; none: all.
    pub elastic_filter: String,
    pub flush: bool,
    pub separator: String,
    pub unique_keys: bool,
    /// Protocols that `-T json` shows, and whether with all their parts.
    pub only_keys: Option<(Vec<String>, bool)>,
    pub selected: Option<u32>,
    pub time: Form,
    pub seconds: Seconds,
    pub taps: Vec<taps::Asked>,
    pub preferences: Preferences,
    /// Files and folders.
    pub rsa_keys: Vec<PathBuf>,
    pub key_logs: Vec<PathBuf>,
    /// A key log to be written into the output.
    pub inject_secrets: Option<PathBuf>,
    /// The input's secrets blocks are left out of the output.
    pub discard_secrets: bool,
    /// Where the keys of opened sessions are written.
    pub export_session_keys: Option<PathBuf>,
    /// Protocols that are not dissected.
    pub disabled: Vec<String>,
    pub decode_as: Vec<(Claim, &'static str)>,
    pub capture: CaptureOptions,
    /// `-b`, `-a files`: several output files.
    pub ring: ring::Limits,
    /// An option that only makes sense while capturing was given: its message.
    pub only_live: Option<&'static str>,
    /// `-n`, `-N`: whether fields that name Ethernet addresses hold names.
    pub mac_names: Option<bool>,
    /// The same of addresses that answers of DNS name.
    pub dns_names: Option<bool>,
}

impl Wishes {
    /// How frames are to be printed.
    pub fn style(&self) -> Style {
        Style {
            output: self.output,
            fields: self.fields.clone(),
            layout: self.layout.clone(),
            summary: self.summary,
            details: self.details,
            only: self.only.clone(),
            hex: self.hex,
            dump: self.dump,
            separator: self.separator.clone(),
            unique_keys: self.unique_keys,
            only_keys: self.only_keys.clone(),
            time: self.time,
            seconds: self.seconds,
            columns: self.preferences.columns(),
            file: self.read.as_ref().map_or_else(|| "-".into(), |path| path.to_string_lossy().into_owned()),
        }
    }
}

impl Wishes {
    /// `-i`: with the capture filter that came before all of them, if one did.
    pub(super) fn add_interface(&mut self, name: &OsStr) {
        self.interfaces.push(name.into());
        self.interface_filters.push(self.capture.filter.clone());
    }

    /// `-f`: of the interface named last, or of all that follow.
    pub(super) fn set_capture_filter(&mut self, filter: String) {
        match self.interface_filters.last_mut() {
            Some(own) => *own = filter,
            None => self.capture.filter = filter,
        }
    }

    pub fn has_capture_filter(&self) -> bool {
        let of_interfaces = self.interface_filters.iter().any(|f| !f.is_empty());
        of_interfaces || !self.capture.filter.is_empty()
    }
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            read: None,
            interfaces: Vec::new(),
            interface_filters: Vec::new(),
            write: None,
            format: Format::Pcapng,
            count: None,
            instead: None,
            display_filter: None,
            read_filter: None,
            two_passes: false,
            words: Vec::new(),
            output: Output::Text,
            fields: Vec::new(),
            layout: Layout::default(),
            details: false,
            only: None,
            hex: false,
            dump: Dump::default(),
            summary: false,
            quiet: false,
            silent: false,
            elastic_filter: String::new(),
            flush: false,
            separator: String::new(),
            unique_keys: false,
            only_keys: None,
            selected: None,
            time: Form::Relative,
            seconds: Seconds::Plain,
            taps: Vec::new(),
            preferences: Preferences::default(),
            rsa_keys: Vec::new(),
            key_logs: Vec::new(),
            inject_secrets: None,
            discard_secrets: false,
            export_session_keys: None,
            disabled: Vec::new(),
            decode_as: Vec::new(),
            capture: CaptureOptions::new(""),
            ring: ring::Limits::default(),
            only_live: None,
            mac_names: None,
            dns_names: None,
        }
    }
}
