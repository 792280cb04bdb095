//! The inner plaintext of TLS 1.3 and of DTLS with connection IDs: content, its real type, zeros
//! (RFC 8446 section 5.4, RFC 9146 section 4).

use super::sealed::{Closed, Opened};
use crate::tls::record::ContentType;

/// Cuts type and zeros off a plaintext whose tag or MAC was right, and notes them.
pub(super) fn strip(plain: &mut Vec<u8>, opened: Opened) -> Result<Opened, Closed> {
    let at = plain.iter().rposition(|&byte| byte != 0).ok_or(Closed::NoContentType)?;
    let inner_type = plain.get(at).copied().ok_or(Closed::NoContentType)?;
    let zeros = plain.len() - at - 1;
    plain.truncate(at);
    let mut layout = opened.layout;
    layout.data = at;
    layout.inner_type = 1;
    layout.padding += zeros;
    Ok(Opened { content_type: ContentType(inner_type), layout, ..opened })
}

#[cfg(test)]
mod tests {
    use super::super::sealed::{Proof, RecordLayout};
    use super::*;

    #[test]
    fn the_type_is_the_last_byte_that_is_not_zero() {
        let outer = |len| Opened {
            content_type: ContentType::APPLICATION_DATA,
            proof: Proof::Tag,
            layout: RecordLayout { data: len, mac: 16, ..RecordLayout::default() },
        };
        let mut plain = vec![1, 0, 2, 0, 22, 0, 0, 0];
        let opened = strip(&mut plain, outer(8)).unwrap();
        assert_eq!((plain.as_slice(), opened.content_type), (&[1, 0, 2, 0][..], ContentType::HANDSHAKE));
        let layout = opened.layout;
        assert_eq!((layout.data, layout.inner_type, layout.padding, layout.mac), (4, 1, 3, 16));
        let mut empty = vec![23];
        assert_eq!(strip(&mut empty, outer(1)).unwrap().layout.data, 0);
        assert_eq!(strip(&mut vec![0; 4], outer(4)), Err(Closed::NoContentType));
        assert_eq!(strip(&mut Vec::new(), outer(0)), Err(Closed::NoContentType));
    }
}
