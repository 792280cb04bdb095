//! Section E: what disturbs other programs and is opened here all the same: notes.

use super::{Finding, Rule, count};
use crate::verdict::causes;
use crate::verdict::symptoms::{CLIENT, SERVER, Symptoms};

/// Streams above this have troubled other programs.
const LARGE_STREAM_BYTES: u64 = 10_000_000;

pub const NOTES: &[Rule] =
    &[hello_order, cross_order, segment_order, overlap, reassembly_off, large_stream, spanning];

fn hello_order(s: &Symptoms) -> Option<Finding> {
    let (client, server) = (s.client_hello.as_ref()?, s.server_hello.as_ref()?);
    // The hello that answers a HelloRetryRequest comes after it by right.
    if server.frame >= client.frame || server.value.is_hello_retry_request() {
        return None;
    }
    let found = Finding::new(&causes::HELLO_ORDER);
    Some(found.shown(Some(server.frame), "frame.number", server.frame.number()))
}

/// The server changes its cipher only after it has the ClientKeyExchange.
fn cross_order(s: &Symptoms) -> Option<Finding> {
    let exchange = s.client_key_exchange.as_ref()?;
    let [_, server] = s.changed;
    let server = server.filter(|f| *f < exchange.frame)?;
    let found = Finding::new(&causes::CROSS_ORDER);
    Some(found.shown(Some(exchange.frame), "frame.number", format!("behind frame {}", server.number())))
}

fn segment_order(s: &Symptoms) -> Option<Finding> {
    (s.reordered > 0).then(|| {
        let n = count(s.reordered, "segment");
        Finding::new(&causes::SEGMENT_ORDER).with("reordered", &n).shown(None, "tcp.analysis.out_of_order", n)
    })
}

fn overlap(s: &Symptoms) -> Option<Finding> {
    let frame = s.conflict?;
    let found = Finding::new(&causes::OVERLAP).with("conflict", frame.number());
    Some(found.shown(Some(frame), "tcp.segment.overlap.conflict", frame.number()))
}

fn reassembly_off(s: &Symptoms) -> Option<Finding> {
    s.reassembly_off.then(|| Finding::new(&causes::REASSEMBLY_OFF))
}

fn large_stream(s: &Symptoms) -> Option<Finding> {
    let len = [CLIENT, SERVER].iter().filter_map(|i| s.sides.get(*i)).map(|x| x.stream_bytes).max()?;
    (len > LARGE_STREAM_BYTES).then(|| Finding::new(&causes::LARGE_STREAM).with("stream_len", len))
}

fn spanning(s: &Symptoms) -> Option<Finding> {
    (s.spanning > 1).then(|| Finding::new(&causes::SPANNING).with("spanning", s.spanning))
}
