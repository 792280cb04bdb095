//! `-z proto,colinfo,FILTER,FIELD`: values of a field behind the Info column, as filters write them.

use super::{End, Needs, Tap, filter};
use crate::cli::fault::Fault;
use crate::cli::print::{safe, summary};
use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, Type, show};
use crate::filter::Filter;
use crate::filter::condition;
use crate::filter::names::{self, Named};
use std::fmt::Write;

#[derive(Debug)]
struct ColumnValues {
    filter: Filter,
    name: String,
    ids: Vec<FieldId>,
    /// tshark has the values of those fields alone that the filter names.
    is_named: bool,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let wrong = || Fault::usage("invalid \"-z proto,colinfo,<filter>,<field>\" argument");
    let (condition, name) = text.split_once(',').ok_or_else(wrong)?;
    let (condition, name) = (condition.trim(), name.trim());
    let Some(Named::Fields(ids)) = names::resolve(registry, name) else {
        return Err(Fault::usage(format_args!("Field \"{}\" doesn't exist.", safe::shown(name))));
    };
    let filter = filter("proto,colinfo", condition, registry)?;
    let is_named = ids.iter().any(|id| filter.needs.contains(*id));
    Ok(Box::new(ColumnValues { filter, name: name.to_string(), ids, is_named }))
}

impl Tap for ColumnValues {
    fn needs(&self) -> Option<Needs> {
        let own = Needs { columns: true, ..Needs::default() };
        Some(Needs::of(&self.filter).and(&own))
    }

    fn amend(&mut self, d: &mut Dissector<'_>) {
        if !self.is_named || !self.filter.matches(&d.tree, &d.sources, &d.columns) {
            return;
        }
        let mut text = String::new();
        for node in d.tree.nodes().iter().filter(|n| self.ids.contains(&n.field)) {
            let def = d.tree.def(node.field);
            text.push_str("  ");
            let mut value = String::new();
            show::field_text(def, node.value, d.tree.value_bytes(node, &d.sources), &mut value);
            match def.ty {
                // Control characters are escapes already.
                Type::Str => {
                    let _ = write!(text, "{} == \"{}\"", self.name, value.replace('"', "\\\""));
                }
                ty => {
                    let value = summary::hex_of_bits(def, node.value.uint()).unwrap_or(value);
                    text.push_str(&condition(&self.name, ty, &value));
                }
            }
        }
        d.columns.add_info(format_args!("{text}"));
    }

    fn print(&mut self, _: &End<'_>, _: &mut String) {}
}
