//! Builds and runs the programs in `tests/bench/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;
use xshell::{Shell, cmd};

use crate::dialogue::Dialogue;
use crate::root;

pub(super) const SOURCES: &str = "tests/bench";
const OUT: &str = "target/bench";

/// Builds a program with its own features only. With `counting`, it counts its allocations.
pub(crate) fn build(sh: &Shell, package: &str, counting: bool) -> Result<PathBuf> {
    let _folder = sh.push_dir(SOURCES);
    let counting: &[&str] = if counting { &["--locked", "--features", "meter/counting"] } else { &["--locked"] };
    build_here(sh, package, counting)
}

/// Builds a program of the workspace in the current directory, and copies it out of the way of the next build.
pub(super) fn build_here(sh: &Shell, package: &str, flags: &[&str]) -> Result<PathBuf> {
    let target = out("build");
    cmd!(sh, "cargo build --release --quiet --package {package} {flags...} --target-dir {target}").run()?;
    let program = sh.create_dir(out("programs"))?.join(format!("{package}{}", flags.len()));
    sh.copy_file(target.join("release").join(package), &program)?;
    Ok(program)
}

pub(super) fn out(name: &str) -> PathBuf {
    root().join(OUT).join(name)
}

/// Returns a command that runs a program on the last core that this process may use. Server and clients share a core:
/// otherwise a call takes half as long when both happen to be on the same one.
pub(super) fn on_one_core(program: &Path) -> Result<Command> {
    let status = std::fs::read_to_string("/proc/self/status").context("the benchmarks need Linux")?;
    let cores = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", cores.trim().rsplit([',', '-']).next().unwrap_or("0")]).arg(program);
    // Let glibc keep freed memory. Otherwise large pages go back to the system and cost more than decoding.
    command.env("MALLOC_MMAP_THRESHOLD_", "1000000000").env("MALLOC_TRIM_THRESHOLD_", "1000000000");
    Ok(command)
}

/// The server that all clients call.
pub(crate) struct Server {
    _process: Dialogue,
    url: String,
}

impl Server {
    pub(crate) fn start(sh: &Shell) -> Result<Self> {
        let mut process = Dialogue::start(on_one_core(&build(sh, "bench-server", false)?)?)?;
        Ok(Self { url: process.read_line()?, _process: process })
    }
}

/// A client process that waits for orders.
pub(crate) struct Program(Dialogue);

/// The cost of an order. Times are in nanoseconds.
#[derive(Clone, Deserialize)]
pub(crate) struct Cost {
    pub(super) count: f64,
    pub(super) wall: f64,
    /// The median of the single calls.
    pub(super) p50: f64,
    pub(super) cpu: f64,
    pub(super) allocations: f64,
    /// Peak memory in bytes.
    pub(super) peak: f64,
}

impl Program {
    pub(crate) fn start(mut command: Command, server: &Server) -> Result<Self> {
        command.arg(&server.url);
        Dialogue::start(command).map(Self)
    }

    /// Builds a client and starts it.
    pub(super) fn build(sh: &Shell, name: &str, counting: bool, server: &Server) -> Result<Self> {
        Self::start(on_one_core(&build(sh, name, counting)?)?, server)
    }

    pub(crate) fn order(&mut self, workload: &str, count: u64) -> Result<Cost> {
        self.0.write_line(&format!("{workload} {count}"))?;
        Ok(serde_json::from_str(&self.0.read_line().with_context(|| workload.to_owned())?)?)
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.0.finish()
    }
}

/// Runs the clients in turns. Each is first, and follows each other one, equally often.
pub(super) fn take_turns(clients: &mut [Program], workload: &str, turns: usize, count: u64) -> Result<Vec<Vec<Cost>>> {
    let all = clients.len();
    clients.iter_mut().try_for_each(|client| client.order(workload, count).map(drop))?; // warm up
    let mut costs = vec![Vec::new(); all];
    for turn in 0..turns.next_multiple_of(2 * all) {
        for place in 0..all {
            let place = if turn % 2 == 0 { place } else { all - 1 - place };
            let client = (turn / 2 + place) % all;
            costs[client].push(clients[client].order(workload, count)?);
        }
    }
    Ok(costs)
}
