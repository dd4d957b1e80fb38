//! What the spec says and progenitor drops: enumerations, limits, the server, and how answers are read.

use std::collections::BTreeSet;
use std::fmt::Write;

use syn::{Fields, FieldsNamed, Ident, Item};

use super::spec::{bodies, request_schemas};
use super::syntax;
use crate::openapi::{Document, SpecError, entries};

/// Appends it all to the generated file.
pub(super) fn append(file: &mut syn::File, spec: &Document) -> Result<(), SpecError> {
    let requests = request_schemas(spec);
    let mut models = string_enums(spec)?;
    models += &lenient_models(file, &requests);
    models += &checks(file, spec)?;
    let facts = server(spec) + &quota(spec) + &paths(spec) + &query_limits(spec) + &fields(spec, &requests);
    if let Some(items) = syntax::models(file) {
        items.extend(parse(&models)?);
    }
    file.items.extend(parse(&facts)?);
    Ok(())
}

fn parse(text: &str) -> Result<Vec<Item>, SpecError> {
    let file = syn::parse_file(text).map_err(|error| {
        SpecError::new("components", format!("not to be said in Rust: {error}"), "Give it a name that Rust can have.")
    })?;
    Ok(file.items)
}

/// Enumerations of strings, open or closed, are read and written by one macro, so that a value that is new in an
/// answer is kept as it came.
fn string_enums(spec: &Document) -> Result<String, SpecError> {
    let mut text = String::new();
    for (name, schema, values, is_open) in super::spec::string_enums(spec) {
        let description = schema["description"].as_str().unwrap_or_default();
        let keyword = if is_open { "open" } else { "closed" };
        let _ = write!(text, "crate::string_enum::{keyword}! {{ ");
        if !description.is_empty() {
            let _ = write!(text, "#[doc = {description:?}] ");
        }
        let _ = write!(text, "{name} {{ ");
        let mut variants = BTreeSet::new();
        for value in values {
            if !variants.insert(variant(value)) {
                let what = format!("{value:?} and another value are one name in Rust");
                return Err(SpecError::new(format!("components.schemas.{name}"), what, "Leave one of them away."));
            }
            let _ = write!(text, "{} = {value:?}, ", variant(value));
        }
        text += "} }\n";
    }
    Ok(text)
}

/// `created_at` is `CreatedAt`; `-created_at`, Laravel's way to sort downwards, is `CreatedAtDescending`.
fn variant(value: &str) -> String {
    let (words, suffix) = value.strip_prefix('-').map_or((value, ""), |words| (words, "Descending"));
    let words = words.split(|letter: char| !letter.is_alphanumeric());
    words.map(syntax::capitalised).collect::<String>() + suffix
}

/// Tells the lenient reader of the fields of models, and which of them are one of several kinds of JSON.
fn lenient_models(file: &mut syn::File, requests: &BTreeSet<String>) -> String {
    let (mut maps, mut text) = (Vec::new(), String::new());
    for item in syntax::models(file).into_iter().flatten() {
        match item {
            Item::Struct(model) if !requests.contains(&model.ident.to_string()) && !syntax::is_checked_text(model) => {
                match &model.fields {
                    Fields::Named(fields) => text += &lenient_object(&model.ident, fields),
                    _ => maps.push(model.ident.to_string()),
                }
            }
            Item::Enum(model) if !requests.contains(&model.ident.to_string()) && !syntax::is_fieldless(model) => {
                let cases: Vec<String> = model.variants.iter().map(|variant| variant.ident.to_string()).collect();
                let _ = writeln!(text, "crate::lenient::object_or_text! {{ {}: {} }}", model.ident, cases.join(", "));
            }
            _ => {}
        }
    }
    format!("{text}crate::lenient::maps! {{ {} }}\n", maps.join(", "))
}

/// Only what the spec requires, such as a `uuid`, is missed when it does not come.
fn lenient_object(model: &Ident, fields: &FieldsNamed) -> String {
    let (mut named, mut rest) = (String::new(), String::new());
    for (index, field) in fields.named.iter().enumerate() {
        let Some(ident) = &field.ident else { continue };
        match syntax::name_in_json(field) {
            Some(name) => {
                let how = match syntax::default_of(field) {
                    _ if syntax::is_option(&field.ty) => "optional".to_owned(),
                    Some(function) => format!("defaulted({function})"),
                    None => "required".to_owned(),
                };
                let _ = write!(named, "{index} {name:?} {ident} {how},");
            }
            None => rest = ident.to_string(),
        }
    }
    format!("crate::lenient::object! {{ {model} {{ {named} }} {rest} }}\n")
}

/// The limits of request bodies that typify leaves unchecked: the lengths of arrays. All others are types, or a problem.
fn checks(file: &mut syn::File, spec: &Document) -> Result<String, SpecError> {
    let bodies = bodies(spec);
    let mut text = String::new();
    for item in syntax::models(file).into_iter().flatten() {
        let (name, checks) = match item {
            Item::Struct(model) => (model.ident.to_string(), length_checks(spec, model)?),
            Item::Enum(model) => {
                let arms =
                    model.variants.iter().map(|variant| format!("Self::{}(case) => case.check(),", variant.ident));
                (model.ident.to_string(), format!("match self {{ {} }}", arms.collect::<String>()))
            }
            _ => continue,
        };
        if bodies.contains(name.as_str()) {
            let _ = writeln!(
                text,
                "impl crate::validate::Check for {name} {{ fn check(&self) -> Result<(), crate::Error> {{ {checks} }} }}"
            );
        }
    }
    Ok(text)
}

fn length_checks(spec: &Document, model: &syn::ItemStruct) -> Result<String, SpecError> {
    const UNCHECKED: [&str; 6] = ["minimum", "maximum", "multipleOf", "uniqueItems", "minProperties", "maxProperties"];
    let place = format!("components.schemas.{}", model.ident);
    let properties = &spec.root["components"]["schemas"][model.ident.to_string()]["properties"];
    let mut checks = String::new();
    for (field, property) in entries(properties) {
        if let Some(keyword) = UNCHECKED.into_iter().find(|keyword| property.get(keyword).is_some()) {
            let what = format!("`{keyword}` of `{field}` would not be checked before sending");
            return Err(SpecError::new(
                place,
                what,
                "Teach plannr-sdk/build/codegen/emit.rs and src/validate.rs to check it.",
            ));
        }
        if property["minItems"].is_null() && property["maxItems"].is_null() {
            continue;
        }
        let least = property["minItems"].as_u64().unwrap_or_default();
        let most = property["maxItems"].as_u64().map_or("u64::MAX".to_owned(), |most| most.to_string());
        let is_optional = model
            .fields
            .iter()
            .any(|it| it.ident.as_ref().is_some_and(|ident| ident == field) && syntax::is_option(&it.ty));
        let count = if is_optional {
            format!("self.{field}.as_ref().map(::std::vec::Vec::len)")
        } else {
            format!("Some(self.{field}.len())")
        };
        let _ = write!(checks, "crate::validate::length({field:?}, {count}, &({least}..={most}))?;");
    }
    Ok(checks + "Ok(())")
}

fn server(spec: &Document) -> String {
    let url = spec.root["servers"][0]["url"].as_str().unwrap_or_default();
    format!("/// Where the API is, as the spec says.\npub const SERVER: &str = {url:?};\n")
}

/// The path of each operation with its placeholders, to be named where a path with its values must not be.
fn paths(spec: &Document) -> String {
    let paths = spec.operations().map(|operation| (syntax::snake(operation.id()), operation.path));
    let paths: Vec<_> = paths.collect();
    format!(
        "/// The path of each operation, with its placeholders.\n#[cfg(feature = \"tracing\")]\npub const PATHS: &[(&str, &str)] = &{paths:?};\n"
    )
}

/// How many requests a user may make in a minute.
fn quota(spec: &Document) -> String {
    let quota = &spec.root["x-rate-limit"]["requests-per-minute"];
    let quota = quota.as_u64().map_or("None".to_owned(), |requests| format!("Some({requests})"));
    format!("/// The quota of a user, as the spec says.\npub const REQUESTS_PER_MINUTE: Option<u32> = {quota};\n")
}

/// The limits of numbers in queries, a module for each operation.
fn query_limits(spec: &Document) -> String {
    let mut text = "/// The limits of query parameters, as the spec says.\npub mod limits {\n".to_owned();
    for operation in spec.operations() {
        let mut limits = String::new();
        for parameter in operation.parameters() {
            let schema = spec.resolve(&parameter["schema"]);
            if parameter["in"] == "query" && schema["type"] == "integer" {
                let name = parameter["name"].as_str().unwrap_or_default();
                let least = schema["minimum"].as_u64().unwrap_or_default();
                let most = schema["maximum"].as_u64().map_or("u64::MAX".to_owned(), |most| most.to_string());
                let (kind, upper) = ("::std::ops::RangeInclusive<u64>", name.to_uppercase());
                let _ = writeln!(limits, "/// `{name}`\npub const {upper}: {kind} = {least}..={most};");
            }
        }
        if !limits.is_empty() {
            let id = operation.id();
            let _ = writeln!(text, "/// `{id}`\npub mod {} {{\n{limits}}}", syntax::snake(id));
        }
    }
    text + "}\n"
}

/// The names of all fields: those that an error may print when the server names them, of requests, or has them in an
/// answer, of responses.
fn fields(spec: &Document, requests: &BTreeSet<String>) -> String {
    let names = |of_requests: bool| -> Vec<&String> {
        let schemas = spec.schemas().filter(|(name, _)| requests.contains(*name) == of_requests);
        let properties = schemas.map(|(_, schema)| entries(&schema["properties"]));
        let names: BTreeSet<&String> = properties.flatten().map(|(name, _)| name).collect();
        names.into_iter().collect()
    };
    format!(
        "/// The names of the fields of request bodies.\npub const REQUEST_FIELDS: &[&str] = &{:?};\n\
         /// The names of the fields of answers.\npub const RESPONSE_FIELDS: &[&str] = &{:?};\n",
        names(true),
        names(false),
    )
}
