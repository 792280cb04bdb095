//! Payload types of RTP (RFC 3551 section 6), as media streams carry them and descriptions offer them.

use crate::field::Names;

const NAMES: Names = Names::Ranges(&[
    (0, 0, "ITU-T G.711 PCMU"),
    (1, 1, "USA Federal Standard FS-1016"),
    (2, 2, "ITU-T G.721"),
    (3, 3, "GSM 06.10"),
    (4, 4, "ITU-T G.723"),
    (5, 5, "DVI4 8000 samples/s"),
    (6, 6, "DVI4 16000 samples/s"),
    (7, 7, "Experimental linear predictive encoding from Xerox PARC"),
    (8, 8, "ITU-T G.711 PCMA"),
    (9, 9, "ITU-T G.722"),
    (10, 10, "16-bit uncompressed audio, stereo"),
    (11, 11, "16-bit uncompressed audio, monaural"),
    (12, 12, "Qualcomm Code Excited Linear Predictive coding"),
    (13, 13, "Comfort noise"),
    (14, 14, "MPEG-I/II Audio"),
    (15, 15, "ITU-T G.728"),
    (16, 16, "DVI4 11025 samples/s"),
    (17, 17, "DVI4 22050 samples/s"),
    (18, 18, "ITU-T G.729"),
    (19, 19, "Comfort noise (old)"),
    (20, 24, "Unassigned"),
    (25, 25, "Sun CellB video encoding"),
    (26, 26, "JPEG-compressed video"),
    (27, 27, "Unassigned"),
    (28, 28, "'nv' program"),
    (29, 30, "Unassigned"),
    (31, 31, "ITU-T H.261"),
    (32, 32, "MPEG-I/II Video"),
    (33, 33, "MPEG-II transport streams"),
    (34, 34, "ITU-T H.263"),
    (35, 71, "Unassigned"),
    (72, 76, "Reserved for RTCP conflict avoidance"),
    (77, 95, "Unassigned"),
]);
/// The numbers that signalling gives a meaning to.
pub const DYNAMIC: std::ops::RangeInclusive<u8> = 96..=127;

/// What the payload is; `None` beyond the seven bits of the field.
pub fn name(number: u8) -> Option<String> {
    match NAMES.name(number.into()) {
        Some(name) => Some(name.to_string()),
        None if DYNAMIC.contains(&number) => Some(format!("DynamicRTP-Type-{number}")),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_type_has_a_name() {
        assert!((0..128).all(|n| super::name(n).is_some()));
        assert_eq!(super::name(96).as_deref(), Some("DynamicRTP-Type-96"));
        assert_eq!(super::name(128), None);
    }
}
