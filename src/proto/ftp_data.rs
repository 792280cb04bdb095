//! What FTP transfers: connections that a control connection announced (PASV, EPSV, PORT), or of the server's
//! port for data. Their bytes are files and lists, shown as text where they look like that.

use super::placed::Placed;
use super::{ftp, lines, media_opened};
use crate::base::id::ConversationId;
use crate::dissect::{Carried, Claim, Cursor, Cut, Dissector, Flags, Protocol, StreamPlace};
use crate::store::{Conversation, Endpoint, MediaEnd, Transport};
use std::sync::Arc;

pub const PROTOCOL: Protocol = Protocol {
    name: "ftp-data",
    title: "FTP-DATA",
    fields: FIELDS,
    claims: &[Claim::TcpPort(ACTIVE_PORT)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "ftp-data";
    /// Bytes of a file or a list.
    FTP_DATA: Protocol = "ftp-data", "FTP Data", None;
    /// The frame that announced the connection.
    SETUP_FRAME: FrameNum = "ftp-data.setup-frame", "Setup frame", None;
    /// By which command.
    SETUP_METHOD: Str = "ftp-data.setup-method", "Setup method", None;
    /// The command behind that.
    COMMAND: Str = "ftp-data.command", "Command", None;
    /// Its frame.
    COMMAND_FRAME: FrameNum = "ftp-data.command-frame", "Command frame", None;
    /// The folder that it is about.
    FOLDER: Str = "ftp-data.current-working-directory", "Current working directory", None;
}

/// Longest file that is kept for those who collect files.
const FILE_MAX: u64 = 256 << 20;
/// Bytes that are looked at to tell whether it is text.
const TEXT_TOLD_BY: usize = 10;
/// Longest command that is shown.
const COMMAND_MAX: u64 = 512;
/// Messages behind the announcement among which the command is looked for.
const TRIED: usize = 16;
/// From here on ports are no service's.
const FREE_PORTS: u16 = 1024;
/// The server's in active mode.
const ACTIVE_PORT: u16 = 20;
/// Commands that transfer something (RFC 959 section 4.1.3, RFC 3659 section 7).
const TRANSFERS: &[&[u8]] = &[b"RETR", b"STOR", b"APPE", b"STOU", b"LIST", b"NLST", b"MLSD", b"MLST"];

/// What announced a connection, as of this frame: in the clear, or inside TLS.
pub(super) fn announced(d: &Dissector<'_>, conversation: &Conversation) -> Option<Arc<MediaEnd>> {
    if conversation.transport != Transport::Tcp {
        return None;
    }
    let [a, b] = &conversation.ends;
    if let Some(end) = d.capture().transfers.between(a, b, d.frame_id()) {
        return Some(Arc::clone(end));
    }
    // Other ports of services are never announced, and sessions are not opened for them.
    let may_be = |end: &Endpoint| end.port >= FREE_PORTS || end.port == ACTIVE_PORT;
    if !may_be(a) || !may_be(b) {
        return None;
    }
    media_opened::table(d)?.transfers.between(a, b, d.frame_id()).cloned()
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let len = c.left();
    let at = c.rest_span().at_start();
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.set_info(format_args!("FTP Data: {len} bytes"));
    d.tree.set_label(d.layer_node(), format_args!("FTP Data ({len} bytes data)"));
    let conversation = d.meta().conversation().and_then(|id| d.capture().conversation(id));
    if let Some(end) = conversation.and_then(|conversation| announced(d, conversation)) {
        d.columns.add_info(format_args!(" ({})", end.method));
        let command = end.conversation.and_then(|control| command(d, control, &end));
        if let Some((text, _)) = &command {
            d.columns.add_info(format_args!(" ({text})"));
            carry(d, text, len);
        }
        d.end_layer();
        d.tree.generated(SETUP_FRAME, end.frame.number(), at);
        let node = d.tree.made_text(SETUP_METHOD, end.method, at);
        d.tree.set_flag(node, Flags::GENERATED);
        if let Some((text, frame)) = command {
            let node = d.tree.made_text(COMMAND, &text, at);
            d.tree.set_flag(node, Flags::GENERATED);
            d.tree.leaf(COMMAND_FRAME, crate::dissect::At { value: frame, span: at });
        }
        if d.tree.wants(FOLDER.id)
            && let Some(folder) = end.conversation.and_then(|control| ftp::folder(d, control))
        {
            let node = d.tree.made_text(FOLDER, &folder, at);
            d.tree.set_flag(node, Flags::GENERATED);
        }
    }
    let is_text = |b: &u8| b.is_ascii_graphic() || b.is_ascii_whitespace() || *b == 0x0b;
    if c.peek().iter().take(TEXT_TOLD_BY).all(is_text) {
        d.hand_over(Claim::Named("data-text-lines"), c);
    }
    Ok(())
}

/// The command behind the announcement that asks for the transfer, and its frame; it may come after the first bytes.
fn command(d: &Dissector<'_>, control: ConversationId, end: &MediaEnd) -> Option<(String, u32)> {
    let of = |decrypted: bool| {
        let place = StreamPlace { conversation: control, direction: 0, start: 0, decrypted, inside: 0 };
        let placed = Placed::at(d.capture(), d.settings(), d.registry(), place)?;
        (0..2).find_map(|direction| {
            let messages = placed.messages(direction)?;
            let first = messages.partition_point(|m| m.frame <= end.frame);
            messages.iter_from(first).take(TRIED).find_map(|message| {
                let range = message.start()..message.end().min(message.start() + COMMAND_MAX);
                let bytes = placed.bytes(direction, range);
                let line = bytes.trim_ascii_end();
                let transfers = TRANSFERS.iter().any(|word| lines::begins_with_word(&bytes, word));
                transfers.then(|| (String::from_utf8_lossy(line).into_owned(), message.frame.number()))
            })
        })
    };
    [of(false), of(true)].into_iter().flatten().min_by_key(|(_, frame)| *frame)
}

/// Keeps the file for those who collect files, once its last segment is there.
fn carry(d: &mut Dissector<'_>, command: &str, len: u32) {
    let (Some(_), Some(placed)) = (&d.carried, Placed::of(d)) else { return };
    let Some(stream) = placed.direction(placed.place.direction) else { return };
    let whole = stream.len();
    if whole > FILE_MAX || placed.place.start + u64::from(len) != whole {
        return;
    }
    let bytes = placed.bytes(placed.place.direction, 0..whole).into_owned();
    let name = command.split_once(' ').map_or(command, |(_, name)| name).to_owned();
    let host = d.net().0.to_string();
    if let Some(carried) = &mut d.carried {
        carried.push(Carried { protocol: PROTOCOL.name, host, name, bytes, ..Carried::default() });
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    #[test]
    fn text_is_shown_as_text_and_other_bytes_are_not() {
        let lines = told_alone("ftp-data", b"a file\nof lines\n", "FTP Data").1;
        assert_eq!(
            lines,
            [
                "FTP Data (16 bytes data)",
                "Line-based text data (2 lines)",
                "    a file\\n",
                "    of lines\\n"
            ]
        );
        assert_eq!(told_alone("ftp-data", b"\x89PNG\r\n", "FTP Data").1, ["FTP Data (6 bytes data)"]);
    }
}
