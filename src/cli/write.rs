//! `-w`: frames into a new capture file, without harm to what is there.

use super::fault::Fault;
use super::print::safe;
use crate::base::id::FrameId;
use crate::document::save::{self, Format, SaveError, WriteError};
use crate::document::secrets_blocks::SecretsBlocks;
use crate::store::Capture;
use std::fs;
use std::io::{self, BufWriter};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Says early what would fail at the end: a folder that is not there, the input as the output.
pub fn check(path: &Path, input: Option<&Path>) -> Result<(), Fault> {
    if is_stdout(path) {
        return Ok(());
    }
    let shown = safe::shown(&path.to_string_lossy());
    let about = fs::metadata(path).ok();
    if about.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(Fault::failed(format_args!("\"{shown}\" is a directory (folder), not a file.")));
    }
    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    if let (Some(out), Some(Ok(input))) = (&about, input.map(fs::metadata))
        && same(out, &input)
    {
        return Err(Fault::failed(format_args!(
            "\"{shown}\" is the file that is read; write to another one."
        )));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Fault::failed(format_args!("The path to the file \"{shown}\" doesn't exist.")));
    }
    Ok(())
}

/// Writes `frames`; a regular file is put in its place only when it is whole.
pub fn write(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    path: &Path,
    format: Format,
    secrets: SecretsBlocks<'_>,
) -> Result<(), Fault> {
    let failed = |e: &dyn std::fmt::Display| {
        let shown = safe::shown(&path.to_string_lossy());
        Fault::failed(format_args!("The file \"{shown}\" could not be written: {e}."))
    };
    let other = |e: WriteError| match e {
        WriteError::Io(e) if e.kind() == io::ErrorKind::BrokenPipe => Fault::Unread,
        e => failed(&e),
    };
    if is_stdout(path) {
        let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        return save::write(capture, frames, out, format, secrets).map(|_| ()).map_err(other);
    }
    // A pipe or a device is written into, not replaced.
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        let file = fs::OpenOptions::new().write(true).open(path).map_err(|e| failed(&e))?;
        return save::write(capture, frames, BufWriter::new(file), format, secrets)
            .map(|_| ())
            .map_err(other);
    }
    match save::save(capture, frames, path, (format, None), secrets) {
        Ok(_) => Ok(()),
        Err(SaveError::Io { source, .. }) => Err(failed(&source)),
        Err(e) => Err(failed(&e)),
    }
}

pub fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}
