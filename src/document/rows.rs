//! The texts of rows, made when a row is looked at and kept while it may be looked at again.

use super::colour::Colours;
use super::columns::FieldColumn;
use crate::base::id::FrameId;
use crate::base::time::Precision;
use crate::base::time_form::{Form, Seconds, Times};
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::store::{Application, Capture, Conversation, NotOpened};
use crate::tls::handshake::message_type;
use crate::tls::quic::{Level, WhyQuicClosed};
use crate::tls::record::ContentType;
use std::sync::Arc;

/// Characters of decrypted text that a row shows.
const PREVIEW_CHARS: usize = 80;
/// QUIC datagrams of one frame that its mark is made of.
const DATAGRAMS_MARKED: usize = 16;
/// What stands in place of the time of a time reference.
const REFERENCE: &str = "*REF*";

/// How TLS stands in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMark {
    /// Only handshake in the clear.
    Handshake,
    /// The encrypted premaster secret that a loaded key opens.
    KeyFrame,
    Open,
    Closed,
    /// Keys fit, but the record's MAC or tag does not.
    Failed,
    /// The keys are being tried.
    Waiting,
}

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
}

impl Look {
    /// Without columns of fields, with the rules that every installation begins with.
    pub fn standard(registry: &'static Registry) -> Self {
        let colours = Arc::new(Colours::standard(registry));
        Self { time: TimeLook::default(), colours, fields: Arc::default() }
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
    let mut row = RowText {
        number: frame.number(),
        time: time(capture, settings, look.time, frame, previous),
        source: d.columns.source.to_string(),
        destination: d.columns.destination.to_string(),
        protocol: d.columns.protocol.to_string(),
        len: d.meta().len,
        info: d.columns.info().to_owned(),
        fields: look.fields.iter().map(field).collect(),
        rule: colours.rule_of(&d),
        ..RowText::default()
    };
    if !settings.annotations.ignored.contains(frame) {
        mark_tls(capture, settings, frame, &mut row);
        mark_quic(capture, settings, frame, &mut row);
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

fn mark_tls(capture: &Capture, settings: &Settings, frame: FrameId, row: &mut RowText) {
    let Some(meta) = capture.frame(frame) else { return };
    let Some(id) = meta.conversation() else { return };
    let is_tls = |c: &&Conversation| matches!(c.application, Application::Tls | Application::Dtls);
    let Some(conversation) = capture.conversation(id).filter(is_tls) else { return };
    let Conversation { flow: Some(flow), .. } = conversation else { return };
    let Some(tls) = flow.tls.as_deref() else { return };
    let direction = meta.direction();
    for index in flow.directions[direction].messages_in(frame) {
        let Some(side) = tls.directions.get(direction) else { return };
        // Records of DTLS say themselves whether they are sealed.
        if flow.dtls.is_none() && side.epoch_of(index).is_none() {
            let opens =
                side.handshakes_ending_in(index).iter().any(|h| h.kind == message_type::CLIENT_KEY_EXCHANGE);
            let session = tls.sessions.len().saturating_sub(1);
            let opened = opens && capture.session_keys(id, flow, session, &settings.secrets).is_ok();
            let mark = if opened { TlsMark::KeyFrame } else { TlsMark::Handshake };
            let is_data = flow.directions[direction]
                .messages
                .get(index)
                .is_some_and(|m| m.kind().0 == ContentType::APPLICATION_DATA.0);
            if !is_data {
                row.tls = row.tls.or(Some(mark));
                continue;
            }
        }
        match capture.opened_record(id, flow, direction, index, &settings.secrets) {
            Ok(record) => {
                row.tls = Some(TlsMark::Open);
                row.tls_note = Some(format!("Decrypted with {}", record.by));
                if record.opened.content_type == ContentType::APPLICATION_DATA && row.preview.is_none() {
                    row.preview = preview(&record.bytes);
                }
            }
            Err(NotOpened::InTheClear) => row.tls = row.tls.or(Some(TlsMark::Handshake)),
            Err(why) => {
                row.tls = Some(match why {
                    NotOpened::Waiting => TlsMark::Waiting,
                    NotOpened::Record(_) => TlsMark::Failed,
                    _ => TlsMark::Closed,
                });
                row.tls_note = Some(format!("Not decrypted: {why}"));
            }
        }
    }
}

/// The same for the QUIC packets of a frame: Initial ones need no secret, and what is closed counts
/// more than what is open.
fn mark_quic(capture: &Capture, settings: &Settings, frame: FrameId, row: &mut RowText) {
    let datagrams = &capture.quic.datagrams;
    let first = datagrams.partition_point(|d| d.place.frame() < Some(frame));
    let here = datagrams.iter_from(first).take_while(|d| d.place.frame() == Some(frame));
    for datagram in here.take(DATAGRAMS_MARKED) {
        let Some(walk) = capture.quic_walk(datagram.connection, &settings.secrets) else { continue };
        let end = datagram.first_packet.saturating_add(datagram.packets.into());
        for packet in datagram.first_packet..end {
            let Some(walked) = walk.index_of(packet as usize).and_then(|at| walk.packet(at)) else {
                continue;
            };
            match &walked.opened {
                Ok(opened) if opened.level == Level::Initial => {
                    row.tls = row.tls.or(Some(TlsMark::Handshake))
                }
                Err(WhyQuicClosed::InTheClear) => row.tls = row.tls.or(Some(TlsMark::Handshake)),
                Ok(_) if row.tls != Some(TlsMark::Closed) => {
                    row.tls = Some(TlsMark::Open);
                    row.tls_note = Some("Decrypted with a key log".into());
                }
                Ok(_) => {}
                Err(why) => {
                    row.tls = Some(TlsMark::Closed);
                    row.tls_note = Some(format!("Not decrypted: {why}"));
                }
            }
        }
    }
}

/// The beginning of a plaintext, if it is text.
fn preview(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.get(..PREVIEW_CHARS * 4).unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // Cut within a character.
        Err(e) if e.error_len().is_none() => std::str::from_utf8(bytes.get(..e.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    let is_text =
        !text.is_empty() && text.chars().all(|c| !c.is_control() || matches!(c, '\r' | '\n' | '\t'));
    is_text.then(|| text.chars().take(PREVIEW_CHARS).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Source};
    use super::*;
    use crate::tls::secrets::Keyring;
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn frames_of_quic_show_whether_they_are_open() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/quic");
        let keyring = Arc::new(Keyring::new());
        let source = Source::Path(folder.join("quic.pcap"));
        let mut document = Document::open(source, Arc::clone(&keyring), Settings::default()).unwrap();
        document.load_all().unwrap();
        let marks = |document: &Document| -> Vec<Option<TlsMark>> {
            let (capture, settings) = (document.capture(), document.settings());
            let frames = (0..capture.frames.len()).map(FrameId::from_index);
            let registry = crate::proto::registry();
            let look = Look::standard(registry);
            frames.map(|frame| make(&capture, &settings, registry, &look, frame, None).tls).collect()
        };
        let closed = marks(&document);
        assert!(closed.contains(&Some(TlsMark::Closed)) && closed.contains(&Some(TlsMark::Handshake)));
        assert!(!closed.contains(&Some(TlsMark::Open)));
        keyring.load_key_log(&folder.join("quic.keys")).unwrap();
        let open = marks(&document);
        assert!(open.contains(&Some(TlsMark::Open)) && !open.contains(&Some(TlsMark::Closed)), "{open:?}");
    }
}
