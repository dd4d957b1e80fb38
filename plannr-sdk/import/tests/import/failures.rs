//! Failures of one row, and failures that stop the run.

use plannr_sdk::Uuid;
use plannr_sdk::mock::{MockResponse, ReceivedRequest};
use serde_json::json;

use crate::fixture::{Fixture, is_create};
use crate::program::arguments::Exit::{Complete, NeedsReview, Unfinished};

const ROWS: usize = 60;

#[tokio::test]
async fn the_next_run_completes_what_a_failure_left() {
    let all: fn(&ReceivedRequest, &str) -> bool = |_, _| true;
    let lists: fn(&ReceivedRequest, &str) -> bool = |request, _| !is_create(request);
    let creates: fn(&ReceivedRequest, &str) -> bool = |request, _| is_create(request);
    let one_owner: fn(&ReceivedRequest, &str) -> bool = |request, other| request.query().contains(other);
    let one_create: fn(&ReceivedRequest, &str) -> bool =
        |request, _| request.json().is_some_and(|body| body["value"] == "jo2@example.com");
    let taken = MockResponse::invalid([("value", "jo@example.com has already been taken.")]);
    let number = json!({ "uuid": Uuid::nil(), "type": "phone_number", "value": "20 7946 0123" });
    let without_country = MockResponse::json(200, &json!({ "data": [number] }));
    let cut = format!("{{\"data\":{{\"uuid\":\"{}\",\"name\":", Uuid::max());
    let cut = MockResponse::raw(201, &[("Content-Type", "application/json")], cut).after_applying();
    // The requests that get a response, the response, the exit code, and how many rows have which outcome.
    let cases = [
        (all, MockResponse::unauthenticated(), Unfinished, "failed", 1..=19),
        (all, MockResponse::html_from_proxy(503), Unfinished, "failed", 20..=39),
        (all, MockResponse::forbidden(), Unfinished, "failed", 20..=39),
        (all, MockResponse::not_found(), Unfinished, "failed", 20..=39),
        (one_owner, MockResponse::forbidden(), NeedsReview, "failed", 1..=1),
        (one_owner, MockResponse::not_found(), NeedsReview, "failed", 1..=1),
        (one_create, MockResponse::conflict(), NeedsReview, "failed", 1..=1),
        (creates, taken, NeedsReview, "refused", ROWS..=ROWS),
        (lists, without_country, NeedsReview, "unclear", 1..=1),
        (creates, cut, Complete, "created", ROWS..=ROWS),
    ];
    for (case, (matches, response, exit, outcome, expected)) in cases.into_iter().enumerate() {
        let fixture = Fixture::new().await;
        let addresses = (2..ROWS).map(|n| format!("email,Work,jo{n}@example.com,OWNER\n"));
        let others = "phone,Office,020 7946 0123,OWNER\nemail,Work,ava@example.com,OTHER\n".to_owned();
        fixture.write_rows(&addresses.chain([others]).collect::<String>());
        let other = fixture.other.to_string();
        fixture.mock.script(move |request| matches(request, &other).then(|| response.clone()));
        assert_eq!(fixture.import().await, exit, "case {case}");
        let count = fixture.count(outcome);
        assert!(expected.contains(&count), "case {case}: {count}");
        let rest = fixture.count(if exit == Unfinished { "not_begun" } else { "created" });
        assert!(rest == ROWS - count || count == ROWS, "case {case}: {:#?}", fixture.report());
        assert!(!fixture.report().concat().contains("jo@"), "case {case}");

        fixture.mock.clear_script();
        assert_eq!(fixture.import().await, Complete, "case {case}");
        assert_eq!(fixture.mock.contact_details().len(), ROWS, "case {case}");
    }
}
