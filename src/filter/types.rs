//! What can be done with values of a field's type.

use super::error::Error;
use super::lex::Symbol;
use super::literal::type_code;
use crate::field::Type;
use std::ops::Range;

/// Byte strings, texts, protocols: what can be searched.
pub(super) fn has_bytes(ty: Type) -> bool {
    matches!(
        ty,
        Type::Protocol | Type::Ether | Type::Eui64 | Type::Guid | Type::Oid | Type::Bytes | Type::Str
    )
}

/// What `string()` refuses.
pub(super) fn has_no_text(ty: Type) -> bool {
    matches!(
        ty,
        Type::Str
            | Type::Protocol
            | Type::Label
            | Type::Bool
            | Type::AbsoluteTime
            | Type::RelativeTime
            | Type::Bytes
    )
}

pub(super) fn compatible(a: Type, b: Type) -> bool {
    let class = |ty: Type| match ty {
        Type::Label => 0,
        Type::Double => 1,
        Type::AbsoluteTime => 2,
        Type::RelativeTime => 3,
        Type::Ipv4 => 4,
        Type::Ipv6 => 5,
        Type::Str => 6,
        Type::Protocol => 9,
        Type::Ether | Type::Eui64 | Type::Guid | Type::Oid | Type::Bytes => 7,
        _ => 8, // numbers and booleans
    };
    class(a) == class(b)
}

/// Whether the operator can be used on values of the type.
pub(super) fn calculates(operator: Symbol, ty: Type, place: &Range<usize>) -> Result<(), Error> {
    let can = match ty {
        Type::Bool => false,
        Type::IpxNet => operator == Symbol::BitAnd,
        ty if ty.is_integer() => true,
        Type::Double => operator != Symbol::BitAnd,
        Type::RelativeTime => matches!(operator, Symbol::Plus | Symbol::Minus),
        Type::Ipv4 | Type::Ipv6 | Type::Ether | Type::Bytes => operator == Symbol::BitAnd,
        _ => false,
    };
    let sign = match operator {
        Symbol::Plus => "+",
        Symbol::Minus => "-",
        Symbol::Times => "*",
        Symbol::Divide => "/",
        Symbol::Modulo => "%",
        _ => "&",
    };
    if can { Ok(()) } else { Err(Error::at(place.clone(), format!("{} cannot {sign}.", type_code(ty)))) }
}
