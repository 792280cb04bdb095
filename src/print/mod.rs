//! Frames as text: the forms of tshark's `-T`, for the terminal and for files. Each form is a file;
//! this one knows which is asked for and what a dissection must keep for it.
#![forbid(unsafe_code)]

pub mod addresses;
pub mod ek;
pub mod fields;
pub mod hexdump;
pub mod json;
pub mod label;
pub mod parquet;
mod refused;
pub mod safe;
mod shown;
pub mod summary;
pub mod time;
pub mod tree;
mod value;
pub mod xml;

use crate::base::time::Timestamp;
use crate::dissect::{Registry, Wanted};
use crate::field::FieldSet;
use addresses::AddressTexts;
use ek::Ek;
use fields::{Chosen, Layout};
use hexdump::Dump;
use json::{Json, Parts};
use parquet::Parquet;
pub use refused::Refused;
pub use shown::Shown;
use std::collections::HashSet;
use summary::Content;
use time::{Form, Seconds};
use xml::{Pdml, Psml};

/// How frames are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    #[default]
    Text,
    Tabs,
    Fields,
    Json,
    JsonRaw,
    Ek,
    Pdml,
    Psml,
    /// Bytes, not text: see [`Printer::take_bytes`].
    Parquet,
}

/// Everything that can be chosen of the print.
#[derive(Clone, Debug, Default)]
pub struct Style {
    pub output: Output,
    /// Of [`Output::Fields`]; of the other forms, fields in place of whole trees.
    pub fields: Vec<String>,
    pub layout: Layout,
    /// The line of columns, whatever else is printed.
    pub summary: bool,
    pub details: bool,
    /// Protocols with details; the others show their first line alone.
    pub only: Option<Vec<String>>,
    /// The bytes, too.
    pub hex: bool,
    pub dump: Dump,
    /// Stands behind each frame.
    pub separator: String,
    /// Of JSON: values of one key as a list.
    pub unique_keys: bool,
    /// Of JSON, EK and PDML: protocols shown. True: with all their parts.
    pub only_keys: Option<(Vec<String>, bool)>,
    pub time: Form,
    pub seconds: Seconds,
    /// Titles and contents.
    pub columns: Vec<(String, Content)>,
    /// The file that PDML names.
    pub file: String,
}

/// Prints frames in the form asked for, into a buffer that its user writes out.
#[derive(Debug)]
pub struct Printer {
    form: PrintForm,
    time: Form,
    seconds: Seconds,
    scratch: String,
    /// Time of the frame printed before.
    previous_shown: Option<Timestamp>,
    cumulative_bytes: u64,
}

#[derive(Debug)]
enum PrintForm {
    Text(Text),
    Fields { chosen: Chosen, layout: Layout },
    Json { json: Json, chosen: Option<Chosen> },
    Ek { ek: Ek, chosen: Option<Chosen> },
    Pdml { pdml: Pdml, chosen: Option<Chosen> },
    Psml { columns: Vec<Content>, titles: Vec<String> },
    Parquet { table: Box<Parquet>, chosen: Chosen, layout: Layout },
}

/// What `-T text` shows of a frame.
#[derive(Debug)]
struct Text {
    columns: Vec<Content>,
    line: Vec<summary::Column>,
    summary: bool,
    details: bool,
    only: Option<HashSet<String>>,
    hex: bool,
    dump: Dump,
    separator: String,
    addresses: AddressTexts,
}

impl Printer {
    pub fn new(style: Style, registry: &'static Registry) -> Result<Self, Refused> {
        let chosen = || (!style.fields.is_empty()).then(|| Chosen::new(&style.fields, registry)).transpose();
        let form = match style.output {
            Output::Fields => {
                let chosen = Chosen::new(&style.fields, registry)?;
                PrintForm::Fields { chosen, layout: style.layout }
            }
            Output::Parquet => {
                let chosen = Chosen::new(&style.fields, registry)?;
                let table = Box::new(Parquet::new(&chosen, style.layout.occurrence));
                PrintForm::Parquet { table, chosen, layout: style.layout }
            }
            Output::Json | Output::JsonRaw => {
                let parts = match (style.output, style.hex) {
                    (Output::JsonRaw, _) => Parts::Bytes,
                    (_, true) => Parts::ValuesAndBytes,
                    (_, false) => Parts::Values,
                };
                let json = Json::new(parts, style.unique_keys, style.only_keys);
                PrintForm::Json { json, chosen: chosen()? }
            }
            Output::Ek => PrintForm::Ek { ek: Ek::new(style.only_keys, style.hex), chosen: chosen()? },
            Output::Pdml => {
                let pdml = Pdml { only: style.only_keys, file: style.file };
                PrintForm::Pdml { pdml, chosen: chosen()? }
            }
            Output::Psml => {
                let (titles, columns) = style.columns.into_iter().unzip();
                PrintForm::Psml { columns, titles }
            }
            Output::Text | Output::Tabs => PrintForm::Text(Text {
                line: summary::line_of(
                    style.columns.iter().map(|(_, content)| content.clone()),
                    style.output == Output::Tabs,
                ),
                columns: style.columns.into_iter().map(|(_, content)| content).collect(),
                summary: style.summary || !(style.details || style.hex),
                details: style.details,
                only: style.only.map(|names| names.into_iter().collect()),
                hex: style.hex,
                dump: style.dump,
                separator: style.separator,
                addresses: AddressTexts::default(),
            }),
        };
        let (time, seconds) = (style.time, style.seconds);
        Ok(Self { form, time, seconds, scratch: String::new(), previous_shown: None, cumulative_bytes: 0 })
    }

    /// What a dissection must keep: this, and the fields that a filter needs.
    pub fn wanted(&self, filter: &FieldSet) -> Wanted {
        let with = |needs: &FieldSet| {
            let mut all = needs.clone();
            all.merge(filter);
            all
        };
        match &self.form {
            PrintForm::Text(text) if text.details || text.hex => Wanted::Everything,
            PrintForm::Text(text) => Wanted::Fields(with(&summary::needs(&text.columns))),
            PrintForm::Psml { columns, .. } => Wanted::Fields(with(&summary::needs(columns))),
            PrintForm::Json { chosen: None, .. }
            | PrintForm::Ek { chosen: None, .. }
            | PrintForm::Pdml { chosen: None, .. } => Wanted::Everything,
            PrintForm::Fields { chosen, .. }
            | PrintForm::Parquet { chosen, .. }
            | PrintForm::Json { chosen: Some(chosen), .. }
            | PrintForm::Ek { chosen: Some(chosen), .. }
            | PrintForm::Pdml { chosen: Some(chosen), .. } => {
                let needs = with(&chosen.needs);
                if chosen.needs_labels { Wanted::Labelled(needs) } else { Wanted::Fields(needs) }
            }
        }
    }

    /// Whether the info column is shown.
    pub fn needs_info(&self) -> bool {
        match &self.form {
            PrintForm::Text(t) => t.summary && t.columns.contains(&Content::Info),
            PrintForm::Psml { columns, .. } => columns.contains(&Content::Info),
            PrintForm::Fields { chosen, .. }
            | PrintForm::Parquet { chosen, .. }
            | PrintForm::Json { chosen: Some(chosen), .. }
            | PrintForm::Ek { chosen: Some(chosen), .. }
            | PrintForm::Pdml { chosen: Some(chosen), .. } => chosen.needs_info,
            PrintForm::Json { chosen: None, .. }
            | PrintForm::Ek { chosen: None, .. }
            | PrintForm::Pdml { chosen: None, .. } => false,
        }
    }

    /// What stands before the first frame.
    pub fn begin(&self, out: &mut String) {
        match &self.form {
            PrintForm::Text(_) | PrintForm::Ek { .. } | PrintForm::Parquet { .. } => {}
            PrintForm::Pdml { pdml, .. } => pdml.begin(now(), out),
            PrintForm::Psml { titles, .. } => Psml::begin(titles, out),
            PrintForm::Fields { chosen, layout } => {
                if layout.byte_order_mark {
                    out.push('\u{feff}');
                }
                if layout.header {
                    chosen.header(layout, out);
                }
            }
            PrintForm::Json { json, .. } => json.begin(out),
        }
    }

    /// Adds a frame.
    pub fn frame(&mut self, mut frame: Shown<'_, '_>, out: &mut String) {
        frame.times.previous_shown = self.previous_shown.unwrap_or(frame.times.this);
        self.previous_shown = Some(frame.times.this);
        self.cumulative_bytes += u64::from(frame.meta.len);
        frame.cumulative_bytes = self.cumulative_bytes;
        let (time, seconds) = (self.time, self.seconds);
        match &mut self.form {
            PrintForm::Text(text) => text.frame(&frame, time, seconds, &mut self.scratch, out),
            PrintForm::Fields { chosen, layout } => chosen.line(&frame, layout, time, seconds, out),
            PrintForm::Json { json, chosen } => json.frame(&frame, chosen.as_mut(), time, seconds, out),
            PrintForm::Ek { ek, chosen } => ek.frame(&frame, chosen.as_mut(), time, seconds, out),
            PrintForm::Pdml { pdml, chosen } => pdml.frame(&frame, chosen.as_mut(), time, seconds, out),
            PrintForm::Psml { columns, .. } => Psml::frame(columns, &frame, time, seconds, out),
            PrintForm::Parquet { table, chosen, layout } => {
                table.frame(&frame, chosen, layout, time, seconds);
            }
        }
    }

    /// What stands behind the last frame.
    pub fn end(&self, out: &mut String) {
        match &self.form {
            PrintForm::Json { json, .. } => json.end(out),
            PrintForm::Pdml { .. } => Pdml::end(out),
            PrintForm::Psml { .. } => Psml::end(out),
            PrintForm::Text(_)
            | PrintForm::Fields { .. }
            | PrintForm::Ek { .. }
            | PrintForm::Parquet { .. } => {}
        }
    }

    /// The bytes that are ready, of a form that is no text; `last`: all that is left of it.
    pub fn take_bytes(&mut self, last: bool) -> Vec<u8> {
        let PrintForm::Parquet { table, .. } = &mut self.form else { return Vec::new() };
        if last {
            table.end();
        }
        table.take()
    }
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_parts(i64::try_from(since.as_secs()).unwrap_or(0), 0)
}

impl Text {
    fn frame(
        &mut self,
        frame: &Shown<'_, '_>,
        time: Form,
        seconds: Seconds,
        scratch: &mut String,
        out: &mut String,
    ) {
        if self.summary {
            summary::line(&self.line, frame, time, seconds, &mut self.addresses, out);
        }
        if self.details {
            tree::lines(frame, (self.only.as_ref(), !self.hex), scratch, out);
            if !self.hex {
                out.push_str(&self.separator);
                out.push('\n');
            }
        }
        if self.hex {
            if self.summary || self.details {
                out.push('\n');
            }
            hexdump::dumps(&frame.d.sources, self.dump, out);
            out.push_str(&self.separator);
            out.push('\n');
        }
    }
}
