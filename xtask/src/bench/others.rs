//! Clients that other generators make from our spec, into `target/bench/others/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::workspace::{self, SOURCES, out};
use crate::process::{BUILD, passes, succeed};
use crate::tools::{self, python};
use crate::{Outcome, SPEC, committed, root};

pub(super) struct Other {
    pub(super) name: &'static str,
    /// Writes the code into the folder of the client.
    generate: fn(&Path) -> Outcome,
}

pub(super) const OTHERS: &[Other] = &[
    Other { name: "openapi-to-rust", generate: openapi_to_rust },
    Other { name: "openapi-generator", generate: openapi_generator },
];

/// The program of a client, or why there is none.
pub(super) fn build(other: &Other) -> Result<PathBuf, String> {
    let (source, folder) = (root().join(SOURCES).join("others").join(other.name), out("others").join(other.name));
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(told)?;
    for file in ["Cargo.toml", "main.rs"] {
        fs::copy(source.join(file), folder.join(file)).map_err(told)?;
    }
    // What they share with the others is there in the same version.
    fs::copy(root().join(SOURCES).join("Cargo.lock"), folder.join("Cargo.lock")).map_err(told)?;
    (other.generate)(&folder)?;
    workspace::program_by(workspace::cargo_in(&folder), &format!("bench-{}", other.name), false)
}

fn openapi_to_rust(folder: &Path) -> Outcome {
    let mut generator = Command::new(tools::built("openapi-to-rust")?);
    generator.arg("generate").arg(root().join(SPEC)).arg("--quiet").arg("--output-dir").arg(folder.join("generated"));
    succeed(&mut generator, "openapi-to-rust", BUILD)
}

/// It is a program in Java, which comes as a wheel.
fn openapi_generator(folder: &Path) -> Outcome {
    if !passes("java -version") {
        return Err("Java is not here".to_owned());
    }
    let python = python(&out("openapi-generator"), &root().join(SOURCES).join("others/requirements.txt"))?;
    let spec = folder.join("spec.json");
    let text = serde_json::to_string(&without_open_enums()?).map_err(|error| error.to_string())?;
    fs::write(&spec, text).map_err(|error| format!("{}: {error}", spec.display()))?;
    let mut generator = Command::new(python.with_file_name("openapi-generator-cli"));
    generator.args(["generate", "--generator-name", "rust", "--input-spec"]).arg(spec).arg("--output");
    generator.arg(folder.join("generated")).stdout(Stdio::null()).stderr(Stdio::null());
    succeed(&mut generator, "openapi-generator", BUILD)
}

/// It makes an empty struct of `anyOf` of texts, which reads no answer: the spec that it gets has closed enumerations.
fn without_open_enums() -> Result<Value, String> {
    let mut spec: Value =
        serde_yaml_ng::from_str(&committed::read(SPEC)?).map_err(|error| format!("{SPEC}: {error}"))?;
    for schema in spec["components"]["schemas"].as_object_mut().into_iter().flat_map(|schemas| schemas.values_mut()) {
        if let Some(known) = schema["anyOf"].get(0).cloned() {
            *schema = known;
        }
    }
    Ok(spec)
}
