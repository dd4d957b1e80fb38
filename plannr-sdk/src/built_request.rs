//! The request that the generated client builds. `transport/` signs and sends it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Request, Url};

/// Builds requests. Generated code adds a method for each operation.
pub(crate) struct Client {
    base: Url,
    /// The path of the base URL, without a slash at its end. Generated code appends to it.
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
}

impl Client {
    pub(crate) fn new(base: Url, client: reqwest::Client) -> Self {
        Self { baseurl: base.path().trim_end_matches('/').to_owned(), base, client }
    }

    /// Returns the base URL with another path. Generated code calls it.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }
}

/// A request and the name of its operation.
pub(crate) type BuiltRequest = Result<(Request, &'static str), BuildFailure>;

/// A request could not be built. The cause is dropped, because it quotes the URL.
pub(crate) struct BuildFailure;

impl<E: std::error::Error> From<E> for BuildFailure {
    fn from(_: E) -> Self {
        Self
    }
}

/// All characters except the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes a value as one segment of a path. Generated code calls it.
pub(crate) fn encode_path(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}
