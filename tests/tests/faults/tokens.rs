//! Token sources: one refresh for all, and what comes of one that fails, hangs, panics or is left alone.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, http};
use contract_tests::server::{Setup, StubServer};
use contract_tests::{assert_none, validate};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::{AccessToken, Error, Plannr, ServerState};
use tokio::sync::Notify;

use crate::row::{good, refusal};
use crate::run::{call, told};
use crate::{Special, special};

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("the token is refused with 50 calls in flight", refused_in_flight),
        special("the token expires before 50 calls", || a_new_one_in_time(HOUR)),
        special("the token is about to expire before 50 calls", || a_new_one_in_time(HOUR - 60 * SECOND)),
        special("a token that lives for a minute or two is exchanged in its last tenth", a_short_life),
        special("the source fails while the token is valid", the_source_fails_while_valid),
        special("the source fails when the token has expired", the_source_fails_when_expired),
        special("the source fails after 401", the_source_fails_after_401),
        special("the source fails at first, with 50 calls in flight", the_source_fails_for_all),
        special("the source hangs", the_source_hangs),
        special("the source panics", the_source_panics),
        special("the source gives what is no token", the_source_gives_no_token),
        special("the call that has asked the source goes away", the_caller_goes_away),
        special("the call that has asked after 401 goes away", the_caller_goes_away_after_401),
    ]
}

/// What a source gives when it is asked for the first time, for the second, and so on.
#[derive(Clone)]
enum Gives {
    /// `token-1`, `token-2` and so on.
    Token,
    Text(&'static str),
    Failure,
    Panic,
    /// Nothing, while time passes.
    Nothing(SimulatedClock),
    /// A token, when it is let go.
    Later(Arc<Notify>),
}

struct Bench {
    plannr: Plannr,
    server: StubServer,
    clock: SimulatedClock,
    asked: Arc<AtomicUsize>,
}

impl Bench {
    /// A server that takes the tokens from this one on, and a source that gives the last again and again.
    async fn new(clock: SimulatedClock, taken: Arc<AtomicUsize>, gives: Vec<Gives>) -> Self {
        let script = move |request: &contract_tests::server::Request| {
            let token = request.header("authorization").unwrap_or_default();
            let number = token.strip_prefix("Bearer token-").and_then(|number| number.parse().ok());
            let is_good = number.is_some_and(|number: usize| number >= taken.load(Ordering::SeqCst));
            if is_good { good() } else { refusal(401) }
        };
        let server = Setup::new().clock(&clock).scripted(script).await;
        let asked = Arc::new(AtomicUsize::new(0));
        let asking = Arc::clone(&asked);
        let source = move || {
            let number = asking.fetch_add(1, Ordering::SeqCst) + 1;
            let gives = gives[number.min(gives.len()) - 1].clone();
            async move {
                tokio::task::yield_now().await;
                let token = match gives {
                    Gives::Token => format!("token-{number}"),
                    Gives::Text(text) => text.to_owned(),
                    Gives::Failure => return Err(format!("the secret of {number} is s3cret")),
                    Gives::Panic => std::panic::resume_unwind(Box::new("s3cret")),
                    Gives::Nothing(clock) => {
                        clock.advance(121 * SECOND);
                        pending().await
                    }
                    Gives::Later(gate) => {
                        gate.notified().await;
                        format!("token-{number}")
                    }
                };
                Ok(AccessToken::new(token).valid_for(HOUR))
            }
        };
        let builder = Plannr::builder_with_token_source(source, ACCOUNT).base_url(server.url()).http(http());
        let plannr = builder.clock(clock.clone()).build().unwrap();
        Self { plannr, server, clock, asked }
    }

    async fn giving(gives: impl Into<Vec<Gives>>) -> Self {
        Self::new(SimulatedClock::new(), Arc::default(), gives.into()).await
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn seen(&self) -> usize {
        self.server.take_requests().len()
    }

    async fn create(&self) -> Result<usize, Error> {
        call(&self.plannr, &Method::POST, 1).await
    }

    async fn create_many(&self, count: usize) -> Vec<Result<usize, Error>> {
        let calls: Vec<_> = (0..count).map(|_| self.begin()).collect();
        let mut outcomes = Vec::new();
        for call in calls {
            outcomes.push(call.await.unwrap());
        }
        outcomes
    }

    fn begin(&self) -> tokio::task::JoinHandle<Result<usize, Error>> {
        let plannr = self.plannr.clone();
        tokio::spawn(async move { call(&plannr, &Method::POST, 1).await })
    }
}

fn assert_succeed(outcomes: &[Result<usize, Error>]) {
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
}

/// Nothing was applied, and the source's own words are had only by asking for them.
fn assert_kind(error: &Error, kind: &str) {
    let mut findings = told(error);
    if validate::kinds(error) != [kind] || error.server_state() != ServerState::NotApplied {
        findings.push(format!("{error:?}"));
    }
    if format!("{error} {error:?} {error:#?}").contains("s3cret") {
        findings.push(format!("it tells the words of the source: {error:?}"));
    }
    assert_none(&findings);
}

async fn refused_in_flight() {
    let taken = Arc::new(AtomicUsize::new(1));
    let bench = Bench::new(SimulatedClock::new(), Arc::clone(&taken), vec![Gives::Token]).await;
    assert_succeed(&bench.create_many(50).await);
    assert_eq!((bench.asked(), bench.seen()), (1, 50));
    taken.store(2, Ordering::SeqCst);
    assert_succeed(&bench.create_many(50).await);
    // All 50 were sent before the first answer, each with the old token and then with the new one.
    assert_eq!((bench.asked(), bench.seen()), (2, 100));
    assert_succeed(&bench.create_many(50).await);
    assert_eq!((bench.asked(), bench.seen()), (2, 50));
}

async fn a_new_one_in_time(passes: Duration) {
    let bench = Bench::giving([Gives::Token]).await;
    assert_succeed(&bench.create_many(50).await);
    bench.clock.advance(passes);
    assert_succeed(&bench.create_many(50).await);
    assert_eq!((bench.asked(), bench.seen()), (2, 100));
    bench.create().await.unwrap();
    assert_eq!(bench.server.requests()[0].header("authorization").unwrap(), "Bearer token-2");
}

async fn a_short_life() {
    let (clock, asked) = (SimulatedClock::new(), Arc::new(AtomicUsize::new(0)));
    let server = StubServer::always(good()).await;
    let count = Arc::clone(&asked);
    let source = move || {
        count.fetch_add(1, Ordering::SeqCst);
        async { Ok::<_, std::io::Error>(AccessToken::new("token").valid_for(100 * SECOND)) }
    };
    let builder = Plannr::builder_with_token_source(source, ACCOUNT).base_url(server.url()).http(http());
    let plannr = builder.clock(clock.clone()).build().unwrap();
    for (passes, due) in [(0, 1), (85, 1), (8, 2)] {
        clock.advance(passes * SECOND);
        call(&plannr, &Method::GET, 1).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), due, "after {passes} more seconds");
    }
}

async fn the_source_fails_while_valid() {
    let bench = Bench::giving([Gives::Token, Gives::Failure, Gives::Failure, Gives::Token]).await;
    bench.create().await.unwrap();
    bench.clock.advance(HOUR - 60 * SECOND);
    // The old one is used; the source is not asked again for a while.
    assert_succeed(&bench.create_many(50).await);
    assert_eq!(bench.asked(), 2);
    bench.clock.advance(10 * SECOND);
    assert_succeed(&bench.create_many(50).await);
    assert_eq!(bench.asked(), 3);
    bench.clock.advance(10 * SECOND);
    assert_succeed(&bench.create_many(50).await);
    assert_eq!(bench.asked(), 4);
}

async fn the_source_fails_when_expired() {
    let bench = Bench::giving([Gives::Token, Gives::Failure, Gives::Token]).await;
    bench.create().await.unwrap();
    bench.clock.advance(HOUR);
    assert_kind(&bench.create().await.unwrap_err(), "is_token");
    assert_eq!((bench.asked(), bench.seen()), (2, 1));
    bench.create().await.unwrap();
    assert_eq!((bench.asked(), bench.seen()), (3, 1));
}

async fn the_source_fails_after_401() {
    let taken = Arc::new(AtomicUsize::new(1));
    let gives = vec![Gives::Token, Gives::Failure, Gives::Token];
    let bench = Bench::new(SimulatedClock::new(), Arc::clone(&taken), gives).await;
    bench.create().await.unwrap();
    taken.store(2, Ordering::SeqCst);
    let error = bench.create().await.unwrap_err();
    assert_kind(&error, "is_token");
    assert_eq!((error.attempts(), bench.asked(), bench.seen()), (1, 2, 2));
    bench.create().await.unwrap();
    assert_eq!((bench.asked(), bench.seen()), (3, 1));
}

async fn the_source_fails_for_all() {
    let bench = Bench::giving([Gives::Failure, Gives::Token]).await;
    for outcome in bench.create_many(50).await {
        assert_kind(&outcome.unwrap_err(), "is_token");
    }
    // Those who wait for the one who asks share what comes of it.
    assert_eq!((bench.asked(), bench.seen()), (1, 0));
    assert_succeed(&bench.create_many(50).await);
    assert_eq!((bench.asked(), bench.seen()), (2, 50));
}

async fn the_source_hangs() {
    let clock = SimulatedClock::new();
    let bench = Bench::new(clock.clone(), Arc::default(), vec![Gives::Nothing(clock)]).await;
    for outcome in bench.create_many(50).await {
        let error = outcome.unwrap_err();
        assert_kind(&error, "is_timeout");
        assert!(error.to_string().contains("token source"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!((bench.asked(), bench.seen()), (1, 0));
}

async fn the_source_panics() {
    let bench = Bench::giving([Gives::Panic, Gives::Token]).await;
    assert_kind(&bench.create().await.unwrap_err(), "is_token");
    assert_succeed(&bench.create_many(50).await);
    assert_eq!((bench.asked(), bench.seen()), (2, 50));
}

async fn the_source_gives_no_token() {
    for text in ["", "a token", "s3cret\n", "s3cret\u{f6}"] {
        let bench = Bench::giving([Gives::Text(text), Gives::Token]).await;
        assert_kind(&bench.create().await.unwrap_err(), "is_config");
        bench.create().await.unwrap();
        assert_eq!((bench.asked(), bench.seen()), (2, 1), "{text:?}");
    }
}

async fn the_caller_goes_away() {
    let gate = Arc::new(Notify::new());
    let bench = Bench::giving([Gives::Later(Arc::clone(&gate)), Gives::Failure]).await;
    leave(&bench, 1).await;
    let waiting = bench.begin();
    gate.notify_one();
    // The answer that it asked for is there for all others: the source would not give another.
    waiting.await.unwrap().unwrap();
    assert_succeed(&bench.create_many(50).await);
    assert_eq!((bench.asked(), bench.seen()), (1, 51));
}

async fn the_caller_goes_away_after_401() {
    let (gate, taken) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(2)));
    let gives = vec![Gives::Token, Gives::Later(Arc::clone(&gate)), Gives::Failure];
    let bench = Bench::new(SimulatedClock::new(), taken, gives).await;
    leave(&bench, 2).await;
    gate.notify_one();
    assert_succeed(&bench.create_many(50).await);
    assert_eq!((bench.asked(), bench.seen()), (2, 51));
}

/// A call that goes away as soon as the source has been asked so many times.
async fn leave(bench: &Bench, asked: usize) {
    let call = bench.begin();
    while bench.asked() < asked {
        tokio::task::yield_now().await;
    }
    tokio::task::yield_now().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
}
