//! The forms in which a followed stream is read, copied and saved: text, hex, C, YAML. Not here:
//! the window around them (`follow`).

use super::model::TurnView;

/// Bytes in one line of the forms that show numbers.
const PER_LINE: usize = 16;
/// Bytes in one line of the raw form.
const RAW_PER_LINE: usize = 64;
/// Characters in one line of the text forms; longer ones go on in the next.
pub const LINE_CHARS: usize = 160;

/// How bytes are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    #[default]
    Utf8,
    Ascii,
    Hex,
    Raw,
    CArrays,
    Yaml,
}

impl Form {
    pub const ALL: [Form; 6] = [Form::Utf8, Form::Ascii, Form::Hex, Form::Raw, Form::CArrays, Form::Yaml];

    pub fn words(self) -> &'static str {
        match self {
            Form::Utf8 => "UTF-8",
            Form::Ascii => "ASCII",
            Form::Hex => "Hex dump",
            Form::Raw => "Raw",
            Form::CArrays => "C arrays",
            Form::Yaml => "YAML",
        }
    }

    /// Ending of a file's name in this form.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Raw => ".bin",
            Form::CArrays => ".c",
            Form::Yaml => ".yaml",
            Form::Utf8 | Form::Ascii | Form::Hex => ".txt",
        }
    }
}

/// One line of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowLine {
    /// Index of the turn that it belongs to.
    pub turn: usize,
    /// The turn's first line, which names its frame.
    pub first: bool,
    pub text: String,
}

/// The lines of text; a line end stays visible at the end of its line.
fn text_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while let Some((at, _)) = rest.char_indices().nth(LINE_CHARS) {
            let (head, tail) = rest.split_at(at);
            lines.push(head.to_owned());
            rest = tail;
        }
        lines.push(rest.to_owned());
    }
    lines
}

/// Printable ASCII and line ends; all else is a dot, as Wireshark has it.
fn ascii(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b'\n' | b'\r' | b'\t' | 0x20..=0x7e => char::from(byte),
            _ => '.',
        })
        .collect()
}

fn hex_lines(bytes: &[u8], offset: usize) -> Vec<String> {
    let line = |(i, chunk): (usize, &[u8])| {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let letters: String = chunk
            .iter()
            .map(|&byte| if (0x20..0x7f).contains(&byte) { char::from(byte) } else { '·' })
            .collect();
        let (left, right) = hex.split_at(hex.len().min(PER_LINE / 2));
        let digits = format!("{:23}  {:23}", left.join(" "), right.join(" "));
        format!("{:08x}  {digits}  {letters}", offset.saturating_add(i * PER_LINE))
    };
    bytes.chunks(PER_LINE).enumerate().map(line).collect()
}

fn raw_lines(bytes: &[u8]) -> Vec<String> {
    let line = |chunk: &[u8]| chunk.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.chunks(RAW_PER_LINE).map(line).collect()
}

/// The bytes of turn `n` of one side as an array of C.
fn c_lines(bytes: &[u8], from_client: bool, n: usize) -> Vec<String> {
    let peer = usize::from(!from_client);
    let mut lines = vec![format!("static const unsigned char peer{peer}_{n}[{}] = {{", bytes.len())];
    for chunk in bytes.chunks(PER_LINE / 2) {
        let values: Vec<String> = chunk.iter().map(|byte| format!("0x{byte:02x}")).collect();
        lines.push(format!("  {},", values.join(", ")));
    }
    lines.push("};".to_owned());
    lines
}

fn yaml_lines(turn: &TurnView, index: usize) -> Vec<String> {
    let mut lines = vec![
        format!("  - packet: {}", turn.frame),
        format!("    peer: {}", usize::from(!turn.from_client)),
        format!("    index: {index}"),
        format!("    timestamp: {}", turn.time),
        "    data: !!binary |".to_owned(),
    ];
    lines.extend(turn.bytes.chunks(57).map(|chunk| format!("      {}", base64(chunk))));
    lines
}

/// RFC 4648 section 4.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'=');
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// The lines of those turns that `wanted` takes.
pub fn lines(turns: &[TurnView], form: Form, wanted: impl Fn(&TurnView) -> bool) -> Vec<FollowLine> {
    let mut lines = Vec::new();
    let mut offsets = [0_usize; 2];
    let mut counts = [0_usize; 2];
    if form == Form::Yaml && turns.iter().any(&wanted) {
        lines.push(FollowLine { turn: 0, first: false, text: "packets:".to_owned() });
    }
    for (i, turn) in turns.iter().enumerate().filter(|(_, turn)| wanted(turn)) {
        let side = usize::from(!turn.from_client);
        let (offset, count) = (offsets[side], counts[side]);
        let texts = match form {
            Form::Utf8 => text_lines(&String::from_utf8_lossy(&turn.bytes)),
            Form::Ascii => text_lines(&ascii(&turn.bytes)),
            Form::Hex => hex_lines(&turn.bytes, offset),
            Form::Raw => raw_lines(&turn.bytes),
            Form::CArrays => c_lines(&turn.bytes, turn.from_client, count),
            Form::Yaml => yaml_lines(turn, count),
        };
        offsets[side] = offset.saturating_add(turn.bytes.len());
        counts[side] = count.saturating_add(1);
        for (n, text) in texts.into_iter().enumerate() {
            lines.push(FollowLine { turn: i, first: n == 0, text });
        }
    }
    lines
}

/// What a file in this form holds: the bytes themselves for the text forms and the raw one.
pub fn contents(turns: &[TurnView], form: Form, wanted: impl Fn(&TurnView) -> bool) -> Vec<u8> {
    if matches!(form, Form::Utf8 | Form::Raw) {
        return turns.iter().filter(|turn| wanted(turn)).flat_map(|turn| turn.bytes.clone()).collect();
    }
    text(&lines(turns, form, wanted), form).into_bytes()
}

/// The lines as they are copied: long ones of text are put together again.
pub fn text(lines: &[FollowLine], form: Form) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.text);
        if !matches!(form, Form::Utf8 | Form::Ascii) {
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(from_client: bool, bytes: &[u8]) -> TurnView {
        TurnView { from_client, frame: 13, time: "0.042761".into(), bytes: bytes.to_vec() }
    }

    #[test]
    fn line_ends_stay_and_long_lines_go_on() {
        assert_eq!(text_lines("a\nb"), ["a\n", "b"]);
        assert_eq!(text_lines(""), [""; 0]);
        let shown = text_lines(&"é".repeat(LINE_CHARS + 1));
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[1], "é");
        let turns = [turn(true, "é".repeat(LINE_CHARS + 1).as_bytes())];
        assert_eq!(text(&lines(&turns, Form::Utf8, |_| true), Form::Utf8).chars().count(), LINE_CHARS + 1);
    }

    #[test]
    fn hex_shows_offsets_of_each_side_and_letters() {
        let turns = [turn(true, b"HELLO PYTHON TLS/\n"), turn(false, b"A"), turn(true, b"B")];
        let shown: Vec<String> = lines(&turns, Form::Hex, |_| true).into_iter().map(|l| l.text).collect();
        assert_eq!(shown[0], "00000000  48 45 4c 4c 4f 20 50 59  54 48 4f 4e 20 54 4c 53  HELLO PYTHON TLS");
        assert!(shown[1].starts_with("00000010  2f 0a ") && shown[1].ends_with("  /·"), "{}", shown[1]);
        assert!(shown[2].starts_with("00000000  41"));
        assert!(shown[3].starts_with("00000012  42"));
    }

    #[test]
    fn c_and_yaml_are_what_compilers_and_parsers_read() {
        let turns = [turn(false, b"Hi!\xff")];
        let shown = |form| text(&lines(&turns, form, |_| true), form);
        assert_eq!(
            shown(Form::CArrays),
            "static const unsigned char peer1_0[4] = {\n  0x48, 0x69, 0x21, 0xff,\n};\n"
        );
        let yaml = shown(Form::Yaml);
        assert!(yaml.starts_with("packets:\n  - packet: 13\n    peer: 1\n"), "{yaml}");
        assert!(yaml.ends_with("    data: !!binary |\n      SGkh/w==\n"), "{yaml}");
        assert_eq!(shown(Form::Ascii), "Hi!.");
        assert_eq!(shown(Form::Raw), "486921ff\n");
        assert_eq!(contents(&turns, Form::Raw, |_| true), b"Hi!\xff");
        assert_eq!(contents(&turns, Form::Hex, |_| false), b"");
    }

    #[test]
    fn base64_has_the_vectors_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
