//! Token sources: one refresh serves all calls, even if it fails, hangs, panics or its caller is dropped.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, http};
use contract_tests::server::{Request, Setup, StubServer};
use contract_tests::{assert_none, validate};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::{AccessToken, Error, Plannr, ServerState};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::row::{good, refusal};
use crate::run::{call, leaks};
use crate::{Special, special};

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("a token is refused with 50 calls in flight", refused_in_flight),
        special("a token expires before 50 calls", || a_new_one_in_time(HOUR)),
        special("a token is about to expire before 50 calls", || a_new_one_in_time(HOUR - 60 * SECOND)),
        special("a token with a short life is refreshed in its last tenth", a_short_life),
        special("every token is refused", every_token_is_refused),
        special("every token is refused with 50 calls in flight", every_token_is_refused_in_flight),
        special("the source fails while the token is valid", the_source_fails_while_valid),
        special("the source fails when the token has expired", the_source_fails_when_expired),
        special("the source fails after 401", the_source_fails_after_401),
        special("the source fails at first, with 50 calls in flight", the_source_fails_for_all),
        special("the source hangs", the_source_hangs),
        special("the source leaves no time for a create", the_source_leaves_no_time),
        special("the source panics", the_source_panics),
        special("the source returns an invalid token", the_source_returns_an_invalid_token),
        special("the call that asked the source is dropped", the_caller_is_dropped),
        special("the call that asked the source after 401 is dropped", the_caller_is_dropped_after_401),
    ]
}

/// The behaviour of a source when it is called.
#[derive(Clone)]
enum Source {
    /// Returns `token-1` at the first time, `token-2` at the second and so on.
    Token,
    Text(&'static str),
    Fails,
    Panics,
    /// Does not return, while time passes.
    Hangs,
    /// Returns a token, two seconds before the call has to end.
    Late,
    /// Returns a token after a notification.
    Waits(Arc<Notify>),
}

struct Bench {
    plannr: Plannr,
    server: StubServer,
    clock: SimulatedClock,
    asked: Arc<AtomicUsize>,
    /// The number of the first token that the server accepts.
    accepted: Arc<AtomicUsize>,
}

impl Bench {
    /// A source that does these things in turn, and the last one repeatedly; its tokens live for an hour.
    async fn new(source: impl Into<Vec<Source>>) -> Self {
        Self::with_lifetime(source, HOUR).await
    }

    async fn with_lifetime(source: impl Into<Vec<Source>>, lifetime: Duration) -> Self {
        let (clock, accepted, asked) = (SimulatedClock::new(), Arc::<AtomicUsize>::default(), Arc::default());
        let first = Arc::clone(&accepted);
        let script = move |request: &Request| {
            let token = request.header("authorization").unwrap_or_default();
            let number = token.strip_prefix("Bearer token-").and_then(|number| number.parse().ok());
            let is_good = number.is_some_and(|number: usize| number >= first.load(Ordering::SeqCst));
            if is_good { good() } else { refusal(401) }
        };
        let server = Setup::new().clock(&clock).scripted(script).await;
        let (steps, asking, passing): (Vec<_>, Arc<AtomicUsize>, _) =
            (source.into(), Arc::clone(&asked), clock.clone());
        let source = move || {
            let number = asking.fetch_add(1, Ordering::SeqCst) + 1;
            let (step, clock) = (steps[number.min(steps.len()) - 1].clone(), passing.clone());
            async move {
                tokio::task::yield_now().await;
                let mut token = format!("token-{number}");
                match step {
                    Source::Token => {}
                    Source::Text(text) => token = text.to_owned(),
                    Source::Fails => return Err(format!("the secret of {number} is s3cret")),
                    Source::Panics => std::panic::resume_unwind(Box::new("s3cret")),
                    Source::Hangs => {
                        clock.advance(121 * SECOND);
                        pending().await
                    }
                    Source::Late => clock.advance(118 * SECOND),
                    Source::Waits(gate) => gate.notified().await,
                }
                Ok(AccessToken::new(token).valid_for(lifetime))
            }
        };
        let builder = Plannr::builder_with_token_source(source, ACCOUNT).base_url(server.url()).http(http());
        let plannr = builder.clock(clock.clone()).build().unwrap();
        Self { plannr, server, clock, asked, accepted }
    }

    /// From now on the server refuses the tokens before this one.
    fn refuse_before(&self, number: usize) {
        self.accepted.store(number, Ordering::SeqCst);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Checks how often the source was asked, and the number of requests since the last check.
    fn assert_counts(&self, asked: usize, requests: usize) {
        assert_eq!((self.asked(), self.server.take_requests().len()), (asked, requests));
    }

    fn begin(&self) -> JoinHandle<Result<usize, Error>> {
        let plannr = self.plannr.clone();
        tokio::spawn(async move { call(&plannr, &Method::POST, 1).await })
    }

    /// The outcomes of 50 concurrent creates.
    async fn create_50(&self) -> Vec<Result<usize, Error>> {
        let calls: Vec<_> = (0..50).map(|_| self.begin()).collect();
        let mut outcomes = Vec::new();
        for call in calls {
            outcomes.push(call.await.unwrap());
        }
        outcomes
    }

    async fn succeed_50(&self) {
        let outcomes = self.create_50().await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    }

    async fn succeed(&self) {
        self.begin().await.unwrap().unwrap();
    }

    async fn fail(&self, kind: &str) -> Error {
        let error = self.begin().await.unwrap().unwrap_err();
        assert_kind(&error, kind);
        error
    }

    /// Drops a call as soon as the source has been asked this many times.
    async fn drop_when_asked(&self, times: usize) {
        let call = self.begin();
        while self.asked() < times {
            tokio::task::yield_now().await;
        }
        tokio::task::yield_now().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
}

/// Nothing was applied, and the error does not print the words of the source.
fn assert_kind(error: &Error, kind: &str) {
    let mut findings = leaks(error);
    if validate::kinds(error) != [kind] || error.server_state() != ServerState::NotApplied {
        findings.push(format!("{error:?}"));
    }
    if format!("{error} {error:?} {error:#?}").contains("s3cret") {
        findings.push(format!("it prints the words of the source: {error:?}"));
    }
    assert_none(&findings);
}

async fn refused_in_flight() {
    let bench = Bench::new([Source::Token]).await;
    bench.succeed_50().await;
    bench.assert_counts(1, 50);
    bench.refuse_before(2);
    bench.succeed_50().await;
    // All 50 are sent before the first response, each with the old token and then with the new one.
    bench.assert_counts(2, 100);
    bench.succeed_50().await;
    bench.assert_counts(2, 50);
}

async fn a_new_one_in_time(passed: Duration) {
    let bench = Bench::new([Source::Token]).await;
    bench.succeed_50().await;
    bench.clock.advance(passed);
    bench.succeed_50().await;
    bench.assert_counts(2, 100);
    bench.succeed().await;
    assert_eq!(bench.server.requests()[0].header("authorization").unwrap(), "Bearer token-2");
}

async fn a_short_life() {
    let bench = Bench::with_lifetime([Source::Token], 100 * SECOND).await;
    for (passed, asked) in [(0, 1), (85, 1), (8, 2)] {
        bench.clock.advance(passed * SECOND);
        bench.succeed().await;
        bench.assert_counts(asked, 1);
    }
}

/// A new token that is refused, too, is not exchanged at once: the account could be locked.
async fn every_token_is_refused() {
    let bench = Bench::new([Source::Token]).await;
    bench.refuse_before(usize::MAX);
    for (passed, asked, attempts) in [(0, 2, 2), (0, 2, 1), (9, 2, 1), (1, 3, 2), (5, 3, 1), (5, 4, 2)] {
        bench.clock.advance(passed * SECOND);
        assert_eq!(bench.fail("is_unauthenticated").await.attempts(), attempts);
        bench.assert_counts(asked, attempts as usize);
    }
    bench.refuse_before(4);
    bench.succeed().await;
    bench.assert_counts(4, 1);
    // It was accepted, and is exchanged when it has expired.
    bench.clock.advance(60 * SECOND);
    bench.refuse_before(5);
    bench.succeed().await;
    bench.assert_counts(5, 2);
}

async fn every_token_is_refused_in_flight() {
    let bench = Bench::new([Source::Token]).await;
    bench.refuse_before(usize::MAX);
    // Some calls begin with the second token.
    for requests in [51..=100, 50..=50] {
        for outcome in bench.create_50().await {
            assert_kind(&outcome.unwrap_err(), "is_unauthenticated");
        }
        assert_eq!(bench.asked(), 2);
        assert!(requests.contains(&bench.server.take_requests().len()));
    }
}

async fn the_source_fails_while_valid() {
    let bench = Bench::new([Source::Token, Source::Fails, Source::Fails, Source::Token]).await;
    bench.succeed().await;
    bench.clock.advance(HOUR - 60 * SECOND);
    // The old token is used, and the source is not asked again for a while.
    bench.succeed_50().await;
    bench.assert_counts(2, 51);
    for asked in [3, 4] {
        bench.clock.advance(10 * SECOND);
        bench.succeed_50().await;
        bench.assert_counts(asked, 50);
    }
}

async fn the_source_fails_when_expired() {
    let bench = Bench::new([Source::Token, Source::Fails, Source::Token]).await;
    bench.succeed().await;
    bench.clock.advance(HOUR);
    bench.fail("is_token").await;
    bench.assert_counts(2, 1);
    bench.succeed().await;
    bench.assert_counts(3, 1);
}

async fn the_source_fails_after_401() {
    let bench = Bench::new([Source::Token, Source::Fails, Source::Token]).await;
    bench.succeed().await;
    bench.refuse_before(2);
    assert_eq!(bench.fail("is_token").await.attempts(), 1);
    bench.assert_counts(2, 2);
    bench.succeed().await;
    bench.assert_counts(3, 1);
}

async fn the_source_fails_for_all() {
    let bench = Bench::new([Source::Fails, Source::Token]).await;
    for outcome in bench.create_50().await {
        assert_kind(&outcome.unwrap_err(), "is_token");
    }
    // All calls that wait for the source share its failure.
    bench.assert_counts(1, 0);
    bench.succeed_50().await;
    bench.assert_counts(2, 50);
}

async fn the_source_hangs() {
    let bench = Bench::new([Source::Hangs]).await;
    for outcome in bench.create_50().await {
        let error = outcome.unwrap_err();
        assert_kind(&error, "is_timeout");
        assert!(error.to_string().contains("token source timed out after"), "{error}");
        assert!(error.to_string().contains("nothing was sent"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    bench.assert_counts(1, 0);
}

async fn the_source_leaves_no_time() {
    let bench = Bench::new([Source::Late]).await;
    let error = bench.fail("is_timeout").await;
    assert!(error.to_string().contains("nothing was sent") && error.attempts() == 0, "{error}");
    bench.assert_counts(1, 0);
    bench.succeed().await;
    let bench = Bench::new([Source::Late]).await;
    assert!(call(&bench.plannr, &Method::GET, 1).await.is_ok());
}

async fn the_source_panics() {
    let bench = Bench::new([Source::Panics, Source::Token]).await;
    bench.fail("is_token").await;
    bench.succeed_50().await;
    bench.assert_counts(2, 50);
}

async fn the_source_returns_an_invalid_token() {
    for text in ["", "a token", "s3cret\n", "s3cret\u{f6}"] {
        let bench = Bench::new([Source::Text(text), Source::Token]).await;
        bench.fail("is_config").await;
        bench.succeed().await;
        bench.assert_counts(2, 1);
    }
}

async fn the_caller_is_dropped() {
    let gate = Arc::new(Notify::new());
    let bench = Bench::new([Source::Waits(Arc::clone(&gate)), Source::Fails]).await;
    bench.drop_when_asked(1).await;
    let waiting = bench.begin();
    gate.notify_one();
    // The token that it asked for serves all others: the source would not return another one.
    waiting.await.unwrap().unwrap();
    bench.succeed_50().await;
    bench.assert_counts(1, 51);
}

async fn the_caller_is_dropped_after_401() {
    let gate = Arc::new(Notify::new());
    let bench = Bench::new([Source::Token, Source::Waits(Arc::clone(&gate)), Source::Fails]).await;
    bench.refuse_before(2);
    bench.drop_when_asked(2).await;
    gate.notify_one();
    bench.succeed_50().await;
    bench.assert_counts(2, 51);
}
