//! tshark's options, without a window.

fn main() -> std::process::ExitCode {
    wirelens::cli::run(std::env::args_os().skip(1)).into()
}
