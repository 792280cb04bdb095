//! Every command once: text, tooltip, shortcut, icon, and when it is possible. Menus, toolbar,
//! keyboard and the list of shortcuts read this table. Not here: where commands stand (`menus`), the
//! keyboard (`keys`), what a command does (`app`, `window`).

pub mod keys;
pub mod menus;
pub mod possible;

use eframe::egui::{self, Key, KeyboardShortcut, Modifiers};

use super::icons::Icon;

pub use self::keys::{Typing, keys, pressed};
pub use self::menus::{CONVERSATION_COLOURS, CONVERSATION_LAYERS, MENUS, SUBMENUS, TOOLBAR};
pub use self::possible::{Possible, When};

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// In menus.
    pub text: &'static str,
    /// Accessible name, and tooltip together with the shortcut.
    pub tooltip: &'static str,
    pub shortcut: Option<KeyboardShortcut>,
    pub icon: Option<Icon>,
    pub when: When,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const CTRL_ALT_SHIFT: Modifiers = CTRL_SHIFT.plus(Modifiers::ALT);
const ALT: Modifiers = Modifiers::ALT;
const SHIFT: Modifiers = Modifiers::SHIFT;

const fn key(modifiers: Modifiers, key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(modifiers, key))
}

macro_rules! commands {
    ($($name:ident: $text:literal, $tooltip:literal, $shortcut:expr, $icon:expr, $when:ident;)*) => {
        /// Something the user can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command { $($name,)* }

        impl Command {
            /// Every command, in the order of the table.
            pub const ALL: &[Command] = &[$(Command::$name,)*];

            pub fn entry(self) -> Entry {
                match self { $(Command::$name => Entry {
                    text: $text, tooltip: $tooltip, shortcut: $shortcut, icon: $icon,
                    when: When::$when,
                },)* }
            }
        }
    };
}

commands! {
    Open: "Open…", "Open a capture", key(CTRL, Key::O), Some(Icon::Open), Always;
    OpenSample: "Open the sample", "Open the sample capture", None, Some(Icon::Play), Always;
    SaveAs: "Save as…", "Save the capture as", key(CTRL_SHIFT, Key::S), Some(Icon::Save), CanSave;
    SaveWithKeys: "Save as with session keys…", "Save the capture together with the keys of its opened sessions", None, Some(Icon::Key), CanSave;
    SaveStripped: "Save as without secrets…", "Save the capture without any secrets in it", None, Some(Icon::Shield), CanSave;
    ExportSessionKeys: "Export TLS session keys…", "Write the keys of the opened sessions as a key log", None, Some(Icon::Export), CanSave;
    Save: "Save", "Save the capture", key(CTRL, Key::S), None, CanSave;
    ExportFrames: "Export specified frames…", "Save some of the frames as a capture", None, Some(Icon::Export), CanSave;
    ExportDissections: "Export dissections…", "Save the dissections as text, CSV, JSON or XML", None, Some(Icon::Export), CanSave;
    ExportObjects: "Export objects…", "Save the files that HTTP, mail, FTP, TFTP, MQTT and CoAP carried, decrypted ones too", None, Some(Icon::Export), CanSave;
    ExportDecrypted: "Export decrypted traffic…", "Save what was decrypted as a capture of plain TCP", None, Some(Icon::LockOpen), CanSave;
    Merge: "Merge…", "Put another capture's frames between this one's, by time", None, Some(Icon::Plus), Idle;
    NextFile: "Next file of the set", "Open the next file of the ring", None, None, InSet;
    PreviousFile: "Previous file of the set", "Open the file of the ring before this one", None, None, InSet;
    OpenSet: "Open the whole set", "Open all files of the ring as one capture", None, None, InSet;
    Reload: "Reload", "Read the capture again", key(CTRL, Key::R), Some(Icon::Reload), Idle;
    Close: "Close", "Close the capture", key(CTRL, Key::W), Some(Icon::Close), Open;
    Quit: "Quit", "Quit Wirelens", key(CTRL, Key::Q), None, Always;

    CopyRow: "Copy rows as text", "Copy the chosen rows as text", None, Some(Icon::Copy), Row;
    CopyRowsCsv: "Copy rows as CSV", "Copy the chosen rows as comma-separated values", None, None, Row;
    CopyRowsFields: "Copy rows as fields", "Copy the chosen rows with a line for each column", None, None, Row;
    SelectAllRows: "Choose all rows", "Choose all rows of the list", key(CTRL, Key::A), None, Rows;
    MarkFrames: "Mark or unmark", "Mark or unmark the chosen frames", key(CTRL, Key::M), None, Row;
    MarkAllDisplayed: "Mark all displayed", "Mark all displayed frames", key(CTRL_SHIFT, Key::M), None, Rows;
    UnmarkAllDisplayed: "Unmark all displayed", "Unmark all displayed frames", key(CTRL_ALT, Key::M), None, Rows;
    NextMark: "Next mark", "Go to the next marked frame", key(CTRL_SHIFT, Key::N), None, Marked;
    PreviousMark: "Previous mark", "Go to the marked frame before", key(CTRL_SHIFT, Key::B), None, Marked;
    IgnoreFrames: "Ignore or unignore", "Do not dissect the chosen frames, or do again", key(CTRL, Key::D), None, Row;
    IgnoreAllDisplayed: "Ignore all displayed", "Do not dissect the displayed frames", None, None, Rows;
    UnignoreAll: "Unignore all", "Dissect all frames again", key(CTRL_ALT, Key::D), None, Open;
    TimeReference: "Set or unset time reference", "Count relative times from the selected frame", key(CTRL, Key::T), None, Row;
    UnsetTimeReferences: "Unset all time references", "Count relative times from the first frame", key(CTRL_ALT, Key::T), None, Open;
    NextTimeReference: "Next time reference", "Go to the next time reference", key(CTRL_ALT, Key::N), None, Rows;
    PreviousTimeReference: "Previous time reference", "Go to the time reference before", key(CTRL_ALT, Key::B), None, Rows;
    TimeShift: "Shift times…", "Shift the times of all frames", key(CTRL_SHIFT, Key::T), Some(Icon::Clock), Rows;
    EditComment: "Frame comment…", "Edit the comment of the chosen frames", key(CTRL_ALT, Key::C), Some(Icon::Comment), Row;
    DeleteComments: "Delete comments", "Delete the comments of the chosen frames", None, None, Row;
    CopyNode: "Copy description", "Copy the selected field's line", key(CTRL_SHIFT, Key::D), None, Node;
    CopyFieldName: "Copy field name", "Copy the selected field's name", key(CTRL_SHIFT, Key::F), None, NodeFilter;
    CopyValue: "Copy value", "Copy the selected field's value", key(CTRL_SHIFT, Key::V), None, Node;
    CopyFilter: "Copy as filter", "Copy the selected field as a filter", key(CTRL_SHIFT, Key::C), None, NodeFilter;
    CopyAllVisible: "Copy all visible lines", "Copy the unfolded details", None, None, Node;
    CopyHexDump: "As hex dump", "Copy the selected bytes as a hex dump", None, None, Bytes;
    CopyHexStream: "As hex digits", "Copy the selected bytes as hexadecimal digits", None, None, Bytes;
    CopyPrintable: "As text", "Copy the text in the selected bytes", None, None, Bytes;
    CopyEscaped: "As escaped string", "Copy the selected bytes as a string of C", None, None, Bytes;
    CopyCArray: "As C array", "Copy the selected bytes as an array of C", None, None, Bytes;
    CopyRustArray: "As Rust array", "Copy the selected bytes as an array of Rust", None, None, Bytes;
    CopyBase64: "As Base64", "Copy the selected bytes as Base64", None, None, Bytes;
    ShowBytes: "Show bytes…", "Show the selected bytes as text, JSON, an image or a dump", key(CTRL_SHIFT, Key::O), Some(Icon::Eye), Bytes;
    ExportBytes: "Export bytes…", "Save the selected bytes", key(CTRL_SHIFT, Key::X), Some(Icon::Export), Bytes;
    GoToLinked: "Go to linked frame", "Go to the frame that the selected field names", None, Some(Icon::Goto), Linked;
    ApplyAsFilter: "Apply as filter", "Show only frames with the selected field's value", None, Some(Icon::Filter), NodeFilter;
    PrepareAsFilter: "Prepare as filter", "Put a filter for the selected field's value into the filter field", None, None, NodeFilter;
    ConversationFilter: "Conversation filter", "Show only the selected frame's conversation", None, Some(Icon::Filter), Row;
    ConversationIp: "Conversation of IP addresses", "Show only frames between the selected frame's IP addresses", None, None, Row;
    ConversationEthernet: "Conversation of Ethernet addresses", "Show only frames between the selected frame's Ethernet addresses", None, None, Row;
    DecodeAs: "Decode as…", "Say which protocol a port, a number or a conversation belongs to", key(CTRL_SHIFT, Key::U), Some(Icon::Device), Always;
    EnabledProtocols: "Enabled protocols…", "Say which protocols are dissected", key(CTRL_SHIFT, Key::E), Some(Icon::Options), Always;
    ApplyAsColumn: "Apply as column", "Show the selected field as a column", key(CTRL_SHIFT, Key::I), Some(Icon::Columns), NodeFilter;
    FocusFilter: "Display filter", "Go to the filter field", key(CTRL, Key::Slash), Some(Icon::Filter), Open;
    ClearFilter: "Clear filter", "Show all frames again", None, Some(Icon::Close), Filtered;

    ColourRows: "Colour rows", "Colour the rows by rule", None, Some(Icon::Colour), Always;
    ResolveNames: "Names for addresses", "Show names that the capture itself gives in place of addresses; nothing is looked up", None, None, Always;
    ColouringRules: "Colouring rules…", "Edit the colouring rules", None, Some(Icon::Colour), Always;
    ColourConversation1: "Colour 1", "Give the conversation colour 1", key(CTRL, Key::Num1), None, Row;
    ColourConversation2: "Colour 2", "Give the conversation colour 2", key(CTRL, Key::Num2), None, Row;
    ColourConversation3: "Colour 3", "Give the conversation colour 3", key(CTRL, Key::Num3), None, Row;
    ColourConversation4: "Colour 4", "Give the conversation colour 4", key(CTRL, Key::Num4), None, Row;
    ColourConversation5: "Colour 5", "Give the conversation colour 5", key(CTRL, Key::Num5), None, Row;
    ColourConversation6: "Colour 6", "Give the conversation colour 6", key(CTRL, Key::Num6), None, Row;
    ColourConversation7: "Colour 7", "Give the conversation colour 7", key(CTRL, Key::Num7), None, Row;
    ColourConversation8: "Colour 8", "Give the conversation colour 8", key(CTRL, Key::Num8), None, Row;
    ColourConversation9: "Colour 9", "Give the conversation colour 9", key(CTRL, Key::Num9), None, Row;
    ColourConversation10: "Colour 10", "Give the conversation colour 10", None, None, Row;
    ResetConversationColours: "Reset colours", "Take the colours of all conversations back", key(CTRL, Key::Space), None, Open;
    ResizeColumns: "Resize all columns", "Let all columns take the width of their texts", key(CTRL_SHIFT, Key::R), Some(Icon::Columns), Always;
    ResetColumns: "Reset columns", "Show the columns of a new installation", None, None, Always;
    TimeDate: "Date and time of day", "Times as 1970-01-01 01:02:03", key(CTRL_ALT, Key::Num1), None, Always;
    TimeYearDay: "Year, day of year and time of day", "Times as 1970/001 01:02:03", None, None, Always;
    TimeOfDay: "Time of day", "Times as 01:02:03", key(CTRL_ALT, Key::Num2), None, Always;
    TimeEpoch: "Seconds since 1970-01-01", "Times as seconds since the beginning of 1970, UTC", key(CTRL_ALT, Key::Num3), None, Always;
    TimeRelative: "Seconds since the first frame", "Times as seconds since the first frame or time reference", key(CTRL_ALT, Key::Num4), None, Always;
    TimeDelta: "Seconds since the frame before", "Times as seconds since the frame captured before", key(CTRL_ALT, Key::Num5), None, Always;
    TimeDeltaDisplayed: "Seconds since the displayed frame before", "Times as seconds since the frame displayed before", key(CTRL_ALT, Key::Num6), None, Always;
    TimeUtcDate: "UTC date and time of day", "Times as 1970-01-01 01:02:03 in UTC", key(CTRL_ALT, Key::Num7), None, Always;
    TimeUtcYearDay: "UTC year, day of year and time of day", "Times as 1970/001 01:02:03 in UTC", None, None, Always;
    TimeUtc: "UTC time of day", "Times as 01:02:03 in UTC", key(CTRL_ALT, Key::Num8), None, Always;
    DigitsAuto: "Digits as in the capture", "As many digits as the capture has", None, None, Always;
    DigitsSeconds: "Seconds", "No digits behind the point", None, None, Always;
    DigitsTenths: "Tenths of a second", "One digit behind the point", None, None, Always;
    DigitsHundredths: "Hundredths of a second", "Two digits behind the point", None, None, Always;
    DigitsMillis: "Milliseconds", "Three digits behind the point", None, None, Always;
    DigitsMicros: "Microseconds", "Six digits behind the point", None, None, Always;
    DigitsNanos: "Nanoseconds", "Nine digits behind the point", None, None, Always;
    TimeHours: "Seconds with hours and minutes", "Split seconds into hours and minutes", None, None, Always;
    AutoScroll: "Follow the newest frame", "Keep the newest frame in sight while capturing", None, Some(Icon::Autoscroll), Always;
    ZoomIn: "Zoom in", "Zoom in", key(CTRL, Key::Plus), Some(Icon::ZoomIn), Always;
    ZoomOut: "Zoom out", "Zoom out", key(CTRL, Key::Minus), Some(Icon::ZoomOut), Always;
    ZoomReset: "Normal size", "Zoom to 100 %", key(CTRL, Key::Num0), None, Always;
    ThemeSystem: "As the desktop", "Dark or light as the desktop says", None, None, Always;
    ThemeDark: "Dark", "Dark colours", None, None, Always;
    ThemeLight: "Light", "Light colours", None, None, Always;
    ExpandSubtree: "Expand subtree", "Unfold the selected node and all below", key(SHIFT, Key::ArrowRight), None, Node;
    CollapseSubtree: "Collapse subtree", "Fold the selected node and all below", key(SHIFT, Key::ArrowLeft), None, Node;
    ExpandAll: "Expand all", "Unfold all details", key(CTRL, Key::ArrowRight), None, Row;
    CollapseAll: "Collapse all", "Fold all details", key(CTRL, Key::ArrowLeft), None, Row;

    Find: "Find…", "Find in the list, the details, the bytes and what was decrypted", key(CTRL, Key::F), Some(Icon::Find), Open;
    FindNext: "Find next", "Next hit", key(CTRL, Key::N), None, Open;
    FindPrevious: "Find previous", "Previous hit", key(CTRL, Key::B), None, Open;
    GoBack: "Back", "Back to the frame before", key(ALT, Key::ArrowLeft), Some(Icon::Back), Back;
    GoForward: "Forward", "Forward again", key(ALT, Key::ArrowRight), Some(Icon::Forward), Forward;
    NextInConversation: "Next in conversation", "Next frame of the same conversation", key(CTRL, Key::Period), None, Row;
    PreviousInConversation: "Previous in conversation", "Previous frame of the same conversation", key(CTRL, Key::Comma), None, Row;
    ExpertInformation: "Expert information", "Show what is worth noting", None, Some(Icon::Expert), Open;
    Palette: "Commands…", "Find a command by its name", key(CTRL_SHIFT, Key::Space), None, Always;
    Profiles: "Configuration profiles…", "Switch, make and delete profiles", key(CTRL_SHIFT, Key::A), Some(Icon::Bookmark), Always;
    Preferences: "Preferences…", "Preferences", key(CTRL_SHIFT, Key::P), Some(Icon::Gear), Always;
    FrameWindow: "Show frame in new window", "Show the selected frame in a window of its own", None, Some(Icon::External), Row;
    PacketDiagram: "Packet diagram", "Show the fields of the selected frame as boxes in rows of 32 bits", None, Some(Icon::Ladder), Open;
    LayoutOver: "List over details and bytes", "Details and bytes side by side below the list", None, None, Always;
    LayoutStacked: "One over the other", "List, details and bytes one over the other", None, None, Always;
    LayoutBeside: "List beside details and bytes", "Details over bytes at the right of the list", None, None, Always;
    ShowToolbar: "Toolbar", "Show or hide the toolbar", None, None, Always;
    ShowStatusBar: "Status bar", "Show or hide the status bar", None, None, Always;
    ShowDetails: "Details", "Show or hide the details of the selected frame", None, None, Always;
    ShowBytesPane: "Bytes", "Show or hide the bytes of the selected frame", None, None, Always;
    ResetPanes: "Reset sizes", "Give the panes the sizes of a new installation", key(CTRL_SHIFT, Key::W), None, Always;
    FullScreen: "Full screen", "Let the window fill the screen, or not any more", key(Modifiers::NONE, Key::F11), None, Always;
    GoTo: "Go to frame…", "Go to a frame by its number", key(CTRL, Key::G), Some(Icon::Goto), Rows;
    NextFrame: "Next frame", "Next frame", key(CTRL, Key::ArrowDown), Some(Icon::Next), Rows;
    PreviousFrame: "Previous frame", "Previous frame", key(CTRL, Key::ArrowUp), Some(Icon::Prev), Rows;
    FirstFrame: "First frame", "First frame", key(CTRL, Key::Home), Some(Icon::First), Rows;
    LastFrame: "Last frame", "Last frame", key(CTRL, Key::End), Some(Icon::Last), Rows;

    CaptureOptions: "Options…", "Capture options", key(CTRL, Key::K), Some(Icon::Options), CanCapture;
    RemoteCapture: "Remote capture…", "Capture on another machine through ssh", None, Some(Icon::Terminal), Always;
    ToggleCapture: "Start or stop", "Start or stop capturing", key(CTRL, Key::E), None, CanToggleCapture;
    StartCapture: "Start", "Start capturing", None, Some(Icon::Record), CanCapture;
    StopCapture: "Stop", "Stop capturing", None, Some(Icon::Stop), Live;
    RestartCapture: "Restart", "Restart the running capture", None, Some(Icon::Restart), Live;
    ShowHiddenInterfaces: "Show all interfaces", "Show the interfaces again that were hidden one by one", None, None, Always;
    NoteProcesses: "Note processes of connections", "While capturing, comment the first frame of a connection with the process of yours that has it", None, None, Always;
    RefreshInterfaces: "Refresh interfaces", "Look for interfaces again", key(Modifiers::NONE, Key::F5), Some(Icon::Reload), Always;

    FollowTcp: "Follow TCP stream", "Follow the selected frame's TCP stream", key(CTRL_ALT_SHIFT, Key::T), Some(Icon::Follow), Tcp;
    FollowUdp: "Follow UDP stream", "Follow the selected frame's UDP stream", key(CTRL_ALT_SHIFT, Key::U), Some(Icon::Follow), Udp;
    FollowHttp: "Follow HTTP stream", "Follow the HTTP messages of the selected frame's stream", key(CTRL_ALT_SHIFT, Key::H), Some(Icon::Follow), Tcp;
    FollowHttp2: "Follow HTTP/2 stream", "Follow the stream of HTTP/2 that the selected frame is about", None, Some(Icon::Follow), Http2;
    FollowQuic: "Follow QUIC stream", "Follow the stream of QUIC that the selected frame is about", None, Some(Icon::Follow), Quic;
    FollowTls: "Follow TLS stream", "Follow the selected frame's TLS stream", key(CTRL_ALT_SHIFT, Key::S), Some(Icon::Follow), Tls;

    CaptureProperties: "Capture file properties", "What there is to say of the capture as a whole", key(CTRL_ALT_SHIFT, Key::C), Some(Icon::Info), Open;
    ResolvedAddresses: "Resolved addresses", "Names that the capture itself gives to addresses", None, None, Open;
    ProtocolHierarchy: "Protocol hierarchy", "Frames and bytes by protocol", None, None, Open;
    Conversations: "Conversations", "Frames and bytes by pairs of addresses", None, None, Open;
    Endpoints: "Endpoints", "Frames and bytes by address", None, None, Open;
    PacketLengths: "Packet lengths", "How long the frames are", None, None, Open;
    TlsStatistics: "TLS statistics", "Versions, suites, names, fingerprints, alerts and records of TLS", None, Some(Icon::Sessions), Open;
    DnsStatistics: "DNS", "Packets of DNS by codes, types and times of answers", None, None, Open;
    HttpStatistics: "HTTP", "Packets of HTTP by method, status, host and server", None, None, Open;
    RtspStatistics: "RTSP", "Packets of RTSP by method and status", None, None, Open;
    Ipv4Statistics: "IPv4 addresses and ports", "Packets of IPv4 by address, transport and port", None, None, Open;
    Ipv6Statistics: "IPv6 addresses and ports", "Packets of IPv6 by address, transport and port", None, None, Open;
    IoGraph: "I/O graph", "Frames or bytes over time", None, Some(Icon::Graph), Open;
    FlowGraph: "Flow graph", "The displayed frames as arrows between addresses", None, None, Open;
    TcpSequence: "TCP sequence numbers", "Sequence numbers of the selected frame's stream", None, None, Tcp;
    TcpThroughput: "TCP throughput", "Throughput of the selected frame's stream", None, None, Tcp;
    TcpRoundTrip: "TCP round trip time", "Round trip times of the selected frame's stream", None, None, Tcp;
    TcpWindow: "TCP window", "Receive window of the selected frame's stream", None, None, Tcp;

    ShowFrames: "Frames", "Show the frames", None, Some(Icon::Frames), Open;
    ShowSessions: "Sessions", "Show the TLS sessions", key(CTRL_SHIFT, Key::L), Some(Icon::Sessions), Open;
    ShowLadder: "Handshake ladder", "Show the handshake of the selected frame's session step by step", key(CTRL_SHIFT, Key::J), Some(Icon::Ladder), Open;
    ShowCertificates: "Certificates", "Show the certificates of the selected frame's session", key(CTRL_SHIFT, Key::Y), Some(Icon::Certificate), Open;
    ShowHellos: "Hellos", "Show the ClientHellos", None, Some(Icon::Device), Open;
    HelloInspector: "Hello inspector", "Show or hide what is said of the selected session's ClientHello", key(CTRL_SHIFT, Key::H), Some(Icon::Device), Always;
    PasteHello: "Inspect pasted hello…", "Inspect a ClientHello given as hexadecimal digits or Base64", None, Some(Icon::Copy), Always;
    CompareHellos: "Compare hellos…", "Set two ClientHellos, or two captures, against each other", None, Some(Icon::Compare), Open;
    Report: "Report on TLS…", "Write a report on the TLS sessions: verdicts, grades, certificates", None, Some(Icon::Export), Open;
    SecretsPanel: "Secrets panel", "Show or hide the secrets", key(CTRL_SHIFT, Key::K), Some(Icon::Sidebar), Always;
    LoadKey: "Load key…", "Load private keys or key logs", None, Some(Icon::Key), Always;
    LoadKeyFolder: "Load folder of keys…", "Load all keys and key logs of a folder", None, Some(Icon::Open), Always;
    AddPsk: "Add pre-shared key…", "Add a pre-shared key", None, Some(Icon::Plus), Always;
    LaunchProgram: "Launch with a key log…", "Start a program that writes its session secrets to a key log", None, Some(Icon::Launch), Always;
    KeyLogRecipes: "Recipes for key logs…", "How to make a TLS stack write its session secrets", None, Some(Icon::Terminal), Always;
    ImportWireshark: "Import from Wireshark…", "Load the secrets that Wireshark's settings name", None, Some(Icon::Drop), Always;

    Tour: "Tour of the sample", "Open the sample and be led through it", None, Some(Icon::Play), Always;
    Shortcuts: "Keyboard shortcuts", "Keyboard shortcuts", key(Modifiers::NONE, Key::F1), Some(Icon::Help), Always;
    About: "About Wirelens", "About Wirelens", None, Some(Icon::Info), Always;
}

impl Command {
    /// The form of times that it chooses, by its name (`-t`).
    pub fn time_format(self) -> Option<&'static str> {
        Some(match self {
            Command::TimeDate => "ad",
            Command::TimeYearDay => "adoy",
            Command::TimeOfDay => "a",
            Command::TimeEpoch => "e",
            Command::TimeRelative => "r",
            Command::TimeDelta => "d",
            Command::TimeDeltaDisplayed => "dd",
            Command::TimeUtcDate => "ud",
            Command::TimeUtcYearDay => "udoy",
            Command::TimeUtc => "u",
            _ => return None,
        })
    }

    /// The digits of times that it chooses.
    pub fn time_digits(self) -> Option<u8> {
        Some(match self {
            Command::DigitsSeconds => 0,
            Command::DigitsTenths => 1,
            Command::DigitsHundredths => 2,
            Command::DigitsMillis => 3,
            Command::DigitsMicros => 6,
            Command::DigitsNanos => 9,
            _ => return None,
        })
    }

    /// It shows what one stream carried.
    pub fn is_follow(self) -> bool {
        matches!(
            self,
            Command::FollowTcp
                | Command::FollowUdp
                | Command::FollowTls
                | Command::FollowHttp
                | Command::FollowHttp2
                | Command::FollowQuic
        )
    }

    /// The colour that it gives to a conversation, from 0.
    pub fn conversation_colour(self) -> Option<u8> {
        let all = CONVERSATION_COLOURS.iter().flatten().filter(|c| **c != Command::ResetConversationColours);
        all.zip(0..).find(|(command, _)| **command == self).map(|(_, index)| index)
    }

    /// The name on the command line: `follow-tls`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for c in format!("{self:?}").chars() {
            if c.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    }

    /// The command of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|command| command.name() == name)
    }

    /// The shortcut that is told of it: that of another command, where one key does both.
    pub fn shown_shortcut(self) -> Option<KeyboardShortcut> {
        match self {
            Command::StartCapture | Command::StopCapture => Command::ToggleCapture.entry().shortcut,
            Command::RestartCapture => Command::Reload.entry().shortcut,
            other => other.entry().shortcut,
        }
    }

    /// Tooltip with the shortcut in brackets.
    pub fn tooltip(self, ctx: &egui::Context) -> String {
        let entry = self.entry();
        match self.shown_shortcut() {
            Some(shortcut) => format!("{} ({})", entry.tooltip, keys(ctx, &shortcut)),
            None => entry.tooltip.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_command_is_found_by_its_name() {
        assert_eq!(Command::named("follow-tls"), Some(Command::FollowTls));
        assert_eq!(Command::named("fly"), None);
        let names: HashSet<String> = Command::ALL.iter().map(|c| c.name()).collect();
        assert_eq!(names.len(), Command::ALL.len());
    }

    #[test]
    fn no_shortcut_means_two_things() {
        let mut seen = HashSet::new();
        for command in Command::ALL {
            if let Some(shortcut) = command.entry().shortcut {
                let modifiers = shortcut.modifiers;
                let name = format!("{modifiers:?} {:?}", shortcut.logical_key);
                assert!(seen.insert(name), "{command:?} shares its shortcut");
            }
        }
    }

    /// The submenu that copies bytes.
    fn copying() -> impl Iterator<Item = Command> {
        crate::gui::byte_forms::FORMS.iter().map(|(command, _)| *command)
    }

    #[test]
    fn every_command_can_be_reached_without_the_keyboard() {
        let menus = MENUS.iter().map(|menu| menu.items).chain(SUBMENUS.iter().map(|menu| menu.items));
        let in_menus: HashSet<Command> = menus.flatten().flatten().copied().chain(copying()).collect();
        for command in Command::ALL {
            let reachable = in_menus.contains(command) || *command == Command::ToggleCapture;
            assert!(reachable, "{command:?} is in no menu");
        }
    }

    #[test]
    fn nothing_open_allows_little() {
        let nothing = Possible::default();
        assert!(nothing.allows(Command::Open));
        assert!(nothing.allows(Command::LoadKey));
        for command in [Command::Close, Command::GoTo, Command::FollowTls, Command::StopCapture] {
            assert!(!nothing.allows(command), "{command:?}");
        }
    }

    #[test]
    fn toolbar_buttons_have_icons() {
        for command in TOOLBAR.iter().flatten() {
            assert!(command.entry().icon.is_some(), "{command:?}");
        }
    }
}
