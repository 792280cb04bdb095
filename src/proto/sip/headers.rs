//! Headers of SIP that hold addresses where requests go through or that name who calls, and others of parts:
//! what stands in them. Not here: `From`, `To`, `Via` and what the row tells.

use super::{Shown, address, parameters};
use crate::dissect::{Dissector, Protocol};
use crate::field::def::Str;
use crate::field::{Field, Names};
use crate::proto::tables::{q850_cause, sip_status};
use std::ops::Range;

pub const PROTOCOL: Protocol =
    Protocol { name: "sip.Route.uri", title: "SIP headers", fields: FIELDS, ..Protocol::EMPTY };

crate::fields! { "sip.Route.uri";
    /// Where the header leads, or who it names.
    ROUTE_URI: Str = "sip.Route.uri", "Route URI", None;
    /// Its user.
    ROUTE_USER: Str = "sip.Route.user", "Route Userinfo", None;
    /// Its host.
    ROUTE_HOST: Str = "sip.Route.host", "Route Host Part", None;
    /// Its port.
    ROUTE_PORT: Str = "sip.Route.port", "Route Host Port", None;
    /// Something added to it.
    ROUTE_PARAM: Str = "sip.Route.param", "Route URI parameter", None;
    /// The name before it.
    ROUTE_DISPLAY: Str = "sip.Route.display.info", "Route display info", None;
    /// Where the header leads, or who it names.
    RECORD_ROUTE_URI: Str = "sip.Record-Route.uri", "Record-Route URI", None;
    /// Its user.
    RECORD_ROUTE_USER: Str = "sip.Record-Route.user", "Record-Route Userinfo", None;
    /// Its host.
    RECORD_ROUTE_HOST: Str = "sip.Record-Route.host", "Record-Route Host Part", None;
    /// Its port.
    RECORD_ROUTE_PORT: Str = "sip.Record-Route.port", "Record-Route Host Port", None;
    /// Something added to it.
    RECORD_ROUTE_PARAM: Str = "sip.Record-Route.param", "Record-Route URI parameter", None;
    /// The name before it.
    RECORD_ROUTE_DISPLAY: Str = "sip.Record-Route.display.info", "Record-Route display info", None;
    /// Where the header leads, or who it names.
    SERVICE_ROUTE_URI: Str = "sip.Service-Route.uri", "Service-Route URI", None;
    /// Its user.
    SERVICE_ROUTE_USER: Str = "sip.Service-Route.user", "Service-Route Userinfo", None;
    /// Its host.
    SERVICE_ROUTE_HOST: Str = "sip.Service-Route.host", "Service-Route Host Part", None;
    /// Its port.
    SERVICE_ROUTE_PORT: Str = "sip.Service-Route.port", "Service-Route Host Port", None;
    /// Something added to it.
    SERVICE_ROUTE_PARAM: Str = "sip.Service-Route.param", "Service-Route URI parameter", None;
    /// The name before it.
    SERVICE_ROUTE_DISPLAY: Str = "sip.Service-Route.display.info", "Service-Route display info", None;
    /// Where the header leads, or who it names.
    PATH_URI: Str = "sip.Path.uri", "Path URI", None;
    /// Its user.
    PATH_USER: Str = "sip.Path.user", "Path Userinfo", None;
    /// Its host.
    PATH_HOST: Str = "sip.Path.host", "Path Host Part", None;
    /// Its port.
    PATH_PORT: Str = "sip.Path.port", "Path Host Port", None;
    /// Something added to it.
    PATH_PARAM: Str = "sip.Path.param", "Path URI parameter", None;
    /// The name before it.
    PATH_DISPLAY: Str = "sip.Path.display.info", "Path URI", None;
    /// Where the header leads, or who it names.
    ASSERTED_URI: Str = "sip.pai.addr", "SIP PAI Address", None;
    /// Its user.
    ASSERTED_USER: Str = "sip.pai.user", "SIP PAI User Part", None;
    /// Its host.
    ASSERTED_HOST: Str = "sip.pai.host", "SIP PAI Host Part", None;
    /// Its port.
    ASSERTED_PORT: Str = "sip.pai.port", "SIP PAI Host Port", None;
    /// Something added to it.
    ASSERTED_PARAM: Str = "sip.pai.param", "SIP PAI URI parameter", None;
    /// The name before it.
    ASSERTED_DISPLAY: Str = "sip.pai.display.info", "SIP PAI display info", None;
    /// Where the header leads, or who it names.
    PREFERRED_URI: Str = "sip.ppi.addr", "SIP PPI Address", None;
    /// Its user.
    PREFERRED_USER: Str = "sip.ppi.user", "SIP PPI User Part", None;
    /// Its host.
    PREFERRED_HOST: Str = "sip.ppi.host", "SIP PPI Host Part", None;
    /// Its port.
    PREFERRED_PORT: Str = "sip.ppi.port", "SIP PPI Host Port", None;
    /// Something added to it.
    PREFERRED_PARAM: Str = "sip.ppi.param", "SIP PPI URI parameter", None;
    /// The name before it.
    PREFERRED_DISPLAY: Str = "sip.ppi.display.info", "SIP PPI display info", None;
    /// The name before the address.
    CONTACT_DISPLAY: Str = "sip.contact.display.info", "SIP C-URI display info", None;
    /// Something added to the address.
    CONTACT_URI_PARAM: Str = "sip.contact.param", "Contact URI parameter", None;
    /// Something said of the contact.
    CONTACT_PARAM: Str = "sip.contact.parameter", "Contact parameter", None;
    /// Something added to the address asked for.
    REQUEST_PARAM: Str = "sip.r-uri.param", "Request URI parameter", None;
    /// Whose causes those of the reason are.
    REASON_PROTOCOLS: Str = "sip.reason_protocols", "Reason protocols", None;
    /// The reason in words.
    REASON_TEXT: Str = "sip.reason_text", "Text", None;
    /// Address for many.
    VIA_MADDR: Str = "sip.Via.maddr", "Maddr", None;
    /// How far a datagram for many goes.
    VIA_TTL: Str = "sip.Via.ttl", "TTL", None;
    /// How it is compressed.
    VIA_COMP: Str = "sip.Via.comp", "Comp", None;
    /// Number of the response that is acknowledged.
    RACK_RSEQ: U32 = "sip.RAck.RSeq.seq", "RSeq Sequence Number", Dec;
    /// Number of its request.
    RACK_CSEQ: U32 = "sip.RAck.CSeq.seq", "CSeq Sequence Number", Dec;
    /// Method of that.
    RACK_METHOD: Str = "sip.RAck.CSeq.method", "CSeq Method", None;
    /// Seconds to wait.
    RETRY_AFTER: U32 = "sip.Retry-After", "Retry-After", Dec;
    /// Number of a provisional response.
    RSEQ: U32 = "sip.RSeq", "RSeq", Dec;
    /// Who referred.
    H_REFERRED_BY: Str = "sip.Referred-by", "Referred By", None;
    /// The cause of a reason: a status of SIP.
    CAUSE_SIP: U32 = "sip.reason_cause_sip", "Cause", Dec, Names::Func(status);
    /// The same, of telephony.
    CAUSE_Q850: U32 = "sip.reason_cause_q850", "Cause", DecHex, Names::Table(q850_cause::CAUSES);
    /// The same, of something else.
    CAUSE_OTHER: U32 = "sip.reason_cause_other", "Cause", Dec;
}

fn status(code: u64) -> Option<&'static str> {
    sip_status::all().find(|(known, _)| u64::from(*known) == code).map(|(_, name)| name)
}

/// The fields of an address in a header.
struct Uri {
    header: &'static str,
    uri: Field<Str>,
    /// Of those that routes have not, as in the reference.
    user: Option<Field<Str>>,
    host: Field<Str>,
    port: Field<Str>,
    param: Field<Str>,
    display: Field<Str>,
    /// Several may stand in it.
    several: bool,
}

macro_rules! uri {
    ($header:literal, $user:expr, $several:literal, $uri:ident, $host:ident, $port:ident, $param:ident, $display:ident) => {
        Uri {
            header: $header,
            uri: $uri,
            user: $user,
            host: $host,
            port: $port,
            param: $param,
            display: $display,
            several: $several,
        }
    };
}

const HEADERS: &[Uri] = &[
    uri!("route", None, true, ROUTE_URI, ROUTE_HOST, ROUTE_PORT, ROUTE_PARAM, ROUTE_DISPLAY),
    uri!(
        "record-route",
        None,
        true,
        RECORD_ROUTE_URI,
        RECORD_ROUTE_HOST,
        RECORD_ROUTE_PORT,
        RECORD_ROUTE_PARAM,
        RECORD_ROUTE_DISPLAY
    ),
    uri!(
        "service-route",
        None,
        true,
        SERVICE_ROUTE_URI,
        SERVICE_ROUTE_HOST,
        SERVICE_ROUTE_PORT,
        SERVICE_ROUTE_PARAM,
        SERVICE_ROUTE_DISPLAY
    ),
    uri!("path", None, true, PATH_URI, PATH_HOST, PATH_PORT, PATH_PARAM, PATH_DISPLAY),
    uri!(
        "p-asserted-identity",
        Some(ASSERTED_USER),
        false,
        ASSERTED_URI,
        ASSERTED_HOST,
        ASSERTED_PORT,
        ASSERTED_PARAM,
        ASSERTED_DISPLAY
    ),
    uri!(
        "p-preferred-identity",
        Some(PREFERRED_USER),
        false,
        PREFERRED_URI,
        PREFERRED_HOST,
        PREFERRED_PORT,
        PREFERRED_PARAM,
        PREFERRED_DISPLAY
    ),
];

/// Most addresses of a header that are shown.
const MOST: usize = 100;

/// Shows what stands in a header, if it is one of these.
pub(super) fn show(d: &mut Dissector<'_>, shown: &Shown<'_>, name: &str, value: &Range<usize>) {
    if let Some(header) = HEADERS.iter().find(|header| header.header == name) {
        let all = listed(shown, value);
        let most = if header.several { MOST } else { 1 };
        all.iter().take(most).for_each(|one| uri(d, shown, one, header));
        return;
    }
    match name {
        "reason" => reason(d, shown, value),
        "rack" => {
            let mut at = value.start;
            let mut words = shown.get(value).split(|b| *b == b' ').map(|word| {
                let range = at..at + word.len();
                at = range.end + 1;
                range
            });
            for field in [RACK_RSEQ, RACK_CSEQ] {
                let Some(range) = words.next() else { return };
                let Some(number) = super::number(shown.get(&range)) else { return };
                d.tree.leaf(field, shown.at(&range).with(number));
            }
            if let Some(range) = words.next() {
                shown.leaf(d, RACK_METHOD, &range);
            }
        }
        _ => {}
    }
}

/// The parts of a header between commas, without the blanks around them.
pub(super) fn listed(shown: &Shown<'_>, value: &Range<usize>) -> Vec<Range<usize>> {
    let (mut all, mut at) = (Vec::new(), value.start);
    let (mut quoted, mut inside) = (false, false);
    let parts = shown.get(value).split(|b| {
        quoted ^= *b == b'"';
        inside = !quoted && (inside || *b == b'<') && *b != b'>';
        *b == b',' && !quoted && !inside
    });
    for part in parts {
        let blanks = part.len() - part.trim_ascii_start().len();
        let text = part.trim_ascii().len();
        if text > 0 {
            all.push(at + blanks..at + blanks + text);
        }
        at += part.len() + 1;
    }
    all
}

/// The name before an address, and the address: `"A" <sip:a@b;c>;d`.
pub(super) fn name_and_uri(shown: &Shown<'_>, one: &Range<usize>) -> (Range<usize>, Range<usize>) {
    match (shown.find(one, b'<'), shown.find(one, b'>')) {
        (Some(open), Some(close)) if open < close => {
            let name = shown.get(&(one.start..open)).trim_ascii_end().len();
            (one.start..one.start + name, open + 1..close)
        }
        _ => (one.start..one.start, one.start..shown.find(one, b';').unwrap_or(one.end)),
    }
}

/// What is added to an address behind semicolons.
pub(super) fn additions(d: &mut Dissector<'_>, shown: &Shown<'_>, range: &Range<usize>, field: Field<Str>) {
    let Some(first) = shown.find(range, b';') else { return };
    let mut at = first + 1;
    for part in shown.get(&(at..range.end)).split(|b| *b == b';') {
        shown.leaf(d, field, &(at..at + part.len()));
        at += part.len() + 1;
    }
}

fn uri(d: &mut Dissector<'_>, shown: &Shown<'_>, one: &Range<usize>, header: &Uri) {
    let (name, uri) = name_and_uri(shown, one);
    shown.leaf(d, header.display, &name);
    if shown.find(&uri, b':').is_none() {
        return;
    }
    let open = d.tree.open(header.uri, shown.at(&uri));
    address(d, shown, &uri, [header.user, Some(header.host), Some(header.port)]);
    additions(d, shown, &uri, header.param);
    d.tree.close(open);
}

/// `SIP;cause=200;text="ok"` (RFC 3326); of several the first.
fn reason(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    let all = listed(shown, value);
    let Some(first) = all.first() else { return };
    let end = shown.find(first, b';').unwrap_or(first.end);
    let protocol = first.start..end;
    shown.leaf(d, REASON_PROTOCOLS, &protocol);
    for (name, range) in parameters(shown, &(end..first.end)) {
        match name.as_str() {
            "cause" => {
                let field = match shown.get(&protocol).trim_ascii() {
                    b"SIP" => CAUSE_SIP,
                    b"Q.850" => CAUSE_Q850,
                    _ => CAUSE_OTHER,
                };
                let Some(number) = super::number(shown.get(&range)) else { continue };
                let at = shown.at(&range).with(number);
                let name = crate::proto::def(field.id).names.name(number.into());
                match name.or((field.id != CAUSE_OTHER.id).then_some("Unknown")) {
                    Some(name) => d.tree.leaf_as(field, at, format_args!("Cause: {name} ({number})")),
                    None => d.tree.leaf(field, at),
                };
            }
            "text" => {
                let quoted = shown.get(&range).starts_with(b"\"") && shown.get(&range).ends_with(b"\"");
                let inner = if quoted && range.len() >= 2 { range.start + 1..range.end - 1 } else { range };
                shown.leaf(d, REASON_TEXT, &inner);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    fn told(header: &str) -> Vec<String> {
        let text = format!("OPTIONS sip:a SIP/2.0\r\n{header}\r\n\r\n");
        let start = format!("        {}", header.split(':').next().unwrap_or_default());
        let lines = told_alone("sip", text.as_bytes(), &start).1;
        lines.iter().skip(1).map(|l| l.trim().to_owned()).collect()
    }

    #[test]
    fn routes_are_listed() {
        assert_eq!(
            told("Route: <sip:p1.example;lr>, \"P, two\" <sip:u@[2001:db8::2]:5070;lr;x=1>;y"),
            [
                "Route URI: sip:p1.example;lr",
                "Route Host Part: p1.example",
                "Route URI parameter: lr",
                "Route display info: \"P, two\"",
                "Route URI: sip:u@[2001:db8::2]:5070;lr;x=1",
                "Route Host Part: [2001:db8::2]",
                "Route Host Port: 5070",
                "Route URI parameter: lr",
                "Route URI parameter: x=1",
            ]
        );
        let named = told("P-Asserted-Identity: \"Al\" <sip:al@a.example:99>, <tel:+123>");
        assert_eq!(
            named[..3],
            ["SIP PAI display info: \"Al\"", "SIP PAI Address: sip:al@a.example:99", "SIP PAI User Part: al"]
        );
        assert_eq!(named.len(), 5, "{named:?}");
    }

    #[test]
    fn reasons_have_causes() {
        let sip = told("Reason: SIP;cause=200;text=\"ok\", Q.850;cause=16");
        assert_eq!(sip, ["Reason protocols: SIP", "Cause: OK (200)", "Text: ok"]);
        let telephony = told("Reason: Q.850;cause=16");
        assert_eq!(telephony[1], "Cause: Normal call clearing (16)");
        assert_eq!(told("Reason: X;cause=5")[1], "Cause: 5");
        assert_eq!(told("RAck: 7 1 INVITE")[2], "CSeq Method: INVITE");
        assert!(told("RAck: x").is_empty());
    }
}
