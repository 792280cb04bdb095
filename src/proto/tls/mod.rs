//! TLS (RFC 8446, 5246, 4346, 2246) and SSL: whole records as the index found them, or what is
//! left of a stream that cannot be framed. Opening records is `crate::tls`'s business.
//!
//! `record` shows one record, `handshake` the messages in it, `hello`, `extension`, `certificate`,
//! `key_exchange` their bodies; `session` asks the store what other records said; `opened` shows
//! plaintext, `verdict` why there is none. Columns follow a first pass in order of frames, so a row never depends on a later one.

pub(in crate::proto) mod application;
mod certificate;
mod ct_logs;
mod extension;
pub(in crate::proto) mod fields;
pub(in crate::proto) mod handshake;
mod hello;
mod ja3;
mod key_exchange;
mod message_bounds;
pub(in crate::proto) mod names;
pub(in crate::proto) mod opened;
mod quic_handshake;
mod quic_names;
mod quic_parameters;
mod reassembled_fields;
pub(in crate::proto) mod record;
pub(in crate::proto) mod session;
mod ssl2;
#[cfg(test)]
mod tests;
pub(in crate::proto) mod vector;
pub(in crate::proto) mod verdict;

use crate::dissect::{Claim, Cursor, Cut, Dissector, Framed, Framer, Heuristic, Over, Protocol};
use crate::field::Names;
use crate::store::{Application, Subject};
use crate::tls::record::{self as record_header};
use crate::tls::record::{ContentType, looks_like_record};
pub(in crate::proto) use handshake::{PartFields, show_parts};
pub use names::{
    extension as extension_name, group as group_name, signature_scheme as signature_scheme_name,
};
pub(in crate::proto) use quic_handshake::{CryptoFields, QuicCrypto, dissect as quic_crypto};
use session::Session;

/// Its own fields of messages put together.
pub const REASSEMBLED: Protocol = Protocol {
    name: "tls.reassembled.length",
    title: "TLS",
    fields: reassembled_fields::FIELDS,
    ..Protocol::EMPTY
};

pub const PROTOCOL: Protocol = Protocol {
    name: "tls",
    title: "TLS",
    fields: fields::FIELDS,
    claims: &[Claim::Named("tls")],
    heuristics: &[Heuristic { over: Over::Tcp, accepts: middle_of_a_session }],
    framer: Some(Framer {
        application: Application::Tls,
        recognises: |bytes, _| {
            bytes.first_chunk().is_some_and(looks_like_record) || ssl2::is_client_hello(bytes)
        },
        follows_peer: false,
        // The index walks records itself, since it reads the handshake on the way.
        next: |_, _| Framed::Skip(0),
    }),
    dissect,
    ..Protocol::EMPTY
};

/// Where little else than TLS is spoken.
const PORTS: [u16; 18] =
    [324, 443, 465, 636, 802, 853, 989, 990, 993, 995, 2443, 3496, 5061, 5671, 5684, 5868, 8883, 11207];

/// On its ports, what nobody recognised is the middle of a session whose beginning was not captured, if
/// it does not begin with letters.
fn middle_of_a_session(d: &Dissector<'_>, c: Cursor<'_>) -> bool {
    let conversation = d.meta().conversation().and_then(|id| d.capture().conversation(id));
    let on_port = conversation.is_some_and(|c| {
        c.application == Application::Unknown && c.ends.iter().any(|end| PORTS.contains(&end.port))
    });
    let is_text = |head: &[u8; 4]| head.iter().all(|b| matches!(b, b' '..=b'~'));
    on_port && !d.quoted && !c.peek().first_chunk().is_some_and(is_text)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        // A record that only begins here.
        return Ok(());
    }
    if !d.quoted {
        // What stands in the records of the layer before this one stays; the layer around this one does not count.
        if d.comes_again() && !d.place().is_some_and(|place| place.decrypted) {
            d.columns.fence_info();
        }
        d.columns.clear_info();
        if c.left() < record_header::HEADER_LEN as u32 && d.is_inside("tcp") {
            d.columns.add_info(format_args!("[TCP segment of a reassembled PDU]"));
            return Ok(());
        }
        d.columns.protocol = "TLS".into();
    }
    let mut session = Session::begin(d);
    if session.version.is_some() {
        record::set_protocol(d, session.version);
    }
    verdict::dissect(d, session.place().map(|p| Subject::Conversation(p.conversation)), &c);
    let mut result = Ok(());
    while !c.is_empty() && result.is_ok() {
        session.enter_record(&c);
        result = record::dissect(d, &mut session, &mut c);
    }
    opened::show_together(d, &mut session);
    result?;
    // What stands inside opened records may replace this layer's words, as in Wireshark.
    if !d.quoted && !session.handed_over {
        d.columns.fence_info();
    }
    Ok(())
}

/// Bytes of a record that are enough for what is wanted: of one that is sealed and stays so, where
/// only the row is, its header and a little more.
pub(in crate::proto) fn enough_of_record(d: &Dissector<'_>, kind: ContentType) -> u32 {
    const A_LITTLE: u32 = 64;
    let sealed = kind == ContentType::APPLICATION_DATA && d.settings().secrets.is_empty();
    if sealed && d.tree.wants_nothing() { A_LITTLE } else { u32::MAX }
}

/// Adds one item of the Info column; layers of one frame add up. What stands behind opened records is said behind
/// what they hold.
pub(in crate::proto) fn info(d: &mut Dissector<'_>, text: std::fmt::Arguments<'_>) {
    if !d.quoted && !d.say_behind(", ", text) {
        d.columns.add_info_after(", ", text);
    }
}

/// The name of an alert.
pub(in crate::proto) fn alert_name(alert: u8) -> Option<&'static str> {
    Names::Table(names::ALERTS).name(alert.into())
}

/// Shows promises of certificate transparency logs, which certificates carry as TLS writes them
/// (RFC 6962 section 3.3).
pub(in crate::proto) fn sct_list(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    match extension::sct_list(d, c) {
        Err(vector::Stop::Cut(cut)) => Err(cut),
        Ok(()) | Err(vector::Stop::Noted) => Ok(()),
    }
}
