//! Settings that cannot work are refused when the client is built, and the error does not repeat them.

use std::future::Future as _;
use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, TOKEN, builder, http};
use contract_tests::server::{Setup, Step, StubResponse, StubServer};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::{Client, Proxy, redirect};
use plannr_sdk::{NewContactDetail, Plannr, PlannrBuilder};
use serde_json::json;

/// Stands for a secret in a setting.
const SECRET: &str = "s3cr3t";

/// Builds a client with each value. Each error must name the setting and contain the text beside the value.
fn assert_refused(setting: &str, set: fn(&str) -> PlannrBuilder, cases: &[(&str, &str)]) {
    for (value, remedy) in cases {
        let error = set(value).build().expect_err(value);
        assert!(error.is_config(), "{error:?}");
        assert_eq!((error.attempts(), error.status()), (0, None));
        let text = error.to_string();
        assert!(text.contains(setting) && text.contains(remedy), "`{setting}` and `{remedy}` are not in: {text}");
        let printed = format!("{text} {error:?} {error:#?}");
        assert!(!printed.contains(SECRET), "the setting is repeated: {printed}");
    }
}

#[test]
fn a_bad_setting_is_refused_and_not_repeated() {
    let tokens = [
        ("", "empty"),
        ("s3cr3t\n", "newline"),
        ("s3cr3t\r\nX-Evil: 1", "newline"),
        ("s3cr3t with spaces", "space"),
        ("s3cr3t\u{e9}", "character"),
        ("s3cr3t\0", "character"),
        ("\u{feff}s3cr3t", "character"),
    ];
    assert_refused("the access token", |token| Plannr::builder(token, ACCOUNT), &tokens);
    let user_agents = ["s3cr3t\n", "s3cr3t\r\nX-Evil: 1", "s3cr3t\0"].map(|text| (text, "characters"));
    assert_refused("the user agent", |text| Plannr::builder(TOKEN, ACCOUNT).user_agent(text), &user_agents);
    let urls = [
        ("", "is not a URL"),
        ("s3cr3t", "is not a URL"),
        ("api.s3cr3t.example", "is not a URL"),
        ("https://", "is not a URL"),
        ("https://s3cr3t.example:port", "is not a URL"),
        ("ftp://s3cr3t.example", "https://"),
        ("file:///s3cr3t", "https://"),
        ("mailto:s3cr3t@example.com", "https://"),
        ("https://api.example.com?token=s3cr3t", "query"),
        ("https://api.example.com/?", "query"),
        ("https://api.example.com/#s3cr3t", "fragment"),
        ("https://s3cr3t@api.example.com", "user name"),
        ("https://user:s3cr3t@api.example.com", "user name"),
        ("https://:s3cr3t@api.example.com", "user name"),
        ("http://s3cr3t.example.com", "plain http"),
        ("http://localhost.s3cr3t.example", "plain http"),
        ("http://127.0.0.1.s3cr3t.example", "plain http"),
        ("http://192.0.2.1", "plain http"),
        ("http://[2001:db8::1]", "plain http"),
    ];
    assert_refused("the base URL", |url| Plannr::builder(TOKEN, ACCOUNT).base_url(url), &urls);
}

#[test]
fn plain_http_is_accepted_only_for_loopback() {
    for url in [
        "http://localhost:8080",
        "http://LOCALHOST",
        "http://127.0.0.1",
        "http://127.9.9.9:1/stem",
        "http://[::1]:8080/",
        "https://api.example.com",
        "HTTPS://API.EXAMPLE.COM/stem/",
    ] {
        Plannr::builder(TOKEN, ACCOUNT).base_url(url).build().unwrap_or_else(|error| panic!("{url}: {error}"));
    }
}

#[tokio::test]
async fn a_base_url_may_end_with_a_slash_and_have_a_path() {
    let server = StubServer::always(StubResponse::hang_up()).await;
    for (end, path) in [
        ("", "/api/v2/contact-details"),
        ("/", "/api/v2/contact-details"),
        ("/stem", "/stem/api/v2/contact-details"),
        ("/stem/", "/stem/api/v2/contact-details"),
        ("/a/stem%20with/escapes/", "/a/stem%20with/escapes/api/v2/contact-details"),
    ] {
        let plannr = builder(&server).base_url(server.url() + end).build().unwrap();
        plannr.contact_details().list().send().await.unwrap_err();
        assert_eq!(server.take_requests()[0].target(), path, "{end}");
    }
}

#[tokio::test]
async fn the_user_agent_names_the_sdk_unless_it_is_set() {
    let server = StubServer::always(StubResponse::hang_up()).await;
    for (builder, expected) in [
        (builder(&server), "plannr-sdk-rust/"),
        (builder(&server).user_agent("advice-app/2.1"), "advice-app/2.1"),
        // reqwest does not show that of its builder.
        (builder(&server).http(http().user_agent("advice-app/2.1")), "plannr-sdk-rust/"),
    ] {
        builder.build().unwrap().contact_details().list().send().await.unwrap_err();
        let user_agent = server.take_requests()[0].header("user-agent").unwrap();
        assert!(user_agent.starts_with(expected), "{user_agent}");
    }
}

#[tokio::test]
async fn a_custom_http_client_follows_no_redirect_and_uses_no_proxy_for_loopback() {
    let elsewhere = StubServer::always(StubResponse::empty(200)).await;
    let server = StubServer::always(StubResponse::empty(302).header("Location", elsewhere.url())).await;
    let proxy = Proxy::all(elsewhere.url()).unwrap();
    let http = Client::builder().redirect(redirect::Policy::limited(5)).proxy(proxy);
    let error = builder(&server).http(http).build().unwrap().contact_details().list().send().await.unwrap_err();
    assert!(error.is_redirect(), "{error:?}");
    assert_eq!((server.requests().len(), elsewhere.requests().len()), (1, 0));
}

#[test]
fn a_missing_or_wrong_environment_variable_is_named() {
    let uuid = ACCOUNT.to_string();
    let account = Some(&*uuid);
    for (token, account, base_url, expected) in [
        (None, None, None, "config: PLANNR_ACCESS_TOKEN is not set"),
        (Some(SECRET), None, None, "config: PLANNR_ACCOUNT_UUID is not set"),
        (Some(SECRET), Some("s3cr3t-account"), None, "config: PLANNR_ACCOUNT_UUID is not a UUID"),
        (Some(SECRET), Some(""), None, "config: PLANNR_ACCOUNT_UUID is not a UUID"),
        (Some(""), account, None, "config: the access token is empty"),
        (Some("s3cr3t\n"), account, None, "config: the access token has"),
        (Some(SECRET), account, None, &uuid),
        (Some(SECRET), account, Some(""), &uuid),
        (Some(SECRET), account, Some("s3cr3t"), "config: the base URL is not a URL"),
        (Some(SECRET), account, Some("http://s3cr3t.example.com"), "config: the base URL must begin"),
        (Some(SECRET), account, Some("https://s3cr3t.example.com"), &uuid),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_from-env"));
        for (name, value) in
            [("PLANNR_ACCESS_TOKEN", token), ("PLANNR_ACCOUNT_UUID", account), ("PLANNR_BASE_URL", base_url)]
        {
            child.env_remove(name).envs(value.map(|value| (name, value)));
        }
        let printed = String::from_utf8(child.output().unwrap().stdout).unwrap();
        assert!(printed.contains(expected) && !printed.contains(SECRET), "`{expected}` is not in: {printed}");
        let is_user = expected == uuid || expected.contains("PLANNR_ACCOUNT_UUID");
        assert!(printed.ends_with(&format!("a user: {is_user}\n")), "{printed}");
    }
}

#[test]
fn a_call_outside_tokio_is_an_error_not_a_panic() {
    let details = Plannr::builder(TOKEN, ACCOUNT).build().unwrap().contact_details();
    let mut call = pin!(details.get(ACCOUNT));
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the call does not end")
    };
    assert!(error.is_config() && error.to_string().contains("tokio"), "{error}");
}

#[tokio::test]
async fn every_duration_may_be_as_long_as_possible() {
    let replies = vec![StubResponse::json(503, &json!({})), StubResponse::json(200, &json!({ "data": [] }))];
    let server = Setup::new().in_order(replies).await;
    let long = Duration::MAX;
    let settings = builder(&server).connect_timeout(long).attempt_timeout(long).call_timeout(long);
    let settings = settings.max_retries(u32::MAX).backoff(long, Duration::from_millis(1));
    let plannr = settings.max_retry_after(long).settle_delay(long).requests_per_minute(u32::MAX).build();
    plannr.unwrap().contact_details().list().send().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_limit_of_zero_is_refused_by_the_builder_and_by_clones() {
    let zero = Duration::ZERO;
    let server = StubServer::always(StubResponse::json(200, &json!({ "data": [] }))).await;
    let start = || builder(&server);
    for (settings, name) in [
        (start().connect_timeout(zero), "connect timeout"),
        (start().attempt_timeout(zero), "attempt timeout"),
        (start().call_timeout(zero), "call timeout"),
        (start().timeout(zero), "call timeout"),
        (start().max_look_up_pages(0), "look-up"),
        (start().requests_per_minute(0), "quota"),
    ] {
        let error = settings.build().unwrap_err();
        assert!(error.is_config() && error.to_string().contains(name), "{error}");
    }
    let plannr = start().build().unwrap();
    for (plannr, name) in [
        (plannr.with_attempt_timeout(zero), "attempt timeout"),
        (plannr.with_call_timeout(zero), "call timeout"),
        (plannr.with_timeout(zero), "call timeout"),
    ] {
        let details = plannr.contact_details();
        let new = NewContactDetail::email("Work", "jo@example.com", [ACCOUNT]).unwrap();
        let errors = [details.get(ACCOUNT).await.unwrap_err(), details.ensure(&new).await.unwrap_err()];
        let errors = errors.into_iter().chain([details.create(&new).await.unwrap_err()]);
        for error in errors.chain(details.list().send().await.err()) {
            assert!(error.is_config() && error.attempts() == 0 && error.to_string().contains(name), "{error}");
        }
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_clone_can_have_other_timeouts() {
    let (clock, short, long) = (SimulatedClock::new(), Duration::from_secs(1), Duration::from_secs(60));
    let silent = StubResponse::steps([Step::Pass(2 * short), Step::Silence]);
    let server = Setup::new().clock(&clock).in_order(vec![silent]).await;
    let plannr = builder(&server).clock(clock).build().unwrap();
    for plannr in [
        plannr.with_attempt_timeout(short).with_call_timeout(long),
        plannr.with_call_timeout(short).with_attempt_timeout(long),
    ] {
        let error = plannr.contact_details().list().send().await.unwrap_err();
        assert!(error.is_timeout() && error.to_string().contains("1s"), "{error}");
    }
}
