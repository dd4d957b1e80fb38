//! The operations on accounts, which only read.

use reqwest::StatusCode;
use uuid::Uuid;

use crate::decode;
use crate::email;
use crate::error::{Error, Kind};
use crate::generated::types::{
    Account, AccountInclude, AccountSort, AccountType, AccountTypeFilter, LinkedContactDetail,
};
use crate::list::List;
use crate::phone::is_invisible;
use crate::response::{RawResponse, Response};
use crate::sameness::Sameness;
use crate::transport::Caller;

/// A request for a list of accounts; made by [`Accounts::list`].
pub type ListAccounts = List<Account>;

/// The operations on accounts, returned by [`Plannr::accounts`](crate::Plannr::accounts): clients, and members of the
/// adviser firm.
///
/// Use them to find the owners of contact details.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # mock.add_client_with_email("Jo Lee", "jo@example.com");
/// # let plannr = mock.plannr();
/// use plannr_sdk::{Found, NewContactDetail};
///
/// match plannr.accounts().find_by_email("jo@example.com").await? {
///     Found::One(client) => {
///         let new = NewContactDetail::phone_number("Home", "020 7946 0123", [client.uuid])?;
///         plannr.contact_details().ensure(&new).await?;
///     }
///     Found::None => println!("no client has this e-mail address"),
///     Found::Several(clients) => println!("{} clients share it", clients.len()),
/// }
/// # assert_eq!(mock.contact_details().len(), 2);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Accounts(pub(crate) Caller);

impl Accounts {
    /// Returns a builder that lists accounts.
    ///
    /// Set filters and an order, then call [`send`](List::send) for one page or [`stream`](List::stream) for all
    /// accounts. A list shows few fields of each account; [include](ListAccounts::include) relations that you need.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// use plannr_sdk::models::{AccountInclude, AccountSort, AccountTypeFilter};
    ///
    /// let mut clients = plannr
    ///     .accounts()
    ///     .list()
    ///     .types([AccountTypeFilter::Client])
    ///     .include([AccountInclude::PrimaryEmail])
    ///     .sort(AccountSort::LastName)
    ///     .stream();
    /// while let Some(client) = clients.next().await {
    ///     println!("{}", client?.uuid);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Plannr does not document what a custom field contains: check the results of
    /// [`custom_field`](ListAccounts::custom_field) before you use them to write. It does not document either how it
    /// reads a comma in a text, which may select more accounts.
    pub fn list(&self) -> ListAccounts {
        List::new(self.0.clone())
    }

    /// Returns an account with all its fields, or `None` if the UUID does not exist.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// let client = mock.add_client("Ava Morgan");
    /// let account = plannr.accounts().get(client).await?.expect("it was just added");
    /// assert_eq!(account.name.as_deref(), Some("Ava Morgan"));
    /// assert!(plannr.accounts().get(plannr_sdk::Uuid::nil()).await?.is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`]. A 404 that is not JSON does not come from Plannr, and is an error. A response with another account
    /// is an error too ([`Error::is_decode`]).
    pub async fn get(&self, uuid: Uuid) -> Result<Option<Response<Account>>, Error> {
        match self.0.call(|client, account| client.show_account(&uuid, account), decode::resource).await {
            Err(error) if is_absent(&error) => Ok(None),
            shown => shown.map(Some),
        }
    }

    /// Finds the clients with exactly this e-mail address, according to [`email::compare`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, uuid) = (mock.plannr(), mock.add_client_with_email("Jo Lee", "jo@example.com"));
    /// use plannr_sdk::Found;
    ///
    /// let found = plannr.accounts().find_by_email("Jo@example.com").await?;
    /// assert!(matches!(found, Found::One(client) if client.uuid == uuid));
    /// assert_eq!(plannr.accounts().find_by_email("o@example.com").await?, Found::None);
    /// # Ok(()) }
    /// ```
    ///
    /// Plannr's filter matches parts of the primary e-mail address. It only narrows the list; each client in it is then
    /// compared. Clients can share an address, so there may be several. Accounts that are not clients are left out,
    /// because they cannot own contact details.
    ///
    /// Plannr does not document whether its filter distinguishes capitals. If it does, a client whose address is stored
    /// in capitals is not found by one in small letters. The other addresses of a client, which are not primary, are
    /// not searched.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. If the end of the list is [uncertain](List::stream), or if it has a client without any e-mail
    /// address, this returns an error ([`Error::is_decode`]) and not [`Found::None`].
    ///
    /// - [`Error::is_invalid_input`]: the text is not an e-mail address.
    pub async fn find_by_email(&self, address: &str) -> Result<Found, Error> {
        let Some(part) = email::part_to_search(address) else {
            return Err(Error::invalid("email", "is not an e-mail address"));
        };
        let has_it = |account: &Account| Some(email::compare(account.email_address()?, address) == Sameness::Same);
        self.find(self.list().primary_email(part), &has_it).await
    }

    /// Finds the clients with exactly this name: a full name such as `Ava Morgan`, or the name of an entity such as
    /// `Morgan Family Trust`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// use plannr_sdk::Found;
    ///
    /// for _ in 0..2 {
    ///     mock.add_client("Jo Lee");
    /// }
    /// let found = plannr.accounts().find_by_name("jo lee").await?;
    /// assert!(matches!(found, Found::Several(clients) if clients.len() == 2));
    /// # Ok(()) }
    /// ```
    ///
    /// Names are compared without their case and without additional spaces, and in no other way: `Mrs Ava Morgan` and
    /// `Ava Morgan` are different, unless these are the first and the last name. Plannr's filter matches parts of names
    /// and only narrows the list: the longest word of the name is sent. Several clients can have the same name.
    ///
    /// Plannr does not document whether its filter distinguishes capitals. If it does, write the longest word as Plannr
    /// shows it.
    ///
    /// # Errors
    ///
    /// Any [`Error`], as for [`find_by_email`](Self::find_by_email).
    ///
    /// - [`Error::is_invalid_input`]: the name is empty.
    pub async fn find_by_name(&self, name: &str) -> Result<Found, Error> {
        let words = name.split(|letter: char| letter.is_whitespace() || letter == ',' || is_invisible(letter));
        let longest = words.max_by_key(|word| word.chars().count()).unwrap_or_default();
        let wanted = plain(name);
        let has_it = |account: &Account| {
            let shown = names(account);
            (!shown.is_empty()).then(|| shown.contains(&wanted))
        };
        self.find(self.list().name(longest), &has_it).await
    }

    /// Lists accounts, and keeps the clients for which the function returns true. If it returns nothing, the account
    /// cannot be compared, so the filter did not select it.
    async fn find(
        &self,
        list: ListAccounts,
        has_it: &(dyn Fn(&Account) -> Option<bool> + Sync),
    ) -> Result<Found, Error> {
        let list = list.types([AccountTypeFilter::Client]).include([AccountInclude::PrimaryEmail]);
        // Sorted by creation, an account that is created meanwhile is on the last page.
        let list = list.sort(AccountSort::CreatedAt);
        let (mut all, mut found) = (list.stream(), Vec::new());
        while let Some(account) = all.next().await {
            let account = account?;
            let is_client = !matches!(account.type_, Some(AccountType::Employee | AccountType::External));
            if is_client && has_it(&account).ok_or_else(|| Error::new(Kind::FilterIgnored))? {
                found.push(account);
            }
        }
        Ok(Found::from(found))
    }
}

/// The accounts that were found by an exact value: none, one or several.
///
/// ```
/// # use plannr_sdk::{Found, Uuid};
/// /// Returns the only client, or what to tell the person who imports.
/// fn only(found: Found) -> Result<Uuid, String> {
///     match found {
///         Found::One(client) => Ok(client.uuid),
///         Found::None => Err("no client".to_owned()),
///         Found::Several(clients) => Err(format!("{} clients", clients.len())),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "there may be none or several"]
pub enum Found {
    /// No account.
    None,
    /// Exactly one account.
    One(Box<Account>),
    /// At least two accounts, oldest first.
    Several(Vec<Account>),
}

impl From<Vec<Account>> for Found {
    fn from(mut accounts: Vec<Account>) -> Self {
        match accounts.len() {
            0 => Self::None,
            1 => Self::One(Box::new(accounts.swap_remove(0))),
            _ => Self::Several(accounts),
        }
    }
}

/// Returns true for a 404 of Plannr, which is JSON.
fn is_absent(error: &Error) -> bool {
    error.status() == Some(StatusCode::NOT_FOUND) && error.response().is_some_and(RawResponse::begins_as_object)
}

impl Account {
    /// Returns the primary e-mail address: of `primary_email`, which a list shows only if you include it, or else of
    /// `email`, its deprecated form.
    #[must_use]
    pub fn email_address(&self) -> Option<&str> {
        let primary = match &self.primary_email {
            Some(LinkedContactDetail::ContactDetail(detail)) => detail.value.as_deref(),
            Some(LinkedContactDetail::String(text)) => Some(text.as_str()),
            None => None,
        };
        [primary, self.email.as_deref()].into_iter().flatten().find(|text| text.contains('@'))
    }
}

/// Returns the names of an account in a response, in the form in which they are compared.
fn names(account: &Account) -> Vec<String> {
    let [name, first, last] = [&account.name, &account.first_name, &account.last_name].map(Option::as_deref);
    let full = [name.map(plain), first.zip(last).map(|(first, last)| plain(&format!("{first} {last}")))];
    full.into_iter().flatten().filter(|name| !name.is_empty()).collect()
}

/// Returns a name in small letters, with single spaces.
fn plain(name: &str) -> String {
    let is_shown = |letter: &char| letter.is_whitespace() || !is_invisible(*letter);
    let visible: String = name.chars().filter(is_shown).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
