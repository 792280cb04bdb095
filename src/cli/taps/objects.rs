//! `--export-objects`: the files that a protocol carries, saved into a folder. A name from a packet
//! never leads out of that folder, and never onto a file that is there.

use super::{End, Needs, Tap};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::document::objects::{Finder, KINDS, Kind, generic_name, save_object};
use std::fs;
use std::path::PathBuf;

/// Protocols whose objects tshark exports and this program does not.
const LATER: &[&str] = &["dicom", "smb"];

/// Splits `http,folder`.
pub fn check(text: &str) -> Result<(), Fault> {
    parts(text).map(drop)
}

fn parts(text: &str) -> Result<(Kind, &str), Fault> {
    let usage = || {
        let names: Vec<String> = KINDS.iter().map(|k| format!("\n     {}", k.protocol)).collect();
        Fault::usage(format_args!(
            "\"--export-objects\" are specified as: <protocol>,<destdir>\n\
             tlens: The available export object types for the \"--export-objects\" option are:{}",
            names.concat()
        ))
    };
    let known = |protocol: &str| KINDS.iter().find(|k| k.protocol == protocol).copied();
    match text.split_once(',') {
        Some((protocol, folder)) if !folder.is_empty() && known(protocol).is_some() => {
            known(protocol).map(|kind| (kind, folder)).ok_or_else(usage)
        }
        Some((protocol, _)) if LATER.contains(&protocol) => Err(Fault::usage(format_args!(
            "--export-objects {protocol} is a form of tshark's that this program does not have"
        ))),
        _ => Err(usage()),
    }
}

#[derive(Debug)]
struct Objects {
    folder: PathBuf,
    finder: Finder,
    /// Objects so far.
    count: usize,
    failure: Option<String>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let (kind, folder) = parts(text)?;
    let folder = PathBuf::from(folder);
    fs::create_dir_all(&folder).map_err(|e| {
        let shown = safe::shown(&folder.to_string_lossy());
        Fault::failed(format_args!("The folder \"{shown}\" could not be created: {e}."))
    })?;
    Ok(Box::new(Objects { folder, finder: Finder::new(&kind, registry), count: 0, failure: None }))
}

impl Tap for Objects {
    fn needs(&self) -> Option<Needs> {
        Some(Needs { fields: self.finder.needs(), ..Needs::default() })
    }

    fn wants_files(&self) -> bool {
        true
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        for object in self.finder.frame(d) {
            let number = self.count;
            self.count += 1;
            if self.failure.is_some() {
                continue;
            }
            let name = match object.name.is_empty() {
                true => generic_name(number, &object.content_type),
                false => object.name,
            };
            if let Err(e) = save_object(&self.folder, &name, &object.bytes) {
                let folder = safe::shown(&self.folder.to_string_lossy());
                self.failure = Some(format!("An object could not be saved in \"{folder}\": {e}."));
            }
        }
    }

    fn print(&mut self, _: &End<'_>, _: &mut String) {}

    fn finish(&mut self) -> Result<(), Fault> {
        self.failure.take().map_or(Ok(()), |message| Err(Fault::failed(message)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_protocols_are_named() {
        for (text, protocol, folder) in [("http,/x/y", "http", "/x/y"), ("mqtt,z", "mqtt", "z")] {
            let (kind, found) = parts(text).unwrap();
            assert_eq!((kind.protocol, found), (protocol, folder));
        }
        for wrong in ["http", "http,", "foo,x", "smb,x"] {
            assert!(matches!(check(wrong), Err(Fault::Failed { status: 1, .. })), "{wrong}");
        }
    }
}
