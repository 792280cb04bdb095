//! Texts of the addresses met last: in a list the same few stand in many lines.

use crate::dissect::Address;

/// A power of two: 24 KiB with the texts of IPv4.
const KEPT: usize = 512;

/// The text of an address where its hash leads; another address takes its place.
#[derive(Debug, Default)]
pub struct AddressTexts {
    kept: Vec<(Address, String)>,
}

impl AddressTexts {
    /// The text of `address`, by `write` if it is not known.
    pub fn text(&mut self, address: &Address, write: impl FnOnce(&Address, &mut String)) -> &str {
        if self.kept.is_empty() {
            self.kept.resize(KEPT, (Address::None, String::new()));
        }
        let at = hash(address) as usize & (KEPT - 1);
        let Some((known, text)) = self.kept.get_mut(at) else { return "" };
        if known != address {
            text.clear();
            write(address, text);
            known.clone_from(address);
        }
        text
    }
}

fn hash(address: &Address) -> u64 {
    let bits = match address {
        Address::Ipv4(a) => u64::from(u32::from_be_bytes(*a)),
        Address::Ipv6([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]) => {
            let network = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
            network ^ u64::from_be_bytes([*i, *j, *k, *l, *m, *n, *o, *p])
        }
        Address::Ether([a, b, c, d, e, f]) => u64::from_be_bytes([0, 0, *a, *b, *c, *d, *e, *f]),
        Address::None | Address::Text(_) => 0,
    };
    bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_text() {
        let mut texts = AddressTexts::default();
        let addresses = || {
            let many = (0..2_000u32).map(|n| Address::Ipv4((n * 7).to_be_bytes()));
            let others = [Address::None, Address::Text("x".into()), Address::Text("y".into())];
            many.chain(others).chain([Address::Ether([1; 6]), Address::Ipv6([0; 16])])
        };
        for address in addresses().chain(addresses()) {
            let expected = address.to_string();
            assert_eq!(texts.text(&address, |a, out| _ = a.write(out)), expected);
            assert_eq!(texts.text(&address, |_, _| panic!("it is known")), expected);
        }
    }
}
