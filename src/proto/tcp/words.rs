//! What rows and labels of TCP say of flags, sequence and acknowledgement numbers.

use super::*;

/// What stands between ports and sequence number, for all that flags of every day can be together.
pub(super) static USUAL_FLAGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let text = |flags| {
        let mut text = String::new();
        flags_and_seq(flags, &mut text);
        text
    };
    (0..flag::URG).map(text).collect()
});

pub(super) fn flags_and_seq(flags: u16, out: &mut String) {
    out.push_str(" [");
    let _ = FlagNames(flags).write(out);
    out.push_str("] Seq=");
}

/// `SYN, ACK`
pub(super) struct FlagNames(pub(super) u16);

impl fmt::Display for FlagNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FlagNames {
    fn write(&self, f: &mut impl fmt::Write) -> fmt::Result {
        const NAMES: [(u16, &str); 10] = [
            (flag::FIN, "FIN"),
            (flag::SYN, "SYN"),
            (flag::RST, "RST"),
            (flag::PSH, "PSH"),
            (flag::ACK, "ACK"),
            (flag::URG, "URG"),
            (flag::ECE, "ECE"),
            (flag::CWR, "CWR"),
            (flag::AE, "AE"),
            (flag::RESERVED, "Reserved"),
        ];
        let mut separator = "";
        for (_, name) in NAMES.iter().filter(|(bits, _)| self.0 & bits != 0) {
            f.write_str(separator)?;
            f.write_str(name)?;
            separator = ", ";
        }
        if separator.is_empty() { f.write_str("<None>") } else { Ok(()) }
    }
}

/// `·······A··S·`
pub(super) struct FlagLetters(pub(super) u16);

impl fmt::Display for FlagLetters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, letter) in "RRRACEUAPRSF".chars().enumerate() {
            let set = self.0 >> (11 - i) & 1 == 1;
            f.write_char(if set { letter } else { '·' })?;
        }
        Ok(())
    }
}

/// `0101 ....`
pub(super) struct Bits(pub(super) u8);

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04b} ....", self.0)
    }
}

pub(super) struct Ack(pub(super) Option<u32>);

impl fmt::Display for Ack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |ack| write!(f, ", Ack: {ack}"))
    }
}

pub(super) struct Len(pub(super) Option<u32>);

impl fmt::Display for Len {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |len| write!(f, ", Len: {len}"))
    }
}
