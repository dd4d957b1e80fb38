//! The picture: for each row that has a limit a bar, as long as what was measured is of that limit. The line is the limit
//! of them all, and the small mark the goal.

use std::fmt::Write;

use super::Results;
use super::rows::Row;

const ROW: f64 = 26.0;
const TOP: f64 = 44.0;
const LABELS: f64 = 400.0;
/// How long a bar is that just reaches the limit, and how many times that the longest.
const LIMIT: f64 = 260.0;
const LONGEST: f64 = 1.35;
/// The two columns of numbers, measured from the right end of the longest bar to theirs.
const MEASURED: f64 = 90.0;
const LIMITS: f64 = 180.0;

/// Both for a light and for a dark page.
const STYLE: &str = "text{font:13px sans-serif;fill:#1f2328}.quiet{fill:#59636e}.goal{fill:#2da44e}.must{fill:#bf8700}\
                     .missed{fill:#cf222e}.mark{stroke:#59636e;stroke-width:2}.limit{stroke:#1f2328;stroke-dasharray:4 3}\
                     .page{fill:#fff}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9198a1}\
                     .limit{stroke:#e6edf3}.mark{stroke:#9198a1}.page{fill:#0d1117}}";

pub(super) fn draw(results: &Results) -> String {
    let limited = results.iter().filter(|(row, _)| row.must.is_finite());
    let bars: Vec<(&Row, f64)> = limited.filter_map(|(row, figure)| Some((*row, figure.value()?))).collect();
    let (width, bottom) = (LABELS + LIMIT * LONGEST + LIMITS + 20.0, TOP + ROW * bars.len() as f64);
    let height = bottom + 30.0;
    let at = LABELS + LIMIT;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <title>What was measured, as a part of what it may be</title>\n<style>{STYLE}</style>\n\
         <rect class=\"page\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n\
         <text x=\"{at}\" y=\"26\" text-anchor=\"middle\">limit</text>\n{}",
        numbers("measured", "limit", 26.0),
    );
    for (index, (row, value)) in bars.iter().enumerate() {
        svg += &bar(row, *value, TOP + ROW * index as f64);
    }
    let _ = writeln!(
        svg,
        "<line class=\"limit\" x1=\"{at}\" x2=\"{at}\" y1=\"32\" y2=\"{bottom}\"/>\n\
         <text class=\"quiet\" x=\"{LABELS}\" y=\"{:.0}\">shorter is better; the small marks are the goals</text>\n</svg>",
        bottom + 18.0,
    );
    svg
}

fn bar(row: &Row, value: f64, top: f64) -> String {
    let of_limit = |value: f64| if row.unit.is_more_better() { row.must / value } else { value / row.must };
    let length = |value: f64| of_limit(value).clamp(0.0, LONGEST) * LIMIT;
    let (goal, base) = (LABELS + length(row.goal), top + 14.0);
    format!(
        "<text x=\"{:.0}\" y=\"{base:.0}\" text-anchor=\"end\">{}</text>\
         <rect class=\"{}\" x=\"{LABELS}\" y=\"{:.0}\" width=\"{:.1}\" height=\"16\"/>\
         <line class=\"mark\" x1=\"{goal:.1}\" x2=\"{goal:.1}\" y1=\"{:.0}\" y2=\"{:.0}\"/>\n{}",
        LABELS - 10.0,
        row.what.replace('&', "&amp;").replace('<', "&lt;"),
        row.verdict(value),
        top + 2.0,
        length(value).max(1.0),
        top - 1.0,
        top + 21.0,
        numbers(&row.unit.show(value), &row.unit.show(row.must), base),
    )
}

fn numbers(measured: &str, limit: &str, base: f64) -> String {
    let right = LABELS + LIMIT * LONGEST;
    format!(
        "<text x=\"{}\" y=\"{base:.0}\" text-anchor=\"end\">{measured}</text>\
         <text class=\"quiet\" x=\"{}\" y=\"{base:.0}\" text-anchor=\"end\">{limit}</text>\n",
        right + MEASURED,
        right + LIMITS,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::rows::Unit;

    /// The width of the bar of a row that is measured so.
    fn width(unit: Unit, must: f64, value: f64) -> f64 {
        let svg = bar(&Row { name: "", what: "", unit, must, goal: must }, value, 0.0);
        let width = svg.split("width=\"").nth(1).and_then(|rest| rest.split('"').next());
        width.and_then(|width| width.parse().ok()).unwrap_or_default()
    }

    #[test]
    fn a_bar_reaches_the_limit_where_the_row_does() {
        for (unit, must) in [(Unit::Ratio, 1.1), (Unit::Share, 0.95), (Unit::More, 30.0)] {
            assert_eq!(width(unit, must, must), LIMIT);
        }
    }

    #[test]
    fn a_bar_is_longer_for_what_is_worse_and_never_beyond_the_picture() {
        assert!(width(Unit::Ratio, 1.1, 1.2) > LIMIT && width(Unit::Share, 0.95, 0.9) > LIMIT);
        assert!(width(Unit::Ratio, 1.1, 1.0) < LIMIT && width(Unit::Share, 0.95, 1.0) < LIMIT);
        assert_eq!(width(Unit::Ratio, 1.1, 100.0), LIMIT * LONGEST);
        assert_eq!(width(Unit::More, 30.0, -5.0), 1.0);
    }
}
