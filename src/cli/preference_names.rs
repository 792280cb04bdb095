//! Preferences of tshark that scripts may set and that change nothing here: what they turn on is
//! always so, or there is no such thing in this program. Those that do something stand in `preferences`.

/// Whether tshark knows the preference, of all whose protocols are known here.
pub fn is_known(name: &str) -> bool {
    let Some((module, rest)) = name.split_once('.') else { return false };
    let names = WITHOUT_EFFECT.iter().find(|(known, _)| *known == module);
    names.is_some_and(|(_, names)| names.split_whitespace().any(|known| known == rest))
}

/// All of them.
pub fn all() -> impl Iterator<Item = String> {
    let of = |(module, names): &'static (&str, &str)| {
        names.split_whitespace().map(move |n| format!("{module}.{n}"))
    };
    WITHOUT_EFFECT.iter().flat_map(of)
}

/// By module.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    (
        "arp",
        "detect_request_storms detect_storm_number_of_packets detect_storm_period detect_duplicate_ips \
         register_network_address_binding",
    ),
    (
        "capture",
        "device devices_linktypes devices_descr devices_hide devices_monitor_mode devices_buffersize \
         devices_snaplen devices_pmode prom_mode devices_filter pcap_ng real_time_update \
         no_interface_load no_extcap auto_scroll show_info columns",
    ),
    ("data", "datapref.newpane uncompress_data md5_hash"),
    ("dhcp", "novellserverstring pkt.ccc.protocol_version pkt.ccc.option uuid.endian"),
    ("dns", "retransmission_timer"),
    ("dtls", "debug_file client_cid_length server_cid_length"),
    (
        "eth",
        "padding trailer_length fcs check_fcs interpret_as_fw1_monitor deduplicate_dmac \
         ccsds_heuristic_length ccsds_heuristic_version ccsds_heuristic_header ccsds_heuristic_bit",
    ),
    ("frame", "force_docsis_encap disable_packet_size_limited_in_summary"),
    ("grpc", "detect_json_automatically embedded_under_http2"),
    (
        "gui",
        "console_open restore_filter_after_following_stream fileopen.style recent_files_count.max \
         recent_display_filter_entries.max fileopen.dir fileopen.preview ask_unsaved autocomplete_filter \
         find_wrap geometry.save.position geometry.save.size geometry.save.maximized toolbar_main_style \
         update.enabled update.channel update.interval window_title prepend_window_title start_title \
         version_placement max_export_objects max_tree_items max_tree_depth packet_list_elide_mode \
         decimal_places1 decimal_places2 decimal_places3 rtp_player_use_disk1 rtp_player_use_disk2 \
         packet_list_is_sortable interfaces_show_hidden interfaces_remote_display interfaces_hidden_types \
         io_graph_automatic_update show_byteview_in_dialog active_frame.fg active_frame.bg \
         active_frame.style inactive_frame.fg inactive_frame.bg inactive_frame.style marked_frame.fg \
         marked_frame.bg ignored_frame.fg ignored_frame.bg stream.client.fg stream.client.bg \
         stream.server.fg stream.server.bg color_filter_bg.valid color_filter_bg.invalid \
         color_filter_bg.deprecated column.hidden qt.font_name layout_type layout_content_1 \
         layout_content_2 layout_content_3 packet_list_separator.enabled \
         packet_header_column_definition.enabled packet_list_hover_style.enabled \
         show_selected_packet.enabled show_file_load_time.enabled packet_list_show_related \
         packet_list_show_minimap",
    ),
    ("http", "desegment_headers ssl.port"),
    ("icmp", "favor_icmp_mpls"),
    ("imap", "ssl_heuristic"),
    ("ip", "decode_tos_as_diffserv tso_support use_geoip security_flag try_heuristic_first"),
    (
        "ipv6",
        "defragment use_geoip perform_strict_rpl_srh_rfc_checking try_heuristic_first \
         exthdr_under_root_protocol_tree exthdr_hide_len_oct_field tso_support",
    ),
    ("mpls", "flowlabel_in_mpls_header"),
    ("mqtt", "default_version show_msg_as_text"),
    (
        "nameres",
        "use_custom_dns_servers name_resolve_concurrency hosts_file_handling vlan_name ss7_pc_name \
         load_smi_modules suppress_smi_errors network_name transport_name \
         use_external_name_resolver",
    ),
    ("pop", "desegment_data"),
    (
        "protobuf",
        "preload_protos pbf_as_hf show_details bytes_as_string add_default_value display_json_mapping \
         use_utc try_dissect_as_string show_all_types",
    ),
    (
        "protocols",
        "display_hidden_proto_items display_byte_fields_with_spaces enable_incomplete_dissectors_check \
         strict_conversation_tracking_heuristics",
    ),
    ("quic", "reassemble_crypto_out_of_order"),
    (
        "sip",
        "display_raw_text display_raw_text_without_crlf strict_sip_version desegment_headers \
         desegment_body retrans_the_same_sport delay_sdp_changes hide_generatd_call_id \
         validate_authorization",
    ),
    ("smtp", "desegment_lines desegment_data decryption"),
    ("snmp", "display_oid desegment var_in_tree"),
    ("ssh", "desegment_buffers keylog_file debug_file"),
    (
        "statistics",
        "update_interval st_enable_burstinfo st_burst_showcount st_burst_resolution st_burst_windowlen \
         st_sort_defcolflag st_sort_defdescending st_sort_casesensitve st_sort_rng_nameonly \
         st_sort_rng_fixorder st_sort_showfullname",
    ),
    (
        "tcp",
        "default_window_scaling bif_seq_based try_heuristic_first ignore_tcp_timestamps \
         fastrt_supersedes_ooo no_subdissector_on_error dissect_experimental_options_rfc6994 \
         display_process_info_from_ipfix read_seq_as_syn_cookie",
    ),
    ("tftp", "defragment"),
    ("tls", "ignore_ssl_mac_failed debug_file"),
    ("udp", "try_heuristic_first ignore_ipv6_zero_checksum process_info"),
    ("vlan", "summary_in_tree qinq_ethertype version priority_drop"),
    ("websocket", "text_type decompress"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_by_module() {
        assert!(
            is_known("http.desegment_headers") && is_known("ip.use_geoip") && is_known("gui.layout_type")
        );
        assert!(
            !is_known("http.use_geoip") && !is_known("http") && !is_known("bogus.x") && !is_known("gui.")
        );
    }
}
