//! Section G: it is not what one thinks: nothing to decrypt, nothing that could be, or nothing wrong.

use super::{Finding, Rule};
use crate::base::id::FrameId;
use crate::store::verdict::Certainty;
use crate::verdict::alerts;
use crate::verdict::causes;
use crate::verdict::symptoms::{CLIENT, Protocol, Symptoms, side_name};

/// What decides before anything else, in order of precedence.
pub const RULES: &[Rule] = &[not_tls, live_wait, plain_server, handshake_failed, no_data, too_old_tool];

/// What is worth knowing, whatever came of the session.
pub const NOTES: &[Rule] = &[proxy, starttls, tunnelled, other_port, unparsed, hidden_by_filter];

/// Ports on which TLS is expected from the first byte.
pub const TLS_PORTS: &[u16] = &[
    261, 443, 448, 465, 563, 585, 614, 636, 684, 695, 832, 853, 989, 990, 992, 993, 994, 995, 1443, 2083,
    2376, 4843, 5061, 5223, 5349, 5671, 6443, 6514, 6679, 6697, 8443, 8883, 9443,
];

/// What bytes look like, by how they begin.
pub fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"GET ", "HTTP/1.1"),
        (b"POST ", "HTTP/1.1"),
        (b"PUT ", "HTTP/1.1"),
        (b"HEAD ", "HTTP/1.1"),
        (b"DELETE ", "HTTP/1.1"),
        (b"OPTIONS ", "HTTP/1.1"),
        (b"PATCH ", "HTTP/1.1"),
        (b"CONNECT ", "an HTTP proxy request"),
        (b"HTTP/1.", "HTTP/1.1"),
        (b"PRI * HTTP/2", "HTTP/2"),
        (b"SSH-", "SSH"),
        (b"\x05\x01", "SOCKS 5"),
        (b"220 ", "an SMTP or FTP server"),
        (b"220-", "an SMTP or FTP server"),
        (b"+OK", "a POP3 server"),
        (b"* OK", "an IMAP server"),
        (b"<?xml", "XML"),
        (b"<!DOCTYPE", "HTML"),
        (b"<html", "HTML"),
        (b"<stream:stream", "XMPP"),
        (b"\x10", "MQTT"),
    ];
    let of = |(head, name): &(&[u8], &'static str)| bytes.starts_with(head).then_some(*name);
    BEGINNINGS.iter().find_map(of)
}

/// The same where the beginning is of nothing known.
fn guess<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> &'static str {
    let text = |b: &u8| (b' '..0x7f).contains(b) || matches!(b, b'\r' | b'\n' | b'\t');
    if bytes.into_iter().all(text) { "plain text" } else { "an unknown or obfuscated protocol" }
}

fn not_tls(s: &Symptoms) -> Option<Finding> {
    if s.protocol != Protocol::Other {
        return None;
    }
    let name = s.sides.iter().find_map(|x| looks_like(&x.head));
    let guess = guess(s.sides.iter().flat_map(|x| &x.head));
    let found = Finding::new(&causes::NOT_TLS).with("looks_like", name.unwrap_or(guess));
    let certainty = if name.is_some() { Certainty::Likely } else { Certainty::Guess };
    Some(found.sure(certainty).shown(Some(s.first), "tcp.port", s.server.port))
}

/// The client began TLS, with a server that speaks something else at that port.
fn plain_server(s: &Symptoms) -> Option<Finding> {
    let (frame, [_, server]) = (s.server_without_tls()?, &s.sides);
    let looks_like = looks_like(&server.head).unwrap_or_else(|| guess(&server.head));
    let found = Finding::new(&causes::PLAIN_SERVER).with("plain_frame", frame.number());
    Some(found.with("looks_like", looks_like).shown(Some(frame), "tls.record", "none of the server"))
}

fn handshake_failed(s: &Symptoms) -> Option<Finding> {
    let alert = s.alerts.iter().find(|a| a.fatal)?;
    if s.application_records() > 0 || s.opened() > 0 {
        return None;
    }
    let known = alerts::find(alert.number);
    let name = known.map_or_else(|| "an unknown alert".to_owned(), |a| a.name.to_owned());
    let name = format!("{name} ({})", alert.number);
    let side = if alert.side == CLIENT { "The client" } else { "The server" };
    let found = Finding::new(&causes::HANDSHAKE_FAILED)
        .with("alert_side", side)
        .with("alert", &name)
        .with("alert_frame", alert.frame.number())
        .with_if("alert_meaning", known.map(|a| a.meaning))
        .with_if("alert_fix", known.map(|a| a.fix))
        .shown(Some(alert.frame), "tls.alert_message.desc", name);
    // What a server that knows no suite of these was offered.
    let suites = s.client_hello.as_ref().filter(|_| matches!(alert.number, 40 | 71));
    let names = suites.map(|h| {
        let names = h.value.suites.iter().filter_map(|id| crate::tls::suite_table::suite_name(*id));
        let names: Vec<&str> = names.filter(|n| !n.starts_with("Reserved")).take(6).collect();
        let more = h.value.suites.len().saturating_sub(names.len());
        if more > 0 { format!("{} and {more} more", names.join(", ")) } else { names.join(", ") }
    });
    Some(found.with_if("offered", names))
}

/// The handshake went through, or stopped without an alert, and no application data followed.
fn no_data(s: &Symptoms) -> Option<Finding> {
    let complete = s.changed.iter().all(Option::is_some);
    let nothing_sealed = s.total() == 0;
    let missing = s.gaps.iter().any(|g| g.len > 0) || s.cut_count > 0;
    let failed = s.alerts.iter().any(|a| a.fatal);
    let of_streams = matches!(s.protocol, Protocol::Tls | Protocol::Quic);
    if s.application_records() > 0 || s.opened() > 0 || missing || failed || !of_streams {
        return None;
    }
    if s.server_without_tls().is_some() {
        return None;
    }
    // In TLS 1.3 the handshake itself is application data to the eye.
    let text = match (complete, nothing_sealed) {
        (true, _) if !s.is_tls13() => "The handshake is complete, and no data was sent after it.",
        (_, true)
            if s.server_hello.is_none()
                && s.sides.iter().all(|x| x.sealed == 0)
                && s.client_hello.is_some() =>
        {
            "The server never answered the ClientHello: there is nothing to decrypt."
        }
        (_, true) => "The handshake stopped before any data was sent: there is nothing to decrypt.",
        _ => return None,
    };
    let [_, server] = &s.sides;
    // A server that answered, but not in this capture, is another matter.
    if s.server_hello.is_none() && server.stream_bytes > server.captured_bytes {
        return None;
    }
    let last: Option<FrameId> = s.changed.iter().flatten().max().copied();
    Some(Finding::new(&causes::NO_DATA).with("no_data", text).shown(
        last.or(Some(s.first)),
        "tls.app_data",
        "none",
    ))
}

fn live_wait(s: &Symptoms) -> Option<Finding> {
    if s.complete || s.total() > 0 || s.alerts.iter().any(|a| a.fatal) || s.protocol == Protocol::Other {
        return None;
    }
    let awaited = match (&s.client_hello, &s.server_hello, &s.client_key_exchange) {
        (None, ..) => "the ClientHello",
        (_, None, _) => "the ServerHello",
        (.., None) if !s.is_tls13() && !s.is_resumed() => "the ClientKeyExchange",
        _ => "the first encrypted record",
    };
    Some(Finding::new(&causes::LIVE_WAIT).with("awaited", awaited))
}

/// A version above those there are.
fn too_old_tool(s: &Symptoms) -> Option<Finding> {
    if let Some(quic) = s.quic.as_ref().filter(|quic| !quic.version.is_supported() && s.opened() == 0) {
        let version = quic.version;
        let found = Finding::new(&causes::TOO_OLD_TOOL).with("version", version);
        return Some(found.shown(Some(s.first), "quic.version", version));
    }
    let hello = s.server_hello.as_ref()?;
    let version = hello.value.negotiated_version();
    let known = (0x0300..=0x0304).contains(&version.0)
        || version.is_tls13()
        || matches!(version.0, 0xfeff | 0xfefd | 0xfefc | 0x0100 | 0x0101);
    (!known).then(|| {
        Finding::new(&causes::TOO_OLD_TOOL).shown(Some(hello.frame), "tls.handshake.version", version)
    })
}

/// Makers of programs that open TLS and make certificates of their own.
const INTERCEPTORS: &[&str] = &[
    "mitmproxy",
    "zscaler",
    "fortinet",
    "fortigate",
    "charles proxy",
    "fiddler",
    "portswigger",
    "palo alto",
    "blue coat",
    "bluecoat",
    "sophos",
    "netskope",
    "umbrella",
    "web gateway",
    "kaspersky",
    "eset ssl",
    "avast",
    "bitdefender",
    "squid",
    "untangle",
    "watchguard",
    "barracuda",
    "check point",
    "sonicwall",
];

fn proxy(s: &Symptoms) -> Option<Finding> {
    let certificate = s.certificate.as_ref()?;
    let issuer = certificate.value.issuer.as_ref()?;
    let lower = issuer.to_lowercase();
    INTERCEPTORS.iter().any(|name| lower.contains(name)).then(|| {
        let found = Finding::new(&causes::PROXY).with("issuer", issuer);
        found.shown(Some(certificate.frame), "x509af.issuer", issuer)
    })
}

fn starttls(s: &Symptoms) -> Option<Finding> {
    if s.client_hello.is_none()
        || !s.sides.iter().any(|x| x.began_otherwise.is_some() && x.first_record.is_some() && x.syn_seen)
    {
        return None;
    }
    let [client, _] = &s.sides;
    let frame = client.first_record.map(|(_, f)| f);
    let found = Finding::new(&causes::STARTTLS).with_if("first_record", frame.map(|f| f.number()));
    Some(found.shown(frame, "tls.record", format!("first of the {}", side_name(CLIENT))))
}

fn tunnelled(s: &Symptoms) -> Option<Finding> {
    s.tunnelled.then(|| Finding::new(&causes::TUNNELLED).shown(Some(s.first), "frame.protocols", "tunnel"))
}

fn other_port(s: &Symptoms) -> Option<Finding> {
    let usual = TLS_PORTS.contains(&s.server.port) || TLS_PORTS.contains(&s.client.port);
    let plain = s.protocol == Protocol::Tls && s.total() > 0 && !usual && starttls(s).is_none();
    plain.then(|| Finding::new(&causes::OTHER_PORT).shown(Some(s.first), "tcp.port", s.server.port))
}

/// All is open, and neither side's text is of a known protocol, or begins like anything known.
fn unparsed(s: &Symptoms) -> Option<Finding> {
    let there = s.sides.iter().any(|x| !x.plain_head.is_empty());
    let known = s.sides.iter().any(|x| x.plain_known || looks_like(&x.plain_head).is_some());
    (there && !known && s.opened() > 0).then(|| Finding::new(&causes::PLAINTEXT_BUT_UNPARSED))
}

fn hidden_by_filter(s: &Symptoms) -> Option<Finding> {
    s.hidden_by_filter.then(|| Finding::new(&causes::HIDDEN_BY_FILTER))
}

/// What a capture without any TLS is made of: frames of locked Wi-Fi, tunnels.
#[derive(Clone, Debug, Default)]
pub struct WholeCapture {
    /// Frames of 802.11 with the protected bit, and the first of them.
    pub protected_frames: u32,
    pub first_protected: Option<FrameId>,
    /// Name of the only tunnel there is.
    pub tunnel: Option<&'static str>,
}

/// Why there is no session at all.
pub fn no_session(capture: &WholeCapture) -> Option<Finding> {
    if capture.protected_frames > 0 {
        let frame = capture.first_protected;
        let found = Finding::new(&causes::WIFI_LOCKED).with("protected", capture.protected_frames);
        let found = found.with_if("first_record", frame.map(|f| f.number()));
        return Some(found.shown(frame, "wlan.fc.protected", 1));
    }
    let tunnel = capture.tunnel?;
    Some(Finding::new(&causes::VPN).with("tunnel", tunnel).shown(Some(FrameId(0)), "tunnel", tunnel))
}
