//! Clients that other generators write from the spec, in `target/bench/others/`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;
use xshell::{Shell, cmd};

use super::programs::{SOURCES, build_here, out};
use crate::{BUNDLE, files, root, tools};

/// A name, and a function that writes the code of the client into its folder.
pub(super) type Peer = (&'static str, fn(&Shell, &Path) -> Result<()>);

pub(super) const PEERS: [Peer; 2] = [("openapi-to-rust", openapi_to_rust), ("openapi-generator", openapi_generator)];

pub(super) fn build_peer(sh: &Shell, (name, generate): Peer) -> Result<PathBuf> {
    let folder = sh.create_dir(out("others").join(name))?;
    for file in [&format!("others/{name}/Cargo.toml"), &format!("others/{name}/main.rs"), "Cargo.lock"] {
        sh.copy_file(format!("{SOURCES}/{file}"), &folder)?;
    }
    generate(sh, &folder)?;
    let _folder = sh.push_dir(&folder);
    build_here(sh, &format!("bench-{name}"), &[])
}

fn openapi_to_rust(sh: &Shell, folder: &Path) -> Result<()> {
    let (generator, spec) = (tools::build(sh, "openapi-to-rust")?, root().join(BUNDLE));
    Ok(cmd!(sh, "{generator} generate {spec} --quiet --output-dir {folder}/generated").run()?)
}

/// A Java program that comes as a Python wheel.
fn openapi_generator(sh: &Shell, folder: &Path) -> Result<()> {
    cmd!(sh, "java -version").ignore_stderr().run()?;
    let python = tools::python(sh, "target/bench/openapi-generator", &format!("{SOURCES}/others/requirements.txt"))?;
    let mut spec: Value = serde_json::from_str(&files::read(sh, BUNDLE)?)?;
    // It turns open enumerations into empty structs that decode no response: close them.
    for schema in spec["components"]["schemas"].as_object_mut().into_iter().flat_map(|schemas| schemas.values_mut()) {
        if let Some(known) = schema["anyOf"].get(0).cloned() {
            *schema = known;
        }
    }
    sh.write_file(folder.join("spec.json"), spec.to_string())?;
    let generator = python.with_file_name("openapi-generator-cli");
    let generate = cmd!(sh, "{generator} generate --generator-name rust --input-spec {folder}/spec.json");
    Ok(generate.arg("--output").arg(folder.join("generated")).ignore_stdout().ignore_stderr().run()?)
}
