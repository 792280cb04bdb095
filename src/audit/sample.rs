//! Hellos and handshakes made by hand, for tests.

use super::HelloFacts;
use super::gather::{HelloSeen, SessionSeen};
use crate::base::id::{ConversationId, FrameId};
use crate::store::Endpoint;
use crate::tls::fingerprint::Carrier;
use crate::tls::handshake::{ClientHello, ServerHello};

/// When [`axtls`] was captured, and what its clock said.
const CAPTURED_S: u32 = 1_790_000_000;

/// A hello in the making.
#[derive(Clone)]
pub struct Sample {
    pub version: u16,
    pub random: [u8; 32],
    pub suites: Vec<u16>,
    pub compressions: Vec<u8>,
    pub extensions: Vec<(u16, Vec<u8>)>,
}

impl Sample {
    /// Sets an extension, in its place if it is there.
    pub fn set(&mut self, kind: u16, data: &[u8]) {
        match self.extensions.iter_mut().find(|e| e.0 == kind) {
            Some(e) => e.1 = data.to_vec(),
            None => self.extensions.push((kind, data.to_vec())),
        }
    }

    pub fn without(&mut self, kind: u16) {
        self.extensions.retain(|e| e.0 != kind);
    }

    /// The message's body.
    pub fn body(&self) -> Vec<u8> {
        let mut body = self.version.to_be_bytes().to_vec();
        body.extend(self.random);
        body.push(0);
        body.extend((self.suites.len() as u16 * 2).to_be_bytes());
        self.suites.iter().for_each(|s| body.extend(s.to_be_bytes()));
        body.push(self.compressions.len() as u8);
        body.extend(&self.compressions);
        let mut list = Vec::new();
        for (kind, data) in &self.extensions {
            list.extend(kind.to_be_bytes());
            list.extend((data.len() as u16).to_be_bytes());
            list.extend(data);
        }
        body.extend((list.len() as u16).to_be_bytes());
        body.extend(list);
        body
    }

    pub fn facts(&self) -> HelloFacts {
        let body = self.body();
        let mut facts = HelloFacts::new(ClientHello::parse(&body).unwrap());
        facts.len_bytes = Some(body.len() + 4);
        facts.captured_at_s = Some(i64::from(CAPTURED_S));
        facts
    }
}

fn random() -> [u8; 32] {
    let mut state = 0x9e37_79b9u32;
    std::array::from_fn(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
}

/// What the founding client says: four suites with RSA key exchange and one extension.
pub fn axtls() -> Sample {
    let mut random = random();
    random[..4].copy_from_slice(&CAPTURED_S.to_be_bytes());
    Sample {
        version: 0x0303,
        random,
        suites: vec![0x002f, 0x003c, 0x0035, 0x003d],
        compressions: vec![0],
        extensions: vec![(13, vec![0, 8, 6, 1, 5, 1, 4, 1, 2, 1])],
    }
}

/// A hello that no rule at or above weak holds for.
pub fn modern() -> Sample {
    Sample {
        version: 0x0303,
        random: random(),
        suites: vec![0x1301, 0x1302, 0xc02b, 0xc02f],
        compressions: vec![0],
        extensions: vec![
            (0, b"\x00\x0e\x00\x00\x0bexample.org".to_vec()),
            (65281, vec![0]),
            (10, vec![0, 4, 0, 29, 0, 23]),
            (11, vec![1, 0]),
            (13, vec![0, 6, 4, 3, 8, 4, 4, 1]),
            (23, vec![]),
            (43, vec![4, 3, 4, 3, 3]),
            (51, [&[0, 36, 0, 29, 0, 32][..], &[9; 32]].concat()),
        ],
    }
}

/// A ServerHello with these extensions, all empty.
pub fn server_hello(version: u16, suite: u16, random: [u8; 32], extensions: &[u16]) -> ServerHello {
    let mut body = version.to_be_bytes().to_vec();
    body.extend(random);
    body.push(0);
    body.extend(suite.to_be_bytes());
    body.push(0);
    body.extend((extensions.len() as u16 * 4).to_be_bytes());
    for kind in extensions {
        body.extend(kind.to_be_bytes());
        body.extend([0, 0]);
    }
    ServerHello::parse(&body).unwrap()
}

/// A handshake of which nothing but both hellos is known.
pub fn handshake(offer: &Sample, answer: ServerHello) -> SessionSeen {
    let client = Endpoint::v4([10, 0, 0, 1], 50_000);
    let server = Endpoint::v4([10, 0, 0, 2], 443);
    let hello = HelloSeen {
        frame: FrameId(3),
        conversation: ConversationId(0),
        client,
        server,
        facts: offer.facts(),
        answer: Some(answer.clone()),
    };
    SessionSeen {
        hello: Some(hello),
        server_hello: Some(answer),
        captured_on: Some("2026-06-01".into()),
        ..SessionSeen::empty(ConversationId(0), FrameId(0), [client, server], Carrier::Tcp)
    }
}
