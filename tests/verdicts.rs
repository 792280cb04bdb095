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
