//! The quota: who may send when, so that the server need not refuse.
//!
//! Plannr documents 500 requests a minute and user, and how many remain in a header of every answer, but not what kind
//! of a minute it is. A request's place is therefore taken for a whole minute after its *answer*: then it is free by
//! any count, whether the server counts in fixed windows or in sliding ones, and however long the way there was. Only
//! after a pause that the server asked for the count begins anew.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::clock::{Clock, Wait};
use crate::response::RawResponse;

/// What the quota is for.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// The longest pause for all: one odd answer must not stop a client for ever.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// Whoever could go waits so long for those before it, which may be calls that nobody polls.
const COURTESY: Duration = Duration::from_millis(100);
/// And so long for an answer that others wait for.
const LOST: Duration = Duration::from_secs(5);

const REMAINING: &str = "x-ratelimit-remaining";

/// How many requests remain, as an answer says.
pub(super) fn remaining(response: &RawResponse) -> Option<u64> {
    response.headers.get(REMAINING)?.to_str().ok()?.trim().parse().ok()
}

/// Shared by all clones of a client.
pub(crate) struct Limiter {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tickets: u64,
    /// Those who wait, in the order in which their calls began.
    queue: BTreeMap<u64, Waker>,
    in_flight: usize,
    /// When the places of answered requests are free again.
    own: VecDeque<Instant>,
    /// When the places that others have taken are free again, and how many they are.
    of_others: VecDeque<(Instant, usize)>,
    /// How many requests remained by the last answer that said it, and until when that may be true.
    remaining: Option<(usize, Instant)>,
    paused_until: Option<Instant>,
    /// How many pauses there were: an answer to a request from before one says nothing of the time after it.
    pauses: u64,
    trial: Trial,
}

/// Where it is not known what others use, after a pause or a minute later, one request goes ahead. The rest follow when
/// its answer says that there is room.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Trial {
    #[default]
    NotNeeded,
    Due,
    Away,
}

/// When there is room.
enum Room {
    Now,
    At(Instant),
    /// When an answer comes.
    AfterResponse,
}

impl Limiter {
    pub(crate) fn new(requests_per_minute: u32) -> Self {
        Self { limit: requests_per_minute as usize, state: Mutex::default() }
    }

    /// A place in the queue, for a call and all its attempts.
    pub(super) fn ticket(&self) -> u64 {
        let mut state = self.state();
        state.tickets += 1;
        state.tickets
    }

    /// Waits for room. Whoever stops waiting loses nothing but the turn. The error is how long all are to wait, if that
    /// is longer than the patience.
    pub(super) fn admit<'a>(&'a self, clock: &'a dyn Clock, ticket: u64, patience: Duration) -> Admission<'a> {
        Admission { limiter: self, clock, ticket, patience, courtesy: None, timer: None }
    }

    /// How many requests there is room for at once.
    pub(super) fn left(&self, now: Instant) -> u32 {
        let mut state = self.state();
        match state.room(self.limit, now) {
            Room::Now if state.trial == Trial::Due => 1,
            Room::Now => u32::try_from(self.limit.saturating_sub(state.taken())).unwrap_or(u32::MAX),
            Room::At(_) | Room::AfterResponse => 0,
        }
    }

    /// The quota is used up for so long, for everyone.
    pub(super) fn pause(&self, now: Instant, wait: Duration) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(Some(now + wait.min(LONGEST_PAUSE)));
        state.pauses += 1;
        state.trial = Trial::Due;
        // The server counts anew from then on.
        state.own.clear();
        state.of_others.clear();
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
        let mut left_by_others = 0;
        while let Some((_, count)) = self.of_others.front().filter(|(free, _)| *free <= now) {
            left_by_others += count;
            self.of_others.pop_front();
        }
        // Who used so much in the last minute may well do so in this one.
        if left_by_others > limit / 10 && self.trial == Trial::NotNeeded {
            self.trial = Trial::Due;
        }
        // Those in flight may not be counted yet in what remains.
        let remaining = self.remaining.filter(|(_, until)| *until > now).map(|(remaining, _)| remaining);
        let is_spoken_for = self.in_flight > 0 && remaining.is_some_and(|remaining| self.in_flight >= remaining);
        if self.trial == Trial::Away || is_spoken_for {
            return Room::AfterResponse;
        }
        if self.taken() < limit {
            return Room::Now;
        }
        let soonest = [self.own.front().copied(), self.of_others.front().map(|(free, _)| *free)];
        soonest.into_iter().flatten().min().map_or(Room::AfterResponse, Room::At)
    }

    fn taken(&self) -> usize {
        self.in_flight + self.own.len() + self.of_others.iter().map(|(_, count)| count).sum::<usize>()
    }

    fn call_first(&self) {
        if let Some((_, waker)) = self.queue.first_key_value() {
            waker.wake_by_ref();
        }
    }
}

/// A wait for room.
pub(super) struct Admission<'a> {
    limiter: &'a Limiter,
    clock: &'a dyn Clock,
    ticket: u64,
    patience: Duration,
    /// Until when it lets others go before it, and which.
    courtesy: Option<(Before, Instant)>,
    timer: Option<(Instant, Wait)>,
}

/// Whom a call lets go before it. It may be one that nobody polls, so that there is an end to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    OlderCalls,
    AResponse,
}

impl<'a> Future for Admission<'a> {
    type Output = Result<Permit<'a>, Duration>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        loop {
            let now = this.clock.now();
            let at = {
                let mut state = this.limiter.state();
                state.queue.insert(this.ticket, context.waker().clone());
                let pause = state.paused_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
                if pause > this.patience {
                    return Poll::Ready(Err(pause));
                }
                let is_first = state.queue.first_key_value().is_some_and(|(first, _)| *first == this.ticket);
                let until = match state.room(this.limiter.limit, now) {
                    Room::Now if is_first => now,
                    Room::Now => this.lets_go(Before::OlderCalls, now),
                    Room::AfterResponse => this.lets_go(Before::AResponse, now),
                    Room::At(at) => {
                        this.courtesy = None;
                        at
                    }
                };
                if until <= now {
                    return Poll::Ready(Ok(this.take(&mut state)));
                }
                until
            };
            // A timer for another time than that is of no more use.
            let timer = this.timer.take().filter(|(due, _)| *due == at);
            let wait = || this.clock.sleep(at.saturating_duration_since(now));
            let (_, timer) = this.timer.insert(timer.unwrap_or_else(|| (at, wait())));
            if timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            this.timer = None;
        }
    }
}

impl<'a> Admission<'a> {
    /// Until when it lets others go before it.
    fn lets_go(&mut self, before: Before, now: Instant) -> Instant {
        let limit = match before {
            Before::OlderCalls => COURTESY,
            Before::AResponse => LOST,
        };
        let courtesy = self.courtesy.filter(|(other, _)| *other == before).unwrap_or((before, now + limit));
        self.courtesy.insert(courtesy).1
    }

    fn take(&self, state: &mut State) -> Permit<'a> {
        state.in_flight += 1;
        let is_trial = state.trial == Trial::Due;
        if is_trial {
            state.trial = Trial::Away;
        }
        Permit { limiter: self.limiter, clock: self.clock, pauses: state.pauses, is_trial, is_used: true }
    }
}

/// Whoever leaves the queue, admitted or not, makes way for the next.
impl Drop for Admission<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        state.queue.remove(&self.ticket);
        state.call_first();
    }
}

/// A place in the quota, for one request. When it is dropped, the place is taken for a window from then on, unless it was
/// not used.
pub(super) struct Permit<'a> {
    limiter: &'a Limiter,
    clock: &'a dyn Clock,
    pauses: u64,
    is_trial: bool,
    is_used: bool,
}

impl Permit<'_> {
    /// The request never left, or was refused for the quota: it has used nothing of it.
    pub(super) fn unused(mut self) {
        self.is_used = false;
    }

    /// Takes what the answer says of the quota: others may use it, too.
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
        let free = self.clock.now() + WINDOW;
        state.remaining = Some((remaining, free));
        // What is missing beyond our own places, also of those in flight, is others' for certain.
        let missing = self.limiter.limit.saturating_sub(remaining).saturating_sub(state.taken());
        if missing > 0 {
            state.of_others.push_back((free, missing));
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let free = self.clock.now() + WINDOW;
        let mut state = self.limiter.state();
        state.in_flight -= 1;
        if self.is_used {
            state.own.push_back(free);
        }
        if self.is_trial && self.pauses == state.pauses {
            // It did not come back with an answer: the next one is sent.
            state.trial = Trial::Due;
        }
        state.call_first();
    }
}
