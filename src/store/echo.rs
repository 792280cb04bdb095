//! Which echo reply (ping) answers which request. Appended to in the order of frames.

use crate::base::chunked::Chunked;
use crate::base::id::FrameId;

/// A request with its reply, once that came.
type Request = (FrameId, Option<FrameId>);

/// Echo requests and replies of ICMP and ICMPv6.
#[derive(Clone, Debug, Default)]
pub struct Echoes {
    requests: Chunked<Request>,
    /// Reply and request.
    replies: Chunked<(FrameId, FrameId)>,
}

impl Echoes {
    /// A request; its number comes back, by which [`Self::reply`] is told of it.
    pub fn request(&mut self, frame: FrameId) -> usize {
        self.requests.push((frame, None));
        self.requests.len() - 1
    }

    /// `frame` answers request number `request`.
    pub fn reply(&mut self, frame: FrameId, request: usize) {
        let Some((asked, _)) = self.requests.get(request).copied() else { return };
        self.requests.update(request, |r| r.1 = Some(frame));
        self.replies.push((frame, asked));
    }

    /// The request that a frame answers.
    pub fn request_of(&self, reply: FrameId) -> Option<FrameId> {
        let at = self.replies.partition_point(|r| r.0 < reply);
        self.replies.get(at).filter(|r| r.0 == reply).map(|r| r.1)
    }

    /// The request in a frame, if there is one: which frame answers it, if any does.
    pub fn reply_to(&self, request: FrameId) -> Option<Option<FrameId>> {
        let at = self.requests.partition_point(|r| r.0 < request);
        self.requests.get(at).filter(|r| r.0 == request).map(|r| r.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_know_each_other() {
        let mut echoes = Echoes::default();
        let first = echoes.request(FrameId(1));
        let second = echoes.request(FrameId(2));
        echoes.reply(FrameId(5), second);
        echoes.reply(FrameId(7), first);
        assert_eq!(echoes.request_of(FrameId(5)), Some(FrameId(2)));
        assert_eq!(echoes.reply_to(FrameId(1)), Some(Some(FrameId(7))));
        let third = echoes.request(FrameId(9));
        assert_eq!((third, echoes.reply_to(FrameId(9))), (2, Some(None)));
        assert_eq!((echoes.request_of(FrameId(6)), echoes.reply_to(FrameId(5))), (None, None));
    }
}
