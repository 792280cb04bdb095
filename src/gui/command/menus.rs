//! Where commands stand: the menu bar, its submenus, the toolbar.

use super::Command;

/// A menu of the menu bar; `None` is a line between groups.
pub struct Menu {
    pub title: &'static str,
    pub items: &'static [Option<Command>],
}

macro_rules! items {
    (@ |) => { None };
    (@ $name:ident) => { Some(Command::$name) };
    ($($name:tt)*) => { &[$(items!(@ $name),)*] };
}

/// The menu bar. No menu is higher than the smallest window: what is rarely wanted stands in [`SUBMENUS`].
/// File and Help gain the lists that are not commands where they are painted.
pub const MENUS: &[Menu] = &[
    Menu {
        title: "File",
        items: items![
            Open OpenSample Merge | Save SaveAs SaveWithKeys SaveStripped |
            ExportFrames ExportDissections ExportObjects ExportBytes ExportDecrypted ExportSessionKeys |
            Reload Close | Quit
        ],
    },
    Menu {
        title: "Edit",
        items: items![
            | Find FindNext FindPrevious | FocusFilter ClearFilter |
            SelectAllRows MarkFrames IgnoreFrames | TimeReference TimeShift |
            EditComment DeleteComments | Palette Profiles Preferences
        ],
    },
    Menu {
        title: "View",
        items: items![
            ColourRows ColouringRules | ResolveNames AutoScroll | ResizeColumns ResetColumns |
            ExpandSubtree CollapseSubtree ExpandAll CollapseAll | PacketDiagram FrameWindow
        ],
    },
    Menu {
        title: "Go",
        items: items![
            GoBack GoForward | GoTo | PreviousFrame NextFrame | FirstFrame LastFrame |
            PreviousInConversation NextInConversation GoToLinked
        ],
    },
    Menu {
        title: "Capture",
        items: items![CaptureOptions RemoteCapture | StartCapture StopCapture RestartCapture | NoteProcesses | RefreshInterfaces ShowHiddenInterfaces],
    },
    Menu {
        title: "Analyze",
        items: items![ApplyAsFilter PrepareAsFilter ConversationFilter ApplyAsColumn | DecodeAs EnabledProtocols ShowBytes | FollowTcp FollowUdp FollowTls FollowHttp FollowHttp2 FollowQuic | ExpertInformation],
    },
    Menu {
        title: "Statistics",
        items: items![
            CaptureProperties ResolvedAddresses ProtocolHierarchy | Conversations Endpoints PacketLengths TlsStatistics |
            IoGraph FlowGraph | TcpSequence TcpThroughput TcpRoundTrip TcpWindow
        ],
    },
    Menu {
        title: "TLS",
        items: items![
            ShowFrames ShowSessions ShowHellos ShowLadder ShowCertificates |
            HelloInspector PasteHello CompareHellos Report |
            SecretsPanel LoadKey LoadKeyFolder AddPsk ImportWireshark | LaunchProgram KeyLogRecipes
        ],
    },
    Menu { title: "Help", items: items![Tour | Shortcuts | About] },
];

/// A menu within a menu of the menu bar.
pub struct Submenu {
    pub menu: &'static str,
    pub title: &'static str,
    /// The item that it stands before; a line before that item comes after the submenu.
    pub before: Command,
    pub items: &'static [Option<Command>],
}

pub const SUBMENUS: &[Submenu] = &[
    Submenu {
        menu: "File",
        title: "File set",
        before: Command::Save,
        items: items![PreviousFile NextFile OpenSet],
    },
    Submenu {
        menu: "Edit",
        title: "Copy text",
        before: Command::Find,
        items: items![
            CopyRow CopyRowsCsv CopyRowsFields | CopyNode CopyFieldName CopyValue CopyFilter CopyAllVisible
        ],
    },
    Submenu {
        menu: "Edit",
        title: "Marks and ignored frames",
        before: Command::IgnoreFrames,
        items: items![MarkAllDisplayed UnmarkAllDisplayed | NextMark PreviousMark | IgnoreAllDisplayed UnignoreAll],
    },
    Submenu {
        menu: "Edit",
        title: "Time references",
        before: Command::TimeShift,
        items: items![UnsetTimeReferences | NextTimeReference PreviousTimeReference],
    },
    Submenu {
        menu: "View",
        title: "Colour conversation",
        before: Command::ResolveNames,
        items: CONVERSATION_COLOURS,
    },
    Submenu {
        menu: "View",
        title: "Time display",
        before: Command::ResolveNames,
        items: items![
            TimeDate TimeYearDay TimeOfDay TimeEpoch TimeRelative TimeDelta TimeDeltaDisplayed TimeUtcDate
            TimeUtcYearDay TimeUtc | DigitsAuto DigitsSeconds DigitsTenths DigitsHundredths DigitsMillis
            DigitsMicros DigitsNanos | TimeHours
        ],
    },
    Submenu {
        menu: "View",
        title: "Panes",
        before: Command::ExpandSubtree,
        items: items![LayoutOver LayoutStacked LayoutBeside | ShowToolbar ShowDetails ShowBytesPane ShowStatusBar | ResetPanes FullScreen],
    },
    Submenu {
        menu: "View",
        title: "Theme",
        before: Command::ExpandSubtree,
        items: items![ThemeSystem ThemeDark ThemeLight],
    },
    Submenu {
        menu: "Analyze",
        title: "Conversation of addresses",
        before: Command::ApplyAsColumn,
        items: CONVERSATION_LAYERS,
    },
    Submenu {
        menu: "Statistics",
        title: "Protocols",
        before: Command::IoGraph,
        items: items![HttpStatistics DnsStatistics RtspStatistics | Ipv4Statistics Ipv6Statistics],
    },
    Submenu {
        menu: "View",
        title: "Zoom",
        before: Command::ExpandSubtree,
        items: items![ZoomIn ZoomOut ZoomReset],
    },
];

/// Conversations by outer layers.
pub const CONVERSATION_LAYERS: &[Option<Command>] = items![ConversationIp ConversationEthernet];

/// The colours that a conversation can be given.
pub const CONVERSATION_COLOURS: &[Option<Command>] = items![
    ColourConversation1 ColourConversation2 ColourConversation3 ColourConversation4 ColourConversation5
    ColourConversation6 ColourConversation7 ColourConversation8 ColourConversation9 ColourConversation10 |
    ResetConversationColours
];

/// The toolbar; `None` is a line between groups.
pub const TOOLBAR: &[Option<Command>] = items![
    StartCapture StopCapture RestartCapture CaptureOptions | Open SaveAs Close Reload |
    Find GoBack GoForward GoTo FirstFrame LastFrame | AutoScroll ColourRows ZoomOut ZoomIn | LoadKey
];
