//! Every contact detail of an import exists exactly once, whatever faults occur.
//!
//! Random sequences of faults stand between an import and the mock server, and the import is cut off at a random
//! request and run again. A request that is applied late can create a duplicate: then an outcome must have reported it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use contract_tests::fault_proxy::{BadPage, Fault, FaultProxy};
use plannr_sdk::mock::{MockServer, Quirk};
use plannr_sdk::{BatchOutcome, Ensured, NewContactDetail, ServerState, Uuid};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const SEQUENCES: u32 = 2_000;
const THREADS: u32 = 4;

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

#[derive(Clone, Debug)]
struct Sequence {
    input: Vec<usize>,
    faults: Vec<Fault>,
    /// The number of requests after which the first run is cut off.
    cut: Option<usize>,
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
    let input = prop::collection::vec(0..SPELLINGS.len(), 1..5);
    let faults = prop::collection::vec(fault(), 0..14);
    (input, faults, prop::option::of(1_usize..12)).prop_map(|(input, faults, cut)| Sequence { input, faults, cut })
}

fn item(spelling: usize, owner: Uuid) -> NewContactDetail {
    let value = SPELLINGS[spelling].1;
    match value.contains('@') {
        true => NewContactDetail::email("Import", value, [owner]).unwrap(),
        false => NewContactDetail::phone_number("Import", value, [owner]).unwrap(),
    }
}

/// The letter of a value that the mock server stores.
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
    /// The values that may have a duplicate.
    unknown: BTreeSet<char>,
    is_complete: bool,
}

impl Reported {
    fn add(&mut self, sequence: &Sequence, outcome: &BatchOutcome<Ensured>) {
        let letter = SPELLINGS[sequence.input[outcome.index]].0;
        match &outcome.result {
            Ok(Ensured::CreatedAfterUnknown(_)) => drop(self.unknown.insert(letter)),
            Ok(_) => {}
            Err(error) => {
                self.is_complete = false;
                if error.server_state() != ServerState::NotApplied {
                    self.unknown.insert(letter);
                }
            }
        }
    }
}

async fn run(mock: &MockServer, sequence: &Sequence) -> Result<(), TestCaseError> {
    mock.clear();
    let owner = mock.clients()[0];
    let faults = Arc::new(Mutex::new(sequence.faults.clone().into_iter()));
    let proxy = FaultProxy::start(mock, move |_| faults.lock().unwrap().next().unwrap_or(Fault::None)).await;
    let mut reported = Reported::default();
    let mut cut = sequence.cut;
    let mut polls = 0_u64;
    // This ends, because each run uses up some of the faults.
    while !reported.is_complete {
        reported.is_complete = true;
        let plannr = mock.plannr_builder().base_url(proxy.url()).build().unwrap();
        let items = sequence.input.iter().map(|&spelling| item(spelling, owner)).collect::<Vec<_>>();
        let mut batch = plannr.contact_details().ensure_all(items).concurrency(3);
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
            // One poll at a time, so that the batch can be cut off between any two.
            match futures_util::poll!(std::pin::pin!(batch.next())) {
                std::task::Poll::Ready(Some(outcome)) => reported.add(sequence, &outcome),
                std::task::Poll::Ready(None) => break,
                std::task::Poll::Pending => tokio::task::yield_now().await,
            }
        }
        drop(batch);
        let left = in_flight.items().into_iter().filter(|(_, state)| *state != ServerState::NotApplied);
        reported.unknown.extend(left.map(|(index, _)| SPELLINGS[sequence.input[index]].0));
    }
    let late: BTreeSet<char> = proxy
        .flush()
        .await
        .iter()
        .filter_map(|body| serde_json::from_slice::<serde_json::Value>(body).ok()?["value"].as_str().map(letter))
        .collect();
    let mut stored: BTreeMap<char, usize> = BTreeMap::new();
    for detail in mock.contact_details() {
        *stored.entry(letter(detail["value"].as_str().unwrap())).or_default() += 1;
    }
    for &spelling in &sequence.input {
        let letter = SPELLINGS[spelling].0;
        let count = stored.get(&letter).copied().unwrap_or_default();
        let is_excused =
            count > 1 && reported.unknown.contains(&letter) && (late.contains(&letter) || sequence.cut.is_some());
        prop_assert!(count == 1 || is_excused, "{letter} exists {count} times, unknown: {:?}", reported.unknown);
    }
    prop_assert!(stored.len() == sequence.input.iter().map(|at| SPELLINGS[*at].0).collect::<BTreeSet<_>>().len());
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
                let config = Config { cases: SEQUENCES / THREADS, failure_persistence: None, ..Config::default() };
                let outcome =
                    TestRunner::new(config).run(&sequence(), |sequence| runtime.block_on(run(&mock, &sequence)));
                outcome.unwrap_or_else(|failure| panic!("{failure}"));
            });
        }
    });
}
