//! The programs of the contract tests, which have the spec's reader and its validator.

use std::env;
use std::ffi::OsStr;
use std::process::Command;

use crate::{Outcome, root};

/// Holds the SDK against the spec, or against the spec changed on purpose.
pub(crate) fn contract(arguments: &[String]) -> Outcome {
    run("contract", arguments, "the contract is not kept, or not all of it is held against the SDK: see above")
}

/// Calls the real API.
pub(crate) fn probe(arguments: &[String]) -> Outcome {
    run("probe", arguments, "there is no report")
}

fn run(program: &str, arguments: &[String], or_else: &str) -> Outcome {
    let mut cargo = Command::new(env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")));
    cargo.current_dir(root()).args(["run", "--quiet", "--package", "contract-tests", "--bin", program, "--"]);
    let status = cargo.args(arguments).status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(or_else.to_owned()) }
}
