//! `ensure`: creates a contact detail unless its owners have it already.

pub(crate) mod look_ahead;
mod same;

use uuid::Uuid;

use crate::contact_details::{ContactDetails, ListContactDetails};
use crate::error::{Error, Kind};
use crate::generated::types::{ContactDetail, ContactDetailInclude, ContactDetailSort, NewContactDetail};
use crate::response::RawResponse;
use crate::sameness::Sameness;
use crate::server_state::ServerState;
use crate::validate::Check as _;

/// The outcome of [`ContactDetails::ensure`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// use plannr_sdk::{Ensured, NewContactDetail};
///
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
/// match plannr.contact_details().ensure(&new).await? {
///     Ensured::Created(detail) => println!("{} is new", detail.uuid),
///     Ensured::Existing(details) => println!("{} existed", details[0].uuid),
///     Ensured::Partial { lacking, .. } => println!("{lacking:?} lack it: update it, or create one for them"),
///     Ensured::CreatedAfterUnknown(detail) => println!("{} is new; look for a duplicate later", detail.uuid),
///     _ => {}
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use = "some owners may lack it"]
pub enum Ensured {
    /// No owner had it: it was created.
    Created(ContactDetail),
    /// All owners already have the value, in one or several contact details. Nothing was changed. Each contact detail
    /// has its accounts and primary accounts.
    Existing(Vec<ContactDetail>),
    /// Some owners have it and some lack it. Nothing was changed: add the lacking owners to the contact detail with
    /// `update`, or create another one for them.
    #[non_exhaustive]
    Partial {
        /// The matching contact details.
        details: Vec<ContactDetail>,
        /// The owners that lack it.
        lacking: Vec<Uuid>,
    },
    /// An earlier create in this call had an unknown outcome and `ensure` did not find its result, so it created again.
    /// If the server applies the earlier create later, there is a duplicate.
    CreatedAfterUnknown(ContactDetail),
}

impl Ensured {
    /// Returns the contact details that exist now: at least one.
    #[must_use]
    pub fn details(&self) -> &[ContactDetail] {
        match self {
            Self::Created(detail) | Self::CreatedAfterUnknown(detail) => std::slice::from_ref(detail),
            Self::Existing(details) | Self::Partial { details, .. } => details,
        }
    }

    /// Returns the owners that lack the contact detail: only [`Partial`](Self::Partial) has any.
    #[must_use]
    pub fn lacking(&self) -> &[Uuid] {
        match self {
            Self::Partial { lacking, .. } => lacking,
            _ => &[],
        }
    }

    /// Returns true if this call created it.
    #[must_use]
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created(_) | Self::CreatedAfterUnknown(_))
    }
}

impl ContactDetails {
    /// Creates a contact detail unless its owners already have it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let new = NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?;
    /// assert!(plannr.contact_details().ensure(&new).await?.is_created());
    ///
    /// let same = NewContactDetail::phone_number("Home", "+44 20 7946 0123", [owner])?;
    /// assert!(!plannr.contact_details().ensure(&same).await?.is_created());
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # Ok(()) }
    /// ```
    ///
    /// An owner already has the contact detail if it has one of the same type and value, according to
    /// [`NewContactDetail::compare`]. For example, `020 7946 0123` equals `+44 20 7946 0123`. Names and primary
    /// accounts are neither compared nor changed. The search lists the contact details of each owner. If the [end of a
    /// list is uncertain](crate::ListContactDetails::stream), `ensure` returns an error. It does not create, or does
    /// not create again.
    ///
    /// If the outcome of the create is unknown, `ensure` waits for the
    /// [`settle_delay`](crate::PlannrBuilder::settle_delay) and searches again. If it finds nothing, it creates again,
    /// up to [`max_retries`](crate::PlannrBuilder::max_retries) times. After a success response that does not show the
    /// new contact detail, such as `{"message": "Queued."}`, it searches but does not create again. If this search
    /// finds nothing, it returns an error with [`ServerState::Unknown`]. A web page with the status 200 is no such
    /// response but a proxy's: after the search, `ensure` creates again. Rerunning an import therefore creates nothing
    /// twice, except in the cases under Limits.
    ///
    /// # Limits
    ///
    /// Plannr documents no idempotency keys, so duplicates remain possible in two cases:
    ///
    /// - The server applies a create late, after `ensure` has searched for its result. [`Ensured::CreatedAfterUnknown`]
    ///   reports where this could still happen.
    /// - Someone else creates the same contact detail at the same time: two processes, or two calls in one process.
    ///   Within a [`Batch`](crate::Batch), equal items run one after the other.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. If its state is [`ServerState::Unknown`], call `ensure` again later.
    ///
    /// - [`Error::is_invalid_input`]: a phone number that cannot be compared. Write numbers of countries other than GB
    ///   in the international form, for example with the functions of the feature `phonenumber`. Numbers with an
    ///   extension can never be compared.
    /// - [`Error::is_unclear`]: an owner has a contact detail that may be the same, see [`Sameness::Unclear`].
    pub async fn ensure(&self, new: &NewContactDetail) -> Result<Ensured, Error> {
        new.check()?;
        new.check_comparable()?;
        self.ensure_unless(new, look_up(self, new).await).await
    }

    /// Creates a contact detail unless a look-up found it.
    async fn ensure_unless(&self, new: &NewContactDetail, found: Result<Found, Error>) -> Result<Ensured, Error> {
        let Found { details, lacking } = found?;
        if !details.is_empty() {
            return Ok(match lacking.is_empty() {
                true => Ensured::Existing(details),
                false => Ensured::Partial { details, lacking },
            });
        }
        let (mut creates, mut before) = (0, ServerState::NotApplied);
        loop {
            creates += 1;
            // A create that was not found by a look-up may still be applied.
            let created = if creates == 1 { Ensured::Created } else { Ensured::CreatedAfterUnknown };
            let error = match self.create(new).await {
                Ok(detail) => return Ok(created(detail.into_inner())),
                Err(error) if error.server_state() == ServerState::NotApplied => return Err(error.after(before)),
                Err(error) => error.after(before),
            };
            self.settle().await;
            let is_absent = match look_up(self, new).await {
                Ok(Found { mut details, lacking }) if !details.is_empty() && lacking.is_empty() => {
                    return Ok(created(details.swap_remove(0)));
                }
                Ok(found) => found.details.is_empty(),
                Err(_) => return Err(error),
            };
            // After a success response, the first create may be in a queue, and another could make a duplicate.
            let may_apply_later = error.response().is_some_and(RawResponse::may_apply_later);
            if !is_absent || may_apply_later || creates > self.policy().max_retries {
                return Err(error.unconfirmed());
            }
            before = ServerState::Unknown;
        }
    }
}

/// The result of a look-up: the matching contact details, and the owners that have none.
#[derive(Default)]
struct Found {
    details: Vec<ContactDetail>,
    lacking: Vec<Uuid>,
}

impl Found {
    fn add(&mut self, owner: Uuid, owned: Owned) -> Result<(), Error> {
        match (owned.same, owned.unclear) {
            (Some(detail), _) if self.details.iter().any(|other| other.uuid == detail.uuid) => {}
            (Some(detail), _) => self.details.push(detail),
            (None, Some(uuid)) => return Err(Error::new(Kind::Unclear { uuid })),
            (None, None) => self.lacking.push(owner),
        }
        Ok(())
    }
}

/// The contact details of an owner that are the same as a wanted one, or may be.
#[derive(Default)]
struct Owned {
    /// The first that is the same.
    same: Option<ContactDetail>,
    unclear: Option<Uuid>,
    /// True if one that is the same does not show this owner.
    is_elsewhere: bool,
}

impl Owned {
    fn add(&mut self, detail: &ContactDetail, sameness: Sameness, is_owner: bool) {
        match sameness {
            Sameness::Different => {}
            _ if !is_owner => self.is_elsewhere |= sameness == Sameness::Same,
            Sameness::Same if self.same.is_none() => self.same = Some(detail.clone()),
            Sameness::Same => {}
            // A later one may match for certain.
            Sameness::Unclear => self.unclear = self.unclear.or(Some(detail.uuid)),
        }
    }
}

/// Requests one list for each owner, because the filter by owner is documented and the form of `accounts` in a response
/// is not.
async fn look_up(contact_details: &ContactDetails, wanted: &NewContactDetail) -> Result<Found, Error> {
    let mut found = Found::default();
    for owner in wanted.owners() {
        found.add(*owner, owned(contact_details, wanted, *owner).await?)?;
    }
    Ok(found)
}

/// Reads the contact details of an owner, up to the first that is the same as the wanted one.
async fn owned(contact_details: &ContactDetails, wanted: &NewContactDetail, owner: Uuid) -> Result<Owned, Error> {
    let mut all = list_of(contact_details, [owner]).stream();
    let mut owned = Owned::default();
    while owned.same.is_none()
        && let Some(detail) = all.next().await
    {
        let detail = detail?;
        owned.add(&detail, wanted.compare(&detail), true);
    }
    match owned.same.as_ref().is_some_and(|same| has_other_owners(same, owner)) {
        true => Err(Error::new(Kind::FilterIgnored)),
        false => Ok(owned),
    }
}

/// Lists the contact details of owners with all that a comparison needs.
fn list_of(contact_details: &ContactDetails, owners: impl IntoIterator<Item = Uuid>) -> ListContactDetails {
    let include = [ContactDetailInclude::Accounts, ContactDetailInclude::PrimaryAccounts];
    let list = contact_details.list().account_uuids(owners).include(include);
    // Sort by creation, so that a contact detail created during the search is on the last page.
    list.sort(ContactDetailSort::CreatedAt).max_pages(contact_details.policy().max_look_up_pages)
}

/// Returns true if the response itself shows that the server ignored the filter: other owners, or none.
fn has_other_owners(detail: &ContactDetail, owner: Uuid) -> bool {
    detail.accounts.as_ref().is_some_and(|accounts| accounts.iter().all(|account| account.uuid != owner))
}
