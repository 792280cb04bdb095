//! `-z http,stat`: how often each status and each method of HTTP occurs.

use super::{End, Needs, RULE, Tap, filter};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::field::FieldSet;
use crate::filter::Filter;
use crate::proto::tables::http_status;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Methods kept apart; a capture may invent as many as it likes.
const MAX_METHODS: usize = 10_000;

/// Codes that nobody defined are counted together, those of a class, as its last one.
fn counted_as(code: u16) -> Option<u16> {
    let others = code - code % 100 + 99;
    if http_status::is_known(code) { Some(code) } else { Some(others).filter(|o| http_status::is_known(*o)) }
}

#[derive(Debug)]
struct HttpStat {
    filter: Filter,
    needs: FieldSet,
    codes: BTreeMap<u16, (String, u64)>,
    methods: BTreeMap<String, u64>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let filter = filter("http,stat", text, registry)?;
    const FIELDS: &[&str] = &["http.request.method", "http.response.code"];
    let mut needs: FieldSet = FIELDS.iter().flat_map(|name| registry.named(name)).copied().collect();
    needs.merge(&filter.needs);
    Ok(Box::new(HttpStat { filter, needs, codes: BTreeMap::new(), methods: BTreeMap::new() }))
}

impl Tap for HttpStat {
    fn needs(&self) -> Option<Needs> {
        let columns = self.filter.needs_columns;
        Some(Needs { fields: self.needs.clone(), columns, everything: false })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if !self.filter.matches(&d.tree, &d.sources, &d.columns) {
            return;
        }
        for node in d.tree.nodes() {
            match d.tree.def(node.field).abbrev {
                "http.response.code" => {
                    let number = node.value.uint().and_then(|c| u16::try_from(c).ok());
                    if let Some(code) = number.and_then(counted_as) {
                        let name = || http_status::name(code).into_owned();
                        self.codes.entry(code).or_insert_with(|| (name(), 0)).1 += 1;
                    }
                }
                "http.request.method" => {
                    let mut method = String::new();
                    d.tree.field_text(node, &d.sources, &mut method);
                    if self.methods.len() < MAX_METHODS || self.methods.contains_key(&method) {
                        *self.methods.entry(method).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        let _ = write!(out, "\n{RULE}HTTP Statistics");
        if !self.filter.text.is_empty() {
            let _ = write!(out, " with filter {}", self.filter.text);
        }
        out.push_str("\n* HTTP Response Status Codes                Packets\n");
        for (code, (phrase, count)) in &self.codes {
            let _ = writeln!(out, "  {code:3} {:<35} {count:9}", safe::shown(phrase));
        }
        out.push_str("* HTTP Request Methods                      Packets\n");
        for (method, count) in &self.methods {
            let _ = writeln!(out, "  {:<39} {count:9} ", safe::shown(method));
        }
        out.push_str(RULE);
    }
}
