//! The build script. With the feature `buildtime-codegen`, generates the client from the spec.

use std::error::Error;
use std::process::ExitCode;

#[cfg(feature = "buildtime-codegen")]
mod bundle;
#[cfg(feature = "buildtime-codegen")]
mod codegen;
#[cfg(feature = "buildtime-codegen")]
mod openapi;

/// Names another spec to generate from: a superset of the one in `openapi/`.
const OPENAPI: &str = "PLANNR_OPENAPI";

fn main() -> ExitCode {
    println!("cargo::rerun-if-env-changed={OPENAPI}");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "buildtime-codegen")]
fn generate() -> Result<(), Box<dyn Error>> {
    use std::path::PathBuf;
    use std::{env, fs};

    use bundle::Bundle;

    let folder = |variable| PathBuf::from(env::var_os(variable).unwrap_or_default());
    let (crate_dir, out) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR"));
    // The documents of this crate are behind the link or, in a checkout without links, beside the crate.
    let [linked, beside] = ["openapi", "../openapi"].map(|folder| crate_dir.join(folder));
    let named = env::var_os(OPENAPI).map(PathBuf::from);
    let spec = named.clone().unwrap_or(if linked.is_dir() { linked } else { beside });
    if spec.is_relative() {
        // A build script does not know where cargo was called.
        return Err(format!("{OPENAPI}: {} is a relative path\n  Use an absolute path.", spec.display()).into());
    }
    let bundle = Bundle::read(&spec)?;
    // `cargo xtask generate` changes the committed bundle if there is another document.
    let committed = crate_dir.join("src/openapi.json");
    for file in bundle.files().chain([committed.as_path()]) {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    if named.is_some() {
        let own = Bundle::read(&committed)?.document;
        codegen::superset::check(&bundle.document, &own).map_err(|error| error.within(spec.display()))?;
    }
    for (name, content) in codegen::generate(&bundle)?.into_iter().chain([("openapi.json", bundle.to_text()?)]) {
        let target = out.join(name);
        fs::write(&target, content).map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(())
}

#[cfg(not(feature = "buildtime-codegen"))]
fn generate() -> Result<(), Box<dyn Error>> {
    Ok(())
}
