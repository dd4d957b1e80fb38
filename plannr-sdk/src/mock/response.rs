//! Answers: what the mock server says, of itself or because a script tells it to.

use std::fmt;
use std::time::Duration;

use httpmock::HttpMockResponse;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::problems::Problems;

/// An answer to script for calls to come, see [`MockServer::next_response`](super::MockServer::next_response).
///
/// Bodies of errors have the form that Plannr documents or, where it documents none, Laravel's. Rate-limit headers are
/// added when the answer is sent, except to what does not come from Plannr itself ([`raw`](Self::raw),
/// [`html_from_proxy`](Self::html_from_proxy)).
///
/// ```
/// # use plannr_sdk::mock::{MockResponse, MockServer};
/// # #[tokio::main]
/// # async fn main() {
/// # let mock = MockServer::start().await;
/// mock.next_response(MockResponse::too_many_requests(Some(2)));
/// mock.next_response(MockResponse::server_error().after_applying());
/// # }
/// ```
#[derive(Clone)]
#[must_use = "an answer is given when it is scripted"]
pub struct MockResponse {
    status: u16,
    pub(super) after_applying: bool,
    pub(super) delayed_by: Duration,
    /// The method of the requests that it is for; all, if there is none.
    method: Option<String>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    from_plannr: bool,
}

impl MockResponse {
    /// Any status with a JSON body.
    ///
    /// # Panics
    ///
    /// If it is no status of HTTP: three digits.
    #[track_caller]
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { from_plannr: true, ..Self::new(status, headers, body.to_string().into_bytes()) }
    }

    /// Exactly this, without the headers that Plannr adds.
    ///
    /// A `Content-Length` among the headers must be true: the HTTP library refuses to send one that is not, and the
    /// connection breaks.
    ///
    /// # Panics
    ///
    /// If the status or a header is none that HTTP can carry.
    #[track_caller]
    pub fn raw(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self::new(status, headers, body.into())
    }

    #[track_caller]
    fn new(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        assert!((100..1000).contains(&status), "{status} is no status of HTTP");
        headers.iter().for_each(|(name, value)| assert_header(name, value));
        let (after_applying, delayed_by, method, from_plannr) = (false, Duration::ZERO, None, false);
        Self { status, after_applying, delayed_by, method, headers, body, from_plannr }
    }

    /// An HTML page, as a proxy or a load balancer in front of Plannr sends it.
    ///
    /// # Panics
    ///
    /// If it is no status of HTTP: three digits.
    #[track_caller]
    pub fn html_from_proxy(status: u16) -> Self {
        let page =
            format!("<!DOCTYPE html>\n<html><body><h1>{status}</h1><p>This page comes from a proxy.</p></body></html>");
        Self::raw(status, &[("Content-Type", "text/html; charset=utf-8")], page)
    }

    /// 401: the token is missing, wrong, expired or revoked.
    pub fn unauthenticated() -> Self {
        Self::message(401, "Unauthenticated.")
    }

    /// 403: the login lacks the permission, for example one without `has_write_permission` that wants to write.
    pub fn forbidden() -> Self {
        Self::message(403, "This action is unauthorized.")
    }

    /// 404: there is no such contact detail.
    pub fn not_found() -> Self {
        Self::message(404, "No query results for model [App\\Models\\ContactDetail].")
    }

    /// 409: the resource is in a state that does not allow this.
    pub fn conflict() -> Self {
        Self::message(409, "The resource is being changed by another process.")
    }

    /// 422: the request is not valid; pairs of a field and what is wrong with it.
    ///
    /// ```
    /// # use plannr_sdk::mock::MockResponse;
    /// MockResponse::invalid([("account_uuids.0", "The selected account_uuids.0 is invalid.")]);
    /// ```
    pub fn invalid<F: Into<String>, T: Into<String>>(problems: impl IntoIterator<Item = (F, T)>) -> Self {
        problems.into_iter().collect::<Problems>().into()
    }

    /// 429: too many requests; with or without a `Retry-After` of so many seconds.
    pub fn too_many_requests(retry_after: Option<u64>) -> Self {
        let response = Self::message(429, "Too Many Attempts.").with_header("X-Ratelimit-Remaining", "0");
        match retry_after {
            Some(seconds) => response.with_header("Retry-After", seconds.to_string()),
            None => response,
        }
    }

    /// 500: the server failed.
    pub fn server_error() -> Self {
        Self::message(500, "Server Error")
    }

    /// 501: the spec has it, and the mock server was not told what it does.
    pub(super) fn not_implemented(what: &str) -> Self {
        Self::message(501, &format!("The mock server does not know {what}: say in plannr-sdk/src/mock/ what it does."))
    }

    /// An error's status with Laravel's `{"message": ...}`.
    ///
    /// # Panics
    ///
    /// If it is no status of HTTP: three digits.
    #[track_caller]
    pub fn message(status: u16, text: &str) -> Self {
        Self::json(status, &json!({ "message": text }))
    }

    /// The same answer with one more header.
    ///
    /// # Panics
    ///
    /// If it is no header that HTTP can carry.
    #[track_caller]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        assert_header(&name, &value);
        self.headers.push((name, value));
        self
    }

    /// The same answer, given after the request has been carried out: what a caller sees whose success got lost.
    pub fn after_applying(mut self) -> Self {
        self.after_applying = true;
        self
    }

    /// The same answer, after so much time on the [`clock`](super::MockServer::clock) of the clients, which nobody
    /// waits for: when it is longer than a client's timeout, the client never sees the answer. A client with another clock,
    /// such as [`SystemClock`](crate::SystemClock), does not notice. The time passes for all that is in flight beside it: a
    /// batch that is to be told apart from it has a [`concurrency`](crate::Batch::concurrency) of 1. An hour is longer than a
    /// whole call may take; for a repeat to follow, take 40 seconds.
    ///
    /// ```
    /// # use plannr_sdk::NewContactDetail;
    /// # use plannr_sdk::mock::{MockResponse, MockServer};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = MockServer::start().await;
    /// use std::time::Duration;
    ///
    /// mock.next_response(MockResponse::server_error().after_applying().delayed_by(Duration::from_secs(3600)));
    /// let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
    /// let error = mock.plannr().contact_details().create(&new).await.unwrap_err();
    /// assert!(error.is_timeout());
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn delayed_by(mut self, time: Duration) -> Self {
        self.delayed_by = time;
        self
    }

    /// The same answer, for requests of this method only: it waits for the first of them, and others pass it by.
    ///
    /// ```
    /// # use plannr_sdk::NewContactDetail;
    /// # use plannr_sdk::mock::{MockResponse, MockServer};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = MockServer::start().await;
    /// // `ensure` lists before it creates.
    /// mock.next_response(MockResponse::server_error().after_applying().to("POST"));
    /// let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
    /// assert!(mock.plannr().contact_details().ensure(&new).await?.is_created());
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// If it is no method of HTTP, in capital letters.
    #[track_caller]
    pub fn to(mut self, method: &str) -> Self {
        assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method), "{method} is no method of HTTP");
        self.method = Some(method.to_owned());
        self
    }

    pub(super) fn into_http(self) -> HttpMockResponse {
        HttpMockResponse::builder().status(self.status).headers(self.headers).body(self.body).build()
    }

    pub(super) fn is_for(&self, method: &str) -> bool {
        self.method.as_deref().is_none_or(|own| own == method)
    }

    /// Adds a header of Plannr's own, unless a script has set it or the answer does not come from Plannr.
    pub(super) fn with_own_header(self, name: &str, value: impl ToString) -> Self {
        if self.from_plannr && !self.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name)) {
            self.with_header(name, value.to_string())
        } else {
            self
        }
    }
}

#[track_caller]
fn assert_header(name: &str, value: &str) {
    let is_good = HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok();
    assert!(is_good, "{name} is no header of HTTP, or has no value of one");
}

impl From<Problems> for MockResponse {
    fn from(problems: Problems) -> Self {
        Self::json(422, &json!({ "message": problems.message(), "errors": problems.by_field() }))
    }
}

/// Without headers and body, which a test may have taken from real data.
impl fmt::Debug for MockResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockResponse")
            .field("status", &self.status)
            .field("after_applying", &self.after_applying)
            .finish_non_exhaustive()
    }
}
