//! What does `ensure` make of a create whose outcome is unknown?

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{Ensured, Error, NewContactDetail, Plannr, ServerState};
use serde_json::json;

/// Answers the next so many creates, and nothing else.
fn next_creates(mock: &MockServer, count: usize, answer: MockResponse) {
    next(mock, "POST", 0, count, answer);
}

/// Answers so many requests of a method, after so many others of it.
fn next(mock: &MockServer, method: &'static str, skip: usize, count: usize, answer: MockResponse) {
    let seen = AtomicUsize::new(0);
    mock.script(move |request| {
        let is_due = request.method() == method && (skip..skip + count).contains(&seen.fetch_add(1, Ordering::SeqCst));
        is_due.then(|| answer.clone())
    });
}

fn new(mock: &MockServer) -> NewContactDetail {
    NewContactDetail::phone_number("Mobile", "07700 900123", [mock.clients()[0]]).unwrap()
}

async fn ensure(plannr: &Plannr, mock: &MockServer) -> Result<Ensured, Error> {
    plannr.contact_details().ensure(&new(mock)).await
}

fn methods(mock: &MockServer) -> Vec<String> {
    mock.requests().iter().map(|request| request.method().to_owned()).collect()
}

#[tokio::test]
async fn what_was_applied_without_an_answer_is_found_and_was_created() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::server_error().after_applying());

    let ensured = ensure(&mock.plannr(), &mock).await.unwrap();

    assert!(matches!(ensured, Ensured::Created(_)), "{ensured:?}");
    assert_eq!(mock.contact_details().len(), 1);
    assert_eq!(mock.contact_details()[0]["uuid"], json!(ensured.details()[0].uuid));
    assert_eq!(methods(&mock), ["GET", "POST", "GET"]);
    assert_eq!(mock.clock().passed(), Duration::from_secs(5), "the time to settle");
}

#[tokio::test]
async fn what_was_not_applied_is_created_again_and_the_doubt_is_told() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::server_error());

    let ensured = ensure(&mock.plannr(), &mock).await.unwrap();

    assert!(matches!(ensured, Ensured::CreatedAfterUnknown(_)) && ensured.is_created(), "{ensured:?}");
    assert_eq!(mock.contact_details().len(), 1);
    assert_eq!(methods(&mock), ["GET", "POST", "GET", "POST"]);
}

#[tokio::test]
async fn the_time_to_settle_is_a_setting() {
    let mock = MockServer::start().await;
    let builder = mock.plannr_builder().settle_delay(Duration::from_secs(17));
    next_creates(&mock, 1, MockResponse::server_error().after_applying());
    assert!(ensure(&builder.build().unwrap(), &mock).await.unwrap().is_created());
    assert_eq!(mock.clock().passed(), Duration::from_secs(17));
}

#[tokio::test]
async fn what_is_applied_at_the_second_time_is_found_as_well() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::server_error());
    next(&mock, "POST", 0, 1, MockResponse::server_error().after_applying());

    let ensured = ensure(&mock.plannr(), &mock).await.unwrap();

    assert!(ensured.is_created(), "{ensured:?}");
    assert_eq!(mock.contact_details().len(), 1);
    assert_eq!(methods(&mock), ["GET", "POST", "GET", "POST", "GET"]);
    assert_eq!(mock.clock().passed(), Duration::from_secs(10));
}

#[tokio::test]
async fn as_many_creates_are_sent_as_there_are_retries_and_one() {
    for retries in 0..=3 {
        let mock = MockServer::start().await;
        next_creates(&mock, usize::MAX, MockResponse::server_error());
        let plannr = mock.plannr_builder().max_retries(retries).build().unwrap();

        let error = ensure(&plannr, &mock).await.unwrap_err();

        assert!(error.is_server_error(), "{error:?}");
        assert_eq!(error.server_state(), ServerState::Unknown);
        let posts = methods(&mock).iter().filter(|method| *method == "POST").count();
        assert_eq!(posts, retries as usize + 1);
        // It is looked for after each of them, or what was applied would be reported as unknown.
        assert_eq!(methods(&mock).len(), 2 * posts + 1);
    }
}

#[tokio::test]
async fn without_retries_what_was_applied_is_still_found() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::server_error().after_applying());
    let plannr = mock.plannr_builder().max_retries(0).build().unwrap();
    assert!(matches!(ensure(&plannr, &mock).await.unwrap(), Ensured::Created(_)));
    assert_eq!(methods(&mock), ["GET", "POST", "GET"]);
}

#[tokio::test]
async fn a_look_up_that_fails_afterwards_gives_the_error_of_the_create() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::html_from_proxy(502));
    next(&mock, "GET", 1, 1, MockResponse::forbidden());

    let error = ensure(&mock.plannr(), &mock).await.unwrap_err();

    assert_eq!(error.status().map(|status| status.as_u16()), Some(502), "{error:?}");
    assert_eq!(error.server_state(), ServerState::Unknown);
    assert_eq!(methods(&mock), ["GET", "POST", "GET"]);
}

#[tokio::test]
async fn a_look_up_that_fails_before_sends_nothing_else() {
    let mock = MockServer::start().await;
    next(&mock, "GET", 0, 1, MockResponse::forbidden());
    let error = ensure(&mock.plannr(), &mock).await.unwrap_err();
    assert!(error.is_forbidden(), "{error:?}");
    assert_eq!(error.server_state(), ServerState::NotApplied);
    assert_eq!(methods(&mock), ["GET"]);
}

#[tokio::test]
async fn a_refused_create_is_its_error_at_once() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::invalid([("value", "The value is taken.")]));
    let error = ensure(&mock.plannr(), &mock).await.unwrap_err();
    assert!(error.is_validation() && error.server_state() == ServerState::NotApplied, "{error:?}");
    assert_eq!(methods(&mock), ["GET", "POST"]);
    assert!(mock.clock().passed().is_zero());
}

#[tokio::test]
async fn a_refusal_after_an_unknown_create_leaves_it_unknown() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::server_error());
    next_creates(&mock, usize::MAX, MockResponse::forbidden());
    let error = ensure(&mock.plannr(), &mock).await.unwrap_err();
    assert!(error.is_forbidden(), "{error:?}");
    assert_eq!(error.server_state(), ServerState::Unknown, "the first may still be applied");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_no_reason_to_create_it_again() {
    let unreadable = MockResponse::json(201, &json!({ "made": true }));
    for (answer, is_found) in [(unreadable.clone().after_applying(), true), (unreadable, false)] {
        let mock = MockServer::start().await;
        next_creates(&mock, 1, answer);
        let outcome = ensure(&mock.plannr(), &mock).await;
        match outcome {
            Ok(ensured) => assert!(is_found && matches!(ensured, Ensured::Created(_)), "{ensured:?}"),
            Err(error) => {
                assert!(!is_found && error.is_decode(), "{error:?}");
                assert_eq!(error.server_state(), ServerState::Applied { uuid: None });
            }
        }
        // It was applied, whether or not it can be seen.
        assert_eq!(methods(&mock), ["GET", "POST", "GET"]);
    }
}

#[tokio::test]
async fn a_used_up_quota_is_waited_for_and_no_doubt() {
    let mock = MockServer::start().await;
    next_creates(&mock, 1, MockResponse::too_many_requests(Some(20)));
    let ensured = ensure(&mock.plannr(), &mock).await.unwrap();
    assert!(matches!(ensured, Ensured::Created(_)), "{ensured:?}");
    assert_eq!(methods(&mock), ["GET", "POST", "POST"]);
    assert_eq!(mock.clock().passed(), Duration::from_secs(20));
}
