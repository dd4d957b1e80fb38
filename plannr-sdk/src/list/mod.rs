//! Lists: filters and order, one page, or a stream of all pages.

mod checked;
pub(crate) mod items;
pub(crate) mod page;
mod stream;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use crate::error::Error;
use crate::response::Response;
use crate::transport::Caller;
use crate::validate;
pub(crate) use checked::Checked;
pub(crate) use page::ListOf;
use page::Requested;
pub use page::{Listed, Page};
pub use stream::ListStream;

/// A request for a list, such as [`ListContactDetails`](crate::ListContactDetails), with its filters and its order.
///
/// A filter that takes several values selects the items that match one of them. An item must match all filters.
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
pub struct List<T> {
    caller: Caller,
    /// Query parameters by name, except `page` and `per_page`. A bad one is reported when the list is requested.
    parameters: BTreeMap<Cow<'static, str>, Result<String, Error>>,
    per_page: Option<u64>,
    page: Option<u64>,
    max_pages: Option<u64>,
    skip_bad_items: bool,
    items: PhantomData<fn() -> T>,
}

impl<T: Listed> List<T> {
    pub(crate) fn new(caller: Caller) -> Self {
        let parameters = BTreeMap::new();
        let (per_page, page, max_pages, skip_bad_items) = (None, None, None, false);
        Self { caller, parameters, per_page, page, max_pages, skip_bad_items, items: PhantomData }
    }

    /// Sets a parameter. Generated code calls it.
    pub(crate) fn with(mut self, name: &'static str, Checked(value): Checked) -> Self {
        self.parameters.insert(name.into(), value.map_err(|problem| Error::invalid(name, problem)));
        self
    }

    /// Sets a parameter whose name contains text from the caller, such as `filter[custom_field:{field}]`. Generated
    /// code calls it.
    pub(crate) fn with_named(mut self, name: &'static str, part: &str, Checked(value): Checked) -> Self {
        let is_name = !part.is_empty() && !part.contains(['[', ']']);
        let value = if is_name { value } else { Err("has no name, or one with a bracket".to_owned()) };
        let (start, end) = (name.split('{').next().unwrap_or_default(), name.rsplit('}').next().unwrap_or_default());
        let value = value.map_err(|problem| Error::invalid(name, problem));
        self.parameters.insert(format!("{start}{part}{end}").into(), value);
        self
    }

    /// Sets the page size (1 to 500). The default is Plannr's own 15 for [`send`](Self::send), and the maximum for
    /// [`stream`](Self::stream).
    pub fn per_page(mut self, count: u64) -> Self {
        self.per_page = Some(count);
        self
    }

    /// Sets the number of the page, from 1. Plannr does not document the query parameter `page`. A stream starts with
    /// it.
    pub fn page(mut self, number: u64) -> Self {
        self.page = Some(number);
        self
    }

    /// Sets the maximum number of pages that [`stream`](Self::stream) requests. The default is 10,000. If the list has
    /// more pages, the stream ends with an error.
    pub fn max_pages(mut self, count: u64) -> Self {
        self.max_pages = Some(count);
        self
    }

    /// Makes [`send`](Self::send) skip items that cannot be decoded. The page contains the other items, and an error
    /// for each skipped one in [`failures`](Page::failures). A stream needs no such setting: it returns each of these
    /// items as an error in its place, and continues.
    ///
    /// By default, `send` returns an error, because a missing item is easily overlooked. A program that copies or
    /// searches the page would conclude that the item does not exist.
    pub fn skip_bad_items(mut self) -> Self {
        self.skip_bad_items = true;
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
    pub async fn send(&self) -> Result<Response<Page<T>>, Error> {
        let Self { per_page, page, max_pages, skip_bad_items, .. } = *self;
        validate::number("per_page", per_page, &T::LIST.per_page)?;
        validate::number("page", page, &T::LIST.pages)?;
        validate::number("max_pages", max_pages, &(1..=u64::MAX))?;
        let mut query = Vec::with_capacity(self.parameters.len() + 2);
        for (name, value) in &self.parameters {
            query.push((&**name, value.as_ref().map_err(Error::clone)?.as_str()));
        }
        let numbers =
            [("page", page), ("per_page", per_page)].map(|(name, number)| (name, number.map(|it| it.to_string())));
        query.extend(numbers.iter().filter_map(|(name, number)| Some((*name, number.as_deref()?))));
        let requested = Requested { page, per_page: per_page.unwrap_or_default(), skip_bad_items };
        let read = |response| items::decode(response, requested);
        self.caller.call(|client, account| (T::LIST.request)(client, account, &query), read).await
    }
}

/// Filters can hold a client's data: they are not printed.
impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("page", &self.page).field("per_page", &self.per_page).finish_non_exhaustive()
    }
}
