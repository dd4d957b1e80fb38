//! The real spec, changed everywhere, one place at a time: nothing may pass unnoticed.

use std::fs;

use serde_json::{Value, json};

use crate::spec_diff::compare::compare;
use crate::spec_diff::grammar::Class;
use crate::{SPEC, root};

/// The places of all that is not an object or a list. Examples are left out: they are compared as a whole.
fn leaves(value: &Value, place: &str, found: &mut Vec<String>) {
    if place.ends_with("/example") || place.ends_with("/examples") {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                leaves(member, &format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{place}/{index}"), found);
            }
        }
        _ => found.push(place.to_owned()),
    }
}

/// Any other value than this.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(value) => json!(!value),
        Value::Number(number) => json!(number.as_f64().map(|number| number + 1.0)),
        Value::String(text) => json!(format!("{text}x")),
        _ => json!(0),
    }
}

#[test]
fn no_change_of_the_spec_goes_unnoticed() {
    let spec: Value = serde_yaml_ng::from_str(&fs::read_to_string(root().join(SPEC)).expect("the spec")).expect("YAML");
    assert!(compare(&spec, &spec).is_empty());
    let mut places = Vec::new();
    leaves(&spec, "", &mut places);
    assert!(places.len() > 500);
    let mut changed = spec.clone();
    for place in places {
        let leaf = changed.pointer_mut(&place).expect("a leaf");
        let before = std::mem::replace(leaf, other(leaf));
        let changes = compare(&spec, &changed);
        assert!(!changes.is_empty(), "{place}");
        let name = place.rsplit('/').next().unwrap_or_default();
        if ["description", "summary", "x-evidence", "x-evidence-reason"].contains(&name) {
            assert!(changes.iter().all(|change| change.class() == Class::Text), "{place}");
        }
        *changed.pointer_mut(&place).expect("a leaf") = before;
    }
}
