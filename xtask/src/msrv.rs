//! Checks that no package in `Cargo.lock` states a newer Rust than the workspace promises. This works without an old
//! toolchain.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use xshell::{Shell, cmd};

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask msrv");
    let metadata = cmd!(sh, "cargo metadata --format-version=1 --locked").quiet().read()?;
    check(&serde_json::from_str(&metadata)?)
}

fn check(metadata: &Value) -> Result<()> {
    let packages = metadata["packages"].as_array().context("`cargo metadata` lists no packages")?;
    let ours = packages.iter().find(|package| package["source"].is_null()).and_then(rust_version);
    let newer = packages.iter().find(|package| rust_version(package) > ours).map(|package| &package["id"]);
    let remedy = "run `cargo update NAME --precise VERSION`, or raise `rust-version` and note it in CHANGELOG.md";
    ensure!(newer.is_none(), "{newer:?} needs a newer Rust than our {ours:?}: {remedy}");
    Ok(())
}

/// Returns major and minor.
fn rust_version(package: &Value) -> Option<(u64, u64)> {
    let mut numbers = package["rust_version"].as_str()?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next().and_then(Result::ok).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_package_that_needs_a_newer_rust_fails() {
        let check = |rust_version: &str| {
            check(&json!({ "packages": [
                { "id": "ours", "source": null, "rust_version": "1.88" },
                { "id": "theirs", "source": "registry", "rust_version": rust_version },
            ] }))
        };
        assert!(["1", "1.56.1", "1.88.0"].iter().all(|older| check(older).is_ok()));
        assert!(check("1.100").is_err_and(|error| error.to_string().contains("theirs")));
    }
}
