//! The checkout of the tests: its files and its Cargo metadata.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The root of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The text of a file, by its path from the root.
#[must_use]
pub fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The packages of the workspace, from `cargo metadata`.
#[must_use]
pub fn packages() -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["metadata", "--no-deps", "--format-version=1"]);
    let metadata = cargo.output().expect("cargo runs").stdout;
    let mut metadata: Value = serde_json::from_slice(&metadata).expect("cargo metadata is JSON");
    metadata["packages"].as_array_mut().map(std::mem::take).unwrap_or_default()
}
