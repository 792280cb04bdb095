//! Names that IEEE 802.11 gives to numbers, a file for each family.

mod element;
mod frame;
mod reason;
mod status;

pub use element::{EXT_TAG_NUMBER_NAMES, TAG_NUMBER_NAMES};
pub use frame::{CATEGORY_NAMES, RATES_NAMES, TYPE_SUBTYPE_NAMES};
pub use reason::REASON_NAMES;
pub use status::STATUS_NAMES;
