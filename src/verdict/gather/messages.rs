//! What handshake messages in the clear say of a session.

use super::part::Part;
use crate::base::id::FrameId;
use crate::store::{Capture, Flow, HandshakeAt, TlsFlow, Unlocked};
use crate::tls::certificate_facts::CertificateFacts;
use crate::tls::handshake::{self, ClientHello, ServerHello, message_type};
use crate::tls::suite::KeyExchange;
use crate::verdict::symptoms::{CLIENT, SERVER, Seen, Symptoms};

/// What one side's handshake messages say.
pub(super) fn in_clear(
    capture: &Capture,
    flow: &Flow,
    tls: &TlsFlow,
    unlocked: &Unlocked,
    direction: usize,
    side: usize,
    part: &Part,
    s: &mut Symptoms,
) {
    let (Some(d), Some(stands)) = (flow.directions.get(direction), tls.directions.get(direction)) else {
        return;
    };
    let Some(records) = part.records.get(direction) else { return };
    // The index stops at the first change of ciphers; what came in the clear later, the walk knows.
    let walked = unlocked.directions.get(direction).filter(|_| part.session > 0);
    let clear = |at: &&HandshakeAt| walked.is_none_or(|w| w.epoch_of(at.first_record as usize).is_none());
    let handshakes = walked.map_or(&stands.handshakes, |w| &w.handshakes);
    let own = handshakes.iter().filter(|at| records.contains(&(at.first_record as usize)));
    for at in own.filter(clear) {
        let Some(frame) = d.messages.get(at.last_record as usize).map(|m| m.frame) else { continue };
        s.spanning = s.spanning.max(at.last_record.saturating_sub(at.first_record).saturating_add(1));
        let bytes = capture.handshake_bytes(d, at);
        let body = bytes.get(handshake::HEADER_LEN..).unwrap_or_default();
        message(s, side, at.kind, body, frame);
    }
    let epoch = stands.epochs.iter().find(|e| records.contains(&(e.first_record as usize).saturating_sub(1)));
    if let (Some(epoch), Some(changed)) = (epoch, s.changed.get_mut(side)) {
        *changed = Some(epoch.frame);
    }
}

/// Takes the facts of one handshake message.
pub(super) fn message(s: &mut Symptoms, side: usize, kind: u8, body: &[u8], frame: FrameId) {
    match (side, kind) {
        (CLIENT, message_type::CLIENT_HELLO) if s.client_hello.is_none() => {
            s.client_hello = ClientHello::parse(body).map(|value| Seen { frame, value });
        }
        (SERVER, message_type::SERVER_HELLO) => {
            let again = s.server_hello.as_ref().is_none_or(|h| h.value.is_hello_retry_request());
            if let Some(value) = ServerHello::parse(body).filter(|_| again) {
                s.server_hello = Some(Seen { frame, value });
            }
        }
        (SERVER, message_type::CERTIFICATE) if s.certificate.is_none() => {
            s.certificate = first_certificate(body).map(|value| Seen { frame, value });
        }
        (SERVER, message_type::SERVER_KEY_EXCHANGE) => {
            let group = s.key_exchange().and_then(|kx| one_time_group(kx, body));
            s.server_key_exchange = Some(Seen { frame, value: group });
        }
        (CLIENT, message_type::CLIENT_KEY_EXCHANGE) => client_key_exchange(s, body, frame),
        _ => {}
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b))
}

/// Splits a vector with a length of `N` bytes off.
fn vector<const N: usize>(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<N>()?;
    rest.split_at_checked(number(len))
}

fn first_certificate(body: &[u8]) -> Option<CertificateFacts> {
    let (list, _) = vector::<3>(body)?;
    CertificateFacts::parse(vector::<3>(list)?.0)
}

/// The group of a ServerKeyExchange (RFC 5246 section 7.4.3, RFC 8422 section 5.4, RFC 4279, RFC 5489).
fn one_time_group(kx: KeyExchange, body: &[u8]) -> Option<String> {
    let params = match kx {
        KeyExchange::DhePsk | KeyExchange::EcdhePsk => vector::<2>(body)?.1,
        _ => body,
    };
    match kx {
        KeyExchange::Dhe | KeyExchange::DhAnon | KeyExchange::DhePsk => {
            let (prime, _) = vector::<2>(params)?;
            let first = prime.iter().position(|b| *b != 0)?;
            let bits = prime.get(first..)?.len() * 8 - prime.get(first)?.leading_zeros() as usize;
            Some(format!("{bits} bit"))
        }
        KeyExchange::Ecdhe | KeyExchange::EcdhAnon | KeyExchange::EcdhePsk => match params {
            [3, high, low, ..] => Some(match u16::from_be_bytes([*high, *low]) {
                23 => "secp256r1".into(),
                24 => "secp384r1".into(),
                25 => "secp521r1".into(),
                29 => "x25519".into(),
                30 => "x448".into(),
                other => format!("group {other}"),
            }),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn client_key_exchange(s: &mut Symptoms, body: &[u8], frame: FrameId) {
    let kx = s.key_exchange();
    let (identity, rest) = match kx {
        Some(KeyExchange::Psk | KeyExchange::DhePsk | KeyExchange::EcdhePsk | KeyExchange::RsaPsk) => {
            vector::<2>(body).map_or((None, body), |(identity, rest)| (Some(identity), rest))
        }
        _ => (None, body),
    };
    s.psk_identity = identity.map(|i| String::from_utf8_lossy(i).into_owned());
    let rsa = matches!(kx, Some(KeyExchange::Rsa | KeyExchange::RsaPsk | KeyExchange::RsaExport));
    let len = if rsa { handshake::encrypted_premaster(rest).len() } else { 0 };
    s.client_key_exchange = Some(Seen { frame, value: len });
}
