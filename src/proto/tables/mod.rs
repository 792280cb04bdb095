//! Tables of names that several protocols share. Tables of one protocol stand in its own file.

pub mod arp_hardware;
pub mod dscp;
pub mod encapsulation;
pub mod enterprise;
pub mod ethertype;
pub mod gre_protocol;
pub mod gtp_message;
pub mod http_status;
pub mod icmpv6_type;
pub mod ip_protocol;
pub mod llc_sap;
pub mod mysql_collation;
pub mod oui;
pub mod ppp_protocol;
pub mod q850_cause;
pub mod rtp_payload;
pub mod rtsp_status;
pub mod sip_status;
pub mod wlan_channel;
