//! Imports contact details from a CSV, each of them once: `cargo run --example import -- --help`.
//!
//! What it does with the SDK is in `import.rs`. The rest is what an import needs around it: the CSV as spreadsheets write
//! it (`text.rs`, `table.rs`, `rows.rs`), a journal by which an interrupted run goes on (`journal.rs`), what is seen of it
//! (`progress.rs`, `report.rs`, `terminal.rs`), and where it goes (`target.rs`).

pub(crate) mod arguments;
mod import;
mod journal;
pub(crate) mod progress;
mod report;
pub(crate) mod rows;
pub(crate) mod run;
mod sample;
mod table;
pub(crate) mod target;
mod terminal;
mod text;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Ending};
use rows::Input;
use target::Target;
use terminal::{remark, say};

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(command(&Arguments::parse()).await as u8)
}

/// The whole command, up to its end.
pub(crate) async fn command(arguments: &Arguments) -> Ending {
    begin(arguments).await.unwrap_or_else(|problem| {
        remark(format_args!("import: {problem}"));
        Ending::Unusable
    })
}

async fn begin(arguments: &Arguments) -> Result<Ending, String> {
    if arguments.sample {
        sample::write(&arguments.file)?;
        say(format_args!("{} has {} rows of invented contact details", arguments.file.display(), sample::ROWS));
        return Ok(Ending::Complete);
    }
    let input = Input::read(&arguments.file)?;
    let target = Target::choose(&input).await?;
    run::run(arguments, &input, &target, interruption()).await
}

/// Comes with the first Ctrl-C. The second ends the process as it stands, which the journal survives.
async fn interruption() {
    if tokio::signal::ctrl_c().await.is_err() {
        // It cannot be listened for; then it ends the process by itself.
        return std::future::pending().await;
    }
    tokio::spawn(async {
        let _ = tokio::signal::ctrl_c().await;
        std::process::exit(Ending::Killed as i32);
    });
}
