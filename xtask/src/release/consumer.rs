//! A project that depends on the package: a library, a program and tests of its own, which are in `consumer/`.

use std::path::Path;

use crate::process::{BUILD, command, succeed};
use crate::{Outcome, repository, root, target};

const SOURCES: &str = "xtask/src/release/consumer";

/// Each with what it shows. Only a build of tests has the features of dev-dependencies.
const STEPS: [(&str, &str); 3] = [
    ("cargo check --bins", "a program, with the default features"),
    ("cargo test", "its tests, with the mock server"),
    ("cargo check --lib --features plannr-sdk/buildtime-codegen", "the package makes its code from its spec"),
];

/// Copies the project into a folder and runs it there. Without a lock file it gets the newest crates that fit, as a user does.
pub(super) fn try_out(folder: &Path) -> Outcome {
    repository::copy(&root().join(SOURCES), folder)?;
    for (line, shows) in STEPS {
        println!("-- {line}  ({shows})");
        succeed(command(line).current_dir(folder).env("CARGO_TARGET_DIR", target()?), line, BUILD)?;
    }
    Ok(())
}
