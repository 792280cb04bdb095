//! SIP (RFC 3261): requests and responses over datagrams and streams. Bodies go to whoever claims their
//! media type.

pub mod call_headers;
pub mod fields;
pub mod framer;
pub mod headers;
mod links;

use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Flags, Group, Heuristic, MediaType, Over, Protocol, Severity, Span,
    StreamPlace,
};
use crate::field::def::Str;
use crate::field::{Field, show};
use fields::*;
use std::ops::Range;

pub const PROTOCOL: Protocol = Protocol {
    name: "sip",
    title: "SIP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(5060), Claim::TcpPort(5060)],
    heuristics: &[Heuristic { over: Over::Udp, accepts }, Heuristic { over: Over::Tcp, accepts }],
    framer: Some(framer::FRAMER),
    refuses: Some(refuses),
    dissect,
    ..Protocol::EMPTY
};

const VERSION: &[u8] = b"SIP/2.0";
/// Methods that are known (IANA "SIP Parameters").
const METHODS: &[&str] = &[
    "ACK",
    "BYE",
    "CANCEL",
    "INFO",
    "INVITE",
    "MESSAGE",
    "NOTIFY",
    "OPTIONS",
    "PRACK",
    "PUBLISH",
    "REFER",
    "REGISTER",
    "SUBSCRIBE",
    "UPDATE",
];
/// Headers shown of a message.
const HEADERS_MAX: usize = 500;

/// What keeps a port of a translator open is not a message (RFC 5626 section 3.5.2).
fn refuses(c: &Cursor<'_>) -> bool {
    c.left() <= 4 && c.peek().iter().all(|b| matches!(b, b'\r' | b'\n' | 0))
}

/// Whether the first line is one of SIP.
fn accepts(_: &Dissector<'_>, payload: Cursor<'_>) -> bool {
    let bytes = payload.peek();
    let line =
        bytes.get(..bytes.len().min(512)).unwrap_or(bytes).split(|b| *b == b'\n').next().unwrap_or(&[]);
    let line = line.trim_ascii_end();
    line.starts_with(b"SIP/2.0 ")
        || line.ends_with(b" SIP/2.0") && line.first().is_some_and(u8::is_ascii_uppercase)
}

/// A line and the lines that continue it; without the last line end.
struct Line {
    range: Range<usize>,
    /// Behind its end.
    next: usize,
}

fn line(bytes: &[u8], at: usize) -> Option<Line> {
    let mut end = at;
    loop {
        let rest = bytes.get(end..).filter(|r| !r.is_empty())?;
        let len = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        let next = (end + len + 1).min(bytes.len());
        let empty = bytes.get(at..end + len).is_none_or(|l| l.trim_ascii().is_empty());
        // A line that begins with a blank continues the one before (RFC 3261 section 7.3.1).
        if !empty && matches!(bytes.get(next), Some(b' ' | b'\t')) {
            end = next;
            continue;
        }
        let text = bytes.get(at..end + len).unwrap_or(&[]);
        return Some(Line { range: at..at + text.trim_ascii_end().len(), next });
    }
}

/// Shows parts of the message as they stand.
struct Shown<'a> {
    bytes: &'a [u8],
    whole: Span,
}

impl<'a> Shown<'a> {
    fn get(&self, range: &Range<usize>) -> &'a [u8] {
        self.bytes.get(range.clone()).unwrap_or(&[])
    }

    fn at(&self, range: &Range<usize>) -> At<&'a [u8]> {
        At { value: self.get(range), span: self.whole.part(range.start as u32, range.len() as u32) }
    }

    fn leaf(&self, d: &mut Dissector<'_>, field: Field<Str>, range: &Range<usize>) {
        if !range.is_empty() {
            d.tree.leaf(field, self.at(range));
        }
    }

    /// Where `part` begins in `range`.
    fn find(&self, range: &Range<usize>, byte: u8) -> Option<usize> {
        self.get(range).iter().position(|b| *b == byte).map(|at| range.start + at)
    }
}

/// What the headers say that the row shows.
#[derive(Default)]
struct Facts {
    method: Option<String>,
    contacts: usize,
    star: bool,
    expires_at_once: bool,
    media_type: Option<MediaType>,
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    // In a stream several messages may come together.
    if let Some(place) = d.place() {
        let first = c.take(framer::message_len(c.peek()) as u32);
        let start = place.start.saturating_add(u64::from(first.left()));
        let whole = message(d, first);
        if !c.is_empty() {
            d.columns.fence_info();
            d.hand_over_any(&[Claim::Named("sip")], None, c, Some(StreamPlace { start, ..place }));
        }
        return whole;
    }
    message(d, c)
}

fn message(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let node = d.layer_node();
    d.tree.set_span(node, c.rest_span());
    let (bytes, whole) = (c.peek(), c.rest_span());
    let shown = Shown { bytes, whole };
    if bytes.iter().all(|b| matches!(b, b'\r' | b'\n' | 0 | b' ')) {
        d.columns.set_info(format_args!("Continuation"));
        return Ok(());
    }
    let first = line(bytes, 0).ok_or(Cut::Malformed)?;
    let (request, code) = first_line(d, &shown, &c, &first.range);
    let mut end = first.next;
    let mut facts = Facts::default();
    let headers_begin = end;
    let open =
        d.tree.open_as(HEADERS, shown.at(&(headers_begin..bytes.len())), format_args!("Message Header"));
    let mut count = 0;
    while let Some(header) = line(bytes, end) {
        end = header.next;
        if header.range.is_empty() {
            break;
        }
        count += 1;
        if count <= HEADERS_MAX {
            one(d, &shown, &header.range, &mut facts);
        }
    }
    d.tree.set_len(open.node(), (end - headers_begin) as u32);
    d.tree.close(open);
    info(d, request.as_deref(), code, &facts);
    c.take(end as u32);
    if !c.is_empty() {
        let open = d.tree.open_as(BODY, At { value: (), span: c.rest_span() }, format_args!("Message Body"));
        let claimant = facts.media_type.as_ref().and_then(|t| d.registry().of_media_type(&t.essence));
        match claimant.map(|l| l.protocol.name) {
            Some(claim) => {
                d.media_type = facts.media_type.unwrap_or_default();
                let (protocol, text) = (d.columns.protocol.clone(), d.columns.info().to_owned());
                d.embed(Claim::Named(claim), c);
                // A description is said of the call itself.
                if !matches!(claim, "sdp" | "sipfrag") {
                    d.columns.protocol = protocol;
                }
                if !d.columns.info().starts_with(&text) {
                    d.columns.set_info(format_args!("{text}"));
                }
            }
            None => lines(d, c),
        }
        d.tree.close(open);
    }
    d.columns.fence_info();
    Ok(())
}

/// A body that nobody claims, if it is text.
fn lines(d: &mut Dissector<'_>, mut c: Cursor<'_>) {
    let is_text = |bytes: &[u8]| bytes.iter().all(|b| *b >= b' ' || b.is_ascii_whitespace());
    if !is_text(c.peek()) {
        return d.embed(Claim::Named("data"), c);
    }
    while c.captured() > 0 && !d.tree.truncated {
        let bytes = c.peek();
        let len = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
        let line = c.take(len as u32);
        d.tree.text(line.rest_span(), format_args!("{}", show::line(line.peek())));
    }
}

/// Method and URI of a request, or the code of a response.
fn first_line(
    d: &mut Dissector<'_>,
    shown: &Shown<'_>,
    message: &Cursor<'_>,
    range: &Range<usize>,
) -> (Option<String>, Option<u32>) {
    let text = shown.get(range);
    let layer = d.layer_node();
    if text.starts_with(VERSION) {
        let open = d.tree.open(STATUS_LINE, shown.at(range));
        let at = range.start + VERSION.len() + 1;
        let digits = at..(at + 3).min(range.end).max(at);
        let code = std::str::from_utf8(shown.get(&digits)).ok().and_then(|t| t.parse::<u32>().ok());
        if let Some(code) = code {
            d.tree.leaf(STATUS, shown.at(&digits).with(code));
            d.tree.set_label(layer, format_args!("Session Initiation Protocol ({code})"));
        }
        links::show(d, message);
        d.tree.close(open);
        let rest = show::line(text.get(VERSION.len() + 1..).unwrap_or(&[])).to_string();
        return (Some(rest), code.or(Some(0)));
    }
    let method_end = shown.find(range, b' ').unwrap_or(range.end);
    let method = range.start..method_end;
    let uri = (method_end + 1).min(range.end)..range.end;
    let uri_end = shown.find(&uri, b' ').unwrap_or(uri.end);
    let uri = uri.start..uri_end;
    let open = d.tree.open(REQUEST_LINE, shown.at(range));
    d.tree.leaf(METHOD, shown.at(&method));
    let inner = d.tree.open(URI, shown.at(&uri));
    address(d, shown, &uri, [URI_USER, URI_HOST, URI_PORT].map(Some));
    d.tree.close(inner);
    links::show(d, message);
    d.tree.close(open);
    let name = show::line(shown.get(&method)).to_string();
    d.tree.set_label(layer, format_args!("Session Initiation Protocol ({name})"));
    (Some(format!("{name} {}", show::line(shown.get(&uri)))), None)
}

/// User, host and port of a URI (RFC 3261 section 19.1.1).
fn address(
    d: &mut Dissector<'_>,
    shown: &Shown<'_>,
    uri: &Range<usize>,
    [user, host, port]: [Option<Field<Str>>; 3],
) {
    let leaf = |d: &mut Dissector<'_>, field: Option<Field<Str>>, range: &Range<usize>| {
        field.into_iter().for_each(|field| shown.leaf(d, field, range));
    };
    let Some(colon) = shown.find(uri, b':') else { return };
    let mut rest = colon + 1..uri.end;
    if let Some(at) = shown.find(&rest, b'@') {
        let end = shown.find(&(rest.start..at), b':').unwrap_or(at);
        leaf(d, user, &(rest.start..end));
        rest.start = at + 1;
    }
    let end = shown
        .get(&rest)
        .iter()
        .position(|b| matches!(b, b';' | b'?' | b'>'))
        .map_or(rest.end, |p| rest.start + p);
    let from = if shown.get(&rest).first() == Some(&b'[') {
        shown.find(&rest, b']').unwrap_or(rest.start)
    } else {
        rest.start
    };
    let colon = shown.find(&(from..end.max(from)), b':');
    leaf(d, host, &(rest.start..colon.unwrap_or(end)));
    if let Some(colon) = colon {
        leaf(d, port, &(colon + 1..end));
    }
}

/// Headers that are registered (IANA "SIP Header Fields") or common.
const REGISTERED: &str = "accept accept-contact accept-encoding accept-language accept-resource-priority \
    additional-identity alert-info allow allow-events answer-mode attestation-info \
    authentication-info authorization call-id call-info cellular-network-info contact \
    content-disposition content-encoding content-language content-type cseq date diversion \
    error-info etag event feature-caps flow-timer from geolocation geolocation-error \
    geolocation-routing history-info identity identity-info in-reply-to info-package join \
    mime-version min-expires min-se organization origination-id p-access-network-info p-answer-state \
    p-asserted-identity p-asserted-service p-associated-uri p-called-party-id p-charge-info \
    p-charging-function-addresses p-charging-vector p-dcs-billing-info p-dcs-laes p-dcs-osps \
    p-dcs-redirect p-dcs-trace-party-id p-early-media p-media-authorization p-preferred-identity \
    p-preferred-service p-profile-key p-refused-uri-list p-served-user p-user-database \
    p-visited-network-id path permission-missing priority priority-share priv-answer-mode privacy \
    proxy-authenticate proxy-authorization proxy-require rack reason reason-phrase record-route \
    recv-info refer-sub refer-to referred-by reject-contact relayed-charge replaces reply-to \
    request-disposition require resource-priority resource-share response-source restoration-info \
    route security-client security-server security-verify server service-interact-info service-route \
    session-expires session-id subject subscription-state supported target-dialog timestamp to \
    trigger-consent unsupported user-agent via warning www-authenticate";

/// A header line.
fn one(d: &mut Dissector<'_>, shown: &Shown<'_>, range: &Range<usize>, facts: &mut Facts) {
    let Some(colon) = shown.find(range, b':') else {
        let at = shown.at(range);
        d.tree.text(at.span, format_args!("{}", show::line(at.value)));
        return;
    };
    let name = full_name(shown.get(&(range.start..colon)));
    let tail = shown.get(&(colon + 1..range.end));
    let begin = colon + 1 + (tail.len() - tail.trim_ascii_start().len());
    let value = begin..range.end;
    let span = shown.at(range).span;
    if let Some((_, field)) = NUMBERS.iter().find(|(known, _)| *known == name)
        && let Some(number) = number(shown.get(&value))
    {
        let label = show::line(shown.get(range)).to_string();
        d.tree.leaf_as(*field, At { value: number, span }, format_args!("{label}"));
        facts.expires_at_once |= name == "expires" && number == 0;
        return;
    }
    let Some(field) = of_header(&name) else {
        let node = d.tree.text(span, format_args!("{}", show::line(shown.get(range))));
        if !REGISTERED.split_whitespace().any(|known| known == name) {
            let text = format_args!("Unrecognised SIP header ({name})");
            d.tree.expert(node, Some(UNRECOGNIZED), Severity::Note, Group::Undecoded, text);
        }
        return;
    };
    let label = show::line(shown.get(range)).to_string();
    let open = d.tree.open_as(field, shown.at(&value), format_args!("{label}"));
    let text = shown.get(&value);
    match name.as_str() {
        "to" => {
            let fields = [TO_ADDR, TO_USER, TO_HOST, TO_PORT, TO_TAG, TO_DISPLAY, TO_PARAM];
            party(d, shown, &value, fields);
        }
        "from" => {
            let fields = [FROM_ADDR, FROM_USER, FROM_HOST, FROM_PORT, FROM_TAG, FROM_DISPLAY, FROM_PARAM];
            party(d, shown, &value, fields);
        }
        "cseq" => {
            let blank = shown.find(&value, b' ').unwrap_or(value.end);
            let number = value.start..blank;
            if let Some(n) = std::str::from_utf8(shown.get(&number)).ok().and_then(|t| t.parse::<u32>().ok())
            {
                d.tree.leaf(CSEQ_NUMBER, shown.at(&number).with(n));
            }
            let method = (blank + 1).min(value.end)..value.end;
            shown.leaf(d, CSEQ_METHOD, &method);
            facts.method = Some(show::line(shown.get(&method)).to_string());
        }
        "via" => {
            for one in headers::listed(shown, &value).into_iter().take(HEADERS_MAX) {
                via(d, shown, &one);
            }
        }
        "contact" => {
            facts.contacts += headers::listed(shown, &value).len().max(1);
            facts.star |= text == b"*";
            contact(d, shown, &value);
        }
        "authorization"
        | "proxy-authorization"
        | "www-authenticate"
        | "proxy-authenticate"
        | "authentication-info" => authentication(d, shown, &value),
        "expires" => facts.expires_at_once |= text == b"0",
        "content-type" => facts.media_type = Some(MediaType::parse(text)),
        _ => {
            headers::show(d, shown, &name, &value);
            call_headers::show(d, shown, &name, &value);
        }
    }
    d.tree.close(open);
    if name == "call-id" {
        let node = d.tree.leaf(CALL_ID_GENERATED, shown.at(&value));
        d.tree.set_flag(node, Flags::GENERATED);
    }
}

fn number(text: &[u8]) -> Option<u32> {
    std::str::from_utf8(text.trim_ascii()).ok()?.parse().ok()
}

/// Where somebody can be reached: `<sip:a@b>`.
fn contact(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    for one in headers::listed(shown, value).into_iter().take(HEADERS_MAX) {
        let (name, uri) = headers::name_and_uri(shown, &one);
        shown.leaf(d, headers::CONTACT_DISPLAY, &name);
        if shown.find(&uri, b':').is_some() {
            let open = d.tree.open(CONTACT_URI, shown.at(&uri));
            address(d, shown, &uri, [CONTACT_USER, CONTACT_HOST, CONTACT_PORT].map(Some));
            headers::additions(d, shown, &uri, headers::CONTACT_URI_PARAM);
            d.tree.close(open);
        }
        headers::additions(d, shown, &(uri.end..one.end), headers::CONTACT_PARAM);
    }
}

/// `Digest realm="a", nonce="b"`.
fn authentication(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    let scheme = shown.find(value, b' ').unwrap_or(value.end);
    shown.leaf(d, AUTH_SCHEME, &(value.start..scheme));
    let mut at = (scheme + 1).min(value.end);
    while at < value.end {
        let rest = shown.get(&(at..value.end));
        let mut quoted = false;
        let end = rest.iter().position(|b| {
            quoted ^= *b == b'"';
            *b == b',' && !quoted
        });
        let end = end.map_or(value.end, |end| at + end);
        let blanks = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let part = (at + blanks).min(end)..end;
        at = end + 1;
        let Some(equals) = shown.find(&part, b'=') else { continue };
        let name = shown.get(&(part.start..equals)).to_ascii_lowercase();
        if let Some((_, field)) = AUTHENTICATION.iter().find(|(known, _)| known.as_bytes() == name) {
            shown.leaf(d, *field, &(equals + 1..part.end));
        }
    }
}

/// An address with a name and a tag: `"A" <sip:a@b>;tag=c`.
fn party(
    d: &mut Dissector<'_>,
    shown: &Shown<'_>,
    value: &Range<usize>,
    [addr, user, host, port, tag, display, param]: [Field<Str>; 7],
) {
    let uri = match (shown.find(value, b'<'), shown.find(value, b'>')) {
        (Some(open), Some(close)) if open < close => {
            // Names in quotes end with those; others go up to the address.
            let before = shown.get(&(value.start..open));
            let kept = if before.starts_with(b"\"") { before.trim_ascii_end().len() } else { before.len() };
            let name = value.start..value.start + kept;
            if !before.trim_ascii().is_empty() {
                shown.leaf(d, display, &name);
                d.tree.hidden(DISPLAY_INFO, shown.at(&name));
            }
            open + 1..close
        }
        _ => value.start..shown.find(value, b';').unwrap_or(value.end),
    };
    let open = d.tree.open(addr, shown.at(&uri));
    address(d, shown, &uri, [user, host, port].map(Some));
    headers::additions(d, shown, &uri, param);
    d.tree.close(open);
    for (name, range) in parameters(shown, &(uri.end..value.end)) {
        if name == "tag" {
            shown.leaf(d, tag, &range);
            d.tree.hidden(TAG, shown.at(&range));
        }
    }
}

/// `;name=value`, each with where its value stands.
fn parameters(shown: &Shown<'_>, range: &Range<usize>) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = range.start;
    for part in shown.get(range).split(|b| *b == b';') {
        let whole = at..at + part.len();
        at = whole.end + 1;
        if let Some(equals) = shown.find(&whole, b'=') {
            let name =
                String::from_utf8_lossy(shown.get(&(whole.start..equals)).trim_ascii()).to_ascii_lowercase();
            found.push((name, equals + 1..whole.end));
        } else if part.trim_ascii().eq_ignore_ascii_case(b"rport") {
            // Asked for, not told yet (RFC 3581 section 3).
            found.push(("rport".into(), whole));
        }
    }
    found
}

/// `SIP/2.0/UDP host:port;branch=…` (RFC 3261 section 20.42).
fn via(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    let blank = shown.find(value, b' ').unwrap_or(value.end);
    let protocol = value.start..blank;
    let slash = shown
        .get(&protocol)
        .iter()
        .rposition(|b| *b == b'/')
        .map_or(protocol.start, |p| protocol.start + p + 1);
    shown.leaf(d, VIA_TRANSPORT, &(slash..blank));
    let rest = (blank + 1).min(value.end)..value.end;
    let end = shown.find(&rest, b';').unwrap_or(rest.end);
    let by = rest.start..end;
    let from = if shown.get(&by).first() == Some(&b'[') {
        shown.find(&by, b']').unwrap_or(by.start)
    } else {
        by.start
    };
    let colon = shown.find(&(from..by.end), b':');
    shown.leaf(d, VIA_ADDRESS, &(by.start..colon.unwrap_or(by.end)));
    if let Some(colon) = colon {
        let port = colon + 1..by.end;
        if let Some(n) =
            std::str::from_utf8(shown.get(&port).trim_ascii()).ok().and_then(|t| t.parse::<u16>().ok())
        {
            d.tree.leaf(VIA_PORT, shown.at(&port).with(n));
        }
    }
    for (name, range) in parameters(shown, &(end..value.end)) {
        let field = match name.as_str() {
            "branch" => VIA_BRANCH,
            "rport" => VIA_RPORT,
            "received" => VIA_RECEIVED,
            "maddr" => headers::VIA_MADDR,
            "ttl" => headers::VIA_TTL,
            "comp" => headers::VIA_COMP,
            _ => continue,
        };
        shown.leaf(d, field, &range);
    }
}

fn info(d: &mut Dissector<'_>, first: Option<&str>, code: Option<u32>, facts: &Facts) {
    let first = first.unwrap_or("");
    let registers = facts.method.as_deref() == Some("REGISTER");
    let s = if facts.contacts == 1 { "" } else { "s" };
    let count = facts.contacts;
    match code {
        None => {
            let method = first.split(' ').next().unwrap_or_default();
            let what = if METHODS.contains(&method) { "Request" } else { "Unknown request" };
            d.columns.set_info(format_args!("{what}: {first}"));
            if registers {
                match (count, facts.star, facts.expires_at_once) {
                    (0, ..) => d.columns.add_info(format_args!("  (fetch bindings)")),
                    (_, true, true) => d.columns.add_info(format_args!("  (remove all bindings)")),
                    (_, false, true) => d.columns.add_info(format_args!("  (remove {count} binding{s})")),
                    _ => d.columns.add_info(format_args!("  ({count} binding{s})")),
                }
            }
        }
        Some(code) => {
            d.columns.set_info(format_args!("Status: {first}"));
            if code == 200
                && let Some(method) = &facts.method
            {
                d.columns.add_info(format_args!(" ({method})"));
                if registers {
                    d.columns.add_info(format_args!("  ({count} binding{s})"));
                }
            }
        }
    }
    d.columns.add_info(format_args!(" | "));
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    const REGISTER: &[u8] = b"REGISTER sip:a.example SIP/2.0\r\n\
        Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;rport\r\n\
        f: \"A\" <sip:u@a.example:5070>;tag=9\r\nTo: sip:u@a.example\r\n\
        CSeq: 2 REGISTER\r\nContact: <sip:u@10.0.0.1>\r\nX-Other: 1\r\nContent-Length: 0\r\n\r\n";

    #[test]
    fn a_registration() {
        let packet = over_udp(5060, 5060, REGISTER);
        assert_eq!(columns(101, &packet)[2..], ["SIP", "Request: REGISTER sip:a.example  (1 binding) | "]);
        let text = labels_from(101, &packet, "Session").join("\n");
        for line in [
            "Session Initiation Protocol (REGISTER)\n    Request-Line: REGISTER sip:a.example SIP/2.0\n        Method: REGISTER\n        Request-URI: sip:a.example\n            Request-URI Host Part: a.example",
            "            Sent-by port: 5060\n            Branch: z9hG4bK1",
            "            SIP from address: sip:u@a.example:5070\n                SIP from address User Part: u\n                SIP from address Host Part: a.example\n                SIP from address Host Port: 5070\n            SIP from tag: 9",
            "        CSeq: 2 REGISTER\n            Sequence Number: 2\n            Method: REGISTER",
            "        X-Other: 1",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn what_is_listed_counts_and_what_nobody_knows_is_said() {
        let text = |message: &[u8]| {
            let packet = over_udp(5060, 5060, message);
            survives_cuts(101, &packet);
            (columns(101, &packet), labels_from(101, &packet, "Session").join("\n"))
        };
        let (row, tree) = text(
            b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;rport,SIP/2.0/TCP b:5060\r\nTo: Bob  <sip:b@c;x=1>\r\n\
              CSeq: 2 REGISTER\r\nContact: <sip:a>, <sip:b>\r\nSIP-If-Match: e\r\n\r\n",
        );
        assert_eq!(row[3], "Status: 200 OK (REGISTER)  (2 bindings) | ");
        for line in
            ["RPort: rport", "Sent-by port: 5060", "SIP to display info: Bob  ", "SIP To URI parameter: x=1"]
        {
            assert!(tree.contains(line), "{line}\n{tree}");
        }
        assert_eq!(text(b"FOO sip:x SIP/2.0\r\n\r\n").0[3], "Unknown request: FOO sip:x | ");
        let (row, tree) =
            text(b"INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=5\r\n");
        assert_eq!(row[3], "Request: INFO sip:x | ");
        assert!(tree.contains("    Message Body\n        Signal=5\\r\\n"), "{tree}");
        let (row, _) = text(b"MESSAGE sip:x SIP/2.0\r\nContent-Type: text/plain\r\n\r\nhi");
        assert_eq!(row[3], "Request: MESSAGE sip:x |  (text/plain)");
        let (row, tree) =
            text(b"NOTIFY sip:x SIP/2.0\r\nContent-Type: message/sipfrag\r\n\r\nSIP/2.0 200 OK");
        assert_eq!(row[2..], ["SIP/sipfrag", "Request: NOTIFY sip:x | , with Sipfrag(SIP/2.0 200 OK)"]);
        assert!(tree.contains("Sipfrag\n            SIP/2.0 200 OK"), "{tree}");
        // What keeps a way open is no message.
        assert_eq!(columns(101, &over_udp(5060, 5060, b"\r\n\r\n"))[2], "UDP");
    }

    #[test]
    fn answers() {
        let ok = b"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n";
        assert_eq!(columns(101, &over_udp(5060, 9, ok))[3], "Status: 200 OK (INVITE) | ");
        let trying = b"SIP/2.0 100 Trying\r\nCSeq: 1 INVITE\r\n\r\n";
        assert_eq!(columns(101, &over_udp(9, 7, trying))[2..], ["SIP", "Status: 100 Trying | "]);
        survives_cuts(101, &over_udp(5060, 9, ok));
    }
}
