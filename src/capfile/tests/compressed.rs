//! Compressed captures: read like plain ones, and no worse where they are cut.

use super::*;

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let info = lz4_flex::frame::FrameInfo::new()
        .content_checksum(true)
        .block_size(lz4_flex::frame::BlockSize::Max64KB);
    let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) type Compress = fn(&[u8]) -> Vec<u8>;
pub(super) const COMPRESSIONS: [(Compression, Compress); 3] =
    [(Compression::Gzip, gzip), (Compression::Zstd, zstd), (Compression::Lz4, lz4)];

pub(super) fn read_compressed(bytes: Vec<u8>) -> (Vec<Block>, Vec<Vec<u8>>, Result<Next, Error>) {
    read_all(open(io::Cursor::new(bytes)).unwrap().reader)
}

/// Many packets of data that hardly compresses.
fn long_pcap() -> Vec<u8> {
    let mut w = PcapWriter::new(Vec::new(), &Interface::new(LinkType::ETHERNET, Precision::NANOS)).unwrap();
    let mut random = Random(9);
    for _ in 0..500 {
        let data: Vec<u8> = (0..1_000).map(|_| random.next() as u8).collect();
        w.packet(&PacketOut { data: &data, original_len: 1_000, ..Default::default() }).unwrap();
    }
    w.into_inner()
}

#[test]
fn compressed_files_are_read_like_plain_ones() {
    let bytes = long_pcap();
    let plain = whole(&bytes);
    let (one, two) = bytes.split_at(bytes.len() / 3);
    for (kind, compress) in COMPRESSIONS {
        assert_eq!(open(io::Cursor::new(compress(&bytes))).unwrap().compression, Some(kind));
        let (blocks, data, end) = read_compressed(compress(&bytes));
        assert!(matches!(end, Ok(Next::End)), "{kind}: {end:?}");
        assert!((blocks, data) == plain, "{kind}");
        // Several frames in one file, other programs' frames between, and rubbish behind.
        let mut parts = compress(one);
        if kind != Compression::Gzip {
            parts.extend(b"\x53\x2a\x4d\x18\x05\0\0\0hello");
        }
        parts.extend(compress(two));
        parts.extend(b"rubbish");
        let (blocks, data, end) = read_compressed(parts);
        assert!(matches!(end, Ok(Next::End)), "{kind}: {end:?}");
        assert!((blocks, data) == plain, "{kind}");
    }
}

#[test]
fn a_cut_compressed_file_gives_the_frames_before_the_cut() {
    let bytes = long_pcap();
    let plain = whole(&bytes);
    for (kind, compress) in COMPRESSIONS {
        let packed = compress(&bytes);
        for len in [3, 5, 20, packed.len() / 2, packed.len() - 5, packed.len() - 1] {
            let (blocks, _, end) = read_compressed(packed[..len].to_vec());
            let cut = match end {
                Err(Error::Compressed { cut, frames, .. }) => {
                    cut && frames as usize == packets(&blocks).len()
                }
                Err(Error::NotACapture { .. }) => len == 3,
                _ => false,
            };
            assert!(cut, "{kind} {len}: {end:?}");
            assert!(blocks == plain.0[..blocks.len()], "{kind} {len}");
            // At most a block of the compression is lost: 128 KiB of zstd, 64 KiB of lz4 here.
            let expected = len * 500 / packed.len();
            assert!(blocks.len() + 150 >= expected, "{kind} {len}: {}", blocks.len());
        }
    }
}

#[test]
fn a_wrong_checksum_is_damage_after_all_frames() {
    let bytes = sample_pcap().0;
    for (kind, compress) in COMPRESSIONS {
        let mut packed = compress(&bytes);
        // gzip ends with checksum and length, the others with the checksum.
        let back = if kind == Compression::Gzip { 5 } else { 1 };
        let at = packed.len() - back;
        packed[at] ^= 1;
        let (blocks, _, end) = read_compressed(packed);
        let damage =
            matches!(end, Err(Error::Compressed { cut: false, compression, .. }) if compression == kind);
        assert!(damage, "{kind}: {end:?}");
        assert!(packets(&blocks).len() == 6, "{kind}");
    }
}
