//! PNG images (ISO/IEC 15948): their chunks.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "png",
    title: "PNG",
    fields: FIELDS,
    claims: &[Claim::MediaType("image/png")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "png";
    /// An image.
    PNG: Protocol = "png", "Portable Network Graphics", None;
    /// The eight bytes every image begins with.
    SIGNATURE: Bytes = "png.signature", "PNG Signature", None;
    /// Bytes of a chunk's data.
    LEN: U32 = "png.chunk.len", "Len", Dec;
    /// What a chunk holds.
    DATA: Label = "png.chunk.data", "Data", None;
    /// Type of a chunk.
    TYPE: Str = "png.chunk.type", "Chunk", None;
    /// A decoder may do without it.
    ANCILLARY: Bool = "png.chunk.flag.ancillary", "Ancillary", W32 & 0x2000_0000,
        Names::TrueFalse("This is an ANCILLARY chunk", "This is a CRITICAL chunk");
    /// Not of the standard.
    PRIVATE: Bool = "png.chunk.flag.private", "Private", W32 & 0x0020_0000,
        Names::TrueFalse("This is a PRIVATE chunk", "This is a PUBLIC chunk");
    /// Stays true when the image is edited.
    SAFE_TO_COPY: Bool = "png.chunk.flag.stc", "Safe To Copy", W32 & 0x0000_0020,
        Names::TrueFalse("This chunk is SAFE TO COPY", "This chunk is NOT safe to copy");
    /// Checksum of type and data.
    CRC: U32 = "png.chunk.crc", "CRC", Hex;
    /// Pixels in a row.
    WIDTH: U32 = "png.ihdr.width", "Width", Dec;
    /// Rows.
    HEIGHT: U32 = "png.ihdr.height", "Height", Dec;
    /// Bits of a sample.
    BIT_DEPTH: U8 = "png.ihdr.bitdepth", "Bit Depth", Dec;
    /// What a pixel is.
    COLOUR_TYPE: U8 = "png.ihdr.colour_type", "Colour Type", Dec, Names::Table(COLOUR_TYPES);
    /// How rows are compressed.
    COMPRESSION: U8 = "png.ihdr.compression_method", "Compression Method", Dec, Names::Table(&[(0, "Deflate")]);
    /// How rows are prepared.
    FILTER: U8 = "png.ihdr.filter_method", "Filter Method", Dec, Names::Table(&[(0, "Adaptive")]);
    /// In which order pixels stand.
    INTERLACE: U8 = "png.ihdr.interlace_method", "Interlace Method", Dec,
        Names::Table(&[(0, "No interlace"), (1, "Adam7")]);
}

const COLOUR_TYPES: &[(u32, &str)] = &[
    (0, "Greyscale"),
    (2, "Truecolour"),
    (3, "Indexed-colour"),
    (4, "Greyscale with alpha"),
    (6, "Truecolour with alpha"),
];

const CHUNKS: &[([u8; 4], &str)] = &[
    (*b"IHDR", "Image Header"),
    (*b"PLTE", "Palette"),
    (*b"IDAT", "Image data chunk"),
    (*b"IEND", "Image Trailer"),
    (*b"bKGD", "Background colour"),
    (*b"cHRM", "Primary chromaticities and white point"),
    (*b"gAMA", "Image gamma"),
    (*b"iCCP", "Embedded ICC profile"),
    (*b"iTXt", "International textual data"),
    (*b"pHYs", "Physical pixel dimensions"),
    (*b"sBIT", "Significant bits"),
    (*b"sPLT", "Suggested palette"),
    (*b"sRGB", "Standard RGB colour space"),
    (*b"tEXt", "Textual data"),
    (*b"tIME", "Image last-modification time"),
    (*b"tRNS", "Transparency"),
    (*b"zTXt", "Compressed textual data"),
];

const MAGIC: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let is_png = c.peek().starts_with(&MAGIC);
    d.columns.add_info(format_args!(" ({})", if is_png { "PNG" } else { "image/png" }));
    d.columns.fence_info();
    if !is_png {
        d.embed(Claim::Named("data"), c);
        return Ok(());
    }
    d.tree.leaf(SIGNATURE, c.array::<8>()?);
    while !c.is_empty() && !d.tree.truncated {
        chunk(d, &mut c)?;
    }
    Ok(())
}

fn chunk(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let (len, kind) = (c.u32()?, c.array::<4>()?);
    let name = CHUNKS.iter().find(|(k, _)| *k == kind.value).map_or("Unknown chunk", |(_, name)| name);
    let shown = String::from_utf8_lossy(&kind.value).escape_debug().to_string();
    let whole = start.span(len.value.saturating_add(12));
    let open = d.tree.open_text(whole, format_args!("{name} ({shown})"));
    d.tree.leaf(LEN, len);
    d.tree.leaf(TYPE, At { value: &kind.value[..], span: kind.span });
    let flags = kind.with(u64::from(u32::from_be_bytes(kind.value)));
    d.tree.leaf(ANCILLARY, flags);
    d.tree.leaf(PRIVATE, flags);
    d.tree.leaf(SAFE_TO_COPY, flags);
    let mut data = c.sub(len.value)?;
    if kind.value == *b"IHDR" {
        d.tree.leaf(WIDTH, data.u32()?);
        d.tree.leaf(HEIGHT, data.u32()?);
        for field in [BIT_DEPTH, COLOUR_TYPE, COMPRESSION, FILTER, INTERLACE] {
            d.tree.leaf(field, data.u8()?);
        }
    } else if !data.is_empty() {
        d.tree.leaf(DATA, At { value: (), span: data.rest_span() });
    }
    d.tree.leaf(CRC, c.u32()?);
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::MAGIC;
    use crate::proto::testing::decoded_with_cuts;

    #[test]
    fn chunks_are_named_and_prefixes_do_no_harm() {
        let mut image = MAGIC.to_vec();
        image.extend_from_slice(b"\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x08\x08\x02\0\0\0\x7f\x14\xe8\xc0");
        image.extend_from_slice(b"\0\0\0\0IEND\xae\x42\x60\x82");
        let (lines, info) = decoded_with_cuts("png", &image);
        for line in ["Image Header (IHDR)", "Width: 16", "Colour Type: Truecolour (2)", "CRC: 0xae426082"] {
            assert!(lines.contains(&line.into()), "{line}: {lines:#?}");
        }
        assert_eq!(info, " (PNG)");
    }
}
