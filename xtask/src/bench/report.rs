//! Writes the results as a table, and as a chart.

use anyhow::{Context, Result};
use plotters::prelude::*;
use xshell::{Shell, cmd};

use super::{Figure, Row};
use crate::files;

/// The table goes between these two lines of the page.
const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- written by `cargo xtask bench --write` -->\n";
const END: &str = "<!-- end -->\n";
const CHART: &str = "docs/performance.svg";

/// Prints the table. With `write`, updates the page and the chart.
pub(super) fn show(sh: &Shell, results: &[(&Row, Result<Figure>)], write: bool) -> Result<()> {
    let table = format!("{}\n{}", circumstances(sh)?, table(results));
    println!("\n{table}");
    if !write {
        return Ok(());
    }
    let page = insert(&files::read(sh, PAGE)?, &table).with_context(|| format!("{PAGE} has no place for the table"))?;
    files::update(sh, PAGE, &page, false)?;
    files::update(sh, CHART, &chart(results)?, false)
}

fn insert(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

fn circumstances(sh: &Shell) -> Result<String> {
    let (date, rust) = (cmd!(sh, "date +%F").quiet().read()?, cmd!(sh, "rustc --version").quiet().read()?);
    let cores = std::thread::available_parallelism()?;
    Ok(format!("{date}, {rust}, {cores} cores, {} on {}\n", std::env::consts::OS, std::env::consts::ARCH))
}

fn table(results: &[(&Row, Result<Figure>)]) -> String {
    let mut table =
        "| row | measured | spread | must | goal | reached | detail |\n|---|---|---|---|---|---|---|\n".to_owned();
    for (row, figure) in results {
        let show = |value| row.show(value);
        let (must, goal) = (show(row.must), show(row.goal));
        table += &match figure {
            Ok(Figure { value, spread: (low, high), detail }) => {
                let spread =
                    if low == high { "exact".to_owned() } else { format!("{} to {}", show(*low), show(*high)) };
                let (value, verdict) = (show(*value), row.verdict(*value));
                format!("| {} | {value} | {spread} | {must} | {goal} | {verdict} | {detail} |\n", row.what)
            }
            Err(error) => format!("| {} | – | – | {must} | {goal} | not measured | {error:#} |\n", row.what),
        };
    }
    table
}

/// Draws each value as a part of its limit, with a mark at the goal.
fn chart(results: &[(&Row, Result<Figure>)]) -> Result<String> {
    const LABELS: i32 = 400;
    const LIMIT: i32 = LABELS + 380;
    let bars: Vec<(&Row, f64)> =
        results.iter().filter_map(|(row, figure)| Some((*row, figure.as_ref().ok()?.value))).collect();
    let at = |part: f64| LABELS + ((LIMIT - LABELS) as f64 * part.clamp(0.0, 1.4)) as i32;
    let bottom = 40 + 26 * bars.len() as i32;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (at(1.4) as u32 + 20, bottom as u32 + 10)).into_drawing_area();
        let font = ("sans-serif", 17).into_font();
        let draw = || {
            area.fill(&WHITE)?;
            area.draw(&Text::new("less is better; the marks are the goals", (10, 12), font.clone()))?;
            area.draw(&Text::new("limit", (LIMIT - 14, 12), font.clone()))?;
            for ((row, value), top) in bars.iter().zip((36..).step_by(26)) {
                let colour = match row.verdict(*value) {
                    "goal" => RGBColor(45, 164, 78),
                    "must" => RGBColor(212, 167, 44),
                    _ => RGBColor(207, 34, 46),
                };
                let goal = at(row.part_of_limit(row.goal));
                area.draw(&Text::new(row.what, (10, top + 3), font.clone()))?;
                area.draw(&Rectangle::new(
                    [(LABELS, top), (at(row.part_of_limit(*value)), top + 18)],
                    colour.filled(),
                ))?;
                area.draw(&Rectangle::new([(goal, top - 2), (goal + 2, top + 20)], BLACK.filled()))?;
            }
            area.draw(&PathElement::new([(LIMIT, 30), (LIMIT, bottom)], BLACK))?;
            area.present()
        };
        draw().with_context(|| format!("cannot draw {CHART}"))?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use anyhow::anyhow;

    use super::*;
    use crate::bench::Unit;

    #[test]
    fn the_page_keeps_its_text_around_the_table() {
        let page = format!("# Title\n\n{BEGIN}old\n{END}\nThe rest.\n");
        assert_eq!(insert(&page, "new\n").unwrap(), format!("# Title\n\n{BEGIN}\nnew\n\n{END}\nThe rest.\n"));
        assert_eq!(insert("# Title\n", "new\n"), None);
    }

    #[test]
    fn the_chart_names_each_measured_row() {
        let row = |what| Row { what, unit: Unit::Ratio, must: 1.1, goal: 1.0 };
        let (slow, missing) = (row("slow"), row("missing"));
        let results = [(&slow, Ok(Figure::exact(100.0, String::new()))), (&missing, Err(anyhow!("no Java")))];
        let svg = chart(&results).unwrap();
        assert!(svg.contains("slow") && !svg.contains("missing"), "{svg}");
        assert!(table(&results).contains("| not measured | no Java |"));
    }
}
