//! Answers that are too large: no more of them is read than the settings allow, and one more piece.

use contract_tests::server::{Step, StubResponse};

use crate::row::State::{Applied, NotApplied, Unknown};
use crate::row::{Body, GOOD, Row, good, once, repeated, row, succeeds};

const MEGABYTE: usize = 1 << 20;
const GIGABYTE: u64 = 1 << 30;

/// The limit, and as much as may come in one piece.
const READ_AT_MOST: Body = Body::AtMost(17 * MEGABYTE);

/// A head, and then a gigabyte of spaces.
fn huge(status: u16, headers: &str) -> StubResponse {
    let head = format!("HTTP/1.1 {status} Huge\r\nContent-Type: application/json\r\n{headers}\r\n");
    StubResponse::steps([
        Step::Send(head.into()),
        Step::Repeat(vec![b' '; MEGABYTE], GIGABYTE / MEGABYTE as u64),
        Step::Close,
    ])
}

pub(super) fn rows() -> Vec<Row> {
    let declared = format!("Content-Length: {GIGABYTE}\r\n");
    let mut chunk = format!("{MEGABYTE:x}\r\n").into_bytes();
    chunk.extend(vec![b' '; MEGABYTE]);
    chunk.extend(b"\r\n");
    let in_chunks = StubResponse::steps([
        Step::Send(b"HTTP/1.1 201 Huge\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec()),
        Step::Repeat(chunk, GIGABYTE / MEGABYTE as u64),
        Step::Close,
    ]);
    let too_large = |state, body| once("is_too_large", state, body);
    let length = GOOD.len() as u64;
    vec![
        row("a gigabyte is declared and sent", huge(201, &declared), too_large(Applied, Body::Bytes(0))),
        row(
            "a gigabyte is declared, and nothing sent",
            good().cut_after(0).without_length().header("Content-Length", GIGABYTE),
            too_large(Applied, Body::Bytes(0)),
        ),
        row(
            "all that 64 bits can hold is declared",
            {
                // The last two numbers have a meaning of their own in hyper.
                StubResponse::raw(format!("HTTP/1.1 201 Huge\r\nContent-Length: {}\r\n\r\n", u64::MAX - 2))
            },
            too_large(Applied, Body::Bytes(0)),
        ),
        row("a gigabyte is sent without a length", huge(201, ""), too_large(Applied, READ_AT_MOST)),
        row("a gigabyte is sent in chunks", in_chunks, too_large(Applied, READ_AT_MOST)),
        row("a refusal of a gigabyte", huge(422, &declared), too_large(NotApplied, Body::Bytes(0))),
        row("a refusal of a gigabyte without a length", huge(422, ""), too_large(NotApplied, READ_AT_MOST)),
        row("a failure of a gigabyte", huge(500, &declared), repeated("is_too_large", Unknown, Body::Bytes(0))),
        row("as large as the settings allow", good(), succeeds(1))
            .with(|builder| builder.max_response_size(GOOD.len() as u64)),
        row(
            "one byte too large for the settings",
            good().header("X-Length", length),
            too_large(Applied, Body::Bytes(0)),
        )
        .with(|builder| builder.max_response_size(GOOD.len() as u64 - 1)),
        row("one byte too large for the settings, without a length", good().without_length(), {
            too_large(crate::row::State::AppliedAs(crate::row::CREATED), Body::Bytes(GOOD.len()))
        })
        .with(|builder| builder.max_response_size(GOOD.len() as u64 - 1)),
    ]
}
