//! The frames that a statistic counts, and what it reads of them.

use super::Needs;
use crate::dissect::{Dissector, Registry};
use crate::field::FieldSet;
use crate::filter::Filter;

#[derive(Debug)]
pub struct Selection {
    filter: Filter,
    /// The statistic's and the filter's.
    fields: FieldSet,
}

impl Selection {
    /// Frames that pass `filter`, read for `fields`.
    pub fn new(filter: Filter, mut fields: FieldSet) -> Self {
        fields.merge(&filter.needs);
        Self { filter, fields }
    }

    /// The same for fields of these names.
    pub fn of_named(filter: Filter, names: &[&str], registry: &'static Registry) -> Self {
        Self::new(filter, names.iter().flat_map(|name| registry.named(name)).copied().collect())
    }

    pub fn needs(&self) -> Option<Needs> {
        let columns = self.filter.needs_columns;
        Some(Needs { fields: self.fields.clone(), columns, everything: false })
    }

    pub fn takes(&self, d: &Dissector<'_>) -> bool {
        self.filter.matches(&d.tree, &d.sources, &d.columns)
    }

    /// The filter as it was given.
    pub fn text(&self) -> &str {
        &self.filter.text
    }
}
