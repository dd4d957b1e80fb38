//! `ensure`: create what is not there yet.

mod same;

use uuid::Uuid;

use crate::contact_details::ContactDetails;
use crate::error::{Error, Kind};
use crate::generated::types::{ContactDetail, ContactDetailInclude, ContactDetailSort, NewContactDetail};
use crate::server_state::ServerState;
pub(crate) use same::Identity;
use same::Likeness;

/// What [`ContactDetails::ensure`] found, or did.
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
///     Ensured::Existing(details) => println!("{} was there", details[0].uuid),
///     Ensured::Partial { lacking, .. } => println!("{lacking:?} do not have it: update it, or create their own"),
///     Ensured::CreatedAfterUnknown(detail) => println!("{} is there, and perhaps a twin: look later", detail.uuid),
///     _ => {}
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use = "it may be that not all owners have it"]
pub enum Ensured {
    /// None of the owners had it: it was created.
    Created(ContactDetail),
    /// All owners have it already, in one contact detail or in several, each with its accounts and primary accounts;
    /// nothing was sent but look-ups.
    Existing(Vec<ContactDetail>),
    /// Some owners have it and some do not; nothing was sent but look-ups. Whether the others are to share it, by an
    /// update, or to have their own is not for an SDK to decide.
    Partial {
        /// What those who have it have.
        details: Vec<ContactDetail>,
        /// Those who do not.
        lacking: Vec<Uuid>,
    },
    /// It was created, but an earlier request of the same call got no answer and had not been applied when it was looked
    /// for. Should the server apply that one later still, there are two.
    CreatedAfterUnknown(ContactDetail),
}

impl Ensured {
    /// The contact details that are there now: one or more.
    #[must_use]
    pub fn details(&self) -> &[ContactDetail] {
        match self {
            Self::Created(detail) | Self::CreatedAfterUnknown(detail) => std::slice::from_ref(detail),
            Self::Existing(details) | Self::Partial { details, .. } => details,
        }
    }

    /// Those who do not have it; empty unless it is [`Partial`](Self::Partial).
    #[must_use]
    pub fn lacking(&self) -> &[Uuid] {
        match self {
            Self::Partial { lacking, .. } => lacking,
            _ => &[],
        }
    }

    /// Whether this call has created it.
    #[must_use]
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created(_) | Self::CreatedAfterUnknown(_))
    }
}

/// What the owners have of what is wanted.
enum Found {
    Nothing,
    All(Vec<ContactDetail>),
    Partly { details: Vec<ContactDetail>, lacking: Vec<Uuid> },
}

pub(crate) async fn ensure(contact_details: &ContactDetails, new: &NewContactDetail) -> Result<Ensured, Error> {
    let wanted = Identity::of(new)?;
    let mut creates = 0;
    // The error of a create that may have been applied.
    let mut doubt: Option<Error> = None;
    loop {
        let found = look_up(contact_details, &wanted, new.owners()).await;
        match (found, doubt.take()) {
            (Ok(Found::All(details)), None) => return Ok(Ensured::Existing(details)),
            (Ok(Found::Partly { details, lacking }), None) => return Ok(Ensured::Partial { details, lacking }),
            (Err(error), None) => return Err(error),
            (Ok(Found::Nothing), None) => {}
            // It was not there before, and is now.
            (Ok(Found::All(mut details)), Some(_)) => return Ok(created(details.swap_remove(0), creates)),
            // Only what is unknown is worth another create: what was applied is there, whether or not it can be seen.
            (Ok(Found::Nothing), Some(error))
                if error.server_state() == ServerState::Unknown && creates <= contact_details.policy().max_retries =>
            {
                doubt = Some(error);
            }
            (_, Some(error)) => return Err(error),
        }
        creates += 1;
        let before = doubt.take().map_or(ServerState::NotApplied, |error| error.server_state());
        match contact_details.create(new).await {
            Ok(detail) => return Ok(created(detail.into_inner(), creates)),
            Err(error) if error.server_state() == ServerState::NotApplied => return Err(error.after(before)),
            Err(error) => doubt = Some(error.after(before)),
        }
        contact_details.settle().await;
    }
}

/// All creates but the last were not there when they were looked for, and may be still to come.
fn created(detail: ContactDetail, creates: u32) -> Ensured {
    if creates == 1 { Ensured::Created(detail) } else { Ensured::CreatedAfterUnknown(detail) }
}

/// Asks for the contact details of each owner alone: whose they are then follows from the filter, which is documented,
/// and not from the form of `accounts`, which is not.
async fn look_up(contact_details: &ContactDetails, wanted: &Identity, owners: &[Uuid]) -> Result<Found, Error> {
    let (mut details, mut lacking): (Vec<ContactDetail>, Vec<Uuid>) = (Vec::new(), Vec::new());
    for owner in owners {
        match owned(contact_details, wanted, *owner).await? {
            None => lacking.push(*owner),
            Some(detail) if details.iter().any(|other| other.uuid == detail.uuid) => {}
            Some(detail) => details.push(detail),
        }
    }
    Ok(match (details.is_empty(), lacking.is_empty()) {
        (true, _) => Found::Nothing,
        (false, true) => Found::All(details),
        (false, false) => Found::Partly { details, lacking },
    })
}

/// The first contact detail of an owner that is the same as what is wanted.
async fn owned(
    contact_details: &ContactDetails,
    wanted: &Identity,
    owner: Uuid,
) -> Result<Option<ContactDetail>, Error> {
    let include = [ContactDetailInclude::Accounts, ContactDetailInclude::PrimaryAccounts];
    let list = contact_details.list().account_uuids([owner]).include(include);
    // What comes to it while the pages are read is on the last one.
    let mut all = list.sort(ContactDetailSort::CreatedAt).stream();
    let mut unclear = None;
    while let Some(detail) = all.next().await {
        let detail = detail?;
        match wanted.likeness(&detail) {
            Likeness::Other => {}
            // Another one may still be the same for certain.
            Likeness::Unclear => unclear = unclear.or(Some(detail.uuid)),
            Likeness::Same if is_shown_for_others(&detail, owner) => return Err(Error::new(Kind::FilterIgnored)),
            Likeness::Same => return Ok(Some(detail)),
        }
    }
    unclear.map_or(Ok(None), |uuid| Err(Error::new(Kind::Unclear { uuid })))
}

/// Whether the answer itself says that the filter was not heeded.
fn is_shown_for_others(detail: &ContactDetail, owner: Uuid) -> bool {
    let accounts = detail.accounts.as_deref().unwrap_or_default();
    !accounts.is_empty() && accounts.iter().all(|account| account.uuid != owner)
}
