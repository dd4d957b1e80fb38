//! A call: one request, sent as often as the retry rules allow, within the time limit of the call.

use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use reqwest::{Request, StatusCode};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::attempt::{self, Attempt};
use super::limiter::{self, Limiter, Permit};
use super::retry::{self, RetryReason};
use super::shared::{Caller, Transport};
use super::token::{Credential, Token};
use super::trace;
use crate::built_request::{BuildFailure, BuiltRequest, Client};
use crate::clock::Clock;
use crate::error::{Error, Kind, StopReason};
use crate::policy::Policy;
use crate::response::{CallInfo, RawResponse, Response, Target};
use crate::server_state::ServerState;

/// The shortest wait after a 429.
const MIN_QUOTA_WAIT: Duration = Duration::from_millis(100);
/// The least time that must be left to send a create.
const MIN_TIME_TO_CREATE: Duration = Duration::from_secs(5);

/// Builds the request: a method of the generated client with its arguments. Each attempt calls it once.
type BuildRequest<'a> = dyn Fn(&Client) -> BuiltRequest + Sync + 'a;

/// Makes a call and reads its response.
pub(crate) async fn call<T>(
    transport: &Transport,
    build: &BuildRequest<'_>,
    read: impl FnOnce(RawResponse) -> Result<Response<T>, Error>,
) -> Result<Response<T>, Error> {
    let (request, operation) = build_request(transport, build)?;
    let method = request.method().clone();
    let sent = send(transport, build, request, operation);
    trace::call(operation, &method, async { read(sent.await?) }).await
}

impl Caller {
    /// Makes a call for the account and reads its response.
    pub(crate) async fn call<T>(
        &self,
        build: impl Fn(&Client, &Uuid) -> BuiltRequest + Sync,
        read: impl FnOnce(RawResponse) -> Result<Response<T>, Error>,
    ) -> Result<Response<T>, Error> {
        call(&self.transport, &|client| build(client, &self.account), read).await
    }
}

fn build_request(transport: &Transport, build: &BuildRequest<'_>) -> Result<(Request, &'static str), Error> {
    build(&transport.shared.client)
        .map_err(|BuildFailure| Error::config("the request", "could not be built from the settings and parameters"))
}

/// Boxes the future: it is compiled here and not in each crate that awaits it, and the caller's future stays small.
#[inline(never)]
fn send<'a>(
    transport: &'a Transport,
    build: &'a BuildRequest<'a>,
    request: Request,
    operation: &'static str,
) -> Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send + 'a>> {
    Box::pin(async move {
        let method = request.method().clone();
        let target = Target::of(&request);
        let mut call = Call {
            transport,
            ticket: transport.shared.limiter.as_ref().map_or(0, Limiter::ticket),
            permit: None,
            deadline: None,
            retries: 0,
            refusals: 0,
            may_exchange_token: false,
            has_exchanged_token: false,
            info: CallInfo { operation, method, target, attempts: 0, state: ServerState::NotApplied },
        };
        call.run(request, build).await.map_err(|error| error.in_call(&call.info))
    })
}

/// A call in progress.
struct Call<'a> {
    transport: &'a Transport,
    /// Its place among the calls that wait for the quota, for all its attempts.
    ticket: u64,
    permit: Option<Permit<'a>>,
    deadline: Option<Instant>,
    retries: u32,
    /// How often the quota was used up.
    refusals: u32,
    /// The token was refused, and there may be another one.
    may_exchange_token: bool,
    /// A refused token is exchanged once.
    has_exchanged_token: bool,
    info: CallInfo,
}

impl Call<'_> {
    async fn run(&mut self, mut request: Request, build: &BuildRequest<'_>) -> Result<RawResponse, Error> {
        // reqwest and tokio's timers would panic.
        if Handle::try_current().is_err() {
            return Err(Error::config("the runtime", "is not tokio's: start one, for example with `#[tokio::main]`"));
        }
        self.policy().check()?;
        self.deadline = self.clock().now().checked_add(self.policy().call_timeout);
        self.admit(Duration::ZERO).await.map_err(Error::new)?;
        loop {
            let credential = self.token().await?;
            if self.permit.as_ref().is_some_and(|permit| !permit.begin()) {
                self.permit = None;
                self.admit(Duration::ZERO).await.map_err(Error::new)?;
            }
            let error = match self.attempt(request, &credential).await {
                Ok(response) => {
                    self.transport.shared.budget.deposit(self.retries);
                    return Ok(response);
                }
                Err(error) => error,
            };
            let reason = retry::reason(&self.info.method, &error, self.may_exchange_token);
            let Some(reason) = reason.filter(|_| self.policy().max_retries > 0) else { return Err(error) };
            self.info.state = error.server_state().after(self.info.state);
            if let Err(stop) = self.prepare(reason, error.retry_after()).await {
                trace::stops(stop);
                return Err(error.stopped(stop));
            }
            (request, _) = build_request(self.transport, build)?;
        }
    }

    /// Waits for a place in the quota, within the time of the call. In a batch this time stands still, except for a
    /// pause that the call itself has to make.
    async fn admit(&mut self, pause: Duration) -> Result<(), Kind> {
        let Some(limiter) = &self.transport.shared.limiter else { return Ok(()) };
        let Transport { shared, policy, .. } = self.transport;
        let (since, is_in_batch) = (shared.clock.now(), self.transport.unconfirmed_writes.is_some());
        let until = self.deadline.filter(|_| !is_in_batch).and_then(|deadline| deadline.checked_sub(self.min_time()));
        self.permit = Some(limiter.admit(&*shared.clock, self.ticket, policy, until).await?);
        let waited = shared.clock.now().saturating_duration_since(since);
        trace::admitted(waited);
        if is_in_batch {
            self.deadline = self.deadline.and_then(|deadline| deadline.checked_add(waited.saturating_sub(pause)));
        }
        Ok(())
    }

    async fn token(&mut self) -> Result<Credential, Error> {
        let token = match &self.transport.shared.token {
            Token::Fixed(credential) => return Ok(credential.clone()),
            Token::Cached(cache) => cache.get(),
        };
        let after = Some(self.policy().call_timeout);
        let too_late = || Err(Error::new(Kind::Timeout { what: "the token source", after }));
        let limit = self.left().saturating_sub(self.min_time());
        let credential = attempt::before(&mut self.clock().timeout(limit), token).await;
        let credential = credential.filter(|_| self.left() >= self.min_time()).unwrap_or_else(too_late);
        if credential.is_err() {
            let _ = self.permit.take().map(Permit::unused);
        }
        credential
    }

    /// Sends the request once.
    async fn attempt(&mut self, request: Request, credential: &Credential) -> Result<RawResponse, Error> {
        let Policy { attempt_timeout, call_timeout, max_response_size, .. } = *self.policy();
        let left = self.left();
        let (limit, timeout) = match left < attempt_timeout {
            true => (left, Kind::Timeout { what: "the call", after: Some(call_timeout) }),
            false => (attempt_timeout, Kind::Timeout { what: "the attempt", after: Some(attempt_timeout) }),
        };
        if limit.is_zero() {
            let _ = self.permit.take().map(Permit::unused);
            return Err(Error::new(timeout));
        }
        self.info.attempts += 1;
        self.count_write(1);
        let attempt = Attempt { clock: self.clock(), call: self.info.clone(), limit, timeout, max_response_size };
        let sent = attempt.send(&self.transport.shared.client.client, request, &credential.authorization);
        let outcome = trace::attempt(&self.info, sent).await;
        if let Err(error) = &outcome {
            if error.response().map_or(error.server_state(), RawResponse::state_of_attempt) == ServerState::NotApplied {
                self.count_write(-1);
            }
            if error.status() == Some(StatusCode::UNAUTHORIZED) {
                self.may_exchange_token = self.transport.shared.token.reject(credential) && !self.has_exchanged_token;
            }
        }
        self.update_limiter(&outcome);
        outcome
    }

    /// Passes on what a response says of the quota: it applies to all calls, also to those that were not refused yet.
    fn update_limiter(&mut self, outcome: &Result<RawResponse, Error>) {
        let (Some(limiter), Some(permit)) = (&self.transport.shared.limiter, self.permit.take()) else { return };
        match outcome.as_ref().map_or_else(Error::response, Some) {
            Some(response) if response.status == StatusCode::TOO_MANY_REQUESTS => {
                limiter.pause(self.clock().now(), self.quota_wait(response.retry_after()));
                permit.unused();
            }
            Some(response) => permit.answered(response),
            None if outcome.as_ref().is_err_and(Error::is_connect) => permit.unused(),
            None => {}
        }
    }

    fn quota_wait(&self, requested: Option<Duration>) -> Duration {
        match requested {
            // The server requests no wait, but has just refused.
            Some(Duration::ZERO) => retry::backoff(self.policy(), self.refusals).max(MIN_QUOTA_WAIT),
            Some(requested) => requested,
            None => limiter::WINDOW,
        }
    }

    /// Waits for what a retry needs: time, a token of the retry budget, and a place in the quota.
    async fn prepare(&mut self, reason: RetryReason, retry_after: Option<Duration>) -> Result<(), StopReason> {
        let policy = *self.policy();
        let (requested, backoff) = match reason {
            RetryReason::NewToken => (Duration::ZERO, Duration::ZERO),
            RetryReason::Quota => (self.quota_wait(retry_after), Duration::ZERO),
            RetryReason::Backoff if self.retries == policy.max_retries => return Err(StopReason::Attempts),
            RetryReason::Backoff => {
                (retry_after.unwrap_or_default(), self.clock().jitter(retry::backoff(&policy, self.retries)))
            }
        };
        let max_wait = policy.max_retry_after;
        if requested > max_wait {
            return Err(StopReason::MaxWait { requested, max_wait });
        }
        let wait = requested.max(backoff);
        if self.left().saturating_sub(wait) <= self.min_time() {
            return Err(StopReason::Deadline);
        }
        match reason {
            RetryReason::NewToken => self.has_exchanged_token = true,
            RetryReason::Quota => self.refusals += 1,
            RetryReason::Backoff => {
                self.transport.shared.budget.withdraw()?;
                self.retries += 1;
            }
        }
        trace::waits(reason, wait);
        // The limiter waits for the quota, for all calls together.
        let limiter_waits = reason == RetryReason::Quota && self.transport.shared.limiter.is_some();
        if !limiter_waits && !wait.is_zero() {
            self.clock().sleep(wait).await;
        }
        let pause = if limiter_waits { wait } else { Duration::ZERO };
        self.admit(pause).await.map_err(|kind| match kind {
            Kind::Paused { wait: requested, max_wait } => StopReason::MaxWait { requested, max_wait },
            _ => StopReason::Deadline,
        })
    }

    /// Returns the minimum time left for another attempt. A create that is cut off by the deadline has an unknown
    /// state, so it is better not sent.
    fn min_time(&self) -> Duration {
        match self.info.method.is_idempotent() {
            true => Duration::ZERO,
            false => MIN_TIME_TO_CREATE.min(self.policy().attempt_timeout).min(self.policy().call_timeout / 2),
        }
    }

    /// Returns the time that the call has left.
    fn left(&self) -> Duration {
        self.deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(self.clock().now()))
    }

    /// Counts a write that may have been applied, or removes one that was not.
    fn count_write(&self, change: i32) {
        if let Some(writes) = self.transport.unconfirmed_writes.as_ref().filter(|_| !self.info.method.is_safe()) {
            writes.fetch_add(change, Ordering::SeqCst);
        }
    }

    fn clock(&self) -> &dyn Clock {
        &*self.transport.shared.clock
    }

    fn policy(&self) -> &Policy {
        &self.transport.policy
    }
}
