//! Generates the text of `src/generated.rs` and `src/generated_lists.rs` from the spec. Only this code depends on progenitor.
//!
//! The build script and `cargo xtask generate` share this module by `#[path]`. Both therefore write the same bytes, and
//! there is no second crate to publish.

mod checks;
mod emit;
mod lists;
mod pattern;
mod postprocess;
mod preprocess;
mod spec;
pub(crate) mod superset;
mod syntax;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

use heck::ToSnakeCase;
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

use crate::bundle::Bundle;
use crate::openapi::{Document, SpecError};

/// Makes the generated files: their names in `src/`, and their texts.
pub(crate) fn generate(bundle: &Bundle) -> Result<[(&'static str, String); 2], SpecError> {
    let files = files(&bundle.document).map_err(|error| bundle.locate(error))?;
    Ok(files.map(|(name, file)| (name, text(&file))))
}

fn files(spec: &Document) -> Result<[(&'static str, syn::File); 2], SpecError> {
    checks::check(spec)?;
    let mut file = client(&preprocess::preprocess(spec))?;
    let queries = spec.operations().filter(|operation| operation.parameters().any(spec::is_optional_query));
    let queries = queries.map(|operation| operation.id().to_snake_case()).collect();
    postprocess::postprocess(&mut file, &spec::request_schemas(spec), queries);
    pattern::compile(&mut file, spec)?;
    emit::append(&mut file, spec)?;
    Ok([("generated.rs", file), ("generated_lists.rs", lists::file(spec)?)])
}

fn text(file: &syn::File) -> String {
    let head = "// Generated from openapi/*.yaml by `cargo xtask generate`. Do not edit: edit the spec.";
    format!("{head}\n\n{}", prettyplease::unparse(file))
}

/// Runs progenitor. Its errors seldom name a place, so a failure is narrowed down to a schema or an operation.
fn client(spec: &Document) -> Result<syn::File, SpecError> {
    run_progenitor(spec).map_err(|error| {
        let mut parts = spec::parts(spec).into_iter();
        let culprit = parts.find_map(|(place, part)| Some((place, run_progenitor(&part).err()?)));
        let (place, error) = culprit.unwrap_or(("the whole spec".to_owned(), error));
        let remedy = "Express it in another way, or add a pass to plannr-sdk/build/codegen/preprocess.rs.";
        SpecError::new(place, format!("progenitor cannot generate this: {error}"), remedy)
    })
}

fn run_progenitor(spec: &Document) -> Result<syn::File, Box<dyn Error>> {
    let openapi: OpenAPI = serde_path_to_error::deserialize(&spec.root)?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for name in spec::string_enums(spec).map(|(name, ..)| name) {
        settings.with_replacement(name, format!("crate::generated::types::{name}"), std::iter::empty());
    }
    settings.with_replacement(preprocess::TIMESTAMP, "crate::timestamp::Timestamp", std::iter::empty());
    Ok(syn::parse2(without_panic(|| Generator::new(&settings).generate_tokens(&openapi))??)?)
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
