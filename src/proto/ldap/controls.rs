//! What controls and extended operations of LDAP say, by their object identifiers: sorting (RFC 2891), synchronisation
//! (RFC 4533), password policy (draft-behera-ldap-password-policy), changes of a directory (MS-ADTS), passwords
//! (RFC 3062), cancelling (RFC 3909). Pages stand in `operation`.

use super::fields::*;
use super::{content, counted, number, octets};
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Bool, Bytes, Label, U32};
use crate::proto::ber::{self, Element};

const ENUMERATED: u8 = 10;

/// Shows the value `c` of the control `oid`; `false` if nobody knows it.
pub(super) fn control(d: &mut Dissector<'_>, oid: &[u8], c: Cursor<'_>) -> Result<bool, Cut> {
    let (field, inside): (_, Inside) = match oid {
        b"1.2.840.113556.1.4.473" => {
            d.note_layer("ldap");
            return sort_keys(d, c).map(|()| true);
        }
        b"1.2.840.113556.1.4.474" => (SORT_RESULT, sort_result),
        b"1.2.840.113556.1.4.841" => (DIRSYNC, dirsync),
        b"1.3.6.1.4.1.42.2.27.8.5.1" => (PASSWORD_POLICY, policy),
        b"1.3.6.1.4.1.4203.1.9.1.1" => (SYNC_REQUEST, sync_request),
        b"1.3.6.1.4.1.4203.1.9.1.2" => (SYNC_STATE, sync_state),
        b"1.3.6.1.4.1.4203.1.9.1.3" => (SYNC_DONE, sync_done),
        _ => return Ok(false),
    };
    // The reference calls the protocol once more for what it knows by object identifier.
    d.note_layer("ldap");
    within(d, field, c, inside).map(|()| true)
}

/// The same of what an extended operation is given, or gives meanwhile.
pub(super) fn operation(d: &mut Dissector<'_>, oid: &[u8], c: Cursor<'_>) -> Result<bool, Cut> {
    if OPERATIONS.contains(&oid) {
        d.note_layer("ldap");
    }
    match oid {
        b"1.3.6.1.1.8" => within(d, CANCEL, c, |d, c| {
            d.tree.leaf(CANCEL_ID, number(&ber::expect(c, ber::INTEGER)?));
            Ok(())
        })?,
        b"1.3.6.1.4.1.4203.1.11.1" => within(d, PASSWORD_CHANGE, c, |d, c| {
            for (tag, field) in [(0, USER_IDENTITY), (1, OLD_PASSWORD), (2, NEW_PASSWORD)] {
                if let Some(element) = ber::optional(c, ber::context(tag))? {
                    d.tree.leaf(field, content(&element));
                }
            }
            Ok(())
        })?,
        b"1.3.6.1.4.1.4203.1.9.1.4" => sync_info(d, c)?,
        _ => return Ok(false),
    }
    Ok(true)
}

const OPERATIONS: &[&[u8]] = &[b"1.3.6.1.1.8", b"1.3.6.1.4.1.4203.1.11.1", b"1.3.6.1.4.1.4203.1.9.1.4"];

type Inside = fn(&mut Dissector<'_>, &mut Cursor<'_>) -> Result<(), Cut>;

/// A sequence as a node, with its parts in it.
fn within(d: &mut Dissector<'_>, field: Field<Label>, mut c: Cursor<'_>, inside: Inside) -> Result<(), Cut> {
    let sequence = ber::expect(&mut c, ber::SEQUENCE)?;
    within_element(d, field, sequence, inside)
}

fn within_element(
    d: &mut Dissector<'_>,
    field: Field<Label>,
    mut element: Element<'_>,
    inside: Inside,
) -> Result<(), Cut> {
    let at = At { value: (), span: element.whole };
    if element.content.is_empty() {
        let title = d.tree.def(field.id).title;
        d.tree.leaf_as(field, at, format_args!("{title} [0 length]"));
        return Ok(());
    }
    let open = d.tree.open(field, at);
    inside(d, &mut element.content)?;
    d.tree.close(open);
    Ok(())
}

fn enumerated(d: &mut Dissector<'_>, field: Field<U32>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(field, number(&ber::expect(c, ENUMERATED)?));
    Ok(())
}

/// Bytes that may be left out.
fn maybe_bytes(d: &mut Dissector<'_>, field: Field<Bytes>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if let Some(element) = ber::optional(c, ber::OCTET_STRING)? {
        d.tree.leaf(field, content(&element));
    }
    Ok(())
}

/// The same of a truth.
fn maybe_truth(d: &mut Dissector<'_>, field: Field<Bool>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if let Some(element) = ber::optional(c, ber::BOOLEAN)? {
        super::operation::truth(d, field, &element);
    }
    Ok(())
}

fn sort_keys(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let mut list = ber::expect(&mut c, ber::SEQUENCE)?;
    let open = counted(d, SORT_KEYS, &list);
    while !list.content.is_empty() && !d.tree.truncated {
        let key = ber::expect(&mut list.content, ber::SEQUENCE)?;
        within_element(d, SORT_KEY, key, |d, c| {
            d.tree.leaf(SORT_ATTRIBUTE, octets(c)?);
            if let Some(rule) = ber::optional(c, ber::context(0))? {
                d.tree.leaf(SORT_RULE, content(&rule));
            }
            if let Some(reverse) = ber::optional(c, ber::context(1))? {
                super::operation::truth(d, SORT_REVERSE, &reverse);
            }
            Ok(())
        })?;
    }
    d.tree.close(open);
    Ok(())
}

fn sort_result(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    enumerated(d, SORT_CODE, c)?;
    if let Some(attribute) = ber::optional(c, ber::context(0))? {
        d.tree.leaf(SORT_ATTRIBUTE, content(&attribute));
    }
    Ok(())
}

fn policy(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if let Some(mut warning) = ber::optional(c, ber::context_of(0))? {
        let choice = ber::next(&mut warning.content)?;
        let kind = u32::from(choice.tag & 0x1f);
        let open = d.tree.open(POLICY_WARNING, At { value: kind, span: warning.whole });
        let field = if kind == 0 { SECONDS_LEFT } else { LOGINS_LEFT };
        d.tree.leaf(field, number(&choice));
        d.tree.close(open);
    }
    if let Some(error) = ber::optional(c, ber::context(1))? {
        d.tree.leaf(POLICY_ERROR, number(&error));
    }
    Ok(())
}

fn dirsync(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let flags = ber::expect(c, ber::INTEGER)?;
    // Sent as signed.
    let value = flags.bytes().iter().rev().take(4).rev().fold(0, |n: u32, b| n << 8 | u32::from(*b));
    let flags = At { value, span: flags.span() };
    let open = d.tree.open(DIRSYNC_FLAGS, flags);
    for field in [OBJECT_SECURITY, ANCESTOR_FIRST, PUBLIC_DATA, INCREMENTAL_VALUE] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.close(open);
    d.tree.leaf(DIRSYNC_BYTES, number(&ber::expect(c, ber::INTEGER)?).map(u32::cast_signed));
    d.tree.leaf(PAGE_COOKIE, octets(c)?);
    Ok(())
}

fn sync_request(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    enumerated(d, SYNC_MODE, c)?;
    maybe_bytes(d, PAGE_COOKIE, c)?;
    maybe_truth(d, RELOAD_HINT, c)
}

fn sync_state(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    enumerated(d, ENTRY_STATE, c)?;
    d.tree.leaf(ENTRY_UUID, octets(c)?);
    maybe_bytes(d, PAGE_COOKIE, c)
}

fn sync_done(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    maybe_bytes(d, PAGE_COOKIE, c)?;
    maybe_truth(d, REFRESH_DELETES, c)
}

fn sync_info(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let choice = ber::next(&mut c)?;
    let kind = u32::from(choice.tag & 0x1f);
    let open = d.tree.open(SYNC_INFO, At { value: kind, span: choice.whole });
    let refreshed: Inside = |d, c| {
        maybe_bytes(d, PAGE_COOKIE, c)?;
        maybe_truth(d, REFRESH_DONE, c)
    };
    match kind {
        0 => {
            d.tree.leaf(NEW_COOKIE, content(&choice));
        }
        1 => within_element(d, REFRESH_DELETE, choice, refreshed)?,
        2 => within_element(d, REFRESH_PRESENT, choice, refreshed)?,
        3 => within_element(d, SYNC_ID_SET, choice, |d, c| {
            sync_done(d, c)?;
            let mut list = ber::expect(c, ber::SET)?;
            let open = counted(d, SYNC_UUIDS, &list);
            while !list.content.is_empty() && !d.tree.truncated {
                d.tree.leaf(SYNC_UUID, octets(&mut list.content)?);
            }
            d.tree.close(open);
            Ok(())
        })?,
        _ => {}
    }
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, over_udp, survives_cuts};

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        [&[tag, content.len() as u8][..], &content].concat()
    }

    /// The end of a search, with a control.
    fn told(oid: &str, value: &[u8]) -> Vec<String> {
        let control = tlv(0x30, &[&tlv(4, &[oid.as_bytes()]), &tlv(4, &[value])]);
        lines(&tlv(0x30, &[b"\x02\x01\x07\x65\x07\x0a\x01\0\x04\0\x04\0", &tlv(0xa0, &[&control])]))
    }

    /// What stands behind the object identifier.
    fn lines(message: &[u8]) -> Vec<String> {
        let packet = over_udp(389, 40_000, message);
        survives_cuts(101, &packet);
        let all = labels_from(101, &packet, "Connectionless");
        let names = ["controlType", "requestName", "responseName"];
        let behind =
            all.iter().map(|l| l.trim()).skip_while(|l| !names.iter().any(|name| l.starts_with(name)));
        behind.skip(1).map(ToOwned::to_owned).collect()
    }

    #[test]
    fn controls_say_what_they_hold() {
        let key = tlv(0x30, &[&tlv(4, &[b"sn"]), &tlv(0x80, &[b"2.5.13.3"]), b"\x81\x01\xff"]);
        assert_eq!(
            told("1.2.840.113556.1.4.473", &tlv(0x30, &[&key])),
            [
                "SortKeyList: 1 item",
                "SortKeyList item",
                "attributeType: sn",
                "orderingRule: 2.5.13.3",
                "reverseOrder: True"
            ]
        );
        assert_eq!(
            told("1.2.840.113556.1.4.474", b"\x30\x03\x0a\x01\x35"),
            ["SortResult", "sortResult: unwillingToPerform (53)"]
        );
        assert_eq!(
            told("1.3.6.1.4.1.42.2.27.8.5.1", b"\x30\x08\xa0\x03\x81\x01\x02\x81\x01\x02")[1..],
            ["warning: graceAuthNsRemaining (1)", "graceAuthNsRemaining: 2", "error: changeAfterReset (2)"]
        );
        assert_eq!(told("1.3.6.1.4.1.4203.1.9.1.3", b"\x30\0"), ["SyncDoneValue [0 length]"]);
        let asked = told("1.3.6.1.4.1.4203.1.9.1.1", b"\x30\x0a\x0a\x01\x03\x04\x02ck\x01\x01\xff");
        assert_eq!(asked[1..], ["mode: refreshAndPersist (3)", "cookie: 636b", "reloadHint: True"]);
        assert_eq!(told("1.3.6.1.1.12", b"junk"), ["controlValue: 6a756e6b"]);
        let changes = told("1.2.840.113556.1.4.841", b"\x30\x0a\x02\x01\x01\x02\x01\x07\x04\x02dc");
        assert_eq!(changes[0..2], ["DirSyncControlValue", "flags: 0x00000001"]);
        assert_eq!(changes[6..], ["maxBytes: 7", "cookie: 6463"]);
    }

    #[test]
    fn operations_say_what_they_are_given() {
        let request = |oid: &[u8], value: &[u8]| {
            let given = tlv(0x77, &[&tlv(0x80, &[oid]), &tlv(0x81, &[value])]);
            lines(&tlv(0x30, &[b"\x02\x01\x07", &given]))
        };
        assert_eq!(request(b"1.3.6.1.1.8", b"\x30\x03\x02\x01\x05"), ["CancelRequestValue", "cancelID: 5"]);
        assert_eq!(
            request(b"1.3.6.1.4.1.4203.1.11.1", b"\x30\x06\x80\x01u\x82\x01n"),
            ["PasswdModifyRequestValue", "userIdentity: 75", "newPasswd: 6e"]
        );
        let meanwhile =
            tlv(0x79, &[&tlv(0x80, &[b"1.3.6.1.4.1.4203.1.9.1.4"]), b"\x81\x06\xa1\x04\x04\x02ck"]);
        let told = lines(&tlv(0x30, &[b"\x02\x01\x07", &meanwhile]));
        assert_eq!(told, ["SyncInfoValue: refreshDelete (1)", "refreshDelete", "cookie: 636b"]);
    }
}
