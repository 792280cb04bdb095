//! From the premaster secret to the keys of each direction (RFC 5246 sections 6.3 and 8.1,
//! RFC 7627, RFC 6101 section 6). All secrets here are wiped when dropped and have no `Debug`.

use md5::{Digest, Md5};
use sha1::Sha1;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Side;
use super::handshake::Random;
use super::prf::Prf;
use super::record::Version;
use super::suite::{Cipher, Mode, Suite};

/// What shapes a session's keys and records. All of it was said in the clear by both hellos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    pub version: Version,
    pub suite: &'static Suite,
    /// MAC over the ciphertext (RFC 7366). Only block ciphers heed it.
    pub encrypt_then_mac: bool,
    /// MACs cut to ten bytes (RFC 6066 section 7).
    pub truncated_hmac: bool,
}

impl Parameters {
    /// The PRF, if this is a version and a suite whose keys can be made here.
    pub fn prf(&self) -> Option<Prf> {
        Prf::of(self.version, self.suite)
    }

    /// Length of a record's MAC as sent; 0 where the cipher has its own tag.
    pub fn mac_len_bytes(&self) -> usize {
        match self.suite.mac.len_bytes() {
            full if self.truncated_hmac && full > 0 => 10,
            full => full,
        }
    }

    /// Lengths of the three parts that each direction takes from the key block.
    fn key_block_parts(&self) -> [usize; 3] {
        let iv = match self.suite.mode {
            // From TLS 1.1 the IV stands in the record; nothing follows it in the block, so
            // cutting it there too does no harm.
            Mode::Cbc => self.suite.cipher.block_len_bytes(),
            Mode::Gcm | Mode::Ccm | Mode::Ccm8 => 4,
            Mode::Aead if self.suite.cipher == Cipher::ChaCha20Poly1305 => 12,
            _ => 0,
        };
        [self.suite.mac.len_bytes(), self.suite.cipher.key_len_bytes(), iv]
    }
}

/// The premaster secret.
#[derive(Clone)]
pub struct Premaster {
    secret: Zeroizing<Vec<u8>>,
    version_matches: bool,
}

impl Premaster {
    /// Length of a premaster in RSA key exchange: a version and 46 random bytes.
    pub const RSA_LEN: usize = 48;

    /// A decrypted premaster. `version_matches`: the version in it is one of those expected.
    pub fn rsa(secret: &[u8], version_matches: bool) -> Self {
        Self { secret: Zeroizing::new(secret.to_vec()), version_matches }
    }

    /// Of a Diffie-Hellman exchange: the shared secret.
    pub fn agreed(secret: Zeroizing<Vec<u8>>) -> Self {
        Self { secret, version_matches: true }
    }

    /// Of a pre-shared key (RFC 4279 section 2): `other` is what the rest of the exchange gave, or
    /// as many zeros as the key is long.
    pub fn psk(other: &[u8], key: &[u8]) -> Self {
        let len = |part: &[u8]| u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes();
        let mut secret = Zeroizing::new(Vec::with_capacity(4 + other.len() + key.len()));
        for part in [other, key] {
            secret.extend_from_slice(&len(part));
            secret.extend_from_slice(part);
        }
        Self { secret, version_matches: true }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.secret
    }

    /// The version inside is the one that the client's hello names. If not, it was very likely
    /// encrypted with another key, or the hello belongs to another session.
    pub fn version_matches(&self) -> bool {
        self.version_matches
    }
}

/// The master secret of a session. Whoever has it can open the session and those resumed from it.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterSecret([u8; 48]);

impl MasterSecret {
    pub fn from_bytes(bytes: [u8; 48]) -> Self {
        Self(bytes)
    }

    /// For key logs alone.
    pub(super) fn as_bytes(&self) -> &[u8; 48] {
        &self.0
    }

    /// From premaster and both randoms (RFC 5246 section 8.1).
    pub fn classic(prf: Prf, premaster: &Premaster, client: &Random, server: &Random) -> Self {
        let mut master = Self([0; 48]);
        prf.expand(&premaster.secret, b"master secret", &[client, server], &mut master.0);
        master
    }

    /// From premaster and the hash of the handshake so far (RFC 7627 section 4).
    pub fn extended(prf: Prf, premaster: &Premaster, session_hash: &[u8]) -> Self {
        let mut master = Self([0; 48]);
        prf.expand(&premaster.secret, b"extended master secret", &[session_hash], &mut master.0);
        master
    }

    /// Cuts the keys of both directions (RFC 5246 section 6.3). `None`: no PRF for these parameters.
    pub fn key_block(&self, parameters: &Parameters, client: &Random, server: &Random) -> Option<KeyBlock> {
        let parts = parameters.key_block_parts();
        let len = parts.iter().sum::<usize>() * 2;
        let mut block = Zeroizing::new(vec![0; len]);
        parameters.prf()?.expand(&self.0, b"key expansion", &[server, client], &mut block);
        let mut rest = &block[..];
        let mut both = || {
            let mut cut = Vec::with_capacity(6);
            for part in parts {
                for _ in 0..2 {
                    let (head, tail) = rest.split_at_checked(part)?;
                    cut.push(Zeroizing::new(head.to_vec()));
                    rest = tail;
                }
            }
            <[_; 6]>::try_from(cut).ok()
        };
        let [client_mac, server_mac, client_key, server_key, client_iv, server_iv] = both()?;
        let mut block = KeyBlock {
            client: DirectionKeys { mac_key: client_mac, key: client_key, iv: client_iv },
            server: DirectionKeys { mac_key: server_mac, key: server_key, iv: server_iv },
        };
        if parameters.suite.is_export() {
            block.weaken(parameters, client, server)?;
        }
        Some(block)
    }

    /// What this side's Finished message holds from TLS 1.0 to 1.2, given the hash of all messages
    /// before it (RFC 5246 section 7.4.9).
    pub fn verify_data(&self, prf: Prf, side: Side, transcript_hash: &[u8]) -> [u8; 12] {
        let label: &[u8] = match side {
            Side::Client => b"client finished",
            Side::Server => b"server finished",
        };
        let mut data = [0; 12];
        prf.expand(&self.0, label, &[transcript_hash], &mut data);
        data
    }

    /// What this side's Finished message holds in SSL 3.0: MD5 and SHA-1 over all messages before
    /// it, the sender and the master secret, each hashed twice (RFC 6101 section 5.6.9).
    pub fn ssl3_verify_data(&self, side: Side, messages: &[&[u8]]) -> [u8; 36] {
        let sender: &[u8] = match side {
            Side::Client => b"CLNT",
            Side::Server => b"SRVR",
        };
        let mut data = [0; 36];
        let hashes = [
            ssl3_hash::<Md5>(&self.0, sender, messages, 48),
            ssl3_hash::<Sha1>(&self.0, sender, messages, 40),
        ];
        for (to, from) in data.iter_mut().zip(hashes.concat()) {
            *to = from;
        }
        data
    }
}

fn ssl3_hash<D: Digest>(master: &[u8], sender: &[u8], messages: &[&[u8]], pad_len: usize) -> Vec<u8> {
    let mut inner = D::new();
    for message in messages {
        inner.update(message);
    }
    inner.update(sender);
    inner.update(master);
    inner.update(vec![0x36; pad_len]);
    let outer = D::new().chain_update(master).chain_update(vec![0x5c; pad_len]);
    outer.chain_update(inner.finalize()).finalize().to_vec()
}

/// The keys of both directions.
pub struct KeyBlock {
    pub client: DirectionKeys,
    pub server: DirectionKeys,
}

impl KeyBlock {
    /// Makes the final keys and IVs of an export suite (RFC 2246 section 6.3.1, RFC 6101 section
    /// 6.2.2): the key block gave a few secret bytes, everybody's randoms stretch them.
    fn weaken(&mut self, parameters: &Parameters, client: &Random, server: &Random) -> Option<()> {
        let prf = parameters.prf()?;
        let key_len = parameters.suite.cipher.final_key_len_bytes();
        let iv_len = parameters.suite.cipher.block_len_bytes();
        if prf == Prf::Ssl3 {
            for (keys, first, second) in
                [(&mut self.client, client, server), (&mut self.server, server, client)]
            {
                let hash = |secret: &[u8]| {
                    let whole = Md5::new().chain_update(secret).chain_update(first).chain_update(second);
                    Zeroizing::new(whole.finalize().to_vec())
                };
                let (key, iv) = (hash(&keys.key), hash(&[]));
                keys.key = Zeroizing::new(key.get(..key_len)?.to_vec());
                keys.iv = Zeroizing::new(iv.get(..iv_len)?.to_vec());
            }
            return Some(());
        }
        let mut ivs = Zeroizing::new(vec![0; 2 * iv_len]);
        prf.expand(&[], b"IV block", &[client, server], &mut ivs);
        let (client_iv, server_iv) = ivs.split_at_checked(iv_len)?;
        let parts: [(_, &[u8], _); 2] = [
            (&mut self.client, b"client write key", client_iv),
            (&mut self.server, b"server write key", server_iv),
        ];
        for (keys, label, iv) in parts {
            let mut key = Zeroizing::new(vec![0; key_len]);
            prf.expand(&keys.key, label, &[client, server], &mut key);
            keys.key = key;
            keys.iv = Zeroizing::new(iv.to_vec());
        }
        Some(())
    }
}

/// The keys of one direction. What a suite does not need is empty.
pub struct DirectionKeys {
    pub mac_key: Zeroizing<Vec<u8>>,
    pub key: Zeroizing<Vec<u8>>,
    /// CBC in TLS 1.0: the first record's IV. GCM and CCM: the salt of the nonce.
    pub iv: Zeroizing<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use super::super::hex::unhex;
    use super::super::suite_table::suite;
    use super::*;

    fn parameters(version: Version, id: u16) -> Parameters {
        let suite = suite(id).unwrap();
        Parameters { version, suite, encrypt_then_mac: false, truncated_hmac: false }
    }

    #[test]
    fn cuts_the_key_block_in_the_order_of_the_rfc() {
        let master = MasterSecret::from_bytes([0x2a; 48]);
        let (client, server) = ([1; 32], [2; 32]);
        let parameters = parameters(Version::TLS12, 0x003d);
        let block = master.key_block(&parameters, &client, &server).unwrap();
        let mut whole = vec![0; 2 * (32 + 32 + 16)];
        Prf::Sha256.expand(&[0x2a; 48], b"key expansion", &[&server, &client], &mut whole);
        let parts = [
            &block.client.mac_key,
            &block.server.mac_key,
            &block.client.key,
            &block.server.key,
            &block.client.iv,
            &block.server.iv,
        ];
        assert_eq!(parts.map(|part| part.len()), [32, 32, 32, 32, 16, 16]);
        assert_eq!(parts.map(|part| &part[..]).concat(), whole);
    }

    #[test]
    fn lengths_follow_the_suite() {
        let lens = |version, id| {
            let p = parameters(version, id);
            let block = MasterSecret::from_bytes([1; 48]).key_block(&p, &[1; 32], &[2; 32])?;
            Some([block.server.mac_key.len(), block.server.key.len(), block.server.iv.len()])
        };
        assert_eq!(lens(Version::TLS10, 0x002f), Some([20, 16, 16]));
        assert_eq!(lens(Version::TLS12, 0x009d), Some([0, 32, 4]));
        assert_eq!(lens(Version::TLS12, 0x003b), Some([32, 0, 0]));
        assert_eq!(lens(Version::TLS12, 0xcca8), Some([0, 32, 12]));
        assert_eq!(lens(Version::TLS13, 0x1301), None);
        assert_eq!(lens(Version::SSL3, 0x002f), Some([20, 16, 16]));
        assert_eq!(lens(Version::DTLS12, 0xc0a0), Some([0, 16, 4]));
        assert_eq!(lens(Version::TLS10, 0x0003), Some([16, 16, 0]));
        assert_eq!(lens(Version::TLS10, 0x0006), Some([16, 16, 8]));
        assert_eq!(lens(Version::SSL3, 0x0008), Some([20, 8, 8]));
        assert_eq!(lens(Version::TLS10, 0x0062), Some([20, 8, 8]));
    }

    /// Computed with Python's hmac module.
    #[test]
    fn known_answers() {
        let premaster = Premaster::rsa(&[0x0b; 48], true);
        let (client, server) = ([0xc0; 32], [0x50; 32]);
        let master = MasterSecret::classic(Prf::Md5Sha1, &premaster, &client, &server);
        assert_eq!(
            master.0[..],
            unhex(
                "062a3e75554b5a644406005d0c661493eb845ccdc0ebeff2d0ee1c4f2d5d112ac56076a3b2642569b5ae3c47f2f30521"
            )
        );
        let master = MasterSecret::classic(Prf::Sha256, &premaster, &client, &server);
        assert_eq!(
            master.0[..],
            unhex(
                "d189bf827156353e27b59a42cfc8f0ee97db723246e02241478057510da46028268ca50d55c1d6d534d2660eb244cb32"
            )
        );
        let master = MasterSecret::extended(Prf::Sha384, &premaster, &[0x77; 48]);
        assert_eq!(
            master.0[..],
            unhex(
                "184055eaf6b42d9362dfd47d1e3c89e1fe029276b0cf23f69a8104bd1222645a74574712b051779ec0d3f7a5417da47e"
            )
        );
        assert_eq!(
            master.verify_data(Prf::Sha384, Side::Server, &[0x88; 48])[..],
            unhex("bebb105930e714697da4217c")
        );
    }

    /// Computed with Python's hashlib and hmac.
    #[test]
    fn export_keys_are_stretched_by_the_randoms() {
        let of = |version| {
            let master = MasterSecret::from_bytes([0x2a; 48]);
            let block = master.key_block(&parameters(version, 0x0006), &[0xc0; 32], &[0x50; 32]).unwrap();
            [block.client.key, block.server.key, block.client.iv, block.server.iv].map(|part| part.to_vec())
        };
        let tls = [
            "3f72dde393fafa105ea55b1d8d40ba66",
            "683d6640762de95f33d0185a3c98c45e",
            "8d2903214ecc9df2",
            "65d5ecdce48f0cc6",
        ];
        assert_eq!(of(Version::TLS10), tls.map(unhex));
        let ssl3 = [
            "e2766f2e21d7e3dc0de54dd354741212",
            "0f3c04976ad6eecf3a00dba7ba164bda",
            "b70428a24b721180",
            "1f4db9901c6c961e",
        ];
        assert_eq!(of(Version::SSL3), ssl3.map(unhex));
    }

    /// Computed with Python's hashlib.
    #[test]
    fn finished_of_ssl_3() {
        let master = MasterSecret::from_bytes([0x2a; 48]);
        let client = master.ssl3_verify_data(Side::Client, &[b"hel", b"lo"]);
        let expected = "eadd07bbb4ad8dc405edb57884a0d4315b11c430654993485500f02ea4f44801733fc787";
        assert_eq!(client[..], unhex(expected));
        let server = master.ssl3_verify_data(Side::Server, &[b"hello"]);
        let expected = "662d925765f382883ba6965aaf21b74f77f241a9615b93b5cb363040430645aa8cb0146e";
        assert_eq!(server[..], unhex(expected));
    }
}
