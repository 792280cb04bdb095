//! Fields of Modbus, and names of their values.

use crate::field::Names;
pub(super) const FUNCTIONS: Names = Names::Table(&[
    (1, "Read Coils"),
    (2, "Read Discrete Inputs"),
    (3, "Read Holding Registers"),
    (4, "Read Input Registers"),
    (5, "Write Single Coil"),
    (6, "Write Single Register"),
    (7, "Read Exception Status"),
    (8, "Diagnostics"),
    (11, "Get Comm. Event Counters"),
    (12, "Get Comm. Event Log"),
    (15, "Write Multiple Coils"),
    (16, "Write Multiple Registers"),
    (17, "Report Slave ID"),
    (20, "Read File Record"),
    (21, "Write File Record"),
    (22, "Mask Write Register"),
    (23, "Read Write Register"),
    (24, "Read FIFO Queue"),
    (43, "Encapsulated Interface Transport"),
    (90, "Unity (Schneider)"),
]);
pub(super) const EXCEPTIONS: Names = Names::Table(&[
    (1, "Illegal function"),
    (2, "Illegal data address"),
    (3, "Illegal data value"),
    (4, "Slave device failure"),
    (5, "Acknowledge"),
    (6, "Slave device busy"),
    (8, "Memory parity error"),
    (10, "Gateway path unavailable"),
    (11, "Gateway target device failed to respond"),
]);
pub(super) const MEI_TYPES: Names =
    Names::Table(&[(13, "CANopen Request/Response "), (14, "Read Device Identification")]);
pub(super) const DEVICE_ID_KINDS: Names = Names::Table(&[
    (1, "Basic Device Identification"),
    (2, "Regular Device Identification"),
    (3, "Extended Device Identification"),
    (4, "Specific Identification Object"),
]);
pub(super) const OBJECTS: Names = Names::Table(&[
    (0, "VendorName"),
    (1, "ProductCode"),
    (2, "MajorMinorRevision"),
    (3, "VendorURL"),
    (4, "ProductName"),
    (5, "ModelName"),
    (6, "UserApplicationName"),
]);
pub(super) const CONFORMITY: Names = Names::Table(&[
    (1, "Basic Device Identification (stream)"),
    (2, "Regular Device Identification (stream)"),
    (3, "Extended Device Identification (stream)"),
    (129, "Basic Device Identification (stream and individual)"),
    (130, "Regular Device Identification (stream and individual)"),
    (131, "Extended Device Identification (stream and individual)"),
]);
pub(super) const DIAGNOSTICS: Names = Names::Table(&[
    (0, "Return Query Data"),
    (1, "Restart Communications Option"),
    (2, "Return Diagnostic Register"),
    (3, "Change ASCII Input Delimiter"),
    (4, "Force Listen Only Mode"),
    (10, "Clear Counters and Diagnostic Register"),
    (11, "Return Bus Message Count"),
    (12, "Return Bus Communication Error Count"),
    (13, "Return Bus Exception Error Count"),
    (14, "Return Slave Message Count"),
    (15, "Return Slave No Response Count"),
    (16, "Return Slave NAK Count"),
    (17, "Return Slave Busy Count"),
    (18, "Return Bus Character Overrun Count"),
    (20, "Clear Overrun Counter and Flag"),
]);

crate::fields! { "modbus";
    /// A request or a response of Modbus.
    MODBUS_PDU: Protocol = "modbus", "Modbus", None;
    /// The frame with the query.
    REQUEST_FRAME: FrameNum = "modbus.request_frame", "Request Frame", None;
    /// Time since the query.
    RESPONSE_TIME: RelativeTime = "modbus.response_time", "Time from request", None;
    /// What is to be done.
    FUNCTION: U8 = "modbus.func_code", "Function Code", Dec & 0x7f, FUNCTIONS;
    /// Address of the first bit or register.
    REFERENCE: U16 = "modbus.reference_num", "Reference Number", Dec;
    /// The second byte of a coil's value.
    PADDING: U8 = "modbus.padding", "Padding", Hex;
    /// First register that is read.
    READ_REFERENCE: U16 = "modbus.read_reference_num", "Read Reference Number", Dec;
    /// First register that is written.
    WRITE_REFERENCE: U16 = "modbus.write_reference_num", "Write Reference Number", Dec;
    /// How many registers.
    WORD_COUNT: U16 = "modbus.word_cnt", "Word Count", Dec;
    /// How many registers are read.
    READ_WORD_COUNT: U16 = "modbus.read_word_cnt", "Read Word Count", Dec;
    /// How many registers are written.
    WRITE_WORD_COUNT: U16 = "modbus.write_word_cnt", "Write Word Count", Dec;
    /// How many bits.
    BIT_COUNT: U16 = "modbus.bit_cnt", "Bit Count", Dec;
    /// How many bytes follow.
    BYTE_COUNT: U8 = "modbus.byte_cnt", "Byte Count", Dec;
    /// Why it was not done.
    EXCEPTION: U8 = "modbus.exception_code", "Exception Code", Dec, EXCEPTIONS;
    /// What is to be examined.
    DIAGNOSTIC: U16 = "modbus.diagnostic_code", "Diagnostic Code", Dec, DIAGNOSTICS;
    /// Bytes that are to come back.
    QUERY_DATA: Bytes = "modbus.diagnostic.return_query_data.request", "Request Data", None;
    /// Bytes that came back.
    ECHO_DATA: Bytes = "modbus.diagnostic.return_query_data.echo", "Echo Data", None;
    /// Whether the log is cleared.
    RESTART_OPTION: U16 = "modbus.diagnostic.restart_communication_option", "Restart Communication Option", Hex, Names::Table(&[(0, "Leave Log"), (0xff, "Clear Log")]);
    /// What ends a message of Modbus in ASCII.
    DELIMITER: U8 = "modbus.diagnostic.ascii_input_delimiter", "CHAR", Hex;
    /// What the device says of itself.
    DIAGNOSTIC_REGISTER: U16 = "modbus.diagnostic.return_diag_register", "Diagnostic Register Contents", Hex;
    /// The counters and the register are zero now.
    COUNTERS_CLEARED: U16 = "modbus.diagnostic.clear_ctr_diag_reg", "Clear Counters & Diag Register Echo", Dec;
    /// Messages on the line.
    BUS_MESSAGES: U16 = "modbus.diagnostic.bus_message_count", "Total Message Count", Dec;
    /// Those that were damaged.
    BUS_ERRORS: U16 = "modbus.diagnostic.bus_comm_error_count", "CRC Error Count", Dec;
    /// Exceptions that the device sent.
    BUS_EXCEPTIONS: U16 = "modbus.diagnostic.bus_exception_error_count", "Exception Error Count", Dec;
    /// Messages for the device.
    SLAVE_MESSAGES: U16 = "modbus.diagnostic.slave_message_count", "Slave Message Count", Dec;
    /// Those that it did not answer.
    SLAVE_SILENT: U16 = "modbus.diagnostic.no_slave_response_count", "Slave No Response Count", Dec;
    /// Those that it refused.
    SLAVE_NAKS: U16 = "modbus.diagnostic.slave_nak_count", "Slave NAK Count", Dec;
    /// Those for which it had no time.
    SLAVE_BUSY: U16 = "modbus.diagnostic.slave_busy_count", "Slave Device Busy Count", Dec;
    /// Those whose characters came too fast.
    BUS_OVERRUNS: U16 = "modbus.diagnostic.bus_char_overrun_count", "Slave Character Overrun Count", Dec;
    /// Bits to keep.
    AND_MASK: U16 = "modbus.and_mask", "AND mask", Hex;
    /// Bits to set.
    OR_MASK: U16 = "modbus.or_mask", "OR mask", Hex;
    /// Values of which nothing is known.
    DATA: Bytes = "modbus.data", "Data", None;
    /// Kind of encapsulated interface.
    MEI: U8 = "modbus.mei", "MEI type", Dec, MEI_TYPES;
    /// Which identification.
    DEVICE_ID: U8 = "modbus.read_device_id", "Read Device ID", Dec, DEVICE_ID_KINDS;
    /// Part of the identification.
    OBJECT_ID: U8 = "modbus.object_id", "Object ID", Dec, OBJECTS;
    /// How many parts.
    OBJECT_COUNT: U8 = "modbus.num_objects", "Number of Objects", Dec;
    /// Length of a part.
    OBJECT_LEN: U8 = "modbus.objects_len", "Object length", Dec;
    /// What the device can say.
    CONFORMITY_LEVEL: U8 = "modbus.conformity_level", "Conformity Level", Hex, CONFORMITY;
    /// There is more to ask for.
    MORE_FOLLOWS: U8 = "modbus.more_follows", "More Follows", Hex;
    /// The part to ask for next.
    NEXT_OBJECT_ID: U8 = "modbus.next_object_id", "Next Object ID", Dec;
    /// A part in words.
    OBJECT_TEXT: Str = "modbus.object_str_value", "Object String Value", None;
    /// What is asked for in a file: always 6.
    REFERENCE_TYPE: U8 = "modbus.reference_type", "Reference Type", Dec;
    /// The file, and the record in it.
    REFERENCE_32: U32 = "modbus.reference_num_32", "Reference Number (32 bit)", Dec;
    /// How many bytes follow, of a queue.
    BYTE_COUNT_16: U8 = "modbus.byte_cnt_16", "Byte Count (16-bit)", Dec;
    /// All ones while a command is still being worked on.
    EVENT_STATUS: U16 = "modbus.ev_status", "Status", Hex;
    /// Messages that were answered without an error.
    EVENT_COUNT: U16 = "modbus.ev_count", "Event Count", Dec;
    /// Messages that were seen.
    EVENT_MESSAGES: U16 = "modbus.ev_msg_count", "Message Count", Dec;
    /// Something that happened, newest first.
    EVENT: U8 = "modbus.event", "Event", Dec;
    /// The message received was damaged.
    RECEIVED_DAMAGED: U8 = "modbus.ev_recv_comm_err", "Communication Error", Dec & 0x02;
    /// Characters came too fast.
    RECEIVED_OVERRUN: U8 = "modbus.ev_recv_char_over", "Character Overrun", Dec & 0x10;
    /// The device only listens.
    RECEIVED_LISTENING: U8 = "modbus.ev_recv_lo_mode", "Currently in Listen Only Mode", Dec & 0x20;
    /// The message was for all.
    RECEIVED_BROADCAST: U8 = "modbus.ev_recv_broadcast", "Broadcast Received", Dec & 0x40;
    /// Exceptions 1 to 3 were sent.
    SENT_READ_EXCEPTION: U8 = "modbus.ev_send_read_ex", "Read Exception Sent", Dec & 0x01;
    /// Exception 4 was sent.
    SENT_ABORT: U8 = "modbus.ev_send_slave_abort_ex", "Slave Abort Exception Sent", Dec & 0x02;
    /// Exceptions 5 or 6 were sent.
    SENT_BUSY: U8 = "modbus.ev_send_slave_busy_ex", "Slave Busy Exception Sent", Dec & 0x04;
    /// Exception 7 was sent.
    SENT_NAK: U8 = "modbus.ev_send_slave_nak_ex", "Slave Program NAK Exception Sent", Dec & 0x08;
    /// It could not be sent in time.
    SENT_TIMEOUT: U8 = "modbus.ev_send_write_timeout", "Write Timeout Error Occurred", Dec & 0x10;
    /// The device only listens.
    SENT_LISTENING: U8 = "modbus.ev_send_lo_mode", "Currently in Listen Only Mode", Dec & 0x20;
    /// Address of a bit.
    BIT_NUMBER: U16 = "modbus.bitnum", "Bit Number", Dec;
    /// Its value.
    BIT_VALUE: Bool = "modbus.bitval", "Bit Value", W8 & 0x01;
    /// Address of a register.
    REGISTER: U16 = "modbus.regnum16", "Register Number", Dec;
    /// Its value.
    REGISTER_VALUE: U16 = "modbus.regval_uint16", "Register Value (UINT16)", Dec;
}
