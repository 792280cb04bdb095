//! Counts of what is asked and answered in DNS.

use super::StatsTree;
use super::trees::{Seen, TreeDef, named};

pub const DNS: TreeDef = TreeDef {
    title: "DNS",
    fields: &[
        "dns",
        "dns.flags.response",
        "dns.flags.opcode",
        "dns.flags.rcode",
        "dns.qry.name",
        "dns.qry.type",
        "dns.qry.class",
        "dns.count.queries",
        "dns.count.answers",
        "dns.count.auth_rr",
        "dns.count.add_rr",
        "dns.time",
        "dns.unsolicited",
        "dns.retransmission",
        "udp.length",
        "tcp.len",
    ],
    begin: |t| {
        let all = t.node(None, "Total Packets");
        for name in ["rcode", "opcodes", "Query/Response", "Query Type", "Class"] {
            t.node(Some(all), name);
        }
        t.values(None, "Payload size", false);
        let queries = t.node(None, "Query Stats");
        t.values(Some(queries), "Qname Len", false);
        let labels = t.node(Some(queries), "Label Stats");
        for name in LABELS {
            t.node(Some(labels), name);
        }
        let responses = t.node(None, "Response Stats");
        for (name, _) in COUNTS {
            t.values(Some(responses), name, false);
        }
        let service = t.node(None, "Service Stats");
        t.values(Some(service), RESPONSE_TIME, true);
        t.node(Some(service), UNSOLICITED);
        t.node(Some(service), RETRANSMISSIONS);
    },
    count: dns,
    filter: asked,
};

const LABELS: [&str; 4] = ["1st Level", "2nd Level", "3rd Level", "4th Level or more"];
const COUNTS: [(&str, &str); 4] = [
    ("no. of questions", "dns.count.queries"),
    ("no. of answers", "dns.count.answers"),
    ("no. of authorities", "dns.count.auth_rr"),
    ("no. of additionals", "dns.count.add_rr"),
];
const RESPONSE_TIME: &str = "request-response time (msec)";
const UNSOLICITED: &str = "no. of unsolicited responses";
const RETRANSMISSIONS: &str = "no. of retransmissions";

fn dns(t: &mut StatsTree, seen: &Seen<'_, '_>) {
    for message in seen.layers_of("dns") {
        let all = t.node(None, "Total Packets");
        t.tick(all);
        let is_response = seen.uint(message, "dns.flags.response") == Some(1);
        let rcode = t.tick_in(all, "rcode");
        t.tick_in(rcode, &seen.name(message, "dns.flags.rcode").unwrap_or_else(|| "No error".into()));
        let opcodes = t.tick_in(all, "opcodes");
        t.tick_in(opcodes, &seen.name(message, "dns.flags.opcode").unwrap_or_default());
        let ways = t.tick_in(all, "Query/Response");
        t.tick_in(ways, if is_response { "Response" } else { "Query" });
        let types = t.tick_in(all, "Query Type");
        t.tick_in(types, &seen.name(message, "dns.qry.type").unwrap_or_default());
        let classes = t.tick_in(all, "Class");
        t.tick_in(classes, &seen.name(message, "dns.qry.class").unwrap_or_default());
        let size = t.values(None, "Payload size", false);
        t.tick_value(size, f64::from(message.node.span.len));
        if is_response {
            let responses = t.node(None, "Response Stats");
            for (name, field) in COUNTS {
                let node = t.values(Some(responses), name, false);
                // Counted twice by the statistic that this one repeats.
                for _ in 0..2 {
                    t.tick_value(node, seen.uint(message, field).unwrap_or(0) as f64);
                }
            }
        } else if let Some(name) = seen.text(message, "dns.qry.name") {
            let queries = t.node(None, "Query Stats");
            let len = t.values(Some(queries), "Qname Len", false);
            t.tick_value(len, name.len() as f64);
            let labels = t.node(Some(queries), "Label Stats");
            let level = name.split('.').count().clamp(1, LABELS.len());
            if let Some(name) = LABELS.get(level - 1) {
                t.tick_in(labels, name);
            }
        }
        let service = t.node(None, "Service Stats");
        if let Some(nanos) = seen.int(message, "dns.time") {
            let node = t.values(Some(service), RESPONSE_TIME, true);
            t.tick_value(node, nanos as f64 / 1e6);
        }
        for (field, name) in [("dns.unsolicited", UNSOLICITED), ("dns.retransmission", RETRANSMISSIONS)] {
            if seen.find(message, field).is_some() {
                t.tick_in(service, name);
            }
        }
    }
}

fn asked(path: &[&str]) -> Option<String> {
    let value = path.get(2);
    match (*path.first()?, *path.get(1).unwrap_or(&"")) {
        ("Total Packets", "") => Some("dns".to_owned()),
        // What has no code is counted as if it had none to tell.
        ("Total Packets", "rcode") if value == Some(&"No error") => {
            Some("dns.flags.rcode == 0 || (dns && !dns.flags.rcode)".to_owned())
        }
        ("Total Packets", "rcode") => named(value?, "dns.flags.rcode"),
        ("Total Packets", "opcodes") => named(value?, "dns.flags.opcode"),
        ("Total Packets", "Query Type") => named(value?, "dns.qry.type"),
        ("Total Packets", "Class") => named(value?, "dns.qry.class"),
        ("Total Packets", "Query/Response") => {
            let way = if *value? == "Response" { "True" } else { "False" };
            Some(format!("dns.flags.response == {way}"))
        }
        ("Service Stats", RESPONSE_TIME) => Some("dns.time".to_owned()),
        ("Service Stats", UNSOLICITED) => Some("dns.unsolicited".to_owned()),
        ("Service Stats", RETRANSMISSIONS) => Some("dns.retransmission".to_owned()),
        _ => None,
    }
}
