//! Where the columns of the bytes pane stand, how a byte is written, and what stands in the cells of
//! its text column. Not here: painting.

use crate::gui::text;

/// Bytes in one row, where the pane is wide enough; else half as many, or a quarter.
pub(super) const PER_ROW: usize = 16;
/// A gap stands before this byte.
pub(super) const GAP_AT: usize = 8;

/// How a byte is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Base {
    #[default]
    Hex,
    Decimal,
    Bits,
}

impl Base {
    pub(super) const ALL: [Base; 3] = [Base::Hex, Base::Decimal, Base::Bits];

    /// Characters of one byte.
    pub(super) fn digits(self) -> usize {
        match self {
            Base::Hex => 2,
            Base::Decimal => 3,
            Base::Bits => 8,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Base::Hex => "Hex",
            Base::Decimal => "Decimal",
            Base::Bits => "Bits",
        }
    }

    pub(super) fn next(self) -> Self {
        let at = Base::ALL.iter().position(|base| *base == self).map_or(0, |at| at + 1);
        Base::ALL.get(at).copied().unwrap_or_default()
    }

    pub(super) fn write(self, byte: u8) -> String {
        match self {
            Base::Hex => format!("{byte:02x} "),
            Base::Decimal => format!("{byte:3} "),
            Base::Bits => format!("{byte:08b} "),
        }
    }
}

/// Where the three columns stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub(super) char: f32,
    pub(super) offset: f32,
    pub(super) hex: f32,
    pub(super) text: f32,
    pub(super) digits: usize,
    pub(super) base: Base,
    /// Bytes in a row.
    pub(super) per_row: usize,
}

impl Columns {
    pub(super) fn new(left: f32, width: f32, char: f32, longest: usize, base: Base) -> Self {
        let digits = if longest > 0xffff { 8 } else { 4 };
        let offset = left + 10.0;
        let hex = offset + char * digits as f32 + 20.0;
        // The digits and a space a byte, one more space in the middle.
        let cell = (base.digits() + 1) as f32;
        let text_after = |bytes: usize| hex + char * (bytes as f32 * cell + 1.0) + 4.0;
        let fits = |bytes: &usize| text_after(*bytes) + char * *bytes as f32 <= left + width;
        let per_row = [PER_ROW, PER_ROW / 2].into_iter().find(fits).unwrap_or(PER_ROW / 4);
        let text = text_after(per_row);
        Self { char, offset, hex, text, digits, base, per_row }
    }

    /// Left edge of byte `i`'s digits; the gap after byte 8 is one space wide.
    pub(super) fn hex_at(&self, i: usize) -> f32 {
        let gap = usize::from(i >= GAP_AT);
        self.hex + self.char * (i * (self.base.digits() + 1) + gap) as f32
    }

    pub(super) fn text_at(&self, i: usize) -> f32 {
        self.text + self.char * i as f32
    }

    /// The byte whose digits or letter is at `x`.
    pub(super) fn byte_at(&self, x: f32) -> Option<usize> {
        let half = self.char / 2.0;
        (0..self.per_row).find(|&i| {
            let digits = self.base.digits() as f32;
            let hex = self.hex_at(i) - half..self.hex_at(i) + self.char * (digits + 0.5);
            let text = self.text_at(i)..self.text_at(i + 1);
            hex.contains(&x) || text.contains(&x)
        })
    }
}

/// What stands in a byte's cell of the text column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Char(char),
    /// A later byte of a character that stands further left.
    Rest,
    /// Not printable.
    Dot,
}

fn printable(c: char) -> bool {
    text::is_plain(c) && !c.is_whitespace() || c == ' '
}

pub(super) fn cell(bytes: &[u8], at: usize, utf8: bool) -> Cell {
    let Some(&byte) = bytes.get(at) else {
        return Cell::Dot;
    };
    if byte.is_ascii() {
        let c = char::from(byte);
        return if printable(c) { Cell::Char(c) } else { Cell::Dot };
    }
    if !utf8 {
        return Cell::Dot;
    }
    let char_from = |start: usize| -> Option<(char, usize)> {
        let len = match bytes.get(start)? {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let encoded = bytes.get(start..start.checked_add(len)?)?;
        let c = std::str::from_utf8(encoded).ok()?.chars().next()?;
        Some((c, len))
    };
    if let Some((c, _)) = char_from(at) {
        return if printable(c) { Cell::Char(c) } else { Cell::Dot };
    }
    let is_rest = (1..=3).any(|back| {
        let start = at.checked_sub(back);
        start.and_then(char_from).is_some_and(|(c, len)| len > back && printable(c))
    });
    if is_rest { Cell::Rest } else { Cell::Dot }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_takes_the_cells_of_its_bytes() {
        let bytes = "a復\n".as_bytes();
        let cells: Vec<Cell> = (0..bytes.len()).map(|i| cell(bytes, i, true)).collect();
        use Cell::{Char, Dot, Rest};
        assert_eq!(cells, [Char('a'), Char('復'), Rest, Rest, Dot]);
        assert_eq!(cell(bytes, 1, false), Dot);
    }

    #[test]
    fn broken_and_hidden_characters_are_dots() {
        assert_eq!(cell(&[0xe5, 0xbe], 0, true), Cell::Dot);
        assert_eq!(cell(&[0x80], 0, true), Cell::Dot);
        let hidden = "\u{202e}".as_bytes();
        assert!((0..3).all(|i| cell(hidden, i, true) == Cell::Dot));
        assert_eq!(cell(&[], 0, true), Cell::Dot);
    }

    #[test]
    fn both_columns_lead_to_the_byte() {
        for base in [Base::Hex, Base::Decimal, Base::Bits] {
            let c = Columns::new(0.0, 900.0, 7.0, 100, base);
            for i in 0..c.per_row {
                assert_eq!(c.byte_at(c.hex_at(i) + 1.0), Some(i));
                assert_eq!(c.byte_at(c.text_at(i) + 1.0), Some(i));
            }
            assert_eq!(base.write(9).len(), base.digits() + 1);
        }
        let c = Columns::new(0.0, 900.0, 7.0, 100, Base::Hex);
        assert_eq!(c.byte_at(0.0), None);
        assert_eq!(c.byte_at(9999.0), None);
        assert_eq!(c.per_row, PER_ROW);
        assert_eq!(Columns::new(0.0, 400.0, 7.0, 100, Base::Hex).per_row, PER_ROW / 2);
        assert_eq!(Columns::new(0.0, 230.0, 7.0, 100, Base::Hex).per_row, PER_ROW / 4);
    }
}
