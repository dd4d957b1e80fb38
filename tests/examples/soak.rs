//! A hundred thousand calls at high concurrency, one request in ten with a fault:
//! `cargo run --release -p contract-tests --example soak`. A number after `--` is how many calls instead.
//!
//! The time is simulated, so that nobody waits for the quota. It ends with a table, and fails if anything was lost or
//! leaked, or was there twice without an outcome that said so.

use std::collections::{BTreeMap, HashSet};
use std::process::ExitCode;

use contract_tests::fault_proxy::{Fault, FaultProxy};
use plannr_sdk::mock::MockServer;
use plannr_sdk::{Ensured, NewContactDetail, ServerState, Uuid};

const CALLS: usize = 100_000;
/// The store is emptied after so many, so that look-ups stay small.
const ROUND: usize = 2_000;
const OWNERS: usize = 200;
const CONCURRENCY: usize = 64;
/// In every value, and in no text.
const MARKER: &str = "soak.marker";

/// Numbers that are the same in every run: a linear congruential generator by Knuth.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn fault(&mut self) -> Fault {
        if self.roll(10) > 0 {
            return Fault::None;
        }
        match self.roll(9) {
            0 => Fault::LoseRequest,
            1 => Fault::LoseResponse,
            2 => Fault::CutResponse(self.roll(400) as usize),
            3 => Fault::ApplyLate(self.roll(200) as u8),
            4 => Fault::Refuse(502),
            5 => Fault::RefuseAfter(503),
            6 => Fault::RateLimited(Some(self.roll(20) as u8)),
            7 => Fault::LoginPage,
            _ => Fault::Refuse(500),
        }
    }
}

#[derive(Default)]
struct Sums {
    calls: usize,
    sent: usize,
    applied: usize,
    failed: usize,
    announced: usize,
    duplicates: usize,
    lost: usize,
    leaked: usize,
}

type Key = (Uuid, String);

/// Imports a round of items, again and again until no item has failed, and counts what is there in the end.
async fn round(mock: &MockServer, owners: &[Uuid], size: usize, seed: u64, sums: &mut Sums) {
    mock.clear();
    let mut dice = Dice(seed);
    let proxy = FaultProxy::start(mock, move |_| dice.fault()).await;
    let plannr = mock.plannr_builder().base_url(proxy.url()).build().unwrap();
    let keys: Vec<Key> =
        (0..size).map(|at| (owners[at % owners.len()], format!("{MARKER}.{at}@example.com"))).collect();
    let mut doubts: HashSet<Key> = HashSet::new();
    let mut left = keys.clone();
    while !left.is_empty() {
        let items: Vec<_> =
            left.iter().map(|(owner, value)| NewContactDetail::email("Soak", value, [*owner]).unwrap()).collect();
        let mut batch = plannr.contact_details().ensure_all(items).concurrency(CONCURRENCY);
        let mut again = Vec::new();
        while let Some(outcome) = batch.next().await {
            sums.calls += 1;
            let key = &left[outcome.index];
            let text = format!("{outcome:?} {:?}", outcome.result.as_ref().map_err(ToString::to_string));
            sums.leaked += usize::from(text.contains(MARKER) || text.contains(mock.access_token()));
            match outcome.result {
                Ok(Ensured::CreatedAfterUnknown(_)) => drop(doubts.insert(key.clone())),
                Ok(_) => {}
                Err(error) => {
                    sums.failed += 1;
                    if error.server_state() != ServerState::NotApplied {
                        doubts.insert(key.clone());
                    }
                    again.push(key.clone());
                }
            }
        }
        left = again;
    }
    proxy.flush().await;
    sums.sent += proxy.seen();
    let mut there: BTreeMap<Key, usize> = BTreeMap::new();
    for detail in mock.contact_details() {
        let owner = detail["account_uuids"][0].as_str().unwrap().parse().unwrap();
        *there.entry((owner, detail["value"].as_str().unwrap().to_owned())).or_default() += 1;
        sums.applied += 1;
    }
    for key in &keys {
        let count = there.get(key).copied().unwrap_or_default();
        sums.lost += usize::from(count == 0);
        let extra = count.saturating_sub(1);
        let sum = if doubts.contains(key) { &mut sums.announced } else { &mut sums.duplicates };
        *sum += extra;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let calls = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(CALLS);
    let mock = MockServer::start().await;
    let owners: Vec<Uuid> = (0..OWNERS).map(|at| mock.add_client(&format!("Client {at}"))).collect();
    let mut sums = Sums::default();
    let mut seed = 1;
    while sums.calls < calls {
        round(&mock, &owners, ROUND.min(calls - sums.calls), seed, &mut sums).await;
        seed += 1;
    }
    for (name, count) in [
        ("calls", sums.calls),
        ("requests sent", sums.sent),
        ("applied", sums.applied),
        ("failed, and done again", sums.failed),
        ("there twice, as an outcome said", sums.announced),
        ("duplicates", sums.duplicates),
        ("lost", sums.lost),
        ("leaked", sums.leaked),
    ] {
        println!("{name:<32} {count:>9}");
    }
    println!("{:<32} {:>9}", "peak memory, with the server", peak_memory().as_deref().unwrap_or("not known"));
    if sums.duplicates + sums.lost + sums.leaked == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// As Linux tells it.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kibibytes: u64 =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()?;
    Some(format!("{} MiB", kibibytes / 1024))
}
