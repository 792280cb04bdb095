//! DTLS (RFC 6347, 9147): the records of one datagram. What they say and what is inside stands in
//! the files of this folder; bodies of handshake messages are those of TLS.

use crate::dissect::{At, Claim, Cursor, Cut, DatagramFramer, Dissector, Packet, Protocol, Rest};
use crate::store::{Application, MessageKind};
use crate::tls::dtls_record::{looks_like_record, parse};

pub const PROTOCOL: Protocol = Protocol {
    name: "dtls",
    title: "DTLS",
    fields: FIELDS,
    claims: &[Claim::Named("dtls")],
    datagrams: Some(DatagramFramer {
        application: Application::Dtls,
        recognises: |bytes, _| looks_like_record(bytes),
        next,
    }),
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "dtls";
    /// Datagram Transport Layer Security (RFC 6347, 9147).
    DTLS: Protocol = "dtls", "Datagram Transport Layer Security", None;
    /// A record.
    RECORD: Label = "dtls.record", "Record Layer", None;
}

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
    while !c.is_empty() {
        let Some(header) = parse(c.peek(), c.left() as usize, None) else {
            return Err(Cut::Malformed);
        };
        let record = c.take(header.record_len() as u32);
        d.tree.leaf(RECORD, At { value: (), span: record.rest_span() });
    }
    Ok(())
}
