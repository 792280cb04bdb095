//! Dropbox LAN sync: the datagrams by which it finds others. A JSON text, or bytes shown as text.

use crate::dissect::{Claim, Cursor, Cut, Dissector, MediaType, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "db-lsp-disc",
    title: "DB-LSP-DISC",
    fields: FIELDS,
    claims: &[Claim::UdpPort(17_500)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "db-lsp-disc";
    /// Dropbox LAN sync, discovery.
    DB_LSP_DISC: Protocol = "db-lsp-disc", "Dropbox LAN sync Discovery Protocol", None;
    /// What is no JSON.
    TEXT: Str = "db-lsp.text", "Text", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "DB-LSP-DISC".into();
    d.columns.set_info(format_args!("Dropbox LAN sync Discovery Protocol"));
    if c.peek().first() == Some(&b'{') {
        d.media_type = MediaType::default();
        d.embed(Claim::Named("json"), c);
    } else {
        let text = c.rest();
        d.tree.leaf(TEXT, text);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn json_and_other_texts() {
        let packet = over_udp(17_500, 17_500, b"{\"port\": 17500}");
        assert_eq!(
            columns(101, &packet)[2..],
            ["DB-LSP-DISC/JSON", "Dropbox LAN sync Discovery Protocol, JavaScript Object Notation"]
        );
        survives_cuts(101, &packet);
        let packet = over_udp(9, 17_500, b"C\x005");
        let lines = labels_from(101, &packet, "Dropbox");
        assert_eq!(lines, ["Dropbox LAN sync Discovery Protocol", "    Text: C\\0005"]);
    }
}
