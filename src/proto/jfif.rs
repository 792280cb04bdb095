//! JPEG images (ITU-T T.81 annex B, JFIF 1.02): their segments. What cameras say in Exif is shown as
//! bytes.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::{Names, show};

pub const PROTOCOL: Protocol = Protocol {
    name: "image-jfif",
    title: "JPEG",
    fields: FIELDS,
    claims: &[
        Claim::MediaType("image/jfif"),
        Claim::MediaType("image/jpg"),
        Claim::MediaType("image/jpeg"),
        Claim::MediaType("image/pjpeg"),
    ],
    dissect,
    ..Protocol::EMPTY
};

const UNITS: Names = Names::Table(&[
    (0, "No units; Xdensity and Ydensity specify the pixel aspect ratio"),
    (1, "Dots per inch"),
    (2, "Dots per centimeter"),
]);
const EXTENSIONS: Names = Names::Table(&[
    (0x10, "Thumbnail encoded using JPEG"),
    (0x11, "Thumbnail encoded using 1 byte (8 bits) per pixel"),
    (0x13, "Thumbnail encoded using 3 bytes (24 bits) per pixel"),
]);
const MARKERS: Names = Names::Table(&[
    (0xff01, "Reserved - For temporary private use in arithmetic coding"),
    (0xffc0, "Start of Frame (non-differential, Huffman coding) - Baseline DCT"),
    (0xffc1, "Start of Frame (non-differential, Huffman coding) - Extended sequential DCT"),
    (0xffc2, "Start of Frame (non-differential, Huffman coding) - Progressive DCT"),
    (0xffc3, "Start of Frame (non-differential, Huffman coding) - Lossless (sequential)"),
    (0xffc4, "Define Huffman table(s)"),
    (0xffc5, "Start of Frame (differential, Huffman coding) - Differential sequential DCT"),
    (0xffc6, "Start of Frame (differential, Huffman coding) - Differential progressive DCT"),
    (0xffc7, "Start of Frame (differential, Huffman coding) - Differential lossless (sequential)"),
    (0xffc8, "Start of Frame (non-differential, arithmetic coding) - Reserved for JPEG extensions"),
    (0xffc9, "Start of Frame (non-differential, arithmetic coding) - Extended sequential DCT"),
    (0xffca, "Start of Frame (non-differential, arithmetic coding) - Progressive DCT"),
    (0xffcb, "Start of Frame (non-differential, arithmetic coding) - Lossless (sequential)"),
    (0xffcc, "Define arithmetic coding conditioning(s)"),
    (0xffcd, "Start of Frame (differential, arithmetic coding) - Differential sequential DCT"),
    (0xffce, "Start of Frame (differential, arithmetic coding) - Differential progressive DCT"),
    (0xffcf, "Start of Frame (differential, arithmetic coding) - Differential lossless (sequential)"),
    (0xffd0, "Restart interval termination - Restart with modulo 8 count 0"),
    (0xffd1, "Restart interval termination - Restart with modulo 8 count 1"),
    (0xffd2, "Restart interval termination - Restart with modulo 8 count 2"),
    (0xffd3, "Restart interval termination - Restart with modulo 8 count 3"),
    (0xffd4, "Restart interval termination - Restart with modulo 8 count 4"),
    (0xffd5, "Restart interval termination - Restart with modulo 8 count 5"),
    (0xffd6, "Restart interval termination - Restart with modulo 8 count 6"),
    (0xffd7, "Restart interval termination - Restart with modulo 8 count 7"),
    (0xffd8, "Start of Image"),
    (0xffd9, "End of Image"),
    (0xffda, "Start of Scan"),
    (0xffdb, "Define quantization table(s)"),
    (0xffdc, "Define number of lines"),
    (0xffdd, "Define restart interval"),
    (0xffde, "Define hierarchical progression"),
    (0xffdf, "Expand reference component(s)"),
    (0xffe0, "Reserved for application segments - 0"),
    (0xffe1, "Reserved for application segments - 1"),
    (0xffe2, "Reserved for application segments - 2"),
    (0xffe3, "Reserved for application segments - 3"),
    (0xffe4, "Reserved for application segments - 4"),
    (0xffe5, "Reserved for application segments - 5"),
    (0xffe6, "Reserved for application segments - 6"),
    (0xffe7, "Reserved for application segments - 7"),
    (0xffe8, "Reserved for application segments - 8"),
    (0xffe9, "Reserved for application segments - 9"),
    (0xffea, "Reserved for application segments - 10"),
    (0xffeb, "Reserved for application segments - 11"),
    (0xffec, "Reserved for application segments - 12"),
    (0xffed, "Reserved for application segments - 13"),
    (0xffee, "Reserved for application segments - 14"),
    (0xffef, "Reserved for application segments - 15"),
    (0xfffe, "Comment"),
]);

crate::fields! { "image-jfif";
    /// An image.
    JFIF: Protocol = "image-jfif", "JPEG File Interchange Format", None;
    /// What begins here.
    MARKER: U16 = "image-jfif.marker", "Marker", Hex, MARKERS;
    /// A marker with what belongs to it.
    SEGMENT: Label = "image-jfif.marker_segment", "Marker segment", None;
    /// Bytes of it, this number included.
    LENGTH: U16 = "image-jfif.length", "Length", Dec;
    /// Whose segment it is.
    IDENTIFIER: Str = "image-jfif.identifier", "Identifier", None;
    /// Version of JFIF.
    VERSION: Label = "image-jfif.version", "Version", None;
    /// Its first part.
    MAJOR: U8 = "image-jfif.version.major", "Major Version", Dec;
    /// Its second part.
    MINOR: U8 = "image-jfif.version.minor", "Minor Version", Dec;
    /// Of the densities.
    UNIT: U8 = "image-jfif.units", "Units", Dec, UNITS;
    /// Pixels in a unit.
    X_DENSITY: U16 = "image-jfif.Xdensity", "Xdensity", Dec;
    /// Lines in a unit.
    Y_DENSITY: U16 = "image-jfif.Ydensity", "Ydensity", Dec;
    /// Width of a small image for overviews.
    X_THUMBNAIL: U16 = "image-jfif.Xthumbnail", "Xthumbnail", Dec;
    /// Its height.
    Y_THUMBNAIL: U16 = "image-jfif.Ythumbnail", "Ythumbnail", Dec;
    /// Its pixels.
    THUMBNAIL: Bytes = "image-jfif.RGB", "RGB values of thumbnail pixels", None;
    /// How a small image is encoded.
    EXTENSION: U8 = "image-jfif.extension.code", "Extension code", Hex, EXTENSIONS;
    /// Size and parts of the image.
    FRAME: Label = "image-jfif.sof", "Start of Frame header", None;
    /// Bits of a sample.
    PRECISION: U8 = "image-jfif.sof.precision", "Sample Precision (bits)", Dec;
    /// Height.
    LINES: U16 = "image-jfif.sof.lines", "Lines", Dec;
    /// Width.
    SAMPLES: U16 = "image-jfif.sof.samples_per_line", "Samples per line", Dec;
    /// Colours.
    COMPONENTS: U8 = "image-jfif.sof.nf", "Number of image components in frame", Dec;
    /// One of them.
    COMPONENT: U8 = "image-jfif.sof.c_i", "Component identifier", Dec;
    /// How many samples it has in a row.
    HORIZONTAL: U8 = "image-jfif.sof.h_i", "Horizontal sampling factor", Dec & 0xf0;
    /// How many it has in a column.
    VERTICAL: U8 = "image-jfif.sof.v_i", "Vertical sampling factor", Dec & 0x0f;
    /// Its quantization table.
    QUANTIZATION: U8 = "image-jfif.sof.tq_i", "Quantization table destination selector", Dec;
    /// The pixels follow.
    SCAN: Label = "image-jfif.header.sos", "Start of Segment header", None;
    /// Colours in them.
    SCAN_COMPONENTS: U8 = "image-jfif.sos.ns", "Number of image components in scan", Dec;
    /// One of them.
    SELECTOR: U8 = "image-jfif.sos.component_selector", "Scan component selector", Dec;
    /// Its table for mean values.
    DC_TABLE: U8 = "image-jfif.sos.dc_entropy_selector", "DC entropy coding table destination selector", Dec & 0xf0;
    /// Its table for the others.
    AC_TABLE: U8 = "image-jfif.sos.ac_entropy_selector", "AC entropy coding table destination selector", Dec & 0x0f;
    /// First coefficient.
    SPECTRAL_START: U8 = "image-jfif.sos.ss", "Start of spectral or predictor selection", Dec;
    /// Last coefficient.
    SPECTRAL_END: U8 = "image-jfif.sos.se", "End of spectral selection", Dec;
    /// Bits that came before.
    HIGH: U8 = "image-jfif.sos.ah", "Successive approximation bit position high", Dec & 0xf0;
    /// Bits that come now.
    LOW: U8 = "image-jfif.sos.al", "Successive approximation bit position low or point transform", Dec & 0x0f;
    /// Words about the image.
    COMMENT_SEGMENT: Label = "image-jfif.header.comment", "Comment header", None;
    /// The words.
    COMMENT: Str = "image-jfif.comment", "Comment", None;
    /// What of a segment is not told.
    REST: Bytes = "image-jfif.remain_seg_data", "Remaining segment data", None;
    /// Pixels.
    ENTROPY_CODED: Bytes = "image-jfif.entropy_coded_segment", "Entropy-coded segment (dissection is not yet implemented)", None;
}

mod marker {
    pub(super) const START: u16 = 0xffd8;
    pub(super) const END: u16 = 0xffd9;
    pub(super) const SCAN: u16 = 0xffda;
    pub(super) const APPLICATION_0: u16 = 0xffe0;
    pub(super) const COMMENT: u16 = 0xfffe;

    /// Has neither length nor content.
    pub(super) fn stands_alone(marker: u16) -> bool {
        matches!(marker, 0xff01 | 0xffd0..=END)
    }

    pub(super) fn begins_frame(marker: u16) -> bool {
        matches!(marker, 0xffc0..=0xffcf) && !matches!(marker, 0xffc4 | 0xffc8 | 0xffcc)
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if !c.peek().starts_with(&marker::START.to_be_bytes()) {
        d.columns.add_info(format_args!(" (image/jpeg)"));
        d.columns.fence_info();
        d.embed(Claim::Named("data"), c);
        return Ok(());
    }
    d.columns.add_info(format_args!(" (JPEG JFIF image)"));
    d.columns.fence_info();
    while !c.is_empty() && !d.tree.truncated {
        if c.peek().first() != Some(&0xff) {
            return Err(Cut::Malformed);
        }
        let start = c;
        let at = c.u16()?;
        if marker::stands_alone(at.value) {
            d.tree.leaf(MARKER, at);
            if at.value == marker::END {
                break;
            }
            entropy_coded(d, &mut c, at.value);
            continue;
        }
        segment(d, at, start, &mut c)?;
        entropy_coded(d, &mut c, at.value);
    }
    Ok(())
}

/// The pixels behind a scan's header or a restart: up to the next marker; 0xff 0x00 is a pixel's.
fn entropy_coded(d: &mut Dissector<'_>, c: &mut Cursor<'_>, behind: u16) {
    if behind != marker::SCAN && !matches!(behind, 0xffd0..=0xffd7) {
        return;
    }
    let is_marker = |w: &[u8]| matches!(w, [0xff, second] if *second != 0 && *second != 0xff);
    let bytes = c.peek();
    let len = bytes.windows(2).position(is_marker).unwrap_or(bytes.len());
    if let Ok(at) = c.bytes(len as u32)
        && len > 0
    {
        d.tree.leaf(ENTROPY_CODED, at);
    }
}

fn segment(d: &mut Dissector<'_>, at: At<u16>, start: Cursor<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let name = MARKERS.name(at.value.into()).unwrap_or("Unknown");
    let (field, title) = match at.value {
        marker::SCAN => (SCAN, "Start of Segment header"),
        marker::COMMENT => (COMMENT_SEGMENT, "Comment header"),
        other if marker::begins_frame(other) => (FRAME, "Start of Frame header"),
        _ => (SEGMENT, "Marker segment"),
    };
    let whole = At { value: (), span: start.rest_span() };
    let open = d.tree.open_as(field, whole, format_args!("{title}: {name} (0x{:04X})", at.value));
    d.tree.leaf(MARKER, at);
    let length = c.u16()?;
    d.tree.leaf(LENGTH, length);
    let mut part = c.sub(u32::from(length.value).checked_sub(2).ok_or(Cut::Malformed)?)?;
    match at.value {
        marker::SCAN => scan(d, &mut part)?,
        marker::COMMENT => {
            d.tree.leaf(COMMENT, part.rest());
        }
        marker::APPLICATION_0..=0xffef => application(d, &mut part)?,
        other if marker::begins_frame(other) => frame(d, &mut part)?,
        _ => {}
    }
    if part.captured() > 0 {
        let len = part.left();
        let rest = part.rest();
        d.tree.leaf_as(REST, rest, format_args!("Remaining segment data: {len} bytes"));
    }
    d.tree.close_at(open, c.offset());
    Ok(())
}

fn application(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let Some(len) = c.peek().iter().position(|b| *b == 0) else { return Ok(()) };
    let name = c.bytes(len as u32)?;
    c.skip(1)?;
    let known = matches!(name.value, b"JFIF" | b"JFXX" | b"Exif" | b"FPXR");
    let shown = show::line(name.value);
    let unknown = if known { "" } else { " (Unknown identifier)" };
    d.tree.leaf_as(IDENTIFIER, name, format_args!("Identifier: {shown}{unknown}"));
    match name.value {
        b"JFIF" => {
            let span = c.span(2);
            let (major, minor) = (c.u8()?, c.u8()?);
            let label = format_args!("Version: {}.{}", major.value, minor.value);
            let open = d.tree.open_as(VERSION, At { value: (), span }, label);
            d.tree.leaf(MAJOR, major);
            d.tree.leaf(MINOR, minor);
            d.tree.close(open);
            d.tree.leaf(UNIT, c.u8()?);
            d.tree.leaf(X_DENSITY, c.u16()?);
            d.tree.leaf(Y_DENSITY, c.u16()?);
            let (x, y) = (c.u8()?, c.u8()?);
            d.tree.leaf(X_THUMBNAIL, x.map(u16::from));
            d.tree.leaf(Y_THUMBNAIL, y.map(u16::from));
            let bytes = 3 * u32::from(x.value) * u32::from(y.value);
            if bytes > 0 {
                d.tree.leaf(THUMBNAIL, c.bytes(bytes)?);
            }
        }
        b"JFXX" => {
            d.tree.leaf(EXTENSION, c.u8()?);
        }
        _ => {}
    }
    Ok(())
}

fn frame(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(PRECISION, c.u8()?);
    d.tree.leaf(LINES, c.u16()?);
    d.tree.leaf(SAMPLES, c.u16()?);
    let count = c.u8()?;
    d.tree.leaf(COMPONENTS, count);
    for _ in 0..count.value {
        d.tree.leaf(COMPONENT, c.u8()?);
        let factors = c.u8()?;
        d.tree.leaf(HORIZONTAL, factors);
        d.tree.leaf(VERTICAL, factors);
        d.tree.leaf(QUANTIZATION, c.u8()?);
    }
    Ok(())
}

fn scan(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count = c.u8()?;
    d.tree.leaf(SCAN_COMPONENTS, count);
    for _ in 0..count.value {
        d.tree.leaf(SELECTOR, c.u8()?);
        let tables = c.u8()?;
        d.tree.leaf(DC_TABLE, tables);
        d.tree.leaf(AC_TABLE, tables);
    }
    d.tree.leaf(SPECTRAL_START, c.u8()?);
    d.tree.leaf(SPECTRAL_END, c.u8()?);
    let bits = c.u8()?;
    d.tree.leaf(HIGH, bits);
    d.tree.leaf(LOW, bits);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_of_three_kinds() {
        assert!(marker::begins_frame(0xffc2) && !marker::begins_frame(0xffc4));
        assert!(marker::stands_alone(0xffd3) && marker::stands_alone(marker::END));
        assert!(!marker::stands_alone(marker::SCAN));
        assert_eq!(MARKERS.name(marker::START.into()), Some("Start of Image"));
    }
}
