//! Whether a request, or what the SDK makes of an answer, is as the spec says.

use plannr_sdk::{Error, ServerState};
use serde_json::{Value, json};

use crate::calls::{Answered, Call};
use crate::plannr::TOKEN;
use crate::server::Request;
use crate::spec::{Operation, Parameter, Response, entries, without_nulls};

/// The headers that are HTTP's own, and no business of the spec.
const HEADERS_OF_HTTP: [&str; 3] = ["host", "content-length", "user-agent"];

/// What is wrong with a request, by the operation and by what it was called with.
pub fn request(operation: &Operation<'_>, call: &Call, request: &Request) -> Vec<String> {
    let mut findings = Vec::new();
    if request.method() != operation.method {
        findings.push(format!("the method is {}", request.method()));
    }
    if request.path() != path(operation, call) {
        findings.push(format!("the path is {}", request.path()));
    }
    for (name, value) in &call.parameters {
        let declared =
            operation.parameters().into_iter().find(|other| (other.place(), other.name()) == (&name.0, &name.1));
        match declared {
            Some(parameter) => {
                let violations = operation.spec.violations(parameter.schema(), value);
                findings.extend(violations.into_iter().map(|text| format!("parameter {}: {text}", name.1)));
            }
            None => findings.push(format!("the parameter {} is not in the spec", name.1)),
        }
    }
    query(operation, call, request, &mut findings);
    headers(operation, call, request, &mut findings);
    body(operation, call, request, &mut findings);
    findings.iter().map(|finding| format!("{} {}: {finding}", operation.name(), call.label)).collect()
}

/// Whether a request has every parameter that it must have, whoever has set it.
pub fn has_what_is_required(operation: &Operation<'_>, request: &Request) -> bool {
    operation.parameters().iter().filter(|parameter| parameter.is_required()).all(|parameter| match parameter.place() {
        "query" => request.parameter(parameter.name()).is_some(),
        "header" => request.header(&parameter.name().to_lowercase()).is_some(),
        _ => !request.path().contains("//") && !request.path().ends_with('/'),
    })
}

fn path(operation: &Operation<'_>, call: &Call) -> String {
    let fill = |path: String, (name, value): (&str, &Value)| path.replace(&format!("{{{name}}}"), &text(value));
    call.parameters_in("path").into_iter().fold(operation.path.to_owned(), fill)
}

/// Names and forms: an array that is not exploded is one parameter with commas.
fn query(operation: &Operation<'_>, call: &Call, request: &Request, findings: &mut Vec<String>) {
    let mut sent = request.query();
    let declared = operation.parameters();
    for (name, value) in call.parameters_in("query") {
        let separator = declared.iter().find(|parameter| parameter.name() == name).and_then(Parameter::separator);
        let expected: Vec<String> = match (value, separator) {
            (Value::Array(items), Some(separator)) => {
                vec![items.iter().map(text).collect::<Vec<_>>().join(separator)]
            }
            (Value::Array(items), None) => items.iter().map(text).collect(),
            (value, _) => vec![text(value)],
        };
        let found: Vec<_> = sent.extract_if(.., |(other, _)| other == name).map(|(_, value)| value).collect();
        if found != expected {
            findings.push(format!("the query has {found:?} as {name}, not {expected:?}"));
        }
    }
    findings.extend(sent.iter().map(|(name, _)| format!("the query has {name}, which nobody asked for")));
}

/// The exact set: those of the spec and HTTP's own, each once.
fn headers(operation: &Operation<'_>, call: &Call, request: &Request, findings: &mut Vec<String>) {
    // The guide demands both of every request, with or without a body; the document says so in its description.
    let mut expected = vec![("accept", json!("application/json")), ("content-type", json!("application/json"))];
    if operation.wants_bearer() {
        expected.push(("authorization", json!(format!("Bearer {TOKEN}"))));
    }
    let named: Vec<_> =
        call.parameters_in("header").into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    expected.extend(named.iter().map(|(name, value)| (name.as_str(), (*value).clone())));
    let mut sent = request.headers();
    for (name, value) in expected {
        let found: Vec<_> = sent.extract_if(.., |(other, _)| other == name).map(|(_, value)| value).collect();
        if found != [text(&value)] {
            findings.push(format!("the header {name} is {found:?}, not {value}"));
        }
    }
    for name in HEADERS_OF_HTTP {
        if sent.extract_if(.., |(other, _)| other == name).count() > 1 {
            findings.push(format!("the header {name} is there more than once"));
        }
    }
    findings.extend(sent.iter().map(|(name, _)| format!("the header {name} is not in the spec")));
}

fn body(operation: &Operation<'_>, call: &Call, request: &Request, findings: &mut Vec<String>) {
    let Some(schema) = operation.body_schema() else {
        if !request.body().is_empty() {
            findings.push("there is a body, but the spec has none".to_owned());
        }
        return;
    };
    let Some(sent) = request.json() else {
        return findings.push("the body is not JSON".to_owned());
    };
    findings.extend(operation.spec.violations(schema, &sent).into_iter().map(|text| format!("the body, {text}")));
    if call.body.as_ref() != Some(&sent) {
        findings.push("the body differs from the example that it was built from".to_owned());
    }
}

/// A value as it stands in a URL or a header.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What is wrong with what the SDK made of an example of a response.
pub fn outcome(
    operation: &Operation<'_>,
    response: &Response<'_>,
    status: u16,
    example: &Value,
    outcome: &Result<Answered, Error>,
) -> Vec<String> {
    let mut findings = match outcome {
        Ok(answered) if (200..300).contains(&status) => value(operation, response, example, answered),
        Ok(_) => vec!["it is a success for the SDK".to_owned()],
        Err(error) if (200..300).contains(&status) => vec![format!("it is an error for the SDK: {error}")],
        Err(error) => refused(operation, status, example, error),
    };
    let (came, headers, body) = match outcome {
        Ok(answered) => (Some(answered.status()), Some(answered.headers()), Some(answered.body())),
        Err(error) => (error.status(), error.headers(), error.body()),
    };
    if came.is_none_or(|came| came != status) {
        findings.push(format!("the status is {came:?}"));
    }
    if body.is_none_or(|body| body != example.to_string().as_bytes()) {
        findings.push("the body is not what came".to_owned());
    }
    for (name, value) in response.headers() {
        if headers.and_then(|headers| headers.get(name)).is_none_or(|found| *found != *value) {
            findings.push(format!("the header {name} is lost"));
        }
    }
    findings
}

fn value(operation: &Operation<'_>, response: &Response<'_>, example: &Value, answered: &Answered) -> Vec<String> {
    let written = match answered.written() {
        Ok(written) => written,
        Err(problem) => return vec![problem],
    };
    let mut findings = operation.spec.violations(response.schema(), &written);
    findings.extend(difference(&written, example).map(|text| format!("written back, {text}")));
    findings
}

/// Where two values differ first, and how; null and absent are the same.
pub fn difference(found: &Value, due: &Value) -> Option<String> {
    differ("", &without_nulls(found), &without_nulls(due))
}

fn differ(pointer: &str, found: &Value, due: &Value) -> Option<String> {
    if found == due {
        return None;
    }
    let deeper = match (found, due) {
        (Value::Object(one), Value::Object(other)) => {
            let mut names = one.keys().chain(other.keys());
            names.find_map(|name| differ(&format!("{pointer}/{name}"), &found[name], &due[name]))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            (0..one.len()).find_map(|at| differ(&format!("{pointer}/{at}"), &found[at], &due[at]))
        }
        _ => None,
    };
    deeper.or_else(|| Some(format!("`{pointer}` is {found}, not {due}")))
}

/// Its name, the method, and the statuses for which it is true.
pub type Predicate = (&'static str, fn(&Error) -> bool, fn(u16) -> bool);

/// All predicates of errors, and the statuses for which they are true.
pub const PREDICATES: [Predicate; 16] = [
    ("is_redirect", Error::is_redirect, |status| (300..400).contains(&status)),
    ("is_unauthenticated", Error::is_unauthenticated, |status| status == 401),
    ("is_forbidden", Error::is_forbidden, |status| status == 403),
    ("is_not_found", Error::is_not_found, |status| status == 404),
    ("is_validation", Error::is_validation, |status| status == 422),
    ("is_rate_limited", Error::is_rate_limited, |status| status == 429),
    ("is_server_error", Error::is_server_error, |status| (500..600).contains(&status)),
    ("is_config", Error::is_config, |_| false),
    ("is_invalid_input", Error::is_invalid_input, |_| false),
    ("is_token", Error::is_token, |_| false),
    ("is_connect", Error::is_connect, |_| false),
    ("is_timeout", Error::is_timeout, |_| false),
    ("is_interrupted", Error::is_interrupted, |_| false),
    ("is_too_large", Error::is_too_large, |_| false),
    ("is_unclear", Error::is_unclear, |_| false),
    ("is_decode", Error::is_decode, |_| false),
];

/// The predicates of an error that are true.
pub fn kinds(error: &Error) -> Vec<&'static str> {
    PREDICATES.iter().filter(|(_, is, _)| is(error)).map(|(name, ..)| *name).collect()
}

/// What is wrong with an error that came of a status and a body.
pub fn refused(operation: &Operation<'_>, status: u16, body: &Value, error: &Error) -> Vec<String> {
    let mut findings = [refusal(operation, status, error), message(body, error)].concat();
    if error.status().is_none_or(|came| came != status) {
        findings.push(format!("the status is {:?}", error.status()));
    }
    findings
}

/// What is wrong with an error that came of a status, whatever the body was.
pub fn refusal(operation: &Operation<'_>, status: u16, error: &Error) -> Vec<String> {
    let mut findings = Vec::new();
    let due: Vec<_> = PREDICATES.iter().filter(|(.., is_due)| is_due(status)).map(|(name, ..)| *name).collect();
    if kinds(error) != due {
        findings.push(format!("the predicates {:?} are true, not {due:?}", kinds(error)));
    }
    let state = state_after(&operation.method, status);
    if error.server_state() != state {
        findings.push(format!("the state of the server is {:?}, not {state:?}", error.server_state()));
    }
    if error.attempts() != 1 {
        findings.push(format!("there were {} attempts", error.attempts()));
    }
    findings
}

/// Whether an error says that the write was applied.
pub fn is_applied(error: &Error) -> bool {
    matches!(error.server_state(), ServerState::Applied { .. })
}

/// What a status that is no success says about the state of the server.
fn state_after(method: &str, status: u16) -> ServerState {
    let is_refused = (400..500).contains(&status) && status != 408;
    if method == "GET" || is_refused || matches!(status, 307 | 308) {
        ServerState::NotApplied
    } else {
        ServerState::Unknown
    }
}

fn message(example: &Value, error: &Error) -> Vec<String> {
    let mut findings = Vec::new();
    if error.message() != example["message"].as_str() {
        findings.push(format!("the message is {:?}", error.message()));
    }
    let texts = |value: &Value| match value {
        Value::Array(items) => items.iter().map(text).collect(),
        one => vec![text(one)],
    };
    let due: Vec<_> = entries(&example["errors"]).map(|(field, value)| (field.clone(), texts(value))).collect();
    let found = error.field_errors();
    let found: Vec<_> = found.iter().map(|error| (error.field().to_owned(), error.messages().to_vec())).collect();
    if found != due {
        findings.push(format!("the field errors are {found:?}, not {due:?}"));
    }
    findings
}
