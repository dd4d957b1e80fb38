//! Decodes a single resource. `list/` decodes pages, and `error/refusal.rs` the bodies of refusals.

use reqwest::header::CONTENT_ENCODING;
use serde::Deserialize;
use serde_json::error::Category;

use crate::error::{Error, Kind, Place};
use crate::generated::types::ContactDetail;
use crate::json_path::path_at;
use crate::lenient::{self, Root};
use crate::response::{RawResponse, Response};

/// Reads a single resource, bare or under `data`.
pub(crate) fn resource(response: RawResponse) -> Result<Response<ContactDetail>, Error> {
    #[derive(Deserialize)]
    struct Wrapped {
        #[serde(deserialize_with = "lenient::read")]
        data: ContactDetail,
    }

    let text = response.json();
    let bare = match serde_json::from_slice(text) {
        Ok(Root(value)) => return confirmed(value, response),
        Err(bare) => bare,
    };
    // Only now, so that the usual response is read once. serde also reads a struct from a list.
    let failure = match serde_json::from_slice::<Wrapped>(text) {
        Ok(wrapped) if text.trim_ascii_start().starts_with(b"{") => return confirmed(wrapped.data, response),
        Err(wrapped) if path_at(text, wrapped.line(), wrapped.column()).starts_with("data") => wrapped,
        _ => bare,
    };
    Err(undecodable(response, &failure))
}

/// Returns a success only if it is evidence: any object with a uuid can be read as a contact detail.
fn confirmed(value: ContactDetail, response: RawResponse) -> Result<Response<ContactDetail>, Error> {
    if response.confirms(value.uuid) {
        return Ok(Response::new(value, response));
    }
    let problem = "it does not show that the change was made";
    Err(Error::in_response(Kind::Undecodable { problem, at: None }, response))
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
    let path = if failure.is_data() { path_at(response.json(), line, column) } else { String::new() };
    let at = has_place.then_some(Place { path, line, column });
    Error::in_response(Kind::Undecodable { problem, at }, response)
}
