//! Key data of a handshake, which stand in elements of IEEE 802.11's own number (section 12.7.2).

use super::parts;
use super::security_fields::*;
use crate::dissect::{At, Cursor, Cut, Dissector, NodeRef};

/// The piece of that number, behind the element's head.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    tag: NodeRef,
    number: At<u8>,
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    d.tree.leaf(KDE_DATA_TYPE, number.map(u16::from));
    let title = match number.value {
        1 => "RSN GTK",
        3 => "MAC Address KDE",
        4 => "RSN PMKID",
        6 => "NONCE KDE",
        7 => "Lifetime KDE",
        8 => "Error KDE",
        9 => "RSN IGTK",
        10 => "RSN PTK",
        13 => "OCI KDE",
        14 => "BIGTK KDE",
        16..=19 => "",
        _ => "RSN UNKNOWN",
    };
    if !title.is_empty() {
        d.append(tag, format_args!(": {title}"));
    }
    match number.value {
        1 => {
            let at = c.u8()?;
            parts!(d, at.map(u64::from); KDE_GTK_KEY_ID, KDE_GTK_TX, KDE_GTK_RES1);
            d.tree.leaf(KDE_GTK_RES2, c.u8()?);
            d.rest_as(KDE_GTK_GTK, &mut c);
        }
        3 => _ = d.tree.leaf(KDE_MAC_ADDRESS_MAC_ADDRESS, c.array::<6>()?),
        4 => d.rest_as(KDE_PMKID, &mut c),
        6 => d.rest_as(KDE_KEY_NONCE_NONCE, &mut c),
        7 => {
            let seconds = c.u32_le()?;
            let label = format_args!("Key Lifetime: {}s", seconds.value);
            d.tree.leaf_as(KDE_KEY_LIFETIME_LIFETIME, seconds, label);
        }
        8 => {
            d.tree.leaf(KDE_ERROR_RESERVED, c.u16_le()?);
            d.tree.leaf(KDE_ERROR_ERROR_TYPE, c.u16_le()?);
        }
        9 => {
            d.tree.leaf(KDE_IGTK_KEYID, c.u16_le()?);
            d.tree.leaf(KDE_IGTK_IPN, c.u48_le()?);
            d.rest_as(KDE_IGTK_IGTK, &mut c);
        }
        10 => _ = d.tree.leaf(KDE_PTK_KEYID, c.u8()?),
        13 => {
            d.tree.leaf(KDE_OCI_OPERATING_CLASS, c.u8()?);
            d.tree.leaf(KDE_OCI_PRIMARY_CHANNEL_NUMBER, c.u8()?);
            d.tree.leaf(KDE_OCI_FREQUENCY_SEGMENT_1_CHANNEL_NUMBER, c.u8()?);
        }
        14 => {
            d.tree.leaf(KDE_BIGTK_KEY_ID, c.u16_le()?);
            d.tree.leaf(KDE_BIGTK_BIPN, c.u48_le()?);
            d.rest_as(KDE_BIGTK_BIGTK, &mut c);
        }
        _ => d.rest_as(KDE_UNKNOWN, &mut c),
    }
    Ok(())
}
