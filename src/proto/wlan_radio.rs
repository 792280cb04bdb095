//! 802.11 radio information: what the header in front of a frame says of the radio, in one form, and how
//! long the frame was on the air. Durations are worked out for 802.11a, b and g.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Flags, Group, Protocol, Severity, SourceId, Span};
use crate::field::def::{I8, U8};
use crate::field::{Field, Names};
use crate::proto::radio::{Radio, header_len, phy};
use crate::proto::tables::wlan_channel;

pub const PROTOCOL: Protocol =
    Protocol { name: "wlan_radio", title: "802.11 Radio", fields: FIELDS, dissect, ..Protocol::EMPTY };

crate::fields! { "wlan_radio";
    /// What the radio says of a frame, in the same words whatever header brought it.
    WLAN_RADIO: Protocol = "wlan_radio", "802.11 radio information", None;
    /// Which physical layer.
    PHY: U32 = "wlan_radio.phy", "PHY type", Dec, Names::Table(PHY_NAMES);
    /// Set of hops.
    FHSS_SET: U8 = "wlan_radio.fhss.hop_set", "Hop set", Hex;
    /// Pattern of hops.
    FHSS_PATTERN: U8 = "wlan_radio.fhss.hop_pattern", "Hop pattern", Hex;
    /// Whether two channels were bound, before the standards did it.
    TURBO: U32 = "wlan_radio.11a.turbo_type", "Turbo type", Dec, Names::Table(TURBO_NAMES);
    /// Proprietary mode of 802.11g.
    PROPRIETARY: U32 = "wlan_radio.11g.mode", "Proprietary mode", Dec, Names::Table(PROPRIETARY_NAMES);
    /// Modulation, coding and number of streams.
    MCS_INDEX: U32 = "wlan_radio.11n.mcs_index", "MCS index", Dec;
    /// Width of the channel.
    BANDWIDTH: U32 = "wlan_radio.11n.bandwidth", "Bandwidth", Dec, Names::Table(BANDWIDTH_NAMES);
    /// The guard interval is short.
    SHORT_GI: Bool = "wlan_radio.11n.short_gi", "Short GI", None;
    /// Without preamble for old stations.
    GREENFIELD: Bool = "wlan_radio.11n.greenfield", "Greenfield", None;
    /// How errors are corrected.
    FEC: U32 = "wlan_radio.11n.fec", "FEC", Dec, Names::Table(FEC_NAMES);
    /// Streams of space-time block coding.
    STBC: U32 = "wlan_radio.11n.stbc_streams", "Number of STBC streams", Dec;
    /// Extension streams.
    NESS: U32 = "wlan_radio.11n.ness", "Number of extension spatial streams", Dec;
    /// The preamble is short.
    SHORT_PREAMBLE: Bool = "wlan_radio.short_preamble", "Short preamble", None;
    /// Rate of the frame, in Mbit/s.
    DATA_RATE: Double = "wlan_radio.data_rate", "Data rate", None;
    /// Number of the channel.
    CHANNEL: U32 = "wlan_radio.channel", "Channel", Dec;
    /// Centre of the channel, in MHz.
    FREQUENCY: U16 = "wlan_radio.frequency", "Frequency", Dec;
    /// Signal above an arbitrary level.
    SIGNAL_DB: U8 = "wlan_radio.signal_db", "Signal strength (dB)", Dec;
    /// Signal.
    SIGNAL_DBM: I8 = "wlan_radio.signal_dbm", "Signal strength (dBm)", Dec;
    /// Noise above an arbitrary level.
    NOISE_DB: U8 = "wlan_radio.noise_db", "Noise level (dB)", Dec;
    /// Noise.
    NOISE_DBM: I8 = "wlan_radio.noise_dbm", "Noise level (dBm)", Dec;
    /// Signal above the noise.
    SNR: I32 = "wlan_radio.snr", "Signal/noise ratio (dB)", Dec;
    /// Clock of the radio, in microseconds.
    TSF: U64 = "wlan_radio.timestamp", "TSF timestamp", Dec;
    /// How long the frame was on the air, in microseconds.
    FRAME_DURATION: U32 = "wlan_radio.duration", "Duration", Dec;
    /// How long its preamble was.
    PREAMBLE: U32 = "wlan_radio.preamble", "Preamble", Dec;
    /// Marks a preamble of which the header says nothing.
    ASSUMED_SHORT: Label = "wlan_radio.assumed.short_preamble", "No preamble length information was available, assuming short preamble.", None;
    /// When it began.
    START_TSF: U64 = "wlan_radio.start_tsf", "Start", Dec;
    /// When it ended.
    END_TSF: U64 = "wlan_radio.end_tsf", "End", Dec;
}

const PHY_NAMES: &[(u32, &str)] = &[
    (1, "802.11 FHSS"),
    (2, "802.11 IR"),
    (3, "802.11 DSSS"),
    (4, "802.11b (HR/DSSS)"),
    (5, "802.11a (OFDM)"),
    (6, "802.11g (ERP)"),
    (7, "802.11n (HT)"),
    (8, "802.11ac (VHT)"),
    (9, "802.11ad (DMG)"),
    (10, "802.11ah (S1G)"),
    (11, "802.11ax (HE)"),
];
const TURBO_NAMES: &[(u32, &str)] =
    &[(0, "Non-turbo"), (1, "Turbo"), (2, "Dynamic turbo"), (3, "Static turbo")];
const PROPRIETARY_NAMES: &[(u32, &str)] = &[(0, "None"), (1, "Super G")];
const BANDWIDTH_NAMES: &[(u32, &str)] = &[
    (0, "20 MHz"),
    (1, "40 MHz"),
    (2, "20 MHz + 20 MHz lower"),
    (3, "20 MHz + 20 MHz upper"),
    (4, "80 MHz"),
    (5, "40 MHz + 40 MHz lower"),
    (6, "40 MHz + 40 MHz upper"),
    (7, "20 MHz, channel 1/4"),
    (8, "20 MHz, channel 2/4"),
    (9, "20 MHz, channel 3/4"),
    (10, "20 MHz, channel 4/4"),
    (11, "160 MHz"),
    (12, "80 MHz + 80 MHz lower"),
    (13, "80 MHz + 80 MHz upper"),
    (14, "40 MHz, channel 1/4"),
    (15, "40 MHz, channel 2/4"),
    (16, "40 MHz, channel 3/4"),
    (17, "40 MHz, channel 4/4"),
    (18, "20 MHz, channel 1/8"),
    (19, "20 MHz, channel 2/8"),
    (20, "20 MHz, channel 3/8"),
    (21, "20 MHz, channel 4/8"),
    (22, "20 MHz, channel 5/8"),
    (23, "20 MHz, channel 6/8"),
    (24, "20 MHz, channel 7/8"),
    (25, "20 MHz, channel 8/8"),
];
const FEC_NAMES: &[(u32, &str)] = &[(0, "BEC"), (1, "LDPC")];

/// Rate in Mbit/s by the item MCS of a radiotap header (known, flags, index), where that says enough
/// (IEEE 802.11-2020 section 19.5).
pub fn mcs_rate([known, flags, index]: [u8; 3]) -> Option<f64> {
    /// Data bits of a symbol in 20 MHz, and in 40 MHz.
    const BITS: [(u32, u32); 8] =
        [(26, 54), (52, 108), (78, 162), (104, 216), (156, 324), (208, 432), (234, 486), (260, 540)];
    if known & 0x07 != 0x07 || index > 31 {
        return None;
    }
    let (narrow, wide) = BITS.get(usize::from(index & 7)).copied()?;
    let bits = if flags & 3 == 1 { wide } else { narrow };
    let symbol_micros = if flags & 4 != 0 { 3.6 } else { 4.0 };
    Some(f64::from(bits * (u32::from(index >> 3) + 1)) / symbol_micros)
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let layer = d.layer_node();
    let none = c.span(0);
    d.tree.set_span(layer, none);
    let frame = d.sources.bytes(SourceId::FRAME);
    let head = frame.get(..c.offset() as usize).unwrap_or(&[]);
    let link_type = d.capture().link_type(d.frame_id()).0;
    if c.source() == SourceId::FRAME && header_len(link_type, head) == Some(head.len()) {
        let radio = Radio::of(link_type, head);
        show(d, &radio, c.left() + radio.unseen, none);
    }
    d.hand_over(Claim::Named("wlan"), c);
    Ok(())
}

fn show(d: &mut Dissector<'_>, radio: &Radio, frame_len: u32, at: Span) {
    // A preamble of which nothing is known is taken for a short one.
    let short_preamble = radio.short_preamble.unwrap_or(true);
    if let Some(phy) = radio.phy {
        d.tree.leaf(PHY, At { value: phy, span: at });
    }
    match radio.phy {
        Some(phy::A) if radio.plain_modes => _ = d.tree.leaf(TURBO, At { value: 0u32, span: at }),
        Some(phy::G) if radio.plain_modes => _ = d.tree.leaf(PROPRIETARY, At { value: 0u32, span: at }),
        Some(phy::B) if radio.short_preamble.is_some() => {
            d.tree.leaf(SHORT_PREAMBLE, At { value: u64::from(short_preamble), span: at });
        }
        _ => {}
    }
    if let Some([set, pattern]) = radio.fhss {
        d.tree.leaf(FHSS_SET, At { value: set, span: at });
        d.tree.leaf(FHSS_PATTERN, At { value: pattern, span: at });
    }
    let mut rate = radio.rate;
    if let Some(mcs) = radio.mcs.filter(|_| radio.phy == Some(phy::N)) {
        throughput(d, mcs, at);
        // PPI gives rates, and no index.
        rate = mcs_rate(mcs).or(rate);
    }
    if let Some(rate) = rate {
        d.tree.leaf_as(DATA_RATE, At { value: rate, span: at }, format_args!("Data rate: {rate:.1} Mb/s"));
    }
    let channel = radio.channel.or(radio.mhz.and_then(wlan_channel::number));
    if let Some(channel) = channel {
        d.tree.leaf(CHANNEL, At { value: u32::from(channel), span: at });
    }
    if let Some(mhz) = radio.mhz {
        d.tree.leaf_as(FREQUENCY, At { value: mhz, span: at }, format_args!("Frequency: {mhz}MHz"));
    }
    let db = |d: &mut Dissector<'_>, field: Field<U8>, value: Option<u8>| {
        if let Some(value) = value {
            let title = d.tree.def(field.id).title;
            d.tree.leaf_as(field, At { value, span: at }, format_args!("{title}: {value} dB"));
        }
    };
    let dbm = |d: &mut Dissector<'_>, field: Field<I8>, value: Option<i8>| {
        if let Some(value) = value {
            let title = d.tree.def(field.id).title;
            d.tree.leaf_as(field, At { value, span: at }, format_args!("{title}: {value} dBm"));
        }
    };
    db(d, SIGNAL_DB, radio.signal_db);
    dbm(d, SIGNAL_DBM, radio.signal_dbm);
    db(d, NOISE_DB, radio.noise_db);
    dbm(d, NOISE_DBM, radio.noise_dbm);
    if let Some((signal, noise)) = radio.signal_dbm.zip(radio.noise_dbm) {
        let value = i32::from(signal) - i32::from(noise);
        let label = format_args!("Signal/noise ratio (dB): {value} dB");
        d.tree.leaf_as(SNR, At { value, span: at }, label);
    }
    if let Some(tsf) = radio.tsf {
        d.tree.leaf(TSF, At { value: tsf, span: at });
    }
    if let Some((preamble, micros)) = duration(radio, rate, short_preamble, frame_len) {
        let mut made = |field, value: u32, title| {
            let node = d.tree.leaf_as(field, At { value, span: at }, format_args!("{title}: {value}µs"));
            d.tree.set_flag(node, Flags::GENERATED);
            node
        };
        let node = made(FRAME_DURATION, micros, "Duration");
        if radio.short_preamble.is_none() && preamble > OFDM_PREAMBLE {
            let text = d.tree.def(ASSUMED_SHORT.id).title;
            let field = Some(ASSUMED_SHORT);
            d.tree.expert(node, field, Severity::Warn, Group::Assumption, format_args!("{text}"));
        }
        let open = d.tree.enter(node);
        let preamble_node = d.tree.leaf_as(
            PREAMBLE,
            At { value: preamble, span: at },
            format_args!("Preamble: {preamble}µs"),
        );
        d.tree.set_flag(preamble_node, Flags::GENERATED);
        if let Some(end) = radio.tsf {
            let start = end.saturating_sub(micros.into());
            for (field, value, title) in [(START_TSF, start, "Start"), (END_TSF, end, "End")] {
                let node = d.tree.leaf_as(field, At { value, span: at }, format_args!("{title}: {value}µs"));
                d.tree.set_flag(node, Flags::GENERATED);
            }
        }
        d.tree.close(open);
    }
}

/// What the item MCS says.
fn throughput(d: &mut Dissector<'_>, [known, flags, index]: [u8; 3], at: Span) {
    if known & 0x02 != 0 {
        d.tree.leaf(MCS_INDEX, At { value: u32::from(index), span: at });
    }
    if known & 0x01 != 0 {
        d.tree.leaf(BANDWIDTH, At { value: u32::from(flags & 3), span: at });
    }
    if known & 0x04 != 0 {
        d.tree.leaf(SHORT_GI, At { value: u64::from(flags & 0x04), span: at });
    }
    if known & 0x08 != 0 {
        d.tree.leaf(GREENFIELD, At { value: u64::from(flags & 0x08), span: at });
    }
    if known & 0x10 != 0 {
        d.tree.leaf(FEC, At { value: u32::from(flags >> 4 & 1), span: at });
    }
    if known & 0x20 != 0 {
        d.tree.leaf(STBC, At { value: u32::from(flags >> 5 & 3), span: at });
    }
    if known & 0x40 != 0 {
        d.tree.leaf(NESS, At { value: u32::from(known >> 7) << 1 | u32::from(flags >> 7), span: at });
    }
}

/// Microseconds of the preamble of 802.11a and g.
const OFDM_PREAMBLE: u32 = 20;

/// Microseconds of the preamble and of the whole frame (IEEE 802.11-2020 sections 16.3.4, 17.4.3).
fn duration(radio: &Radio, rate: Option<f64>, short_preamble: bool, len: u32) -> Option<(u32, u32)> {
    let rate = rate.filter(|r| *r >= 0.5)?;
    let spread =
        radio.phy == Some(phy::B) || (radio.phy == Some(phy::G) && [1.0, 2.0, 5.5, 11.0].contains(&rate));
    if spread {
        let preamble = if short_preamble { 96 } else { 192 };
        return Some((preamble, preamble + (f64::from(len) * 8.0 / rate).ceil() as u32));
    }
    if !matches!(radio.phy, Some(phy::A | phy::G)) {
        return None;
    }
    // A symbol of 4 microseconds; service and tail bits stand around the frame.
    let bits = 16.0 + 8.0 * f64::from(len) + 6.0;
    let symbols = (bits / (rate * 4.0)).ceil() as u32;
    Some((OFDM_PREAMBLE, OFDM_PREAMBLE + 4 * symbols))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_by_index_width_and_guard_interval() {
        assert_eq!(mcs_rate([7, 0, 7]), Some(65.0));
        assert_eq!(mcs_rate([7, 5, 15]), Some(300.0));
        assert_eq!(mcs_rate([3, 0, 7]), None);
        assert_eq!(mcs_rate([7, 0, 40]), None);
    }

    #[test]
    fn frames_of_old_standards_have_their_time() {
        let b = Radio { phy: Some(phy::B), ..Radio::default() };
        assert_eq!(duration(&b, Some(1.0), false, 252), Some((192, 2208)));
        assert_eq!(duration(&b, Some(5.5), true, 14), Some((96, 117)));
        let g = Radio { phy: Some(phy::G), ..Radio::default() };
        assert_eq!(duration(&g, Some(24.0), false, 20), Some((20, 28)));
        assert_eq!(duration(&g, Some(1.0), false, 14), Some((192, 304)));
        assert_eq!(duration(&Radio::default(), Some(1.0), false, 9), None);
    }
}
