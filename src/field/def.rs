//! The registry's types: a field is described once, by a [`FieldDef`], and used through a typed
//! handle, so that a dissector that reads the wrong width does not compile.

use super::value::{ArenaRange, Value};
use crate::base::time::{Duration, Timestamp};
use std::fmt;
use std::marker::PhantomData;

/// Position of a field among all fields of all protocols; fixed at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u16);

/// What the tree, filters, columns and exporters need to know about a field.
#[derive(Debug)]
pub struct FieldDef {
    /// The name in filters and scripts, `tls.handshake.ciphersuite`.
    pub abbrev: &'static str,
    /// The name in the tree, `Cipher Suite`.
    pub title: &'static str,
    pub ty: Type,
    pub base: Base,
    pub names: Names,
    /// The bits of the bytes at the span that the field takes; 0 for all of them. The value in
    /// the tree is already shifted.
    pub mask: u64,
    /// One sentence: what it means, and where that is defined.
    pub doc: &'static str,
}

/// Wireshark's field types (`FT_…`), as far as we have fields of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A label only (`FT_NONE`).
    Label,
    Protocol,
    Bool,
    Char,
    U8,
    U16,
    U24,
    U32,
    U40,
    U48,
    U56,
    U64,
    I8,
    I16,
    I32,
    I64,
    /// The number of another frame.
    FrameNum,
    /// Number of an IPX network.
    IpxNet,
    Double,
    AbsoluteTime,
    RelativeTime,
    Ether,
    Ipv4,
    Ipv6,
    Eui64,
    Guid,
    Oid,
    Bytes,
    Str,
}

impl Type {
    /// Width in bytes of an integer type; 0 for others.
    pub fn width(self) -> usize {
        match self {
            Self::Char | Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U24 => 3,
            Self::U32 | Self::I32 | Self::FrameNum | Self::IpxNet => 4,
            Self::U40 => 5,
            Self::U48 => 6,
            Self::U56 => 7,
            Self::U64 | Self::I64 => 8,
            _ => 0,
        }
    }

    pub fn is_integer(self) -> bool {
        self.width() > 0
    }
}

/// How a number is written; for booleans, how many bits its bit field spans (`W8` … `W64`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    None,
    Dec,
    Hex,
    Oct,
    /// `10 (0x0000000a)`
    DecHex,
    /// `0x0000000a (10)`
    HexDec,
    /// Bytes separated by `:` in labels and exports.
    Colon,
    /// Of absolute times: zero stands for none (RFC 5905 section 7.3).
    ZeroIsNull,
    W4,
    W8,
    W12,
    W16,
    W24,
    W32,
    W64,
}

impl Base {
    /// Bits that a boolean's bit field spans; 0 where the base is not a width.
    pub fn bits(self) -> u32 {
        match self {
            Self::W4 => 4,
            Self::W8 => 8,
            Self::W12 => 12,
            Self::W16 => 16,
            Self::W24 => 24,
            Self::W32 => 32,
            Self::W64 => 64,
            _ => 0,
        }
    }
}

/// Names for the values of a field.
#[derive(Clone, Copy)]
pub enum Names {
    None,
    /// Sorted by value.
    Table(&'static [(u32, &'static str)]),
    /// Inclusive ranges, sorted.
    Ranges(&'static [(u32, u32, &'static str)]),
    Func(fn(u64) -> Option<&'static str>),
    /// For booleans: the words for true and false.
    TrueFalse(&'static str, &'static str),
    /// Text put behind the number, blank included: ` bytes`.
    Unit(&'static str),
}

/// The usual words for a flag.
pub const SET: Names = Names::TrueFalse("Set", "Not set");
pub const YES_NO: Names = Names::TrueFalse("Yes", "No");
pub const PRESENT: Names = Names::TrueFalse("Present", "Absent");

impl Names {
    /// The name of `value`, where it has one.
    pub fn name(&self, value: u64) -> Option<&'static str> {
        match *self {
            Self::None | Self::Unit(_) => None,
            Self::Table(table) => {
                // Most tables begin with 0 or 1 and leave little out at first.
                let at = usize::try_from(value).ok()?;
                let is = |e: &&(_, _)| u64::from(e.0) == value;
                let dense = table.get(at).filter(is).or_else(|| table.get(at.checked_sub(1)?).filter(is));
                if let Some(entry) = dense {
                    return Some(entry.1);
                }
                let at = table.binary_search_by_key(&value, |e| u64::from(e.0)).ok()?;
                table.get(at).map(|e| e.1)
            }
            Self::Ranges(ranges) => {
                let at = ranges.partition_point(|r| u64::from(r.1) < value);
                ranges.get(at).filter(|r| u64::from(r.0) <= value).map(|r| r.2)
            }
            Self::Func(name) => name(value),
            Self::TrueFalse(yes, no) => Some(if value != 0 { yes } else { no }),
        }
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Table(_) => "Table",
            Self::Ranges(_) => "Ranges",
            Self::Func(_) => "Func",
            Self::TrueFalse(..) => "TrueFalse",
            Self::Unit(_) => "Unit",
        })
    }
}

/// Links a kind of field to the Rust type that a dissector must hand over.
pub trait Kind {
    type In<'a>;
    const TYPE: Type;
    /// The value as the tree keeps it; `mask` as in [`FieldDef::mask`].
    fn value(input: Self::In<'_>, mask: u64) -> Value;
}

/// Takes the bits of `mask` and shifts them down.
pub(crate) fn masked(value: u64, mask: u64) -> u64 {
    if mask == 0 { value } else { (value & mask) >> mask.trailing_zeros() }
}

macro_rules! kinds {
    ($($name:ident($input:ty) = $value:expr;)*) => { $(
        #[doc = concat!("Fields of type ", stringify!($name), ".")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Kind for $name {
            type In<'a> = $input;
            const TYPE: Type = Type::$name;
            fn value(input: $input, mask: u64) -> Value {
                let convert: fn($input, u64) -> Value = $value;
                convert(input, mask)
            }
        }
    )* };
}

kinds! {
    Label(()) = |(), _| Value::None;
    Protocol(()) = |(), _| Value::None;
    Bool(u64) = |v, m| Value::Uint(u64::from(if m == 0 { v != 0 } else { v & m != 0 }));
    Char(u8) = |v, m| Value::Uint(masked(v.into(), m));
    U8(u8) = |v, m| Value::Uint(masked(v.into(), m));
    U16(u16) = |v, m| Value::Uint(masked(v.into(), m));
    U24(u32) = |v, m| Value::Uint(masked(v.into(), m));
    U32(u32) = |v, m| Value::Uint(masked(v.into(), m));
    U40(u64) = |v, m| Value::Uint(masked(v, m));
    U48(u64) = |v, m| Value::Uint(masked(v, m));
    U56(u64) = |v, m| Value::Uint(masked(v, m));
    U64(u64) = |v, m| Value::Uint(masked(v, m));
    I8(i8) = |v, _| Value::Int(v.into());
    I16(i16) = |v, _| Value::Int(v.into());
    I32(i32) = |v, _| Value::Int(v.into());
    I64(i64) = |v, _| Value::Int(v);
    FrameNum(u32) = |v, _| Value::Uint(v.into());
    IpxNet(u32) = |v, _| Value::Uint(v.into());
    Double(f64) = |v, _| Value::Double(v);
    AbsoluteTime(Timestamp) = |v, _| Value::Int(v.0);
    RelativeTime(Duration) = |v, _| Value::Int(v.0);
    Ether([u8; 6]) = |v, _| Value::Ether(v);
    Ipv4([u8; 4]) = |v, _| Value::Ipv4(v);
}

/// What a field whose value is bytes takes: the bytes at its span, some of them (a header's value in
/// its line), or bytes in the tree's arena.
#[derive(Clone, Copy, Debug)]
pub enum Held {
    InPlace,
    Part { start: u32, len: u32 },
    Arena(ArenaRange),
}

impl From<&[u8]> for Held {
    fn from(_: &[u8]) -> Self {
        Self::InPlace
    }
}

impl<const N: usize> From<[u8; N]> for Held {
    fn from(_: [u8; N]) -> Self {
        Self::InPlace
    }
}

impl From<ArenaRange> for Held {
    fn from(range: ArenaRange) -> Self {
        Self::Arena(range)
    }
}

macro_rules! held {
    ($($name:ident)*) => { $(
        #[doc = concat!("Fields of type ", stringify!($name), "; the value stays where its bytes are.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Kind for $name {
            type In<'a> = Held;
            const TYPE: Type = Type::$name;
            fn value(input: Held, _: u64) -> Value {
                match input {
                    Held::InPlace => Value::InPlace,
                    Held::Part { start, len } => Value::Part { start, len },
                    Held::Arena(range) => Value::Arena(range),
                }
            }
        }
    )* };
}

held! { Ipv6 Eui64 Guid Oid Bytes Str }

/// A typed handle: `tree.leaf(HANDLE, cursor.u16()?)` compiles only if the types agree.
#[derive(Debug)]
pub struct Field<K> {
    pub id: FieldId,
    /// Copied from the descriptor, so that a leaf needs no look-up.
    pub mask: u64,
    kind: PhantomData<K>,
}

impl<K> Clone for Field<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Field<K> {}

impl<K> Field<K> {
    pub const fn new(id: u16, mask: u64) -> Self {
        Self { id: FieldId(id), mask, kind: PhantomData }
    }
}

/// Declares the fields of one protocol: a typed handle for each, and the table of all (`FIELDS`).
/// The first one stands for the protocol itself.
///
/// ```ignore
/// crate::fields! { "tcp";
///     /// TCP segment (RFC 9293).
///     TCP: Protocol = "tcp", "Transmission Control Protocol", None;
///     /// Source port.
///     SRCPORT: U16 = "tcp.srcport", "Source Port", Dec;
///     /// Header length in 32-bit words.
///     HDR_LEN: U8 = "tcp.hdr_len", "Header Length", Dec & 0xf0;
///     /// Synchronise sequence numbers.
///     SYN: Bool = "tcp.flags.syn", "Syn", W16 & 0x0002, SET;
/// }
/// ```
#[macro_export]
macro_rules! fields {
    ($proto:literal; $(
        $(#[doc = $doc:literal])+
        $name:ident: $kind:ident = $abbrev:literal, $title:literal, $base:ident $(& $mask:literal)? $(, $names:expr)?;
    )*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code, reason = "the names of the handles")]
        enum Index { $($name),* }
        #[allow(dead_code, reason = "a table may hold only the protocol itself")]
        const FIRST_ID: u16 = $crate::proto::first_id($proto);
        $(
            $(#[doc = $doc])+
            pub const $name: $crate::field::Field<$crate::field::def::$kind> =
                $crate::field::Field::new(FIRST_ID + Index::$name as u16, $crate::fields!(@mask $($mask)?));
        )*
        /// Every field of this protocol; the first one stands for the protocol.
        pub const FIELDS: &[$crate::field::FieldDef] = &[$(
            $crate::field::FieldDef {
                abbrev: $abbrev,
                title: $title,
                ty: <$crate::field::def::$kind as $crate::field::Kind>::TYPE,
                base: $crate::field::Base::$base,
                names: $crate::fields!(@names $($names)?),
                mask: $crate::fields!(@mask $($mask)?),
                doc: concat!($($doc),+),
            }
        ),*];
    };
    (@names) => { $crate::field::Names::None };
    (@names $names:expr) => { $names };
    (@mask) => { 0 };
    (@mask $mask:literal) => { $mask };
}

/// Declares the same fields again under names that begin with one more word: those of a protocol
/// that another one repeats over datagrams. Takes the declarations of [`fields!`]; leaves out the
/// first, which stands for the protocol. Names of other families stay as they are.
#[macro_export]
macro_rules! fields_again {
    ($table:ident, $own:literal, $before:literal; $(
        $(#[doc = $doc:literal])+
        $name:ident: $kind:ident = $abbrev:literal, $title:literal, $base:ident $(& $mask:literal)? $(, $names:expr)?;
    )*) => {
        /// The same fields under other names, without the first.
        pub const $table: &[$crate::field::FieldDef] = match [$(
            $crate::field::FieldDef {
                abbrev: $crate::field::def::renamed($abbrev, $own, concat!($before, $abbrev)),
                title: $title,
                ty: <$crate::field::def::$kind as $crate::field::Kind>::TYPE,
                base: $crate::field::Base::$base,
                names: $crate::fields!(@names $($names)?),
                mask: $crate::fields!(@mask $($mask)?),
                doc: concat!($($doc),+),
            }
        ),*].split_first() {
            Some((_, rest)) => rest,
            None => &[],
        };
    };
}

/// `other` if `name` begins with `own`, else `name`. For the compiler.
pub const fn renamed(name: &'static str, own: &str, other: &'static str) -> &'static str {
    let (bytes, own) = (name.as_bytes(), own.as_bytes());
    let mut i = 0;
    while i < own.len() {
        if i >= bytes.len() || bytes[i] != own[i] {
            return name;
        }
        i += 1;
    }
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_own_family_change() {
        assert_eq!(renamed("tls.record", "tls", "dtls.record"), "dtls.record");
        assert_eq!(renamed("wirelens.x", "tls", "dwirelens.x"), "wirelens.x");
        assert_eq!(renamed("t", "tls", "dt"), "t");
    }

    #[test]
    fn names_come_from_tables_ranges_and_flags() {
        const TABLE: Names = Names::Table(&[(1, "one"), (7, "seven")]);
        assert_eq!(TABLE.name(7), Some("seven"));
        assert_eq!(TABLE.name(2), None);
        const RANGES: Names = Names::Ranges(&[(0, 9, "low"), (20, 29, "high")]);
        assert_eq!(RANGES.name(9), Some("low"));
        assert_eq!(RANGES.name(15), None);
        assert_eq!(RANGES.name(20), Some("high"));
        assert_eq!(SET.name(1), Some("Set"));
    }

    #[test]
    fn masks_shift_down() {
        assert_eq!(U8::value(0x5a, 0xf0), Value::Uint(5));
        assert_eq!(Bool::value(0x12, 0x02), Value::Uint(1));
    }
}
