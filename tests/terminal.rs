//! Nothing from packets, file names or the command line steers the terminal: a capture whose every text is hostile is
//! printed in every form, and mistakes that are quoted are quoted harmlessly.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Sets a title and a colour (7-bit and 8-bit), turns the direction of text, goes back, rings, deletes.
const HOSTILE: &str = "a\x1b]0;evil\x07\x1b[31m\u{9b}32m\u{202e}\u{2066}\u{200f}\x08\x7f\u{85}z";
/// The same where bytes are no UTF-8: a C1 control by itself.
const HOSTILE_BYTES: &[u8] = b"a\x1b[2J\x9b33m\x90\x9dz";

// ---- the capture --------------------------------------------------------------------------------

/// A pcapng file with comments and names as hostile as its packets.
#[derive(Default)]
struct Capture {
    bytes: Vec<u8>,
    clock: u64,
    seq: BTreeMap<[u16; 2], u32>,
}

impl Capture {
    fn new() -> Self {
        let mut capture = Self::default();
        let mut section = [0x1a2b_3c4d_u32.to_le_bytes().as_slice(), &[1, 0, 0, 0], &[0xff; 8]].concat();
        for code in [1, 2, 3, 4] {
            option(&mut section, code, HOSTILE.as_bytes());
        }
        capture.block(0x0a0d_0d0a, section);
        let mut interface = vec![1, 0, 0, 0, 0, 0, 4, 0];
        for code in [1, 2, 3, 12] {
            option(&mut interface, code, HOSTILE.as_bytes());
        }
        capture.block(1, interface);
        let name = [&[192, 0, 2, 9], HOSTILE.as_bytes(), &[0]].concat();
        let mut names = vec![1, 0];
        names.extend((name.len() as u16).to_le_bytes());
        names.extend(&name);
        names.resize(names.len().next_multiple_of(4), 0);
        names.extend([0; 4]);
        capture.block(4, names);
        capture
    }

    fn block(&mut self, kind: u32, mut body: Vec<u8>) {
        if matches!(kind, 1 | 6 | 0x0a0d_0d0a) {
            body.extend([0; 4]);
        }
        let len = (body.len() as u32 + 12).to_le_bytes();
        self.bytes.extend(kind.to_le_bytes());
        self.bytes.extend(len);
        self.bytes.extend(body);
        self.bytes.extend(len);
    }

    fn frame(&mut self, frame: &[u8]) {
        self.clock += 1000;
        let len = (frame.len() as u32).to_le_bytes();
        let time = [((self.clock >> 32) as u32).to_le_bytes(), (self.clock as u32).to_le_bytes()].concat();
        let mut body = [&[0; 4], time.as_slice(), &len, &len, frame].concat();
        body.resize(body.len().next_multiple_of(4), 0);
        option(&mut body, 1, HOSTILE.as_bytes());
        self.block(6, body);
    }

    /// `up`: from the client.
    fn ip(&mut self, protocol: u8, up: bool, payload: &[u8]) {
        let (client, server) = ([192, 0, 2, 1], [192, 0, 2, 2]);
        let (from, to) = if up { (client, server) } else { (server, client) };
        let len = (payload.len() as u16 + 20).to_be_bytes();
        let mut frame = b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0\x45\0".to_vec();
        frame.extend(len);
        frame.extend([0, 0, 0, 0, 64, protocol, 0, 0]);
        frame.extend([from, to].concat());
        frame.extend(payload);
        self.frame(&frame);
    }

    fn udp(&mut self, port: u16, up: bool, payload: &[u8]) {
        let ports = if up { [40_000, port] } else { [port, 40_000] };
        let mut datagram: Vec<u8> = ports.iter().flat_map(|p| p.to_be_bytes()).collect();
        datagram.extend((payload.len() as u16 + 8).to_be_bytes());
        datagram.extend([0, 0]);
        datagram.extend(payload);
        self.ip(17, up, &datagram);
    }

    fn tcp(&mut self, port: u16, up: bool, payload: &[u8]) {
        let ports = if up { [50_000, port] } else { [port, 50_000] };
        let seq = *self.seq.entry(ports).or_insert(1);
        let ack = *self.seq.entry([ports[1], ports[0]]).or_insert(1);
        self.seq.insert(ports, seq + payload.len() as u32);
        let mut segment: Vec<u8> = ports.iter().flat_map(|p| p.to_be_bytes()).collect();
        segment.extend([seq.to_be_bytes(), ack.to_be_bytes()].concat());
        segment.extend([0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
        segment.extend(payload);
        self.ip(6, up, &segment);
    }
}

fn option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    body.extend(code.to_le_bytes());
    body.extend((value.len() as u16).to_le_bytes());
    body.extend(value);
    body.resize(body.len().next_multiple_of(4), 0);
}

/// Something behind its length in `width` bytes.
fn counted(width: usize, bytes: &[u8]) -> Vec<u8> {
    let len = (bytes.len() as u32).to_be_bytes();
    [&len[4 - width..], bytes].concat()
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    match len {
        0..0x80 => [&[tag, len as u8], content].concat(),
        0x80..0x100 => [&[tag, 0x81, len as u8], content].concat(),
        _ => [&[tag, 0x82, (len >> 8) as u8, len as u8], content].concat(),
    }
}

/// A certificate whose names are hostile, in every kind of string.
fn certificate() -> Vec<u8> {
    let wide: Vec<u8> = HOSTILE.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let strings = [
        (12, HOSTILE.as_bytes()),
        (19, HOSTILE_BYTES),
        (20, HOSTILE_BYTES),
        (22, HOSTILE_BYTES),
        (30, wide.as_slice()),
    ];
    let name: Vec<u8> = strings
        .iter()
        .zip([3_u8, 10, 11, 7, 8])
        .flat_map(|((tag, text), attribute)| {
            let pair = [der(6, &[0x55, 4, attribute]), der(*tag, text)].concat();
            der(0x31, &der(0x30, &pair))
        })
        .collect();
    let name = der(0x30, &name);
    let algorithm = der(0x30, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00");
    let validity = der(0x30, &[der(23, b"200101000000Z"), der(23, b"300101000000Z")].concat());
    let key = der(0x30, &[der(0x30, b"\x06\x01\x2a"), der(3, b"\0\x01")].concat());
    let alternative = der(0x30, &[der(0x82, HOSTILE_BYTES), der(0x86, HOSTILE.as_bytes())].concat());
    let extension = der(0x30, &[der(6, &[0x55, 0x1d, 0x11]), der(4, &alternative)].concat());
    let tbs = [
        der(0xa0, &der(2, &[2])),
        der(2, &[1]),
        algorithm.clone(),
        name.clone(),
        validity,
        name,
        key,
        der(0xa3, &der(0x30, &extension)),
    ]
    .concat();
    der(0x30, &[der(0x30, &tbs), algorithm, der(3, b"\0\x01")].concat())
}

fn handshake(kind: u8, body: &[u8]) -> Vec<u8> {
    let message = [&[kind], counted(3, body).as_slice()].concat();
    [&[22, 3, 3], counted(2, &message).as_slice()].concat()
}

fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
    [kind.to_be_bytes().as_slice(), &counted(2, body)].concat()
}

fn tls(capture: &mut Capture) {
    let random = [7; 32];
    let name = [&[0], counted(2, HOSTILE.as_bytes()).as_slice()].concat();
    let server_name = extension(0, &counted(2, &name));
    let alpn = |name: &[u8]| extension(16, &counted(2, &counted(1, name)));
    let extensions = [server_name, alpn(HOSTILE_BYTES), extension(0x1a1a, HOSTILE_BYTES)].concat();
    let hello = [&[3, 3], random.as_slice(), &[0, 0, 2, 0xc0, 0x2f, 1, 0], &counted(2, &extensions)].concat();
    capture.tcp(443, true, &handshake(1, &hello));
    let extensions = alpn(HOSTILE.as_bytes());
    let hello = [&[3, 3], random.as_slice(), &[0, 0xc0, 0x2f, 0], &counted(2, &extensions)].concat();
    capture.tcp(443, false, &handshake(2, &hello));
    let list = counted(3, &counted(3, &certificate()));
    capture.tcp(443, false, &handshake(11, &list));
    capture.tcp(443, false, b"\x15\x03\x03\x00\x02\x02\x28");
}

fn dns(capture: &mut Capture) {
    let label = |text: &[u8]| counted(1, text.get(..text.len().min(60)).unwrap());
    let name = [label(HOSTILE.as_bytes()), label(HOSTILE_BYTES), vec![0]].concat();
    let question = [name.as_slice(), &[0, 16, 0, 1]].concat();
    for port in [53, 5353, 5355] {
        let head = |flags: u8, answers: u8| [0, 9, flags, 0, 0, 1, 0, answers, 0, 0, 0, 0];
        capture.udp(port, true, &[head(1, 0).as_slice(), &question].concat());
        let text = [counted(1, HOSTILE.as_bytes()), counted(1, HOSTILE_BYTES)].concat();
        let txt = [&[0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 9], counted(2, &text).as_slice()].concat();
        let cname = [&[0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9], counted(2, &name).as_slice()].concat();
        let address = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 7];
        let answers = [txt, cname, address.to_vec()].concat();
        capture.udp(port, false, &[head(0x85, 3).as_slice(), &question, &answers].concat());
    }
}

fn capture() -> Vec<u8> {
    let mut capture = Capture::new();
    let both = [HOSTILE.as_bytes(), HOSTILE_BYTES].concat();
    let lines = |lines: &[&[u8]]| -> Vec<u8> {
        lines.iter().flat_map(|line| [line, both.as_slice(), b"\r\n"].concat()).collect()
    };
    dns(&mut capture);
    let headers: &[&[u8]] =
        &[b"Host: ", b"User-Agent: ", b"Cookie: a=", b"Authorization: ", b"X-", b"Referer: "];
    let request =
        [b"GET /", both.as_slice(), b"?q=", &both, b" HTTP/1.1\r\n", &lines(headers), b"\r\n"].concat();
    capture.tcp(80, true, &request);
    let reply =
        [b"HTTP/1.1 200 ".as_slice(), &both, b"\r\n", &lines(&[b"Server: ", b"Location: ", b"Set-Cookie: "])];
    let both_len = both.len().to_string();
    let body = [b"Content-Type: text/plain\r\nContent-Length: ".as_slice(), both_len.as_bytes()];
    capture.tcp(80, false, &[reply.concat(), body.concat(), b"\r\n\r\n".to_vec(), both.clone()].concat());
    let json = [b"{\"".as_slice(), &both, b"\": \"", &both, b"\"}"].concat();
    let post = format!(
        "POST /j HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        json.len()
    );
    capture.tcp(80, true, &[post.as_bytes(), &json].concat());
    let sip: &[&[u8]] = &[
        b"Via: SIP/2.0/UDP ",
        b"From: ",
        b"To: ",
        b"Call-ID: ",
        b"Contact: ",
        b"Subject: ",
        b"User-Agent: ",
    ];
    let sdp = lines(&[
        b"v=0",
        b"o=",
        b"s=",
        b"i=",
        b"c=IN IP4 192.0.2.1",
        b"m=audio 4000 RTP/AVP 0",
        b"a=rtpmap:0 ",
    ]);
    let invite = [
        b"INVITE sip:".as_slice(),
        &both,
        b" SIP/2.0\r\n",
        &lines(sip),
        b"CSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n",
        &sdp,
    ];
    capture.udp(5060, true, &invite.concat());
    let ringing = [b"SIP/2.0 180 ".as_slice(), &both, b"\r\n", &lines(sip), b"CSeq: 1 INVITE\r\n\r\n"];
    capture.udp(5060, false, &ringing.concat());
    tls(&mut capture);
    let connect =
        [b"\0\x04MQTT\x04\xc2\0\x3c".as_slice(), &counted(2, &both), &counted(2, &both), &counted(2, &both)];
    let connect = connect.concat();
    let publish = [counted(2, &both), both.clone()].concat();
    let packet = |kind: u8, body: &[u8]| {
        [&[kind, body.len() as u8 & 0x7f | 0x80, (body.len() >> 7) as u8], body].concat()
    };
    capture.tcp(1883, true, &packet(0x10, &connect));
    capture.tcp(1883, true, &packet(0x30, &publish));
    for (port, text) in [
        (21, b"220 ".as_slice()),
        (25, b"220 "),
        (110, b"+OK "),
        (143, b"* OK "),
        (23, b"login: "),
        (22, b"SSH-2.0-"),
        (6379, b"+"),
        (554, b"RTSP/1.0 200 "),
    ] {
        capture.tcp(port, false, &lines(&[text]));
        capture.tcp(port, true, &lines(&[b"USER ", b"a1 LOGIN "]));
    }
    capture.udp(514, true, &lines(&[b"<14>Jan  1 00:00:00 host "]));
    capture.udp(69, true, &[b"\0\x01".as_slice(), &both, b"\0octet\0"].concat());
    capture.udp(
        1900,
        true,
        &[b"NOTIFY * HTTP/1.1\r\n".as_slice(), &lines(&[b"NT: ", b"SERVER: "]), b"\r\n"].concat(),
    );
    capture.udp(5683, true, &[b"\x40\x01\0\x01\xbd".as_slice(), &[(both.len() - 13) as u8], &both].concat());
    let snmp = [
        der(2, &[1]),
        der(4, &both),
        der(0xa0, &[der(2, &[1]), der(2, &[0]), der(2, &[0]), der(0x30, &[])].concat()),
    ];
    capture.udp(161, true, &der(0x30, &snmp.concat()));
    let mut dhcp = vec![1, 1, 6, 0, 0, 0, 0, 9];
    dhcp.resize(236, 0);
    dhcp.splice(44..44 + HOSTILE_BYTES.len(), HOSTILE_BYTES.iter().copied());
    dhcp.extend([99, 130, 83, 99, 53, 1, 1]);
    for code in [12, 15, 60, 66, 67, 81] {
        dhcp.push(code);
        dhcp.extend(counted(1, HOSTILE.as_bytes()));
    }
    dhcp.push(255);
    capture.udp(67, true, &dhcp);
    capture.bytes
}

// ---- what is printed ----------------------------------------------------------------------------

struct Place {
    folder: tempfile::TempDir,
    file: String,
}

impl Place {
    /// The capture, in a file whose name is as hostile.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("{}.pcapng", HOSTILE.replace(['/', ';'], "_")));
        fs::write(&file, capture()).unwrap();
        let file = file.to_str().unwrap().to_owned();
        Self { folder, file }
    }

    /// All that the program says with these arguments.
    fn run(&self, arguments: &[&str]) -> (Vec<u8>, Vec<u8>) {
        let done = Command::new(env!("CARGO_BIN_EXE_tlens"))
            .args(arguments)
            .env_remove("SSLKEYLOGFILE")
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (done.stdout, done.stderr)
    }
}

/// The first character that steers a terminal or changes how other text is read.
fn steers(text: &str, allowed: &[char]) -> Option<(usize, char)> {
    text.char_indices().find(|(_, c)| {
        let harmless = matches!(c, '\n' | '\t') || allowed.contains(c);
        let deceives =
            matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        !harmless && (c.is_control() || deceives)
    })
}

#[track_caller]
fn is_harmless(what: &str, bytes: &[u8], allowed: &[char]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|e| {
        let at = e.valid_up_to();
        panic!("{what}: not UTF-8: {:?}", String::from_utf8_lossy(&bytes[at.saturating_sub(60)..]))
    });
    if let Some((at, c)) = steers(text, allowed) {
        let from = text.char_indices().map(|(i, _)| i).rfind(|i| *i + 80 <= at).unwrap_or(0);
        panic!("{what}: {c:?} in {:?}", text[from..].chars().take(120).collect::<String>());
    }
}

/// Every statistic that the program lists, with arguments where it wants some.
fn statistics(place: &Place) -> Vec<String> {
    let (_, list) = place.run(&["-z", "help"]);
    let list = String::from_utf8(list).unwrap();
    let names =
        list.lines().skip(1).map(|line| line.trim().split(['[', ' ']).next().unwrap_or("").to_owned());
    let full = |name: String| match name.split(',').collect::<Vec<_>>()[..] {
        ["follow", kind, ..] => {
            let substream = if matches!(kind, "http2" | "quic") { ",1" } else { "" };
            ["ascii", "hex", "raw", "ebcdic", "yaml"]
                .map(|mode| format!("follow,{kind},{mode},1{substream}"))
                .to_vec()
        }
        ["io", "stat", ..] => vec!["io,stat,0,COUNT(dns.qry.name)dns.qry.name".to_owned()],
        ["proto", "colinfo", ..] => {
            ["dns.qry.name", "http.host", "sip.From", "tftp.source_file", "http.request.line"]
                .map(|field| format!("proto,colinfo,{field},{field}"))
                .to_vec()
        }
        ["tls", "compare", ..] => Vec::new(),
        _ => vec![name],
    };
    names.filter(|name| !name.is_empty()).flat_map(full).collect()
}

#[test]
fn no_form_of_output_lets_packets_steer_the_terminal() {
    let place = Place::new();
    let fields = [
        "dns.qry.name",
        "dns.txt",
        "http.host",
        "http.request.uri",
        "http.user_agent",
        "http.file_data",
        "http.request.line",
        "http.response.phrase",
        "sip.From",
        "sip.Call-ID",
        "sdp.session_name",
        "tls.handshake.extensions_server_name",
        "tls.handshake.extensions_alpn_str",
        "x509sat.uTF8String",
        "x509sat.printableString",
        "x509ce.dNSName",
        "mqtt.topic",
        "mqtt.msgtext",
        "mqtt.clientid",
        "tftp.source_file",
        "syslog.msg",
        "dhcp.option.hostname",
        "snmp.community",
        "frame.comment",
        "pkt_comment",
        "frame.interface_name",
        "frame.interface_description",
        "ftp.response.arg",
        "_ws.col.Info",
        "_ws.col.Protocol",
        "_ws.expert.message",
        "text",
        "http",
        "dns",
        "json.value.string",
    ];
    let columns = format!(
        "gui.column.format:{}",
        fields.iter().take(20).map(|f| format!("\"x\",\"%Cus:{f}:0:R\"")).collect::<Vec<_>>().join(",")
    );
    let mut cases: Vec<Vec<&str>> = vec![
        vec![],
        vec!["--color"],
        vec!["-V"],
        vec!["-x"],
        vec!["-V", "-x"],
        vec!["--hexdump", "all"],
        vec!["-2"],
        vec!["-o", &columns],
        vec!["-o", "data.show_as_text:TRUE", "-V"],
    ];
    for form in ["tabs", "psml", "pdml", "json", "jsonraw", "ek"] {
        cases.push(vec!["-T", form]);
    }
    cases.push(vec!["-T", "json", "--no-duplicate-keys"]);
    for form in ["fields", "json", "ek", "pdml"] {
        for field in fields {
            cases.push(vec!["-T", form, "-e", field]);
        }
    }
    let mut printed = 0;
    for case in &cases {
        let (out, err) = place.run(&[&["-r", &place.file], case.as_slice()].concat());
        is_harmless(&format!("{case:?}"), &out, &[]);
        is_harmless(&format!("{case:?}, errors"), &err, &[]);
        printed += usize::from(String::from_utf8_lossy(&out).contains("evil"));
    }
    // What is looked at is there to be seen.
    assert!(printed > 40, "{printed} of {}", cases.len());
}

#[test]
fn no_statistic_lets_packets_steer_the_terminal() {
    let place = Place::new();
    let all = statistics(&place);
    assert!(all.len() > 50, "{all:?}");
    let mut printed = 0;
    for statistic in &all {
        // Followed text keeps the ends of its lines.
        let allowed: &[char] = if statistic.starts_with("follow,") { &['\r'] } else { &[] };
        for more in [&["-q"][..], &["-n"]] {
            let (out, err) = place.run(&[&["-r", &place.file, "-z", statistic], more].concat());
            is_harmless(statistic, &out, allowed);
            is_harmless(&format!("{statistic}, errors"), &err, &[]);
            printed += usize::from(String::from_utf8_lossy(&out).contains("evil"));
        }
    }
    assert!(printed > 40, "{printed} of {}", all.len());
}

#[test]
fn mistakes_are_quoted_harmlessly() {
    let place = Place::new();
    let missing = format!("/nonexistent/{HOSTILE}");
    let not_a_capture = place.folder.path().join(format!("x{}", HOSTILE.replace(['/', ';'], "_")));
    fs::write(&not_a_capture, HOSTILE).unwrap();
    let not_a_capture = not_a_capture.to_str().unwrap();
    let objects = Path::new(place.folder.path()).join("objects");
    let objects = format!("http,{}", objects.display());
    let quoted = format!("\"{HOSTILE}\"");
    let call = format!("{HOSTILE}(ip)");
    let pattern = format!("http.host matches \"[{HOSTILE}\"");
    let decode = format!("tcp.port=={HOSTILE},http");
    let protocol = format!("tcp.port==80,{HOSTILE}");
    let preference = format!("{HOSTILE}:1");
    let table = format!("uat:{HOSTILE}:\"x\"");
    let long = format!("--{HOSTILE}");
    let filtered = format!("io,phs,{HOSTILE}");
    let stat = format!("io,stat,1,SUM({HOSTILE})ip");
    let field = format!("proto,colinfo,ip,{HOSTILE}");
    let file = place.file.as_str();
    let cases: &[&[&str]] = &[
        &["-r", &missing],
        &["-r", not_a_capture],
        &["-r", file, "-Y", HOSTILE],
        &["-r", file, "-Y", &quoted],
        &["-r", file, "-Y", &call],
        &["-r", file, "-Y", &pattern],
        &["-r", file, "-2", "-R", HOSTILE],
        &["-r", file, HOSTILE],
        &["-r", file, "-w", &missing],
        &["-r", file, "-T", HOSTILE],
        &["-r", file, "-T", "fields", "-e", HOSTILE],
        &["-r", file, "-T", "fields", "-e", "ip.src", "-E", HOSTILE],
        &["-r", file, "-t", HOSTILE],
        &["-r", file, "-u", HOSTILE],
        &["-r", file, "-N", HOSTILE],
        &["-r", file, "-F", HOSTILE],
        &["-r", file, "-c", HOSTILE],
        &["-r", file, "-d", &decode],
        &["-r", file, "-d", &protocol],
        &["-r", file, "-d", HOSTILE],
        &["-r", file, "-o", &preference],
        &["-r", file, "-o", HOSTILE],
        &["-r", file, "-o", &table],
        &["-r", file, "-z", HOSTILE],
        &["-r", file, "-z", &filtered],
        &["-r", file, "-z", &stat],
        &["-r", file, "-z", &field],
        &["-r", file, "-q", "--export-objects", &objects],
        &["-r", file, "--export-objects", HOSTILE],
        &["-r", file, "--disable-protocol", HOSTILE],
        &["-r", file, "--keylog", &missing],
        &["-r", file, "--rsa-key", &missing],
        &["-r", file, "--hexdump", HOSTILE],
        &["-G", HOSTILE],
        &["-i", HOSTILE],
        &["-a", HOSTILE],
        &["-b", HOSTILE],
        &[&long],
        &["-X", HOSTILE],
    ];
    for case in cases {
        let (out, err) = place.run(case);
        is_harmless(&format!("{case:?}"), &out, &[]);
        is_harmless(&format!("{case:?}, errors"), &err, &[]);
    }
    for name in fs::read_dir(place.folder.path().join("objects")).into_iter().flatten() {
        let name = name.unwrap().file_name().into_string().unwrap();
        assert_eq!(steers(&name, &[]), None, "{name:?}");
    }
}
