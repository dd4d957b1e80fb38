//! The build script: finds the spec and, with the feature `buildtime-codegen`, generates the client from it.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

#[cfg(feature = "buildtime-codegen")]
mod codegen;
#[cfg(feature = "buildtime-codegen")]
mod openapi;

/// Names another spec to generate from: a superset of the one in `openapi/`.
const OPENAPI: &str = "PLANNR_OPENAPI";

fn main() -> ExitCode {
    println!("cargo::rerun-if-env-changed={OPENAPI}");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in error.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let named = env::var_os(OPENAPI).filter(|_| cfg!(feature = "buildtime-codegen"));
    let spec = named.map_or_else(own_spec, PathBuf::from);
    if spec.is_relative() {
        // A build script does not know where cargo was called.
        return Err(format!("{OPENAPI}: {} is a relative path\n  Use an absolute path.", spec.display()));
    }
    println!("cargo::rerun-if-changed={}", spec.display());
    println!("cargo::rustc-env=PLANNR_OPENAPI_PATH={}", spec.display());
    generate(&spec)
}

/// The spec of this crate: behind the link `openapi` or, in a checkout without links, beside the crate.
fn own_spec() -> PathBuf {
    let crate_dir = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let [linked, beside] = ["openapi", "../openapi"].map(|folder| crate_dir.join(folder).join("contact-details.yaml"));
    if linked.exists() { linked } else { beside }
}

#[cfg(feature = "buildtime-codegen")]
fn generate(spec: &std::path::Path) -> Result<(), String> {
    let files = [("generated.rs", codegen::generate(spec)), ("generated_lists.rs", codegen::generate_lists(spec))];
    for (name, code) in files {
        let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(name);
        let code = code.map_err(|error| error.to_string())?;
        std::fs::write(&target, code).map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(())
}

#[cfg(not(feature = "buildtime-codegen"))]
fn generate(_: &std::path::Path) -> Result<(), String> {
    Ok(())
}
