//! Which ends of media streams a description announces: addresses, ports, and what their payload
//! types mean. Nothing is shown here.

use super::attribute::meaning;
use super::{Formats, Text, number, part, pieces, split};
use crate::dissect::{At, Span};
use std::net::IpAddr;

/// Media of a description that are looked at.
const MAX_MEDIA: usize = 64;

/// A medium over RTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medium {
    pub address: IpAddr,
    pub port: u16,
    /// Where the reports about it go (RFC 3605, RFC 5761); the same port where both share one.
    pub control_port: u16,
    /// Names of its payload types.
    pub formats: Formats,
    /// Bytes of the tag behind each packet of SRTP, where a key was told (RFC 4568).
    pub tag_len: Option<u8>,
}

/// A medium while its lines are read.
#[derive(Default)]
struct Pending {
    address: Option<IpAddr>,
    port: u16,
    control_port: Option<u16>,
    formats: Formats,
    secured: bool,
    tag_len: Option<u8>,
}

impl Pending {
    fn done(self, of_session: Option<IpAddr>) -> Option<Medium> {
        let address = self.address.or(of_session).filter(|a| !a.is_unspecified())?;
        let control_port = self.control_port.unwrap_or(self.port.saturating_add(1));
        let tag_len = self.tag_len.filter(|_| self.secured);
        let (port, formats) = (self.port, self.formats);
        (port != 0).then_some(Medium { address, port, control_port, formats, tag_len })
    }
}

/// The media over RTP that a description announces with an address that is known.
pub fn media(body: &[u8]) -> Vec<Medium> {
    let (mut of_session, mut pending): (Option<IpAddr>, Option<Pending>) = (None, None);
    let (mut all, mut in_media) = (Vec::new(), false);
    for line in body.split(|b| *b == b'\n') {
        let [kind, b'=', rest @ ..] = line.trim_ascii_end() else { continue };
        let text = At { value: rest, span: Span { len: rest.len() as u32, ..Span::default() } };
        match (kind, &mut pending) {
            (b'm', _) => {
                all.extend(pending.take().and_then(|p| p.done(of_session)));
                if all.len() >= MAX_MEDIA {
                    return all;
                }
                (pending, in_media) = (begins(text), true);
            }
            (b'c', Some(medium)) => medium.address = address(text),
            (b'c', None) if !in_media => of_session = address(text),
            (b'a', Some(medium)) => attribute(medium, text),
            _ => {}
        }
    }
    all.extend(pending.and_then(|p| p.done(of_session)));
    all
}

/// `audio 49170/2 RTP/AVP 0`; `None`: not over RTP.
fn begins(text: Text<'_>) -> Option<Pending> {
    let mut words = pieces(text, b' ').skip(1);
    let port = number(split(words.next()?, b'/').0.value)?;
    let profile = words.next()?.value;
    let secured = profile.starts_with(b"RTP/SAVP");
    profile.starts_with(b"RTP/").then(|| Pending { port, secured, ..Pending::default() })
}

/// `IN IP4 224.2.1.1/127`
fn address(text: Text<'_>) -> Option<IpAddr> {
    number(split(pieces(text, b' ').nth(2)?, b'/').0.value)
}

fn attribute(medium: &mut Pending, text: Text<'_>) {
    match split(text, b':') {
        (name, None) if name.value == b"rtcp-mux" => medium.control_port = Some(medium.port),
        (name, Some(value)) if name.value == b"rtcp" => {
            let port = pieces(value, b' ').next().and_then(|port| number(port.value));
            medium.control_port = port.or(medium.control_port);
        }
        (name, Some(value)) if name.value == b"crypto" && medium.tag_len.is_none() => {
            let suite = pieces(value, b' ').nth(1).map_or(&[][..], |suite| suite.value);
            medium.tag_len = Some(match suite {
                s if s.ends_with(b"_32") => 4,
                s if s.ends_with(b"_GCM") => 0,
                _ => 10,
            });
        }
        (name, Some(value)) if name.value == b"rtpmap" => {
            let Some((format, mime, _)) = meaning(value) else { return };
            if let Some(format) = number(format.value) {
                let mime = part(mime, 0, 64).value;
                medium.formats.push((format, String::from_utf8_lossy(mime).into_owned()));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_session_and_of_media() {
        let found = media(
            b"v=0\r\nc=IN IP4 10.0.0.9\r\nm=audio 7000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n\
            m=video 7002/2 RTP/SAVPF 96\r\nc=IN IP6 ::1\r\na=rtcp:9000 IN IP4 10.0.0.8\r\n\
            m=audio 7008 RTP/AVP 0\r\na=rtcp-mux\r\nm=image 5 udptl t38\r\nc=IN IP4 1.1.1.1\r\n",
        );
        let ports: Vec<_> = found.iter().map(|m| (m.address.to_string(), m.port, m.control_port)).collect();
        let expected = [("10.0.0.9", 7000, 7001), ("::1", 7002, 9000), ("10.0.0.9", 7008, 7008)];
        assert_eq!(ports, expected.map(|(a, p, c)| (a.to_owned(), p, c)));
        assert_eq!(found[0].formats, [(101, "telephone-event".to_owned())]);
    }

    #[test]
    fn keys_in_the_description_make_it_srtp() {
        let lens = |profile: &str, suite: &str| {
            let text =
                format!("c=IN IP4 1.1.1.1\nm=audio 7000 {profile} 0\na=crypto:1 {suite} inline:AAAA\n");
            media(text.as_bytes())[0].tag_len
        };
        assert_eq!(lens("RTP/SAVP", "AES_CM_128_HMAC_SHA1_80"), Some(10));
        assert_eq!(lens("RTP/SAVPF", "AES_CM_128_HMAC_SHA1_32"), Some(4));
        assert_eq!(lens("RTP/SAVP", "AEAD_AES_128_GCM"), Some(0));
        assert_eq!(lens("RTP/AVP", "AES_CM_128_HMAC_SHA1_80"), None);
    }

    #[test]
    fn what_has_no_place_is_not_announced() {
        for text in [
            "m=audio 7000 RTP/AVP 0",
            "c=IN IP4 0.0.0.0\nm=audio 7 RTP/AVP 0",
            "c=IN IP4 1.1.1.1\nm=audio 0 RTP/AVP 0",
        ] {
            assert_eq!(media(text.as_bytes()), []);
        }
    }
}
