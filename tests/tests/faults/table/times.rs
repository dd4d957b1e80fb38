//! Servers that take their time.

use std::time::Duration;

use contract_tests::server::{Step, StubResponse};

use crate::row::State::{Applied, AppliedAs, NotApplied, Unknown};
use crate::row::{Body, CREATED, GOOD, Row, failure, good, healed, once, repeated, row, seconds, succeeds};

/// No answer until every attempt is over.
fn silent() -> StubResponse {
    StubResponse::steps([Step::Pass(seconds(31.0)), Step::Silence])
}

/// The same bytes, one every four seconds; the rest at once.
fn dripping(fast: &[u8], slow: &[u8]) -> StubResponse {
    let mut steps = vec![Step::Send(fast.to_vec())];
    for byte in slow {
        steps.extend([Step::Send(vec![*byte]), Step::Pass(Duration::from_secs(4))]);
    }
    StubResponse::steps(steps)
}

pub(super) fn rows() -> Vec<Row> {
    let late = repeated("is_timeout", Unknown, Body::Nothing);
    let late_once = healed("is_timeout", Unknown, Body::Nothing);
    let (bytes, head) = (good().bytes(), good().cut_after(0).bytes());
    let (fast, last) = bytes.split_at(bytes.len() - 5);
    let half = |then: &[Step]| then.iter().fold(good().cut_after(60), |reply, step| reply.then(step.clone()));
    vec![
        row("no answer comes", silent(), late.clone()).waits(94.5, 31.0),
        row("no answer comes, and nothing may be repeated", silent(), once("is_timeout", Unknown, Body::Nothing))
            .with(|builder| builder.max_retries(0))
            .waits(31.0, 31.0),
        row("no answer comes at first", [silent(), good()], late_once.clone()).waits(31.5, 31.0),
        row("the answer comes too late at first", [good().after(seconds(31.0)), good()], late_once),
        row("the answer always comes too late", good().after(seconds(31.0)), late.clone()),
        row("the answer comes just in time", good().after(seconds(29.0)), succeeds(1)).waits(29.0, 29.0),
        row("the answer comes just in time for the settings", good().after(seconds(89.0)), succeeds(1))
            .with(|builder| builder.attempt_timeout(Duration::from_secs(90))),
        row(
            "the call is over before its attempts are",
            StubResponse::steps([Step::Pass(seconds(51.0)), Step::Silence]),
            late,
        )
        .with(|builder| builder.attempt_timeout(Duration::from_secs(50)))
        .waits(154.5, 51.0),
        row("the call is over with its first attempt", silent(), once("is_timeout", Unknown, Body::Nothing))
            .with(|builder| builder.call_timeout(Duration::from_secs(10)))
            .waits(31.0, 31.0),
        row("the call is over with its second attempt", silent(), {
            let due = |attempts, state| failure("is_timeout", attempts, state, Body::Nothing);
            [due(2, NotApplied), due(2, Unknown), due(1, Unknown)]
        })
        .with(|builder| builder.call_timeout(Duration::from_secs(45)))
        .waits(62.5, 31.0),
        row(
            "half of the head comes, and then nothing",
            StubResponse::steps([
                Step::Send(b"HTTP/1.1 200 OK\r\nContent-Ty".to_vec()),
                Step::Pass(seconds(31.0)),
                Step::Silence,
            ]),
            repeated("is_timeout", Unknown, Body::Nothing),
        ),
        row(
            "half of the body comes, and then nothing",
            half(&[Step::Pass(seconds(31.0)), Step::Silence]),
            repeated("is_timeout", AppliedAs(CREATED), Body::Bytes(60)),
        )
        .waits(94.5, 31.0),
        row(
            "half of the body comes, and nothing more at first",
            [half(&[Step::Pass(seconds(31.0)), Step::Silence]), good()],
            healed("is_timeout", AppliedAs(CREATED), Body::Bytes(60)),
        ),
        row(
            "the other half of the body comes just in time",
            half(&[Step::Pass(seconds(29.0)), Step::Send(GOOD.as_bytes()[60..].to_vec())]),
            succeeds(1),
        ),
        // A byte at 0, 4, .. and 28 seconds: time does not start anew with each of them.
        row("the body drips", dripping(&head, GOOD.as_bytes()), repeated("is_timeout", Applied, Body::Bytes(8)))
            .waits(97.5, 32.0),
        row("the head drips", dripping(b"", &bytes), repeated("is_timeout", Unknown, Body::Nothing)),
        row("the last bytes drip, and come in time", dripping(fast, last), succeeds(1)).waits(16.0, 16.0),
        row(
            "an end in chunks never comes",
            StubResponse::steps([
                Step::Send(
                    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{GOOD}\r\n", GOOD.len())
                        .into(),
                ),
                Step::Pass(seconds(31.0)),
                Step::Silence,
            ]),
            repeated("is_timeout", AppliedAs(CREATED), Body::Bytes(GOOD.len())),
        ),
        row(
            "it says that it goes on, and then nothing",
            StubResponse::steps([
                Step::Send(b"HTTP/1.1 102 Processing\r\n\r\n".to_vec()),
                Step::Pass(seconds(31.0)),
                Step::Silence,
            ]),
            repeated("is_timeout", Unknown, Body::Nothing),
        ),
    ]
}
