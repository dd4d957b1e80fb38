//! The rate limiter delays requests, so that the server does not refuse them.
//!
//! Plannr documents 500 requests per minute and user, and a header with the remaining number, but not how it counts a
//! minute. A request therefore occupies a place until one minute after its *response*. By then the place is free for both
//! fixed and sliding windows, however long the request took. A request without a response occupies it until one minute
//! after its attempt's time limit. Only a pause that the server requests starts a new count.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::clock::{Clock, Wait};
use crate::error::Kind;
use crate::policy::Policy;
use crate::response::RawResponse;

/// The period of the quota.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// The longest pause for all calls, so that one wrong response cannot stop a client for ever.
const MAX_PAUSE: Duration = Duration::from_secs(600);
/// How long a call lets an older one go first. The older call may never be polled.
const MAX_WAIT_FOR_OLDER_CALL: Duration = Duration::from_millis(100);
/// How long a call waits for the response to another request. That request may never be polled.
const MAX_WAIT_FOR_RESPONSE: Duration = Duration::from_secs(5);
/// The longest attempt, for the calculation of times.
const MAX_ATTEMPT: Duration = Duration::from_secs(86_400);

const REMAINING: &str = "x-ratelimit-remaining";

/// Reads the number of requests that remain from a response.
pub(super) fn remaining(response: &RawResponse) -> Option<u64> {
    response.headers.get(REMAINING)?.to_str().ok()?.trim().parse().ok()
}

/// The limiter that all clones of a client share.
pub(crate) struct Limiter {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tickets: u64,
    /// The waiting calls, in the order in which they began.
    queue: Tickets<Waker>,
    /// When the place of each request in flight becomes free, even if nobody polls it any more.
    in_flight: Tickets<Instant>,
    /// When each place of a request with a response becomes free.
    own: VecDeque<Instant>,
    /// When places that other programs took become free, and how many.
    others: VecDeque<(Instant, usize)>,
    /// The remaining number in the last response, and the time until which it may be valid.
    remaining: Option<(usize, Instant)>,
    paused_until: Option<Instant>,
    /// The number of pauses. A response to an earlier request is ignored after a pause.
    pauses: u64,
    trial: Trial,
}

/// A value for each ticket, in order. Tickets mostly come and go in order, so that little is moved, and nothing
/// allocated.
struct Tickets<T>(VecDeque<(u64, T)>);

impl<T> Tickets<T> {
    fn find(&self, ticket: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&ticket, |(ticket, _)| *ticket)
    }

    fn insert(&mut self, ticket: u64, value: T) {
        match self.find(ticket) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (ticket, value)),
        }
    }

    fn get_mut(&mut self, ticket: u64) -> Option<&mut T> {
        self.find(ticket).ok().map(|at| &mut self.0[at].1)
    }

    fn remove(&mut self, ticket: u64) -> Option<T> {
        self.find(ticket).ok().and_then(|at| self.0.remove(at)).map(|(_, value)| value)
    }

    fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl<T> Default for Tickets<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

/// After a pause, or when other programs free many places, their usage is unknown. One request goes first as a trial,
/// and the others follow when its response shows that quota remains.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Trial {
    #[default]
    NotNeeded,
    Due,
    InFlight,
}

/// When there is room for a request.
enum Room {
    Now,
    At(Instant),
    AfterResponse,
}

impl Limiter {
    pub(crate) fn new(requests_per_minute: u32) -> Self {
        Self { limit: requests_per_minute as usize, state: Mutex::default() }
    }

    /// Returns a place in the queue, for a call and all its attempts.
    pub(super) fn ticket(&self) -> u64 {
        let mut state = self.state();
        state.tickets += 1;
        state.tickets
    }

    /// Waits for room until a deadline. Fails at once if all calls pause for longer than the settings allow. A caller
    /// that stops waiting loses only its turn.
    pub(super) fn admit<'a>(
        &'a self,
        clock: &'a dyn Clock,
        ticket: u64,
        policy: &'a Policy,
        until: Option<Instant>,
    ) -> Admission<'a> {
        Admission { limiter: self, clock, ticket, policy, until, yields: None, timer: None }
    }

    /// Returns the number of requests that can be sent at once.
    pub(super) fn left(&self, now: Instant) -> u32 {
        let mut state = self.state();
        match state.room(self.limit, now) {
            Room::Now if state.trial == Trial::Due => 1,
            Room::Now => u32::try_from(self.limit.saturating_sub(state.taken())).unwrap_or(u32::MAX),
            Room::At(_) | Room::AfterResponse => 0,
        }
    }

    /// Pauses all calls, because the quota is used up. The server starts a new count after it.
    pub(super) fn pause(&self, now: Instant, wait: Duration) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(Some(now + wait.min(MAX_PAUSE)));
        state.pauses += 1;
        state.trial = Trial::Due;
        state.own.clear();
        state.others.clear();
        state.remaining = None;
        state.queue.values().for_each(Waker::wake_by_ref);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn room(&mut self, limit: usize, now: Instant) -> Room {
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return Room::At(until);
        }
        self.paused_until = None;
        while self.own.front().is_some_and(|free| *free <= now) {
            self.own.pop_front();
        }
        let mut freed_by_others = 0;
        while let Some((_, count)) = self.others.front().filter(|(free, _)| *free <= now) {
            freed_by_others += count;
            self.others.pop_front();
        }
        self.in_flight.0.retain(|(_, free)| *free > now);
        // Other programs may use as much in the next minute.
        if freed_by_others > limit / 10 && self.trial == Trial::NotNeeded {
            self.trial = Trial::Due;
        }
        // The remaining number may not count those in flight yet.
        let remaining = self.remaining.filter(|(_, until)| *until > now).map(|(remaining, _)| remaining);
        let in_flight = self.in_flight.0.len();
        let is_used_up = in_flight > 0 && remaining.is_some_and(|remaining| in_flight >= remaining);
        if self.taken() < limit {
            return if self.trial == Trial::InFlight || is_used_up { Room::AfterResponse } else { Room::Now };
        }
        let others = self.others.front().map(|(free, _)| free);
        let soonest = self.in_flight.values().chain(self.own.front()).chain(others).min();
        soonest.map_or(Room::AfterResponse, |free| Room::At(*free))
    }

    fn taken(&self) -> usize {
        self.in_flight.0.len() + self.own.len() + self.others.iter().map(|(_, count)| count).sum::<usize>()
    }

    fn wake_first(&self) {
        if let Some((_, waker)) = self.queue.0.front() {
            waker.wake_by_ref();
        }
    }
}

/// A wait for room.
pub(super) struct Admission<'a> {
    limiter: &'a Limiter,
    clock: &'a dyn Clock,
    ticket: u64,
    policy: &'a Policy,
    until: Option<Instant>,
    /// How long it lets other calls go first, and until when.
    yields: Option<(Duration, Instant)>,
    timer: Option<(Instant, Wait)>,
}

impl<'a> Future for Admission<'a> {
    type Output = Result<Permit<'a>, Kind>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            let now = this.clock.now();
            let at = {
                let mut state = this.limiter.state();
                state.queue.insert(this.ticket, context.waker().clone());
                let pause = state.paused_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
                let max_wait = this.policy.max_retry_after;
                if pause > max_wait {
                    return Poll::Ready(Err(Kind::Paused { wait: pause, max_wait }));
                }
                let is_first = state.queue.0.front().is_some_and(|(first, _)| *first == this.ticket);
                let at = match state.room(this.limiter.limit, now) {
                    Room::Now if is_first => now,
                    Room::Now => this.yields_until(MAX_WAIT_FOR_OLDER_CALL, now),
                    Room::AfterResponse => this.yields_until(MAX_WAIT_FOR_RESPONSE, now),
                    Room::At(at) => {
                        this.yields = None;
                        at
                    }
                };
                if at <= now {
                    return Poll::Ready(Ok(this.take(&mut state)));
                }
                if this.until.is_some_and(|until| until <= now) {
                    let what = if pause.is_zero() { "the wait for the quota" } else { "the pause after a 429" };
                    return Poll::Ready(Err(Kind::Timeout { what, after: Some(this.policy.call_timeout) }));
                }
                this.until.map_or(at, |until| until.min(at))
            };
            let timer = this.timer.take().filter(|(due, _)| *due == at);
            let (_, timer) =
                this.timer.insert(timer.unwrap_or_else(|| (at, this.clock.sleep(at.saturating_duration_since(now)))));
            if timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            this.timer = None;
        }
    }
}

impl<'a> Admission<'a> {
    /// Returns until when it lets other calls go first: `limit` from the first time that it was asked for this limit.
    fn yields_until(&mut self, limit: Duration, now: Instant) -> Instant {
        let yields = self.yields.filter(|(other, _)| *other == limit).unwrap_or((limit, now + limit));
        self.yields.insert(yields).1
    }

    fn take(&self, state: &mut State) -> Permit<'a> {
        state.in_flight.insert(self.ticket, self.clock.now() + holds(self.policy));
        let is_trial = state.trial == Trial::Due;
        if is_trial {
            state.trial = Trial::InFlight;
        }
        let Self { limiter, clock, ticket, policy, .. } = *self;
        Permit { limiter, clock, ticket, policy, pauses: state.pauses, is_trial, is_used: true }
    }
}

/// Returns how long a request can hold its place.
fn holds(policy: &Policy) -> Duration {
    policy.attempt_timeout.min(MAX_ATTEMPT) + WINDOW
}

/// Removes the call from the queue and wakes the next one, whether it was admitted or not.
impl Drop for Admission<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        state.queue.remove(self.ticket);
        state.wake_first();
    }
}

/// A place in the quota for one request. After a drop it stays occupied for one window, unless it is unused.
pub(super) struct Permit<'a> {
    limiter: &'a Limiter,
    clock: &'a dyn Clock,
    ticket: u64,
    policy: &'a Policy,
    pauses: u64,
    is_trial: bool,
    is_used: bool,
}

impl Permit<'_> {
    /// Begins an attempt. Returns false if nobody has polled the call for so long that its place is free.
    pub(super) fn begin(&self) -> bool {
        let free = self.clock.now() + holds(self.policy);
        self.limiter.state().in_flight.get_mut(self.ticket).map(|place| *place = free).is_some()
    }

    /// Frees the place: the request never left, or was refused for the quota.
    pub(super) fn unused(mut self) {
        self.is_used = false;
    }

    /// Reads from a response how much other programs use.
    pub(super) fn answered(mut self, response: &RawResponse) {
        let mut state = self.limiter.state();
        if self.pauses != state.pauses {
            return;
        }
        if std::mem::take(&mut self.is_trial) {
            state.trial = Trial::NotNeeded;
        }
        let Some(remaining) = remaining(response) else { return };
        let remaining = usize::try_from(remaining).unwrap_or(usize::MAX);
        // It only causes waits that the settings allow.
        let free = self.clock.now() + WINDOW.min(self.policy.max_retry_after);
        state.remaining = Some((remaining, free));
        // All places that are taken, except our own (including those in flight), belong to other programs.
        let missing = self.limiter.limit.saturating_sub(remaining).saturating_sub(state.taken());
        if missing > 0 {
            state.others.push_back((free, missing));
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let free = self.clock.now() + WINDOW;
        let mut state = self.limiter.state();
        if state.in_flight.remove(self.ticket).is_some() && self.is_used {
            state.own.push_back(free);
        }
        if self.is_trial && self.pauses == state.pauses {
            // There was no response: the next request is the trial.
            state.trial = Trial::Due;
        }
        state.wake_first();
    }
}
