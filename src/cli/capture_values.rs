//! Options of capturing whose values the capture helper's own tables read.

use super::fault::Fault;
use super::values::{positive, text};
use super::wishes::Wishes;
use std::ffi::OsStr;

/// An option whose value the capture helper's own table reads.
pub fn capture(w: &mut Wishes, letter: &str, value: &OsStr) -> Result<(), Fault> {
    let value = text(value)?;
    w.capture.take(letter, &mut || Ok(value.clone())).map(|_| ()).map_err(Fault::usage)
}

/// `-a`
pub fn autostop(w: &mut Wishes, value: &OsStr) -> Result<(), Fault> {
    let value = text(value)?;
    match value.split_once(':').map(|(what, _)| what) {
        // Reading ends after so many as well.
        Some("packets" | "filesize") => w.capture.stop_after.take(&value).map_err(Fault::usage),
        Some("duration") => {
            w.only_live = Some("A maximum capture time was specified, but a capture isn't being done.");
            w.capture.stop_after.take(&value).map_err(Fault::usage)
        }
        Some("files") => {
            let count = value.split_once(':').map_or("", |(_, n)| n);
            w.ring.stop_after = Some(positive(count, "number of ring buffer files")?);
            Ok(())
        }
        what => {
            let what = what.unwrap_or(&value).escape_debug();
            Err(Fault::usage(format_args!("Invalid or unknown -a flag \"{what}\"")))
        }
    }
}
