//! State that outlives a call: connections, the time of day and the quota; and redirects, which are not followed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::server::{Setup, Step, StubResponse, StubServer};
use contract_tests::spec::Spec;
use plannr_sdk::ServerState;
use plannr_sdk::reqwest::Method;

use crate::row::{FIRST_OF_APRIL_SECONDS, good, refusal};
use crate::run::{METHODS, builder, call, leaks, on_the_first_of_april, start};
use crate::{Special, special};

pub(crate) fn specials() -> Vec<Special> {
    let pause = Step::Pass(Duration::ZERO);
    vec![
        special("a connection is reused", a_connection_is_reused),
        special("a connection that was closed while idle is not reused", || lost_while_idle([Step::Close])),
        special("a connection that was reset while idle is not reused", || lost_while_idle([pause, Step::Reset])),
        special("a connection that is closed on its second request", || a_lost_second_request(Step::Close)),
        special("a connection that is reset on its second request", || a_lost_second_request(Step::Reset)),
        special("no redirect reaches another origin", no_redirect_reaches_another_origin),
        special("the time of day goes back between calls", the_time_of_day_goes_back),
        special("the time of day goes back while a call waits", the_time_of_day_goes_back_in_a_call),
        special("the time of day is far in the past or in the future", the_time_of_day_is_absurd),
        special("no request remains, and the next call waits a minute", nothing_remains),
        special("more requests remain than the quota allows", more_remains_than_there_is),
        special("the number of remaining requests is nonsense", nonsense_remains),
    ]
}

async fn a_connection_is_reused() {
    let (server, plannr, _) = start([good().keep_alive()], |builder| builder).await;
    for method in METHODS.iter().cycle().take(9) {
        call(&plannr, method, 1).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (9, 1));
}

async fn lost_while_idle<const N: usize>(steps: [Step; N]) {
    for method in METHODS {
        let reply = steps.iter().fold(good().keep_alive(), |reply, step| reply.then(step.clone()));
        let (server, plannr, _) = start([reply], |builder| builder).await;
        for number in 1..=3 {
            call(&plannr, &method, 1).await.unwrap();
            all_is_closed(&server).await;
            assert_eq!((server.requests().len(), server.connections()), (number, number), "{method}");
        }
    }
}

/// Waits until the client has noticed that the server has closed, and has closed, too.
async fn all_is_closed(server: &StubServer) {
    for _ in 0..10_000 {
        if server.open_connections() == 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(server.open_connections(), 0, "the client keeps a closed connection");
    // The client does not respond to a reset: let it see the reset.
    for _ in 0..128 {
        tokio::task::yield_now().await;
    }
}

/// The server has read the request, so it may have been applied.
async fn a_lost_second_request(step: Step) {
    for method in METHODS {
        let replies = [good().keep_alive(), StubResponse::steps([step.clone()]), good()];
        let (server, plannr, clock) = start(replies, |builder| builder).await;
        call(&plannr, &method, 1).await.unwrap();
        let outcome = call(&plannr, &method, 1).await;
        if method == Method::POST {
            let error = outcome.unwrap_err();
            assert!(error.is_interrupted() && error.server_state() == ServerState::Unknown, "{error:?}");
            assert_eq!((error.attempts(), server.requests().len()), (1, 2));
        } else {
            outcome.unwrap();
            assert_eq!((server.requests().len(), clock.elapsed()), (3, Duration::from_millis(500)));
        }
    }
}

async fn no_redirect_reaches_another_origin() {
    let elsewhere = StubServer::always(good()).await;
    for status in [301, 302, 303, 307, 308] {
        for location in [elsewhere.url(), format!("//127.0.0.1:{}/api", elsewhere.port())] {
            let redirect = StubResponse::empty(status).header("Location", location);
            let (server, plannr, _) = start([redirect], |builder| builder).await;
            for method in METHODS {
                let error = call(&plannr, &method, 1).await.unwrap_err();
                assert!(error.is_redirect() && leaks(&error).is_empty(), "{error:?}");
                assert_eq!(server.take_requests().len(), 1);
            }
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// Five seconds after the first of April.
fn soon(status: u16) -> StubResponse {
    refusal(status).header("Retry-After", "Tue, 01 Apr 2025 10:00:05 GMT")
}

async fn the_time_of_day_goes_back() {
    // The date is five seconds ahead at first, and then an hour and five seconds.
    let (server, plannr, clock) = start([soon(429), good(), soon(429)], |builder| builder).await;
    call(&plannr, &Method::POST, 1).await.unwrap();
    assert_eq!(clock.elapsed(), Duration::from_secs(5));
    clock.set_time_of_day(UNIX_EPOCH + Duration::from_secs(FIRST_OF_APRIL_SECONDS - 3_600));
    let error = call(&plannr, &Method::POST, 1).await.unwrap_err();
    assert!(error.is_rate_limited() && error.to_string().contains("3605s"), "{error}");
    assert_eq!((server.requests().len(), clock.elapsed()), (3, Duration::from_secs(5)));
}

async fn the_time_of_day_goes_back_in_a_call() {
    let (clock, sent) = (on_the_first_of_april(), AtomicUsize::new(0));
    let day = clock.clone();
    let script = move |_: &_| {
        day.set_time_of_day(UNIX_EPOCH + Duration::from_secs(FIRST_OF_APRIL_SECONDS));
        match sent.fetch_add(1, Ordering::SeqCst) {
            0 | 2 => soon(429),
            1 => soon(503),
            _ => good(),
        }
    };
    let server = Setup::new().scripted(script).await;
    call(&builder(&server, &clock).build().unwrap(), &Method::PUT, 1).await.unwrap();
    assert_eq!((server.requests().len(), clock.elapsed()), (4, Duration::from_secs(15)));
}

async fn the_time_of_day_is_absurd() {
    for day in [0, 1, u64::from(u32::MAX), 253_402_300_799] {
        let (server, plannr, clock) = start([soon(429), good()], |builder| builder).await;
        clock.set_time_of_day(UNIX_EPOCH + Duration::from_secs(day));
        let outcome = call(&plannr, &Method::POST, 1).await;
        // Before the date the wait is too long; after it there is none, and the usual backoff applies.
        let (passed, seen) =
            if day < FIRST_OF_APRIL_SECONDS { (Duration::ZERO, 1) } else { (Duration::from_millis(500), 2) };
        assert_eq!(outcome.is_ok(), seen == 2, "{day}: {outcome:?}");
        assert_eq!((server.requests().len(), clock.elapsed()), (seen, passed), "{day}");
    }
}

fn remaining(text: impl ToString) -> StubResponse {
    good().header("X-Ratelimit-Remaining", text)
}

async fn nothing_remains() {
    let (server, plannr, clock) = start([remaining(0), good()], |builder| builder).await;
    call(&plannr, &Method::POST, 1).await.unwrap();
    assert_eq!(clock.elapsed(), Duration::ZERO);
    call(&plannr, &Method::POST, 1).await.unwrap();
    assert_eq!((server.requests().len(), clock.elapsed()), (2, Duration::from_secs(60)));
}

async fn more_remains_than_there_is() {
    let (server, plannr, clock) = start([remaining("99999999")], |builder| builder).await;
    // The documented quota applies.
    let one_more = Spec::shipped().quota() + 1;
    for _ in 0..one_more {
        call(&plannr, &Method::GET, 1).await.unwrap();
    }
    assert_eq!((server.requests().len() as u64, clock.elapsed()), (one_more, Duration::from_secs(60)));
}

async fn nonsense_remains() {
    let texts = ["-1", "many", "", "1.5", "99999999999999999999999999", "\u{665}"];
    let (server, plannr, clock) = start(texts.map(remaining), |builder| builder).await;
    for _ in 0..2 * texts.len() {
        call(&plannr, &Method::POST, 1).await.unwrap();
    }
    assert_eq!((server.requests().len(), clock.elapsed()), (2 * texts.len(), Duration::ZERO));
}
