//! Many contact details: so many at a time, one outcome for each.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Mutex as Turns;

use crate::contact_details::ContactDetails;
use crate::ensure::{Ensured, Identity};
use crate::error::Error;
use crate::generated::types::{ContactDetail, NewContactDetail};
use crate::response::Response;
use crate::server_state::ServerState;

/// How many are in flight at a time, if nothing else is said.
const CONCURRENCY: usize = 8;

/// A stream of what is in a collection, for those who do not use the `futures` crates.
///
/// ```
/// # use plannr_sdk::{Error, NewContactDetail, Plannr, stream_of};
/// # async fn show(plannr: &Plannr, contacts: Vec<NewContactDetail>) {
/// let mut batch = plannr.contact_details().ensure_all(stream_of(contacts));
/// # }
/// ```
pub fn stream_of<I: IntoIterator>(items: I) -> impl Stream<Item = I::Item> {
    futures_util::stream::iter(items)
}

impl ContactDetails {
    /// Creates many contact details, so many at a time.
    ///
    /// To run it again creates them again: [`ensure_all`](Self::ensure_all) does not. For a collection there is
    /// [`stream_of`](crate::stream_of).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::{NewContactDetail, stream_of};
    ///
    /// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
    /// let mut batch = plannr.contact_details().create_all(stream_of(contacts));
    /// while let Some(outcome) = batch.next().await {
    ///     println!("item {}: {}", outcome.index, outcome.result?.uuid);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn create_all<'a>(
        &self,
        items: impl Stream<Item = NewContactDetail> + Send + 'a,
    ) -> Batch<'a, Response<ContactDetail>> {
        Batch::new(self.clone(), items, |details, new| Box::pin(details.create(new)))
    }

    /// [Ensures](Self::ensure) many contact details, so many at a time: an import that can be run again. For a collection
    /// there is [`stream_of`](crate::stream_of).
    ///
    /// Each new item costs two requests or more, a list for each owner and the create, so that the quota of 500 a minute
    /// lasts for half as many. After a batch that was dropped, wait for the
    /// [`settle_delay`](crate::PlannrBuilder::settle_delay) before the next run: what was in flight may still be applied.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::{NewContactDetail, stream_of};
    ///
    /// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
    /// for _ in 0..2 {
    ///     let mut batch = plannr.contact_details().ensure_all(stream_of(contacts.clone())).concurrency(16);
    ///     while let Some(outcome) = batch.next().await {
    ///         println!("item {}: created {}", outcome.index, outcome.result?.is_created());
    ///     }
    /// }
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn ensure_all<'a>(&self, items: impl Stream<Item = NewContactDetail> + Send + 'a) -> Batch<'a, Ensured> {
        Batch::new(self.clone(), items, |details, new| Box::pin(details.ensure(new)))
    }
}

/// What became of one item of a batch.
///
/// ```
/// # use plannr_sdk::{BatchOutcome, Ensured, NewContactDetail};
/// /// What is to be tried again: all that failed, unless it would be refused again.
/// fn again(outcome: BatchOutcome<Ensured>) -> Option<NewContactDetail> {
///     match outcome.result {
///         Err(error) if !error.is_validation() => Some(outcome.item),
///         _ => None,
///     }
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchOutcome<T> {
    /// Which item it was, counted from 0.
    pub index: usize,
    /// The item, to be tried again or put aside.
    pub item: NewContactDetail,
    /// What became of it.
    pub result: Result<T, Error>,
}

/// Many calls, so many at a time; made by [`ContactDetails::create_all`] and [`ContactDetails::ensure_all`].
///
/// It works while it is asked for the [`next`](Self::next) outcome, and takes from its input what it works on and no
/// more. Outcomes come as they are ready; what was begun has one, and a failure stops nothing unless
/// [`stop_on_failure`](Self::stop_on_failure) says so. Equal items, of the same type and value whoever is to own them, wait
/// for each other.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// use plannr_sdk::{NewContactDetail, stream_of};
///
/// let addresses = ["jo@example.com", "jo@example.org", "JO@example.com"];
/// let contacts: Vec<_> =
///     addresses.iter().map(|address| NewContactDetail::email("Work", address, [owner])).collect::<Result<_, _>>()?;
///
/// let mut batch = plannr.contact_details().ensure_all(stream_of(contacts)).concurrency(2);
/// while let Some(outcome) = batch.next().await {
///     match outcome.result {
///         Ok(ensured) => println!("{}: created {}", addresses[outcome.index], ensured.is_created()),
///         Err(error) => eprintln!("item {}: {error}", outcome.index),
///     }
/// }
/// assert_eq!(mock.contact_details().len(), 2);
/// # Ok(()) }
/// ```
#[must_use = "a batch does nothing unless it is asked for its outcomes"]
pub struct Batch<'a, T> {
    contact_details: ContactDetails,
    /// Nothing when there are no more, or when no more are wanted.
    items: Option<Pin<Box<dyn Stream<Item = NewContactDetail> + Send + 'a>>>,
    call: Call<T>,
    running: FuturesUnordered<Work<'static, Finished<T>>>,
    /// Those who are equal take turns.
    turns: BTreeMap<Identity, Arc<Turns<()>>>,
    started: usize,
    concurrency: usize,
    stops_on_failure: bool,
    in_flight: InFlight,
}

type Work<'w, T> = Pin<Box<dyn Future<Output = T> + Send + 'w>>;

/// What is done with each item.
pub(crate) type Call<T> = for<'c> fn(&'c ContactDetails, &'c NewContactDetail) -> Work<'c, Result<T, Error>>;

struct Finished<T> {
    outcome: BatchOutcome<T>,
    identity: Option<Identity>,
}

impl<'a, T: 'static> Batch<'a, T> {
    pub(crate) fn new(
        contact_details: ContactDetails,
        items: impl Stream<Item = NewContactDetail> + Send + 'a,
        call: Call<T>,
    ) -> Self {
        Self {
            contact_details,
            items: Some(Box::pin(items)),
            call,
            running: FuturesUnordered::new(),
            turns: BTreeMap::new(),
            started: 0,
            concurrency: CONCURRENCY,
            stops_on_failure: false,
            in_flight: InFlight(Arc::default()),
        }
    }

    /// So many at a time; 8 if not set. The quota holds beside it.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Starts no more after the first failure. What is in flight by then is finished, and its outcomes come.
    pub fn stop_on_failure(mut self) -> Self {
        self.stops_on_failure = true;
        self
    }

    /// Starts no more. What is in flight is finished, and its outcomes come: the way to end before the end.
    pub fn stop(&mut self) {
        self.items = None;
    }

    /// What is in flight at any time, and what was when the batch is gone.
    #[must_use]
    pub fn in_flight(&self) -> InFlight {
        self.in_flight.clone()
    }

    /// The next outcome, or `None` when all have come. To stop waiting for it, as `tokio::select!` does, loses nothing.
    pub async fn next(&mut self) -> Option<BatchOutcome<T>> {
        poll_fn(|context| self.poll_outcome(context)).await
    }

    fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<BatchOutcome<T>>> {
        while self.running.len() < self.concurrency {
            let Some(items) = &mut self.items else { break };
            match items.as_mut().poll_next(context) {
                Poll::Ready(Some(new)) => self.begin(new),
                Poll::Ready(None) => self.items = None,
                Poll::Pending => break,
            }
        }
        match self.running.poll_next_unpin(context) {
            Poll::Ready(Some(finished)) => Poll::Ready(Some(self.finish(finished))),
            Poll::Ready(None) if self.items.is_none() => Poll::Ready(None),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    fn begin(&mut self, item: NewContactDetail) {
        let index = self.started;
        self.started += 1;
        let contact_details = self.contact_details.counting_unconfirmed_writes(self.in_flight.begin(index));
        // What cannot be compared is equal to nothing; `ensure` refuses it.
        let identity = Identity::of(&item).ok();
        let turns = identity.clone().map(|identity| Arc::clone(self.turns.entry(identity).or_default()));
        let call = self.call;
        self.running.push(Box::pin(async move {
            let _turn = match &turns {
                Some(turns) => Some(turns.lock().await),
                None => None,
            };
            let result = call(&contact_details, &item).await;
            Finished { outcome: BatchOutcome { index, item, result }, identity }
        }));
    }

    fn finish(&mut self, Finished { outcome, identity }: Finished<T>) -> BatchOutcome<T> {
        self.in_flight.end(outcome.index);
        if self.stops_on_failure && outcome.result.is_err() {
            self.items = None;
        }
        // The last of its kind takes the turns with it.
        if let Some(identity) = identity.filter(|identity| self.turns.get(identity).is_some_and(is_alone)) {
            self.turns.remove(&identity);
        }
        outcome
    }
}

fn is_alone(turns: &Arc<Turns<()>>) -> bool {
    Arc::strong_count(turns) == 1
}

impl<T: 'static> Stream for Batch<'_, T> {
    type Item = BatchOutcome<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_outcome(context)
    }
}

impl<T> fmt::Debug for Batch<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("started", &self.started).finish_non_exhaustive()
    }
}

/// What a [`Batch`] has begun and not yet told the outcome of. It outlives the batch: when that is dropped, because a
/// program is stopped or a deadline is over, this still knows which items to look after.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// use std::time::Duration;
/// use plannr_sdk::{NewContactDetail, ServerState, stream_of};
///
/// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
/// let mut batch = plannr.contact_details().ensure_all(stream_of(contacts));
/// let in_flight = batch.in_flight();
/// let _ = tokio::time::timeout(Duration::ZERO, batch.next()).await;
/// drop(batch);
///
/// for (index, state) in in_flight.items() {
///     match state {
///         ServerState::NotApplied => println!("item {index} can be done again"),
///         _ => println!("item {index} may be there, or come still: wait for the settle delay, and `ensure` it"),
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct InFlight(Arc<Mutex<BTreeMap<usize, Arc<AtomicI32>>>>);

impl InFlight {
    /// The items by their index, in that order, each with what is known of it:
    /// [`NotApplied`](ServerState::NotApplied) if no request that writes was begun or all of them were refused, or
    /// [`Unknown`](ServerState::Unknown). Items with a higher index than all of these were never begun.
    #[must_use]
    pub fn items(&self) -> Vec<(usize, ServerState)> {
        let state = |doubts: &AtomicI32| match doubts.load(Ordering::SeqCst) {
            0 => ServerState::NotApplied,
            _ => ServerState::Unknown,
        };
        self.all().iter().map(|(index, doubts)| (*index, state(doubts))).collect()
    }

    fn begin(&self, index: usize) -> Arc<AtomicI32> {
        Arc::clone(self.all().entry(index).or_default())
    }

    fn end(&self, index: usize) {
        self.all().remove(&index);
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<usize, Arc<AtomicI32>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for InFlight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.items()).finish()
    }
}
