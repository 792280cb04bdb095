//! Counts of messages of HTTP, HTTP/2 and RTSP: methods, answers, hosts, servers.

use super::trees::{TreeDef, named, quoted};
use crate::proto::tables::rtsp_status;

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
    filter: |path| packet(path, "http.request.method", "http.response.code"),
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
    filter: |path| packet(path, "rtsp.method", "rtsp.status"),
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
    filter: requested,
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
    filter: |path| named(path.get(2)?, "http2.type"),
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
    filter: served,
};

/// Requests by method, answers by status and class of status.
fn packet(path: &[&str], method: &str, status: &str) -> Option<String> {
    let code =
        |text: &str| text.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned);
    match (*path.get(1)?, path.get(2), path.get(3)) {
        ("HTTP Request Packets" | "RTSP Request Packets", None, _) => Some(method.to_owned()),
        ("HTTP Request Packets" | "RTSP Request Packets", Some(name), _) => {
            Some(format!("{method} == {}", quoted(name)))
        }
        ("HTTP Response Packets" | "RTSP Response Packets", None, _) => Some(status.to_owned()),
        (_, Some(_), Some(line)) => Some(format!("{status} == {}", code(line)?)),
        (_, Some(class), None) => {
            let class = class.get(..1).filter(|c| c.bytes().all(|b| b.is_ascii_digit()))?;
            Some(format!("{status} >= {class}00 && {status} <= {class}99"))
        }
        _ => None,
    }
}

fn requested(path: &[&str]) -> Option<String> {
    let host = format!("http.host == {}", quoted(path.get(1)?));
    Some(match path.get(2) {
        Some(uri) => format!("{host} && http.request.uri == {}", quoted(uri)),
        None => format!("http.request && {host}"),
    })
}

fn served(path: &[&str]) -> Option<String> {
    let of = |host: &str| format!("http.host == {}", quoted(host));
    let version = |address: &str| if address.contains(':') { "ipv6" } else { "ip" };
    let requests = |address: &str| format!("http.request && {}.dst == {address}", version(address));
    match (*path.first()?, path) {
        ("HTTP Responses by Server Address", [_, address, rest @ ..]) => {
            let answers = format!("http.response && {}.src == {address}", version(address));
            Some(match rest.first() {
                Some(&"OK") => format!("{answers} && http.response.code >= 100 && http.response.code < 400"),
                Some(_) => format!("{answers} && !(http.response.code >= 100 && http.response.code < 400)"),
                None => answers,
            })
        }
        (_, [_, "HTTP Requests by Server Address", address]) => Some(requests(address)),
        (_, [_, "HTTP Requests by Server Address", address, host]) => {
            Some(format!("{} && {}", requests(address), of(host)))
        }
        (_, [_, "HTTP Requests by HTTP Host", host]) => Some(format!("http.request && {}", of(host))),
        (_, [_, "HTTP Requests by HTTP Host", host, address]) => {
            Some(format!("{} && {}", requests(address), of(host)))
        }
        _ => None,
    }
}
