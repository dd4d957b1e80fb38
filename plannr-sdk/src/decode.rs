//! Decodes a single resource. `list/page.rs` decodes pages, and `error/refusal.rs` the bodies of refusals.

use reqwest::header::CONTENT_ENCODING;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use crate::error::{Error, Kind, Place};
use crate::json_path::path_at;
use crate::lenient::{self, Lenient, Root};
use crate::response::{RawResponse, Response};

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

    let bare = match serde_json::from_slice(&response.body) {
        Ok(Root(value)) => return Ok(Response::new(value, response)),
        Err(bare) => bare,
    };
    // Look for `data` only now, so that a bare response is read once. Only an object can have it: serde also reads lists.
    let is_object = response.body.trim_ascii_start().starts_with(b"{");
    if !is_object || !serde_json::from_slice(&response.body).is_ok_and(|Peek { data }| data.is_some()) {
        return Err(undecodable(response, &bare));
    }
    match serde_json::from_slice::<Wrapped<T>>(&response.body) {
        Ok(wrapped) => Ok(Response::new(wrapped.data, response)),
        Err(wrapped) => Err(undecodable(response, &wrapped)),
    }
}

/// Returns the error for a body that cannot be decoded: the place and the reason, without any text of the body.
pub(crate) fn undecodable(response: RawResponse, failure: &serde_json::Error) -> Error {
    let (problem, has_place) = match failure.classify() {
        _ if response.body.is_empty() => ("it is empty", false),
        _ if response.is_html() => ("it is HTML", false),
        _ if response.headers.contains_key(CONTENT_ENCODING) => ("it is compressed", false),
        Category::Eof => ("the JSON ends too early", true),
        Category::Syntax | Category::Io => ("it is not JSON", true),
        Category::Data => ("unexpected JSON", true),
    };
    let (line, column) = (failure.line(), failure.column());
    // No path for a body that is not JSON, because its keys can be any text.
    let path = if failure.is_data() { path_at(&response.body, line, column) } else { String::new() };
    let at = has_place.then_some(Place { path, line, column });
    Error::in_response(Kind::Undecodable { problem, at }, response)
}
