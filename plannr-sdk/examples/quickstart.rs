//! Creates a contact detail: against the mock server or, if `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID` are set,
//! against the real API, for the client account that the first argument names.

use std::error::Error;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{NewContactDetail, Plannr, Uuid};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let real = std::env::var_os("PLANNR_ACCESS_TOKEN").is_some();
    let mock = MockServer::start().await;
    let (plannr, owner) = if real {
        let owner: Uuid = std::env::args().nth(1).ok_or("name a client account: quickstart <account uuid>")?.parse()?;
        (Plannr::from_env()?, owner)
    } else {
        (mock.plannr(), mock.clients()[0])
    };

    let new = NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?;
    let created = plannr.contact_details().create(&new).await?;

    println!("Created a contact detail ({}):", created.status());
    println!("  uuid   {}", created.uuid);
    println!("  name   {}", created.name.as_deref().unwrap_or_default());
    println!("  value  {}", created.value.as_deref().unwrap_or_default());
    println!("  owner  {owner}");
    if !real {
        println!("\nThat was the mock server, with no account and no network. For the real API:");
        println!(
            "  PLANNR_ACCESS_TOKEN=... PLANNR_ACCOUNT_UUID=... cargo run --example quickstart -- <client account uuid>"
        );
    }
    Ok(())
}
