//! One stream of a connection, element by element: header lists as lines, bodies as they are.

use super::connection::{Connection, Element, What};
use super::fields::frame_type;
use super::headers::SECTION_MAX;
use crate::base::id::FrameId;
use crate::dissect::Settings;
use crate::store::Capture;
use crate::store::quic::{QuicConnection, QuicWalk};
use crate::tls::Side;

/// What an element of the stream has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementText {
    pub sender: Side,
    /// The capture's frame in which it is complete.
    pub frame: FrameId,
    /// Offset in its direction's stream.
    pub start: u64,
    pub bytes: Vec<u8>,
}

/// Whether the connection speaks HTTP/3.
pub fn speaks(capture: &Capture, settings: &Settings, quic: &QuicConnection, walk: &QuicWalk) -> bool {
    Connection::of(capture, settings, quic, walk).is_some()
}

/// Headers and content of stream `id`, direction by direction. `None`: the connection speaks something else.
pub fn elements(
    capture: &Capture,
    settings: &Settings,
    quic: &QuicConnection,
    walk: &QuicWalk,
    id: u64,
) -> Option<Vec<ElementText>> {
    let connection = Connection::of(capture, settings, quic, walk)?;
    let mut found = Vec::new();
    for sender in [Side::Client, Side::Server] {
        let (Some(stream), Some(bytes)) = (connection.stream(id, sender), walk.stream(id, sender)) else {
            continue;
        };
        let read = |element: &Element, end: u64| capture.quic_stream_bytes(walk, bytes, element.content..end);
        for element in stream.elements() {
            let said = match element.what {
                What::Frame(frame_type::HEADERS) => {
                    let section = read(element, element.end.min(element.content.saturating_add(SECTION_MAX)));
                    lines(&connection.section(&section, sender, element.by))
                }
                What::Frame(frame_type::DATA) => read(element, element.end),
                _ => continue,
            };
            let Some(packet) = walk.packet(element.by.packet as usize) else { continue };
            found.push(ElementText {
                sender,
                frame: packet.packet.frame(),
                start: element.start,
                bytes: said,
            });
        }
    }
    Some(found)
}

/// `name: value` and a line's end each, and an empty line behind them.
fn lines(section: &super::qpack::Section) -> Vec<u8> {
    let mut text = Vec::new();
    for line in &section.lines {
        text.extend_from_slice(line.name.as_deref().unwrap_or(b"?"));
        text.extend_from_slice(b": ");
        text.extend_from_slice(line.value.as_deref().unwrap_or(b"?"));
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    text
}
