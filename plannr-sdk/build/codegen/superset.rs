//! Compares another spec with that of the crate, which the rest of the SDK is written for.

#![allow(dead_code, reason = "only the build script can be given another spec")]

use std::collections::BTreeSet;

use serde_json::Value;

use super::spec::{generated_schemas, request_schemas};
use crate::openapi::{Document, SpecError, entries, items, requires, schema_name};

/// Refuses a spec that lacks a part of the crate's own.
pub(crate) fn check(spec: &Document, own: &Document) -> Result<(), SpecError> {
    let missing: Vec<String> = parts(own).difference(&parts(spec)).cloned().collect();
    if missing.is_empty() {
        return Ok(());
    }
    let problem = format!("the SDK needs what this spec lacks:\n  {}", missing.join("\n  "));
    Err(SpecError::new("the spec", problem, "Copy src/openapi.json of the crate, and only add to it."))
}

/// The parts that the code of the SDK can name, as texts.
fn parts(spec: &Document) -> BTreeSet<String> {
    let (sent, mut parts) = (request_schemas(spec), BTreeSet::new());
    for operation in spec.operations() {
        parts.insert(format!("operation {}", operation.id()));
        let required =
            operation.parameters().map(|it| (it, if it["required"] == true { "required" } else { "optional" }));
        parts.extend(required.map(|(parameter, required)| {
            format!("{required} parameter {} of {}", parameter["name"].as_str().unwrap_or_default(), operation.id())
        }));
    }
    for name in generated_schemas(spec) {
        let schema = &spec.root["components"]["schemas"][&name];
        parts.extend(entries(&schema["properties"]).map(|(property, node)| {
            let kind = schema_name(node).or(node["type"].as_str()).unwrap_or("choice");
            let required = if requires(schema, property) { "required" } else { "optional" };
            format!("{required} {kind} {name}.{property}")
        }));
        let values = items(&schema["enum"]).chain(items(&schema["anyOf"][0]["enum"])).filter_map(Value::as_str);
        parts.extend(values.map(|value| format!("value {value} of {name}")));
        if sent.contains(&name) {
            parts.insert(format!("body {name} that requires only {}", schema["required"]));
        }
        parts.insert(format!("schema {name}"));
    }
    parts
}
