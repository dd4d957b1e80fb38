//! Responses: raw, and with their decoded value.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Request, StatusCode};
use uuid::Uuid;

use crate::generated::PATHS;
use crate::server_state::ServerState;

/// The call of a response or an error, and its progress.
#[derive(Clone)]
pub(crate) struct CallInfo {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) target: Option<Target>,
    /// The number of requests that were sent, completely or in part.
    pub(crate) attempts: u32,
    /// The server's state after the previous attempts.
    pub(crate) state: ServerState,
}

/// Returns the path of an operation, with its placeholders.
pub(crate) fn path_of(operation: &str) -> &'static str {
    PATHS.iter().find(|(name, _)| *name == operation).map_or("", |(_, path)| path)
}

/// The resource of a call.
#[derive(Clone)]
pub(crate) enum Target {
    /// The resource that the URL names.
    Existing(Uuid),
    /// A new one. The body has the uuids of other resources, such as its owners.
    New { body: Arc<str> },
}

impl Target {
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let existing = request.url().path().rsplit('/').next()?.parse().ok().map(Self::Existing);
        existing.or_else(|| {
            let body = std::str::from_utf8(request.body()?.as_bytes()?).ok()?;
            Some(Self::New { body: body.into() })
        })
    }

    pub(crate) fn uuid(&self) -> Option<Uuid> {
        if let Self::Existing(uuid) = self { Some(*uuid) } else { None }
    }

    pub(crate) fn may_have(&self, uuid: Uuid) -> bool {
        match self {
            Self::Existing(target) => *target == uuid,
            Self::New { body } => {
                !uuid.is_nil() && !body.contains(&*uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }
    }
}

/// A raw response: status, headers and body.
#[derive(Clone)]
pub(crate) struct RawResponse {
    pub(crate) call: CallInfo,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The head announces that there is no body.
    pub(crate) is_without_body: bool,
    /// The local time.
    pub(crate) received_at: SystemTime,
}

impl RawResponse {
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.headers.get("x-request-id")?.to_str().ok()
    }

    /// Returns the body without the byte order mark that some servers put before JSON.
    pub(crate) fn json(&self) -> &[u8] {
        self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body)
    }

    /// Returns true if the body is HTML, such as a proxy's error page. Checks the content type and the first character.
    pub(crate) fn is_html(&self) -> bool {
        self.declares(b"html") || self.begins_as_html()
    }

    pub(crate) fn begins_as_html(&self) -> bool {
        self.starts_with(b"<")
    }

    /// Returns true if the body begins as a JSON object, as each refusal of Laravel is.
    pub(crate) fn begins_as_object(&self) -> bool {
        self.starts_with(b"{")
    }

    fn declares(&self, kind: &[u8]) -> bool {
        let declared = self.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        declared.windows(kind.len()).any(|part| part.eq_ignore_ascii_case(kind))
    }

    fn starts_with(&self, start: &[u8]) -> bool {
        self.json().trim_ascii_start().starts_with(start)
    }

    /// Returns the uuid at the end of `Location`, which names the resource that a 201 created; the nil uuid if that is of
    /// another collection.
    pub(crate) fn located(&self) -> Option<Uuid> {
        let location = self.headers.get(LOCATION).filter(|_| self.status == StatusCode::CREATED)?.to_str().ok()?;
        let mut segments = location.split(['?', '#']).next()?.trim_end_matches('/').rsplit('/');
        let uuid = segments.next()?.parse().ok()?;
        match (segments.next(), &self.call.target) {
            (Some(collection), Some(Target::New { .. })) if !path_of(self.call.operation).ends_with(collection) => {
                Some(Uuid::nil())
            }
            _ => Some(uuid),
        }
    }

    /// Reads `Retry-After`, in seconds or as a date. A date is compared with the server's own `Date` if there is one; a
    /// past date means no wait. Any other value, such as a negative number, is ignored.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // A number that overflows is treated as the longest wait.
            return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
        }
        let until = httpdate::parse_http_date(text).ok()?;
        let date = self.headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        Some(until.duration_since(date.unwrap_or(self.received_at)).unwrap_or_default())
    }
}

/// A decoded value and its response.
///
/// Derefs to the value; [`into_inner`](Self::into_inner) returns it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # use plannr_sdk::NewContactDetail;
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
/// let created = plannr.contact_details().create(&new).await?;
/// println!("{} was created: {}", created.uuid, created.status());
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

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: change(self.value), response: self.response }
    }

    pub(crate) fn into_response(self) -> RawResponse {
        self.response
    }

    /// Returns the value and drops the rest.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// Returns the raw body, including fields that the models lack. It contains a client's data.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// Returns the `X-Request-Id` header, if the server or a proxy sent one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }

    /// Returns the number of requests that were sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.response.call.attempts
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
