//! What a client costs, measured within its own process: the time and the CPU of its calls and, with the feature
//! `counting`, their allocations.
//!
//! A program is called with the address of the server. It then reads orders, `<workload> <count>`, and answers each with
//! one line of JSON, so that several of them can take turns while they stay warm.

#![allow(async_fn_in_trait, reason = "all programs are single-threaded")]

use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// The credentials that all clients send.
pub const TOKEN: &str = "a-token-of-the-usual-length-0123456789abcdef";
pub const ACCOUNT: &str = "0b7e6a52-3f0d-4c1a-9f6e-5d2c8b1a7e40";
pub const OWNER: &str = "a4c1d7e2-58b3-4f96-b0d4-6e2f1a9c3d10";

/// How many are on a page, and in flight at a time.
pub const PER_PAGE: u64 = 500;
pub const CONCURRENCY: usize = 32;

/// What a client can be asked to do. Whatever goes wrong is a panic: then there is nothing to measure.
pub trait Client {
    /// One contact detail, created and read back.
    async fn create(&self);

    /// So many items of the list, page by page; how many came.
    async fn list(&self, _items: u64) -> u64 {
        panic!("this client does not list")
    }

    /// So many contact details, [`CONCURRENCY`] at a time; how many were created.
    async fn bulk(&self, _count: u64) -> u64 {
        panic!("this client creates one at a time")
    }
}

/// Runs a client until there are no more orders.
pub fn run<C: Client>(new: impl FnOnce(&str) -> C) {
    let server = std::env::args().nth(1).expect("the first argument is the address of the server");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = runtime.block_on(async { new(&server) });
    for order in io::stdin().lines() {
        let order = order.unwrap();
        let (workload, count) = order.split_once(' ').expect("an order is `<workload> <count>`");
        let count: u64 = count.parse().unwrap();
        let mut calls = Vec::with_capacity(count as usize);
        let (start, cpu) = (Instant::now(), cpu_time());
        let memory = counted(|| runtime.block_on(work(&client, workload, count, &mut calls)));
        let (wall, cpu) = (start.elapsed(), cpu_time() - cpu);
        calls.sort_unstable();
        let p50 = calls.get(calls.len() / 2).copied().unwrap_or(wall);
        println!(
            r#"{{"wall":{},"p50":{},"cpu":{},"allocations":{},"peak":{}}}"#,
            wall.as_nanos(),
            p50.as_nanos(),
            cpu.as_nanos(),
            memory.allocations,
            memory.peak
        );
        io::stdout().flush().unwrap();
    }
}

async fn work(client: &impl Client, workload: &str, count: u64, calls: &mut Vec<Duration>) {
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
        other => panic!("there is no workload `{other}`"),
    }
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[derive(Default)]
struct Memory {
    allocations: u64,
    /// The most bytes that were held at a time.
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
