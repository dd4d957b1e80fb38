//! Can every parameter be set to what it may be, left out where it may, and set to nothing else?

use serde_json::{Value, json};

use super::{Suite, success};
use crate::arbitrary;
use crate::calls::{self, Call};
use crate::plannr::client;
use crate::server::StubServer;
use crate::spec::{Operation, Parameter};
use crate::validate;

pub(super) async fn findings(suite: &Suite<'_>) -> Vec<String> {
    let mut findings = Vec::new();
    for operation in suite.spec.operations() {
        let server = StubServer::always(success(&operation)).await;
        let asked = Asked { suite, operation: &operation, plannr: client(&server), server };
        for call in valid_calls(&operation, suite.cases) {
            findings.extend(asked.good(&call).await);
        }
        for call in bad_calls(&operation) {
            findings.extend(asked.bad(&call).await);
        }
        findings.extend(strangers(&operation));
    }
    findings
}

struct Asked<'a> {
    suite: &'a Suite<'a>,
    operation: &'a Operation<'a>,
    plannr: plannr_sdk::Plannr,
    server: StubServer,
}

impl Asked<'_> {
    /// A call that the spec allows sends one request, which is as the spec says.
    async fn good(&self, call: &Call) -> Vec<String> {
        let about = format!("{} {}", self.operation.name(), call.label);
        let outcome = calls::call(&self.plannr, self.operation, call).await;
        match (outcome, self.server.take_requests().as_slice()) {
            (Err(unknown), _) => vec![unknown],
            (Ok(_), [request]) => {
                let findings = validate::request(self.operation, call, request);
                if findings.is_empty() {
                    self.suite.coverage.request(self.operation, call, request);
                }
                findings
            }
            (Ok(Err(error)), []) => vec![format!("{about}: the SDK refuses it: {error}")],
            (Ok(_), sent) => vec![format!("{about}: {} requests were sent", sent.len())],
        }
    }

    /// A call that the spec does not allow cannot be said, or is refused, or is made good by the SDK.
    async fn bad(&self, (call, parameter): &(Call, Option<String>)) -> Vec<String> {
        let about = format!("{} {}", self.operation.name(), call.label);
        let outcome = calls::call(&self.plannr, self.operation, call).await;
        match (outcome, self.server.take_requests().as_slice()) {
            (Err(_), []) => Vec::new(),
            (Ok(Err(error)), []) if error.is_invalid_input() => {
                let fields: Vec<_> = error.field_errors().iter().map(|error| error.field().to_owned()).collect();
                let is_named = parameter.as_ref().is_none_or(|name| fields == [name.as_str()]);
                (!is_named).then(|| format!("{about}: the refusal names {fields:?}")).into_iter().collect()
            }
            (_, [request]) if parameter.is_none() && validate::has_what_is_required(self.operation, request) => {
                Vec::new()
            }
            (outcome, _) => vec![format!("{about}: it is not refused: {:?}", outcome.map(|outcome| outcome.err()))],
        }
    }
}

/// What an operation can be called with, by the spec: as little as possible, everything, and each parameter alone, with so
/// many values at random.
pub fn valid_calls(operation: &Operation<'_>, cases: usize) -> Vec<Call> {
    let least = Call::least(operation);
    let mut all = Call { label: "with all parameters".to_owned(), ..least.clone() };
    let mut calls = vec![least.clone()];
    for parameter in operation.parameters() {
        calls.extend(values(&parameter, cases).into_iter().map(|value| least.with(&parameter, value)));
        all.set(&parameter, parameter.example().clone());
    }
    calls.push(all);
    if !operation.demands_body() && least.body.is_some() {
        calls.push(Call { label: "without a body".to_owned(), body: None, example: None, ..least });
    }
    calls
}

/// The example, every value of an enumeration, the limits, and others at random.
fn values(parameter: &Parameter<'_>, cases: usize) -> Vec<Value> {
    let (schema, item) = (parameter.schema(), parameter.item_schema());
    let mut values = vec![parameter.example().clone()];
    let members = item["enum"].as_array().cloned().unwrap_or_default();
    if schema["type"] == "array" {
        values.extend(members.iter().map(|member| json!([member])));
        values.extend((!members.is_empty()).then_some(Value::Array(members)));
    } else {
        values.extend(members);
        values.extend(["minimum", "maximum"].into_iter().filter_map(|limit| schema.get(limit).cloned()));
    }
    let drawn = arbitrary::samples(parameter.spec(), schema, cases / 2);
    values.extend(drawn.into_iter().filter(can_be_told_apart));
    values
}

/// An empty list, an empty text and a text with a comma mean something else when they are joined by commas; the SDK
/// refuses them, and `bad_input.rs` shows it.
fn can_be_told_apart(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(can_be_told_apart),
        Value::String(text) => !text.is_empty() && !text.contains(','),
        _ => true,
    }
}

/// What an operation cannot be called with, and the parameter at fault, if it is one that is there.
fn bad_calls(operation: &Operation<'_>) -> Vec<(Call, Option<String>)> {
    let least = Call::least(operation);
    let mut calls = Vec::new();
    for parameter in operation.parameters() {
        let (schema, name) = (parameter.schema(), parameter.name());
        let near = arbitrary::nearby(parameter.spec(), parameter.example()).into_iter().map(|near| near.value);
        let limits = ["minimum", "maximum"].into_iter().filter_map(|limit| schema[limit].as_i64());
        let beyond = limits.flat_map(|limit| [json!(limit - 1), json!(limit + 1)]);
        for value in near.chain(beyond).filter(|value| !parameter.spec().fits(schema, value)) {
            calls.push((least.with(&parameter, value), Some(name.to_owned())));
        }
        if parameter.is_required() {
            let mut without = Call { label: format!("without {name}"), ..least.clone() };
            without.parameters.remove(&(parameter.place().to_owned(), name.to_owned()));
            calls.push((without, None));
        }
    }
    calls
}

/// What the SDK can set, and the spec does not have.
fn strangers(operation: &Operation<'_>) -> Vec<String> {
    let declared = operation.parameters();
    let is_declared = |name: &str| declared.iter().any(|other| (other.place(), other.name()) == ("query", name));
    let strangers = calls::settable(operation).into_iter().filter(|name| !is_declared(name));
    strangers.map(|name| format!("the SDK can set {name}, which {} does not have", operation.name())).collect()
}
