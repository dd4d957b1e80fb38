//! What of an answer may be said: types, forms and names, and never a value. All that a report says of an answer goes
//! through here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::spec::{Spec, entries};

/// The names that the spec itself uses, for fields and parameters: whoever wrote them was no client.
static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| words(Spec::shipped()));

/// Of what a date may be made; digits count as 9.
const DATE: &str = "9-:TZ.+ ";
const LONGEST_DATE: usize = 40;

const LONGEST_NAME: usize = 40;
const DEEPEST: usize = 3;

/// The JSON type, in a word.
pub(super) fn kind(value: Option<&Value>) -> &'static str {
    match value {
        None => "absent",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(number)) if number.is_f64() => "number",
        Some(Value::Number(_)) => "integer",
        Some(Value::String(_)) => "string",
        Some(Value::Array(items)) if items.is_empty() => "empty array",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    }
}

/// The form of a date: each digit as 9.
pub(super) fn form(text: &str) -> String {
    let form: String = text.chars().map(|letter| if letter.is_ascii_digit() { '9' } else { letter }).collect();
    let is_date = form.len() <= LONGEST_DATE && form.contains('9') && form.chars().all(|letter| DATE.contains(letter));
    if is_date { format!("`{form}`") } else { "other".to_owned() }
}

/// The name of a field that the spec does not have, if it looks like one: a key may also be what a map is sorted by,
/// such as a client's e-mail address.
pub(super) fn name(key: &str) -> Option<&str> {
    let is_plain = key.starts_with(|letter: char| letter.is_ascii_lowercase())
        && key.len() <= LONGEST_NAME
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !key.as_bytes().windows(3).any(|letters| letters.iter().all(u8::is_ascii_digit));
    is_plain.then_some(key)
}

/// A place in an answer, from the parts of its path: `data[].accounts[].name`.
pub(super) fn place<'p>(parts: impl Iterator<Item = &'p str>) -> String {
    let mut place = String::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if is_number(part) {
            place += "[]";
        } else {
            place += if place.is_empty() { "" } else { "." };
            place += if WORDS.contains(part) { part } else { "?" };
        }
    }
    if place.is_empty() { "the body".to_owned() } else { format!("`{place}`") }
}

/// The form of an error's body: keys and types.
pub(super) fn shape(body: &Value) -> String {
    format!("`{}`", shape_at(body, 0))
}

fn shape_at(value: &Value, depth: usize) -> String {
    match value {
        Value::Array(items) if !items.is_empty() && depth < DEEPEST => {
            let shapes: BTreeSet<String> = items.iter().map(|item| shape_at(item, depth + 1)).collect();
            format!("[{}]", shapes.into_iter().collect::<Vec<_>>().join(" | "))
        }
        Value::Object(object) if depth < DEEPEST => {
            // Only at the top, beside what the spec has there, are keys an error's own: others may be what the request
            // was made of.
            let is_error = depth == 0 && ["errors", "message"].iter().any(|key| object.contains_key(*key));
            let fields: BTreeMap<String, String> = entries(value)
                .map(|(key, value)| {
                    let shown = name(key).filter(|_| is_error).map(str::to_owned);
                    (shown.unwrap_or_else(|| dotted(key)), shape_at(value, depth + 1))
                })
                .collect();
            let fields: Vec<String> = fields.iter().map(|(key, shape)| format!("{key}: {shape}")).collect();
            if object.is_empty() { "{}".to_owned() } else { format!("{{{}}}", fields.join(", ")) }
        }
        value => kind(Some(value)).to_owned(),
    }
}

/// A key of Laravel's errors, such as `account_uuids.0`, if it is made of the spec's words.
fn dotted(key: &str) -> String {
    let parts: Option<Vec<&str>> = key
        .split('.')
        .map(|part| if is_number(part) { Some("*") } else { WORDS.get(part).map(String::as_str) })
        .collect();
    parts.map_or_else(|| "?".to_owned(), |parts| parts.join("."))
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_digit())
}

fn words(spec: &Spec) -> BTreeSet<String> {
    let schemas = entries(&spec.document()["components"]["schemas"]);
    let fields = schemas.flat_map(|(_, schema)| entries(&schema["properties"])).map(|(name, _)| name.clone());
    let operations = spec.operations();
    let parameters = operations.iter().flat_map(|operation| operation.parameters()).flat_map(|parameter| {
        parameter.name().split(['[', ']']).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    fields.chain(parameters).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{form, name, place, shape};

    #[test]
    fn a_form_is_said_of_dates_only() {
        assert_eq!(form("2025-04-02T10:00:00+01:00"), "`9999-99-99T99:99:99+99:99`");
        assert_eq!(form("2025-04-02"), "`9999-99-99`");
        for text in ["Jo", "", "T", "2nd of April", "jo@example.com", "9".repeat(41).as_str(), "२०२५"] {
            assert_eq!(form(text), "other", "{text}");
        }
    }

    #[test]
    fn a_key_that_is_a_value_is_no_name() {
        assert_eq!(name("address_line_1"), Some("address_line_1"));
        for key in ["Jo", "jo@example.com", "07700900123", "a4c1d7e2-58b3", "u7700900123", "jo morgan", ""] {
            assert_eq!(name(key), None, "{key}");
        }
    }

    #[test]
    fn a_place_has_no_index_and_no_word_that_is_not_the_specs() {
        assert_eq!(place("/data/0/accounts/12/name".split('/')), "`data[].accounts[].name`");
        assert_eq!(place("/errors/jo".split('/')), "`errors.?`");
        assert_eq!(place("".split('/')), "the body");
    }

    #[test]
    fn the_shape_of_an_error_has_its_own_keys_and_those_of_the_spec() {
        let body = json!({
            "message": "Jo", "exception": "Jo", "Jo": 1,
            "errors": { "account_uuids.0": ["Jo", "Mo"], "jo": "Jo", "filter.type": [] },
        });
        let due = "`{?: integer, errors: {?: string, account_uuids.*: [string], filter.type: empty array}, \
                   exception: string, message: string}`";
        assert_eq!(shape(&body), due);
        assert_eq!(shape(&json!([[[["Jo"]]]])), "`[[[array]]]`");
        assert_eq!(shape(&json!("Jo")), "`string`");
        assert_eq!(shape(&json!({ "jo": ["Jo"] })), "`{?: [string]}`");
    }
}
