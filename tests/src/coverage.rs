//! Records which parts of the contract were exercised: a part counts once a request or a response with it was
//! validated.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::calls::Call;
use crate::spec::{Operation, Response, Spec, entries, variants};

/// The kinds of parts, in the order of the table.
pub const KINDS: [&str; 8] = [
    "operations",
    "parameters",
    "request examples",
    "statuses",
    "response headers",
    "response examples",
    "properties",
    "enum values",
];

/// A kind and a name.
pub type Part = (&'static str, String);

/// The parts exercised so far.
#[derive(Debug, Default)]
pub struct Coverage {
    seen: Mutex<BTreeSet<Part>>,
}

impl Coverage {
    /// Records a valid request.
    pub fn request(&self, operation: &Operation<'_>, call: &Call) {
        let id = operation.id();
        let mut parts = vec![("operations", id.to_owned())];
        for parameter in operation.parameters() {
            if let Some(value) = call.parameters.get(parameter.name()) {
                let owner = format!("{id} {}", parameter.name());
                parts.push(("parameters", owner.clone()));
                add_value(operation.spec, parameter.schema_node(), &owner, value, &mut parts);
            }
        }
        if let (Some(schema), Some(body)) = (operation.body_schema(), &call.body) {
            add_value(operation.spec, schema, id, body, &mut parts);
        }
        parts.extend(call.example.iter().map(|name| ("request examples", format!("{id} {name}"))));
        self.add(parts);
    }

    /// Records a response that was read correctly; `example` is its name in the spec, if it has one.
    pub fn response(&self, operation: &Operation<'_>, response: &Response<'_>, example: Option<&str>, body: &Value) {
        let at = format!("{} {}", operation.id(), response.status);
        let mut parts = body_parts(operation, response, body);
        parts.push(("statuses", at.clone()));
        if let Some(name) = example {
            // Only examples are sent with the headers of the spec.
            parts.extend(response.headers().iter().map(|(name, ..)| ("response headers", format!("{at} {name}"))));
            parts.push(("response examples", format!("{at} {name}")));
        }
        self.add(parts);
    }

    fn add(&self, parts: Vec<Part>) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend(parts);
    }

    /// Renders the table, and says whether every part of the spec was exercised.
    pub fn table(&self, spec: &Spec) -> (String, bool) {
        let (due, seen) = (due(spec), self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let missing: Vec<_> = due.difference(&seen).collect();
        let mut lines = vec![format!("{:<22} {:>7} {:>9}", "", "in spec", "exercised")];
        for kind in KINDS {
            let is_of_kind = |part: &&Part| part.0 == kind;
            let all = due.iter().filter(is_of_kind).count();
            let left = missing.iter().copied().filter(is_of_kind).count();
            lines.push(format!("{kind:<22} {all:>7} {:>9}", all - left));
        }
        lines.extend(missing.iter().map(|(kind, name)| format!("not exercised, of the {kind}: {name}")));
        let (all, done) = (due.len(), due.len() - missing.len());
        lines.push(format!("contract: {done} of {all} exercised ({} %)", done * 100 / all.max(1)));
        (lines.join("\n"), missing.is_empty())
    }
}

/// Lists every part of a spec.
pub fn due(spec: &Spec) -> BTreeSet<Part> {
    let mut parts = Vec::new();
    for (name, schema) in entries(&spec.document()["components"]["schemas"]) {
        add_schema(schema, name, &mut parts);
    }
    for operation in spec.operations() {
        let id = operation.id();
        parts.push(("operations", id.to_owned()));
        for parameter in operation.parameters() {
            let owner = format!("{id} {}", parameter.name());
            add_schema(parameter.schema_node(), &owner, &mut parts);
            parts.push(("parameters", owner));
        }
        operation.body_schema().into_iter().for_each(|schema| add_schema(schema, id, &mut parts));
        parts.extend(operation.body_examples().iter().map(|(name, _)| ("request examples", format!("{id} {name}"))));
        for response in operation.responses() {
            let at = format!("{id} {}", response.status);
            add_schema(response.schema(), &at, &mut parts);
            parts.extend(response.headers().iter().map(|(name, ..)| ("response headers", format!("{at} {name}"))));
            parts.extend(response.examples().iter().map(|(name, _)| ("response examples", format!("{at} {name}"))));
            parts.push(("statuses", at));
        }
    }
    parts.into_iter().collect()
}

/// Lists the properties of a response's body that no schema names, given every part of the spec.
pub fn unknown(
    due: &BTreeSet<Part>,
    operation: &Operation<'_>,
    response: &Response<'_>,
    body: &Value,
) -> BTreeSet<String> {
    let parts = body_parts(operation, response, body).into_iter();
    parts.filter(|part| part.0 == "properties" && !due.contains(part)).map(|(_, name)| name).collect()
}

fn body_parts(operation: &Operation<'_>, response: &Response<'_>, body: &Value) -> Vec<Part> {
    let mut parts = Vec::new();
    let owner = format!("{} {}", operation.id(), response.status);
    add_value(operation.spec, response.schema(), &owner, body, &mut parts);
    parts
}

/// Adds all that a schema has, except behind references.
fn add_schema(schema: &Value, owner: &str, parts: &mut Vec<Part>) {
    let members = schema["enum"].as_array().into_iter().flatten().filter(|member| !member.is_null());
    parts.extend(members.map(|member| ("enum values", format!("{owner} = {member}"))));
    for (name, property) in entries(&schema["properties"]) {
        parts.push(("properties", format!("{owner}.{name}")));
        add_schema(property, &format!("{owner}.{name}"), parts);
    }
    let inner = ["items", "additionalProperties"].into_iter().filter_map(|keyword| schema.get(keyword));
    variants(schema).into_iter().chain(inner).for_each(|schema| add_schema(schema, owner, parts));
}

/// Adds the parts of a schema that a value uses. Null uses none.
fn add_value(spec: &Spec, schema: &Value, owner: &str, value: &Value, parts: &mut Vec<Part>) {
    if value.is_null() {
        return;
    }
    if let Some(target) = schema["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap_or_default();
        return add_value(spec, spec.resolve(schema), name, value, parts);
    }
    if let Some(variant) = variants(schema).into_iter().find(|variant| spec.fits(variant, value)) {
        add_value(spec, variant, owner, value, parts);
    }
    let is_member = schema["enum"].as_array().is_some_and(|members| members.contains(value));
    parts.extend(is_member.then(|| ("enum values", format!("{owner} = {value}"))));
    for item in value.as_array().into_iter().flatten() {
        add_value(spec, &schema["items"], owner, item, parts);
    }
    for (name, value) in entries(value) {
        let owned = format!("{owner}.{name}");
        match (schema["properties"].get(name), schema.get("additionalProperties")) {
            (Some(_), _) if value.is_null() => {}
            (Some(property), _) => {
                add_value(spec, property, &owned, value, parts);
                parts.push(("properties", owned));
            }
            (None, Some(others)) => add_value(spec, others, owner, value, parts),
            // No part of the spec: see `unknown`.
            (None, None) if schema.get("properties").is_some() => parts.push(("properties", owned)),
            (None, None) => {}
        }
    }
}
