//! DTLS (RFC 6347, 9147): the records of one datagram. `record` shows one, `handshake` the fragments
//! of messages in it, `opened` plaintext; `session` asks the store what other datagrams said. Bodies
//! of messages are those of TLS, whose fields have names of their own here.

pub mod fields;
mod handshake;
mod opened;
mod record;
mod session;

use super::tls;
use crate::dissect::{Claim, Cursor, Cut, DatagramFramer, Dissector, Packet, Protocol, Renumbered, Rest};
use crate::field::FieldId;
use crate::store::{Application, MessageKind, Subject};
use crate::tls::dtls_record::{looks_like_record, parse};
use session::Session;

pub const PROTOCOL: Protocol = Protocol {
    name: "dtls",
    title: "DTLS",
    fields: fields::FIELDS,
    claims: &[Claim::Named("dtls")],
    datagrams: Some(DatagramFramer {
        application: Application::Dtls,
        recognises: |bytes, _| looks_like_record(bytes),
        next,
        answers_elsewhere: false,
    }),
    dissect,
    ..Protocol::EMPTY
};

/// What it shares with TLS, under names of its own.
pub const SHARED: Protocol = Protocol {
    name: "dtls.record",
    title: "DTLS records and messages",
    fields: tls::fields::FIELDS_OVER_DATAGRAMS,
    ..Protocol::EMPTY
};

fn next(rest: &Rest<'_>) -> Option<Packet> {
    let header = parse(rest.bytes, rest.len, rest.id_len)?;
    let (kind, note) = (MessageKind(header.first), header.epoch.min(255) as u8);
    Some(Packet { len: header.record_len(), kind, note })
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if !d.quoted {
        d.columns.protocol = "DTLS".into();
        d.columns.clear_info();
    }
    let place = d.place().filter(|p| !p.decrypted);
    tls::verdict::dissect(d, place.map(|p| Subject::Conversation(p.conversation)), &c);
    // The first of the fields of TLS stands for that protocol itself.
    let from = FieldId(tls::fields::TLS.id.0 + 1);
    let count = tls::fields::FIELDS_OVER_DATAGRAMS.len() as u16;
    d.tree.renumber(Some(Renumbered { from, count, to: FieldId(super::first_id(SHARED.name)) }));
    let mut session = Session::begin(d);
    if session.version.is_some() {
        session.set_protocol(d);
    }
    while !c.is_empty() {
        session.enter_record(&c);
        record::dissect(d, &mut session, &mut c)?;
    }
    Ok(())
}
