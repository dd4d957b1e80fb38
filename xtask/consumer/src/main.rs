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
    use plannr_sdk::ContactDetail;
    use plannr_sdk::mock::{MockResponse, MockServer};
    use serde_json::{Value, json};

    use super::*;

    #[tokio::test]
    async fn created_addresses_are_listed() {
        let mock = MockServer::start().await;
        let (plannr, client) = (mock.plannr(), mock.add_client("Ava Morgan"));
        assert_eq!(add_email(&plannr, client, "ava@example.com").await.unwrap(), ["ava@example.com"]);

        mock.next_response(MockResponse::forbidden());
        assert!(add_email(&plannr, client, "ava@example.org").await.unwrap_err().is_forbidden());
    }
    #[tokio::test]
    async fn numbers_are_read_in_every_form() {
        let mock = MockServer::start().await;
        let large: Value = serde_json::from_str("123456789012345678901234567890").unwrap();
        let firm = json!({ "uuid": Uuid::nil(), "tax": 17.5, "month_end": 25.0, "name": large });
        let detail = json!({ "uuid": Uuid::max(), "value": 2.5, "accounts": [{ "uuid": Uuid::nil(), "firm": firm }] });
        mock.next_response(MockResponse::json(200, &json!({ "data": [detail] })));
        let details = mock.plannr().contact_details().list().send().await.unwrap();
        for detail in [&details.data[0], &serde_json::from_value::<ContactDetail>(detail).unwrap()] {
            let firm = detail.accounts.as_ref().unwrap()[0].firm.as_ref().unwrap();
            assert_eq!((detail.value.as_deref(), firm.tax, firm.month_end), (Some("2.5"), Some(17.5), Some(25)));
            assert_eq!(firm.name.as_deref(), Some("123456789012345680000000000000"));
        }
    }
}
