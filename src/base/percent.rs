//! Percent-encoding (RFC 3986 section 2.1).

/// The bytes that an encoded text stands for; what is no escape stays.
pub fn decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                rest = tail.get(2..).unwrap_or(&[]);
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_bytes_and_what_is_none_stays() {
        assert_eq!(decoded(b"/a%20b%C3%a4.pcap"), "/a bä.pcap".as_bytes());
        assert_eq!(decoded(b"100%, %4, %zz%"), b"100%, %4, %zz%");
    }
}
