//! The public API held against a revision, by the versions that both state.

use super::FEATURES;
use crate::repository::last_release;
use crate::{Outcome, root, tools};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let base = match arguments {
        [] => last_release(root())?,
        [base] => Some(base.clone()),
        _ => return Err("cargo xtask semver [BASE]".to_owned()),
    };
    let Some(base) = base else {
        println!(
            "there has been no release (a tag v*), so nothing to hold it against. Any revision can be named: `cargo xtask semver BASE`"
        );
        return Ok(());
    };
    let checks =
        format!("cargo-semver-checks semver-checks --package plannr-sdk --features {FEATURES} --baseline-rev {base}");
    tools::run(&checks.split(' ').map(str::to_owned).collect::<Vec<_>>())
}
