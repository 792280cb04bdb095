//! Frames written into files that are no captures: as text, CSV, JSON, XML or C. Not here: captures
//! (`save`), how a frame reads (`print`), files that protocols carried (`objects`).

use super::save::SaveError;
use crate::base::id::FrameId;
use crate::base::whole_file::NewFile;
use crate::dissect::{Dissector, Settings};
use crate::field::FieldSet;
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
}
