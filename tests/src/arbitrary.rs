//! Generates random values that fit a schema, and values close to a valid one.
//!
//! It knows as much of JSON Schema as our spec uses. Whether a value fits is decided by the validator alone
//! ([`Spec::fits`]).

use std::collections::BTreeSet;

use plannr_sdk::Uuid;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::{Union, ValueTree};
use proptest::string::string_regex;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::spec::{Spec, entries, is_required, variants};

/// The name of a property that no schema has.
pub const UNKNOWN: &str = "brand_new";

/// References are followed this deep; below, only required properties are generated.
const DEEPEST: usize = 3;

const DATE: &str = "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])";
const TIME: &str = "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-2]):(00|30))";
const EMAIL: &str = "[a-z0-9_+-]{1,8}(\\.[a-z0-9]{1,5})?@[a-z0-9]{1,8}(-[a-z0-9]{1,3})?(\\.[a-z]{2,5}){1,2}";

/// Generates values that fit a schema; the same in every run.
pub fn samples(spec: &Spec, schema: &Value, count: usize) -> Vec<Value> {
    let mut runner =
        TestRunner::new_with_rng(ProptestConfig::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let values = value(spec, schema, 0);
    let drawn = (0..count).filter_map(|_| values.new_tree(&mut runner).ok()).map(|tree| tree.current());
    // A text is generated from a pattern or from a format; most, but not all, fit both.
    drawn.filter(|drawn| spec.fits(schema, drawn)).collect()
}

fn value(spec: &Spec, schema: &Value, depth: usize) -> BoxedStrategy<Value> {
    if schema.get("$ref").is_some() {
        return value(spec, spec.resolve(schema), depth + 1);
    }
    let variants = variants(schema);
    if !variants.is_empty() {
        return Union::new(variants.into_iter().map(|variant| value(spec, variant, depth))).boxed();
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
        (_, Some("integer")) => {
            let limit = |name, default| schema[name].as_i64().unwrap_or(default);
            (limit("minimum", i64::MIN)..=limit("maximum", i64::MAX)).prop_map(Value::from).boxed()
        }
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

/// Generates every required property, some of the optional ones, and one that no schema names, where allowed.
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
    // A free-form object must be read back; a property that the schema does not mention may be ignored.
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

fn text(schema: &Value) -> BoxedStrategy<Value> {
    let texts = match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("uuid"), _) => any::<u128>().prop_map(|bits| Uuid::from_u128(bits).to_string()).boxed(),
        (Some("date"), _) => of_pattern(DATE),
        (Some("date-time"), _) => of_pattern(&[DATE, TIME].concat()),
        (Some("email"), _) => of_pattern(EMAIL),
        (_, Some(pattern)) => {
            let start = pattern.trim_start_matches('^');
            of_pattern(&start.strip_suffix('$').map_or_else(|| format!("{start}.{{0,12}}"), str::to_owned))
        }
        _ => {
            let least = size(&schema["minLength"]).unwrap_or(0);
            let most = size(&schema["maxLength"]).unwrap_or(least + 12);
            let letters = prop_oneof![4 => proptest::char::range(' ', '~'), 1 => any::<char>()];
            vec(letters, least..=most).prop_map(String::from_iter).boxed()
        }
    };
    texts.prop_map(Value::String).boxed()
}

fn of_pattern(pattern: &str) -> BoxedStrategy<String> {
    // If proptest cannot read a pattern, no value fits, and the checks report that values are missing.
    string_regex(pattern).map_or_else(|_| Just(String::new()).boxed(), Strategy::boxed)
}

fn size(limit: &Value) -> Option<usize> {
    limit.as_u64().and_then(|limit| usize::try_from(limit).ok())
}

/// A value close to another.
#[derive(Clone, Debug)]
pub struct Near {
    /// The place that was changed, as the SDK names fields: `value.country`.
    pub field: String,
    /// The whole value after the change.
    pub value: Value,
}

/// Changes a value at every place: one property more or less, another type, a slightly different text, and every size
/// around a limit of the spec.
pub fn nearby(spec: &Spec, whole: &Value) -> Vec<Near> {
    let (mut found, sizes) = (Vec::new(), sizes(spec));
    change(whole, "", &sizes, &mut |field, value| found.push(Near { field: field.to_owned(), value }));
    found
}

/// Passes each changed value to a closure, with the place of the change.
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

/// Varies a text: one letter less, one more, another case, another length.
fn nearby_texts(text: &str, sizes: &BTreeSet<usize>) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut texts = vec![text.to_uppercase(), text.to_lowercase()];
    // One position in the middle stands for all of them.
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
    // Repeating the last letter keeps digits digits, so that a count in a pattern is reached from both sides.
    let padding = || std::iter::repeat(letters.last().copied().unwrap_or('é'));
    texts.extend(sizes.iter().map(|&size| letters.iter().copied().chain(padding()).take(size).collect()));
    texts
}

/// Lists the sizes to try: around each limit of the spec, and up to what its patterns count.
fn sizes(spec: &Spec) -> BTreeSet<usize> {
    const LIMITS: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];
    fn collect(node: &Value, found: &mut BTreeSet<usize>) {
        let items = node.as_array().into_iter().flatten();
        entries(node).map(|(_, child)| child).chain(items).for_each(|child| collect(child, found));
        for limit in LIMITS.iter().filter_map(|limit| size(&node[limit])) {
            found.extend([limit.saturating_sub(1), limit, limit + 1]);
        }
    }
    let mut found: BTreeSet<usize> = (0..=20).chain([1000]).collect();
    collect(&spec.document()["components"]["schemas"], &mut found);
    found
}

/// Writes a value as JSON, its properties in another order for each turn.
pub fn shuffled(value: &Value, turn: usize) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| shuffled(item, turn + 1)).collect::<Vec<_>>().join(","))
        }
        Value::Object(properties) => {
            let write = |(name, value): (&String, &Value)| format!("{}:{}", json!(name), shuffled(value, turn + 1));
            let mut written: Vec<_> = properties.iter().map(write).collect();
            let by = turn.checked_rem(written.len()).unwrap_or_default();
            written.rotate_left(by);
            format!("{{{}}}", written.join(","))
        }
        other => other.to_string(),
    }
}
