//! All pages of a list, one after the other.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt as _;
use uuid::Uuid;

use super::{ListContactDetails, Page};
use crate::error::{Error, Kind};
use crate::generated::types::ContactDetail;

/// All contact details of a list; made by [`ListContactDetails::stream`].
///
/// A [`Stream`] for those who use the `futures` crates, and a [`next`](Self::next) for those who do not. An item that does
/// not decode is an error in its place, and the stream goes on. Any other error ends it, and nothing is repeated: who wants
/// to go on from the page that failed asks for [one after the other](Page::next_page).
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
#[must_use = "a stream does nothing unless it is asked for its items"]
pub struct ContactDetailStream {
    items: Pin<Box<dyn Stream<Item = Result<ContactDetail, Error>> + Send>>,
}

impl ContactDetailStream {
    pub(super) fn new(list: ListContactDetails, first_page: u64) -> Self {
        let state = Paging { list, ready: VecDeque::new(), next: Some(first_page), first: None };
        let items = futures_util::stream::unfold(state, |mut state| async move {
            let item = state.next().await?;
            Some((item, state))
        });
        Self { items: Box::pin(items.fuse()) }
    }

    /// The next contact detail, or `None` at the end. To stop waiting for it, as `tokio::select!` does, loses nothing.
    ///
    /// # Errors
    ///
    /// Each item may be one; see [`Error`].
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
    /// The first item of the page before, to notice a server that sends the same page for ever.
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

    async fn fetch(&mut self, asked: u64) -> Result<(), Error> {
        self.list.page = Some(asked);
        // The room of the page before is not held beside the next one.
        self.ready = VecDeque::new();
        let page = self.list.send().await?;
        if self.is_repeated(&page) {
            return Err(
                Error::new(Kind::WrongPage { requested: asked, received: None }).with_response(page.into_response())
            );
        }
        self.next = page.next_page();
        self.ready = page.into_inner().into_results().into();
        Ok(())
    }

    /// A page without its number may be any. The one before once more is an error and not a loop.
    fn is_repeated(&mut self, page: &Page) -> bool {
        let has_number = page.meta.as_ref().is_some_and(|meta| meta.current_page.is_some());
        let first = page.data.first().map(|detail| detail.uuid);
        let before = std::mem::replace(&mut self.first, first);
        !has_number && first.is_some() && first == before
    }
}
