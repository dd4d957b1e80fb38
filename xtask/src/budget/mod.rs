//! What may not grow unseen: `cargo xtask budget` holds figures that do not depend on time against those that are
//! committed in `tests/bench/`, and `--accept` commits to new ones.

mod figures;
mod verdict;

use std::fs;

use serde_json::{Map, Value};

use crate::{Outcome, root};
use figures::{FIGURES, Figure, Reading};

/// The committed numbers, and the Rust that they were taken with.
const NUMBERS: &str = "tests/bench/budget.json";
/// The committed listing of the crates that a consumer compiles.
const CRATES: &str = "tests/bench/crates.txt";

const ACCEPT: &str = "cargo xtask budget --accept";

/// Checks all figures, or those that are named; with `--accept`, writes them instead.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let accept = arguments.iter().any(|argument| argument == "--accept");
    let names: Vec<&String> = arguments.iter().filter(|argument| *argument != "--accept").collect();
    if let Some(stranger) = names.iter().find(|name| FIGURES.iter().all(|figure| figure.name != **name)) {
        let known: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
        return Err(format!("there is no figure `{stranger}`: there are {}", known.join(", ")));
    }
    let mut committed = committed()?;
    let mut failures = Vec::new();
    for figure in FIGURES.iter().filter(|figure| names.is_empty() || names.iter().any(|name| *name == figure.name)) {
        match (figure.read)()? {
            Reading::Skipped(reason) => println!("{}: skipped, nothing was checked: {reason}", figure.name),
            Reading::Listing(text) => failures.extend(listed(&text, accept).err()),
            Reading::Number(number) if accept => {
                println!("{}: {number:.0}", figure.name);
                committed.insert(figure.name.to_owned(), (number.round() as u64).into());
            }
            Reading::Number(number) => failures.extend(checked(figure, number, &committed).err()),
        }
    }
    if accept {
        return write(NUMBERS, &format!("{:#}\n", Value::Object(committed)));
    }
    if failures.is_empty() { Ok(()) } else { Err(format!("budget: {}", failures.join("\nbudget: "))) }
}

fn checked(figure: &Figure, number: f64, committed: &Map<String, Value>) -> Outcome {
    let limit = committed.get(figure.name).and_then(Value::as_f64);
    let verdict = verdict::of(number, limit, figure.tolerance);
    match &verdict {
        Ok(told) => println!("{}: {told}", figure.name),
        Err(_) => println!("{}: not within its budget", figure.name),
    }
    verdict.map(drop).map_err(|told| format!("{} ({}): {told}: `{ACCEPT}` accepts it", figure.name, figure.about))
}

fn listed(text: &str, accept: bool) -> Outcome {
    if accept {
        return write(CRATES, text);
    }
    let path = root().join(CRATES);
    let present = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    match verdict::of_listing(text, &present) {
        Ok(told) => {
            println!("crates: {told}");
            Ok(())
        }
        Err(told) => Err(format!("{CRATES} lists other crates than a consumer compiles: {told}: `{ACCEPT}` writes it")),
    }
}

fn write(file: &str, text: &str) -> Outcome {
    fs::write(root().join(file), text).map_err(|error| format!("{file}: {error}"))?;
    println!("{file} written");
    Ok(())
}

fn committed() -> Result<Map<String, Value>, String> {
    let path = root().join(NUMBERS);
    if !path.exists() {
        return Ok(Map::new());
    }
    let text = fs::read_to_string(&path).map_err(|error| format!("{NUMBERS}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{NUMBERS}: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::*;

    #[test]
    fn every_number_is_committed_and_nothing_else() {
        let committed = committed().unwrap();
        let numbers = FIGURES.iter().map(|figure| figure.name).filter(|name| *name != "crates");
        let mut names: Vec<&str> = numbers.collect();
        names.sort_unstable();
        assert_eq!(committed.keys().map(String::as_str).collect::<Vec<_>>(), names);
    }

    #[test]
    fn an_unknown_figure_is_told_with_the_known_ones() {
        let told = run(&["nope".to_owned()]).unwrap_err();
        assert!(told.contains("`nope`") && told.contains("allocations"), "{told}");
    }

    #[test]
    fn a_number_beyond_its_budget_is_told_with_the_committed_one_and_the_way_to_accept() {
        let figure =
            Figure { name: "lines", about: "of something", tolerance: 0.0, read: || Ok(Reading::Number(11.0)) };
        let committed = Map::from_iter([("lines".to_owned(), 10.into())]);
        let told = checked(&figure, 11.0, &committed).unwrap_err();
        assert!(["11", "10", "of something", ACCEPT].iter().all(|part| told.contains(part)), "{told}");
    }
}
