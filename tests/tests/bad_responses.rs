//! Errors after a response that is bad or not successful.

use std::time::Duration;

use contract_tests::calls::{self, Call};
use contract_tests::plannr::{builder, client};
use contract_tests::server::{Setup, Step, StubResponse, StubServer};
use contract_tests::spec::Spec;
use contract_tests::{assert_none, validate};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::{ContactDetails, Error, ListContactDetails, Plannr, ServerState};
use serde_json::{Value, json};

const CREATED: &str = "3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01";

/// The expected state after an operation; `created` is the expected one after a create.
fn is_due(method: &str, created: ServerState, found: ServerState) -> bool {
    match (method, created) {
        ("GET", _) => found == ServerState::NotApplied,
        // The caller of an update knows the uuid, even if the response does not contain it.
        ("PUT", ServerState::Applied { uuid: None, .. }) => matches!(found, ServerState::Applied { uuid: Some(_), .. }),
        _ => found == created,
    }
}

/// The status of a reply, and its body as far as it is sent.
fn status_and_body(reply: &StubResponse) -> (u16, Vec<u8>) {
    let bytes = reply.bytes();
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let status = String::from_utf8_lossy(&bytes[9..12]).parse().unwrap();
    (status, bytes[head..].to_vec())
}

#[tokio::test]
async fn an_error_keeps_the_response_and_reports_the_server_state() {
    let (unknown, not_applied) = (ServerState::Unknown, ServerState::NotApplied);
    let (applied, created) = (ServerState::applied(None), ServerState::applied(Some(CREATED.parse().unwrap())));
    let json = |status, body: &str| StubResponse::new(status, "application/json", body);
    let whole = format!(r#"{{"uuid":"{CREATED}","name":"Work email"}}"#);
    let wrong_type = whole.replace(r#""Work email""#, "{}");
    let not_utf8: Vec<_> = whole.bytes().map(|byte| if byte == b'W' { 0xff } else { byte }).collect();
    let under_data = |body: &str| format!(r#"{{"data":{body}}}"#);
    let html = "<!DOCTYPE html><html><body>Not what was asked for</body></html>";
    let stalled = json(201, &whole).cut_after(60).then(Step::Pass(Duration::from_secs(31))).then(Step::Silence);
    let mut findings = Vec::new();
    for (about, reply, kind, state) in [
        ("HTML with 200", StubResponse::html(200), "is_decode", unknown),
        ("HTML with 502", StubResponse::html(502), "is_server_error", unknown),
        ("HTML with 403", StubResponse::html(403), "is_forbidden", unknown),
        ("JSON with 403", json(403, r#"{"message":"No."}"#), "is_forbidden", not_applied),
        ("HTML declared as JSON", json(200, html), "is_decode", unknown),
        ("HTML declared in capitals", StubResponse::new(200, "Text/HTML", "Hi"), "is_decode", unknown),
        ("a redirect", StubResponse::empty(302).header("Location", "/login"), "is_redirect", unknown),
        ("an empty body", json(201, ""), "is_decode", applied),
        ("204", StubResponse::empty(204), "is_decode", applied),
        ("null", json(200, "null"), "is_decode", unknown),
        ("a string", json(200, r#""done""#), "is_decode", unknown),
        ("a number", json(200, "7"), "is_decode", unknown),
        ("an empty list", json(200, "[]"), "is_decode", unknown),
        ("an empty object", json(200, "{}"), "is_decode", unknown),
        ("no JSON", json(200, "OK"), "is_decode", unknown),
        ("half of the JSON", json(201, r#"{"uuid":"#), "is_decode", unknown),
        ("a body cut before its uuid", json(201, &whole).cut_after(8), "is_interrupted", unknown),
        ("a body cut at its start", json(201, &whole).cut_after(0), "is_interrupted", unknown),
        ("HTML cut in its body", StubResponse::html(200).cut_after(20), "is_interrupted", unknown),
        ("a field of the wrong type", json(201, &wrong_type), "is_decode", created),
        ("a field of the wrong type under data", json(201, &under_data(&wrong_type)), "is_decode", created),
        ("no closing brace", json(201, &whole[..whole.len() - 1]), "is_decode", created),
        ("invalid UTF-8", StubResponse::new(201, "application/json", not_utf8), "is_decode", created),
        ("a body cut after its uuid", json(201, &whole).cut_after(60), "is_interrupted", created),
        ("a cut under data", json(201, &under_data(&whole)).cut_after(60), "is_interrupted", created),
        ("a cut without Content-Length", json(201, &whole[..60]).without_length(), "is_decode", created),
        ("a timeout in the body", stalled, "is_timeout", created),
    ] {
        let reply = reply.header("X-Request-Id", "request-7");
        let (status, body) = status_and_body(&reply);
        let clock = SimulatedClock::new();
        let server = Setup::new().clock(&clock).in_order(vec![reply]).await;
        let plannr = builder(&server).clock(clock).build().unwrap();
        // A list has no uuid of its own.
        let is_for_writes = state == created;
        let operations = Spec::shipped().operations().into_iter().filter(|one| one.success().has_body());
        let operations: Vec<_> = operations.filter(|one| !is_for_writes || one.method != "GET").collect();
        for operation in &operations {
            let outcome = calls::call(&plannr, operation, &Call::least(operation)).await.unwrap();
            let Err(error) = outcome else { panic!("{} with {about} is a success", operation.name()) };
            let kept = (error.status().map(|status| status.as_u16()), error.request_id(), error.body());
            for (is_right, what) in [
                (validate::kinds(&error) == [kind], format!("is {:?}", validate::kinds(&error))),
                (kept == (Some(status), Some("request-7"), Some(&body)), format!("keeps {kept:?}")),
                (is_due(&operation.method, state, error.server_state()), format!("says {:?}", error.server_state())),
                (!is_for_writes || error.to_string().contains(CREATED), format!("lacks the uuid: {error}")),
                (!is_for_writes || error.uuid() == CREATED.parse().ok(), format!("has {:?}", error.uuid())),
                (!error.to_string().contains("any variant"), format!("quotes serde: {error}")),
            ] {
                if !is_right {
                    findings.push(format!("{} with {about} {what}", operation.name()));
                }
            }
        }
        assert_eq!(server.requests().len(), operations.len(), "{about}: not one attempt each");
    }
    assert_none(&findings);
}

/// The error of a list that gets this reply.
async fn error_after(reply: StubResponse) -> Error {
    let server = StubServer::always(reply).await;
    client(&server).contact_details().list().send().await.unwrap_err()
}

#[tokio::test]
async fn retry_after_is_read_as_seconds_or_as_a_date() {
    let limited = StubResponse::json(429, &json!({ "message": "Too Many Attempts." }));
    let dated = limited.clone().header("Date", "Wed, 14 Jan 2026 09:30:00 GMT");
    for (reply, seconds) in [
        (limited.clone(), None),
        (limited.clone().header("Retry-After", 17), Some(17)),
        (limited.header("Retry-After", "soon"), None),
        (dated.header("Retry-After", "Wed, 14 Jan 2026 09:30:42 GMT"), Some(42)),
    ] {
        assert_eq!(error_after(reply).await.retry_after().map(|time| time.as_secs()), seconds);
    }
}

#[tokio::test]
async fn a_validation_error_is_parsed_in_every_known_form_and_in_order() {
    for (body, message, fields) in [
        (r#"{"message":["One.","Two."]}"#, Some("One. Two."), json!([])),
        (r#"{"message":null,"errors":null}"#, None, json!([])),
        (r#"{"message":"No.","code":7,"trace":[{}]}"#, Some("No."), json!([])),
        (r#"{"errors":[]}"#, None, json!([])),
        (r#"{"errors":{}}"#, None, json!([])),
        (r#"{"errors":["No."]}"#, None, json!([["", ["No."]]])),
        (r#"{"errors":{"value":"No."}}"#, None, json!([["value", ["No."]]])),
        (r#"{"errors":{"value.number":["No.","Never."]}}"#, None, json!([["value.number", ["No.", "Never."]]])),
        (r#"{"errors":{"account_uuids.0":null}}"#, None, json!([["account_uuids.0", []]])),
        (r#"{"errors":{"value":[],"name":[null,"No."]}}"#, None, json!([["value", []], ["name", ["No."]]])),
        (r#"{"errors":{"value":[true,-7,7,2.5]}}"#, None, json!([["value", ["true", "-7", "7", "2.5"]]])),
        (r#"{"error":"No."}"#, Some("No."), json!([])),
        (r#"{"error":{"message":"No.","code":7}}"#, Some("No. 7"), json!([])),
        (r#"{"error":"Bad Request","message":"No."}"#, Some("No."), json!([])),
        (r#"{"message":"","error":"No."}"#, Some(""), json!([])),
        (r#"{"value":["No.","Never."],"account_uuids.0":["Not this one."]}"#, None, {
            json!([["value", ["No.", "Never."]], ["account_uuids.0", ["Not this one."]]])
        }),
        (r#"{"field":["No."]}"#, None, json!([["field", ["No."]]])),
        (r#"{"value":["No."],"errors":{"name":["Never."]}}"#, None, json!([["name", ["Never."]]])),
        (r#"{"error":"No.","value":["Never."]}"#, Some("No."), json!([])),
        ("\u{feff}{\"message\":\"No.\"}", Some("No."), json!([])),
        ("[]", None, json!([])),
        (r#""No.""#, None, json!([])),
    ] {
        let error = error_after(StubResponse::new(422, "application/json", body)).await;
        assert!(error.is_validation(), "{body}");
        assert_eq!((error.message(), error.body()), (message, Some(body.as_bytes())));
        let found = error.field_errors();
        let found: Vec<_> = found.iter().map(|error| json!([error.field(), error.messages()])).collect();
        assert_eq!(Value::from(found), fields, "{body}");
        for field in error.field_errors().iter().filter(|field| field.field() != "field") {
            assert!(error.to_string().contains(field.field()), "{body}: {error}");
            let by_name = error.field_error(field.field()).map(|found| found.messages().to_vec());
            assert_eq!(by_name.as_deref(), Some(field.messages()), "{body}");
        }
        assert!(error.field_error("type").is_none(), "{body}");
    }
}

#[test]
fn an_error_is_one_word_wide_and_can_be_sent_shared_and_cloned() {
    fn is_handy<T: Clone + Send + Sync + 'static>() {}
    is_handy::<Error>();
    is_handy::<Plannr>();
    is_handy::<ContactDetails>();
    is_handy::<ListContactDetails>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
