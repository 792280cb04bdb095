//! What can go wrong with a live capture, seen from the side without rights.

use std::io;
use std::path::PathBuf;

use super::wire::Fault;

/// Each names what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "the program wirelens-capture, which opens capture devices, was not found (looked for {}); \
         install it beside this program",
        list(.looked)
    )]
    HelperMissing { looked: Vec<PathBuf> },
    /// `mend` is a command, or an advice where no command helps.
    #[error("no permission to capture: {} has no right to open devices. To allow it: {mend}", .helper.display())]
    NoPermission { helper: PathBuf, mend: String },
    #[error("there is no interface “{name}”; the list of devices shows those that exist")]
    NoSuchDevice { name: String },
    #[error("{0}")]
    BadInterfaceName(String),
    #[error("the capture filter is not valid: {text}")]
    BadFilter { text: String },
    #[error("{text}; what was captured until then is kept")]
    DeviceGone { text: String },
    /// It is down, busy, or does not do what was asked of it.
    #[error("{text}")]
    Device { text: String },
    #[error("the capture file cannot be written: {text}")]
    File { text: String },
    #[error("{}: {source}", .path.display())]
    Spool { path: PathBuf, source: io::Error },
    /// The other machine, or ssh, says no.
    #[error("{host}: {text}")]
    Remote { host: String, text: String },
    /// It broke its rules, ended, or could not be started.
    #[error("the capture helper failed: {0}")]
    Helper(String),
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ")
}

impl Error {
    /// From a fault the helper told about `interface`.
    pub(super) fn from_fault(
        fault: Fault,
        text: String,
        interface: &str,
        permission: impl FnOnce() -> Error,
    ) -> Self {
        match fault {
            Fault::Permission => permission(),
            Fault::NoDevice => Self::NoSuchDevice { name: interface.into() },
            Fault::DeviceGone => Self::DeviceGone { text },
            Fault::Device | Fault::LinkType => Self::Device { text },
            Fault::Filter => Self::BadFilter { text },
            Fault::File => Self::File { text },
            Fault::Usage | Fault::Helper => Self::Helper(text),
        }
    }
}
