//! Gathers the facts of sessions from the store: of TLS here, of what differs in DTLS and QUIC in
//! files of their own. What they mean is decided in `rules/`.

mod datagrams;
mod messages;
mod part;
mod quic;
mod whole;

use messages::{client_key_exchange, message};
use part::{Part, parts};
pub use whole::whole_capture;

use crate::base::id::{ConversationId, FrameId};
use crate::base::time::{Timestamp, Zone};
use crate::capfile::SecretsBlock;
use crate::dissect::Settings;
use crate::dissect::opened::FlowOf;
use crate::index;
use crate::proto;
use crate::store::{
    Application, Capture, Conversation, Direction, Findings, Flow, FrameFlags, NotOpened, Subject, TlsFlow,
    Transport, Unlocked,
};
use crate::tls::dtls_record;
use crate::tls::handshake::{Random, message_type};
use crate::tls::record::{self, ContentType};
use crate::tls::secrets::LoadedKeyLog;
use crate::tls::session::{SessionFacts, WhyClosed};
use crate::tls::walk::Keys;
use crate::verdict::Question;
use crate::verdict::rules::nothing::TLS_PORTS;
use crate::verdict::symptoms::{
    AlertSeen, CLIENT, CutFrame, FailedRecord, Gap, KeySeen, LogSeen, Protocol, SERVER, Seen, SideSeen,
    Symptoms, TrafficSeen, Trouble, Unlocking,
};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

/// Cut frames that are named.
const CUT_FRAMES: usize = 16;
/// First bytes of a stream that are looked at.
const HEAD_BYTES: u64 = 32;
/// Bytes of opened application data by which its protocol is recognised.
const RECOGNISED_BYTES: usize = 512;
/// Frames that are asked what they acknowledge, where there are gaps.
const ACK_FRAMES: usize = 1 << 16;
/// Frames back that may be the same once more.
const DUPLICATE_WITHIN: usize = 8;
/// Frames that are looked at in a capture without sessions.
const LOOKED_AT: usize = 10_000;

/// The facts of all sessions of a subject that began in the clear; none: there are none, or their
/// keys are still being tried. `limit`: at most so many records of a direction are opened.
pub fn gather(q: &Question<'_>, subject: Subject, limit: usize) -> Vec<Symptoms> {
    match subject {
        Subject::Conversation(id) => conversation(q, id, limit).unwrap_or_default(),
        Subject::Quic(number) => quic::gather(q, number).into_iter().collect(),
    }
}

/// What stands inside a subject, of which that was gathered.
pub fn inside(subject: Subject, gathered: &[Symptoms]) -> Option<Subject> {
    match subject {
        Subject::Conversation(id) if gathered.iter().any(|s| s.holds_tls) => {
            id.inside().map(Subject::Conversation)
        }
        _ => None,
    }
}

fn conversation(q: &Question<'_>, id: ConversationId, limit: usize) -> Option<Vec<Symptoms>> {
    let capture = q.capture;
    let conversation = capture.conversation(id)?;
    let inside = id.depth() > 0;
    let protocol = if inside { Protocol::Tls } else { protocol_of(capture, conversation)? };
    let settings = || Settings { secrets: Arc::new(q.secrets.clone()), ..Settings::default() };
    // Lives as long as the flow, which reads with its secrets.
    let settings = inside.then(settings).unwrap_or_default();
    let flow = FlowOf::of(capture, id, &settings, proto::registry())?;
    let flow = &*flow;
    let unlocked =
        if q.wait { capture.unlock_now(id, flow, q.secrets) } else { capture.unlocked(id, flow, q.secrets) };
    if unlocked.waiting {
        return None;
    }
    let parts = parts(flow, &unlocked);
    // Once, however many sessions there are.
    let mut base = begin(q, conversation, protocol);
    base.depth = id.depth();
    frames(capture, capture.frames_of(conversation), flow, &mut base);
    base.unfinished_datagrams = lone_fragments(capture, conversation);
    let acknowledged = if inside { [0; 2] } else { acknowledged(capture, conversation) };
    let one = |part: &Part| {
        let mut s = base.clone();
        session(q, id, conversation, flow, &unlocked, part, (limit, acknowledged), &mut s);
        unlocking(flow, &unlocked, part, &mut s);
        secrets(q, &mut s);
        s
    };
    Some(parts.iter().map(one).collect())
}

/// What is known of any session.
fn begin(q: &Question<'_>, conversation: &Conversation, protocol: Protocol) -> Symptoms {
    let (capture, first) = (q.capture, conversation.first);
    Symptoms {
        protocol,
        transport: conversation.transport,
        stream: conversation.stream,
        first,
        complete: capture.complete,
        captured_at: capture.frame(first).and_then(|m| minute(m.time)),
        tunnelled: capture.frame(first).is_some_and(|m| m.flags.has(FrameFlags::LAYERED)),
        ring_number: q.file.and_then(ring_number),
        ..Symptoms::default()
    }
}

fn session(
    q: &Question<'_>,
    id: ConversationId,
    conversation: &Conversation,
    flow: &Flow,
    unlocked: &Unlocked,
    part: &Part,
    (limit, acknowledged): (usize, [u64; 2]),
    s: &mut Symptoms,
) {
    let capture = q.capture;
    let tls = flow.tls.as_deref();
    let client = client_direction(conversation, tls);
    [s.client, s.server] = conversation.ends;
    if client == 1 {
        std::mem::swap(&mut s.client, &mut s.server);
    }
    if let Some(tls) = tls {
        for side in [SERVER, CLIENT] {
            let direction = direction_of(client, side);
            match &flow.dtls {
                Some(dtls) => datagrams::messages(capture, flow, dtls, direction, side, part, s),
                None => messages::in_clear(capture, flow, tls, unlocked, direction, side, part, s),
            }
        }
        let walked = unlocked.sessions.get(part.session).map(|state| &state.facts);
        if let Some(facts) = if part.session == 0 { tls.sessions.first() } else { walked } {
            without_places(facts, conversation.first, s);
            s.resumption = Some(facts.resumption());
        }
    }
    for side in [CLIENT, SERVER] {
        stream(q, id, flow, direction_of(client, side), side, part, (limit, acknowledged), s);
    }
    // Frames before the first record show nothing of the session.
    let first = s.sides.iter().filter_map(|side| side.first_record).map(|(_, frame)| frame).min();
    s.first = first.unwrap_or(s.first);
}

/// The stream direction in which that side sends.
fn direction_of(client: usize, side: usize) -> usize {
    if side == CLIENT { client } else { 1 - client.min(1) }
}

fn protocol_of(capture: &Capture, c: &Conversation) -> Option<Protocol> {
    let flow = c.flow.as_deref()?;
    if c.application == Application::Tls {
        return Some(Protocol::Tls);
    }
    if c.transport == Transport::Udp && flow.tls.is_some() {
        return Some(Protocol::Dtls);
    }
    let head = |d: &Direction| head_of(capture, d);
    let heads: Vec<Vec<u8>> = flow.directions.iter().map(head).collect();
    let ssl2 = |h: &Vec<u8>| matches!(h.as_slice(), [len, _, 1, 0, 2, ..] if len & 0x80 != 0);
    if heads.iter().any(ssl2) {
        return Some(Protocol::Ssl2);
    }
    let port = c.ends.iter().any(|e| TLS_PORTS.contains(&e.port));
    let data = heads.iter().any(|h| !h.is_empty());
    (port && data && c.transport == Transport::Tcp).then_some(Protocol::Other)
}

/// The first bytes of a stream that were captured.
fn head_of(capture: &Capture, d: &Direction) -> Vec<u8> {
    let Some(piece) = d.pieces.iter().find(|p| p.frame().is_some()) else { return Vec::new() };
    let end = piece.start().saturating_add(HEAD_BYTES).min(d.len());
    capture.stream_bytes(d, piece.start()..end).into_owned()
}

fn client_direction(c: &Conversation, tls: Option<&TlsFlow>) -> usize {
    if let Some(client) = tls.and_then(|t| t.client) {
        return client.min(1);
    }
    let [a, b] = c.ends;
    let known = |port: u16| TLS_PORTS.contains(&port);
    match (known(a.port), known(b.port)) {
        (true, false) => 1,
        (false, true) => 0,
        // Servers have the smaller numbers.
        _ => usize::from(a.port < b.port),
    }
}

fn minute(time: Timestamp) -> Option<String> {
    time.civil(Zone::Utc).map(|t| t.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// `name_00003_20260131120000.pcapng` is the third file of a set.
fn ring_number(path: &std::path::Path) -> Option<u32> {
    let name = path.file_stem()?.to_str()?;
    let mut parts = name.rsplit('_');
    let (date, number) = (parts.next()?, parts.next()?);
    let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
    if digits(date, 14) && digits(number, 5) { number.parse().ok() } else { None }
}

/// What the index knows of a session without saying where it stands: messages that came in pieces.
fn without_places(facts: &SessionFacts, frame: FrameId, s: &mut Symptoms) {
    let client = facts.client_hello().filter(|_| s.client_hello.is_none());
    s.client_hello = client.map(|h| Seen { frame, value: h.clone() }).or_else(|| s.client_hello.take());
    let server = facts.server_hello().filter(|_| s.server_hello.is_none());
    s.server_hello = server.map(|h| Seen { frame, value: h.clone() }).or_else(|| s.server_hello.take());
    if let Some(body) = facts.client_key_exchange().filter(|_| s.client_key_exchange.is_none()) {
        client_key_exchange(s, body, frame);
    }
}

/// Whether some protocol over streams begins with these bytes.
fn is_known(bytes: &[u8], ports: [u16; 2]) -> bool {
    let head = bytes.get(..RECOGNISED_BYTES).unwrap_or(bytes);
    proto::registry().framers().iter().any(|framer| (framer.recognises)(head, ports))
}

/// What a direction's stream and records say.
fn stream(
    q: &Question<'_>,
    id: ConversationId,
    flow: &Flow,
    direction: usize,
    side: usize,
    part: &Part,
    (limit, acknowledged): (usize, [u64; 2]),
    s: &mut Symptoms,
) {
    let (capture, Some(d)) = (q.capture, flow.directions.get(direction)) else { return };
    let Some(records) = part.records.get(direction) else { return };
    let mut seen = SideSeen {
        syn_seen: d.syn_seen,
        stream_bytes: d.len(),
        head: head_of(capture, d),
        ..SideSeen::default()
    };
    let epochs = flow.tls.as_deref().and_then(|t| t.directions.get(direction));
    let mut first_sealed: Option<u64> = None;
    let mut room = Vec::new();
    let own = d.messages.iter_from(records.start).take(records.len());
    for (index, message) in records.clone().zip(own) {
        let kind = message.kind().0;
        let is_record = (ContentType::CHANGE_CIPHER_SPEC.0..=ContentType::HEARTBEAT.0).contains(&kind)
            || flow.dtls.is_some() && (kind == ContentType::TLS12_CID.0 || dtls_record::is_unified(kind));
        if !is_record {
            if seen.first_record.is_none() {
                seen.began_otherwise.get_or_insert(message.frame);
            }
            continue;
        }
        seen.first_record.get_or_insert((kind, message.frame));
        if seen.sealed as usize >= limit {
            s.sampled = true;
            break;
        }
        let in_clear = match &flow.dtls {
            Some(_) => message.note() == 0,
            None => epochs.is_none_or(|e| e.epoch_of(index).is_none()),
        };
        if in_clear && kind == ContentType::ALERT.0 && !(s.is_tls13() && side == CLIENT) {
            let header_len = if flow.dtls.is_some() { dtls_record::HEADER_LEN } else { record::HEADER_LEN };
            alert(capture, d, index, header_len, side, s);
        }
        if kind == ContentType::CHANGE_CIPHER_SPEC.0 {
            if let Some(changed) = s.changed.get_mut(side).filter(|_| flow.dtls.is_some() || part.session > 0)
            {
                changed.get_or_insert(message.frame);
            }
            continue;
        }
        let opened = capture.open_record_into(id, flow, direction, index, q.secrets, &mut room);
        // Application data never stands in the clear.
        if kind != ContentType::APPLICATION_DATA.0 && matches!(opened, Err(NotOpened::InTheClear)) {
            continue;
        }
        first_sealed.get_or_insert(message.start());
        seen.sealed += 1;
        seen.application += u64::from(kind == ContentType::APPLICATION_DATA.0);
        match opened {
            Ok(plain) => {
                seen.opened += 1;
                s.unlocking.by.get_or_insert_with(|| plain.by.to_string());
                if let Some(failed) = &mut seen.first_failed {
                    failed.opened_after += 1;
                }
                let application = plain.opened.content_type == ContentType::APPLICATION_DATA;
                s.holds_tls |= application && begins_tls(plain.bytes);
                if application && seen.plain_head.is_empty() {
                    let head = plain.bytes.get(..HEAD_BYTES as usize).unwrap_or(plain.bytes);
                    seen.plain_head = head.to_vec();
                    seen.plain_known = is_known(plain.bytes, [s.client.port, s.server.port]);
                }
            }
            Err(why) => {
                if let NotOpened::Session(why) = &why {
                    s.unlocking.trouble.get_or_insert_with(|| trouble(why));
                }
                seen.failed += 1;
                seen.failed_first += u64::from(seen.opened == 0);
                let opened_before = seen.opened;
                seen.first_failed.get_or_insert_with(|| FailedRecord {
                    frame: message.frame,
                    why: why.to_string(),
                    opened_before,
                    opened_after: 0,
                });
            }
        }
    }
    let in_clear = d.application_at(0).is_some_and(|a| a != Application::Tls);
    if in_clear && part.session == 0 && seen.first_record.is_none() && seen.began_otherwise.is_none() {
        // Words that no protocol claimed.
        seen.began_otherwise = d.pieces.iter().find_map(|piece| piece.frame());
    }
    let start_of = |index: usize| d.messages.get(index).map_or(d.len(), |m| m.start());
    let bytes = if part.session == 0 { 0 } else { start_of(records.start) }..start_of(records.end);
    let first = d.pieces.partition_point(|p| p.start() < bytes.start);
    let within = d.pieces.iter_from(first).take_while(|p| p.start() < bytes.end);
    for (index, piece) in (first..).zip(within) {
        if piece.frame().is_some() {
            seen.captured_bytes += u64::from(piece.len());
            continue;
        }
        let before = d.pieces.iter_from(index + 1).find_map(|p| p.frame());
        // Inside another session pieces are parts of records.
        let before = before.filter(|_| s.depth == 0);
        let among_sealed = first_sealed.is_some_and(|start| piece.start() > start);
        let len = u64::from(piece.len());
        let acknowledged = piece.end() <= acknowledged.get(direction).copied().unwrap_or(0);
        s.gaps.push(Gap { side, end: piece.end(), len, before, acknowledged, among_sealed });
    }
    if let Some(place) = s.sides.get_mut(side) {
        *place = seen;
    }
}

/// A record with the beginning of a hello.
fn begins_tls(plain: &[u8]) -> bool {
    let hello = plain.get(record::HEADER_LEN);
    plain.first() == Some(&ContentType::HANDSHAKE.0)
        && plain.first_chunk().is_some_and(record::looks_like_record)
        && matches!(hello, Some(&(message_type::CLIENT_HELLO | message_type::SERVER_HELLO)))
}

/// An alert in the clear has two bytes.
fn alert(capture: &Capture, d: &Direction, index: usize, header_len: usize, side: usize, s: &mut Symptoms) {
    let Some(message) = d.messages.get(index) else { return };
    let start = message.start().saturating_add(header_len as u64);
    if let [level @ 1..=2, number] = *capture.stream_bytes(d, start..message.end()) {
        s.alerts.push(AlertSeen { frame: message.frame, side, fatal: level == 2, number });
    }
}

/// How far the peers acknowledged each direction's stream, where something of it is lost: those bytes
/// were on the wire.
fn acknowledged(capture: &Capture, c: &Conversation) -> [u64; 2] {
    let mut highest = [0; 2];
    let Some(flow) = c.flow.as_deref() else { return highest };
    if !flow.directions.iter().any(|d| d.pieces.iter().any(|p| p.frame().is_none())) {
        return highest;
    }
    for frame in capture.frames_of(c).take(ACK_FRAMES) {
        let Some((direction, segment)) = index::segment_again(capture, c, frame) else { continue };
        let other = 1 - direction.min(1);
        let Some(origin) = flow.directions.get(other).and_then(|d| d.origin) else { continue };
        let ahead = u64::try_from(segment.ack.distance_from(origin)).unwrap_or(0);
        if let (true, Some(highest)) = (segment.has(0x10), highest.get_mut(other)) {
            *highest = ahead.max(*highest);
        }
    }
    highest
}

/// What the frames themselves say: cut ones, large ones, repeated ones.
fn frames(capture: &Capture, newest_first: impl Iterator<Item = FrameId>, flow: &Flow, s: &mut Symptoms) {
    let mut cut: VecDeque<CutFrame> = VecDeque::new();
    for frame in newest_first {
        let Some(meta) = capture.frame(frame) else { continue };
        s.largest_frame = s.largest_frame.max(meta.len);
        if meta.captured() < meta.len {
            s.cut_count += 1;
            cut.push_front(CutFrame { frame, captured: meta.captured(), len: meta.len });
            cut.truncate(CUT_FRAMES);
        }
    }
    s.cut = cut.into();
    for finding in flow.findings.iter() {
        if finding.what.has(Findings::REUSED_PORTS) {
            s.reused.get_or_insert(finding.frame);
        }
        if finding.what.has(Findings::OVERLAP_CONFLICT) {
            s.conflict.get_or_insert(finding.frame);
        }
        s.reordered += u32::from(finding.what.has(Findings::OUT_OF_ORDER));
        let again = [
            Findings::RETRANSMISSION,
            Findings::FAST_RETRANSMISSION,
            Findings::SPURIOUS_RETRANSMISSION,
            Findings::OUT_OF_ORDER,
        ];
        if again.iter().any(|f| finding.what.has(*f)) && is_duplicate(capture, finding.frame) {
            s.duplicates += 1;
        }
    }
}

/// The same bytes stand in a frame shortly before: a retransmission would differ at least in its IP
/// identification or timestamp.
fn is_duplicate(capture: &Capture, frame: FrameId) -> bool {
    let bytes = capture.frame_bytes(frame);
    let before = std::iter::successors(Some(frame), |f| capture.frame(*f)?.previous());
    before.skip(1).take(DUPLICATE_WITHIN).any(|f| capture.frame_bytes(f) == bytes)
}

/// Fragments between the conversation's frames, with its IPv4 addresses, that no datagram was made of.
fn lone_fragments(capture: &Capture, c: &Conversation) -> u32 {
    let [a, b] = c.ends.map(|e| e.address);
    let pair = |x: &[u8; 16], y: &[u8; 16]| -> Vec<u8> {
        x.iter().skip(12).chain(y.iter().skip(12)).copied().collect()
    };
    let ways = [pair(&a, &b), pair(&b, &a)];
    let range = c.first.index()..c.last.index().saturating_add(1);
    let is_own = |frame: &FrameId| {
        let fragment = capture.frame(*frame).is_some_and(|m| m.flags.has(FrameFlags::FRAGMENT));
        let bytes = || capture.frame_bytes(*frame).get(..64).map(<[u8]>::to_vec);
        fragment && bytes().is_some_and(|b| b.windows(8).any(|w| ways.iter().any(|pair| pair == w)))
    };
    let mut lone: HashSet<FrameId> = range.take(LOOKED_AT).map(FrameId::from_index).filter(is_own).collect();
    let Some(first) = lone.iter().min().copied() else { return 0 };
    let begin = capture.datagrams.partition_point(|d| d.complete_in < first);
    for part in capture.datagrams.iter_from(begin).flat_map(|d| &d.fragments) {
        lone.remove(&part.frame);
    }
    u32::try_from(lone.len()).unwrap_or(u32::MAX)
}

/// What came of the handshake in the clear; of a second one inside it, whether it stayed closed.
fn unlocking(flow: &Flow, unlocked: &Unlocked, part: &Part, s: &mut Symptoms) {
    let from_records = std::mem::take(&mut s.unlocking);
    s.unlocking = match unlocked.sessions.get(part.session).and_then(|session| session.keys.as_ref()) {
        Some(Ok(keys)) => Unlocking {
            unlocked: true,
            by: Some(keys.by().to_string()),
            version_differs: matches!(keys, Keys::Tls12(keys) if !keys.version_matches),
            trouble: None,
        },
        Some(Err(why)) => Unlocking { trouble: Some(trouble(why)), ..Unlocking::default() },
        // Where no walk was made, the records themselves tell.
        None => Unlocking { unlocked: s.opened() > 0, ..from_records },
    };
    let inner = unlocked.sessions.iter().enumerate().take(part.next_session).skip(part.session + 1);
    let closed = inner.filter(|(_, session)| matches!(session.keys, Some(Err(_)))).map(|(at, _)| at).next();
    let Some(session) = closed else { return };
    let first = unlocked.directions.iter().zip(&flow.directions).filter_map(|(walked, d)| {
        let epoch = walked.epochs.iter().find(|e| e.session as usize == session)?;
        d.messages.get(epoch.first_record as usize).map(|m| m.frame)
    });
    let suite = unlocked.sessions.get(session).and_then(|x| x.facts.server_hello()).map(|h| h.suite);
    s.renegotiation = first.min().map(|frame| Seen { frame, value: suite });
}

/// Only what other facts do not say.
fn trouble(why: &WhyClosed) -> Trouble {
    use crate::tls::rsa::WhyNot;
    match why {
        WhyClosed::NoKeyFits { trials, .. } => {
            let padding = |why: &WhyNot| matches!(why, WhyNot::Padding | WhyNot::Length);
            Trouble::NoKeyFits { padding: trials.iter().any(|t| padding(&t.why)) }
        }
        WhyClosed::TranscriptIncomplete { .. } | WhyClosed::TranscriptTooLong => {
            Trouble::TranscriptIncomplete
        }
        WhyClosed::Unsupported(_) => Trouble::Unsupported,
        WhyClosed::Compressed(method) => Trouble::Compressed(*method),
        WhyClosed::WrongSecret(_) => Trouble::WrongSecret,
        other => Trouble::Other(other.to_string()),
    }
}

fn secrets(q: &Question<'_>, s: &mut Symptoms) {
    let keys = q.secrets.rsa_keys().iter();
    s.secrets.rsa = keys
        .map(|k| KeySeen {
            label: k.label.to_string(),
            bits: k.key.bits(),
            spki_sha256: *k.key.spki_sha256(),
        })
        .collect();
    let random = s.client_hello.as_ref().map(|h| h.value.random);
    s.secrets.logs = q.secrets.key_logs().iter().map(|l| log(l, random.as_ref())).collect();
    s.secrets.psks = q.secrets.psks().len();
    s.secrets.refused = q.refused.to_vec();
    let log = SecretsBlock::TLS_KEY_LOG;
    s.secrets.foreign_block = q.capture.secrets_blocks.iter().any(|block| block.kind != log);
}

fn log(loaded: &LoadedKeyLog, random: Option<&Random>) -> LogSeen {
    let log = &loaded.log;
    let traffic = random.and_then(|r| log.traffic(r)).map(|t| TrafficSeen {
        early: t.client_early.is_some(),
        client_handshake: t.client_handshake.is_some(),
        server_handshake: t.server_handshake.is_some(),
        client_application: t.client_application.is_some(),
        server_application: t.server_application.is_some(),
    });
    let modified = loaded.path.as_ref().and_then(|p| std::fs::metadata(p).ok()?.modified().ok());
    let since = modified.and_then(|m| m.duration_since(std::time::UNIX_EPOCH).ok());
    let written = since.and_then(|d| minute(Timestamp::from_parts(i64::try_from(d.as_secs()).ok()?, 0)));
    LogSeen {
        label: loaded.label.to_string(),
        secrets: log.secrets,
        sessions: log.masters().count() + log.all_traffic().count(),
        broken: log.broken_lines,
        first_broken: log.broken.first().map(|b| (b.number, b.why.clone())),
        master: random.is_some_and(|r| log.master(r).is_some()),
        traffic,
        written,
    }
}
