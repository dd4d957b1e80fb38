//! Batches: many creates or ensures with bounded concurrency, and one outcome for each item.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::{self, FuturesUnordered};

use crate::contact_details::ContactDetails;
use crate::ensure::Ensured;
use crate::ensure::look_ahead::LookAhead;
use crate::error::Error;
use crate::generated::types::{ContactDetail, NewContactDetail};
use crate::response::Response;
use crate::server_state::ServerState;

const DEFAULT_CONCURRENCY: usize = 8;

impl ContactDetails {
    /// Creates many contact details with bounded concurrency.
    ///
    /// Running it again creates everything again; use [`ensure_all`](Self::ensure_all) for an import that can be rerun.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
    /// let mut batch = plannr.contact_details().create_all(contacts);
    /// while let Some(outcome) = batch.next().await {
    ///     println!("item {}: {}", outcome.index, outcome.result?.uuid);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn create_all<'a>(
        &self,
        items: impl IntoIterator<Item = NewContactDetail, IntoIter: Send + 'a>,
    ) -> Batch<'a, Response<ContactDetail>> {
        self.create_stream(stream::iter(items))
    }

    /// Creates the contact details of a stream, see [`create_all`](Self::create_all).
    pub fn create_stream<'a>(
        &self,
        items: impl Stream<Item = NewContactDetail> + Send + 'a,
    ) -> Batch<'a, Response<ContactDetail>> {
        self.batch(items, |details, _, new| Box::pin(async move { (details.create(&new).await, new) }))
    }

    /// [Ensures](Self::ensure) many contact details with bounded concurrency. An import that uses it can be rerun.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
    /// use plannr_sdk::NewContactDetail;
    ///
    /// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
    /// for _ in 0..2 {
    ///     let mut batch = plannr.contact_details().ensure_all(contacts.clone()).concurrency(16);
    ///     while let Some(outcome) = batch.next().await {
    ///         println!("item {}: created {}", outcome.index, outcome.result?.is_created());
    ///     }
    /// }
    /// assert_eq!(mock.contact_details().len(), 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    ///
    /// One list looks up the owners of many items, up to 198, if its response proves that it is complete: each contact
    /// detail shows its accounts, and the response has contact details of two owners that are known to have some. A
    /// new item then takes little more than one request, and an existing item nearly none: with 500 requests a minute,
    /// expect almost 500 new items a minute. Without proof, for example if responses have no accounts, each item takes one
    /// list for each owner, as with [`ensure`](Self::ensure), and the create: at most 250 new items a minute.
    ///
    /// The results are those of `ensure`, with a longer time between look-up and create: up to a minute, and the wait
    /// of the create for the quota. If another program creates the same contact detail in this time, there are two.
    /// What this batch created is found, and after an unknown outcome the item's owners are looked up again.
    ///
    /// # Items that are read ahead
    ///
    /// A batch reads up to 256 items ahead, but never waits for one. If you [`stop`](Batch::stop) or drop it, it drops
    /// these items, so keep the input. Items start in its order: if a stopped batch returned `n` outcomes, the items from
    /// index `n` on were not started.
    ///
    /// After dropping a batch, wait for the [`settle_delay`](crate::PlannrBuilder::settle_delay) before the next run:
    /// the server may still apply requests that were in flight.
    pub fn ensure_all<'a>(
        &self,
        items: impl IntoIterator<Item = NewContactDetail, IntoIter: Send + 'a>,
    ) -> Batch<'a, Ensured> {
        self.ensure_stream(stream::iter(items))
    }

    /// [Ensures](Self::ensure) the contact details of a stream, see [`ensure_all`](Self::ensure_all).
    pub fn ensure_stream<'a>(&self, items: impl Stream<Item = NewContactDetail> + Send + 'a) -> Batch<'a, Ensured> {
        let ahead = Arc::new(LookAhead::default());
        self.batch(ahead.read(items), move |details, index, new| {
            let ahead = Arc::clone(&ahead);
            Box::pin(async move { (ahead.ensure(&details, index, &new).await, new) })
        })
    }

    fn batch<'a, T: 'static>(
        &self,
        items: impl Stream<Item = NewContactDetail> + Send + 'a,
        call: impl Fn(Self, usize, NewContactDetail) -> Work<(Result<T, Error>, NewContactDetail)> + Send + Sync + 'static,
    ) -> Batch<'a, T> {
        let details = self.clone();
        let call = move |index, new, writes| call(details.counting_unconfirmed_writes(writes), index, new);
        Batch::new(items, NewContactDetail::likeness, call)
    }
}

/// The outcome of one item of a [`Batch`].
///
/// ```
/// # use plannr_sdk::{BatchOutcome, Ensured, NewContactDetail};
/// /// Returns the item if it is worth another try: it failed, but the server did not refuse its content.
/// fn retry(outcome: BatchOutcome<Ensured>) -> Option<NewContactDetail> {
///     outcome.result.is_err_and(|error| !error.is_validation()).then_some(outcome.item)
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchOutcome<T, I = NewContactDetail> {
    /// The position of the item in the input, counted from 0.
    pub index: usize,
    /// The item itself, for another try.
    pub item: I,
    /// The result of the call.
    pub result: Result<T, Error>,
}

/// A running batch, returned by [`ContactDetails::create_all`] and [`ContactDetails::ensure_all`].
///
/// It is also a [`Stream`] of its outcomes.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// use plannr_sdk::NewContactDetail;
///
/// let addresses = ["jo@example.com", "jo@example.org", "JO@example.com"];
/// let contacts: Vec<_> =
///     addresses.iter().map(|address| NewContactDetail::email("Work", address, [owner])).collect::<Result<_, _>>()?;
///
/// let mut batch = plannr.contact_details().ensure_all(contacts).concurrency(2);
/// while let Some(outcome) = batch.next().await {
///     match outcome.result {
///         Ok(ensured) => println!("{}: created {}", addresses[outcome.index], ensured.is_created()),
///         Err(error) => eprintln!("item {}: {error}", outcome.index),
///     }
/// }
/// assert_eq!(mock.contact_details().len(), 2);
/// # Ok(()) }
/// ```
///
/// - A batch runs only while you await [`next`](Self::next). It takes an item from the input only when it can start it;
///   [`ensure_all`](ContactDetails::ensure_all) reads ahead.
/// - Items start in the order of the input.
/// - Outcomes arrive in the order of completion, one for each started item.
/// - The batch continues after a failure, unless you set [`stop_on_failure`](Self::stop_on_failure).
/// - Items with the same type and value run one after the other, so that `ensure` finds the first.
#[must_use = "a batch does nothing unless its outcomes are awaited"]
pub struct Batch<'a, T, I = NewContactDetail> {
    /// `None` after the last item, or after a stop.
    items: Option<Pin<Box<dyn Stream<Item = I> + Send + 'a>>>,
    /// Returns the group of an item. Items of one group run one after the other.
    likeness: fn(&I) -> String,
    call: Box<Call<T, I>>,
    running: FuturesUnordered<Work<(BatchOutcome<T, I>, String)>>,
    /// One lock for each group of running items that may be equal.
    locks: BTreeMap<String, Lock>,
    started: usize,
    concurrency: usize,
    stop_on_failure: bool,
    in_flight: InFlight,
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// The call for the item with an index, which counts its unconfirmed writes. It returns the item as well.
type Call<T, I> = dyn Fn(usize, I, UnconfirmedWrites) -> Work<(Result<T, Error>, I)> + Send + Sync;
type Lock = Arc<tokio::sync::Mutex<()>>;

impl<'a, T: 'static, I: 'static> Batch<'a, T, I> {
    fn new(
        items: impl Stream<Item = I> + Send + 'a,
        likeness: fn(&I) -> String,
        call: impl Fn(usize, I, UnconfirmedWrites) -> Work<(Result<T, Error>, I)> + Send + Sync + 'static,
    ) -> Self {
        Self {
            items: Some(Box::pin(items)),
            likeness,
            call: Box::new(call),
            running: FuturesUnordered::new(),
            locks: BTreeMap::new(),
            started: 0,
            concurrency: DEFAULT_CONCURRENCY,
            stop_on_failure: false,
            in_flight: InFlight(Arc::default()),
        }
    }

    /// Sets the maximum number of items in flight. The default is 8, and 0 counts as 1. The quota applies as well.
    pub fn concurrency(self, items: usize) -> Self {
        Self { concurrency: items.max(1), ..self }
    }

    /// Stops starting items after the first failure. Items in flight finish.
    pub fn stop_on_failure(self) -> Self {
        Self { stop_on_failure: true, ..self }
    }

    /// Stops starting items, and drops those that were read ahead. Items in flight finish; await [`next`](Self::next)
    /// for their outcomes.
    pub fn stop(&mut self) {
        self.items = None;
    }

    /// Returns a handle to the items in flight. It outlives the batch.
    #[must_use]
    pub fn in_flight(&self) -> InFlight {
        self.in_flight.clone()
    }

    /// Returns the next outcome, or `None` when the batch is complete.
    ///
    /// Cancel safe: if you drop the future, as `tokio::select!` does, no outcome is lost.
    pub async fn next(&mut self) -> Option<BatchOutcome<T, I>> {
        poll_fn(|context| self.poll_outcome(context)).await
    }

    fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<BatchOutcome<T, I>>> {
        while self.running.len() < self.concurrency {
            let Some(items) = &mut self.items else { break };
            match items.as_mut().poll_next(context) {
                Poll::Ready(Some(new)) => self.start(new),
                Poll::Ready(None) => self.items = None,
                Poll::Pending => break,
            }
        }
        match self.running.poll_next_unpin(context) {
            Poll::Ready(Some((outcome, likeness))) => Poll::Ready(Some(self.finish(outcome, &likeness))),
            Poll::Ready(None) if self.items.is_none() => Poll::Ready(None),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    fn start(&mut self, item: I) {
        let index = self.started;
        self.started += 1;
        let likeness = (self.likeness)(&item);
        let lock = Arc::clone(self.locks.entry(likeness.clone()).or_default());
        let call = (self.call)(index, item, self.in_flight.start(index));
        self.running.push(Box::pin(async move {
            let _guard = lock.lock().await;
            let (result, item) = call.await;
            (BatchOutcome { index, item, result }, likeness)
        }));
    }

    fn finish(&mut self, outcome: BatchOutcome<T, I>, likeness: &str) -> BatchOutcome<T, I> {
        self.in_flight.items_mut().remove(&outcome.index);
        if self.stop_on_failure && outcome.result.is_err() {
            self.items = None;
        }
        // The last item of a group removes the group's lock.
        if self.locks.get(likeness).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            self.locks.remove(likeness);
        }
        outcome
    }
}

impl<T: 'static, I: 'static> Stream for Batch<'_, T, I> {
    type Item = BatchOutcome<T, I>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_outcome(context)
    }
}

impl<T, I> fmt::Debug for Batch<'_, T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("started", &self.started).finish_non_exhaustive()
    }
}

/// A handle to the items of a [`Batch`] that were started and have no outcome yet.
///
/// It outlives the batch: after you drop the batch early, it lists the items in flight and the server's state for each.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
/// # let mock = plannr_sdk::mock::MockServer::start().await;
/// # let (plannr, owner) = (mock.plannr(), mock.clients()[0]);
/// use std::time::Duration;
/// use plannr_sdk::{NewContactDetail, ServerState};
///
/// let contacts = vec![NewContactDetail::email("Work", "jo@example.com", [owner])?];
/// let mut batch = plannr.contact_details().ensure_all(contacts);
/// let in_flight = batch.in_flight();
/// let _ = tokio::time::timeout(Duration::ZERO, batch.next()).await;
/// drop(batch);
///
/// for (index, state) in in_flight.items() {
///     match state {
///         ServerState::NotApplied => println!("item {index} was not created"),
///         _ => println!("item {index} may have been created: wait for the settle delay, then `ensure` it"),
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct InFlight(Arc<Mutex<BTreeMap<usize, UnconfirmedWrites>>>);

/// The number of an item's writes that were sent and not refused.
type UnconfirmedWrites = Arc<AtomicI32>;

impl InFlight {
    /// Returns the index and state of each item in flight, ordered by index. Items that are not listed have an outcome,
    /// or were not started.
    ///
    /// The state is [`NotApplied`](ServerState::NotApplied) if no write was sent or the server refused each of them,
    /// and [`Unknown`](ServerState::Unknown) otherwise.
    #[must_use]
    pub fn items(&self) -> Vec<(usize, ServerState)> {
        let state = |writes: &UnconfirmedWrites| match writes.load(Ordering::SeqCst) {
            0 => ServerState::NotApplied,
            _ => ServerState::Unknown,
        };
        self.items_mut().iter().map(|(index, writes)| (*index, state(writes))).collect()
    }

    fn start(&self, index: usize) -> UnconfirmedWrites {
        Arc::clone(self.items_mut().entry(index).or_default())
    }

    fn items_mut(&self) -> MutexGuard<'_, BTreeMap<usize, UnconfirmedWrites>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for InFlight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.items()).finish()
    }
}
