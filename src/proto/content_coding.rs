//! Content codings of bodies (RFC 9110 section 8.4), taken off within limits. Knows neither HTTP/1
//! nor HTTP/2.

use flate2::{Decompress, FlushDecompress, Status};
use std::cell::RefCell;
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
    static INFLATER: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// Unpacks deflated bytes (RFC 1951) up to `limit`, or up to where they are none.
fn inflate(packed: &[u8], limit: usize) -> Vec<u8> {
    INFLATER.with_borrow_mut(|inflater| {
        inflater.reset(false);
        let mut out = Vec::new();
        let mut window = [0; BUFFER_BYTES];
        let mut rest = packed;
        while out.len() < limit {
            let (read, made) = (inflater.total_in(), inflater.total_out());
            let flush = if rest.is_empty() { FlushDecompress::Finish } else { FlushDecompress::None };
            let room = window.get_mut(..limit - out.len()).map_or(BUFFER_BYTES, |room| room.len());
            let Some(room) = window.get_mut(..room) else { break };
            let Ok(status) = inflater.decompress(rest, room, flush) else { break };
            let (read, made) =
                ((inflater.total_in() - read) as usize, (inflater.total_out() - made) as usize);
            rest = rest.get(read..).unwrap_or(&[]);
            out.extend_from_slice(room.get(..made).unwrap_or(&[]));
            if status == Status::StreamEnd || read == 0 && made == 0 {
                break;
            }
        }
        out
    })
}
