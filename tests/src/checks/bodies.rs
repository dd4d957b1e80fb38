//! Does every valid body arrive equal, and is every other refused before it is sent?

use std::collections::BTreeSet;

use plannr_sdk::Error;
use serde_json::{Value, json};

use super::{Suite, success};
use crate::arbitrary::{self, Near};
use crate::calls::{self, Call};
use crate::plannr::client;
use crate::server::StubServer;
use crate::spec::Operation;
use crate::validate;

pub(super) async fn findings(suite: &Suite<'_>) -> Vec<String> {
    let mut findings = Vec::new();
    for operation in suite.spec.operations() {
        let Some(schema) = operation.body_schema() else { continue };
        let corners = arbitrary::corners(suite.spec, schema);
        let drawn = arbitrary::samples(suite.spec, schema, suite.cases);
        // A generator that makes nothing would ask for nothing.
        if corners.is_empty() || drawn.len() < suite.cases / 2 {
            findings.push(format!("{}: hardly any bodies can be made, {} at random", operation.name(), drawn.len()));
        }
        findings.extend(sent(suite, &operation, corners.iter().chain(&drawn)).await);
        // What is near to all that is random would be the same again.
        for body in corners.iter().chain(drawn.iter().take(suite.cases / 16)) {
            findings.extend(near(suite, &operation, schema, body));
        }
    }
    // One and the same mistake is made near many a body.
    let findings: BTreeSet<String> = findings.into_iter().collect();
    findings.into_iter().collect()
}

async fn sent<'v>(
    suite: &Suite<'_>,
    operation: &Operation<'_>,
    bodies: impl Iterator<Item = &'v Value>,
) -> Vec<String> {
    let server = StubServer::always(success(operation)).await;
    let (plannr, least) = (client(&server), Call::least(operation));
    let examples = operation.body_examples();
    let examples = examples.iter().map(|(name, example)| least.with_example(name, example));
    let mut findings = Vec::new();
    for call in examples.chain(bodies.map(|body| least.with_body("with another body", body))) {
        let outcome = calls::call(&plannr, operation, &call).await;
        let body = call.body.as_ref().unwrap_or(&Value::Null);
        match (outcome, server.take_requests().as_slice()) {
            (Ok(Ok(_)), [request]) => {
                let wrong = validate::request(operation, &call, request);
                if wrong.is_empty() {
                    suite.coverage.request(operation, &call, request);
                }
                findings.extend(wrong);
            }
            (Err(problem), _) => findings.push(format!("{}: {problem}", operation.name())),
            (Ok(outcome), requests) => {
                let (name, sent) = (operation.name(), requests.len());
                findings.push(format!("{name}: {body} is sent {sent} times and gives {:?}", outcome.err()));
            }
        }
    }
    findings
}

/// The spec and the SDK agree on all that is near to a body, and the SDK names the place that is wrong.
fn near(suite: &Suite<'_>, operation: &Operation<'_>, schema: &Value, body: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for Near { field, value } in arbitrary::nearby(suite.spec, body) {
        let is_valid = suite.spec.fits(schema, &value);
        let about = || format!("{} with {field} changed: {value}", operation.name());
        let is_meant = field == "value" && is_meant(&value);
        match calls::reread(operation, &value) {
            // A type can hold an empty list, which is refused when it is sent: `bad_input.rs` shows it.
            Ok(_) if is_meant || value.get(&field) == Some(&json!([])) => {}
            // Null is read as nothing, and a uuid in capitals is written in small letters.
            Ok(written) if !suite.spec.fits(schema, &written) => findings.push(format!("{} is read", about())),
            Ok(written) if is_valid && written.to_string().to_lowercase() != value.to_string().to_lowercase() => {
                findings.push(format!("{} is read as {written}", about()));
            }
            Err(problem) if is_valid => findings.push(format!("{} is not read: {problem}", about())),
            _ => {}
        }
        match calls::build(operation, &value) {
            Ok(Ok(())) if is_meant => {}
            Ok(Ok(())) if !is_valid => findings.push(format!("{} is taken", about())),
            Ok(Err(error)) if is_valid => findings.push(format!("{} is refused: {error}", about())),
            Err(problem) if is_valid => findings.push(format!("{} cannot be said: {problem}", about())),
            Ok(Err(error)) if !names(&error, &field) => findings.push(format!("{} is refused as: {error}", about())),
            _ => {}
        }
    }
    findings
}

/// The format `email` knows ASCII only, how long an address may be, and which labels of a host are an encoding of others.
/// Whether Plannr takes other letters is not known, so the SDK leaves these to the server.
fn is_meant(body: &Value) -> bool {
    let parts = body["value"].as_str().and_then(|address| address.split_once('@'));
    parts.is_some_and(|(name, host)| {
        !name.is_ascii() || !host.is_ascii() || host.contains("--") || name.len() > 64 || host.len() > 63
    })
}

/// The type decides what the value may be: to change it is to make the value wrong.
fn names(error: &Error, field: &str) -> bool {
    let named = error.field_errors();
    let is_meant = |name: &str| name == field || (field == "type" && name == "value");
    error.is_invalid_input() && !named.is_empty() && named.iter().all(|named| is_meant(named.field()))
}
