//! A call: as many attempts as it takes, within the time that it may take.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use reqwest::{Method, Request, StatusCode};
use tokio::runtime::Handle;

use super::attempt::{self, Exchange};
use super::limiter::{self, Limiter, Permit};
use super::retry::{self, RetryReason};
use super::token::{Credential, Token};
use super::{BuildRequest, Transport, request, trace};
use crate::client::Policy;
use crate::clock::Clock;
use crate::decode;
use crate::error::{Error, Kind, StopReason};
use crate::response::RawResponse;
use crate::server_state::{ServerState, was_not_applied};

const LEAST_WAIT_FOR_QUOTA: Duration = Duration::from_millis(100);
const LEAST_TIME_TO_WRITE: Duration = Duration::from_secs(5);

/// A call under way: how far it has come, and until when it may go on.
pub(super) struct Call<'a> {
    transport: &'a Transport,
    http: &'a reqwest::Client,
    operation: &'static str,
    method: Method,
    /// Its place among all that wait for the quota; it keeps it for all its attempts.
    ticket: u64,
    permit: Option<Permit<'a>>,
    deadline: Option<Instant>,
    /// How many requests were sent, or begun.
    attempts: u32,
    /// How many failures were, or are to be, repaired by a retry.
    retries: u32,
    /// How often the quota was used up.
    refusals: u32,
    /// A token that was refused is exchanged once.
    has_exchanged_token: bool,
    /// What is known of the server from the attempts before this one.
    state: ServerState,
}

impl<'a> Call<'a> {
    pub(super) async fn run(
        transport: &'a Transport,
        http: &'a reqwest::Client,
        make: &BuildRequest<'_>,
    ) -> Result<RawResponse, Error> {
        let (request, operation) = request::request(make)?;
        // reqwest and tokio's timers would panic.
        if Handle::try_current().is_err() {
            let problem = "is not tokio's: reqwest and the timers need that one, as `#[tokio::main]` starts it";
            return Err(Error::config("the runtime", problem).with_operation(operation));
        }
        let mut call = Self {
            transport,
            http,
            operation,
            method: request.method().clone(),
            ticket: transport.shared.limiter.as_ref().map_or(0, Limiter::ticket),
            permit: None,
            deadline: None,
            attempts: 0,
            retries: 0,
            refusals: 0,
            has_exchanged_token: false,
            state: ServerState::NotApplied,
        };
        trace::names(operation, &call.method);
        let outcome = call.until_it_is_over(request, make).await;
        trace::took(call.attempts);
        outcome.map_err(|error| error.after(call.state).with_operation(operation).with_attempts(call.attempts))
    }

    async fn until_it_is_over(&mut self, mut request: Request, make: &BuildRequest<'_>) -> Result<RawResponse, Error> {
        self.admit()
            .await
            .map_err(|wait| Error::new(Kind::Paused { wait, max_wait: self.policy().max_retry_after }))?;
        self.deadline = self.clock().now().checked_add(self.policy().call_timeout);
        loop {
            let credential = self.token().await?;
            let outcome = self.attempt(request, &credential).await;
            let may_exchange = credential.can_be_exchanged() && !self.has_exchanged_token;
            let again = retry::again(&self.method, &outcome, may_exchange);
            let Some(again) = again.filter(|_| self.policy().max_retries > 0) else {
                self.finish(&outcome);
                return outcome;
            };
            self.state = ServerState::by_outcome(&outcome).after(self.state);
            if let Err(reason) = self.prepare(again, &outcome).await {
                trace::stops(reason);
                return Err(into_error(outcome).stopped(reason));
            }
            (request, _) = request::request(make)?;
        }
    }

    /// Waits for a place in the quota; the error is how long all are to wait, if that is longer than the patience.
    async fn admit(&mut self) -> Result<(), Duration> {
        if let Some(limiter) = &self.transport.shared.limiter {
            let since = self.clock().now();
            let patience = self.policy().max_retry_after;
            self.permit = Some(limiter.admit(&*self.transport.shared.clock, self.ticket, patience).await?);
            trace::admitted(self.clock().now().saturating_duration_since(since));
        }
        Ok(())
    }

    async fn token(&mut self) -> Result<Credential, Error> {
        let token = match &self.transport.shared.token {
            Token::Fixed(credential) => return Ok(credential.clone()),
            Token::Cached(cache) => cache.get(),
        };
        let too_late = || Err(Error::new(Kind::Timeout { what: "the token source", after: None }));
        let credential = attempt::before(&mut self.clock().timeout(self.left()), token).await.unwrap_or_else(too_late);
        if credential.is_err() {
            let _ = self.permit.take().map(Permit::unused);
        }
        credential
    }

    /// Sends the request once, and takes what comes back.
    async fn attempt(&mut self, request: Request, credential: &Credential) -> Result<RawResponse, Error> {
        let Policy { attempt_timeout, call_timeout, max_response_size, .. } = *self.policy();
        let left = self.left();
        let (limit, timeout) = match left < attempt_timeout {
            true => (left, Kind::Timeout { what: "the call", after: Some(call_timeout) }),
            false => (attempt_timeout, Kind::Timeout { what: "the attempt", after: Some(attempt_timeout) }),
        };
        if limit.is_zero() {
            return Err(Error::new(timeout));
        }
        self.attempts += 1;
        self.doubt(1);
        let exchange = Exchange {
            clock: self.clock(),
            operation: self.operation,
            attempts: self.attempts,
            state_before: self.state,
            limit,
            timeout,
            max_response_size,
        };
        let exchange = exchange.run(self.http, request, &credential.authorization);
        let outcome = trace::attempt(self.operation, &self.method, self.attempts, exchange).await;
        if was_not_applied(&outcome) {
            self.doubt(-1);
        }
        if response_in(&outcome).is_some_and(|response| response.status == StatusCode::UNAUTHORIZED) {
            self.transport.shared.token.reject(credential);
        }
        self.tell_limiter(&outcome);
        outcome
    }

    /// What an answer says of the quota is for all: also for those who have not been refused yet.
    fn tell_limiter(&mut self, outcome: &Result<RawResponse, Error>) {
        let (Some(limiter), Some(permit)) = (&self.transport.shared.limiter, self.permit.take()) else { return };
        match response_in(outcome) {
            Some(response) if response.status == StatusCode::TOO_MANY_REQUESTS => {
                limiter.pause(self.clock().now(), self.wait_for_quota(response.retry_after()));
                permit.unused();
            }
            Some(response) => permit.answered(response),
            None if outcome.as_ref().is_err_and(Error::is_connect) => permit.unused(),
            None => {}
        }
    }

    fn wait_for_quota(&self, asked: Option<Duration>) -> Duration {
        match asked {
            // The server asks for no wait, but has just refused.
            Some(Duration::ZERO) => retry::backoff(self.policy(), self.refusals).max(LEAST_WAIT_FOR_QUOTA),
            Some(asked) => asked,
            None => limiter::WINDOW,
        }
    }

    /// Waits for what a repetition needs: time, the quota, and that there may be one at all.
    async fn prepare(&mut self, again: RetryReason, outcome: &Result<RawResponse, Error>) -> Result<(), StopReason> {
        let policy = *self.policy();
        let asked = response_in(outcome).and_then(RawResponse::retry_after);
        let (asked, backoff) = match again {
            RetryReason::NewToken => (Duration::ZERO, Duration::ZERO),
            RetryReason::Quota => (self.wait_for_quota(asked), Duration::ZERO),
            RetryReason::Backoff if self.retries == policy.max_retries => return Err(StopReason::Attempts),
            RetryReason::Backoff => {
                (asked.unwrap_or_default(), self.clock().jitter(retry::backoff(&policy, self.retries)))
            }
        };
        if asked > policy.max_retry_after {
            return Err(StopReason::MaxWait { requested: asked, max_wait: policy.max_retry_after });
        }
        let wait = asked.max(backoff);
        if self.left().saturating_sub(wait) <= self.least_time() {
            return Err(StopReason::Deadline);
        }
        match again {
            RetryReason::NewToken => self.has_exchanged_token = true,
            RetryReason::Quota => self.refusals += 1,
            RetryReason::Backoff => {
                self.transport.shared.budget.withdraw()?;
                self.retries += 1;
            }
        }
        trace::waits(again, wait);
        // The limiter waits for the quota, with all the others.
        let is_waited_for = again == RetryReason::Quota && self.transport.shared.limiter.is_some();
        if !is_waited_for && !wait.is_zero() {
            self.clock().sleep(wait).await;
        }
        let mut deadline = self.clock().sleep(self.left().saturating_sub(self.least_time()));
        let admitted = attempt::before(&mut deadline, self.admit()).await.ok_or(StopReason::Deadline)?;
        admitted.map_err(|asked| StopReason::MaxWait { requested: asked, max_wait: policy.max_retry_after })
    }

    /// What must be left for another attempt. A write that is cut short by the deadline ends in doubt, while one that is
    /// not sent does not.
    fn least_time(&self) -> Duration {
        if self.method.is_idempotent() {
            Duration::ZERO
        } else {
            self.policy().attempt_timeout.min(LEAST_TIME_TO_WRITE)
        }
    }

    /// How much time the call has left.
    fn left(&self) -> Duration {
        self.deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(self.clock().now()))
    }

    /// A call that succeeds pays back what its retries took.
    fn finish(&self, outcome: &Result<RawResponse, Error>) {
        if outcome.as_ref().is_ok_and(|response| response.status.is_success()) {
            self.transport.shared.budget.deposit(self.retries);
        }
    }

    /// Tells the witness of a write that it may have been applied, or that it was not.
    fn doubt(&self, count: i32) {
        if let Some(witness) = self.transport.witness.as_ref().filter(|_| !self.method.is_safe()) {
            witness.fetch_add(count, Ordering::SeqCst);
        }
    }

    fn clock(&self) -> &dyn Clock {
        &*self.transport.shared.clock
    }

    fn policy(&self) -> &Policy {
        &self.transport.policy
    }
}

pub(super) fn response_in(outcome: &Result<RawResponse, Error>) -> Option<&RawResponse> {
    outcome.as_ref().map_or_else(Error::response, Some)
}

fn into_error(outcome: Result<RawResponse, Error>) -> Error {
    outcome.map_or_else(|error| error, decode::refused)
}
