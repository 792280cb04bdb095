//! What is said inside TLS is shown as what is said in the clear: every TCP conversation of the samples is put into a
//! made session of TLS 1.2, frame by frame, and what its frames say above TLS, what can be followed and what can be
//! exported is held against the same without TLS. Not here: whether TLS is opened rightly (`unlocked.rs`).

mod streams;

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::collections::HashMap;
use streams::{ETHERNET, Opened, Said, Segment, samples, segment};
use wirelens::document::follow::Kind;
use wirelens::store::Transport;
use wirelens::tls::prf::Prf;

const RECORD_MAX: usize = 16_384;
/// A body that the connection's end ends is told whole by the FIN in the clear, and by its last record in TLS.
const ENDED_BY_CLOSE: &[(&str, usize)] =
    &[("http", 16), ("http", 17), ("http", 18), ("http", 20), ("http", 55), ("http", 59), ("http", 61)];
/// An EtherType for experiments: frames that stand in the clear capture where the other has its handshake.
const FILLER: [u8; 2] = [0x88, 0xb5];
const HANDSHAKE_FRAMES: usize = 4;

/// The two directions of a session made by hand: TLS_RSA_WITH_AES_128_GCM_SHA256, opened by a key log.
struct Session {
    random: [u8; 32],
    master: [u8; 48],
    keys: Vec<(LessSafeKey, Vec<u8>)>,
    sequence: [u64; 2],
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let len = (body.len() as u16).to_be_bytes();
    [&[kind, 3, 3, len[0], len[1]], body].concat()
}

fn handshake(kind: u8, body: &[u8]) -> Vec<u8> {
    let len = (body.len() as u32).to_be_bytes();
    [&[kind, len[1], len[2], len[3]], body].concat()
}

impl Session {
    fn new(number: u8) -> Self {
        let (random, server, master) = ([number; 32], [number ^ 0xff; 32], [number ^ 0x55; 48]);
        let mut block = [0; 40];
        Prf::Sha256.expand(&master, b"key expansion", &[&server, &random], &mut block);
        let key = |bytes: &[u8], salt: &[u8]| {
            (LessSafeKey::new(UnboundKey::new(&AES_128_GCM, bytes).unwrap()), salt.to_vec())
        };
        let keys = vec![key(&block[..16], &block[32..36]), key(&block[16..32], &block[36..])];
        Self { random, master, keys, sequence: [0; 2] }
    }

    fn key_log_line(&self) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        format!("CLIENT_RANDOM {} {}\n", hex(&self.random), hex(&self.master))
    }

    /// What the ends say before the first data: client, server, client, server.
    fn hellos(&mut self) -> [Vec<u8>; HANDSHAKE_FRAMES] {
        let hello = [&[3, 3], &self.random[..], &[0, 0, 2, 0, 0x9c, 1, 0]].concat();
        let server = [&[3, 3][..], &self.random.map(|b| b ^ 0xff), &[0, 0, 0x9c, 0]].concat();
        let done = [handshake(2, &server), handshake(14, b"")].concat();
        let key = handshake(16, &[&[1, 0][..], &[7; 256]].concat());
        let finished = handshake(20, &[9; 12]);
        let client = [record(22, &key), record(20, &[1]), self.seal(0, 22, &finished)].concat();
        let answer = [record(20, &[1]), self.seal(1, 22, &finished)].concat();
        [record(22, &handshake(1, &hello)), record(22, &done), client, answer]
    }

    fn seal(&mut self, end: usize, kind: u8, plain: &[u8]) -> Vec<u8> {
        let number = self.sequence[end].to_be_bytes();
        self.sequence[end] += 1;
        let len = (plain.len() as u16).to_be_bytes();
        let additional = [&number[..], &[kind, 3, 3, len[0], len[1]]].concat();
        let (key, salt) = &self.keys[end];
        let nonce = Nonce::try_assume_unique_for_key(&[&salt[..], &number].concat()).unwrap();
        let mut body = plain.to_vec();
        key.seal_in_place_append_tag(nonce, Aad::from(additional), &mut body).unwrap();
        record(kind, &[&number[..], &body].concat())
    }
}

/// A conversation on its way into TLS: who is the client, and by how much its bytes have become more.
struct Carried {
    client: Vec<u8>,
    session: Session,
    /// For each direction: what it is to carry next, in the clear, and what was added so far.
    next: [Option<u32>; 2],
    added: [u32; 2],
    begun: bool,
}

/// A segment with other bytes, and numbers that fit them.
fn with_payload(frame: &[u8], s: &Segment, carried: &Carried, end: usize, payload: &[u8]) -> Vec<u8> {
    let mut out = [&frame[..s.payload.start], payload].concat();
    let acknowledged = u32::from_be_bytes(frame[s.tcp + 8..s.tcp + 12].try_into().unwrap());
    out[s.tcp + 4..s.tcp + 8].copy_from_slice(&s.sequence.wrapping_add(carried.added[end]).to_be_bytes());
    out[s.tcp + 8..s.tcp + 12]
        .copy_from_slice(&acknowledged.wrapping_add(carried.added[1 - end]).to_be_bytes());
    let len = (out.len() - ETHERNET) as u16;
    match frame[12] {
        8 => out[16..18].copy_from_slice(&len.to_be_bytes()),
        _ => out[18..20].copy_from_slice(&(len - 40).to_be_bytes()),
    }
    out
}

struct Pair {
    clear: Vec<u8>,
    sealed: Vec<u8>,
    key_log: String,
}

/// A capture of the samples twice: as it is, and with its conversations in TLS. Frames have the same numbers in both.
/// `None`: not Ethernet, or a conversation that has lost or repeated segments, which TLS would hide.
fn pair(pcap: &[u8], record_len: usize) -> Option<Pair> {
    if pcap[20..24] != [1, 0, 0, 0] {
        return None;
    }
    let mut conversations: HashMap<(Vec<u8>, Vec<u8>), Carried> = HashMap::new();
    let mut made = Pair { clear: pcap[..24].to_vec(), sealed: pcap[..24].to_vec(), key_log: String::new() };
    let mut rest = &pcap[24..];
    let put = |out: &mut Vec<u8>, time: &[u8], frame: &[u8]| {
        let len = (frame.len() as u32).to_le_bytes();
        out.extend([time, &len, &len, frame].concat());
    };
    while rest.len() >= 16 {
        let (time, len) = (&rest[..8], u32::from_le_bytes(rest[8..12].try_into().unwrap()) as usize);
        let frame = &rest[16..16 + len];
        rest = &rest[16 + len..];
        let Some(s) = segment(frame) else {
            put(&mut made.clear, time, frame);
            put(&mut made.sealed, time, frame);
            continue;
        };
        let key = if s.flow.0 < s.flow.1 { s.flow.clone() } else { (s.flow.1.clone(), s.flow.0.clone()) };
        let flags = frame[s.tcp + 13];
        let opens = flags & 0x12 == 2;
        if opens {
            conversations.remove(&key);
        }
        let number = conversations.len() as u8 + 1;
        let carried = conversations.entry(key).or_insert_with(|| {
            let session = Session::new(number);
            made.key_log += &session.key_log_line();
            Carried { client: s.flow.0.clone(), session, next: [None; 2], added: [0; 2], begun: false }
        });
        let end = usize::from(s.flow.0 != carried.client);
        let payload = &frame[s.payload.clone()];
        if carried.next[end].is_some_and(|next| next != s.sequence) {
            return None;
        }
        let flagged = u32::from(flags & 2 != 0) + u32::from(flags & 1 != 0);
        carried.next[end] = Some(s.sequence.wrapping_add(payload.len() as u32 + flagged));
        if !payload.is_empty() && !carried.begun {
            carried.begun = true;
            for (at, said) in carried.session.hellos().into_iter().enumerate() {
                // Whoever speaks first, the client greets: its frame is this one, turned round where needed.
                let from = at % 2;
                let mut plain = frame[..s.payload.start].to_vec();
                if from != end {
                    turn_round(&mut plain, &s);
                }
                let as_sent = Segment {
                    sequence: u32::from_be_bytes(plain[s.tcp + 4..s.tcp + 8].try_into().unwrap()),
                    flow: s.flow.clone(),
                    payload: s.payload.clone(),
                    tcp: s.tcp,
                };
                put(&mut made.sealed, time, &with_payload(&plain, &as_sent, carried, from, &said));
                carried.added[from] += said.len() as u32;
                let filler = [&frame[..12], &FILLER, &[0; 46]].concat();
                put(&mut made.clear, time, &filler);
            }
        }
        let mut records = Vec::new();
        for part in payload.chunks(record_len) {
            records.extend(carried.session.seal(end, 23, part));
        }
        put(&mut made.clear, time, frame);
        put(&mut made.sealed, time, &with_payload(frame, &s, carried, end, &records));
        carried.added[end] += (records.len() - payload.len()) as u32;
    }
    Some(made)
}

/// A segment of the other end with the same acknowledgements.
fn turn_round(frame: &mut [u8], s: &Segment) {
    let swap = |frame: &mut [u8], at: usize, len: usize| {
        for n in at..at + len {
            frame.swap(n, n + len);
        }
    };
    match frame[12] {
        8 => swap(frame, 26, 4),
        _ => swap(frame, 22, 16),
    }
    swap(frame, s.tcp, 2);
    swap(frame, s.tcp + 4, 4);
    swap(frame, 0, 6);
}

/// What goes through SOCKS inside TLS has no layer that says where it leads.
fn is_behind_socks(clear: &Said) -> bool {
    clear.lines.iter().any(|line| line.starts_with("    [Version: "))
}

#[test]
fn trees_inside_tls_are_those_in_the_clear() {
    let (mut different, mut compared) = (Vec::new(), 0);
    for path in samples() {
        let Some(pair) = pair(&std::fs::read(&path).unwrap(), RECORD_MAX) else { continue };
        if pair.key_log.is_empty() {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let clear = Opened::new(pair.clear, "", &path).said("tcp");
        let sealed = Opened::new(pair.sealed, &pair.key_log, &path).said("tls");
        assert_eq!(clear.len(), sealed.len());
        for (index, (clear, sealed)) in clear.iter().zip(&sealed).enumerate() {
            if clear.lines.is_empty() && sealed.lines.is_empty() {
                continue;
            }
            compared += 1;
            if ENDED_BY_CLOSE.contains(&(name, index + 1)) || is_behind_socks(clear) {
                continue;
            }
            if clear.lines != sealed.lines {
                let at = clear.lines.iter().zip(&sealed.lines).take_while(|(a, b)| a == b).count();
                let (left, right) = (clear.lines.get(at), sealed.lines.get(at));
                different.push(format!("{name}, frame {}: {left:?} became {right:?}", index + 1));
            } else if clear.lines[0].starts_with("Data (") {
                // Nobody's bytes: the row tells of the layer below.
            } else if (&clear.protocol, &clear.info) != (&sealed.protocol, &sealed.info) {
                let row = |s: &Said| format!("{} {}", s.protocol, s.info);
                different.push(format!("{name}, frame {}: {} became {}", index + 1, row(clear), row(sealed)));
            }
        }
    }
    assert!(compared > 300, "only {compared} frames were compared");
    assert!(different.is_empty(), "{} of {compared}:\n{}", different.len(), different.join("\n"));
}

#[test]
fn what_is_followed_and_exported_is_the_same_inside_tls() {
    let (mut followed, mut exported) = (0, 0);
    for path in samples() {
        let Some(pair) = pair(&std::fs::read(&path).unwrap(), RECORD_MAX) else { continue };
        let name = path.file_stem().unwrap().to_str().unwrap();
        let clear = Opened::new(pair.clear, "", &path);
        let sealed = Opened::new(pair.sealed, &pair.key_log, &path);
        let streams = clear.capture.conversations.iter().filter(|c| c.transport == Transport::Tcp).count();
        for stream in 0..streams as u32 {
            // Sessions that the sample itself has are sessions inside others here: their records are what is said.
            let (clear, sealed) = (clear.said_in(Kind::Tcp, stream), sealed.said_in(Kind::Tls, stream));
            assert_eq!(clear, sealed, "{name}, stream {stream}");
            followed += usize::from(!clear.is_empty());
        }
        let (clear, sealed) = (clear.objects(), sealed.objects());
        assert_eq!(clear, sealed, "{name}");
        exported += clear.len();
    }
    assert!(followed > 60 && exported > 30, "{followed} streams, {exported} files");
}

#[test]
fn messages_in_records_of_any_length_are_put_together() {
    let (mut different, mut compared) = (Vec::new(), 0);
    for path in samples() {
        let Some(pair) = pair(&std::fs::read(&path).unwrap(), 11) else { continue };
        let name = path.file_stem().unwrap().to_str().unwrap();
        let clear = Opened::new(pair.clear, "", &path).said("tcp");
        let sealed = Opened::new(pair.sealed, &pair.key_log, &path).said("tls");
        for (index, (clear, sealed)) in clear.iter().zip(&sealed).enumerate() {
            if ENDED_BY_CLOSE.contains(&(name, index + 1)) || clear.lines.is_empty() {
                continue;
            }
            // Nobody puts these together: Telnet, what SSH has encrypted, what nobody knows.
            // Of a reply in several lines each is shown by itself, if it came by itself.
            const LINES: &[(&str, usize)] =
                &[("imap", 14), ("imap", 16), ("smtp", 10), ("smtp", 39), ("smtp_starttls", 10)];
            if ["telnet", "ssh"].contains(&name)
                || LINES.contains(&(name, index + 1))
                || clear.lines[0].starts_with("Data (")
                || is_behind_socks(clear)
            {
                continue;
            }
            compared += 1;
            let is_file = clear.lines[0].starts_with("FTP Data (");
            // Where one segment held several messages, each is a layer now, and has the proxy's around it.
            let inside = |said: &Said| -> Vec<String> {
                let told = said.lines.iter();
                let told = told.filter(|l| l.starts_with(' ') && !l.starts_with("    [Proxy-Connect-"));
                told.cloned().collect()
            };
            let (clear, sealed) = (inside(clear), inside(sealed));
            let at = clear.iter().zip(&sealed).take_while(|(a, b)| a == b).count();
            let (left, right) = (clear.get(at), sealed.get(at));
            // Mail and files are shown as they come, with the lines of each record.
            let is_mail = right.is_some_and(|line| line.starts_with("    Line-based text data ("));
            if left != right && !is_mail && !is_file {
                different.push(format!("{name}, frame {}: {left:?} became {right:?}", index + 1));
            }
        }
    }
    assert!(compared > 500, "only {compared} frames were compared");
    assert!(different.is_empty(), "{} of {compared}:\n{}", different.len(), different.join("\n"));
}
