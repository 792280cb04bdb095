//! Simple Mail Transfer Protocol (RFC 5321), and LMTP (RFC 2033), which looks alike: commands,
//! replies and the lines of mail. A mail that is complete is handed on.

use super::lines::{self, Line};
use super::placed::Placed;
use super::tls::{PartFields, show_parts};
use crate::base::id::FrameId;
use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Framed, Framer, Parent, Progress, Protocol, Span, Stretch,
};
use crate::field::def::Str;
use crate::field::{Field, Names, show};
use crate::store::{Application, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "smtp",
    title: "SMTP",
    fields: FIELDS,
    claims: &[Claim::TcpPort(25), Claim::TcpPort(587)],
    framer: Some(Framer { application: Application::Smtp, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "smtp";
    /// Commands, replies or mail.
    SMTP: Protocol = "smtp", "Simple Mail Transfer Protocol", None;
    /// The line is a command.
    REQ: Bool = "smtp.req", "Request", None;
    /// The line is a reply.
    RSP: Bool = "smtp.rsp", "Response", None;
    /// Lines of mail.
    MESSAGE: Str = "smtp.message", "Message", None;
    /// A command with what follows it.
    COMMAND_LINE: Str = "smtp.command_line", "Command Line", None;
    /// The first four letters of a command.
    REQ_COMMAND: Str = "smtp.req.command", "Command", None;
    /// What follows a command.
    REQ_PARAMETER: Str = "smtp.req.parameter", "Request parameter", None;
    /// A reply; the first of its lines.
    RESPONSE: Str = "smtp.response", "Response", None;
    /// Reply code (RFC 5321 section 4.2.3).
    RESPONSE_CODE: U32 = "smtp.response.code", "Response code", Dec, Names::Table(CODES);
    /// Text of a reply, one for each of its lines.
    RSP_PARAMETER: Str = "smtp.rsp.parameter", "Response parameter", None;
    /// Who logs in, in base64.
    USERNAME: Str = "smtp.auth.username", "Username", None;
    /// The password, in base64.
    PASSWORD: Str = "smtp.auth.password", "Password", None;
    /// Whom to act for, who logs in and the password, in base64.
    BOTH: Str = "smtp.auth.username_password", "Username/Password", None;
    /// The dot that ends mail.
    EOM: Label = "smtp.eom", "EOM", None;
    /// The segments that mail came in.
    FRAGMENTS: Label = "smtp.data.fragments", "DATA fragments", None;
    /// One of them.
    FRAGMENT: FrameNum = "smtp.data.fragment", "DATA fragment", None;
    /// How many there are.
    FRAGMENT_COUNT: U32 = "smtp.data.fragment.count", "DATA fragment count", Dec;
    /// Length of the mail.
    MAIL_LENGTH: U32 = "smtp.data.reassembled.length", "Reassembled DATA length", Dec;
}

const CODES: &[(u32, &str)] = &[
    (211, "System status, or system help reply"),
    (214, "Help message"),
    (220, "<domain> Service ready"),
    (221, "<domain> Service closing transmission channel"),
    (235, "Authentication successful"),
    (250, "Requested mail action okay, completed"),
    (251, "User not local; will forward to <forward-path>"),
    (252, "Cannot VRFY user, but will accept message and attempt delivery"),
    (334, "AUTH input"),
    (354, "Start mail input; end with <CRLF>.<CRLF>"),
    (421, "<domain> Service not available, closing transmission channel"),
    (432, "A password transition is needed"),
    (450, "Requested mail action not taken: mailbox unavailable"),
    (451, "Requested action aborted: local error in processing"),
    (452, "Requested action not taken: insufficient system storage"),
    (454, "Temporary authentication failed"),
    (500, "Syntax error, command unrecognized"),
    (501, "Syntax error in parameters or arguments"),
    (502, "Command not implemented"),
    (503, "Bad sequence of commands"),
    (504, "Command parameter not implemented"),
    (530, "Authentication required"),
    (534, "Authentication mechanism is too weak"),
    (535, "Authentication credentials invalid"),
    (538, "Encryption required for requested authentication mechanism"),
    (550, "Requested action not taken: mailbox unavailable"),
    (551, "User not local; please try <forward-path>"),
    (552, "Requested mail action aborted: exceeded storage allocation"),
    (553, "Requested action not taken: mailbox name not allowed"),
    (554, "Transaction failed"),
];

/// Notes of lines.
mod note {
    /// The server waits for mail (354).
    pub const GO: u8 = 1;
    /// The client's command is `DATA`.
    pub const ANNOUNCED: u8 = 2;
    /// Bytes of mail that end within a line.
    pub const MAIL: u8 = crate::proto::lines::WHOLE;
    /// The same, up to the end of a line.
    pub const MAIL_LINES: u8 = MAIL + 1;
    /// The dot that ends it.
    pub const END: u8 = MAIL + 2;
    /// `BDAT` and as many bytes of mail as it says (RFC 3030 section 2).
    pub const CHUNK: u8 = MAIL + 3;
    /// The same, and the last of its mail.
    pub const LAST_CHUNK: u8 = MAIL + 4;
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let greets = bytes.starts_with(b"220 ") || bytes.starts_with(b"220-");
    let on_port = ports.iter().any(|p| matches!(p, 25 | 465 | 587));
    greets && (on_port || lines::first_line_has(bytes, b"SMTP") || lines::first_line_has(bytes, b"LMTP"))
        || [&b"EHLO"[..], b"HELO", b"LHLO"].iter().any(|word| lines::begins_with_word(bytes, word))
}

fn note(line: &[u8], kind: MessageKind, _: &Stretch<'_>) -> u8 {
    match kind {
        lines::RESPONSE if line.starts_with(b"354") => note::GO,
        lines::RESPONSE => 0,
        _ if lines::begins_with_word(line, b"DATA") => note::ANNOUNCED,
        _ => 0,
    }
}

/// Mail that is looked through at once.
const MAIL_WINDOW: u64 = 64 << 10;

fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let (kind, before) = stretch.previous.unwrap_or((lines::REQUEST, 0));
    let in_mail = kind != lines::RESPONSE
        && (matches!(before, note::MAIL | note::MAIL_LINES)
            || before == note::ANNOUNCED && stretch.newest_of_peer().is_none_or(|(_, n)| n == note::GO));
    if !in_mail {
        let line = lines::next(progress, stretch, lines::is_reply, note);
        return chunk(&line, stretch).unwrap_or(line);
    }
    let bytes = (stretch.read)(0..stretch.len.min(MAIL_WINDOW));
    let more = Framed::NeedMore { at_least: stretch.len + 1 };
    let message = |len: usize, note| Framed::Message { len: len as u64, kind: lines::REQUEST, note };
    let (mut at, mut begins_line) = (0, before != note::MAIL);
    // As much as is there, up to a line with but a dot.
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let dot = match rest {
            [b'.', b'\r', b'\n', ..] => Some(3),
            [b'.', b'\n', ..] => Some(2),
            b"." | b".\r" if !stretch.ended => Some(0),
            _ => None,
        };
        match dot.filter(|_| begins_line) {
            Some(_) if at > 0 => break,
            Some(0) => return more,
            Some(len) => return message(len, note::END),
            None => {}
        }
        let line = rest.iter().position(|b| *b == b'\n');
        begins_line = line.is_some();
        at += line.map_or(rest.len(), |end| end + 1);
    }
    match at {
        0 => more,
        _ => message(at, if begins_line { note::MAIL_LINES } else { note::MAIL }),
    }
}

/// Longest mail that is put together.
const MAIL_MAX: u64 = 16 << 20;
/// Longest `BDAT` line.
const BDAT_LINE: u64 = 64;

/// The client's `BDAT` with what belongs to it.
fn chunk(line: &Framed, stretch: &Stretch<'_>) -> Option<Framed> {
    let Framed::Message { len, kind: lines::REQUEST, note: 0 } = *line else { return None };
    let head = (len <= BDAT_LINE).then(|| (stretch.read)(0..len))?;
    let (size, last) = bdat(&head)?;
    let whole = len + size;
    if stretch.len < whole && !stretch.ended {
        return Some(Framed::NeedMore { at_least: whole });
    }
    let note = if last { note::LAST_CHUNK } else { note::CHUNK };
    Some(Framed::Message { len: whole.min(stretch.len), kind: lines::REQUEST, note })
}

/// Of `BDAT 47 LAST`: how many bytes follow the line, and whether the mail ends there.
fn bdat(line: &[u8]) -> Option<(u64, bool)> {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.next().filter(|word| word.eq_ignore_ascii_case(b"BDAT"))?;
    let size: u64 = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    let last = words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"LAST"));
    (size <= MAIL_MAX).then_some((size, last))
}

/// Where the line of a chunk's command ends.
fn chunk_starts(bytes: &[u8]) -> usize {
    bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |end| end + 1)
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let lines = lines::lines(d, c, lines::is_reply);
    let placed = Placed::of(d);
    let secrets: Vec<Option<Credential>> = lines
        .iter()
        .map(|line| {
            let at = u64::from(line.whole.span.start.saturating_sub(c.offset()));
            credential(line, placed.as_ref()?, at)
        })
        .collect();
    info(d, &lines, &secrets);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or(&[]);
        at += match line.note {
            _ if !line.is_request => reply(d, rest),
            note::MAIL | note::MAIL_LINES => {
                // What is complete here is shown as mail.
                if !lines.iter().any(|l| l.note == note::END) {
                    let mut part = c;
                    part.take(line.whole.span.start.saturating_sub(c.offset()));
                    let part = part.take(line.whole.span.len);
                    d.embed(Claim::Named("data-text-lines"), part);
                }
                d.tree.hidden(MESSAGE, line.whole);
                1
            }
            note::END => {
                d.tree.leaf_as(EOM, line.whole.with(()), format_args!("C: ."));
                if let Some(placed) = &placed {
                    let at = line.whole.span.start.saturating_sub(c.offset());
                    mail(d, placed, placed.place.start + u64::from(at), line.whole.span);
                }
                1
            }
            note::CHUNK | note::LAST_CHUNK => {
                let starts = chunk_starts(line.whole.value);
                command(d, &line.up_to(starts), None);
                let offset = line.whole.span.start.saturating_sub(c.offset());
                let mut part = c;
                part.take(offset + starts as u32);
                let part = part.take(line.whole.span.len.saturating_sub(starts as u32));
                d.tree.hidden(MESSAGE, At { value: part.peek(), span: part.rest_span() });
                match &placed {
                    Some(placed) if line.note == note::LAST_CHUNK => {
                        chunks(d, placed, placed.place.start + u64::from(offset), line.whole.span);
                    }
                    _ if part.is_empty() => {}
                    _ => d.embed(Claim::Named("data-text-lines"), part),
                }
                1
            }
            _ => {
                command(d, line, secrets.get(at).copied().flatten());
                1
            }
        };
        if d.tree.truncated {
            break;
        }
    }
    Ok(())
}

/// What a line of a login carries (RFC 4954 section 4, RFC 4616), coded in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Credential {
    Username,
    Password,
    /// Both, and whom to act for.
    Both,
}

impl Credential {
    /// The field, and what the row says.
    fn names(self) -> (Field<Str>, &'static str) {
        match self {
            Self::Username => (USERNAME, "User: "),
            Self::Password => (PASSWORD, "Pass: "),
            Self::Both => (BOTH, ""),
        }
    }
}

/// Bytes of a line that are looked at.
const LINE_LOOKED_AT: u64 = 512;

/// Whether the client's line, `at` bytes behind the payload's beginning, is a part of a login: said by the one or
/// two lines before it, if the server asked for more.
fn credential(line: &Line<'_>, placed: &Placed<'_>, at: u64) -> Option<Credential> {
    if !line.is_request || line.note != 0 {
        return None;
    }
    if let Some((mechanism, initial)) = login(line.text.value) {
        return (!initial.is_empty()).then_some(if mechanism {
            Credential::Username
        } else {
            Credential::Both
        });
    }
    let own = placed.place.direction.min(1);
    let messages = placed.messages(own)?;
    let index = placed.direction(own)?.message_starting(placed.place.start + at)?;
    let frame = messages.get(index)?.frame;
    let replies = placed.messages(1 - own)?;
    let asked = replies.get(replies.partition_point(|m| m.frame <= frame).checked_sub(1)?)?;
    if !placed.bytes(1 - own, asked.start()..asked.end().min(asked.start() + 3)).starts_with(b"334") {
        return None;
    }
    let before = |back: usize| {
        let line = messages.get(index.checked_sub(back)?)?;
        Some(placed.bytes(own, line.start()..line.end().min(line.start() + LINE_LOOKED_AT)))
    };
    let first = before(1)?;
    match login(first.trim_ascii_end()) {
        Some((true, b"")) => Some(Credential::Username),
        Some((true, _)) => Some(Credential::Password),
        Some((false, b"")) => Some(Credential::Both),
        Some(_) => None,
        None => {
            matches!(login(before(2)?.trim_ascii_end()), Some((true, b""))).then_some(Credential::Password)
        }
    }
}

/// Of `AUTH LOGIN` (`true`) and `AUTH PLAIN`: what stands behind.
fn login(line: &[u8]) -> Option<(bool, &[u8])> {
    let rest = line.get(..5).filter(|w| w.eq_ignore_ascii_case(b"AUTH ")).and(line.get(5..))?;
    let end = rest.iter().position(|b| *b == b' ').unwrap_or(rest.len());
    let (mechanism, initial) = rest.split_at(end);
    let is_login = mechanism.eq_ignore_ascii_case(b"LOGIN");
    (is_login || mechanism.eq_ignore_ascii_case(b"PLAIN")).then(|| (is_login, initial.trim_ascii()))
}

/// Hands on the mail that the dot at `end` of the stream ends; `dot` is where that stands in the frame.
fn mail(d: &mut Dissector<'_>, placed: &Placed<'_>, end: u64, dot: Span) {
    let direction = placed.place.direction;
    let Some(stream) = placed.direction(direction) else { return };
    let Some(mut at) = stream.message_starting(end) else { return };
    let (mut start, at_end) = (end, at);
    while let Some(line) = at.checked_sub(1).and_then(|before| stream.messages.get(before))
        && matches!(line.note(), note::MAIL | note::MAIL_LINES)
        && end - line.start() <= MAIL_MAX
    {
        start = line.start();
        at -= 1;
    }
    // Of mail in several segments a line end that came with the dot belongs to the dot, as the
    // reference has it.
    let mut bytes = placed.bytes(direction, start..end).into_owned();
    let came_together = at_end > at + 1
        && at_end
            .checked_sub(1)
            .and_then(|i| stream.messages.get(i))
            .is_some_and(|m| m.frame == d.frame_id());
    let cut = match bytes.as_slice() {
        [.., b'\r', b'\n'] if came_together => 2,
        [.., b'\n'] if came_together => 1,
        _ => 0,
    };
    bytes.truncate(bytes.len() - cut);
    let end = end - cut as u64;
    let mut parts = Vec::new();
    add_parts(placed, start..end, &mut parts);
    hand_on(d, bytes, &parts, dot);
}

/// Hands on the mail whose last chunk's command stands at `at` of the stream.
fn chunks(d: &mut Dissector<'_>, placed: &Placed<'_>, at: u64, here: Span) {
    let direction = placed.place.direction;
    let Some(stream) = placed.direction(direction) else { return };
    let Some(last) = stream.message_starting(at) else { return };
    let before = |at: usize| stream.messages.get(at).is_some_and(|m| m.note() == note::CHUNK);
    let mut first = last;
    while let Some(earlier) = first.checked_sub(1).filter(|at| before(*at)) {
        first = earlier;
    }
    let (mut bytes, mut parts) = (Vec::new(), Vec::new());
    for message in stream.messages.iter_from(first).take(last - first + 1) {
        let whole = placed.bytes(direction, message.start()..message.end());
        let starts = chunk_starts(&whole);
        let data = whole.get(starts..).unwrap_or(&[]);
        if (bytes.len() + data.len()) as u64 > MAIL_MAX {
            return;
        }
        bytes.extend_from_slice(data);
        add_parts(placed, message.start() + starts as u64..message.end(), &mut parts);
    }
    hand_on(d, bytes, &parts, here);
}

/// The frames that a range of the stream came in, and how much of it in each.
fn add_parts(placed: &Placed<'_>, range: std::ops::Range<u64>, parts: &mut Vec<(FrameId, u32)>) {
    let direction = placed.place.direction;
    let Some(stream) = placed.direction(direction) else { return };
    let (start, end) = (range.start, range.end);
    for piece in stream.pieces.iter_from(stream.piece_at(start)).take_while(|p| p.start() < end) {
        let len = (piece.end().min(end) - piece.start().max(start)) as u32;
        let Some(frame) = placed.frame_of(direction, *piece) else { continue };
        // Several records of one frame are one fragment.
        match parts.last_mut().filter(|part| part.0 == frame) {
            Some((_, sum)) => *sum += len,
            None => parts.push((frame, len)),
        }
    }
}

/// Shows the parts of a mail that ends at `dot`, and gives it to its protocol.
fn hand_on(d: &mut Dissector<'_>, bytes: Vec<u8>, parts: &[(FrameId, u32)], dot: Span) {
    let bytes: std::sync::Arc<[u8]> = bytes.into();
    if bytes.is_empty() {
        return;
    }
    let len = bytes.len() as u32;
    let parents = vec![Parent::Here(dot)];
    let Some(source) = d.add_source("Reassembled SMTP", bytes.clone(), parents) else { return };
    let fields = PartFields {
        all: FRAGMENTS,
        part: FRAGMENT,
        count: FRAGMENT_COUNT,
        length: Some(MAIL_LENGTH),
        data: None,
        title: if parts.len() == 1 { "DATA fragment" } else { "DATA fragments" },
    };
    show_parts(d, &fields, parts, Span { start: 0, len, source });
    d.hand_over(Claim::Named("imf"), Cursor::new(&bytes, len, source));
}

/// Bytes of mail that this frame brought.
fn mail_here(lines: &[Line<'_>]) -> usize {
    let is_mail = |l: &&Line<'_>| l.is_request && (note::MAIL..=note::END).contains(&l.note);
    lines.iter().filter(is_mail).map(|l| l.whole.value.len()).sum()
}

fn info(d: &mut Dissector<'_>, lines: &[Line<'_>], secrets: &[Option<Credential>]) {
    if d.columns.skip_info {
        return;
    }
    let mail = mail_here(lines);
    d.columns.clear_info();
    if mail > 0 {
        let s = if mail == 1 { "" } else { "s" };
        d.columns.add_info(format_args!("C: DATA fragment, {mail} byte{s}"));
    }
    let mut continues = false;
    let is_chunk = |line: &Line<'_>| matches!(line.note, note::CHUNK | note::LAST_CHUNK);
    let shown =
        |l: &(&Line<'_>, &Option<Credential>)| !l.0.is_request || l.0.note < note::MAIL || is_chunk(l.0);
    for (line, secret) in lines.iter().zip(secrets).filter(shown) {
        let (starts, text) = if is_chunk(line) {
            let starts = chunk_starts(line.whole.value);
            (starts, line.up_to(starts).text.value)
        } else {
            (usize::MAX, line.text.value)
        };
        let who = match (d.columns.info(), line.is_request) {
            ("", true) => "C: ",
            ("", false) => "S: ",
            _ => "",
        };
        if continues && !line.is_request {
            let text = show::line(text.get(4..).unwrap_or(&[]));
            d.columns.add_info(format_args!(" | {text}"));
        } else {
            let (text, kind) = (show::line(text), secret.map_or("", |s| s.names().1));
            match text.rsplit_once(' ').filter(|_| !kind.is_empty()) {
                Some((command, secret)) => {
                    d.columns.add_info_after(" | ", format_args!("{who}{command} {kind}{secret}"));
                }
                None => d.columns.add_info_after(" | ", format_args!("{who}{kind}{text}")),
            }
        }
        continues = text.get(3) == Some(&b'-');
        let chunk = line.whole.value.len().saturating_sub(starts);
        if chunk > 0 {
            let s = if chunk == 1 { "" } else { "s" };
            d.columns.add_info(format_args!(" | DATA fragment, {chunk} byte{s}"));
        }
    }
}

fn command(d: &mut Dissector<'_>, line: &Line<'_>, secret: Option<Credential>) {
    d.tree.hidden(REQ, line.whole.with(1u8));
    let field = secret.map(|secret| secret.names().0);
    if let Some(field) = field.filter(|_| login(line.text.value).is_none()) {
        d.tree.leaf(field, line.text);
        return;
    }
    let open = d.tree.open(COMMAND_LINE, line.whole);
    d.tree.leaf(REQ_COMMAND, line.part(0, 4));
    let parameter = line.part(5, usize::MAX);
    if !parameter.value.is_empty() {
        d.tree.leaf(REQ_PARAMETER, parameter);
    }
    if let Some(field) = field
        && let Some(blank) = line.text.value.iter().rposition(|b| *b == b' ')
    {
        d.tree.leaf(field, line.part(blank + 1, usize::MAX));
    }
    d.tree.close(open);
}

/// A reply of one line or several; says of how many.
fn reply(d: &mut Dissector<'_>, rest: &[Line<'_>]) -> usize {
    let Some(first) = rest.first() else { return 1 };
    let last = rest.iter().position(|l| l.is_request || l.text.value.get(3) != Some(&b'-'));
    let count =
        last.map_or(rest.len(), |last| last + usize::from(rest.get(last).is_some_and(|l| !l.is_request)));
    d.tree.hidden(RSP, first.whole.with(1u8));
    let open = d.tree.open(RESPONSE, first.whole);
    let code = first.part(0, 3);
    if let Some(value) = std::str::from_utf8(code.value).ok().and_then(|c| c.parse::<u32>().ok()) {
        d.tree.leaf(RESPONSE_CODE, At { value, span: code.span });
    }
    for line in rest.iter().take(count) {
        let parameter = line.part(4, usize::MAX);
        if !parameter.value.is_empty() {
            d.tree.leaf(RSP_PARAMETER, parameter);
        }
    }
    d.tree.close(open);
    count.max(1)
}
