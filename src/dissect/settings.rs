//! What a dissection depends on besides the capture and the frame: preferences, Decode As.

use super::checkpoints::Checkpoints;
use super::opened::OpenedMemory;
use super::remembered::Remembered;
use super::{Choices, Claim};
use crate::store::{Annotations, Application, Verdicts};
use crate::tls::secrets::Secrets;
use std::sync::Arc;

/// Inputs of a dissection that the user can change. A change of any of them changes trees and
/// rows, but nothing the index keeps, unless it says so.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `tcp.relative_sequence_numbers`
    pub relative_sequence_numbers: bool,
    /// `tcp.desegment_tcp_streams`
    pub desegment_tcp: bool,
    /// `tls.desegment_ssl_records`, `http.desegment_body` and the like, off: protocols whose messages are taken
    /// segment by segment.
    pub kept_apart: Vec<Application>,
    /// `tls.desegment_ssl_application_data`; if not, what TLS carries is taken record by record.
    pub desegment_in_tls: bool,
    /// `tcp.reassemble_out_of_order`. If not, segments are taken as they come: the index of a
    /// capture is made for the one or the other.
    pub reassemble_out_of_order: bool,
    /// Rows may tell of later frames (`-2`). Off where rows are printed as frames are read.
    pub two_passes: bool,
    /// Numbers of a TCP conversation that every frame of it shows are those at its end, not those so far. It costs
    /// a look at all of its frames.
    pub whole_conversations: bool,
    /// `ip.defragment` and `ipv6.defragment`. The index is made for the one or the other, too.
    pub defragment: bool,
    /// How layers are checked and shown.
    pub choices: Choices,
    /// `data.show_as_text`: a line of text below bytes that are text. Off for scripts, which know
    /// the bytes; the window turns it on.
    pub data_as_text: bool,
    /// Decode As: this claim belongs to the protocol of that name.
    pub decode_as: Vec<(Claim, &'static str)>,
    /// Protocols that are not dissected, `--disable-protocol`.
    pub disabled: Vec<String>,
    /// Keys and other secrets that may open sessions.
    pub secrets: Arc<Secrets>,
    /// Decrypted streams made so far; belongs to one capture.
    pub opened: Arc<OpenedMemory>,
    /// What is said of sessions; belongs to one capture. None is said by default.
    pub verdicts: Arc<Verdicts>,
    /// Verdicts stand in whole trees too, not only where a filter or a column asks for one. Off for
    /// scripts that compare trees and name no secret.
    pub show_verdicts: bool,
    /// States of sequential decoders; belongs to one capture.
    pub checkpoints: Arc<Checkpoints>,
    /// What protocols worked out about whole streams; belongs to one capture.
    pub remembered: Arc<Remembered>,
    /// Marks, comments and the like that the user made; belong to one capture.
    pub annotations: Arc<Annotations>,
}

impl Settings {
    /// Whether messages of the application are put together from several segments.
    pub fn desegments(&self, application: Application) -> bool {
        self.desegment_tcp && !self.kept_apart.contains(&application)
    }

    /// Whether messages of every application are, wherever they stand.
    pub fn desegments_all(&self) -> bool {
        self.desegment_tcp && self.desegment_in_tls && self.kept_apart.is_empty()
    }

    /// Says whether messages of the application are to be put together.
    pub fn set_desegments(&mut self, application: Application, on: bool) {
        self.kept_apart.retain(|known| *known != application);
        if !on {
            self.kept_apart.push(application);
        }
    }

    /// The protocol that Decode As names for the first of `claims` that it speaks of.
    #[inline]
    pub fn decoded_as(&self, claims: &[Claim]) -> Option<&'static str> {
        if self.decode_as.is_empty() {
            return None;
        }
        let said = |claim: &Claim| self.decode_as.iter().find(|(c, _)| c == claim).map(|(_, name)| *name);
        claims.iter().find_map(said)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            relative_sequence_numbers: true,
            desegment_tcp: true,
            kept_apart: Vec::new(),
            desegment_in_tls: true,
            reassemble_out_of_order: true,
            two_passes: true,
            whole_conversations: false,
            defragment: true,
            choices: Choices::default(),
            data_as_text: false,
            decode_as: Vec::new(),
            disabled: Vec::new(),
            secrets: Arc::default(),
            opened: Arc::default(),
            verdicts: Arc::default(),
            show_verdicts: true,
            checkpoints: Arc::default(),
            remembered: Arc::default(),
            annotations: Arc::default(),
        }
    }
}
