//! What progenitor cannot digest, bent before it sees the spec. The list is to shrink: each pass has a test in `tests.rs`,
//! run by `cargo test -p xtask`, that fails on the day when progenitor no longer needs it.

use serde_json::{Map, Value, json};

use super::spec;

/// The name of the schema that stands for every date and time.
pub(super) const TIMESTAMP: &str = "Timestamp";

/// All passes, in order.
pub(super) fn for_progenitor(spec: &mut Value) {
    withhold_responses(spec);
    join_lists(spec);
    let_lists_be_empty(spec);
    keep_text_of_dates(spec);
}

/// Progenitor panics on an operation with two different bodies (401 `{message}` beside 422 `{message, errors}`), and
/// where it does not, it loses the status of what does not decode. It is told of no response, and of no schema that
/// only refusals have; the SDK decodes all answers itself.
fn withhold_responses(spec: &mut Value) {
    let kept = spec::schemas_of_requests_and_results(spec);
    for operation in spec::operations_mut(spec) {
        operation.insert("responses".to_owned(), Value::Object(Map::new()));
    }
    if let Some(schemas) = spec.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.retain(|name, _| kept.contains(name));
    }
    if let Some(components) = spec.get_mut("components").and_then(Value::as_object_mut) {
        components.retain(|kind, _| matches!(kind.as_str(), "parameters" | "requestBodies" | "schemas"));
    }
}

/// Progenitor ignores `explode: false` and repeats the key, of which PHP reads only the last. It is told that such a
/// list is a string; the wrapper joins the items with commas.
fn join_lists(spec: &mut Value) {
    let honest = spec.clone();
    walk(spec, &mut |value| {
        let is_list = spec::resolve(&honest, &value["schema"])["type"] == "array";
        if value["in"] == "query" && value["explode"] == false && is_list {
            value["schema"] = json!({ "type": "string" });
        }
    });
}

/// Typify takes an optional array as one that may be empty and never sends an empty one, so that `[]`, which clears a
/// list, could not be said. An array that may also be null is an `Option`, and `Some` of nothing is sent.
fn let_lists_be_empty(spec: &mut Value) {
    for name in spec::request_schemas(spec) {
        let required = spec["components"]["schemas"][&name]["required"].clone();
        let optional = |field: &str| !required.as_array().is_some_and(|names| names.iter().any(|name| name == field));
        let properties = spec.pointer_mut(&format!("/components/schemas/{name}/properties"));
        for (field, property) in properties.and_then(Value::as_object_mut).into_iter().flatten() {
            if property["type"] == "array" && optional(field) {
                property["nullable"] = Value::Bool(true);
            }
        }
    }
}

/// Typify reads dates into chrono's types, and refuses a whole answer for one date in another form. Dates become a
/// type of the SDK that keeps the text.
fn keep_text_of_dates(spec: &mut Value) {
    let timestamp = json!({ "$ref": format!("#/components/schemas/{TIMESTAMP}") });
    walk(spec, &mut |value| {
        if value["type"] == "string" && (value["format"] == "date-time" || value["format"] == "date") {
            let nullable = value["nullable"] == true;
            let description = value.get("description").cloned();
            *value = if nullable { json!({ "nullable": true, "allOf": [timestamp] }) } else { timestamp.clone() };
            if let (true, Some(description)) = (nullable, description) {
                value["description"] = description;
            }
        }
    });
    spec["components"]["schemas"][TIMESTAMP] = json!({ "type": "string" });
}

/// Calls `visit` on every object of the spec, outermost first.
fn walk(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    if value.is_object() {
        visit(value);
    }
    match value {
        Value::Object(map) => map.values_mut().for_each(|value| walk(value, visit)),
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, visit)),
        _ => {}
    }
}
