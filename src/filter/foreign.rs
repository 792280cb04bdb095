//! Protocols that Wireshark dissects and this program does not: their names in a filter are no
//! errors, no frame just has them.

use super::parse::{Form, Operand};
use crate::dissect::Registry;
use std::ops::Range;

/// The filter names of Wireshark's protocols, sorted, a line each.
const NAMES: &str = include_str!("foreign.txt");

/// The protocol, not dissected here, that a name stands for or that its field belongs to.
pub(super) fn protocol_of(registry: &Registry, name: &str) -> Option<&'static str> {
    let name = name.strip_prefix('.').unwrap_or(name);
    if super::names::resolve(registry, name).is_some() {
        return None;
    }
    let ends = name.match_indices('.').map(|(at, _)| at).chain([name.len()]);
    for part in ends.filter_map(|end| name.get(..end)) {
        // What stands below a protocol of ours is a name of ours, or none.
        if super::names::resolve(registry, part).is_some() {
            return None;
        }
        if let Some(known) = known(part) {
            return Some(known);
        }
    }
    None
}

/// The first such name in an operand: where it stands, and its protocol.
pub(super) fn name_in(
    registry: &Registry,
    text: &str,
    operand: &Operand,
) -> Option<(Range<usize>, &'static str)> {
    let inside = |of: &Operand| name_in(registry, text, of);
    match &operand.form {
        Form::Word => {
            let protocol = protocol_of(registry, text.get(operand.place.clone())?)?;
            Some((operand.place.clone(), protocol))
        }
        Form::Layered(of, _) | Form::Slice(of, _) | Form::Raw(of) | Form::Negate(of) => inside(of),
        Form::Arithmetic(_, left, right) => inside(left).or_else(|| inside(right)),
        Form::Call(arguments) => arguments.iter().find_map(inside),
        Form::Text(_) | Form::Char(_) | Form::Reference(..) => None,
    }
}

fn known(name: &str) -> Option<&'static str> {
    NAMES.lines().find(|known| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_protocols_are_known() {
        let registry = crate::proto::registry();
        let of = |name| protocol_of(registry, name);
        assert_eq!([of("9p"), of("mac-lte"), of(".fc")], [Some("9p"), Some("mac-lte"), Some("fc")]);
        assert_eq!(of("diameter.3GPP-Reporting-Reason"), Some("diameter"));
        assert_eq!(
            [of("tcp"), of("tcp.nonsense"), of("ssl.nonsense"), of("nonsense.x"), of("80")],
            [None; 5]
        );
    }

    #[test]
    fn the_list_is_of_names() {
        assert!(NAMES.lines().count() > 2_000);
        assert!(NAMES.lines().is_sorted());
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        assert!(
            NAMES.lines().all(|name| name.chars().all(fits) && !name.bytes().all(|b| b.is_ascii_digit()))
        );
    }
}
