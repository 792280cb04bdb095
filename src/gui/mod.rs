//! The window: widgets that paint plain view data (`model`) and answer with actions, and the app
//! that fills that data from an open capture. Painting only asks; nothing blocks it.
#![forbid(unsafe_code)]

pub mod bytes;
pub mod command;
pub mod details;
pub mod dialogs;
pub mod filter_bar;
pub mod follow;
pub mod fonts;
pub mod icons;
pub mod model;
pub mod options;
pub mod packet_list;
pub mod rows;
pub mod screenshot;
pub mod settings;
pub mod status;
pub mod text;
pub mod theme;
pub mod toolbar;
pub mod welcome;
pub mod widgets;
pub mod window;
