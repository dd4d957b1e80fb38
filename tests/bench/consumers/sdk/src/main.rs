//! Creates one contact detail with the SDK.

use plannr_sdk::{NewContactDetail, Plannr, Uuid};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let owner: Uuid = std::env::args().nth(1).ok_or("usage: consumer-sdk <uuid of a client account>")?.parse()?;
    let new = NewContactDetail::email("Work email", "ava.morgan@example.com", [owner])?;
    let created = Plannr::from_env()?.contact_details().create(&new).await?;
    println!("{}", created.uuid);
    Ok(())
}
