//! The errors of a request, in Laravel's words.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::spec::Spec;
use super::store::uuid_in;
use crate::generated::types::EmailAddress;

/// Texts by field, which has Laravel's dotted form (`account_uuids.0`), in the order in which Laravel checks the fields.
#[derive(Debug, Default)]
pub(super) struct FieldErrors(Vec<(String, Vec<String>)>);

impl FieldErrors {
    /// Validates the value of a field, and its items.
    pub(super) fn find(spec: &Spec, schema: &Value, value: &Value, field: &str) -> Self {
        let (mut errors, schema) = (Self::default(), spec.resolve(schema));
        for problem in problems(schema, value) {
            errors.add(field, problem.replace("{field}", &shown(field)));
        }
        let items = value.as_array().filter(|_| errors.is_empty()).into_iter().flatten();
        for (at, item) in items.enumerate() {
            errors.extend(Self::find(spec, &schema["items"], item, &format!("{field}.{at}")));
        }
        errors
    }

    pub(super) fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let (field, text) = (field.into(), text.into());
        match self.0.iter_mut().find(|(known, _)| *known == field) {
            None => self.0.push((field, vec![text])),
            Some((_, texts)) if !texts.contains(&text) => texts.push(text),
            Some(_) => {}
        }
    }

    /// Adds the error of a missing value: null, or an empty text, array or object.
    pub(super) fn require(&mut self, field: &str, value: Option<&Value>) -> bool {
        let is_missing = value.is_none_or(|value| [json!(null), json!(""), json!([]), json!({})].contains(value));
        if is_missing {
            self.add(field, format!("The {} field is required.", shown(field)));
        }
        !is_missing
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(known, _)| known == field)
    }

    /// The errors of one field, without those of its items.
    pub(super) fn of(mut self, field: &str) -> Self {
        self.0.retain(|(known, _)| known == field);
        self
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the value if there are no errors.
    pub(super) fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Laravel's summary: the first text, and the number of the others. Parts and items come after all fields.
    pub(super) fn message(&self) -> String {
        let (parts, fields): (Vec<_>, Vec<_>) = self.0.iter().partition(|(field, _)| field.contains('.'));
        let mut texts = fields.into_iter().chain(parts).flat_map(|(_, texts)| texts);
        let first = texts.next().map_or("The given data was invalid.", String::as_str);
        match texts.count() {
            0 => first.to_owned(),
            1 => format!("{first} (and 1 more error)"),
            more => format!("{first} (and {more} more errors)"),
        }
    }

    pub(super) fn by_field(&self) -> Value {
        self.0.iter().map(|(field, texts)| (field.clone(), json!(texts))).collect()
    }
}

impl<F: Into<String>, T: Into<String>> FromIterator<(F, T)> for FieldErrors {
    fn from_iter<I: IntoIterator<Item = (F, T)>>(pairs: I) -> Self {
        let mut errors = Self::default();
        for (field, text) in pairs {
            errors.add(field, text);
        }
        errors
    }
}

/// Laravel shows a plain name with spaces, and a dotted one as it is.
fn shown(field: &str) -> String {
    if field.contains('.') { field.to_owned() } else { field.replace('_', " ") }
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
