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

/// The menu bar. File, View and Help gain the lists that are not commands where they are painted.
pub const MENUS: &[Menu] = &[
    Menu {
        title: "File",
        items: items![
            Open OpenSample Merge | PreviousFile NextFile OpenSet | Save SaveAs SaveWithKeys SaveStripped |
            ExportFrames ExportDissections ExportObjects ExportDecrypted ExportSessionKeys |
            Reload Close | Quit
        ],
    },
    Menu {
        title: "Edit",
        items: items![
            CopyRow CopyRowsCsv CopyRowsFields | CopyNode CopyFieldName CopyValue CopyFilter CopyAllVisible | ShowBytes ExportBytes |
            SelectAllRows MarkFrames MarkAllDisplayed UnmarkAllDisplayed NextMark PreviousMark |
            IgnoreFrames UnignoreAll | TimeReference UnsetTimeReferences NextTimeReference
            PreviousTimeReference TimeShift | EditComment DeleteComments |
            Find FindNext FindPrevious | FocusFilter ClearFilter | Palette Profiles Preferences
        ],
    },
    Menu {
        title: "View",
        items: items![
            ColourRows ColouringRules ResolveNames ResizeColumns ResetColumns AutoScroll | ThemeSystem ThemeDark ThemeLight | LayoutOver LayoutStacked LayoutBeside | ZoomIn ZoomOut ZoomReset |
            ExpandSubtree CollapseSubtree ExpandAll CollapseAll |
            PacketDiagram FrameWindow
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
        items: items![ApplyAsFilter PrepareAsFilter ConversationFilter ApplyAsColumn | DecodeAs | FollowTcp FollowUdp FollowTls FollowHttp FollowHttp2 FollowQuic | ExpertInformation],
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

/// A menu within a menu of the menu bar, below its other items.
pub struct Submenu {
    pub menu: &'static str,
    pub title: &'static str,
    pub items: &'static [Option<Command>],
}

pub const SUBMENUS: &[Submenu] = &[
    Submenu {
        menu: "View",
        title: "Time display",
        items: items![
            TimeDate TimeYearDay TimeOfDay TimeEpoch TimeRelative TimeDelta TimeDeltaDisplayed TimeUtcDate
            TimeUtcYearDay TimeUtc | DigitsAuto DigitsSeconds DigitsTenths DigitsHundredths DigitsMillis
            DigitsMicros DigitsNanos | TimeHours
        ],
    },
    Submenu { menu: "View", title: "Colour conversation", items: CONVERSATION_COLOURS },
];

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
