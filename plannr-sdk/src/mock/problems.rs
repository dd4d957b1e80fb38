//! What is wrong with a request, in Laravel's words.

use std::collections::BTreeMap;

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Value, json};

const FORMAT_IS_INVALID: &str = "field format is invalid.";

/// Texts by field; the field in Laravel's dotted form (`account_uuids.0`).
#[derive(Debug, Default)]
pub(super) struct Problems(BTreeMap<String, Vec<String>>);

impl Problems {
    /// What a schema finds wrong with a value that stands at `field`; the empty field is the whole body.
    pub(super) fn find(validator: &Validator, value: &Value, field: &str) -> Self {
        let mut problems = Self::default();
        for error in validator.iter_errors(value) {
            problems.read(&error, field);
        }
        // Where a more telling text stands beside it, this one adds nothing.
        for texts in problems.0.values_mut().filter(|texts| texts.len() > 1) {
            texts.retain(|text| !text.ends_with(FORMAT_IS_INVALID));
        }
        problems
    }

    pub(super) fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let texts = self.0.entry(field.into()).or_default();
        let text = text.into();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }

    /// Only what concerns one field and what is in it.
    pub(super) fn of(mut self, field: &str) -> Self {
        self.0.retain(|key, _| key.split('.').next() == Some(field));
        self
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The value, if there are none.
    pub(super) fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Laravel's summary: the first text, and how many more there are.
    pub(super) fn message(&self) -> String {
        let mut texts = self.0.values().flatten();
        let first = texts.next().map_or("The given data was invalid.", String::as_str);
        match texts.count() {
            0 => first.to_owned(),
            1 => format!("{first} (and 1 more error)"),
            more => format!("{first} (and {more} more errors)"),
        }
    }

    pub(super) fn by_field(&self) -> Value {
        json!(self.0)
    }

    fn read(&mut self, error: &ValidationError<'_>, root: &str) {
        let path = error.instance_path().as_str().replace('/', ".");
        let field = |name: &str| join(join(root, path.trim_start_matches('.')).as_str(), name);
        let alternatives = match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => context.as_slice(),
            _ => &[],
        };
        if let Some(errors) = meant(error, alternatives) {
            return errors.iter().for_each(|error| self.read(error, root));
        }
        match error.kind() {
            Kind::Required { property } => {
                let field = field(property.as_str().unwrap_or_default());
                self.add(field.clone(), required(&field));
            }
            Kind::AdditionalProperties { unexpected } => {
                for field in unexpected.iter().map(|name| field(name)) {
                    self.add(field.clone(), format!("The {} field is prohibited.", displayed(&field)));
                }
            }
            kind => {
                let field = field("");
                self.add(field.clone(), text(kind, error.instance(), &field));
            }
        }
    }
}

impl<F: Into<String>, T: Into<String>> FromIterator<(F, T)> for Problems {
    fn from_iter<I: IntoIterator<Item = (F, T)>>(pairs: I) -> Self {
        let mut problems = Self::default();
        for (field, text) in pairs {
            problems.add(field, text);
        }
        problems
    }
}

/// The one alternative that has the type of the value: its errors tell more than "none of them matches".
fn meant<'e>(
    error: &ValidationError<'_>,
    alternatives: &'e [Vec<ValidationError<'static>>],
) -> Option<&'e [ValidationError<'static>]> {
    let of_other_type = |inner: &ValidationError<'_>| {
        matches!(inner.kind(), Kind::Type { .. }) && inner.instance_path() == error.instance_path()
    };
    let mut fitting = alternatives.iter().filter(|errors| !errors.iter().any(of_other_type));
    fitting.next().filter(|_| fitting.next().is_none()).map(Vec::as_slice)
}

fn text(kind: &Kind, value: &Value, field: &str) -> String {
    let must = match kind {
        // Laravel's rule for a required field refuses all that is empty, and says so in the same words.
        Kind::Type { .. } if value.is_null() => return required(field),
        Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } => return required(field),
        Kind::Type { kind: TypeKind::Single(JsonType::Boolean) } => "be true or false".to_owned(),
        Kind::Type { kind: TypeKind::Single(JsonType::String) } => "be a string".to_owned(),
        Kind::Type { kind: TypeKind::Single(other) } => format!("be an {other}"),
        Kind::MinLength { limit } => format!("be at least {limit} characters"),
        Kind::MaxLength { limit } => format!("not be greater than {limit} characters"),
        Kind::MinItems { limit } => format!("have at least {limit} items"),
        Kind::MaxItems { limit } => format!("not have more than {limit} items"),
        Kind::Minimum { limit } => format!("be at least {limit}"),
        Kind::Maximum { limit } => format!("not be greater than {limit}"),
        Kind::Format { format } if format == "uuid" => "be a valid UUID".to_owned(),
        Kind::Format { format } if format == "email" => "be a valid email address".to_owned(),
        Kind::Enum { .. } | Kind::Constant { .. } => {
            return format!("The selected {} is invalid.", displayed(field));
        }
        Kind::UniqueItems => {
            return format!("The {} field has a duplicate value.", displayed(field));
        }
        _ => return format!("The {} {FORMAT_IS_INVALID}", displayed(field)),
    };
    format!("The {} field must {must}.", displayed(field))
}

fn required(field: &str) -> String {
    format!("The {} field is required.", displayed(field))
}

/// Laravel shows a plain field's name with spaces, and a dotted one as it is.
fn displayed(field: &str) -> String {
    if field.contains('.') { field.to_owned() } else { field.replace('_', " ") }
}

fn join(parent: &str, child: &str) -> String {
    let dot = if parent.is_empty() || child.is_empty() { "" } else { "." };
    format!("{parent}{dot}{child}")
}
