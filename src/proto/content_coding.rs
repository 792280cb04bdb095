//! Content codings of bodies (RFC 9110 section 8.4), taken off within limits. Knows neither HTTP/1
//! nor HTTP/2.

use std::io::Read;

/// Most that is made of a compressed body.
const UNPACKED_MAX: usize = 64 << 20;
/// Most that is made of each byte of it, beyond the first mebibyte: more is an attack.
const UNPACKED_RATIO: usize = 1000;
/// Codings that are taken off one body.
const CODINGS_MAX: usize = 4;
/// How much brotli reads at once.
const BUFFER_BYTES: usize = 4096;

/// Most that is made of `packed_bytes` bytes.
pub fn limit(packed_bytes: usize) -> usize {
    UNPACKED_MAX.min(packed_bytes.saturating_mul(UNPACKED_RATIO).max(1 << 20))
}

/// Codings of a body, the last one first; `identity` is none. More than a few are an attack.
pub fn codings(content_encoding: &[u8]) -> impl Iterator<Item = &[u8]> {
    let names = content_encoding.rsplit(|b| *b == b',').map(<[u8]>::trim_ascii);
    names.filter(|n| !n.is_empty() && !n.eq_ignore_ascii_case(b"identity")).take(CODINGS_MAX)
}

/// Takes a content coding off, up to `limit` bytes. A body that ends early gives what it has;
/// `None`: it gives nothing.
pub fn decode(coding: &[u8], packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let coding = coding.to_ascii_lowercase();
    let limit_bytes = limit as u64;
    let mut out = Vec::new();
    // An error behind the first bytes is a body that was cut.
    let _ = match (coding.as_slice(), packed) {
        (b"gzip" | b"x-gzip" | b"deflate" | b"x-deflate", [0x1f, 0x8b, ..]) => {
            flate2::bufread::GzDecoder::new(packed).take(limit_bytes).read_to_end(&mut out)
        }
        (b"gzip" | b"x-gzip" | b"deflate" | b"x-deflate", [a, b, ..])
            if a & 0x0f == 8 && u16::from_be_bytes([*a, *b]) % 31 == 0 =>
        {
            flate2::bufread::ZlibDecoder::new(packed).take(limit_bytes).read_to_end(&mut out)
        }
        (b"deflate" | b"x-deflate", _) => {
            flate2::bufread::DeflateDecoder::new(packed).take(limit_bytes).read_to_end(&mut out)
        }
        (b"br", _) => brotli_decompressor::Decompressor::new(packed, BUFFER_BYTES)
            .take(limit_bytes)
            .read_to_end(&mut out),
        (b"zstd", _) => ruzstd::decoding::StreamingDecoder::new(packed)
            .map_err(std::io::Error::other)
            .and_then(|decoder| decoder.take(limit_bytes).read_to_end(&mut out)),
        _ => return None,
    };
    (!out.is_empty()).then_some(out)
}
