//! Radiotap: what a driver says of an 802.11 frame it received or sent. The items of 802.11ac and 802.11ax
//! are in `vht`, `he` and `he_mu`; later ones are named, not taken apart.

pub mod fields;
pub mod he;
pub mod he_mu;
pub mod header;
pub mod vht;

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol, Span};
use crate::field::def::Bool;
use crate::field::{Field, Kind};
use crate::proto::tables::wlan_channel;
use crate::proto::wlan_radio::mcs_rate;
use fields::*;
use header::{Items, item};

pub const PROTOCOL: Protocol = Protocol {
    name: "radiotap",
    title: "RADIOTAP",
    fields: FIELDS,
    claims: &[Claim::LinkType(127)],
    dissect,
    ..Protocol::EMPTY
};

const FLAG_BITS: &[Field<Bool>] = &[
    FLAGS_CFP,
    FLAGS_PREAMBLE,
    FLAGS_WEP,
    FLAGS_FRAG,
    FLAGS_FCS,
    FLAGS_DATAPAD,
    FLAGS_BADFCS,
    FLAGS_SHORTGI,
];
const PRESENT_BITS: &[Field<Bool>] = &[
    PRESENT_TSFT,
    PRESENT_FLAGS,
    PRESENT_RATE,
    PRESENT_CHANNEL,
    PRESENT_FHSS,
    PRESENT_DBM_ANTSIGNAL,
    PRESENT_DBM_ANTNOISE,
    PRESENT_LOCK_QUALITY,
    PRESENT_TX_ATTENUATION,
    PRESENT_DB_TX_ATTENUATION,
    PRESENT_DBM_TX_POWER,
    PRESENT_ANTENNA,
    PRESENT_DB_ANTSIGNAL,
    PRESENT_DB_ANTNOISE,
    PRESENT_RXFLAGS,
    PRESENT_TXFLAGS,
    PRESENT_DATA_RETRIES,
    PRESENT_XCHANNEL,
    PRESENT_MCS,
    PRESENT_AMPDU,
    PRESENT_VHT,
    PRESENT_TIMESTAMP,
    PRESENT_HE,
    PRESENT_HE_MU,
    PRESENT_0_LENGTH_PSDU,
    PRESENT_L_SIG,
    PRESENT_TLV,
    PRESENT_RTAP_NS,
    PRESENT_VENDOR_NS,
    PRESENT_EXT,
];
const CHANNEL_BITS: &[Field<Bool>] = &[
    CHANNEL_FLAGS_700MHZ,
    CHANNEL_FLAGS_800MHZ,
    CHANNEL_FLAGS_900MHZ,
    CHANNEL_FLAGS_TURBO,
    CHANNEL_FLAGS_CCK,
    CHANNEL_FLAGS_OFDM,
    CHANNEL_FLAGS_2GHZ,
    CHANNEL_FLAGS_5GHZ,
    CHANNEL_FLAGS_PASSIVE,
    CHANNEL_FLAGS_DYNAMIC,
    CHANNEL_FLAGS_GFSK,
    CHANNEL_FLAGS_GSM,
    CHANNEL_FLAGS_STURBO,
    CHANNEL_FLAGS_HALF,
    CHANNEL_FLAGS_QUARTER,
];
const XCHANNEL_BITS: &[Field<Bool>] = &[
    XCHANNEL_FLAGS_TURBO,
    XCHANNEL_FLAGS_CCK,
    XCHANNEL_FLAGS_OFDM,
    XCHANNEL_FLAGS_2GHZ,
    XCHANNEL_FLAGS_5GHZ,
    CHANNEL_XTYPE_PASSIVE,
    XCHANNEL_FLAGS_DYNAMIC,
    XCHANNEL_FLAGS_GFSK,
    XCHANNEL_FLAGS_GSM,
    XCHANNEL_FLAGS_STURBO,
    XCHANNEL_FLAGS_HALF,
    XCHANNEL_FLAGS_QUARTER,
    XCHANNEL_FLAGS_HT20,
    XCHANNEL_FLAGS_HT40U,
    XCHANNEL_FLAGS_HT40D,
];
const TX_BITS: &[Field<Bool>] =
    &[RXFLAGS_FAIL, RXFLAGS_CTS, RXFLAGS_RTS, RXFLAGS_NOACK, RXFLAGS_NOSEQNO, RXFLAGS_ORDER];
const MCS_BITS: &[Field<Bool>] =
    &[MCS_HAVE_BW, MCS_HAVE_INDEX, MCS_HAVE_GI, MCS_HAVE_FORMAT, MCS_HAVE_FEC, MCS_HAVE_STBC, MCS_HAVE_NESS];
const AMPDU_BITS: &[Field<Bool>] = &[
    AMPDU_FLAGS_REPORT_ZEROLEN,
    AMPDU_FLAGS_IS_ZEROLEN,
    AMPDU_FLAGS_LASTKNOWN,
    AMPDU_FLAGS_LAST,
    AMPDU_FLAGS_DELIM_CRC_ERROR,
    AMPDU_FLAGS_EOF,
    AMPDU_FLAGS_EOF_KNOWN,
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "802.11".into();
    d.columns.clear_info();
    let layer = d.layer_node();
    let version = c.u8()?;
    d.tree.leaf(VERSION, version);
    d.tree.leaf(PAD, c.u8()?);
    let len = c.u16_le()?;
    d.tree.leaf(LENGTH, len);
    d.tree.set_span(layer, start.span(len.value.into()));
    d.tree.set_label(layer, format_args!("Radiotap Header v{}, Length {}", version.value, len.value));
    let mut frame = start;
    let whole = frame.sub(len.value.into())?;
    let header = whole.peek();
    present(d, c, header)?;
    let mut has_frame = true;
    for (bit, at, len) in Items::of(header) {
        let mut part = whole;
        part.skip(at as u32)?;
        one(d, bit, part.sub(len as u32)?)?;
        has_frame &= bit != item::NO_PSDU;
    }
    if !has_frame {
        d.columns.protocol = "WLAN".into();
        d.columns.set_info(format_args!("Radiotap Capture v{}, Length {}", version.value, len.value));
        return Ok(());
    }
    d.hand_over(Claim::Named("wlan_radio"), frame);
    Ok(())
}

fn present(d: &mut Dissector<'_>, mut c: Cursor<'_>, header: &[u8]) -> Result<(), Cut> {
    let words = header::present_words(header).count();
    let open = d.tree.open(PRESENT, At { value: (), span: c.span(4 * words as u32) });
    for _ in 0..words {
        flags(d, PRESENT_WORD, c.u32_le()?, PRESENT_BITS, false);
    }
    d.tree.close(open);
    Ok(())
}

/// A word with its bits under it; `named` puts those that are set behind the label.
fn flags<K: Kind, T>(d: &mut Dissector<'_>, field: Field<K>, word: At<T>, bits: &[Field<Bool>], named: bool)
where
    T: Into<K::In<'static>> + Into<u64> + Copy,
{
    let open = d.tree.open(field, word);
    for bit in bits {
        let value: u64 = word.value.into();
        if named && value & bit.mask != 0 && d.tree.keeps_labels() {
            let title = d.tree.def(bit.id).title;
            d.append(open.node(), format_args!(", {title}"));
        }
        d.tree.leaf(*bit, At { value, span: word.span });
    }
    d.tree.close(open);
}

fn one(d: &mut Dissector<'_>, bit: u32, mut c: Cursor<'_>) -> Result<(), Cut> {
    match bit {
        item::TSFT => _ = d.tree.leaf(MACTIME, c.u64_le()?),
        item::FLAGS => flags(d, self::FLAGS, c.u8()?, FLAG_BITS, false),
        item::RATE => {
            let rate = c.u8()?;
            data_rate(d, f64::from(rate.value) / 2.0, rate.span);
        }
        item::CHANNEL => {
            let mhz = c.u16_le()?;
            let named = wlan_channel::name(mhz.value);
            d.tree.leaf_as(CHANNEL_FREQ, mhz.map(u32::from), format_args!("Channel frequency: {named}"));
            flags(d, CHANNEL_FLAGS, c.u16_le()?, CHANNEL_BITS, true);
        }
        item::FHSS => {
            d.tree.leaf(FHSS_HOPSET, c.u8()?);
            d.tree.leaf(FHSS_PATTERN, c.u8()?);
        }
        item::SIGNAL_DBM => {
            let v = c.u8()?.map(u8::cast_signed);
            d.tree.leaf_as(DBM_ANTSIGNAL, v, format_args!("Antenna signal: {} dBm", v.value));
        }
        item::NOISE_DBM => {
            let v = c.u8()?.map(u8::cast_signed);
            d.tree.leaf_as(DBM_ANTNOISE, v, format_args!("Antenna noise: {} dBm", v.value));
        }
        item::QUALITY => _ = d.tree.leaf(QUALITY, c.u16_le()?),
        item::TX_ATTENUATION => _ = d.tree.leaf(TXATTENUATION, c.u16_le()?),
        item::TX_ATTENUATION_DB => {
            let v = c.u16_le()?;
            d.tree.leaf_as(DB_TXATTENUATION, v, format_args!("dB TX attenuation: {} dB", v.value));
        }
        item::TX_POWER => {
            let v = c.u8()?.map(u8::cast_signed);
            d.tree.leaf_as(TXPOWER, v, format_args!("Transmit power: {} dBm", v.value));
        }
        item::ANTENNA => _ = d.tree.leaf(ANTENNA, c.u8()?.map(u32::from)),
        item::SIGNAL_DB => {
            let v = c.u8()?;
            d.tree.leaf_as(DB_ANTSIGNAL, v, format_args!("dB antenna signal: {} dB", v.value));
        }
        item::NOISE_DB => {
            let v = c.u8()?;
            d.tree.leaf_as(DB_ANTNOISE, v, format_args!("dB antenna noise: {} dB", v.value));
        }
        item::RX_FLAGS => flags(d, RXFLAGS, c.u16_le()?, &[RXFLAGS_BADPLCP], true),
        item::TX_FLAGS => flags(d, TXFLAGS, c.u16_le()?, TX_BITS, true),
        item::DATA_RETRIES => _ = d.tree.leaf(DATA_RETRIES, c.u8()?),
        item::XCHANNEL => {
            flags(d, self::XCHANNEL_FLAGS, c.u32_le()?, XCHANNEL_BITS, true);
            d.tree.leaf(XCHANNEL_FREQ, c.u16_le()?.map(u32::from));
            d.tree.leaf(XCHANNEL_CHANNEL, c.u8()?.map(u32::from));
        }
        item::MCS => mcs(d, c)?,
        item::AMPDU => {
            let open = d.tree.open(AMPDU, At { value: (), span: c.rest_span() });
            d.tree.leaf(AMPDU_REFERENCE, c.u32_le()?);
            flags(d, AMPDU_FLAGS, c.u16_le()?, AMPDU_BITS, false);
            d.tree.close(open);
        }
        item::VHT => vht::show(d, c)?,
        item::HE => he::show(d, c)?,
        item::HE_MU => he_mu::show(d, c)?,
        item::NO_PSDU => {
            let open = d.tree.open_text(c.rest_span(), format_args!("0-length PSDU"));
            d.tree.leaf(NO_PSDU_TYPE, c.u8()?);
            d.tree.close(open);
        }
        item::L_SIG => {
            let open = d.tree.open_text(c.rest_span(), format_args!("L-SIG"));
            let (known, signal) = (c.u16_le()?, c.u16_le()?);
            l_sig(d, known, signal);
            d.tree.close(open);
        }
        item::TIMESTAMP => {
            let open = d.tree.open(TIMESTAMP, At { value: (), span: c.rest_span() });
            d.tree.leaf(TIMESTAMP_TS, c.u64_le()?);
            d.tree.leaf(TIMESTAMP_ACCURACY, c.u16_le()?);
            let unit = c.u8()?;
            d.tree.leaf(TIMESTAMP_UNIT, unit);
            d.tree.leaf(TIMESTAMP_SAMPLINGPOS, unit);
            let given = c.u8()?.map(u64::from);
            d.tree.leaf(TIMESTAMP_FLAGS_32BIT, given);
            d.tree.leaf(TIMESTAMP_FLAGS_ACCURACY, given);
            d.tree.close(open);
        }
        _ => {}
    }
    Ok(())
}

fn l_sig(d: &mut Dissector<'_>, known: At<u16>, signal: At<u16>) {
    let word = he::Word::open(d, L_SIG_DATA1, known, 0);
    word.bit(d, L_SIG_RATE_KNOWN);
    word.bit(d, L_SIG_LENGTH_KNOWN);
    word.leaf(d, L_SIG_RESERVED);
    word.close(d);
    let word = he::Word::open(d, L_SIG_DATA2, signal, 0);
    word.leaf(d, L_SIG_RATE);
    word.leaf(d, L_SIG_LENGTH);
    word.close(d);
}

fn data_rate(d: &mut Dissector<'_>, rate: f64, span: Span) -> crate::dissect::NodeRef {
    d.tree.leaf_as(DATARATE, At { value: rate, span }, format_args!("Data Rate: {rate:.1} Mb/s"))
}

fn mcs(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(MCS, At { value: (), span: c.rest_span() });
    let (known, bits, index) = (c.u8()?, c.u8()?, c.u8()?);
    flags(d, MCS_KNOWN, known, MCS_BITS, true);
    let has = |bit: Field<Bool>| u64::from(known.value) & bit.mask != 0;
    if has(MCS_HAVE_BW) {
        d.tree.leaf(MCS_BW, bits);
    }
    if has(MCS_HAVE_GI) {
        d.tree.leaf(MCS_GI, bits);
    }
    if has(MCS_HAVE_FORMAT) {
        d.tree.leaf(MCS_FORMAT, bits);
    }
    if has(MCS_HAVE_FEC) {
        d.tree.leaf(MCS_FEC, bits);
    }
    if has(MCS_HAVE_STBC) {
        d.tree.leaf(MCS_STBC, bits);
    }
    if has(MCS_HAVE_NESS) {
        d.tree.leaf(MCS_NESS_BIT0, bits);
    }
    if has(MCS_HAVE_INDEX) {
        d.tree.leaf(MCS_INDEX, index);
    }
    d.tree.close(open);
    if let Some(rate) = mcs_rate([known.value, bits.value, index.value]) {
        let node = data_rate(d, rate, index.span);
        d.tree.set_flag(node, crate::dissect::Flags::GENERATED);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    /// An acknowledgement behind a header with these items.
    fn frame(present: u32, items: &[u8]) -> Vec<u8> {
        let mut f = vec![0, 0, 8 + items.len() as u8, 0];
        f.extend_from_slice(&present.to_le_bytes());
        f.extend_from_slice(items);
        f.extend_from_slice(&[0xd4, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0x11, 0x22, 0x33, 0x44]);
        f
    }

    #[test]
    fn items_and_what_they_say_of_the_radio() {
        let f = frame(0x2e, &[0x10, 0x6c, 0x6c, 9, 0x80, 4, 0xd0]);
        let lines = labels_from(127, &f, "Radiotap Header v0, Length 15");
        for line in [
            "    Flags: 0x10",
            "        ...1 .... = FCS at end: True",
            "    Data Rate: 54.0 Mb/s",
            "    Channel frequency: 2412 [BG 1]",
            "    Channel flags: 0x0480, 2 GHz spectrum, Dynamic CCK-OFDM",
            "    Antenna signal: -48 dBm",
            "    PHY type: 802.11g (ERP) (6)",
            "    Data rate: 54.0 Mb/s",
            "    Channel: 1",
            "    Frequency: 2412MHz",
            "IEEE 802.11 Acknowledgement, Flags: ........C",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        assert_eq!(protocols(127, &f), "radiotap:wlan_radio:wlan");
        assert_eq!(columns(127, &f)[2..], ["802.11", "Acknowledgement, Flags=........C"]);
        survives_cuts(127, &f);
    }

    #[test]
    fn what_is_known_of_802_11ac_and_802_11ax() {
        let f = frame(1 << 21, &[0xff, 1, 0x2f, 4, 0x92, 0, 0, 0, 1, 63, 0x23, 1]);
        let lines = labels_from(127, &f, "    VHT information");
        for line in [
            "        .... ...1 = STBC: On",
            "        Bandwidth: 80 MHz (4)",
            "        User 0: MCS 9",
            "            1001 .... = MCS index 0: 9 (256-QAM 5/6)",
            "            [Space-time streams 0: 4]",
            "            .... ...1 = Coding 0: LDPC (1)",
            "        Partial AID: 291",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(127, &f);
        let f = frame(1 << 23, &[0xfe, 0xff, 0, 0, 0x2c, 0x2b, 0x21, 0x43, 0x45, 0x21, 0x12, 9]);
        let lines = labels_from(127, &f, "    HE information");
        for line in [
            "        HE Data 3: 0x2b2c, Coding: LDPC",
            "            .100 0011 0010 .... = STA-ID of user data captured for: 0x432",
            "        HE Data 5: 0x2145, data Bandwidth/RU allocation: 52-tone RU, LTF symbol size: 1x",
            "            .... .... ..00 .... = GI unknown: 0x0",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(127, &f);
    }

    #[test]
    fn what_a_header_says_of_several_stations() {
        let f = frame(1 << 24, &[0x55, 0x91, 0xaa, 5, 0x71, 0x72, 2, 3, 4, 5, 0xc0, 0xd0]);
        let lines = labels_from(127, &f, "    HE-MU information");
        for line in [
            "            .... .... .... 0101 = SIG-B MCS (from SIG-A): 0x5",
            "            .... .... 0... .... = Channel2 center 26-tone RU bit known: NOT CAPTURED BY CAPTURE SOFTWARE",
            "            .... ..0. .... .... = Channel 2 RUs unknown: Unknown",
            "            .... .... 1010 .... = # of HE-SIG-B Symbols or # of MU-MIMO Users: 11",
            "            Chan1 RU[0] index: 113",
            "            Chan2 RU[3] index unknown: NOT CAPTURED BY CAPTURE SOFTWARE",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(127, &f);
        let f = frame(1 << 27, &[3, 0, 0xbd, 0x12]);
        let lines = labels_from(127, &f, "    L-SIG");
        assert!(lines.contains(&"        Data1: 0x0003, rate known, length known".into()), "{lines:#?}");
        assert!(lines.contains(&"            0001 0010 1011 .... = length: 299".into()), "{lines:#?}");
        survives_cuts(127, &f);
        let f = frame(1 << 26, &[0]);
        let lines = labels_from(127, &f, "    0-length PSDU");
        assert!(lines.contains(&"        Type: sounding PPDU (0x00)".into()), "{lines:#?}");
        assert_eq!(columns(127, &f)[2..], ["WLAN", "Radiotap Capture v0, Length 9"]);
    }

    #[test]
    fn rates_of_802_11n_are_worked_out() {
        let f = frame(1 << 19 | 1 << 20, &[0x07, 0x05, 15, 0, 7, 0, 0, 0, 8, 0, 0, 0]);
        let lines = labels_from(127, &f, "    MCS information");
        assert!(lines.contains(&"    [Data Rate: 300.0 Mb/s]".into()), "{lines:#?}");
        assert!(lines.contains(&"    A-MPDU status".into()));
        assert!(lines.contains(&"    PHY type: 802.11n (HT) (7)".into()));
        survives_cuts(127, &f);
    }
}
