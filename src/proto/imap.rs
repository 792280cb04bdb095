//! Internet Message Access Protocol (RFC 9051): lines, with tag and command. Mail that is fetched is handed
//! on; other literals are shown as the lines they are made of.

use super::answers::{self, Link, Reader, Role};
use super::lines::{self, Line};
use super::placed::Placed;
use crate::base::scan;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Stretch};
use crate::field::show;
use crate::store::Application;
use std::ops::Range;

pub const PROTOCOL: Protocol = Protocol {
    name: "imap",
    title: "IMAP",
    fields: FIELDS,
    claims: &[Claim::TcpPort(143)],
    framer: Some(Framer { application: Application::Imap, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "imap";
    /// Lines of client or server.
    IMAP: Protocol = "imap", "Internet Message Access Protocol", None;
    /// The line is the client's.
    ISREQUEST: Bool = "imap.isrequest", "Request", None;
    /// A line.
    LINE: Str = "imap.line", "Line", None;
    /// A line of the client.
    REQUEST: Str = "imap.request", "Request", None;
    /// Its tag.
    REQUEST_TAG: Str = "imap.request_tag", "Request Tag", None;
    /// A tagged line of the server.
    RESPONSE: Str = "imap.response", "Response", None;
    /// The tag of the command that it answers.
    RESPONSE_TAG: Str = "imap.response_tag", "Response Tag", None;
    /// The client's command.
    REQUEST_COMMAND: Str = "imap.request.command", "Request Command", None;
    /// What follows the server's status.
    RESPONSE_COMMAND: Str = "imap.response.command", "Response Command", None;
    /// `OK`, `NO` or `BAD`.
    RESPONSE_STATUS: Str = "imap.response.status", "Response Status", None;
    /// Tag of either side.
    TAG: Str = "imap.tag", "Tag", None;
    /// Command, or the word in its place.
    COMMAND: Str = "imap.command", "Command", None;
    /// The mailbox of a command.
    REQUEST_FOLDER: Str = "imap.request.folder", "Request Folder", None;
    /// Who logs in.
    REQUEST_USERNAME: Str = "imap.request.username", "Request Username", None;
    /// With what.
    REQUEST_PASSWORD: Str = "imap.request.password", "Request Password", None;
    /// The command is about identifiers that do not change.
    REQUEST_UID: Bool = "imap.request.command.uid", "Request isUID", None;
    /// The frame with the answer.
    RESPONSE_IN: FrameNum = "imap.response_in", "Response In", None;
    /// The frame with the question.
    REQUEST_IN: FrameNum = "imap.response_to", "Request In", None;
    /// Time since the question.
    TIME: RelativeTime = "imap.time", "Response Time", None;
}

/// Commands by which a client is recognised on any port.
const TELLING: &[&[u8]] =
    &[b"CAPABILITY", b"LOGIN", b"AUTHENTICATE", b"STARTTLS", b"ID", b"NOOP", b"SELECT", b"LOGOUT"];
/// Longest literal that is waited for.
const LITERAL_MAX: u64 = 64 << 20;

/// Behind the first line; `done` is then where the last line ends that is there.
const IN_LITERALS: u32 = 1;

/// Lines, with the literals in them: a response that carries mail goes on behind it.
fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    if progress.phase != IN_LITERALS {
        let found = lines::next(progress, stretch, is_response, |_, _, _| 0);
        let Framed::Message { len, kind: lines::RESPONSE, note } = found else { return found };
        (progress.phase, progress.done, progress.note) = (IN_LITERALS, len, note);
    }
    loop {
        let end = progress.done;
        let tail = (stretch.read)(end.saturating_sub(LITERAL_DIGITS)..end);
        let Some(literal) = literal_len(&tail).filter(|len| *len <= LITERAL_MAX) else { break };
        let from = end.saturating_add(literal);
        if from >= stretch.len {
            if stretch.ended {
                progress.done = stretch.len;
                break;
            }
            return Framed::NeedMore { at_least: from + 1 };
        }
        let longest = (from + LINE_MAX).min(stretch.len);
        match line_end(stretch, from..longest) {
            Some(end) => progress.done = end,
            None if longest < stretch.len || longest == from + LINE_MAX || stretch.ended => {
                progress.done = longest;
                break;
            }
            None => return Framed::NeedMore { at_least: stretch.len + 1 },
        }
    }
    Framed::Message { len: progress.done, kind: lines::RESPONSE, note: progress.note }
}

/// Where the line ends that begins the range.
fn line_end(stretch: &Stretch<'_>, range: Range<u64>) -> Option<u64> {
    /// Most lines are shorter.
    const WINDOW: u64 = 256;
    let (mut at, mut window) = (range.start, WINDOW);
    while at < range.end {
        let bytes = (stretch.read)(at..(at + window).min(range.end));
        if let Some(end) = scan::first(&bytes, |b| b == b'\n') {
            return Some(at + end as u64 + 1);
        }
        if bytes.is_empty() {
            break;
        }
        at += bytes.len() as u64;
        window *= 2;
    }
    None
}

/// Longest line behind a literal.
const LINE_MAX: u64 = 64 << 10;
/// Room for a length in braces, and the line's end.
const LITERAL_DIGITS: u64 = 16;

/// The length of the literal that the line announces at its end: `{550}` (RFC 9051 section 4.3).
fn literal_len(line: &[u8]) -> Option<u64> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let open = line.iter().rposition(|b| *b == b'{')?;
    std::str::from_utf8(line.get(open + 1..)?).ok()?.parse().ok()
}

/// Commands that name a mailbox.
const OF_FOLDERS: &[&[u8]] =
    &[b"SELECT", b"EXAMINE", b"CREATE", b"DELETE", b"SUBSCRIBE", b"STATUS", b"APPEND"];

fn is_response(line: &[u8]) -> bool {
    line.starts_with(b"* ") || line.starts_with(b"+ ") || {
        let mut words = line.split(|b| *b == b' ');
        let status = words.nth(1).unwrap_or(&[]);
        [&b"OK"[..], b"NO", b"BAD"].contains(&status)
    }
}

fn recognises(bytes: &[u8], _: [u16; 2]) -> bool {
    if [&b"* OK "[..], b"* PREAUTH ", b"* BYE ", b"* CAPABILITY "].iter().any(|g| bytes.starts_with(g)) {
        return true;
    }
    let Some(end) = bytes.iter().position(|b| *b == b'\n') else { return false };
    let line = bytes.get(..end).unwrap_or(&[]).trim_ascii_end();
    let mut words = line.splitn(3, |b| *b == b' ');
    let (tag, command) = (words.next().unwrap_or(&[]), words.next().unwrap_or(&[]));
    let is_tag = (1..=16).contains(&tag.len())
        && tag.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'.')
        && tag.iter().any(u8::is_ascii_digit);
    is_tag && TELLING.iter().any(|known| command.eq_ignore_ascii_case(known))
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    // Mail that came before in the frame says more than the lines behind it, and so does the first line that asks or has
    // a tag.
    let first_told = d.is_repeated() && !d.columns.info().starts_with("Response: *");
    let told = d.columns.protocol.ends_with("/IMF") || first_told && d.columns.protocol == PROTOCOL.title;
    if !told {
        d.columns.protocol = PROTOCOL.title.into();
    }
    let lines = lines::lines(d, c, is_response);
    // The first line that asks, or answers with a tag; else the last one.
    let telling = lines.iter().find(|l| l.is_request || !is_untagged(l.text.value)).or(lines.last());
    if let Some(line) = telling.filter(|_| !told) {
        let who = if line.is_request { "Request" } else { "Response" };
        d.columns.set_info(format_args!("{who}: {}", show::line(line.text.value)));
    }
    let placed = Placed::of(d);
    let mut mail_end = 0_u32;
    if let Some(line) = lines.first() {
        d.tree.hidden(ISREQUEST, line.whole.with(u8::from(line.is_request)));
    }
    for line in &lines {
        let in_mail = mail_end.saturating_sub(line.whole.span.start);
        if in_mail > 0 && in_mail >= line.whole.span.len {
            continue;
        }
        // Mail need not end with a line.
        let line = &line.behind(in_mail as usize);
        if let Some(len) = mail_len(line) {
            let mut mail = c;
            let from = line.whole.span.end();
            mail.skip(from.saturating_sub(c.offset()))?;
            let mail = mail.take(len);
            mail_end = from.saturating_add(len);
            d.hand_over(Claim::Named("imf"), mail);
        }
        let open = d.tree.open(LINE, line.whole);
        if line.text.value.is_empty() {
            // Within a literal, say.
        } else if line.is_request {
            request(d, line);
        } else if !matches!(line.text.value, [b'*', b' ', ..]) {
            response(d, line);
        }
        if let Some(placed) = &placed {
            links(d, placed, line);
        }
        d.tree.close(open);
        if d.tree.truncated {
            break;
        }
    }
    Ok(())
}

fn is_untagged(line: &[u8]) -> bool {
    matches!(line, [b'*' | b'+', b' ', ..])
}

/// How the lines of a stream are read for their tags.
const READER: Reader = Reader { protocol: "imap", head_bytes: 512, read: role };

fn role(bytes: &[u8]) -> Option<(Role, u64)> {
    let line = bytes.split(|b| *b == b'\n').next()?.trim_ascii_end();
    let tag = line.split(|b| *b == b' ').next().filter(|tag| !tag.is_empty())?;
    if matches!(tag, b"*" | b"+") {
        return None;
    }
    let role = if is_response(line) { Role::Response } else { Role::Request };
    Some((role, answers::key(tag)))
}

/// Shows which line answers which: those of the same tag.
fn links(d: &mut Dissector<'_>, placed: &Placed<'_>, line: &Line<'_>) {
    if !d.tree.wants_any(&[RESPONSE_IN.id, REQUEST_IN.id, TIME.id]) {
        return;
    }
    let Some((role, key)) = role(line.whole.value) else { return };
    let link = Link::of(placed, d.frame_id(), READER, role, key);
    link.show(d, line.whole.span, RESPONSE_IN, REQUEST_IN, Some(TIME));
}

/// The length of the mail that is fetched in the literal behind the line.
fn mail_len(line: &Line<'_>) -> Option<u32> {
    let says = |word: &[u8]| line.text.value.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word));
    let is_mail = !line.is_request && says(b" FETCH ") && (says(b"BODY[") || says(b"RFC822"));
    let len = literal_len(line.whole.value).filter(|len| is_mail && *len > 0)?;
    u32::try_from(len).ok()
}

fn request(d: &mut Dissector<'_>, line: &Line<'_>) {
    d.tree.leaf(REQUEST, line.text);
    let (tag, rest) = line.word_and_rest();
    if tag.value.is_empty() {
        return;
    }
    d.tree.leaf(REQUEST_TAG, tag);
    d.tree.hidden(TAG, tag);
    let (mut command, mut rest) = lines::word_and_rest(rest);
    if command.value.is_empty() {
        return;
    }
    if command.value.eq_ignore_ascii_case(b"UID") {
        d.tree.leaf(REQUEST_UID, command.with(1u8));
        (command, rest) = lines::word_and_rest(rest);
    }
    d.tree.leaf(REQUEST_COMMAND, command);
    d.tree.hidden(COMMAND, command);
    let (first, rest) = quoted_and_rest(rest);
    if command.value.eq_ignore_ascii_case(b"LOGIN") {
        d.tree.leaf(REQUEST_USERNAME, unquoted(first));
        if !rest.value.is_empty() {
            d.tree.leaf(REQUEST_PASSWORD, unquoted(rest));
        }
    } else if OF_FOLDERS.iter().any(|c| command.value.eq_ignore_ascii_case(c)) && !first.value.is_empty() {
        d.tree.leaf(REQUEST_FOLDER, unquoted(first));
    }
}

fn response(d: &mut Dissector<'_>, line: &Line<'_>) {
    d.tree.leaf(RESPONSE, line.text);
    let (tag, rest) = line.word_and_rest();
    d.tree.leaf(RESPONSE_TAG, tag);
    d.tree.hidden(TAG, tag);
    let (status, rest) = lines::word_and_rest(rest);
    if status.value.is_empty() {
        return;
    }
    d.tree.leaf(RESPONSE_STATUS, status);
    let (command, _) = lines::word_and_rest(rest);
    if !command.value.is_empty() {
        d.tree.leaf(RESPONSE_COMMAND, command);
        d.tree.hidden(COMMAND, command);
    }
}

/// The first word, or what stands in quotation marks (RFC 9051 section 4.3).
fn quoted_and_rest(text: At<&[u8]>) -> (At<&[u8]>, At<&[u8]>) {
    let [b'"', inner @ ..] = text.value else { return lines::word_and_rest(text) };
    let mut escaped = false;
    let end = inner.iter().position(|b| {
        let ends = *b == b'"' && !escaped;
        escaped = *b == b'\\' && !escaped;
        ends
    });
    let Some(end) = end.map(|at| at + 2) else { return lines::word_and_rest(text) };
    let behind = text.value.get(end..).unwrap_or(&[]);
    let blanks = behind.iter().take_while(|b| **b == b' ').count();
    let part = |from: usize, to: usize| At {
        value: text.value.get(from..to).unwrap_or(&[]),
        span: text.span.part(from as u32, to.saturating_sub(from) as u32),
    };
    (part(0, end), part(end + blanks, text.value.len()))
}

fn unquoted(text: At<&[u8]>) -> At<&[u8]> {
    match text.value {
        [b'"', inner @ .., b'"'] => At { value: inner, span: text.span.part(1, inner.len() as u32) },
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::told_alone;

    #[test]
    fn names_may_stand_in_quotation_marks() {
        let bytes = b"a1 LOGIN \"us er\" \"pa\\\"ss\"\r\na2 UID FETCH 1 FLAGS\r\n";
        let (info, lines) = told_alone("imap", bytes, "Internet Message Access");
        assert_eq!(info, "Request: a1 LOGIN \"us er\" \"pa\\\"ss\"");
        for line in [
            "Request Username: us er",
            "Request Password: pa\\\"ss",
            "Request isUID: True",
            "Request Command: FETCH",
        ] {
            assert!(lines.iter().any(|l| l.trim_start() == line), "{line}: {lines:#?}");
        }
    }

    fn framed(bytes: &[u8]) -> Framed {
        let previous = Some((lines::RESPONSE, 0));
        Stretch::over(bytes, |s| {
            next(&mut Progress::default(), &Stretch { direction: 1, nth: 1, previous, ..s })
        })
    }

    #[test]
    fn a_literal_belongs_to_its_line() {
        let message = |len| Framed::Message { len, kind: lines::RESPONSE, note: 0 };
        assert_eq!(framed(b"* 1 FETCH (BODY[] {3}\r\nabc)\r\na1 OK\r\n"), message(29));
        assert_eq!(framed(b"* LIST {1}\r\na {2}\r\nbc\r\nx"), message(23));
        assert_eq!(framed(b"* 1 FETCH (BODY[] {3}\r\nab"), Framed::NeedMore { at_least: 27 });
        assert_eq!(framed(b"* 1 FETCH (BODY[] {3}\r\nabc)"), Framed::NeedMore { at_least: 28 });
        assert_eq!(framed(b"* OK {x}\r\nabc"), message(10));
    }

    #[test]
    fn mail_is_handed_on() {
        let bytes = b"* 1 FETCH (BODY[] {16}\r\nSubject: s\r\n\r\nHi)\r\n";
        let (info, lines) = told_alone("imap", bytes, "Internet Message Access");
        assert_eq!(info, "subject: s, , Hi");
        let want = ["Internet Message Format", "    Subject: s", "    Message-Text", "        Hi"];
        assert_eq!(lines[lines.len() - 4..], want);
        assert_eq!(lines[1], "    Line: * 1 FETCH (BODY[] {16}\\r\\n");
        assert_eq!(lines.iter().filter(|l| l.starts_with("    Line")).count(), 2);
    }
}
