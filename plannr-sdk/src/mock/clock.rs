//! A clock that skips waits.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::ops::Bound;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use crate::clock::{Clock, Wait};

/// How often other tasks are polled before time passes, so that tokio polls its sockets in between.
const TURNS_OF_OTHERS: u32 = 128;
/// The pause of a wait, in real time, before it looks again whether requests are in flight.
const LOOK: Duration = Duration::from_millis(1);
/// The sum of the pauses in which nothing changes, before time passes in spite of requests in flight. The pauses of a
/// loaded machine take longer and count the same, so that the load does not decide.
const STILL: Duration = Duration::from_secs(1);

/// A [`Clock`] for tests, which skips waits: when the client has nothing to do but wait, the wait is over at once.
///
/// ```
/// use plannr_sdk::mock::{MockResponse, MockServer};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// let mock = MockServer::start().await;
/// mock.next_response(MockResponse::too_many_requests(Some(40)));
/// mock.plannr().contact_details().list().send().await?;
/// assert_eq!(mock.clock().elapsed().as_secs(), 40);
/// # Ok(()) }
/// ```
///
/// - The shortest wait ends first, as in real time, but not before requests in flight have their responses.
/// - Timeouts do not let time pass by themselves. They expire when a wait or [`advance`](Self::advance) passes their
///   end.
/// - A request without a response for a second of real time no longer holds time back; a loaded machine takes longer.
/// - Tokio's own time must run: do not use `start_paused`.
/// - Clones share their time.
#[derive(Clone)]
pub struct SimulatedClock(Arc<Mutex<State>>);

struct State {
    start: Instant,
    elapsed: Duration,
    /// The time of day at the start.
    day: SystemTime,
    ids: u64,
    /// The waits, by their end. Only they let time pass.
    waits: BTreeMap<(Duration, u64), Waker>,
    limits: BTreeMap<(Duration, u64), Waker>,
}

impl SimulatedClock {
    /// Makes a clock that starts at the real time, and stands still until a client waits.
    #[must_use]
    pub fn new() -> Self {
        let (waits, limits) = (BTreeMap::new(), BTreeMap::new());
        let (start, day) = (Instant::now(), SystemTime::now());
        Self(Arc::new(Mutex::new(State { start, elapsed: Duration::ZERO, day, ids: 0, waits, limits })))
    }

    /// Returns the time that has passed since the clock was made.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// Lets time pass. Waits and timeouts that end by then are over.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        let until = state.elapsed.saturating_add(by);
        state.pass(until);
    }

    /// Lets time pass during a response. Returns when the timeouts that end by then have expired, or after a second of
    /// real time, which lasts longer on a loaded machine.
    pub(super) fn pass(&self, by: Duration) {
        if by.is_zero() {
            return;
        }
        self.advance(by);
        let mut paused = Duration::ZERO;
        while self.state().has_limits_due() && paused < STILL {
            std::thread::sleep(LOOK);
            paused += LOOK;
        }
    }

    /// Sets the time of day, as an administrator or a time server does. [`elapsed`](Self::elapsed) does not change.
    pub fn set_time_of_day(&self, time: SystemTime) {
        let mut state = self.state();
        state.day = time.checked_sub(state.elapsed).unwrap_or(SystemTime::UNIX_EPOCH);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entry(&self, duration: Duration, is_limit: bool) -> Wait {
        let mut state = self.state();
        state.ids += 1;
        let key = (state.elapsed.saturating_add(duration), state.ids);
        if is_limit {
            // Before its first poll: the request may be sent and served earlier than that.
            state.limits.insert(key, Waker::noop().clone());
        }
        Box::pin(Entry { clock: self.clone(), key, is_limit, turns: 0, seen: (None, Duration::ZERO), look: None })
    }
}

impl State {
    /// Returns the next wait to end.
    fn next_wait(&self) -> Option<(Duration, u64)> {
        let to_come = self.waits.range((Bound::Excluded((self.elapsed, u64::MAX)), Bound::Unbounded));
        to_come.map(|(key, _)| *key).next()
    }

    fn has_limits_due(&self) -> bool {
        self.limits.first_key_value().is_some_and(|((due, _), _)| *due <= self.elapsed)
    }

    fn pass(&mut self, until: Duration) {
        self.elapsed = self.elapsed.max(until);
        for entries in [&mut self.waits, &mut self.limits] {
            entries.range(..=(self.elapsed, u64::MAX)).for_each(|(_, waker)| waker.wake_by_ref());
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
        f.debug_struct("SimulatedClock").field("elapsed", &self.elapsed()).finish_non_exhaustive()
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
        state.start.checked_add(state.elapsed).unwrap_or(state.start)
    }

    fn time_of_day(&self) -> SystemTime {
        let state = self.state();
        state.day.checked_add(state.elapsed).unwrap_or(state.day)
    }

    /// Returns the longest wait, so that a test is the same in every run.
    fn jitter(&self, at_most: Duration) -> Duration {
        at_most
    }
}

/// A wait or a timeout.
struct Entry {
    clock: SimulatedClock,
    key: (Duration, u64),
    is_limit: bool,
    turns: u32,
    /// The next wait at the last look, and the sum of the pauses since it is the next.
    seen: (Option<(Duration, u64)>, Duration),
    look: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Future for Entry {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let entry = self.get_mut();
        let clock = entry.clock.clone();
        let mut state = clock.state();
        if state.elapsed >= entry.key.0 {
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
        // Requests in flight do not progress, or the next wait is no longer polled.
        if entry.seen.0 != next {
            entry.seen = (next, Duration::ZERO);
        }
        if (is_next && is_quiet) || entry.seen.1 >= STILL {
            state.pass(next.map_or(entry.key.0, |(wake, _)| wake));
            if state.elapsed >= entry.key.0 {
                return Poll::Ready(());
            }
        }
        entry.turns = 0;
        let pause = if is_next { LOOK } else { STILL / 10 };
        let look = entry.look.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        if look.as_mut().poll(context).is_ready() {
            (entry.look, entry.seen.1) = (None, entry.seen.1 + pause);
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
