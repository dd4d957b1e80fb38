//! The operations on contact details: thin wrappers over the generated client.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::answer::Response;
use crate::decode;
use crate::error::{Error, Kind};
use crate::generated::Client;
use crate::generated::types::{ContactDetail, ContactDetailInclude, NewContactDetail, UpdateContactDetail};
use crate::list::ListContactDetails;
use crate::strict::Check;
use crate::transport;

/// The contact details of client accounts; made by [`Plannr::contact_details`](crate::Plannr::contact_details).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
/// # let plannr = embedded.plannr();
/// let contact_details = plannr.contact_details();
/// println!("{} on the first page", contact_details.list().send().await?.data.len());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ContactDetails {
    client: Arc<Client>,
    account: Uuid,
}

impl ContactDetails {
    pub(crate) fn new(client: Arc<Client>, account: Uuid) -> Self {
        Self { client, account }
    }

    /// Creates a contact detail.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
    /// # let (plannr, owner) = (embedded.plannr(), embedded.clients()[0]);
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?.primary();
    /// let created = plannr.contact_details().create(&new).await?;
    /// assert_eq!(created.value.as_deref(), Some("+447700900123"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Any; see [`Error`]. Nothing is repeated: one call is one request. After
    /// [`ServerState::Unknown`](crate::ServerState::Unknown) the contact detail may exist, and Plannr knows no idempotency
    /// key: look among those of the owner before creating it again. Phone numbers are compared as Plannr keeps them, so
    /// with `+44...` and not with what was typed.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
    /// # let (plannr, owner) = (embedded.plannr(), embedded.clients()[0]);
    /// # embedded.next_call(plannr_sdk::mock::Answer::server_error().after_applying());
    /// # use plannr_sdk::{NewContactDetail, ServerState};
    /// let details = plannr.contact_details();
    /// let new = NewContactDetail::phone_number("Mobile", "+447700900123", [owner])?;
    /// let error = details.create(&new).await.unwrap_err();
    /// assert_eq!(error.server_state(), ServerState::Unknown);
    ///
    /// let mut of_owner = details.list().account_uuids([owner]).stream();
    /// let mut found = None;
    /// while let Some(detail) = of_owner.next().await {
    ///     found = found.or(Some(detail?).filter(|detail| detail.value.as_deref() == Some("+447700900123")));
    /// }
    /// assert!(found.is_some(), "it was applied: creating it again would make two of it");
    /// # Ok(()) }
    /// ```
    pub async fn create(&self, new: &NewContactDetail) -> Result<Response<ContactDetail>, Error> {
        new.check()?;
        let result = self.client.create_contact_detail(&self.account, new).await;
        decode::resource(transport::outcome(result)?)
    }

    /// Replaces the name, the value and the owners of a contact detail.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
    /// # let (plannr, owner) = (embedded.plannr(), embedded.clients()[0]);
    /// # use plannr_sdk::NewContactDetail;
    /// # let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
    /// # let created = plannr.contact_details().create(&new).await?;
    /// use plannr_sdk::UpdateContactDetail;
    ///
    /// let update = UpdateContactDetail::try_from(&*created)?.rename("Office e-mail")?;
    /// let updated = plannr.contact_details().update(created.uuid, &update).await?;
    /// assert_eq!(updated.name.as_deref(), Some("Office e-mail"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Any; see [`Error`].
    pub async fn update(&self, uuid: Uuid, update: &UpdateContactDetail) -> Result<Response<ContactDetail>, Error> {
        update.check()?;
        let result = self.client.update_contact_detail(&uuid, &self.account, update).await;
        // Which contact detail it is about is known, even if the answer does not say it.
        transport::outcome(result).and_then(decode::resource).map_err(|error| error.about(uuid))
    }

    /// Starts to list contact details: filter, sort, then [`send`](ListContactDetails::send) for a page or
    /// [`stream`](ListContactDetails::stream) for all.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
    /// # let (plannr, owner) = (embedded.plannr(), embedded.clients()[0]);
    /// use plannr_sdk::{ContactDetailSort, ContactDetailTypeFilter};
    ///
    /// let page = plannr
    ///     .contact_details()
    ///     .list()
    ///     .account_uuids([owner])
    ///     .types([ContactDetailTypeFilter::Email])
    ///     .sort(ContactDetailSort::UpdatedAtDescending)
    ///     .send()
    ///     .await?;
    /// println!("{} e-mail addresses on this page", page.data.len());
    /// # Ok(()) }
    /// ```
    pub fn list(&self) -> ListContactDetails {
        ListContactDetails::new(Arc::clone(&self.client), self.account)
    }

    /// Finds one contact detail, with its accounts; `None` if there is none with this uuid.
    ///
    /// Plannr documents no operation for one contact detail, so this is a list with `filter[uuid]`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let embedded = plannr_sdk::mock::EmbeddedPlannr::start().await;
    /// # let plannr = embedded.plannr();
    /// let uuid = plannr_sdk::Uuid::nil();
    /// assert!(plannr.contact_details().get(uuid).await?.is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Any; see [`Error`].
    pub async fn get(&self, uuid: Uuid) -> Result<Option<ContactDetail>, Error> {
        let include = [ContactDetailInclude::Accounts, ContactDetailInclude::PrimaryAccounts];
        let page = self.list().uuids([uuid]).include(include).strict().send().await?;
        match page.data.iter().position(|detail| detail.uuid == uuid) {
            Some(at) => Ok(page.into_inner().into_items().into_iter().nth(at)),
            None if page.data.is_empty() => Ok(None),
            // The filter was not heeded: that it is not on this page does not mean that it does not exist.
            None => Err(Error::new(Kind::OtherItems).with_answer(page.into_answer())),
        }
    }
}

/// The account is shown, and nothing of the client: its base URL and proxies can hold secrets.
impl fmt::Debug for ContactDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactDetails").field("account", &format_args!("{}", self.account)).finish_non_exhaustive()
    }
}
