//! IPsec: authentication header (RFC 4302), and encrypted payloads (RFC 4303), which stay closed.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ip_protocol::IP_PROTOCOLS;

pub const AH: Protocol = Protocol {
    name: "ah",
    title: "AH",
    fields: ah::FIELDS,
    claims: &[Claim::IpProtocol(51)],
    dissect: dissect_ah,
    ..Protocol::EMPTY
};

pub const ESP: Protocol = Protocol {
    name: "esp",
    title: "ESP",
    fields: esp::FIELDS,
    claims: &[Claim::IpProtocol(50)],
    dissect: dissect_esp,
    ..Protocol::EMPTY
};

pub mod ah {
    use super::*;
    crate::fields! { "ah";
        /// Authentication header (RFC 4302).
        AH: Protocol = "ah", "Authentication Header", None;
        /// Protocol of what follows.
        NEXT: U8 = "ah.next_header", "Next header", Dec, Names::Ranges(IP_PROTOCOLS);
        /// Length in units of 4 bytes, without the first two.
        LENGTH: U8 = "ah.length", "Length", Dec;
        /// Bytes without meaning.
        RESERVED: Bytes = "ah.reserved", "Reserved", None;
        /// Security parameters index.
        SPI: U32 = "ah.spi", "AH SPI", Hex;
        /// Number of the packet.
        SEQUENCE: U32 = "ah.sequence", "AH Sequence", Dec;
        /// Integrity check value.
        ICV: Bytes = "ah.icv", "AH ICV", None;
    }
}

pub mod esp {
    crate::fields! { "esp";
        /// Encapsulating security payload (RFC 4303).
        ESP: Protocol = "esp", "Encapsulating Security Payload", None;
        /// Security parameters index.
        SPI: U32 = "esp.spi", "ESP SPI", HexDec;
        /// Number of the packet.
        SEQUENCE: U32 = "esp.sequence", "ESP Sequence", Dec;
    }
}

fn dissect_ah(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "AH".into();
    d.columns.clear_info();
    let next = c.u8()?;
    d.tree.leaf(ah::NEXT, next);
    let len = c.u8()?;
    let bytes = u32::from(len.value) * 4 + 8;
    d.tree.leaf_as(ah::LENGTH, len, format_args!("Length: {} ({bytes} bytes)", len.value));
    d.tree.leaf(ah::RESERVED, c.bytes(2)?);
    let spi = c.u32()?;
    d.tree.leaf(ah::SPI, spi);
    d.columns.set_info(format_args!("AH (SPI=0x{:08x})", spi.value));
    d.tree.leaf(ah::SEQUENCE, c.u32()?);
    let icv = c.bytes(bytes.saturating_sub(12))?;
    if !icv.value.is_empty() {
        d.tree.leaf(ah::ICV, icv);
    }
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(Claim::IpProtocol(next.value), c);
    Ok(())
}

fn dissect_esp(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "ESP".into();
    d.columns.clear_info();
    let spi = c.u32()?;
    d.tree.leaf(esp::SPI, spi);
    d.columns.set_info(format_args!("ESP (SPI=0x{:08x})", spi.value));
    d.tree.leaf(esp::SEQUENCE, c.u32()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, protocols, survives_cuts};

    fn ip(protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut p = vec![0x45, 0, 0, 20 + payload.len() as u8, 0, 7, 0, 0, 64, protocol, 0, 0];
        p.extend_from_slice(&[10, 0, 0, 1, 10, 0, 0, 2]);
        p.extend_from_slice(payload);
        p
    }

    #[test]
    fn authenticated_packets_lead_on_and_encrypted_ones_end() {
        let p = ip(51, &[17, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 7, 0, 1, 0, 2, 0, 8, 0, 0]);
        assert_eq!(protocols(101, &p), "raw:ip:ah:udp");
        survives_cuts(101, &p);
        let p = ip(50, &[0, 0, 1, 1, 0, 0, 0, 7, 1, 2, 3]);
        assert_eq!(columns(101, &p)[2..], ["ESP", "ESP (SPI=0x00000101)"]);
        survives_cuts(101, &p);
    }
}
