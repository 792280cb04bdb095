//! Fields are called, typed and written as in tshark 4.0, wherever that has a field of the name. What
//! tshark says stands in `golden/field_names.tsv`, made by `samples/scripts/field_names.py`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Where tshark has several fields of one name, of which its list shows one that is not ours.
const SEVERAL: &[&str] = &[
    "dns.flags.authenticated",
    "dns.qry.class",
    "dns.resp.class",
    "dns.rr.udp_payload_size",
    "dtls.handshake.cert_type",
    "dtls.handshake.session_id_length",
    "dtls.handshake.type",
    "gre.flags.reserved",
    "gtp.flags.reserved",
    "ip.opt.sec_prot_auth_flags",
    "llc.control.f",
    "llc.control.ftype",
    "llc.control.p",
    "mqtt.conack.flags.reserved",
    "mysql.caps.pm",
    "pkix1explicit.id",
    "pweth.cw.sequence_number",
    "radiotap.mcs.have_bw",
    "radiotap.vht.ldpc_extra",
    "snmp.value.counter",
    "socks.results",
    "tcp.options.mptcp.reserved.flag",
    "tls.handshake.cert_type",
    "tls.handshake.type",
];

/// Where tshark is wrong: the field is wider on the wire (RFC 9345 section 4; a weight of HTTP/2 goes up
/// to 256), holds more than its type (windows of 2^n - 1 slots), or its name is misspelt.
const BETTER: &[&str] = &[
    "dtls.handshake.cred.valid_time",
    "http2.headers.weight_real",
    "pkix1implicit",
    "tls.handshake.cred.valid_time",
    "wlan.wfa.ie.wme.acp.cw.max",
    "wlan.wfa.ie.wme.acp.cw.min",
];

/// Titles as the tree shows them, signs where there is one on the wire, masks of the bytes at the span.
const OTHER: &[&str] = &[
    "_ws.short",
    "fr.control.ftype",
    "mysql.caps.pm",
    "rtcp.ssrc.cum_nr",
    "wlan.mgt",
    "coap.block_payload",
    "coap.opt.block_size",
    "data.len",
    "dhcp.bad_length",
    "snmp.engineid.enterprise",
    "snmp.max_repetitions",
    "snmp.non_repeaters",
    "stun.type.method",
    "syslog.facility",
    "x509af.version",
];

type Row = [String; 5];

/// Kind, title, type, base and mask by name.
fn listed() -> Vec<(String, Row)> {
    let run = Command::new(env!("CARGO_BIN_EXE_tlens")).args(["-G", "fields"]).output().unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    let row = |line: &str| {
        let part: Vec<&str> = line.split('\t').collect();
        match part.as_slice() {
            ["P", title, name] => (name.to_string(), ["P", title, "", "", ""].map(str::to_string)),
            ["F", title, name, ty, _, base, mask, _] => {
                (name.to_string(), ["F", title, ty, base, mask].map(str::to_string))
            }
            other => panic!("{other:?}"),
        }
    };
    text.lines().map(row).collect()
}

#[test]
fn fields_are_as_in_tshark() {
    let mut golden: BTreeMap<&str, BTreeSet<Row>> = BTreeMap::new();
    for line in include_str!("golden/field_names.tsv").lines() {
        let part: Vec<&str> = line.split('\t').collect();
        let [kind, name, title, ty, base, mask] = part.as_slice() else { panic!("{line}") };
        golden.entry(name).or_default().insert([kind, title, ty, base, mask].map(|p| p.to_string()));
    }
    let excused: BTreeSet<&str> = [SEVERAL, BETTER, OTHER].concat().into_iter().collect();
    let (mut differing, mut compared) = (BTreeSet::new(), 0);
    for (name, row) in listed() {
        let Some(known) = golden.get(name.as_str()) else { continue };
        compared += 1;
        // How tshark's code writes a label, and how wide its numbers of broken kind are, are no names.
        let same = |theirs: &Row| {
            let [kind, title, _, base, mask] = theirs;
            let made = matches!(base.as_str(), "BASE_CUSTOM" | "BASE_OUI");
            let ty = |ty: &str| match ty {
                "FT_FLOAT" => "FT_DOUBLE".to_owned(),
                "FT_STRINGZ" | "FT_STRINGZPAD" | "FT_UINT_STRING" => "FT_STRING".to_owned(),
                other => other.to_owned(),
            };
            // Options that tshark has registered as protocols: its tree shows their bytes.
            if kind == "P" && row[0] == "F" {
                return row[2] == "FT_BYTES" && *title == row[1];
            }
            [kind, title, mask] == [&row[0], &row[1], &row[4]]
                && ty(&theirs[2]) == ty(&row[2])
                && (made || *base == row[3])
        };
        if !known.iter().any(same) {
            differing.insert(name.clone());
            assert!(excused.contains(name.as_str()), "{name}: {row:?}, but in tshark {known:?}");
        }
    }
    assert!(compared > 2000, "{compared}");
    // An excuse that is not needed any more is to be taken away.
    for name in excused {
        assert!(differing.contains(name), "{name} is as in tshark now");
    }
}
