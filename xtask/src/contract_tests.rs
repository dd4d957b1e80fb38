//! The programs of the contract tests, which have the spec's reader and its validator.

use crate::{Outcome, cargo};

pub(crate) fn contract(arguments: &[String]) -> Outcome {
    run("contract", arguments, "the contract is not kept, or not all of it is held against the SDK: see above")
}

pub(crate) fn probe(arguments: &[String]) -> Outcome {
    run("probe", arguments, "there is no report")
}

fn run(program: &str, arguments: &[String], or_else: &str) -> Outcome {
    let mut cargo = cargo();
    cargo.args(["run", "--quiet", "--package", "contract-tests", "--bin", program, "--"]);
    let status = cargo.args(arguments).status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(or_else.to_owned()) }
}
