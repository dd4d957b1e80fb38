//! The tasks of a maintainer: `cargo xtask` lists them.

mod bench;
mod budget;
mod ci;
mod committed;
mod contract_tests;
mod docs;
mod gate;
mod generate;
mod msrv;
mod outside;
mod process;
mod public_api;
mod release;
mod repository;
mod spec_diff;
mod tools;
mod walkthrough;

#[path = "../../plannr-sdk/build/codegen/mod.rs"]
mod codegen;
#[path = "../../plannr-sdk/build/openapi.rs"]
mod openapi;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The spec, which all else is made from, tried by or held against.
const SPEC: &str = "openapi/contact-details.yaml";

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
        name: "contract",
        about: "hold the SDK against the spec, and count what is exercised; with --mutate, against the spec changed at \
                every place, all of which must be noticed",
        run: contract_tests::contract,
    },
    Task {
        name: "ci",
        about: "all gates beyond the tests; with names, only those; with --list, name them",
        run: ci::run,
    },
    Task {
        name: "audit",
        about: "what takes too long for each change, or the network: before a release; with names or --list as for ci",
        run: ci::audit,
    },
    Task {
        name: "bench",
        about: "what calls, lists, builds and imports cost beside those of others; with names, only these groups; --list \
                names them; --write puts all into docs/performance.md",
        run: bench::run,
    },
    Task {
        name: "budget",
        about: "hold what does not depend on time against what is committed: allocations, instructions, crates, generated \
                lines; with names, only these; with --accept, write them",
        run: budget::run,
    },
    Task { name: "docs", about: "make a reference page of the spec, target/docs/contact-details.html", run: docs::run },
    Task {
        name: "outside",
        about: "tools of others try the mock server (schemathesis) and judge the SDK's requests (Prism)",
        run: outside::run,
    },
    Task {
        name: "spec-diff",
        about: "what has changed in the spec since a revision, by default the last release; with --check, whether \
                version and changelog follow",
        run: spec_diff::run,
    },
    Task {
        name: "public-api",
        about: "write the listing of the public API; with --check, only say what differs, and whether docs/public-api.md \
                gives each item its reason",
        run: public_api::run,
    },
    Task {
        name: "semver",
        about: "hold the public API against a revision, by default the last release (cargo-semver-checks, built first)",
        run: public_api::semver::run,
    },
    Task { name: "msrv", about: "whether Cargo.lock holds what our oldest Rust can compile", run: msrv::run },
    Task { name: "tool", about: "call a pinned tool of others: typos, cargo-deny, cargo-shear, ...", run: tools::run },
    Task {
        name: "release",
        about: "a release up to publishing: checked, tried, committed and tagged; with --dry-run, only checked and tried",
        run: release::run,
    },
    Task {
        name: "walkthrough",
        about: "do what CONTRIBUTING.md says, in a copy: a field, a value, a filter and an operation more",
        run: walkthrough::run,
    },
    Task {
        name: "probe",
        about: "call the real API, and report what it settles of the open questions; --help says how",
        run: contract_tests::probe,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let Some((name, rest)) = arguments.split_first() else {
        println!("cargo xtask <task>\n");
        for task in TASKS {
            println!("  {:<12} {}", task.name, task.about);
        }
        return Ok(());
    };
    match TASKS.iter().find(|task| task.name == name) {
        Some(task) => (task.run)(rest),
        None => Err(format!("there is no task `{name}`: `cargo xtask` lists them")),
    }
}

/// The Cargo that has started this, in the root of the workspace.
fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The folder of builds that this program comes from, however it was chosen.
fn target() -> Result<PathBuf, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let target = program.ancestors().nth(2);
    target.map(Path::to_owned).ok_or_else(|| format!("{} is not in a folder of builds", program.display()))
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn an_unknown_task_is_told_where_the_known_ones_are_listed() {
        assert_eq!(run(&["nope".to_owned()]), Err("there is no task `nope`: `cargo xtask` lists them".to_owned()));
        assert_eq!(run(&[]), Ok(()));
    }
}
