//! The rate limit: a number of requests in a window of one minute, which starts with the first request.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::response::MockResponse;

const WINDOW: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Quota {
    limit: u32,
    left: u32,
    ends: SystemTime,
}

/// The rate limit after a request.
#[derive(Debug)]
pub(super) struct Counted {
    limit: u32,
    left: u32,
    /// The 429, if the request exceeds the limit.
    pub(super) refusal: Option<MockResponse>,
}

impl Quota {
    pub(super) fn new(limit: u32) -> Self {
        Self { limit, left: limit, ends: UNIX_EPOCH }
    }

    /// Ends the window. The next request opens a new one.
    pub(super) fn reset(&mut self) {
        self.ends = UNIX_EPOCH;
    }

    /// Returns the rate limit after a request, which may not count.
    pub(super) fn count(&mut self, now: SystemTime, counts: bool) -> Counted {
        if now >= self.ends {
            self.left = self.limit;
            self.ends = if counts { now + WINDOW } else { self.ends };
        }
        let until_end = |from| self.ends.duration_since(from).unwrap_or_default().as_secs_f64().ceil() as u64;
        let refusal = (counts && self.left == 0).then(|| {
            let response = MockResponse::too_many_requests(Some(until_end(now)));
            response.with_header("X-RateLimit-Reset", until_end(UNIX_EPOCH).to_string())
        });
        self.left = self.left.saturating_sub(counts.into());
        Counted { limit: self.limit, left: self.left, refusal }
    }
}

impl Counted {
    pub(super) fn add_headers(&self, response: MockResponse) -> MockResponse {
        response.with_own_header("X-RateLimit-Limit", self.limit).with_own_header("X-Ratelimit-Remaining", self.left)
    }
}
