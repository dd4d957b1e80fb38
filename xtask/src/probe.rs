//! Calls the real API: the probe of the contract tests, which have the spec's reader and its validator.

use std::env;
use std::ffi::OsStr;
use std::process::Command;

use crate::{Outcome, root};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut cargo = Command::new(env::var_os("CARGO").as_deref().unwrap_or(OsStr::new("cargo")));
    cargo.current_dir(root()).args(["run", "--quiet", "--package", "contract-tests", "--bin", "probe", "--"]);
    let status = cargo.args(arguments).status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("there is no report".to_owned()) }
}
