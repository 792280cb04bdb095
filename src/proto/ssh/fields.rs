//! The fields of SSH.

use crate::field::Names;

const DIRECTIONS: Names = Names::TrueFalse("server-to-client", "client-to-server");

crate::fields! { "ssh";
    /// Secure Shell (RFC 4253).
    SSH: Protocol = "ssh", "SSH Protocol", None;
    /// Version of protocol and program.
    VERSION: Str = "ssh.protocol", "Protocol", None;
    /// Length of the packet, without this field and the MAC.
    PACKET_LENGTH: U32 = "ssh.packet_length", "Packet Length", Dec;
    /// The length, encrypted.
    PACKET_LENGTH_ENCRYPTED: Bytes = "ssh.packet_length_encrypted", "Packet Length (encrypted)", None;
    /// Length of the padding.
    PADDING_LENGTH: U8 = "ssh.padding_length", "Padding Length", Dec;
    /// What a packet holds.
    PAYLOAD: Bytes = "ssh.payload", "Payload", None;
    /// Bytes of which nothing is known without keys.
    ENCRYPTED: Bytes = "ssh.encrypted_packet", "Encrypted Packet", None;
    /// Random bytes behind the payload.
    PADDING: Bytes = "ssh.padding_string", "Padding String", None;
    /// Number of the packet in its direction.
    SEQUENCE: U32 = "ssh.seq_num", "Sequence number", Dec;
    /// Who sent it.
    DIRECTION: Bool = "ssh.direction", "Direction", None, DIRECTIONS;
    /// What the packet is (RFC 4250 section 4.1).
    MESSAGE_CODE: U8 = "ssh.message_code", "Message Code", Dec;
    /// Random bytes of an offer.
    COOKIE: Bytes = "ssh.cookie", "Cookie", None;
    /// Key exchange methods.
    KEX: Str = "ssh.kex_algorithms", "kex_algorithms string", None;
    /// Algorithms of host keys.
    HOST_KEY_ALGORITHMS: Str = "ssh.server_host_key_algorithms", "server_host_key_algorithms string", None;
    /// Ciphers of the client.
    ENC_C2S: Str = "ssh.encryption_algorithms_client_to_server", "encryption_algorithms_client_to_server string", None;
    /// Ciphers of the server.
    ENC_S2C: Str = "ssh.encryption_algorithms_server_to_client", "encryption_algorithms_server_to_client string", None;
    /// MACs of the client.
    MAC_C2S: Str = "ssh.mac_algorithms_client_to_server", "mac_algorithms_client_to_server string", None;
    /// MACs of the server.
    MAC_S2C: Str = "ssh.mac_algorithms_server_to_client", "mac_algorithms_server_to_client string", None;
    /// Compression of the client.
    COMP_C2S: Str = "ssh.compression_algorithms_client_to_server", "compression_algorithms_client_to_server string", None;
    /// Compression of the server.
    COMP_S2C: Str = "ssh.compression_algorithms_server_to_client", "compression_algorithms_server_to_client string", None;
    /// Languages of the client.
    LANG_C2S: Str = "ssh.languages_client_to_server", "languages_client_to_server string", None;
    /// Languages of the server.
    LANG_S2C: Str = "ssh.languages_server_to_client", "languages_server_to_client string", None;
    /// Length of a list.
    KEX_LENGTH: U32 = "ssh.kex_algorithms_length", "kex_algorithms length", Dec;
    /// Length of a list.
    HOST_KEY_ALGORITHMS_LENGTH: U32 = "ssh.server_host_key_algorithms_length", "server_host_key_algorithms length", Dec;
    /// Length of a list.
    ENC_C2S_LENGTH: U32 = "ssh.encryption_algorithms_client_to_server_length", "encryption_algorithms_client_to_server length", Dec;
    /// Length of a list.
    ENC_S2C_LENGTH: U32 = "ssh.encryption_algorithms_server_to_client_length", "encryption_algorithms_server_to_client length", Dec;
    /// Length of a list.
    MAC_C2S_LENGTH: U32 = "ssh.mac_algorithms_client_to_server_length", "mac_algorithms_client_to_server length", Dec;
    /// Length of a list.
    MAC_S2C_LENGTH: U32 = "ssh.mac_algorithms_server_to_client_length", "mac_algorithms_server_to_client length", Dec;
    /// Length of a list.
    COMP_C2S_LENGTH: U32 = "ssh.compression_algorithms_client_to_server_length", "compression_algorithms_client_to_server length", Dec;
    /// Length of a list.
    COMP_S2C_LENGTH: U32 = "ssh.compression_algorithms_server_to_client_length", "compression_algorithms_server_to_client length", Dec;
    /// Length of a list.
    LANG_C2S_LENGTH: U32 = "ssh.languages_client_to_server_length", "languages_client_to_server length", Dec;
    /// Length of a list.
    LANG_S2C_LENGTH: U32 = "ssh.languages_server_to_client_length", "languages_server_to_client length", Dec;
    /// A guessed packet follows.
    FIRST_KEX_FOLLOWS: U8 = "ssh.first_kex_packet_follows", "First KEX Packet Follows", Dec;
    /// Must be 0.
    RESERVED: Bytes = "ssh.kex.reserved", "Reserved", None;
    /// The lists that make a client's fingerprint.
    HASSH_LISTS: Str = "ssh.kex.hassh_algorithms", "hasshAlgorithms", None;
    /// Their MD5.
    HASSH: Str = "ssh.kex.hassh", "hassh", None;
    /// The lists that make a server's fingerprint.
    HASSH_SERVER_LISTS: Str = "ssh.kex.hasshserver_algorithms", "hasshServerAlgorithms", None;
    /// Their MD5.
    HASSH_SERVER: Str = "ssh.kex.hasshserver", "hasshServer", None;
    /// Length of the host key.
    HOST_KEY_LENGTH: U32 = "ssh.host_key.length", "Host key length", Dec;
    /// Length of the next.
    HOST_KEY_TYPE_LENGTH: U32 = "ssh.host_key.type_length", "Host key type length", Dec;
    /// Kind of host key.
    HOST_KEY_TYPE: Str = "ssh.host_key.type", "Host key type", None;
    /// A host key of a kind nothing is known of.
    HOST_KEY_DATA: Bytes = "ssh.host_key.data", "Host key data", None;
    /// RSA modulus.
    RSA_N: Bytes = "ssh.host_key.rsa.n", "RSA modulus (N)", None;
    /// RSA public exponent.
    RSA_E: Bytes = "ssh.host_key.rsa.e", "RSA public exponent (e)", None;
    /// DSA prime.
    DSA_P: Bytes = "ssh.host_key.dsa.p", "DSA prime modulus (p)", None;
    /// DSA divisor.
    DSA_Q: Bytes = "ssh.host_key.dsa.q", "DSA prime divisor (q)", None;
    /// DSA generator.
    DSA_G: Bytes = "ssh.host_key.dsa.g", "DSA subgroup generator (g)", None;
    /// DSA public key.
    DSA_Y: Bytes = "ssh.host_key.dsa.y", "DSA public key (y)", None;
    /// Name of the curve.
    ECDSA_ID: Str = "ssh.host_key.ecdsa.id", "ECDSA elliptic curve identifier", None;
    /// Length of the name.
    ECDSA_ID_LENGTH: U32 = "ssh.host_key.ecdsa.id_length", "ECDSA elliptic curve identifier length", Dec;
    /// ECDSA public key.
    ECDSA_Q: Bytes = "ssh.host_key.ecdsa.q", "ECDSA public key (Q)", None;
    /// Its length.
    ECDSA_Q_LENGTH: U32 = "ssh.host_key.ecdsa.q_length", "ECDSA public key length", Dec;
    /// EdDSA public key.
    EDDSA_KEY: Bytes = "ssh.host_key.eddsa.key", "EdDSA public key", None;
    /// Its length.
    EDDSA_KEY_LENGTH: U32 = "ssh.host_key.eddsa.key_length", "EdDSA public key length", Dec;
    /// Length of the signature.
    SIGNATURE_LENGTH: U32 = "ssh.host_sig.length", "Host signature length", Dec;
    /// Length of the next.
    SIGNATURE_TYPE_LENGTH: U32 = "ssh.host_sig.type_length", "Host signature type length", Dec;
    /// Kind of signature.
    SIGNATURE_TYPE: Str = "ssh.host_sig.type", "Host signature type", None;
    /// An RSA signature.
    SIGNATURE_RSA: Bytes = "ssh.host_sig.rsa", "RSA signature", None;
    /// A DSA signature.
    SIGNATURE_DSA: Bytes = "ssh.host_sig.dsa", "DSA signature", None;
    /// The signature.
    SIGNATURE_DATA: Bytes = "ssh.host_sig.data", "Host signature data", None;
    /// The client's value.
    DH_E: Bytes = "ssh.dh.e", "DH client e", None;
    /// The server's value.
    DH_F: Bytes = "ssh.dh.f", "DH server f", None;
    /// Smallest group asked for.
    GEX_MIN: U32 = "ssh.dh_gex.min", "DH GEX Min", Dec;
    /// Size of group asked for.
    GEX_BITS: U32 = "ssh.dh_gex.nbits", "DH GEX Number of Bits", Dec;
    /// Largest group asked for.
    GEX_MAX: U32 = "ssh.dh_gex.max", "DH GEX Max", Dec;
    /// Prime of the group.
    GEX_P: Bytes = "ssh.dh_gex.p", "DH GEX modulus (P)", None;
    /// Generator of the group.
    GEX_G: Bytes = "ssh.dh_gex.g", "DH GEX base (G)", None;
    /// The client's point.
    Q_C: Bytes = "ssh.ecdh.q_c", "ECDH client's ephemeral public key (Q_C)", None;
    /// Its length.
    Q_C_LENGTH: U32 = "ssh.ecdh.q_c_length", "ECDH client's ephemeral public key length", Dec;
    /// The server's point.
    Q_S: Bytes = "ssh.ecdh.q_s", "ECDH server's ephemeral public key (Q_S)", None;
    /// Its length.
    Q_S_LENGTH: U32 = "ssh.ecdh.q_s_length", "ECDH server's ephemeral public key length", Dec;
    /// Length of a number.
    MPINT_LENGTH: U32 = "ssh.mpint_length", "Multi Precision Integer Length", Dec;
}
