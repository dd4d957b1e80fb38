//! What a call tells the crate `tracing`: its attempts and waits by OpenTelemetry's names, and nothing of a client's.

use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, OWNER};
use contract_tests::server::{Reply, Server};
use contract_tests::traces::{Trace, Traces};
use plannr_sdk::mock::{MockResponse, MockServer, SimulatedClock};
use plannr_sdk::{ContactDetails, Error, NewContactDetail, Plannr};
use serde_json::json;

const TOKEN: &str = "t0ken-of-jo";
const EMAIL: &str = "jo.marker@example.com";
const PHONE: &str = "07700900987";
const NAME: &str = "Jo's work";
const QUOTED: &str = "quoted-by-the-server";
/// A part of the base URL.
const BASE: &str = "base-of-jo";

/// All spans and events, and that nothing personal is in any of their fields, by whichever crate.
fn silent(traces: &Traces, server: &str) -> Vec<Trace> {
    let all = traces.take();
    let (account, owner) = (ACCOUNT.to_string(), OWNER.to_string());
    let address = server.trim_start_matches("http://");
    let filters = ["filter[", "filter%5B", "marker", "arker%40"];
    let secrets = [TOKEN, "Bearer", EMAIL, PHONE, "7700900987", NAME, QUOTED, BASE, &account, &owner];
    for trace in &all {
        let text = format!("{trace:?}");
        // Whom it connects to, the HTTP library does tell, but no more of the URL than that.
        let own = (!trace.target.starts_with("hyper_util")).then_some(&address);
        for secret in secrets.iter().chain(&filters).chain(own) {
            assert!(!text.contains(secret), "{secret} is told: {text}");
        }
    }
    all
}

fn spans<'t>(traces: &'t [Trace], name: &str) -> Vec<&'t Trace> {
    traces.iter().filter(|trace| trace.is_span && trace.name == name).collect()
}

/// The only call, and the attempts below it.
fn call_and_attempts(traces: &[Trace]) -> (&Trace, Vec<&Trace>) {
    let calls = spans(traces, "plannr.call");
    let attempts = spans(traces, "plannr.attempt");
    let [call] = calls[..] else { panic!("{} calls in {traces:#?}", calls.len()) };
    for attempt in &attempts {
        let parent = attempt.parent.map(|parent| traces[parent].name.as_str());
        assert_eq!(parent, Some("plannr.call"), "{attempt:?}");
    }
    (call, attempts)
}

fn assert_fields(trace: &Trace, fields: &[(&str, &str)]) {
    for (name, due) in fields {
        assert_eq!(trace.field(name), *due, "{name} of {trace:#?}");
    }
}

/// A client with a simulated clock, so that its retries wait for nobody.
fn plannr(base_url: &str) -> (ContactDetails, SimulatedClock) {
    let clock = SimulatedClock::new();
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(format!("{base_url}/{BASE}")).clock(clock.clone());
    (builder.build().unwrap().contact_details(), clock)
}

fn email() -> NewContactDetail {
    NewContactDetail::email(NAME, EMAIL, [OWNER]).unwrap()
}

fn phone() -> NewContactDetail {
    NewContactDetail::phone_number(NAME, PHONE, [OWNER]).unwrap()
}

const PATH: &str = "/api/v2/contact-details";

#[tokio::test]
async fn a_call_is_a_span_with_its_attempt_below_it() {
    let page = Reply::json(200, &json!({ "data": [{ "uuid": OWNER, "value": EMAIL, "name": QUOTED }] }));
    let server = Server::answering(page.header("X-Ratelimit-Remaining", 493).header("X-Request-Id", QUOTED)).await;
    let (details, _) = plannr(&server.url());
    let traces = Traces::collect();

    details.list().account_uuids([OWNER]).values([EMAIL]).send().await.unwrap();

    let all = silent(&traces, &server.url());
    let (call, attempts) = call_and_attempts(&all);
    let method = [("otel.name", "GET /api/v2/contact-details"), ("http.request.method", "GET"), ("url.template", PATH)];
    assert_fields(call, &method);
    assert_fields(
        call,
        &[
            ("otel.kind", "internal"),
            ("plannr.operation", "list_contact_details"),
            ("error.type", ""),
            ("otel.status_code", ""),
        ],
    );
    let [attempt] = attempts[..] else { panic!("{attempts:#?}") };
    assert_fields(attempt, &method);
    assert_fields(
        attempt,
        &[
            ("otel.kind", "client"),
            ("http.response.status_code", "200"),
            ("http.request.resend_count", "0"),
            ("plannr.quota.remaining", "493"),
            ("error.type", ""),
            ("otel.status_code", ""),
        ],
    );
    assert_eq!((call.level.as_str(), attempt.level.as_str()), ("INFO", "DEBUG"));
}

#[tokio::test]
async fn the_path_of_an_update_is_told_without_its_uuid() {
    let server = Server::answering(Reply::json(200, &json!({ "uuid": OWNER, "value": EMAIL }))).await;
    let (details, _) = plannr(&server.url());
    let traces = Traces::collect();

    let value = plannr_sdk::ContactDetailValue::email(EMAIL).unwrap();
    let update = plannr_sdk::UpdateContactDetail::new(NAME, value, [OWNER]).unwrap();
    details.update(OWNER, &update).await.unwrap();

    let all = silent(&traces, &server.url());
    let (call, attempts) = call_and_attempts(&all);
    let template = call.field("url.template");
    assert!(template.starts_with(PATH) && template.ends_with('}'), "{template}");
    assert_fields(attempts[0], &[("url.template", template), ("otel.name", &format!("PUT {template}"))]);
}

#[tokio::test]
async fn a_refusal_is_told_by_its_status_alone() {
    let body = json!({ "message": QUOTED, "errors": { "value": [format!("{EMAIL} is taken")], EMAIL: [PHONE] } });
    let server = Server::answering(Reply::json(422, &body)).await;
    let (details, _) = plannr(&server.url());
    for new in [email(), phone()] {
        let traces = Traces::collect();
        assert!(details.create(&new).await.unwrap_err().is_validation());
        let all = silent(&traces, &server.url());
        let (_, attempts) = call_and_attempts(&all);
        let [attempt] = attempts[..] else { panic!("{attempts:#?}") };
        let told = [("otel.status_code", "ERROR"), ("error.type", "422"), ("http.response.status_code", "422")];
        assert_fields(attempt, &told);
    }
}

#[tokio::test]
async fn a_wait_for_the_quota_is_an_event_between_two_attempts() {
    let mock = MockServer::start().await;
    mock.next_response(MockResponse::too_many_requests(Some(7)));
    let (plannr, owner) = (mock.plannr(), mock.add_client("Jo Marker"));
    let traces = Traces::collect();

    let new = NewContactDetail::email(NAME, EMAIL, [owner]).unwrap();
    plannr.contact_details().create(&new).await.unwrap();

    let all = silent(&traces, &mock.base_url());
    for secret in [owner.to_string(), mock.account_uuid().to_string(), mock.access_token().to_owned()] {
        assert!(!format!("{all:?}").contains(&secret), "{secret} is told");
    }
    let (call, attempts) = call_and_attempts(&all);
    assert_fields(call, &[("error.type", ""), ("otel.status_code", "")]);
    let [refused, created] = attempts[..] else { panic!("{attempts:#?}") };
    let told = [("http.response.status_code", "429"), ("error.type", "429"), ("plannr.quota.remaining", "0")];
    assert_fields(refused, &told);
    assert_fields(created, &[("http.response.status_code", "201"), ("http.request.resend_count", "1")]);
    let waits: Vec<_> = all.iter().filter(|trace| !trace.field("plannr.delay_ms").is_empty()).collect();
    // Once when the wait is decided on, and once when it is over.
    assert!(waits.iter().all(|wait| wait.field("plannr.delay_ms") == "7000"), "{waits:#?}");
    assert_fields(waits[0], &[("reason", "the quota is used up")]);
    assert_eq!(waits[0].parent.map(|parent| all[parent].name.as_str()), Some("plannr.call"));
}

#[tokio::test]
async fn a_lost_connection_is_told_with_its_resends_and_their_delays() {
    let server = Server::answering(Reply::hang_up()).await;
    let (details, clock) = plannr(&server.url());
    let traces = Traces::collect();

    let error = details.list().values([EMAIL]).send().await.unwrap_err();
    assert!(error.is_interrupted(), "{error:?}");

    let all = silent(&traces, &server.url());
    let (call, attempts) = call_and_attempts(&all);
    let told = [("otel.status_code", "ERROR"), ("error.type", "interrupted")];
    assert_fields(call, &told);
    let resends: Vec<_> = attempts.iter().map(|attempt| attempt.field("http.request.resend_count")).collect();
    assert_eq!(resends, ["0", "1", "2"]);
    for attempt in attempts {
        assert_fields(attempt, &told);
        assert_fields(attempt, &[("http.response.status_code", "")]);
    }
    let delays: Vec<_> = all.iter().map(|trace| trace.field("plannr.delay_ms")).filter(|ms| !ms.is_empty()).collect();
    assert_eq!(delays, ["500", "1000"]);
    assert_eq!(clock.passed(), Duration::from_millis(1500));
}

#[tokio::test]
async fn no_connection_is_told_without_where_to() {
    let nowhere = "http://127.0.0.1:1";
    let (details, _) = plannr(nowhere);
    let traces = Traces::collect();

    assert!(details.create(&phone()).await.unwrap_err().is_connect());

    let (all, told) = (silent(&traces, nowhere), [("otel.status_code", "ERROR"), ("error.type", "connect")]);
    let (call, attempts) = call_and_attempts(&all);
    assert_fields(call, &told);
    attempts.iter().for_each(|attempt| assert_fields(attempt, &told));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_told_without_what_is_in_it() {
    let server = Server::answering(Reply::json(201, &json!({ "uuid": QUOTED, "value": { EMAIL: PHONE } }))).await;
    let (details, _) = plannr(&server.url());
    let traces = Traces::collect();

    let error: Error = details.create(&email()).await.unwrap_err();
    assert!(error.is_decode(), "{error:?}");

    let all = silent(&traces, &server.url());
    let (call, attempts) = call_and_attempts(&all);
    assert_fields(attempts[0], &[("http.response.status_code", "201")]);
    // The call failed, whatever its status says.
    assert_fields(call, &[("otel.status_code", "ERROR"), ("error.type", "decode")]);
}

#[tokio::test]
async fn a_failed_call_tells_how_many_attempts_it_took() {
    let server = Server::answering(Reply::hang_up()).await;
    let (details, _) = plannr(&server.url());
    let traces = Traces::collect();

    assert_eq!(details.list().send().await.unwrap_err().attempts(), 3);

    let all = silent(&traces, &server.url());
    assert_fields(call_and_attempts(&all).0, &[("plannr.attempts", "3")]);
}

#[tokio::test]
async fn a_refused_call_failed_as_a_whole() {
    let server = Server::answering(Reply::json(422, &json!({ "message": QUOTED }))).await;
    let (details, _) = plannr(&server.url());
    let traces = Traces::collect();

    assert!(details.create(&email()).await.unwrap_err().is_validation());

    let all = silent(&traces, &server.url());
    let (call, _) = call_and_attempts(&all);
    assert_fields(call, &[("otel.status_code", "ERROR"), ("error.type", "422")]);
}

#[tokio::test]
async fn what_a_call_waits_for_and_that_it_gives_up_are_events() {
    let busy = Server::answering(Reply::empty(503)).await;
    let (details, _) = plannr(&busy.url());
    let traces = Traces::collect();
    details.list().send().await.unwrap_err();
    let messages = |traces: &[Trace]| -> Vec<String> {
        let own = traces.iter().filter(|trace| !trace.is_span && trace.target.starts_with("plannr_sdk"));
        own.map(|trace| trace.name.clone()).collect()
    };
    assert_eq!(messages(&silent(&traces, &busy.url())), ["once more", "once more", "not once more"]);

    let server = Server::answering(Reply::json(200, &json!({ "data": [] }))).await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(format!("{}/{BASE}", server.url()));
    let plannr = builder.clock(SimulatedClock::new()).requests_per_minute(Some(1)).build().unwrap();
    for due in [&[][..], &["waited for the quota"]] {
        plannr.contact_details().list().send().await.unwrap();
        assert_eq!(messages(&silent(&traces, &server.url())), due);
    }
}
