//! HPACK (RFC 7541): header blocks to header lists. Keeps the dynamic table of one direction;
//! knows neither frames nor trees.

use super::hpack_tables::STATIC;
use crate::proto::header_coding::Input;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// What an entry of the dynamic table takes beside its strings (RFC 7541 section 4.1).
const ENTRY_OVERHEAD: usize = 32;
/// Size of the dynamic table unless the peer says otherwise (RFC 9113 section 6.5.2).
const TABLE_DEFAULT: usize = 4096;
/// Largest table that is kept, whatever the sender says.
const TABLE_MAX: usize = 256 << 10;
/// Header lines of a block, and bytes of their strings, that are listed. Later ones still enter the table.
pub const LISTED_MAX: usize = 200;
pub const LISTED_BYTES_MAX: usize = 256 << 10;

/// How a header line was represented (RFC 7541 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Representation {
    Indexed,
    IncrementalIndexedName,
    IncrementalNewName,
    WithoutIndexingIndexedName,
    WithoutIndexingNewName,
    NeverIndexedIndexedName,
    NeverIndexedNewName,
}

impl Representation {
    pub fn text(self) -> &'static str {
        match self {
            Self::Indexed => "Indexed Header Field",
            Self::IncrementalIndexedName => "Literal Header Field with Incremental Indexing - Indexed Name",
            Self::IncrementalNewName => "Literal Header Field with Incremental Indexing - New Name",
            Self::WithoutIndexingIndexedName => "Literal Header Field without Indexing - Indexed Name",
            Self::WithoutIndexingNewName => "Literal Header Field without Indexing - New Name",
            Self::NeverIndexedIndexedName => "Literal Header Field Never Indexed - Indexed Name",
            Self::NeverIndexedNewName => "Literal Header Field Never Indexed - New Name",
        }
    }
}

/// A header line.
#[derive(Clone, Debug)]
pub struct Line {
    /// `None`: the table entry was sent before the capture began, or was lost.
    pub name: Option<Arc<[u8]>>,
    pub value: Option<Arc<[u8]>>,
    pub representation: Representation,
    /// Table index of the line, or of its name; 0 where there is none.
    pub index: u32,
    /// Where it stands in the header block.
    pub range: Range<u32>,
}

impl Line {
    /// The value, if the line has that name.
    pub fn named(&self, name: &str) -> Option<&[u8]> {
        self.value.as_deref().filter(|_| self.name.as_deref() == Some(name.as_bytes()))
    }
}

/// What a header block held.
#[derive(Clone, Debug)]
pub enum Item {
    Line(Line),
    /// A new size of the dynamic table (RFC 7541 section 6.3).
    TableSize {
        size: u32,
        range: Range<u32>,
    },
}

/// What came of a header block.
#[derive(Clone, Debug, Default)]
pub struct Block {
    pub items: Vec<Item>,
    /// There were more lines than [`LISTED_MAX`], or more bytes than [`LISTED_BYTES_MAX`].
    pub lines_exceeded: bool,
    pub bytes_exceeded: bool,
    /// The block does not follow the rules from this offset on.
    pub broken_at: Option<u32>,
}

impl Block {
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.items.iter().filter_map(|i| if let Item::Line(line) = i { Some(line) } else { None })
    }

    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.lines().find_map(|l| l.named(name))
    }
}

type Entry = (Option<Arc<[u8]>>, Option<Arc<[u8]>>);

/// The decoding side of one direction of a connection.
#[derive(Clone, Debug)]
pub struct Decoder {
    /// The newest first.
    entries: VecDeque<Entry>,
    size: usize,
    max: usize,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { entries: VecDeque::new(), size: 0, max: TABLE_DEFAULT }
    }
}

impl Decoder {
    /// Blocks were lost: which entries the table has is not known any more.
    pub fn lose(&mut self) {
        self.entries.clear();
        self.size = 0;
    }

    /// Decodes a header block.
    pub fn decode(&mut self, block: &[u8]) -> Block {
        let mut out = Block::default();
        let mut listed = (0, 0);
        let mut input = Input::new(block);
        while input.at < block.len() {
            let start = input.at;
            let Some(item) = self.item(&mut input) else {
                out.broken_at = Some(start as u32);
                // What entries it would have made is not known.
                self.lose();
                break;
            };
            if let Item::Line(line) = &item {
                let len = |s: &Option<Arc<[u8]>>| s.as_ref().map_or(0, |s| s.len());
                listed.0 += 1;
                listed.1 += len(&line.name) + len(&line.value);
                if listed.0 > LISTED_MAX {
                    out.lines_exceeded = true;
                    continue;
                }
                if listed.1 > LISTED_BYTES_MAX {
                    out.bytes_exceeded = true;
                    continue;
                }
            }
            out.items.push(item);
        }
        out
    }

    fn item(&mut self, input: &mut Input<'_>) -> Option<Item> {
        use Representation as R;
        let start = input.at as u32;
        let first = *input.bytes.get(input.at)?;
        if first & 0xe0 == 0x20 {
            let size = input.integer(5)?;
            self.max = (size as usize).min(TABLE_MAX);
            self.evict(0);
            return Some(Item::TableSize { size, range: start..input.at as u32 });
        }
        let (prefix, named, new, keeps) = match first {
            0x80.. => {
                let index = input.integer(7)?;
                let (name, value) = self.entry(index)?;
                let range = start..input.at as u32;
                return Some(Item::Line(Line { name, value, representation: R::Indexed, index, range }));
            }
            0x40.. => (6, R::IncrementalIndexedName, R::IncrementalNewName, true),
            0x10.. => (4, R::NeverIndexedIndexedName, R::NeverIndexedNewName, false),
            _ => (4, R::WithoutIndexingIndexedName, R::WithoutIndexingNewName, false),
        };
        let index = input.integer(prefix)?;
        let (name, representation) = match index {
            0 => (Some(input.string(7)?), new),
            _ => (self.entry(index)?.0, named),
        };
        let value = Some(input.string(7)?);
        if keeps {
            self.insert((name.clone(), value.clone()));
        }
        Some(Item::Line(Line { name, value, representation, index, range: start..input.at as u32 }))
    }

    /// The entry of an index; without strings where it cannot be known. `None` for index 0, which
    /// is an error.
    fn entry(&self, index: u32) -> Option<Entry> {
        let at = (index as usize).checked_sub(1)?;
        if let Some((name, value)) = STATIC.get(at) {
            return Some((Some(name.as_bytes().into()), Some(value.as_bytes().into())));
        }
        Some(self.entries.get(at - STATIC.len()).cloned().unwrap_or((None, None)))
    }

    fn insert(&mut self, entry: Entry) {
        let size = size_of_entry(&entry);
        self.evict(size);
        if size <= self.max {
            self.size += size;
            self.entries.push_front(entry);
        }
    }

    /// Makes room for `size` bytes (RFC 7541 section 4.4).
    fn evict(&mut self, size: usize) {
        while self.size.saturating_add(size) > self.max {
            let Some(last) = self.entries.pop_back() else { break };
            self.size = self.size.saturating_sub(size_of_entry(&last));
        }
    }
}

fn size_of_entry((name, value): &Entry) -> usize {
    let len = |s: &Option<Arc<[u8]>>| s.as_ref().map_or(0, |s| s.len());
    len(name) + len(value) + ENTRY_OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap()).collect()
    }

    fn lines(decoder: &mut Decoder, block: &str) -> Vec<String> {
        let block = decoder.decode(&hex(block));
        assert_eq!(block.broken_at, None);
        let text = |s: &Option<Arc<[u8]>>| {
            s.as_ref().map_or("?".into(), |s| String::from_utf8_lossy(s).into_owned())
        };
        block.lines().map(|l| format!("{}: {}", text(&l.name), text(&l.value))).collect()
    }

    /// RFC 7541 appendix C.4: requests with Huffman coding.
    #[test]
    fn requests_of_the_rfc() {
        let mut decoder = Decoder::default();
        let common = [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"];
        assert_eq!(lines(&mut decoder, "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"), common);
        let second = [&common[..], &["cache-control: no-cache"]].concat();
        assert_eq!(lines(&mut decoder, "8286 84be 5886 a8eb 1064 9cbf"), second);
        assert_eq!(
            lines(&mut decoder, "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"),
            [
                ":method: GET",
                ":scheme: https",
                ":path: /index.html",
                ":authority: www.example.com",
                "custom-key: custom-value"
            ]
        );
        assert_eq!(decoder.size, 164);
    }

    /// RFC 7541 appendix C.5: responses with a table of 256 bytes, which evicts entries.
    #[test]
    fn responses_of_the_rfc_with_eviction() {
        let mut decoder = Decoder { max: 256, ..Decoder::default() };
        let first = lines(
            &mut decoder,
            "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 \
             3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        );
        assert_eq!(first[0], ":status: 302");
        assert_eq!(decoder.size, 222);
        assert_eq!(lines(&mut decoder, "4803 3330 37c1 c0bf")[0], ":status: 307");
        assert_eq!((decoder.size, decoder.entries.len()), (222, 4));
    }

    #[test]
    fn entries_from_before_the_capture_are_unknown_and_later_ones_known() {
        let mut decoder = Decoder::default();
        assert_eq!(lines(&mut decoder, "be"), ["?: ?"]);
        assert_eq!(lines(&mut decoder, "40 01 61 01 62 be bf"), ["a: b", "a: b", "?: ?"]);
        decoder.lose();
        assert_eq!(lines(&mut decoder, "be"), ["?: ?"]);
    }

    #[test]
    fn broken_blocks_say_where() {
        for (block, at) in [("80", 0), ("82 40 05 61", 1), ("7f ff ff ff ff ff ff", 0), ("00 81 00 00", 0)] {
            assert_eq!(Decoder::default().decode(&hex(block)).broken_at, Some(at), "{block}");
        }
    }

    #[test]
    fn a_bomb_makes_few_lines() {
        let mut decoder = Decoder::default();
        let mut block = hex("40 01 61 7f 81 1e");
        block.extend_from_slice(&[b'x'; 4000]);
        block.extend_from_slice(&vec![0xbe; 1 << 16]);
        let decoded = decoder.decode(&block);
        assert!(decoded.bytes_exceeded || decoded.lines_exceeded);
        assert!(decoded.items.len() <= LISTED_MAX);
    }
}
