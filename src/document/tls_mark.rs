//! How TLS stands in one frame: in the clear, open, closed, or some of it open and some not; and one
//! sentence that says why. Not here: how that is painted (`gui`).

use crate::base::id::FrameId;
use crate::dissect::Settings;
use crate::store::{Application, Capture, Conversation, NotOpened};
use crate::tls::handshake::message_type;
use crate::tls::quic::{Level, WhyQuicClosed};
use crate::tls::record::ContentType;

/// Characters of decrypted text that a row shows.
const PREVIEW_CHARS: usize = 80;
/// QUIC datagrams of one frame that its mark is made of.
const DATAGRAMS_MARKED: usize = 16;

/// How TLS stands in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMark {
    /// Only handshake in the clear.
    Handshake,
    /// The encrypted premaster secret that a loaded key opens.
    KeyFrame,
    Open,
    /// Some records of the frame are open, some are not.
    Half,
    Closed,
    /// Keys fit, but the record's MAC or tag does not.
    Failed,
    /// The keys are being tried.
    Waiting,
}

/// What there is to say of a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    pub mark: Option<TlsMark>,
    /// Why it stays closed, or what opened it.
    pub note: Option<String>,
    /// Beginning of the decrypted text.
    pub preview: Option<String>,
}

/// Looks at the records and packets that end in `frame`.
pub fn of(capture: &Capture, settings: &Settings, frame: FrameId) -> Seen {
    let mut counted = Counted::default();
    records(capture, settings, frame, &mut counted);
    packets(capture, settings, frame, &mut counted);
    counted.seen()
}

/// Records and packets of a frame.
#[derive(Default)]
struct Counted {
    /// Of what stands in the clear.
    clear: Option<TlsMark>,
    open: usize,
    by: Option<String>,
    shut: usize,
    /// The gravest, with its reason.
    worst: Option<(TlsMark, String)>,
    preview: Option<String>,
    /// "record" or "packet".
    unit: &'static str,
}

impl Counted {
    fn clear(&mut self, mark: TlsMark) {
        self.clear.get_or_insert(mark);
    }

    fn open(&mut self, by: impl FnOnce() -> String) {
        self.open += 1;
        self.by.get_or_insert_with(by);
    }

    fn shut(&mut self, mark: TlsMark, why: String) {
        self.shut += 1;
        let gravity = |mark| match mark {
            TlsMark::Failed => 2,
            TlsMark::Closed => 1,
            _ => 0,
        };
        if self.worst.as_ref().is_none_or(|(known, _)| gravity(mark) > gravity(*known)) {
            self.worst = Some((mark, why));
        }
    }

    fn seen(self) -> Seen {
        let Counted { clear, open, by, shut, worst, preview, unit } = self;
        let by = by.unwrap_or_default();
        let (mark, note) = match worst {
            None if open == 0 => (clear, None),
            None => (Some(TlsMark::Open), Some(format!("Decrypted with {by}"))),
            Some((mark, why)) if open == 0 => (Some(mark), Some(format!("Not decrypted: {why}"))),
            Some((_, why)) => {
                let all = open + shut;
                let note = format!("{open} of {all} {unit}s decrypted with {by}. Not the rest: {why}");
                (Some(TlsMark::Half), Some(note))
            }
        };
        Seen { mark, note, preview }
    }
}

fn records(capture: &Capture, settings: &Settings, frame: FrameId, counted: &mut Counted) {
    counted.unit = "record";
    let Some(meta) = capture.frame(frame) else { return };
    let Some(id) = meta.conversation() else { return };
    let is_tls = |c: &&Conversation| matches!(c.application, Application::Tls | Application::Dtls);
    let Some(conversation) = capture.conversation(id).filter(is_tls) else { return };
    let Conversation { flow: Some(flow), .. } = conversation else { return };
    let Some(tls) = flow.tls.as_deref() else { return };
    let direction = meta.direction();
    let (Some(side), Some(stream)) = (tls.directions.get(direction), flow.directions.get(direction)) else {
        return;
    };
    for index in stream.messages_in(frame) {
        // Records of DTLS say themselves whether they are sealed.
        if flow.dtls.is_none() && side.epoch_of(index).is_none() {
            let opens =
                side.handshakes_ending_in(index).iter().any(|h| h.kind == message_type::CLIENT_KEY_EXCHANGE);
            let session = tls.sessions.len().saturating_sub(1);
            let opened = opens && capture.session_keys(id, flow, session, &settings.secrets).is_ok();
            let kind = stream.messages.get(index).map(|message| message.kind().0);
            if kind != Some(ContentType::APPLICATION_DATA.0) {
                counted.clear(if opened { TlsMark::KeyFrame } else { TlsMark::Handshake });
                continue;
            }
        }
        match capture.opened_record(id, flow, direction, index, &settings.secrets) {
            Ok(record) => {
                counted.open(|| record.by.to_string());
                if record.opened.content_type == ContentType::APPLICATION_DATA && counted.preview.is_none() {
                    counted.preview = preview(&record.bytes);
                }
            }
            Err(NotOpened::InTheClear) => counted.clear(TlsMark::Handshake),
            Err(why) => {
                let mark = match why {
                    NotOpened::Waiting => TlsMark::Waiting,
                    NotOpened::Record(_) => TlsMark::Failed,
                    _ => TlsMark::Closed,
                };
                counted.shut(mark, why.to_string());
            }
        }
    }
}

/// The same for the QUIC packets of a frame: Initial ones need no secret.
fn packets(capture: &Capture, settings: &Settings, frame: FrameId, counted: &mut Counted) {
    let datagrams = &capture.quic.datagrams;
    let first = datagrams.partition_point(|d| d.place.frame() < Some(frame));
    let here = datagrams.iter_from(first).take_while(|d| d.place.frame() == Some(frame));
    for datagram in here.take(DATAGRAMS_MARKED) {
        counted.unit = "packet";
        let Some(walk) = capture.quic_walk(datagram.connection, &settings.secrets) else { continue };
        let end = datagram.first_packet.saturating_add(datagram.packets.into());
        for packet in datagram.first_packet..end {
            let Some(walked) = walk.index_of(packet as usize).and_then(|at| walk.packet(at)) else {
                continue;
            };
            match &walked.opened {
                Ok(opened) if opened.level == Level::Initial => counted.clear(TlsMark::Handshake),
                Err(WhyQuicClosed::InTheClear) => counted.clear(TlsMark::Handshake),
                Ok(_) => counted.open(|| "a key log".into()),
                Err(why) => counted.shut(TlsMark::Closed, why.to_string()),
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
            frames.map(|frame| of(&capture, &settings, frame).mark).collect()
        };
        let closed = marks(&document);
        assert!(closed.contains(&Some(TlsMark::Closed)) && closed.contains(&Some(TlsMark::Handshake)));
        assert!(!closed.contains(&Some(TlsMark::Open)));
        keyring.load_key_log(&folder.join("quic.keys")).unwrap();
        let open = marks(&document);
        assert!(open.contains(&Some(TlsMark::Open)) && !open.contains(&Some(TlsMark::Closed)), "{open:?}");
    }

    #[test]
    fn a_frame_is_half_open_if_some_of_it_stays_closed() {
        let mut counted = Counted { unit: "record", ..Counted::default() };
        counted.clear(TlsMark::Handshake);
        assert_eq!(Counted { clear: Some(TlsMark::Handshake), ..Counted::default() }.seen().note, None);
        counted.open(|| "key.pem".into());
        counted.shut(TlsMark::Waiting, "the keys are being tried".into());
        counted.shut(TlsMark::Failed, "the tag is wrong".into());
        counted.shut(TlsMark::Closed, "no key".into());
        let seen = counted.seen();
        assert_eq!(seen.mark, Some(TlsMark::Half));
        assert_eq!(
            seen.note.as_deref(),
            Some("1 of 4 records decrypted with key.pem. Not the rest: the tag is wrong")
        );
        let mut shut = Counted::default();
        shut.shut(TlsMark::Closed, "no key".into());
        assert_eq!(shut.seen().note.as_deref(), Some("Not decrypted: no key"));
    }
}
