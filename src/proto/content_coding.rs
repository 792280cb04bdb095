//! Content codings of bodies (RFC 9110 section 8.4), taken off within limits. Knows neither HTTP/1
//! nor HTTP/2.

use miniz_oxide::inflate::core::{DecompressorOxide, inflate_flags as flags};
use miniz_oxide::inflate::{self, TINFLStatus};
use std::cell::RefCell;
use std::io::Read;

/// Most that is made of a compressed body.
const UNPACKED_MAX: usize = 64 << 20;
/// Most that is made of each byte of it, beyond the first mebibyte: more is an attack.
const UNPACKED_RATIO: usize = 1000;
/// Codings that are taken off one body.
const CODINGS_MAX: usize = 4;
/// Bytes that are made of each byte of a body of every day: room for them is taken at once.
const USUAL_RATIO: usize = 4;
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
            out = gzip_content(packed).map(|deflated| inflate(deflated, limit)).unwrap_or_default();
            Ok(out.len())
        }
        (b"gzip" | b"x-gzip" | b"deflate" | b"x-deflate", [a, b, ..])
            if a & 0x0f == 8 && u16::from_be_bytes([*a, *b]) % 31 == 0 =>
        {
            flate2::bufread::ZlibDecoder::new(packed).take(limit_bytes).read_to_end(&mut out)
        }
        (b"deflate" | b"x-deflate", _) => {
            out = inflate(packed, limit);
            Ok(out.len())
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
/// What stands behind the header of a gzip member (RFC 1952 section 2.3). `None`: it is cut or not one.
fn gzip_content(packed: &[u8]) -> Option<&[u8]> {
    const DEFLATE: u8 = 8;
    const HAS_CRC: u8 = 2;
    const HAS_EXTRA: u8 = 4;
    const HAS_NAME: u8 = 8;
    const HAS_COMMENT: u8 = 16;
    const RESERVED: u8 = 0xe0;
    let ([_, _, method, flags, ..], mut rest) = packed.split_first_chunk::<10>()?;
    if *method != DEFLATE || flags & RESERVED != 0 {
        return None;
    }
    if flags & HAS_EXTRA != 0 {
        let (len, behind) = rest.split_first_chunk::<2>()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*len))..)?;
    }
    for text in [HAS_NAME, HAS_COMMENT] {
        if flags & text != 0 {
            rest = rest.get(rest.iter().position(|b| *b == 0)? + 1..)?;
        }
    }
    if flags & HAS_CRC != 0 { rest.get(2..) } else { Some(rest) }
}

thread_local! {
    /// Kept: to make one takes as long as to unpack a short body.
    static INFLATER: RefCell<DecompressorOxide> = RefCell::default();
}

/// Unpacks deflated bytes (RFC 1951) up to `limit`, or up to where they are none.
fn inflate(packed: &[u8], limit: usize) -> Vec<u8> {
    /// What is unpacked stays where it is written: no window is cleared and copied from for each body.
    const IN_PLACE: u32 = flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | flags::TINFL_FLAG_HAS_MORE_INPUT;
    INFLATER.with_borrow_mut(|inflater| {
        inflater.init();
        let mut out = vec![0; packed.len().saturating_mul(USUAL_RATIO).min(limit)];
        let (mut rest, mut made) = (packed, 0);
        loop {
            let (status, read, more) = inflate::core::decompress(inflater, rest, &mut out, made, IN_PLACE);
            rest = rest.get(read..).unwrap_or(&[]);
            made += more;
            if status != TINFLStatus::HasMoreOutput || out.len() >= limit {
                break;
            }
            let room = out.len().saturating_mul(2).max(BUFFER_BYTES).min(limit);
            out.resize(room, 0);
        }
        out.truncate(made);
        out
    })
}
