//! Wake-on-LAN: the magic packet that switches a machine on.

use crate::dissect::{Address, Claim, Cursor, Cut, Dissector, Heuristic, Over, Protocol, Scope};

pub const PROTOCOL: Protocol = Protocol {
    name: "wol",
    title: "WOL",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x0842)],
    heuristics: &[Heuristic { over: Over::Udp, accepts: |_, c| is_magic(c.peek()) }],
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

crate::fields! { "wol";
    /// The magic packet.
    WOL: Protocol = "wol", "Wake On LAN", None;
    /// Six bytes of ff.
    SYNC: Bytes = "wol.sync", "Sync stream", None;
    /// The machine that is to wake; sixteen times.
    MAC: Ether = "wol.mac", "MAC", None;
    /// What proves the right to wake it: 4 or 6 bytes, or none.
    PASSWORD: Bytes = "wol.passwd", "Password", None;
}

const SYNC_LEN: usize = 6;
const REPEATED: usize = 16;

/// Whether a payload is a magic packet and nothing else.
fn is_magic(bytes: &[u8]) -> bool {
    let Some((sync, rest)) = bytes.split_at_checked(SYNC_LEN) else { return false };
    let (macs, _) = rest.as_chunks::<6>();
    let repeated = macs.first().is_some_and(|mac| macs.iter().take(REPEATED).all(|m| m == mac));
    let password_len = rest.len().checked_sub(6 * REPEATED);
    sync == [0xff; SYNC_LEN] && repeated && matches!(password_len, Some(0 | 4 | 6))
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "WOL".into();
    d.tree.leaf(SYNC, c.bytes(SYNC_LEN as u32)?);
    let whole = c.span(6 * REPEATED as u32);
    let mut first = c;
    let mac = first.array::<6>()?;
    let name = Address::Ether(mac.value);
    let open = d.tree.open(MAC, mac);
    d.tree.set_span(open.node(), whole);
    for _ in 0..REPEATED {
        d.tree.leaf(MAC, c.array::<6>()?);
    }
    d.tree.close(open);
    d.columns.set_info(format_args!("MagicPacket for {name}"));
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("Wake On LAN, MAC: {name}"));
    if !c.is_empty() {
        let at = c.rest();
        let password = match at.value {
            [a, b, c, d] => Address::Ipv4([*a, *b, *c, *d]).to_string(),
            bytes => bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(":"),
        };
        d.tree.leaf_as(PASSWORD, at, format_args!("Password: {password}"));
        d.tree.set_label(layer, format_args!("Wake On LAN, MAC: {name}, password: {password}"));
        d.columns.add_info(format_args!(", password {password}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    fn magic(password: &[u8]) -> Vec<u8> {
        let mut payload = vec![0xff; 6];
        for _ in 0..16 {
            payload.extend_from_slice(&[0, 0x11, 0x22, 0x33, 0x44, 0x55]);
        }
        payload.extend_from_slice(password);
        over_udp(40_000, 9, &payload)
    }

    #[test]
    fn a_magic_packet_is_told() {
        let packet = magic(&[1, 2, 3, 4]);
        let row = "MagicPacket for 00:11:22:33:44:55, password 1.2.3.4";
        assert_eq!(columns(101, &packet)[2..], ["WOL", row]);
        let lines = labels_from(101, &packet, "Wake On LAN");
        assert_eq!(lines[0], "Wake On LAN, MAC: 00:11:22:33:44:55, password: 1.2.3.4");
        assert_eq!((lines.len(), lines[19].as_str()), (20, "    Password: 1.2.3.4"));
        assert_eq!(columns(101, &magic(b""))[3], "MagicPacket for 00:11:22:33:44:55");
        survives_cuts(101, &packet);
    }

    #[test]
    fn what_only_begins_so_is_none() {
        let mut packet = magic(b"");
        packet[60] ^= 1;
        assert_eq!(columns(101, &packet)[2], "UDP");
    }
}
