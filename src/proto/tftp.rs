//! Trivial File Transfer Protocol (RFC 1350; options RFC 2347). The server answers from a port of its
//! own: which request a conversation answers, the index says.

use super::placed::Placed;
use crate::dissect::{
    At, Carried, Claim, Cursor, Cut, DatagramFramer, Dissector, Flags, Group, Packet, Protocol, Rest, Scope,
    Severity,
};
use crate::field::{Names, show};
use crate::store::{Application, Asked, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "tftp",
    title: "TFTP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(PORT)],
    datagrams: Some(DatagramFramer {
        application: Application::Tftp,
        recognises: |bytes, ports| ports.contains(&PORT) && matches!(bytes, [0, 1 | 2, b' '..=b'~', ..]),
        next,
        answers_elsewhere: true,
    }),
    dissect,
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

crate::fields! { "tftp";
    /// A request, an answer, or a block of a file.
    TFTP: Protocol = "tftp", "Trivial File Transfer Protocol", None;
    /// What it is.
    OPCODE: U16 = "tftp.opcode", "Opcode", Dec, Names::Table(OPCODES);
    /// The file that is read.
    SOURCE_FILE: Str = "tftp.source_file", "Source File", None;
    /// The file that is written; in answers the one asked for, whichever way it goes.
    DESTINATION_FILE: Str = "tftp.destination_file", "Destination File", None;
    /// The request that is answered.
    REQUEST_FRAME: FrameNum = "tftp.request_frame", "Request frame", None;
    /// Text or bytes.
    TYPE: Str = "tftp.type", "Type", None;
    /// Number of a block, in 16 bits.
    BLOCK: U16 = "tftp.block", "Block", Dec;
    /// The same, with the turns it made.
    BLOCK_FULL: U32 = "tftp.block.full", "Full Block Number", Dec;
    /// What went wrong.
    ERROR_CODE: U16 = "tftp.error.code", "Error code", Dec, Names::Table(ERRORS);
    /// The same in words.
    ERROR_MESSAGE: Str = "tftp.error.message", "Error message", None;
    /// An option, as asked for or agreed to.
    OPTION_NAME: Str = "tftp.option.name", "Option name", None;
    /// Its value.
    OPTION_VALUE: Str = "tftp.option.value", "Option value", None;
    /// What follows an opcode that is not known.
    DATA: Bytes = "tftp.data", "Data", None;
    /// The transfer failed.
    ERROR: Label = "tftp.error", "TFTP ERROR packet", None;
}

const PORT: u16 = 69;
/// Bytes of a block unless agreed otherwise.
const BLOCK_LEN: u32 = 512;
/// Of a block: opcode and number.
const HEAD_LEN: u32 = 4;
/// Longest file that is put together.
const FILE_MAX: usize = 64 << 20;
/// Blocks are numbered in 16 bits.
const TURN: u64 = 1 << 16;

/// Opcodes.
mod op {
    pub const READ: u8 = 1;
    pub const WRITE: u8 = 2;
    pub const DATA: u8 = 3;
    pub const ACK: u8 = 4;
    pub const ERROR: u8 = 5;
    pub const OPTIONS: u8 = 6;
    pub const INFORMATION: u8 = 255;
}

const OPCODES: &[(u32, &str)] = &[
    (1, "Read Request"),
    (2, "Write Request"),
    (3, "Data Packet"),
    (4, "Acknowledgement"),
    (5, "Error Code"),
    (6, "Option Acknowledgement"),
    (255, "Information (MSDP)"),
];
const ERRORS: &[(u32, &str)] = &[
    (0, "Not defined"),
    (1, "File not found"),
    (2, "Access violation"),
    (3, "Disk full or allocation exceeded"),
    (4, "Illegal TFTP Operation"),
    (5, "Unknown transfer ID"),
    (6, "File already exists"),
    (7, "No such user"),
    (8, "Option negotiation failed"),
];

fn next(rest: &Rest<'_>) -> Option<Packet> {
    let [0, code, ..] = *rest.bytes else { return None };
    let known = matches!(code, op::READ..=op::OPTIONS | op::INFORMATION) && rest.len >= 4;
    known.then_some(Packet { len: rest.len, kind: MessageKind(code), note: 0 })
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let placed = Placed::of(d);
    let code = c.u16()?;
    d.tree.leaf(OPCODE, code);
    let name = Names::Table(OPCODES).name(code.value.into());
    match name {
        Some(name) => d.columns.set_info(format_args!("{name}")),
        None => d.columns.set_info(format_args!("Unknown (0x{:04x})", code.value)),
    }
    let kind = u8::try_from(code.value).unwrap_or(0);
    if !matches!(kind, op::READ | op::WRITE) {
        asked(d, placed.as_ref(), &c);
    }
    match kind {
        op::READ | op::WRITE => {
            let file = text(&mut c)?;
            d.tree.leaf(if kind == op::READ { SOURCE_FILE } else { DESTINATION_FILE }, file);
            let mode = text(&mut c)?;
            d.tree.leaf(TYPE, mode);
            let (file, mode) = (show::line(file.value), show::line(mode.value));
            d.columns.add_info(format_args!(", File: {file}, Transfer type: {mode}"));
            options(d, &mut c)?;
        }
        op::DATA => {
            let block = block(d, placed.as_ref(), &mut c)?;
            let len = placed.as_ref().and_then(block_len).unwrap_or(BLOCK_LEN);
            let last = if c.left() < len { " (last)" } else { "" };
            if let Some(placed) = placed.as_ref().filter(|_| !last.is_empty() && d.carried.is_some()) {
                let asked = found_request(d, Some(placed));
                carried(d, placed, asked, len);
            }
            d.columns.add_info(format_args!(", Block: {block}{last}"));
            if !c.is_empty() {
                d.hand_over(Claim::Named("data"), c);
            }
        }
        op::ACK => {
            let block = block(d, placed.as_ref(), &mut c)?;
            d.columns.add_info(format_args!(", Block: {block}"));
        }
        op::ERROR => {
            let code = c.u16()?;
            d.tree.leaf(ERROR_CODE, code);
            let message = text(&mut c)?;
            d.tree.leaf(ERROR_MESSAGE, message);
            let name = Names::Table(ERRORS).name(code.value.into()).unwrap_or("Unknown");
            let message = show::line(message.value);
            d.columns.add_info(format_args!(", Code: {name}, Message: {message}"));
            let node = d.layer_node();
            let text = format_args!("TFTP ERROR packet");
            d.tree.expert(node, Some(ERROR), Severity::Warn, Group::ResponseCode, text);
        }
        op::OPTIONS => options(d, &mut c)?,
        _ => d.rest_as(DATA, &mut c),
    }
    Ok(())
}

/// Text up to a zero, which is taken as well.
fn text<'a>(c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    let len = c.peek().iter().position(|b| *b == 0);
    let len = len.ok_or(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed })?;
    let text = c.bytes(len as u32)?;
    c.skip(1)?;
    Ok(text)
}

fn options(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() && !d.tree.truncated {
        let (name, value) = (text(c)?, text(c)?);
        let (name_text, value_text) = (show::line(name.value), show::line(value.value));
        let label = format_args!("Option: {name_text} = {value_text}");
        let open = d.tree.open_text(name.span.to(value.span), label);
        d.tree.leaf(OPTION_NAME, name);
        d.tree.leaf(OPTION_VALUE, value);
        d.tree.close(open);
        d.columns.add_info(format_args!(", {name_text}={value_text}"));
    }
    Ok(())
}

/// What was asked for, if that is known: by the request of another conversation, or of this one.
fn asked(d: &mut Dissector<'_>, placed: Option<&Placed<'_>>, c: &Cursor<'_>) {
    let Some(asked) = found_request(d, placed) else { return };
    let [0, kind, text @ ..] = &*asked.bytes else { return };
    let name = text.split(|b| *b == 0).next().unwrap_or(text);
    let at = c.span(0);
    let node = d.tree.made_text(DESTINATION_FILE, &show::line(name).to_string(), at);
    d.tree.set_flag(node, Flags::GENERATED);
    let what = if *kind == op::READ { "Read" } else { "Write" };
    let frame = asked.frame.number();
    let label = format_args!("{what} Request in frame {frame}");
    let node = d.tree.leaf_as(REQUEST_FRAME, At { value: frame, span: at }, label);
    d.tree.set_flag(node, Flags::GENERATED);
}

fn found_request(d: &Dissector<'_>, placed: Option<&Placed<'_>>) -> Option<Asked> {
    let placed = placed?;
    let flow = d.capture().conversation(placed.place.conversation).and_then(|c| c.flow.as_ref());
    let elsewhere = flow.and_then(|f| f.rare.as_deref()?.asked.clone());
    elsewhere.or_else(|| {
        (0..2).find_map(|direction| {
            let messages = placed.messages(direction)?;
            let before = messages.partition_point(|m| m.frame < d.frame_id());
            let request = messages.get(before.checked_sub(1)?)?;
            let is_request = matches!(request.kind().0, op::READ | op::WRITE);
            let bytes = || placed.bytes(direction, request.range()).into_owned().into();
            is_request.then(|| Asked { frame: request.frame, bytes: bytes() })
        })
    })
}

/// Keeps the file whose last block stands here, where somebody asked for files: all blocks before it, back
/// to the first. None is looked at twice: every one of them is full, and this one is not.
fn carried(d: &mut Dissector<'_>, placed: &Placed<'_>, asked: Option<Asked>, block_len: u32) {
    let direction = placed.place.direction;
    let Some(messages) = placed.messages(direction) else { return };
    let end = messages.partition_point(|m| m.frame <= d.frame_id());
    let mut blocks: Vec<Vec<u8>> = Vec::new();
    let (mut number, mut len) = (None, 0);
    for at in (0..end).rev() {
        let Some(message) = messages.get(at).filter(|m| m.kind().0 == op::DATA) else { break };
        let is_full = message.len == HEAD_LEN + block_len;
        if number.is_some() && !is_full {
            break;
        }
        let bytes = placed.bytes(direction, message.range());
        let Some((head, data)) = bytes.split_first_chunk::<4>() else { return };
        let [_, _, high, low] = *head;
        let this = u16::from_be_bytes([high, low]);
        if number == Some(this) {
            continue; // sent again
        }
        if number.is_some_and(|next: u16| next.wrapping_sub(1) != this) {
            return;
        }
        number = Some(this);
        len += data.len();
        if len > FILE_MAX {
            return;
        }
        blocks.push(data.to_vec());
    }
    if number != Some(1) {
        return;
    }
    let name = asked.and_then(|a| Some(show::line(a.bytes.get(2..)?.split(|b| *b == 0).next()?)));
    blocks.reverse();
    if let Some(carried) = &mut d.carried {
        let (name, bytes) = (name.unwrap_or_default(), blocks.concat());
        carried.push(Carried { protocol: "tftp", name, bytes, ..Carried::default() });
    }
}

/// Shows the block's number; says which it is in all.
fn block(d: &mut Dissector<'_>, placed: Option<&Placed<'_>>, c: &mut Cursor<'_>) -> Result<u64, Cut> {
    let at = c.u16()?;
    d.tree.leaf(BLOCK, at);
    let near = placed.map_or(0, |p| blocks_before(p, d));
    let low = u64::from(at.value);
    // The turn that comes nearest to how many blocks there were.
    let turns = near.saturating_sub(low).saturating_add(TURN / 2) / TURN;
    let full = low + turns * TURN;
    d.tree.generated(BLOCK_FULL, u32::try_from(full).unwrap_or(u32::MAX), at.span);
    Ok(full)
}

/// How many blocks came so far, repeated ones included.
fn blocks_before(placed: &Placed<'_>, d: &Dissector<'_>) -> u64 {
    let counts = [0, 1].map(|direction| {
        let messages = placed.messages(direction)?;
        let carries = messages.iter_from(0).take(2).any(|m| m.kind().0 == op::DATA);
        carries.then(|| messages.partition_point(|m| m.frame <= d.frame_id()) as u64)
    });
    counts.into_iter().flatten().max().unwrap_or(0)
}

/// The length of blocks that was agreed on.
fn block_len(placed: &Placed<'_>) -> Option<u32> {
    (0..2).find_map(|direction| {
        let agreed = placed.messages(direction)?.iter_from(0).take(2).find(|m| m.kind().0 == op::OPTIONS)?;
        let bytes = placed.bytes(direction, agreed.range());
        let mut words = bytes.get(2..)?.split(|b| *b == 0);
        words.by_ref().find(|w| w.eq_ignore_ascii_case(b"blksize"))?;
        std::str::from_utf8(words.next()?).ok()?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{columns, labels, over_udp, survives_cuts};

    #[test]
    fn requests_name_file_mode_and_options() {
        let frame = over_udp(40_000, 69, b"\0\x02up.txt\0netascii\0blksize\x001024\0");
        let info = "Write Request, File: up.txt, Transfer type: netascii, blksize=1024";
        assert_eq!(columns(101, &frame)[2..], ["TFTP", info]);
        let all = labels(101, &frame);
        for line in
            ["    Destination File: up.txt", "    Option: blksize = 1024", "        Option value: 1024"]
        {
            assert!(all.iter().any(|l| l == line), "{line}");
        }
        survives_cuts(101, &frame);
    }

    #[test]
    fn errors_and_what_is_unknown_are_named() {
        let info = |bytes: &[u8]| columns(101, &over_udp(40_000, 69, bytes))[3].clone();
        assert_eq!(info(b"\0\x05\0\x01gone\0"), "Error Code, Code: File not found, Message: gone");
        assert_eq!(info(b"\0\x09junk"), "Unknown (0x0009)");
        assert_eq!(info(b"\0\x04\0\x07"), "Acknowledgement, Block: 7");
        assert_eq!(info(b"\0\x03\0\x07abc"), "Data Packet, Block: 7 (last)");
    }

    #[test]
    fn a_datagram_of_it_has_an_opcode_and_a_number() {
        let kind = |bytes: &[u8]| next(&Rest { bytes, len: bytes.len(), id_len: None }).map(|p| p.kind.0);
        assert_eq!(kind(b"\0\x03\0\x01abc"), Some(3));
        assert_eq!([kind(b"\0\x03\0"), kind(b"\0\x07\0\x01"), kind(b"\x01\x03\0\x01"), kind(b"")], [None; 4]);
    }
}
