//! A batch returns one outcome for each item, reads its input lazily and creates equal items once.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::poll_fn as stream_by;
use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{Batch, ContactDetailValue, ContactDetails, Ensured, Error, NewContactDetail, Uuid};

fn email(number: usize, owner: Uuid) -> NewContactDetail {
    NewContactDetail::email("Work", format!("jo.{number}@example.com"), [owner]).unwrap()
}

fn emails(count: usize, owner: Uuid) -> Vec<NewContactDetail> {
    (0..count).map(|number| email(number, owner)).collect()
}

async fn start() -> (MockServer, ContactDetails, Uuid) {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    (mock, details, owner)
}

/// The results in the order of the items, of which there must be this many.
async fn results<T: 'static>(mut batch: Batch<'_, T>, count: usize) -> Vec<Result<T, Error>> {
    let mut outcomes = Vec::new();
    while let Some(outcome) = batch.next().await {
        outcomes.push((outcome.index, outcome.result));
    }
    assert!(batch.next().await.is_none(), "the batch continues after its end");
    assert!(batch.in_flight().items().is_empty());
    outcomes.sort_by_key(|(index, _)| *index);
    assert!(outcomes.iter().map(|(index, _)| *index).eq(0..count), "not one outcome for each item");
    outcomes.into_iter().map(|(_, result)| result).collect()
}

#[tokio::test]
async fn each_item_has_one_outcome_even_if_some_fail() {
    let (mock, details, owner) = start().await;
    // Every third item is refused.
    mock.script(|request| {
        let address = request.json()?["value"].as_str()?.to_owned();
        let number: usize = address.split(['.', '@']).nth(1)?.parse().ok()?;
        number.is_multiple_of(3).then(|| MockResponse::invalid([("value", "The value is taken.")]))
    });
    let is_refused = |index: usize, error: &Error| index.is_multiple_of(3) && error.is_validation();

    let created = results(details.create_all(emails(20, owner)).concurrency(5), 20).await;
    for (index, result) in created.iter().enumerate() {
        match result {
            Ok(detail) => assert_eq!(detail.value, Some(format!("jo.{index}@example.com"))),
            Err(error) => assert!(is_refused(index, error), "{index}: {error:?}"),
        }
    }
    let ensured = results(details.ensure_all(emails(20, owner)).concurrency(5), 20).await;
    for (index, result) in ensured.iter().enumerate() {
        match result {
            Ok(ensured) => assert!(matches!(ensured, Ensured::Existing(_)), "{index}: {ensured:?}"),
            Err(error) => assert!(is_refused(index, error), "{index}: {error:?}"),
        }
    }
    assert_eq!(mock.contact_details().len(), 13);
}

#[tokio::test]
async fn an_outcome_contains_its_item_so_that_it_can_be_retried() {
    let (mock, details, owner) = start().await;
    mock.next_responses(3, MockResponse::conflict());
    let items = emails(7, owner);
    let mut batch = details.create_all(items.clone());
    let mut failed = Vec::new();
    while let Some(outcome) = batch.next().await {
        assert!(outcome.item == items[outcome.index]);
        failed.extend(outcome.result.is_err().then_some(outcome.item));
    }
    assert_eq!(failed.len(), 3);
    assert!(results(details.create_all(failed), 3).await.iter().all(Result::is_ok));
    assert_eq!(mock.contact_details().len(), 7);
}

#[tokio::test]
async fn no_items_have_no_outcomes() {
    let (mock, details, _) = start().await;
    results(details.create_all([]), 0).await;
    results(details.ensure_all([]), 0).await;
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_item_that_cannot_be_compared_fails_alone() {
    let (_mock, details, owner) = start().await;
    let short = NewContactDetail::phone_number_in("Mobile", "AU", "00000", [owner]).unwrap();
    let items = [email(0, owner), short.clone(), email(1, owner), short];
    let results = results(details.ensure_all(items), 4).await;
    assert_eq!(results.iter().map(Result::is_err).collect::<Vec<_>>(), [false, true, false, true]);
}

#[tokio::test]
async fn stop_on_failure_starts_no_more_items() {
    let (mock, details, owner) = start().await;
    mock.script(|request| (request.json()?["value"] == "jo.2@example.com").then(MockResponse::forbidden));
    let in_order = results(details.create_all(emails(9, owner)).concurrency(1).stop_on_failure(), 3).await;
    assert!(in_order[2].as_ref().is_err_and(Error::is_forbidden));
    assert_eq!(mock.requests().len(), 3);

    // Items in flight finish, and their outcomes are returned.
    mock.clear();
    let read = Arc::new(AtomicUsize::new(0));
    let mut batch = details.create_stream(counted(emails(50, owner), &read)).concurrency(4).stop_on_failure();
    let mut came = BTreeSet::new();
    while let Some(outcome) = batch.next().await {
        came.insert(outcome.index);
    }
    let started = read.load(Ordering::SeqCst);
    assert!((3..50).contains(&started), "{started} were started");
    assert!(came.into_iter().eq(0..started));
    assert_eq!(mock.requests().len(), started);
}

#[tokio::test]
async fn a_stopped_batch_finishes_the_items_in_flight() {
    let (mock, details, owner) = start().await;
    let mut batch = details.create_all(emails(20, owner)).concurrency(4);
    assert!(batch.next().await.unwrap().result.is_ok());
    batch.stop();
    let mut finished = 1;
    while let Some(outcome) = batch.next().await {
        finished += usize::from(outcome.result.is_ok());
    }
    assert_eq!((finished, mock.contact_details().len()), (4, 4));
    assert!(batch.in_flight().items().is_empty());
}

/// The items as a stream that counts how many were read.
fn counted(items: Vec<NewContactDetail>, read: &Arc<AtomicUsize>) -> impl Stream<Item = NewContactDetail> + use<> {
    let (mut items, read) = (items.into_iter(), Arc::clone(read));
    stream_by(move |_| {
        let item = items.next();
        read.fetch_add(usize::from(item.is_some()), Ordering::SeqCst);
        Poll::Ready(item)
    })
}

#[tokio::test]
async fn the_input_is_read_no_further_than_the_concurrency_allows() {
    let (_mock, details, owner) = start().await;
    for concurrency in [1, 3, 8] {
        let read = Arc::new(AtomicUsize::new(0));
        let mut batch = details.create_stream(counted(emails(30, owner), &read)).concurrency(concurrency);
        assert_eq!(read.load(Ordering::SeqCst), 0, "it reads before it is polled");
        let mut came = 0;
        while let Some(outcome) = batch.next().await {
            outcome.result.unwrap();
            let ahead = read.load(Ordering::SeqCst) - came;
            assert!(ahead <= concurrency, "{ahead} read ahead of {came} outcomes, with {concurrency}");
            came += 1;
        }
        assert_eq!((came, read.load(Ordering::SeqCst)), (30, 30));
    }
}

#[tokio::test]
async fn a_pending_input_does_not_delay_outcomes_and_wakes_the_batch() {
    let (_mock, details, owner) = start().await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let mut batch = details.ensure_stream(stream_by(move |context| receiver.poll_recv(context)));
    for number in 0..2 {
        sender.send(email(number, owner)).unwrap();
        let outcome = batch.next().await.unwrap();
        assert_eq!(outcome.index, number);
        assert!(outcome.result.unwrap().is_created());
    }
    assert!(poll_fn(|context| Poll::Ready(std::pin::pin!(batch.next()).poll(context).is_pending())).await);

    // `join!` polls the batch first: it is pending when the item arrives.
    let late = async {
        sender.send(email(2, owner)).unwrap();
        drop(sender);
    };
    let (outcome, ()) = tokio::join!(biased; batch.next(), late);
    assert_eq!(outcome.map(|outcome| outcome.index), Some(2));
    assert!(batch.next().await.is_none());
}

#[tokio::test]
async fn a_batch_is_a_stream() {
    let (_mock, details, owner) = start().await;
    let batch = details.ensure_all(emails(10, owner));
    let found: BTreeSet<_> = batch.map(|outcome| outcome.index).collect().await;
    assert!(found.into_iter().eq(0..10));
}

#[tokio::test]
async fn equal_items_run_one_after_the_other_so_that_one_is_created() {
    for refusals in [0, 2] {
        let (mock, details, owner) = start().await;
        mock.next_responses(refusals, MockResponse::conflict().to("POST"));
        let phones = ["020 7946 0123", "+44 20 7946 0123", "+44 (0)20 7946 0123", "(020) 7946-0123", "02079460123"];
        let addresses = ["jo@example.com", "Jo@Example.com", "JO@EXAMPLE.COM"];
        let phones = phones.map(|number| NewContactDetail::phone_number("Mobile", number, [owner]).unwrap());
        let addresses = addresses.map(|address| NewContactDetail::email("Work", address, [owner]).unwrap());
        let full_width =
            ["\u{ff10}20 7946 \u{ff10}123", "020 7946 012\u{200b}\u{ff13}"].map(ContactDetailValue::unchecked);
        let full_width = full_width.map(|value| NewContactDetail::new("Mobile", value, [owner]).unwrap());
        let items: Vec<_> = phones.into_iter().chain(addresses).chain(full_width).collect();
        let ensured = results(details.ensure_all(items).concurrency(10), 10).await;
        let count = |is: fn(&Result<Ensured, Error>) -> bool| ensured.iter().filter(|result| is(result)).count();
        assert_eq!((count(Result::is_err), count(|result| matches!(result, Ok(Ensured::Created(_))))), (refusals, 2));
        assert!(refusals > 0 || [0, 5].iter().all(|at| ensured[*at].as_ref().unwrap().is_created()));
        assert_eq!(mock.contact_details().len(), 2);
    }
}

/// Of what may be the same, one is created; the others are unclear, and not created either.
#[tokio::test]
async fn items_that_may_be_equal_run_one_after_the_other() {
    let (mock, details, owner) = start().await;
    let numbers = ["+33199001234", "+33 01 99 00 12 34", "+33 (0)1 99 00 12 34", "+33 1 99 00 12 34"];
    let items = numbers.map(|number| NewContactDetail::phone_number("Office", number, [owner]).unwrap());
    let ensured = results(details.ensure_all(items).concurrency(4), 4).await;
    assert!(ensured[0].as_ref().unwrap().is_created() && !ensured[3].as_ref().unwrap().is_created());
    assert!(ensured[1..3].iter().all(|result| result.as_ref().is_err_and(Error::is_unclear)), "{ensured:?}");
    assert_eq!(mock.contact_details().len(), 1);
}
