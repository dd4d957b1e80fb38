//! The operations on contact details: thin wrappers over the generated client.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicI32;

use futures_core::Stream;
use uuid::Uuid;

use crate::bulk::Batch;
use crate::client::Policy;
use crate::decode;
use crate::ensure::{self, Ensured};
use crate::error::{Error, Kind};
use crate::generated::Client;
use crate::generated::types::{ContactDetail, ContactDetailInclude, NewContactDetail, UpdateContactDetail};
use crate::list::ListContactDetails;
use crate::response::Response;
use crate::transport;
use crate::validate::Check;

/// The contact details of client accounts; made by [`Plannr::contact_details`](crate::Plannr::contact_details).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
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

    /// The same, with a witness of its writes.
    pub(crate) fn witnessed(&self, witness: Arc<AtomicI32>) -> Self {
        let mut client = (*self.client).clone();
        client.inner.witness = Some(witness);
        Self { client: Arc::new(client), account: self.account }
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.client.inner.policy
    }

    /// Waits until what is under way on the server has most likely come to its end.
    pub(crate) async fn settle(&self) {
        self.client.inner.shared.clock.sleep(self.policy().settle_delay).await;
    }

    /// Creates a contact detail.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
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
    /// Any; see [`Error`]. A create is only sent again where it is certain that it was not applied. After
    /// [`ServerState::Unknown`](crate::ServerState::Unknown) the contact detail may exist, and Plannr knows no idempotency
    /// key: [`ensure`](Self::ensure) looks before it creates.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// # mock.next_response(plannr_sdk::mock::MockResponse::server_error().after_applying());
    /// # use plannr_sdk::{NewContactDetail, ServerState};
    /// let details = plannr.contact_details();
    /// let new = NewContactDetail::phone_number("Mobile", "+447700900123", [owner])?;
    /// let error = details.create(&new).await.unwrap_err();
    /// assert_eq!(error.server_state(), ServerState::Unknown);
    ///
    /// assert!(!details.ensure(&new).await?.is_created(), "it was applied: creating it again would make two of it");
    /// # Ok(()) }
    /// ```
    pub async fn create(&self, new: &NewContactDetail) -> Result<Response<ContactDetail>, Error> {
        new.check()?;
        let make = || self.client.create_contact_detail(&self.account, new);
        transport::call(&self.client, &make, decode::resource).await
    }

    /// Creates a contact detail unless its owners have it already, and tells which.
    ///
    /// "Have it" means the same type and the same value: e-mail addresses whatever the case of their letters, and phone
    /// numbers whatever their spelling, so that `07700 900123` and `+44 7700 900123` are one. Names are not compared, and
    /// for whom it is primary is left as it is. Each owner's contact details are looked through, by one list for each.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?;
    /// assert!(plannr.contact_details().ensure(&new).await?.is_created());
    ///
    /// let again = NewContactDetail::phone_number("Mobile", "+44 7700 900123", [owner])?;
    /// assert!(!plannr.contact_details().ensure(&again).await?.is_created());
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # Ok(()) }
    /// ```
    ///
    /// After a create whose outcome is unknown it waits for the
    /// [`settle_delay`](crate::PlannrBuilder::settle_delay), looks, and creates again only if it is not there, as often as
    /// there are [retries](crate::PlannrBuilder::max_retries). To run an import again therefore creates nothing twice.
    ///
    /// # What cannot be promised
    ///
    /// Plannr knows no idempotency key, so that this holds as long as no request is applied *after* the look-up that
    /// follows it ([`Ensured::CreatedAfterUnknown`] says where that could still happen), and as long as nobody else
    /// creates the same at the same time: two processes, or two calls of one, can both look before either creates. Within
    /// a batch, equal items take turns.
    ///
    /// # Errors
    ///
    /// Any; see [`Error`]. It is [`Error::is_invalid_input`] for a phone number of another country than GB that is not in
    /// the international form, for it cannot be compared without the feature `phonenumber`, and [`Error::is_unclear`] when
    /// an owner has a number that may be the same, but is shown without its country. If the state is
    /// [`Unknown`](crate::ServerState::Unknown), ensure it again later.
    pub async fn ensure(&self, new: &NewContactDetail) -> Result<Ensured, Error> {
        new.check()?;
        ensure::ensure(self, new).await
    }

    /// Creates many contact details, so many at a time.
    ///
    /// To run it again creates them again: [`ensure_all`](Self::ensure_all) does not. For a collection there is
    /// [`stream_of`](crate::stream_of).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::{NewContactDetail, stream_of};
    ///
    /// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
    /// let mut batch = plannr.contact_details().create_all(stream_of(contacts));
    /// while let Some(outcome) = batch.next().await {
    ///     println!("item {}: {}", outcome.index, outcome.result?.uuid);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn create_all<'a>(
        &self,
        items: impl Stream<Item = NewContactDetail> + Send + 'a,
    ) -> Batch<'a, Response<ContactDetail>> {
        Batch::new(self.clone(), items, |details, new| Box::pin(details.create(new)))
    }

    /// [Ensures](Self::ensure) many contact details, so many at a time: an import that can be run again. For a collection
    /// there is [`stream_of`](crate::stream_of).
    ///
    /// Each new item costs two requests or more, a list for each owner and the create, so that the quota of 500 a minute
    /// lasts for half as many. After a batch that was dropped, wait for the
    /// [`settle_delay`](crate::PlannrBuilder::settle_delay) before the next run: what was in flight may still be applied.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::{NewContactDetail, stream_of};
    ///
    /// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
    /// for _ in 0..2 {
    ///     let mut batch = plannr.contact_details().ensure_all(stream_of(contacts.clone())).concurrency(16);
    ///     while let Some(outcome) = batch.next().await {
    ///         println!("item {}: created {}", outcome.index, outcome.result?.is_created());
    ///     }
    /// }
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn ensure_all<'a>(&self, items: impl Stream<Item = NewContactDetail> + Send + 'a) -> Batch<'a, Ensured> {
        Batch::new(self.clone(), items, |details, new| Box::pin(details.ensure(new)))
    }

    /// Replaces the name, the value and the owners of a contact detail.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// # use plannr_sdk::NewContactDetail;
    /// # let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
    /// # let created = plannr.contact_details().create(&new).await?;
    /// use plannr_sdk::UpdateContactDetail;
    ///
    /// let update = UpdateContactDetail::try_from(&*created)?.with_name("Office e-mail")?;
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
        let make = || self.client.update_contact_detail(&uuid, &self.account, update);
        // Which contact detail it is about is known, even if the answer does not say it.
        transport::call(&self.client, &make, decode::resource).await.map_err(|error| error.about(uuid))
    }

    /// Starts to list contact details: filter, sort, then [`send`](ListContactDetails::send) for a page or
    /// [`stream`](ListContactDetails::stream) for all.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
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
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
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
            None => Err(Error::new(Kind::FilterIgnored).with_response(page.into_response())),
        }
    }
}

/// The account is shown, and nothing of the client: its base URL and proxies can hold secrets.
impl fmt::Debug for ContactDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactDetails").field("account", &format_args!("{}", self.account)).finish_non_exhaustive()
    }
}
