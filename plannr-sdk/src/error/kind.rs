//! The kinds of errors. Fields contain no value, token, URL or body, unless their `Debug` omits it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::refusal::{FieldError, Refusal};

/// The reason why a call ended without a possible retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopReason {
    /// All retries that the settings allow were made.
    Attempts,
    /// The retry budget of the client is exhausted.
    Budget,
    /// The call would have exceeded its timeout.
    Deadline,
    /// The server requested a longer wait than the settings allow.
    MaxWait { requested: Duration, max_wait: Duration },
}

/// The kind of an error.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A setting of the client cannot be used.
    Config { setting: &'static str, problem: String },
    /// A value was refused before anything was sent.
    Invalid(FieldError),
    /// The token source failed.
    Token(TokenFailure),
    /// All calls wait for the quota, for longer than the settings allow.
    Paused { wait: Duration, max_wait: Duration },
    /// No connection was made. If it is final, another attempt fails like this one.
    Connect { cause: String, is_final: bool },
    /// A deadline passed.
    Timeout { what: &'static str, after: Option<Duration> },
    /// The connection was lost after the request, or a part of it, was sent.
    Interrupted { cause: String },
    /// The response is larger than the limit.
    TooLarge { limit: u64 },
    /// The status of the response is not a success.
    Status(Refusal),
    /// The response is a success, but its body could not be decoded.
    Undecodable { problem: &'static str, at: Option<Place> },
    /// An item of a page could not be decoded.
    BadItem { path: String, uuid: Option<Uuid> },
    /// Further items of the page could not be decoded.
    MoreBadItems { count: usize },
    /// A list holds other items than the filter selects.
    FilterIgnored,
    /// A contact detail may be the one that was looked for, but cannot be compared.
    Unclear { uuid: Uuid },
    /// A page is not the page that was requested.
    WrongPage { requested: u64, received: i64 },
    /// After a page, the end of the list is uncertain.
    BadPage { number: u64, problem: &'static str },
}

/// The error of a token source; `None` if it panicked. It is not printed, because it may hold a secret.
#[derive(Clone)]
pub(crate) struct TokenFailure(pub(crate) Option<Arc<dyn std::error::Error + Send + Sync>>);

impl fmt::Debug for TokenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

/// A place in a JSON text.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}
