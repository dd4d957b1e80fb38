//! The script: which call gets which answer. What answers there are is in `answer.rs`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::answer::Answer;
use super::request::ReceivedRequest;

/// Rules in order; the first that has an answer gives it. The next call, the next n calls and a closure are all rules.
#[derive(Default)]
pub(super) struct Script(Mutex<Vec<Rule>>);

type Closure = dyn Fn(&ReceivedRequest) -> Option<Answer> + Send + Sync;

#[derive(Clone)]
struct Rule {
    answer: Arc<Closure>,
    calls_left: usize,
}

impl Script {
    pub(super) fn add(
        &self,
        calls: usize,
        answer: impl Fn(&ReceivedRequest) -> Option<Answer> + Send + Sync + 'static,
    ) {
        if calls > 0 {
            self.rules().push(Rule { answer: Arc::new(answer), calls_left: calls });
        }
    }

    pub(super) fn clear(&self) {
        self.rules().clear();
    }

    pub(super) fn answer(&self, request: &ReceivedRequest) -> Option<Answer> {
        // The closures run without the lock: they may want to add to the script.
        let rules = self.rules().clone();
        let (rule, answer) = rules.iter().find_map(|rule| Some((rule, (rule.answer)(request)?)))?;
        self.rules().retain_mut(|other| {
            other.calls_left -= usize::from(Arc::ptr_eq(&other.answer, &rule.answer));
            other.calls_left > 0
        });
        Some(answer)
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
