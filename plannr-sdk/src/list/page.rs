//! One page of a list.

use std::fmt;
use std::ops::{Deref, RangeInclusive};

use uuid::Uuid;

use crate::built_request::{BuiltRequest, Client};
use crate::error::{Error, Kind};
use crate::generated::types::{PageLinks, PageMeta};
use crate::lenient::{self, Failure, Json, Slot};
use crate::resource::Resource;
use crate::state_table::Claim;

/// A record that Plannr lists, such as a [`ContactDetail`](crate::ContactDetail).
pub trait Listed: Resource + Clone + fmt::Debug + Send + Sync + 'static {
    /// The page of the spec, with `data`, `links` and `meta`.
    type Page: Clone + fmt::Debug + Send + Sync + 'static;
    #[doc(hidden)]
    const LIST: ListOf<Self>;
}

/// The part of a list that the spec states. Generated code makes it.
pub struct ListOf<T: Listed> {
    pub(crate) pages: RangeInclusive<u64>,
    pub(crate) per_page: RangeInclusive<u64>,
    pub(crate) request: fn(&Client, &Uuid, &[(&str, &str)]) -> BuiltRequest,
    pub(crate) read_page: fn(&[u8]) -> serde_json::Result<T::Page>,
    pub(crate) read_item: fn(&[u8]) -> serde_json::Result<T>,
    pub(crate) empty_page: fn(Option<PageLinks>, Option<PageMeta>) -> T::Page,
    pub(crate) items: fn(&T::Page) -> &[T],
    pub(crate) items_mut: fn(&mut T::Page) -> &mut Vec<T>,
    pub(crate) links: fn(&T::Page) -> Option<&PageLinks>,
    pub(crate) meta: fn(&T::Page) -> Option<&PageMeta>,
}

/// A page of a list. It dereferences to `data`, `links` and `meta`, and also has [`failures`](Self::failures).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// let page = plannr.contact_details().list().skip_bad_items().send().await?;
/// println!("{} of {:?}", page.data.len(), page.meta.as_ref().and_then(|meta| meta.total));
/// for failure in page.failures() {
///     eprintln!("cannot be decoded: {:?} at {:?}", failure.uuid(), failure.json_path());
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Page<T: Listed> {
    pub(super) page: T::Page,
    pub(super) failures: Vec<Error>,
    /// The position of each failure among all items.
    pub(super) gaps: Vec<usize>,
    pub(super) end: End,
}

/// The number of items on a page of a server that ignores `per_page`.
const DEFAULT_PER_PAGE: u64 = 15;

/// Whether the page announces more pages.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct End {
    pub(super) next: Option<u64>,
    /// The reason, if the announcements contradict each other or the items.
    pub(super) problem: Option<&'static str>,
    /// The number of items on the pages before this one.
    pub(super) before: u64,
    /// The number of items, with those that cannot be decoded.
    pub(super) count: u64,
    /// True if the page announces nothing and has fewer items than requested, and than a page has by default.
    pub(super) is_short: bool,
}

impl<T: Listed> Page<T> {
    pub(super) fn new(page: T::Page) -> Self {
        Self { page, failures: Vec::new(), gaps: Vec::new(), end: End::default() }
    }

    /// Returns an error for each item that cannot be decoded, with its JSON path and, if it can be read, its uuid. If
    /// there are more than 1,000, one more error has the number of the others. Only a list that
    /// [skips bad items](crate::List::skip_bad_items) has any.
    #[must_use]
    pub fn failures(&self) -> &[Error] {
        &self.failures
    }

    /// Returns the number of the next page, or `None` if this is the last.
    ///
    /// A page is the last if `meta` and `links` announce that no page follows. If they announce nothing, only an empty
    /// page is the last. If they contradict each other, this returns the next number, but
    /// [`stream`](crate::List::stream) returns an error.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// let list = plannr.contact_details().list().per_page(100);
    /// let mut number = Some(1);
    /// while let Some(current) = number {
    ///     let page = list.clone().page(current).send().await?;
    ///     println!("page {current}: {} contact details", page.data.len());
    ///     number = page.next_page();
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn next_page(&self) -> Option<u64> {
        self.end.next
    }

    /// Returns the items without the rest of the page.
    #[must_use]
    pub fn into_items(mut self) -> Vec<T> {
        std::mem::take((T::LIST.items_mut)(&mut self.page))
    }

    pub(super) fn items(&self) -> &[T] {
        (T::LIST.items)(&self.page)
    }

    pub(super) fn total(&self) -> Option<u64> {
        self.meta().and_then(|meta| u64::try_from(meta.total?).ok())
    }

    /// Takes the `meta` of a page on which Laravel's paginator has it beside the items.
    pub(super) fn lift_meta(&mut self, text: &[u8]) {
        if self.meta().is_none()
            && let Ok(meta) = lenient::from_slice::<PageMeta>(text)
            && meta.current_page.or(meta.last_page).or(meta.total).is_some()
        {
            let items = std::mem::take((T::LIST.items_mut)(&mut self.page));
            self.page = (T::LIST.empty_page)((T::LIST.links)(&self.page).cloned(), Some(meta));
            *(T::LIST.items_mut)(&mut self.page) = items;
        }
    }

    fn meta(&self) -> Option<&PageMeta> {
        (T::LIST.meta)(&self.page)
    }

    /// Reads the announcements of the page, whose JSON is this text. Fails if it is not the requested page, because Plannr
    /// does not document the parameter `page`.
    pub(super) fn read_end(&self, requested: Requested, text: &[u8]) -> Result<End, Kind> {
        let (links, meta) = ((T::LIST.links)(&self.page), self.meta());
        let received = meta.and_then(|meta| meta.current_page);
        if let (Some(requested), Some(received)) = (requested.page, received)
            && u64::try_from(received) != Ok(requested)
        {
            return Err(Kind::WrongPage { requested, received });
        }
        let number = requested.page.unwrap_or(*T::LIST.pages.start());
        let count = (self.items().len() + self.failures.len()) as u64;
        let read = |field: fn(&PageMeta) -> Option<i64>| u64::try_from(field(meta?)?).ok();
        let per_page = read(|meta| meta.per_page).unwrap_or(requested.per_page);
        // The number of items on this page and after it. If this page has more, `total` is wrong.
        let before = (number - 1).saturating_mul(per_page);
        let due = read(|meta| meta.total).map(|total| total.saturating_sub(before));
        let signals = [
            read(|meta| meta.last_page).map(|last| number < last),
            links.and_then(|links| links.next.as_ref()).map(|_| true).or_else(|| announced_next(text)),
            due.filter(|due| per_page > 0 && *due >= count).map(|due| due > per_page),
        ];
        let (has_more, is_last) = (signals.contains(&Some(true)), signals.contains(&Some(false)));
        let next = number.checked_add(1).filter(|_| has_more || (!is_last && count > 0));
        let problem = (has_more && is_last).then_some("announces both that more pages follow and that none do");
        let is_short = !has_more && !is_last && count < requested.per_page.min(DEFAULT_PER_PAGE);
        Ok(End { next, problem, before, count, is_short })
    }

    /// Returns all items in the order of the page: decoded, or as an error.
    pub(super) fn into_results(mut self) -> Vec<Result<T, Error>> {
        let (mut gaps, mut failures) =
            (std::mem::take(&mut self.gaps).into_iter().peekable(), std::mem::take(&mut self.failures).into_iter());
        let mut items = self.into_items().into_iter();
        let next = |at| match gaps.next_if_eq(&at) {
            Some(_) => failures.next().map(Err),
            None => items.next().map(Ok),
        };
        (0..).map_while(next).collect()
    }
}

impl<T: Listed> Deref for Page<T> {
    type Target = T::Page;

    fn deref(&self) -> &T::Page {
        &self.page
    }
}

/// Returns whether a page announces a next one, or `None` if it does not say: a missing `next` is not the end, and neither
/// is a null one where all links are null.
fn announced_next(text: &[u8]) -> Option<bool> {
    let mut next = Next::default();
    lenient::read_slice(text, &mut next).ok()?;
    next.has_more.then_some(true).or(next.is_last.then_some(false))
}

/// The next page according to `links`, `meta`, or Laravel's paginators without them.
#[derive(Default)]
struct Next {
    has_more: bool,
    is_last: bool,
}

impl Slot for Next {
    fn put(&mut self, json: Json<'_>) -> Result<(), Failure> {
        let Json::Object(object) = json else { return Claim::default().put(json) };
        let (mut has_null, mut has_others, mut name) = (false, false, String::new());
        while object.next_key(&mut |key| key.clone_into(&mut name))? {
            let mut claim = Claim::default();
            match &*name {
                "links" | "meta" => object.next_value(self)?,
                "next" | "next_page_url" | "next_cursor" => {
                    object.next_value(&mut claim)?;
                    self.has_more |= claim.is_true;
                    has_null |= !claim.is_true;
                }
                "first" | "prev" | "first_page_url" | "prev_page_url" | "prev_cursor" => {
                    object.next_value(&mut claim)?;
                    has_others |= claim.is_true;
                }
                _ => object.skip()?,
            }
        }
        self.is_last |= has_null && has_others;
        Ok(())
    }
}

/// The part of a request that decides how its response is read.
#[derive(Clone, Copy)]
pub(crate) struct Requested {
    pub(crate) page: Option<u64>,
    pub(crate) per_page: u64,
    pub(crate) skip_bad_items: bool,
}
