//! The fields of radiotap headers.

use crate::field::Names;
use crate::field::def::{PRESENT as IS_PRESENT, YES_NO};

crate::fields! { "radiotap";
    /// Radiotap header (https://www.radiotap.org).
    RADIOTAP: Protocol = "radiotap", "IEEE 802.11 Radiotap Capture header", None;

    /// Header revision.
    VERSION: U8 = "radiotap.version", "Header revision", Dec;
    /// Header pad.
    PAD: U8 = "radiotap.pad", "Header pad", Dec;
    /// Header length.
    LENGTH: U16 = "radiotap.length", "Header length", Dec;
    /// Present flags.
    PRESENT: Label = "radiotap.present", "Present flags", None;
    /// Present flags word.
    PRESENT_WORD: U32 = "radiotap.present.word", "Present flags word", Hex;
    /// TSFT.
    PRESENT_TSFT: Bool = "radiotap.present.tsft", "TSFT", W32 & 0x00000001, IS_PRESENT;
    /// Flags.
    PRESENT_FLAGS: Bool = "radiotap.present.flags", "Flags", W32 & 0x00000002, IS_PRESENT;
    /// Rate.
    PRESENT_RATE: Bool = "radiotap.present.rate", "Rate", W32 & 0x00000004, IS_PRESENT;
    /// Channel.
    PRESENT_CHANNEL: Bool = "radiotap.present.channel", "Channel", W32 & 0x00000008, IS_PRESENT;
    /// FHSS.
    PRESENT_FHSS: Bool = "radiotap.present.fhss", "FHSS", W32 & 0x00000010, IS_PRESENT;
    /// dBm Antenna Signal.
    PRESENT_DBM_ANTSIGNAL: Bool = "radiotap.present.dbm_antsignal", "dBm Antenna Signal", W32 & 0x00000020, IS_PRESENT;
    /// dBm Antenna Noise.
    PRESENT_DBM_ANTNOISE: Bool = "radiotap.present.dbm_antnoise", "dBm Antenna Noise", W32 & 0x00000040, IS_PRESENT;
    /// Lock Quality.
    PRESENT_LOCK_QUALITY: Bool = "radiotap.present.lock_quality", "Lock Quality", W32 & 0x00000080, IS_PRESENT;
    /// TX Attenuation.
    PRESENT_TX_ATTENUATION: Bool = "radiotap.present.tx_attenuation", "TX Attenuation", W32 & 0x00000100, IS_PRESENT;
    /// dB TX Attenuation.
    PRESENT_DB_TX_ATTENUATION: Bool = "radiotap.present.db_tx_attenuation", "dB TX Attenuation", W32 & 0x00000200, IS_PRESENT;
    /// dBm TX Power.
    PRESENT_DBM_TX_POWER: Bool = "radiotap.present.dbm_tx_power", "dBm TX Power", W32 & 0x00000400, IS_PRESENT;
    /// Antenna.
    PRESENT_ANTENNA: Bool = "radiotap.present.antenna", "Antenna", W32 & 0x00000800, IS_PRESENT;
    /// dB Antenna Signal.
    PRESENT_DB_ANTSIGNAL: Bool = "radiotap.present.db_antsignal", "dB Antenna Signal", W32 & 0x00001000, IS_PRESENT;
    /// dB Antenna Noise.
    PRESENT_DB_ANTNOISE: Bool = "radiotap.present.db_antnoise", "dB Antenna Noise", W32 & 0x00002000, IS_PRESENT;
    /// RX flags.
    PRESENT_RXFLAGS: Bool = "radiotap.present.rxflags", "RX flags", W32 & 0x00004000, IS_PRESENT;
    /// TX flags.
    PRESENT_TXFLAGS: Bool = "radiotap.present.txflags", "TX flags", W32 & 0x00008000, IS_PRESENT;
    /// data retries.
    PRESENT_DATA_RETRIES: Bool = "radiotap.present.data_retries", "data retries", W32 & 0x00020000, IS_PRESENT;
    /// Channel+.
    PRESENT_XCHANNEL: Bool = "radiotap.present.xchannel", "Channel+", W32 & 0x00040000, IS_PRESENT;
    /// MCS information.
    PRESENT_MCS: Bool = "radiotap.present.mcs", "MCS information", W32 & 0x00080000, IS_PRESENT;
    /// A-MPDU Status.
    PRESENT_AMPDU: Bool = "radiotap.present.ampdu", "A-MPDU Status", W32 & 0x00100000, IS_PRESENT;
    /// VHT information.
    PRESENT_VHT: Bool = "radiotap.present.vht", "VHT information", W32 & 0x00200000, IS_PRESENT;
    /// frame timestamp.
    PRESENT_TIMESTAMP: Bool = "radiotap.present.timestamp", "frame timestamp", W32 & 0x00400000, IS_PRESENT;
    /// HE information.
    PRESENT_HE: Bool = "radiotap.present.he", "HE information", W32 & 0x00800000, IS_PRESENT;
    /// HE-MU information.
    PRESENT_HE_MU: Bool = "radiotap.present.he_mu", "HE-MU information", W32 & 0x01000000, IS_PRESENT;
    /// 0 Length PSDU.
    PRESENT_0_LENGTH_PSDU: Bool = "radiotap.present.0_length.psdu", "0 Length PSDU", W32 & 0x04000000, IS_PRESENT;
    /// L-SIG.
    PRESENT_L_SIG: Bool = "radiotap.present.l_sig", "L-SIG", W32 & 0x08000000, IS_PRESENT;
    /// TLVs.
    PRESENT_TLV: Bool = "radiotap.present.tlv", "TLVs", W32 & 0x10000000, IS_PRESENT;
    /// Radiotap NS next.
    PRESENT_RTAP_NS: Bool = "radiotap.present.rtap_ns", "Radiotap NS next", W32 & 0x20000000;
    /// Vendor NS next.
    PRESENT_VENDOR_NS: Bool = "radiotap.present.vendor_ns", "Vendor NS next", W32 & 0x40000000;
    /// Ext.
    PRESENT_EXT: Bool = "radiotap.present.ext", "Ext", W32 & 0x80000000, IS_PRESENT;
    /// Flags.
    FLAGS: U8 = "radiotap.flags", "Flags", Hex;
    /// CFP.
    FLAGS_CFP: Bool = "radiotap.flags.cfp", "CFP", W8 & 0x01;
    /// Preamble.
    FLAGS_PREAMBLE: Bool = "radiotap.flags.preamble", "Preamble", W8 & 0x02, Names::TrueFalse("Short", "Long");
    /// WEP.
    FLAGS_WEP: Bool = "radiotap.flags.wep", "WEP", W8 & 0x04;
    /// Fragmentation.
    FLAGS_FRAG: Bool = "radiotap.flags.frag", "Fragmentation", W8 & 0x08;
    /// FCS at end.
    FLAGS_FCS: Bool = "radiotap.flags.fcs", "FCS at end", W8 & 0x10;
    /// Data Pad.
    FLAGS_DATAPAD: Bool = "radiotap.flags.datapad", "Data Pad", W8 & 0x20;
    /// Bad FCS.
    FLAGS_BADFCS: Bool = "radiotap.flags.badfcs", "Bad FCS", W8 & 0x40;
    /// Short GI.
    FLAGS_SHORTGI: Bool = "radiotap.flags.shortgi", "Short GI", W8 & 0x80;
    /// MAC timestamp.
    MACTIME: U64 = "radiotap.mactime", "MAC timestamp", Dec;
    /// Signal Quality.
    QUALITY: U16 = "radiotap.quality", "Signal Quality", Dec;
    /// 802.11 FCS.
    FCS: U32 = "radiotap.fcs", "802.11 FCS", Hex;
    /// Channel frequency.
    CHANNEL_FREQ: U32 = "radiotap.channel.freq", "Channel frequency", Dec;
    /// Channel flags.
    CHANNEL_FLAGS: U16 = "radiotap.channel.flags", "Channel flags", Hex;
    /// Turbo.
    CHANNEL_FLAGS_TURBO: Bool = "radiotap.channel.flags.turbo", "Turbo", W16 & 0x0010;
    /// 700 MHz spectrum.
    CHANNEL_FLAGS_700MHZ: Bool = "radiotap.channel.flags.700mhz", "700 MHz spectrum", W16 & 0x0001;
    /// 800 MHz spectrum.
    CHANNEL_FLAGS_800MHZ: Bool = "radiotap.channel.flags.800mhz", "800 MHz spectrum", W16 & 0x0002;
    /// 900 MHz spectrum.
    CHANNEL_FLAGS_900MHZ: Bool = "radiotap.channel.flags.900mhz", "900 MHz spectrum", W16 & 0x0004;
    /// Complementary Code Keying (CCK).
    CHANNEL_FLAGS_CCK: Bool = "radiotap.channel.flags.cck", "Complementary Code Keying (CCK)", W16 & 0x0020;
    /// Orthogonal Frequency-Division Multiplexing (OFDM).
    CHANNEL_FLAGS_OFDM: Bool = "radiotap.channel.flags.ofdm", "Orthogonal Frequency-Division Multiplexing (OFDM)", W16 & 0x0040;
    /// 2 GHz spectrum.
    CHANNEL_FLAGS_2GHZ: Bool = "radiotap.channel.flags.2ghz", "2 GHz spectrum", W16 & 0x0080;
    /// 5 GHz spectrum.
    CHANNEL_FLAGS_5GHZ: Bool = "radiotap.channel.flags.5ghz", "5 GHz spectrum", W16 & 0x0100;
    /// Passive.
    CHANNEL_FLAGS_PASSIVE: Bool = "radiotap.channel.flags.passive", "Passive", W16 & 0x0200;
    /// Dynamic CCK-OFDM.
    CHANNEL_FLAGS_DYNAMIC: Bool = "radiotap.channel.flags.dynamic", "Dynamic CCK-OFDM", W16 & 0x0400;
    /// Gaussian Frequency Shift Keying (GFSK).
    CHANNEL_FLAGS_GFSK: Bool = "radiotap.channel.flags.gfsk", "Gaussian Frequency Shift Keying (GFSK)", W16 & 0x0800;
    /// GSM (900MHz).
    CHANNEL_FLAGS_GSM: Bool = "radiotap.channel.flags.gsm", "GSM (900MHz)", W16 & 0x1000;
    /// Static Turbo.
    CHANNEL_FLAGS_STURBO: Bool = "radiotap.channel.flags.sturbo", "Static Turbo", W16 & 0x2000;
    /// Half Rate Channel (10MHz Channel Width).
    CHANNEL_FLAGS_HALF: Bool = "radiotap.channel.flags.half", "Half Rate Channel (10MHz Channel Width)", W16 & 0x4000;
    /// Quarter Rate Channel (5MHz Channel Width).
    CHANNEL_FLAGS_QUARTER: Bool = "radiotap.channel.flags.quarter", "Quarter Rate Channel (5MHz Channel Width)", W16 & 0x8000;
    /// RX flags.
    RXFLAGS: U16 = "radiotap.rxflags", "RX flags", Hex;
    /// Bad PLCP.
    RXFLAGS_BADPLCP: Bool = "radiotap.rxflags.badplcp", "Bad PLCP", W24 & 0x000002;
    /// TX flags.
    TXFLAGS: U16 = "radiotap.txflags", "TX flags", Hex;
    /// Fail.
    RXFLAGS_FAIL: Bool = "radiotap.rxflags.fail", "Fail", W24 & 0x000001;
    /// CTS.
    RXFLAGS_CTS: Bool = "radiotap.rxflags.cts", "CTS", W24 & 0x000002;
    /// RTS/CTS.
    RXFLAGS_RTS: Bool = "radiotap.rxflags.rts", "RTS/CTS", W24 & 0x000004;
    /// No ACK.
    RXFLAGS_NOACK: Bool = "radiotap.rxflags.noack", "No ACK", W24 & 0x000008;
    /// Has Seqnum.
    RXFLAGS_NOSEQNO: Bool = "radiotap.rxflags.noseqno", "Has Seqnum", W24 & 0x000010;
    /// Order.
    RXFLAGS_ORDER: Bool = "radiotap.rxflags.order", "Order", W24 & 0x000020;
    /// Channel number.
    XCHANNEL_CHANNEL: U32 = "radiotap.xchannel.channel", "Channel number", Dec;
    /// Channel frequency.
    XCHANNEL_FREQ: U32 = "radiotap.xchannel.freq", "Channel frequency", Dec;
    /// Channel flags.
    XCHANNEL_FLAGS: U32 = "radiotap.xchannel.flags", "Channel flags", Hex;
    /// Turbo.
    XCHANNEL_FLAGS_TURBO: Bool = "radiotap.xchannel.flags.turbo", "Turbo", W24 & 0x000010;
    /// Complementary Code Keying (CCK).
    XCHANNEL_FLAGS_CCK: Bool = "radiotap.xchannel.flags.cck", "Complementary Code Keying (CCK)", W24 & 0x000020;
    /// Orthogonal Frequency-Division Multiplexing (OFDM).
    XCHANNEL_FLAGS_OFDM: Bool = "radiotap.xchannel.flags.ofdm", "Orthogonal Frequency-Division Multiplexing (OFDM)", W24 & 0x000040;
    /// 2 GHz spectrum.
    XCHANNEL_FLAGS_2GHZ: Bool = "radiotap.xchannel.flags.2ghz", "2 GHz spectrum", W24 & 0x000080;
    /// 5 GHz spectrum.
    XCHANNEL_FLAGS_5GHZ: Bool = "radiotap.xchannel.flags.5ghz", "5 GHz spectrum", W24 & 0x000100;
    /// Passive.
    CHANNEL_XTYPE_PASSIVE: Bool = "radiotap.channel.xtype.passive", "Passive", W24 & 0x000200;
    /// Dynamic CCK-OFDM.
    XCHANNEL_FLAGS_DYNAMIC: Bool = "radiotap.xchannel.flags.dynamic", "Dynamic CCK-OFDM", W24 & 0x000400;
    /// Gaussian Frequency Shift Keying (GFSK).
    XCHANNEL_FLAGS_GFSK: Bool = "radiotap.xchannel.flags.gfsk", "Gaussian Frequency Shift Keying (GFSK)", W24 & 0x000800;
    /// GSM (900MHz).
    XCHANNEL_FLAGS_GSM: Bool = "radiotap.xchannel.flags.gsm", "GSM (900MHz)", W24 & 0x001000;
    /// Static Turbo.
    XCHANNEL_FLAGS_STURBO: Bool = "radiotap.xchannel.flags.sturbo", "Static Turbo", W24 & 0x002000;
    /// Half Rate Channel (10MHz Channel Width).
    XCHANNEL_FLAGS_HALF: Bool = "radiotap.xchannel.flags.half", "Half Rate Channel (10MHz Channel Width)", W24 & 0x004000;
    /// Quarter Rate Channel (5MHz Channel Width).
    XCHANNEL_FLAGS_QUARTER: Bool = "radiotap.xchannel.flags.quarter", "Quarter Rate Channel (5MHz Channel Width)", W24 & 0x008000;
    /// HT Channel (20MHz Channel Width).
    XCHANNEL_FLAGS_HT20: Bool = "radiotap.xchannel.flags.ht20", "HT Channel (20MHz Channel Width)", W24 & 0x010000;
    /// HT Channel (40MHz Channel Width with Extension channel above).
    XCHANNEL_FLAGS_HT40U: Bool = "radiotap.xchannel.flags.ht40u", "HT Channel (40MHz Channel Width with Extension channel above)", W24 & 0x020000;
    /// HT Channel (40MHz Channel Width with Extension channel below).
    XCHANNEL_FLAGS_HT40D: Bool = "radiotap.xchannel.flags.ht40d", "HT Channel (40MHz Channel Width with Extension channel below)", W24 & 0x040000;
    /// FHSS Hop Set.
    FHSS_HOPSET: U8 = "radiotap.fhss.hopset", "FHSS Hop Set", Dec;
    /// FHSS Pattern.
    FHSS_PATTERN: U8 = "radiotap.fhss.pattern", "FHSS Pattern", Dec;
    /// Data rate (Mb/s).
    DATARATE: Double = "radiotap.datarate", "Data rate (Mb/s)", None;
    /// Antenna.
    ANTENNA: U32 = "radiotap.antenna", "Antenna", Dec;
    /// Antenna signal.
    DBM_ANTSIGNAL: I8 = "radiotap.dbm_antsignal", "Antenna signal", Dec;
    /// dB antenna signal.
    DB_ANTSIGNAL: U8 = "radiotap.db_antsignal", "dB antenna signal", Dec;
    /// Antenna noise.
    DBM_ANTNOISE: I8 = "radiotap.dbm_antnoise", "Antenna noise", Dec;
    /// dB antenna noise.
    DB_ANTNOISE: U8 = "radiotap.db_antnoise", "dB antenna noise", Dec;
    /// TX attenuation.
    TXATTENUATION: U16 = "radiotap.txattenuation", "TX attenuation", Dec;
    /// dB TX attenuation.
    DB_TXATTENUATION: U16 = "radiotap.db_txattenuation", "dB TX attenuation", Dec;
    /// Transmit power.
    TXPOWER: I8 = "radiotap.txpower", "Transmit power", Dec;
    /// data retries.
    DATA_RETRIES: U8 = "radiotap.data_retries", "data retries", Dec;
    /// MCS information.
    MCS: Label = "radiotap.mcs", "MCS information", None;
    /// Known MCS information.
    MCS_KNOWN: U8 = "radiotap.mcs.known", "Known MCS information", Hex;
    /// Bandwidth.
    MCS_HAVE_BW: Bool = "radiotap.mcs.have_bw", "Bandwidth", W8 & 0x01, IS_PRESENT;
    /// MCS index.
    MCS_HAVE_INDEX: Bool = "radiotap.mcs.have_index", "MCS index", W8 & 0x02, IS_PRESENT;
    /// Guard interval.
    MCS_HAVE_GI: Bool = "radiotap.mcs.have_gi", "Guard interval", W8 & 0x04, IS_PRESENT;
    /// Format.
    MCS_HAVE_FORMAT: Bool = "radiotap.mcs.have_format", "Format", W8 & 0x08, IS_PRESENT;
    /// FEC type.
    MCS_HAVE_FEC: Bool = "radiotap.mcs.have_fec", "FEC type", W8 & 0x10, IS_PRESENT;
    /// STBC streams.
    MCS_HAVE_STBC: Bool = "radiotap.mcs.have_stbc", "STBC streams", W8 & 0x20, IS_PRESENT;
    /// Number of extension spatial streams.
    MCS_HAVE_NESS: Bool = "radiotap.mcs.have_ness", "Number of extension spatial streams", W8 & 0x40, IS_PRESENT;
    /// Bandwidth.
    MCS_BW: U8 = "radiotap.mcs.bw", "Bandwidth", Dec & 0x03, Names::Table(MCS_BW_NAMES);
    /// Guard interval.
    MCS_GI: U8 = "radiotap.mcs.gi", "Guard interval", Dec & 0x04, Names::Table(MCS_GI_NAMES);
    /// Format.
    MCS_FORMAT: U8 = "radiotap.mcs.format", "Format", Dec & 0x08, Names::Table(MCS_FORMAT_NAMES);
    /// FEC type.
    MCS_FEC: U8 = "radiotap.mcs.fec", "FEC type", Dec & 0x10, Names::Table(MCS_FEC_NAMES);
    /// STBC streams.
    MCS_STBC: U8 = "radiotap.mcs.stbc", "STBC streams", Dec & 0x60;
    /// Number of extension spatial streams bit 0.
    MCS_NESS_BIT0: U8 = "radiotap.mcs.ness_bit0", "Number of extension spatial streams bit 0", Dec & 0x80;
    /// MCS index.
    MCS_INDEX: U8 = "radiotap.mcs.index", "MCS index", Dec;
    /// A-MPDU status.
    AMPDU: Label = "radiotap.ampdu", "A-MPDU status", None;
    /// A-MPDU reference number.
    AMPDU_REFERENCE: U32 = "radiotap.ampdu.reference", "A-MPDU reference number", Dec;
    /// A-MPDU flags.
    AMPDU_FLAGS: U16 = "radiotap.ampdu.flags", "A-MPDU flags", Hex;
    /// Driver reports 0-length subframes in this A-MPDU.
    AMPDU_FLAGS_REPORT_ZEROLEN: Bool = "radiotap.ampdu.flags.report_zerolen", "Driver reports 0-length subframes in this A-MPDU", W16 & 0x0001;
    /// This is a 0-length subframe.
    AMPDU_FLAGS_IS_ZEROLEN: Bool = "radiotap.ampdu.flags.is_zerolen", "This is a 0-length subframe", W16 & 0x0002;
    /// Last subframe of this A-MPDU is known.
    AMPDU_FLAGS_LASTKNOWN: Bool = "radiotap.ampdu.flags.lastknown", "Last subframe of this A-MPDU is known", W16 & 0x0004;
    /// This is the last subframe of this A-MPDU.
    AMPDU_FLAGS_LAST: Bool = "radiotap.ampdu.flags.last", "This is the last subframe of this A-MPDU", W16 & 0x0008;
    /// Delimiter CRC error on this subframe.
    AMPDU_FLAGS_DELIM_CRC_ERROR: Bool = "radiotap.ampdu.flags.delim_crc_error", "Delimiter CRC error on this subframe", W16 & 0x0010;
    /// EOF on this subframe.
    AMPDU_FLAGS_EOF: Bool = "radiotap.ampdu.flags.eof", "EOF on this subframe", W16 & 0x0040;
    /// EOF of this A-MPDU is known.
    AMPDU_FLAGS_EOF_KNOWN: Bool = "radiotap.ampdu.flags.eof_known", "EOF of this A-MPDU is known", W16 & 0x0080;
    /// timestamp information.
    TIMESTAMP: Label = "radiotap.timestamp", "timestamp information", None;
    /// timestamp.
    TIMESTAMP_TS: U64 = "radiotap.timestamp.ts", "timestamp", Dec;
    /// accuracy.
    TIMESTAMP_ACCURACY: U16 = "radiotap.timestamp.accuracy", "accuracy", Dec;
    /// time unit.
    TIMESTAMP_UNIT: U8 = "radiotap.timestamp.unit", "time unit", Dec & 0x0f, Names::Table(TIMESTAMP_UNIT_NAMES);
    /// sampling position.
    TIMESTAMP_SAMPLINGPOS: U8 = "radiotap.timestamp.samplingpos", "sampling position", Dec & 0xf0, Names::Table(TIMESTAMP_SAMPLINGPOS_NAMES);
    /// 32-bit counter.
    TIMESTAMP_FLAGS_32BIT: Bool = "radiotap.timestamp.flags.32bit", "32-bit counter", W8 & 0x01, YES_NO;
    /// accuracy field.
    TIMESTAMP_FLAGS_ACCURACY: Bool = "radiotap.timestamp.flags.accuracy", "accuracy field", W8 & 0x02, IS_PRESENT;
    /// Type of a frame that had no data.
    NO_PSDU_TYPE: U8 = "radiotap.0_len_psdu.type", "Type", Hex, Names::Ranges(NO_PSDU_TYPE_NAMES);
    /// Data1.
    L_SIG_DATA1: U16 = "radiotap.l_sig.data1", "Data1", Hex;
    /// rate known.
    L_SIG_RATE_KNOWN: Bool = "radiotap.l_sig.rate_known", "rate known", W16 & 0x0001;
    /// length known.
    L_SIG_LENGTH_KNOWN: Bool = "radiotap.l_sig.length_known", "length known", W16 & 0x0002;
    /// reserved.
    L_SIG_RESERVED: U16 = "radiotap.l_sig.reserved", "reserved", Hex & 0xfffc;
    /// Data2.
    L_SIG_DATA2: U16 = "radiotap.l_sig.data2", "Data2", Hex;
    /// rate.
    L_SIG_RATE: U16 = "radiotap.l_sig.rate", "rate", Dec & 0x000f;
    /// length.
    L_SIG_LENGTH: U16 = "radiotap.l_sig.length", "length", Dec & 0xfff0;
}

const MCS_BW_NAMES: &[(u32, &str)] =
    &[(0, "20 MHz"), (1, "40 MHz"), (2, "20 MHz lower"), (3, "20 MHz upper")];
const MCS_GI_NAMES: &[(u32, &str)] = &[(0, "long"), (1, "short")];
const MCS_FORMAT_NAMES: &[(u32, &str)] = &[(0, "mixed"), (1, "greenfield")];
const MCS_FEC_NAMES: &[(u32, &str)] = &[(0, "BCC"), (1, "LDPC")];
const TIMESTAMP_UNIT_NAMES: &[(u32, &str)] = &[(0, "msec"), (1, "usec"), (2, "nsec")];
const TIMESTAMP_SAMPLINGPOS_NAMES: &[(u32, &str)] =
    &[(0, "first MPDU bit/symbol"), (1, "signal acquisition"), (2, "end of frame"), (15, "undefined")];
const NO_PSDU_TYPE_NAMES: &[(u32, u32, &str)] = &[
    (0, 0, "sounding PPDU"),
    (1, 1, "reserved"),
    (2, 2, "S1G NDP CMAC frame"),
    (3, 254, "reserved"),
    (255, 255, "vendor-specific"),
];
