//! Ciphers and ways to authenticate, as the parameters RSN and WPA list them (IEEE 802.11-2020 section
//! 9.4.2.24).

use super::parts;
use super::security_fields::*;
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Label, U8, U16, U24, U32};
use crate::proto::tables::oui;

/// The fields that show a suite: organisation and number.
pub(super) struct Suite {
    pub whole: Field<U32>,
    pub oui: Field<U24>,
    pub kind: Field<U8>,
}

/// The same of a list, with its count.
pub(super) struct List {
    pub count: Field<U16>,
    pub list: Field<Label>,
    pub suite: Suite,
}

const GROUP: Suite = Suite { whole: GCS, oui: GCS_OUI, kind: GCS_TYPE };
const PAIRWISE: List =
    List { count: PCS_COUNT, list: PCS_LIST, suite: Suite { whole: PCS, oui: PCS_OUI, kind: PCS_TYPE } };
const AUTHENTICATION: List =
    List { count: AKM_COUNT, list: AKM_LIST, suite: Suite { whole: AKM, oui: AKM_OUI, kind: AKM_TYPE } };
const GROUP_MANAGEMENT: Suite = Suite { whole: GMCS, oui: GMCS_OUI, kind: GMCS_TYPE };
const PMKID_LEN: u32 = 16;

pub(super) fn rsn(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(RSN_VERSION, c.u16_le()?);
    // Whatever is left out at the end has its default.
    if c.is_empty() {
        return Ok(());
    }
    suite(d, &GROUP, &mut c)?;
    for what in [PAIRWISE, AUTHENTICATION] {
        if c.is_empty() {
            return Ok(());
        }
        list(d, &what, &mut c)?;
    }
    if c.is_empty() {
        return Ok(());
    }
    let at = c.u16_le()?;
    let open = d.tree.open(RSN_CAPABILITIES, at);
    parts!(
        d, at.map(u64::from);
        RSN_PREAUTH, RSN_NO_PAIRWISE, RSN_PTKSA, RSN_GTKSA, RSN_MFPR, RSN_MFPC, RSN_JMR, RSN_PEERKEY, RSN_KEY_ID,
    );
    d.tree.close(open);
    if c.is_empty() {
        return Ok(());
    }
    let count = c.u16_le()?;
    d.tree.leaf(PMKID_COUNT, count);
    let mut keys = c.sub(PMKID_LEN * u32::from(count.value))?;
    let open = d.tree.open(PMKID_LIST, At { value: (), span: keys.rest_span() });
    while !keys.is_empty() {
        d.tree.leaf(PMKID, keys.bytes(PMKID_LEN)?);
    }
    d.tree.close(open);
    if c.is_empty() {
        return Ok(());
    }
    suite(d, &GROUP_MANAGEMENT, &mut c)?;
    Ok(())
}

/// One suite; the words for it come back.
pub(super) fn suite(d: &mut Dissector<'_>, fields: &Suite, c: &mut Cursor<'_>) -> Result<String, Cut> {
    let whole = { *c }.u32()?;
    let organisation = c.u24()?;
    let kind = c.u8()?;
    let vendor = oui::named(organisation.value);
    let name = d.tree.def(fields.kind.id).names.name(kind.value.into()).unwrap_or("Unknown");
    let known = is_numbered(organisation.value);
    let text = if known { format!("{vendor} {name}") } else { format!("{vendor} {}", kind.value) };
    let [title, oui_title, kind_title] =
        [fields.whole.id, fields.oui.id, fields.kind.id].map(|id| d.tree.def(id).title);
    let open = d.tree.open_as(fields.whole, whole, format_args!("{title}: {text}"));
    d.tree.leaf_as(fields.oui, organisation, format_args!("{oui_title}: {vendor}"));
    if known {
        d.tree.leaf(fields.kind, kind);
    } else {
        d.tree.leaf_as(fields.kind, kind, format_args!("{kind_title}: {}", kind.value));
    }
    d.tree.close(open);
    Ok(text)
}

/// Whether the numbers of that organisation are the ones known: IEEE 802.11's, and Microsoft's of WPA.
fn is_numbered(organisation: u32) -> bool {
    matches!(organisation, 0x00_0fac | 0x00_50f2)
}

pub(super) fn list(d: &mut Dissector<'_>, fields: &List, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count = c.u16_le()?;
    d.tree.leaf(fields.count, count);
    let mut suites = c.sub(4 * u32::from(count.value))?;
    let open = d.tree.open(fields.list, At { value: (), span: suites.rest_span() });
    while !suites.is_empty() {
        let text = suite(d, &fields.suite, &mut suites)?;
        d.append(open.node(), format_args!(" {text}"));
    }
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_ciphers_have_names() {
        let name = |field: Field<U8>, n| crate::proto::def(field.id).names.name(n);
        assert_eq!(name(PCS_TYPE, 4), Some("AES (CCM)"));
        assert_eq!(name(AKM_TYPE, 8), Some("SAE (SHA256)"));
        assert!(crate::proto::def(RSN_VERSION.id).names.name(1).is_none());
    }
}
