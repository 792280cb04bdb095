//! The fields of DNS messages; those of mDNS and LLMNR are the same.

use super::names::*;
use crate::field::Names;
use crate::field::def::YES_NO;
use crate::proto::tables::ip_protocol::IP_PROTOCOLS;

const RESPONSE: Names = Names::TrueFalse("Message is a response", "Message is a query");
const AUTHORITY: Names =
    Names::TrueFalse("Server is an authority for domain", "Server is not an authority for domain");
const TRUNCATION: Names = Names::TrueFalse("Message is truncated", "Message is not truncated");
const RECURSION: Names = Names::TrueFalse("Do query recursively", "Don't do query recursively");
const AVAILABLE: Names =
    Names::TrueFalse("Server can do recursive queries", "Server can't do recursive queries");
const RESERVED: Names = Names::TrueFalse("reserved - incorrect!", "reserved (0)");
const AUTHENTICATED: Names = Names::TrueFalse(
    "Answer/authority portion was authenticated by the server",
    "Answer/authority portion was not authenticated by the server",
);
const ACCEPTABLE: Names = Names::TrueFalse("Acceptable", "Unacceptable");
const CONFLICTS_ASKED: Names = Names::TrueFalse("The sender received multiple responses", "None");
const CONFLICTS: Names =
    Names::TrueFalse("The name is not considered unique", "The name is considered unique");
const TENTATIVENESS: Names = Names::TrueFalse("Tentative", "Not tentative");
const DNSSEC_OK: Names = Names::TrueFalse("Accepts DNSSEC security RRs", "Cannot handle DNSSEC security RRs");
const ZONE_KEY: Names = Names::TrueFalse("This is the zone key for specified zone", "This it not a zone key");
const OPT_OUT_WORDS: Names =
    Names::TrueFalse("Additional insecure delegations allowed", "Additional insecure delegations forbidden");
const FORBIDDEN: Names = Names::TrueFalse("Not Allowed", "Allowed");
const EXPERIMENTAL: Names = Names::TrueFalse("Experimental or optional", "Required");
const VALID: Names = Names::TrueFalse("Valid", "Invalid");
const NEGATED: Names = Names::TrueFalse("Yes (!)", "No (0)");
const CRITICAL: Names = Names::TrueFalse("Critical", "Not critical");

crate::fields! { "dns";
    /// Domain names (RFC 1035).
    DNS: Protocol = "dns", "Domain Name System", None;
    /// Length of the message, over a stream (RFC 1035 section 4.2.2).
    LENGTH: U16 = "dns.length", "Length", Dec;
    /// Links a response to its query.
    ID: U16 = "dns.id", "Transaction ID", Hex;
    /// Flags and codes of the message.
    FLAGS: U16 = "dns.flags", "Flags", Hex;
    /// A response, not a query.
    FLAGS_RESPONSE: Bool = "dns.flags.response", "Response", W16 & 0x8000, RESPONSE;
    /// Kind of message.
    FLAGS_OPCODE: U16 = "dns.flags.opcode", "Opcode", Dec & 0x7800, OPCODES;
    /// The server is one of the zone's own.
    FLAGS_AUTHORITATIVE: Bool = "dns.flags.authoritative", "Authoritative", W16 & 0x0400, AUTHORITY;
    /// LLMNR: several answered (RFC 4795 section 2.1.1).
    FLAGS_CONFLICT_ASKED: Bool = "dns.flags.conflict", "Conflict", W16 & 0x0400, CONFLICTS_ASKED;
    /// LLMNR: the name is not unique (RFC 4795 section 2.1.1).
    FLAGS_CONFLICT: Bool = "dns.flags.conflict", "Conflict", W16 & 0x0400, CONFLICTS;
    /// The message was cut.
    FLAGS_TRUNCATED: Bool = "dns.flags.truncated", "Truncated", W16 & 0x0200, TRUNCATION;
    /// The server is asked to ask others.
    FLAGS_RECDESIRED: Bool = "dns.flags.recdesired", "Recursion desired", W16 & 0x0100, RECURSION;
    /// LLMNR: uniqueness is not verified yet.
    FLAGS_TENTATIVE: Bool = "dns.flags.tentative", "Tentative", W16 & 0x0100, TENTATIVENESS;
    /// The server asks others.
    FLAGS_RECAVAIL: Bool = "dns.flags.recavail", "Recursion available", W16 & 0x0080, AVAILABLE;
    /// Must be 0.
    FLAGS_Z: Bool = "dns.flags.z", "Z", W16 & 0x0040, RESERVED;
    /// The data were verified (RFC 4035 section 3.2.3).
    FLAGS_AUTHENTICATED: Bool = "dns.flags.authenticated", "Answer authenticated", W16 & 0x0020, AUTHENTICATED;
    /// The client asks for what is verified (RFC 6840 section 5.7).
    FLAGS_AD: Bool = "dns.flags.authenticated", "AD bit", W16 & 0x0020, crate::field::def::SET;
    /// Unverified data are taken, too.
    FLAGS_CHECKDISABLE: Bool = "dns.flags.checkdisable", "Non-authenticated data", W16 & 0x0010, ACCEPTABLE;
    /// How it went.
    FLAGS_RCODE: U16 = "dns.flags.rcode", "Reply code", Dec & 0x000f, RCODES;
    /// Number of questions.
    COUNT_QUERIES: U16 = "dns.count.queries", "Questions", Dec;
    /// Number of zones of an update (RFC 2136).
    COUNT_ZONES: U16 = "dns.count.zones", "Zones", Dec;
    /// Number of answers.
    COUNT_ANSWERS: U16 = "dns.count.answers", "Answer RRs", Dec;
    /// Number of prerequisites of an update.
    COUNT_PREREQUISITES: U16 = "dns.count.prerequisites", "Prerequisites", Dec;
    /// Number of authority records.
    COUNT_AUTH_RR: U16 = "dns.count.auth_rr", "Authority RRs", Dec;
    /// Number of updates.
    COUNT_UPDATES: U16 = "dns.count.updates", "Updates", Dec;
    /// Number of additional records.
    COUNT_ADD_RR: U16 = "dns.count.add_rr", "Additional RRs", Dec;
    /// What is asked for.
    QRY_NAME: Str = "dns.qry.name", "Name", None;
    /// Its length in characters.
    QRY_NAME_LEN: U16 = "dns.qry.name.len", "Name Length", Dec;
    /// Its labels.
    COUNT_LABELS: U16 = "dns.count.labels", "Label Count", Dec;
    /// Type of records asked for.
    QRY_TYPE: U16 = "dns.qry.type", "Type", Dec, TYPES;
    /// Class asked for.
    QRY_CLASS: U16 = "dns.qry.class", "Class", Hex, CLASSES;
    /// Class asked for by mDNS, beside the bit that asks for a unicast answer.
    QRY_CLASS_MDNS: U16 = "dns.qry.class", "Class", Hex & 0x7fff, CLASSES;
    /// A unicast answer is asked for (RFC 6762 section 5.4).
    QRY_QU: Bool = "dns.qry.qu", "\"QU\" question", W16 & 0x8000;
    /// Owner of a record.
    RESP_NAME: Str = "dns.resp.name", "Name", None;
    /// Type of a record.
    RESP_TYPE: U16 = "dns.resp.type", "Type", Dec, TYPES;
    /// Class of a record.
    RESP_CLASS: U16 = "dns.resp.class", "Class", Hex, CLASSES;
    /// Class of a record of mDNS.
    RESP_CLASS_MDNS: U16 = "dns.resp.class", "Class", Hex & 0x7fff, CLASSES;
    /// Older records are to be forgotten (RFC 6762 section 10.2).
    RESP_CACHE_FLUSH: Bool = "dns.resp.cache_flush", "Cache flush", W16 & 0x8000;
    /// Seconds that the record may be kept.
    RESP_TTL: U32 = "dns.resp.ttl", "Time to live", Dec;
    /// Length of the record's data.
    RESP_LEN: U16 = "dns.resp.len", "Data length", Dec;
    /// Largest datagram that is taken (RFC 6891).
    RR_UDP_PAYLOAD_SIZE: U16 = "dns.rr.udp_payload_size", "UDP payload size", Dec;
    /// The same of mDNS.
    RR_UDP_PAYLOAD_SIZE_MDNS: U16 = "dns.rr.udp_payload_size", "UDP payload size", Hex & 0x7fff;
    /// Upper bits of the response code.
    RESP_EXT_RCODE: U8 = "dns.resp.ext_rcode", "Higher bits in extended RCODE", Hex;
    /// Version of EDNS.
    RESP_EDNS0_VERSION: U8 = "dns.resp.edns0_version", "EDNS0 version", Dec;
    /// Flags of EDNS.
    RESP_Z: U16 = "dns.resp.z", "Z", Hex;
    /// DNSSEC records are wanted (RFC 3225).
    RESP_Z_DO: Bool = "dns.resp.z.do", "DO bit", W16 & 0x8000, DNSSEC_OK;
    /// Must be 0.
    RESP_Z_RESERVED: U16 = "dns.resp.z.reserved", "Reserved", Hex & 0x7fff;
    /// An EDNS option.
    OPT: Label = "dns.opt", "Option", None;
    /// Its code.
    OPT_CODE: U16 = "dns.opt.code", "Option Code", Dec, OPTIONS;
    /// Its length.
    OPT_LEN: U16 = "dns.opt.len", "Option Length", Dec;
    /// Its data.
    OPT_DATA: Bytes = "dns.opt.data", "Option Data", None;
    /// An algorithm understood (RFC 6975).
    OPT_DAU: U8 = "dns.opt.dau", "DAU", Dec, ALGORITHMS;
    /// A digest understood.
    OPT_DHU: U8 = "dns.opt.dhu", "DHU", Dec, DIGESTS;
    /// A hash understood.
    OPT_N3U: U8 = "dns.opt.n3u", "N3U", Dec, NSEC3_HASHES;
    /// Address family of the client's subnet (RFC 7871).
    OPT_CLIENT_FAMILY: U16 = "dns.opt.client.family", "Family", Dec, FAMILIES;
    /// Leading bits of the client's address that are told.
    OPT_CLIENT_NETMASK: U8 = "dns.opt.client.netmask", "Source Netmask", Dec;
    /// Leading bits that the answer covers.
    OPT_CLIENT_SCOPE: U8 = "dns.opt.client.scope", "Scope Netmask", Dec;
    /// The client's subnet, of a family that is not known.
    OPT_CLIENT_ADDR: Bytes = "dns.opt.client.addr", "Client Subnet", None;
    /// The client's subnet.
    OPT_CLIENT_ADDR4: Ipv4 = "dns.opt.client.addr4", "Client Subnet", None;
    /// The client's subnet.
    OPT_CLIENT_ADDR6: Ipv6 = "dns.opt.client.addr6", "Client Subnet", None;
    /// Cookie of the client (RFC 7873).
    OPT_COOKIE_CLIENT: Bytes = "dns.opt.cookie.client", "Client Cookie", None;
    /// Cookie of the server.
    OPT_COOKIE_SERVER: Bytes = "dns.opt.cookie.server", "Server Cookie", None;
    /// Units of 100 ms that a connection is kept (RFC 7828).
    OPT_KEEPALIVE: U16 = "dns.opt.edns_tcp_keepalive.timeout", "Timeout", Dec;
    /// Padding (RFC 7830).
    OPT_PADDING: Bytes = "dns.opt.padding", "Padding", None;
    /// Closest trust point (RFC 7901).
    OPT_CHAIN: Str = "dns.opt.chain.fqdn", "Closest Trust Point", None;
    /// What went wrong (RFC 8914).
    OPT_EXT_ERROR_CODE: U16 = "dns.opt.ext_error.info_code", "Info Code", Dec, EXTENDED_ERRORS;
    /// The same in words.
    OPT_EXT_ERROR_TEXT: Str = "dns.opt.ext_error.extra_text", "Extra Text", None;
    /// IPv4 address.
    A: Ipv4 = "dns.a", "Address", None;
    /// IPv6 address (RFC 3596).
    AAAA: Ipv6 = "dns.aaaa", "AAAA Address", None;
    /// Name server.
    NS: Str = "dns.ns", "Name Server", None;
    /// Mail destination.
    MD: Str = "dns.md", "Mail Destination", None;
    /// Mail forwarder.
    MF: Str = "dns.mf", "Mail Forwarder", None;
    /// Mailbox.
    MB: Str = "dns.mb", "MailBox Domaine", None;
    /// Mail group member.
    MG: Str = "dns.mg", "Mail Group member", None;
    /// Mail rename.
    MR: Str = "dns.mr", "Mail Rename domaine", None;
    /// The name that this one is an alias of.
    CNAME: Str = "dns.cname", "CNAME", None;
    /// Alias of a whole subtree (RFC 6672).
    DNAME: Str = "dns.dname", "Dname", None;
    /// What a NULL record holds.
    NULL: Bytes = "dns.null", "Null (data)", None;
    /// First name server of a zone.
    SOA_MNAME: Str = "dns.soa.mname", "Primary name server", None;
    /// Mailbox of who is responsible.
    SOA_RNAME: Str = "dns.soa.rname", "Responsible authority's mailbox", None;
    /// Version of the zone.
    SOA_SERIAL: U32 = "dns.soa.serial_number", "Serial Number", Dec;
    /// Seconds until it is looked at again.
    SOA_REFRESH: U32 = "dns.soa.refresh_interval", "Refresh Interval", Dec;
    /// Seconds until a failed look is repeated.
    SOA_RETRY: U32 = "dns.soa.retry_interval", "Retry Interval", Dec;
    /// Seconds until the zone is void.
    SOA_EXPIRE: U32 = "dns.soa.expire_limit", "Expire limit", Dec;
    /// Seconds that a negative answer is kept.
    SOA_MINIMUM: U32 = "dns.soa.minimum_ttl", "Minimum TTL", Dec;
    /// The name that the pointer points to.
    PTR: Str = "dns.ptr.domain_name", "Domain Name", None;
    /// Length of the next.
    HINFO_CPU_LENGTH: U8 = "dns.hinfo.cpu_length", "CPU Length", Dec;
    /// Processor.
    HINFO_CPU: Str = "dns.hinfo.cpu", "CPU", None;
    /// Length of the next.
    HINFO_OS_LENGTH: U8 = "dns.hinfo.os_length", "OS Length", Dec;
    /// Operating system.
    HINFO_OS: Str = "dns.hinfo.os", "OS", None;
    /// Mailbox for requests.
    MINFO_R: Str = "dns.minfo.r", "Responsible Mailbox", None;
    /// Mailbox for errors.
    MINFO_E: Str = "dns.minfo.e", "Error Mailbox", None;
    /// Lower ones come first.
    MX_PREFERENCE: U16 = "dns.mx.preference", "Preference", Dec;
    /// Mail server.
    MX_EXCHANGE: Str = "dns.mx.mail_exchange", "Mail Exchange", None;
    /// Length of the next.
    TXT_LENGTH: U8 = "dns.txt.length", "TXT Length", Dec;
    /// Text.
    TXT: Str = "dns.txt", "TXT", None;
    /// Length of the next.
    SPF_LENGTH: U8 = "dns.spf.length", "SPF Length", Dec;
    /// Sender policy.
    SPF: Str = "dns.spf", "SPF", None;
    /// Mailbox of a person.
    RP_MAILBOX: Str = "dns.rp.mailbox", "Mailbox", None;
    /// Where text about the person stands.
    RP_TXT_RR: Str = "dns.rp.txt_rr", "TXT RR", None;
    /// Kind of AFS server.
    AFSDB_SUBTYPE: U16 = "dns.afsdb.subtype", "Subtype", Dec;
    /// The server.
    AFSDB_HOSTNAME: Str = "dns.afsdb.hostname", "Hostname", None;
    /// Service, as the owner's name says (RFC 2782).
    SRV_SERVICE: Str = "dns.srv.service", "Service", None;
    /// Protocol of the service.
    SRV_PROTO: Str = "dns.srv.proto", "Protocol", None;
    /// Domain of the service.
    SRV_NAME: Str = "dns.srv.name", "Name", None;
    /// Lower ones come first.
    SRV_PRIORITY: U16 = "dns.srv.priority", "Priority", Dec;
    /// Share among those of the same priority.
    SRV_WEIGHT: U16 = "dns.srv.weight", "Weight", Dec;
    /// Port of the service.
    SRV_PORT: U16 = "dns.srv.port", "Port", Dec;
    /// Host of the service.
    SRV_TARGET: Str = "dns.srv.target", "Target", None;
    /// Order of rules (RFC 3403).
    NAPTR_ORDER: U16 = "dns.naptr.order", "Order", Dec;
    /// Order among those of the same order.
    NAPTR_PREFERENCE: U16 = "dns.naptr.preference", "Preference", Dec;
    /// Length of the next.
    NAPTR_FLAGS_LENGTH: U8 = "dns.naptr.flags_length", "Flags Length", Dec;
    /// How to go on.
    NAPTR_FLAGS: Str = "dns.naptr.flags", "Flags", None;
    /// Length of the next.
    NAPTR_SERVICE_LENGTH: U8 = "dns.naptr.service_length", "Service Length", Dec;
    /// Services.
    NAPTR_SERVICE: Str = "dns.naptr.service", "Service", None;
    /// Length of the next.
    NAPTR_REGEX_LENGTH: U8 = "dns.naptr.regex_length", "Regex Length", Dec;
    /// Substitution.
    NAPTR_REGEX: Str = "dns.naptr.regex", "Regex", None;
    /// Name to go on with.
    NAPTR_REPLACEMENT: Str = "dns.naptr.replacement", "Replacement", None;
    /// Lower ones come first.
    KX_PREFERENCE: U16 = "dns.kx.preference", "Preference", Dec;
    /// Key exchanger (RFC 2230).
    KX_EXCHANGE: Str = "dns.kx.key_exchange", "Key Exchange", None;
    /// Kind of certificate (RFC 4398).
    CERT_TYPE: U16 = "dns.cert.type", "Type", Dec, CERT_TYPES;
    /// Tag of its key.
    CERT_KEY_TAG: U16 = "dns.cert.key_tag", "Key Tag", Hex;
    /// Algorithm of its key.
    CERT_ALGORITHM: U8 = "dns.cert.algorithm", "Algorithm", Dec, ALGORITHMS;
    /// The certificate.
    CERT_CERTIFICATE: Bytes = "dns.cert.certificate", "Certificate (or CRL)", None;
    /// Tag of the key (RFC 4034 section 5).
    DS_KEY_ID: U16 = "dns.ds.key_id", "Key id", Hex;
    /// Its algorithm.
    DS_ALGORITHM: U8 = "dns.ds.algorithm", "Algorithm", Dec, ALGORITHMS;
    /// Kind of digest.
    DS_DIGEST_TYPE: U8 = "dns.ds.digest_type", "Digest Type", Dec, DIGESTS;
    /// Digest of the key.
    DS_DIGEST: Bytes = "dns.ds.digest", "Digest", None;
    /// Algorithm of the SSH key (RFC 4255).
    SSHFP_ALGORITHM: U8 = "dns.sshfp.algorithm", "Algorithm", Dec, SSHFP_ALGORITHMS;
    /// Kind of fingerprint.
    SSHFP_TYPE: U8 = "dns.sshfp.fingerprint.type", "Fingerprint type", Dec, SSHFP_TYPES;
    /// The fingerprint.
    SSHFP_FINGERPRINT: Bytes = "dns.sshfp.fingerprint", "Fingerprint", None;
    /// Type of the records signed (RFC 4034 section 3).
    RRSIG_TYPE_COVERED: U16 = "dns.rrsig.type_covered", "Type Covered", Dec, TYPES;
    /// Algorithm of the signature.
    RRSIG_ALGORITHM: U8 = "dns.rrsig.algorithm", "Algorithm", Dec, ALGORITHMS;
    /// Labels of the owner.
    RRSIG_LABELS: U8 = "dns.rrsig.labels", "Labels", Dec;
    /// Time to live at the source.
    RRSIG_ORIGINAL_TTL: U32 = "dns.rrsig.original_ttl", "Original TTL", Dec;
    /// End of validity.
    RRSIG_EXPIRATION: AbsoluteTime = "dns.rrsig.signature_expiration", "Signature Expiration", None;
    /// Begin of validity.
    RRSIG_INCEPTION: AbsoluteTime = "dns.rrsig.signature_inception", "Signature Inception", None;
    /// Tag of the key.
    RRSIG_KEY_TAG: U16 = "dns.rrsig.key_tag", "Key Tag", Dec;
    /// Who signed.
    RRSIG_SIGNERS_NAME: Str = "dns.rrsig.signers_name", "Signer's name", None;
    /// The signature.
    RRSIG_SIGNATURE: Bytes = "dns.rrsig.signature", "Signature", None;
    /// Flags of the key (RFC 4034 section 2).
    DNSKEY_FLAGS: U16 = "dns.dnskey.flags", "Flags", Hex;
    /// A key of the zone.
    DNSKEY_ZONE_KEY: Bool = "dns.dnskey.flags.zone_key", "Zone Key", W16 & 0x0100, ZONE_KEY;
    /// Revoked (RFC 5011).
    DNSKEY_REVOKED: Bool = "dns.dnskey.flags.key_revoked", "Key Revoked", W16 & 0x0080, YES_NO;
    /// Signs keys.
    DNSKEY_SEP: Bool = "dns.dnskey.flags.secure_entry_point", "Key Signing Key", W16 & 0x0001, YES_NO;
    /// Must be 0.
    DNSKEY_RESERVED: U16 = "dns.dnskey.flags.reserved", "Key Signing Key", Hex & 0xfe7e;
    /// Always 3.
    DNSKEY_PROTOCOL: U8 = "dns.dnskey.protocol", "Protocol", Dec;
    /// Algorithm of the key.
    DNSKEY_ALGORITHM: U8 = "dns.dnskey.algorithm", "Algorithm", Dec, ALGORITHMS;
    /// Tag of the key, computed (RFC 4034 appendix B).
    DNSKEY_KEY_ID: U16 = "dns.dnskey.key_id", "Key id", Dec;
    /// The key.
    DNSKEY_PUBLIC_KEY: Bytes = "dns.dnskey.public_key", "Public Key", None;
    /// The next name that there is (RFC 4034 section 4).
    NSEC_NEXT: Str = "dns.nsec.next_domain_name", "Next Domain Name", None;
    /// Hash of names (RFC 5155).
    NSEC3_ALGO: U8 = "dns.nsec3.algo", "Hash algorithm", Dec, NSEC3_HASHES;
    /// Flags.
    NSEC3_FLAGS: U8 = "dns.nsec3.flags", "NSEC3 flags", Dec;
    /// Unsigned delegations may stand between.
    NSEC3_OPT_OUT: Bool = "dns.nsec3.flags.opt_out", "NSEC3 Opt-out flag", W8 & 0x01, OPT_OUT_WORDS;
    /// Rounds of hashing.
    NSEC3_ITERATIONS: U16 = "dns.nsec3.iterations", "NSEC3 iterations", Dec;
    /// Length of the next.
    NSEC3_SALT_LENGTH: U8 = "dns.nsec3.salt_length", "Salt length", Dec;
    /// Salt.
    NSEC3_SALT: Bytes = "dns.nsec3.salt_value", "Salt value", None;
    /// Length of the next.
    NSEC3_HASH_LENGTH: U8 = "dns.nsec3.hash_length", "Hash length", Dec;
    /// The next owner's hash, in base 32.
    NSEC3_HASH: Str = "dns.nsec3.hash_value", "Next hashed owner", None;
    /// What the certificate is for (RFC 6698).
    TLSA_USAGE: U8 = "dns.tlsa.certificate_usage", "Certificate Usage", Dec, TLSA_USAGES;
    /// Which part of it.
    TLSA_SELECTOR: U8 = "dns.tlsa.selector", "Selector", Dec, TLSA_SELECTORS;
    /// How it is compared.
    TLSA_MATCHING: U8 = "dns.tlsa.matching_type", "Matching Type", Dec, TLSA_MATCHINGS;
    /// What it is compared with.
    TLSA_DATA: Bytes = "dns.tlsa.certificate_association_data", "Certificate Association Data", None;
    /// Flags of a certification authority's authorization (RFC 8659).
    CAA_FLAGS: U8 = "dns.caa.flags", "CAA Flags", Hex;
    /// Who does not know the tag must not issue.
    CAA_CRITICAL: Bool = "dns.caa.flags.issuer_critical", "Issuer Critical", W8 & 0x80, CRITICAL;
    /// Who may issue.
    CAA_ISSUE: Str = "dns.caa.issue", "Issue", None;
    /// Who may issue for wildcards.
    CAA_ISSUEWILD: Str = "dns.caa.issuewild", "Issue Wildcard", None;
    /// Where to report.
    CAA_IODEF: Str = "dns.caa.iodef", "Report URL", None;
    /// A tag that is not known.
    CAA_UNKNOWN: Str = "dns.caa.unknown", "Unknown tag", None;
    /// Length of the next.
    CAA_TAG_LENGTH: U8 = "dns.caa.tag_length", "Tag length", Dec;
    /// Tag.
    CAA_TAG: Str = "dns.caa.tag", "Tag", None;
    /// Value.
    CAA_VALUE: Str = "dns.caa.value", "Value", None;
    /// 0 makes it an alias (RFC 9460).
    SVCB_PRIORITY: U16 = "dns.svcb.svcpriority", "SvcPriority", Dec;
    /// Where the service is.
    SVCB_TARGET: Str = "dns.svcb.targetname", "TargetName", None;
    /// A parameter of the service.
    SVCB_PARAM: Label = "dns.svcb.svcparam", "SvcParam", None;
    /// Its key.
    SVCB_KEY: U16 = "dns.svcb.svcparam.key", "SvcParamKey", Dec, SERVICE_PARAMETERS;
    /// Length of its value.
    SVCB_VALUE_LENGTH: U16 = "dns.svcb.svcparam.value.length", "SvcParamValue length", Dec;
    /// A value of a kind that is not known.
    SVCB_VALUE: Bytes = "dns.svcb.svcparam.value", "SvcParamValue", None;
    /// A key that must be understood.
    SVCB_MANDATORY: U16 = "dns.svcb.svcparam.mandatory.key", "Mandatory key", Dec, SERVICE_PARAMETERS;
    /// Length of the next.
    SVCB_ALPN_LENGTH: U8 = "dns.svcb.svcparam.alpn.length", "ALPN length", Dec;
    /// An application protocol (RFC 7301).
    SVCB_ALPN: Str = "dns.svcb.svcparam.alpn", "ALPN", None;
    /// Another port.
    SVCB_PORT: U16 = "dns.svcb.svcparam.port", "Port", Dec;
    /// An address.
    SVCB_IPV4: Ipv4 = "dns.svcb.svcparam.ipv4hint.ip", "IP", None;
    /// Keys for encrypted hellos.
    SVCB_ECH: Bytes = "dns.svcb.svcparam.echconfig", "ECHConfig", None;
    /// An address.
    SVCB_IPV6: Ipv6 = "dns.svcb.svcparam.ipv6hint.ip", "IP", None;
    /// Configuration of oblivious DNS.
    SVCB_ODOH: Bytes = "dns.svcb.svcparam.odohconfig", "ODoHConfig", None;
    /// Algorithm of a transaction signature (RFC 8945).
    TSIG_ALGORITHM: Str = "dns.tsig.algorithm_name", "Algorithm Name", None;
    /// Time of the signature.
    TSIG_TIME: AbsoluteTime = "dns.tsig.time_signed", "Time Signed", None;
    /// Seconds that clocks may differ.
    TSIG_FUDGE: U16 = "dns.tsig.fudge", "Fudge", Dec;
    /// Length of the code.
    TSIG_MAC_SIZE: U16 = "dns.tsig.mac_size", "MAC Size", Dec;
    /// The code.
    TSIG_MAC: Label = "dns.tsig.mac", "MAC", None;
    /// Number of the original message.
    TSIG_ORIGINAL_ID: U16 = "dns.tsig.original_id", "Original Id", Dec;
    /// What went wrong.
    TSIG_ERROR: U16 = "dns.tsig.error", "Error", Dec, RCODES;
    /// Length of other data.
    TSIG_OTHER_LEN: U16 = "dns.tsig.other_len", "Other Len", Dec;
    /// Other data.
    TSIG_OTHER: Bytes = "dns.tsig.other_data", "Other Data", None;
    /// Address of a device (RFC 7043).
    EUI48: Ether = "dns.eui48", "EUI48 Address", None;
    /// Key of OpenPGP (RFC 7929), as text.
    OPENPGPKEY: Str = "dns.openpgpkey", "OpenPGP Key", None;
    /// Length of the name to go on with.
    NAPTR_REPLACEMENT_LENGTH: U8 = "dns.naptr.replacement_length", "Replacement Length", Dec;
    /// Host with well-known services.
    WKS_ADDRESS: Ipv4 = "dns.wks.address", "Address", None;
    /// Their transport.
    WKS_PROTOCOL: U8 = "dns.wks.protocol", "Protocol", Dec, Names::Ranges(IP_PROTOCOLS);
    /// Eight ports, those served set.
    WKS_BITS: U8 = "dns.wks.bits", "Bits", Hex;
    /// Length of the next.
    X25_LENGTH: U8 = "dns.x25.length", "Length", Dec;
    /// Address in an X.25 network.
    X25_ADDRESS: Str = "dns.x25.psdn_address", "PSDN-Address", None;
    /// Length of the next.
    ISDN_LENGTH: U8 = "dns.idsn.length", "Length", Dec;
    /// Telephone number.
    ISDN_ADDRESS: Str = "dns.idsn.address", "ISDN Address", None;
    /// Length of the next.
    ISDN_SA_LENGTH: U8 = "dns.idsn.sa.length", "Length", Dec;
    /// Extension of the telephone number.
    ISDN_SA: Str = "dns.idsn.sa.address", "Sub Address", None;
    /// Lower ones come first.
    RT_PREFERENCE: U16 = "dns.rt.subtype", "Preference", Dec;
    /// Host that routes.
    RT_HOST: Str = "dns.rt.intermediate_host", "Intermediate Hostname", None;
    /// OSI address.
    NSAP: Bytes = "dns.nsap.rdata", "NSAP Data", None;
    /// Name of an OSI address.
    NSAP_PTR: Str = "dns.nsap_ptr.owner", "Owner", None;
    /// What the key may be used for (RFC 2535).
    KEY_FLAGS: U16 = "dns.key.flags", "Flags", Hex;
    /// Must not be used to authenticate.
    KEY_AUTHENTICATION: Bool = "dns.key.flags.authentication", "Key allowed for authentication", W16 & 0x8000, FORBIDDEN;
    /// Must not be used to encrypt.
    KEY_CONFIDENTIALITY: Bool = "dns.key.flags.confidentiality", "Key allowed for confidentiality", W16 & 0x4000, FORBIDDEN;
    /// Experimental.
    KEY_REQUIRED: Bool = "dns.key.flags.required", "Key required", W16 & 0x2000, EXPERIMENTAL;
    /// A user's key.
    KEY_USER: Bool = "dns.key.flags.associated_user", "Key is associated with a user", W16 & 0x0400, YES_NO;
    /// A host's or zone's key.
    KEY_ENTITY: Bool = "dns.key.flags.associated_named_entity", "Key is associated with the named entity", W16 & 0x0200, YES_NO;
    /// For IPsec.
    KEY_IPSEC: Bool = "dns.key.flags.ipsec", "Key use with IPSEC", W16 & 0x0080, VALID;
    /// For mail.
    KEY_MIME: Bool = "dns.key.flags.mime", "Key use with MIME security multiparts", W16 & 0x0040, VALID;
    /// What it may sign.
    KEY_SIGNATORY: U16 = "dns.key.flags.signatory", "Signatory", Dec & 0x000f;
    /// Protocol the key is for.
    KEY_PROTOCOL: U8 = "dns.key.protocol", "Protocol", Dec;
    /// Algorithm of the key.
    KEY_ALGORITHM: U8 = "dns.key.algorithm", "Algorithm", Dec, ALGORITHMS;
    /// Tag of the key, computed.
    KEY_ID: U16 = "dns.key.key_id", "Key ID", Dec;
    /// The key.
    KEY_PUBLIC_KEY: Bytes = "dns.key.public_key", "Public Key", None;
    /// Lower ones come first.
    PX_PREFERENCE: U16 = "dns.px.preference", "Preference", Dec;
    /// Mail domain.
    PX_822: Str = "dns.px.map822", "MAP822", None;
    /// The same in X.400.
    PX_400: Str = "dns.px.map400", "MAPX400", None;
    /// Length of the next.
    GPOS_LONGITUDE_LENGTH: U8 = "dns.gpos.longitude_length", "Longitude length", Dec;
    /// Longitude in degrees.
    GPOS_LONGITUDE: Str = "dns.gpos.longitude", "Longitude", None;
    /// Length of the next.
    GPOS_LATITUDE_LENGTH: U8 = "dns.gpos.latitude_length", "Latitude length", Dec;
    /// Latitude in degrees.
    GPOS_LATITUDE: Str = "dns.gpos.latitude", "Latitude", None;
    /// Length of the next.
    GPOS_ALTITUDE_LENGTH: U8 = "dns.gpos.altitude_length", "Altitude length", Dec;
    /// Altitude in metres.
    GPOS_ALTITUDE: Str = "dns.gpos.altitude", "Altitude", None;
    /// Version of a place's record (RFC 1876).
    LOC_VERSION: U8 = "dns.loc.version", "Version", Dec;
    /// Diameter of what is there.
    LOC_SIZE: U8 = "dns.loc.size", "Size", Dec;
    /// How exact latitude and longitude are.
    LOC_HORIZONTAL: U8 = "dns.loc.horizontal_precision", "Horizontal Precision", Dec;
    /// How exact the altitude is.
    LOC_VERTICAL: U8 = "dns.loc.vertical_precision", "Vertical Precision", Dec;
    /// Thousandths of a second of arc, from 2^31 on.
    LOC_LATITUDE: U32 = "dns.loc.latitude", "Latitude", Dec;
    /// Thousandths of a second of arc, from 2^31 on.
    LOC_LONGITUDE: U32 = "dns.loc.longitude", "Longitude", Dec;
    /// Centimetres, from 100 km below on.
    LOC_ALTITUDE: U32 = "dns.loc.altitude", "Altitude", Dec;
    /// A place of another version.
    LOC_UNKNOWN: Bytes = "dns.loc.unknown_data", "Unknown data", None;
    /// The next name that there is (RFC 2535).
    NXT_NEXT: Str = "dns.nxt.next_domain_name", "Next Domain Name", None;
    /// Bits of the address that stand elsewhere (RFC 2874).
    A6_PREFIX_LEN: U8 = "dns.a6.prefix_len", "Prefix len", Dec;
    /// The rest of the address.
    A6_SUFFIX: Ipv6 = "dns.a6.address_suffix", "Address Suffix", None;
    /// Where those bits stand.
    A6_PREFIX_NAME: Str = "dns.a6.prefix_name", "Prefix name", None;
    /// Family of a prefix of a list (RFC 3123).
    APL_FAMILY: U16 = "dns.apl.address_family", "Address Family", Dec, FAMILIES;
    /// Bits of the prefix.
    APL_PREFIX: U8 = "dns.apl.coded_prefix", "Prefix Length", Dec;
    /// All but this prefix.
    APL_NEGATION: Bool = "dns.apl.negation", "Negation Flag", W8 & 0x80, NEGATED;
    /// Bytes of the prefix.
    APL_LENGTH: U8 = "dns.apl.afdlength", "Address Length", Dec & 0x7f;
    /// The prefix.
    APL_IPV4: Ipv4 = "dns.apl.afdpart.ipv4", "Address", None;
    /// The prefix.
    APL_IPV6: Ipv6 = "dns.apl.afdpart.ipv6", "Address", None;
    /// The prefix, of another family.
    APL_DATA: Bytes = "dns.apl.afdpart.data", "Address", None;
    /// Lower ones come first (RFC 4025).
    IPSECKEY_PRECEDENCE: U8 = "dns.ipseckey.gateway_precedence", "Gateway Precedence", Dec;
    /// How the gateway is named.
    IPSECKEY_TYPE: U8 = "dns.ipseckey.gateway_type", "Gateway Type", Dec, GATEWAYS;
    /// Algorithm of the key.
    IPSECKEY_ALGORITHM: U8 = "dns.ipseckey.gateway_algorithm", "Gateway Algorithm", Dec, GATEWAY_ALGORITHMS;
    /// The gateway.
    IPSECKEY_IPV4: Ipv4 = "dns.ipseckey.gateway_ipv4", "IPv4 Gateway", None;
    /// The gateway.
    IPSECKEY_IPV6: Ipv6 = "dns.ipseckey.gateway_ipv6", "IPv6 Gateway", None;
    /// The gateway.
    IPSECKEY_DNS: Str = "dns.ipseckey.gateway_dns", "DNS Gateway", None;
    /// The key.
    IPSECKEY_KEY: Bytes = "dns.ipseckey.public_key", "Public Key", None;
    /// Which DHCP client owns the name (RFC 4701).
    DHCID: Bytes = "dns.dhcid.rdata", "DHCID Data", None;
    /// Length of the tag (RFC 8005).
    HIP_HIT_LENGTH: U8 = "dns.hip.hit.length", "HIT length", Dec;
    /// Algorithm of the key.
    HIP_ALGORITHM: U8 = "dns.hip.hit.pk.algo", "HIT length", Dec, HIP_ALGORITHMS;
    /// Length of the key.
    HIP_KEY_LENGTH: U16 = "dns.hip.pk.length", "PK length", Dec;
    /// Tag that identifies the host.
    HIP_HIT: Bytes = "dns.hip.hit", "Host Identity Tag", None;
    /// The host's key.
    HIP_KEY: Bytes = "dns.hip.pk", "HIP Public Key", None;
    /// Who knows where the host is.
    HIP_SERVER: Str = "dns.hip.rendezvous_server", "Rendezvous Server", None;
    /// Version of the zone that this is about (RFC 7477).
    CSYNC_SOA: U32 = "dns.csync.soa", "SOA", Dec;
    /// How the parent takes over what the child says.
    CSYNC_FLAGS: U16 = "dns.csync.flags", "Flags", Hex;
    /// Without asking anybody.
    CSYNC_IMMEDIATE: Bool = "dns.csync.flags.immediate", "immediate", W16 & 0x0001;
    /// Only from that version of the zone on.
    CSYNC_SOAMINIMUM: Bool = "dns.csync.flags.soaminimum", "soaminimum", W16 & 0x0002;
    /// Types that are taken over.
    CSYNC_TYPES: Bytes = "dns.csync.type_bitmap", "Type Bitmap", None;
    /// Version of the zone that was digested (RFC 8976).
    ZONEMD_SERIAL: U32 = "dns.zonemd.serial", "Serial", Dec;
    /// How the zone is ordered.
    ZONEMD_SCHEME: U8 = "dns.zonemd.scheme", "Scheme", Dec, ZONEMD_SCHEMES;
    /// Kind of digest.
    ZONEMD_HASH: U8 = "dns.zonemd.hash_algo", "Hash Algorithm", Dec, ZONEMD_HASHES;
    /// Digest of the zone.
    ZONEMD_DIGEST: Bytes = "dns.zonemd.digest", "Digest", None;
    /// Lower ones come first (RFC 6742).
    NID_PREFERENCE: U16 = "dns.ilnp.nid.preference", "Preference", Dec;
    /// Identifier of a node.
    NID: Bytes = "dns.ilnp.nid", "NodeID", None;
    /// Lower ones come first.
    L32_PREFERENCE: U16 = "dns.ilnp.l32.preference", "Preference", Dec;
    /// Locator for IPv4.
    L32: Ipv4 = "dns.ilnp.l32", "Locator32", None;
    /// Lower ones come first.
    L64_PREFERENCE: U16 = "dns.ilnp.l64.preference", "Preference", Dec;
    /// Locator for IPv6.
    L64: Bytes = "dns.ilnp.l64", "Locator64", None;
    /// Lower ones come first.
    LP_PREFERENCE: U16 = "dns.ilnp.lp.preference", "Preference", Dec;
    /// Name with locators.
    LP: Str = "dns.ilnp.lp", "Locator FQDN", None;
    /// Address of a device (RFC 7043).
    EUI64: Eui64 = "dns.eui64", "EUI64 Address", None;
    /// How the key is agreed on (RFC 2930).
    TKEY_ALGORITHM: Str = "dns.tkey.algo_name", "Algorithm name", None;
    /// Begin of validity.
    TKEY_INCEPTION: AbsoluteTime = "dns.tkey.signature_inception", "Signature Inception", None;
    /// End of validity.
    TKEY_EXPIRATION: AbsoluteTime = "dns.tkey.signature_expiration", "Signature Expiration", None;
    /// Who makes the key, and how.
    TKEY_MODE: U16 = "dns.tkey.mode", "Mode", Dec, TKEY_MODES;
    /// What went wrong.
    TKEY_ERROR: U16 = "dns.tkey.error", "Error", Dec, RCODES;
    /// Length of the next.
    TKEY_KEY_SIZE: U16 = "dns.tkey.key_size", "Key Size", Dec;
    /// What the other side needs.
    TKEY_KEY: Bytes = "dns.tkey.key_data", "Key Data", None;
    /// Length of the next.
    TKEY_OTHER_SIZE: U16 = "dns.tkey.other_size", "Other Size", Dec;
    /// Other data.
    TKEY_OTHER: Bytes = "dns.tkey.other_data", "Other Data", None;
    /// The record must not leave its server.
    WINS_LOCAL: Bool = "dns.wins.local_flag", "Local Flag", W32 & 0x1;
    /// Seconds until a lookup is given up.
    WINS_LOOKUP: U32 = "dns.wins.lookup_timeout", "Lookup timeout", Dec;
    /// Seconds that an answer is kept.
    WINS_CACHE: U32 = "dns.wins.cache_timeout", "Cache timeout", Dec;
    /// Number of servers.
    WINS_COUNT: U32 = "dns.wins.nb_wins_servers", "Number of WINS servers", Dec;
    /// A server to ask.
    WINS_SERVER: Ipv4 = "dns.wins.wins_server", "WINS Server Address", None;
    /// The record must not leave its server.
    WINSR_LOCAL: Bool = "dns.winsr.local_flag", "Local Flag", W32 & 0x1;
    /// Seconds until a lookup is given up.
    WINSR_LOOKUP: U32 = "dns.winsr.lookup_timeout", "Lookup timeout", Dec;
    /// Seconds that an answer is kept.
    WINSR_CACHE: U32 = "dns.winsr.cache_timeout", "Cache timeout", Dec;
    /// What is put behind the name found.
    WINSR_DOMAIN: Str = "dns.winsr.name_result_domain", "Name Result Domain", None;
    /// Version of IP by which the query came to a proxy.
    XPF_VERSION: U16 = "dns.xpf.ip_version", "IP Version", Dec, XPF_VERSIONS;
    /// Its transport.
    XPF_PROTOCOL: U8 = "dns.xpf.protocol", "Protocol", Dec, Names::Ranges(IP_PROTOCOLS);
    /// Who asked.
    XPF_SRC4: Ipv4 = "dns.xpf.source_ipv4", "IPv4 Source", None;
    /// Who was asked.
    XPF_DST4: Ipv4 = "dns.xpf.destination_ipv4", "IPv4 Destination", None;
    /// Who asked.
    XPF_SRC6: Ipv6 = "dns.xpf.source_ipv6", "IPv6 Source", None;
    /// Who was asked.
    XPF_DST6: Ipv6 = "dns.xpf.destination_ipv6", "IPv6 Destination", None;
    /// Port of who asked.
    XPF_SPORT: U16 = "dns.xpf.sport", "Source port", Dec;
    /// Port of who was asked.
    XPF_DPORT: U16 = "dns.xpf.dport", "Destination port", Dec;
    /// Operations on the session (RFC 8490).
    DSO: Label = "dns.dso", "DNS Stateful Operation", None;
    /// One of them, or what belongs to it.
    DSO_TLV: Label = "dns.dso.tlv", "DSO TLV", None;
    /// Its type.
    DSO_TYPE: U16 = "dns.dso.tlv.type", "Type", Dec, DSO_TYPES;
    /// Its length.
    DSO_LENGTH: U16 = "dns.dso.tlv.length", "Length", Dec;
    /// What it holds.
    DSO_DATA: Bytes = "dns.dso.tlv.data", "Data", None;
    /// Milliseconds after which an idle session is closed.
    DSO_INACTIVITY: U32 = "dns.dso.tlv.keepalive.inactivity", "Inactivity Timeout", Dec;
    /// Milliseconds between signs of life.
    DSO_INTERVAL: U32 = "dns.dso.tlv.keepalive.interval", "Keepalive Interval", Dec;
    /// Milliseconds until the client may come again.
    DSO_RETRY_DELAY: U32 = "dns.dso.tlv.retrydelay.retrydelay", "Retry Delay", Dec;
    /// Hides the length of a message.
    DSO_PADDING: Bytes = "dns.dso.tlv.encpad.padding", "Padding", None;
    /// Bytes behind the message.
    EXTRANEOUS_DATA: Bytes = "dns.extraneous.data", "Extraneous Data Bytes", None;
    /// How many.
    EXTRANEOUS_LENGTH: I32 = "dns.extraneous.length", "Extraneous Data Length", Dec;
    /// There are some.
    EXTRANEOUS: Label = "dns.extraneous", "Extraneous data", None;
    /// A time to live that counts as none (RFC 2181 section 8).
    TTL_HIGH_BIT: Label = "dns.ttl.high_bit_set", "The uppermost bit of the TTL is set (RFC 2181, section 8)", None;
    /// A record whose data are shown as bytes.
    UNDECODED: Label = "dns.undecoded.type", "Undecoded option", None;
    /// A signature that is shown as bytes.
    TSIG_NOALG: Label = "dns.tsig.noalg", "No dissector for algorithm", None;
    /// An address longer than those of its family.
    OPT_BAD_LENGTH: Label = "dns.rr.opt.bad_length", "Length too long for any type of IP address.", None;
    /// Data of a record whose type is not known.
    DATA: Bytes = "dns.data", "Data", None;
    /// The frame with the response.
    RESPONSE_IN: FrameNum = "dns.response_in", "Response In", None;
    /// The frame with the query.
    RESPONSE_TO: FrameNum = "dns.response_to", "Request In", None;
    /// Time between both.
    TIME: RelativeTime = "dns.time", "Time", None;
    /// The query was sent before: there.
    RETRANSMIT_REQUEST_IN: FrameNum = "dns.retransmit_request_in", "Retransmitted request. Original request in", None;
    /// The response was sent before: there.
    RETRANSMIT_RESPONSE_IN: FrameNum = "dns.retransmit_response_in", "Retransmitted response. Original response in", None;
    /// One of both.
    RETRANSMISSION: Bool = "dns.retransmission", "Retransmission", None;
    /// The query was sent before.
    RETRANSMIT_REQUEST: Label = "dns.retransmit_request", "DNS query retransmission", None;
    /// The response was sent before.
    RETRANSMIT_RESPONSE: Label = "dns.retransmit_response", "DNS response retransmission", None;
    /// Nobody asked.
    UNSOLICITED: Bool = "dns.unsolicited", "Unsolicited", None;
}
