//! What the server says when it refuses: a message, and messages by field, in any of the forms seen.

use std::fmt;

use reqwest::StatusCode;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::generated::REQUEST_FIELDS;
use crate::lenient::is_index;

/// A field that was refused, and why.
///
/// ```
/// use plannr_sdk::{NewContactDetail, Uuid};
///
/// let error = NewContactDetail::email("Work e-mail", "not an address", [Uuid::nil()]).unwrap_err();
/// assert_eq!(error.field_errors()[0].field(), "value");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FieldError {
    field: String,
    messages: Vec<String>,
}

impl FieldError {
    /// The field, in Laravel's dotted form: `value`, `value.number`, `account_uuids.0`. Empty if the server named none.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it. The texts may quote a client's data.
    #[must_use]
    pub fn messages(&self) -> &[String] {
        &self.messages
    }
}

impl fmt::Debug for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldError")
            .field("field", &format_args!("{}", known(&self.field)))
            .field("messages", &self.messages.len())
            .finish()
    }
}

/// The body of an answer that is no success, as far as it can be understood.
#[derive(Clone, Default)]
pub(super) struct Refusal {
    status: StatusCode,
    pub(super) message: Option<String>,
    pub(super) fields: Vec<FieldError>,
}

impl Refusal {
    /// A refusal by the SDK itself.
    pub(super) fn of_field(field: String, reason: String) -> Self {
        Self { fields: vec![FieldError { field, messages: vec![reason] }], ..Self::default() }
    }

    pub(super) fn read(status: StatusCode, body: &[u8]) -> Self {
        let Body { message, errors } = serde_json::from_slice(body).unwrap_or_default();
        let texts: Vec<String> = message.0.into_iter().flat_map(|error| error.messages).collect();
        Self { status, message: (!texts.is_empty()).then(|| texts.join(" ")), fields: errors.0 }
    }

    /// The server's message, where it cannot be about a client. Decided by status: a 401 and a 429 are given before
    /// anything is looked at, while a 422 quotes the request, and a 403, 404 or 500 may name the record. And only in
    /// Laravel's own words: a proxy or a changed server may say anything, with any status.
    pub(super) fn harmless_message(&self) -> Option<&str> {
        let words = match self.status {
            StatusCode::UNAUTHORIZED => "Unauthenticated.",
            StatusCode::TOO_MANY_REQUESTS => "Too Many Attempts.",
            _ => return None,
        };
        self.message.as_deref().filter(|message| *message == words)
    }

    /// The names of the refused fields, for a log.
    pub(super) fn names(&self) -> String {
        self.fields.iter().map(|error| known(&error.field)).collect::<Vec<_>>().join(", ")
    }
}

/// A field name, if it is made of names that the spec knows and of short numbers: a name that the server made up could
/// be a client's.
fn known(field: &str) -> &str {
    let is_known = field.split('.').all(|part| REQUEST_FIELDS.contains(&part) || is_index(part));
    if is_known { field } else { "another field" }
}

#[derive(Default, serde::Deserialize)]
struct Body {
    #[serde(default)]
    message: Texts,
    #[serde(default)]
    errors: Texts,
}

/// All texts in a piece of JSON, whatever its form, each under the dotted path of the keys that lead to it, in the order
/// of the answer. It never fails: an odd part must not cost the rest.
#[derive(Default)]
struct Texts(Vec<FieldError>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut texts = Self::default();
        Collect { path: String::new(), texts: &mut texts }.deserialize(deserializer)?;
        Ok(texts)
    }
}

impl Texts {
    /// A field is refused even where nothing is said about it.
    fn name(&mut self, path: &str) {
        if !path.is_empty() && self.0.last().is_none_or(|last| last.field != path) {
            self.0.push(FieldError { field: path.to_owned(), messages: Vec::new() });
        }
    }

    fn add(&mut self, path: &str, text: String) {
        match self.0.last_mut() {
            Some(last) if last.field == path => last.messages.push(text),
            _ => self.0.push(FieldError { field: path.to_owned(), messages: vec![text] }),
        }
    }
}

struct Collect<'a> {
    path: String,
    texts: &'a mut Texts,
}

impl<'de> DeserializeSeed<'de> for Collect<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.texts.add(&self.path, text.to_owned());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.texts.name(&self.path);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.texts.add(&self.path, value.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.texts.add(&self.path, value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.texts.add(&self.path, value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.texts.add(&self.path, value.to_string());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Collect { path: self.path.clone(), texts: &mut *self.texts })?.is_some() {}
        self.texts.name(&self.path);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let path = if self.path.is_empty() { key } else { format!("{}.{key}", self.path) };
            map.next_value_seed(Collect { path, texts: &mut *self.texts })?;
        }
        Ok(())
    }
}
