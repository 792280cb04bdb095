//! The fields of certificates, named as in Wireshark, which has a protocol for each of the standards
//! they come from. Only fields; what is read into them stands beside.

use crate::dissect::Dissector;
use crate::field::{FieldDef, FieldId};

/// Whether someone wants more of a standard than its name, which stands first and in no tree.
fn wants_any(d: &Dissector<'_>, root: FieldId, fields: &[FieldDef]) -> bool {
    d.tree.wants_any_from(FieldId(root.0.saturating_add(1)), fields.len().saturating_sub(1))
}

/// Whether someone wants any field of a certificate, or the list of protocols, in which Wireshark
/// counts the parts of a certificate.
pub(super) fn are_wanted(d: &Dissector<'_>) -> bool {
    !d.tree.wants_nothing()
        && (d.names_protocols()
            || wants_any(d, af::X509AF.id, af::FIELDS)
            || wants_any(d, information::X509IF.id, information::FIELDS)
            || wants_any(d, sat::X509SAT.id, sat::FIELDS)
            || wants_any(d, ce::X509CE.id, ce::FIELDS)
            || wants_any(d, pkcs1::PKCS1.id, pkcs1::FIELDS)
            || wants_any(d, explicit::PKIX1EXPLICIT.id, explicit::FIELDS)
            || wants_any(d, implicit::PKIX1IMPLICIT.id, implicit::FIELDS)
            || wants_any(d, ocsp::OCSP.id, ocsp::FIELDS)
            || wants_any(d, ber::BER.id, ber::FIELDS))
}

/// Whether someone wants answers of OCSP, be it only that there is one.
pub(super) fn is_status_wanted(d: &Dissector<'_>) -> bool {
    d.tree.wants(ocsp::OCSP.id) || are_wanted(d)
}

/// Names of the choices in certificates.
mod kinds {
    use crate::field::Names;
    pub(super) const VERSIONS: Names = Names::Table(&[(0, "v1"), (1, "v2"), (2, "v3")]);
    pub(super) const NAME_KINDS: Names = Names::Table(&[(0, "rdnSequence")]);
    pub(super) const TIME_KINDS: Names = Names::Table(&[(0, "utcTime"), (1, "generalizedTime")]);
    pub(super) const STRING_KINDS: Names = Names::Table(&[
        (0, "teletexString"),
        (1, "printableString"),
        (2, "universalString"),
        (3, "bmpString"),
        (4, "uTF8String"),
    ]);
    pub(super) const GENERAL_NAME_KINDS: Names = Names::Table(&[
        (0, "otherName"),
        (1, "rfc822Name"),
        (2, "dNSName"),
        (3, "x400Address"),
        (4, "directoryName"),
        (5, "ediPartyName"),
        (6, "uniformResourceIdentifier"),
        (7, "iPAddress"),
        (8, "registeredID"),
    ]);
    pub(super) const POINT_KINDS: Names = Names::Table(&[(0, "fullName"), (1, "nameRelativeToCRLIssuer")]);
    pub(super) const CURVE_KINDS: Names = Names::Table(&[(0, "specifiedCurve"), (1, "namedCurve")]);
    pub(super) const VERSION_KINDS: Names = Names::Table(&[(0, "v1"), (1, "v2"), (2, "v3")]);
    pub(super) const RESPONSE_STATUS: Names = Names::Table(&[
        (0, "successful"),
        (1, "malformedRequest"),
        (2, "internalError"),
        (3, "tryLater"),
        (5, "sigRequired"),
        (6, "unauthorized"),
    ]);
    pub(super) const RESPONDER_KINDS: Names = Names::Table(&[(1, "byName"), (2, "byKey")]);
    pub(super) const STATUS_KINDS: Names = Names::Table(&[(0, "good"), (1, "revoked"), (2, "unknown")]);
    pub(super) const REASON_KINDS: Names = Names::Table(&[
        (0, "unspecified"),
        (1, "keyCompromise"),
        (2, "cACompromise"),
        (3, "affiliationChanged"),
        (4, "superseded"),
        (5, "cessationOfOperation"),
        (6, "certificateHold"),
        (8, "removeFromCRL"),
        (9, "privilegeWithdrawn"),
        (10, "aACompromise"),
    ]);
    pub(super) const DISPLAY_KINDS: Names =
        Names::Table(&[(0, "ia5String"), (1, "visibleString"), (2, "bmpString"), (3, "utf8String")]);
}

pub(super) mod af {
    use super::kinds::*;
    crate::fields! { "x509af";
        /// X.509 Authentication Framework.
        X509AF: Protocol = "x509af", "X.509 Authentication Framework", None;
        /// What the issuer signed.
        SIGNED_CERTIFICATE: Label = "x509af.signedCertificate_element", "signedCertificate", None;
        /// Version of the certificate.
        VERSION: U32 = "x509af.version", "version", Dec, VERSIONS;
        /// Number that the issuer gave it.
        SERIAL_NUMBER: Bytes = "x509af.serialNumber", "serialNumber", None;
        /// Algorithm of the issuer's signature.
        SIGNATURE: Label = "x509af.signature_element", "signature", None;
        /// An algorithm.
        ALGORITHM_ID: Oid = "x509af.algorithm.id", "Algorithm Id", None;
        /// Who signed it.
        ISSUER: U32 = "x509af.issuer", "issuer", Dec, NAME_KINDS;
        /// From when to when it is valid.
        VALIDITY: Label = "x509af.validity_element", "validity", None;
        /// From when.
        NOT_BEFORE: U32 = "x509af.notBefore", "notBefore", Dec, TIME_KINDS;
        /// To when.
        NOT_AFTER: U32 = "x509af.notAfter", "notAfter", Dec, TIME_KINDS;
        /// A time before 2050.
        UTC_TIME: Str = "x509af.utcTime", "utcTime", None;
        /// A time from 2050 on.
        GENERALIZED_TIME: AbsoluteTime = "x509af.generalizedTime", "generalizedTime", Dec;
        /// Whose key it is.
        SUBJECT: U32 = "x509af.subject", "subject", Dec, NAME_KINDS;
        /// The name of the subject.
        RDN_SEQUENCE: U32 = "x509af.rdnSequence", "rdnSequence", Dec;
        /// The key and its algorithm.
        SPKI: Label = "x509af.subjectPublicKeyInfo_element", "subjectPublicKeyInfo", None;
        /// Algorithm of the key.
        ALGORITHM: Label = "x509af.algorithm_element", "algorithm", None;
        /// The key.
        SUBJECT_PUBLIC_KEY: Bytes = "x509af.subjectPublicKey", "subjectPublicKey", None;
        /// Tells issuers of one name apart.
        ISSUER_UNIQUE_ID: Bytes = "x509af.issuerUniqueIdentifier", "issuerUniqueIdentifier", None;
        /// Tells subjects of one name apart.
        SUBJECT_UNIQUE_ID: Bytes = "x509af.subjectUniqueIdentifier", "subjectUniqueIdentifier", None;
        /// All extensions.
        EXTENSIONS: U32 = "x509af.extensions", "extensions", Dec;
        /// An extension.
        EXTENSION: Label = "x509af.Extension_element", "Extension", None;
        /// Which extension.
        EXTENSION_ID: Oid = "x509af.extension.id", "Extension Id", None;
        /// Who does not know the extension must reject the certificate.
        CRITICAL: Bool = "x509af.critical", "critical", None;
        /// An extension's bytes.
        EXTENSION_VALUE: Bytes = "x509af.extnValue", "extnValue", None;
        /// Algorithm of the issuer's signature, once more.
        ALGORITHM_IDENTIFIER: Label = "x509af.algorithmIdentifier_element", "algorithmIdentifier", None;
        /// The issuer's signature.
        ENCRYPTED: Bytes = "x509af.encrypted", "encrypted", None;
        /// Parameters of a DSA key.
        DSS_PARAMS: Label = "x509af.DSS_Params_element", "DSS-Params", None;
        /// DSA modulus.
        DSS_P: Bytes = "x509af.p", "p", None;
        /// DSA order.
        DSS_Q: Bytes = "x509af.q", "q", None;
        /// DSA generator.
        DSS_G: Bytes = "x509af.g", "g", None;
    }
}

pub mod information {
    crate::fields! { "x509if";
        /// X.509 Information Framework.
        X509IF: Protocol = "x509if", "X.509 Information Framework", None;
        /// A name: a sequence of relative names.
        RDN_SEQUENCE: U32 = "x509if.rdnSequence", "rdnSequence", Dec;
        /// A relative name.
        RDN: U32 = "x509if.RDNSequence_item", "RDNSequence item", Dec;
        /// One attribute of a relative name.
        ATTRIBUTE: Label = "x509if.RelativeDistinguishedName_item_element", "RelativeDistinguishedName item", None;
        /// Which attribute.
        OID: Oid = "x509if.oid", "Object Id", None;
        /// Number of a context profile (X.501 annex).
        ID: I32 = "x509if.id", "id", Dec;
        /// A value of which only the bytes are known.
        ANY_STRING: Bytes = "x509if.any.String", "AnyString", None;
    }
}

pub(super) mod sat {
    use super::kinds::*;
    crate::fields! { "x509sat";
        /// X.509 Selected Attribute Types.
        X509SAT: Protocol = "x509sat", "X.509 Selected Attribute Types", None;
        /// Text in one of five encodings.
        DIRECTORY_STRING: U32 = "x509sat.DirectoryString", "DirectoryString", Dec, STRING_KINDS;
        /// Text in T.61, in practice Latin-1.
        TELETEX_STRING: Str = "x509sat.teletexString", "teletexString", None;
        /// Text of few characters.
        PRINTABLE_STRING: Str = "x509sat.printableString", "printableString", None;
        /// Text in UTF-32.
        UNIVERSAL_STRING: Str = "x509sat.universalString", "universalString", None;
        /// Text in UTF-16.
        BMP_STRING: Str = "x509sat.bmpString", "bmpString", None;
        /// Text in UTF-8.
        UTF8_STRING: Str = "x509sat.uTF8String", "uTF8String", None;
        /// Two letters.
        COUNTRY_NAME: Str = "x509sat.CountryName", "CountryName", None;
        /// Text of few characters.
        PLAIN_PRINTABLE: Str = "x509sat.PrintableString", "PrintableString", None;
        /// ASCII.
        PLAIN_IA5: Str = "x509sat.IA5String", "IA5String", None;
        /// Text in UTF-16.
        PLAIN_BMP: Str = "x509sat.BMPString", "BMPString", None;
        /// A number.
        PLAIN_INTEGER: I32 = "x509sat.Integer", "Integer", Dec;
        /// Bytes.
        PLAIN_OCTETS: Bytes = "x509sat.OctetString", "OctetString", None;
        /// Text in UTF-8.
        PLAIN_UTF8: Str = "x509sat.UTF8String", "UTF8String", None;
        /// A telephone number.
        TELEPHONE_NUMBER: Str = "x509sat.TelephoneNumber", "TelephoneNumber", None;
    }
}

pub(super) mod ce {
    use super::kinds::*;
    crate::fields! { "x509ce";
        /// X.509 Certificate Extensions.
        X509CE: Protocol = "x509ce", "X.509 Certificate Extensions", None;
        /// Which of the issuer's keys signed.
        AUTHORITY_KEY_ID: Label = "x509ce.AuthorityKeyIdentifier_element", "AuthorityKeyIdentifier", None;
        /// Names the key, usually by a hash.
        KEY_ID: Bytes = "x509ce.keyIdentifier", "keyIdentifier", None;
        /// Who signed the issuer's certificate.
        AUTHORITY_CERT_ISSUER: U32 = "x509ce.authorityCertIssuer", "authorityCertIssuer", Dec;
        /// Number of the issuer's certificate.
        AUTHORITY_CERT_SERIAL: Bytes = "x509ce.authorityCertSerialNumber", "authorityCertSerialNumber", None;
        /// Names the key, usually by a hash.
        SUBJECT_KEY_ID: Bytes = "x509ce.SubjectKeyIdentifier", "SubjectKeyIdentifier", None;
        /// What the key is for.
        KEY_USAGE: Bytes = "x509ce.KeyUsage", "KeyUsage", None;
        /// Signatures other than those below.
        DIGITAL_SIGNATURE: Bool = "x509ce.KeyUsage.digitalSignature", "digitalSignature", W8 & 0x80;
        /// Signatures that bind.
        CONTENT_COMMITMENT: Bool = "x509ce.KeyUsage.contentCommitment", "contentCommitment", W8 & 0x40;
        /// Encrypting keys, as in RSA key exchange.
        KEY_ENCIPHERMENT: Bool = "x509ce.KeyUsage.keyEncipherment", "keyEncipherment", W8 & 0x20;
        /// Encrypting data.
        DATA_ENCIPHERMENT: Bool = "x509ce.KeyUsage.dataEncipherment", "dataEncipherment", W8 & 0x10;
        /// Diffie-Hellman.
        KEY_AGREEMENT: Bool = "x509ce.KeyUsage.keyAgreement", "keyAgreement", W8 & 0x08;
        /// Signing certificates.
        KEY_CERT_SIGN: Bool = "x509ce.KeyUsage.keyCertSign", "keyCertSign", W8 & 0x04;
        /// Signing revocation lists.
        CRL_SIGN: Bool = "x509ce.KeyUsage.cRLSign", "cRLSign", W8 & 0x02;
        /// Key agreement to encrypt only.
        ENCIPHER_ONLY: Bool = "x509ce.KeyUsage.encipherOnly", "encipherOnly", W8 & 0x01;
        /// Key agreement to decrypt only.
        DECIPHER_ONLY: Bool = "x509ce.KeyUsage.decipherOnly", "decipherOnly", W8 & 0x80;
        /// What the key may be used for.
        KEY_PURPOSE_IDS: U32 = "x509ce.KeyPurposeIDs", "KeyPurposeIDs", Dec;
        /// A purpose.
        KEY_PURPOSE_ID: Oid = "x509ce.KeyPurposeId", "KeyPurposeId", None;
        /// From when to when the key may sign.
        PRIVATE_KEY_PERIOD: Label = "x509ce.PrivateKeyUsagePeriod_element", "PrivateKeyUsagePeriod", None;
        /// From when.
        PERIOD_NOT_BEFORE: AbsoluteTime = "x509ce.notBefore", "notBefore", Dec;
        /// To when.
        PERIOD_NOT_AFTER: AbsoluteTime = "x509ce.notAfter", "notAfter", Dec;
        /// By which policies it was issued.
        POLICIES: U32 = "x509ce.CertificatePoliciesSyntax", "CertificatePoliciesSyntax", Dec;
        /// A policy.
        POLICY: Label = "x509ce.PolicyInformation_element", "PolicyInformation", None;
        /// Which policy.
        POLICY_ID: Oid = "x509ce.policyIdentifier", "policyIdentifier", None;
        /// More about the policy.
        POLICY_QUALIFIERS: U32 = "x509ce.policyQualifiers", "policyQualifiers", Dec;
        /// More about the policy.
        POLICY_QUALIFIER: Label = "x509ce.PolicyQualifierInfo_element", "PolicyQualifierInfo", None;
        /// What the qualifier, or the other name, is.
        QUALIFIER_ID: Oid = "x509ce.id", "Id", None;
        /// Which policies of issuer and subject are the same.
        POLICY_MAPPINGS: U32 = "x509ce.PolicyMappingsSyntax", "PolicyMappingsSyntax", Dec;
        /// A pair of policies.
        POLICY_MAPPING: Label = "x509ce.PolicyMappingsSyntax_item_element", "PolicyMappingsSyntax item", None;
        /// The issuer's policy.
        ISSUER_POLICY: Oid = "x509ce.issuerDomainPolicy", "issuerDomainPolicy", None;
        /// The subject's policy.
        SUBJECT_POLICY: Oid = "x509ce.subjectDomainPolicy", "subjectDomainPolicy", None;
        /// Other names.
        GENERAL_NAMES: U32 = "x509ce.GeneralNames", "GeneralNames", Dec;
        /// Another name.
        GENERAL_NAME: U32 = "x509ce.GeneralName", "GeneralName", Dec, GENERAL_NAME_KINDS;
        /// A name of a kind that is told by an identifier.
        OTHER_NAME: Label = "x509ce.otherName_element", "otherName", None;
        /// The kind.
        TYPE_ID: Oid = "x509ce.type_id", "type-id", None;
        /// A mail address.
        RFC822_NAME: Str = "x509ce.rfc822Name", "rfc822Name", None;
        /// A host name.
        DNS_NAME: Str = "x509ce.dNSName", "dNSName", None;
        /// A name as in the subject.
        DIRECTORY_NAME: U32 = "x509ce.directoryName", "directoryName", Dec, NAME_KINDS;
        /// A URI.
        URI: Str = "x509ce.uniformResourceIdentifier", "uniformResourceIdentifier", None;
        /// An address, or an address and a mask.
        IP_ADDRESS: Bytes = "x509ce.iPAddress", "iPAddress", None;
        /// An IPv4 address.
        IPV4_ADDRESS: Ipv4 = "x509ce.IPAddress.ipv4", "iPAddress", None;
        /// An IPv6 address.
        IPV6_ADDRESS: Ipv6 = "x509ce.IPAddress.ipv6", "iPAddress", None;
        /// An identifier.
        REGISTERED_ID: Oid = "x509ce.registeredID", "registeredID", None;
        /// Whether the subject may sign certificates.
        BASIC_CONSTRAINTS: Label = "x509ce.BasicConstraintsSyntax_element", "BasicConstraintsSyntax", None;
        /// The subject is an authority.
        CA: Bool = "x509ce.cA", "cA", None;
        /// How many authorities may stand below.
        PATH_LEN: U64 = "x509ce.pathLenConstraint", "pathLenConstraint", Dec;
        /// For which names the authority may sign.
        NAME_CONSTRAINTS: Label = "x509ce.NameConstraintsSyntax_element", "NameConstraintsSyntax", None;
        /// For these.
        PERMITTED_SUBTREES: U32 = "x509ce.permittedSubtrees", "permittedSubtrees", Dec;
        /// Not for these.
        EXCLUDED_SUBTREES: U32 = "x509ce.excludedSubtrees", "excludedSubtrees", Dec;
        /// A tree of names.
        GENERAL_SUBTREE: Label = "x509ce.GeneralSubtree_element", "GeneralSubtree", None;
        /// Its root.
        SUBTREE_BASE: U32 = "x509ce.base", "base", Dec, GENERAL_NAME_KINDS;
        /// How policies must hold below.
        POLICY_CONSTRAINTS: Label = "x509ce.PolicyConstraintsSyntax_element", "PolicyConstraintsSyntax", None;
        /// Certificates from which on a policy is needed.
        REQUIRE_POLICY: U64 = "x509ce.requireExplicitPolicy", "requireExplicitPolicy", Dec;
        /// Certificates from which on policies are not mapped.
        INHIBIT_MAPPING: U64 = "x509ce.inhibitPolicyMapping", "inhibitPolicyMapping", Dec;
        /// Certificates from which on "any policy" does not count.
        SKIP_CERTS: U64 = "x509ce.SkipCerts", "SkipCerts", Dec;
        /// Where revocation lists are.
        CRL_POINTS: U32 = "x509ce.CRLDistPointsSyntax", "CRLDistPointsSyntax", Dec;
        /// A place of revocation lists.
        CRL_POINT: Label = "x509ce.DistributionPoint_element", "DistributionPoint", None;
        /// The place.
        POINT_NAME: U32 = "x509ce.distributionPoint", "distributionPoint", Dec, POINT_KINDS;
        /// The place in full.
        FULL_NAME: U32 = "x509ce.fullName", "fullName", Dec;
        /// The place, beginning at the issuer.
        RELATIVE_NAME: U32 = "x509ce.nameRelativeToCRLIssuer", "nameRelativeToCRLIssuer", Dec;
        /// Reasons that the list covers.
        REASONS: Bytes = "x509ce.reasons", "reasons", None;
        /// Who signs the list.
        CRL_ISSUER: U32 = "x509ce.cRLIssuer", "cRLIssuer", Dec;
        /// Template the certificate was made by (Microsoft).
        TEMPLATE: Label = "x509ce.CertificateTemplate_element", "CertificateTemplate", None;
        /// Which template.
        TEMPLATE_ID: Oid = "x509ce.templateID", "templateID", None;
        /// Its version.
        TEMPLATE_MAJOR: I32 = "x509ce.templateMajorVersion", "templateMajorVersion", Dec;
        /// Its version.
        TEMPLATE_MINOR: I32 = "x509ce.templateMinorVersion", "templateMinorVersion", Dec;
        /// Version of the issuing software (Entrust).
        ENTRUST_VERSION_INFO: Label = "x509ce.EntrustVersionInfo_element", "EntrustVersionInfo", None;
        /// The version.
        ENTRUST_VERSION: Str = "x509ce.entrustVers", "entrustVers", None;
        /// What the certificate is for.
        ENTRUST_FLAGS: Bytes = "x509ce.entrustVersInfoFlags", "entrustVersInfoFlags", None;
    }
}

pub(super) mod pkcs1 {
    use super::kinds::*;
    crate::fields! { "pkcs-1";
        /// PKCS#1.
        PKCS1: Protocol = "pkcs-1", "PKCS#1", None;
        /// RSA modulus.
        MODULUS: Bytes = "pkcs1.modulus", "modulus", None;
        /// RSA exponent.
        PUBLIC_EXPONENT: I32 = "pkcs1.publicExponent", "publicExponent", Dec;
        /// The curve of a key.
        EC_PARAMETERS: U32 = "pkcs1.ECParameters", "ECParameters", Dec, CURVE_KINDS;
        /// The curve by its name.
        NAMED_CURVE: Oid = "pkcs1.namedCurve", "namedCurve", None;
        /// The curve by its numbers.
        SPECIFIED_CURVE: Label = "pkcs1.specifiedCurve_element", "specifiedCurve", None;
        /// Parameters of RSASSA-PSS.
        PSS_PARAMS: Label = "pkcs1.RSASSA_PSS_params_element", "RSASSA-PSS-params", None;
        /// Its hash.
        PSS_HASH: Label = "pkcs1.hashAlgorithm_element", "hashAlgorithm", None;
        /// Its mask generation.
        PSS_MASK: Label = "pkcs1.maskGenAlgorithm_element", "maskGenAlgorithm", None;
        /// Bytes of its salt.
        PSS_SALT: I32 = "pkcs1.saltLength", "saltLength", Dec;
        /// Its trailer.
        PSS_TRAILER: I32 = "pkcs1.trailerField", "trailerField", Dec;
    }
}

pub(super) mod explicit {
    crate::fields! { "pkix1explicit";
        /// PKIX1Explicit.
        PKIX1EXPLICIT: Protocol = "pkix1explicit", "PKIX1Explicit", None;
        /// Where the policy is written down.
        CPS: Str = "pkix1explicit.DirectoryString", "DirectoryString", None;
        /// TLS extensions that the server must answer (RFC 7633).
        FEATURES: U32 = "pkix1explicit.Features", "Features", Dec;
        /// Such an extension.
        FEATURE: U16 = "pkix1explicit.Features_item", "Features item", Dec;
        /// An extension of an OCSP answer.
        EXTENSION: Label = "pkix1explicit.Extension_element", "Extension", None;
        /// Which extension.
        ID: Oid = "pkix1explicit.id", "Id", None;
    }
}

pub(super) mod implicit {
    use super::kinds::*;
    crate::fields! { "pkix1implicit";
        /// PKIX1Implicit.
        PKIX1IMPLICIT: Protocol = "pkix1implicit", "PKIX1Implicit", None;
        /// Where more about the issuer is.
        ACCESS: U32 = "pkix1implicit.AuthorityInfoAccessSyntax", "AuthorityInfoAccessSyntax", Dec;
        /// A place.
        ACCESS_DESCRIPTION: Label = "pkix1implicit.AccessDescription_element", "AccessDescription", None;
        /// What is there.
        ACCESS_METHOD: Oid = "pkix1implicit.accessMethod", "accessMethod", None;
        /// The place.
        ACCESS_LOCATION: U32 = "pkix1implicit.accessLocation", "accessLocation", Dec;
        /// To be shown to those who rely on the certificate.
        USER_NOTICE: Label = "pkix1implicit.UserNotice_element", "UserNotice", None;
        /// The notice.
        EXPLICIT_TEXT: U32 = "pkix1implicit.explicitText", "explicitText", Dec, DISPLAY_KINDS;
        /// The notice in ASCII.
        IA5: Str = "pkix1implicit.ia5String", "ia5String", None;
        /// The notice in ASCII.
        VISIBLE: Str = "pkix1implicit.visibleString", "visibleString", None;
        /// The notice in UTF-16.
        BMP: Str = "pkix1implicit.bmpString", "bmpString", None;
        /// The notice in UTF-8.
        UTF8: Str = "pkix1implicit.utf8String", "utf8String", None;
    }
}

pub(super) mod ocsp {
    use super::kinds::*;
    crate::fields! { "ocsp";
        /// Online Certificate Status Protocol.
        OCSP: Protocol = "ocsp", "Online Certificate Status Protocol", None;
        /// What is asked.
        TBS_REQUEST: Label = "ocsp.tbsRequest_element", "tbsRequest", None;
        /// Version of the request.
        VERSION: I32 = "ocsp.version", "version", Dec, VERSION_KINDS;
        /// Questions, one for each certificate.
        REQUESTS: U32 = "ocsp.requestList", "requestList", Dec;
        /// A question.
        REQUEST: Label = "ocsp.Request_element", "Request", None;
        /// The certificate asked for.
        REQ_CERT: Label = "ocsp.reqCert_element", "reqCert", None;
        /// Extensions of a question.
        REQUEST_EXTENSIONS_SINGLE: U32 = "ocsp.singleRequestExtensions", "singleRequestExtensions", Dec;
        /// Extensions of the request.
        REQUEST_EXTENSIONS: U32 = "ocsp.requestExtensions", "requestExtensions", Dec;
        /// Extensions of the answer.
        RESPONSE_EXTENSIONS: U32 = "ocsp.responseExtensions", "responseExtensions", Dec;
        /// What makes the request unlike all others.
        NONCE_VALUE: Bytes = "ocsp.ReOcspNonce", "ReOcspNonce", None;
        /// Whether the responder could answer.
        STATUS: U32 = "ocsp.responseStatus", "responseStatus", Dec, RESPONSE_STATUS;
        /// The answer.
        RESPONSE_BYTES: Label = "ocsp.responseBytes_element", "responseBytes", None;
        /// Which form the answer has.
        RESPONSE_TYPE: Str = "ocsp.responseType.id", "ResponseType Id", None;
        /// The answer in the basic form.
        BASIC: Label = "ocsp.BasicOCSPResponse_element", "BasicOCSPResponse", None;
        /// What the responder signed.
        DATA: Label = "ocsp.tbsResponseData_element", "tbsResponseData", None;
        /// Who answers.
        RESPONDER_ID: U32 = "ocsp.responderID", "responderID", Dec, RESPONDER_KINDS;
        /// The responder's name.
        BY_NAME: U32 = "ocsp.byName", "byName", Dec, NAME_KINDS;
        /// SHA-1 of the responder's key.
        BY_KEY: Bytes = "ocsp.byKey", "byKey", None;
        /// When the answer was signed.
        PRODUCED_AT: AbsoluteTime = "ocsp.producedAt", "producedAt", Dec;
        /// Answers, one for each certificate.
        RESPONSES: U32 = "ocsp.responses", "responses", Dec;
        /// The answer for one certificate.
        SINGLE: Label = "ocsp.SingleResponse_element", "SingleResponse", None;
        /// Which certificate.
        CERT_ID: Label = "ocsp.certID_element", "certID", None;
        /// How issuer and key are hashed.
        HASH_ALGORITHM: Label = "ocsp.hashAlgorithm_element", "hashAlgorithm", None;
        /// Hash of the issuer's name.
        ISSUER_NAME_HASH: Bytes = "ocsp.issuerNameHash", "issuerNameHash", None;
        /// Hash of the issuer's key.
        ISSUER_KEY_HASH: Bytes = "ocsp.issuerKeyHash", "issuerKeyHash", None;
        /// Number of the certificate.
        SERIAL_NUMBER: Bytes = "ocsp.serialNumber", "serialNumber", None;
        /// Whether the certificate was revoked.
        CERT_STATUS: U32 = "ocsp.certStatus", "certStatus", Dec, STATUS_KINDS;
        /// It was not.
        GOOD: Label = "ocsp.good_element", "good", None;
        /// It was.
        REVOKED: Label = "ocsp.revoked_element", "revoked", None;
        /// When.
        REVOCATION_TIME: AbsoluteTime = "ocsp.revocationTime", "revocationTime", Dec;
        /// Why.
        REVOCATION_REASON: U32 = "ocsp.revocationReason", "revocationReason", Dec, REASON_KINDS;
        /// The responder does not know it.
        UNKNOWN: Label = "ocsp.unknown_element", "unknown", None;
        /// From when the answer holds.
        THIS_UPDATE: AbsoluteTime = "ocsp.thisUpdate", "thisUpdate", Dec;
        /// Until when.
        NEXT_UPDATE: AbsoluteTime = "ocsp.nextUpdate", "nextUpdate", Dec;
        /// Extensions of the answer.
        SINGLE_EXTENSIONS: U32 = "ocsp.singleExtensions", "singleExtensions", Dec;
        /// Algorithm of the signature.
        SIGNATURE_ALGORITHM: Label = "ocsp.signatureAlgorithm_element", "signatureAlgorithm", None;
        /// The responder's signature.
        SIGNATURE: Bytes = "ocsp.signature", "signature", None;
        /// Certificates of the responder.
        CERTS: U32 = "ocsp.certs", "certs", Dec;
        /// A certificate.
        CERTIFICATE: Label = "ocsp.Certificate_element", "Certificate", None;
        /// A certificate's mark: its status need not be asked for.
        NULL: Label = "ocsp.NULL_element", "NULL", None;
    }
}

pub(super) mod ber {
    crate::fields! { "ber";
        /// Basic Encoding Rules (ASN.1 X.690).
        BER: Protocol = "ber", "Basic Encoding Rules (ASN.1 X.690)", None;
        /// Bits of a bit string's last byte that do not count.
        PADDING: U8 = "ber.bitstring.padding", "Padding", Dec;
    }
}
