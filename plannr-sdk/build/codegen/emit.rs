//! Emits what the spec states and progenitor drops: enumerations, limits, the server, and the names of fields.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::Value;
use syn::{Expr, Ident, Item, Stmt, parse_quote};

use super::checks::check_names;
use super::spec::{bodies, request_schemas, string_enums};
use super::syntax;
use crate::openapi::{Document, SpecError, entries, requires};

/// The limits of arrays, which typify does not check and `validate.rs` does.
const LENGTHS: [&str; 2] = ["minItems", "maxItems"];

/// Appends all of it to the generated file.
pub(super) fn append(file: &mut syn::File, spec: &Document) -> Result<(), SpecError> {
    let mut added = enums(spec)?;
    if let Some(models) = syntax::models(file) {
        added.extend(checks(models, spec)?);
        models.extend(added);
    }
    let server = spec.root["servers"][0]["url"].as_str().unwrap_or_default();
    let quota = spec.root["x-rate-limit"]["requests-per-minute"].as_u64().and_then(|quota| u32::try_from(quota).ok());
    let quota: Expr = quota.map_or(parse_quote!(None), |requests| parse_quote!(Some(#requests)));
    let methods = spec.operations().map(|operation| operation.id().to_snake_case());
    let paths = spec.operations().map(|operation| operation.path);
    let requests = request_schemas(spec);
    let fields = |of_requests: bool| -> BTreeSet<&String> {
        let schemas = spec.schemas().filter(|(name, _)| requests.contains(*name) == of_requests);
        schemas.flat_map(|(_, schema)| entries(&schema["properties"])).map(|(name, _)| name).collect()
    };
    let (request_fields, response_fields) = (fields(true).into_iter(), fields(false).into_iter());
    let facts: syn::File = parse_quote! {
        /// The base URL of the API.
        pub const SERVER: &str = #server;
        /// The rate limit of a user.
        pub const REQUESTS_PER_MINUTE: Option<u32> = #quota;
        /// The path of each operation, with its placeholders.
        pub const PATHS: &[(&str, &str)] = &[#((#methods, #paths)),*];
        /// The names of the fields of request bodies.
        pub const REQUEST_FIELDS: &[&str] = &[#(#request_fields),*];
        /// The names of the fields of responses.
        pub const RESPONSE_FIELDS: &[&str] = &[#(#response_fields),*];
    };
    file.items.extend(facts.items);
    Ok(())
}

/// A macro implements enumerations of strings, open or closed. Open ones keep unknown values in responses.
fn enums(spec: &Document) -> Result<Vec<Item>, SpecError> {
    let enums = string_enums(spec).map(|(name, schema, values, is_open)| {
        check_names(&format!("components.schemas.{name}"), values.iter().map(|value| (*value, variant(value))))?;
        let variants = values.iter().map(|value| ident(&variant(value))).collect::<Result<Vec<_>, _>>()?;
        let kind = ident(if is_open { "open" } else { "closed" })?;
        let (name, docs) = (ident(name)?, schema["description"].as_str().into_iter());
        Ok(parse_quote!(crate::string_enum::#kind! { #(#[doc = #docs])* #name { #(#variants = #values,)* } }))
    });
    enums.collect()
}

/// `created_at` is `CreatedAt`; `-created_at`, which sorts in descending order, is `CreatedAtDescending`.
fn variant(value: &str) -> String {
    value.to_pascal_case() + if value.starts_with('-') { "Descending" } else { "" }
}

/// Has each request body check the lengths of its arrays.
fn checks(models: &[Item], spec: &Document) -> Result<Vec<Item>, SpecError> {
    let bodies = bodies(spec);
    let mut added = Vec::new();
    for model in models {
        let (name, checks): (&Ident, Vec<Stmt>) = match model {
            Item::Struct(model) => (&model.ident, length_checks(spec, &model.ident.to_string())?),
            Item::Enum(model) => {
                let cases = model.variants.iter().map(|variant| &variant.ident);
                (&model.ident, vec![parse_quote!(match self { #(Self::#cases(case) => case.check()?,)* })])
            }
            _ => continue,
        };
        if bodies.contains(name.to_string().as_str()) {
            added.push(parse_quote! {
                impl crate::validate::Check for #name {
                    fn check(&self) -> Result<(), crate::validate::Violation> { #(#checks)* Ok(()) }
                }
            });
        }
    }
    Ok(added)
}

fn length_checks(spec: &Document, name: &str) -> Result<Vec<Stmt>, SpecError> {
    let schema = &spec.root["components"]["schemas"][name];
    let limited = entries(&schema["properties"])
        .filter(|(_, property)| LENGTHS.iter().any(|limit| property.get(limit).is_some()));
    let checks = limited.map(|(name, property)| {
        let (field, allowed) = (ident(&name.to_snake_case())?, range(property, LENGTHS));
        let length: Expr = if requires(schema, name) {
            parse_quote!(Some(self.#field.len()))
        } else {
            parse_quote!(self.#field.as_ref().map(::std::vec::Vec::len))
        };
        Ok(parse_quote!(crate::validate::length(#name, #length, &(#allowed))?;))
    });
    checks.collect()
}

/// The range that two keywords of a schema allow.
pub(super) fn range(schema: &Value, [least, most]: [&str; 2]) -> Expr {
    let least = schema[least].as_u64().unwrap_or_default();
    schema[most].as_u64().map_or(parse_quote!(#least..=u64::MAX), |most| parse_quote!(#least..=#most))
}

/// A name of the spec in Rust.
pub(super) fn ident(name: &str) -> Result<Ident, SpecError> {
    syn::parse_str(name).map_err(|_| SpecError::new(name, "cannot be a name in Rust", "Use another name."))
}
