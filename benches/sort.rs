//! What sorting the frame list by a column of the index costs: ten million rows with random times and
//! lengths, in the job that the window runs. Prints seconds.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Instant;
use wirelens::base::time::Timestamp;
use wirelens::dissect::Settings;
use wirelens::document::columns::Content;
use wirelens::document::rows::TimeLook;
use wirelens::document::sort::{Key, List, SortJob};
use wirelens::proto;
use wirelens::store::{Capture, FrameMeta};

const ROWS: usize = 10_000_000;

fn main() {
    let mut capture = Capture::default();
    let mut state = 1_u64;
    for _ in 0..ROWS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (time, len) = ((state >> 20) as i64, (state >> 50) as u32);
        capture.frames.push(FrameMeta::new(0, 0, len, Timestamp(time), 0));
    }
    let capture = Arc::new(capture);
    for content in [Content::Time, Content::Length, Content::Number] {
        for descending in [false, true] {
            let key = Key { content: content.clone(), descending };
            let (done, wait) = mpsc::channel();
            let begun = Instant::now();
            let job = SortJob::start(
                Arc::clone(&capture),
                Settings::default(),
                proto::registry(),
                List::All(ROWS),
                key,
                TimeLook::default(),
                Arc::new(move || _ = done.send(())),
            );
            wait.recv().expect("the job ends");
            let order = job.take().expect("an order").expect("not cancelled");
            assert_eq!(order.len(), ROWS);
            println!("{content:?}, descending {descending}: {:.2} s", begun.elapsed().as_secs_f64());
        }
    }
}
