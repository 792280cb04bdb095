//! Fiber Distributed Data Interface (ANSI X3T9.5): frame control and addresses, whose bits stand in the
//! order of the ring. Only frames for LLC have a payload that is known.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "fddi",
    title: "FDDI",
    fields: FIELDS,
    claims: &[Claim::LinkType(10)],
    dissect,
    ..Protocol::EMPTY
};

const CLASSES: Names = Names::Table(&[
    (0, "Void"),
    (1, "SMT"),
    (4, "SMT"),
    (5, "Async LLC"),
    (8, "Token"),
    (12, "MAC"),
    (13, "Sync LLC"),
    (14, "Implementer"),
    (15, "Reserved"),
]);

crate::fields! { "fddi";
    /// FDDI frame.
    FDDI: Protocol = "fddi", "Fiber Distributed Data Interface", None;
    /// Kind of frame.
    FC: U8 = "fddi.fc", "Frame Control", Hex;
    /// Class, length of addresses and format.
    CLF: U8 = "fddi.fc.clf", "Class/Length/Format", Hex & 0xf0, CLASSES;
    /// Priority of an asynchronous frame.
    PRIO: U8 = "fddi.fc.prio", "Priority", Dec & 0x7;
    /// Destination hardware address.
    DST: Ether = "fddi.dst", "Destination", None;
    /// Source hardware address.
    SRC: Ether = "fddi.src", "Source", None;
    /// Source or destination hardware address.
    ADDR: Ether = "fddi.addr", "Source or Destination Address", None;
}

const ASYNC_LLC: u8 = 5;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let control = c.u8()?;
    let canonical = |at: At<[u8; 6]>| at.with(at.value.map(u8::reverse_bits));
    let (dst, src) = (canonical(c.array()?), canonical(c.array()?));
    let class = control.value >> 4;
    let name = CLASSES.name(class.into()).unwrap_or("Unknown");
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.columns.protocol = "FDDI".into();
    d.columns.set_info(format_args!("{name} frame, priority {}", control.value & 7));
    d.set_net(Address::Ether(src.value), Address::Ether(dst.value));
    d.tree.append(&d.sources, layer, format_args!(", {name} frame, priority {}", control.value & 7));
    let label =
        format_args!("Frame Control: 0x{:02x} ({name} frame, priority {})", control.value, control.value & 7);
    let open = d.tree.open_as(FC, control, label);
    d.tree.leaf(CLF, control);
    d.tree.leaf(PRIO, control);
    d.tree.close(open);
    for (field, at) in [(DST, dst), (SRC, src)] {
        d.tree.leaf(field, at);
        d.tree.hidden(ADDR, at);
    }
    d.hand_over(Claim::Named(if class == ASYNC_LLC { "llc" } else { "data" }), c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    const FRAME: &[u8] = b"\x51\x10\x00\xd4\xcd\x59\x6f\x00\x07\x4a\x01\x6e\x00\xaa\xaa\x03\0\0\0\x08\0";

    #[test]
    fn addresses_are_turned_bit_by_bit() {
        let labels = labels_from(10, FRAME, "Fiber");
        assert_eq!(
            labels[..6],
            [
                "Fiber Distributed Data Interface, Async LLC frame, priority 1",
                "    Frame Control: 0x51 (Async LLC frame, priority 1)",
                "        0101 .... = Class/Length/Format: Async LLC (0x5)",
                "        .... .001 = Priority: 1",
                "    Destination: 08:00:2b:b3:9a:f6",
                "    Source: 00:e0:52:80:76:00",
            ]
        );
        assert_eq!(protocols(10, FRAME), "fddi:llc");
        assert_eq!(protocols(10, b"\x41\0\0\0\0\0\0\0\0\0\0\0\0\x01"), "fddi:data");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(10, FRAME);
    }
}
