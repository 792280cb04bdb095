//! `-d layer==selector,protocol`: payloads at these ports (or of these types) belong to this
//! protocol.

use super::fault::Fault;
use crate::dissect::Claim;
use crate::document::decode_as::LAYER_TYPES;
use crate::proto;
use std::fmt::Write as _;
use std::io::{self, Write as _};

/// Most selectors that one range may name: all ports.
const RANGE_MAX: u32 = 1 << 16;

/// Old names of protocols.
const RENAMED: &[(&str, &str)] = &[("ssl", "tls"), ("bootp", "dhcp")];

/// Reads one `-d`. A range of selectors gives several claims.
pub fn parse(text: &str) -> Result<Vec<(Claim, &'static str)>, Fault> {
    if let Some((name, rest)) = text.split_once('=').filter(|(_, rest)| !rest.contains('='))
        && LAYER_TYPES.iter().any(|l| l.name == name.trim())
    {
        let meant = format!("{name}=={rest}");
        let shown = meant.escape_debug();
        let warning = "WARNING: -d requires \"==\" instead of \"=\".";
        let _ = writeln!(io::stderr(), "tlens: {warning} Option will be treated as \"{shown}\"");
        return parse(&meant);
    }
    let shown = text.escape_debug();
    let template = || {
        format!(
            "Parameter \"{shown}\" doesn't follow the template \"<layer_type>==<selector>,<decode_as_protocol>\""
        )
    };
    let name = text.split_once("==").map_or(text, |(name, _)| name).trim();
    if name.is_empty() && !text.is_empty() || name.starts_with(',') {
        return Err(Fault::usage("No layer type specified"));
    }
    let Some(layer) = LAYER_TYPES.iter().find(|l| l.name == name) else {
        let mut message = String::new();
        if !text.contains("==") {
            let _ = write!(message, "{}\ntlens: ", template());
        }
        let _ =
            write!(message, "Unknown layer type -- {}\ntlens: Valid layer types are:", name.escape_debug());
        for l in LAYER_TYPES {
            let _ = write!(message, "\n\t{} ({})", l.name, l.title);
        }
        return Err(Fault::usage(message));
    };
    let Some((selector, protocol)) = text.split_once("==").and_then(|(_, rest)| rest.split_once(',')) else {
        return Err(Fault::usage(template()));
    };
    let wrong = || {
        let selector = selector.trim();
        let is_range = selector.starts_with(|c: char| c.is_ascii_digit()) && selector.contains([':', '-']);
        let what = if is_range { "numeric range" } else { "number" };
        Fault::usage(format_args!("Invalid selector {what} \"{}\"", selector.escape_debug()))
    };
    let (first, last) = range(selector.trim()).ok_or_else(wrong)?;
    if first > last || last - first >= RANGE_MAX {
        let range = selector.trim().escape_debug();
        return Err(Fault::usage(format_args!("Invalid selector numeric range \"{range}\"")));
    }
    let protocol = protocol.trim();
    let protocol = RENAMED.iter().find(|(old, _)| *old == protocol).map_or(protocol, |(_, new)| new);
    let Some(listed) = proto::registry().protocol(protocol) else {
        let wrong = match protocol {
            "" => "No protocol name specified".to_owned(),
            _ => format!("Unknown protocol -- \"{}\"", protocol.escape_debug()),
        };
        let mut message = format!("{wrong}\ntlens: Valid protocols for layer type \"{name}\" are:");
        for l in proto::registry().protocols() {
            let _ = write!(message, "\n\t{} ({})", l.protocol.name, l.protocol.title);
        }
        return Err(Fault::usage(message));
    };
    (first..=last).map(|n| Ok(((layer.claim)(n).ok_or_else(wrong)?, listed.protocol.name))).collect()
}

/// `8000`, `8000-8005`, `8000:6` (six of them).
fn range(text: &str) -> Option<(u32, u32)> {
    let number = |t: &str| -> Option<u32> {
        let t = t.trim();
        match t.strip_prefix("0x") {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => t.parse().ok(),
        }
    };
    if let Some((first, count)) = text.split_once(':') {
        let (first, count) = (number(first)?, number(count)?);
        return Some((first, first.checked_add(count.checked_sub(1)?)?));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((number(first)?, number(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_numbers_and_ranges() {
        assert_eq!(parse("tcp.port==8443,data").unwrap(), [(Claim::TcpPort(8443), "data")]);
        assert_eq!(parse("udp.port == 1-3, data").unwrap().len(), 3);
        assert_eq!(range("8000:2"), Some((8000, 8001)));
        assert_eq!([range("x"), range("-1"), range(""), range("4294967295:2"), range("1:0")], [None; 5]);
        assert_eq!(parse("tls.port==4433,mqtt").unwrap(), [(Claim::TlsPort(4433), "mqtt")]);
        assert_eq!(parse("tcp.stream==70000,data").unwrap(), [(Claim::TcpStream(70_000), "data")]);
        assert_eq!(parse("ethertype==0x1234,data").unwrap(), [(Claim::EtherType(0x1234), "data")]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let message = |t: &str| match parse(t) {
            Err(Fault::Failed { message, .. }) => message,
            other => panic!("{other:?}"),
        };
        assert!(message("foo").starts_with("Parameter \"foo\" doesn't follow the template"));
        assert!(message("foo==1,data").starts_with("Unknown layer type -- foo\n"));
        assert!(message("tcp.port==80,nonsense").starts_with("Unknown protocol -- \"nonsense\""));
        assert!(message("tcp.port==80,").starts_with("No protocol name specified\n"));
        assert!(message("tcp.port==90-80,data").starts_with("Invalid selector numeric range \"90-80\""));
        assert!(message("tcp.stream==0-99999999,data").starts_with("Invalid selector numeric range"));
        assert!(message("tcp.port==65535:2,data").starts_with("Invalid selector numeric range \"65535:2\""));
        assert!(message("tcp.port==80-,data").starts_with("Invalid selector numeric range \"80-\""));
        assert!(message("tcp.port==http,data").starts_with("Invalid selector number \"http\""));
        assert_eq!(message("==80,data"), "No layer type specified");
        assert!(message("ip.proto==300,data").starts_with("Invalid selector number \"300\""));
    }
}
