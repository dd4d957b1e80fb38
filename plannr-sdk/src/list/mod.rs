//! Lists: filters and order, one page, or a stream of all pages.

pub(crate) mod items;
pub(crate) mod page;
mod stream;

use std::num::NonZeroU64;

use uuid::Uuid;

use crate::error::Error;
use crate::generated::ListContactDetailsQuery;
use crate::generated::limits::list_contact_details as limits;
use crate::generated::types::{ContactDetailInclude, ContactDetailSort, ContactDetailTypeFilter};
use crate::response::Response;
use crate::transport::{self, Transport};
use crate::validate;
pub use page::Page;
use page::Requested;
pub use stream::ContactDetailStream;

/// A list request; made by [`ContactDetails::list`](crate::ContactDetails::list).
///
/// Each filter is a list of alternatives. A contact detail must match all filters.
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
#[must_use = "a list does nothing until `send` or `stream` is called"]
pub struct ListContactDetails {
    transport: Transport,
    account: Uuid,
    query: Query,
}

#[derive(Clone, Default)]
struct Query {
    uuids: Option<String>,
    account_uuids: Option<String>,
    circle_uuids: Option<String>,
    types: Option<String>,
    values: Option<Vec<String>>,
    include: Option<String>,
    sort: Option<ContactDetailSort>,
    per_page: Option<u64>,
    page: Option<u64>,
    max_pages: Option<u64>,
    skip_bad_items: bool,
}

impl ListContactDetails {
    pub(crate) fn new(transport: Transport, account: Uuid) -> Self {
        Self { transport, account, query: Query::default() }
    }

    /// Selects these contact details (`filter[uuid]`).
    pub fn uuids(mut self, uuids: impl IntoIterator<Item = Uuid>) -> Self {
        self.query.uuids = Some(join(uuids));
        self
    }

    /// Selects the contact details of these accounts (`filter[account_uuids]`).
    pub fn account_uuids(mut self, accounts: impl IntoIterator<Item = Uuid>) -> Self {
        self.query.account_uuids = Some(join(accounts));
        self
    }

    /// Selects the contact details of accounts in these circles (`filter[circle_uuids]`).
    pub fn circle_uuids(mut self, circles: impl IntoIterator<Item = Uuid>) -> Self {
        self.query.circle_uuids = Some(join(circles));
        self
    }

    /// Selects these types (`filter[type]`, a name that Plannr does not document).
    pub fn types(mut self, types: impl IntoIterator<Item = ContactDetailTypeFilter>) -> Self {
        self.query.types = Some(join(types.into_iter().map(|kind| kind.as_str())));
        self
    }

    /// Selects values that contain one of these parts (`filter[value]`, a name that Plannr does not document). A phone
    /// number is compared as Plannr stores it: without spaces, and with the country code instead of the 0, such as
    /// `+442079460123`.
    pub fn values(mut self, parts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.query.values = Some(parts.into_iter().map(Into::into).collect());
        self
    }

    /// Includes related resources; otherwise `accounts` is absent.
    pub fn include(mut self, relations: impl IntoIterator<Item = ContactDetailInclude>) -> Self {
        self.query.include = Some(join(relations.into_iter().map(|relation| relation.as_str())));
        self
    }

    /// Sets the order; the default is by creation, oldest first.
    pub fn sort(mut self, order: ContactDetailSort) -> Self {
        self.query.sort = Some(order);
        self
    }

    /// Sets the page size (1 to 500). The default is Plannr's own 15 for [`send`](Self::send), and the maximum for
    /// [`stream`](Self::stream).
    pub fn per_page(mut self, count: u64) -> Self {
        self.query.per_page = Some(count);
        self
    }

    /// Sets the page, counted from 1 (`page`, a name that Plannr does not document). A stream starts with it.
    pub fn page(mut self, number: u64) -> Self {
        self.query.page = Some(number);
        self
    }

    /// Sets the maximum number of pages that [`stream`](Self::stream) requests. The default is 10,000. If the list has
    /// more pages, the stream ends with an error.
    pub fn max_pages(mut self, count: u64) -> Self {
        self.query.max_pages = Some(count);
        self
    }

    /// Makes [`send`](Self::send) skip items that cannot be decoded. The page contains the other items, and an error
    /// for each skipped one in [`failures`](Page::failures). A stream needs no such setting: it returns each of these
    /// items as an error in its place, and continues.
    ///
    /// By default, `send` returns an error, because a missing item is easily overlooked. A program that copies or
    /// searches the page would conclude that the item does not exist.
    pub fn skip_bad_items(mut self) -> Self {
        self.query.skip_bad_items = true;
        self
    }

    /// Sends the request and returns one page.
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
    /// Any [`Error`]. If items cannot be decoded, the error names the first one, unless the list [skips bad
    /// items](Self::skip_bad_items).
    pub async fn send(&self) -> Result<Response<Page>, Error> {
        let Query { per_page, page, max_pages, skip_bad_items, .. } = self.query;
        validate::number("per_page", per_page, &limits::PER_PAGE)?;
        validate::number("page", page, &limits::PAGE)?;
        validate::number("max_pages", max_pages, &(1..=u64::MAX))?;
        let values = texts("filter[value]", self.query.values.as_deref())?;
        #[allow(clippy::needless_update, reason = "with a spec that has more parameters, it is needed")]
        let query = ListContactDetailsQuery {
            filter_uuid: not_empty("filter[uuid]", &self.query.uuids)?,
            filter_account_uuids: not_empty("filter[account_uuids]", &self.query.account_uuids)?,
            filter_circle_uuids: not_empty("filter[circle_uuids]", &self.query.circle_uuids)?,
            filter_type: not_empty("filter[type]", &self.query.types)?,
            filter_value: not_empty("filter[value]", &values)?,
            include: not_empty("include", &self.query.include)?,
            sort: self.query.sort.as_ref(),
            per_page: per_page.and_then(NonZeroU64::new),
            page: page.and_then(NonZeroU64::new),
            ..ListContactDetailsQuery::default()
        };
        let requested = Requested { page, per_page: per_page.unwrap_or_default(), skip_bad_items };
        let read = |response| items::decode(response, requested);
        transport::call(&self.transport, &|client| client.list_contact_details(&self.account, query.clone()), read)
            .await
    }
}

/// Filters can hold a client's data: they are not printed.
impl std::fmt::Debug for ListContactDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListContactDetails")
            .field("page", &self.query.page)
            .field("per_page", &self.query.per_page)
            .finish_non_exhaustive()
    }
}

fn join(items: impl IntoIterator<Item = impl ToString>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}

/// Refuses an empty filter, which would select everything.
fn not_empty<'a>(field: &'static str, items: &'a Option<String>) -> Result<Option<&'a str>, Error> {
    match items.as_deref() {
        Some("") => Err(Error::invalid(field, "has no items; omit the filter to list everything")),
        items => Ok(items),
    }
}

/// Joins values by commas. Refuses a value with a comma: the server would read it as two values.
fn texts(field: &'static str, texts: Option<&[String]>) -> Result<Option<String>, Error> {
    let Some(texts) = texts else { return Ok(None) };
    if texts.iter().any(|text| text.contains(',')) {
        return Err(Error::invalid(field, "has a value with a comma, which the API reads as two values"));
    }
    if texts.iter().any(String::is_empty) {
        return Err(Error::invalid(field, "has an empty value, which would select everything"));
    }
    Ok(Some(texts.join(",")))
}
