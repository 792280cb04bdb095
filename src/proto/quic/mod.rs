//! QUIC (RFC 9000, 9001, 9369): the packets of one datagram. Which connection they belong to, and
//! what secrets open, the store knows; `packet` shows headers, `frame` what is inside.

mod fields;
mod frame;
mod names;
mod packet;

use crate::dissect::{Claim, Cursor, Cut, Dissector, Group, Heuristic, Over, Protocol, Severity};
use crate::proto::tls::verdict;
use crate::store::Subject;
use crate::store::quic::{QuicConnection, QuicWalk};
use crate::tls::quic::header::{Header, is_long};
use fields::*;
pub(in crate::proto) use packet::number;
use std::sync::Arc;

pub const PROTOCOL: Protocol = Protocol {
    name: "quic",
    title: "QUIC",
    fields: FIELDS,
    claims: &[Claim::Named("quic")],
    heuristics: &[Heuristic { over: Over::Udp, accepts }],
    dissect,
    ..Protocol::EMPTY
};

/// Connections among which the one of a stray datagram is looked for.
const MAX_CANDIDATES: usize = 16;

/// The index has read every datagram: what it took for QUIC is QUIC.
fn accepts(d: &Dissector<'_>, payload: Cursor<'_>) -> bool {
    let (quic, frame) = (&d.capture().quic, d.frame_id());
    if d.quoted {
        return is_plain_long(&payload);
    }
    quic.datagram(frame, payload.offset()).is_some() || Packets::find(d, &payload).is_some()
}

/// A long header of a version that is known, or of none: all that tells of a quoted packet.
fn is_plain_long(payload: &Cursor<'_>) -> bool {
    /// Versions that ask for a negotiation (RFC 9000 section 15).
    const RESERVED: u32 = 0x0a0a_0a0a;
    long_header(payload).is_some_and(|header| {
        let version = header.version.0;
        version & 0x0f0f_0f0f == RESERVED || names::VERSIONS.name(version.into()).is_some()
    })
}

/// The packets of the datagram being shown.
struct Packets {
    connection: Arc<QuicConnection>,
    walk: Arc<QuicWalk>,
    /// Index of each in the walk.
    indices: Vec<usize>,
}

impl Packets {
    fn find(d: &Dissector<'_>, payload: &Cursor<'_>) -> Option<Self> {
        if d.quoted {
            return None;
        }
        let (capture, secrets) = (d.capture(), &d.settings().secrets);
        let quic = &capture.quic;
        if let Some(datagram) = quic.datagram(d.frame_id(), payload.offset()) {
            let connection = Arc::clone(quic.connection(datagram.connection)?);
            let walk = capture.quic_walk(datagram.connection, secrets)?;
            let first = datagram.first_packet as usize;
            let all = first..first + usize::from(datagram.packets);
            let indices = all.filter_map(|at| walk.index_of(at)).collect();
            return Some(Self { connection, walk, indices });
        }
        let stray = quic.stray(d.frame_id(), payload.offset())?;
        let near = |c: &&Arc<QuicConnection>| c.ends.iter().any(|e| stray.ends.contains(e));
        let all = 0..quic.connections.len();
        let candidates = all.rev().filter_map(|n| quic.connections.get(n)).filter(near);
        candidates.take(MAX_CANDIDATES).find_map(|connection| {
            let walk = capture.quic_walk(connection.number, secrets)?;
            let at = walk.stray(d.frame_id(), payload.offset())?;
            Some(Self { connection: Arc::clone(connection), walk, indices: vec![at] })
        })
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if !d.quoted {
        d.columns.protocol = "QUIC".into();
        d.columns.clear_info();
    }
    let Some(packets) = Packets::find(d, &c) else {
        return packet::unknown(d, c);
    };
    let mut left = packets.indices.len();
    for (nth, index) in packets.indices.iter().enumerate() {
        left -= 1;
        let Some(walked) = packets.walk.packet(*index) else { break };
        let len = u32::from(walked.packet.len);
        let part = c.take(len);
        if nth > 0 {
            d.another_node(QUIC, part.rest_span());
        } else {
            let layer = d.layer_node();
            d.tree.set_span(layer, part.rest_span());
            let open =
                d.tree.open_text(part.rest_span().at_start(), format_args!("QUIC Connection information"));
            d.tree.generated(CONNECTION_NUMBER, packets.connection.number, part.rest_span().at_start());
            d.tree.close(open);
            verdict::dissect(d, Some(Subject::Quic(packets.connection.number)), &part);
        }
        packet::known(d, &packets, *index, part)?;
    }
    if left == 0 && !c.is_empty() {
        d.another_node(QUIC, c.rest_span());
        let text = "(Random) padding data appended to the datagram";
        let node = d.layer_node();
        let group = Group::Protocol;
        d.tree.expert(node, Some(COALESCED_PADDING), Severity::Note, group, format_args!("{text}"));
    }
    Ok(())
}

/// Whether a packet of no known connection has a long header that can be read.
fn long_header<'a>(c: &Cursor<'a>) -> Option<Header<'a>> {
    let bytes = c.peek();
    bytes.first().filter(|b| is_long(**b))?;
    Header::long(bytes, c.left() as usize)
}
