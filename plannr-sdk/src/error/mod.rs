//! The one error: what happened, and what is known of the server's state.

mod kind;
mod predicates;
mod refusal;
mod text;

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::response::{CallInfo, RawResponse};
use crate::server_state::ServerState;
use crate::validate::Violation;
pub(crate) use kind::{Kind, Place, StopReason, TokenFailure};
pub use refusal::FieldError;
use refusal::Refusal;

/// The error of every operation: what went wrong, and whether the change was made.
///
/// Ask it for the cause (`is_...`), for the response ([`status`](Self::status), [`field_errors`](Self::field_errors),
/// [`body`](Self::body)) and, after a write, for the [`server_state`](Self::server_state).
///
/// Some statuses, such as 400 and 409, have no `is_...`: use [`status`](Self::status). If the error's text says that
/// the body is a web page, a proxy sent the status. The [example
/// `errors`](https://docs.rs/crate/plannr-sdk/latest/source/examples/errors.rs) sorts errors by what a program does
/// next.
///
/// `Display` and `Debug` are safe to log: they contain no token, no body, and no e-mail address or phone number. The
/// server's own words can quote a client's data; they are available from [`message`](Self::message) and
/// [`field_errors`](Self::field_errors).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// use plannr_sdk::{NewContactDetail, Uuid};
///
/// let unknown_owner = Uuid::nil();
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [unknown_owner])?;
/// let error = plannr.contact_details().create(&new).await.unwrap_err();
/// assert!(error.is_validation());
/// assert_eq!(error.field(), Some("account_uuids.0"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    state: ServerState,
    /// Shared by the errors of a page's bad items.
    response: Option<Arc<RawResponse>>,
    /// The call, if there is no response: a response has its own.
    call: Option<CallInfo>,
    stop_reason: Option<StopReason>,
}

/// How errors are made within the SDK.
impl Error {
    /// An error without a response: nothing was applied.
    pub(crate) fn new(kind: Kind) -> Self {
        Self::in_state(kind, ServerState::NotApplied)
    }

    /// An error without a response, after something was sent.
    pub(crate) fn in_state(kind: Kind, state: ServerState) -> Self {
        Self(Arc::new(Inner { kind, state, response: None, call: None, stop_reason: None }))
    }

    /// An error with a response. The state comes from this response and the earlier attempts.
    pub(crate) fn in_response(kind: Kind, response: impl Into<Arc<RawResponse>>) -> Self {
        let response = response.into();
        let state = response.state_of_attempt().after(response.call.state);
        Self(Arc::new(Inner { kind, state, response: Some(response), call: None, stop_reason: None }))
    }

    /// A response whose status is not a success.
    pub(crate) fn refused(response: RawResponse) -> Self {
        Self::in_response(Kind::Status(Refusal::read(response.status, response.json())), response)
    }

    pub(crate) fn config(setting: &'static str, problem: impl Into<String>) -> Self {
        Self::new(Kind::Config { setting, problem: problem.into() })
    }

    pub(crate) fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Kind::Invalid(FieldError::new(field.into(), reason.into())))
    }

    /// Adds the call, to an error that has no response.
    pub(crate) fn in_call(mut self, call: &CallInfo) -> Self {
        if self.0.response.is_none() {
            self.change(|inner| inner.call = Some(call.clone()));
        }
        self.after(call.state)
    }

    /// Combines the state with that of earlier attempts.
    pub(crate) fn after(mut self, before: ServerState) -> Self {
        self.change(|inner| inner.state = inner.state.after(before));
        self
    }

    /// Sets the state to `Unknown`, because the response or a look-up does not confirm the create.
    pub(crate) fn unconfirmed(mut self) -> Self {
        self.change(|inner| inner.state = ServerState::Unknown);
        self
    }

    pub(crate) fn stopped(mut self, reason: StopReason) -> Self {
        self.change(|inner| inner.stop_reason = Some(reason));
        self
    }

    pub(crate) fn response(&self) -> Option<&RawResponse> {
        self.0.response.as_deref()
    }

    fn call(&self) -> Option<&CallInfo> {
        self.response().map(|response| &response.call).or(self.0.call.as_ref())
    }

    fn change(&mut self, change: impl FnOnce(&mut Inner)) {
        change(Arc::make_mut(&mut self.0));
    }
}

/// A value breaks a limit of the spec: nothing is sent.
impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::invalid(violation.field, violation.reason)
    }
}

/// The state of the server, and its response.
impl Error {
    /// Returns what is known of the server's state: whether the change was made.
    #[must_use]
    pub fn server_state(&self) -> ServerState {
        self.0.state
    }

    /// Returns the number of attempts, including those that failed to connect.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, |call| call.attempts)
    }

    /// Returns the status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(|response| response.status)
    }

    /// Returns the headers of the response, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(|response| &response.headers)
    }

    /// Returns the body of the response, as far as it was received. It may hold a client's data.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.response().map(|response| &*response.body)
    }

    /// Reads the body as a type of your own, for a status whose body has more than a message and field errors. Returns
    /// `None` if the body is not of this type.
    ///
    /// ```
    /// # use plannr_sdk::mock::MockResponse;
    /// #[derive(serde::Deserialize)]
    /// struct Conflict {
    ///     locked_by: String,
    /// }
    ///
    /// let body = serde_json::json!({ "message": "Locked.", "locked_by": "another process" });
    /// let error = MockResponse::json(409, &body).into_error();
    /// let conflict: Option<Conflict> = error.body_as();
    /// assert_eq!(conflict.unwrap().locked_by, "another process");
    /// ```
    #[must_use]
    pub fn body_as<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(self.response()?.json()).ok()
    }

    /// Returns the `X-Request-Id` header, if the server or a proxy sent one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response().and_then(RawResponse::request_id)
    }

    /// Returns how long the server asks you to wait, from `Retry-After` (seconds or a date).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0.kind {
            Kind::Paused { wait, .. } => Some(wait),
            _ => self.response().and_then(RawResponse::retry_after),
        }
    }

    /// Returns the server's message. It may quote a client's data.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Status(refusal) => refusal.message.as_deref(),
            _ => None,
        }
    }

    /// Returns the refused fields with their messages, in the order of the response; or the one field that the SDK
    /// refused before sending. The messages may quote a client's data. Only the first 1,000 messages are returned; the
    /// [`body`](Self::body) has the others.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        match &self.0.kind {
            Kind::Status(refusal) => &refusal.fields,
            Kind::Invalid(field) => std::slice::from_ref(field),
            _ => &[],
        }
    }

    /// Returns the first refused field, in Laravel's dotted form, such as `value` or `account_uuids.0`.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field_errors().first().map(FieldError::field)
    }

    /// Returns the error of one field, by its name in Laravel's dotted form.
    #[must_use]
    pub fn field_error(&self, field: &str) -> Option<&FieldError> {
        self.field_errors().iter().find(|error| error.field() == field)
    }

    /// Returns the uuid of the resource that the error is about, if it is known: of the resource that was created or
    /// updated, that could not be decoded, or that cannot be compared.
    #[must_use]
    pub fn uuid(&self) -> Option<Uuid> {
        match (self.0.state, &self.0.kind) {
            (ServerState::Applied { uuid, .. }, _) => uuid,
            (_, Kind::BadItem { uuid, .. }) => *uuid,
            (_, Kind::Unclear { uuid }) => Some(*uuid),
            _ => None,
        }
    }

    /// Returns the error of the token source. It may hold a secret.
    #[must_use]
    pub fn token_failure(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        match &self.0.kind {
            Kind::Token(TokenFailure(cause)) => cause.as_deref(),
            _ => None,
        }
    }

    /// Returns the place in the JSON that could not be decoded, such as `data[3].uuid`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Undecodable { at: Some(place), .. } if !place.path.is_empty() => Some(&place.path),
            Kind::BadItem { path, .. } => Some(path),
            _ => None,
        }
    }
}

/// `source()` is always `None`: the underlying errors quote URLs and values. `Display` contains their safe parts.
impl std::error::Error for Error {}
