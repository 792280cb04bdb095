//! How the frame list looks and what is made into a filter from it: colouring rules and their file,
//! columns from fields, filters from cells, fields and conversations.

use std::path::Path;
use std::sync::Arc;

use super::App;
use crate::base::whole_file;
use crate::document::colour::{self, Colours, Imported, Rule};
use crate::document::columns::{Content, FieldColumn, split};
use crate::document::decode_as;
use crate::field::{FieldSet, Type};
use crate::filter::{condition, string_condition};
use crate::gui::columns::{COLUMNS_MAX, Column};
use crate::gui::dialogs::Dialog;
use crate::gui::dialogs::bookmark::BookmarkDialog;
use crate::gui::dialogs::colours::ColoursDialog;
use crate::gui::dialogs::decode_as::DecodeAsDialog;
use crate::gui::model::{BannerView, Combine, FilterButton, FilterFrom, Tone};
use crate::gui::protocol_choices;
use crate::gui::settings::Bookmark;
use crate::gui::text;
use crate::proto;
use crate::store::Transport;

/// The rules in `file`; those of a new installation, if there is none.
pub(super) fn load_colours(file: Option<&Path>) -> Colours {
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    match text.map(|text| colour::import(&text).rules).filter(|rules| !rules.is_empty()) {
        Some(rules) => Colours::new(rules, proto::registry()),
        None => Colours::standard(proto::registry()),
    }
}

impl App {
    /// Rows are coloured by these rules from now on, in later runs too.
    pub(super) fn set_colour_rules(&mut self, rules: Vec<Rule>) {
        let written = self.colours_file.as_deref().map(|file| write_rules(file, &rules));
        if let Some(Err(error)) = written {
            let text = format!("The colouring rules could not be saved: {error}");
            self.banner = Some(BannerView { tone: Tone::Danger, text, action: None });
        }
        self.colours = Arc::new(Colours::new(rules, proto::registry()));
    }

    /// Imported rules are looked at in the editor before they are used.
    pub(super) fn colours_imported(&mut self, imported: Imported) {
        let lines = imported.unread.len() as u64;
        let rules = imported.rules.len() as u64;
        let mut words = format!("{} read", text::plural(rules, "rule", "rules"));
        if lines > 0 {
            words.push_str(&format!("; {} no rule", text::plural(lines, "line is", "lines are")));
        }
        let tone = if rules > 0 && lines == 0 { Tone::Success } else { Tone::Warn };
        self.banner = Some(BannerView { tone, text: words, action: None });
        if rules > 0 {
            self.window.dialog = Some(Dialog::Colours(ColoursDialog::new(imported.rules)));
        }
    }

    /// Opens the dialog with what the selected frame could be decoded by.
    pub(super) fn ask_decode_as(&mut self) {
        let offers = self.open.as_ref().and_then(|o| Some(decode_as::of_frame(&o.capture, o.selected?)));
        let dialog = DecodeAsDialog::new(&self.decode_as, offers.unwrap_or_default());
        self.window.dialog = Some(Dialog::DecodeAs(dialog));
    }

    /// All is decoded by these rules from now on, in later runs too.
    pub(super) fn set_decode_as(&mut self, rules: Vec<decode_as::Rule>) {
        self.decode_as = rules;
        let kept = self.decode_as.iter().filter(|rule| !rule.layer.of_one_capture);
        self.settings.decode_as = kept.map(decode_as::Rule::text).collect();
        self.use_decode_as();
    }

    /// The rules are those of the settings again; what is no rule is passed over.
    pub(super) fn read_decode_as(&mut self) {
        let read = self.settings.decode_as.iter().filter_map(|text| decode_as::Rule::parse(text));
        self.decode_as = read.collect();
    }

    pub(super) fn use_decode_as(&mut self) {
        let claims = decode_as::claims(&self.decode_as);
        if let Some(open) = &self.open {
            open.background.change_settings(|settings| settings.decode_as = claims);
        }
    }

    /// What is open is dissected as the settings say from now on.
    pub(super) fn use_choices(&mut self) {
        let (flipped, disabled) = (&self.settings.flipped_choices, &self.settings.disabled_protocols);
        if let Some(open) = &self.open {
            open.background.change_settings(|settings| {
                protocol_choices::apply(flipped, settings);
                settings.disabled.clone_from(disabled);
            });
        }
    }

    /// Numbers of conversations mean others in another capture.
    pub(super) fn forget_conversation_rules(&mut self) {
        if self.decode_as.iter().any(|rule| rule.layer.of_one_capture) {
            self.decode_as.retain(|rule| !rule.layer.of_one_capture);
            self.use_decode_as();
        }
    }

    /// The selected field becomes a column before Info.
    pub(super) fn apply_as_column(&mut self) {
        let node = self.open.as_ref().and_then(|o| o.details.as_ref()?.nodes.get(o.selected_node?));
        let Some(field) = node.and_then(|node| node.field) else { return };
        let content = Content::Field(field.to_owned());
        let columns = &mut self.settings.columns;
        if let Some(known) = columns.iter_mut().find(|c| c.shows().as_ref() == Some(&content)) {
            known.hidden = false;
            return;
        }
        if columns.len() >= COLUMNS_MAX {
            self.status_note("There are as many columns as the list can have.");
            return;
        }
        let info = columns.iter().position(|c| c.shows() == Some(Content::Info));
        let at = info.unwrap_or(columns.len());
        columns.insert(at, Column::new(&content));
    }

    /// Makes a filter of a cell or field, and applies it or leaves it in the field.
    pub(super) fn filter_by(&mut self, from: &FilterFrom, how: Combine, apply: bool) {
        let expression = match from {
            FilterFrom::Text(text) => Some(text.clone()),
            FilterFrom::Cell(content) => self.cell_filter(content),
            FilterFrom::Node => {
                let node = self.open.as_ref().and_then(|o| o.details.as_ref()?.nodes.get(o.selected_node?));
                node.and_then(|node| node.filter.clone())
            }
        };
        let Some(expression) = expression else { return };
        let text = how.text(&self.window.filter_bar.text, &expression);
        self.window.filter_bar.text.clone_from(&text);
        if apply {
            self.window.list.forget_minimap();
            self.apply_filter(&text);
        } else {
            self.filter.check = super::filter::check(&text, text.len());
            self.window.filter_bar.focus();
        }
    }

    /// The filter for the selected frame's value in a column.
    fn cell_filter(&self, content: &Content) -> Option<String> {
        let open = self.open.as_ref()?;
        let frame = open.selected?;
        let meta = open.capture.frame(frame)?;
        let settings = open.background.settings();
        let with = |needs: FieldSet, read: &dyn Fn(&crate::dissect::Dissector<'_>) -> Option<String>| {
            let wanted = crate::dissect::Wanted::Fields(needs);
            let mut d = crate::dissect::Dissector::new(&open.capture, &settings, proto::registry(), wanted);
            d.frame(frame);
            read(&d)
        };
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        match content {
            Content::Number => Some(format!("frame.number == {}", frame.number())),
            Content::Length => Some(format!("frame.len == {}", meta.len)),
            Content::Time => {
                let mut text = String::new();
                let time = settings.annotations.time(meta.time);
                let _ = time.write_epoch(&mut text, crate::base::time::Precision::NANOS);
                Some(format!("frame.time_epoch == {text}"))
            }
            Content::Source => with(FieldSet::default(), &|d| address_filter(&d.columns.source, "src")),
            Content::Destination => {
                with(FieldSet::default(), &|d| address_filter(&d.columns.destination, "dst"))
            }
            Content::Protocol => with(FieldSet::default(), &|d| {
                Some(format!("_ws.col.protocol == {}", quoted(&d.columns.protocol)))
            }),
            Content::Info => {
                with(FieldSet::default(), &|d| Some(format!("_ws.col.info == {}", quoted(d.columns.info()))))
            }
            Content::Field(name) => {
                let column = FieldColumn::new(name, proto::registry());
                let ids = column.ids().to_vec();
                if ids.is_empty() {
                    // The frames in which it has a value.
                    return Some(format!("({})", split(name).0));
                }
                with(ids.iter().copied().collect(), &|d| {
                    let node = d.tree.nodes().iter().find(|node| ids.contains(&node.field))?;
                    let def = d.tree.def(node.field);
                    if def.ty == Type::Str {
                        let bytes = d.tree.value_bytes(node, &d.sources);
                        return Some(string_condition(def.abbrev, bytes));
                    }
                    let mut value = String::new();
                    d.tree.field_text(node, &d.sources, &mut value);
                    Some(condition(def.abbrev, def.ty, &value))
                })
            }
        }
    }

    /// Shows only the innermost conversation of the selected frame.
    pub(super) fn filter_conversation(&mut self) {
        let filter = self.open.as_ref().and_then(|open| {
            let meta = open.capture.frame(open.selected?)?;
            let conversation = open.capture.conversation(meta.conversation()?)?;
            let name = match conversation.transport {
                Transport::Tcp => "tcp.stream",
                Transport::Udp => "udp.stream",
                Transport::Sctp | Transport::Dccp => return None,
            };
            Some(format!("{name} == {}", conversation.stream))
        });
        // Without ports: the two addresses.
        let filter = filter.or_else(|| self.between(&Content::Source, &Content::Destination));
        match filter {
            Some(filter) => self.filter_by(&FilterFrom::Text(filter), Combine::Selected, true),
            None => self.status_note("This frame belongs to no conversation."),
        }
    }

    /// Shows only frames between the selected frame's addresses of one of these protocols. Of several headers the
    /// innermost counts where the list shows its addresses, else the outermost.
    pub(super) fn filter_addresses(&mut self, protocols: &[&str], kind: &str) {
        let listed = self.between(&Content::Source, &Content::Destination);
        let is_of = |filter: &String| protocols.iter().any(|p| filter.starts_with(&format!("{p}.addr ")));
        let filter = listed.filter(is_of).or_else(|| {
            protocols.iter().find_map(|protocol| {
                let [source, destination] =
                    ["src", "dst"].map(|end| Content::Field(format!("{protocol}.{end}")));
                self.between(&source, &destination)
            })
        });
        match filter {
            Some(filter) => self.filter_by(&FilterFrom::Text(filter), Combine::Selected, true),
            None => self.status_note(&format!("This frame has no {kind} addresses.")),
        }
    }

    /// A filter for both ends of the selected frame, whichever sends.
    fn between(&self, source: &Content, destination: &Content) -> Option<String> {
        let any = |text: String| text.replacen(".src ", ".addr ", 1).replacen(".dst ", ".addr ", 1);
        Some(format!("{} && {}", any(self.cell_filter(source)?), any(self.cell_filter(destination)?)))
    }
}

/// The filters that stand ready beside the field in every installation.
pub(super) fn filter_buttons() -> Vec<FilterButton> {
    [
        ("Hellos", "tls.handshake.type in {1, 2}"),
        ("Alerts", "tls.alert_message"),
        ("Not decrypted", "wirelens.tls.not_decrypted"),
        ("Retransmissions", "tcp.analysis.retransmission"),
    ]
    .into_iter()
    .filter(|(_, expression)| crate::filter::Filter::new(expression, proto::registry()).is_ok())
    .map(|(label, expression)| FilterButton { label: label.into(), expression: expression.into() })
    .collect()
}

impl App {
    /// The user's own buttons stand behind those of every installation.
    pub(super) fn refresh_buttons(&mut self) {
        let own = self.settings.bookmarks.iter().filter(|b| b.button);
        let count = own.clone().count();
        let standard = filter_buttons_len();
        let shown = self.filter.buttons.get(standard..).unwrap_or(&[]);
        let is_same = shown.len() == count
            && own.clone().zip(shown).all(|(a, b)| a.label == b.label && a.expression == b.expression);
        if !is_same {
            self.filter.buttons = filter_buttons();
            let button =
                |b: &Bookmark| FilterButton { label: b.label.clone(), expression: b.expression.clone() };
            self.filter.buttons.extend(own.map(button));
        }
    }

    /// The dialog for a bookmark; `None`: a new one of the filter in the field.
    pub(super) fn edit_bookmark(&mut self, index: Option<usize>) {
        let dialog = match index.and_then(|i| Some((i, self.settings.bookmarks.get(i)?))) {
            Some((i, bookmark)) => BookmarkDialog::edit(i, bookmark),
            None => BookmarkDialog::new(self.window.filter_bar.text.trim()),
        };
        self.window.dialog = Some(Dialog::Bookmark(dialog));
    }
}

fn filter_buttons_len() -> usize {
    static LEN: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *LEN.get_or_init(|| filter_buttons().len())
}

/// `way`: `src` or `dst`.
fn address_filter(address: &crate::dissect::columns::Address, way: &str) -> Option<String> {
    use crate::dissect::columns::Address;
    let protocol = match address {
        Address::Ether(_) => "eth",
        Address::Ipv4(_) => "ip",
        Address::Ipv6(_) => "ipv6",
        Address::None | Address::Text(_) => return None,
    };
    Some(format!("{protocol}.{way} == {address}"))
}

/// Writes a file of rules whole, so that a crash leaves the old or the new ones.
fn write_rules(file: &Path, rules: &[Rule]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    whole_file::write(file, colour::export(rules).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_kept_from_run_to_run() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new").join("colorfilters");
        let mut rules = colour::standard_rules();
        rules.truncate(2);
        write_rules(&file, &rules).unwrap();
        assert_eq!(*load_colours(Some(&file)).rules, rules);
        assert_eq!(*load_colours(None).rules, colour::standard_rules());
    }

    #[test]
    fn addresses_are_filtered_by_their_kind() {
        use crate::dissect::columns::Address;
        assert_eq!(
            address_filter(&Address::Ipv4([10, 0, 0, 1]), "src").as_deref(),
            Some("ip.src == 10.0.0.1")
        );
        let mac = Address::Ether([2, 0, 0, 0, 0, 1]);
        assert_eq!(address_filter(&mac, "dst").as_deref(), Some("eth.dst == 02:00:00:00:00:01"));
        assert_eq!(address_filter(&Address::Text("x".into()), "src"), None);
    }
}
