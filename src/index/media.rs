//! Ends of media streams that signalling announces, and how often the numbers of RTP came round.
//! What messages say of them is the business of `proto::media_setup`.

use super::udp::Payload;
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::framing::Read;
use crate::proto::rtsp::framer;
use crate::proto::{media_setup, rtp};
use crate::store::{Application, Endpoint, Flow, MediaTable};
use hashbrown::HashMap;

/// Streams whose numbers are followed.
const MAX_STREAMS: usize = 1 << 16;

/// The newest number of each stream, with its turn above it.
#[derive(Debug, Default)]
pub struct MediaIndex {
    newest: HashMap<(ConversationId, usize), u32>,
}

impl MediaIndex {
    /// A datagram came: it may announce a stream, or be a packet of one that was announced.
    pub fn datagram(
        &mut self,
        table: &mut MediaTable,
        stream: (ConversationId, usize),
        [from, to]: [Endpoint; 2],
        frame: FrameId,
        payload: &Payload<'_>,
    ) {
        for (endpoint, end) in media_setup::of_datagram(payload.bytes, frame) {
            table.announce(endpoint, end);
        }
        if table.between(&from, &to, frame).is_none() || rtp::multiplexed(payload.bytes) != Some("rtp") {
            return;
        }
        let Some([_, _, high, low]) = payload.bytes.first_chunk() else { return };
        if self.newest.len() >= MAX_STREAMS && !self.newest.contains_key(&stream) {
            return;
        }
        let newest = self.newest.entry(stream).or_insert(FIRST_TURN);
        let before = *newest;
        *newest = extended(before, u16::from_be_bytes([*high, *low]));
        if *newest >> 16 != before >> 16 {
            table.turn(stream, frame, (*newest >> 16) as u16);
        }
    }
}

/// Numbers of the first turn begin here.
const FIRST_TURN: u32 = 1 << 16;

/// The number with its turn, next to the one before it (RFC 3550 appendix A.1).
fn extended(before: u32, seq: u16) -> u32 {
    const HALF: u32 = 1 << 15;
    let same = before & !0xffff | u32::from(seq);
    if same.saturating_add(HALF) < before {
        same.wrapping_add(1 << 16)
    } else if before.saturating_add(HALF) < same {
        same.checked_sub(1 << 16).unwrap_or(same)
    } else {
        same
    }
}

/// What the messages of a stream announce that came since there were `had` in each direction.
pub fn announced(
    flow: &Flow,
    conversation: ConversationId,
    [a, b]: [Endpoint; 2],
    had: [usize; 2],
    read: Read<'_>,
) -> Vec<media_setup::Announced> {
    let mut all = Vec::new();
    for ((stream, had), ends) in flow.directions.iter().zip(had).zip([[a, b], [b, a]]) {
        for message in stream.messages.iter_from(had) {
            let application = stream.application_at(message.start()).unwrap_or_default();
            let tells = match application {
                Application::Rtsp => message.kind() != framer::INTERLEAVED,
                Application::Sip | Application::Ftp => true,
                _ => false,
            };
            if tells {
                let bytes = read(stream, message.range());
                all.extend(media_setup::of_message(application, &bytes, ends, message.frame, conversation));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_round() {
        assert_eq!(extended(FIRST_TURN, 5), FIRST_TURN + 5);
        assert_eq!(extended(FIRST_TURN, 59_133), 59_133, "late ones of the turn before");
        assert_eq!(extended(FIRST_TURN + 65_535, 0), FIRST_TURN + 65_536);
        assert_eq!(extended(FIRST_TURN + 65_536, 65_535), FIRST_TURN + 65_535);
        assert_eq!(extended(0, 65_535), 0xffff);
    }
}
