//! Named telephone events in RTP (RFC 4733): keys that were pressed, tones.

use crate::dissect::{Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol =
    Protocol { name: "rtpevent", title: "RTP Event", fields: FIELDS, dissect, ..Protocol::EMPTY };

crate::fields! { "rtpevent";
    /// A named event (RFC 4733).
    EVENT: Protocol = "rtpevent", "RFC 2833 RTP Event", None;
    /// Which event.
    EVENT_ID: U8 = "rtpevent.event_id", "Event ID", Dec, EVENTS;
    /// The event is over.
    END: Bool = "rtpevent.end_of_event", "End of Event", W8 & 0x80;
    /// Not used.
    RESERVED: Bool = "rtpevent.reserved", "Reserved", W8 & 0x40;
    /// How loud a key's tone is: as many decibels below the reference.
    VOLUME: U8 = "rtpevent.volume", "Volume", Dec & 0x3f;
    /// How long it lasts so far, on the payload's clock.
    DURATION: U16 = "rtpevent.duration", "Event Duration", Dec;
}

/// Keys (RFC 4733 section 3.2) and tones of fax machines and lines (RFC 4734, RFC 2833).
const EVENTS: Names = Names::Table(&[
    (0, "DTMF Zero 0"),
    (1, "DTMF One 1"),
    (2, "DTMF Two 2"),
    (3, "DTMF Three 3"),
    (4, "DTMF Four 4"),
    (5, "DTMF Five 5"),
    (6, "DTMF Six 6"),
    (7, "DTMF Seven 7"),
    (8, "DTMF Eight 8"),
    (9, "DTMF Nine 9"),
    (10, "DTMF Star *"),
    (11, "DTMF Pound #"),
    (12, "DTMF A"),
    (13, "DTMF B"),
    (14, "DTMF C"),
    (15, "DTMF D"),
    (16, "Flash"),
    (32, "Fax ANS"),
    (33, "Fax /ANS"),
    (34, "Fax ANSam"),
    (35, "Fax /ANSam"),
    (36, "Fax CNG"),
    (37, "V.21 channel 1, 0 bit"),
    (38, "V.21 channel 1, 1 bit"),
    (39, "V.21 channel 2, 0 bit"),
    (40, "V.21 channel 2, 1 bit"),
    (49, "Fax CT"),
    (64, "Off Hook"),
    (65, "On Hook"),
    (66, "Dial tone"),
    (70, "Ringing tone"),
    (72, "Busy tone"),
    (73, "Congestion tone"),
    (89, "Ring"),
]);

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "RTP EVENT".into();
    let event = c.u8()?;
    let name = EVENTS.name(event.value.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("Payload type=RTP Event, {name}"));
    d.tree.leaf(EVENT_ID, event);
    let flags = c.u8()?;
    let bits = flags.map(u64::from);
    d.tree.leaf(END, bits);
    d.tree.leaf(RESERVED, bits);
    d.tree.leaf(VOLUME, flags);
    d.tree.leaf(DURATION, c.u16()?);
    if flags.value & 0x80 != 0 {
        d.columns.add_info(format_args!(" (end)"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    #[test]
    fn a_key_that_is_let_go() {
        let (info, lines) = told_alone("rtpevent", &[1, 0x8a, 0x08, 0xc0], "RFC 2833");
        assert_eq!(info, "Payload type=RTP Event, DTMF One 1 (end)");
        assert_eq!(
            lines[1..],
            [
                "    Event ID: DTMF One 1 (1)",
                "    1... .... = End of Event: True",
                "    .0.. .... = Reserved: False",
                "    ..00 1010 = Volume: 10",
                "    Event Duration: 2240",
            ]
        );
    }
}
