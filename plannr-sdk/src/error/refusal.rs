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
        let mut texts = Texts { reads_old: status == StatusCode::UNPROCESSABLE_ENTITY, ..Texts::default() };
        let mut reader = serde_json::Deserializer::from_slice(body);
        if lenient::fill(&mut texts, &mut reader).and_then(|()| reader.end()).is_err() {
            texts = Texts::default();
        }
        drop(reader);
        let [message, error, fields, old] = texts.parts;
        let message = join(message).or_else(|| join(error));
        let (fields, part) = if fields.is_empty() && message.is_none() { (old, OLD) } else { (fields, ERRORS) };
        Self { status, message, fields, more: texts.more[part] }
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

    /// Returns the names of the first refused fields, for a log, and the number of the others.
    pub(super) fn names(&self) -> String {
        let names: Vec<_> = self.fields.iter().take(MAX_PRINTED).map(|error| known(&error.field)).collect();
        match self.fields.len() - names.len() + self.more {
            0 => names.join(", "),
            more => format!("{}, ... and {} more", names.join(", "), grouped(more)),
        }
    }
}

fn join(fields: Vec<FieldError>) -> Option<String> {
    let mut messages = fields.into_iter().flat_map(|error| error.messages);
    let first = messages.next()?;
    Some(messages.fold(first, |all, message| all + " " + &message))
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

/// Returns a field name if it consists of names that the spec has and of short numbers. Any other name may hold a client's
/// data.
fn known(field: &str) -> &str {
    let is_known = field.split('.').all(|part| REQUEST_FIELDS.contains(&part) || is_short_index(part));
    if is_known && field.len() <= MAX_PRINTED_NAME { field } else { "another field" }
}

/// The texts in a body, each under the dotted path of the keys that lead to it, in order. Every form is accepted, because one
/// unexpected part must not lose the rest.
#[derive(Default)]
struct Texts {
    parts: [Vec<FieldError>; 4],
    more: [usize; 4],
    /// The fields are at the top, as in old versions of Laravel.
    reads_old: bool,
    /// The part that is being read; `None` at the top.
    part: Option<usize>,
    path: String,
    /// The path of the last text.
    last: String,
    kept: usize,
}

/// The parts of a body by their keys; the last has those of all other keys.
const KEYS: [&str; 3] = ["message", "error", "errors"];
const ERRORS: usize = 2;
const OLD: usize = 3;

impl Texts {
    /// Adds a message, or a field without one.
    fn add(&mut self, part: usize, message: Option<String>) {
        let fields = &mut self.parts[part];
        let is_new = fields.is_empty() || self.last != self.path;
        if message.is_none() && (!is_new || self.path.is_empty()) {
            return;
        }
        self.last.clone_from(&self.path);
        if self.kept == MAX_TEXTS {
            self.more[part] += usize::from(is_new);
            return;
        }
        self.kept += 1;
        match fields.last_mut() {
            Some(last) if !is_new => last.messages.extend(message),
            _ => fields.push(FieldError { field: self.path.clone(), messages: message.into_iter().collect() }),
        }
    }
}

impl Slot for Texts {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        let (length, part) = (self.path.len(), self.part);
        match (json, part) {
            (Json::Object(object), _) => loop {
                let (path, mut at) = (&mut self.path, None);
                let mut see = |key: &str| {
                    at = KEYS.iter().position(|known| *known == key);
                    path.truncate(length);
                    let dot = (length > 0).then_some('.');
                    path.extend(dot.into_iter().chain(key.chars()).take(MAX_NAME.saturating_sub(length)));
                };
                if !object.next_key(&mut see)? {
                    break;
                }
                match (part, at) {
                    (Some(_), _) => object.next_value(self)?,
                    (None, None) if !self.reads_old => object.skip()?,
                    (None, at) => {
                        if at.is_some() {
                            self.path.clear();
                        }
                        self.part = Some(at.unwrap_or(OLD));
                        object.next_value(self)?;
                        self.part = None;
                    }
                }
            },
            (_, None) => return Err(Failure::Unfit("an object")),
            (Json::List(list), Some(part)) => {
                while list.next_item(self)? {}
                self.add(part, None);
            }
            (Json::Null, Some(part)) => self.add(part, None),
            (scalar, Some(part)) => self.add(part, String::from_json(scalar)?),
        }
        self.path.truncate(length);
        Ok(())
    }
}
