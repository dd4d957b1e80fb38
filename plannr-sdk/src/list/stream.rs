//! A stream over all pages of a list.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt as _;
use uuid::Uuid;

use super::ListContactDetails;
use super::page::Page;
use crate::error::{Error, Kind};
use crate::generated::limits::list_contact_details as limits;
use crate::generated::types::ContactDetail;

/// All contact details of a list; made by [`ListContactDetails::stream`].
///
/// It is a [`Stream`] for the `futures` crates; [`next`](Self::next) works without them. An item that cannot be decoded is an
/// error in its place, and the stream continues. Any other error ends the stream. To resume at the page that failed, request
/// the [pages one by one](Page::next_page).
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
pub struct ContactDetailStream {
    items: Pin<Box<dyn Stream<Item = Result<ContactDetail, Error>> + Send>>,
}

impl ListContactDetails {
    /// Returns all pages as one stream, which holds one page at a time.
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
    pub fn stream(mut self) -> ContactDetailStream {
        self.query.per_page.get_or_insert(*limits::PER_PAGE.end());
        let next = Some(self.query.page.unwrap_or(*limits::PAGE.start()));
        let paging = Paging { list: self, ready: VecDeque::new(), next, first: None };
        let items = futures_util::stream::unfold(paging, |mut paging| async move {
            let item = paging.next().await?;
            Some((item, paging))
        });
        ContactDetailStream { items: Box::pin(items.fuse()) }
    }
}

impl ContactDetailStream {
    /// Returns the next contact detail, or `None` at the end. Cancel safe: no item is lost if the future is dropped, as in
    /// `tokio::select!`.
    ///
    /// # Errors
    ///
    /// Each item can be an error; see [`Error`].
    pub async fn next(&mut self) -> Option<Result<ContactDetail, Error>> {
        poll_fn(|context| self.items.as_mut().poll_next(context)).await
    }
}

impl Stream for ContactDetailStream {
    type Item = Result<ContactDetail, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.as_mut().poll_next(context)
    }
}

impl fmt::Debug for ContactDetailStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactDetailStream")
    }
}

struct Paging {
    list: ListContactDetails,
    ready: VecDeque<Result<ContactDetail, Error>>,
    next: Option<u64>,
    /// The first item of the previous page, to detect a server that sends the same page for ever.
    first: Option<Uuid>,
}

impl Paging {
    async fn next(&mut self) -> Option<Result<ContactDetail, Error>> {
        while let Some(page) = self.next.take_if(|_| self.ready.is_empty()) {
            if let Err(error) = self.fetch(page).await {
                return Some(Err(error));
            }
        }
        self.ready.pop_front()
    }

    async fn fetch(&mut self, requested: u64) -> Result<(), Error> {
        // Frees the previous page before the next one is read.
        self.ready = VecDeque::new();
        self.list.query.page = Some(requested);
        let page = self.list.send().await?;
        if self.is_repeated(&page) {
            let kind = Kind::WrongPage { requested, received: None };
            return Err(Error::in_response(kind, page.into_response()));
        }
        self.next = page.next_page();
        self.ready = page.into_inner().into_results().into();
        Ok(())
    }

    /// Returns true if this is the previous page again. Checked only for pages without a number.
    fn is_repeated(&mut self, page: &Page) -> bool {
        let has_number = page.meta.as_ref().is_some_and(|meta| meta.current_page.is_some());
        let first = page.data.first().map(|detail| detail.uuid);
        let before = std::mem::replace(&mut self.first, first);
        !has_number && first.is_some() && first == before
    }
}
