//! Runs a client's workloads and measures their cost within the process.
//!
//! A program gets the address of the server as its argument. It reads orders, `<workload> <count>`, and responds to
//! each with a line of JSON. Several programs can take turns while they stay warm.

#![allow(async_fn_in_trait, reason = "the programs are single-threaded")]

use std::time::{Duration, Instant};
use std::{env, fs, io};

use rustix::time::{ClockId, clock_gettime};

pub const TOKEN: &str = "a-token-of-the-usual-length-0123456789abcdef";
pub const ACCOUNT: &str = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40";
pub const OWNER: &str = "a4c1d7e2-58b3-4f96-b0d4-6e2f1a9c3d10";

pub const PER_PAGE: u64 = 500;
/// The number of creates in flight.
pub const CONCURRENCY: usize = 32;

/// The workloads of a client. A failure panics, because then there is nothing to measure.
pub trait Client {
    /// Creates a contact detail and reads it back.
    async fn create(&self);

    /// Lists this many items. Returns how many came.
    async fn list(&self, _items: u64) -> u64 {
        unimplemented!()
    }

    /// Creates this many contact details, [`CONCURRENCY`] at a time. Returns how many were created.
    async fn bulk(&self, _count: u64) -> u64 {
        unimplemented!()
    }

    /// Decodes a page.
    fn decode(&self, _page: &[u8]) {
        unimplemented!()
    }
}

/// Runs a client until its input ends.
pub fn run<C: Client>(new: impl FnOnce(&str) -> C) {
    let server = env::args().nth(1).expect("the first argument is the address of the server");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = runtime.block_on(async { new(&server) });
    for order in io::stdin().lines() {
        let order = order.unwrap();
        let mut words = order.split(' ');
        let workload = words.next().unwrap();
        let count = words.next_back().expect("an order ends with a count").parse().unwrap();
        let body = words.next().and_then(|file| fs::read(file).ok()).unwrap_or_default();
        let mut calls = Vec::with_capacity(count as usize);
        let (start, cpu) = (Instant::now(), cpu_time());
        let memory = counted(|| runtime.block_on(work(&client, workload, &body, count, &mut calls)));
        let (wall, cpu) = (start.elapsed(), cpu_time() - cpu);
        calls.sort_unstable();
        let p50 = calls.get(calls.len() / 2).copied().unwrap_or(wall);
        println!(
            r#"{{"count":{count},"wall":{},"p50":{},"cpu":{},"allocations":{},"peak":{}}}"#,
            wall.as_nanos(),
            p50.as_nanos(),
            cpu.as_nanos(),
            memory.allocations,
            memory.peak
        );
    }
}

async fn work(client: &impl Client, workload: &str, body: &[u8], count: u64, calls: &mut Vec<Duration>) {
    match workload {
        "create" => {
            for _ in 0..count {
                let start = Instant::now();
                client.create().await;
                calls.push(start.elapsed());
            }
        }
        "list" => assert_eq!(client.list(count).await, count),
        "bulk" => assert_eq!(client.bulk(count).await, count),
        "decode" => (0..count).for_each(|_| client.decode(body)),
        other => panic!("unknown workload `{other}`"),
    }
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[derive(Default)]
struct Memory {
    allocations: u64,
    /// The peak number of allocated bytes.
    peak: u64,
}

#[cfg(feature = "counting")]
fn counted(work: impl FnOnce()) -> Memory {
    let counted = allocation_counter::measure(work);
    Memory { allocations: counted.count_total, peak: counted.bytes_max }
}

#[cfg(not(feature = "counting"))]
fn counted(work: impl FnOnce()) -> Memory {
    work();
    Memory::default()
}
