//! Internet messages, as mail carries them (RFC 5322, with the headers of MIME, RFC 2045): the header
//! lines, and the body for whoever claims its media type.

use crate::dissect::{At, Carried, Claim, Cursor, Cut, Dissector, MediaType, Protocol, Span};
use crate::field::def::Str;
use crate::field::{Field, show};

pub const PROTOCOL: Protocol = Protocol {
    name: "imf",
    title: "IMF",
    fields: FIELDS,
    claims: &[Claim::MediaType("message/rfc822")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "imf";
    /// A message.
    IMF: Protocol = "imf", "Internet Message Format", None;
    /// When it was written.
    DATE: Str = "imf.date", "Date", None;
    /// Who wrote it.
    FROM: Str = "imf.from", "From", None;
    /// Who sent it for them.
    SENDER: Str = "imf.sender", "Sender", None;
    /// Where answers shall go.
    REPLY_TO: Str = "imf.reply_to", "Reply-To", None;
    /// Whom it is for.
    TO: Str = "imf.to", "To", None;
    /// Who shall know as well.
    CC: Str = "imf.cc", "Cc", None;
    /// The same, unseen.
    BCC: Str = "imf.bcc", "Bcc", None;
    /// Its identifier.
    MESSAGE_ID: Str = "imf.message_id", "Message-ID", None;
    /// What it answers.
    IN_REPLY_TO: Str = "imf.in_reply_to", "In-Reply-To", None;
    /// What it belongs to.
    REFERENCES: Str = "imf.references", "References", None;
    /// What it is about.
    SUBJECT: Str = "imf.subject", "Subject", None;
    /// Remarks.
    COMMENTS: Str = "imf.comments", "Comments", None;
    /// The program that wrote it.
    USER_AGENT: Str = "imf.user_agent", "User-Agent", None;
    /// Words to find it by.
    KEYWORDS: Str = "imf.keywords", "Keywords", None;
    /// When it was sent again.
    RESENT_DATE: Str = "imf.resent.date", "Resent-Date", None;
    /// By whom.
    RESENT_FROM: Str = "imf.resent.from", "Resent-From", None;
    /// By whom for them.
    RESENT_SENDER: Str = "imf.resent.sender", "Resent-Sender", None;
    /// To whom.
    RESENT_TO: Str = "imf.resent.to", "Resent-To", None;
    /// And to whom as well.
    RESENT_CC: Str = "imf.resent.cc", "Resent-Cc", None;
    /// The identifier of that.
    RESENT_MESSAGE_ID: Str = "imf.resent.message_id", "Resent-Message-ID", None;
    /// Where it goes back to when it cannot be delivered.
    RETURN_PATH: Str = "imf.return_path", "Return-Path", None;
    /// A server that it came through.
    RECEIVED: Str = "imf.received", "Received", None;
    /// What the body is.
    CONTENT_TYPE: Str = "imf.content.type", "Content-Type", None;
    /// Its media type.
    CONTENT_TYPE_TYPE: Str = "imf.content.type.type", "Type", None;
    /// What is said of that.
    CONTENT_TYPE_PARAMETERS: Str = "imf.content.type.parameters", "Parameters", None;
    /// What the body is, in words.
    CONTENT_DESCRIPTION: Str = "imf.content.description", "Content-Description", None;
    /// The body's identifier.
    CONTENT_ID: Str = "imf.content.id", "Content-ID", None;
    /// How the body is written.
    CONTENT_TRANSFER_ENCODING: Str = "imf.content.transfer_encoding", "Content-Transfer-Encoding", None;
    /// Version of MIME.
    MIME_VERSION: Str = "imf.mime_version", "MIME-Version", None;
    /// Language of the body.
    CONTENT_LANGUAGE: Str = "imf.content_language", "Content-Language", None;
    /// When it was delivered.
    DELIVERY_DATE: Str = "imf.delivery_date", "Delivery-Date", None;
    /// When it is of no more use.
    EXPIRES: Str = "imf.expires", "Expires", None;
    /// How important it is.
    IMPORTANCE: Str = "imf.importance", "Importance", None;
    /// How urgent it is.
    PRIORITY: Str = "imf.priority", "Priority", None;
    /// How secret it is.
    SENSITIVITY: Str = "imf.sensitivity", "Sensitivity", None;
    /// Whom it was delivered to.
    DELIVERED_TO: Str = "imf.delivered_to", "Delivered-To", None;
    /// The program that sent it.
    MAILER: Str = "imf.ext.mailer", "X-Mailer", None;
    /// Whom it was for at first.
    ORIGINAL_TO: Str = "imf.ext.original-to", "X-Original-To", None;
    /// Its place in a thread.
    THREAD_INDEX: Str = "imf.thread-index", "Thread-Index", None;
    /// How many lines it has.
    LINES: Str = "imf.lines", "Lines", None;
    /// Whether it was sent to many.
    PRECEDENCE: Str = "imf.precedence", "Precedence", None;
    /// A header that has no field.
    EXTENSION: Str = "imf.extension", "Unknown-Extension", None;
    /// Its name.
    EXTENSION_TYPE: Str = "imf.extension.type", "Type", None;
    /// Its value.
    EXTENSION_VALUE: Str = "imf.extension.value", "Value", None;
    /// The name of somebody.
    DISPLAY_NAME: Str = "imf.display_name", "Display-Name", None;
    /// Their address.
    ADDRESS: Str = "imf.address", "Address", None;
    /// One of several receivers.
    ADDRESS_ITEM: Str = "imf.address_list.item", "Item", None;
    /// One of several writers.
    MAILBOX_ITEM: Str = "imf.mailbox_list.item", "Item", None;
    /// The body.
    MESSAGE_TEXT: Label = "imf.message_text", "Message-Text", None;
}

/// What a header's value is.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    /// Those who write.
    Mailboxes,
    /// Those who receive.
    Addresses,
    ContentType,
}

/// The headers with a field, in lower case.
const HEADERS: &[(&str, Field<Str>, Shape)] = &[
    ("bcc", BCC, Shape::Addresses),
    ("cc", CC, Shape::Addresses),
    ("comments", COMMENTS, Shape::Text),
    ("content-description", CONTENT_DESCRIPTION, Shape::Text),
    ("content-id", CONTENT_ID, Shape::Text),
    ("content-language", CONTENT_LANGUAGE, Shape::Text),
    ("content-transfer-encoding", CONTENT_TRANSFER_ENCODING, Shape::Text),
    ("content-type", CONTENT_TYPE, Shape::ContentType),
    ("date", DATE, Shape::Text),
    ("delivered-to", DELIVERED_TO, Shape::Text),
    ("delivery-date", DELIVERY_DATE, Shape::Text),
    ("expires", EXPIRES, Shape::Text),
    ("from", FROM, Shape::Mailboxes),
    ("importance", IMPORTANCE, Shape::Text),
    ("in-reply-to", IN_REPLY_TO, Shape::Text),
    ("keywords", KEYWORDS, Shape::Text),
    ("lines", LINES, Shape::Text),
    ("message-id", MESSAGE_ID, Shape::Text),
    ("mime-version", MIME_VERSION, Shape::Text),
    ("precedence", PRECEDENCE, Shape::Text),
    ("priority", PRIORITY, Shape::Text),
    ("received", RECEIVED, Shape::Text),
    ("references", REFERENCES, Shape::Text),
    ("reply-to", REPLY_TO, Shape::Addresses),
    ("resent-cc", RESENT_CC, Shape::Addresses),
    ("resent-date", RESENT_DATE, Shape::Text),
    ("resent-from", RESENT_FROM, Shape::Mailboxes),
    ("resent-message-id", RESENT_MESSAGE_ID, Shape::Text),
    ("resent-sender", RESENT_SENDER, Shape::Text),
    ("resent-to", RESENT_TO, Shape::Addresses),
    ("return-path", RETURN_PATH, Shape::Text),
    ("sender", SENDER, Shape::Text),
    ("sensitivity", SENSITIVITY, Shape::Text),
    ("subject", SUBJECT, Shape::Text),
    ("thread-index", THREAD_INDEX, Shape::Text),
    ("to", TO, Shape::Addresses),
    ("user-agent", USER_AGENT, Shape::Text),
    ("x-mailer", MAILER, Shape::Text),
    ("x-original-to", ORIGINAL_TO, Shape::Text),
];

/// Length of the Info column from which on no more lines are added.
const INFO_MAX: usize = 2_048;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = format!("{}/IMF", d.columns.protocol).into();
    d.columns.clear_info();
    let mut content_type = None;
    let (mut from, mut subject) = (&[][..], &[][..]);
    let whole = c;
    while let Some(len) = header_len(c.peek()) {
        if d.tree.truncated {
            return Ok(());
        }
        let header = c.bytes(len as u32)?;
        let name_len = header.value.iter().position(|b| *b == b':').unwrap_or(0);
        let value = value_of(header, name_len + 1);
        let name = part(header, 0, name_len);
        let known = name.value.to_ascii_lowercase();
        match HEADERS.iter().find(|(text, ..)| text.as_bytes() == known) {
            Some((_, field, shape)) => {
                let listed = part(header, value_start(header.value, name_len + 1), header.value.len());
                shown(d, *field, *shape, value, listed);
                match known.as_slice() {
                    b"content-type" => content_type = Some(value.value),
                    b"from" => {
                        from = value.value;
                        told(d, "from", value.value);
                    }
                    b"subject" => {
                        subject = value.value;
                        told(d, "subject", value.value);
                    }
                    _ => {}
                }
            }
            None => extension(d, header, name, value),
        }
    }
    // The empty line.
    let empty = match c.peek() {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => 0,
    };
    c.skip(empty)?;
    carried(d, whole.peek(), from, subject);
    if c.is_empty() && content_type.is_some() {
        return Ok(());
    }
    if let Some(media_type) = content_type.map(MediaType::parse)
        && let Some(claimant) = d.registry().of_media_type(&media_type.essence)
    {
        d.media_type = media_type;
        d.embed(Claim::Named(claimant.protocol.name), c);
        return Ok(());
    }
    body(d, c);
    Ok(())
}

/// Keeps the mail, called as its subject, where somebody asked for files.
fn carried(d: &mut Dissector<'_>, mail: &[u8], from: &[u8], subject: &[u8]) {
    let decrypted = d.has_layer("tls");
    let Some(carried) = &mut d.carried else { return };
    let name = format!("{}.eml", String::from_utf8_lossy(subject));
    let (host, content_type) = (show::line(from), "EML file".to_owned());
    carried.push(Carried { protocol: "imf", host, name, content_type, bytes: mail.to_vec(), decrypted });
}

/// The length of the header that the bytes begin with, lines that go on included (RFC 5322 section 2.2).
fn header_len(bytes: &[u8]) -> Option<usize> {
    let colon = bytes.iter().position(|b| *b == b':')?;
    let name = bytes.get(..colon)?.trim_ascii_end();
    if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let mut len = 0;
    loop {
        let rest = bytes.get(len..)?;
        len += rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1);
        if !matches!(bytes.get(len), Some(b' ' | b'\t')) {
            return Some(len);
        }
    }
}

fn part(of: At<&[u8]>, from: usize, to: usize) -> At<&[u8]> {
    let value = of.value.get(from..to.min(of.value.len())).unwrap_or(&[]);
    At { value, span: of.span.part(from as u32, value.len() as u32) }
}

/// Where the value begins behind the colon.
fn value_start(header: &[u8], from: usize) -> usize {
    let rest = header.get(from..).unwrap_or(&[]);
    from + rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// The value without the line's end.
fn value_of(header: At<&[u8]>, from: usize) -> At<&[u8]> {
    let start = value_start(header.value, from);
    let rest = header.value.get(start..).unwrap_or(&[]);
    let text = rest.strip_suffix(b"\n").unwrap_or(rest);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    part(header, start, start + text.len())
}

fn told(d: &mut Dissector<'_>, what: &str, value: &[u8]) {
    d.columns.add_info(format_args!("{what}: {}, ", show::line(value)));
}

fn shown(d: &mut Dissector<'_>, field: Field<Str>, shape: Shape, value: At<&[u8]>, listed: At<&[u8]>) {
    let item_field = match shape {
        Shape::Text => {
            d.tree.leaf(field, value);
            return;
        }
        Shape::ContentType => {
            let open = d.tree.open(field, value);
            let end = value.value.iter().position(|b| *b == b';');
            d.tree.leaf(CONTENT_TYPE_TYPE, part(value, 0, end.unwrap_or(value.value.len())));
            if let Some(end) = end {
                d.tree.leaf(CONTENT_TYPE_PARAMETERS, part(value, end + 1, value.value.len()));
            }
            d.tree.close(open);
            return;
        }
        Shape::Mailboxes => MAILBOX_ITEM,
        Shape::Addresses => ADDRESS_ITEM,
    };
    let items = items(listed);
    let open = d.tree.open(field, value);
    let s = if items.len() == 1 { "" } else { "s" };
    d.append(open.node(), format_args!(", {} item{s}", items.len()));
    for item in items {
        let open = d.tree.open(item_field, item);
        let (from, to) = (find(item.value, b'<'), find(item.value, b'>'));
        match (from, to) {
            (Some(from), Some(to)) if from < to => {
                let name = item.value.get(..from).unwrap_or(&[]);
                let blanks = name.iter().take_while(|b| b.is_ascii_whitespace()).count();
                let end = name.trim_ascii_end().len();
                if blanks < end {
                    d.tree.leaf(DISPLAY_NAME, part(item, blanks, end));
                }
                d.tree.leaf(ADDRESS, part(item, from + 1, to));
            }
            _ => drop(d.tree.leaf(ADDRESS, item)),
        }
        d.tree.close(open);
    }
    d.tree.close(open);
}

fn find(bytes: &[u8], what: u8) -> Option<usize> {
    bytes.iter().position(|b| *b == what)
}

/// The items between commas, those inside quotes left alone.
fn items(list: At<&[u8]>) -> Vec<At<&[u8]>> {
    let (mut items, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in list.value.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                items.push(part(list, from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    items.push(part(list, from, list.value.len()));
    items
}

fn extension(d: &mut Dissector<'_>, header: At<&[u8]>, name: At<&[u8]>, value: At<&[u8]>) {
    let text = part(header, 0, name.value.len() + 1);
    let whole = At { value: text.value, span: header.span };
    let (name_text, value_text) = (show::line(name.value), show::line(value.value));
    let label = format_args!("Unknown-Extension: {name_text}: {value_text}");
    let open = d.tree.open_as(EXTENSION, whole, label);
    d.tree.leaf(EXTENSION_TYPE, name);
    d.tree.leaf(EXTENSION_VALUE, value);
    d.tree.close(open);
}

/// The lines of a body that nobody claims.
fn body(d: &mut Dissector<'_>, mut c: Cursor<'_>) {
    let whole: Span = c.rest_span();
    let open = d.tree.open(MESSAGE_TEXT, At { value: (), span: whole });
    while c.captured() > 0 && !d.tree.truncated {
        let bytes = c.peek();
        let len = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
        let line = c.take(len as u32);
        // Ends of lines are blanks in the row, as tshark has them.
        let text = String::from_utf8_lossy(line.peek()).replace(['\r', '\n', '\t'], " ");
        d.tree.text(line.rest_span(), format_args!("{text}"));
        if d.columns.info().len() < INFO_MAX {
            d.columns.add_info_after(", ", format_args!("{}", show::line(text.as_bytes())));
        }
    }
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    const MAIL: &[u8] = b"From: \"A, B\" <ab@example.org>\r\nTo: c@example.org, D <d@example.org>\r\n\
        Subject: long\r\n line\r\nX-Own: 1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHi\r\n";

    #[test]
    fn headers_have_fields_and_the_body_its_type() {
        let (info, lines) = told_alone("imf", MAIL, "Internet Message Format");
        assert_eq!(info, "from: \"A, B\" <ab@example.org>, subject: long\\r\\n line,  (text/plain)");
        assert_eq!(
            lines,
            [
                "Internet Message Format",
                "    From: \"A, B\" <ab@example.org>, 1 item",
                "        Item: \"A, B\" <ab@example.org>\\r\\n",
                "            Display-Name: \"A, B\"",
                "            Address: ab@example.org",
                "    To: c@example.org, D <d@example.org>, 2 items",
                "        Item: c@example.org",
                "            Address: c@example.org",
                "        Item:  D <d@example.org>\\r\\n",
                "            Display-Name: D",
                "            Address: d@example.org",
                "    Subject: long\\r\\n line",
                "    Unknown-Extension: X-Own: 1",
                "        Type: X-Own",
                "        Value: 1",
                "    Content-Type: text/plain; charset=utf-8",
                "        Type: text/plain",
                "        Parameters:  charset=utf-8",
                "    Line-based text data: text/plain (1 lines)",
                "        Hi\\r\\n",
            ]
        );
    }

    #[test]
    fn text_without_headers_is_a_body() {
        let (info, lines) = told_alone("imf", b"just text\r\n", "Internet Message Format");
        assert_eq!(info, "just text  ");
        assert_eq!(lines[1..], ["    Message-Text", "        just text  "]);
    }
}
