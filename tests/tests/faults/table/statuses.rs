//! Statuses other than success.

use contract_tests::server::StubResponse;

use crate::row::State::{NotApplied, Unknown};
use crate::row::{
    All, Body, GOOD, REFUSED, Row, after, good, once, recovers, refusal, refused, retried, row, succeeds, success_after,
};

const HTML: Body = Body::Bytes("<!DOCTYPE html><html><body>Not what was asked for</body></html>".len());

pub(super) fn rows() -> Vec<Row> {
    [redirects(), refusals(), failures(), tokens()].into_iter().flatten().collect()
}

/// A redirect that is followed would carry the body and the account to another origin. Nobody listens there, so that
/// the error would be another one; `sequences.rs` checks an origin that listens.
fn redirects() -> Vec<Row> {
    let mut rows = Vec::new();
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        let state = if matches!(status, 307 | 308) { NotApplied } else { Unknown };
        // A cache sends a 304.
        let kind = if status == 304 { "" } else { "is_redirect" };
        let expected = || once(kind, state, Body::Bytes(0));
        for (about, target) in [
            ("the same origin", "/login"),
            ("another origin", "http://127.0.0.1:9/api/v2/contact-details"),
            ("another scheme", "https://127.0.0.1:9/"),
        ] {
            let reply = StubResponse::empty(status).header("Location", target);
            rows.push(row(format!("{status} to {about}"), reply, expected()));
        }
        rows.push(row(format!("{status} to nowhere"), StubResponse::empty(status), expected()));
    }
    rows
}

fn refusals() -> Vec<Row> {
    let special = [(401, "is_unauthenticated"), (403, "is_forbidden"), (404, "is_not_found"), (422, "is_validation")];
    let plain = [400, 402, 405, 409, 410, 413, 415, 418, 419, 423, 425, 451].map(|status| (status, ""));
    let all = || special.into_iter().chain(plain);
    let mut rows: Vec<_> = all()
        .map(|(status, kind)| row(format!("{status}"), refusal(status), once(kind, NotApplied, REFUSED)))
        .collect();
    // Something in between may have replaced the response of a request that was applied.
    let pages = [
        ("text/html", "<html>Forbidden</html>"),
        ("text/plain", "Forbidden"),
        ("application/xml", "<Error/>"),
        ("application/json", "<html>Forbidden</html>"),
        ("application/json", ""),
        ("", ""),
    ];
    for (status, kind) in all() {
        let state = if matches!(status, 401 | 413) { NotApplied } else { Unknown };
        rows.extend(pages.map(|(content_type, body)| {
            let name = format!("{status} with `{content_type}` {body}");
            row(name, StubResponse::new(status, content_type, body), once(kind, state, Body::Bytes(body.len())))
        }));
    }
    rows.extend([460, 499].map(|status| row(format!("{status}"), refusal(status), once("", Unknown, REFUSED))));
    rows
}

/// A server error that is retried.
fn failed() -> All {
    retried("is_server_error", Unknown, REFUSED)
}

fn failures() -> Vec<Row> {
    let failed_once = || once("is_server_error", Unknown, REFUSED);
    let mut rows = Vec::new();
    for status in [500, 502, 503, 504, 507, 509, 520, 525, 530] {
        rows.extend([
            row(format!("{status}"), refusal(status), failed()).waits(1.5, 0.0),
            row(format!("{status} in HTML"), StubResponse::html(status), retried("is_server_error", Unknown, HTML)),
            row(format!("{status} once"), [refusal(status), good()], recovers("is_server_error", Unknown, REFUSED))
                .waits(0.5, 0.0),
            row(format!("{status}, without retries"), refusal(status), failed_once()).without_retries().waits(0.0, 0.0),
        ]);
    }
    rows.extend(
        [501, 505, 506, 508, 510, 519, 531, 599].map(|status| row(format!("{status}"), refusal(status), failed_once())),
    );
    rows.extend([
        row("408", refusal(408), retried("", Unknown, REFUSED)).waits(1.5, 0.0),
        row("408 once", [refusal(408), good()], recovers("", Unknown, REFUSED)),
        row("599 without a body", StubResponse::empty(599), once("is_server_error", Unknown, Body::Bytes(0))),
        row("500 cut in its body", refusal(500).cut_after(7), retried("is_interrupted", Unknown, Body::Bytes(7))),
        row("500, and then refused: the first may have been applied", [refusal(500), refusal(422)], {
            after(failed(), "is_validation", 2, Unknown, REFUSED)
        }),
        row("500, and then 501", [refusal(500), refusal(501)], {
            after(failed(), "is_server_error", 2, Unknown, REFUSED)
        }),
        row("503, then lost, then 500", [refusal(503), StubResponse::hang_up(), refusal(500)], failed()),
    ]);
    rows
}

/// A refused token is refreshed once, if there is a source.
fn tokens() -> Vec<Row> {
    let refused = |kind, attempts| refused(kind, attempts, REFUSED);
    vec![
        row("401 once, with a token source", [refusal(401), good()], succeeds(2)).with_source().waits(0.0, 0.0),
        row("401 always, with a token source", refusal(401), refused("is_unauthenticated", 2)).with_source(),
        row("401, with a token source, without retries", refusal(401), refused("is_unauthenticated", 1))
            .with_source()
            .without_retries(),
        row("401 and 422, with a token source", [refusal(401), refusal(422)], refused("is_validation", 2))
            .with_source(),
        row("401 cut in its body, with a token source", [refusal(401).cut_after(7), good()], succeeds(2)).with_source(),
        row("401 between failures, with a token source", [refusal(500), refusal(401), refusal(500), good()], {
            success_after(failed(), 4)
        })
        .with_source()
        .waits(1.5, 0.0),
        row("500 and 401, without a token source", [refusal(500), refusal(401)], {
            after(failed(), "is_unauthenticated", 2, Unknown, REFUSED)
        }),
        row("a success", good(), succeeds(1)).waits(0.0, 0.0),
        row("an unknown status of success", StubResponse::new(299, "application/json", GOOD), succeeds(1)),
    ]
}
