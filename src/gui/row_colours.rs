//! Colours of rows that no theme names: those that a rule of the user's has, and those of coloured
//! conversations. All are made readable here. Not here: the rules' own tints (`theme`).

use eframe::egui::{Color32, ecolor::Hsva};

use super::theme::Tint;

/// Colours for conversations, as many as there are keys for them.
pub const CONVERSATION_COLOURS: u8 = 10;
/// Least contrast of text (WCAG 2 level AA).
const READABLE: f32 = 4.5;
/// Steps in which a text colour is moved towards black or white.
const STEPS: u8 = 20;

/// What a row looks like that has no tint of the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowLook {
    /// Of a coloured conversation, counted from 0.
    Conversation(u8),
    Own {
        background: Color32,
        text: Color32,
    },
}

impl RowLook {
    /// The colours it is painted with in the dark or the light mode.
    pub fn tint(self, dark: bool) -> Tint {
        match self {
            Self::Conversation(index) => conversation(index, dark),
            Self::Own { background, text } => {
                Tint { background, text: readable(text, background), marker: background }
            }
        }
    }
}

/// Hues a tenth of the circle apart.
fn conversation(index: u8, dark: bool) -> Tint {
    let hue = f32::from(index % CONVERSATION_COLOURS) / f32::from(CONVERSATION_COLOURS);
    let colour = |saturation, value| Color32::from(Hsva::new(hue, saturation, value, 1.0));
    let (background, text) = if dark {
        (colour(0.78, 0.10), colour(0.18, 0.92))
    } else {
        (colour(0.22, 0.86), colour(0.90, 0.04))
    };
    Tint { background, text: readable(text, background), marker: colour(0.75, 0.55) }
}

/// `text`, moved towards black or white until it can be read on `background`.
pub fn readable(text: Color32, background: Color32) -> Color32 {
    if contrast(text, background) >= READABLE {
        return text;
    }
    let end = if contrast(Color32::WHITE, background) >= contrast(Color32::BLACK, background) {
        Color32::WHITE
    } else {
        Color32::BLACK
    };
    (1..=STEPS)
        .map(|step| text.lerp_to_gamma(end, f32::from(step) / f32::from(STEPS)))
        .find(|colour| contrast(*colour, background) >= READABLE)
        .unwrap_or(end)
}

/// Contrast ratio of two opaque colours, 1 to 21 (WCAG 2).
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: Color32) -> f32 {
    let part = |byte: u8| {
        let x = f32::from(byte) / 255.0;
        if x <= 0.03928 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_conversation_can_be_read_and_told_apart() {
        for dark in [true, false] {
            let tints: Vec<Tint> = (0..CONVERSATION_COLOURS).map(|i| conversation(i, dark)).collect();
            for (i, tint) in tints.iter().enumerate() {
                assert!(contrast(tint.text, tint.background) >= READABLE, "{i} {tint:?}");
                assert!(tints.iter().skip(i + 1).all(|other| other.background != tint.background));
            }
        }
    }

    #[test]
    fn colours_of_a_file_are_made_readable() {
        let grey = Color32::from_gray(120);
        for background in [Color32::from_gray(100), Color32::from_rgb(255, 255, 0), Color32::BLACK] {
            let text = readable(grey, background);
            assert!(contrast(text, background) >= READABLE, "{background:?} {text:?}");
        }
        assert_eq!(readable(Color32::WHITE, Color32::BLACK), Color32::WHITE);
    }
}
