//! Builds the programs of `tests/bench/`, each with its own features alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{BUILD, succeed};
use crate::{cargo, root};

/// The programs.
pub(super) const SOURCES: &str = "tests/bench";
/// All that is built and measured.
const OUT: &str = "target/bench";

/// Builds a program, as its user would, or one that counts its allocations.
pub(crate) fn program(package: &str, counting: bool) -> Result<PathBuf, String> {
    program_by(locked_cargo(), package, counting).map_err(with_lock)
}

/// Builds a program, and puts it where the next build does not overwrite it.
pub(super) fn program_by(mut cargo: Command, package: &str, counting: bool) -> Result<PathBuf, String> {
    cargo.args(["build", "--release", "--quiet", "--package", package]);
    if counting {
        cargo.args(["--features", "meter/counting"]);
    }
    succeed(&mut cargo, &format!("cargo build of {package}"), BUILD)?;
    let name = if counting { format!("{package}-counting") } else { package.to_owned() };
    let (built, kept) = (out("build/release").join(package), out("programs").join(name));
    fs::create_dir_all(out("programs"))
        .and_then(|()| fs::copy(&built, &kept))
        .map_err(|error| format!("{}: {error}", built.display()))?;
    Ok(kept)
}

/// Cargo in another workspace than this one, with one folder of builds for them all.
pub(super) fn cargo_in(workspace: &Path) -> Command {
    let mut cargo = cargo();
    cargo.current_dir(workspace).env("CARGO_TARGET_DIR", out("build"));
    cargo
}

/// Cargo in the workspace of the programs, with the crates that are committed: others would have other figures.
pub(super) fn locked_cargo() -> Command {
    let mut cargo = cargo_in(&root().join(SOURCES));
    cargo.arg("--locked");
    cargo
}

/// A failure of it, with what mends the likeliest.
pub(super) fn with_lock(problem: String) -> String {
    format!("{problem}\nWhere {SOURCES}/Cargo.lock is behind, `cargo update --workspace` in {SOURCES} mends it.")
}

pub(super) fn out(name: &str) -> PathBuf {
    root().join(OUT).join(name)
}
