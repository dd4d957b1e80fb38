//! The limits of calls, and their defaults.

use std::time::Duration;

use crate::error::Error;

/// The timeouts, the size limit and the retry settings of a client.
#[derive(Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) connect_timeout: Duration,
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
        let is_zero = |setting| Err(Error::config(setting, "is zero: no call could succeed"));
        match self {
            _ if self.connect_timeout.is_zero() => is_zero("the connect timeout"),
            _ if self.attempt_timeout.is_zero() => is_zero("the attempt timeout"),
            _ if self.call_timeout.is_zero() => is_zero("the call timeout"),
            _ if self.max_look_up_pages == 0 => is_zero("the maximum of pages of a look-up"),
            _ => Ok(()),
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
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
