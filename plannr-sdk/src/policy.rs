//! The limits of calls, and their defaults.

use std::time::Duration;

use crate::error::Error;

/// The timeouts, the size limit and the retry settings of a client.
#[derive(Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) max_response_size: u64,
    pub(crate) max_retries: u32,
    pub(crate) first_backoff: Duration,
    pub(crate) longest_backoff: Duration,
    /// The longest wait that a server may request.
    pub(crate) max_retry_after: Duration,
    /// The wait of `ensure` between a create without a response and the look-up that follows it.
    pub(crate) settle_delay: Duration,
    /// The longest list that `ensure` reads.
    pub(crate) max_look_up_pages: u64,
}

impl Policy {
    /// Checks the settings of a builder or of a clone.
    pub(crate) fn check(&self) -> Result<(), Error> {
        check_timeout("the attempt timeout", self.attempt_timeout)?;
        check_timeout("the call timeout", self.call_timeout)
    }
}

pub(crate) fn check_timeout(setting: &'static str, timeout: Duration) -> Result<(), Error> {
    match timeout.is_zero() {
        true => Err(Error::config(setting, "is zero: no request could finish in time")),
        false => Ok(()),
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempt_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(120),
            max_response_size: 16 * 1024 * 1024,
            max_retries: 2,
            first_backoff: Duration::from_millis(500),
            longest_backoff: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
            settle_delay: Duration::from_secs(5),
            max_look_up_pages: 100,
        }
    }
}
