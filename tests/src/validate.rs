//! Validates a request, or the SDK's result for a response, against the spec. Findings read "what: details".

use plannr_sdk::{Error, ServerState};
use serde_json::{Value, json};

use crate::calls::{Call, Success};
use crate::instance::retain;
use crate::plannr::TOKEN;
use crate::server::Request;
use crate::spec::{Operation, Parameter, Response, entries};

/// Headers of HTTP itself, which the spec does not mention.
const HEADERS_OF_HTTP: [&str; 3] = ["host", "content-length", "user-agent"];

/// Lists what is wrong with a request, given the operation and the parameters of the call.
pub fn request(operation: &Operation<'_>, call: &Call, request: &Request) -> Vec<String> {
    let mut findings = Vec::new();
    for parameter in operation.parameters() {
        if let Some(value) = call.parameters.get(parameter.name()) {
            let violations = operation.spec.violations(parameter.schema(), value);
            findings.extend(violations.iter().map(|text| format!("parameter {}, {text}", parameter.name())));
        }
    }
    let body = request.json().or_else(|| (!request.body().is_empty()).then_some(Value::Null));
    if let (Some(schema), Some(body)) = (operation.body_schema(), &body) {
        findings.extend(operation.spec.violations(schema, body).iter().map(|text| format!("the body, {text}")));
    }
    let body_due = call.body.clone().filter(|_| operation.body_schema().is_some());
    let sent = request.headers().into_iter().filter(|(name, _)| !HEADERS_OF_HTTP.contains(&name.as_str()));
    for (what, found, due) in [
        ("method", json!(request.method()), json!(operation.method)),
        ("path", json!(request.path()), json!(path(operation, call))),
        ("query", sorted(request.query()), sorted(query(operation, call))),
        ("headers", sorted(sent.collect()), sorted(headers(operation, call, TOKEN))),
        ("body", json!(body), json!(body_due)),
    ] {
        findings.extend((found != due).then(|| format!("the {what}: {found}, not {due}")));
    }
    findings
}

fn sorted(mut pairs: Vec<(String, String)>) -> Value {
    pairs.sort();
    json!(pairs)
}

/// The path of a call.
pub fn path(operation: &Operation<'_>, call: &Call) -> String {
    let fill = |path: String, (name, value): (&String, &Value)| path.replace(&format!("{{{name}}}"), &text(value));
    call.parameters.iter().fold(operation.path.to_owned(), fill)
}

/// The query of a call.
pub fn query(operation: &Operation<'_>, call: &Call) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value, parameter) in parameters(operation, call, "query") {
        let values = match (value, parameter.separator()) {
            (Value::Array(items), Some(separator)) => {
                vec![items.iter().map(text).collect::<Vec<_>>().join(separator)]
            }
            (Value::Array(items), None) => items.iter().map(text).collect(),
            _ => vec![text(value)],
        };
        pairs.extend(values.into_iter().map(|value| (name.to_owned(), value)));
    }
    pairs
}

/// The headers of a call.
pub fn headers(operation: &Operation<'_>, call: &Call, token: &str) -> Vec<(String, String)> {
    // The guide requires both of every request, with or without a body; the description in the spec says so.
    let due = [("accept", "application/json"), ("accept-encoding", "identity"), ("content-type", "application/json")];
    let mut due = due.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    if operation.wants_bearer() {
        due.push(("authorization".to_owned(), format!("Bearer {token}")));
    }
    due.extend(parameters(operation, call, "header").map(|(name, value, _)| (name.to_lowercase(), text(value))));
    due
}

fn parameters<'a>(
    operation: &'a Operation<'_>,
    call: &'a Call,
    place: &'a str,
) -> impl Iterator<Item = (&'a str, &'a Value, Parameter<'a>)> {
    let parameters = operation.parameters().into_iter().filter(move |parameter| parameter.place() == place);
    parameters.filter_map(|parameter| Some((parameter.name(), call.parameters.get(parameter.name())?, parameter)))
}

/// Whether a request has every required parameter, set by the call or by the client.
pub fn has_what_is_required(operation: &Operation<'_>, request: &Request) -> bool {
    operation.parameters().iter().filter(|parameter| parameter.is_required()).all(|parameter| match parameter.place() {
        "query" => request.parameter(parameter.name()).is_some(),
        "header" => request.header(&parameter.name().to_lowercase()).is_some(),
        _ => !request.path().contains("//") && !request.path().ends_with('/'),
    })
}

/// Writes a value as in a URL or a header.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Lists what is wrong with the SDK's result for an example of a response.
pub fn outcome(
    operation: &Operation<'_>,
    response: &Response<'_>,
    status: u16,
    example: &Value,
    outcome: &Result<Success, Error>,
) -> Vec<String> {
    let mut findings = match outcome {
        Ok(success) if (200..300).contains(&status) => {
            let violations = operation.spec.violations(response.schema(), &success.value);
            violations.into_iter().chain(difference(&success.value, example)).collect()
        }
        Ok(success) if success.is_absent() && status == 404 => return Vec::new(),
        Ok(_) => vec!["it is a success for the SDK".to_owned()],
        Err(error) if (200..300).contains(&status) => vec![undecoded(error)],
        Err(error) => refused(operation, status, example, error),
    };
    let (found, headers, body) = match outcome {
        Ok(success) => (Some(success.status), Some(&success.headers), Some(&success.body[..])),
        Err(error) => (error.status(), error.headers(), error.body()),
    };
    if found.is_none_or(|found| found != status) {
        findings.push(format!("the status: {found:?}"));
    }
    let sent = if response.has_body() { example.to_string() } else { String::new() };
    if body.is_none_or(|body| body != sent.as_bytes()) {
        findings.push("the body is not the one sent".to_owned());
    }
    for (name, _, value) in response.headers() {
        if headers.and_then(|headers| headers.get(name)).is_none_or(|found| *found != *value) {
            findings.push(format!("the header {name} is lost"));
        }
    }
    findings
}

/// Describes the error of a response that should have been read.
pub fn undecoded(error: &Error) -> String {
    format!("it is an error for the SDK at {}: {error}", error.json_path().unwrap_or("no place"))
}

/// Describes the first difference between two values; null equals absent.
pub fn difference(found: &Value, due: &Value) -> Option<String> {
    let without_nulls = |value| retain(value, &|_, value| !value.is_null());
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
    deeper.or_else(|| Some(format!("`{pointer}`: {found}, not {due}")))
}

/// A predicate of errors: name, method, and whether it is true for a status.
pub type Predicate = (&'static str, fn(&Error) -> bool, fn(u16) -> bool);

/// All predicates of errors.
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

/// Lists the predicates that are true for an error.
pub fn kinds(error: &Error) -> Vec<&'static str> {
    PREDICATES.iter().filter(|(_, is, _)| is(error)).map(|(name, ..)| *name).collect()
}

/// Lists what is wrong with the error for a status and a body.
pub fn refused(operation: &Operation<'_>, status: u16, body: &Value, error: &Error) -> Vec<String> {
    let mut findings = refusal(operation, status, error);
    if error.status().is_none_or(|found| found != status) {
        findings.push(format!("the status: {:?}", error.status()));
    }
    if error.message() != body["message"].as_str() {
        findings.push(format!("the message: {:?}", error.message()));
    }
    let texts = |value: &Value| match value {
        Value::Array(items) => items.iter().map(text).collect(),
        one => vec![text(one)],
    };
    let due: Vec<_> = entries(&body["errors"]).map(|(field, value)| (field.clone(), texts(value))).collect();
    let found = error.field_errors();
    let found: Vec<_> = found.iter().map(|error| (error.field().to_owned(), error.messages().to_vec())).collect();
    if found != due {
        findings.push(format!("the field errors: {found:?}, not {due:?}"));
    }
    findings
}

/// Lists what is wrong with the error for a status, whatever the body.
pub fn refusal(operation: &Operation<'_>, status: u16, error: &Error) -> Vec<String> {
    let mut findings = Vec::new();
    let due: Vec<_> = PREDICATES.iter().filter(|(.., is_due)| is_due(status)).map(|(name, ..)| *name).collect();
    if kinds(error) != due {
        findings.push(format!("the predicates: {:?}, not {due:?}", kinds(error)));
    }
    let state = state_after(&operation.method, status);
    if error.server_state() != state {
        findings.push(format!("the state of the server: {:?}, not {state:?}", error.server_state()));
    }
    if error.attempts() != 1 {
        findings.push(format!("the attempts: {}", error.attempts()));
    }
    findings
}

/// The state of the server after a status that is not a success.
fn state_after(method: &str, status: u16) -> ServerState {
    let is_refused = (400..500).contains(&status) && ![408, 460, 499].contains(&status);
    if method == "GET" || is_refused || matches!(status, 307 | 308) {
        ServerState::NotApplied
    } else {
        ServerState::Unknown
    }
}
