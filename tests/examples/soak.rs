//! Makes a hundred thousand calls at high concurrency, with a fault in one request of ten:
//! `cargo run --release -p contract-tests --example soak`. A number after `--` changes how many.
//!
//! Time is simulated, so nothing waits for the quota. It fails if a contact detail is lost or leaked, or exists twice
//! although no outcome said so.

use std::collections::{BTreeMap, HashSet};
use std::process::ExitCode;

use contract_tests::fault_proxy::{Fault, FaultProxy};
use plannr_sdk::mock::MockServer;
use plannr_sdk::{Ensured, NewContactDetail, ServerState, Uuid};

const CALLS: usize = 100_000;
/// The store is cleared after this many, so that look-ups stay small.
const ROUND: usize = 2_000;
const OWNERS: usize = 200;
const CONCURRENCY: usize = 64;
/// A marker that every value contains, and that no text may contain.
const MARKER: &str = "soak.marker";

/// Knuth's linear congruential generator: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn fault(&mut self) -> Fault {
        match self.below(90) {
            0 => Fault::LoseRequest,
            1 => Fault::LoseResponse,
            2 => Fault::CutResponse(self.below(400) as usize),
            3 => Fault::ApplyLate(self.below(200) as u8),
            4 => Fault::Refuse(502),
            5 => Fault::RefuseAfter(503),
            6 => Fault::RateLimited(Some(self.below(20) as u8)),
            7 => Fault::LoginPage,
            8 => Fault::Refuse(500),
            _ => Fault::None,
        }
    }
}

type Counts = BTreeMap<&'static str, usize>;

/// Imports items until none fails, and compares them with the store.
async fn round(mock: &MockServer, owners: &[Uuid], size: usize, seed: u64, counts: &mut Counts) {
    let mut count = |name, by| *counts.entry(name).or_default() += by;
    mock.clear();
    let mut random = Random(seed);
    let proxy = FaultProxy::start(mock, move |_| random.fault()).await;
    let plannr = mock.plannr_builder().base_url(proxy.url()).build().unwrap();
    let keys: Vec<(Uuid, String)> =
        (0..size).map(|at| (owners[at % owners.len()], format!("{MARKER}.{at}@example.com"))).collect();
    let (mut announced, mut left) = (HashSet::new(), keys.clone());
    while !left.is_empty() {
        let items: Vec<_> =
            left.iter().map(|(owner, value)| NewContactDetail::email("Soak", value, [*owner]).unwrap()).collect();
        let mut batch = plannr.contact_details().ensure_all(items).concurrency(CONCURRENCY);
        let mut failed = Vec::new();
        while let Some(outcome) = batch.next().await {
            count("calls", 1);
            let key = left[outcome.index].clone();
            let text = format!("{outcome:?} {:?}", outcome.result.as_ref().map_err(ToString::to_string));
            count("leaked", usize::from(text.contains(MARKER) || text.contains(mock.access_token())));
            let is_unknown = match &outcome.result {
                Ok(ensured) => matches!(ensured, Ensured::CreatedAfterUnknown(_)),
                Err(error) => error.server_state() != ServerState::NotApplied,
            };
            if is_unknown {
                announced.insert(key.clone());
            }
            if outcome.result.is_err() {
                count("failed, and tried again", 1);
                failed.push(key);
            }
        }
        left = failed;
    }
    proxy.flush().await;
    count("requests sent", proxy.seen());
    let mut stored: BTreeMap<(Uuid, String), usize> = BTreeMap::new();
    for detail in mock.contact_details() {
        let owner = detail["account_uuids"][0].as_str().unwrap().parse().unwrap();
        *stored.entry((owner, detail["value"].as_str().unwrap().to_owned())).or_default() += 1;
    }
    for key in &keys {
        let copies = stored.get(key).copied().unwrap_or_default();
        count("lost", usize::from(copies == 0));
        let name = if announced.contains(key) { "twice, as an outcome said" } else { "duplicates" };
        count(name, copies.saturating_sub(1));
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let calls = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(CALLS);
    let mock = MockServer::start().await;
    let owners: Vec<Uuid> = (0..OWNERS).map(|at| mock.add_client(&format!("Client {at}"))).collect();
    let (mut counts, mut seed) = (Counts::from([("calls", 0)]), 1);
    while counts["calls"] < calls {
        round(&mock, &owners, ROUND.min(calls - counts["calls"]), seed, &mut counts).await;
        seed += 1;
    }
    counts.iter().for_each(|(name, count)| println!("{name:<32} {count:>9}"));
    // Linux only.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("peak memory, {line}"));
    let is_good = ["duplicates", "lost", "leaked"].iter().all(|name| counts.get(name) == Some(&0));
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
