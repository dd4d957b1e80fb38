//! The scripted responses of a test.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::request::ReceivedRequest;
use super::response::MockResponse;

/// The rules, in order. The first rule that has a response for a request applies.
#[derive(Default)]
pub(super) struct Script(Mutex<Vec<Rule>>);

type Closure = dyn Fn(&ReceivedRequest) -> Option<MockResponse> + Send + Sync;

#[derive(Clone)]
struct Rule {
    response: Arc<Closure>,
    requests_left: usize,
}

impl Script {
    pub(super) fn add(
        &self,
        requests: usize,
        response: impl Fn(&ReceivedRequest) -> Option<MockResponse> + Send + Sync + 'static,
    ) {
        if requests > 0 {
            self.rules().push(Rule { response: Arc::new(response), requests_left: requests });
        }
    }

    pub(super) fn clear(&self) {
        self.rules().clear();
    }

    pub(super) fn response(&self, request: &ReceivedRequest) -> Option<MockResponse> {
        // The closures run without the lock, because they may add to the script.
        let rules = self.rules().clone();
        let (rule, response) = rules.iter().find_map(|rule| Some((rule, (rule.response)(request)?)))?;
        self.rules().retain_mut(|other| {
            other.requests_left -= usize::from(Arc::ptr_eq(&other.response, &rule.response));
            other.requests_left > 0
        });
        Some(response)
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
