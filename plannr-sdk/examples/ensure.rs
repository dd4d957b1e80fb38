//! Creates contact details unless they are there: against the mock server or, if `PLANNR_ACCESS_TOKEN` and
//! `PLANNR_ACCOUNT_UUID` are set, against the real API, for the client account that the first argument names.
//!
//! Run it twice: the second time it creates nothing. The mock server forgets all when the program ends, so that there
//! the program does it twice by itself.

use std::error::Error;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{Ensured, NewContactDetail, Plannr, Uuid, stream_of};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if std::env::var_os("PLANNR_ACCESS_TOKEN").is_some() {
        let client = std::env::args().nth(1).ok_or("name a client account: ensure <account uuid>")?.parse()?;
        return ensure(&Plannr::from_env()?, client).await;
    }
    let mock = MockServer::start().await;
    let client = mock.add_client("Ava Morgan");
    for run in ["first", "second"] {
        println!("The {run} time:");
        ensure(&mock.plannr(), client).await?;
    }
    assert_eq!(mock.contact_details().len(), 2);
    Ok(())
}

async fn ensure(plannr: &Plannr, client: Uuid) -> Result<(), Box<dyn Error>> {
    let wanted = [
        NewContactDetail::email("Work e-mail", "ava@example.com", [client])?,
        NewContactDetail::phone_number("Mobile", "07700 900123", [client])?,
        // The same number in another spelling, as two spreadsheets have it.
        NewContactDetail::phone_number("Mobile, again", "+44 (0)7700 900-123", [client])?,
    ];
    let mut failures = 0;
    let mut batch = plannr.contact_details().ensure_all(stream_of(wanted));
    while let Some(outcome) = batch.next().await {
        let name = outcome.item.name();
        match outcome.result {
            Ok(Ensured::Created(detail)) => println!("  {name}: created, as {}", detail.uuid),
            Ok(Ensured::Existing(details)) => println!("  {name}: was there, as {}", details[0].uuid),
            // With several owners some may have it and others not: an update of what is there would add them.
            Ok(Ensured::Partial { lacking, .. }) => println!("  {name}: {} owners do not have it", lacking.len()),
            // A request before got no answer. It may still be applied: look again later.
            Ok(Ensured::CreatedAfterUnknown(detail)) => {
                println!("  {name}: created, perhaps twice, as {}", detail.uuid)
            }
            Ok(other) => println!("  {name}: {} are there", other.details().len()),
            // To run it again is safe, whatever it was.
            Err(error) => {
                failures += 1;
                println!("  {name}: {error}");
            }
        }
    }
    if failures == 0 { Ok(()) } else { Err(format!("{failures} failed").into()) }
}
