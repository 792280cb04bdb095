//! The AVS header in front of 802.11 frames: what a driver knew of the radio.

use super::radio::{self, link};
use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "wlancap",
    title: "AVS WLANCAP",
    fields: FIELDS,
    claims: &[Claim::LinkType(link::AVS)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "wlancap";
    /// The radio, as AbsoluteValue Systems wrote it down.
    WLANCAP: Protocol = "wlancap", "AVS WLAN Capture header", None;
    /// Header magic.
    MAGIC: U32 = "wlancap.magic", "Header magic", Hex & 0xfffffff0;
    /// Header revision.
    VERSION: U32 = "wlancap.version", "Header revision", Dec & 0xf;
    /// Header length.
    LENGTH: U32 = "wlancap.length", "Header length", Dec;
    /// Value in microseconds of the MAC's Time Synchronization Function timer when the first bit of the MPDU arrived at the MAC.
    MACTIME: U64 = "wlancap.mactime", "MAC timestamp", Dec;
    /// Host timestamp.
    HOSTTIME: U64 = "wlancap.hosttime", "Host timestamp", Dec;
    /// PHY type.
    PHYTYPE: U32 = "wlancap.phytype", "PHY type", Dec, Names::Table(PHYTYPE_NAMES);
    /// Hop set.
    FHSS_HOP_SET: U8 = "wlancap.fhss.hop_set", "Hop set", Hex;
    /// Hop pattern.
    FHSS_HOP_PATTERN: U8 = "wlancap.fhss.hop_pattern", "Hop pattern", Hex;
    /// Hop index.
    FHSS_HOP_INDEX: U8 = "wlancap.fhss.hop_index", "Hop index", Hex;
    /// 802.11 channel number that this frame was sent/received on.
    CHANNEL: U8 = "wlancap.channel", "Channel", Dec;
    /// Channel frequency in megahertz that this frame was sent/received on.
    CHANNEL_FREQUENCY: U32 = "wlancap.channel_frequency", "Channel frequency", Dec;
    /// Data rate (b/s).
    DATA_RATE: U64 = "wlancap.data_rate", "Data Rate", Dec;
    /// Antenna number this frame was sent/received over (starting at 0).
    ANTENNA: U32 = "wlancap.antenna", "Antenna", Dec;
    /// Priority.
    PRIORITY: U32 = "wlancap.priority", "Priority", Dec;
    /// SSI Type.
    SSI_TYPE: U32 = "wlancap.ssi_type", "SSI Type", Dec, Names::Table(SSI_TYPE_NAMES);
    /// RF signal power at the antenna, normalized to the range 0-1000.
    NORMRSSI_ANTSIGNAL: U32 = "wlancap.normrssi_antsignal", "Normalized RSSI Signal", Dec;
    /// RF signal power at the antenna from a fixed, arbitrary value in decibels from one milliwatt.
    DBM_ANTSIGNAL: I32 = "wlancap.dbm_antsignal", "SSI Signal (dBm)", Dec;
    /// RF signal power at the antenna, reported as RSSI by the adapter.
    RAWRSSI_ANTSIGNAL: U32 = "wlancap.rawrssi_antsignal", "Raw RSSI Signal", Dec;
    /// RF noise power at the antenna, normalized to the range 0-1000.
    NORMRSSI_ANTNOISE: U32 = "wlancap.normrssi_antnoise", "Normalized RSSI Noise", Dec;
    /// RF noise power at the antenna from a fixed, arbitrary value in decibels per one milliwatt.
    DBM_ANTNOISE: I32 = "wlancap.dbm_antnoise", "SSI Noise (dBm)", Dec;
    /// RF noise power at the antenna, reported as RSSI by the adapter.
    RAWRSSI_ANTNOISE: U32 = "wlancap.rawrssi_antnoise", "Raw RSSI Noise", Dec;
    /// Preamble.
    PREAMBLE: U32 = "wlancap.preamble", "Preamble", Dec, Names::Table(PREAMBLE_NAMES);
    /// Encoding Type.
    ENCODING: U32 = "wlancap.encoding", "Encoding Type", Dec, Names::Table(ENCODING_NAMES);
    /// Receive sequence.
    SEQUENCE: U32 = "wlancap.sequence", "Receive sequence", Dec;
    /// Known Dropped Frames.
    DROPS: U32 = "wlancap.drops", "Known Dropped Frames", Dec;
    /// Receiver Hardware Address.
    RECEIVER_ADDR: Ether = "wlancap.receiver_addr", "Receiver Address", None;
    /// Padding.
    PADDING: Bytes = "wlancap.padding", "Padding", None;
}

const PHYTYPE_NAMES: &[(u32, &str)] = &[
    (0, "Unknown"),
    (1, "FHSS 802.11 '97"),
    (2, "DSSS 802.11 '97"),
    (3, "IR Baseband"),
    (4, "DSSS 802.11b"),
    (5, "PBCC 802.11b"),
    (6, "OFDM 802.11g"),
    (7, "PBCC 802.11g"),
    (8, "OFDM 802.11a"),
];
const SSI_TYPE_NAMES: &[(u32, &str)] = &[(0, "None"), (1, "Normalized RSSI"), (2, "dBm"), (3, "Raw RSSI")];
const PREAMBLE_NAMES: &[(u32, &str)] = &[(0, "Unknown"), (1, "Short"), (2, "Long")];
const ENCODING_NAMES: &[(u32, &str)] = &[
    (0, "Unknown"),
    (1, "CCK"),
    (2, "PBCC"),
    (3, "OFDM"),
    (4, "DSS-OFDM"),
    (5, "BPSK"),
    (6, "QPSK"),
    (7, "16QAM"),
    (8, "64QAM"),
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    const HOPPING: u32 = 1;
    let start = c;
    d.columns.protocol = "WLAN".into();
    d.columns.clear_info();
    let magic = c.u32()?;
    d.tree.leaf(MAGIC, magic);
    d.tree.leaf(VERSION, magic);
    let len = c.u32()?;
    d.tree.leaf(LENGTH, len);
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(len.value));
    let mut frame = start;
    let mut header = frame.sub(len.value)?;
    let read = start.left() - c.left();
    header.skip(read)?;
    let mut c = header;
    d.tree.leaf(MACTIME, c.u64()?);
    d.tree.leaf(HOSTTIME, c.u64()?);
    let kind = c.u32()?;
    d.tree.leaf(PHYTYPE, kind);
    if kind.value == HOPPING {
        d.tree.leaf(FHSS_HOP_SET, c.u8()?);
        d.tree.leaf(FHSS_HOP_PATTERN, c.u8()?);
        d.tree.leaf(FHSS_HOP_INDEX, c.u8()?);
        c.skip(1)?;
    } else {
        let channel = c.u32()?;
        match u8::try_from(channel.value) {
            Ok(number) => _ = d.tree.leaf(CHANNEL, channel.with(number)),
            Err(_) => {
                let label = format_args!("Frequency: {} MHz", channel.value);
                d.tree.leaf_as(CHANNEL_FREQUENCY, channel, label);
            }
        }
    }
    let rate = c.u32()?.map(radio::avs_rate);
    let (whole, part) = (rate.value / 1_000_000, rate.value % 1_000_000);
    let half = if part > 500_000 { 5 } else { 0 };
    d.tree.leaf_as(DATA_RATE, rate, format_args!("Data Rate: {whole}.{half} Mb/s"));
    d.tree.leaf(ANTENNA, c.u32()?);
    d.tree.leaf(PRIORITY, c.u32()?);
    strength(d, &mut c)?;
    d.tree.leaf(PREAMBLE, c.u32()?);
    d.tree.leaf(ENCODING, c.u32()?);
    if magic.value & 0xf > 1 {
        d.tree.leaf(SEQUENCE, c.u32()?);
        d.tree.leaf(DROPS, c.u32()?);
        d.tree.leaf(RECEIVER_ADDR, c.array::<6>()?);
        d.rest_as(PADDING, &mut c);
    }
    d.hand_over(Claim::Named("wlan_radio"), frame);
    Ok(())
}

/// Signal and noise, in the unit that the header names.
fn strength(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let unit = c.u32()?;
    d.tree.leaf(SSI_TYPE, unit);
    let (signal, noise) = (c.u32()?, c.u32()?);
    match unit.value {
        1 => {
            d.tree.leaf(NORMRSSI_ANTSIGNAL, signal);
            d.tree.leaf(NORMRSSI_ANTNOISE, noise);
        }
        2 => {
            d.tree.leaf(DBM_ANTSIGNAL, signal.map(u32::cast_signed));
            d.tree.leaf(DBM_ANTNOISE, noise.map(u32::cast_signed));
        }
        3 => {
            d.tree.leaf(RAWRSSI_ANTSIGNAL, signal);
            d.tree.leaf(RAWRSSI_ANTNOISE, noise);
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    #[test]
    fn the_radio_stands_in_front() {
        let words: [u32; 16] =
            [0x8021_1001, 64, 0, 1000, 0, 2000, 4, 6, 110, 0, 0, 2, -50i32 as u32, -95i32 as u32, 1, 1];
        let mut frame: Vec<u8> = words.iter().flat_map(|w| w.to_be_bytes()).collect();
        frame.extend_from_slice(&[0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 1]);
        assert_eq!(protocols(163, &frame), "wlancap:wlan_radio:wlan");
        // Some drivers say Prism.
        assert_eq!(protocols(119, &frame), "prism:wlancap:wlan_radio:wlan");
        let lines = labels_from(163, &frame, "AVS WLAN");
        for line in [
            "    Data Rate: 11.0 Mb/s",
            "    SSI Signal (dBm): -50",
            "    Frequency: 2437MHz",
            "    Signal/noise ratio (dB): 45 dB",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(163, &frame);
    }
}
