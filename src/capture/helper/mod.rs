//! The capture helper, `wirelens-capture`: the one program with rights, and so kept small. It
//! opens the device, gives up every right, then copies packets as pcapng. It dissects nothing,
//! reads no settings, and this folder is the only user of libpcap.
//!
//! - driven by `control`: `--driven -i IF …`; commands on stdin, the file is stdout, events on stderr
//! - alone: `-i IF -w PATH …`; the path is opened after the rights are gone
//! - questions: `--list`, `--check-filter LINKTYPE EXPR`, `--link-types IF`; answers on stdout

mod copy;
mod device;
mod failure;
mod output;
mod report;

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

use super::options::{Options, checked_name};
use super::wire::{Answer, Fault, Reason};
use crate::platform::{dump, rights, signals, signals::Interrupts};
use copy::Commands;
use device::Source;
use failure::{Failure, complain};
use output::Output;
use report::Report;

const USAGE: &str = "\
wirelens-capture: copies packets of a network interface into a pcapng file

  wirelens-capture -i INTERFACE -w PATH [-f FILTER] [-s SNAPLEN] [-p] [-B MiB] [-y LINKTYPE]
                   [-c PACKETS] [-a duration:S | packets:N | filesize:kB]
  wirelens-capture --list | --link-types INTERFACE | --check-filter LINKTYPE FILTER | --version

-w - writes to standard output. --driven (instead of -w) is for Wirelens itself.
";

enum Target {
    /// stdin, stdout and stderr are the lines of `wire`.
    Driven,
    /// stdout, whatever it is.
    Stdout,
    Path(PathBuf),
}

enum Task {
    Help,
    Version,
    List,
    LinkTypes(String),
    CheckFilter { link_type: String, filter: String },
    Capture { options: Options, target: Target },
}

/// Runs the program with its arguments, without its name. Exit status 1 for wrong arguments, 2 for
/// what failed.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    let driven = args.first().is_some_and(|a| a == "--driven");
    let task = match parse(args) {
        Ok(task) => task,
        Err(text) if driven => {
            return match Report::driven() {
                Ok(mut report) => report.failed(Failure::new(Fault::Usage, text)),
                Err(_) => ExitCode::from(1),
            };
        }
        Err(text) => {
            complain(&format!("{text}\n{USAGE}"));
            return ExitCode::from(1);
        }
    };
    match task {
        Task::Help => say([USAGE.trim_end().to_owned()]),
        Task::Version => say([format!("wirelens-capture {}", env!("CARGO_PKG_VERSION"))]),
        Task::List => answer(device::list().map(|all| all.into_iter().map(Answer::Device).collect())),
        Task::LinkTypes(name) => {
            answer(device::link_types(&name).map(|all| all.into_iter().map(Answer::LinkType).collect()))
        }
        Task::CheckFilter { link_type, filter } => {
            // Nothing here needs rights, and the filter's text is not ours.
            let checked = drop_rights().and_then(|()| device::check_filter(&link_type, &filter));
            answer(checked.map(|()| vec![Answer::Ok]))
        }
        Task::Capture { options, target } => {
            let report = match target {
                Target::Driven => Report::driven(),
                _ => Ok(Report::alone(&options.interface)),
            };
            match report {
                Ok(mut report) => match capture(&options, target, &mut report) {
                    Ok(Reason::Error) => ExitCode::from(2),
                    Ok(_) => ExitCode::SUCCESS,
                    Err(failure) => report.failed(failure),
                },
                Err(e) => {
                    complain(&format!("wirelens-capture: {e}\n"));
                    ExitCode::from(2)
                }
            }
        }
    }
}

fn drop_rights() -> Result<(), Failure> {
    rights::drop_all().map_err(|e| {
        Failure::new(Fault::Device, format!("rights cannot be given up, so nothing is captured: {e}"))
    })
}

/// Captures until it ends, or fails before it has begun.
fn capture(options: &Options, target: Target, report: &mut Report) -> Result<Reason, Failure> {
    let early = |e: io::Error| Failure::new(Fault::Device, e.to_string());
    dump::forbid_core_dumps().map_err(|e| early(e.into()))?;
    signals::survive_file_size_limit().map_err(early)?;
    let interrupts = Interrupts::catch().map_err(early)?;
    let mut source = Source::open(options)?;
    drop_rights()?;
    // From here on an ordinary user's process: the filter's text and paths come after.
    source.set_filter(&options.filter)?;
    let (file, commands) = open_target(target).map_err(|e| Failure::new(Fault::File, e))?;
    copy::run(source, file, options, commands, interrupts, report)
}

/// The file to write, emptied, and where commands come from.
fn open_target(target: Target) -> Result<(Output, Option<Commands>), String> {
    let stdout = || io::stdout().as_fd().try_clone_to_owned().map(File::from);
    match target {
        Target::Driven => {
            let file = stdout().map_err(|e| e.to_string())?;
            let stdin: OwnedFd = io::stdin().as_fd().try_clone_to_owned().map_err(|e| e.to_string())?;
            Ok((Output::file(file).map_err(|e| e.to_string())?, Some(Commands::new(stdin))))
        }
        Target::Stdout => Ok((Output::stream(stdout().map_err(|e| e.to_string())?), None)),
        Target::Path(path) => {
            let opened = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
            let output = opened.and_then(Output::file);
            Ok((output.map_err(|e| format!("{}: {e}", path.display()))?, None))
        }
    }
}

fn parse(args: Vec<OsString>) -> Result<Task, String> {
    let mut args = args.into_iter();
    let text = |arg: OsString| {
        arg.into_string().map_err(|arg| format!("“{}” is not UTF-8", arg.to_string_lossy().escape_debug()))
    };
    let mut options = Options::new("");
    let mut target = None;
    while let Some(arg) = args.next() {
        let letter = text(arg)?;
        let mut value = || match args.next() {
            Some(value) => text(value),
            None => Err(format!("{letter} needs a value")),
        };
        let task = match letter.as_str() {
            "-h" | "--help" => Task::Help,
            "-v" | "--version" => Task::Version,
            "--list" => Task::List,
            "--link-types" => Task::LinkTypes(checked_name(value()?)?),
            "--check-filter" => Task::CheckFilter { link_type: value()?, filter: value()? },
            "--driven" => {
                target = Some(Target::Driven);
                continue;
            }
            "-w" => {
                let path = args.next().ok_or("-w needs a path")?;
                target = Some(if path == "-" { Target::Stdout } else { Target::Path(path.into()) });
                continue;
            }
            other if options.take(other, &mut value)? => continue,
            other => return Err(format!("unknown option “{}”", other.escape_debug())),
        };
        return match args.next() {
            None => Ok(task),
            Some(more) => Err(format!("“{}” is too much", more.to_string_lossy().escape_debug())),
        };
    }
    if options.interface.is_empty() {
        return Err("-i INTERFACE is needed".into());
    }
    Ok(Task::Capture { options, target: target.ok_or("-w PATH is needed")? })
}

/// Prints lines on stdout.
fn say(lines: impl IntoIterator<Item = String>) -> ExitCode {
    let mut out = io::stdout().lock();
    let said = lines.into_iter().try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
    // A reader that has gone does not want to know.
    if said.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

fn answer(answers: Result<Vec<Answer>, Failure>) -> ExitCode {
    match answers {
        Ok(answers) => say(answers.iter().map(ToString::to_string)),
        Err(Failure { fault, text }) => {
            say([Answer::Error { fault, text }.to_string()]);
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        parse(line.split_whitespace().map(Into::into).collect())
    }

    #[test]
    fn arguments_choose_the_task() {
        assert!(matches!(parsed("--list"), Ok(Task::List)));
        assert!(matches!(parsed("--link-types lo"), Ok(Task::LinkTypes(name)) if name == "lo"));
        assert!(
            matches!(parsed("--check-filter 1 tcp"), Ok(Task::CheckFilter { link_type, .. }) if link_type == "1")
        );
        assert!(matches!(
            parsed("-i lo -w - -c 3"),
            Ok(Task::Capture { options, target: Target::Stdout }) if options.stop_after.packets == Some(3)
        ));
        assert!(matches!(parsed("--driven -i lo"), Ok(Task::Capture { target: Target::Driven, .. })));
    }

    #[test]
    fn wrong_arguments_are_refused() {
        for line in [
            "",
            "-i",
            "-i lo",
            "-w x",
            "-i lo; -w x",
            "-i lo -w",
            "--list more",
            "--check-filter 1",
            "-Z",
            "-i lo -w x y",
            "--link-types ../x",
            "-i lo -w x -s some",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
