//! The one error: what happened, and what it means for the server's state.

mod kind;
mod predicates;
mod refusal;
mod text;

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use uuid::Uuid;

use crate::response::RawResponse;
use crate::server_state::ServerState;
pub(crate) use kind::{Kind, Place, StopReason, TokenFailure};
pub use refusal::FieldError;
use refusal::Refusal;

/// What went wrong, and what it means for the contact detail.
///
/// One small type for all failures. Ask it what it is (`is_...`), what the server said ([`status`](Self::status),
/// [`field_errors`](Self::field_errors), [`body`](Self::body)) and, after a write, whether the contact detail was
/// applied ([`server_state`](Self::server_state)).
///
/// For some statuses, such as 400 and 409, no `is_...` is true: go by [`status`](Self::status). A status says who refused only
/// if the answer is Plannr's; a proxy's page of HTML may have any, and the text of the error then says so. The [example
/// `errors`](https://docs.rs/crate/plannr-sdk/latest/source/examples/errors.rs) sorts errors by what a program does next.
///
/// `Display` and `Debug` are safe to log: they hold no token, no body and no value. What the server said in words can
/// quote a client's data, and is had by asking for it by name.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// use plannr_sdk::{NewContactDetail, Uuid};
///
/// let nobody = Uuid::nil();
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [nobody])?;
/// let error = plannr.contact_details().create(&new).await.unwrap_err();
/// assert!(error.is_validation());
/// assert_eq!(error.field_errors()[0].field(), "account_uuids.0");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    operation: Option<&'static str>,
    state: ServerState,
    attempts: u32,
    response: Option<RawResponse>,
    refusal: Option<Refusal>,
    stop_reason: Option<StopReason>,
}

/// How an error comes about: used within the SDK.
impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Arc::new(Inner {
            kind,
            operation: None,
            state: ServerState::NotApplied,
            attempts: 0,
            response: None,
            refusal: None,
            stop_reason: None,
        }))
    }

    pub(crate) fn config(setting: &'static str, problem: impl Into<String>) -> Self {
        Self::new(Kind::Config { setting, problem: problem.into() })
    }

    pub(crate) fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        let (field, reason) = (field.into(), reason.into());
        let refusal = Refusal::of_field(field.clone(), reason.clone());
        let mut error = Self::new(Kind::Invalid { field, reason });
        error.change(|inner| inner.refusal = Some(refusal));
        error
    }

    /// An answer with a status that is no success.
    pub(crate) fn refused(response: RawResponse, state: ServerState) -> Self {
        let refusal = Refusal::read(response.status, &response.body);
        let mut error = Self::new(Kind::Status).with_state(state).with_response(response);
        error.change(|inner| inner.refusal = Some(refusal));
        error
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Self {
        self.change(|inner| inner.operation = Some(operation));
        self
    }

    pub(crate) fn with_state(mut self, state: ServerState) -> Self {
        self.change(|inner| inner.state = state);
        self
    }

    /// The same error, with what was known of the server before.
    pub(crate) fn after(self, before: ServerState) -> Self {
        let state = self.0.state.after(before);
        self.with_state(state)
    }

    /// Names the contact detail that a write was about, where the answer does not.
    pub(crate) fn about(self, uuid: Uuid) -> Self {
        match self.0.state {
            ServerState::Applied { uuid: None } => self.with_state(ServerState::Applied { uuid: Some(uuid) }),
            _ => self,
        }
    }

    pub(crate) fn stopped(mut self, reason: StopReason) -> Self {
        self.change(|inner| inner.stop_reason = Some(reason));
        self
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    pub(crate) fn response(&self) -> Option<&RawResponse> {
        self.0.response.as_ref()
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.change(|inner| inner.attempts = attempts);
        self
    }

    pub(crate) fn with_response(mut self, response: RawResponse) -> Self {
        self.change(|inner| {
            inner.operation = Some(response.operation);
            inner.attempts = response.attempts;
            inner.response = Some(response);
        });
        self
    }

    fn change(&mut self, change: impl FnOnce(&mut Inner)) {
        change(Arc::make_mut(&mut self.0));
    }
}

/// What it means, and what the server said.
impl Error {
    /// What is known of the state of the server: whether the contact detail was applied.
    #[must_use]
    pub fn server_state(&self) -> ServerState {
        self.0.state
    }

    /// How many requests were sent, or begun.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// The headers of the answer, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// The body of the answer, as far as it came. It may hold a client's data.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|response| &*response.body)
    }

    /// The `X-Request-Id` of the answer, if the server or a proxy gave one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.as_ref().and_then(RawResponse::request_id)
    }

    /// How long the server asks to wait before the next request, by `Retry-After` in either form.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0.kind {
            Kind::Paused { wait, .. } => Some(wait),
            _ => self.0.response.as_ref().and_then(RawResponse::retry_after),
        }
    }

    /// What the server said in words. It may quote a client's data.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.refusal.as_ref().and_then(|refusal| refusal.message.as_deref())
    }

    /// The fields that were refused, in the order of the answer, each with its messages; or the one that the SDK
    /// refused before sending. The messages may quote a client's data.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        self.0.refusal.as_ref().map_or(&[], |refusal| &refusal.fields)
    }

    /// What is wrong with one field, by its name in Laravel's dotted form, such as `value` or `account_uuids.0`.
    #[must_use]
    pub fn field_error(&self, field: &str) -> Option<&FieldError> {
        self.field_errors().iter().find(|error| error.field() == field)
    }

    /// The contact detail that the error is about, where it is known: the one that was applied but whose answer does not
    /// decode, or the item of a page that does not.
    #[must_use]
    pub fn uuid(&self) -> Option<Uuid> {
        match (self.0.state, &self.0.kind) {
            (ServerState::Applied { uuid }, _) => uuid,
            (_, Kind::BadItem { uuid, .. }) => *uuid,
            (_, Kind::Unclear { uuid }) => Some(*uuid),
            _ => None,
        }
    }

    /// What the token source said when it failed. It may hold a secret.
    #[must_use]
    pub fn token_failure(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        match &self.0.kind {
            Kind::Token(TokenFailure(cause)) => cause.as_deref(),
            _ => None,
        }
    }

    /// Where in the JSON of the answer it could not be read, such as `data[3].uuid`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Undecodable { at: Some(place), .. } if !place.path.is_empty() => Some(&place.path),
            Kind::BadItem { path, .. } => Some(path),
            _ => None,
        }
    }
}

/// There is no `source()`: the errors beneath quote URLs and values. What they say that is harmless is in the message.
impl std::error::Error for Error {}
