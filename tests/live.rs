//! Live capture from end to end: the real helper in a network namespace that the test makes itself,
//! with a veth pair, one end of it named like a Wi-Fi card. Needs root and iproute2; says so on
//! stderr when they are missing. No packet leaves the namespace.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek};
use std::net::UdpSocket;
use std::os::fd::AsFd;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use wirelens::capture::{Error, Event, Fault, Helper, Options, Reason, Running, Spool};

const INTERFACE: &str = "wlp2s0";
const PORT: u16 = 4242;
const FILTER: &str = "udp dst port 4242";

/// A namespace with `wlp2s0` (10.99.0.1) and its peer, removed when dropped.
struct Namespace(String);

fn tool(line: &str) -> Option<Output> {
    let mut words = line.split_whitespace();
    Command::new(words.next()?).args(words).stdin(Stdio::null()).output().ok()
}

impl Namespace {
    /// Makes one and moves this thread into it; what it starts is in it, too.
    fn enter() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("wlt{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        tool(&format!("ip netns add {name}")).filter(|o| o.status.success())?;
        let made = Self(name);
        let file = File::open(format!("/run/netns/{}", made.0)).ok()?;
        move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network)).ok()?;
        for line in [
            "ip link add wlp2s0 type veth peer name peer0",
            "ip address add 10.99.0.1/24 dev wlp2s0",
            "ip link set wlp2s0 up",
            "ip link set peer0 up",
            "ip neighbour add 10.99.0.2 lladdr 02:00:00:00:00:02 dev wlp2s0",
        ] {
            let done = tool(line).filter(|o| o.status.success());
            assert!(done.is_some(), "{line}");
        }
        Some(made)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = tool(&format!("ip netns del {}", self.0));
    }
}

/// Runs `body` inside a namespace with the path of the helper, if that is possible here.
fn live(body: impl FnOnce(&Path) + Send + 'static) {
    let Some(helper) = option_env!("CARGO_BIN_EXE_wirelens-capture") else {
        return eprintln!("skipped: built without the feature live");
    };
    if !rustix::process::geteuid().is_root() || tool("ip -V").is_none() {
        return eprintln!("skipped: needs root and iproute2");
    }
    // A thread of its own, since it cannot leave the namespace.
    let test = thread::spawn(move || match Namespace::enter() {
        Some(_namespace) => body(Path::new(helper)),
        None => eprintln!("skipped: no network namespaces here"),
    });
    if let Err(panic) = test.join() {
        std::panic::resume_unwind(panic);
    }
}

fn options() -> Options {
    Options { filter: FILTER.into(), ..Options::new(INTERFACE) }
}

/// Sends `count` numbered datagrams out of the interface.
fn send(count: u32) {
    let socket = UdpSocket::bind("10.99.0.1:0").unwrap();
    for number in 0..count {
        socket.send_to(&number.to_be_bytes(), ("10.99.0.2", PORT)).unwrap();
    }
}

/// All events up to the last.
fn events(running: &Running) -> Vec<Event> {
    let mut all = Vec::new();
    loop {
        all.push(running.events.recv_timeout(Duration::from_secs(30)).unwrap());
        if let Some(Event::Stopped(_)) = all.last() {
            return all;
        }
    }
}

/// Waits until `packets` are in the file.
fn wait_for(running: &Running, wanted: u64) {
    loop {
        match running.events.recv_timeout(Duration::from_secs(30)).unwrap() {
            Event::Committed { packets, .. } if packets >= wanted => return,
            Event::Error { text, .. } => panic!("{text}"),
            _ => {}
        }
    }
}

/// The last of the events that `pick` knows.
fn last<T>(events: &[Event], pick: impl Fn(&Event) -> Option<T>) -> T {
    events.iter().rev().find_map(pick).expect("no such event")
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// The numbers in the datagrams of a pcapng file, which must be whole; and its block types.
fn numbers(mut file: File) -> (Vec<u32>, Vec<u32>) {
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    let (mut numbers, mut types, mut rest) = (Vec::new(), Vec::new(), bytes.as_slice());
    while !rest.is_empty() {
        let len = u32_at(rest, 4) as usize;
        let block = &rest[..len];
        assert_eq!(u32_at(block, len - 4) as usize, len);
        types.push(u32_at(block, 0));
        if u32_at(block, 0) == 6 {
            // 28 bytes of block, 14 of Ethernet, 20 of IPv4, 8 of UDP
            numbers.push(u32::from_be_bytes(block[70..74].try_into().unwrap()));
        }
        rest = &rest[len..];
    }
    (numbers, types)
}

#[test]
fn counts_are_exact_and_rights_are_gone() {
    live(|helper| {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::create_in(folder.path()).unwrap();
        let mut running = Helper::at(helper).start(&options(), spool.output().unwrap()).unwrap();
        assert_eq!((running.ready().link_type, running.ready().precision), (1, 9));

        let status = fs::read_to_string(format!("/proc/{}/status", running.pid())).unwrap();
        let of = |name: &str| status.lines().find_map(|l| l.strip_prefix(name)).unwrap().trim().to_owned();
        for set in ["CapEff:", "CapPrm:", "CapInh:", "CapAmb:"] {
            assert_eq!(u64::from_str_radix(&of(set), 16), Ok(0), "{set}");
        }
        assert_eq!(of("NoNewPrivs:"), "1");

        send(500);
        wait_for(&running, 500);
        // It is all in the file while the capture goes on.
        assert_eq!(numbers(spool.open().unwrap()).0, (0..500).collect::<Vec<_>>());
        running.stop();
        let events = events(&running);
        assert_eq!(events.last(), Some(&Event::Stopped(Reason::Request)));
        let len = last(&events, |e| if let Event::Committed { bytes, .. } = e { Some(*bytes) } else { None });
        assert_eq!(len, fs::metadata(spool.path()).unwrap().len());
        let (numbers, types) = numbers(spool.open().unwrap());
        assert_eq!(numbers.len(), 500);
        // Section, interface, packets, statistics.
        assert_eq!((types[..2].to_vec(), types[types.len() - 1]), (vec![0x0a0d_0d0a, 1], 5));
    });
}

#[test]
fn kept_and_dropped_are_all_that_was_offered() {
    live(|helper| {
        const COUNT: u32 = 50_000;
        let options = Options { buffer_mib: 1, ..options() };
        let file = tempfile::tempfile().unwrap();
        let mut running = Helper::at(helper).start(&options, file.try_clone().unwrap()).unwrap();
        send(COUNT);
        // At once: what the kernel holds must be drained.
        running.stop();
        let events = events(&running);
        let drops = last(&events, |e| if let Event::Drops(d) = e { Some(*d) } else { None });
        let packets =
            last(&events, |e| if let Event::Committed { packets, .. } = e { Some(*packets) } else { None });
        assert_eq!(packets + drops.kernel, u64::from(COUNT));
        let (numbers, _) = numbers(file);
        assert_eq!(numbers.len() as u64, packets);
        assert!(numbers.is_sorted());
    });
}

#[test]
fn packets_arrive_within_a_tenth_of_a_second() {
    live(|helper| {
        let file = tempfile::tempfile().unwrap();
        let running = Helper::at(helper).start(&options(), file).unwrap();
        let mut delays = Vec::new();
        for n in 1..=9 {
            let sent = Instant::now();
            send(1);
            wait_for(&running, n);
            delays.push(sent.elapsed());
        }
        delays.sort();
        assert!(delays[4] < Duration::from_millis(100), "{delays:?}");
    });
}

#[test]
fn limits_are_kept_exactly() {
    live(|helper| {
        let mut options = options();
        options.stop_after.packets = Some(100);
        options.snaplen = 60;
        let file = tempfile::tempfile().unwrap();
        let running = Helper::at(helper).start(&options, file.try_clone().unwrap()).unwrap();
        send(150);
        assert_eq!(events(&running).last(), Some(&Event::Stopped(Reason::Packets)));
        assert_eq!(numbers(file).0, (0..100).collect::<Vec<_>>());

        options.stop_after.packets = None;
        options.stop_after.duration = Some(Duration::from_millis(300));
        let running = Helper::at(helper).start(&options, tempfile::tempfile().unwrap()).unwrap();
        assert_eq!(events(&running).last(), Some(&Event::Stopped(Reason::Duration)));
    });
}

#[test]
fn a_vanished_interface_ends_the_capture_with_its_packets_kept() {
    live(|helper| {
        let file = tempfile::tempfile().unwrap();
        let running = Helper::at(helper).start(&options(), file.try_clone().unwrap()).unwrap();
        send(50);
        assert!(tool("ip link set wlp2s0 down").unwrap().status.success());
        assert!(tool("ip link set wlp2s0 up").unwrap().status.success());
        assert!(tool("ip link del wlp2s0").unwrap().status.success());
        let events = events(&running);
        assert!(events.iter().any(|e| matches!(e, Event::Note(t) if t.contains("went down"))), "{events:?}");
        let gone = last(&events, |e| {
            if let Event::Error { fault, text } = e { Some((*fault, text.clone())) } else { None }
        });
        assert_eq!(gone.0, Fault::DeviceGone);
        assert!(gone.1.contains(INTERFACE));
        assert_eq!(events.last(), Some(&Event::Stopped(Reason::Error)));
        assert_eq!(numbers(file).0.len(), 50);
    });
}

#[test]
fn a_helper_ends_with_its_reader_and_loses_nothing() {
    live(|helper| {
        let file = tempfile::tempfile().unwrap();
        let running = Helper::at(helper).start(&options(), file.try_clone().unwrap()).unwrap();
        let pid = running.pid();
        send(200);
        drop(running);
        assert!(!Path::new(&format!("/proc/{pid}")).exists());
        let (numbers, types) = numbers(file);
        assert_eq!((numbers.len(), types.last()), (200, Some(&5)));
    });
}

#[test]
fn a_start_that_fails_says_why_and_spoils_nothing() {
    live(|helper| {
        let helper = Helper::at(helper);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old");
        fs::write(&path, "precious").unwrap();
        let fails = |options: &Options| {
            let file = File::options().write(true).open(&path).unwrap();
            let error = helper.start(options, file).err().expect("started");
            assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
            error
        };
        let bad_filter = Options { filter: "tcp port and and".into(), ..options() };
        assert!(matches!(fails(&bad_filter), Error::BadFilter { .. }));
        let wrong_type = Options { link_type: Some("IEEE802_11".into()), ..options() };
        assert!(matches!(fails(&wrong_type), Error::Device { text } if text.contains("EN10MB")));
        assert!(matches!(fails(&Options::new("no-such0")), Error::NoSuchDevice { .. }));
        assert!(tool("ip link set wlp2s0 down").unwrap().status.success());
        assert!(matches!(fails(&options()), Error::Device { text } if text.contains("not up")));

        assert!(helper.check_filter("EN10MB", FILTER).is_ok());
        let devices = helper.list_devices().unwrap();
        let ours = devices.iter().find(|d| d.name == INTERFACE).expect("not listed");
        assert!(!ours.up && ours.addresses.contains(&"10.99.0.1".parse().unwrap()));
        assert!(tool("ip link set wlp2s0 up").unwrap().status.success());
        assert_eq!(helper.link_types(INTERFACE).unwrap()[0].name, "EN10MB");
    });
}

#[test]
fn an_ordinary_user_captures_by_the_rights_of_the_file() {
    live(|helper| {
        if tool("runuser --version").is_none() || tool("setcap -h").is_none() {
            return eprintln!("skipped: needs runuser and setcap");
        }
        let folder = tempfile::tempdir().unwrap();
        let mode = |mode| fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path(), mode(0o777)).unwrap();
        let (program, file) = (folder.path().join("wirelens-capture"), folder.path().join("x.pcapng"));
        fs::copy(helper, &program).unwrap();
        fs::set_permissions(&program, mode(0o755)).unwrap();
        let command = |path: &Path| {
            let mut command = Command::new("runuser");
            command
                .args(["-u", "nobody", "--"])
                .arg(&program)
                .args(["-i", INTERFACE, "-f", FILTER, "-c", "20", "-w"]);
            command.arg(path).stdin(Stdio::null()).stderr(Stdio::piped());
            command
        };
        // `setpriv` would leave rights behind; the plain copy of the file must have none.
        let refused = command(&file).output().unwrap();
        assert_eq!(refused.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("setcap"));

        let given =
            Command::new("setcap").arg("cap_net_raw,cap_net_admin=eip").arg(&program).status().unwrap();
        if !given.success() {
            return eprintln!("skipped: this file system keeps no capabilities");
        }
        let forbidden = command(Path::new("/etc/wirelens-test.pcapng")).output().unwrap();
        assert_eq!(forbidden.status.code(), Some(2));
        assert!(!Path::new("/etc/wirelens-test.pcapng").exists());

        let mut child = command(&file).spawn().unwrap();
        let mut said = child.stderr.take().unwrap();
        let mut begun = [0; 9];
        said.read_exact(&mut begun).unwrap();
        assert_eq!(&begun, b"Capturing");
        send(30);
        assert!(child.wait().unwrap().success());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(numbers(File::open(&file).unwrap()).0, (0..20).collect::<Vec<_>>());
    });
}

#[test]
fn tlens_captures_on_several_interfaces_each_with_its_filter() {
    live(|_| {
        let arguments =
            ["-n", "-i", INTERFACE, "-f", FILTER, "-i", "peer0", "-f", "udp dst port 4242 and udp[11] < 3"];
        let mut tlens = Command::new(env!("CARGO_BIN_EXE_tlens"))
            .args(arguments)
            .args(["-c", "8", "-T", "fields", "-e", "frame.interface_name"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut stderr = BufReader::new(tlens.stderr.take().unwrap());
        while !said.contains("Capturing on") {
            assert!(stderr.read_line(&mut said).unwrap() > 0, "{said}");
        }
        assert!(said.contains("Capturing on 'wlp2s0' and 'peer0'"), "{said}");
        send(5);
        let output = tlens.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let of = |name: &str| text.lines().filter(|line| *line == name).count();
        assert_eq!((output.status.success(), of(INTERFACE), of("peer0")), (true, 5, 3), "{text}");
    });
}

#[test]
fn the_spool_of_a_ring_takes_no_more_room_than_its_files() {
    live(|_| {
        use std::os::unix::fs::MetadataExt;
        const ROUNDS: u64 = 12;
        const DATAGRAMS: u64 = 750;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ring.pcapng");
        let mut tlens = Command::new(env!("CARGO_BIN_EXE_tlens"))
            .args(["-n", "-q", "-i", INTERFACE, "-f", FILTER, "-b", "filesize:400", "-b", "files:2", "-w"])
            .arg(&file)
            .env("XDG_STATE_HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut stderr = BufReader::new(tlens.stderr.take().unwrap());
        while !said.contains("Capturing on") {
            assert!(stderr.read_line(&mut said).unwrap() > 0, "{said}");
        }
        let spool = || {
            let mut entries = fs::read_dir(folder.path().join("wirelens")).unwrap();
            let about = entries.next().unwrap().unwrap().metadata().unwrap();
            (about.len(), about.blocks() * 512)
        };
        let socket = UdpSocket::bind("10.99.0.1:0").unwrap();
        for round in 1..=ROUNDS {
            for _ in 0..DATAGRAMS {
                socket.send_to(&[7; 1400], ("10.99.0.2", PORT)).unwrap();
            }
            let wanted = round * DATAGRAMS * 1400;
            let began = Instant::now();
            while spool().0 < wanted {
                assert!(began.elapsed() < Duration::from_secs(30), "{:?}", spool());
                thread::sleep(Duration::from_millis(20));
            }
        }
        let began = Instant::now();
        // Two files are kept, one is in the making, and room is given back a mebibyte at a time.
        while spool().1 > 4 << 20 {
            assert!(began.elapsed() < Duration::from_secs(10), "{:?}", spool());
            thread::sleep(Duration::from_millis(20));
        }
        let pid = rustix::process::Pid::from_child(&tlens);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        assert!(tlens.wait().unwrap().success());
        let mut kept: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "pcapng"))
            .collect();
        kept.sort();
        assert_eq!(kept.len(), 2, "{kept:?}");
        for path in &kept {
            // What was written is packets, not holes.
            let bytes = fs::read(path).unwrap();
            assert!(bytes.windows(64).filter(|w| *w == [7; 64]).count() > 1000, "{path:?}");
        }
    });
}
