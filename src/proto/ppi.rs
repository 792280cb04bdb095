//! Per-packet information: fields in front of a frame of any link type, most often of 802.11.

use super::radio::{PPI_COMMON, PPI_MAC, PPI_MAC_PHY, link};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::def::{Bool, Bytes, I8, PRESENT, U8, U16, U32};
use crate::field::{Field, Names};
use crate::proto::tables::wlan_channel;

pub const PROTOCOL: Protocol = Protocol {
    name: "ppi",
    title: "PPI",
    fields: FIELDS,
    claims: &[Claim::LinkType(link::PPI)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "ppi";
    /// Per-packet information.
    PPI: Protocol = "ppi", "PPI Packet Header", None;
    /// PPI header format version.
    VERSION: U8 = "ppi.version", "Version", Dec;
    /// PPI header flags.
    FLAGS: U8 = "ppi.flags", "Flags", Hex;
    /// PPI header flags - 32bit Alignment.
    FLAGS_ALIGNMENT: Bool = "ppi.flags.alignment", "Alignment", W8 & 0x1, Names::TrueFalse("32-bit aligned", "Not aligned");
    /// PPI header flags - Reserved Flags.
    FLAGS_RESERVED: U8 = "ppi.flags.reserved", "Reserved", Hex & 0xfe;
    /// Length of header including payload.
    LENGTH: U16 = "ppi.length", "Header length", Dec;
    /// libpcap Data Link Type (DLT) of the payload.
    DLT: U32 = "ppi.dlt", "DLT", Dec;
    /// PPI data field type.
    FIELD_TYPE: U16 = "ppi.field_type", "Field type", Dec, Names::Table(FIELD_TYPE_NAMES);
    /// PPI data field length.
    FIELD_LEN: U16 = "ppi.field_len", "Field length", Dec;
    /// PPI 802.11-Common Timing Synchronization Function Timer (TSFT).
    COMMON_TSFT: U64 = "ppi.80211-common.tsft", "TSFT", Dec;
    /// PPI 802.11-Common Flags.
    COMMON_FLAGS: U16 = "ppi.80211-common.flags", "Flags", Hex;
    /// PPI 802.11-Common Frame Check Sequence (FCS) Present Flag.
    COMMON_FLAGS_FCS: Bool = "ppi.80211-common.flags.fcs", "FCS present flag", W16 & 0x1, PRESENT;
    /// PPI 802.11-Common Timing Synchronization Function Timer (TSFT) msec/usec flag.
    COMMON_FLAGS_TSFT: Bool = "ppi.80211-common.flags.tsft", "TSFT flag", W16 & 0x2, Names::TrueFalse("milliseconds", "microseconds");
    /// PPI 802.11-Common Frame Check Sequence (FCS) Validity flag.
    COMMON_FLAGS_FCS_INVALID: Bool = "ppi.80211-common.flags.fcs-invalid", "FCS validity", W16 & 0x4, Names::TrueFalse("Invalid", "Valid");
    /// PPI 802.11-Common Physical level (PHY) Error.
    COMMON_FLAGS_PHY_ERR: Bool = "ppi.80211-common.flags.phy-err", "PHY error flag", W16 & 0x8, Names::TrueFalse("PHY error", "No errors");
    /// PPI 802.11-Common Data Rate (x 500 Kbps).
    COMMON_RATE: U16 = "ppi.80211-common.rate", "Data rate", Dec;
    /// PPI 802.11-Common Channel Frequency.
    COMMON_CHAN_FREQ: U16 = "ppi.80211-common.chan.freq", "Channel frequency", Dec;
    /// PPI 802.11-Common Channel Flags.
    COMMON_CHAN_FLAGS: U16 = "ppi.80211-common.chan.flags", "Channel flags", Hex;
    /// PPI 802.11-Common Channel Flags Turbo.
    COMMON_CHAN_FLAGS_TURBO: Bool = "ppi.80211-common.chan.flags.turbo", "Turbo", W16 & 0x10;
    /// PPI 802.11-Common Channel Flags Complementary Code Keying (CCK) Modulation.
    COMMON_CHAN_FLAGS_CCK: Bool = "ppi.80211-common.chan.flags.cck", "Complementary Code Keying (CCK)", W16 & 0x20;
    /// PPI 802.11-Common Channel Flags Orthogonal Frequency-Division Multiplexing (OFDM).
    COMMON_CHAN_FLAGS_OFDM: Bool = "ppi.80211-common.chan.flags.ofdm", "Orthogonal Frequency-Division Multiplexing (OFDM)", W16 & 0x40;
    /// PPI 802.11-Common Channel Flags 2 GHz spectrum.
    COMMON_CHAN_FLAGS_2GHZ: Bool = "ppi.80211-common.chan.flags.2ghz", "2 GHz spectrum", W16 & 0x80;
    /// PPI 802.11-Common Channel Flags 5 GHz spectrum.
    COMMON_CHAN_FLAGS_5GHZ: Bool = "ppi.80211-common.chan.flags.5ghz", "5 GHz spectrum", W16 & 0x100;
    /// PPI 802.11-Common Channel Flags Passive.
    COMMON_CHAN_FLAGS_PASSIVE: Bool = "ppi.80211-common.chan.flags.passive", "Passive", W16 & 0x200;
    /// PPI 802.11-Common Channel Flags Dynamic CCK-OFDM Channel.
    COMMON_CHAN_FLAGS_DYNAMIC: Bool = "ppi.80211-common.chan.flags.dynamic", "Dynamic CCK-OFDM", W16 & 0x400;
    /// PPI 802.11-Common Channel Flags Gaussian Frequency Shift Keying (GFSK) Modulation.
    COMMON_CHAN_FLAGS_GFSK: Bool = "ppi.80211-common.chan.flags.gfsk", "Gaussian Frequency Shift Keying (GFSK)", W16 & 0x800;
    /// PPI 802.11-Common Frequency-Hopping Spread Spectrum (FHSS) Hopset.
    COMMON_FHSS_HOPSET: U8 = "ppi.80211-common.fhss.hopset", "FHSS hopset", Hex;
    /// PPI 802.11-Common Frequency-Hopping Spread Spectrum (FHSS) Pattern.
    COMMON_FHSS_PATTERN: U8 = "ppi.80211-common.fhss.pattern", "FHSS pattern", Hex;
    /// PPI 802.11-Common dBm Antenna Signal.
    COMMON_DBM_ANTSIGNAL: I8 = "ppi.80211-common.dbm.antsignal", "dBm antenna signal", Dec;
    /// PPI 802.11-Common dBm Antenna Noise.
    COMMON_DBM_ANTNOISE: I8 = "ppi.80211-common.dbm.antnoise", "dBm antenna noise", Dec;
    /// PPI 802.11n MAC flags.
    MAC_FLAGS: U32 = "ppi.80211n-mac.flags", "MAC flags", Hex;
    /// PPI 802.11n MAC Greenfield Flag.
    MAC_FLAGS_GREENFIELD: Bool = "ppi.80211n-mac.flags.greenfield", "Greenfield flag", W32 & 0x1;
    /// PPI 802.11n MAC HT20/HT40 Flag.
    MAC_FLAGS_HT20_40: Bool = "ppi.80211n-mac.flags.ht20_40", "HT20/HT40 flag", W32 & 0x2, Names::TrueFalse("HT40", "HT20");
    /// PPI 802.11n MAC RX Short Guard Interval (SGI) Flag.
    MAC_FLAGS_RX_SHORT_GUARD_INTERVAL: Bool = "ppi.80211n-mac.flags.rx.short_guard_interval", "RX Short Guard Interval (SGI) flag", W32 & 0x4;
    /// PPI 802.11n MAC Duplicate RX Flag.
    MAC_FLAGS_RX_DUPLICATE: Bool = "ppi.80211n-mac.flags.rx.duplicate", "Duplicate RX flag", W32 & 0x8;
    /// PPI 802.11 MAC Aggregate Flag.
    MAC_FLAGS_AGG: Bool = "ppi.80211n-mac.flags.agg", "Aggregate flag", W32 & 0x10;
    /// PPI 802.11n MAC More Aggregates Flag.
    MAC_FLAGS_MORE_AGG: Bool = "ppi.80211n-mac.flags.more_agg", "More aggregates flag", W32 & 0x20;
    /// PPI 802.11n MAC A-MPDU Delimiter CRC Error After This Frame Flag.
    MAC_FLAGS_DELIM_CRC_ERROR_AFTER: Bool = "ppi.80211n-mac.flags.delim_crc_error_after", "A-MPDU Delimiter CRC error after this frame flag", W32 & 0x40;
    /// PPI 802.11n MAC AMPDU-ID.
    MAC_AMPDU_ID: U32 = "ppi.80211n-mac.ampdu_id", "AMPDU-ID", Hex;
    /// PPI 802.11n MAC number of zero-length pad delimiters.
    MAC_DELIMITERS: U8 = "ppi.80211n-mac.num_delimiters", "Num-Delimiters", Dec;
    /// PPI 802.11n MAC Reserved.
    MAC_RESERVED: U24 = "ppi.80211n-mac.reserved", "Reserved", Hex;
    /// PPI 802.11n MAC+PHY Modulation Coding Scheme (MCS).
    PHY_MCS: U8 = "ppi.80211n-mac-phy.mcs", "MCS", Dec;
    /// PPI 802.11n MAC+PHY number of spatial streams.
    PHY_NUM_STREAMS: U8 = "ppi.80211n-mac-phy.num_streams", "Number of spatial streams", Dec;
    /// PPI 802.11n MAC+PHY Received Signal Strength Indication (RSSI) Combined.
    PHY_RSSI_COMBINED: U8 = "ppi.80211n-mac-phy.rssi.combined", "RSSI combined", Dec;
    /// PPI 802.11n MAC+PHY Antenna 0 Control Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT0CTL: U8 = "ppi.80211n-mac-phy.rssi.ant0ctl", "Antenna 0 control RSSI", Dec;
    /// PPI 802.11n MAC+PHY Antenna 1 Control Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT1CTL: U8 = "ppi.80211n-mac-phy.rssi.ant1ctl", "Antenna 1 control RSSI", Dec;
    /// PPI 802.11n MAC+PHY Antenna 2 Control Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT2CTL: U8 = "ppi.80211n-mac-phy.rssi.ant2ctl", "Antenna 2 control RSSI", Dec;
    /// PPI 802.11n MAC+PHY Antenna 3 Control Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT3CTL: U8 = "ppi.80211n-mac-phy.rssi.ant3ctl", "Antenna 3 control RSSI", Dec;
    /// PPI 802.11n MAC+PHY Antenna 0 Extension Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT0EXT: U8 = "ppi.80211n-mac-phy.rssi.ant0ext", "Antenna 0 extension RSSI", Dec;
    /// PPI 802.11n MAC+PHY Antenna 1 Extension Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT1EXT: U8 = "ppi.80211n-mac-phy.rssi.ant1ext", "Antenna 1 extension RSSI", Dec;
    /// PPI 802.11n MAC+PHY Antenna 2 Extension Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT2EXT: U8 = "ppi.80211n-mac-phy.rssi.ant2ext", "Antenna 2 extension RSSI", Dec;
    /// PPI 802.11n MAC+PHY Antenna 3 Extension Channel Received Signal Strength Indication (RSSI).
    PHY_RSSI_ANT3EXT: U8 = "ppi.80211n-mac-phy.rssi.ant3ext", "Antenna 3 extension RSSI", Dec;
    /// PPI 802.11n MAC+PHY Extended Channel Frequency.
    PHY_CHAN_FREQ: U16 = "ppi.80211-mac-phy.ext-chan.freq", "Extended channel frequency", Dec;
    /// PPI 802.11n MAC+PHY Channel Flags.
    PHY_CHAN_FLAGS: U16 = "ppi.80211-mac-phy.ext-chan.flags", "Channel flags", Hex;
    /// PPI 802.11n MAC+PHY dBm Antenna 0 Signal.
    PHY_DBMANT0_SIGNAL: I8 = "ppi.80211n-mac-phy.dbmant0.signal", "dBm antenna 0 signal", Dec;
    /// PPI 802.11n MAC+PHY dBm Antenna 0 Noise.
    PHY_DBMANT0_NOISE: I8 = "ppi.80211n-mac-phy.dbmant0.noise", "dBm antenna 0 noise", Dec;
    /// PPI 802.11n MAC+PHY dBm Antenna 1 Signal.
    PHY_DBMANT1_SIGNAL: I8 = "ppi.80211n-mac-phy.dbmant1.signal", "dBm antenna 1 signal", Dec;
    /// PPI 802.11n MAC+PHY dBm Antenna 1 Noise.
    PHY_DBMANT1_NOISE: I8 = "ppi.80211n-mac-phy.dbmant1.noise", "dBm antenna 1 noise", Dec;
    /// PPI 802.11n MAC+PHY dBm Antenna 2 Signal.
    PHY_DBMANT2_SIGNAL: I8 = "ppi.80211n-mac-phy.dbmant2.signal", "dBm antenna 2 signal", Dec;
    /// PPI 802.11n MAC+PHY dBm Antenna 2 Noise.
    PHY_DBMANT2_NOISE: I8 = "ppi.80211n-mac-phy.dbmant2.noise", "dBm antenna 2 noise", Dec;
    /// PPI 802.11n MAC+PHY dBm Antenna 3 Signal.
    PHY_DBMANT3_SIGNAL: I8 = "ppi.80211n-mac-phy.dbmant3.signal", "dBm antenna 3 signal", Dec;
    /// PPI 802.11n MAC+PHY dBm Antenna 3 Noise.
    PHY_DBMANT3_NOISE: I8 = "ppi.80211n-mac-phy.dbmant3.noise", "dBm antenna 3 noise", Dec;
    /// PPI 802.11n MAC+PHY Error Vector Magnitude (EVM) for chain 0.
    PHY_EVM0: U32 = "ppi.80211n-mac-phy.evm0", "EVM-0", Dec;
    /// PPI 802.11n MAC+PHY Error Vector Magnitude (EVM) for chain 1.
    PHY_EVM1: U32 = "ppi.80211n-mac-phy.evm1", "EVM-1", Dec;
    /// PPI 802.11n MAC+PHY Error Vector Magnitude (EVM) for chain 2.
    PHY_EVM2: U32 = "ppi.80211n-mac-phy.evm2", "EVM-2", Dec;
    /// PPI 802.11n MAC+PHY Error Vector Magnitude (EVM) for chain 3.
    PHY_EVM3: U32 = "ppi.80211n-mac-phy.evm3", "EVM-3", Dec;
    /// PPI Radio spectrum map.
    SPECTRUM_MAP: Bytes = "ppi.spectrum-map", "Radio spectrum map", None;
    /// PPI Process information.
    PROC_INFO: Bytes = "ppi.proc-info", "Process information", None;
    /// PPI Capture information.
    CAP_INFO: Bytes = "ppi.cap-info", "Capture information", None;
    /// Zero-based index of the physical interface the packet was captured from.
    AGGREGATION_EXTENSION_INTERFACE_ID: U32 = "ppi.aggregation_extension.interface_id", "Interface ID", Dec;
    /// PPI 802.3 Extension Flags.
    ETHERNET_FLAGS: U32 = "ppi.8023_extension.flags", "Flags", Hex;
    /// FCS (4 bytes) is present at the end of the packet.
    ETHERNET_FLAGS_FCS_PRESENT: Bool = "ppi.8023_extension.flags.fcs_present", "FCS Present Flag", W32 & 0x1;
    /// PPI 802.3 Extension Errors.
    ETHERNET_ERRORS: U32 = "ppi.8023_extension.errors", "Errors", Hex;
    /// PPI 802.3 Extension FCS Error.
    ETHERNET_ERRORS_FCS: Bool = "ppi.8023_extension.errors.fcs", "FCS Error", W32 & 0x1;
    /// PPI 802.3 Extension Sequence Error.
    ETHERNET_ERRORS_SEQUENCE: Bool = "ppi.8023_extension.errors.sequence", "Sequence Error", W32 & 0x2;
    /// PPI 802.3 Extension Symbol Error.
    ETHERNET_ERRORS_SYMBOL: Bool = "ppi.8023_extension.errors.symbol", "Symbol Error", W32 & 0x4;
    /// PPI 802.3 Extension Data Error.
    ETHERNET_ERRORS_DATA: Bool = "ppi.8023_extension.errors.data", "Data Error", W32 & 0x8;
    /// GPS.
    GPS: Bytes = "ppi.gps", "GPS", None;
    /// Reserved.
    RESERVED: Bytes = "ppi.reserved", "Reserved", None;
    /// PPI 802.11n MAC+PHY Channel Flags Turbo.
    PHY_CHAN_FLAGS_TURBO: Bool = "ppi.80211-mac-phy.ext-chan.flags.turbo", "Turbo", W16 & 0x10;
    /// PPI 802.11n MAC+PHY Channel Flags Complementary Code Keying (CCK) Modulation.
    PHY_CHAN_FLAGS_CCK: Bool = "ppi.80211-mac-phy.ext-chan.flags.cck", "Complementary Code Keying (CCK)", W16 & 0x20;
    /// PPI 802.11n MAC+PHY Channel Flags Orthogonal Frequency-Division Multiplexing (OFDM).
    PHY_CHAN_FLAGS_OFDM: Bool = "ppi.80211-mac-phy.ext-chan.flags.ofdm", "Orthogonal Frequency-Division Multiplexing (OFDM)", W16 & 0x40;
    /// PPI 802.11n MAC+PHY Channel Flags 2 GHz spectrum.
    PHY_CHAN_FLAGS_2GHZ: Bool = "ppi.80211-mac-phy.ext-chan.flags.2ghz", "2 GHz spectrum", W16 & 0x80;
    /// PPI 802.11n MAC+PHY Channel Flags 5 GHz spectrum.
    PHY_CHAN_FLAGS_5GHZ: Bool = "ppi.80211-mac-phy.ext-chan.flags.5ghz", "5 GHz spectrum", W16 & 0x100;
    /// PPI 802.11n MAC+PHY Channel Flags Passive.
    PHY_CHAN_FLAGS_PASSIVE: Bool = "ppi.80211-mac-phy.ext-chan.flags.passive", "Passive", W16 & 0x200;
    /// PPI 802.11n MAC+PHY Channel Flags Dynamic CCK-OFDM Channel.
    PHY_CHAN_FLAGS_DYNAMIC: Bool = "ppi.80211-mac-phy.ext-chan.flags.dynamic", "Dynamic CCK-OFDM", W16 & 0x400;
    /// PPI 802.11n MAC+PHY Channel Flags Gaussian Frequency Shift Keying (GFSK) Modulation.
    PHY_CHAN_FLAGS_GFSK: Bool = "ppi.80211-mac-phy.ext-chan.flags.gfsk", "Gaussian Frequency Shift Keying (GFSK)", W16 & 0x800;
}

const FIELD_TYPE_NAMES: &[(u32, &str)] = &[
    (2, "802.11-Common"),
    (3, "802.11n MAC Extensions"),
    (4, "802.11n MAC+PHY Extensions"),
    (5, "Spectrum-Map"),
    (6, "Process-Info"),
    (7, "Capture-Info"),
    (8, "Aggregation Extension"),
    (9, "802.3 Extension"),
    (30000, "Intel Corporation (private)"),
    (30001, "Mohamed Thaga (private)"),
    (30002, "GPS Tagging"),
    (30003, "Vector Tagging"),
    (30004, "Sensor tagging"),
    (30005, "Antenna Tagging"),
    (49175, "FlukeNetworks (private)"),
    (51918, "CACE Technologies (private)"),
];

const COMMON_BITS: &[Field<Bool>] =
    &[COMMON_FLAGS_FCS, COMMON_FLAGS_TSFT, COMMON_FLAGS_FCS_INVALID, COMMON_FLAGS_PHY_ERR];
const CHANNEL_BITS: &[Field<Bool>] = &[
    COMMON_CHAN_FLAGS_TURBO,
    COMMON_CHAN_FLAGS_CCK,
    COMMON_CHAN_FLAGS_OFDM,
    COMMON_CHAN_FLAGS_2GHZ,
    COMMON_CHAN_FLAGS_5GHZ,
    COMMON_CHAN_FLAGS_PASSIVE,
    COMMON_CHAN_FLAGS_DYNAMIC,
    COMMON_CHAN_FLAGS_GFSK,
];
const SECOND_CHANNEL_BITS: &[Field<Bool>] = &[
    PHY_CHAN_FLAGS_TURBO,
    PHY_CHAN_FLAGS_CCK,
    PHY_CHAN_FLAGS_OFDM,
    PHY_CHAN_FLAGS_2GHZ,
    PHY_CHAN_FLAGS_5GHZ,
    PHY_CHAN_FLAGS_PASSIVE,
    PHY_CHAN_FLAGS_DYNAMIC,
    PHY_CHAN_FLAGS_GFSK,
];
const MAC_BITS: &[Field<Bool>] = &[
    MAC_FLAGS_GREENFIELD,
    MAC_FLAGS_HT20_40,
    MAC_FLAGS_RX_SHORT_GUARD_INTERVAL,
    MAC_FLAGS_RX_DUPLICATE,
    MAC_FLAGS_AGG,
    MAC_FLAGS_MORE_AGG,
    MAC_FLAGS_DELIM_CRC_ERROR_AFTER,
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "PPI".into();
    let version = c.u8()?;
    let flags = c.u8()?;
    let len = c.u16_le()?;
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(len.value.into()));
    d.tree.set_label(layer, format_args!("PPI version {}, {} bytes", version.value, len.value));
    d.tree.leaf(VERSION, version);
    let open = d.tree.open(self::FLAGS, flags);
    d.tree.leaf(FLAGS_ALIGNMENT, flags.map(u64::from));
    d.tree.leaf(FLAGS_RESERVED, flags);
    d.tree.close(open);
    d.tree.leaf(LENGTH, len);
    let kind = c.u32_le()?;
    d.tree.leaf(DLT, kind);
    let mut frame = start;
    let mut header = frame.sub(len.value.into())?;
    header.skip(8)?;
    let aligned = flags.value & 1 != 0;
    while !header.is_empty() {
        field(d, &mut header, aligned)?;
    }
    const IEEE_802_11: u32 = 105;
    let claim = match kind.value {
        IEEE_802_11 => Claim::Named("wlan_radio"),
        // Not itself once more.
        link::PPI => Claim::Named("data"),
        kind => Claim::LinkType(kind),
    };
    d.hand_over(claim, frame);
    Ok(())
}

fn field(d: &mut Dissector<'_>, c: &mut Cursor<'_>, aligned: bool) -> Result<(), Cut> {
    let whole = *c;
    let (kind, len) = (c.u16_le()?, c.u16_le()?);
    let body = c.sub(len.value.into())?;
    let title = match kind.value {
        PPI_COMMON => "802.11-Common",
        PPI_MAC => "802.11n MAC",
        PPI_MAC_PHY => "802.11n MAC+PHY",
        8 => "Aggregation Extension",
        9 => "802.3 Extension",
        other => {
            let field: Field<Bytes> = match other {
                5 => SPECTRUM_MAP,
                6 => PROC_INFO,
                7 => CAP_INFO,
                30002 => GPS,
                _ => RESERVED,
            };
            let bytes = { whole }.take(4 + u32::from(len.value)).rest();
            d.tree.leaf(field, bytes);
            pad(c, len.value, aligned);
            return Ok(());
        }
    };
    let open = d.tree.open_text(c.since(&whole), format_args!("{title}"));
    d.tree.leaf(FIELD_TYPE, kind);
    d.tree.leaf(FIELD_LEN, len);
    match kind.value {
        PPI_COMMON => common(d, body)?,
        PPI_MAC => mac(d, body, false)?,
        PPI_MAC_PHY => mac(d, body, true)?,
        8 => _ = d.tree.leaf(AGGREGATION_EXTENSION_INTERFACE_ID, { body }.u32_le()?),
        _ => ethernet(d, body)?,
    }
    d.tree.close(open);
    pad(c, len.value, aligned);
    Ok(())
}

fn pad(c: &mut Cursor<'_>, len: u16, aligned: bool) {
    if aligned {
        let len = u32::from(len);
        c.take(len.next_multiple_of(4) - len);
    }
}

fn bits16(d: &mut Dissector<'_>, field: Field<U16>, at: At<u16>, bits: &[Field<Bool>]) {
    let open = d.tree.open(field, at);
    bits.iter().for_each(|bit| _ = d.tree.leaf(*bit, at.map(u64::from)));
    d.tree.close(open);
}

fn bits32(d: &mut Dissector<'_>, field: Field<U32>, at: At<u32>, bits: &[Field<Bool>]) {
    let open = d.tree.open(field, at);
    bits.iter().for_each(|bit| _ = d.tree.leaf(*bit, at.map(u64::from)));
    d.tree.close(open);
}

fn common(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(COMMON_TSFT, c.u64_le()?);
    let flags = c.u16_le()?;
    bits16(d, COMMON_FLAGS, flags, COMMON_BITS);
    let rate = c.u16_le()?;
    let wrong = if rate.value == 0 { " [invalid]" } else { "" };
    let label = format_args!("Rate: {:.1} Mbps{wrong}", f64::from(rate.value) / 2.0);
    // In kbit/s.
    d.tree.leaf_as(COMMON_RATE, rate.map(|rate| rate.saturating_mul(500)), label);
    frequency(d, COMMON_CHAN_FREQ, "Channel frequency", &mut c)?;
    bits16(d, COMMON_CHAN_FLAGS, c.u16_le()?, CHANNEL_BITS);
    d.tree.leaf(COMMON_FHSS_HOPSET, c.u8()?);
    d.tree.leaf(COMMON_FHSS_PATTERN, c.u8()?);
    d.tree.leaf(COMMON_DBM_ANTSIGNAL, c.u8()?.map(u8::cast_signed));
    d.tree.leaf(COMMON_DBM_ANTNOISE, c.u8()?.map(u8::cast_signed));
    Ok(())
}

fn frequency(d: &mut Dissector<'_>, field: Field<U16>, title: &str, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mhz = c.u16_le()?;
    d.tree.leaf_as(field, mhz, format_args!("{title}: {}", wlan_channel::name(mhz.value)));
    Ok(())
}

/// What 802.11n adds, with or without what the radio measured.
fn mac(d: &mut Dissector<'_>, mut c: Cursor<'_>, measured: bool) -> Result<(), Cut> {
    bits32(d, MAC_FLAGS, c.u32_le()?, MAC_BITS);
    d.tree.leaf(MAC_AMPDU_ID, c.u32_le()?);
    d.tree.leaf(MAC_DELIMITERS, c.u8()?);
    if !measured {
        d.tree.leaf(MAC_RESERVED, c.u24()?);
        return Ok(());
    }
    const STRENGTHS: [Field<U8>; 11] = [
        PHY_MCS,
        PHY_NUM_STREAMS,
        PHY_RSSI_COMBINED,
        PHY_RSSI_ANT0CTL,
        PHY_RSSI_ANT1CTL,
        PHY_RSSI_ANT2CTL,
        PHY_RSSI_ANT3CTL,
        PHY_RSSI_ANT0EXT,
        PHY_RSSI_ANT1EXT,
        PHY_RSSI_ANT2EXT,
        PHY_RSSI_ANT3EXT,
    ];
    for field in STRENGTHS {
        d.tree.leaf(field, c.u8()?);
    }
    frequency(d, PHY_CHAN_FREQ, "Ext. Channel frequency", &mut c)?;
    bits16(d, PHY_CHAN_FLAGS, c.u16_le()?, SECOND_CHANNEL_BITS);
    const ANTENNAS: [Field<I8>; 8] = [
        PHY_DBMANT0_SIGNAL,
        PHY_DBMANT0_NOISE,
        PHY_DBMANT1_SIGNAL,
        PHY_DBMANT1_NOISE,
        PHY_DBMANT2_SIGNAL,
        PHY_DBMANT2_NOISE,
        PHY_DBMANT3_SIGNAL,
        PHY_DBMANT3_NOISE,
    ];
    for field in ANTENNAS {
        d.tree.leaf(field, c.u8()?.map(u8::cast_signed));
    }
    for field in [PHY_EVM0, PHY_EVM1, PHY_EVM2, PHY_EVM3] {
        d.tree.leaf(field, c.u32_le()?);
    }
    Ok(())
}

fn ethernet(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    bits32(d, ETHERNET_FLAGS, c.u32_le()?, &[ETHERNET_FLAGS_FCS_PRESENT]);
    let errors =
        [ETHERNET_ERRORS_FCS, ETHERNET_ERRORS_SEQUENCE, ETHERNET_ERRORS_SYMBOL, ETHERNET_ERRORS_DATA];
    bits32(d, ETHERNET_ERRORS, c.u32_le()?, &errors);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    fn header(fields: &[(u16, Vec<u8>)], link: u8) -> Vec<u8> {
        let mut p = vec![0, 0, 0, 0, link, 0, 0, 0];
        for (kind, bytes) in fields {
            p.extend_from_slice(&kind.to_le_bytes());
            p.extend_from_slice(&(bytes.len() as u16).to_le_bytes());
            p.extend_from_slice(bytes);
        }
        p[2] = p.len() as u8;
        p
    }

    fn common() -> Vec<u8> {
        [&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0x85, 9, 0xa0, 0, 0, 0][..], &[0xce, 0xa1]].concat()
    }

    #[test]
    fn the_radio_stands_in_front() {
        let mut frame = header(&[(2, common())], 105);
        frame.extend_from_slice(&[0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 1]);
        assert_eq!(protocols(192, &frame), "ppi:wlan_radio:wlan");
        let lines = labels_from(192, &frame, "PPI version 0, 32 bytes");
        for line in [
            "        Rate: 11.0 Mbps",
            "        Channel frequency: 2437 [BG 6]",
            "        dBm antenna signal: -50",
            "    PHY type: 802.11b (HR/DSSS) (4)",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(192, &frame);
    }

    #[test]
    fn any_link_type_may_follow() {
        let mut frame = header(&[(3, vec![3; 12]), (4, vec![4; 48]), (8, vec![8; 4]), (9, vec![9; 8])], 1);
        frame.extend_from_slice(&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x12, 0x34, 7]);
        assert_eq!(protocols(192, &frame), "ppi:eth:ethertype:data");
        survives_cuts(192, &frame);
        let mut itself = header(&[], 192);
        itself.push(7);
        assert_eq!(protocols(192, &itself), "ppi:data");
    }
}
