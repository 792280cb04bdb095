//! The keyboard: which shortcut was pressed, and how one is written.

use eframe::egui::{self, Key, KeyboardShortcut, Modifiers};

use super::{CTRL, Command, Possible};

/// Second shortcuts. Plus is Shift+= on many keyboards.
const ALSO: &[(Command, KeyboardShortcut)] = &[
    (Command::ZoomIn, KeyboardShortcut::new(CTRL, Key::Equals)),
    (Command::NextFrame, KeyboardShortcut::new(Modifiers::NONE, Key::F8)),
    (Command::PreviousFrame, KeyboardShortcut::new(Modifiers::NONE, Key::F7)),
];

/// A shortcut as it is printed on the keys.
pub fn keys(ctx: &egui::Context, shortcut: &KeyboardShortcut) -> String {
    let name = shortcut.logical_key.name();
    let words = ctx.format_shortcut(shortcut);
    let sign = match shortcut.logical_key {
        Key::Slash => "/",
        Key::Plus => "+",
        Key::Minus => "−",
        Key::Period => ".",
        Key::Comma => ",",
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        _ => return words,
    };
    words.strip_suffix(name).map_or(words.clone(), |modifiers| format!("{modifiers}{sign}"))
}

/// What has the keyboard, as far as it uses keys that are shortcuts elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    No,
    Text,
    /// Bytes are selected with Shift and arrows.
    Bytes,
}

/// The commands whose shortcuts were pressed, which are then taken from the input: those alone that
/// mean nothing to what has the keyboard.
pub fn pressed(ctx: &egui::Context, possible: &Possible, typing: Typing) -> Vec<Command> {
    let mut commands: Vec<(Command, KeyboardShortcut)> = Command::ALL
        .iter()
        .filter_map(|&command| command.entry().shortcut.map(|shortcut| (command, shortcut)))
        .collect();
    // A shortcut with more modifiers first: egui takes Ctrl+Shift+S for Ctrl+S otherwise.
    commands.sort_by_key(|(_, shortcut)| std::cmp::Reverse(modifier_count(shortcut.modifiers)));
    let mut pressed = Vec::new();
    for (command, shortcut) in commands {
        let is_spared = match typing {
            Typing::No => false,
            Typing::Text => edits_text(shortcut),
            Typing::Bytes => shortcut.modifiers == Modifiers::SHIFT && edits_text(shortcut),
        };
        if is_spared {
            continue;
        }
        // Ctrl+R restarts a running capture and reloads a file, as in Wireshark.
        let command = match command {
            Command::Reload if possible.live => Command::RestartCapture,
            other => other,
        };
        let hit = ctx.input_mut(|input| {
            let mut hit = input.consume_shortcut(&shortcut);
            for (_, also) in ALSO.iter().filter(|(other, _)| *other == command) {
                hit |= input.consume_shortcut(also);
            }
            hit
        });
        if hit && possible.allows(command) {
            pressed.push(command);
        }
    }
    pressed
}

fn modifier_count(modifiers: Modifiers) -> u32 {
    u32::from(modifiers.command || modifiers.ctrl) + u32::from(modifiers.shift) + u32::from(modifiers.alt)
}

/// Arrows, Home and End move in a text field whatever is held down.
fn edits_text(shortcut: KeyboardShortcut) -> bool {
    use Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Home};
    // Choosing all and typing a space mean the text, too.
    let plain = shortcut.modifiers == CTRL && matches!(shortcut.logical_key, Key::A | Key::Space);
    plain || matches!(shortcut.logical_key, ArrowDown | ArrowLeft | ArrowRight | ArrowUp | End | Home)
}
