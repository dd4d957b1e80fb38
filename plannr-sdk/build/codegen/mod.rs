//! From the spec to the text of `src/generated.rs`: the only code that knows progenitor and its settings.
//!
//! The build script and `cargo xtask generate` share this module by `#[path]`, so that nothing more than the SDK has
//! to be published, and so that both write the same bytes.

mod emit;
mod pattern;
mod postprocess;
mod preprocess;
mod spec;
mod syntax;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

/// Why no code could be generated: where in the spec, what is wrong, and what to do.
#[derive(Debug)]
pub(crate) struct Problem {
    place: String,
    what: String,
    remedy: &'static str,
}

impl Problem {
    fn new(place: impl Into<String>, what: impl fmt::Display, remedy: &'static str) -> Self {
        Self { place: place.into(), what: what.to_string(), remedy }
    }

    fn within(mut self, file: &Path) -> Self {
        self.place = format!("{}: {}", file.display(), self.place);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n  {}", self.place, self.what, self.remedy)
    }
}

/// Makes the text of `generated.rs` from the spec in a file.
pub(crate) fn generate(spec: &Path) -> Result<String, Problem> {
    let code = fs::read_to_string(spec)
        .map_err(|error| Problem::new("the file", error, "Put the spec there, or name another one."))
        .and_then(|yaml| generate_from(&yaml));
    code.map_err(|problem| problem.within(spec))
}

fn generate_from(yaml: &str) -> Result<String, Problem> {
    let honest = spec::read(yaml)?;
    let mut bent = honest.clone();
    preprocess::for_progenitor(&mut bent);
    let mut file = client(&honest, &bent)?;
    postprocess::postprocess(&mut file, &spec::request_schemas(&honest));
    pattern::compile(&mut file, &honest)?;
    emit::append(&mut file, &honest)?;
    Ok(format!(
        "// Generated from openapi/contact-details.yaml by `cargo xtask generate`. Do not edit: edit the spec.\n\n{}",
        prettyplease::unparse(&file)
    ))
}

/// Runs progenitor; where it fails, finds the operation or schema that it fails on, because it seldom says.
fn client(honest: &Value, bent: &Value) -> Result<syn::File, Problem> {
    run_progenitor(honest, bent).map_err(|what| {
        let culprit = spec::alone(bent).find_map(|(place, single)| {
            let what = run_progenitor(honest, &single).err()?;
            Some((place, what))
        });
        let (place, what) = culprit.unwrap_or(("the spec as a whole".to_owned(), what));
        Problem::new(
            place,
            format!("progenitor cannot generate this: {what}"),
            "Say it in another way, or add a bending pass to plannr-sdk/build/codegen/preprocess.rs.",
        )
    })
}

fn run_progenitor(honest: &Value, bent: &Value) -> Result<syn::File, String> {
    let spec: OpenAPI = serde_path_to_error::deserialize(bent).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_inner_type("crate::transport::Transport".parse().map_err(|error| format!("{error}"))?)
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for name in spec::string_enums(honest).map(|(name, ..)| name) {
        settings.with_replacement(name, format!("crate::generated::types::{name}"), std::iter::empty());
    }
    settings.with_replacement(preprocess::TIMESTAMP, "crate::timestamp::Timestamp", std::iter::empty());
    let tokens =
        without_panic(|| Generator::new(&settings).generate_tokens(&spec))?.map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| error.to_string())
}

/// Turns a panic of the generator, which asserts what it does not support, into a message.
fn without_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = catch_unwind(AssertUnwindSafe(work));
    std::panic::set_hook(hook);
    outcome.map_err(|panic| match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast::<&str>().map_or_else(|_| "it panics".to_owned(), |text| (*text).to_owned()),
    })
}
