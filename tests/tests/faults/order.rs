//! The order and the duration of waits.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract_tests::server::{Request, Setup, Step, StubResponse, StubServer};
use futures_util::poll;
use plannr_sdk::Plannr;
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use tokio::sync::Notify;

use crate::row::good;
use crate::run::{METHODS, builder, call, start};
use crate::{Special, special};

const MINUTE: Duration = Duration::from_secs(60);

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("the call has less time than the attempt", || times_out_after(7, "the call")),
        special("the call has as much time as the attempt", || times_out_after(10, "the attempt")),
        special("a failed connection uses no quota", a_failed_connection_uses_no_quota),
        special("a request without a response uses the quota", a_lost_request_uses_the_quota),
        special("a server never gets more requests in a minute than the quota", never_more_than_the_quota),
        special("a call that waits for the quota ends in time", a_wait_for_the_quota_ends),
        special("a call that waits in a pause ends in time", a_wait_in_a_pause_ends),
        special("a place in the quota that nobody polls expires", an_abandoned_place_expires),
        special("a header causes no longer wait than the maximum", a_header_causes_a_short_wait),
        special("a retry waits, with a quota or without", a_retry_waits),
        special("calls are sent in the order in which they began", calls_are_sent_in_order),
        special("an older call that is not polled does not block the next", an_older_call_that_is_not_polled),
        special("the remaining requests include those in flight", remaining_requests_include_those_in_flight),
        special("one call goes first after others were busy", one_goes_first_after_others_were_busy),
        special("if the call that goes first is lost, another follows", the_first_is_lost),
        special("a response to a request from before a pause does not count after it", a_response_from_before_a_pause),
    ]
}

/// Lists from a silent server with this call timeout and an attempt timeout of ten seconds.
async fn times_out_after(seconds: u64, what: &str) {
    let time = Duration::from_secs(seconds);
    let (_server, plannr, _) = start([StubResponse::steps([Step::Pass(time), Step::Silence])], |builder| {
        builder.max_retries(0).call_timeout(time).attempt_timeout(Duration::from_secs(10))
    })
    .await;
    let error = call(&plannr, &Method::GET, 1).await.unwrap_err().to_string();
    assert!(error.contains(what) && error.contains(&format!("{seconds}s")), "{error}");
}

async fn a_failed_connection_uses_no_quota() {
    let (server, plannr, clock) = start([good()], |builder| builder.requests_per_minute(1).max_retries(1)).await;
    drop(server);
    tokio::task::yield_now().await;
    assert!(call(&plannr, &Method::GET, 1).await.unwrap_err().is_connect());
    assert!(clock.elapsed() < MINUTE, "{:?}", clock.elapsed());
}

async fn a_lost_request_uses_the_quota() {
    let replies = [StubResponse::hang_up(), good()];
    let (server, plannr, clock) = start(replies, |builder| builder.requests_per_minute(1).max_retries(1)).await;
    call(&plannr, &Method::GET, 1).await.unwrap();
    assert_eq!(server.requests().len(), 2);
    assert!(clock.elapsed() >= MINUTE, "{:?}", clock.elapsed());
}

/// Six calls with their retries, to servers that respond, fail, close and say nothing.
async fn never_more_than_the_quota() {
    let late = |seconds| StubResponse::steps([Step::Pass(Duration::from_secs(seconds))]);
    for (about, reply, quotas) in [
        ("good", good(), &[1, 2, 5][..]),
        ("silent", StubResponse::steps([Step::Pass(Duration::from_secs(31)), Step::Silence]), &[1, 2, 5]),
        ("closing", StubResponse::hang_up(), &[1, 2, 5]),
        ("closing late", late(20), &[1, 2, 5]),
        ("failing", StubResponse::empty(503), &[1, 2, 5]),
        ("failing, with hours to wait for", StubResponse::empty(503).header("Retry-After", 7200), &[2]),
        ("with places to spare", good().header("X-Ratelimit-Remaining", 499), &[1, 2, 5]),
        ("with fewer places", good().header("X-Ratelimit-Remaining", 1), &[2, 5]),
    ] {
        for quota in quotas {
            let (clock, sent) = (SimulatedClock::new(), Arc::<Mutex<Vec<Duration>>>::default());
            let (times, now, reply) = (Arc::clone(&sent), clock.clone(), reply.clone());
            let script = move |_: &_| {
                times.lock().unwrap().push(now.elapsed());
                reply.clone()
            };
            let server = Setup::new().clock(&clock).scripted(script).await;
            let plannr = builder(&server, &clock).requests_per_minute(*quota as u32);
            let plannr = plannr.call_timeout(60 * MINUTE).build().unwrap();
            let calls = METHODS.iter().cycle().take(6).map(|method| {
                let (plannr, method) = (plannr.clone(), method.clone());
                tokio::spawn(async move { drop(call(&plannr, &method, 1).await) })
            });
            for call in calls.collect::<Vec<_>>() {
                call.await.unwrap();
            }
            let sent = sent.lock().unwrap();
            assert!(sent.len() >= 6, "{about}: only {sent:?} were sent");
            let is_over = sent.windows(quota + 1).any(|window| window[*quota] - window[0] < MINUTE);
            assert!(!is_over, "{about}, more than {quota} in a minute: {sent:?}");
        }
    }
}

async fn a_wait_for_the_quota_ends() {
    for method in METHODS {
        let (server, plannr, clock) = start([good()], |builder| builder.requests_per_minute(1)).await;
        call(&plannr, &Method::GET, 1).await.unwrap();
        for limit in [3, 50].map(Duration::from_secs) {
            let before = clock.elapsed();
            let error = call(&plannr.with_call_timeout(limit), &method, 1).await.unwrap_err();
            assert!(error.is_timeout() && error.is_retryable() && error.attempts() == 0, "{error:?}");
            let (text, due) = (error.to_string(), format!("the wait for the quota timed out after {limit:?}; nothing"));
            assert!(text.contains(&due), "{text}");
            assert!(clock.elapsed() - before <= limit, "it took {:?}", clock.elapsed());
        }
        assert_eq!(server.requests().len(), 1);
        call(&plannr, &method, 1).await.unwrap();
    }
}

async fn a_wait_in_a_pause_ends() {
    for method in METHODS {
        let refused = StubResponse::empty(429).header("Retry-After", 40);
        let (server, plannr, clock) = start([refused, good()], |builder| builder).await;
        assert!(call(&plannr.with_max_retries(0), &Method::GET, 1).await.unwrap_err().is_rate_limited());
        let error = call(&plannr.with_call_timeout(Duration::from_secs(7)), &method, 1).await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_timeout() && text.contains("the pause after a 429") && text.contains("nothing was"), "{text}");
        assert!(clock.elapsed() <= Duration::from_secs(7), "{:?}", clock.elapsed());
        assert_eq!(server.requests().len(), 1);
        call(&plannr, &method, 1).await.unwrap();
        assert_eq!(clock.elapsed(), Duration::from_secs(40));
    }
}

async fn an_abandoned_place_expires() {
    for limit in [10, 30] {
        let (server, plannr, clock) = start([StubResponse::silence(), good()], |builder| {
            builder.requests_per_minute(1).attempt_timeout(Duration::from_secs(limit)).call_timeout(10 * MINUTE)
        })
        .await;
        let mut abandoned = Box::pin(page(&plannr, 1));
        while server.requests().is_empty() {
            assert!(poll!(&mut abandoned).is_pending());
            tokio::task::yield_now().await;
        }
        assert!(page(&plannr, 2).await);
        assert_eq!(clock.elapsed(), Duration::from_secs(limit) + MINUTE);
    }
}

async fn a_header_causes_a_short_wait() {
    for (longest, waits) in [(2, 2), (59, 59), (60, 60), (3_600, 60)] {
        let reply = good().header("X-Ratelimit-Remaining", 0);
        let (_server, plannr, clock) =
            start([reply], |builder| builder.max_retry_after(Duration::from_secs(longest))).await;
        call(&plannr, &Method::GET, 1).await.unwrap();
        call(&plannr, &Method::POST, 1).await.unwrap();
        assert_eq!(clock.elapsed(), Duration::from_secs(waits));
    }
}

async fn a_retry_waits() {
    for quota in [None, Some(500)] {
        let replies = [StubResponse::empty(503).header("Retry-After", 7), good()];
        let (_server, plannr, clock) = start(replies, |builder| builder.requests_per_minute(quota)).await;
        call(&plannr, &Method::GET, 1).await.unwrap();
        assert!(clock.elapsed() >= Duration::from_secs(7), "{quota:?}: {:?}", clock.elapsed());
    }
}

/// A server with a clock and a quota of ten, and its client.
async fn start_scripted<F: Future<Output = StubResponse> + Send + 'static>(
    script: impl Fn(Request) -> F + Send + Sync + 'static,
) -> (StubServer, Plannr, SimulatedClock) {
    let clock = SimulatedClock::new();
    let server = Setup::new().clock(&clock).scripted_async(script).await;
    let plannr = builder(&server, &clock).requests_per_minute(10).build().unwrap();
    (server, plannr, clock)
}

/// The first request is refused. The response to the second comes when the first has been retried.
async fn a_response_from_before_a_pause() {
    let (is_retried, requests) = (Arc::new(Notify::new()), AtomicUsize::new(0));
    let script = move |_| {
        let (number, is_retried) = (requests.fetch_add(1, Ordering::SeqCst), Arc::clone(&is_retried));
        async move {
            match number {
                0 => StubResponse::empty(429).header("Retry-After", 5),
                1 => {
                    is_retried.notified().await;
                    good().header("X-Ratelimit-Remaining", 0)
                }
                _ => {
                    is_retried.notify_one();
                    good()
                }
            }
        }
    };
    let (_server, plannr, clock) = start_scripted(script).await;
    let (one, other) = tokio::join!(call(&plannr, &Method::GET, 1), call(&plannr, &Method::GET, 1));
    assert!(one.is_ok() && other.is_ok(), "{one:?}, {other:?}");
    call(&plannr, &Method::GET, 1).await.unwrap();
    assert!(clock.elapsed() < MINUTE, "{:?}", clock.elapsed());
}

/// A server that delays the responses to page 1 until another page than 3 is requested. The response to page 3 says how
/// many requests remain.
async fn delaying(remaining: u32) -> (StubServer, Plannr, SimulatedClock) {
    let is_next = Arc::new(Notify::new());
    start_scripted(move |request| {
        let (page, is_next) = (request.parameter("page").unwrap_or_default(), Arc::clone(&is_next));
        async move {
            match page.as_str() {
                "1" => is_next.notified().await,
                "3" => return good().header("X-Ratelimit-Remaining", remaining),
                _ => is_next.notify_waiters(),
            }
            good()
        }
    })
    .await
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

/// Two of ten are in flight when a response says that two remain: the server may not have counted them yet.
async fn remaining_requests_include_those_in_flight() {
    let (server, plannr, clock) = delaying(2).await;
    let in_flight = [tokio::spawn(page(&plannr, 1)), tokio::spawn(page(&plannr, 1))];
    have_come(&server, 2).await;
    assert!(page(&plannr, 3).await && clock.elapsed().is_zero());
    assert!(page(&plannr, 2).await);
    assert!(clock.elapsed() >= Duration::from_secs(5), "it did not wait for a response: {:?}", clock.elapsed());
    for call in in_flight {
        assert!(call.await.unwrap());
    }
}

/// Others have used half of the quota, and may do so again.
async fn one_goes_first_after_others_were_busy() {
    let (server, plannr, clock) = delaying(4).await;
    assert!(page(&plannr, 3).await);
    clock.advance(MINUTE + Duration::from_secs(1));
    let (before, first) = (clock.elapsed(), tokio::spawn(page(&plannr, 1)));
    have_come(&server, 2).await;
    assert!(page(&plannr, 2).await && first.await.unwrap());
    assert!(clock.elapsed() - before >= Duration::from_secs(5), "{:?}", clock.elapsed() - before);
}

async fn the_first_is_lost() {
    let replies = [StubResponse::empty(429).header("Retry-After", 5), StubResponse::hang_up(), good()];
    let (server, plannr, clock) = start(replies, |builder| builder).await;
    call(&plannr, &Method::GET, 1).await.unwrap();
    assert_eq!(server.requests().len(), 3);
    assert!(clock.elapsed() < Duration::from_secs(9), "it waited for a response as well: {:?}", clock.elapsed());
}

async fn an_older_call_that_is_not_polled() {
    let (_server, plannr, _) = start([good()], |builder| builder.requests_per_minute(1)).await;
    call(&plannr, &Method::GET, 1).await.unwrap();
    let mut older = Box::pin(page(&plannr, 1));
    assert!(poll!(&mut older).is_pending());
    assert!(page(&plannr, 2).await);
}

/// The calls begin in order, and are then polled in the reverse order.
async fn calls_are_sent_in_order() {
    let (server, plannr, _) = start([good()], |builder| builder.requests_per_minute(1).call_timeout(5 * MINUTE)).await;
    call(&plannr, &Method::GET, 1).await.unwrap();
    let [mut first, mut second, mut third] = [1, 2, 3].map(|number| Box::pin(page(&plannr, number)));
    assert!(poll!(&mut first).is_pending() && poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
    assert_eq!(tokio::join!(third, second, first), (true, true, true));
    let pages: Vec<_> = server.requests().iter().skip(1).filter_map(|request| request.parameter("page")).collect();
    assert_eq!(pages, ["1", "2", "3"]);
}
