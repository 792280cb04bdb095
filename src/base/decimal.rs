//! Whole numbers as text, without the machinery of `fmt`: for what is written once a frame and more.

/// Digits of the largest number.
const MOST: usize = 20;

/// Adds `n` in decimal.
pub fn push(n: impl Into<u64>, out: &mut String) {
    let n = n.into();
    // Parts of addresses, flags, lengths: most numbers are this short.
    if n < 1_000 {
        let digit = |value: u64| char::from(b'0' + (value % 10) as u8);
        if n >= 100 {
            out.push(digit(n / 100));
        }
        if n >= 10 {
            out.push(digit(n / 10));
        }
        out.push(digit(n));
        return;
    }
    push_padded(n, 1, out);
}

/// Adds `n` in decimal, with zeros before it up to `width` digits (20 at most).
pub fn push_padded(n: impl Into<u64>, width: usize, out: &mut String) {
    let (mut rest, mut digits) = (n.into(), [b'0'; MOST]);
    let mut at = MOST;
    for (index, digit) in digits.iter_mut().enumerate().rev() {
        if rest == 0 {
            break;
        }
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        at = index;
    }
    let from = at.min(MOST.saturating_sub(width.max(1)));
    if let Some(text) = digits.get(from..).and_then(|shown| std::str::from_utf8(shown).ok()) {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_fmt_does() {
        for n in [0u64, 7, 10, 42, 99, 100, 101, 255, 999, 1_000, 65_535, u64::from(u32::MAX), u64::MAX] {
            let mut out = String::new();
            push(n, &mut out);
            assert_eq!(out, n.to_string());
            for width in [0, 1, 6, 9, 20] {
                out.clear();
                push_padded(n, width, &mut out);
                assert_eq!(out, format!("{n:0width$}"));
            }
        }
    }
}
