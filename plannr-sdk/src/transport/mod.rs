//! The one way out: every byte leaves and returns through here.

mod attempt;
mod limiter;
mod make;
mod retry;
mod token;
mod trace;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Method, Request, StatusCode};
use tokio::runtime::Handle;

use crate::answer::Answer;
use crate::clock::Clock;
use crate::decode;
use crate::error::{Error, GaveUp, Kind, ServerState};
use crate::generated;
use attempt::Exchange;
pub(crate) use limiter::Limiter;
use limiter::Slot;
pub(crate) use make::{Made, Make, encode_path};
use retry::{Again, Budget};
use token::Pass;
pub(crate) use token::{Cache, Source, Token};

/// Everything that a request needs on its way, cheap to clone.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) shared: Arc<Shared>,
    pub(crate) policy: Policy,
    /// Counts the writes that may have been applied, for those who can no longer be told of the outcome.
    pub(crate) witness: Option<Arc<AtomicI32>>,
}

/// What all clones of a client have in common.
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) token: Token,
    pub(crate) limiter: Option<Limiter>,
    budget: Budget,
}

/// How long things may take, how large an answer may be, and how often something is tried.
#[derive(Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) response_size: u64,
    pub(crate) max_retries: u32,
    pub(crate) first_backoff: Duration,
    pub(crate) longest_backoff: Duration,
    /// The longest wait that a server may ask for.
    pub(crate) patience: Duration,
    /// How long `ensure` waits before it looks what became of a create without an answer.
    pub(crate) settle_delay: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempt_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(120),
            response_size: 16 * 1024 * 1024,
            max_retries: 2,
            first_backoff: Duration::from_millis(500),
            longest_backoff: Duration::from_secs(20),
            patience: Duration::from_secs(60),
            settle_delay: Duration::from_secs(5),
        }
    }
}

/// Makes a call with requests of the generated client, and reads its answer.
pub(crate) async fn call<T>(
    client: &generated::Client,
    make: &Make<'_>,
    read: impl FnOnce(Answer) -> Result<T, Error>,
) -> Result<T, Error> {
    trace::call(async { read(client.inner.boxed(&client.client, make).await?) }).await
}

impl Shared {
    pub(crate) fn new(clock: Arc<dyn Clock>, token: Token, limiter: Option<Limiter>) -> Self {
        Self { clock, token, limiter, budget: Budget::default() }
    }

    pub(crate) fn requests_left(&self) -> Option<u32> {
        self.limiter.as_ref().map(|limiter| limiter.left(self.clock.now()))
    }
}

const LEAST_WAIT_FOR_QUOTA: Duration = Duration::from_millis(100);
const LEAST_TIME_TO_WRITE: Duration = Duration::from_secs(5);

/// A call under way: how far it has come, and until when it may go on.
struct Call<'a> {
    transport: &'a Transport,
    http: &'a reqwest::Client,
    operation: &'static str,
    method: Method,
    /// Its place among all that wait for the quota; it keeps it for all its attempts.
    ticket: u64,
    slot: Option<Slot<'a>>,
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

impl Transport {
    /// A call in a box: so it is compiled here, and not again for each way in which a program runs it, and the caller's
    /// future stays small.
    #[inline(never)]
    fn boxed<'a>(
        &'a self,
        http: &'a reqwest::Client,
        make: &'a Make<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send + 'a>> {
        Box::pin(self.call(http, make))
    }

    async fn call(&self, http: &reqwest::Client, make: &Make<'_>) -> Result<Answer, Error> {
        let (request, operation) = make::request(make)?;
        // reqwest and tokio's timers would panic.
        if Handle::try_current().is_err() {
            let problem = "is not tokio's: reqwest and the timers need that one, as `#[tokio::main]` starts it";
            return Err(Error::config("the runtime", problem).with_operation(operation));
        }
        let mut call = Call {
            transport: self,
            http,
            operation,
            method: request.method().clone(),
            ticket: self.shared.limiter.as_ref().map_or(0, Limiter::ticket),
            slot: None,
            deadline: None,
            attempts: 0,
            retries: 0,
            refusals: 0,
            has_exchanged_token: false,
            state: ServerState::NotApplied,
        };
        trace::names(operation, &call.method);
        let outcome = call.run(request, make).await;
        trace::took(call.attempts);
        outcome.map_err(|error| error.after(call.state).with_operation(operation).with_attempts(call.attempts))
    }
}

impl Call<'_> {
    async fn run(&mut self, mut request: Request, make: &Make<'_>) -> Result<Answer, Error> {
        self.admit().await.map_err(|wait| Error::new(Kind::Paused { wait, patience: self.policy().patience }))?;
        self.deadline = self.clock().now().checked_add(self.policy().call_timeout);
        loop {
            let pass = self.token().await?;
            let outcome = self.attempt(request, &pass).await;
            let may_exchange = pass.can_be_exchanged() && !self.has_exchanged_token;
            let again = retry::again(&self.method, &outcome, may_exchange);
            let Some(again) = again.filter(|_| self.policy().max_retries > 0) else {
                self.finish(&outcome);
                return outcome;
            };
            self.state = state_after(&outcome).after(self.state);
            if let Err(reason) = self.prepare(again, &outcome).await {
                trace::gives_up(reason);
                return Err(into_error(outcome).given_up(reason));
            }
            (request, _) = make::request(make)?;
        }
    }

    /// Waits for a place in the quota; the error is how long all are to wait, if that is longer than the patience.
    async fn admit(&mut self) -> Result<(), Duration> {
        if let Some(limiter) = &self.transport.shared.limiter {
            let since = self.clock().now();
            let patience = self.policy().patience;
            self.slot = Some(limiter.admit(&*self.transport.shared.clock, self.ticket, patience).await?);
            trace::admitted(self.clock().now().saturating_duration_since(since));
        }
        Ok(())
    }

    async fn token(&mut self) -> Result<Pass, Error> {
        let token = match &self.transport.shared.token {
            Token::Fixed(pass) => return Ok(pass.clone()),
            Token::Cached(cache) => cache.get(),
        };
        let too_late = || Err(Error::new(Kind::Timeout { what: "the token source", after: None }));
        let pass = attempt::before(&mut self.clock().timeout(self.left()), token).await.unwrap_or_else(too_late);
        if pass.is_err() {
            let _ = self.slot.take().map(Slot::unused);
        }
        pass
    }

    /// Sends the request once, and takes what comes back.
    async fn attempt(&mut self, request: Request, pass: &Pass) -> Result<Answer, Error> {
        let Policy { attempt_timeout, call_timeout, response_size, .. } = *self.policy();
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
            response_size,
        };
        let exchange = exchange.run(self.http, request, &pass.authorization);
        let outcome = trace::attempt(self.operation, &self.method, self.attempts, exchange).await;
        if was_not_applied(&outcome) {
            self.doubt(-1);
        }
        if answer_in(&outcome).is_some_and(|answer| answer.status == StatusCode::UNAUTHORIZED) {
            self.transport.shared.token.reject(pass);
        }
        self.tell_limiter(&outcome);
        outcome
    }

    /// What an answer says of the quota is for all: also for those who have not been refused yet.
    fn tell_limiter(&mut self, outcome: &Result<Answer, Error>) {
        let (Some(limiter), Some(slot)) = (&self.transport.shared.limiter, self.slot.take()) else { return };
        match answer_in(outcome) {
            Some(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => {
                limiter.pause(self.clock().now(), self.wait_for_quota(answer.retry_after()));
                slot.unused();
            }
            Some(answer) => slot.answered(answer),
            None if outcome.as_ref().is_err_and(Error::is_connect) => slot.unused(),
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
    async fn prepare(&mut self, again: Again, outcome: &Result<Answer, Error>) -> Result<(), GaveUp> {
        let policy = *self.policy();
        let asked = answer_in(outcome).and_then(Answer::retry_after);
        let (asked, backoff) = match again {
            Again::NewToken => (Duration::ZERO, Duration::ZERO),
            Again::Quota => (self.wait_for_quota(asked), Duration::ZERO),
            Again::Backoff if self.retries == policy.max_retries => return Err(GaveUp::Attempts),
            Again::Backoff => (asked.unwrap_or_default(), self.clock().jitter(retry::backoff(&policy, self.retries))),
        };
        if asked > policy.patience {
            return Err(GaveUp::Patience { asked, patience: policy.patience });
        }
        let wait = asked.max(backoff);
        if self.left().saturating_sub(wait) <= self.least_time() {
            return Err(GaveUp::Deadline);
        }
        match again {
            Again::NewToken => self.has_exchanged_token = true,
            Again::Quota => self.refusals += 1,
            Again::Backoff => {
                self.transport.shared.budget.withdraw()?;
                self.retries += 1;
            }
        }
        trace::waits(again, wait);
        // The limiter waits for the quota, with all the others.
        let is_waited_for = again == Again::Quota && self.transport.shared.limiter.is_some();
        if !is_waited_for && !wait.is_zero() {
            self.clock().sleep(wait).await;
        }
        let mut deadline = self.clock().sleep(self.left().saturating_sub(self.least_time()));
        let admitted = attempt::before(&mut deadline, self.admit()).await.ok_or(GaveUp::Deadline)?;
        admitted.map_err(|asked| GaveUp::Patience { asked, patience: policy.patience })
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
    fn finish(&self, outcome: &Result<Answer, Error>) {
        if outcome.as_ref().is_ok_and(|answer| answer.status.is_success()) {
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

fn answer_in(outcome: &Result<Answer, Error>) -> Option<&Answer> {
    outcome.as_ref().map_or_else(Error::answer, Some)
}

/// What is known of the server after an attempt.
fn state_after(outcome: &Result<Answer, Error>) -> ServerState {
    outcome.as_ref().map_or_else(Error::server_state, decode::state_after)
}

/// Whether this attempt was not applied; what is known of those before it is another matter.
fn was_not_applied(outcome: &Result<Answer, Error>) -> bool {
    outcome.as_ref().map_or_else(|error| error.server_state() == ServerState::NotApplied, decode::was_not_applied)
}

fn into_error(outcome: Result<Answer, Error>) -> Error {
    outcome.map_or_else(|error| error, decode::refused)
}
