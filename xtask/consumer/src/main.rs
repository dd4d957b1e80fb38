//! Creates an email address for a client account and lists all that the account has.

use std::error::Error;

use plannr_sdk::{ContactDetailTypeFilter, NewContactDetail, Plannr, Uuid};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = std::env::args().nth(1).ok_or("usage: consumer <uuid of a client account>")?.parse()?;
    println!("{:?}", add_email(&Plannr::from_env()?, client, "jo@example.com").await?);
    Ok(())
}

async fn add_email(plannr: &Plannr, client: Uuid, address: &str) -> Result<Vec<String>, plannr_sdk::Error> {
    let new = NewContactDetail::email("Work", address, [client])?;
    plannr.contact_details().create(&new).await?;
    let list = plannr.contact_details().list().account_uuids([client]).types([ContactDetailTypeFilter::Email]);
    let (mut details, mut addresses) = (list.stream(), Vec::new());
    while let Some(detail) = details.next().await {
        addresses.extend(detail?.value.as_deref().map(str::to_owned));
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use plannr_sdk::mock::{MockResponse, MockServer};

    use super::*;

    #[tokio::test]
    async fn created_addresses_are_listed() {
        let mock = MockServer::start().await;
        let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));
        assert_eq!(add_email(&plannr, client, "ava@example.com").await.unwrap(), ["ava@example.com"]);

        mock.next_response(MockResponse::forbidden());
        assert!(add_email(&plannr, client, "ava@example.org").await.unwrap_err().is_forbidden());
    }
}
