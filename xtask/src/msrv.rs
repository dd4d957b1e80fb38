//! Whether `Cargo.lock` holds what the oldest Rust that we promise can compile: the `rust-version` of the workspace
//! against that of every package, by their own words. Where that Rust is installed, a gate compiles with it as well.

use serde_json::Value;

use crate::process::output;
use crate::{Outcome, cargo};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let [] = arguments else { return Err("cargo xtask msrv".to_owned()) };
    let metadata = output(cargo().args(["metadata", "--format-version=1", "--locked"]), "cargo metadata")?;
    let metadata = serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    println!("{}", judge(&metadata)?);
    Ok(())
}

/// What Cargo resolved, judged by the `rust-version` that its members state, which must be one.
fn judge(metadata: &Value) -> Result<String, String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let stated = |package: &Value| package["rust_version"].as_str().and_then(version);
    let is_ours = |package: &&Value| package["source"].is_null();
    let ours: Vec<_> = packages.iter().filter(is_ours).map(stated).collect();
    let [Some(least), rest @ ..] = &ours[..] else {
        return Err("Cargo.toml states no `rust-version`".to_owned());
    };
    if rest.iter().any(|other| *other != Some(*least)) {
        return Err("the members of the workspace state several `rust-version`s, or none".to_owned());
    }
    let is_newer = |package: &&Value| stated(package).is_some_and(|version| version > *least);
    let newer: Vec<String> = packages.iter().filter(is_newer).map(text).collect();
    let (major, minor) = least;
    match &newer[..] {
        [] => Ok(format!(
            "none of the {} packages in Cargo.lock says that it needs more than Rust {major}.{minor}",
            packages.len()
        )),
        _ => Err(format!(
            "these need a newer Rust than our {major}.{minor}:\n  {}\nTake an older one (`cargo update NAME --precise \
             VERSION`), or raise `rust-version`, which is told in CHANGELOG.md.",
            newer.join("\n  ")
        )),
    }
}

fn text(package: &Value) -> String {
    let word = |key: &str| package[key].as_str().unwrap_or("?").to_owned();
    format!("{} {}: Rust {}", word("name"), word("version"), word("rust_version"))
}

/// The first two numbers: no third one has ever brought a feature.
fn version(text: &str) -> Option<(u64, u64)> {
    let mut numbers = text.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next().and_then(Result::ok).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use serde_json::json;

    use super::*;

    fn judged(rust_versions: &[(&str, &str)]) -> Result<String, String> {
        let package = |(name, rust_version): &(&str, &str)| {
            let source = if *name == "ours" { Value::Null } else { json!("registry") };
            json!({ "name": name, "version": "1.2.3", "rust_version": rust_version, "source": source })
        };
        judge(&json!({ "packages": rust_versions.iter().map(package).collect::<Vec<_>>() }))
    }

    #[test]
    fn a_package_that_needs_a_newer_rust_is_named() {
        assert!(judged(&[("ours", "1.88"), ("ancient", "1.56.1"), ("same", "1.88.0"), ("edition", "1")]).is_ok());
        let told = judged(&[("ours", "1.88"), ("ancient", "1.56"), ("new", "1.100")]).unwrap_err();
        assert!(told.contains("new 1.2.3: Rust 1.100") && !told.contains("ancient"), "{told}");
    }

    #[test]
    fn all_members_state_the_same_version() {
        assert!(judged(&[("ours", "1.88"), ("ours", "1.89")]).unwrap_err().contains("several"));
        assert!(judged(&[("other", "1.88")]).unwrap_err().contains("no `rust-version`"));
    }
}
