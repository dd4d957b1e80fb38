//! Does a batch give one outcome for each item, with no more at a time than it may have?

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use contract_tests::plannr::{OWNER, builder};
use contract_tests::server::{Reply, Server};
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::poll_fn as stream_by;
use plannr_sdk::mock::{MockResponse, MockServer};
use plannr_sdk::{Batch, Ensured, Error, NewContactDetail, Plannr, ServerState, Uuid, stream_of};
use serde_json::json;

fn email(number: usize, owner: Uuid) -> NewContactDetail {
    NewContactDetail::email("Work", format!("jo.{number}@example.com"), [owner]).unwrap()
}

fn emails(count: usize, owner: Uuid) -> Vec<NewContactDetail> {
    (0..count).map(|number| email(number, owner)).collect()
}

async fn outcomes<T: 'static>(mut batch: Batch<'_, T>) -> Vec<(usize, Result<T, Error>)> {
    let mut outcomes = Vec::new();
    while let Some(outcome) = batch.next().await {
        outcomes.push((outcome.index, outcome.result));
    }
    assert!(batch.next().await.is_none(), "a batch that is over stays so");
    assert!(batch.in_flight().items().is_empty());
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes
}

fn indices<T>(outcomes: &[(usize, Result<T, Error>)]) -> Vec<usize> {
    outcomes.iter().map(|(index, _)| *index).collect()
}

/// Refuses each third item.
fn refuse_some(mock: &MockServer) {
    mock.script(|request| {
        let address = request.json()?["value"].as_str()?.to_owned();
        let number: usize = address.split(['.', '@']).nth(1)?.parse().ok()?;
        number.is_multiple_of(3).then(|| MockResponse::invalid([("value", "The value is taken.")]))
    });
}

#[tokio::test]
async fn an_outcome_brings_its_item_back() {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    refuse_some(&mock);
    let items = emails(7, owner);
    let mut batch = details.create_all(stream_of(items.clone()));
    let mut refused = Vec::new();
    while let Some(outcome) = batch.next().await {
        assert!(outcome.item == items[outcome.index]);
        refused.extend(outcome.result.is_err().then_some(outcome.item));
    }

    mock.clear_script();
    let again = outcomes(details.create_all(stream_of(refused))).await;
    assert!(again.len() == 3 && again.iter().all(|(_, result)| result.is_ok()));
    assert_eq!(mock.contact_details().len(), 7);
}

#[tokio::test]
async fn each_item_has_one_outcome_also_when_some_fail() {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    refuse_some(&mock);

    let created = outcomes(details.create_all(stream_of(emails(20, owner))).concurrency(5)).await;
    assert_eq!(indices(&created), (0..20).collect::<Vec<_>>());
    for (index, result) in &created {
        match result {
            Ok(detail) => assert_eq!(detail.value, Some(format!("jo.{index}@example.com"))),
            Err(error) => assert!(index % 3 == 0 && error.is_validation(), "{index}: {error:?}"),
        }
    }
    assert_eq!(mock.contact_details().len(), 13);

    let ensured = outcomes(details.ensure_all(stream_of(emails(20, owner))).concurrency(5)).await;
    assert_eq!(indices(&ensured), (0..20).collect::<Vec<_>>());
    for (index, result) in &ensured {
        match result {
            Ok(ensured) => assert!(matches!(ensured, Ensured::Existing(_)), "{index}: {ensured:?}"),
            Err(error) => assert!(index % 3 == 0 && error.is_validation(), "{index}: {error:?}"),
        }
    }
    assert_eq!(mock.contact_details().len(), 13);
}

#[tokio::test]
async fn no_items_are_no_outcomes() {
    let mock = MockServer::start().await;
    let details = mock.plannr().contact_details();
    assert!(outcomes(details.create_all(stream_of([]))).await.is_empty());
    assert!(outcomes(details.ensure_all(stream_of([]))).await.is_empty());
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn what_cannot_be_compared_fails_alone() {
    let mock = MockServer::start().await;
    let owner = mock.clients()[0];
    // Too short to be a number of any country, so that it cannot be compared with the feature `phonenumber` either.
    let odd = NewContactDetail::phone_number_in("Mobile", "AU", "00000", [owner]).unwrap();
    let items = [email(0, owner), odd.clone(), email(1, owner), odd];
    let outcomes = outcomes(mock.plannr().contact_details().ensure_all(stream_of(items))).await;
    let failed: Vec<_> = outcomes.iter().map(|(_, result)| result.is_err()).collect();
    assert_eq!(failed, [false, true, false, true]);
}

/// A server that never answers, so that what is in flight stays so.
async fn stuck() -> (Server, Plannr) {
    let server = Server::answering(Reply::silence()).await;
    let plannr = builder(&server).build().unwrap();
    (server, plannr)
}

/// Asks for outcomes until so many requests have come, and a little longer.
async fn run_until<T: 'static>(batch: &mut Batch<'_, T>, server: &Server, requests: usize) {
    let come = async {
        while server.requests().len() < requests {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    tokio::select! {
        outcome = batch.next() => panic!("an outcome: {:?}", outcome.map(|outcome| outcome.index)),
        () = come => {}
    }
}

#[tokio::test]
async fn no_more_requests_are_in_flight_than_there_may_be() {
    for (concurrency, due) in [(None, 8), (Some(0), 1), (Some(1), 1), (Some(3), 3), (Some(100), 20)] {
        let (server, plannr) = stuck().await;
        let mut batch = plannr.contact_details().create_all(stream_of(emails(20, OWNER)));
        if let Some(concurrency) = concurrency {
            batch = batch.concurrency(concurrency);
        }
        run_until(&mut batch, &server, due).await;
        assert_eq!(server.requests().len(), due, "with {concurrency:?}");
        assert_eq!(batch.in_flight().items().len(), due);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn no_more_are_in_flight_later_on_either() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let server = Server::scripted_async(move |_| {
        let (now, seen) = (Arc::clone(&now), Arc::clone(&seen));
        async move {
            seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // So that others come while this one is there.
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            now.fetch_sub(1, Ordering::SeqCst);
            Reply::json(201, &json!({ "uuid": Uuid::nil() }))
        }
    })
    .await;
    let plannr = builder(&server).build().unwrap();
    let created = outcomes(plannr.contact_details().create_all(stream_of(emails(40, OWNER))).concurrency(4)).await;
    assert!(created.iter().all(|(_, result)| result.is_ok()));
    assert!(most.load(Ordering::SeqCst) <= 4, "{most:?} at a time");
}

#[tokio::test]
async fn after_a_failure_no_more_are_started_where_that_is_wanted() {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    mock.script(|request| {
        let is_third = request.json()?["value"] == "jo.2@example.com";
        is_third.then(MockResponse::forbidden)
    });

    let one_by_one = outcomes(details.create_all(stream_of(emails(9, owner))).concurrency(1).stop_on_failure()).await;
    assert_eq!(indices(&one_by_one), [0, 1, 2]);
    assert!(one_by_one[2].1.as_ref().is_err_and(Error::is_forbidden));
    assert_eq!(mock.requests().len(), 3);

    mock.clear();
    let read = Arc::new(AtomicUsize::new(0));
    let items = counted(emails(50, owner), Arc::clone(&read));
    let side_by_side = outcomes(details.create_all(items).concurrency(4).stop_on_failure()).await;
    // What was in flight is finished, and its outcomes come.
    let started = read.load(Ordering::SeqCst);
    assert!((3..50).contains(&started), "{started} were started");
    assert_eq!(indices(&side_by_side), (0..started).collect::<Vec<_>>());
    assert_eq!(mock.requests().len(), started);
}

/// The items, and how many of them were read.
fn counted(items: Vec<NewContactDetail>, read: Arc<AtomicUsize>) -> impl Stream<Item = NewContactDetail> {
    let mut items = items.into_iter();
    stream_by(move |_| {
        let item = items.next();
        read.fetch_add(usize::from(item.is_some()), Ordering::SeqCst);
        Poll::Ready(item)
    })
}

#[tokio::test]
async fn the_input_is_read_no_further_than_what_is_in_flight() {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    for concurrency in [1, 3, 8] {
        let read = Arc::new(AtomicUsize::new(0));
        let items = counted(emails(30, owner), Arc::clone(&read));
        let mut batch = details.create_all(items).concurrency(concurrency);
        assert_eq!(read.load(Ordering::SeqCst), 0, "nobody has asked yet");
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
async fn an_input_that_has_nothing_yet_is_waited_for_while_others_go_on() {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let mut batch = details.ensure_all(stream_by(move |context| receiver.poll_recv(context)));

    for number in 0..2 {
        sender.send(email(number, owner)).unwrap();
        // It comes although the input is not at its end.
        let outcome = batch.next().await.unwrap();
        assert_eq!(outcome.index, number);
        assert!(outcome.result.unwrap().is_created());
    }
    let nothing = poll_fn(|context| Poll::Ready(std::pin::pin!(batch.next()).poll(context).is_pending())).await;
    assert!(nothing, "there is nothing to tell");

    let late = async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        sender.send(email(2, owner)).unwrap();
        drop(sender);
    };
    let (outcome, ()) = tokio::join!(batch.next(), late);
    assert_eq!(outcome.map(|outcome| outcome.index), Some(2), "an item that comes wakes the batch");
    assert!(batch.next().await.is_none());
}

#[tokio::test]
async fn a_batch_is_a_stream() {
    let mock = MockServer::start().await;
    let (details, owner) = (mock.plannr().contact_details(), mock.clients()[0]);
    let batch = details.ensure_all(stream_of(emails(10, owner)));
    let found: BTreeSet<_> = batch.map(|outcome| outcome.index).collect().await;
    assert_eq!(found, (0..10).collect());
}

/// One number in several spellings, and one address.
fn twins(owner: Uuid) -> Vec<NewContactDetail> {
    let phones = ["07700 900123", "+44 7700 900123", "+44 (0)7700 900123", "(07700) 900-123", "07700900123"];
    let addresses = ["jo@example.com", "Jo@Example.com", "JO@EXAMPLE.COM"];
    let phones = phones.map(|number| NewContactDetail::phone_number("Mobile", number, [owner]).unwrap());
    let addresses = addresses.map(|address| NewContactDetail::email("Work", address, [owner]).unwrap());
    phones.into_iter().chain(addresses).collect()
}

#[tokio::test]
async fn equal_items_take_turns_so_that_one_is_created() {
    let mock = MockServer::start().await;
    let owner = mock.clients()[0];
    let ensured = outcomes(mock.plannr().contact_details().ensure_all(stream_of(twins(owner))).concurrency(8)).await;
    let created: Vec<_> =
        ensured.iter().filter(|(_, result)| result.as_ref().unwrap().is_created()).map(|(index, _)| *index).collect();
    assert_eq!(created, [0, 5], "the first of each");
    assert_eq!(mock.contact_details().len(), 2);
}

#[tokio::test]
async fn equal_items_take_turns_also_when_the_first_fails() {
    let mock = MockServer::start().await;
    let owner = mock.clients()[0];
    let refused = AtomicUsize::new(0);
    mock.script(move |request| {
        (request.method() == "POST" && refused.fetch_add(1, Ordering::SeqCst) < 2).then(MockResponse::conflict)
    });
    let ensured = outcomes(mock.plannr().contact_details().ensure_all(stream_of(twins(owner))).concurrency(8)).await;
    let failed = ensured.iter().filter(|(_, result)| result.is_err()).count();
    assert_eq!((failed, mock.contact_details().len()), (2, 2));
}

#[tokio::test]
async fn equal_items_of_a_batch_that_only_creates_are_created_one_after_the_other() {
    let (server, plannr) = stuck().await;
    let mut batch = plannr.contact_details().create_all(stream_of(twins(OWNER)));
    let in_flight = batch.in_flight();
    run_until(&mut batch, &server, 2).await;
    assert_eq!(server.requests().len(), 2, "one of each kind");
    let unknown: Vec<_> = in_flight.items().into_iter().filter(|(_, state)| *state == ServerState::Unknown).collect();
    assert_eq!(unknown, [(0, ServerState::Unknown), (5, ServerState::Unknown)]);
}
