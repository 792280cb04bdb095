//! Whole numbers as text, without the machinery of `fmt`: for what is written once a frame and more.

/// The numbers from 0 to 999 one behind the other, three digits each.
const GROUP_BYTES: [u8; 3_000] = groups();
const GROUPS: &str = match std::str::from_utf8(&GROUP_BYTES) {
    Ok(text) => text,
    Err(_) => "",
};
/// Zeros before the shortest number of the greatest width.
const ZEROS: &str = "00000000000000000000";

const fn groups() -> [u8; 3_000] {
    let mut text = [b'0'; 3_000];
    let mut n = 0;
    while n < 1_000 {
        text[3 * n] += (n / 100) as u8;
        text[3 * n + 1] += (n / 10 % 10) as u8;
        text[3 * n + 2] += (n % 10) as u8;
        n += 1;
    }
    text
}

/// The last `N` of the three digits of `n`, which is below 1,000. How many is known to the compiler, which
/// makes a move of the copy.
#[inline(always)]
fn push_group<const N: usize>(n: u64, out: &mut String) {
    let end = 3 * n as usize + 3;
    if let Some(text) = GROUPS.get(end - N..end) {
        out.push_str(text);
    }
}

/// Adds `n` in decimal.
#[inline]
pub fn push(n: impl Into<u64>, out: &mut String) {
    let n = n.into();
    // Parts of addresses, flags, lengths: most numbers are this short.
    if n < 1_000 { push_short(n, out) } else { push_long(n, out) }
}

/// Adds a number below 1,000.
#[inline(always)]
fn push_short(n: u64, out: &mut String) {
    match n {
        0..10 => push_group::<1>(n, out),
        10..100 => push_group::<2>(n, out),
        _ => push_group::<3>(n, out),
    }
}

fn push_long(n: u64, out: &mut String) {
    let (thousands, ones) = (n / 1_000, n % 1_000);
    if thousands < 1_000 {
        push_short(thousands, out);
    } else {
        let (millions, thousands) = (thousands / 1_000, thousands % 1_000);
        if millions < 1_000 {
            push_short(millions, out);
        } else {
            push_long(millions, out);
        }
        push_group::<3>(thousands, out);
    }
    push_group::<3>(ones, out);
}

/// Digits of `n`.
pub fn width(n: impl Into<u64>) -> usize {
    n.into().checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// Adds `n` in decimal, with zeros before it up to `width` digits (20 at most).
pub fn push_padded(n: impl Into<u64>, width: usize, out: &mut String) {
    let n = n.into();
    let zeros = width.saturating_sub(self::width(n));
    if zeros > 0 {
        out.push_str(ZEROS.get(..zeros).unwrap_or(ZEROS));
    }
    push(n, out);
}

/// Adds the six digits of a number below a million, zeros before it: the microseconds of a time.
#[inline]
pub fn push_six(n: u32, out: &mut String) {
    push_group::<3>(u64::from(n / 1_000 % 1_000), out);
    push_group::<3>(u64::from(n % 1_000), out);
}

/// Adds the four parts of an IPv4 address.
pub fn push_ipv4([a, b, c, d]: [u8; 4], out: &mut String) {
    for part in [a, b, c] {
        push(part, out);
        out.push('.');
    }
    push(d, out);
}

/// Adds `n` as four lower-case hexadecimal digits.
pub fn push_hex16(n: u16, out: &mut String) {
    for shift in [12, 8, 4, 0] {
        out.push(char::from_digit(u32::from(n >> shift & 15), 16).unwrap_or('0'));
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
            assert_eq!(width(n), n.to_string().len());
        }
        for n in 0..=2_000u64 {
            let mut out = String::new();
            push(n, &mut out);
            assert_eq!(out, n.to_string());
        }
    }

    #[test]
    fn addresses_and_hex_numbers() {
        let mut out = String::new();
        push_ipv4([192, 168, 0, 17], &mut out);
        assert_eq!(out, "192.168.0.17");
        out.clear();
        push_hex16(0x0a9f, &mut out);
        assert_eq!(out, "0a9f");
        out.clear();
        push_six(1_020, &mut out);
        assert_eq!(out, "001020");
    }
}
