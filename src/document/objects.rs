//! The files that protocols carried, found frame by frame and saved into a folder. Not here: how a body is
//! put together (its protocol's business).

use super::find::is_decrypted;
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::tree::Node;
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::field::{FieldId, FieldSet};
use crate::proto;
use crate::store::Capture;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// What can be exported: of which protocol, and the fields that hold the bytes, name them, and say more.
/// Other protocols put whole files together while they dissect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub protocol: &'static str,
    /// What people call it.
    pub title: &'static str,
    body: &'static str,
    names: &'static [&'static str],
    host: &'static str,
    content_type: &'static str,
}

/// MQTT's payloads are called as their topics.
pub const KINDS: &[Kind] = &[
    Kind {
        protocol: "http",
        title: "HTTP",
        body: "http.file_data",
        names: &["http.request.uri", "http.response_for.uri"],
        host: "http.host",
        content_type: "http.content_type",
    },
    Kind { protocol: "coap", title: "CoAP", body: "", names: &[], host: "", content_type: "" },
    Kind { protocol: "ftp-data", title: "FTP", body: "", names: &[], host: "", content_type: "" },
    Kind { protocol: "imf", title: "Mail", body: "", names: &[], host: "", content_type: "" },
    Kind {
        protocol: "mqtt",
        title: "MQTT",
        body: "mqtt.msg",
        names: &["mqtt.topic"],
        host: "",
        content_type: "",
    },
    Kind { protocol: "tftp", title: "TFTP", body: "", names: &[], host: "", content_type: "" },
];

/// A file that a protocol carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub frame: FrameId,
    /// What carried it, as people call that.
    pub protocol: &'static str,
    pub host: String,
    pub content_type: String,
    /// Name as the request's path ends, as any file system takes it; empty: it has none.
    pub name: String,
    /// Codings taken off.
    pub bytes: Vec<u8>,
    /// It came out of an encrypted stream.
    pub decrypted: bool,
}

/// Bytes of all objects of one capture together; what comes later is left out.
const OBJECTS_BYTES_MAX: usize = 512 << 20;
/// Longest name of a file.
const NAME_MAX: usize = 200;
/// Conversations whose last name is kept.
const NAMES_MAX: usize = 1 << 16;

/// Finds the objects of one protocol.
#[derive(Clone, Debug)]
pub struct Finder {
    protocol: &'static str,
    title: &'static str,
    root: Option<FieldId>,
    body: FieldSet,
    names: FieldSet,
    host: FieldSet,
    content_type: FieldSet,
    /// The name used last in each conversation, for what follows without one.
    last_names: HashMap<ConversationId, String>,
}

impl Finder {
    pub fn new(kind: &Kind, registry: &Registry) -> Self {
        let named = |names: &[&str]| -> FieldSet {
            names.iter().flat_map(|name| registry.named(name)).copied().collect()
        };
        Self {
            protocol: kind.protocol,
            title: kind.title,
            root: registry.protocol(kind.protocol).map(|listed| listed.root),
            body: named(&[kind.body]),
            names: named(kind.names),
            host: named(&[kind.host]),
            content_type: named(&[kind.content_type]),
            last_names: HashMap::new(),
        }
    }

    /// What a dissection must keep, besides [`Dissector::carried`].
    pub fn needs(&self) -> FieldSet {
        let mut all: FieldSet = self.root.into_iter().collect();
        for set in [&self.body, &self.names, &self.host, &self.content_type] {
            all.merge(set);
        }
        all
    }

    /// The objects of a frame; frames are shown in order.
    pub fn frame(&mut self, d: &Dissector<'_>) -> Vec<Object> {
        let mut found = Vec::new();
        let nodes = d.tree.nodes();
        let text = |node: &Node| {
            let mut text = String::new();
            d.tree.field_text(node, &d.sources, &mut text);
            text
        };
        let is_name = |n: &&Node| self.names.contains(n.field);
        let mut layer = 0;
        for (at, node) in nodes.iter().enumerate() {
            if node.depth == 0 {
                layer = at;
            }
            if !self.body.contains(node.field) {
                continue;
            }
            // Of several messages in a frame each has its own name before it.
            let before = nodes.get(..at).and_then(|n| n.iter().rev().find(is_name));
            let name = before.or_else(|| nodes.iter().rev().find(is_name)).map(text);
            let name = match (name, d.meta().conversation()) {
                (Some(name), Some(id)) => {
                    if self.last_names.len() < NAMES_MAX || self.last_names.contains_key(&id) {
                        self.last_names.insert(id, name.clone());
                    }
                    Some(name)
                }
                (None, Some(id)) => self.last_names.get(&id).cloned(),
                (name, None) => name,
            };
            let bytes = d.tree.value_bytes(node, &d.sources);
            if bytes.is_empty() {
                continue;
            }
            let name = name.unwrap_or_default();
            let message = nodes.get(layer);
            let inside = message.and_then(|m| nodes.get(layer..m.end as usize)).unwrap_or(&[]);
            let first = |set: &FieldSet| inside.iter().find(|n| set.contains(n.field)).map(text);
            let source = message.and_then(|m| d.sources.get(m.span.source));
            found.push(Object {
                frame: d.frame_id(),
                protocol: self.title,
                host: first(&self.host).unwrap_or_else(|| authority(&name).to_owned()),
                content_type: first(&self.content_type).unwrap_or_default(),
                name: file_name(&name),
                bytes: bytes.to_vec(),
                decrypted: source.is_some_and(|source| is_decrypted(source.title)),
            });
        }
        let carried = d.carried.iter().flatten().filter(|c| c.protocol == self.protocol);
        found.extend(carried.map(|c| Object {
            frame: d.frame_id(),
            protocol: self.title,
            host: c.host.clone(),
            content_type: c.content_type.clone(),
            // A subject is no path.
            name: if c.protocol == "imf" { plain_name(&c.name) } else { file_name(&c.name) },
            bytes: c.bytes.clone(),
            decrypted: c.decrypted,
        }));
        found
    }
}

/// Every object of every kind, in order of frames; decrypted ones, too. The second answer is true if
/// there were more than could be kept.
pub fn objects(capture: &Capture, settings: &Settings, cancel: &AtomicBool) -> (Vec<Object>, bool) {
    let registry = proto::registry();
    let mut finders: Vec<Finder> = KINDS.iter().map(|kind| Finder::new(kind, registry)).collect();
    let mut needs = FieldSet::default();
    finders.iter().for_each(|finder| needs.merge(&finder.needs()));
    let mut d = Dissector::new(capture, settings, registry, Wanted::Fields(needs));
    d.carried = Some(Vec::new());
    let (mut found, mut bytes) = (Vec::new(), 0_usize);
    for frame in (0..capture.frames.len()).map(FrameId::from_index) {
        if cancel.load(Ordering::Relaxed) {
            break;
        }
        // A frame outside of all conversations carries no stream.
        if capture.frame(frame).and_then(|meta| meta.conversation()).is_none() {
            continue;
        }
        d.frame(frame);
        for object in finders.iter_mut().flat_map(|finder| finder.frame(&d)) {
            bytes = bytes.saturating_add(object.bytes.len());
            if bytes > OBJECTS_BYTES_MAX {
                return (found, true);
            }
            found.push(object);
        }
    }
    (found, false)
}

/// The host in an absolute URI.
fn authority(uri: &str) -> &str {
    uri.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?']).next().unwrap_or(""))
}

/// The last part of a path, made into a name that any file system takes. Of a folder its name, of the
/// topmost one the slash.
pub fn file_name(uri: &str) -> String {
    let path = match uri.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(rest),
        None => uri,
    };
    let (path, query) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
    let folder = path.trim_end_matches('/');
    let last = match folder.rsplit_once('/') {
        _ if folder.is_empty() && !path.is_empty() => "/",
        Some((_, last)) => last,
        None => folder,
    };
    plain_name(&if last == "/" && !query.is_empty() { query.to_owned() } else { format!("{last}{query}") })
}

/// A name that any file system takes: what some do not is spelt out.
fn plain_name(text: &str) -> String {
    let mut name = String::new();
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b" !#$&'()+,-.;=@[]^_`{}~%".contains(&byte);
        if plain {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02x}");
        }
    }
    name.truncate(NAME_MAX);
    // What means a folder, or is hidden from its owner, is spelt out.
    match name.strip_prefix('.') {
        Some(rest) => format!("%2e{rest}"),
        None => name,
    }
}

/// What an object without a name is called, as its place among all and its media type say.
pub fn generic_name(number: usize, content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or("").trim();
    let kind = essence.rsplit_once('/').map_or("", |(_, kind)| kind);
    let extension = EXTENSIONS.iter().find(|(known, _)| *known == essence).map_or(kind, |(_, e)| *e);
    let is_plain = !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_plain { format!("object{number}.{extension}") } else { format!("object{number}") }
}

/// Media types whose files end otherwise than their names.
const EXTENSIONS: &[(&str, &str)] = &[
    ("application/javascript", "js"),
    ("application/octet-stream", "bin"),
    ("image/svg+xml", "svg"),
    ("text/javascript", "js"),
    ("text/plain", "txt"),
];

/// Most files of one name in one folder.
const ALIKE_MAX: u32 = 100_000;

/// A folder that objects are saved into.
#[derive(Clone, Debug)]
pub struct ObjectFolder {
    path: PathBuf,
    /// For names that there are already: the next number to try.
    next: HashMap<String, u32>,
}

impl ObjectFolder {
    pub fn new(path: PathBuf) -> Self {
        Self { path, next: HashMap::new() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file of that name, or `name(1)` and so on if there is one: no file is ever overwritten.
    pub fn save(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (stem, extension) = match name.rfind('.').filter(|at| *at > 0) {
            Some(at) => name.split_at(at),
            None => (name, ""),
        };
        let from = self.next.get(name).copied().unwrap_or(0);
        for n in from..ALIKE_MAX {
            let numbered = if n == 0 { name.to_string() } else { format!("{stem}({n}){extension}") };
            match std::fs::OpenOptions::new().write(true).create_new(true).open(self.path.join(numbered)) {
                Ok(mut file) => {
                    if self.next.len() < NAMES_MAX || from > 0 {
                        self.next.insert(name.to_owned(), n + 1);
                    }
                    return file.write_all(bytes);
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Err(io::Error::other("too many files of the same name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Source};
    use crate::tls::secrets::Keyring;
    use std::sync::Arc;

    #[test]
    fn names_stay_in_the_folder() {
        let names =
            ["/a/b.txt", "/", "/x/..", "/..%2f..\\etc", "http://h/p/f?q=/1", "/a\u{202e}\n"].map(file_name);
        assert_eq!(names, ["b.txt", "%2f", "%2e.", "%2e.%2f..%5cetc", "f%3fq=%2f1", "a%e2%80%ae%0a"]);
        let names = ["/a/b/", "http://h.ex/", "http://h.ex", "/?q", "", "topic"].map(file_name);
        assert_eq!(names, ["b", "%2f", "h.ex", "%3fq", "", "topic"]);
        assert_eq!(plain_name("a/b\r\n c.eml"), "a%2fb%0d%0a c.eml");
        assert_eq!(file_name(&format!("/{}", "x".repeat(5000))).len(), NAME_MAX);
    }

    #[test]
    fn what_has_no_name_is_called_as_its_kind() {
        assert_eq!(generic_name(3, ""), "object3");
        assert_eq!(generic_name(0, "text/html; charset=utf-8"), "object0.html");
        assert_eq!(generic_name(1, "text/plain"), "object1.txt");
        assert_eq!(generic_name(1, "x/..%2f"), "object1");
    }

    fn found(sample: &str, protocol: &str) -> Vec<(String, String, usize)> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
        let keyring = Arc::new(Keyring::new());
        if path.with_extension("keys").exists() {
            keyring.load_key_log(&path.with_extension("keys")).unwrap();
        }
        let settings = Settings { secrets: keyring.snapshot(), ..Settings::default() };
        let mut document = Document::open(Source::Path(path), keyring, settings).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let kind = KINDS.iter().find(|k| k.protocol == protocol).unwrap();
        let mut finder = Finder::new(kind, proto::registry());
        let mut d = Dissector::new(&capture, &settings, proto::registry(), Wanted::Fields(finder.needs()));
        d.carried = Some(Vec::new());
        let frames = (0..capture.frames.len()).map(FrameId::from_index);
        let objects = frames.flat_map(|frame| {
            d.frame(frame);
            finder.frame(&d)
        });
        objects.map(|o| (o.host, o.name, o.bytes.len())).collect()
    }

    #[test]
    fn each_protocol_gives_its_files() {
        let of = |host: &str, name: &str, len| (host.to_owned(), name.to_owned(), len);
        assert_eq!(found("protocols/tftp.pcap", "tftp"), [of("", "boot.cfg", 520), of("", "log.txt", 11)]);
        let files = found("peers/ftp.pcap", "ftp-data");
        let host = "127.0.0.1";
        // The last one inside TLS.
        let all = [("a.txt", 20), ("got.txt", 9), ("LIST", 320), ("a.txt", 20), ("a.txt", 20)];
        let all = all.map(|(n, len)| of(host, n, len));
        assert_eq!(files, all);
        let bodies = found("peers/coap-blocks.pcap", "coap");
        let all = ["config", "config", "sealed", "sealed"].map(|name| of(host, name, 459));
        assert_eq!(bodies, all);
        let mails = found("protocols/imf.pcap", "imf");
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert!(mails.iter().all(|(_, name, _)| name == "plans%0d%0a for tomorrow.eml"), "{mails:?}");
        let host = "127.0.0.1:18443";
        let names = ["style.css", "data.json", "gone", "page.html", "take", "take"];
        let lens = [16, 35, 7, 24, 14, 2];
        let all: Vec<_> = names.into_iter().zip(lens).map(|(name, len)| of(host, name, len)).collect();
        assert_eq!(found("web/http2.pcap", "http"), all);
        let names: Vec<_> = found("http3/http3.pcap", "http").into_iter().map(|(_, name, _)| name).collect();
        assert_eq!(names, ["", "page", "form", "form"]);
    }

    #[test]
    fn no_file_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        for bytes in [&b"1"[..], b"2", b"3"] {
            ObjectFolder::new(folder.path().to_owned()).save("a.txt", bytes).unwrap();
        }
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
        assert_eq!([read("a.txt"), read("a(1).txt"), read("a(2).txt")], [b"1", b"2", b"3"]);
        let mut saved = ObjectFolder::new(folder.path().to_owned());
        for _ in 0..2 {
            saved.save("a.txt", b"4").unwrap();
        }
        assert_eq!([read("a(3).txt"), read("a(4).txt")], [b"4", b"4"]);
    }
}
