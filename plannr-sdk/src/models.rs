//! What is sent and what comes back, under the names that the spec has.
//!
//! - Sent: [`NewContactDetail`], [`UpdateContactDetail`], and the [`ContactDetailValue`] in the latter.
//! - To ask with: [`ContactDetailTypeFilter`], [`ContactDetailInclude`] and [`ContactDetailSort`].
//! - Read: [`ContactDetail`], its [`Account`]s, and what those have, such as [`Firm`], [`Group`], [`Circle`] and [`Tag`].
//! - Around a list: [`ContactDetailPage`], with its [`PageLinks`] and [`PageMeta`].
//!
//! What is sent is checked when it is made, and cannot hold what the spec forbids. What is read is never judged: but for the
//! uuid every field may be absent, for the public pages do not say which always come; an enumeration keeps a value that it
//! does not know in its variant `Other`; and a date keeps its text, as a [`Timestamp`].
//!
//! All of them are written and read by serde under the names that Plannr gives their fields. Their `Debug` shows no content,
//! so that they may be logged.
//!
//! The types are generated, and most people meet them through the constructors of [`NewContactDetail`] and
//! [`UpdateContactDetail`].

pub use crate::generated::types::*;
pub use crate::timestamp::Timestamp;

// rustdoc puts the words of the spec, which are those of the generated type, below what is written here.

/// An e-mail address or a phone number, as it came.
///
/// Only the [`uuid`](ContactDetail::uuid) is certain to be there. A list shows `accounts` and `primary_accounts` if they are
/// [included](crate::ListContactDetails::include); [`get`](crate::ContactDetails::get) includes both.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # let new = plannr_sdk::NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?;
/// # let uuid = plannr.contact_details().create(&new).await?.uuid;
/// use plannr_sdk::ContactDetailType;
///
/// let Some(detail) = plannr.contact_details().get(uuid).await? else { return Ok(()) };
///
/// assert_eq!(detail.type_, Some(ContactDetailType::PhoneNumber));
/// assert_eq!(detail.value.as_deref(), Some("+447700900123"));
/// for account in detail.accounts.iter().flatten() {
///     println!("owned by {}", account.name.as_deref().unwrap_or("somebody"));
/// }
/// # Ok(()) }
/// ```
///
/// In the words of the spec:
pub use crate::generated::types::ContactDetail;

/// A client, or somebody of the adviser firm, as a contact detail shows its owners.
///
/// A list shows a slim account, of some ten fields; create and update show a wide one.
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
/// In the words of the spec:
pub use crate::generated::types::Account;

/// An e-mail address or a phone number that is to be created, with its owners.
///
/// It is made by [`email`](NewContactDetail::email), [`phone_number`](NewContactDetail::phone_number) or
/// [`phone_number_in`](NewContactDetail::phone_number_in), which check it, and sent by [`create`](crate::ContactDetails::create) or
/// [`ensure`](crate::ContactDetails::ensure).
///
/// ```
/// use plannr_sdk::{NewContactDetail, Uuid};
///
/// let (jo, alex) = (Uuid::from_u128(1), Uuid::from_u128(2));
/// let new = NewContactDetail::phone_number("Home", "07700 900123", [jo, alex])?;
/// assert_eq!(new.primary_for([jo]).owners(), [jo, alex]);
///
/// let error = NewContactDetail::phone_number("Home", "ask the office", [jo]).unwrap_err();
/// assert_eq!(error.field_errors()[0].field(), "value");
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
///
/// In the words of the spec:
pub use crate::generated::types::NewContactDetail;

/// What a contact detail is to be: an update replaces name, value and owners, all three.
///
/// To change one of them, begin with the contact detail as it is. One that came without its accounts is refused, for an
/// update without them would take it away from its owners.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # let new = plannr_sdk::NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?;
/// # let uuid = plannr.contact_details().create(&new).await?.uuid;
/// use plannr_sdk::{ContactDetailValue, UpdateContactDetail};
///
/// let Some(detail) = plannr.contact_details().get(uuid).await? else { return Ok(()) };
/// let number = ContactDetailValue::phone_number("07700 900456")?;
/// let update = UpdateContactDetail::try_from(&detail)?.with_value(number);
/// let updated = plannr.contact_details().update(uuid, &update).await?;
///
/// assert_eq!(updated.value.as_deref(), Some("+447700900456"));
/// assert_eq!(updated.name, detail.name);
/// # Ok(()) }
/// ```
///
/// In the words of the spec:
pub use crate::generated::types::UpdateContactDetail;

/// The new value in an [`UpdateContactDetail`]: an e-mail address, or a phone number in one of its three forms.
///
/// ```
/// use plannr_sdk::ContactDetailValue;
///
/// let address = ContactDetailValue::email("jo@example.com")?;
/// let number = ContactDetailValue::phone_number("07700 900123")?;
/// let abroad = ContactDetailValue::phone_number_in("AU", "02 3456 7890")?;
///
/// let error = ContactDetailValue::email("jo at example.com").unwrap_err();
/// assert!(error.is_invalid_input());
/// # Ok::<(), plannr_sdk::Error>(())
/// ```
///
/// In the words of the spec:
pub use crate::generated::types::ContactDetailValue;

/// What a contact detail is. Another type than those of the spec is kept as it came, and is no error.
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
/// In the words of the spec:
pub use crate::generated::types::ContactDetailType;

/// Which types a list is to show: [`types`](crate::ListContactDetails::types).
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
/// In the words of the spec:
pub use crate::generated::types::ContactDetailTypeFilter;

/// In which order a list is to come: [`sort`](crate::ListContactDetails::sort).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// use plannr_sdk::ContactDetailSort;
///
/// // What was changed last, first.
/// let list = plannr.contact_details().list();
/// let latest = list.sort(ContactDetailSort::UpdatedAtDescending).send().await?;
/// # Ok(()) }
/// ```
///
/// In the words of the spec:
pub use crate::generated::types::ContactDetailSort;

/// What a list is to show beside each contact detail: [`include`](crate::ListContactDetails::include).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// # let new = plannr_sdk::NewContactDetail::phone_number("Mobile", "07700 900123", [owner])?;
/// # plannr.contact_details().create(&new).await?;
/// use plannr_sdk::ContactDetailInclude;
///
/// let list = plannr.contact_details().list();
/// let page = list.clone().send().await?;
/// assert!(page.data[0].accounts.is_none(), "not asked for");
///
/// let page = list.include([ContactDetailInclude::Accounts]).send().await?;
/// assert!(page.data[0].accounts.is_some());
/// # Ok(()) }
/// ```
///
/// In the words of the spec:
pub use crate::generated::types::ContactDetailInclude;
