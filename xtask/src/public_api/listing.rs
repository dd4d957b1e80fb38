//! The listing, made by the crate public-api from what rustdoc says in JSON.

use std::collections::HashSet;
use std::path::Path;

use public_api::Builder;

use super::FEATURES;
use crate::process::{BUILD, succeed, version};
use crate::{Outcome, cargo, root};

/// rustdoc's JSON is unstable: the public-api that Cargo.toml pins reads the form that this Rust writes.
const RUST: &str = "1.95";
/// The variable that lets a stable compiler write it changes how dependencies are built: they are not to be shared.
const OUT: &str = "target/public-api";

/// Whether rustdoc here writes what can be read.
pub(super) fn fits() -> Outcome {
    let version = version("rustdoc")?;
    match version.strip_prefix("rustdoc ").is_some_and(|version| version.starts_with(&format!("{RUST}."))) {
        true => Ok(()),
        false => Err(format!("the listing is made with Rust {RUST}, and this is {version}")),
    }
}

/// The public API of the code, one item a line.
pub(super) fn listing() -> Result<String, String> {
    fits()?;
    let mut rustdoc = cargo();
    rustdoc
        .args(["rustdoc", "--quiet", "--locked", "--package=plannr-sdk", "--lib", "--features", FEATURES])
        .args(["--target-dir", OUT, "--", "-Zunstable-options", "--output-format=json"])
        // Such variables add to the flags of all other builds.
        .env_remove("RUSTDOCFLAGS")
        .env("RUSTC_BOOTSTRAP", "1");
    succeed(&mut rustdoc, "cargo rustdoc", BUILD)?;
    lines(&root().join(OUT).join("doc/plannr_sdk.json"))
}

/// What is in the file, but for what says nothing: methods of derived traits, and the traits that all types have
/// because the compiler gives them. Of those remains what a type has *not*: `Send` or `Sync`.
pub(super) fn lines(json: &Path) -> Result<String, String> {
    let api = |without_derived, without_auto| {
        let builder = Builder::from_rustdoc_json(json).omit_blanket_impls(true);
        let builder = builder.omit_auto_derived_impls(without_derived).omit_auto_trait_impls(without_auto);
        let api = builder.build().map_err(|error| format!("{}: {error}", json.display()))?;
        Ok::<Vec<String>, String>(api.items().map(ToString::to_string).collect())
    };
    let written: HashSet<String> = api(true, true)?.into_iter().collect();
    let with_derived: HashSet<String> = api(false, true)?.into_iter().collect();
    let is_said = |line: &String| match line.starts_with("impl") {
        // It is there for rustdoc alone, and this is what rustdoc says.
        _ if line.contains("::_cookbook") => false,
        true if with_derived.contains(line) => !line.contains("StructuralPartialEq"),
        true => line.contains(" !core::marker::Send ") || line.contains(" !core::marker::Sync "),
        false => written.contains(line),
    };
    // What is exported from two places has its methods listed twice.
    let mut seen = HashSet::new();
    let lines = api(false, false)?.into_iter().filter(is_said).filter(|line| seen.insert(line.clone()));
    Ok(lines.map(|line| line + "\n").collect())
}
