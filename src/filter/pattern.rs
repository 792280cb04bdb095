//! The patterns of `matches`: PCRE's syntax, run by engines that cannot be made to take for ever.
//!
//! What has no look-around and refers back to nothing runs in linear time. The rest backtracks, up
//! to a limit; a value on which it gives up does not match.

use std::fmt::Write;

/// Largest compiled program.
const MAX_PROGRAM_BYTES: usize = 1 << 22;
/// Deepest nesting of groups.
const MAX_NESTING: u32 = 100;
/// Steps back after which a backtracking match is given up.
const MAX_STEPS: usize = 200_000;

/// A compiled pattern. Letters match in either case; text is bytes.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Linear(regex::bytes::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

impl Pattern {
    /// Compiles a pattern; the error is one sentence.
    pub fn new(pattern: &[u8]) -> Result<Self, String> {
        let Translated { text, backtracks } = translate(pattern)?;
        if !backtracks {
            let built = regex::bytes::RegexBuilder::new(&text)
                .case_insensitive(true)
                .unicode(false)
                .size_limit(MAX_PROGRAM_BYTES)
                .nest_limit(MAX_NESTING)
                .build();
            return built.map(Self::Linear).map_err(|e| reason(&e.to_string()));
        }
        if text.matches('(').count() > MAX_NESTING as usize {
            return Err("Regex compilation error: too many groups.".to_string());
        }
        fancy_regex::RegexBuilder::new(&text)
            .case_insensitive(true)
            .bytes_mode(fancy_regex::BytesMode::Ascii)
            .backtrack_limit(MAX_STEPS)
            .delegate_size_limit(MAX_PROGRAM_BYTES)
            .max_prog_size(MAX_PROGRAM_BYTES)
            .build()
            .map(|regex| Self::Backtracking(Box::new(regex)))
            .map_err(|e| reason(&e.to_string()))
    }

    pub fn matches(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Linear(regex) => regex.is_match(bytes),
            Self::Backtracking(regex) => regex.is_match(bytes).unwrap_or(false),
        }
    }
}

fn reason(error: &str) -> String {
    let last = error.lines().last().unwrap_or("").trim_start_matches("error: ").trim_end_matches('.');
    format!("Regex compilation error: {last}.")
}

/// A pattern in the engines' syntax, and whether the linear one lacks something it uses.
struct Translated {
    text: String,
    backtracks: bool,
}

/// Rewrites what PCRE and the engines spell differently (pcre2pattern(3)).
fn translate(pattern: &[u8]) -> Result<Translated, String> {
    let mut t = Translator {
        rest: pattern,
        out: String::with_capacity(pattern.len() + 16),
        backtracks: false,
        groups: groups(pattern),
        lines: pattern.windows(2).any(|w| w == b"(?") && has_line_mode(pattern),
    };
    while let Some(byte) = t.next() {
        t.outside(byte)?;
    }
    Ok(Translated { text: t.out, backtracks: t.backtracks })
}

/// Capturing groups: numbers up to this refer back, higher ones are octal.
fn groups(pattern: &[u8]) -> u32 {
    let opens = |w: &[u8]| w.first() == Some(&b'(') && !matches!(w.get(1), Some(b'?' | b'*'));
    let named = |w: &[u8]| {
        w.starts_with(b"(?P<")
            || w.starts_with(b"(?'")
            || (w.starts_with(b"(?<") && !matches!(w.get(3), Some(b'=' | b'!')))
    };
    (0..pattern.len()).filter_map(|at| pattern.get(at..)).filter(|w| opens(w) || named(w)).count() as u32
}

/// Whether a group sets `m`, which gives `$` its other meaning.
fn has_line_mode(pattern: &[u8]) -> bool {
    let starts = (0..pattern.len()).filter_map(|at| pattern.get(at..)?.strip_prefix(b"(?"));
    starts.into_iter().any(|flags| flags.iter().take_while(|b| b.is_ascii_alphabetic()).any(|b| *b == b'm'))
}

struct Translator<'p> {
    rest: &'p [u8],
    out: String,
    backtracks: bool,
    groups: u32,
    /// `$` is left as it is.
    lines: bool,
}

/// What an escape sequence stands for.
enum Escape {
    Byte(u8),
    /// The inside of a class.
    Class(&'static str),
    /// The inside of a class that is not meant.
    NotClass(&'static str),
    /// As the engines have it.
    Same(String),
}

const BLANKS: &str = r"\t\x20\xa0";
const VERTICAL: &str = r"\n\x0b\f\r\x85";

impl Translator<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn takes(&mut self, text: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// What stands before `end`, which is taken as well.
    fn until(&mut self, end: &[u8]) -> Option<Vec<u8>> {
        let at = self.rest.windows(end.len()).position(|w| w == end)?;
        let (inside, rest) = self.rest.split_at(at);
        self.rest = rest.get(end.len()..).unwrap_or(&[]);
        Some(inside.to_vec())
    }

    fn literal(&mut self, byte: u8) {
        if byte.is_ascii_alphanumeric() {
            self.out.push(char::from(byte));
        } else {
            let _ = write!(self.out, "\\x{byte:02x}");
        }
    }

    fn outside(&mut self, byte: u8) -> Result<(), String> {
        match byte {
            b'\\' => self.escaped()?,
            b'[' => self.class()?,
            b'(' => self.group(),
            b'$' if !self.lines => self.out.push_str(r"(?:\n?\z)"),
            b'{' => match self.repetition() {
                Some(text) => {
                    self.out.push_str(&text);
                    self.possessive();
                }
                None => self.out.push_str(r"\{"),
            },
            b'*' | b'+' | b'?' => {
                self.out.push(char::from(byte));
                self.possessive();
            }
            b'}' | b']' => self.literal(byte),
            b'|' | b')' | b'.' | b'^' | b'$' => self.out.push(char::from(byte)),
            // Kept as they are, for patterns in extended mode.
            b' ' | b'\t' | b'\n' | b'#' => self.out.push(char::from(byte)),
            byte => self.literal(byte),
        }
        Ok(())
    }

    /// `{2,3}`, the brace already taken; `None`: no repetition, nothing taken.
    fn repetition(&mut self) -> Option<String> {
        let end = self.rest.iter().position(|b| *b == b'}')?;
        let (inside, rest) = self.rest.split_at(end);
        let text = std::str::from_utf8(inside).ok()?;
        let (least, most) = text.split_once(',').unwrap_or((text, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if least.is_empty() || !digits(least) || !digits(most) {
            return None;
        }
        let text = format!("{{{text}}}");
        self.rest = rest.get(1..).unwrap_or(&[]);
        Some(text)
    }

    /// Behind a quantifier: `+` takes what it can and gives nothing back, `?` takes little.
    fn possessive(&mut self) {
        if self.takes(b"+") {
            self.out.push('+');
            self.backtracks = true;
        } else if self.takes(b"?") {
            self.out.push('?');
        }
    }

    /// What stands behind an opening parenthesis.
    fn group(&mut self) {
        if self.takes(b"?#") {
            self.until(b")");
            return;
        }
        self.out.push('(');
        if self.takes(b"?'") {
            let name = self.until(b"'").unwrap_or_default();
            let _ = write!(self.out, "?<{}>", String::from_utf8_lossy(&name));
            return;
        }
        const BEYOND: [&[u8]; 10] = [b"?=", b"?!", b"?<=", b"?<!", b"?>", b"?(", b"?|", b"?R", b"?&", b"?P>"];
        if BEYOND.iter().any(|b| self.rest.starts_with(b)) || self.rest.starts_with(b"?P=") {
            self.backtracks = true;
        }
        if let Some(rest) = self.rest.strip_prefix(b"?") {
            // Flags, names, what follows up to the first of these is not pattern.
            let end = rest.iter().position(|b| matches!(b, b':' | b')' | b'>' | b'=' | b'!' | b'|' | b'('));
            let (head, rest) = rest.split_at(end.unwrap_or(rest.len()));
            self.out.push('?');
            self.out.push_str(&String::from_utf8_lossy(head));
            self.rest = rest;
            if let Some(sign) = self.next() {
                self.out.push(char::from(sign));
            }
        }
    }

    fn escaped(&mut self) -> Result<(), String> {
        if self.takes(b"Q") {
            let text = self.until(b"\\E").unwrap_or_else(|| std::mem::take(&mut self.rest).to_vec());
            text.into_iter().for_each(|b| self.literal(b));
            return Ok(());
        }
        if self.takes(b"E") {
            return Ok(());
        }
        let first = *self.rest.first().ok_or("Regex compilation error: \\ at end of pattern.")?;
        match first {
            b'R' => self.out.push_str(r"(?:\r\n|[\n\x0b\f\r\x85])"),
            b'N' => self.out.push_str(r"[^\n]"),
            b'Z' => self.out.push_str(r"(?:\n?\z)"),
            b'k' | b'g' => {
                self.backtracks = true;
                self.rest = self.rest.get(1..).unwrap_or(&[]);
                return self.named_reference();
            }
            b'K' | b'G' => {
                self.backtracks = true;
                self.out.push('\\');
                self.out.push(char::from(first));
            }
            b'b' | b'B' | b'A' | b'z' => {
                self.out.push('\\');
                self.out.push(char::from(first));
            }
            b'1'..=b'9' if self.refers_back() => {
                self.backtracks = true;
                let len = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
                let (digits, rest) = self.rest.split_at(len);
                let _ = write!(self.out, "(?:\\{})", String::from_utf8_lossy(digits));
                self.rest = rest;
                return Ok(());
            }
            _ => {
                match self.escape()? {
                    Escape::Byte(byte) => self.literal(byte),
                    Escape::Class(inside) => {
                        let _ = write!(self.out, "[{inside}]");
                    }
                    Escape::NotClass(inside) => {
                        let _ = write!(self.out, "[^{inside}]");
                    }
                    Escape::Same(text) => self.out.push_str(&text),
                }
                return Ok(());
            }
        }
        self.rest = self.rest.get(1..).unwrap_or(&[]);
        Ok(())
    }

    /// `<name>`, `'name'`, `{name}`, `{2}`, `2`, behind `\k` or `\g`.
    fn named_reference(&mut self) -> Result<(), String> {
        let closing: &[u8] = match self.rest.first() {
            Some(b'<') => b">",
            Some(b'\'') => b"'",
            Some(b'{') => b"}",
            _ => b"",
        };
        let name = if closing.is_empty() {
            let len = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
            let (digits, rest) = self.rest.split_at(len);
            self.rest = rest;
            Some(digits.to_vec())
        } else {
            self.rest = self.rest.get(1..).unwrap_or(&[]);
            self.until(closing)
        };
        let name = name.and_then(|name| String::from_utf8(name).ok()).filter(|name| !name.is_empty());
        let name = name.ok_or("Regex compilation error: a reference names no group.")?;
        let _ = match name.parse::<u32>() {
            Ok(number) => write!(self.out, "(?:\\{number})"),
            Err(_) => write!(self.out, "\\k<{name}>"),
        };
        Ok(())
    }

    /// Whether the digits that follow name a group.
    fn refers_back(&self) -> bool {
        let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).take(4);
        let number = digits.fold(0u32, |n, d| n * 10 + u32::from(d - b'0'));
        number < 10 || number <= self.groups
    }

    /// An escape sequence that means the same in and outside of classes, the backslash taken.
    fn escape(&mut self) -> Result<Escape, String> {
        let Some(first) = self.next() else {
            return Err("Regex compilation error: \\ at end of pattern.".to_string());
        };
        Ok(match first {
            b'h' => Escape::Class(BLANKS),
            b'H' => Escape::NotClass(BLANKS),
            b'v' => Escape::Class(VERTICAL),
            b'V' => Escape::NotClass(VERTICAL),
            b'a' => Escape::Byte(7),
            b'e' => Escape::Byte(27),
            b'f' => Escape::Byte(12),
            b'n' => Escape::Byte(10),
            b'r' => Escape::Byte(13),
            b't' => Escape::Byte(9),
            b'c' => Escape::Byte(self.next().unwrap_or(b'@').to_ascii_uppercase() ^ 0x40),
            b'x' => Escape::Byte(self.hexadecimal()?),
            b'0'..=b'7' => Escape::Byte(self.octal(first)),
            b'd' | b'D' | b'w' | b'W' | b's' | b'S' => Escape::Same(format!("\\{}", char::from(first))),
            b'p' | b'P' => {
                let name = if self.takes(b"{") { self.until(b"}") } else { self.next().map(|b| vec![b]) };
                let name = String::from_utf8_lossy(&name.unwrap_or_default()).into_owned();
                Escape::Same(format!("(?u:\\{}{{{name}}})", char::from(first)))
            }
            other if other.is_ascii_alphanumeric() => {
                let other = char::from(other);
                return Err(format!("Regex compilation error: unrecognized character {other} follows \\."));
            }
            other => Escape::Byte(other),
        })
    }

    /// `41`, `{41}`, behind `\x`
    fn hexadecimal(&mut self) -> Result<u8, String> {
        let digits = if self.takes(b"{") {
            self.until(b"}").unwrap_or_default()
        } else {
            let len = self.rest.iter().take(2).take_while(|b| b.is_ascii_hexdigit()).count();
            let (digits, rest) = self.rest.split_at(len);
            self.rest = rest;
            digits.to_vec()
        };
        if digits.is_empty() {
            return Ok(0);
        }
        let number = std::str::from_utf8(&digits).ok().and_then(|d| u32::from_str_radix(d, 16).ok());
        number.and_then(|n| u8::try_from(n).ok()).ok_or_else(|| {
            "Regex compilation error: character code point value in \\x{} is too large.".to_string()
        })
    }

    /// Up to three octal digits, the first already taken.
    fn octal(&mut self, first: u8) -> u8 {
        let mut number = u32::from(first - b'0');
        for _ in 0..2 {
            let Some(digit) = self.rest.first().filter(|b| (b'0'..=b'7').contains(*b)) else { break };
            number = number * 8 + u32::from(digit - b'0');
            self.rest = self.rest.get(1..).unwrap_or(&[]);
        }
        number as u8
    }

    /// A character class, its bracket taken. The engines know nested classes and set operators,
    /// PCRE does not.
    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.takes(b"^") {
            self.out.push('^');
        }
        let mut is_first = true;
        loop {
            let Some(byte) = self.next() else {
                return Err("Regex compilation error: missing terminating ] for character class.".to_string());
            };
            match byte {
                b']' if !is_first => break,
                b'[' if self.rest.starts_with(b":") && self.posix() => {}
                b'-' if !is_first && self.rest.first() != Some(&b']') => self.out.push('-'),
                b'\\' if self.takes(b"b") => self.out.push_str(r"\x08"),
                b'\\' => match self.escape()? {
                    Escape::Byte(byte) => self.literal(byte),
                    Escape::Class(inside) => self.out.push_str(inside),
                    Escape::NotClass(inside) => {
                        let _ = write!(self.out, "[^{inside}]");
                    }
                    Escape::Same(text) => self.out.push_str(&text),
                },
                byte => self.literal(byte),
            }
            is_first = false;
        }
        self.out.push(']');
        Ok(())
    }

    /// `[:alpha:]`, its bracket taken.
    fn posix(&mut self) -> bool {
        let Some(end) = self.rest.windows(2).position(|w| w == b":]") else { return false };
        let (name, rest) = self.rest.split_at(end);
        if !name.iter().skip(1).all(|b| b.is_ascii_lowercase() || *b == b'^') {
            return false;
        }
        let _ = write!(self.out, "[{}:]", String::from_utf8_lossy(name));
        self.rest = rest.get(2..).unwrap_or(&[]);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern.as_bytes()).unwrap().matches(text.as_bytes())
    }

    fn is_linear(pattern: &str) -> bool {
        matches!(Pattern::new(pattern.as_bytes()), Ok(Pattern::Linear(_)))
    }

    #[test]
    fn what_pcre_spells_otherwise_means_the_same() {
        for (pattern, fits, not) in [
            (r"^\QG.T\E$", "g.t", "GET"),
            (r"(?#any)get", "GET", "put"),
            (r"^\107ET\Z", "GET\n", "GET\n\n"),
            (r"a\hb", "a\tb", "a\nb"),
            (r"a\Rb", "a\r\nb", "a b"),
            (r"^\N+$", "abc", "a\nb"),
            (r"{\d}", "{1}", "{a}"),
            (r"a{,3}", "a{,3}", "aaa"),
            (r"^x{2,3}$", "xxx", "x"),
            (r"[]a]", "]", "b"),
            (r"^[^]a]$", "b", "]"),
            (r"^[a\-z&&~[]+$", "a-z&~[", "b"),
            (r"^[[:upper:][:digit:]_]+$", "AB_1", "a-"),
            (r"^[\x41-\x43]$", "b", "d"),
            (r"GET$", "GET\n", "GETS"),
            (r"(?m)^b$", "a\nb\nc", "ab"),
            (r"\cA", "\u{1}", "A"),
            (r"(?'n'a)b", "ab", "b"),
            (r"^[a-f-]+$", "a-f", "g"),
            (r"^\x{47}\e?$", "g", "h"),
            (r"^\p{L}+$", "abc", "1"),
        ] {
            assert!(matches(pattern, fits) && !matches(pattern, not), "{pattern}");
            assert!(is_linear(pattern), "{pattern}");
        }
    }

    #[test]
    fn looking_around_and_back() {
        for (pattern, fits, not) in [
            (r"^(?=G).E", "GET", "PET"),
            (r"^(?!P).ET$", "GET", "PET"),
            (r"(?<=G)E", "GE", "PE"),
            (r"(?<!G)E", "PE", "GE"),
            (r"(\w)\1", "aa", "ab"),
            (r"(?<q>['x]).\k<q>", "xax", "xa'"),
            (r"(?<q>['x]).\k{q}", "'a'", "'ax"),
            (r"(a)(b)\g2\g{1}", "abba", "abab"),
            (r"^a++b", "aab", "ac"),
            (r"^(?>a|ab)c", "ac", "abc"),
        ] {
            assert!(matches(pattern, fits) && !matches(pattern, not), "{pattern}");
            assert!(!is_linear(pattern), "{pattern}");
        }
        assert!(!matches("a++ab", "aaab"));
    }

    #[test]
    fn bytes_are_bytes() {
        let p = |pattern: &[u8], text: &[u8]| Pattern::new(pattern).unwrap().matches(text);
        assert!(p(b"^\xff.\xfe$", b"\xff\x80\xfe"));
        assert!(p(br"^\xff.\xfe$", b"\xff\x80\xfe"));
        assert!(p(br"^(?=\xff)[\x80-\xff]{3}$", b"\xff\x80\xfe"));
        assert!(p("é".as_bytes(), "café".as_bytes()));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for bad in ["[a", "(a", "a)", "*a", "x{2,1}", "\\", r"a\i", r"\x{100}", "(?<n"] {
            let error = Pattern::new(bad.as_bytes()).err();
            assert!(error.is_some_and(|e| e.starts_with("Regex compilation error: ")), "{bad}");
        }
    }

    #[test]
    fn no_pattern_takes_for_ever() {
        let evil = format!("{}!", "a".repeat(3000));
        assert!(!matches(r"^(?=(a+)+$)(a+)+\1$", &evil));
        assert!(!matches(r"^(a+)+$", &evil));
        assert!(Pattern::new("(?=(".repeat(5000).as_bytes()).is_err());
        assert!(Pattern::new(b"((a{1000}){1000}){1000}").is_err());
    }
}
