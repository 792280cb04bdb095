//! All protocols: one file each. They do not know each other; claims lead from one to the next.
//! To add one: write its file, add its two lines here (`pub mod`, an entry in the list).
#![forbid(unsafe_code)]

use crate::dissect::{Protocol, Registry};
use crate::field::{FieldDef, FieldId};
use std::sync::OnceLock;

mod answers;
mod ber;
mod capwap_elements;
mod content_coding;
mod datagram_link;
mod echo_link;
mod entity_body;
mod ether_payload;
pub mod fddi;
mod fragments;
mod header_coding;
mod host;
mod known_headers;
mod lines;
mod media_opened;
pub mod media_setup;
pub mod placed;
pub mod tables;
#[cfg(test)]
pub mod testing;
mod time_words;
mod tunnels;

pub mod arp;
pub mod avs;
pub mod capwap;
pub mod capwap_data;
pub mod cisco_hdlc;
pub mod coap;
pub mod comment;
pub mod data;
pub mod daytime;
pub mod db_lsp;
pub mod dhcp;
pub mod dhcpv6;
pub mod dns;
mod doq;
pub mod dtls;
pub mod eap;
pub mod eap_method;
pub mod eapol;
pub mod erspan;
pub mod eth;
pub mod etherip;
pub mod frame;
pub mod frame_relay;
pub mod ftp;
pub mod ftp_data;
pub mod geneve;
pub mod gif;
pub mod gquic;
pub mod gre;
pub mod grpc;
pub mod gtp;
pub mod http;
pub mod http2;
pub mod http3;
pub mod icmp;
pub mod icmp_extension;
pub mod icmpv6;
pub mod icmpv6_message;
pub mod icmpv6_option;
pub mod ieee8021ad;
pub mod ieee8021ah;
pub mod igmp;
pub mod imap;
pub mod imf;
pub mod ip;
pub mod ip_options;
pub mod ipsec;
pub mod ipv6;
pub mod ipv6_extension;
pub mod ipx;
pub mod isakmp;
pub mod jfif;
pub mod json;
pub mod l2tp;
pub mod ldap;
pub mod lisp_data;
pub mod llc;
pub mod lldp;
pub mod media;
pub mod modbus;
pub mod mpls;
pub mod mqtt;
pub mod multipart;
pub mod mysql;
pub mod nbdgm;
pub mod nbns;
pub mod nflog;
pub mod ntp;
pub mod null;
pub mod openvpn;
pub mod pgsql;
pub mod plain;
pub mod png;
pub mod pop;
pub mod port_control;
pub mod ppi;
pub mod ppp;
pub mod ppp_authentication;
pub mod ppp_control;
pub mod pppoe;
pub mod prism;
pub mod protobuf;
pub mod proxy;
pub mod pseudo;
pub mod quic;
pub mod radio;
pub mod radiotap;
pub mod raw;
pub mod resp;
pub mod ripng;
pub mod rtcp;
pub mod rtp;
pub mod rtpevent;
pub mod rtsp;
pub mod sctp;
pub mod sdp;
pub mod sip;
pub mod sipfrag;
pub mod sll;
pub mod sll2;
pub mod smtp;
pub mod snmp;
pub mod socks;
pub mod ssh;
pub mod stp;
pub mod stun;
pub mod syslog;
pub mod tcp;
pub mod telnet;
pub mod teredo;
pub mod text_lines;
pub mod tftp;
pub mod tls;
pub mod token_ring;
pub mod udp;
pub mod udpencap;
pub mod urlencoded_form;
pub mod vlan;
pub mod vntag;
pub mod vrrp;
pub mod vxlan;
pub mod websocket;
pub mod wireguard;
pub mod wlan;
pub mod wlan_radio;
pub mod wol;
pub mod x509;
pub mod xml;
pub mod xmpp;

/// Every protocol, in the order that heuristics are asked.
pub const PROTOCOLS: &[&Protocol] = &[
    &frame::PROTOCOL,
    &comment::PROTOCOL,
    &pseudo::TEXT,
    &pseudo::EXPERT,
    &pseudo::MALFORMED,
    &pseudo::UNREASSEMBLED,
    &pseudo::SHORT,
    &eth::PROTOCOL,
    &tcp::PROTOCOL,
    &tcp::options::PROTOCOL,
    &tcp::options::mptcp::PROTOCOL,
    &tcp::analysis::PROTOCOL,
    &tcp::payload::PROTOCOL,
    &tls::PROTOCOL,
    &tls::REASSEMBLED,
    &x509::PROTOCOL,
    &x509::STANDARDS[0],
    &x509::STANDARDS[1],
    &x509::STANDARDS[2],
    &x509::STANDARDS[3],
    &x509::STANDARDS[4],
    &x509::STANDARDS[5],
    &x509::STANDARDS[6],
    &http::PROTOCOL,
    &http2::PROTOCOL,
    &http3::PROTOCOL,
    &mqtt::PROTOCOL,
    &ntp::PROTOCOL,
    &wol::PROTOCOL,
    &ipx::PROTOCOL,
    &ipx::rip::PROTOCOL,
    &daytime::PROTOCOL,
    &dhcp::PROTOCOL,
    &dhcpv6::PROTOCOL,
    &http::discovery::PROTOCOL,
    &coap::PROTOCOL,
    &syslog::PROTOCOL,
    &stun::PROTOCOL,
    &wireguard::PROTOCOL,
    &openvpn::PROTOCOL,
    &snmp::PROTOCOL,
    &nbns::PROTOCOL,
    &nbdgm::PROTOCOL,
    &port_control::PROTOCOL,
    &db_lsp::PROTOCOL,
    &dns::PROTOCOL,
    &dns::MULTICAST,
    &dns::LINK_LOCAL,
    &ssh::PROTOCOL,
    &telnet::PROTOCOL,
    &tftp::PROTOCOL,
    &resp::PROTOCOL,
    &modbus::PROTOCOL,
    &modbus::MODBUS,
    &grpc::PROTOCOL,
    &protobuf::PROTOCOL,
    &sip::PROTOCOL,
    &sipfrag::PROTOCOL,
    &sip::headers::PROTOCOL,
    &sip::call_headers::PROTOCOL,
    &sdp::PROTOCOL,
    &rtsp::PROTOCOL,
    &ldap::PROTOCOL,
    &ldap::CONNECTIONLESS,
    &pgsql::PROTOCOL,
    &mysql::PROTOCOL,
    &xmpp::PROTOCOL,
    &lldp::PROTOCOL,
    &lldp::ORGANISATIONS,
    &eapol::PROTOCOL,
    &eap::PROTOCOL,
    &eap_method::PROTOCOL,
    &websocket::PROTOCOL,
    &proxy::PROTOCOL,
    &socks::PROTOCOL,
    &smtp::PROTOCOL,
    &imap::PROTOCOL,
    &pop::PROTOCOL,
    &imf::PROTOCOL,
    &ftp::PROTOCOL,
    &ftp_data::PROTOCOL,
    &text_lines::PROTOCOL,
    &json::PROTOCOL,
    &xml::PROTOCOL,
    &urlencoded_form::PROTOCOL,
    &multipart::PROTOCOL,
    &png::PROTOCOL,
    &gif::PROTOCOL,
    &jfif::PROTOCOL,
    &media::PROTOCOL,
    &vlan::PROTOCOL,
    &ieee8021ad::PROTOCOL,
    &ieee8021ah::PROTOCOL,
    &vntag::PROTOCOL,
    &sll::PROTOCOL,
    &null::PROTOCOL,
    &nflog::PROTOCOL,
    &fddi::PROTOCOL,
    &token_ring::PROTOCOL,
    &raw::PROTOCOL,
    &radiotap::PROTOCOL,
    &radiotap::vht::PROTOCOL,
    &radiotap::he::PROTOCOL,
    &radiotap::he_mu::PROTOCOL,
    &ppi::PROTOCOL,
    &avs::PROTOCOL,
    &prism::PROTOCOL,
    &wlan_radio::PROTOCOL,
    &wlan::PROTOCOL,
    &wlan::PARTS[0],
    &wlan::PARTS[1],
    &wlan::PARTS[2],
    &wlan::PARTS[3],
    &wlan::PARTS[4],
    &ppp::PROTOCOL,
    &l2tp::PROTOCOL,
    &sctp::PROTOCOL,
    &rtcp::PROTOCOL,
    &rtp::PROTOCOL,
    &rtpevent::PROTOCOL,
    &frame_relay::PROTOCOL,
    &cisco_hdlc::PROTOCOL,
    &cisco_hdlc::KEEPALIVE,
    &ppp_control::SHARED,
    &ppp_control::LINK,
    &ppp_control::IPV4,
    &ppp_control::IPV6,
    &ppp_control::COMPRESSION,
    &ppp_control::MPLS,
    &ppp_control::CISCO_DISCOVERY,
    &ppp_control::BRIDGING,
    &ppp::COMPRESSED,
    &ppp_authentication::PASSWORD,
    &ppp_authentication::CHALLENGE,
    &arp::PROTOCOL,
    &ip::PROTOCOL,
    &ip_options::PROTOCOL,
    &ipv6::PROTOCOL,
    &ipv6_extension::PROTOCOL,
    &ipsec::AH,
    &ipsec::ESP,
    &isakmp::PROTOCOL,
    &udpencap::PROTOCOL,
    &icmp::PROTOCOL,
    &icmp_extension::PROTOCOL,
    &udp::PROTOCOL,
    &quic::PROTOCOL,
    &dtls::PROTOCOL,
    &dtls::SHARED,
    &x509::STANDARDS[7],
    &llc::PROTOCOL,
    &stp::PROTOCOL,
    &pppoe::FIELDS_OF_BOTH,
    &pppoe::DISCOVERY,
    &pppoe::SESSION,
    &mpls::PROTOCOL,
    &mpls::CONTROL_WORD,
    &gre::PROTOCOL,
    &etherip::PROTOCOL,
    &erspan::PROTOCOL,
    &igmp::PROTOCOL,
    &vrrp::PROTOCOL,
    &ripng::PROTOCOL,
    &icmpv6::PROTOCOL,
    &icmpv6_option::PROTOCOL,
    &icmpv6_message::PROTOCOL,
    &vxlan::PROTOCOL,
    &geneve::PROTOCOL,
    &lisp_data::PROTOCOL,
    &capwap::PROTOCOL,
    &capwap_data::PROTOCOL,
    &gtp::PROTOCOL,
    &gtp::VERSION_2,
    &teredo::PROTOCOL,
    &gquic::PROTOCOL,
    &data::PROTOCOL,
];

/// First field number of a protocol. Evaluated by the compiler: one that is not listed does not build.
pub const fn first_id(name: &str) -> u16 {
    let (mut i, mut id) = (0, 0);
    while i < PROTOCOLS.len() {
        if same(PROTOCOLS[i].name, name) {
            return id;
        }
        id += PROTOCOLS[i].fields.len() as u16;
        i += 1;
    }
    panic!("this protocol is not listed in PROTOCOLS")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// The registry of all of them.
pub fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| Registry::new(PROTOCOLS))
}

/// The descriptor of a field.
pub fn def(id: FieldId) -> &'static FieldDef {
    registry().def(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Names, Type};
    use std::collections::HashMap;

    #[test]
    fn field_numbers_of_the_compiler_and_the_registry_agree() {
        for listed in registry().protocols() {
            assert_eq!(first_id(listed.protocol.name), listed.root.0, "{}", listed.protocol.name);
        }
    }

    #[test]
    fn each_name_finds_all_fields_that_have_it_in_their_order() {
        let mut named: HashMap<&str, Vec<_>> = HashMap::new();
        registry().fields().for_each(|(id, def)| named.entry(def.abbrev).or_default().push(id));
        for (name, ids) in named {
            assert_eq!(registry().named(name), ids, "{name}");
        }
        assert!(registry().named("no.such.field").is_empty());
    }

    #[test]
    fn tables_of_names_are_sorted() {
        for (_, def) in registry().fields() {
            let sorted = match def.names {
                Names::Table(t) => t.windows(2).all(|w| w[0].0 < w[1].0),
                Names::Ranges(r) => r.windows(2).all(|w| w[0].1 < w[1].0) && r.iter().all(|r| r.0 <= r.1),
                _ => true,
            };
            assert!(sorted, "{}", def.abbrev);
        }
    }

    #[test]
    fn a_name_shared_by_fields_means_one_type() {
        let mut seen: HashMap<&str, Type> = HashMap::new();
        for (_, def) in registry().fields() {
            let ty = *seen.entry(def.abbrev).or_insert(def.ty);
            assert_eq!(ty, def.ty, "{}", def.abbrev);
        }
    }

    #[test]
    fn every_protocols_first_field_is_the_protocol() {
        for listed in registry().protocols() {
            assert_eq!(listed.protocol.fields.first().map(|f| f.abbrev), Some(listed.protocol.name));
        }
    }
}
