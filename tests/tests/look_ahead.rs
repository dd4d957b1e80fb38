//! `ensure_all` looks up the owners of many items together, if the responses prove that this is right.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use contract_tests::plannr::builder;
use contract_tests::server::{Request, Setup, StubResponse, StubServer};
use futures_util::stream::poll_fn;
use plannr_sdk::mock::{MockResponse, MockServer, Quirk, ReceivedRequest, SimulatedClock};
use plannr_sdk::{Batch, BatchOutcome, ContactDetails, Ensured, Error, NewContactDetail, Uuid};
use serde_json::{Value, json};
use tokio::sync::Notify;

fn email(number: usize, owner: Uuid) -> NewContactDetail {
    NewContactDetail::email("Work", format!("jo.{number}@example.com"), [owner]).unwrap()
}

fn clients(mock: &MockServer, count: usize) -> Vec<Uuid> {
    (0..count).map(|at| mock.add_client(&format!("Client {at}"))).collect()
}

/// The outcomes of a batch, in the order of its items.
async fn outcomes(mut batch: Batch<'_, Ensured>) -> Vec<BatchOutcome<Ensured>> {
    let mut outcomes = Vec::new();
    while let Some(outcome) = batch.next().await {
        outcomes.push(outcome);
    }
    outcomes.sort_by_key(|outcome| outcome.index);
    assert!(outcomes.windows(2).all(|pair| pair[0].index < pair[1].index));
    outcomes
}

/// The owners of the filter of a look-up.
fn owners_of(request: &ReceivedRequest) -> Vec<&str> {
    let filter = request.query_pairs().iter().find(|(name, _)| name == "filter[account_uuids]");
    filter.map_or(Vec::new(), |(_, owners)| owners.split(',').collect())
}

/// Imports items of half as many owners, and then the same again. Two items in a row have the same owner, or owners come
/// back later. Returns the requests and the simulated time of both runs.
async fn import_twice(quirk: Option<Quirk>, count: usize, is_grouped: bool) -> [(usize, Duration); 2] {
    let mock = quirk.into_iter().fold(MockServer::builder(), |builder, quirk| builder.quirk(quirk)).start().await;
    let owners = clients(&mock, count / 2);
    let owner = |at: usize| if is_grouped { owners[at / 2] } else { owners[at * 7 % owners.len()] };
    let items: Vec<_> = (0..count).map(|at| email(at, owner(at))).collect();
    let mut runs = Vec::new();
    for is_created in [true, false] {
        let (requests, time) = (mock.requests().len(), mock.clock().elapsed());
        let outcomes = outcomes(mock.plannr().contact_details().ensure_all(items.clone())).await;
        assert!(outcomes.iter().all(|it| it.result.as_ref().is_ok_and(|ensured| ensured.is_created() == is_created)));
        assert_eq!((outcomes.len(), mock.contact_details().len()), (count, count));
        runs.push((mock.requests().len() - requests, mock.clock().elapsed() - time));
    }
    [runs[0], runs[1]]
}

#[tokio::test]
async fn a_new_item_takes_little_more_than_one_request_and_an_existing_one_nearly_none() {
    for is_grouped in [true, false] {
        let [(new, _), (again, _)] = import_twice(None, 1_000, is_grouped).await;
        assert!((1_000..=1_020).contains(&new) && again <= 20, "{new} requests, then {again}");
    }
    // Without accounts nothing is proven, and each item is looked up alone.
    let [(new, _), (again, _)] = import_twice(Some(Quirk::AccountsAbsent), 100, true).await;
    assert!((200..=202).contains(&new) && (100..=102).contains(&again), "{new} requests, then {again}");
}

/// Run it with `-- --ignored --nocapture` for the figures of 10,000 items.
#[tokio::test]
#[ignore = "takes minutes"]
async fn ten_thousand_items_take_half_the_time() {
    for is_grouped in [true, false] {
        let runs = import_twice(None, 10_000, is_grouped).await;
        println!("grouped {is_grouped}: {runs:?}");
        let [(new, time), (again, time_again)] = runs;
        // With a look-up for each item, 20,000 requests at 500 a minute would take 39 minutes.
        assert!(new <= 10_100 && again <= 100 && time.as_secs() <= 20 * 60 && time_again.is_zero());
    }
}

/// Values, some of which are the same or may be, of one or two of six owners. The numbers repeat in each run.
fn mixed(owners: &[Uuid], seed: usize, count: usize) -> Vec<NewContactDetail> {
    let numbers = ["020 7946 0123", "+44 20 7946 0123", "+33199001234", "+33 01 99 00 12 34", "+33 (0)1 99 00 12 34"];
    let mut random = seed as u64;
    let mut below = |limit: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % limit
    };
    let mut item = || {
        let (one, other) = (owners[below(owners.len())], owners[below(owners.len())]);
        let owners = if one == other || below(3) > 0 { vec![one] } else { vec![one, other] };
        match below(12) {
            at if at < numbers.len() => NewContactDetail::phone_number("Home", numbers[at], owners).unwrap(),
            at => NewContactDetail::email("Home", format!("jo.{at}@example.com"), owners).unwrap(),
        }
    };
    (0..count).map(|_| item()).collect()
}

/// What is the same in each run of a result: the uuids are not.
fn summary(mock: &MockServer, result: &Result<Ensured, Error>) -> String {
    let stored = mock.contact_details();
    let detail = |uuid: Uuid| {
        let detail = stored.iter().find(|detail| detail["uuid"] == json!(uuid)).unwrap();
        format!("{} of {}", detail["value"], detail["account_uuids"])
    };
    match result {
        Ok(ensured) => {
            let details: Vec<_> = ensured.details().iter().map(|it| detail(it.uuid)).collect();
            format!("created {} {details:?}, lacking {:?}", ensured.is_created(), ensured.lacking())
        }
        Err(error) => format!("unclear {} {:?}", error.is_unclear(), error.uuid().map(detail)),
    }
}

#[tokio::test]
async fn a_batch_has_the_same_results_as_single_calls_with_every_quirk() {
    let quirks = Quirk::ALL.iter().map(|quirk| Some(*quirk)).chain([None, None, None]);
    for (seed, quirk) in quirks.enumerate() {
        let mut results = Vec::new();
        let mut requests = Vec::new();
        for is_batch in [true, false] {
            let mock =
                quirk.into_iter().fold(MockServer::builder(), |builder, quirk| builder.quirk(quirk)).start().await;
            let owners = clients(&mock, 6);
            mixed(&owners, seed, 4).iter().for_each(|new| _ = mock.add_contact_detail(new));
            let (details, items) = (mock.plannr().contact_details(), mixed(&owners, seed + 99, 40));
            let came = match is_batch {
                true => {
                    outcomes(details.ensure_all(items).concurrency(3)).await.into_iter().map(|it| it.result).collect()
                }
                false => one_by_one(&details, &items).await,
            };
            results.push(came.iter().map(|result| summary(&mock, result)).collect::<Vec<_>>());
            requests.push(mock.requests().len());
        }
        assert_eq!(results[0], results[1], "{quirk:?}");
        let is_proven = quirk.is_none_or(|it| it != Quirk::NestedData && !format!("{it:?}").starts_with("Accounts"));
        // Without proof, there is one shared look-up, which fails.
        let is_alone = requests[0] == requests[1] + 1;
        assert!(if is_proven { requests[0] < requests[1] } else { is_alone }, "{quirk:?}: {requests:?}");
    }
}

async fn one_by_one(details: &ContactDetails, items: &[NewContactDetail]) -> Vec<Result<Ensured, Error>> {
    let mut results = Vec::new();
    for new in items {
        results.push(details.ensure(new).await);
    }
    results
}

/// A contact detail of a server: its uuid, its value and its owners.
type Detail = (Uuid, String, Vec<Uuid>);

/// A server that does not look up many owners as it should.
struct BadServer {
    about: &'static str,
    /// Whether it finds a contact detail by a filter.
    finds: fn(&[Uuid], &[Uuid]) -> bool,
    /// The accounts that it shows of the owners.
    shows: fn(&[Uuid]) -> Value,
    /// Whether it refuses a filter.
    refuses: fn(&[Uuid]) -> bool,
}

const GOOD: BadServer = BadServer { about: "good", finds: has_any, shows: accounts, refuses: |_| false };

fn has_any(filter: &[Uuid], owners: &[Uuid]) -> bool {
    owners.iter().any(|owner| filter.contains(owner))
}

fn owner(at: usize) -> Uuid {
    Uuid::from_u128(0x1000 + at as u128)
}

fn accounts(owners: &[Uuid]) -> Value {
    owners.iter().map(|owner| json!({ "uuid": owner })).collect()
}

fn respond(server: &BadServer, details: &mut Vec<Detail>, request: &Request) -> StubResponse {
    let uuid = |text: &str| text.parse::<Uuid>().unwrap();
    let show = |(uuid, value, owners): &Detail| json!({ "uuid": uuid, "type": "email", "value": value, "accounts": (server.shows)(owners), "primary_accounts": [] });
    if let Some(body) = request.json() {
        let owners = body["account_uuids"].as_array().unwrap().iter().map(|it| uuid(it.as_str().unwrap())).collect();
        let detail = (Uuid::from_u128(details.len() as u128 + 1), body["value"].as_str().unwrap().to_owned(), owners);
        details.push(detail.clone());
        return StubResponse::json(201, &show(&detail));
    }
    let filter: Vec<Uuid> = request.parameter("filter[account_uuids]").unwrap().split(',').map(uuid).collect();
    let is_alone = filter.len() == 1;
    let is_found = |owners: &[Uuid]| if is_alone { has_any(&filter, owners) } else { (server.finds)(&filter, owners) };
    if !is_alone && (server.refuses)(&filter) {
        return StubResponse::empty(414);
    }
    let data: Vec<Value> = details.iter().filter(|(.., owners)| is_found(owners)).map(show).collect();
    StubResponse::json(
        200,
        &json!({ "data": data, "meta": { "current_page": 1, "last_page": 1, "total": data.len() } }),
    )
}

#[tokio::test]
async fn nothing_exists_twice_on_a_server_that_looks_up_many_owners_wrongly() {
    let good = GOOD;
    let servers = [
        BadServer { about: "all owners", finds: |filter, owners| filter.iter().all(|it| owners.contains(it)), ..good },
        BadServer { about: "the first owner", finds: |filter, owners| owners.contains(&filter[0]), ..good },
        BadServer { about: "the last owner", finds: |filter, owners| owners.contains(filter.last().unwrap()), ..good },
        BadServer {
            about: "the first half",
            finds: |filter, owners| has_any(&filter[..filter.len() / 2], owners),
            ..good
        },
        BadServer { about: "no filter", finds: |_, _| true, ..good },
        BadServer { about: "nothing", finds: |_, _| false, ..good },
        BadServer { about: "no accounts", shows: |_| Value::Null, ..good },
        BadServer { about: "empty accounts", shows: |_| json!([]), ..good },
        BadServer { about: "one account as an object", shows: |owners| json!({ "uuid": owners[0] }), ..good },
        BadServer { about: "the first account", shows: |owners| accounts(&owners[..1]), ..good },
        BadServer { about: "the last account", shows: |owners| accounts(&owners[owners.len() - 1..]), ..good },
        BadServer { about: "the account of a stranger", shows: |_| accounts(&[Uuid::max()]), ..good },
        BadServer { about: "a long URL", refuses: |_| true, ..good },
        good,
    ];
    // Each value has two owners, of which both have an item.
    let stored: Vec<Detail> = (0..20)
        .map(|at| {
            (
                Uuid::from_u128(0x9000 + at),
                format!("jo.{at}@example.com"),
                vec![owner(at as usize), owner(at as usize + 1)],
            )
        })
        .chain([(Uuid::max(), "al@example.com".to_owned(), vec![Uuid::max()])])
        .chain([(Uuid::nil(), "office@example.com".to_owned(), (0..41).map(owner).collect())])
        .collect();
    for bad in servers {
        let about = bad.about;
        let details = Arc::new(Mutex::new(stored.clone()));
        let shared = Arc::clone(&details);
        let server = StubServer::scripted(move |request| respond(&bad, &mut shared.lock().unwrap(), request)).await;
        let items = (0..80).map(|at| email(at % 40, owner(at % 40 + at / 40)));
        let plannr = builder(&server).build().unwrap();
        for outcome in outcomes(plannr.contact_details().ensure_all(items)).await {
            let at = outcome.index;
            match outcome.result {
                Ok(ensured) => assert_eq!(ensured.is_created(), at % 40 >= 20, "{about}: {at}"),
                // Alone, the response to the filter of one owner is refused as well.
                Err(error) => assert!(about.contains("account") && error.is_decode(), "{about}: {at}: {error:?}"),
            }
        }
        let details = details.lock().unwrap();
        for at in 0..40 {
            let count = details.iter().filter(|(_, value, _)| *value == format!("jo.{at}@example.com")).count();
            assert!(count == 1 || at >= 20 && count == 2, "{about}: {at} exists {count} times");
        }
        let look_ups = server.requests().iter().filter(|request| request.method() == "GET").count();
        // Before the shared look-up, the first eight items were looked up alone.
        let due = match about {
            "good" => 8 + 1,
            // An equal contact detail belongs to another owner, so its items are looked up alone.
            "the first account" => 8 + 1 + 20,
            // The results of the first eight are errors.
            "the last account" => 16 + 1 + 20,
            // The shared look-up fails.
            _ => 80 + 1,
        };
        assert_eq!(look_ups, due, "{about}");
    }
}

/// A batch that is done with the first items, and has looked up the owners of all others.
async fn looked_up<'a>(mock: &MockServer, items: &[NewContactDetail]) -> (Batch<'a, Ensured>, usize) {
    let mut batch = mock.plannr().contact_details().ensure_all(items.to_vec()).concurrency(1);
    let mut done = 0;
    while mock.requests().iter().all(|request| owners_of(request).len() < 3) {
        assert!(batch.next().await.unwrap().result.unwrap().is_created());
        done += 1;
    }
    (batch, done)
}

#[tokio::test]
async fn a_look_up_is_used_for_a_minute() {
    for (seconds, is_created) in [(0, true), (60, true), (61, false)] {
        let mock = MockServer::start().await;
        let items: Vec<_> = clients(&mock, 10).into_iter().enumerate().map(|(at, owner)| email(at, owner)).collect();
        let (mut batch, done) = looked_up(&mock, &items).await;
        // Another program creates what the batch has not found.
        mock.add_contact_detail(&items[done]);
        mock.clock().advance(Duration::from_secs(seconds));
        assert_eq!(batch.next().await.unwrap().result.unwrap().is_created(), is_created, "after {seconds} s");
    }
}

#[tokio::test]
async fn what_the_batch_created_is_there_for_an_item_that_was_looked_up_before() {
    let mock = MockServer::start().await;
    let mut items: Vec<_> = clients(&mock, 10).into_iter().enumerate().map(|(at, owner)| email(at, owner)).collect();
    items.extend(items.clone());
    let (mut batch, done) = looked_up(&mock, &items).await;
    let mut index = done;
    while let Some(outcome) = batch.next().await {
        let ensured = outcome.result.unwrap();
        assert_eq!(ensured.is_created(), index < 10, "{index}");
        assert!(ensured.is_created() || ensured.details()[0].primary_accounts.is_some(), "{ensured:?}");
        index += 1;
    }
    assert_eq!((index, mock.contact_details().len()), (20, 10));
}

#[tokio::test]
async fn after_an_unknown_outcome_the_owner_is_looked_up_again_alone() {
    for is_applied in [true, false] {
        let mock = MockServer::start().await;
        let items: Vec<_> = clients(&mock, 10).into_iter().enumerate().map(|(at, owner)| email(at, owner)).collect();
        let (mut batch, done) = looked_up(&mock, &items).await;
        let before = mock.requests().len();
        let lost = MockResponse::server_error().to("POST");
        mock.next_response(if is_applied { lost.after_applying() } else { lost });
        let ensured = batch.next().await.unwrap().result.unwrap();
        assert_eq!(matches!(ensured, Ensured::CreatedAfterUnknown(_)), !is_applied);
        let owner = items[done].owners()[0].to_string();
        let sent = mock.requests().split_off(before);
        assert_eq!((sent[0].method(), owners_of(&sent[1])), ("POST", vec![&*owner]));
        assert_eq!(sent.len(), if is_applied { 2 } else { 3 });
        assert_eq!(outcomes(batch).await.len(), 10 - done - 1);
        assert_eq!(mock.contact_details().len(), 10);
    }
}

#[tokio::test]
async fn the_input_is_read_ahead_to_a_limit_and_a_url_is_shorter_than_8_kib() {
    let mock = MockServer::start().await;
    let owners = clients(&mock, 1_000);
    let read = Arc::new(AtomicUsize::new(0));
    let (mut items, count) = (owners.into_iter().enumerate(), Arc::clone(&read));
    let input = poll_fn(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(items.next().map(|(at, owner)| email(at, owner)))
    });
    let mut batch = mock.plannr().contact_details().ensure_stream(input).concurrency(4);
    for done in 0..500 {
        let ahead = read.load(Ordering::SeqCst).saturating_sub(done);
        assert!(ahead <= 256 + 4, "{ahead} are read ahead of {done} outcomes");
        assert!(batch.next().await.unwrap().result.unwrap().is_created());
    }
    let longest = mock.requests().iter().map(|request| request.query().len()).max().unwrap();
    assert!((7_500..7_900).contains(&longest), "{longest}");

    // The items that were read ahead are not started any more.
    batch.stop();
    let rest = outcomes(batch).await.len();
    assert!(rest <= 4 && read.load(Ordering::SeqCst) > 500 + 4);
    assert_eq!(mock.contact_details().len(), 500 + rest);
}

#[tokio::test]
async fn what_is_created_during_a_look_up_is_there_for_an_equal_item() {
    let (is_read, is_created) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let shared = (Arc::default(), is_read, Arc::clone(&is_created));
    let setup = Setup::new().scripted_async(move |request| {
        let (details, is_read, is_created): (Arc<Mutex<Vec<Detail>>>, Arc<Notify>, Arc<Notify>) = shared.clone();
        async move {
            // The look-up with owner 3 is read before the create for owner 2, and its response comes after it.
            if request.json().is_some_and(|body| body["value"] == "jo.2@example.com") {
                is_read.notified().await;
            }
            let response = respond(&GOOD, &mut details.lock().unwrap(), &request);
            if request.target().contains(&owner(3).to_string()) {
                is_read.notify_one();
                is_created.notified().await;
            }
            response
        }
    });
    let server = setup.await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let send = |at: usize| sender.send(email(at, owner(at))).unwrap();
    let details = builder(&server).build().unwrap().contact_details();
    let mut batch = details.ensure_stream(poll_fn(move |context| receiver.poll_recv(context))).concurrency(3);
    for at in 0..2 {
        send(at);
        assert!(batch.next().await.unwrap().result.unwrap().is_created());
    }
    send(2);
    while server.requests().iter().all(|request| request.json().is_none_or(|body| body["value"] != "jo.2@example.com"))
    {
        assert!(futures_util::poll!(pin!(batch.next())).is_pending());
        tokio::task::yield_now().await;
    }
    // The second waits for its equal, and the third looks up both.
    send(2);
    send(3);
    drop(sender);
    let mut created = Vec::new();
    while let Some(outcome) = batch.next().await {
        created.push((outcome.index, outcome.result.unwrap().is_created()));
        is_created.notify_one();
    }
    created.sort_unstable();
    assert_eq!(created, [(2, true), (3, false), (4, true)]);
}

#[tokio::test]
async fn after_a_failure_the_look_ups_of_a_minute_are_made_alone() {
    let details = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&details);
    let server = StubServer::scripted(move |request| respond(&GOOD, &mut shared.lock().unwrap(), request)).await;
    let clock = SimulatedClock::new();
    let plannr = builder(&server).clock(clock.clone()).build().unwrap();
    let items = (0..40).map(|at| email(at, owner(at)));
    let mut batch = plannr.contact_details().ensure_all(items).concurrency(1);
    for done in 0..40 {
        match done {
            // The contact details that prove a look-up are removed.
            2 => details.lock().unwrap().clear(),
            20 => clock.advance(Duration::from_secs(60)),
            _ => {}
        }
        assert!(batch.next().await.unwrap().result.unwrap().is_created());
    }
    let look_ups = server.requests().iter().filter(|request| request.method() == "GET").count();
    assert_eq!(look_ups, 2 + 1 + 18 + 1);
}
