//! What there is to say of a capture file as a whole.

use super::table::{Cell, Column, Row, Table};
use crate::base::id::FrameId;
use crate::base::time::{Duration, Precision, Timestamp, Zone};
use crate::store::Capture;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of the file read at a time.
const BLOCK: usize = 1 << 20;

/// First and last time of the frames (not of their order), if there are any.
pub fn span(capture: &Capture) -> Option<(Timestamp, Timestamp)> {
    let mut times = capture.frames.iter().map(|frame| frame.time);
    let first = times.next()?;
    Some(times.fold((first, first), |(least, most), time| (least.min(time), most.max(time))))
}

/// Seconds between the first and the last frame.
pub fn seconds(capture: &Capture) -> f64 {
    span(capture).map_or(0.0, |(first, last)| last.since(first).0 as f64 / 1e9)
}

/// SHA-256 of a file's bytes, as hexadecimal digits; `None` if `cancelled` says so on the way.
pub fn sha256(path: &Path, cancelled: impl Fn() -> bool) -> io::Result<Option<String>> {
    let (mut file, mut hash, mut block) = (File::open(path)?, Sha256::new(), vec![0; BLOCK]);
    loop {
        if cancelled() {
            return Ok(None);
        }
        let len = file.read(&mut block)?;
        if len == 0 {
            break;
        }
        hash.update(block.get(..len).unwrap_or(&[]));
    }
    let mut text = String::new();
    let _ = crate::field::show::hex(&hash.finalize(), "", &mut text);
    Ok(Some(text))
}

/// Of a list of frames: how many, bytes, span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub frames: u64,
    pub bytes: u64,
    pub captured: u64,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
}

impl Sum {
    pub fn of(capture: &Capture, frames: impl Iterator<Item = FrameId>) -> Self {
        let mut sum = Self::default();
        for meta in frames.filter_map(|frame| capture.frame(frame)) {
            sum.frames += 1;
            sum.bytes += u64::from(meta.len);
            sum.captured += u64::from(meta.captured());
            sum.first = Some(sum.first.map_or(meta.time, |first| first.min(meta.time)));
            sum.last = Some(sum.last.map_or(meta.time, |last| last.max(meta.time)));
        }
        sum
    }

    fn seconds(&self) -> f64 {
        match (self.first, self.last) {
            (Some(first), Some(last)) => last.since(first).0 as f64 / 1e9,
            _ => 0.0,
        }
    }
}

/// What is said of the file itself.
#[derive(Clone, Debug, Default)]
pub struct FileFacts {
    pub name: String,
    pub len_bytes: Option<u64>,
    pub sha256: Option<String>,
}

/// The tabs: the file and its frames, the interfaces, comments.
pub fn tables(capture: &Capture, file: &FileFacts, shown: &Sum) -> Vec<Table> {
    let all = Sum::of(capture, (0..capture.frames.len()).map(FrameId::from_index));
    let mut tables = vec![summary(capture, file, &all), figures(&all, shown), interfaces(capture, &all)];
    if !capture.comments.is_empty() {
        let columns = vec![Column::count("Frame"), Column::text("Comment")];
        let row = |(frame, text): (&FrameId, &String)| Row {
            cells: vec![Cell::Count(frame.number().into()), Cell::Text(text.clone())],
            filter: Some(format!("frame.number == {}", frame.number())),
            ..Row::default()
        };
        let comments = capture.comments.iter().flat_map(|(f, texts)| texts.iter().map(move |t| (f, t)));
        tables.push(Table { title: "Comments".into(), columns, rows: comments.map(row).collect() });
    }
    tables
}

fn summary(capture: &Capture, file: &FileFacts, all: &Sum) -> Table {
    let mut rows = Vec::new();
    let mut say = |name: &str, value: String| {
        let cells = vec![Cell::Text(name.to_owned()), Cell::Text(value)];
        rows.push(Row { cells, ..Row::default() });
    };
    say("File", file.name.clone());
    if let Some(len) = file.len_bytes {
        say("Length", format!("{len} bytes"));
    }
    if let Some(hash) = &file.sha256 {
        say("SHA-256", hash.clone());
    }
    let time = |time: Option<Timestamp>| {
        let mut text = String::new();
        if let Some(time) = time {
            let _ = time.write_absolute(&mut text, Precision::MICROS, Zone::Local);
        }
        text
    };
    say("First frame", time(all.first));
    say("Last frame", time(all.last));
    let mut elapsed = String::new();
    let _ = Duration((all.seconds() * 1e9) as i64).write(&mut elapsed, Precision::MICROS);
    say("Elapsed", format!("{elapsed} s"));
    say("Conversations", capture.conversations.len().to_string());
    say("Secrets in the file", capture.secrets_blocks.len().to_string());
    for problem in capture.problems.iter() {
        say("Problem", problem.text.clone());
    }
    Table { title: "File".into(), columns: vec![Column::text("Property"), Column::text("Value")], rows }
}

fn figures(all: &Sum, shown: &Sum) -> Table {
    let columns = vec![Column::text("Figure"), Column::count("Captured"), Column::count("Displayed")];
    let per = |value: f64, by: f64| if by > 0.0 { Cell::Percent(value / by) } else { Cell::Nothing };
    let both = |name: &str, of: &dyn Fn(&Sum) -> Cell| Row {
        cells: vec![Cell::Text(name.to_owned()), of(all), of(shown)],
        ..Row::default()
    };
    let rows = vec![
        both("Frames", &|s| Cell::Count(s.frames)),
        both("Bytes on the wire", &|s| Cell::Bytes(s.bytes)),
        both("Bytes captured", &|s| Cell::Bytes(s.captured)),
        both("Time span, s", &|s| Cell::Percent(s.seconds())),
        both("Average frames/s", &|s| per(s.frames as f64, s.seconds())),
        both("Average frame length, bytes", &|s| per(s.bytes as f64, s.frames as f64)),
        both("Average bytes/s", &|s| per(s.bytes as f64, s.seconds())),
        both("Average bits/s", &|s| per(s.bytes as f64 * 8.0, s.seconds())),
    ];
    Table { title: "Figures".into(), columns, rows }
}

fn interfaces(capture: &Capture, all: &Sum) -> Table {
    let mut frames = vec![0_u64; capture.interfaces.len()];
    for meta in capture.frames.iter() {
        if let Some(count) = frames.get_mut(usize::from(meta.interface)) {
            *count += 1;
        }
    }
    let columns = vec![
        Column::text("Interface"),
        Column::count("Frames"),
        Column::percent("Percent"),
        Column::text("Capture filter"),
        Column::count("Link type"),
        Column::bytes("Snap length"),
        Column::text("Hardware"),
        Column::text("Operating system"),
    ];
    let row = |(i, (interface, frames)): (usize, (&crate::capfile::Interface, &u64))| {
        let text = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default());
        let name = interface.name.clone().or_else(|| interface.description.clone());
        let snaplen =
            if interface.snaplen == 0 { Cell::Nothing } else { Cell::Bytes(interface.snaplen.into()) };
        let cells = vec![
            Cell::Text(name.unwrap_or_else(|| format!("interface {i}"))),
            Cell::Count(*frames),
            Cell::Percent(*frames as f64 * 100.0 / all.frames.max(1) as f64),
            text(&interface.filter),
            Cell::Count(interface.link_type.0.into()),
            snaplen,
            text(&interface.hardware),
            text(&interface.os),
        ];
        Row { cells, filter: Some(format!("frame.interface_id == {i}")), ..Row::default() }
    };
    let rows = capture.interfaces.iter().zip(&frames).enumerate().map(row).collect();
    Table { title: "Interfaces".into(), columns, rows }
}
