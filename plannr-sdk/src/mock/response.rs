//! Scripted responses, and the mock server's own ones.

use std::fmt;
use std::time::Duration;

use httpmock::HttpMockResponse;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::errors::CREATE;
use super::field_errors::FieldErrors;
use super::or_panic::or_panic;
use crate::clock::{Clock as _, SystemClock};
use crate::decode;
use crate::error::Error;
use crate::generated::types::ContactDetail;
use crate::list::items;
use crate::list::page::Requested;
use crate::response::{CallInfo, RawResponse};
use crate::server_state::ServerState;

/// A response to script with [`MockServer::next_response`](super::MockServer::next_response), or to turn into an
/// [error](Self::into_error).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// use plannr_sdk::mock::MockResponse;
///
/// mock.next_response(MockResponse::too_many_requests(Some(2)));
/// mock.next_response(MockResponse::server_error().after_applying());
/// # }
/// ```
///
/// Error bodies have the form that Plannr documents or else Laravel's. The mock server adds Plannr's rate-limit
/// headers, except to responses that do not come from Plannr ([`raw`](Self::raw) and
/// [`html_from_proxy`](Self::html_from_proxy)).
#[derive(Clone)]
#[must_use = "a response does nothing unless it is scripted"]
pub struct MockResponse {
    status: StatusCode,
    /// Boxed, because the mock server returns responses as errors, too.
    headers: Box<HeaderMap>,
    body: Vec<u8>,
    /// The method of the requests that it is for, or `None` for all of them.
    method: Option<Method>,
    from_plannr: bool,
    pub(super) after_applying: bool,
    pub(super) delayed_by: Duration,
}

impl MockResponse {
    /// Makes a response with any status and a JSON body.
    ///
    /// # Panics
    ///
    /// Panics unless the status has three digits.
    #[track_caller]
    pub fn json(status: u16, body: &Value) -> Self {
        let response = Self::raw(status, &[(CONTENT_TYPE.as_str(), "application/json")], body.to_string());
        Self { from_plannr: true, ..response }
    }

    /// Makes the response of an operation, which has no body if it is null.
    pub(super) fn success(status: u16, body: &Value) -> Self {
        match body {
            Value::Null => Self { from_plannr: true, ..Self::raw(status, &[], Vec::new()) },
            body => Self::json(status, body),
        }
    }

    /// Makes a response from its parts. The mock server adds no headers to it.
    ///
    /// If there is a `Content-Length` that does not match the body, the connection breaks.
    ///
    /// # Panics
    ///
    /// Panics if the status or a header is not valid in HTTP.
    #[track_caller]
    pub fn raw(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let response = Self {
            status: or_panic(StatusCode::from_u16(status), "not a status of HTTP"),
            headers: Box::default(),
            body: body.into(),
            method: None,
            from_plannr: false,
            after_applying: false,
            delayed_by: Duration::ZERO,
        };
        headers.iter().fold(response, |response, &(name, value)| response.with_header(name, value))
    }

    /// Makes an HTML page, as a proxy or a load balancer in front of Plannr sends it.
    ///
    /// # Panics
    ///
    /// Panics unless the status has three digits.
    #[track_caller]
    pub fn html_from_proxy(status: u16) -> Self {
        let page =
            format!("<!DOCTYPE html>\n<html><body><h1>{status}</h1><p>This page comes from a proxy.</p></body></html>");
        Self::raw(status, &[(CONTENT_TYPE.as_str(), "text/html; charset=utf-8")], page)
    }

    /// Makes an error response with Laravel's `{"message": ...}`.
    ///
    /// # Panics
    ///
    /// Panics unless the status has three digits.
    #[track_caller]
    pub fn message(status: u16, text: &str) -> Self {
        Self::json(status, &json!({ "message": text }))
    }

    /// Makes a 401: the token is missing, wrong, expired or revoked.
    pub fn unauthenticated() -> Self {
        Self::message(401, "Unauthenticated.")
    }

    /// Makes a 403: the login lacks a permission, such as `has_write_permission` for a create.
    pub fn forbidden() -> Self {
        Self::message(403, "This action is unauthorized.")
    }

    /// Makes a 404: the resource does not exist.
    pub fn not_found() -> Self {
        Self::message(404, "No query results for model.")
    }

    /// Makes a 409: the state of the resource does not allow the request.
    pub fn conflict() -> Self {
        Self::message(409, "The resource is being changed by another process.")
    }

    /// Makes a 422: the request is not valid. Each pair has a field and its problem.
    ///
    /// ```
    /// # use plannr_sdk::mock::MockResponse;
    /// MockResponse::invalid([("account_uuids.0", "The selected account_uuids.0 is invalid.")]);
    /// ```
    pub fn invalid<F: Into<String>, T: Into<String>>(problems: impl IntoIterator<Item = (F, T)>) -> Self {
        problems.into_iter().collect::<FieldErrors>().into()
    }

    /// Makes a 429: too many requests, with an optional `Retry-After` in seconds.
    pub fn too_many_requests(retry_after: Option<u64>) -> Self {
        let response = Self::message(429, "Too Many Attempts.").with_header("X-Ratelimit-Remaining", "0");
        let seconds = retry_after.into_iter();
        seconds.fold(response, |response, seconds| response.with_header("Retry-After", seconds.to_string()))
    }

    /// Makes a 500: the server failed.
    pub fn server_error() -> Self {
        Self::message(500, "Server Error")
    }

    /// Makes a 501: the spec has an operation, a filter or a sort that the mock server does not implement.
    pub(super) fn not_implemented(what: &str) -> Self {
        Self::message(
            501,
            &format!("The mock server does not implement {what}: add it in plannr-sdk/src/mock/server.rs."),
        )
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// Panics if the header is not valid in HTTP.
    #[track_caller]
    pub fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let name = or_panic(HeaderName::from_bytes(name.as_ref().as_bytes()), "not a header of HTTP");
        let value = or_panic(HeaderValue::from_str(value.as_ref()), "not a header of HTTP");
        self.headers.append(name, value);
        self
    }

    /// Applies the request before the response is sent, so that a write succeeds although the caller gets an error.
    pub fn after_applying(self) -> Self {
        Self { after_applying: true, ..self }
    }

    /// Delays the response on the simulated [`clock`](super::MockServer::clock) of the clients. The test does not wait.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # use plannr_sdk::{NewContactDetail, mock::{MockResponse, MockServer}};
    /// # let mock = MockServer::start().await;
    /// # let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
    /// use std::time::Duration;
    ///
    /// mock.next_response(MockResponse::server_error().after_applying().delayed_by(Duration::from_secs(3600)));
    /// let error = mock.plannr().contact_details().create(&new).await.unwrap_err();
    /// assert!(error.is_timeout());
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # Ok(()) }
    /// ```
    ///
    /// A client whose timeout is shorter never sees the response: an hour exceeds the limit of a call, 40 seconds
    /// exceed the limit of an attempt and leave time for a retry. The time passes for everything in flight, so test one
    /// item of a batch with a [`concurrency`](crate::Batch::concurrency) of 1. Clients with another clock, such as
    /// [`SystemClock`], do not notice the delay.
    pub fn delayed_by(self, time: Duration) -> Self {
        Self { delayed_by: time, ..self }
    }

    /// Sends the response to the next request with this method. Other requests are not affected.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # use plannr_sdk::{NewContactDetail, mock::{MockResponse, MockServer}};
    /// # let mock = MockServer::start().await;
    /// # let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]])?;
    /// // `ensure` lists before it creates.
    /// mock.next_response(MockResponse::server_error().after_applying().to("POST"));
    /// assert!(mock.plannr().contact_details().ensure(&new).await?.is_created());
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the method is not valid in HTTP.
    #[track_caller]
    pub fn to(self, method: &str) -> Self {
        let method = method.to_ascii_uppercase().parse();
        Self { method: Some(or_panic(method, "not a method of HTTP")), ..self }
    }

    /// Returns the error that the SDK returns for this response, without a server.
    ///
    /// Use it to test code that handles errors. The error is that of a create by a client without retries, or of a list
    /// after [`to("GET")`](Self::to), or of an update after `to("PUT")`. For errors without a response, see
    /// [`errors`](super::errors).
    ///
    /// ```
    /// use plannr_sdk::ServerState;
    /// use plannr_sdk::mock::MockResponse;
    ///
    /// let error = MockResponse::invalid([("value", "The value is taken.")]).into_error();
    /// assert!(error.is_validation() && error.field_error("value").is_some());
    ///
    /// let error = MockResponse::server_error().into_error();
    /// assert_eq!(error.server_state(), ServerState::Unknown);
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the SDK would not return an error for this response.
    #[must_use]
    #[track_caller]
    pub fn into_error(self) -> Error {
        let method = self.method.unwrap_or(Method::POST);
        let operation = match method {
            Method::GET => "list_contact_details",
            Method::PUT => "update_contact_detail",
            _ => CREATE,
        };
        let call = CallInfo { operation, method, target: None, attempts: 1, state: ServerState::NotApplied };
        let response = RawResponse {
            call,
            status: self.status,
            headers: *self.headers,
            is_without_body: self.body.is_empty(),
            body: self.body.into(),
            received_at: SystemClock.time_of_day(),
        };
        let requested = Requested { page: None, per_page: 0, skip_bad_items: false };
        let error = match response.call.method {
            _ if !response.status.is_success() => Some(Error::refused(response)),
            Method::GET => items::decode::<ContactDetail>(response, requested).err(),
            Method::DELETE => decode::nothing(response).err(),
            _ => decode::resource::<ContactDetail>(response).err(),
        };
        or_panic(error.ok_or(self.status), "the SDK returns no error for this response")
    }

    pub(super) fn into_http(self) -> HttpMockResponse {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
        HttpMockResponse::builder().status(self.status.as_u16()).headers(headers).body(self.body).build()
    }

    pub(super) fn is_for(&self, method: &str) -> bool {
        self.method.as_ref().is_none_or(|own| own == method)
    }

    /// Adds a header of Plannr's, unless a script has set it or the response does not come from Plannr.
    pub(super) fn with_own_header(self, name: &str, value: impl ToString) -> Self {
        if self.from_plannr && !self.headers.contains_key(name) {
            self.with_header(name, value.to_string())
        } else {
            self
        }
    }
}

impl From<FieldErrors> for MockResponse {
    fn from(errors: FieldErrors) -> Self {
        Self::json(422, &json!({ "message": errors.message(), "errors": errors.by_field() }))
    }
}

/// Omits headers and body, which a test may have taken from real data.
impl fmt::Debug for MockResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockResponse")
            .field("status", &self.status.as_u16())
            .field("after_applying", &self.after_applying)
            .finish_non_exhaustive()
    }
}
