//! `--export-objects`: the files that a protocol carries, saved into a folder. A name from a packet
//! never leads out of that folder, and never onto a file that is there.

use super::{End, Needs, Tap};
use crate::base::id::ConversationId;
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::document::export::{file_name, save_object};
use crate::field::{FieldId, FieldSet};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

/// Protocols whose objects tshark exports and this program does not.
const LATER: &[&str] = &["dicom", "ftp-data", "imf", "smb", "tftp"];

/// What can be exported: of which protocol, the fields that hold the bytes, and those that name them.
#[derive(Clone, Copy, Debug)]
struct Kind {
    protocol: &'static str,
    body: &'static str,
    names: &'static [&'static str],
}

/// MQTT's payloads are called as their topics.
const KINDS: &[Kind] = &[
    Kind { protocol: "http", body: "http.file_data", names: &["http.request.uri", "http.response_for.uri"] },
    Kind { protocol: "mqtt", body: "mqtt.msg", names: &["mqtt.topic"] },
];

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
    protocol: Option<FieldId>,
    body: Vec<FieldId>,
    uri: Vec<FieldId>,
    /// The name used last in each conversation, for what follows without one.
    last_names: HashMap<ConversationId, String>,
    /// Files that had no name.
    nameless: u32,
    failure: Option<String>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let (kind, folder) = parts(text)?;
    let folder = PathBuf::from(folder);
    fs::create_dir_all(&folder).map_err(|e| {
        let shown = safe::shown(&folder.to_string_lossy());
        Fault::failed(format_args!("The folder \"{shown}\" could not be created: {e}."))
    })?;
    Ok(Box::new(Objects {
        folder,
        protocol: registry.protocol(kind.protocol).map(|l| l.root),
        body: registry.named(kind.body).to_vec(),
        uri: kind.names.iter().flat_map(|name| registry.named(name)).copied().collect(),
        last_names: HashMap::new(),
        nameless: 0,
        failure: None,
    }))
}

impl Tap for Objects {
    fn needs(&self) -> Option<Needs> {
        let fields: FieldSet = self.body.iter().chain(&self.uri).chain(&self.protocol).copied().collect();
        Some(Needs { fields, ..Needs::default() })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let nodes = d.tree.nodes();
        let is_name = |n: &&crate::dissect::tree::Node| self.uri.contains(&n.field);
        for (at, node) in nodes.iter().enumerate().filter(|(_, n)| self.body.contains(&n.field)) {
            // Of several messages in a frame each has its own name before it.
            let before = nodes.get(..at).and_then(|n| n.iter().rev().find(is_name));
            let uri = before.or_else(|| nodes.iter().rev().find(is_name)).map(|n| {
                let mut text = String::new();
                d.tree.field_text(n, &d.sources, &mut text);
                text
            });
            let conversation = d.meta().conversation();
            let uri = match (uri, conversation) {
                (Some(uri), Some(id)) => {
                    self.last_names.insert(id, uri.clone());
                    Some(uri)
                }
                (None, Some(id)) => self.last_names.get(&id).cloned(),
                (uri, None) => uri,
            };
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
        for (text, protocol, folder) in [("http,/x/y", "http", "/x/y"), ("mqtt,z", "mqtt", "z")] {
            let (kind, found) = parts(text).unwrap();
            assert_eq!((kind.protocol, found), (protocol, folder));
        }
        for wrong in ["http", "http,", "foo,x", "smb,x"] {
            assert!(matches!(check(wrong), Err(Fault::Failed { status: 1, .. })), "{wrong}");
        }
    }
}
