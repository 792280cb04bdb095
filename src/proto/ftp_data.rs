//! What FTP transfers beside its commands (RFC 959 section 3.2): connections to ends that a reply or a command
//! named. `media_setup` reads those, the commands are read here. Not here: what a file holds.

use super::lines;
use super::placed::Placed;
use super::{ftp, media_setup};
use crate::base::id::FrameId;
use crate::dissect::{At, Carried, Claim, Cursor, Cut, Dissector, Flags, Protocol, StreamPlace};
use crate::store::MediaEnd;

pub const PROTOCOL: Protocol = Protocol {
    name: "ftp-data",
    title: "FTP-DATA",
    fields: FIELDS,
    claims: &[Claim::Named("ftp-data")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "ftp-data";
    /// A part of a file, or of a list of files.
    FTP_DATA: Protocol = "ftp-data", "FTP Data", None;
    /// The frame that said where the connection goes.
    SETUP_FRAME: FrameNum = "ftp-data.setup-frame", "Setup frame", None;
    /// How it was said.
    SETUP_METHOD: Str = "ftp-data.setup-method", "Setup method", None;
    /// What is transferred.
    COMMAND: Str = "ftp-data.command", "Command", None;
    /// The frame that asks for it.
    COMMAND_FRAME: FrameNum = "ftp-data.command-frame", "Command frame", None;
    /// The folder that the command concerns.
    FOLDER: Str = "ftp-data.current-working-directory", "Current working directory", None;
}

/// Commands that transfer something (RFC 959 section 4.1.3, RFC 3659 section 7).
const TRANSFERS: &[&[u8]] = &[b"RETR", b"STOR", b"APPE", b"STOU", b"LIST", b"NLST", b"MLSD", b"MLST"];
/// Commands between the one that says where, and the one that says what.
const COMMANDS_BETWEEN: usize = 16;
/// Longest command that is read.
const COMMAND_MAX: u64 = 4096;
/// Longest file that is kept for those who collect files.
const FILE_MAX: u64 = 256 << 20;

/// What asked for the transfer.
struct Command {
    frame: FrameId,
    text: Vec<u8>,
    folder: String,
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let len = c.left();
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.set_info(format_args!("FTP Data: {len} bytes"));
    d.tree.set_label(d.layer_node(), format_args!("FTP Data ({len} bytes data)"));
    let at = c.rest_span().at_start();
    d.end_layer();
    let end = media_setup::of_files(d);
    let command = end.as_ref().and_then(|end| command(d, end));
    if let Some(end) = &end {
        d.columns.add_info(format_args!(" ({})", end.method));
        d.tree.generated(SETUP_FRAME, end.frame.number(), at);
        let node = d.tree.made_text(SETUP_METHOD, end.method, at);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    if let Some(command) = &command {
        let text = String::from_utf8_lossy(&command.text);
        d.columns.add_info(format_args!(" ({})", crate::field::show::line(&command.text)));
        let node = d.tree.made_text(COMMAND, &text, at);
        d.tree.set_flag(node, Flags::GENERATED);
        d.tree.leaf(COMMAND_FRAME, At { value: command.frame.number(), span: at });
        let node = d.tree.made_text(FOLDER, &command.folder, at);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    carry(d, command.as_ref(), len);
    let is_text = c.peek().iter().all(|b| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~'));
    d.hand_over(Claim::Named(if is_text { "data-text-lines" } else { "data" }), c);
    Ok(())
}

/// The command of the control connection that the transfer belongs to.
fn command(d: &Dissector<'_>, end: &MediaEnd) -> Option<Command> {
    let conversation = d.capture().frame(end.frame)?.conversation()?;
    let place = StreamPlace { conversation, direction: 0, start: 0, decrypted: false };
    let placed = Placed::at(d.capture(), d.settings(), d.registry(), place)?;
    for direction in 0..2 {
        let Some(stream) = placed.direction(direction) else { continue };
        let from = stream.messages.partition_point(|m| m.frame < end.frame);
        let after = stream.messages.iter_from(from).take(COMMANDS_BETWEEN);
        for message in after.filter(|m| m.kind() == lines::REQUEST) {
            let bytes =
                placed.bytes(direction, message.start()..message.end().min(message.start() + COMMAND_MAX));
            let text = bytes.trim_ascii();
            if TRANSFERS.iter().any(|word| lines::begins_with_word(&bytes, word)) {
                let folder = ftp::folder_at(&placed, message.frame);
                return Some(Command { frame: message.frame, text: text.to_vec(), folder });
            }
        }
    }
    None
}

/// Keeps the file for those who collect files, once its last segment is there.
fn carry(d: &mut Dissector<'_>, command: Option<&Command>, len: u32) {
    let (Some(_), Some(placed)) = (&d.carried, Placed::of(d)) else { return };
    let Some(stream) = placed.direction(placed.place.direction) else { return };
    let whole = stream.len();
    if whole > FILE_MAX || placed.place.start + u64::from(len) != whole {
        return;
    }
    let bytes = placed.bytes(placed.place.direction, 0..whole).into_owned();
    let name = command.map_or(&[][..], |c| c.text.splitn(2, |b| *b == b' ').nth(1).unwrap_or(&c.text));
    let name = String::from_utf8_lossy(name).into_owned();
    let host = d.net().0.to_string();
    if let Some(carried) = &mut d.carried {
        carried.push(Carried { protocol: PROTOCOL.name, host, name, bytes, ..Carried::default() });
    }
}
