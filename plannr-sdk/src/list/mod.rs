//! Lists: what is asked for, a page of it, or all of it.

mod page;
mod stream;

use std::num::NonZeroU64;
use std::sync::Arc;

use uuid::Uuid;

use crate::error::Error;
use crate::generated::limits::list_contact_details as limits;
use crate::generated::types::{ContactDetailInclude, ContactDetailSort, ContactDetailTypeFilter};
use crate::generated::{Client, ListContactDetailsQuery};
use crate::response::Response;
use crate::{transport, validate};
pub use page::Page;
pub use stream::ContactDetailStream;

/// A list to be asked for; made by [`ContactDetails::list`](crate::ContactDetails::list).
///
/// Filters narrow: each is a list of alternatives, and a contact detail must pass all of them.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// use plannr_sdk::{ContactDetailInclude, ContactDetailSort, ContactDetailTypeFilter};
///
/// let list = plannr
///     .contact_details()
///     .list()
///     .account_uuids([owner])
///     .types([ContactDetailTypeFilter::Email, ContactDetailTypeFilter::PhoneNumber])
///     .values(["@example.com", "0900"])
///     .include([ContactDetailInclude::Accounts])
///     .sort(ContactDetailSort::NameDescending)
///     .per_page(100);
/// let (first, second) = (list.send().await?, list.clone().page(2).send().await?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "a list is only asked for by `send` or `stream`"]
pub struct ListContactDetails {
    client: Arc<Client>,
    account: Uuid,
    uuids: Option<String>,
    account_uuids: Option<String>,
    circle_uuids: Option<String>,
    types: Option<String>,
    values: Option<Vec<String>>,
    include: Option<String>,
    sort: Option<ContactDetailSort>,
    per_page: Option<u64>,
    page: Option<u64>,
    strict: bool,
}

impl ListContactDetails {
    pub(crate) fn new(client: Arc<Client>, account: Uuid) -> Self {
        Self {
            client,
            account,
            uuids: None,
            account_uuids: None,
            circle_uuids: None,
            types: None,
            values: None,
            include: None,
            sort: None,
            per_page: None,
            page: None,
            strict: false,
        }
    }

    /// Only these contact details (`filter[uuid]`).
    pub fn uuids(mut self, uuids: impl IntoIterator<Item = Uuid>) -> Self {
        self.uuids = Some(join(uuids));
        self
    }

    /// Only those that these accounts own (`filter[account_uuids]`).
    pub fn account_uuids(mut self, accounts: impl IntoIterator<Item = Uuid>) -> Self {
        self.account_uuids = Some(join(accounts));
        self
    }

    /// Only those of accounts in these circles (`filter[circle_uuids]`).
    pub fn circle_uuids(mut self, circles: impl IntoIterator<Item = Uuid>) -> Self {
        self.circle_uuids = Some(join(circles));
        self
    }

    /// Only those of these types (`filter[type]`, a name that is inferred).
    pub fn types(mut self, types: impl IntoIterator<Item = ContactDetailTypeFilter>) -> Self {
        self.types = Some(join(types.into_iter().map(|kind| kind.as_str())));
        self
    }

    /// Only those whose value has one of these parts (`filter[value]`, a name that is inferred). A phone number is
    /// compared as it is kept, such as `+447700900123`: without spaces, and with the country instead of the leading 0.
    pub fn values(mut self, parts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.values = Some(parts.into_iter().map(Into::into).collect());
        self
    }

    /// With these relations; without, a list has no accounts.
    pub fn include(mut self, relations: impl IntoIterator<Item = ContactDetailInclude>) -> Self {
        self.include = Some(join(relations.into_iter().map(|relation| relation.as_str())));
        self
    }

    /// In this order; by creation, oldest first, if not set.
    pub fn sort(mut self, order: ContactDetailSort) -> Self {
        self.sort = Some(order);
        self
    }

    /// So many on a page, from 1 to 500. If not set, Plannr's own 15 for [`send`](Self::send), and the most that are
    /// allowed for [`stream`](Self::stream).
    pub fn per_page(mut self, count: u64) -> Self {
        self.per_page = Some(count);
        self
    }

    /// This page, counted from 1 (`page`, a name that is inferred). A stream begins with it.
    pub fn page(mut self, number: u64) -> Self {
        self.page = Some(number);
        self
    }

    /// Fails for an item that does not decode. If not set, a page gives the others, and the failure beside them.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Asks for one page.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// let page = plannr.contact_details().list().per_page(50).page(1).send().await?;
    /// for detail in &page.data {
    ///     println!("{}", detail.uuid);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Any; see [`Error`].
    pub async fn send(&self) -> Result<Response<Page>, Error> {
        let values = texts("filter[value]", self.values.as_deref())?;
        validate::number("per_page", self.per_page, &limits::PER_PAGE)?;
        validate::number("page", self.page, &limits::PAGE)?;
        #[allow(clippy::needless_update, reason = "with a spec that has more parameters, it is needed")]
        let query = ListContactDetailsQuery {
            filter_uuid: not_empty("filter[uuid]", &self.uuids)?,
            filter_account_uuids: not_empty("filter[account_uuids]", &self.account_uuids)?,
            filter_circle_uuids: not_empty("filter[circle_uuids]", &self.circle_uuids)?,
            filter_type: not_empty("filter[type]", &self.types)?,
            filter_value: not_empty("filter[value]", &values)?,
            include: not_empty("include", &self.include)?,
            sort: self.sort.as_ref(),
            per_page: self.per_page.and_then(NonZeroU64::new),
            page: self.page.and_then(NonZeroU64::new),
            ..ListContactDetailsQuery::default()
        };
        let make = || self.client.list_contact_details(&self.account, query.clone());
        let read = |response| page::decode(response, self.strict);
        let (page, response) = transport::call(&self.client, &make, read).await?;
        match page.asked_for(self.page, self.per_page.unwrap_or_default()) {
            Ok(page) => Ok(Response::new(page, response)),
            Err(kind) => Err(Error::new(kind).with_response(response)),
        }
    }

    /// Asks for all pages, one after the other, and holds one at a time.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// let mut details = plannr.contact_details().list().stream();
    /// while let Some(detail) = details.next().await {
    ///     println!("{}", detail?.uuid);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn stream(self) -> ContactDetailStream {
        let per_page = self.per_page.unwrap_or(*limits::PER_PAGE.end());
        let page = self.page.unwrap_or(*limits::PAGE.start());
        ContactDetailStream::new(self.per_page(per_page), page)
    }
}

/// Filters can hold a client's data, and are not printed.
impl std::fmt::Debug for ListContactDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListContactDetails")
            .field("page", &self.page)
            .field("per_page", &self.per_page)
            .finish_non_exhaustive()
    }
}

fn join(items: impl IntoIterator<Item = impl ToString>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}

/// A filter without alternatives would let all pass, where none was meant.
fn not_empty<'a>(field: &'static str, items: &'a Option<String>) -> Result<Option<&'a str>, Error> {
    match items.as_deref() {
        Some("") => Err(Error::invalid(field, "has no items; leave it away to list all")),
        items => Ok(items),
    }
}

/// Texts are joined by commas, so that one with a comma would become two, and match more than was asked for.
fn texts(field: &'static str, texts: Option<&[String]>) -> Result<Option<String>, Error> {
    let Some(texts) = texts else { return Ok(None) };
    if texts.iter().any(|text| text.contains(',')) {
        return Err(Error::invalid(field, "has a value with a comma, which the API takes for two values"));
    }
    if texts.iter().any(String::is_empty) {
        return Err(Error::invalid(field, "has an empty value, which every value has as a part"));
    }
    Ok(Some(texts.join(",")))
}
