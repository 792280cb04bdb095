//! What can be said on the command line of `wirelens`.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::command::Command;
use super::screenshot::Shot;
use super::settings::ThemeChoice;

/// What the window shows beside or instead of the frames at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownFirst {
    Frames,
    Sessions,
    Ladder,
    Certificates,
    Secrets,
    /// The hello inspector beside the frames.
    Hello,
    /// The list of hellos.
    Hellos,
    /// Two hellos side by side.
    Compare,
}

/// What the program shall begin with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Capture to open.
    pub capture: Option<PathBuf>,
    /// Files and folders with secrets to load.
    pub keys: Vec<PathBuf>,
    pub filter: Option<String>,
    /// Frame number to select, from 1.
    pub frame: Option<u64>,
    /// Field of that frame to select, by its filter name.
    pub select: Option<String>,
    pub theme: Option<ThemeChoice>,
    pub shown: Option<ShownFirst>,
    /// Capture whose hellos are compared with those of the opened one.
    pub compare: Option<PathBuf>,
    /// Interfaces to capture from at once.
    pub interfaces: Vec<String>,
    pub screenshot: Option<Shot>,
    /// Commands given once the capture is there, as if by hand.
    pub commands: Vec<Command>,
    /// Text to be sought at first.
    pub find: Option<String>,
    /// Window size, logical px.
    pub size: Option<[f32; 2]>,
}

/// What to do with the command line.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    Run(Box<Options>),
    Help,
    Version,
}

/// Every option: names, value, help. The help text and the parser read this table.
const OPTIONS: &[(&str, &str, &str, &str)] = &[
    ("-r", "--open", "FILE", "open this capture (as does FILE alone)"),
    ("-k", "--rsa-key", "FILE", "load this private key, key log or folder; may be given again"),
    ("-Y", "--filter", "EXPR", "show only frames that match"),
    ("-g", "--frame", "N", "select frame N"),
    ("", "--select", "FIELD", "select this field of the selected frame"),
    (
        "",
        "--view",
        "VIEW",
        "what to show at first: frames, sessions, ladder, certificates, secrets, hello, hellos or compare",
    ),
    ("", "--compare", "FILE", "compare the ClientHellos with those of this capture"),
    ("", "--command", "NAME", "give this command at first, as follow-tls; may be given again"),
    ("", "--find", "TEXT", "seek this text in what was decrypted"),
    ("-i", "--interface", "NAME", "capture from this interface at once; may be given again"),
    ("", "--theme", "MODE", "dark, light or system"),
    ("", "--size", "WxH", "size of the window, logical pixels"),
    ("", "--screenshot", "PNG", "write a picture of the window to this file and end"),
    ("", "--scale", "S", "device pixels for a logical pixel in the picture, 1 to 4"),
    ("-h", "--help", "", "this text"),
    ("-v", "--version", "", "the version"),
];

/// The help text.
pub fn help() -> String {
    let mut text = String::from("Usage: wirelens [OPTIONS] [FILE]\n\nOptions:\n");
    for (short, long, value, about) in OPTIONS {
        let names = if short.is_empty() { format!("    {long}") } else { format!("{short}, {long}") };
        text.push_str(&format!("  {:<26} {about}\n", format!("{names} {value}").trim_end()));
    }
    text
}

/// Reads the command line, without the program's name.
///
/// # Errors
/// One sentence that names the wrong argument.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    let mut options = Options::default();
    let mut shot = None;
    let mut scale = 1.0;
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let text = arg.to_string_lossy().into_owned();
        if !text.starts_with('-') || text == "-" {
            if options.capture.replace(PathBuf::from(&arg)).is_some() {
                return Err(format!("{text}: one capture at a time"));
            }
            continue;
        }
        let (name, joined) = match text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(OsString::from(value))),
            _ => (text.as_str(), None),
        };
        let known = OPTIONS.iter().find(|(short, long, ..)| name == *long || name == *short);
        let Some((_, long, value_name, about)) = known else {
            return Err(format!("{name} is no option; --help lists them"));
        };
        let mut value = || joined.clone().or_else(|| args.next());
        let value = if value_name.is_empty() {
            OsString::new()
        } else {
            value().ok_or_else(|| format!("{long} needs {value_name}"))?
        };
        let words = value.to_string_lossy().into_owned();
        let bad = || format!("{long}: “{words}” is no {value_name} ({about})");
        match *long {
            "--open" => options.capture = Some(PathBuf::from(value)),
            "--rsa-key" => options.keys.push(PathBuf::from(value)),
            "--filter" => options.filter = Some(words),
            "--frame" => options.frame = Some(words.parse().map_err(|_| bad())?),
            "--select" => options.select = Some(words),
            "--view" => options.shown = Some(shown(&words).ok_or_else(bad)?),
            "--command" => options.commands.push(Command::named(&words).ok_or_else(|| no_command(&words))?),
            "--find" => options.find = Some(words),
            "--compare" => {
                options.compare = Some(PathBuf::from(value));
                options.shown.get_or_insert(ShownFirst::Compare);
            }
            "--interface" => options.interfaces.push(words),
            "--theme" => options.theme = Some(theme(&value).ok_or_else(bad)?),
            "--size" => options.size = Some(size(&words).ok_or_else(bad)?),
            "--screenshot" => shot = Some(PathBuf::from(value)),
            "--scale" => {
                let parsed = words.parse().ok().filter(|scale| (1.0..=4.0).contains(scale));
                scale = parsed.ok_or_else(bad)?;
            }
            "--help" => return Ok(Request::Help),
            _ => return Ok(Request::Version),
        }
    }
    options.screenshot = shot.map(|file| Shot { file, size: options.size.unwrap_or([1440.0, 900.0]), scale });
    Ok(Request::Run(Box::new(options)))
}

/// Names the commands that are called alike.
fn no_command(word: &str) -> String {
    let alike: Vec<String> =
        Command::ALL.iter().map(|command| command.name()).filter(|name| name.contains(word)).collect();
    let hint = match alike.as_slice() {
        [] => "commands are called as in the menus, as follow-tls".to_owned(),
        alike => format!("did you mean {}?", alike.join(" or ")),
    };
    format!("--command: “{word}” is no command; {hint}")
}

fn theme(word: &OsStr) -> Option<ThemeChoice> {
    match word.to_str()? {
        "dark" => Some(ThemeChoice::Dark),
        "light" => Some(ThemeChoice::Light),
        "system" => Some(ThemeChoice::System),
        _ => None,
    }
}

fn shown(word: &str) -> Option<ShownFirst> {
    match word {
        "frames" => Some(ShownFirst::Frames),
        "sessions" => Some(ShownFirst::Sessions),
        "ladder" => Some(ShownFirst::Ladder),
        "certificates" => Some(ShownFirst::Certificates),
        "secrets" => Some(ShownFirst::Secrets),
        "hello" => Some(ShownFirst::Hello),
        "hellos" => Some(ShownFirst::Hellos),
        "compare" => Some(ShownFirst::Compare),
        _ => None,
    }
}

fn size(text: &str) -> Option<[f32; 2]> {
    let (width, height) = text.split_once(['x', 'X', '×'])?;
    let side = |text: &str| {
        let side: u16 = text.trim().parse().ok()?;
        (200..=8000).contains(&side).then_some(f32::from(side))
    };
    Some([side(width)?, side(height)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn options(line: &str) -> Options {
        match parsed(line) {
            Ok(Request::Run(options)) => *options,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn a_whole_line_is_understood() {
        let read =
            options("a.pcap -k key.pem --rsa-key=b.pem -Y tls --frame 14 --select data.text --theme light");
        assert_eq!(read.capture, Some("a.pcap".into()));
        assert_eq!(read.keys, [PathBuf::from("key.pem"), "b.pem".into()]);
        assert_eq!(read.filter.as_deref(), Some("tls"));
        assert_eq!((read.frame, read.theme), (Some(14), Some(ThemeChoice::Light)));
        assert_eq!(read.select.as_deref(), Some("data.text"));
        assert_eq!(read.screenshot, None);
        assert_eq!(options("--view sessions").shown, Some(ShownFirst::Sessions));
        assert_eq!(options("--view hello").shown, Some(ShownFirst::Hello));
        let compared = options("a.pcap --compare b.pcap");
        assert_eq!((compared.shown, compared.compare), (Some(ShownFirst::Compare), Some("b.pcap".into())));
        let shot = options("--screenshot x.png --size 1000x600 --scale 2").screenshot;
        assert_eq!(shot.map(|shot| shot.size_px()), Some([2000.0, 1200.0]));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, part) in [
            ("--nonsense", "--nonsense is no option"),
            ("--frame x", "“x” is no N"),
            ("--frame", "--frame needs N"),
            ("--size 10", "“10” is no WxH"),
            ("--scale 99", "“99” is no S"),
            ("--theme pink", "“pink” is no MODE"),
            ("--command fly", "“fly” is no command"),
            ("--command names", "did you mean resolve-names?"),
            ("--view all", "“all” is no VIEW"),
            ("a.pcap b.pcap", "one capture at a time"),
        ] {
            let error = parsed(line).expect_err(line);
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn help_names_every_option() {
        let text = help();
        for (_, long, ..) in OPTIONS {
            assert!(text.contains(long), "{long}");
        }
        assert_eq!(parsed("--help"), Ok(Request::Help));
        assert_eq!(parsed("-v"), Ok(Request::Version));
    }
}
