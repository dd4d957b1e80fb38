//! What came back: the answer as it was, and the value that was read from it.

use std::fmt;
use std::ops::Deref;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode};

use crate::server_state::ServerState;

/// An answer of the server, whole.
#[derive(Clone)]
pub(crate) struct RawResponse {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    /// What is known of the server from the attempts before.
    pub(crate) state_before: ServerState,
    /// By the clock of this machine.
    pub(crate) came_at: SystemTime,
}

impl RawResponse {
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.headers.get("x-request-id")?.to_str().ok()
    }

    /// Whether it is a page for browsers, of a proxy or a login, by what it says of itself or by its first letter.
    pub(crate) fn is_html(&self) -> bool {
        let declared = self.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        let is_declared = declared.get(..9).is_some_and(|kind| kind.eq_ignore_ascii_case(b"text/html"));
        is_declared || self.body.trim_ascii_start().starts_with(b"<")
    }

    /// `Retry-After` as seconds or as a date. The date is held against the server's own clock where it is known; one that
    /// has passed is no wait. What is neither, such as a negative number, says nothing.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More than a number can hold is as good as for ever.
            return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
        }
        let until = httpdate::parse_http_date(text).ok()?;
        let date = self.headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        Some(until.duration_since(date.unwrap_or(self.came_at)).unwrap_or_default())
    }
}

/// A value that the server sent, with the answer that it came in.
///
/// It derefs to the value; [`into_inner`](Self::into_inner) gives it away.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # use plannr_sdk::NewContactDetail;
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
/// let created = plannr.contact_details().create(&new).await?;
/// println!("{} was created with {}", created.uuid, created.status());
/// let detail: plannr_sdk::ContactDetail = created.into_inner();
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    response: RawResponse,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, response: RawResponse) -> Self {
        Self { value, response }
    }

    pub(crate) fn into_response(self) -> RawResponse {
        self.response
    }

    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// The body as it came, with all that the models do not know. It holds a client's data.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// The `X-Request-Id` of the answer, if the server or a proxy gave one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }

    /// How many requests were sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.response.attempts
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.response.status.as_u16())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
