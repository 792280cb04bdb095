//! The fields of MySQL's protocol.

use crate::field::Names;
use crate::field::def::SET;
use crate::proto::tables::mysql_collation::COLLATIONS;

const TRACK_TYPES: Names = Names::Table(&[
    (0, "SESSION_SYSVARS_TRACKER"),
    (1, "CURRENT_SCHEMA_TRACKER"),
    (2, "SESSION_STATE_CHANGE_TRACKER"),
    (3, "SESSION_TRACK_GTIDS"),
    (4, "SESSION_TRACK_TRANSACTION_CHARACTERISTICS"),
    (5, "SESSION_TRACK_TRANSACTION_STATE"),
]);

pub(super) const COMMANDS: Names = Names::Table(&[
    (0, "SLEEP"),
    (1, "Quit"),
    (2, "Use Database"),
    (3, "Query"),
    (4, "Show Fields"),
    (5, "Create Database"),
    (6, "Drop Database"),
    (7, "Refresh"),
    (8, "Shutdown"),
    (9, "Statistics"),
    (10, "Process List"),
    (11, "Connect"),
    (12, "Kill Server Thread"),
    (13, "Dump Debuginfo"),
    (14, "Ping"),
    (15, "Time"),
    (16, "Insert Delayed"),
    (17, "Change User"),
    (18, "Send Binlog"),
    (19, "Send Table"),
    (20, "Slave Connect"),
    (21, "Register Slave"),
    (22, "Prepare Statement"),
    (23, "Execute Statement"),
    (24, "Send BLOB"),
    (25, "Close Statement"),
    (26, "Reset Statement"),
    (27, "Set Option"),
    (28, "Fetch Data"),
    (29, "Daemon"),
    (30, "Send Binlog GTID"),
    (31, "Reset Connection"),
    (250, "Execute Bulk Statement"),
]);
pub(super) const RESPONSES: Names =
    Names::Table(&[(0, "OK Packet"), (254, "EOF Packet"), (255, "ERR Packet")]);
pub(super) const TYPES: Names = Names::Table(&[
    (0, "FIELD_TYPE_DECIMAL"),
    (1, "FIELD_TYPE_TINY"),
    (2, "FIELD_TYPE_SHORT"),
    (3, "FIELD_TYPE_LONG"),
    (4, "FIELD_TYPE_FLOAT"),
    (5, "FIELD_TYPE_DOUBLE"),
    (6, "FIELD_TYPE_NULL"),
    (7, "FIELD_TYPE_TIMESTAMP"),
    (8, "FIELD_TYPE_LONGLONG"),
    (9, "FIELD_TYPE_INT24"),
    (10, "FIELD_TYPE_DATE"),
    (11, "FIELD_TYPE_TIME"),
    (12, "FIELD_TYPE_DATETIME"),
    (13, "FIELD_TYPE_YEAR"),
    (14, "FIELD_TYPE_NEWDATE"),
    (15, "FIELD_TYPE_VARCHAR"),
    (16, "FIELD_TYPE_BIT"),
    (246, "FIELD_TYPE_NEWDECIMAL"),
    (247, "FIELD_TYPE_ENUM"),
    (248, "FIELD_TYPE_SET"),
    (249, "FIELD_TYPE_TINY_BLOB"),
    (250, "FIELD_TYPE_MEDIUM_BLOB"),
    (251, "FIELD_TYPE_LONG_BLOB"),
    (252, "FIELD_TYPE_BLOB"),
    (253, "FIELD_TYPE_VAR_STRING"),
    (254, "FIELD_TYPE_STRING"),
    (255, "FIELD_TYPE_GEOMETRY"),
]);
pub(super) const SHUTDOWNS: Names = Names::Table(&[
    (0, "default"),
    (1, "wait for connections to finish"),
    (2, "wait for transactions to finish"),
    (8, "wait for updates to finish"),
    (16, "wait flush all buffers"),
    (17, "wait flush critical buffers"),
    (254, "kill running queries"),
    (255, "kill connections"),
]);
pub(super) const OPTIONS: Names = Names::Table(&[(0, "multi statements on"), (1, "multi statements off")]);
pub(super) const CURSORS: Names = Names::Table(&[
    (0, "Defaults"),
    (1, "Read-only cursor"),
    (2, "Cursor for update"),
    (4, "Scrollable cursor"),
]);

crate::fields! { "mysql";
    /// A packet of MySQL.
    MYSQL: Protocol = "mysql", "MySQL Protocol", None;
    /// Bytes behind the header.
    PACKET_LENGTH: U24 = "mysql.packet_length", "Packet Length", Dec;
    /// Counts packets from the command on.
    PACKET_NUMBER: U8 = "mysql.packet_number", "Packet Number", Dec;
    /// First byte of a number of variable length.
    PREFIX: U8 = "mariadb.prefix", "Prefix", Dec;
    /// The number.
    LENGTH: U64 = "mariadb.length", "Length", Dec;
    /// The server begins.
    GREETING: Label = "mysql.server_greeting", "Server Greeting", None;
    /// Version of the protocol.
    PROTOCOL_VERSION: U8 = "mysql.protocol", "Protocol", Dec;
    /// Version of the server.
    VERSION: Str = "mysql.version", "Version", None;
    /// Number of the connection.
    THREAD_ID: U32 = "mysql.thread_id", "Thread ID", Dec;
    /// What is to be mixed into the password.
    SALT: Str = "mysql.salt", "Salt", None;
    /// The rest of it.
    SALT_2: Str = "mysql.salt2", "Salt", None;
    /// What the server can do.
    SERVER_CAPS: U16 = "mysql.caps.server", "Server Capabilities", Hex;
    /// What the client can do.
    CLIENT_CAPS: U16 = "mysql.caps.client", "Client Capabilities", Hex;
    /// What the server can do besides.
    SERVER_EXTCAPS: U16 = "mysql.extcaps.server", "Extended Server Capabilities", Hex;
    /// What the client can do besides.
    CLIENT_EXTCAPS: U16 = "mysql.extcaps.client", "Extended Client Capabilities", Hex;
    /// One of the flags above.
    CAP_LP: Bool = "mysql.caps.lp", "Long Password", W16 & 0x0001, SET;
    /// One of the flags above.
    CAP_FR: Bool = "mysql.caps.fr", "Found Rows", W16 & 0x0002, SET;
    /// One of the flags above.
    CAP_LF: Bool = "mysql.caps.lf", "Long Column Flags", W16 & 0x0004, SET;
    /// One of the flags above.
    CAP_CD: Bool = "mysql.caps.cd", "Connect With Database", W16 & 0x0008, SET;
    /// One of the flags above.
    CAP_NS: Bool = "mysql.caps.ns", "Don't Allow database.table.column", W16 & 0x0010, SET;
    /// One of the flags above.
    CAP_CP: Bool = "mysql.caps.cp", "Can use compression protocol", W16 & 0x0020, SET;
    /// One of the flags above.
    CAP_OB: Bool = "mysql.caps.ob", "ODBC Client", W16 & 0x0040, SET;
    /// One of the flags above.
    CAP_LI: Bool = "mysql.caps.li", "Can Use LOAD DATA LOCAL", W16 & 0x0080, SET;
    /// One of the flags above.
    CAP_IS: Bool = "mysql.caps.is", "Ignore Spaces before '('", W16 & 0x0100, SET;
    /// One of the flags above.
    CAP_CU: Bool = "mysql.caps.cu", "Speaks 4.1 protocol (new flag)", W16 & 0x0200, SET;
    /// One of the flags above.
    CAP_IA: Bool = "mysql.caps.ia", "Interactive Client", W16 & 0x0400, SET;
    /// One of the flags above.
    CAP_SL: Bool = "mysql.caps.sl", "Switch to SSL after handshake", W16 & 0x0800, SET;
    /// One of the flags above.
    CAP_II: Bool = "mysql.caps.ii", "Ignore sigpipes", W16 & 0x1000, SET;
    /// One of the flags above.
    CAP_TA: Bool = "mysql.caps.ta", "Knows about transactions", W16 & 0x2000, SET;
    /// One of the flags above.
    CAP_RS: Bool = "mysql.caps.rs", "Speaks 4.1 protocol (old flag)", W16 & 0x4000, SET;
    /// One of the flags above.
    CAP_SC: Bool = "mysql.caps.sc", "Can do 4.1 authentication", W16 & 0x8000, SET;
    /// One of the flags above.
    EXTCAP_MS: Bool = "mysql.caps.ms", "Multiple statements", W16 & 0x0001, SET;
    /// One of the flags above.
    EXTCAP_MR: Bool = "mysql.caps.mr", "Multiple results", W16 & 0x0002, SET;
    /// One of the flags above.
    EXTCAP_PM: Bool = "mysql.caps.pm", "PS Multiple results", W16 & 0x0004, SET;
    /// One of the flags above.
    EXTCAP_PA: Bool = "mysql.caps.pa", "Plugin Auth", W16 & 0x0008, SET;
    /// One of the flags above.
    EXTCAP_CA: Bool = "mysql.caps.ca", "Connect attrs", W16 & 0x0010, SET;
    /// One of the flags above.
    EXTCAP_LENENC: Bool = "mysql.caps.pm", "Plugin Auth LENENC Client Data", W16 & 0x0020, SET;
    /// One of the flags above.
    EXTCAP_EP: Bool = "mysql.caps.ep", "Client can handle expired passwords", W16 & 0x0040, SET;
    /// One of the flags above.
    EXTCAP_SESSION_TRACK: Bool = "mysql.caps.session_track", "Session variable tracking", W16 & 0x0080, SET;
    /// One of the flags above.
    EXTCAP_DEPRECATE_EOF: Bool = "mysql.caps.deprecate_eof", "Deprecate EOF", W16 & 0x0100, SET;
    /// One of the flags above.
    EXTCAP_OPTIONAL_METADATA: Bool = "mysql.caps.optional_metadata", "Client can hanle optional resultset metadata", W16 & 0x0200, SET;
    /// One of the flags above.
    EXTCAP_COMPRESS_ZSD: Bool = "mysql.caps.compress_zsd", "ZSTD Compression Algorithm", W16 & 0x0400, SET;
    /// One of the flags above.
    EXTCAP_QUERY_ATTRS: Bool = "mysql.caps.query_attrs", "Query Attributes", W16 & 0x0800, SET;
    /// One of the flags above.
    EXTCAP_MF_AUTH: Bool = "mysql.caps.mf_auth", "Multifactor Authentication", W16 & 0x1000, SET;
    /// One of the flags above.
    EXTCAP_CAP_EXT: Bool = "mysql.caps.cap_ext", "Capability Extension", W16 & 0x2000, SET;
    /// Bits without meaning.
    EXTCAP_UNUSED: U16 = "mysql.caps.unused", "Unused", Hex & 0xc000;
    /// Collation of the server.
    LANGUAGE: U8 = "mysql.server_language", "Server Language", Dec, Names::Table(COLLATIONS);
    /// State of the server.
    STATUS: U16 = "mysql.server_status", "Server Status", Hex;
    /// One of the flags above.
    STATUS_IT: Bool = "mysql.stat.it", "In transaction", W16 & 0x0001, SET;
    /// One of the flags above.
    STATUS_AC: Bool = "mysql.stat.ac", "AUTO_COMMIT", W16 & 0x0002, SET;
    /// One of the flags above.
    STATUS_MU: Bool = "mysql.stat.mu", "Multi query / Unused", W16 & 0x0004, SET;
    /// One of the flags above.
    STATUS_MR: Bool = "mysql.stat.mr", "More results", W16 & 0x0008, SET;
    /// One of the flags above.
    STATUS_BI: Bool = "mysql.stat.bi", "Bad index used", W16 & 0x0010, SET;
    /// One of the flags above.
    STATUS_NI: Bool = "mysql.stat.ni", "No index used", W16 & 0x0020, SET;
    /// One of the flags above.
    STATUS_CR: Bool = "mysql.stat.cr", "Cursor exists", W16 & 0x0040, SET;
    /// One of the flags above.
    STATUS_LR: Bool = "mysql.stat.lr", "Last row sent", W16 & 0x0080, SET;
    /// One of the flags above.
    STATUS_DR: Bool = "mysql.stat.dr", "Database dropped", W16 & 0x0100, SET;
    /// One of the flags above.
    STATUS_BS: Bool = "mysql.stat.bs", "No backslash escapes", W16 & 0x0200, SET;
    /// One of the flags above.
    STATUS_MC: Bool = "mysql.stat.mc", "Metadata changed", W16 & 0x0400, SET;
    /// One of the flags above.
    STATUS_QUERY_WAS_SLOW: Bool = "mysql.stat.query_was_slow", "Query was slow", W16 & 0x0800, SET;
    /// One of the flags above.
    STATUS_PS_OUT_PARAMS: Bool = "mysql.stat.ps_out_params", "PS Out Params", W16 & 0x1000, SET;
    /// One of the flags above.
    STATUS_TRANS_READONLY: Bool = "mysql.stat.trans_readonly", "In Trans Readonly", W16 & 0x2000, SET;
    /// One of the flags above.
    STATUS_SESSION_STATE_CHANGED: Bool = "mysql.stat.session_state_changed", "Session state changed", W16 & 0x4000, SET;
    /// Bytes of all the salt.
    PLUGIN_LENGTH: U8 = "mysql.auth_plugin.length", "Authentication Plugin Length", Dec;
    /// Bytes without meaning.
    UNUSED: Bytes = "mysql.unused", "Unused", None;
    /// How the client shall authenticate.
    PLUGIN: Str = "mysql.auth_plugin", "Authentication Plugin", None;
    /// The client logs in.
    LOGIN: Label = "mysql.login_request", "Login Request", None;
    /// Longest packet that the client takes.
    MAX_PACKET: U32 = "mysql.max_packet", "MAX Packet", Dec;
    /// Collation of the client.
    CHARSET: U8 = "mysql.charset", "Charset", Dec, Names::Table(COLLATIONS);
    /// Who logs in.
    USER: Str = "mysql.user", "Username", None;
    /// What was made of the password.
    PASSWORD: Bytes = "mysql.passwd", "Password", None;
    /// The database.
    SCHEMA: Str = "mysql.schema", "Schema", None;
    /// How the client authenticates.
    CLIENT_PLUGIN: Str = "mysql.client_auth_plugin", "Client Auth Plugin", None;
    /// What the client says of itself.
    ATTRIBUTES: Label = "mysql.connattrs", "Connection Attributes", None;
    /// Bytes of it.
    ATTRIBUTES_LENGTH: U64 = "mysql.connattrs.length", "Connection Attributes length", Dec;
    /// A name and a value.
    ATTRIBUTE: Label = "mysql.connattrs.attr", "Connection Attribute", None;
    /// Bytes of the name.
    ATTRIBUTE_NAME_LENGTH: U64 = "mysql.connattrs.name.length", "Connection Attribute Name Length", Dec;
    /// The name.
    ATTRIBUTE_NAME: Str = "mysql.connattrs.name", "Connection Attribute Name", None;
    /// Bytes of the value.
    ATTRIBUTE_VALUE_LENGTH: U64 = "mysql.connattrs.value.length", "Connection Attribute Value Length", Dec;
    /// The value.
    ATTRIBUTE_VALUE: Str = "mysql.connattrs.value", "Connection Attribute Value", None;
    /// A command.
    REQUEST: Label = "mysql.request", "Request Command", None;
    /// What is to be done.
    COMMAND: U8 = "mysql.command", "Command", Dec, COMMANDS;
    /// An SQL statement.
    QUERY: Str = "mysql.query", "Statement", None;
    /// Attributes of a query.
    QUERY_ATTRIBUTES: Label = "mysql.query_attrs", "Query Attributes", None;
    /// How many.
    QUERY_ATTRIBUTES_COUNT: U8 = "mysql.query_attrs_count", "Count", Dec;
    /// A table.
    TABLE_NAME: Str = "mysql.table_name", "Table Name", None;
    /// How the server shall end.
    SHUTDOWN: U8 = "mysql.shutdown", "Shutdown Level", Dec, SHUTDOWNS;
    /// An option to be set.
    OPTION: U16 = "mysql.option", "Option", Dec, OPTIONS;
    /// What is to be read anew.
    REFRESH: U8 = "mysql.refresh", "Refresh Option", Hex;
    /// Number of a prepared statement.
    STATEMENT_ID: U32 = "mysql.stmt_id", "Statement ID", Dec;
    /// Number of a parameter.
    PARAMETER_INDEX: U16 = "mysql.param", "Parameter", Dec;
    /// Rows to fetch.
    ROWS_WANTED: U32 = "mysql.num_rows", "Rows to fetch", Dec;
    /// Kind of cursor.
    EXECUTE_FLAGS: U8 = "mysql.exec_flags", "Flags (unused)", Dec, CURSORS;
    /// Always 1.
    ITERATIONS: U32 = "mysql.exec_iter", "Iterations (unused)", Dec;
    /// Bytes of which nothing more is told.
    PAYLOAD: Bytes = "mysql.payload", "Payload", None;
    /// What came of a command.
    RESPONSE_CODE: U8 = "mysql.response_code", "Response Code", Hex, RESPONSES;
    /// Rows that were changed.
    AFFECTED_ROWS: U64 = "mysql.affected_rows", "Affected Rows", Dec;
    /// Number given to a new row.
    INSERT_ID: U64 = "mysql.insert_id", "Last INSERT ID", Dec;
    /// How many warnings there are.
    WARNINGS: U16 = "mysql.warnings", "Warnings", Dec;
    /// What the server says.
    MESSAGE: Str = "mysql.message", "Message", None;
    /// What went wrong.
    ERROR_CODE: U16 = "mysql.error_code", "Error Code", Dec;
    /// The same as a standard has it.
    SQL_STATE: Str = "mysql.sqlstate", "SQL state", None;
    /// The same in words.
    ERROR_MESSAGE: Str = "mysql.error.message", "Error message", None;
    /// The end of something.
    EOF_MARKER: U8 = "mysql.eof", "EOF marker", Dec;
    /// How the client shall authenticate instead.
    AUTH_SWITCH_NAME: Str = "mysql.auth_switch_request.name", "Auth Method Name", None;
    /// What is to be mixed into the password.
    AUTH_SWITCH_DATA: Bytes = "mysql.auth_switch_request.data", "Auth Method Data", None;
    /// What was made of it.
    AUTH_RESPONSE_DATA: Bytes = "mysql.auth_switch_response.data", "Auth Method Data", None;
    /// Columns of a result.
    FIELD_COUNT: U64 = "mysql.num_fields", "Number of fields", Dec;
    /// Parameters of a statement.
    PARAMETER_COUNT: U16 = "mysql.num_params", "Number of parameter", Dec;
    /// Always def.
    COLUMN_CATALOG: Str = "mysql.field.catalog", "Catalog", None;
    /// Database of a column.
    COLUMN_DATABASE: Str = "mysql.field.db", "Database", None;
    /// Its table, as the query calls it.
    COLUMN_TABLE: Str = "mysql.field.table", "Table", None;
    /// Its table.
    COLUMN_ORG_TABLE: Str = "mysql.field.org_table", "Original table", None;
    /// Its name, as the query calls it.
    COLUMN_NAME: Str = "mysql.field.name", "Name", None;
    /// Its name.
    COLUMN_ORG_NAME: Str = "mysql.field.org_name", "Original name", None;
    /// Its collation.
    COLUMN_CHARSET: U16 = "mysql.field.charsetnr", "Charset number", Dec, Names::Table(COLLATIONS);
    /// Longest value.
    COLUMN_LENGTH: U32 = "mysql.field.length", "Length", Dec;
    /// Type of its values.
    COLUMN_TYPE: U8 = "mysql.field.type", "Type", Dec, TYPES;
    /// What else is known of them.
    COLUMN_FLAGS: U16 = "mysql.field.flags", "Flags", Hex;
    /// One of the flags above.
    COLUMN_NOT_NULL: Bool = "mysql.field.flags.not_null", "Not null", W16 & 0x0001, SET;
    /// One of the flags above.
    COLUMN_PRIMARY_KEY: Bool = "mysql.field.flags.primary_key", "Primary key", W16 & 0x0002, SET;
    /// One of the flags above.
    COLUMN_UNIQUE_KEY: Bool = "mysql.field.flags.unique_key", "Unique key", W16 & 0x0004, SET;
    /// One of the flags above.
    COLUMN_MULTIPLE_KEY: Bool = "mysql.field.flags.multiple_key", "Multiple key", W16 & 0x0008, SET;
    /// One of the flags above.
    COLUMN_BLOB: Bool = "mysql.field.flags.blob", "Blob", W16 & 0x0010, SET;
    /// One of the flags above.
    COLUMN_UNSIGNED: Bool = "mysql.field.flags.unsigned", "Unsigned", W16 & 0x0020, SET;
    /// One of the flags above.
    COLUMN_ZERO_FILL: Bool = "mysql.field.flags.zero_fill", "Zero fill", W16 & 0x0040, SET;
    /// One of the flags above.
    COLUMN_ENUM: Bool = "mysql.field.flags.enum", "Enum", W16 & 0x0100, SET;
    /// One of the flags above.
    COLUMN_AUTO_INCREMENT: Bool = "mysql.field.flags.auto_increment", "Auto increment", W16 & 0x0200, SET;
    /// One of the flags above.
    COLUMN_TIMESTAMP: Bool = "mysql.field.flags.timestamp", "Timestamp", W16 & 0x0400, SET;
    /// One of the flags above.
    COLUMN_SET: Bool = "mysql.field.flags.set", "Set", W16 & 0x0800, SET;
    /// Digits behind the point.
    COLUMN_DECIMALS: U8 = "mysql.field.decimals", "Decimals", Dec;
    /// A value.
    TEXT: Str = "mysql.row.text", "text", None;
    /// Whether types of parameters follow.
    BOUND: U8 = "mysql.new_parameter_bound_flag", "New parameter bound flag", Dec, Names::Table(BOUND_NAMES);
    /// A parameter of a statement.
    PARAMETER: Label = "mysql.exec_param", "Parameter", None;
    /// Its type.
    PARAMETER_TYPE: U8 = "mysql.field.type", "Type", Dec, TYPES;
    /// Whether it has no sign.
    PARAMETER_UNSIGNED: U8 = "mysql.exec.unsigned", "Unsigned", Dec;
    /// A value that is none.
    VALUE_NULL: Label = "mysql.exec.field.null", "Value: -NULL-", None;
    /// A value.
    VALUE_TEXT: Str = "mysql.exec.field.string", "Value (String)", None;
    /// A value.
    VALUE_I8: I8 = "mysql.exec.field.tiny", "Value (INT8)", Dec;
    /// A value.
    VALUE_U8: U8 = "mysql.exec.field.unsigned_tiny", "Value (UINT8)", Dec;
    /// A value.
    VALUE_I16: I16 = "mysql.exec.field.short", "Value (INT16)", Dec;
    /// A value.
    VALUE_U16: U16 = "mysql.exec.field.unsigned_short", "Value (UINT16)", Dec;
    /// A value.
    VALUE_I32: I32 = "mysql.exec.field.long", "Value (INT32)", Dec;
    /// A value.
    VALUE_U32: U32 = "mysql.exec.field.unsigned_long", "Value (UINT32)", Dec;
    /// A value.
    VALUE_I64: I64 = "mysql.exec.field.longlong", "Value (INT64)", Dec;
    /// A value.
    VALUE_U64: U64 = "mysql.exec.field.unsigned_longlong", "Value (UINT64)", Dec;
    /// A value.
    VALUE_FLOAT: Double = "mysql.exec.field.float", "Value (Float)", None;
    /// A value.
    VALUE_DOUBLE: Double = "mysql.exec.field.double", "Value (Double)", None;
    /// Bytes of a date.
    DATE_LENGTH: I8 = "mysql.exec.field.datetime.length", "Length", Dec;
    /// Part of a date.
    YEAR: I16 = "mysql.exec.field.year", "Year", Dec;
    /// Part of a date.
    MONTH: I8 = "mysql.exec.field.month", "Month", Dec;
    /// Part of a date.
    DAY: I8 = "mysql.exec.field.day", "Day", Dec;
    /// Part of a time.
    HOUR: I8 = "mysql.exec.field.hour", "Hour", Dec;
    /// Part of a time.
    MINUTE: I8 = "mysql.exec.field.minute", "Minute", Dec;
    /// Part of a time.
    SECOND: I8 = "mysql.exec.field.second", "Second", Dec;
    /// Microseconds.
    SECOND_PART: I32 = "mysql.exec.field.secondb", "Billionth of a second", Dec;
    /// Bytes of a time.
    TIME_LENGTH: I8 = "mysql.exec.field.time.length", "Length", Dec;
    /// Whether a time is negative.
    TIME_SIGN: U8 = "mysql.exec.field.time.sign", "Flags", Dec, Names::Table(&[(0, "Positive"), (1, "Negative")]);
    /// Days of a time.
    TIME_DAYS: I32 = "mysql.exec.field.time.days", "Days", Dec;
    /// Language of a MariaDB server.
    MARIADB_LANGUAGE: U8 = "mariadb.server_language", "Server Language", Dec, Names::Table(COLLATIONS);
    /// Charset of its client.
    MARIADB_CHARSET: U8 = "mariadb.charset", "Charset", Dec, Names::Table(COLLATIONS);
    /// What a MariaDB server can do besides.
    MARIADB_CAPS: U32 = "mariadb.extcaps.server", "MariaDB Extended Server Capabilities", Hex;
    /// The same of its client.
    MARIADB_CLIENT_CAPS: U32 = "mariadb.extcaps.client", "MariaDB Extended Client Capabilities", Hex;
    /// It tells how far it is.
    MARIADB_PROGRESS: Bool = "mariadb.caps.pr", "Progress indication", W32 & 0x00000001, SET;
    /// Several commands in one.
    MARIADB_MULTI: Bool = "mariadb.caps.cm", "Multi commands", W32 & 0x00000002, SET;
    /// Statements for many rows at once.
    MARIADB_BULK: Bool = "mariadb.caps.bo", "Bulk Operations", W32 & 0x00000004, SET;
    /// More about columns.
    MARIADB_METADATA: Bool = "mariadb.caps.em", "Extended metadata", W32 & 0x00000008, SET;
    /// Columns need not be told again.
    MARIADB_CACHE: Bool = "mariadb.caps.me", "Cache metadata", W32 & 0x00000010, SET;
    /// Whether the columns are told again (MariaDB).
    METADATA_FOLLOWS: U8 = "mysql.metadata_follows", "send metadata", Dec;
    /// What MariaDB says of a column besides.
    EXTENDED_DATA: Label = "mysql.extmeta_data", "Extended metadata data", None;
    /// Its length.
    EXTENDED_LENGTH: U64 = "mysql.extmeta.length", "Extended metadata length", Dec;
    /// One of it.
    EXTENDED: Label = "mysql.extmeta", "Extended metadata", None;
    /// What it tells.
    EXTENDED_KEY: U64 = "mysql.extmeta.key", "Extended metadata key", Dec;
    /// Name of the type.
    EXTENDED_TYPE: Str = "mysql.extmeta.type", "Extended metadata type", None;
    /// Name of the form.
    EXTENDED_FORMAT: Str = "mysql.extmeta.format", "Extended metadata format", None;
    /// What changed in the session.
    TRACKED: Label = "mysql.session_track.data", "Session tracking data", None;
    /// Its length.
    TRACKED_LENGTH: U64 = "mysql.session_track.data.length", "Session tracking data length", Dec;
    /// One change.
    TRACK: Label = "mysql.session_track", "Session Track", None;
    /// What changed.
    TRACK_TYPE: U8 = "mysql.session_track.type", "Session tracking type", Dec, TRACK_TYPES;
    /// Its length.
    TRACK_LENGTH: U64 = "mysql.session_track.length", "Session tracking length", Dec;
    /// Length of a variable's name or value.
    TRACK_VARIABLE_LENGTH: U64 = "mysql.session_track.sysvar.length", "System variable change Length", Dec;
    /// A variable that was set.
    TRACK_VARIABLE: Str = "mysql.session_track.sysvar.name", "System variable change Name", None;
    /// What it was set to.
    TRACK_VALUE: Str = "mysql.session_track.sysvar.value", "System variable change Value", None;
    /// Length of the next.
    TRACK_SCHEMA_LENGTH: U64 = "mysql.session_track.schema.length", "Schema change length", Dec;
    /// The database now used.
    TRACK_SCHEMA: Str = "mysql.session_track.schema", "Schema change", None;
    /// Whether the session's state changed.
    TRACK_STATE: Str = "mysql.session_track.state_change", "State change", None;
    /// How transactions are written.
    TRACK_GTIDS_ENCODING: U8 = "mysql.session_track.gtids.encoding", "GTIDs encoding", Dec;
    /// Length of the next.
    TRACK_GTIDS_LENGTH: U64 = "mysql.session_track.gtids.length", "GTIDs length", Dec;
    /// Transactions committed.
    TRACK_GTIDS: Str = "mysql.session_track.gtids", "GTIDs", None;
    /// Length of the next.
    TRACK_CHARACTERISTICS_LENGTH: U64 =
        "mysql.session_track.transaction_characteristics.length", "Transaction characteristics length", Dec;
    /// How transactions are begun.
    TRACK_CHARACTERISTICS: Str =
        "mysql.session_track.transaction_characteristics", "Transaction characteristics", None;
    /// Length of the next.
    TRACK_TRANSACTION_LENGTH: U64 = "mysql.session_track.transaction_state.length", "Transaction state length", Dec;
    /// How far the transaction is.
    TRACK_TRANSACTION: Str = "mysql.session_track.transaction_state", "Transaction state", None;
}

/// Flags of the first half of capabilities, in order of the tree.
pub(super) const CAPS: &[crate::field::Field<crate::field::def::Bool>] = &[
    CAP_LP, CAP_FR, CAP_LF, CAP_CD, CAP_NS, CAP_CP, CAP_OB, CAP_LI, CAP_IS, CAP_CU, CAP_IA, CAP_SL, CAP_II,
    CAP_TA, CAP_RS, CAP_SC,
];
/// Flags of the second half, in order of the tree.
pub(super) const EXTCAPS: &[crate::field::Field<crate::field::def::Bool>] = &[
    EXTCAP_MS,
    EXTCAP_MR,
    EXTCAP_PM,
    EXTCAP_PA,
    EXTCAP_CA,
    EXTCAP_LENENC,
    EXTCAP_EP,
    EXTCAP_SESSION_TRACK,
    EXTCAP_DEPRECATE_EOF,
    EXTCAP_OPTIONAL_METADATA,
    EXTCAP_COMPRESS_ZSD,
    EXTCAP_QUERY_ATTRS,
    EXTCAP_MF_AUTH,
    EXTCAP_CAP_EXT,
];
/// Flags of the server's state, in order of the tree.
pub(super) const STATES: &[crate::field::Field<crate::field::def::Bool>] = &[
    STATUS_IT,
    STATUS_AC,
    STATUS_MU,
    STATUS_MR,
    STATUS_BI,
    STATUS_NI,
    STATUS_CR,
    STATUS_LR,
    STATUS_DR,
    STATUS_BS,
    STATUS_MC,
    STATUS_QUERY_WAS_SLOW,
    STATUS_PS_OUT_PARAMS,
    STATUS_TRANS_READONLY,
    STATUS_SESSION_STATE_CHANGED,
];
/// Flags of a column, in order of the tree.
pub(super) const COLUMN_FLAG_BITS: &[crate::field::Field<crate::field::def::Bool>] = &[
    COLUMN_NOT_NULL,
    COLUMN_PRIMARY_KEY,
    COLUMN_UNIQUE_KEY,
    COLUMN_MULTIPLE_KEY,
    COLUMN_BLOB,
    COLUMN_UNSIGNED,
    COLUMN_ZERO_FILL,
    COLUMN_ENUM,
    COLUMN_AUTO_INCREMENT,
    COLUMN_TIMESTAMP,
    COLUMN_SET,
];

/// Names of the flag that says whether types follow.
const BOUND_NAMES: &[(u32, &str)] = &[(0, "Subsequent call"), (1, "First call or rebound")];
