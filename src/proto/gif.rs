//! GIF images (GIF89a specification, CompuServe 1990): their blocks.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "image-gif",
    title: "GIF image",
    fields: FIELDS,
    claims: &[Claim::MediaType("image/gif")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "image-gif";
    /// An image.
    GIF: Protocol = "image-gif", "Compuserve GIF", None;
    /// Signature and version.
    VERSION: Str = "image-gif.version", "Version", None;
    /// Pixels in a row of the screen.
    WIDTH: U16 = "image-gif.screen.width", "Screen width", Dec;
    /// Rows of the screen.
    HEIGHT: U16 = "image-gif.screen.height", "Screen height", Dec;
    /// A colour map for all images follows.
    GLOBAL_MAP_PRESENT: U8 = "image-gif.global.color_map.present", "Global color map is present", Dec & 0x80, BOOL;
    /// Bits of a colour, less one.
    GLOBAL_DEPTH: U8 = "image-gif.global.color_bpp", "Bits per color minus 1", Dec & 0x70;
    /// Important colours stand first.
    GLOBAL_ORDERED: U8 = "image-gif.global.color_map.ordered", "Global color map is ordered", Dec & 0x08, BOOL;
    /// Bits of a pixel, less one.
    GLOBAL_PIXEL: U8 = "image-gif.global.bpp", "Image bits per pixel minus 1", Dec & 0x07;
    /// Colour of what no image covers.
    BACKGROUND: U8 = "image-gif.image_background_index", "Background color index", Dec;
    /// Shape of a pixel; 0 if not said.
    ASPECT: U8 = "image-gif.global.pixel_aspect_ratio", "Global pixel aspect ratio", Dec;
    /// Colours of all images.
    GLOBAL_MAP: Bytes = "image-gif.global.color_map", "Global color map", None;
    /// An image.
    IMAGE: Label = "image-gif.image", "Image", None;
    /// Columns left of it.
    LEFT: U16 = "image-gif.image.left", "Image left position", Dec;
    /// Rows above it.
    TOP: U16 = "image-gif.image.top", "Image top position", Dec;
    /// Its width in pixels.
    IMAGE_WIDTH: U16 = "image-gif.image.width", "Image width", Dec;
    /// Its height in pixels.
    IMAGE_HEIGHT: U16 = "image-gif.image.height", "Image height", Dec;
    /// A colour map for this image follows.
    LOCAL_MAP_PRESENT: U8 = "image-gif.local.color_map.present", "Local color map is present", Dec & 0x80, BOOL;
    /// Bits of a colour, less one.
    LOCAL_DEPTH: U8 = "image-gif.local.color_bpp", "Bits per color minus 1", Dec & 0x70;
    /// Important colours stand first.
    LOCAL_ORDERED: U8 = "image-gif.local.color_map.ordered", "Local color map is ordered", Dec & 0x08, BOOL;
    /// Bits of a pixel, less one.
    LOCAL_PIXEL: U8 = "image-gif.local.bpp", "Image bits per pixel minus 1", Dec & 0x07;
    /// Colours of this image.
    LOCAL_MAP: Bytes = "image-gif.local.color_map", "Local color map", None;
    /// Bits of the first code of the compression.
    CODE_SIZE: U8 = "image-gif.image.code_size", "LZW minimum code size", Dec;
    /// Compressed pixels, or data of an extension.
    DATA_BLOCK: Bytes = "image-gif.data_block", "Data block", None;
    /// Something else than an image.
    EXTENSION: Label = "image-gif.extension", "Extension", None;
    /// What it is.
    EXTENSION_LABEL: U8 = "image-gif.extension.label", "Extension label", Hex, Names::Table(EXTENSIONS);
    /// The end.
    TRAILER: Label = "image-gif.end", "Trailer (End of the GIF stream)", None;
}

const BOOL: Names = Names::Table(&[(0, "False"), (1, "True")]);
const EXTENSIONS: &[(u32, &str)] =
    &[(0x01, "Plain Text"), (0xf9, "Graphics Control"), (0xfe, "Comment"), (0xff, "Application")];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let is_gif = c.peek().starts_with(b"GIF87a") || c.peek().starts_with(b"GIF89a");
    if !is_gif {
        d.columns.add_info(format_args!(" (image/gif)"));
        d.columns.fence_info();
        d.embed(Claim::Named("data"), c);
        return Ok(());
    }
    let version = c.bytes(6)?;
    let name = String::from_utf8_lossy(version.value);
    d.columns.add_info(format_args!(" ({name})"));
    d.columns.fence_info();
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("Compuserve GIF, Version: {name}"));
    d.tree.leaf(VERSION, version);
    d.tree.leaf(WIDTH, c.u16_le()?);
    d.tree.leaf(HEIGHT, c.u16_le()?);
    let flags = c.u8()?;
    settings(d, "Global", flags, [GLOBAL_MAP_PRESENT, GLOBAL_DEPTH, GLOBAL_ORDERED, GLOBAL_PIXEL]);
    d.tree.leaf(BACKGROUND, c.u8()?);
    let aspect = c.u8()?;
    if aspect.value != 0 {
        d.tree.leaf(ASPECT, aspect);
    }
    if flags.value & 0x80 != 0 {
        d.tree.leaf(GLOBAL_MAP, c.bytes(map_len(flags.value))?);
    }
    while !c.is_empty() && !d.tree.truncated {
        let start = c;
        match c.u8()? {
            At { value: 0x2c, .. } => image(d, start, &mut c)?,
            At { value: 0x21, .. } => {
                let open = d.tree.open(EXTENSION, At { value: (), span: start.rest_span() });
                let label = c.u8()?;
                match EXTENSIONS.iter().find(|(known, _)| *known == u32::from(label.value)) {
                    Some((_, name)) => d.append(open.node(), format_args!(": {name}")),
                    None => d.append(
                        open.node(),
                        format_args!(" <Warning: Unknown extension 0x{:02X}>", label.value),
                    ),
                }
                d.tree.leaf(EXTENSION_LABEL, label);
                blocks(d, &mut c)?;
                d.tree.close_at(open, c.offset());
            }
            At { value: 0x3b, span } => {
                d.tree.leaf(TRAILER, At { value: (), span });
                return Ok(());
            }
            _ => return Err(Cut::Malformed),
        }
    }
    Ok(())
}

/// Bytes of a colour map, by the flags that announce it.
fn map_len(flags: u8) -> u32 {
    3 << ((flags & 7) + 1)
}

fn settings(
    d: &mut Dissector<'_>,
    whose: &str,
    flags: At<u8>,
    fields: [crate::field::Field<crate::field::def::U8>; 4],
) {
    let present =
        if flags.value & 0x80 == 0 { String::new() } else { format!("({whose} color table present) ") };
    let bits = |n: u8| format!("{n} bit{}", if n == 1 { "" } else { "s" });
    let (colour, pixel) = (bits((flags.value >> 4 & 7) + 1), bits((flags.value & 7) + 1));
    let label = format_args!("{whose} settings: {present}({colour} per color) ({pixel} per pixel)");
    let open = d.tree.open_text(flags.span, label);
    for field in fields {
        d.tree.leaf(field, flags);
    }
    d.tree.close(open);
}

fn image(d: &mut Dissector<'_>, start: Cursor<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(IMAGE, At { value: (), span: start.rest_span() });
    for field in [LEFT, TOP, IMAGE_WIDTH, IMAGE_HEIGHT] {
        d.tree.leaf(field, c.u16_le()?);
    }
    let flags = c.u8()?;
    settings(d, "Local", flags, [LOCAL_MAP_PRESENT, LOCAL_DEPTH, LOCAL_ORDERED, LOCAL_PIXEL]);
    if flags.value & 0x80 != 0 {
        d.tree.leaf(LOCAL_MAP, c.bytes(map_len(flags.value))?);
    }
    d.tree.leaf(CODE_SIZE, c.u8()?);
    blocks(d, c)?;
    d.tree.close_at(open, c.offset());
    Ok(())
}

/// Blocks of data, up to the empty one.
fn blocks(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    loop {
        let len = c.u8()?;
        let block = c.bytes(len.value.into())?;
        let count = len.value;
        if count == 0 {
            d.tree.leaf_as(DATA_BLOCK, block, format_args!("Data block: <none> (length = 0)"));
            return Ok(());
        }
        let node = d.tree.leaf(DATA_BLOCK, block);
        d.append(node, format_args!(" (length = {count})"));
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::decoded_with_cuts;

    #[test]
    fn blocks_are_shown_and_prefixes_do_no_harm() {
        let image =
            b"GIF89a\x10\x00\x08\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xfe\x02hi\x00,\x00\x00\x00\x00\
            \x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
        let (lines, info) = decoded_with_cuts("image-gif", image);
        let settings = "Global settings: (Global color table present) (1 bit per color) (1 bit per pixel)";
        for line in
            [settings, "Screen width: 16", "Data block: 6869 (length = 2)", "Data block: 4401 (length = 2)"]
        {
            assert!(lines.contains(&line.into()), "{line}: {lines:#?}");
        }
        assert_eq!(lines.last().map(String::as_str), Some("Trailer (End of the GIF stream)"));
        assert_eq!(info, " (GIF89a)");
    }
}
