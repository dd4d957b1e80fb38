//! What can go wrong. None of it holds a value, a token, a URL or a body.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

/// Why an attempt that could have been repeated was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopReason {
    /// There were as many attempts as the settings allow.
    Attempts,
    /// The retry budget of the client is used up.
    Budget,
    /// The call would have taken longer than it may.
    Deadline,
    /// The server asks for a longer wait than the settings allow.
    MaxWait { requested: Duration, max_wait: Duration },
}

/// What happened. None of its texts holds a value, a token, a URL or a body.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A setting of the client cannot be used.
    Config { setting: &'static str, problem: String },
    /// A value was refused before anything was sent.
    Invalid { field: String, reason: String },
    /// The token source failed.
    Token(TokenFailure),
    /// All are to wait for the quota, longer than the settings allow.
    Paused { wait: Duration, max_wait: Duration },
    /// No connection came about.
    Connect { cause: String },
    /// A deadline passed.
    Timeout { what: &'static str, after: Option<Duration> },
    /// The connection was lost after the request, or a part of it, had been sent.
    Interrupted { cause: String },
    /// The answer is larger than the client reads.
    TooLarge { limit: u64 },
    /// The server answered with a status that is no success.
    Status,
    /// The server answered with success, but not with what is due.
    Undecodable { expected: &'static str, at: Option<Place>, what: &'static str },
    /// An item of a page does not decode.
    BadItem { path: String, uuid: Option<Uuid> },
    /// A list holds others than what was asked for.
    FilterIgnored,
    /// A contact detail may be the one that was looked for, but does not say enough.
    Unclear { uuid: Uuid },
    /// A page is not the page that was asked for.
    WrongPage { requested: u64, received: Option<i64> },
}

#[cfg(feature = "tracing")]
impl Kind {
    /// What happened, in a word that is the same for all of a kind.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Config { .. } => "config",
            Self::Invalid { .. } => "invalid_input",
            Self::Token(_) => "token",
            Self::Paused { .. } => "paused",
            Self::Connect { .. } => "connect",
            Self::Timeout { .. } => "timeout",
            Self::Interrupted { .. } => "interrupted",
            Self::TooLarge { .. } => "too_large",
            Self::Status => "status",
            Self::Undecodable { .. } | Self::BadItem { .. } | Self::FilterIgnored | Self::WrongPage { .. } => "decode",
            Self::Unclear { .. } => "unclear",
        }
    }
}

/// What a token source gave instead of a token; nothing, if it panicked. It is not printed: it may hold a secret.
#[derive(Clone)]
pub(crate) struct TokenFailure(pub(crate) Option<Arc<dyn std::error::Error + Send + Sync>>);

impl std::fmt::Debug for TokenFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

/// Where in a JSON text.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}
