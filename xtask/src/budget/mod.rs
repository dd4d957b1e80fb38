//! What may not grow unseen: `cargo xtask budget` holds figures that do not depend on time against those that are
//! committed in `tests/bench/`, and `--accept` commits to new ones.

mod figures;
mod verdict;

use serde_json::{Map, Value};

use crate::process::version;
use crate::{Outcome, committed, root};
use figures::{FIGURES, Figure, Reading};

/// The committed numbers, and the Rust that the last of them was taken with.
const NUMBERS: &str = "tests/bench/budget.json";
const RUST: &str = "rust";
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
    let (mut numbers, rust, mut failures) = (numbers()?, version("rustc")?, Vec::new());
    for figure in FIGURES.iter().filter(|figure| names.is_empty() || names.iter().any(|name| *name == figure.name)) {
        match (figure.read)()? {
            Reading::Skipped(reason) => println!("{}: skipped, nothing was checked: {reason}", figure.name),
            Reading::Listing(text) if accept => committed::write(CRATES, &text)?,
            Reading::Listing(text) => failures.extend(listed(&text).err()),
            Reading::Number(number) if accept => {
                println!("{}: {number:.0}", figure.name);
                numbers.insert(figure.name.to_owned(), (number.round() as u64).into());
                numbers.insert(RUST.to_owned(), rust.as_str().into());
            }
            Reading::Number(number) => failures.extend(checked(figure, number, &numbers, &rust).err()),
        }
    }
    if accept {
        return committed::write(NUMBERS, &format!("{:#}\n", Value::Object(numbers)));
    }
    if failures.is_empty() { Ok(()) } else { Err(format!("budget: {}", failures.join("\nbudget: "))) }
}

fn checked(figure: &Figure, number: f64, numbers: &Map<String, Value>, rust: &str) -> Outcome {
    let verdict = verdict::of(number, numbers.get(figure.name).and_then(Value::as_f64), figure.tolerance);
    match &verdict {
        Ok(told) => println!("{}: {told}", figure.name),
        Err(_) => println!("{}: not within its budget", figure.name),
    }
    // Another compiler is no regression.
    let other_rust = match numbers.get(RUST).and_then(Value::as_str) {
        Some(then) if then != rust => format!(", committed with {then}, and this is {rust}"),
        _ => String::new(),
    };
    verdict
        .map(drop)
        .map_err(|told| format!("{} ({}): {told}{other_rust}: `{ACCEPT}` accepts it", figure.name, figure.about))
}

fn listed(crates: &str) -> Outcome {
    committed::check(CRATES, crates)
        .map_err(|diff| format!("{diff}{CRATES} lists other crates than a consumer compiles: `{ACCEPT}` writes it"))
}

fn numbers() -> Result<Map<String, Value>, String> {
    if !root().join(NUMBERS).exists() {
        return Ok(Map::new());
    }
    serde_json::from_str(&committed::read(NUMBERS)?).map_err(|error| format!("{NUMBERS}: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::*;

    #[test]
    fn every_number_is_committed_with_its_rust_and_nothing_else() {
        let figures = FIGURES.iter().map(|figure| figure.name).filter(|name| *name != "crates");
        let mut names: Vec<&str> = figures.chain([RUST]).collect();
        names.sort_unstable();
        assert_eq!(numbers().unwrap().keys().map(String::as_str).collect::<Vec<_>>(), names);
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
        let numbers = Map::from_iter([("lines".to_owned(), 10.into()), (RUST.to_owned(), "rustc 1.95.0".into())]);
        let told = checked(&figure, 11.0, &numbers, "rustc 1.95.0").unwrap_err();
        assert!(["11", "10", "of something", ACCEPT].iter().all(|part| told.contains(part)), "{told}");
        assert!(!told.contains("rustc"), "{told}");
        let told = checked(&figure, 11.0, &numbers, "rustc 1.96.0").unwrap_err();
        assert!(told.contains("committed with rustc 1.95.0, and this is rustc 1.96.0"), "{told}");
    }
}
