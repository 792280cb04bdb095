//! `--generate`: the manual page and the completions of shells, made from the table of options.

use super::fault::Fault;
use super::options::{OPTIONS, OptionDef};
use super::taps;
use super::values::GENERATED;
use std::fmt::Write;

const NAME: &str = "tlens";
const WHAT: &str = "Dump and analyze network traffic, TLS opened";

/// What can be made.
const KINDS: &[(&str, fn(&mut String))] = &[("man", man), ("bash", bash), ("zsh", zsh), ("fish", fish)];

/// Adds what is made.
pub fn generate(kind: &str, out: &mut String) -> Result<(), Fault> {
    let Some((_, make)) = KINDS.iter().find(|(name, _)| *name == kind) else {
        return Err(Fault::usage(format_args!(
            "\"{}\" cannot be made; it must be one of {GENERATED}",
            kind.escape_debug()
        )));
    };
    make(out);
    Ok(())
}

fn offered() -> impl Iterator<Item = &'static OptionDef> {
    OPTIONS.iter().filter(|o| o.is_offered())
}

/// Text for troff: no control lines, no escapes of its own, hyphens that can be searched for.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

fn man(out: &mut String) {
    let version = env!("CARGO_PKG_VERSION");
    let _ = write!(
        out,
        ".TH TLENS 1 \"\" \"Wirelens {version}\"\n.SH NAME\n{NAME} \\- {}\n.SH SYNOPSIS\n.B {NAME}\n\
         [options] [filter]\n.SH DESCRIPTION\nReads packets from a capture file, a pipe or an interface, takes\n\
         them apart, filters and prints them. The options are those of tshark; those of its own come\n\
         on top. Words that are no options are a display filter with \\-r, else a capture filter.\n",
        roff(WHAT)
    );
    for option in OPTIONS {
        if option.is_heading() {
            let _ = writeln!(out, ".SH {}", option.help.trim_end_matches(':').to_uppercase());
        } else if option.is_offered() {
            let _ = write!(out, ".TP\n.B {}\n{}.\n", roff(&option.usage()), roff(&sentence(option.help)));
        }
    }
    let mut list = String::new();
    taps::list(&mut list);
    out.push_str(".SH STATISTICS\nWhat \\-z takes:\n.nf\n");
    for line in list.lines().filter(|l| !l.is_empty()) {
        let _ = writeln!(out, "{}", roff(line.trim()));
    }
    out.push_str(
        ".fi\n.SH EXIT STATUS\n.TP\n.B 0\nSuccess.\n.TP\n.B 1\nThe command line is wrong.\n.TP\n.B 2\n\
         A filter, a file or an interface is wrong.\n.SH ENVIRONMENT\n.TP\n.B NO_COLOR\nOutput has no colours.\n\
         .SH SEE ALSO\nwireshark\\-filter(4), tshark(1), pcap\\-filter(7)\n",
    );
}

/// A help text with a capital letter.
fn sentence(help: &str) -> String {
    let mut chars = help.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// `-r` and `--read-file`, as far as there are.
fn words(option: &OptionDef) -> Vec<String> {
    let letter = option.letter.map(|l| format!("-{l}"));
    letter.into_iter().chain(option.name.map(|n| format!("--{n}"))).collect()
}

/// Whether the value is a file or a folder.
fn takes_path(option: &OptionDef) -> bool {
    option
        .value
        .is_some_and(|v| ["file", "folder"].iter().any(|word| v.contains(word) && !v.contains("type")))
}

/// The values to choose from, where the help lists them all.
fn choices(option: &OptionDef) -> Option<Vec<&'static str>> {
    option.value.filter(|v| v.contains('|')).map(|v| v.split('|').collect())
}

fn bash(out: &mut String) {
    let all: Vec<String> = offered().flat_map(words).collect();
    let _ = write!(
        out,
        "# Completion of {NAME} for bash.\n_{NAME}() {{\n    local cur prev\n    \
         cur=${{COMP_WORDS[COMP_CWORD]}}\n    prev=${{COMP_WORDS[COMP_CWORD-1]}}\n    case $prev in\n"
    );
    for option in offered().filter(|o| o.value.is_some()) {
        let pattern = words(option).join("|");
        let reply = match choices(option) {
            Some(choices) => format!("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", choices.join(" ")),
            None if takes_path(option) => "COMPREPLY=($(compgen -f -- \"$cur\"))".into(),
            None => "COMPREPLY=()".into(),
        };
        let _ = writeln!(out, "        {pattern}) {reply}; return ;;");
    }
    let _ = write!(
        out,
        "    esac\n    COMPREPLY=($(compgen -W '{}' -- \"$cur\"))\n}}\ncomplete -o default -F _{NAME} {NAME}\n",
        all.join(" ")
    );
}

/// Text between single quotes of a shell.
fn quoted(text: &str) -> String {
    text.replace('\'', "'\\''")
}

fn zsh(out: &mut String) {
    let _ = write!(out, "#compdef {NAME}\n_arguments -s \\\n");
    for option in offered() {
        let help = quoted(option.help).replace(['[', ']'], "").replace(':', "\\:");
        let value = match (option.value, choices(option)) {
            (None, _) => String::new(),
            (Some(_), Some(choices)) => format!(":value:({})", choices.join(" ")),
            (Some(_), None) if takes_path(option) => ":file:_files".into(),
            (Some(v), None) => format!(":{}: ", quoted(v).replace(':', "\\:").replace(['[', ']'], "")),
        };
        for word in words(option) {
            let equals = if word.starts_with("--") && !value.is_empty() { "=" } else { "" };
            let _ = writeln!(out, "  '*{word}{equals}[{help}]{value}' \\");
        }
    }
    out.push_str("  '*:filter: '\n");
}

fn fish(out: &mut String) {
    let _ = writeln!(out, "# Completion of {NAME} for fish.");
    for option in offered() {
        let _ = write!(out, "complete -c {NAME}");
        if let Some(letter) = option.letter {
            let _ = write!(out, " -s {letter}");
        }
        if let Some(name) = option.name {
            let _ = write!(out, " -l {name}");
        }
        match choices(option) {
            Some(choices) => _ = write!(out, " -x -a '{}'", choices.join(" ")),
            None if takes_path(option) => out.push_str(" -r"),
            None if option.value.is_some() => out.push_str(" -x"),
            None => {}
        }
        let _ = writeln!(out, " -d '{}'", option.help.replace('\\', "\\\\").replace('\'', "\\'"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(kind: &str) -> String {
        let mut out = String::new();
        generate(kind, &mut out).unwrap();
        out
    }

    #[test]
    fn every_option_is_in_every_text() {
        for (kind, _) in KINDS {
            let text = made(kind).replace("\\-", "-");
            for option in offered() {
                let fish = option.name.map(|n| format!("-l {n}"));
                let found = words(option).iter().any(|w| text.contains(w.as_str()))
                    || fish.is_some_and(|w| text.contains(&w))
                    || option.letter.is_some_and(|l| text.contains(&format!("-s {l} ")));
                assert!(found, "{kind}: {:?} {:?}", option.letter, option.name);
            }
        }
        assert_eq!(KINDS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("|"), GENERATED);
        assert!(matches!(generate("csh", &mut String::new()), Err(Fault::Failed { status: 1, .. })));
    }

    #[test]
    fn texts_are_well_formed() {
        assert_eq!(roff("'a\\b-c"), "\\&'a\\eb\\-c");
        assert!(made("man").starts_with(".TH TLENS 1 "));
        // Every line of the list ends in a quote and a backslash, but for the last.
        let zsh = made("zsh");
        assert!(zsh.lines().skip(2).all(|l| l.ends_with("' \\") || l == "  '*:filter: '"), "{zsh}");
        assert_eq!(zsh.replace("'\\''", "").matches('\'').count() % 2, 0);
    }
}
