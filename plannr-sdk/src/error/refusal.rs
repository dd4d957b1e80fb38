//! Reads the body of a refusal: a message, and messages by field, in any form that was seen.

use std::fmt;

use reqwest::StatusCode;

use crate::generated::REQUEST_FIELDS;
use crate::lenient::{self, Failure, Json, Lenient as _, Slot, is_short_index};

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

    /// Returns the field in Laravel's dotted form: `value`, `value.number`, `account_uuids.0`. Empty if the server
    /// named none.
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

/// The most texts that are kept of a response; fields after them are counted.
const MAX_TEXTS: usize = 1000;
/// The most characters that are kept of a field's name.
const MAX_NAME: usize = 150;
/// The most fields that a message names, and the longest name.
const MAX_PRINTED: usize = 10;
const MAX_PRINTED_NAME: usize = 40;

/// The body of a response that is not a success, as far as it can be understood.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) message: Option<String>,
    pub(super) fields: Vec<FieldError>,
    /// The number of further fields.
    more: usize,
}

impl Refusal {
    pub(super) fn read(status: StatusCode, body: &[u8]) -> Self {
        let mut texts = Texts { reads_all: status == StatusCode::UNPROCESSABLE_ENTITY, ..Texts::default() };
        if lenient::read_slice(body, &mut texts).is_err() {
            texts = Texts::default();
        }
        let [message, error] = ["message", "error"].map(|key| texts.take(key).into_iter().flat_map(|at| at.messages));
        let message = message.reduce(join).or_else(|| error.reduce(join));
        let mut fields = texts.take("errors");
        if fields.is_empty() && message.is_none() {
            // Old versions of Laravel have the fields at the top.
            fields = texts.fields;
        }
        Self { status, message, fields, more: texts.more }
    }

    /// Returns the server's message if it cannot be about a client. A 401 and a 429 are sent before any record is read,
    /// while a 422 quotes the request, and a 403, 404 or 500 may name the record. Only Laravel's own words are
    /// returned: a proxy or a changed server may send any text with any status.
    pub(super) fn safe_message(&self) -> Option<&str> {
        let words = match self.status {
            StatusCode::UNAUTHORIZED => "Unauthenticated.",
            StatusCode::TOO_MANY_REQUESTS => "Too Many Attempts.",
            _ => return None,
        };
        self.message.as_deref().filter(|message| *message == words)
    }

    /// Returns the names of the first refused fields, for a log, and the number of the others.
    pub(super) fn names(&self) -> String {
        let names: Vec<_> = self.fields.iter().take(MAX_PRINTED).map(|error| known(&error.field)).collect();
        match self.fields.len() - names.len() + self.more {
            0 => names.join(", "),
            more => format!("{}, ... and {} more", names.join(", "), grouped(more)),
        }
    }
}

fn join(all: String, message: String) -> String {
    all + " " + &message
}

/// Writes a number with a comma before every three digits.
fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}

/// The messages are not printed: they can quote a client's data.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.names())
    }
}

/// Returns a field name if it consists of names that the spec has and of short numbers. Any other name may hold a
/// client's data.
fn known(field: &str) -> &str {
    let is_known = field.split('.').all(|part| REQUEST_FIELDS.contains(&part) || is_short_index(part));
    if is_known && field.len() <= MAX_PRINTED_NAME { field } else { "another field" }
}

/// The texts in a body, each under the dotted path of the keys that lead to it, in order. Every form is accepted,
/// because one unexpected part must not lose the rest.
#[derive(Default)]
struct Texts {
    /// Reads the values of all keys, not only those of Laravel.
    reads_all: bool,
    fields: Vec<FieldError>,
    /// The number of texts that were kept, and of fields that were not.
    kept: usize,
    more: usize,
    path: String,
    /// The path of the last text.
    last: String,
}

impl Texts {
    /// Adds a message, or a field without one.
    fn add(&mut self, message: Option<String>) {
        let is_new = self.fields.is_empty() || self.last != self.path;
        if message.is_none() && !is_new {
            return;
        }
        self.last.clone_from(&self.path);
        if self.kept == MAX_TEXTS {
            self.more += usize::from(is_new);
            return;
        }
        self.kept += 1;
        match self.fields.last_mut() {
            Some(last) if !is_new => last.messages.extend(message),
            _ => self.fields.push(FieldError { field: self.path.clone(), messages: message.into_iter().collect() }),
        }
    }

    /// Removes the texts below a key, except an empty list.
    fn take(&mut self, key: &str) -> Vec<FieldError> {
        let is_below = |error: &mut FieldError| {
            error.field.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let taken = self.fields.extract_if(.., is_below).map(|error| {
            let field = error.field[key.len()..].trim_start_matches('.').to_owned();
            FieldError { field, ..error }
        });
        taken.filter(|error| !(error.field.is_empty() && error.messages.is_empty())).collect()
    }
}

impl Slot for Texts {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        let length = self.path.len();
        match json {
            Json::Object(object) => {
                while object.next_key(&mut |key| step(&mut self.path, length, key))? {
                    if length > 0 || self.reads_all || ["message", "error", "errors"].contains(&&*self.path) {
                        object.next_value(self)?;
                    } else {
                        object.skip()?;
                    }
                }
            }
            _ if length == 0 => return Err(Failure::Unfit("an object")),
            Json::List(list) => {
                while list.next_item(self)? {}
                self.add(None);
            }
            Json::Null => self.add(None),
            scalar => self.add(String::from_json(scalar)?),
        }
        self.path.truncate(length);
        Ok(())
    }
}

/// Replaces what follows the first part of a path by a key.
fn step(path: &mut String, length: usize, key: &str) {
    path.truncate(length);
    if length > 0 {
        path.push('.');
    }
    path.extend(key.chars().take(MAX_NAME.saturating_sub(length)));
}
