//! Syslog messages (RFC 3164, RFC 5424) over UDP, TCP (RFC 6587) and TLS (RFC 5425): priority and text, and the
//! header of either format. In streams they begin with their length, or end with their line.

use crate::base::scan;
use crate::base::time::Timestamp;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Scope, Stretch};
use crate::field::def::Str;
use crate::field::{Field, Names, show};
use crate::store::{Application, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "syslog",
    title: "Syslog",
    fields: FIELDS,
    claims: &[Claim::UdpPort(514)],
    framer: Some(Framer { application: Application::Syslog, recognises, follows_peer: false, next }),
    dissect,
    carries: Some(|_| false),
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

const FACILITIES: Names = Names::Table(&[
    (0, "KERN - kernel messages"),
    (1, "USER - random user-level messages"),
    (2, "MAIL - mail system"),
    (3, "DAEMON - system daemons"),
    (4, "AUTH - security/authorization messages"),
    (5, "SYSLOG - messages generated internally by syslogd"),
    (6, "LPR - line printer subsystem"),
    (7, "NEWS - network news subsystem"),
    (8, "UUCP - UUCP subsystem"),
    (9, "CRON - clock daemon (BSD, Linux)"),
    (10, "AUTHPRIV - security/authorization messages (private)"),
    (11, "FTP - ftp daemon"),
    (12, "NTP - ntp subsystem"),
    (13, "LOGAUDIT - log audit"),
    (14, "LOGALERT - log alert"),
    (15, "CRON - clock daemon (Solaris)"),
    (16, "LOCAL0 - reserved for local use"),
    (17, "LOCAL1 - reserved for local use"),
    (18, "LOCAL2 - reserved for local use"),
    (19, "LOCAL3 - reserved for local use"),
    (20, "LOCAL4 - reserved for local use"),
    (21, "LOCAL5 - reserved for local use"),
    (22, "LOCAL6 - reserved for local use"),
    (23, "LOCAL7 - reserved for local use"),
]);

const LEVELS: Names = Names::Table(&[
    (0, "EMERG - system is unusable"),
    (1, "ALERT - action must be taken immediately"),
    (2, "CRIT - critical conditions"),
    (3, "ERR - error conditions"),
    (4, "WARNING - warning conditions"),
    (5, "NOTICE - normal but significant condition"),
    (6, "INFO - informational"),
    (7, "DEBUG - debug-level messages"),
]);

crate::fields! { "syslog";
    /// Syslog message.
    SYSLOG: Protocol = "syslog", "Syslog message", None;
    /// Which part of the system speaks.
    FACILITY: U8 = "syslog.facility", "Facility", Dec & 0xf8, FACILITIES;
    /// How grave it is.
    LEVEL: U8 = "syslog.level", "Level", Dec & 0x07, LEVELS;
    /// The text.
    MSG: Str = "syslog.msg", "Message", None;
    /// Version of the header (RFC 5424).
    VERSION: Str = "syslog.version", "Syslog version", None;
    /// Who sent it.
    HOSTNAME: Str = "syslog.hostname", "Syslog hostname", None;
    /// Which program sent it.
    APPNAME: Str = "syslog.appname", "Syslog app name", None;
    /// Which process of it.
    PROCID: Str = "syslog.procid", "Syslog process id", None;
    /// Kind of message.
    MSGID: Str = "syslog.msgid", "Syslog message id", None;
    /// When it was sent (RFC 5424).
    MOMENT: AbsoluteTime = "syslog.timestamp", "Syslog timestamp", None;
    /// The same in the form of RFC 3164.
    TIMESTAMP: Str = "syslog.timestamp_rfc3164", "Syslog timestamp (RFC3164)", None;
}

/// Digits of a priority at most (RFC 5424 section 6.2.1).
const DIGITS_MAX: usize = 3;
/// Text of a message in its row and its line, at most; tshark cuts there as well.
const TEXT_MAX: usize = 4096;

/// RFC 6587, RFC 5425, and what collectors listen at.
const STREAM_PORTS: &[u16] = &[514, 601, 1514, 6514, 10514];
/// Digits of a length (RFC 6587 section 3.4.1) that are read.
const LENGTH_DIGITS_MAX: usize = 7;
/// Longest line.
const LINE_MAX: u64 = 64 << 10;
const MESSAGE: MessageKind = MessageKind(1);

/// What stands before a message that begins with its length: how many bytes it takes, and the length.
fn counted(bytes: &[u8]) -> Option<(u64, u64)> {
    let digits = bytes.iter().take(LENGTH_DIGITS_MAX).take_while(|b| b.is_ascii_digit()).count();
    let len = bytes.iter().take(digits).fold(0u64, |all, b| all * 10 + u64::from(b - b'0'));
    let is_length = bytes.first().is_some_and(|b| *b != b'0') && bytes.get(digits) == Some(&b' ');
    (is_length && len > 0).then_some((digits as u64 + 1, len))
}

/// Elsewhere than at such ports only the newer format with its length is plain enough.
fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let on_port = ports.iter().any(|port| STREAM_PORTS.contains(port));
    let before = counted(bytes).map_or(0, |(before, _)| before as usize);
    let Some(message) = bytes.get(before..).filter(|message| message.first() == Some(&b'<')) else {
        return false;
    };
    let Some((_, len)) = priority(message).filter(|(_, len)| message.get(*len as usize - 1) == Some(&b'>'))
    else {
        return false;
    };
    on_port || (before > 0 && message.get(len as usize..).is_some_and(|rest| rest.starts_with(b"1 ")))
}

/// `done` is how far a line was searched for its end.
fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..LENGTH_DIGITS_MAX as u64 + 1);
    let message = |len| Framed::Message { len, kind: MESSAGE, note: 0 };
    match head.first() {
        Some(b'1'..=b'9') => match counted(&head) {
            Some((before, len)) if before + len <= stretch.len => message(before + len),
            Some((before, len)) => Framed::NeedMore { at_least: before + len },
            None if head.iter().all(u8::is_ascii_digit) && head.len() <= LENGTH_DIGITS_MAX => {
                Framed::NeedMore { at_least: stretch.len + 1 }
            }
            None => Framed::Skip(0),
        },
        Some(b'<') => {
            let rest = (stretch.read)(progress.done..stretch.len.min(LINE_MAX));
            match scan::first(&rest, |b| b == b'\n' || b == 0) {
                Some(at) => message(progress.done + at as u64 + 1),
                None if stretch.len >= LINE_MAX => Framed::Skip(0),
                None if stretch.ended => message(stretch.len),
                None => {
                    progress.done = stretch.len;
                    Framed::NeedMore { at_least: stretch.len + 1 }
                }
            }
        }
        _ => Framed::Skip(0),
    }
}

/// The priority, and the bytes it takes.
fn priority(bytes: &[u8]) -> Option<(u8, u32)> {
    let digits = bytes.strip_prefix(b"<")?;
    let count = digits.iter().take(DIGITS_MAX).take_while(|b| b.is_ascii_digit()).count();
    let value = digits.iter().take(count).fold(0u16, |all, b| all * 10 + u16::from(b - b'0'));
    let value = u8::try_from(value).ok()?;
    let closed = digits.get(count) == Some(&b'>');
    (count > 0 || closed).then_some((value, count as u32 + 1 + u32::from(closed)))
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let Some(mut place) = d.place() else {
        d.columns.protocol = "Syslog".into();
        d.columns.clear_info();
        return message(d, c);
    };
    if d.columns.protocol != "Syslog" {
        d.columns.protocol = "Syslog".into();
        d.columns.clear_info();
    }
    let len = match counted(c.peek()) {
        Some((before, len)) => before + len,
        None => {
            scan::first(c.peek(), |b| b == b'\n' || b == 0).map_or(u64::from(c.left()), |at| at as u64 + 1)
        }
    };
    let mut one = c.take(u32::try_from(len).unwrap_or(u32::MAX));
    let node = d.layer_node();
    d.tree.set_span(node, one.rest_span());
    place.start += u64::from(one.left());
    if let Some((before, len)) = counted(one.peek()) {
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        d.tree.text(one.span(before), format_args!("Message length: {len}"));
        one.skip(before)?;
    } else if one.peek().ends_with(b"\n") {
        one = one.take(one.left() - 1);
    }
    let result = message(d, one);
    d.hand_over_any(&[Claim::Named("syslog")], None, c, Some(place));
    result
}

fn message(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let found = priority(c.peek());
    let head = c.bytes(found.map_or(0, |f| f.1))?;
    let mut message = c.rest();
    let mut text = String::new();
    let _ = show::escape(message.value.get(..TEXT_MAX).unwrap_or(message.value), &mut text);
    let node = d.layer_node();
    match found {
        Some((value, _)) => {
            let name = |names: Names, value: u8| {
                names.name(value.into()).and_then(|n| n.split(' ').next()).unwrap_or("UNKNOWN")
            };
            let (facility, level) = (name(FACILITIES, value >> 3), name(LEVELS, value & 7));
            d.columns.add_info_after(", ", format_args!("{facility}.{level}: {text}"));
            let shown = show::line(message.value);
            d.tree.set_label(node, format_args!("Syslog message: {facility}.{level}: {shown}"));
            for field in [FACILITY, LEVEL] {
                d.tree.leaf(field, head.with(value));
            }
        }
        None => {
            d.columns.add_info_after(", ", format_args!("{text}"));
            let shown = show::line(message.value);
            d.tree.set_label(node, format_args!("Syslog message: (unknown): {shown}"));
        }
    }
    if let Some(end) = message.value.iter().position(|b| *b == 0) {
        message.span.len = end as u32;
    }
    let open = d.tree.open(MSG, message);
    header(d, message);
    d.tree.close(open);
    Ok(())
}

/// The parts of the header, of either format.
fn header(d: &mut Dissector<'_>, message: At<&[u8]>) {
    let mut at = 0;
    let text = message.value;
    // One part, up to what ends it.
    let word = |d: &mut Dissector<'_>, at: &mut usize, field: Option<Field<Str>>, ends: &[u8]| {
        let rest = text.get(*at..).unwrap_or_default();
        let len = rest.iter().position(|b| ends.contains(b))?;
        if let Some(field) = field {
            d.tree.leaf(field, message.span.part(*at as u32, len as u32).bytes());
        }
        *at += len + 1;
        rest.get(len).copied()
    };
    if text.starts_with(b"1 ") && text.get(2..6).is_some_and(|year| year.iter().all(u8::is_ascii_digit)) {
        for field in [Some(VERSION), None, Some(HOSTNAME), Some(APPNAME), Some(PROCID)] {
            let from = at;
            if word(d, &mut at, field, b" ").is_none() {
                return;
            }
            let told = text.get(from..at).unwrap_or_default().trim_ascii_end();
            if field.is_none()
                && let Some(moment) = moment(told)
            {
                let span = message.span.part(from as u32, told.len() as u32);
                d.tree.leaf(MOMENT, At { value: moment, span });
            }
        }
        let from = at.min(text.len()) as u32;
        d.tree.leaf(MSGID, message.span.part(from, message.span.len).bytes());
    } else if is_timestamp(text) {
        at = TIMESTAMP_LEN + 1;
        d.tree.leaf(TIMESTAMP, message.span.part(0, TIMESTAMP_LEN as u32).bytes());
        // Program and text are cut as the reference cuts them: what names the program is the process.
        if word(d, &mut at, Some(HOSTNAME), b" ").is_some() {
            let rest = text.get(at..).unwrap_or_default();
            let len = rest.iter().position(|b| b":[ ".contains(b)).unwrap_or(rest.len());
            let (from, len) = (at as u32, len as u32);
            d.tree.leaf(PROCID, message.span.part(from, len).bytes());
            d.tree.leaf(MSGID, message.span.part(from + len, message.span.len).bytes());
        }
    }
}

/// `2026-11-23T11:43:31.458436+01:00` (RFC 5424 section 6.2.3).
fn moment(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp::from_parts(moment.as_second(), moment.subsec_nanosecond().into()))
}

/// Length of `Jan  2 10:09:52`.
const TIMESTAMP_LEN: usize = 15;

fn is_timestamp(text: &[u8]) -> bool {
    let at = |i: usize| text.get(i).copied().unwrap_or_default();
    at(0).is_ascii_uppercase()
        && [3, 6, TIMESTAMP_LEN].iter().all(|i| at(*i) == b' ')
        && [9, 12].iter().all(|i| at(*i) == b':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    /// Lengths of the messages in a stream, and how many bytes stay.
    fn framed(bytes: &[u8], ended: bool) -> (Vec<u64>, u64) {
        let (mut lens, mut at) = (Vec::new(), 0u64);
        loop {
            let rest = bytes.get(at as usize..).unwrap_or(&[]);
            match Stretch::over(rest, |s| next(&mut Progress::default(), &Stretch { ended, ..s })) {
                Framed::Message { len, .. } => lens.push(len),
                _ => return (lens, rest.len() as u64),
            }
            at += lens.last().copied().unwrap_or_default();
        }
    }

    #[test]
    fn streams_count_their_messages_or_end_them() {
        assert_eq!(framed(b"7 <13>1 x9 <14>1 yyy5 <1", false), (vec![9, 11], 4));
        assert_eq!(framed(b"<13>a\n<14>bc\0<1", false), (vec![6, 7], 2));
        assert_eq!(framed(b"<13>a", true), (vec![5], 0));
        assert_eq!(framed(b"GET / HTTP/1.1\r\n", false), (vec![], 16));
        assert!(recognises(b"83 <34>1 2026-01-01T00:00:00Z", [50_000, 50_001]));
        assert!(recognises(b"<34>Jan  1", [50_000, 601]));
        for other in [&b"<34>Jan  1"[..], b"34 <b>1 ", b"<html>", b"0 <34>1 "] {
            assert!(!recognises(other, [80, 50_001]), "{other:?}");
        }
    }

    #[test]
    fn priority_and_header_are_told() {
        let packet = over_udp(514, 514, b"<134>Jan  2 10:09:52 host app[42]: up\n\0");
        assert_eq!(
            columns(101, &packet)[2..],
            ["Syslog", "LOCAL0.INFO: Jan  2 10:09:52 host app[42]: up\\n\\000"]
        );
        assert_eq!(
            labels_from(101, &packet, "Syslog"),
            [
                "Syslog message: LOCAL0.INFO: Jan  2 10:09:52 host app[42]: up\\n\\000",
                "    1000 0... = Facility: LOCAL0 - reserved for local use (16)",
                "    .... .110 = Level: INFO - informational (6)",
                "    Message: Jan  2 10:09:52 host app[42]: up\\n",
                "        Syslog timestamp (RFC3164): Jan  2 10:09:52",
                "        Syslog hostname: host",
                "        Syslog process id: app",
                "        Syslog message id: [42]: up\\n",
            ]
        );
        survives_cuts(101, &packet);
    }

    #[test]
    fn the_newer_header_is_read() {
        let packet = over_udp(514, 9, b"<45>1 2022-03-02T12:39:47-01:00 h a 7 - - text");
        let lines = labels_from(101, &packet, "Syslog");
        assert!(lines.contains(&"        Syslog process id: 7".to_owned()), "{lines:#?}");
        assert_eq!(columns(101, &over_udp(514, 9, b"hello"))[3], "hello");
        survives_cuts(101, &packet);
    }
}
