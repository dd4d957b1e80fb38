//! A program for the real API: it has the default features, and no mock server.

use std::error::Error;

use consumer::{add_work_email, emails};
use plannr_sdk::Plannr;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let plannr = Plannr::from_env()?;
    let client = std::env::args().nth(1).ok_or("consumer <uuid of a client account>")?.parse()?;
    add_work_email(&plannr, client, "jo@example.com").await?;
    println!("{}", emails(&plannr, client).await?.join("\n"));
    Ok(())
}
