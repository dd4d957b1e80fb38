//! A request as it arrived.

use std::fmt;

use httpmock::HttpMockRequest;
use serde_json::Value;

/// A request as it arrived at the mock server, byte for byte.
///
/// Its `Debug` form shows the method and the path alone: headers hold the token, queries and bodies hold personal data.
///
/// ```
/// # use plannr_sdk::mock::MockServer;
/// # #[tokio::main]
/// # async fn main() {
/// # let mock = MockServer::start().await;
/// for request in mock.requests() {
///     println!("{} {} {:?}", request.method(), request.path(), request.header("user-agent"));
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct ReceivedRequest {
    method: String,
    /// Scheme, authority and path.
    url: String,
    path_at: usize,
    query: String,
    pairs: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl ReceivedRequest {
    pub(super) fn new(request: &HttpMockRequest) -> Self {
        let (url, query) = request.uri_str().split_once('?').unwrap_or((request.uri_str(), ""));
        let authority_at = url.find("://").map_or(0, |at| at + 3);
        Self {
            method: request.method_str().to_owned(),
            path_at: url[authority_at..].find('/').map_or(url.len(), |at| authority_at + at),
            url: url.to_owned(),
            query: query.to_owned(),
            pairs: request.query_params(),
            headers: request.headers_vec().clone(),
            body: request.body_vec(),
        }
    }

    /// The HTTP method, in capitals.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, with its percent-escapes as they came.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.url[self.path_at..]
    }

    /// The query without the `?`, with its percent-escapes as they came; empty if there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The query's parameters in order, without percent-escapes.
    #[must_use]
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The first header of that name, in any case of letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All headers, their names in small letters.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON; `None` if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}
