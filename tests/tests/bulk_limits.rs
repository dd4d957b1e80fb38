//! The items in flight of a batch, its report after a drop, and its share of the quota.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, OWNER, builder};
use contract_tests::server::{Request, StubResponse, StubServer};
use contract_tests::spec::Spec;
use plannr_sdk::mock::{MockResponse, MockServer, SimulatedClock};
use plannr_sdk::{Batch, InFlight, NewContactDetail, Plannr, ServerState, Uuid};
use serde_json::json;

/// An owner whose look-ups get no response.
const SLOW: Uuid = Uuid::from_u128(7);

fn email(number: usize, owner: Uuid) -> NewContactDetail {
    NewContactDetail::email("Work", format!("jo.{number}@example.com"), [owner]).unwrap()
}

fn emails(count: usize, owner: Uuid) -> Vec<NewContactDetail> {
    (0..count).map(|number| email(number, owner)).collect()
}

async fn plannr(script: impl Fn(&Request) -> StubResponse + Send + Sync + 'static) -> (StubServer, Plannr) {
    let server = StubServer::scripted(script).await;
    let plannr = builder(&server).build().unwrap();
    (server, plannr)
}

/// Polls a batch until this many requests have come, checks that no more come, and drops the batch.
async fn dropped_after<T: 'static>(mut batch: Batch<'_, T>, server: &StubServer, requests: usize) -> InFlight {
    let in_flight = batch.in_flight();
    assert!(in_flight.items().is_empty(), "something is in flight before the first poll");
    let come = async {
        while server.requests().len() < requests {
            tokio::task::yield_now().await;
        }
        for _ in 0..256 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = async { while batch.next().await.is_some() {} } => panic!("the batch has ended"),
        () = come => {}
    }
    assert_eq!(server.requests().len(), requests);
    drop(batch);
    in_flight
}

#[tokio::test]
async fn concurrency_bounds_the_requests_in_flight_which_are_unknown_after_a_drop() {
    for (concurrency, due) in [(None, 8), (Some(0), 1), (Some(1), 1), (Some(3), 3), (Some(100), 20)] {
        let (server, plannr) = plannr(|_| StubResponse::silence()).await;
        let batch = plannr.contact_details().create_all(emails(20, OWNER));
        let batch = concurrency.into_iter().fold(batch, |batch, concurrency| batch.concurrency(concurrency));
        let left = dropped_after(batch, &server, due).await.items();
        assert!(left.into_iter().eq((0..due).map(|index| (index, ServerState::Unknown))), "with {concurrency:?}");
    }
}

#[tokio::test]
async fn equal_items_are_not_in_flight_together() {
    let (server, plannr) = plannr(|_| StubResponse::silence()).await;
    let numbers = ["020 7946 0123", "+44 20 7946 0123", "+44 20 7946 0456", "02079460123"];
    let items = numbers.map(|number| NewContactDetail::phone_number("Mobile", number, [OWNER]).unwrap());
    let left = dropped_after(plannr.contact_details().create_all(items), &server, 2).await.items();
    let unknown: Vec<_> = left.into_iter().filter(|(_, state)| *state == ServerState::Unknown).collect();
    assert_eq!(unknown, [(0, ServerState::Unknown), (2, ServerState::Unknown)]);
}

#[tokio::test]
async fn an_item_without_a_write_is_not_applied_when_the_batch_is_dropped() {
    let (server, plannr) = plannr(|request| match request.method().as_str() {
        "GET" if !request.target().contains(&SLOW.to_string()) => StubResponse::json(200, &json!({ "data": [] })),
        _ => StubResponse::silence(),
    })
    .await;
    let items = [email(0, SLOW), email(1, OWNER), email(2, SLOW), email(1, OWNER), email(3, OWNER)];
    // Four look-ups and two creates: the fourth item waits for the second, its equal.
    let left = dropped_after(plannr.contact_details().ensure_all(items), &server, 6).await.items();
    let (unsent, sent) = (ServerState::NotApplied, ServerState::Unknown);
    assert_eq!(left, [(0, unsent), (1, sent), (2, unsent), (3, unsent), (4, sent)]);
}

#[tokio::test]
async fn a_rate_limited_write_is_not_applied_and_a_finished_one_is_not_in_flight() {
    let (server, plannr) = plannr(|request| match request.json() {
        Some(body) if body["value"] == "jo.0@example.com" => StubResponse::json(201, &json!({ "uuid": ACCOUNT })),
        _ => StubResponse::json(429, &json!({})).header("Retry-After", 30),
    })
    .await;
    let plannr = plannr.with_max_retries(2);
    let batch = plannr.contact_details().create_all(emails(2, OWNER)).concurrency(1);
    assert_eq!(dropped_after(batch, &server, 2).await.items(), [(1, ServerState::NotApplied)]);
}

/// A client whose requests never time out.
fn without_timeouts(mock: &MockServer, requests_per_minute: u32) -> Plannr {
    let hour = Duration::from_secs(3600);
    let builder = mock.plannr_builder().requests_per_minute(requests_per_minute);
    builder.attempt_timeout(hour).call_timeout(hour).build().unwrap()
}

/// Guards against a deadlock; simulated time costs no real time.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work).await.expect("it waits forever")
}

/// Runs a batch that must succeed, and returns the number of retries.
async fn retries<T: 'static>(mut batch: Batch<'_, T>, attempts: fn(T) -> u32) -> u32 {
    let mut retries = 0;
    while let Some(outcome) = soon(batch.next()).await {
        let index = outcome.index;
        retries += attempts(outcome.result.unwrap_or_else(|error| panic!("item {index}: {error:?}"))) - 1;
    }
    retries
}

#[tokio::test]
async fn a_batch_does_not_overdraw_a_quota_that_it_knows() {
    // The server allows five requests a minute. The client knows it by its settings or from the response to a list.
    for (configured, lists_first, items, concurrency) in
        [(5, false, 23, 8), (500, true, 20, 1), (500, true, 20, 8), (500, false, 30, 16)]
    {
        let mock = MockServer::builder().quota(5).start().await;
        let details = without_timeouts(&mock, configured).contact_details();
        if lists_first {
            details.list().send().await.unwrap();
        }
        let batch = details.create_all(emails(items, mock.clients()[0])).concurrency(concurrency);
        let retries = retries(batch, |created| created.attempts()).await as usize;
        match configured == 5 || lists_first {
            true => assert_eq!(retries, 0, "{items} items with concurrency {concurrency}"),
            // The first 16 are sent before anything is known.
            false => assert!(retries >= 11, "{retries} retries"),
        }
        let requests = usize::from(lists_first) + items + retries;
        assert_eq!((mock.contact_details().len(), mock.requests().len()), (items, requests));
        assert!(mock.clock().elapsed().as_secs() >= 60 * (items as u64).div_ceil(5) - 60);
    }
}

#[tokio::test]
async fn waiting_for_the_quota_does_not_time_out_requests_in_flight() {
    let mock = MockServer::builder().quota(5).start().await;
    let plannr = mock.plannr_builder().requests_per_minute(5).build().unwrap();
    // The sixth waits a minute of simulated time, which must not pass before the others have their responses.
    let batch = plannr.contact_details().create_all(emails(6, mock.clients()[0]));
    assert_eq!(retries(batch, |created| created.attempts()).await, 0);
}

#[tokio::test]
async fn a_batch_waits_for_the_quota_however_short_its_calls_are() {
    for concurrency in [1, 4] {
        let mock = MockServer::start().await;
        let plannr = mock.plannr_builder().requests_per_minute(1).call_timeout(Duration::from_secs(3)).build().unwrap();
        // The first look-up is retried, and its retry needs a place as well.
        mock.next_response(MockResponse::server_error().to("GET"));
        let mut batch = plannr.contact_details().ensure_all(emails(3, mock.clients()[0])).concurrency(concurrency);
        while let Some(outcome) = soon(batch.next()).await {
            assert!(outcome.result.unwrap().is_created());
        }
        assert_eq!((mock.requests().len(), mock.clock().elapsed()), (7, Duration::from_secs(360)));
    }
}

#[tokio::test]
async fn a_batch_does_not_wait_for_a_server_that_refuses_for_ever() {
    let mock = MockServer::start().await;
    mock.script(|_| Some(MockResponse::too_many_requests(Some(1))));
    let plannr = mock.plannr_builder().call_timeout(Duration::from_secs(20)).build().unwrap();
    let mut batch = plannr.contact_details().create_all(emails(3, mock.clients()[0]));
    while let Some(outcome) = soon(batch.next()).await {
        assert!(outcome.result.unwrap_err().is_rate_limited());
    }
}

#[tokio::test]
async fn a_retried_item_does_not_block_one_that_waits_for_the_quota() {
    let writes = AtomicUsize::new(0);
    let server = StubServer::scripted(move |request| match request.method().as_str() {
        "GET" => StubResponse::json(200, &json!({ "data": [] })),
        _ if writes.fetch_add(1, Ordering::SeqCst) == 0 => {
            StubResponse::json(429, &json!({})).header("Retry-After", 60)
        }
        _ => StubResponse::json(201, &json!({ "uuid": ACCOUNT })),
    })
    .await;
    let clock = SimulatedClock::new();
    let plannr = builder(&server).max_retries(2).requests_per_minute(2).clock(clock.clone()).build().unwrap();
    let details = plannr.contact_details();
    details.list().send().await.unwrap();
    // The list uses one of two permits and the first item the other, so the second item waits. Then the first is
    // refused for a minute, and queues in front of the second again.
    assert_eq!(retries(details.create_all(emails(2, OWNER)), |created| created.attempts()).await, 1);
    assert!(clock.elapsed() >= Duration::from_secs(60));
}

#[tokio::test]
async fn a_call_between_two_outcomes_is_not_blocked_by_the_batch() {
    let mock = MockServer::builder().quota(3).start().await;
    let plannr = mock.plannr_builder().requests_per_minute(3).build().unwrap();
    let mut batch = plannr.contact_details().create_all(emails(5, mock.clients()[0]));
    let created = soon(batch.next()).await.unwrap().result.unwrap();
    // The calls of the batch are ahead in the queue, and nothing polls them now.
    assert!(soon(plannr.contact_details().get(created.uuid)).await.unwrap().is_some());
    assert_eq!(retries(batch, |created| created.attempts()).await, 0);
}

#[tokio::test]
async fn a_quota_that_is_used_up_for_long_fails_the_whole_batch_at_once() {
    let mock = MockServer::start().await;
    mock.script(|_| Some(MockResponse::too_many_requests(Some(3600))));
    let details = mock.plannr().contact_details();
    let mut batch = details.create_all(emails(10, mock.clients()[0])).concurrency(4);
    while let Some(outcome) = batch.next().await {
        let error = outcome.result.unwrap_err();
        assert!(error.is_rate_limited() && error.retry_after().is_some(), "item {}: {error:?}", outcome.index);
        assert_eq!(error.server_state(), ServerState::NotApplied);
    }
    // Only the four in flight were sent, and nothing waited.
    assert_eq!((mock.requests().len(), mock.clock().elapsed()), (4, Duration::ZERO));

    // A pause ends after ten minutes at the latest.
    mock.clear_script();
    mock.clock().advance(Duration::from_secs(600));
    assert!(details.list().send().await.is_ok());
}

#[tokio::test]
async fn a_client_reports_the_requests_left() {
    let mock = MockServer::start().await;
    let plannr = mock.plannr();
    let list = || async { plannr.contact_details().list().send().await.map(drop) };
    let quota = Spec::shipped().quota() as u32;
    assert_eq!(plannr.requests_left(), Some(quota));
    list().await.unwrap();
    assert_eq!(plannr.clone().requests_left(), Some(quota - 1), "clones share the quota");

    mock.next_response(MockResponse::json(200, &json!({ "data": [] })).with_header("X-Ratelimit-Remaining", "90"));
    list().await.unwrap();
    assert_eq!(plannr.requests_left(), Some(90), "others use the quota, too");
    mock.clock().advance(Duration::from_secs(61));
    assert_eq!(plannr.requests_left(), Some(1), "after others were busy, one call goes first");
    list().await.unwrap();
    assert_eq!(plannr.requests_left(), Some(499), "others are not busy any more");

    mock.next_response(MockResponse::too_many_requests(Some(3600)));
    assert!(list().await.unwrap_err().is_rate_limited());
    assert_eq!(plannr.requests_left(), Some(0), "all calls pause");
    mock.clock().advance(Duration::from_secs(601));
    assert_eq!(plannr.requests_left(), Some(1), "one call goes first");
    list().await.unwrap();
    assert_eq!(plannr.requests_left(), Some(499), "the others follow");

    let unlimited = mock.plannr_builder().requests_per_minute(None).build().unwrap();
    assert_eq!(unlimited.requests_left(), None);
}
