//! Runs the maintenance tasks. `cargo xtask` lists them.

mod bench;
mod budget;
mod ci;
mod dialogue;
mod docs;
mod files;
mod generate;
mod git;
mod msrv;
mod outside;
mod package;
mod spec_diff;
mod tools;

#[path = "../../plannr-sdk/build/bundle.rs"]
mod bundle;
#[path = "../../plannr-sdk/build/codegen/mod.rs"]
mod codegen;
#[path = "../../plannr-sdk/build/openapi.rs"]
mod openapi;

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

/// The folder of the OpenAPI documents.
const SPECS: &str = "openapi";
/// All of them as one, in the form in which the crate contains them.
const BUNDLE: &str = "plannr-sdk/src/openapi.json";

struct Task {
    name: &'static str,
    about: &'static str,
    /// Runs the task with its arguments. The shell starts in the root of the workspace.
    run: fn(&Shell, &[&str]) -> Result<()>,
}

const TASKS: &[Task] = &[
    Task { name: "generate", about: "Write the generated code; --check only compares it", run: generate::run },
    Task { name: "spec-diff", about: "List spec changes since BASE; --check checks the version", run: spec_diff::run },
    Task { name: "docs", about: "Render the spec as target/docs/reference.html", run: docs::run },
    Task { name: "contract", about: "Check the SDK against the spec; --mutate tests the checks", run: contract },
    Task { name: "outside", about: "Test with schemathesis, Prism and libphonenumber", run: outside::run },
    Task { name: "probe", about: "Call the real API and report on the open questions", run: probe },
    Task { name: "ci", about: "Run all gates or the named ones; --list lists them", run: ci::run },
    Task { name: "msrv", about: "Check that no dependency requires a newer Rust", run: msrv::run },
    Task { name: "package", about: "Package the crate and test a program that uses it", run: package::run },
    Task { name: "budget", about: "Compare costs with the committed ones; --accept updates them", run: budget::run },
    Task { name: "bench", about: "Compare the SDK with others; --write updates docs/", run: bench::run },
    Task { name: "tool", about: "Run a pinned tool, such as typos or cargo-deny", run: tools::run },
];

fn main() -> ExitCode {
    if let Some(rustdoc) = env::var_os("XTASK_RUSTDOC") {
        return unstable_rustdoc(&rustdoc);
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    let [name, arguments @ ..] = arguments else {
        println!("Usage: cargo xtask <TASK>\n");
        TASKS.iter().for_each(|task| println!("  {:<10} {}", task.name, task.about));
        return Ok(());
    };
    let Some(task) = TASKS.iter().find(|task| task.name == *name) else {
        bail!("unknown task `{name}`; `cargo xtask` lists the tasks");
    };
    let sh = Shell::new()?;
    sh.change_dir(root());
    (task.run)(&sh, arguments)
}

/// Stands in for rustdoc in the test `public_api`, and unlocks its JSON output on stable Rust. Cargo itself must not
/// have the variable, because it would build all dependencies again.
fn unstable_rustdoc(rustdoc: &OsStr) -> ExitCode {
    let status = Command::new(rustdoc).args(env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").status();
    if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn contract(sh: &Shell, arguments: &[&str]) -> Result<()> {
    run_binary(sh, "contract", arguments)
}

fn probe(sh: &Shell, arguments: &[&str]) -> Result<()> {
    run_binary(sh, "probe", arguments)
}

/// Builds and runs a program of the contract tests.
fn run_binary(sh: &Shell, name: &str, arguments: &[&str]) -> Result<()> {
    // With the whole workspace and an example, features are those of `cargo test --workspace`, and its build is reused.
    cmd!(sh, "cargo build --quiet --workspace --bin {name} --example against_prism").quiet().run()?;
    let program = built(name)?;
    Ok(cmd!(sh, "{program} {arguments...}").quiet().run()?)
}

/// Returns the path of a program that was built beside this one.
fn built(name: &str) -> Result<PathBuf> {
    Ok(env::current_exe()?.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Returns the target directory that this program was built in.
fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2);
    target.map(Path::to_owned).with_context(|| format!("{} is not in a target directory", program.display()))
}

/// Reads the OpenAPI documents.
fn specs() -> Result<bundle::Bundle> {
    Ok(bundle::Bundle::read(&root().join(SPECS))?)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
