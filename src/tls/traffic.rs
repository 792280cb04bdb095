//! Secrets of TLS 1.3 and the keys that come from them (RFC 8446 section 7). What a premaster gives
//! in older versions stands in `schedule.rs`.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384};
use sm3::Sm3;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::prf::Prf;
use super::schedule::DirectionKeys;
use super::suite::{PrfHash, Suite};

/// A secret of one stage and direction, as long as the suite's hash. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(Box<[u8]>);

/// What stands before every label: the protocols differ so that their keys do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelPrefix {
    /// TLS 1.3 and QUIC (RFC 8446 section 7.1).
    Tls13,
    /// DTLS 1.3 (RFC 9147 section 5.9).
    Dtls13,
}

impl LabelPrefix {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Tls13 => b"tls13 ",
            Self::Dtls13 => b"dtls13",
        }
    }
}

/// The secrets that come from a stage's secret and the transcript (RFC 8446 section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// From the early secret, over no messages.
    ExternalBinder,
    /// From the early secret, over no messages.
    ResumptionBinder,
    /// From the early secret, up to ClientHello.
    ClientEarlyTraffic,
    EarlyExporter,
    /// From the handshake secret, up to ServerHello.
    ClientHandshakeTraffic,
    ServerHandshakeTraffic,
    /// From the master secret, up to the server's Finished.
    ClientApplicationTraffic,
    ServerApplicationTraffic,
    Exporter,
    /// From the master secret, up to the client's Finished.
    Resumption,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::ExternalBinder => b"ext binder",
            Self::ResumptionBinder => b"res binder",
            Self::ClientEarlyTraffic => b"c e traffic",
            Self::EarlyExporter => b"e exp master",
            Self::ClientHandshakeTraffic => b"c hs traffic",
            Self::ServerHandshakeTraffic => b"s hs traffic",
            Self::ClientApplicationTraffic => b"c ap traffic",
            Self::ServerApplicationTraffic => b"s ap traffic",
            Self::Exporter => b"exp master",
            Self::Resumption => b"res master",
        }
    }
}

/// Hash of handshake messages, as [`Secret::derive`] and [`Secret::finished`] take it. `None`: no
/// such hash here.
pub fn transcript_hash(hash: PrfHash, messages: &[&[u8]]) -> Option<Vec<u8>> {
    Some(Prf::of_hash(hash)?.transcript_hash(messages))
}

/// HKDF-Extract; `None` of `input` or `salt` means as many zeros as the hash is long.
fn extract(hash: PrfHash, salt: Option<&[u8]>, input: Option<&[u8]>) -> Option<Secret> {
    let zeros = vec![0; hash.len_bytes()];
    let (salt, input) = (Some(salt.unwrap_or(&zeros)), input.unwrap_or(&zeros));
    Some(match hash {
        PrfHash::Sha256 => Secret::from_bytes(&Hkdf::<Sha256>::extract(salt, input).0),
        PrfHash::Sha384 => Secret::from_bytes(&Hkdf::<Sha384>::extract(salt, input).0),
        PrfHash::Sm3 => Secret::from_bytes(&Hkdf::<Sm3>::extract(salt, input).0),
        _ => return None,
    })
}

impl Secret {
    /// The early secret: from a pre-shared key, or from none.
    pub fn early(hash: PrfHash, psk: Option<&[u8]>) -> Option<Self> {
        extract(hash, None, psk)
    }

    /// The secret of the next stage: early, handshake, master. `shared` is what the key shares gave
    /// where the next stage is the handshake; none with a pre-shared key alone, and for the master.
    pub fn next_stage(&self, hash: PrfHash, prefix: LabelPrefix, shared: Option<&[u8]>) -> Option<Self> {
        let nothing = transcript_hash(hash, &[])?;
        let salt = self.expand_label(hash, prefix, b"derived", &nothing, hash.len_bytes())?;
        extract(hash, Some(&salt), shared)
    }

    /// Derive-Secret: what a stage's secret gives for one purpose, with the hash of the messages that
    /// [`Purpose`] names.
    pub fn derive(
        &self,
        hash: PrfHash,
        prefix: LabelPrefix,
        purpose: Purpose,
        transcript_hash: &[u8],
    ) -> Option<Self> {
        let derived = self.expand_label(hash, prefix, purpose.label(), transcript_hash, hash.len_bytes())?;
        Some(Self::from_bytes(&derived))
    }

    /// What Finished holds, by the sender's handshake traffic secret; by a binder's secret, the binder
    /// itself (RFC 8446 sections 4.4.4 and 4.2.11.2).
    pub fn finished(&self, hash: PrfHash, prefix: LabelPrefix, transcript_hash: &[u8]) -> Option<Box<[u8]>> {
        let key = self.expand_label(hash, prefix, b"finished", &[], hash.len_bytes())?;
        fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Option<Box<[u8]>> {
            let keyed = <M as KeyInit>::new_from_slice(key).ok()?;
            Some(keyed.chain_update(message).finalize().into_bytes()[..].into())
        }
        match hash {
            PrfHash::Sha256 => mac::<Hmac<Sha256>>(&key, transcript_hash),
            PrfHash::Sha384 => mac::<Hmac<Sha384>>(&key, transcript_hash),
            PrfHash::Sm3 => mac::<Hmac<Sm3>>(&key, transcript_hash),
            _ => None,
        }
    }

    /// The pre-shared key of a ticket, by the resumption secret and the ticket's nonce (RFC 8446
    /// section 4.6.1).
    pub fn ticket_psk(&self, hash: PrfHash, prefix: LabelPrefix, nonce: &[u8]) -> Option<Self> {
        let psk = self.expand_label(hash, prefix, b"resumption", nonce, hash.len_bytes())?;
        Some(Self::from_bytes(&psk))
    }

    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// HKDF-Expand-Label (RFC 8446 section 7.1). `None`: no such hash here, or `len` is more than it
    /// can give.
    pub fn expand_label(
        &self,
        hash: PrfHash,
        prefix: LabelPrefix,
        label: &[u8],
        context: &[u8],
        len: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let name_len = u8::try_from(prefix.bytes().len() + label.len()).ok()?;
        let [high, low] = u16::try_from(len).ok()?.to_be_bytes();
        let context_len = u8::try_from(context.len()).ok()?;
        let info: [&[u8]; 6] = [&[high, low], &[name_len], prefix.bytes(), label, &[context_len], context];
        let mut out = Zeroizing::new(vec![0; len]);
        match hash {
            PrfHash::Sha256 => Hkdf::<Sha256>::from_prk(&self.0).ok()?.expand_multi_info(&info, &mut out),
            PrfHash::Sha384 => Hkdf::<Sha384>::from_prk(&self.0).ok()?.expand_multi_info(&info, &mut out),
            PrfHash::Sm3 => Hkdf::<Sm3>::from_prk(&self.0).ok()?.expand_multi_info(&info, &mut out),
            _ => return None,
        }
        .ok()?;
        Some(out)
    }

    /// The secret after a KeyUpdate (RFC 8446 section 7.2).
    pub fn next_generation(&self, hash: PrfHash, prefix: LabelPrefix) -> Option<Self> {
        let next = self.expand_label(hash, prefix, b"traffic upd", &[], self.0.len())?;
        Some(Self::from_bytes(&next))
    }

    /// Key and IV of the direction that this traffic secret protects (RFC 8446 section 7.3).
    pub fn record_keys(&self, suite: &Suite, prefix: LabelPrefix) -> Option<DirectionKeys> {
        const IV_LEN: usize = 12;
        Some(DirectionKeys {
            mac_key: Zeroizing::default(),
            key: self.expand_label(suite.prf, prefix, b"key", &[], suite.cipher.key_len_bytes())?,
            iv: self.expand_label(suite.prf, prefix, b"iv", &[], IV_LEN)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::hex::unhex;
    use super::super::suite_table::suite;
    use super::*;

    const HASH: PrfHash = PrfHash::Sha256;
    const TLS: LabelPrefix = LabelPrefix::Tls13;

    fn derive(stage: &Secret, purpose: Purpose, transcript: &str) -> Secret {
        stage.derive(HASH, TLS, purpose, &unhex(transcript)).unwrap()
    }

    /// RFC 8448 section 3.
    #[test]
    fn schedule_of_a_full_handshake() {
        let early = Secret::early(HASH, None).unwrap();
        assert_eq!(
            early.as_bytes(),
            unhex("33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a")
        );
        let shared = unhex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
        let handshake = early.next_stage(HASH, TLS, Some(&shared)).unwrap();
        assert_eq!(
            handshake.as_bytes(),
            unhex("1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac")
        );
        let up_to_server_hello = "860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8";
        let client = derive(&handshake, Purpose::ClientHandshakeTraffic, up_to_server_hello);
        assert_eq!(
            client.as_bytes(),
            unhex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21")
        );
        let server = derive(&handshake, Purpose::ServerHandshakeTraffic, up_to_server_hello);
        assert_eq!(
            server.as_bytes(),
            unhex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38")
        );
        let keys = server.record_keys(suite(0x1301).unwrap(), TLS).unwrap();
        assert_eq!(keys.key[..], unhex("3fce516009c21727d0f2e4e86ee403bc"));
        assert_eq!(keys.iv[..], unhex("5d313eb2671276ee13000b30"));
        let master = handshake.next_stage(HASH, TLS, None).unwrap();
        assert_eq!(
            master.as_bytes(),
            unhex("18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919")
        );
        let up_to_finished = "9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13";
        let client = derive(&master, Purpose::ClientApplicationTraffic, up_to_finished);
        assert_eq!(
            client.as_bytes(),
            unhex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5")
        );
        let server = derive(&master, Purpose::ServerApplicationTraffic, up_to_finished);
        assert_eq!(
            server.as_bytes(),
            unhex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643")
        );
        let exporter = derive(&master, Purpose::Exporter, up_to_finished);
        assert_eq!(
            exporter.as_bytes(),
            unhex("fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50")
        );
    }

    /// RFC 8448 sections 3 and 4: the ticket's key opens the session resumed with it.
    #[test]
    fn schedule_with_a_pre_shared_key() {
        let resumption =
            Secret::from_bytes(&unhex("7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c"));
        let psk = resumption.ticket_psk(HASH, TLS, &[0, 0]).unwrap();
        assert_eq!(psk.as_bytes(), unhex("4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3"));
        let early = Secret::early(HASH, Some(psk.as_bytes())).unwrap();
        assert_eq!(
            early.as_bytes(),
            unhex("9b2188e9b2fc6d64d71dc329900e20bb41915000f678aa839cbb797cb7d8332c")
        );
        let nothing = transcript_hash(HASH, &[]).unwrap();
        let binder = early.derive(HASH, TLS, Purpose::ResumptionBinder, &nothing).unwrap();
        assert_eq!(
            binder.as_bytes(),
            unhex("69fe131a3bbad5d63c64eebcc30e395b9d8107726a13d074e389dbc8a4e47256")
        );
        let hello = unhex("63224b2e4573f2d3454ca84b9d009a04f6be9e05711a8396473aefa01e924a14");
        assert_eq!(
            binder.finished(HASH, TLS, &hello).unwrap()[..],
            unhex("3add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6fa31b9e5f9d")
        );
    }

    #[test]
    fn lengths_follow_the_hash_and_prefixes_differ() {
        for hash in [PrfHash::Sha256, PrfHash::Sha384, PrfHash::Sm3] {
            let early = Secret::early(hash, Some(b"a key of any length")).unwrap();
            let derive = |prefix| {
                let stage = early.next_stage(hash, prefix, None).unwrap();
                stage.derive(hash, prefix, Purpose::ClientHandshakeTraffic, &[7; 32]).unwrap()
            };
            let (tls, dtls) = (derive(LabelPrefix::Tls13), derive(LabelPrefix::Dtls13));
            assert_eq!(tls.as_bytes().len(), hash.len_bytes());
            assert!(tls.as_bytes() != dtls.as_bytes());
            assert_eq!(tls.finished(hash, TLS, &[1]).unwrap().len(), hash.len_bytes());
        }
        assert!(Secret::early(PrfHash::Streebog256, None).is_none());
    }
}
