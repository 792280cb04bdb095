//! What stands behind options: words and numbers read as tshark reads them, with its messages. What
//! the options are stands in `options`.

use super::fault::Fault;
use super::print::Output;
use crate::document::save::Format;
use std::ffi::OsStr;
use std::fmt::Write;

/// What `--generate` can make, as the help names it.
pub const GENERATED: &str = "man|bash|zsh|fish";

/// Text; what is not UTF-8 is refused.
pub fn text(value: &OsStr) -> Result<String, Fault> {
    value.to_str().map(str::to_string).ok_or_else(|| {
        Fault::usage(format_args!("\"{}\" is not valid UTF-8 text", value.to_string_lossy().escape_debug()))
    })
}

/// A text that no message may repeat.
pub fn secret_text(value: &OsStr) -> Result<zeroize::Zeroizing<String>, Fault> {
    let text = value.to_str().ok_or_else(|| Fault::usage("a pre-shared key is not valid UTF-8 text"))?;
    Ok(zeroize::Zeroizing::new(text.into()))
}

/// A number as tshark reads it, with its messages.
pub fn positive(value: &str, what: &str) -> Result<u64, Fault> {
    match value.parse::<u64>() {
        Ok(n) if n > i32::MAX as u64 => Err(Fault::usage(format_args!(
            "The specified {what} \"{value}\" is too large (greater than {})",
            i32::MAX
        ))),
        Ok(0) => Err(Fault::usage(format_args!("The specified {what} is zero"))),
        Ok(n) => Ok(n),
        Err(_) if value.strip_prefix('-').is_some_and(|n| n.parse::<u64>().is_ok()) => {
            Err(Fault::usage(format_args!("The specified {what} \"{value}\" is a negative number")))
        }
        Err(_) if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => Err(Fault::usage(
            format_args!("The specified {what} \"{value}\" is too large (greater than {})", i32::MAX),
        )),
        Err(_) => Err(Fault::usage(format_args!(
            "The specified {what} \"{}\" isn't a decimal number",
            value.escape_debug()
        ))),
    }
}

/// `-c`
pub fn count(value: &OsStr) -> Result<u64, Fault> {
    positive(&text(value)?, "packet count")
}

/// `-s`: bytes; 0 is the most there can be.
pub fn snaplen(value: &OsStr) -> Result<u32, Fault> {
    let value = text(value)?;
    if value == "0" {
        return Ok(crate::capture::options::MAX_SNAPLEN);
    }
    let n = positive(&value, "snapshot length")?;
    Ok(u32::try_from(n).unwrap_or(u32::MAX).min(crate::capture::options::MAX_SNAPLEN))
}

/// `-N`: what has names, a letter each.
pub fn resolutions(flags: &OsStr) -> Result<String, Fault> {
    let flags = text(flags)?;
    let unknown = flags.chars().find(|c| !"mnNtdvsg".contains(*c));
    match unknown {
        None => Ok(flags),
        Some(other) => Err(Fault::usage(format_args!(
            "-N specifies unknown resolving option '{}'; valid options are:\n\
             \t'd' to enable address resolution from captured DNS packets\n\
             \t'm' to enable MAC address resolution\n\
             \t'n' to enable network address resolution\n\
             \t'N' to enable using external resolvers (e.g., DNS)\n\
             \t    for network address resolution\n\
             \t't' to enable transport-layer port number resolution\n\
             \t'v' to enable VLAN IDs to names resolution",
            other.escape_debug()
        ))),
    }
}

/// `-F`
pub fn file_type(value: &OsStr) -> Result<Format, Fault> {
    match text(value)?.as_str() {
        "pcapng" => Ok(Format::Pcapng),
        "pcap" | "libpcap" => Ok(Format::PcapMicros),
        "nsecpcap" | "nseclibpcap" => Ok(Format::PcapNanos),
        other => Err(Fault::usage(format_args!(
            "\"{}\" isn't a valid capture file type\n\
             tlens: The available capture file types for the \"-F\" flag are:\n    \
             pcap - Wireshark/tcpdump/... - pcap\n    \
             nsecpcap - Wireshark/tcpdump/... - nanosecond libpcap\n    pcapng - Wireshark/... - pcapng",
            other.escape_debug()
        ))),
    }
}

/// `-T`: the forms of output, as the message about a wrong one lists them.
const OUTPUTS: &[(&str, &str, Output)] = &[
    (
        "fields",
        "The values of fields specified with the -e option, in a form\nspecified by the -E option.",
        Output::Fields,
    ),
    (
        "pdml",
        "Packet Details Markup Language, an XML-based format for the\ndetails of a decoded packet.",
        Output::Pdml,
    ),
    (
        "psml",
        "Packet Summary Markup Language, an XML-based format for the\nsummary information of a decoded packet.",
        Output::Psml,
    ),
    (
        "json",
        "Packet Summary, an JSON-based format for the details\nsummary information of a decoded packet.",
        Output::Json,
    ),
    (
        "jsonraw",
        "Packet Details, a JSON-based format for machine parsing\nincluding only raw hex decoded fields.",
        Output::JsonRaw,
    ),
    (
        "ek",
        "Packet Details, an EK JSON-based format for the bulk insert\ninto elastic search cluster.",
        Output::Ek,
    ),
    (
        "text",
        "Text of a human-readable one-line summary of each of the\npackets, or their details. (default)",
        Output::Text,
    ),
    (
        "parquet",
        "A table of the fields specified with the -e option, in the format\nof Apache Parquet. Numbers with -E occurrence=f or l.",
        Output::Parquet,
    ),
    ("tabs", "Like \"text\", with tabs between the columns.", Output::Tabs),
];

/// `-T`
pub fn output(value: &OsStr) -> Result<Output, Fault> {
    let value = text(value)?;
    if let Some((_, _, output)) = OUTPUTS.iter().find(|(name, ..)| *name == value) {
        return Ok(*output);
    }
    if value == "ps" {
        return Err(Fault::usage("-T ps is a form of tshark's that this program does not have"));
    }
    let mut message = format!("Invalid -T parameter \"{}\"; it must be one of:", value.escape_debug());
    for (name, help, _) in OUTPUTS {
        let _ = write!(message, "\n\t{:<9} {}", format!("\"{name}\""), help.replace('\n', "\n\t          "));
    }
    Err(Fault::usage(message))
}

/// Words separated by blanks.
pub fn words(value: &str) -> Vec<String> {
    value.split_whitespace().map(str::to_string).collect()
}

/// Names with commas or blanks between them.
pub fn list(value: &str) -> Vec<String> {
    value.split([',', ' ']).filter(|p| !p.is_empty()).map(str::to_string).collect()
}
