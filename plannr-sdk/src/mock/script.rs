//! The script: which call gets which answer. What answers there are is in `response.rs`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::request::ReceivedRequest;
use super::response::MockResponse;

/// Rules in order; the first that has an answer gives it. The next call, the next n calls and a closure are all rules.
#[derive(Default)]
pub(super) struct Script(Mutex<Vec<Rule>>);

type Closure = dyn Fn(&ReceivedRequest) -> Option<MockResponse> + Send + Sync;

#[derive(Clone)]
struct Rule {
    response: Arc<Closure>,
    calls_left: usize,
}

impl Script {
    pub(super) fn add(
        &self,
        calls: usize,
        response: impl Fn(&ReceivedRequest) -> Option<MockResponse> + Send + Sync + 'static,
    ) {
        if calls > 0 {
            self.rules().push(Rule { response: Arc::new(response), calls_left: calls });
        }
    }

    pub(super) fn clear(&self) {
        self.rules().clear();
    }

    pub(super) fn response(&self, request: &ReceivedRequest) -> Option<MockResponse> {
        // The closures run without the lock: they may want to add to the script.
        let rules = self.rules().clone();
        let (rule, response) = rules.iter().find_map(|rule| Some((rule, (rule.response)(request)?)))?;
        self.rules().retain_mut(|other| {
            other.calls_left -= usize::from(Arc::ptr_eq(&other.response, &rule.response));
            other.calls_left > 0
        });
        Some(response)
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
