//! `-z …,tree`: what is counted in tables of counts within counts. How such a table looks stands
//! in `stats_tree`.

use super::stats_tree::StatsTree;
use super::{Needs, Tap, filter};
use crate::cli::fault::Fault;
use crate::dissect::tree::Node;
use crate::dissect::{Dissector, Registry};
use crate::field::FieldSet;
use crate::filter::Filter;
use crate::proto::tables::rtsp_status;
use crate::statistics::layers::{Address, End as Side, Kind, Layer, Reader};

/// Counts what it likes of a frame.
type Counter = fn(&mut StatsTree, &Seen<'_, '_>);

/// A table of counts.
pub struct TreeDef {
    title: &'static str,
    /// Fields that are looked at; the ends of layers are always known.
    fields: &'static [&'static str],
    /// Makes the nodes that are there though nothing is counted.
    begin: fn(&mut StatsTree),
    count: Counter,
}

pub const PACKET_LENGTHS: TreeDef = TreeDef {
    title: "Packet Lengths",
    fields: &[],
    begin: |t| {
        t.ranges("Packet Lengths", LENGTHS);
    },
    count: |t, seen| {
        let lengths = t.node(None, "Packet Lengths");
        t.tick_range(lengths, i64::from(seen.d.meta().len));
    },
};

/// Of transports that are no kind of layer.
const TRANSPORTS: &[&str] = &["sctp", "sctp.dstport"];

const LENGTHS: &[(i64, i64)] = &[
    (0, 19),
    (20, 39),
    (40, 79),
    (80, 159),
    (160, 319),
    (320, 639),
    (640, 1279),
    (1280, 2559),
    (2560, 5119),
    (5120, i64::MAX),
];

pub const IP_HOSTS: TreeDef = TreeDef {
    title: "IPv4 Statistics/All Addresses",
    fields: &[],
    begin: |t| {
        t.node(None, "All Addresses");
    },
    count: |t, seen| hosts(t, seen, Kind::Ipv4),
};

pub const IPV6_HOSTS: TreeDef = TreeDef {
    title: "IPv6 Statistics/All Addresses",
    fields: &[],
    begin: |t| {
        t.node(None, "All Addresses");
    },
    count: |t, seen| hosts(t, seen, Kind::Ipv6),
};

pub const IP_SOURCE_DESTINATION: TreeDef = TreeDef {
    title: "IPv4 Statistics/Source and Destination Addresses",
    fields: &[],
    begin: |t| {
        SIDES.iter().for_each(|name| _ = t.node(None, name));
    },
    count: |t, seen| sides(t, seen, Kind::Ipv4),
};

pub const IPV6_SOURCE_DESTINATION: TreeDef = TreeDef {
    title: "IPv6 Statistics/Source and Destination Addresses",
    fields: &[],
    begin: |t| {
        SIDES_V6.iter().for_each(|name| _ = t.node(None, name));
    },
    count: |t, seen| sides(t, seen, Kind::Ipv6),
};

pub const IP_PROTOCOLS: TreeDef = TreeDef {
    title: "IPv4 Statistics/IP Protocol Types",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "IP Protocol Types");
    },
    count: |t, seen| protocol_types(t, seen, Kind::Ipv4),
};

pub const IPV6_PROTOCOLS: TreeDef = TreeDef {
    title: "IPv6 Statistics/IP Protocol Types",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "IP Protocol Types");
    },
    count: |t, seen| protocol_types(t, seen, Kind::Ipv6),
};

pub const DESTINATIONS: TreeDef = TreeDef {
    title: "IPv4 Statistics/Destinations and Ports",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "Destinations and Ports");
    },
    count: |t, seen| destinations(t, seen, Kind::Ipv4),
};

pub const IPV6_DESTINATIONS: TreeDef = TreeDef {
    title: "IPv6 Statistics/Destinations and Ports",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "Destinations and Ports");
    },
    count: |t, seen| destinations(t, seen, Kind::Ipv6),
};

pub const HTTP: TreeDef = TreeDef {
    title: "HTTP/Packet Counter",
    fields: HTTP_FIELDS,
    begin: |t| {
        let packets = t.node(None, "Total HTTP Packets");
        t.node(Some(packets), "HTTP Request Packets");
        let responses = t.node(Some(packets), "HTTP Response Packets");
        for (_, class) in STATUS_CLASSES {
            t.node(Some(responses), class);
        }
        t.node(Some(packets), "Other HTTP Packets");
    },
    count: |t, seen| {
        let packets = t.node(None, "Total HTTP Packets");
        for message in seen.layers_of("http") {
            t.tick(packets);
            if let Some(code) = seen.uint(message, "http.response.code") {
                let responses = t.tick_in(packets, "HTTP Response Packets");
                let class = STATUS_CLASSES.iter().find(|(c, _)| *c == code / 100);
                let class = t.tick_in(responses, class.map_or("???: broken", |(_, name)| name));
                let phrase = seen.text(message, "http.response.code.desc").unwrap_or_default();
                t.tick_in(class, &format!("{code} {phrase}"));
            } else if let Some(method) = seen.text(message, "http.request.method") {
                let requests = t.tick_in(packets, "HTTP Request Packets");
                t.tick_in(requests, &method);
            } else {
                t.tick_in(packets, "Other HTTP Packets");
            }
        }
    },
};

const HTTP_FIELDS: &[&str] = &[
    "http",
    "http.request.method",
    "http.request.uri",
    "http.host",
    "http.response.code",
    "http.response.code.desc",
];

const STATUS_CLASSES: &[(u64, &str)] = &[
    (0, "???: broken"),
    (1, "1xx: Informational"),
    (2, "2xx: Success"),
    (3, "3xx: Redirection"),
    (4, "4xx: Client Error"),
    (5, "5xx: Server Error"),
];

pub const RTSP: TreeDef = TreeDef {
    title: "RTSP/Packet Counter",
    fields: &["rtsp", "rtsp.method", "rtsp.status", "rtsp.magic"],
    begin: |t| {
        let packets = t.node(None, "Total RTSP Packets");
        t.node(Some(packets), "RTSP Request Packets");
        let responses = t.node(Some(packets), "RTSP Response Packets");
        for (_, class) in STATUS_CLASSES {
            t.node(Some(responses), class);
        }
        t.node(Some(packets), "Other RTSP Packets");
    },
    count: |t, seen| {
        let packets = t.node(None, "Total RTSP Packets");
        // Packets of media between the messages are none.
        for message in seen.layers_of("rtsp").filter(|m| seen.find(*m, "rtsp.magic").is_none()) {
            t.tick(packets);
            if let Some(code) = seen.uint(message, "rtsp.status").filter(|code| *code >= 100) {
                let responses = t.tick_in(packets, "RTSP Response Packets");
                let class = STATUS_CLASSES.iter().find(|(c, _)| *c == code / 100);
                let class = t.tick_in(responses, class.map_or("???: broken", |(_, name)| name));
                match rtsp_status::name(code) {
                    Some(name) => t.tick_in(class, &format!("{code} {name}")),
                    None => t.tick_in(class, &format!("{code} Unknown ({code})")),
                };
            } else if let Some(method) = seen.text(message, "rtsp.method") {
                let requests = t.tick_in(packets, "RTSP Request Packets");
                t.tick_in(requests, &method);
            } else {
                t.tick_in(packets, "Other RTSP Packets");
            }
        }
    },
};

pub const HTTP_REQUESTS: TreeDef = TreeDef {
    title: "HTTP/Requests",
    fields: HTTP_FIELDS,
    begin: |t| {
        t.node(None, "HTTP Requests by HTTP Host");
    },
    count: |t, seen| {
        let all = t.node(None, "HTTP Requests by HTTP Host");
        for message in seen.layers_of("http") {
            t.look();
            if seen.text(message, "http.request.method").is_none() {
                continue;
            }
            t.tick(all);
            if let Some(host) = seen.text(message, "http.host") {
                let host = t.tick_in(all, &host);
                if let Some(uri) = seen.text(message, "http.request.uri") {
                    t.tick_in(host, &uri);
                }
            }
        }
    },
};

pub const HTTP2: TreeDef = TreeDef {
    title: "HTTP2",
    fields: &["http2", "http2.type"],
    begin: |t| {
        let all = t.node(None, "HTTP2");
        t.node(Some(all), "Type");
    },
    count: |t, seen| {
        for message in seen.layers_of("http2") {
            let Some(kind) = seen.uint(message, "http2.type") else { continue };
            let all = t.node(None, "HTTP2");
            t.tick(all);
            let types = t.tick_in(all, "Type");
            let name = seen.known_name(message, "http2.type");
            t.tick_in(types, &name.unwrap_or_else(|| format!("Unknown type ({kind})")));
        }
    },
};

pub const HTTP_SERVERS: TreeDef = TreeDef {
    title: "HTTP/Load Distribution",
    fields: HTTP_FIELDS,
    begin: |t| {
        let requests = t.node(None, "HTTP Requests by Server");
        t.node(Some(requests), "HTTP Requests by Server Address");
        t.node(Some(requests), "HTTP Requests by HTTP Host");
        t.node(None, "HTTP Responses by Server Address");
    },
    count: |t, seen| {
        let requests = t.node(None, "HTTP Requests by Server");
        let responses = t.node(None, "HTTP Responses by Server Address");
        let (source, destination) = seen.ends();
        for message in seen.layers_of("http") {
            t.look();
            if seen.text(message, "http.request.method").is_some() {
                t.tick(requests);
                let server = destination.address.to_string();
                let by_address = t.tick_in(requests, "HTTP Requests by Server Address");
                let by_host = t.tick_in(requests, "HTTP Requests by HTTP Host");
                let host = seen.text(message, "http.host");
                let node = t.tick_in(by_address, &server);
                if let Some(host) = host {
                    t.tick_in(node, &host);
                    let node = t.tick_in(by_host, &host);
                    t.tick_in(node, &server);
                }
            } else if let Some(code) = seen.uint(message, "http.response.code") {
                t.tick(responses);
                let node = t.tick_in(responses, &source.address.to_string());
                t.tick_in(node, if (100..400).contains(&code) { "OK" } else { "KO" });
            }
        }
    },
};

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

fn hosts(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let all = t.node(None, "All Addresses");
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        let (source, destination) = seen.ends();
        t.tick(all);
        t.tick_in(all, &source.address.to_string());
        t.tick_in(all, &destination.address.to_string());
    }
}

const SIDES: [&str; 2] = ["Source IPv4 Addresses", "Destination IPv4 Addresses"];
const SIDES_V6: [&str; 2] = ["Source IPv6 Addresses", "Destination IPv6 Addresses"];

fn sides(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let titles = if kind == Kind::Ipv4 { SIDES } else { SIDES_V6 };
    let nodes = titles.map(|name| t.node(None, name));
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        let (source, destination) = seen.ends();
        for (node, end) in nodes.into_iter().zip([source, destination]) {
            t.tick(node);
            t.tick_in(node, &end.address.to_string());
        }
    }
}

fn protocol_types(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let all = t.node(None, "IP Protocol Types");
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        t.tick(all);
        t.tick_in(all, seen.port().0);
    }
}

fn destinations(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let all = t.node(None, "Destinations and Ports");
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        let (_, destination) = seen.ends();
        t.tick(all);
        let host = t.tick_in(all, &destination.address.to_string());
        let (transport, port) = seen.port();
        let transport = t.tick_in(host, transport);
        t.tick_in(transport, &port.to_string());
    }
}

/// A frame to count in.
pub struct Seen<'a, 'c> {
    d: &'a Dissector<'c>,
    layers: &'a [Layer],
}

/// A layer: its node, and where that stands.
#[derive(Clone, Copy)]
struct Message<'a> {
    at: usize,
    node: &'a Node,
}

impl Seen<'_, '_> {
    /// The innermost addresses.
    fn ends(&self) -> (Side, Side) {
        let found = self.layers.iter().rev().find(|l| matches!(l.kind, Kind::Ipv4 | Kind::Ipv6));
        found.map_or_else(Default::default, |l| (l.source, l.destination))
    }

    fn transport(&self) -> Option<&Layer> {
        self.layers.iter().rev().find(|l| l.kind.has_ports() && l.source.address != Address::None)
    }

    /// The transport's name and its destination port.
    fn port(&self) -> (&'static str, u64) {
        if let Some(layer) = self.transport() {
            return (layer.kind.names().1, layer.destination.port.into());
        }
        match self.layers_of("sctp").last() {
            Some(sctp) => ("SCTP", self.uint(sctp, "sctp.dstport").unwrap_or(0)),
            None => ("NONE", 0),
        }
    }

    fn layers_of<'s>(&'s self, protocol: &str) -> impl Iterator<Item = Message<'s>> {
        let id = self.d.registry().protocol(protocol).map(|l| l.root);
        let nodes = self.d.tree.nodes().iter().enumerate();
        nodes.filter(move |(_, n)| n.depth == 0 && Some(n.field) == id).map(|(at, node)| Message { at, node })
    }

    fn find(&self, message: Message<'_>, field: &str) -> Option<&Node> {
        let ids = self.d.registry().named(field);
        let inside = self.d.tree.nodes().get(message.at..message.node.end as usize)?;
        inside.iter().find(|n| ids.contains(&n.field))
    }

    fn uint(&self, message: Message<'_>, field: &str) -> Option<u64> {
        self.find(message, field)?.value.uint()
    }

    fn int(&self, message: Message<'_>, field: &str) -> Option<i64> {
        match self.find(message, field)?.value {
            crate::field::Value::Int(v) => Some(v),
            _ => None,
        }
    }

    fn text(&self, message: Message<'_>, field: &str) -> Option<String> {
        let node = self.find(message, field)?;
        let mut text = String::new();
        self.d.tree.field_text(node, &self.d.sources, &mut text);
        Some(text)
    }

    /// The name of a number's value.
    fn name(&self, message: Message<'_>, field: &str) -> Option<String> {
        let value = self.uint(message, field)?;
        Some(self.known_name(message, field).unwrap_or_else(|| format!("Unknown ({value})")))
    }

    /// The same; `None`: it has none.
    fn known_name(&self, message: Message<'_>, field: &str) -> Option<String> {
        let node = self.find(message, field)?;
        self.d.tree.def(node.field).names.name(node.value.uint()?).map(str::to_string)
    }
}

#[derive(Debug)]
struct Tree {
    title: &'static str,
    count: Counter,
    table: StatsTree,
    needs: FieldSet,
    filter: Filter,
    reader: Reader,
    layers: Vec<Layer>,
}

pub fn start(def: &TreeDef, text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let filter = filter("stats_tree", text, registry)?;
    let reader = Reader::new(registry);
    let mut needs: FieldSet =
        def.fields.iter().flat_map(|name| registry.named(name)).copied().collect::<FieldSet>();
    needs.merge(&reader.needs());
    needs.merge(&filter.needs);
    let mut table = StatsTree::default();
    (def.begin)(&mut table);
    Ok(Box::new(Tree {
        title: def.title,
        count: def.count,
        table,
        needs,
        filter,
        reader,
        layers: Vec::new(),
    }))
}

impl Tap for Tree {
    fn needs(&self) -> Option<Needs> {
        let columns = self.filter.needs_columns;
        Some(Needs { fields: self.needs.clone(), columns, everything: false })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if !self.filter.matches(&d.tree, &d.sources, &d.columns) {
            return;
        }
        self.reader.layers(d, &mut self.layers);
        let first = super::begin(d);
        self.table.at(d.meta().time.since(first).0 as f64 / 1e6);
        (self.count)(&mut self.table, &Seen { d, layers: &self.layers });
    }

    fn print(&mut self, _: &super::End<'_>, out: &mut String) {
        self.table.print(self.title, out);
    }
}
