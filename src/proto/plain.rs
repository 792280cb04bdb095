//! The way past the outer layers of the commonest frames: an IP packet without options, extensions
//! or fragments in an Ethernet frame. Where nobody wants a field of them, these layers say no more
//! than who sends to whom: they are read in one go here and the transport gets its payload. Any
//! frame that is not as plain goes the long way, which alone knows what is odd about it.

use super::{eth, ip, ipv6, tcp, udp};
use crate::dissect::{Address, Claim, Cursor, Datagram, Dissector};
use crate::field::def::Protocol;
use crate::field::{Field, FieldId};

const ETHERNET: u32 = 1;
const ETHERNET_LEN: u32 = 14;
const IPV4_LEN: u32 = 20;
const IPV6_LEN: u32 = 40;
/// More fragments, or not the first one.
const FRAGMENT: u16 = 0x3fff;
const TCP: u8 = 6;
const UDP: u8 = 17;
/// Ports, which every transport header begins with: short of them the row is the network layer's.
const PORTS_LEN: u32 = 4;

/// What the headers say.
struct Outer {
    layer: &'static str,
    root: Field<Protocol>,
    header_len: u32,
    /// Of header and payload.
    len: u32,
    hops: u8,
    transport: u8,
    source: Address,
    destination: Address,
}

/// Hands the transport layer of a plain frame over. `false`: nothing was done, the frame goes the long way.
pub fn hand_over(d: &mut Dissector<'_>, link_type: u32, c: &Cursor<'_>) -> bool {
    if link_type != ETHERNET || d.is_overruled() || wants_fields(d) || d.settings().choices.check_ip {
        return false;
    }
    let Some(outer) = outer(c.peek(), c.left()) else { return false };
    let Outer { layer, root, header_len, len, .. } = outer;
    let Some(to) = d.claimant(Claim::IpProtocol(outer.transport)) else { return false };
    let mut payload = *c;
    let at = payload.take(ETHERNET_LEN);
    d.pass_layer(eth::PROTOCOL.name);
    d.note_layer("ethertype");
    d.pass_layer(layer);
    if !d.tree.wants_nothing() {
        d.another_node(eth::ETH, at.rest_span());
        d.another_node(root, payload.span(header_len));
    }
    payload = payload.take(len);
    payload.take(header_len);
    d.set_net(outer.source, outer.destination);
    d.set_hop_limit(outer.hops);
    d.hand_to(to, payload, None);
    true
}

/// Whether a field of the outer layers is wanted, other than the layers themselves. Those of the frame were
/// shown before.
fn wants_fields(d: &Dissector<'_>) -> bool {
    d.tree.wants_any_below(eth::ETH.id, eth::FIELDS.len())
        || d.tree.wants_any_below(ip::IP.id, ip::FIELDS.len())
        || d.tree.wants_any_below(ipv6::IPV6.id, ipv6::FIELDS.len())
}

/// The headers of a plain frame up to the transport's, each with the field that stands for its protocol, and what
/// was captured from its first byte on.
pub struct Headers<'a>(pub [(FieldId, &'a [u8]); 2], u32);

impl Headers<'_> {
    /// Where the payload of a datagram stands in the frame, unless it is empty.
    pub fn datagram(&self, frame: &[u8]) -> Option<Datagram> {
        let Self([_, (root, transport)], there) = self;
        let (header, rest) = transport.split_first_chunk::<8>().filter(|_| *root == udp::UDP.id)?;
        let len = u32::from(u16::from_be_bytes([header[4], header[5]])).min(*there).saturating_sub(8);
        let (start, captured) = ((frame.len() - rest.len()) as u32, len.min(rest.len() as u32));
        (len > 0).then_some(Datagram { start, captured, claimed: len })
    }
}

/// Those of a frame, where they have all that [`Protocol::places`] names; `claimed`: its length on the wire.
///
/// [`Protocol::places`]: crate::dissect::Protocol::places
#[inline]
pub fn headers(link_type: u32, frame: &[u8], claimed: u32) -> Option<Headers<'_>> {
    let outer =
        if link_type == ETHERNET { outer(frame, claimed.max(frame.len() as u32))? } else { return None };
    let network = frame.get(ETHERNET_LEN as usize..)?;
    let transport = network.get(outer.header_len as usize..)?;
    let len = outer.len - outer.header_len;
    let (root, is_whole) = match outer.transport {
        TCP => {
            let header: &[u8; 20] = transport.first_chunk()?;
            let header_len = u32::from(header[12] >> 4) * 4;
            (tcp::TCP.id, (20..=len).contains(&header_len))
        }
        _ => {
            let header: &[u8; 8] = transport.first_chunk()?;
            (udp::UDP.id, len >= 8 && u16::from_be_bytes([header[4], header[5]]) >= 8)
        }
    };
    is_whole.then_some(Headers([(outer.root.id, network), (root, transport)], len))
}

/// Those up to the network layer, if they are plain and the ports behind them were captured.
#[inline]
fn outer(frame: &[u8], claimed: u32) -> Option<Outer> {
    let outer = network(frame)?;
    let Outer { header_len, len, .. } = outer;
    // What is claimed but not captured is the long way's business only where it is malformed, too.
    let fits = len <= claimed.saturating_sub(ETHERNET_LEN)
        && len >= header_len + PORTS_LEN
        && frame.len() as u32 >= ETHERNET_LEN + header_len + PORTS_LEN;
    fits.then_some(outer)
}

#[inline]
fn network(frame: &[u8]) -> Option<Outer> {
    let (_, rest) = frame.split_first_chunk::<12>()?;
    let (kind, packet) = rest.split_first_chunk::<2>()?;
    match (u16::from_be_bytes(*kind), packet.first()?) {
        (0x0800, 0x45) => {
            let header: &[u8; IPV4_LEN as usize] = packet.first_chunk()?;
            let [_, _, l, en, _, _, flags, offset, hops, transport, _, _, addresses @ ..] = *header;
            let [a, b, c, d, e, f, g, h] = addresses;
            let is_plain = u16::from_be_bytes([flags, offset]) & FRAGMENT == 0;
            (is_plain && matches!(transport, TCP | UDP)).then_some(Outer {
                layer: ip::PROTOCOL.name,
                root: ip::IP,
                header_len: IPV4_LEN,
                len: u16::from_be_bytes([l, en]).into(),
                hops,
                transport,
                source: Address::Ipv4([a, b, c, d]),
                destination: Address::Ipv4([e, f, g, h]),
            })
        }
        (0x86dd, first) if first >> 4 == 6 => {
            let header: &[u8; IPV6_LEN as usize] = packet.first_chunk()?;
            let (&[_, _, _, _, l, en, transport, hops], addresses) = header.split_first_chunk()?;
            let (source, destination) = addresses.split_first_chunk()?;
            matches!(transport, TCP | UDP).then_some(Outer {
                layer: ipv6::PROTOCOL.name,
                root: ipv6::IPV6,
                header_len: IPV6_LEN,
                len: IPV6_LEN + u32::from(u16::from_be_bytes([l, en])),
                hops,
                transport,
                source: Address::Ipv6(*source),
                destination: Address::Ipv6(*destination.first_chunk()?),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::FrameId;
    use crate::dissect::{Settings, Span, Wanted};
    use crate::field::FieldSet;
    use crate::proto::testing::{cut_frame, over_udp};
    use crate::proto::{frame, registry};
    use crate::store::Capture;

    fn roots() -> [FieldId; 6] {
        [frame::FRAME.id, eth::ETH.id, ip::IP.id, ipv6::IPV6.id, tcp::TCP.id, udp::UDP.id]
    }

    /// The row, the names of the layers, and the nodes of the layers where those are wanted.
    fn told(capture: &Capture, wanted: Wanted) -> ([String; 5], Vec<(FieldId, Span)>) {
        let settings = Settings::default();
        let mut d = Dissector::new(capture, &settings, registry(), wanted);
        d.frame(FrameId(0));
        let c = &d.columns;
        let (source, destination) = (c.source.to_string(), c.destination.to_string());
        let row = [source, destination, c.protocol.to_string(), c.info().to_owned(), d.protocols()];
        let nodes = d.tree.nodes().iter().filter(|n| roots().contains(&n.field));
        (row, nodes.map(|n| (n.field, n.span)).collect())
    }

    fn agrees(bytes: &[u8], claimed: usize) {
        let capture = cut_frame(ETHERNET, bytes, claimed);
        let (row, nodes) = told(&capture, Wanted::Everything);
        assert_eq!(row, told(&capture, Wanted::Fields(FieldSet::default())).0, "{bytes:02x?}");
        let layers = told(&capture, Wanted::Fields(roots().into_iter().collect()));
        assert_eq!((row, nodes), layers, "{bytes:02x?}");
    }

    #[test]
    fn the_short_way_tells_what_the_long_way_tells() {
        let ethernet = |kind: u16, packet: &[u8]| {
            let mut frame = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
            frame.extend_from_slice(&kind.to_be_bytes());
            frame.extend_from_slice(packet);
            frame
        };
        let datagram = over_udp(4000, 4001, b"abcdef");
        let mut segment = datagram[..20].to_vec();
        (segment[3], segment[9]) = (40, TCP);
        segment.extend_from_slice(&[15, 160, 15, 161, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x10, 1, 0, 0, 0, 0, 0]);
        let mut six = vec![0x60, 0, 0, 0, 0, 14, UDP, 64];
        six.extend_from_slice(&[1; 32]);
        six.extend_from_slice(&datagram[20..]);
        let padded = [&ethernet(0x0800, &segment)[..], &[0; 6]].concat();
        for frame in [ethernet(0x0800, &datagram), padded, ethernet(0x86dd, &six)] {
            for len in 0..=frame.len() {
                agrees(&frame[..len], len);
                agrees(&frame[..len], frame.len());
            }
            for at in 0..frame.len() {
                for value in [0, 1, 4, 0x46, 0x7f, 0xff] {
                    let mut changed = frame.clone();
                    changed[at] = value;
                    agrees(&changed, frame.len());
                }
            }
        }
    }
}
