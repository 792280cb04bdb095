//! From a command line to an exit status: what is asked for is answered or read.

use super::fault::{Fault, status};
use super::live::{self, Named};
use super::print::hexdump::HELP as HEXDUMP_HELP;
use super::print::safe;
use super::session::Session;
use super::wishes::{Instead, Wishes};
use super::{command_line, generate, glossary, options, taps};
use crate::document::Source;
use crate::platform::signals;
use crate::proto;
use std::ffi::OsString;
use std::io::{self, Write};

/// Runs the program with these arguments (without its own name); the answer is the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    if let Err(e) = signals::survive_file_size_limit() {
        let _ = writeln!(io::stderr(), "tlens: the file size limit may end this program: {e}");
    }
    let fault = match command_line::parse(arguments).and_then(obey) {
        Ok(status) => return status,
        Err(fault) => fault,
    };
    let (status, message, help) = match fault {
        Fault::Unread => return status::OK,
        Fault::Report(message) => {
            let _ = writeln!(io::stdout(), "{message}");
            return status::USAGE;
        }
        Fault::Failed { status, message } => (status, message, String::new()),
        Fault::Usage(message) => (status::USAGE, message, format!("\n{}", options::help())),
    };
    let _ = write!(io::stderr(), "tlens: {}\n{help}", safe::lines(&message).trim_end());
    status
}

fn obey(mut wishes: Wishes) -> Result<u8, Fault> {
    let registry = proto::registry();
    if let Some(instead) = &wishes.instead {
        let mut out = String::new();
        match instead {
            Instead::Help => {
                out = format!("{}\nDump and analyze network traffic.\n\n{}", version(), options::help());
            }
            Instead::Version => out = format!("{}\n", version()),
            Instead::Interfaces => live::list(&mut out)?,
            Instead::LinkTypes => live::link_types(&wishes, &mut out)?,
            Instead::Generate(kind) => generate::generate(kind, &mut out)?,
            Instead::HexdumpHelp => out.push_str(HEXDUMP_HELP),
            Instead::Statistics => {
                let mut list = String::from("The available statistics for the \"-z\" option are:");
                taps::list(&mut list);
                let _ = writeln!(io::stderr(), "tlens: {list}");
            }
            Instead::Glossary(report) => {
                glossary::report(report, &wishes.elastic_filter, registry, &mut out)?
            }
        }
        io::stdout().write_all(out.as_bytes())?;
        return Ok(status::OK);
    }
    wishes.preferences.load_personal();
    let wishes = &wishes;
    let mut session = Session::new(wishes, registry)?;
    match &wishes.read {
        Some(path) => session.read(Source::from_arg(path))?,
        None => match live::named(wishes)? {
            Named::Stream(source) => live::stream(&mut session, source, wishes)?,
            Named::Devices(names) => live::capture(&mut session, &names, wishes)?,
        },
    }
    Ok(session.status())
}

fn version() -> String {
    format!("TLens (Wirelens) {}.", env!("CARGO_PKG_VERSION"))
}
