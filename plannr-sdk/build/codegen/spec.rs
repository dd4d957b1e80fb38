//! Reads the spec, and answers questions about it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Problem;

/// The methods that a path item can have, of those that the SDK knows how to send.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Parses the YAML, and refuses what is not an OpenAPI 3.0 document.
pub(super) fn read(yaml: &str) -> Result<Value, Problem> {
    let spec: Value = serde_yaml_ng::from_str(yaml).map_err(|error| {
        let place =
            error.location().map_or("the file".to_owned(), |at| format!("line {} column {}", at.line(), at.column()));
        Problem::new(place, format!("not valid YAML: {error}"), "Correct the YAML at that place.")
    })?;
    let version = spec["openapi"].as_str().unwrap_or_default();
    if !version.starts_with("3.0.") {
        let what = if version.is_empty() { "not an OpenAPI document".to_owned() } else { format!("OpenAPI {version}") };
        return Err(Problem::new("openapi", what, "Write the spec in OpenAPI 3.0.x: progenitor reads no other."));
    }
    for field in ["info", "paths", "components"] {
        if !spec[field].is_object() {
            return Err(Problem::new(field, "missing", "The document needs `info`, `paths` and `components`."));
        }
    }
    find_dangling_reference(&spec, &spec, "")?;
    for (place, operation) in operations(&spec) {
        if !operation["operationId"].is_string() {
            return Err(Problem::new(place, "no operationId", "Give it one: it becomes the name of the method."));
        }
    }
    for (place, parameter) in parameters(&spec).filter(|(_, parameter)| parameter["in"] == "query") {
        let name = parameter["name"].as_str().unwrap_or_default();
        let what = match resolve(&spec, &parameter["schema"])["type"].as_str() {
            Some("array") if parameter["explode"] != false => {
                format!("the list `{name}` would repeat its key, of which PHP reads only the last")
            }
            Some("object") => format!("`{name}` is an object, for which a query has no one form"),
            _ => continue,
        };
        return Err(Problem::new(place, what, "Say `explode: false`, if Plannr takes the items with commas."));
    }
    Ok(spec)
}

/// Each parameter with its place, of operations and of all of a path.
fn parameters(spec: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = spec["paths"].as_object().into_iter().flatten().map(|(path, item)| (format!("paths.{path}"), item));
    paths.chain(operations(spec)).flat_map(move |(place, holder)| {
        let parameters = holder["parameters"].as_array().into_iter().flatten();
        parameters.map(move |parameter| (place.clone(), resolve(spec, parameter)))
    })
}

/// Progenitor is silent or obscure about a `$ref` that leads nowhere.
fn find_dangling_reference(spec: &Value, value: &Value, place: &str) -> Result<(), Problem> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(values) => values.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        Value::String(target) if place.ends_with(".$ref") => {
            let leads_somewhere = target.strip_prefix('#').is_some_and(|pointer| spec.pointer(pointer).is_some());
            if leads_somewhere {
                return Ok(());
            }
            let what = format!("{target} leads nowhere in this file");
            return Err(Problem::new(place.trim_start_matches('.'), what, "Correct it, or add what it names."));
        }
        _ => return Ok(()),
    };
    children.iter().try_for_each(|(key, value)| find_dangling_reference(spec, value, &format!("{place}.{key}")))
}

/// Each operation with its place, such as `paths./api/v2/contact-details.post`.
pub(super) fn operations(spec: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = spec["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| Some((format!("paths.{path}.{method}"), item.get(method)?)))
    })
}

/// The operations, to be changed.
pub(super) fn operations_mut(spec: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let items = spec["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let methods = items.filter_map(Value::as_object_mut).flat_map(|item| item.iter_mut());
    methods
        .filter(|(method, _)| METHODS.contains(&method.as_str()))
        .filter_map(|(_, operation)| operation.as_object_mut())
}

/// The named schemas.
pub(super) fn schemas(spec: &Value) -> impl Iterator<Item = (&String, &Value)> {
    spec["components"]["schemas"].as_object().into_iter().flatten()
}

/// What a local `$ref` points at, or the value itself.
pub(super) fn resolve<'a>(spec: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| spec.pointer(pointer)).map_or(value, |target| resolve(spec, target))
}

/// The name of the schema that a `$ref` points at.
pub(super) fn reference(value: &Value) -> Option<&str> {
    value["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

/// The names of all schemas that a request body is made of.
pub(super) fn request_schemas(spec: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, operation) in operations(spec) {
        if let Some(body) = operation.get("requestBody") {
            collect_references(spec, resolve(spec, body), &mut found);
        }
    }
    found
}

/// The names of all schemas that a request body or the body of a success is made of.
pub(super) fn schemas_of_requests_and_results(spec: &Value) -> BTreeSet<String> {
    let mut found = request_schemas(spec);
    for (_, operation) in operations(spec) {
        collect_references(spec, &operation.get("parameters").cloned().unwrap_or_default(), &mut found);
        let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        for (_, response) in responses.filter(|(status, _)| status.starts_with('2')) {
            collect_references(spec, resolve(spec, response), &mut found);
        }
    }
    found
}

fn collect_references(spec: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match reference(value) {
        Some(name) if found.insert(name.to_owned()) => {
            collect_references(spec, &spec["components"]["schemas"][name], found);
        }
        None if value["$ref"].is_string() => collect_references(spec, resolve(spec, value), found),
        _ => {}
    }
    match value {
        // The mapping of a discriminator and the examples hold no schemas of the body's own.
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "example" | "examples"))
            .for_each(|(_, value)| collect_references(spec, value, found)),
        Value::Array(values) => values.iter().for_each(|value| collect_references(spec, value, found)),
        _ => {}
    }
}

/// The named enumerations of strings: name, schema, values, and whether other values may come.
pub(super) fn string_enums(spec: &Value) -> impl Iterator<Item = (&String, &Value, Vec<&str>, bool)> {
    schemas(spec).filter_map(|(name, schema)| {
        let closed = values(schema).map(|values| (values, false));
        let open = || {
            let [known, other] = schema["anyOf"].as_array()?.as_slice() else { return None };
            (other["type"] == "string" && other.as_object()?.len() == 1).then_some((values(known)?, true))
        };
        let (values, open) = closed.or_else(open)?;
        Some((name, schema, values, open))
    })
}

fn values(schema: &Value) -> Option<Vec<&str>> {
    (schema["type"] == "string").then_some(())?;
    schema["enum"].as_array()?.iter().map(Value::as_str).collect()
}

/// The names of the schemas that are whole request bodies, and of the variants of those that have some.
pub(super) fn bodies(spec: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, operation) in operations(spec) {
        let body = resolve(spec, &operation["requestBody"]);
        for content in body["content"].as_object().into_iter().flat_map(Map::values) {
            let schema = &content["schema"];
            let variants = resolve(spec, schema)["oneOf"].as_array().into_iter().flatten();
            found.extend(std::iter::once(schema).chain(variants).filter_map(reference).map(str::to_owned));
        }
    }
    found
}

/// The spec again and again, each time with no more than one thing that could be at fault, and its place: first with
/// nothing but its head, then with one schema and what that is made of, the smallest first, then with one operation.
pub(super) fn alone(spec: &Value) -> impl Iterator<Item = (String, Value)> {
    let mut head = spec.clone();
    head["paths"] = Value::Object(Map::new());
    let with_schemas = |names: &BTreeSet<String>| {
        let mut some = head.clone();
        if let Some(schemas) = some.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
            schemas.retain(|name, _| names.contains(name));
        }
        some
    };
    let mut single: Vec<(usize, String, Value)> = vec![(0, "info".to_owned(), with_schemas(&BTreeSet::new()))];
    for (name, schema) in schemas(spec) {
        let mut names = BTreeSet::from([name.clone()]);
        collect_references(spec, schema, &mut names);
        single.push((names.len(), format!("components.schemas.{name}"), with_schemas(&names)));
    }
    single.sort_by_key(|(size, ..)| *size);
    for (place, operation) in operations(spec) {
        let mut some = head.clone();
        if let Some((path, method)) = place.trim_start_matches("paths.").rsplit_once('.') {
            some["paths"][path] = Value::Object(Map::from_iter([(method.to_owned(), operation.clone())]));
        }
        single.push((usize::MAX, place, some));
    }
    single.into_iter().map(|(_, place, spec)| (place, spec))
}
