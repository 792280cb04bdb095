//! The window's type: Inter for words, JetBrains Mono NL for data, and Japanese on every machine.
//! Not here: sizes (`theme`).

use std::sync::Arc;

use eframe::egui::{self, FontData, FontDefinitions, FontTweak};

use super::theme::Face;

const INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const INTER_MEDIUM: &[u8] = include_bytes!("../../assets/fonts/Inter-Medium.otf");
const INTER_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
// The NL cut: without ligatures `!=` stays two characters.
const MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMonoNL-Regular.ttf");
const MONO_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMonoNL-SemiBold.ttf");
// Code page 932, so that decrypted Japanese is readable where no CJK font is installed. Everything
// else comes from the system's fonts (eframe's `system_fonts`).
const CJK: &[u8] = include_bytes!("../../assets/fonts/WirelensCJK-Regular.otf");

/// Installs all faces of [`Face`].
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
}

/// The faces and their fallbacks.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in [
        ("inter", INTER),
        ("inter-medium", INTER_MEDIUM),
        ("inter-semibold", INTER_SEMIBOLD),
        ("mono", MONO),
        ("mono-semibold", MONO_SEMIBOLD),
        ("cjk", CJK),
    ] {
        let mut data = FontData::from_static(bytes);
        if name == "cjk" {
            // Noto's em box sits high beside a Latin line of the same size.
            data = data.tweak(FontTweak { y_offset_factor: 0.02, ..FontTweak::default() });
        }
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    for (face, chain) in [
        (Face::Ui, ["inter", "cjk", "mono"]),
        (Face::UiMedium, ["inter-medium", "cjk", "mono"]),
        (Face::UiSemibold, ["inter-semibold", "cjk", "mono"]),
        (Face::Mono, ["mono", "cjk", "inter"]),
        (Face::MonoSemibold, ["mono-semibold", "cjk", "inter"]),
    ] {
        let chain = chain.map(str::to_owned).to_vec();
        fonts.families.insert(face.family(), chain);
    }
    fonts
}
