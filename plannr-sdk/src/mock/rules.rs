//! Laravel's rules, which the keywords of the spec name.

use jiff::civil::Date;
use serde_json::Value;

use super::field_errors::{FieldErrors, shown};
use super::spec::Spec;
use super::store::uuid_in;
use crate::generated::types::EmailAddress;

/// Validates the value of a field, and its items.
pub(super) fn errors(spec: &Spec, schema: &Value, value: &Value, field: &str) -> FieldErrors {
    let (mut found, schema) = (FieldErrors::default(), spec.resolve(schema));
    for problem in problems(schema, value) {
        found.add(field, problem.replace("{field}", &shown(field)));
    }
    let items = value.as_array().filter(|_| found.is_empty()).into_iter().flatten();
    for (at, item) in items.enumerate() {
        found.extend(errors(spec, &schema["items"], item, &format!("{field}.{at}")));
    }
    found
}

/// Returns the texts of Laravel's rules that a value breaks. The rules are the keywords of the spec.
fn problems(schema: &Value, value: &Value) -> Vec<String> {
    if let Some(values) = schema["enum"].as_array() {
        let problem = (!values.contains(value)).then(|| "The selected {field} is invalid.".to_owned());
        return problem.into_iter().collect();
    }
    let (is_of_type, expected) = match schema["type"].as_str().unwrap_or_default() {
        "boolean" => (value.is_boolean(), "be true or false"),
        "integer" => (value.is_u64() || value.is_i64(), "be an integer"),
        "string" => (value.is_string(), "be a string"),
        "array" => (value.is_array(), "be an array"),
        _ => (true, ""),
    };
    let is_null = value.is_null() && schema["nullable"] == true;
    if !is_of_type && !is_null {
        return vec![format!("The {{field}} field must {expected}.")];
    }
    let (size, least, most) = match value {
        Value::String(text) => (
            text.chars().count() as u64,
            ("minLength", "be at least {limit} characters"),
            ("maxLength", "not be greater than {limit} characters"),
        ),
        Value::Array(items) => (
            items.len() as u64,
            ("minItems", "have at least {limit} items"),
            ("maxItems", "not have more than {limit} items"),
        ),
        number => (
            number.as_u64().unwrap_or_default(),
            ("minimum", "be at least {limit}"),
            ("maximum", "not be greater than {limit}"),
        ),
    };
    let limit = |rule: &str| schema[rule].as_u64();
    let too_small = limit(least.0).filter(|limit| size < *limit).map(|limit| (least.1, limit));
    let too_large = limit(most.0).filter(|limit| size > *limit).map(|limit| (most.1, limit));
    let sizes = too_small.into_iter().chain(too_large).map(|(text, limit)| text.replace("{limit}", &limit.to_string()));
    let is_format = |format: &str, text: &str| match format {
        "uuid" => uuid_in(value).is_some(),
        "email" => text.parse::<EmailAddress>().is_ok(),
        "date" => text.parse::<Date>().is_ok(),
        _ => true,
    };
    let format = schema["format"].as_str().zip(value.as_str()).filter(|(format, text)| !is_format(format, text));
    let format = format.map(|(format, _)| match format {
        "uuid" => "be a valid UUID".to_owned(),
        "email" => "be a valid email address".to_owned(),
        other => format!("be a valid {other}"),
    });
    sizes.chain(format).map(|problem| format!("The {{field}} field must {problem}.")).collect()
}
