//! Handshake messages among the records of a direction: which of them a record has a part of, and the
//! parts of one that came in several records. Records are opened where they are encrypted.

use super::{MessageAt, Run, Session};
use crate::base::id::FrameId;
use crate::proto::tls::message_bounds::Bounds;
use crate::store::{Direction, Message};
use crate::tls::record::{self, ContentType};
use std::borrow::Cow;

/// Records that are walked to find where handshake messages begin.
const WALKED_RECORDS: usize = 64;

/// What a record carries of handshake messages.
enum Content<'c> {
    Handshake(Cow<'c, [u8]>),
    Other,
    /// It cannot be known.
    Lost,
}

/// One record's part of a handshake message.
#[derive(Clone, Debug)]
pub(in crate::proto) struct Part {
    pub frame: FrameId,
    pub bytes: Vec<u8>,
}

impl<'c> Session<'c> {
    /// The handshake messages that the record now read has a part of, in order. `payload` is its
    /// content; `carries`: messages may have begun in records before.
    pub fn handshakes(&self, payload: &[u8], carries: bool) -> Vec<MessageAt> {
        let mut walk = Bounds::default();
        let now = self.record.unwrap_or(0);
        if carries
            && let Some(direction) = self.direction()
            && let Some(record) = self.record
        {
            let run = self.run_of(record);
            let (start, mut skip) = self.known_bound(record);
            let records = direction.messages.iter_from(start).take(record.saturating_sub(start));
            for (index, message) in (start..).zip(records) {
                if self.run_of(index) != run {
                    continue;
                }
                match self.content(direction, index, message) {
                    Content::Handshake(content) => {
                        walk.record(index, content.get(skip..).unwrap_or_default());
                    }
                    Content::Other => continue,
                    Content::Lost => walk.lost(),
                }
                walk.shift(skip as u32);
                skip = 0;
            }
        }
        walk.found.clear();
        walk.record(now, payload);
        walk.finish()
    }

    /// A record before `record`, and an offset in its content, where a message begins for sure.
    fn known_bound(&self, record: usize) -> (usize, usize) {
        let place = self.place.map_or(0, |p| p.direction);
        let side = self.unlocked.as_ref().and_then(|u| u.directions.get(place));
        let known = side.map_or(&[][..], |s| &s.handshakes);
        let before = known.partition_point(|h| (h.last_record as usize) < record);
        match before.checked_sub(1).and_then(|at| known.get(at)) {
            Some(last) if last.first_record as usize + WALKED_RECORDS > record => {
                (last.first_record as usize, last.offset_in_first as usize)
            }
            _ => (record.saturating_sub(WALKED_RECORDS), 0),
        }
    }

    /// The first bytes of a message that is not whole, as far as they are in one record.
    pub fn first_bytes(&self, at: &MessageAt) -> Vec<u8> {
        let first = self.message(Some(at.first_record));
        let content = self.direction().zip(first).map(|(d, m)| self.content(d, at.first_record, m));
        let Some(Content::Handshake(content)) = content else { return Vec::new() };
        content.iter().skip(at.offset_in_first as usize).copied().take(64).collect()
    }

    /// The parts of a message that came in several records, up to the one now read.
    pub fn parts(&self, at: &MessageAt, frame: FrameId, payload: &[u8]) -> Option<Vec<Part>> {
        let (direction, record) = (self.direction()?, self.record?);
        if at.len == 0 {
            return None;
        }
        let mut parts = Vec::new();
        let mut missing = at.len as usize;
        let mut skip = at.offset_in_first as usize;
        let mut take = |frame, content: &[u8]| {
            let part = content.get(skip..)?;
            let part = part.get(..missing).unwrap_or(part);
            skip = 0;
            missing -= part.len();
            parts.push(Part { frame, bytes: part.to_vec() });
            Some(())
        };
        let run = self.run_of(record);
        let before = direction.messages.iter_from(at.first_record).take(record.checked_sub(at.first_record)?);
        for (index, message) in (at.first_record..).zip(before) {
            if self.run_of(index) != run {
                continue;
            }
            match self.content(direction, index, message) {
                Content::Handshake(content) => take(message.frame, &content)?,
                Content::Other => {}
                Content::Lost => return None,
            }
        }
        take(frame, payload)?;
        (missing == 0).then_some(parts)
    }

    /// What a record carries of handshake messages, opened if it is encrypted.
    fn content(&self, direction: &Direction, index: usize, message: &Message) -> Content<'c> {
        let kind = ContentType(message.kind().0);
        if self.run_of(index) == Run::Clear {
            return match (kind, self.clear_content(direction, message)) {
                (ContentType::HANDSHAKE, Some(content)) => Content::Handshake(content),
                (ContentType::HANDSHAKE, None) => Content::Lost,
                _ => Content::Other,
            };
        }
        if kind != ContentType::HANDSHAKE && !self.is_tls13() {
            return Content::Other;
        }
        let (Some(place), Some(flow)) = (self.place, self.flow.as_deref()) else { return Content::Lost };
        let opened = self.capture.open_record(place.conversation, flow, place.direction, index, self.secrets);
        match opened {
            Ok(record) if record.opened.content_type == ContentType::HANDSHAKE => {
                Content::Handshake(Cow::Owned(record.bytes.to_vec()))
            }
            Ok(_) => Content::Other,
            Err(_) => Content::Lost,
        }
    }

    /// What a record in the clear carries; `None` if bytes of it are lost.
    pub(super) fn clear_content(&self, direction: &Direction, message: &Message) -> Option<Cow<'c, [u8]>> {
        let bytes = self.capture.stream_bytes(direction, message.range());
        if bytes.len() != message.len as usize || bytes.len() < record::HEADER_LEN {
            return None;
        }
        Some(match bytes {
            Cow::Borrowed(b) => Cow::Borrowed(b.get(record::HEADER_LEN..)?),
            Cow::Owned(mut b) => {
                b.drain(..record::HEADER_LEN);
                Cow::Owned(b)
            }
        })
    }
}
