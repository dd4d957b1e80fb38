//! What the SDK costs beside what others cost, measured in one run: `cargo xtask bench`. The table is in `rows.rs`, and
//! `docs/performance.md` says what each row means.

mod calls;
mod circumstances;
mod consumer;
mod generator;
mod json;
mod others;
mod picture;
mod programs;
mod quota;
mod report;
mod rows;
mod stats;
mod workspace;

pub(crate) use calls::allocations_per_call;
pub(crate) use consumer::crates;
pub(crate) use programs::{Program, Server};
pub(crate) use workspace::program;

use crate::Outcome;
use rows::{GROUPS, Row};
use stats::Figure;

/// The rows that were measured, in the order of the table.
type Results = Vec<(&'static Row, Figure)>;

/// Measures all groups of rows, or those that are named. With `--write`, all, and the page in `docs/` shows them.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if arguments == ["--list"] {
        for group in GROUPS {
            println!("{:<10} {}", group.name, group.about);
        }
        return Ok(());
    }
    if arguments == ["--write"] {
        return report::publish(&measure(|_| true)?);
    }
    if let Some(stranger) = arguments.iter().find(|name| GROUPS.iter().all(|group| group.name != **name)) {
        return Err(format!("there is no group of rows `{stranger}`: `cargo xtask bench --list` names them"));
    }
    let is_chosen = |name: &str| arguments.is_empty() || arguments.iter().any(|chosen| chosen == name);
    report::write(&measure(is_chosen)?)
}

fn measure(is_chosen: impl Fn(&str) -> bool) -> Result<Results, String> {
    let mut results = Vec::new();
    for group in GROUPS.iter().filter(|group| is_chosen(group.name)) {
        println!("== {}: {}", group.name, group.about);
        // What could not be measured does not lose what was.
        let figures = (group.measure)().unwrap_or_else(|reason| {
            eprintln!("{}: {reason}", group.name);
            group.rows.iter().map(|_| Figure::Missing(reason.clone())).collect()
        });
        if figures.len() != group.rows.len() {
            return Err(format!("{}: {} figures for {} rows", group.name, figures.len(), group.rows.len()));
        }
        results.extend(group.rows.iter().zip(figures));
    }
    Ok(results)
}
