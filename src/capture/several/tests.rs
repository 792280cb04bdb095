//! Sources mixed, limited, cut and ended.

use super::*;
use crate::capture::remote;
use std::process::Command;

/// A source that says what a file holds, and then waits or ends.
fn saying(name: &str, file: &str, then: &str) -> Source {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(file);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("cat \"$0\"; {then}")]).arg(&path);
    let (running, spool) = remote::start(command, name).unwrap();
    // However busy the machine is, all of it is there before anybody waits for earlier packets.
    let whole = std::fs::metadata(&path).unwrap().len();
    while spool.open().unwrap().metadata().unwrap().len() < whole {
        thread::sleep(ROUND);
    }
    Source::new(name.into(), Kind::Remote(running), spool).unwrap()
}

fn until_stopped(several: &Several) -> (Reason, u64, Vec<String>) {
    let (mut packets, mut notes) = (0, Vec::new());
    loop {
        match several.events.recv_timeout(Duration::from_secs(20)).unwrap() {
            Event::Committed { packets: n, .. } => packets = n,
            Event::Note(note) => notes.push(note),
            Event::Stopped(reason) => return (reason, packets, notes),
            _ => {}
        }
    }
}

fn read(spool: &Spool) -> (Vec<String>, Vec<(u32, Timestamp)>) {
    let mut reader = Reader::new(spool.open().unwrap());
    let (mut names, mut packets) = (Vec::new(), Vec::new());
    loop {
        match reader.next().unwrap() {
            Next::Block(Block::Interface(interface)) => names.push(interface.name.unwrap()),
            Next::Block(Block::Packet(packet)) => packets.push((packet.interface, packet.time)),
            Next::Block(_) => {}
            _ => return (names, packets),
        }
    }
}

#[test]
fn packets_of_several_sources_stand_in_one_file_in_order_of_time() {
    let a = saying("lab eth0", "upyssl.pcap", "exec sleep 30");
    let b = saying("lab eth1", "upyssl.pcap", "exec sleep 30");
    let spool_of_a = a.spool.path().to_owned();
    assert!(!spool_of_a.exists());
    let folder = tempfile::tempdir().unwrap();
    let ring =
        RingOptions { path: folder.path().join("r.pcapng"), packets: Some(30), ..RingOptions::default() };
    let options = SeveralOptions { ring: Some(ring), ..SeveralOptions::default() };
    let (mut several, spool) = Several::mix(vec![a, b], &options).unwrap();
    while std::fs::metadata(spool.path()).unwrap().len() < 6_000 {
        thread::sleep(ROUND);
    }
    several.stop();
    let (reason, packets, notes) = until_stopped(&several);
    assert_eq!((reason, packets, notes.len()), (Reason::Request, 38, 0), "{notes:?}");
    let (names, written) = read(&spool);
    assert_eq!(names, ["lab eth0", "lab eth1"]);
    assert!(written.is_sorted_by_key(|(_, time)| *time));
    assert_eq!(written.iter().filter(|(interface, _)| *interface == 1).count(), 19);
    drop(several);
    assert!(spool.path().exists());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    spool.discard().unwrap();
}

#[test]
fn a_limit_holds_for_all_of_them_together() {
    let sources =
        vec![saying("a", "upyssl.pcap", "exec sleep 30"), saying("b", "upyssl.pcap", "exec sleep 30")];
    let stop_after = StopAfter { packets: Some(25), ..StopAfter::default() };
    let options = SeveralOptions { stop_after, ..SeveralOptions::default() };
    let (several, spool) = Several::mix(sources, &options).unwrap();
    let (reason, packets, _) = until_stopped(&several);
    assert_eq!((reason, packets), (Reason::Packets, 25));
    assert_eq!(read(&spool).1.len(), 25);
    spool.discard().unwrap();
}

#[test]
fn a_file_that_begins_anew_holds_what_is_kept() {
    let keep = Keep { duration: Some(Duration::from_secs(3600)), kilobytes: None };
    let (events, _) = channel();
    let (move_on, moved) = channel();
    let section = SectionInfo::default();
    let spool = Spool::create().unwrap();
    let writer = PcapngWriter::new(BufWriter::new(spool.output().unwrap()), &section).unwrap();
    let mut mixer = Mixer {
        sources: Vec::new(),
        writer,
        reading: spool.open().unwrap(),
        newest: Newest::new(keep),
        interfaces: Vec::new(),
        section,
        gone: Gone::default(),
        move_on,
        ring: None,
        limits: StopAfter::default(),
        stop: Arc::default(),
        events,
        began: Instant::now(),
        packets: 0,
        told: (0, Drops::default()),
    };
    let interface = Interface::new(crate::capfile::LinkType(1), crate::base::time::Precision::NANOS);
    mixer.writer.interface(&interface).unwrap();
    mixer.interfaces.push(interface);
    // A packet each half hour; an hour is kept.
    let half = 1_800_000_000_000_i64;
    let write = |mixer: &mut Mixer, n: i64| {
        let time = Timestamp(n * half);
        mixer.newest.as_mut().unwrap().note(mixer.writer.position(), mixer.packets, time);
        let packet = PacketOut { time, original_len: 1, data: &[n as u8], ..PacketOut::default() };
        mixer.writer.packet(&packet).unwrap();
        mixer.packets += 1;
        mixer.writer.flush().unwrap();
    };
    (0..10).for_each(|n| write(&mut mixer, n));
    let len = mixer.writer.position();
    let place = mixer.newest.as_ref().unwrap().cut(len, Timestamp(9 * half)).unwrap();
    mixer.begin_anew(place).unwrap();
    let next = moved.try_recv().unwrap();
    assert_eq!((next.gone, next.kept, mixer.packets), (6, 4, 10));
    assert!(mixer.bytes() >= len);
    write(&mut mixer, 10);
    let mut reader = Reader::new(next.spool.open().unwrap());
    let mut bytes = Vec::new();
    while let Ok(Next::Block(block)) = reader.next() {
        if let Block::Packet(packet) = block {
            bytes.extend_from_slice(reader.packet_bytes(&packet));
        }
    }
    assert_eq!(bytes, [6, 7, 8, 9, 10]);
    for spool in [spool, next.spool] {
        spool.discard().unwrap();
    }
}

#[test]
fn a_source_that_ends_says_why_and_leaves_its_packets() {
    let source = saying("lab", "upyssl.pcap", "echo 'connection closed' >&2");
    let (several, spool) = Several::mix(vec![source], &SeveralOptions::default()).unwrap();
    let (reason, packets, notes) = until_stopped(&several);
    assert_eq!((reason, packets), (Reason::Error, 19));
    assert_eq!(notes, ["lab: connection closed"]);
    spool.discard().unwrap();
}

#[test]
fn what_cannot_begin_is_told_in_its_own_words() {
    let mut command = Command::new("sh");
    command.args(["-c", "echo 'Permission denied (publickey).' >&2; exit 255"]);
    let Err(error) = remote::start(command, "pi@lab") else { panic!("begun") };
    assert_eq!(error.to_string(), "pi@lab: Permission denied (publickey).");
}
