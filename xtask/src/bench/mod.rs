//! Measures the SDK beside other clients in one run. `docs/performance.md` explains the rows.

mod measure;
mod peers;
mod programs;
mod report;

use anyhow::{Result, bail};
use xshell::Shell;

use Unit::{More, Ratio, Share};

pub(crate) use measure::{allocations, bytes, crates, instructions};
pub(crate) use programs::Server;

/// Rows that are measured together.
struct Group {
    name: &'static str,
    /// Returns one figure for each row.
    measure: fn(&Shell) -> Result<Vec<Result<Figure>>>,
    rows: &'static [Row],
}

struct Row {
    what: &'static str,
    unit: Unit,
    must: f64,
    goal: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    /// Ours divided by theirs; less is better.
    Ratio,
    /// Ours divided by theirs; more is better.
    Share,
    /// Ours minus theirs.
    More,
}

/// A measured value.
struct Figure {
    value: f64,
    /// The middle half of the rounds.
    spread: (f64, f64),
    detail: String,
}

const fn row(what: &'static str, unit: Unit, must: f64, goal: f64) -> Row {
    Row { what, unit, must, goal }
}

const GROUPS: &[Group] = &[
    Group {
        name: "create",
        measure: measure::create,
        rows: &[
            row("create, wall time (p50), against raw reqwest", Ratio, 1.05, 1.01),
            row("create, CPU, against raw reqwest", Ratio, 1.07, 1.02),
            row("create, allocations beyond raw reqwest", More, 12.0, 6.0),
            row("create, instructions beyond raw reqwest", More, 12_000.0, 6_000.0),
            row("create, wall time (p50), against progenitor", Ratio, 1.05, 1.0),
            row("create, wall time (p50), against openapi-to-rust", Ratio, 1.0, 1.0),
            row("create, wall time (p50), against openapi-generator", Ratio, 1.0, 1.0),
        ],
    },
    Group {
        name: "many",
        measure: measure::many,
        rows: &[
            row("decode a wide contact detail, against strict serde", Ratio, 1.05, 0.90),
            row("decode a page of 100, against strict serde", Ratio, 1.05, 0.90),
            row("decode a page of 500, against strict serde", Ratio, 1.05, 0.90),
            row("list, items per second, against paging by hand", Share, 0.95, 1.02),
            row("list, peak memory, against one page", Ratio, 1.5, 1.2),
            row("bulk, calls per second, against raw reqwest", Share, 0.93, 0.99),
            row("bulk, share of the quota that it uses", Share, 0.95, 0.99),
        ],
    },
    Group {
        name: "build",
        measure: measure::builds,
        rows: &[
            row("cold release build, CPU, against reqwest", Ratio, 1.15, 1.06),
            row("crates beyond reqwest, serde and uuid", More, 10.0, 6.0),
            row("KiB of a stripped program beyond raw reqwest", More, 200.0, 130.0),
        ],
    },
];

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let (write, names): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| **argument == "--write");
    if let Some(unknown) = names.iter().find(|name| GROUPS.iter().all(|group| group.name != **name)) {
        let groups: Vec<&str> = GROUPS.iter().map(|group| group.name).collect();
        bail!("unknown group `{unknown}`: the groups are {}", groups.join(", "));
    }
    let mut results = Vec::new();
    for group in GROUPS.iter().filter(|group| names.is_empty() || names.contains(&group.name)) {
        println!("== {}", group.name);
        match (group.measure)(sh) {
            Ok(figures) => results.extend(group.rows.iter().zip(figures)),
            // Keep what the other groups measure.
            Err(error) => results.extend(group.rows.iter().map(|row| (row, Err(anyhow::anyhow!("{error:#}"))))),
        }
    }
    report::show(sh, &results, !write.is_empty())
}

impl Row {
    fn show(&self, value: f64) -> String {
        if self.unit == More { format!("{value:+.0}") } else { format!("{value:.3}") }
    }

    /// Returns the value as a part of its limit: up to 1 is good.
    fn part_of_limit(&self, value: f64) -> f64 {
        if self.unit == Share { self.must / value } else { value / self.must }
    }

    fn verdict(&self, value: f64) -> &'static str {
        match self.part_of_limit(value) {
            part if part <= self.part_of_limit(self.goal) => "goal",
            part if part <= 1.0 => "must",
            _ => "missed",
        }
    }
}

impl Figure {
    fn exact(value: f64, detail: String) -> Self {
        Self { value, spread: (value, value), detail }
    }

    /// Returns the ratio of the medians, with the spread of the ratios of the rounds.
    fn ratio(ours: &[f64], theirs: &[f64], show: impl Fn(f64) -> String) -> Self {
        let rounds: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
        let (ours, theirs) = (quantile(ours, 0.5), quantile(theirs, 0.5));
        let spread = (quantile(&rounds, 0.25), quantile(&rounds, 0.75));
        Self { value: ours / theirs, spread, detail: format!("{} against {}", show(ours), show(theirs)) }
    }
}

fn quantile(samples: &[f64], part: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = part * sorted.len().saturating_sub(1) as f64;
    let at = |place: f64| sorted.get(place as usize).copied().unwrap_or(f64::NAN);
    at(place.floor()) + (at(place.ceil()) - at(place.floor())) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_compares_medians_and_spreads_over_rounds() {
        let figure = Figure::ratio(&[2.0, 4.0, 100.0], &[1.0, 2.0, 2.0], |value| value.to_string());
        assert_eq!((figure.value, figure.spread, figure.detail.as_str()), (2.0, (2.0, 26.0), "4 against 2"));
    }

    #[test]
    fn a_row_reaches_its_goal_or_its_limit_or_neither() {
        for (unit, values) in [(Ratio, [1.0, 1.2, 1.3]), (Share, [1.2, 1.0, 0.9])] {
            let row = row("", unit, values[1], values[0]);
            assert_eq!(values.map(|value| row.verdict(value)), ["goal", "must", "missed"]);
        }
    }
}
