//! What `tlens` says of hellos and handshakes of the samples: text word for word, JSON Lines, reports
//! and the exit status. `UPDATE_GOLDEN=1` writes the expected text anew.

use std::path::Path;
use std::process::Command;

const GOLDEN: &str = "tests/golden/audit.txt";
const FOUNDING: &str = "samples/upyssl.pcap";
const PYTHON: &str = "samples/sibling/default-tls13.pcap";

fn tlens(sample: &str, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlens"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("WIRESHARK_CONFIG_DIR", "/nonexistent");
    let output = command.args(["-n", "-r", sample, "-q"]).args(arguments).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn the_founding_capture_is_explained_graded_and_compared() {
    let compare = format!("tls,compare,{PYTHON}");
    let mut all = String::new();
    for (kind, status) in [("tls,hello", 0), ("tls,audit", 4), (compare.as_str(), 0)] {
        let (text, code) = tlens(FOUNDING, &["-z", kind]);
        assert_eq!(code, Some(status), "{kind}");
        all.push_str(&text);
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
    // What must never change, whatever the words.
    for part in
        ["axTLS (certain)", "Grade: D", "Why your RSA key opens it", "Why nobody should ship it", "D -> B"]
    {
        assert!(all.contains(part), "{part}");
    }
}

#[test]
fn json_lines_say_the_same() {
    let (text, _) = tlens(FOUNDING, &["-z", "tls,hello,json"]);
    let o: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
    assert_eq!(
        (&o["v"], &o["frame"], &o["stack"], &o["grade"]),
        (&1.into(), &4.into(), &"axtls".into(), &"D".into())
    );
    assert_eq!(o["ja4"], "t12i040100_6cd4fcdfba3a_b272446b170b");
    let suites = o["suites"].as_array().unwrap();
    assert_eq!(suites.len(), 4);
    assert!(
        suites
            .iter()
            .all(|s| s["forward_secret"] == false && s["opened_by"].as_str().unwrap().contains("RSA key"))
    );

    let (text, code) = tlens(FOUNDING, &["-z", "tls,audit,bsi,json"]);
    let o: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
    assert_eq!((code, o["policy"].as_str()), (Some(4), Some("bsi")));
    assert!(o["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "S01"));

    let (text, _) = tlens(FOUNDING, &["-z", &format!("tls,compare,json,{PYTHON}")]);
    let o: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
    assert_eq!(o["grades"], serde_json::json!(["D", "B"]));
    assert_eq!(o["lists"][1]["removed"].as_array().unwrap().len(), 4);
}

#[test]
fn reports_hold_verdicts_and_certificates_and_no_secret() {
    let key = "uat:rsa_keys:\"samples/key.pem\",\"\"";
    for (format, begins) in
        [("markdown", "# TLS report on upyssl.pcap"), ("html", "<!DOCTYPE html>"), ("json", "{\"v\":1")]
    {
        let (text, code) = tlens(FOUNDING, &["-o", key, "-z", &format!("tls,report,{format}")]);
        assert!(code == Some(0) && text.starts_with(begins), "{format}: {text}");
        assert!(text.contains("decrypted") && text.contains("114289472bf2c07cbf6fc6c894ca00a8"), "{format}");
        assert!(!text.contains("PRIVATE") && !text.contains("CLIENT_RANDOM"), "{format}");
    }
}

#[test]
fn a_session_without_weak_points_ends_with_0() {
    let (text, code) = tlens(PYTHON, &["-z", "tls,audit"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("0 findings weak or bad"), "{text}");
    let (_, code) = tlens(PYTHON, &["-z", "tls,nothing"]);
    assert_eq!(code, Some(1));
}

/// Hellos of eleven builds, with what is known of each: stack, grade, JA3 (as tshark has it), JA4.
const STACKS: &[(&str, &str, &str, &str, &str)] = &[
    ("axtls", "axtls", "D", "04f06ff27dda5ea52ba3d0c6a1e2d553", "t12i040100_6cd4fcdfba3a_b272446b170b"),
    ("axtls_sni", "axtls", "D", "c0a64a0bbe5338d24570fd32642d4008", "t12d040200_6cd4fcdfba3a_b272446b170b"),
    ("axtls_mfl", "axtls", "D", "2b06e36bc58ed56bdeaa241d933543f2", "t12d040300_6cd4fcdfba3a_aa888de2d118"),
    ("bearssl06", "bearssl", "C", "f9e1e40f9a730061e419e6d16ab6aa2f", "t12d450500_43b9d95bf51a_0f2d7afe6961"),
    (
        "mbedtls228",
        "mbedtls",
        "C",
        "14a4b22e64580299d355a3a5449ef7be",
        "t12d800700_ee0b5a6c69b8_cdbdbcd6f742",
    ),
    ("wolfssl55", "wolfssl", "F", "01fb80be3886db2ebe9ef291dfbe979b", "t13d600900_68b42a500d9a_bcf9c9146425"),
    (
        "wolfssl55_12",
        "wolfssl",
        "F",
        "7bbb441ed63cdbc9230a352a44c56fef",
        "t12d530600_9f4633ce5439_6caddbc9a4c7",
    ),
    ("openssl30", "openssl", "C", "a3afc2c46ba4a7d7fbe1cfb7a3031c2f", "t13d311000_e8f1e7e78f70_1f22a2ca17c4"),
    ("python", "python", "B", "93c7d42c0df602fb91589311534831f5", "t13d181100_85036bcba153_d41ae481755e"),
    ("curl", "curl", "C", "78f0dc5ac5b19daf131a133cfdee9691", "t13i3111h2_e8f1e7e78f70_b26ce05bbdd6"),
    ("gnutls", "gnutls", "C", "24fdb1f10384c4be81a72d6f020c6c73", "t13i291200_723694b0fccc_2cc26d266019"),
];

#[test]
fn stacks_are_recognised_by_hellos_that_they_made() {
    let mut files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hellos"))
        .unwrap()
        .filter(|f| f.as_ref().unwrap().path().extension().is_some_and(|e| e == "pcap"))
        .count();
    for (file, stack, grade, ja3, ja4) in STACKS {
        let (text, _) = tlens(&format!("tests/fixtures/hellos/hello_{file}.pcap"), &["-z", "tls,hello,json"]);
        let o: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        let got = (&o["stack"], &o["grade"], &o["ja3"], &o["ja4"]);
        assert_eq!(got, (&(*stack).into(), &(*grade).into(), &(*ja3).into(), &(*ja4).into()), "{file}");
        files -= 1;
    }
    assert_eq!(files, 0, "a capture stands in no line");
}
