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
