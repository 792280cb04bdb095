//! CAPWAP (RFC 5415): what access points without a mind of their own exchange with their controller. Headers of
//! both channels, and on the data channel the stations' frames, of 802.11 or Ethernet. Message elements
//! of the control channel are named and not read; a fragmented packet is not put together.

use super::capwap_elements::{ELEMENTS, MESSAGES};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "capwap",
    title: "CAPWAP-CONTROL",
    fields: FIELDS,
    claims: &[Claim::UdpPort(5246)],
    refuses: Some(refuses),
    dissect: control,
    ..Protocol::EMPTY
};

const TYPES: Names = Names::Table(&[(0, "CAPWAP Header"), (SEALED as u32, "CAPWAP DTLS Header")]);
/// DTLS follows, and the rest stands inside it.
const SEALED: u8 = 1;
const BINDINGS: Names =
    Names::Table(&[(0, "Reserved"), (WIRELESS_LAN, "IEEE 802.11"), (2, "IEEE 802.16"), (3, "EPCGlobal")]);
const WIRELESS_LAN: u32 = 1;
/// What may follow the first word: native frames of the radio (or Ethernet's), a fragment, the last one, facts
/// of the radio, its address, a sign of life.
const NATIVE: u32 = 0x100;
const FRAGMENT_BIT: u32 = 0x80;
const HAS_WIRELESS: u32 = 0x20;
const HAS_MAC: u32 = 0x10;
const KEEP_ALIVE_BIT: u32 = 0x08;
const ENTERPRISES: Names =
    Names::Table(&[(0, "Reserved"), (9, "ciscoSystems"), (12356, "Fortinet, Inc."), (13277, "IEEE 802.11")]);

crate::fields! { "capwap";
    /// Control channel (RFC 5415).
    CAPWAP: Protocol = "capwap", "Control And Provisioning of Wireless Access Points - Control", None;
    /// Version and type of the header.
    PREAMBLE: Label = "capwap.preamble", "Preamble", None;
    /// Version: 0.
    VERSION: U8 = "capwap.preamble.version", "Version", Dec & 0xf0;
    /// Whether DTLS follows.
    TYPE: U8 = "capwap.preamble.type", "Type", Dec & 0x0f, TYPES;
    /// Reserved, behind the type of what is sealed.
    PREAMBLE_RESERVED: U24 = "capwap.preamble.reserved", "Reserved", Dec;
    /// The header.
    HEADER: Label = "capwap.header", "Header", None;
    /// Length of the header in words of four bytes.
    HEADER_LENGTH: U24 = "capwap.header.length", "Header Length", Dec & 0xf80000;
    /// Number of the radio.
    RADIO: U24 = "capwap.header.rid", "Radio ID", Dec & 0x07c000;
    /// Kind of radio.
    BINDING: U24 = "capwap.header.wbid", "Wireless Binding ID", Dec & 0x003e00, BINDINGS;
    /// The flags.
    FLAGS: U24 = "capwap.header.flags", "Header Flags", Hex & 0x0001ff;
    /// Whether frames are the radio's own.
    FLAG_TYPE: Bool = "capwap.header.flags.t", "Payload Type", W24 & 0x000100, Names::TrueFalse("Native frame format (see Wireless Binding ID field)", "IEEE 802.3 frame");
    /// It is a fragment.
    FLAG_FRAGMENT: Bool = "capwap.header.flags.f", "Fragment", W24 & 0x000080, Names::TrueFalse("Fragmented", "Don't Fragment");
    /// It is the last one.
    FLAG_LAST: Bool = "capwap.header.flags.l", "Last Fragment", W24 & 0x000040, Names::TrueFalse("This is the last fragment", "More fragments follow");
    /// Facts of the radio are given.
    FLAG_WIRELESS: Bool = "capwap.header.flags.w", "Wireless header", W24 & 0x000020, Names::TrueFalse("Wireless Specific Information is present", "No Wireless Specific Information");
    /// The radio's address is given.
    FLAG_MAC: Bool = "capwap.header.flags.m", "Radio MAC header", W24 & 0x000010, Names::TrueFalse("Radio MAC Address is present", "No Radio MAC Address");
    /// A sign of life, no frame.
    FLAG_KEEP_ALIVE: Bool = "capwap.header.flags.k", "Keep-Alive", W24 & 0x000008, Names::TrueFalse("Keep-Alive Packet", "No Keep-Alive");
    /// Reserved, must be 0.
    FLAGS_RESERVED: U24 = "capwap.header.flags.r", "Reserved", Hex & 0x000007;
    /// Number of the packet that was cut into fragments.
    FRAGMENT_ID: U16 = "capwap.header.fragment.id", "Fragment ID", Dec;
    /// Where the fragment stands in it.
    FRAGMENT_OFFSET: U16 = "capwap.header.fragment.offset", "Fragment Offset", Dec & 0xfff8;
    /// Reserved, must be 0.
    FRAGMENT_RESERVED: U16 = "capwap.header.fragment.reserved", "Reserved", Dec & 0x0007;
    /// Length of the radio's address.
    MAC_LENGTH: U8 = "capwap.header.mac.length", "MAC length", Dec;
    /// The radio's address.
    MAC: Ether = "capwap.header.mac.eui48", "MAC address", None;
    /// The radio's address, of eight bytes.
    MAC_64: Eui64 = "capwap.header.mac.eui64", "MAC address", None;
    /// The radio's address, of another length.
    MAC_DATA: Bytes = "capwap.header.mac.data", "MAC address", None;
    /// Length of the facts of the radio.
    WIRELESS_LENGTH: U8 = "capwap.header.wireless.length", "Wireless length", Dec;
    /// Facts of the radio.
    WIRELESS: Bytes = "capwap.header.wireless.data", "Wireless data", None;
    /// How the access point received the frame (RFC 5416 section 4).
    FRAME_INFO: Bytes = "capwap.header.wireless.data.ieee80211.fi", "Wireless data ieee80211 Frame Info", None;
    /// Strength of the signal.
    RSSI: I8 = "capwap.header.wireless.data.ieee80211.fi.rssi", "Wireless data ieee80211 RSSI (dBm)", Dec;
    /// How far it stands out of the noise.
    SNR: U8 = "capwap.header.wireless.data.ieee80211.fi.snr", "Wireless data ieee80211 SNR (dB)", Dec;
    /// Rate that it was sent at, in tenths.
    DATA_RATE: U16 = "capwap.header.wireless.data.ieee80211.fi.data_rate", "Wireless data ieee80211 Data Rate (Mbps)", Dec;
    /// Which networks the frame is for (RFC 5416 section 4).
    DESTINATIONS: Bytes = "capwap.header.wireless.data.ieee80211.dw", "Wireless data ieee80211 Destination WLANs", None;
    /// A bit for each.
    DESTINATION_BITMAP: U16 = "capwap.header.wireless.data.ieee80211.dw.wlan_id_bitmap", "Wireless data ieee80211 Destination Wlan Id bitmap", Dec;
    /// Reserved, must be 0.
    DESTINATION_RESERVED: U16 = "capwap.header.wireless.data.ieee80211.dw.reserved", "Wireless data ieee80211 Destination Wlan reserved", Dec;
    /// Fills the header up to whole words.
    PADDING: Bytes = "capwap.header.padding", "Padding for 4 Byte Alignment", None;
    /// A length of the header that its parts do not have.
    LENGTH_BAD: Label = "capwap.header.length.bad", "Wrong calculate length =! header length", None;
    /// Header of a control message.
    CONTROL_HEADER: Label = "capwap.control.header", "Control Header", None;
    /// Number of the message, with that of the enterprise.
    MESSAGE: U32 = "capwap.control.header.message_type", "Message Type", Dec;
    /// Who gave the number.
    ENTERPRISE: U24 = "capwap.control.header.message_type.enterprise_number", "Message Type (Enterprise Number)", Dec, ENTERPRISES;
    /// What it means.
    ENTERPRISE_SPECIFIC: U32 = "capwap.control.header.message_type.enterprise_specific", "Message Type (Enterprise Specific)", Dec, Names::Table(MESSAGES);
    /// Number of the request, the response has the same.
    SEQUENCE: U8 = "capwap.control.header.sequence_number", "Sequence Number", Dec;
    /// Length of the message from there on.
    ELEMENTS_LENGTH: U16 = "capwap.control.header.message_element_length", "Message Element Length", Dec;
    /// Flags, must be 0.
    CONTROL_FLAGS: U8 = "capwap.control.header.flags", "Flags", Dec;
    /// All message elements.
    ELEMENTS_NODE: Label = "capwap.message_element", "Message Element", None;
    /// Kind of element.
    ELEMENT_TYPE: U16 = "capwap.message_element.type", "Type", Dec, Names::Table(ELEMENTS);
    /// Length of its value.
    ELEMENT_LENGTH: U16 = "capwap.message_element.length", "Length", Dec;
    /// Its value.
    ELEMENT_VALUE: Bytes = "capwap.message_element.value", "Value", None;
    /// A sign of life.
    KEEP_ALIVE: Label = "capwap.keep_alive", "Keep-Alive", None;
    /// Length of its elements.
    KEEP_ALIVE_LENGTH: U16 = "capwap.keep_alive.length", "Message Element Length", Dec;
}

/// What the header says of what follows.
struct Header {
    flags: u32,
    binding: u32,
    fragment: (u16, u16),
}

/// Another protocol on that port: the version is not known, or the header is shorter than its own fields.
pub(super) fn refuses(c: &Cursor<'_>) -> bool {
    let [first, second] = match c.peek() {
        [first, second, ..] => [*first, *second],
        _ => return true,
    };
    first >> 4 != 0 || first & 0xf > SEALED || first & 0xf != SEALED && second >> 3 < 2
}

fn control(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    name(d, "CAPWAP-Control");
    if preamble(d, &mut c)? {
        return Ok(());
    }
    let header = header(d, &mut c)?;
    if is_fragment(d, &header) {
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    }
    let start = c;
    let (message, sequence, len, flags) = (c.u32()?, c.u8()?, c.u16()?, c.u8()?);
    let open = d.tree.open(CONTROL_HEADER, At { value: (), span: c.since(&start) });
    let inner = d.tree.open(MESSAGE, message);
    d.tree.leaf(ENTERPRISE, At { value: message.value >> 8, span: message.span.part(0, 3) });
    d.tree.leaf(ENTERPRISE_SPECIFIC, message);
    d.tree.close(inner);
    d.tree.leaf(SEQUENCE, sequence);
    d.tree.leaf(ELEMENTS_LENGTH, len);
    d.tree.leaf(CONTROL_FLAGS, flags);
    d.tree.close(open);
    match Names::Table(MESSAGES).name(message.value.into()) {
        Some(name) => d.columns.add_info(format_args!(" - {name}")),
        None => d.columns.add_info(format_args!(" - Unknown Message Type (0x{:02x})", message.value)),
    }
    // The length counts itself and the flags.
    let elements = c.take(u32::from(len.value).saturating_sub(3));
    let open = d.tree.open(ELEMENTS_NODE, At { value: (), span: elements.rest_span() });
    show_elements(d, elements)?;
    d.tree.close(open);
    Ok(())
}

pub(super) fn data(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    name(d, "CAPWAP-Data");
    if preamble(d, &mut c)? {
        return Ok(());
    }
    let header = header(d, &mut c)?;
    if is_fragment(d, &header) {
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    }
    if header.flags & KEEP_ALIVE_BIT != 0 {
        d.columns.add_info(format_args!(" Keep-Alive"));
        let open = d.tree.open(KEEP_ALIVE, At { value: (), span: c.rest_span() });
        let len = c.u16()?;
        d.tree.leaf(KEEP_ALIVE_LENGTH, len);
        show_elements(d, c.take(u32::from(len.value).saturating_sub(2)))?;
        d.tree.close(open);
        return Ok(());
    }
    let inside = match (header.flags & NATIVE != 0, header.binding) {
        (false, _) => "eth",
        (true, WIRELESS_LAN) => "wlan",
        _ => "data",
    };
    d.hand_over(Claim::Named(inside), c);
    Ok(())
}

fn name(d: &mut Dissector<'_>, name: &'static str) {
    d.columns.protocol = name.into();
    d.columns.set_info(format_args!("{name}"));
}

/// Whether DTLS follows, which then was handed over.
fn preamble(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<bool, Cut> {
    let first = { *c }.u8()?;
    let sealed = first.value & 0xf == SEALED;
    let open = d.tree.open(PREAMBLE, At { value: (), span: c.span(if sealed { 4 } else { 1 }) });
    d.tree.leaf(VERSION, first);
    d.tree.leaf(TYPE, first);
    if sealed {
        c.skip(1)?;
        d.tree.leaf(PREAMBLE_RESERVED, c.u24()?);
    }
    d.tree.close(open);
    if sealed {
        d.hand_over(Claim::Named("dtls"), *c);
    }
    Ok(sealed)
}

fn header(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<Header, Cut> {
    let start = *c;
    c.skip(1)?;
    let word = c.u24()?;
    let len = word.value >> 19;
    let header = Header { flags: word.value & 0x1ff, binding: word.value >> 9 & 0x1f, fragment: (0, 0) };
    let open = d.tree.open(HEADER, At { value: (), span: start.span(len * 4) });
    let node = d.tree.leaf(HEADER_LENGTH, word);
    d.append(node, format_args!(" ({})", len * 4));
    d.tree.leaf(RADIO, word);
    d.tree.leaf(BINDING, word);
    let inner = d.tree.open(FLAGS, word);
    for field in [FLAG_TYPE, FLAG_FRAGMENT, FLAG_LAST, FLAG_WIRELESS, FLAG_MAC, FLAG_KEEP_ALIVE] {
        d.tree.leaf(field, word.map(u64::from));
    }
    d.tree.leaf(FLAGS_RESERVED, word);
    d.tree.close(inner);
    let (id, offset) = (c.u16()?, c.u16()?);
    d.tree.leaf(FRAGMENT_ID, id);
    d.tree.leaf(FRAGMENT_OFFSET, offset);
    d.tree.leaf(FRAGMENT_RESERVED, offset);
    if header.flags & HAS_MAC != 0 {
        let len = c.u8()?;
        d.tree.leaf(MAC_LENGTH, len);
        match len.value {
            6 => _ = d.tree.leaf(MAC, c.array::<6>()?),
            8 => _ = d.tree.leaf(MAC_64, c.bytes(8)?),
            len => _ = d.tree.leaf(MAC_DATA, c.bytes(len.into())?),
        }
        padding(d, &start, c)?;
    }
    if header.flags & HAS_WIRELESS != 0 {
        let len = c.u8()?;
        d.tree.leaf(WIRELESS_LENGTH, len);
        let mut facts = c.sub(len.value.into())?;
        d.tree.leaf(WIRELESS, facts.rest_span().bytes().map(|_| facts.peek()));
        if header.binding == WIRELESS_LAN && len.value == 4 {
            radio_facts(d, &mut facts)?;
        }
        padding(d, &start, c)?;
    }
    let found = c.since(&start).len;
    if found != len * 4 {
        let text = format_args!("Wrong calculate length ({found}) =! header length ({})", len * 4);
        d.tree.expert(node, Some(LENGTH_BAD), Severity::Warn, Group::Malformed, text);
    }
    d.tree.close(open);
    *c = start;
    c.skip(len * 4)?;
    Ok(Header { fragment: (id.value, offset.value >> 3), ..header })
}

/// Frames from the access point tell how they were received, those to it where they go.
fn radio_facts(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(FRAME_INFO, c.rest_span().bytes().map(|_| c.peek()));
    d.tree.leaf(RSSI, c.u8()?.map(u8::cast_signed));
    d.tree.leaf(SNR, c.u8()?);
    let rate = c.u16()?;
    let label = format_args!(
        "Wireless data ieee80211 Data Rate (Mbps): {0} ({1}.{2} Mb/s)",
        rate.value,
        rate.value / 10,
        rate.value % 10
    );
    d.tree.leaf_as(DATA_RATE, rate, label);
    d.tree.close(open);
    Ok(())
}

fn padding(d: &mut Dissector<'_>, start: &Cursor<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.since(start).len;
    let missing = len.next_multiple_of(4) - len;
    if missing > 0 {
        d.tree.leaf(PADDING, c.bytes(missing)?);
    }
    Ok(())
}

/// Whether it is a part of a packet; the row says which.
fn is_fragment(d: &mut Dissector<'_>, header: &Header) -> bool {
    let is = header.flags & FRAGMENT_BIT != 0;
    if is {
        let (id, offset) = header.fragment;
        d.columns.add_info(format_args!(" (Fragment ID: {id}, Fragment Offset: {offset})"));
    }
    is
}

fn show_elements(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let start = c;
        let (kind, len) = (c.u16()?, c.u16()?);
        let value = c.bytes(len.value.into())?;
        let name = Names::Table(ELEMENTS).name(kind.value.into());
        let (number, of) = (kind.value, len.value);
        let open = match name {
            Some(name) => d.tree.open_text(c.since(&start), format_args!("Type: (t={number},l={of}) {name}")),
            None => d.tree.open_text(
                c.since(&start),
                format_args!("Type: (t={number},l={of}) Unknown Message Element Type ({number})"),
            ),
        };
        d.tree.leaf(ELEMENT_TYPE, kind);
        d.tree.leaf(ELEMENT_LENGTH, len);
        if of > 0 {
            d.tree.leaf(ELEMENT_VALUE, value);
        }
        d.tree.close(open);
    }
    Ok(())
}

/// Whether a frame of 802.11 in here has the two bytes of its frame control, and those of its sequence control, the
/// other way round, as many makers send it: unless only the order of the standard has a version that exists.
pub fn is_swapped(frame: &[u8]) -> bool {
    const VERSION_BITS: u8 = 3;
    match frame {
        [first, second, ..] => second & VERSION_BITS == 0 || first & VERSION_BITS != 0,
        _ => false,
    }
}
