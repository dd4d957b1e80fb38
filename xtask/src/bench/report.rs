//! The report: a table for the eye and for `docs/performance.md`, JSON for programs, and a picture.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::stats::Figure;
use super::workspace::out;
use super::{Results, circumstances, picture};
use crate::{Outcome, root};

/// The page that shows them, between these two lines, and its picture.
const PAGE: &str = "docs/performance.md";
const PICTURE: &str = "docs/performance.svg";
const BEGIN: &str = "<!-- written by `cargo xtask bench --write` -->\n";
const END: &str = "<!-- until here -->\n";

/// Prints the table, and leaves the rest in `target/`.
pub(super) fn write(results: &Results) -> Outcome {
    println!("\n{}", section(results)?);
    save(&out("report.json"), &json(results))?;
    save(&out("report.svg"), &picture::draw(results))
}

/// Writes the page in `docs/` as well.
pub(super) fn publish(results: &Results) -> Outcome {
    write(results)?;
    let page = root().join(PAGE);
    let text = fs::read_to_string(&page).map_err(|error| format!("{PAGE}: {error}"))?;
    save(&page, &with_section(&text, &section(results)?).ok_or_else(|| format!("{PAGE} has no place for a table"))?)?;
    save(&root().join(PICTURE), &picture::draw(results))
}

fn save(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

/// The page with another section between its two lines.
fn with_section(page: &str, section: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{section}\n{END}{after}"))
}

fn section(results: &Results) -> Result<String, String> {
    let circumstances: String = circumstances::lines()?.iter().map(|line| format!("- {line}\n")).collect();
    Ok(format!("{circumstances}\n{}", table(results)))
}

fn table(results: &Results) -> String {
    let mut text =
        "| row | measured | spread | must | goal | reached | of |\n|---|---|---|---|---|---|---|\n".to_owned();
    for (row, figure) in results {
        let [must, goal] = [row.must, row.goal].map(|limit| row.unit.show(limit));
        text += &match figure {
            Figure::Measured { value, spread, detail } => {
                let [low, high] = [spread.0, spread.1].map(|value| row.unit.show(value));
                let spread = if spread.0 == spread.1 { "exact".to_owned() } else { format!("{low} to {high}") };
                let (value, verdict) = (row.unit.show(*value), row.verdict(*value));
                format!("| {} | {value} | {spread} | {must} | {goal} | {verdict} | {detail} |\n", row.what)
            }
            Figure::Missing(reason) => {
                format!("| {} | – | – | {must} | {goal} | not measured | {reason} |\n", row.what)
            }
        };
    }
    text
}

fn json(results: &Results) -> String {
    let rows = results.iter().map(|(row, figure)| {
        // What has no limit is null: JSON knows no infinity.
        let row_json = |ratio: Value, spread: Value, detail: &str| {
            json!({
                "name": row.name, "ratio": ratio, "spread": spread, "must": row.must, "goal": row.goal,
                "what": row.what, "detail": detail,
            })
        };
        match figure {
            Figure::Measured { value, spread, detail } => row_json(json!(value), json!([spread.0, spread.1]), detail),
            Figure::Missing(reason) => row_json(Value::Null, Value::Null, reason),
        }
    });
    format!("{:#}\n", rows.collect::<Value>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_what_is_around_the_table() {
        let page = format!("# Title\n\n{BEGIN}old\n{END}\nThe rest.\n");
        let due = format!("# Title\n\n{BEGIN}\nnew\n\n{END}\nThe rest.\n");
        assert_eq!(with_section(&page, "new\n"), Some(due));
        assert_eq!(with_section("# Title\n", "new\n"), None);
    }
}
