//! The window: widgets that paint plain view data (`model`) and answer with actions, and the app
//! that fills that data from an open capture. Painting only asks; nothing blocks it.
#![forbid(unsafe_code)]

pub mod command;
pub mod fonts;
pub mod icons;
pub mod model;
pub mod rows;
pub mod settings;
pub mod text;
pub mod theme;
pub mod widgets;
