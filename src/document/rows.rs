//! The texts of rows, made when a row is looked at and kept while it may be looked at again.

use super::colour::Colours;
use super::columns::FieldColumn;
use super::tls_mark::{self, TlsMark};
use crate::base::id::FrameId;
use crate::base::time::Precision;
use crate::base::time_form::{Form, Seconds, Times};
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::store::Capture;
use std::collections::HashMap;
use std::sync::Arc;

/// What stands in place of the time of a time reference.
const REFERENCE: &str = "*REF*";

/// A row of the frame list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowText {
    pub number: u32,
    pub time: String,
    pub source: String,
    pub destination: String,
    pub protocol: String,
    pub len: u32,
    pub info: String,
    /// The columns of fields, in the order of [`Look::fields`].
    pub fields: Vec<String>,
    /// Index into [`Colours::rules`].
    pub rule: Option<usize>,
    pub tls: Option<TlsMark>,
    /// Why it stays closed, or what proved it.
    pub tls_note: Option<String>,
    /// Beginning of the decrypted text.
    pub preview: Option<String>,
}

/// How times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLook {
    pub form: Form,
    pub seconds: Seconds,
    /// As many digits as the capture has, if none.
    pub digits: Option<Precision>,
}

impl Default for TimeLook {
    fn default() -> Self {
        Self { form: Form::Relative, seconds: Seconds::Plain, digits: None }
    }
}

/// What rows are made with.
#[derive(Clone, Debug)]
pub struct Look {
    pub time: TimeLook,
    pub colours: Arc<Colours>,
    pub fields: Arc<Vec<FieldColumn>>,
    /// Names shown in place of addresses.
    pub names: Option<Arc<HashMap<String, String>>>,
}

impl Look {
    /// Without columns of fields, with the rules that every installation begins with.
    pub fn standard(registry: &'static Registry) -> Self {
        let colours = Arc::new(Colours::standard(registry));
        Self { time: TimeLook::default(), colours, fields: Arc::default(), names: None }
    }
}

/// Makes the row of one frame. `previous`: the frame shown above it, for times since that one.
pub fn make(
    capture: &Capture,
    settings: &Settings,
    registry: &'static Registry,
    look: &Look,
    frame: FrameId,
    previous: Option<FrameId>,
) -> RowText {
    let colours = &look.colours;
    let mut needs = colours.needs().clone();
    for field in look.fields.iter() {
        needs.merge(&field.needs());
    }
    let mut d = Dissector::new(capture, settings, registry, Wanted::Fields(needs));
    d.frame(frame);
    let field = |column: &FieldColumn| {
        let mut text = String::new();
        column.text(&d, &mut text);
        text
    };
    let named = |address: String| {
        let name = look.names.as_ref().and_then(|names| names.get(&address)).cloned();
        name.unwrap_or(address)
    };
    let mut row = RowText {
        number: frame.number(),
        time: time(capture, settings, look.time, frame, previous),
        source: named(d.columns.source.to_string()),
        destination: named(d.columns.destination.to_string()),
        protocol: d.columns.protocol.to_string(),
        len: d.meta().len,
        info: d.columns.info().to_owned(),
        fields: look.fields.iter().map(field).collect(),
        rule: colours.rule_of(&d),
        ..RowText::default()
    };
    if !settings.annotations.ignored.contains(frame) {
        let seen = tls_mark::of(capture, settings, frame);
        (row.tls, row.tls_note, row.preview) = (seen.mark, seen.note, seen.preview);
    }
    row
}

/// The time of a frame as its column shows it.
pub fn time(
    capture: &Capture,
    settings: &Settings,
    look: TimeLook,
    frame: FrameId,
    previous: Option<FrameId>,
) -> String {
    let notes = &settings.annotations;
    if look.form == Form::Relative && notes.references.contains(frame) {
        return REFERENCE.to_owned();
    }
    let this = capture.frame(frame).unwrap_or_default().time;
    let of = |id: Option<FrameId>| id.and_then(|id| capture.frame(id)).map_or(this, |meta| meta.time);
    let times = Times {
        first: notes.time(of(Some(notes.reference_of(frame)))),
        previous: notes.time(of(frame.0.checked_sub(1).map(FrameId))),
        previous_shown: notes.time(of(previous)),
        this: notes.time(this),
    };
    let digits = look.digits.unwrap_or_else(|| capture.precision(frame)).min(Precision::NANOS);
    let mut text = String::new();
    times.write(look.form, look.seconds, digits, &mut text);
    text
}
