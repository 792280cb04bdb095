//! What the headers in front of 802.11 frames say of the radio, in one form, and where the frame begins:
//! radiotap, PPI, AVS and Prism. Used by the radio summary, by 802.11 frames (which need to know of check
//! sequence and padding) and by the index; the trees of the headers stand in files of their own.

use super::radiotap::header::{self, Items, flag, item};

/// `LINKTYPE_` numbers.
pub mod link {
    /// Without facts of the radio.
    pub const PLAIN: u32 = 105;
    pub const PRISM: u32 = 119;
    pub const RADIOTAP: u32 = 127;
    pub const AVS: u32 = 163;
    pub const PPI: u32 = 192;
}

/// Kinds of physical layers, as `wlan_radio.phy` numbers them.
pub mod phy {
    pub const FHSS: u32 = 1;
    pub const IR: u32 = 2;
    pub const DSSS: u32 = 3;
    pub const B: u32 = 4;
    pub const A: u32 = 5;
    pub const G: u32 = 6;
    pub const N: u32 = 7;
    pub const AC: u32 = 8;
    pub const AX: u32 = 11;
}

/// What one of the headers says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Radio {
    pub phy: Option<u32>,
    /// Whether the preamble is short.
    pub short_preamble: Option<bool>,
    pub tsf: Option<u64>,
    /// Mbit/s.
    pub rate: Option<f64>,
    pub mhz: Option<u16>,
    /// Where the header gives no frequency.
    pub channel: Option<u16>,
    pub fhss: Option<[u8; 2]>,
    pub signal_dbm: Option<i8>,
    pub noise_dbm: Option<i8>,
    pub signal_db: Option<u8>,
    pub noise_db: Option<u8>,
    /// Known, flags, index, as radiotap has them.
    pub mcs: Option<[u8; 3]>,
    /// The header leaves proprietary modes no room: there are none.
    pub plain_modes: bool,
    /// Bytes that were on the air besides those captured.
    pub unseen: u32,
}

/// Length of the header that begins with `bytes`; `None` if that is none, or not in front of such frames.
pub fn header_len(link_type: u32, bytes: &[u8]) -> Option<usize> {
    match link_type {
        link::RADIOTAP => header::header_len(bytes),
        link::PPI => {
            let len = usize::from(u16::from_le_bytes(*bytes.get(2..)?.first_chunk()?));
            (len >= 8).then_some(len)
        }
        link::AVS => {
            let len = u32::from_be_bytes(*bytes.get(4..)?.first_chunk()?);
            usize::try_from(len).ok().filter(|len| (8..=1024).contains(len))
        }
        // Some drivers put an AVS header there and say Prism.
        link::PRISM if is_avs(bytes) => header_len(link::AVS, bytes),
        link::PRISM => {
            let len: [u8; 4] = *bytes.get(4..)?.first_chunk()?;
            let len = if is_big_endian(bytes)? { u32::from_be_bytes(len) } else { u32::from_le_bytes(len) };
            usize::try_from(len).ok().filter(|len| (24..=1024).contains(len))
        }
        _ => None,
    }
}

/// Whether the frame ends with a check sequence, and whether padding stands behind its header.
pub fn trailer(link_type: u32, header: &[u8]) -> (bool, bool) {
    match link_type {
        link::RADIOTAP => {
            let flags = header::flags(header);
            (flags & flag::FCS != 0, flags & flag::DATA_PAD != 0)
        }
        link::PPI => {
            let common = ppi_fields(header).find(|(kind, _)| *kind == PPI_COMMON);
            (common.and_then(|(_, b)| b.get(8)).is_some_and(|flags| flags & 1 != 0), false)
        }
        _ => (false, false),
    }
}

pub fn is_avs(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x80, 0x21, 0x10])
}

/// How a Prism header writes its numbers, seen from its first one.
pub fn is_big_endian(bytes: &[u8]) -> Option<bool> {
    let code = bytes.first_chunk::<4>()?;
    Some(code.first() == Some(&0))
}

pub const PPI_COMMON: u16 = 2;
pub const PPI_MAC: u16 = 3;
pub const PPI_MAC_PHY: u16 = 4;

/// The fields of a PPI header: kind and bytes.
pub fn ppi_fields(header: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let aligned = header.get(1).is_some_and(|flags| flags & 1 != 0);
    let mut rest = header.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let kind = u16::from_le_bytes(*rest.first_chunk()?);
        let len = usize::from(u16::from_le_bytes(*rest.get(2..)?.first_chunk()?));
        let bytes = rest.get(4..4 + len)?;
        let next = 4 + if aligned { len.next_multiple_of(4) } else { len };
        rest = rest.get(next..).unwrap_or_default();
        Some((kind, bytes))
    })
}

impl Radio {
    pub fn of(link_type: u32, header: &[u8]) -> Self {
        let found = match link_type {
            link::RADIOTAP => Some(Self::of_radiotap(header)),
            link::PPI => Some(Self::of_ppi(header)),
            link::AVS => Self::of_avs(header),
            link::PRISM if is_avs(header) => Self::of_avs(header),
            link::PRISM => Self::of_prism(header),
            _ => None,
        };
        found.unwrap_or_default()
    }

    fn of_radiotap(header: &[u8]) -> Self {
        let mut radio = Self { plain_modes: true, ..Self::default() };
        let (mut newest, mut by_channel) = (None, None);
        for (bit, at, len) in Items::of(header) {
            let Some(bytes) = header.get(at..at + len) else { break };
            let first = bytes.first().copied();
            let word = |at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
            match bit {
                item::TSFT => radio.tsf = bytes.first_chunk().map(|b| u64::from_le_bytes(*b)),
                item::FLAGS => radio.short_preamble = first.map(|f| f & flag::SHORT_PREAMBLE != 0),
                item::RATE => radio.rate = first.and_then(half_megabits),
                item::CHANNEL => {
                    radio.mhz = word(0);
                    by_channel = word(2).and_then(phy_of_channel);
                }
                item::FHSS => radio.fhss = bytes.first_chunk().copied(),
                item::SIGNAL_DBM => radio.signal_dbm = radio.signal_dbm.or(first.map(u8::cast_signed)),
                item::NOISE_DBM => radio.noise_dbm = radio.noise_dbm.or(first.map(u8::cast_signed)),
                item::SIGNAL_DB => radio.signal_db = first,
                item::NOISE_DB => radio.noise_db = first,
                item::MCS => {
                    radio.mcs = bytes.first_chunk().copied();
                    newest = Some(phy::N);
                }
                item::VHT => newest = Some(phy::AC),
                item::HE => newest = Some(phy::AX),
                _ => {}
            }
        }
        radio.phy = newest.or(radio.fhss.map(|_| phy::FHSS)).or(by_channel);
        radio
    }

    fn of_ppi(header: &[u8]) -> Self {
        const TIME_IN_MILLIS: u16 = 2;
        // As Wireshark counts, whatever the header says of a check sequence.
        const FCS_LEN: u32 = 4;
        let mut radio = Self { plain_modes: true, unseen: FCS_LEN, ..Self::default() };
        for (kind, bytes) in ppi_fields(header) {
            let word = |at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
            let signed = |at: usize| bytes.get(at).map(|b| b.cast_signed());
            match kind {
                PPI_COMMON => {
                    let unit = if word(8).is_some_and(|f| f & TIME_IN_MILLIS != 0) { 1000 } else { 1 };
                    let time = bytes.first_chunk().map(|b| u64::from_le_bytes(*b));
                    radio.tsf = time.map(|t| t.wrapping_mul(unit));
                    radio.rate = word(10).filter(|r| *r != 0).map(|r| f64::from(r) / 2.0);
                    radio.mhz = word(12).filter(|mhz| *mhz != 0);
                    radio.phy = word(14).and_then(phy_of_channel);
                    radio.signal_dbm = signed(18);
                    radio.noise_dbm = signed(19);
                }
                PPI_MAC | PPI_MAC_PHY => {
                    const BANDWIDTH: u8 = 1;
                    const GUARD: u8 = 4;
                    const GREENFIELD: u8 = 8;
                    let Some(flags) = bytes.first() else { continue };
                    let [green, wide, short] = [0, 1, 2].map(|bit| flags >> bit & 1);
                    radio.phy = Some(phy::N);
                    radio.mcs = Some([BANDWIDTH | GUARD | GREENFIELD, wide | short << 2 | green << 3, 0]);
                }
                _ => {}
            }
        }
        radio
    }

    fn of_avs(header: &[u8]) -> Option<Self> {
        const DBM: u32 = 2;
        let word = |at: usize| Some(u32::from_be_bytes(*header.get(at..)?.first_chunk()?));
        let mut radio = Self {
            tsf: header.get(8..).and_then(|b| b.first_chunk()).map(|b| u64::from_be_bytes(*b)),
            phy: match word(24)? {
                1 => Some(phy::FHSS),
                2 => Some(phy::DSSS),
                3 => Some(phy::IR),
                4 | 5 => Some(phy::B),
                6 | 7 => Some(phy::G),
                8 => Some(phy::A),
                _ => None,
            },
            ..Self::default()
        };
        let channel = word(28)?;
        if radio.phy == Some(phy::FHSS) {
            radio.fhss = header.get(28..).and_then(|b| b.first_chunk()).copied();
        } else if channel < 256 {
            radio.channel = u16::try_from(channel).ok();
            radio.mhz = radio.channel.and_then(|n| mhz_of_channel(n, radio.phy == Some(phy::A)));
        } else {
            radio.mhz = u16::try_from(channel).ok();
        }
        let bits = avs_rate(word(32)?);
        radio.rate = (bits > 0 && bits.is_multiple_of(500_000)).then(|| bits as f64 / 1e6);
        if radio.phy == Some(phy::G) && radio.rate.is_some_and(|r| [1.0, 2.0, 5.5, 11.0].contains(&r)) {
            radio.phy = Some(phy::B);
        }
        if radio.phy == Some(phy::B) {
            radio.short_preamble = match word(56) {
                Some(1) => Some(true),
                Some(2) => Some(false),
                _ => None,
            };
        }
        if word(44) == Some(DBM) {
            let narrow = |v: Option<u32>| v.and_then(|v| i8::try_from(v.cast_signed()).ok());
            radio.signal_dbm = narrow(word(48));
            radio.noise_dbm = narrow(word(52));
        }
        Some(radio)
    }

    fn of_prism(header: &[u8]) -> Option<Self> {
        let big = is_big_endian(header)?;
        let mut radio = Self::default();
        for item in header.get(24..)?.chunks_exact(12) {
            let word = |at: usize| {
                let bytes = *item.get(at..)?.first_chunk()?;
                Some(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
            };
            let (did, value) = (word(0)?, word(8)?);
            let status = item.get(4..6).map(|s| s != [0, 0]);
            if status == Some(true) {
                continue;
            }
            match did {
                0x2041 | 0x0002_0044 => radio.tsf = Some(value.into()),
                0x3041 | 0x0003_0044 => radio.channel = u16::try_from(value).ok(),
                0x8041 | 0x0008_0044 => radio.rate = u8::try_from(value).ok().and_then(half_megabits),
                _ => {}
            }
        }
        radio.phy = match radio.rate {
            Some(rate) if [1.0, 2.0, 5.5, 11.0].contains(&rate) => Some(phy::B),
            Some(_) => Some(phy::G),
            None => None,
        };
        Some(radio)
    }
}

/// Bits a second of an AVS header, which some drivers give in units of 100 kbit/s.
pub fn avs_rate(value: u32) -> u64 {
    if value < 100_000 { u64::from(value) * 100_000 } else { value.into() }
}

fn half_megabits(rate: u8) -> Option<f64> {
    (rate != 0).then(|| f64::from(rate) / 2.0)
}

/// Centre of a channel, in the band of 802.11a or in that of the others.
fn mhz_of_channel(channel: u16, five: bool) -> Option<u16> {
    match (five, channel) {
        (true, 1..=200) => Some(5000 + 5 * channel),
        (false, 14) => Some(2484),
        (false, 1..=13) => Some(2407 + 5 * channel),
        _ => None,
    }
}

/// What the flags of a channel say: band and modulation.
fn phy_of_channel(flags: u16) -> Option<u32> {
    const CCK: u16 = 0x0020;
    const OFDM: u16 = 0x0040;
    const TWO_GHZ: u16 = 0x0080;
    const FIVE_GHZ: u16 = 0x0100;
    const DYNAMIC: u16 = 0x0400;
    let is = |bits| flags & (CCK | OFDM | TWO_GHZ | FIVE_GHZ | DYNAMIC) == bits;
    if is(FIVE_GHZ | OFDM) {
        Some(phy::A)
    } else if is(TWO_GHZ | CCK) {
        Some(phy::B)
    } else if is(TWO_GHZ | OFDM) || is(TWO_GHZ | DYNAMIC) {
        Some(phy::G)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_are_none_have_no_length() {
        assert_eq!(header_len(link::PPI, &[0, 0, 7, 0]), None);
        assert_eq!(header_len(link::PPI, &[0, 0, 32, 0]), Some(32));
        assert_eq!(header_len(link::AVS, &[0x80, 0x21, 0x10, 1, 0, 0, 0, 64]), Some(64));
        assert_eq!(header_len(link::PRISM, &[0x80, 0x21, 0x10, 1, 0, 0, 0, 64]), Some(64));
        assert_eq!(header_len(link::PRISM, &[0x44, 0, 0, 0, 144, 0, 0, 0]), Some(144));
        assert_eq!(header_len(link::PRISM, &[0, 0, 0, 0x44, 0, 0, 0, 144]), Some(144));
        assert_eq!(header_len(link::PRISM, &[0x44, 0, 0, 0, 255, 255, 255, 255]), None);
        assert_eq!(header_len(1, &[0; 64]), None);
    }

    #[test]
    fn fields_of_ppi_end_where_the_header_ends() {
        let header = [0, 0, 15, 0, 105, 0, 0, 0, 7, 0, 1, 0, b'x', 9, 0];
        assert_eq!(ppi_fields(&header).collect::<Vec<_>>(), [(7, &b"x"[..])]);
        let aligned = [0, 1, 24, 0, 105, 0, 0, 0, 7, 0, 1, 0, b'x', 0, 0, 0, 8, 0, 1, 0, b'y', 0, 0, 0];
        assert_eq!(ppi_fields(&aligned).map(|f| f.0).collect::<Vec<_>>(), [7, 8]);
    }
}
