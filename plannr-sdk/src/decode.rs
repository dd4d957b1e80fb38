//! From an answer to a value or an error: here it is decided what an answer means, and for a page in `list/page.rs`.

use reqwest::header::CONTENT_ENCODING;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use crate::answer::{Answer, Response};
use crate::error::{Error, Kind, Place};
use crate::json_path::path_at;
use crate::lenient::{self, Lenient, Root};
use crate::server_state::ServerState;

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
    let state = ServerState::by_answer(&answer);
    Error::refused(answer, state)
}

/// The error for an answer that cannot be read as what is expected.
pub(crate) fn undecodable(answer: Answer, expected: &'static str, failure: &serde_json::Error) -> Error {
    let (at, what) = describe(&answer, failure);
    let state = ServerState::by_answer(&answer);
    Error::new(Kind::Undecodable { expected, at, what }).with_state(state).with_answer(answer)
}

/// Says where the JSON cannot be read, and why, without a word of what is in it.
fn describe(answer: &Answer, failure: &serde_json::Error) -> (Option<Place>, &'static str) {
    let what = match failure.classify() {
        _ if answer.body.is_empty() => return (None, "the answer is empty"),
        _ if answer.is_html() => return (None, "the answer is HTML"),
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
