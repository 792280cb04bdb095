//! What `tlens` says of the sessions of the samples: text, table and JSON Lines, word for word, and
//! the exit status. `UPDATE_GOLDEN=1` writes the expected text anew.

use std::path::Path;
use std::process::Command;

const KEY: &[&str] = &["-o", "uat:rsa_keys:\"samples/key.pem\",\"\""];
const GOLDEN: &str = "tests/golden/verdicts.txt";

/// The sample, whether its key is loaded, the exit status.
const RUNS: &[(&str, bool, i32)] = &[
    ("samples/upyssl.pcap", false, 3),
    ("samples/upyssl.pcap", true, 0),
    ("samples/sibling/default-tls12-ecdhe.pcap", true, 3),
    ("samples/sibling/default-tls13.pcap", true, 3),
    ("samples/sibling/plain-server.pcap", true, 0),
    ("samples/sibling/rsa-aes128-gcm-sha256.pcap", true, 0),
];

fn tlens(sample: &str, with_key: bool, statistics: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlens"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("WIRESHARK_CONFIG_DIR", "/nonexistent");
    command.args(["-n", "-r", sample, "-q"]).args(if with_key { KEY } else { &[] });
    for name in statistics {
        command.args(["-z", name]);
    }
    let output = command.output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn each_sample_gets_the_verdict_it_deserves() {
    let mut all = String::new();
    for (sample, with_key, status) in RUNS {
        // Printed in the reverse order, as by tshark.
        let (text, code) = tlens(sample, *with_key, &["tls,why,json", "tls,why", "tls,sessions"]);
        assert_eq!(code, Some(*status), "{sample}");
        all.push_str(&format!("## {sample}, {} key\n{text}\n", if *with_key { "with" } else { "without" }));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &all).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap();
    for (number, (got, wanted)) in all.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(got, wanted, "line {} of {GOLDEN}", number + 1);
    }
    assert_eq!(all.lines().count(), wanted.lines().count());
}

#[test]
fn json_lines_have_the_promised_members_and_nothing_else_on_stdout() {
    for (sample, with_key, _) in RUNS {
        let (text, _) = tlens(sample, *with_key, &["tls,why,json"]);
        assert!(!text.is_empty());
        for line in text.lines() {
            let o: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(o["v"], 1);
            assert!(
                ["decrypted", "partly", "closed", "nothing", "waiting"]
                    .contains(&o["status"].as_str().unwrap())
            );
            assert_eq!(o["status"] == "decrypted", o["cause"].is_null(), "{line}");
        }
    }
}

#[test]
fn a_filter_finds_sessions_by_their_cause() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlens"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["-n", "-r", "samples/sibling/default-tls12-ecdhe.pcap"]).args(KEY);
    command.args(["-Y", "wirelens.tls.verdict.closed", "-T", "fields", "-e", "wirelens.tls.verdict.cause"]);
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "ecdhe\n");
}

#[test]
fn handshakes_and_certificates_are_printed_without_plaintext() {
    let (text, code) = tlens("samples/upyssl.pcap", true, &["tls,ladder", "tls,certificates"]);
    assert_eq!(code, Some(0));
    for words in [
        "client waits for the delayed ACK (frame 9)",
        "Round trip 2: 0.248 ms",
        "of the server, frame 6",
        "114289472bf2c07cbf6fc6c894ca00a89022c3ed79a065e5508b9e72bfccfb25",
        "weak self-signed",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("HELLO PYTHON"));
    let (pem, _) = tlens("samples/upyssl.pcap", false, &["tls,certificates,pem"]);
    assert_eq!(pem, std::fs::read_to_string("samples/cert.pem").unwrap());
}

fn verdicts_of(sample: &str, options: &[&str]) -> (Vec<serde_json::Value>, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlens"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("WIRESHARK_CONFIG_DIR", "/nonexistent");
    command.args(["-n", "-r", sample, "-q", "-z", "tls,why,json"]).args(options);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), output.status.code())
}

#[test]
fn each_quic_connection_has_a_verdict_that_counts_packets() {
    let (closed, status) = verdicts_of("samples/quic/quic.pcap", &[]);
    assert_eq!((closed.len(), status), (3, Some(3)));
    for o in &closed {
        assert_eq!((o["status"].as_str(), o["cause"].as_str()), (Some("closed"), Some("tls13")));
        assert_eq!((o["records"]["opened"].as_u64(), o["sni"].as_str()), (Some(0), Some("example.test")));
        assert!(o["evidence"].as_array().unwrap().iter().any(|e| e["frame"].is_u64()));
    }
    let log = ["-o", "tls.keylog_file:samples/quic/quic.keys"];
    let (open, status) = verdicts_of("samples/quic/quic.pcap", &log);
    assert_eq!((open.len(), status), (3, Some(0)));
    for o in &open {
        assert_eq!((o["status"].as_str(), o["cause"].as_str()), (Some("decrypted"), None));
        assert_eq!(o["records"]["opened"], o["records"]["total"]);
        assert!(o["version"].as_str().unwrap().starts_with("QUIC v"));
    }
}

#[test]
fn sessions_one_after_the_other_on_one_conversation_have_verdicts_of_their_own() {
    let (open, status) = verdicts_of("samples/dtls/resumed.pcap", KEY);
    let records = |o: &serde_json::Value| o["records"]["opened"].as_u64();
    assert_eq!(open.iter().map(records).collect::<Vec<_>>(), [Some(6), Some(6)]);
    assert_eq!(status, Some(0));
    let hello = |o: &serde_json::Value| {
        let mut evidence = o["evidence"].as_array().unwrap().iter();
        let suite = evidence.find(|e| e["field"] == "tls.handshake.ciphersuite");
        suite.and_then(|e| e["frame"].as_u64())
    };
    assert_eq!(open.iter().map(hello).collect::<Vec<_>>(), [Some(4), Some(19)]);
}

const PROXIED: &str = "samples/tls-in-tls/proxied.pcap";
const PROXIED_KEYS: [&str; 4] =
    ["--keylog", "samples/tls-in-tls/proxied.keys", "--rsa-key", "samples/key.pem"];

#[test]
fn a_session_inside_another_has_a_verdict_of_its_own_and_opens() {
    let cells = |list: &[serde_json::Value]| -> Vec<(String, String)> {
        let cell = |o: &serde_json::Value, name: &str| o[name].as_str().unwrap_or("-").to_owned();
        list.iter().map(|o| (cell(o, "version"), cell(o, "status"))).collect()
    };
    let as_text = |(version, status): &(String, String)| format!("{version} {status}");
    let told = |list: &[serde_json::Value]| cells(list).iter().map(as_text).collect::<Vec<_>>().join(", ");
    // Nothing is known of what stands inside a closed one.
    let (closed, status) = verdicts_of(PROXIED, &[]);
    assert_eq!((told(&closed).as_str(), status), ("TLS 1.3 closed, TLS 1.3 closed", Some(3)));
    // The key log opens those around; what stands inside needs the server's key.
    let (outer, status) = verdicts_of(PROXIED, &PROXIED_KEYS[..2]);
    let (first, second) =
        ("TLS 1.3 decrypted, TLS 1.2 closed", "TLS 1.3 decrypted, TLS 1.3 decrypted, TLS 1.2 closed");
    assert_eq!((told(&outer), status), (format!("{first}, {second}"), Some(3)));
    assert_eq!(outer[1]["cause"], "keylog-other-run");
    let is_inside = |o: &serde_json::Value| {
        o["evidence"].as_array().unwrap().iter().any(|e| e["field"] == "session.inside")
    };
    assert_eq!(outer.iter().map(is_inside).collect::<Vec<_>>(), [false, true, false, true, true]);
    let (all, status) = verdicts_of(PROXIED, &PROXIED_KEYS);
    assert_eq!(status, Some(0));
    assert!(all.len() == 5 && all.iter().all(|o| o["status"] == "decrypted"));
}

fn tlens_lines(options: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlens"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("WIRESHARK_CONFIG_DIR", "/nonexistent");
    let output = command.args(["-n", "-r", PROXIED]).args(PROXIED_KEYS).args(options).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_a_session_inside_another_carries_is_dissected_and_followed() {
    let fields = [
        "-Y",
        "http.request or http.response",
        "-T",
        "fields",
        "-e",
        "frame.protocols",
        "-e",
        "http.request.full_uri",
    ];
    let lines = tlens_lines(&fields);
    let found = |inside: &str| {
        let of = |line: &str| line.split(['\t', '\n']).next().map(|p| p.trim_end_matches(":data").to_owned());
        lines.lines().filter(|line| of(line) == Some(format!("eth:ethertype:ip:tcp:{inside}"))).count()
    };
    // CONNECT and its answer, request and response; HTTP stands around what goes through its proxy.
    let depths = ["tls:http", "tls:http:tls:http", "tls:http:tls:http:tls:http"].map(found);
    assert_eq!(depths, [4, 4, 2], "{lines}");
    assert_eq!(lines.matches("/inside/").count(), 2, "{lines}");
    let tree = tlens_lines(&["-V"]);
    assert!(tree.contains("Handshake Protocol: Finished") && tree.contains("Opened by: key.pem"));
    let followed = tlens_lines(&["-q", "-z", "follow,tls,ascii,1"]);
    let titles: Vec<&str> = followed.lines().filter_map(|l| l.strip_prefix("Follow: ")).collect();
    assert_eq!(titles, ["tls,ascii", "tls in tls,ascii", "tls in tls in tls,ascii"]);
    let innermost = followed.rsplit("Follow: ").next().unwrap();
    assert!(innermost.contains("GET /inside/2") && innermost.contains("you asked"));
}

#[test]
fn a_capture_without_tls_gives_no_line_no_failure_and_one_word_about_it() {
    let file = tempfile::NamedTempFile::with_suffix(".pcap").unwrap();
    let header: [u32; 6] = [0xa1b2_c3d4, 2 | 4 << 16, 0, 0, 65_535, 1];
    std::fs::write(file.path(), header.map(u32::to_le_bytes).concat()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlens"));
    command.arg("-r").arg(file.path()).args(["-q", "-z", "tls,why,json"]);
    let output = command.output().unwrap();
    assert_eq!((output.stdout.len(), output.status.code()), (0, Some(0)));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.lines().filter(|l| l.contains("no TLS, DTLS or QUIC session")).count() == 1, "{said}");
}

#[test]
fn what_is_wrong_with_the_key_log_of_a_quic_connection_is_told() {
    let all = std::fs::read_to_string("samples/quic/quic.keys").unwrap();
    let master = |line: &str| {
        let (label, rest) = line.split_once(' ')?;
        (label == "CLIENT_HANDSHAKE_TRAFFIC_SECRET")
            .then(|| format!("CLIENT_RANDOM {}\n", &rest[..64 + 1 + 64]))
    };
    let old: String =
        all.lines().filter_map(master).map(|line| line.replace('\n', &"0".repeat(32)) + "\n").collect();
    let handshake: String =
        all.lines().filter(|l| l.contains("HANDSHAKE")).map(|l| l.to_owned() + "\n").collect();
    let other = std::fs::read_to_string("samples/tls-in-tls/proxied.keys").unwrap();
    for (log, status, cause) in [
        (handshake, "partly", "keylog-part"),
        (old, "closed", "only-client-random-for-13"),
        (other, "closed", "keylog-other-run"),
        (String::new(), "closed", "keylog-never-written"),
        ("CLIENT_TRAFFIC_SECRET_0 12 34\n".to_owned(), "closed", "keylog-syntax"),
    ] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), log).unwrap();
        let (told, _) = verdicts_of("samples/quic/quic.pcap", &["--keylog", file.path().to_str().unwrap()]);
        assert_eq!(told.len(), 3);
        for o in told {
            assert_eq!((o["status"].as_str(), o["cause"].as_str()), (Some(status), Some(cause)));
        }
    }
}
