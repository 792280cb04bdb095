//! Windows of statistics.

use crate::fake::Fake;
use crate::{asked, harness};
use eframe::egui::accesskit::Toggled;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wirelens::base::id::FrameId;
use wirelens::gui::model::Action;
use wirelens::gui::model::statistics::{IoSpec, Report, ReportData, ReportView, TcpPlot};
use wirelens::statistics::table::{Cell, Column, Row, Table};
use wirelens::statistics::tcp_graph::{Segment, Stream};

#[test]
fn statistics_are_shown_sorted_and_filtered_from() {
    let mut fake = Fake::new(true);
    fake.reports.push(conversations_report());
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("10.0.0.9 5 900");
    harness.get_by_label("Sort by Bytes").click();
    harness.run();
    harness.get_by_label("Bytes, sorted descending");
    harness.get_by_label("Copy CSV").click();
    harness.run();
    harness.get_by_label("Save JSON…").click();
    harness.run();
    let saved = harness.state().asked.iter().find_map(|action| match action {
        Action::AskSave { name, bytes } => {
            Some((name.clone(), String::from_utf8_lossy(bytes).contains("\"Packets\": 50")))
        }
        _ => None,
    });
    assert_eq!(saved, Some(("endpoints.json".to_owned(), true)));
    harness.get_by_label("Statistics filter").click();
    harness.run();
    harness.get_by_label("Statistics filter").type_text("tls");
    harness.run();
    harness.get_by_label("Apply to statistics").click();
    harness.run();
    assert!(asked(&harness, &Action::SetReportFilter(1, "tls".into())));
    harness.get_by_label("Close Endpoints").click();
    harness.run();
    harness.run();
    assert!(harness.query_by_label("Copy CSV").is_none());
}

pub fn conversations_report() -> ReportView {
    let row = |address: &str, packets, bytes| Row {
        cells: vec![Cell::Text(address.into()), Cell::Count(packets), Cell::Bytes(bytes)],
        filter: Some(format!("ip.addr == {address}")),
        ..Row::default()
    };
    let table = Table {
        title: "IPv4".into(),
        columns: vec![Column::text("Address"), Column::count("Packets"), Column::bytes("Bytes")],
        rows: vec![row("10.0.0.10", 50, 80), row("10.0.0.9", 5, 900)],
    };
    ReportView {
        id: 1,
        report: Report::Endpoints,
        generation: 1,
        filter: String::new(),
        error: None,
        progress: None,
        result: std::sync::Arc::new(ReportData::Tables(vec![table])),
        io: IoSpec::default(),
        stream: 0,
    }
}

/// A graph of a stream whose first point is the highest.
fn graph() -> ReportView {
    let segment = |frame, seconds, round_trip| Segment {
        frame: FrameId(frame),
        seconds,
        direction: 1,
        sequence: 1,
        len: 10,
        acknowledged: 1,
        window: 1000,
        round_trip: Some(round_trip),
    };
    let stream = Stream {
        number: 0,
        ends: ["10.0.0.1:1".into(), "10.0.0.2:2".into()],
        segments: vec![segment(0, 0.0, 0.001), segment(1, 1.0, 0.04)],
    };
    ReportView {
        report: Report::TcpGraph(TcpPlot::RoundTrip),
        result: std::sync::Arc::new(ReportData::Tcp(stream)),
        ..conversations_report()
    }
}

#[test]
fn the_names_of_a_graphs_lines_cover_none_of_its_points() {
    let mut fake = Fake::new(true);
    fake.reports = vec![graph()];
    let mut harness = harness(fake);
    harness.run();
    let name = harness.get_by_label("Round trip in the graph");
    let plot = harness.get_by_label("Graph of Milliseconds");
    assert!(name.rect().bottom() <= plot.rect().top(), "{:?} {:?}", name.rect(), plot.rect());
    assert_eq!(name.accesskit_node().toggled(), Some(Toggled::True));
    name.click();
    harness.run();
    let name = harness.get_by_label("Round trip in the graph");
    assert_eq!(name.accesskit_node().toggled(), Some(Toggled::False));
}
