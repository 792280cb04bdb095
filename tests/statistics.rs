//! Statistics of the sample captures: counted in parts on all cores, the same as in one go.

use std::path::Path;
use std::sync::Arc;

use wirelens::dissect::{Settings, Tree, Wanted};
use wirelens::document::{Document, Source};
use wirelens::filter::Filter;
use wirelens::proto::registry;
use wirelens::statistics::conversations::{Conversations, all_kinds, endpoint_tables};
use wirelens::statistics::counts::trees::{TreeDef, Trees};
use wirelens::statistics::counts::{addresses, names, web};
use wirelens::statistics::flow_graph::FlowGraph;
use wirelens::statistics::hierarchy::Hierarchy;
use wirelens::statistics::io_graph::{IoGraph, Series, fitting_interval};
use wirelens::statistics::lengths::Lengths;
use wirelens::statistics::properties::{self, FileFacts, Sum};
use wirelens::statistics::table::{Cell, Table};
use wirelens::statistics::tls::TlsStatistics;
use wirelens::statistics::values::{FieldValues, fields_seen};
use wirelens::statistics::{Input, Progress, Tally, run, tcp_graph};
use wirelens::store::Capture;

fn seed() -> (Arc<Capture>, Settings) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
    let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
    document.load_all().unwrap();
    (document.capture(), document.settings())
}

fn counted<T: Tally + Sync>(filter: &str, tally: T) -> T {
    let (capture, settings) = seed();
    let filter = Filter::new(filter, registry()).unwrap();
    let input = Input { capture: &capture, settings: &settings, registry: registry(), filter: &filter };
    run(input, tally, &Progress::default()).unwrap()
}

fn row<'t>(table: &'t Table, name: &str) -> &'t [Cell] {
    &table.rows.iter().find(|row| row.cells[0].text() == name).unwrap().cells
}

#[test]
fn the_hierarchy_needs_no_whole_trees() {
    let tree = Tree::new(registry(), Wanted::Fields(Hierarchy::new(registry()).fields().clone()));
    assert!(!tree.wants_everything());
}

#[test]
fn the_hierarchy_counts_every_frame_once() {
    let table = counted("", Hierarchy::new(registry())).table(registry(), 0.05);
    let names: Vec<(u16, String)> = table.rows.iter().map(|r| (r.depth, r.cells[0].text())).collect();
    assert_eq!(
        names,
        [
            (0, "Ethernet".to_owned()),
            (1, "Internet Protocol Version 4".to_owned()),
            (2, "Transmission Control Protocol".to_owned()),
            (3, "Transport Layer Security".to_owned()),
        ]
    );
    assert_eq!(table.rows[0].cells[2], Cell::Count(19));
    assert_eq!(table.rows[3].cells[2], Cell::Count(8));
    // Eleven frames end with TCP.
    assert_eq!(table.rows[2].cells[6], Cell::Count(11));
}

#[test]
fn conversations_and_endpoints_agree() {
    let all = counted("", Conversations::new(&all_kinds(), registry()));
    let begin = all.kinds[0].1.all[0].first;
    let tables = all.tables(begin);
    let titles: Vec<_> = tables.iter().map(|t| (t.title.as_str(), t.rows.len())).collect();
    assert_eq!(titles, [("Ethernet", 1), ("IPv4", 1), ("IPv6", 0), ("TCP", 1), ("UDP", 0)]);
    let tcp = &tables[3].rows[0];
    assert_eq!(tcp.cells[4], Cell::Count(19));
    let ends = endpoint_tables(&all);
    assert_eq!(row(&ends[1], "192.168.11.1")[1], Cell::Count(19));
    // The filter of the row finds its frames again.
    let again = counted(tcp.filter.as_deref().unwrap(), Lengths::default()).table(1.0);
    assert_eq!(again.rows[0].cells[1], Cell::Count(19));
}

#[test]
fn a_filter_limits_what_is_counted() {
    let table = counted("tls", Lengths::default()).table(1.0);
    assert_eq!(row(&table, "All")[1], Cell::Count(8));
    assert_eq!(row(&table, "640–1279")[1], Cell::Count(1));
}

#[test]
fn series_of_a_graph_add_up() {
    let filters = ["", "tls", "tcp.analysis.retransmission"].map(|f| Filter::new(f, registry()).unwrap());
    let (capture, _) = seed();
    let (first, last) = properties::span(&capture).unwrap();
    let span = last.since(first).0;
    let graph =
        counted("", IoGraph::new(filters.map(Series::from).to_vec(), first, span, fitting_interval(span)));
    let sums: Vec<u64> = graph.series.iter().map(|s| s.iter().map(|p| p.frames).sum()).collect();
    assert_eq!(sums, [19, 8, 1]);
    let first = graph.series[2].iter().find_map(|point| point.first);
    assert_eq!(first.map(|f| f.number()), Some(16));
}

#[test]
fn a_graph_adds_up_the_values_of_a_field() {
    let (capture, _) = seed();
    let (first, last) = properties::span(&capture).unwrap();
    let span = last.since(first).0;
    let tls = Filter::new("tls", registry()).unwrap();
    let lengths = Series::of_field(tls, "tcp.len", registry()).unwrap();
    let graph = counted("", IoGraph::new(vec![lengths], first, span, fitting_interval(span)));
    let points = || graph.series[0].iter().filter(|point| point.values > 0);
    assert_eq!(points().map(|p| p.values).sum::<u64>(), 8);
    assert_eq!(points().map(|p| p.sum).sum::<f64>(), (72 + 890 + 267 + 91 + 91 + 85 + 85 + 69) as f64);
    assert_eq!(points().map(|p| p.greatest).fold(0.0, f64::max), 890.0);
    assert_eq!(points().map(|p| p.least).fold(f64::MAX, f64::min), 69.0);
}

#[test]
fn the_founding_stream_is_taken_apart() {
    let (capture, settings) = seed();
    let id = tcp_graph::conversation(&capture, 0).unwrap();
    let stream = tcp_graph::stream(&capture, &settings, registry(), id, &Progress::default()).unwrap();
    assert_eq!((stream.number, stream.segments.len()), (0, 19));
    let hello = stream.segments[3];
    assert_eq!((hello.frame.number(), hello.sequence, hello.len, hello.direction), (4, 1, 72, 0));
    assert!(stream.segments.iter().any(|s| s.round_trip.is_some_and(|rtt| rtt > 0.0)));
    assert!(tcp_graph::conversation(&capture, 7).is_none());
}

#[test]
fn the_flow_graph_has_an_arrow_a_frame() {
    let (capture, _) = seed();
    let graph = counted("tls", FlowGraph::default());
    assert_eq!(graph.nodes(), ["192.168.11.2", "192.168.11.1"]);
    let hello = &graph.arrows[0];
    assert_eq!(
        (hello.frame.number(), hello.ports, hello.label.as_str()),
        (4, Some((51900, 12345)), "Client Hello")
    );
    let csv = graph.csv(&capture);
    assert!(
        csv.contains("4,0.000611,192.168.11.2:51900,192.168.11.1:12345,TLSv1.2,138,Client Hello\n"),
        "{csv}"
    );
}

#[test]
fn properties_name_file_hash_and_figures() {
    let (capture, _) = seed();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
    let sha256 = properties::sha256(&path, || false).unwrap();
    assert_eq!(sha256.as_ref().map(String::len), Some(64));
    assert_eq!(properties::sha256(&path, || true).unwrap(), None);
    let facts = FileFacts { name: "upyssl.pcap".into(), len_bytes: Some(1), sha256 };
    let shown = Sum::of(&capture, [wirelens::base::id::FrameId(3)].into_iter());
    let tables = properties::tables(&capture, &facts, &shown);
    assert_eq!(row(&tables[1], "Frames")[1..], [Cell::Count(19), Cell::Count(1)]);
    assert_eq!(row(&tables[1], "Bytes on the wire")[2], Cell::Bytes(138));
}

#[test]
fn values_and_fields_of_the_capture_are_known() {
    let values = counted("", FieldValues::new("tcp.srcport", registry())).commonest(9);
    let told: Vec<_> = values.iter().map(|v| (v.value.as_str(), v.frames)).collect();
    assert_eq!(told, [("12345", 10), ("51900", 9)]);
    let (capture, settings) = seed();
    let seen = fields_seen(&capture, &settings, registry(), 100, || true);
    let of = |name: &str| registry().named(name).iter().filter_map(|id| seen.get(id)).max().copied();
    assert_eq!((of("tcp.srcport"), of("tls"), of("dns.a")), (Some(19), Some(8), None));
}

#[test]
fn a_cancelled_count_gives_nothing() {
    let (capture, settings) = seed();
    let filter = Filter::new("", registry()).unwrap();
    let input = Input { capture: &capture, settings: &settings, registry: registry(), filter: &filter };
    let progress = Progress::default();
    progress.cancel();
    assert!(run(input, Lengths::default(), &progress).is_none());
}

/// What TLS statistics say of a file among the samples.
fn tls_tables(name: &str, keys: Option<&str>, filter: &str) -> Vec<Table> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let keyring = Arc::new(wirelens::tls::secrets::Keyring::new());
    if let Some(keys) = keys {
        keyring.load_key_log(&folder.join(keys)).unwrap();
    }
    let source = Source::Path(folder.join(name));
    let mut document = Document::open(source, keyring, Settings::default()).unwrap();
    document.load_all().unwrap();
    let (capture, settings) = (document.capture(), document.settings());
    let filter = Filter::new(filter, registry()).unwrap();
    let input = Input { capture: &capture, settings: &settings, registry: registry(), filter: &filter };
    run(input, TlsStatistics::new(registry()), &Progress::default()).unwrap().tables()
}

#[test]
fn tls_is_counted_by_what_was_agreed_and_offered() {
    let tables = tls_tables("upyssl.pcap", None, "");
    let overview = &tables[0];
    assert_eq!(row(overview, "Frames with TLS")[1], Cell::Count(8));
    assert_eq!(row(overview, "TLS 1.2 (0x0303)")[1], Cell::Count(1));
    let named = |title: &str| tables.iter().find(|table| table.title == title).unwrap();
    assert_eq!(named("Suites").rows.len(), 1);
    assert_eq!(named("Offered suites").rows.len(), 4);
    assert!(named("JA4").rows[0].cells[0].text().starts_with("t12i04"));
    let at = overview.rows.iter().position(|row| row.cells[0].text() == "Records").unwrap();
    let types = overview.rows[at + 1..].iter().take_while(|row| row.depth == 1);
    let records = types.map(|row| if let Cell::Count(count) = row.cells[1] { count } else { 0 }).sum();
    assert_eq!(overview.rows[at].cells[1], Cell::Count(records), "{overview:?}");
    // The filter of a row finds what it counts.
    for found in tables.iter().flat_map(|table| &table.rows).filter_map(|row| row.filter.as_deref()) {
        Filter::new(found, registry()).unwrap();
    }
    let offered = named("Offered suites").rows[0].filter.as_deref().unwrap();
    assert_eq!(row(&tls_tables("upyssl.pcap", None, offered)[0], "Client hellos")[1], Cell::Count(1));
}

#[test]
fn datagrams_and_what_a_key_opens_count_too() {
    let dtls = tls_tables("dtls/ecdhe.pcap", None, "");
    assert_eq!(row(&dtls[0], "DTLS 1.2 (0xfefd)")[1], Cell::Count(1));
    // Sent in parts, but one message.
    assert_eq!(row(&tls_tables("dtls/rsa-1.0.pcap", None, "")[0], "Certificate (11)")[1], Cell::Count(1));
    let messages = |tables: &[Table]| {
        tables[0].rows.iter().filter(|row| row.cells[0].text().starts_with("Encrypted Extensions")).count()
    };
    assert_eq!(messages(&tls_tables("quic/quic.pcap", None, "")), 0);
    assert_eq!(messages(&tls_tables("quic/quic.pcap", Some("quic/quic.keys"), "")), 1);
}

/// What counts of a frame say leads back to the frames that were counted.
#[test]
fn counts_by_protocol_lead_to_their_frames() {
    let dns: &[&'static TreeDef] = &[&names::DNS];
    let http: &[&'static TreeDef] = &[&web::HTTP, &web::HTTP_REQUESTS, &web::HTTP_SERVERS];
    let http2: &[&'static TreeDef] = &[&web::HTTP2];
    let rtsp: &[&'static TreeDef] = &[&web::RTSP];
    let ipv4: &[&'static TreeDef] = &[
        &addresses::IP_HOSTS,
        &addresses::IP_SOURCE_DESTINATION,
        &addresses::DESTINATIONS,
        &addresses::IP_PROTOCOLS,
    ];
    let samples = [
        ("protocols/dns.pcap", dns, 12),
        ("protocols/mdns.pcap", ipv4, 6),
        ("web/http.pcap", http, 12),
        ("web/h2c.pcap", http2, 3),
        ("upyssl.pcap", ipv4, 12),
        ("media/rtsp-udp.pcap", rtsp, 6),
    ];
    for (name, defs, least) in samples {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let matching = |text: &str| {
            let filter = Filter::new(text, registry()).unwrap_or_else(|error| panic!("{text}: {error}"));
            let input =
                Input { capture: &capture, settings: &settings, registry: registry(), filter: &filter };
            let table = run(input, Lengths::default(), &Progress::default()).unwrap().table(1.0);
            let Cell::Count(frames) = table.rows[0].cells[1] else { panic!("no count") };
            frames
        };
        let filter = Filter::new("", registry()).unwrap();
        let input = Input { capture: &capture, settings: &settings, registry: registry(), filter: &filter };
        let tables = run(input, Trees::new(defs, registry()), &Progress::default()).unwrap().tables();
        let mut tried = 0;
        for row in tables.iter().flat_map(|table| &table.rows) {
            let (Some(filter), Cell::Count(count)) = (&row.filter, &row.cells[1]) else { continue };
            let frames = matching(filter);
            let what = row.cells[0].text();
            // A frame may hold several messages.
            assert!(
                (1..=*count).contains(&frames),
                "{name}: {what}: {count} counted, {frames} pass {filter}"
            );
            tried += 1;
        }
        assert!(tried >= least, "{name}: {tried} rows with a filter");
    }
}

#[test]
fn nothing_counted_is_an_empty_table() {
    let tables = counted("", Trees::new(&[&names::DNS], registry())).tables();
    assert_eq!((tables.len(), tables[0].title.as_str(), tables[0].rows.len()), (1, "DNS", 0));
}
