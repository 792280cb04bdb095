//! The fields of high throughput (802.11n) and very high throughput (802.11ac).

use crate::field::Names;

crate::fields! { "wlan.ht.capabilities";
    /// HT Capabilities Info.
    HT_CAPABILITIES: U16 = "wlan.ht.capabilities", "HT Capabilities Info", Hex;
    /// HT LDPC coding capability.
    HT_CAPABILITIES_LDPCCODING: Bool = "wlan.ht.capabilities.ldpccoding", "HT LDPC coding capability", W16 & 0x0001, Names::TrueFalse("Transmitter supports receiving LDPC coded packets", "Transmitter does not support receiving LDPC coded packets");
    /// HT Support channel width.
    HT_CAPABILITIES_WIDTH: Bool = "wlan.ht.capabilities.width", "HT Support channel width", W16 & 0x0002, Names::TrueFalse("Transmitter supports 20MHz and 40MHz operation", "Transmitter only supports 20MHz operation");
    /// HT SM Power Save.
    HT_CAPABILITIES_SM: U16 = "wlan.ht.capabilities.sm", "HT SM Power Save", Hex & 0x000c, Names::Table(HT_CAPABILITIES_SM_NAMES);
    /// HT Green Field.
    HT_CAPABILITIES_GREEN: Bool = "wlan.ht.capabilities.green", "HT Green Field", W16 & 0x0010, Names::TrueFalse("Transmitter is able to receive PPDUs with Green Field (GF) preamble", "Transmitter is not able to receive PPDUs with Green Field (GF) preamble");
    /// HT Short GI for 20MHz.
    HT_CAPABILITIES_SHORT20: Bool = "wlan.ht.capabilities.short20", "HT Short GI for 20MHz", W16 & 0x0020, Names::TrueFalse("Supported", "Not supported");
    /// HT Short GI for 40MHz.
    HT_CAPABILITIES_SHORT40: Bool = "wlan.ht.capabilities.short40", "HT Short GI for 40MHz", W16 & 0x0040, Names::TrueFalse("Supported", "Not supported");
    /// HT Tx STBC.
    HT_CAPABILITIES_TXSTBC: Bool = "wlan.ht.capabilities.txstbc", "HT Tx STBC", W16 & 0x0080, Names::TrueFalse("Supported", "Not supported");
    /// HT Rx STBC.
    HT_CAPABILITIES_RXSTBC: U16 = "wlan.ht.capabilities.rxstbc", "HT Rx STBC", Hex & 0x0300, Names::Table(HT_CAPABILITIES_RXSTBC_NAMES);
    /// HT Delayed Block ACK.
    HT_CAPABILITIES_DELAYEDBLOCKACK: Bool = "wlan.ht.capabilities.delayedblockack", "HT Delayed Block ACK", W16 & 0x0400, Names::TrueFalse("Transmitter supports HT-Delayed BlockAck", "Transmitter does not support HT-Delayed BlockAck");
    /// HT Max A-MSDU length.
    HT_CAPABILITIES_AMSDU: Bool = "wlan.ht.capabilities.amsdu", "HT Max A-MSDU length", W16 & 0x0800, Names::TrueFalse("7935 bytes", "3839 bytes");
    /// HT DSSS/CCK mode in 40MHz.
    HT_CAPABILITIES_DSSCCK: Bool = "wlan.ht.capabilities.dsscck", "HT DSSS/CCK mode in 40MHz", W16 & 0x1000, Names::TrueFalse("Will/Can use DSSS/CCK in 40 MHz", "Won't/Can't use of DSSS/CCK in 40 MHz");
    /// HT PSMP Support.
    HT_CAPABILITIES_PSMP: Bool = "wlan.ht.capabilities.psmp", "HT PSMP Support", W16 & 0x2000, Names::TrueFalse("Will/Can support PSMP operation", "Won't/Can't support PSMP operation");
    /// HT Forty MHz Intolerant.
    HT_CAPABILITIES_40MHZINTOLERANT: Bool = "wlan.ht.capabilities.40mhzintolerant", "HT Forty MHz Intolerant", W16 & 0x4000, Names::TrueFalse("Use of 40 MHz transmissions restricted/disallowed", "Use of 40 MHz transmissions unrestricted/allowed");
    /// HT L-SIG TXOP Protection support.
    HT_CAPABILITIES_LSIG: Bool = "wlan.ht.capabilities.lsig", "HT L-SIG TXOP Protection support", W16 & 0x8000, Names::TrueFalse("Supported", "Not supported");
    /// A-MPDU Parameters.
    HT_AMPDUPARAM: U8 = "wlan.ht.ampduparam", "A-MPDU Parameters", Hex;
    /// Maximum Rx A-MPDU Length.
    HT_AMPDUPARAM_MAXLENGTH: U8 = "wlan.ht.ampduparam.maxlength", "Maximum Rx A-MPDU Length", Hex & 0x03;
    /// MPDU Density.
    HT_AMPDUPARAM_MPDUDENSITY: U8 = "wlan.ht.ampduparam.mpdudensity", "MPDU Density", Hex & 0x1c, Names::Table(HT_AMPDUPARAM_MPDUDENSITY_NAMES);
    /// Reserved.
    HT_AMPDUPARAM_RESERVED: U8 = "wlan.ht.ampduparam.reserved", "Reserved", Hex & 0xe0;
    /// Rx Supported Modulation and Coding Scheme Set.
    HT_MCSSET: Label = "wlan.ht.mcsset", "Rx Supported Modulation and Coding Scheme Set", None;
    /// Rx Modulation and Coding Scheme (One bit per modulation).
    HT_MCSSET_RXBITMASK: Label = "wlan.ht.mcsset.rxbitmask", "Rx Modulation and Coding Scheme (One bit per modulation)", None;
    /// Rx Bitmask Bits 0-7.
    HT_MCSSET_RXBITMASK_0TO7: U32 = "wlan.ht.mcsset.rxbitmask.0to7", "Rx Bitmask Bits 0-7", Hex & 0x000000ff;
    /// Rx Bitmask Bits 8-15.
    HT_MCSSET_RXBITMASK_8TO15: U32 = "wlan.ht.mcsset.rxbitmask.8to15", "Rx Bitmask Bits 8-15", Hex & 0x0000ff00;
    /// Rx Bitmask Bits 16-23.
    HT_MCSSET_RXBITMASK_16TO23: U32 = "wlan.ht.mcsset.rxbitmask.16to23", "Rx Bitmask Bits 16-23", Hex & 0x00ff0000;
    /// Rx Bitmask Bits 24-31.
    HT_MCSSET_RXBITMASK_24TO31: U32 = "wlan.ht.mcsset.rxbitmask.24to31", "Rx Bitmask Bits 24-31", Hex & 0xff000000;
    /// Rx Bitmask Bit 32.
    HT_MCSSET_RXBITMASK_32: U32 = "wlan.ht.mcsset.rxbitmask.32", "Rx Bitmask Bit 32", Hex & 0x00000001;
    /// Rx Bitmask Bits 33-38.
    HT_MCSSET_RXBITMASK_33TO38: U32 = "wlan.ht.mcsset.rxbitmask.33to38", "Rx Bitmask Bits 33-38", Hex & 0x0000007e;
    /// Rx Bitmask Bits 39-52.
    HT_MCSSET_RXBITMASK_39TO52: U32 = "wlan.ht.mcsset.rxbitmask.39to52", "Rx Bitmask Bits 39-52", Hex & 0x001fff80;
    /// Rx Bitmask Bits 53-76.
    HT_MCSSET_RXBITMASK_53TO76: U32 = "wlan.ht.mcsset.rxbitmask.53to76", "Rx Bitmask Bits 53-76", Hex & 0x1fffffe0;
    /// Highest Supported Data Rate.
    HT_MCSSET_HIGHESTDATARATE: U16 = "wlan.ht.mcsset.highestdatarate", "Highest Supported Data Rate", Hex & 0x03ff;
    /// Tx Supported MCS Set.
    HT_MCSSET_TXSETDEFINED: Bool = "wlan.ht.mcsset.txsetdefined", "Tx Supported MCS Set", W16 & 0x0001, Names::TrueFalse("Defined", "Not defined");
    /// Tx and Rx MCS Set.
    HT_MCSSET_TXRXMCSNOTEQUAL: Bool = "wlan.ht.mcsset.txrxmcsnotequal", "Tx and Rx MCS Set", W16 & 0x0002, Names::TrueFalse("Not Equal", "Equal");
    /// Maximum Number of Tx Spatial Streams Supported.
    HT_MCSSET_TXMAXSS: U16 = "wlan.ht.mcsset.txmaxss", "Maximum Number of Tx Spatial Streams Supported", Hex & 0x000c;
    /// Unequal Modulation.
    HT_MCSSET_TXUNEQUALMOD: Bool = "wlan.ht.mcsset.txunequalmod", "Unequal Modulation", W16 & 0x0010, Names::TrueFalse("Supported", "Not supported");
    /// HT Extended Capabilities.
    HTEX_CAPABILITIES: U16 = "wlan.htex.capabilities", "HT Extended Capabilities", Hex;
    /// Transmitter supports PCO.
    HTEX_CAPABILITIES_PCO: Bool = "wlan.htex.capabilities.pco", "Transmitter supports PCO", W16 & 0x0001, Names::TrueFalse("Supported", "Not supported");
    /// Time needed to transition between 20MHz and 40MHz.
    HTEX_CAPABILITIES_TRANSTIME: U16 = "wlan.htex.capabilities.transtime", "Time needed to transition between 20MHz and 40MHz", Hex & 0x0006, Names::Table(HTEX_CAPABILITIES_TRANSTIME_NAMES);
    /// MCS Feedback capability.
    HTEX_CAPABILITIES_MCS: U16 = "wlan.htex.capabilities.mcs", "MCS Feedback capability", Hex & 0x0300, Names::Table(HTEX_CAPABILITIES_MCS_NAMES);
    /// High Throughput.
    HTEX_CAPABILITIES_HTC: Bool = "wlan.htex.capabilities.htc", "High Throughput", W16 & 0x0400, Names::TrueFalse("Supported", "Not supported");
    /// Reverse Direction Responder.
    HTEX_CAPABILITIES_RDRESPONDER: Bool = "wlan.htex.capabilities.rdresponder", "Reverse Direction Responder", W16 & 0x0800, Names::TrueFalse("Supported", "Not supported");
    /// Transmit Beam Forming (TxBF) Capabilities.
    TXBF: U32 = "wlan.txbf", "Transmit Beam Forming (TxBF) Capabilities", Hex;
    /// Transmit Beamforming.
    TXBF_TXBF: Bool = "wlan.txbf.txbf", "Transmit Beamforming", W32 & 0x00000001, Names::TrueFalse("Supported", "Not supported");
    /// Receive Staggered Sounding.
    TXBF_RXSS: Bool = "wlan.txbf.rxss", "Receive Staggered Sounding", W32 & 0x00000002, Names::TrueFalse("Supported", "Not supported");
    /// Transmit Staggered Sounding.
    TXBF_TXSS: Bool = "wlan.txbf.txss", "Transmit Staggered Sounding", W32 & 0x00000004, Names::TrueFalse("Supported", "Not supported");
    /// Receive Null Data packet (NDP).
    TXBF_RXNDP: Bool = "wlan.txbf.rxndp", "Receive Null Data packet (NDP)", W32 & 0x00000008, Names::TrueFalse("Supported", "Not supported");
    /// Transmit Null Data packet (NDP).
    TXBF_TXNDP: Bool = "wlan.txbf.txndp", "Transmit Null Data packet (NDP)", W32 & 0x00000010, Names::TrueFalse("Supported", "Not supported");
    /// Implicit TxBF capable.
    TXBF_IMPLTXBF: Bool = "wlan.txbf.impltxbf", "Implicit TxBF capable", W32 & 0x00000020, Names::TrueFalse("Supported", "Not supported");
    /// Calibration.
    TXBF_CALIBRATION: U32 = "wlan.txbf.calibration", "Calibration", Hex & 0x000000c0, Names::Table(TXBF_CALIBRATION_NAMES);
    /// STA can apply TxBF using CSI explicit feedback.
    TXBF_CSI: Bool = "wlan.txbf.csi", "STA can apply TxBF using CSI explicit feedback", W32 & 0x00000100, Names::TrueFalse("Supported", "Not supported");
    /// STA can apply TxBF using uncompressed beamforming feedback matrix.
    TXBF_FM_UNCOMPRESSED_TBF: Bool = "wlan.txbf.fm.uncompressed.tbf", "STA can apply TxBF using uncompressed beamforming feedback matrix", W32 & 0x00000200, Names::TrueFalse("Supported", "Not supported");
    /// STA can apply TxBF using compressed beamforming feedback matrix.
    TXBF_FM_COMPRESSED_TBF: Bool = "wlan.txbf.fm.compressed.tbf", "STA can apply TxBF using compressed beamforming feedback matrix", W32 & 0x00000400, Names::TrueFalse("Supported", "Not supported");
    /// Receiver can return explicit CSI feedback.
    TXBF_RCSI: U32 = "wlan.txbf.rcsi", "Receiver can return explicit CSI feedback", Hex & 0x00001800, Names::Table(TXBF_RCSI_NAMES);
    /// Receiver can return explicit uncompressed Beamforming Feedback Matrix.
    TXBF_FM_UNCOMPRESSED_RBF: U32 = "wlan.txbf.fm.uncompressed.rbf", "Receiver can return explicit uncompressed Beamforming Feedback Matrix", Hex & 0x00006000, Names::Table(TXBF_RCSI_NAMES);
    /// STA can compress and use compressed Beamforming Feedback Matrix.
    TXBF_FM_COMPRESSED_BF: U32 = "wlan.txbf.fm.compressed.bf", "STA can compress and use compressed Beamforming Feedback Matrix", Hex & 0x00018000, Names::Table(TXBF_RCSI_NAMES);
    /// Minimal grouping used for explicit feedback reports.
    TXBF_MINGROUP: U32 = "wlan.txbf.mingroup", "Minimal grouping used for explicit feedback reports", Hex & 0x00060000, Names::Table(TXBF_MINGROUP_NAMES);
    /// VHT Capabilities Info.
    VHT_CAPABILITIES: U32 = "wlan.vht.capabilities", "VHT Capabilities Info", Hex;
    /// Maximum MPDU Length.
    VHT_CAPABILITIES_MAXMPDULENGTH: U32 = "wlan.vht.capabilities.maxmpdulength", "Maximum MPDU Length", Hex & 0x00000003, Names::Table(VHT_CAPABILITIES_MAXMPDULENGTH_NAMES);
    /// Supported Channel Width Set.
    VHT_CAPABILITIES_SUPPORTEDCHANWIDTHSET: U32 = "wlan.vht.capabilities.supportedchanwidthset", "Supported Channel Width Set", Hex & 0x0000000c, Names::Table(VHT_CAPABILITIES_SUPPORTEDCHANWIDTHSET_NAMES);
    /// Rx LDPC.
    VHT_CAPABILITIES_RXLDPC: Bool = "wlan.vht.capabilities.rxldpc", "Rx LDPC", W32 & 0x00000010, Names::TrueFalse("Supported", "Not supported");
    /// Short GI for 80MHz/TVHT_MODE_4C.
    VHT_CAPABILITIES_SHORT80: Bool = "wlan.vht.capabilities.short80", "Short GI for 80MHz/TVHT_MODE_4C", W32 & 0x00000020, Names::TrueFalse("Supported", "Not supported");
    /// Short GI for 160MHz and 80+80MHz.
    VHT_CAPABILITIES_SHORT160: Bool = "wlan.vht.capabilities.short160", "Short GI for 160MHz and 80+80MHz", W32 & 0x00000040, Names::TrueFalse("Supported", "Not supported");
    /// Tx STBC.
    VHT_CAPABILITIES_TXSTBC: Bool = "wlan.vht.capabilities.txstbc", "Tx STBC", W32 & 0x00000080, Names::TrueFalse("Supported", "Not supported");
    /// Rx STBC.
    VHT_CAPABILITIES_RXSTBC: U32 = "wlan.vht.capabilities.rxstbc", "Rx STBC", Hex & 0x00000700, Names::Table(VHT_CAPABILITIES_RXSTBC_NAMES);
    /// SU Beamformer Capable.
    VHT_CAPABILITIES_SUBEAMFORMER: Bool = "wlan.vht.capabilities.subeamformer", "SU Beamformer Capable", W32 & 0x00000800, Names::TrueFalse("Supported", "Not supported");
    /// SU Beamformee Capable.
    VHT_CAPABILITIES_SUBEAMFORMEE: Bool = "wlan.vht.capabilities.subeamformee", "SU Beamformee Capable", W32 & 0x00001000, Names::TrueFalse("Supported", "Not supported");
    /// Beamformee STS Capability.
    VHT_CAPABILITIES_BEAMFORMEE_STS_CAP: U32 = "wlan.vht.capabilities.beamformee_sts_cap", "Beamformee STS Capability", Hex & 0x0000e000, Names::Table(VHT_CAPABILITIES_BEAMFORMEE_STS_CAP_NAMES);
    /// Number of Sounding Dimensions.
    VHT_CAPABILITIES_SOUNDINGDIMENSIONS: U32 = "wlan.vht.capabilities.soundingdimensions", "Number of Sounding Dimensions", Hex & 0x00070000, Names::Table(VHT_CAPABILITIES_BEAMFORMEE_STS_CAP_NAMES);
    /// MU Beamformer Capable.
    VHT_CAPABILITIES_MUBEAMFORMER: Bool = "wlan.vht.capabilities.mubeamformer", "MU Beamformer Capable", W32 & 0x00080000, Names::TrueFalse("Supported", "Not supported");
    /// MU Beamformee Capable.
    VHT_CAPABILITIES_MUBEAMFORMEE: Bool = "wlan.vht.capabilities.mubeamformee", "MU Beamformee Capable", W32 & 0x00100000, Names::TrueFalse("Supported", "Not supported");
    /// TXOP PS.
    VHT_CAPABILITIES_VHTTXOPPS: Bool = "wlan.vht.capabilities.vhttxopps", "TXOP PS", W32 & 0x00200000, Names::TrueFalse("Supported", "Not supported");
    /// +HTC-VHT Capable.
    VHT_CAPABILITIES_VHTHTC: Bool = "wlan.vht.capabilities.vhthtc", "+HTC-VHT Capable", W32 & 0x00400000, Names::TrueFalse("Supported", "Not supported");
    /// Max A-MPDU Length Exponent.
    VHT_CAPABILITIES_MAXAMPDU: U32 = "wlan.vht.capabilities.maxampdu", "Max A-MPDU Length Exponent", Hex & 0x03800000, Names::Table(VHT_CAPABILITIES_MAXAMPDU_NAMES);
    /// VHT Link Adaptation.
    VHT_CAPABILITIES_LINKADAPT: U32 = "wlan.vht.capabilities.linkadapt", "VHT Link Adaptation", Hex & 0x0c000000, Names::Table(VHT_CAPABILITIES_LINKADAPT_NAMES);
    /// Rx Antenna Pattern Consistency.
    VHT_CAPABILITIES_RXPATCONSIST: Bool = "wlan.vht.capabilities.rxpatconsist", "Rx Antenna Pattern Consistency", W32 & 0x10000000, Names::TrueFalse("Supported", "Not supported");
    /// Tx Antenna Pattern Consistency.
    VHT_CAPABILITIES_TXPATCONSIST: Bool = "wlan.vht.capabilities.txpatconsist", "Tx Antenna Pattern Consistency", W32 & 0x20000000, Names::TrueFalse("Supported", "Not supported");
    /// Extended NSS BW Support.
    VHT_CAPABILITIES_EXT_NSS_BW_SUPPORT: U32 = "wlan.vht.capabilities.ext_nss_bw_support", "Extended NSS BW Support", Hex & 0xc0000000;
    /// VHT Supported MCS Set.
    VHT_MCSSET: Label = "wlan.vht.mcsset", "VHT Supported MCS Set", None;
    /// Rx MCS Map.
    VHT_MCSSET_RXMCSMAP: U16 = "wlan.vht.mcsset.rxmcsmap", "Rx MCS Map", Hex;
    /// Rx 1 SS.
    VHT_MCSSET_RXMCSMAP_SS1: U16 = "wlan.vht.mcsset.rxmcsmap.ss1", "Rx 1 SS", Hex & 0x0003, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Rx 2 SS.
    VHT_MCSSET_RXMCSMAP_SS2: U16 = "wlan.vht.mcsset.rxmcsmap.ss2", "Rx 2 SS", Hex & 0x000c, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Rx 3 SS.
    VHT_MCSSET_RXMCSMAP_SS3: U16 = "wlan.vht.mcsset.rxmcsmap.ss3", "Rx 3 SS", Hex & 0x0030, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Rx 4 SS.
    VHT_MCSSET_RXMCSMAP_SS4: U16 = "wlan.vht.mcsset.rxmcsmap.ss4", "Rx 4 SS", Hex & 0x00c0, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Rx 5 SS.
    VHT_MCSSET_RXMCSMAP_SS5: U16 = "wlan.vht.mcsset.rxmcsmap.ss5", "Rx 5 SS", Hex & 0x0300, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Rx 6 SS.
    VHT_MCSSET_RXMCSMAP_SS6: U16 = "wlan.vht.mcsset.rxmcsmap.ss6", "Rx 6 SS", Hex & 0x0c00, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Rx 7 SS.
    VHT_MCSSET_RXMCSMAP_SS7: U16 = "wlan.vht.mcsset.rxmcsmap.ss7", "Rx 7 SS", Hex & 0x3000, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Rx 8 SS.
    VHT_MCSSET_RXMCSMAP_SS8: U16 = "wlan.vht.mcsset.rxmcsmap.ss8", "Rx 8 SS", Hex & 0xc000, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// MaX NSTS Total.
    VHT_MCSSET_MAX_NSTS_TOTAL: U16 = "wlan.vht.mcsset.max_nsts_total", "MaX NSTS Total", Dec & 0xe000;
    /// Rx Highest Long GI Data Rate (in Mb/s, 0 = subfield not in use).
    VHT_MCSSET_RXHIGHESTLONGGIRATE: U16 = "wlan.vht.mcsset.rxhighestlonggirate", "Rx Highest Long GI Data Rate (in Mb/s, 0 = subfield not in use)", Hex & 0x1fff;
    /// Tx MCS Map.
    VHT_MCSSET_TXMCSMAP: U16 = "wlan.vht.mcsset.txmcsmap", "Tx MCS Map", Hex;
    /// Tx 1 SS.
    VHT_MCSSET_TXMCSMAP_SS1: U16 = "wlan.vht.mcsset.txmcsmap.ss1", "Tx 1 SS", Hex & 0x0003, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx 2 SS.
    VHT_MCSSET_TXMCSMAP_SS2: U16 = "wlan.vht.mcsset.txmcsmap.ss2", "Tx 2 SS", Hex & 0x000c, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx 3 SS.
    VHT_MCSSET_TXMCSMAP_SS3: U16 = "wlan.vht.mcsset.txmcsmap.ss3", "Tx 3 SS", Hex & 0x0030, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx 4 SS.
    VHT_MCSSET_TXMCSMAP_SS4: U16 = "wlan.vht.mcsset.txmcsmap.ss4", "Tx 4 SS", Hex & 0x00c0, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx 5 SS.
    VHT_MCSSET_TXMCSMAP_SS5: U16 = "wlan.vht.mcsset.txmcsmap.ss5", "Tx 5 SS", Hex & 0x0300, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx 6 SS.
    VHT_MCSSET_TXMCSMAP_SS6: U16 = "wlan.vht.mcsset.txmcsmap.ss6", "Tx 6 SS", Hex & 0x0c00, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx 7 SS.
    VHT_MCSSET_TXMCSMAP_SS7: U16 = "wlan.vht.mcsset.txmcsmap.ss7", "Tx 7 SS", Hex & 0x3000, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx 8 SS.
    VHT_MCSSET_TXMCSMAP_SS8: U16 = "wlan.vht.mcsset.txmcsmap.ss8", "Tx 8 SS", Hex & 0xc000, Names::Table(VHT_MCSSET_RXMCSMAP_SS1_NAMES);
    /// Tx Highest Long GI Data Rate  (in Mb/s, 0 = subfield not in use).
    VHT_MCSSET_TXHIGHESTLONGGIRATE: U16 = "wlan.vht.mcsset.txhighestlonggirate", "Tx Highest Long GI Data Rate  (in Mb/s, 0 = subfield not in use)", Hex & 0x1fff;
    /// Max antennae STA can support when CSI feedback required.
    TXBF_CSINUMANT: U32 = "wlan.txbf.csinumant", "Max antennae STA can support when CSI feedback required", Hex & 0x00180000, Names::Table(TXBF_CSINUMANT_NAMES);
    /// Max antennae STA can support when uncompressed Beamforming feedback required.
    TXBF_FM_UNCOMPRESSED_MAXANT: U32 = "wlan.txbf.fm.uncompressed.maxant", "Max antennae STA can support when uncompressed Beamforming feedback required", Hex & 0x00600000, Names::Table(TXBF_CSINUMANT_NAMES);
    /// Max antennae STA can support when compressed Beamforming feedback required.
    TXBF_FM_COMPRESSED_MAXANT: U32 = "wlan.txbf.fm.compressed.maxant", "Max antennae STA can support when compressed Beamforming feedback required", Hex & 0x01800000, Names::Table(TXBF_CSINUMANT_NAMES);
    /// Maximum number of rows of CSI explicit feedback.
    TXBF_CSI_MAXROWS: U32 = "wlan.txbf.csi.maxrows", "Maximum number of rows of CSI explicit feedback", Hex & 0x06000000, Names::Table(TXBF_CSI_MAXROWS_NAMES);
    /// Maximum number of space time streams for which channel dimensions can be simultaneously estimated.
    TXBF_CHANNELEST: U32 = "wlan.txbf.channelest", "Maximum number of space time streams for which channel dimensions can be simultaneously estimated", Hex & 0x18000000, Names::Table(TXBF_CHANNELEST_NAMES);
    /// Reserved.
    TXBF_RESERVED: U32 = "wlan.txbf.reserved", "Reserved", Hex & 0xe0000000;
    /// Antenna Selection (ASEL) Capabilities.
    ASEL: U8 = "wlan.asel", "Antenna Selection (ASEL) Capabilities", Hex;
    /// Antenna Selection Capable.
    ASEL_CAPABLE: Bool = "wlan.asel.capable", "Antenna Selection Capable", W8 & 0x01, Names::TrueFalse("Supported", "Not supported");
    /// Explicit CSI Feedback Based Tx ASEL.
    ASEL_TXCSI: Bool = "wlan.asel.txcsi", "Explicit CSI Feedback Based Tx ASEL", W8 & 0x02, Names::TrueFalse("Supported", "Not supported");
    /// Antenna Indices Feedback Based Tx ASEL.
    ASEL_TXIF: Bool = "wlan.asel.txif", "Antenna Indices Feedback Based Tx ASEL", W8 & 0x04, Names::TrueFalse("Supported", "Not supported");
    /// Explicit CSI Feedback.
    ASEL_CSI: Bool = "wlan.asel.csi", "Explicit CSI Feedback", W8 & 0x08, Names::TrueFalse("Supported", "Not supported");
    /// Antenna Indices Feedback.
    ASEL_IF: Bool = "wlan.asel.if", "Antenna Indices Feedback", W8 & 0x10, Names::TrueFalse("Supported", "Not supported");
    /// Rx ASEL.
    ASEL_RX: Bool = "wlan.asel.rx", "Rx ASEL", W8 & 0x20, Names::TrueFalse("Supported", "Not supported");
    /// Tx Sounding PPDUs.
    ASEL_SPPDU: Bool = "wlan.asel.sppdu", "Tx Sounding PPDUs", W8 & 0x40, Names::TrueFalse("Supported", "Not supported");
    /// Reserved.
    ASEL_RESERVED: U8 = "wlan.asel.reserved", "Reserved", Hex & 0x80;
    /// HT Information Subset (1 of 3).
    HT_INFO_DELIM1: U8 = "wlan.ht.info.delim1", "HT Information Subset (1 of 3)", Hex;
    /// Primary Channel.
    HT_INFO_PRIMARYCHANNEL: U8 = "wlan.ht.info.primarychannel", "Primary Channel", Dec;
    /// Secondary channel offset.
    HT_INFO_SECCHANOFFSET: U8 = "wlan.ht.info.secchanoffset", "Secondary channel offset", Hex & 0x03, Names::Table(HT_INFO_SECCHANOFFSET_NAMES);
    /// Supported channel width.
    HT_INFO_CHANWIDTH: Bool = "wlan.ht.info.chanwidth", "Supported channel width", W8 & 0x04, Names::TrueFalse("Channel of any width supported", "20 MHz channel width only");
    /// Reduced Interframe Spacing (RIFS).
    HT_INFO_RIFS: Bool = "wlan.ht.info.rifs", "Reduced Interframe Spacing (RIFS)", W8 & 0x08, Names::TrueFalse("Permitted", "Prohibited");
    /// Reserved.
    HT_INFO_RESERVED_B4_B7: U8 = "wlan.ht.info.reserved_b4_b7", "Reserved", Hex & 0xf0;
    /// HT Information Subset (2 of 3).
    HT_INFO_DELIM2: U16 = "wlan.ht.info.delim2", "HT Information Subset (2 of 3)", Hex;
    /// HT Protection.
    HT_INFO_HT_PROTECTION: U16 = "wlan.ht.info.ht_protection", "HT Protection", Hex & 0x0003, Names::Table(HT_INFO_HT_PROTECTION_NAMES);
    /// Non-greenfield STAs present.
    HT_INFO_GREENFIELD: Bool = "wlan.ht.info.greenfield", "Non-greenfield STAs present", W16 & 0x0004, Names::TrueFalse("One or more associated STAs are not greenfield capable", "All associated STAs are greenfield capable");
    /// Reserved.
    HT_INFO_RESERVED_B11: U16 = "wlan.ht.info.reserved_b11", "Reserved", Hex & 0x0008;
    /// OBSS non-HT STAs present.
    HT_INFO_OBSSNONHT: Bool = "wlan.ht.info.obssnonht", "OBSS non-HT STAs present", W16 & 0x0010, Names::TrueFalse("Use of protection for non-HT STAs by overlapping BSSs is needed", "Use of protection for non-HT STAs by overlapping BSSs is not needed");
    /// Channel Center Frequency Segment 2.
    HT_INFO_CHAN_CENTER_FREQ_SEG_2: U16 = "wlan.ht.info.chan_center_freq_seg_2", "Channel Center Frequency Segment 2", Dec & 0x1fe0;
    /// Reserved.
    HT_INFO_RESERVED_B21_B23: U16 = "wlan.ht.info.reserved_b21_b23", "Reserved", Hex & 0xe000;
    /// HT Information Subset (3 of 3).
    HT_INFO_DELIM3: U16 = "wlan.ht.info.delim3", "HT Information Subset (3 of 3)", Hex;
    /// Reserved.
    HT_INFO_RESERVED_B24_B29: U16 = "wlan.ht.info.reserved_b24_b29", "Reserved", Hex & 0x003f;
    /// Dual beacon.
    HT_INFO_DUALBEACON: Bool = "wlan.ht.info.dualbeacon", "Dual beacon", W16 & 0x0040, Names::TrueFalse("AP transmits a secondary beacon", "No second beacon is transmitted");
    /// Dual Clear To Send (CTS) protection.
    HT_INFO_DUALCTS: Bool = "wlan.ht.info.dualcts", "Dual Clear To Send (CTS) protection", W16 & 0x0080, Names::TrueFalse("Required", "Not required");
    /// Beacon ID.
    HT_INFO_SECONDARYBEACON: Bool = "wlan.ht.info.secondarybeacon", "Beacon ID", W16 & 0x0100, Names::TrueFalse("STBC beacon", "Primary beacon");
    /// L-SIG TXOP Protection Full Support.
    HT_INFO_LSIGPROTSUPPORT: Bool = "wlan.ht.info.lsigprotsupport", "L-SIG TXOP Protection Full Support", W16 & 0x0200, Names::TrueFalse("All HT STAs in the BSS support L-SIG TXOP protection", "One or more HT STAs in the BSS do not support L-SIG TXOP protection");
    /// Phased Coexistence Operation (PCO).
    HT_INFO_PCO_ACTIVE: Bool = "wlan.ht.info.pco.active", "Phased Coexistence Operation (PCO)", W16 & 0x0400, Names::TrueFalse("Active", "Inactive");
    /// Phased Coexistence Operation (PCO) Phase.
    HT_INFO_PCO_PHASE: Bool = "wlan.ht.info.pco.phase", "Phased Coexistence Operation (PCO) Phase", W16 & 0x0800, Names::TrueFalse("Switch to or continue 40 MHz phase", "Switch to or continue 20 MHz phase");
    /// Reserved.
    HT_INFO_RESERVED_B36_B39: U16 = "wlan.ht.info.reserved_b36_b39", "Reserved", Hex & 0xf000;
}

const HT_CAPABILITIES_SM_NAMES: &[(u32, &str)] = &[
    (0, "Static SM Power Save mode"),
    (1, "Dynamic SM Power Save mode"),
    (2, "Reserved"),
    (3, "SM Power Save disabled"),
];
const HT_CAPABILITIES_RXSTBC_NAMES: &[(u32, &str)] = &[
    (0, "No Rx STBC support"),
    (1, "Rx support of one spatial stream"),
    (2, "Rx support of one and two spatial streams"),
    (3, "Rx support of one, two, and three spatial streams"),
];
const HT_AMPDUPARAM_MPDUDENSITY_NAMES: &[(u32, &str)] = &[
    (0, "no restriction"),
    (1, "1/4 [usec]"),
    (2, "1/2 [usec]"),
    (3, "1 [usec]"),
    (4, "2 [usec]"),
    (5, "4 [usec]"),
    (6, "8 [usec]"),
    (7, "16 [usec]"),
];
const HTEX_CAPABILITIES_TRANSTIME_NAMES: &[(u32, &str)] =
    &[(0, "No Transition"), (1, "400 usec"), (2, "1.5 msec"), (3, "5 msec")];
const HTEX_CAPABILITIES_MCS_NAMES: &[(u32, &str)] = &[
    (0, "STA does not provide MCS feedback"),
    (1, "Reserved"),
    (2, "STA provides only unsolicited MCS feedback"),
    (3, "STA can provide MCS feedback in response to MRQ as well as unsolicited MCS feedback"),
];
const TXBF_CALIBRATION_NAMES: &[(u32, &str)] = &[
    (0, "incapable"),
    (1, "Limited involvement, cannot initiate"),
    (2, "Limited involvement, can initiate"),
    (3, "Fully capable"),
];
const TXBF_RCSI_NAMES: &[(u32, &str)] = &[
    (0, "not supported"),
    (1, "delayed feedback capable"),
    (2, "immediate feedback capable"),
    (3, "delayed and immediate feedback capable"),
];
const TXBF_MINGROUP_NAMES: &[(u32, &str)] = &[
    (0, "No grouping supported"),
    (1, "Groups of 1, 2 supported"),
    (2, "Groups of 1, 4 supported"),
    (3, "Groups of 1, 2, 4 supported"),
];
const VHT_CAPABILITIES_MAXMPDULENGTH_NAMES: &[(u32, &str)] =
    &[(0, "3 895"), (1, "7 991"), (2, "11 454"), (3, "Reserved")];
const VHT_CAPABILITIES_SUPPORTEDCHANWIDTHSET_NAMES: &[(u32, &str)] = &[
    (0, "Neither 160MHz nor 80+80 supported"),
    (1, "160MHz supported"),
    (2, "160MHz and 80+80 Supported"),
    (3, "Reserved"),
];
const VHT_CAPABILITIES_RXSTBC_NAMES: &[(u32, &str)] = &[
    (0, "None"),
    (1, "1 Spatial Stream Supported"),
    (2, "1 to 2 Spatial Stream Supported"),
    (3, "1 to 3 Spatial Stream Supported"),
    (4, "1 to 4 Spatial Stream Supported"),
    (5, "Reserved"),
    (6, "Reserved"),
    (7, "Reserved"),
];
const VHT_CAPABILITIES_BEAMFORMEE_STS_CAP_NAMES: &[(u32, &str)] =
    &[(0, "1"), (1, "2"), (2, "3"), (3, "4"), (4, "5"), (5, "6"), (6, "7"), (7, "8")];
const VHT_CAPABILITIES_MAXAMPDU_NAMES: &[(u32, &str)] = &[
    (0, "8 191"),
    (1, "16 383"),
    (2, "32 767"),
    (3, "65 535"),
    (4, "131 071"),
    (5, "262 143"),
    (6, "524 287"),
    (7, "1 048 575"),
];
const VHT_CAPABILITIES_LINKADAPT_NAMES: &[(u32, &str)] = &[
    (0, "No Feedback"),
    (1, "Reserved (logically only solicited feedback)"),
    (2, "Unsolicited feedback only"),
    (3, "Both (can provide unsolicited feedback and respond to VHT MRQ)"),
];
const VHT_MCSSET_RXMCSMAP_SS1_NAMES: &[(u32, &str)] =
    &[(0, "MCS 0-7"), (1, "MCS 0-8"), (2, "MCS 0-9"), (3, "Not Supported")];
const TXBF_CSINUMANT_NAMES: &[(u32, &str)] = &[
    (0, "1 TX antenna sounding"),
    (1, "2 TX antenna sounding"),
    (2, "3 TX antenna sounding"),
    (3, "4 TX antenna sounding"),
];
const TXBF_CSI_MAXROWS_NAMES: &[(u32, &str)] =
    &[(0, "1 row of CSI"), (1, "2 rows of CSI"), (2, "3 rows of CSI"), (3, "4 rows of CSI")];
const TXBF_CHANNELEST_NAMES: &[(u32, &str)] = &[
    (0, "1 space time stream"),
    (1, "2 space time streams"),
    (2, "3 space time streams"),
    (3, "4 space time streams"),
];
const HT_INFO_SECCHANOFFSET_NAMES: &[(u32, &str)] = &[
    (0, "No secondary channel"),
    (1, "Secondary channel is above the primary channel"),
    (2, "Reserved"),
    (3, "Secondary channel is below the primary channel"),
];
const HT_INFO_HT_PROTECTION_NAMES: &[(u32, &str)] = &[
    (0, "No protection mode"),
    (1, "HT non-member protection mode"),
    (2, "20 MHz protection mode"),
    (3, "non-HT mixed mode"),
];
