//! Runs the SDK against the real Laravel of `tests/outside/laravel`: every request of the contract suite, then batches
//! that exceed the throttle. `compare.py` starts the server, whose throttle lasts seconds, and sets the variables of
//! `Plannr::from_env`. The argument is a client account.

use std::error::Error;
use std::process::ExitCode;

use contract_tests::calls;
use contract_tests::checks::valid_calls;
use contract_tests::spec::Spec;
use plannr_sdk::{NewContactDetail, Plannr, Uuid};
use serde_json::{Value, json};

/// More items than the throttle allows in its time.
const ITEMS: usize = 25;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let client = std::env::args().nth(1).ok_or("usage: against_laravel <client account uuid>")?.parse()?;
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let plannr = Plannr::builder(variable("PLANNR_ACCESS_TOKEN")?, variable("PLANNR_ACCOUNT_UUID")?.parse()?);
    // The server counts, not the client, whose minutes would be longer than those of the server.
    let plannr = plannr.base_url(variable("PLANNR_BASE_URL")?).requests_per_minute(None).build()?;
    let (passed, mut problems) = contract(&plannr, client).await?;
    problems.extend(batches(&plannr, client).await?);
    problems.iter().for_each(|problem| println!("FAILED: {problem}"));
    println!("laravel: {passed} requests of the SDK passed, {} problems", problems.len());
    Ok(if problems.is_empty() && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes every call of the contract suite, and returns the number of those that passed, and the problems.
async fn contract(plannr: &Plannr, client: Uuid) -> Result<(usize, Vec<String>), Box<dyn Error>> {
    let details = plannr.contact_details();
    let email = details.create(&NewContactDetail::email("Work", "ava@example.com", [client])?).await?.uuid;
    let phone = details.create(&NewContactDetail::phone_number("Work", "020 7946 0123", [client])?).await?.uuid;
    let (mut passed, mut problems) = (0, Vec::new());
    for operation in Spec::shipped().operations() {
        for mut call in valid_calls(&operation, 0) {
            if let Some(uuid) = call.parameters.get_mut("uuid") {
                let value = call.body.as_ref().map(|body| &body["value"]).and_then(Value::as_str);
                *uuid = json!(match value {
                    _ if operation.body_schema().is_none() => client,
                    Some(value) if value.contains('@') => email,
                    _ => phone,
                });
            }
            let wrong = match calls::call(plannr, &operation, &call).await? {
                Err(error) => vec![error.to_string()],
                Ok(success) => {
                    Spec::shipped().violations(operation.success().schema(), &serde_json::from_slice(&success.body)?)
                }
            };
            passed += usize::from(wrong.is_empty());
            problems.extend(wrong.into_iter().map(|wrong| format!("{} {}: {wrong}", operation.name(), call.label)));
        }
    }
    Ok((passed, problems))
}

/// Creates items in a batch, then ensures that they exist.
async fn batches(plannr: &Plannr, client: Uuid) -> Result<Vec<String>, Box<dyn Error>> {
    let item = |at: usize| NewContactDetail::email("Batch", format!("item{at}@example.com"), [client]);
    let items = (0..ITEMS).map(item).collect::<Result<Vec<_>, _>>()?;
    let (mut problems, mut retried) = (Vec::new(), 0);
    let mut created = plannr.contact_details().create_all(items.clone());
    while let Some(outcome) = created.next().await {
        match outcome.result {
            Ok(created) => retried += usize::from(created.attempts() > 1),
            Err(error) => problems.push(format!("create of item {}: {error}", outcome.index)),
        }
    }
    if retried == 0 {
        problems.push("the throttle of the server refused no item of the batch".to_owned());
    }
    let mut ensured = plannr.contact_details().ensure_all(items);
    while let Some(outcome) = ensured.next().await {
        match outcome.result {
            Ok(ensured) if !ensured.is_created() => {}
            Ok(_) => problems.push(format!("ensure created item {} again", outcome.index)),
            Err(error) => problems.push(format!("ensure of item {}: {error}", outcome.index)),
        }
    }
    Ok(problems)
}
