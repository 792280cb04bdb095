//! For tests: the captures in `tests/fixtures/tls`, read the simple way, and opened from end to end.

use super::Side;
use super::handshake::{HEADER_LEN, message_header, message_type};
use super::open::{Opened, SealedRecord};
use super::record::{self, ContentType, Header};
use super::secrets::{Keyring, Secrets};
use super::session::{SessionFacts, SessionKeys, WhyClosed};

/// Bytes of a file in `tests/fixtures/tls`.
macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/", $name))
    };
}
pub(super) use file;

/// A keyring with the keys of these files.
pub fn keyring(files: &[&[u8]]) -> Keyring {
    let keyring = Keyring::new();
    for (number, file) in files.iter().enumerate() {
        for key in super::keyfile::parse(file, None).unwrap() {
            keyring.add_rsa(key, &format!("key{number}.pem"), None);
        }
    }
    keyring
}

/// A record of the first connection in a capture.
#[derive(Clone)]
pub struct Record {
    pub header: Header,
    pub fragment: Vec<u8>,
}

/// Opened records of a session, in each side's order.
#[derive(Default)]
pub struct Session {
    pub opened: Vec<(Side, Opened, Vec<u8>)>,
    pub keys: Vec<SessionKeys>,
}

impl Session {
    pub fn application_data(&self, sender: Side) -> Vec<u8> {
        let of_side = |(side, opened, _): &&(Side, Opened, _)| {
            *side == sender && opened.content_type == ContentType::APPLICATION_DATA
        };
        self.opened.iter().filter(of_side).flat_map(|(_, _, bytes)| bytes.clone()).collect()
    }
}

/// The records of the connection whose SYN comes `nth`, client's and server's.
/// Ethernet and IPv4 only; segments in order, or sorted by sequence number.
pub fn records(pcap: &[u8], nth: usize) -> [Vec<Record>; 2] {
    let number = |at: usize| u32::from_le_bytes(pcap[at..at + 4].try_into().unwrap()) as usize;
    let mut segments: [Vec<(u32, Vec<u8>)>; 2] = Default::default();
    let (mut client, mut at, mut syns) = (None, 24, 0);
    while at < pcap.len() {
        let frame = &pcap[at + 16..at + 16 + number(at + 8)];
        at += 16 + frame.len();
        if frame[12..14] != [8, 0] || frame[23] != 6 {
            continue;
        }
        let ip = &frame[14..14 + usize::from(u16::from_be_bytes([frame[16], frame[17]]))];
        let tcp = &ip[usize::from(ip[0] & 15) * 4..];
        let (from, to) = ([&ip[12..16], &tcp[..2]].concat(), [&ip[16..20], &tcp[2..4]].concat());
        if tcp[13] & 0x12 == 2 {
            if syns == nth {
                client = Some((from.clone(), to.clone()));
            }
            syns += 1;
        }
        let Some((c, s)) = &client else { continue };
        let side = match () {
            () if from == *c && to == *s => 0,
            () if from == *s && to == *c => 1,
            () => continue,
        };
        let payload = &tcp[usize::from(tcp[12] >> 4) * 4..];
        let sequence = u32::from_be_bytes(tcp[4..8].try_into().unwrap());
        if !payload.is_empty() && !segments[side].iter().any(|(known, _)| *known == sequence) {
            segments[side].push((sequence, payload.to_vec()));
        }
    }
    segments.map(|mut segments| {
        segments.sort_by_key(|(sequence, _)| *sequence);
        let stream: Vec<u8> = segments.into_iter().flat_map(|(_, payload)| payload).collect();
        let mut rest = &stream[..];
        std::iter::from_fn(move || {
            let header = Header::parse(rest)?;
            let fragment = rest.get(record::HEADER_LEN..)?.get(..header.len.into())?.to_vec();
            rest = &rest[record::HEADER_LEN + fragment.len()..];
            Some(Record { header, fragment })
        })
        .collect()
    })
}

/// Opens all sealed records, through renegotiations, with the keys in `secrets`.
pub fn open_session(records: &[Vec<Record>; 2], secrets: &Secrets) -> Result<Session, WhyClosed> {
    let mut session = Session::default();
    let mut rest = [&records[0][..], &records[1][..]];
    loop {
        let mut facts = SessionFacts::new();
        let keys_before = session.keys.last().cloned();
        // The server's first on purpose: the order of arrival must not matter.
        for side in [Side::Server, Side::Client] {
            let part = &mut rest[if side == Side::Client { 0 } else { 1 }];
            let end = part.iter().position(|r| r.header.content_type == ContentType::CHANGE_CIPHER_SPEC);
            let (before, after) = part.split_at(end.unwrap_or(part.len()));
            *part = after.get(1..).unwrap_or_default();
            let mut handshake = Vec::new();
            let mut previous: Option<&[u8]> = None;
            for (sequence, record) in before.iter().enumerate() {
                let mut plain = record.fragment.clone();
                let mut content_type = record.header.content_type;
                if let Some(keys) = &keys_before {
                    let version = record.header.version;
                    let sealed = SealedRecord {
                        previous_fragment: previous.replace(&record.fragment),
                        ..SealedRecord::new(content_type, version, sequence as u64, &record.fragment)
                    };
                    let opened = keys.opener(side).open_into(&sealed, &mut plain).unwrap();
                    content_type = opened.content_type;
                    session.opened.push((side, opened, plain.clone()));
                }
                if content_type == ContentType::HANDSHAKE {
                    handshake.extend(plain);
                }
            }
            let mut rest = &handshake[..];
            while let Some((kind, len)) = message_header(rest) {
                let (message, others) = rest.split_at(HEADER_LEN + len);
                rest = others;
                if kind != message_type::FINISHED {
                    facts.message(side, message);
                }
            }
            if end.is_some() {
                facts.change_cipher_spec(side);
            }
        }
        if !facts.cipher_changed(Side::Client) && !session.keys.is_empty() {
            return Ok(session);
        }
        session.keys.push(facts.unlock(secrets)?);
    }
}
