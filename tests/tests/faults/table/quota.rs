//! The quota, and servers that say when to come back.

use contract_tests::server::StubResponse;

use crate::row::State::{NotApplied, Unknown};
use crate::row::{
    All, Body, FIRST_OF_APRIL, REFUSAL, Row, failure, good, healed, once, refusal, refused, repeated, row, seconds,
    succeeds, success,
};

/// A refusal that says when to come back.
fn come_back(status: u16, after: &str) -> StubResponse {
    refusal(status).header("Retry-After", after)
}

pub(super) fn rows() -> Vec<Row> {
    [quota_values(), quota(), failures()].into_iter().flatten().collect()
}

/// What the header may say, and how long the call waits; none if it does not.
const VALUES: [(&str, Option<f64>); 29] = [
    ("1", Some(1.0)),
    ("5", Some(5.0)),
    ("60", Some(60.0)),
    (" 7 ", Some(7.0)),
    ("007", Some(7.0)),
    ("61", None),
    ("3600", None),
    ("18446744073709551615", None),
    ("99999999999999999999999999", None),
    // The next attempt would be refused as this one was, so that it is not made at once.
    ("0", Some(0.5)),
    ("00", Some(0.5)),
    // What says nothing is as good as no header: the quota is for a minute.
    ("", Some(60.0)),
    ("-1", Some(60.0)),
    ("-9999999999999999999", Some(60.0)),
    ("+5", Some(60.0)),
    ("1.5", Some(60.0)),
    ("5s", Some(60.0)),
    ("soon", Some(60.0)),
    ("NaN", Some(60.0)),
    ("5, 6", Some(60.0)),
    ("\u{665}", Some(60.0)),
    ("Tue, 01 Apr 2025 10:00:05 GMT", Some(5.0)),
    ("Tuesday, 01-Apr-25 10:00:05 GMT", Some(5.0)),
    ("Tue Apr  1 10:00:05 2025", Some(5.0)),
    ("Tue, 01 Apr 2025 10:02:00 GMT", None),
    ("Fri, 31 Dec 9999 23:59:59 GMT", None),
    (FIRST_OF_APRIL, Some(0.5)),
    ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0.5)),
    ("Tue, 41 Apr 2025 10:00:05 GMT", Some(60.0)),
];

fn quota_values() -> Vec<Row> {
    let body = Body::Bytes(REFUSAL.len());
    let rows = VALUES.map(|(value, wait)| {
        let (name, replies) = (format!("429 with Retry-After `{value}`"), [come_back(429, value), good()]);
        match wait {
            Some(wait) => row(name, replies, succeeds(2)).waits(wait, wait),
            None => row(name, replies, refused("is_rate_limited", 1, body)).waits(0.0, 0.0),
        }
    });
    rows.into()
}

fn quota() -> Vec<Row> {
    let body = Body::Bytes(REFUSAL.len());
    let date = |retry_after, date| [come_back(429, retry_after).header("Date", date), good()];
    let limited = |attempts| refused("is_rate_limited", attempts, body);
    vec![
        row("429 without Retry-After", [refusal(429), good()], succeeds(2)).waits(60.0, 60.0),
        row("429 always", refusal(429), limited(2)).waits(60.0, 60.0),
        // A create is not sent with less than five seconds left: it would end in doubt.
        row("429 always, for a second", come_back(429, "1"), but_create(limited(120), limited(115)))
            .waits(119.0, 114.0),
        // 0.5, 1, 2, 4, 8, 16 and then 20 seconds.
        row("429 always, for no time", come_back(429, "0"), limited(11)).waits(111.5, 111.5),
        row("429, and nothing may be repeated", refusal(429), limited(1))
            .with(|builder| builder.max_retries(0))
            .waits(0.0, 0.0),
        row("429 for longer than the patience", come_back(429, "11"), limited(1))
            .with(|builder| builder.max_retry_after(seconds(10.0)))
            .waits(0.0, 0.0),
        row("429 for as long as the patience", [come_back(429, "10"), good()], succeeds(2))
            .with(|builder| builder.max_retry_after(seconds(10.0)))
            .waits(10.0, 10.0),
        row("429 for long, and a long patience", [come_back(429, "100"), good()], succeeds(2))
            .with(|builder| builder.max_retry_after(seconds(200.0)))
            .waits(100.0, 100.0),
        row("429 for longer than the call may take", come_back(429, "120"), limited(1))
            .with(|builder| builder.max_retry_after(seconds(200.0)))
            .waits(0.0, 0.0),
        row("429 in HTML", [StubResponse::html(429), good()], succeeds(2)).waits(60.0, 60.0),
        row("429 cut in its body", [come_back(429, "5").cut_after(7), good()], succeeds(2)).waits(5.0, 5.0),
        row("429 twice", [come_back(429, "5"), come_back(429, "6"), good()], succeeds(3)).waits(11.0, 11.0),
        row("429 with two of Retry-After", [come_back(429, "5").header("Retry-After", "9"), good()], succeeds(2))
            .waits(5.0, 5.0),
        row(
            "429 by the server's own clock, which is slow",
            date("Tue, 01 Apr 2025 09:00:05 GMT", "Tue, 01 Apr 2025 09:00:00 GMT"),
            succeeds(2),
        )
        .waits(5.0, 5.0),
        row(
            "429 by the server's own clock, which is fast",
            date("Tue, 01 Apr 2025 11:00:05 GMT", "Tue, 01 Apr 2025 11:00:00 GMT"),
            succeeds(2),
        )
        .waits(5.0, 5.0),
        row("429 by a date, and the server's own is none", date("Tue, 01 Apr 2025 10:00:05 GMT", "now"), succeeds(2))
            .waits(5.0, 5.0),
        row(
            "429 by a date that has passed for the server",
            date("Tue, 01 Apr 2025 10:00:05 GMT", "Tue, 01 Apr 2025 10:00:09 GMT"),
            succeeds(2),
        )
        .waits(0.5, 0.5),
        row(
            "429 counts as no retry",
            [come_back(429, "5"), refusal(500), come_back(429, "5"), refusal(500), come_back(429, "5"), good()],
            [success(6), success(6), failure("is_server_error", 2, Unknown, body)],
        )
        .waits(16.5, 5.0),
        row("429 and then refused", [come_back(429, "5"), refusal(422)], refused("is_validation", 2, body)),
        row("lost and then 429: the first may have been applied", [StubResponse::hang_up(), refusal(429)], {
            let due = |state| failure("is_rate_limited", 3, state, body);
            [due(NotApplied), due(Unknown), failure("is_interrupted", 1, Unknown, Body::Nothing)]
        })
        .with(|builder| builder.call_timeout(seconds(90.0))),
        row("429 and then 401, and a source of tokens", [come_back(429, "5"), refusal(401), good()], succeeds(3))
            .with_source()
            .waits(5.0, 5.0),
    ]
}

/// A server that has failed is given the time that it asks for, if that is longer than the usual wait.
fn failures() -> Vec<Row> {
    let body = Body::Bytes(REFUSAL.len());
    let failing = || repeated("is_server_error", Unknown, body);
    vec![
        row("503 with Retry-After", come_back(503, "7"), failing()).waits(14.0, 0.0),
        row("503 with Retry-After once", [come_back(503, "7"), good()], healed("is_server_error", Unknown, body))
            .waits(7.0, 0.0),
        row("503 with a Retry-After of no time", come_back(503, "0"), failing()).waits(1.5, 0.0),
        row("503 with a negative Retry-After", come_back(503, "-7"), failing()).waits(1.5, 0.0),
        row("503 with a date", come_back(503, "Tue, 01 Apr 2025 10:00:07 GMT"), failing()).waits(8.0, 0.0),
        row("503 with a longer Retry-After than the patience", come_back(503, "61"), {
            once("is_server_error", Unknown, body)
        })
        .waits(0.0, 0.0),
        row("503 with a longer Retry-After than any", come_back(503, "99999999999999999999"), {
            once("is_server_error", Unknown, body)
        })
        .waits(0.0, 0.0),
        row("503 with a longer Retry-After than the call may take", come_back(503, "30"), {
            once("is_server_error", Unknown, body)
        })
        .with(|builder| builder.call_timeout(seconds(20.0)))
        .waits(0.0, 0.0),
        row("408 with Retry-After", come_back(408, "7"), repeated("", Unknown, body)).waits(14.0, 0.0),
    ]
}

/// A list and an update are the one, and a create is the other.
fn but_create([get, put, _]: All, [.., post]: All) -> All {
    [get, put, post]
}
