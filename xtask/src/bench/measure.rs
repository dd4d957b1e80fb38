//! Measures the groups of rows.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use xshell::{Shell, cmd};

use super::peers::{PEERS, build_peer};
use super::programs::{Cost, Program, SOURCES, Server, build, on_one_core, out, take_turns};
use super::{Figure, quantile};

type Figures = Result<Vec<Result<Figure>>>;

pub(super) fn create(sh: &Shell) -> Figures {
    let server = Server::start(sh)?;
    let names = ["bench-sdk", "bench-raw", "bench-progenitor"];
    let clients = names.iter().map(|name| Program::build(sh, name, false, &server));
    let mut clients = clients.collect::<Result<Vec<_>>>()?;
    // The position of each peer among the clients, or why it is missing.
    let peers = PEERS.map(|peer| {
        let mut client = Program::start(on_one_core(&build_peer(sh, peer)?)?, &server)?;
        client.order("create", 1).context(peer.0)?;
        clients.push(client);
        Ok(clients.len() - 1)
    });
    let costs = take_turns(&mut clients, "create", 96, 300)?;
    let against = |theirs: usize, of: fn(&Cost) -> f64| {
        let [ours, theirs] = [0, theirs].map(|client| costs[client].iter().map(of).collect::<Vec<_>>());
        Figure::ratio(&ours, &theirs, |nanoseconds| format!("{:.1} µs", nanoseconds / 1e3))
    };
    let beyond_raw = |count: fn(&Shell, &str, &Server) -> Result<f64>| {
        let [ours, theirs] = [count(sh, "bench-sdk", &server)?, count(sh, "bench-raw", &server)?];
        Ok(Figure::exact(ours - theirs, format!("{ours:.0} against {theirs:.0}")))
    };
    let p50 = |cost: &Cost| cost.p50;
    let mut figures = vec![Ok(against(1, p50)), Ok(against(1, |cost| cost.cpu / cost.count))];
    figures.extend([beyond_raw(allocations), beyond_raw(instructions)]);
    figures.push(Ok(against(2, p50)));
    figures.extend(peers.into_iter().map(|peer| peer.map(|peer| against(peer, p50))));
    Ok(figures)
}

/// Returns the allocations of one create over an open connection.
pub(crate) fn allocations(sh: &Shell, client: &str, server: &Server) -> Result<f64> {
    let mut client = Program::build(sh, client, true, server)?;
    client.order("create", 100)?;
    let rounds = (0..5).map(|_| Ok(client.order("create", 100)?.allocations / 100.0)).collect::<Result<Vec<_>>>();
    Ok(quantile(&rounds?, 0.5))
}

/// Returns the instructions of one create. The difference of two runs leaves out those of the start.
pub(crate) fn instructions(sh: &Shell, client: &str, server: &Server) -> Result<f64> {
    const CREATES: [u64; 2] = [200, 1200];
    let program = build(sh, client, false)?;
    let mut totals = [0.0; 2];
    for (total, creates) in totals.iter_mut().zip(CREATES) {
        let file = program.with_extension("callgrind");
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(["--tool=callgrind", "--quiet"])
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(&program);
        let mut client = Program::start(valgrind, server)?;
        client.order("create", creates)?;
        client.finish()?;
        let text = sh.read_file(&file)?;
        let sum = text.lines().find_map(|line| line.strip_prefix("totals: ")).context("callgrind wrote no total")?;
        *total = sum.trim().parse()?;
    }
    Ok((totals[1] - totals[0]) / (CREATES[1] - CREATES[0]) as f64)
}

pub(super) fn many(sh: &Shell) -> Figures {
    let server = Server::start(sh)?;
    let build_client = |name| Program::build(sh, name, false, &server);
    let mut clients = [build_client("bench-sdk")?, build_client("bench-raw")?];
    let mut versus_raw = |workload: &str, turns, count, of: fn(&Cost) -> f64, show: fn(f64) -> String| {
        let costs = take_turns(&mut clients, workload, turns, count)?;
        let [ours, theirs] = [&costs[0], &costs[1]].map(|costs| costs.iter().map(of).collect::<Vec<_>>());
        Ok(Figure::ratio(&ours, &theirs, show))
    };
    let (per_call, per_second) = (|cost: &Cost| cost.wall / cost.count, |cost: &Cost| cost.count / cost.wall * 1e9);
    let (microseconds, rate) = (|time| format!("{:.1} µs", time / 1e3), |rate| format!("{rate:.0}/s"));
    let page = |items: &str| {
        let (program, page) = (build(sh, "bench-server", false)?, out(&format!("page-{items}.json")));
        sh.write_file(&page, cmd!(sh, "{program} {items}").quiet().read()?)?;
        Ok::<String, anyhow::Error>(format!("decode {}", page.display()))
    };
    Ok(vec![
        versus_raw(&page("wide")?, 40, 10_000, per_call, microseconds),
        versus_raw(&page("100")?, 40, 500, per_call, microseconds),
        versus_raw(&page("500")?, 40, 100, per_call, microseconds),
        versus_raw("list", 32, 100_000, per_second, rate),
        list_memory(sh, &server),
        versus_raw("bulk", 20, 20_000, per_second, rate),
        quota(sh),
    ])
}

/// Compares the peak memory of a whole list with that of one page.
fn list_memory(sh: &Shell, server: &Server) -> Result<Figure> {
    // Each in its own process, so that neither reuses the other's memory.
    let peak = |items| -> Result<f64> { Ok(Program::build(sh, "bench-sdk", true, server)?.order("list", items)?.peak) };
    let (mut all, mut page) = (Vec::new(), Vec::new());
    for _ in 0..11 {
        all.push(peak(100_000)?);
        page.push(peak(500)?);
    }
    Ok(Figure::ratio(&all, &page, |bytes| format!("{:.0} KiB", bytes / 1024.0)))
}

fn quota(sh: &Shell) -> Result<Figure> {
    let program = build(sh, "bench-quota", false)?;
    let measured: Value = serde_json::from_str(&cmd!(sh, "{program}").read()?)?;
    let share = measured["share"].as_f64().context("bench-quota printed no share")?;
    // A client that is refused has exceeded the quota.
    let share = if measured["refused"] == 0 { share } else { 0.0 };
    Ok(Figure::exact(
        share,
        format!("{} requests in simulated time, {} refused", measured["requests"], measured["refused"]),
    ))
}

/// Programs that create one contact detail.
const PROGRAMS: [&str; 2] = ["consumer-sdk", "consumer-raw"];

/// Measures the builds of programs that create one contact detail.
pub(super) fn builds(sh: &Shell) -> Figures {
    let (mut seconds, mut sizes) = ([Vec::new(), Vec::new()], [0.0; 2]);
    let target = out("cold");
    for _ in 0..3 {
        for (index, program) in PROGRAMS.iter().enumerate() {
            sh.remove_path(&target)?;
            let before = cpu_of_children(sh)?;
            sizes[index] = build_stripped(sh, program, &target)? / 1024.0;
            seconds[index].push(cpu_of_children(sh)? - before);
        }
    }
    let [ours, theirs] = [crates(sh, PROGRAMS[0])?.len(), crates(sh, PROGRAMS[1])?.len()];
    Ok(vec![
        Ok(Figure::ratio(&seconds[0], &seconds[1], |seconds| format!("{seconds:.0} s"))),
        Ok(Figure::exact(ours as f64 - theirs as f64, format!("{ours} against {theirs}"))),
        Ok(Figure::exact(sizes[0] - sizes[1], format!("{:.0} against {:.0}", sizes[0], sizes[1]))),
    ])
}

/// Returns the bytes of a stripped program beyond those of the one on raw reqwest.
pub(crate) fn bytes(sh: &Shell) -> Result<f64> {
    let [ours, theirs] = PROGRAMS.map(|program| build_stripped(sh, program, &out("build")));
    Ok(ours? - theirs?)
}

/// Builds a program as a user would, and returns the bytes of its stripped file.
fn build_stripped(sh: &Shell, program: &str, target: &Path) -> Result<f64> {
    let _folder = sh.push_dir(SOURCES);
    cmd!(sh, "cargo build --locked --release --quiet --package {program} --target-dir {target}")
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
        .run()?;
    Ok(target.join("release").join(program).metadata()?.len() as f64)
}

/// Returns the CPU seconds of all children that have ended.
fn cpu_of_children(sh: &Shell) -> Result<f64> {
    let stat = sh.read_file("/proc/self/stat")?;
    // The second field, a name in brackets, may hold spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    Ok(fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

/// Returns name and version of each crate that a program compiles on Linux, build scripts included.
pub(crate) fn crates(sh: &Shell, program: &str) -> Result<BTreeSet<(String, String)>> {
    let _folder = sh.push_dir(SOURCES);
    let tree = cmd!(sh, "cargo tree --locked --package {program} --edges normal,build --prefix none");
    let tree = tree.args(["--target", "x86_64-unknown-linux-gnu"]).quiet().read()?;
    let crates = tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    });
    Ok(crates.filter(|(name, _)| name != program).collect())
}
