//! Telnet (RFC 854): commands and options (RFC 855) between lines of text.

use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Scope, Span, Stretch,
};
use crate::field::Names;
use crate::store::{Application, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "telnet",
    title: "TELNET",
    fields: FIELDS,
    claims: &[Claim::TcpPort(PORTS[0]), Claim::TcpPort(PORTS[1]), Claim::TlsPort(PORTS[2])],
    framer: Some(Framer { application: Application::Telnet, recognises, follows_peer: true, next }),
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const PORTS: [u16; 3] = [23, 2323, 992];
const MESSAGE: MessageKind = MessageKind(1);
/// How long the end of a command is waited for.
const COMMAND_MAX_BYTES: u64 = 4096;
/// How much is looked at once.
const WINDOW: u64 = 64 * 1024;

const COMMANDS: Names = Names::Table(&[
    (236, "End of File"),
    (237, "Suspend Current Process"),
    (238, "Abort Process"),
    (239, "End of Record"),
    (240, "Suboption End"),
    (241, "No Operation"),
    (242, "Data Mark"),
    (243, "Break"),
    (244, "Interrupt Process"),
    (245, "Abort Output"),
    (246, "Are You There?"),
    (247, "Escape Character"),
    (248, "Erase Line"),
    (249, "Go Ahead"),
    (250, "Suboption"),
    (251, "Will"),
    (252, "Won't"),
    (253, "Do"),
    (254, "Don't"),
]);

/// Names of options, by number.
const OPTIONS: [&str; 50] = [
    "Binary Transmission",
    "Echo",
    "Reconnection",
    "Suppress Go Ahead",
    "Approx Message Size Negotiation",
    "Status",
    "Timing Mark",
    "Remote Controlled Trans and Echo",
    "Output Line Width",
    "Output Page Size",
    "Output Carriage-Return Disposition",
    "Output Horizontal Tab Stops",
    "Output Horizontal Tab Disposition",
    "Output Formfeed Disposition",
    "Output Vertical Tabstops",
    "Output Vertical Tab Disposition",
    "Output Linefeed Disposition",
    "Extended ASCII",
    "Logout",
    "Byte Macro",
    "Data Entry Terminal",
    "SUPDUP",
    "SUPDUP Output",
    "Send Location",
    "Terminal Type",
    "End of Record",
    "TACACS User Identification",
    "Output Marking",
    "Terminal Location Number",
    "Telnet 3270 Regime",
    "X.3 PAD",
    "Negotiate About Window Size",
    "Terminal Speed",
    "Remote Flow Control",
    "Linemode",
    "X Display Location",
    "Environment Option",
    "Authentication Option",
    "Encryption Option",
    "New Environment Option",
    "TN3270E",
    "XAUTH",
    "CHARSET",
    "Remote Serial Port",
    "COM Port Control",
    "Suppress Local Echo",
    "Start TLS",
    "KERMIT",
    "SEND-URL",
    "FORWARD_X",
];

const FLOW_CONTROL: Names = Names::Table(&[(0, "OFF"), (1, "ON"), (2, "RESTART-ANY"), (3, "RESTART-XON")]);

crate::fields! { "telnet";
    /// Telnet (RFC 854).
    TELNET: Protocol = "telnet", "Telnet", None;
    /// A command.
    CMD: U8 = "telnet.cmd", "Command", Dec, COMMANDS;
    /// The option it is about.
    SUBCMD: U8 = "telnet.subcmd", "Subcommand", Dec, Names::Func(option_name);
    /// A terminal's name, or another string.
    STRING_VALUE: Str = "telnet.string_subopt.value", "Value", None;
    /// Columns of the window.
    WIDTH: U16 = "telnet.naws_subopt.width", "Width", Dec;
    /// Lines of the window.
    HEIGHT: U16 = "telnet.naws_subopt.height", "Height", Dec;
    /// How output is stopped and started (RFC 1372).
    FLOW_CMD: U8 = "telnet.rfc_subopt.cmd", "Command", Dec, FLOW_CONTROL;
    /// A line of text.
    DATA: Str = "telnet.data", "Data", None;
    /// What an option's parameters hold.
    OPTION_DATA: Bytes = "telnet.option_data", "Option data", None;
}

/// Interpret as command (RFC 854); twice, it is a byte of data.
const IAC: u8 = 255;
const SUBOPTION: u8 = 250;
const SUBOPTION_END: u8 = 240;
/// The commands up to this one name an option.
const LAST_WITH_OPTION: u8 = 254;

/// What is spoken on its ports and looks like nothing else.
fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    !bytes.is_empty() && ports.iter().any(|port| PORTS.contains(port))
}

/// What came is a message of its own, but for a command at its end that goes on with what follows.
fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let bytes = (stretch.read)(0..stretch.len.min(WINDOW));
    let len = match whole_len(&bytes) as u64 {
        0 if stretch.ended || stretch.len >= COMMAND_MAX_BYTES => bytes.len() as u64,
        0 => return Framed::NeedMore { at_least: stretch.len + 1 },
        whole => whole,
    };
    Framed::Message { len, kind: MESSAGE, note: 0 }
}

/// Bytes up to a command that is not whole.
fn whole_len(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == IAC)) {
        let begin = at + found;
        let len = match bytes.get(begin + 1) {
            None => return begin,
            Some(&SUBOPTION) => {
                let parameters = bytes.get(begin + 3..).unwrap_or_default();
                let end = begin + 3 + suboption_len(parameters) as usize;
                match bytes.get(end..end + 2) {
                    Some(_) => end + 2 - begin,
                    None => return begin,
                }
            }
            Some(&(SUBOPTION..=LAST_WITH_OPTION)) => 3,
            Some(_) => 2,
        };
        at = begin + len;
        if at > bytes.len() {
            return begin;
        }
    }
    bytes.len()
}

fn option_name(option: u64) -> Option<&'static str> {
    Some(usize::try_from(option).ok().and_then(|at| OPTIONS.get(at)).copied().unwrap_or("<unknown option>"))
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.set_info(format_args!("Telnet Data ..."));
    while c.captured() > 0 && !d.tree.truncated {
        match c.peek() {
            [IAC, IAC, ..] => text(d, &mut c),
            [IAC, ..] => command(d, &mut c)?,
            _ => text(d, &mut c),
        }
    }
    Ok(())
}

/// Text up to the line's end or the next command.
fn text(d: &mut Dissector<'_>, c: &mut Cursor<'_>) {
    let bytes = c.peek();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (&IAC, Some(&IAC)) => at += 2,
            (&IAC, _) => break,
            (b'\r', Some(b'\n')) => {
                at += 2;
                break;
            }
            // A carriage return alone is sent with a NUL behind it (RFC 854).
            (b'\r', Some(0)) => {
                at += 2;
                break;
            }
            (b'\r' | b'\n', _) => {
                at += 1;
                break;
            }
            _ => at += 1,
        }
    }
    let line = c.take(at as u32);
    let shown = line.peek().strip_suffix(b"\0").unwrap_or(line.peek());
    d.tree.leaf(DATA, At { value: shown, span: line.span(shown.len() as u32) });
}

fn command(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let begin = *c;
    c.skip(1)?;
    let command = c.u8()?;
    let name = COMMANDS.name(command.value.into()).unwrap_or("<unknown option>");
    if !(SUBOPTION..IAC).contains(&command.value) {
        let open = d.tree.open_text(begin.span(2), format_args!("{name}"));
        d.tree.leaf(CMD, command);
        d.tree.close(open);
        return Ok(());
    }
    let option = c.u8()?;
    let parameters = if command.value == SUBOPTION { suboption_len(c.peek()) } else { 0 };
    let title = option_name(option.value.into()).unwrap_or_default();
    let whole = begin.span(3 + parameters);
    let open = d.tree.open_text(whole, format_args!("{name} {title}"));
    d.tree.leaf(CMD, command);
    let inner = d.tree.open_as(SUBCMD, option, format_args!("Subcommand: {title}"));
    if parameters > 0 {
        suboption(d, option.value, title, c.take(parameters), whole)?;
    }
    d.tree.close(inner);
    d.tree.close(open);
    Ok(())
}

/// Bytes before the command that ends the parameters.
fn suboption_len(bytes: &[u8]) -> u32 {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (&IAC, Some(&IAC)) => at += 2,
            (&IAC, Some(&SUBOPTION_END) | None) => break,
            _ => at += 1,
        }
    }
    at as u32
}

fn suboption(
    d: &mut Dissector<'_>,
    option: u8,
    title: &str,
    mut c: Cursor<'_>,
    whole: Span,
) -> Result<(), Cut> {
    match option {
        // Terminal Type (RFC 1091) and X Display Location (RFC 1096).
        24 | 35 => {
            let command = c.u8()?;
            if command.value == 0 {
                d.tree.leaf_as(SUBCMD, command, format_args!("Here's my {title}"));
                d.tree.leaf(STRING_VALUE, c.rest());
            } else {
                d.tree.leaf_as(SUBCMD, command, format_args!("Send your {title}"));
            }
        }
        31 if c.left() == 4 => {
            d.tree.leaf(WIDTH, c.u16()?);
            d.tree.leaf(HEIGHT, c.u16()?);
        }
        33 if c.left() == 1 => {
            d.tree.leaf(FLOW_CMD, c.u8()?);
        }
        _ => {
            let span = c.rest_span();
            d.rest_as(OPTION_DATA, &mut c);
            debug_assert!(span.end() <= whole.end());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    /// An IPv4 packet with a TCP segment from port 23.
    fn segment(payload: &[u8]) -> Vec<u8> {
        let len = 40 + payload.len() as u16;
        let mut p = vec![0x45, 0, 0, 0, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        p[2..4].copy_from_slice(&len.to_be_bytes());
        p.extend_from_slice(&[0, 23, 0x9c, 0x40, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 0x20, 0, 0, 0, 0, 0]);
        p.extend_from_slice(payload);
        p
    }

    #[test]
    fn commands_are_waited_for() {
        let whole = |bytes: &[u8]| super::whole_len(bytes);
        assert_eq!(whole(b"login: "), 7);
        assert_eq!(whole(b"a\xff"), 1);
        assert_eq!(whole(b"a\xff\xff"), 3);
        assert_eq!(whole(b"\xff\xfd"), 0);
        assert_eq!(whole(b"\xff\xfd\x03\xff\xf1\xff\xfb"), 5);
        assert_eq!(whole(b"x\xff\xfa\x1f\0\x50\xff\xff\0"), 1);
        assert_eq!(whole(b"x\xff\xfa\x1f\0\x50\0\x18\xff"), 1);
        assert_eq!(whole(b"x\xff\xfa\x1f\0\x50\0\x18\xff\xf0y"), 11);
    }

    #[test]
    fn commands_and_text() {
        let packet = segment(b"login: \xff\xff\r\nx\xff\xfd\x03\xff\xfa\x1f\0\x50\0\x18\xff\xf0\xff\xf1");
        assert_eq!(columns(101, &packet)[2..], ["TELNET", "Telnet Data ..."]);
        let lines = labels_from(101, &packet, "Telnet");
        assert_eq!(
            lines[2..],
            [
                "    Data: x",
                "    Do Suppress Go Ahead",
                "        Command: Do (253)",
                "        Subcommand: Suppress Go Ahead",
                "    Suboption Negotiate About Window Size",
                "        Command: Suboption (250)",
                "        Subcommand: Negotiate About Window Size",
                "            Width: 80",
                "            Height: 24",
                "    Suboption End",
                "        Command: Suboption End (240)",
                "    No Operation",
                "        Command: No Operation (241)",
            ]
        );
        survives_cuts(101, &packet);
    }
}
