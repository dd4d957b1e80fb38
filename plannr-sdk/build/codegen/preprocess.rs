//! Changes to the spec that progenitor needs. Each pass has a test in `tests.rs`, run by `cargo test -p xtask`, that fails
//! as soon as progenitor no longer needs it.

use serde_json::{Map, Value, json};

use super::spec;
use crate::openapi::{Document, change_nodes, requires};

/// The name of the schema that stands for every date and time.
pub(super) const TIMESTAMP: &str = "Timestamp";

/// Runs all passes, in order.
pub(super) fn preprocess(spec: &Document) -> Document {
    let mut root = spec.root.clone();
    withhold_schemas(spec, &mut root);
    withhold_responses_and_queries(spec, &mut root);
    send_text_in_queries(spec, &mut root);
    let_fields_be_absent(spec, &mut root);
    keep_text_of_dates(&mut root);
    loosen_responses(spec, &mut root);
    Document { root }
}

/// Progenitor needs no schema that only errors can have.
fn withhold_schemas(spec: &Document, root: &mut Value) {
    let kept = spec::generated_schemas(spec);
    if let Some(schemas) = root["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| kept.contains(name));
    }
}

/// Progenitor panics on an operation with two different bodies (401 `{message}` beside 422 `{message, errors}`), and
/// otherwise loses the status of a response that cannot be decoded. It sees no response; the SDK decodes all itself.
///
/// It passes each optional parameter of a query by its position, and ten of them are easily confused. They become a list
/// of names and values, for which `lists.rs` emits typed setters.
fn withhold_responses_and_queries(spec: &Document, root: &mut Value) {
    let paths = root["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        operation["responses"] = json!({});
        if let Some(parameters) = operation["parameters"].as_array_mut() {
            parameters.retain(|parameter| !spec::is_optional_query(spec.resolve(parameter)));
        }
    }
}

/// Progenitor ignores `explode: false` and repeats the key, of which PHP reads only the last. Such a list becomes a
/// string, and so does a date; the wrapper joins the items with commas.
fn send_text_in_queries(spec: &Document, root: &mut Value) {
    change_nodes(root, &mut |node| {
        let schema = spec.resolve(&node["schema"]);
        if node["in"] == "query" && (schema["type"] == "array" || schema["format"] == "date") {
            node["schema"] = json!({ "type": "string" });
        }
    });
}

/// Typify never sends an empty optional array, so that `[]`, which clears a list, could not be sent, nor an empty map. Nullable
/// ones are an `Option`, and an empty `Some` is sent. It always sends a field with a default; without, that is an `Option`.
fn let_fields_be_absent(spec: &Document, root: &mut Value) {
    for name in spec::request_schemas(spec) {
        let schema = &mut root["components"]["schemas"][&name];
        let original = schema.clone();
        for (field, property) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(property) = property.as_object_mut().filter(|_| !requires(&original, field)) {
                property.remove("default");
                if property.get("type").is_some_and(|kind| kind == "array" || kind == "object") {
                    property.insert("nullable".to_owned(), true.into());
                }
            }
        }
    }
}

/// Typify makes types of the limits and formats of a response, such as `NonZeroU64`, and refuses other values. The SDK
/// does not validate responses.
fn loosen_responses(spec: &Document, root: &mut Value) {
    for name in spec::result_schemas(spec).difference(&spec::request_schemas(spec)) {
        change_nodes(&mut root["components"]["schemas"][name], &mut |node| {
            if let Some(schema) = node.as_object_mut() {
                // A property can have the name of a keyword.
                schema.retain(|keyword, value| {
                    value.is_object() || value == "uuid" || !(keyword == "format" || spec::is_limit(keyword))
                });
            }
        });
    }
}

/// Typify reads dates into chrono's types, and refuses a whole response because of one date in another form. Dates become
/// a type of the SDK that keeps the text.
fn keep_text_of_dates(root: &mut Value) {
    let timestamp = json!({ "$ref": format!("#/components/schemas/{TIMESTAMP}") });
    change_nodes(root, &mut |node| {
        if node["type"] == "string" && (node["format"] == "date-time" || node["format"] == "date") {
            let is_nullable = node["nullable"] == true;
            *node = json!({ "nullable": is_nullable, "allOf": [timestamp], "description": node["description"] });
        }
    });
    root["components"]["schemas"][TIMESTAMP] = json!({ "type": "string" });
}
