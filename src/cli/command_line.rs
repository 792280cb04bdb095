//! The command line as getopt_long reads it: values may be glued to letters, options may follow
//! operands, long names may be shortened; and what does not go together. The options themselves
//! stand in `options`.

use super::fault::Fault;
use super::options::{Effect, OPTIONS, OptionDef};
use super::print::Output;
use super::print::time::Form;
use super::values::text;
use super::wishes::{Instead, Wishes};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

/// Reads a command line, without the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Wishes, Fault> {
    let mut wishes = Wishes::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let bytes = argument.as_bytes();
        if bytes == b"--" {
            for word in arguments.by_ref() {
                wishes.words.push(text(&word)?);
            }
        } else if let Some(long) = bytes.strip_prefix(b"--") {
            parse_long(&mut wishes, long, &mut arguments)?;
        } else if let Some(letters) = bytes.strip_prefix(b"-").filter(|l| !l.is_empty()) {
            parse_letters(&mut wishes, letters, &mut arguments)?;
        } else {
            wishes.words.push(text(&argument)?);
        }
    }
    check(&wishes)?;
    Ok(wishes)
}

fn parse_long(
    wishes: &mut Wishes,
    long: &[u8],
    rest: &mut impl Iterator<Item = OsString>,
) -> Result<(), Fault> {
    let mut parts = long.splitn(2, |b| *b == b'=');
    let name = String::from_utf8_lossy(parts.next().unwrap_or(&[])).into_owned();
    let glued = parts.next();
    let named = |o: &&OptionDef| o.name == Some(name.as_str());
    let mut begun = OPTIONS.iter().filter(|o| o.name.is_some_and(|n| n.starts_with(&name)));
    let found = OPTIONS.iter().find(named).or_else(|| begun.next().filter(|_| begun.next().is_none()));
    let Some(option) = found.filter(|_| !name.is_empty()) else {
        return Err(Fault::Usage(format!("unrecognized option: {name}")));
    };
    if let (Effect::DoesMaybe(does), None) = (&option.effect, glued) {
        return does(wishes, None);
    }
    match (option.value, glued) {
        (Some(_), Some(value)) => option.take(wishes, OsStr::from_bytes(value)),
        (Some(_), None) => {
            let missing = || Fault::Usage(format!("option requires an argument: {name}"));
            option.take(wishes, &rest.next().ok_or_else(missing)?)
        }
        (None, Some(_)) => Err(Fault::Usage(format!("option takes no argument: {name}"))),
        (None, None) => option.take(wishes, OsStr::new("")),
    }
}

fn parse_letters(
    wishes: &mut Wishes,
    letters: &[u8],
    rest: &mut impl Iterator<Item = OsString>,
) -> Result<(), Fault> {
    let mut letters = letters;
    while let Some((first, after)) = letters.split_first() {
        let letter = char::from(*first);
        let Some(option) = OPTIONS.iter().find(|o| o.letter == Some(letter)) else {
            let shown = if letter.is_ascii_graphic() { letter } else { '?' };
            return Err(Fault::Usage(format!("unrecognized option: {shown}")));
        };
        if option.value.is_none() {
            option.take(wishes, OsStr::new(""))?;
            letters = after;
            continue;
        }
        if !after.is_empty() {
            return option.take(wishes, OsStr::from_bytes(after));
        }
        let missing = || Fault::Usage(format!("option requires an argument: {letter}"));
        return option.take(wishes, &rest.next().ok_or_else(missing)?);
    }
    Ok(())
}

/// What does not go together.
fn check(w: &Wishes) -> Result<(), Fault> {
    if w.instead == Some(Instead::LinkTypes) && w.read.is_some() {
        return Err(Fault::usage("You can't specify -L and a capture file to be read."));
    }
    if w.instead.is_some() {
        return Ok(());
    }
    match w.output {
        Output::Fields if w.fields.is_empty() => {
            let message = "\"-Tfields\" was specified, but no fields were specified with \"-e\".";
            return Err(Fault::usage(message));
        }
        Output::Parquet if w.fields.is_empty() => {
            let message = "\"-Tparquet\" was specified, but no fields were specified with \"-e\".";
            return Err(Fault::usage(message));
        }
        Output::Parquet if !w.taps.is_empty() => {
            return Err(Fault::usage("\"-Tparquet\" leaves no room for statistics on standard output."));
        }
        Output::Text | Output::Tabs | Output::JsonRaw if !w.fields.is_empty() => {
            return Err(Fault::usage(
                "Output fields were specified with \"-e\", but \"-Tek, -Tfields, -Tjson or -Tpdml\" was not specified.",
            ));
        }
        Output::Fields | Output::Parquet | Output::Pdml | Output::Psml if w.hex => {
            return Err(Fault::usage(
                "Raw packet hex data can only be printed as text, PostScript, JSON, JSONRAW or EK JSON",
            ));
        }
        _ => {}
    }
    if w.display_filter.is_some() && !w.words.is_empty() && w.read.is_some() {
        return Err(Fault::usage(
            "Display filters were specified both with \"-Y\" and with additional command-line arguments.",
        ));
    }
    w.ring.check(w.write.as_deref(), w.read.is_some())?;
    if w.read.is_some() && w.has_capture_filter() {
        let message = "Only read filters, not capture filters, can be specified when reading a capture file.";
        return Err(Fault::usage(message));
    }
    let takes = |name: &str| w.taps.iter().any(|tap| tap.is(name));
    let counts_on = matches!(w.time, Form::Relative | Form::Absolute(..));
    if takes("io,stat") && !counts_on {
        let message = "invalid -t operand. io,stat only supports -t <r|a|ad|adoy|u|ud|udoy>";
        return Err(Fault::usage(message));
    }
    if takes("proto,colinfo") && w.quiet && !w.summary {
        let message = "the proto,colinfo tap doesn't work if the INFO column isn't being printed.";
        return Err(Fault::usage(message));
    }
    if w.unique_keys && !matches!(w.output, Output::Json | Output::JsonRaw) {
        let message = "--no-duplicate-keys can only be used with \"-T json\" and \"-T jsonraw\"";
        return Err(Fault::usage(message));
    }
    if w.read.is_none() && w.has_capture_filter() && !w.words.is_empty() {
        return Err(Fault::usage(
            "Capture filters were specified both with \"-f\" and with additional command-line arguments.",
        ));
    }
    if w.read_filter.is_some() && !w.two_passes {
        return Err(Fault::usage("-R without -2 is deprecated. For single-pass filtering use -Y."));
    }
    match w.only_live {
        Some(message) if w.read.is_some() => Err(Fault::usage(message)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::help;
    use super::*;

    fn wishes(line: &[&str]) -> Result<Wishes, Fault> {
        parse(line.iter().map(OsString::from))
    }

    fn message(line: &[&str]) -> String {
        match wishes(line) {
            Err(Fault::Failed { status, message }) => format!("{status} {message}"),
            Err(Fault::Usage(message)) => format!("usage {message}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_may_be_glued_and_options_may_follow_words() {
        let w = wishes(&["-nr", "a.pcap", "-Tfields", "-eip.src", "udp.port", "-e", "ip.dst", "==", "67"])
            .unwrap();
        assert_eq!(w.read, Some("a.pcap".into()));
        assert_eq!((w.output, w.fields), (Output::Fields, vec!["ip.src".to_string(), "ip.dst".into()]));
        assert_eq!(w.words, ["udp.port", "==", "67"]);
        let w = wishes(&["--read-file=-", "--display-filter", "tcp", "--", "-x"]);
        assert!(message_of(w).contains("both with \"-Y\""));
        let w = wishes(&["-r", "-", "-qz", "follow,tcp,ascii,0", "--read-file", "b"]).unwrap();
        assert_eq!((w.read, w.quiet, w.taps.len()), (Some("b".into()), true, 1));
    }

    fn message_of(w: Result<Wishes, Fault>) -> String {
        match w {
            Err(Fault::Failed { message, .. } | Fault::Usage(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn messages_are_tsharks() {
        assert_eq!(message(&["-A"]), "usage unrecognized option: A");
        assert_eq!(message(&["--bogus"]), "usage unrecognized option: bogus");
        assert_eq!(message(&["-r"]), "usage option requires an argument: r");
        assert_eq!(message(&["-c", "0"]), "1 The specified packet count is zero");
        assert_eq!(message(&["-c", "x"]), "1 The specified packet count \"x\" isn't a decimal number");
        assert_eq!(message(&["-c", "-1"]), "1 The specified packet count \"-1\" is a negative number");
        assert!(
            message(&["-T", "bogus"]).starts_with("1 Invalid -T parameter \"bogus\"; it must be one of:")
        );
        assert!(
            message(&["-t", "bogus"]).starts_with("1 Invalid time stamp type \"bogus\"; it must be one of:")
        );
        assert!(message(&["-z", "bogus"]).starts_with("1 Invalid -z argument \"bogus\"; it must be one of:"));
        assert!(message(&["-F", "bogus"]).starts_with("1 \"bogus\" isn't a valid capture file type"));
        assert!(message(&["-T", "fields"]).contains("\"-Tfields\" was specified"));
        assert!(
            message(&["-e", "ip.src"]).contains("\"-Tek, -Tfields, -Tjson or -Tpdml\" was not specified")
        );
        assert!(message(&["-R", "tcp"]).starts_with("1 -R without -2 is deprecated."));
        assert!(message(&["-N", "x"]).starts_with("1 -N specifies unknown resolving option 'x'"));
        assert!(message(&["-X", "lua"]).contains("-X is an option of tshark"));
        assert!(message(&["-r", "a", "-a", "duration:3"]).contains("a capture isn't being done"));
    }

    #[test]
    fn letters_and_names_are_unique_and_helped() {
        for (i, a) in OPTIONS.iter().enumerate() {
            for b in &OPTIONS[i + 1..] {
                assert!(a.letter.is_none() || a.letter != b.letter, "{:?}", a.letter);
                assert!(a.name.is_none() || a.name != b.name, "{:?}", a.name);
            }
        }
        let help = help();
        assert!(help.contains("-r <infile>, --read-file <infile>") && help.contains("--rsa-key <keyfile>"));
        assert!(!help.contains("capture-comment"));
    }
}
