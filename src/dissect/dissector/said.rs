//! What the engine says in a tree when a packet is cut short, malformed or could not be put together.

use super::Dissector;
use crate::dissect::cursor::{Cut, Span};
use crate::dissect::{Group, Severity};
use crate::field::Field;
use crate::field::def::Label;

impl Dissector<'_> {
    pub(super) fn say_cut(&mut self, title: &str, cut: Cut, span: Span) {
        let (name, text) = match cut {
            Cut::Snapped => ("_ws.short", format!("[Packet size limited during capture: {title} truncated]")),
            Cut::Malformed if self.fragmented => {
                ("_ws.unreassembled", format!("[Unreassembled Packet: {title}]"))
            }
            Cut::Malformed => ("_ws.malformed", format!("[Malformed Packet: {title}]")),
        };
        if let Some(listed) = self.registry.protocol(name) {
            let open = self.tree.open_layer(listed.root, span.at_start());
            self.tree.set_label(open.node(), format_args!("{text}"));
            if cut == Cut::Malformed && self.fragmented {
                let text = format_args!("Unreassembled fragment (change preferences to enable reassembly)");
                let field = self.label_field("_ws.unreassembled.expert");
                self.tree.expert(open.node(), field, Severity::Note, Group::Undecoded, text);
            } else if cut == Cut::Malformed {
                let text = format_args!("Malformed Packet (Exception occurred)");
                let field = self.label_field("_ws.malformed.expert");
                self.tree.expert(open.node(), field, Severity::Error, Group::Malformed, text);
            }
            self.tree.close(open);
        }
        let info = match cut {
            Cut::Snapped => "[Packet size limited during capture]",
            Cut::Malformed if self.fragmented => "[Unreassembled Packet]",
            Cut::Malformed => "[Malformed Packet]",
        };
        if !self.quoted {
            self.columns.add_info(format_args!("{info}")); // without a blank, as Wireshark has it
        }
    }

    /// Whether lines that only this program has are shown: not in whole trees that scripts compare with
    /// the reference's, unless one of them was asked for.
    pub fn shows_own(&self) -> bool {
        self.settings.show_verdicts || !self.tree.wants_everything()
    }

    fn label_field(&self, name: &str) -> Option<Field<Label>> {
        self.registry.named(name).first().map(|id| Field::new(id.0, 0))
    }

    /// Says that pieces of `title`'s messages could not be put together, and why.
    pub fn say_reassembly_error(&mut self, title: &str, why: &str, span: Span) {
        if let Some(listed) = self.registry.protocol("_ws.malformed") {
            self.end_layer();
            let open = self.tree.open_layer(listed.root, span.at_start());
            self.tree.set_label(open.node(), format_args!("[Reassembly error, protocol {title}: {why}]"));
            let (severity, group) = (Severity::Error, Group::Malformed);
            let field = self.label_field("_ws.malformed.reassembly");
            self.tree.expert(open.node(), field, severity, group, format_args!("{why}"));
            self.tree.close(open);
        }
        if !self.quoted {
            self.columns.add_info(format_args!("[Reassembly error, protocol {title}: {why}]"));
        }
    }
}
