//! What the Wi-Fi Alliance put under Microsoft's number before it had one: WPA, and WMM, the first form of
//! quality of service.

use super::alliance_fields::*;
use super::parts;
use super::security::{List, Suite, list, suite};
use crate::dissect::{At, Cursor, Cut, Dissector, NodeRef};
use crate::field::Names;

const WPA: u8 = 1;
const WMM: u8 = 2;
const GROUP: Suite = Suite { whole: MCS, oui: MCS_OUI, kind: MCS_TYPE };
const UNICAST: List =
    List { count: UCS_COUNT, list: UCS_LIST, suite: Suite { whole: UCS, oui: UCS_OUI, kind: UCS_TYPE } };
const AUTHENTICATION: List = List {
    count: WPA_AKM_COUNT,
    list: WPA_AKM_LIST,
    suite: Suite { whole: WPA_AKM, oui: WPA_AKM_OUI, kind: WPA_AKM_TYPE },
};

/// The parameter of that number; false, if it is not one of these.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    tag: NodeRef,
    number: At<u8>,
    c: Cursor<'_>,
) -> Result<bool, Cut> {
    let name = Names::Table(WFA_TYPE_NAMES).name(number.value.into());
    match (number.value, name) {
        (WPA, Some(name)) => {
            d.tree.leaf(WFA_TYPE, number);
            d.append(tag, format_args!(": {name}"));
            wpa(d, c)?;
        }
        (WMM, Some(name)) => {
            d.tree.leaf(WFA_TYPE, number);
            d.append(tag, format_args!(": {name}"));
            multimedia(d, tag, c)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn wpa(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(WPA_VERSION, c.u16_le()?);
    if c.is_empty() {
        return Ok(());
    }
    suite(d, &GROUP, &mut c)?;
    for what in [UNICAST, AUTHENTICATION] {
        if c.is_empty() {
            return Ok(());
        }
        list(d, &what, &mut c)?;
    }
    Ok(())
}

fn multimedia(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    const INFORMATION: u8 = 0;
    const PARAMETER: u8 = 1;
    let subtype = c.u8()?;
    d.tree.leaf(WME_SUBTYPE, subtype);
    if let Some(name) = Names::Table(WME_SUBTYPE_NAMES).name(subtype.value.into()) {
        d.append(tag, format_args!(": {name}"));
    }
    d.tree.leaf(WME_VERSION, c.u8()?);
    if !matches!(subtype.value, INFORMATION | PARAMETER) {
        return Ok(());
    }
    let at = c.u8()?;
    let open = d.tree.open(WME_QOS, at);
    // Only access points send the longer form.
    if subtype.value == PARAMETER {
        parts!(d, at.map(u64::from); WME_AP_UAPSD, WME_AP_COUNT, WME_AP_RESERVED);
    } else {
        parts!(
            d, at.map(u64::from);
            WME_STA_MAX_SP, WME_STA_BE, WME_STA_BK, WME_STA_VI, WME_STA_VO, WME_STA_RESERVED,
        );
    }
    d.tree.close(open);
    if subtype.value == INFORMATION {
        return Ok(());
    }
    d.tree.leaf(WME_RESERVED, c.bytes(1)?);
    while !c.is_empty() {
        category(d, &mut c)?;
    }
    Ok(())
}

/// The parameters of one access category.
fn category(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let (aci, ecw, limit) = (c.u8()?, c.u8()?, c.u16_le()?);
    let number = aci.value >> 5 & 3;
    let name = Names::Table(ACP_ACI_NAMES).name(number.into()).unwrap_or("Unknown");
    let must_ask = if aci.value & 0x10 != 0 { "yes" } else { "no" };
    let (least, most) = (ecw.value & 15, ecw.value >> 4);
    let window = |exponent: u8| (1u16 << exponent) - 1;
    let [cw_min, cw_max] = [least, most].map(window);
    let label = format_args!(
        "Ac Parameters ACI {number} ({name}), ACM {must_ask}, AIFSN {}, ECWmin/max {least}/{most} (CWmin/max {cw_min}/{cw_max}), TXOP {}",
        aci.value & 15,
        limit.value
    );
    let open = d.tree.open_as(ACP, At { value: (), span: c.since(&start) }, label);
    let inner = d.tree.open(ACI_AIFSN, aci);
    parts!(d, aci.map(u64::from); ACP_AIFSN, ACP_ACM, ACP_ACI, ACP_RESERVED);
    d.tree.close(inner);
    let inner = d.tree.open(ACP_ECW, ecw);
    parts!(d, ecw.map(u64::from); ECW_MAX, ECW_MIN);
    d.tree.leaf(CW_MAX, At { value: cw_max, span: ecw.span });
    d.tree.leaf(CW_MIN, At { value: cw_min, span: ecw.span });
    d.tree.close(inner);
    d.tree.leaf(ACP_TXOP, limit);
    d.tree.close(open);
    Ok(())
}
