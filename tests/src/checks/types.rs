//! Do the SDK's types have the properties, types and values of the schemas?
//!
//! Compares the JSON Schema that each type of a row in `calls.rs` derives with the one of the spec, and all schemas inside
//! them, as one line of text for each property. Null and limits are left to other checks: the types read null wherever a
//! property is optional, and check limits when they are built.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{Findings, Suite};
use crate::calls::{Derive, Row};
use crate::spec::{Operation, Response, entries, is_required, variants};

/// Intended differences: the words of the spec, those of the type, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("string(email)", "string", "the pattern defines an e-mail address, and the type checks it when built"),
    ("string(date)", "string", "a date is text, which is checked when the list is requested"),
    ("string(date-time)", "Timestamp", "a timestamp is stored as text"),
];

pub(super) fn check(suite: &Suite<'_>, findings: &mut Findings) {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut pairs = Vec::new();
    let operations = suite.spec.operations();
    // The check of the requests reports an operation without a row.
    for (operation, row) in operations.iter().filter_map(|operation| Some((operation, Row::of(operation).ok()?))) {
        for (part, schema, derive) in parts(operation, row) {
            let place = format!("{} {part}", operation.id());
            match (schema, derive) {
                (Some(schema), Some(derive)) => pairs.push((place, schema, derive(&mut generator).to_value())),
                (Some(_), None) => findings.add(place, "its row in tests/src/calls.rs names no type"),
                (None, Some(_)) => {
                    findings.add(place, "its row in tests/src/calls.rs names a type, the spec no schema")
                }
                (None, None) => {}
            }
        }
    }
    let mut both = suite.spec.document().clone();
    both["$defs"] = json!(generator.definitions());
    let mut comparison = Comparison { both: &both, visited: BTreeSet::new(), used: BTreeSet::new(), findings };
    for (place, schema, derived) in &pairs {
        comparison.compare(place, schema, derived);
    }
    for (one, other, _) in DIFFERENCES.iter().filter(|(one, ..)| !comparison.used.contains(one)) {
        let text = format!("no schema says {one} any more where its type says {other}");
        comparison.findings.add("DIFFERENCES", text);
    }
}

/// The parts of an operation: their names, their schemas, and what derives those of their types.
fn parts<'s>(operation: &Operation<'s>, row: &Row) -> Vec<(String, Option<&'s Value>, Option<Derive>)> {
    let success = operation.successes().find(Response::has_body).map(|response| response.schema());
    let body = row.body.map(|body| body.derive);
    let mut parts =
        vec![("result".to_owned(), success, row.result), ("body".to_owned(), operation.body_schema(), body)];
    // Parameters and errors that have no type are reported by the other checks.
    for (name, derive) in row.parameters() {
        let parameter = operation.query().find(|parameter| parameter.name() == name);
        parts.extend(parameter.map(|parameter| (name.to_owned(), Some(parameter.schema_node()), Some(derive))));
    }
    for response in operation.responses().into_iter().filter(|response| !response.is_success()) {
        let own = response.statuses().first().and_then(|status| row.error(*status));
        parts.extend(own.map(|body| (response.status.to_owned(), Some(response.schema()), Some(body.derive))));
    }
    parts
}

struct Comparison<'d, 'f> {
    /// The spec, and the derived schemas in `$defs`.
    both: &'d Value,
    /// The pairs of names that were compared.
    visited: BTreeSet<[Option<&'d str>; 2]>,
    /// The intended differences that were found.
    used: BTreeSet<&'static str>,
    findings: &'f mut Findings,
}

impl<'d> Comparison<'d, '_> {
    /// Compares a schema with a derived one, and all within them.
    fn compare(&mut self, place: &str, schema: &'d Value, derived: &'d Value) {
        if !self.is_same(place, [schema, derived].map(|one| self.describe(one))) {
            return;
        }
        let [(name, schema), (other, derived)] = [schema, derived].map(|one| self.settle(None, one));
        let place = name.unwrap_or(place);
        let is_new = name.is_none() || other.is_none() || self.visited.insert([name, other]);
        if !is_new || !self.is_same(place, [schema, derived].map(|one| self.describe(one))) {
            return;
        }
        let names = [schema, derived].into_iter().flat_map(|one| entries(&one["properties"]));
        for name in names.map(|(name, _)| name).collect::<BTreeSet<_>>() {
            let within = format!("{place}.{name}");
            if self.is_same(&within, [schema, derived].map(|one| self.property(one, name))) {
                self.compare(&within, &schema["properties"][name], &derived["properties"][name]);
            }
        }
        for inner in ["items", "additionalProperties"].into_iter().filter(|inner| schema.get(inner).is_some()) {
            self.compare(&format!("{place}[]"), &schema[inner], &derived[inner]);
        }
        for (one, other) in not_null(schema).into_iter().zip(not_null(derived)) {
            self.compare(place, one, other);
        }
    }

    /// Adds a finding unless both are described in the same way, or differ as intended.
    fn is_same(&mut self, place: &str, [schema, derived]: [String; 2]) -> bool {
        match DIFFERENCES.iter().find(|(one, other, _)| schema.replace(one, other) == derived) {
            _ if schema == derived => return true,
            Some((one, ..)) => drop(self.used.insert(one)),
            None => self.findings.add(place, format!("the schema says {schema}, the type {derived}")),
        }
        false
    }

    /// Follows references, and choices between null and another schema. Returns the last name, and the schema.
    fn settle(&self, name: Option<&'d str>, schema: &'d Value) -> (Option<&'d str>, &'d Value) {
        match (schema["$ref"].as_str(), not_null(schema).as_slice()) {
            (Some(target), _) => {
                let found = target.strip_prefix('#').and_then(|target| self.both.pointer(target));
                self.settle(target.rsplit('/').next(), found.unwrap_or(&Value::Null))
            }
            (None, [one]) => self.settle(name, one),
            _ => (name, schema),
        }
    }

    /// Whether both sides have a schema of this name. Others are described in place.
    fn is_shared(&self, name: &str) -> bool {
        let is_in = |schemas: &Value| schemas.get(name).is_some();
        name == "Timestamp" || is_in(&self.both["$defs"]) && is_in(&self.both["components"]["schemas"])
    }

    fn property(&self, schema: &'d Value, name: &str) -> String {
        let optional = if is_required(schema, name) { "" } else { "optional " };
        let property = schema["properties"].get(name);
        property.map_or("nothing".to_owned(), |property| format!("{optional}{}", self.describe(property)))
    }

    /// Describes the values of a schema in one line, without null.
    fn describe(&self, schema: &'d Value) -> String {
        if schema.get("$ref").is_some() {
            let (name, schema) = self.settle(None, schema);
            let name = name.filter(|name| self.is_shared(name));
            return name.map_or_else(|| self.describe(schema), str::to_owned);
        }
        let variants = not_null(schema);
        if !variants.is_empty() {
            return variants.into_iter().map(|variant| self.describe(variant)).collect::<Vec<_>>().join(" or ");
        }
        let mut values: Vec<String> = schema["enum"].as_array().into_iter().flatten().map(Value::to_string).collect();
        values.extend(schema.get("const").map(Value::to_string));
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        let mut said = match kinds.as_slice() {
            ["array"] => format!("list of {}", self.describe(&schema["items"])),
            [] => "anything".to_owned(),
            kinds => kinds.join(" or "),
        };
        if !values.is_empty() {
            said += &format!(" of {}", values.join(", "));
        }
        // The format of a number is the width of the Rust type.
        if let Some(format) = schema["format"].as_str().filter(|_| kinds == ["string"]) {
            said += &format!("({format})");
        }
        match &schema["additionalProperties"] {
            Value::Bool(false) => said += " and nothing else",
            Value::Object(_) | Value::Bool(true) => said += " with anything else",
            _ => {}
        }
        said
    }
}

/// The variants of a choice, without null.
fn not_null(schema: &Value) -> Vec<&Value> {
    let is_null = |schema: &Value| schema["type"] == "null" || schema["enum"] == json!([null]);
    variants(schema).into_iter().filter(|variant| !is_null(variant)).collect()
}
