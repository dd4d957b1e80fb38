//! The loops over all operations of a spec. Each gives back what it finds.

use serde_json::{Value, json};

use crate::drive::{self, Call};
use crate::judge;
use crate::plannr::client;
use crate::server::{Reply, Server};
use crate::spec::{Operation, Parameter, Response, Spec};

/// Every operation has a wrapper, which sends one request of the operation's method and path.
pub async fn wrappers(spec: &Spec) -> Vec<String> {
    let mut findings = Vec::new();
    for operation in spec.operations() {
        let call = Call { label: String::new(), ..Call::least(&operation) };
        let server = Server::answering(success(&operation)).await;
        match drive::call(&client(&server), &operation, &call).await {
            Err(unknown) => findings.push(unknown),
            Ok(outcome) => match server.requests().as_slice() {
                [request] if request.method() == operation.method && fits(operation.path, &request.path()) => {}
                requests => {
                    let sent: Vec<_> = requests.iter().map(|one| format!("{} {}", one.method(), one.path())).collect();
                    let name = operation.name();
                    findings.push(format!("the wrapper of {name} sends {sent:?} and gives {:?}", outcome.err()));
                }
            },
        }
    }
    findings
}

fn fits(template: &str, path: &str) -> bool {
    let parts = template.split('/').zip(path.split('/'));
    template.split('/').count() == path.split('/').count()
        && parts.into_iter().all(|(expected, found)| expected.starts_with('{') || expected == found)
}

/// Every request that the SDK sends is as the spec says, for every operation with every parameter, every value of an
/// enumeration, every limit, and every example of a body.
pub async fn requests(spec: &Spec) -> Vec<String> {
    let mut findings = Vec::new();
    for operation in spec.operations() {
        let server = Server::answering(success(&operation)).await;
        let plannr = client(&server);
        for call in calls(&operation) {
            let about = format!("{} {}", operation.name(), call.label);
            let outcome = drive::call(&plannr, &operation, &call).await;
            let sent = server.take_requests();
            match (outcome, sent.as_slice()) {
                (Err(unknown), _) => findings.push(unknown),
                (Ok(_), [request]) => findings.extend(judge::request(&operation, &call, request)),
                (Ok(Err(error)), []) => findings.push(format!("{about}: the SDK refuses it: {error}")),
                (Ok(_), sent) => findings.push(format!("{about}: {} requests were sent", sent.len())),
            }
        }
    }
    findings
}

/// What an operation can be called with, by the spec.
pub fn calls(operation: &Operation<'_>) -> Vec<Call> {
    let least = Call::least(operation);
    let mut all = Call { label: "with all parameters".to_owned(), ..least.clone() };
    let mut calls = vec![least.clone()];
    for parameter in operation.parameters() {
        calls.extend(values(&parameter).into_iter().map(|value| least.with(&parameter, value)));
        all.set(&parameter, parameter.example().clone());
    }
    calls.push(all);
    for (name, example) in operation.body_examples() {
        calls.push(Call { label: format!("with the body {name}"), body: Some(example.clone()), ..least.clone() });
    }
    calls
}

/// The example, every value of an enumeration, and the limits.
fn values(parameter: &Parameter<'_>) -> Vec<Value> {
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
    values
}

/// Every example of every status of every operation is read by the SDK as the value or the error that it is.
pub async fn responses(spec: &Spec) -> Vec<String> {
    let mut findings = Vec::new();
    for operation in spec.operations() {
        let (server, call) = (Server::answering(Reply::hang_up()).await, Call::least(&operation));
        let plannr = client(&server);
        for response in operation.responses() {
            let examples = response.examples();
            if examples.is_empty() {
                findings.push(format!("{} {} has no example in the spec", operation.name(), response.status));
            }
            for (status, (name, example)) in response
                .statuses()
                .into_iter()
                .flat_map(|status| examples.iter().map(move |example| (status, *example)))
            {
                server.answer_with(reply(&response, status, example));
                match drive::call(&plannr, &operation, &call).await {
                    Err(unknown) => findings.push(unknown),
                    Ok(outcome) => {
                        let wrong = judge::outcome(&operation, &response, status, example, &outcome);
                        let about = format!("{} {status} {name}", operation.name());
                        findings.extend(wrong.into_iter().map(|finding| format!("{about}: {finding}")));
                    }
                }
            }
        }
    }
    findings
}

/// Every example in the spec fits its schema: those of parameters, requests and responses.
pub fn examples(spec: &Spec) -> Vec<String> {
    let mut findings = Vec::new();
    let mut judge = |about: String, schema: &Value, example: &Value| {
        findings.extend(spec.violations(schema, example).into_iter().map(|text| format!("{about} {text}")));
    };
    for operation in spec.operations() {
        for parameter in operation.parameters() {
            judge(format!("{} {}", operation.name(), parameter.name()), parameter.schema(), parameter.example());
        }
        for (name, example) in operation.body_examples() {
            judge(format!("{} {name}", operation.name()), operation.body_schema().unwrap_or(&Value::Null), example);
        }
        for response in operation.responses() {
            for (name, example) in response.examples() {
                judge(format!("{} {} {name}", operation.name(), response.status), response.schema(), example);
            }
        }
    }
    findings
}

/// An answer with an example of a response and its headers.
pub fn reply(response: &Response<'_>, status: u16, example: &Value) -> Reply {
    let headers = response.headers();
    headers.into_iter().fold(Reply::json(status, example), |reply, (name, value)| reply.header(name, value))
}

/// The first example of success.
pub fn success(operation: &Operation<'_>) -> Reply {
    let response = operation.success();
    let example = response.examples().first().map_or(json!({}), |(_, example)| (*example).clone());
    reply(&response, response.statuses().first().copied().unwrap_or(200), &example)
}
