//! Imports contact details from a spreadsheet, each of them once: `plannr-import --help`.
//!
//! `import.rs` shows how to use the SDK. The other files read the CSV (`text.rs`, `table.rs`, `rows.rs`), keep the journal
//! that lets an interrupted run resume (`journal.rs`), plan a run (`run.rs`), choose the server (`target.rs`), and report
//! (`progress.rs`, `report.rs`).

pub(crate) mod arguments;
mod import;
mod journal;
pub(crate) mod progress;
mod report;
pub(crate) mod rows;
pub(crate) mod run;
mod table;
pub(crate) mod target;
mod text;

use std::fmt::Display;
use std::fs::File;
use std::io::{Write as _, stderr, stdout};
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Exit};
use rows::Input;
use target::Target;

/// Invented contact details, with mistakes as real files have them.
const SAMPLE: &[u8] = include_bytes!("../sample.csv");

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(command(&Arguments::parse()).await as u8)
}

pub(crate) async fn command(arguments: &Arguments) -> Exit {
    try_command(arguments).await.unwrap_or_else(|problem| {
        warn(format_args!("import: {problem}"));
        Exit::NotStarted
    })
}

async fn try_command(arguments: &Arguments) -> Result<Exit, String> {
    if arguments.sample {
        let written = File::create_new(&arguments.file).and_then(|mut file| file.write_all(SAMPLE));
        written.map_err(|error| format!("cannot write {}: {error}", arguments.file.display()))?;
        say(format_args!("wrote {}", arguments.file.display()));
        return Ok(Exit::Complete);
    }
    let input = Input::read(&arguments.file)?;
    let target = Target::choose(&input).await?;
    run::run(arguments, &input, &target, ctrl_c()).await
}

/// Completes at the first Ctrl-C. The second one exits at once, which the journal survives.
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        return std::future::pending().await;
    }
    tokio::spawn(async {
        let _ = tokio::signal::ctrl_c().await;
        std::process::exit(Exit::Killed as i32);
    });
}

/// Prints, and ignores a closed pipe, as in `import contacts.csv | head -2`.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(stdout(), "{text}");
}

/// Prints to standard error.
pub(crate) fn warn(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}
