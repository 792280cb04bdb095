//! What records hold, by type: a table of the parts in order, and how they are told in one line.
//! Options of EDNS stand in `edns`, service parameters in `service`, what is rare and no table in `rare`.

use super::fields::*;
use super::name::{self, Found};
use super::names::type_name;
use super::rare;
use crate::base::decimal;
use crate::base::time::Timestamp;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, NodeRef, Severity, Span};
use crate::field::def::{AbsoluteTime, Bytes, Ether, Ipv4, Ipv6, Str, U8, U16, U32};
use crate::field::{Field, show};
use crate::proto::time_words::seconds;

/// A part of a record's data.
#[derive(Clone, Copy)]
pub(super) enum Part {
    U8(Field<U8>),
    U16(Field<U16>),
    U32(Field<U32>),
    /// With the time in words behind it.
    Seconds(Field<U32>),
    /// Seconds since 1970.
    Time(Field<AbsoluteTime>),
    Ipv4(Field<Ipv4>),
    Ipv6(Field<Ipv6>),
    Ether(Field<Ether>),
    Name(Field<Str>),
    /// A byte with the length, and as much text.
    Text(Field<U8>, Field<Str>),
    /// Texts up to the end.
    Texts(Field<U8>, Field<Str>),
    /// All that is left.
    Rest(Field<Bytes>),
    RestText(Field<Str>),
    /// Bits for the types that there are, up to the end (RFC 4034 section 4.1.2).
    Types,
    /// What does not fit in here.
    Own(fn(&mut Dissector<'_>, &mut Cursor<'_>) -> Result<(), Cut>),
    /// The same, with names that may point into the message, or something to tell.
    Telling(for<'a> fn(&mut Dissector<'_>, &Cursor<'a>, &mut Cursor<'a>, &mut Told<'a>) -> Result<(), Cut>),
}

/// A part of a record that its line tells.
#[derive(Clone, Copy)]
enum Said<'a> {
    Number(u16),
    Ipv4([u8; 4]),
    Ipv6([u8; 16]),
    Name(Found<'a>),
    Text(&'a [u8]),
}

impl Said<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Self::Number(n) => decimal::push(*n, out),
            Self::Ipv4(a) => decimal::push_ipv4(*a, out),
            Self::Ipv6(a) => {
                let _ = show::ipv6(*a, out);
            }
            Self::Name(name) => {
                name.write(out);
            }
            Self::Text(text) => out.push_str(&String::from_utf8_lossy(text)),
        }
    }
}

/// Parts that a line tells, at most.
const TOLD: usize = 4;

/// What was read that one line tells: the first parts, in order.
#[derive(Default)]
pub(super) struct Told<'a> {
    parts: [Option<Said<'a>>; TOLD],
    words: &'static [&'static str],
    /// An address in words of its own, in place of the parts.
    address: Option<String>,
}

impl<'a> Told<'a> {
    fn push(&mut self, part: Said<'a>) {
        if let Some(free) = self.parts.iter_mut().find(|p| p.is_none()) {
            *free = Some(part);
        }
    }

    /// Tells an address that is no part.
    pub fn say(&mut self, address: String) {
        self.address = Some(address);
    }

    fn parts(&self) -> impl Iterator<Item = (&'static str, &Said<'a>)> {
        self.words.iter().copied().zip(self.parts.iter().flatten())
    }

    /// What the record's line says behind type and class.
    pub fn line(&self) -> String {
        let mut line = self.address.as_ref().map_or_else(String::new, |said| format!(", addr {said}"));
        for (word, part) in self.parts() {
            line.push_str(", ");
            line.push_str(word);
            part.write(&mut line);
        }
        line
    }

    /// Adds what the row says behind the type.
    pub fn row(&self, out: &mut String) {
        if let Some(said) = &self.address {
            out.push(' ');
            out.push_str(said);
        }
        for (_, part) in self.parts() {
            out.push(' ');
            part.write(out);
        }
    }
}

/// A type of record.
pub(super) struct Kind {
    pub number: u16,
    parts: &'static [Part],
    /// The words before the parts that its line tells; those are the first ones of a kind that can be.
    words: &'static [&'static str],
    /// The row tells whose it is, not what it says.
    pub names_owner: bool,
}

const fn kind(number: u16, parts: &'static [Part]) -> Kind {
    Kind { number, parts, words: &[], names_owner: false }
}

const fn owned(number: u16, parts: &'static [Part]) -> Kind {
    Kind { number, parts, words: &[], names_owner: true }
}

const fn told(number: u16, parts: &'static [Part], words: &'static [&'static str]) -> Kind {
    Kind { number, parts, words, names_owner: false }
}

const DS_PARTS: &[Part] =
    &[Part::U16(DS_KEY_ID), Part::U8(DS_ALGORITHM), Part::U8(DS_DIGEST_TYPE), Part::Rest(DS_DIGEST)];
const DNSKEY_PARTS: &[Part] = &[Part::Own(dnskey)];
const RRSIG_PARTS: &[Part] = &[
    Part::U16(RRSIG_TYPE_COVERED),
    Part::U8(RRSIG_ALGORITHM),
    Part::U8(RRSIG_LABELS),
    Part::Seconds(RRSIG_ORIGINAL_TTL),
    Part::Time(RRSIG_EXPIRATION),
    Part::Time(RRSIG_INCEPTION),
    Part::U16(RRSIG_KEY_TAG),
    Part::Name(RRSIG_SIGNERS_NAME),
    Part::Rest(RRSIG_SIGNATURE),
];
const SVCB_PARTS: &[Part] =
    &[Part::U16(SVCB_PRIORITY), Part::Name(SVCB_TARGET), Part::Own(super::service::parameters)];

/// Types whose data are shown, in order of their numbers.
const KINDS: &[Kind] = &[
    told(1, &[Part::Ipv4(A)], &["addr "]),
    told(2, &[Part::Name(NS)], &["ns "]),
    owned(3, &[Part::Name(MD)]),
    owned(4, &[Part::Name(MF)]),
    told(5, &[Part::Name(CNAME)], &["cname "]),
    told(
        6,
        &[
            Part::Name(SOA_MNAME),
            Part::Name(SOA_RNAME),
            Part::U32(SOA_SERIAL),
            Part::Seconds(SOA_REFRESH),
            Part::Seconds(SOA_RETRY),
            Part::Seconds(SOA_EXPIRE),
            Part::Seconds(SOA_MINIMUM),
        ],
        &["mname "],
    ),
    owned(7, &[Part::Name(MB)]),
    owned(8, &[Part::Name(MG)]),
    owned(9, &[Part::Name(MR)]),
    owned(10, &[Part::Rest(NULL)]),
    told(11, &[Part::Ipv4(WKS_ADDRESS), Part::U8(WKS_PROTOCOL), Part::Own(rare::wks_ports)], &["addr "]),
    told(12, &[Part::Name(PTR)], &[""]),
    told(
        13,
        &[Part::Text(HINFO_CPU_LENGTH, HINFO_CPU), Part::Text(HINFO_OS_LENGTH, HINFO_OS)],
        &["CPU ", "OS "],
    ),
    owned(14, &[Part::Name(MINFO_R), Part::Name(MINFO_E)]),
    told(15, &[Part::U16(MX_PREFERENCE), Part::Name(MX_EXCHANGE)], &["preference ", "mx "]),
    kind(16, &[Part::Texts(TXT_LENGTH, TXT)]),
    owned(17, &[Part::Name(RP_MAILBOX), Part::Name(RP_TXT_RR)]),
    owned(18, &[Part::U16(AFSDB_SUBTYPE), Part::Name(AFSDB_HOSTNAME)]),
    owned(19, &[Part::Text(X25_LENGTH, X25_ADDRESS)]),
    owned(20, &[Part::Text(ISDN_LENGTH, ISDN_ADDRESS), Part::Own(rare::isdn_extension)]),
    owned(21, &[Part::U16(RT_PREFERENCE), Part::Name(RT_HOST)]),
    owned(22, &[Part::Rest(NSAP)]),
    owned(23, &[Part::Name(NSAP_PTR)]),
    kind(24, RRSIG_PARTS),
    kind(25, &[Part::Own(rare::key)]),
    owned(26, &[Part::U16(PX_PREFERENCE), Part::Name(PX_822), Part::Name(PX_400)]),
    owned(
        27,
        &[
            Part::Text(GPOS_LONGITUDE_LENGTH, GPOS_LONGITUDE),
            Part::Text(GPOS_LATITUDE_LENGTH, GPOS_LATITUDE),
            Part::Text(GPOS_ALTITUDE_LENGTH, GPOS_ALTITUDE),
        ],
    ),
    told(28, &[Part::Ipv6(AAAA)], &["addr "]),
    kind(29, &[Part::Own(rare::place)]),
    told(30, &[Part::Name(NXT_NEXT), Part::Own(rare::nxt_types)], &["next domain name "]),
    told(
        33,
        &[Part::U16(SRV_PRIORITY), Part::U16(SRV_WEIGHT), Part::U16(SRV_PORT), Part::Name(SRV_TARGET)],
        &["priority ", "weight ", "port ", "target "],
    ),
    told(
        35,
        &[
            Part::U16(NAPTR_ORDER),
            Part::U16(NAPTR_PREFERENCE),
            Part::Text(NAPTR_FLAGS_LENGTH, NAPTR_FLAGS),
            Part::Text(NAPTR_SERVICE_LENGTH, NAPTR_SERVICE),
            Part::Text(NAPTR_REGEX_LENGTH, NAPTR_REGEX),
            Part::Telling(replacement),
        ],
        &["order ", "preference ", "flags "],
    ),
    told(36, &[Part::U16(KX_PREFERENCE), Part::Name(KX_EXCHANGE)], &["preference ", "kx "]),
    kind(
        37,
        &[
            Part::U16(CERT_TYPE),
            Part::U16(CERT_KEY_TAG),
            Part::U8(CERT_ALGORITHM),
            Part::Rest(CERT_CERTIFICATE),
        ],
    ),
    kind(38, &[Part::Telling(rare::a6)]),
    told(39, &[Part::Name(DNAME)], &["dname "]),
    owned(42, &[Part::Own(rare::prefixes)]),
    kind(43, DS_PARTS),
    kind(44, &[Part::U8(SSHFP_ALGORITHM), Part::U8(SSHFP_TYPE), Part::Rest(SSHFP_FINGERPRINT)]),
    kind(45, &[Part::Telling(rare::ipsec_key)]),
    kind(46, RRSIG_PARTS),
    told(47, &[Part::Name(NSEC_NEXT), Part::Types], &["next domain name "]),
    kind(48, DNSKEY_PARTS),
    owned(49, &[Part::Rest(DHCID)]),
    kind(50, &[Part::Own(nsec3), Part::Own(nsec3_hash), Part::Types]),
    owned(51, &[Part::Own(nsec3_parameters)]),
    owned(
        52,
        &[Part::U8(TLSA_USAGE), Part::U8(TLSA_SELECTOR), Part::U8(TLSA_MATCHING), Part::Rest(TLSA_DATA)],
    ),
    owned(55, &[Part::Telling(rare::host_identity)]),
    kind(59, DS_PARTS),
    kind(60, DNSKEY_PARTS),
    kind(61, &[Part::RestText(OPENPGPKEY)]),
    kind(62, &[Part::U32(CSYNC_SOA), Part::Own(rare::csync), Part::Types]),
    kind(
        63,
        &[
            Part::U32(ZONEMD_SERIAL),
            Part::U8(ZONEMD_SCHEME),
            Part::U8(ZONEMD_HASH),
            Part::Rest(ZONEMD_DIGEST),
        ],
    ),
    kind(64, SVCB_PARTS),
    kind(65, SVCB_PARTS),
    kind(99, &[Part::Texts(SPF_LENGTH, SPF)]),
    kind(104, &[Part::U16(NID_PREFERENCE), Part::Rest(NID)]),
    kind(105, &[Part::U16(L32_PREFERENCE), Part::Ipv4(L32)]),
    kind(106, &[Part::U16(L64_PREFERENCE), Part::Rest(L64)]),
    kind(107, &[Part::U16(LP_PREFERENCE), Part::Name(LP)]),
    kind(108, &[Part::Ether(EUI48)]),
    kind(109, &[Part::Own(rare::eui64)]),
    kind(249, &[Part::Own(rare::tkey)]),
    kind(250, &[Part::Own(tsig)]),
    kind(257, &[Part::Own(caa)]),
    kind(32769, DS_PARTS),
    kind(65281, &[Part::Own(rare::wins)]),
    told(65282, &[Part::Own(rare::wins_reverse), Part::Name(WINSR_DOMAIN)], &["name result domain "]),
    kind(65422, &[Part::Own(rare::forwarded)]),
];

/// How data of that type are read; none, if they are shown as bytes.
pub(super) fn of(number: u16) -> Option<&'static Kind> {
    let at = KINDS.binary_search_by_key(&number, |k| k.number).ok()?;
    KINDS.get(at)
}

impl Kind {
    /// Shows the data in `c`, which ends where they do; names may point into `message`.
    /// What its line tells goes into `told`.
    pub fn read<'a>(
        &self,
        d: &mut Dissector<'_>,
        message: &Cursor<'a>,
        c: &mut Cursor<'a>,
        told: &mut Told<'a>,
    ) -> Result<(), Cut> {
        told.words = self.words;
        self.parts.iter().try_for_each(|part| part.read(d, message, c, told))
    }
}

/// A name as a field of its own.
pub(super) fn show_name<'a>(
    d: &mut Dissector<'_>,
    field: Field<Str>,
    message: &Cursor<'a>,
    c: &mut Cursor<'_>,
) -> Result<Found<'a>, Cut> {
    let name = name::find(message, c)?;
    if d.tree.wants(field.id) {
        d.tree.made_text(field, &name.name().text, name.span);
    }
    Ok(name)
}

/// A text with its length before it.
fn text<'a>(
    d: &mut Dissector<'_>,
    (len, field): (Field<U8>, Field<Str>),
    c: &mut Cursor<'a>,
) -> Result<&'a [u8], Cut> {
    let len_at = c.u8()?;
    d.tree.leaf(len, len_at);
    let at = c.bytes(len_at.value.into())?;
    d.tree.leaf(field, at);
    Ok(at.value)
}

pub(super) fn in_seconds(d: &mut Dissector<'_>, field: Field<U32>, at: At<u32>) -> NodeRef {
    if d.tree.wants_nothing() {
        return NodeRef::NONE;
    }
    let title = d.registry().def(field.id).title;
    d.tree.leaf_as(field, at, format_args!("{title}: {} ({})", at.value, seconds(at.value)))
}

impl Part {
    fn read<'a>(
        self,
        d: &mut Dissector<'_>,
        message: &Cursor<'a>,
        c: &mut Cursor<'a>,
        told: &mut Told<'a>,
    ) -> Result<(), Cut> {
        match self {
            Self::U8(field) => {
                d.tree.leaf(field, c.u8()?);
            }
            Self::U16(field) => {
                let at = c.u16()?;
                told.push(Said::Number(at.value));
                d.tree.leaf(field, at);
            }
            Self::U32(field) => {
                d.tree.leaf(field, c.u32()?);
            }
            Self::Seconds(field) => {
                in_seconds(d, field, c.u32()?);
            }
            Self::Time(field) => {
                d.tree.leaf(field, c.u32()?.map(|s| Timestamp::from_parts(s.into(), 0)));
            }
            Self::Ipv4(field) => {
                let at = c.array::<4>()?;
                told.push(Said::Ipv4(at.value));
                d.tree.leaf(field, at);
            }
            Self::Ipv6(field) => {
                let at = c.array::<16>()?;
                told.push(Said::Ipv6(at.value));
                d.tree.leaf(field, at);
            }
            Self::Ether(field) => {
                d.tree.leaf(field, c.array::<6>()?);
            }
            Self::Name(field) => told.push(Said::Name(show_name(d, field, message, c)?)),
            Self::Text(len, field) => told.push(Said::Text(text(d, (len, field), c)?)),
            Self::Texts(len, field) => {
                while !c.is_empty() {
                    text(d, (len, field), c)?;
                }
            }
            Self::Rest(field) => d.rest_as(field, c),
            Self::RestText(field) => {
                d.tree.leaf(field, c.rest());
            }
            Self::Types => types(d, c)?,
            Self::Own(read) => read(d, c)?,
            Self::Telling(read) => read(d, message, c, told)?,
        }
        Ok(())
    }
}

/// The types there are, as bits in windows of 256.
fn types(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let (window, len) = (c.u8()?, c.u8()?);
        if d.tree.wants_nothing() {
            c.skip(len.value.into())?;
            continue;
        }
        for (block, bits) in (0u16..).zip(c.bytes(len.value.into())?.value) {
            let span = Span {
                start: c.offset().saturating_sub(u32::from(len.value) - u32::from(block)),
                len: 1,
                source: c.source(),
            };
            for bit in (0..8u16).filter(|bit| bits & 0x80 >> bit != 0) {
                let number = u16::from(window.value) << 8 | (block * 8 + bit);
                let name = TypeOf(number);
                let label = format_args!("RR type in bit map: {name}");
                d.tree.leaf_as(RESP_TYPE, At { value: number, span }, label);
            }
        }
    }
    Ok(())
}

/// A type's name with what it means.
struct TypeOf(u16);

impl std::fmt::Display for TypeOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match super::names::TYPES.name(self.0.into()) {
            Some(name) => f.write_str(name),
            None => write!(f, "Unknown ({})", self.0),
        }
    }
}

/// The short name of a type, also of one that is not known.
#[derive(Clone, Copy)]
pub(super) struct ShortType(pub u16);

impl ShortType {
    /// Adds the name.
    pub fn write(self, out: &mut String) {
        match (self.0, type_name(self.0)) {
            (255, _) => out.push_str("ANY"),
            (_, Some(name)) => out.push_str(name),
            (number, None) => {
                out.push_str("Unknown (");
                decimal::push(number, out);
                out.push(')');
            }
        }
    }
}

impl std::fmt::Display for ShortType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

fn dnskey(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let whole = *c;
    let flags = c.u16()?;
    let open = d.tree.open(DNSKEY_FLAGS, flags);
    for flag in [DNSKEY_ZONE_KEY, DNSKEY_REVOKED, DNSKEY_SEP] {
        d.tree.leaf(flag, flags.map(u64::from));
    }
    d.tree.leaf(DNSKEY_RESERVED, flags);
    d.tree.close(open);
    d.tree.leaf(DNSKEY_PROTOCOL, c.u8()?);
    let algorithm = c.u8()?;
    d.tree.leaf(DNSKEY_ALGORITHM, algorithm);
    if let Some(tag) = rare::key_tag(&whole, algorithm.value) {
        d.tree.generated(DNSKEY_KEY_ID, tag, whole.span(0));
    }
    d.rest_as(DNSKEY_PUBLIC_KEY, c);
    Ok(())
}

/// The name to go on with; its length is told before it.
fn replacement<'a>(
    d: &mut Dissector<'_>,
    message: &Cursor<'a>,
    c: &mut Cursor<'a>,
    _: &mut Told<'a>,
) -> Result<(), Cut> {
    let mut ahead = *c;
    let len = name::find(message, &mut ahead)?.name().len();
    d.tree.generated(NAPTR_REPLACEMENT_LENGTH, len as u8, c.span(0));
    show_name(d, NAPTR_REPLACEMENT, message, c)?;
    Ok(())
}

fn nsec3(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    nsec3_start(d, c, true)
}

fn nsec3_parameters(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    nsec3_start(d, c, false)
}

/// RFC 5155 sections 3.2 and 4.2; of parameters no flag is defined.
fn nsec3_start(d: &mut Dissector<'_>, c: &mut Cursor<'_>, opts_out: bool) -> Result<(), Cut> {
    d.tree.leaf(NSEC3_ALGO, c.u8()?);
    let flags = c.u8()?;
    let open = d.tree.open(NSEC3_FLAGS, flags);
    if opts_out {
        d.tree.leaf(NSEC3_OPT_OUT, flags.map(u64::from));
    }
    d.tree.close(open);
    d.tree.leaf(NSEC3_ITERATIONS, c.u16()?);
    let len = c.u8()?;
    d.tree.leaf(NSEC3_SALT_LENGTH, len);
    d.tree.leaf(NSEC3_SALT, c.bytes(len.value.into())?);
    Ok(())
}

fn nsec3_hash(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.u8()?;
    d.tree.leaf(NSEC3_HASH_LENGTH, len);
    let hash = c.bytes(len.value.into())?;
    if d.tree.wants(NSEC3_HASH.id) {
        let node = d.tree.made_text(NSEC3_HASH, &base32hex(hash.value), hash.span);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    Ok(())
}

/// Base 32 with the extended hex alphabet, without padding (RFC 4648 section 7).
fn base32hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut have) = (0u32, 0);
    let mut push = |value: u32| text.extend(DIGITS.get((value & 31) as usize).map(|d| char::from(*d)));
    for byte in bytes {
        bits = bits << 8 & 0xffff | u32::from(*byte);
        have += 8;
        while have >= 5 {
            have -= 5;
            push(bits >> have);
        }
    }
    if have > 0 {
        push(bits << (5 - have));
    }
    text
}

fn caa(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let flags = c.u8()?;
    let open = d.tree.open(CAA_FLAGS, flags);
    d.tree.leaf(CAA_CRITICAL, flags.map(u64::from));
    d.tree.close(open);
    let start = *c;
    let mut ahead = start;
    let len = ahead.u8()?;
    let tag = ahead.bytes(len.value.into())?;
    let field = match tag.value {
        b"issue" => CAA_ISSUE,
        b"issuewild" => CAA_ISSUEWILD,
        b"iodef" => CAA_IODEF,
        _ => CAA_UNKNOWN,
    };
    let value = ahead.rest();
    let node = d.tree.made_text(field, &String::from_utf8_lossy(value.value), start.rest_span());
    let open = d.tree.enter(node);
    d.tree.leaf(CAA_TAG_LENGTH, len);
    d.tree.leaf(CAA_TAG, tag);
    d.tree.leaf(CAA_VALUE, value);
    d.tree.close(open);
    c.rest();
    Ok(())
}

fn tsig(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let nowhere = *c;
    let algorithm = show_name(d, TSIG_ALGORITHM, &nowhere, c)?;
    d.tree.leaf(TSIG_TIME, c.u48()?.map(|s| Timestamp::from_parts(s as i64, 0)));
    d.tree.leaf(TSIG_FUDGE, c.u16()?);
    let len = c.u16()?;
    d.tree.leaf(TSIG_MAC_SIZE, len);
    let mac = c.bytes(len.value.into())?;
    if len.value > 0 {
        let open = d.tree.open(TSIG_MAC, At { value: (), span: mac.span });
        let text = format!("No dissector for algorithm:{}", algorithm.name().text);
        let (node, says) = (open.node(), format_args!("{text}"));
        d.tree.expert(node, Some(TSIG_NOALG), Severity::Warn, Group::Undecoded, says);
        d.tree.close(open);
    }
    d.tree.leaf(TSIG_ORIGINAL_ID, c.u16()?);
    d.tree.leaf(TSIG_ERROR, c.u16()?);
    let len = c.u16()?;
    d.tree.leaf(TSIG_OTHER_LEN, len);
    if len.value > 0 {
        d.tree.leaf(TSIG_OTHER, c.bytes(len.value.into())?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_lines_have_room() {
        assert!(KINDS.windows(2).all(|k| k[0].number < k[1].number));
        assert!(KINDS.iter().all(|k| k.words.len() <= TOLD));
    }

    #[test]
    fn hashes_are_written_in_base_32() {
        assert_eq!(base32hex(b"foobar"), "cpnmuoj1e8");
        assert_eq!(base32hex(b"fo"), "cpng");
    }
}
