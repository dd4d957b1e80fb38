//! Finds one's way in a spec: where references lead, and what belongs together in an old one and a new one.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::openapi::{self, Document};

/// Each operation under its method and path, with what its path states for all of them.
pub(super) fn operations(spec: &Value) -> BTreeMap<String, Value> {
    let document = Document::new(spec.clone());
    let operations = document.operations();
    operations.map(|it| (format!("{} {}", it.method.to_uppercase(), it.path), it.node.clone())).collect()
}

/// The target of a `$ref`, or the value itself; nothing, if the target is not in this document.
pub(super) fn resolve<'v>(spec: &'v Value, value: &'v Value) -> Option<&'v Value> {
    Some(openapi::resolve(spec, value)).filter(|resolved| !resolved["$ref"].is_string())
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
