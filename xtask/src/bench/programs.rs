//! The server and the clients, each a process of its own, and the orders that they take.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use super::workspace;
use crate::process::{BUILD, Dialogue, passes};

/// The server that all clients talk to.
pub(crate) struct Server {
    _process: Dialogue,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Result<Self, String> {
        let name = "bench-server";
        let process = Dialogue::start(&mut on_one_core(&workspace::program(name, false)?), name)?;
        Ok(Self { url: process.line(Instant::now() + BUILD)?, _process: process })
    }
}

/// A program that stays on the last core, where there is taskset, which is of Linux. The server and all clients are on
/// one: left alone they are moved about, and a call takes half as long when both happen to be on the same.
pub(super) fn on_one_core(program: &Path) -> Command {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let Some(last) = last_core(&status).filter(|_| passes("taskset --version")) else {
        return Command::new(program);
    };
    let mut taskset = Command::new("taskset");
    taskset.args(["--cpu-list", last]).arg(program);
    taskset
}

/// The last that this process may use, which need not be that of the machine.
fn last_core(status: &str) -> Option<&str> {
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    allowed.rsplit([',', '-']).next().map(str::trim).filter(|last| !last.is_empty())
}

/// A client that waits for orders.
pub(crate) struct Program(Dialogue);

/// What one order has cost. Times are in nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) count: u64,
    pub(crate) wall: f64,
    /// The median of the single calls, if the order had several.
    pub(crate) p50: f64,
    pub(crate) cpu: f64,
    pub(crate) allocations: f64,
    /// The most bytes held at a time.
    pub(crate) peak: f64,
}

impl Program {
    pub(crate) fn start(program: &Path, server: &Server) -> Result<Self, String> {
        Self::start_by(&mut on_one_core(program), program, server)
    }

    /// Starts it by another program, which has it as its last argument.
    pub(crate) fn start_by(command: &mut Command, program: &Path, server: &Server) -> Result<Self, String> {
        keep_memory(command);
        Dialogue::start(command.arg(&server.url), &program.display().to_string()).map(Self)
    }

    pub(crate) fn order(&mut self, workload: &str, count: u64) -> Result<Cost, String> {
        self.0.say(&format!("{workload} {count}"))?;
        let line = self.0.line(Instant::now() + BUILD)?;
        let cost: Value = serde_json::from_str(&line).map_err(|error| format!("{workload}: {line}: {error}"))?;
        let number = |name: &str| cost[name].as_f64().unwrap_or(f64::NAN);
        let (wall, p50, cpu) = (number("wall"), number("p50"), number("cpu"));
        Ok(Cost { count, wall, p50, cpu, allocations: number("allocations"), peak: number("peak") })
    }

    /// Waits for the end of the process: valgrind writes its file then.
    pub(crate) fn finish(self) -> Result<(), String> {
        self.0.finish()
    }
}

/// Has glibc keep what a program gives back. Otherwise it returns large blocks to the system and takes them anew with each
/// page of a list, which costs more than to read it: from which size on, and so for whose types, is chance.
pub(super) fn keep_memory(command: &mut Command) {
    command.env("MALLOC_MMAP_THRESHOLD_", "1000000000").env("MALLOC_TRIM_THRESHOLD_", "1000000000");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_core_is_the_last_that_is_allowed() {
        for (list, last) in [("0-3", Some("3")), ("0-1,4,6-7", Some("7")), ("2", Some("2")), ("", None)] {
            assert_eq!(last_core(&format!("Name:\tx\nCpus_allowed_list:\t{list}\nMems:\t0\n")), last);
        }
        assert_eq!(last_core(""), None);
    }
}
