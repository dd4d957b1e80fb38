//! Queries on the spec for the generator.

use std::collections::BTreeSet;
use std::iter;

use serde_json::{Value, json};

use crate::openapi::{Document, items, json_schema, schema_name};

/// The parameters that every list has. Their setters are in `src/list/mod.rs`.
pub(super) const PAGING: [&str; 2] = ["page", "per_page"];

/// The bodies that every error can have. The SDK reads them itself, so they are no types.
const ERRORS: [&str; 2] = ["ErrorMessage", "ValidationErrors"];

/// Whether a keyword limits the values of a type.
pub(super) fn is_limit(keyword: &str) -> bool {
    ["exclusive", "max", "min", "multiple", "pattern", "unique"].iter().any(|start| keyword.starts_with(start))
}

pub(super) fn is_optional_query(parameter: &Value) -> bool {
    parameter["in"] == "query" && parameter["required"] != true
}

/// The names of the schemas that request bodies consist of.
pub(super) fn request_schemas(spec: &Document) -> BTreeSet<String> {
    spec.operations().filter_map(|operation| operation.body()).flat_map(|body| spec.schemas_in(body)).collect()
}

/// The names of the schemas that responses consist of, except the bodies that every error can have.
pub(super) fn result_schemas(spec: &Document) -> BTreeSet<String> {
    let responses = spec.operations().flat_map(|operation| operation.responses());
    let schemas = responses.map(|(_, response)| json_schema(response));
    let own = schemas.filter(|schema| schema_name(schema).is_none_or(|name| !ERRORS.contains(&name)));
    own.flat_map(|schema| spec.schemas_in(schema)).collect()
}

/// The names of the schemas that become types.
pub(super) fn generated_schemas(spec: &Document) -> BTreeSet<String> {
    let parameters = spec.operations().flat_map(|operation| operation.parameters());
    let of_parameters = parameters.flat_map(|parameter| spec.schemas_in(parameter));
    of_parameters.chain(request_schemas(spec)).chain(result_schemas(spec)).collect()
}

/// The named enumerations of strings: name, schema, values, and whether other values may occur.
pub(super) fn string_enums(spec: &Document) -> impl Iterator<Item = (&String, &Value, Vec<&str>, bool)> {
    spec.schemas().filter_map(|(name, schema)| {
        let (known, is_open) = match schema["anyOf"].as_array().map(Vec::as_slice) {
            Some([known, other]) if *other == json!({ "type": "string" }) => (known, true),
            _ => (schema, false),
        };
        let values = known["enum"].as_array().filter(|_| known["type"] == "string")?;
        Some((name, schema, values.iter().map(Value::as_str).collect::<Option<_>>()?, is_open))
    })
}

/// The names of the schemas that are whole request bodies, and of their variants.
pub(super) fn bodies(spec: &Document) -> BTreeSet<&str> {
    let bodies = spec.operations().filter_map(|operation| operation.body());
    let schemas = bodies.flat_map(|body| iter::once(body).chain(items(&spec.resolve(body)["oneOf"])));
    schemas.filter_map(schema_name).collect()
}

/// Copies of the spec with one part each that could be at fault, and the place of that part: no part at all, then one
/// schema alone, which may refer to any object, then all schemas, then one operation.
pub(super) fn parts(spec: &Document) -> Vec<(String, Document)> {
    let part = |paths: Value, is_kept: &dyn Fn(&str) -> bool| {
        let mut root = spec.root.clone();
        root["paths"] = paths;
        for (name, schema) in root["components"]["schemas"].as_object_mut().into_iter().flatten() {
            if !is_kept(name) {
                *schema = json!({ "type": "object" });
            }
        }
        Document { root }
    };
    let mut parts = vec![("info".to_owned(), part(json!({}), &|_| false))];
    for (name, _) in spec.schemas() {
        parts.push((format!("components.schemas.{name}"), part(json!({}), &|other| other == name)));
    }
    parts.push(("components.schemas".to_owned(), part(json!({}), &|_| true)));
    for operation in spec.operations() {
        let path = json!({ operation.path: { operation.method: operation.node } });
        parts.push((operation.place(), part(path, &|_| true)));
    }
    parts
}
