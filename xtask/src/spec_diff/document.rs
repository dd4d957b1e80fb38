//! Finds one's way in a spec: where references lead, and what belongs together in an old one and a new one.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

const METHODS: [&str; 8] = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// Each operation under its method and path, with what its path says of all of them.
pub(super) fn operations(spec: &Value) -> BTreeMap<String, Value> {
    let mut operations = BTreeMap::new();
    for (path, item) in spec["paths"].as_object().into_iter().flatten() {
        let Some(item) = resolve(spec, item).and_then(Value::as_object) else { continue };
        for method in METHODS {
            let Some(operation) = item.get(method).and_then(Value::as_object) else { continue };
            let mut whole = operation.clone();
            for (keyword, shared) in item.iter().filter(|(keyword, _)| !METHODS.contains(&keyword.as_str())) {
                match (whole.get_mut(keyword).and_then(Value::as_array_mut), shared.as_array()) {
                    // The operation's own come last, for they count.
                    (Some(own), Some(shared)) if keyword == "parameters" => *own = [&shared[..], &own[..]].concat(),
                    (Some(_), _) => {}
                    (None, _) => {
                        whole.entry(keyword).or_insert(shared.clone());
                    }
                }
            }
            operations.insert(format!("{} {path}", method.to_uppercase()), Value::Object(whole));
        }
    }
    operations
}

/// What a `$ref` leads to, or the value itself; nothing, where it leads out of this file or nowhere.
pub(super) fn resolve<'v>(spec: &'v Value, value: &'v Value) -> Option<&'v Value> {
    let mut value = value;
    // A chain that is longer goes in a circle.
    for _ in 0..9 {
        let Some(reference) = value["$ref"].as_str() else { return Some(value) };
        value = spec.pointer(reference.strip_prefix('#')?)?;
    }
    None
}

/// The members of an object under their names, or of a list of parameters under theirs.
pub(super) fn named<'v>(spec: &'v Value, members: &'v Value) -> BTreeMap<String, &'v Value> {
    let parameters = members.as_array().into_iter().flatten().map(|member| {
        let parameter = resolve(spec, member).unwrap_or(member);
        let text = |keyword: &str| parameter[keyword].as_str().unwrap_or("?");
        (format!("`{}` ({})", text("name"), text("in")), member)
    });
    let members = members.as_object().into_iter().flatten().map(|(name, member)| (name.clone(), member));
    members.chain(parameters).collect()
}

/// Schemas of a list under what they refer to; those without a reference under their place among these.
pub(super) fn variants(list: Option<&Value>) -> BTreeMap<String, &Value> {
    let schemas = list.and_then(Value::as_array).into_iter().flatten();
    let (named, inline): (Vec<&Value>, Vec<&Value>) = schemas.partition(|schema| schema["$ref"].is_string());
    let named = named.into_iter().map(|schema| (schema["$ref"].as_str().unwrap_or_default().to_owned(), schema));
    named.chain(inline.into_iter().enumerate().map(|(index, schema)| (index.to_string(), schema))).collect()
}

/// What is under the same name in the old and in the new.
pub(super) fn pairs<'m, V: Borrow<Value>>(
    old: &'m BTreeMap<String, V>,
    new: &'m BTreeMap<String, V>,
) -> impl Iterator<Item = (&'m String, Option<&'m Value>, Option<&'m Value>)> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().map(|name| (name, old.get(name).map(Borrow::borrow), new.get(name).map(Borrow::borrow)))
}
