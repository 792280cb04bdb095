//! `-T parquet`: the values of chosen fields as a table for engines that analyse many captures.
//!
//! A file of the Apache Parquet format (<https://parquet.apache.org/docs/file-format/>), in its plainest
//! shape: optional columns, plain encoding, no compression, a row group every [`ROWS`] frames. A field
//! that may have several values is text, as `-T fields` prints it; with one value chosen (`-E
//! occurrence=f` or `l`), numbers are numbers.

use super::fields::{Chosen, Layout, Occurrence};
use super::shown::Shown;
use super::time::{Form, Seconds};
use crate::field::Type;

/// Frames in a row group.
const ROWS: u32 = 65_536;
/// Bytes in a row group, about: a table is never held whole.
const GROUP_BYTES: usize = 32 << 20;
const MAGIC: &[u8; 4] = b"PAR1";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Unsigned,
    Signed,
    Double,
}

impl Kind {
    fn of(ty: Option<Type>, occurrence: Occurrence) -> Self {
        match ty {
            _ if occurrence == Occurrence::All => Self::Text,
            Some(Type::I8 | Type::I16 | Type::I32 | Type::I64) => Self::Signed,
            Some(ty) if ty.is_integer() && ty != Type::Char => Self::Unsigned,
            Some(Type::Bool) => Self::Unsigned,
            Some(Type::Double | Type::RelativeTime) => Self::Double,
            _ => Self::Text,
        }
    }

    /// `Type` of the format's schema.
    fn physical(self) -> i32 {
        match self {
            Self::Text => 6,
            Self::Unsigned | Self::Signed => 2,
            Self::Double => 5,
        }
    }

    /// `ConvertedType` of the format's schema.
    fn converted(self) -> Option<i32> {
        match self {
            Self::Text => Some(0),
            Self::Unsigned => Some(14),
            Self::Signed => Some(18),
            Self::Double => None,
        }
    }
}

#[derive(Debug)]
struct Column {
    name: String,
    kind: Kind,
    /// Runs of rows with a value and without one.
    runs: Vec<(bool, u32)>,
    values: Vec<u8>,
}

/// Where the bytes of a column in a row group are.
#[derive(Debug)]
struct Chunk {
    offset: u64,
    len_bytes: u64,
}

#[derive(Debug)]
struct Group {
    rows: u32,
    chunks: Vec<Chunk>,
}

/// A table being written.
#[derive(Debug)]
pub struct Parquet {
    columns: Vec<Column>,
    rows: u32,
    groups: Vec<Group>,
    /// What is to be written next, and how much was handed out before it.
    bytes: Vec<u8>,
    written: u64,
}

impl Parquet {
    pub fn new(chosen: &Chosen, occurrence: Occurrence) -> Self {
        let column = |(name, ty): (&str, Option<Type>)| Column {
            name: name.to_string(),
            kind: Kind::of(ty, occurrence),
            runs: Vec::new(),
            values: Vec::new(),
        };
        let columns = chosen.columns().map(column).collect();
        Self { columns, rows: 0, groups: Vec::new(), bytes: MAGIC.to_vec(), written: 0 }
    }

    /// Adds the row of a frame.
    pub fn frame(
        &mut self,
        frame: &Shown<'_, '_>,
        chosen: &mut Chosen,
        layout: &Layout,
        form: Form,
        seconds: Seconds,
    ) {
        let columns = &mut self.columns;
        chosen.row(frame, layout, form, seconds, |index, text| {
            if let Some(column) = columns.get_mut(index) {
                column.push(text);
            }
        });
        self.rows += 1;
        let bytes: usize = self.columns.iter().map(|c| c.values.len()).sum();
        if self.rows >= ROWS || bytes >= GROUP_BYTES {
            self.close_group();
        }
    }

    /// The bytes that are ready.
    pub fn take(&mut self) -> Vec<u8> {
        self.written += self.bytes.len() as u64;
        std::mem::take(&mut self.bytes)
    }

    fn close_group(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let mut chunks = Vec::with_capacity(self.columns.len());
        for column in &mut self.columns {
            let start = self.bytes.len();
            column.page(rows, &mut self.bytes);
            let len_bytes = (self.bytes.len() - start) as u64;
            chunks.push(Chunk { offset: self.written + start as u64, len_bytes });
        }
        self.groups.push(Group { rows, chunks });
    }

    /// Adds what stands behind the last row.
    pub fn end(&mut self) {
        if self.rows > 0 {
            self.close_group();
        }
        let start = self.bytes.len();
        let mut t = Thrift::new(&mut self.bytes);
        t.number(1, I32, 1);
        t.list(2, STRUCT, self.columns.len() + 1);
        t.begin();
        t.text(4, "schema");
        t.number(5, I32, self.columns.len() as i64);
        t.end();
        for column in &self.columns {
            t.begin();
            t.number(1, I32, column.kind.physical().into());
            t.number(3, I32, 1); // OPTIONAL
            t.text(4, &column.name);
            if let Some(converted) = column.kind.converted() {
                t.number(6, I32, converted.into());
            }
            t.end();
        }
        t.number(3, I64, self.groups.iter().map(|g| i64::from(g.rows)).sum());
        t.list(4, STRUCT, self.groups.len());
        for group in &self.groups {
            t.begin();
            t.list(1, STRUCT, group.chunks.len());
            for (column, chunk) in self.columns.iter().zip(&group.chunks) {
                t.begin();
                t.number(2, I64, chunk.offset as i64);
                t.inner(3);
                t.number(1, I32, column.kind.physical().into());
                t.list(2, I32, 2);
                t.zigzag(0); // PLAIN
                t.zigzag(3); // RLE
                t.list(3, BINARY, 1);
                t.bytes(column.name.as_bytes());
                t.number(4, I32, 0); // UNCOMPRESSED
                t.number(5, I64, group.rows.into());
                t.number(6, I64, chunk.len_bytes as i64);
                t.number(7, I64, chunk.len_bytes as i64);
                t.number(9, I64, chunk.offset as i64);
                t.end();
                t.end();
            }
            t.number(2, I64, group.chunks.iter().map(|c| c.len_bytes as i64).sum());
            t.number(3, I64, group.rows.into());
            t.end();
        }
        t.text(6, concat!("Wirelens ", env!("CARGO_PKG_VERSION")));
        t.end();
        let len = (self.bytes.len() - start) as u32;
        self.bytes.extend_from_slice(&len.to_le_bytes());
        self.bytes.extend_from_slice(MAGIC);
    }
}

impl Column {
    /// Adds a value; what is no number in a column of numbers is absent.
    fn push(&mut self, text: Option<&str>) {
        let number = |text: &str| match text.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16).ok(),
            None => text.parse().ok(),
        };
        let start = self.values.len();
        match (self.kind, text) {
            (Kind::Text, Some(text)) => {
                self.values.extend_from_slice(&(text.len() as u32).to_le_bytes());
                self.values.extend_from_slice(text.as_bytes());
            }
            (Kind::Unsigned, Some(text)) => {
                self.values.extend(number(text).map(u64::to_le_bytes).into_iter().flatten());
            }
            (Kind::Signed, Some(text)) => {
                self.values.extend(text.parse().ok().map(i64::to_le_bytes).into_iter().flatten());
            }
            (Kind::Double, Some(text)) => {
                self.values.extend(text.parse().ok().map(f64::to_le_bytes).into_iter().flatten());
            }
            (_, None) => {}
        }
        let is_there = self.values.len() > start;
        match self.runs.last_mut() {
            Some((last, count)) if *last == is_there => *count += 1,
            _ => self.runs.push((is_there, 1)),
        }
    }

    /// Adds the rows as one page: which have a value, then the values.
    fn page(&mut self, rows: u32, out: &mut Vec<u8>) {
        let mut levels = Vec::new();
        for (is_there, count) in self.runs.drain(..) {
            varint(u64::from(count) << 1, &mut levels);
            levels.push(u8::from(is_there));
        }
        let len = 4 + levels.len() + self.values.len();
        let mut t = Thrift::new(out);
        t.number(1, I32, 0); // DATA_PAGE
        t.number(2, I32, len as i64);
        t.number(3, I32, len as i64);
        t.inner(5);
        t.number(1, I32, rows.into());
        t.number(2, I32, 0); // PLAIN
        t.number(3, I32, 3); // RLE
        t.number(4, I32, 3);
        t.end();
        t.end();
        out.extend_from_slice(&(levels.len() as u32).to_le_bytes());
        out.extend_from_slice(&levels);
        out.append(&mut self.values);
    }
}

// Types of Thrift's compact protocol.
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Writes structures as Thrift's compact protocol has them.
struct Thrift<'o> {
    out: &'o mut Vec<u8>,
    /// The last field written of each structure that is open.
    last: Vec<u8>,
}

impl<'o> Thrift<'o> {
    fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, last: vec![0] }
    }

    fn field(&mut self, id: u8, ty: u8) {
        if let Some(last) = self.last.last_mut() {
            // No structure written here leaves out more than 15 fields.
            self.out.push((id - *last) << 4 | ty);
            *last = id;
        }
    }

    fn zigzag(&mut self, n: i64) {
        varint(((n << 1) ^ (n >> 63)) as u64, self.out);
    }

    fn number(&mut self, id: u8, ty: u8, n: i64) {
        self.field(id, ty);
        self.zigzag(n);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        varint(bytes.len() as u64, self.out);
        self.out.extend_from_slice(bytes);
    }

    fn text(&mut self, id: u8, text: &str) {
        self.field(id, BINARY);
        self.bytes(text.as_bytes());
    }

    fn list(&mut self, id: u8, of: u8, len: usize) {
        self.field(id, LIST);
        if len < 15 {
            self.out.push((len as u8) << 4 | of);
        } else {
            self.out.push(0xf0 | of);
            varint(len as u64, self.out);
        }
    }

    /// Opens a structure in a list.
    fn begin(&mut self) {
        self.last.push(0);
    }

    /// Opens a structure that is a field.
    fn inner(&mut self, id: u8) {
        self.field(id, STRUCT);
        self.begin();
    }

    fn end(&mut self) {
        self.out.push(0);
        self.last.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: Kind) -> Column {
        Column { name: "a".into(), kind, runs: Vec::new(), values: Vec::new() }
    }

    #[test]
    fn values_are_as_wide_as_their_type() {
        let mut c = column(Kind::Unsigned);
        [Some("0x10"), None, Some("7"), Some("x")].into_iter().for_each(|t| c.push(t));
        assert_eq!(c.values, [16u64.to_le_bytes(), 7u64.to_le_bytes()].concat());
        assert_eq!(c.runs, [(true, 1), (false, 1), (true, 1), (false, 1)]);
        let mut c = column(Kind::Text);
        [Some("ab"), Some(""), None].into_iter().for_each(|t| c.push(t));
        assert_eq!(c.values, b"\x02\0\0\0ab\0\0\0\0");
        assert_eq!(c.runs, [(true, 2), (false, 1)]);
        let mut c = column(Kind::Signed);
        c.push(Some("-2"));
        assert_eq!(c.values, (-2i64).to_le_bytes());
    }

    #[test]
    fn a_page_says_what_follows() {
        let mut c = column(Kind::Text);
        [Some("x"), None, None].into_iter().for_each(|t| c.push(t));
        let mut page = Vec::new();
        c.page(3, &mut page);
        // Data page, 13 bytes twice, a header of three values; two runs, one value.
        let header = b"\x15\0\x15\x1a\x15\x1a\x2c\x15\x06\x15\0\x15\x06\x15\x06\0\0";
        assert_eq!(page, [&header[..], b"\x04\0\0\0\x02\x01\x04\0", b"\x01\0\0\0x"].concat());
        assert!(c.values.is_empty() && c.runs.is_empty());
    }

    #[test]
    fn a_table_ends_with_the_length_of_its_footer() {
        let columns = vec![column(Kind::Text)];
        let mut table = Parquet { columns, rows: 0, groups: Vec::new(), bytes: MAGIC.to_vec(), written: 0 };
        let begin = table.take();
        table.end();
        let end = table.take();
        assert_eq!(begin, MAGIC);
        assert!(end.ends_with(MAGIC));
        let len = end.len() - 8;
        assert_eq!(end[len..len + 4], (len as u32).to_le_bytes());
        assert_eq!(end[..3], [0x15, 0x02, 0x19]);
    }
}
