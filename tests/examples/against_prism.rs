//! Makes every request of the contract tests to a judge that is not ours, Prism: `cargo xtask outside` starts it, and
//! gives its URL as the first argument.
//!
//! Prism refuses what does not fit the spec, and says of an answer, too, what does not. First it must show that it does.

use std::error::Error;
use std::process::ExitCode;

use contract_tests::calls::{self, Call};
use contract_tests::checks::valid_calls;
use contract_tests::plannr::{ACCOUNT, TOKEN};
use contract_tests::spec::{Operation, Parameter, Spec};
use plannr_sdk::Plannr;
use plannr_sdk::reqwest::Client;
use plannr_sdk::reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName};

/// The header in which Prism says what is wrong.
const VIOLATIONS: &str = "sl-violations";

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("give the URL of the mock of the spec")?;
    let plannr = Plannr::builder(TOKEN, ACCOUNT).base_url(&url).build()?;
    let (mut refused, mut passed, mut findings) = (0, 0, 0);
    for operation in Spec::shipped().operations() {
        for mistake in mistakes(&operation) {
            let about = format!("{}: {}", operation.name(), mistake.what);
            if let Some(finding) = judge_of(&url, &operation, &mistake).await? {
                findings += 1;
                println!("FAILED  {about}: {finding}");
            } else {
                refused += 1;
                println!("refused {about}");
            }
        }
        let least = Call::least(&operation);
        let bodies = operation.body_examples();
        let with_bodies = bodies.iter().map(|(name, example)| least.with_example(name, example));
        for call in valid_calls(&operation, 0).into_iter().chain(with_bodies) {
            let about = format!("{} {}", operation.name(), call.label);
            let finding = match calls::call(&plannr, &operation, &call).await? {
                Err(error) => {
                    let violations = error.headers().and_then(|headers| headers.get(VIOLATIONS));
                    // Its example of a page is the first one, whichever was asked for.
                    let is_another_page = error.to_string().ends_with("expected, but page 1 came");
                    (violations.is_some() || !is_another_page).then(|| format!("{error} {violations:?}"))
                }
                Ok(answered) => match answered.headers().get(VIOLATIONS) {
                    Some(violations) => Some(format!("{violations:?}")),
                    None => answered.written().err(),
                },
            };
            match finding {
                Some(finding) => {
                    findings += 1;
                    println!("FAILED  {about}: {finding}");
                }
                None => {
                    passed += 1;
                    println!("passed  {about}");
                }
            }
        }
    }
    println!("prism: {passed} requests of the SDK passed, {refused} wrong ones refused, {findings} problems");
    // A judge that refuses nothing has passed nothing.
    Ok(if findings == 0 && passed > 0 && refused > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A request that is wrong in one place.
struct Mistake {
    what: String,
    query: String,
    body: Option<&'static str>,
}

/// One in each parameter of the query that can be wrong, and one in the body.
fn mistakes(operation: &Operation<'_>) -> Vec<Mistake> {
    let parameters =
        operation.parameters().into_iter().filter(|parameter| parameter.place() == "query" && is_picky(parameter));
    let query = parameters.map(|parameter| {
        let query = format!("{}=~", parameter.name());
        Mistake { what: query.clone(), query, body: None }
    });
    let body = operation.body_schema().map(|_| Mistake {
        what: "a body without fields".to_owned(),
        query: String::new(),
        body: Some("{}"),
    });
    query.chain(body).collect()
}

/// Whether a tilde is none of its values.
fn is_picky(parameter: &Parameter<'_>) -> bool {
    let schema = parameter.item_schema();
    schema["type"] != "string" || schema.get("enum").is_some() || schema.get("format").is_some()
}

/// What is wrong with Prism: that it does not find the mistake. The SDK would not send it, so this does.
async fn judge_of(url: &str, operation: &Operation<'_>, mistake: &Mistake) -> Result<Option<String>, Box<dyn Error>> {
    let mut path = operation.path.to_owned();
    let mut headers = HeaderMap::new();
    for parameter in operation.parameters().iter().filter(|parameter| parameter.is_required()) {
        let example = parameter.example().as_str().unwrap_or_default();
        match parameter.place() {
            "path" => path = path.replace(&format!("{{{}}}", parameter.name()), example),
            _ => drop(headers.insert(HeaderName::try_from(parameter.name())?, example.parse()?)),
        }
    }
    let mut request = Client::builder()
        .no_proxy()
        .build()?
        .request(operation.method.parse()?, format!("{url}{path}?{}", mistake.query))
        .bearer_auth(TOKEN)
        .headers(headers)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/json");
    if let Some(body) = mistake.body {
        request = request.body(body);
    }
    let answer = request.send().await?;
    let found = answer.status() == 422 && answer.headers().contains_key(VIOLATIONS);
    Ok((!found).then(|| format!("prism takes it: {}", answer.status())))
}
