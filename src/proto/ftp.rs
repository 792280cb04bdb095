//! File Transfer Protocol (RFC 959), its control connection: commands and replies. What is transferred is
//! the business of `ftp_data`.

use super::lines;
use super::placed::Placed;
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::remembered::Weighed;
use crate::dissect::{
    Address, At, Claim, Cursor, Cut, Dissector, Flags, Framer, Protocol, Span, StreamPlace,
};
use crate::field::def::{Ipv4, U16};
use crate::field::{Field, Names, show};
use crate::store::{Application, Endpoint};
use std::net::IpAddr;
use std::ops::Range;

pub const PROTOCOL: Protocol = Protocol {
    name: "ftp",
    title: "FTP",
    fields: FIELDS,
    claims: &[Claim::TcpPort(21)],
    framer: Some(Framer {
        application: Application::Ftp,
        recognises,
        follows_peer: true,
        next: |progress, stretch| lines::next(progress, stretch, lines::is_reply, |_, _, _| 0),
    }),
    dissect,
    ..Protocol::EMPTY
};

const FAMILIES: Names = Names::Table(&[(1, "IPv4"), (2, "IPv6")]);

crate::fields! { "ftp";
    /// Commands or replies.
    FTP: Protocol = "ftp", "File Transfer Protocol (FTP)", None;
    /// The line is a reply.
    RESPONSE: Bool = "ftp.response", "Response", None;
    /// The line is a command.
    REQUEST: Bool = "ftp.request", "Request", None;
    /// The command.
    REQUEST_COMMAND: Str = "ftp.request.command", "Request command", None;
    /// What follows it.
    REQUEST_ARG: Str = "ftp.request.arg", "Request arg", None;
    /// Reply code (RFC 959 section 4.2).
    RESPONSE_CODE: U32 = "ftp.response.code", "Response code", Dec, Names::Table(CODES);
    /// Text of a reply.
    RESPONSE_ARG: Str = "ftp.response.arg", "Response arg", None;
    /// The folder that commands are about.
    FOLDER: Str = "ftp.current-working-directory", "Current working directory", None;
    /// Where the server waits for the data connection.
    PASSIVE_IP: Ipv4 = "ftp.passive.ip", "Passive IP address", None;
    /// At which port.
    PASSIVE_PORT: U16 = "ftp.passive.port", "Passive port", Dec;
    /// Where the client waits for it.
    ACTIVE_IP: Ipv4 = "ftp.active.cip", "Active IP address", None;
    /// At which port.
    ACTIVE_PORT: U16 = "ftp.active.port", "Active port", Dec;
    /// The server's port, in words of RFC 2428.
    EPSV_PORT: U16 = "ftp.epsv.port", "Extended passive port", Dec;
    /// The client's port, likewise.
    EPRT_PORT: U16 = "ftp.eprt.port", "Extended active port", Dec;
    /// Which addresses the client has.
    EPRT_FAMILY: U8 = "ftp.eprt.af", "Extended active address family", Dec, FAMILIES;
    /// Where it waits.
    EPRT_IP: Ipv4 = "ftp.eprt.ip", "Extended active IP address", None;
    /// The same.
    EPRT_IPV6: Ipv6 = "ftp.eprt.ipv6", "Extended active IPv6 address", None;
    /// Where the server waits: where it is anyway.
    EPSV_IP: Ipv4 = "ftp.epsv.ip", "Extended passive IPv4 address", None;
    /// The same.
    EPSV_IPV6: Ipv6 = "ftp.epsv.ipv6", "Extended passive IPv6 address", None;
}

const CODES: &[(u32, &str)] = &[
    (110, "Restart marker reply"),
    (120, "Service ready in nnn minutes"),
    (125, "Data connection already open; transfer starting"),
    (150, "File status okay; about to open data connection"),
    (200, "Command okay"),
    (202, "Command not implemented, superfluous at this site"),
    (211, "System status, or system help reply"),
    (212, "Directory status"),
    (213, "File status"),
    (214, "Help message"),
    (215, "NAME system type"),
    (220, "Service ready for new user"),
    (221, "Service closing control connection"),
    (225, "Data connection open; no transfer in progress"),
    (226, "Closing data connection"),
    (227, "Entering Passive Mode"),
    (229, "Entering Extended Passive Mode"),
    (230, "User logged in, proceed"),
    (232, "User logged in, authorized by security data exchange"),
    (234, "Security data exchange complete"),
    (235, "Security data exchange completed successfully"),
    (250, "Requested file action okay, completed"),
    (257, "PATHNAME created"),
    (331, "User name okay, need password"),
    (332, "Need account for login"),
    (334, "Requested security mechanism is ok"),
    (335, "Security data is acceptable, more is required"),
    (336, "Username okay, need password. Challenge is ..."),
    (350, "Requested file action pending further information"),
    (421, "Service not available, closing control connection"),
    (425, "Can't open data connection"),
    (426, "Connection closed; transfer aborted"),
    (431, "Need some unavailable resource to process security"),
    (450, "Requested file action not taken"),
    (451, "Requested action aborted: local error in processing"),
    (452, "Requested action not taken. Insufficient storage space in system"),
    (500, "Syntax error, command unrecognized"),
    (501, "Syntax error in parameters or arguments"),
    (502, "Command not implemented"),
    (503, "Bad sequence of commands"),
    (504, "Command not implemented for that parameter"),
    (522, "Network protocol not supported"),
    (530, "Not logged in"),
    (532, "Need account for storing files"),
    (533, "Command protection level denied for policy reasons"),
    (534, "Request denied for policy reasons"),
    (535, "Failed security check (hash, sequence, etc)"),
    (536, "Requested PROT level not supported by mechanism"),
    (537, "Command protection level not supported by security mechanism"),
    (550, "Requested action not taken: File unavailable"),
    (551, "Requested action aborted: page type unknown"),
    (552, "Requested file action aborted: Exceeded storage allocation"),
    (553, "Requested action not taken: File name not allowed"),
    (631, "Integrity protected reply"),
    (632, "Confidentiality and integrity protected reply"),
    (633, "Confidentiality protected reply"),
];

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let on_port = ports.iter().any(|p| matches!(p, 21 | 990));
    let greets = bytes.starts_with(b"220 ") || bytes.starts_with(b"220-");
    let commands = [&b"USER"[..], b"AUTH", b"FEAT"];
    greets && (on_port || lines::first_line_has(bytes, b"FTP"))
        || on_port && commands.iter().any(|word| lines::begins_with_word(bytes, word))
}

/// Replies that say where the server waits.
const PASSIVE: u32 = 227;
const EXTENDED_PASSIVE: u32 = 229;

/// `192,0,2,2,195,80`: address and port, wherever they stand in the text (RFC 959 section 4.1.2).
fn data_end(d: &mut Dissector<'_>, text: At<&[u8]>, ip: Field<Ipv4>, port: Field<U16>) {
    if let Some((address, number, place)) = data_address(text.value) {
        let span = text.span.part(place.start as u32, place.len() as u32);
        d.tree.leaf(ip, At { value: address, span });
        d.tree.leaf(port, At { value: number, span });
    }
}

/// Address and port, and where they stand.
fn data_address(bytes: &[u8]) -> Option<([u8; 4], u16, Range<usize>)> {
    let is_part = |b: &u8| b.is_ascii_digit() || *b == b',';
    let comma = bytes.iter().position(|b| *b == b',')?;
    let before = bytes.get(..comma)?.iter().rev().take_while(|b| is_part(b)).count();
    let start = comma - before;
    let len = bytes.get(start..)?.iter().take_while(|b| is_part(b)).count();
    let list = bytes.get(start..start + len)?;
    let numbers: Vec<u8> =
        list.split(|b| *b == b',').map_while(|part| std::str::from_utf8(part).ok()?.parse().ok()).collect();
    let [a, b, c, e, high, low] = *numbers.as_slice() else { return None };
    Some(([a, b, c, e], u16::from_be_bytes([high, low]), start..start + len))
}

/// Where a command or a reply of `from` says that a data connection will go, and what says so.
pub(super) fn data_end_of(line: &[u8], from: Endpoint) -> Option<(Endpoint, &'static str)> {
    let line = line.trim_ascii_end();
    let extended = match line.strip_prefix(b"229 ") {
        Some(text) => Some((text, "EPASV")),
        None => lines::begins_with_word(line, b"EPRT").then_some((line, "EPRT")),
    };
    // Addresses of later versions stand in the connection itself (RFC 2428).
    if let Some((text, method)) = extended {
        let port = std::str::from_utf8(text.rsplit(|b| *b == b'|').nth(1)?).ok()?.parse().ok()?;
        return Some((Endpoint { port, ..from }, method));
    }
    let (text, method) = match line.strip_prefix(b"227 ") {
        Some(text) => (text, "PASV"),
        None => (line.get(5..).filter(|_| lines::begins_with_word(line, b"PORT"))?, "PORT"),
    };
    let (address, port, _) = data_address(text)?;
    Some((Endpoint::v4(address, port), method))
}

/// The folder that commands of a connection are about as of the frame now dissected.
pub(super) fn folder(d: &Dissector<'_>, conversation: ConversationId) -> Option<String> {
    let of = |decrypted| {
        let place = StreamPlace { conversation, direction: 0, start: 0, decrypted, inside: 0 };
        let placed = Placed::at(d.capture(), d.settings(), d.registry(), place)?;
        Some(Folders::at(&placed, d.frame_id()))
    };
    // What was said inside TLS was said later.
    of(true).filter(|folder| !folder.is_empty()).or_else(|| of(false))
}

/// `|1|192.0.2.1|50001|` or `(|||50000|)`: the port is what stands before the last bar (RFC 2428).
fn extended_port(d: &mut Dissector<'_>, text: At<&[u8]>, field: Field<U16>) {
    let mut parts = text.value.rsplit(|b| *b == b'|');
    let behind = parts.next().map_or(0, <[u8]>::len);
    let Some(port) = parts.next() else { return };
    let number = std::str::from_utf8(port).ok().and_then(|p| p.parse::<u16>().ok());
    if let (Some(value), Some(start)) = (number, text.value.len().checked_sub(behind + 1 + port.len())) {
        d.tree.leaf(field, At { value, span: text.span.part(start as u32, port.len() as u32) });
    }
}

/// Where the client waits (RFC 2428 section 2): `|1|192.0.2.1|50002|`.
fn extended_end(d: &mut Dissector<'_>, text: At<&[u8]>) {
    let mut at = 0;
    let mut parts = text.value.split(|b| *b == b'|').map(|part| {
        let span = text.span.part(at, part.len() as u32);
        at += part.len() as u32 + 1;
        (std::str::from_utf8(part).unwrap_or(""), span)
    });
    let (Some(_), Some((family, span)), Some((address, place))) = (parts.next(), parts.next(), parts.next())
    else {
        return;
    };
    if let Ok(value) = family.parse::<u8>() {
        d.tree.leaf(EPRT_FAMILY, At { value, span });
    }
    match address.parse() {
        Ok(IpAddr::V4(address)) => {
            d.tree.leaf(EPRT_IP, At { value: address.octets(), span: place });
        }
        Ok(IpAddr::V6(address)) => {
            let held = d.tree.keep(&address.octets());
            d.tree.leaf(EPRT_IPV6, At { value: held, span: place });
        }
        Err(_) => {}
    }
}

/// Where the server waits: only its port is said, the address is that of the connection.
fn passive_address(d: &mut Dissector<'_>, at: Span) {
    match d.net().0 {
        Address::Ipv4(address) => {
            d.tree.generated(EPSV_IP, address, at.at_start());
        }
        Address::Ipv6(address) => {
            let held = d.tree.keep(&address);
            let node = d.tree.leaf(EPSV_IPV6, At { value: held, span: at.at_start() });
            d.tree.set_flag(node, Flags::GENERATED);
        }
        _ => {}
    }
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let lines = lines::lines(d, c, lines::is_reply);
    if let Some(first) = lines.first() {
        let who = if first.is_request { "Request" } else { "Response" };
        d.columns.set_info(format_args!("{who}: {}", show::line(first.text.value)));
    }
    for line in &lines {
        d.tree.hidden(REQUEST, line.whole.with(u8::from(line.is_request)));
        d.tree.hidden(RESPONSE, line.whole.with(u8::from(!line.is_request)));
        let open = d.tree.open_text(line.whole.span, format_args!("{}", show::line(line.whole.value)));
        if line.is_request {
            let (command, arg) = line.word_and_rest();
            d.tree.leaf(REQUEST_COMMAND, command);
            if !arg.value.is_empty() {
                d.tree.leaf(REQUEST_ARG, arg);
            }
            if command.value.eq_ignore_ascii_case(b"PORT") {
                data_end(d, arg, ACTIVE_IP, ACTIVE_PORT);
            } else if command.value.eq_ignore_ascii_case(b"EPRT") {
                extended_end(d, arg);
                extended_port(d, arg, EPRT_PORT);
            }
        } else {
            let code = line.part(0, 3);
            let value = std::str::from_utf8(code.value).ok().filter(|_| lines::is_reply(line.text.value));
            if let Some(value) = value.and_then(|c| c.parse::<u32>().ok()) {
                d.tree.leaf(RESPONSE_CODE, At { value, span: code.span });
                let arg = line.part(4, usize::MAX);
                if !arg.value.is_empty() {
                    d.tree.leaf(RESPONSE_ARG, arg);
                }
                match value {
                    PASSIVE => data_end(d, arg, PASSIVE_IP, PASSIVE_PORT),
                    EXTENDED_PASSIVE => {
                        passive_address(d, arg.span);
                        extended_port(d, arg, EPSV_PORT);
                    }
                    _ => {}
                }
            }
        }
        d.tree.close(open);
        if d.tree.truncated {
            break;
        }
    }
    if d.tree.wants(FOLDER.id)
        && let Some(placed) = Placed::of(d)
    {
        let folder = Folders::at(&placed, d.frame_id());
        d.end_layer();
        let node = d.tree.made_text(FOLDER, &folder, c.rest_span().at_start());
        d.tree.set_flag(node, Flags::GENERATED);
    }
    Ok(())
}

/// Bytes of a command or reply that are looked at for folders.
const FOLDER_HEAD: u64 = 1024;
/// Longest folder that is followed.
const MAX_FOLDER: usize = 4096;

/// Where the commands of a connection stand among the server's folders.
#[derive(Clone, Debug, Default)]
struct Folders {
    /// Messages of each direction that were looked at.
    seen: [usize; 2],
    /// What the last command asks for.
    asked: Asked,
    /// From which frame on it is which folder.
    changes: Vec<(FrameId, String)>,
}

#[derive(Clone, Debug, Default)]
enum Asked {
    #[default]
    Other,
    /// To say the folder.
    Tell,
    /// To change to that one.
    Change(String),
}

impl Weighed for Folders {
    fn bytes(&self) -> usize {
        self.changes.iter().map(|(_, folder)| folder.len() + size_of::<(FrameId, String)>()).sum()
    }
}

impl Folders {
    /// The folder as of `frame`.
    fn at(placed: &Placed<'_>, frame: FrameId) -> String {
        let counts = [0, 1].map(|d| placed.messages(d).map_or(0, |m| m.len()));
        let known = placed.remembered().result::<Self>(
            placed.remembered_key(PROTOCOL.name),
            |known| known.seen == counts,
            |known| known.extend(placed, counts),
        );
        let at = known.changes.partition_point(|(since, _)| *since <= frame);
        let change = at.checked_sub(1).and_then(|at| known.changes.get(at));
        change.map(|(_, folder)| folder.clone()).unwrap_or_default()
    }

    fn extend(&mut self, placed: &Placed<'_>, counts: [usize; 2]) {
        let mut new = Vec::new();
        for (direction, seen) in self.seen.into_iter().enumerate() {
            let Some(messages) = placed.messages(direction) else { continue };
            new.extend(messages.iter_from(seen).map(|m| (m.frame, direction, m.start(), m.end())));
        }
        new.sort_by_key(|(frame, ..)| *frame);
        self.seen = counts;
        for (frame, direction, start, end) in new {
            let head = placed.bytes(direction, start..end.min(start + FOLDER_HEAD));
            self.line(frame, &head);
        }
    }

    fn line(&mut self, frame: FrameId, line: &[u8]) {
        let line = line.trim_ascii();
        if lines::is_reply(line) {
            if line.get(3) == Some(&b'-') {
                return;
            }
            let done = line.first() == Some(&b'2');
            let folder = match std::mem::take(&mut self.asked) {
                Asked::Change(folder) if done => Some(folder),
                Asked::Tell if done => {
                    line.split(|b| *b == b'"').nth(1).map(|f| String::from_utf8_lossy(f).into())
                }
                _ => None,
            };
            if let Some(folder) = folder.filter(|f| f.len() <= MAX_FOLDER) {
                self.changes.push((frame, folder));
            }
            return;
        }
        let word = line.iter().position(|b| *b == b' ').unwrap_or(line.len());
        let (word, rest) = line.split_at(word);
        let now = self.changes.last().map_or("", |(_, folder)| folder);
        self.asked = match word.to_ascii_uppercase().as_slice() {
            b"PWD" | b"XPWD" => Asked::Tell,
            b"CWD" | b"XCWD" => Asked::Change(joined(now, &String::from_utf8_lossy(rest.trim_ascii()))),
            b"CDUP" | b"XCUP" => Asked::Change(joined(now, "..")),
            _ => Asked::Other,
        };
    }
}

/// The folder that `to` names from `from`.
fn joined(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = if to.starts_with('/') { vec![] } else { from.split('/').collect() };
    for part in to.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    fn lines(text: &[u8]) -> Vec<String> {
        told_alone("ftp", text, "File Transfer Protocol (FTP)").1
    }

    #[test]
    fn extended_ends_are_told_with_their_addresses() {
        let told = lines(b"EPRT |1|192.0.2.1|50002|\r\n");
        assert_eq!(
            told[4..],
            [
                "        Extended active address family: IPv4 (1)",
                "        Extended active IP address: 192.0.2.1",
                "        Extended active port: 50002",
            ]
        );
        assert!(lines(b"EPRT |2|2001:db8::1|9|\r\n")[5].ends_with("IPv6 address: 2001:db8::1"));
        // None is told where there is none.
        assert_eq!(lines(b"EPRT |1||9|\r\n").len(), 6);
        assert_eq!(lines(b"EPRT 9\r\n").len(), 4);
    }

    #[test]
    fn folders_are_followed() {
        use super::{Folders, joined};
        use crate::base::id::FrameId;
        assert_eq!(joined("/a/b", "../c/."), "/a/c");
        assert_eq!(joined("", "pub"), "/pub");
        let mut folders = Folders::default();
        let said: [&[u8]; 9] = [
            b"PWD\r\n",
            b"257 \"/home\" is current directory.\r\n",
            b"CWD in/./x\r\n",
            b"250-Read this\r\n",
            b"250 Done\r\n",
            b"CWD /none\r\n",
            b"550 No such\r\n",
            b"CDUP\r\n",
            b"250 Done\r\n",
        ];
        for (i, line) in said.into_iter().enumerate() {
            folders.line(FrameId::from_number(i as u32 + 1).expect("not zero"), line);
        }
        let all: Vec<&str> = folders.changes.iter().map(|(_, f)| f.as_str()).collect();
        assert_eq!(all, ["/home", "/home/in/x", "/home/in"]);
    }

    #[test]
    fn data_connections_are_announced() {
        let reply = lines(b"227 Entering Passive Mode (192,0,2,2,195,80).\r\n");
        let at = "        Passive IP address: 192.0.2.2";
        assert!(reply.iter().any(|l| l == at) && reply.iter().any(|l| l == "        Passive port: 50000"));
        let reply = lines(b"229 Entering (|||50000|)\r\n");
        assert!(reply.iter().any(|l| l == "        Extended passive port: 50000"));
        let none = lines(b"227 Entering Passive Mode (1,2,3)\r\n");
        assert!(!none.iter().any(|l| l.contains("Passive port")));
    }
}
