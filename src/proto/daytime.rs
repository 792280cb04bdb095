//! Daytime (RFC 867): who asks gets the date and the time as a line of text. The worked example of
//! CONTRIBUTING.md, which holds this file word by word.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "daytime",
    title: "DAYTIME",
    fields: FIELDS,
    claims: &[Claim::UdpPort(PORT), Claim::TcpPort(PORT)],
    dissect,
    ..Protocol::EMPTY
};

const PORT: u16 = 13;

crate::fields! { "daytime";
    /// The date and the time, asked for as text.
    DAYTIME: Protocol = "daytime", "Daytime Protocol", None;
    /// Whether the packet asks, or answers.
    TYPE: Bool = "daytime.response_request", "Type", W8, Names::TrueFalse("Response", "Request");
    /// What the server's clock says.
    STRING: Str = "daytime.string", "Daytime", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    // A request has no form: any datagram is one. The answer is a line that ends.
    let answers = c.peek().len() > 1 && c.peek().ends_with(b"\n");
    d.columns.protocol = "DAYTIME".into();
    d.columns.set_info(format_args!("DAYTIME {}", if answers { "Response" } else { "Request" }));
    d.tree.leaf(TYPE, At { value: u64::from(answers), span: c.span(0) });
    if answers {
        d.tree.leaf(STRING, c.bytes(c.left())?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn an_answer_tells_the_time() {
        let packet = over_udp(13, 40_000, b"Mon Nov 23 08:00:00 2026\r\n");
        assert_eq!(columns(101, &packet)[2..], ["DAYTIME", "DAYTIME Response"]);
        let lines = labels_from(101, &packet, "Daytime Protocol");
        assert_eq!(lines[2], "    Daytime: Mon Nov 23 08:00:00 2026\\r\\n");
        survives_cuts(101, &packet);
    }

    #[test]
    fn anything_else_is_a_request() {
        assert_eq!(columns(101, &over_udp(40_000, 13, b"\n"))[3], "DAYTIME Request");
    }
}
