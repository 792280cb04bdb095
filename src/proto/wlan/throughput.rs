//! High throughput (802.11n) and very high throughput (802.11ac): capabilities and operation (IEEE
//! 802.11-2020 sections 9.4.2.55, 9.4.2.56 and 9.4.2.157).

use super::parts;
use super::throughput_fields::*;
use crate::dissect::{At, Cursor, Cut, Dissector};

pub(super) fn capabilities(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let at = c.u16_le()?;
    let open = d.tree.open(HT_CAPABILITIES, at);
    parts!(
        d, at.map(u64::from);
        HT_CAPABILITIES_LDPCCODING, HT_CAPABILITIES_WIDTH, HT_CAPABILITIES_SM, HT_CAPABILITIES_GREEN,
        HT_CAPABILITIES_SHORT20, HT_CAPABILITIES_SHORT40, HT_CAPABILITIES_TXSTBC, HT_CAPABILITIES_RXSTBC,
        HT_CAPABILITIES_DELAYEDBLOCKACK, HT_CAPABILITIES_AMSDU, HT_CAPABILITIES_DSSCCK, HT_CAPABILITIES_PSMP,
        HT_CAPABILITIES_40MHZINTOLERANT, HT_CAPABILITIES_LSIG,
    );
    d.tree.close(open);
    let at = c.u8()?;
    let open = d.tree.open(HT_AMPDUPARAM, at);
    let exponent = at.value & 3;
    let bits = format!(".... ..{}{}", exponent >> 1, exponent & 1);
    let longest = (1u32 << (13 + exponent)) - 1;
    let label = format_args!("{bits} = Maximum Rx A-MPDU Length: 0x{exponent:x} ({longest}[Bytes])");
    d.tree.leaf_as(HT_AMPDUPARAM_MAXLENGTH, at, label);
    parts!(d, at.map(u64::from); HT_AMPDUPARAM_MPDUDENSITY, HT_AMPDUPARAM_RESERVED);
    d.tree.close(open);
    modulations(d, &mut c, "MCS Set")?;
    let at = c.u16_le()?;
    let open = d.tree.open(HTEX_CAPABILITIES, at);
    parts!(
        d, at.map(u64::from);
        HTEX_CAPABILITIES_PCO, HTEX_CAPABILITIES_TRANSTIME, HTEX_CAPABILITIES_MCS, HTEX_CAPABILITIES_HTC,
        HTEX_CAPABILITIES_RDRESPONDER,
    );
    d.tree.close(open);
    let at = c.u32_le()?;
    let open = d.tree.open(TXBF, at);
    parts!(
        d, at.map(u64::from);
        TXBF_TXBF, TXBF_RXSS, TXBF_TXSS, TXBF_RXNDP, TXBF_TXNDP, TXBF_IMPLTXBF, TXBF_CALIBRATION, TXBF_CSI,
        TXBF_FM_UNCOMPRESSED_TBF, TXBF_FM_COMPRESSED_TBF, TXBF_RCSI, TXBF_FM_UNCOMPRESSED_RBF,
        TXBF_FM_COMPRESSED_BF, TXBF_MINGROUP, TXBF_CSINUMANT, TXBF_FM_UNCOMPRESSED_MAXANT,
        TXBF_FM_COMPRESSED_MAXANT, TXBF_CSI_MAXROWS, TXBF_CHANNELEST, TXBF_RESERVED,
    );
    d.tree.close(open);
    let at = c.u8()?;
    let open = d.tree.open(ASEL, at);
    parts!(
        d, at.map(u64::from);
        ASEL_CAPABLE, ASEL_TXCSI, ASEL_TXIF, ASEL_CSI, ASEL_IF, ASEL_RX, ASEL_SPPDU, ASEL_RESERVED,
    );
    d.tree.close(open);
    Ok(())
}

pub(super) fn operation(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(HT_INFO_PRIMARYCHANNEL, c.u8()?);
    let at = c.u8()?;
    let open = d.tree.open(HT_INFO_DELIM1, at);
    parts!(
        d, at.map(u64::from);
        HT_INFO_SECCHANOFFSET, HT_INFO_CHANWIDTH, HT_INFO_RIFS, HT_INFO_RESERVED_B4_B7,
    );
    d.tree.close(open);
    let at = c.u16_le()?;
    let open = d.tree.open(HT_INFO_DELIM2, at);
    parts!(
        d, at.map(u64::from);
        HT_INFO_HT_PROTECTION, HT_INFO_GREENFIELD, HT_INFO_RESERVED_B11, HT_INFO_OBSSNONHT,
        HT_INFO_CHAN_CENTER_FREQ_SEG_2, HT_INFO_RESERVED_B21_B23,
    );
    d.tree.close(open);
    let at = c.u16_le()?;
    let open = d.tree.open(HT_INFO_DELIM3, at);
    parts!(
        d, at.map(u64::from);
        HT_INFO_RESERVED_B24_B29, HT_INFO_DUALBEACON, HT_INFO_DUALCTS, HT_INFO_SECONDARYBEACON,
        HT_INFO_LSIGPROTSUPPORT, HT_INFO_PCO_ACTIVE, HT_INFO_PCO_PHASE, HT_INFO_RESERVED_B36_B39,
    );
    d.tree.close(open);
    modulations(d, &mut c, "Basic MCS Set")
}

/// Which modulations are received, by number, and what is said of those sent: 16 bytes.
fn modulations(d: &mut Dissector<'_>, c: &mut Cursor<'_>, what: &str) -> Result<(), Cut> {
    let whole = c.span(16);
    let title = d.tree.def(HT_MCSSET.id).title;
    let open = d.tree.open_as(HT_MCSSET, At { value: (), span: whole }, format_args!("{title}: {what}"));
    let bits = { *c }.u64_le()?;
    // Streams that all modulations of their byte are received for, from the first on.
    let full = bits.value.to_le_bytes().into_iter().take(4).take_while(|b| *b != 0).count();
    let streams = if full == 0 { "Reserved:8".to_string() } else { format!("{full} spatial streams") };
    let title = d.tree.def(HT_MCSSET_RXBITMASK.id).title;
    let at = At { value: (), span: whole.part(0, 10) };
    let inner = d.tree.open_as(HT_MCSSET_RXBITMASK, at, format_args!("{title}: {streams}"));
    let first = c.u32_le()?.map(u64::from);
    parts!(
        d, first;
        HT_MCSSET_RXBITMASK_0TO7, HT_MCSSET_RXBITMASK_8TO15, HT_MCSSET_RXBITMASK_16TO23,
        HT_MCSSET_RXBITMASK_24TO31,
    );
    let second = { *c }.u32_le()?.map(u64::from);
    parts!(d, second; HT_MCSSET_RXBITMASK_32, HT_MCSSET_RXBITMASK_33TO38, HT_MCSSET_RXBITMASK_39TO52);
    c.skip(2)?;
    let third = c.u32_le()?.map(u64::from);
    parts!(d, third; HT_MCSSET_RXBITMASK_53TO76);
    d.tree.close(inner);
    parts!(d, c.u16_le()?.map(u64::from); HT_MCSSET_HIGHESTDATARATE);
    let sent = c.u16_le()?;
    let word = sent.map(u64::from);
    parts!(d, word; HT_MCSSET_TXSETDEFINED, HT_MCSSET_TXRXMCSNOTEQUAL);
    let most = sent.value >> 2 & 3;
    let meaning = if sent.value & 1 == 0 {
        format!("0x{most:x}, TX MCS Set Not Defined")
    } else {
        // The same as are received, unless they are said to differ.
        let count = if sent.value & 2 == 0 { full } else { usize::from(most) + 1 };
        format!("0x{most:x}, {count} spatial streams")
    };
    let title = d.tree.def(HT_MCSSET_TXMAXSS.id).title;
    let label = format_args!(".... .... .... {}{}.. = {title}: {meaning}", most >> 1, most & 1);
    d.tree.leaf_as(HT_MCSSET_TXMAXSS, sent, label);
    parts!(d, word; HT_MCSSET_TXUNEQUALMOD);
    c.skip(2)?;
    d.tree.close(open);
    Ok(())
}

pub(super) fn very_high(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let at = c.u32_le()?;
    let open = d.tree.open(VHT_CAPABILITIES, at);
    parts!(
        d, at.map(u64::from);
        VHT_CAPABILITIES_MAXMPDULENGTH, VHT_CAPABILITIES_SUPPORTEDCHANWIDTHSET, VHT_CAPABILITIES_RXLDPC,
        VHT_CAPABILITIES_SHORT80, VHT_CAPABILITIES_SHORT160, VHT_CAPABILITIES_TXSTBC, VHT_CAPABILITIES_RXSTBC,
        VHT_CAPABILITIES_SUBEAMFORMER, VHT_CAPABILITIES_SUBEAMFORMEE, VHT_CAPABILITIES_BEAMFORMEE_STS_CAP,
        VHT_CAPABILITIES_SOUNDINGDIMENSIONS, VHT_CAPABILITIES_MUBEAMFORMER, VHT_CAPABILITIES_MUBEAMFORMEE,
        VHT_CAPABILITIES_VHTTXOPPS, VHT_CAPABILITIES_VHTHTC, VHT_CAPABILITIES_MAXAMPDU,
        VHT_CAPABILITIES_LINKADAPT, VHT_CAPABILITIES_RXPATCONSIST, VHT_CAPABILITIES_TXPATCONSIST,
        VHT_CAPABILITIES_EXT_NSS_BW_SUPPORT,
    );
    d.tree.close(open);
    let open = d.tree.open(VHT_MCSSET, At { value: (), span: c.span(8) });
    let at = c.u16_le()?;
    let inner = d.tree.open(VHT_MCSSET_RXMCSMAP, at);
    parts!(
        d, at.map(u64::from);
        VHT_MCSSET_RXMCSMAP_SS1, VHT_MCSSET_RXMCSMAP_SS2, VHT_MCSSET_RXMCSMAP_SS3, VHT_MCSSET_RXMCSMAP_SS4,
        VHT_MCSSET_RXMCSMAP_SS5, VHT_MCSSET_RXMCSMAP_SS6, VHT_MCSSET_RXMCSMAP_SS7, VHT_MCSSET_RXMCSMAP_SS8,
    );
    d.tree.close(inner);
    let at = c.u16_le()?.map(u64::from);
    parts!(d, at; VHT_MCSSET_RXHIGHESTLONGGIRATE, VHT_MCSSET_MAX_NSTS_TOTAL);
    let at = c.u16_le()?;
    let inner = d.tree.open(VHT_MCSSET_TXMCSMAP, at);
    parts!(
        d, at.map(u64::from);
        VHT_MCSSET_TXMCSMAP_SS1, VHT_MCSSET_TXMCSMAP_SS2, VHT_MCSSET_TXMCSMAP_SS3, VHT_MCSSET_TXMCSMAP_SS4,
        VHT_MCSSET_TXMCSMAP_SS5, VHT_MCSSET_TXMCSMAP_SS6, VHT_MCSSET_TXMCSMAP_SS7, VHT_MCSSET_TXMCSMAP_SS8,
    );
    d.tree.close(inner);
    parts!(d, c.u16_le()?.map(u64::from); VHT_MCSSET_TXHIGHESTLONGGIRATE);
    d.tree.close(open);
    Ok(())
}
