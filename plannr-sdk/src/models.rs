//! The types of requests and responses, under the names of the spec.
//!
//! - In requests: [`NewContactDetail`], [`UpdateContactDetail`] and its [`ContactDetailValue`].
//! - In queries: [`ContactDetailTypeFilter`], [`ContactDetailInclude`] and [`ContactDetailSort`];
//!   [`AccountTypeFilter`], [`AccountRoleFilter`], [`AccountInclude`] and [`AccountSort`].
//! - In responses: [`ContactDetail`], [`Account`] and [`Login`], and their parts, such as [`Firm`], [`Group`],
//!   [`Circle`] and [`Tag`].
//! - In lists: [`ContactDetailPage`] and [`AccountPage`], with their [`PageLinks`] and [`PageMeta`].
//!
//! Requests are validated when they are constructed. Responses are not validated: every field but `uuid` is optional,
//! the variant `Other` of an enumeration keeps unknown values, and a [`Timestamp`] keeps the text of a date.
//!
//! All types implement serde's traits with Plannr's field names. Their `Debug` omits the content, so they are safe to
//! log. In a test, print everything with [`reveal`](ContactDetail::reveal).

use std::fmt;

use serde::Serialize;

// The generator makes one public type for each schema of the spec.
pub use crate::generated::types::*;
pub use crate::timestamp::Timestamp;

/// A view of a model whose `Debug` prints every field, for a failing test.
///
/// The `Debug` of a model omits its content, so a failing `assert_eq!` can print two equal lines. Compare the views
/// instead. Their `Debug` contains client data, so do not log it.
///
/// ```should_panic
/// # let owner = plannr_sdk::Uuid::nil();
/// use plannr_sdk::NewContactDetail;
///
/// let work = NewContactDetail::email("Work", "jo@example.com", [owner])?;
/// let home = NewContactDetail::email("Home", "jo@example.com", [owner])?;
/// assert_eq!(work.reveal(), home.reveal()); // prints both as JSON
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Revealed<'a, T>(&'a T);

impl<T: Serialize> fmt::Debug for Revealed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self.0).map_err(|_| fmt::Error)?)
    }
}

macro_rules! reveal {
    ($($model:ident),*) => {$(
        impl $model {
            /// Returns a view whose `Debug` prints every field, for a failing test, see [`Revealed`].
            #[must_use]
            pub fn reveal(&self) -> Revealed<'_, Self> {
                Revealed(self)
            }
        }
    )*};
}

reveal!(Account, AccountPage, ContactDetail, ContactDetailPage, Login, NewContactDetail, UpdateContactDetail);

// rustdoc appends the documentation of the generated type, which is the spec's description.

/// An e-mail address or a phone number in a response.
///
/// Only the [`uuid`](ContactDetail::uuid) is always present. A list shows `accounts` and `primary_accounts` only if you
/// [include](crate::ListContactDetails::include) them; [`get`](crate::ContactDetails::get) includes both.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # let new = plannr_sdk::NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?;
/// # let uuid = mock.add_contact_detail(&new);
/// use plannr_sdk::ContactDetailType;
///
/// let Some(detail) = plannr.contact_details().get(uuid).await? else { return Ok(()) };
///
/// assert_eq!(detail.type_, Some(ContactDetailType::PhoneNumber));
/// assert_eq!(detail.value.as_deref(), Some("+442079460123"));
/// for account in detail.accounts.iter().flatten() {
///     println!("owned by {}", account.name.as_deref().unwrap_or("somebody"));
/// }
/// # Ok(()) }
/// ```
///
/// From the spec:
pub use crate::generated::types::ContactDetail;

/// An account: a client, who owns contact details, or a member of the adviser firm.
///
/// Lists show about ten of the fields, and the relations that you include. [`get`](crate::Accounts::get) shows all of them,
/// and so do the accounts of a contact detail that was created or updated.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// use plannr_sdk::NewContactDetail;
/// use plannr_sdk::models::AccountType;
///
/// let new = NewContactDetail::email("Work e-mail", "jo@example.com", [owner])?;
/// let created = plannr.contact_details().create(&new).await?;
///
/// let accounts = created.accounts.as_deref().unwrap_or_default();
/// assert_eq!(accounts[0].uuid, owner);
/// assert_eq!(accounts[0].type_, Some(AccountType::Client));
/// # Ok(()) }
/// ```
///
/// From the spec:
pub use crate::generated::types::Account;

/// A login: the permissions of a user in one account. Its `uuid` is not that of the `account`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let user = mock.user();
/// for login in &**user.logins().await? {
///     if login.has_write_permission == Some(true) {
///         println!("{:?}", login.account.as_ref().map(|account| account.uuid));
///     }
/// }
/// # Ok(()) }
/// ```
///
/// From the spec:
pub use crate::generated::types::Login;

/// An e-mail address or a phone number to create, with its owners.
///
/// Make it with [`email`](NewContactDetail::email), [`phone_number`](NewContactDetail::phone_number) or
/// [`phone_number_in`](NewContactDetail::phone_number_in), which validate it. Send it with
/// [`create`](crate::ContactDetails::create) or [`ensure`](crate::ContactDetails::ensure).
///
/// ```
/// use plannr_sdk::{NewContactDetail, Uuid};
///
/// let (jo, alex) = (Uuid::from_u128(1), Uuid::from_u128(2));
/// let new = NewContactDetail::phone_number("Home", "020 7946 0123", [jo, alex])?;
/// assert_eq!(new.primary_for([jo]).owners(), [jo, alex]);
///
/// let error = NewContactDetail::phone_number("Home", "ask the office", [jo]).unwrap_err();
/// assert_eq!(error.field_errors()[0].field(), "value");
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
///
/// From the spec:
pub use crate::generated::types::NewContactDetail;

/// An update of a contact detail. It replaces the name, the value and the owners.
///
/// To change one of them, start from the present contact detail. It must have its accounts: an update without them
/// would remove its owners.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # let new = plannr_sdk::NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?;
/// # let uuid = mock.add_contact_detail(&new);
/// use plannr_sdk::{ContactDetailValue, UpdateContactDetail};
///
/// let Some(detail) = plannr.contact_details().get(uuid).await? else { return Ok(()) };
/// let number = ContactDetailValue::phone_number("020 7946 0456")?;
/// let update = UpdateContactDetail::try_from(&detail)?.with_value(number);
/// let updated = plannr.contact_details().update(uuid, &update).await?;
///
/// assert_eq!(updated.value.as_deref(), Some("+442079460456"));
/// assert_eq!(updated.name, detail.name);
/// # Ok(()) }
/// ```
///
/// From the spec:
pub use crate::generated::types::UpdateContactDetail;

/// The value of a contact detail in a request: an e-mail address, or a phone number in one of three forms.
///
/// ```
/// use plannr_sdk::ContactDetailValue;
///
/// let address = ContactDetailValue::email("jo@example.com")?;
/// let number = ContactDetailValue::phone_number("020 7946 0123")?;
/// let abroad = ContactDetailValue::phone_number_in("AU", "02 3456 7890")?;
///
/// let error = ContactDetailValue::email("jo at example.com").unwrap_err();
/// assert!(error.is_invalid_input());
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
///
/// From the spec:
pub use crate::generated::types::ContactDetailValue;

/// The type of a contact detail in a response. An unknown type is kept, and is not an error.
///
/// ```
/// use plannr_sdk::{ContactDetail, ContactDetailType};
///
/// fn icon(detail: &ContactDetail) -> &'static str {
///     match detail.type_ {
///         Some(ContactDetailType::Email) => "✉",
///         Some(ContactDetailType::PhoneNumber) => "☎",
///         _ => "?",
///     }
/// }
///
/// assert_eq!(ContactDetailType::from("fax"), ContactDetailType::Other("fax".to_owned()));
/// ```
///
/// From the spec:
pub use crate::generated::types::ContactDetailType;

/// A type that a list can be filtered by, see [`types`](crate::ListContactDetails::types).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// use plannr_sdk::ContactDetailTypeFilter;
///
/// let list = plannr.contact_details().list();
/// let numbers = list.types([ContactDetailTypeFilter::PhoneNumber]).send().await?;
/// assert!(numbers.data.is_empty());
/// # Ok(()) }
/// ```
///
/// From the spec:
pub use crate::generated::types::ContactDetailTypeFilter;

/// An order of a list, see [`sort`](crate::ListContactDetails::sort).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// use plannr_sdk::ContactDetailSort;
///
/// // The latest change first.
/// let list = plannr.contact_details().list();
/// let latest = list.sort(ContactDetailSort::UpdatedAtDescending).send().await?;
/// # Ok(()) }
/// ```
///
/// From the spec:
pub use crate::generated::types::ContactDetailSort;

/// A relation that a list can include with each contact detail, see [`include`](crate::ListContactDetails::include).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # let new = plannr_sdk::NewContactDetail::phone_number("Home", "020 7946 0123", [owner])?;
/// # mock.add_contact_detail(&new);
/// use plannr_sdk::ContactDetailInclude;
///
/// let list = plannr.contact_details().list();
/// let page = list.clone().send().await?;
/// assert!(page.data[0].accounts.is_none(), "not included");
///
/// let page = list.include([ContactDetailInclude::Accounts]).send().await?;
/// assert!(page.data[0].accounts.is_some());
/// # Ok(()) }
/// ```
///
/// From the spec:
pub use crate::generated::types::ContactDetailInclude;
