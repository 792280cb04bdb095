//! Records that were opened: a data source of their own with the plaintext, how it was proved, and
//! what stands in it. The one place that asks the store for plaintext.

use super::fields::*;
use super::handshake;
use super::reassembled_fields::REASSEMBLED_LENGTH;
use super::record::{self, Shown};
use super::session::Session;
use crate::base::id::FrameId;
use crate::dissect::opened::{OpenedStreams, PlainBytes, PlainMessage};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Flags, Parent, SourceId, Span, StreamPlace};
use crate::proto::{ftp_data, http, tunnels};
use crate::store::{Application, Flow, NotOpened, PlainRecord};
use crate::tls::handshake::message_type;
use crate::tls::open::Proof;
use crate::tls::record::ContentType;
use crate::tls::session::OpenedBy;
use crate::tls::suite::{Mac, Suite};
use crate::tls::walk::Stage;
use std::sync::Arc;

/// What there is instead of a record as it came.
#[derive(Debug)]
pub(super) enum Content {
    /// It stands in the clear, as far as is known.
    Clear,
    Opened(Opened),
    /// It is encrypted; why it stays so, if somebody wants to know.
    Closed(String),
}

/// A record's plaintext, and what was made of the stream it belongs to.
#[derive(Debug)]
pub(super) struct Opened {
    pub record: Arc<PlainRecord>,
    /// For application data: what the stream is, and its messages that are complete here.
    pub application: Application,
    pub messages: Vec<PlainMessage>,
}

/// What is known of the record now read: asks the store.
pub(super) fn content(d: &Dissector<'_>, session: &Session<'_>) -> Content {
    let (Some(place), Some(index), Some(flow)) = (session.place(), session.record(), session.flow()) else {
        return Content::Clear;
    };
    let (capture, secrets) = (d.capture(), &d.settings().secrets);
    let id = place.conversation;
    // A scan over all frames must not fight for the memory of what people look at.
    let record = match d.tree.keeps_labels() {
        true => capture.opened_record(id, flow, place.direction, index, secrets),
        false => capture.open_record(id, flow, place.direction, index, secrets).map(Arc::new),
    };
    match record {
        Ok(record) => Content::Opened(with_messages(d, flow, &place, index, record)),
        Err(NotOpened::InTheClear) => Content::Clear,
        Err(why) if d.tree.wants(NOT_DECRYPTED.id) && d.shows_own() => Content::Closed(why.to_string()),
        Err(_) => Content::Closed(String::new()),
    }
}

fn with_messages(
    d: &Dissector<'_>,
    flow: &Flow,
    place: &StreamPlace,
    index: usize,
    record: Arc<PlainRecord>,
) -> Opened {
    let mut opened = Opened { record, application: Application::Unknown, messages: Vec::new() };
    if opened.record.opened.content_type == ContentType::APPLICATION_DATA {
        let (capture, settings, id) = (d.capture(), d.settings(), place.conversation);
        let streams = OpenedStreams::of(capture, id, flow, settings, d.registry());
        let (direction, record, secrets) = (place.direction, &opened.record, &settings.secrets);
        let enough = |application| match application {
            Application::Http => http::enough_of_message(d),
            _ => u32::MAX,
        };
        let complete = streams.complete_in(capture, id, flow, direction, index, record, secrets, enough);
        opened.application = streams.application_of(direction, index);
        opened.messages = complete;
    }
    opened
}

/// The protocol's title, where it is known.
fn title(d: &Dissector<'_>, application: Application) -> Option<&'static str> {
    let listed = d.registry().protocol(application.protocol()?)?;
    listed.protocol.fields.first().map(|f| f.title)
}

/// Says in the tree why the record stays closed.
pub(in crate::proto) fn say_why_closed(d: &mut Dissector<'_>, shown: &Shown, reason: &str) {
    if d.shows_own() {
        let node = d.tree.made_text(NOT_DECRYPTED, reason, shown.span.at_start());
        d.tree.set_flag(node, Flags::GENERATED);
    }
}

/// Shows an opened record. `sealed` is its content as it came.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    kind: ContentType,
    mut sealed: Cursor<'_>,
    opened: Opened,
) -> Result<(), Cut> {
    let inner = opened.record.opened.content_type;
    let whole = sealed.rest_span();
    if session.is_tls13() && kind == ContentType::APPLICATION_DATA {
        d.tree.generated(CONTENT_TYPE, inner.0, whole.at_start());
    }
    let layout = opened.record.opened.layout;
    let (before, len) = (layout.explicit_nonce as u32, layout.data as u32);
    let parents = vec![Parent::Here(whole.part(before, len))];
    let bytes = Arc::clone(&opened.record.bytes);
    let Some(source) = d.add_source("Decrypted TLS", Arc::clone(&bytes), parents) else {
        return record::plain(d, session, shown, kind, sealed, true);
    };
    let content = Cursor::new(&bytes, bytes.len() as u32, source);
    if inner == ContentType::APPLICATION_DATA {
        let conversation = session.place().and_then(|p| d.capture().conversation(p.conversation));
        let by_facts = conversation.and_then(|c| super::application::name(session, c));
        let name = title(d, opened.application).or(by_facts);
        record::application_data(d, shown, &mut sealed, name);
        how(d, session, &opened, whole);
        application(d, session, &opened, content);
        return Ok(());
    }
    let result = record::plain(d, session, shown, inner, content, false);
    how(d, session, &opened, whole);
    result
}

/// How the record was opened and proved, and where its parts stand.
fn how(d: &mut Dissector<'_>, session: &Session<'_>, opened: &Opened, whole: Span) {
    let sizes = [OPENED_IV_LEN.id, OPENED_CONTENT_LEN.id, OPENED_MAC_LEN.id, OPENED_PADDING_LEN.id];
    if !d.tree.wants_any(&[OPENED_PROOF.id, OPENED_CIPHER.id, OPENED_BY.id]) && !d.tree.wants_any(&sizes) {
        return;
    }
    let record = &opened.record;
    let layout = record.opened.layout;
    let at = whole.at_start();
    let suite = session.suite_of(record.session);
    let stage = match record.stage {
        Stage::Early => ", early data".to_string(),
        Stage::Handshake => ", handshake keys".to_string(),
        Stage::Application(updates @ 1..) => format!(", after {updates} key updates"),
        _ => String::new(),
    };
    let proof = format!("{}, sequence {}{stage}", proof_name(record.opened.proof, suite), record.sequence);
    let node = d.tree.made_text(OPENED_PROOF, &proof, at);
    d.tree.set_flag(node, Flags::GENERATED);
    if let (Some(suite), Some(frame)) = (suite, session.frame_of(message_type::SERVER_HELLO, record.session))
    {
        let label = format_args!("Cipher: {}, chosen in frame {}", suite.name, d.number(frame));
        let node = d.tree.leaf_as(OPENED_CIPHER, At { value: frame.number(), span: at }, label);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    let (exchange, from) = match record.by {
        OpenedBy::RsaKey(..) | OpenedBy::EcKey(..) | OpenedBy::Psk(..) | OpenedBy::RsaPsk(..) => {
            (message_type::CLIENT_KEY_EXCHANGE, "pre-master secret")
        }
        OpenedBy::KeyLog(..) | OpenedBy::SecretsBlock(..) => (message_type::CLIENT_HELLO, "client random"),
        OpenedBy::SessionId | OpenedBy::Ticket => (message_type::CLIENT_HELLO, "its name"),
    };
    // Without the frame (its hello may be missing) the line points to none.
    let frame = session.frame_of(exchange, record.session).map_or(0, |frame| frame.number());
    if frame > 0 {
        let label = format_args!("Opened by: {}, {from} from frame {frame}", record.by);
        let node = d.tree.leaf_as(OPENED_BY, At { value: frame, span: at }, label);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    let mut from = 0;
    for (field, len) in [
        (OPENED_IV_LEN, layout.explicit_nonce),
        (OPENED_CONTENT_LEN, layout.data),
        (OPENED_MAC_LEN, layout.mac),
        (OPENED_PADDING_LEN, layout.padding),
    ] {
        let len = len as u32;
        // Behind the content stands ciphertext of which only the sizes are known in this order.
        let span = if field.id == OPENED_IV_LEN.id || field.id == OPENED_CONTENT_LEN.id {
            whole.part(from, len)
        } else {
            at
        };
        d.tree.generated(field, len, span);
        from += len;
    }
}

pub(in crate::proto) fn proof_name(proof: Proof, suite: Option<&Suite>) -> &'static str {
    match proof {
        Proof::Mac(Mac::Md5) => "HMAC-MD5",
        Proof::Mac(Mac::Sha1) => "HMAC-SHA1",
        Proof::Mac(Mac::Sha256) => "HMAC-SHA256",
        Proof::Mac(Mac::Sha384) => "HMAC-SHA384",
        Proof::Mac(Mac::Sm3) => "HMAC-SM3",
        Proof::Mac(_) => "MAC",
        Proof::Tag => match suite.map(|s| s.mode) {
            Some(crate::tls::suite::Mode::Gcm) => "GCM tag",
            Some(crate::tls::suite::Mode::Ccm | crate::tls::suite::Mode::Ccm8) => "CCM tag",
            _ => "authentication tag",
        },
    }
}

/// What FTP, or the user, says that TLS carries at these ports. A file inside another session is that one's to show.
fn decoded_as(d: &Dissector<'_>, session: &Session<'_>, opened: &Opened) -> Option<&'static str> {
    let conversation = d.capture().conversation(session.place()?.conversation)?;
    if opened.application != Application::Tls && ftp_data::announced(d, conversation).is_some() {
        return Some("ftp-data");
    }
    d.settings().decoded_as(&conversation.ends.map(|end| Claim::TlsPort(end.port)))
}

/// Where the record now read begins in the plaintext of its direction.
fn stream_start(d: &Dissector<'_>, session: &Session<'_>) -> Option<u64> {
    let (place, index) = (session.place()?, session.record()?);
    let streams =
        OpenedStreams::of(d.capture(), place.conversation, session.flow()?, d.settings(), d.registry());
    let pieces = &streams.flow.directions.get(place.direction)?.pieces;
    let at = pieces.partition_point(|p| p.frame().is_none_or(|record| record.index() < index));
    pieces.get(at).filter(|p| p.frame().is_some_and(|record| record.index() == index)).map(|p| p.start())
}

/// What nothing recognised goes where its port says, as in the clear; the lower port is more likely the server's.
fn by_port(d: &mut Dissector<'_>, session: &mut Session<'_>, content: Cursor<'_>) {
    let conversation = session.place().and_then(|p| d.capture().conversation(p.conversation));
    let Some([a, b]) = conversation.map(|c| c.ends.map(|end| end.port)) else {
        d.hand_over(Claim::Named("data"), content);
        return;
    };
    let (low, high) = (a.min(b), a.max(b));
    let claims = [Claim::TlsPort(low), Claim::TcpPort(low), Claim::TlsPort(high), Claim::TcpPort(high)];
    match claims.iter().find_map(|claim| d.claimant(*claim)) {
        Some(to) => {
            d.hand_to(to, content, None);
            session.handed_over = true;
        }
        None => d.hand_over(Claim::Named("data"), content),
    }
}

/// Gives the plaintext to the protocol inside: message by message where one is known, else whole.
fn application(d: &mut Dissector<'_>, session: &mut Session<'_>, opened: &Opened, content: Cursor<'_>) {
    let of_session = session.place();
    let place = |start| of_session.map(|p| StreamPlace { start, decrypted: true, ..p });
    let claim = |application: Application| Claim::Named(application.protocol().unwrap_or("data"));
    if let Some(name) =
        decoded_as(d, session, opened).filter(|name| opened.application.protocol() != Some(*name))
    {
        let place = stream_start(d, session).and_then(place);
        d.hand_over_any(&[Claim::Named(name)], None, content, place);
        session.handed_over = true;
        return;
    }
    if opened.application == Application::Unknown && opened.messages.is_empty() {
        by_port(d, session, content);
        return;
    }
    let settings = d.settings();
    if !settings.desegment_in_tls || settings.kept_apart.contains(&opened.application) {
        d.hand_over(claim(opened.application), content);
        session.handed_over = true;
        return;
    }
    if opened.messages.is_empty() {
        segment(d, session, content);
        return;
    }
    segments_beside(session, &opened.messages, content);
    // What lies behind the last message begins one that later records complete; the reference says so where
    // nothing but the end of an earlier one stands before it.
    let completes = opened.messages.last().is_some_and(|m| matches!(m.bytes, PlainBytes::Gathered { .. }));
    let goes_on = used(&opened.messages) < content.left();
    let mut at = 0;
    while let Some(message) = opened.messages.get(at) {
        at += 1;
        let (place, claim) = (place(message.start), claim(message.application));
        match &message.bytes {
            PlainBytes::InRecord(range) => {
                // What follows of the same protocol goes with it.
                let mut range = range.clone();
                while let Some(next) = opened.messages.get(at)
                    && let PlainBytes::InRecord(more) = &next.bytes
                    && more.start == range.end
                    && next.application == message.application
                    && next.kind.is_plain() == message.kind.is_plain()
                {
                    range.end = more.end;
                    at += 1;
                }
                let (from, len) = (range.start as u32, range.len() as u32);
                let part = Cursor::part(content.peek(), from, len, len, content.source());
                put_tunnel(d, message.application, part, place);
                d.hand_over_any(&[claim], None, part, place);
            }
            PlainBytes::Gathered { bytes, len, records } => {
                let Some(source) = gathered(d, session, bytes, records, content) else { continue };
                let whole = Cursor::new(bytes, *len, source);
                put_tunnel(d, message.application, whole, place);
                d.hand_over_any(&[claim], None, whole, place);
                // Each call of the protocol clears what stands in the row, but for a message behind this one.
                if message.application == Application::Http2
                    && records.last().is_some_and(|(_, used)| *used < content.left())
                {
                    d.fence_after();
                }
            }
        }
    }
    session.handed_over = true;
    if completes && goes_on {
        d.say_after(SEGMENT_TEXT);
    }
}

/// Up to where the record's content belongs to messages that are complete with it.
fn used(messages: &[PlainMessage]) -> u32 {
    let ends = messages.iter().map(|message| match &message.bytes {
        PlainBytes::InRecord(range) => range.end as u32,
        PlainBytes::Gathered { records, .. } => records.last().map_or(0, |(_, len)| *len),
    });
    ends.max().unwrap_or(0)
}

/// What of a record belongs to messages of several: the reference shows all of one that completes such a
/// message, and what begins the next.
fn segments_beside(session: &mut Session<'_>, messages: &[PlainMessage], content: Cursor<'_>) {
    if messages.iter().any(|m| matches!(m.bytes, PlainBytes::Gathered { .. })) {
        session.segments.push(content.rest_span());
    }
    let mut rest = content;
    rest.take(used(messages));
    if !rest.is_empty() {
        session.segments.push(rest.rest_span());
    }
}

/// What goes through a proxy that was asked inside, or stands behind an upgrade.
fn put_tunnel(d: &mut Dissector<'_>, application: Application, part: Cursor<'_>, place: Option<StreamPlace>) {
    let may_be = matches!(application, Application::Tls | Application::Http2 | Application::WebSocket);
    if let Some(place) = place.filter(|_| may_be) {
        tunnels::put_http_inside(d, part, place);
    }
}

/// What the row says of a part of a message.
const SEGMENT_TEXT: &str = "[TLS segment of a reassembled PDU]";

/// A part of a message that is complete in a later record.
fn segment(d: &mut Dissector<'_>, session: &mut Session<'_>, content: Cursor<'_>) {
    let said = session.handed_over && d.say_after(SEGMENT_TEXT);
    if !d.quoted && !said {
        d.columns.set_info(format_args!("{SEGMENT_TEXT}"));
    }
    session.segments.push(content.rest_span());
}

/// Parts of messages of several records, behind the record that has them.
pub(super) fn show_segments(d: &mut Dissector<'_>, session: &mut Session<'_>) {
    for span in std::mem::take(&mut session.segments) {
        let (count, bytes) = (span.len, d.sources.bytes(span.source));
        let value = bytes.get(span.start as usize..).and_then(|b| b.get(..count as usize)).unwrap_or(&[]);
        let s = if count == 1 { "" } else { "s" };
        let label = format_args!("TLS segment data ({count} byte{s})");
        d.tree.leaf_as(SEGMENT_DATA, At { value, span }, label);
    }
}

/// A message that was put together from records, to be told behind them.
pub(in crate::proto) struct Together {
    /// How many bytes came in which frame.
    parts: Vec<(FrameId, u32)>,
    whole: Span,
}

/// From which records messages were put together; stands beside the layer.
pub(super) fn show_together(d: &mut Dissector<'_>, session: &mut Session<'_>) {
    for Together { parts, whole } in std::mem::take(&mut session.together) {
        d.end_layer();
        let fields = handshake::PartFields {
            all: SEGMENTS,
            part: SEGMENT,
            count: SEGMENT_COUNT,
            length: Some(REASSEMBLED_LENGTH),
            data: Some(REASSEMBLED_DATA),
            title: "Reassembled TLS segments",
        };
        handshake::show_parts(d, &fields, &parts, whole);
    }
}

/// Makes the data source of a message that came in several records, whose parts are told behind the records.
fn gathered(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    bytes: &Arc<[u8]>,
    records: &[(usize, u32)],
    here: Cursor<'_>,
) -> Option<SourceId> {
    let parents = vec![Parent::Here(here.rest_span())];
    let source = d.add_source("Reassembled TLS", Arc::clone(bytes), parents)?;
    let parts: Vec<_> =
        records.iter().filter_map(|(index, len)| Some((session.frame_at(*index)?, *len))).collect();
    session.together.push(Together { parts, whole: Span { start: 0, len: bytes.len() as u32, source } });
    Some(source)
}
