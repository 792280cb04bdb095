//! What statistics windows show, as plain data. Not here: counting (`statistics`), painting
//! (`gui::statistics`).

use std::sync::Arc;

use crate::base::time::Timestamp;
use crate::statistics::counts::trees::TreeDef;
use crate::statistics::flow_graph::FlowGraph;
use crate::statistics::io_graph::Point;
use crate::statistics::table::Table;
use crate::statistics::tcp_graph::Stream;

/// A kind of statistics window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Report {
    Properties,
    Hosts,
    Hierarchy,
    Conversations,
    Endpoints,
    Lengths,
    Tls,
    Counts(CountsOf),
    IoGraph,
    FlowGraph,
    TcpGraph(TcpPlot),
}

impl Report {
    pub fn title(self) -> &'static str {
        match self {
            Report::Properties => "Capture file properties",
            Report::Hosts => "Resolved addresses",
            Report::Hierarchy => "Protocol hierarchy",
            Report::Conversations => "Conversations",
            Report::Endpoints => "Endpoints",
            Report::Lengths => "Packet lengths",
            Report::Tls => "TLS statistics",
            Report::Counts(of) => of.title(),
            Report::IoGraph => "I/O graph",
            Report::FlowGraph => "Flow graph",
            Report::TcpGraph(_) => "TCP stream graph",
        }
    }

    /// Only frames that pass a filter can be counted.
    pub fn takes_filter(self) -> bool {
        !matches!(self, Report::TcpGraph(_) | Report::IoGraph)
    }
}

/// What counts within counts are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountsOf {
    Dns,
    Http,
    Rtsp,
    Ipv4,
    Ipv6,
}

impl CountsOf {
    pub fn title(self) -> &'static str {
        match self {
            CountsOf::Dns => "DNS statistics",
            CountsOf::Http => "HTTP statistics",
            CountsOf::Rtsp => "RTSP statistics",
            CountsOf::Ipv4 => "IPv4 statistics",
            CountsOf::Ipv6 => "IPv6 statistics",
        }
    }

    /// The tables, each a tab.
    pub fn tables(self) -> &'static [&'static TreeDef] {
        use crate::statistics::counts::{addresses, names, web};
        match self {
            CountsOf::Dns => &[&names::DNS],
            CountsOf::Http => &[&web::HTTP, &web::HTTP_REQUESTS, &web::HTTP_SERVERS, &web::HTTP2],
            CountsOf::Rtsp => &[&web::RTSP],
            CountsOf::Ipv4 => &[
                &addresses::IP_HOSTS,
                &addresses::IP_SOURCE_DESTINATION,
                &addresses::DESTINATIONS,
                &addresses::IP_PROTOCOLS,
            ],
            CountsOf::Ipv6 => &[
                &addresses::IPV6_HOSTS,
                &addresses::IPV6_SOURCE_DESTINATION,
                &addresses::IPV6_DESTINATIONS,
                &addresses::IPV6_PROTOCOLS,
            ],
        }
    }
}

/// What is drawn of a TCP stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TcpPlot {
    Sequence,
    Throughput,
    RoundTrip,
    Window,
}

impl TcpPlot {
    /// All, with their names and the title of the axis.
    pub const ALL: &[(TcpPlot, &str, &str)] = &[
        (TcpPlot::Sequence, "Sequence numbers", "Sequence number"),
        (TcpPlot::Throughput, "Throughput", "Bits/s"),
        (TcpPlot::RoundTrip, "Round trip time", "Milliseconds"),
        (TcpPlot::Window, "Window", "Bytes"),
    ];

    /// Title of the vertical axis.
    pub fn axis(self) -> &'static str {
        Self::ALL.iter().find(|(plot, ..)| *plot == self).map_or("", |(_, _, axis)| axis)
    }
}

/// What a series of the I/O graph shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IoUnit {
    #[default]
    Frames,
    Bytes,
    Bits,
    /// Of the values of a field.
    Count,
    Sum,
    Average,
    Least,
    Greatest,
}

impl IoUnit {
    /// All, with their names.
    pub const ALL: &[(IoUnit, &str)] = &[
        (IoUnit::Frames, "Frames"),
        (IoUnit::Bytes, "Bytes"),
        (IoUnit::Bits, "Bits"),
        (IoUnit::Count, "COUNT of"),
        (IoUnit::Sum, "SUM of"),
        (IoUnit::Average, "AVG of"),
        (IoUnit::Least, "MIN of"),
        (IoUnit::Greatest, "MAX of"),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(unit, _)| *unit == self).map_or("", |(_, name)| name)
    }

    /// It is made of the values of a field.
    pub fn takes_field(self) -> bool {
        !matches!(self, IoUnit::Frames | IoUnit::Bytes | IoUnit::Bits)
    }

    pub fn value(self, point: &Point) -> f64 {
        match self {
            IoUnit::Frames => point.frames as f64,
            IoUnit::Bytes => point.bytes as f64,
            IoUnit::Bits => point.bytes as f64 * 8.0,
            IoUnit::Count => point.values as f64,
            IoUnit::Sum => point.sum,
            IoUnit::Average => point.sum / point.values.max(1) as f64,
            IoUnit::Least => point.least,
            IoUnit::Greatest => point.greatest,
        }
    }
}

/// A line of the I/O graph.
#[derive(Clone, Debug, PartialEq)]
pub struct IoSeries {
    pub name: String,
    pub filter: String,
    pub unit: IoUnit,
    /// Whose values are counted, where the unit is about values.
    pub field: String,
    pub on: bool,
}

impl IoSeries {
    /// The frames that pass `filter`.
    pub fn new(name: &str, filter: &str) -> Self {
        let unit = IoUnit::Frames;
        Self { name: name.into(), filter: filter.into(), unit, field: String::new(), on: true }
    }
}

/// What the I/O graph shall show.
#[derive(Clone, Debug, PartialEq)]
pub struct IoSpec {
    /// Nanoseconds; fitting the capture, if none.
    pub interval: Option<i64>,
    pub series: Vec<IoSeries>,
}

impl Default for IoSpec {
    fn default() -> Self {
        let all = [
            IoSeries::new("All frames", ""),
            IoSeries::new("TLS", "tls"),
            IoSeries::new("TCP errors", "tcp.analysis.flags && !tcp.analysis.window_update"),
        ];
        Self { interval: None, series: all.into() }
    }
}

/// What was counted.
#[derive(Clone, Debug, Default)]
pub enum ReportData {
    #[default]
    Nothing,
    Tables(Vec<Table>),
    Io {
        interval: i64,
        /// In the order of [`IoSpec::series`].
        series: Vec<Vec<Point>>,
    },
    Tcp(Stream),
    Flow {
        graph: FlowGraph,
        nodes: Vec<String>,
        begin: Timestamp,
        csv: String,
    },
}

/// A statistics window.
#[derive(Clone, Debug)]
pub struct ReportView {
    pub id: u64,
    pub report: Report,
    /// Changes whenever the result does.
    pub generation: u64,
    /// Only frames that pass are counted.
    pub filter: String,
    /// Why nothing could be counted.
    pub error: Option<String>,
    /// 0 to 1 while it is being counted.
    pub progress: Option<f32>,
    pub result: Arc<ReportData>,
    pub io: IoSpec,
    /// `tcp.stream` of a TCP graph.
    pub stream: u32,
}
