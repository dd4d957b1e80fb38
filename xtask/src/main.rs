//! The tasks of a maintainer: `cargo xtask` lists them.

mod ci;
mod generate;
mod outside;

#[path = "../../plannr-sdk/build/codegen/mod.rs"]
mod codegen;

use std::env;
use std::path::Path;
use std::process::ExitCode;

/// What a task gives back: nothing, or what went wrong and what to do.
type Outcome = Result<(), String>;

/// A task: how it is called, what it does, and the function that does it.
struct Task {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Outcome,
}

const TASKS: &[Task] = &[
    Task {
        name: "generate",
        about: "write what is generated from the spec; with --check, only say whether it is up to date",
        run: generate::run,
    },
    Task {
        name: "ci",
        about: "all gates beyond the tests; with names, only those; with --list, name them",
        run: ci::run,
    },
    Task {
        name: "outside",
        about: "tools of others try the embedded Plannr (schemathesis) and judge the SDK's requests (Prism)",
        run: outside::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        None => {
            println!("cargo xtask <task>\n");
            for task in TASKS {
                println!("  {:<10} {}", task.name, task.about);
            }
            Ok(())
        }
        Some((name, rest)) => match TASKS.iter().find(|task| task.name == name) {
            Some(task) => (task.run)(rest),
            None => Err(format!("there is no task `{name}`: `cargo xtask` lists them")),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
