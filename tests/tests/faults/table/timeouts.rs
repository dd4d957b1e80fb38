//! Servers that take their time.

use std::time::Duration;

use contract_tests::server::{Step, StubResponse};

use crate::row::State::{AppliedAs, Unknown};
use crate::row::{Body, CREATED, GOOD, Row, after, good, once, recovers, retried, row, seconds, succeeds};

/// Stalls for longer than an attempt may take.
fn stall() -> [Step; 2] {
    [Step::Pass(seconds(31.0)), Step::Silence]
}

fn silent() -> StubResponse {
    StubResponse::steps(stall())
}

/// These bytes, and then a stall.
fn stalled(bytes: impl Into<Vec<u8>>) -> StubResponse {
    StubResponse::steps([vec![Step::Send(bytes.into())], stall().into()].concat())
}

/// The first bytes at once, and then one byte every four seconds.
fn dripping(fast: &[u8], slow: &[u8]) -> StubResponse {
    let drip = |byte: &u8| [Step::Send(vec![*byte]), Step::Pass(Duration::from_secs(4))];
    StubResponse::steps([vec![Step::Send(fast.to_vec())], slow.iter().flat_map(drip).collect()].concat())
}

pub(super) fn rows() -> Vec<Row> {
    let late = || retried("is_timeout", Unknown, Body::Nothing);
    let late_once = || recovers("is_timeout", Unknown, Body::Nothing);
    let not_retried = || once("is_timeout", Unknown, Body::Nothing);
    let (bytes, head) = (good().bytes(), good().cut_after(0).bytes());
    let (fast, last) = bytes.split_at(bytes.len() - 5);
    let half = || stall().into_iter().fold(good().cut_after(60), StubResponse::then);
    let other_half = Step::Send(GOOD.as_bytes()[60..].to_vec());
    let chunk = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{GOOD}\r\n", GOOD.len());
    vec![
        row("no response", silent(), late()).waits(94.5, 31.0),
        row("no response, without retries", silent(), not_retried()).without_retries().waits(31.0, 31.0),
        row("no response at first", [silent(), good()], late_once()).waits(31.5, 31.0),
        row("a late response at first", [good().after(seconds(31.0)), good()], late_once()),
        row("always a late response", good().after(seconds(31.0)), late()),
        row("a response just in time", good().after(seconds(29.0)), succeeds(1)).waits(29.0, 29.0),
        row("a response just in time for a longer timeout", good().after(seconds(89.0)), succeeds(1))
            .with(|builder| builder.attempt_timeout(Duration::from_secs(90))),
        row(
            "the call times out before its attempts do",
            StubResponse::steps([Step::Pass(seconds(51.0)), Step::Silence]),
            late(),
        )
        .with(|builder| builder.attempt_timeout(Duration::from_secs(50)))
        .waits(154.5, 51.0),
        row("the call times out in its first attempt", silent(), not_retried())
            .with(|builder| builder.call_timeout(Duration::from_secs(10)))
            .waits(31.0, 31.0),
        row("the call times out in its second attempt", silent(), {
            after(late(), "is_timeout", 2, Unknown, Body::Nothing)
        })
        .with(|builder| builder.call_timeout(Duration::from_secs(45)))
        .waits(62.5, 31.0),
        row("a stall in the head", stalled("HTTP/1.1 200 OK\r\nContent-Ty"), late()),
        row("a stall after 102 Processing", stalled("HTTP/1.1 102 Processing\r\n\r\n"), late()),
        row("a stall in the body", half(), retried("is_timeout", AppliedAs(CREATED), Body::Bytes(60)))
            .waits(94.5, 31.0),
        row("a stall in the body at first", [half(), good()], {
            recovers("is_timeout", AppliedAs(CREATED), Body::Bytes(60))
        }),
        row("a stall before the last chunk", stalled(chunk), {
            retried("is_timeout", AppliedAs(CREATED), Body::Bytes(GOOD.len()))
        }),
        row(
            "the other half of the body just in time",
            good().cut_after(60).then(Step::Pass(seconds(29.0))).then(other_half),
            succeeds(1),
        ),
        // A byte at 0, 4, .. and 28 seconds: it does not restart the timeout.
        row("the body drips", dripping(&head, GOOD.as_bytes()), retried("is_timeout", Unknown, Body::Bytes(8)))
            .waits(97.5, 32.0),
        row("the head drips", dripping(b"", &bytes), late()),
        row("the last bytes drip, but in time", dripping(fast, last), succeeds(1)).waits(16.0, 16.0),
    ]
}
