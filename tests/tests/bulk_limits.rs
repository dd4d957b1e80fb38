//! What a batch leaves behind when it is dropped, and how it keeps to the quota.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract_tests::plannr::{OWNER, builder};
use contract_tests::server::{Reply, Request, Server};
use plannr_sdk::mock::{MockResponse, MockServer, SimulatedClock};
use plannr_sdk::{Batch, InFlight, NewContactDetail, Plannr, ServerState, Uuid, stream_of};
use serde_json::json;

/// An owner whose look-ups get no answer.
const SLOW: Uuid = Uuid::from_u128(7);

fn email(number: usize, owner: Uuid) -> NewContactDetail {
    NewContactDetail::email("Work", format!("jo.{number}@example.com"), [owner]).unwrap()
}

fn emails(count: usize, owner: Uuid) -> Vec<NewContactDetail> {
    (0..count).map(|number| email(number, owner)).collect()
}

/// Works on a batch until so many requests have come and a little longer, drops it, and says what it left in flight.
async fn left_by<T: 'static>(mut batch: Batch<'_, T>, server: &Server, requests: usize) -> InFlight {
    let in_flight = batch.in_flight();
    assert!(in_flight.items().is_empty(), "nothing has begun");
    let come = async {
        while server.requests().len() < requests {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    tokio::select! {
        () = async { while batch.next().await.is_some() {} } => panic!("the batch is over"),
        () = come => {}
    }
    drop(batch);
    in_flight
}

async fn plannr(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (Server, Plannr) {
    let server = Server::scripted(script).await;
    let plannr = builder(&server).build().unwrap();
    (server, plannr)
}

#[tokio::test]
async fn creates_that_got_no_answer_are_unknown_when_the_batch_is_dropped() {
    let (server, plannr) = plannr(|_| Reply::silence()).await;
    let batch = plannr.contact_details().create_all(stream_of(emails(9, OWNER))).concurrency(3);
    let left = left_by(batch, &server, 3).await.items();
    assert_eq!(left, [0, 1, 2].map(|index| (index, ServerState::Unknown)));
}

#[tokio::test]
async fn what_had_sent_no_write_is_not_applied_when_the_batch_is_dropped() {
    let (server, plannr) = plannr(|request| match request.method().as_str() {
        "GET" if request.target().contains(&SLOW.to_string()) => Reply::silence(),
        "GET" => Reply::json(200, &json!({ "data": [] })),
        _ => Reply::silence(),
    })
    .await;
    let items = [email(0, SLOW), email(1, OWNER), email(2, SLOW), email(1, OWNER), email(3, OWNER)];
    // Four look-ups and two creates; the twin of an item waits for it.
    let left = left_by(plannr.contact_details().ensure_all(stream_of(items)), &server, 6).await.items();
    let due = [
        (0, ServerState::NotApplied),
        (1, ServerState::Unknown),
        (2, ServerState::NotApplied),
        (3, ServerState::NotApplied),
        (4, ServerState::Unknown),
    ];
    assert_eq!(left, due);
}

#[tokio::test]
async fn a_write_that_was_refused_is_not_applied_and_one_that_was_answered_is_not_in_flight() {
    // The first is created, and the second is refused for the quota and waits.
    let (server, plannr) = plannr(|request| match request.json() {
        Some(body) if body["value"] == "jo.0@example.com" => Reply::json(201, &json!({ "uuid": OWNER })),
        Some(body) if body["value"] == "jo.1@example.com" => Reply::json(429, &json!({})).header("Retry-After", 30),
        _ => Reply::silence(),
    })
    .await;
    let plannr = plannr.with_max_retries(2);
    let batch = plannr.contact_details().create_all(stream_of(emails(2, OWNER))).concurrency(1);
    let left = left_by(batch, &server, 2).await.items();
    assert_eq!(left, [(1, ServerState::NotApplied)]);
}

#[tokio::test]
async fn a_batch_that_was_never_asked_has_nothing_in_flight() {
    let (server, plannr) = plannr(|_| Reply::silence()).await;
    let batch = plannr.contact_details().create_all(stream_of(emails(2, OWNER)));
    let in_flight = batch.in_flight();
    drop(batch);
    assert!(in_flight.items().is_empty() && server.requests().is_empty());
}

/// A client whose requests have all the time there is, so that it is the quota alone that counts.
fn patient(mock: &MockServer, requests_per_minute: u32) -> Plannr {
    let hour = Duration::from_secs(3600);
    let builder = mock.plannr_builder().requests_per_minute(requests_per_minute);
    builder.attempt_timeout(hour).call_timeout(hour).build().unwrap()
}

#[tokio::test]
async fn who_waits_for_the_quota_does_not_cut_short_what_others_have_under_way() {
    let mock = MockServer::builder().quota(5).start().await;
    let plannr = mock.plannr_builder().requests_per_minute(5).build().unwrap();
    // Five are under way when the sixth begins to wait; simulated time is not to pass before they have their answers.
    let mut batch = plannr.contact_details().create_all(stream_of(emails(6, mock.clients()[0])));
    while let Some(outcome) = soon(batch.next()).await {
        assert!(outcome.result.is_ok(), "item {}: {:?}", outcome.index, outcome.result);
    }
}

#[tokio::test]
async fn a_configured_quota_is_never_overdrawn() {
    let mock = MockServer::builder().quota(5).start().await;
    let plannr = patient(&mock, 5);
    let mut batch = plannr.contact_details().create_all(stream_of(emails(23, mock.clients()[0])));
    while let Some(outcome) = soon(batch.next()).await {
        assert_eq!(outcome.result.unwrap().attempts(), 1, "item {}", outcome.index);
    }
    assert_eq!(mock.requests().len(), 23);
    assert!(mock.clock().passed().as_secs() >= 4 * 60, "five minutes' worth of requests");
}

#[tokio::test]
async fn a_quota_that_was_learnt_is_not_overdrawn() {
    let mock = MockServer::builder().quota(5).start().await;
    let details = patient(&mock, 500).contact_details();
    details.list().send().await.unwrap();
    // Four are left, and the next four come a minute later.
    for concurrency in [1, 4] {
        let mut batch = details.create_all(stream_of(emails(4, mock.clients()[0]))).concurrency(concurrency);
        while let Some(outcome) = soon(batch.next()).await {
            assert_eq!(outcome.result.unwrap().attempts(), 1, "item {} of {concurrency} at a time", outcome.index);
        }
    }
    assert_eq!(mock.requests().len(), 9);
}

#[tokio::test]
async fn what_was_learnt_of_the_quota_holds_in_the_next_minute_too() {
    let mock = MockServer::builder().quota(5).start().await;
    let details = patient(&mock, 500).contact_details();
    details.list().send().await.unwrap();
    let mut batch = details.create_all(stream_of(emails(20, mock.clients()[0]))).concurrency(8);
    while let Some(outcome) = soon(batch.next()).await {
        assert_eq!(outcome.result.unwrap().attempts(), 1, "item {}", outcome.index);
    }
}

/// The outcome of what must not take for ever: simulated time costs none.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(5), work).await.expect("it waits for ever")
}

#[tokio::test]
async fn a_batch_that_is_refused_for_the_quota_comes_to_its_end() {
    let mock = MockServer::builder().quota(5).start().await;
    let details = patient(&mock, 500).contact_details();
    let mut batch = details.create_all(stream_of(emails(30, mock.clients()[0]))).concurrency(16);
    let mut refused = 0;
    while let Some(outcome) = soon(batch.next()).await {
        refused += outcome.result.unwrap().attempts() as usize - 1;
    }
    assert!(refused >= 11, "the first go before anything is known of the quota: {refused}");
    assert_eq!((mock.contact_details().len(), mock.requests().len()), (30, 30 + refused));
}

#[tokio::test]
async fn who_is_refused_and_comes_back_before_one_that_waits_does_not_stop_it() {
    let refusals = AtomicUsize::new(0);
    let server = Server::scripted(move |request| match request.method().as_str() {
        "GET" => Reply::json(200, &json!({ "data": [] })),
        _ if refusals.fetch_add(1, Ordering::SeqCst) == 0 => Reply::json(429, &json!({})).header("Retry-After", 60),
        _ => Reply::json(201, &json!({ "uuid": OWNER })),
    })
    .await;
    let clock = SimulatedClock::new();
    let plannr = builder(&server).max_retries(2).requests_per_minute(2).clock(clock.clone()).build().unwrap();
    let details = plannr.contact_details();
    details.list().send().await.unwrap();
    // One place is taken for a minute. The first item has the other one, and the second waits. Then the first is refused
    // for a minute, and is before the second again.
    let mut batch = details.create_all(stream_of(emails(2, OWNER)));
    while let Some(outcome) = soon(batch.next()).await {
        assert!(outcome.result.is_ok(), "item {}: {:?}", outcome.index, outcome.result);
    }
    assert!(clock.passed() >= Duration::from_secs(60));
}

#[tokio::test]
async fn a_call_between_two_outcomes_is_not_held_up_by_what_the_batch_has_waiting() {
    let mock = MockServer::builder().quota(3).start().await;
    let plannr = mock.plannr_builder().requests_per_minute(3).build().unwrap();
    let mut batch = plannr.contact_details().create_all(stream_of(emails(5, mock.clients()[0])));
    let created = batch.next().await.unwrap().result.unwrap();
    // The batch has calls in the queue before this one, and nobody asks them now.
    assert!(plannr.contact_details().get(created.uuid).await.unwrap().is_some());
    while let Some(outcome) = batch.next().await {
        assert!(outcome.result.is_ok(), "item {}: {:?}", outcome.index, outcome.result);
    }
}

#[tokio::test]
async fn a_batch_that_is_stopped_finishes_what_it_has_begun() {
    let mock = MockServer::start().await;
    let mut batch = mock.plannr().contact_details().create_all(stream_of(emails(20, mock.clients()[0]))).concurrency(4);
    assert!(batch.next().await.unwrap().result.is_ok());
    batch.stop();
    let mut finished = 1;
    while let Some(outcome) = batch.next().await {
        finished += usize::from(outcome.result.is_ok());
    }
    assert_eq!((finished, mock.contact_details().len()), (4, 4));
    assert!(batch.in_flight().items().is_empty());
}

#[tokio::test]
async fn a_quota_that_is_used_up_for_long_fails_all_at_once() {
    let mock = MockServer::start().await;
    mock.script(|_| Some(MockResponse::too_many_requests(Some(3600))));
    let details = mock.plannr().contact_details();
    let mut batch = details.create_all(stream_of(emails(10, mock.clients()[0]))).concurrency(4);
    while let Some(outcome) = batch.next().await {
        let error = outcome.result.unwrap_err();
        assert!(error.is_rate_limited() && error.retry_after().is_some(), "item {}: {error:?}", outcome.index);
        assert_eq!(error.server_state(), ServerState::NotApplied);
    }
    // Those in flight heard it, and nobody has waited or asked again.
    assert_eq!((mock.requests().len(), mock.clock().passed()), (4, Duration::ZERO));

    // No pause is for ever: ten minutes later one asks again.
    mock.clear_script();
    mock.clock().advance(Duration::from_secs(600));
    assert!(details.list().send().await.is_ok());
}

#[tokio::test]
async fn what_is_left_of_the_quota_is_told() {
    let mock = MockServer::start().await;
    let plannr = mock.plannr();
    let list = || async { plannr.contact_details().list().send().await.map(drop) };
    assert_eq!(plannr.requests_left(), Some(500));
    list().await.unwrap();
    assert_eq!(plannr.clone().requests_left(), Some(499), "clones share it");

    mock.next_response(MockResponse::json(200, &json!({ "data": [] })).with_header("X-Ratelimit-Remaining", "90"));
    list().await.unwrap();
    assert_eq!(plannr.requests_left(), Some(90), "others use it, too");
    mock.clock().advance(Duration::from_secs(61));
    assert_eq!(plannr.requests_left(), Some(1), "where others were busy, one goes ahead");
    list().await.unwrap();
    assert_eq!(plannr.requests_left(), Some(499), "and they are not any more");

    mock.next_response(MockResponse::too_many_requests(Some(3600)));
    assert!(list().await.unwrap_err().is_rate_limited());
    assert_eq!(plannr.requests_left(), Some(0), "all wait");
    mock.clock().advance(Duration::from_secs(601));
    assert_eq!(plannr.requests_left(), Some(1), "one goes ahead");
    list().await.unwrap();
    assert_eq!(plannr.requests_left(), Some(499), "the others follow");

    let unlimited = mock.plannr_builder().requests_per_minute(None).build().unwrap();
    assert_eq!(unlimited.requests_left(), None);
}
