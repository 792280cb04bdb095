//! QPACK (RFC 9204): instructions of encoders and decoders, the dynamic table they make, and field
//! sections to header lists. Knows neither streams nor trees.

use super::qpack_table::STATIC;
use crate::proto::header_coding::Input;
use crate::tls::quic::assembly::By;
use std::collections::VecDeque;
use std::sync::Arc;

/// What an entry of the dynamic table takes beside its strings (RFC 9204 section 3.2.1).
const ENTRY_OVERHEAD: usize = 32;
/// Entries are kept after their eviction, so that any section can be looked at again; up to this.
const TABLE_MAX_BYTES: usize = 16 << 20;
/// Header lines of a section, and bytes of their strings, that are listed.
const LISTED_MAX: usize = 200;
const LISTED_BYTES_MAX: usize = 256 << 10;

/// What an encoder says on its stream (RFC 9204 section 4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    Capacity(u64),
    InsertWithNameReference { is_static: bool, index: u64, value: Arc<[u8]> },
    InsertWithLiteralName { name: Arc<[u8]>, value: Arc<[u8]> },
    Duplicate(u64),
}

impl Instruction {
    /// `None`: not complete, or wrong.
    pub fn read(input: &mut Input<'_>) -> Option<Self> {
        let first = *input.bytes.get(input.at)?;
        Some(match first {
            0x80.. => Self::InsertWithNameReference {
                is_static: first & 0x40 != 0,
                index: input.long_integer(6)?,
                value: input.string(7)?,
            },
            0x40.. => Self::InsertWithLiteralName { name: input.string(5)?, value: input.string(7)? },
            0x20.. => Self::Capacity(input.long_integer(5)?),
            _ => Self::Duplicate(input.long_integer(5)?),
        })
    }
}

/// What a decoder says on its stream (RFC 9204 section 4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feedback {
    SectionAcknowledgment { stream: u64 },
    StreamCancellation { stream: u64 },
    InsertCountIncrement(u64),
}

impl Feedback {
    /// `None`: not complete, or wrong.
    pub fn read(input: &mut Input<'_>) -> Option<Self> {
        Some(match *input.bytes.get(input.at)? {
            0x80.. => Self::SectionAcknowledgment { stream: input.long_integer(7)? },
            0x40.. => Self::StreamCancellation { stream: input.long_integer(6)? },
            _ => Self::InsertCountIncrement(input.long_integer(6)?),
        })
    }
}

/// A name and a value; `None`: not known.
pub type Pair = (Option<Arc<[u8]>>, Option<Arc<[u8]>>);

fn static_entry(index: u64) -> Option<Pair> {
    let (name, value) = STATIC.get(usize::try_from(index).ok()?)?;
    Some((Some(name.as_bytes().into()), Some(value.as_bytes().into())))
}

/// All that an encoder ever put into its table, by absolute index (RFC 9204 section 3.2.4): so
/// sections can be read in any order.
#[derive(Clone, Debug, Default)]
pub struct Table {
    entries: VecDeque<(Pair, By)>,
    /// Absolute index of the first one that is still kept.
    first: u64,
    bytes: usize,
}

impl Table {
    /// How many were inserted.
    pub fn inserted(&self) -> u64 {
        self.first.saturating_add(self.entries.len() as u64)
    }

    /// How many were inserted with what `by` brought.
    fn inserted_until(&self, by: By) -> u64 {
        self.first.saturating_add(self.entries.partition_point(|(_, at)| *at <= by) as u64)
    }

    /// The entry of an absolute index; without strings where it is not known.
    pub fn kept(&self, index: u64) -> Pair {
        let at = index.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.entries.get(at)).map(|(pair, _)| pair.clone()).unwrap_or_default()
    }

    /// The entry that an instruction means now by a relative index (RFC 9204 section 3.2.5).
    pub fn relative(&self, index: u64) -> Pair {
        let absolute = self.inserted().checked_sub(1).and_then(|last| last.checked_sub(index));
        absolute.map(|at| self.kept(at)).unwrap_or_default()
    }

    /// What an instruction inserts.
    pub fn pair(&self, instruction: &Instruction) -> Option<Pair> {
        Some(match instruction {
            Instruction::Capacity(_) => return None,
            Instruction::InsertWithLiteralName { name, value } => (Some(name.clone()), Some(value.clone())),
            Instruction::InsertWithNameReference { is_static, index, value } => {
                let named = if *is_static { static_entry(*index) } else { Some(self.relative(*index)) };
                (named.unwrap_or_default().0, Some(value.clone()))
            }
            Instruction::Duplicate(index) => self.relative(*index),
        })
    }

    /// Follows an instruction that `by` completed.
    pub fn follow(&mut self, instruction: &Instruction, by: By) {
        let Some(pair) = self.pair(instruction) else { return };
        self.bytes = self.bytes.saturating_add(size_of_pair(&pair));
        self.entries.push_back((pair, by));
        while self.bytes > TABLE_MAX_BYTES {
            let Some((old, _)) = self.entries.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(size_of_pair(&old));
            self.first += 1;
        }
    }
}

fn size_of_pair((name, value): &Pair) -> usize {
    let len = |s: &Option<Arc<[u8]>>| s.as_ref().map_or(0, |s| s.len());
    len(name) + len(value) + ENTRY_OVERHEAD
}

/// A header line; `None`: the table's entry is not known.
#[derive(Clone, Debug)]
pub struct Line {
    pub name: Option<Arc<[u8]>>,
    pub value: Option<Arc<[u8]>>,
}

/// A header list as a field section has it (RFC 9204 section 4.5).
#[derive(Clone, Debug, Default)]
pub struct Section {
    pub lines: Vec<Line>,
    /// Entries of the table that it needs.
    pub required: u64,
    /// Entries that were there when it came, as far as was captured.
    pub inserted: u64,
    /// Lines refer to entries that are not known.
    pub incomplete: bool,
    /// There were more than are listed.
    pub exceeded: bool,
    /// It does not follow the rules from this offset on.
    pub broken_at: Option<u32>,
}

impl Section {
    /// The value of a header.
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        let named = |l: &&Line| l.name.as_deref() == Some(name.as_bytes());
        self.lines.iter().filter(named).find_map(|l| l.value.as_deref())
    }

    /// Reads a section that `by` completed. `capacity`: the most that the peer allows the table.
    pub fn read(bytes: &[u8], table: &Table, capacity: Option<u64>, by: By) -> Self {
        let mut section = Self { inserted: table.inserted_until(by), ..Self::default() };
        let mut input = Input::new(bytes);
        let Some(base) = section.prefix(&mut input, capacity) else {
            section.broken_at = Some(0);
            return section;
        };
        let mut listed_bytes = 0usize;
        while input.at < bytes.len() {
            let start = input.at;
            let Some((name, value)) = line(&mut input, table, base) else {
                section.broken_at = u32::try_from(start).ok();
                break;
            };
            section.incomplete |= name.is_none() || value.is_none();
            let pair = (name, value);
            listed_bytes = listed_bytes.saturating_add(size_of_pair(&pair));
            if section.lines.len() >= LISTED_MAX || listed_bytes > LISTED_BYTES_MAX {
                section.exceeded = true;
                break;
            }
            section.lines.push(Line { name: pair.0, value: pair.1 });
        }
        section
    }

    /// The prefix (RFC 9204 section 4.5.1); gives the base.
    fn prefix(&mut self, input: &mut Input<'_>, capacity: Option<u64>) -> Option<u64> {
        let encoded = input.long_integer(8)?;
        self.required = required(encoded, self.inserted, capacity)?;
        let is_below = *input.bytes.get(input.at)? & 0x80 != 0;
        let delta = input.long_integer(7)?;
        if is_below {
            self.required.checked_sub(delta)?.checked_sub(1)
        } else {
            self.required.checked_add(delta)
        }
    }
}

/// The Required Insert Count (RFC 9204 section 4.5.1.1). Where the peer's setting was not seen, the
/// count is taken not to have wrapped.
fn required(encoded: u64, inserted: u64, capacity: Option<u64>) -> Option<u64> {
    let Some(low) = encoded.checked_sub(1) else { return Some(0) };
    let max_entries = capacity.map_or(0, |c| c / ENTRY_OVERHEAD as u64);
    let Some(full) = max_entries.checked_mul(2).filter(|f| *f > 0) else { return Some(low) };
    if encoded > full {
        return None;
    }
    let most = inserted.checked_add(max_entries)?;
    let value = (most / full).checked_mul(full)?.checked_add(low)?;
    let value = if value > most { value.checked_sub(full)? } else { value };
    Some(value).filter(|v| *v > 0)
}

/// One line (RFC 9204 sections 4.5.2 to 4.5.6). `None`: wrong.
fn line(input: &mut Input<'_>, table: &Table, base: u64) -> Option<Pair> {
    let first = *input.bytes.get(input.at)?;
    let before = |index: u64| base.checked_sub(1)?.checked_sub(index);
    let named = |is_static: bool, index: u64| {
        if is_static { static_entry(index) } else { Some(table.kept(before(index)?)) }
    };
    Some(match first {
        0x80.. => named(first & 0x40 != 0, input.long_integer(6)?)?,
        0x40.. => {
            let index = input.long_integer(4)?;
            (named(first & 0x10 != 0, index)?.0, Some(input.string(7)?))
        }
        0x20.. => (Some(input.string(3)?), Some(input.string(7)?)),
        0x10.. => table.kept(base.checked_add(input.long_integer(4)?)?),
        _ => {
            let index = base.checked_add(input.long_integer(3)?)?;
            (table.kept(index).0, Some(input.string(7)?))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap()).collect()
    }

    fn by(packet: u32) -> By {
        By { packet, at: 0 }
    }

    fn encode(table: &mut Table, packet: u32, bytes: &str) -> usize {
        let bytes = hex(bytes);
        let mut input = Input::new(&bytes);
        let mut count = 0;
        while input.at < bytes.len() {
            let instruction = Instruction::read(&mut input).unwrap();
            table.follow(&instruction, by(packet));
            count += 1;
        }
        count
    }

    fn lines(section: &Section) -> Vec<String> {
        let text = |s: &Option<Arc<[u8]>>| {
            s.as_ref().map_or("?".into(), |s| String::from_utf8_lossy(s).into_owned())
        };
        section.lines.iter().map(|l| format!("{}: {}", text(&l.name), text(&l.value))).collect()
    }

    fn section(table: &Table, packet: u32, bytes: &str) -> Section {
        Section::read(&hex(bytes), table, Some(220), by(packet))
    }

    /// RFC 9204 appendix B.1.
    #[test]
    fn literal_line_with_a_static_name() {
        let section = section(&Table::default(), 0, "0000 510b 2f69 6e64 6578 2e68 746d 6c");
        assert_eq!(lines(&section), [":path: /index.html"]);
        assert_eq!((section.broken_at, section.incomplete), (None, false));
    }

    /// RFC 9204 appendix B.2 to B.5: one table, in their order.
    #[test]
    fn dynamic_table_of_the_rfc() {
        let mut table = Table::default();
        let inserts = "3fbd01 c00f 7777 772e 6578 616d 706c 652e 636f 6d c10c 2f73 616d 706c 652f 7061 7468";
        assert_eq!(encode(&mut table, 1, inserts), 3);
        let first = section(&table, 2, "0381 10 11");
        assert_eq!(lines(&first), [":authority: www.example.com", ":path: /sample/path"]);
        assert_eq!((first.required, first.inserted), (2, 2));
        encode(&mut table, 3, "4a63 7573 746f 6d2d 6b65 790c 6375 7374 6f6d 2d76 616c 7565");
        encode(&mut table, 4, "02");
        let second = section(&table, 5, "0500 80 c1 81");
        let expected = [":authority: www.example.com", ":path: /", "custom-key: custom-value"];
        assert_eq!(lines(&second), expected);
        assert_eq!(second.required, 4);
        encode(&mut table, 6, "810d 6375 7374 6f6d 2d76 616c 7565 32");
        assert_eq!(table.inserted(), 5);
        assert_eq!(table.relative(0).1.as_deref(), Some(&b"custom-value2"[..]));
        // What came before is read the same way again.
        assert_eq!(lines(&section(&table, 2, "0381 10 11")), lines(&first));
    }

    #[test]
    fn feedback_of_the_rfc() {
        let read = |bytes: &[u8]| Feedback::read(&mut Input::new(bytes));
        assert_eq!(read(&[0x84]), Some(Feedback::SectionAcknowledgment { stream: 4 }));
        assert_eq!(read(&[0x01]), Some(Feedback::InsertCountIncrement(1)));
        assert_eq!(read(&[0x48]), Some(Feedback::StreamCancellation { stream: 8 }));
        assert_eq!(read(&[0xff]), None);
    }

    #[test]
    fn entries_that_were_not_captured_are_unknown() {
        let section = section(&Table::default(), 0, "0381 10 d1 41 01 78");
        assert_eq!(lines(&section), ["?: ?", ":method: GET"]);
        assert_eq!((section.incomplete, section.required, section.inserted), (true, 2, 0));
        assert_eq!(section.broken_at, Some(4));
    }

    #[test]
    fn the_required_count_wraps() {
        // 10 inserts, six entries at most: counts from 5 to 16 can be said.
        assert_eq!(required(4, 10, Some(200)), Some(15));
        assert_eq!(required(9, 10, Some(200)), Some(8));
        assert_eq!(required(13, 10, Some(200)), None);
        assert_eq!(required(0, 10, Some(200)), Some(0));
        assert_eq!(required(9, 10, None), Some(8));
    }

    #[test]
    fn wrong_sections_say_where() {
        for (bytes, at) in [("", 0), ("00", 0), ("0080", 0), ("0000 ff80ff", 2), ("0000 d1 51 7f", 3)] {
            assert_eq!(section(&Table::default(), 0, bytes).broken_at, Some(at), "{bytes}");
        }
    }

    #[test]
    fn a_bomb_makes_few_lines_and_a_small_table() {
        let mut table = Table::default();
        let value: Arc<[u8]> = vec![b'x'; 60_000].into();
        table.follow(&Instruction::InsertWithLiteralName { name: b"a"[..].into(), value }, by(0));
        (0..10_000).for_each(|_| table.follow(&Instruction::Duplicate(0), by(0)));
        assert!(table.entries.len() < 300 && table.inserted() == 10_001);
        let mut bytes = vec![0, 0];
        bytes.extend_from_slice(&[0xd1; 100_000]);
        let section = Section::read(&bytes, &table, None, by(0));
        assert!(section.exceeded && section.lines.len() == LISTED_MAX);
    }
}
