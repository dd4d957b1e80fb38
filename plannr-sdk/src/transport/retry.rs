//! What may be sent again, when, and how often: only what cannot be applied twice.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Method, StatusCode};

use super::call::response_in;
use crate::client::Policy;
use crate::error::{Error, StopReason};
use crate::response::RawResponse;

/// Why an attempt is to be followed by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RetryReason {
    /// The token was refused before anything else was looked at: once more with a new one.
    NewToken,
    /// The quota was used up, and nothing was applied: once more when there is a new one. No failure, so that it counts
    /// against the deadline alone.
    Quota,
    /// It failed, and may be repeated: once more after a while.
    Backoff,
}

/// Decides whether an attempt is to be followed by another, or stands as it is.
///
/// A request that never left, and one that was refused for its token or the quota, was not applied, whatever its method.
/// Everything else may have been applied, and is only repeated where that makes no difference.
pub(super) fn again(
    method: &Method,
    outcome: &Result<RawResponse, Error>,
    may_exchange_token: bool,
) -> Option<RetryReason> {
    match (response_in(outcome).map(|response| response.status), outcome) {
        (Some(StatusCode::UNAUTHORIZED), _) if may_exchange_token => Some(RetryReason::NewToken),
        (Some(StatusCode::TOO_MANY_REQUESTS), _) => Some(RetryReason::Quota),
        (None, Err(error)) if error.is_connect() => Some(RetryReason::Backoff),
        _ if !method.is_idempotent() => None,
        (Some(status), _) if is_transient(status) => Some(RetryReason::Backoff),
        (_, Err(error)) if error.is_interrupted() || error.is_timeout() => Some(RetryReason::Backoff),
        _ => None,
    }
}

fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT
            | StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// The longest wait before a retry, when there were so many before it: it doubles each time, up to its limit.
pub(super) fn backoff(policy: &Policy, before: u32) -> Duration {
    let doubled = policy.first_backoff.saturating_mul(2_u32.saturating_pow(before));
    doubled.min(policy.longest_backoff)
}

/// The retry budget that all clones of a client share: a bucket of tokens, with the numbers that the SDKs of AWS have.
///
/// A server that is down is not hammered by everyone's retries: after a hundred in vain there are no more, until calls
/// succeed again.
pub(super) struct Budget(Mutex<u32>);

const CAPACITY: u32 = 500;
const RETRY_COSTS: u32 = 5;

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl Budget {
    /// Takes what a retry costs.
    pub(super) fn withdraw(&self) -> Result<(), StopReason> {
        self.change(|left| left.checked_sub(RETRY_COSTS)).map_or(Err(StopReason::Budget), |_| Ok(()))
    }

    /// A call has succeeded, after so many retries: it pays back what they took and, in any case, a little.
    pub(super) fn deposit(&self, retries: u32) {
        self.change(|left| Some(left.saturating_add(retries.saturating_mul(RETRY_COSTS).max(1)).min(CAPACITY)));
    }

    fn change(&self, change: impl FnOnce(u32) -> Option<u32>) -> Option<u32> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(*left).inspect(|changed| *left = *changed)
    }
}
