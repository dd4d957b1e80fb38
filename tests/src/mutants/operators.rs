//! The changes: for each keyword that the spec uses, what would make another contract of it.

use serde_json::{Value, json};

use super::grammar::Role;
use crate::spec::entries;

/// A change of one place.
pub(super) struct Change {
    operator: String,
    kind: Kind,
}

pub(super) enum Kind {
    Gone,
    Becomes(Value),
    Renamed(String),
    /// A keyword is set in the node.
    With(&'static str, Value),
}

impl Change {
    pub(super) fn gone(operator: impl Into<String>) -> Self {
        Self { operator: operator.into(), kind: Kind::Gone }
    }

    fn becomes(operator: impl Into<String>, value: Value) -> Self {
        Self { operator: operator.into(), kind: Kind::Becomes(value) }
    }

    pub(super) fn into_parts(self) -> (String, Kind) {
        (self.operator, self.kind)
    }
}

impl Kind {
    /// Makes the change; nothing, where there is nothing to be changed.
    pub(super) fn make(self, document: &mut Value, place: &str, parent: &str, key: &str) -> Option<()> {
        match self {
            Self::Becomes(value) => *document.pointer_mut(place)? = value,
            Self::With(keyword, value) => document.pointer_mut(place)?[keyword] = value,
            Self::Gone => match document.pointer_mut(parent)? {
                Value::Array(items) => drop(items.remove(key.parse().ok()?)),
                other => drop(other.as_object_mut()?.remove(key)?),
            },
            Self::Renamed(name) => {
                let holder = document.pointer_mut(parent)?.as_object_mut()?;
                let value = holder.remove(key)?;
                holder.insert(name, value);
            }
        }
        Some(())
    }
}

/// What stands by name in the document is called this when it is dropped.
pub(super) fn dropped(role: Role) -> String {
    format!("{} dropped", noun(role))
}

/// The same under another name.
pub(super) fn renamed(role: Role, name: &str) -> Change {
    let new = match role {
        Role::PathItem => format!("{name}/all"),
        Role::Operation => "patch".to_owned(),
        Role::Response if name == "5XX" => "4XX".to_owned(),
        Role::Response => name.parse::<u16>().map_or_else(|_| name.to_owned(), |status| (status + 5).to_string()),
        Role::Media => "application/xml".to_owned(),
        _ => format!("{name}_renamed"),
    };
    Change { operator: format!("{} renamed", noun(role)), kind: Kind::Renamed(new) }
}

fn noun(role: Role) -> &'static str {
    match role {
        Role::PathItem => "path",
        Role::Operation => "method",
        Role::Response => "status",
        Role::Media => "media type",
        Role::Header => "header",
        _ => "property",
    }
}

/// Something else than what was referred to: another kind of value, and the next of those of the same kind.
pub(super) fn other_references(document: &Value, role: Role, target: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    if role == Role::Schema {
        changes.push(Change::becomes("$ref to another type", json!({ "type": "integer" })));
    }
    let target = target.as_str().unwrap_or_default();
    let (list, name) = target.rsplit_once('/').unwrap_or_default();
    let names: Vec<_> = document.pointer(list.trim_start_matches('#')).map(entries).into_iter().flatten().collect();
    let others = names.iter().map(|(other, _)| other.as_str());
    let next = others.clone().skip_while(|other| *other != name).nth(1).or(others.clone().next());
    changes.extend(
        next.filter(|next| *next != name && role != Role::Example)
            .map(|next| Change::becomes("$ref to another", json!({ "$ref": format!("{list}/{next}") }))),
    );
    changes
}

/// One more of those that a keyword holds.
pub(super) fn one_more(role: Role, held: &Value) -> Vec<Change> {
    let first = held.get(0).or_else(|| entries(held).next().map(|(_, first)| first)).cloned().unwrap_or_default();
    let named = |operator: &str, name: &str, value: Value| {
        let mut more = held.as_object().cloned().unwrap_or_default();
        more.insert(name.to_owned(), value);
        vec![Change::becomes(operator, more.into())]
    };
    let listed = |operator: &str, value: Value| {
        vec![Change::becomes(
            operator,
            held.as_array().cloned().unwrap_or_default().into_iter().chain([value]).collect(),
        )]
    };
    match role {
        Role::Response => named("status added", "418", first),
        Role::Header => named("header added", "X-Added", first),
        Role::Parameter => {
            let added = json!({ "name": "added", "in": "query", "schema": { "type": "string" }, "example": "text" });
            listed("parameter added", added)
        }
        Role::Schema if held.is_array() => listed("variant added", json!({ "type": "boolean" })),
        _ => Vec::new(),
    }
}

/// What can be added to a node.
pub(super) fn of_node(role: Role, node: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    if role == Role::Parameter && node.get("required").is_none() {
        changes.push(Change { operator: "required added".to_owned(), kind: Kind::With("required", json!(true)) });
    }
    if role == Role::Schema {
        if node.get("type").is_some() && node.get("nullable").is_none() {
            changes.push(Change { operator: "nullable added".to_owned(), kind: Kind::With("nullable", json!(true)) });
        }
        if let Some(properties) = node.get("properties").and_then(Value::as_object) {
            let mut more = properties.clone();
            more.insert("added".to_owned(), json!({ "type": "string" }));
            changes.push(Change { operator: "property added".to_owned(), kind: Kind::With("properties", more.into()) });
            let required = node["required"].as_array().cloned().unwrap_or_default();
            for name in properties.keys().filter(|name| !required.iter().any(|other| other == *name)) {
                let more = required.iter().cloned().chain([json!(name)]).collect();
                changes.push(Change { operator: "required added".to_owned(), kind: Kind::With("required", more) });
            }
        }
    }
    changes
}

/// What can be changed about a keyword; nothing, if none of these operators knows it.
pub(super) fn of_keyword(role: Role, keyword: &str, value: &Value, node: &Value) -> Option<Vec<Change>> {
    let becomes = |how: &str, value: Value| Change::becomes(format!("{keyword} {how}"), value);
    let gone = || Change::gone(format!("{keyword} dropped"));
    Some(match (role, keyword) {
        (Role::Schema, "required") => of_list(keyword, value, None),
        (Role::Schema, "enum") if *value == json!([null]) => vec![becomes("without null", json!(["never"]))],
        (Role::Schema, "enum") => of_list(keyword, value, Some(json!("added"))),
        (Role::Schema, "type") => vec![becomes("changed", json!(other_type(value)))],
        (Role::Schema, "format") => {
            let other = if value == "date-time" { "uuid" } else { "date-time" };
            vec![gone(), becomes("changed", json!(other))]
        }
        (Role::Schema, "minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum") => {
            vec![
                gone(),
                becomes("one more", json!(value.as_i64()? + 1)),
                becomes("one less", json!(value.as_i64()? - 1)),
            ]
        }
        (Role::Schema, "pattern") => {
            let shifted = |by| shifted_numbers(value.as_str().unwrap_or_default(), by);
            let shifted = [("longer", 1), ("shorter", -1)].into_iter().flat_map(|(how, by)| {
                shifted(by).into_iter().map(move |pattern| Change::becomes(format!("pattern {how}"), json!(pattern)))
            });
            [gone(), becomes("changed", json!("^[xyz]+$"))].into_iter().chain(shifted).collect()
        }
        (Role::Schema, "nullable") => vec![gone()],
        (Role::Schema, "additionalProperties") if value == false => vec![gone()],
        (Role::Schema, "additionalProperties") => vec![gone(), becomes("forbidden", json!(false))],
        (Role::Schema, "default") if value.is_number() => vec![gone(), becomes("changed", json!(value.as_i64()? + 1))],
        (Role::Schema, "default") => {
            let others = node["enum"].as_array()?.iter().filter(|other| *other != value);
            [gone()].into_iter().chain(others.map(|other| becomes("changed", other.clone()))).collect()
        }
        (Role::Schema, "example") => vec![becomes("of another type", json!({ "other": true }))],
        (Role::Discriminator, "propertyName") => vec![becomes("changed", json!("name"))],
        (Role::Discriminator, "mapping") => of_mapping(value),
        (Role::Parameter, "name") => vec![becomes("changed", json!(format!("{}_renamed", value.as_str()?)))],
        (Role::Parameter, "in") => {
            vec![becomes("changed", json!(if value == "query" { "header" } else { "query" }))]
        }
        (Role::Parameter | Role::Body, "required") => vec![becomes("no more", json!(false))],
        (Role::Parameter, "style") => vec![gone(), becomes("changed", json!("pipeDelimited"))],
        (Role::Parameter, "explode") => vec![gone(), becomes("changed", json!(true))],
        (Role::Parameter, "example") => vec![gone(), becomes("of another type", json!({ "other": true }))],
        (Role::Header, "example") => vec![becomes("of another type", json!({ "other": true }))],
        (Role::Example, "value") => vec![becomes("of another type", json!(7))],
        (Role::Operation, "operationId") => vec![becomes("changed", json!("renamed"))],
        (Role::Document, "security") => vec![gone(), becomes("changed", json!([]))],
        (Role::SecurityScheme, "type" | "scheme") => vec![becomes("changed", json!("basic"))],
        (Role::Server, "url") => vec![becomes("changed", json!("https://api.example.com"))],
        (Role::RateLimit, "requests-per-minute") => {
            vec![
                gone(),
                becomes("one more", json!(value.as_i64()? + 1)),
                becomes("one less", json!(value.as_i64()? - 1)),
            ]
        }
        _ => return None,
    })
}

/// Each item gone or changed, and one more.
fn of_list(keyword: &str, value: &Value, added: Option<Value>) -> Vec<Change> {
    let items = value.as_array().cloned().unwrap_or_default();
    let mut changes = Vec::new();
    for at in 0..items.len() {
        let mut fewer = items.clone();
        fewer.remove(at);
        // An enumeration or a list of names without any is not allowed.
        let kind = if fewer.is_empty() { Kind::Gone } else { Kind::Becomes(fewer.into()) };
        changes.push(Change { operator: format!("{keyword} with one less"), kind });
        if let Some(other) = &added {
            let mut changed = items.clone();
            changed[at] = other.clone();
            changes.push(Change::becomes(format!("{keyword} with another"), changed.into()));
        }
    }
    changes.extend(
        added.map(|added| {
            Change::becomes(format!("{keyword} with one more"), items.into_iter().chain([added]).collect())
        }),
    );
    changes
}

fn of_mapping(value: &Value) -> Vec<Change> {
    let entries = value.as_object().cloned().unwrap_or_default();
    let mut changes = Vec::new();
    for (name, target) in &entries {
        let mut fewer = entries.clone();
        fewer.remove(name);
        changes.push(Change::becomes("mapping with one less", fewer.clone().into()));
        fewer.insert("added".to_owned(), target.clone());
        changes.push(Change::becomes("mapping of another value", fewer.into()));
    }
    changes
}

fn other_type(kind: &Value) -> &'static str {
    match kind.as_str() {
        Some("boolean" | "array") => "string",
        Some("string" | "number") => "boolean",
        Some("integer") => "boolean",
        _ => "array",
    }
}

/// A pattern with one of its counts, such as that of `{6,14}`, one more or one less.
fn shifted_numbers(pattern: &str, by: i64) -> Vec<String> {
    let mut patterns = Vec::new();
    let mut rest = 0;
    while let Some(open) = pattern[rest..].find('{').map(|at| at + rest) {
        let close = pattern[open..].find('}').map_or(pattern.len(), |at| at + open);
        for (at, count) in pattern[open + 1..close].split(',').enumerate() {
            let Ok(number) = count.parse::<i64>() else { continue };
            let mut counts: Vec<String> = pattern[open + 1..close].split(',').map(str::to_owned).collect();
            counts[at] = (number + by).to_string();
            patterns.push(format!("{}{}{}", &pattern[..=open], counts.join(","), &pattern[close..]));
        }
        rest = close;
    }
    patterns
}
