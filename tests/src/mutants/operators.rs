//! Lists the changes: removes, alters and adds something at every place of the document.

use serde_json::{Value, json};

use super::Mutant;
use crate::spec::{Spec, entries};

/// Keywords without a meaning for programs.
const WORDS: [&str; 9] = [
    "openapi",
    "info",
    "description",
    "summary",
    "externalDocs",
    "tags",
    "deprecated",
    "x-evidence",
    "x-evidence-reason",
];

/// Keywords whose entries have names that belong to the contract. The methods of a path count as names, too.
const NAMED: [&str; 6] = ["paths", "responses", "content", "headers", "properties", "mapping"];

/// Keywords whose entries have names that only the document uses.
const REFERENCED: [&str; 2] = ["components", "examples"];

/// Other values of a keyword; the first that differs is taken. A keyword that is not listed gets a suffix.
const OTHERS: [(&str, &[&str]); 8] = [
    ("type", &["boolean", "string"]),
    ("format", &["date-time", "uuid"]),
    ("pattern", &["^[xyz]+$"]),
    ("in", &["query", "header"]),
    ("style", &["pipeDelimited"]),
    ("scheme", &["basic"]),
    ("propertyName", &["name"]),
    ("url", &["https://api.example.com"]),
];

/// Lists all mutants of a spec.
pub fn all(spec: &Spec) -> Vec<Mutant> {
    let mut walk = Walk { document: spec.document(), mutants: Vec::new() };
    walk.node("", spec.document());
    walk.mutants
}

struct Walk<'d> {
    document: &'d Value,
    mutants: Vec<Mutant>,
}

impl<'d> Walk<'d> {
    fn replace(&mut self, operator: impl Into<String>, place: &str, value: Value) {
        self.change(operator, place, |at| *at = value);
    }

    fn change(&mut self, operator: impl Into<String>, place: &str, change: impl FnOnce(&mut Value)) {
        let mut document = self.document.clone();
        if let Some(at) = document.pointer_mut(place) {
            change(at);
            self.mutants.push(Mutant { operator: operator.into(), place: place.to_owned(), document });
        }
    }

    /// Removes an entry or an item, and puts another in its place if there is one.
    fn remove(&mut self, operator: String, place: &str, renamed: Option<String>) {
        let (parent, key) = place.rsplit_once('/').unwrap_or_default();
        let key = key.replace("~1", "/").replace("~0", "~");
        let mut document = self.document.clone();
        match document.pointer_mut(parent) {
            Some(Value::Array(items)) => drop(items.remove(key.parse().unwrap_or_default())),
            Some(Value::Object(entries)) => {
                let value = entries.remove(&key).unwrap_or_default();
                entries.extend(renamed.map(|name| (name, value)));
            }
            _ => {}
        }
        self.mutants.push(Mutant { operator, place: place.to_owned(), document });
    }

    /// Visits an object with keywords, or a list of such.
    fn node(&mut self, place: &str, node: &'d Value) {
        if let Some(target) = node["$ref"].as_str() {
            return self.reference(place, target);
        }
        self.additions(place, node);
        for (keyword, value) in entries(node).filter(|(keyword, _)| !WORDS.contains(&keyword.as_str())) {
            self.keyword(&format!("{place}/{keyword}"), keyword, value, node);
        }
    }

    fn keyword(&mut self, place: &str, keyword: &str, value: &'d Value, node: &'d Value) {
        match value {
            _ if keyword == "example" || keyword == "value" => {
                self.replace(format!("{keyword} of another type"), place, json!([{ "other": true }]));
                if node.get("schema").is_some() {
                    self.remove(format!("{keyword} dropped"), place, None);
                }
            }
            Value::Bool(is) => self.replace(format!("{keyword} changed"), place, json!(!is)),
            Value::Number(number) => {
                let number = number.as_i64().unwrap_or_default();
                self.replace(format!("{keyword} one more"), place, json!(number + 1));
                self.replace(format!("{keyword} one less"), place, json!(number - 1));
                self.remove(format!("{keyword} dropped"), place, None);
            }
            Value::String(text) => {
                for other in others(keyword, text, node) {
                    self.replace(format!("{keyword} changed"), place, json!(other));
                }
                if keyword != "type" {
                    self.remove(format!("{keyword} dropped"), place, None);
                }
            }
            Value::Array(items) => self.list(place, keyword, items),
            _ if REFERENCED.contains(&keyword) => {
                for (name, value) in entries(value) {
                    let place = format!("{place}/{name}");
                    let entries = entries(value).filter(|_| keyword == "components");
                    entries.for_each(|(name, value)| self.node(&format!("{place}/{name}"), value));
                }
            }
            _ if NAMED.contains(&keyword) => self.names(place, keyword, value),
            _ => {
                self.remove(format!("{keyword} dropped"), place, None);
                if keyword == "additionalProperties" {
                    self.replace("additionalProperties forbidden", place, json!(false));
                }
                self.node(place, value);
            }
        }
    }

    fn names(&mut self, place: &str, keyword: &str, named: &'d Value) {
        let first = entries(named).next().map(|(_, first)| first.clone()).unwrap_or_default();
        let added = match keyword {
            "responses" => Some(("418", first)),
            "headers" => Some(("X-Added", first)),
            "properties" => Some(("added", json!({ "type": "string" }))),
            _ => None,
        };
        if let Some((name, value)) = added {
            self.change(format!("{keyword} with one more"), place, |named| named[name] = value);
        }
        for (name, value) in entries(named) {
            let place = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
            self.remove(format!("{keyword} with one less"), &place, None);
            let other = match keyword {
                "paths" => format!("{name}/all"),
                "methods" => "patch".to_owned(),
                "content" => "application/xml".to_owned(),
                "responses" => name.parse::<u16>().map_or("4XX".to_owned(), |status| (status + 5).to_string()),
                _ => format!("{name}_renamed"),
            };
            self.remove(format!("{keyword} renamed"), &place, Some(other));
            match keyword {
                "paths" => self.names(&place, "methods", value),
                _ => self.node(&place, value),
            }
        }
    }

    fn list(&mut self, place: &str, keyword: &str, items: &'d [Value]) {
        let added = match keyword {
            "enum" => Some(json!("added")),
            "oneOf" | "anyOf" => Some(json!({ "type": "boolean" })),
            "parameters" => {
                Some(json!({ "name": "added", "in": "query", "schema": { "type": "string" }, "example": "text" }))
            }
            _ => None,
        };
        for (at, item) in items.iter().enumerate() {
            // A list must not become empty.
            let (list, place) = (place, format!("{place}/{at}"));
            self.remove(format!("{keyword} with one less"), if items.len() == 1 { list } else { &place }, None);
            if keyword == "enum" {
                self.replace("enum with another", &place, json!("added"));
            }
            self.node(&place, item);
        }
        if let Some(added) = added {
            self.change(format!("{keyword} with one more"), place, |list| {
                list.as_array_mut().into_iter().for_each(|list| list.push(added.clone()));
            });
        }
    }

    fn additions(&mut self, place: &str, node: &Value) {
        let is_parameter = node.get("in").is_some_and(Value::is_string) && node.get("schema").is_some();
        if is_parameter && node.get("required").is_none() {
            self.change("required added", place, |parameter| parameter["required"] = json!(true));
        }
        let is_schema = node.get("type").is_some_and(Value::is_string) && !place.contains("/securitySchemes/");
        if is_schema && node.get("nullable").is_none() {
            self.change("nullable added", place, |schema| schema["nullable"] = json!(true));
        }
        for (name, _) in entries(&node["properties"]) {
            let required = node["required"].as_array().cloned().unwrap_or_default();
            if is_schema && !required.iter().any(|other| other == name) {
                let more = required.into_iter().chain([json!(name)]).collect();
                self.change("required added", place, |schema| schema["required"] = more);
            }
        }
    }

    /// Refers to the next component of the same kind, and to a schema of another type.
    fn reference(&mut self, place: &str, target: &str) {
        let (list, name) = target.rsplit_once('/').unwrap_or_default();
        let names = self.document.pointer(list.trim_start_matches('#')).map(entries).into_iter().flatten();
        let names: Vec<&String> = names.map(|(name, _)| name).collect();
        let next = names.iter().cycle().skip_while(|other| **other != name).nth(1).filter(|next| **next != name);
        if let Some(next) = next {
            self.replace("$ref to another", place, json!({ "$ref": format!("{list}/{next}") }));
        }
        if list.ends_with("/schemas") {
            self.replace("$ref to another type", place, json!({ "type": "integer" }));
        }
    }
}

fn others(keyword: &str, value: &str, node: &Value) -> Vec<String> {
    let mut others: Vec<String> = match OTHERS.iter().find(|(other, _)| *other == keyword) {
        Some((_, others)) => {
            others.iter().filter(|other| **other != value).take(1).map(|it| (*it).to_owned()).collect()
        }
        None if keyword == "default" => {
            let members = node["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
            members.filter(|member| *member != value).map(str::to_owned).collect()
        }
        None => vec![format!("{value}_changed")],
    };
    if keyword == "pattern" {
        others.extend([1, -1].into_iter().flat_map(|by| shifted(value, by)));
    }
    others
}

/// Changes each of the counts of a pattern, such as those of `{6,14}`.
fn shifted(pattern: &str, by: i64) -> Vec<String> {
    let parts: Vec<&str> = pattern.split_inclusive(['{', ',', '}']).collect();
    let shift = |(at, part): (usize, &&str)| {
        let number = part.trim_end_matches([',', '}']);
        let changed = part.replacen(number, &(number.parse::<i64>().ok()? + by).to_string(), 1);
        Some([&parts[..at], &[&changed], &parts[at + 1..]].concat().concat())
    };
    parts.iter().enumerate().filter_map(shift).collect()
}
