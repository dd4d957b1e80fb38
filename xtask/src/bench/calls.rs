//! Calls over loopback: the clients take turns, so that a busy machine is busy for all of them.

use std::path::Path;

use super::others::{self, OTHERS};
use super::programs::{Cost, Program, Server};
use super::stats::{Figure, median};
use super::workspace;

/// How often each client has its turn, and how many calls that is. Many short turns: what disturbs one most likely
/// disturbs its neighbours.
const CREATES: (usize, u64) = (96, 300);
const LISTS: (usize, u64) = (31, 100_000);
const BULKS: (usize, u64) = (21, 20_000);
const MEMORY: usize = 11;
const WARM_UP: u64 = 500;
/// As the clients have it.
const PER_PAGE: u64 = 500;

pub(super) fn create() -> Result<Vec<Figure>, String> {
    let server = Server::start()?;
    let mut clients = start(&["bench-sdk", "bench-raw", "bench-progenitor", "bench-tcp"], &server)?;
    // Where each of the others is among the clients, or why it is not there.
    let mut others = Vec::new();
    for other in OTHERS {
        others.push(others::build(other).and_then(|program| try_out(&program, &server)).map(|client| {
            clients.push(client);
            clients.len() - 1
        }));
    }
    let costs = take_turns(&mut clients, "create", CREATES, WARM_UP)?;
    let (p50, cpu) = (|cost: &Cost| cost.p50, |cost: &Cost| cost.cpu / cost.count as f64);
    let against = |theirs: usize, of: fn(&Cost) -> f64| {
        let [ours, theirs] = [0, theirs].map(|client| costs[client].iter().map(of).collect::<Vec<f64>>());
        Figure::ratio(&ours, &theirs, |ours, theirs| format!("{:.1} µs against {:.1} µs", ours / 1e3, theirs / 1e3))
    };
    let mut figures = vec![against(1, p50), against(1, cpu), allocations(&server)?, against(2, p50)];
    figures.extend(others.into_iter().map(|place| place.map_or_else(Figure::Missing, |place| against(place, p50))));
    figures.push(against(3, p50));
    Ok(figures)
}

/// Starts the clients of these names, which are of this workspace.
fn start(names: &[&str], server: &Server) -> Result<Vec<Program>, String> {
    names.iter().map(|name| Program::start(&workspace::program(name, false)?, server)).collect()
}

/// Starts a client that may not work: it is code that others have made of our spec.
fn try_out(program: &Path, server: &Server) -> Result<Program, String> {
    let mut client = Program::start(program, server)?;
    client.order("create", 1).map(|_| client)
}

fn allocations(server: &Server) -> Result<Figure, String> {
    let [ours, theirs] = [allocations_per_call("bench-sdk", server)?, allocations_per_call("bench-raw", server)?];
    Ok(Figure::exact(ours - theirs, format!("{ours:.0} against {theirs:.0}")))
}

/// How many allocations a create makes, once the connection is open.
pub(crate) fn allocations_per_call(client: &str, server: &Server) -> Result<f64, String> {
    let mut client = Program::start(&workspace::program(client, true)?, server)?;
    client.order("create", 100)?;
    let rounds: Result<Vec<f64>, String> =
        (0..5).map(|_| client.order("create", 100).map(|cost| cost.allocations / cost.count as f64)).collect();
    Ok(median(&rounds?))
}

pub(super) fn list() -> Result<Vec<Figure>, String> {
    let server = Server::start()?;
    // The first client has the server make its pages.
    Ok(vec![throughput(&server, "list", LISTS, LISTS.1)?, memory(&server)?])
}

/// The peak of a whole list against that of a page.
fn memory(server: &Server) -> Result<Figure, String> {
    let counting = workspace::program("bench-sdk", true)?;
    // Each in a process of its own: what the one leaves behind is not the other's.
    let peak = |items| Program::start(&counting, server)?.order("list", items).map(|cost| cost.peak);
    let (mut all, mut page) = (Vec::new(), Vec::new());
    // How the bytes of an answer come differs from run to run, and with it the room for them.
    for _ in 0..MEMORY {
        all.push(peak(LISTS.1)?);
        page.push(peak(PER_PAGE)?);
    }
    Ok(Figure::ratio(&all, &page, |all, page| format!("{:.0} KiB against {:.0} KiB", all / 1024.0, page / 1024.0)))
}

pub(super) fn bulk() -> Result<Vec<Figure>, String> {
    Ok(vec![throughput(&Server::start()?, "bulk", BULKS, WARM_UP)?])
}

/// How many the SDK does in a time, against raw reqwest.
fn throughput(server: &Server, workload: &str, turns: (usize, u64), warm_up: u64) -> Result<Figure, String> {
    let mut clients = start(&["bench-sdk", "bench-raw"], server)?;
    let costs = take_turns(&mut clients, workload, turns, warm_up)?;
    let [ours, theirs] = [&costs[0], &costs[1]]
        .map(|costs| costs.iter().map(|cost| cost.count as f64 / cost.wall * 1e9).collect::<Vec<f64>>());
    Ok(Figure::ratio(&ours, &theirs, |ours, theirs| format!("{ours:.0}/s against {theirs:.0}/s")))
}

/// The costs of each client, turn by turn. Each is the first, and comes after each neighbour, as often as the others.
fn take_turns(
    clients: &mut [Program],
    workload: &str,
    (turns, count): (usize, u64),
    warm_up: u64,
) -> Result<Vec<Vec<Cost>>, String> {
    for client in clients.iter_mut() {
        client.order(workload, warm_up)?;
    }
    let mut costs = vec![Vec::new(); clients.len()];
    let all = clients.len();
    for turn in 0..turns.next_multiple_of(2 * all) {
        for place in 0..all {
            let place = if turn % 2 == 0 { place } else { all - 1 - place };
            let client = (turn / 2 + place) % all;
            costs[client].push(clients[client].order(workload, count)?);
        }
    }
    Ok(costs)
}
