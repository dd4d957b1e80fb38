//! The entry point for the fuzz targets of `tests/fuzz`. Only their builds have it (`--cfg fuzzing`).

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::time::SystemTime;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};

use crate::decode;
use crate::error::Error;
use crate::generated::types::ContactDetail;
use crate::list::items;
use crate::list::page::Requested;
use crate::response::{CallInfo, RawResponse, Response};
use crate::server_state::ServerState;

/// Decodes a response as each operation does, and returns every text that could be logged.
pub fn texts(status: u16, content_type: &[u8], body: &[u8]) -> String {
    let Ok(status) = StatusCode::from_u16(status) else { return String::new() };
    let mut headers = HeaderMap::new();
    headers.extend(HeaderValue::from_bytes(content_type).ok().map(|value| (CONTENT_TYPE, value)));
    let response = |method| {
        let call = CallInfo { operation: "fuzzed", method, target: None, attempts: 1, state: ServerState::NotApplied };
        let (headers, is_without_body, body) = (headers.clone(), body.is_empty(), Bytes::copy_from_slice(body));
        let response =
            RawResponse { call, status, headers, body, is_without_body, received_at: SystemTime::UNIX_EPOCH };
        if status.is_success() { Ok(response) } else { Err(Error::refused(response)) }
    };
    let mut texts = String::new();
    let created: Result<Response<ContactDetail>, Error> = response(Method::POST).and_then(decode::resource);
    write(&mut texts, &created);
    let updated: Result<Response<ContactDetail>, Error> = response(Method::PUT).and_then(decode::resource);
    write(&mut texts, &updated);
    for skip_bad_items in [false, true] {
        let requested = Requested { page: None, per_page: 0, skip_bad_items };
        let listed = response(Method::GET).and_then(|response| items::decode::<ContactDetail>(response, requested));
        listed.iter().flat_map(|page| page.failures()).for_each(|failure| write_error(&mut texts, failure));
        write(&mut texts, &listed);
    }
    texts
}

fn write<T: Debug>(texts: &mut String, outcome: &Result<Response<T>, Error>) {
    match outcome {
        // Writing to a String does not fail.
        Ok(response) => drop(write!(texts, "{response:?} {response:#?}")),
        Err(error) => write_error(texts, error),
    }
}

fn write_error(texts: &mut String, error: &Error) {
    let _ = write!(texts, "{error} {error:?} {error:#?} {:?} {:?}", error.field_errors(), error.source());
    // Their results are not printed, but the calls must not panic.
    let _ = (error.message(), error.retry_after(), error.request_id(), error.json_path(), error.uuid());
}
