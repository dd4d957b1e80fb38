//! The way in for the fuzzers of `tests/fuzz`, which no build but theirs has: `--cfg fuzzing`.

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::time::SystemTime;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::decode;
use crate::error::Error;
use crate::generated::types::ContactDetail;
use crate::response::{RawResponse, Response};
use crate::server_state::ServerState;

// `list` keeps its decoder to itself.
#[allow(dead_code, unreachable_pub, reason = "only its decoder is of use here")]
#[path = "list/page.rs"]
mod page;

/// All that a log could take of what each operation makes of an answer.
pub fn texts(status: u16, content_type: &[u8], body: &[u8]) -> String {
    let Ok(status) = StatusCode::from_u16(status) else { return String::new() };
    let mut headers = HeaderMap::new();
    headers.extend(HeaderValue::from_bytes(content_type).ok().map(|value| (CONTENT_TYPE, value)));
    let answer = RawResponse {
        operation: "fuzzed",
        method: Method::POST,
        status,
        headers,
        body: Bytes::copy_from_slice(body),
        attempts: 1,
        state_before: ServerState::NotApplied,
        came_at: SystemTime::UNIX_EPOCH,
    };
    let mut texts = String::new();
    let created: Result<Response<ContactDetail>, Error> = decode::resource(response.clone());
    write(&mut texts, &created);
    let updated: Result<Response<ContactDetail>, Error> =
        decode::resource(RawResponse { method: Method::PUT, ..response.clone() })
            .map_err(|error| error.about(Uuid::nil()));
    write(&mut texts, &updated);
    for is_strict in [false, true] {
        let listed = page::decode(RawResponse { method: Method::GET, ..response.clone() }, is_strict)
            .map(|(page, response)| Response::new(page, response));
        listed.iter().flat_map(|page| page.failures()).for_each(|failure| write_error(&mut texts, failure));
        write(&mut texts, &listed);
    }
    texts
}

fn write<T: Debug>(texts: &mut String, outcome: &Result<Response<T>, Error>) {
    match outcome {
        // Writing into a text does not fail.
        Ok(response) => drop(write!(texts, "{response:?} {response:#?}")),
        Err(error) => write_error(texts, error),
    }
}

fn write_error(texts: &mut String, error: &Error) {
    let _ = write!(texts, "{error} {error:?} {error:#?} {:?} {:?}", error.field_errors(), error.source());
    // What is had by its name alone is read, too, for it must not panic.
    let _ = (error.message(), error.retry_after(), error.request_id(), error.json_path(), error.uuid());
}
