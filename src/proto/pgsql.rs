//! PostgreSQL's protocol 3.0 (PostgreSQL documentation, chapter "Frontend/Backend Protocol"). After
//! an SSLRequest that is answered with `S` the stream goes on with TLS.

use super::placed::Placed;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Stretch};
use crate::field::def::{Bytes, Str, U16};
use crate::field::{Field, Names};
use crate::store::{Application, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "pgsql",
    title: "PGSQL",
    fields: FIELDS,
    claims: &[Claim::TcpPort(PORT)],
    framer: Some(Framer { application: Application::Pgsql, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

const AUTHENTICATIONS: Names = Names::Table(&[
    (0, "Success"),
    (1, "Kerberos V4"),
    (2, "Kerberos V5"),
    (3, "Plaintext password"),
    (4, "crypt()ed password"),
    (5, "MD5 password"),
    (6, "SCM credentials"),
    (7, "GSSAPI"),
    (8, "GSSAPI/SSPI continue"),
    (9, "SSPI"),
    (10, "SASL"),
    (11, "SASL continue"),
    (12, "SASL complete"),
]);
const STATES: Names =
    Names::Table(&[(69, "In a failed transaction"), (73, "Idle"), (84, "In a transaction")]);
const FORMATS: Names = Names::Table(&[(0, "Text"), (1, "Binary")]);

crate::fields! { "pgsql";
    /// A message of PostgreSQL.
    PGSQL: Protocol = "pgsql", "PostgreSQL", None;
    /// Sent by the client.
    FRONTEND: Bool = "pgsql.frontend", "Frontend", None;
    /// What the message is.
    TYPE: Str = "pgsql.type", "Type", None;
    /// Its length, this number included.
    LENGTH: U32 = "pgsql.length", "Length", Dec;
    /// Version that the client speaks.
    MAJOR: U16 = "pgsql.version_major", "Protocol major version", Dec;
    /// Version that the client speaks.
    MINOR: U16 = "pgsql.version_minor", "Protocol minor version", Dec;
    /// Newest version that the server speaks.
    SUPPORTED_MINOR: U32 = "pgsql.version_supported_minor", "Supported minor version", Dec;
    /// Options that the server does not know.
    UNSUPPORTED_COUNT: I32 = "pgsql.number_nonsupported_options", "Number nonsupported options", Dec;
    /// One of them.
    UNSUPPORTED: Str = "pgsql.nonsupported_option", "Nonsupported option", None;
    /// Name of a setting.
    PARAMETER_NAME: Str = "pgsql.parameter_name", "Parameter name", None;
    /// Its value.
    PARAMETER_VALUE: Str = "pgsql.parameter_value", "Parameter value", None;
    /// An SQL statement.
    QUERY: Str = "pgsql.query", "Query", None;
    /// A password, or what was made of it.
    PASSWORD: Str = "pgsql.password", "Password", None;
    /// How the client shall authenticate.
    AUTHENTICATION: U32 = "pgsql.authtype", "Authentication type", Dec, AUTHENTICATIONS;
    /// What is to be mixed into the password.
    SALT: Bytes = "pgsql.salt", "Salt value", None;
    /// What GSSAPI or SSPI exchange.
    GSS: Bytes = "pgsql.auth.gssapi_sspi.data", "GSSAPI or SSPI data", None;
    /// A mechanism of SASL.
    SASL_MECHANISM: Str = "pgsql.auth.sasl.mech", "SASL authentication mechanism", None;
    /// Bytes of its first message.
    SASL_LENGTH: I32 = "pgsql.auth.sasl.data.length", "SASL authentication data length", Dec;
    /// What it exchanges.
    SASL_DATA: Bytes = "pgsql.auth.sasl.data", "SASL authentication data", None;
    /// Name of a prepared statement.
    STATEMENT: Str = "pgsql.statement", "Statement", None;
    /// Name of a statement with its parameters.
    PORTAL: Str = "pgsql.portal", "Portal", None;
    /// Rows that may come back.
    RETURNS: U32 = "pgsql.returns", "Returns", Dec;
    /// What was done.
    TAG: Str = "pgsql.tag", "Tag", None;
    /// State of the session.
    STATUS: U8 = "pgsql.status", "Status", Dec, STATES;
    /// Bytes that are copied.
    COPY_DATA: Bytes = "pgsql.copydata", "Copy data", None;
    /// Why the client stops copying.
    ERROR: Str = "pgsql.error", "Error", None;
    /// Process of the server.
    PID: U32 = "pgsql.pid", "PID", Dec;
    /// Key by which requests can be cancelled.
    KEY: U32 = "pgsql.key", "Key", Dec;
    /// Channel of a notification.
    CONDITION: Str = "pgsql.condition", "Condition", None;
    /// Text.
    TEXT: Str = "pgsql.text", "Text", None;
    /// Table of a column.
    TABLE_OID: U32 = "pgsql.oid.table", "Table OID", Dec;
    /// Type of a value.
    TYPE_OID: U32 = "pgsql.oid.type", "Type OID", Dec;
    /// Number of a function.
    OID: U32 = "pgsql.oid", "OID", Dec;
    /// Format of values.
    FORMAT: U16 = "pgsql.format", "Format", Dec, FORMATS;
    /// Columns.
    FIELD_COUNT: U16 = "pgsql.field.count", "Field count", Dec;
    /// Name of a column.
    COLUMN_NAME: Str = "pgsql.col.name", "Column name", None;
    /// Number of the column in its table.
    COLUMN_INDEX: U32 = "pgsql.col.index", "Column index", Dec;
    /// Bytes of a value; negative: none, or any.
    VALUE_LENGTH: I32 = "pgsql.val.length", "Column length", Dec;
    /// A value.
    VALUE: Bytes = "pgsql.val.data", "Data", None;
    /// What belongs to the type.
    TYPE_MODIFIER: I32 = "pgsql.col.typemod", "Type modifier", Dec;
    /// How bad an error is.
    SEVERITY: Str = "pgsql.severity", "Severity", None;
    /// Code of an error (SQLSTATE).
    CODE: Str = "pgsql.code", "Code", None;
    /// What went wrong.
    MESSAGE: Str = "pgsql.message", "Message", None;
    /// More about it.
    DETAIL: Str = "pgsql.detail", "Detail", None;
    /// What may help.
    HINT: Str = "pgsql.hint", "Hint", None;
    /// Where in the statement.
    POSITION: Str = "pgsql.position", "Position", None;
    /// Where in a statement that the server made.
    INTERNAL_POSITION: Str = "pgsql.internal_position", "Position (Internal)", None;
    /// That statement.
    INTERNAL_QUERY: Str = "pgsql.internal_query", "Query (Internal)", None;
    /// What was being done.
    WHERE: Str = "pgsql.where", "Context", None;
    /// Schema that it is about.
    SCHEMA: Str = "pgsql.schema_name", "Schema", None;
    /// Table that it is about.
    TABLE: Str = "pgsql.table_name", "Table", None;
    /// Column that it is about.
    COLUMN: Str = "pgsql.column_name", "Column", None;
    /// Type that it is about.
    TYPE_NAME: Str = "pgsql.type_name", "Type", None;
    /// Constraint that it is about.
    CONSTRAINT: Str = "pgsql.constraint_name", "Constraint", None;
    /// Source file of the server.
    FILE: Str = "pgsql.file", "File", None;
    /// Line of that file.
    LINE: Str = "pgsql.line", "Line", None;
    /// Function of the server.
    ROUTINE: Str = "pgsql.routine", "Routine", None;
}

const PORT: u16 = 5432;
/// Longest message that is waited for; the server's own limit.
const LEN_MAX: u32 = 1 << 30;
/// Longest message that has no type: a startup packet.
const STARTUP_MAX: u32 = 10_000;

const CLIENT: MessageKind = MessageKind(1);
const SERVER: MessageKind = MessageKind(2);
/// The one letter that answers a request for encryption.
const ANSWER: MessageKind = MessageKind(3);
/// Note of a request for encryption; others say how the client authenticates.
const ASKED: u8 = 0xff;

/// What takes the place of a version in messages without a type.
mod code {
    pub(super) const CANCEL: u32 = 80_877_102;
    pub(super) const SSL: u32 = 80_877_103;
    pub(super) const GSS: u32 = 80_877_104;
    pub(super) const VERSION_3: u32 = 3;
}

/// Length and code of a message without a type.
fn startup(head: &[u8]) -> Option<(u32, u32)> {
    let len = u32::from_be_bytes(*head.first_chunk()?);
    let word = u32::from_be_bytes(*head.get(4..8)?.first_chunk()?);
    let fits = match word {
        code::SSL | code::GSS => len == 8,
        code::CANCEL => (12..=STARTUP_MAX).contains(&len),
        _ => word >> 16 == code::VERSION_3 && (8..=STARTUP_MAX).contains(&len),
    };
    fits.then_some((len, word))
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    if let Some((_, word)) = startup(bytes) {
        return word >= code::CANCEL
            || ports.contains(&PORT)
            || bytes.get(8..).is_some_and(|rest| rest.windows(5).any(|w| w == b"user\0"));
    }
    let typed = bytes.first().is_some_and(|t| name(*t, true).or(name(*t, false)).is_some());
    let len = bytes.get(1..5).and_then(|b| b.first_chunk()).map(|b| u32::from_be_bytes(*b));
    ports.contains(&PORT) && typed && len.is_some_and(|len| (4..0x0100_0000).contains(&len))
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(9));
    let asked = stretch.last_of_peer();
    if asked == ASKED && matches!(head.first(), Some(b'S' | b'N' | b'G')) {
        return Framed::Message { len: 1, kind: ANSWER, note: 0 };
    }
    // Letters are types; lengths of messages without one begin with 0.
    if head.first() == Some(&0) {
        if head.len() < 8 {
            return Framed::NeedMore { at_least: 8 };
        }
        let Some((len, word)) = startup(&head) else { return Framed::Skip(0) };
        let note = if matches!(word, code::SSL | code::GSS) { ASKED } else { 0 };
        return whole(stretch, len.into(), CLIENT, note);
    }
    let (Some(kind), Some(len)) = (head.first(), head.get(1..5).and_then(|b| b.first_chunk())) else {
        return Framed::NeedMore { at_least: 5 };
    };
    let len = u32::from_be_bytes(*len);
    if !kind.is_ascii_alphanumeric() || !(4..LEN_MAX).contains(&len) {
        return Framed::Skip(0);
    }
    let side = match (stretch.previous, (stretch.peer)(0)) {
        (Some((ANSWER, _)), _) | (None, Some((CLIENT, _))) => SERVER,
        (Some((side, _)), _) => side,
        (None, Some((SERVER | ANSWER, _))) => CLIENT,
        (None, _) => MessageKind(0),
    };
    let note = match kind {
        b'R' => {
            if head.len() < 9 && stretch.len < 9 && len >= 8 {
                return Framed::NeedMore { at_least: 9 };
            }
            head.get(8).map_or(0, |low| (*low).min(0x7f))
        }
        b'p' => asked,
        _ => 0,
    };
    whole(stretch, 1 + u64::from(len), side, note)
}

fn whole(stretch: &Stretch<'_>, len: u64, kind: MessageKind, note: u8) -> Framed {
    if stretch.len < len { Framed::NeedMore { at_least: len } } else { Framed::Message { len, kind, note } }
}

/// What a message of the client or the server is.
fn name(kind: u8, frontend: bool) -> Option<&'static str> {
    Some(match (kind, frontend) {
        (b'B', true) => "Bind",
        (b'C', true) => "Close",
        (b'D', true) => "Describe",
        (b'E', true) => "Execute",
        (b'F', true) => "Function call",
        (b'H', true) => "Flush",
        (b'P', true) => "Parse",
        (b'Q', true) => "Simple query",
        (b'S', true) => "Sync",
        (b'X', true) => "Termination",
        (b'f', true) => "Copy failure",
        (b'p', true) => "Authentication message",
        (b'd', _) => "Copy data",
        (b'c', _) => "Copy completion",
        (b'1', false) => "Parse completion",
        (b'2', false) => "Bind completion",
        (b'3', false) => "Close completion",
        (b'A', false) => "Notification",
        (b'C', false) => "Command completion",
        (b'D', false) => "Data row",
        (b'E', false) => "Error",
        (b'G', false) => "CopyIn response",
        (b'H', false) => "CopyOut response",
        (b'W', false) => "CopyBoth response",
        (b'I', false) => "Empty query",
        (b'K', false) => "Backend key data",
        (b'N', false) => "Notice",
        (b'R', false) => "Authentication request",
        (b'S', false) => "Parameter status",
        (b'T', false) => "Row description",
        (b'V', false) => "Function call response",
        (b'Z', false) => "Ready for query",
        (b'n', false) => "No data",
        (b's', false) => "Portal suspended",
        (b't', false) => "Parameter description",
        (b'v', false) => "Negotiate protocol version",
        _ => return None,
    })
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let message = Placed::of(d).and_then(|p| p.message(0));
    let (kind, note) = message.map_or((MessageKind(0), 0), |m| (m.kind(), m.note()));
    let frontend = match kind {
        CLIENT => true,
        SERVER | ANSWER => false,
        _ => to_server(d),
    };
    if !d.protocols().ends_with("pgsql:pgsql") {
        d.columns.set_info(format_args!("{}", if frontend { '>' } else { '<' }));
    }
    let untyped = c.peek().first() == Some(&0);
    let len = match kind {
        ANSWER => 1,
        _ => {
            let at = usize::from(!untyped);
            let word = c.peek().get(at..at + 4).and_then(|b| b.first_chunk()).map(|b| u32::from_be_bytes(*b));
            word.ok_or(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed })?
                .saturating_add(at as u32)
        }
    };
    let one = c.take(len);
    d.tree.set_span(d.layer_node(), one.rest_span());
    if !c.is_empty() {
        let place = d.place().map(|mut place| {
            place.start += u64::from(len);
            place
        });
        d.hand_over_any(&[Claim::Named("pgsql")], None, c, place);
    }
    d.tree.hidden(FRONTEND, At { value: u64::from(frontend), span: one.rest_span().at_start() });
    if kind == ANSWER {
        return Ok(());
    }
    message_of(d, one, untyped, frontend, note)
}

/// By its port, where the beginning of the connection was not seen.
fn to_server(d: &Dissector<'_>) -> bool {
    let conversation = d.place().and_then(|p| Some((p, d.capture().conversation(p.conversation)?)));
    conversation.is_some_and(|(place, conversation)| {
        conversation.ends.get(1 - place.direction.min(1)).is_some_and(|e| e.port == PORT)
    })
}

fn message_of(
    d: &mut Dissector<'_>,
    mut c: Cursor<'_>,
    untyped: bool,
    frontend: bool,
    note: u8,
) -> Result<(), Cut> {
    if untyped {
        return without_type(d, c);
    }
    let kind = c.u8()?;
    let said = match (kind.value, frontend, note) {
        (b'p', true, 3..=6) => "Password message",
        (b'p', true, 10) => "SASLInitialResponse message",
        (b'p', true, 11) => "SASLResponse message",
        (b'p', true, 7..=9) => "GSSResponse message",
        (kind, ..) => name(kind, frontend).unwrap_or("Unknown"),
    };
    let first = matches!(d.columns.info(), ">" | "<");
    let letter = char::from(kind.value);
    d.columns.add_info(format_args!("{}{}", if first { "" } else { "/" }, letter));
    d.tree.made_text(TYPE, said, kind.span);
    d.tree.leaf(LENGTH, c.u32()?);
    if frontend { client(d, letter, &mut c, note) } else { server(d, letter, &mut c) }
}

fn without_type(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let length = c.u32()?;
    let mut rest = c;
    let word = rest.u32()?;
    let said = match word.value {
        code::SSL => "SSL request",
        code::GSS => "GSS encrypt request",
        code::CANCEL => "Cancel request",
        _ => "Startup message",
    };
    d.tree.made_text(TYPE, said, length.span.to(word.span));
    d.tree.leaf(LENGTH, length);
    match word.value {
        code::SSL | code::GSS => {}
        code::CANCEL => {
            d.tree.leaf(PID, rest.u32()?);
            d.tree.leaf(KEY, rest.u32()?);
        }
        _ => {
            d.tree.leaf(MAJOR, c.u16()?);
            d.tree.leaf(MINOR, c.u16()?);
            while rest.left() > 1 && !d.tree.truncated {
                text(d, PARAMETER_NAME, &mut rest)?;
                text(d, PARAMETER_VALUE, &mut rest)?;
            }
        }
    }
    Ok(())
}

/// Text up to a zero byte.
fn string<'a>(c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    let Some(len) = c.peek().iter().position(|b| *b == 0) else {
        return Err(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed });
    };
    let at = c.bytes(len as u32)?;
    c.skip(1)?;
    Ok(at)
}

fn text(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let at = string(c)?;
    d.tree.leaf(field, at);
    Ok(())
}

fn rest(d: &mut Dissector<'_>, field: Field<Bytes>, c: &mut Cursor<'_>) {
    d.rest_as(field, c);
}

fn client(d: &mut Dissector<'_>, kind: char, c: &mut Cursor<'_>, note: u8) -> Result<(), Cut> {
    match kind {
        'p' => match note {
            10 => {
                text(d, SASL_MECHANISM, c)?;
                d.tree.leaf(SASL_LENGTH, c.u32()?.map(u32::cast_signed));
                rest(d, SASL_DATA, c);
            }
            11 => rest(d, SASL_DATA, c),
            7..=9 => rest(d, GSS, c),
            _ => text(d, PASSWORD, c)?,
        },
        'Q' => text(d, QUERY, c)?,
        'P' => {
            text(d, STATEMENT, c)?;
            text(d, QUERY, c)?;
            types(d, c)?;
        }
        'B' => {
            text(d, PORTAL, c)?;
            text(d, STATEMENT, c)?;
            formats(d, "Parameter formats", c)?;
            values(d, "Parameter values", c)?;
            formats(d, "Result formats", c)?;
        }
        'E' => {
            text(d, PORTAL, c)?;
            let count = c.u32()?;
            match count.value {
                0 => d.tree.leaf_as(RETURNS, count, format_args!("Returns: all rows")),
                n => d.tree.leaf_as(RETURNS, count, format_args!("Returns: {n} rows")),
            };
        }
        'D' | 'C' => {
            let what = c.u8()?.value;
            text(d, if what == b'P' { PORTAL } else { STATEMENT }, c)?;
        }
        'd' => rest(d, COPY_DATA, c),
        'f' => text(d, ERROR, c)?,
        'F' => {
            d.tree.leaf(OID, c.u32()?);
            formats(d, "Parameter formats", c)?;
            values(d, "Parameter values", c)?;
            d.tree.leaf(FORMAT, c.u16()?);
        }
        _ => {}
    }
    Ok(())
}

fn server(d: &mut Dissector<'_>, kind: char, c: &mut Cursor<'_>) -> Result<(), Cut> {
    match kind {
        'R' => {
            let how = c.u32()?;
            d.tree.leaf(AUTHENTICATION, how);
            match how.value {
                4 | 5 => rest(d, SALT, c),
                8 => rest(d, GSS, c),
                10 => {
                    while c.left() > 1 && !d.tree.truncated {
                        text(d, SASL_MECHANISM, c)?;
                    }
                }
                11 | 12 => rest(d, SASL_DATA, c),
                _ => {}
            }
        }
        'K' => {
            d.tree.leaf(PID, c.u32()?);
            d.tree.leaf(KEY, c.u32()?);
        }
        'S' => {
            text(d, PARAMETER_NAME, c)?;
            text(d, PARAMETER_VALUE, c)?;
        }
        't' => types(d, c)?,
        'T' => columns(d, c)?,
        'D' => {
            let open = d.tree.open(FIELD_COUNT, c.u16()?);
            while c.left() >= 4 && !d.tree.truncated {
                value(d, c)?;
            }
            d.tree.close(open);
        }
        'V' => value(d, c)?,
        'C' => text(d, TAG, c)?,
        'Z' => {
            d.tree.leaf(STATUS, c.u8()?);
        }
        'd' => rest(d, COPY_DATA, c),
        'G' | 'H' | 'W' => {
            d.tree.leaf(FORMAT, c.u8()?.map(u16::from));
            let count = c.u16()?;
            d.tree.text(count.span, format_args!("Columns: {}", count.value));
        }
        'E' | 'N' => error(d, c)?,
        'A' => {
            d.tree.leaf(PID, c.u32()?);
            text(d, CONDITION, c)?;
            text(d, TEXT, c)?;
        }
        'v' => {
            d.tree.leaf(SUPPORTED_MINOR, c.u32()?);
            d.tree.leaf(UNSUPPORTED_COUNT, c.u32()?.map(u32::cast_signed));
            while !c.is_empty() && !d.tree.truncated {
                text(d, UNSUPPORTED, c)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn types(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count = c.u16()?;
    let open = d.tree.open_text(count.span, format_args!("Parameters: {}", count.value));
    for _ in 0..count.value {
        d.tree.leaf(TYPE_OID, c.u32()?);
    }
    d.tree.close(open);
    Ok(())
}

fn formats(d: &mut Dissector<'_>, title: &str, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count: At<u16> = c.u16()?;
    let open = d.tree.open_text(count.span, format_args!("{title}: {}", count.value));
    let field: Field<U16> = FORMAT;
    for _ in 0..count.value {
        d.tree.leaf(field, c.u16()?);
    }
    d.tree.close(open);
    Ok(())
}

fn values(d: &mut Dissector<'_>, title: &str, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count = c.u16()?;
    let open = d.tree.open_text(count.span, format_args!("{title}: {}", count.value));
    for _ in 0..count.value {
        value(d, c)?;
    }
    d.tree.close(open);
    Ok(())
}

fn value(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.u32()?.map(u32::cast_signed);
    d.tree.leaf(VALUE_LENGTH, len);
    if let Ok(len @ 1..) = u32::try_from(len.value) {
        d.tree.leaf(VALUE, c.bytes(len)?);
    }
    Ok(())
}

fn columns(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(FIELD_COUNT, c.u16()?);
    while !c.is_empty() && !d.tree.truncated {
        let one = d.tree.open(COLUMN_NAME, string(c)?);
        d.tree.leaf(TABLE_OID, c.u32()?);
        d.tree.leaf(COLUMN_INDEX, c.u16()?.map(u32::from));
        d.tree.leaf(TYPE_OID, c.u32()?);
        d.tree.leaf(VALUE_LENGTH, c.u16()?.map(|v| i32::from(v.cast_signed())));
        d.tree.leaf(TYPE_MODIFIER, c.u32()?.map(u32::cast_signed));
        d.tree.leaf(FORMAT, c.u16()?);
        d.tree.close(one);
    }
    d.tree.close(open);
    Ok(())
}

/// Parts of an error or a notice, each with a letter.
fn error(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while c.left() > 1 && !d.tree.truncated {
        let field = match c.u8()?.value {
            b'S' => SEVERITY,
            b'C' => CODE,
            b'M' => MESSAGE,
            b'D' => DETAIL,
            b'H' => HINT,
            b'P' => POSITION,
            b'p' => INTERNAL_POSITION,
            b'q' => INTERNAL_QUERY,
            b'W' => WHERE,
            b's' => SCHEMA,
            b't' => TABLE,
            b'c' => COLUMN,
            b'd' => TYPE_NAME,
            b'n' => CONSTRAINT,
            b'F' => FILE,
            b'L' => LINE,
            b'R' => ROUTINE,
            _ => TEXT,
        };
        text(d, field, c)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_known_by_its_beginning() {
        let ssl = b"\0\0\0\x08\x04\xd2\x16\x2f";
        assert!(recognises(ssl, [1, 2]));
        assert!(recognises(b"\0\0\0\x14\0\x03\0\0user\0me\0\0\0\0", [1, 2]));
        assert!(!recognises(b"\0\0\0\x09\x04\xd2\x16\x2f", [1, PORT]));
        assert!(!recognises(b"GET / HTTP/1.1\r\n", [1, PORT]));
        assert!(recognises(b"Q\0\0\0\x05\0", [1, PORT]));
        assert!(!recognises(b"Q\0\0\0\x05\0", [1, 2]));
    }

    #[test]
    fn letters_mean_different_things_from_each_side() {
        assert_eq!((name(b'S', true), name(b'S', false)), (Some("Sync"), Some("Parameter status")));
        assert_eq!(name(b'?', true), None);
    }
}
