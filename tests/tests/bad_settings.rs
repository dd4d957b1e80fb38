//! Is a setting that cannot work refused when the client is built, without an echo of what may be a secret?

use std::future::Future as _;
use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, TOKEN, builder};
use contract_tests::server::{Reply, Server, Setup};
use plannr_sdk::mock::MockServer;
use plannr_sdk::{NewContactDetail, Plannr, PlannrBuilder, ServerState};
use serde_json::json;

/// Stands for whatever a setting may hold that must not be repeated.
const SECRET: &str = "s3cr3t";

fn assert_config(builder: PlannrBuilder, setting: &str, remedy: &str) {
    let error = builder.build().expect_err("a setting that cannot work");
    assert!(error.is_config(), "{error:?}");
    assert_eq!((error.attempts(), error.status()), (0, None));
    let text = error.to_string();
    assert!(text.contains(setting) && text.contains(remedy), "`{setting}` and `{remedy}` are not in: {text}");
    for printed in [text, format!("{error:?}"), format!("{error:#?}")] {
        assert!(!printed.contains(SECRET), "the setting is repeated: {printed}");
    }
}

#[test]
fn a_token_that_no_server_would_take_is_refused_and_not_repeated() {
    for (token, remedy) in [
        ("", "empty"),
        ("s3cr3t\n", "newline"),
        ("s3cr3t\r\nX-Evil: 1", "newline"),
        ("s3cr3t with spaces", "space"),
        ("s3cr3t\u{e9}", "character"),
        ("s3cr3t\0", "character"),
        ("\u{feff}s3cr3t", "character"),
    ] {
        assert_config(Plannr::builder(token, ACCOUNT), "the access token", remedy);
    }
}

#[test]
fn a_base_url_that_cannot_work_is_refused_and_not_repeated() {
    for (url, remedy) in [
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
    ] {
        assert_config(Plannr::builder(TOKEN, ACCOUNT).base_url(url), "the base URL", remedy);
    }
}

#[test]
fn a_user_agent_that_no_header_can_carry_is_refused() {
    for user_agent in ["s3cr3t\n", "s3cr3t\r\nX-Evil: 1", "s3cr3t\0"] {
        assert_config(Plannr::builder(TOKEN, ACCOUNT).user_agent(user_agent), "the user agent", "characters");
    }
}

#[test]
fn a_loopback_base_url_may_be_plain_http_and_any_other_is_https() {
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

#[test]
fn no_setting_is_printed() {
    let proxy = plannr_sdk::reqwest::Proxy::all("http://s3cr3t:s3cr3t@proxy.example").unwrap();
    let http = plannr_sdk::reqwest::Client::builder().proxy(proxy);
    let builder =
        Plannr::builder(SECRET, ACCOUNT).base_url("https://s3cr3t.example").user_agent("s3cr3t/1.0").http(http);
    let mut printed = vec![format!("{builder:?}")];
    let plannr = builder.build().unwrap();
    let details = plannr.contact_details();
    printed.push(format!("{plannr:#?} {details:#?} {:#?}", details.list().values([SECRET])));
    assert!(!printed.concat().contains(SECRET), "{printed:?}");
}

#[tokio::test]
async fn a_base_url_works_with_and_without_a_slash_and_with_a_path() {
    let server = Server::answering(Reply::hang_up()).await;
    for (end, path) in [
        ("", "/api/v2/contact-details"),
        ("/", "/api/v2/contact-details"),
        ("/stem", "/stem/api/v2/contact-details"),
        ("/stem/", "/stem/api/v2/contact-details"),
        ("/a/stem%20with/escapes/", "/a/stem%20with/escapes/api/v2/contact-details"),
    ] {
        let plannr = builder(&server).base_url(server.url() + end).build().unwrap();
        plannr.contact_details().list().send().await.unwrap_err();
        let paths: Vec<_> = server.take_requests().iter().map(|request| request.target()).collect();
        assert_eq!(paths, [path], "{end}");
    }
}

#[tokio::test]
async fn the_user_agent_names_the_sdk_or_what_is_set() {
    let server = Server::answering(Reply::hang_up()).await;
    for (builder, expected) in
        [(builder(&server), "plannr-sdk-rust/"), (builder(&server).user_agent("advice-app/2.1"), "advice-app/2.1")]
    {
        builder.build().unwrap().contact_details().list().send().await.unwrap_err();
        let user_agent = server.take_requests()[0].header("user-agent").unwrap();
        assert!(user_agent.starts_with(expected), "{user_agent}");
    }
}

#[tokio::test]
async fn the_users_own_client_builder_cannot_switch_off_the_rules_of_the_sdk() {
    let elsewhere = Server::answering(Reply::empty(200)).await;
    let server = Server::answering(Reply::empty(302).header("Location", elsewhere.url())).await;
    let http = plannr_sdk::reqwest::Client::builder()
        .redirect(plannr_sdk::reqwest::redirect::Policy::limited(5))
        .proxy(plannr_sdk::reqwest::Proxy::all(elsewhere.url()).unwrap());
    let error = builder(&server).http(http).build().unwrap().contact_details().list().send().await.unwrap_err();
    assert!(error.is_redirect(), "{error:?}");
    assert_eq!((server.requests().len(), elsewhere.requests().len()), (1, 0));
}

#[test]
fn the_environment_variable_that_is_missing_or_wrong_is_named() {
    let account = ACCOUNT.to_string();
    let uuid = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40";
    for (token, account, base_url, expected) in [
        (None, None, None, "config: PLANNR_ACCESS_TOKEN is not set"),
        (Some(SECRET), None, None, "config: PLANNR_ACCOUNT_UUID is not set"),
        (Some(SECRET), Some("s3cr3t-account"), None, "config: PLANNR_ACCOUNT_UUID is not a UUID"),
        (Some(SECRET), Some(""), None, "config: PLANNR_ACCOUNT_UUID is not a UUID"),
        (Some(""), Some(account.as_str()), None, "config: the access token is empty"),
        (Some("s3cr3t\n"), Some(account.as_str()), None, "config: the access token has"),
        (Some(SECRET), Some(account.as_str()), None, uuid),
        (Some(SECRET), Some(account.as_str()), Some(""), uuid),
        (Some(SECRET), Some(account.as_str()), Some("s3cr3t"), "config: the base URL is not a URL"),
        (Some(SECRET), Some(account.as_str()), Some("http://s3cr3t.example.com"), "config: the base URL must begin"),
        (Some(SECRET), Some(account.as_str()), Some("https://s3cr3t.example.com"), uuid),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_from-env"));
        child.env_remove("PLANNR_ACCESS_TOKEN").env_remove("PLANNR_ACCOUNT_UUID").env_remove("PLANNR_BASE_URL");
        child.envs(token.map(|token| ("PLANNR_ACCESS_TOKEN", token)));
        child.envs(account.map(|account| ("PLANNR_ACCOUNT_UUID", account)));
        child.envs(base_url.map(|url| ("PLANNR_BASE_URL", url)));
        let printed = String::from_utf8(child.output().unwrap().stdout).unwrap();
        assert!(printed.contains(expected) && !printed.contains(SECRET), "`{expected}` is not in: {printed}");
    }
}

#[test]
fn a_runtime_that_is_not_tokios_is_an_error_and_no_panic() {
    let plannr = Plannr::builder(TOKEN, ACCOUNT).build().unwrap();
    let details = plannr.contact_details();
    let mut call = pin!(details.get(ACCOUNT));
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it waits for what cannot come")
    };
    assert!(error.is_config() && error.to_string().contains("tokio"), "{error}");
}

#[tokio::test]
async fn no_duration_is_too_long_to_be_set() {
    let replies = vec![Reply::json(503, &json!({})), Reply::json(200, &json!({ "data": [] }))];
    let server = Setup::new().answering_in_order(replies).await;
    let long = Duration::MAX;
    let settings = builder(&server).connect_timeout(long).attempt_timeout(long).call_timeout(long);
    let settings = settings.max_retries(u32::MAX).backoff(long, Duration::from_millis(1));
    let plannr = settings.max_retry_after(long).settle_delay(long).requests_per_minute(u32::MAX).build();
    plannr.unwrap().contact_details().list().send().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_token_or_an_account_that_the_server_does_not_know_is_told_as_what_it_is() {
    let mock = MockServer::start().await;
    let stranger = Plannr::builder("another-token", mock.account_uuid()).base_url(mock.base_url());
    let error = stranger.build().unwrap().contact_details().list().send().await.unwrap_err();
    assert!(error.is_unauthenticated() && error.to_string().contains("Unauthenticated."), "{error}");

    let new = NewContactDetail::email("Work", "ava@example.com", [mock.clients()[0]]).unwrap();
    let elsewhere = mock.plannr().with_account(mock.clients()[1]);
    let error = elsewhere.contact_details().create(&new).await.unwrap_err();
    assert!(error.is_forbidden() && error.server_state() == ServerState::NotApplied, "{error}");
    assert!(mock.contact_details().is_empty());
}
