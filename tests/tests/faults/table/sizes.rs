//! Responses that are too large: reading stops at the limit.

use contract_tests::server::{Step, StubResponse};

use crate::row::State::{AppliedAs, Unknown};
use crate::row::{Body, CREATED, GOOD, Row, good, once, retried, row, succeeds};

const MEGABYTE: usize = 1 << 20;
const GIGABYTE: u64 = 1 << 30;

/// The limit, and the largest piece that may arrive at once.
const READ_AT_MOST: Body = Body::AtMost(17 * MEGABYTE);

/// A head, and then a gigabyte of the same piece.
fn huge(status: u16, headers: &str, piece: Vec<u8>) -> StubResponse {
    let head = format!("HTTP/1.1 {status} Huge\r\nContent-Type: application/json\r\n{headers}\r\n");
    StubResponse::steps([Step::Send(head.into()), Step::Repeat(piece, GIGABYTE / MEGABYTE as u64), Step::Close])
}

pub(super) fn rows() -> Vec<Row> {
    let spaces = || vec![b' '; MEGABYTE];
    let chunk = [format!("{MEGABYTE:x}\r\n").as_bytes(), &spaces(), b"\r\n"].concat();
    let declared = format!("Content-Length: {GIGABYTE}\r\n");
    let only_declared = good().cut_after(0).without_length().header("Content-Length", GIGABYTE);
    // The two largest numbers have a special meaning in hyper.
    let most = StubResponse::raw(format!("HTTP/1.1 201 Huge\r\nContent-Length: {}\r\n\r\n", u64::MAX - 2));
    let too_large = |state, body| once("is_too_large", state, body);
    let refused_at_once = || too_large(Unknown, Body::Bytes(0));
    vec![
        row("a gigabyte is declared and sent", huge(201, &declared, spaces()), refused_at_once()),
        row("a gigabyte is declared, and nothing sent", only_declared, refused_at_once()),
        row("the largest 64-bit length is declared", most, refused_at_once()),
        row("a gigabyte without a length", huge(201, "", spaces()), too_large(Unknown, READ_AT_MOST)),
        row("a gigabyte in chunks", huge(201, "Transfer-Encoding: chunked\r\n", chunk), {
            too_large(Unknown, READ_AT_MOST)
        }),
        row("a refusal of a gigabyte", huge(422, &declared, spaces()), too_large(Unknown, Body::Bytes(0))),
        row("a refusal of a gigabyte without a length", huge(422, "", spaces()), too_large(Unknown, READ_AT_MOST)),
        row("a server error of a gigabyte", huge(500, &declared, spaces()), {
            retried("is_too_large", Unknown, Body::Bytes(0))
        }),
        row("a response as large as the limit", good(), succeeds(1))
            .with(|builder| builder.max_response_size(GOOD.len() as u64)),
        row("a response as large as the limit, without a length", good().without_length(), succeeds(1))
            .with(|builder| builder.max_response_size(GOOD.len() as u64)),
        row("a response one byte above the limit", good(), refused_at_once())
            .with(|builder| builder.max_response_size(GOOD.len() as u64 - 1)),
        row("a response one byte above the limit, without a length", good().without_length(), {
            too_large(AppliedAs(CREATED), Body::Bytes(GOOD.len()))
        })
        .with(|builder| builder.max_response_size(GOOD.len() as u64 - 1)),
    ]
}
