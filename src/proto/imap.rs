//! Internet Message Access Protocol (RFC 9051): lines, with tag and command. Literals are shown as
//! the lines they are made of.

use super::lines::{self, Line};
use crate::dissect::{Claim, Cursor, Cut, Dissector, Framer, Protocol};
use crate::field::show;
use crate::store::Application;

pub const PROTOCOL: Protocol = Protocol {
    name: "imap",
    title: "IMAP",
    fields: FIELDS,
    claims: &[Claim::TcpPort(143)],
    framer: Some(Framer {
        application: Application::Imap,
        recognises,
        follows_peer: true,
        next: |progress, stretch| lines::next(progress, stretch, is_response, |_, _, _| 0),
    }),
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
}

/// Commands by which a client is recognised on any port.
const TELLING: &[&[u8]] =
    &[b"CAPABILITY", b"LOGIN", b"AUTHENTICATE", b"STARTTLS", b"ID", b"NOOP", b"SELECT", b"LOGOUT"];
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
    d.columns.protocol = PROTOCOL.title.into();
    let lines = lines::lines(d, c, is_response);
    // The last line is the one that answers, or asks.
    if let Some(last) = lines.last() {
        let who = if last.is_request { "Request" } else { "Response" };
        d.columns.set_info(format_args!("{who}: {}", show::line(last.text.value)));
    }
    for line in &lines {
        let open = d.tree.open(LINE, line.whole);
        d.tree.hidden(ISREQUEST, line.whole.with(u8::from(line.is_request)));
        if line.is_request {
            request(d, line);
        } else if !matches!(line.text.value, [b'*' | b'+', b' ', ..]) {
            response(d, line);
        }
        d.tree.close(open);
        if d.tree.truncated {
            break;
        }
    }
    Ok(())
}

fn request(d: &mut Dissector<'_>, line: &Line<'_>) {
    d.tree.leaf(REQUEST, line.text);
    let (tag, rest) = line.word_and_rest();
    if tag.value.is_empty() {
        return;
    }
    d.tree.leaf(REQUEST_TAG, tag);
    d.tree.hidden(TAG, tag);
    let (command, rest) = lines::word_and_rest(rest);
    if command.value.is_empty() {
        return;
    }
    d.tree.leaf(REQUEST_COMMAND, command);
    d.tree.hidden(COMMAND, command);
    let (first, rest) = lines::word_and_rest(rest);
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

fn unquoted(text: crate::dissect::At<&[u8]>) -> crate::dissect::At<&[u8]> {
    match text.value {
        [b'"', inner @ .., b'"'] => {
            crate::dissect::At { value: inner, span: text.span.part(1, inner.len() as u32) }
        }
        _ => text,
    }
}
