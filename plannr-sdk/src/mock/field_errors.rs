//! The errors of a request, in Laravel's words.

use serde_json::{Value, json};

/// Texts by field, which has Laravel's dotted form (`account_uuids.0`), in the order in which Laravel checks the fields.
#[derive(Debug, Default)]
pub(super) struct FieldErrors(Vec<(String, Vec<String>)>);

impl FieldErrors {
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
pub(super) fn shown(field: &str) -> String {
    if field.contains('.') { field.to_owned() } else { field.replace('_', " ") }
}
