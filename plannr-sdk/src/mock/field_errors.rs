//! The errors of a request, in Laravel's words.

use std::collections::BTreeMap;

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Value, json};

const FORMAT_IS_INVALID: &str = "format is invalid";

/// Texts by field, which has Laravel's dotted form (`account_uuids.0`).
#[derive(Debug, Default)]
pub(super) struct FieldErrors(BTreeMap<String, Vec<String>>);

impl FieldErrors {
    /// Validates the value of a field, or of the whole body if the field is empty.
    pub(super) fn find(validator: &Validator, value: &Value, field: &str) -> Self {
        let mut errors = Self::default();
        for error in validator.iter_errors(value) {
            errors.read(&error, field);
        }
        // Redundant beside another text.
        for texts in errors.0.values_mut().filter(|texts| texts.len() > 1) {
            texts.retain(|text| !text.contains(FORMAT_IS_INVALID));
        }
        errors
    }

    pub(super) fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let texts = self.0.entry(field.into()).or_default();
        let text = text.into();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }

    /// The errors of one field and of its parts.
    pub(super) fn of(mut self, field: &str) -> Self {
        self.0.retain(|key, _| key.split('.').next() == Some(field));
        self
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns the value if there are no errors.
    pub(super) fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Laravel's summary: the first text, and the number of the others.
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
        let path = error.instance_path().as_str().trim_start_matches('/').replace('/', ".");
        let field = |name: &str| {
            let parts: Vec<_> = [root, &path, name].into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(".")
        };
        let alternatives = match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => context.as_slice(),
            _ => &[],
        };
        if let Some(errors) = intended(error, alternatives) {
            return errors.iter().for_each(|error| self.read(error, root));
        }
        let fields = match error.kind() {
            Kind::Required { property } => vec![field(property.as_str().unwrap_or_default())],
            Kind::AdditionalProperties { unexpected } => unexpected.iter().map(|name| field(name)).collect(),
            _ => vec![field("")],
        };
        for field in fields {
            let text = text(error.kind(), error.instance(), &field);
            self.add(field, text);
        }
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

/// The only alternative with the type of the value: its errors are more precise than "no alternative matches".
fn intended<'e>(
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
    // Laravel shows a plain name with spaces, and a dotted one as it is.
    let name = if field.contains('.') { field.to_owned() } else { field.replace('_', " ") };
    let problem = match kind {
        Kind::Enum { .. } | Kind::Constant { .. } => return format!("The selected {name} is invalid."),
        // Laravel's rule for a required field also refuses an empty value.
        Kind::Required { .. } | Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } => "is required".to_owned(),
        Kind::Type { .. } if value.is_null() => "is required".to_owned(),
        Kind::AdditionalProperties { .. } => "is prohibited".to_owned(),
        Kind::Type { kind: TypeKind::Single(JsonType::Boolean) } => "must be true or false".to_owned(),
        Kind::Type { kind: TypeKind::Single(JsonType::String) } => "must be a string".to_owned(),
        Kind::Type { kind: TypeKind::Single(other) } => format!("must be an {other}"),
        Kind::MinLength { limit } => format!("must be at least {limit} characters"),
        Kind::MaxLength { limit } => format!("must not be greater than {limit} characters"),
        Kind::MinItems { limit } => format!("must have at least {limit} items"),
        Kind::MaxItems { limit } => format!("must not have more than {limit} items"),
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must not be greater than {limit}"),
        Kind::Format { format } if format == "uuid" => "must be a valid UUID".to_owned(),
        Kind::Format { format } if format == "email" => "must be a valid email address".to_owned(),
        Kind::UniqueItems => "has a duplicate value".to_owned(),
        _ => FORMAT_IS_INVALID.to_owned(),
    };
    format!("The {name} field {problem}.")
}
