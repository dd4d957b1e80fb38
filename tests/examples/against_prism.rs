//! Sends every request of the contract suite to Prism, a mock of the spec: `cargo xtask outside` starts it and passes
//! its URL. Prism reports requests and responses that do not fit the spec, and must first show that it does: it silently
//! ignores a schema of a response that it cannot compile.

use std::error::Error;
use std::process::ExitCode;

use contract_tests::calls::{self, Call};
use contract_tests::checks::valid_calls;
use contract_tests::plannr::{ACCOUNT, TOKEN};
use contract_tests::spec::{Operation, Spec};
use contract_tests::validate::text;
use plannr_sdk::Plannr;
use plannr_sdk::reqwest::header::HeaderMap;
use plannr_sdk::reqwest::{Client, Response};
use serde_json::{Value, json};

/// The header in which Prism lists violations.
const VIOLATIONS: &str = "sl-violations";

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("usage: against_prism <URL of Prism>")?;
    let plannr = Plannr::builder(TOKEN, ACCOUNT).base_url(&url).build()?;
    let (mut refused, mut noticed, mut passed, mut problems) = (0, 0, 0, 0);
    let mut report = |about: String, count: &mut u32, problem: Option<String>| {
        *if problem.is_some() { &mut problems } else { count } += 1;
        println!("{about}: {}", problem.map_or("ok".to_owned(), |problem| format!("FAILED: {problem}")));
    };
    for operation in Spec::shipped().operations() {
        for (query, body) in mistakes(&operation) {
            let response = send(&url, &operation, &query, Some(body.into()), "").await?;
            let is_refused = response.status() == 422 && response.headers().contains_key(VIOLATIONS);
            let problem = (!is_refused).then(|| format!("prism accepts it: {}", response.status()));
            report(format!("{} refuses {query}{body}", operation.name()), &mut refused, problem);
        }
        for status in operation.responses().iter().filter(|one| one.has_body()).map(|one| one.status) {
            let prefer = format!("code={}, example=broken", status.replace("XX", "00"));
            let body = Call::least(&operation).body.map(|body| body.to_string());
            let response = send(&url, &operation, "", body, &prefer).await?;
            let mut violations = violations(response.headers()).into_iter().flatten();
            let is_noticed = violations.any(|violation| violation["location"] == json!(["response", "body"]));
            let problem = (!is_noticed).then(|| "prism does not validate this response".to_owned());
            report(format!("{} notices a broken {status}", operation.name()), &mut noticed, problem);
        }
        for mut call in valid_calls(&operation, 0) {
            // Prism sends the first example whatever the path, and the SDK refuses another contact detail.
            let example = operation.success().examples().first().map(|(_, example)| example["uuid"].clone());
            if let Some((uuid, example)) = call.parameters.get_mut("uuid").zip(example) {
                *uuid = example;
            }
            let problem = match calls::call(&plannr, &operation, &call).await? {
                Err(error) => {
                    let violations = error.headers().and_then(violations);
                    // Prism sends the first example for every page number, and for every new contact detail.
                    let is_example = ["but page 1 was returned", "it is not what was sent"];
                    let is_example = is_example.iter().any(|problem| error.to_string().contains(problem));
                    (violations.is_some() || !is_example).then(|| format!("{error} {violations:?}"))
                }
                Ok(success) => violations(&success.headers).map(|violations| format!("{violations:?}")),
            };
            report(format!("{} {}", operation.name(), call.label), &mut passed, problem);
        }
    }
    println!("prism: {passed} requests of the SDK passed, {problems} problems");
    println!("prism: {refused} wrong requests refused, {noticed} broken responses noticed");
    let is_trusted = passed > 0 && refused > 0 && noticed > 0;
    Ok(if problems == 0 && is_trusted { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the violations that Prism reports, besides the use of a deprecated parameter.
fn violations(headers: &HeaderMap) -> Option<Vec<Value>> {
    let all: Vec<Value> = serde_json::from_slice(headers.get(VIOLATIONS)?.as_bytes()).unwrap_or_default();
    let wrong: Vec<Value> = all.iter().filter(|violation| violation["code"] != "deprecated").cloned().collect();
    (all.is_empty() || !wrong.is_empty()).then_some(wrong)
}

/// Lists a wrong query for each parameter that can be wrong, and a wrong body.
fn mistakes(operation: &Operation<'_>) -> Vec<(String, &'static str)> {
    let parameters = operation.parameters().into_iter().filter(|parameter| {
        let schema = parameter.item_schema();
        let is_free_text = schema["type"] == "string" && schema.get("enum").or(schema.get("format")).is_none();
        parameter.place() == "query" && !is_free_text
    });
    let queries = parameters.map(|parameter| (format!("{}=~", parameter.name()), ""));
    queries.chain(operation.body_schema().map(|_| (String::new(), "{}"))).collect()
}

/// Sends a request that the SDK would not send. The last argument says which response Prism should send.
async fn send(
    url: &str,
    operation: &Operation<'_>,
    query: &str,
    body: Option<String>,
    prefer: &str,
) -> Result<Response, Box<dyn Error>> {
    let call = Call::least(operation);
    let filled = |path: String, (name, value): (&String, &_)| path.replace(&format!("{{{name}}}"), &text(value));
    let path = call.parameters.iter().fold(operation.path.to_owned(), filled);
    let client = Client::builder().no_proxy().build()?;
    let mut request = client.request(operation.method.parse()?, format!("{url}{path}?{query}")).bearer_auth(TOKEN);
    for (name, value) in [("Accept", "application/json"), ("Content-Type", "application/json"), ("Prefer", prefer)] {
        request = request.header(name, value);
    }
    for parameter in operation.parameters().iter().filter(|parameter| parameter.place() == "header") {
        request = request.header(parameter.name(), text(parameter.example()));
    }
    Ok(request.body(body.unwrap_or_default()).send().await?)
}
