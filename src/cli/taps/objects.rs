//! `--export-objects`: the files that a protocol carries, saved into a folder. A name from a packet
//! never leads out of that folder, and never onto a file that is there.

use super::{End, Needs, Tap};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::document::export::{file_name, save_object};
use crate::field::{FieldId, FieldSet};
use std::fs;
use std::path::PathBuf;

/// Protocols whose objects tshark exports and this program does not.
const LATER: &[&str] = &["dicom", "ftp-data", "imf", "smb", "tftp"];

/// Splits `http,folder`.
pub fn check(text: &str) -> Result<&str, Fault> {
    let usage = || {
        Fault::usage(
            "\"--export-objects\" are specified as: <protocol>,<destdir>\n\
             tlens: The available export object types for the \"--export-objects\" option are:\n     http",
        )
    };
    match text.split_once(',') {
        Some(("http", folder)) if !folder.is_empty() => Ok(folder),
        Some((protocol, _)) if LATER.contains(&protocol) => Err(Fault::usage(format_args!(
            "--export-objects {protocol} is a form of tshark's that this program does not have"
        ))),
        _ => Err(usage()),
    }
}

#[derive(Debug)]
struct Objects {
    folder: PathBuf,
    http: Option<FieldId>,
    body: Vec<FieldId>,
    uri: Vec<FieldId>,
    /// Files that had no name.
    nameless: u32,
    failure: Option<String>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let folder = PathBuf::from(check(text)?);
    fs::create_dir_all(&folder).map_err(|e| {
        let shown = safe::shown(&folder.to_string_lossy());
        Fault::failed(format_args!("The folder \"{shown}\" could not be created: {e}."))
    })?;
    let uri = ["http.request.uri", "http.response_for.uri"];
    Ok(Box::new(Objects {
        folder,
        http: registry.protocol("http").map(|l| l.root),
        body: registry.named("http.file_data").to_vec(),
        uri: uri.iter().flat_map(|name| registry.named(name)).copied().collect(),
        nameless: 0,
        failure: None,
    }))
}

impl Tap for Objects {
    fn needs(&self) -> Option<Needs> {
        let fields: FieldSet = self.body.iter().chain(&self.uri).chain(&self.http).copied().collect();
        Some(Needs { fields, ..Needs::default() })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let nodes = d.tree.nodes();
        // Several messages of one frame are called as the last of them.
        let is_uri = |n: &&crate::dissect::tree::Node| self.uri.contains(&n.field);
        let uri = nodes.iter().rev().find(is_uri).map(|n| {
            let mut text = String::new();
            d.tree.field_text(n, &d.sources, &mut text);
            text
        });
        for node in nodes.iter().filter(|n| self.body.contains(&n.field)) {
            let bytes = d.tree.value_bytes(node, &d.sources);
            if bytes.is_empty() || self.failure.is_some() {
                continue;
            }
            let mut name = file_name(uri.as_deref().unwrap_or(""));
            if name.is_empty() {
                name = format!("object{}", self.nameless);
                self.nameless += 1;
            }
            if let Err(e) = save_object(&self.folder, &name, bytes) {
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
        assert_eq!(check("http,/x/y").unwrap(), "/x/y");
        for wrong in ["http", "http,", "foo,x", "smb,x"] {
            assert!(matches!(check(wrong), Err(Fault::Failed { status: 1, .. })), "{wrong}");
        }
    }
}
