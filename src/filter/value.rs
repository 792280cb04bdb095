//! Values while a filter runs, and what can be done with two of them.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::lex::Symbol;
use crate::field::Type;

/// A value of a field, a literal, or a result. Times are numbers of nanoseconds; addresses and
/// strings are their bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'t> {
    Number(i128),
    Double(f64),
    Bytes(Cow<'t, [u8]>),
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Constant {
    pub value: Value<'static>,
    /// For a network: only so many leading bits count.
    pub prefix_bits: Option<u32>,
    /// For a name that several numbers have: the last of them.
    pub up_to: Option<i128>,
}

impl Constant {
    pub fn new(value: Value<'static>) -> Self {
        Self { value, prefix_bits: None, up_to: None }
    }

    pub fn number(n: i128) -> Self {
        Self::new(Value::Number(n))
    }

    pub fn range(low: i128, high: i128) -> Self {
        Self { up_to: Some(high), ..Self::number(low) }
    }

    pub fn bytes(bytes: Vec<u8>) -> Self {
        Self::new(Value::Bytes(bytes.into()))
    }

    pub fn network(address: Vec<u8>, prefix_bits: Option<u32>) -> Self {
        Self { prefix_bits, ..Self::bytes(address) }
    }

    /// A literal that is one number and nothing else.
    pub fn as_number(&self) -> Option<i128> {
        match (&self.value, self.up_to) {
            (Value::Number(n), None) => Some(*n),
            _ => None,
        }
    }

    /// How `value` stands to this literal.
    #[inline]
    pub fn order(&self, value: &Value<'_>, kind: Kind) -> Option<Ordering> {
        if let (Some(high), Value::Number(n), Value::Number(low)) = (self.up_to, value, &self.value) {
            return Some(if n < low {
                Ordering::Less
            } else if *n > high {
                Ordering::Greater
            } else {
                Ordering::Equal
            });
        }
        match (self.prefix_bits, value, &self.value) {
            (Some(bits), Value::Bytes(a), Value::Bytes(b)) if a.len() == b.len() => {
                Some(order_prefix(a, b, bits))
            }
            (_, a, b) => order(a, b, kind),
        }
    }
}

/// How byte strings of different lengths stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// As in a dictionary.
    Text,
    /// The shorter first.
    Bytes,
}

impl From<Type> for Kind {
    fn from(ty: Type) -> Self {
        if ty == Type::Str { Self::Text } else { Self::Bytes }
    }
}

fn order_prefix(a: &[u8], b: &[u8], bits: u32) -> Ordering {
    let (whole, rest) = ((bits / 8) as usize, bits % 8);
    let head = a.iter().take(whole).cmp(b.iter().take(whole));
    let mask = !(0xffu16 >> rest) as u8;
    head.then_with(|| {
        let part = |bytes: &[u8]| bytes.get(whole).map_or(0, |b| b & mask);
        part(a).cmp(&part(b))
    })
}

/// `None` where the two cannot be compared (not-a-number, different kinds).
#[inline]
pub(super) fn order(a: &Value<'_>, b: &Value<'_>, kind: Kind) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Bytes(a), Value::Bytes(b)) => Some(match kind {
            Kind::Text => a.cmp(b),
            Kind::Bytes => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
        }),
        (Value::Double(a), Value::Double(b)) => a.partial_cmp(b),
        (Value::Double(a), Value::Number(b)) => a.partial_cmp(&(*b as f64)),
        (Value::Number(a), Value::Double(b)) => (*a as f64).partial_cmp(b),
        _ => None,
    }
}

/// The result of an operator; `None` for a division by zero, an overflow, or values it does not fit.
pub(super) fn arithmetic(operator: Symbol, a: &Value<'_>, b: &Value<'_>) -> Option<Value<'static>> {
    Some(match (a, b) {
        (Value::Number(a), Value::Number(b)) => Value::Number(match operator {
            Symbol::Plus => a.checked_add(*b)?,
            Symbol::Minus => a.checked_sub(*b)?,
            Symbol::Times => a.checked_mul(*b)?,
            Symbol::Divide => a.checked_div(*b)?,
            Symbol::Modulo => a.checked_rem(*b)?,
            Symbol::BitAnd => a & b,
            _ => return None,
        }),
        (Value::Bytes(a), Value::Bytes(b)) if operator == Symbol::BitAnd => {
            Value::Bytes(a.iter().zip(b.iter()).map(|(a, b)| a & b).collect())
        }
        (Value::Bytes(_), _) | (_, Value::Bytes(_)) => return None,
        (a, b) => {
            let (a, b) = (a.double()?, b.double()?);
            Value::Double(match operator {
                Symbol::Plus => a + b,
                Symbol::Minus => a - b,
                Symbol::Times => a * b,
                Symbol::Divide => a / b,
                Symbol::Modulo => a % b,
                _ => return None,
            })
        }
    })
}

impl<'t> Value<'t> {
    fn double(&self) -> Option<f64> {
        match self {
            Self::Number(n) => Some(*n as f64),
            Self::Double(v) => Some(*v),
            Self::Bytes(_) => None,
        }
    }

    pub fn negated(self) -> Option<Self> {
        match self {
            Self::Number(n) => n.checked_neg().map(Self::Number),
            Self::Double(v) => Some(Self::Double(-v)),
            Self::Bytes(_) => None,
        }
    }

    pub fn magnitude(self) -> Option<Self> {
        match self {
            Self::Number(n) => n.checked_abs().map(Self::Number),
            Self::Double(v) => Some(Self::Double(v.abs())),
            Self::Bytes(_) => None,
        }
    }

    /// Not zero, not empty.
    pub fn is_something(&self) -> bool {
        match self {
            Self::Number(n) => *n != 0,
            Self::Double(v) => *v != 0.0,
            Self::Bytes(bytes) => bytes.iter().any(|b| *b != 0),
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            _ => &[],
        }
    }

    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Number(n) => Value::Number(n),
            Self::Double(v) => Value::Double(v),
            Self::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
        }
    }
}

/// Whether `needle` stands in `hay`; as in Wireshark, the empty one never does.
pub(super) fn contains(hay: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else { return false };
    let mut from = 0;
    while let Some(at) = hay.get(from..).and_then(|h| h.iter().position(|b| b == first)) {
        from += at + 1;
        if hay.get(from..).is_some_and(|h| h.starts_with(rest)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(b: &[u8]) -> Value<'_> {
        Value::Bytes(b.into())
    }

    #[test]
    fn networks_compare_by_their_prefix() {
        let net = Constant::network(vec![10, 0xf0, 0, 0], Some(12));
        assert_eq!(net.order(&bytes(&[10, 0xff, 9, 9]), Kind::Bytes), Some(Ordering::Equal));
        assert_eq!(net.order(&bytes(&[10, 0xef, 9, 9]), Kind::Bytes), Some(Ordering::Less));
        assert_eq!(
            Constant::network(vec![0; 4], Some(0)).order(&bytes(&[9; 4]), Kind::Bytes),
            Some(Ordering::Equal)
        );
        assert_eq!(
            Constant::network(vec![9; 4], Some(32)).order(&bytes(&[9; 4]), Kind::Bytes),
            Some(Ordering::Equal)
        );
    }

    #[test]
    fn shorter_byte_strings_come_first_and_texts_as_in_a_dictionary() {
        let (long, short) = (bytes(b"ab"), bytes(b"b"));
        assert_eq!(order(&long, &short, Kind::Bytes), Some(Ordering::Greater));
        assert_eq!(order(&long, &short, Kind::Text), Some(Ordering::Less));
        assert_eq!(order(&bytes(b"a"), &short, Kind::Bytes), Some(Ordering::Less));
    }

    #[test]
    fn arithmetic_that_has_no_result_gives_none() {
        let n = Value::Number;
        assert_eq!(arithmetic(Symbol::Divide, &n(1), &n(0)), None);
        assert_eq!(arithmetic(Symbol::Times, &n(i128::MAX), &n(2)), None);
        assert_eq!(arithmetic(Symbol::BitAnd, &bytes(&[10, 3]), &bytes(&[255, 0])), Some(bytes(&[10, 0])));
        assert_eq!(arithmetic(Symbol::Plus, &bytes(&[1]), &n(1)), None);
    }

    #[test]
    fn searching() {
        assert!(contains(b"aab", b"ab"));
        assert!(!contains(b"", b"") && !contains(b"a", b""));
        assert!(!contains(b"aa", b"aab"));
        assert!(contains(b"xyz", b"z"));
    }
}
