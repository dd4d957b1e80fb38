//! The figures: what each is, how far it may be from what is committed, and how it is taken.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::bench::{self, Program, Server};
use crate::generate;
use crate::process::passes;

pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// As a part of what is committed.
    pub(super) tolerance: f64,
    pub(super) read: fn() -> Result<Reading, String>,
}

pub(super) enum Reading {
    Number(f64),
    Listing(String),
    /// It cannot be taken here, and why.
    Skipped(String),
}

pub(super) const FIGURES: &[Figure] = &[
    Figure {
        name: "crates",
        about: "crates that a consumer compiles",
        tolerance: 0.0,
        read: || bench::crates("consumer-sdk").map(|crates| Reading::Listing(listing(&crates))),
    },
    Figure {
        name: "lines",
        about: "lines of code that are generated",
        tolerance: 0.02,
        read: || generate::lines().map(|lines| Reading::Number(lines as f64)),
    },
    Figure {
        name: "allocations",
        about: "allocations of one create",
        tolerance: 0.01,
        read: || bench::allocations_per_call("bench-sdk", &Server::start()?).map(Reading::Number),
    },
    Figure {
        name: "instructions",
        about: "instructions of one create, as callgrind counts them",
        // They are those of the C library, too, and of what it chooses for a processor.
        tolerance: 0.03,
        read: instructions,
    },
];

/// By their names alone, so that a newer version is no change; what is there twice is so here.
fn listing(crates: &BTreeSet<String>) -> String {
    crates.iter().map(|line| format!("{}\n", line.split(' ').next().unwrap_or(line))).collect()
}

/// How many calls there are in the two runs that are compared, so that what a start costs is not counted.
const CALLS: [u64; 2] = [200, 1200];

fn instructions() -> Result<Reading, String> {
    if !passes("valgrind --version") {
        return Ok(Reading::Skipped("valgrind is not here".to_owned()));
    }
    let (program, server) = (bench::program("bench-sdk", false)?, Server::start()?);
    let [few, many] = [count(&program, &server, CALLS[0])?, count(&program, &server, CALLS[1])?];
    Ok(Reading::Number((many - few) / (CALLS[1] - CALLS[0]) as f64))
}

/// How many instructions a run with so many calls has.
fn count(program: &Path, server: &Server, calls: u64) -> Result<f64, String> {
    let file = program.with_extension("callgrind");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--quiet"]);
    valgrind.arg(format!("--callgrind-out-file={}", file.display())).arg(program);
    let mut client = Program::start_by(&mut valgrind, program, server)?;
    client.order("create", calls)?;
    client.finish()?;
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    total(&text).ok_or_else(|| format!("{} has no total", file.display()))
}

/// The sum over all functions, as callgrind writes it.
fn total(text: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix("totals: "))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_that_of_callgrind() {
        assert_eq!(total("version: 1\nsummary: 5\n\nfn=(1)\n3 7\n\ntotals: 1234\n"), Some(1234.0));
        assert_eq!(total("fn=(1)\n"), None);
    }
}
