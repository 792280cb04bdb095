//! The item of 802.11ac (radiotap "VHT"): what is known, then width, streams and coding of up to four users.

use crate::dissect::{At, Cursor, Cut, Dissector, Protocol};
use crate::field::def::{Bool, PRESENT as IS_PRESENT, U8};
use crate::field::{Field, Names};

pub const PROTOCOL: Protocol =
    Protocol { name: "radiotap.vht", title: "Radiotap VHT", fields: FIELDS, ..Protocol::EMPTY };

crate::fields! { "radiotap.vht";
    /// VHT information.
    INFORMATION: Label = "radiotap.vht", "VHT information", None;
    /// Known VHT information.
    KNOWN: U8 = "radiotap.vht.known", "Known VHT information", Hex;
    /// User.
    USER: Label = "radiotap.vht.user", "User", None;
    /// STBC.
    HAVE_STBC: Bool = "radiotap.vht.have_stbc", "STBC", W16 & 0x0001, IS_PRESENT;
    /// TXOP_PS_NOT_ALLOWED.
    HAVE_TXOP_PS: Bool = "radiotap.vht.have_txop_ps", "TXOP_PS_NOT_ALLOWED", W16 & 0x0002, IS_PRESENT;
    /// Guard interval.
    HAVE_GI: Bool = "radiotap.vht.have_gi", "Guard interval", W16 & 0x0004, IS_PRESENT;
    /// SGI Nsym disambiguation.
    HAVE_SGI_NSYM_DA: Bool = "radiotap.vht.have_sgi_nsym_da", "SGI Nsym disambiguation", W16 & 0x0008, IS_PRESENT;
    /// LDPC extra OFDM symbol.
    LDPC_EXTRA: Bool = "radiotap.vht.ldpc_extra", "LDPC extra OFDM symbol", W16 & 0x0010, IS_PRESENT;
    /// Beamformed.
    HAVE_BEAMFORMED: Bool = "radiotap.vht.have_beamformed", "Beamformed", W16 & 0x0020, IS_PRESENT;
    /// Bandwidth.
    HAVE_BW: Bool = "radiotap.mcs.have_bw", "Bandwidth", W16 & 0x0040, IS_PRESENT;
    /// Group ID.
    HAVE_GID: Bool = "radiotap.mcs.have_gid", "Group ID", W16 & 0x0080, IS_PRESENT;
    /// Partial AID.
    HAVE_PAID: Bool = "radiotap.mcs.have_paid", "Partial AID", W16 & 0x0100, IS_PRESENT;
    /// LDPC extra OFDM symbol.
    LDPC_EXTRA_SET: Bool = "radiotap.vht.ldpc_extra", "LDPC extra OFDM symbol", W8 & 0x10;
    /// STBC.
    STBC: Bool = "radiotap.vht.stbc", "STBC", W8 & 0x01, Names::TrueFalse("On", "Off");
    /// TXOP_PS_NOT_ALLOWED.
    TXOP_PS: Bool = "radiotap.vht.txop_ps", "TXOP_PS_NOT_ALLOWED", W8 & 0x02;
    /// Guard interval.
    GI: U8 = "radiotap.vht.gi", "Guard interval", Dec & 0x04, Names::Table(&[(0, "long"), (1, "short")]);
    /// SGI Nsym disambiguation.
    SGI_NSYM_DA: Bool = "radiotap.vht.sgi_nsym_da", "SGI Nsym disambiguation", W8 & 0x08;
    /// Beamformed.
    BEAMFORMED: Bool = "radiotap.vht.beamformed", "Beamformed", W8 & 0x20;
    /// Bandwidth.
    BW: U8 = "radiotap.vht.bw", "Bandwidth", Dec, Names::Table(BANDWIDTHS);
    /// Space-time streams 0.
    NSTS_0: U8 = "radiotap.vht.nsts.0", "Space-time streams 0", Dec;
    /// Space-time streams 1.
    NSTS_1: U8 = "radiotap.vht.nsts.1", "Space-time streams 1", Dec;
    /// Space-time streams 2.
    NSTS_2: U8 = "radiotap.vht.nsts.2", "Space-time streams 2", Dec;
    /// Space-time streams 3.
    NSTS_3: U8 = "radiotap.vht.nsts.3", "Space-time streams 3", Dec;
    /// MCS index 0.
    MCS_0: U8 = "radiotap.vht.mcs.0", "MCS index 0", Dec & 0xf0;
    /// MCS index 1.
    MCS_1: U8 = "radiotap.vht.mcs.1", "MCS index 1", Dec & 0xf0;
    /// MCS index 2.
    MCS_2: U8 = "radiotap.vht.mcs.2", "MCS index 2", Dec & 0xf0;
    /// MCS index 3.
    MCS_3: U8 = "radiotap.vht.mcs.3", "MCS index 3", Dec & 0xf0;
    /// Spatial streams 0.
    NSS_0: U8 = "radiotap.vht.nss.0", "Spatial streams 0", Dec & 0x0f;
    /// Spatial streams 1.
    NSS_1: U8 = "radiotap.vht.nss.1", "Spatial streams 1", Dec & 0x0f;
    /// Spatial streams 2.
    NSS_2: U8 = "radiotap.vht.nss.2", "Spatial streams 2", Dec & 0x0f;
    /// Spatial streams 3.
    NSS_3: U8 = "radiotap.vht.nss.3", "Spatial streams 3", Dec & 0x0f;
    /// Coding 0.
    CODING_0: U8 = "radiotap.vht.coding.0", "Coding 0", Dec & 0x01, Names::Table(&[(0, "BCC"), (1, "LDPC")]);
    /// Coding 1.
    CODING_1: U8 = "radiotap.vht.coding.1", "Coding 1", Dec & 0x02, Names::Table(&[(0, "BCC"), (1, "LDPC")]);
    /// Coding 2.
    CODING_2: U8 = "radiotap.vht.coding.2", "Coding 2", Dec & 0x04, Names::Table(&[(0, "BCC"), (1, "LDPC")]);
    /// Coding 3.
    CODING_3: U8 = "radiotap.vht.coding.3", "Coding 3", Dec & 0x08, Names::Table(&[(0, "BCC"), (1, "LDPC")]);
    /// Group Id.
    GID: U8 = "radiotap.vht.gid", "Group Id", Dec;
    /// Partial AID.
    PAID: U16 = "radiotap.vht.paid", "Partial AID", Dec;
}

const BANDWIDTHS: &[(u32, &str)] = &[
    (0, "20 MHz"),
    (1, "40 MHz"),
    (2, "20 MHz lower"),
    (3, "20 MHz upper"),
    (4, "80 MHz"),
    (5, "40 MHz lower"),
    (6, "40 MHz upper"),
    (7, "20 MHz, channel 1/4"),
    (8, "20 MHz, channel 2/4"),
    (9, "20 MHz, channel 3/4"),
    (10, "20 MHz, channel 4/4"),
    (11, "160 MHz"),
    (12, "80 MHz lower"),
    (13, "80 MHz upper"),
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
/// Modulation and coding rate by MCS index (IEEE 802.11-2020 section 21.5).
const MODULATIONS: &[&str] = &[
    "BPSK 1/2",
    "QPSK 1/2",
    "QPSK 3/4",
    "16-QAM 1/2",
    "16-QAM 3/4",
    "64-QAM 2/3",
    "64-QAM 3/4",
    "64-QAM 5/6",
    "256-QAM 3/4",
    "256-QAM 5/6",
];
const KNOWN_BITS: [Field<Bool>; 9] = [
    HAVE_STBC,
    HAVE_TXOP_PS,
    HAVE_GI,
    HAVE_SGI_NSYM_DA,
    LDPC_EXTRA,
    HAVE_BEAMFORMED,
    HAVE_BW,
    HAVE_GID,
    HAVE_PAID,
];
/// The fields of each user: space-time streams, MCS, streams, coding.
const USERS: [[Field<U8>; 4]; 4] = [
    [NSTS_0, MCS_0, NSS_0, CODING_0],
    [NSTS_1, MCS_1, NSS_1, CODING_1],
    [NSTS_2, MCS_2, NSS_2, CODING_2],
    [NSTS_3, MCS_3, NSS_3, CODING_3],
];

pub(super) fn show(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let all = d.tree.open(INFORMATION, At { value: (), span: c.rest_span() });
    let known = c.u16_le()?;
    let [low, _] = known.value.to_le_bytes();
    let label = format_args!("Known VHT information: 0x{:04x}", known.value);
    let open = d.tree.open_as(self::KNOWN, known.with(low), label);
    let bits = known.map(u64::from);
    for bit in KNOWN_BITS {
        d.tree.leaf(bit, bits);
    }
    d.tree.close(open);
    let has = |bit: Field<Bool>| bits.value & bit.mask != 0;
    let flags = c.u8()?;
    for (bit, field) in [(HAVE_STBC, STBC), (HAVE_TXOP_PS, TXOP_PS)] {
        if has(bit) {
            d.tree.leaf(field, flags.map(u64::from));
        }
    }
    if has(HAVE_GI) {
        d.tree.leaf(GI, flags);
    }
    for (bit, field) in
        [(HAVE_SGI_NSYM_DA, SGI_NSYM_DA), (LDPC_EXTRA, LDPC_EXTRA_SET), (HAVE_BEAMFORMED, BEAMFORMED)]
    {
        if has(bit) {
            d.tree.leaf(field, flags.map(u64::from));
        }
    }
    let width = c.u8()?;
    if has(HAVE_BW) {
        d.tree.leaf(BW, width);
    }
    let users = c;
    c.skip(USERS.len() as u32)?;
    let coding = c.u8()?;
    let twice = has(HAVE_STBC) && u64::from(flags.value) & STBC.mask != 0;
    each(d, users, coding, twice)?;
    let group = c.u8()?;
    if has(HAVE_GID) {
        d.tree.leaf(GID, group);
    }
    let partial = c.u16_le()?;
    if has(HAVE_PAID) {
        d.tree.leaf(PAID, partial);
    }
    d.tree.close(all);
    Ok(())
}

/// The users that have streams. `twice`: each stream is sent by two antennas (STBC).
fn each(d: &mut Dissector<'_>, mut c: Cursor<'_>, coding: At<u8>, twice: bool) -> Result<(), Cut> {
    for (number, [space_time, mcs, streams, code]) in USERS.into_iter().enumerate() {
        let user = c.u8()?;
        let (index, count) = (user.value >> 4, user.value & 0x0f);
        if count == 0 {
            continue;
        }
        let open = d.tree.open_as(USER, user.with(()), format_args!("User {number}: MCS {index}"));
        let modulation = MODULATIONS.get(usize::from(index)).map_or(String::new(), |m| format!(" ({m})"));
        let node = d.tree.leaf(mcs, user);
        d.append(node, format_args!("{modulation}"));
        d.tree.leaf(streams, user);
        if twice {
            d.tree.generated(space_time, count * 2, user.span);
        }
        d.tree.leaf(code, coding);
        d.tree.close(open);
    }
    Ok(())
}
