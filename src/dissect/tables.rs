//! Who claims what: the registry of protocols and fields, and the look-up from a claim to its
//! protocol. Built once from the list in `proto/`.

use super::cursor::Cursor;
use super::dissector::Dissector;
use super::tree::ExpertFields;
use super::{Claim, DatagramFramer, Framer, Protocol};
use crate::field::{FieldDef, FieldId};
use crate::store::Application;
use hashbrown::HashMap;
use std::sync::OnceLock;

/// A protocol with the number of its first field, which stands for the protocol.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    pub protocol: &'static Protocol,
    pub root: FieldId,
    /// Its place in the list.
    pub(super) at: u16,
}

/// The same protocol, of one registry.
impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for Listed {}

/// A claim by a number: which kind of number, and the number; `None` for those by a name, and numbers that
/// nobody could claim.
#[inline]
fn number(claim: Claim) -> Option<(usize, u16)> {
    Some(match claim {
        Claim::LinkType(n) => (0, u16::try_from(n).ok()?),
        Claim::EtherType(n) => (1, n),
        Claim::LlcSap(n) => (2, n.into()),
        Claim::PppProtocol(n) => (3, n),
        Claim::IpProtocol(n) => (4, n.into()),
        Claim::TcpPort(n) => (5, n),
        Claim::UdpPort(n) => (6, n),
        Claim::TlsPort(n) => (7, n),
        Claim::DtlsPort(n) => (8, n),
        Claim::TcpStream(_) | Claim::UdpStream(_) | Claim::MediaType(_) | Claim::Named(_) => return None,
    })
}

/// Kinds of [`number`].
const KINDS: usize = 9;
const PAGE: usize = 256;
const NOBODY: u16 = u16::MAX;

/// Claims by [`number`]: each frame asks for several, so that each costs two loads. Pages of numbers by their
/// upper byte; those without claims are one.
#[derive(Debug)]
struct Claims {
    pages: Vec<[u16; PAGE]>,
    page_of: [[u16; PAGE]; KINDS],
}

impl Claims {
    fn new() -> Self {
        Self { pages: vec![[NOBODY; PAGE]], page_of: [[0; PAGE]; KINDS] }
    }

    #[inline]
    fn get(&self, kind: usize, number: u16) -> Option<usize> {
        let [high, low] = number.to_be_bytes();
        let page = *self.page_of.get(kind)?.get(usize::from(high))?;
        let at = *self.pages.get(usize::from(page))?.get(usize::from(low))?;
        (at != NOBODY).then_some(usize::from(at))
    }

    /// The first who claims a number has it.
    fn insert(&mut self, kind: usize, number: u16, at: usize) {
        let [high, low] = number.to_be_bytes().map(usize::from);
        let Some(page) = self.page_of.get_mut(kind).and_then(|kind| kind.get_mut(high)) else { return };
        if *page == 0 {
            *page = self.pages.len() as u16; // not more than there are kinds and upper bytes
            self.pages.push([NOBODY; PAGE]);
        }
        let slot = self.pages.get_mut(usize::from(*page)).and_then(|page| page.get_mut(low));
        if let Some(slot) = slot.filter(|slot| **slot == NOBODY) {
            *slot = at as u16;
        }
    }
}

/// Fields by their names, in the order of the names' hashes and their own: numbers are sorted in a fifth of the
/// time that names are, which stand all over memory.
#[derive(Debug)]
struct ByAbbrev {
    hashes: Vec<u64>,
    ids: Vec<FieldId>,
}

impl ByAbbrev {
    fn new(defs: &[&'static FieldDef]) -> Self {
        const ID_BITS: u32 = u16::BITS;
        let keys = defs.iter().enumerate().map(|(at, def)| hash(def.abbrev) << ID_BITS | at as u64);
        let mut keys: Vec<u64> = keys.collect();
        keys.sort_unstable();
        let ids = keys.iter().map(|key| FieldId(*key as u16)).collect();
        keys.iter_mut().for_each(|key| *key >>= ID_BITS);
        Self { hashes: keys, ids }
    }

    /// Those whose names have the hash of this one, which are that name's or nobody's.
    fn like(&self, abbrev: &str) -> &[FieldId] {
        let hash = hash(abbrev);
        let from = self.hashes.partition_point(|h| *h < hash);
        let same = self.hashes.get(from..).unwrap_or(&[]).iter().take_while(|h| **h == hash).count();
        self.ids.get(from..from + same).unwrap_or(&[])
    }
}

/// 48 bits that no two names of fields share; a test holds them to that.
fn hash(name: &str) -> u64 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = name.len() as u64;
    for chunk in name.as_bytes().chunks(8) {
        let word = chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        hash = (hash ^ word).wrapping_mul(MULTIPLIER);
        hash ^= hash >> 32;
    }
    hash.wrapping_mul(MULTIPLIER) >> 16
}

/// All protocols and fields.
#[derive(Debug)]
pub struct Registry {
    listed: Vec<Listed>,
    defs: Vec<&'static FieldDef>,
    claims: Claims,
    by_name: HashMap<&'static str, usize>,
    by_media_type: HashMap<&'static str, usize>,
    /// Made when somebody asks for a name.
    by_abbrev: OnceLock<ByAbbrev>,
    /// Protocols with a heuristic, in the order of the list.
    guessers: Vec<(Heuristic, Listed)>,
    /// Those that every frame, and every payload without an owner, is handed to.
    frame: Option<Listed>,
    /// By the number of the application.
    of_application: Vec<Option<Listed>>,
    data: Option<Listed>,
    framers: Vec<Framer>,
    datagram_framers: Vec<DatagramFramer>,
    text: FieldId,
    expert: ExpertFields,
}

impl Registry {
    /// Numbers the fields in the order of the list, as `proto::first_id` does.
    pub fn new(protocols: &[&'static Protocol]) -> Self {
        let (mut listed, mut defs) = (Vec::new(), Vec::new());
        let (mut claims, mut by_name) = (Claims::new(), HashMap::new());
        let mut by_media_type = HashMap::new();
        for (i, protocol) in protocols.iter().enumerate() {
            listed.push(Listed { protocol, root: FieldId(defs.len() as u16), at: i as u16 });
            by_name.entry(protocol.name).or_insert(i);
            for claim in protocol.claims {
                match number(*claim) {
                    Some((kind, number)) => claims.insert(kind, number, i),
                    None => {
                        if let Claim::MediaType(name) = claim {
                            by_media_type.entry(*name).or_insert(i);
                        }
                    }
                }
            }
            defs.extend(protocol.fields.iter());
        }
        let field = |abbrev: &str| {
            let at = defs.iter().position(|def: &&FieldDef| def.abbrev == abbrev);
            FieldId(at.unwrap_or(0) as u16)
        };
        let expert = ExpertFields {
            item: field("_ws.expert"),
            message: field("_ws.expert.message"),
            severity: field("_ws.expert.severity"),
            group: field("_ws.expert.group"),
        };
        let text = field("text");
        let of = |name: &str| by_name.get(name).and_then(|at: &usize| listed.get(*at)).copied();
        let (frame, data) = (of("frame"), of("data"));
        let framed = protocols.iter().filter_map(|p| p.framer).map(|f| f.application);
        let in_datagrams = protocols.iter().filter_map(|p| p.datagrams).map(|f| f.application);
        let mut of_application = Vec::new();
        for application in framed.chain(in_datagrams) {
            let at = usize::from(application as u8);
            of_application.resize(of_application.len().max(at + 1), None);
            if let Some(known) = of_application.get_mut(at) {
                *known = application.protocol().and_then(of);
            }
        }
        let guessers = listed.iter().flat_map(|l: &Listed| l.protocol.heuristics.iter().map(|h| (*h, *l)));
        let guessers = guessers.collect();
        let framers = protocols.iter().filter_map(|p| p.framer).collect();
        let datagram_framers = protocols.iter().filter_map(|p| p.datagrams).collect();
        Self {
            listed,
            guessers,
            frame,
            of_application,
            data,
            framers,
            datagram_framers,
            defs,
            claims,
            by_name,
            by_media_type,
            by_abbrev: OnceLock::new(),
            text,
            expert,
        }
    }

    pub fn def(&self, id: FieldId) -> &'static FieldDef {
        static NOBODY: FieldDef = FieldDef {
            abbrev: "",
            title: "",
            ty: crate::field::Type::Label,
            base: crate::field::Base::None,
            names: crate::field::Names::None,
            mask: 0,
            doc: "",
        };
        self.defs.get(usize::from(id.0)).copied().unwrap_or(&NOBODY)
    }

    /// Every field in order of its number.
    pub fn fields(&self) -> impl Iterator<Item = (FieldId, &'static FieldDef)> {
        self.defs.iter().enumerate().map(|(i, d)| (FieldId(i as u16), *d))
    }

    /// The fields of that name; more than one where protocols share a name.
    pub fn named(&self, abbrev: &str) -> &[FieldId] {
        let fields = self.by_abbrev.get_or_init(|| ByAbbrev::new(&self.defs)).like(abbrev);
        if fields.first().is_some_and(|id| self.def(*id).abbrev == abbrev) { fields } else { &[] }
    }

    /// The name of the protocol that a field belongs to.
    pub fn owner(&self, id: FieldId) -> &'static str {
        let after = self.listed.partition_point(|l| l.root <= id);
        let Some(listed) = after.checked_sub(1).and_then(|i| self.listed.get(i)) else { return "" };
        let name = listed.protocol.name;
        // A part of a protocol that is described by itself belongs to that protocol.
        let is_part = self.def(listed.root).ty != crate::field::Type::Protocol && !name.starts_with('_');
        if is_part { name.split('.').next().unwrap_or(name) } else { name }
    }

    pub fn protocols(&self) -> &[Listed] {
        &self.listed
    }

    pub fn protocol(&self, name: &str) -> Option<Listed> {
        self.listed.get(*self.by_name.get(name)?).copied()
    }

    #[inline]
    pub fn claimant(&self, claim: Claim) -> Option<Listed> {
        let at = match claim {
            Claim::Named(name) => *self.by_name.get(name)?,
            Claim::MediaType(name) => *self.by_media_type.get(name)?,
            claim => {
                let (kind, number) = number(claim)?;
                self.claims.get(kind, number)?
            }
        };
        self.listed.get(at).copied()
    }

    /// Who has the datagrams between these ports, of those that it does not refuse, where nothing else is known of
    /// them. The lower port is more likely the server's.
    #[inline]
    pub fn of_udp_ports(&self, ports: [u16; 2]) -> Option<Listed> {
        let [a, b] = ports;
        let claimant = |port| self.claimant(Claim::UdpPort(port));
        claimant(a.min(b)).or_else(|| claimant(a.max(b)))
    }

    /// Who claims the bodies of a media type (lower case, without parameters). Where nobody knows the type, its
    /// suffix says how it is written (RFC 6839).
    pub fn of_media_type(&self, media_type: &str) -> Option<Listed> {
        const WRITTEN_AS: [(&str, &str); 2] = [("+json", "application/json"), ("+xml", "application/xml")];
        let written_as = || {
            let (_, like) = WRITTEN_AS.iter().find(|(suffix, _)| media_type.ends_with(suffix))?;
            self.by_media_type.get(*like)
        };
        self.listed.get(*self.by_media_type.get(media_type).or_else(written_as)?).copied()
    }

    /// The first protocol whose heuristic for `over` accepts the payload.
    pub fn heuristic(&self, over: Over, d: &Dissector<'_>, payload: Cursor<'_>) -> Option<Listed> {
        let mut fitting = self.guessers.iter().filter(|(h, _)| h.over == over);
        fitting.find(|(h, _)| (h.accepts)(d, payload)).map(|(_, listed)| *listed)
    }

    /// The protocol that every frame begins with.
    pub fn frame(&self) -> Option<Listed> {
        self.frame
    }

    /// The protocol of an application that a framer recognises.
    pub fn of_application(&self, application: Application) -> Option<Listed> {
        *self.of_application.get(usize::from(application as u8))?
    }

    /// The protocol of payloads that nobody claims.
    pub fn data(&self) -> Option<Listed> {
        self.data
    }

    /// The framers of all protocols over byte streams, in the order they are asked.
    pub fn framers(&self) -> &[Framer] {
        &self.framers
    }

    /// The same of protocols over datagrams.
    pub fn datagram_framers(&self) -> &[DatagramFramer] {
        &self.datagram_framers
    }

    pub(super) fn text_field(&self) -> FieldId {
        self.text
    }

    pub(super) fn expert_fields(&self) -> ExpertFields {
        self.expert
    }
}

/// What a heuristic looks into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    Udp,
    Tcp,
}

/// Guesses from the payload whether it belongs to the protocol. Must read a bounded number of bytes.
#[derive(Clone, Copy, Debug)]
pub struct Heuristic {
    pub over: Over,
    pub accepts: fn(&Dissector<'_>, Cursor<'_>) -> bool,
}
