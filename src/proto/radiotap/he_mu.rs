//! What a header says of frames for several stations at once (radiotap "HE-MU"): two words of flags, then
//! the parts of the band that were given out.

use super::he::Word;
use crate::dissect::{At, Cursor, Cut, Dissector, Protocol};
use crate::field::def::{Bool, U8};
use crate::field::{Field, Names};

pub const PROTOCOL: Protocol =
    Protocol { name: "radiotap.he_mu.flags_1", title: "Radiotap HE-MU", fields: FIELDS, ..Protocol::EMPTY };

const KNOWN: Names = Names::TrueFalse("Known", "Unknown");
const NOT_CAPTURED: Names = Names::Func(|_| Some("NOT CAPTURED BY CAPTURE SOFTWARE"));

crate::fields! { "radiotap.he_mu.flags_1";
    /// Flags 1 of the HE-MU Info field.
    FLAGS_1: U16 = "radiotap.he_mu.flags_1", "HE-MU Flags 1", Hex;
    /// SIG-B MCS (from SIG-A).
    SIG_B_MCS: U16 = "radiotap.he_mu.sig_b_mcs", "SIG-B MCS (from SIG-A)", Hex & 0xf;
    /// SIG-B MCS (from SIG-A) unknown.
    SIG_B_MCS_UNKNOWN: U16 = "radiotap.he_mu.sig_b_mcs_unknown", "SIG-B MCS (from SIG-A) unknown", Hex & 0xf;
    /// SIG-B MCS known.
    SIG_B_MCS_KNOWN: Bool = "radiotap.he_mu.sig_b_mcs_known", "SIG-B MCS known", W16 & 0x10, KNOWN;
    /// SIG-B DCM (from SIG-A).
    SIG_B_DCM: U16 = "radiotap.he_mu.sig_b_dcm", "SIG-B DCM (from SIG-A)", Hex & 0x20;
    /// SIG-B DCM (from SIG-A) unknown.
    SIG_B_DCM_UNKNOWN: U16 = "radiotap.he_mu.sig_b_dcm_unknown", "SIG-B DCM (from SIG-A) unknown", Hex & 0x20;
    /// SIG-B DCM known.
    SIG_B_DMC_KNOWN: Bool = "radiotap.he_mu.sig_b_dmc_known", "SIG-B DCM known", W16 & 0x40, KNOWN;
    /// Channel2 center 26-tone RU bit known.
    CHAN2_CENTER_26_TONE_RU_BIT_KNOWN: Bool = "radiotap.he_mu.chan2_center_26_tone_ru_bit_known", "Channel2 center 26-tone RU bit known", W16 & 0x80, KNOWN;
    /// Channel2 center 26-tone RU bit known.
    CHAN2_CENTER_26_TONE_RU_BIT_UNKNOWN: U16 = "radiotap.he_mu.chan2_center_26_tone_ru_bit_unknown", "Channel2 center 26-tone RU bit known", None & 0x80, NOT_CAPTURED;
    /// Channel 1 RUs known.
    CHAN1_RUS_KNOWN: Bool = "radiotap.he_mu.chan1_rus_known", "Channel 1 RUs known", W16 & 0x100, KNOWN;
    /// Channel 1 RUs unknown.
    CHAN1_RUS_UNKNOWN: U16 = "radiotap.he_mu.chan1_rus_unknown", "Channel 1 RUs unknown", None & 0x100, NOT_CAPTURED;
    /// Channel 2 RUs known.
    CHAN2_RUS_KNOWN: Bool = "radiotap.he_mu.chan2_rus_known", "Channel 2 RUs known", W16 & 0x200, KNOWN;
    /// Channel 2 RUs unknown.
    CHAN2_RUS_UNKNOWN: Bool = "radiotap.he_mu.chan2_rus_unknown", "Channel 2 RUs unknown", W16 & 0x200, KNOWN;
    /// Reserved.
    RESERVED_F1_B10_B11: U16 = "radiotap.he_mu.reserved_f1_b10_b11", "Reserved", Hex & 0xc00;
    /// Channel1 center 26-tone RU bit known.
    CHAN1_CENTER_26_TONE_RU_BIT_KNOWN: Bool = "radiotap.he_mu.chan1_center_26_tone_ru_bit_known", "Channel1 center 26-tone RU bit known", W16 & 0x1000, KNOWN;
    /// Channel1 center 26-tone RU bit known.
    CHAN1_CENTER_26_TONE_RU_BIT_UNKNOWN: U16 = "radiotap.he_mu.chan1_center_26_tone_ru_bit_unknown", "Channel1 center 26-tone RU bit known", None & 0x1000, NOT_CAPTURED;
    /// Channel1 center 26-tone RU value.
    CHAN1_CENTER_26_TONE_RU_VALUE: U16 = "radiotap.he_mu.chan1_center_26_tone_ru_value", "Channel1 center 26-tone RU value", Hex & 0x2000;
    /// # of HE-SIG-B Symbols/MU-MINO users known.
    SYMBOL_CNT_OR_USER_CNT_KNOWN: Bool = "radiotap.he_mu.symbol_cnt_or_user_cnt_known", "# of HE-SIG-B Symbols/MU-MINO users known", W16 & 0x8000, KNOWN;
    /// bandwidth from Bandwidth field in SIG-A.
    BW_FROM_SIG_A: U16 = "radiotap.he_mu.bw_from_sig_a", "bandwidth from Bandwidth field in SIG-A", Dec & 0x3;
    /// bandwidth from Bandwidth field in SIG-A unknown.
    BW_FROM_SIG_A_UNKNOWN: U16 = "radiotap.he_mu.bw_from_sig_a_unknown", "bandwidth from Bandwidth field in SIG-A unknown", Dec & 0x3;
    /// bandwidth from Bandwidth field in SIG-A known.
    BW_FROM_SIG_A_KNOWN: Bool = "radiotap.he_mu.bw_from_sig_a_known", "bandwidth from Bandwidth field in SIG-A known", W16 & 0x4, KNOWN;
    /// SIG-B compression from SIG-A.
    SIG_B_COMPRESSION: Bool = "radiotap.he_mu.sig_b_compression", "SIG-B compression from SIG-A", W16 & 0x8;
    /// SIG-B compression known.
    SIG_B_COMPRESSION_KNOWN: Bool = "radiotap.he_mu.sig_b_compression_known", "SIG-B compression known", W16 & 0x4000, KNOWN;
    /// SIG-B compression unknown.
    SIG_B_COMPRESSION_UNKNOWN: U16 = "radiotap.he_mu.sig_b_compression_unknown", "SIG-B compression unknown", None & 0x8, NOT_CAPTURED;
    /// # of HE-SIG-B Symbols or # of MU-MIMO Users.
    SIG_B_SYMS_OR_MU_MIMO_USERS: U16 = "radiotap.he_mu.sig_b_syms_or_mu_mimo_users", "# of HE-SIG-B Symbols or # of MU-MIMO Users", Dec & 0xf0;
    /// # of HE-SIG-B Symbols or # of MU-MIMO Users unknown.
    SIG_B_SYMS_OR_MU_MIMO_USERS_UNKNOWN: U16 = "radiotap.he_mu.sig_b_syms_or_mu_mimo_users_unknown", "# of HE-SIG-B Symbols or # of MU-MIMO Users unknown", Dec & 0xf0;
    /// preamble puncturing from Bandwidth field in HE-SIG-A.
    PREAMBLE_PUNCTURING: U16 = "radiotap.he_mu.preamble_puncturing", "preamble puncturing from Bandwidth field in HE-SIG-A", Hex & 0x300;
    /// preamble puncturing from Bandwidth field in HE-SIG-A known.
    PREAMBLE_PUNCTURING_KNOWN: Bool = "radiotap.he_mu.preamble_puncturing_known", "preamble puncturing from Bandwidth field in HE-SIG-A known", W16 & 0x400, KNOWN;
    /// Chan2 Center 26 Tone RU Value.
    CHAN2_CENTER_26_TONE_RU_VALUE: U16 = "radiotap.he_mu.chan2_center_26_tone_ru_value", "Chan2 Center 26 Tone RU Value", Hex & 0x800;
    /// Reserved.
    RESERVED_F2_B12_B15: U16 = "radiotap.he_mu.reserved_f2_b12_b15", "Reserved", Hex & 0xf000;
    /// Flags 2 of the HE-MU Info field.
    FLAGS_2: U16 = "radiotap.he_mu.flags_2", "HE-MU Flags 2", Hex;
    /// Chan1 RU[0] index.
    CHAN1_RUS_0_INDEX: U8 = "radiotap.he_mu.chan1_rus_0_index", "Chan1 RU[0] index", Dec;
    /// Chan1 RU[0] index unknown.
    CHAN1_RUS_0_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan1_rus_0_index_unknown", "Chan1 RU[0] index unknown", None, NOT_CAPTURED;
    /// Chan1 RU[1] index.
    CHAN1_RUS_1_INDEX: U8 = "radiotap.he_mu.chan1_rus_1_index", "Chan1 RU[1] index", Dec;
    /// Chan1 RU[1] index unknown.
    CHAN1_RUS_1_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan1_rus_1_index_unknown", "Chan1 RU[1] index unknown", None, NOT_CAPTURED;
    /// Chan1 RU[2] index.
    CHAN1_RUS_2_INDEX: U8 = "radiotap.he_mu.chan1_rus_2_index", "Chan1 RU[2] index", Dec;
    /// Chan1 RU[2] index unknown.
    CHAN1_RUS_2_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan1_rus_2_index_unknown", "Chan1 RU[2] index unknown", None, NOT_CAPTURED;
    /// Chan1 RU[3] index.
    CHAN1_RUS_3_INDEX: U8 = "radiotap.he_mu.chan1_rus_3_index", "Chan1 RU[3] index", Dec;
    /// Chan1 RU[3] index unknown.
    CHAN1_RUS_3_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan1_rus_3_index_unknown", "Chan1 RU[3] index unknown", None, NOT_CAPTURED;
    /// Chan2 RU[0] index.
    CHAN2_RUS_0_INDEX: U8 = "radiotap.he_mu.chan2_rus_0_index", "Chan2 RU[0] index", Dec;
    /// Chan2 RU[0] index unknown.
    CHAN2_RUS_0_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan2_rus_0_index_unknown", "Chan2 RU[0] index unknown", None, NOT_CAPTURED;
    /// Chan2 RU[1] index.
    CHAN2_RUS_1_INDEX: U8 = "radiotap.he_mu.chan2_rus_1_index", "Chan2 RU[1] index", Dec;
    /// Chan2 RU[1] index unknown.
    CHAN2_RUS_1_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan2_rus_1_index_unknown", "Chan2 RU[1] index unknown", None, NOT_CAPTURED;
    /// Chan2 RU[2] index.
    CHAN2_RUS_2_INDEX: U8 = "radiotap.he_mu.chan2_rus_2_index", "Chan2 RU[2] index", Dec;
    /// Chan2 RU[2] index unknown.
    CHAN2_RUS_2_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan2_rus_2_index_unknown", "Chan2 RU[2] index unknown", None, NOT_CAPTURED;
    /// Chan2 RU[3] index.
    CHAN2_RUS_3_INDEX: U8 = "radiotap.he_mu.chan2_rus_3_index", "Chan2 RU[3] index", Dec;
    /// Chan2 RU[3] index unknown.
    CHAN2_RUS_3_INDEX_UNKNOWN: U8 = "radiotap.he_mu.chan2_rus_3_index_unknown", "Chan2 RU[3] index unknown", None, NOT_CAPTURED;
}

/// Indices of one channel's parts of the band: the field, and the one for a driver that does not tell.
type Channel = [(Field<U8>, Field<U8>); 4];

const CHANNEL_1: &Channel = &[
    (CHAN1_RUS_0_INDEX, CHAN1_RUS_0_INDEX_UNKNOWN),
    (CHAN1_RUS_1_INDEX, CHAN1_RUS_1_INDEX_UNKNOWN),
    (CHAN1_RUS_2_INDEX, CHAN1_RUS_2_INDEX_UNKNOWN),
    (CHAN1_RUS_3_INDEX, CHAN1_RUS_3_INDEX_UNKNOWN),
];
const CHANNEL_2: &Channel = &[
    (CHAN2_RUS_0_INDEX, CHAN2_RUS_0_INDEX_UNKNOWN),
    (CHAN2_RUS_1_INDEX, CHAN2_RUS_1_INDEX_UNKNOWN),
    (CHAN2_RUS_2_INDEX, CHAN2_RUS_2_INDEX_UNKNOWN),
    (CHAN2_RUS_3_INDEX, CHAN2_RUS_3_INDEX_UNKNOWN),
];
const PUNCTURING: &str = "preamble puncturing from Bandwidth field in HE-SIG-A";

/// What the flags say is known.
#[derive(Clone, Copy)]
struct Known(u64);

impl Known {
    fn has(self, field: Field<Bool>) -> bool {
        self.0 & field.mask != 0
    }
}

pub(super) fn show(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let all = d.tree.open_text(c.rest_span(), format_args!("HE-MU information"));
    let (first, second) = (c.u16_le()?, c.u16_le()?);
    let known = Known(first.value.into());
    first_word(d, first);
    second_word(d, second, known);
    channel(d, &mut c, "Channel 1 RUs", CHANNEL_1, known.has(CHAN1_RUS_KNOWN))?;
    channel(d, &mut c, "Channel 2 RUs", CHANNEL_2, known.has(CHAN2_RUS_KNOWN))?;
    d.tree.close(all);
    Ok(())
}

fn first_word(d: &mut Dissector<'_>, flags: At<u16>) {
    let known = Known(flags.value.into());
    let word = Word::open(d, FLAGS_1, flags, 0);
    word.leaf(d, SIG_B_MCS);
    if known.has(SIG_B_MCS_KNOWN) {
        word.bit(d, SIG_B_MCS_KNOWN)
    } else {
        word.leaf(d, SIG_B_MCS_UNKNOWN)
    }
    word.leaf(d, SIG_B_DCM);
    if known.has(SIG_B_DMC_KNOWN) {
        word.bit(d, SIG_B_DMC_KNOWN)
    } else {
        word.leaf(d, SIG_B_DCM_UNKNOWN)
    }
    if known.has(CHAN2_CENTER_26_TONE_RU_BIT_KNOWN) {
        word.bit(d, CHAN2_CENTER_26_TONE_RU_BIT_KNOWN);
    } else {
        word.leaf(d, CHAN2_CENTER_26_TONE_RU_BIT_UNKNOWN);
    }
    if known.has(CHAN1_RUS_KNOWN) {
        word.bit(d, CHAN1_RUS_KNOWN)
    } else {
        word.leaf(d, CHAN1_RUS_UNKNOWN)
    }
    let second = if known.has(CHAN2_RUS_KNOWN) { CHAN2_RUS_KNOWN } else { CHAN2_RUS_UNKNOWN };
    word.bit(d, second);
    word.leaf(d, RESERVED_F1_B10_B11);
    if known.has(CHAN1_CENTER_26_TONE_RU_BIT_KNOWN) {
        word.bit(d, CHAN1_CENTER_26_TONE_RU_BIT_KNOWN);
        word.leaf(d, CHAN1_CENTER_26_TONE_RU_VALUE);
    } else {
        // Twice: for the bit that says so, and for what it would say.
        word.leaf(d, CHAN1_CENTER_26_TONE_RU_BIT_UNKNOWN);
        word.leaf(d, CHAN1_CENTER_26_TONE_RU_BIT_UNKNOWN);
    }
    word.bit(d, SIG_B_COMPRESSION_KNOWN);
    if known.has(SYMBOL_CNT_OR_USER_CNT_KNOWN) {
        word.bit(d, SYMBOL_CNT_OR_USER_CNT_KNOWN);
    } else {
        word.leaf(d, SIG_B_SYMS_OR_MU_MIMO_USERS_UNKNOWN);
    }
    word.close(d);
}

fn second_word(d: &mut Dissector<'_>, flags: At<u16>, known: Known) {
    let own = Known(flags.value.into());
    let word = Word::open(d, FLAGS_2, flags, 0);
    let width = if own.has(BW_FROM_SIG_A_KNOWN) { BW_FROM_SIG_A } else { BW_FROM_SIG_A_UNKNOWN };
    word.leaf(d, width);
    word.bit(d, BW_FROM_SIG_A_KNOWN);
    if known.has(SIG_B_COMPRESSION_KNOWN) {
        word.bit(d, SIG_B_COMPRESSION);
    } else {
        word.leaf(d, SIG_B_COMPRESSION_UNKNOWN);
    }
    if known.has(SYMBOL_CNT_OR_USER_CNT_KNOWN) {
        users(d, &word, flags);
    } else {
        word.leaf(d, SIG_B_SYMS_OR_MU_MIMO_USERS_UNKNOWN);
    }
    if own.has(PREAMBLE_PUNCTURING_KNOWN) {
        word.leaf(d, PREAMBLE_PUNCTURING);
    } else {
        let value = flags.value >> 8 & 3;
        let bits = format_args!(".... ..{:02b} .... .... = {PUNCTURING} unknown: {value:#x}", value);
        d.tree.leaf_as(PREAMBLE_PUNCTURING, flags, bits);
    }
    word.bit(d, PREAMBLE_PUNCTURING_KNOWN);
    if known.has(CHAN2_CENTER_26_TONE_RU_BIT_KNOWN) {
        word.leaf(d, CHAN2_CENTER_26_TONE_RU_VALUE);
    } else {
        word.leaf(d, CHAN2_CENTER_26_TONE_RU_BIT_UNKNOWN);
    }
    word.leaf(d, RESERVED_F2_B12_B15);
    word.close(d);
}

/// Symbols, or users: their count is one more than what stands in the word.
fn users(d: &mut Dissector<'_>, word: &Word, flags: At<u16>) {
    let value = flags.value >> 4 & 15;
    let title = d.tree.def(SIG_B_SYMS_OR_MU_MIMO_USERS.id).title;
    let label = format_args!(".... .... {value:04b} .... = {title}: {}", value + 1);
    d.tree.leaf_as(SIG_B_SYMS_OR_MU_MIMO_USERS, flags, label);
    word.say(d, format_args!(", {title}: {}", value + 1));
}

fn channel(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    title: &str,
    channel: &Channel,
    known: bool,
) -> Result<(), Cut> {
    let open = d.tree.open_text(c.span(4), format_args!("{title}"));
    for (field, unknown) in channel {
        d.tree.leaf(if known { *field } else { *unknown }, c.u8()?);
    }
    d.tree.close(open);
    Ok(())
}
