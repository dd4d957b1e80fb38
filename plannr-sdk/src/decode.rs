//! From an answer to a value or an error: here it is decided what an answer means, and for a page in `list/page.rs`.

use reqwest::header::CONTENT_ENCODING;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use crate::error::{Error, Kind, Place};
use crate::json_path::path_at;
use crate::lenient::{self, Lenient, Root};
use crate::response::{RawResponse, Response};
use crate::server_state::ServerState;

/// Reads a single resource, bare or under `data`.
pub(crate) fn resource<T: Lenient>(response: RawResponse) -> Result<Response<T>, Error> {
    #[derive(Deserialize)]
    struct Wrapped<T: Lenient> {
        #[serde(deserialize_with = "lenient::read")]
        data: T,
    }

    #[derive(Deserialize)]
    struct Peek {
        data: Option<IgnoredAny>,
    }

    let response = success(response)?;
    match serde_json::from_slice(&response.body) {
        Ok(Root(value)) => Ok(Response::new(value, response)),
        // Looked for only now, so that the usual answer is read once.
        Err(bare) => match serde_json::from_slice::<Peek>(&response.body) {
            Ok(Peek { data: Some(_) }) if response.body.trim_ascii_start().starts_with(b"{") => {
                match serde_json::from_slice::<Wrapped<T>>(&response.body) {
                    Ok(wrapped) => Ok(Response::new(wrapped.data, response)),
                    Err(wrapped) => Err(undecodable(response, RESOURCE, &wrapped)),
                }
            }
            _ => Err(undecodable(response, RESOURCE, &bare)),
        },
    }
}

const RESOURCE: &str = "a contact detail";

/// An answer with a status that is a success, or the error that says what it is instead.
pub(crate) fn success(response: RawResponse) -> Result<RawResponse, Error> {
    if response.status.is_success() {
        return Ok(response);
    }
    Err(refused(response))
}

/// The error for an answer with a status that is no success.
pub(crate) fn refused(response: RawResponse) -> Error {
    let state = ServerState::by_response(&response);
    Error::refused(response, state)
}

/// The error for an answer that cannot be read as what is expected.
pub(crate) fn undecodable(response: RawResponse, expected: &'static str, failure: &serde_json::Error) -> Error {
    let (at, what) = describe(&response, failure);
    let state = ServerState::by_response(&response);
    Error::new(Kind::Undecodable { expected, at, what }).with_state(state).with_response(response)
}

/// Says where the JSON cannot be read, and why, without a word of what is in it.
fn describe(response: &RawResponse, failure: &serde_json::Error) -> (Option<Place>, &'static str) {
    let what = match failure.classify() {
        _ if response.body.is_empty() => return (None, "the answer is empty"),
        _ if response.is_html() => return (None, "the answer is HTML"),
        _ if response.headers.contains_key(CONTENT_ENCODING) => return (None, "the answer is compressed"),
        Category::Eof => "the JSON ends too early",
        Category::Syntax | Category::Io => "the answer is not JSON",
        Category::Data => "the JSON has another form",
    };
    let (line, column) = (failure.line(), failure.column());
    // The path of what is no JSON may hold a key that the server made up, and with it anything.
    let path = if failure.is_data() { path_at(&response.body, line, column) } else { String::new() };
    (Some(Place { path, line, column }), what)
}
