//! Builds the programs of `tests/bench/`, each with its own features alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{BUILD, succeed};
use crate::{cargo, root};

/// Where the programs are.
pub(super) const HERE: &str = "tests/bench";
/// Where all that is built goes.
pub(super) const THERE: &str = "target/bench";

/// Builds a program, as its user would, or one that counts its allocations.
pub(crate) fn program(package: &str, counting: bool) -> Result<PathBuf, String> {
    program_in(&root().join(HERE), package, counting)
}

/// Builds a program of the workspace in a folder, and puts it where the next build does not overwrite it.
pub(super) fn program_in(workspace: &Path, package: &str, counting: bool) -> Result<PathBuf, String> {
    let mut cargo = cargo_in(workspace);
    cargo.args(["build", "--release", "--quiet", "--package", package]);
    if counting {
        cargo.args(["--features", "meter/counting"]);
    }
    succeed(&mut cargo, &format!("cargo build of {package}"), BUILD)?;
    let name = if counting { format!("{package}-counting") } else { package.to_owned() };
    let (built, kept) = (there("build/release").join(package), there("programs").join(name));
    fs::create_dir_all(there("programs"))
        .and_then(|()| fs::copy(&built, &kept))
        .map_err(|error| format!("{}: {error}", built.display()))?;
    Ok(kept)
}

/// Cargo in another workspace than this one, with one folder of builds for them all.
pub(super) fn cargo_in(workspace: &Path) -> Command {
    let mut cargo = cargo();
    cargo.current_dir(workspace).env("CARGO_TARGET_DIR", there("build"));
    cargo
}

pub(super) fn there(name: &str) -> PathBuf {
    root().join(THERE).join(name)
}
