//! Who waits for what, for how long, and in which order.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, TOKEN, http};
use contract_tests::server::{Request, Setup, Step, StubResponse, StubServer};
use futures_util::poll;
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::{Plannr, PlannrBuilder};
use tokio::sync::Notify;

use crate::row::good;
use crate::run::call;
use crate::{Special, special};

const MINUTE: Duration = Duration::from_secs(60);

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("the call has less time than the attempt", the_call_has_less_time),
        special("the call has as much time as the attempt", the_call_has_as_much_time),
        special("a connection that does not come about uses no quota", no_connection_uses_no_quota),
        special("a request without an answer uses the quota", no_answer_uses_the_quota),
        special("what is repeated waits, quota or not", what_is_repeated_waits),
        special("calls go in the order in which they began", calls_go_in_order),
        special("an older call that nobody asks does not stop the next", an_older_call_that_nobody_asks),
        special("what remains is for those on their way", what_remains_is_for_those_on_their_way),
        special("one goes ahead where others were busy", one_goes_ahead_where_others_were_busy),
        special("another follows where the one that went ahead was lost", who_went_ahead_and_was_lost),
        special(
            "an answer to a request from before a pause says nothing of the time after it",
            an_answer_from_before_a_pause,
        ),
    ]
}

async fn start(replies: Vec<StubResponse>) -> (StubServer, PlannrBuilder, SimulatedClock) {
    let clock = SimulatedClock::new();
    let server = Setup::new().clock(&clock).in_order(replies).await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http()).clock(clock.clone());
    (server, builder, clock)
}

/// The error of a call of so much time, to a server that says nothing for so long, where an attempt has ten seconds.
async fn out_of_time(time: u64, silence: u64) -> String {
    let silent = StubResponse::steps([Step::Pass(Duration::from_secs(silence)), Step::Silence]);
    let (_server, builder, _) = start(vec![silent]).await;
    let builder = builder.max_retries(0).call_timeout(Duration::from_secs(time));
    let plannr = builder.attempt_timeout(Duration::from_secs(10)).build().unwrap();
    call(&plannr, &Method::GET, 1).await.unwrap_err().to_string()
}

async fn the_call_has_less_time() {
    let told = out_of_time(7, 7).await;
    assert!(told.contains("the call") && told.contains("7s"), "{told}");
}

async fn the_call_has_as_much_time() {
    let told = out_of_time(10, 10).await;
    assert!(told.contains("the attempt") && told.contains("10s"), "{told}");
}

async fn no_connection_uses_no_quota() {
    let (server, builder, clock) = start(vec![good()]).await;
    let plannr = builder.requests_per_minute(Some(1)).max_retries(1).build().unwrap();
    drop(server);
    tokio::task::yield_now().await;
    assert!(call(&plannr, &Method::GET, 1).await.unwrap_err().is_connect());
    assert!(clock.elapsed() < MINUTE, "{:?}", clock.elapsed());
}

async fn no_answer_uses_the_quota() {
    let (server, builder, clock) = start(vec![StubResponse::hang_up(), good()]).await;
    let plannr = builder.requests_per_minute(Some(1)).max_retries(1).build().unwrap();
    call(&plannr, &Method::GET, 1).await.unwrap();
    assert_eq!(server.requests().len(), 2);
    assert!(clock.elapsed() >= MINUTE, "{:?}", clock.elapsed());
}

async fn what_is_repeated_waits() {
    for quota in [None, Some(500)] {
        let busy = StubResponse::empty(503).header("Retry-After", 7);
        let (_server, builder, clock) = start(vec![busy, good()]).await;
        let plannr = builder.requests_per_minute(quota).build().unwrap();
        call(&plannr, &Method::GET, 1).await.unwrap();
        assert!(clock.elapsed() >= Duration::from_secs(7), "{quota:?}: {:?}", clock.elapsed());
    }
}

/// The second request is answered when the first, which was refused, has been sent again.
async fn an_answer_from_before_a_pause() {
    let (clock, is_repeated) = (SimulatedClock::new(), Arc::new(Notify::new()));
    let requests = AtomicUsize::new(0);
    let server = Setup::new().clock(&clock).scripted_async(move |_| {
        let (number, is_repeated) = (requests.fetch_add(1, Ordering::SeqCst), Arc::clone(&is_repeated));
        async move {
            match number {
                0 => StubResponse::empty(429).header("Retry-After", 5),
                1 => {
                    is_repeated.notified().await;
                    good().header("X-Ratelimit-Remaining", 0)
                }
                _ => {
                    is_repeated.notify_one();
                    good()
                }
            }
        }
    });
    let server = server.await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http()).clock(clock.clone());
    let plannr = builder.requests_per_minute(Some(10)).build().unwrap();
    let (one, other) = tokio::join!(call(&plannr, &Method::GET, 1), call(&plannr, &Method::GET, 1));
    assert!(one.is_ok() && other.is_ok(), "{one:?}, {other:?}");
    call(&plannr, &Method::GET, 1).await.unwrap();
    assert!(clock.elapsed() < MINUTE, "{:?}", clock.elapsed());
}

/// A server that keeps what is asked for first, page 1, until something else than page 3 is asked for; the answer to that
/// says how many requests remain.
async fn keeping(clock: &SimulatedClock, remaining: u32) -> StubServer {
    let is_next = Arc::new(Notify::new());
    let answer = move |request: Request| {
        let (page, is_next) = (request.parameter("page").unwrap_or_default(), Arc::clone(&is_next));
        async move {
            match page.as_str() {
                "1" => is_next.notified().await,
                "3" => return good().header("X-Ratelimit-Remaining", remaining),
                _ => is_next.notify_waiters(),
            }
            good()
        }
    };
    Setup::new().clock(clock).scripted_async(answer).await
}

fn page(plannr: &Plannr, page: u64) -> impl Future<Output = bool> + Send + use<> {
    let list = plannr.contact_details().list().page(page);
    async move { list.send().await.is_ok() }
}

async fn have_come(server: &StubServer, requests: usize) {
    while server.requests().len() < requests {
        tokio::task::yield_now().await;
    }
}

/// Two of ten are on their way when an answer says that two remain: by then the server may not have counted them.
async fn what_remains_is_for_those_on_their_way() {
    let clock = SimulatedClock::new();
    let server = keeping(&clock, 2).await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http()).clock(clock.clone());
    let plannr = builder.requests_per_minute(Some(10)).build().unwrap();
    let away = [tokio::spawn(page(&plannr, 1)), tokio::spawn(page(&plannr, 1))];
    have_come(&server, 2).await;
    assert!(page(&plannr, 3).await && clock.elapsed().is_zero());
    assert!(page(&plannr, 2).await);
    assert!(clock.elapsed() >= Duration::from_secs(5), "it has not waited for an answer: {:?}", clock.elapsed());
    for call in away {
        assert!(call.await.unwrap());
    }
}

/// Others have used half of the quota, and may do so again.
async fn one_goes_ahead_where_others_were_busy() {
    let clock = SimulatedClock::new();
    let server = keeping(&clock, 4).await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http()).clock(clock.clone());
    let plannr = builder.requests_per_minute(Some(10)).build().unwrap();
    assert!(page(&plannr, 3).await);
    clock.advance(MINUTE + Duration::from_secs(1));
    let (before, ahead) = (clock.elapsed(), tokio::spawn(page(&plannr, 1)));
    have_come(&server, 2).await;
    assert!(page(&plannr, 2).await && ahead.await.unwrap());
    assert!(clock.elapsed() - before >= Duration::from_secs(5), "{:?}", clock.elapsed() - before);
}

async fn who_went_ahead_and_was_lost() {
    let refused = StubResponse::empty(429).header("Retry-After", 5);
    let (server, builder, clock) = start(vec![refused, StubResponse::hang_up(), good()]).await;
    call(&builder.build().unwrap(), &Method::GET, 1).await.unwrap();
    assert_eq!(server.requests().len(), 3);
    assert!(clock.elapsed() < Duration::from_secs(9), "it has waited for an answer as well: {:?}", clock.elapsed());
}

async fn an_older_call_that_nobody_asks() {
    let (_server, builder, _) = start(vec![good()]).await;
    let plannr = builder.requests_per_minute(Some(1)).build().unwrap();
    call(&plannr, &Method::GET, 1).await.unwrap();
    let mut older = Box::pin(page(&plannr, 1));
    assert!(poll!(&mut older).is_pending());
    assert!(page(&plannr, 2).await);
}

/// They are asked in the reverse order whether they are done.
async fn calls_go_in_order() {
    let (server, builder, _) = start(vec![good()]).await;
    let plannr = builder.requests_per_minute(Some(1)).build().unwrap();
    call(&plannr, &Method::GET, 1).await.unwrap();
    let list = |page: u64| {
        let plannr = plannr.clone();
        Box::pin(async move { plannr.contact_details().list().page(page).send().await.map(drop) })
    };
    let (mut first, mut second, mut third) = (list(1), list(2), list(3));
    assert!(poll!(&mut first).is_pending() && poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
    let outcomes = tokio::join!(third, second, first);
    assert!(outcomes.0.is_ok() && outcomes.1.is_ok() && outcomes.2.is_ok(), "{outcomes:?}");
    let pages: Vec<_> = server.requests().iter().skip(1).filter_map(|request| request.parameter("page")).collect();
    assert_eq!(pages, ["1", "2", "3"]);
}
