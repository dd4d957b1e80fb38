//! Does the mock server do what a test tells it to: by a script, a quota, a clock, a seed?

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::mock_server::{SECOND_OF_APRIL, call, created, email, get, phone, post, put, send, with};
use plannr_sdk::mock::{MockResponse, MockServer, MockServerBuilder};
use plannr_sdk::reqwest::{Method, Response};
use plannr_sdk::{Error, NewContactDetail};
use serde_json::{Value, json};

async fn list(plannr: &MockServer) -> Response {
    send(call(plannr, Method::GET, "")).await
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

/// A builder with a clock, and the milliseconds that it shows.
fn with_clock(milliseconds: u64) -> (MockServerBuilder, Arc<AtomicU64>) {
    let now = Arc::new(AtomicU64::new(milliseconds));
    let shown = Arc::clone(&now);
    let clock = move || UNIX_EPOCH + Duration::from_millis(shown.load(Ordering::SeqCst));
    (MockServer::builder().time_of_day(clock), now)
}

#[tokio::test]
async fn scripted_answers_come_in_order_and_then_its_own() {
    let plannr = MockServer::start().await;
    plannr.next_response(MockResponse::html_from_proxy(502));
    plannr.next_responses(2, MockResponse::conflict());
    plannr.next_responses(0, MockResponse::not_found());
    plannr.next_response(MockResponse::too_many_requests(None));
    plannr.next_response(MockResponse::too_many_requests(Some(7)));
    plannr.next_response(MockResponse::message(418, "no").with_header("X-RateLimit-Remaining", "mine"));
    for (status, remaining, retry_after) in [
        // What comes from a proxy has no headers of Plannr's.
        (502, None, None),
        (409, Some("498"), None),
        (409, Some("497"), None),
        (429, Some("0"), None),
        (429, Some("0"), Some("7")),
        (418, Some("mine"), None),
        (200, Some("493"), None),
    ] {
        let response = list(&plannr).await;
        let came = (header(&response, "x-ratelimit-remaining"), header(&response, "retry-after"));
        assert_eq!((response.status().as_u16(), came), (status, (remaining, retry_after)));
    }
    assert_eq!(plannr.requests().len(), 7);
}

#[tokio::test]
async fn an_answer_to_one_method_waits_for_it_and_lets_others_pass() {
    let plannr = MockServer::start().await;
    plannr.next_responses(2, MockResponse::conflict().to("POST"));
    plannr.next_response(MockResponse::not_found());
    for (method, status) in [("GET", 404), ("POST", 409), ("GET", 200), ("POST", 409), ("POST", 201)] {
        let (came, _) = if method == "GET" { get(&plannr, "").await } else { post(&plannr, &email(&plannr)).await };
        assert_eq!(came, status, "{method}");
    }
}

#[tokio::test]
async fn an_answer_that_is_later_than_a_client_waits_is_never_seen() {
    let hour = Duration::from_secs(3600);
    for (is_applied, late, times_out) in [(true, hour, true), (false, hour, true), (true, hour / 3600, false)] {
        let mock = MockServer::start().await;
        let scripted = MockResponse::conflict().delayed_by(late);
        mock.next_response(if is_applied { scripted.after_applying() } else { scripted });
        let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]]).unwrap();
        let error = mock.plannr().contact_details().create(&new).await.unwrap_err();
        assert_eq!((error.is_timeout(), error.status().is_none()), (times_out, times_out), "{error}");
        assert_eq!(mock.clock().passed(), late);
        assert_eq!(mock.contact_details().len(), usize::from(is_applied));
    }
}

#[tokio::test]
async fn a_scripted_refusal_has_the_form_of_a_422() {
    let plannr = MockServer::start().await;
    plannr.next_response(MockResponse::invalid([("value", "no")]));
    assert_eq!(get(&plannr, "").await, (422, json!({ "message": "no", "errors": { "value": ["no"] } })));
}

#[tokio::test]
async fn a_scripted_answer_stops_the_request_unless_it_comes_after_applying() {
    let plannr = MockServer::start().await;
    plannr.next_response(MockResponse::server_error());
    plannr.next_response(MockResponse::server_error().after_applying());
    for stored in [0, 1] {
        assert_eq!(post(&plannr, &email(&plannr)).await.0, 500);
        assert_eq!(plannr.contact_details().len(), stored);
    }
}

#[tokio::test]
async fn a_closure_answers_the_calls_it_wants_to_until_the_script_is_cleared() {
    let plannr = MockServer::start().await;
    plannr.script(|request| (request.method() == "PUT").then(MockResponse::forbidden));
    let update = async || put(&plannr, &json!("x"), &json!({})).await.0;
    assert_eq!((list(&plannr).await.status().as_u16(), update().await, update().await), (200, 403, 403));
    plannr.clear_script();
    assert_eq!(update().await, 404);
}

#[tokio::test]
async fn a_closure_that_panics_breaks_its_own_call_alone() {
    let plannr = MockServer::start().await;
    plannr.script(|request| if request.query() == "boom" { panic!("as the test wants it") } else { None });
    assert!(call(&plannr, Method::GET, "?boom").send().await.is_err());
    assert_eq!(list(&plannr).await.status(), 200);
}

#[tokio::test]
async fn an_untrue_content_length_breaks_the_connection() {
    let plannr = MockServer::start().await;
    plannr.next_response(MockResponse::raw(
        200,
        &[("Content-Length", "100"), ("Content-Type", "application/json")],
        "{",
    ));
    let came = async { call(&plannr, Method::GET, "").send().await?.text().await };
    assert!(came.await.is_err());
    assert_eq!(list(&plannr).await.status(), 200);
}

#[tokio::test]
async fn a_quota_is_for_the_minute_that_its_first_request_opens() {
    let (builder, now) = with_clock(1_000_000);
    let plannr = builder.quota(2).start().await;
    for (passed, status, remaining, retry_after, reset) in [
        (0, 200, "1", None, None),
        (18_500, 200, "0", None, None),
        (0, 429, "0", Some("42"), Some("1060")),
        (41_499, 429, "0", Some("1"), Some("1060")),
        (1, 200, "1", None, None),
    ] {
        now.fetch_add(passed, Ordering::SeqCst);
        let response = list(&plannr).await;
        let headers = ["x-ratelimit-limit", "x-ratelimit-remaining", "retry-after", "x-ratelimit-reset"];
        let came = headers.map(|name| header(&response, name));
        assert_eq!((response.status().as_u16(), came), (status, [Some("2"), Some(remaining), retry_after, reset]));
        if status == 429 {
            assert_eq!(response.text().await.unwrap(), r#"{"message":"Too Many Attempts."}"#);
        }
    }
}

#[tokio::test]
async fn times_are_those_of_the_clock_in_the_united_kingdom() {
    let (builder, now) = with_clock(SECOND_OF_APRIL * 1000);
    let plannr = builder.start().await;
    let first = created(&plannr, &email(&plannr)).await;
    assert_eq!([&first["created_at"], &first["updated_at"]], ["2025-04-02T10:00:00+01:00"; 2]);
    now.fetch_add(300 * 24 * 60 * 60 * 1000, Ordering::SeqCst);
    let update = json!({ "name": "Home", "value": "ava@example.com", "account_uuids": [plannr.clients()[0]] });
    let (_, later) = put(&plannr, &first["uuid"], &update).await;
    assert_eq!(
        [&later["created_at"], &later["updated_at"]],
        ["2025-04-02T10:00:00+01:00", "2026-01-27T09:00:00+00:00"]
    );
}

#[tokio::test]
async fn an_added_client_can_own_and_is_the_same_in_every_run() {
    let [one, other] = [MockServer::start().await, MockServer::start().await];
    let [added, again] = [&one, &other].map(|plannr| plannr.add_client("Cleo van Dyke"));
    assert_eq!((added, Some(&added)), (again, one.clients().last()));
    let answer = created(&one, &with(email(&one), &json!({ "account_uuids": [added] }))).await;
    let account = &answer["accounts"][0];
    let names = ["uuid", "name", "first_name", "last_name", "type"].map(|name| account[name].as_str().unwrap());
    assert_eq!(names, [added.to_string().as_str(), "Cleo van Dyke", "Cleo", "van Dyke", "client"]);
}

#[tokio::test]
async fn what_is_stored_can_be_sown_again() {
    let plannr = MockServer::start().await;
    let sydney = phone(&plannr, &json!({ "country": "AU", "number": "02 3456 7890" }));
    created(&plannr, &with(sydney, &json!({ "is_primary": true }))).await;
    created(&plannr, &email(&plannr)).await;
    let stored = plannr.contact_details();
    assert_eq!(stored.len(), 2);
    let seed = json!({ "contact_details": stored }).to_string();
    assert_eq!(MockServer::builder().seed(&seed).start().await.contact_details(), stored);
}

#[tokio::test]
async fn a_bad_seed_says_what_is_wrong_with_it() {
    for (seed, complaint) in [
        (r#"{"contact_details":[{"type":"email"}]}"#, r#"contact_details[0]: {"account_uuids":["The account uuids"#),
        (r#"{"contact_details":{}}"#, "`contact_details` is not an array of objects"),
        (r#"{"clients":[]}"#, "`clients` is neither `accounts` nor `contact_details`"),
        ("{", "EOF while parsing an object"),
    ] {
        let panic = tokio::spawn(MockServer::builder().seed(seed).start()).await.unwrap_err().into_panic();
        let message = panic.downcast::<String>().unwrap();
        let expected = format!("the mock server cannot start: a seed is not valid: {complaint}");
        assert!(message.starts_with(&expected), "{message}");
    }
}

#[tokio::test]
async fn two_of_them_started_on_other_tasks_share_nothing() {
    let [one, other] = [tokio::spawn(MockServer::start()), tokio::spawn(MockServer::start())];
    let (one, other) = (one.await.unwrap(), other.await.unwrap());
    assert_ne!(one.base_url(), other.base_url());
    // Moved into a task: it is `Send`, and so are the futures that hold it.
    let one = tokio::spawn(async move {
        created(&one, &email(&one)).await;
        one
    });
    assert_eq!(one.await.unwrap().contact_details().len(), 1);
    assert_eq!(other.contact_details(), [] as [Value; 0]);
    assert_eq!(other.requests().len(), 0);
}

#[tokio::test]
async fn every_scripted_refusal_is_read_by_the_sdk_as_what_it_is() {
    let mock = MockServer::start().await;
    let details = mock.plannr().with_max_retries(0).contact_details();
    type Reading = fn(&Error) -> bool;
    let table: [(MockResponse, u16, Reading); 8] = [
        (MockResponse::unauthenticated(), 401, |error| error.is_unauthenticated()),
        (MockResponse::forbidden(), 403, |error| error.is_forbidden()),
        (MockResponse::not_found(), 404, |error| error.is_not_found()),
        (MockResponse::conflict(), 409, |error| error.message().is_some()),
        (MockResponse::invalid([("value", "No.")]), 422, |error| error.field_error("value").is_some()),
        (MockResponse::too_many_requests(Some(7)), 429, |error| error.retry_after().is_some()),
        (MockResponse::server_error(), 500, |error| error.is_server_error()),
        (MockResponse::html_from_proxy(502), 502, |error| error.is_server_error() && error.message().is_none()),
    ];
    for (answer, status, is_read) in table {
        mock.next_response(answer);
        let error = details.list().send().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert!(is_read(&error), "{error:?}");
    }
}
