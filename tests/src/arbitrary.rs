//! Values at random that fit a schema, and values near to a good one that may not.
//!
//! Only what the spec uses of JSON Schema is known here. Whether a value does fit is never decided here, but by the
//! validator ([`Spec::fits`]).

use std::collections::BTreeSet;

use plannr_sdk::Uuid;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::{Union, ValueTree};
use proptest::string::string_regex;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value, json};

use crate::spec::{Spec, branches, entries, is_required};

/// The name of a property that no schema has.
pub const UNKNOWN: &str = "brand_new";

/// References are followed so deep; what is deeper has only what it must have.
const DEEPEST: usize = 3;

const DATE_TIME: &str = "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\
                         (\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-2]):(00|30))";
const EMAIL: &str = "[a-z0-9_+-]{1,8}(\\.[a-z0-9]{1,5})?@[a-z0-9]{1,8}(-[a-z0-9]{1,3})?(\\.[a-z]{2,5}){1,2}";

/// So many values that fit a schema; the same in every run.
pub fn samples(spec: &Spec, schema: &Value, count: usize) -> Vec<Value> {
    let mut runner =
        TestRunner::new_with_rng(ProptestConfig::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let values = value(spec, schema, 0);
    let drawn = (0..count).filter_map(|_| values.new_tree(&mut runner).ok()).map(|tree| tree.current());
    // A pattern and a format beside each other are met by most texts that are made of one of them.
    drawn.filter(|drawn| spec.fits(schema, drawn)).collect()
}

fn value(spec: &Spec, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    if schema.get("$ref").is_some() {
        return value(spec, spec.resolve(schema), depth + 1);
    }
    let choices = branches(schema);
    if !choices.is_empty() {
        return Union::new(choices.into_iter().map(|choice| value(spec, choice, depth))).boxed();
    }
    let values = match (schema["enum"].as_array(), schema["type"].as_str()) {
        (Some(values), _) if !values.is_empty() => select(values.clone()).boxed(),
        (_, Some("object")) => object(spec, schema, depth),
        (_, Some("array")) => {
            let least = size(&schema["minItems"]).unwrap_or(0);
            let most = size(&schema["maxItems"]).unwrap_or(least + 2);
            vec(value(spec, &schema["items"], depth), least..=most).prop_map(Value::Array).boxed()
        }
        (_, Some("boolean")) => any::<bool>().prop_map(Value::Bool).boxed(),
        (_, Some("integer")) => integer(schema),
        (_, Some("number")) => any::<i32>().prop_map(|quarters| json!(f64::from(quarters) / 4.0)).boxed(),
        (_, Some("string")) => text(schema),
        _ => select(vec![Value::Null, json!(true), json!(7), json!("text"), json!([1]), json!({ "key": "text" })])
            .boxed(),
    };
    if schema["nullable"] == true {
        return prop_oneof![4 => values, 1 => Just(Value::Null)].boxed();
    }
    values
}

/// Every property it must have, some of those it may have, and one that no schema names, where such are let in.
fn object(spec: &Spec, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    let mut properties = Vec::new();
    for (name, property) in entries(&schema["properties"]) {
        if is_required(schema, name) {
            properties.push((name.clone(), value(spec, property, depth).prop_map(Some).boxed()));
        } else if depth <= DEEPEST {
            let chance = if depth < DEEPEST { 0.5 } else { 0.2 };
            properties.push((name.clone(), weighted(chance, value(spec, property, depth)).boxed()));
        }
    }
    // What a schema leaves open is content; what it does not speak of is unknown.
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => {}
        Some(more @ Value::Object(_)) => {
            properties.push(("key".to_owned(), weighted(0.5, value(spec, more, depth + 1)).boxed()));
        }
        _ => properties.push((UNKNOWN.to_owned(), weighted(0.2, value(spec, &Value::Null, depth + 1)).boxed())),
    }
    let (names, values): (Vec<String>, Vec<_>) = properties.into_iter().unzip();
    let object = move |values: Vec<Option<Value>>| {
        let properties = names.iter().cloned().zip(values).filter_map(|(name, value)| Some((name, value?)));
        Value::Object(properties.collect())
    };
    values.prop_map(object).boxed()
}

fn integer(schema: &Value) -> BoxedStrategy<Value> {
    let (least, most) =
        (schema["minimum"].as_i64().unwrap_or(i64::MIN), schema["maximum"].as_i64().unwrap_or(i64::MAX));
    prop_oneof![Just(least), Just(most), least..=most].prop_map(Value::from).boxed()
}

fn text(schema: &Value) -> BoxedStrategy<Value> {
    let texts = match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("uuid"), _) => any::<u128>().prop_map(|bits| Uuid::from_u128(bits).to_string()).boxed(),
        (Some("date-time"), _) => of_pattern(DATE_TIME),
        (Some("email"), _) => of_pattern(EMAIL),
        (_, Some(pattern)) => of_pattern(pattern.trim_start_matches('^').trim_end_matches('$')),
        _ => {
            let least = size(&schema["minLength"]).unwrap_or(0);
            let most = size(&schema["maxLength"]).unwrap_or(least + 12);
            let letters = |count| vec(prop_oneof![4 => proptest::char::range(' ', '~'), 1 => any::<char>()], count);
            prop_oneof![letters(least..=least), letters(most..=most), letters(least..=most)]
                .prop_map(String::from_iter)
                .boxed()
        }
    };
    texts.prop_map(Value::String).boxed()
}

fn of_pattern(pattern: &str) -> BoxedStrategy<String> {
    // A pattern that proptest cannot read makes no text that fits it, and the checks say that values are missing.
    string_regex(pattern).map_or_else(|_| Just(String::new()).boxed(), Strategy::boxed)
}

fn size(limit: &Value) -> Option<usize> {
    limit.as_u64().and_then(|limit| usize::try_from(limit).ok())
}

/// The corners of what fits a schema: every form, each of its parts once at each of its limits, and each optional property
/// once left out.
pub fn corners(spec: &Spec, schema: &Value) -> Vec<Value> {
    corners_within(spec, schema, 0)
}

fn corners_within(spec: &Spec, schema: &Value, depth: usize) -> Vec<Value> {
    // A schema within itself has no end.
    if depth > 2 * DEEPEST {
        return Vec::new();
    }
    let (schema, depth) = (spec.resolve(schema), depth + 1);
    let choices = branches(schema);
    if !choices.is_empty() {
        return choices.into_iter().flat_map(|choice| corners_within(spec, choice, depth)).collect();
    }
    match (schema["enum"].as_array(), schema["type"].as_str()) {
        (Some(values), _) => values.clone(),
        (_, Some("object")) => corners_of_object(spec, schema, depth),
        (_, Some("array")) => {
            let items = corners_within(spec, &schema["items"], depth);
            let counts = [size(&schema["minItems"]).unwrap_or(1), size(&schema["maxItems"]).unwrap_or(2)];
            counts.map(|count| items.iter().cycle().take(count).cloned().collect()).into()
        }
        (_, Some("string")) => corners_of_text(schema).into_iter().map(Value::String).collect(),
        _ => samples(spec, schema, 2),
    }
}

fn corners_of_object(spec: &Spec, schema: &Value, depth: usize) -> Vec<Value> {
    let corners = |property| corners_within(spec, property, depth);
    let properties: Vec<_> =
        entries(&schema["properties"]).map(|(name, property)| (name.as_str(), corners(property))).collect();
    let first = |(name, corners): &(&str, Vec<Value>)| Some(((*name).to_owned(), corners.first()?.clone()));
    let whole: Map<String, Value> = properties.iter().filter_map(first).collect();
    let mut found = vec![Value::Object(whole.clone())];
    for (name, corners) in &properties {
        let mut without = whole.clone();
        without.remove(*name);
        found.push(without.into());
        for corner in corners.iter().skip(1) {
            let mut other = whole.clone();
            other.insert((*name).to_owned(), corner.clone());
            found.push(other.into());
        }
    }
    found.retain(|value| spec.fits(schema, value));
    found
}

fn corners_of_text(schema: &Value) -> Vec<String> {
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("uuid"), _) => vec![Uuid::from_u128(7).to_string()],
        (Some("email"), _) => vec!["ava@example.com".to_owned()],
        (_, Some(pattern)) => {
            let pattern = regex_syntax::parse(pattern);
            pattern.map(|pattern| [false, true].map(|is_long| spelled(&pattern, is_long)).into()).unwrap_or_default()
        }
        _ => {
            let sizes = [size(&schema["minLength"]).unwrap_or(0), size(&schema["maxLength"]).unwrap_or(40)];
            sizes.map(|size| "Wörk".chars().cycle().take(size).collect()).into()
        }
    }
}

/// A text of a pattern with as few or as many repetitions as it may have; of what has no limit, as few.
fn spelled(pattern: &Hir, is_long: bool) -> String {
    match pattern.kind() {
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).into_owned(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().first().map(|range| range.end()).into_iter().collect(),
        HirKind::Repetition(part) => {
            let count = part.max.filter(|_| is_long).unwrap_or(part.min);
            (0..count).map(|_| spelled(&part.sub, is_long)).collect()
        }
        HirKind::Capture(part) => spelled(&part.sub, is_long),
        HirKind::Concat(parts) => parts.iter().map(|part| spelled(part, is_long)).collect(),
        HirKind::Alternation(parts) => parts.first().map(|part| spelled(part, is_long)).unwrap_or_default(),
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => String::new(),
    }
}

/// A value near to another.
#[derive(Clone, Debug)]
pub struct Near {
    /// The place that was changed, as the SDK names fields: `value.country`.
    pub field: String,
    /// The whole after the change.
    pub value: Value,
}

/// All values near to one: a property more or less, and at every place something of another kind or a little different.
/// Lengths and sizes are those of the spec's own limits, and one more and less.
pub fn nearby(spec: &Spec, whole: &Value) -> Vec<Near> {
    let (mut found, sizes) = (Vec::new(), sizes(spec));
    change(whole, "", &sizes, &mut |field, value| found.push(Near { field: field.to_owned(), value }));
    found
}

/// Hands each changed whole to a closure, with the place of the change.
fn change(value: &Value, field: &str, sizes: &BTreeSet<usize>, found: &mut dyn FnMut(&str, Value)) {
    for other in [Value::Null, json!(true), json!(7), json!(2.5), json!("text"), json!([]), json!({})] {
        found(field, other);
    }
    match value {
        Value::String(text) => nearby_texts(text, sizes).into_iter().for_each(|text| found(field, Value::String(text))),
        Value::Array(items) => {
            for &size in sizes.iter().filter(|_| !items.is_empty()) {
                found(field, items.iter().cycle().take(size).cloned().collect());
            }
            for (at, item) in items.iter().enumerate() {
                change(item, field, sizes, &mut |field, item| {
                    let mut items = items.clone();
                    items[at] = item;
                    found(field, Value::Array(items));
                });
            }
        }
        Value::Object(properties) => {
            let with = |name: &str, value: Option<Value>| {
                let mut properties = properties.clone();
                properties.remove(name);
                properties.extend(value.map(|value| (name.to_owned(), value)));
                Value::Object(properties)
            };
            found(field, with(UNKNOWN, Some(json!(1))));
            for (name, property) in properties {
                let within = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
                found(&within, with(name, None));
                change(property, &within, sizes, &mut |field, value| found(field, with(name, Some(value))));
            }
        }
        _ => {}
    }
}

/// Without a letter, with one more, in other letters, and as long as the limits are.
fn nearby_texts(text: &str, sizes: &BTreeSet<usize>) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut texts = vec![text.to_uppercase(), text.to_lowercase()];
    // What is wrong in the middle is wrong at each place of it.
    let places = BTreeSet::from([0, 1, letters.len() / 2, letters.len().saturating_sub(1)]);
    for at in places.into_iter().filter(|at| *at < letters.len()) {
        let (before, after) = (&letters[..at], &letters[at..]);
        texts.push(before.iter().chain(&after[1..]).collect());
        texts.push(before.iter().chain(&after[..1]).chain(after).collect());
        texts.push(before.iter().chain(&[' ']).chain(after).collect());
    }
    for letter in "09a@.+-_ \"(<;/:é".chars() {
        texts.extend([format!("{text}{letter}"), format!("{letter}{text}")]);
    }
    if let Some((name, host)) = text.split_once('@') {
        let long = "a".repeat(70);
        texts.extend([format!("\"{name}\"@{host}"), format!("{long}@{host}"), format!("{name}@{long}.{host}")]);
    }
    texts.extend(sizes.iter().filter(|_| !letters.is_empty()).map(|&size| letters.iter().cycle().take(size).collect()));
    texts
}

/// The limits of lengths in the spec, one less and one more.
fn sizes(spec: &Spec) -> BTreeSet<usize> {
    const LIMITS: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];
    fn collect(node: &Value, found: &mut BTreeSet<usize>) {
        let children: Vec<_> =
            entries(node).map(|(_, child)| child).chain(node.as_array().into_iter().flatten()).collect();
        children.into_iter().for_each(|child| collect(child, found));
        for limit in LIMITS.iter().filter_map(|limit| size(&node[limit])) {
            found.extend([limit.saturating_sub(1), limit, limit + 1]);
        }
    }
    // Longer than anything that has a limit.
    let mut found = BTreeSet::from([1000]);
    collect(&spec.document()["components"]["schemas"], &mut found);
    found
}

/// A value as text, its properties in another order for each turn.
pub fn shuffled(value: &Value, turn: usize) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| shuffled(item, turn + 1)).collect::<Vec<_>>().join(","))
        }
        Value::Object(properties) => {
            let write = |(name, value): (&String, &Value)| format!("{}:{}", json!(name), shuffled(value, turn + 1));
            let mut written: Vec<_> = properties.iter().map(write).collect();
            if !written.is_empty() {
                let by = turn % written.len();
                written.rotate_left(by);
            }
            if turn % 2 == 1 {
                written.reverse();
            }
            format!("{{{}}}", written.join(","))
        }
        other => other.to_string(),
    }
}
