//! The layer as a whole: what is written is read again, cuts and damage lose nothing before them,
//! no bytes make it panic.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::unix::fs::FileExt;

use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;
use crate::base::time::{Precision, Timestamp};
use compressed::{COMPRESSIONS, gzip, read_compressed};

mod compressed;

/// All blocks, the bytes of packets beside them, and the error or the end.
fn read_all(source: impl Read) -> (Vec<Block>, Vec<Vec<u8>>, Result<Next, Error>) {
    let mut reader = Reader::new(source);
    let (mut blocks, mut data) = (Vec::new(), Vec::new());
    loop {
        match reader.next() {
            Ok(Next::Block(block)) => {
                if let Block::Packet(packet) = &block {
                    data.push(reader.packet_bytes(packet).to_vec());
                }
                blocks.push(block);
            }
            Ok(Next::NeedMore) => return (blocks, data, Err(reader.cut_error())),
            other => return (blocks, data, other),
        }
    }
}

fn whole(bytes: &[u8]) -> (Vec<Block>, Vec<Vec<u8>>) {
    let (blocks, data, end) = read_all(bytes);
    assert!(matches!(end, Ok(Next::End)), "{end:?}");
    (blocks, data)
}

fn packets(blocks: &[Block]) -> Vec<&PacketBlock> {
    blocks.iter().filter_map(|b| if let Block::Packet(p) = b { Some(p) } else { None }).collect()
}

fn full_interface() -> Interface {
    Interface {
        snaplen: 1500,
        time_offset_s: -7,
        name: Some("wlp2s0".into()),
        description: Some("Wireless".into()),
        filter: Some("tcp port 443".into()),
        os: Some("Linux 6.1".into()),
        hardware: Some("Card".into()),
        mac: Some([1, 2, 3, 4, 5, 6]),
        fcs_len: Some(4),
        speed: Some(1_000_000_000),
        comments: vec!["first".into(), "second ü".into()],
        other_options: vec![RawOption { code: 2988, value: b"\x01\0\0\0text".to_vec() }],
        ..Interface::new(LinkType::ETHERNET, Precision::NANOS)
    }
}

/// A file with blocks of all kinds, and where each of them ends.
fn sample_pcapng() -> (Vec<u8>, Vec<usize>) {
    let section = SectionInfo {
        hardware: Some("PC".into()),
        os: Some("Linux".into()),
        application: Some("Wirelens".into()),
        comments: vec!["a file".into()],
        other_options: vec![],
    };
    let mut w = PcapngWriter::new(Vec::new(), &section).unwrap();
    let mut ends = vec![w.position() as usize];
    macro_rules! write {
        ($($call:tt)*) => {{ w.$($call)*.unwrap(); ends.push(w.position() as usize); }};
    }
    write!(interface(&full_interface()));
    write!(interface(&Interface::new(LinkType(101), Precision::MICROS)));
    write!(secrets(SecretsBlock::TLS_KEY_LOG, b"CLIENT_RANDOM 00 11\n"));
    let out = PacketOut { original_len: 99, data: &[1, 2, 3, 4, 5], ..Default::default() };
    write!(packet(&PacketOut { time: Timestamp(1_000_000_000_123_456_789), ..out }));
    let comments = ["look here".to_string()];
    let other_options = [RawOption { code: 4, value: 3u64.to_le_bytes().to_vec() }];
    write!(packet(&PacketOut {
        interface: 1,
        time: Timestamp(1_000_000_000_123_456_000),
        comments: &comments,
        flags: Some(2),
        other_options: &other_options,
        ..out
    }));
    write!(names(&Names {
        names: vec![
            Name {
                address: Address::Ip(Ipv4Addr::LOCALHOST.into()),
                names: vec!["me".into(), "localhost".into()]
            },
            Name { address: Address::Ip(Ipv6Addr::LOCALHOST.into()), names: vec!["me6".into()] },
            Name { address: Address::Eui48([1; 6]), names: vec!["card".into()] },
            Name { address: Address::Eui64([2; 8]), names: vec!["long card".into()] },
        ],
        ..Names::default()
    }));
    write!(raw_block(0x0bad, b"\x01\0\0\0whatever"));
    write!(statistics(&Statistics {
        interface: 1,
        time: Timestamp(5_000),
        start: Some(Timestamp(1_000)),
        end: Some(Timestamp(5_000)),
        received: Some(10),
        dropped: Some(1),
        accepted: Some(9),
        os_dropped: Some(0),
        delivered: Some(2),
        comments: vec!["done".into()],
        other_options: vec![],
    }));
    (w.into_inner(), ends)
}

fn sample_pcap() -> (Vec<u8>, Vec<usize>) {
    let mut w = PcapWriter::new(Vec::new(), &Interface::new(LinkType::ETHERNET, Precision::NANOS)).unwrap();
    let mut ends = vec![w.position() as usize];
    for n in 0..6u8 {
        let data = vec![n; usize::from(n) * 3];
        let time = Timestamp(1_700_000_000_000_000_001 + i64::from(n));
        w.packet(&PacketOut { time, original_len: 60, data: &data, ..Default::default() }).unwrap();
        ends.push(w.position() as usize);
    }
    (w.into_inner(), ends)
}

#[test]
fn all_kinds_of_blocks_come_back_as_written() {
    let (bytes, ends) = sample_pcapng();
    let (blocks, data) = whole(&bytes);
    assert_eq!(blocks.len(), ends.len());
    let Block::Section(section) = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(section.info.application.as_deref(), Some("Wirelens"));
    assert_eq!(section.info.comments, ["a file"]);
    assert_eq!(blocks[1], Block::Interface(Box::new(full_interface())));
    let Block::Secrets(secrets) = &blocks[3] else { panic!("{blocks:?}") };
    assert_eq!(secrets.bytes, Zeroizing::new(b"CLIENT_RANDOM 00 11\n".to_vec()));
    assert_eq!(bytes[secrets.data_offset as usize..][..secrets.len as usize], secrets.bytes[..]);
    let [first, second] = packets(&blocks)[..] else { panic!("{blocks:?}") };
    assert_eq!((first.time, first.original_len), (Timestamp(1_000_000_000_123_456_789), 99));
    assert_eq!((first.flags, &first.options, first.has_time), (None, &None, true));
    assert_eq!(bytes[first.data_offset as usize..][..5], [1, 2, 3, 4, 5]);
    assert_eq!((second.interface, second.time), (1, Timestamp(1_000_000_000_123_456_000)));
    assert_eq!(second.flags, Some(2));
    let options = second.options.as_ref().unwrap();
    assert_eq!((&options.comments[..], options.drop_count()), (&["look here".to_string()][..], Some(3)));
    assert_eq!(data, [[1, 2, 3, 4, 5]; 2]);
    let Block::Names(names) = &blocks[6] else { panic!("{blocks:?}") };
    assert_eq!(names.names.len(), 4);
    assert_eq!(names.names[0].names, ["me", "localhost"]);
    assert_eq!(names.names[3].address, Address::Eui64([2; 8]));
    assert_eq!(blocks[7], Block::Other(OtherBlock { block_type: 0x0bad, offset: ends[6] as u64, len: 24 }));
    let Block::Statistics(s) = &blocks[8] else { panic!("{blocks:?}") };
    assert_eq!((s.interface, s.start, s.end), (1, Some(Timestamp(1_000)), Some(Timestamp(5_000))));
    assert_eq!((s.received, s.dropped, s.delivered), (Some(10), Some(1), Some(2)));
}

/// Numbers in one byte order, for files that our writer does not write.
struct Craft {
    big: bool,
    bytes: Vec<u8>,
}

impl Craft {
    fn n16(mut self, n: u16) -> Self {
        self.bytes.extend(if self.big { n.to_be_bytes() } else { n.to_le_bytes() });
        self
    }

    fn n32(mut self, n: u32) -> Self {
        self.bytes.extend(if self.big { n.to_be_bytes() } else { n.to_le_bytes() });
        self
    }

    fn n64(mut self, n: u64) -> Self {
        self.bytes.extend(if self.big { n.to_be_bytes() } else { n.to_le_bytes() });
        self
    }

    fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self
    }

    fn padded(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self
    }

    fn block(self, kind: u32, body: impl FnOnce(Craft) -> Craft) -> Self {
        let body = body(Craft { big: self.big, bytes: Vec::new() }).bytes;
        let len = body.len() as u32 + 12;
        self.n32(kind).n32(len).raw(&body).n32(len)
    }

    fn section(self) -> Self {
        self.block(0x0a0d_0d0a, |b| b.n32(0x1a2b_3c4d).n16(1).n16(0).n64(u64::MAX))
    }

    fn interface(self, link_type: u16, snaplen: u32) -> Self {
        self.block(1, |b| b.n16(link_type).n16(0).n32(snaplen))
    }

    fn packet(self, interface: u32, micros: u32, data: &[u8]) -> Self {
        let len = data.len() as u32;
        self.block(6, |b| b.n32(interface).n32(0).n32(micros).n32(len).n32(len).padded(data))
    }
}

fn craft(big: bool) -> Craft {
    Craft { big, bytes: Vec::new() }
}

#[test]
fn blocks_are_read_in_both_byte_orders() {
    for big in [false, true] {
        let file = craft(big)
            .section()
            .block(1, |b| {
                let b = b.n16(1).n16(0).n32(4);
                let b = b.n16(9).n16(1).padded(&[3]); // milliseconds
                b.n16(14).n16(8).n64(100).n16(8).n16(8).n64(54_000_000).n32(0)
            })
            .block(6, |b| {
                let b = b.n32(0).n32(1).n32(5).n32(3).n32(9).padded(b"abc");
                b.n16(2).n16(4).n32(1).n16(5).n16(8).n64(77).n16(6).n16(4).n32(8).n32(0)
            })
            .block(2, |b| b.n16(0).n16(6).n32(0).n32(5).n32(2).n32(2).padded(b"de"))
            .block(2, |b| b.n16(0).n16(0xffff).n32(0).n32(5).n32(2).n32(2).padded(b"de"))
            .block(3, |b| b.n32(50).padded(b"fghi"))
            .block(5, |b| b.n32(0).n32(0).n32(1000).n16(4).n16(8).n64(123).n32(0))
            .block(5, |b| b.n32(9).n32(0).n32(1000))
            .bytes;
        let (blocks, data) = whole(&file);
        let Block::Section(section) = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!(section.big_endian, big);
        let Block::Interface(interface) = &blocks[1] else { panic!("{blocks:?}") };
        assert_eq!((interface.precision, interface.speed), (Precision(3), Some(54_000_000)));
        let packets = packets(&blocks);
        let seconds = |ms: i64| Timestamp::from_parts(100, ms * 1_000_000);
        assert_eq!(packets[0].time, seconds((1 << 32) + 5));
        assert_eq!(packets[0].flags, Some(1));
        let options = packets[0].options.as_ref().unwrap();
        assert_eq!((options.packet_id(), options.queue()), (Some(77), Some(8)));
        assert_eq!(packets[1].options.as_ref().unwrap().drop_count(), Some(6));
        assert_eq!(packets[2].options, None);
        assert_eq!((packets[3].has_time, packets[3].captured_len, packets[3].original_len), (false, 4, 50));
        assert_eq!(data, [&b"abc"[..], b"de", b"de", b"fghi"]);
        let Block::Statistics(s) = &blocks[6] else { panic!("{blocks:?}") };
        assert_eq!((s.received, s.time), (Some(123), seconds(1000)));
        assert!(matches!(blocks[7], Block::Other(_)), "statistics of nobody");
    }
}

#[test]
fn interfaces_are_counted_across_sections_of_either_order() {
    let one = craft(false).section().interface(1, 0).interface(1, 0).packet(1, 7, b"x").bytes;
    let two = craft(true).section().interface(101, 0).packet(0, 7, b"y").bytes;
    let (blocks, _) = whole(&[one, two].concat());
    assert_eq!(packets(&blocks).iter().map(|p| p.interface).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn pcap_is_read_in_all_its_variants() {
    for big in [false, true] {
        for (magic, nanos) in [(0xa1b2_c3d4u32, 7_000), (0xa1b2_3c4d, 7), (0xa1b2_cd34, 7_000)] {
            let header = craft(big).n32(magic).n16(2).n16(4).n64(0).n32(0).n32(0x4400_0001);
            let record = header.n32(5).n32(7).n32(3).n32(9);
            let extra: &[u8] = if magic == 0xa1b2_cd34 { &[0; 8] } else { &[] };
            let bytes = record.raw(extra).raw(b"abc").bytes;
            let (blocks, data) = whole(&bytes);
            let Block::Interface(interface) = &blocks[0] else { panic!("{blocks:?}") };
            assert_eq!((interface.link_type, interface.fcs_len), (LinkType::ETHERNET, Some(8)));
            let packet = packets(&blocks)[0];
            assert_eq!(packet.time, Timestamp(5_000_000_000 + nanos));
            assert_eq!((packet.captured_len, packet.original_len), (3, 9));
            assert_eq!(data, [b"abc"]);
        }
    }
}

#[test]
fn old_writers_of_pcap_swapped_the_lengths() {
    let read = |major, minor, first, second| {
        let header = craft(false).n32(0xa1b2_c3d4).n16(major).n16(minor).n64(0).n32(99).n32(1);
        let (blocks, _) = whole(&header.n32(0).n32(0).n32(first).n32(second).raw(b"abc").bytes);
        let packet = packets(&blocks)[0].clone();
        (packet.captured_len, packet.original_len)
    };
    assert_eq!(read(2, 4, 3, 9), (3, 9));
    assert_eq!(read(2, 4, 3, 1), (3, 1), "odd, but the bytes are there");
    assert_eq!(read(2, 2, 9, 3), (3, 9));
    assert_eq!(read(543, 0, 9, 3), (3, 9));
    assert_eq!(read(2, 3, 9, 3), (3, 9));
    assert_eq!(read(2, 3, 3, 9), (3, 9));
}

/// Every prefix of `bytes`, whose blocks end at `ends`, gives the blocks that are whole in it.
fn every_cut(bytes: &[u8], ends: &[usize]) {
    let (blocks, data) = whole(bytes);
    for len in 0..bytes.len() {
        let (cut_blocks, cut_data, end) = read_all(&bytes[..len]);
        let count = ends.iter().filter(|&&end| end <= len).count();
        assert_eq!(cut_blocks, blocks[..count], "{len}");
        assert_eq!(cut_data, data[..cut_data.len()]);
        match end {
            Ok(_) => assert!(ends.contains(&len), "{len}"),
            Err(Error::Empty) => assert_eq!(len, 0),
            Err(Error::Cut { frames, block_offset, end }) => {
                assert!(!ends.contains(&len), "{len}");
                assert_eq!((frames as usize, end as usize), (cut_data.len(), len));
                let began = ends.iter().rev().find(|&&end| end <= len).copied().unwrap_or(0);
                assert_eq!(block_offset as usize, began);
            }
            Err(other) => panic!("{len}: {other}"),
        }
    }
}

#[test]
fn a_cut_anywhere_loses_only_what_is_cut() {
    let (bytes, ends) = sample_pcap();
    every_cut(&bytes, &ends);
    let (bytes, ends) = sample_pcapng();
    every_cut(&bytes, &ends);
}

/// A growing file: one byte, nothing, one byte, nothing, …
struct Trickle<'a> {
    rest: &'a [u8],
    pause: bool,
}

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.pause = !self.pause;
        if self.pause {
            return Ok(0);
        }
        let len = out.len().min(1);
        self.rest.read(&mut out[..len])
    }
}

#[test]
fn reading_goes_on_where_the_file_grows() {
    for bytes in [sample_pcap().0, sample_pcapng().0] {
        let (expected, expected_data) = whole(&bytes);
        let mut reader = Reader::new(Trickle { rest: &bytes, pause: false });
        let (mut blocks, mut data) = (Vec::new(), Vec::new());
        while blocks.len() < expected.len() {
            if let Next::Block(block) = reader.next().unwrap() {
                if let Block::Packet(packet) = &block {
                    data.push(reader.packet_bytes(packet).to_vec());
                }
                blocks.push(block);
            }
        }
        assert_eq!((blocks, data), (expected, expected_data));
        assert_eq!(reader.offset(), bytes.len() as u64);
    }
}

#[test]
fn a_file_longer_than_the_buffer_keeps_its_offsets() {
    let mut w = PcapWriter::new(Vec::new(), &Interface::new(LinkType::ETHERNET, Precision::NANOS)).unwrap();
    let long: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    for n in 0..2_000usize {
        let data = if n == 1_000 { &long[..] } else { &long[n..n + 1_700] };
        w.packet(&PacketOut { data, original_len: data.len() as u32, ..Default::default() }).unwrap();
    }
    let bytes = w.into_inner();
    let mut reader = Reader::new(&bytes[..]);
    while let Next::Block(block) = reader.next().unwrap() {
        let Block::Packet(packet) = block else { continue };
        let at = packet.data_offset as usize;
        assert!(reader.packet_bytes(&packet) == &bytes[at..at + packet.captured_len as usize]);
    }
    assert_eq!(reader.frames(), 2_000);
}

#[test]
fn the_largest_packet_is_read_and_one_byte_more_is_damage() {
    let file = |len: u32| {
        let header = craft(false).n32(0xa1b2_c3d4).n16(2).n16(4).n64(0).n32(0).n32(1);
        let first = header.n32(0).n32(0).n32(1).n32(1).raw(b"a");
        first.n32(0).n32(0).n32(len).n32(len).raw(&vec![7; len as usize]).bytes
    };
    assert_eq!(whole(&file((1 << 24) - 1)).1[1].len(), (1 << 24) - 1);
    let (blocks, _, end) = read_all(&file(1 << 24)[..]);
    assert_eq!(packets(&blocks).len(), 1);
    assert!(matches!(end, Err(Error::Damaged { frames: 1, offset: 41, .. })), "{end:?}");
}

#[test]
fn damage_is_told_with_its_place() {
    let good = craft(false).section().interface(1, 0).packet(0, 1, b"good");
    let at = good.bytes.len() as u64;
    let damaged = |file: Craft| {
        let (blocks, _, end) = read_all(&file.bytes[..]);
        assert_eq!(packets(&blocks).len(), 1);
        match end {
            Err(Error::Damaged { frames: 1, offset, what }) if offset == at => what,
            other => panic!("{other:?}"),
        }
    };
    let again = || Craft { big: false, bytes: good.bytes.clone() };
    assert!(damaged(again().n32(6).n32(11).raw(&[0; 99])).contains("length of 11"));
    assert!(damaged(again().n32(6).n32(u32::MAX).raw(&[0; 99])).contains("length of 4294967295"));
    assert!(damaged(again().n32(7).n32(16).n32(0).n32(20)).contains("20 at its end"));
    assert!(damaged(again().n32(6).n32(12).n32(12)).contains("too short"));
    let claims = |b: Craft| b.n32(0).n32(0).n32(0).n32(100).n32(100).raw(b"abcd");
    assert!(damaged(again().block(6, claims)).contains("100 captured bytes"));
    assert!(damaged(again().block(3, |b| b.n32(9).raw(b"abcd"))).contains("room for 4"));
    assert!(damaged(again().block(10, |b| b.n32(1).n32(9).raw(b"abcd"))).contains("9 bytes"));
    assert!(damaged(again().n32(0x0a0d_0d0a).n32(28).raw(&[0; 20])).contains("byte-order magic"));

    let (_, _, end) = read_all(&again().packet(1, 1, b"x").bytes[..]);
    let unknown =
        matches!(end, Err(Error::UnknownInterface { offset, interface: 1, known: 1, .. }) if offset == at);
    assert!(unknown, "{end:?}");
    let next_section = again().section().packet(0, 1, b"x").bytes;
    let (_, _, end) = read_all(&next_section[..]);
    assert!(matches!(end, Err(Error::UnknownInterface { known: 0, .. })), "{end:?}");
}

#[test]
fn the_same_error_comes_again() {
    let file = craft(false).section().interface(1, 0).n32(6).n32(3).n32(3).bytes;
    let mut reader = Reader::new(&file[..]);
    for _ in 0..2 {
        assert!(matches!(reader.next(), Ok(Next::Block(_))));
    }
    for _ in 0..3 {
        assert!(matches!(reader.next(), Err(Error::Damaged { .. })));
    }
}

#[test]
fn other_files_are_refused_by_name() {
    let message = |bytes: &[u8]| {
        let opened = open(io::Cursor::new(bytes.to_vec())).unwrap();
        read_all(opened.reader).2.unwrap_err().to_string()
    };
    assert!(message(b"").contains("empty"));
    assert!(message(b"-----BEGIN PRIVATE KEY-----\nMII").contains("key in PEM form"));
    assert!(message(b"<!DOCTYPE html>").contains("web page"));
    let twice = gzip(&gzip(&sample_pcap().0));
    assert!(message(&twice).contains("another (gzip)"));
}

/// xorshift64, so that a failure can be had again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const EDGES: [u32; 8] = [0, 1, 11, 12, 0x7fff_ffff, 0x8000_0000, 0x00ff_ffff, u32::MAX];
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next() as u8,
            2 => {
                let edge = EDGES[random.below(8)].to_le_bytes();
                let end = bytes.len().min(at + 4);
                bytes[at..end].copy_from_slice(&edge[..end - at]);
            }
            3 => drop(bytes.drain(at..(at + random.below(9)).min(bytes.len().max(at)))),
            _ => bytes.truncate(at.max(8)),
        }
    }
}

#[test]
fn no_mutation_makes_the_reader_panic_or_leave_the_file() {
    let mut random = Random(0x5eed);
    for (sample, _) in [sample_pcap(), sample_pcapng()] {
        for _ in 0..5_000 {
            let mut bytes = sample.clone();
            mutate(&mut bytes, &mut random);
            let (blocks, data, _) = read_all(&bytes[..]);
            assert!(blocks.len() <= bytes.len());
            for (packet, data) in packets(&blocks).into_iter().zip(&data) {
                let from = packet.data_offset as usize;
                assert_eq!(bytes[from..from + packet.captured_len as usize], data[..]);
            }
        }
    }
}

#[test]
fn no_mutation_makes_a_decompressor_panic() {
    let mut random = Random(0xdeed);
    let sample = sample_pcapng().0;
    for (_, compress) in COMPRESSIONS {
        let packed = compress(&sample);
        for _ in 0..500 {
            let mut bytes = packed.clone();
            mutate(&mut bytes, &mut random);
            let (blocks, ..) = read_compressed(bytes);
            assert!(blocks.len() <= sample.len());
        }
    }
}

#[test]
fn a_spool_holds_the_packets_at_their_offsets() {
    let bytes = sample_pcapng().0;
    let spool = Spool::new(None, None).unwrap();
    let file = spool.file().unwrap();
    let opened = open(io::Cursor::new(gzip(&bytes))).unwrap();
    let (blocks, data, end) = read_all(TeeReader::new(opened.reader, spool));
    assert!(matches!(end, Ok(Next::End)));
    for (packet, data) in packets(&blocks).into_iter().zip(&data) {
        let mut copy = vec![0; data.len()];
        file.read_exact_at(&mut copy, packet.data_offset).unwrap();
        assert_eq!(&copy, data);
    }
}

#[test]
fn a_spool_that_is_full_ends_reading_with_its_limit() {
    let (bytes, ends) = sample_pcap();
    let spool = Spool::new(None, Some(ends[3] as u64 + 1)).unwrap();
    let (blocks, _, end) = read_all(TeeReader::new(&bytes[..], spool));
    assert_eq!(packets(&blocks).len(), 3);
    let error = end.unwrap_err();
    assert!(matches!(error, Error::Spool { frames: 3, .. }), "{error:?}");
    assert!(error.to_string().contains("bytes allowed"), "{error}");
}

proptest! {
    #[test]
    fn packets_survive_writing_and_reading(
        list in prop::collection::vec(
            (0i64.., any::<u32>(), prop::collection::vec(any::<u8>(), 0..80), prop::collection::vec(".{0,9}[a-z]", 0..3),
             any::<Option<u32>>()),
            0..12,
        ),
    ) {
        let mut w = PcapngWriter::new(Vec::new(), &SectionInfo::default()).unwrap();
        w.interface(&Interface::new(LinkType::ETHERNET, Precision::NANOS)).unwrap();
        for (time, original_len, data, comments, flags) in &list {
            w.packet(&PacketOut {
                time: Timestamp(*time), original_len: *original_len, data, comments, flags: *flags, ..Default::default()
            }).unwrap();
        }
        let (blocks, read_data) = whole(&w.into_inner());
        let read = packets(&blocks);
        prop_assert_eq!(read.len(), list.len());
        for ((packet, bytes), (time, original_len, data, comments, flags)) in read.iter().zip(&read_data).zip(&list) {
            prop_assert_eq!((packet.time.0, packet.original_len, packet.flags), (*time, *original_len, *flags));
            prop_assert_eq!(bytes, data);
            let read_comments = packet.options.as_ref().map_or(&[][..], |o| &o.comments);
            prop_assert_eq!(read_comments, &comments[..]);
        }
    }

    #[test]
    fn any_bytes_behind_a_header_end_somehow(rest in prop::collection::vec(any::<u8>(), 0..300), big: bool) {
        let mut bytes = craft(big).section().interface(1, 0).packet(0, 0, b"x").bytes;
        bytes.extend(rest);
        let (blocks, ..) = read_all(&bytes[..]);
        prop_assert!(!packets(&blocks).is_empty());
    }
}
