//! MySQL's client/server protocol, version 10 (MySQL documentation, "Client/Server Protocol"): logins,
//! commands, results. After a login that asks for TLS the stream goes on with it. Compressed packets
//! and replication are not opened.

mod binary;
pub mod fields;
mod framer;
mod session;

use super::placed::Placed;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framer, Protocol};
use crate::field::def::{Bool, Str, U8, U16, U32, U64};
use crate::field::{Field, show};
use crate::store::{Application, MessageKind};
use fields::*;
use framer::{command, kind, length_encoded};

pub const PROTOCOL: Protocol = Protocol {
    name: "mysql",
    title: "MySQL",
    fields: FIELDS,
    claims: &[Claim::TcpPort(framer::PORT)],
    framer: Some(Framer {
        application: Application::Mysql,
        recognises: framer::recognises,
        follows_peer: true,
        next: framer::next,
    }),
    dissect,
    ..Protocol::EMPTY
};

/// Value of a column that is NULL.
const NULL: u8 = 0xfb;

/// What the layer's line says besides, by kind of packet.
const TITLES: &[(MessageKind, &str)] = &[
    (kind::OK, "response OK"),
    (kind::ERROR, "response ERROR"),
    (kind::EOF, "response EOF"),
    (kind::AUTH_SWITCH, "authentication switch request"),
    (kind::COLUMN_COUNT, "column count"),
    (kind::COLUMN, "field packet"),
    (kind::ROW, "row packet"),
    (kind::BINARY_ROW, "row packet"),
    (kind::PREPARED, "response to PREPARE"),
    (kind::PARAMETER, "parameters in response to PREPARE"),
    (kind::PREPARED_COLUMN, "fields in response to PREPARE"),
    (kind::SHOWN_FIELD, "response to SHOW FIELDS"),
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    if !d.is_repeated() {
        d.columns.clear_info();
    }
    let placed = Placed::of(d);
    let (kind, note) = placed.as_ref().and_then(|p| p.message(0)).map_or_else(
        || (if c.peek().get(3) == Some(&0) { kind::COMMAND } else { MessageKind(0) }, 0),
        |m| (m.kind(), m.note()),
    );
    let len = c.peek().get(..3).map_or(0, |b| b.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)));
    let mut one = c.take(4 + len);
    d.tree.set_span(d.layer_node(), one.rest_span());
    if !c.is_empty() {
        let place = d.place().map(|mut place| {
            place.start += u64::from(4 + len);
            place
        });
        d.hand_over_any(&[Claim::Named("mysql")], None, c, place);
    }
    let more = kind == kind::EOF && note != 0;
    let title =
        TITLES.iter().find(|(k, _)| *k == kind).map(|(_, t)| if more { "intermediate EOF" } else { t });
    if let Some(title) = title {
        d.tree.set_label(d.layer_node(), format_args!("MySQL Protocol - {title}"));
    }
    let length = one.bytes(3)?;
    d.tree.leaf(PACKET_LENGTH, length.with(len));
    d.tree.leaf(PACKET_NUMBER, one.u8()?);
    packet(d, &mut one, kind, note, placed.as_ref())?;
    if !one.is_empty() && one.captured() > 0 {
        d.rest_as(PAYLOAD, &mut one);
    }
    Ok(())
}

fn packet(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    kind: MessageKind,
    note: u8,
    placed: Option<&Placed<'_>>,
) -> Result<(), Cut> {
    let named = matches!(kind, kind::GREETING | kind::AUTH_SWITCH);
    let first = d.columns.info().is_empty() && !kind::is_client(kind) && !named;
    let ends_rows = kind == kind::EOF && d.columns.info().ends_with("TABULAR ");
    if first || ends_rows || matches!(kind, kind::OK | kind::ERROR) {
        d.columns.add_info(format_args!("Response "));
    }
    match kind {
        kind::GREETING => greeting(d, c),
        kind::LOGIN | kind::SSL_REQUEST => {
            let charset = if greeted_by_mariadb(placed) { MARIADB_CHARSET } else { CHARSET };
            login(d, c, kind == kind::SSL_REQUEST, charset)
        }
        kind::AUTH_RESPONSE => {
            d.columns.add_info(format_args!("Auth Switch Response "));
            d.rest_as(AUTH_RESPONSE_DATA, c);
            Ok(())
        }
        kind::COMMAND => request(d, c, note, placed),
        kind::OK => ok(d, c, placed),
        kind::ERROR => error(d, c),
        kind::EOF => eof(d, c),
        kind::AUTH_SWITCH => auth_switch(d, c),
        kind::COLUMN_COUNT => {
            d.columns.add_info(format_args!("TABULAR "));
            let count = number(d, c)?;
            d.tree.leaf(FIELD_COUNT, count);
            if !c.is_empty() {
                d.tree.leaf(METADATA_FOLLOWS, c.u8()?);
            }
            Ok(())
        }
        kind::COLUMN | kind::PARAMETER | kind::PREPARED_COLUMN | kind::SHOWN_FIELD => column(d, c),
        kind::ROW => {
            while !c.is_empty() && !d.tree.truncated {
                text(d, TEXT, c)?;
            }
            Ok(())
        }
        kind::BINARY_ROW => {
            d.tree.leaf(RESPONSE_CODE, c.u8()?);
            binary::row(d, c, placed)
        }
        kind::PREPARED => {
            d.tree.leaf(RESPONSE_CODE, c.u8()?);
            d.tree.leaf(STATEMENT_ID, c.u32_le()?);
            d.tree.leaf(FIELD_COUNT, c.u16_le()?.map(u64::from));
            d.tree.leaf(PARAMETER_COUNT, c.u16_le()?);
            c.skip(1)?;
            d.tree.leaf(WARNINGS, c.u16_le()?);
            Ok(())
        }
        kind::STATISTICS => {
            d.tree.leaf(MESSAGE, c.rest());
            Ok(())
        }
        _ => Ok(()),
    }
}

// ---- what all parts read ------------------------------------------------------------------------

fn flags(
    d: &mut Dissector<'_>,
    field: Field<U16>,
    list: &[Field<Bool>],
    c: &mut Cursor<'_>,
) -> Result<u16, Cut> {
    let at = c.u16_le()?;
    let open = d.tree.open(field, at);
    for flag in list {
        d.tree.leaf(*flag, at.map(u64::from));
    }
    if field.id == SERVER_EXTCAPS.id || field.id == CLIENT_EXTCAPS.id {
        d.tree.leaf(EXTCAP_UNUSED, at);
    }
    d.tree.close(open);
    Ok(at.value)
}

/// A number of variable length.
fn number(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<At<u64>, Cut> {
    let Some((value, len)) = length_encoded(c.peek()) else {
        return Err(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed });
    };
    let at = c.bytes(len as u32)?;
    let first = at.value.first().copied().unwrap_or(0);
    d.tree.leaf(PREFIX, At { value: first, span: at.span.part(0, 1) });
    d.tree.leaf(LENGTH, at.with(value));
    Ok(at.with(value))
}

fn counted<'a>(d: &mut Dissector<'_>, c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    let len = number(d, c)?;
    c.bytes(u32::try_from(len.value).map_err(|_| Cut::Malformed)?)
}

/// Text with its length before it, inside a line of its own.
fn text(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let title = d.tree.def(field.id).title;
    let start = *c;
    let line = d.tree.open_text(c.span(0), format_args!("{title}"));
    if c.peek().first() == Some(&NULL) {
        let at = c.u8()?;
        d.tree.leaf_as(PREFIX, at, format_args!("Prefix: {NULL}(NULL)"));
        d.tree.leaf_as(field, At { value: &[][..], span: at.span.part(1, 0) }, format_args!("{title}: NULL"));
    } else {
        let at = counted(d, c)?;
        d.tree.leaf(field, at);
    }
    d.tree.set_span(line.node(), c.since(&start));
    d.tree.close(line);
    Ok(())
}

/// Text up to a zero byte, or to the end.
fn string<'a>(c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    match c.peek().iter().position(|b| *b == 0) {
        Some(len) => {
            let at = c.bytes(len as u32)?;
            c.skip(1)?;
            Ok(at)
        }
        None if c.captured() < c.left() => Err(Cut::Snapped),
        None => Ok(c.rest()),
    }
}

// ---- logins -------------------------------------------------------------------------------------

fn greeting(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(GREETING, At { value: (), span: c.rest_span() });
    let protocol = c.u8()?;
    d.tree.leaf(PROTOCOL_VERSION, protocol);
    let version = string(c)?;
    d.tree.leaf(VERSION, version);
    // MariaDB says first what old clients want to read.
    let own = version.value.strip_prefix(b"5.5.5-").filter(|v| v.windows(7).any(|w| w == b"MariaDB"));
    let shown = show::line(own.unwrap_or(version.value));
    d.columns.add_info(format_args!("Server Greeting  proto={} version={shown} ", protocol.value));
    d.tree.leaf(THREAD_ID, c.u32_le()?);
    d.tree.leaf(SALT, string(c)?);
    flags(d, SERVER_CAPS, CAPS, c)?;
    d.tree.leaf(if own.is_some() { MARIADB_LANGUAGE } else { LANGUAGE }, c.u8()?);
    flags(d, STATUS, STATES, c)?;
    let more = flags(d, SERVER_EXTCAPS, EXTCAPS, c)?;
    let salt_len = c.u8()?;
    d.tree.leaf(PLUGIN_LENGTH, salt_len);
    if own.is_some() {
        d.tree.leaf(UNUSED, c.bytes(6)?);
        mariadb(d, MARIADB_CAPS, c)?;
    } else {
        d.tree.leaf(UNUSED, c.bytes(10)?);
    }
    d.tree.leaf(SALT_2, string(c)?);
    const PLUGINS: u16 = 8;
    if more & PLUGINS != 0 && !c.is_empty() {
        d.tree.leaf(PLUGIN, string(c)?);
    }
    d.tree.close(open);
    Ok(())
}

/// What only MariaDB has, where others have zeros.
fn mariadb(d: &mut Dissector<'_>, field: Field<U32>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let at = c.u32_le()?;
    let open = d.tree.open(field, at);
    for flag in [MARIADB_PROGRESS, MARIADB_MULTI, MARIADB_BULK, MARIADB_METADATA, MARIADB_CACHE] {
        d.tree.leaf(flag, at.map(u64::from));
    }
    d.tree.close(open);
    Ok(())
}

/// Whether the server's first packet names that server.
fn greeted_by_mariadb(placed: Option<&Placed<'_>>) -> bool {
    /// Where the version stands.
    const HEAD: u64 = 100;
    let server = placed.map(|placed| placed.bytes(1 - placed.place.direction.min(1), 0..HEAD));
    server.is_some_and(|bytes| bytes.windows(7).any(|w| w == b"MariaDB"))
}

fn login(d: &mut Dissector<'_>, c: &mut Cursor<'_>, only_flags: bool, charset: Field<U8>) -> Result<(), Cut> {
    /// MariaDB's own clients leave it out, and tell more about themselves.
    const OF_MYSQL: u16 = 0x0001;
    const WITH_DATABASE: u16 = 0x0008;
    const PROTOCOL_41: u16 = 0x0200;
    const SECURE: u16 = 0x8000;
    const PLUGINS: u16 = 0x0008;
    const ATTRIBUTES_SENT: u16 = 0x0010;
    let open = d.tree.open(LOGIN, At { value: (), span: c.rest_span() });
    let caps = flags(d, CLIENT_CAPS, CAPS, c)?;
    if caps & PROTOCOL_41 == 0 {
        let max = c.bytes(3)?;
        let value = max.value.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b));
        d.tree.leaf(MAX_PACKET, max.with(value));
        d.tree.leaf(USER, string(c)?);
        d.tree.close(open);
        return Ok(());
    }
    let more = flags(d, CLIENT_EXTCAPS, EXTCAPS, c)?;
    d.tree.leaf(MAX_PACKET, c.u32_le()?);
    d.tree.leaf(charset, c.u8()?);
    if charset.id == MARIADB_CHARSET.id && caps & OF_MYSQL == 0 {
        d.tree.leaf(UNUSED, c.bytes(19)?);
        mariadb(d, MARIADB_CLIENT_CAPS, c)?;
    } else {
        d.tree.leaf(UNUSED, c.bytes(23)?);
    }
    if only_flags {
        d.columns.add_info(format_args!("Response: SSL Handshake user= "));
        d.tree.close(open);
        return Ok(());
    }
    let user = string(c)?;
    d.tree.leaf(USER, user);
    d.columns.add_info(format_args!("Login Request user={} ", show::line(user.value)));
    let password = if caps & SECURE != 0 {
        let len = c.u8()?.value;
        c.bytes(len.into())?
    } else {
        string(c)?
    };
    if !password.value.is_empty() {
        d.tree.leaf(PASSWORD, password);
    }
    if caps & WITH_DATABASE != 0 && !c.is_empty() {
        let schema = string(c)?;
        d.tree.leaf(SCHEMA, schema);
        d.columns.add_info(format_args!("db={} ", show::line(schema.value)));
    }
    if more & PLUGINS != 0 && !c.is_empty() {
        d.tree.leaf(CLIENT_PLUGIN, string(c)?);
    }
    if more & ATTRIBUTES_SENT != 0 && !c.is_empty() {
        attributes(d, c)?;
    }
    d.tree.close(open);
    Ok(())
}

fn attributes(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = number(d, c)?;
    let open = d.tree.open(ATTRIBUTES, At { value: (), span: c.rest_span() });
    d.tree.leaf(ATTRIBUTES_LENGTH, len);
    let mut list = c.take(u32::try_from(len.value).unwrap_or(u32::MAX));
    while !list.is_empty() && !d.tree.truncated {
        let one = d.tree.open(ATTRIBUTE, At { value: (), span: list.rest_span() });
        let start = list;
        let mut part = |d: &mut Dissector<'_>, len: Field<U64>, field: Field<Str>| {
            let count = number(d, &mut list)?;
            d.tree.leaf(len, count);
            let at = list.bytes(u32::try_from(count.value).map_err(|_| Cut::Malformed)?)?;
            d.tree.leaf(field, at);
            Ok(show::line(at.value))
        };
        let name = part(d, ATTRIBUTE_NAME_LENGTH, ATTRIBUTE_NAME)?;
        let value = part(d, ATTRIBUTE_VALUE_LENGTH, ATTRIBUTE_VALUE)?;
        d.tree.set_label(one.node(), format_args!("Connection Attribute - {name}: {value}"));
        d.tree.set_span(one.node(), list.since(&start));
        d.tree.close(one);
    }
    d.tree.close(open);
    Ok(())
}

fn auth_switch(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.columns.add_info(format_args!("Auth Switch Request "));
    let code = c.u8()?;
    d.tree.leaf(RESPONSE_CODE, code);
    d.tree.leaf(EOF_MARKER, code);
    if !c.is_empty() {
        d.tree.leaf(AUTH_SWITCH_NAME, string(c)?);
        d.rest_as(AUTH_SWITCH_DATA, c);
    }
    Ok(())
}

// ---- commands -----------------------------------------------------------------------------------

fn request(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    note: u8,
    placed: Option<&Placed<'_>>,
) -> Result<(), Cut> {
    let at = c.peek().first().copied().unwrap_or(note);
    let name = COMMANDS.name(at.into()).unwrap_or("Unknown");
    d.columns.add_info(format_args!("Request {name}"));
    let whole = At { value: (), span: c.rest_span() };
    let open = d.tree.open_as(REQUEST, whole, format_args!("Request Command {name}"));
    d.tree.leaf(COMMAND, c.u8()?);
    const QUERY_COMMAND: u8 = 3;
    match at {
        2 | 5 | 6 => {
            d.tree.leaf(SCHEMA, c.rest());
        }
        QUERY_COMMAND => {
            let login = placed.and_then(|p| login_note(placed, p.place.direction));
            let with = login.is_some_and(|note| note & framer::QUERY_ATTRIBUTES != 0);
            if with && let [0, 1, ..] = c.peek() {
                let line = d.tree.open(QUERY_ATTRIBUTES, At { value: (), span: c.span(2) });
                d.tree.leaf(QUERY_ATTRIBUTES_COUNT, c.u8()?);
                c.skip(1)?;
                d.tree.close(line);
            }
            d.tree.leaf(QUERY, c.rest());
        }
        command::PREPARE => {
            d.tree.leaf(QUERY, c.rest());
        }
        command::SHOW_FIELDS => {
            d.tree.leaf(TABLE_NAME, string(c)?);
        }
        7 => {
            d.tree.leaf(REFRESH, c.u8()?);
        }
        8 if !c.is_empty() => {
            d.tree.leaf(SHUTDOWN, c.u8()?);
        }
        12 => {
            d.tree.leaf(THREAD_ID, c.u32_le()?);
        }
        17 => {
            d.tree.leaf(USER, string(c)?);
            let len = c.u8()?.value;
            d.tree.leaf(PASSWORD, c.bytes(len.into())?);
            d.tree.leaf(SCHEMA, string(c)?);
        }
        command::EXECUTE => {
            let statement = c.u32_le()?;
            d.tree.leaf(STATEMENT_ID, statement);
            let flags = c.u8()?;
            let name = d.tree.def(EXECUTE_FLAGS.id).names.name(flags.value.into()).unwrap_or("Unknown");
            d.tree.leaf_as(EXECUTE_FLAGS, flags, format_args!("Flags: {name} ({})", flags.value));
            d.tree.leaf(ITERATIONS, c.u32_le()?);
            binary::parameters(d, c, placed, statement.value)?;
        }
        24 => {
            d.tree.leaf(STATEMENT_ID, c.u32_le()?);
            d.tree.leaf(PARAMETER_INDEX, c.u16_le()?);
        }
        25 | 26 => {
            d.tree.leaf(STATEMENT_ID, c.u32_le()?);
        }
        27 => {
            d.tree.leaf(OPTION, c.u16_le()?);
        }
        command::FETCH => {
            d.tree.leaf(STATEMENT_ID, c.u32_le()?);
            d.tree.leaf(ROWS_WANTED, c.u32_le()?);
        }
        _ => {}
    }
    d.rest_as(PAYLOAD, c);
    d.tree.close(open);
    Ok(())
}

// ---- answers ------------------------------------------------------------------------------------

/// The note of the client's login, if it is in the capture.
fn login_note(placed: Option<&Placed<'_>>, client: usize) -> Option<u8> {
    let login = placed?.messages(client)?.get(0).copied();
    login.filter(|m| m.kind() == kind::LOGIN).map(|m| m.note())
}

fn ok(d: &mut Dissector<'_>, c: &mut Cursor<'_>, placed: Option<&Placed<'_>>) -> Result<(), Cut> {
    d.columns.add_info(format_args!(" OK "));
    let code = c.u8()?;
    d.tree.leaf(RESPONSE_CODE, code);
    if code.value != 0 {
        d.tree.leaf(EOF_MARKER, code);
    }
    let rows = number(d, c)?;
    d.tree.leaf(AFFECTED_ROWS, rows);
    let id = number(d, c)?;
    if id.value != 0 {
        d.tree.leaf(INSERT_ID, id);
    }
    let mut status = 0;
    if c.left() >= 2 {
        status = flags(d, STATUS, STATES, c)?;
    }
    if c.left() >= 2 {
        d.tree.leaf(WARNINGS, c.u16_le()?);
    }
    const STATE_CHANGED: u16 = 0x4000;
    let login = placed.and_then(|p| login_note(placed, 1 - p.place.direction.min(1)));
    let tracks = login.map_or(status & STATE_CHANGED != 0, |note| note & framer::SESSION_TRACK != 0);
    if c.is_empty() {
        return Ok(());
    }
    let message = if tracks { counted(d, c)? } else { c.rest() };
    if !message.value.is_empty() {
        d.tree.leaf(MESSAGE, message);
    }
    if status & STATE_CHANGED != 0 && !c.is_empty() {
        session::changes(d, c)?;
    }
    Ok(())
}

fn error(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(RESPONSE_CODE, c.u8()?);
    let code = c.u16_le()?;
    d.columns.add_info(format_args!(" Error {} ", code.value));
    d.tree.leaf(ERROR_CODE, code);
    if c.peek().first() == Some(&b'#') {
        c.skip(1)?;
        d.tree.leaf(SQL_STATE, c.bytes(5)?);
    }
    d.tree.leaf(ERROR_MESSAGE, c.rest());
    Ok(())
}

fn eof(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let code = c.u8()?;
    d.tree.leaf(RESPONSE_CODE, code);
    d.tree.leaf(EOF_MARKER, code);
    if c.left() >= 4 {
        d.tree.leaf(WARNINGS, c.u16_le()?);
        flags(d, STATUS, STATES, c)?;
    }
    Ok(())
}

fn column(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    for field in
        [COLUMN_CATALOG, COLUMN_DATABASE, COLUMN_TABLE, COLUMN_ORG_TABLE, COLUMN_NAME, COLUMN_ORG_NAME]
    {
        text(d, field, c)?;
    }
    if binary::metadata_len(c.peek()) > 0 {
        session::metadata(d, c)?;
    }
    c.skip(1)?;
    d.tree.leaf(COLUMN_CHARSET, c.u16_le()?);
    d.tree.leaf(COLUMN_LENGTH, c.u32_le()?);
    d.tree.leaf(COLUMN_TYPE, c.u8()?);
    flags(d, COLUMN_FLAGS, COLUMN_FLAG_BITS, c)?;
    d.tree.leaf(COLUMN_DECIMALS, c.u8()?);
    c.skip(c.left().min(2))?;
    Ok(())
}
