//! What a pcapng file says of a packet beside its bytes (flags, numbers, verdicts), read from the file when somebody
//! looks.

use super::Capture;
use crate::base::id::FrameId;
use crate::capfile::{ENHANCED_PACKET_HEADER_LEN, PacketOptions, packet_options};

/// The first bytes of a pcapng file.
const MAGIC: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

impl Capture {
    /// The flags of a packet, if it has any, and its other options; `None` where the file has none of packets.
    pub fn packet_options(&self, id: FrameId) -> Option<(Option<u32>, PacketOptions)> {
        let meta = self.frame(id)?;
        if self.bytes.get(..4)? != MAGIC {
            return None;
        }
        let (start, captured) = (usize::try_from(meta.offset()).ok()?, meta.captured() as usize);
        let head = self.bytes.get(start.checked_sub(ENHANCED_PACKET_HEADER_LEN)?..start)?.first_chunk()?;
        let end = start.checked_add(captured)?;
        packet_options(head, captured, |len| self.bytes.get(end..end.checked_add(len)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Timestamp;
    use crate::store::{FileBytes, FrameMeta, Frames};

    fn options(bytes: &[u8], offset: u64, captured: u32) -> Option<(Option<u32>, PacketOptions)> {
        let mut frames = Frames::default();
        frames.push(FrameMeta::new(offset, captured, captured, Timestamp::from_parts(0, 0), 0));
        let bytes = FileBytes::from_vec(bytes.to_vec());
        Capture { bytes, frames, ..Capture::default() }.packet_options(FrameId(0))
    }

    #[test]
    fn they_stand_behind_the_packet() {
        let mut file = MAGIC.to_vec();
        file.extend_from_slice(&[6, 0, 0, 0, 60, 0, 0, 0]);
        file.extend_from_slice(&[0; 12]);
        file.extend_from_slice(&[3, 0, 0, 0, 3, 0, 0, 0, b'a', b'b', b'c', 0]);
        file.extend_from_slice(&[2, 0, 4, 0, 1, 0, 0, 0, 5, 0, 8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        file.extend_from_slice(&[60, 0, 0, 0]);
        let (flags, others) = options(&file, 32, 3).expect("an enhanced packet block");
        assert_eq!((flags, others.packet_id(), others.queue()), (Some(1), Some(7), None));
        for len in 0..file.len() {
            let _ = options(&file[..len], 32, 3);
        }
        // Another file, another place, another block.
        assert_eq!(options(&[&[0; 4], &file[4..]].concat(), 32, 3), None);
        assert_eq!(options(&file, 33, 3), None);
        file[4] = 3;
        assert_eq!(options(&file, 32, 3), None);
    }
}
