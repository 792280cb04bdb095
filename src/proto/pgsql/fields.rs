//! The fields of PostgreSQL's protocol.

use crate::field::Names;

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
