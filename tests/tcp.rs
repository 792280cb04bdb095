//! Hand-made segments, indexed as the index would, dissected one by one.

use std::borrow::Cow;
use std::sync::Arc;
use wirelens::base::id::{ConversationId, FrameId};
use wirelens::base::time::{Precision, Timestamp};
use wirelens::capfile::{Interface, LinkType};
use wirelens::dissect::{Claim, Dissector, Flags, Settings, Wanted};
use wirelens::field::FieldSet;
use wirelens::index::tcp::{Assembler, record};
use wirelens::proto::registry;
use wirelens::store::segments::flag;
use wirelens::store::{
    Analysis, Application, Capture, Conversation, Direction, Endpoint, FileBytes, Flow, FrameFlags,
    FrameMeta, Message, MessageKind, Piece, TcpFacts, TcpSegment, Transport,
};

/// A link type whose frames are TCP segments, by Decode As.
const BARE: u32 = 147;

/// Segments of one conversation, in order.
#[derive(Default)]
struct Talk {
    frames: Vec<(usize, Vec<u8>, u32, i64)>,
    application: Application,
    /// Ends of the messages of direction 0.
    ends: Vec<u64>,
    /// The frame in which they are complete, if not that of their last bytes.
    complete_in: Option<u32>,
}

impl Talk {
    /// A segment; its place in the list is its frame.
    fn say(&mut self, d: usize, numbers: (u32, u32), flags: u16, options: &[u8], payload: &[u8]) {
        let ports: [u16; 2] = if d == 0 { [51_900, 12_345] } else { [12_345, 51_900] };
        let words = 5 + options.len() as u16 / 4;
        let mut bytes: Vec<u8> = ports.iter().flat_map(|p| p.to_be_bytes()).collect();
        bytes.extend([numbers.0, numbers.1].iter().flat_map(|n| n.to_be_bytes()));
        bytes.extend([words << 12 | flags, 1_000, 0xabcd, 0].iter().flat_map(|w| w.to_be_bytes()));
        bytes.extend_from_slice(options);
        bytes.extend_from_slice(payload);
        let (len, time) = (bytes.len() as u32, 1_000_000 * (1 + self.frames.len() as i64));
        self.frames.push((d, bytes, len, time));
    }

    /// SYN, SYN-ACK, ACK, with scaling; data begins at 101 and 501.
    fn open() -> Self {
        let mut t = Self::default();
        t.say(
            0,
            (100, 0),
            flag::SYN,
            &[2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 10],
            b"",
        );
        t.say(1, (500, 101), flag::SYN | flag::ACK, &[2, 4, 5, 0xb4, 1, 3, 3, 10], b"");
        t.say(0, (101, 501), flag::ACK, &[], b"");
        t
    }

    fn capture(&self) -> Capture {
        let ends = [Endpoint::v4([10, 0, 0, 1], 51_900), Endpoint::v4([10, 0, 0, 2], 12_345)];
        let mut capture = Capture { tcp_facts: Arc::new(TcpFacts::new(find)), ..Capture::default() };
        capture.interfaces = Arc::new(vec![Interface::new(LinkType(BARE), Precision::MICROS)]);
        capture.bytes =
            FileBytes::from_vec(self.frames.iter().flat_map(|(_, b, ..)| b.iter().copied()).collect());
        let (mut flow, mut analysis, mut assembler) = (Flow::default(), Analysis::new(), Assembler::new());
        let mut offset = 0;
        for (i, (d, bytes, len, time)) in self.frames.iter().enumerate() {
            let id = FrameId::from_index(i);
            let mut meta = FrameMeta::new(offset, bytes.len() as u32, *len, Timestamp(*time), 0);
            meta.set_conversation(ConversationId(0), i.checked_sub(1).map(FrameId::from_index));
            if *d == 1 {
                meta.flags.set(FrameFlags::REVERSE);
            }
            offset += bytes.len() as u64;
            if let Some(segment) = TcpSegment::parse(bytes, *len, 0, false) {
                if let Some(finding) = analysis.segment(*d, &segment, id, Timestamp(*time)).finding {
                    meta.flags.set(FrameFlags::FINDING);
                    record(&mut flow, finding);
                }
                analysis.describe(&mut flow, id);
                let read = |p: &Piece| -> Option<Cow<'_, [u8]>> {
                    let bytes = &self.frames.get(p.frame()?.index())?.1;
                    Some(Cow::Borrowed(bytes.get(p.offset() as usize..)?.get(..p.len() as usize)?))
                };
                assembler.segment(&mut flow, *d, &segment, id, &read);
            }
            capture.frames.push(meta);
        }
        self.messages(&mut flow.directions[0]);
        capture.conversations.push(Conversation {
            ends,
            transport: Transport::Tcp,
            application: self.application,
            stream: 4,
            first: FrameId(0),
            last: FrameId::from_index(self.frames.len() - 1),
            frames: [1, 1],
            bytes: [0; 2],
            flow: Some(Arc::new(flow)),
        });
        capture
    }

    /// Each message is complete in the latest frame so far.
    fn messages(&self, direction: &mut Direction) {
        let mut start = 0;
        for end in &self.ends {
            let pieces = direction.pieces.iter().take_while(|p| p.start() < *end);
            let frame = pieces.filter_map(Piece::frame).max().unwrap_or_default();
            let frame = self.complete_in.map_or(frame, FrameId);
            direction.messages.push(Message::new(start, (end - start) as u32, frame, MessageKind(1), 0));
            start = *end;
        }
        direction.framed = start;
    }

    fn tree(&self, frame: usize) -> Seen {
        seen(&self.capture(), frame, Wanted::Everything)
    }
}

fn find(capture: &Capture, _: &Conversation, frame: FrameId) -> Option<(usize, TcpSegment)> {
    let meta = capture.frame(frame)?;
    Some((meta.direction(), TcpSegment::parse(&capture.frame_bytes(frame), meta.len, 0, false)?))
}

fn settings() -> Settings {
    Settings { decode_as: vec![(Claim::LinkType(BARE), "tcp")], ..Settings::default() }
}

/// What a person would see of a frame.
struct Seen {
    lines: Vec<String>,
    protocol: String,
    info: String,
    sources: Vec<(&'static str, usize)>,
}

impl Seen {
    fn has(&self, line: &str) -> bool {
        self.lines.iter().any(|l| l.trim_start() == line)
    }
}

fn seen(capture: &Capture, frame: usize, wanted: Wanted) -> Seen {
    let settings = settings();
    let mut d = Dissector::new(capture, &settings, registry(), wanted);
    d.frame(FrameId::from_index(frame));
    assert!(!d.fault, "a dissector panicked");
    for node in d.tree.nodes() {
        let len = d.sources.bytes(node.span.source).len() as u32;
        assert!(node.span.end() <= len, "spans lie inside their source");
    }
    let visible = d.tree.nodes().iter().filter(|n| !n.flags.has(Flags::HIDDEN));
    let lines = visible.map(|n| {
        let mut line = "    ".repeat(n.depth.into());
        d.tree.label(n, &d.sources, &mut line);
        line
    });
    Seen {
        lines: lines.collect(),
        protocol: d.columns.protocol.to_string(),
        info: d.columns.info().to_string(),
        sources: d.sources.iter().map(|(_, s)| (s.title, s.bytes.len())).collect(),
    }
}

#[test]
fn a_syn_shows_its_header_flags_and_options() {
    let syn = Talk::open().tree(0);
    assert_eq!(
        syn.info,
        "51900 → 12345 [SYN] Seq=0 Win=1000 Len=0 MSS=1460 SACK_PERM TSval=9 TSecr=0 WS=1024"
    );
    assert_eq!(syn.protocol, "TCP");
    for line in [
        "Transmission Control Protocol, Src Port: 51900, Dst Port: 12345, Seq: 0, Len: 0",
        "[Stream index: 4]",
        "[Conversation completeness: Incomplete (0)]",
        "[TCP Segment Len: 0]",
        "Sequence Number: 0    (relative sequence number)",
        "Sequence Number (raw): 100",
        "[Next Sequence Number: 1    (relative sequence number)]",
        "Acknowledgment Number: 0",
        "1010 .... = Header Length: 40 bytes (10)",
        "Flags: 0x002 (SYN)",
        "000. .... .... = Reserved: Not set",
        ".... .... ..1. = Syn: Set",
        "[Expert Info (Chat/Sequence): Connection establish request (SYN): server port 12345]",
        "[TCP Flags: ··········S·]",
        "[Calculated window size: 1000]",
        "Checksum: 0xabcd [unverified]",
        "[Checksum Status: Unverified]",
        "Options: (20 bytes), Maximum segment size, SACK permitted, Timestamps, No-Operation (NOP), Window scale",
        "TCP Option - Maximum segment size: 1460 bytes",
        "TCP Option - Timestamps: TSval 9, TSecr 0",
        "Kind: Window Scale (3)",
        "[Multiplier: 1024]",
        "[Time since previous frame in this TCP stream: 0.000000000 seconds]",
    ] {
        assert!(syn.has(line), "{line} in {:#?}", syn.lines);
    }
}

#[test]
fn later_segments_use_what_the_syns_agreed() {
    let mut t = Talk::open();
    t.say(0, (101, 501), flag::PSH | flag::ACK, &[], b"hello");
    let ack = t.tree(2);
    assert_eq!(ack.info, "51900 → 12345 [ACK] Seq=1 Ack=1 Win=1024000 Len=0");
    assert!(ack.has("[Window size scaling factor: 1024]"));
    assert!(ack.has("[This is an ACK to the segment in frame: 2]"));
    let data = t.tree(3);
    for line in [
        "[SEQ/ACK analysis]",
        "[iRTT: 0.002000000 seconds]",
        "[Bytes in flight: 5]",
        "TCP payload (5 bytes)",
        "Data (5 bytes)",
        "[Conversation completeness: Incomplete, ESTABLISHED (7)]",
    ] {
        assert!(data.has(line), "{line} in {:#?}", data.lines);
    }
}

#[test]
fn numbers_can_be_shown_raw() {
    let capture = Talk::open().capture();
    let settings = Settings { relative_sequence_numbers: false, ..settings() };
    let mut d = Dissector::new(&capture, &settings, registry(), Wanted::Everything);
    d.frame(FrameId(1));
    assert!(d.columns.info().starts_with("12345 → 51900 [SYN, ACK] Seq=500 Ack=101 Win=1000 Len=0"));
}

#[test]
fn findings_stand_before_the_text_and_in_the_tree() {
    let mut t = Talk::open();
    t.say(0, (101, 501), flag::ACK, &[], b"hello");
    t.say(1, (501, 106), flag::ACK, &[], b"");
    t.say(1, (501, 106), flag::ACK, &[], b"");
    t.say(0, (101, 501), flag::ACK, &[], b"hello");
    t.say(0, (116, 501), flag::ACK | flag::FIN, &[], b"");
    let double = t.tree(5);
    assert_eq!(double.info, "[TCP Dup ACK 5#1] 12345 → 51900 [ACK] Seq=1 Ack=6 Win=1024000 Len=0");
    for line in ["[TCP Analysis Flags]", "[This is a TCP duplicate ack]", "[Duplicate ACK #: 1]"] {
        assert!(double.has(line), "{line}");
    }
    let again = t.tree(6);
    assert!(again.info.starts_with("[TCP Spurious Retransmission] 51900 → 12345 [ACK]"));
    assert!(!again.has("Data (5 bytes)"), "bytes seen before are not dissected again");
    let fin = t.tree(7);
    assert!(fin.info.starts_with("[TCP Previous segment not captured] "));
    assert!(fin.has("[Expert Info (Note/Sequence): This frame initiates the connection closing]"));
}

#[test]
fn a_message_is_put_together_where_it_is_complete() {
    let mut t = Talk { application: Application::Http, ends: vec![3, 8, 10, 12], ..Talk::open() };
    t.say(0, (101, 501), flag::ACK, &[], b"aaabb");
    t.say(0, (106, 501), flag::ACK, &[], b"b");
    t.say(0, (107, 501), flag::ACK, &[], b"bbccddee");
    let first = t.tree(3);
    assert!(first.has("TCP segment data (2 bytes)") && first.has("[Reassembled PDU in frame: 6]"));
    assert!(!first.info.contains("reassembled PDU"), "a whole message stands before");
    let middle = t.tree(4);
    assert!(middle.info.ends_with("Len=1 [TCP segment of a reassembled PDU]"), "{}", middle.info);
    let last = t.tree(5);
    assert_eq!(last.sources, [("Frame", 28), ("Reassembled TCP", 5)]);
    for line in [
        "TCP segment data (2 bytes)",
        "[3 Reassembled TCP Segments (5 bytes): #4(2), #5(1), #6(2)]",
        "    [Frame: 5, payload: 2-2 (1 byte)]",
        "    [Segment count: 3]",
        "    [Reassembled TCP Data: 6262626262]",
    ] {
        assert!(last.lines.iter().any(|l| l.ends_with(line)), "{line} in {:#?}", last.lines);
    }
    let layers: Vec<&str> = last.lines.iter().filter(|l| !l.starts_with(' ')).map(String::as_str).collect();
    assert!(layers.iter().any(|l| l.starts_with("[3 Reassembled")), "a layer of its own: {layers:#?}");
}

#[test]
fn what_was_captured_late_is_shown_where_the_hole_is_filled() {
    let mut t = Talk { application: Application::Http, ends: vec![4, 8], ..Talk::open() };
    t.say(0, (105, 501), flag::ACK, &[], b"bbbb");
    t.say(0, (101, 501), flag::ACK, &[], b"aaaa");
    assert!(t.tree(3).info.ends_with("[TCP segment of a reassembled PDU]"));
    let filler = t.tree(4);
    assert_eq!(filler.sources, [("Frame", 24), ("Reassembled TCP", 4)]);
    assert!(filler.has("[1 Reassembled TCP Segments (4 bytes): #4(4)]"), "{:#?}", filler.lines);
}

#[test]
fn a_fin_completes_what_reaches_to_the_end() {
    let mut t = Talk { application: Application::Http, ends: vec![4], ..Talk::open() };
    t.say(0, (101, 501), flag::ACK, &[], b"aaaa");
    t.say(0, (105, 501), flag::ACK | flag::FIN, &[], b"");
    t.complete_in = Some(4);
    assert!(t.tree(3).info.ends_with("[TCP segment of a reassembled PDU]"));
    assert_eq!(t.tree(4).sources, [("Frame", 20), ("Reassembled TCP", 4)]);
}

#[test]
fn the_text_of_a_reset_is_shown() {
    let mut t = Talk::open();
    t.say(1, (501, 101), flag::RST | flag::ACK, &[], b"go away");
    assert!(t.tree(3).has("Reset cause: go away"));
}

#[test]
fn bad_options_are_named_and_end_the_list() {
    for (options, line) in [
        ([3, 1, 0, 0], "Window scale (with too-short option length = 1 byte)"),
        ([3, 9, 0, 0], "Window scale (option length = 9 bytes says option goes past end of options)"),
        ([1, 1, 1, 8], "Timestamps (length byte past end of options)"),
        ([0, 0, 0, 5], "Non-zero header padding"),
        ([4, 3, 0, 0], "[Expert Info (Note/Sequence): option length should be 2]"),
        (
            [1, 1, 1, 1],
            "[Expert Info (Warning/Protocol): 4 NOP in a row - a router may have removed some options]",
        ),
        ([99, 4, 1, 2], "Payload: 0102"),
        ([3, 3, 20, 0], "[Expert Info (Warning/Protocol): Window scale shift exceeds 14]"),
    ] {
        let mut t = Talk::default();
        t.say(0, (1, 1), flag::ACK, &options, b"");
        let tree = t.tree(0);
        assert!(tree.has(line), "{line} in {:#?}", tree.lines);
    }
}

#[test]
fn every_cut_is_survived_and_marked() {
    let mut t = Talk::open();
    t.say(0, (101, 501), flag::ACK, &[1, 1, 5, 10, 0, 0, 0, 10, 0, 0, 0, 30], b"data");
    for frame in [0, 3] {
        let whole = t.frames[frame].1.clone();
        for cut in 0..whole.len() {
            let mut short = Talk { frames: t.frames.clone(), ..Talk::default() };
            short.frames[frame].1.truncate(cut);
            let snapped = short.tree(frame);
            if cut < 4 * usize::from(whole[12] >> 4) {
                assert!(snapped.info.contains("[Packet size limited"), "{cut}: {}", snapped.info);
            }
            short.frames[frame].2 = cut as u32;
            short.tree(frame);
        }
    }
}

#[test]
fn columns_alone_say_the_same() {
    let mut t = Talk { application: Application::Http, ends: vec![8], ..Talk::open() };
    t.say(0, (101, 501), flag::ACK, &[], b"aaaa");
    t.say(0, (105, 501), flag::ACK | flag::URG, &[], b"bbbb");
    let capture = t.capture();
    for frame in 0..t.frames.len() {
        let full = seen(&capture, frame, Wanted::Everything);
        let columns = seen(&capture, frame, Wanted::Fields(FieldSet::default()));
        assert_eq!((full.info, full.protocol), (columns.info, columns.protocol));
        assert_eq!(columns.lines.len(), 0);
    }
}
