//! Post Office Protocol 3 (RFC 1939): commands, replies and the lines behind them.

use super::lines;
use crate::dissect::{Claim, Cursor, Cut, Dissector, Framer, Protocol, Stretch};
use crate::field::show;
use crate::store::{Application, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "pop",
    title: "POP",
    fields: FIELDS,
    claims: &[Claim::TcpPort(110)],
    framer: Some(Framer {
        application: Application::Pop,
        recognises,
        follows_peer: true,
        next: |progress, stretch| lines::next(progress, stretch, is_reply, note),
    }),
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "pop";
    /// Lines of client or server.
    POP: Protocol = "pop", "Post Office Protocol", None;
    /// A reply.
    RESPONSE: Str = "pop.response", "Response", None;
    /// `+OK` or `-ERR`.
    RESPONSE_INDICATOR: Str = "pop.response.indicator", "Response indicator", None;
    /// What follows it.
    RESPONSE_DESCRIPTION: Str = "pop.response.description", "Response description", None;
    /// A line behind the reply.
    RESPONSE_DATA: Str = "pop.response.data", "Data", None;
    /// A command with what follows it.
    REQUEST: Str = "pop.request", "Request", None;
    /// The command.
    REQUEST_COMMAND: Str = "pop.request.command", "Request command", None;
    /// What follows it.
    REQUEST_PARAMETER: Str = "pop.request.parameter", "Request parameter", None;
}

/// Note of a line behind a reply.
const DATA: u8 = 1;

fn is_reply(line: &[u8]) -> bool {
    line.starts_with(b"+OK") || line.starts_with(b"-ERR")
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let on_port = ports.iter().any(|p| matches!(p, 110 | 995));
    let commands = [&b"CAPA"[..], b"USER", b"APOP", b"AUTH", b"STLS"];
    is_reply(bytes) && (on_port || lines::first_line_has(bytes, b"POP"))
        || on_port && commands.iter().any(|word| lines::begins_with_word(bytes, word))
}

/// Mail may hold lines that look like replies, but not many begin so; every other line is data.
fn note(line: &[u8], kind: MessageKind, _: &Stretch<'_>) -> u8 {
    if kind == lines::RESPONSE && !is_reply(line) { DATA } else { 0 }
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let lines = lines::lines(d, c, is_reply);
    if let Some(first) = lines.first() {
        let text = show::line(first.text.value);
        match (first.is_request, first.note) {
            (true, _) => d.columns.set_info(format_args!("C: {text}")),
            (false, DATA) => {
                let len: usize = lines.iter().map(|l| l.whole.value.len()).sum();
                d.columns.set_info(format_args!("S: DATA fragment, {len} bytes"));
            }
            (false, _) => d.columns.set_info(format_args!("S: {text}")),
        }
    }
    for line in &lines {
        let shown = show::line(line.whole.value);
        let label = format_args!("{shown}");
        let (word, rest) = line.word_and_rest();
        let (field, parts) = match (line.is_request, is_reply(line.text.value)) {
            (true, _) => (REQUEST, Some((REQUEST_COMMAND, REQUEST_PARAMETER))),
            (false, true) => (RESPONSE, Some((RESPONSE_INDICATOR, RESPONSE_DESCRIPTION))),
            (false, false) => (RESPONSE_DATA, None),
        };
        let open = d.tree.open_as(field, line.whole, label);
        if let Some((first, second)) = parts {
            d.tree.leaf(first, word);
            if !rest.value.is_empty() {
                d.tree.leaf(second, rest);
            }
        }
        d.tree.close(open);
        if d.tree.truncated {
            break;
        }
    }
    Ok(())
}
