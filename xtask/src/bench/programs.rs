//! The server and the clients, each a process of its own, and the orders that they take.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use serde_json::Value;

use super::build;

/// A process whose output is read line by line, and which ends when this is dropped.
struct Process {
    name: String,
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(command: &mut Command, name: &str) -> Result<Self, String> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| format!("{name}: {error}"))?;
        let output = child.stdout.take().ok_or("a process without output")?;
        Ok(Self { name: name.to_owned(), child, output: BufReader::new(output) })
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.output.read_line(&mut line) {
            Ok(length) if length > 0 => Ok(line.trim_end().to_owned()),
            _ => Err(format!("{} has ended without an answer", self.name)),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server that all clients talk to.
pub(crate) struct Server {
    _process: Process,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Result<Self, String> {
        let name = "bench-server";
        let mut process = Process::start(&mut on_one_core(&build::program(name, false)?), name)?;
        Ok(Self { url: process.line()?, _process: process })
    }
}

/// A program that stays on the last core, where there is taskset, which is of Linux. The server and all clients are on
/// one: left alone they are moved about, and a call takes half as long when both happen to be on the same.
pub(super) fn on_one_core(program: &Path) -> Command {
    let mut probe = Command::new("taskset");
    probe.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        return Command::new(program);
    }
    let last = thread::available_parallelism().map_or(1, usize::from) - 1;
    let mut taskset = Command::new("taskset");
    taskset.args(["--cpu-list", &last.to_string()]).arg(program);
    taskset
}

/// A client that waits for orders.
pub(crate) struct Program {
    process: Process,
    orders: ChildStdin,
}

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
        let mut process = Process::start(command.arg(&server.url), &program.display().to_string())?;
        let orders = process.child.stdin.take().ok_or("a process without input")?;
        Ok(Self { process, orders })
    }

    pub(crate) fn order(&mut self, workload: &str, count: u64) -> Result<Cost, String> {
        writeln!(self.orders, "{workload} {count}").map_err(|error| format!("{}: {error}", self.process.name))?;
        let line = self.process.line()?;
        let cost: Value = serde_json::from_str(&line).map_err(|error| format!("{}: {error}", self.process.name))?;
        let number = |name: &str| cost[name].as_f64().unwrap_or(f64::NAN);
        let (wall, p50, cpu) = (number("wall"), number("p50"), number("cpu"));
        Ok(Cost { count, wall, p50, cpu, allocations: number("allocations"), peak: number("peak") })
    }

    /// Ends the input, and waits for the end of the process: valgrind writes its file then.
    pub(crate) fn finish(self) -> Result<(), String> {
        let Self { mut process, orders } = self;
        drop(orders);
        process.child.wait().map(drop).map_err(|error| format!("{}: {error}", process.name))
    }
}

/// Has glibc keep what a program gives back. Otherwise it returns large blocks to the system and takes them anew with each
/// page of a list, which costs more than to read it: from which size on, and so for whose types, is chance.
pub(super) fn keep_memory(command: &mut Command) {
    command.env("MALLOC_MMAP_THRESHOLD_", "1000000000").env("MALLOC_TRIM_THRESHOLD_", "1000000000");
}
