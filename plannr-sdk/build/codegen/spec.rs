//! Queries and checks of the spec for the generator.

use std::collections::BTreeSet;
use std::iter;

use serde_json::{Value, json};

use crate::openapi::{Document, SpecError, items, schema_name};

/// Refuses specs for which progenitor's own error would be unclear.
pub(super) fn check(spec: &Document) -> Result<(), SpecError> {
    for operation in spec.operations() {
        if operation.id().is_empty() {
            let remedy = "Add one: it becomes the name of the method.";
            return Err(SpecError::new(operation.place(), "no operationId", remedy));
        }
        for parameter in operation.parameters().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap_or_default();
            let problem = match spec.resolve(&parameter["schema"])["type"].as_str() {
                Some("array") if parameter["explode"] != false => {
                    format!("the list `{name}` would repeat its key, of which PHP reads only the last")
                }
                Some("object") => format!("`{name}` is an object, which has no single form in a query"),
                _ => continue,
            };
            let remedy = "Make it a list with `explode: false`, if Plannr accepts comma-separated items.";
            return Err(SpecError::new(operation.place(), problem, remedy));
        }
    }
    Ok(())
}

pub(super) fn is_optional_query(parameter: &Value) -> bool {
    parameter["in"] == "query" && parameter["required"] != true
}

/// The names of the schemas that request bodies consist of.
pub(super) fn request_schemas(spec: &Document) -> BTreeSet<String> {
    spec.operations().filter_map(|operation| operation.body()).flat_map(|body| spec.schemas_in(body)).collect()
}

/// The names of the schemas that requests or successful responses consist of.
pub(super) fn schemas_of_requests_and_results(spec: &Document) -> BTreeSet<String> {
    let parts = spec.operations().flat_map(|operation| {
        let results = operation.responses().filter(|(status, _)| status.starts_with('2'));
        results.map(|(_, response)| response).chain(operation.parameters()).chain(operation.body())
    });
    parts.flat_map(|part| spec.schemas_in(part)).collect()
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
/// schema with those that it refers to, the smallest first, then one operation.
pub(super) fn parts(spec: &Document) -> Vec<(String, Document)> {
    let part = |paths: Value, names: &BTreeSet<String>| {
        let mut root = spec.root.clone();
        root["paths"] = paths;
        if let Some(schemas) = root["components"]["schemas"].as_object_mut() {
            schemas.retain(|name, _| names.contains(name));
        }
        Document { root }
    };
    let mut schemas = vec![("info".to_owned(), BTreeSet::new())];
    schemas.extend(spec.schemas().map(|(name, schema)| {
        let mut names = spec.schemas_in(schema);
        names.insert(name.clone());
        (format!("components.schemas.{name}"), names)
    }));
    schemas.sort_by_key(|(_, names)| names.len());
    let schemas = schemas.into_iter().map(|(place, names)| (place, part(json!({}), &names)));
    let operations = spec.operations().map(|operation| {
        let paths = json!({ operation.path: { operation.method: operation.node } });
        (operation.place(), part(paths, &spec.schemas_in(operation.node)))
    });
    schemas.chain(operations).collect()
}
