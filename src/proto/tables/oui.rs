//! Organisations that number things in 802.11 elements, by their OUI (IEEE's public registry).

use crate::field::Names;

const ORGANISATIONS: Names = Names::Table(&[
    (0x00_037f, "Atheros Communications, Inc."),
    (0x00_0b86, "Hewlett Packard Enterprise"),
    (0x00_0c43, "Ralink Technology, Corp."),
    (0x00_0ce7, "MediaTek Inc."),
    (0x00_0fac, "Ieee 802.11"),
    (0x00_1018, "Broadcom"),
    (0x00_17f2, "Apple, Inc."),
    (0x00_4096, "Cisco Systems, Inc"),
    (0x00_50f2, "Microsoft Corp."),
    (0x00_904c, "Epigram, Inc."),
    (0x00_e04c, "Realtek Semiconductor Corp."),
    (0x50_6f9a, "Wi-Fi Alliance"),
    (0x8c_fdf0, "Qualcomm Inc."),
]);

/// The organisation that has this number, where it is one of those.
pub fn name(oui: u32) -> Option<&'static str> {
    ORGANISATIONS.name(oui.into())
}

/// `00:0f:ac (Ieee 802.11)`, or the number alone.
pub fn named(oui: u32) -> String {
    let [_, a, b, c] = oui.to_be_bytes();
    match name(oui) {
        Some(name) => format!("{a:02x}:{b:02x}:{c:02x} ({name})"),
        None => format!("{a:02x}:{b:02x}:{c:02x}"),
    }
}
