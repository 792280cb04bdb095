//! Choices of how protocols are dissected that the preferences offer, each by Wireshark's name for it. Those
//! that are not as by default are kept by name. Not here: what they do (`dissect`).

use crate::dissect::Settings;

/// One choice.
pub struct Choice {
    /// Wireshark's name of the preference.
    pub name: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    set: fn(&mut Settings, bool),
    is: fn(&Settings) -> bool,
}

macro_rules! choices {
    ($($name:literal $title:literal $about:literal $($setting:ident).+;)*) => {
        /// All of them, in the order in which they are shown.
        pub const CHOICES: &[Choice] = &[$(Choice {
            name: $name,
            title: $title,
            about: $about,
            set: |settings, on| settings.$($setting).+ = on,
            is: |settings| settings.$($setting).+,
        },)*];
    };
}

choices! {
    "tcp.relative_sequence_numbers" "Relative sequence numbers"
        "Sequence numbers of TCP count from the beginning of each stream." relative_sequence_numbers;
    "tcp.analyze_sequence_numbers" "Analyse sequence numbers"
        "Retransmissions, lost segments, full windows and the like are found and said." choices.analyze_tcp;
    "tcp.desegment_tcp_streams" "Put messages together"
        "Messages that span several TCP segments are shown whole, at the segment that completes them." desegment_tcp;
    "tls.desegment_ssl_application_data" "Put messages inside TLS together"
        "The same where messages span several TLS records." desegment_in_tls;
    "tcp.calculate_timestamps" "Times within TCP streams"
        "Times since the first frame of the stream, and since the one before, stand in the details." choices.tcp_times;
    "tcp.check_checksum" "Check TCP checksums"
        "Off, because network cards often compute them after the capture." choices.check_tcp;
    "udp.check_checksum" "Check UDP checksums"
        "Off for the same reason." choices.check_udp;
    "ip.check_checksum" "Check IPv4 checksums"
        "Off for the same reason." choices.check_ip;
    "http.dechunk_body" "Put chunked HTTP bodies together"
        "Bodies sent in chunks are shown as one." choices.dechunk_http;
    "http.decompress_body" "Unpack HTTP bodies"
        "gzip, deflate, br and zstd are undone." choices.decompress_http;
    "nameres.mac_name" "Names of manufacturers"
        "Ethernet addresses begin with the name of who made the device, where that is known." choices.mac_names;
    "frame.generate_md5_hash" "MD5 of frames"
        "The details of a frame say the hash of its bytes." choices.frame_md5;
}

impl Choice {
    /// Whether it is on where these are not as by default.
    pub fn is_on(&self, flipped: &[String]) -> bool {
        let by_default = (self.is)(&Settings::default());
        by_default != flipped.iter().any(|name| name == self.name)
    }

    /// Switches it on or off among those that are not as by default.
    pub fn switch(&self, flipped: &mut Vec<String>, on: bool) {
        flipped.retain(|name| name != self.name);
        if on != (self.is)(&Settings::default()) {
            flipped.push(self.name.to_owned());
        }
    }
}

/// Puts all choices into `settings`, where these are not as by default.
pub fn apply(flipped: &[String], settings: &mut Settings) {
    for choice in CHOICES {
        (choice.set)(settings, choice.is_on(flipped));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let mut flipped = Vec::new();
        let checksum = CHOICES.iter().find(|choice| choice.name == "tcp.check_checksum").unwrap();
        let relative = &CHOICES[0];
        assert!(!checksum.is_on(&flipped) && relative.is_on(&flipped));
        checksum.switch(&mut flipped, true);
        relative.switch(&mut flipped, false);
        assert_eq!(flipped, ["tcp.check_checksum", "tcp.relative_sequence_numbers"]);
        let mut settings = Settings::default();
        apply(&flipped, &mut settings);
        assert!(settings.choices.check_tcp && !settings.relative_sequence_numbers);
        relative.switch(&mut flipped, true);
        assert_eq!(flipped, ["tcp.check_checksum"]);
    }
}
