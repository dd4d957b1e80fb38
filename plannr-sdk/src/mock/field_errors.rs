//! The errors of a request, in Laravel's words.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Value, json};

/// Texts by field, which has Laravel's dotted form (`account_uuids.0`), in the order in which Laravel checks the fields.
#[derive(Debug, Default)]
pub(super) struct FieldErrors(Vec<(String, Vec<String>)>);

impl FieldErrors {
    /// Validates the value of a field.
    pub(super) fn find(validator: &Validator, value: &Value, field: &str) -> Self {
        let mut errors = Self::default();
        for error in validator.iter_errors(value) {
            errors.read(&error, field);
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

    fn read(&mut self, error: &ValidationError<'_>, root: &str) {
        let alternatives = match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => context.as_slice(),
            _ => &[],
        };
        if let Some(errors) = intended(error, alternatives) {
            return errors.iter().for_each(|error| self.read(error, root));
        }
        // Laravel ignores unknown fields.
        if !matches!(error.kind(), Kind::AdditionalProperties { .. }) {
            let field = format!("{root}{}", error.instance_path().as_str().replace('/', "."));
            let text = text(error.kind(), &field);
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

/// Laravel shows a plain name with spaces, and a dotted one as it is.
fn shown(field: &str) -> String {
    if field.contains('.') { field.to_owned() } else { field.replace('_', " ") }
}

fn text(kind: &Kind, field: &str) -> String {
    let name = shown(field);
    let problem = match kind {
        Kind::Enum { .. } | Kind::Constant { .. } => return format!("The selected {name} is invalid."),
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
        // Only addresses have an `@`.
        Kind::Pattern { pattern } if pattern.contains('@') => "must be a valid email address".to_owned(),
        Kind::UniqueItems => "has a duplicate value".to_owned(),
        _ => "format is invalid".to_owned(),
    };
    format!("The {name} field {problem}.")
}
