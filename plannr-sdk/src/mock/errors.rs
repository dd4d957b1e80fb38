//! Errors without a response, for tests of code that handles them.
//!
//! Each is the error of a create by a client without retries. For errors with a response, see
//! [`MockResponse::into_error`](super::MockResponse::into_error).
//!
//! ```
//! use plannr_sdk::mock::errors;
//! use plannr_sdk::{Error, ServerState};
//!
//! fn needs_a_search(error: &Error) -> bool {
//!     error.server_state() == ServerState::Unknown
//! }
//!
//! assert!(needs_a_search(&errors::timed_out()));
//! assert!(!needs_a_search(&errors::connection_failed()));
//! ```

use reqwest::Method;

use crate::error::{Error, Kind};
use crate::policy::Policy;
use crate::response::CallInfo;
use crate::server_state::ServerState;

pub(super) const CREATE: &str = "create_contact_detail";

/// Returns an error with [`Error::is_connect`]. The create was not applied.
#[must_use]
pub fn connection_failed() -> Error {
    of_create(Kind::Connect { cause: "connection refused".to_owned(), is_final: false }, ServerState::NotApplied)
}

/// Returns an error with [`Error::is_timeout`]. The create may have been applied.
#[must_use]
pub fn timed_out() -> Error {
    let after = Some(Policy::default().attempt_timeout);
    of_create(Kind::Timeout { what: "the attempt", after }, ServerState::Unknown)
}

/// Returns an error with [`Error::is_interrupted`]. The create may have been applied.
#[must_use]
pub fn interrupted() -> Error {
    let cause = "connection closed before message completed".to_owned();
    of_create(Kind::Interrupted { cause }, ServerState::Unknown)
}

fn of_create(kind: Kind, state: ServerState) -> Error {
    let call =
        CallInfo { operation: CREATE, method: Method::POST, target: None, attempts: 1, state: ServerState::NotApplied };
    Error::in_state(kind, state).in_call(&call)
}
