//! The code of a user: it writes down how a client can be reached, and says who can be.

use plannr_sdk::{ContactDetailTypeFilter, Error, NewContactDetail, Plannr, Uuid};

/// Creates a work address, and gives back its uuid.
pub async fn add_work_email(plannr: &Plannr, client: Uuid, address: &str) -> Result<Uuid, Error> {
    let new = NewContactDetail::email("Work", address, [client])?;
    Ok(plannr.contact_details().create(&new).await?.uuid)
}

/// The addresses of a client.
pub async fn emails(plannr: &Plannr, client: Uuid) -> Result<Vec<String>, Error> {
    let list = plannr.contact_details().list().account_uuids([client]).types([ContactDetailTypeFilter::Email]);
    let mut details = list.stream();
    let mut emails = Vec::new();
    while let Some(detail) = details.next().await {
        emails.extend(detail?.value.as_deref().map(str::to_owned));
    }
    Ok(emails)
}
