//! Which datagrams carry the handshake messages of DTLS: they come in fragments, in any order.

use super::message;
use super::part::Part;
use crate::base::id::FrameId;
use crate::store::{Capture, DtlsFlow, Flow};
use crate::tls::dtls_handshake::{Assembly, fragments, without_cookie};
use crate::tls::dtls_record;
use crate::tls::handshake::message_type;
use crate::tls::record::ContentType;
use crate::verdict::symptoms::Symptoms;

/// Records in the clear of a direction among which a session's messages are looked for.
const MAX_RECORDS: usize = 1 << 10;

/// What one side's handshake messages say; each counts in the frame that made it whole.
pub fn messages(
    capture: &Capture,
    flow: &Flow,
    dtls: &DtlsFlow,
    direction: usize,
    side: usize,
    part: &Part,
    s: &mut Symptoms,
) {
    let (Some(d), Some(records)) = (flow.directions.get(direction), part.records.get(direction)) else {
        return;
    };
    let id_len = dtls.id_len.get(direction).copied().flatten();
    let mut assembly = Assembly::default();
    let own = d.messages.iter_from(records.start).take(records.len());
    let clear = own.filter(|m| m.note() == 0 && m.kind().0 == ContentType::HANDSHAKE.0);
    for record in clear.take(MAX_RECORDS) {
        let bytes = capture.stream_bytes(d, record.range());
        let Some(header) = dtls_record::parse(&bytes, record.len as usize, id_len) else { continue };
        let payload = bytes.get(header.header_len..).unwrap_or_default();
        for (_, header, body) in fragments(payload) {
            if assembly.take(&header, body)
                && let Some(whole) = assembly.message(header.message_seq)
            {
                take(s, side, whole.header.message_type, &whole.body, record.frame);
            }
        }
    }
}

/// Takes a message; a ClientHello of DTLS up to 1.2 has a cookie that one of TLS has not.
fn take(s: &mut Symptoms, side: usize, kind: u8, body: &[u8], frame: FrameId) {
    let plain = if kind == message_type::CLIENT_HELLO { without_cookie(body) } else { None };
    message(s, side, kind, plain.as_deref().unwrap_or(body), frame);
}
