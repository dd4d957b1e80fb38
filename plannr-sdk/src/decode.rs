//! Decodes responses. `list/` decodes pages, and `error/refusal.rs` the bodies of refusals.

use reqwest::header::CONTENT_ENCODING;
use serde_json::error::Category;

use crate::error::{Error, Kind, Place};
use crate::json_path::path_at;
use crate::lenient::{self, Failure, Json, Lenient, Required, Slot};
use crate::resource::Resource;
use crate::response::{RawResponse, Response};
use crate::server_state::ServerState;

/// Reads a single resource, bare or under `data`.
pub(crate) fn resource<T: Resource + Lenient>(response: RawResponse) -> Result<Response<T>, Error> {
    let mut value = Required(None);
    if let Err(failure) = bare_or_wrapped(response.json(), &mut value) {
        return Err(undecodable(response, &failure));
    }
    // Any object with a uuid can be read as a resource, so a success must be evidence.
    match value.0.filter(|value: &T| response.confirms(value.uuid())) {
        Some(value) => Ok(Response::new(value, response)),
        None if response.call.method.is_safe() => Err(unfit("it is not the resource that was requested", response)),
        None => Err(unfit("it does not show that the change was made", response)),
    }
}

/// Reads a resource that was created. If it shows something else than was sent, it is the response to another request.
pub(crate) fn created<T: Resource + Lenient>(
    response: RawResponse,
    is_it: impl FnOnce(&T) -> bool,
) -> Result<Response<T>, Error> {
    let created = resource(response)?;
    match is_it(&created) {
        true => Ok(created),
        false => Err(unfit("it is not what was sent", created.into_response()).unconfirmed()),
    }
}

/// Reads a response that is not a resource, such as a list without pages.
pub(crate) fn whole<T: Lenient>(response: RawResponse) -> Result<Response<T>, Error> {
    match lenient::from_slice(response.json()) {
        Ok(value) if response.is_complete() => Ok(Response::new(value, response)),
        Ok(_) => Err(unfit(INCOMPLETE, response)),
        Err(failure) => Err(undecodable(response, &failure)),
    }
}

/// Takes a response without a body, such as a 204.
#[cfg_attr(not(feature = "mock"), allow(dead_code, reason = "only the mock server has operations without a body yet"))]
pub(crate) fn nothing(response: RawResponse) -> Result<Response<()>, Error> {
    match response.state_of_attempt() {
        ServerState::Applied { .. } => Ok(Response::new((), response)),
        _ => Err(unfit("it does not show that the change was made", response)),
    }
}

/// The problem of a list that is only a part, or a failure with the status of a success.
pub(crate) const INCOMPLETE: &str = "it is no complete list, or reports a failure";

/// Returns the error for a body that was decoded, and is not what was requested.
pub(crate) fn unfit(problem: &'static str, response: RawResponse) -> Error {
    Error::in_response(Kind::Undecodable { problem, at: None }, response)
}

fn bare_or_wrapped(text: &[u8], slot: &mut dyn Slot) -> Result<(), serde_json::Error> {
    let Err(bare) = lenient::read_slice(text, slot) else { return Ok(()) };
    // Only now, so that the usual response is read once.
    match lenient::read_slice(text, &mut Data(slot)) {
        Err(wrapped) if path_at(text, wrapped.line(), wrapped.column()).starts_with("data") => Err(wrapped),
        wrapped => wrapped.map_err(|_| bare),
    }
}

/// A slot for an object with the value under `data`.
struct Data<'a>(&'a mut dyn Slot);

impl Slot for Data<'_> {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        let Json::Object(object) = json else { return Err(Failure::Unfit("an object")) };
        let (mut is_data, mut values) = (false, 0);
        while object.next_key(&mut |key| is_data = key == "data")? {
            if is_data { object.next_value(self.0) } else { object.skip() }?;
            values += usize::from(is_data);
        }
        if values == 1 { Ok(()) } else { Err(Failure::Missing("data")) }
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
    let path = if failure.is_data() { path_at(response.json(), line, column) } else { String::new() };
    let at = has_place.then_some(Place { path, line, column });
    Error::in_response(Kind::Undecodable { problem, at }, response)
}
