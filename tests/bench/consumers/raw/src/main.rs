//! Creates one contact detail with reqwest alone, and reads the same response.

#[path = "../../../clients/raw/src/models.rs"]
#[allow(dead_code, reason = "the client of the benchmarks also reads pages")]
mod models;

use std::env::var;
use std::time::Duration;

use models::{ContactDetail, NewContactDetail};
use uuid::Uuid;

/// A string as in the SDK, so that neither side counts a library for dates.
type Timestamp = String;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let owner: Uuid = std::env::args().nth(1).ok_or("usage: consumer-raw <uuid of a client account>")?.parse()?;
    let owners = [owner];
    let new = NewContactDetail::email("ava.morgan@example.com", &owners);
    let server = var("PLANNR_BASE_URL").unwrap_or_else(|_| "https://api.plannrcrm.com".to_owned());
    let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
    let request = http.post(format!("{server}/api/v2/contact-details"));
    let request = request
        .bearer_auth(var("PLANNR_ACCESS_TOKEN")?)
        .header("X-PLANNR-ACCOUNT-UUID", var("PLANNR_ACCOUNT_UUID")?)
        .header("Accept", "application/json");
    let created: ContactDetail = request.json(&new).send().await?.error_for_status()?.json().await?;
    println!("{}", created.uuid);
    Ok(())
}
