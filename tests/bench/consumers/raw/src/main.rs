//! A program that creates one contact detail on reqwest alone, and reads the same answer.

#[path = "../../../clients/raw/src/models.rs"]
#[allow(dead_code, reason = "they are shared with the client, which reads pages, too")]
mod models;

use std::env::var;
use std::time::Duration;

use models::{ContactDetail, Kind, NewContactDetail};
use uuid::Uuid;

/// As the SDK has it: no library for dates is brought in, and so none is counted on either side.
type Timestamp = String;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let owner: Uuid = std::env::args().nth(1).ok_or("name a client account")?.parse()?;
    let new = NewContactDetail {
        r#type: Kind::Email,
        name: "Work email",
        value: "ava.morgan@example.com",
        account_uuids: &[owner],
        is_primary: None,
    };
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
