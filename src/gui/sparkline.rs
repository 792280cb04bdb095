//! The traffic of an interface over the last seconds, as one thin line. Not here: counting it
//! (`platform::net_counters`).

use std::collections::VecDeque;

use eframe::egui::{Color32, Painter, Rect, Shape, Stroke, pos2};

/// Seconds that the line shows.
pub const SECONDS: usize = 90;

/// Bytes a second, the newest last, and what the newest second was like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traffic {
    pub bytes: VecDeque<u32>,
    pub packets_per_s: u64,
    pub bytes_per_s: u64,
    /// Packets dropped by the interface since this was watched.
    pub dropped: u64,
}

impl Traffic {
    /// Adds a second.
    pub fn add(&mut self, bytes: u64, packets: u64, dropped: u64) {
        if self.bytes.len() >= SECONDS {
            self.bytes.pop_front();
        }
        self.bytes.push_back(u32::try_from(bytes).unwrap_or(u32::MAX));
        (self.bytes_per_s, self.packets_per_s) = (bytes, packets);
        self.dropped = self.dropped.saturating_add(dropped);
    }

    /// The busiest second that is shown.
    pub fn peak(&self) -> u32 {
        self.bytes.iter().copied().max().unwrap_or(0)
    }
}

/// Paints the line in `rect`, at the scale of `peak`: the same for all interfaces, by the square
/// root, so that a quiet one is still seen beside a busy one.
pub fn paint(painter: &Painter, rect: Rect, traffic: &Traffic, peak: u32, line: Color32, base: Color32) {
    let bottom = rect.bottom() - 3.0;
    let step = rect.width() / (SECONDS - 1) as f32;
    painter.hline(rect.x_range(), bottom + 0.5, Stroke::new(1.0, base));
    if traffic.bytes.len() < 2 || traffic.peak() == 0 {
        return;
    }
    let height = rect.height() - 8.0;
    let top = (peak.max(1) as f32).sqrt();
    let right = rect.right();
    let count = traffic.bytes.len();
    let points = traffic.bytes.iter().enumerate().map(|(at, bytes)| {
        let x = right - step * (count - 1 - at) as f32;
        pos2(x, bottom - height * ((*bytes as f32).sqrt() / top).min(1.0))
    });
    painter.add(Shape::line(points.collect(), Stroke::new(1.25, line)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_seconds_fall_out() {
        let mut traffic = Traffic::default();
        for n in 0..SECONDS as u64 + 10 {
            traffic.add(n, 1, u64::from(n == 3));
        }
        assert_eq!((traffic.bytes.len(), traffic.bytes.front()), (SECONDS, Some(&10)));
        assert_eq!((traffic.bytes_per_s, traffic.peak(), traffic.dropped), (99, 99, 1));
    }
}
