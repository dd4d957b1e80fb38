//! What there is to see in an answer of success: which fields, of which types, and in which forms.

use plannr_sdk::reqwest::Url;
use serde_json::{Map, Value};

use super::notes::{Notes, Topic};
use super::safe;
use crate::spec::{Spec, branches, entries};

/// Looks at a page, which was asked for with these names in the query and these relations.
pub(super) fn page(notes: &mut Notes, body: &Value, asked: &[&str], included: &[String]) {
    let data = body.get("data");
    let kind = match data {
        Some(Value::Array(items)) if items.iter().any(Value::is_array) => "an array in an array",
        data => safe::kind(data),
    };
    notes.note(Topic::Pages, "`data` of a list", kind);
    for name in ["links", "meta"] {
        notes.note(Topic::Pages, format!("`{name}` of a list"), safe::kind(body.get(name)));
    }
    if let Some(next) = body["links"]["next"].as_str() {
        link(notes, next, asked);
    }
    for item in data.into_iter().flat_map(flatten) {
        relations(notes, item, |relation| {
            let is_included = included.iter().any(|other| other == relation);
            if is_included { "in lists that include it" } else { "in lists that do not include it" }
        });
    }
    let schema = Spec::shipped().schema("ContactDetailPage");
    Look { notes, fields: Topic::InLists, within: Vec::new() }.at("ContactDetailPage", schema, body);
}

/// Looks at a single contact detail.
pub(super) fn single(notes: &mut Notes, body: &Value, operation: &str) {
    let data = &body["data"];
    let (form, detail) = match (body.get("uuid"), data) {
        (None, Value::Object(_)) => ("under `data`", data),
        (None, _) => ("neither bare nor under `data`", body),
        (Some(_), _) => ("bare", body),
    };
    notes.note(Topic::Single, format!("answer of {operation}"), form);
    relations(notes, detail, |_| "in single resources");
    let schema = Spec::shipped().schema("ContactDetail");
    Look { notes, fields: Topic::InSingles, within: vec!["ContactDetail"] }.at("ContactDetail", schema, detail);
}

/// The contact details of a list, whatever they are wrapped in.
fn flatten(data: &Value) -> Vec<&Value> {
    match data {
        Value::Array(items) => items.iter().flat_map(flatten).collect(),
        item => vec![item],
    }
}

fn relations(notes: &mut Notes, detail: &Value, whence: impl Fn(&str) -> &'static str) {
    let spec = Spec::shipped();
    for relation in texts(&spec.schema("ContactDetailInclude")["enum"]) {
        let subject = format!("`{relation}` {}", whence(relation));
        notes.note(Topic::Relations, subject, safe::kind(detail.get(relation)));
    }
    let known = texts(&spec.schema("ContactDetailTypeFilter")["enum"]);
    let kind = known.into_iter().find(|kind| detail["type"] == **kind).unwrap_or("another type");
    notes.note(Topic::PhoneMeta, format!("of `{kind}`"), safe::kind(detail.get("phone_number_meta")));
}

/// Which names of the query a link to the next page keeps.
fn link(notes: &mut Notes, next: &str, asked: &[&str]) {
    let Ok(next) = Url::parse(next) else {
        return notes.note(Topic::Links, "a `next` link", "is no absolute URL");
    };
    let has = |name: &str| next.query_pairs().any(|(other, _)| other == name);
    for name in asked.iter().copied().filter(|name| *name != "page") {
        notes.note(Topic::Links, format!("`{name}` in a `next` link"), if has(name) { "kept" } else { "lost" });
    }
    notes.note(Topic::Links, "`page` in a `next` link", if has("page") { "there" } else { "not there" });
}

/// A walk through a value, by its schema.
struct Look<'n, 's> {
    notes: &'n mut Notes,
    fields: Topic,
    /// The schemas that the value is in.
    within: Vec<&'s str>,
}

impl<'s> Look<'_, 's> {
    /// Goes through a value; `place` is what it is called: a schema, or a field of one.
    fn at(&mut self, place: &str, schema: &'s Value, value: &Value) {
        let spec = Spec::shipped();
        if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
            // What is within itself has other fields: an account in an account is a slim one.
            let place = if self.within.contains(&name) { format!("{name} (nested)") } else { name.to_owned() };
            let schema = spec.resolve(schema);
            if schema.get("oneOf").is_some() {
                self.notes.note(Topic::Choices, format!("`{place}`"), safe::kind(Some(value)));
            }
            self.within.push(name);
            self.at(&place, schema, value);
            self.within.pop();
            return;
        }
        let branches = branches(schema);
        if !branches.is_empty() {
            let mut meant = branches.into_iter().filter(|branch| may_be(spec, branch, value));
            if let (Some(branch), None) = (meant.next(), meant.next()) {
                self.at(place, branch, value);
            }
            return;
        }
        match value {
            Value::Array(items) => {
                let schema = schema.get("items").unwrap_or(schema);
                items.iter().for_each(|item| self.at(place, schema, item));
            }
            Value::Object(object) => match schema.get("items") {
                // PHP's list with gaps.
                Some(schema) if object.keys().all(|key| key.bytes().all(|letter| letter.is_ascii_digit())) => {
                    object.values().for_each(|item| self.at(place, schema, item));
                }
                Some(schema) => self.at(place, schema, value),
                None if schema["type"] == "object" => self.object(place, schema, object),
                // An object in place of a text: its keys may be a client's.
                None => {}
            },
            _ => {}
        }
    }

    fn object(&mut self, place: &str, schema: &'s Value, object: &Map<String, Value>) {
        for (name, property) in entries(&schema["properties"]) {
            let (field, value) = (format!("{place}.{name}"), object.get(name));
            self.notes.note(self.fields, format!("`{field}`"), safe::kind(value));
            let is_date = property["format"] == "date-time" || name.ends_with("_at") || name.ends_with("_date");
            if let Some(text) = value.and_then(Value::as_str).filter(|_| is_date) {
                self.notes.note(Topic::Dates, format!("`{field}`"), safe::form(text));
            }
            if let Some(value) = value {
                self.at(&field, property, value);
            }
        }
        let unknown: Vec<_> = object.iter().filter(|(name, _)| schema["properties"].get(name).is_none()).collect();
        // The keys of what is free are a client's, and so may be those of what has nothing of its schema: it is a map.
        if schema.get("additionalProperties").is_some() || (unknown.len() == object.len() && !unknown.is_empty()) {
            let keys = if unknown.len() == 1 { "1 key".to_owned() } else { format!("{} keys", unknown.len()) };
            return self.notes.note(Topic::FreeForm, format!("`{place}`"), keys);
        }
        for (name, value) in unknown {
            let no_name = || format!("a key in `{place}` that is no plain name");
            let field = safe::name(name).map_or_else(no_name, |name| format!("`{place}.{name}`"));
            self.notes.note(Topic::Unknown, field, safe::kind(Some(value)));
        }
    }
}

/// Whether a schema is for values of that type.
fn may_be(spec: &Spec, schema: &Value, value: &Value) -> bool {
    let schema = spec.resolve(schema);
    let branches = branches(schema);
    if !branches.is_empty() {
        return branches.into_iter().any(|branch| may_be(spec, branch, value));
    }
    match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some(_) => value.is_number(),
        // Null is an enumeration of itself.
        None => value.is_null(),
    }
}

fn texts(node: &Value) -> Vec<&str> {
    node.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
