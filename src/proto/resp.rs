//! RESP, what Redis speaks: requests and replies made of lines, strings of a given length, and
//! lists of these.

use crate::base::scan;
use crate::dissect::{At, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Scope, Stretch};
use crate::field::show;
use crate::store::{Application, MessageKind};
use std::borrow::Cow;

pub const PROTOCOL: Protocol = Protocol {
    name: "resp",
    title: "RESP",
    fields: FIELDS,
    framer: Some(Framer { application: Application::Resp, recognises, follows_peer: false, next }),
    partial: Some(partial),
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

crate::fields! { "resp";
    /// REdis Serialization Protocol.
    RESP: Protocol = "resp", "REdis Serialization Protocol", None;
    /// A short string.
    STRING: Str = "resp.string", "String", None;
    /// An error.
    ERROR: Str = "resp.error", "Error", None;
    /// A string of any bytes.
    BULK: Label = "resp.bulk_string", "Bulk String", None;
    /// Its bytes.
    BULK_VALUE: Bytes = "resp.bulk_string.value", "Value", None;
    /// Its length; -1: none.
    BULK_LENGTH: I32 = "resp.bulk_string.length", "Length", Dec;
    /// A number.
    INTEGER: I64 = "resp.integer", "Integer", Dec;
    /// A list.
    ARRAY: Label = "resp.array", "Array", None;
    /// How many elements it has; -1: none.
    ARRAY_LENGTH: I64 = "resp.array.length", "Length", Dec;
    /// What is no element, such as a command typed by hand.
    FRAGMENT: Label = "resp.fragment", "Fragment", None;
}

const PORT: u16 = 6379;
const MESSAGE: MessageKind = MessageKind(1);
/// Longest line.
const LINE_MAX: u64 = 64 << 10;
/// Elements of one message that are waited for.
const ELEMENTS_MAX: u32 = 1 << 24;
/// Lists in lists.
const DEPTH_MAX: usize = 32;
/// Bytes of a request in the Info column.
const INFO_MAX: usize = 200;

/// Bytes that begin an element.
const KINDS: &[u8] = b"+-:$*";

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    ports.contains(&PORT) && bytes.first().is_some_and(|b| KINDS.contains(b))
}

/// Where the line at `bytes` ends, its CR LF included.
#[inline]
fn line_end(bytes: &[u8]) -> Option<usize> {
    // Most are a kind and a digit or two.
    match bytes {
        [b'\r', b'\n', ..] => return Some(2),
        [_, b'\r', b'\n', ..] => return Some(3),
        [_, _, b'\r', b'\n', ..] => return Some(4),
        [_, _, _, b'\r', b'\n', ..] => return Some(5),
        _ => {}
    }
    let mut from = 0;
    while let Some(at) = scan::first(bytes.get(from..)?, |b| b == b'\n') {
        let end = from + at + 1;
        if bytes.get(..end)?.ends_with(b"\r\n") {
            return Some(end);
        }
        from = end;
    }
    None
}

/// A number with or without a sign. Each element has one, so that the way over text would count.
fn number(line: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match line {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let add = |n: i64, b: &u8| {
        let digit = i64::from(b.checked_sub(b'0').filter(|digit| *digit < 10)?);
        let n = n.checked_mul(10)?;
        if is_negative { n.checked_sub(digit) } else { n.checked_add(digit) }
    };
    if digits.is_empty() { None } else { digits.iter().try_fold(0, add) }
}

/// `done` is where the next element begins, `phase` how many are still to come.
fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    if progress.done == 0 {
        progress.phase = 1;
    }
    // Read once for many elements, and again from an element that does not end in what was read.
    let (mut read, mut read_from) = (Cow::Borrowed(&[][..]), progress.done);
    while progress.phase > 0 {
        let mut window = usize::try_from(progress.done - read_from).ok().and_then(|at| read.get(at..));
        let mut end = window.and_then(line_end);
        if end.is_none() {
            read = (stretch.read)(progress.done..(progress.done + LINE_MAX).min(stretch.len));
            read_from = progress.done;
            window = Some(&read);
            end = line_end(&read);
        }
        let window = window.unwrap_or_default();
        let Some(end) = end else {
            return if window.len() as u64 >= LINE_MAX {
                Framed::Skip(0)
            } else {
                Framed::NeedMore { at_least: stretch.len + 1 }
            };
        };
        let (kind, line) = window.get(..end - 2).and_then(<[u8]>::split_first).unwrap_or((&0, &[]));
        let mut used = end as u64;
        let mut more = 0;
        match (kind, number(line)) {
            (b'+' | b'-' | b':', _) => {}
            (b'$', Some(len)) => {
                if let Ok(len) = u64::try_from(len) {
                    used = used.saturating_add(len).saturating_add(2);
                }
            }
            (b'*', Some(count)) => more = u32::try_from(count.max(0)).unwrap_or(u32::MAX),
            _ => return Framed::Skip(0),
        }
        if progress.done.saturating_add(used) > u64::from(u32::MAX) || more > ELEMENTS_MAX {
            return Framed::Skip(0);
        }
        if progress.done + used > stretch.len {
            // The element is read again when all of it is there.
            return Framed::NeedMore { at_least: progress.done + used };
        }
        progress.done += used;
        progress.phase = (progress.phase - 1).saturating_add(more).min(ELEMENTS_MAX);
    }
    Framed::Message { len: progress.done, kind: MESSAGE, note: 0 }
}

/// What the row of a segment says of a message that it does not complete: the elements that are there, as
/// long as the length of the whole is not known.
fn partial(bytes: &[u8], new: usize, to_port: u16) -> Option<String> {
    let is_request = to_port == PORT;
    let mut row = if is_request { "Request:" } else { "Response:" }.to_owned();
    let mut at = 0;
    while let Some(element) = bytes.get(at..)
        && let Some(end) = line_end(element)
    {
        let (kind, line) = element.get(..end - 2)?.split_first()?;
        let mut used = end;
        let mut text = line;
        match (kind, usize::try_from(number(line).unwrap_or(-1))) {
            (b'*', count) => {
                text = &[];
                if let (0, false, Ok(count)) = (at, is_request, count) {
                    row.push_str(&format!(" Array({count})"));
                }
            }
            (b'$', Ok(len)) => {
                used = end.saturating_add(len).saturating_add(2);
                let string = element.get(end..used.saturating_sub(2)).filter(|_| element.len() >= used);
                let Some(string) = string else {
                    // A string that stands alone is waited for without another look.
                    return (at > 0 || new < end).then_some(row + " [continuation]");
                };
                text = string;
            }
            _ => {}
        }
        if is_request && !text.is_empty() && row.len() < INFO_MAX {
            row.push_str(&format!(" {}", show::line(text.get(..INFO_MAX).unwrap_or(text))));
        }
        at = at.saturating_add(used);
    }
    Some(row + " [continuation]")
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let is_request = d
        .place()
        .and_then(|p| Some((p, d.capture().conversation(p.conversation)?)))
        .is_some_and(|(place, conversation)| {
            conversation.ends.get(1 - place.direction.min(1)).is_some_and(|e| e.port == PORT)
        });
    d.columns.add_info(format_args!("{}:", if is_request { "Request" } else { "Response" }));
    while c.captured() > 0 && !d.tree.truncated {
        if !c.peek().first().is_some_and(|b| KINDS.contains(b)) {
            d.columns.add_info(format_args!(" [fragment]"));
            let rest = c.rest();
            d.tree.leaf(FRAGMENT, At { value: (), span: rest.span });
            return Ok(());
        }
        element(d, &mut c, 0, is_request)?;
    }
    Ok(())
}

/// One element; what it says goes into the Info column, if it is the outermost, or part of a request.
fn element(d: &mut Dissector<'_>, c: &mut Cursor<'_>, depth: usize, in_request: bool) -> Result<(), Cut> {
    let begin = *c;
    let Some(end) = line_end(c.peek()) else {
        return Err(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed });
    };
    let line = c.take(end as u32);
    let text = line.peek().get(1..end - 2).unwrap_or(&[]);
    let value = At { value: text, span: line.span(end as u32 - 2).part(1, text.len() as u32) };
    let says = depth == 0 || in_request;
    match line.peek().first() {
        Some(b'+') => {
            d.tree.leaf(STRING, value);
            say(d, says, text);
        }
        Some(b'-') => {
            d.tree.leaf(ERROR, value);
            say(d, says, &[b"Error: ", text].concat());
        }
        Some(b':') => {
            if let Some(number) = number(text) {
                d.tree.leaf(INTEGER, value.with(number));
            }
            say(d, says, text);
        }
        Some(b'$') => {
            let len = number(text).ok_or(Cut::Malformed)?;
            let Ok(bytes) = u32::try_from(len) else {
                let open = d.tree.open_as(
                    BULK,
                    At { value: (), span: line.rest_span() },
                    format_args!("Bulk String: [NULL]"),
                );
                d.tree.leaf(BULK_LENGTH, value.with(-1));
                d.tree.close(open);
                say(d, says, b"NULL");
                return Ok(());
            };
            let string = c.bytes(bytes)?;
            let whole = begin.span(line.left() + bytes + 2);
            c.skip(2)?;
            let open = d.tree.open(BULK, At { value: (), span: whole });
            if d.tree.keeps_labels() {
                let shown = show::line(string.value);
                d.tree.set_label(open.node(), format_args!("Bulk String: {shown}"));
            }
            d.tree.leaf(BULK_LENGTH, value.with(i32::try_from(len).unwrap_or(i32::MAX)));
            d.tree.leaf(BULK_VALUE, string);
            d.tree.close(open);
            say(d, says, string.value);
        }
        _ => {
            let count = number(text).ok_or(Cut::Malformed)?;
            let open = d.tree.open(ARRAY, At { value: (), span: line.rest_span() });
            match count {
                0 => d.tree.set_label(open.node(), format_args!("Array: Empty")),
                ..0 => d.tree.set_label(open.node(), format_args!("Array: NULL")),
                _ => d.tree.set_label(open.node(), format_args!("Array: Length {count}")),
            }
            d.tree.leaf(ARRAY_LENGTH, value.with(count));
            if says && !in_request {
                d.columns.add_info(format_args!(" Array({count})"));
            }
            for _ in 0..count.max(0) {
                if d.tree.truncated || c.captured() == 0 {
                    break;
                }
                if depth >= DEPTH_MAX {
                    return Err(Cut::Malformed);
                }
                element(d, c, depth + 1, in_request)?;
            }
            d.tree.close_at(open, c.offset());
        }
    }
    Ok(())
}

fn say(d: &mut Dissector<'_>, says: bool, text: &[u8]) {
    if says && !d.columns.skip_info && d.columns.info().len() < INFO_MAX {
        let text = show::line(text.get(..INFO_MAX).unwrap_or(text)).to_string();
        d.columns.add_info(format_args!(" {text}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(bytes: &[u8]) -> Framed {
        Stretch::over(bytes, |stretch| next(&mut Progress::default(), &stretch))
    }

    #[test]
    fn lines_end_with_their_first_cr_lf() {
        let ends = |bytes: &[u8]| (2..=bytes.len()).find(|end| bytes[..*end].ends_with(b"\r\n"));
        for number in 0..4_u32.pow(7) {
            let bytes: Vec<u8> = (0..7).map(|at| b"\r\n$1"[(number >> (2 * at) & 3) as usize]).collect();
            assert_eq!(line_end(&bytes), ends(&bytes), "{bytes:?}");
        }
        assert_eq!(line_end(b"+a long line\n of words\r\n"), Some(24));
    }

    #[test]
    fn numbers_are_read_as_the_library_reads_them() {
        let most = [i64::MAX.to_string(), i64::MIN.to_string()];
        let others = ["", "-", "+", "0", "-0", "+7", "007", "1x", " 1", "9223372036854775808", "--1"];
        for text in most.iter().map(String::as_str).chain(others) {
            assert_eq!(number(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn a_part_says_what_is_there() {
        let request = |bytes, new| partial(bytes, new, PORT);
        let response = |bytes, new| partial(bytes, new, 40_000);
        assert_eq!(response(b"*5\r\n$2\r\nab\r\n$", 0).as_deref(), Some("Response: Array(5) [continuation]"));
        assert_eq!(
            request(b"*3\r\n$3\r\nSET\r\n$9\r\nke", 7).as_deref(),
            Some("Request: SET [continuation]")
        );
        assert_eq!(request(b"*3", 0).as_deref(), Some("Request: [continuation]"));
        assert_eq!(response(b"$30\r\nyyyyy", 0).as_deref(), Some("Response: [continuation]"));
        assert_eq!(response(b"$30\r\nyyyyyyyyyy", 10), None);
    }

    #[test]
    fn messages_end_with_their_last_element() {
        let message = |len| Framed::Message { len, kind: MESSAGE, note: 0 };
        assert_eq!(framed(b"+OK\r\n+"), message(5));
        assert_eq!(framed(b"$5\r\nab\r\nc\r\n"), message(11));
        assert_eq!(framed(b"*2\r\n*1\r\n:1\r\n$-1\r\n+x"), message(17));
        assert_eq!(framed(b"*2\r\n:1\r\n"), Framed::NeedMore { at_least: 9 });
        assert_eq!(framed(b"$10\r\nab"), Framed::NeedMore { at_least: 17 });
        assert_eq!(framed(b"hello\r\n"), Framed::Skip(0));
        assert_eq!(framed(b"$99999999999999\r\n"), Framed::Skip(0));
    }
}
