//! Builds a value with every property that a schema names, and lists the places in it.

use serde_json::{Map, Value, json};

use crate::arbitrary::UNKNOWN;
use crate::spec::{Spec, entries, is_required, variants};

/// Builds a value with every property that a schema names, at any depth. A schema within itself gets only its required
/// properties, or there would be no end.
pub fn full(spec: &Spec, schema: &Value) -> Value {
    build(spec, schema, &mut Vec::new())
}

fn build<'s>(spec: &'s Spec, schema: &'s Value, within: &mut Vec<&'s str>) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        within.push(name);
        let value = build(spec, spec.resolve(schema), within);
        within.pop();
        return value;
    }
    if let Some(first) = variants(schema).first() {
        return build(spec, first, within);
    }
    if let Some(example) = schema.get("example").or(schema["enum"].get(0)) {
        return example.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("object"), _) => {
            let is_nested = within.split_last().is_some_and(|(last, outer)| outer.contains(last));
            let is_wanted = |name: &str| !is_nested || is_required(schema, name);
            let properties = entries(&schema["properties"]).filter(|(name, _)| is_wanted(name));
            let mut object: Map<_, _> =
                properties.map(|(name, property)| (name.clone(), build(spec, property, within))).collect();
            if object.is_empty() && schema.get("additionalProperties").is_some() {
                object.insert("key".to_owned(), json!("text"));
            }
            Value::Object(object)
        }
        (Some("array"), _) => json!([build(spec, &schema["items"], within)]),
        (Some("boolean"), _) => json!(true),
        (Some("integer"), _) => json!(7),
        (Some("number"), _) => json!(17.5),
        (_, Some("uuid")) => json!("3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01"),
        (_, Some("date-time")) => json!("2026-01-14T09:30:00+00:00"),
        (_, Some("email")) => json!("ava.morgan@example.com"),
        _ => json!("text"),
    }
}

/// A property of an object somewhere in a value.
#[derive(Clone, Debug)]
pub struct Place {
    /// As a JSON pointer: `/data/0/uuid`.
    pub pointer: String,
    /// As the SDK's errors name it: `data[0].uuid`.
    pub path: String,
    /// The schemas of its values: the variants of a choice, or the schema itself, without null.
    pub schemas: Vec<Value>,
    /// Whether it must be present.
    pub is_required: bool,
}

impl Place {
    /// Whether it accepts a JSON type.
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

    /// Returns the value with another at this place, which may be absent so far.
    pub fn set(&self, whole: &Value, value: Value) -> Value {
        self.change(whole, |object, name| drop(object.insert(name.to_owned(), value)))
    }

    /// Returns the value without this place.
    pub fn remove(&self, whole: &Value) -> Value {
        self.change(whole, |object, name| drop(object.remove(name)))
    }

    fn change(&self, whole: &Value, change: impl FnOnce(&mut Map<String, Value>, &str)) -> Value {
        let mut changed = whole.clone();
        let parent = &self.pointer[..self.pointer.len() - self.property().len() - 1];
        if let Some(Value::Object(object)) = changed.pointer_mut(parent) {
            change(object, self.property());
        }
        changed
    }

    /// The name of the property.
    pub fn property(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }
}

/// Lists the places of a value, including absent ones: every property of every schema, once where the schema first
/// occurs and once where it occurs within itself.
pub fn places(spec: &Spec, schema: &Value, value: &Value) -> Vec<Place> {
    let mut walk = Walk { spec, within: Vec::new(), visited: Vec::new(), found: Vec::new() };
    walk.visit(schema, value, "");
    walk.found
}

struct Walk<'s> {
    spec: &'s Spec,
    within: Vec<&'s str>,
    /// The schemas visited, and whether within themselves.
    visited: Vec<(&'s str, bool)>,
    found: Vec<Place>,
}

impl<'s> Walk<'s> {
    fn visit(&mut self, schema: &'s Value, value: &Value, pointer: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            let (visit, target) = ((name, self.within.contains(&name)), self.spec.resolve(schema));
            if target.get("properties").is_none() || !self.visited.contains(&visit) {
                self.visited.push(visit);
                self.within.push(name);
                self.visit(target, value, pointer);
                self.within.pop();
            }
            return;
        }
        if let Some(first) = variants(schema).first() {
            return self.visit(first, value, pointer);
        }
        for (at, item) in value.as_array().into_iter().flatten().enumerate() {
            self.visit(&schema["items"], item, &format!("{pointer}/{at}"));
        }
        for (name, property) in entries(&schema["properties"]).filter(|_| value.is_object()) {
            let pointer = format!("{pointer}/{name}");
            if let Some(value) = value.get(name) {
                self.visit(property, value, &pointer);
            }
            let schemas = alternatives(self.spec, property);
            self.found.push(Place { path: path(&pointer), pointer, schemas, is_required: is_required(schema, name) });
        }
    }
}

fn path(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        match part.parse::<usize>() {
            Ok(at) => path += &format!("[{at}]"),
            Err(_) if path.is_empty() => path += part,
            Err(_) => path += &format!(".{part}"),
        }
    }
    path
}

fn alternatives(spec: &Spec, schema: &Value) -> Vec<Value> {
    let schema = spec.resolve(schema);
    match variants(schema) {
        variants if !variants.is_empty() => {
            variants.into_iter().flat_map(|variant| alternatives(spec, variant)).collect()
        }
        _ if *schema == json!({ "enum": [null] }) => Vec::new(),
        _ => vec![schema.clone()],
    }
}

/// Returns the value without the properties that no schema has.
pub fn without_unknown(value: &Value) -> Value {
    retain(value, &|name, _| name != UNKNOWN)
}

/// Returns the value with only some of its properties, at any depth.
pub fn retain(value: &Value, keep: &dyn Fn(&str, &Value) -> bool) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| retain(item, keep)).collect(),
        Value::Object(properties) => {
            let kept = properties.iter().filter(|(name, value)| keep(name, value));
            Value::Object(kept.map(|(name, value)| (name.clone(), retain(value, keep))).collect())
        }
        other => other.clone(),
    }
}
