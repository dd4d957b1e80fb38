//! A test controls the mock server by scripted responses, a quota, a clock and a seed.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::mock_server::{
    SECOND_OF_APRIL, anonymous, call, created, email, get, phone, post, put, send, with,
};
use futures_util::poll;
use plannr_sdk::NewContactDetail;
use plannr_sdk::mock::{MockResponse, MockServer, MockServerBuilder};
use plannr_sdk::reqwest::{Method, Response};
use serde_json::{Value, json};

async fn list(mock: &MockServer) -> Response {
    send(call(mock, Method::GET, "")).await
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

/// A builder with a clock, and the milliseconds that the clock shows.
fn with_clock(milliseconds: u64) -> (MockServerBuilder, Arc<AtomicU64>) {
    let now = Arc::new(AtomicU64::new(milliseconds));
    let shown = Arc::clone(&now);
    let clock = move || UNIX_EPOCH + Duration::from_millis(shown.load(Ordering::SeqCst));
    (MockServer::builder().time_of_day(clock), now)
}

#[tokio::test]
async fn scripted_responses_are_sent_in_order_and_then_the_real_ones() {
    let mock = MockServer::start().await;
    mock.next_response(MockResponse::html_from_proxy(502));
    mock.next_responses(2, MockResponse::conflict());
    mock.next_responses(0, MockResponse::not_found());
    for response in [
        MockResponse::too_many_requests(None),
        MockResponse::too_many_requests(Some(7)),
        MockResponse::message(418, "no").with_header("X-RateLimit-Remaining", "mine"),
        MockResponse::unauthenticated(),
        MockResponse::forbidden(),
        MockResponse::not_found(),
        MockResponse::server_error(),
        MockResponse::invalid([("value", "No.")]),
    ] {
        mock.next_response(response);
    }
    for (status, remaining, retry_after) in [
        // A proxy sends no headers of Plannr.
        (502, None, None),
        (409, Some("498"), None),
        (409, Some("497"), None),
        (429, Some("0"), None),
        (429, Some("0"), Some("7")),
        (418, Some("mine"), None),
        (401, Some("493"), None),
        (403, Some("492"), None),
        (404, Some("491"), None),
        (500, Some("490"), None),
        (422, Some("489"), None),
        (200, Some("488"), None),
    ] {
        let response = list(&mock).await;
        let came = (header(&response, "x-ratelimit-remaining"), header(&response, "retry-after"));
        assert_eq!((response.status().as_u16(), came), (status, (remaining, retry_after)));
        if status == 422 {
            let body: Value = response.json().await.unwrap();
            assert_eq!(body, json!({ "message": "No.", "errors": { "value": ["No."] } }));
        }
    }
    assert_eq!(mock.requests().len(), 12);
}

#[tokio::test]
async fn a_response_to_one_method_waits_for_it() {
    let mock = MockServer::start().await;
    mock.next_responses(2, MockResponse::conflict().to("POST"));
    mock.next_response(MockResponse::not_found());
    for (method, status) in [("GET", 404), ("POST", 409), ("GET", 200), ("POST", 409), ("POST", 201)] {
        let (came, _) = if method == "GET" { get(&mock, "").await } else { post(&mock, &email(&mock)).await };
        assert_eq!(came, status, "{method}");
    }
}

#[tokio::test]
async fn a_scripted_response_can_be_late_and_can_come_after_applying() {
    let hour = Duration::from_secs(3600);
    for (is_applied, delay, times_out) in
        [(true, hour, true), (false, hour, true), (true, hour / 3600, false), (false, Duration::ZERO, false)]
    {
        let mock = MockServer::start().await;
        let scripted = MockResponse::conflict().delayed_by(delay);
        mock.next_response(if is_applied { scripted.after_applying() } else { scripted });
        let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]]).unwrap();
        let error = mock.plannr().contact_details().create(&new).await.unwrap_err();
        assert_eq!((error.is_timeout(), error.status().is_none()), (times_out, times_out), "{error}");
        assert_eq!((mock.clock().elapsed(), mock.contact_details().len()), (delay, usize::from(is_applied)));
    }
}

#[tokio::test]
async fn a_closure_responds_to_the_requests_that_it_chooses_until_it_is_cleared() {
    let mock = MockServer::start().await;
    mock.script(|request| (request.method() == "PUT").then(MockResponse::forbidden));
    let update = async || put(&mock, &json!("x"), &json!({})).await.0;
    assert_eq!((list(&mock).await.status().as_u16(), update().await, update().await), (200, 403, 403));
    mock.clear_script();
    assert_eq!(update().await, 404);
}

#[tokio::test]
async fn a_broken_response_or_closure_breaks_one_request_alone() {
    let mock = MockServer::start().await;
    mock.script(|request| if request.query() == "boom" { panic!("on purpose") } else { None });
    assert!(call(&mock, Method::GET, "?boom").send().await.is_err());
    let headers = [("Content-Length", "100"), ("Content-Type", "application/json")];
    mock.next_response(MockResponse::raw(200, &headers, "{"));
    let body = async { call(&mock, Method::GET, "").send().await?.text().await };
    assert!(body.await.is_err());
    assert_eq!(list(&mock).await.status(), 200);
}

#[tokio::test]
async fn a_quota_window_is_a_minute_from_its_first_request() {
    let (builder, now) = with_clock(1_000_000);
    let mock = builder.quota(2).start().await;
    for (passed, status, remaining, retry_after, reset) in [
        (500, 200, "1", None, None),
        (18_500, 200, "0", None, None),
        (0, 429, "0", Some("42"), Some("1061")),
        (41_499, 429, "0", Some("1"), Some("1061")),
        (1, 200, "1", None, None),
    ] {
        now.fetch_add(passed, Ordering::SeqCst);
        // Without a route or a token, a request neither counts nor opens a window.
        for uncounted in [call(&mock, Method::PATCH, ""), anonymous(&mock, Method::GET, "")] {
            assert!(matches!(send(uncounted).await.status().as_u16(), 405 | 401));
        }
        let response = list(&mock).await;
        let headers = ["x-ratelimit-limit", "x-ratelimit-remaining", "retry-after", "x-ratelimit-reset"];
        let came = headers.map(|name| header(&response, name));
        assert_eq!((response.status().as_u16(), came), (status, [Some("2"), Some(remaining), retry_after, reset]));
        if status == 429 {
            assert_eq!(response.text().await.unwrap(), r#"{"message":"Too Many Attempts."}"#);
        }
    }
}

#[tokio::test]
async fn times_are_in_the_time_zone_of_the_united_kingdom() {
    let (builder, now) = with_clock(SECOND_OF_APRIL * 1000);
    let mock = builder.start().await;
    let created = created(&mock, &email(&mock)).await;
    let (summer, winter) = ("2025-04-02T10:00:00+01:00", "2026-01-27T09:00:00+00:00");
    assert_eq!([&created["created_at"], &created["updated_at"]], [summer, summer]);
    now.fetch_add(300 * 24 * 60 * 60 * 1000, Ordering::SeqCst);
    let update = json!({ "name": "Home", "value": "ava@example.com", "account_uuids": [mock.clients()[0]] });
    let (_, updated) = put(&mock, &created["uuid"], &update).await;
    assert_eq!([&updated["created_at"], &updated["updated_at"]], [summer, winter]);
}

#[tokio::test]
async fn an_added_client_is_the_same_in_every_run() {
    let [one, other] = [MockServer::start().await, MockServer::start().await];
    let [added, again] = [&one, &other].map(|mock| mock.add_client("Cleo van Dyke"));
    assert_eq!((added, Some(&added)), (again, one.clients().last()));
    let body = created(&one, &with(email(&one), &json!({ "account_uuids": [added] }))).await;
    let account = &body["accounts"][0];
    let names = ["uuid", "name", "first_name", "last_name", "type"].map(|name| account[name].as_str().unwrap());
    assert_eq!(names, [added.to_string().as_str(), "Cleo van Dyke", "Cleo", "van Dyke", "client"]);
}

#[tokio::test]
async fn stored_contact_details_can_be_used_as_a_seed() {
    let mock = MockServer::start().await;
    let sydney = phone(&mock, &json!({ "country": "AU", "number": "02 3456 7890" }));
    created(&mock, &with(sydney, &json!({ "is_primary": true }))).await;
    created(&mock, &email(&mock)).await;
    let stored = mock.contact_details();
    assert_eq!(stored.len(), 2);
    let seed = json!({ "contact_details": stored }).to_string();
    assert_eq!(MockServer::builder().seed(&seed).start().await.contact_details(), stored);
}

#[tokio::test]
async fn a_bad_seed_is_refused_with_the_place_of_the_problem() {
    for (seed, problem) in [
        (r#"{"contact_details":[{"type":"email"}]}"#, r#"contact_details[0]: {"account_uuids":["The account uuids"#),
        (r#"{"contact_details":{}}"#, "invalid type: map, expected a sequence"),
        (r#"{"clients":[]}"#, "unknown field `clients`, expected `accounts` or `contact_details`"),
        ("{", "EOF while parsing an object"),
    ] {
        let panic = tokio::spawn(MockServer::builder().seed(seed).start()).await.unwrap_err().into_panic();
        let message = panic.downcast::<String>().unwrap();
        assert!(message.contains("seed") && message.contains(problem), "{message}");
    }
}

#[tokio::test]
async fn two_mock_servers_share_nothing_and_can_move_between_tasks() {
    let [one, other] = [tokio::spawn(MockServer::start()), tokio::spawn(MockServer::start())];
    let (one, other) = (one.await.unwrap(), other.await.unwrap());
    assert_ne!(one.base_url(), other.base_url());
    let one = tokio::spawn(async move {
        created(&one, &email(&one)).await;
        one
    });
    assert_eq!(one.await.unwrap().contact_details().len(), 1);
    assert!(other.contact_details().is_empty() && other.requests().is_empty());
}

#[tokio::test]
async fn one_mock_server_too_many_waits_without_blocking_its_thread() {
    let mut servers = Vec::new();
    // Other tests of this process use servers as well.
    while servers.len() < 100 {
        match poll!(pin!(MockServer::start())) {
            Poll::Ready(server) => servers.push(server),
            Poll::Pending => break,
        }
    }
    assert!((1..100).contains(&servers.len()), "{} servers", servers.len());
    let (waiting, drops) = (MockServer::start(), async { servers.clear() });
    let (server, ()) = tokio::join!(waiting, drops);
    assert_eq!(list(&server).await.status(), 200);
}

/// The server runs on other threads than the client, and can be faster.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_late_response_is_late_on_several_threads() {
    for _ in 0..50 {
        let mock = MockServer::start().await;
        let new = NewContactDetail::email("Work", "jo@example.com", [mock.clients()[0]]).unwrap();
        mock.next_response(MockResponse::server_error().delayed_by(Duration::from_secs(40)));
        assert!(mock.plannr().contact_details().create(&new).await.unwrap_err().is_timeout());
    }
}
