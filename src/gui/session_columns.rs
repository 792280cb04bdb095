//! The columns of the sessions table: titles, widths, what stands in them, how they sort, and the
//! table as text. Not here: painting (`sessions`).

use std::cmp::Ordering;

use eframe::egui::Align;
use serde::{Deserialize, Serialize};

use super::model::tls::SessionRow;
use super::text;

macro_rules! columns {
    ($($name:ident $title:literal $width:literal $share:literal $about:literal,)*) => {
        /// A column of the table.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum SessionColumn {
            #[default]
            $($name,)*
        }

        impl SessionColumn {
            /// All of them, in the order of the table.
            pub const ALL: &[SessionColumn] = &[$(SessionColumn::$name,)*];

            pub fn title(self) -> &'static str {
                match self { $(SessionColumn::$name => $title,)* }
            }

            /// What it says, in the list of columns.
            pub fn about(self) -> &'static str {
                match self { $(SessionColumn::$name => $about,)* }
            }

            /// Width at first, logical px, and share of what is over; 0: it never grows.
            pub fn width(self) -> (f32, f32) {
                match self { $(SessionColumn::$name => ($width, $share),)* }
            }
        }
    };
}

columns! {
    Number "#" 38.0 0.0 "Number, in order of first frames",
    State "State" 26.0 0.0 "How far it is decrypted",
    Verdict "Verdict" 190.0 2.0 "Decrypted, or why not",
    Client "Client" 148.0 1.0 "Address and port of the client",
    Server "Server" 148.0 1.0 "Address and port of the server",
    Sni "SNI" 92.0 1.0 "Name that the client asked for",
    Version "Version" 70.0 0.0 "Protocol version agreed",
    Suite "Suite" 196.0 3.0 "Cipher suite chosen",
    Certificate "Certificate" 110.0 1.0 "Whose certificate the server showed",
    Resumed "Resumed" 64.0 0.0 "Whether an earlier session went on",
    Alpn "ALPN" 62.0 0.0 "Application protocol chosen",
    Hello "Hello" 46.0 0.0 "Grade of the ClientHello",
    Stack "Client stack" 112.0 1.0 "TLS library of the client, by its hello",
    Ja4 "JA4" 84.0 1.0 "JA4 fingerprint of the client",
    Ja3 "JA3" 84.0 1.0 "JA3 fingerprint of the client",
    Records "Records" 86.0 0.0 "Encrypted records opened, and all",
    RoundTrips "Trips" 46.0 0.0 "Round trips of the handshake",
    Bytes "Bytes" 66.0 0.0 "Bytes on the wire",
    Time "Time" 66.0 0.0 "From the first to the last frame",
}

impl SessionColumn {
    /// Those that are shown at first.
    pub const DEFAULT: &[SessionColumn] = &[
        SessionColumn::State,
        SessionColumn::Number,
        SessionColumn::Verdict,
        SessionColumn::Client,
        SessionColumn::Server,
        SessionColumn::Sni,
        SessionColumn::Version,
        SessionColumn::Suite,
        SessionColumn::Hello,
        SessionColumn::Stack,
        SessionColumn::Ja4,
        SessionColumn::Bytes,
        SessionColumn::Time,
    ];

    /// Those that a table of these columns has: what every table needs is always there.
    pub fn shown(chosen: &[SessionColumn]) -> Vec<SessionColumn> {
        let always = [SessionColumn::State, SessionColumn::Number];
        let rest = Self::ALL.iter().filter(|c| !always.contains(c) && chosen.contains(c));
        always.iter().chain(rest).copied().collect()
    }

    pub fn align(self) -> Align {
        match self {
            Self::Number | Self::Records | Self::RoundTrips | Self::Bytes | Self::Time => Align::Max,
            _ => Align::Min,
        }
    }

    /// Set in the proportional face.
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Verdict | Self::Stack | Self::Resumed)
    }

    /// What stands in the column; empty: nothing is known.
    pub fn text(self, row: &SessionRow) -> String {
        match self {
            Self::State => row.state.words().into(),
            Self::Number => row.number.to_string(),
            Self::Verdict => row.words.clone(),
            Self::Client => row.client.clone(),
            Self::Server => row.server.clone(),
            Self::Sni => row.sni.clone(),
            Self::Version => row.version.clone(),
            Self::Suite => row.suite.strip_prefix("TLS_").unwrap_or(&row.suite).to_owned(),
            Self::Certificate => row.certificate.clone(),
            Self::Resumed => match row.resumed {
                Some(true) => "yes".into(),
                Some(false) => "no".into(),
                None => String::new(),
            },
            Self::Alpn => row.alpn.clone(),
            Self::Hello => row.grade.map_or_else(String::new, |grade| grade.letter().into()),
            Self::Stack => row.stack.clone(),
            Self::Ja4 => row.ja4.clone(),
            Self::Ja3 => row.ja3.clone(),
            Self::Records => row.records.clone(),
            Self::RoundTrips => row.round_trips.map_or_else(String::new, |n| n.to_string()),
            Self::Bytes => text::count(row.bytes),
            Self::Time => duration(row.duration_ns),
        }
    }

    /// The same for other programs: whole numbers without spaces, times in seconds.
    fn plain_text(self, row: &SessionRow) -> String {
        match self {
            Self::Bytes => row.bytes.to_string(),
            Self::Time => format!("{:.6}", row.duration_ns as f64 / 1e9),
            Self::Suite => row.suite.clone(),
            _ => self.text(row),
        }
    }

    pub fn compare(self, a: &SessionRow, b: &SessionRow) -> Ordering {
        match self {
            Self::State => (a.state as u8).cmp(&(b.state as u8)),
            Self::Number => a.number.cmp(&b.number),
            Self::Records => a.records_total.cmp(&b.records_total),
            Self::RoundTrips => a.round_trips.cmp(&b.round_trips),
            Self::Bytes => a.bytes.cmp(&b.bytes),
            Self::Time => a.duration_ns.cmp(&b.duration_ns),
            // The best first, those without one last.
            Self::Hello => (a.grade.is_none(), a.grade).cmp(&(b.grade.is_none(), b.grade)),
            _ => self.text(a).cmp(&self.text(b)),
        }
    }
}

/// A span of time in the unit that suits it.
pub fn duration(ns: u64) -> String {
    let seconds = ns as f64 / 1e9;
    match ns {
        0..1_000_000 => format!("{:.0} µs", seconds * 1e6),
        1_000_000..1_000_000_000 => format!("{:.0} ms", seconds * 1e3),
        1_000_000_000..120_000_000_000 => format!("{seconds:.1} s"),
        _ => format!("{:.0} min", seconds / 60.0),
    }
}

/// Rows as comma separated values (RFC 4180) with a line of titles.
pub fn csv<'a>(columns: &[SessionColumn], rows: impl Iterator<Item = &'a SessionRow>) -> String {
    let titles: Vec<String> = columns.iter().map(|c| cell(c.title())).collect();
    let mut out = titles.join(",") + "\r\n";
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|c| cell(&c.plain_text(row))).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Rows as text for the clipboard, columns apart by tabs.
pub fn tabbed<'a>(columns: &[SessionColumn], rows: impl Iterator<Item = &'a SessionRow>) -> String {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> =
            columns.iter().map(|c| text::escape(&c.plain_text(row)).into_owned()).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}

/// One cell. What spreadsheets would take for a formula gets a mark before it: names come from
/// packets.
fn cell(content: &str) -> String {
    let content = text::escape(content);
    let is_formula = content.starts_with(['=', '+', '-', '@']);
    let mark = if is_formula { "'" } else { "" };
    if is_formula || content.contains([',', '"', '\n', '\r']) {
        format!("\"{mark}{}\"", content.replace('"', "\"\""))
    } else {
        content.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_have_their_unit() {
        let words = [51_000_000, 900, 2_100_000_000, 840_000_000_000].map(duration);
        assert_eq!(words, ["51 ms", "1 µs", "2.1 s", "14 min"]);
    }

    #[test]
    fn cells_keep_commas_and_defuse_formulas() {
        assert_eq!(cell("a"), "a");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=cmd()"), "\"'=cmd()\"");
        assert!(!cell("a\u{202e}b\n").contains(['\u{202e}', '\n']));
    }

    #[test]
    fn number_and_state_are_always_there_and_no_column_comes_twice() {
        let shown =
            SessionColumn::shown(&[SessionColumn::Time, SessionColumn::Client, SessionColumn::Number]);
        let wanted =
            [SessionColumn::State, SessionColumn::Number, SessionColumn::Client, SessionColumn::Time];
        assert_eq!(shown, wanted);
        assert_eq!(SessionColumn::shown(SessionColumn::ALL).len(), SessionColumn::ALL.len());
    }
}
