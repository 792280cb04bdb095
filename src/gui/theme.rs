//! All colours and sizes of the window, read from `assets/theme.toml`; nothing else names one.
//! Not here: fonts (`fonts`), icons (`icons`), what is painted with them.

use std::fmt;
use std::sync::LazyLock;

use eframe::egui::{
    self, Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, Style, TextStyle, Visuals,
    style::{ScrollStyle, WidgetVisuals},
    vec2,
};
use serde::{Deserialize, Deserializer};

/// The whole of `assets/theme.toml`.
#[derive(Debug, Deserialize)]
pub struct Theme {
    pub font: Fonts,
    pub space: Space,
    pub radius: Radius,
    pub stroke: StrokeWidth,
    pub size: Size,
    pub motion: Motion,
    pub shadow: Shadows,
    pub dark: Palette,
    pub light: Palette,
}

/// Sizes of text, logical px.
#[derive(Debug, Deserialize)]
pub struct Fonts {
    pub size: FontSizes,
}

#[derive(Debug, Deserialize)]
pub struct FontSizes {
    pub hero: f32,
    pub title: f32,
    pub body: f32,
    pub small: f32,
    pub caption: f32,
    pub mono: f32,
    pub mono_small: f32,
}

/// Distances, logical px.
#[derive(Debug, Deserialize)]
pub struct Space {
    pub xxs: f32,
    pub xs: f32,
    pub s: f32,
    pub m: f32,
    pub l: f32,
    pub xl: f32,
    pub xxl: f32,
    pub xxxl: f32,
}

/// Corner radii, logical px.
#[derive(Debug, Deserialize)]
pub struct Radius {
    pub chip: u8,
    pub control: u8,
    pub card: u8,
    pub dialog: u8,
}

/// Widths of lines, logical px.
#[derive(Debug, Deserialize)]
pub struct StrokeWidth {
    pub hairline: f32,
    pub focus: f32,
}

/// Heights and widths of the window's parts, logical px.
#[derive(Debug, Deserialize)]
pub struct Size {
    pub menu_bar: f32,
    pub toolbar: f32,
    pub filter_bar: f32,
    pub table_header: f32,
    pub pane_tabs: f32,
    pub status_bar: f32,
    pub control: f32,
    pub control_large: f32,
    pub icon: f32,
    pub icon_small: f32,
    pub list_row: f32,
    pub tree_row: f32,
    pub tree_indent: f32,
    pub bytes_row: f32,
    pub panel_row: f32,
    pub minimap: f32,
    pub scrollbar: f32,
    pub splitter: f32,
    pub min_window: [f32; 2],
}

/// Durations, seconds.
#[derive(Debug, Deserialize)]
pub struct Motion {
    pub popup: f32,
    pub caret_blink: f32,
}

#[derive(Debug, Deserialize)]
pub struct Shadows {
    pub popup: Shadow,
    pub dialog: Shadow,
}

#[derive(Debug, Deserialize)]
pub struct Shadow {
    pub offset: [i8; 2],
    pub blur: u8,
    pub spread: u8,
    pub dark: Hex,
    pub light: Hex,
}

/// An sRGB colour, in the file `#RRGGBB` or `#RRGGBBAA`.
#[derive(Clone, Copy, PartialEq)]
pub struct Hex(pub Color32);

impl std::ops::Deref for Hex {
    type Target = Color32;

    fn deref(&self) -> &Color32 {
        &self.0
    }
}

impl From<Hex> for Color32 {
    fn from(hex: Hex) -> Self {
        hex.0
    }
}

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_hex())
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Color32::from_hex(&text)
            .map(Hex)
            .map_err(|_| serde::de::Error::custom(format!("\"{text}\" is no colour")))
    }
}

macro_rules! colours {
    ($($(#[$doc:meta])* $name:ident { $($field:ident),* $(,)? })*) => { $(
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        pub struct $name { $(pub $field: Hex,)* }
    )* };
}

colours! {
    /// What lies behind text.
    Surface { window, pane, header, raised, input, hover, pressed, row_hover, backdrop }
    Line { subtle, strong, control }
    Text { primary, secondary, tertiary, disabled, on_accent }
    Accent { base, fill, fill_hover, soft, line }
    Selection {
        row, row_text, row_unfocused, row_unfocused_text,
        bytes, bytes_text, bytes_layer, bytes_hover, find_hit, find_hit_text,
    }
    Focus { ring }
    /// Success, warning, danger or information.
    State { base, soft, line }
    Filter { valid, valid_line, invalid, invalid_line, deprecated, deprecated_line }
    Tls { open, half, closed, waiting, failed, plain, handshake }
    /// The two ends of a conversation.
    Side { client, client_soft, server, server_soft }
    Syntax { field, operator, number, string, function }
}

/// Grades A to F: text and soft background.
#[derive(Debug, Deserialize)]
#[allow(non_snake_case, reason = "the grades are capital letters in the file too")]
pub struct Grades {
    pub A: [Hex; 2],
    pub B: [Hex; 2],
    pub C: [Hex; 2],
    pub D: [Hex; 2],
    pub F: [Hex; 2],
}

/// The colours of one mode.
#[derive(Debug, Deserialize)]
pub struct Palette {
    pub surface: Surface,
    pub line: Line,
    pub text: Text,
    pub accent: Accent,
    pub selection: Selection,
    pub focus: Focus,
    pub success: State,
    pub warn: State,
    pub danger: State,
    pub info: State,
    pub filter: Filter,
    pub tls: Tls,
    pub grade: Grades,
    pub side: Side,
    pub syntax: Syntax,
    pub row: RowPalette,
}

/// A colouring rule's look: background, text, and the mark in the minimap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tint {
    pub background: Color32,
    pub text: Color32,
    pub marker: Color32,
}

impl<'de> Deserialize<'de> for Tint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let [background, text, marker] = <[Hex; 3]>::deserialize(deserializer)?;
        Ok(Tint { background: background.0, text: text.0, marker: marker.0 })
    }
}

macro_rules! row_tints {
    ($($name:ident $field:ident,)*) => {
        /// Which colouring rule a row matched; Wireshark's rules, our colours.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum RowTint { #[default] $($name,)* }

        impl RowTint {
            /// Every rule, in the order of the file.
            pub const ALL: &[RowTint] = &[$(RowTint::$name,)*];

            /// The rule's name in `assets/theme.toml`.
            pub fn name(self) -> &'static str {
                match self { $(RowTint::$name => stringify!($field),)* }
            }
        }

        #[derive(Debug, Deserialize)]
        pub struct RowPalette { $(pub $field: Tint,)* }

        impl RowPalette {
            pub fn of(&self, tint: RowTint) -> Tint {
                match tint { $(RowTint::$name => self.$field,)* }
            }
        }
    };
}

row_tints! {
    None none, Tcp tcp, TcpSynFin tcp_syn_fin, Tls tls, Quic quic, Udp udp, Dns dns, Http http,
    Icmp icmp, IcmpError icmp_error, Arp arp, Routing routing, Smb smb, Dcerpc dcerpc,
    Broadcast broadcast, BadTcp bad_tcp, Rst rst, BadChecksum bad_checksum, TtlLow ttl_low,
    StateChange state_change, SystemEvent system_event, Marked marked, Ignored ignored,
}

static THEME: LazyLock<Theme> = LazyLock::new(|| {
    // A part of the program, not input: the test below reads it too.
    toml::from_str(include_str!("../../assets/theme.toml"))
        .unwrap_or_else(|error| panic!("assets/theme.toml: {error}"))
});

/// Sizes, and the colours of both modes.
pub fn theme() -> &'static Theme {
    &THEME
}

/// The colours of the mode that `ui` is painted in.
pub fn palette(ui: &egui::Ui) -> &'static Palette {
    palette_of(ui.visuals().dark_mode)
}

/// The colours of the dark or of the light mode.
pub fn palette_of(dark_mode: bool) -> &'static Palette {
    if dark_mode { &THEME.dark } else { &THEME.light }
}

/// The faces of the window's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Ui,
    UiMedium,
    UiSemibold,
    Mono,
    MonoSemibold,
}

impl Face {
    /// The family under which `fonts` installs this face.
    pub fn family(self) -> FontFamily {
        match self {
            Face::Ui => FontFamily::Proportional,
            Face::UiMedium => FontFamily::Name("ui-medium".into()),
            Face::UiSemibold => FontFamily::Name("ui-semibold".into()),
            Face::Mono => FontFamily::Monospace,
            Face::MonoSemibold => FontFamily::Name("mono-semibold".into()),
        }
    }

    /// This face at `size` logical px.
    pub fn at(self, size: f32) -> FontId {
        FontId::new(size, self.family())
    }
}

/// Data: list, tree, bytes, filter.
pub fn mono() -> FontId {
    Face::Mono.at(THEME.font.size.mono)
}

/// Body text.
pub fn body() -> FontId {
    Face::Ui.at(THEME.font.size.body)
}

/// Table headers and secondary prose.
pub fn small() -> FontId {
    Face::Ui.at(THEME.font.size.small)
}

/// A line of the theme's hairline width.
pub fn hairline(color: Hex) -> Stroke {
    Stroke::new(THEME.stroke.hairline, color.0)
}

/// Gives egui both modes; which one is shown follows the desktop unless the user chose.
pub fn install(ctx: &egui::Context) {
    ctx.set_style_of(egui::Theme::Dark, style(true));
    ctx.set_style_of(egui::Theme::Light, style(false));
}

/// egui's style of one mode.
pub fn style(dark_mode: bool) -> Style {
    let t = theme();
    let mut style = Style { visuals: visuals(dark_mode), animation_time: t.motion.popup, ..Style::default() };
    let size = &t.font.size;
    style.text_styles = [
        (TextStyle::Small, Face::Ui.at(size.small)),
        (TextStyle::Body, Face::Ui.at(size.body)),
        (TextStyle::Button, Face::Ui.at(size.body)),
        (TextStyle::Heading, Face::UiSemibold.at(size.title)),
        (TextStyle::Monospace, Face::Mono.at(size.mono)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(t.space.m, t.space.xs);
    spacing.button_padding = vec2(t.space.m, t.space.xs);
    spacing.interact_size = vec2(t.size.control, t.size.control);
    spacing.menu_margin = Margin::same(4);
    spacing.menu_width = 240.0;
    spacing.window_margin = Margin::same(16);
    spacing.icon_width = 14.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 8.0;
    spacing.tooltip_width = 480.0;
    spacing.combo_width = 120.0;
    spacing.scroll = ScrollStyle {
        bar_width: t.size.scrollbar,
        floating_allocated_width: t.size.scrollbar,
        bar_inner_margin: 0.0,
        ..ScrollStyle::thin()
    };
    style.interaction.tooltip_delay = 0.5;
    style.interaction.show_tooltips_only_when_still = false;
    style.interaction.selectable_labels = false;
    style
}

fn visuals(dark_mode: bool) -> Visuals {
    let t = theme();
    let p = palette_of(dark_mode);
    let mut v = if dark_mode { Visuals::dark() } else { Visuals::light() };
    let control = CornerRadius::same(t.radius.control);
    let widget = |fill: Hex, line: Color32, text: Hex| WidgetVisuals {
        bg_fill: fill.0,
        weak_bg_fill: fill.0,
        bg_stroke: Stroke::new(t.stroke.hairline, line),
        corner_radius: control,
        fg_stroke: Stroke::new(t.stroke.hairline, text.0),
        expansion: 0.0,
    };
    v.widgets.noninteractive = widget(p.surface.window, p.line.subtle.0, p.text.primary);
    v.widgets.inactive = widget(p.surface.raised, p.line.strong.0, p.text.primary);
    v.widgets.hovered = widget(p.surface.hover, p.line.strong.0, p.text.primary);
    v.widgets.active = widget(p.surface.pressed, p.focus.ring.0, p.text.primary);
    v.widgets.open = widget(p.surface.pressed, p.line.strong.0, p.text.primary);
    // What stands in an empty field, not to be taken for what was typed.
    v.weak_text_color = Some(p.text.tertiary.0);
    v.selection.bg_fill = p.selection.row.0;
    v.selection.stroke = Stroke::new(t.stroke.hairline, p.selection.row_text.0);
    v.hyperlink_color = p.accent.base.0;
    v.faint_bg_color = p.surface.header.0;
    v.extreme_bg_color = p.surface.input.0;
    v.text_edit_bg_color = Some(p.surface.input.0);
    v.code_bg_color = p.surface.input.0;
    v.warn_fg_color = p.warn.base.0;
    v.error_fg_color = p.danger.base.0;
    v.panel_fill = p.surface.window.0;
    v.window_fill = p.surface.raised.0;
    v.window_stroke = hairline(p.line.strong);
    v.window_corner_radius = CornerRadius::same(t.radius.dialog);
    v.menu_corner_radius = CornerRadius::same(t.radius.card);
    v.window_shadow = shadow(&t.shadow.dialog, dark_mode);
    v.popup_shadow = shadow(&t.shadow.popup, dark_mode);
    v.window_highlight_topmost = false;
    v.text_cursor.stroke = Stroke::new(1.5, p.text.primary.0);
    v.text_cursor.on_duration = t.motion.caret_blink;
    v.text_cursor.off_duration = t.motion.caret_blink;
    v.disabled_alpha = 0.4;
    // egui's own choice for dark mode makes 12 px text look semibold.
    v.text_options.color_transfer_function = if dark_mode {
        egui::epaint::FontColorTransferFunction::Gamma(0.8)
    } else {
        egui::epaint::FontColorTransferFunction::Off
    };
    v.interact_cursor = None;
    v
}

fn shadow(shadow: &Shadow, dark_mode: bool) -> egui::Shadow {
    egui::Shadow {
        offset: shadow.offset,
        blur: shadow.blur,
        spread: shadow.spread,
        color: if dark_mode { shadow.dark.0 } else { shadow.light.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `over` laid on `under`, sRGB as browsers and egui blend.
    fn blend(over: Color32, under: Color32) -> Color32 {
        let keep = 1.0 - f32::from(over.a()) / 255.0;
        let mix = |o: u8, u: u8| (f32::from(o) + f32::from(u) * keep).round().min(255.0) as u8;
        Color32::from_rgb(mix(over.r(), under.r()), mix(over.g(), under.g()), mix(over.b(), under.b()))
    }

    /// WCAG 2.2 contrast ratio.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let luminance = |c: Color32| {
            let linear = |v: u8| {
                let v = f64::from(v) / 255.0;
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn pairs(p: &Palette) -> Vec<(String, f64, Color32, Color32)> {
        let mut pairs = Vec::new();
        let mut add = |name: String, bar: f64, over: Color32, under: Color32| {
            pairs.push((name, bar, over, under));
        };
        let s = &p.surface;
        let surfaces = [
            ("window", s.window),
            ("pane", s.pane),
            ("header", s.header),
            ("raised", s.raised),
            ("input", s.input),
            ("hover", s.hover),
        ];
        let texts =
            [("primary", p.text.primary), ("secondary", p.text.secondary), ("tertiary", p.text.tertiary)];
        for (surface, under) in surfaces {
            for (text, over) in texts {
                add(format!("text.{text} on {surface}"), 4.5, *over, *under);
            }
        }
        for (name, under) in &surfaces[..4] {
            if *name != "header" {
                add(format!("accent on {name}"), 4.5, *p.accent.base, **under);
            }
        }
        let sel = &p.selection;
        for (name, bar, over, under) in [
            ("on_accent on fill", 4.5, p.text.on_accent, p.accent.fill),
            ("on_accent on fill_hover", 4.5, p.text.on_accent, p.accent.fill_hover),
            ("accent on soft", 4.5, p.accent.base, p.accent.soft),
            ("primary on accent.soft", 4.5, p.text.primary, p.accent.soft),
            ("selection.row", 4.5, sel.row_text, sel.row),
            ("selection.unfocused", 4.5, sel.row_unfocused_text, sel.row_unfocused),
            ("selection.bytes", 4.5, sel.bytes_text, sel.bytes),
            ("primary on bytes_layer", 4.5, p.text.primary, sel.bytes_layer),
            ("secondary on bytes_layer", 4.5, p.text.secondary, sel.bytes_layer),
            ("find hit", 4.5, sel.find_hit_text, sel.find_hit),
            ("selection on pane", 1.8, sel.row, s.pane),
            ("ring on window", 3.0, p.focus.ring, s.window),
            ("ring on pane", 3.0, p.focus.ring, s.pane),
            ("control on window", 3.0, p.line.control, s.window),
            ("control on raised", 3.0, p.line.control, s.raised),
            ("client on pane", 4.5, p.side.client, s.pane),
            ("client on soft", 4.5, p.side.client, p.side.client_soft),
            ("primary on client", 4.5, p.text.primary, p.side.client_soft),
            ("server on pane", 4.5, p.side.server, s.pane),
            ("server on soft", 4.5, p.side.server, p.side.server_soft),
            ("primary on server", 4.5, p.text.primary, p.side.server_soft),
        ] {
            add(name.into(), bar, *over, *under);
        }
        for (name, state) in
            [("success", &p.success), ("warn", &p.warn), ("danger", &p.danger), ("info", &p.info)]
        {
            for under in [s.window, s.pane, s.raised, state.soft] {
                add(format!("{name} on {under:?}"), 4.5, *state.base, *under);
            }
            add(format!("primary on {name}"), 4.5, *p.text.primary, *state.soft);
        }
        for under in [p.filter.valid, p.filter.invalid, p.filter.deprecated] {
            let y = &p.syntax;
            for over in [y.field, y.operator, y.number, y.string, y.function] {
                add(format!("syntax {over:?} on {under:?}"), 4.5, *over, *under);
            }
        }
        let t = &p.tls;
        for over in [t.open, t.half, t.closed, t.waiting, t.failed, t.plain, t.handshake] {
            add(format!("tls {over:?} on pane"), 4.5, *over, *s.pane);
            add(format!("tls {over:?} on row"), 3.0, *over, p.row.tls.background);
        }
        let g = &p.grade;
        for [text, soft] in [g.A, g.B, g.C, g.D, g.F] {
            add(format!("grade {text:?}"), 4.5, *text, *soft);
        }
        for tint in RowTint::ALL {
            let look = p.row.of(*tint);
            let name = tint.name();
            add(format!("row.{name}"), 4.5, look.text, look.background);
            let hovered = blend(*s.row_hover, look.background);
            add(format!("row.{name}, hovered"), 4.5, look.text, hovered);
            let quiet = matches!(tint, RowTint::None | RowTint::Broadcast | RowTint::Ignored);
            let bar = if quiet { 1.5 } else { 2.0 };
            add(format!("row.{name} marker"), bar, look.marker, *s.pane);
        }
        pairs
    }

    #[test]
    fn every_pair_of_colours_can_be_read() {
        for dark_mode in [true, false] {
            let pairs = pairs(palette_of(dark_mode));
            assert!(pairs.len() > 150, "the list of pairs shrank");
            for (name, bar, over, under) in pairs {
                let ratio = contrast(over, under);
                assert!(ratio >= bar, "dark {dark_mode}: {name} is {ratio:.2}, below {bar}");
            }
        }
    }

    #[test]
    fn contrast_is_the_published_one() {
        let p = palette_of(true);
        let ratio = contrast(*p.text.primary, *p.surface.window);
        assert!((ratio - 14.19).abs() < 0.01, "{ratio}");
        assert!((contrast(Color32::WHITE, Color32::BLACK) - 21.0).abs() < 0.001);
    }

    #[test]
    fn both_modes_reach_egui() {
        for dark_mode in [true, false] {
            let style = style(dark_mode);
            assert_eq!(style.visuals.dark_mode, dark_mode);
            assert_eq!(style.visuals.panel_fill, *palette_of(dark_mode).surface.window);
        }
    }
}
