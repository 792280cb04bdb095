//! How the ends of a PPP link prove who they are: by password (PAP, RFC 1334), or by answering a challenge
//! (CHAP, RFC 1994).

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::{Names, show};

pub const PASSWORD: Protocol = Protocol {
    name: "pap",
    title: "PPP PAP",
    fields: pap::FIELDS,
    claims: &[Claim::PppProtocol(0xc023)],
    dissect: password,
    ..Protocol::EMPTY
};
pub const CHALLENGE: Protocol = Protocol {
    name: "chap",
    title: "PPP CHAP",
    fields: chap::FIELDS,
    claims: &[Claim::PppProtocol(0xc223)],
    dissect: challenge,
    ..Protocol::EMPTY
};

/// Fields of PAP.
pub mod pap {
    use super::PAP_CODES;
    use crate::field::Names;

    crate::fields! { "pap";
        /// Authentication by password (RFC 1334).
        PAP: Protocol = "pap", "PPP Password Authentication Protocol", None;
        /// What the message does.
        CODE: U8 = "pap.code", "Code", Dec, Names::Table(PAP_CODES);
        /// Number that the answer repeats.
        IDENTIFIER: U8 = "pap.identifier", "Identifier", Dec;
        /// Bytes of the message.
        LENGTH: U16 = "pap.length", "Length", Dec;
        /// What the message says.
        DATA: Label = "pap.data", "Data", None;
        /// Bytes of the name.
        PEER_ID_LENGTH: U8 = "pap.peer_id.length", "Peer-ID-Length", Dec;
        /// Who asks for admission.
        PEER_ID: Str = "pap.peer_id", "Peer-ID", None;
        /// Bytes of the password.
        PASSWORD_LENGTH: U8 = "pap.password.length", "Password-Length", Dec;
        /// The password, in the clear.
        PASSWORD: Str = "pap.password", "Password", None;
        /// Bytes of the message.
        MESSAGE_LENGTH: U8 = "pap.message.length", "Message-Length", Dec;
        /// Words for people.
        MESSAGE: Str = "pap.message", "Message", None;
    }
}

/// Fields of CHAP.
pub mod chap {
    use super::CHAP_CODES;
    use crate::field::Names;

    crate::fields! { "chap";
        /// Authentication by challenge (RFC 1994).
        CHAP: Protocol = "chap", "PPP Challenge Handshake Authentication Protocol", None;
        /// What the message does.
        CODE: U8 = "chap.code", "Code", Dec, Names::Table(CHAP_CODES);
        /// Number that the answer repeats.
        IDENTIFIER: U8 = "chap.identifier", "Identifier", Dec;
        /// Bytes of the message.
        LENGTH: U16 = "chap.length", "Length", Dec;
        /// What the message says.
        DATA: Label = "chap.data", "Data", None;
        /// Bytes of the value.
        VALUE_SIZE: U8 = "chap.value_size", "Value Size", Dec;
        /// The challenge, or the answer worked out from it.
        VALUE: Bytes = "chap.value", "Value", None;
        /// Who sends it.
        NAME: Str = "chap.name", "Name", None;
        /// Words for people.
        MESSAGE: Str = "chap.message", "Message", None;
    }
}

const PAP_CODES: &[(u32, &str)] =
    &[(1, "Authenticate-Request"), (2, "Authenticate-Ack"), (3, "Authenticate-Nak")];
const CHAP_CODES: &[(u32, &str)] = &[(1, "Challenge"), (2, "Response"), (3, "Success"), (4, "Failure")];
const HEADER_LEN: u32 = 4;

fn password(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    const REQUEST: u8 = 1;
    let code = c.u8()?;
    let name = Names::Table(PAP_CODES).name(code.value.into()).unwrap_or("Unknown");
    d.columns.protocol = "PPP PAP".into();
    d.columns.set_info(format_args!("{name}"));
    d.tree.leaf(pap::CODE, code);
    d.tree.leaf(pap::IDENTIFIER, c.u8()?);
    let len = c.u16()?;
    d.tree.leaf(pap::LENGTH, len);
    let mut c = c.sub(u32::from(len.value).saturating_sub(HEADER_LEN).min(c.left()))?;
    if c.is_empty() {
        return Ok(());
    }
    let open = d.tree.open(pap::DATA, At { value: (), span: c.rest_span() });
    if code.value == REQUEST {
        let len = c.u8()?;
        d.tree.leaf(pap::PEER_ID_LENGTH, len);
        let peer = c.bytes(len.value.into())?;
        d.tree.leaf(pap::PEER_ID, peer);
        let len = c.u8()?;
        d.tree.leaf(pap::PASSWORD_LENGTH, len);
        let word = c.bytes(len.value.into())?;
        d.tree.leaf(pap::PASSWORD, word);
        let [peer, word] = [peer, word].map(|text| show::line(text.value));
        d.columns.add_info(format_args!(" (Peer-ID='{peer}', Password='{word}')"));
    } else {
        let len = c.u8()?;
        d.tree.leaf(pap::MESSAGE_LENGTH, len);
        let message = c.bytes(len.value.into())?;
        d.tree.leaf(pap::MESSAGE, message);
        d.columns.add_info(format_args!(" (Message='{}')", show::line(message.value)));
    }
    d.tree.close(open);
    Ok(())
}

fn challenge(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    const LAST_WITH_VALUE: u8 = 2;
    let code = c.u8()?;
    let name = Names::Table(CHAP_CODES).name(code.value.into()).unwrap_or("Unknown");
    d.columns.protocol = "PPP CHAP".into();
    d.columns.set_info(format_args!("{name}"));
    d.tree.leaf(chap::CODE, code);
    d.tree.leaf(chap::IDENTIFIER, c.u8()?);
    let len = c.u16()?;
    d.tree.leaf(chap::LENGTH, len);
    let mut c = c.sub(u32::from(len.value).saturating_sub(HEADER_LEN).min(c.left()))?;
    if c.is_empty() {
        return Ok(());
    }
    if code.value > LAST_WITH_VALUE {
        let message = c.rest();
        d.tree.leaf(chap::MESSAGE, message);
        d.columns.add_info(format_args!(" (MESSAGE='{}')", show::line(message.value)));
        return Ok(());
    }
    let open = d.tree.open(chap::DATA, At { value: (), span: c.rest_span() });
    let len = c.u8()?;
    d.tree.leaf(chap::VALUE_SIZE, len);
    let value = c.bytes(len.value.into())?;
    d.tree.leaf(chap::VALUE, value);
    let name = c.rest();
    d.tree.leaf(chap::NAME, name);
    let mut hex = String::new();
    let _ = show::hex_short(value.value, "", &mut hex);
    d.columns.add_info(format_args!(" (NAME='{}', VALUE=0x{hex})", show::line(name.value)));
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    #[test]
    fn passwords_stand_in_the_clear() {
        let f = [&[0xc0, 0x23, 1, 5, 0, 16][..], b"\x04user\x06secret"].concat();
        assert_eq!(
            columns(9, &f)[2..],
            ["PPP PAP", "Authenticate-Request (Peer-ID='user', Password='secret')"]
        );
        assert!(labels_from(9, &f, "        Peer-ID: user").contains(&"        Password: secret".into()));
        survives_cuts(9, &f);
    }

    #[test]
    fn challenges_and_their_answers() {
        let f = [&[0xc2, 0x23, 1, 1, 0, 9, 2, 0xab, 0xcd][..], b"me"].concat();
        assert_eq!(columns(9, &f)[2..], ["PPP CHAP", "Challenge (NAME='me', VALUE=0xabcd)"]);
        survives_cuts(9, &f);
        let f = [&[0xc2, 0x23, 3, 1, 0, 6][..], b"ok"].concat();
        assert_eq!(columns(9, &f)[3], "Success (MESSAGE='ok')");
    }
}
