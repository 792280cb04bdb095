//! Frames put together into steps of a ladder: what TCP does by itself, flights of messages, runs of
//! data. What a frame says is read in `said.rs`.

use super::Sent;
use super::said::{Item, Said, TcpSaid, What};
use super::step::{Ack, Kind, MAX_STEPS, Step};
use crate::base::id::FrameId;
use crate::document::rows::RowText;
use crate::document::tls_mark::TlsMark;
use crate::verdict::alerts;

/// Datagrams of one flight follow each other at least this fast, in nanoseconds.
const FLIGHT_NS: u64 = 20_000_000;
/// Sizes that a note adds up one by one.
const MAX_SIZES: usize = 6;
/// Frames that a step names one by one.
const MAX_FRAMES: usize = 64;

/// Collects the steps of one session.
#[derive(Default)]
pub struct Builder {
    steps: Vec<Step>,
    acks: Vec<Ack>,
    /// Segments of each side that no record ends in yet.
    waiting: [Vec<(FrameId, u64)>; 2],
}

/// A span of time as the ladder writes it: `7.3 ms`.
pub fn span(ns: u64) -> String {
    match ns {
        0..1_000_000 => format!("{:.0} µs", ns as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", ns as f64 / 1e6),
        _ => format!("{:.1} s", ns as f64 / 1e9),
    }
}

/// A number of bytes: `29 B`, `14.2 kB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

impl Builder {
    /// Takes the next frame of the session.
    pub fn frame(&mut self, sent: Sent, at_ns: u64, said: Said, row: Option<RowText>) {
        if self.steps.len() > MAX_STEPS {
            return;
        }
        let tcp = said.tcp;
        if said.items.is_empty() {
            if tcp.is_tcp {
                self.tcp(sent, at_ns, &tcp);
            }
            return;
        }
        self.items(sent, at_ns, said, row);
        if tcp.rst {
            self.tcp(sent, at_ns, &TcpSaid { len_bytes: 0, ..tcp });
        }
    }

    /// Notes that frames between two are not read.
    pub fn left_out(&mut self, first: FrameId, last: FrameId, count: usize) {
        let at_ns = self.steps.last().map_or(0, |step| step.until_ns);
        let title = format!("{count} frames are not shown");
        let step = new_step(Kind::LeftOut, first, true, at_ns, title);
        self.steps.push(Step { frames: vec![first, last], frame_count: count, ..step });
    }

    /// The steps, and the segments that only acknowledge.
    pub fn finish(self) -> (Vec<Step>, Vec<Ack>) {
        (self.steps, self.acks)
    }

    fn tcp(&mut self, sent: Sent, at_ns: u64, tcp: &TcpSaid) {
        let words = match tcp {
            TcpSaid { rst: true, .. } => "RST",
            TcpSaid { syn: true, ack: true, .. } => "SYN-ACK",
            TcpSaid { syn: true, .. } => "SYN",
            TcpSaid { fin: true, .. } => "FIN",
            TcpSaid { again: true, .. } => "sent again",
            TcpSaid { len_bytes: 0, .. } => {
                self.acks.push(Ack { frame: sent.frame, from_client: sent.from_client, at_ns });
                return self.third_of_three(sent, at_ns);
            }
            _ => {
                // Part of a record; the frame that completes it names this one.
                if let Some(waiting) = self.waiting.get_mut(usize::from(!sent.from_client))
                    && waiting.len() < MAX_FRAMES
                {
                    waiting.push((sent.frame, at_ns));
                }
                return;
            }
        };
        let last = self.steps.last_mut();
        let same_side = |step: &&mut Step| step.from_client == sent.from_client;
        match (words, last) {
            ("SYN-ACK", Some(step)) if step.title == "TCP: SYN" => {
                add_frame(step, sent.frame, at_ns);
                step.title.push_str(", SYN-ACK");
            }
            ("FIN" | "SYN", Some(step)) if step.title == format!("TCP: {words}") && same_side(&step) => {
                let after = span(at_ns.saturating_sub(step.at_ns));
                add_frame(step, sent.frame, at_ns);
                step.title.push_str(&format!(", again after {after}"));
                step.note = frames_note(step);
            }
            ("sent again", Some(step)) if step.title.starts_with("TCP: sent again") && same_side(&step) => {
                add_frame(step, sent.frame, at_ns);
                step.note = frames_note(step);
            }
            ("sent again", _) => {
                let title = format!("TCP: sent again, {}", size(tcp.len_bytes));
                self.steps.push(new_step(Kind::Trouble, sent.frame, sent.from_client, at_ns, title));
            }
            _ => {
                let kind = if tcp.rst { Kind::Trouble } else { Kind::Tcp };
                let title = format!("TCP: {words}");
                self.steps.push(new_step(kind, sent.frame, sent.from_client, at_ns, title));
            }
        }
    }

    /// The acknowledgement that completes the opening of a TCP connection.
    fn third_of_three(&mut self, sent: Sent, at_ns: u64) {
        if let Some(step) = self.steps.last_mut()
            && step.title == "TCP: SYN, SYN-ACK"
            && sent.from_client
        {
            add_frame(step, sent.frame, at_ns);
            step.title.push_str(", ACK");
            step.note = format!("{} frames, {}", step.frame_count, span(at_ns.saturating_sub(step.at_ns)));
        }
    }

    fn items(&mut self, sent: Sent, at_ns: u64, said: Said, row: Option<RowText>) {
        let waiting = self.waiting.get_mut(usize::from(!sent.from_client)).map(std::mem::take);
        let waiting = waiting.unwrap_or_default();
        let kind = kind_of(&said.items);
        let (mark, preview) = row.map_or((None, None), |row| (row.tls, row.preview));
        if let Some(step) = self.steps.last_mut()
            && belongs(step, sent, at_ns, kind, &said)
        {
            waiting.iter().for_each(|(frame, at)| add_frame(step, *frame, *at));
            add_frame(step, sent.frame, at_ns);
            step.mark = worse(step.mark, mark);
            if step.preview.is_none() {
                step.preview = preview;
            }
            join(&mut step.items, said.items);
            describe(step);
            return;
        }
        let (first, begins) = waiting.first().copied().unwrap_or((sent.frame, at_ns));
        let mut step = new_step(kind, first, sent.from_client, begins, String::new());
        waiting.iter().skip(1).for_each(|(frame, at)| add_frame(&mut step, *frame, *at));
        if first != sent.frame {
            add_frame(&mut step, sent.frame, at_ns);
        }
        (step.mark, step.preview, step.items) = (mark, preview, said.items);
        describe(&mut step);
        self.steps.push(step);
    }
}

fn new_step(kind: Kind, frame: FrameId, from_client: bool, at_ns: u64, title: String) -> Step {
    Step {
        kind,
        frames: vec![frame],
        frame_count: 1,
        from_client,
        at_ns,
        until_ns: at_ns,
        title,
        note: String::new(),
        preview: None,
        mark: None,
        items: Vec::new(),
        pause: None,
    }
}

fn add_frame(step: &mut Step, frame: FrameId, at_ns: u64) {
    if step.frames.last() == Some(&frame) {
        return;
    }
    step.frame_count += 1;
    step.until_ns = step.until_ns.max(at_ns);
    if step.frame_count > MAX_FRAMES {
        // First and last are enough to find it.
        step.frames.truncate(1);
    }
    step.frames.push(frame);
}

fn frames_note(step: &Step) -> String {
    format!("{} frames", step.frame_count)
}

fn is_data(item: &Item) -> bool {
    item.what == What::Data
}

fn kind_of(items: &[Item]) -> Kind {
    let is_alert = |i: &Item| matches!(i.what, What::Alert { .. } | What::ConnectionClose { .. });
    let is_handshake =
        |i: &Item| matches!(i.what, What::Handshake { .. } | What::ChangeCipherSpec | What::Retry);
    if items.iter().any(is_alert) {
        Kind::Alert
    } else if items.iter().any(is_handshake) {
        Kind::Handshake
    } else if items.iter().any(is_data) {
        Kind::Data
    } else {
        Kind::Sealed
    }
}

/// Whether a frame goes on with what the last step says.
fn belongs(step: &Step, sent: Sent, at_ns: u64, kind: Kind, said: &Said) -> bool {
    if step.from_client != sent.from_client || step.kind != kind {
        return false;
    }
    match kind {
        // A flight in datagrams; over TCP every frame is a step of its own.
        Kind::Handshake => !said.tcp.is_tcp && at_ns.saturating_sub(step.until_ns) < FLIGHT_NS,
        Kind::Data | Kind::Sealed => true,
        _ => false,
    }
}

/// Adds items; the whole of a message takes the place of its parts.
fn join(items: &mut Vec<Item>, more: Vec<Item>) {
    for item in more {
        if let What::Handshake { kind, .. } = item.what
            && let Some(part) =
                items.iter_mut().find(|known| known.what == What::Handshake { kind, whole: false })
        {
            *part = item;
            continue;
        }
        match items.last_mut() {
            // Runs of data are only counted.
            Some(last) if last.what == item.what && item.what == What::Data => {
                last.len_bytes = last.len_bytes.saturating_add(item.len_bytes);
                last.is_opened &= item.is_opened;
            }
            _ => items.push(item),
        }
    }
}

/// Closed counts more than open.
fn worse(a: Option<TlsMark>, b: Option<TlsMark>) -> Option<TlsMark> {
    let weight = |mark: &TlsMark| match mark {
        TlsMark::Failed => 6,
        TlsMark::Closed => 5,
        TlsMark::Waiting => 4,
        TlsMark::Half => 3,
        TlsMark::Open => 2,
        TlsMark::KeyFrame => 1,
        TlsMark::Handshake => 0,
    };
    a.into_iter().chain(b).max_by_key(weight)
}

/// Gives a step its title and note.
fn describe(step: &mut Step) {
    let mut names: Vec<String> = Vec::new();
    let (mut sealed, mut sealed_name) = (0, "");
    for item in &step.items {
        let name = match item.what {
            What::Alert { number, .. } => {
                let known = alerts::find(number);
                format!("Alert: {}", known.map_or_else(|| number.to_string(), |alert| alert.name.to_owned()))
            }
            What::Handshake { whole: false, .. } => format!("{} (part)", item.name),
            What::Sealed { content_type: Some(22) } => "Finished (encrypted)".to_owned(),
            What::Sealed { content_type: Some(21) } => "Alert (encrypted)".to_owned(),
            What::Sealed { .. } => {
                sealed += 1;
                sealed_name = item.name.as_str();
                continue;
            }
            What::Data if names.last().is_some_and(|name| name == &item.name) => continue,
            What::ConnectionClose { code } => match code {
                0 => "Connection Close".to_owned(),
                code => format!("Connection Close, error 0x{code:x}"),
            },
            _ => item.name.clone(),
        };
        names.push(name);
    }
    // Data may stand behind handshake messages; sealed records come last.
    match sealed {
        0 => {}
        1 => names.push(sealed_name.to_owned()),
        _ => names.push(format!("{sealed_name}s")),
    }
    step.title = names.join(", ");
    step.note = note(step);
}

fn note(step: &Step) -> String {
    let total: u64 = step.items.iter().map(|item| item.len_bytes).sum();
    let sizes: Vec<String> =
        step.items.iter().filter(|i| i.len_bytes > 0).map(|i| i.len_bytes.to_string()).collect();
    let mut note = match sizes.len() {
        0 => String::new(),
        1 => size(total),
        2..=MAX_SIZES => format!("{} B", sizes.join(" + ")),
        n => format!("{n} parts, {}", size(total)),
    };
    let first = step.items.first();
    let fact = |title: &str| {
        let facts = first.map_or(&[][..], |item| item.facts.as_slice());
        facts.iter().find(|(name, _)| *name == title).map(|(_, value)| value.as_str())
    };
    if step.items.len() == 1 && step.title == "Client Hello" {
        let suites = fact("Suites").map_or(0, count_values);
        note.push_str(&format!(", {suites} suite{}", if suites == 1 { "" } else { "s" }));
    } else if fact("Encrypted secret").is_some() {
        note.push_str(", pre-master secret");
    }
    if step.kind == Kind::Data && step.frame_count > 1 {
        note.push_str(&format!(" in {} frames", step.frame_count));
    }
    note
}

/// How many values a list of `said.rs` stands for.
fn count_values(list: &str) -> usize {
    let (shown, more) = list.rsplit_once(", +").unwrap_or((list, "0"));
    shown.split(", ").count() + more.parse::<usize>().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handshake(kind: u8, whole: bool) -> Item {
        let what = What::Handshake { kind, whole };
        Item { what, name: "Certificate".into(), len_bytes: 9, is_opened: false, facts: Vec::new() }
    }

    #[test]
    fn a_whole_message_takes_the_place_of_its_parts() {
        let mut items = vec![handshake(11, false)];
        join(&mut items, vec![handshake(11, true), handshake(14, true)]);
        let kinds: Vec<What> = items.iter().map(|i| i.what).collect();
        assert_eq!(
            kinds,
            [What::Handshake { kind: 11, whole: true }, What::Handshake { kind: 14, whole: true }]
        );
    }

    #[test]
    fn many_frames_keep_the_first_and_the_last() {
        let mut step = new_step(Kind::Data, FrameId(0), true, 0, String::new());
        for frame in 1..200 {
            add_frame(&mut step, FrameId(frame), u64::from(frame));
        }
        assert_eq!((step.frames.as_slice(), step.frame_count), (&[FrameId(0), FrameId(199)][..], 200));
        assert_eq!((step.until_ns, step.frames_text()), (199, "1 … 200".into()));
    }

    #[test]
    fn spans_and_sizes_are_short() {
        assert_eq!([54_000, 7_300_000, 2_100_000_000].map(span), ["54 µs", "7.3 ms", "2.1 s"]);
        assert_eq!([29, 14_200, 3_000_000].map(size), ["29 B", "14.2 kB", "3.0 MB"]);
        assert_eq!(["a", "a, b", "a, b, +3"].map(count_values), [1, 2, 5]);
    }
}
