//! The window.

fn main() -> std::process::ExitCode {
    wirelens::gui::main(std::env::args_os().skip(1))
}
