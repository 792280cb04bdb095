//! What the parameters of Telnet's options say: of windows and terminals, of serial ports (RFC 2217), of authentication (RFC
//! 2941) and encryption (RFC 2946). Bytes of 255 stand there twice, and are read as one.

use super::*;
use crate::dissect::{Group, NodeRef, Severity};
use crate::field::Field;
use crate::field::def::{Label, Str};
use std::borrow::Cow;

/// Of servers, subcommands count from here on.
const SERVERS: u8 = 100;
const DATA_SIZES: &[&str] = &["Request", "", "", "", "", "5", "6", "7", "8"];
const PARITIES: &[&str] = &["Request", "None", "Odd", "Even", "Mark", "Space"];
const STOPS: &[&str] = &["Request", "1", "2", "1.5"];
const CONTROLS: &[&str] = &[
    "Output Flow Control Request",
    "Output Flow: None",
    "Output Flow: XON/XOFF",
    "Output Flow: CTS/RTS",
    "Break Request",
    "Break: ON",
    "Break: OFF",
    "DTR Request",
    "DTR: ON",
    "DTR: OFF",
    "RTS Request",
    "RTS: ON",
    "RTS: OFF",
    "Input Flow Control Request",
    "Input Flow: None",
    "Input Flow: XON/XOFF",
    "Input Flow: CTS/RTS",
    "Output Flow: DCD",
    "Input Flow: DTR",
    "Output Flow: DSR",
];
const PURGES: &[&str] = &["Purge None", "Purge RX", "Purge TX", "Purge RX/TX"];
/// From the lowest bit up.
const LINE_STATES: [&str; 8] = [
    "Data Ready",
    "Overrun Error",
    "Parity Error",
    "Framing Error",
    "Break Detected",
    "Transfer Holding Register Empty",
    "Transfer Shift Register Empty",
    "Timeout Error",
];
const MODEM_STATES: [&str; 8] = ["DCTS", "DDSR", "TERI", "DDCD", "CTS", "DSR", "RI", "DCD"];

/// `node` is the option's.
pub(super) fn show(
    d: &mut Dissector<'_>,
    option: u8,
    title: &str,
    mut c: Cursor<'_>,
    node: NodeRef,
) -> Result<(), Cut> {
    let span = c.rest_span();
    let plain = single(c.peek());
    match option {
        // Terminal Type (RFC 1091) and X Display Location (RFC 1096).
        24 | 35 => {
            let command = c.u8()?;
            match command.value {
                0 => {
                    d.tree.leaf_as(SUBCMD, command, format_args!("Here's my {title}"));
                    d.tree.leaf(STRING_VALUE, c.rest());
                }
                1 => drop(d.tree.leaf_as(SUBCMD, command, format_args!("Send your {title}"))),
                other => {
                    let text = format_args!("Invalid {title} subcommand {other}");
                    d.tree.expert(node, Some(INVALID_SUBCOMMAND), Severity::Warn, Group::Protocol, text);
                }
            }
        }
        31 => match *plain {
            [a, b, x, y] => {
                d.tree.leaf(WIDTH, At { value: u16::from_be_bytes([a, b]), span });
                d.tree.leaf(HEIGHT, At { value: u16::from_be_bytes([x, y]), span });
            }
            _ => {
                let text = format_args!("Suboption parameter length is {}, should be 4", plain.len());
                d.tree.expert(node, Some(INVALID_LENGTH), Severity::Warn, Group::Protocol, text);
            }
        },
        33 if c.left() == 1 => drop(d.tree.leaf(FLOW_CMD, c.u8()?)),
        37 => authentication(d, &mut c)?,
        38 => encryption(d, &mut c, node)?,
        44 => port(d, &plain, span, node),
        46 => drop(d.tree.leaf(STARTTLS, c.u8()?)),
        _ => d.rest_as(OPTION_DATA, &mut c),
    }
    Ok(())
}

/// The bytes, those of 255 once.
fn single(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|pair| pair == [IAC, IAC]) {
        return bytes.into();
    }
    let mut escaped = false;
    let keeps = |b: &u8| {
        escaped = *b == IAC && !escaped;
        *b != IAC || escaped
    };
    bytes.iter().copied().filter(keeps).collect()
}

fn choice(table: &[&'static str], at: u8) -> &'static str {
    table.get(usize::from(at)).copied().filter(|name| !name.is_empty()).unwrap_or("<invalid>")
}

/// A serial port behind the connection (RFC 2217).
fn port(d: &mut Dissector<'_>, bytes: &[u8], span: Span, node: NodeRef) {
    let Some((command, value)) = bytes.split_first() else { return };
    let who = if *command < SERVERS { "Client" } else { "Server" };
    let byte = |field: Field<crate::field::def::U8>, value: u8| (field, At { value, span });
    match (command % SERVERS, value) {
        (0, []) => {
            let node = d.tree.made_text(PORT_SIGNATURE, "", span);
            d.tree.set_label(node, format_args!("{who} Requests Signature"));
        }
        (0, text) => {
            let text = crate::field::show::line(text).to_string();
            let node = d.tree.made_text(PORT_SIGNATURE, &text, span);
            d.tree.set_label(node, format_args!("{who} Signature: {text}"));
        }
        (1, [a, b, x, y, ..]) => {
            let rate = At { value: u32::from_be_bytes([*a, *b, *x, *y]), span };
            match rate.value {
                0 => d.tree.leaf_as(PORT_RATE, rate, format_args!("Baud Rate: {who} Requests Baud Rate")),
                rate_value => {
                    let label = format_args!("Baud Rate: {who} Baud Rate: {rate_value}");
                    d.tree.leaf_as(PORT_RATE, rate, label)
                }
            };
        }
        (2, [size, ..]) => {
            let (field, at) = byte(PORT_DATA_SIZE, *size);
            let name = choice(DATA_SIZES, *size);
            d.tree.leaf_as(field, at, format_args!("Data Size: {who} Data Size: {name}"));
        }
        (3, [parity, ..]) => {
            let (field, at) = byte(PORT_PARITY, *parity);
            d.tree.leaf_as(field, at, format_args!("Parity: {who} Parity: {}", choice(PARITIES, *parity)));
        }
        (4, [stop, ..]) => {
            let (field, at) = byte(PORT_STOP, *stop);
            d.tree.leaf_as(field, at, format_args!("Stop Bits: {who} Stop: {}", choice(STOPS, *stop)));
        }
        (5, [control, ..]) => {
            let (field, at) = byte(PORT_CONTROL, *control);
            let name = match choice(CONTROLS, *control) {
                "<invalid>" => "Control: <invalid>",
                name => name,
            };
            // As the reference has it, which calls all of these stops.
            d.tree.leaf_as(field, at, format_args!("Control: {who} Stop: {name}"));
        }
        (6, [state, ..]) => states(d, PORT_LINE, (who, "Linestate"), &LINE_STATES, *state, span),
        (7, [state, ..]) => states(d, PORT_MODEM, (who, "Modemstate"), &MODEM_STATES, *state, span),
        (8, _) => {
            let at = At { value: (), span };
            d.tree.leaf_as(PORT_SUSPEND, at, format_args!("{who} Flow Control Suspend"));
        }
        (9, _) => {
            let at = At { value: (), span };
            d.tree.leaf_as(PORT_RESUME, at, format_args!("{who} Flow Control Resume"));
        }
        (10, [mask, ..]) => {
            states(d, PORT_LINE_MASK, (who, "Set Linestate Mask"), &LINE_STATES, *mask, span);
        }
        (11, [mask, ..]) => {
            states(d, PORT_MODEM_MASK, (who, "Set Modemstate Mask"), &MODEM_STATES, *mask, span);
        }
        (12, [purge, ..]) => {
            let (field, at) = byte(PORT_PURGE, *purge);
            let name = PURGES.get(usize::from(*purge)).copied().unwrap_or("<Purge invalid>");
            d.tree.leaf_as(field, at, format_args!("Purge: {who} {name}"));
        }
        (short @ 1..=12, _) => {
            let (field, what) = match short {
                1 => (INVALID_BAUD_RATE, "Baud Rate"),
                2 => (INVALID_DATA_SIZE, "Data Size"),
                3 => (INVALID_PARITY, "Parity"),
                4 => (INVALID_STOP, "Stop"),
                5 => (INVALID_CONTROL, "Control"),
                6 => (INVALID_LINE, "Linestate"),
                7 => (INVALID_MODEM, "Modemstate"),
                10 => (INVALID_LINE, "Linestate Mask"),
                11 => (INVALID_MODEM, "Modemstate Mask"),
                _ => (INVALID_PURGE, "Purge"),
            };
            let text = format_args!("{who} <Invalid {what} Packet>");
            d.tree.expert(node, Some(field), Severity::Warn, Group::Protocol, text);
        }
        (other, _) => {
            let text = format_args!("Invalid COM Port Control subcommand {other}");
            d.tree.expert(node, Some(INVALID_SUBCOMMAND), Severity::Warn, Group::Protocol, text);
        }
    }
}

fn states(
    d: &mut Dissector<'_>,
    field: Field<Str>,
    (who, what): (&str, &str),
    names: &[&str; 8],
    bits: u8,
    span: Span,
) {
    let set = names.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 != 0).map(|(_, name)| *name);
    let text = set.collect::<Vec<_>>().join(", ");
    let node = d.tree.made_text(field, &text, span);
    d.tree.set_label(node, format_args!("{who} {what}: {text}"));
}

fn authentication(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const NAME: u8 = 3;
    const KERBEROS_5: u8 = 2;
    let command = c.u8()?;
    d.tree.leaf(AUTH_COMMAND, command);
    match command.value {
        // What is asked for may be a list of pairs.
        0..NAME => {
            while c.left() >= 2 {
                let kind = c.u8()?;
                d.tree.leaf(AUTH_TYPE, kind);
                let modes = c.u8()?;
                d.tree.leaf(AUTH_ENCRYPT, modes);
                let bits = modes.map(u64::from);
                for field in [AUTH_FORWARD, AUTH_HOW, AUTH_WHO] {
                    d.tree.leaf(field, bits);
                }
                if command.value != 1 {
                    if kind.value == KERBEROS_5 && !c.is_empty() {
                        d.tree.leaf(AUTH_KERBEROS, c.u8()?);
                    }
                    if !c.is_empty() {
                        d.rest_as(OPTION_DATA, c);
                    }
                    break;
                }
            }
        }
        NAME => drop(d.tree.leaf(AUTH_NAME, c.rest())),
        _ => {}
    }
    Ok(())
}

fn encryption(d: &mut Dissector<'_>, c: &mut Cursor<'_>, node: NodeRef) -> Result<(), Cut> {
    let command = c.u8()?;
    d.tree.leaf(ENC_COMMAND, command);
    match command.value {
        0 | 2 if !c.is_empty() => {
            d.tree.leaf(ENC_TYPE, c.u8()?);
            if !c.is_empty() {
                d.rest_as(ENC_DATA, c);
            }
        }
        1 => {
            while !c.is_empty() {
                d.tree.leaf(ENC_TYPE, c.u8()?);
            }
        }
        3 if !c.is_empty() => {
            let key = c.rest();
            match key.value {
                [0] => d.tree.leaf_as(ENC_KEY, key, format_args!("Default key")),
                _ => d.tree.leaf(ENC_KEY, key),
            };
        }
        7 | 8 if !c.is_empty() => d.rest_as(ENC_KEY, c),
        0..=8 => {}
        _ => {
            let unknown: Field<Label> = ENC_UNKNOWN;
            let text = format_args!("Unknown encryption command");
            d.tree.expert(node, Some(unknown), Severity::Warn, Group::Protocol, text);
        }
    }
    Ok(())
}
