//! Finding: what is sought, where in a frame it is sought, and where a text or some bytes hold it.
//! Not here: going through the frames (`sweep`), going from hit to hit (the window).

use crate::base::id::FrameId;
use crate::dissect::{Dissector, Flags, Settings, SourceId, Wanted};
use crate::field::FieldSet;
use crate::filter::Filter;
use crate::proto;
use crate::store::Capture;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::sweep::{List, Sweep};

/// Places of one text or one data source that are marked at most.
const SPANS_MAX: usize = 10_000;
/// Characters of an excerpt before and behind what was found.
const AROUND_CHARS: usize = 24;
/// Memory that one compiled expression may take.
const REGEX_BYTES_MAX: usize = 1 << 20;

/// How the sought text is to be understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum How {
    /// A display filter; where to look does not matter.
    Filter,
    #[default]
    Text,
    /// Bytes as hexadecimal digits, with blanks, colons or dashes between or without.
    Hex,
    Regex,
}

/// Where in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// The columns of the frame list.
    List,
    /// The lines of the details.
    Tree,
    /// The bytes of the frame itself.
    Bytes,
    /// The bytes that were decrypted in it.
    #[default]
    Decrypted,
}

/// What is sought, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    pub text: String,
    pub how: How,
    pub place: Place,
    pub match_case: bool,
}

/// What is sought, ready.
#[derive(Clone, Debug)]
pub enum Needle {
    Filter(Box<Filter>),
    /// Text is an expression, too: it knows the cases of all scripts.
    Pattern(regex::bytes::Regex),
}

impl Query {
    /// Makes it ready.
    ///
    /// # Errors
    /// In one sentence, why nothing can be sought with it.
    pub fn needle(&self) -> Result<Needle, String> {
        if self.text.is_empty() {
            return Err(String::new());
        }
        let pattern = match self.how {
            How::Filter => {
                return Filter::new(&self.text, proto::registry())
                    .map(|filter| Needle::Filter(Box::new(filter)))
                    .map_err(|error| error.message);
            }
            How::Text => regex::escape(&self.text),
            How::Hex => {
                let bytes = bytes_of(&self.text)?;
                bytes.iter().fold("(?-u)".to_owned(), |mut text, byte| {
                    let _ = write!(text, "\\x{byte:02x}");
                    text
                })
            }
            How::Regex => self.text.clone(),
        };
        regex::bytes::RegexBuilder::new(&pattern)
            .case_insensitive(!self.match_case && self.how != How::Hex)
            .size_limit(REGEX_BYTES_MAX)
            .build()
            .map(Needle::Pattern)
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => "The expression is too large.".to_owned(),
                other => {
                    let said = other.to_string();
                    let last = said.lines().last().unwrap_or("").trim_start_matches("error: ");
                    format!("Not a regular expression: {last}.")
                }
            })
    }
}

/// The bytes that hexadecimal digits mean.
fn bytes_of(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '-' | '.'))
        .map(|c| c.to_digit(16).ok_or_else(|| format!("“{c}” is no hexadecimal digit.")))
        .collect::<Result<_, _>>()?;
    if !digits.len().is_multiple_of(2) {
        return Err("A byte has two hexadecimal digits; one is missing.".into());
    }
    Ok(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | *digit as u8)).collect())
}

impl Needle {
    /// Where `bytes` hold it.
    pub fn spans(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        match self {
            Needle::Filter(_) => Vec::new(),
            Needle::Pattern(pattern) => pattern
                .find_iter(bytes)
                .map(|m| m.range())
                .filter(|r| !r.is_empty())
                .take(SPANS_MAX)
                .collect(),
        }
    }

    /// The first place in `bytes` that holds it.
    pub fn first(&self, bytes: &[u8]) -> Option<Range<usize>> {
        match self {
            Needle::Filter(_) => None,
            Needle::Pattern(pattern) => pattern.find(bytes).map(|m| m.range()).filter(|r| !r.is_empty()),
        }
    }

    fn wanted(&self, place: Place) -> Wanted {
        match (self, place) {
            (Needle::Filter(filter), _) => Wanted::Fields(filter.needs.clone()),
            (_, Place::List | Place::Bytes) => Wanted::Fields(FieldSet::default()),
            (_, Place::Tree | Place::Decrypted) => Wanted::Everything,
        }
    }

    /// The words around what a dissected frame holds, if it holds it.
    fn excerpt(&self, d: &Dissector<'_>, place: Place) -> Option<String> {
        if let Needle::Filter(filter) = self {
            let matches = filter.matches(&d.tree, &d.sources, &d.columns);
            return matches.then(|| d.columns.info().to_owned());
        }
        match place {
            Place::List => {
                let columns = &d.columns;
                let texts = [columns.source.to_string(), columns.destination.to_string()];
                let all = texts.iter().map(String::as_str).chain([&*columns.protocol, columns.info()]);
                all.into_iter().find_map(|text| Some(around(text, &self.first(text.as_bytes())?)))
            }
            Place::Tree => {
                let mut label = String::new();
                let mut hidden = None;
                d.tree.nodes().iter().find_map(|node| {
                    if hidden.is_some_and(|depth| node.depth > depth) {
                        return None;
                    }
                    hidden = node.flags.has(Flags::HIDDEN).then_some(node.depth);
                    if hidden.is_some() {
                        return None;
                    }
                    label.clear();
                    d.tree.label(node, &d.sources, &mut label);
                    Some(around(&label, &self.first(label.as_bytes())?))
                })
            }
            Place::Bytes => {
                let bytes = d.sources.bytes(SourceId::FRAME);
                Some(around_bytes(&bytes, &self.first(&bytes)?))
            }
            Place::Decrypted => {
                let plain = d.sources.iter().filter(|(_, source)| is_decrypted(source.title));
                plain
                    .into_iter()
                    .find_map(|(_, source)| Some(around_bytes(&source.bytes, &self.first(&source.bytes)?)))
            }
        }
    }
}

/// Whether a data source holds what was decrypted.
pub fn is_decrypted(title: &str) -> bool {
    title.starts_with("Decrypted")
}

fn around(text: &str, found: &Range<usize>) -> String {
    let begin = text.get(..found.start).unwrap_or("");
    let from = begin.char_indices().rev().nth(AROUND_CHARS).map(|(at, _)| at);
    let rest = text.get(found.end..).unwrap_or("");
    let to = rest.char_indices().nth(AROUND_CHARS * 3).map(|(at, _)| found.end.saturating_add(at));
    let shown = text.get(from.unwrap_or(0)..to.unwrap_or(text.len())).unwrap_or(text);
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!("{}{shown}{}", dots(from.is_some()), dots(to.is_some()))
}

fn around_bytes(bytes: &[u8], found: &Range<usize>) -> String {
    let from = found.start.saturating_sub(AROUND_CHARS);
    let to = found.end.saturating_add(AROUND_CHARS * 3).min(bytes.len());
    let part = bytes.get(from..to).unwrap_or(&[]);
    let readable = part.iter().filter(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()).count();
    if std::str::from_utf8(part).is_ok() || readable * 4 >= part.len() * 3 {
        return String::from_utf8_lossy(part).into_owned();
    }
    let hex: Vec<String> = part.iter().take(48).map(|byte| format!("{byte:02x}")).collect();
    format!("0x{from:04x}  {}", hex.join(" "))
}

/// The frames of a list that hold what is sought, looked through from row `first` on.
pub struct Find {
    sweep: Sweep<String>,
    first: usize,
    /// Hits in the order they were met, with the words around.
    hits: Vec<Hit>,
}

/// A frame that holds what is sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub frame: FrameId,
    pub excerpt: String,
}

/// Hits that are kept; who seeks more has to seek more narrowly.
pub const HITS_MAX: usize = 100_000;

impl Find {
    pub fn start(
        open: (&Arc<Capture>, &Settings),
        list: List,
        first: usize,
        needle: &Needle,
        place: Place,
        wake: &Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let wanted = needle.wanted(place);
        let needle = needle.clone();
        let look = move |d: &mut Dissector<'_>| needle.excerpt(d, place);
        Self { sweep: Sweep::start(open, list, first, &wanted, look, wake), first, hits: Vec::new() }
    }

    /// Takes what was found since. True: there was something.
    pub fn refresh(&mut self) -> bool {
        let new = self.sweep.take();
        let came = !new.is_empty();
        self.hits.extend(new.into_iter().map(|(frame, excerpt)| Hit { frame, excerpt }));
        if self.hits.len() >= HITS_MAX {
            self.hits.truncate(HITS_MAX);
            self.sweep.cancel();
        }
        came
    }

    /// In the order they were met: from the row where the search began, and round.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// In the order of the frames.
    pub fn sorted(&self) -> Vec<Hit> {
        let mut hits = self.hits.clone();
        hits.sort_by_key(|hit| hit.frame);
        hits
    }

    pub fn is_running(&self) -> bool {
        self.sweep.is_running()
    }

    pub fn cancel(&self) {
        self.sweep.cancel();
    }

    /// Rows looked at, and rows in all.
    pub fn progress(&self) -> (usize, usize) {
        self.sweep.progress()
    }

    /// The row that was looked at first.
    pub fn first(&self) -> usize {
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Source};
    use crate::tls::secrets::Keyring;
    use std::path::Path;

    fn found(query: Query) -> Vec<(u32, String)> {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Keyring::default();
        keyring.load_rsa_file(&samples.join("key.pem"), None).unwrap();
        let source = Source::Path(samples.join("upyssl.pcap"));
        let mut document = Document::open(source, Arc::new(keyring), Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| ());
        let needle = query.needle().unwrap();
        let list = List::all(&capture);
        let mut find = Find::start((&capture, &settings), list, 0, &needle, query.place, &wake);
        while find.is_running() {
            std::thread::yield_now();
        }
        find.refresh();
        find.sorted().into_iter().map(|hit| (hit.frame.number(), hit.excerpt)).collect()
    }

    fn query(text: &str, how: How, place: Place) -> Query {
        Query { text: text.into(), how, place, match_case: false }
    }

    fn frames(query: Query) -> Vec<u32> {
        found(query).into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn text_is_found_in_each_place() {
        let decrypted = found(query("python", How::Text, Place::Decrypted));
        assert_eq!(decrypted[0], (13, "Hello Python TLS/SSL Server!\n".into()));
        assert_eq!(decrypted[1], (14, "HELLO PYTHON TLS/SSL SERVER!\n".into()));
        assert_eq!(decrypted.len(), 2);
        assert_eq!(frames(query("client hello", How::Text, Place::List)), [4]);
        assert_eq!(frames(query("Handshake Type: Client Hello (1)", How::Text, Place::Tree)), [4]);
        assert_eq!(frames(query("python", How::Text, Place::Bytes)), [0; 0]);
        let exact = Query { match_case: true, ..query("PYTHON", How::Text, Place::Decrypted) };
        assert_eq!(frames(exact), [14]);
    }

    #[test]
    fn hex_regex_and_filters_find_too() {
        assert_eq!(frames(query("50 59:54-484f4e", How::Hex, Place::Decrypted)), [14]);
        assert_eq!(frames(query("^HELLO .*!\n$", How::Regex, Place::Decrypted)), [13, 14]);
        assert_eq!(frames(query("tls.handshake.type == 1", How::Filter, Place::List)), [4]);
    }

    #[test]
    fn what_cannot_be_sought_says_why() {
        let error = |text, how| query(text, how, Place::Bytes).needle().unwrap_err();
        assert_eq!(error("4g", How::Hex), "“g” is no hexadecimal digit.");
        assert_eq!(error("414", How::Hex), "A byte has two hexadecimal digits; one is missing.");
        assert_eq!(error("(", How::Regex), "Not a regular expression: unclosed group.");
        assert!(!error("bogus.field", How::Filter).is_empty());
        assert_eq!(error("a{9999}{9999}", How::Regex), "The expression is too large.");
    }

    #[test]
    fn bytes_of_any_value_are_found() {
        let needle = query("ff00", How::Hex, Place::Bytes).needle().unwrap();
        assert_eq!(needle.spans(&[0, 0xff, 0, 0xff, 0]), [1..3, 3..5]);
    }
}
