//! Received requests.

use std::fmt;

use httpmock::HttpMockRequest;
use serde_json::Value;

/// A request that the mock server has received.
///
/// `Debug` prints only the method and the path: headers contain the token, queries and bodies contain personal data.
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
    http: HttpMockRequest,
    pairs: Vec<(String, String)>,
}

impl ReceivedRequest {
    pub(super) fn new(http: &HttpMockRequest) -> Self {
        Self { pairs: http.query_params(), http: http.clone() }
    }

    /// Returns the HTTP method, in capital letters.
    #[must_use]
    pub fn method(&self) -> &str {
        self.http.method_str()
    }

    /// Returns the path, with its percent-escapes.
    #[must_use]
    pub fn path(&self) -> &str {
        let authority = self.url().split_once("://").map_or(self.url(), |(_, authority)| authority);
        authority.find('/').map_or("", |at| &authority[at..])
    }

    /// Returns the query without the `?`, with its percent-escapes; empty if there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        self.http.uri_str().split_once('?').map_or("", |(_, query)| query)
    }

    /// Returns the parameters of the query in order, without percent-escapes.
    #[must_use]
    pub fn query_pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Returns the first header of a name, whose case is ignored.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Returns all headers, with their names in lower case.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        self.http.headers_vec()
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.http.body_ref()
    }

    /// Returns the body as JSON; `None` if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body()).ok()
    }

    /// The URL without the query.
    pub(super) fn url(&self) -> &str {
        self.http.uri_str().split('?').next().unwrap_or_default()
    }
}

/// Trims as Laravel does with all texts of a request before it validates them.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || "\u{200B}\u{FEFF}".contains(letter))
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method())
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}
