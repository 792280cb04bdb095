//! Channels of 802.11 by their frequency (IEEE 802.11-2020 section 17.3.8.4 and annex E).

/// The channel that has its centre at so many MHz.
pub fn number(mhz: u16) -> Option<u16> {
    Some(match mhz {
        2484 => 14,
        2412..=2472 if (mhz - 2407).is_multiple_of(5) => (mhz - 2407) / 5,
        4910..=4980 if mhz.is_multiple_of(5) => (mhz - 4000) / 5,
        5000..=5925 if mhz.is_multiple_of(5) => (mhz - 5000) / 5,
        5955..=7115 if mhz.is_multiple_of(5) => (mhz - 5950) / 5,
        _ => return None,
    })
}

/// `2437 [BG 6]`: the frequency with its channel and the standards that use it.
pub fn name(mhz: u16) -> String {
    match number(mhz) {
        Some(channel) if mhz < 3000 => format!("{mhz} [BG {channel}]"),
        Some(channel) => format!("{mhz} [A {channel}]"),
        None => mhz.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn bands_have_their_channels() {
        let names = [2412, 2484, 4920, 5180, 5825, 5955, 2300].map(name);
        let wanted = [
            "2412 [BG 1]",
            "2484 [BG 14]",
            "4920 [A 184]",
            "5180 [A 36]",
            "5825 [A 165]",
            "5955 [A 1]",
            "2300",
        ];
        assert_eq!(names, wanted);
    }
}
