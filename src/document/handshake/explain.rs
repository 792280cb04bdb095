//! What a step of a ladder means, in plain words: messages by type, alerts with their usual cause on
//! small devices, pauses. Texts only.

use super::said::{Item, What};
use super::step::{Cause, Kind, Pause, Step, side};
use super::step_builder::span;
use crate::document::tls_mark::TlsMark;
use crate::verdict::alerts;

/// By type of the handshake message (RFC 8446 section 4, RFC 5246 section 7.4).
#[rustfmt::skip]
const MESSAGES: &[(u8, &str)] = &[
    (0, "The server asks for a new handshake on this connection."),
    (1, "The client says what it can do: versions, cipher suites, groups, and the name of the server it wants."),
    (2, "The server chooses one version and one cipher suite of the client's offer."),
    (3, "The server wants to see first that the client gets what is sent to its address; the client says hello again with the cookie."),
    (4, "The server gives a ticket: with it the client may resume this session later, without a full handshake."),
    (5, "The client's early data ends here."),
    (8, "Answers to extensions of the client's hello that need not stand in the clear."),
    (11, "The certificates that say whose key the next signature is made with."),
    (12, "The server's one-time Diffie-Hellman value, signed with the key of its certificate. No private key file can open what follows."),
    (13, "The server asks for a certificate of the client."),
    (14, "The server has said everything; now it is the client's turn."),
    (15, "A signature over the handshake so far: proof of having the certificate's private key."),
    (20, "A check over the whole handshake with the new keys: both sides saw the same, and have the same keys."),
    (22, "The certificate's revocation state, fetched by the server ahead (OCSP)."),
    (24, "From here on this side uses new keys."),
    (25, "The certificates, compressed."),
];

/// The ClientKeyExchange, by what stands in it.
const KEY_EXCHANGE_RSA: &str = "The client made a 48-byte secret and encrypted it to the server's RSA key. \
    Whoever has that key reads all that follows.";
const KEY_EXCHANGE_DH: &str = "The client's one-time value. Both sides compute the secret of it; no private \
    key file can.";

/// What a handshake message is for.
fn message(item: &Item, kind: u8) -> Option<&'static str> {
    if kind == 16 {
        let is_rsa = item.facts.iter().any(|(name, _)| *name == "Encrypted secret");
        return Some(if is_rsa { KEY_EXCHANGE_RSA } else { KEY_EXCHANGE_DH });
    }
    MESSAGES.iter().find(|(known, _)| *known == kind).map(|(_, words)| *words)
}

/// What an alert means, its usual cause on small devices, and what to do: one sentence each.
pub fn alert(number: u8) -> Vec<String> {
    let Some(known) = alerts::find(number) else {
        return vec![format!("Alert {number} is in no standard that is known here.")];
    };
    let mut out = vec![sentence(known.meaning)];
    if let Some(device) = alerts::on_small_devices(number) {
        out.push(format!("On small devices usually: {device}"));
    }
    out.push(known.fix.to_owned());
    out
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Everything to say of a step, a paragraph each.
pub fn step(step: &Step) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    match step.kind {
        Kind::Tcp if step.title.contains("SYN") => {
            out.push("Client and server open the TCP connection; nothing of TLS is said yet.".into());
        }
        Kind::Tcp => out.push(format!("The {} has nothing more to send.", step.side())),
        Kind::Trouble if step.title.contains("RST") => {
            out.push(format!(
                "The {} ended the connection at once: nobody listens any more, or data came after it had closed.",
                step.side()
            ));
        }
        Kind::Trouble => out.push("No acknowledgement came in time, so the bytes were sent again.".into()),
        Kind::LeftOut => {
            out.push("The session is long: its first and its last frames are read for this view.".into());
        }
        Kind::Handshake | Kind::Data | Kind::Alert | Kind::Sealed => {}
    }
    for item in &step.items {
        let words: Vec<String> = match item.what {
            What::Handshake { kind, whole: true } => {
                message(item, kind).map(|words| format!("{}: {words}", item.name)).into_iter().collect()
            }
            What::Alert { number, .. } => alert(number),
            What::ChangeCipherSpec => {
                vec!["Change Cipher Spec: what this side sends next is encrypted.".into()]
            }
            What::Sealed { .. } => {
                vec!["Encrypted: without the session's keys nobody can say what is in it.".into()]
            }
            What::Retry => {
                vec!["The server wants to see that the client gets what is sent to its address.".into()]
            }
            What::Heartbeat => vec!["A sign of life (RFC 6520).".into()],
            What::ConnectionClose { code: 0 } => vec!["The connection ends properly.".into()],
            What::ConnectionClose { code } => vec![format!("The connection ends with error 0x{code:x}.")],
            What::Handshake { whole: false, .. } | What::Data => Vec::new(),
        };
        for text in words {
            if !out.contains(&text) {
                out.push(text);
            }
        }
    }
    // A single message needs no name before its sentence: it is the title.
    if let [only] = out.as_mut_slice()
        && let [item] = step.items.as_slice()
        && let Some(rest) = only.strip_prefix(&format!("{}: ", item.name))
    {
        *only = rest.to_owned();
    }
    if step.mark == Some(TlsMark::Failed) {
        out.push(
            "The keys fit the session, but this record's check does not: it was changed or damaged.".into(),
        );
    }
    out
}

/// A pause in a few words, as the ladder shows it.
pub fn pause_in_short(pause: &Pause, after: &Step) -> String {
    let time = milliseconds(pause.ns);
    match pause.cause {
        Cause::DelayedAck(frame) => {
            format!("{time}: {} waits for the delayed ACK (frame {})", after.side(), frame.number())
        }
        Cause::SentAgain => format!("{time}: no answer, the {} sends again", after.side()),
        Cause::Thinking => format!("{time}: waiting for the {}", after.side()),
        Cause::Silent => format!("{time}: {} silent", after.side()),
    }
}

/// The same at length, and what to do about it.
pub fn pause(pause: &Pause, after: &Step) -> String {
    let (who, peer) = (after.side(), side(!after.from_client));
    let time = span(pause.ns);
    match pause.cause {
        Cause::DelayedAck(_) => format!(
            "Before this the {who} waited {time}. It holds small segments back until the one before is \
             acknowledged (Nagle), and the {peer} delays acknowledgements. Write both messages at once, or set \
             TCP_NODELAY at the {who}."
        ),
        Cause::SentAgain => format!(
            "Nothing came back for {time}. The segment before, or its acknowledgement, was lost on the way."
        ),
        Cause::Thinking if after.kind != Kind::Handshake => format!("The {who} took {time} to answer."),
        Cause::Thinking => format!(
            "The {who} took {time} to answer. On small devices that is mostly the public-key operation; \
             a P-256 key or resumption makes it shorter."
        ),
        Cause::Silent => format!("The {who} said nothing for {time}, and nothing kept it from going on."),
    }
}

/// Milliseconds to the microsecond, as the column of times has them.
pub fn milliseconds(ns: u64) -> String {
    format!("{:.3} ms", ns as f64 / 1e6)
}

/// What the mark beside a step says.
pub fn mark(mark: TlsMark) -> &'static str {
    match mark {
        TlsMark::Handshake => "in the clear",
        TlsMark::KeyFrame => "the key opens the session here",
        TlsMark::Open => "decrypted",
        TlsMark::Half => "partly decrypted",
        TlsMark::Closed => "not decrypted",
        TlsMark::Failed => "fails its check",
        TlsMark::Waiting => "the keys are being tried",
    }
}

#[cfg(test)]
mod tests {
    use super::super::ladder::ladder;
    use super::super::tests::opened;
    use super::*;
    use crate::store::Subject;

    #[test]
    fn every_step_of_the_sample_is_explained() {
        let (capture, settings) = opened("upyssl.pcap", &["key.pem"]);
        let ladder = ladder(&capture, &settings, Subject::Conversation(Default::default()), None).unwrap();
        for one in &ladder.steps {
            assert!(one.kind == Kind::Data || !step(one).is_empty(), "{}", one.title);
        }
        let exchange = ladder.steps.iter().find(|s| s.title == "Client Key Exchange").unwrap();
        assert_eq!(step(exchange), [KEY_EXCHANGE_RSA]);
        let paused = ladder.steps.iter().find(|s| s.pause.is_some()).unwrap();
        let why = paused.pause.unwrap();
        assert_eq!(pause_in_short(&why, paused), "40.967 ms: client waits for the delayed ACK (frame 9)");
        assert!(pause(&why, paused).contains("TCP_NODELAY"));
    }

    #[test]
    fn alerts_name_the_usual_cause_on_small_devices() {
        let words = alert(48).join(" ");
        assert!(words.contains("On small devices usually") && words.contains("issuer"), "{words}");
        assert_eq!(alert(0).len(), 2);
        assert!(alert(3)[0].contains("Alert 3"));
    }
}
