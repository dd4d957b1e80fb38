//! The rate limit: so many requests in a minute that the first of them opens.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::response::MockResponse;

const WINDOW: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Quota {
    limit: u32,
    left: u32,
    ends: SystemTime,
}

/// What is left after a request was counted, for the headers of its answer.
#[derive(Debug)]
pub(super) struct Left {
    limit: u32,
    left: u32,
    /// The request was one too many; the next is welcome then.
    refused_until: Option<(u64, u64)>,
}

impl Quota {
    pub(super) fn new(limit: u32) -> Self {
        Self { limit, left: limit, ends: UNIX_EPOCH }
    }

    /// The next request opens a new window.
    pub(super) fn reset(&mut self) {
        self.ends = UNIX_EPOCH;
    }

    pub(super) fn count(&mut self, now: SystemTime) -> Left {
        if now >= self.ends {
            (self.left, self.ends) = (self.limit, now + WINDOW);
        }
        let refused = self.left == 0;
        self.left = self.left.saturating_sub(1);
        let seconds = |to: SystemTime, from| to.duration_since(from).unwrap_or_default().as_secs_f64().ceil() as u64;
        Left {
            limit: self.limit,
            left: self.left,
            refused_until: refused.then(|| (seconds(self.ends, now), seconds(self.ends, UNIX_EPOCH))),
        }
    }
}

impl Left {
    pub(super) fn refusal(&self) -> Option<MockResponse> {
        let (seconds, time) = self.refused_until?;
        Some(MockResponse::too_many_requests(Some(seconds)).with_header("X-RateLimit-Reset", time.to_string()))
    }

    pub(super) fn shown_on(&self, response: MockResponse) -> MockResponse {
        response.with_own_header("X-RateLimit-Limit", self.limit).with_own_header("X-Ratelimit-Remaining", self.left)
    }
}
