//! A clock in which time passes without anybody waiting for it.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::ops::Bound;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use crate::clock::{Clock, Wait};

/// How often others get their turn before time passes: often enough for tokio to look at its sockets in between, too.
const TURNS_OF_OTHERS: u32 = 128;
/// How often, in real time, it is looked whether work is still under way.
const LOOK: Duration = Duration::from_millis(1);
/// After so long without a change, in real time, it counts as standing still.
const STILL: Duration = Duration::from_secs(1);

/// A [`Clock`] for tests: when all there is to do is to wait, the time is over at once.
///
/// Whoever waits the shortest is woken first, as in real time, and not before the requests that are under way have their
/// answers. What limits those, such as the timeout of an attempt, does not come by itself: only when time passes, because
/// somebody waits or because of [`advance`](Self::advance). A request that has no answer for a real second counts as one
/// that gets none: the time then passes beside it. Tokio's own time must run (no `start_paused`). Clones are the same
/// clock.
///
/// ```
/// use plannr_sdk::mock::{MockResponse, MockServer};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// let mock = MockServer::start().await;
/// mock.next_response(MockResponse::too_many_requests(Some(40)));
/// mock.plannr().contact_details().list().send().await?;
/// assert_eq!(mock.clock().passed().as_secs(), 40);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct SimulatedClock(Arc<Mutex<State>>);

struct State {
    start: Instant,
    passed: Duration,
    /// The time of day, less what has passed.
    day: SystemTime,
    ids: u64,
    /// Those who wait, by when they are to be woken: only for them time passes.
    waits: BTreeMap<(Duration, u64), Waker>,
    limits: BTreeMap<(Duration, u64), Waker>,
}

impl SimulatedClock {
    /// A clock that shows the real time, and stands still until somebody waits.
    #[must_use]
    pub fn new() -> Self {
        let (waits, limits) = (BTreeMap::new(), BTreeMap::new());
        let (start, day) = (Instant::now(), SystemTime::now());
        Self(Arc::new(Mutex::new(State { start, passed: Duration::ZERO, day, ids: 0, waits, limits })))
    }

    /// How much time has passed since it was made.
    #[must_use]
    pub fn passed(&self) -> Duration {
        self.state().passed
    }

    /// Lets time pass: whoever waits or is limited until then is woken.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        let until = state.passed.saturating_add(by);
        state.pass(until);
    }

    /// Lets time pass on the server's side: whoever is limited until then has given up when it returns, or has not done so
    /// for a real second.
    pub(super) fn pass(&self, by: Duration) {
        if by.is_zero() {
            return;
        }
        self.advance(by);
        let since = Instant::now();
        while self.state().has_limits_due() && since.elapsed() < STILL {
            std::thread::sleep(LOOK);
        }
    }

    /// Sets the time of day, as an administrator or a time server does. The time that has passed stays what it is.
    pub fn set_time_of_day(&self, time: SystemTime) {
        let mut state = self.state();
        state.day = time.checked_sub(state.passed).unwrap_or(SystemTime::UNIX_EPOCH);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entry(&self, duration: Duration, is_limit: bool) -> Wait {
        let mut state = self.state();
        state.ids += 1;
        let key = (state.passed.saturating_add(duration), state.ids);
        Box::pin(Entry { clock: self.clone(), key, is_limit, turns: 0, seen: None, look: None })
    }
}

impl State {
    /// The one who is to be woken next; those who are due have been.
    fn next_wait(&self) -> Option<(Duration, u64)> {
        let to_come = self.waits.range((Bound::Excluded((self.passed, u64::MAX)), Bound::Unbounded));
        to_come.map(|(key, _)| *key).next()
    }

    fn has_limits_due(&self) -> bool {
        self.limits.first_key_value().is_some_and(|((due, _), _)| *due <= self.passed)
    }

    fn pass(&mut self, until: Duration) {
        self.passed = self.passed.max(until);
        for entries in [&mut self.waits, &mut self.limits] {
            entries.range(..=(self.passed, u64::MAX)).for_each(|(_, waker)| waker.wake_by_ref());
        }
    }
}

impl Default for SimulatedClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SimulatedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatedClock").field("passed", &self.passed()).finish_non_exhaustive()
    }
}

impl Clock for SimulatedClock {
    fn sleep(&self, duration: Duration) -> Wait {
        self.entry(duration, false)
    }

    fn timeout(&self, duration: Duration) -> Wait {
        self.entry(duration, true)
    }

    fn now(&self) -> Instant {
        let state = self.state();
        state.start.checked_add(state.passed).unwrap_or(state.start)
    }

    fn time_of_day(&self) -> SystemTime {
        let state = self.state();
        state.day.checked_add(state.passed).unwrap_or(state.day)
    }

    /// All of it: a test is to be the same in every run.
    fn jitter(&self, at_most: Duration) -> Duration {
        at_most
    }
}

/// Somebody who waits, or is limited.
struct Entry {
    clock: SimulatedClock,
    key: (Duration, u64),
    is_limit: bool,
    turns: u32,
    /// Who was next at the last looks, and since when, in real time.
    seen: Option<(Option<(Duration, u64)>, Instant)>,
    look: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Future for Entry {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let entry = self.get_mut();
        let clock = entry.clock.clone();
        let mut state = clock.state();
        if state.passed >= entry.key.0 {
            return Poll::Ready(());
        }
        let entries = if entry.is_limit { &mut state.limits } else { &mut state.waits };
        entries.insert(entry.key, context.waker().clone());
        if entry.is_limit {
            return Poll::Pending;
        }
        let next = state.next_wait();
        let is_next = next == Some(entry.key);
        let is_quiet = state.limits.is_empty();
        if is_next && is_quiet && entry.turns < TURNS_OF_OTHERS {
            entry.turns += 1;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        // What is under way stands still, or nobody asks the next one any more.
        let since = entry.seen.filter(|(seen, _)| *seen == next).map_or_else(Instant::now, |(_, since)| since);
        entry.seen = Some((next, since));
        if (is_next && is_quiet) || since.elapsed() > STILL {
            state.pass(next.map_or(entry.key.0, |(wake, _)| wake));
            if state.passed >= entry.key.0 {
                return Poll::Ready(());
            }
        }
        entry.turns = 0;
        let pause = if is_next { LOOK } else { STILL / 10 };
        let look = entry.look.insert(Box::pin(tokio::time::sleep(pause)));
        if look.as_mut().poll(context).is_ready() {
            context.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut state = self.clock.state();
        state.limits.remove(&self.key);
        state.waits.remove(&self.key);
        if let Some(next) = state.next_wait().and_then(|next| state.waits.get(&next)) {
            next.wake_by_ref();
        }
    }
}
