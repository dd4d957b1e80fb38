//! The contract suite: each check asks one question of the SDK, computed from a spec, and gives back what it finds.
//!
//! `cargo test -p contract-tests --test contract` and `cargo xtask contract` run it with the shipped spec,
//! `cargo xtask contract --mutate` with every changed one.

mod answers;
mod bodies;
mod document;
mod mock_server;
mod operations;
mod parameters;
mod types;

use std::future::Future;
use std::pin::Pin;

use serde_json::{Value, json};

pub use parameters::valid_calls;

use crate::coverage::Coverage;
use crate::server::StubResponse;
use crate::spec::{Operation, Response, Spec};

/// A question.
pub struct Check {
    /// What it is called.
    pub name: &'static str,
    /// The question.
    pub asks: &'static str,
    run: for<'a> fn(&'a Suite<'a>) -> Findings<'a>,
}

type Findings<'a> = Pin<Box<dyn Future<Output = Vec<String>> + 'a>>;

/// The cheap ones come first: a spec that was changed on purpose is mostly found out by them.
pub const CHECKS: &[Check] = &[
    Check {
        name: "operations",
        asks: "has every operation a wrapper, which asks the server of the spec for its method and path?",
        run: |suite| Box::pin(operations::findings(suite)),
    },
    Check {
        name: "types",
        asks: "have the types of the SDK the properties, types and values that the schemas have?",
        run: |suite| Box::pin(types::findings(suite)),
    },
    Check {
        name: "document",
        asks: "does every example fit its schema, and is every discriminator true?",
        run: |suite| Box::pin(document::findings(suite)),
    },
    Check {
        name: "parameters",
        asks: "can every parameter be set to what it may be, and to nothing else?",
        run: |suite| Box::pin(parameters::findings(suite)),
    },
    Check {
        name: "mock",
        asks: "does the mock server answer as the spec says, and with every status of it?",
        run: |suite| Box::pin(mock_server::findings(suite)),
    },
    Check {
        name: "bodies",
        asks: "does every body that is valid arrive equal, and is every other refused before it is sent?",
        run: |suite| Box::pin(bodies::findings(suite)),
    },
    Check {
        name: "answers",
        asks: "is every answer read without loss, as the value or the error that it is?",
        run: |suite| Box::pin(answers::findings(suite)),
    },
];

/// A spec that is asked about.
#[derive(Debug)]
pub struct Suite<'s> {
    spec: &'s Spec,
    /// How many values are made at random where it says "every".
    cases: usize,
    /// What was exercised.
    pub coverage: Coverage,
}

impl<'s> Suite<'s> {
    /// About a spec, with so many random values for each schema.
    pub fn new(spec: &'s Spec, cases: usize) -> Self {
        Self { spec, cases, coverage: Coverage::default() }
    }

    /// What all checks find, up to and with the first of them that finds anything.
    pub async fn first_findings(&self) -> Vec<String> {
        for check in CHECKS {
            let findings = self.findings(check).await;
            if !findings.is_empty() {
                return findings;
            }
        }
        Vec::new()
    }

    /// What a check finds.
    pub async fn findings(&self, check: &Check) -> Vec<String> {
        let findings = (check.run)(self).await;
        findings.into_iter().map(|finding| format!("{}: {finding}", check.name)).collect()
    }
}

/// An answer with an example of a response and its headers.
fn reply(response: &Response<'_>, status: u16, example: &Value) -> StubResponse {
    let headers = response.headers();
    headers.into_iter().fold(StubResponse::json(status, example), |reply, (name, value)| reply.header(name, value))
}

/// The first example of success.
fn success(operation: &Operation<'_>) -> StubResponse {
    let response = operation.success();
    let example = response.examples().first().map_or(json!({}), |(_, example)| (*example).clone());
    reply(&response, response.statuses().first().copied().unwrap_or(200), &example)
}
