//! What lasts from one call to the next: connections, the time of day, the quota; and that no redirect is followed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::plannr::{ACCOUNT, TOKEN, http};
use contract_tests::server::{Setup, Step, StubResponse, StubServer};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::{Plannr, ServerState};

use crate::row::{FIRST_OF_APRIL_SECONDS, good, refusal};
use crate::run::{call, told};
use crate::{Special, special};

const METHODS: [Method; 3] = [Method::GET, Method::PUT, Method::POST];

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("a connection is used again", a_connection_is_used_again),
        special("a connection that was closed while idle is not used again", a_connection_closed_while_idle),
        special("a connection that was reset while idle is not used again", a_connection_reset_while_idle),
        special("a connection that is closed on its second request", || a_lost_second_request(Step::Close)),
        special("a connection that is reset on its second request", || a_lost_second_request(Step::Reset)),
        special("no redirect reaches another origin", no_redirect_reaches_another_origin),
        special("the time of day goes back between calls", the_time_of_day_goes_back),
        special("the time of day goes back while a call waits", the_time_of_day_goes_back_in_a_call),
        special("the time of day goes back before all dates", the_time_of_day_is_absurd),
        special("no request remains, and the next call waits a minute", nothing_remains),
        special("more remains than there is", more_remains_than_there_is),
        special("what remains is nonsense", nonsense_remains),
    ]
}

async fn start(replies: Vec<StubResponse>) -> (StubServer, Plannr, SimulatedClock) {
    let clock = SimulatedClock::new();
    clock.set_time_of_day(UNIX_EPOCH + Duration::from_secs(FIRST_OF_APRIL_SECONDS));
    let server = Setup::new().clock(&clock).in_order(replies).await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http());
    (server, builder.clock(clock.clone()).build().unwrap(), clock)
}

async fn a_connection_is_used_again() {
    let (server, plannr, _) = start(vec![good().keep_alive()]).await;
    for method in METHODS.iter().cycle().take(9) {
        call(&plannr, method, 1).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (9, 1));
}

async fn a_connection_closed_while_idle() {
    for method in METHODS {
        let (server, plannr, _) = start(vec![good().keep_alive().then(Step::Close)]).await;
        for number in 1..=3 {
            call(&plannr, &method, 1).await.unwrap();
            all_is_closed(&server).await;
            assert_eq!((server.requests().len(), server.connections()), (number, number), "{method}");
        }
    }
}

async fn a_connection_reset_while_idle() {
    for method in METHODS {
        let pause = Step::Pass(Duration::ZERO);
        let (server, plannr, _) = start(vec![good().keep_alive().then(pause).then(Step::Reset)]).await;
        for number in 1..=3 {
            call(&plannr, &method, 1).await.unwrap();
            all_is_closed(&server).await;
            assert_eq!((server.requests().len(), server.connections()), (number, number), "{method}");
        }
    }
}

/// Until the client has noticed that the server has closed, and has closed, too.
async fn all_is_closed(server: &StubServer) {
    for _ in 0..10_000 {
        if server.open_connections() == 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(server.open_connections(), 0, "the client keeps a connection that is closed");
    // A reset needs no answer of the client: it gets its turn to see it.
    for _ in 0..128 {
        tokio::task::yield_now().await;
    }
}

/// The request had been read: it may have been applied.
async fn a_lost_second_request(step: Step) {
    for method in METHODS {
        let replies = vec![good().keep_alive(), StubResponse::steps([step.clone()]), good()];
        let (server, plannr, clock) = start(replies).await;
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
            let (server, plannr, _) = start(vec![StubResponse::empty(status).header("Location", location)]).await;
            for method in METHODS {
                let error = call(&plannr, &method, 1).await.unwrap_err();
                assert!(error.is_redirect() && told(&error).is_empty(), "{error:?}");
                assert_eq!(server.take_requests().len(), 1);
            }
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

async fn the_time_of_day_goes_back() {
    // The date is five seconds ahead at first, and then an hour and five seconds.
    let late = refusal(429).header("Retry-After", "Tue, 01 Apr 2025 10:00:05 GMT");
    let (server, plannr, clock) = start(vec![late.clone(), good(), late]).await;
    call(&plannr, &Method::POST, 1).await.unwrap();
    assert_eq!(clock.elapsed(), Duration::from_secs(5));
    clock.set_time_of_day(UNIX_EPOCH + Duration::from_secs(FIRST_OF_APRIL_SECONDS - 3_600));
    let error = call(&plannr, &Method::POST, 1).await.unwrap_err();
    assert!(error.is_rate_limited() && error.to_string().contains("3605s"), "{error}");
    assert_eq!((server.requests().len(), clock.elapsed()), (3, Duration::from_secs(5)));
}

async fn the_time_of_day_goes_back_in_a_call() {
    let clock = SimulatedClock::new();
    let given = AtomicUsize::new(0);
    let day = clock.clone();
    let server = Setup::new()
        .scripted(move |_| {
            day.set_time_of_day(UNIX_EPOCH + Duration::from_secs(FIRST_OF_APRIL_SECONDS));
            match given.fetch_add(1, Ordering::SeqCst) {
                number @ 0..3 => {
                    refusal(if number == 1 { 503 } else { 429 }).header("Retry-After", "Tue, 01 Apr 2025 10:00:05 GMT")
                }
                _ => good(),
            }
        })
        .await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http());
    let plannr = builder.clock(clock.clone()).build().unwrap();
    call(&plannr, &Method::PUT, 1).await.unwrap();
    assert_eq!((server.requests().len(), clock.elapsed()), (4, Duration::from_secs(15)));
}

async fn the_time_of_day_is_absurd() {
    for day in [0, 1, u64::from(u32::MAX), 253_402_300_799] {
        let date = refusal(429).header("Retry-After", "Tue, 01 Apr 2025 10:00:05 GMT");
        let (server, plannr, clock) = start(vec![date, good()]).await;
        clock.set_time_of_day(UNIX_EPOCH + Duration::from_secs(day));
        let outcome = call(&plannr, &Method::POST, 1).await;
        // A day before it is too long a wait; one after it makes it none, and then the usual one is kept.
        let (due, seen) =
            if day < FIRST_OF_APRIL_SECONDS { (Duration::ZERO, 1) } else { (Duration::from_millis(500), 2) };
        assert_eq!(outcome.is_ok(), seen == 2, "{day}: {outcome:?}");
        assert_eq!((server.requests().len(), clock.elapsed()), (seen, due), "{day}");
    }
}

async fn nothing_remains() {
    let (server, plannr, clock) = start(vec![good().header("X-Ratelimit-Remaining", 0), good()]).await;
    call(&plannr, &Method::POST, 1).await.unwrap();
    assert_eq!(clock.elapsed(), Duration::ZERO);
    call(&plannr, &Method::POST, 1).await.unwrap();
    assert_eq!((server.requests().len(), clock.elapsed()), (2, Duration::from_secs(60)));
}

async fn more_remains_than_there_is() {
    let (server, plannr, clock) = start(vec![good().header("X-Ratelimit-Remaining", "99999999")]).await;
    // The documented quota holds.
    for _ in 0..501 {
        call(&plannr, &Method::GET, 1).await.unwrap();
    }
    assert_eq!((server.requests().len(), clock.elapsed()), (501, Duration::from_secs(60)));
}

async fn nonsense_remains() {
    let remaining = ["-1", "many", "", "1.5", "99999999999999999999999999", "\u{665}"];
    let replies = remaining.map(|text| good().header("X-Ratelimit-Remaining", text));
    let (server, plannr, clock) = start(replies.into()).await;
    for _ in 0..2 * remaining.len() {
        call(&plannr, &Method::POST, 1).await.unwrap();
    }
    assert_eq!((server.requests().len(), clock.elapsed()), (2 * remaining.len(), Duration::ZERO));
}
