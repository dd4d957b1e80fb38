//! A stream over all pages of a list.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::hash::BuildHasher as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt as _;
use uuid::Uuid;

use super::List;
use super::page::{End, Listed, Page};
use crate::error::{Error, Kind};
use crate::response::Response;

/// The default of [`List::max_pages`].
const MAX_PAGES: u64 = 10_000;

/// All items of a list; made by [`List::stream`].
///
/// It is a [`Stream`] for the `futures` crates; [`next`](Self::next) works without them. An item that cannot be decoded
/// is an error in its place, and the stream continues. Any other error ends the stream. To resume at the page that
/// failed, request the [pages one by one](Page::next_page).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let plannr = mock.plannr();
/// let mut details = plannr.contact_details().list().stream();
/// while let Some(detail) = details.next().await {
///     match detail {
///         Ok(detail) => println!("{}", detail.uuid),
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing until its items are requested"]
pub struct ListStream<T> {
    items: Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>,
}

impl<T: Listed> List<T> {
    /// Returns all items as one stream. It keeps one page and the uuids of all items in memory.
    ///
    /// Each item is returned once, even if it moves to the next page during the read, or if the server repeats it. If
    /// pages have neither `meta` nor `links`, the list ends at an empty page. It also ends if the server repeats a page
    /// with fewer than 15 items (or fewer than `per_page`, if that is smaller). If the end of the list is uncertain,
    /// the stream ends with an error ([`Error::is_decode`]). The end is uncertain when a page
    ///
    /// - repeats an earlier page, except such a short one, or has only items of earlier pages,
    /// - announces both that more pages follow and that none do,
    /// - is the last, and the list has fewer items than its `total`, or
    /// - is the last that [`max_pages`](Self::max_pages) allows, and more follow.
    ///
    /// If the list changed during the read, for example because an item was deleted, stream it again. If a server always
    /// contradicts itself, for example because its `total` counts items that it does not show, request the [pages one by
    /// one](Page::next_page): then you decide where the list ends.
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
    pub fn stream(mut self) -> ListStream<T> {
        self.skip_bad_items = true;
        self.per_page.get_or_insert(*T::LIST.per_page.end());
        self.page.get_or_insert(*T::LIST.pages.start());
        let items = Items { pages: self.pages(), ready: VecDeque::new() };
        let items = futures_util::stream::unfold(items, |mut items| async move {
            let item = items.next().await?;
            Some((item, items))
        });
        ListStream { items: Box::pin(items.fuse()) }
    }
}

impl<T> ListStream<T> {
    /// Returns the next item, or `None` at the end. Cancel safe: no item is lost if the future is dropped, as
    /// in `tokio::select!`.
    ///
    /// # Errors
    ///
    /// Each item can be an error; see [`Error`].
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.items.as_mut().poll_next(context)).await
    }
}

impl<T> Stream for ListStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for ListStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ListStream")
    }
}

/// The items of a list that are ready, and the pages to come.
struct Items<T> {
    pages: Pages<T>,
    ready: VecDeque<Result<T, Error>>,
}

impl<T: Listed> Items<T> {
    async fn next(&mut self) -> Option<Result<T, Error>> {
        while self.ready.is_empty() {
            // Frees the previous page before the next one is read.
            self.ready = VecDeque::new();
            let (page, mut fresh) = match self.pages.next().await? {
                Ok(page) => page,
                Err(error) => return Some(Err(error)),
            };
            let is_new = |item: &Result<T, _>| item.as_ref().map_or(true, |item| fresh.remove(&item.uuid()));
            self.ready = page.into_inner().into_results().into_iter().filter(is_new).collect();
        }
        self.ready.pop_front()
    }
}

/// The pages of a list, each requested when it is needed.
///
/// A list that does not end must not use up the user's quota, so a page that brings nothing new is an error. To detect
/// this, it keeps the uuid of each item and a hash of each page.
pub(crate) struct Pages<T> {
    list: List<T>,
    next: Option<u64>,
    left: u64,
    /// The error to return last, if the end of the list is uncertain.
    uncertain: Option<Error>,
    uuids: HashSet<Uuid>,
    hashes: HashSet<u64>,
    /// The number of items on the pages before the first requested one.
    skipped: Option<u64>,
    /// The number of items read, not counting repeats from earlier pages.
    seen: u64,
    /// The smallest `total`: items can be deleted while the pages are read.
    total: Option<u64>,
}

impl<T: Listed> List<T> {
    pub(crate) fn pages(self) -> Pages<T> {
        let first = self.page.unwrap_or(*T::LIST.pages.start());
        Pages {
            next: Some(first),
            left: self.max_pages.unwrap_or(MAX_PAGES),
            uncertain: None,
            uuids: HashSet::new(),
            hashes: HashSet::new(),
            skipped: None,
            seen: 0,
            total: None,
            list: self,
        }
    }
}

impl<T: Listed> Pages<T> {
    /// Returns the next page, and the uuids on it that no earlier page had. After an error there are no more.
    pub(crate) async fn next(&mut self) -> Option<Result<(Response<Page<T>>, HashSet<Uuid>), Error>> {
        let Some(number) = self.next.take() else { return self.uncertain.take().map(Err) };
        let page = match self.list.send().await {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        let End { next, problem, before, count, is_short } = page.end;
        let uncertain = |problem| Error::in_response(Kind::BadPage { number, problem }, page.clone().into_response());
        let uuids: HashSet<Uuid> = page.items().iter().map(|item| item.uuid()).collect();
        // The hash does not depend on the order of the items.
        let hash = uuids.iter().map(|uuid| self.hashes.hasher().hash_one(uuid)).fold(0, u64::wrapping_add);
        let hash = if uuids.is_empty() { self.hashes.hasher().hash_one(page.body()) } else { hash };
        let brings_nothing_new = next.is_some() && !uuids.is_empty() && uuids.is_subset(&self.uuids);
        if count > 0 && (!self.hashes.insert(hash) || brings_nothing_new) {
            // If a short page repeats, the server ignores `page` and has only this page.
            return (!is_short).then(|| Err(uncertain("repeats earlier items")));
        }
        let fresh: HashSet<Uuid> = uuids.difference(&self.uuids).copied().collect();
        // A page that repeats an item by itself, such as that of a join in SQL, counts it twice in `total`, too.
        self.seen += count - (uuids.len() - fresh.len()) as u64;
        self.uuids.extend(&fresh);
        self.total = self.total.into_iter().chain(page.total()).min();
        self.left -= 1;
        let is_too_long = (self.left == 0 && next.is_some()).then_some("is the last that `max_pages` allows");
        let known = self.skipped.get_or_insert(before).saturating_add(self.seen);
        let lacks_items = next.is_none() && self.total.is_some_and(|total| known < total);
        let lacks_items = lacks_items.then_some("is the last, and the list has fewer items than `total` announces");
        self.uncertain = problem.or(is_too_long).or(lacks_items).map(uncertain);
        if self.uncertain.is_none() {
            (self.next, self.list.page) = (next, next);
        }
        Some(Ok((page, fresh)))
    }
}
