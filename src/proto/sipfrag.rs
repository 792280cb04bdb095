//! Parts of SIP messages in others (RFC 3420): how a call is told of that somebody was referred to. Shown as lines.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::show;

pub const PROTOCOL: Protocol = Protocol {
    name: "sipfrag",
    title: "SIPFRAG",
    fields: FIELDS,
    claims: &[Claim::MediaType("message/sipfrag")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "sipfrag";
    /// A part of a message.
    SIPFRAG: Protocol = "sipfrag", "Sipfrag", None;
    /// One of its lines.
    LINE: Str = "sipfrag.line", "Line", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let around = d.columns.protocol.clone();
    d.columns.protocol = format!("{around}/sipfrag").into();
    let mut first = true;
    while c.captured() > 0 && !d.tree.truncated {
        let bytes = c.peek();
        let len = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
        let text = bytes.get(..len).unwrap_or(bytes).trim_ascii_end().len();
        let line = c.bytes(text as u32)?;
        c.skip((len - text) as u32)?;
        let shown = show::line(line.value);
        d.tree.leaf_as(LINE, line, format_args!("{shown}"));
        if std::mem::take(&mut first) {
            d.columns.add_info(format_args!(", with Sipfrag({shown})"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    #[test]
    fn lines_of_a_part() {
        let (info, lines) = told_alone("sipfrag", b"SIP/2.0 200 OK\r\nTo: x\r\n", "Sipfrag");
        assert_eq!(info, ", with Sipfrag(SIP/2.0 200 OK)");
        assert_eq!(lines, ["Sipfrag", "    SIP/2.0 200 OK", "    To: x"]);
    }
}
