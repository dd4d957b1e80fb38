//! Decides which attempts are retried, and when.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::error::{Error, StopReason};
use crate::policy::Policy;
use crate::server_state::ServerState;

/// The reason for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RetryReason {
    /// The token was refused before anything else was checked: retry with a new one.
    NewToken,
    /// The quota was used up and nothing was applied: retry when there is room. Only the call's timeout limits it.
    Quota,
    /// A failure that may be over after a backoff.
    Backoff,
}

/// Returns why the request is sent again, or `None` if the error stands.
///
/// A request that was not applied can be sent again, whatever its method. Any other is only sent again where that makes
/// no difference.
pub(super) fn reason(method: &Method, error: &Error, may_exchange_token: bool) -> Option<RetryReason> {
    match error.status() {
        Some(StatusCode::UNAUTHORIZED) if may_exchange_token => Some(RetryReason::NewToken),
        Some(StatusCode::TOO_MANY_REQUESTS) => Some(RetryReason::Quota),
        _ if !method.is_idempotent() && error.server_state() != ServerState::NotApplied => None,
        _ => error.is_transient().then_some(RetryReason::Backoff),
    }
}

/// Returns the longest wait before a retry: it doubles with each retry made, up to its limit.
pub(super) fn backoff(policy: &Policy, retries: u32) -> Duration {
    policy.first_backoff.saturating_mul(2_u32.saturating_pow(retries)).min(policy.longest_backoff)
}

/// The retry budget that all clones of a client share: a bucket of tokens, with the numbers of the AWS SDKs.
///
/// It protects a server that is down: after a hundred failed retries there are no more until calls succeed again.
pub(super) struct Budget(Mutex<u32>);

const CAPACITY: u32 = 500;
const RETRY_COST: u32 = 5;

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl Budget {
    /// Takes the cost of a retry.
    pub(super) fn withdraw(&self) -> Result<(), StopReason> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.checked_sub(RETRY_COST).ok_or(StopReason::Budget)?;
        Ok(())
    }

    /// Returns the cost of a successful call's retries, and at least one token.
    pub(super) fn deposit(&self, retries: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(retries.saturating_mul(RETRY_COST).max(1)).min(CAPACITY);
    }
}
