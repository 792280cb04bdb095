//! Headers of SIP that networks of telephony add: which session a call belongs to (RFC 7989), how access is secured
//! (RFC 3329) and charged (RFC 7315). Those with addresses stand in `headers`.

use super::{Shown, number};
use crate::dissect::{Dissector, Group, Protocol, Severity};
use crate::field::Field;
use crate::field::def::{Str, U16, U32};
use std::ops::Range;

pub const PROTOCOL: Protocol =
    Protocol { name: "sip.Session-ID.sess_id", title: "SIP headers", fields: FIELDS, ..Protocol::EMPTY };

crate::fields! { "sip.Session-ID.sess_id";
    /// The session's identifier.
    SESSION: Bytes = "sip.Session-ID.sess_id", "sess-id", None;
    /// A parameter of it that is not known.
    SESSION_PARAM: Str = "sip.Session-ID.param", "param", None;
    /// Identifier of who sends.
    LOCAL_UUID: Guid = "sip.Session-ID.local_uuid", "local-uuid", None;
    /// Identifier of who receives; 0: not known yet.
    REMOTE_UUID: Guid = "sip.Session-ID.remote_uuid", "remote-uuid", None;
    /// The call is to be logged (RFC 8497).
    LOGME: Bool = "sip.Session-ID.logme", "logme", None, crate::field::def::SET;
    /// There is no identifier.
    SESSION_INVALID: Label = "sip.Session-ID.sess_id.invalid", "Session ID cannot be empty", None;
    /// How the terminal reaches the network.
    ACCESS_TYPE: Str = "sip.P-Access-Network-Info.access-type", "access-type", None;
    /// By which cell.
    CELL_ID: Str = "sip.P-Access-Network-Info.utran-cell-id-3gpp", "utran-cell-id-3gpp", None;
    /// What charging goes by.
    ICID_VALUE: Str = "sip.icid_value", "icid-value", None;
    /// Who made that.
    ICID_ADDRESS: Str = "sip.icid_gen_addr", "icid-gen-addr", None;
    /// A way to secure access.
    MECHANISM: Str = "sip.sec_mechanism", "[Security-mechanism]", None;
    /// Its integrity algorithm.
    ALG: Str = "sip.sec_mechanism.alg", "alg", None;
    /// Its encryption algorithm.
    EALG: Str = "sip.sec_mechanism.ealg", "ealg", None;
    /// Its protocol: AH or ESP.
    PROT: Str = "sip.sec_mechanism.prot", "prot", None;
    /// Index of the association to the client's protected port.
    SPI_C: U32 = "sip.sec_mechanism.spi_c", "spi-c", DecHex;
    /// Index of the association to the server's.
    SPI_S: U32 = "sip.sec_mechanism.spi_s", "spi-s", DecHex;
    /// The client's protected port.
    PORT_C: U16 = "sip.sec_mechanism.port_c", "port-c", Dec;
    /// The server's.
    PORT_S: U16 = "sip.sec_mechanism.port_s", "port-s", Dec;
    /// An older name of the client's port.
    PORT1: U16 = "sip.sec_mechanism.port1", "port1", Dec;
    /// An older name of the server's.
    PORT2: U16 = "sip.sec_mechanism.port2", "port2", Dec;
    /// Proof of being in step, of who shares a key with the network.
    AUTH_AUTS: Str = "sip.auth.auts", "Authentication Token", None;
    /// Key for secrecy.
    AUTH_CK: Str = "sip.auth.ck", "Cyphering Key", None;
    /// Key for integrity.
    AUTH_IK: Str = "sip.auth.ik", "Integrity Key", None;
    /// What users tell each other (RFC 7433).
    USER_TO_USER: Str = "sip.uui", "User-to-User", None;
}

const ALGORITHMS: &[(&str, Field<Str>)] = &[("alg", ALG), ("ealg", EALG), ("prot", PROT)];
const INDICES: &[(&str, Field<U32>)] = &[("spi-c", SPI_C), ("spi-s", SPI_S)];
const PORTS: &[(&str, Field<U16>)] =
    &[("port-c", PORT_C), ("port-s", PORT_S), ("port1", PORT1), ("port2", PORT2)];

/// Shows what stands in a header, if it is one of these.
pub(super) fn show(d: &mut Dissector<'_>, shown: &Shown<'_>, name: &str, value: &Range<usize>) {
    match name {
        "session-id" => session(d, shown, value),
        "p-access-network-info" => access(d, shown, value),
        "p-charging-vector" => charging(d, shown, value),
        "security-client" | "security-server" | "security-verify" => mechanisms(d, shown, value),
        _ => {}
    }
}

/// The parts of a value between semicolons, without blanks around them.
fn parts(shown: &Shown<'_>, value: &Range<usize>, separator: u8) -> Vec<Range<usize>> {
    let mut at = value.start;
    let whole = shown.get(value).split(|b| *b == separator);
    whole
        .map(|part| {
            let start = at + part.iter().take_while(|b| b.is_ascii_whitespace()).count();
            at += part.len() + 1;
            start..(start + part.trim_ascii().len())
        })
        .collect()
}

/// Name and value of a parameter; of one without value that is empty.
fn named(shown: &Shown<'_>, part: &Range<usize>) -> (String, Range<usize>) {
    let equals = shown.find(part, b'=').unwrap_or(part.end);
    let name = String::from_utf8_lossy(shown.get(&(part.start..equals))).trim().to_ascii_lowercase();
    (name, (equals + 1).min(part.end)..part.end)
}

/// The bytes that hexadecimal digits stand for.
fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: &u8| char::from(*b).to_digit(16).map(|d| d as u8);
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

fn session(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    const UUID_BYTES: usize = 16;
    let parts = parts(shown, value, b';');
    let Some((own, rest)) = parts.split_first() else { return };
    let uuid = |range: &Range<usize>| from_hex(shown.get(range)).filter(|b| b.len() == UUID_BYTES);
    let id = from_hex(shown.get(own)).unwrap_or_default();
    let remote = rest.iter().map(|part| named(shown, part)).find(|(name, _)| name == "remote");
    let remote = remote.and_then(|(_, range)| Some((uuid(&range)?, range)));
    let at = shown.at(own);
    match &remote {
        Some(_) if id.len() == UUID_BYTES => {
            let kept = d.tree.keep(&id);
            d.tree.leaf(LOCAL_UUID, at.with(kept));
        }
        _ => {
            let kept = d.tree.keep(&id);
            let node = match id.is_empty() {
                true => d.tree.leaf_as(SESSION, at.with(kept), format_args!("sess-id: <MISSING>")),
                false => d.tree.leaf(SESSION, at.with(kept)),
            };
            if own.is_empty() {
                let text = format_args!("Session ID cannot be empty");
                d.tree.expert(node, Some(SESSION_INVALID), Severity::Warn, Group::Protocol, text);
            }
        }
    }
    for part in rest {
        let (name, range) = named(shown, part);
        match (&remote, name.as_str()) {
            (Some((bytes, _)), "remote") => {
                let kept = d.tree.keep(bytes);
                d.tree.leaf(REMOTE_UUID, shown.at(&range).with(kept));
            }
            (_, "logme") => {
                d.tree.leaf(LOGME, shown.at(part).with(1u64));
            }
            _ => shown.leaf(d, SESSION_PARAM, part),
        }
    }
}

fn access(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    let parts = parts(shown, value, b';');
    let Some((kind, rest)) = parts.split_first() else { return };
    shown.leaf(d, ACCESS_TYPE, kind);
    for part in rest {
        match named(shown, part) {
            (name, range) if name == "utran-cell-id-3gpp" => shown.leaf(d, CELL_ID, &unquoted(shown, range)),
            _ => text(d, shown, part),
        }
    }
}

fn unquoted(shown: &Shown<'_>, range: Range<usize>) -> Range<usize> {
    match shown.get(&range) {
        [b'"', .., b'"'] => range.start + 1..range.end - 1,
        _ => range,
    }
}

/// A parameter without a field.
fn text(d: &mut Dissector<'_>, shown: &Shown<'_>, part: &Range<usize>) {
    if !part.is_empty() {
        let at = shown.at(part);
        d.tree.text(at.span, format_args!("{}", crate::field::show::line(at.value)));
    }
}

fn charging(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    for part in parts(shown, value, b';') {
        match named(shown, &part) {
            (name, range) if name == "icid-value" => {
                shown.leaf(d, ICID_VALUE, &unquoted(shown, range));
            }
            (name, range) if name == "icid-gen-addr" => {
                shown.leaf(d, ICID_ADDRESS, &unquoted(shown, range));
            }
            _ => text(d, shown, &part),
        }
    }
}

fn mechanisms(d: &mut Dissector<'_>, shown: &Shown<'_>, value: &Range<usize>) {
    for one in parts(shown, value, b',') {
        let parts = parts(shown, &one, b';');
        let Some((mechanism, rest)) = parts.split_first() else { continue };
        shown.leaf(d, MECHANISM, mechanism);
        for part in rest {
            let (name, range) = named(shown, part);
            let at = shown.at(&range);
            let value = number(at.value);
            if let Some((_, field)) = ALGORITHMS.iter().find(|(known, _)| *known == name) {
                shown.leaf(d, *field, &range);
            } else if let Some((_, field)) = INDICES.iter().find(|(known, _)| *known == name)
                && let Some(value) = value
            {
                d.tree.leaf(*field, at.with(value));
            } else if let Some((_, field)) = PORTS.iter().find(|(known, _)| *known == name)
                && let Some(value) = value.and_then(|value| u16::try_from(value).ok())
            {
                d.tree.leaf(*field, at.with(value));
            } else {
                text(d, shown, part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, over_udp, survives_cuts};

    fn told(header: &str) -> Vec<String> {
        let message = format!("OPTIONS sip:b@example.org SIP/2.0\r\n{header}\r\n\r\n");
        let packet = over_udp(5060, 5060, message.as_bytes());
        survives_cuts(101, &packet);
        let name = format!("        {}:", header.split(':').next().unwrap_or_default());
        labels_from(101, &packet, &name).iter().skip(1).map(|l| l.trim().to_owned()).collect()
    }

    #[test]
    fn a_session_has_an_identifier_of_each_side() {
        let (own, other) = ("ab30317f1a784dc48ff824d0d3715d86", "47755a9de7794ba387653f2099600ef2");
        let both = told(&format!("Session-ID: {own};remote={other};logme"));
        assert_eq!(
            both[..2],
            [
                "local-uuid: ab30317f-1a78-4dc4-8ff8-24d0d3715d86",
                "remote-uuid: 47755a9d-e779-4ba3-8765-3f2099600ef2",
            ]
        );
        assert_eq!(both[2], "logme: Set");
        assert_eq!(told(&format!("Session-ID: {own};x=1")), [format!("sess-id: {own}"), "param: x=1".into()]);
        assert_eq!(told("Session-ID: what")[0], "sess-id: <MISSING>");
    }

    #[test]
    fn ways_to_secure_access_are_told() {
        let parts = told("Security-Client: ipsec-3gpp; alg=hmac-sha-1-96; spi-c=1; port-s=4; q=0.1");
        assert_eq!(parts[..2], ["[Security-mechanism]: ipsec-3gpp", "alg: hmac-sha-1-96"]);
        assert_eq!(parts[2..], ["spi-c: 1 (0x00000001)", "port-s: 4", "q=0.1"]);
        let access = told("P-Access-Network-Info: 3GPP-UTRAN-TDD; utran-cell-id-3gpp=\"234\"");
        assert_eq!(access, ["access-type: 3GPP-UTRAN-TDD", "utran-cell-id-3gpp: 234"]);
        let vector = told("P-Charging-Vector: icid-value=1234;orig-ioi=h1");
        assert_eq!(vector, ["icid-value: 1234", "orig-ioi=h1"]);
    }
}
