//! A live capture of which only the newest frames are kept goes on in another file now and then: what is
//! open is replaced by the frames of that file, and what was noted of them goes with it. Not here:
//! when that happens and what the file holds (`capture::several`).

use std::sync::Arc;

use super::App;
use super::live::Unsaved;
use super::opened::{Opened, Origin};
use crate::base::id::FrameId;
use crate::capture::Moved;
use crate::document::Loader;
use crate::document::background::BackgroundCapture;
use crate::filter::Filter;
use crate::gui::model::statistics::Report;
use crate::proto;

/// What takes the place of the open capture once it has as many frames.
pub struct Successor {
    opened: Opened,
    unsaved: Unsaved,
    /// Frames of the open capture that are gone.
    gone: u32,
    /// Frames that the file began with.
    kept: usize,
}

impl Successor {
    /// The capture has ended: the file will not grow any more.
    pub fn ended(&mut self) {
        self.opened.background.stop_growing();
    }
}

impl App {
    /// Reads the file in which the capture goes on, and shows it as soon as it is read.
    pub(super) fn follow_moved(&mut self) {
        while let Some(moved) = self.live.as_ref().and_then(|live| live.moved()) {
            self.begin_successor(moved);
        }
        let ready = |next: &Successor| next.opened.background.capture().frames.len() >= next.kept;
        if self.successor.as_ref().is_some_and(ready)
            && let Some(next) = self.successor.take()
        {
            self.succeed(next);
        }
    }

    fn begin_successor(&mut self, moved: Moved) {
        // A file that cannot be opened leaves what is shown as it is.
        let (Some(open), Ok(file)) = (&self.open, moved.spool.open()) else { return };
        let background = BackgroundCapture::open(
            open.name.clone(),
            move || Loader::follow(file),
            true,
            Arc::clone(&self.keyring),
            super::dissect_settings(&self.decode_as, &self.settings),
            Arc::clone(&self.wake),
        );
        let before = self.successor.take().map_or(0, |before| before.gone);
        self.successor = Some(Successor {
            opened: Opened::new(open.name.clone(), Origin::Live(open.name.clone()), background),
            unsaved: Unsaved::new(moved.spool),
            gone: before.saturating_add(u32::try_from(moved.gone).unwrap_or(u32::MAX)),
            kept: usize::try_from(moved.kept).unwrap_or(usize::MAX),
        });
    }

    /// Shows `next` in place of what is open.
    fn succeed(&mut self, mut next: Successor) {
        let Some(old) = self.open.take() else { return };
        let still = |frame: FrameId| frame.0.checked_sub(next.gone).map(FrameId);
        let first = FrameId(next.gone);
        // Frames that leave the list above what is in sight.
        let rows_gone = match old.sorting.key {
            Some(_) => 0,
            None => match &old.shown {
                Some(shown) => shown.partition_point(|frame| *frame < first) as u64,
                None => next.gone.into(),
            },
        };
        let new = &mut next.opened;
        let annotations = old.background.settings().annotations;
        let annotations = Arc::new(annotations.without_first(next.gone));
        new.background.change_settings(|settings| settings.annotations = annotations);
        new.capture = new.background.capture();
        if let Some(filter) = old.scan.as_ref().map(|scan| scan.filter().text.clone())
            && let Ok(filter) = Filter::new(&filter, proto::registry())
        {
            new.set_filter(Some(filter), &self.wake);
        }
        new.sorting.set_key(old.sorting.key.clone());
        new.set_names(old.look.names.clone());
        for (conversation, colour) in &old.conversation_colours {
            let last = old.capture.conversation(*conversation).and_then(|c| still(c.last));
            let known = last.and_then(|last| new.capture.frame(last)?.conversation());
            new.conversation_colours.extend(known.map(|known| (known, *colour)));
        }
        let field = old.selected_node.and_then(|node| old.details.as_ref()?.nodes.get(node)?.field);
        new.select(old.selected.and_then(still));
        new.want_field(field.map(str::to_owned));
        self.frame_windows.retain_mut(|window| window.moved(next.gone));
        // Streams have other numbers.
        self.reports.retain(|report| !matches!(report.view.report, Report::TcpGraph(_)));
        self.window.list.rows.leave_out_first(rows_gone);
        self.window.list.forget_minimap();
        self.open = Some(next.opened);
        self.unsaved = Some(next.unsaved);
        self.forget_conversation_rules();
        self.forget_what_was_found();
        if let (Some(open), wake) = (&self.open, &self.wake) {
            self.reports.iter_mut().for_each(|report| report.count_again(open, wake));
        }
        if let Some(live) = &mut self.live {
            live.look_again();
        }
        // Millions of frames take a while to be given back.
        std::thread::spawn(move || drop(old));
    }

    /// What names frames by their numbers is true no longer.
    fn forget_what_was_found(&mut self) {
        self.follow = None;
        self.judging.reset();
        self.hellos.reset();
        self.forget_findings();
        self.forget_details();
        self.suggest = Default::default();
        self.owning = Default::default();
        self.secrets_stamp = None;
    }
}
