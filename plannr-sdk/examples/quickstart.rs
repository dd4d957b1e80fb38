//! Creates a phone number in the mock server, or in Plannr if `PLANNR_ACCESS_TOKEN` and `PLANNR_ACCOUNT_UUID` are set.
//! The argument is the client account that owns it; Plannr requires it.

use std::error::Error;

use plannr_sdk::mock::MockServer;
use plannr_sdk::{NewContactDetail, Plannr, Uuid};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let real = std::env::var_os("PLANNR_ACCESS_TOKEN").is_some();
    let mock = MockServer::start().await;
    let (plannr, owner) = if real {
        let owner: Uuid = std::env::args().nth(1).ok_or("usage: quickstart <client account uuid>")?.parse()?;
        (Plannr::from_env()?, owner)
    } else {
        (mock.plannr(), mock.clients()[0])
    };

    let new = NewContactDetail::phone_number("Office", "020 7946 0123", [owner])?;
    let created = plannr.contact_details().create(&new).await?;

    println!("Created a contact detail ({}):", created.status());
    println!("  uuid   {}", created.uuid);
    println!("  name   {}", created.name.as_deref().unwrap_or_default());
    println!("  value  {}", created.value.as_deref().unwrap_or_default());
    println!("  owner  {owner}");
    if !real {
        println!("\nThis used the mock server on this machine. To write to Plannr, set PLANNR_ACCESS_TOKEN and");
        println!("PLANNR_ACCOUNT_UUID, and run: cargo run --example quickstart -- <client account uuid>");
    }
    Ok(())
}
