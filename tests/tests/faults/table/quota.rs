//! The quota, and servers that say when to retry.

use contract_tests::server::StubResponse;

use crate::row::State::Unknown;
use crate::row::{
    Body, Expected, FIRST_OF_APRIL, REFUSED, Row, after, good, once, recovers, refusal, refused, retried, row, seconds,
    succeeds, success_after,
};

/// A refusal with `Retry-After`.
fn retry_after(status: u16, after: &str) -> StubResponse {
    refusal(status).header("Retry-After", after)
}

pub(super) fn rows() -> Vec<Row> {
    [quota_values(), dates(), quota(), failures()].into_iter().flatten().collect()
}

/// Values of `Retry-After`, each with the seconds that the call waits; `None` if it is not retried.
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
    // An attempt at once would be refused again, so the usual backoff applies.
    ("0", Some(0.5)),
    ("00", Some(0.5)),
    // An unreadable value counts as no header, and the quota is for a minute.
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
    let rows = VALUES.map(|(value, wait)| {
        let (name, replies) = (format!("429 with Retry-After `{value}`"), [retry_after(429, value), good()]);
        match wait {
            Some(wait) => row(name, replies, succeeds(2)).waits(wait, wait),
            None => row(name, replies, refused("is_rate_limited", 1, REFUSED)).waits(0.0, 0.0),
        }
    });
    rows.into()
}

/// The server's clock differs from the client's: the wait is from its own `Date`.
fn dates() -> Vec<Row> {
    let rows = [
        ("slow", "Tue, 01 Apr 2025 09:00:05 GMT", "Tue, 01 Apr 2025 09:00:00 GMT", 5.0),
        ("fast", "Tue, 01 Apr 2025 11:00:05 GMT", "Tue, 01 Apr 2025 11:00:00 GMT", 5.0),
        ("unreadable", "Tue, 01 Apr 2025 10:00:05 GMT", "now", 5.0),
        ("already later", "Tue, 01 Apr 2025 10:00:05 GMT", "Tue, 01 Apr 2025 10:00:09 GMT", 0.5),
    ];
    let rows = rows.map(|(about, until, date, wait)| {
        let replies = [retry_after(429, until).header("Date", date), good()];
        row(format!("429 with a date, and the server's clock is {about}"), replies, succeeds(2)).waits(wait, wait)
    });
    rows.into()
}

fn quota() -> Vec<Row> {
    let limited = |attempts| refused("is_rate_limited", attempts, REFUSED);
    let [get, put, _] = limited(120);
    let [.., post] = limited(115);
    let failed_second = refused("is_server_error", 2, REFUSED).map(|expected| Expected { state: Unknown, ..expected });
    let lost = once("is_interrupted", Unknown, Body::Nothing);
    vec![
        row("429 without Retry-After", [refusal(429), good()], succeeds(2)).waits(60.0, 60.0),
        row("429 always", refusal(429), limited(2)).waits(60.0, 60.0),
        // A create is not sent in the last five seconds of a call: its outcome would be unknown.
        row("429 always, for a second", retry_after(429, "1"), [get, put, post]).waits(119.0, 114.0),
        // 0.5, 1, 2, 4, 8, 16 and then 20 seconds.
        row("429 always, for no time", retry_after(429, "0"), limited(11)).waits(111.5, 111.5),
        row("429, without retries", refusal(429), limited(1)).without_retries().waits(0.0, 0.0),
        row("429 for longer than the maximum", retry_after(429, "11"), limited(1))
            .with(|builder| builder.max_retry_after(seconds(10.0)))
            .waits(0.0, 0.0),
        row("429 for as long as the maximum", [retry_after(429, "10"), good()], succeeds(2))
            .with(|builder| builder.max_retry_after(seconds(10.0)))
            .waits(10.0, 10.0),
        row("429 for less than a long maximum", [retry_after(429, "100"), good()], succeeds(2))
            .with(|builder| builder.max_retry_after(seconds(200.0)))
            .waits(100.0, 100.0),
        row("429 for longer than the call may take", retry_after(429, "120"), limited(1))
            .with(|builder| builder.max_retry_after(seconds(200.0)))
            .waits(0.0, 0.0),
        row("429 in HTML", [StubResponse::html(429), good()], succeeds(2)).waits(60.0, 60.0),
        row("429 cut in its body", [retry_after(429, "5").cut_after(7), good()], succeeds(2)).waits(5.0, 5.0),
        row("429 twice", [retry_after(429, "5"), retry_after(429, "6"), good()], succeeds(3)).waits(11.0, 11.0),
        row("429 with Retry-After twice", [retry_after(429, "5").header("Retry-After", "9"), good()], succeeds(2))
            .waits(5.0, 5.0),
        row(
            "429 does not count as a retry",
            [retry_after(429, "5"), refusal(500), retry_after(429, "5"), refusal(500), retry_after(429, "5"), good()],
            success_after(failed_second, 6),
        )
        .waits(16.5, 5.0),
        row("429 and then refused", [retry_after(429, "5"), refusal(422)], refused("is_validation", 2, REFUSED)),
        row("lost and then 429: the first may have been applied", [StubResponse::hang_up(), refusal(429)], {
            after(lost, "is_rate_limited", 3, Unknown, REFUSED)
        })
        .with(|builder| builder.call_timeout(seconds(90.0))),
        row("429 and then 401, with a token source", [retry_after(429, "5"), refusal(401), good()], succeeds(3))
            .with_source()
            .waits(5.0, 5.0),
    ]
}

/// After a server error the call waits for `Retry-After` if that is longer than the backoff.
fn failures() -> Vec<Row> {
    let failing = || retried("is_server_error", Unknown, REFUSED);
    let not_retried = || once("is_server_error", Unknown, REFUSED);
    vec![
        row("503 with Retry-After", retry_after(503, "7"), failing()).waits(14.0, 0.0),
        row(
            "503 with Retry-After once",
            [retry_after(503, "7"), good()],
            recovers("is_server_error", Unknown, REFUSED),
        )
        .waits(7.0, 0.0),
        row("503 with a Retry-After of no time", retry_after(503, "0"), failing()).waits(1.5, 0.0),
        row("503 with a negative Retry-After", retry_after(503, "-7"), failing()).waits(1.5, 0.0),
        row("503 with a date", retry_after(503, "Tue, 01 Apr 2025 10:00:07 GMT"), failing()).waits(8.0, 0.0),
        row("503 with a Retry-After above the maximum", retry_after(503, "61"), not_retried()).waits(0.0, 0.0),
        row("503 with a Retry-After above 64 bits", retry_after(503, "99999999999999999999"), not_retried())
            .waits(0.0, 0.0),
        row("503 with a Retry-After longer than the call may take", retry_after(503, "30"), not_retried())
            .with(|builder| builder.call_timeout(seconds(20.0)))
            .waits(0.0, 0.0),
        row("408 with Retry-After", retry_after(408, "7"), retried("", Unknown, REFUSED)).waits(14.0, 0.0),
    ]
}
