//! The spans and events of a call: its attempts and waits by OpenTelemetry's names, and nothing personal.

use std::time::Duration;

use contract_tests::plannr::{ACCOUNT, OWNER};
use contract_tests::server::{StubResponse, StubServer};
use contract_tests::traces::{Trace, Traces};
use plannr_sdk::mock::{MockResponse, MockServer, SimulatedClock};
use plannr_sdk::{ContactDetailValue, ContactDetails, Error, NewContactDetail, Plannr, UpdateContactDetail, Uuid};
use serde_json::json;

const TOKEN: &str = "t0ken-of-jo";
const EMAIL: &str = "jo.marker@example.com";
const PHONE: &str = "02079460123";
const NAME: &str = "Jo's work";
const QUOTED: &str = "quoted-by-the-server";
/// A part of the base URL.
const BASE: &str = "base-of-jo";
const PATH: &str = "/api/v2/contact-details";

/// Takes all spans and events, of every crate, and checks that none has anything personal.
fn silent(traces: &Traces, server: &str) -> Vec<Trace> {
    let all = traces.take();
    let (account, owner) = (ACCOUNT.to_string(), OWNER.to_string());
    let address = server.trim_start_matches("http://");
    let secrets = [TOKEN, "Bearer", EMAIL, PHONE, "2079460123", NAME, QUOTED, BASE, &account, &owner];
    let filters = ["filter[", "filter%5B", "marker", "arker%40"];
    for trace in &all {
        let text = format!("{trace:?}");
        // The HTTP library logs the host and the port, but no more of the URL.
        let address = (!trace.target.starts_with("hyper_util")).then_some(&address);
        for secret in secrets.iter().chain(&filters).chain(address) {
            assert!(!text.contains(secret), "{secret} is in: {text}");
        }
    }
    all
}

/// The only call, and the attempts below it.
fn call_and_attempts(traces: &[Trace]) -> (&Trace, Vec<&Trace>) {
    let spans = |name: &str| traces.iter().filter(|trace| trace.is_span && trace.name == name).collect::<Vec<_>>();
    let (calls, attempts) = (spans("plannr.call"), spans("plannr.attempt"));
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

/// The delays before retries, in milliseconds.
fn delays(traces: &[Trace]) -> Vec<&str> {
    traces.iter().map(|trace| trace.field("plannr.delay_ms")).filter(|delay| !delay.is_empty()).collect()
}

fn client(base_url: &str) -> (Plannr, SimulatedClock) {
    let clock = SimulatedClock::new();
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(format!("{base_url}/{BASE}")).clock(clock.clone());
    (builder.build().unwrap(), clock)
}

fn email(owner: Uuid) -> NewContactDetail {
    NewContactDetail::email(NAME, EMAIL, [owner]).unwrap()
}

async fn send(details: &ContactDetails, operation: &str) -> Result<(), Error> {
    match operation {
        "list" => details.list().account_uuids([OWNER]).values([EMAIL]).send().await.map(drop),
        "create" => details.create(&email(OWNER)).await.map(drop),
        "create phone" => {
            details.create(&NewContactDetail::phone_number(NAME, PHONE, [OWNER]).unwrap()).await.map(drop)
        }
        _ => {
            let update = UpdateContactDetail::new(NAME, ContactDetailValue::email(EMAIL).unwrap(), [OWNER]);
            details.update(OWNER, &update.unwrap()).await.map(drop)
        }
    }
}

#[tokio::test]
async fn a_call_is_a_span_with_a_span_for_each_attempt() {
    let page = StubResponse::json(200, &json!({ "data": [{ "uuid": OWNER, "value": EMAIL, "name": QUOTED }] }));
    let page = page.header("X-Ratelimit-Remaining", 493).header("X-Request-Id", QUOTED);
    let updated = StubResponse::json(200, &json!({ "uuid": OWNER, "value": EMAIL }));
    let refusal = json!({ "message": QUOTED, "errors": { "value": [format!("{EMAIL} is taken")], EMAIL: [PHONE] } });
    let refusal = StubResponse::json(422, &refusal);
    let undecodable = StubResponse::json(201, &json!({ "uuid": QUOTED, "value": { EMAIL: PHONE } }));

    type Fields = &'static [(&'static str, &'static str)];
    let list: Fields = &[("otel.name", "GET /api/v2/contact-details"), ("http.request.method", "GET")];
    let create: Fields = &[("otel.name", "POST /api/v2/contact-details"), ("url.template", PATH)];
    let update: Fields = &[("otel.name", "PUT /api/v2/contact-details/{uuid}")];
    let listed: Fields = &[("error.type", ""), ("otel.status_code", ""), ("plannr.operation", "list_contact_details")];
    let success: Fields = &[("error.type", ""), ("otel.status_code", "")];
    let refused: Fields = &[("error.type", "422"), ("otel.status_code", "ERROR")];
    let lost: Fields = &[("error.type", "interrupted"), ("otel.status_code", "ERROR"), ("plannr.attempts", "3")];
    let unsent: Fields = &[("error.type", "connect"), ("otel.status_code", "ERROR"), ("plannr.attempts", "3")];
    let undecoded: Fields = &[("error.type", "decode"), ("otel.status_code", "ERROR")];

    // The operation, the response (none: nobody listens), the fields of both spans, the fields of the call, and the
    // status of each attempt.
    for (operation, reply, both, call_fields, statuses) in [
        ("list", Some(page), list, listed, &["200"][..]),
        ("update", Some(updated), update, success, &["200"]),
        ("create", Some(refusal.clone()), create, refused, &["422"]),
        ("create phone", Some(refusal), create, refused, &["422"]),
        ("create", Some(undecodable), create, undecoded, &["201"]),
        ("list", Some(StubResponse::hang_up()), list, lost, &["", "", ""]),
        ("create phone", None, create, unsent, &["", "", ""]),
    ] {
        let server = StubServer::always(reply.clone().unwrap_or_else(StubResponse::hang_up)).await;
        let url = if reply.is_some() { server.url() } else { "http://127.0.0.1:1".to_owned() };
        let (plannr, clock) = client(&url);
        let traces = Traces::collect();
        let outcome = send(&plannr.contact_details(), operation).await;

        let all = silent(&traces, &url);
        let (call, attempts) = call_and_attempts(&all);
        assert_eq!((call.level.as_str(), outcome.is_ok()), ("INFO", call.field("error.type").is_empty()));
        assert_fields(call, &[both, call_fields, &[("otel.kind", "internal")]].concat());
        assert_eq!(attempts.len(), statuses.len(), "{operation}");
        for (at, (attempt, status)) in attempts.iter().zip(statuses).enumerate() {
            assert_eq!(attempt.level, "DEBUG");
            let resends = at.to_string();
            let own = [("http.response.status_code", *status), ("http.request.resend_count", resends.as_str())];
            assert_fields(attempt, &[both, &own, &[("otel.kind", "client")]].concat());
            // A body that cannot be decoded fails the call, not the attempt.
            if call_fields != undecoded {
                assert_fields(attempt, &call_fields[..2]);
            }
        }
        let (due, passed) = if statuses.len() == 3 { (&["500", "1000"][..], 1500) } else { (&[][..], 0) };
        assert_eq!((delays(&all), clock.elapsed()), (due.to_vec(), Duration::from_millis(passed)));
    }
}

#[tokio::test]
async fn a_wait_after_429_is_an_event_between_two_attempts() {
    let mock = MockServer::start().await;
    mock.next_response(MockResponse::too_many_requests(Some(7)));
    let (plannr, owner) = (mock.plannr(), mock.add_client("Jo Marker"));
    let traces = Traces::collect();
    plannr.contact_details().create(&email(owner)).await.unwrap();

    let all = silent(&traces, &mock.base_url());
    for secret in [owner.to_string(), mock.account_uuid().to_string(), mock.access_token().to_owned()] {
        assert!(!format!("{all:?}").contains(&secret), "{secret} is in the traces");
    }
    let (call, attempts) = call_and_attempts(&all);
    assert_fields(call, &[("error.type", ""), ("otel.status_code", "")]);
    let [refused, created] = attempts[..] else { panic!("{attempts:#?}") };
    let limited = [("http.response.status_code", "429"), ("error.type", "429"), ("plannr.quota.remaining", "0")];
    assert_fields(refused, &limited);
    assert_fields(created, &[("http.response.status_code", "201"), ("http.request.resend_count", "1")]);
    // Once when the wait begins, and once when it ends.
    assert!(delays(&all).iter().all(|delay| *delay == "7000"), "{all:#?}");
    let wait = all.iter().find(|trace| !trace.field("plannr.delay_ms").is_empty()).unwrap();
    assert!(!wait.field("reason").is_empty());
    assert_eq!(wait.parent.map(|parent| all[parent].name.as_str()), Some("plannr.call"));
}

#[tokio::test]
async fn retries_and_waits_for_the_quota_are_events() {
    let own_events = |traces: &Traces, server: &StubServer| -> Vec<String> {
        let all = silent(traces, &server.url()).into_iter();
        all.filter(|one| !one.is_span && one.target.starts_with("plannr_sdk")).map(|one| one.name).collect()
    };
    let server = StubServer::always(StubResponse::empty(503)).await;
    let (plannr, _) = client(&server.url());
    let traces = Traces::collect();
    plannr.contact_details().list().send().await.unwrap_err();
    let events = own_events(&traces, &server);
    assert!(events.len() == 3 && events[0] == events[1] && events[1] != events[2], "{events:?}");

    let server = StubServer::always(StubResponse::json(200, &json!({ "data": [] }))).await;
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(format!("{}/{BASE}", server.url()));
    let plannr = builder.clock(SimulatedClock::new()).requests_per_minute(Some(1)).build().unwrap();
    for due in [0, 1] {
        plannr.contact_details().list().send().await.unwrap();
        assert_eq!(own_events(&traces, &server).len(), due);
    }
}
