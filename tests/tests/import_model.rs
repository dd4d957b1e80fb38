//! Every contact detail of an import exists exactly once, whatever faults occur.
//!
//! Random sequences of faults stand between an import and the mock server, and the import is cut off at a random
//! request and run again. A request that is applied late can create a duplicate: then an outcome must have reported it.
//! Another program creates some of the items meanwhile, which can create a duplicate in the same run only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use contract_tests::fault_proxy::{BadPage, Fault, FaultProxy};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::{BatchOutcome, Ensured, NewContactDetail, ServerState, Uuid};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

const SEQUENCES: u32 = 2_000;
const THREADS: u32 = 4;
const OWNERS: usize = 3;

/// An item is a spelling and the number of its owner.
type Item = (usize, usize);
/// Equal items have the same letter and owner.
type Key = (char, Uuid);

/// The possible items of an input: equal values in several spellings have the same letter.
const SPELLINGS: [(char, &str); 7] = [
    ('a', "jo@example.com"),
    ('a', "JO@Example.com"),
    ('b', "sam@example.org"),
    ('c', "020 7946 0123"),
    ('c', "+44 20 7946 0123"),
    ('c', "+44 (0)20 7946 0 123"),
    ('d', "+44 20 7946 0456"),
];

/// The number of look-ups with several owners.
static SHARED: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone, Debug)]
struct Sequence {
    input: Vec<Item>,
    faults: Vec<Fault>,
    /// The number of requests after which the first run is cut off.
    cut: Option<usize>,
    concurrency: usize,
    /// The items that another program creates, each with the number of requests before it.
    others: Vec<(usize, Item)>,
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        1 => Just(Fault::LoseRequest),
        2 => Just(Fault::LoseResponse),
        1 => (0_usize..400).prop_map(Fault::CutResponse),
        1 => Just(Fault::Stall),
        2 => (0_u8..8).prop_map(Fault::ApplyLate),
        1 => prop::sample::select(vec![400, 403, 408, 500, 502, 503, 504]).prop_map(Fault::Refuse),
        1 => prop::sample::select(vec![408, 500, 502, 503, 504]).prop_map(Fault::RefuseAfter),
        1 => prop::option::of(0_u8..70).prop_map(Fault::RateLimited),
        1 => Just(Fault::LoginPage),
        1 => prop::sample::select(vec![200, 201, 202, 207]).prop_map(Fault::Receipt),
        1 => prop::sample::select(vec![200, 201, 202, 207]).prop_map(Fault::ReceiptAfter),
        1 => prop::sample::select(vec![302, 307]).prop_map(Fault::Redirect),
        2 => prop::sample::select(vec![BadPage::Empty, BadPage::Linked, BadPage::NotLast]).prop_map(Fault::BadPage),
    ]
}

fn sequence() -> impl Strategy<Value = Sequence> {
    let item = || (0..SPELLINGS.len(), 0..OWNERS);
    let faults = prop::collection::vec(fault(), 0..14);
    let others = prop::collection::vec((1_usize..16, item()), 0..3);
    (prop::collection::vec(item(), 1..7), faults, prop::option::of(1_usize..16), 1_usize..4, others)
        .prop_map(|(input, faults, cut, concurrency, others)| Sequence { input, faults, cut, concurrency, others })
}

fn item(spelling: usize, owner: Uuid) -> NewContactDetail {
    let value = SPELLINGS[spelling].1;
    match value.contains('@') {
        true => NewContactDetail::email("Import", value, [owner]).unwrap(),
        false => NewContactDetail::phone_number("Import", value, [owner]).unwrap(),
    }
}

/// The key of a contact detail that the mock server stores, or of a request.
fn key(detail: &Value) -> Key {
    (letter(detail["value"].as_str().unwrap()), detail["account_uuids"][0].as_str().unwrap().parse().unwrap())
}

fn letter(stored: &str) -> char {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_it = |spelling: &str| match stored.contains('@') {
        true => spelling.eq_ignore_ascii_case(stored),
        false => !spelling.contains('@') && digits(stored).ends_with(&digits(spelling)[digits(spelling).len() - 6..]),
    };
    SPELLINGS.iter().find(|(_, spelling)| is_it(spelling)).unwrap().0
}

/// The reports in the outcomes of a sequence.
#[derive(Default)]
struct Reported {
    /// The keys that may have a duplicate.
    unknown: BTreeSet<Key>,
    is_complete: bool,
}

impl Reported {
    fn add(&mut self, key: Key, outcome: &BatchOutcome<Ensured>) {
        match &outcome.result {
            Ok(Ensured::CreatedAfterUnknown(_)) => drop(self.unknown.insert(key)),
            Ok(_) => {}
            Err(error) => {
                self.is_complete = false;
                if error.server_state() != ServerState::NotApplied {
                    self.unknown.insert(key);
                }
            }
        }
    }
}

async fn run(mock: &MockServer, sequence: &Sequence) -> Result<(), TestCaseError> {
    mock.clear();
    let owners = mock.clients();
    let keys: Vec<Key> =
        sequence.input.iter().map(|&(spelling, owner)| (SPELLINGS[spelling].0, owners[owner])).collect();
    let faults = Arc::new(Mutex::new(sequence.faults.clone().into_iter()));
    // The keys created in this run.
    let posts: Arc<Mutex<Vec<Key>>> = Arc::default();
    let seen = Arc::clone(&posts);
    let proxy = FaultProxy::start(mock, move |request| {
        match request.json() {
            Some(body) => seen.lock().unwrap().push(key(&body)),
            None => drop(SHARED.fetch_add(usize::from(request.target().matches("%2C").count() > 1), Ordering::SeqCst)),
        }
        faults.lock().unwrap().next().unwrap_or(Fault::None)
    })
    .await;
    let mut reported = Reported::default();
    let mut cut = sequence.cut;
    let mut polls = 0_u64;
    let mut others = sequence.others.clone();
    // What other programs created in earlier runs, and in this one.
    let (mut earlier, mut meanwhile): (Vec<Key>, Vec<Key>) = (Vec::new(), Vec::new());
    // This ends, because each run uses up some of the faults.
    while !reported.is_complete {
        reported.is_complete = true;
        let plannr = mock.plannr_builder().base_url(proxy.url()).build().unwrap();
        let items = sequence.input.iter().map(|&(spelling, owner)| item(spelling, owners[owner])).collect::<Vec<_>>();
        posts.lock().unwrap().clear();
        earlier.append(&mut meanwhile);
        let mut batch = plannr.contact_details().ensure_all(items).concurrency(sequence.concurrency);
        let in_flight = batch.in_flight();
        loop {
            polls += 1;
            prop_assert!(polls < 2_000_000, "the import does not end: {in_flight:?}");
            let is_cut = cut.is_some_and(|at| proxy.seen() >= at);
            if is_cut {
                cut = None;
                reported.is_complete = false;
                break;
            }
            for (_, (spelling, owner)) in others.extract_if(.., |(at, _)| proxy.seen() >= *at) {
                mock.add_contact_detail(&item(spelling, owners[owner]));
                meanwhile.push((SPELLINGS[spelling].0, owners[owner]));
            }
            // One poll at a time, so that the batch can be cut off between any two.
            match futures_util::poll!(std::pin::pin!(batch.next())) {
                std::task::Poll::Ready(Some(outcome)) => reported.add(keys[outcome.index], &outcome),
                std::task::Poll::Ready(None) => break,
                std::task::Poll::Pending => tokio::task::yield_now().await,
            }
        }
        drop(batch);
        let left = in_flight.items().into_iter().filter(|(_, state)| *state != ServerState::NotApplied);
        reported.unknown.extend(left.map(|(index, _)| keys[index]));
        let again = posts.lock().unwrap().iter().find(|key| earlier.contains(key)).copied();
        prop_assert!(again.is_none(), "{again:?} was created, although it existed before this run");
    }
    earlier.append(&mut meanwhile);
    let late: BTreeSet<Key> =
        proxy.flush().await.iter().filter_map(|body| serde_json::from_slice(body).ok().as_ref().map(key)).collect();
    let mut stored: BTreeMap<Key, usize> = BTreeMap::new();
    for detail in mock.contact_details() {
        *stored.entry(key(&detail)).or_default() += 1;
    }
    for key in &keys {
        let count = stored.get(key).copied().unwrap_or_default();
        let by_others = earlier.iter().filter(|other| *other == key).count();
        let is_excused = count > 1 && reported.unknown.contains(key) && (late.contains(key) || sequence.cut.is_some());
        let is_due = (1..=1 + by_others).contains(&count);
        prop_assert!(is_due || is_excused, "{key:?} exists {count} times, unknown: {:?}", reported.unknown);
    }
    prop_assert!(stored.keys().all(|key| keys.contains(key) || earlier.contains(key)));
    Ok(())
}

#[test]
fn every_item_exists_once_or_an_outcome_reported_that_it_may_not() {
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let mut builder = MockServer::builder();
                // Without `meta` and `links`, only an empty page is the end of a list.
                if thread == 0 {
                    builder = builder.quirk(Quirk::NoPagination);
                }
                let mock = runtime.block_on(builder.start());
                (mock.clients().len()..OWNERS).for_each(|_| _ = mock.add_client("Jo Smith"));
                let config = Config { cases: SEQUENCES / THREADS, failure_persistence: None, ..Config::default() };
                let outcome =
                    TestRunner::new(config).run(&sequence(), |sequence| runtime.block_on(run(&mock, &sequence)));
                outcome.unwrap_or_else(|failure| panic!("{failure}"));
            });
        }
    });
    assert!(SHARED.load(Ordering::SeqCst) > SEQUENCES as usize / 2, "few look-ups were shared");
}
