//! The selected frame's tree and data sources, as the window shows them.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::audit::grade::Grade;
use crate::audit::suite_facts::{self, OpenedBy};
use crate::base::id::FrameId;
use crate::dissect::tree::Node;
use crate::dissect::{Dissector, Flags, Parent, Settings, SourceId, Span, Wanted};
use crate::document::find::{Needle, Place};
use crate::field::{Type, Value};
use crate::filter::{condition, string_condition};
use crate::gui::icons::Icon;
use crate::gui::model::{
    ChipView, DetailsView, LinkView, NodeKind, NodeView, OriginView, PartKind, PartView, Severity,
    SourceKind, SourceView, SpanView, TlsState, Tone,
};
use crate::proto;
use crate::store::Capture;

/// Titles that protocols give to opened records and packets.
const DECRYPTED: [&str; 3] = ["Decrypted TLS", "Decrypted DTLS", "Decrypted QUIC"];
/// Fields that such records and packets are.
const RECORDS: [&str; 3] = ["tls.record", "dtls.record", "quic"];
/// Fields of opened and closed records.
const PROOF: &str = "wirelens.tls.verified";
const CLOSED: &str = "wirelens.tls.not_decrypted";

/// Dissects `frame` and puts it into the window's words.
pub fn view(capture: &Capture, settings: &Settings, frame: FrameId) -> DetailsView {
    let mut d = Dissector::new(capture, settings, proto::registry(), Wanted::Everything);
    d.frame(frame);
    let nodes = d.tree.nodes();
    let mut shown = Vec::with_capacity(nodes.len());
    let mut hidden_below: Option<u8> = None;
    for (index, node) in nodes.iter().enumerate() {
        if hidden_below.is_some_and(|depth| node.depth > depth) {
            continue;
        }
        hidden_below = None;
        if node.flags.has(Flags::HIDDEN) {
            hidden_below = Some(node.depth);
            continue;
        }
        let has_children = nodes.get(index + 1..node.end as usize).is_some_and(|inside| {
            inside.iter().any(|n| n.depth == node.depth + 1 && !n.flags.has(Flags::HIDDEN))
        });
        shown.push(node_view(&d, node, has_children));
    }
    let sources = d.sources.iter().map(|(id, source)| source_view(&d, id, source)).collect();
    let number = |name: &str| {
        let ids = proto::registry().named(name);
        let numbers = nodes.iter().filter(|node| ids.contains(&node.field)).filter_map(|n| n.value.uint());
        // Stream 0 of HTTP/2 is that of the connection: another one says more.
        numbers.fold(None, |found: Option<u64>, n| found.filter(|n| *n > 0).or(Some(n)))
    };
    let http2_stream = number("http2.streamid").and_then(|n| u32::try_from(n).ok());
    let connection = number("quic.connection.number").and_then(|n| u32::try_from(n).ok());
    let quic_stream = connection.zip(number("quic.stream.stream_id"));
    // Never the same twice, whatever is opened: panes know by it what they were made of.
    static MADE: AtomicU64 = AtomicU64::new(0);
    let generation = MADE.fetch_add(1, Ordering::Relaxed) + 1;
    DetailsView { generation, nodes: shown, sources, http2_stream, quic_stream }
}

/// The data source to show first: decrypted bytes, if there are any.
pub fn best_source(view: &DetailsView) -> usize {
    let is_plain = |s: &SourceView| matches!(s.kind, SourceKind::Decrypted(_));
    view.sources.iter().rposition(is_plain).unwrap_or(0)
}

/// The node that shows decrypted bytes best: their text, or else their layer.
pub fn plain_node(view: &DetailsView) -> Option<usize> {
    let is_plain = |node: &NodeView| {
        let source = node.span.and_then(|span| view.sources.get(span.source));
        source.is_some_and(|s| matches!(s.kind, SourceKind::Decrypted(_)))
    };
    let text = |node: &NodeView| node.field == Some("data.text") && is_plain(node);
    let layer = |node: &NodeView| node.depth == 0 && is_plain(node);
    view.nodes.iter().rposition(text).or_else(|| view.nodes.iter().rposition(layer))
}

/// Source and node of the first place that holds what is sought.
pub fn place_of(view: &DetailsView, needle: &Needle, place: Place) -> Option<(Option<usize>, Option<usize>)> {
    let in_source = |fits: &dyn Fn(&SourceView) -> bool| {
        view.sources.iter().enumerate().filter(|(_, source)| fits(source)).find_map(|(at, source)| {
            let found = needle.first(&source.bytes)?;
            // Where text stands, its line says more than that of its bytes.
            let is_text = |node: &NodeView| {
                let span = node.span.filter(|span| span.source == at && span.range().contains(&found.start));
                node.field == Some("data.text") && span.is_some()
            };
            let text = view.nodes.iter().position(is_text);
            Some((Some(at), text.or_else(|| view.node_at(at, found.start))))
        })
    };
    match place {
        Place::List => None,
        Place::Tree => {
            let holds = |node: &NodeView| needle.first(node.label.as_bytes()).is_some();
            let node = view.nodes.iter().position(holds)?;
            let span = view.nodes.get(node).and_then(|n| n.span);
            Some((span.map(|span| span.source), Some(node)))
        }
        Place::Bytes => in_source(&|source| source.kind == SourceKind::Frame),
        Place::Decrypted => in_source(&|source| matches!(source.kind, SourceKind::Decrypted(_))),
    }
}

fn node_view(d: &Dissector<'_>, node: &Node, has_children: bool) -> NodeView {
    let def = d.tree.def(node.field);
    let mut label = String::new();
    d.tree.label(node, &d.sources, &mut label);
    let mut value = String::new();
    d.tree.field_text(node, &d.sources, &mut value);
    let is_text = def.abbrev == "text";
    let kind = kind_of(def.abbrev, node, &value);
    let source = d.sources.get(node.span.source).filter(|_| node.depth == 0);
    let opened = source.map(|source| source.title).filter(|title| DECRYPTED.contains(title));
    let from_plain = opened.is_some();
    let number = node.value.uint().and_then(|n| u16::try_from(n).ok());
    NodeView {
        depth: node.depth.into(),
        links: links(def.ty, node, &label),
        label,
        has_children,
        span: span_view(node.span),
        kind,
        field: (!is_text).then_some(def.abbrev),
        title: def.title,
        doc: def.doc,
        filter: (!is_text).then(|| match def.ty {
            Type::Str => string_condition(def.abbrev, d.tree.value_bytes(node, &d.sources)),
            ty => condition(def.abbrev, ty, &value),
        }),
        value,
        chips: match (opened, number) {
            (Some(title), _) => {
                vec![ChipView { text: title.into(), tone: Tone::Success, icon: Some(Icon::LockOpen) }]
            }
            (None, Some(id)) if def.abbrev == "tls.handshake.ciphersuite" => suite_chips(id),
            (None, Some(id)) if def.abbrev == "tls.handshake.sig_hash_alg" => scheme_chips(id),
            _ => Vec::new(),
        },
        key: u64::from(node.field.0) << 8 | u64::from(node.depth),
        open_at_first: opens_at_first(def.abbrev, node, from_plain),
    }
}

/// Whether the RSA key opens a suite, and its grade.
fn suite_chips(id: u16) -> Vec<ChipView> {
    let facts = suite_facts::facts(id);
    let opens = (facts.opened_by == OpenedBy::RsaKey).then(|| ChipView {
        text: "RSA key opens".into(),
        tone: Tone::Accent,
        icon: Some(Icon::Key),
    });
    let grade = facts.letter().map(|grade| ChipView {
        text: grade.letter().into(),
        tone: match grade {
            Grade::APlus | Grade::A | Grade::B => Tone::Success,
            Grade::C | Grade::D => Tone::Warn,
            Grade::F => Tone::Danger,
        },
        icon: None,
    });
    opens.into_iter().chain(grade).collect()
}

/// A signature scheme with a broken hash: 1 is MD5 and 2 SHA-1 in the first byte.
fn scheme_chips(id: u16) -> Vec<ChipView> {
    let words = match id >> 8 {
        1 => "MD5",
        2 => "SHA-1",
        _ => return Vec::new(),
    };
    vec![ChipView { text: words.into(), tone: Tone::Warn, icon: None }]
}

/// What a person comes for is unfolded: TLS down to the suites, and what was decrypted.
fn opens_at_first(abbrev: &str, node: &Node, from_plain: bool) -> bool {
    from_plain
        || matches!(
            abbrev,
            "tls"
                | "tls.record"
                | "tls.handshake"
                | "tls.handshake.ciphersuites"
                | "data"
                | "http"
                | "data-text-lines"
        )
        || (node.depth == 0 && abbrev.starts_with("_ws."))
}

fn kind_of(abbrev: &str, node: &Node, value: &str) -> NodeKind {
    if abbrev == PROOF {
        return NodeKind::Verdict(TlsState::Open);
    }
    if abbrev == CLOSED {
        return NodeKind::Verdict(TlsState::Closed);
    }
    if node.flags.has(Flags::EXPERT) && abbrev == "_ws.expert" {
        return NodeKind::Expert(if value.contains("(Error/") {
            Severity::Error
        } else if value.contains("(Warning/") {
            Severity::Warning
        } else {
            Severity::Note
        });
    }
    match node.flags.has(Flags::GENERATED) {
        true => NodeKind::Generated,
        false if node.depth == 0 => NodeKind::Layer,
        false => NodeKind::Field,
    }
}

/// The number in the label of a field that names a frame.
fn links(ty: Type, node: &Node, label: &str) -> Vec<LinkView> {
    let (Type::FrameNum, Value::Uint(frame)) = (ty, node.value) else { return Vec::new() };
    let number = frame.to_string();
    let range = label.rfind(&number).map(|at| at..at + number.len());
    range.map(|range| LinkView { range, frame }).into_iter().collect()
}

fn span_view(span: Span) -> Option<SpanView> {
    let (source, start, len) = (usize::from(span.source.0), span.start as usize, span.len as usize);
    (len > 0).then_some(SpanView { source, start, len })
}

fn source_view(d: &Dissector<'_>, id: SourceId, source: &crate::dissect::source::Source<'_>) -> SourceView {
    let is_plain = DECRYPTED.contains(&source.title);
    let kind = match id {
        SourceId::FRAME => SourceKind::Frame,
        _ if is_plain => SourceKind::Decrypted(TlsState::Open),
        _ => SourceKind::Made,
    };
    let origin = if is_plain { origin(d, source) } else { None };
    SourceView { title: source.title.into(), bytes: source.bytes.to_vec(), kind, origin }
}

/// Where opened bytes came from, and the parts of their record.
fn origin(d: &Dissector<'_>, source: &crate::dissect::source::Source<'_>) -> Option<OriginView> {
    let sealed = source.parents.iter().find_map(|p| match p {
        Parent::Here(span) => Some(*span),
        Parent::Frame { .. } => None,
    })?;
    // The record around the sealed bytes, header included.
    let record = d.tree.nodes().iter().find(|n| {
        RECORDS.contains(&d.tree.def(n.field).abbrev)
            && n.span.source == sealed.source
            && (n.span.start..n.span.end()).contains(&sealed.start)
    });
    let span = span_view(record.map_or(sealed, |n| n.span))?;
    // The facts of the record stand in the tree, beside what it holds.
    let record_of = |abbrev: &str| {
        let here = |n: &&Node| {
            d.tree.def(n.field).abbrev == abbrev && span_covers(span, n.span) && n.value.uint().is_some()
        };
        d.tree.nodes().iter().find(here).and_then(|n| n.value.uint())
    };
    let part = |label: &str, len: Option<u64>, kind| {
        let len = len.filter(|l| *l > 0)? as usize;
        Some(PartView { label: label.into(), len, kind })
    };
    let proof =
        d.tree.nodes().iter().find(|n| d.tree.def(n.field).abbrev == PROOF && span_covers(span, n.span));
    let mut proof_text = String::new();
    if let Some(node) = proof {
        d.tree.field_text(node, &d.sources, &mut proof_text);
    }
    let check = proof_text.split(',').next().unwrap_or("tag").to_owned();
    let parts: Vec<PartView> = [
        part("IV", record_of("wirelens.tls.iv_len"), PartKind::Other),
        part("data", Some(source.bytes.len() as u64), PartKind::Data),
        part(&check, record_of("wirelens.tls.mac_len"), PartKind::Check),
        part("padding", record_of("wirelens.tls.padding_len"), PartKind::Other),
    ]
    .into_iter()
    .flatten()
    .collect();
    let unit = if source.title == "Decrypted QUIC" { "packet" } else { "record" };
    let note = format!("The {unit} it was in, {} bytes with its header", span.len);
    let proof = proof.map(|_| match check.starts_with("HMAC") {
        true => "MAC verified".to_owned(),
        false => format!("{check} verified"),
    });
    Some(OriginView { note, proof, parts, span })
}

fn span_covers(outer: SpanView, inner: Span) -> bool {
    usize::from(inner.source.0) == outer.source
        && inner.start as usize >= outer.start
        && inner.end() as usize <= outer.start + outer.len
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Source};
    use crate::tls::secrets::Keyring;
    use std::path::Path;
    use std::sync::Arc;

    /// The tree of a frame of the founding capture, opened with its key.
    fn tree(number: u32) -> DetailsView {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Keyring::default();
        keyring.load_rsa_file(&samples.join("key.pem"), None).unwrap();
        let source = Source::from_arg(&samples.join("upyssl.pcap"));
        let mut document = Document::open(
            source,
            Arc::new(keyring),
            crate::gui::app::dissect_settings(&[], &Default::default()),
        )
        .unwrap();
        document.load_all().unwrap();
        view(&document.capture(), &document.settings(), FrameId::from_number(number).unwrap())
    }

    #[test]
    fn no_two_trees_are_taken_for_the_same() {
        assert_ne!(tree(1).generation, tree(4).generation);
    }

    #[test]
    fn decrypted_text_is_shown_first() {
        let view = tree(14);
        let node = &view.nodes[plain_node(&view).unwrap()];
        assert_eq!(node.label, "Text: HELLO PYTHON TLS/SSL SERVER!\\n");
        let source = &view.sources[best_source(&view)];
        assert_eq!((source.title.as_str(), source.bytes.len()), ("Decrypted TLS", 29));
        assert_eq!(node.span.unwrap().source, best_source(&view));
        let origin = source.origin.as_ref().unwrap();
        let parts: Vec<_> = origin.parts.iter().map(|p| (p.label.as_str(), p.len)).collect();
        assert_eq!(parts, [("IV", 16), ("data", 29), ("HMAC-SHA256", 32), ("padding", 3)]);
        assert_eq!((origin.span.start, origin.span.len), (66, 85));
    }

    #[test]
    fn the_offered_suites_are_unfolded_and_know_their_bytes() {
        let view = tree(4);
        assert_eq!(plain_node(&view), None);
        let suites: Vec<_> =
            view.nodes.iter().filter(|n| n.field == Some("tls.handshake.ciphersuite")).collect();
        assert_eq!(suites.len(), 4);
        assert_eq!(suites[3].label, "Cipher Suite: TLS_RSA_WITH_AES_256_CBC_SHA256 (0x003d)");
        let span = suites[3].span.unwrap();
        assert_eq!((span.start, span.len), (0x76, 2));
        let chips: Vec<&str> = suites[3].chips.iter().map(|chip| chip.text.as_str()).collect();
        assert_eq!(chips, ["RSA key opens", "D"]);
        let schemes = view.nodes.iter().filter(|n| n.field == Some("tls.handshake.sig_hash_alg"));
        assert_eq!(schemes.map(|n| n.chips.len()).collect::<Vec<_>>(), [0, 0, 0, 1]);
    }
}
