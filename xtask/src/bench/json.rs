//! Decoding and encoding, measured by criterion within one process; a short run of each in turn.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::programs::{keep_memory, on_one_core};
use super::stats::Figure;
use super::workspace::{locked_cargo, out, with_lock};
use crate::process::{self, BUILD, executable, succeed};

const ROWS: [&str; 4] = ["decode-one", "decode-100", "decode-500", "encode"];
const ROUNDS: usize = 11;

pub(super) fn measure() -> Result<Vec<Figure>, String> {
    let program = build()?;
    let figure = |row: &str| {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(median_of(&program, row, "sdk")?);
            theirs.push(median_of(&program, row, "raw")?);
        }
        let detail = |ours: f64, theirs: f64| match theirs < 1e3 {
            true => format!("{ours:.1} ns against {theirs:.1} ns"),
            false => format!("{:.2} µs against {:.2} µs", ours / 1e3, theirs / 1e3),
        };
        Ok(Figure::ratio(&ours, &theirs, detail))
    };
    ROWS.iter().map(|row| figure(row)).collect()
}

/// The median of one benchmark, in nanoseconds.
fn median_of(program: &Path, row: &str, whose: &str) -> Result<f64, String> {
    let home = out("criterion");
    let mut criterion = on_one_core(program);
    criterion.args(["--bench", "--noplot", "--quiet", "--warm-up-time", "0.1", "--measurement-time", "0.4"]);
    criterion.args(["--sample-size", "10", "--nresamples", "1001"]).arg(format!("^{row}/{whose}$"));
    keep_memory(&mut criterion);
    criterion.env("CRITERION_HOME", &home).stdout(Stdio::null()).stderr(Stdio::null());
    succeed(&mut criterion, "criterion", BUILD)?;
    let file = home.join(row).join(whose).join("new/estimates.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let estimates: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    estimates["median"]["point_estimate"].as_f64().ok_or_else(|| format!("{} has no median", file.display()))
}

fn build() -> Result<PathBuf, String> {
    let mut cargo = locked_cargo();
    cargo.args(["bench", "--no-run", "--quiet", "--package", "bench-in-process"]);
    executable(&process::build(&mut cargo, "cargo bench --no-run").map_err(with_lock)?, "json")
}
