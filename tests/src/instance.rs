//! A value with all that a schema names, the places in it, and what of a schema a value has.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::arbitrary::UNKNOWN;
use crate::spec::{Spec, branches, entries, is_required};

/// A value with every property that a schema names, at any depth. A schema inside itself has what it requires only, or
/// there would be no end.
pub fn full(spec: &Spec, schema: &Value) -> Value {
    build(spec, schema, &mut Vec::new())
}

fn build<'s>(spec: &'s Spec, schema: &'s Value, within: &mut Vec<&'s str>) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let is_nested = within.contains(&name);
        within.push(name);
        let value = object_or_other(spec, spec.resolve(schema), within, is_nested);
        within.pop();
        return value;
    }
    object_or_other(spec, schema, within, false)
}

fn object_or_other<'s>(spec: &'s Spec, schema: &'s Value, within: &mut Vec<&'s str>, only_required: bool) -> Value {
    if let Some(first) = branches(schema).first() {
        return build(spec, first, within);
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    match (schema["type"].as_str(), schema["enum"].get(0)) {
        (_, Some(value)) => value.clone(),
        (Some("object"), _) => {
            let is_wanted = |name: &str| !only_required || is_required(schema, name);
            let properties = entries(&schema["properties"]).filter(|(name, _)| is_wanted(name));
            let mut object: Map<_, _> =
                properties.map(|(name, schema)| (name.clone(), build(spec, schema, within))).collect();
            if object.is_empty() && schema.get("additionalProperties").is_some() {
                object.insert("key".to_owned(), json!("text"));
            }
            Value::Object(object)
        }
        (Some("array"), _) => json!([build(spec, &schema["items"], within)]),
        (Some("boolean"), _) => json!(true),
        (Some("integer"), _) => json!(7),
        (Some("number"), _) => json!(17.5),
        _ => match schema["format"].as_str() {
            Some("uuid") => json!("3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01"),
            Some("date-time") => json!("2026-01-14T09:30:00+00:00"),
            Some("email") => json!("ava.morgan@example.com"),
            _ => json!("text"),
        },
    }
}

/// A property of an object somewhere in a value.
#[derive(Clone, Debug)]
pub struct Place {
    /// As a JSON pointer: `/data/0/uuid`.
    pub pointer: String,
    /// As the SDK names it: `data[0].uuid`.
    pub path: String,
    /// What may stand there, null apart: the branches of a choice, or the schema itself, references followed.
    pub schemas: Vec<Value>,
    /// Whether it must not be absent.
    pub is_required: bool,
}

impl Place {
    /// Whether a type may stand there.
    pub fn takes(&self, kind: &str) -> bool {
        self.schemas.iter().any(|schema| schema["type"] == kind)
    }

    /// Whether it has a format, such as `uuid`.
    pub fn has_format(&self, format: &str) -> bool {
        self.schemas.iter().any(|schema| schema["format"] == format)
    }

    /// Whether it is an enumeration.
    pub fn is_enum(&self) -> bool {
        self.schemas.iter().any(|schema| schema.get("enum").is_some())
    }

    /// The same value with another at this place, which need not be there yet.
    pub fn set(&self, whole: &Value, value: Value) -> Value {
        let mut changed = whole.clone();
        if let Some(Value::Object(object)) = changed.pointer_mut(self.parent()) {
            object.insert(self.property().to_owned(), value);
        }
        changed
    }

    /// The same value without this place.
    pub fn remove(&self, whole: &Value) -> Value {
        let mut changed = whole.clone();
        if let Some(Value::Object(object)) = changed.pointer_mut(self.parent()) {
            object.remove(self.property());
        }
        changed
    }

    /// The object that it is a property of, as a JSON pointer.
    pub fn parent(&self) -> &str {
        self.pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    /// The name of the property.
    pub fn property(&self) -> &str {
        self.pointer.rsplit_once('/').map_or(&self.pointer, |(_, property)| property)
    }
}

/// The places of the objects in a value, those included that the value leaves out: every property of every schema, once
/// where the schema first occurs and once where it occurs within itself.
pub fn places(spec: &Spec, schema: &Value, value: &Value) -> Vec<Place> {
    let mut found = Vec::new();
    visit(spec, schema, value, ("", ""), &mut Seen::default(), &mut found);
    found
}

#[derive(Default)]
struct Seen<'s> {
    within: Vec<&'s str>,
    /// The schemas that were visited, and whether within themselves.
    visited: Vec<(&'s str, bool)>,
}

fn visit<'s>(
    spec: &'s Spec,
    schema: &'s Value,
    value: &Value,
    at: (&str, &str),
    seen: &mut Seen<'s>,
    found: &mut Vec<Place>,
) {
    let Some(name) = schema["$ref"].as_str() else {
        return visit_inside(spec, schema, value, at, seen, found);
    };
    let visit = (name, seen.within.contains(&name));
    let is_object = spec.resolve(schema).get("properties").is_some();
    if !(is_object && seen.visited.contains(&visit)) {
        seen.visited.push(visit);
        seen.within.push(name);
        visit_inside(spec, spec.resolve(schema), value, at, seen, found);
        seen.within.pop();
    }
}

fn visit_inside<'s>(
    spec: &'s Spec,
    schema: &'s Value,
    value: &Value,
    (pointer, path): (&str, &str),
    seen: &mut Seen<'s>,
    found: &mut Vec<Place>,
) {
    if let Some(first) = branches(schema).first() {
        return visit(spec, first, value, (pointer, path), seen, found);
    }
    if let Some(items) = value.as_array() {
        for (at, item) in items.iter().enumerate() {
            let place = (format!("{pointer}/{at}"), format!("{path}[{at}]"));
            visit(spec, &schema["items"], item, (&place.0, &place.1), seen, found);
        }
    }
    for (name, property) in entries(&schema["properties"]).filter(|_| value.is_object()) {
        let dot = if path.is_empty() { "" } else { "." };
        let place = Place {
            pointer: format!("{pointer}/{name}"),
            path: format!("{path}{dot}{name}"),
            schemas: alternatives(spec, property),
            is_required: is_required(schema, name),
        };
        if let Some(value) = value.get(name) {
            visit(spec, property, value, (&place.pointer, &place.path), seen, found);
        }
        found.push(place);
    }
}

fn alternatives(spec: &Spec, schema: &Value) -> Vec<Value> {
    let schema = spec.resolve(schema);
    let branches = branches(schema);
    if branches.is_empty() {
        return if *schema == json!({ "enum": [null] }) { Vec::new() } else { vec![schema.clone()] };
    }
    branches.into_iter().flat_map(|branch| alternatives(spec, branch)).collect()
}

/// The same value without the properties that no schema has.
pub fn without_unknown(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_unknown).collect(),
        Value::Object(properties) => {
            let known = properties.iter().filter(|(name, _)| *name != UNKNOWN);
            Value::Object(known.map(|(name, value)| (name.clone(), without_unknown(value))).collect())
        }
        other => other.clone(),
    }
}

/// Properties (`ContactDetail.uuid`) and values of enumerations (`ContactDetailSort = name`), under the names of the
/// schemas that have them.
#[derive(Debug, Default)]
pub struct Content {
    /// The names of the schemas.
    pub schemas: BTreeSet<String>,
    /// The properties.
    pub properties: Vec<String>,
    /// The values of enumerations.
    pub values: Vec<String>,
}

/// What of a schema a value has; of what is null, nothing. `owner` names a schema that has no name of its own.
pub fn content(spec: &Spec, schema: &Value, owner: &str, value: &Value) -> Content {
    let mut content = Content::default();
    collect(spec, schema, owner, Some(value), &mut Vec::new(), &mut content);
    content
}

/// All that a schema has.
pub fn all_content(spec: &Spec, schema: &Value, owner: &str) -> Content {
    let mut content = Content::default();
    collect(spec, schema, owner, None, &mut Vec::new(), &mut content);
    content
}

/// Without a value all of the schema is taken, each named one once.
fn collect<'s>(
    spec: &'s Spec,
    schema: &'s Value,
    owner: &str,
    value: Option<&Value>,
    visited: &mut Vec<&'s str>,
    content: &mut Content,
) {
    if let Some(reference) = schema["$ref"].as_str() {
        if value.is_none() && visited.contains(&reference) {
            return;
        }
        visited.push(reference);
        let name = reference.rsplit('/').next().unwrap_or_default();
        content.schemas.insert(name.to_owned());
        return collect(spec, spec.resolve(schema), name, value, visited, content);
    }
    if value.is_some_and(Value::is_null) {
        return;
    }
    let chosen = branches(schema).into_iter().filter(|branch| value.is_none_or(|value| spec.fits(branch, value)));
    for branch in chosen.take(if value.is_some() { 1 } else { usize::MAX }) {
        collect(spec, branch, owner, value, visited, content);
    }
    let members = schema["enum"].as_array().into_iter().flatten().filter(|member| !member.is_null());
    for member in members.filter(|member| value.is_none_or(|value| value == *member)) {
        content.values.push(format!("{owner} = {}", member.as_str().map_or_else(|| member.to_string(), str::to_owned)));
    }
    for (name, property) in entries(&schema["properties"]) {
        let within = format!("{owner}.{name}");
        match value {
            None => collect(spec, property, &within, None, visited, content),
            Some(value) => match value.get(name) {
                Some(value) if !value.is_null() => collect(spec, property, &within, Some(value), visited, content),
                _ => continue,
            },
        }
        content.properties.push(within);
    }
    match value {
        None if schema.get("items").is_some() => collect(spec, &schema["items"], owner, None, visited, content),
        Some(Value::Array(items)) => {
            items.iter().for_each(|item| collect(spec, &schema["items"], owner, Some(item), visited, content));
        }
        _ => {}
    }
    let more = &schema["additionalProperties"];
    match value {
        None if more.is_object() => collect(spec, more, owner, None, visited, content),
        Some(Value::Object(properties)) if more.is_object() => {
            let free = properties.iter().filter(|(name, _)| schema["properties"].get(name).is_none());
            free.for_each(|(_, value)| collect(spec, more, owner, Some(value), visited, content));
        }
        _ => {}
    }
}
