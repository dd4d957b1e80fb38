//! Have the types of the SDK the properties, types and values that the schemas have? Compared are the JSON Schemas that
//! the types derive with those of the spec, each in one line of text for each property.
//!
//! Null and limits are in no line: the former is read wherever something may be absent, the latter the types check when
//! they are made, and other checks ask for both.

use std::collections::{BTreeMap, BTreeSet};

use plannr_sdk::models::ContactDetailPage;
use plannr_sdk::{
    ContactDetailInclude, ContactDetailSort, ContactDetailTypeFilter, NewContactDetail, UpdateContactDetail,
};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::Suite;
use crate::spec::{Spec, branches, entries, is_required};

/// Where a type is meant to say something else than the spec: what both say, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("string(email)", "string", "what an e-mail address is, its pattern says, which the type checks when it is made"),
    ("string(date-time)", "Timestamp", "a date keeps its text, in whatever form it came"),
];

pub(super) async fn findings(suite: &Suite<'_>) -> Vec<String> {
    let (spec, definitions) = (suite.spec.document(), definitions());
    let defined = &definitions["$defs"];
    // What has a name on one side only is said in place of the name. A date is the SDK's own kind of text.
    let has_names = |name: &&String| *name == "Timestamp" || spec["components"]["schemas"].get(name.as_str()).is_some();
    let names: BTreeSet<&String> = entries(defined).map(|(name, _)| name).filter(has_names).collect();
    let mut due = Side::new(spec, "/components/schemas/", &names);
    roots_of(suite.spec).into_iter().for_each(|root| due.visit(root));
    let mut derived = Side::new(&definitions, "/$defs/", &names);
    names.iter().for_each(|name| derived.write_lines(name, &defined[name.as_str()]));
    derived.lines.remove("Timestamp");

    let places: BTreeSet<&String> = due.lines.keys().chain(derived.lines.keys()).collect();
    let (mut findings, mut used) = (Vec::new(), BTreeSet::new());
    for place in places {
        let said = |side: &Side<'_>| side.lines.get(place).cloned().unwrap_or_else(|| "nothing".to_owned());
        let (schema, derived) = (said(&due), said(&derived));
        let meant = DIFFERENCES.iter().find(|(one, other, _)| schema.replace(one, other) == derived);
        match meant.filter(|_| schema != derived) {
            Some(difference) => drop(used.insert(difference)),
            None if schema == derived => {}
            None => findings.push(format!("{place}: the schema says {schema}, the type {derived}")),
        }
    }
    let unused = DIFFERENCES.iter().filter(|difference| !used.contains(difference));
    findings.extend(unused.map(|(one, other, _)| format!("no schema says {one} where its type says {other} any more")));
    findings
}

/// The schemas of requests, successes and parameters.
fn roots_of(spec: &Spec) -> Vec<&Value> {
    let mut roots = Vec::new();
    for operation in spec.operations() {
        roots.extend(operation.body_schema());
        roots.extend(operation.find_success().map(|response| response.schema()));
        roots.extend(operation.parameters().iter().map(|parameter| parameter.schema_node()));
    }
    roots
}

/// The schemas that the public types derive, those included that they are made of.
fn definitions() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    generator.subschema_for::<ContactDetailPage>();
    generator.subschema_for::<NewContactDetail>();
    generator.subschema_for::<UpdateContactDetail>();
    generator.subschema_for::<ContactDetailInclude>();
    generator.subschema_for::<ContactDetailSort>();
    generator.subschema_for::<ContactDetailTypeFilter>();
    json!({ "$defs": generator.definitions() })
}

/// The schemas within a schema.
fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let choices = branches(schema).into_iter();
    let parts = ["items", "additionalProperties"].into_iter().filter_map(|part| schema.get(part));
    choices.chain(parts).chain(entries(&schema["properties"]).map(|(_, property)| property))
}

/// A document with schemas, those that are called by name, and the lines of those that were visited.
struct Side<'d> {
    document: &'d Value,
    prefix: &'static str,
    names: &'d BTreeSet<&'d String>,
    lines: BTreeMap<String, String>,
}

impl<'d> Side<'d> {
    fn new(document: &'d Value, prefix: &'static str, names: &'d BTreeSet<&'d String>) -> Self {
        Self { document, prefix, names, lines: BTreeMap::new() }
    }

    /// The name of what a schema refers to, if it is called by name, and the schema itself.
    fn follow(&self, schema: &'d Value) -> (Option<&'d str>, &'d Value) {
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
        let Some((target, found)) = target.and_then(|target| Some((target, self.document.pointer(target)?))) else {
            return (None, schema);
        };
        let name = target.strip_prefix(self.prefix).unwrap_or_default();
        if self.names.iter().any(|other| *other == name) { (Some(name), found) } else { self.follow(found) }
    }

    /// Writes the lines of all that a schema leads to.
    fn visit(&mut self, schema: &'d Value) {
        let (name, schema) = self.follow(schema);
        if let Some(name) = name {
            return self.write_lines(name, schema);
        }
        parts(schema).for_each(|part| self.visit(part));
    }

    fn write_lines(&mut self, name: &str, schema: &'d Value) {
        if self.lines.contains_key(name) {
            return;
        }
        self.lines.insert(name.to_owned(), self.say(schema));
        for (property, node) in entries(&schema["properties"]) {
            let said = format!("{}{}", if is_required(schema, property) { "" } else { "optional " }, self.say(node));
            self.lines.insert(format!("{name}.{property}"), said);
        }
        parts(schema).for_each(|part| self.visit(part));
    }

    /// What kind of value it is, in one line. Null is left out: every optional property is read as null too.
    fn say(&self, schema: &'d Value) -> String {
        let (name, schema) = self.follow(schema);
        if let Some(name) = name {
            return name.to_owned();
        }
        let choices: Vec<_> =
            branches(schema).into_iter().map(|choice| self.say(choice)).filter(|said| said != "null").collect();
        if !choices.is_empty() {
            return choices.join(" or ");
        }
        if schema["enum"] == json!([null]) {
            return "null".to_owned();
        }
        let mut values: Vec<String> = schema["enum"].as_array().into_iter().flatten().map(Value::to_string).collect();
        values.extend(schema.get("const").map(Value::to_string));
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        let mut said = match kinds.as_slice() {
            ["array"] => format!("list of {}", self.say(&schema["items"])),
            ["null"] => "null".to_owned(),
            [] => "anything".to_owned(),
            kinds => kinds.join(" or "),
        };
        if !values.is_empty() {
            said += &format!(" of {}", values.join(", "));
        }
        // How wide a number of Rust is, is no format of the spec.
        if let Some(format) = schema["format"].as_str().filter(|_| kinds == ["string"]) {
            said += &format!("({format})");
        }
        if kinds == ["object"] {
            said += match &schema["additionalProperties"] {
                Value::Bool(false) => " and nothing else",
                Value::Object(_) | Value::Bool(true) => " with anything else",
                _ => "",
            };
        }
        said
    }
}
