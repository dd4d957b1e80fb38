//! Creates contact details that do not exist yet, in the mock server or, if `PLANNR_ACCESS_TOKEN` and
//! `PLANNR_ACCOUNT_UUID` are set, in Plannr. The argument is the client account that owns them; Plannr requires it.
//!
//! A second run creates nothing. With the mock server, which stores nothing after the program ends, the program runs twice.

use std::error::Error;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Ensured, NewContactDetail, Plannr, Uuid};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if std::env::var_os("PLANNR_ACCESS_TOKEN").is_some() {
        let client = std::env::args().nth(1).ok_or("usage: ensure <client account uuid>")?.parse()?;
        return ensure(&Plannr::from_env()?, client).await;
    }
    let mock = MockServer::start().await;
    for run in ["first", "second"] {
        println!("The {run} run:");
        ensure(&mock.plannr(), mock.clients()[0]).await?;
    }
    assert_eq!(mock.contact_details().len(), 2);
    Ok(())
}

async fn ensure(plannr: &Plannr, client: Uuid) -> Result<(), Box<dyn Error>> {
    let wanted = [
        NewContactDetail::email("Work e-mail", "ava@example.com", [client])?,
        NewContactDetail::phone_number("Office", "020 7946 0123", [client])?,
        // The same number in another spelling.
        NewContactDetail::phone_number("Office, again", "+44 (0)20 7946-0123", [client])?,
    ];
    let mut failures = 0;
    let mut batch = plannr.contact_details().ensure_all(wanted);
    while let Some(outcome) = batch.next().await {
        let name = outcome.item.name();
        match outcome.result {
            Ok(Ensured::Created(detail)) => println!("  {name}: created {}", detail.uuid),
            Ok(Ensured::Existing(details)) => println!("  {name}: found {}", details[0].uuid),
            // Some of several owners have it. An update can add the others.
            Ok(Ensured::Partial { lacking, .. }) => println!("  {name}: {} owners do not have it", lacking.len()),
            // An earlier request got no response and may still be applied: check for a duplicate later.
            Ok(Ensured::CreatedAfterUnknown(detail)) => println!("  {name}: created {}, perhaps twice", detail.uuid),
            Ok(other) => println!("  {name}: found {}", other.details().len()),
            // It is safe to rerun the program after any error.
            Err(error) => {
                failures += 1;
                println!("  {name}: {error}");
            }
        }
    }
    if failures == 0 { Ok(()) } else { Err(format!("{failures} failed").into()) }
}
