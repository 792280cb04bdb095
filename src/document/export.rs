//! Frames written into files that are no captures: as text, CSV, JSON, XML or C, and the objects
//! that HTTP carried. Not here: captures (`save`), how a frame reads (`print`).

use super::save::SaveError;
use crate::base::id::FrameId;
use crate::base::whole_file::NewFile;
use crate::dissect::{Dissector, Settings, Wanted};
use crate::field::{FieldId, FieldSet};
use crate::print::fields::Layout;
use crate::print::summary::default_columns;
use crate::print::time::Times;
use crate::print::{Output, Printer, Shown, Style};
use crate::proto;
use crate::store::Capture;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes gathered before they are written.
const WRITTEN_AT: usize = 1 << 16;

/// What a dissection is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dissection {
    /// The columns, and the tree below them.
    #[default]
    Text,
    /// The columns alone.
    Csv,
    Json,
    Pdml,
    Psml,
    /// The frames' bytes as arrays.
    CArrays,
}

impl Dissection {
    pub const ALL: [Dissection; 6] = [
        Dissection::Text,
        Dissection::Csv,
        Dissection::Json,
        Dissection::Pdml,
        Dissection::Psml,
        Dissection::CArrays,
    ];

    pub fn words(self) -> &'static str {
        match self {
            Dissection::Text => "Plain text",
            Dissection::Csv => "CSV",
            Dissection::Json => "JSON",
            Dissection::Pdml => "PDML",
            Dissection::Psml => "PSML",
            Dissection::CArrays => "C arrays",
        }
    }

    /// Ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Dissection::Text => ".txt",
            Dissection::Csv => ".csv",
            Dissection::Json => ".json",
            Dissection::Pdml => ".pdml",
            Dissection::Psml => ".psml",
            Dissection::CArrays => ".c",
        }
    }
}

/// What of a frame stands in plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextParts {
    pub summary: bool,
    pub details: bool,
    pub bytes: bool,
}

/// Frame numbers, from 1, as `1-5,9,20-`.
///
/// # Errors
/// One sentence that names the wrong part.
pub fn ranges(text: &str, last: u64) -> Result<Vec<RangeInclusive<u64>>, String> {
    let number = |part: &str| part.trim().parse::<u64>().ok();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let range = match part.split_once('-') {
                None => number(part).map(|n| n..=n),
                Some((from, to)) => {
                    let from = if from.trim().is_empty() { Some(1) } else { number(from) };
                    let to = if to.trim().is_empty() { Some(last) } else { number(to) };
                    from.zip(to).map(|(from, to)| from..=to)
                }
            };
            let good = range.filter(|range| *range.start() > 0 && range.start() <= range.end());
            good.ok_or_else(|| format!("“{part}” is no range of frames; write 1-5,9,20-"))
        })
        .collect()
}

/// Writes the dissections of `frames` to `path`, first beside it, then in its place; says how many
/// there were. `cancel` ends it with nothing written.
pub fn dissections(
    (capture, settings): (&Capture, &Settings),
    frames: &[FrameId],
    path: &Path,
    (form, parts): (Dissection, TextParts),
    cancel: &AtomicBool,
) -> Result<u64, SaveError> {
    let io_error = SaveError::at(path);
    let new = NewFile::beside(path).map_err(io_error)?;
    let mut out = BufWriter::new(new.file());
    let count = write((capture, settings), frames, &mut out, (form, parts), cancel).map_err(io_error)?;
    out.flush().map_err(io_error)?;
    drop(out);
    if cancel.load(Ordering::Relaxed) {
        return Ok(0);
    }
    new.put().map_err(io_error)?;
    Ok(count)
}

fn write(
    (capture, settings): (&Capture, &Settings),
    frames: &[FrameId],
    out: &mut impl Write,
    (form, parts): (Dissection, TextParts),
    cancel: &AtomicBool,
) -> io::Result<u64> {
    if form == Dissection::CArrays {
        return c_arrays(capture, frames, out, cancel);
    }
    let mut printer = Printer::new(style(form, parts), proto::registry()).map_err(io::Error::other)?;
    let wanted = printer.wanted(&FieldSet::default());
    let mut d = Dissector::new(capture, settings, proto::registry(), wanted);
    d.columns.skip_info = !printer.needs_info();
    let time = |frame: FrameId| capture.frame(frame).unwrap_or_default().time;
    let first = time(FrameId(0));
    let mut text = String::new();
    printer.begin(&mut text);
    let mut count = 0;
    for frame in frames {
        if cancel.load(Ordering::Relaxed) {
            break;
        }
        d.frame(*frame);
        let before = frame.index().checked_sub(1).map_or(*frame, FrameId::from_index);
        let times = Times { first, previous: time(before), previous_shown: first, this: time(*frame) };
        let shown = Shown {
            d: &d,
            number: frame.number(),
            meta: d.meta(),
            digits: capture.precision(*frame),
            times,
            cumulative_bytes: 0,
        };
        printer.frame(shown, &mut text);
        count += 1;
        if text.len() >= WRITTEN_AT {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    printer.end(&mut text);
    out.write_all(text.as_bytes())?;
    Ok(count)
}

fn style(form: Dissection, parts: TextParts) -> Style {
    let columns = default_columns();
    let style = Style { columns: columns.clone(), file: "-".into(), ..Style::default() };
    match form {
        Dissection::Text | Dissection::CArrays => {
            Style { summary: parts.summary, details: parts.details, hex: parts.bytes, ..style }
        }
        Dissection::Csv => Style {
            output: Output::Fields,
            fields: columns.iter().map(|(title, _)| format!("_ws.col.{title}")).collect(),
            layout: Layout { separator: ",".into(), quote: Some('"'), header: true, ..Layout::default() },
            ..style
        },
        Dissection::Json => Style { output: Output::Json, ..style },
        Dissection::Pdml => Style { output: Output::Pdml, ..style },
        Dissection::Psml => Style { output: Output::Psml, ..style },
    }
}

fn c_arrays(
    capture: &Capture,
    frames: &[FrameId],
    out: &mut impl Write,
    cancel: &AtomicBool,
) -> io::Result<u64> {
    let mut count = 0;
    for frame in frames.iter().take_while(|_| !cancel.load(Ordering::Relaxed)) {
        let bytes = capture.frame_bytes(*frame);
        let mut text = format!("/* Frame ({} bytes) */\n", bytes.len());
        let _ = writeln!(text, "static const unsigned char pkt{}[{}] = {{", frame.number(), bytes.len());
        for chunk in bytes.chunks(8) {
            let values: Vec<String> = chunk.iter().map(|byte| format!("0x{byte:02x}")).collect();
            let letters: String = chunk
                .iter()
                .map(|b| if b.is_ascii_graphic() && *b != b'*' { char::from(*b) } else { '.' })
                .collect();
            let _ = writeln!(text, "{:<48} /* {letters} */", values.join(", ") + ",");
        }
        text.push_str("};\n\n");
        out.write_all(text.as_bytes())?;
        count += 1;
    }
    Ok(count)
}

/// A file that HTTP carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub frame: FrameId,
    pub host: String,
    pub content_type: String,
    /// Name as the request's path ends.
    pub name: String,
    /// Codings taken off.
    pub bytes: Vec<u8>,
    /// It came out of TLS.
    pub decrypted: bool,
}

/// Bytes of all objects of one capture together; what comes later is left out.
const OBJECTS_BYTES_MAX: usize = 512 << 20;
/// Longest name of a file.
const NAME_MAX: usize = 200;

/// What the fields of objects are.
struct ObjectFields {
    http: Option<FieldId>,
    body: FieldSet,
    uri: FieldSet,
    host: FieldSet,
    kind: FieldSet,
}

/// Every object that HTTP carried, in order of frames; decrypted ones, too. The second answer is
/// true if there were more than could be kept.
pub fn objects(capture: &Capture, settings: &Settings, cancel: &AtomicBool) -> (Vec<Object>, bool) {
    let registry = proto::registry();
    let named = |names: &[&str]| -> FieldSet {
        names.iter().flat_map(|name| registry.named(name)).copied().collect()
    };
    let fields = ObjectFields {
        http: registry.protocol("http").map(|listed| listed.root),
        body: named(&["http.file_data"]),
        uri: named(&["http.request.uri", "http.response_for.uri"]),
        host: named(&["http.host"]),
        kind: named(&["http.content_type"]),
    };
    let mut all: FieldSet = fields.http.into_iter().collect();
    for set in [&fields.body, &fields.uri, &fields.host, &fields.kind] {
        all.merge(set);
    }
    let mut d = Dissector::new(capture, settings, registry, Wanted::Fields(all));
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
        for object in objects_of(&d, &fields) {
            bytes = bytes.saturating_add(object.bytes.len());
            if bytes > OBJECTS_BYTES_MAX {
                return (found, true);
            }
            found.push(object);
        }
    }
    (found, false)
}

fn objects_of(d: &Dissector<'_>, fields: &ObjectFields) -> Vec<Object> {
    let nodes = d.tree.nodes();
    let mut found = Vec::new();
    for (at, message) in
        nodes.iter().enumerate().filter(|(_, n)| n.depth == 0 && Some(n.field) == fields.http)
    {
        let inside = nodes.get(at..message.end as usize).unwrap_or(&[]);
        let text = |set: &FieldSet| {
            let node = inside.iter().find(|n| set.contains(n.field));
            node.map_or_else(String::new, |node| {
                let mut text = String::new();
                d.tree.field_text(node, &d.sources, &mut text);
                text
            })
        };
        let Some(body) = inside.iter().find(|n| fields.body.contains(n.field)) else { continue };
        let bytes = d.tree.value_bytes(body, &d.sources);
        if bytes.is_empty() {
            continue;
        }
        let source = d.sources.get(message.span.source);
        found.push(Object {
            frame: d.frame_id(),
            host: text(&fields.host),
            content_type: text(&fields.kind),
            name: file_name(&text(&fields.uri)),
            bytes: bytes.to_vec(),
            decrypted: source.is_some_and(|source| super::find::is_decrypted(source.title)),
        });
    }
    found
}

/// The last part of a path, made into a name that any file system takes.
pub fn file_name(uri: &str) -> String {
    let path =
        uri.split_once("://").map_or(uri, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let before_query = path.find(['?', '#']).unwrap_or(path.len());
    let from = path.get(..before_query).and_then(|p| p.rfind('/')).map_or(0, |at| at + 1);
    let mut name = String::new();
    for byte in path.get(from..).unwrap_or("").bytes() {
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

/// Most files of one name in one folder.
const ALIKE_MAX: u32 = 100_000;

/// Writes a file of that name into `folder`, or `name(1)` and so on if there is one: no file is
/// ever overwritten.
pub fn save_object(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let (stem, extension) = match name.rfind('.').filter(|at| *at > 0) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    for n in 0..ALIKE_MAX {
        let name = if n == 0 { name.to_string() } else { format!("{stem}({n}){extension}") };
        match std::fs::OpenOptions::new().write(true).create_new(true).open(folder.join(name)) {
            Ok(mut file) => return file.write_all(bytes),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::other("too many files of the same name"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Source};
    use std::sync::Arc;

    fn sample(name: &str) -> Document {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        document
    }

    fn exported(form: Dissection, parts: TextParts) -> String {
        let document = sample("upyssl.pcap");
        let frames: Vec<FrameId> = [3, 13].map(FrameId).to_vec();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let (capture, settings) = (document.capture(), document.settings());
        let go_on = AtomicBool::new(false);
        let count = dissections((&capture, &settings), &frames, &path, (form, parts), &go_on).unwrap();
        assert_eq!(count, 2);
        std::fs::read_to_string(path).unwrap()
    }

    const SUMMARY: TextParts = TextParts { summary: true, details: false, bytes: false };

    #[test]
    fn every_form_holds_the_frames() {
        let text = exported(Dissection::Text, TextParts { details: true, bytes: true, ..SUMMARY });
        assert!(text.contains("Handshake Type: Client Hello (1)") && text.contains("0000  "), "{text}");
        let csv = exported(Dissection::Csv, SUMMARY);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 3, "{csv}");
        assert!(lines[1].contains("\"4\",\"0.000611") && lines[1].ends_with("\"Client Hello\""), "{csv}");
        let json: serde_json::Value = serde_json::from_str(&exported(Dissection::Json, SUMMARY)).unwrap();
        assert_eq!(json.as_array().map(Vec::len), Some(2));
        let pdml = exported(Dissection::Pdml, SUMMARY);
        assert_eq!(pdml.matches("<packet>").count(), 2);
        assert_eq!(exported(Dissection::Psml, SUMMARY).matches("<packet>").count(), 2);
        assert!(exported(Dissection::CArrays, SUMMARY).contains("static const unsigned char pkt4[138] = {"));
    }

    #[test]
    fn ranges_are_read_and_wrong_ones_named() {
        assert_eq!(ranges("1-5, 9,20-", 30), Ok(vec![1..=5, 9..=9, 20..=30]));
        assert_eq!(ranges("-3", 30), Ok(vec![1..=3]));
        assert_eq!(ranges("", 30), Ok(Vec::new()));
        for wrong in ["5-1", "a", "0", "1-x"] {
            assert!(ranges(wrong, 30).unwrap_err().contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn names_stay_in_the_folder() {
        let names =
            ["/a/b.txt", "/", "/x/..", "/..%2f..\\etc", "http://h/p/f?q=/1", "/a\u{202e}\n"].map(file_name);
        assert_eq!(names, ["b.txt", "", "%2e.", "%2e.%2f..%5cetc", "f%3fq=%2f1", "a%e2%80%ae%0a"]);
        assert_eq!(file_name(&format!("/{}", "x".repeat(5000))).len(), NAME_MAX);
    }

    #[test]
    fn no_file_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        for bytes in [&b"1"[..], b"2", b"3"] {
            save_object(folder.path(), "a.txt", bytes).unwrap();
        }
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
        assert_eq!([read("a.txt"), read("a(1).txt"), read("a(2).txt")], [b"1", b"2", b"3"]);
    }
}
