//! The fields of 802.11 frames outside management bodies, and the names of their values.

use super::names::TYPE_SUBTYPE_NAMES;
use crate::dissect::checksum::STATUS;
use crate::field::Names;
use crate::field::def::YES_NO;

crate::fields! { "wlan";
    /// IEEE 802.11 frame.
    WLAN: Protocol = "wlan", "IEEE 802.11 wireless LAN", None;
    /// Type and subtype as one number.
    TYPE_SUBTYPE: U16 = "wlan.fc.type_subtype", "Type/Subtype", Hex, Names::Table(TYPE_SUBTYPE_NAMES);
    /// What kind of frame it is (IEEE 802.11-2020 section 9.2.4.1).
    FC: U16 = "wlan.fc", "Frame Control Field", Hex;
    /// Version of the protocol.
    VERSION: U8 = "wlan.fc.version", "Version", Dec & 0x03;
    /// Management, control or data.
    TYPE: U8 = "wlan.fc.type", "Type", Dec & 0x0c, Names::Table(TYPE_NAMES);
    /// Kind within the type.
    SUBTYPE: U8 = "wlan.fc.subtype", "Subtype", Dec & 0xf0;
    /// Flags of the frame control field.
    FLAGS: U8 = "wlan.flags", "Flags", Hex;
    /// Whether it goes to or comes from the distribution system: what the addresses mean.
    DS: U8 = "wlan.fc.ds", "DS status", Hex & 0x03, Names::Table(DS_NAMES);
    /// It goes to the distribution system.
    TODS: Bool = "wlan.fc.tods", "To DS", W8 & 0x01, Names::TrueFalse("Frame is entering DS", "Frame is not entering DS");
    /// It comes from the distribution system.
    FROMDS: Bool = "wlan.fc.fromds", "From DS", W8 & 0x02, Names::TrueFalse("Frame is exiting DS", "Frame is not exiting DS");
    /// More fragments follow.
    MORE_FRAGMENTS: Bool = "wlan.fc.frag", "More Fragments", W8 & 0x04, Names::TrueFalse("More fragments follow", "This is the last fragment");
    /// It is sent once more.
    RETRY: Bool = "wlan.fc.retry", "Retry", W8 & 0x08, Names::TrueFalse("Frame is being retransmitted", "Frame is not being retransmitted");
    /// Marks frames that are sent once more.
    RETRANSMITTED: Label = "wlan.fc.retry.expert", "Retransmission (retry)", None;
    /// The sender goes to sleep after it.
    POWER_MANAGEMENT: Bool = "wlan.fc.pwrmgt", "PWR MGT", W8 & 0x10, Names::TrueFalse("STA will go to sleep", "STA will stay up");
    /// More frames wait for a sleeping station.
    MORE_DATA: Bool = "wlan.fc.moredata", "More Data", W8 & 0x20, Names::TrueFalse("Data is buffered for STA at AP", "No data buffered");
    /// The body is encrypted.
    PROTECTED: Bool = "wlan.fc.protected", "Protected flag", W8 & 0x40, Names::TrueFalse("Data is protected", "Data is not protected");
    /// An HT control field follows, or strict order is asked for.
    ORDER: Bool = "wlan.fc.order", "+HTC/Order flag", W8 & 0x80, Names::TrueFalse("Strictly ordered", "Not strictly ordered");
    /// How long the medium is reserved, in microseconds.
    DURATION: U16 = "wlan.duration", "Duration", Dec & 0x7fff, Names::Unit(" microseconds");
    /// Number of the associated station.
    AID: U16 = "wlan.aid", "Association ID", Dec & 0x3fff;
    /// Who receives the frame from the air.
    RA: Ether = "wlan.ra", "Receiver address", None;
    /// Name of the receiver, or the address where it has none.
    RA_RESOLVED: Str = "wlan.ra_resolved", "Receiver address (resolved)", None;
    /// Whom the frame is for.
    DA: Ether = "wlan.da", "Destination address", None;
    /// Name of the destination.
    DA_RESOLVED: Str = "wlan.da_resolved", "Destination address (resolved)", None;
    /// Who transmits the frame.
    TA: Ether = "wlan.ta", "Transmitter address", None;
    /// Name of the transmitter.
    TA_RESOLVED: Str = "wlan.ta_resolved", "Transmitter address (resolved)", None;
    /// Whom the frame is from.
    SA: Ether = "wlan.sa", "Source address", None;
    /// Name of the source.
    SA_RESOLVED: Str = "wlan.sa_resolved", "Source address (resolved)", None;
    /// Identifier of the basic service set: as a rule the access point's address.
    BSSID: Ether = "wlan.bssid", "BSS Id", None;
    /// Name of the basic service set.
    BSSID_RESOLVED: Str = "wlan.bssid_resolved", "BSS Id (resolved)", None;
    /// The station at one end of a frame through an access point.
    STA: Ether = "wlan.staa", "STA address", None;
    /// Name of the station.
    STA_RESOLVED: Str = "wlan.staa_resolved", "STA address (resolved)", None;
    /// Any of the addresses.
    ADDR: Ether = "wlan.addr", "Hardware address", None;
    /// Name of any of the addresses.
    ADDR_RESOLVED: Str = "wlan.addr_resolved", "Hardware address (resolved)", None;
    /// Number of the fragment.
    FRAGMENT: U16 = "wlan.frag", "Fragment number", Dec & 0x000f;
    /// Number of the frame.
    SEQ: U16 = "wlan.seq", "Sequence number", Dec & 0xfff0;
    /// Frame check sequence (CRC-32).
    FCS: U32 = "wlan.fcs", "Frame check sequence", Hex;
    /// Whether the check sequence is right.
    FCS_STATUS: U8 = "wlan.fcs.status", "FCS Status", None, STATUS;
    /// Quality of service of the frame.
    QOS: U16 = "wlan.qos", "Qos Control", Hex;
    /// Traffic identifier.
    TID: U16 = "wlan.qos.tid", "TID", Dec & 0x000f;
    /// Priority of IEEE 802.1D.
    PRIORITY: U16 = "wlan.qos.priority", "Priority", Dec & 0x0007, Names::Table(PRIORITY_NAMES);
    /// The service period ends.
    EOSP: Bool = "wlan.qos.eosp", "EOSP", W16 & 0x0010, Names::TrueFalse("End of service period", "Service period");
    /// What bits 8 to 15 mean.
    QOS_BIT4: Bool = "wlan.qos.bit4", "QoS bit 4", W16 & 0x0010, Names::TrueFalse("Bits 8-15 of QoS Control field are Queue Size", "Bits 8-15 of QoS Control field are TXOP Duration Requested");
    /// What acknowledgement is asked for.
    ACK_POLICY: U16 = "wlan.qos.ack", "Ack Policy", Hex & 0x0060, Names::Table(ACK_POLICY_NAMES);
    /// Several packets are aggregated in the frame.
    AMSDU: Bool = "wlan.qos.amsdupresent", "Payload Type", W16 & 0x0080, Names::TrueFalse("A-MSDU", "MSDU");
    /// Granted time, in units of 32 microseconds.
    TXOP_LIMIT: U16 = "wlan.qos.txop_limit", "TXOP Limit", Dec & 0xff00;
    /// Time asked for, in units of 32 microseconds.
    TXOP_REQUESTED: U16 = "wlan.qos.txop_dur_req", "TXOP Duration Requested", Dec & 0xff00;
    /// Bytes waiting at the sender, in units of 256.
    QUEUE_SIZE: U16 = "wlan.qos.queue_size", "Queue Size", Dec & 0xff00;
    /// What waits at the access point.
    PS_BUFFER: U16 = "wlan.qos.ps_buf_state", "QAP PS Buffer State", Hex & 0xff00;
    /// The state of the buffer is told.
    BUFFER_INDICATED: Bool = "wlan.qos.buf_state_indicated", "Buffer State Indicated", W16 & 0x0200, YES_NO;
    /// Highest access category that waits.
    BUFFERED_AC: U16 = "wlan.qos.highest_pri_buf_ac", "Highest-Priority Buffered AC", Dec & 0x0c00, Names::Table(BUFFERED_AC_NAMES);
    /// Bytes waiting at the access point, in units of 4096.
    BUFFERED_LOAD: U16 = "wlan.qos.qap_buf_load", "QAP Buffered Load", Dec & 0xf000;
    /// HT control field.
    HTC: U32 = "wlan.htc", "HT Control (+HTC)", Hex;
    /// What kind of block acknowledgement it is.
    BA_CONTROL: U16 = "wlan.ba.control", "Block Ack Control", Hex;
    /// Whether it is to be acknowledged itself.
    BA_POLICY: Bool = "wlan.ba.control.ackpolicy", "BA Ack Policy", W16 & 0x0001, Names::TrueFalse("Sender Does Not Require Immediate Acknowledgement", "Immediate Acknowledgement Required");
    /// Kind of block acknowledgement.
    BA_TYPE: U16 = "wlan.ba.control.ba_type", "BA Type", Hex & 0x001e, Names::Table(BA_TYPE_NAMES);
    /// Reserved bits.
    BA_RESERVED: U16 = "wlan.ba.control.reserved", "Reserved", Hex & 0x0fe0;
    /// Traffic identifier.
    BA_TID: U16 = "wlan.ba.basic.tidinfo", "TID for which a Basic BlockAck frame is requested", Hex & 0xf000;
    /// First frame that is spoken of.
    SSC: U16 = "wlan.fixed.ssc", "Block Ack Starting Sequence Control (SSC)", Hex;
    /// Number of the first fragment.
    SSC_FRAGMENT: U16 = "wlan.fixed.ssc.fragment", "Fragment", Dec & 0x000f;
    /// Number of the first frame.
    SSC_SEQUENCE: U16 = "wlan.fixed.ssc.sequence", "Starting Sequence Number", Dec & 0xfff0;
    /// One bit for each frame that came.
    BA_BITMAP: Bytes = "wlan.ba.bm", "Block Ack Bitmap", None;
    /// Number of a frame that did not come.
    BA_MISSING: U32 = "wlan.ba.bm.missing_frame", "Missing frame", Dec;
    /// Initialization vector of WEP.
    WEP_IV: U24 = "wlan.wep.iv", "Initialization Vector", Hex;
    /// Sequence counter of TKIP.
    TKIP_IV: Str = "wlan.tkip.extiv", "TKIP Ext. Initialization Vector", None;
    /// Packet number of CCMP or GCMP.
    CCMP_IV: Str = "wlan.ccmp.extiv", "CCMP Ext. Initialization Vector", None;
    /// Number of the key.
    KEY_INDEX: U8 = "wlan.wep.key", "Key Index", Dec;
    /// Check value of WEP, encrypted.
    WEP_ICV: U32 = "wlan.wep.icv", "WEP ICV", Hex;
    /// Packets aggregated in one frame.
    AGGREGATE: Protocol = "wlan_aggregate", "IEEE 802.11 wireless LAN aggregate frame", None;
    /// One of the aggregated packets.
    SUBFRAME: Label = "wlan_aggregate.a_mdsu.subframe", "A-MSDU Subframe", None;
    /// Bytes of the aggregated packet.
    SUBFRAME_LEN: U16 = "wlan_aggregate.a_mdsu.length", "A-MSDU Length", Dec;
}

const TYPE_NAMES: &[(u32, &str)] =
    &[(0, "Management frame"), (1, "Control frame"), (2, "Data frame"), (3, "Extension frame")];
const DS_NAMES: &[(u32, &str)] = &[
    (0, "Not leaving DS or network is operating in AD-HOC mode (To DS: 0 From DS: 0)"),
    (1, "Frame from STA to DS via an AP (To DS: 1 From DS: 0)"),
    (2, "Frame from DS to a STA via AP(To DS: 0 From DS: 1)"),
    (3, "WDS (AP to AP) or Mesh (MP to MP) Frame (To DS: 1 From DS: 1)"),
];
const PRIORITY_NAMES: &[(u32, &str)] = &[
    (0, "Best Effort (Best Effort)"),
    (1, "Background (Background)"),
    (2, "Spare (Background)"),
    (3, "Excellent Effort (Best Effort)"),
    (4, "Controlled Load (Video)"),
    (5, "Video (Video)"),
    (6, "Voice (Voice)"),
    (7, "Network Control (Voice)"),
];
const ACK_POLICY_NAMES: &[(u32, &str)] =
    &[(0, "Normal Ack"), (1, "No Ack"), (2, "No explicit acknowledgment"), (3, "Block Ack")];
const BUFFERED_AC_NAMES: &[(u32, &str)] =
    &[(0, "Best Effort"), (1, "Background"), (2, "Video"), (3, "Voice")];
/// Names of its values.
pub const BA_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "Basic BlockAck"),
    (1, "Extended Compressed BlockAck"),
    (2, "Compressed BlockAck"),
    (3, "Multi-TID BlockAck"),
    (6, "GCR BlockAck"),
    (10, "GLK-GCR BlockAck"),
    (11, "Multi-STA BlockAck"),
];
