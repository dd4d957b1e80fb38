//! Imports contact details from a spreadsheet, each of them once: `plannr-import --help`.
//!
//! `import.rs` shows how to use the SDK. The other files read a sheet (`sheet.rs`, and `workbook.rs` or `text.rs` and
//! `delimited.rs`), find its columns (`columns.rs`), clean values (`values.rs`), find owners (`owners.rs`) and make
//! requests (`rows.rs`); they keep the journal that lets an interrupted run resume (`journal.rs`), plan a run (`run.rs`),
//! choose the server (`target.rs`), and report (`progress.rs`, `report.rs`).

pub(crate) mod arguments;
mod columns;
mod delimited;
mod import;
mod journal;
mod owners;
pub(crate) mod progress;
mod report;
pub(crate) mod rows;
pub(crate) mod run;
mod sheet;
pub(crate) mod target;
mod text;
mod values;
mod workbook;

use std::fmt::Display;
use std::fs::File;
use std::io::{Write as _, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command, Exit, Options};
use rows::Table;
use target::Target;

/// Invented contact details, with mistakes as real files have them.
const SAMPLE: &[u8] = include_bytes!("../sample.csv");

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(command(&Arguments::parse()).await as u8)
}

pub(crate) async fn command(arguments: &Arguments) -> Exit {
    try_command(arguments).await.unwrap_or_else(|problem| {
        warn(format_args!("plannr-import: {problem}"));
        Exit::NotStarted
    })
}

async fn try_command(arguments: &Arguments) -> Result<Exit, String> {
    match (&arguments.command, &arguments.options) {
        (Some(Command::Accounts { output }), _) => accounts(output.as_deref()).await,
        (None, Some(options)) if options.sample => {
            write_new(&options.file, |mut file| file.write_all(SAMPLE).map_err(|error| error.to_string()))?;
            say(format_args!("wrote {}", options.file.display()));
            Ok(Exit::Complete)
        }
        (None, Some(options)) => import(options).await,
        (None, None) => Err("name a file".to_owned()),
    }
}

async fn import(options: &Options) -> Result<Exit, String> {
    let table = Table::read(options)?;
    let needs_no_server = options.rehearse || options.dry_run && !Target::has_token();
    let target = if needs_no_server { None } else { Some(Target::from_env().await?) };
    run::run(options, &table, target.as_ref(), ctrl_c()).await
}

async fn accounts(output: Option<&Path>) -> Result<Exit, String> {
    let plannr = Target::from_env().await?.plannr;
    let Some(path) = output else { return owners::write(&plannr, stdout()).await.map(|_| Exit::Complete) };
    let mut csv = Vec::new();
    let count = owners::write(&plannr, &mut csv).await?;
    write_new(path, |mut file| file.write_all(&csv).map_err(|error| error.to_string()))?;
    say(format_args!("wrote {count} clients to {}", path.display()));
    Ok(Exit::Complete)
}

fn write_new(path: &Path, write: impl FnOnce(File) -> Result<(), String>) -> Result<(), String> {
    let written = File::create_new(path).map_err(|error| error.to_string()).and_then(write);
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
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

/// Prints, and ignores a closed pipe, as in `plannr-import contacts.csv | head -2`.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(stdout(), "{text}");
}

/// Prints to standard error.
pub(crate) fn warn(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}
