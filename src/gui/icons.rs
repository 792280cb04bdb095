//! The icons, one table: drawn white at the device's resolution, tinted where they are painted.

use eframe::egui::{
    Color32, ImageSource, Painter, Rect, TextureOptions, Vec2,
    load::{Bytes, SizeHint, TexturePoll},
    pos2,
};

macro_rules! icons {
    ($($name:ident $file:literal,)*) => {
        /// An icon of `assets/icons`, 16 × 16 logical px.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Icon { $($name,)* }

        impl Icon {
            /// Every icon.
            pub const ALL: &[Icon] = &[$(Icon::$name,)*];

            fn source(self) -> ImageSource<'static> {
                match self { $(Icon::$name => ImageSource::Bytes {
                    uri: concat!("bytes://icon/", $file, ".svg").into(),
                    bytes: Bytes::Static(include_bytes!(concat!("../../assets/icons/", $file, ".svg"))),
                },)* }
            }
        }
    };
}

icons! {
    Any "any", ArrowLeft "arrow-left", ArrowRight "arrow-right", Autoscroll "autoscroll", Back "back", Bookmark "bookmark", Bluetooth "bluetooth", Case "case",
    Certificate "certificate", Check "check",
    ChevronDown "chevron-down", ChevronRight "chevron-right", ChevronUp "chevron-up",
    Clock "clock", Close "close", Colour "colour", Columns "columns", Comment "comment", Compare "compare", Copy "copy",
    Device "device", Drop "drop", Error "error",
    Ethernet "ethernet", Expert "expert", Export "export", External "external", Eye "eye", File "file",
    Filter "filter", Find "find", First "first", Follow "follow", Forward "forward",
    Frames "frames", Gear "gear", Goto "goto", Graph "graph", Handshake "handshake", Help "help", History "history",
    Info "info", Apply "apply", Jump "jump", Key "key", Ladder "ladder", Last "last", Launch "launch", LockBroken "lock-broken",
    LockClosed "lock-closed", LockHalf "lock-half", LockOpen "lock-open", Loopback "loopback",
    Minus "minus", More "more", Next "next", NoEncryption "no-encryption", Open "open",
    Options "options", Pin "pin", Play "play", Plus "plus", Prev "prev", Record "record", Reload "reload",
    Restart "restart", Save "save", Sessions "sessions",
    Shield "shield", Sidebar "sidebar", Split "split", Stop "stop", Terminal "terminal", Trash "trash",
    Usb "usb", Waiting "waiting", Warn "warn", Wifi "wifi", ZoomIn "zoom-in", ZoomOut "zoom-out",
}

impl Icon {
    /// Paints the icon in the middle of `rect`, `size` logical px wide, on whole device pixels.
    pub fn paint(self, painter: &Painter, rect: Rect, size: f32, color: Color32) {
        use eframe::egui::emath::GuiRounding as _;
        let pixels_per_point = painter.pixels_per_point();
        let place =
            Rect::from_center_size(rect.center(), Vec2::splat(size)).round_to_pixels(pixels_per_point);
        if !painter.clip_rect().intersects(place) {
            return;
        }
        // Drawn anew for each resolution: a scaled picture of thin lines is a blurred one.
        let side = (place.width() * pixels_per_point).round() as u32;
        let hint = SizeHint::Size { width: side, height: side, maintain_aspect_ratio: false };
        let loaded = self.source().load(painter.ctx(), TextureOptions::LINEAR, hint);
        if let Ok(TexturePoll::Ready { texture }) = loaded {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id, place, whole, color);
        }
    }
}
