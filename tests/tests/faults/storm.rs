//! Many callers at once, with too small a quota for all.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract_tests::plannr::OWNER;
use contract_tests::server::{Setup, StubResponse, StubServer};
use plannr_sdk::mock::{MockServer, SimulatedClock};
use plannr_sdk::{Error, NewContactDetail, Plannr, Uuid};
use tokio::sync::Barrier;

use crate::row::{good, refusal};
use crate::run::{builder, start};
use crate::{Special, special};

const CALLERS: usize = 50;

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("50 callers share a quota of 25 that the client does not know", a_smaller_quota_than_documented),
        special("50 callers share a quota of 25 that the client knows", a_smaller_quota_is_set),
        special("another process has used half of the quota", another_process),
        special("50 callers are refused, and one goes first", || one_goes_first(|_| good())),
        special("50 callers are refused, one goes first, and each learns what remains", || {
            one_goes_first(|number| good().header("X-Ratelimit-Remaining", 500 - number))
        }),
        special("50 callers are refused, and so is the one that goes first", the_first_is_refused),
        special("50 callers are refused, and the one that goes first is lost", the_first_is_lost),
        special("50 callers are sent in the order in which they began", they_keep_their_order),
        special("calls share a retry budget while a server is down", a_server_that_is_down),
    ]
}

/// A client with default settings but for the quota, for which its calls wait as long as it takes.
fn client(mock: &MockServer, requests_per_minute: u32) -> Plannr {
    let builder = mock.plannr_builder().requests_per_minute(requests_per_minute);
    builder.call_timeout(Duration::from_secs(86_400)).build().unwrap()
}

/// Creates e-mail addresses with these numbers at once, beginning in order.
async fn create(plannr: &Plannr, owner: Uuid, numbers: std::ops::Range<usize>) -> Vec<Result<(), Error>> {
    let begin = |number| {
        let (details, address) = (plannr.contact_details(), format!("{number:04}@example.com"));
        tokio::spawn(async move {
            let new = NewContactDetail::email("Work", address, [owner])?;
            details.create(&new).await.map(drop)
        })
    };
    let calls: Vec<_> = numbers.map(begin).collect();
    let mut outcomes = Vec::new();
    for call in calls {
        outcomes.push(call.await.unwrap());
    }
    outcomes
}

fn assert_succeed(outcomes: &[Result<(), Error>]) {
    let failed: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert!(failed.is_empty(), "{} failed, such as {:?}", failed.len(), failed.first());
}

fn assert_created_once(mock: &MockServer, count: usize) {
    let values: Vec<_> = mock.contact_details().iter().map(|detail| detail["value"].to_string()).collect();
    assert_eq!((values.len(), values.iter().collect::<BTreeSet<_>>().len()), (count, count));
}

async fn a_smaller_quota_than_documented() {
    let mock = MockServer::builder().quota(25).start().await;
    let plannr = client(&mock, 500);
    assert_succeed(&create(&plannr, mock.clients()[0], 0..CALLERS).await);
    assert_created_once(&mock, CALLERS);
    let requests: Vec<_> = mock.requests().iter().map(|request| request.json().unwrap().to_string()).collect();
    for body in requests.iter().collect::<BTreeSet<_>>() {
        let sent = requests.iter().filter(|other| *other == body).count();
        assert!(sent <= 2, "{body} was refused {} times", sent - 1);
    }
}

async fn a_smaller_quota_is_set() {
    let mock = MockServer::builder().quota(25).start().await;
    let plannr = client(&mock, 25);
    assert_succeed(&create(&plannr, mock.clients()[0], 0..CALLERS).await);
    assert_created_once(&mock, CALLERS);
    assert_eq!(mock.requests().len(), CALLERS, "some were refused");
}

async fn another_process() {
    let mock = MockServer::builder().quota(100).start().await;
    let owner = mock.clients()[0];
    let [other, plannr] = [(); 2].map(|()| client(&mock, 100));
    assert_succeed(&create(&other, owner, 0..50).await);
    // The first response says how many requests remain.
    assert_succeed(&create(&plannr, owner, 50..51).await);
    assert_succeed(&create(&plannr, owner, 51..131).await);
    assert_created_once(&mock, 131);
    assert_eq!(mock.requests().len(), 131, "some were refused");
}

/// A server that refuses the first request of every caller when all have come. The script gets the numbers of the
/// others.
async fn refusing_all(
    script: impl Fn(usize) -> StubResponse + Send + Sync + 'static,
) -> (StubServer, Plannr, SimulatedClock) {
    let (clock, given, all) = (SimulatedClock::new(), AtomicUsize::new(0), Arc::new(Barrier::new(CALLERS)));
    let script = move |_| {
        let number = given.fetch_add(1, Ordering::SeqCst);
        let (reply, all) =
            (if number < CALLERS { come_back_later() } else { script(number - CALLERS) }, Arc::clone(&all));
        async move {
            if number < CALLERS {
                all.wait().await;
            }
            reply
        }
    };
    let server = Setup::new().clock(&clock).scripted_async(script).await;
    let plannr = builder(&server, &clock).build().unwrap();
    (server, plannr, clock)
}

fn come_back_later() -> StubResponse {
    refusal(429).header("Retry-After", 10)
}

/// The first learns that nothing remains, so the others wait for another minute.
async fn one_goes_first(others: fn(usize) -> StubResponse) {
    let script = move |number| if number == 0 { good().header("X-Ratelimit-Remaining", 0) } else { others(number) };
    let (server, plannr, clock) = refusing_all(script).await;
    assert_succeed(&create(&plannr, OWNER, 0..CALLERS).await);
    assert_eq!((server.requests().len(), clock.elapsed()), (2 * CALLERS, Duration::from_secs(70)));
}

async fn the_first_is_refused() {
    let (server, plannr, clock) = refusing_all(|number| if number < 3 { come_back_later() } else { good() }).await;
    assert_succeed(&create(&plannr, OWNER, 0..CALLERS).await);
    // One request for each pause, not one for each caller.
    assert_eq!((server.requests().len(), clock.elapsed()), (2 * CALLERS + 3, Duration::from_secs(40)));
}

async fn the_first_is_lost() {
    let (server, plannr, _) = refusing_all(|number| if number == 0 { StubResponse::hang_up() } else { good() }).await;
    let outcomes = create(&plannr, OWNER, 0..CALLERS).await;
    let failed: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert!(failed.len() == 1 && failed[0].is_interrupted(), "{failed:?}");
    assert_eq!(server.requests().len(), 2 * CALLERS);
}

async fn they_keep_their_order() {
    let (server, plannr, clock) =
        start([good()], |builder| builder.requests_per_minute(10).call_timeout(Duration::from_secs(86_400))).await;
    assert_succeed(&create(&plannr, OWNER, 0..CALLERS).await);
    let values: Vec<_> = server.requests().iter().map(|one| one.json().unwrap()["value"].to_string()).collect();
    // The requests of one minute are concurrent.
    for (minute, values) in values.chunks(10).enumerate() {
        let numbers = minute * 10..minute * 10 + 10;
        let due: Vec<_> = numbers.map(|number| format!("\"{number:04}@example.com\"")).collect();
        let mut values = values.to_vec();
        values.sort();
        assert_eq!(values, due, "in minute {minute}");
    }
    assert_eq!(clock.elapsed(), Duration::from_secs(60) * (CALLERS as u32 / 10 - 1));
}

/// All callers together have a hundred retries, until calls succeed again.
async fn a_server_that_is_down() {
    let (server, plannr, _) = start([refusal(503)], |builder| builder).await;
    for _ in 0..200 {
        let error = plannr.contact_details().list().send().await.unwrap_err();
        assert!(error.is_server_error(), "{error:?}");
    }
    assert_eq!(server.take_requests().len(), 200 + 100);
    server.set_response(good());
    for _ in 0..5 {
        plannr.contact_details().list().send().await.unwrap();
    }
    server.set_response(refusal(503));
    plannr.contact_details().list().send().await.unwrap_err();
    assert_eq!(server.requests().len(), 5 + 2);
}
