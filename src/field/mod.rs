//! What a field, a value, a label is: the words that tree, filter, columns and exports share.
//! Holds no field itself; protocols declare theirs with [`crate::fields!`] in their own file.
#![forbid(unsafe_code)]

pub mod def;
mod reference_types;
pub mod set;
pub mod show;
pub mod value;

pub use def::{Base, Field, FieldDef, FieldId, Kind, Names, Type};
pub use reference_types::reference_type;
pub use set::FieldSet;
pub use value::Value;
