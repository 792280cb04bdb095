//! Telnet (RFC 854): commands and options (RFC 855) between lines of text.

mod parameters;

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

const AUTH_COMMANDS: Names = Names::Table(&[(0, "IS"), (1, "SEND"), (2, "REPLY"), (3, "NAME")]);
const AUTH_TYPES: Names = Names::Table(&[
    (0, "NULL"),
    (1, "Kerberos v4"),
    (2, "Kerberos v5"),
    (3, "SPX"),
    (4, "MINK"),
    (5, "SRP"),
    (6, "RSA"),
    (7, "SSL"),
    (10, "LOKI"),
    (11, "SSA"),
    (12, "KEA_SJ"),
    (13, "KEA_SJ_INTEG"),
    (14, "DSS"),
    (15, "NTLM"),
]);
const AUTH_ENCRYPTS: Names =
    Names::Table(&[(0, "Off"), (1, "Telnet Options"), (2, "After Exchange"), (4, "Reserved")]);
const KERBEROS_STEPS: Names = Names::Table(&[
    (0, "Auth"),
    (1, "Reject"),
    (2, "Accept"),
    (3, "Response"),
    (4, "Forward"),
    (5, "Forward Accept"),
    (6, "Forward Reject"),
]);
const ENC_COMMANDS: Names = Names::Table(&[
    (0, "IS"),
    (1, "SUPPORT"),
    (2, "REPLY"),
    (3, "START"),
    (4, "END"),
    (5, "REQUEST-START"),
    (6, "REQUEST-END"),
    (7, "ENC_KEYID"),
    (8, "DEC_KEYID"),
]);
const ENC_TYPES: Names = Names::Table(&[
    (0, "NULL"),
    (1, "DES_CFB64"),
    (2, "DES_OFB64"),
    (3, "DES3_CFB64"),
    (4, "DES3_OFB64"),
    (8, "CAST5_40_CFB64"),
    (9, "CAST5_40_OFB64"),
    (10, "CAST128_CFB64"),
    (11, "CAST128_OFB64"),
]);

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
    /// A part of an option that is not known.
    INVALID_SUBCOMMAND: Label = "telnet.invalid_subcommand", "Invalid subcommand", None;
    /// Parameters of another length than they must have.
    INVALID_LENGTH: Label = "telnet.suboption_length.invalid", "Bogus suboption data", None;
    /// Rate of a serial port that is not one.
    INVALID_BAUD_RATE: Label = "telnet.invalid_baud_rate", "Invalid Baud Rate", None;
    /// Bits of a byte, missing.
    INVALID_DATA_SIZE: Label = "telnet.invalid_data_size", "Invalid Data Size", None;
    /// Parity, missing.
    INVALID_PARITY: Label = "telnet.invalid_parity", "Invalid Parity Packet", None;
    /// Stop bits, missing.
    INVALID_STOP: Label = "telnet.invalid_stop", "Invalid Stop Packet", None;
    /// Control, missing.
    INVALID_CONTROL: Label = "telnet.invalid_control", "Invalid Control Packet", None;
    /// State of the line, missing.
    INVALID_LINE: Label = "telnet.invalid_linestate", "Invalid linestate", None;
    /// State of the modem, missing.
    INVALID_MODEM: Label = "telnet.invalid_modemstate", "Invalid Modemstate", None;
    /// What is to be purged, missing.
    INVALID_PURGE: Label = "telnet.invalid_purge", "Invalid Purge Packet", None;
    /// TLS follows.
    STARTTLS: U8 = "telnet.starttls", "Follows", Dec;
    /// What device the serial port belongs to.
    PORT_SIGNATURE: Str = "telnet.comport_subopt.signature", "Signature", None;
    /// Rate of the serial port.
    PORT_RATE: U32 = "telnet.comport_subopt.baud_rate", "Baud Rate", Dec;
    /// Bits of a byte.
    PORT_DATA_SIZE: U8 = "telnet.comport_subopt.data_size", "Data Size", Dec;
    /// Parity.
    PORT_PARITY: U8 = "telnet.comport_subopt.parity", "Parity", Dec;
    /// Stop bits.
    PORT_STOP: U8 = "telnet.comport_subopt.stop", "Stop Bits", Dec;
    /// Flow control, and the lines to the modem.
    PORT_CONTROL: U8 = "telnet.comport_subopt.control", "Control", Dec;
    /// State of the line.
    PORT_LINE: Str = "telnet.comport_subopt.linestate", "Linestate", None;
    /// Which of its states are to be told.
    PORT_LINE_MASK: Str = "telnet.comport_subopt.set_linestate_mask", "Set Linestate Mask", None;
    /// State of the modem.
    PORT_MODEM: Str = "telnet.comport_subopt.modemstate", "Modemstate", None;
    /// Which of its states are to be told.
    PORT_MODEM_MASK: Str = "telnet.comport_subopt.set_modemstate_mask", "Set Modemstate Mask", None;
    /// The other side shall wait.
    PORT_SUSPEND: Label = "telnet.comport_subopt.flow_control_suspend", "Flow Control Suspend", None;
    /// It may go on.
    PORT_RESUME: Label = "telnet.comport_subopt.flow_control_resume", "Flow Control Resume", None;
    /// Which buffers are emptied.
    PORT_PURGE: U8 = "telnet.comport_subopt.purge", "Purge", Dec;
    /// Who says what of authentication (RFC 2941).
    AUTH_COMMAND: U8 = "telnet.auth.cmd", "Auth Cmd", Dec, AUTH_COMMANDS;
    /// How it is done.
    AUTH_TYPE: U8 = "telnet.auth.type", "Auth Type", Dec, AUTH_TYPES;
    /// Whether encryption follows.
    AUTH_ENCRYPT: U8 = "telnet.auth.mod.enc", "Encrypt", Dec & 0x14, AUTH_ENCRYPTS;
    /// Whether what proves the client goes on to others.
    AUTH_FORWARD: Bool = "telnet.auth.mod.cred_fwd", "Cred Fwd", W8 & 0x08, Names::TrueFalse("Client WILL forward auth creds", "Client will NOT forward auth creds");
    /// Whether both prove who they are.
    AUTH_HOW: Bool = "telnet.auth.mod.how", "How", W8 & 0x02, Names::TrueFalse("MUTUAL authentication", "One Way authentication");
    /// Who begins.
    AUTH_WHO: Bool = "telnet.auth.mod.who", "Who", W8 & 0x01, Names::TrueFalse("Mask server to client", "Mask client to server");
    /// Step of Kerberos.
    AUTH_KERBEROS: U8 = "telnet.auth.krb5.cmd", "Command", Dec, KERBEROS_STEPS;
    /// Who logs in.
    AUTH_NAME: Str = "telnet.auth.name", "Name", None;
    /// Who says what of encryption (RFC 2946).
    ENC_COMMAND: U8 = "telnet.enc.cmd", "Enc Cmd", Dec, ENC_COMMANDS;
    /// A cipher.
    ENC_TYPE: U8 = "telnet.enc.type", "Enc Type", Dec, ENC_TYPES;
    /// What it begins with.
    ENC_DATA: Bytes = "telnet.enc.type_data", "Type-specific data", None;
    /// Which key.
    ENC_KEY: Bytes = "telnet.enc.key_id", "Key ID", None;
    /// Something else is said of encryption.
    ENC_UNKNOWN: Label = "telnet.enc.cmd.unknown", "Unknown encryption command", None;
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
        parameters::show(d, option.value, title, c.take(parameters), inner.node())?;
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

    #[test]
    fn what_parameters_say() {
        let line = |parameters: &[u8]| {
            let packet = segment(&[b"\xff\xfa", parameters, b"\xff\xf0"].concat());
            survives_cuts(101, &packet);
            let lines = labels_from(101, &packet, "        Subcommand: ");
            lines[1..]
                .iter()
                .take_while(|l| l.starts_with("     "))
                .map(|l| l.trim().to_owned())
                .collect::<Vec<_>>()
        };
        for (parameters, want) in [
            (&b"\x2c\x01\0\0\x25\x80"[..], "Baud Rate: Client Baud Rate: 9600"),
            (b"\x2c\x65\0\0\0\0", "Baud Rate: Server Requests Baud Rate"),
            (b"\x2c\x02\x08", "Data Size: Client Data Size: 8"),
            (b"\x2c\x67\x03", "Parity: Server Parity: Even"),
            (b"\x2c\x04\x09", "Stop Bits: Client Stop: <invalid>"),
            (b"\x2c\x05\x08", "Control: Client Stop: DTR: ON"),
            (b"\x2c\x6b\x11", "Server Modemstate: DCTS, CTS"),
            (
                b"\x2c\x0a\xff\xff",
                "Client Set Linestate Mask: Data Ready, Overrun Error, Parity Error, \
                Framing Error, Break Detected, Transfer Holding Register Empty, \
                Transfer Shift Register Empty, Timeout Error",
            ),
            (b"\x2c\0my port", "Client Signature: my port"),
            (b"\x2c\x6c", "Server Flow Control Suspend"),
            (b"\x2c\x0c\x03", "Purge: Client Purge RX/TX"),
            (b"\x2c\x01", "[Expert Info (Warning/Protocol): Client <Invalid Baud Rate Packet>]"),
            (b"\x1f\0\xff\xff\0\x18", "Width: 255"),
            (b"\x1f\0", "[Expert Info (Warning/Protocol): Suboption parameter length is 1, should be 4]"),
        ] {
            assert_eq!(line(parameters)[0], want);
        }
        let authentication = line(b"\x25\x02\x02\x02\x02ok");
        assert_eq!(authentication[..2], ["Auth Cmd: REPLY (2)", "Auth Type: Kerberos v5 (2)"]);
        assert_eq!(authentication[6..], ["Command: Accept (2)", "Option data: 6f6b"]);
        assert_eq!(line(b"\x26\x01\x01\x02")[2], "Enc Type: DES_OFB64 (2)");
        assert_eq!(line(b"\x26\x03\0")[1], "Default key");
    }
}
