//! File Transfer Protocol (RFC 959), its control connection: commands and replies. Data
//! connections are not followed.

use super::lines;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framer, Protocol};
use crate::field::{Names, show};
use crate::store::Application;

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

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let lines = lines::lines(d, c, lines::is_reply);
    if let Some(first) = lines.first() {
        let who = if first.is_request { "Request" } else { "Response" };
        d.columns.set_info(format_args!("{who}: {}", show::line(first.text.value)));
    }
    for line in &lines {
        let open = d.tree.open_text(line.whole.span, format_args!("{}", show::line(line.whole.value)));
        if line.is_request {
            d.tree.hidden(REQUEST, line.whole.with(1u8));
            let (command, arg) = line.word_and_rest();
            d.tree.leaf(REQUEST_COMMAND, command);
            if !arg.value.is_empty() {
                d.tree.leaf(REQUEST_ARG, arg);
            }
        } else {
            d.tree.hidden(RESPONSE, line.whole.with(1u8));
            let code = line.part(0, 3);
            let value = std::str::from_utf8(code.value).ok().filter(|_| lines::is_reply(line.text.value));
            if let Some(value) = value.and_then(|c| c.parse::<u32>().ok()) {
                d.tree.leaf(RESPONSE_CODE, At { value, span: code.span });
                let arg = line.part(4, usize::MAX);
                if !arg.value.is_empty() {
                    d.tree.leaf(RESPONSE_ARG, arg);
                }
            }
        }
        d.tree.close(open);
        if d.tree.truncated {
            break;
        }
    }
    Ok(())
}
