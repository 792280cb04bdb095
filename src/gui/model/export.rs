//! What the export dialogs choose, and what they show.

use std::ops::RangeInclusive;

use crate::capfile::Compression;
use crate::document::export::{Dissection, TextParts};
use crate::document::save::Format;

/// Which frames.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Which {
    #[default]
    All,
    /// Those that the filter shows.
    Displayed,
    /// The chosen rows.
    Selected,
    Marked,
    /// All from the first marked one to the last.
    BetweenMarks,
    /// By their numbers, from 1.
    Ranges(Vec<RangeInclusive<u64>>),
}

/// What is written of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    Frames(Format, Option<Compression>),
    Dissections(Dissection, TextParts),
    /// All that was decrypted, whichever frames are chosen.
    Decrypted,
}

/// An export as it was chosen; its file is still to be named.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub which: Which,
    /// Ignored frames are left out.
    pub without_ignored: bool,
    pub what: What,
}

impl Order {
    /// Ending of the file's name.
    pub fn ending(&self) -> String {
        match self.what {
            What::Decrypted => "-decrypted.pcapng".into(),
            What::Dissections(form, _) => form.ending().into(),
            What::Frames(format, compression) => {
                let format = if format == Format::Pcap { ".pcap" } else { ".pcapng" };
                let compression = match compression {
                    None => "",
                    Some(Compression::Gzip) => ".gz",
                    Some(Compression::Zstd) => ".zst",
                    Some(Compression::Lz4) => ".lz4",
                };
                format!("{format}{compression}")
            }
        }
    }
}

/// A file that a protocol carried, in the list of them.
#[derive(Clone, Debug, Default)]
pub struct ObjectView {
    /// Frame number, from 1.
    pub frame: u64,
    /// What carried it: `HTTP`, `Mail`.
    pub protocol: &'static str,
    pub host: String,
    pub content_type: String,
    pub name: String,
    pub len_bytes: u64,
    pub decrypted: bool,
}
