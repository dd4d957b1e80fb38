//! Statuses that are no success.

use contract_tests::server::StubResponse;

use crate::row::State::{NotApplied, Unknown};
use crate::row::{
    Body, GOOD, REFUSAL, Row, failure, good, healed, once, refusal, refused, repeated, row, succeeds, success,
};

const HTML: usize = "<!DOCTYPE html><html><body>Not what was asked for</body></html>".len();

pub(super) fn rows() -> Vec<Row> {
    [redirects(), refusals(), failures(), tokens()].into_iter().flatten().collect()
}

/// Followed ones would carry the body and the account along. Nobody listens at the other origin: if one were followed,
/// the error would be another; that nothing arrives at one that listens is shown by `elsewhere`.
fn redirects() -> Vec<Row> {
    let mut rows = Vec::new();
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        let state = if matches!(status, 307 | 308) { NotApplied } else { Unknown };
        let due = once("is_redirect", state, Body::Bytes(0));
        for (about, target) in [
            ("the same origin", "/login"),
            ("another origin", "http://127.0.0.1:9/api/v2/contact-details"),
            ("another scheme", "https://127.0.0.1:9/"),
        ] {
            let reply = StubResponse::empty(status).header("Location", target);
            rows.push(row(format!("{status} to {about}"), reply, due.clone()));
        }
        rows.push(row(format!("{status} to nowhere"), StubResponse::empty(status), due));
    }
    rows
}

fn refusals() -> Vec<Row> {
    let kinds = [
        (400, ""),
        (401, "is_unauthenticated"),
        (402, ""),
        (403, "is_forbidden"),
        (404, "is_not_found"),
        (405, ""),
        (409, ""),
        (410, ""),
        (413, ""),
        (415, ""),
        (418, ""),
        (422, "is_validation"),
        (423, ""),
        (425, ""),
        (451, ""),
        (499, ""),
    ];
    let body = Body::Bytes(REFUSAL.len());
    kinds
        .map(|(status, kind)| row(format!("{status}"), refusal(status), once(kind, NotApplied, body)))
        .into_iter()
        .chain([row("403 in HTML", StubResponse::html(403), once("is_forbidden", NotApplied, Body::Bytes(HTML)))])
        .collect()
}

fn failures() -> Vec<Row> {
    let body = Body::Bytes(REFUSAL.len());
    let mut rows = Vec::new();
    for status in [500, 502, 503, 504] {
        let due = repeated("is_server_error", Unknown, body);
        rows.push(row(format!("{status}"), refusal(status), due).waits(1.5, 0.0));
        let due = repeated("is_server_error", Unknown, Body::Bytes(HTML));
        rows.push(row(format!("{status} in HTML"), StubResponse::html(status), due));
        let due = healed("is_server_error", Unknown, body);
        rows.push(row(format!("{status} once"), [refusal(status), good()], due).waits(0.5, 0.0));
        let due = once("is_server_error", Unknown, body);
        let row = row(format!("{status}, and nothing may be repeated"), refusal(status), due);
        rows.push(row.with(|builder| builder.max_retries(0)).waits(0.0, 0.0));
    }
    for status in [501, 505, 507, 520, 599] {
        rows.push(row(format!("{status}"), refusal(status), once("is_server_error", Unknown, body)));
    }
    let [_, _, post] = repeated("is_server_error", Unknown, body);
    rows.extend([
        row("408", refusal(408), repeated("", Unknown, body)).waits(1.5, 0.0),
        row("408 once", [refusal(408), good()], healed("", Unknown, body)),
        row("599 without a body", StubResponse::empty(599), once("is_server_error", Unknown, Body::Bytes(0))),
        row("500 cut in its body", refusal(500).cut_after(7), repeated("is_interrupted", Unknown, Body::Bytes(7))),
        row("500, and then refused: the first may have been applied", [refusal(500), refusal(422)], {
            [failure("is_validation", 2, NotApplied, body), failure("is_validation", 2, Unknown, body), post.clone()]
        }),
        row("500, and then another failure", [refusal(500), refusal(501)], {
            [
                failure("is_server_error", 2, NotApplied, body),
                failure("is_server_error", 2, Unknown, body),
                post.clone(),
            ]
        }),
        row("three failures of three kinds", [refusal(503), StubResponse::hang_up(), refusal(500)], {
            repeated("is_server_error", Unknown, body)
        }),
    ]);
    rows
}

/// A token that is refused is exchanged once, if there is a source for another.
fn tokens() -> Vec<Row> {
    let body = Body::Bytes(REFUSAL.len());
    vec![
        row("401 once, and a source of tokens", [refusal(401), good()], succeeds(2)).with_source().waits(0.0, 0.0),
        row("401 always, and a source of tokens", refusal(401), refused("is_unauthenticated", 2, body)).with_source(),
        row("401, and a source of tokens, and nothing may be repeated", refusal(401), {
            refused("is_unauthenticated", 1, body)
        })
        .with_source()
        .with(|builder| builder.max_retries(0)),
        row("401 and 422, and a source of tokens", [refusal(401), refusal(422)], refused("is_validation", 2, body))
            .with_source(),
        row("401 cut in its body, and a source of tokens", [refusal(401).cut_after(7), good()], succeeds(2))
            .with_source(),
        row("401 between failures, and a source of tokens", [refusal(500), refusal(401), refusal(500), good()], {
            let [_, _, post] = repeated("is_server_error", Unknown, body);
            [success(4), success(4), post]
        })
        .with_source()
        .waits(1.5, 0.0),
        row("500 and 401, and no source of tokens", [refusal(500), refusal(401)], {
            let [_, _, post] = repeated("is_server_error", Unknown, body);
            let due = |state| failure("is_unauthenticated", 2, state, body);
            [due(NotApplied), due(Unknown), post]
        }),
        row("no failure", good(), succeeds(1)).waits(0.0, 0.0),
        row(
            "no failure, but an unknown status of success",
            StubResponse::new(299, "application/json", GOOD),
            succeeds(1),
        ),
    ]
}
