//! The item of 802.11ax (radiotap "HE"): six words, the first two of which say what is known of the others.

use crate::dissect::tree::Open;
use crate::dissect::{At, Cursor, Cut, Dissector, Protocol};
use crate::field::def::{Bool, U16};
use crate::field::{Field, Names};

pub const PROTOCOL: Protocol =
    Protocol { name: "radiotap.he.data_1", title: "Radiotap HE", fields: FIELDS, ..Protocol::EMPTY };

const KNOWN: Names = Names::TrueFalse("Known", "Unknown");

crate::fields! { "radiotap.he.data_1";
    /// HE Data 1.
    DATA_1: U16 = "radiotap.he.data_1", "HE Data 1", Hex;
    /// PPDU Format.
    DATA_1_PPDU_FORMAT: U16 = "radiotap.he.data_1.ppdu_format", "PPDU Format", Hex & 0x0003, Names::Table(&[(0, "HE_SU"), (1, "HE_EXT_SU"), (2, "HE_MU"), (3, "HE_TRIG")]);
    /// BSS Color known.
    DATA_1_BSS_COLOR_KNOWN: Bool = "radiotap.he.data_1.bss_color_known", "BSS Color known", W16 & 0x0004, KNOWN;
    /// Beam Change known.
    DATA_1_BEAM_CHANGE_KNOWN: Bool = "radiotap.he.data_1.beam_change_known", "Beam Change known", W16 & 0x0008, KNOWN;
    /// UL/DL known.
    DATA_1_UL_DL_KNOWN: Bool = "radiotap.he.data_1.ul_dl_known", "UL/DL known", W16 & 0x0010, KNOWN;
    /// Data MCS known.
    DATA_1_DATA_MCS_KNOWN: Bool = "radiotap.he.data_1.data_mcs_known", "data MCS known", W16 & 0x0020, KNOWN;
    /// Data DCM known.
    DATA_1_DATA_DCM_KNOWN: Bool = "radiotap.he.data_1.data_dcm_known", "data DCM known", W16 & 0x0040, KNOWN;
    /// Coding known.
    DATA_1_CODING_KNOWN: Bool = "radiotap.he.data_1.coding_known", "Coding known", W16 & 0x0080, KNOWN;
    /// LDPC extra symbol segment known.
    DATA_1_LDPC_EXTRA_SYMBOL_SEGMENT_KNOWN: Bool = "radiotap.he.data_1.ldpc_extra_symbol_segment_known", "LDPC extra symbol segment known", W16 & 0x0100, KNOWN;
    /// STBC known.
    DATA_1_STBC_KNOWN: Bool = "radiotap.he.data_1.stbc_known", "STBC known", W16 & 0x0200, KNOWN;
    /// Spatial Reuse 1 known.
    DATA_1_SPATIAL_REUSE_1_KNOWN: Bool = "radiotap.he.data_1.spatial_reuse_1_known", "Spatial Reuse 1 known", W16 & 0x0400, KNOWN;
    /// Spatial Reuse 2 known.
    DATA_1_SPATIAL_REUSE_2_KNOWN: Bool = "radiotap.he.data_1.spatial_reuse_2_known", "Spatial Reuse 2 known", W16 & 0x0800, KNOWN;
    /// Spatial Reuse 3 known.
    DATA_1_SPATIAL_REUSE_3_KNOWN: Bool = "radiotap.he.data_1.spatial_reuse_3_known", "Spatial Reuse 3 known", W16 & 0x1000, KNOWN;
    /// Spatial Reuse 4 known.
    DATA_1_SPATIAL_REUSE_4_KNOWN: Bool = "radiotap.he.data_1.spatial_reuse_4_known", "Spatial Reuse 4 known", W16 & 0x2000, KNOWN;
    /// Data BW/RU allocation known.
    DATA_1_DATA_BW_RU_ALLOCATION_KNOWN: Bool = "radiotap.he.data_1.data_bw_ru_allocation_known", "data BW/RU allocation known", W16 & 0x4000, KNOWN;
    /// Doppler known.
    DATA_1_DOPPLER_KNOWN: Bool = "radiotap.he.data_1.doppler_known", "Doppler known", W16 & 0x8000, KNOWN;
    /// HE Data 2.
    DATA_2: U16 = "radiotap.he.data_2", "HE Data 2", Hex;
    /// Pri/sec 80 MHz known.
    DATA_2_PRI_SEC_80_MHZ_KNOWN: Bool = "radiotap.he.data_2.pri_sec_80_mhz_known", "pri/sec 80 MHz known", W16 & 0x0001;
    /// GI known.
    DATA_2_GI_KNOWN: Bool = "radiotap.he.data_2.gi_known", "GI known", W16 & 0x0002, KNOWN;
    /// LTF symbols known.
    DATA_2_NUM_LTF_SYMBOLS_KNOWN: Bool = "radiotap.he.data_2.num_ltf_symbols_known", "LTF symbols known", W16 & 0x0004, KNOWN;
    /// Pre-FEC Padding Factor known.
    DATA_2_PRE_FEC_PADDING_FACTOR_KNOWN: Bool = "radiotap.he.data_2.pre_fec_padding_factor_known", "Pre-FEC Padding Factor known", W16 & 0x0008, KNOWN;
    /// TxBF known.
    DATA_2_TXBF_KNOWN: Bool = "radiotap.he.data_2.txbf_known", "TxBF known", W16 & 0x0010, KNOWN;
    /// PE Disambiguity known.
    DATA_2_PE_DISAMBIGUITY_KNOWN: Bool = "radiotap.he.data_2.pe_disambiguity_known", "PE Disambiguity known", W16 & 0x0020, KNOWN;
    /// TXOP known.
    DATA_2_TXOP_KNOWN: Bool = "radiotap.he.data_2.txop_known", "TXOP known", W16 & 0x0040, KNOWN;
    /// Midamble periodicity known.
    DATA_2_MIDAMBLE_PERIODICITY_KNOWN: Bool = "radiotap.he.data_2.midamble_periodicity_known", "midamble periodicity known", W16 & 0x0080, KNOWN;
    /// RU allocation offset.
    DATA_2_RU_ALLOCATION_OFFSET: U16 = "radiotap.he.data_2.ru_allocation_offset", "RU allocation offset", Hex & 0x3f00;
    /// RU allocation offset known.
    DATA_2_RU_ALLOCATION_OFFSETI_KNOWN: Bool = "radiotap.he.data_2.ru_allocation_offseti_known", "RU allocation offset known", W16 & 0x4000, KNOWN;
    /// Pri/sec 80 MHz.
    DATA_2_PRI_SEC_80_MHZ: Bool = "radiotap.he.data_2.pri_sec_80_mhz", "pri/sec 80 MHz", W16 & 0x8000, Names::TrueFalse("secondary", "primary");
    /// BSS Color.
    DATA_3_BSS_COLOR: U16 = "radiotap.he.data_3.bss_color", "BSS Color", Hex & 0x003f;
    /// BSS Color unknown.
    DATA_3_BSS_COLOR_UNKNOWN: U16 = "radiotap.he.data_3.bss_color_unknown", "BSS Color unknown", Hex & 0x003f;
    /// Beam Change.
    DATA_3_BEAM_CHANGE: U16 = "radiotap.he.data_3.beam_change", "Beam Change", Hex & 0x0040;
    /// Beam Change unknown.
    DATA_3_BEAM_CHANGE_UNKNOWN: U16 = "radiotap.he.data_3.beam_change_unknown", "Beam Change unknown", Hex & 0x0040;
    /// UL/DL.
    DATA_3_UL_DL: U16 = "radiotap.he.data_3.ul_dl", "UL/DL", Hex & 0x0080;
    /// UL/DL unknown.
    DATA_3_UL_DL_UNKNOWN: U16 = "radiotap.he.data_3.ul_dl_unknown", "UL/DL unknown", Hex & 0x0080;
    /// Data MCS.
    DATA_3_DATA_MCS: U16 = "radiotap.he.data_3.data_mcs", "data MCS", Hex & 0x0f00;
    /// Data MCS unknown.
    DATA_3_DATA_MCS_UNKNOWN: U16 = "radiotap.he.data_3.data_mcs_unknown", "data MCS unknown", Hex & 0x0f00;
    /// Data DCM.
    DATA_3_DATA_DCM: U16 = "radiotap.he.data_3.data_dcm", "data DCM", Hex & 0x1000;
    /// Data DCM unknown.
    DATA_3_DATA_DCM_UNKNOWN: U16 = "radiotap.he.data_3.data_dcm_unknown", "data DCM unknown", Hex & 0x1000;
    /// Coding.
    DATA_3_CODING: U16 = "radiotap.he.data_3.coding", "Coding", Hex & 0x2000, Names::Table(&[(0, "BCC"), (1, "LDPC")]);
    /// Coding unknown.
    DATA_3_CODING_UNKNOWN: U16 = "radiotap.he.data_3.coding_unknown", "Coding unknown", Hex & 0x2000;
    /// LDPC extra symbol segment.
    DATA_3_LDPC_EXTRA_SYMBOL_SEGMENT: U16 = "radiotap.he.data_3.ldpc_extra_symbol_segment", "LDPC extra symbol segment", Hex & 0x4000;
    /// LDPC extra symbol segment unknown.
    DATA_3_LDPC_EXTRA_SYMBOL_SEGMENT_UNKNOWN: U16 = "radiotap.he.data_3.ldpc_extra_symbol_segment_unknown", "LDPC extra symbol segment unknown", Hex & 0x4000;
    /// STBC.
    DATA_3_STBC: U16 = "radiotap.he.data_3.stbc", "STBC", Hex & 0x8000;
    /// STBC unknown.
    DATA_3_STBC_UNKNOWN: U16 = "radiotap.he.data_3.stbc_unknown", "STBC unknown", Hex & 0x8000;
    /// HE Data 3.
    DATA_3: U16 = "radiotap.he.data_3", "HE Data 3", Hex;
    /// Spatial Reuse.
    DATA_4_SPATIAL_REUSE: U16 = "radiotap.he.data_4.spatial_reuse", "Spatial Reuse", Hex & 0x000f;
    /// Spatial Reuse unknown.
    DATA_4_SPATIAL_REUSE_UNKNOWN: U16 = "radiotap.he.data_4.spatial_reuse_unknown", "Spatial Reuse unknown", Hex & 0x000f;
    /// Reserved.
    DATA_4_RESERVED_D4_FFF0: U16 = "radiotap.he.data_4.reserved_d4_fff0", "Reserved", Hex & 0xfff0;
    /// Spatial Reuse 1.
    DATA_4_SPATIAL_REUSE_1: U16 = "radiotap.he.data_4.spatial_reuse_1", "Spatial Reuse 1", Hex & 0x000f;
    /// Spatial Reuse 1 unknown.
    DATA_4_SPATIAL_REUSE_1_UNKNOWN: U16 = "radiotap.he.data_4.spatial_reuse_1_unknown", "Spatial Reuse 1 unknown", Hex & 0x000f;
    /// Spatial Reuse 2.
    DATA_4_SPATIAL_REUSE_2: U16 = "radiotap.he.data_4.spatial_reuse_2", "Spatial Reuse 2", Hex & 0x00f0;
    /// Spatial Reuse 2 unknown.
    DATA_4_SPATIAL_REUSE_2_UNKNOWN: U16 = "radiotap.he.data_4.spatial_reuse_2_unknown", "Spatial Reuse 2 unknown", Hex & 0x00f0;
    /// Spatial Reuse 3.
    DATA_4_SPATIAL_REUSE_3: U16 = "radiotap.he.data_4.spatial_reuse_3", "Spatial Reuse 3", Hex & 0x0f00;
    /// Spatial Reuse 3 unknown.
    DATA_4_SPATIAL_REUSE_3_UNKNOWN: U16 = "radiotap.he.data_4.spatial_reuse_3_unknown", "Spatial Reuse 3 unknown", Hex & 0x0f00;
    /// Spatial Reuse 4.
    DATA_4_SPATIAL_REUSE_4: U16 = "radiotap.he.data_4.spatial_reuse_4", "Spatial Reuse 4", Hex & 0xf000;
    /// Spatial Reuse 4 unknown.
    DATA_4_SPATIAL_REUSE_4_UNKNOWN: U16 = "radiotap.he.data_4.spatial_reuse_4_unknown", "Spatial Reuse 4 unknown", Hex & 0xf000;
    /// STA-ID of user data captured for.
    DATA_4_STA_ID_USER: U16 = "radiotap.he.data_4.sta_id_user", "STA-ID of user data captured for", Hex & 0x7ff0;
    /// Reserved.
    DATA_4_RESERVED_D4_B15: U16 = "radiotap.he.data_4.reserved_d4_b15", "Reserved", Hex & 0x8000;
    /// HE Data 4.
    DATA_4: U16 = "radiotap.he.data_4", "HE Data 4", Hex;
    /// Data Bandwidth/RU allocation.
    DATA_5_DATA_BW_RU_ALLOCATION: U16 = "radiotap.he.data_5.data_bw_ru_allocation", "data Bandwidth/RU allocation", Hex & 0x000f, Names::Table(&[(0, "20"), (1, "40"), (2, "80"), (3, "160/80+80"), (4, "26-tone RU"), (5, "52-tone RU"), (6, "106-tone RU"), (7, "242-tone RU"), (8, "484-tone RU"), (9, "996-tone RU"), (10, "2x996-tone RU"), (11, "reserved"), (12, "reserved"), (13, "reserved"), (14, "reserved"), (15, "reserved")]);
    /// Data Bandwidth/RU allocation unknown.
    DATA_5_DATA_BW_RU_ALLOCATION_UNKNOWN: U16 = "radiotap.he.data_5.data_bw_ru_allocation_unknown", "data Bandwidth/RU allocation unknown", Hex & 0x000f;
    /// GI.
    DATA_5_GI: U16 = "radiotap.he.data_5.gi", "GI", Hex & 0x0030, Names::Table(&[(0, "0.8us"), (1, "1.6us"), (2, "3.2us"), (3, "reserved")]);
    /// GI unknown.
    DATA_5_GI_UNKNOWN: U16 = "radiotap.he.data_5.gi_unknown", "GI unknown", Hex & 0x0030;
    /// LTF symbol size.
    DATA_5_LTF_SYMBOL_SIZE: U16 = "radiotap.he.data_5.ltf_symbol_size", "LTF symbol size", Hex & 0x00c0, Names::Table(&[(0, "unknown"), (1, "1x"), (2, "2x"), (3, "4x")]);
    /// LTF symbol size unknown.
    DATA_5_LTF_SYMBOL_SIZE_UNKNOWN: U16 = "radiotap.he.data_5.ltf_symbol_size_unknown", "LTF symbol size unknown", Hex & 0x00c0;
    /// LTF symbols.
    NUM_LTF_SYMBOLS: U16 = "radiotap.he.num_ltf_symbols", "LTF symbols", Hex & 0x0700, Names::Table(&[(0, "1x"), (1, "2x"), (2, "4x"), (3, "6x"), (4, "8x"), (5, "reserved"), (6, "reserved"), (7, "reserved")]);
    /// LTF symbols unknown.
    NUM_LTF_SYMBOLS_UNKNOWN: U16 = "radiotap.he.num_ltf_symbols_unknown", "LTF symbols unknown", Hex & 0x0700;
    /// Reserved.
    DATA_5_RESERVED_D5_B11: U16 = "radiotap.he.data_5.reserved_d5_b11", "reserved", Hex & 0x0800;
    /// Pre-FEC Padding Factor.
    PRE_FEC_PADDING_FACTOR: U16 = "radiotap.he.pre_fec_padding_factor", "Pre-FEC Padding Factor", Hex & 0x3000;
    /// Pre-FEC Padding Factor unknown.
    PRE_FEC_PADDING_FACTOR_UNKNOWN: U16 = "radiotap.he.pre_fec_padding_factor_unknown", "Pre-FEC Padding Factor unknown", Hex & 0x3000;
    /// TxBF.
    TXBF: U16 = "radiotap.he.txbf", "TxBF", Hex & 0x4000;
    /// TxBF unknown.
    TXBF_UNKNOWN: U16 = "radiotap.he.txbf_unknown", "TxBF unknown", Hex & 0x4000;
    /// PE Disambiguity.
    PE_DISAMBIGUITY: U16 = "radiotap.he.pe_disambiguity", "PE Disambiguity", Hex & 0x8000;
    /// PE Disambiguity unknown.
    PE_DISAMBIGUITY_UNKNOWN: U16 = "radiotap.he.pe_disambiguity_unknown", "PE Disambiguity unknown", Hex & 0x8000;
    /// HE Data 5.
    DATA_5: U16 = "radiotap.he.data_5", "HE Data 5", Hex;
    /// NSTS.
    DATA_6_NSTS: U16 = "radiotap.he.data_6.nsts", "NSTS", Hex & 0x000f, Names::Table(&[(0, "Unknown"), (1, "1 space-time stream"), (2, "2 space-time streams"), (3, "3 space-time streams"), (4, "4 space-time streams"), (5, "5 space-time streams"), (6, "6 space-time streams"), (7, "7 space-time streams"), (8, "8 space-time streams"), (9, "9 space-time streams"), (10, "10 space-time streams"), (11, "11 space-time streams"), (12, "12 space-time streams"), (13, "13 space-time streams"), (14, "14 space-time streams"), (15, "15 space-time streams")]);
    /// Doppler value.
    DATA_6_DOPPLER_VALUE: U16 = "radiotap.he.data_6.doppler_value", "Doppler value", Hex & 0x0010;
    /// Doppler value unknown.
    DATA_6_DOPPLER_VALUE_UNKNOWN: U16 = "radiotap.he.data_6.doppler_value_unknown", "Doppler value unknown", Hex & 0x0010;
    /// Reserved.
    DATA_6_RESERVED_D6_00E0: U16 = "radiotap.he.data_6.reserved_d6_00e0", "Reserved", Hex & 0x00e0;
    /// TXOP value.
    DATA_6_TXOP_VALUE: U16 = "radiotap.he.data_6.txop_value", "TXOP value", Hex & 0x7f00;
    /// TXOP value unknown.
    DATA_6_TXOP_VALUE_UNKNOWN: U16 = "radiotap.he.data_6.txop_value_unknown", "TXOP value unknown", Hex & 0x7f00;
    /// Midamble periodicity.
    DATA_6_MIDAMBLE_PERIODICITY: U16 = "radiotap.he.data_6.midamble_periodicity", "midamble periodicity", Hex & 0x8000, Names::Table(&[(0, "10"), (1, "20")]);
    /// Midamble periodicity unknown.
    DATA_6_MIDAMBLE_PERIODICITY_UNKNOWN: U16 = "radiotap.he.data_6.midamble_periodicity_unknown", "midamble periodicity unknown", Hex & 0x8000;
    /// HE Data 6.
    DATA_6: U16 = "radiotap.he.data_6", "HE Data 6", Hex;
}

/// A part of words 3 to 6: its field, the one that stands for it while it is not known, and the bit of
/// the first word (or, above it, of the second) that says so.
type Part = (Field<U16>, Field<U16>, u32);

const KNOWN_BITS: &[Field<Bool>] = &[
    DATA_1_BSS_COLOR_KNOWN,
    DATA_1_BEAM_CHANGE_KNOWN,
    DATA_1_UL_DL_KNOWN,
    DATA_1_DATA_MCS_KNOWN,
    DATA_1_DATA_DCM_KNOWN,
    DATA_1_CODING_KNOWN,
    DATA_1_LDPC_EXTRA_SYMBOL_SEGMENT_KNOWN,
    DATA_1_STBC_KNOWN,
    DATA_1_SPATIAL_REUSE_1_KNOWN,
    DATA_1_SPATIAL_REUSE_2_KNOWN,
    DATA_1_SPATIAL_REUSE_3_KNOWN,
    DATA_1_SPATIAL_REUSE_4_KNOWN,
    DATA_1_DATA_BW_RU_ALLOCATION_KNOWN,
    DATA_1_DOPPLER_KNOWN,
];
const MORE_KNOWN_BITS: &[Field<Bool>] = &[
    DATA_2_PRI_SEC_80_MHZ_KNOWN,
    DATA_2_GI_KNOWN,
    DATA_2_NUM_LTF_SYMBOLS_KNOWN,
    DATA_2_PRE_FEC_PADDING_FACTOR_KNOWN,
    DATA_2_TXBF_KNOWN,
    DATA_2_PE_DISAMBIGUITY_KNOWN,
    DATA_2_TXOP_KNOWN,
    DATA_2_MIDAMBLE_PERIODICITY_KNOWN,
];
const SECOND: u32 = 16;
const WORD_3: &[Part] = &[
    (DATA_3_BSS_COLOR, DATA_3_BSS_COLOR_UNKNOWN, 2),
    (DATA_3_BEAM_CHANGE, DATA_3_BEAM_CHANGE_UNKNOWN, 3),
    (DATA_3_UL_DL, DATA_3_UL_DL_UNKNOWN, 4),
    (DATA_3_DATA_MCS, DATA_3_DATA_MCS_UNKNOWN, 5),
    (DATA_3_DATA_DCM, DATA_3_DATA_DCM_UNKNOWN, 6),
    (DATA_3_CODING, DATA_3_CODING_UNKNOWN, 7),
    (DATA_3_LDPC_EXTRA_SYMBOL_SEGMENT, DATA_3_LDPC_EXTRA_SYMBOL_SEGMENT_UNKNOWN, 8),
    (DATA_3_STBC, DATA_3_STBC_UNKNOWN, 9),
];
const ONE_REUSE: Part = (DATA_4_SPATIAL_REUSE, DATA_4_SPATIAL_REUSE_UNKNOWN, 10);
/// Of frames that an access point asked for, each part of the band has a value.
const FOUR_REUSES: &[Part] = &[
    (DATA_4_SPATIAL_REUSE_1, DATA_4_SPATIAL_REUSE_1_UNKNOWN, 10),
    (DATA_4_SPATIAL_REUSE_2, DATA_4_SPATIAL_REUSE_2_UNKNOWN, 11),
    (DATA_4_SPATIAL_REUSE_3, DATA_4_SPATIAL_REUSE_3_UNKNOWN, 12),
    (DATA_4_SPATIAL_REUSE_4, DATA_4_SPATIAL_REUSE_4_UNKNOWN, 13),
];
const WIDTH: Part = (DATA_5_DATA_BW_RU_ALLOCATION, DATA_5_DATA_BW_RU_ALLOCATION_UNKNOWN, 14);
const GUARD: Part = (DATA_5_GI, DATA_5_GI_UNKNOWN, SECOND + 1);
const WORD_5: &[Part] = &[
    (PRE_FEC_PADDING_FACTOR, PRE_FEC_PADDING_FACTOR_UNKNOWN, SECOND + 3),
    (TXBF, TXBF_UNKNOWN, SECOND + 4),
    (PE_DISAMBIGUITY, PE_DISAMBIGUITY_UNKNOWN, SECOND + 5),
];
const SYMBOLS: Part = (NUM_LTF_SYMBOLS, NUM_LTF_SYMBOLS_UNKNOWN, SECOND + 2);
const DOPPLER: Part = (DATA_6_DOPPLER_VALUE, DATA_6_DOPPLER_VALUE_UNKNOWN, 15);
const WORD_6: &[Part] = &[
    (DATA_6_TXOP_VALUE, DATA_6_TXOP_VALUE_UNKNOWN, SECOND + 6),
    (DATA_6_MIDAMBLE_PERIODICITY, DATA_6_MIDAMBLE_PERIODICITY_UNKNOWN, SECOND + 7),
];

/// Kinds of frames (IEEE 802.11ax section 27.3.4).
mod format {
    pub const MULTI_USER: u16 = 2;
    pub const TRIGGERED: u16 = 3;
}

/// Shows one word: a node with its parts under it, those with names behind its label.
pub(super) struct Word {
    open: Open,
    word: At<u16>,
    known: u32,
}

impl Word {
    pub(super) fn open(d: &mut Dissector<'_>, field: Field<U16>, word: At<u16>, known: u32) -> Self {
        Self { open: d.tree.open(field, word), word, known }
    }

    pub(super) fn leaf(&self, d: &mut Dissector<'_>, field: Field<U16>) {
        d.tree.leaf(field, self.word);
        let (names, title) = (d.tree.def(field.id).names, d.tree.def(field.id).title);
        let value = (u64::from(self.word.value) & field.mask) >> field.mask.trailing_zeros().min(63);
        if let Some(name) = names.name(value) {
            d.append(self.open.node(), format_args!(", {title}: {name}"));
        }
    }

    fn part(&self, d: &mut Dissector<'_>, (field, unknown, bit): Part) {
        if self.known >> bit & 1 == 1 { self.leaf(d, field) } else { self.leaf(d, unknown) }
    }

    pub(super) fn bit(&self, d: &mut Dissector<'_>, field: Field<Bool>) {
        d.tree.leaf(field, self.word.map(u64::from));
        if u64::from(self.word.value) & field.mask != 0 {
            let title = d.tree.def(field.id).title;
            d.append(self.open.node(), format_args!(", {title}"));
        }
    }

    /// Puts something behind the word's label.
    pub(super) fn say(&self, d: &mut Dissector<'_>, more: std::fmt::Arguments<'_>) {
        d.append(self.open.node(), more);
    }

    pub(super) fn close(self, d: &mut Dissector<'_>) {
        d.tree.close(self.open);
    }
}

pub(super) fn show(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let all = d.tree.open_text(c.rest_span(), format_args!("HE information"));
    let (first, second) = (c.u16_le()?, c.u16_le()?);
    let known = u32::from(second.value) << SECOND | u32::from(first.value);
    let format = first.value & 3;
    let word = Word::open(d, DATA_1, first, known);
    word.leaf(d, DATA_1_PPDU_FORMAT);
    KNOWN_BITS.iter().for_each(|bit| word.bit(d, *bit));
    word.close(d);
    let word = Word::open(d, DATA_2, second, known);
    MORE_KNOWN_BITS.iter().for_each(|bit| word.bit(d, *bit));
    word.leaf(d, DATA_2_RU_ALLOCATION_OFFSET);
    word.bit(d, DATA_2_RU_ALLOCATION_OFFSETI_KNOWN);
    word.bit(d, DATA_2_PRI_SEC_80_MHZ);
    word.close(d);
    let word = Word::open(d, DATA_3, c.u16_le()?, known);
    WORD_3.iter().for_each(|part| word.part(d, *part));
    word.close(d);
    let word = Word::open(d, DATA_4, c.u16_le()?, known);
    match format {
        format::TRIGGERED => FOUR_REUSES.iter().for_each(|part| word.part(d, *part)),
        format::MULTI_USER => {
            word.part(d, ONE_REUSE);
            word.leaf(d, DATA_4_STA_ID_USER);
            word.leaf(d, DATA_4_RESERVED_D4_B15);
        }
        _ => {
            word.part(d, ONE_REUSE);
            word.leaf(d, DATA_4_RESERVED_D4_FFF0);
        }
    }
    word.close(d);
    let word = Word::open(d, DATA_5, c.u16_le()?, known);
    word.part(d, WIDTH);
    word.part(d, GUARD);
    // Its value says itself that it is not known.
    let size =
        if word.word.value & 0xc0 == 0 { DATA_5_LTF_SYMBOL_SIZE_UNKNOWN } else { DATA_5_LTF_SYMBOL_SIZE };
    word.leaf(d, size);
    word.part(d, SYMBOLS);
    word.leaf(d, DATA_5_RESERVED_D5_B11);
    WORD_5.iter().for_each(|part| word.part(d, *part));
    word.close(d);
    let word = Word::open(d, DATA_6, c.u16_le()?, known);
    word.leaf(d, DATA_6_NSTS);
    word.part(d, DOPPLER);
    word.leaf(d, DATA_6_RESERVED_D6_00E0);
    WORD_6.iter().for_each(|part| word.part(d, *part));
    word.close(d);
    d.tree.close(all);
    Ok(())
}
