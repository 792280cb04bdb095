//! The capture helper: see `wirelens::capture::helper`.

fn main() -> std::process::ExitCode {
    wirelens::capture::helper::run(std::env::args_os().skip(1))
}
