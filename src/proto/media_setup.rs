//! What signalling says of media streams that are to come: the index asks it of each message, and
//! remembers the ends. SIP and RTSP are read only as far as that needs. What was remembered, RTP and
//! RTCP show.

use super::sdp::announced;
use super::{ftp, http, media_opened, rtp, rtsp};
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::{Dissector, Flags, Span};
use crate::field::Field;
use crate::field::def::{FrameNum, Str};
use crate::store::{Application, Conversation, Endpoint, MediaEnd, MediaTable, Transport};
use std::net::IpAddr;
use std::sync::Arc;

/// An end, and what is known of it.
pub type Announced = (Endpoint, Arc<MediaEnd>);

/// Bytes of the first line of a message.
const FIRST_LINE_MAX: usize = 512;

/// What a datagram, or a segment, announces that may hold a message of SIP.
pub fn of_datagram(bytes: &[u8], frame: FrameId) -> Vec<Announced> {
    if !bytes.first().is_some_and(u8::is_ascii_uppercase) {
        return Vec::new();
    }
    let first = bytes.get(..FIRST_LINE_MAX).unwrap_or(bytes).split(|b| *b == b'\n').next().unwrap_or(&[]);
    let first = first.trim_ascii_end();
    if !first.starts_with(b"SIP/2.0 ") && !first.ends_with(b" SIP/2.0") {
        return Vec::new();
    }
    let (mut call_id, mut described) = (None, false);
    let body = headers(bytes, |name, value| {
        if name.eq_ignore_ascii_case(b"call-id") || name.eq_ignore_ascii_case(b"i") {
            call_id = Some(String::from_utf8_lossy(value).into_owned());
        } else if name.eq_ignore_ascii_case(b"content-type") || name.eq_ignore_ascii_case(b"c") {
            described = is_description(value);
        }
    });
    if described { description(body, frame, call_id.as_ref()) } else { Vec::new() }
}

/// What a message announces that goes between these ends over a stream.
pub fn of_message(
    application: Application,
    bytes: &[u8],
    [from, to]: [Endpoint; 2],
    frame: FrameId,
    conversation: ConversationId,
) -> Vec<Announced> {
    match application {
        Application::Ftp => ftp::data_end_of(bytes, from).map_or(Vec::new(), |(endpoint, method)| {
            let (formats, call_id, conversation) = (Vec::new(), None, Some(conversation));
            let end =
                MediaEnd { frame, method, conversation, control: false, formats, call_id, tag_len: None };
            vec![(endpoint, Arc::new(end))]
        }),
        Application::Rtsp => {
            let mut ends = Vec::new();
            let mut described = false;
            let is_reply = bytes.starts_with(b"RTSP/");
            let body = headers(bytes, |name, value| {
                if is_reply && name.eq_ignore_ascii_case(b"transport") {
                    for (endpoint, control) in rtsp::transport::ends(value, from, to) {
                        let (formats, call_id, method, conversation) = (Vec::new(), None, "RTSP", None);
                        let tag_len = None;
                        let end =
                            MediaEnd { frame, method, conversation, control, formats, call_id, tag_len };
                        ends.push((endpoint, Arc::new(end)));
                    }
                } else if name.eq_ignore_ascii_case(b"content-type") {
                    described = is_description(value);
                }
            });
            if described {
                ends.extend(description(body, frame, None));
            }
            ends
        }
        Application::Sip => of_datagram(bytes, frame),
        _ => Vec::new(),
    }
}

/// The fields by which a protocol shows what announced its stream.
pub struct SetupFields {
    pub setup: Field<Str>,
    pub frame: Field<FrameNum>,
    pub method: Field<Str>,
    pub call_id: Field<Str>,
}

/// What was announced of the ends of the datagram now being dissected: where it goes to, and where
/// it comes from.
pub struct Ends([Option<Arc<MediaEnd>>; 2]);

impl Ends {
    /// What announced the stream.
    pub fn announced(&self) -> Option<&MediaEnd> {
        self.0.iter().flatten().next().map(|end| &**end)
    }

    /// What a payload type was said to be.
    pub fn format(&self, number: u8) -> Option<&str> {
        let mut formats = self.0.iter().flatten().flat_map(|end| end.formats.iter().rev());
        formats.find(|f| f.0 == number).map(|f| f.1.as_str())
    }
}

pub fn of_frame(d: &Dissector<'_>) -> Ends {
    let meta = d.meta();
    let conversation = meta.conversation().filter(|_| !d.quoted).and_then(|c| d.capture().conversation(c));
    let Some(conversation) = conversation.filter(|c| c.transport == Transport::Udp) else {
        return Ends([None, None]);
    };
    of_datagram_between(d, conversation, meta.direction())
}

/// What was announced of the ends of a datagram: in the clear, by the DTLS session beside it, or inside TLS.
fn of_datagram_between(d: &Dissector<'_>, conversation: &Conversation, direction: usize) -> Ends {
    let [a, b] = &conversation.ends;
    let ends = if direction == 0 { [b, a] } else { [a, b] };
    let known = |media: &MediaTable| ends.map(|end| media.of(end, d.frame_id()).cloned());
    let media = &d.capture().media;
    if !media.is_empty() {
        let found = known(media);
        if found.iter().any(Option::is_some) {
            return Ends(found);
        }
    }
    let dtls = conversation.flow.as_ref().and_then(|flow| flow.dtls.as_ref());
    if let Some(srtp) = dtls.and_then(|dtls| dtls.srtp.as_ref()).filter(|end| end.frame <= d.frame_id()) {
        return Ends([Some(Arc::clone(srtp)), None]);
    }
    media_opened::table(d).map_or(Ends([None, None]), |opened| Ends(known(&opened.table)))
}

/// RTP or RTCP, if the datagram is one and goes between ends that were announced.
pub fn recognises(
    d: &Dissector<'_>,
    conversation: &Conversation,
    direction: usize,
    bytes: &[u8],
) -> Option<&'static str> {
    let name = rtp::multiplexed(bytes)?;
    of_datagram_between(d, conversation, direction).announced().map(|_| name)
}

/// How often the numbers of the stream came round, at the frame now being dissected.
pub fn turn_of_frame(d: &Dissector<'_>) -> u16 {
    let meta = d.meta();
    meta.conversation().map_or(1, |c| d.capture().media.turn_at((c, meta.direction()), d.frame_id()))
}

/// Shows which frame announced the stream.
pub fn show(d: &mut Dissector<'_>, fields: &SetupFields, end: &MediaEnd, at: Span) {
    let number = d.number(end.frame);
    let text = format!("Stream setup by {} (frame {number})", end.method);
    let node = d.tree.made_text(fields.setup, "", at);
    d.tree.set_label(node, format_args!("{text}"));
    d.tree.set_flag(node, Flags::GENERATED);
    let open = d.tree.enter(node);
    d.tree.generated(fields.frame, end.frame.number(), at);
    let method = d.tree.made_text(fields.method, end.method, at);
    d.tree.set_flag(method, Flags::GENERATED);
    if let Some(call_id) = &end.call_id {
        let call_id = d.tree.made_text(fields.call_id, call_id, at);
        d.tree.set_flag(call_id, Flags::GENERATED);
    }
    d.tree.close(open);
}

fn is_description(media_type: &[u8]) -> bool {
    let name = media_type.split(|b| *b == b';').next().unwrap_or(&[]);
    name.trim_ascii().eq_ignore_ascii_case(b"application/sdp")
}

/// Goes over the headers of a message; what follows them comes back.
fn headers<'a>(bytes: &'a [u8], mut header: impl FnMut(&'a [u8], &'a [u8])) -> &'a [u8] {
    let mut rest = bytes;
    let mut next = || {
        let end = rest.iter().position(|b| *b == b'\n')?;
        let (line, behind) = rest.split_at_checked(end + 1)?;
        rest = behind;
        Some(line.trim_ascii_end())
    };
    next();
    while let Some(line) = next().filter(|l| !l.is_empty()) {
        if let Some((name, value)) = http::header(line) {
            header(name.trim_ascii_end(), value);
        }
    }
    rest
}

fn description(body: &[u8], frame: FrameId, call_id: Option<&String>) -> Vec<Announced> {
    let mut ends = Vec::new();
    for medium in announced::media(body) {
        let address = match medium.address {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
            IpAddr::V6(v6) => v6.octets(),
        };
        let mut end = |port: u16, control: bool| {
            let (formats, call_id) = (medium.formats.clone(), call_id.cloned());
            let tag_len = medium.tag_len;
            let said =
                MediaEnd { frame, method: "SDP", conversation: None, control, formats, call_id, tag_len };
            ends.push((Endpoint { address, port }, Arc::new(said)));
        };
        end(medium.port, false);
        if medium.control_port != medium.port {
            end(medium.control_port, true);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 7000 RTP/AVP 8\r\n";

    #[test]
    fn calls_announce_where_media_go() {
        let message =
            format!("INVITE sip:b SIP/2.0\r\ni: 7@x\r\nContent-Type: application/sdp\r\n\r\n{BODY}");
        let ends = of_datagram(message.as_bytes(), FrameId(3));
        let said: Vec<_> = ends.iter().map(|(e, m)| (e.to_string(), m.control)).collect();
        assert_eq!(said, [("10.0.0.1:7000".to_owned(), false), ("10.0.0.1:7001".to_owned(), true)]);
        assert_eq!((ends[0].1.call_id.as_deref(), ends[0].1.frame), (Some("7@x"), FrameId(3)));
        for other in [format!("INVITE sip:b SIP/2.0\r\nc: text/plain\r\n\r\n{BODY}"), BODY.to_owned()] {
            assert!(of_datagram(other.as_bytes(), FrameId(0)).is_empty(), "{other}");
        }
    }

    #[test]
    fn replies_of_rtsp_name_both_ends() {
        let reply =
            b"RTSP/1.0 200 OK\r\nTransport: RTP/AVP;client_port=8000-8001;server_port=9000-9001\r\n\r\n";
        let ends = [Endpoint::v4([1; 4], 554), Endpoint::v4([2; 4], 5000)];
        let said = of_message(Application::Rtsp, reply, ends, FrameId(0), ConversationId(0));
        let said: Vec<_> = said.iter().map(|(e, m)| (e.to_string(), m.control)).collect();
        let expected = [
            ("2.2.2.2:8000", false),
            ("2.2.2.2:8001", true),
            ("1.1.1.1:9000", false),
            ("1.1.1.1:9001", true),
        ];
        assert_eq!(said, expected.map(|(e, c)| (e.to_owned(), c)));
    }
}
