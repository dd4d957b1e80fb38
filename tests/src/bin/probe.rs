//! Calls the real API, and prints a report that settles open questions of the spec; see CONTRIBUTING.md. `cargo xtask
//! probe` runs it.

use std::process::ExitCode;

use contract_tests::probe::{self, Settings, USAGE};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("probe: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Vec<String>) -> Result<(), String> {
    let settings = Settings::read(arguments, |name| std::env::var(name).ok())?;
    let probed = probe::run(&settings).await?;
    print!("{}", probed.report);
    Ok(())
}
