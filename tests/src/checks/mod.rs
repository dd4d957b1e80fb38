//! The contract suite: each check asks one question about the SDK, computed from a spec.
//!
//! `cargo test -p contract-tests -- contract::` and `cargo xtask contract` run it with the shipped spec,
//! `cargo xtask contract --mutate` with every changed one.

mod bodies;
mod document;
mod mock_server;
mod requests;
mod responses;
mod types;

use std::collections::BTreeMap;

use plannr_sdk::{Error, Plannr};
use serde_json::{Value, json};

pub use requests::valid_calls;

use crate::calls::{self, Call, Success};
use crate::coverage::Coverage;
use crate::plannr::client;
use crate::server::{Request, StubResponse, StubServer};
use crate::spec::{Operation, Response, Spec};

/// The checks and their questions. The cheap ones come first, since they notice most changes of the spec.
pub const CHECKS: [(&str, &str); 6] = [
    ("types", "do the types of the SDK have the properties, types and values of the schemas?"),
    ("document", "does every example fit its schema, and is every discriminator right?"),
    ("requests", "does every valid call arrive as the spec says, and is every other refused?"),
    ("mock", "does the mock server respond as the spec says, and with every status of it?"),
    ("bodies", "do the SDK and the spec agree on every body close to a valid one?"),
    ("responses", "is every response read without loss, as the value or the error that it is?"),
];

/// A spec to check the SDK against.
#[derive(Debug)]
pub struct Suite<'s> {
    spec: &'s Spec,
    /// The number of random values for each schema.
    cases: usize,
    /// The parts of the spec exercised so far.
    pub coverage: Coverage,
}

impl<'s> Suite<'s> {
    /// Takes a spec and the number of random values for each schema.
    pub fn new(spec: &'s Spec, cases: usize) -> Self {
        Self { spec, cases, coverage: Coverage::default() }
    }

    /// Runs all checks up to the first that finds anything.
    pub async fn first_findings(&self) -> Vec<String> {
        for (check, _) in CHECKS {
            let findings = self.findings(check).await;
            if !findings.is_empty() {
                return findings;
            }
        }
        Vec::new()
    }

    /// Runs a check. Each remedy is one line, with the number of cases and the first of them.
    pub async fn findings(&self, check: &str) -> Vec<String> {
        let mut findings = Findings::default();
        match check {
            "types" => types::check(self, &mut findings),
            "document" => document::check(self, &mut findings),
            "requests" => requests::check(self, &mut findings).await,
            "mock" => mock_server::check(self, &mut findings).await,
            "bodies" => bodies::check(self, &mut findings),
            "responses" => responses::check(self, &mut findings).await,
            _ => panic!("unknown check `{check}`"),
        }
        let line = |(what, (count, case)): (String, (usize, String))| match count {
            1 => format!("{check}: {what}: {case}"),
            _ => format!("{check}: {what}: {count} times, first {case}"),
        };
        findings.0.into_iter().map(line).collect()
    }
}

/// Cases by what is wrong: how many there are, and the first.
#[derive(Default)]
struct Findings(BTreeMap<String, (usize, String)>);

impl Findings {
    /// Adds a case. `what` names no value, so that one remedy is one finding.
    fn add(&mut self, what: impl Into<String>, case: impl ToString) {
        let shortened = || case.to_string().chars().take(400).collect();
        self.0.entry(what.into()).or_insert_with(|| (0, shortened())).0 += 1;
    }

    /// Adds texts of the form "what: details" about a case.
    fn extend(&mut self, about: &str, texts: impl IntoIterator<Item = String>, case: &str) {
        for text in texts {
            let (what, details) = text.split_once(": ").unwrap_or((&text, ""));
            self.add(format!("{about}: {what}"), format!("{details} ({case})"));
        }
    }
}

/// Calls one operation through the SDK, which talks to a stub server.
struct Caller<'a> {
    operation: &'a Operation<'a>,
    plannr: Plannr,
    server: StubServer,
}

impl<'a> Caller<'a> {
    async fn new(operation: &'a Operation<'a>, response: StubResponse) -> Self {
        let server = StubServer::always(response).await;
        Self { operation, plannr: client(&server), server }
    }

    async fn call(&self, call: &Call) -> (Result<Result<Success, Error>, String>, Vec<Request>) {
        (calls::call(&self.plannr, self.operation, call).await, self.server.take_requests())
    }
}

/// A response with an example of the spec and its headers, or without a body.
fn stub(response: &Response<'_>, status: u16, example: &Value) -> StubResponse {
    let bare = if response.has_body() { StubResponse::json(status, example) } else { StubResponse::empty(status) };
    response.headers().into_iter().fold(bare, |stub, (name, _, value)| stub.header(name, value))
}

/// A response with the first example of success.
fn success(operation: &Operation<'_>) -> StubResponse {
    let response = operation.success();
    let example = response.examples().first().map_or(json!({}), |(_, example)| (*example).clone());
    stub(&response, response.statuses().first().copied().unwrap_or(200), &example)
}
