//! Which protocol stands behind the transport of a frame, as far as the index knows: surely this one, surely not,
//! or one has to look. Not here: messages of TLS and HTTP (`facts.rs`).

use super::*;
use crate::dissect::Claim;
use crate::dissect::Scope;
use crate::dissect::need::is_of;
use crate::dissect::tables::Listed;
use crate::store::Stages;

/// A field of a protocol that stands behind transports alone: no link or network layer hands anything to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Behind {
    owner: &'static str,
    /// The protocol itself, if the field stands for it.
    layer: Option<Listed>,
}

/// Messages that may hold what is of others; in other messages of the protocol is nothing but its own.
const CARRIERS: &[(Application, &[MessageKind])] = &[(Application::Mqtt, &[MessageKind(3)])];

impl Behind {
    pub fn of(id: FieldId, registry: &'static Registry) -> Option<Self> {
        let owner = registry.owner(id);
        let listed = registry.protocol(owner)?;
        let protocol = listed.protocol;
        let is_above = |claim: &Claim| {
            matches!(
                claim,
                Claim::TcpPort(_)
                    | Claim::UdpPort(_)
                    | Claim::TlsPort(_)
                    | Claim::DtlsPort(_)
                    | Claim::MediaType(_)
            )
        };
        let is_reached = !protocol.claims.is_empty()
            || !protocol.heuristics.is_empty()
            || protocol.framer.is_some()
            || protocol.datagrams.is_some();
        let layer = (listed.root == id).then_some(listed);
        let is_known = is_reached && protocol.claims.iter().all(is_above);
        is_known.then_some(Self { owner, layer })
    }

    /// Whether a protocol may have the field itself.
    fn is_of(&self, listed: &Listed) -> bool {
        is_of(self.owner, listed.protocol.name)
    }

    /// Whether it stands for this protocol.
    fn is_layer_of(&self, listed: &Listed) -> bool {
        self.layer.is_some_and(|layer| layer.root == listed.root)
    }
}

impl Facts<'_> {
    /// Whether the frame has a field behind its transport.
    pub(super) fn has_behind(&self, behind: &Behind) -> Decision {
        let flags = self.frame.map_or(FrameFlags::default(), |(_, meta)| meta.flags);
        let known = self.conversation.filter(|_| !flags.has(SPECIAL) && self.settings.decode_as.is_empty());
        match known.map(|talk| (talk, talk.transport)) {
            Some(_) if flags.has(FrameFlags::BARE) => Decision::No,
            Some(_) if flags.has(FrameFlags::ODD) => Decision::Look,
            Some((talk, Transport::Udp)) => self.in_datagrams(talk, behind),
            Some((talk, Transport::Tcp)) => self.in_segments(talk, behind),
            _ => Decision::Look,
        }
    }

    /// Whether ends of media and files may have been announced, to which ports then say nothing.
    fn may_be_announced(&self) -> bool {
        let opens = !self.settings.secrets.is_empty() && !self.capture.with_tls.is_empty();
        opens || !self.capture.media.is_empty() || !self.capture.transfers.is_empty()
    }

    /// Of datagrams that are not [`FrameFlags::ODD`]: the protocol of the ports takes them, and what it carries is
    /// said by the protocol.
    fn in_datagrams(&self, talk: &Conversation, behind: &Behind) -> Decision {
        if talk.application != Application::Unknown || self.may_be_announced() {
            return Decision::Look;
        }
        let Some(listed) = self.registry.of_udp_ports(talk.ends.map(|end| end.port)) else {
            return Decision::Look;
        };
        let ends = listed.protocol.scope == Scope::Last || listed.protocol.carries.is_some();
        match () {
            () if behind.is_layer_of(&listed) => Decision::Yes,
            () if ends && !behind.is_of(&listed) => Decision::No,
            () => Decision::Look,
        }
    }

    /// Of segments whose payload continues their stream: the protocol of the stream has the messages that are
    /// complete in them.
    fn in_segments(&self, talk: &Conversation, behind: &Behind) -> Decision {
        let settings = self.settings;
        let flow = talk.flow.as_ref().filter(|flow| flow.generation == 0 && flow.dtls.is_none());
        let Some(flow) = flow.filter(|_| settings.desegments_all() && settings.two_passes) else {
            return Decision::Look;
        };
        if self.may_be_announced() {
            return Decision::Look;
        }
        match self.frame {
            Some((frame, _)) => {
                let stream = flow.directions.get(self.direction);
                stream.map_or(Decision::Look, |stream| self.in_stream(flow, stream, Some(frame), behind))
            }
            None => {
                let lacks = |stream| self.in_stream(flow, stream, None, behind) == Decision::No;
                if flow.directions.iter().all(lacks) { Decision::No } else { Decision::Look }
            }
        }
    }

    fn in_stream(
        &self,
        flow: &Flow,
        stream: &Direction,
        frame: Option<FrameId>,
        behind: &Behind,
    ) -> Decision {
        // Who only ends a stream says nothing in it.
        if stream.pieces.is_empty() && stream.messages.is_empty() {
            return Decision::No;
        }
        let Stages::One(Stage { application, .. }) = stream.stages else { return Decision::Look };
        let Some(listed) = self.registry.of_application(application).filter(|_| facts::is_framed(stream))
        else {
            return Decision::Look;
        };
        let is_own = behind.is_of(&listed);
        let ends =
            listed.protocol.scope == Scope::Last || application == Application::Tls && self.is_sealed(flow);
        if !is_own && ends {
            return Decision::No;
        }
        let Some(frame) = frame else { return Decision::Look };
        let here = stream.messages_in(frame);
        if here.is_empty() {
            // What the row says of a part may name its layer.
            let may_be_named = is_own && listed.protocol.partial.is_some();
            return if may_be_named { Decision::Look } else { Decision::No };
        }
        let carriers = CARRIERS.iter().find(|(carrier, _)| *carrier == application);
        let mut messages = stream.messages.iter_from(here.start).take(here.len());
        if behind.is_layer_of(&listed) {
            return if messages.any(|m| m.kind().is_plain()) { Decision::Yes } else { Decision::Look };
        }
        match carriers {
            Some((_, kinds)) if !is_own => {
                let is_last = |m: &Message| m.kind().is_plain() && !kinds.contains(&m.kind());
                if messages.all(is_last) { Decision::No } else { Decision::Look }
            }
            _ => Decision::Look,
        }
    }
}
