//! From an answer to a value or an error: the only place where it is decided what an answer means.

use std::borrow::Cow;
use std::fmt;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use uuid::Uuid;

use crate::answer::{Answer, Response};
use crate::error::{Error, Kind, Place, ServerState};
use crate::json_path::path_at;
use crate::lenient::{self, Lenient, Root};

/// Reads a single resource, bare or under `data`.
pub(crate) fn resource<T: Lenient>(answer: Answer) -> Result<Response<T>, Error> {
    #[derive(Deserialize)]
    struct Wrapped<T: Lenient> {
        #[serde(deserialize_with = "lenient::read")]
        data: T,
    }

    #[derive(Deserialize)]
    struct Peek {
        data: Option<IgnoredAny>,
    }

    let answer = success(answer)?;
    match serde_json::from_slice(&answer.body) {
        Ok(Root(value)) => Ok(Response::new(value, answer)),
        // Looked for only now, so that the usual answer is read once.
        Err(bare) => match serde_json::from_slice::<Peek>(&answer.body) {
            Ok(Peek { data: Some(_) }) if answer.body.trim_ascii_start().starts_with(b"{") => {
                match serde_json::from_slice::<Wrapped<T>>(&answer.body) {
                    Ok(wrapped) => Ok(Response::new(wrapped.data, answer)),
                    Err(wrapped) => Err(undecodable(answer, RESOURCE, &wrapped)),
                }
            }
            _ => Err(undecodable(answer, RESOURCE, &bare)),
        },
    }
}

const RESOURCE: &str = "a contact detail";

/// An answer with a status that is a success, or the error that says what it is instead.
pub(crate) fn success(answer: Answer) -> Result<Answer, Error> {
    if answer.status.is_success() {
        return Ok(answer);
    }
    Err(refused(answer))
}

/// The error for an answer with a status that is no success.
pub(crate) fn refused(answer: Answer) -> Error {
    let state = state_after(&answer);
    Error::refused(answer, state)
}

/// The error for an answer that cannot be read as what is expected.
pub(crate) fn undecodable(answer: Answer, expected: &'static str, failure: &serde_json::Error) -> Error {
    let (at, what) = describe(&answer, failure);
    let state = state_after(&answer);
    Error::new(Kind::Undecodable { expected, at, what }).with_state(state).with_answer(answer)
}

/// What an answer says about the state of the server, whether or not it came whole. When in doubt it is unknown, never
/// "not applied".
pub(crate) fn state_after(answer: &Answer) -> ServerState {
    state_by(answer).after(answer.state_before)
}

/// Whether an answer says that its request was not applied.
pub(crate) fn was_not_applied(answer: &Answer) -> bool {
    let status = answer.status;
    let refused = status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT;
    let sent_elsewhere = matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
    answer.method.is_safe() || refused || sent_elsewhere
}

fn state_by(answer: &Answer) -> ServerState {
    if was_not_applied(answer) {
        ServerState::NotApplied
    } else if answer.status.is_success() && !looks_like_html(answer) {
        ServerState::Applied { uuid: readable_uuid(&answer.body) }
    } else {
        // A page of HTML is not Plannr's, whatever its status.
        ServerState::Unknown
    }
}

/// The uuid of a contact detail that does not decode as a whole, not even to its end.
pub(crate) fn readable_uuid(body: &[u8]) -> Option<Uuid> {
    struct Find<'a>(&'a mut Option<Uuid>);

    impl<'de> DeserializeSeed<'de> for Find<'_> {
        type Value = ();

        fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_map(self)
        }
    }

    impl<'de> Visitor<'de> for Find<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                match &*key {
                    // What is no uuid here does not keep one from being found later.
                    "uuid" => *self.0 = map.next_value::<Value>()?.as_str().and_then(|text| text.parse().ok()),
                    "data" if self.0.is_none() => map.next_value_seed(Find(self.0))?,
                    _ => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(())
        }
    }

    let mut found = None;
    // The failure is expected: what was found before it counts.
    let _ = Find(&mut found).deserialize(&mut serde_json::Deserializer::from_slice(body));
    found
}

/// Says where the JSON cannot be read, and why, without a word of what is in it.
fn describe(answer: &Answer, failure: &serde_json::Error) -> (Option<Place>, &'static str) {
    let what = match failure.classify() {
        _ if answer.body.is_empty() => return (None, "the answer is empty"),
        _ if looks_like_html(answer) => return (None, "the answer is HTML"),
        _ if answer.headers.contains_key(CONTENT_ENCODING) => return (None, "the answer is compressed"),
        Category::Eof => "the JSON ends too early",
        Category::Syntax | Category::Io => "the answer is not JSON",
        Category::Data => "the JSON has another form",
    };
    let (line, column) = (failure.line(), failure.column());
    // The path of what is no JSON may hold a key that the server made up, and with it anything.
    let path = if failure.is_data() { path_at(&answer.body, line, column) } else { String::new() };
    (Some(Place { path, line, column }), what)
}

pub(crate) fn looks_like_html(answer: &Answer) -> bool {
    let declared = answer.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_declared = declared.get(..9).is_some_and(|kind| kind.eq_ignore_ascii_case(b"text/html"));
    is_declared || answer.body.trim_ascii_start().starts_with(b"<")
}
