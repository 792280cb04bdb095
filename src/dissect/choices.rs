//! Choices of how layers are checked and shown: the preferences that change lines of a tree and
//! nothing else. What changes which bytes belong together stands in `settings`.

/// Each is named as its preference is; the defaults are tshark's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// `ip.check_checksum`
    pub check_ip: bool,
    /// `tcp.check_checksum`
    pub check_tcp: bool,
    /// `udp.check_checksum`
    pub check_udp: bool,
    /// `tcp.analyze_sequence_numbers`: findings about segments, and what needs them.
    pub analyze_tcp: bool,
    /// `tcp.calculate_timestamps`
    pub tcp_times: bool,
    /// `udp.calculate_timestamps`
    pub udp_times: bool,
    /// `tcp.track_bytes_in_flight`
    pub bytes_in_flight: bool,
    /// `ip.summary_in_tree`
    pub ip_summary: bool,
    /// `ipv6.summary_in_tree`
    pub ipv6_summary: bool,
    /// `tcp.summary_in_tree`
    pub tcp_summary: bool,
    /// `udp.summary_in_tree`
    pub udp_summary: bool,
    /// `http.dechunk_body`
    pub dechunk_http: bool,
    /// `http.decompress_body`
    pub decompress_http: bool,
    /// `frame.show_file_off`
    pub file_offset: bool,
    /// `frame.generate_md5_hash`
    pub frame_md5: bool,
    /// `frame.generate_epoch_time`
    pub epoch_time: bool,
    /// `frame.generate_bits_field`
    pub bits_of_frame: bool,
    /// `nameres.mac_name`: Ethernet addresses are shown with names. Off but for scripts, whose
    /// reference does it unless told otherwise.
    pub mac_names: bool,
    /// `nameres.dns_pkt_addr_resolution`: answers of DNS name addresses, in `-z hosts`.
    pub dns_names: bool,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            check_ip: false,
            check_tcp: false,
            check_udp: false,
            analyze_tcp: true,
            tcp_times: true,
            udp_times: true,
            bytes_in_flight: true,
            ip_summary: true,
            ipv6_summary: true,
            tcp_summary: true,
            udp_summary: true,
            dechunk_http: true,
            decompress_http: true,
            file_offset: false,
            frame_md5: false,
            epoch_time: true,
            bits_of_frame: true,
            mac_names: false,
            dns_names: true,
        }
    }
}
