//! The flags that a pcapng file keeps with a packet (`epb_flags`), read from the file when somebody looks.
//! They are not worth room for every frame.

use super::Capture;
use crate::base::id::FrameId;

const MAGIC: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
const ENHANCED_PACKET: u32 = 6;
/// Bytes of such a block in front of the packet's own.
const HEADER_LEN: usize = 28;
const FLAGS_OPTION: u16 = 2;
/// Options that are looked at.
const OPTIONS_MAX: usize = 32;

impl Capture {
    /// The flags of a packet, where the file has some.
    pub fn packet_flags(&self, id: FrameId) -> Option<u32> {
        let meta = self.frame(id)?;
        let start = usize::try_from(meta.offset()).ok()?;
        if self.bytes.get(..4)? != MAGIC {
            return None;
        }
        let captured = meta.captured() as usize;
        let block = start.checked_sub(HEADER_LEN)?;
        let head: &[u8] = self.bytes.get(block..start)?;
        let big = u32::from_be_bytes(*head.first_chunk()?) == ENHANCED_PACKET;
        let number = |bytes: &[u8]| -> Option<u32> {
            let bytes = *bytes.first_chunk()?;
            Some(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
        };
        let fits = number(head)? == ENHANCED_PACKET && number(head.get(20..)?)? as usize == captured;
        let len = usize::try_from(number(head.get(4..)?)?).ok()?;
        let end = block.checked_add(len)?.checked_sub(4)?;
        let mut options: &[u8] = self.bytes.get(start.checked_add(captured.next_multiple_of(4))?..end)?;
        for _ in 0..OPTIONS_MAX {
            let half = |bytes: &[u8]| -> Option<u16> {
                let bytes = *bytes.first_chunk()?;
                Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
            };
            let (code, len) = (half(options)?, usize::from(half(options.get(2..)?)?));
            let value = options.get(4..4 + len)?;
            if code == FLAGS_OPTION && fits {
                return number(value);
            }
            options = options.get(4 + len.next_multiple_of(4)..)?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Timestamp;
    use crate::store::{FileBytes, FrameMeta, Frames};

    fn capture(bytes: &[u8], offset: u64, captured: u32) -> Capture {
        let mut frames = Frames::default();
        frames.push(FrameMeta::new(offset, captured, captured, Timestamp::from_parts(0, 0), 0));
        Capture { bytes: FileBytes::from_vec(bytes.to_vec()), frames, ..Capture::default() }
    }

    #[test]
    fn flags_stand_behind_the_packet() {
        let mut file = MAGIC.to_vec();
        file.extend_from_slice(&[6, 0, 0, 0, 48, 0, 0, 0]);
        file.extend_from_slice(&[0; 12]);
        file.extend_from_slice(&[3, 0, 0, 0, 3, 0, 0, 0, b'a', b'b', b'c', 0]);
        file.extend_from_slice(&[2, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 48, 0, 0, 0]);
        assert_eq!(capture(&file, 32, 3).packet_flags(FrameId(0)), Some(1));
        for len in 0..file.len() {
            let _ = capture(&file[..len], 32, 3).packet_flags(FrameId(0));
        }
        // Another file, another block, no option.
        assert_eq!(capture(&[&[0; 4], &file[4..]].concat(), 32, 3).packet_flags(FrameId(0)), None);
        assert_eq!(capture(&file, 33, 3).packet_flags(FrameId(0)), None);
        file[36] = 3;
        assert_eq!(capture(&file, 32, 3).packet_flags(FrameId(0)), None);
    }
}
