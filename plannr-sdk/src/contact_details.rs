//! The operations on contact details: thin wrappers over the generated client. Batches are in `bulk.rs`.

use std::sync::Arc;
use std::sync::atomic::AtomicI32;
use std::time::Instant;

use uuid::Uuid;

use crate::decode;
use crate::error::{Error, Kind};
use crate::generated::types::{ContactDetail, ContactDetailInclude, NewContactDetail, UpdateContactDetail};
use crate::list::List;
use crate::policy::Policy;
use crate::response::Response;
use crate::sameness::Sameness;
use crate::transport::Caller;
use crate::validate::Check;

/// A request for a list of contact details; made by [`ContactDetails::list`].
pub type ListContactDetails = List<ContactDetail>;

/// The operations on contact details, returned by [`Plannr::contact_details`](crate::Plannr::contact_details).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// let contact_details = plannr.contact_details();
/// println!("{} on the first page", contact_details.list().send().await?.data.len());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct ContactDetails(pub(crate) Caller);

impl ContactDetails {
    /// Returns a clone that counts the writes that were sent and not refused.
    pub(crate) fn counting_unconfirmed_writes(&self, count: Arc<AtomicI32>) -> Self {
        let mut counting = self.clone();
        counting.0.transport.unconfirmed_writes = Some(count);
        counting
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.transport.policy
    }

    pub(crate) fn now(&self) -> Instant {
        self.0.transport.shared.clock.now()
    }

    /// Waits for the settle delay, after which the server has probably applied every request that it received.
    pub(crate) async fn settle(&self) {
        self.0.transport.shared.clock.sleep(self.policy().settle_delay).await;
    }

    /// Creates a contact detail.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?.primary();
    /// let created = plannr.contact_details().create(&new).await?;
    /// assert_eq!(created.value.as_deref(), Some("+442079460123"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]. A create is retried only if it certainly was not applied. If the error's state is
    /// [`ServerState::Unknown`](crate::ServerState::Unknown), the contact detail may exist. Plannr documents no
    /// idempotency keys, so do not call `create` again. Call [`ensure`](Self::ensure), which looks first. A 2xx without
    /// evidence of the create, such as `{"success": false}` or a 202, is also an error with `Unknown`. A 201 or 204
    /// without a body is an error with [`Applied`](crate::ServerState::Applied). Both are [`Error::is_decode`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// # mock.next_response(plannr_sdk::mock::MockResponse::server_error().after_applying());
    /// # use plannr_sdk::{NewContactDetail, ServerState};
    /// let details = plannr.contact_details();
    /// let new = NewContactDetail::phone_number("Home", "+442079460123", [owner])?;
    /// let error = details.create(&new).await.unwrap_err();
    /// assert_eq!(error.server_state(), ServerState::Unknown);
    ///
    /// assert!(!details.ensure(&new).await?.is_created(), "the first request was applied");
    /// # Ok(()) }
    /// ```
    pub async fn create(&self, new: &NewContactDetail) -> Result<Response<ContactDetail>, Error> {
        new.check()?;
        let read = |response| decode::created(response, |detail| new.compare(detail) != Sameness::Different);
        self.0.call(|client, account| client.create_contact_detail(account, new), read).await
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
    /// Any [`Error`]. It is safe to retry a failed update, because an update replaces all fields. A response that
    /// contains a different contact detail is an error ([`Error::is_decode`]).
    pub async fn update(&self, uuid: Uuid, update: &UpdateContactDetail) -> Result<Response<ContactDetail>, Error> {
        update.check()?;
        self.0.call(|client, account| client.update_contact_detail(&uuid, account, update), decode::resource).await
    }

    /// Returns a builder that lists contact details.
    ///
    /// Set filters and an order, then call [`send`](ListContactDetails::send) for one page or
    /// [`stream`](ListContactDetails::stream) for all contact details.
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
    ///
    /// `values` matches parts of phone numbers in the form that Plannr stores: `+442079460123`, without spaces and with
    /// the country code instead of the leading 0. A list shows `accounts` only if you include them.
    pub fn list(&self) -> ListContactDetails {
        List::new(self.0.clone())
    }

    /// Returns a contact detail with its accounts and primary accounts, or `None` if the UUID does not exist.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// # let new = plannr_sdk::NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
    /// # let uuid = mock.add_contact_detail(&new);
    /// if let Some(detail) = plannr.contact_details().get(uuid).await? {
    ///     println!("{:?} is {:?}", detail.name, detail.value);
    /// }
    /// assert!(plannr.contact_details().get(plannr_sdk::Uuid::nil()).await?.is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// Plannr documents no operation for a single contact detail, so this sends a list with `filter[uuid]`. The
    /// [`Response`] has the status, headers and body of that list.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. If the server ignores the filter and the page lacks the contact detail, or if the [end of the
    /// list is uncertain](ListContactDetails::stream), this returns an error ([`Error::is_decode`]), not `None`.
    pub async fn get(&self, uuid: Uuid) -> Result<Option<Response<ContactDetail>>, Error> {
        let include = [ContactDetailInclude::Accounts, ContactDetailInclude::PrimaryAccounts];
        let list = self.list().uuids([uuid]).include(include).max_pages(self.policy().max_look_up_pages);
        let mut pages = list.pages();
        while let Some(page) = pages.next().await {
            let (page, _) = page?;
            match page.data.iter().position(|detail| detail.uuid == uuid) {
                Some(at) => return Ok(Some(page.map(|page| page.into_items().swap_remove(at)))),
                None if page.data.is_empty() => {}
                // The server ignored the filter, so the contact detail may exist on another page.
                None => return Err(Error::in_response(Kind::FilterIgnored, page.into_response())),
            }
        }
        Ok(None)
    }
}
