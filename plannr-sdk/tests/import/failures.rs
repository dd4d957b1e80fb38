//! Failures of one row, and failures that stop the run.

use plannr_sdk::mock::{MockResponse, ReceivedRequest};
use serde_json::json;

use crate::example::arguments::Exit::{self, Complete, NeedsReview, Unfinished};
use crate::fixture::{Fixture, is_create};

const ROWS: usize = 60;

/// A name, the mock server's responses, the exit code, and an outcome with the least and the most rows that have it.
type Case = (&'static str, fn(&ReceivedRequest, &str) -> Option<MockResponse>, Exit, &'static str, usize, usize);

#[tokio::test]
async fn the_next_run_completes_what_a_failure_left() {
    let cases: [Case; 10] = [
        ("token refused", |_, _| Some(MockResponse::unauthenticated()), Unfinished, "failed", 1, 19),
        ("server down", |_, _| Some(MockResponse::html_from_proxy(503)), Unfinished, "failed", 20, 39),
        ("all forbidden", |_, _| Some(MockResponse::forbidden()), Unfinished, "failed", 20, 39),
        ("all not found", |_, _| Some(MockResponse::not_found()), Unfinished, "failed", 20, 39),
        (
            "one owner forbidden",
            |request, other| request.query().contains(other).then(MockResponse::forbidden),
            NeedsReview,
            "failed",
            1,
            1,
        ),
        (
            "one owner not found",
            |request, other| request.query().contains(other).then(MockResponse::not_found),
            NeedsReview,
            "failed",
            1,
            1,
        ),
        (
            "one conflict",
            |request, _| {
                request.json().is_some_and(|body| body["value"] == "jo2@example.com").then(MockResponse::conflict)
            },
            NeedsReview,
            "failed",
            1,
            1,
        ),
        (
            "all refused",
            |request, _| is_create(request).then(|| MockResponse::invalid([("value", "jo@example.com is taken.")])),
            NeedsReview,
            "refused",
            ROWS,
            ROWS,
        ),
        (
            "a number without its country",
            |request, _| {
                let shown = json!({ "uuid": uuid::Uuid::nil(), "type": "phone_number", "value": "20 7946 0123" });
                (!is_create(request)).then(|| MockResponse::json(200, &json!({ "data": [shown] })))
            },
            NeedsReview,
            "unclear",
            1,
            1,
        ),
        (
            "responses cut after the uuid",
            |request, other| {
                let body = format!("{{\"data\":{{\"uuid\":\"{other}\",\"name\":");
                let response = MockResponse::raw(201, &[("Content-Type", "application/json")], body);
                is_create(request).then(|| response.after_applying())
            },
            Complete,
            "created",
            ROWS,
            ROWS,
        ),
    ];
    for (name, respond, exit, outcome, least, most) in cases {
        let fixture = Fixture::new().await;
        let addresses = (2..ROWS).map(|n| format!("email,Work,jo{n}@example.com,OWNER,\n"));
        let others = "phone,Office,020 7946 0123,OWNER,\nemail,Work,ava@example.com,OTHER,\n";
        fixture.write_rows(&addresses.chain([others.to_owned()]).collect::<String>());
        let other = fixture.other.to_string();
        fixture.mock.script(move |request| respond(request, &other));
        assert_eq!(fixture.import().await, exit, "{name}");
        let count = fixture.outcomes().get(outcome).copied().unwrap_or_default();
        assert!((least..=most).contains(&count), "{name}: {:?}", fixture.outcomes());
        let rest = if exit == Unfinished { "not_begun" } else { "created" };
        let rest = fixture.outcomes().into_iter().filter(|(word, _)| word == outcome || word == rest);
        assert_eq!(rest.map(|(_, count)| count).sum::<usize>(), ROWS, "{name}: {:?}", fixture.outcomes());
        assert!(!fixture.report().concat().contains("example.com"), "{name}");

        fixture.mock.clear_script();
        assert_eq!(fixture.import().await, Complete, "{name}");
        assert_eq!(fixture.values().len(), ROWS, "{name}");
    }
}
