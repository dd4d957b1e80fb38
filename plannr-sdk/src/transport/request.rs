//! How the generated client and the transport meet: the one makes requests, with the headers that the spec names, such as
//! that of the account; the other signs and sends them, in `attempt.rs`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Request;

use crate::error::Error;

/// A request with the name of its operation.
pub(crate) type BuiltRequest = Result<(Request, &'static str), BuildFailure>;

/// What makes a request: a method of the generated client with its arguments. Called once for each attempt.
pub(crate) type BuildRequest<'a> = dyn Fn() -> BuiltRequest + Sync + 'a;

/// That the generated client could not make a request. Why is not kept: these errors quote URLs.
pub(crate) struct BuildFailure;

impl<E: std::error::Error> From<E> for BuildFailure {
    fn from(_: E) -> Self {
        Self
    }
}

pub(super) fn request(make: &BuildRequest<'_>) -> Result<(Request, &'static str), Error> {
    make().map_err(|BuildFailure| Error::config("the request", "could not be built from the settings and parameters"))
}

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as a segment of a path. The generated code names this function.
pub(crate) fn encode_path(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}
