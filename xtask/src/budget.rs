//! Compares costs that do not depend on time with the committed ones.

use anyhow::{Result, bail, ensure};
use serde_json::{Map, Value};
use xshell::{Shell, cmd};

use crate::bench::{self, Server, crates};
use crate::{files, generate};

const NUMBERS: &str = "tests/bench/budget.json";
const CRATES: &str = "tests/bench/crates.txt";

/// A name, the accepted deviation as a share of the committed number, and how to read the number.
type Figure = (&'static str, f64, fn(&Shell) -> Result<f64>);

const FIGURES: [Figure; 4] = [
    ("lines", 0.02, |sh| {
        let lines = generate::GENERATED.iter().map(|file| Ok(files::read(sh, file)?.lines().count() as f64));
        lines.sum()
    }),
    ("allocations", 0.01, |sh| bench::allocations(sh, "bench-sdk", &Server::start(sh)?)),
    // The C library chooses its code by processor.
    ("instructions", 0.03, |sh| bench::instructions(sh, "bench-sdk", &Server::start(sh)?)),
    ("bytes", 0.02, bench::bytes),
];

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let (accept, names): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| **argument == "--accept");
    let known = ["crates", "lines", "allocations", "instructions", "bytes"];
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        bail!("unknown figure `{unknown}`: the figures are {}", known.join(", "));
    }
    let is_chosen = |name: &str| names.is_empty() || names.contains(&name);
    let (accept, rust) = (!accept.is_empty(), cmd!(sh, "rustc --version").quiet().read()?);
    let mut numbers: Map<String, Value> = serde_json::from_str(&files::read(sh, NUMBERS)?)?;
    let mut problems = Vec::new();
    if is_chosen("crates") {
        // Without versions, because an update adds nothing to compile.
        let crates: String = crates(sh, "consumer-sdk")?.iter().map(|(name, _)| format!("{name}\n")).collect();
        problems.extend(files::update(sh, CRATES, &crates, !accept).err().map(|error| error.to_string()));
    }
    for (name, tolerance, read) in FIGURES.into_iter().filter(|(name, ..)| is_chosen(name)) {
        let (number, committed) = (read(sh)?.round(), numbers.get(name).and_then(Value::as_f64));
        println!("{name}: {number}, committed: {committed:?}");
        if accept {
            numbers.insert(name.to_owned(), (number as u64).into());
            numbers.insert("rust".to_owned(), rust.as_str().into());
        } else if !is_within(number, committed, tolerance) {
            problems.push(format!("{name}: {number}, but {committed:?} is committed in {NUMBERS}"));
        }
    }
    if accept {
        return files::update(sh, NUMBERS, &format!("{:#}\n", Value::Object(numbers)), false);
    }
    let (problems, committed) = (problems.join("\n"), &numbers["rust"]);
    ensure!(
        problems.is_empty(),
        "{problems}\n`cargo xtask budget --accept` accepts this (now {rust}, committed with {committed})"
    );
    Ok(())
}

/// Less is an error too, so that the improvement becomes the new limit.
fn is_within(number: f64, committed: Option<f64>, tolerance: f64) -> bool {
    committed.is_some_and(|committed| (number - committed).abs() <= committed * tolerance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_deviate_by_its_tolerance_in_both_directions() {
        for (number, fits) in [(96.0, false), (97.0, true), (100.0, true), (103.0, true), (104.0, false)] {
            assert_eq!(is_within(number, Some(100.0), 0.03), fits, "{number}");
        }
        assert!(!is_within(100.0, None, 0.03));
    }
}
