//! Address resolution (RFC 826), its reverse and inverse forms (RFC 903, RFC 1931, RFC 2390).

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Group, Protocol, Scope, Severity, Span};
use crate::field::def::{Bytes, Ether, Ipv4};
use crate::field::{Field, Names, show};
use crate::proto::tables::arp_hardware::ARP_HARDWARE;
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "arp",
    title: "ARP",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x0806), Claim::EtherType(0x8035)],
    own_len: Some(own_len),
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const OPCODES: Names = Names::Table(&[
    (0, "reserved"),
    (1, "request"),
    (2, "reply"),
    (3, "reverse request"),
    (4, "reverse reply"),
    (5, "drarp request"),
    (6, "drarp reply"),
    (7, "drarp error"),
    (8, "inverse request"),
    (9, "inverse reply"),
    (10, "arp nak"),
    (11, "mars request"),
    (12, "mars multi"),
    (13, "mars mserv"),
    (14, "mars join"),
    (15, "mars leave"),
    (16, "mars nak"),
    (17, "mars unserv"),
    (18, "mars sjoin"),
    (19, "mars sleave"),
    (20, "mars grouplist request"),
    (21, "mars grouplist reply"),
    (22, "mars redirect map"),
    (23, "mapos unarp"),
    (24, "experimental 1"),
    (25, "experimental 2"),
    (65535, "reserved"),
]);

const REQUEST: u16 = 1;
const REPLY: u16 = 2;
const DRARP_ERROR: u16 = 7;

crate::fields! { "arp";
    /// Address resolution packet (RFC 826).
    ARP: Protocol = "arp", "Address Resolution Protocol", None;
    /// Kind of hardware addresses.
    HW_TYPE: U16 = "arp.hw.type", "Hardware type", Dec, Names::Table(ARP_HARDWARE);
    /// Kind of protocol addresses (EtherType).
    PROTO_TYPE: U16 = "arp.proto.type", "Protocol type", Hex, Names::Table(ETHERTYPES);
    /// Bytes of a hardware address.
    HW_SIZE: U8 = "arp.hw.size", "Hardware size", Dec;
    /// Bytes of a protocol address.
    PROTO_SIZE: U8 = "arp.proto.size", "Protocol size", Dec;
    /// What the packet asks or answers.
    OPCODE: U16 = "arp.opcode", "Opcode", Dec, OPCODES;
    /// Nobody asked for it.
    IS_GRATUITOUS: Bool = "arp.isgratuitous", "Is gratuitous", None;
    /// It asks whether an address is free (RFC 5227).
    IS_PROBE: Bool = "arp.isprobe", "Is probe", None;
    /// It says that an address is taken now (RFC 5227).
    IS_ANNOUNCEMENT: Bool = "arp.isannouncement", "Is announcement", None;
    /// Sender's hardware address.
    SRC_HW: Bytes = "arp.src.hw", "Sender hardware address", None;
    /// The same, where it is an Ethernet address.
    SRC_HW_MAC: Ether = "arp.src.hw_mac", "Sender MAC address", None;
    /// Sender's protocol address.
    SRC_PROTO: Bytes = "arp.src.proto", "Sender protocol address", None;
    /// The same, where it is an IPv4 address.
    SRC_PROTO_IPV4: Ipv4 = "arp.src.proto_ipv4", "Sender IP address", None;
    /// Target's hardware address.
    DST_HW: Bytes = "arp.dst.hw", "Target hardware address", None;
    /// The same, where it is an Ethernet address.
    DST_HW_MAC: Ether = "arp.dst.hw_mac", "Target MAC address", None;
    /// Target's protocol address.
    DST_PROTO: Bytes = "arp.dst.proto", "Target protocol address", None;
    /// The same, where it is an IPv4 address.
    DST_PROTO_IPV4: Ipv4 = "arp.dst.proto_ipv4", "Target IP address", None;
    /// Why a dynamic reverse request was refused (RFC 1931).
    DRARP_STATUS: U16 = "arp.dst.drarp_error_status", "DRARP error status", Dec, DRARP_ERRORS;
    /// The frame in which another station claimed the address.
    DUPLICATE_FRAME: FrameNum = "arp.duplicate-address-frame", "Frame showing earlier use of IP address", None;
    /// How long ago that was.
    SECONDS_SINCE_DUPLICATE: U32 = "arp.seconds-since-duplicate-address-frame", "Seconds since earlier frame seen", Dec;
    /// Marks an address that two stations claim.
    DUPLICATE_DETECTED: Label = "arp.duplicate-address-detected", "Duplicate IP address configured", None;
}

const DRARP_ERRORS: Names =
    Names::Table(&[(1, "restricted"), (2, "no address"), (3, "serverdown"), (4, "moved"), (5, "failure")]);

fn own_len(bytes: &[u8]) -> Option<u32> {
    let [_, _, _, _, hw, proto, ..] = bytes else { return None };
    Some(8 + 2 * (u32::from(*hw) + u32::from(*proto)))
}

/// What a packet says, for its lines.
struct Packet<'a> {
    opcode: u16,
    /// Hardware addresses are Ethernet's.
    ether: bool,
    /// Protocol addresses are IPv4's.
    ipv4: bool,
    sender: (At<&'a [u8]>, At<&'a [u8]>),
    target: (At<&'a [u8]>, At<&'a [u8]>),
}

impl Packet<'_> {
    fn gratuitous(&self) -> bool {
        self.ipv4 && matches!(self.opcode, REQUEST | REPLY) && self.sender.1.value == self.target.1.value
    }

    fn announcement(&self) -> bool {
        self.gratuitous() && self.opcode == REQUEST && is_zero(self.target.0.value)
    }

    fn probe(&self) -> bool {
        self.ipv4 && self.opcode == REQUEST && is_zero(self.sender.1.value) && !self.gratuitous()
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| *b == 0)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "ARP".into();
    d.columns.clear_info();
    let (hw_type, proto_type) = (c.u16()?, c.u16()?);
    let (hw_size, proto_size) = (c.u8()?, c.u8()?);
    let opcode = c.u16()?;
    d.tree.leaf(HW_TYPE, hw_type);
    d.tree.leaf(PROTO_TYPE, proto_type);
    d.tree.leaf(HW_SIZE, hw_size);
    d.tree.leaf(PROTO_SIZE, proto_size);
    d.tree.leaf(OPCODE, opcode);
    let (hw_len, proto_len) = (hw_size.value.into(), proto_size.value.into());
    let packet = Packet {
        opcode: opcode.value,
        ether: matches!(hw_type.value, 1 | 6) && hw_size.value == 6,
        ipv4: proto_type.value == 0x0800 && proto_size.value == 4,
        sender: (c.bytes(hw_len)?, c.bytes(proto_len)?),
        target: (c.bytes(hw_len)?, c.bytes(proto_len)?),
    };
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    head(d, &packet);
    let at = start.span(0);
    if packet.gratuitous() {
        d.tree.generated(IS_GRATUITOUS, 1u64, at);
    }
    if packet.probe() {
        d.tree.generated(IS_PROBE, 1u64, at);
    }
    if packet.announcement() {
        d.tree.generated(IS_ANNOUNCEMENT, 1u64, at);
    }
    hardware(d, &packet, SRC_HW, SRC_HW_MAC, packet.sender.0);
    protocol(d, &packet, SRC_PROTO, SRC_PROTO_IPV4, packet.sender.1);
    hardware(d, &packet, DST_HW, DST_HW_MAC, packet.target.0);
    match packet.target.1.value.first() {
        // RFC 1931 section 3: a code in place of the address.
        Some(code) if packet.opcode == DRARP_ERROR => {
            let span = packet.target.1.span.part(0, 1);
            d.tree.leaf(DRARP_STATUS, At { value: u16::from(*code), span });
        }
        _ => protocol(d, &packet, DST_PROTO, DST_PROTO_IPV4, packet.target.1),
    }
    info(d, &packet);
    duplicates(d, at);
    Ok(())
}

fn hardware(d: &mut Dissector<'_>, p: &Packet<'_>, any: Field<Bytes>, mac: Field<Ether>, at: At<&[u8]>) {
    match <[u8; 6]>::try_from(at.value) {
        Ok(address) if p.ether => d.tree.leaf(mac, at.with(address)),
        _ if at.value.is_empty() => return,
        _ => d.tree.leaf(any, at),
    };
}

fn protocol(d: &mut Dissector<'_>, p: &Packet<'_>, any: Field<Bytes>, ipv4: Field<Ipv4>, at: At<&[u8]>) {
    match <[u8; 4]>::try_from(at.value) {
        Ok(address) if p.ipv4 => d.tree.leaf(ipv4, at.with(address)),
        _ if at.value.is_empty() => return,
        _ => d.tree.leaf(any, at),
    };
}

/// Says which addresses another station claimed before.
fn duplicates(d: &mut Dissector<'_>, at: Span) {
    let (capture, here) = (d.capture(), d.frame_id());
    let mut last = None;
    for duplicate in capture.duplicates.of(here) {
        let (address, earlier) = (Address::Ipv4(duplicate.address), duplicate.earlier);
        let (mac, other) = (Address::Ether(duplicate.mac), Address::Ether(duplicate.other));
        last = Some(duplicate.address);
        if d.tree.wants_nothing() {
            continue;
        }
        let number = d.number(earlier);
        let label = format_args!(
            "[Duplicate IP address detected for {address} ({mac}) - also in use by {other} (frame {number})]"
        );
        d.end_layer();
        let open = d.tree.open_text(at, label);
        let link = d.tree.generated(DUPLICATE_FRAME, earlier.number(), at);
        let text = format_args!("Duplicate IP address configured ({address})");
        d.tree.expert(link, Some(DUPLICATE_DETECTED), Severity::Warn, Group::Sequence, text);
        let before = capture.frame(earlier).map(|f| d.meta().time.since(f.time).0 / 1_000_000_000);
        if let Some(seconds) = before.and_then(|s| u32::try_from(s).ok()) {
            d.tree.generated(SECONDS_SINCE_DUPLICATE, seconds, at);
        }
        d.tree.close(open);
    }
    if let Some(address) = last.map(Address::Ipv4) {
        d.columns.add_info(format_args!(" (duplicate use of {address} detected!)"));
    }
}

/// The line of the layer.
fn head(d: &mut Dissector<'_>, p: &Packet<'_>) {
    let layer = d.layer_node();
    let title = "Address Resolution Protocol";
    if p.announcement() {
        d.tree.set_label(layer, format_args!("{title} (ARP Announcement)"));
    } else if p.probe() {
        d.tree.set_label(layer, format_args!("{title} (ARP Probe)"));
    } else {
        let also = if p.gratuitous() { "/gratuitous ARP" } else { "" };
        match OPCODES.name(p.opcode.into()) {
            Some(name) => d.tree.set_label(layer, format_args!("{title} ({name}{also})")),
            None => d.tree.set_label(layer, format_args!("{title} (opcode 0x{:04x})", p.opcode)),
        }
    }
}

fn info(d: &mut Dissector<'_>, p: &Packet<'_>) {
    d.columns.protocol = match p.opcode {
        3 | 4 => "RARP".into(),
        5..=7 => "DRARP".into(),
        8 | 9 => "Inverse ARP".into(),
        11..=22 => "MARS".into(),
        23 => "MAPOS".into(),
        _ => "ARP".into(),
    };
    let separator = if p.ether { ":" } else { "" };
    let proto = |at: At<&'_ [u8]>| match <[u8; 4]>::try_from(at.value) {
        Ok(address) if p.ipv4 => Address::Ipv4(address).to_string(),
        _ => Text { bytes: at.value, separator: "" }.to_string(),
    };
    if d.columns.skip_info {
        return;
    }
    let from_hw = Text { bytes: p.sender.0.value, separator };
    let to_hw = Text { bytes: p.target.0.value, separator };
    let (from, to) = (proto(p.sender.1), proto(p.target.1));
    match p.opcode {
        REQUEST if p.announcement() => d.columns.set_info(format_args!("ARP Announcement for {to}")),
        REQUEST if p.gratuitous() => d.columns.set_info(format_args!("Gratuitous ARP for {to} (Request)")),
        REQUEST if p.probe() => d.columns.set_info(format_args!("Who has {to}? (ARP Probe)")),
        REQUEST => d.columns.set_info(format_args!("Who has {to}? Tell {from}")),
        REPLY if p.gratuitous() => d.columns.set_info(format_args!("Gratuitous ARP for {to} (Reply)")),
        REPLY => d.columns.set_info(format_args!("{from} is at {from_hw}")),
        3 | 5 | 8 => d.columns.set_info(format_args!("Who is {to_hw}? Tell {from_hw}")),
        4 | 6 => d.columns.set_info(format_args!("{to_hw} is at {to}")),
        DRARP_ERROR => d.columns.set_info(format_args!("DRARP Error")),
        9 => d.columns.set_info(format_args!("{from_hw} is at {from}")),
        10 => d.columns.set_info(format_args!("ARP NAK")),
        11 => d.columns.set_info(format_args!("MARS request from {from_hw} at {from}")),
        12 => d.columns.set_info(format_args!("MARS MULTI request from {from_hw} at {from}")),
        13 => d.columns.set_info(format_args!("MARS MSERV request from {from_hw} at {from}")),
        14 => d.columns.set_info(format_args!("MARS JOIN request from {from_hw} at {from}")),
        15 => d.columns.set_info(format_args!("MARS LEAVE from {from_hw} at {from}")),
        16 => d.columns.set_info(format_args!("MARS NAK from {from_hw} at {from}")),
        17 => d.columns.set_info(format_args!("MARS UNSERV request from {from_hw} at {from}")),
        18 => d.columns.set_info(format_args!("MARS SJOIN request from {from_hw} at {from}")),
        19 => d.columns.set_info(format_args!("MARS SLEAVE from {from_hw} at {from}")),
        20 => d.columns.set_info(format_args!("MARS grouplist request from {from_hw} at {from}")),
        21 => d.columns.set_info(format_args!("MARS grouplist reply from {from_hw} at {from}")),
        22 => d.columns.set_info(format_args!("MARS redirect map from {from_hw} at {from}")),
        23 => d.columns.set_info(format_args!("MAPOS UNARP request from {from_hw} at {from}")),
        24 => d.columns.set_info(format_args!("Experimental 1")),
        25 => d.columns.set_info(format_args!("Experimental 2")),
        0 | 65535 => d.columns.set_info(format_args!("Reserved opcode 0x{:04x}", p.opcode)),
        other => d.columns.set_info(format_args!("Unknown ARP opcode 0x{other:04x}")),
    }
}

/// Bytes of a long address that are shown.
const MOST_SHOWN: usize = 36;

/// An address in hex.
struct Text<'a> {
    bytes: &'a [u8],
    separator: &'static str,
}

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.bytes.is_empty() {
            return f.write_str("<No address>");
        }
        let mut text = String::new();
        let (shown, more) = self.bytes.split_at(self.bytes.len().min(MOST_SHOWN));
        show::hex(shown, self.separator, &mut text)?;
        f.write_str(&text)?;
        f.write_str(if more.is_empty() { "" } else { "…" })
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn frame(opcode: u8, from: [u8; 4], target: [u8; 6], to: [u8; 4]) -> Vec<u8> {
        let mut f = vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 1, 2, 3, 4, 5, 8, 6];
        f.extend_from_slice(&[0, 1, 8, 0, 6, 4, 0, opcode, 0, 1, 2, 3, 4, 5]);
        f.extend_from_slice(&from);
        f.extend_from_slice(&target);
        f.extend_from_slice(&to);
        f
    }

    const ME: [u8; 4] = [10, 0, 0, 1];
    const YOU: [u8; 4] = [10, 0, 0, 2];

    #[test]
    fn a_request_shows_its_fields() {
        let f = frame(1, ME, [0; 6], YOU);
        assert_eq!(
            labels_from(1, &f, "Address"),
            [
                "Address Resolution Protocol (request)",
                "    Hardware type: Ethernet (1)",
                "    Protocol type: IPv4 (0x0800)",
                "    Hardware size: 6",
                "    Protocol size: 4",
                "    Opcode: request (1)",
                "    Sender MAC address: 00:01:02:03:04:05",
                "    Sender IP address: 10.0.0.1",
                "    Target MAC address: 00:00:00:00:00:00",
                "    Target IP address: 10.0.0.2",
            ]
        );
        assert_eq!(
            columns(1, &f),
            ["00:01:02:03:04:05", "ff:ff:ff:ff:ff:ff", "ARP", "Who has 10.0.0.2? Tell 10.0.0.1"]
        );
        survives_cuts(1, &f);
    }

    #[test]
    fn rows_say_what_a_packet_is_about() {
        let info = |f: Vec<u8>| columns(1, &f)[3].clone();
        assert_eq!(info(frame(2, ME, [9; 6], YOU)), "10.0.0.1 is at 00:01:02:03:04:05");
        assert_eq!(info(frame(1, ME, [0; 6], ME)), "ARP Announcement for 10.0.0.1");
        assert_eq!(info(frame(1, ME, [9; 6], ME)), "Gratuitous ARP for 10.0.0.1 (Request)");
        assert_eq!(info(frame(1, [0; 4], [0; 6], YOU)), "Who has 10.0.0.2? (ARP Probe)");
        assert_eq!(info(frame(3, ME, [9; 6], YOU)), "Who is 09:09:09:09:09:09? Tell 00:01:02:03:04:05");
        assert_eq!(info(frame(77, ME, [9; 6], YOU)), "Unknown ARP opcode 0x004d");
    }
}
