//! Reads the body of a refusal: a message, and messages by field, in any form that was seen.

use std::fmt;

use reqwest::StatusCode;

use crate::generated::REQUEST_FIELDS;
use crate::lenient::{self, Failure, Json, Lenient as _, Slot, is_index};

/// A refused field and its messages.
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
    pub(super) fn new(field: String, message: String) -> Self {
        Self { field, messages: vec![message] }
    }

    /// Returns the field in Laravel's dotted form: `value`, `value.number`, `account_uuids.0`. Empty if the server named none.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Returns the messages. They may quote a client's data.
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

/// The body of a response that is not a success, as far as it can be understood.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) message: Option<String>,
    pub(super) fields: Vec<FieldError>,
}

impl Refusal {
    pub(super) fn read(status: StatusCode, body: &[u8]) -> Self {
        let (mut texts, mut reader) = (Body::default(), serde_json::Deserializer::from_slice(body));
        if lenient::fill(&mut texts, &mut reader).and_then(|()| reader.end()).is_err() {
            texts = Body::default();
        }
        let message: Vec<String> = texts.message.into_iter().flat_map(|error| error.messages).collect();
        Self { status, message: (!message.is_empty()).then(|| message.join(" ")), fields: texts.errors }
    }

    /// Returns the server's message if it cannot be about a client. A 401 and a 429 are sent before any record is read,
    /// while a 422 quotes the request, and a 403, 404 or 500 may name the record. Only Laravel's own words are returned: a
    /// proxy or a changed server may send any text with any status.
    pub(super) fn safe_message(&self) -> Option<&str> {
        let words = match self.status {
            StatusCode::UNAUTHORIZED => "Unauthenticated.",
            StatusCode::TOO_MANY_REQUESTS => "Too Many Attempts.",
            _ => return None,
        };
        self.message.as_deref().filter(|message| *message == words)
    }

    /// Returns the names of the refused fields, for a log.
    pub(super) fn names(&self) -> String {
        self.fields.iter().map(|error| known(&error.field)).collect::<Vec<_>>().join(", ")
    }
}

/// The messages are not printed: they can quote a client's data.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.fields).finish()
    }
}

/// Returns a field name if it consists of names that the spec has and of short numbers. Any other name may hold a client's
/// data.
fn known(field: &str) -> &str {
    let is_known = field.split('.').all(|part| REQUEST_FIELDS.contains(&part) || is_index(part));
    if is_known { field } else { "another field" }
}

/// The texts of a body in Laravel's form. Everything else in it is skipped.
#[derive(Default)]
struct Body {
    message: Vec<FieldError>,
    errors: Vec<FieldError>,
}

impl Slot for Body {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        let Json::Object(object) = json else { return Err(Failure::Unfit("an object")) };
        let mut name = String::new();
        while object.next_key(&mut |key| key.clone_into(&mut name))? {
            let fields = match &*name {
                "message" => &mut self.message,
                "errors" => &mut self.errors,
                _ => {
                    object.skip()?;
                    continue;
                }
            };
            object.next_value(&mut Collect { path: String::new(), fields })?;
        }
        Ok(())
    }
}

/// Collects the texts in any JSON, each under the dotted path of the keys that lead to it, in order. It accepts every
/// form, because one unexpected part must not lose the rest.
struct Collect<'a> {
    path: String,
    fields: &'a mut Vec<FieldError>,
}

impl Collect<'_> {
    fn below(&mut self, path: String) -> Collect<'_> {
        Collect { path, fields: self.fields }
    }

    /// Adds a message, or a field without one.
    fn add(&mut self, message: Option<String>) {
        match self.fields.last_mut().filter(|last| last.field == self.path) {
            Some(last) => last.messages.extend(message),
            None if message.is_none() && self.path.is_empty() => {}
            None => self.fields.push(FieldError { field: self.path.clone(), messages: message.into_iter().collect() }),
        }
    }
}

impl Slot for Collect<'_> {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        match json {
            Json::Object(object) => {
                let mut name = String::new();
                while object.next_key(&mut |key| key.clone_into(&mut name))? {
                    let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
                    object.next_value(&mut self.below(path))?;
                }
            }
            Json::List(list) => {
                while list.next_item(&mut self.below(self.path.clone()))? {}
                self.add(None);
            }
            Json::Null => self.add(None),
            scalar => self.add(String::from_json(scalar)?),
        }
        Ok(())
    }
}
