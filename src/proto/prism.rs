//! The Prism header in front of 802.11 frames: a list of what the driver of that chip knew, each with a number.

use super::radio::{self, link};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "prism",
    title: "Prism",
    fields: FIELDS,
    claims: &[Claim::LinkType(link::PRISM)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "prism";
    /// The radio, as drivers of the Prism chip write it down.
    PRISM: Protocol = "prism", "Prism capture header", None;
    /// Message Code.
    MSGCODE: U32 = "prism.msgcode", "Message Code", Hex;
    /// Message Length.
    MSGLEN: U32 = "prism.msglen", "Message Length", Dec;
    /// Device Name.
    DEVNAME: Str = "prism.devname", "Device Name", None;
    /// DID.
    DID: Label = "prism.did", "DID", None;
    /// Different ID for each parameter.
    DID_TYPE: U32 = "prism.did.type", "DID", Hex, Names::Table(DID_TYPE_NAMES);
    /// Supplied by the driver or not.
    DID_STATUS: U16 = "prism.did.status", "Status", Dec, Names::Table(DID_STATUS_NAMES);
    /// Length of data.
    DID_LENGTH: U16 = "prism.did.length", "Length", Dec;
    /// In jiffies - for our system this is in 10ms units.
    DID_HOSTTIME: U32 = "prism.did.hosttime", "Host Time", Dec;
    /// Lower 32 bits of value in microseconds of the MAC's Time Synchronization Function timer when the first bit of the MPDU arrived at the MAC.
    DID_MACTIME: U32 = "prism.did.mactime", "MAC timestamp (lower 32 bits)", Dec;
    /// Channel.
    DID_CHANNEL: U32 = "prism.did.channel", "Channel", Dec;
    /// RSSI.
    DID_RSSI: I32 = "prism.did.rssi", "RSSI", Dec;
    /// Signal Quality.
    DID_SQ: U32 = "prism.did.sq", "Signal Quality", Dec;
    /// Noise.
    DID_SIGNAL: I32 = "prism.did.signal", "Signal", Dec;
    /// Noise.
    DID_NOISE: I32 = "prism.did.noise", "Noise", Dec;
    /// Speed this frame was sent/received at.
    DID_RATE: U32 = "prism.did.rate", "Data rate (Mb/s)", Dec;
    /// Type of packet (RX or TX?).
    DID_ISTX: U32 = "prism.did.istx", "IsTX", Hex, Names::Table(DID_ISTX_NAMES);
    /// Length of the following frame in bytes.
    DID_FRMLEN: U32 = "prism.did.frmlen", "Frame Length", Dec;
    /// Unknown DID Field.
    DID_UNKNOWN: U32 = "prism.did.unknown", "Unknown DID Field", HexDec;
}

const DID_TYPE_NAMES: &[(u32, &str)] = &[
    (4161, "Host Time"),
    (8257, "Mac Time"),
    (12353, "Channel"),
    (16449, "RSSI"),
    (20545, "SQ"),
    (24641, "Signal"),
    (28737, "Noise"),
    (32833, "Rate"),
    (36929, "Is Tx"),
    (41025, "Frame Length"),
    (45124, "SIG A1"),
    (49220, "SIG A2"),
    (53316, "SIG B"),
    (65604, "Host Time"),
    (131140, "Mac Time"),
    (196676, "Channel"),
    (262212, "RSSI"),
    (327748, "SQ"),
    (393284, "Signal"),
    (458820, "Noise"),
    (524356, "Rate"),
    (589892, "Is Tx"),
    (655428, "Frame Length"),
    (720964, "SIG A1"),
    (786500, "SIG A2"),
    (852036, "SIG B"),
];
const DID_STATUS_NAMES: &[(u32, &str)] = &[(0, "Supplied"), (1, "Not Supplied")];
const DID_ISTX_NAMES: &[(u32, &str)] = &[(0, "Rx Packet"), (1, "Tx Packet")];

const ITEM_LEN: u32 = 12;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if radio::is_avs(c.peek()) {
        // Some drivers say Prism and write the other header.
        d.end_layer();
        d.hand_over(Claim::Named("wlancap"), c);
        return Ok(());
    }
    let start = c;
    d.columns.protocol = "Prism".into();
    d.columns.clear_info();
    let big = radio::is_big_endian(c.peek()).ok_or(Cut::Malformed)?;
    d.tree.leaf(MSGCODE, word(&mut c, big)?);
    let len = word(&mut c, big)?;
    d.tree.leaf(MSGLEN, len);
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(len.value));
    d.tree.leaf(DEVNAME, c.bytes(16)?.before_zero());
    let mut frame = start;
    let mut items = frame.sub(len.value)?;
    let read = start.left() - c.left();
    items.skip(read)?;
    while items.left() >= ITEM_LEN {
        item(d, items.sub(ITEM_LEN)?, big)?;
    }
    d.hand_over(Claim::Named("wlan_radio"), frame);
    Ok(())
}

/// The writer's own order of bytes.
fn word(c: &mut Cursor<'_>, big: bool) -> Result<At<u32>, Cut> {
    if big { c.u32() } else { c.u32_le() }
}

fn half(c: &mut Cursor<'_>, big: bool) -> Result<At<u16>, Cut> {
    if big { c.u16() } else { c.u16_le() }
}

fn item(d: &mut Dissector<'_>, mut c: Cursor<'_>, big: bool) -> Result<(), Cut> {
    let span = c.rest_span();
    let kind = word(&mut c, big)?;
    let name = Names::Table(DID_TYPE_NAMES).name(kind.value.into()).unwrap_or("Unknown");
    let open = d.tree.open_as(DID, At { value: (), span }, format_args!("DID {name}"));
    d.tree.leaf(DID_TYPE, kind);
    let status = half(&mut c, big)?;
    d.tree.leaf(DID_STATUS, status);
    d.tree.leaf(DID_LENGTH, half(&mut c, big)?);
    if status.value == 0 {
        let at = word(&mut c, big)?;
        let value = at.value;
        let number = if kind.value & 0xf000 != 0 { kind.value >> 12 & 0xf } else { kind.value >> 16 & 0xf };
        let signed = at.map(u32::cast_signed);
        let node = open.node();
        match number {
            1 | 2 | 3 | 10 => d.append(node, format_args!(" {value}")),
            8 => d.append(node, format_args!(" {}.{} Mb/s", value / 2, if value & 1 != 0 { 5 } else { 0 })),
            _ => d.append(node, format_args!(" 0x{value:x}")),
        }
        match number {
            1 => _ = d.tree.leaf(DID_HOSTTIME, at),
            2 => _ = d.tree.leaf(DID_MACTIME, at),
            3 => _ = d.tree.leaf(DID_CHANNEL, at),
            4 => _ = d.tree.leaf(DID_RSSI, signed),
            5 => _ = d.tree.leaf(DID_SQ, at),
            6 => _ = d.tree.leaf(DID_SIGNAL, signed),
            7 => _ = d.tree.leaf(DID_NOISE, signed),
            8 => {
                let rate = f64::from(value) / 2.0;
                d.tree.leaf_as(DID_RATE, at, format_args!("Data rate (Mb/s): {rate:.1}"));
            }
            9 => _ = d.tree.leaf(DID_ISTX, at),
            10 => _ = d.tree.leaf(DID_FRMLEN, at),
            _ => _ = d.tree.leaf(DID_UNKNOWN, at),
        }
    }
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    fn frame(word: fn(u32) -> [u8; 4], half: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mut frame = [&word(0x44)[..], &word(144), b"wlan0\0\0\0\0\0\0\0\0\0\0\0"].concat();
        for (i, value) in [1000, 2000, 6, 30, 5, 40, 10, 22, 0, 60].into_iter().enumerate() {
            frame.extend_from_slice(&word(0x0001_0044 + 0x0001_0000 * i as u32));
            frame.extend_from_slice(&half(0));
            frame.extend_from_slice(&half(4));
            frame.extend_from_slice(&word(value));
        }
        frame.extend_from_slice(&[0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 1]);
        frame
    }

    #[test]
    fn items_are_shown_in_either_order_of_bytes() {
        for frame in [frame(u32::to_le_bytes, u16::to_le_bytes), frame(u32::to_be_bytes, u16::to_be_bytes)] {
            assert_eq!(protocols(119, &frame), "prism:wlan_radio:wlan");
            let lines = labels_from(119, &frame, "Prism capture header");
            for line in [
                "    Device Name: wlan0",
                "    DID Rate 11.0 Mb/s",
                "        DID: Channel (0x00030044)",
                "    Data rate: 11.0 Mb/s",
            ] {
                assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
            }
            survives_cuts(119, &frame);
        }
    }
}
