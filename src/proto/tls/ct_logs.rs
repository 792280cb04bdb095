//! Names of certificate transparency logs by their identifiers (SHA-256 of the log's key), from the
//! public list of logs. A table only.

/// Sorted by identifier, of which the first eight bytes tell logs apart.
const LOGS: &[(u64, &str)] = &[
    (0x07b7_5c1b_e57d_68ff, "Google 'Xenon2020' log"),
    (0x2245_4507_5955_2456, "DigiCert Yeti2022 Log"),
    (0x2979_bef0_9e39_3921, "Google 'Argon2022' log"),
    (0x35cf_191b_bfb1_6c57, "DigiCert Yeti2023 Log"),
    (0x41c8_cab1_df22_464a, "Cloudflare 'Nimbus2022' Log"),
    (0x4494_652e_b0ee_ceaf, "Cloudflare 'Nimbus2021' Log"),
    (0x46a5_55eb_75fa_9120, "Google 'Xenon2022' log"),
    (0x48b0_e36b_daa6_4734, "DigiCert Yeti2024 Log"),
    (0x51a3_b0f5_fd01_799c, "DigiCert Nessie2022 Log"),
    (0x5581_d4c2_1690_3601, "Sectigo 'Sabre' CT log"),
    (0x5614_069a_2fd7_c2ec, "DigiCert Log Server"),
    (0x5cdc_4392_fee6_ab45, "DigiCert Yeti2021 Log"),
    (0x5ea7_73f9_df56_c0e7, "Cloudflare 'Nimbus2020' Log"),
    (0x68f6_98f8_1f64_82be, "Google 'Aviator' log"),
    (0x6f53_76ac_31f0_3119, "Sectigo 'Mammoth' CT log"),
    (0x73d9_9e89_1b4c_9678, "DigiCert Nessie2024 Log"),
    (0x76ff_883f_0ab6_fb95, "Google 'Xenon2024' log"),
    (0x7a32_8c54_d8b7_2db6, "Cloudflare 'Nimbus2023' Log"),
    (0xa4b9_0990_b418_5814, "Google 'Pilot' log"),
    (0xadf7_befa_7cff_10c8, "Google 'Xenon2023' log"),
    (0xb21e_05cc_8ba2_cd8a, "Google 'Argon2020' log"),
    (0xb373_7707_e184_50f8, "DigiCert Nessie2023 Log"),
    (0xb73e_fb24_df9c_4dba, "Let's Encrypt 'Oak2023' log"),
    (0xbbd9_dfbc_1f8a_71b5, "Google 'Skydiver' log"),
    (0xdab6_bf6b_3fb5_b622, "Cloudflare 'Nimbus2024' Log"),
    (0xdfa5_5eab_6882_4f1f, "Let's Encrypt 'Oak2022' log"),
    (0xe83e_d0da_3ef5_0635, "Google 'Argon2023' log"),
    (0xee4b_bdb7_75ce_60ba, "Google 'Rocketeer' log"),
    (0xeecd_d064_d5db_1ace, "Google 'Argon2024' log"),
    (0xf65c_942f_d177_3022, "Google 'Argon2021' log"),
];

/// The name of the log with that identifier.
pub(super) fn log_name(id: &[u8]) -> &'static str {
    let found = id
        .first_chunk()
        .map(|head| u64::from_be_bytes(*head))
        .and_then(|head| LOGS.binary_search_by_key(&head, |log| log.0).ok().and_then(|at| LOGS.get(at)));
    found.map_or("Unknown Log", |log| log.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_found_by_their_identifier() {
        assert!(LOGS.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!(log_name(&[0xa4, 0xb9, 0x09, 0x90, 0xb4, 0x18, 0x58, 0x14, 0x87]), "Google 'Pilot' log");
        assert_eq!(log_name(&[1, 2, 3]), "Unknown Log");
    }
}
