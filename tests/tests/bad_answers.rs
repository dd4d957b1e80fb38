//! Does an answer that is not what is due give the right error, with all that came and what it means for the server?

use std::time::Duration;

use contract_tests::drive::{self, Call};
use contract_tests::plannr::{OWNER, builder, client};
use contract_tests::server::{Reply, Server};
use contract_tests::spec::{Operation, Spec};
use contract_tests::{assert_none, judge};
use plannr_sdk::{Error, Plannr, ServerState};
use serde_json::json;

const CREATED: &str = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";

/// What an error of a write says; a read changes nothing, whatever comes.
fn is_state(operation: &Operation<'_>, error: &Error, after_write: ServerState) -> bool {
    match (operation.method.as_str(), after_write, error.server_state()) {
        ("GET", _, state) => state == ServerState::NotApplied,
        // Which one was updated is known, even if the answer does not say it.
        ("PUT", ServerState::Applied { uuid: None }, state) => matches!(state, ServerState::Applied { uuid: Some(_) }),
        (_, due, state) => state == due,
    }
}

async fn fail(plannr: &Plannr, operation: &Operation<'_>, about: &str) -> Error {
    let outcome = drive::call(plannr, operation, &Call::least(operation)).await.unwrap();
    let error = outcome.err().unwrap_or_else(|| panic!("{} {about}: a success", operation.name()));
    assert_eq!(error.attempts(), 1, "{} {about}", operation.name());
    error
}

fn applied(uuid: Option<&str>) -> ServerState {
    ServerState::Applied { uuid: uuid.map(|text| text.parse().unwrap()) }
}

#[tokio::test]
async fn an_answer_that_is_not_what_is_due_is_an_error_that_keeps_it() {
    let whole = format!(r#"{{"name":"Work email","uuid":"{CREATED}"}}"#);
    let json = |status, body: &str| Reply::new(status, "application/json", body);
    let cut = |length| json(201, &whole).cut_after(length);
    let html = "<!DOCTYPE html><html><body>Not what was asked for</body></html>";
    let mut findings = Vec::new();
    for (about, reply, kind, status, body, state) in [
        ("HTML with 200", Reply::html(200), "is_decode", 200, html, ServerState::Unknown),
        ("HTML with 502", Reply::html(502), "is_server_error", 502, html, ServerState::Unknown),
        ("HTML with 403", Reply::html(403), "is_forbidden", 403, html, ServerState::NotApplied),
        ("HTML that says JSON", json(200, html), "is_decode", 200, html, ServerState::Unknown),
        ("HTML in capitals", Reply::new(200, "Text/HTML", "Hi"), "is_decode", 200, "Hi", ServerState::Unknown),
        ("an empty body", json(201, ""), "is_decode", 201, "", applied(None)),
        ("204", Reply::empty(204), "is_decode", 204, "", applied(None)),
        ("null", json(200, "null"), "is_decode", 200, "null", applied(None)),
        ("a text", json(200, r#""done""#), "is_decode", 200, r#""done""#, applied(None)),
        ("a number", json(200, "7"), "is_decode", 200, "7", applied(None)),
        ("an empty list", json(200, "[]"), "is_decode", 200, "[]", applied(None)),
        ("an empty object", json(200, "{}"), "is_decode", 200, "{}", applied(None)),
        ("no JSON", json(200, "OK"), "is_decode", 200, "OK", applied(None)),
        ("half of the JSON", json(201, r#"{"uuid":"#), "is_decode", 201, r#"{"uuid":"#, applied(None)),
        ("a body cut early", cut(8), "is_interrupted", 201, &whole[..8], applied(None)),
        ("a body cut at its start", cut(0), "is_interrupted", 201, "", applied(None)),
        ("a cut HTML body", Reply::html(200).cut_after(20), "is_interrupted", 200, &html[..20], ServerState::Unknown),
    ] {
        let server = Server::answering(reply.header("X-Request-Id", "request-7")).await;
        for operation in Spec::shipped().operations() {
            let error = fail(&client(&server), &operation, about).await;
            let came = (error.status().map(|status| status.as_u16()), error.request_id(), error.body());
            for (is_right, what) in [
                (judge::kinds(&error) == [kind], format!("is {:?}", judge::kinds(&error))),
                (came == (Some(status), Some("request-7"), Some(body.as_bytes())), format!("keeps {came:?}")),
                (is_state(&operation, &error, state), format!("says {:?}", error.server_state())),
                (!error.to_string().contains("any variant"), format!("says {error}")),
            ] {
                if !is_right {
                    findings.push(format!("{} with {about} {what}", operation.name()));
                }
            }
        }
        assert_eq!(server.requests().len(), Spec::shipped().operations().len(), "{about}: not one attempt each");
    }
    assert_none(&findings);
}

#[tokio::test]
async fn the_uuid_of_what_was_applied_is_told_although_the_rest_cannot_be_read() {
    let whole = format!(r#"{{"uuid":"{CREATED}","name":"Work email"}}"#);
    let json = |body: &str| Reply::new(201, "application/json", body);
    let other_form = whole.replace(r#""Work email""#, "{}");
    let mut findings = Vec::new();
    for (about, reply, kind) in [
        ("a field of another form", json(&other_form), "is_decode"),
        ("a field of another form under data", json(&format!(r#"{{"data":{other_form}}}"#)), "is_decode"),
        ("no end", json(&whole[..whole.len() - 1]), "is_decode"),
        ("no UTF-8 in it", Reply::new(201, "application/json", broken_text(&whole)), "is_decode"),
        ("a cut", json(&whole).cut_after(60), "is_interrupted"),
        ("a cut under data", json(&format!(r#"{{"data":{whole}}}"#)).cut_after(60), "is_interrupted"),
        ("a cut that no length tells", json(&whole[..60]).without_length(), "is_decode"),
    ] {
        let server = Server::answering(reply).await;
        for operation in Spec::shipped().operations().iter().filter(|operation| operation.method != "GET") {
            let error = fail(&client(&server), operation, about).await;
            let told = (error.server_state(), error.uuid(), error.to_string().contains(CREATED));
            if judge::kinds(&error) != [kind] || told != (applied(Some(CREATED)), Some(CREATED.parse().unwrap()), true)
            {
                findings.push(format!("{} with {about}: {error:?}", operation.name()));
            }
        }
    }
    assert_none(&findings);
}

fn broken_text(whole: &str) -> Vec<u8> {
    whole.bytes().map(|byte| if byte == b'W' { 0xff } else { byte }).collect()
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::answering(Reply::json(200, &json!({ "uuid": CREATED, "data": [] }))).await;
    for status in [301, 302, 303, 307, 308] {
        for target in [elsewhere.url() + "/api/v2/contact-details", "/login".to_owned()] {
            let server = Server::answering(Reply::empty(status).header("Location", &target)).await;
            for operation in Spec::shipped().operations() {
                let error = fail(&client(&server), &operation, "redirect").await;
                assert!(error.is_redirect() && error.to_string().contains("redirect"), "{status}: {error}");
                assert_eq!(judge::refusal(&operation, status, &error), Vec::<String>::new(), "{status}");
                assert_eq!(error.headers().unwrap()["location"], target);
            }
            assert_eq!(server.requests().len(), Spec::shipped().operations().len());
        }
    }
    assert!(elsewhere.requests().is_empty(), "the request went along");
}

#[tokio::test]
async fn an_answer_larger_than_the_limit_is_not_read() {
    let body = json!({ "uuid": CREATED, "name": "a".repeat(100_000) });
    for (reply, limit) in [
        (Reply::json(201, &body), 1_000),
        (Reply::json(201, &body), body.to_string().len() as u64 - 1),
        (Reply::json(201, &body).without_length(), 1_000),
    ] {
        let server = Server::answering(reply).await;
        for operation in Spec::shipped().operations() {
            let plannr = builder(&server).max_response_size(limit).build().unwrap();
            let error = fail(&plannr, &operation, "too large").await;
            assert_eq!(judge::kinds(&error), ["is_too_large"], "{error}");
            assert_eq!(error.status().unwrap(), 201);
            assert!(error.headers().is_some());
            let is_applied = matches!(error.server_state(), ServerState::Applied { .. });
            assert_eq!(is_applied, operation.method != "GET", "{error:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_as_large_as_the_limit_is_read() {
    let body = json!({ "uuid": CREATED, "name": "a".repeat(100_000), "data": [] });
    for reply in [Reply::json(201, &body), Reply::json(201, &body).without_length()] {
        let server = Server::answering(reply).await;
        for operation in Spec::shipped().operations() {
            let plannr = builder(&server).max_response_size(body.to_string().len() as u64).build().unwrap();
            drive::call(&plannr, &operation, &Call::least(&operation)).await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_left_when_the_time_is_over() {
    let server = Server::answering(Reply::silence()).await;
    let (short, long) = (Duration::from_millis(40), Duration::from_secs(60));
    for operation in Spec::shipped().operations() {
        for plannr in [
            builder(&server).attempt_timeout(short).build().unwrap(),
            builder(&server).call_timeout(short).build().unwrap(),
            client(&server).with_attempt_timeout(short).with_call_timeout(long),
            client(&server).with_call_timeout(short).with_attempt_timeout(long),
        ] {
            let error = fail(&plannr, &operation, "silence").await;
            assert_eq!(judge::kinds(&error), ["is_timeout"], "{error}");
            assert_eq!((error.status(), error.body()), (None, None));
            assert!(is_state(&operation, &error, ServerState::Unknown), "{error:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_is_kept_as_far_as_it_came() {
    let sent = format!(r#"{{"uuid":"{CREATED}","name":"Work email"}}"#);
    let reply = Reply::new(201, "application/json", sent.as_str()).cut_after(60).then_silence();
    let server = Server::answering(reply.header("X-Request-Id", "request-7")).await;
    let short = Duration::from_millis(300);
    for operation in Spec::shipped().operations() {
        let plannr = match operation.method.as_str() {
            "PUT" => client(&server).with_call_timeout(short),
            _ => client(&server).with_attempt_timeout(short),
        };
        let error = fail(&plannr, &operation, "stops").await;
        assert_eq!(judge::kinds(&error), ["is_timeout"], "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(201), "the status is lost: {error}");
        assert_eq!(error.request_id(), Some("request-7"));
        assert_eq!(error.body().unwrap(), &sent.as_bytes()[..60]);
        assert!(is_state(&operation, &error, applied(Some(CREATED))), "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_without_an_answer_leaves_the_state_unknown() {
    let server = Server::answering(Reply::hang_up()).await;
    for operation in Spec::shipped().operations() {
        let error = fail(&client(&server), &operation, "hang-up").await;
        assert_eq!(judge::kinds(&error), ["is_interrupted"], "{error}");
        assert!(is_state(&operation, &error, ServerState::Unknown), "{error:?}");
    }
    assert_eq!(server.requests().len(), Spec::shipped().operations().len(), "something was sent again");
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let server = Server::answering(Reply::hang_up()).await;
    let plannr = client(&server);
    drop(server);
    // The port is free once the server's task has ended.
    tokio::task::yield_now().await;
    for operation in Spec::shipped().operations() {
        let error = fail(&plannr, &operation, "no connection").await;
        assert_eq!(judge::kinds(&error), ["is_connect"], "{error}");
        assert_eq!(error.server_state(), ServerState::NotApplied);
        assert!(!format!("{error} {error:?}").contains(&OWNER.to_string()), "{error:?}");
    }
}
