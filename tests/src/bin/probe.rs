//! Calls the real API and prints a report for the open questions of the spec: `cargo xtask probe`.

use std::process::ExitCode;

use contract_tests::probe::{self, Settings, USAGE};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match Settings::read(arguments.clone(), |name| std::env::var(name).ok()) {
        _ if arguments.iter().any(|argument| argument == "--help") => Ok(format!("{USAGE}\n")),
        Ok(settings) => probe::run(&settings).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(report) => print!("{report}"),
        Err(problem) => {
            eprintln!("probe: {problem}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
