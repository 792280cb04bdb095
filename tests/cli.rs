//! tlens run as people run it: on the samples, with its exit statuses, streams and files.

use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn tlens() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlens"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("TZ", "UTC").env("HOME", "/nonexistent");
    command.env_remove("XDG_CONFIG_HOME").stdin(Stdio::null());
    command
}

/// Runs tlens with the words of a line.
fn run(line: &str) -> Output {
    tlens().args(line.split_whitespace()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[track_caller]
fn prints(line: &str) -> String {
    let output = run(line);
    assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output.stderr));
    text(&output.stdout).to_string()
}

#[track_caller]
fn fails(line: &str, status: i32, message: &str) {
    let output = run(line);
    assert_eq!(output.status.code(), Some(status), "{line}: {}", text(&output.stderr));
    assert!(text(&output.stderr).starts_with(&format!("tlens: {message}")), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty(), "{line}");
}

const SAMPLE: &str = "-n -r samples/upyssl.pcap";
const WITH_KEY: &str = "-n -r samples/upyssl.pcap --rsa-key samples/key.pem";

#[test]
fn the_founding_capture_is_listed_and_opened() {
    let list = prints(SAMPLE);
    assert_eq!(list.lines().count(), 19);
    let first = list.lines().next().unwrap();
    assert!(
        first.starts_with("    1   0.000000 192.168.11.2 → 192.168.11.1 TCP 74 51900 → 12345 [SYN]"),
        "{first}"
    );
    assert_eq!(
        prints(&format!("{SAMPLE} -T fields -e tls.handshake.ciphersuite -Y frame.number==4")),
        "0x002f,0x003c,0x0035,0x003d\n"
    );
    let follow = prints(&format!("{WITH_KEY} -q -z follow,tls,ascii,0"));
    assert!(follow.starts_with("\n====="), "{follow}");
    assert!(follow.contains("\nFollow: tls,ascii\nFilter: tcp.stream eq 0\nNode 0: 192.168.11.2:51900\n"));
    assert!(
        follow.contains("\n29\nHello Python TLS/SSL Server!\n\n\t29\nHELLO PYTHON TLS/SSL SERVER!\n\n=====")
    );
    let dump = prints(&format!("{WITH_KEY} -x -Y frame.number==13"));
    assert!(dump.starts_with("Frame (151 bytes):\n0000  a6 dd d8"), "{dump}");
    assert!(dump.contains("\nDecrypted TLS (29 bytes):\n0000  48 65 6c 6c 6f 20"), "{dump}");
    assert!(!prints(&format!("{SAMPLE} -x")).contains("48 65 6c 6c 6f 20 50 79"), "opened without a key");
}

#[test]
fn fields_and_json() {
    let fields =
        prints(&format!("{SAMPLE} -T fields -E header=y -e frame.number -e ip.addr -E quote=d -c 1"));
    assert_eq!(fields, "frame.number\tip.addr\n\"1\"\t\"192.168.11.2,192.168.11.1\"\n");
    let json = prints(&format!("{SAMPLE} -T json -e frame.number -e tcp.port -c 2"));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value[1]["_source"]["layers"]["tcp.port"], serde_json::json!(["12345", "51900"]));
    let whole: serde_json::Value = serde_json::from_str(&prints(&format!("{SAMPLE} -T json"))).unwrap();
    assert_eq!(whole.as_array().unwrap().len(), 19);
    assert_eq!(whole[0]["_source"]["layers"]["ip"]["ip.src"], "192.168.11.2");
    assert_eq!(prints(&format!("{SAMPLE} -T json -Y udp")), "[]\n");
}

#[test]
fn filters_choose_frames() {
    for (filter, count) in [
        ("tcp.port==51900", 19),
        ("tls", 8),
        ("tls.handshake.type==1", 1),
        ("!tls&&frame.len>70", 3),
        ("ip.src==192.168.11.0/24", 19),
    ] {
        let output = run(&format!("{SAMPLE} -Y {filter}"));
        assert_eq!(text(&output.stdout).lines().count(), count, "{filter}: {}", text(&output.stderr));
    }
    // Words that are no options are a filter; counting comes before filtering.
    assert_eq!(prints(&format!("{SAMPLE} tls and ip.src == 192.168.11.2")).lines().count(), 5);
    assert_eq!(prints(&format!("{SAMPLE} -c 5 -Y tls")).lines().count(), 1);
    let second = prints(&format!("{SAMPLE} -2 -R tls -c 3"));
    assert!(second.lines().nth(2).unwrap().starts_with("    3 "), "{second}");
    let error = "ip.proto == bad bad";
    let output = tlens().args(["-r", "samples/upyssl.pcap", "-Y", error]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "tlens: \"bad\" was unexpected in this context.\n    ip.proto == bad bad\n                    ^~~\n"
    );
}

#[test]
fn findings_can_be_filtered_for() {
    let all = prints(&format!("{SAMPLE} -Y _ws.expert"));
    let chats = prints(&format!("{SAMPLE} -Y _ws.expert.severity==Chat -T fields -e _ws.expert.message"));
    assert!(all.lines().count() >= chats.lines().count());
    assert!(chats.contains("Connection establish request (SYN): server port"), "{chats}");
}

#[test]
fn every_statistic_has_a_report() {
    let list = text(&run("-z help").stderr).to_string();
    // Streams and fields are chosen, and verdicts have a status of their own.
    let asked = |l: &&str| ["follow,", "tls,", "proto,"].iter().all(|kind| !l.starts_with(kind));
    let names = list.lines().skip(1).map(str::trim).filter(asked);
    let mut count = 0;
    for name in names {
        let name = name.split(['[', 'I']).next().unwrap().trim_end_matches(',');
        let name = if name == "io,stat" { "io,stat,1" } else { name };
        let out = prints(&format!("{SAMPLE} -q -z {name}"));
        assert!(out.lines().count() >= 4, "{name}: {out}");
        count += 1;
    }
    assert!(count > 25, "{count}");
    let conversations = prints(&format!("{SAMPLE} -q -z conv,tcp"));
    let rows = conversations.lines().filter(|l| l.contains(" <-> ")).count();
    let streams = prints(&format!("{SAMPLE} -T fields -e tcp.stream"));
    let streams: std::collections::BTreeSet<&str> = streams.lines().filter(|l| !l.is_empty()).collect();
    assert_eq!(rows, streams.len());
    // Statistics come in tshark's order: the one asked for last is the first.
    let two = prints(&format!("{SAMPLE} -q -z io,phs -z plen,tree"));
    assert!(two.find("Packet Lengths:").unwrap() < two.find("Protocol Hierarchy").unwrap());
    fails(&format!("{SAMPLE} -z conv,tcp,bogus.x"), 1, "Couldn't register conversations tap: Filter");
    let wrong = run(&format!("{SAMPLE} -q -z expert,bogus.x"));
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong.stdout).starts_with("Expert tap error (Filter \"bogus.x\" is invalid"));
}

#[test]
fn every_form_of_output_is_whole() {
    let frames = prints(SAMPLE).lines().count();
    let ek = prints(&format!("{SAMPLE} -T ek -x"));
    let lines: Vec<serde_json::Value> = ek.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2 * frames);
    assert!(lines[1]["layers"]["ip"]["ip_ip_src"].is_string());
    for form in ["json", "json -x", "jsonraw", "json -j tcp", "json -J tls --no-duplicate-keys"] {
        let all: serde_json::Value = serde_json::from_str(&prints(&format!("{SAMPLE} -T {form}"))).unwrap();
        assert_eq!(all.as_array().unwrap().len(), frames, "{form}");
    }
    let raw: serde_json::Value = serde_json::from_str(&prints(&format!("{SAMPLE} -c 1 -T jsonraw"))).unwrap();
    let version = &raw[0]["_source"]["layers"]["ip"]["ip.ttl_raw"];
    assert_eq!((version[2].as_u64(), version[4].as_u64()), (Some(1), Some(4)));
    let pdml = prints(&format!("{SAMPLE} -T pdml"));
    assert_eq!(pdml.matches("<packet>").count(), frames);
    for tag in ["proto", "packet", "pdml"] {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        let at_once = pdml.lines().filter(|l| l.trim().starts_with(&open) && l.ends_with("/>")).count();
        assert_eq!(pdml.matches(&open).count() - at_once, pdml.matches(&close).count(), "{tag}");
    }
    let psml = prints(&format!("{SAMPLE} -T psml -o gui.column.format:\"Nr\",\"%m\",\"A\",\"%S\""));
    assert!(psml.contains("<section>Nr</section>\n<section>A</section>\n</structure>"), "{psml}");
    assert_eq!(psml.matches("<packet>").count(), frames);
}

#[test]
fn a_disabled_protocol_is_not_dissected() {
    assert!(prints(&format!("{SAMPLE} -Y tls")).lines().count() > 0);
    assert_eq!(prints(&format!("{SAMPLE} -Y tls --disable-protocol tls")), "");
    let again = format!("{SAMPLE} -Y tls --disable-protocol tls --enable-protocol tls");
    assert!(prints(&again).lines().count() > 0);
}

#[test]
fn objects_are_saved_where_they_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let objects = folder.path().join("objects");
    let shown = objects.to_str().unwrap();
    let key = "--rsa-key samples/key.pem -Q";
    assert_eq!(prints(&format!("{SAMPLE} {key} --export-objects http,{shown}")), "");
    let names = |dir: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let first = names(&objects);
    // A second run puts its files beside those of the first.
    prints(&format!("{SAMPLE} {key} --export-objects http,{shown}"));
    assert_eq!(names(&objects).len(), 2 * first.len());
    assert_eq!(names(folder.path()).len(), 1);
    fails(&format!("{SAMPLE} --export-objects smb,x"), 1, "--export-objects smb is a form of tshark's");
}

#[test]
fn what_has_no_value_is_there_or_not() {
    let hello = "-Y tls.handshake.type==1";
    assert_eq!(
        prints(&format!("{SAMPLE} {hello} -T fields -e tls.record -e tls -e tcp.analysis.flags")),
        "1\ttls\t\n"
    );
    let column = "gui.column.format:\"R\",\"%Cus:tls.record\",\"T\",\"%Cus:tls\",\"P\",\"%Cus:tcp.dstport\"";
    assert_eq!(prints(&format!("{SAMPLE} {hello} -o {column}")), "✓ ✓ 12345\n");
    let data = prints(&format!("{WITH_KEY} -Y data -T fields -e data -e data.data"));
    assert!(
        data.lines().all(|line| line.split_once('\t').is_some_and(|(a, b)| a == b && !a.is_empty())),
        "{data}"
    );
    assert!(!data.is_empty());
    let said = run(&format!("{SAMPLE} -Y !cdp -c 1"));
    assert_eq!(text(&said.stdout).lines().count(), 1);
    assert_eq!(text(&said.stderr), "tlens: No frame has cdp: cdp is not dissected here.\n");
}

#[test]
fn ek_puts_together_what_has_one_name_in_one_place() {
    let line = prints("-n -r samples/upyssl.pcap -T ek -c 1");
    let has = |part: &str| assert!(line.contains(part), "{part}: {line}");
    // Both addresses are `eth.addr`, in two places; options are named as protocols are.
    assert_eq!(line.matches("\"eth_eth_addr\":\"").count(), 2);
    has("\"tcp_options_mss\":\"02:04:05:b4\"");
    assert!(!line.contains("tcp_tcp_options_mss\""));
}

#[test]
fn statuses_and_messages() {
    fails("-r samples/none.pcap", 2, "The file \"samples/none.pcap\" doesn't exist.");
    fails("-r samples", 2, "\"samples\" is a directory (folder), not a file.");
    fails("-r samples/README.md", 2, "The file \"samples/README.md\" ");
    fails("-A", 1, "unrecognized option: A\n\nUsage: tlens");
    fails(
        "-r samples/upyssl.pcap -T fields -e foo.bar -e tcp.port",
        1,
        "Some fields aren't valid:\n\tfoo.bar\n",
    );
    fails("-r samples/upyssl.pcap -z bogus", 1, "Invalid -z argument \"bogus\"; it must be one of:");
    fails(
        "-r samples/upyssl.pcap -z io,phs,nonsense",
        1,
        "Couldn't register io,phs tap: Filter \"nonsense\" is invalid",
    );
    fails("-r samples/upyssl.pcap -d tcp.port==1,nonsense", 1, "Unknown protocol -- \"nonsense\"");
    fails(
        "-r samples/upyssl.pcap -w /nonexistent/x",
        2,
        "The path to the file \"/nonexistent/x\" doesn't exist.",
    );
    fails(
        "-r samples/upyssl.pcap -w samples/upyssl.pcap",
        2,
        "\"samples/upyssl.pcap\" is the file that is read",
    );
    #[cfg(target_os = "linux")]
    fails("-r /dev/null", 2, "The file \"/dev/null\" is a \"special file\" or socket");
    fails("-r samples/upyssl.pcap -q -t d -z io,stat,1", 1, "invalid -t operand. io,stat only supports");
    fails(
        "-r samples/upyssl.pcap -q -z proto,colinfo,tcp,tcp.port",
        1,
        "the proto,colinfo tap doesn't work if the INFO column isn't being printed.",
    );
    assert!(prints("-h").contains("--rsa-key <keyfile>"));
    assert!(prints("-v").starts_with("TLens (Wirelens) "));
    assert!(prints("-G protocols").contains("\ttls\n"));
    assert_eq!(prints(&format!("{SAMPLE} -q")), "");
}

#[test]
fn a_stream_is_read_as_it_comes() {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap")).unwrap();
    let mut child =
        tlens().args(["-n", "-r", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    // The first frame is 16 + 74 bytes long; it is printed before the second is there.
    let (first, rest) = bytes.split_at(24 + 16 + 74);
    stdin.write_all(first).unwrap();
    let mut begin = [0; 9];
    stdout.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"    1   0");
    stdin.write_all(rest).unwrap();
    drop(stdin);
    let mut all = String::new();
    stdout.read_to_string(&mut all).unwrap();
    assert_eq!(all.lines().count(), 19);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Captures a sample from a pipe that stays open; `stop` gets the process once a packet came.
fn captured_from_a_pipe(line: &str, stop: impl FnOnce(u32)) -> Output {
    let mut child = tlens();
    child.args(line.split_whitespace()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&std::fs::read("samples/protocols/http.pcap").unwrap()).unwrap();
    let mut first = [0; 1];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    stop(child.id());
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    output
}

#[test]
fn a_capture_from_a_pipe_ends_by_a_signal_and_keeps_what_came() {
    use rustix::process::{Pid, Signal, kill_process};
    let (_folder, file) = scratch();
    let line = format!("-i - -n -P -w {} -d tcp.port==80,data", file.display());
    let output = captured_from_a_pipe(&line, |id| {
        kill_process(Pid::from_raw(i32::try_from(id).unwrap()).unwrap(), Signal::INT).unwrap();
    });
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "Capturing on '-'\n17 packets captured\n");
    assert!(!text(&output.stdout).contains("HTTP"), "-d holds while capturing");
    assert_eq!(prints(&format!("-r {}", file.display())).lines().count(), 17);
}

#[test]
fn a_capture_from_a_pipe_ends_when_its_time_is_over() {
    let output = captured_from_a_pipe("-i - -n -a duration:1", |_| {});
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "Capturing on '-'\n17 packets captured\n");
}

#[test]
fn a_read_filter_numbers_anew_and_keeps_conversations() {
    let fields = "-T fields -e frame.number -e http.request_in -e http.response.code";
    let responses = prints(&format!("-n -r samples/protocols/http.pcap -2 -R http.response {fields}"));
    assert_eq!(responses, "1\t1\t200\n2\t2\t201\n3\t3\t200\n4\t4\t304\n5\t5\t404\n");
    let fields = "-T fields -e frame.number -e udp.stream";
    let third = prints(&format!("-n -r samples/media/rtsp-udp.pcap -2 -R udp.stream==3 -c 2 {fields}"));
    assert!(third.starts_with("1\t3\n"), "{third}");
    let again = "-2 -R http -Y frame.number==2 -T fields -e frame.time_delta -e tcp.seq";
    assert_eq!(prints(&format!("-n -r samples/protocols/http.pcap {again}")), "0.010000000\t1\n");
}

#[test]
fn a_closed_pipe_is_silent() {
    let mut child = tlens()
        .args(["-r", "samples/upyssl.pcap", "-V", "-x"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

fn scratch() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.pcapng");
    (folder, path)
}

#[test]
fn written_files_are_private_whole_and_readable() {
    let (folder, path) = scratch();
    let out = path.to_str().unwrap();
    assert_eq!(prints(&format!("{SAMPLE} -Y tls -w {out}")), "");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(prints(&format!("-n -r {out}")).lines().count(), 8);
    assert_eq!(std::fs::read(&path).unwrap()[..4], [0x0a, 0x0d, 0x0d, 0x0a]);
    // A filter that is wrong leaves the file as it was.
    fails(&format!("{SAMPLE} -Y nonsense -w {out}"), 2, "nonsense is neither");
    assert_eq!(prints(&format!("-n -r {out}")).lines().count(), 8);
    let pcap = folder.path().join("x");
    assert_eq!(prints(&format!("{SAMPLE} -F pcap -P -w {}", pcap.display())).lines().count(), 19);
    assert_eq!(std::fs::read(&pcap).unwrap()[..4], [0xd4, 0xc3, 0xb2, 0xa1]);
    // The old form has microseconds, unless asked for more.
    for (form, magic) in [("pcap", 0xa1b2_c3d4_u32), ("nsecpcap", 0xa1b2_3c4d)] {
        let bytes = run(&format!("-n -r {out} -F {form} -c 1 -w -")).stdout;
        assert_eq!(bytes[..4], magic.to_le_bytes(), "{form}");
    }
    // A form of output is for what is printed, and -w alone prints nothing.
    assert_eq!(prints(&format!("{SAMPLE} -T json -w {}", pcap.display())), "");
    let piped = run(&format!("{SAMPLE} -w -"));
    assert_eq!(piped.stdout[..4], [0x0a, 0x0d, 0x0d, 0x0a]);
}

#[test]
fn cut_files_show_what_is_whole_and_say_what_is_wrong() {
    let (_folder, path) = scratch();
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap")).unwrap();
    for len in (24..bytes.len()).step_by(97) {
        std::fs::write(&path, &bytes[..len]).unwrap();
        let output = tlens().arg("-r").arg(&path).output().unwrap();
        let whole = output.status.code() == Some(0);
        assert!(whole || output.status.code() == Some(2), "{len}");
        assert!(whole || text(&output.stderr).contains("cut short"), "{len}: {}", text(&output.stderr));
    }
}

#[test]
fn keys_that_are_none_are_named_and_the_run_goes_on() {
    let list = prints(SAMPLE);
    for (file, said) in [("samples/cert.pem", "certificate"), ("samples/none.pem", "No such file")] {
        for option in [format!("--rsa-key {file}"), format!("-o uat:rsa_keys:\"{file}\",\"sesame\"")] {
            let output = run(&format!("{SAMPLE} {option}"));
            assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), list.as_str()));
            let stderr = text(&output.stderr);
            assert!(stderr.contains(file) && stderr.contains(said) && !stderr.contains("sesame"), "{stderr}");
            assert_eq!(stderr.lines().count(), 1);
        }
    }
    let opened = prints(&format!("{SAMPLE} -o tls.keys_list:192.168.11.1,12345,data,samples/key.pem -x"));
    assert!(opened.contains("Decrypted TLS (29 bytes)"));
}

#[test]
fn any_bytes_on_the_command_line_get_an_answer() {
    use std::ffi::OsStr;
    for bytes in [&b"\xff\xfe"[..], b"\x1b[31m", "\u{202e}x".as_bytes(), b"", b"-", b"--", b"--=", b"a\nb"] {
        for option in ["-r", "-Y", "-o", "-d", "-e", "-z", "-T", "-w", "-F", "-t", "-c", "-G", "--rsa-key"] {
            let word = OsStr::from_bytes(bytes);
            let output = tlens().args(["-r", "samples/none"]).arg(option).arg(word).output().unwrap();
            let code = output.status.code().unwrap();
            assert!(code <= 2, "{option} {word:?}: {code}");
            let steers = |b: &u8| *b < b' ' && !matches!(b, b'\n' | b'\t');
            assert!(!output.stderr.iter().any(steers), "{option} {word:?}: {:?}", text(&output.stderr));
            assert!(!text(&output.stderr).contains('\u{202e}'), "{option} {word:?}");
        }
    }
}
